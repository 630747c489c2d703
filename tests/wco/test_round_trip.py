"""Nothing of a message is lost: what is read can be written again, and is the same message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from wco_making import messages
from wco_messages import SOUND, damaged
from wco_typed import typed

from eclear.casefile.message import DataElement, Message, Wrapper
from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, normal, read, read_message, write, write_message

Samples = list[tuple[dict[str, str], bytes]]
OWN = sorted((Path(__file__).resolve().parents[2] / "sample_declarations").glob("*/declaration.xml"))


def comes_back(body: bytes, schemas: Schemas) -> Message:
    """Read a sound message, write it, and hold what was written against it."""
    message = read_message(body, schemas)
    again = write_message(message)
    assert typed(again) == typed(body)
    assert read(again, schemas).outcome is Outcome.ACCEPT
    assert read_message(again, schemas) == message
    return message


def test_every_published_declaration_comes_back(samples: Samples, schemas: Schemas) -> None:
    count = 0
    for row, body in samples:
        if row["kind"] == "declaration" and read(body, schemas).outcome is Outcome.ACCEPT:
            message = comes_back(body, schemas)
            assert message.declaration == read(body, schemas).declaration, row["file"]
            count += 1
    assert count == 63


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.parent.name)
def test_our_own_samples_come_back_and_carry_addresses_only(file: Path, schemas: Schemas) -> None:
    body = file.read_bytes()
    if read(body, schemas).outcome is Outcome.ACCEPT:
        carried = comes_back(normal(body, schemas), schemas).carried
        assert all("/Address/" in element.path for element in carried)


@pytest.mark.no_cover
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.data())
def test_any_valid_declaration_comes_back(schemas: Schemas, data: st.DataObject) -> None:
    (top,) = schemas.shape().parts
    body = data.draw(messages(top, top.by_name["Declaration"]))
    reading = read(body, schemas)
    assert reading.findings == (), reading.findings[0]
    comes_back(body, schemas)


def carried(old: str, new: str, schemas: Schemas) -> tuple[DataElement, ...]:
    """What the sound message carries with one thing in it exchanged; it must come back, too."""
    return comes_back(damaged(old, new), schemas).carried


def test_a_message_that_the_nouns_hold_carries_nothing(schemas: Schemas) -> None:
    message = comes_back(SOUND.encode(), schemas)
    assert message.carried == ()
    assert message.wrapper == Wrapper("3.6", "DEC", "KR", None, None, "v2.1")


def test_blanks_around_an_identifier_are_kept_in_the_message_and_bother_no_rule(schemas: Schemas) -> None:
    message = comes_back(damaged("<ID>41207<", "<ID> 41207 <"), schemas)
    assert message.declaration.declarant_id == "41207"
    assert message.carried == (DataElement("Declarant/ID", " 41207 "),)


def test_blanks_around_a_code_and_other_ways_to_spell_a_number_are_the_same_value(schemas: Schemas) -> None:
    assert carried(">IMA<", "> IMA\n<", schemas) == ()
    assert carried(">12<", "> 012.0 <", schemas) == ()
    assert carried(">120.5<", ">+120.500<", schemas) == ()


def test_a_reference_keeps_its_way_of_writing_accents(schemas: Schemas) -> None:
    assert carried("41207-26-000001", "cafe\u0301", schemas) == (DataElement("FunctionalReferenceID", "cafe\u0301"),)


def test_a_unit_is_taken_as_it_stands(schemas: Schemas) -> None:
    found = carried('unitCode="KGM">120.5', 'unitCode=" KG">120.5', schemas)
    place = "GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/GoodsMeasure/GrossMassMeasure"
    assert found == (DataElement(place, "120.5", (("unitCode", " KG"),)),)


def test_an_attribute_that_no_field_holds_is_carried_with_the_value(schemas: Schemas) -> None:
    found = carried("<TypeCode>", '<TypeCode listID="X1" listAgencyID="KCS">', schemas)
    assert found == (DataElement("TypeCode", "IMA", (("listAgencyID", "KCS"), ("listID", "X1"))),)


def test_an_element_that_is_there_and_empty_stays_there(schemas: Schemas) -> None:
    assert carried(">11<", "><", schemas) == (DataElement("GoodsShipment/TransactionNatureCode", ""),)
    assert carried("<GoodsShipment>", "<ExitOffice/><GoodsShipment>", schemas) == (DataElement("ExitOffice", None),)


def test_an_empty_row_counts_and_needs_no_carrying(schemas: Schemas) -> None:
    body = damaged("<Declarant>", "<AuthorisationHolder/><AuthorisationHolder><ID>A</ID></AuthorisationHolder><Declarant>")
    message = comes_back(body, schemas)
    assert [held.id for held in message.declaration.authorisations] == [None, "A"]
    assert message.carried == ()


def test_a_day_in_another_format_code_and_another_way_to_say_utc_come_back(schemas: Schemas) -> None:
    place = "AcceptanceDateTime/DateTimeString"
    assert carried('"304">20260512093000+09', '"304">20260512', schemas) == (
        DataElement(place, "20260512", (("formatCode", "304"),)),
    )
    assert carried("093000+09", "093000-00", schemas) == (DataElement(place, "20260512093000-00", (("formatCode", "304"),)),)


def test_what_no_noun_names_stands_again_in_its_own_row(schemas: Schemas) -> None:
    seller = "<Seller><Name>Kim</Name><Address><Line>1</Line></Address></Seller>"
    body = damaged(
        "        </Commodity>\n      </GovernmentAgencyGoodsItem>\n    </Goods",
        f"</Commodity>{seller}</GovernmentAgencyGoodsItem></Goods",
    )
    below = "GoodsShipment/GovernmentAgencyGoodsItem[2]/Seller"
    assert comes_back(body, schemas).carried == (
        DataElement(f"{below}/Name", "Kim"),
        DataElement(f"{below}/Address/Line", "1"),
    )


def test_the_wrapper_comes_back_too(schemas: Schemas) -> None:
    old = "<md:ResponsibleCountryCode>KR</md:ResponsibleCountryCode>"
    new = '<md:ResponsibleCountryCode listID="ISO">KR</md:ResponsibleCountryCode><md:ResponsibleAgencyName/>'
    message = comes_back(damaged(old, new), schemas)
    assert message.wrapper.country == "KR"
    assert message.wrapper.carried == (
        DataElement("ResponsibleCountryCode", "KR", (("listID", "ISO"),)),
        DataElement("ResponsibleAgencyName", ""),
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "changed"),
    [
        ("<ID>41207<", "<ID> 41207 <", "declarant_id", "41208"),
        ("<ID>41207<", "<ID> 41207 <", "declarant_id", None),
        ("<TypeCode>", '<TypeCode listID="X">', "type", "IMD"),
        (">11<", "><", "transaction_nature", "12"),
        ("093000+09", "093000-00", "accepted", date(2026, 5, 13)),
        ("093000+09", "093000-00", "accepted", None),
    ],
)
def test_the_declaration_has_the_last_word_over_what_is_carried_for_its_fields(
    old: str, new: str, field: str, changed: object, schemas: Schemas
) -> None:
    message = read_message(damaged(old, new), schemas)
    assert len(message.carried) == 1
    declaration = replace(message.declaration, **{field: changed})  # type: ignore[arg-type]
    body = write_message(replace(message, declaration=declaration))
    again = read_message(body, schemas)
    assert again.declaration == declaration
    assert again.carried == ()
    assert typed(body) == typed(write(declaration, "KR"))  # not even an empty element is left


def test_a_row_that_was_taken_out_does_not_come_back_with_what_it_carried(schemas: Schemas) -> None:
    body = damaged(">Tea</Description>", ">Tea</Description><DangerousGoods><UNDGID>1</UNDGID></DangerousGoods>")
    message = read_message(body, schemas)
    assert len(message.carried) == 1
    shorter = replace(message, declaration=replace(message.declaration, items=message.declaration.items[:1]))
    again = read_message(write_message(shorter), schemas)
    assert len(again.declaration.items) == 1
    assert again.carried == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"<a/>", damaged(">12<", ">ABC<"), damaged("093000+09", "253000+09")],
    ids=["none", "other", "invalid", "no time"],
)
def test_only_a_sound_declaration_is_read_as_a_whole_message(body: bytes, schemas: Schemas) -> None:
    with pytest.raises(ValueError, match="no sound declaration"):
        read_message(body, schemas)
