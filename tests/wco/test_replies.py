"""Replies of customs: published ones are read whole, and ours are messages that another system can read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from wco_making import messages
from wco_messages import SOUND
from wco_typed import typed

from eclear.casefile.message import DataElement, Wrapper
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reading import Outcome
from eclear.casefile.reply import (
    Contact,
    Correction,
    Fault,
    Notification,
    Office,
    Payment,
    Remark,
    Reply,
    Security,
    Status,
    Step,
    TaxedItem,
    TaxLine,
)
from eclear.wco import Schemas, read, read_notification, read_reply, write_notification, write_reply

Samples = list[tuple[dict[str, str], bytes]]
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=timezone(timedelta(hours=9)))

BARE = """<MetaData>
  <WCOTypeName>RES</WCOTypeName>
  <Response>
    <FunctionCode>01</FunctionCode>
    <Declaration>
      <AcceptanceDateTime><DateTimeString formatCode="304">20260512093000Z</DateTimeString></AcceptanceDateTime>
      <FunctionalReferenceID>LRN-1</FunctionalReferenceID>
    </Declaration>
  </Response>
</MetaData>
"""
"""A notification as most are published: without any namespace."""

REMARK = 'Pay & "collect" <soon>\r\nat the\tdesk'
FULL = Reply(
    function="13",
    id="R-1",
    issued=NOON,
    remarks=(Remark("A1", REMARK, date(2026, 5, 20), "AFB", (Step(1, "42A"), Step(None, "67A", "103"))),),
    corrections=(Correction("16", (Step(None, "42A"),)),),
    appeal_office="02010",
    bank_reference="B",
    bank_account="110-1",
    offices=(Office("02010", (Contact("02-000", "TE"), Contact())),),
    faults=(Fault("과세가격", "KR-001", (Step(2, "42A"),)), Fault()),
    statuses=(Status(NOON, "67", None), Status(released=NOON)),
    accepted=NOON,
    cancelled=NOON,
    lrn="LRN-1",
    number="26KR000001",
    rejected=NOON,
    version="2",
    payments=(Payment("N-1", Amount(Decimal("10.50"), "KRW"), date(2026, 5, 27), None, (Security("S"), Security())),),
    items=(
        TaxedItem(
            1,
            (
                TaxLine(
                    Amount(Decimal(1000), "KRW"),
                    Amount(Decimal(0)),
                    "A",
                    Measure(Decimal("2.5"), "KGM"),
                    Decimal("8.00"),
                    "CUD",
                    Amount(Decimal(80), "KRW"),
                    Amount(Decimal(80), "KRW"),
                ),
                TaxLine(),
            ),
        ),
        TaxedItem(2),
    ),
    corrected=(DataElement("FunctionCode", "9"), DataElement("GoodsShipment/GovernmentAgencyGoodsItem[1]/SequenceNumeric", "1")),
)  # fmt: skip
"""A reply with something in every field."""


def test_published_notifications_are_read_and_come_back_as_the_same_message(samples: Samples, schemas: Schemas) -> None:
    unsound = []
    for row, body in samples:
        if row["kind"] != "response":
            continue
        found = read_notification(body, schemas)
        if found is None:
            unsound.append((row["scenario"], row["file"]))
            continue
        again = write_notification(found)
        assert typed(again, namespaces=False) == typed(body, namespaces=False), row["file"]
        assert read(again, schemas).outcome is Outcome.ACCEPT
        assert read_notification(again, schemas) == found
        (reply,) = found.replies
        assert reply.function == row["function"]
        assert reply.lrn
        assert reply.number
        assert read_reply(write_reply(reply, "KR"), schemas) == reply == read_reply(body, schemas)
    assert unsound == [("Example_DMS_notifications", "16_DMSEOG.xml"), ("TT_IM223a", "01_DMSACC.xml")]  # no formatCode


def test_the_corrected_fragment_is_read_element_by_element(samples: Samples, schemas: Schemas) -> None:
    (body,) = (body for row, body in samples if row["scenario"] == "Example_DMS_notifications" and row["function"] == "07")
    reply = read_reply(body, schemas)
    assert reply is not None
    assert reply.corrected == (
        DataElement("FunctionCode", "9"),
        DataElement("GoodsShipment/Consignment/GoodsLocation/Name", "LHRLHRLHR"),
    )
    assert [step.section for step in reply.corrections[0].pointers] == ["42A", "67A", "28A", "64A"]
    assert reply.corrections[1].pointers[-1] == Step(None, "64A", "L016")


def test_a_reply_with_everything_in_it_is_a_valid_message_and_comes_back(schemas: Schemas) -> None:
    body = write_reply(FULL, "KR")
    reading = read(body, schemas)
    assert (reading.outcome, reading.findings, reading.country) == (Outcome.ACCEPT, (), "KR")
    assert (reading.profile, reading.function) == ("wco-dms-2-response", "13")
    notification = read_notification(body, schemas)
    assert notification == Notification(Wrapper("3.6", "RES", "KR", customization_version="v2.1"), (FULL,))


@pytest.mark.no_cover
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.data())
def test_any_valid_response_comes_back(schemas: Schemas, data: st.DataObject) -> None:
    (top,) = schemas.shape().parts
    body = data.draw(messages(top, top.by_name["Response"]))
    assert read(body, schemas).findings == ()
    found = read_notification(body, schemas)
    assert found is not None
    again = write_notification(found)
    assert typed(again) == typed(body)
    assert read_notification(again, schemas) == found


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C",)) | st.sampled_from("\n\r\t"), max_size=9)
SAID = TEXT.map(str.strip).filter(bool) | st.none()
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
WHEN = MOMENT | st.dates(date(2000, 1, 1), date(2099, 12, 31)) | st.none()
SUM = st.builds(Amount, st.decimals(0, 10**9, places=2), st.sampled_from(["KRW", "USD", None])) | st.none()
CODE = st.text("ABC123", min_size=1, max_size=3) | st.none()
STEPS = st.lists(st.builds(Step, st.integers(0, 99999) | st.none(), CODE, CODE), max_size=3).map(tuple)


def rows(noun: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.builds(noun, **fields), max_size=2).map(tuple)


REPLIES = st.builds(
    Reply,
    function=st.sampled_from(["01", "03", "07", "13"]),
    id=SAID,
    issued=WHEN,
    remarks=rows(Remark, code=CODE, text=SAID, limit=WHEN, type=CODE, pointers=STEPS),
    corrections=rows(Correction, reason=CODE, pointers=STEPS),
    bank_account=SAID,
    faults=rows(Fault, text=SAID, code=CODE, pointers=STEPS),
    statuses=rows(Status, effective=WHEN, name=CODE, released=WHEN, pointers=STEPS),
    lrn=SAID,
    payments=rows(Payment, reference=SAID, assessed=SUM, due=WHEN, amount=SUM, securities=rows(Security, reference=SAID)),
    items=rows(TaxedItem, sequence=st.integers(1, 999), lines=rows(TaxLine, base=SUM, regime=CODE, payable=SUM)),
)


@pytest.mark.no_cover
@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.lists(REPLIES, min_size=1, max_size=3))
def test_replies_of_any_content_are_valid_and_come_back(schemas: Schemas, replies: list[Reply]) -> None:
    notification = Notification(Wrapper(country="KR"), tuple(replies))
    body = write_notification(notification)
    assert read(body, schemas).findings == ()
    assert read_notification(body, schemas) == notification
    assert read_reply(body, schemas) == replies[0]


def test_a_reply_about_nothing_known_still_has_its_declaration(schemas: Schemas) -> None:
    body = write_reply(Reply(function="03"), "KR")
    assert b"<Declaration/>" in body
    assert read_reply(body, schemas) == Reply(function="03")


def test_several_replies_in_one_message_are_all_read(schemas: Schemas) -> None:
    other = BARE.replace("01</FunctionCode>", "09</FunctionCode>")
    both = BARE.replace("</MetaData>", other[other.index("  <Response>") :])
    found = read_notification(both.encode(), schemas)
    assert found is not None
    assert [reply.function for reply in found.replies] == ["01", "09"]
    assert typed(write_notification(found), namespaces=False) == typed(both.encode(), namespaces=False)


@pytest.mark.parametrize("said", ["20261399093000Z", "20260230", "20260512253000Z", "20260512093000+99"])
def test_a_day_that_cannot_be_is_left_empty_and_kept_as_it_is_written(said: str, schemas: Schemas) -> None:
    body = BARE.replace("20260512093000Z", said).encode()
    reply = read_reply(body, schemas)
    assert reply is not None
    assert reply.accepted is None
    assert reply.lrn == "LRN-1"
    assert reply.carried == (DataElement("Declaration/AcceptanceDateTime/DateTimeString", said, (("formatCode", "304"),)),)
    assert typed(write_reply(reply, "KR"), namespaces=False)[2][-1] == typed(body, namespaces=False)[2][-1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<MetaData><Response/></MetaData>",
        BARE.replace("<FunctionCode>01</FunctionCode>", "").encode(),
        BARE.replace(' formatCode="304"', "").encode(),
        BARE.replace("<Response>", "<Answer>").replace("</Response>", "</Answer>").encode(),
        b"<!DOCTYPE a>" + BARE.encode(),
        SOUND.encode(),
    ],
    ids=["nothing", "an empty response", "no function", "no format code", "no response", "unsafe", "a declaration"],
)
def test_what_is_no_sound_response_is_no_reply(body: bytes, schemas: Schemas) -> None:
    assert read_reply(body, schemas) is None
    assert read_notification(body, schemas) is None


def test_a_character_that_xml_cannot_carry_is_not_written() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        write_reply(Reply(function="01", id="a\0b"), "KR")
