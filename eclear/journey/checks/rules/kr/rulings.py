"""Advance rulings in Korea (사전심사): one that a declaration cites is looked up, must be the trader's own, and binds.

An item cites a ruling as a document of category R and type RUL with its number, a convention of eclear. Nobody has to
cite one; who does is held to it, and customs too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from eclear.casefile.declaration import Declaration, Item, ItemDocument
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault
from eclear.reference import Ruling, RulingKind

CATEGORY, TYPE = "R", "RUL"
"""Category and type of the document by which an item cites a ruling."""

SOURCE = "Customs practice on advance rulings: holder, number and validity are checked, and a cited ruling binds"
CITED = {
    "items.1.documents.1.category": CATEGORY,
    "items.1.documents.1.type": TYPE,
    "items.1.documents.1.id": "RUL-C-26-0017",
}
"""A sound citation: the ruling on the motors of the examples, held by their importer."""

NOT_SOUND = {**CITED, "items.1.documents.1.id": "RUL-C-23-0402"}
HEADING_ALONE = {
    **CITED,
    "importer_id": "KRTRD0048",
    "items.1.documents.1.id": "RUL-C-26-0044",
    "items.1.classifications.1.id": "8516710000",
}
ON_ORIGIN = {**CITED, "items.1.documents.1.id": "RUL-O-26-0006"}
ON_VALUE = {**CITED, "items.1.documents.1.id": "RUL-V-26-0004"}
ROYALTY = {"items.1.charges.1.type": "ROY", "items.1.charges.1.amount": "USD 300.00"}


class Cited(NamedTuple):
    """A ruling that an item cites: which of its documents it is, and what the register says of the number."""

    number: int
    document: ItemDocument
    ruling: Ruling | None


def cited(item: Item, context: Context) -> Iterator[Cited]:
    """Yield every ruling that an item cites by its number."""
    for number, document in enumerate(item.documents, 1):
        if (document.category, document.type) == (CATEGORY, TYPE) and document.id:
            yield Cited(number, document, context.facts.rulings.ruling(document.id))


def holder(declaration: Declaration) -> str | None:
    """Return who must hold the rulings of a declaration: the importer, of an export the exporter."""
    return declaration.exporter_id if declaration.is_export else declaration.importer_id


def binding(item: Item, declaration: Declaration, context: Context, kind: RulingKind) -> Iterator[Ruling]:
    """Yield the rulings of a kind that an item cites and that bind: valid on the day, and held by this trader."""
    for _, _, ruling in cited(item, context):
        valid = ruling and ruling.fact.holds(context.declared_on) and ruling.holder == holder(declaration)
        if ruling and valid and ruling.kind is kind:
            yield ruling


@each_item(
    "KR-RUL-001",
    title=Term("Advance ruling not in the register", "등록되지 않은 사전심사 번호"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} is not in the register of rulings.",
    remedy="Correct the number, or leave the document out.",
    source=SOURCE,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="documents",
    passing=(CITED, {**CITED, "items.1.documents.1.type": "380"}),
    failing=({**CITED, "items.1.documents.1.id": "RUL-C-26-9999"},),
)
def ruling_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whoever leans on a ruling must name one that was given."""
    for number, document, ruling in cited(item, context):
        if ruling is None:
            yield fault("documents", number, "id", ruling=document.id)


@each_item(
    "KR-RUL-002",
    title=Term("Advance ruling not valid on the day", "사전심사 유효기간 아님"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} is valid from {first} to {last}, not on {on}.",
    remedy="Cite the ruling that replaced it, or leave the document out and declare by the general rules.",
    source=SOURCE,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="documents",
    passing=(CITED,),
    failing=(NOT_SOUND,),
)
def ruling_not_valid(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What counts is the declaration date. A ruling ends on its day, or when customs revokes it."""
    for number, _, ruling in cited(item, context):
        if ruling and not ruling.fact.holds(context.declared_on):
            first, last = ruling.fact.valid_from, ruling.fact.valid_to
            yield fault("documents", number, "id", ruling=ruling.number, first=first, last=last, on=context.declared_on)


@each_item(
    "KR-RUL-003",
    title=Term("Advance ruling of another holder", "사전심사 명의 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} was given to somebody else than {trader}.",
    remedy="Cite a ruling of the trader whose goods these are, or ask for one.",
    source=SOURCE,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="documents",
    passing=(CITED,),
    failing=({**CITED, "importer_id": "KRTRD0002"},),
)
def ruling_of_another(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A ruling binds towards its holder alone. Whose it is, is no matter of the declarant's."""
    trader = holder(declaration)
    for number, _, ruling in cited(item, context):
        if ruling and ruling.holder != trader:
            yield fault("documents", number, "id", ruling=ruling.number, trader=trader or "nobody")


@each_item(
    "KR-RUL-004",
    title=Term("Code differs from the ruling", "사전심사 세번과 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} puts the goods under {ruled}, but {code} is declared.",
    remedy="Declare the code of the ruling: it binds. Leave the ruling out if it is about other goods.",
    source=SOURCE,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="documents",
    passing=(CITED, HEADING_ALONE),
    failing=({**CITED, "items.1.classifications.1.id": "8501401000"},),
)
def another_code(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The ruling may name fewer digits than the tariff has; then those it names decide."""
    for ruling in binding(item, declaration, context, RulingKind.CLASSIFICATION):
        if not item.hs.startswith(ruling.code):
            number = next((n for n, code in enumerate(item.classifications, 1) if code.id == item.hs), None)
            steps = ("classifications", number, "id") if number else ("classifications",)
            yield fault(*steps, ruling=ruling.number, ruled=ruling.code, code=item.hs or "no code")


@each_item(
    "KR-RUL-005",
    title=Term("Origin differs from the ruling", "사전확인 원산지와 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} gives the goods the origin {ruled}, but {origin} is declared.",
    remedy="Declare the origin of the ruling: it binds. Leave the ruling out if the goods were made otherwise.",
    source=SOURCE,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="documents",
    passing=(ON_ORIGIN,),
    failing=({**ON_ORIGIN, "items.1.origins.1.country": "VN"},),
)
def another_origin(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The ruling rests on the bill of materials that was shown; goods made otherwise are other goods."""
    for ruling in binding(item, declaration, context, RulingKind.ORIGIN):
        if item.origin != ruling.origin:
            number = next((n for n, origin in enumerate(item.origins, 1) if origin.country == item.origin), None)
            steps = ("origins", number, "country") if number else ("origins",)
            yield fault(*steps, ruling=ruling.number, ruled=ruling.origin, origin=item.origin or "none")


@each_item(
    "KR-RUL-006",
    title=Term("Valuation method differs from the ruling", "사전심사 과세가격 결정방법과 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} values the goods by method {ruled}, but method {method} is declared.",
    remedy="Declare the method of the ruling: it binds. Leave the ruling out if the sale is another one.",
    source=SOURCE,
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="documents",
    passing=({**ON_VALUE, **ROYALTY}, {**ON_VALUE, **ROYALTY, "items.1.valuation_method": None}),
    failing=({**ON_VALUE, **ROYALTY, "items.1.valuation_method": "6"},),
)
def another_method(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Where no method is given, the goods are valued by the first."""
    declared = item.valuation_method or "1"
    for ruling in binding(item, declaration, context, RulingKind.VALUATION):
        if ruling.method and declared != ruling.method:
            yield fault("valuation_method", ruling=ruling.number, ruled=ruling.method, method=declared)


@each_item(
    "KR-RUL-007",
    title=Term("Charge of the ruling is not declared", "사전심사 가산요소 미신고"),
    severity=Severity.ERROR,
    message="Item {item}: advance ruling {ruling} adds charge {charge} to the price, but it is not declared.",
    remedy="Declare the charge with its amount, for the item or the consignment: the ruling binds.",
    source=SOURCE,
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="documents",
    passing=({**ON_VALUE, **ROYALTY},),
    failing=(ON_VALUE,),
)
def charge_missing(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """That something belongs to the value was ruled; how much it is this time, the trader says."""
    for ruling in binding(item, declaration, context, RulingKind.VALUATION):
        declared = {charge.type for charge in (*item.charges, *declaration.charges) if charge.amount}
        for charge in ruling.charges:
            if charge not in declared:
                yield fault("charges", ruling=ruling.number, charge=charge)
