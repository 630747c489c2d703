"""Surcharges (가산세): for declaring later than the law allows, and for correcting a declaration after release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Circumstances, DutyLine, ItemValue
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.reference import Country
from eclear.reference.surcharges import Correction


def late_declaration(
    declaration: Declaration, values: tuple[ItemValue, ...], country: Country, on: date, circumstances: Circumstances
) -> tuple[DutyLine, ...]:
    """Return the surcharge on goods that lay in the shed longer than the law allows before they were declared; usually none.

    A declaration that states an earlier day than the one on which it came is declared on that one.
    """
    if circumstances.carried_in is None or not country.surcharges.late:
        return ()
    rule = country.surcharges.late_on(on)
    if rule is None or (rule.sheds and circumstances.shed not in rule.sheds):
        return ()
    came = max(on, circumstances.lodged or on)
    days = (came - circumstances.carried_in).days - rule.days
    percent = rule.percent(days)
    base = Decimal(0)
    for item, valued in zip(declaration.items, values, strict=True):
        if item.hs.startswith(rule.goods):
            base = EXACT.add(base, valued.value)
    if not percent or not base:
        return ()
    amount, left = rounded(EXACT.multiply(base, percent), 100, country)
    currency, capped = country.currency, ""
    if amount > rule.most:
        amount, capped = rule.most, f", at most {currency} {rule.most:,f}"
    late = f"{days} day{'s' if days > 1 else ''} later than the {rule.days} days from carry-in on {circumstances.carried_in}"
    formula = f"{currency} {base:,f} x {percent:f} % = {currency} {amount:,f}{left}{capped} (declared {late})"
    fact = rule.fact
    return (DutyLine(0, rule.type, base, percent, amount, currency, "LATE", formula, fact.source, fact.mark, as_of=on),)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction costs: the shortfall, the addition and the interest, each with its working, and all of it.

    ``refused`` says why the correction cannot be made in this way; "" if it can.
    """

    shortfall: Decimal
    addition: Decimal
    interest: Decimal
    total: Decimal
    formula: str
    source: str
    mark: str
    refused: str = ""


def corrected(shortfall: Decimal, kind: str, due: date, on: date, country: Country) -> Corrected | None:
    """Return what correcting a shortfall costs; None for a kind of correction that the country does not know.

    ``due`` is the day on which the tax was due, ``on`` the day of the correction. A self-correction (보정) bears interest
    only and must come in time; an amended return (수정신고) and a reassessment (경정) bear an addition besides. Source: see
    surcharges.toml of the country.
    """
    rule = country.surcharges.correction(kind, on)
    if rule is None:
        return None
    months, days = _months(due, on), max((on - due).days, 0)
    if rule.within_months is not None and months >= rule.within_months and on != due:
        words = f"A {rule.name.en.lower()} comes too late: it must be made within {rule.within_months} months of {due}."
        return Corrected(shortfall, Decimal(0), Decimal(0), Decimal(0), "", rule.fact.source, rule.fact.mark, words)
    percent = rule.addition(months + 1)
    addition, _ = rounded(EXACT.multiply(shortfall, percent), 100, country)
    interest, _ = rounded(EXACT.multiply(EXACT.multiply(shortfall, rule.interest), days), 100, country)
    total = EXACT.add(EXACT.add(shortfall, addition), interest)
    told = _told(rule, shortfall, percent, addition, days, interest, total, country.currency)
    return Corrected(shortfall, addition, interest, total, told, rule.fact.source, rule.fact.mark)


def _told(
    rule: Correction,
    shortfall: Decimal,
    percent: Decimal,
    addition: Decimal,
    days: int,
    interest: Decimal,
    total: Decimal,
    currency: str,
) -> str:
    parts = [f"shortfall {currency} {shortfall:,f}"]
    if rule.additions:
        parts.append(f"addition {shortfall:,f} x {percent:f} % = {addition:,f}")
    parts.append(f"interest {shortfall:,f} x {rule.interest:f} % x {days} days = {interest:,f}")
    return f"{rule.name.en}: {' + '.join(parts)}; together {currency} {total:,f}"


def _months(first: date, last: date) -> int:
    """Return how many full months lie between two days; 0 where the last is not after the first."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months - (1 if last.day < first.day else 0), 0)
