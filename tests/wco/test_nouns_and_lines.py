"""What is read into the casefile, what is written from it, and how a finding gets its line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from wco_messages import SOUND, damaged

from eclear.casefile.declaration import (
    Container,
    Correction,
    Declaration,
    DutyTaxFee,
    Information,
    Item,
    ItemContainer,
    ItemDocument,
    PreviousDocument,
    Procedure,
    Seal,
    Step,
    Stop,
)
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place, place
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, locate, read, write

FULL = Declaration(
    accepted=date(2026, 5, 12),
    function="9",
    lrn="41207-26-000002",
    issued=datetime(2026, 5, 12, 9, 30, tzinfo=timezone(timedelta(hours=9))),
    type="IMA",
    item_count=1,
    invoice_amount=Amount(Decimal("1000.00"), "USD"),
    total_gross_mass=Measure(Decimal("120.500"), "KGM"),
    information=(Information(code="11", type="CTP"), Information(text='Tea & "biscuits" <fresh>', type="CPL")),
    declarant_id="41207",
    declarant_name="해오름 관세법인",
    amendments=(Correction("21", (Step(None, "42A"), Step(2, "67A", "103"))), Correction()),
    itinerary=(Stop(1, "VN"), Stop(2, "KR")),
    exit_office="02010",
    goods_location_type="A",
    goods_location_country="KR",
    containers=(Container(1, "KRTU0000001", (Seal(1, "S1"), Seal(2, "S2"))), Container(2, "KRTU0000002")),
    buyer_country="VN",
    invoice_issued=date(2026, 5, 1),
    items=(
        Item(
            sequence=1,
            description="Tea",
            documents=(ItemDocument("N", id="1", quantity=Measure(Decimal("2.5"), "KGM"), amount=Amount(Decimal(3), "USD")),),
            duties=(DutyTaxFee(type="CUD", quota="Q", quantity=Measure(Decimal(7), "LTR"), payable=Amount(Decimal(8), "KRW")),),
            containers=(ItemContainer(1, "KRTU0000001"),),
            procedures=(Procedure("40", "00"), Procedure("000")),
            price=Amount(Decimal("5"), "USD"),
            valuation_indicators="0000",
        ),
        Item(sequence=2, description="Coffee"),
    ),
    previous_documents=(PreviousDocument("X", "26KRTR00001I0010001", "785", 1),),
)


def test_a_declaration_is_written_in_the_order_of_the_schema_and_read_again(schemas: Schemas) -> None:
    body = write(FULL, "KR")
    reading = read(body, schemas)
    assert reading.findings == ()
    assert reading.declaration == FULL
    assert reading.country == "KR"
    # the schema has the name before the number, the class of the noun the other way round
    assert body.index("해오름".encode()) < body.index(b"<ID>41207</ID>")


def test_a_moment_with_half_an_hour_is_written_as_the_same_moment(schemas: Schemas) -> None:
    india = datetime(2026, 5, 12, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    reading = read(write(Declaration(function="9", accepted=india), "KR"), schemas)
    assert reading.declaration is not None
    assert reading.declaration.accepted == india == datetime(2026, 5, 12, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", [{"lrn": "a\0b"}, {"lrn": "a\ud800"}, {"accepted": datetime(2026, 5, 12, tzinfo=UTC).replace(tzinfo=None)}]
)
def test_what_xml_cannot_carry_is_not_written(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cannot carry|time zone"):
        write(Declaration(function="9", **wrong), "KR")  # type: ignore[arg-type]


def test_values_are_read_as_what_they_are(schemas: Schemas) -> None:
    declaration = read(SOUND.encode(), schemas).declaration
    assert declaration is not None
    assert declaration.accepted == datetime(2026, 5, 12, 0, 30, tzinfo=UTC)
    assert isinstance(declaration.accepted, datetime)
    assert declaration.accepted.utcoffset() == timedelta(hours=9)
    assert declaration.item_count == 2
    assert [item.sequence for item in declaration.items] == [1, 2]
    assert declaration.items[0].price == Amount(Decimal("1000.00"), "USD")
    assert declaration.items[0].gross_mass == Measure(Decimal("120.5"), "KGM")
    assert declaration.items[1].price is None
    assert declaration.items[1].procedures == ()


@pytest.mark.parametrize("spelt", ["12", " 12\n", "+12", "012", "12.", "12.0", "0012.000"])
def test_a_whole_number_is_one_however_it_is_spelt(spelt: str, schemas: Schemas) -> None:
    declaration = read(damaged(">12<", f">{spelt}<"), schemas).declaration
    assert declaration is not None
    assert declaration.total_packages == 12
    assert isinstance(declaration.total_packages, int)


def test_a_day_is_a_date(schemas: Schemas) -> None:
    reading = read(damaged('"304">20260512093000+09', '"102">20260512'), schemas)
    assert reading.declaration is not None
    assert reading.declaration.accepted == date(2026, 5, 12)


def test_blanks_around_a_value_are_not_part_of_it_and_an_empty_code_says_nothing(schemas: Schemas) -> None:
    reading = read(damaged("<ID>41207<", "<ID> 41207 <"), schemas)
    assert reading.declaration is not None
    assert reading.declaration.declarant_id == "41207"
    reading = read(damaged(">11<", "><"), schemas)
    assert reading.declaration is not None
    assert reading.declaration.transaction_nature is None


def test_the_same_reference_in_two_ways_of_writing_accents_is_one(schemas: Schemas) -> None:
    composed, decomposed = (read(damaged("41207-26-000001", text), schemas).declaration for text in ("caf\u00e9", "cafe\u0301"))
    assert composed is not None
    assert decomposed is not None
    assert composed.lrn == decomposed.lrn == "caf\u00e9"


def test_the_outcome_of_a_reading_keeps_what_the_message_said_of_itself(schemas: Schemas) -> None:
    reading = read(damaged(">12<", ">ABC<"), schemas)
    assert (reading.outcome, reading.profile, reading.country) == (Outcome.INVALID, "wco-dms-2", "KR")
    assert (reading.function, reading.type, reading.items, reading.declaration) == ("9", "IMA", 2, None)


def finding(where: Place) -> Finding:
    """A finding of a rule, which knows no lines."""
    return Finding("GEN-001", Severity.ERROR, "something", where)


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("lrn",), 10),
        (("declarant_id",), 15),
        (("items", 1, "price"), 27),
        (("items", 2, "gross_mass"), 36),
        (("items", 2, "price"), 33),  # not there: the nearest element around it
        (("items", 2, "origins"), 31),
        (("items", 3), 17),
        (("guarantees", 1, "id"), 7),
        ((), 7),
    ],
)
def test_a_finding_of_a_rule_gets_the_line_of_its_element_or_of_the_nearest_around_it(
    steps: tuple[str | int, ...], line: int
) -> None:
    (found,) = locate(SOUND.encode(), (finding(place(Declaration, *steps)),))
    assert found.place == Place(place(Declaration, *steps).pointer, place(Declaration, *steps).xpath, line)


def test_a_line_that_is_known_stays_and_bytes_that_cannot_be_read_change_nothing() -> None:
    known = finding(Place("42A", "/MetaData/Declaration", 99))
    open_one = finding(Place("42A", "/MetaData/Declaration"))
    located = locate(SOUND.encode(), (known, open_one))
    assert located[0] is known
    assert located[1].place.line == 7
    assert locate(b"<a", (open_one,)) == (open_one,)
    assert locate(b"<!DOCTYPE a><a/>", (open_one,)) == (open_one,)


def test_lines_count_from_the_message_as_received(schemas: Schemas) -> None:
    commented = damaged("  <Declaration>", "  <!-- one\n two\n three -->\n  <Declaration>")
    reading = read(b"\xef\xbb\xbf" + commented.replace(b">12<", b">ABC<"), schemas)
    assert [f.place.line for f in reading.findings] == [16]
