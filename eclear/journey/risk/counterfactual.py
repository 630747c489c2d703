"""What would have led to another lane: single changes of a declaration, tried on the model and routed again.

A sentence is given only for a change after which the lane is another one, all else being as declared. It is found by
trying, not by reasoning about the trees, so it holds for any model and any policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, exp, floor, log, log10
from typing import cast

from eclear.casefile.decision import Lane
from eclear.casefile.score import Score
from eclear.casefile.words import Term
from eclear.journey.risk.features import keys
from eclear.journey.risk.terms import Experience, Given
from eclear.journey.risk.wording import furthest, oddest

STEPS, HALVINGS = 24, 12
FARTHEST = log(5.0)
"""No price more than five times higher or lower is tried: nobody would call that the same goods."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One change and the lane it would have led to, in a sentence; without a lane, a sentence that nothing did."""

    words: Term
    lane: Lane | None = None


def otherwise(
    score: Score, known: Experience, score_of: Callable[[Given], Score], lane_of: Callable[[Score], Lane]
) -> tuple[Otherwise, ...]:
    """Return the single changes that lead to another lane; if none does, one sentence that says what was tried."""
    now = lane_of(score)

    def lane_with(inputs: Given) -> Lane:
        return lane_of(score_of(inputs))

    found: list[Otherwise] = []
    tried: list[Term] = []
    price = furthest(score.inputs, known)
    if price:
        tried.append(Term("the value per kilogram", "kg당 과세가격"))
        found += _price(score.inputs, price[0], exp(price[1].price), now, lane_with)
    for name, words, changed in _changes(score.inputs, known):
        tried.append(name)
        lane = lane_with(changed)
        if lane is not now:
            found.append(_sentence(words, lane))
    if found:
        return tuple(found)
    if not tried:
        return (Otherwise(Term("There is nothing in this declaration that could be tried.", "시도해 볼 항목이 없음.")),)
    nothing = Term(
        f"No single change that was tried leads to another lane: {', '.join(each.en for each in tried)}.",
        f"시도한 단일 변경으로는 선별이 달라지지 않음: {', '.join(each.ko for each in tried)}.",
    )
    return (Otherwise(nothing),)


def _sentence(change: Term, lane: Lane) -> Otherwise:
    return Otherwise(
        Term(f"{change.en} this would have been lane {lane.value}.", f"{change.ko} {lane.value}({lane.term.ko})였을 것임."), lane
    )


def _changes(inputs: Given, known: Experience) -> Iterable[tuple[Term, Term, Given]]:
    """Yield what can be changed at once: what it is called, the beginning of the sentence, and the inputs after it."""
    claimed = inputs["preference"]
    if claimed:
        name = Term("the claim of preference", "협정세율 신청")
        words = Term(f"Without the claim of preference {claimed}", f"협정세율 {claimed} 신청이 없었다면")
        yield name, words, {**inputs, "preference": None}
    if inputs["third country"]:
        name = Term("the country of export", "적출국")
        words = Term("Exported from the country of origin,", "원산지에서 바로 적출되었다면")
        yield name, words, {**inputs, "third country": 0.0}
    ratio, listed = inputs["mass against manifest"], inputs["listed mass"]
    if ratio and ratio != 1.0 and listed:
        name = Term("the mass", "중량")
        words = Term(
            f"With the gross mass of {listed:,.0f} kg that the manifest lists",
            f"적하목록의 총중량 {listed:,.0f} kg으로 신고했다면",
        )
        yield name, words, _weighing(inputs, cast(float, ratio))
    odd = oddest(inputs, known)
    if odd:
        number, usual, _ = odd
        name = Term("the mass per unit", "단위당 중량")
        words = Term(
            f"With the usual mass per unit of item {number}, {usual:,.3g} kg,",
            f"{number}란의 단위당 중량이 통상 수준({usual:,.3g} kg)이었다면",
        )
        unit_key = keys(number)[2]
        yield name, words, _heavier(inputs, number, usual / cast(float, inputs[unit_key]))
    if inputs["importer irregular"]:
        name = Term("the importer's record", "수입자 이력")
        words = Term("Had no examination of the importer found anything,", "수입자에 대한 적발 이력이 없었다면")
        yield name, words, {**inputs, "importer irregular": 0.0, "importer critical": 0.0}


def _weighing(inputs: Given, ratio: float) -> Given:
    """The same goods with the mass that the manifest lists: dearer or cheaper by the kilogram, heavier or lighter each."""
    changed: Given = {**inputs, "mass against manifest": 1.0}
    for number in range(1, int(cast(float, inputs["items"])) + 1):
        changed = _heavier(changed, number, 1 / ratio)
    package = inputs["kilograms per package"]
    return {**changed, "kilograms per package": cast(float, package) / ratio if package else package}


def _heavier(inputs: Given, number: int, times: float) -> Given:
    """The same goods of an item with another net mass: so many times heavier each, and so much cheaper by the kilogram."""
    _, price_key, unit_key, _ = keys(number)
    price, unit = inputs[price_key], inputs[unit_key]
    return {
        **inputs,
        price_key: cast(float, price) / times if price else price,
        unit_key: cast(float, unit) * times if unit else unit,
    }


def _price(inputs: Given, number: int, usual: float, now: Lane, lane_with: Callable[[Given], Lane]) -> Iterable[Otherwise]:
    """Yield the nearest price at which the lane is another one: first looked for towards the usual and beyond, then away."""
    price = cast(float, inputs[keys(number)[1]])
    towards = 1.0 if price <= usual else -1.0
    for sign in (towards, -towards):
        at = _border(price, sign, now, lambda other: lane_with(_priced(inputs, number, other)))
        if at is not None:
            other, lane, beyond = at
            amount = f"{inputs['currency']} {other:,.{_decimals(other)}f}"
            limit = (MORE if sign > 0 else LESS) if beyond else EXACTLY
            held = Term(limit.en.format(amount), limit.ko.format(amount))
            words = Term(f"With a value per kilogram {held.en}", f"kg당 과세가격이 {held.ko}")
            if inputs["items"] != 1.0:
                words = Term(f"With a value per kilogram of item {number} {held.en}", f"{number}란의 {words.ko}")
            yield _sentence(words, lane)
            return


MORE, LESS = Term("above {}", "{} 이상이었다면"), Term("below {}", "{} 이하였다면")
EXACTLY = Term("of {}", "{}이었다면")


def _border(price: float, sign: float, now: Lane, lane_at: Callable[[float], Lane]) -> tuple[float, Lane, bool] | None:
    """Return the nearest price on one side with another lane, rounded away from the price declared, and that lane.

    True stands beside them if every price that was tried beyond leads to the same lane. None if there is no such price.
    """
    grid = [sign * FARTHEST * step / STEPS for step in range(1, STEPS + 1)]
    lanes = [lane_at(price * exp(far)) for far in grid]
    step = next((n for n, lane in enumerate(lanes) if lane is not now), None)
    if step is None:
        return None
    near, far, lane = (grid[step - 1] if step else 0.0), grid[step], lanes[step]
    beyond = all(other is lane for other in lanes[step:])
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        if lane_at(price * exp(middle)) is lane:
            far = middle
        else:
            near = middle
    at = price * exp(far)
    for digits in (3, 4, 5):
        rounded = _rounded(at, digits, up=sign > 0)
        if lane_at(rounded) is lane:
            return rounded, lane, beyond
    return at, lane, beyond


def _rounded(figure: float, digits: int, *, up: bool) -> float:
    unit = 10.0 ** (floor(log10(figure)) + 1 - digits)
    return (ceil if up else floor)(figure / unit) * unit


def _decimals(figure: float) -> int:
    return 0 if figure >= 100 else 2


def _priced(inputs: Given, number: int, price: float) -> Mapping[str, float | str | None]:
    """The same declaration with another value per kilogram; with one item only, the customs value and freight follow it."""
    price_key = keys(number)[1]
    changed = {**inputs, price_key: price}
    if inputs["items"] == 1.0:
        times = price / cast(float, inputs[price_key])
        value, freight = inputs["customs value"], inputs["freight share"]
        changed["customs value"] = cast(float, value) * times if value else value
        changed["freight share"] = cast(float, freight) / times if freight else freight
    return changed
