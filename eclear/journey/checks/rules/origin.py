"""Origin: the country is named, its kind is known, and a preferential origin goes with a claim for it."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault

ORDINARY, PREFERENTIAL = "1", "2"
"""The kinds of origin: non-preferential and preferential."""

BY_ORIGIN = ("2", "3")
"""What a regime code (DutyRegimeCode) begins with that claims a preference by origin: 2 general system, 3 agreement."""

REGIME = {"items.1.duties.1.type": "A00", "items.1.duties.1.regime": "300"}


@each_item(
    "ORI-001",
    title=Term("Origin without a country", "원산지 국가 누락"),
    severity=Severity.WARNING,
    message="Item {item}: an origin of kind {kind} names no country.",
    remedy="Give the two letters of the country (ISO 3166), or leave the line out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    binding_in=frozenset({"KR"}),
    passing=({"items.1.origins.1.country": "VN"},),
    failing=({"items.1.origins.1.country": None}, {"items.1.origins.2.type": "2"}),
)
def no_country(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The kind alone says nothing."""
    for number, origin in enumerate(item.origins, 1):
        if not origin.country:
            yield fault("origins", number, "country", kind=origin.type or "(not given)")


@each_item(
    "ORI-002",
    title=Term("Kind of origin unknown", "원산지 구분 오류"),
    severity=Severity.WARNING,
    message="Item {item}: kind of origin {kind} of {country} is not known.",
    remedy="Use 1 for the ordinary origin and 2 for a preferential one.",
    source="WCO Data Model 3.6, element 501",
    since=SECOND_EDITION,
    passing=({"items.1.origins.1.type": None},),
    failing=({"items.1.origins.1.type": "7"},),
)
def kind_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Remedies follow the ordinary origin, preferences the other."""
    for number, origin in enumerate(item.origins, 1):
        if origin.type and origin.type not in (ORDINARY, PREFERENTIAL):
            yield fault("origins", number, "type", kind=origin.type, country=origin.country or "no country")


@each_item(
    "ORI-003",
    title=Term("Preference claimed without a preferential origin", "특혜 원산지 없는 특혜세율 신청"),
    severity=Severity.WARNING,
    message="Item {item}: regime {regime} claims a preference by origin, but no origin of kind 2 is named.",
    remedy="Name the preferential origin (kind 2), or claim regime 100.",
    source="HMRC, published trade tests of CDS: regimes 300 to 340 stand with origins of kind 2 (first digit: secondary)",
    since=SECOND_EDITION,
    about="duties",
    passing=(
        {**REGIME, "items.1.origins.1.type": "2"},
        {**REGIME, "items.1.duties.1.regime": "100"},
    ),
    failing=(REGIME,),
)
def no_preferential_origin(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An agreement favours goods that satisfy its rules of origin, which is another origin than where they were last worked."""
    if not item.duties or any(origin.type == PREFERENTIAL for origin in item.origins):
        return
    for number, tax in enumerate(item.duties, 1):
        if tax.regime and tax.regime[0] in BY_ORIGIN:
            yield fault("duties", number, "regime", regime=tax.regime)


@each_item(
    "ORI-004",
    title=Term("Preferential origin under an ordinary regime", "특혜 원산지에 일반세율 신청"),
    severity=Severity.WARNING,
    message="Item {item}: {country} is named as preferential origin, but regime {regime} claims no preference by origin.",
    remedy="Claim the preference, such as regime 300, or name the origin as ordinary (kind 1).",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together (reading of the first digit secondary)",
    since=SECOND_EDITION,
    about="duties",
    passing=({**REGIME, "items.1.origins.1.type": "2"},),
    failing=({**REGIME, "items.1.duties.1.regime": "100", "items.1.origins.1.type": "2"},),
)
def origin_claims_nothing(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nothing is given that was not asked for: the goods would pay the general rate."""
    regimes = [tax.regime for tax in item.duties if tax.regime]
    if not regimes or any(regime[0] in BY_ORIGIN for regime in regimes):
        return
    for number, origin in enumerate(item.origins, 1):
        if origin.type == PREFERENTIAL:
            yield fault("origins", number, "type", country=origin.country or "no country", regime=regimes[0])
