"""Value added tax (부가가치세): on the customs value and every duty and tax before it."""

from __future__ import annotations

from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import DutyLine
from eclear.casefile.pointer import place
from eclear.journey.duties.kinds import Goods
from eclear.journey.duties.refusal import CannotAssess
from eclear.journey.duties.rounding import EXACT, truncated

STEP = 5
TYPE = "VAT"


def levy(goods: Goods, before: tuple[DutyLine, ...]) -> DutyLine:
    """Return the VAT on the goods, 0 with the reason for exempt goods; raises CannotAssess for a day without a rate."""
    currency, base = goods.country.currency, goods.value
    for line in before:
        base = EXACT.add(base, line.amount)
    tax = goods.country.tax(TYPE, goods.on)
    if tax is None:
        raise CannotAssess(f"There is no VAT rate for {goods.on}. Correct the declaration date.", place(Declaration, "accepted"))
    if goods.line.vat_exempt:
        rate, amount, basis = Decimal(0), Decimal(0), "EXEMPT"
        formula, source, mark = f"No VAT: {goods.line.name.en.lower()} are exempt", goods.line.fact.source, goods.line.fact.mark
    else:
        per, of = tax.ratio
        rate, basis, source, mark = tax.rate, "STANDARD", tax.fact.source, tax.fact.mark
        amount, cut = truncated(EXACT.multiply(base, per), of, goods.country.decimals)
        parts = " + ".join(f"{part:,f}" for part in (goods.value, *(line.amount for line in before)))
        formula = f"{currency} ({parts}) x {rate:f} % = {currency} {amount:,f}{', fractions dropped' if cut else ''}"
    return DutyLine(
        item=goods.item,
        type=TYPE,
        base=base,
        rate=rate,
        amount=amount,
        currency=currency,
        basis=basis,
        formula=formula,
        source=source,
        mark=mark,
    )
