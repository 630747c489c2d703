"""What an agreement asks of a preference that a declaration claims: proof, its age, an approved exporter, a direct journey.

Where eclear's declarations say it: the proof is a document of the item (its date is *Document valid from*), the number of
an approved exporter a statement of the item of type ``AEX``, the journey the countries on the way and the country of export.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item, ItemDocument, Moment
from eclear.casefile.quantity import Amount
from eclear.reference.agreements import Agreement, Limit
from eclear.reference.exchange import ExchangeWeeks
from eclear.reference.formula import EXACT

APPROVED_EXPORTER = "AEX"
"""Type of the statement that carries the authorisation number of an approved exporter; the code is eclear's own."""


def consignment(declaration: Declaration) -> tuple[Amount, ...]:
    """Return what a consignment is worth as stated: the invoice amount, else the prices of all items; () if one is missing."""
    if declaration.invoice_amount:
        return (declaration.invoice_amount,)
    prices = tuple(item.price for item in declaration.items if item.price)
    return prices if len(prices) == len(declaration.items) else ()


def against(limit: Limit, declaration: Declaration, exchange: ExchangeWeeks, on: date) -> int | None:
    """Compare a consignment with a limit by the customs rates of a day: -1 below, 0 equal, 1 above; None without a rate."""
    stated, rate = consignment(declaration), exchange.rate(limit.amount.currency, on)
    rates = [exchange.rate(amount.currency, on) for amount in stated]
    if not stated or rate is None:
        return None
    worth = Decimal(0)
    for amount, own in zip(stated, rates, strict=True):
        if own is None or not amount.value.is_finite():
            return None
        worth = EXACT.add(worth, EXACT.multiply(amount.value, own.rate))
    edge = EXACT.multiply(limit.amount.value, rate.rate)
    return (worth > edge) - (worth < edge)


def waived(agreement: Agreement, declaration: Declaration, exchange: ExchangeWeeks, on: date) -> bool:
    """True if the consignment is so small that no proof of origin is asked; a value that cannot be computed is not small."""
    return agreement.waiver is not None and against(agreement.waiver, declaration, exchange, on) == -1


def proofs(agreement: Agreement, item: Item) -> tuple[ItemDocument, ...]:
    """Return the documents of an item that prove origin under an agreement: of an accepted type, and with a number."""
    return tuple(one for one in item.documents if one.type in agreement.proof.documents and one.id)


def proved_until(agreement: Agreement, proof: ItemDocument) -> date | None:
    """Return the last day on which a proof counts; None if it bears no date, so that this cannot be told."""
    issued = day_of(proof.effective)
    return agreement.proved_until(issued) if issued else None


def expired(agreement: Agreement, item: Item, on: date) -> tuple[ItemDocument, ...]:
    """Return the proofs that no longer count, if none of the others does; a proof without a date is taken as valid."""
    named = proofs(agreement, item)
    past = tuple(one for one in named if (until := proved_until(agreement, one)) and until < on)
    return past if len(past) == len(named) else ()


def lacks_approved_exporter(
    agreement: Agreement, item: Item, declaration: Declaration, exchange: ExchangeWeeks, on: date
) -> bool:
    """True if the consignment is above the limit for an exporter who is not approved, and no authorisation is named."""
    limit = agreement.approved_exporter
    if limit is None or approved_exporter(item):
        return False
    return against(limit, declaration, exchange, on) not in (-1, 0)


def approved_exporter(item: Item) -> str | None:
    """Return the authorisation number of the approved exporter that an item names."""
    for said in item.information:
        if said.type == APPROVED_EXPORTER and (said.code or said.text):
            return said.code or said.text
    return None


def detours(agreement: Agreement, item: Item, declaration: Declaration) -> tuple[str, ...]:
    """Return the countries outside the agreement through which the goods came, as far as the declaration tells."""
    way = [stop.country for stop in declaration.itinerary]
    way.append(item.export_country or declaration.export_country)
    return tuple(dict.fromkeys(country for country in way if country and country not in agreement.parties.countries))


def journey_shown(agreement: Agreement, item: Item, declaration: Declaration) -> bool:
    """True if a document is named that shows direct transport, such as a through bill of lading."""
    named = [(one.type, one.id) for one in item.documents]
    named += [(one.type, one.id) for one in declaration.documents]
    return any(type in agreement.transport.evidence and id for type, id in named)


def day_of(moment: Moment | None) -> date | None:
    """Return the day of a moment as it was written."""
    return moment.date() if isinstance(moment, datetime) else moment
