"""Assessment (세액 산출): from a declaration to what it owes, item by item and tax by tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, Inexact, InvalidOperation

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import Assessment, DutyLine, ItemValue
from eclear.casefile.pointer import Place, place
from eclear.journey.duties.kinds import LEVIES, Goods
from eclear.journey.duties.origin import claim_of
from eclear.journey.duties.refusal import CannotAssess, NotHeld
from eclear.journey.duties.rounding import EXACT
from eclear.journey.duties.valuation import Valuation, rests_on, value
from eclear.reference import Country

ADDITIONAL = ("GN", "TRA")
"""Kinds of classification that add to the commodity code: national additional codes and those of the TARIC."""


def assess(declaration: Declaration, country: Country, on: date) -> Assessment:
    """Return what a declaration owes as of its declaration date, with the working of every line.

    An import is valued CIF and owes what the country levies; an export is valued FOB and owes nothing. Raises
    CannotAssess, with the place and the remedy, if a price, an exchange rate, a tariff line or a rate is missing. Where
    the country's folder holds samples only, what it lacks is nobody's fault: nothing is computed then, and the reason
    stands in the working of the value.
    """
    try:
        values, exchanges, without = value(declaration, country, on)
    except (Inexact, InvalidOperation):
        raise CannotAssess(
            "The amounts have more digits than can be computed exactly. State them with at most 16 digits.",
            place(Declaration, "items"),
        ) from None
    except NotHeld as lacking:
        values, exchanges, without = _nothing(declaration, country, lacking)
    if declaration.is_export:
        return Assessment(country.currency, values, (), exchanges, Decimal(0))
    told: list[ItemValue] = []
    lines: list[DutyLine] = []
    total = Decimal(0)
    later = rests_on(declaration, country) == "later"
    for item, valued in zip(declaration.items, values, strict=True):
        if valued.item in without:
            told.append(valued)
        elif later:
            told.append(_remarked(valued, f"a declaration of type {declaration.type} leaves the duty to the supplementary one"))
        else:
            try:
                owed = _owed(item, valued, country, on)
            except NotHeld as lacking:
                told.append(_remarked(valued, _not_computed(lacking, country)))
                continue
            told.append(valued)
            for line in owed:
                total = EXACT.add(total, line.amount)
            lines += owed
    return Assessment(country.currency, tuple(told), tuple(lines), exchanges, total)


def _owed(item: Item, valued: ItemValue, country: Country, on: date) -> tuple[DutyLine, ...]:
    """Return the lines of one item, in the order of the law."""
    goods = _goods(item, valued.item, valued.value, country, on)
    owed: tuple[DutyLine, ...] = ()
    for kind, levy in LEVIES.items():
        if kind in country.levies:
            owed += (levy(goods, country.levies[kind], owed),)
    return owed


def _goods(item: Item, number: int, worth: Decimal, country: Country, on: date) -> Goods:
    hsk = item.hs
    line = country.tariff.line(hsk, on)
    if line is None:
        raise NotHeld(
            f"Item {number}: the tariff has no line {hsk or '(no code)'} on {on}",
            "State a ten-digit code that it has.",
            _code_place(item, number),
        )
    claim, remark = claim_of(item, country, on)
    rate = line.rate(claim)
    if rate is None:
        raise NotHeld(
            f"Item {number}: {hsk} has no rate on {on} that applies without a preference",
            "Correct the code or the date.",
            _code_place(item, number),
        )
    procedure = country.codes.procedures.get(item.procedures[0].current or "") if item.procedures else None
    additional = tuple(code.id for code in item.classifications if code.type in ADDITIONAL and code.id)
    remarks = [remark, procedure.note if procedure else "", _left_out(item, additional, country)]
    suspended = f"{procedure.code} ({procedure.name.en.lower()})" if procedure and procedure.suspends else ""
    return Goods(number, worth, line, rate, "; ".join(filter(None, remarks)), country, on, additional, suspended)


def _left_out(item: Item, additional: tuple[str, ...], country: Country) -> str:
    """Name the additional codes and the duties that a declaration states and nothing here computes."""
    if not additional and not item.duties:
        return ""
    stated = {f"additional code {code}": None for code in additional if not country.tells(code)}
    known = country.levies.values()
    stated |= {f"duty {duty.type}": None for duty in item.duties if duty.type and duty.type not in known}
    return f"{', '.join(stated)}: not computed here" if stated else ""


def _nothing(declaration: Declaration, country: Country, lacking: NotHeld) -> Valuation:
    """Return a valuation without values, or raise what is lacking where the folder is complete."""
    reason = _not_computed(lacking, country)
    numbers = range(1, len(declaration.items) + 1)
    return Valuation(tuple(ItemValue(n, Decimal(0), f"Not valued: {reason}") for n in numbers), (), frozenset(numbers))


def _not_computed(lacking: NotHeld, country: Country) -> str:
    if country.complete:
        raise lacking
    return f"not computed here, because the folder of {country.code} holds samples only. {lacking.gap}"


def _remarked(valued: ItemValue, remark: str) -> ItemValue:
    return replace(valued, formula=f"{valued.formula}; {remark}")


def _code_place(item: Item, number: int) -> Place:
    """Return where the commodity code stands: the HSK one, else the first, else the item."""
    for at, classification in enumerate(item.classifications, 1):
        if classification.type == "HSK" or len(item.classifications) == 1:
            return place(Declaration, "items", number, "classifications", at, "id")
    return place(Declaration, "items", number, "classifications")
