"""A trade paper as a form: its head, its lines, and beside each value what cannot be read. What is typed here counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.paper import HEAD, MOST_LINES, Column, Kind, Paper, columns
from eclear.casefile.words import Term
from eclear.clearance.drafting import Written
from eclear.reference import Country
from eclear.web.languages import _, word
from eclear.web.pages.form_fields import Option, listed

CODES: Mapping[str, str] = {
    "seller_country": "countries",
    "buyer_country": "countries",
    "means_country": "countries",
    "origin": "countries",
    "currency": "currencies",
    "freight_currency": "currencies",
    "terms": "incoterms",
    "package_kind": "packages",
    "agreement": "claims",
}
"""The columns that are chosen from a list of the country."""

FIXED: Mapping[tuple[Kind, str], tuple[tuple[str, Term], ...]] = {
    (Kind.TRANSPORT, "document_type"): (
        ("705", Term("Bill of lading", "선하증권")),
        ("740", Term("Air waybill", "항공화물운송장")),
    ),
    (Kind.TRANSPORT, "freight_paid"): (("prepaid", Term("prepaid", "선불")), ("collect", Term("collect", "후불"))),
    (Kind.CERTIFICATE, "document_type"): (
        ("861", Term("Certificate of origin", "원산지증명서")),
        ("864", Term("Preferential certificate of origin", "특혜 원산지증명서")),
    ),
}
"""The columns that are chosen from a list that is the same everywhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a paper: the name under which it is sent, its label, what stands there, what may be chosen, what is wrong.

    ``typed`` is True if a person typed it.
    """

    id: str
    name: str
    label: Term
    value: str
    options: tuple[Option, ...]
    numeric: bool
    wide: bool
    hint: str
    wrong: str
    typed: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of a paper."""

    number: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PaperFormPage:
    """One paper of a draft, to be filled in or changed; ``problem`` says why what was typed is not kept yet."""

    template: ClassVar[str] = "paper_form.html"

    id: str
    title: str
    version: int
    key: str
    name: Term
    number: str
    file: str
    entries: tuple[Entry, ...]
    lines: tuple[EntryLine, ...]
    more_lines: bool
    problem: str
    summary: tuple[tuple[str, str], ...]


def paper_form_page(
    written: Written,
    paper: Paper,
    key: str,
    law: Country | None,
    problem: str = "",
    *,
    asked: bool = False,
    more: bool = False,
) -> PaperFormPage:
    """Return the form of a paper; ``asked`` is True after a try to keep it: then what is wrong is summed up.

    With ``more`` there is an empty line at the end, to be filled in.
    """
    misread = {(one.line, one.column.name): one for one in paper.misread()}
    lacking = {(line, column.name) for line, column in paper.lacking()} if asked or paper.head else set()
    summary: list[tuple[str, str]] = []

    def entry(line: int, column: Column) -> Entry:
        at = (line, column.name)
        wrong = ""
        if at in misread:
            wrong = _unreadable(column)
        elif at in lacking:
            wrong = _("Nothing stands here. Fill it in.")
        made = _entry(paper, line, column, law, wrong)
        if wrong and asked:
            summary.append((f"{word(made.label)}: {wrong}", f"#{made.id}"))
        return made

    head = tuple(entry(HEAD, column) for column in columns(paper.kind, head=True))
    lines = tuple(
        EntryLine(n, tuple(entry(n, column) for column in columns(paper.kind, head=False)))
        for n in range(1, max(len(paper.lines), 1) + more + 1)
    )
    return PaperFormPage(
        id=written.id,
        title=written.title,
        version=written.version,
        key=key,
        name=paper.kind.term,
        number=paper.number,
        file=paper.file,
        entries=head,
        lines=lines,
        more_lines=len(paper.lines) < MOST_LINES,
        problem=problem,
        summary=tuple(summary),
    )


def _entry(paper: Paper, line: int, column: Column, law: Country | None, wrong: str) -> Entry:
    value = paper.text(line, column.name)
    fixed = FIXED.get((paper.kind, column.name))
    options = tuple(Option(code, f"{code} {word(name)}") for code, name in fixed) if fixed else _list(column, law)
    if options and value and value not in {option.code for option in options}:
        options = (Option(value, value), *options)
    name = f"{line}.{column.name}"
    return Entry(
        id=f"p-{line}-{column.name.replace('_', '-')}",
        name=name,
        label=column.label,
        value=value,
        options=options,
        numeric=column.type in (Decimal, int),
        wide=column.name == "description",
        hint=_("As 2026-05-12.") if column.type is date else "",
        wrong=wrong,
        typed=(line, column.name) in paper.typed,
    )


def _list(column: Column, law: Country | None) -> tuple[Option, ...]:
    codes = CODES.get(column.name, "")
    return listed(codes, law) if codes else ()


def _unreadable(column: Column) -> str:
    return {
        Decimal: _("This is no number. Type digits, such as 860.5."),
        int: _("This is no whole number. Count the packages."),
        date: _("This is no day. Type year, month and day, such as 2026-05-12."),
    }[column.type]


def as_sent(paper: Paper, sent: Mapping[str, str]) -> Paper:
    """Return a paper with what was typed into its form; what was not sent, and what is as it was, stays as it came."""
    now = paper
    for line in range(len(paper.lines) + 2):
        for column in columns(paper.kind, head=line == HEAD):
            text = sent.get(f"{line}.{column.name}")
            if text is not None and (text.strip() or now.text(line, column.name)):
                now = now.written(line, column.name, text)
    return now
