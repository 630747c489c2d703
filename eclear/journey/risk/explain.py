"""The reasons for a score, in customs words, worked out from the kept inputs when somebody asks.

The score is a sum, so each aspect's share of it is exact: weight times the distance from the median declaration. Shares
are in log-odds; they are turned into chance by one common factor, which keeps their order, their signs and the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp
from typing import cast

from eclear.casefile.score import Reason, Score
from eclear.casefile.words import Term
from eclear.journey.risk.features import keys
from eclear.journey.risk.terms import TERMS, Given, Usual, distances, terms


def explain(
    score: Score,
    weights: tuple[float, ...],
    start: float,
    usual: Mapping[str, Usual],
    middle: Mapping[str, float],
    median: tuple[float, ...],
) -> tuple[Reason, ...]:
    """Return every aspect that moved the score, strongest first; a lack of experience with goods stands before all."""
    shares: dict[str, float] = {}
    weighed = zip(TERMS, weights, terms(score.inputs, usual, middle), median, strict=True)
    for (_, aspect), weight, term, ordinary in weighed:
        shares[aspect] = shares.get(aspect, 0.0) + weight * (term - ordinary)
    usual_total = start + sum(w * m for w, m in zip(weights, median, strict=True))
    factor = _chance_per_log_odds(usual_total, sum(shares.values()))
    moved = [Reason(_words(aspect, score.inputs, usual), share * factor) for aspect, share in shares.items() if share]
    moved.sort(key=lambda reason: -abs(reason.moved))
    return (*_cautions(score.inputs, usual), *moved)


def _chance_per_log_odds(before: float, change: float) -> float:
    """Return the factor that spreads the whole change of chance over the shares in proportion to them."""
    chance = _chance(before)
    if abs(change) < 1e-9:
        return chance * (1.0 - chance)
    return (_chance(before + change) - chance) / change


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-max(log_odds, -700.0)))


def _codes(inputs: Given) -> Iterable[tuple[int, str]]:
    for number in range(1, int(cast(float, inputs["items"])) + 1):
        yield number, cast(str, inputs[keys(number)[0]])


def _cautions(inputs: Given, usual: Mapping[str, Usual]) -> Iterable[Reason]:
    unknown = sorted({code for _, code in _codes(inputs) if code not in usual})
    if unknown:
        codes = ", ".join(code or "?" for code in unknown)
        words = Term(
            f"No experience with goods of {codes}: their price was not judged", f"학습 경험이 없는 품목번호 {codes}: 가격 미판단"
        )
        yield Reason(words, 0.0)


def _words(aspect: str, inputs: Given, usual: Mapping[str, Usual]) -> Term:
    if aspect == "price":
        return _price(inputs, usual)
    if aspect == "unit mass":
        return _unit_mass(inputs, usual)
    if aspect == "preference":
        claimed = inputs["preference"]
        return (
            Term(f"Preference {claimed} claimed", f"협정세율 {claimed} 신청")
            if claimed
            else Term("No preference claimed", "협정세율 신청 없음")
        )
    if aspect == "origin":
        return THIRD_COUNTRY[bool(inputs["third country"])]
    if aspect == "aeo":
        return AEO[bool(inputs["aeo"])]
    wording, given = PLAIN[aspect], inputs[INPUT_OF.get(aspect, aspect)]
    if given is None or given == "":
        return Term(f"{wording.en}: not told", f"{wording.ko}: 미기재")
    told = _told(aspect, given)
    return Term(f"{wording.en}: {told}", f"{wording.ko}: {told}")


THIRD_COUNTRY = {
    True: Term("Exported from another country than that of origin", "적출국과 원산지가 다름"),
    False: Term("Exported from the country of origin", "적출국과 원산지가 같음"),
}
AEO = {
    True: Term("The importer is an authorised economic operator", "수입자가 AEO 업체"),
    False: Term("The importer is not an authorised economic operator", "수입자가 AEO 업체 아님"),
}
PLAIN = {
    "duty rate": Term("Highest duty rate", "최고 관세율"),
    "freight": Term("Freight as a share of the customs value", "과세가격 대비 운임 비율"),
    "packing": Term("Packing as a share of the gross mass", "총중량 대비 포장 비율"),
    "packages": Term("Gross mass per package", "포장당 총중량"),
    "value": Term("Customs value", "과세가격"),
    "items": Term("Items", "란 수"),
    "mode": Term("Mode of transport", "운송형태"),
    "terms": Term("Terms of delivery", "인도조건"),
    "collection": Term("Collection type", "징수형태"),
}
INPUT_OF = {
    "freight": "freight share",
    "packing": "packing share",
    "packages": "kilograms per package",
    "value": "customs value",
}


def _told(aspect: str, given: float | str) -> str:
    if isinstance(given, str):
        return given
    if aspect in ("freight", "packing"):
        return f"{given:.1%}"
    if aspect == "duty rate":
        return f"{given:g} %"
    if aspect == "packages":
        return f"{given:,.1f} kg"
    return f"{given:,.0f}"


def _price(inputs: Given, usual: Mapping[str, Usual]) -> Term:
    """Words for the item whose value per kilogram lies furthest from the usual, the low ones first."""
    away = {number: distances(inputs, number, usual)[0] for number, _ in _codes(inputs)}
    number = min(away, key=lambda n: (away[n] >= 0, -abs(away[n])), default=0)
    code = inputs[keys(number)[0]] if number else None
    given = cast("float | None", inputs[keys(number)[1]]) if number else None
    if code not in usual or not given:
        return Term("Price not judged", "가격 미판단")
    times = given / exp(usual[cast(str, code)].price)
    return Term(
        f"Item {number}: value per kilogram {times:.2f} of the usual for {code}",
        f"{number}란: kg당 과세가격이 {code} 통상 수준의 {times:.2f}배",
    )


def _unit_mass(inputs: Given, usual: Mapping[str, Usual]) -> Term:
    """Words for the item whose kilograms per unit lie furthest from the usual."""
    away = {number: abs(distances(inputs, number, usual)[1]) for number, _ in _codes(inputs)}
    number = max(away, key=lambda n: away[n], default=0)
    code = inputs[keys(number)[0]] if number else None
    given = cast("float | None", inputs[keys(number)[2]]) if number else None
    if code not in usual or not given:
        return Term("Mass per unit not judged", "단위당 중량 미판단")
    times = given / exp(usual[cast(str, code)].unit)
    return Term(
        f"Item {number}: mass per unit {times:.2f} of the usual for {code}",
        f"{number}란: 단위당 중량이 {code} 통상 수준의 {times:.2f}배",
    )
