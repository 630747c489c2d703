"""Claims in Korea: a preference is claimed by its code, for goods whose preferential origin is named."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault
from eclear.journey.checks.rules.kr.tariff import CLAIM, PROOF, claim, claim_place
from eclear.journey.checks.rules.origin import PREFERENTIAL

BASIS = "TRB"
"""The type of statement that claims a tariff basis (관세율 구분)."""


@each_item(
    "KR-CLM-001",
    title=Term("Claim without a preferential origin", "특혜 원산지 구분 누락"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is claimed, but the origin {origin} is not named as preferential.",
    remedy="Give the origin by the rules of the agreement with kind 2.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together; Customs Act art. 50",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="information",
    passing=({**CLAIM, **PROOF, "items.1.origins.1.type": "2"},),
    failing=({**CLAIM, **PROOF},),
)
def claim_without_origin(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods may be made in a country and still not be of its origin by the agreement."""
    claimed = claim(item, context)
    if claimed is None or any(origin.type == PREFERENTIAL for origin in item.origins):
        return
    preference = context.facts.tariff.preferences.get(claimed)
    if preference and preference.parties:
        yield fault(*claim_place(item), claim=claimed, origin=item.origin or "(not given)")


@each_item(
    "KR-CLM-002",
    title=Term("Claim of nothing", "관세율 구분 부호 누락"),
    severity=Severity.WARNING,
    message="Item {item}: statement {number} claims a tariff basis, but names none; its text is {text}.",
    remedy="Give the basis as the code of the statement, such as FCN1, or leave the statement out.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="information",
    passing=({**CLAIM, **PROOF, "items.1.origins.1.type": "2"},),
    failing=({"items.1.information.1.type": BASIS, "items.1.information.1.text": "Korea-China agreement"},),
)
def claim_of_nothing(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A claim in words is read by nobody: the general rate applies."""
    for number, said in enumerate(item.information, 1):
        if said.type == BASIS and not said.code:
            yield fault("information", number, "code", number=number, text=said.text or "(not given)")
