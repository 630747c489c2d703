"""The command that prints the papers of a case: each as a PDF in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, settings
from eclear.commands.options import Json, RoomName
from eclear.commands.printing import many, say
from eclear.commands.typed import the_case

PAPERS = ("paper", "papers")


def papers(
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    out: Annotated[Path, typer.Option(help="Folder to write the PDF files to; it is made where it is missing")],
    kind: Annotated[
        list[str] | None, typer.Option(help="Only papers of this kind, such as tax-notice; may be given several times")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the papers by its code, such as ko")] = "en",
    address: Annotated[
        str | None, typer.Option(help="Where the public pages are found; without it, the address that eclear serves on")
    ] = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Print the papers that customs has handed out about a case, each as a PDF with a code that leads to its public status."""
    from eclear.documents import paper
    from eclear.web.languages import LANGUAGES, speak
    from eclear.web.pages.issued import Kind
    from eclear.web.printing import content, papers_in

    unknown = sorted(set(kind or ()) - set(Kind))
    if unknown:
        raise wrong_usage(f"--kind {unknown[0]}: there is no such paper. Name one of {', '.join(Kind)}.")
    if language not in LANGUAGES:
        raise wrong_usage(f"--language {language}: papers are printed in {', '.join(LANGUAGES)}. Name one of them.")
    knobs = settings()
    office = open_office(knobs, scoring=False)
    case, origin = the_case(office, number, room), (address or f"http://{knobs.host}:{knobs.port}").rstrip("/")
    speak(language)
    out.mkdir(parents=True, exist_ok=True)
    printed = 0
    with office.store.reading(room) as records:
        for one in papers_in(records, case.id):
            if kind and one.kind not in kind:
                continue
            body = paper(content(office, records, case.id, one.name, origin))
            file = out / f"{case.number or case.id}-{one.name}.pdf"
            file.write_bytes(body)
            printed += 1
            told = {"paper": one.name, "title": one.title.en, "file": str(file), "bytes": len(body)}
            say(told) if as_json else typer.echo(f"  {file}  {one.title.en} ({one.title.ko}), {len(body):,} bytes")
    if not as_json:
        typer.echo(f"{many(printed, *PAPERS)} printed." if printed else f"Case {case.id} has no such paper yet.")
