"""What an earlier eclear recorded about permits is read as it was meant: the agency is a candidate, and its answer decides."""

from __future__ import annotations

import json

from tests_shared import sound

from eclear.casefile.case import case_of
from eclear.casefile.events import PermitAnswered, PermitsDetermined
from eclear.casefile.permit import Answer, NeedState
from eclear.clearance import Office, answer_permit, submit
from eclear.storage.chain import decode, encode

DETERMINED = b"""{"at":"2026-05-12T03:00:00Z","by":"eclear","fact":{"needs":[{"agency":"MFDS-F",
"document":{"en":"import food certificate","ko":"\xec\x88\x98\xec\x9e\x85\xec\x8b\x9d\xed\x92\x88"},"items":[1],
"law":"Special Act on Imported Food Safety Control","name":{"en":"Ministry of Food and Drug Safety","ko":""},
"why":"Item 1 (0901210000): if it is eaten or drunk"}]},"kind":"permits-determined","position":3,"room":"open","sequence":3,
"stream":"CASE","version":1}"""
ANSWERED = b"""{"at":"2026-05-12T03:00:00Z","by":"MFDS-F","fact":{"agency":"MFDS-F","answer":"approved","reason":null,
"reference":"F-1"},"kind":"permit-answered","position":9,"room":"open","sequence":9,"stream":"CASE","version":1}"""


def test_a_need_that_says_nothing_of_its_items_is_a_candidate() -> None:
    fact = decode(DETERMINED).fact
    assert isinstance(fact, PermitsDetermined)
    [need] = fact.needs
    assert (need.lines, need.state, need.answer, need.taken) == ((), NeedState.CANDIDATE, None, {})


def test_an_answer_without_a_need_is_read() -> None:
    fact = decode(ANSWERED).fact
    assert isinstance(fact, PermitAnswered)
    assert (fact.answer, fact.reference, fact.need) == (Answer.APPROVED, "F-1", None)


def test_a_need_of_today_is_read_back_as_it_was_written(office: Office) -> None:
    case = submit(office, sound("LRN-1", items__1__classifications__1__id="0901210000")).case
    assert case is not None
    with office.store.reading("open") as records:
        for event in records.events(case.id):
            body = encode(event, "open", 1)
            assert decode(body) == event
            assert "fact" in json.loads(body)


def test_a_case_whose_events_were_recorded_by_an_earlier_eclear_goes_on(office: Office) -> None:
    case = submit(office, sound("LRN-1", items__1__classifications__1__id="0901210000")).case
    assert case is not None
    with office.store.reading("open") as records:
        told = [json.loads(encode(event, "open", 1)) for event in records.events(case.id)]
    for event in told:
        for need in event["fact"].get("needs", ()):
            del need["lines"]
    old = case_of([decode(json.dumps(event).encode()) for event in told])
    assert (old.permits, old.needs[0].lines) == ("R1", ())
    case = answer_permit(office, case.id, "MFDS-F", Answer.APPROVED)
    with office.store.reading("open") as records:
        assert old.after(records.events(case.id)[old.version]).permits == "R2"
