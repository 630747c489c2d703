"""Every event that a declarant would hear of brings its reply; the inbox gives each once, in order, and loses none."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_shared import Clock, cancellation, kinds, new_price, sound

from eclear.casefile.case import Case
from eclear.casefile.events import FACTS, Decided, Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.reply import NAMES
from eclear.clearance import (
    Notice,
    Office,
    UnknownCase,
    acknowledge,
    answer_permit,
    arrive,
    decide,
    find,
    inbox,
    pay,
    payment_failed,
    remind,
    replies,
    submit,
)
from eclear.journey.replies.content import CONTENT
from eclear.reference import ReferenceFault, country
from eclear.reference.replies import read_replies
from eclear.wco import read, write_reply

CARGO = "26ABCD0123I04560789"


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case
    return case


def named(office: Office, case: Case) -> list[tuple[str, str | None]]:
    return [(notice.reply.kind, notice.name) for notice in replies(office, case.id)]


def last(office: Office, case: Case) -> Notice:
    return replies(office, case.id)[-1]


def test_every_reply_of_the_profile_has_its_content() -> None:
    assert set(CONTENT) == set(NAMES)


def test_a_korean_import_hears_in_wco_and_in_korean_names(office: Office) -> None:
    case = lodged(office)
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    pay(office, case.id)
    assert named(office, case) == [("02", "R99"), ("01", None), ("13/4", "5FY"), ("09", "023")]


def test_a_rejected_declaration_hears_every_error_with_its_place(office: Office) -> None:
    case = lodged(office, items__1__net_mass="99999 KGM")
    assert case.status == "D1"
    told = last(office, case)
    assert (told.reply.kind, told.name, told.reply.number) == ("03", "R20", None)
    fault = next(fault for fault in told.reply.faults if fault.code == "MAS001")
    assert [(s.section, s.sequence, s.tag) for s in fault.pointers] == [
        ("42A", None, None),
        ("67A", None, None),
        ("68A", 1, None),
        ("23A", None, None),
        ("65A", None, "128"),
    ]
    assert "net mass" in (fault.text or "").lower()
    assert told.reply.rejected == case.received


def test_officers_words_reach_the_declarant(office: Office) -> None:
    case = lodged(office)
    arrive(office, CARGO, "carried-in")
    decide(office, case.id, "query", reason="Which alloy is it?")
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    decide(office, case.id, "hold", reason="The mark may be false, Trade Mark Act.")
    decide(office, case.id, "inspect", reason="Open one carton of ten.")
    heard = replies(office, case.id)[-4:]
    assert [(n.reply.kind, n.name) for n in heard] == [("51", None), ("06", "5GV"), ("52", "5GZ"), ("05", "5EM")]
    assert ["alloy" in (n.reply.remarks[0].text or "") for n in heard] == [True, False, False, False]
    assert heard[1].reply.remarks[0].limit, "documents have a time limit"
    assert heard[2].reply.appeal_office, "an adverse decision says where it can be appealed"


def test_goods_are_examined_only_once_they_are_there(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "inspect", reason="Open one carton of ten.")
    assert "05" not in kinds(replies(office, case.id))
    arrive(office, CARGO, "carried-in")
    assert named(office, case)[-1] == ("05", "5EM")
    arrive(office, CARGO, "carried-in")
    assert kinds(replies(office, case.id)).count("05") == 1


def test_a_declaration_accepted_before_its_goods_arrive_is_in_force_then(office: Office) -> None:
    case = lodged(office, type="IMD", information__2__code="B")
    pay(office, case.id)
    arrive(office, CARGO, "manifest-reviewed")
    assert kinds(replies(office, case.id)) == ["02", "13/4", "01", "09"]
    arrive(office, CARGO, "carried-in")
    assert len(replies(office, case.id)) == 4


def test_a_dismissal_is_a_rejection_that_can_be_appealed(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "dismiss", reason="The goods never came.")
    told = last(office, case)
    assert (told.reply.kind, told.name) == ("03", "R21")
    assert told.reply.faults[0].text == "The goods never came." and told.reply.appeal_office


def test_goods_can_go_against_security_while_the_value_is_in_doubt(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "query", reason="Is the price that of the invoice?")
    with pytest.raises(IllegalStep, match="manifest"):
        decide(office, case.id, "release", reason="Value in doubt.", security="Bank guarantee 7, KRW 500,000")
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    with pytest.raises(IllegalStep, match="security"):
        decide(office, case.id, "release", reason="Value in doubt.")
    decide(office, case.id, "release", reason="Value in doubt.", security="Bank guarantee 7, KRW 500,000")
    assert (last(office, case).reply.kind, last(office, case).name) == ("08", "5BE")
    arrive(office, CARGO, "carried-out")
    decide(office, case.id, "pass")
    pay(office, case.id)
    after = find(office, case.id)[0]
    assert after.status == "D10", "what had left already is closed with the acceptance"
    assert last(office, case).reply.kind == "09"


def test_money_that_is_missing_is_told(office: Office) -> None:
    case = lodged(office)
    payment_failed(office, case.id, account="TRAINING-1")
    remind(office, case.id)
    short, reminder = replies(office, case.id)[-2:]
    assert (short.reply.kind, reminder.reply.kind) == ("14", "15")
    assert short.reply.payments[0].amount and short.reply.payments[0].amount.value == case.total_due
    assert reminder.reply.payments[0].due == case.notice_due
    pay(office, case.id)
    with pytest.raises(IllegalStep, match="paid before"):
        remind(office, case.id)


def test_an_export_hears_that_its_exit_is_outstanding(office: Office) -> None:
    from dataclasses import replace

    from eclear.journey.checks.baseline import EXPORT
    from eclear.wco import write

    case = submit(office, write(replace(EXPORT, lrn="EX-1"), "KR")).case
    assert case
    remind(office, case.id)
    told = last(office, case)
    assert (told.reply.kind, told.name) == ("18", "5FS") and told.reply.remarks[0].limit


def test_a_value_can_be_challenged_after_acceptance(office: Office) -> None:
    case = lodged(office)
    with pytest.raises(IllegalStep, match="follows the acceptance"):
        decide(office, case.id, "challenge", reason="Value per kilo is low.")
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    pay(office, case.id)
    after = decide(office, case.id, "challenge", reason="Value per kilo is low.")
    assert after.status == "D9" and last(office, case).reply.kind == "03"


def test_what_only_officers_know_is_in_no_reply(office: Office) -> None:
    for n in range(12):
        lodged(office, f"LRN-{n}", items__1__price="USD 30.00")
    for notice in inbox(office, "41207", limit=200):
        said = write_reply(notice.reply, "KR").decode().lower()
        for secret in ("score", "chance", "lane", "profile", "drawn", "random", "dice", "quota"):
            assert secret not in said


def test_every_reply_is_a_sound_message(office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number))
    decide(office, case.id, "query", reason="Why?")
    decide(office, case.id, "request-documents", reason="Send <the> invoice & list.")
    submit(office, cancellation(case.number))
    decide(office, case.id, "deny", reason="Wait for the review.")
    decide(office, case.id, "dismiss", reason="Empty.")
    told = replies(office, case.id)
    assert len(told) > 8
    for notice in told:
        reading = read(write_reply(notice.reply, "KR"), office.schemas)
        assert reading.outcome == "accept", (notice.reply.kind, reading.findings)


def test_a_character_that_no_message_can_carry_is_refused_where_it_is_typed(office: Office) -> None:
    case = lodged(office)
    with pytest.raises(IllegalStep, match="U\\+000B"):
        decide(office, case.id, "query", reason="odd \x0b text")
    with pytest.raises(IllegalStep, match="U\\+FFFE"):
        payment_failed(office, case.id, account="\ufffe")
    with office.store.writing("open") as records:  # what an earlier eclear let pass does not stop the inbox
        before = records.case(case.id)
        event = Event(case.id, before.version + 1, office.clock(), "officer", Decided("query", "odd \x0b text"))
        records.continue_case(before.after(event), [event], ["review"], [event.sequence], left=before.cargo)
    for notice in inbox(office, "41207"):
        assert write_reply(notice.reply, "KR")
    assert last(office, case).reply.remarks[0].text == "odd \ufffd text"


def test_goods_are_presented_before_they_are_examined(office: Office) -> None:
    case = lodged(office, type="IMD")
    decide(office, case.id, "inspect", reason="Open one carton of ten.")
    arrive(office, CARGO, "carried-in")
    assert kinds(replies(office, case.id))[-2:] == ["01", "05"]


def test_a_declaration_for_cargo_that_is_there_is_in_force_at_once(office: Office) -> None:
    arrive(office, CARGO, "carried-in")
    case = lodged(office, type="IMD")
    assert case.presented and kinds(replies(office, case.id))[:2] == ["02", "01"]


# -- the inbox --------------------------------------------------------------------------------------------------------


def test_the_inbox_gives_every_reply_once_and_in_order(office: Office, clock: Clock) -> None:
    cases = [lodged(office, f"LRN-{n}") for n in range(7)]
    everything = [notice.number for case in cases for notice in replies(office, case.id)]
    pulled: list[str] = []
    while waiting := inbox(office, "41207", limit=4):
        again = inbox(office, "41207", limit=4)
        assert waiting == again, "what is not acknowledged comes again, the same"
        pulled += [notice.number for notice in waiting]
        assert acknowledge(office, "41207", waiting[-1].number) == len(waiting)
        assert acknowledge(office, "41207", waiting[-1].number) == 0
    assert pulled == everything
    clock.pass_by(minutes=1)
    pay(office, cases[0].id)
    decide(office, cases[1].id, "query", reason="Why?")
    assert kinds(inbox(office, "41207")) == ["51"]


def test_an_acknowledgement_may_stop_between_two_replies_of_one_event(office: Office) -> None:
    lodged(office)
    first, second, *_ = inbox(office, "41207")
    assert first.number.partition("-")[0] == second.number.partition("-")[0], "one event, two replies"
    acknowledge(office, "41207", first.number)
    assert inbox(office, "41207")[0] == second


def test_nobody_sees_the_replies_of_another(office: Office) -> None:
    lodged(office)
    assert inbox(office, "99999") == ()
    number = inbox(office, "41207")[-1].number
    with pytest.raises(IllegalStep, match="not the number of a reply"):
        acknowledge(office, "99999", number)
    assert inbox(office, "41207")


@pytest.mark.parametrize("number", ["", "x", "1", "1-", "-1", "0-1", "999999-1", "1-9", "1-1 "])
def test_only_a_number_that_the_inbox_shows_can_be_acknowledged(office: Office, number: str) -> None:
    lodged(office)
    with pytest.raises(IllegalStep):
        acknowledge(office, "41207", number)
    assert len(inbox(office, "41207")) == 3


def test_replies_of_an_unknown_case_are_asked_in_vain(office: Office) -> None:
    with pytest.raises(UnknownCase):
        replies(office, "NOBODY")


def test_a_permit_refused_is_told_as_a_hold(office: Office) -> None:
    korea = country("KR")
    assert korea
    lines = korea.tariff.lines(office.clock().date())
    food = next(line.hsk for line in lines if korea.agencies.concerned(line.hsk, office.clock().date()))
    case = lodged(office, items__1__classifications__1__id=food, items__1__description="Food")
    answer_permit(office, case.id, case.needs[0].agency, Answer.REFUSED, reason="Pests were found.")
    assert last(office, case).reply.kind == "52"


# -- the country's table ----------------------------------------------------------------------------------------------


def test_the_tables_name_only_known_events() -> None:
    for code in ("KR", "GB"):
        found = country(code)
        assert found and set(found.replies.rules) <= set(FACTS)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('on = "nothing"\ncode = "02"', "nothing"),
        ('on = "registered"\ncode = "99"', "99"),
        ('on = "registered"\ncode = "02"\nmovement = "XX"', "XX"),
        ('on = "registered"\ncode = "02"\nweather = "fine"', "weather"),
    ],
)
def test_a_table_with_an_unknown_word_is_refused_by_its_place(tmp_path: Path, row: str, complaint: str) -> None:
    head = 'valid_from = 2026-01-01\nmark = "SYNTHETIC"\nsource = "test"\nas_of = 2026-11-21\n'
    appeal = '[appeal]\noffice = "A"\ntext = { en = "a", ko = "b" }\n'
    (tmp_path / "replies.toml").write_text(f"{head}{appeal}[[reply]]\n{row}\n")
    with pytest.raises(ReferenceFault, match=complaint):
        read_replies(tmp_path / "replies.toml")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["lodge", "ask", "pull"]), st.integers(1, 5)), min_size=4, max_size=12))
def test_whatever_happens_between_pulls_nothing_is_lost_and_nothing_comes_twice(
    office: Office, acts: list[tuple[str, int]]
) -> None:
    room, trader, cases, pulled = uuid4().hex, "41207", [], []
    office.enter(room)

    def pull(limit: int) -> bool:
        waiting = inbox(office, trader, room=room, limit=limit)[:limit]
        if waiting:
            acknowledge(office, trader, waiting[-1].number, room=room)
        pulled.extend(notice.number for notice in waiting)
        return bool(waiting)

    for act, how_many in acts:
        if act == "lodge":
            cases.append(submit(office, sound(f"LRN-{len(cases)}"), room=room).case)
        elif act == "ask" and cases:
            decide(office, cases[how_many % len(cases)].id, "query", reason="Why?", room=room)
        elif act == "pull":
            pull(how_many)
    while pull(3):
        pass
    told = sorted((notice.number for case in cases for notice in replies(office, case.id, room=room)), key=in_order)
    assert pulled == told


def in_order(number: str) -> tuple[int, int]:
    position, _, order = number.partition("-")
    return int(position), int(order)
