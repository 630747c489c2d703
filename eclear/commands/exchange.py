"""Commands about messages as such: what of a message is interpreted, and the same message in another profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import settings
from eclear.commands.options import Json, Paths, Profile
from eclear.commands.printing import many, say, say_findings
from eclear.commands.typed import messages

if TYPE_CHECKING:
    from eclear.casefile.message import Coverage
    from eclear.wco import Converted


def coverage(paths: Paths, as_json: Json = False) -> None:
    """Show which elements of messages are read, carried but not interpreted, or unknown. Exit status 1 if some are unknown."""
    from eclear.casefile.message import together
    from eclear.wco import Schemas
    from eclear.wco import coverage as cover

    schemas, files = Schemas(settings().schemas), messages(paths)
    covered = []
    for file in files:
        covered.append(cover(file.read_bytes(), schemas))
        told = {"file": str(file), "messages": 1} | coverage_json(covered[-1])
        say(told) if as_json else say_coverage(told)
    whole = together(covered)
    told = {"file": None, "messages": len(files)} | coverage_json(whole)
    say(told) if as_json else say_summary(told)
    raise typer.Exit(0 if whole.is_complete else 1)


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """What becomes of the elements of a message: how many are treated how, and each path with the reason."""
    from eclear.casefile.message import Treatment
    from eclear.web.contract import finding_json

    return {
        "complete": coverage.is_complete,
        **{treatment.value: coverage.count(treatment) for treatment in Treatment},
        "elements": [
            {"path": path.path, "treatment": path.treatment.value, "count": path.count, "why": path.why}
            for path in coverage.paths
        ],
        "findings": [finding_json(finding) for finding in coverage.findings],
    }


def say_coverage(told: dict[str, Any]) -> None:
    """Print what becomes of the elements of one message, path by path in the order of the message."""
    typer.echo(f"{told['file']}: {counts(told)}")
    for element in told["elements"]:
        say_element(element)
    say_findings(told["findings"])


def say_summary(told: dict[str, Any]) -> None:
    """Print the sum over all messages, if there are several, and whatever is not interpreted in any of them."""
    if told["messages"] == 1:
        return
    typer.echo(f"All {told['messages']} messages: {counts(told)}")
    for element in told["elements"]:
        if element["treatment"] != "read":
            say_element(element)


def counts(told: dict[str, Any]) -> str:
    """How many elements are treated how, in words; a message that cannot be read has findings in the place of elements."""
    found = f", {many(len(told['findings']), 'finding', 'findings')}" if told["findings"] else ""
    return f"{told['read']} read, {told['carried']} carried, {told['unknown']} unknown{found}"


def say_element(element: dict[str, Any]) -> None:
    """Print one path: what becomes of it, how often it is there, and why it is not interpreted."""
    why = f"  ({element['why']})" if element["why"] else ""
    typer.echo(f"    {element['treatment']:<8} {element['count']:>5}  {element['path']}{why}")


def convert(
    file: Annotated[Path, typer.Argument(help="Message to convert", exists=True, dir_okay=False)],
    to: Annotated[str, typer.Option(metavar="PROFILE", help="Profile to convert to, such as wco-dms-2 or kr-govcbr929")],
    out: Annotated[Path | None, typer.Option(help="New file to write; without it, the message is printed")] = None,
    profile: Profile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with the message in it")] = False,
) -> None:
    """Write a declaration in another profile, and list what that one cannot carry. Exit status 1 if it is refused."""
    from eclear.wco import Schemas
    from eclear.wco import convert as convert_message

    if out and out.exists():
        raise wrong_usage(f"{out}: there is such a file already. Name a new one with --out.")
    done = convert_message(file.read_bytes(), Schemas(settings().schemas), to, profile=profile)
    told = {"file": str(file)} | conversion_json(done)
    if out and done.body:
        out.write_bytes(done.body)
    if as_json:
        say(told)
    else:
        if not out:
            typer.echo(done.body, nl=False)
        say_left_out(told)
    raise typer.Exit(0 if done.body else 1)


def conversion_json(done: Converted) -> dict[str, Any]:
    """A converted message: its profile, the message or null, what that profile cannot carry, what stands against it."""
    from eclear.web.contract import finding_json

    return {
        "profile": done.profile,
        "body": done.body.decode() if done.body else None,
        "left_out": [
            {"path": left.path, "value": left.value, "attributes": dict(left.attributes), "why": left.why}
            for left in done.left_out
        ],
        "findings": [finding_json(finding) for finding in done.findings],
    }


def say_left_out(told: dict[str, Any]) -> None:
    """Print, beside the message, what the other profile cannot carry, or why there is no message."""
    left_out, profile = told["left_out"], told["profile"]
    if told["body"] is None:
        typer.echo(f"{told['file']} cannot be converted to {profile}.", err=True)
    elif not left_out:
        typer.echo(f"{profile} carries all of {told['file']}.", err=True)
    else:
        typer.echo(f"{profile} cannot carry {many(len(left_out), 'element', 'elements')} of {told['file']}:", err=True)
    for left in left_out:
        said = [f"@{name} {value}" for name, value in left["attributes"].items()]
        value = ", ".join(filter(None, (left["value"], *said)))
        typer.echo(f"    {left['path']}{': ' + value if value else ''}  ({left['why']})", err=True)
    say_findings(told["findings"], err=True)
