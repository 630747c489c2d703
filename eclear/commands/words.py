"""The commands for translators: bring the catalogues up to date, check them, and move them through a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.printing import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from babel.messages.catalog import Catalog

    from eclear.documents import Sheet

words = typer.Typer(no_args_is_help=True, help="The words of the pages, for translators: update, export, import, check.")

Folder = Annotated[
    Path | None,
    typer.Option("--catalogues", help="Folder of the catalogues; without it that of the checkout", show_default=False),
]
Source = Annotated[
    Path | None, typer.Option("--source", help="Folder of the source to read; without it this eclear", show_default=False)
]
Language = Annotated[str, typer.Option("--language", help="Language by its code, such as fr")]
SHOWN = 5
"""Of how many entries a check names of each kind; --all names every one."""


@words.command("update")
def update(
    new: Annotated[
        list[str] | None, typer.Option("--new", help="Begin a catalogue for a language, by its locale such as fr_FR")
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language; may be given several times")] = None,
    catalogues: Folder = None,
    source: Source = None,
) -> None:
    """Bring every catalogue up to date with the source: new entries are empty, what was translated stays.

    What is not said any more is kept at the end as an old entry. Needs a checkout, as the catalogues are written there.
    """
    from babel import Locale, UnknownLocaleError

    from eclear.web import catalogues as books
    from eclear.web.extracting import PACKAGE, everything

    folder = _folder(catalogues)
    said = everything(source or PACKAGE)
    begun: dict[str, Catalog] = {}
    for name in new or ():
        try:
            code = Locale.parse(name).language
        except (UnknownLocaleError, ValueError):
            raise wrong_usage(f"--new {name}: no such locale is known. Write one such as fr_FR.") from None
        if books.path_of(code, folder).exists():
            raise wrong_usage(f"--new {name}: {code} has a catalogue. Leave --new out to bring it up to date.")
        begun[code] = books.begun(name, datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    for code in dict.fromkeys([*(language or _codes(folder)), *begun]):
        old = begun[code] if code in begun else _read(code, folder)
        catalogue = books.updated(code, old, said)
        books.write(code, catalogue, folder)
        checked = books.checked(code, catalogue, said)
        typer.echo(f"{code}: {many(checked.entries, 'entry', 'entries')}, {len(checked.missing):,} to translate.")


@words.command("export")
def export(
    language: Language,
    out: Annotated[Path, typer.Option(help="File to write; its ending says as what: .xlsx or .csv")],
    only_missing: Annotated[bool, typer.Option("--missing", help="Only what is to be translated, or unsure")] = False,
    catalogues: Folder = None,
    source: Source = None,
) -> None:
    """Write a language as a table for translators: where a text is used, its English and Korean, and its translation."""
    from eclear.documents import SheetFault, write_sheet
    from eclear.web import catalogues as books
    from eclear.web.extracting import PACKAGE, everything

    folder = _folder(catalogues, must_write=False)
    catalogue = _read(language, folder)
    korean = _read("ko", folder) if books.path_of("ko", folder).exists() else _read("ko", _folder(None, must_write=False))
    rows = [
        row for row in books.rows(catalogue, korean, everything(source or PACKAGE)) if not only_missing or not row[5] or row[6]
    ]
    try:
        write_sheet(out, f"eclear {language}", books.COLUMNS, rows, books.WIDTHS)
    except SheetFault as fault:
        raise wrong_usage(f"--out {fault}") from None
    typer.echo(f"{out}: {many(len(rows), 'row', 'rows')}. Fill in the column translation, then: eclear words import")


@words.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table that came back: XLSX or CSV")],
    language: Language,
    catalogues: Folder = None,
) -> None:
    """Take a table of translations back. A row that is wrong is named, and then nothing is taken; empty cells change nothing."""
    from eclear.documents import SheetFault, read_sheet
    from eclear.web import catalogues as books

    folder = _folder(catalogues)
    catalogue = _read(language, folder)
    try:
        changed = books.taken(language, catalogue, _table(read_sheet(file), books.COLUMNS))
    except (SheetFault, books.NotTaken) as fault:
        typer.echo(f"eclear: Nothing was taken.\n{fault}", err=True)
        raise typer.Exit(1) from None
    books.write(language, catalogue, folder)
    typer.echo(f"{language}: {many(changed, 'text', 'texts')} changed.")


@words.command("check")
def check(
    language: Annotated[list[str] | None, typer.Option(help="Only this language; may be given several times")] = None,
    name_all: Annotated[bool, typer.Option("--all", help=f"Name every entry, not only the first {SHOWN} of each kind")] = False,
    catalogues: Folder = None,
    source: Source = None,
) -> None:
    """Check the catalogues: missing, unsure (fuzzy), broken values, and left over. Exit status 1 if anything is found."""
    from eclear.web import catalogues as books
    from eclear.web.extracting import PACKAGE, everything

    folder, said, complete = _folder(catalogues, must_write=False), everything(source or PACKAGE), True
    for code in language or _codes(folder):
        found = books.checked(code, _read(code, folder), said)
        complete &= found.is_complete
        kinds = {
            "to translate": found.missing,
            "unsure": found.unsure,
            "broken": found.faults,
            "not said any more": found.not_said,
        }
        told = ", ".join(f"{len(texts):,} {kind}" for kind, texts in kinds.items() if texts)
        typer.echo(f"{code}: {many(found.entries, 'entry', 'entries')}: {told or 'complete'}.")
        for kind, texts in kinds.items():
            for text in texts if name_all else texts[:SHOWN]:
                typer.echo(f"    {kind}: {text}")
    raise typer.Exit(0 if complete else 1)


def _folder(given: Path | None, must_write: bool = True) -> Path:
    """Return the folder of the catalogues; without a checkout there is none that could be written."""
    from eclear.web.extracting import PACKAGE
    from eclear.web.languages import FOLDER

    if given is None and must_write and not (PACKAGE.parent / "pyproject.toml").is_file():
        raise wrong_usage(
            "This is an installed eclear, whose catalogues are not written. Call it in a checkout, or give --catalogues."
        )
    return given or FOLDER


def _codes(folder: Path) -> list[str]:
    return sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/eclear.po"))


def _read(code: str, folder: Path) -> Catalog:
    from eclear.web import catalogues as books

    try:
        return books.read(code, folder)
    except OSError:
        known = ", ".join(_codes(folder)) or "none yet"
        raise wrong_usage(
            f"--language {code}: there is no catalogue. There are: {known}. Begin one with: eclear words update --new"
        ) from None


def _table(sheet: Sheet, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a table by the names of its columns. Raises SheetFault for a column that is missing."""
    from eclear.documents import SheetFault, unguarded

    heading, *lines = sheet.lines
    places = {cell.text: at for at, cell in enumerate(heading.cells)}
    if lacks := [name for name in columns[:6] if name not in places and name not in ("where used", "Korean")]:
        raise SheetFault(f"{sheet.name}: the column {' and '.join(lacks)} is missing. Keep the heading of the export.")
    for line in lines:
        cells = {name: line.cell(places[name]) if name in places else None for name in columns}
        for name, cell in cells.items():
            if cell and cell.kind == "formula":
                raise SheetFault(f"{sheet.name}, row {line.number}: {name} holds a formula. Write the text itself.")
        yield line.number, {name: unguarded(cell.text) if cell else "" for name, cell in cells.items()}
