"""Origin in Korea: what an agreement asks of a claim - a proof in time, an approved exporter, a direct journey."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault
from eclear.reference.agreements import later
from eclear.reference.claims import APPROVED_EXPORTER, day_of, detours, journey_shown, lacking_exporter, proven, waived

CLAIM = {"items.1.information.1.type": "TRB", "items.1.information.1.code": "FCN1"}
PROOF = {
    "items.1.documents.1.category": "N",
    "items.1.documents.1.type": "861",
    "items.1.documents.1.id": "CO-2026-17",
    "items.1.documents.1.effective": "2026-04-20",
}
ANOTHER_PROOF = {
    "items.1.documents.2.category": "N",
    "items.1.documents.2.type": "861",
    "items.1.documents.2.id": "CO-2026-18",
    "items.1.documents.2.effective": "2026-04-21",
}
OLD = {"items.1.documents.1.effective": "2001-01-01"}
EUROPEAN = {
    **CLAIM,
    **PROOF,
    "items.1.information.1.code": "FEU1",
    "items.1.documents.1.type": "864",
    "items.1.origins.1.country": "DE",
    "export_country": "DE",
}
APPROVED = {"items.1.information.2.type": APPROVED_EXPORTER, "items.1.information.2.code": "DE/TEST/EA/0042"}
BY_WAY_OF_HONG_KONG = {**CLAIM, **PROOF, "export_country": "HK"}
THROUGH_BILL = {
    "items.1.documents.2.category": "N",
    "items.1.documents.2.type": "THR",
    "items.1.documents.2.id": "TEST-BL-1",
}


def claims(item: Item) -> tuple[tuple[int, str], ...]:
    """Return the bases that an item names, each with the number of its statement."""
    return tuple((n, said.code) for n, said in enumerate(item.information, 1) if said.type == "TRB" and said.code)


@each_item(
    "KR-ORI-001",
    title=Term("Proof of origin out of its time", "원산지증명서 유효기간 아님"),
    severity=Severity.WARNING,
    message="Item {item}: the proof {proof} counts {time}; the declaration date is {on}.",
    remedy="Name a proof that is valid on that date; without one the general rate applies.",
    source="Validity of a proof of origin in the agreement, else of the basis, as in the country folder",
    movement="IM",
    since=SECOND_EDITION,
    about="information",
    needs=frozenset({"country"}),
    passing=(
        {**CLAIM, **PROOF, "items.1.documents.1.effective": "2025-05-12"},
        {**CLAIM, **PROOF, "items.1.documents.1.effective": "2025-05-11", "items.1.price": "USD 699.99"},
        {**CLAIM, **PROOF, "items.1.documents.1.effective": "2026-05-12"},
        {**CLAIM, **PROOF, "items.1.documents.1.effective": None},
        {**CLAIM, **PROOF, **ANOTHER_PROOF, "items.1.documents.1.effective": "2025-05-11"},
    ),
    failing=(
        {**CLAIM, **PROOF, "items.1.documents.1.effective": "2025-05-11"},
        {**CLAIM, **PROOF, "items.1.documents.1.effective": "2026-05-13"},
        {**CLAIM, **PROOF, **ANOTHER_PROOF, **OLD, "items.1.documents.2.effective": None},
        {**CLAIM, **PROOF, **OLD, "items.1.information.1.code": "E1"},
    ),
)
def proof_untimely(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A single proof without a date counts: the officer reads it. A small consignment needs none, so none is too old."""
    on, agreements = context.declared_on, context.facts.agreements
    agreement, basis = agreements.of(item.preference, on), context.facts.tariff.bases.claimed.get(item.preference or "")
    months: int | None
    if agreement is not None:
        documents, months = agreement.proof.documents, agreement.proof.months
        if waived(agreement, declaration, context.facts.exchange, on):
            return
    elif basis is not None and not agreements.known(item.preference):
        documents, months = basis.documents, basis.months
    else:
        return
    untimely = proven(documents, months, item, on).untimely
    for number, document in enumerate(item.documents, 1):
        if document in untimely and (issued := day_of(document.effective)):
            time = f"from {issued}" + (f" until {later(issued, months)}" if months else "")
            yield fault("documents", number, "effective", proof=document.id, time=time, on=on)


@each_item(
    "KR-ORI-002",
    title=Term("Approved exporter missing", "인증수출자 번호 누락"),
    severity=Severity.WARNING,
    message="Item {item}: {claim} is claimed for a consignment above {limit}, and {lack}.",
    remedy="State his authorisation number (statement AEX); without it the general rate applies.",
    source="Korea-EU agreement: above EUR 6,000 only an approved exporter may make out the origin declaration",
    movement="IM",
    since=SECOND_EDITION,
    about="information",
    needs=frozenset({"country"}),
    passing=({**EUROPEAN, **APPROVED}, {**EUROPEAN, "items.1.price": "EUR 6000.00"}, {**CLAIM, **PROOF}),
    failing=(
        EUROPEAN,
        {**EUROPEAN, "items.1.price": "EUR 6000.01"},
        {**EUROPEAN, "items.1.price": "EUR 90000.00", "invoice_amount": "EUR 5000.00"},
        {**EUROPEAN, **APPROVED, "items.1.information.2.code": "x"},
    ),
)
def approved_exporter_missing(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The consignment counts, not the item: the higher of the invoice and the prices, at the customs rates of the day."""
    agreement = context.facts.agreements.of(item.preference, context.declared_on)
    if agreement is None or agreement.approved_exporter is None:
        return
    if lack := lacking_exporter(agreement, item, declaration, context.facts.exchange, context.declared_on):
        number, claimed = claims(item)[0]
        yield fault("information", number, "code", claim=claimed, limit=agreement.approved_exporter.amount, lack=lack)


@each_item(
    "KR-ORI-003",
    title=Term("Preferential origin without a claim", "특혜원산지이나 협정관세 미신청"),
    severity=Severity.WARNING,
    message="Item {item}: the origin {country} is declared as preferential (type 2), but no preference is claimed.",
    remedy="Claim the preference (statement TRB), or declare the origin as non-preferential (type 1).",
    source="Kinds of origin of the WCO data model: 1 non-preferential, 2 preferential",
    movement="IM",
    since=SECOND_EDITION,
    about="origins",
    passing=({**CLAIM, **PROOF, "items.1.origins.1.type": "2"}, Example({"items.1.origins.1.type": "2"}, start="export")),
    failing=({"items.1.origins.1.type": "2"},),
)
def preferential_without_claim(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A claim may still be made within the agreement's time after release, but not by itself."""
    for number, origin in enumerate(item.origins, 1):
        if origin.type == "2" and not item.preference:
            yield fault("origins", number, "type", country=origin.country or "(not given)")


@each_item(
    "KR-ORI-004",
    title=Term("Agreement not in force", "협정 미발효"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is claimed, but its agreement is not in force on {on}.",
    remedy="Correct the date or leave the claim out; the general rate applies.",
    source="Agreements of the country folder with the days on which they hold",
    movement="IM",
    since=SECOND_EDITION,
    about="information",
    needs=frozenset({"country"}),
    passing=({**CLAIM, **PROOF}, {**CLAIM, **PROOF, "items.1.information.1.code": "E1"}),
    failing=({**CLAIM, **PROOF, "accepted": "2025-12-30"},),
)
def agreement_not_in_force(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The law of the declaration date applies, to agreements too."""
    agreements, on = context.facts.agreements, context.declared_on
    for number, claimed in claims(item):
        if agreements.known(claimed) and agreements.of(claimed, on) is None:
            yield fault("information", number, "code", claim=claimed, on=on)


@each_item(
    "KR-ORI-005",
    title=Term("Came through a third country", "제3국 경유"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is claimed, but the goods came by {by}, which is no party.",
    remedy="Name a through bill of lading, or the proof that they stayed under customs control (document {documents}).",
    source="Direct transport in the agreement, as in the country folder",
    movement="IM",
    since=SECOND_EDITION,
    about="information",
    needs=frozenset({"country"}),
    passing=({**CLAIM, **PROOF}, {**BY_WAY_OF_HONG_KONG, **THROUGH_BILL}, {"export_country": "HK"}),
    failing=(
        BY_WAY_OF_HONG_KONG,
        {**BY_WAY_OF_HONG_KONG, **THROUGH_BILL, "items.1.documents.2.type": "705"},
        {**CLAIM, **PROOF, "itinerary.1.sequence": "1", "itinerary.1.country": "SG"},
    ),
)
def through_a_third_country(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The preference is not denied for it: the journey has to be shown."""
    agreement = context.facts.agreements.of(item.preference, context.declared_on)
    if agreement is None:
        return
    by = detours(agreement, item, declaration)
    if by and not journey_shown(agreement, item, declaration):
        number, claimed = claims(item)[0]
        documents = " or ".join(agreement.transport.evidence)
        yield fault("information", number, "code", claim=claimed, by=", ".join(by), documents=documents)


@each_item(
    "KR-ORI-006",
    title=Term("Two preferences claimed", "협정관세 중복 신청"),
    severity=Severity.WARNING,
    message="Item {item}: preferences {claims} are claimed for the same goods; {first} is the one that counts.",
    remedy="Claim one of them: the one that the proof of origin is for, never silently the lower.",
    source="Customs Act art. 50: the preference claimed applies",
    movement="IM",
    since=SECOND_EDITION,
    about="information",
    passing=({**CLAIM, **PROOF},),
    failing=({**CLAIM, **PROOF, "items.1.information.2.type": "TRB", "items.1.information.2.code": "FRCCN1"},),
)
def two_preferences(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Two agreements may favour goods of the same country; a proof is made out under one."""
    named = claims(item)
    for number, _ in named[1:]:
        told = ", ".join(basis for _, basis in named)
        yield fault("information", number, "code", claims=told, first=named[0][1])
