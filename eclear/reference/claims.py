"""What an agreement asks of a preference that a declaration claims: proof, its age, an approved exporter, a direct journey.

Where eclear's declarations say it: the proof is a document of the item (its date is *Document valid from*), the number of
an approved exporter a statement of the item of type ``AEX``, the journey the countries on the way and the country of export.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item, ItemDocument, Moment
from eclear.casefile.quantity import Amount
from eclear.reference.agreements import Agreement, Limit, later
from eclear.reference.exchange import ExchangeWeeks
from eclear.reference.formula import EXACT

APPROVED_EXPORTER = "AEX"
"""Type of the statement that carries the authorisation number of an approved exporter; the code is eclear's own."""

DOCUMENT = "N"
"""Category of a document that shows direct transport."""

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Proven:
    """What the documents of an item prove on a day: ``proof`` counts; if none does, ``untimely`` are those out of their time."""

    proof: ItemDocument | None
    untimely: tuple[ItemDocument, ...] = ()

    @property
    def undated(self) -> bool:
        """True if a proof counts only because nobody can tell its age."""
        return self.proof is not None and self.proof.effective is None


def consignment(declaration: Declaration, exchange: ExchangeWeeks, on: date) -> Decimal | None:
    """Return what a consignment is worth in national currency: the higher of the invoice amount and the prices of all items.

    An invoice amount that is not stated leaves the prices. None if either cannot be computed: a price is missing, an
    amount is below 0, or its currency has no customs rate on that day.
    """
    total = Decimal(0)
    for item in declaration.items:
        price = _in_national(item.price, exchange, on)
        if price is None:
            return None
        total = EXACT.add(total, price)
    if not declaration.items or declaration.invoice_amount is None:
        return total if declaration.items else None
    invoiced = _in_national(declaration.invoice_amount, exchange, on)
    return None if invoiced is None else max(invoiced, total)


def _in_national(amount: Amount | None, exchange: ExchangeWeeks, on: date) -> Decimal | None:
    rate = exchange.rate(amount.currency, on) if amount else None
    if amount is None or rate is None or not amount.value.is_finite() or amount.value < 0:
        return None
    return EXACT.multiply(amount.value, rate.rate)


def against(limit: Limit, declaration: Declaration, exchange: ExchangeWeeks, on: date) -> int | None:
    """Compare a consignment with a limit by the customs rates of a day: -1 below, 0 equal, 1 above; None if it cannot be."""
    worth, edge = consignment(declaration, exchange, on), _in_national(limit.amount, exchange, on)
    return None if worth is None or edge is None else (worth > edge) - (worth < edge)


def waived(agreement: Agreement, declaration: Declaration, exchange: ExchangeWeeks, on: date) -> bool:
    """True if the consignment is so small that no proof of origin is asked; a value that cannot be computed is not small."""
    return agreement.waiver is not None and against(agreement.waiver, declaration, exchange, on) == -1


def proven(documents: Collection[str], months: int | None, item: Item, on: date) -> Proven:
    """Return which document of an item proves a claim: of one of these types, with a number, and in time on a day.

    It counts from its date for so many months. One without a date counts only if no other bears one.
    """
    named = [one for one in item.documents if one.type in documents and one.id]
    dated = [(one, issued) for one in named if (issued := day_of(one.effective))]
    for one, issued in dated:
        if issued <= on and (months is None or on <= later(issued, months)):
            return Proven(one)
    if dated:
        return Proven(None, tuple(one for one, _ in dated))
    return Proven(named[0] if named else None)


def why_untimely(proof: ItemDocument, months: int | None, on: date) -> str:
    """Return in words why a dated proof does not count on a day."""
    issued = day_of(proof.effective)
    if issued and issued > on:
        return f"the proof {proof.id} is dated {issued}, after the declaration date {on}"
    until = later(issued, months) if issued and months else ""
    return f"the proof {proof.id} counted for {months} months, until {until}"


def lacking_exporter(agreement: Agreement, item: Item, declaration: Declaration, exchange: ExchangeWeeks, on: date) -> str:
    """Return in words that an approved exporter is missing; empty if one is named, or the consignment needs none.

    A consignment whose value cannot be computed counts as above the limit.
    """
    limit = agreement.approved_exporter
    if limit is None or approved_exporter(agreement, item) or against(limit, declaration, exchange, on) in (-1, 0):
        return ""
    said = next(iter(_authorisations(item)), None)
    if said is None or agreement.exporter_number is None:
        return f"no authorisation is named (statement {APPROVED_EXPORTER})"
    allowed = agreement.exporter_number.allowed
    return f"{said[:_SHOWN]!r} is no authorisation number (statement {APPROVED_EXPORTER}), which has {allowed}"


def approved_exporter(agreement: Agreement, item: Item) -> str | None:
    """Return the authorisation number of the approved exporter that an item names, if it looks like one."""
    form = agreement.exporter_number
    return next((said for said in _authorisations(item) if form and form.fits(said)), None)


def _authorisations(item: Item) -> tuple[str, ...]:
    return tuple(text for one in item.information if one.type == APPROVED_EXPORTER for text in (one.code, one.text) if text)


def detours(agreement: Agreement, item: Item, declaration: Declaration) -> tuple[str, ...]:
    """Return the countries outside the agreement through which the goods came, as far as the declaration tells."""
    way = [stop.country for stop in declaration.itinerary]
    way.append(item.export_country or declaration.export_country)
    return tuple(dict.fromkeys(country for country in way if country and country not in agreement.parties.countries))


def journey_shown(agreement: Agreement, item: Item, declaration: Declaration) -> bool:
    """True if a document is named that shows direct transport, such as a through bill of lading; an ordinary bill is none."""
    named = [(one.category, one.type, one.id) for one in item.documents]
    named += [(one.category, one.type, one.id) for one in declaration.documents]
    return any(category == DOCUMENT and type in agreement.transport.evidence and id for category, type, id in named)


def day_of(moment: Moment | None) -> date | None:
    """Return the day of a moment as it was written."""
    return moment.date() if isinstance(moment, datetime) else moment
