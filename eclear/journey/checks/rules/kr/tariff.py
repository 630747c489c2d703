"""Tariff and origin in Korea: the ten-digit code, the preference claimed, its proof, and the country of origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault
from eclear.reference import Tariff
from eclear.reference.claims import waived
from eclear.reference.hs import nomenclature

HSK = re.compile(r"[0-9]{10}")
CLAIM = {"items.1.information.1.type": "TRB", "items.1.information.1.code": "FCN1"}
PROOF = {"items.1.documents.1.category": "N", "items.1.documents.1.type": "861", "items.1.documents.1.id": "CO-2026-17"}


def claim(item: Item, context: Context) -> str | None:
    """Return the preference that an item claims; None for a rate that the law gives without asking."""
    claimed = item.preference if item.information else None
    return None if claimed in context.facts.tariff.bases.without_claim else claimed


def claim_place(item: Item) -> tuple[str | int, ...]:
    """Return the steps from the item to the claim."""
    for number, said in enumerate(item.information, 1):
        if said.type == "TRB":
            return "information", number, "code"
    return ("information",)


def nearest(tariff: Tariff, hsk: str, on: date) -> str:
    """Name up to three lines of the tariff that share the most leading digits with a code."""
    if tariff.has(hsk):
        return "those of the declaration date, since this line holds on other days"
    for digits in (8, 6, 4, 2):
        near = [line for line in tariff.lines(on) if line.hsk[:digits] == hsk[:digits]][:3]
        if near:
            return ", ".join(f"{line.hsk} {line.name.en}" for line in near)
    return "none in this chapter of the tariff"


@each_item(
    "KR-TAR-001",
    title=Term("No ten-digit tariff code", "세번부호(HSK) 오류"),
    severity=Severity.ERROR,
    message="Item {item}: {count} tariff codes of type HSK are given ({codes}).",
    remedy="Give exactly one, of ten digits without dots.",
    source="GOVCBR929, element Classification/ID",
    passing=({"items.1.classifications.2.id": "7", "items.1.classifications.2.type": "CV"},),
    failing=(
        {"items.1.classifications.1.type": "TSP"},
        {"items.1.classifications.1.id": "850110"},
        {"items.1.classifications.2.id": "8501101000", "items.1.classifications.2.type": "HSK"},
    ),
)
def no_tariff_code(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Duty, permits and statistics hang on the tenth digit."""
    codes = [(number, c.id or "") for number, c in enumerate(item.classifications, 1) if c.type == "HSK"]
    if len(codes) != 1:
        yield fault("classifications", count=len(codes) or "no", codes=", ".join(code for _, code in codes) or "none")
    elif not HSK.fullmatch(codes[0][1]):
        yield fault("classifications", codes[0][0], "id", count="no valid", codes=codes[0][1] or "none")


@each_item(
    "KR-TAR-002",
    title=Term("Tariff code not in the tariff", "관세율표에 없는 세번"),
    severity=Severity.ERROR,
    message="Item {item}: tariff code {code} is not in the tariff of {on}.",
    remedy="Take a line that is; nearest are: {nearest}.",
    source="Tariff of the country folder, which is a teaching tariff and not complete",
    needs=frozenset({"country"}),
    passing=({},),
    failing=({"items.1.classifications.1.id": "8501109999"},),
)
def not_in_tariff(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A code may look right and still be none: codes are added and retired by date, and so are their rates."""
    tariff, on = context.facts.tariff, context.declared_on
    line = tariff.line(item.hs, on)
    if (line is None or line.rate() is None) and HSK.fullmatch(item.hs) and item.hs[:6] in nomenclature().codes:
        number = next((n for n, c in enumerate(item.classifications, 1) if c.id == item.hs), None)
        steps = ("classifications", number, "id") if number else ("classifications",)
        yield fault(*steps, code=item.hs, on=on, nearest=nearest(tariff, item.hs, on))


@each_item(
    "KR-TAR-007",
    title=Term("Not a code of the Harmonized System in force", "현행 HS에 없는 세번"),
    severity=Severity.ERROR,
    message="Item {item}: {explained}.",
    remedy="Classify the goods by the edition in force.",
    source="Codes of the Harmonized System, editions 2022 and 2017",
    since=SECOND_EDITION,
    passing=({"items.1.classifications.1.id": "8501102000"},),
    failing=({"items.1.classifications.1.id": "8548100000"}, {"items.1.classifications.1.id": "7700000000"}),
)
def not_in_the_harmonized_system(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A code of the edition before is the commonest of them: it is explained, with what there is instead."""
    if HSK.fullmatch(item.hs) and (explained := nomenclature().explain(item.hs)):
        number = next((n for n, c in enumerate(item.classifications, 1) if c.id == item.hs), None)
        steps = ("classifications", number, "id") if number else ("classifications",)
        yield fault(*steps, explained=explained.rstrip("."))


@each_item(
    "KR-TAR-008",
    title=Term("Goods without a line of their own in the teaching tariff", "교육용 관세율표에 세번 없음"),
    severity=Severity.WARNING,
    message="Item {item}: the teaching tariff has no line for {code}; the rate of chapter {chapter} is taken, which is invented.",
    remedy="Check the ten digits; for a real case look into the tariff of the administration.",
    source="Tariff of the country folder, which is a teaching tariff and not complete",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({},),
    failing=({"items.1.classifications.1.id": "8461200000"},),
)
def by_its_chapter(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods of every six-digit code can be declared; what no line says about them is said to be made up."""
    line = context.facts.tariff.line(item.hs, context.declared_on)
    if line and line.by_chapter:
        number = next((n for n, c in enumerate(item.classifications, 1) if c.id == item.hs), None)
        steps = ("classifications", number, "id") if number else ("classifications",)
        yield fault(*steps, code=item.hs, chapter=item.hs[:2])


@each_item(
    "KR-TAR-003",
    title=Term("No such preference for these goods", "협정세율 없음"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is claimed, but tariff line {code} has no such rate on {on}.",
    remedy="Leave the claim out, or correct it; without a row the general rate applies.",
    source="Customs Act art. 50; tariff of the country folder",
    movement="IM",
    needs=frozenset({"country"}),
    about="information",
    passing=({**CLAIM, **PROOF}, {**CLAIM, "items.1.information.1.code": "C"}),
    failing=({**CLAIM, **PROOF, "items.1.information.1.code": "FXX1"},),
)
def no_such_preference(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """No row is not zero: the claim then changes nothing."""
    claimed = claim(item, context)
    if claimed is None:
        return
    line = context.facts.tariff.line(item.hs, context.declared_on)
    if line and claimed not in line.rows:
        yield fault(*claim_place(item), claim=claimed, code=item.hs, on=context.declared_on)


@each_item(
    "KR-TAR-004",
    title=Term("Preference without proof of origin", "원산지증명서 미제출"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is claimed, but no document that proves it is named ({documents}).",
    remedy="Name one with its number; without proof the general rate applies.",
    source="Customs Act art. 50: a preference needs the claim, an origin criterion and proof",
    movement="IM",
    needs=frozenset({"country"}),
    about="information",
    passing=({**CLAIM, **PROOF}, {**CLAIM, "items.1.price": "USD 699.99"}),
    failing=(CLAIM, {**CLAIM, **PROOF, "items.1.documents.1.id": None}),
)
def no_proof(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: the general rate applies then. Where an agreement asks none of a small consignment, none is missing."""
    claimed = claim(item, context)
    basis = context.facts.tariff.bases.claimed.get(claimed or "")
    documents = basis.documents if basis else ()
    agreement = context.facts.agreements.of(claimed, context.declared_on)
    if agreement is not None:
        small = waived(agreement, declaration, context.facts.exchange, context.declared_on)
        documents = () if small else agreement.proof.documents
    if documents and not any(document.type in documents and document.id for document in item.documents):
        yield fault(*claim_place(item), claim=claimed, documents=" or ".join(documents))


@each_item(
    "KR-TAR-005",
    title=Term("Preference for goods of another country", "협정국 원산지 아님"),
    severity=Severity.WARNING,
    message="Item {item}: preference {claim} is for goods from {parties}, but the origin is {origin}.",
    remedy="Correct the origin or the claim.",
    source="Preferences of the country folder with their parties",
    movement="IM",
    needs=frozenset({"country"}),
    about="information",
    passing=({**CLAIM, **PROOF},),
    failing=({**CLAIM, **PROOF, "items.1.origins.1.country": "US"},),
)
def preference_of_another_country(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An agreement favours goods of its parties, wherever they were sent from."""
    claimed = claim(item, context)
    if claimed is None:
        return
    preference = context.facts.tariff.preferences.get(claimed)
    if preference and preference.parties and item.origin not in preference.parties:
        parties = ", ".join(sorted(preference.parties))
        yield fault(*claim_place(item), claim=claimed, parties=parties, origin=item.origin or "not given")


@each_item(
    "KR-TAR-006",
    title=Term("Country of origin missing or unknown", "원산지 오류"),
    severity=Severity.ERROR,
    message="Item {item}: country of origin {country} is not a country code.",
    remedy="Give the two letters of the country (ISO 3166), such as CN.",
    source="GOVCBR929, element Origin/CountryCode; ISO 3166",
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"items.1.origins.1.country": "VN"}, Example({"items.1.origins.1": None}, start="export")),
    failing=({"items.1.origins.1": None}, {"items.1.origins.1.country": "QQ"}),
)
def origin_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Rates, remedies and marking all ask where the goods were made."""
    if not item.origins:
        yield fault("origins", country="(not given)")
    for number, origin in enumerate(item.origins, 1):
        if origin.country and origin.country not in context.facts.codes.countries:
            yield fault("origins", number, "country", country=origin.country)
