"""The commands about scenarios: check a pack and play it, list what is there, open a seal, print the schema, make a zip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, open_store, settings
from eclear.commands.options import Json
from eclear.commands.printing import bar, many, say

if TYPE_CHECKING:
    from eclear.casefile.scenario import Scenario
    from eclear.training.packs import Fault
    from eclear.training.proving import Marked
    from eclear.training.stage import Stage

scenario = typer.Typer(help="Check scenarios of exercises, list them, open a seal", no_args_is_help=True)

Pack = Annotated[Path, typer.Argument(metavar="PATH", help="A pack: its folder, or a zip of it", show_default=False)]

MISTAKE = ("mistake", "mistakes")


@scenario.command()
def check(
    path: Pack,
    unplayed: Annotated[bool, typer.Option("--unplayed", help="Only read the pack; do not play it")] = False,
    as_json: Json = False,
) -> None:
    """Name every mistake of a pack with file, line and remedy; then play it as four players and print their marks.

    Who knows the key must score 100 in every variant and mode. Stopping everything or passing everything must score at most
    50, following the machine's score at most 70. Exit status 1 for a pack that is refused.
    """
    from eclear.training.packs import PackRefused, read_pack
    from eclear.training.proving import marks, unfair
    from eclear.web.reports.hands import ReportingHands

    if not path.exists():
        raise wrong_usage(f"{path}: there is no such folder or file. Name a pack.")
    hands = ReportingHands()
    try:
        found = read_pack(path, hands)
    except PackRefused as refused:
        raise _refused(path, refused.faults, as_json) from None
    if unplayed:
        _say_sound(path, found, (), as_json)
        return
    with ExitStack() as until_the_end, bar("Playing") as progress:
        marked = tuple(marks(_stage(until_the_end, hands), found, progress))
    faults = unfair(marked)
    if not as_json:
        typer.echo(table(marked))
    if faults:
        raise _refused(path, faults, as_json)
    _say_sound(path, found, marked, as_json)


@scenario.command("list")
def list_all(as_json: Json = False) -> None:
    """List the scenarios that come with eclear and those that were loaded, with their digests."""
    from eclear.casefile.scenario import said
    from eclear.training.shelf import ScenarioShelf

    knobs = settings()
    shelf = ScenarioShelf(knobs.samples / "scenarios", open_store(knobs))
    for one in shelf.shelved():
        told = one.scenario
        source = "shipped" if one.shipped else "loaded"
        if as_json:
            faults = [_told(fault) for fault in one.faults]
            more = {"level": told.level, "minutes": told.minutes, "languages": list(told.languages)} if told else {}
            say({"id": one.slug, "digest": one.digest, "source": source, **more, "faults": faults})
        elif told:
            length = f"level {told.level}, {told.minutes} min, {' '.join(told.languages)}"
            typer.echo(f"  {one.slug:<28} {one.digest[:12]}  {source}  {length}  {said(told.title, 'en')}")
        else:
            typer.echo(f"  {one.slug:<28} {one.digest[:12]}  {source}  BROKEN: {many(len(one.faults), *MISTAKE)}")


@scenario.command()
def verify(
    keyfile: Annotated[Path, typer.Argument(help="The answer key, as the debrief gives it", show_default=False)],
    seal: Annotated[str, typer.Argument(help="The seal that the class saw when the exercise opened", show_default=False)],
    pack: Annotated[Path | None, typer.Option(help="The pack: check too that it says what the key says")] = None,
    as_json: Json = False,
) -> None:
    """Check that an answer key is the one that was sealed: nothing in it was changed since the exercise opened.

    Exit status 1 where it is another one.
    """
    from eclear.training import sealing
    from eclear.training.packs import PackRefused, read_pack

    try:
        key = keyfile.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise wrong_usage(f"{keyfile}: this is no answer key. Save the key as the debrief shows it.") from None
    try:
        truths = sealing.truths_in(key)
        agrees = None if pack is None else sealing.agrees(key, read_pack(pack))
    except sealing.NotAKey as reason:
        raise wrong_usage(f"{keyfile}: {reason}") from None
    except PackRefused as refused:
        raise _refused(pack or keyfile, refused.faults, as_json) from None
    holds = sealing.verify(key, seal)
    if as_json:
        say({"sealed": holds, "pack_agrees": agrees, "variants": {name: _guilty(told) for name, told in truths.items()}})
    else:
        typer.echo(
            "The key is the one that was sealed." if holds else "This is NOT the key that was sealed, or the seal is another."
        )
        for name, told in sorted(truths.items()):
            typer.echo(f"  variant {name}: {_guilty(told)}, right lane {told.get('right_lane') or 'none'}")
        if agrees is not None:
            typer.echo("The pack says what the key says." if agrees else "The pack does NOT say what the key says.")
    if not holds or agrees is False:
        raise typer.Exit(1)


@scenario.command()
def schema() -> None:
    """Print what a pack may say: every table and key, with its kind and what it is."""
    from eclear.training.pack_schema import reference

    typer.echo("\n".join(reference()))


@scenario.command()
def pack(
    folder: Pack,
    out: Annotated[Path, typer.Option("--out", metavar="ZIP", help="The zip to write", show_default=False)],
    as_json: Json = False,
) -> None:
    """Make a zip of a scenario's folder, to be loaded elsewhere; a pack with mistakes is refused."""
    from eclear.training.packs import PackRefused, opened, zipped
    from eclear.training.reading import read_files
    from eclear.web.reports.hands import ReportingHands

    if not folder.exists():
        raise wrong_usage(f"{folder}: there is no such folder. Name a pack.")
    try:
        files = opened(folder)
        found = read_files(files, ReportingHands())
    except PackRefused as refused:
        raise _refused(folder, refused.faults, as_json) from None
    body = zipped(files, found.id)
    out.write_bytes(body)
    told = {"file": str(out), "bytes": len(body), "id": found.id, "digest": found.digest}
    say(told) if as_json else typer.echo(f"{out}: {found.id}, {len(body):,} bytes, digest {found.digest}")


@scenario.command("print")
def print_out(
    path: Pack,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write into", show_default=False)],
    language: Annotated[str, typer.Option(help="The language of the papers: en, fr, ko or es")] = "en",
    address: Annotated[str, typer.Option(help="Where the exercises are found on the screen")] = "http://127.0.0.1:8417/exercises",
    as_json: Json = False,
) -> None:
    """Print a scenario as PDF: each variant once for trainees, and once with its key for the facilitator."""
    from eclear.documents import paper
    from eclear.training.packs import PackRefused, read_pack
    from eclear.wco import Schemas
    from eclear.web.languages import LANGUAGES, speak
    from eclear.web.pages.pack_paper import declared, pack_paper
    from eclear.web.reports.hands import ReportingHands

    if not path.exists():
        raise wrong_usage(f"{path}: there is no such folder or file. Name a pack.")
    if language not in LANGUAGES:
        raise wrong_usage(f"{language[:20]!r} is no language of eclear. Choose one of: {', '.join(LANGUAGES)}.")
    try:
        found = read_pack(path, ReportingHands())
    except PackRefused as refused:
        raise _refused(path, refused.faults, as_json) from None
    speak(language)
    schemas, written = Schemas(settings().schemas), []
    out.mkdir(parents=True, exist_ok=True)
    for variant in found.variants:
        for key in (False, True):
            file = out / f"{found.id}-{variant.id}{'-key' if key else ''}.pdf"
            file.write_bytes(paper(pack_paper(found, variant, declared(variant, schemas), address, key=key)))
            written.append(file)
    if as_json:
        say({"id": found.id, "digest": found.digest, "files": [str(file) for file in written]})
    else:
        typer.echo("\n".join(map(str, written)))
        typer.echo("The papers that end in -key are the facilitator's alone.")


def table(marked: Sequence[Marked]) -> str:
    """Return the marks as a table: a line for each variant and mode, a column for each player."""
    from eclear.training.players import PLAYERS

    lines = [f"  {'variant':<10}{'mode':<10}" + "".join(f"{player:>9}" for player in PLAYERS)]
    rows: dict[tuple[str, str], dict[str, Marked]] = {}
    for one in marked:
        rows.setdefault((one.variant, one.mode), {})[one.player] = one
    for (variant, mode), row in rows.items():
        cells = "".join(f"{f'{row[player].total}!' if row[player].problem else row[player].total:>9}" for player in PLAYERS)
        lines.append(f"  {variant:<10}{mode:<10}{cells}")
    return "\n".join(lines)


def _stage(until_the_end: ExitStack, hands: Any) -> Stage:
    """The stage to play on: the office as it is set up here, over a scratch database."""
    from dataclasses import replace

    from eclear.training.players import scratch
    from eclear.training.shelf import ScenarioShelf
    from eclear.training.stage import Stage

    knobs = settings()
    store = until_the_end.enter_context(scratch())
    office = open_office(knobs.model_copy(update={"database": store.url.render_as_string(hide_password=False)}))
    return Stage(replace(office, store=store), hands, ScenarioShelf(knobs.samples / "scenarios", store, hands))


def _refused(path: Path, faults: Iterable[Fault], as_json: bool) -> typer.Exit:
    """Print every mistake, and end with exit status 1."""
    found = tuple(faults)
    if as_json:
        say({"path": str(path), "accepted": False, "faults": [_told(fault) for fault in found]})
    else:
        for fault in found:
            typer.echo(f"  {fault}", err=True)
        typer.echo(f"{path}: {many(len(found), *MISTAKE)}. The pack is refused.", err=True)
    return typer.Exit(1)


def _say_sound(path: Path, found: Scenario, marked: Sequence[Marked], as_json: bool) -> None:
    if as_json:
        told = [{"variant": m.variant, "mode": m.mode.value, "player": m.player, "mark": m.total} for m in marked]
        say({"path": str(path), "accepted": True, "id": found.id, "digest": found.digest, "marks": told, "faults": []})
    else:
        typer.echo(f"{path}: {found.id} is sound{' and its marks are fair' if marked else ''}. Digest {found.digest}")


def _told(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "place": fault.place, "message": fault.message}


def _guilty(told: Any) -> str:
    return "guilty" if told.get("guilty") else "innocent"
