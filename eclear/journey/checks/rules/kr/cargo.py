"""Cargo in Korea: the cargo control number (화물관리번호) that ties a declaration to its consignment."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.cargo import CARGO_NUMBER
from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule

MANIFEST = "785"
"""The type of the previous document that carries the cargo control number."""

ANOTHER = {"previous_documents.2.type": MANIFEST, "previous_documents.2.id": "26ABCD0123I04560790"}


def manifest_lines(declaration: Declaration) -> list[tuple[int, str]]:
    """Return the cargo control numbers that are named, each with its place among the previous documents."""
    return [(n, document.id or "") for n, document in enumerate(declaration.previous_documents, 1) if document.type == MANIFEST]


@rule(
    "KR-CGO-001",
    title=Term("Not exactly one cargo control number", "화물관리번호 1건 아님"),
    severity=Severity.ERROR,
    message="The import names {count} cargo control numbers.",
    remedy="Name exactly one, as a previous document of type 785; declare the goods of another consignment apart.",
    source="GOVCBR929, element UCR/CustomsAssignedReferenceID",
    movement="IM",
    passing=({"previous_documents.2.type": "705", "previous_documents.2.id": "TESTBL0001"},),
    failing=({"previous_documents.1": None}, ANOTHER),
)
def one_cargo_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Carry-in and carry-out are reported under this number, and release waits for them."""
    count = len(manifest_lines(declaration))
    if count != 1:
        yield fault("previous_documents", count="no" if count == 0 else count)


@rule(
    "KR-CGO-002",
    title=Term("Cargo control number is not well formed", "화물관리번호 형식 오류"),
    severity=Severity.ERROR,
    message="Cargo control number {number} has {length} characters and is not of the form 26ABCD0123I04560789.",
    remedy="Give all 19 without dashes: manifest 11 (year, carrier, serial, the letter I), master line 4, house line 4.",
    source="Public cargo records of UNI-PASS (API001)",
    movement="IM",
    passing=({"previous_documents.1.id": "26ZZZZ9999I00010002"},),
    failing=({"previous_documents.1.id": "26ABCD0123I-0456-0789"}, {"previous_documents.1.id": "26ABCD0123X04560789"}),
)
def cargo_number_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number that is no number finds no cargo, and the declaration would wait for ever."""
    for place, number in manifest_lines(declaration):
        if not CARGO_NUMBER.fullmatch(number):
            yield fault("previous_documents", place, "id", number=number or "(not given)", length=len(number))


@rule(
    "KR-CGO-003",
    title=Term("Export with a cargo control number", "수출신고에 화물관리번호 기재"),
    severity=Severity.WARNING,
    message="The export names cargo control number {number}, which belongs to goods that arrive.",
    remedy="Leave it out.",
    source="Open API API001 of UNI-PASS: cargo control numbers come from the import manifest",
    movement="EX",
    passing=(Example({}, start="export"),),
    failing=(Example({"previous_documents.1.type": MANIFEST, "previous_documents.1.id": "26ABCD0123I04560789"}, start="export"),),
)
def cargo_number_of_export(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An export is followed by its declaration number until it is loaded."""
    for place, number in manifest_lines(declaration):
        yield fault("previous_documents", place, "id", number=number or "(not given)")


@rule(
    "KR-CGO-004",
    title=Term("Cargo is gone already", "이미 반출된 화물"),
    severity=Severity.ERROR,
    message="Cargo {number} was carried out (반출) before this declaration was lodged.",
    remedy="Make sure of the cargo control number; goods that have left cannot be declared for import.",
    source="Customs cargo track: 반출완료 ends it",
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known(cargo_carried_in=True)),),
    failing=(Example({}, known=Known(cargo_carried_in=True, cargo_carried_out=True)),),
)
def cargo_is_gone(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods go only after acceptance, so either the number is wrong or somebody let them go."""
    if context.known and context.known.cargo_carried_out:
        for place, number in manifest_lines(declaration):
            yield fault("previous_documents", place, "id", number=number)


@rule(
    "KR-CGO-005",
    title=Term("Cargo was declared and accepted before", "동일 화물 기수리"),
    severity=Severity.WARNING,
    message="Cargo {number} was accepted for release before, under {cases}.",
    remedy="Make sure that this is the rest of a split bill of lading and not the same goods again.",
    source="GOVCBR929, element BillOfLadingSplitCode",
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known()),),
    failing=(Example({}, known=Known(cargo_cases=("41207-26-000001M",))),),
)
def cargo_accepted_before(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """One consignment may be cleared in parts, so this is only worth a look."""
    if context.known and context.known.cargo_cases:
        for place, number in manifest_lines(declaration):
            yield fault("previous_documents", place, "id", number=number, cases=", ".join(context.known.cargo_cases))


@rule(
    "KR-CGO-006",
    title=Term("Declared before arrival, but the cargo is in", "입항 후 입항전신고"),
    severity=Severity.WARNING,
    message="Clearance plan {plan} is for goods that have not arrived, but cargo {number} is carried in already.",
    remedy="Declare under plan D, after storage in the bonded shed.",
    source="통관계획 codes; definitions secondary: a-ha.io, list of clearance plans",
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known(cargo_carried_in=True)),),
    failing=(Example({"information.2.code": "B", "type": "IMD"}, known=Known(cargo_carried_in=True)),),
)
def plan_too_early(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Plans A and B spare the wait for the carry-in, which has nothing left to spare here."""
    if context.known and context.known.cargo_carried_in and declaration.clearance_plan in ("A", "B"):
        for place, number in manifest_lines(declaration):
            yield fault("previous_documents", place, "id", plan=declaration.clearance_plan, number=number)


@rule(
    "KR-CGO-007",
    title=Term("Cargo control number of a year to come", "화물관리번호 연도 오류"),
    severity=Severity.WARNING,
    message="Cargo control number {number} is of a manifest of 20{year}, after the declaration date {declared}.",
    remedy="Correct the number; its first two digits are the year of the manifest.",
    source="Public cargo records of UNI-PASS (API001): form of the manifest number",
    since=SECOND_EDITION,
    movement="IM",
    passing=({"previous_documents.1.id": "25ABCD0123I04560789"},),
    failing=({"previous_documents.1.id": "27ABCD0123I04560789"},),
)
def manifest_of_tomorrow(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods cannot stand on a manifest that nobody has written yet."""
    year = f"{context.declared_on.year % 100:02d}"
    for place, document in enumerate(declaration.previous_documents, 1):
        number = document.id or ""
        if document.type == MANIFEST and number[:2] > year and CARGO_NUMBER.fullmatch(number):
            yield fault("previous_documents", place, "id", number=number, year=number[:2], declared=context.declared_on)


@rule(
    "KR-CGO-008",
    title=Term("Cargo control number without a master line", "화물관리번호 MSN 오류"),
    severity=Severity.WARNING,
    message="Cargo control number {number} has master line 0000.",
    remedy="Give the line of the manifest (MSN); only the house line (HSN) is 0000, where a consignment has no house bill.",
    source="Public cargo records of UNI-PASS (API001): MRN 11, MSN 4, HSN 4",
    since=SECOND_EDITION,
    movement="IM",
    passing=({"previous_documents.1.id": "26ABCD0123I04560000"},),
    failing=({"previous_documents.1.id": "26ABCD0123I00000789"},),
)
def no_master_line(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Lines of a manifest are counted from 1."""
    for place, document in enumerate(declaration.previous_documents, 1):
        number = document.id or ""
        if document.type == MANIFEST and number[11:15] == "0000" and CARGO_NUMBER.fullmatch(number):
            yield fault("previous_documents", place, "id", number=number)


@rule(
    "KR-CGO-009",
    title=Term("Declared before the shed, but the cargo is in", "반입 후 보세구역도착전신고"),
    severity=Severity.WARNING,
    message="Clearance plan {plan} is for goods on their way to the shed, but cargo {number} is carried in already.",
    remedy="Declare under plan D, after storage in the bonded shed.",
    source="통관계획 codes; definitions secondary: a-ha.io, list of clearance plans",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({"information.2.code": "C"}, known=Known()),),
    failing=(Example({"information.2.code": "C"}, known=Known(cargo_carried_in=True)),),
)
def plan_too_late(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nothing is refused for it; the plan only tells statistics another story."""
    if context.known and context.known.cargo_carried_in and declaration.clearance_plan == "C":
        for place, number in manifest_lines(declaration):
            yield fault("previous_documents", place, "id", plan="C", number=number)


@rule(
    "KR-CGO-010",
    title=Term("Cargo lies in another shed", "반입 보세구역 불일치"),
    severity=Severity.WARNING,
    message="The declaration says that the goods are in shed {said}, but shed {lies} reported the carry-in of cargo {number}.",
    remedy="Correct the shed or the cargo control number.",
    source="Public cargo records of UNI-PASS (API001): the carry-in names the shed",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    about="warehouse",
    passing=(
        Example({"warehouse": "90110001", "office": "90110"}, known=Known(cargo_carried_in=True, cargo_shed="90110001")),
        Example({"warehouse": "90110001", "office": "90110"}, known=Known(cargo_carried_in=True)),
    ),
    failing=(Example({"warehouse": "90110001"}, known=Known(cargo_carried_in=True, cargo_shed="90110002")),),
)
def in_another_shed(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Either the goods were moved, or these are other goods."""
    lies = context.known.cargo_shed if context.known else None
    if lies and declaration.warehouse and declaration.warehouse != lies:
        number = declaration.cargo_number or "(not given)"
        yield fault("warehouse", said=declaration.warehouse, lies=lies, number=number)
