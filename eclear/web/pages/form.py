"""Lodging by form: the drafts of a person, and one draft step by step, with what was found beside each field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Steps, slot_at
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import place
from eclear.casefile.words import Term
from eclear.clearance.drafting import Checked, Written
from eclear.reference import Country
from eclear.storage import KeptDraft
from eclear.web import wording
from eclear.web.languages import _, ngettext, word
from eclear.web.pages.amending import OF_THE_MESSAGE, Amending
from eclear.web.pages.findings import Remark, item_of, remark
from eclear.web.pages.form_fields import (
    Field,
    Row,
    RowsSection,
    Spot,
    begun,
    field,
    is_filled,
    rows_of,
    spots,
    step_of,
    steps_of_pointer,
)
from eclear.web.pages.form_table import STEP_IDS, STEPS
from eclear.web.pages.lodging import SampleLine
from eclear.web.pages.marks import PapersNote, papers_note
from eclear.web.pages.working import ItemWorking, rounding, working_of

ITEMS_LISTED = 20
"""How many items the list beside an item shows at once."""

WHOLE_ITEM = re.compile(r"42A/67A/68A\[[0-9]+\]")

FOUND_LISTED = 100
"""So many findings are listed on the last step, errors first; the others come when these are mended."""

WORKINGS = 20
"""Of so many items the working of the duty is shown; more would hide the form."""

CONTRADICTION = "TAK-025"
"""What is found where papers contradict each other: it is settled on the page of the papers."""

LONGEST_MESSAGE = 40_000
"""So many characters of the message are shown in the page; the whole can be downloaded."""


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The drafts of a person, and the ways to begin another; ``problem`` says why one could not be begun."""

    template: ClassVar[str] = "form_list.html"

    drafts: tuple[KeptDraft, ...]
    kinds: tuple[tuple[str, Term], ...]
    samples: tuple[SampleLine, ...]
    problem: str
    remarks: tuple[Remark, ...]
    largest: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in the step bar: its id, its name, how it stands in words; ``look`` is done, error or empty."""

    id: str
    name: str
    now: bool
    result: str
    look: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item in the list of items."""

    number: int
    goods: str
    errors: int


@dataclass(frozen=True, slots=True)
class ItemsNav:
    """The items around the one that is open, and how many there are; 0 for a list that does not go on there."""

    lines: tuple[ItemLine, ...]
    before: int
    after: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, with the way to its field."""

    remark: Remark
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the form adds up to: facts with their values, why the duty is not known yet, and its working."""

    facts: tuple[tuple[str, str], ...]
    not_yet: str
    working: tuple[ItemWorking, ...]
    rounding: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """One step of a draft.

    ``problem`` says why what was typed is not saved. ``summary`` lists the errors of the step, where one has asked to save
    or to check it. ``found`` is everything found, on the last step. ``focus`` is the id of the field that comes first.
    ``amending`` is told where it amends a declaration; ``message`` then is the message to amend.
    """

    template: ClassVar[str] = "form.html"

    id: str
    title: str
    kind: str
    version: int
    saved: datetime
    steps: tuple[StepLine, ...]
    step: str
    heading: Term
    item: int
    items: ItemsNav | None
    problem: str
    summary: tuple[tuple[str, str], ...]
    general: tuple[Remark, ...]
    fields: tuple[Field, ...]
    folded: tuple[Field, ...]
    folded_open: bool
    rows: tuple[RowsSection, ...]
    found: tuple[Found, ...]
    more_found: int
    sound: bool
    all_shown: bool
    so_far: SoFar
    next_item: int
    focus: str
    message: str
    whole: bool
    amending: Amending | None
    papers: PapersNote | None


@dataclass(frozen=True, slots=True)
class Looked:
    """How somebody looks at a draft: at which step and item, whether he has asked to check everything, whether he has
    tried to save (then errors are summed up), where the focus goes first, and what kept his text from being saved."""

    step: str = STEP_IDS[0]
    item: int = 1
    everything: bool = False
    summed_up: bool = False
    focus: str = ""
    problem: str = ""


def address(id: str, step: str, item: int = 0, *, everything: bool = False, said: bool = False, focus: str = "") -> str:
    """Return the address of a step of a draft; ``everything`` and ``said`` as in :class:`Looked`."""
    asked = {"step": step} | ({"item": str(item)} if step == "goods" and item else {})
    asked |= ({"check": "all"} if everything else {}) | ({"said": "1"} if said else {}) | ({"focus": focus} if focus else {})
    return f"/lodge/form/{id}?{urlencode(asked)}"


def field_address(id: str, draft: Draft, steps: Steps) -> str:
    """Return the address of a field of a draft."""
    step = step_of(steps)
    item = int(steps[1]) if step == "goods" else 0
    once, _several = spots(draft, step, item) if step != STEP_IDS[-1] else ([], {})
    pointer = place(Declaration, *steps).pointer
    return f"{address(id, step, item)}#{next((spot.id for spot in once if spot.pointer == pointer), 'general')}"


def form_page(
    written: Written, checked: Checked, looked: Looked, country: Country | None, amending: Amending | None = None
) -> FormPage:
    """Return one step of a draft as it stands, with what was found in it."""
    draft, step = written.draft, looked.step
    item = min(max(looked.item, 1), max(draft.items, 1))
    shown = [f for f in checked.findings if looked.everything or is_filled(draft, f.place.pointer)]
    once, several = spots(draft, step, item) if step != STEP_IDS[-1] else ([], {})
    if amending:
        once = [spot for spot in once if spot.line.way not in OF_THE_MESSAGE]
    every = [*once, *(spot for rows in several.values() for _n, row in rows for spot in row)]
    here = [f for f in shown if _place(f) == (step, item if step == "goods" else 0)]
    by_spot, general = _placed(every, here)
    currency = draft.text(("invoice_amount",)).partition(" ")[0] or draft.text(("items", 1, "price")).partition(" ")[0]
    made = {spot: field(spot, draft, country, currency, by_spot.get(spot.id, ())) for spot in every}
    first = _first(once, every, looked.focus)
    kinds = rows_of(step) if several else ()
    sections = tuple(
        _section(kind.folded, way, found_rows, made, first, general)
        for kind, (way, found_rows) in zip(kinds, several.items(), strict=True)
    )
    folded = tuple(made[spot] for spot in once if spot.line.folded)
    errors = [(made[s], r) for s in every for r in made[s].remarks if r.error]
    summary = [(f"{word(f.label)}: {r.message}", f"#{f.id}") for f, r in errors] + [
        (r.message, "#general") for r in general if r.error
    ]
    if amending:
        summary += [(one.error, f"#amend-{one.name}") for one in (amending.reason, amending.said, amending.law) if one.error]
    last = step == STEP_IDS[-1]
    text = (amending.message if amending else checked.body.decode()) if last else ""
    return FormPage(
        id=written.id,
        title=written.title,
        kind=_kind(draft, country),
        version=written.version,
        saved=written.saved,
        steps=tuple(
            _step_line(draft, id, _step_name(id, name(), amending), looked, checked.findings, shown) for id, name, _t in STEPS
        ),
        step=step,
        heading=amending.name if amending and last else next(title for id, _name, title in STEPS if id == step),
        item=item,
        items=_items(draft, item, shown) if step == "goods" else None,
        problem=looked.problem,
        summary=tuple(summary) if looked.summed_up else (),
        general=general,
        fields=tuple(made[spot] for spot in once if not spot.line.folded),
        folded=folded,
        folded_open=any(one.error for one in folded),
        rows=sections,
        found=tuple(_found(written.id, draft, f) for f in sorted(checked.findings, key=_order)[:FOUND_LISTED]) if last else (),
        more_found=max(len(checked.findings) - FOUND_LISTED, 0) if last else 0,
        sound=checked.is_sound,
        all_shown=looked.everything,
        so_far=_so_far(draft, checked, item if step == "goods" else 0),
        next_item=next_step(step, item, draft.items)[1] if step == "goods" else 0,
        focus=first,
        message=text[:LONGEST_MESSAGE],
        whole=len(text) <= LONGEST_MESSAGE,
        amending=amending,
        papers=papers_note(written.id, draft, sum(f.code == CONTRADICTION for f in checked.findings)),
    )


def _step_name(step: str, name: str, amending: Amending | None) -> str:
    return _("Check and send") if amending and step == STEP_IDS[-1] else name


def _first(once: Sequence[Spot], every: Sequence[Spot], focus: str) -> str:
    """Return the id of the field that comes first: the first of the page, or of a row such as ``documents.3``."""
    if focus == "first":
        return once[0].id if once else ""
    return next((spot.id for spot in every if focus and spot.name.startswith(f"{focus}.")), "")


def has_errors(written: Written, checked: Checked, step: str, item: int) -> bool:
    """True if something that was filled in at a step is wrong."""
    at = (step, item if step == "goods" else 0)
    return any(
        f.severity is Severity.ERROR and _place(f) == at and is_filled(written.draft, f.place.pointer) for f in checked.findings
    )


def _place(finding: Finding) -> tuple[str, int]:
    """Return the step and the item at which a finding stands."""
    item = item_of(finding)
    return ("goods", item) if item else (step_of(steps_of_pointer(finding.place.pointer)), 0)


def _order(finding: Finding) -> tuple[bool, int, int]:
    step, item = _place(finding)
    return finding.severity is not Severity.ERROR, STEP_IDS.index(step), item


def _placed(every: Sequence[Spot], findings: Sequence[Finding]) -> tuple[dict[str, tuple[Remark, ...]], tuple[Remark, ...]]:
    """Give each finding to the field it is about, or the first one of the row or kind it is about; return the others too."""
    pointers = [(spot.pointer, spot.id) for spot in every]
    exact: dict[str, str] = {}
    for at, first in pointers:
        exact.setdefault(at, first)
    placed: dict[str, tuple[Remark, ...]] = {}
    general: list[Remark] = []
    for finding in findings:
        pointer = finding.place.pointer
        id: str | None = exact.get(pointer) or next(
            (first for at, first in pointers if at.startswith((f"{pointer}/", f"{pointer}["))), None
        )
        if id is None or WHOLE_ITEM.fullmatch(pointer):
            general.append(remark(finding))
        else:
            placed[id] = (*placed.get(id, ()), remark(finding))
    return placed, tuple(general)


def _found(id: str, draft: Draft, finding: Finding) -> Found:
    step, item = _place(finding)
    once, several = spots(draft, step, item) if step != STEP_IDS[-1] else ([], {})
    every = [*once, *(spot for rows in several.values() for _n, row in rows for spot in row)]
    placed, _general = _placed(every, [finding])
    at = next(iter(placed), "")
    name = next(name() for one, name, _title in STEPS if one == step)
    where = _("Item %(number)s", number=item) if item else name
    if finding.code == CONTRADICTION:
        return Found(remark(finding), where, f"/lodge/form/{id}/papers#clashes")
    return Found(remark(finding), where, f"{address(id, step, item, everything=True)}#{at or 'general'}")


def _section(
    folded: bool,
    way: str,
    rows: Sequence[tuple[int, Sequence[Spot]]],
    made: Mapping[Spot, Field],
    first: str,
    general: Sequence[Remark],
) -> RowsSection:
    """Return the rows of a kind; it is open where something is wrong in it or all of it is missing, and after a row was added."""
    steps = tuple(int(part) if part.isdigit() else part for part in way.split("."))
    title, pointer = slot_at(steps).spot.label, place(Declaration, *steps).pointer
    shown = tuple(Row(f"{word(title)} {n}", f"remove:{way}.{n}", tuple(made[spot] for spot in row)) for n, row in rows)
    is_open = any(one.error or one.id == first for row in shown for one in row.fields)
    is_open = is_open or any(remark.error and remark.pointer == pointer for remark in general)
    return RowsSection(title, folded, is_open, f"add:{way}", shown)


def _kind(draft: Draft, country: Country | None) -> str:
    code = draft.text(("type",))
    known = country.codes.declaration_types.get(code) if country else None
    return word(known.name) if known else code


def _step_line(
    draft: Draft, step: str, name: str, looked: Looked, findings: Sequence[Finding], shown: Sequence[Finding]
) -> StepLine:
    errors = [f for f in shown if f.severity is Severity.ERROR and _place(f)[0] == step]
    waiting = any(f.severity is Severity.ERROR and _place(f)[0] == step for f in findings)
    if errors:
        result, look = ngettext("%(num)s error", "%(num)s errors", len(errors)), "error"
    elif waiting or step == STEP_IDS[-1] or not begun(draft, step):
        result, look = "", ""
    else:
        result, look = _("Complete"), "done"
    return StepLine(step, name, step == looked.step, result, look)


def _items(draft: Draft, item: int, shown: Sequence[Finding]) -> ItemsNav:
    errors: dict[int, int] = {}
    for finding in shown:
        if finding.severity is Severity.ERROR:
            errors[item_of(finding)] = errors.get(item_of(finding), 0) + 1
    first = (item - 1) // ITEMS_LISTED * ITEMS_LISTED + 1
    last = min(first + ITEMS_LISTED - 1, draft.items)
    lines = tuple(ItemLine(n, draft.text(("items", n, "description"))[:60], errors.get(n, 0)) for n in range(first, last + 1))
    return ItemsNav(lines, first - 1, last + 1 if last < draft.items else 0, draft.items)


def next_step(step: str, item: int, items: int) -> tuple[str, int]:
    """Return where "save and go on" leads: the next item, or the next step."""
    if step == "goods" and item < items:
        return "goods", item + 1
    at = STEP_IDS.index(step)
    return STEP_IDS[min(at + 1, len(STEP_IDS) - 1)], 1


def _so_far(draft: Draft, checked: Checked, item: int) -> SoFar:
    declaration, assessed = checked.declaration, checked.assessment
    land = checked.country.code if checked.country else ""
    facts = [(_("Items"), wording.number(draft.items))]
    amount = declaration.invoice_amount
    if amount:
        facts.append((_("Invoice"), wording.money(amount, land)))
    working: tuple[ItemWorking, ...] = ()
    if assessed:
        facts.append((_("Customs value"), wording.plain(assessed.customs_value, assessed.currency, land)))
        facts.append((_("Duty and tax"), wording.plain(assessed.total_due, assessed.currency, land)))
        blocks = working_of(assessed, land, declaration.items)
        working = blocks[item - 1 : item] if item else blocks[:WORKINGS]
        if assessed.surcharges:
            late = sum((line.amount for line in assessed.surcharges), Decimal(0))
            facts.append((_("of it for declaring late"), wording.plain(late, assessed.currency, land)))
    facts.append((_("Permits needed"), wording.number(len(checked.permits))))
    if checked.declare_by:
        facts.append((_("Declare by"), wording.day(checked.declare_by)))
    return SoFar(tuple(facts), "" if assessed else checked.not_yet, working, rounding(land) if land else "")
