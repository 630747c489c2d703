"""Whatever a person does by a form of his desk, his program reports: with the same verb, the same refusals, the same gates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.doubt import About
from eclear.casefile.examination import Depth, Examination, Sample
from eclear.casefile.notice import Against
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.pointer import changed
from eclear.clearance import (
    Office,
    answer_doubt,
    arrive,
    ask_trader,
    decide,
    examine,
    exit_confirmed,
    find,
    override,
    pay,
    raise_doubt,
    submit,
    take_next,
)
from eclear.clearance.appealing import appeal
from eclear.clearance.correcting import announce_reassessment, claim_less, reassess, waive_review
from eclear.clearance.correction_message import NewFigure
from eclear.clearance.drawing_back import Used, claim_drawback
from eclear.clearance.refunding import refuse_refund
from eclear.journey.checks.baseline import EXPORT
from eclear.settings import Settings
from eclear.training.people import enrol, key_for
from eclear.wco import write
from eclear.web.app import create_app
from eclear.web.reports import CASE_KINDS

ADDRESS = "http://127.0.0.1:8417"
TRADER, OTHER, FOOD, PLANT, SHED = "41207", "42018", "MFDS-F", "APQA-P", "90110001"
POSTS = {
    "hana": Post(Role.TRADER, TRADER),
    "bora": Post(Role.TRADER, OTHER),
    "ara": Post(Role.AGENCY, FOOD),
    "rok": Post(Role.AGENCY, "RRA"),
    "jun": Post(Role.OFFICER),
    "sora": Post(Role.OFFICER),
    "min": Post(Role.SUPERVISOR),
    "bae": Post(Role.WAREHOUSE, SHED),
    "seok": Post(Role.CARRIER),
    "vera": Post(Role.VIEWER),
}
COFFEE = {"items__1__classifications__1__id": "0901210000", "items__1__description": "Roasted coffee beans"}
_numbers = count(1)


@dataclass
class Room:
    """A room with a program of everybody's, which sends nothing but its key."""

    office: Office
    programs: dict[str, TestClient]

    def ask(self, who: str, path: str) -> Any:
        answer = self.programs[who].get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def tell(self, who: str, path: str, told: object) -> tuple[int, Any]:
        answer = self.programs[who].post(path, json=told)
        kind = answer.headers["content-type"]
        assert kind == ("application/json" if answer.status_code < 300 else "application/problem+json"), answer.text
        return answer.status_code, answer.json()

    def report(self, who: str, case: Case, kind: str, **told: object) -> tuple[int, Any]:
        return self.tell(who, f"/api/cases/{case.id}/events", {"kind": kind, **told})

    def now(self, case: Case) -> Case:
        with self.office.store.reading("open") as records:
            found = records.case(case.id)
        assert found
        return found

    def at(self, who: str) -> Office:
        return self.office.under(Seated(Person(who, (who,), (POSTS[who],)), POSTS[who]))


@pytest.fixture(scope="module")
def room(asked_office: Office) -> Iterator[Room]:
    office, app = asked_office, create_app(asked_office, Settings(people=True))
    programs = {}
    for id, post in POSTS.items():
        enrol(office, "open", id, (id.title(),), [post])
        key = key_for(office, "open", id, post, "player").token
        programs[id] = TestClient(
            app, base_url=ADDRESS, raise_server_exceptions=False, headers={"authorization": f"Bearer {key}"}
        )
    yield Room(office, programs)


# -- cases, as far as each kind needs them ------------------------------------------------------------------------------


def lodged(room: Room, *, days: int = 0, lane: Lane = Lane.L2, **changes: str) -> Case:
    """A declaration in the documents lane, or in another, that nobody has drawn, lodged so many days ago."""
    number = next(_numbers)
    body = sound(f"REPORT-{number}", previous_documents__1__id=f"26ABCD0123I{number:08}", **changes)
    case = submit(room.office, body, at=room.office.clock() - timedelta(days=days)).case
    assert case and case.number
    return override(room.office, case.id, lane, "Look at the papers.") if case.lane and case.lane < lane else case


def drawn(room: Room, **changes: str) -> Case:
    """One that an officer has drawn."""
    return next_of_pool(room, lodged(room, **changes))


def next_of_pool(room: Room, case: Case) -> Case:
    """Let the officer draw what is alone in the pool."""
    taken = take_next(room.at("jun"))
    assert taken.id == case.id
    return taken


def there(room: Room, **changes: str) -> Case:
    """One whose goods are there."""
    case = drawn(room, **changes)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.cargo or "", report)
    return room.now(case)


def in_shed(room: Room) -> Case:
    """One whose goods lie in a shed in which a storage period runs."""
    case = drawn(room)
    arrive(room.office, case.cargo or "", "carried-in", shed=SHED)
    return room.now(case)


def coffee_there(room: Room) -> Case:
    """One of coffee that is there."""
    return there(room, **COFFEE)


def sampled(room: Room) -> Case:
    """One of whose goods a sample went to a laboratory."""
    case = there(room)
    sample = Sample(1, "Central laboratory", "Which fibre?", (room.office.clock() + timedelta(days=9)).date())
    return examine(room.at("jun"), case.id, Examination(Depth.FULL, samples=(sample,)))


def proposed(room: Room) -> Case:
    """One for which a lighter lane is proposed."""
    case = drawn(room)
    return override(room.at("jun"), case.id, Lane.L1, "A known shipper.")


def doubted(room: Room) -> Case:
    """One whose value is in doubt."""
    case = drawn(room)
    return raise_doubt(room.at("jun"), case.id, About.VALUE, [1], grounds="A third of the price in March.")


def explained(room: Room) -> Case:
    """One whose doubt was answered."""
    return answer_doubt(room.at("hana"), doubted(room).id, 1, "Last year's stock.")


def asked(room: Room) -> Case:
    """One about which customs asked the trader."""
    return decide(room.at("jun"), drawn(room).id, "query", reason="How was the price agreed?")


def passed(room: Room) -> Case:
    """One whose tax notice is out."""
    return decide(room.at("jun"), drawn(room).id, "pass")


def with_agency(room: Room) -> Case:
    """One of coffee, for which an agency must agree."""
    return drawn(room, **COFFEE)


def inquired(room: Room) -> Case:
    """One about which the agency asked the trader."""
    return ask_trader(room.at("ara"), with_agency(room).id, FOOD, "Which mill roasted the beans?")


def silent(room: Room) -> Case:
    """One on which the agency has been silent for weeks."""
    return next_of_pool(room, lodged(room, days=20, **COFFEE))


def exported(room: Room) -> Case:
    """An export that was accepted."""
    case = submit(room.office, write(changed(EXPORT, {"lrn": f"REPORT-{next(_numbers)}"}), "KR")).case
    assert case and case.status == "E4", case
    return case


def before_arrival(room: Room) -> Case:
    """One that was declared before its goods are there."""
    return drawn(room, type="IMD")


def accepted(room: Room) -> Case:
    """One that was accepted, so that its goods may go."""
    case = there(room)
    decide(room.at("jun"), case.id, "pass")
    return pay(room.at("hana"), case.id)


def announced(room: Room) -> Case:
    """One whose reassessment is announced."""
    figures = (NewFigure(1, "price", "4500.00"),)
    return announce_reassessment(room.at("jun"), accepted(room).id, figures, grounds="A second payment.", law="Article 38-3")


def waived(room: Room) -> Case:
    """One whose trader asks for no review."""
    return waive_review(room.at("hana"), announced(room).id)


def reassessed(room: Room) -> Case:
    """One that was reassessed."""
    return reassess(room.at("jun"), waived(room).id)


def appealed(room: Room) -> Case:
    """One whose reassessment is appealed against."""
    return appeal(room.at("hana"), reassessed(room).id, Against.REASSESSMENT, 1, grounds="It was for other goods.")


def refunding(room: Room) -> Case:
    """One whose claim was granted, so that a refund is proposed."""
    case = claim_less(room.at("hana"), accepted(room).id, (NewFigure(1, "price", "1500.00"),), why="The price was for three.")
    return decide(room.at("jun"), case.id, "grant")


def overpaid(room: Room) -> Case:
    """One on which too much was paid, and whose first refund was refused."""
    return refuse_refund(room.at("min"), refunding(room).id, 1, "Propose it with the contract.")


def gone(room: Room) -> Case:
    """An export that has left."""
    return exit_confirmed(room.office, exported(room).id)


def claimed(room: Room) -> Case:
    """An export for which drawback is claimed."""
    case, used = gone(room), accepted(room)
    return claim_drawback(room.at("hana"), case.id, [Used(used.number or "", 1, Decimal(10))])


def drawn_on(room: Room, case: Case) -> dict[str, object]:
    """What a claim for drawback says: the number of an import that was paid."""
    return {"used": [{"number": accepted(room).number, "item": 1, "quantity": "10"}]}


def its_order(room: Room, case: Case) -> dict[str, object]:
    """The order by which the bank paid a notice."""
    return {"order": case.ledger.payments[0].order, "reason": "The account was not covered."}


@dataclass(frozen=True)
class Kind:
    """One kind: who reports it of which case and what is told; what the law refuses, of which case, and in which words.

    ``not_for`` is somebody who knows the case but may not send it, ``stranger`` somebody to whom the case is nothing.
    """

    kind: str
    who: str
    of: Callable[[Room], Case]
    told: dict[str, object] | Callable[[Room, Case], dict[str, object]]
    against: dict[str, object]
    because: str
    not_for: str = "hana"
    stranger: str = "vera"
    by: str = ""
    about: Callable[[Room], Case] | None = None
    status: int = 409


WHY: dict[str, object] = {"reason": "It is needed."}
BLANK: dict[str, object] = {"reason": " "}
REPORT: dict[str, object] = {
    "depth": "full",
    "found": ["wrong mass"],
    "remark": "Two boxes are missing.",
    "counted": [{"item": 1, "quantity": "800", "packages": 38}],
    "seals": [{"number": "HJ482210", "state": "broken"}],
    "samples": [{"item": 1, "laboratory": "Central laboratory", "question": "Which fibre?", "due": "2027-01-15"}],
    "attended": [{"part": "declarant"}, {"part": "agency", "agency": FOOD}],
}
DOUBT: dict[str, object] = {"about": "value", "grounds": "A third of the price in March."}
DECIDED: dict[str, object] = {"doubt": 1, "outcome": "accepted", "grounds": "The contract shows it."}
FOOD_SAYS: dict[str, object] = {"agency": FOOD}
APPROVED = FOOD_SAYS | {"answer": "approved"}
ANSWERED = FOOD_SAYS | {"answers": {"1": "yes"}}
ASKED = FOOD_SAYS | {"question": "Which mill?"}


PRICE = [{"item": 1, "what": "price", "figure": "2500.00"}]
MORE: dict[str, object] = {"how": "self-correction", "figures": PRICE, **WHY}
ANNOUNCED: dict[str, object] = {"figures": PRICE, "grounds": "The books show a second payment.", "law": "Article 38-3"}
ADDITION: dict[str, object] = {"correction": 1, "impose": False, "grounds": "An honest error."}
APPEAL: dict[str, object] = {"against": "reassessment", "correction": 1, "grounds": "It was for other goods."}
ANSWER: dict[str, object] = {"appeal": 1, "won": False, "grounds": "The contract names these goods."}


def officers(kind: str, of: Callable[[Room], Case], *told: Any, who: str = "jun", **more: Any) -> Kind:
    """A kind that officers and supervisors report."""
    return Kind(kind, who, of, *told, **more)


def outsiders(kind: str, who: str, of: Callable[[Room], Case], *told: Any, **more: Any) -> Kind:
    """A kind that somebody outside the office reports; another trader or agency finds no such case."""
    return Kind(
        kind, who, of, *told, not_for="jun", stranger="bora" if who == "hana" else "rok" if who == "ara" else "bae", **more
    )


KINDS = (
    officers("decided", drawn, {"verb": "query", **WHY}, {"verb": "hold", **WHY}, "the law it rests on"),
    officers("examination-ordered", drawn, {"depth": "partial", "items": [1], **WHY}, {"depth": "audit", **WHY}, "look at goods"),
    officers("examined", coffee_there, REPORT, {"depth": "audit"}, "An audit follows the release"),
    officers("laboratory-reported", sampled, {"sample": 1, "finding": "Wool."}, {"sample": 7, "finding": "Wool."}, "sample 7"),
    officers("lane-overridden", drawn, {"lane": "L3", **WHY}, {"lane": "L0", **WHY}, "automatic lane by hand"),
    officers("override-confirmed", proposed, {}, {}, "You proposed this", who="min", by="jun"),
    officers("override-refused", proposed, WHY, BLANK, "needs a reason", who="sora"),
    officers("transferred", drawn, {"to": "sora", **WHY}, {"to": "hana", **WHY}, "cannot be given this case", who="min"),
    officers("referred-to-audit", drawn, WHY, BLANK, "needs a reason"),
    officers("doubt-raised", drawn, {"items": [1], **DOUBT}, {"items": [9], **DOUBT}, "9"),
    officers("doubt-decided", explained, DECIDED, {**DECIDED, "outcome": "kept"}, "value"),
    officers("escalated", silent, {"to": "Its head", **FOOD_SAYS, **WHY}, {"to": " ", **FOOD_SAYS, **WHY}, "to whom"),
    officers("payment-failed", passed, {"account": "110-22"}, {}, "was paid before", about=accepted),
    officers("reminded", passed, {}, {}, "may be carried out until", about=accepted),
    officers("manifest-reviewed", drawn, {}, {"shed": "NOWHERE"}, "list of bonded sheds"),
    officers("carried-in", drawn, {"shed": SHED}, {"shed": "NOWHERE"}, "list of bonded sheds"),
    officers("carried-out", accepted, {}, {}, "no accepted declaration", about=there),
    outsiders(
        "permit-answered", "ara", with_agency, {"answer": "approved", **FOOD_SAYS}, {"answer": "refused", **FOOD_SAYS}, "reason"
    ),
    outsiders(
        "permit-questions", "ara", with_agency, {"answers": {"1": "yes"}, **FOOD_SAYS}, {"answers": {"9": "x"}, **FOOD_SAYS}, "9"
    ),
    outsiders(
        "agency-asked", "ara", with_agency, {"question": "Which mill?", **FOOD_SAYS}, {"question": " ", **FOOD_SAYS}, "A question"
    ),
    outsiders("joint-inspection-asked", "ara", with_agency, {**FOOD_SAYS, **WHY}, {**FOOD_SAYS, **BLANK}, "needs a reason"),
    outsiders("agency-answered", "hana", inquired, {"text": "Ours.", **FOOD_SAYS}, {"text": " ", **FOOD_SAYS}, "An answer"),
    Kind(
        "doubt-answered",
        "hana",
        doubted,
        {"doubt": 1, "text": "It is right."},
        {"doubt": 7, "text": "It is."},
        "7",
        "seok",
        "bora",
    ),
    outsiders("documents-supplied", "hana", asked, {"documents": ["Contract 2026-88"]}, {"text": " "}, "An answer"),
    outsiders("cancellation-asked", "hana", drawn, WHY, BLANK, "needs a reason"),
    outsiders("presented", "hana", before_arrival, {}, {}, "TAK-017", about=drawn, status=422),
    outsiders("paid", "hana", passed, {}, {"amount": "1"}, "Pay the amount on the notice"),
    outsiders("exited", "seok", exported, {"office": "02010"}, {}, "Only the goods of an export", about=drawn),
    officers("arrived", drawn, {}, {"shed": "NOWHERE"}, "list of bonded sheds"),
    officers("unloaded", drawn, {"packages": 40}, {"shed": "NOWHERE"}, "list of bonded sheds"),
    officers("payment-reversed", accepted, its_order, {"order": "B00-000001", **WHY}, "none of this case"),
    outsiders("corrected", "hana", accepted, MORE, {**MORE, "how": "claim"}, "nothing less is owed"),
    officers("reassessment-announced", accepted, ANNOUNCED, {**ANNOUNCED, "grounds": " "}, "states the facts"),
    outsiders("review-waived", "hana", announced, {}, {}, "No reassessment is announced", about=accepted),
    officers("reassessment-made", waived, {}, {}, "No reassessment is announced", about=accepted),
    officers("addition-decided", reassessed, ADDITION, {**ADDITION, "correction": 7}, "no reassessment in force"),
    outsiders("appealed", "hana", reassessed, APPEAL, {**APPEAL, "grounds": " "}, "grounds"),
    officers("appeal-decided", appealed, ANSWER, ANSWER, "You decided what is appealed", who="sora", by="jun"),
    officers("refund-proposed", overpaid, WHY, {"amount": "99999999", **WHY}, "Propose that or less"),
    officers("refund-confirmed", refunding, {"refund": 1}, {"refund": 1}, "proposed", who="min", by="jun"),
    officers("refund-refused", refunding, {"refund": 1, **WHY}, {"refund": 1, **BLANK}, "needs a reason", who="sora"),
    outsiders("drawback-claimed", "hana", gone, drawn_on, {"used": []}, "names what was used"),
    outsiders("storage-asked", "hana", in_shed, {"until": "2028-03-01", **WHY}, {"until": "2026-01-01", **WHY}, "may stay until"),
    officers("drawback-decided", claimed, {"granted": True}, {"granted": False, **BLANK}, "name the law"),
)


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.kind)
def test_each_kind_is_taken_from_its_desk_and_refused_as_its_form_is(room: Room, one: Kind) -> None:
    case = one.of(room)
    words = one.told if isinstance(one.told, dict) else one.told(room, case)
    assert room.report(one.stranger, case, one.kind, **words)[0] == 404, "to others the case is not there"
    status, said = room.report(one.not_for, case, one.kind, **words)
    assert status == 409 and "is not for this desk to report: it is for" in said["detail"], said
    if "version" in CASE_KINDS[one.kind].model_fields:
        status, said = room.report(one.who, case, one.kind, **words, version=1)
        assert (status, said["title"]) == (409, "The case has changed"), said
        assert one.who == "seok" or (said["changes"] and said["version"] > 1), said
    wrong = one.about(room) if one.about else case
    status, said = room.report(one.by or one.who, wrong, one.kind, **one.against)
    assert status == one.status and one.because in json.dumps(said), said
    assert room.now(case) == case, "nothing that was refused has happened"
    status, told = room.report(one.who, case, one.kind, **words)
    assert status == 200 and told["case"] == case.id, told
    assert room.now(case).version > case.version


def test_the_kinds_tried_here_are_all_there_are() -> None:
    assert {one.kind for one in KINDS} == set(CASE_KINDS)


# -- each desk hears what it may hear ---------------------------------------------------------------------------------------


def test_a_traders_program_is_told_what_changed_for_it_and_nothing_that_only_officers_may_know(room: Room) -> None:
    program, number = room.programs["hana"], next(_numbers)
    body = sound(f"REPORT-{number}", previous_documents__1__id=f"26ABCD0123I{number:08}")
    receipt = program.post("/api/declarations", content=body, headers={"content-type": "application/xml"}).json()
    case = find(room.office, receipt["id"])[0]
    if case.lane in (Lane.L0, Lane.L1):
        override(room.office, case.id, Lane.L2, "Look at the papers.")
    next_of_pool(room, case)
    override(room.at("jun"), case.id, Lane.L3, "The seller was seen before.")
    decide(room.at("jun"), case.id, "query", reason="How was the price agreed?")
    answer = {"text": "By contract.", "version": receipt["version"]}
    status, said = room.report("hana", case, "documents-supplied", **answer)
    told = [change["what"] for change in said["changes"]]
    assert status == 409 and "Question asked" in told and "Lane overridden" not in told and "Allotted" not in told
    assert [change["version"] for change in said["changes"]] == list(range(receipt["version"] + 1, said["version"] + 1))
    status, told = room.report("hana", case, "documents-supplied", **answer | {"version": said["version"]})
    assert status == 200 and told["version"] == said["version"] + 1, "what was sent is the one thing that happened since"
    assert not {"lane", "score", "reasons", "examination", "order", "samples", "officer", "proposed_lane"} & set(told)
    assert room.ask("hana", f"/api/cases/{case.id}") == told
    assert room.ask("jun", f"/api/cases/{case.id}")["version"] == room.now(case).version > told["version"]
    assert "seller was seen" not in json.dumps([said, told]) and "jun" not in json.dumps([said, told])


def test_an_officers_program_hears_who_was_quicker_and_what_he_did(room: Room) -> None:
    case = drawn(room)
    decide(room.at("jun"), case.id, "query", reason="How was the price agreed?")
    status, said = room.report("jun", case, "decided", verb="pass", version=case.version)
    assert status == 409 and f"you looked at version {case.version}, it stands at {case.version + 1}" in said["detail"]
    (change,) = said["changes"]
    assert (change["what"], change["person"], change["note"]) == ("Question asked", "jun", "How was the price agreed?")
    assert said["version"] == change["version"] == case.version + 1


def test_an_agencys_program_finds_its_inbox_and_answers_by_the_version_it_knows(room: Room) -> None:
    case = with_agency(room)
    inbox = room.ask("ara", f"/api/agency?q={case.number}")
    assert (inbox["agency"], inbox["waiting_total"], inbox["answered_total"]) == (FOOD, 1, 0)
    (line,) = inbox["waiting"]
    assert (line["case"], line["agency"], line["waits_for"], line["answer"]) == (case.id, FOOD, "agency", None)
    assert (
        room.ask("ara", f"/api/cases/{case.id}").items() >= {name: line[name] for name in ("version", "items", "answer")}.items()
    )
    assert room.programs["rok"].get(f"/api/cases/{case.id}").status_code == 404
    assert line["held_minutes"] == 0 < line["minutes_left"] < line["promised_minutes"] == 5 * 24 * 60
    assert [item["hs"] for item in line["items"]] == ["0901210000"] and line["questions"][0]["answers"] == ["yes", "no"]
    decide(room.at("jun"), case.id, "query", reason="How was the price agreed?")
    seen = {"agency": FOOD, "version": line["version"]}
    status, told = room.report("ara", case, "agency-asked", question="Which mill?", **seen)
    assert status == 200 and told["waits_for"] == "trader", "a question of customs is no matter of the agency"
    status, said = room.report("ara", case, "permit-answered", answer="approved", **seen)
    assert status == 409 and [change["what"] for change in said["changes"]] == ["Agency asked the trader"]
    status, told = room.report("ara", case, "permit-answered", answer="approved", **seen | {"version": said["version"]})
    assert status == 200 and (told["answer"], told["answered_by_agency"]) == ("approved", True)
    assert "lane" not in told and "total_due" not in told
    answered = room.ask("ara", f"/api/agency?q={case.number}")
    assert not answered["waiting"] and answered["answered"][0]["answer"] == "approved"
    assert room.ask("rok", f"/api/agency?q={case.number}")["waiting"] == []


# -- what is about no single case --------------------------------------------------------------------------------------------


def test_an_officers_program_draws_the_next_case_and_sees_its_age_in_its_list(room: Room) -> None:
    case = lodged(room, lane=Lane.L1)
    status, told = room.tell("jun", "/api/queue/events", {"kind": "case-drawn"})
    assert status == 200 and [one["case"] for one in told["cases"]] == [case.id] and told["cases"][0]["officer"] == "jun"
    status, said = room.tell("jun", "/api/queue/events", {"kind": "case-drawn"})
    assert status == 409 and "No case waits for you in the pool" in said["detail"]
    assert room.tell("min", "/api/queue/events", {"kind": "case-drawn"})[0] == 409, "a supervisor is given none"
    assert room.tell("hana", "/api/queue/events", {"kind": "case-drawn"})[0] == 404
    mine = room.ask("jun", "/api/queue")
    line = next(line for line in mine["cases"] if line["case"] == case.id)
    assert (line["lane"], line["yours"], line["officer"]) == (case.lane, True, "jun")
    assert 0 < line["minutes_left"] < line["promised_minutes"] and mine["in_pool"] == 0 and mine["overdue"] <= mine["open"]


def test_absence_is_reported_by_oneself_or_by_a_supervisor_and_cases_are_passed_on(room: Room) -> None:
    case = drawn(room)
    held = {line["case"] for line in room.ask("jun", "/api/queue")["cases"]}
    before = {one["officer"]: one["open"] for one in room.ask("min", "/api/team")["officers"]}
    assert before["jun"] == len(held)
    assert room.tell("jun", "/api/queue/events", {"kind": "officer-away"})[0] == 409, "a reason is needed"
    status, said = room.tell("jun", "/api/queue/events", {"kind": "officer-away", "officer": "sora", "reason": "Ill."})
    assert status == 409 and "or a supervisor does" in said["detail"]
    status, told = room.tell("jun", "/api/queue/events", {"kind": "officer-away", "reason": "Training."})
    assert status == 200 and told["away_since"] and {one["case"] for one in told["cases"]} == held and case.id in held
    assert {one["officer"] for one in told["cases"]} == {"sora"}
    team = {one["officer"]: one for one in room.ask("min", "/api/team")["officers"]}
    assert team["jun"]["away_since"] and team["jun"]["open"] == 0 and team["sora"]["open"] == before["sora"] + len(held)
    status, told = room.tell("min", "/api/queue/events", {"kind": "officer-back", "officer": "jun"})
    assert (status, told["away_since"], told["cases"]) == (200, None, [])
    assert room.tell("jun", "/api/queue/events", {"kind": "officer-back"})[0] == 409, "he is back already"


def test_the_register_is_changed_by_officers_and_a_trader_applies_for_himself(room: Room) -> None:
    why = {"reason": "As the papers show."}
    path = "/api/traders/KRNEW0001/events"
    new = {"kind": "trader-registered", "name": "Haneul Trade", "licence": "own", **why}
    assert room.tell("hana", path, new)[0] == 409 and room.tell("ara", path, new)[0] == 404
    assert room.tell("jun", path, new | {"reason": ""})[0] == 409
    status, told = room.tell("jun", path, new)
    assert status == 200 and (told["number"], told["name"], told["licence"]) == ("KRNEW0001", "Haneul Trade", "own")
    for kind, more, name, after in (
        ("mandate-given", {"principal": "KRTRD0007"}, "mandates", ["KRTRD0007"]),
        ("mandate-ended", {"principal": "KRTRD0007"}, "mandates", []),
        ("aeo-granted", {"grade": "AA"}, "aeo", "AA"),
        ("aeo-withdrawn", {}, "aeo", None),
        ("trader-suspended", {}, "suspended_since", ...),
        ("trader-reinstated", {}, "suspended_since", None),
    ):
        status, told = room.tell("jun", path, {"kind": kind, **more, **why})
        assert status == 200 and (told[name] == after or (after is ... and told[name])), (kind, told)
    assert room.ask("jun", "/api/traders/KRNEW0001") == told
    applied = {"kind": "aeo-applied", "reason": "Ten years without an irregularity."}
    assert room.tell("hana", path, applied)[0] == 409, "he has no mandate of theirs"
    status, told = room.tell("hana", f"/api/traders/{TRADER}/events", applied)
    assert (status, told) == (200, {"number": TRADER, "aeo": None, "aeo_applied": applied["reason"]})
    status, told = room.tell("jun", f"/api/traders/{TRADER}/events", {"kind": "aeo-refused", **why})
    assert status == 200 and told["aeo_applied"] is None


def test_a_shed_reports_its_own_cargo_and_only_customs_what_it_did_about_a_picked_one(room: Room) -> None:
    case = drawn(room)
    path = f"/api/cargo/{case.cargo}/events"
    assert room.tell("bae", f"/api/cases/{case.id}/events", {"kind": "carried-in"})[0] == 404, "a shed sees no case"
    assert room.tell("bae", path, {"kind": "manifest-reviewed"})[0] == 409
    status, told = room.tell("bae", path, {"kind": "carried-in"})
    assert status == 200 and told["shed"] == SHED
    for told in ({"kind": "scanned", "clear": True}, {"kind": "selection-lifted", "reason": "All as listed."}):
        status, said = room.tell("bae", path, told)
        assert status == 409 and "it is for officer and supervisor" in said["detail"]
        status, said = room.tell("jun", path, told)
        assert status == 409 and "it was not picked from the manifest" in said["detail"]


# -- ledgers ----------------------------------------------------------------------------------------------------------------


def test_an_operation_is_declared_and_taken_step_by_step_by_programs(room: Room) -> None:
    number = "26SEOK0201I00010001"
    line = {"carrier": "Seok Line", "bill": "HB-1", "mode": "1", "loaded_in": "CN", "goods": "Small motors"}
    told = [{"cargo": number, **line, "packages": 10, "gross_mass_kg": "120"}]
    assert room.tell("seok", "/api/manifests", told)[1]["taken"] == 1
    arrived = room.tell("seok", "/api/manifests/26SEOK0201I/events", {"kind": "voyage-arrived", "means": "MV Haeoreum"})
    assert arrived == (200, {"manifest": "26SEOK0201I", "consignments": 1})
    for kind in ("manifest-reviewed", "carried-in"):
        assert room.tell("jun", f"/api/cargo/{number}/events", {"kind": kind})[0] == 200
    transit = {"regime": "transit", "cargo": number, "code": "9503000000", "value": "1000000", "origin": "CN", "mode": "3"}
    way = {"shed": SHED, "to_office": "90210", "route": "Harbour road", "guarantee": "BOND-7", "guaranteed": "250000"}
    status, said = room.tell("hana", "/api/operations", transit | way | {"guaranteed": "1"})
    assert status == 409 and "guarantee" in said["detail"]
    status, operation = room.tell("hana", "/api/operations", transit | way)
    assert status == 201 and operation["stage"] == "declared" and operation["suspended"] != "0", operation
    path = f"/api/operations/{operation['operation']}"
    assert room.programs["bora"].get(path).status_code == 404, "another trader finds no such operation"
    status, said = room.tell("bae", f"{path}/events", {"kind": "regime-accepted"})
    assert status == 409 and "is not for this desk" in said["detail"]
    for who, told_ in (
        ("jun", {"kind": "regime-accepted"}),
        ("jun", {"kind": "seals-put-on", "seals": ["KR 001"]}),
        ("bae", {"kind": "regime-departed"}),
        ("jun", {"kind": "regime-arrived", "intact": True}),
    ):
        status, operation = room.tell(who, f"{path}/events", told_)
        assert status == 200, operation
    status, said = room.tell("jun", f"{path}/events", {"kind": "guarantee-claimed"})
    assert status == 409 and "nothing is claimed now" in said["detail"]
    assert room.tell("jun", f"{path}/events", {"kind": "regime-discharged", "by": "exit"})[1]["ended_by"] == "exit"
    assert room.ask("hana", path)["stage"] == "discharged"


def test_a_monthly_account_is_approved_used_paid_once_and_ended_by_programs(room: Room) -> None:
    path, terms = f"/api/accounts/{TRADER}", {"limit": "5000000", "security": "G-26-14", "form": "guarantee", **WHY}
    assert room.programs["hana"].get(path).status_code == 404
    granted = {"kind": "deferral-granted", "amount": "5000000", **terms}
    assert room.tell("hana", f"{path}/events", granted)[0] == 409, "a trader approves nothing"
    assert room.tell("jun", f"{path}/events", granted | {"amount": "1"})[0] == 409
    assert room.tell("jun", f"{path}/events", granted)[0] == 200
    later = there(room, information__1__code="43", guarantees__1__reference="SEC-26-0001")
    assert decide(room.at("jun"), later.id, "pass").status == "D9", "accepted before it is paid"
    account = room.ask("hana", path)
    (statement,) = account["statements"]
    assert account["used"] == statement["left"] != "0" and statement["notices"][0]["case"] == later.id
    assert room.programs["bora"].get(path).status_code == 404, "nobody sees the account of another"
    paid = {"kind": "statement-paid", "statement": statement["statement"]}
    assert room.tell("bora", f"{path}/events", paid)[0] == 404
    for _again in range(2):
        assert room.tell("hana", f"{path}/events", paid)[1]["used"] == "0"
    assert len(room.now(later).ledger.payments) == 1, "paid twice is paid once"
    assert room.tell("jun", f"{path}/events", {"kind": "deferral-ended", **WHY})[1]["holds"] is False
