"""An arrival changes what it carries, and a reply shows what has changed."""

from __future__ import annotations

from amendment_requests import ORIGINAL, differences, done, item, request, told

from eclear.casefile.amendment import pointers_of
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome
from eclear.casefile.reply import Reply, Step
from eclear.wco import Amended, Schemas, fragment, present, read, read_reply, write_reply


def arrival(content: str = "", before: str = "") -> bytes:
    return request(before=before, after=content, kind="GPR", head="<Submitter><ID>41207</ID></Submitter>")


def test_an_arrival_puts_what_it_carries_in_the_place_of_the_same_values(schemas: Schemas) -> None:
    place = (
        "<BorderTransportMeans><ModeCode>1</ModeCode></BorderTransportMeans><GoodsShipment><Consignment>"
        "<ArrivalTransportMeans><ID>9074730</ID><IdentificationTypeCode>10</IdentificationTypeCode></ArrivalTransportMeans>"
        "<GoodsLocation><Name>KRINC</Name><TypeCode>A</TypeCode></GoodsLocation></Consignment></GoodsShipment>"
    )
    made = present(ORIGINAL, arrival(place), schemas)
    assert made.findings == ()
    assert [(*told(change), change.reason, change.said) for change in made.changes] == [
        ("42A/15A/T022", None, "1", "16", None),
        ("42A/67A/28A/10A/T002", "9074729", "9074730", "16", None),
        ("42A/67A/28A/64A/L016", "KRPUS", "KRINC", "16", None),
    ]
    assert set(differences(ORIGINAL, made.body)) == {
        "BorderTransportMeans/ModeCode",
        "GoodsShipment/Consignment/ArrivalTransportMeans/ID",
        "GoodsShipment/Consignment/GoodsLocation/Name",
    }


def test_an_arrival_knows_containers_by_their_number(schemas: Schemas) -> None:
    rows = "".join(
        f"<TransportEquipment><SequenceNumeric>{n}</SequenceNumeric><ID>{name}</ID></TransportEquipment>"
        for n, name in ((5, "TEST5555555"), (2, "TEST2222222"))
    )
    content = f"<GoodsShipment><Consignment>{rows}</Consignment></GoodsShipment>"
    made = present(ORIGINAL, arrival(content), schemas)
    assert [told(change) for change in made.changes] == [
        ("42A/67A/28A/31B[2]/159", "TEST7654321", "TEST2222222"),
        ("42A/67A/28A/31B[3]/006", None, "5"),
        ("42A/67A/28A/31B[3]/159", None, "TEST5555555"),
    ]


def test_an_arrival_that_repeats_what_is_known_changes_nothing(schemas: Schemas) -> None:
    known = (
        "<GoodsShipment><Consignment><GoodsLocation><Name>KRPUS</Name></GoodsLocation></Consignment>"
        "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><AdditionalDocument><CategoryCode>C</CategoryCode>"
        "<ID>Q-7</ID><TypeCode>851</TypeCode></AdditionalDocument></GovernmentAgencyGoodsItem></GoodsShipment>"
    )
    assert present(ORIGINAL, arrival(known), schemas) == Amended(ORIGINAL, (), ())


def test_an_arrival_cannot_say_which_row_without_a_number_it_means(schemas: Schemas) -> None:
    statement = "<AdditionalInformation><StatementDescription>Pier 4</StatementDescription></AdditionalInformation>"
    made = present(ORIGINAL, arrival(before=statement), schemas)
    assert (made.body, made.changes) == (b"", ())
    assert [(finding.code, finding.place.pointer) for finding in made.findings] == [("AMD-012", "42A/03A[1]")]


def test_the_corrected_fragment_holds_the_new_values_in_their_rows_and_makes_a_sound_reply(schemas: Schemas) -> None:
    box = "<SequenceNumeric>2</SequenceNumeric><ID>TEST2222222</ID>"
    asked = request(
        "42A/67A/68A[2]/23A/137",
        "42A/67A/28A/31B[2]/159",
        "42A/67A/103",
        after=f"<GoodsShipment><Consignment><TransportEquipment>{box}</TransportEquipment></Consignment>"
        + item("<Commodity><Description>Black tea</Description></Commodity>", 2).removeprefix("<GoodsShipment>"),
    )
    shown = fragment(done(asked, schemas).changes)
    assert [(element.path, element.value) for element in shown] == [
        ("FunctionCode", "9"),
        ("GoodsShipment/Consignment/TransportEquipment[1]/SequenceNumeric", "2"),
        ("GoodsShipment/Consignment/TransportEquipment[1]/ID", "TEST2222222"),
        ("GoodsShipment/GovernmentAgencyGoodsItem[1]/SequenceNumeric", "2"),
        ("GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/Description", "Black tea"),
    ]
    body = write_reply(Reply(function="07", lrn="41207-26-000001", corrected=shown), "KR")
    assert read(body, schemas).outcome is Outcome.ACCEPT
    again = read_reply(body, schemas)
    assert again is not None and again.corrected == shown


def test_a_place_is_told_as_the_steps_of_a_pointer() -> None:
    def steps(pointer: str) -> list[tuple[int | None, str | None, str | None]]:
        return [(step.sequence, step.section, step.tag) for step in pointers_of(Place(pointer, ""))]

    assert steps("42A/67A/68A[2]/23A/79A/112") == [
        (None, "42A", None),
        (None, "67A", None),
        (2, "68A", None),
        (None, "23A", None),
        (None, "79A", "112"),
    ]
    assert steps("42A/D026") == [(None, "42A", "D026")]
    assert steps("42A/67A/68A[1]/23A/21A[2]/?")[-1] == (2, "21A", None)
    assert steps("42A/67A/43B") == [(None, "42A", None), (None, "67A", None), (None, "43B", None)]
    assert steps("") == []
    assert pointers_of(Place("42A", "")) == (Step(None, "42A", None),)
