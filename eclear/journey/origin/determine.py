"""The answer to a question of origin: any of the alternatives in full qualifies; what is left to a person is never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from eclear.casefile.origin import (
    Alternative,
    AlternativeResult,
    Criterion,
    Determination,
    Material,
    Outcome,
    Product,
    RuleResult,
    Verdict,
)
from eclear.casefile.words import Term
from eclear.journey.origin.atoms import asked
from eclear.journey.origin.bill import EXACT, Bill, bill_of, summed, value_of
from eclear.reference.agreements import Agreement, OriginRule

MINIMAL = Term(
    "Simple packing, sorting, diluting or marking never confers origin; that is not looked at here.",
    "단순 포장·선별·희석·표시 등 최소공정은 원산지를 부여하지 않으며 여기서는 보지 않습니다.",
)


def determine(product: Product, materials: Sequence[Material], agreement: Agreement, on: date) -> Determination:
    """Return whether goods originate under an agreement by its rule of a day, with every atom and its numbers.

    QUALIFIES if an alternative holds in full, FAILS if every alternative is decided and none holds, else CANNOT_DECIDE.
    Where a rule covers only part of a heading (ex), the rule for the rest is asked too: it is decided if both agree.
    """
    bill = bill_of(product, materials, agreement)
    parties = agreement.parties.countries
    if product.made_in is not None and product.made_in not in parties:
        reason = Term(
            f"The goods are made in {product.made_in}, which is no party", f"생산국 {product.made_in}은(는) 당사국이 아님"
        )
        return Determination(Verdict.FAILS, agreement.id, on, reason)
    if len(product.hs) < 6:
        reason = Term("The code of the goods has fewer than six digits", "물품의 세번이 6단위보다 짧음")
        return Determination(Verdict.CANNOT_DECIDE, agreement.id, on, reason)
    found = agreement.rules(product.hs, on)
    results = tuple(_result(rule, agreement.for_all, bill) for rule in found)
    verdict = _agreed(found, results)
    return Determination(verdict, agreement.id, on, _reason(verdict, product, results), results, _remarks(bill))


def _agreed(rules: Sequence[OriginRule], results: Sequence[RuleResult]) -> Verdict:
    """Return the verdict in which all rules agree; those for a part of a heading (ex) alone decide nothing."""
    verdicts = {result.verdict for result in results}
    if len(verdicts) != 1 or rules[-1].span.partial:
        return Verdict.CANNOT_DECIDE
    return verdicts.pop()


def _result(rule: OriginRule, for_all: Criterion | None, bill: Bill) -> RuleResult:
    own = tuple(_alternative(one, bill) for one in rule.criterion.alternatives)
    general = tuple(_alternative(one, bill, general=True) for one in for_all.alternatives) if for_all else ()
    added = tuple(one for one in general if one.alternative not in rule.criterion.alternatives)
    outcomes = {one.outcome for one in own + added}
    if Outcome.HOLDS in outcomes:
        verdict = Verdict.QUALIFIES
    else:
        verdict = Verdict.CANNOT_DECIDE if Outcome.UNDECIDED in outcomes else Verdict.FAILS
    fact = rule.fact
    return RuleResult(rule.code, str(rule.criterion), fact.mark, fact.source, fact.as_of, verdict, own + added, rule.note)


def _alternative(alternative: Alternative, bill: Bill, *, general: bool = False) -> AlternativeResult:
    atoms = tuple(asked(atom, bill) for atom in alternative.atoms)
    outcomes = {atom.outcome for atom in atoms}
    for outcome in (Outcome.FAILS, Outcome.UNDECIDED):
        if outcome in outcomes:
            return AlternativeResult(alternative, outcome, atoms, general)
    return AlternativeResult(alternative, Outcome.HOLDS, atoms, general)


def _reason(verdict: Verdict, product: Product, results: tuple[RuleResult, ...]) -> Term:
    if not results:
        return Term(f"No rule for {product.hs} is known on this day", f"이 날짜에 {product.hs}의 품목별 기준이 없음")
    decided = next((result.decided_by for result in results if result.verdict is verdict), None)
    if decided is None or (verdict is Verdict.CANNOT_DECIDE and len({result.verdict for result in results}) > 1):
        told = ", ".join(result.code for result in results)
        return Term(
            f"Rules {told}: one covers only part of the heading, and whether the goods are in that part decides",
            f"규정 {told}: 호의 일부에만 적용되는 기준이 있어 물품이 그에 속하는지에 달림",
        )
    return Term(f"{decided.atom}: {decided.why.en}", f"{decided.atom}: {decided.why.ko}")


def _remarks(bill: Bill) -> tuple[Term, ...]:
    remarks = [MINIMAL]
    for line in bill.lines:
        stated = line.material
        if stated.originating and line.originates is False:
            remarks.append(
                Term(
                    f"Material {line.number} is said to originate, but {stated.origin} is no country whose materials count.",
                    f"재료 {line.number}은(는) 원산지 재료라고 하나 {stated.origin}은(는) 누적 대상국이 아닙니다.",
                )
            )
    total, _ = summed(bill.lines, (), value_of)
    price = bill.ex_works or bill.product.fob or Decimal(0)
    if price and EXACT.subtract(total, price) > 0:
        remarks.append(
            Term(
                "The materials are worth more than the goods. Check the figures.",
                "재료비가 물품 가격보다 큽니다. 수치를 확인하십시오.",
            )
        )
    return tuple(remarks)
