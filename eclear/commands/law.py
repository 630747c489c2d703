"""Commands about the law of a country: what a declaration owes, and whether a country's folder is in order."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law, settings
from eclear.commands.options import Json, Profile
from eclear.commands.printing import many, say, say_findings
from eclear.commands.tariffs import tariff
from eclear.commands.typed import messages

if TYPE_CHECKING:
    from eclear.casefile.duty import Circumstances
    from eclear.reference import Country
    from eclear.wco import Schemas

LawOf = Annotated[
    str | None, typer.Option("--country", help="Country by its two letters, or a country folder; it overrules the message")
]
Day = Annotated[datetime | None, typer.Option("--on", help="As of which day, such as 2026-05-12", formats=["%Y-%m-%d"])]


def assess(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Declarations, or folders of them", show_default=False)],
    country: LawOf = None,
    on: Day = None,
    carried_in: Annotated[
        datetime | None, typer.Option(help="Day of carry-in, for the late-declaration surcharge", formats=["%Y-%m-%d"])
    ] = None,
    shed: Annotated[str | None, typer.Option(help="Code of the bonded shed")] = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Work out what declarations owe, with the working shown. Touches no database. Exit status 1 if some cannot be assessed."""
    from eclear.casefile.duty import Circumstances
    from eclear.wco import Schemas

    schemas, files = Schemas(settings().schemas), messages(paths)
    given = law(country) if country is not None else None
    circumstances = Circumstances(carried_in=carried_in.date() if carried_in else None, shed=shed)
    failed = 0
    for file in files:
        told = _assessed(file, schemas, given, on.date() if on else None, circumstances, profile)
        failed += bool(told["findings"])
        if as_json:
            say(told)
        else:
            _say(told)
    raise typer.Exit(1 if failed else 0)


def _assessed(
    file: Path, schemas: Schemas, given: Country | None, on: date | None, circumstances: Circumstances, profile: str | None
) -> dict[str, Any]:
    """Return what one declaration owes as plain JSON; findings say why it cannot be assessed."""
    from eclear.clearance import utc_now
    from eclear.journey.duties import CannotAssess
    from eclear.journey.duties import assess as worked_out
    from eclear.reference import country as known
    from eclear.wco import locate, read
    from eclear.web.contract import assessment_json, finding_json

    body = file.read_bytes()
    reading = read(body, schemas, profile=profile)
    declaration, findings = reading.declaration, reading.findings
    country = given or known(reading.country) or law(settings().country)
    told: dict[str, Any] = {"file": str(file), "country": country.code}
    if declaration is None or findings:
        return told | {"items": [], "totals": {}, "total_due": None, "findings": [finding_json(each) for each in findings]}
    if declaration.function != "9":
        note = "a message about a declaration: nothing to assess"
        return told | {"items": [], "totals": {}, "total_due": None, "findings": [], "note": note}
    day = on or country.declared_on(declaration.accepted, utc_now())
    told["on"] = day.isoformat()
    try:
        return told | assessment_json(worked_out(declaration, country, day, circumstances)) | {"findings": []}
    except CannotAssess as lacking:
        found = locate(body, (lacking.finding,), schemas, profile=reading.profile)
        return told | {"items": [], "totals": {}, "total_due": None, "findings": [finding_json(each) for each in found]}


def _say(told: dict[str, Any]) -> None:
    of = f"law of {told['on']}" if "on" in told else told.get("note", "")
    typer.echo(f"{told['file']}: {told['country']}{f', {of}' if of else ''}")
    say_findings(told["findings"])
    for item in told["items"]:
        typer.echo(f"  item {item['item']}  customs value {item['value']}")
        typer.echo(f"    {item['working']}")
        for line in item["lines"]:
            typer.echo(f"    {line['type']:<4} {line['amount']:>15}  {line['formula']}")
            typer.echo(f"    {'':<20}  {line['source']} ({line['mark']})")
    for line in told.get("surcharges", []) + told.get("drawback", []):
        typer.echo(f"  {line['type']:<4} {line['amount']:>15}  {line['formula']}")
    if told["total_due"] is not None:
        sums = ", ".join(f"{type} {amount}" for type, amount in told["totals"].items())
        typer.echo(f"  total due {told['currency']} {told['total_due']}{f' ({sums})' if sums else ''}")


folder = typer.Typer(help="Country folders: check one, or take a tariff into one.", no_args_is_help=True)
folder.command()(tariff)


@folder.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="A country folder", show_default=False)], as_json: Json = False
) -> None:
    """Name every mistake in a country folder with file and line. Exit status 1 if there is one."""
    from eclear.reference.checking import check_country

    if not path.is_dir():
        raise wrong_usage(f"{path}: there is no such folder. Name the folder that holds country.toml.")
    faults = check_country(path)
    for fault in faults:
        if as_json:
            say({"fault": str(fault)})
        else:
            typer.echo(str(fault))
    if not as_json:
        typer.echo(f"{many(len(faults), 'mistake', 'mistakes')} in {path}." if faults else f"{path}: in order.")
    raise typer.Exit(1 if faults else 0)
