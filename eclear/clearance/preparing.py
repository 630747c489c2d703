"""Prepare a declaration from trade papers: what they fill in, what contradicts, and what a person had to type.

The fields come from :mod:`eclear.journey.preparation`; here the manifest of the room, the customs rates and the customs
values of the day are added. A draft keeps its papers: whatever is typed or changed, the fields that nobody typed follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from eclear.casefile.cargo import Cargo
from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Steps, is_blank, slot_at, typed
from eclear.casefile.finding import Finding
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.message import Wrapper
from eclear.casefile.paper import HEAD, Kind, Paper
from eclear.casefile.pointer import place
from eclear.casefile.preparation import Change, Choice, Contradiction, Filled, How, Preparation, Why
from eclear.casefile.quantity import Amount
from eclear.clearance.integrity import lodges_for
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, today
from eclear.clearance.refusals import refusal
from eclear.journey.checks import Context, check
from eclear.journey.classification import Suggestion, suggest
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.preparation import Prepared, Shipment, followed, generate, line_keys, realigned
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.reference.tariff import TariffLine
from eclear.storage import Records
from eclear.wco import Schemas, read, write_message

SUGGESTED = 3
"""How many headings are suggested for goods whose papers name no code."""


@dataclass(frozen=True, slots=True)
class Upheld:
    """A draft as its papers have it now: what contradicts, and every field that this concerned."""

    draft: Draft
    contradictions: tuple[Contradiction, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a draft's fields a person typed, of all in which something stands."""

    typed: int
    filled: int

    @property
    def percent(self) -> int:
        """The share in percent, rounded up: 8.1 % is never told as 8."""
        return -(-100 * self.typed // self.filled) if self.filled else 0


@dataclass(frozen=True, slots=True)
class Sought:
    """Goods that need a commodity code: the item and what it is, and what it may be.

    ``stated`` are the tariff lines under the codes that the papers name. Only where they name none, ``headings`` are
    suggested from the description, each with the tariff lines under it.
    """

    item: int
    description: str
    headings: tuple[tuple[Suggestion, tuple[TariffLine, ...]], ...] = field(default=())
    stated: tuple[TariffLine, ...] = ()


def empty(country: str) -> Draft:
    """Return a draft in which nothing stands yet."""
    return Draft(Wrapper("3.6", "DEC", country, customization_version="v2.1"), {})


def as_prepared(office: Office, draft: Draft, *, room: str = "open") -> Upheld:
    """Return a draft with its fields as its trade papers have them by now, and what contradicts; and what changed by it.

    A draft without papers stays as it is, and so does one of a country without a folder.
    """
    country = reference_of(draft.wrapper.country or office.country)
    if draft.prepared is None or country is None:
        return Upheld(draft, (), ())
    with office.store.reading(room) as records:
        day = today(office.moment(records, None), country)
        listed = on_the_manifest(records, draft.prepared.papers)
    return upheld(draft, country, day, listed=listed, own=lodging_for(office))


def lodging_for(office: Office) -> tuple[str, str]:
    """Return the number and the name of the declarant that a trader's desk lodges for; "" for who is alone."""
    own = lodges_for(office.acting)
    country = reference_of(office.country) if own else None
    entry = country.declarants.entry(own, office.clock().date()) if country else None
    return own, entry.name.en if entry else ""


def upheld(
    draft: Draft,
    country: Country,
    on: date,
    *,
    listed: ManifestLine | None = None,
    own: tuple[str, str] = ("", ""),
) -> Upheld:
    """Return a draft with its fields as its papers have them, as of a day; without papers it stays as it is.

    ``listed`` is the carrier's line in the manifest, ``own`` number and name of the declarant at this desk.
    """
    if draft.prepared is None:
        return Upheld(draft, (), ())
    before = realigned(draft, line_keys(draft.prepared.papers, draft.prepared.left_out))
    assert before.prepared is not None
    made = _generated(before, country, on, listed, own)
    fields = dict(made.fields)
    first, _changes = followed(before, fields)
    fields |= _valued(first, country, on)
    now, changes = followed(before, fields)
    gone = _gone(draft, before)
    return Upheld(now, made.contradictions, (*gone, *changes))


def _generated(draft: Draft, country: Country, on: date, listed: ManifestLine | None, own: tuple[str, str]) -> Prepared:
    prepared = draft.prepared or Preparation()
    shipment = Shipment(prepared.papers, country, on, draft, listed, prepared.chosen, prepared.left_out, own)
    made = generate(shipment)
    numbered = prepared.filled.get(("lrn",))  # its own number, which eclear gave
    return replace(made, fields={("lrn",): numbered, **made.fields}) if numbered else made


def _valued(draft: Draft, country: Country, on: date) -> Mapping[Steps, Filled]:
    """Return customs rates and customs values, as soon as they can be worked out: with freight and insurance shared out."""
    declaration = draft.reading()[0]
    try:
        assessment = assess(declaration, country, on)
    except CannotAssess:
        return {}
    fields: dict[Steps, Filled] = {}
    for n, exchange in enumerate(assessment.exchanges, 1):
        fields["exchange_rates", n, "currency"] = Filled(exchange.currency, Why.RATE)
        fields["exchange_rates", n, "rate"] = Filled(f"{exchange.rate:f}", Why.RATE)
    for value in assessment.values:
        if not declaration.is_export:
            worth = typed(Amount(value.value, assessment.currency))
            fields["items", value.item, "customs_value"] = Filled(worth, Why.VALUE)
    return fields


def _gone(before: Draft, after: Draft) -> tuple[Change, ...]:
    """Return the items that went with their lines of the invoice."""
    had, has = before.prepared or Preparation(), after.prepared or Preparation()
    return tuple(
        Change(("items", n), before.text(("items", n, "description")), "")
        for n, key in enumerate(had.lines, 1)
        if key and key not in has.lines
    )


def with_papers(draft: Draft, papers: tuple[Paper, ...]) -> Draft:
    """Return a draft with other papers; its fields follow with :func:`upheld`."""
    return replace(draft, prepared=replace(draft.prepared or Preparation(), papers=papers))


def with_choice(draft: Draft, key: str, choice: Choice | None) -> Draft:
    """Return a draft after a person has chosen in a contradiction, or has taken a choice back."""
    prepared = draft.prepared or Preparation()
    chosen = {one: given for one, given in prepared.chosen.items() if one != key}
    return replace(draft, prepared=replace(prepared, chosen=chosen | ({key: choice} if choice else {})))


def with_text(draft: Draft, steps: Steps, text: str) -> Draft:
    """Return a draft after a person typed into a field; rows on the way to it are added. Raises LookupError for no field."""
    if slot_at(steps).is_group:
        raise LookupError(f"{steps[-1]} is no single field")
    for end, step in enumerate(steps):
        if isinstance(step, int) and step == len(draft.rows(steps[:end])) + 1:
            draft = draft.with_row(steps[:end], {})
    return draft.changed({steps: text})


def on_the_manifest(records: Records, papers: tuple[Paper, ...]) -> ManifestLine | None:
    """Return the carrier's line for the cargo that a transport document names; None where there is none.

    Only who knows the number of the bill as well is shown what the carrier says: cargo numbers can be guessed, and names of
    parties are nobody else's.
    """
    paper = next((paper for paper in papers if paper.kind is Kind.TRANSPORT), None)
    number = tidy(paper.text(HEAD, "cargo")) if paper else ""
    if paper is None or not number:
        return None
    cargo: Cargo = records.cargo(number)
    return cargo.listed if cargo.listed and tidy(cargo.listed.bill) == tidy(paper.number) else None


def unresolved(contradictions: tuple[Contradiction, ...]) -> Iterator[Finding]:
    """Yield an error for every contradiction in which nobody has chosen: it keeps a declaration from being lodged."""
    for one in contradictions:
        if not one.is_resolved:
            told = "; ".join(f"{side.source.paper.replace('_', ' ')}: {side.text[:60]}" for side in one.sides)
            about = f"{one.about.en}, line {one.line[:20]}" if one.line else one.about.en
            yield refusal("TAK-025", place(Declaration, *one.at), about=about, sides=told)


def lacking(draft: Draft, schemas: Schemas, country: Country, now: datetime) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the message that a draft makes, and what is wrong with it by the schema and by the rules that need no records."""
    body = write_message(draft.message())
    found = [*read(body, schemas).findings]
    declaration = draft.reading()[0]
    said = {(one.code, one.place.pointer) for one in found}
    judged = check(declaration, Context(country, country.declared_on(declaration.accepted, now), now, None))
    return body, (*found, *(one for one in judged if (one.code, one.place.pointer) not in said))


def how_filled(draft: Draft, steps: Steps) -> How | None:
    """Return how a field was filled in; None where nothing stands, or the draft has no papers."""
    text = draft.text(steps)
    if draft.prepared is None or is_blank(slot_at(steps).type, text):
        return None
    given = draft.prepared.filled.get(steps)
    return given.how if given and given.text == text else How.TYPED


def filled_fields(draft: Draft) -> Iterator[Steps]:
    """Yield every field of a draft in which something stands."""
    yield from _filled(draft.texts, ())


def _filled(texts: Mapping[str, object], way: Steps) -> Iterator[Steps]:
    for name, text in texts.items():
        if isinstance(text, list):
            for n, row in enumerate(text, 1):
                yield from _filled(row, (*way, name, n))
        elif isinstance(text, str) and not is_blank(slot_at((*way, name)).type, text):
            yield (*way, name)


def share_typed(draft: Draft) -> Share:
    """Return how many of a draft's fields a person typed: also what he typed into a document form, or chose."""
    hows = [how_filled(draft, steps) for steps in filled_fields(draft)]
    return Share(hows.count(How.TYPED), len(hows))


def sought(draft: Draft, country: Country, on: date) -> tuple[Sought, ...]:
    """Return the items whose papers give no commodity code of the tariff, each with headings that may be right.

    They are advice. A person chooses, and what he chooses counts as typed.
    """
    found = []
    for n in range(1, draft.items + 1):
        if draft.text(("items", n, "classifications", 1, "id")).strip():
            continue
        described = draft.text(("items", n, "description"))
        stated = tuple(line for digits in _stated(draft, n) for line in country.tariff.under(digits, on))
        suggested = () if stated else suggest(described, SUGGESTED)
        headings = tuple((one, country.tariff.under(one.heading, on)) for one in suggested)
        found.append(Sought(n, described, headings, stated))
    return tuple(found)


def _stated(draft: Draft, item: int) -> tuple[str, ...]:
    """Return the codes that invoice and certificates state for an item, up to six digits; none that is too short to tell."""
    prepared = draft.prepared or Preparation()
    key = prepared.lines[item - 1] if item <= len(prepared.lines) else ""
    found: dict[str, None] = {}
    for paper in prepared.papers if key else ():
        column = {Kind.INVOICE: "hs", Kind.CERTIFICATE: "hs6"}.get(paper.kind, "")
        for n in range(1, len(paper.lines) + 1) if column else ():
            digits = "".join(sign for sign in paper.text(n, column) if sign.isdecimal())[:6]
            if (paper.text(n, "line").strip() or str(n)) == key and len(digits) >= 4:
                found[digits] = None
    return tuple(found)
