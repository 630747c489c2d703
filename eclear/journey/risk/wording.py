"""What an aspect of a declaration is called, with the figures it was told by, in English and Korean."""

from __future__ import annotations

from math import exp, log
from typing import cast

from eclear.casefile.conduct import Subject
from eclear.casefile.words import Term
from eclear.journey.risk.features import keys, record_keys
from eclear.journey.risk.terms import Experience, Given, Usual


def worded(aspect: str, inputs: Given, known: Experience) -> Term:
    """Return the words for one aspect of a declaration, with its figures."""
    if aspect in ROLES:
        return _record(Subject(aspect), inputs)
    match aspect:
        case "price":
            return _price(inputs, known)
        case "unit mass":
            return _unit_mass(inputs, known)
        case "manifest":
            return _manifest(inputs)
        case "freight" if inputs["freight share"] is not None and inputs["freight per kg"] is not None:
            share, per_kg = f"{inputs['freight share']:.1%}", f"{inputs['currency']} {inputs['freight per kg']:,.0f}"
            return Term(
                f"Freight {share} of the customs value, {per_kg} per kilogram", f"운임: 과세가격의 {share}, kg당 {per_kg}"
            )
        case "preference":
            claimed = inputs["preference"]
            if claimed:
                return Term(f"Preference {claimed} claimed", f"협정세율 {claimed} 신청")
            return Term("No preference claimed", "협정세율 신청 없음")
        case "third country":
            return THIRD_COUNTRY[bool(inputs["third country"])]
        case "aeo":
            return AEO[bool(inputs["aeo"])]
    wording, given = PLAIN[aspect], inputs[INPUT_OF.get(aspect, aspect)]
    if given is None or given == "":
        return Term(f"{wording.en}: not told", f"{wording.ko}: 미기재")
    told = f"{inputs['currency']} {given:,.0f}" if aspect == "value" else _told(aspect, given)
    return Term(f"{wording.en}: {told}", f"{wording.ko}: {told}")


THIRD_COUNTRY = {
    True: Term("Exported from another country than that of origin", "적출국과 원산지가 다름"),
    False: Term("Exported from the country of origin", "적출국과 원산지가 같음"),
}
AEO = {
    True: Term("The importer is an authorised economic operator", "수입자가 AEO 업체"),
    False: Term("The importer is not an authorised economic operator", "수입자가 AEO 업체 아님"),
}
ROLES = {
    Subject.IMPORTER.value: Term("Importer", "수입자"),
    Subject.DECLARANT.value: Term("Declarant", "신고인"),
    Subject.SELLER.value: Term("Seller", "해외거래처"),
    Subject.GOODS.value: Term("Goods of this heading and origin", "같은 호·원산지 물품"),
    Subject.ROUTE.value: Term("Route", "운송경로"),
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


def _record(role: Subject, inputs: Given) -> Term:
    """The record that somebody has earned: how long known, how often examined, how often something was found."""
    who = ROLES[role]
    declared, examined, irregular, critical, first, last = (inputs[key] for key in record_keys(role))
    if declared is None:
        return Term(f"{who.en}: not told", f"{who.ko}: 미기재")
    if not declared:
        return Term(f"{who.en}: the first declaration", f"{who.ko}: 첫 신고")
    known = Term(
        f"{declared:,.0f} earlier, first {first:,.0f} and last {last:,.0f} days ago",
        f"이전 신고 {declared:,.0f}건, 최초 {first:,.0f}일 전, 최근 {last:,.0f}일 전",
    )
    if not examined:
        return Term(f"{who.en}: {known.en}; none examined", f"{who.ko}: {known.ko}; 검사 이력 없음")
    found = Term(
        f"{irregular:,.0f} of {examined:,.0f} examinations found something",
        f"검사 {examined:,.0f}건 중 {irregular:,.0f}건 적발",
    )
    if critical:
        found = Term(f"{found.en}, {critical:,.0f} of them critical", f"{found.ko} (위해 {critical:,.0f}건)")
    return Term(f"{who.en}: {found.en}; {known.en}", f"{who.ko}: {found.ko}; {known.ko}")


def _manifest(inputs: Given) -> Term:
    mass, packages = inputs["mass against manifest"], inputs["packages against manifest"]
    if mass is None:
        return Term("Mass against the manifest: not told", "적하목록 대비 중량: 미확인")
    said = Term(f"Gross mass {mass:.2f} of the manifest's", f"총중량이 적하목록의 {mass:.2f}배")
    if packages is not None and packages != 1.0:
        said = Term(f"{said.en}, packages {packages:.2f}", f"{said.ko}, 포장 개수 {packages:.2f}배")
    if inputs["loaded elsewhere"]:
        said = Term(f"{said.en}; loaded in another country than declared", f"{said.ko}; 적재국이 신고한 적출국과 다름")
    return said


def furthest(inputs: Given, known: Experience) -> tuple[int, Usual, str] | None:
    """Return the item whose value per kilogram lies furthest from the usual, low ones first, and what is usual for what.

    It is held against goods of its code and origin where there is experience with them, otherwise of its code. None if no
    item can be compared.
    """
    away: dict[int, tuple[float, Usual, str]] = {}
    for number in range(1, int(cast(float, inputs["items"])) + 1):
        code_key, price_key, _, origin_key = keys(number)
        price = inputs[price_key]
        there = f"{inputs[code_key]}/{inputs[origin_key]}"
        of = there if there in known.usual else cast(str, inputs[code_key])
        if price and of in known.usual:
            usual = known.usual[of]
            away[number] = (log(cast(float, price)) - usual.price) / usual.price_spread, usual, of
    if not away:
        return None
    number = min(away, key=lambda n: (away[n][0] >= 0, -abs(away[n][0])))
    return number, away[number][1], away[number][2]


def _price(inputs: Given, known: Experience) -> Term:
    """Words for the item whose value per kilogram lies furthest from the usual, the low ones first."""
    found = furthest(inputs, known)
    if found is None:
        return Term("Price not judged", "가격 미판단")
    number, usual, of = found
    code, _, origin = of.partition("/")
    times = cast(float, inputs[keys(number)[1]]) / exp(usual.price)
    if origin:
        return Term(
            f"Item {number}: value per kilogram {times:.2f} of the usual for {code} from {origin}",
            f"{number}란: kg당 과세가격이 {origin}산 {code} 통상 수준의 {times:.2f}배",
        )
    return Term(
        f"Item {number}: value per kilogram {times:.2f} of the usual for {code}",
        f"{number}란: kg당 과세가격이 {code} 통상 수준의 {times:.2f}배",
    )


def _unit_mass(inputs: Given, known: Experience) -> Term:
    """Words for the item whose kilograms per unit lie furthest from the usual."""
    found = oddest(inputs, known)
    if found is None:
        return Term("Mass per unit not judged", "단위당 중량 미판단")
    number, usual, code = found
    times = cast(float, inputs[keys(number)[2]]) / usual
    return Term(
        f"Item {number}: mass per unit {times:.2f} of the usual for {code}",
        f"{number}란: 단위당 중량이 {code} 통상 수준의 {times:.2f}배",
    )


def oddest(inputs: Given, known: Experience) -> tuple[int, float, str] | None:
    """Return the item whose kilograms per unit lie furthest from the usual, what is usual, and for which code; None if none."""
    away: dict[int, tuple[float, float, str]] = {}
    for number in range(1, int(cast(float, inputs["items"])) + 1):
        code, unit = cast(str, inputs[keys(number)[0]]), inputs[keys(number)[2]]
        usual = known.usual.get(code)
        if unit and usual and usual.unit_spread:
            away[number] = abs(log(cast(float, unit)) - usual.unit) / usual.unit_spread, exp(usual.unit), code
    if not away:
        return None
    number = max(away, key=lambda n: away[n][0])
    return number, away[number][1], away[number][2]
