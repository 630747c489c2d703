"""How a field was filled in, in words: generated from a paper, derived, or typed; and where a text stands on its paper."""

from __future__ import annotations

from dataclasses import dataclass

from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Steps
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.paper import MANIFEST, MANIFEST_TERM, Kind, columns
from eclear.casefile.pointer import label
from eclear.casefile.preparation import Source, Why
from eclear.casefile.words import Term
from eclear.clearance.preparing import Share, how_filled, share_typed
from eclear.web import wording
from eclear.web.languages import _, word

LISTED = {
    "cargo": Term("Cargo control number", "화물관리번호"),
    "bill": Term("Number of the bill", "선하증권 번호"),
    "mode": Term("Mode of transport", "운송형태"),
    "loaded_in": Term("Country of loading", "적재국"),
    "consignor": Term("Consignor", "송하인"),
    "consignee": Term("Consignee", "수하인"),
    "packages": Term("Packages", "포장 개수"),
    "gross_mass_kg": Term("Gross mass in kg", "총중량(kg)"),
}
"""What the columns of a manifest that can be held against a paper are called."""

MOST_SOURCES = 2
"""So many sources of one field are told; a sum has one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a field was filled in: the word, why in a sentence, where from; ``look`` is generated, derived or typed.

    ``papers_say`` is what the papers would give a field that a person typed over, "" where that is nothing.
    """

    how: Term
    look: str
    why: str
    where: str
    papers_say: str


@dataclass(frozen=True, slots=True)
class PapersNote:
    """What the form says about the papers of a draft: the share that was typed, what contradicts, the way to the papers."""

    share: str
    open: int
    href: str


def mark_of(draft: Draft, steps: Steps) -> Mark | None:
    """Return the mark of a field; None where nothing stands in it, and in a draft without papers."""
    how = how_filled(draft, steps)
    if how is None or draft.prepared is None:
        return None
    given = draft.prepared.filled.get(steps)
    follows = given is not None and given.text == draft.text(steps)
    why = word(given.why.term) if given and follows and given.why is not Why.COPIED else ""
    sources = given.sources if given else ()
    where = "; ".join(dict.fromkeys(map(told, sources[:MOST_SOURCES])))
    return Mark(how.term, how.value, why, where, given.text if given and not follows else "")


def told(source: Source) -> str:
    """Say where a text stands: the paper with its number, the row, the column."""
    paper = source_name(source)
    column = word(column_term(source))
    if source.summed:
        return _("%(paper)s, sum of: %(column)s", paper=paper, column=column)
    if source.row:
        return _("%(paper)s, row %(row)s: %(column)s", paper=paper, row=source.row, column=column)
    if source.line:
        return _("%(paper)s, line %(line)s: %(column)s", paper=paper, line=source.line, column=column)
    return _("%(paper)s: %(column)s", paper=paper, column=column)


def source_name(source: Source) -> str:
    """Return a paper with its number."""
    name = MANIFEST_TERM if source.paper == MANIFEST else Kind(source.paper).term
    return f"{word(name)} {source.number}".strip()


def column_term(source: Source) -> Term:
    """Return what a column of a paper, or of the manifest, is called."""
    if source.paper == MANIFEST:
        assert source.column in ManifestLine.__dataclass_fields__
        return LISTED[source.column]
    kind = Kind(source.paper)
    every = (*columns(kind, head=True), *columns(kind, head=False)) if not source.line else columns(kind, head=False)
    return next(column.label for column in every if column.name == source.column)


def share_told(share: Share) -> str:
    """Say how many of a draft's fields a person typed: 7 of 84 fields typed: 9 %."""
    percent = f"{share.percent}\N{NO-BREAK SPACE}%"
    typed, filled = wording.number(share.typed), wording.number(share.filled)
    return _("%(typed)s of %(filled)s fields typed: %(percent)s", typed=typed, filled=filled, percent=percent)


def papers_note(id: str, draft: Draft, open: int) -> PapersNote | None:
    """Return what the form says about the papers of a draft; None for one without papers."""
    if draft.prepared is None:
        return None
    return PapersNote(share_told(share_typed(draft)), open, f"/lodge/form/{id}/papers")


def field_name(steps: Steps) -> str:
    """Return what a field is called, with its item."""
    name = word(label(Declaration, *steps))
    if steps[0] == "items" and len(steps) > 2:
        return _("Item %(number)s: %(field)s", number=steps[1], field=name)
    return _("Item %(number)s", number=steps[1]) if steps[0] == "items" else name
