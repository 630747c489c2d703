"""Assessment (세액 산출): from a declaration to what it owes, item by item and tax by tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, Inexact, InvalidOperation

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment, Circumstances, DutyLine, ItemValue
from eclear.casefile.pointer import Place, place
from eclear.journey.duties.drawback import drawback
from eclear.journey.duties.levy import Goods, cost, levied
from eclear.journey.duties.origin import claim_of
from eclear.journey.duties.quantities import Quantities
from eclear.journey.duties.refusal import CannotAssess, NotHeld
from eclear.journey.duties.reliefs import reliefs_of
from eclear.journey.duties.rounding import EXACT
from eclear.journey.duties.surcharges import late_declaration
from eclear.journey.duties.valuation import Valuation, rests_on, value
from eclear.reference import Country, RateChosen, TariffLine

ADDITIONAL = ("GN", "TRA")
"""Kinds of classification that add to the commodity code: national additional codes and those of the TARIC."""

DENIED = "the claim of preference was denied after a doubt about the origin"
"""Why a claim does not count any more."""


def assess(declaration: Declaration, country: Country, on: date, circumstances: Circumstances = NO_CIRCUMSTANCES) -> Assessment:
    """Return what a declaration owes as of its declaration date, with the working of every line.

    An import owes what the country levies on its customs value; an export owes nothing, and may claim drawback. Raises
    CannotAssess, with the place and the remedy, if a price, an exchange rate, a tariff line or a rate is missing. Where
    the country's folder holds samples only, what it lacks is nobody's fault: nothing is computed then, and the reason
    stands in the working of the value.
    """
    try:
        values, exchanges, without = value(declaration, country, on, circumstances.determined)
    except (Inexact, InvalidOperation):
        raise CannotAssess(
            "The amounts have more digits than can be computed exactly. State them with at most 16 digits.",
            place(Declaration, "items"),
        ) from None
    except NotHeld as lacking:
        values, exchanges, without = _nothing(declaration, country, lacking)
    if declaration.is_export:
        back = drawback(declaration, values, country, on)
        return Assessment(country.currency, values, (), exchanges, Decimal(0), drawback=back)
    told: list[ItemValue] = []
    lines: list[DutyLine] = []
    secure = Decimal(0)
    later = rests_on(declaration, country) == "later"
    for item, valued in zip(declaration.items, values, strict=True):
        if valued.item in without:
            told.append(valued)
        elif later:
            told.append(_remarked(valued, f"a declaration of type {declaration.type} leaves the duty to the supplementary one"))
        else:
            try:
                owed = _owed(declaration, item, valued, country, on, DENIED if valued.item in circumstances.denied else "")
                if valued.item in circumstances.doubted:
                    suspended = _owed(declaration, item, valued, country, on, "the claim of preference is in doubt")
                    secure = EXACT.add(secure, EXACT.subtract(_sum(suspended), _sum(owed)))
            except NotHeld as lacking:
                told.append(_remarked(valued, _not_computed(lacking, country)))
                continue
            told.append(valued)
            lines += owed
    surcharges = late_declaration(declaration, tuple(told), country, on, circumstances)
    total = EXACT.add(_sum(lines), _sum(surcharges))
    return Assessment(country.currency, tuple(told), tuple(lines), exchanges, total, surcharges, to_secure=secure)


def _sum(lines: tuple[DutyLine, ...] | list[DutyLine]) -> Decimal:
    total = Decimal(0)
    for line in lines:
        total = EXACT.add(total, line.amount)
    return total


def _owed(
    declaration: Declaration, item: Item, valued: ItemValue, country: Country, on: date, unclaimed: str = ""
) -> tuple[DutyLine, ...]:
    """Return the lines of one item, in the order of the law; ``unclaimed`` says why its claim of preference does not count."""
    goods = _goods(declaration, item, valued, country, on, unclaimed)
    if not country.taxes.known_on(on):
        raise NotHeld(f"There is no tax rate for {on}", "Correct the declaration date.", place(Declaration, "accepted"))
    return levied(goods, country, on)


def _goods(declaration: Declaration, item: Item, valued: ItemValue, country: Country, on: date, unclaimed: str) -> Goods:
    hsk, number = item.hs, valued.item
    line = country.tariff.line(hsk, on)
    if line is None:
        raise NotHeld(
            f"Item {number}: the tariff has no line {hsk or '(no code)'} on {on}",
            "State a ten-digit code that it has.",
            _code_place(item, number),
        )
    claim, remark = (None, unclaimed) if unclaimed else claim_of(item, declaration, country, on)
    quantities = Quantities(item, number, country)
    rate = line.rate(claim, cost(valued.value, quantities, country.taxes.of_duty))
    if rate is None:
        raise NotHeld(
            f"Item {number}: {hsk} has no rate on {on} that applies without a preference",
            "Correct the code or the date.",
            _code_place(item, number),
        )
    procedure = country.codes.procedures.get(item.procedures[0].current or "") if item.procedures else None
    additional = tuple(code.id for code in item.classifications if code.type in ADDITIONAL and code.id)
    reliefs, told = reliefs_of(item, hsk, valued.value, country, on)
    note = [remark, procedure.note if procedure else "", line.note, told, _left_out(item, additional, country)]
    suspended = f"{procedure.code} ({procedure.name.en.lower()})" if procedure and procedure.suspends else ""
    return Goods(
        number,
        valued.value,
        hsk,
        item.origin,
        rate.basis,
        rate,
        _on_top(line, item, country),
        "; ".join(filter(None, note)),
        _procedures(item),
        additional,
        reliefs,
        suspended,
        quantities,
    )


def _on_top(line: TariffLine, item: Item, country: Country) -> tuple[RateChosen, ...]:
    """Return the rates that come on top, such as an anti-dumping duty, each with its name."""
    names = country.tariff.bases.all
    return tuple(
        RateChosen(row.basis, row.rate, f"{row.basis} {names[row.basis].name.en}, on top", row.fact)
        for row in line.on_top(item.origin)
    )


def _procedures(item: Item) -> frozenset[str]:
    """Return the codes under which a rate may differ: each procedure code, and the first pair written together."""
    codes = {procedure.current for procedure in item.procedures if procedure.current}
    if item.procedures and item.procedures[0].current and item.procedures[0].previous:
        codes.add(item.procedures[0].current + item.procedures[0].previous)
    return frozenset(codes)


def _left_out(item: Item, additional: tuple[str, ...], country: Country) -> str:
    """Name the additional codes and the duties that a declaration states and nothing here computes."""
    if not additional and not item.duties:
        return ""
    stated = {f"additional code {code}": None for code in additional if not country.taxes.tells(code)}
    stated |= {f"duty {duty.type}": None for duty in item.duties if duty.type and duty.type not in country.taxes.by_type}
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
