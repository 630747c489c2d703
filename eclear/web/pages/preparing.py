"""Trade papers on pages: begin a declaration with them, and the papers of a draft with what they contradict each other in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from eclear.casefile.draft import Draft
from eclear.casefile.finding import Severity
from eclear.casefile.paper import Kind, Paper
from eclear.casefile.preparation import Contradiction, How, Preparation
from eclear.casefile.words import Term
from eclear.clearance.drafting import Checked, Written
from eclear.clearance.preparing import filled_fields, how_filled, share_typed, sought
from eclear.documents.trade_papers import ENDINGS
from eclear.reference import Country
from eclear.training.sample_papers import SamplePapers
from eclear.web.languages import _, word
from eclear.web.pages.form import CONTRADICTION, address, field_address
from eclear.web.pages.form_fields import Option
from eclear.web.pages.form_table import STEP_IDS
from eclear.web.pages.marks import field_name, share_told, told

MOST_CHANGES = 50
"""So many changed fields are listed; what a paper with hundreds of lines changed is seen in the form."""

MOST_LINES = 20
"""So many tariff lines of one heading are offered to choose from."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong in a paper: the place in words, and what to do."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of paper: what it is called, the addresses of its templates, and the address of its empty document form."""

    kind: str
    name: Term
    templates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The ways to begin a declaration with trade papers; ``problems`` say why it could not be begun."""

    template: ClassVar[str] = "papers_begin.html"

    kinds: tuple[KindLine, ...]
    samples: tuple[SamplePapers, ...]
    problems: tuple[Wrong, ...]
    largest: int


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of a draft: its key and kind, number and file, how many lines it has, and what is wrong in it."""

    key: str
    name: Term
    number: str
    file: str
    lines: int
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side of a contradiction: its number, what stands there, and where."""

    number: int
    text: str
    where: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction of papers: its key, what it is about, the line, the sides, how it stands, and its field in the form."""

    key: str
    about: Term
    line: str
    sides: tuple[SideLine, ...]
    open: bool
    chosen: bool
    by_hand: str
    choosable: bool
    href: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A field that a changed paper changed: its name, what stood there and stands there now; ``kept`` where it was typed."""

    name: str
    old: str
    new: str
    kept: bool


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading that may be right: its digits and name, the words that spoke for it, the tariff lines under it."""

    heading: str
    name: Term
    spoken: str
    codes: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SoughtLine:
    """Goods whose code the papers do not give."""

    item: int
    description: str
    stated: tuple[Option, ...]
    headings: tuple[HeadingLine, ...]


@dataclass(frozen=True, slots=True)
class DraftPapersPage:
    """The papers of a draft, what contradicts, what changed, what is missing, and how much was typed.

    ``counts`` are the fields by how they were filled in; ``missing`` counts what else keeps the draft from being lodged.
    """

    template: ClassVar[str] = "papers_draft.html"

    id: str
    title: str
    share: str
    counts: tuple[tuple[Term, int], ...]
    papers: tuple[PaperLine, ...]
    kinds: tuple[KindLine, ...]
    problems: tuple[Wrong, ...]
    clashes: tuple[Clash, ...]
    open: int
    changes: tuple[ChangeLine, ...]
    more_changes: int
    sought: tuple[SoughtLine, ...]
    permits: tuple[tuple[Term, Term], ...]
    missing: int
    form: str
    check: str
    largest: int


def kind_lines() -> tuple[KindLine, ...]:
    """Return every kind of paper, with its templates."""
    return tuple(
        KindLine(kind.value, kind.term, tuple((ending.upper(), f"/lodge/papers/{kind.value}.{ending}") for ending in ENDINGS))
        for kind in Kind
    )


def draft_papers_page(
    written: Written,
    checked: Checked,
    contradictions: tuple[Contradiction, ...],
    law: Country | None,
    on: date,
    problems: tuple[Wrong, ...],
    largest: int,
) -> DraftPapersPage:
    """Return the page of the papers of a draft."""
    draft = written.draft
    prepared = draft.prepared or Preparation()
    hows = [how_filled(draft, steps) for steps in filled_fields(draft)]
    errors = sum(one.severity is Severity.ERROR and one.code != CONTRADICTION for one in checked.findings)
    changes = tuple(ChangeLine(field_name(one.at), one.old, one.new, one.kept) for one in prepared.changes)
    clashes = tuple(_clash(written, one) for one in contradictions)
    return DraftPapersPage(
        id=written.id,
        title=written.title,
        share=share_told(share_typed(draft)),
        counts=tuple((how.term, hows.count(how)) for how in How),
        papers=tuple(map(_paper_line, prepared.papers)),
        kinds=kind_lines(),
        problems=problems,
        clashes=tuple(sorted(clashes, key=lambda one: not one.open)),
        open=sum(one.open for one in clashes),
        changes=changes[:MOST_CHANGES],
        more_changes=max(len(changes) - MOST_CHANGES, 0),
        sought=tuple(_sought(draft, law, on)) if law and prepared.papers else (),
        permits=tuple((need.name, need.document) for need in checked.permits),
        missing=errors,
        form=address(written.id, STEP_IDS[0]),
        check=address(written.id, STEP_IDS[-1], everything=True),
        largest=largest,
    )


def _paper_line(paper: Paper) -> PaperLine:
    return PaperLine(paper.key, paper.kind.term, paper.number, paper.file, len(paper.lines), wrong_in(paper))


def wrong_in(paper: Paper) -> tuple[Wrong, ...]:
    """Return what is wrong with the values of a paper, each with its place."""
    misread = (
        Wrong(_place(paper, one.line, one.column.label), _("%(text)s cannot be read.", text=one.text[:60]))
        for one in paper.misread()
    )
    lacking = (
        Wrong(_place(paper, line, column.label), _("Nothing stands here. Fill it in.")) for line, column in paper.lacking()
    )
    return (*misread, *lacking)


def _place(paper: Paper, line: int, column: Term) -> str:
    if row := paper.row(line):
        return _("Row %(row)s, %(column)s", row=row, column=word(column))
    if line:
        return _("Line %(line)s, %(column)s", line=line, column=word(column))
    return word(column)


def _clash(written: Written, one: Contradiction) -> Clash:
    sides = tuple(SideLine(n, side.text, told(side.source), n == one.chosen) for n, side in enumerate(one.sides, 1))
    text = written.draft.text(one.at) if one.by_hand else ""
    href = field_address(written.id, written.draft, one.at) if one.at else ""
    return Clash(one.key, one.about, one.line, sides, not one.is_resolved, bool(one.chosen), text, one.open_to_choice, href)


def _sought(draft: Draft, law: Country, on: date) -> list[SoughtLine]:
    found = []
    for goods in sought(draft, law, on):
        headings = tuple(
            HeadingLine(
                one.heading,
                one.name,
                ", ".join(spoken.word for spoken in one.spoken[:3]),
                tuple(Option(line.hsk, f"{line.hsk} {word(line.name)}") for line in lines[:MOST_LINES]),
            )
            for one, lines in goods.headings
        )
        stated = tuple(Option(line.hsk, f"{line.hsk} {word(line.name)}") for line in goods.stated[:MOST_LINES])
        found.append(SoughtLine(goods.item, goods.description, stated, headings))
    return found
