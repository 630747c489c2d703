"""What the declarant is told, by command: the replies about a case, the inbox, and the events that bring replies about.

The declarations are lodged beforehand, in the database of the folder where the commands are then called.
"""

from __future__ import annotations

import pytest
from command_line import Eclear
from tests_shared import kinds, sound

from eclear.casefile.case import ANSWERS, REMARKS, VERBS, Case
from eclear.casefile.pointer import changed
from eclear.clearance import Office, arrive, decide, inbox, replies, submit
from eclear.journey.checks.baseline import EXPORT, IMPORT
from eclear.wco import Schemas, read_reply, write

TRADER = IMPORT.declarant_id or ""


def lodged(office: Office, body: bytes, room: str = "open") -> Case:
    """A case whose review has passed."""
    case = submit(office, body, room=room).case
    assert case is not None
    return case if case.reviewed else decide(office, case.id, "pass", room=room)


@pytest.fixture
def case(office: Office) -> Case:
    return lodged(office, sound())


def numbers(office: Office, room: str = "open") -> list[str]:
    return [notice.number for notice in inbox(office, TRADER, room=room)]


def test_the_replies_about_a_case_carry_their_wco_and_their_national_name(eclear: Eclear, case: Case) -> None:
    done = eclear("replies", case.number or "", "--json")
    first = done.lines[0]
    assert done.status == 0
    assert (first["function"], first["name"], first["national_name"]) == ("02", "DMSRCV", "R99")
    assert (first["case"], first["declaration"], first["lrn"]) == (case.id, case.number, case.lodged.lrn)
    shown = eclear("replies", case.id)
    assert shown.status == 0
    assert "DMSRCV R99" in shown.out and "접수통보" in shown.out and (case.number or "") in shown.out


def test_raw_replies_are_the_messages_that_another_system_would_receive(
    eclear: Eclear, office: Office, case: Case, schemas: Schemas
) -> None:
    raw = eclear("replies", case.id, "--raw")
    bodies = [f"<?xml{part}".encode() for part in raw.out.split("<?xml")[1:]]
    expected = replies(office, case.id)
    assert raw.status == 0 and len(bodies) == len(expected) > 0
    for body, notice in zip(bodies, expected, strict=True):
        assert read_reply(body, schemas) == notice.reply
    both = eclear("replies", case.id, "--raw", "--json")
    assert both.status == 2 and "not both" in both.err


def test_an_inbox_is_pulled_acknowledged_and_then_empty(eclear: Eclear, office: Office, case: Case) -> None:
    waiting = numbers(office)
    assert len(waiting) > 1
    pulled = eclear("inbox", TRADER, "--json")
    assert pulled.status == 0 and [line["number"] for line in pulled.lines] == waiting
    shown = eclear("inbox", TRADER).out
    assert all(number in shown for number in waiting)
    assert f"eclear inbox {TRADER} --acknowledge {waiting[-1]}" in shown, "it says what to do next"
    assert numbers(office) == waiting, "to look takes nothing away"

    assert eclear("inbox", TRADER, "--acknowledge", waiting[0]).out == "1 reply acknowledged.\n"
    assert numbers(office) == waiting[1:]
    last = ("inbox", TRADER, "--acknowledge", waiting[-1], "--json")
    assert eclear(*last).lines == [{"acknowledged": len(waiting) - 1}]
    assert eclear(*last).lines == [{"acknowledged": 0}], "nothing comes twice"
    empty = eclear("inbox", TRADER)
    assert empty.status == 0 and empty.out == f"Nothing is waiting for {TRADER} in room open.\n"


def test_a_number_that_is_no_reply_acknowledges_nothing_and_ends_with_one_line(
    eclear: Eclear, office: Office, case: Case
) -> None:
    before = numbers(office)
    for arguments, word in (
        (["inbox", TRADER, "--acknowledge", "999-1"], "999-1"),
        (["inbox", TRADER, "--acknowledge", "soon"], "17-1"),
        (["inbox", TRADER, "--room", "typo"], "typo"),
        (["replies", "NOBODY"], "NOBODY"),
    ):
        done = eclear(*arguments)
        assert done.status == 1 and word in done.err, arguments
        assert len(done.err.strip().splitlines()) == 1 and "Traceback" not in done.err
    assert numbers(office) == before


def test_rooms_have_inboxes_of_their_own(eclear: Eclear, office: Office, case: Case) -> None:
    office.enter("second")
    lodged(office, sound("LRN-2"), room="second")
    here, there = numbers(office), numbers(office, "second")
    shown = eclear("inbox", TRADER, "--room", "second").out
    assert "LRN-2" in shown and "LRN-1" not in shown and f"--acknowledge {there[-1]} --room second" in shown
    assert eclear("inbox", TRADER, "--acknowledge", there[-1], "--room", "second").status == 0
    assert (numbers(office), numbers(office, "second")) == (here, [])


def test_a_payment_that_failed_and_a_reminder_bring_their_replies(eclear: Eclear, office: Office, case: Case) -> None:
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    assert eclear("event", case.id, "payment-failed", "--account", "110-22").status == 0
    assert eclear("event", case.id, "reminded").status == 0
    assert kinds(replies(office, case.id))[-2:] == ["14", "15"]
    assert "110-22" in eclear("replies", case.id, "--raw").out, "the account is named"
    refused = eclear("event", case.id, "exited")
    assert refused.status == 1 and "export" in refused.err


def test_the_exit_of_an_export_brings_its_reply(eclear: Eclear, office: Office) -> None:
    export = lodged(office, write(changed(EXPORT, {"lrn": "LRN-X"}), "KR"))
    gone = eclear("event", export.number or "", "exited", "--office", "02010", "--json")
    assert gone.status == 0 and gone.lines[0]["case"] == export.id, gone.err
    assert (last := replies(office, export.id)[-1].reply).function == "16" and last.remarks[0].text == "02010"


def test_goods_are_released_against_security_by_command(eclear: Eclear, office: Office) -> None:
    case = submit(office, sound()).case
    assert case
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    doubt = eclear(
        "event", case.id, "doubt-raised", "--about", "value", "--items", "1", "--reason", "A third of the price in March."
    )
    assert doubt.status == 0 and "waits for declarant, answer by" in doubt.out, doubt.err
    release = ("event", case.id, "decided", "--verb", "release", "--reason", "Value in doubt")
    unsecured = eclear(*release)
    assert unsecured.status == 1 and "security" in unsecured.err
    secured = ("--security", "Bank guarantee 4711", "--form", "guarantee")
    assert "form" in eclear(*release, "--security", "Bank guarantee 4711").err
    done = eclear(*release, *secured, "--amount", "500,000")
    assert done.status == 0, done.err
    assert "guarantee 500000, Bank guarantee 4711: held" in done.out
    assert kinds(replies(office, case.id))[-1] == "08"


def test_a_doubt_is_answered_and_decided_by_command(eclear: Eclear, office: Office) -> None:
    case = submit(office, sound()).case
    assert case
    event = ("event", case.id)
    assert eclear(*event, "doubt-raised").status == 2, "what is doubted must be said"
    assert "grounds" in eclear(*event, "doubt-raised", "--about", "value").err
    assert eclear(*event, "doubt-raised", "--about", "value", "--reason", "A third of the price in March.").status == 0
    early = eclear(*event, "doubt-decided", "--outcome", "accepted", "--reason", "Enough.")
    assert early.status == 1 and "waits for the declarant" in early.err
    assert eclear(*event, "doubt-answered", "--text", "A sale.", "--document", "Contract 7", "--document", "Slip 4").status == 0
    decision = (*event, "doubt-decided", "--outcome", "rejected", "--reason", "Not shown.")
    decision = (*decision, "--evidence", "Entry 41311-26-000812M.")
    refused = eclear(*decision, "--value", "1=6000000", "--method", "a price reference")
    assert refused.status == 1 and "never a value" in refused.err
    for typed in (("--value", "one=6"), ("--value", "1"), ("--value", "1=6", "--passed", "2")):
        assert eclear(*decision, *typed).status == 2, typed
    done = eclear(*decision, "--value", "1=6000000", "--method", "3", "--passed", "2=No identical goods are known.", "--json")
    assert done.status == 0, done.err
    (doubt,) = done.lines[0]["doubts"]
    assert (doubt["outcome"], doubt["values"][0]["value"], doubt["appeal_office"]) == ("rejected", "6000000", "TRAINING-APPEALS")
    assert [answer["documents"] for answer in doubt["answers"]] == [["Contract 7", "Slip 4"]]


def test_help_names_every_kind_of_event_and_every_verb_of_an_officer(eclear: Eclear) -> None:
    said = " ".join(eclear("event", "--help").out.split())
    for word in ("accept", *VERBS, *REMARKS, *ANSWERS, "carried-out", "paid", "payment-failed", "reminded", "exited"):
        assert word in said, word
