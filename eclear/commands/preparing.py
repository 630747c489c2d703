"""The command that writes a declaration from trade papers, and says what is missing and what contradicts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law, settings
from eclear.commands.options import CountryCode, Json
from eclear.commands.printing import many, say, say_findings

if TYPE_CHECKING:
    from eclear.casefile.draft import Draft, Steps
    from eclear.casefile.manifest import ManifestLine
    from eclear.casefile.paper import Paper
    from eclear.casefile.preparation import Contradiction, Source
    from eclear.reference import Country

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Trade papers and a manifest: CSV, XLSX or JSON, or a folder", show_default=False),
]
Fill = Annotated[
    list[str] | None,
    typer.Option("--fill", help="Type a field yourself, such as goods_location_id=90110002 or items.3.net_mass='310 KGM'"),
]
Choices = Annotated[
    list[str] | None, typer.Option("--choose", help="Choose a side where papers contradict, such as line-2.quantity=1")
]


def prepare(
    files: Files,
    out: Annotated[Path | None, typer.Option("--out", help="Write the declaration to this file")] = None,
    fill: Fill = None,
    choices: Choices = None,
    on: Annotated[datetime | None, typer.Option("--on", help="As of which day", formats=["%Y-%m-%d"])] = None,
    country: CountryCode = None,
    as_json: Json = False,
) -> None:
    """Write the declaration of trade papers. Touches no database. Exit status 1 while something is missing or contradicts.

    Nothing that contradicts is resolved for you: the field stays empty until you choose a side, or type it.
    """
    from eclear.clearance import utc_now
    from eclear.clearance.preparing import lacking, share_typed, sought
    from eclear.wco import Schemas

    knobs = settings()
    land = law(country or knobs.country)
    now = on.replace(hour=12, tzinfo=land.time_zone) if on else utc_now()
    day = now.astimezone(land.time_zone).date()
    papers, listed = _read(files)
    draft, contradictions = _made(papers, listed, land, day, fill or [], choices or [])
    body, findings = lacking(draft, Schemas(knobs.schemas), land, now)
    open_ = [one for one in contradictions if not one.is_resolved]
    if out is not None:
        out.write_bytes(body)
    share = share_typed(draft)
    told = _findings(findings)
    if as_json:
        say(
            {
                "papers": [paper.key for paper in papers],
                "fields": share.filled,
                "typed": share.typed,
                "contradictions": [_contradiction(one) for one in contradictions],
                "findings": told,
            }
        )
    else:
        typer.echo(f"{many(len(papers), 'paper', 'papers')} read{', and the manifest' if listed else ''}.")
        typer.echo(f"{share.typed} of {share.filled} fields typed: {share.percent} %.")
        for one in contradictions:
            _say(one)
        for goods in sought(draft, land, day):
            codes = ", ".join(line.hsk for line in goods.stated) or ", ".join(one.heading for one, _lines in goods.headings)
            typer.echo(f"  item {goods.item}: {goods.description[:60]}: no code on the papers. Suggested: {codes or 'nothing'}")
        say_findings(told)
        if out is not None:
            typer.echo(f"Written to {out}.")
    raise typer.Exit(1 if open_ or any(one["severity"] == "error" for one in told) else 0)


def _findings(findings: Any) -> list[dict[str, Any]]:
    from eclear.web.contract import finding_json

    return [finding_json(finding) for finding in findings]


def _read(files: list[Path]) -> tuple[tuple[Paper, ...], tuple[ManifestLine, ...]]:
    from eclear.casefile.paper import with_paper
    from eclear.documents.sheets import SheetFault
    from eclear.documents.trade_papers import ENDINGS, complaints, read_paper

    inside = [
        one
        for file in files
        for one in (sorted(f for f in file.iterdir() if f.suffix[1:].lower() in ENDINGS) if file.is_dir() else [file])
    ]
    papers: tuple[Paper, ...] = ()
    listed: tuple[ManifestLine, ...] = ()
    for file in inside:
        try:
            read = read_paper(file)
        except SheetFault as fault:
            raise wrong_usage(str(fault)) from fault
        if read.paper:
            papers = with_paper(papers, read.paper)
        listed += read.listed
        for wrong in (*read.faults, *(complaints(read.paper) if read.paper else ())):
            typer.echo(f"eclear: {file}, {wrong}", err=True)
    if not papers:
        raise wrong_usage("None of the files is a trade paper. Name an invoice, a packing list, a bill or a certificate.")
    return papers, listed


def _made(
    papers: tuple[Paper, ...], listed: tuple[ManifestLine, ...], land: Country, day: Any, fill: list[str], choices: list[str]
) -> tuple[Draft, tuple[Contradiction, ...]]:
    from eclear.casefile.paper import HEAD, Kind
    from eclear.casefile.preparation import Choice
    from eclear.clearance.looking import tidy
    from eclear.clearance.preparing import empty, upheld, with_choice, with_papers, with_text
    from eclear.journey.preparation import seen

    transport = next((paper for paper in papers if paper.kind is Kind.TRANSPORT), None)
    cargo = tidy(transport.text(HEAD, "cargo")) if transport else ""
    bill = tidy(transport.number) if transport else ""
    line = next((one for one in listed if tidy(one.cargo) == cargo or tidy(one.bill) == bill), None)
    now = upheld(with_papers(empty(land.code), papers), land, day, listed=line)
    draft = now.draft
    for told in choices:
        key, _sign, number = told.partition("=")
        found = next((one for one in now.contradictions if one.key == key), None)
        if found is None or not number.isdecimal() or not 1 <= int(number) <= len(found.sides):
            known = ", ".join(one.key for one in now.contradictions) or "none"
            raise wrong_usage(f"--choose {told}: no such contradiction or side. There are {known}; sides count from 1.")
        draft = with_choice(draft, key, Choice(int(number), seen(found.sides)))
    now = upheld(draft, land, day, listed=line)
    draft = now.draft
    for told in fill:
        way, sign, text = told.partition("=")
        try:
            draft = with_text(draft, _steps(way), text if sign else "")
        except (LookupError, AssertionError):
            raise wrong_usage(f"--fill {told}: there is no such field. Write it as items.1.net_mass='310 KGM'.") from None
    now = upheld(draft, land, day, listed=line)
    return now.draft, now.contradictions


def _steps(way: str) -> Steps:
    return tuple(int(step) if step.isdecimal() else step for step in way.split("."))


def _contradiction(one: Contradiction) -> dict[str, Any]:
    sides = [{"where": _where(side.source), "says": side.text} for side in one.sides]
    return {"key": one.key, "about": one.about.en, "line": one.line or None, "sides": sides, "chosen": one.chosen or None}


def _say(one: Contradiction) -> None:
    line = f", line {one.line}" if one.line else ""
    typer.echo(f"  {'chosen' if one.is_resolved else 'contradiction'} {one.key}: {one.about}{line}")
    for number, side in enumerate(one.sides, 1):
        mark = "*" if number == one.chosen else " "
        typer.echo(f"   {mark}{number}  {side.text}  ({_where(side.source)})")


def _where(source: Source) -> str:
    row = f", row {source.row}" if source.row and not source.summed else ""
    summed = "sum of " if source.summed else ""
    return f"{source.paper.replace('_', ' ')} {source.number}{row}, {summed}{source.column}"
