"""Value added tax (부가가치세): on the customs value and every duty and tax before it."""

from __future__ import annotations

from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import DutyLine
from eclear.casefile.pointer import place
from eclear.journey.duties.kinds import Goods, line_of
from eclear.journey.duties.refusal import NotHeld
from eclear.journey.duties.rounding import EXACT, rounded

STEP = 5
KIND = "vat"


def levy(goods: Goods, type: str, before: tuple[DutyLine, ...]) -> DutyLine:
    """Return the VAT on the goods, 0 with the reason for exempt goods; raises NotHeld for a day without a rate."""
    currency, base = goods.country.currency, goods.value
    for line in before:
        base = EXACT.add(base, line.amount)
    tax = goods.country.tax(type, goods.on, goods.additional)
    if tax is None:
        raise NotHeld(f"There is no VAT rate for {goods.on}", "Correct the declaration date.", place(Declaration, "accepted"))
    if goods.line.vat_exempt:
        fact, formula = goods.line.fact, f"No VAT: {goods.line.name.en.lower()} are exempt"
        return line_of(
            goods, type, base, Decimal(0), Decimal(0), basis="EXEMPT", formula=formula, source=fact.source, mark=fact.mark
        )
    per, of = tax.ratio
    amount, left = rounded(EXACT.multiply(base, per), of, goods.country)
    parts = " + ".join(f"{part:,f}" for part in (goods.value, *(line.amount for line in before)))
    formula = f"{currency} ({parts}) x {tax.rate:f} % = {currency} {amount:,f}{left}"
    if tax.additional:
        formula += f" (rate of additional code {tax.additional})"
    return line_of(
        goods,
        type,
        base,
        tax.rate,
        amount,
        basis=tax.additional or "STANDARD",
        formula=formula,
        source=tax.fact.source,
        mark=tax.fact.mark,
    )
