"""What must stay secret: marks in everything that is customs' own, looked for by every role over every page it may ask for.

And what is somebody's own: another's inbox, refused try, agency, name or side is not there, whichever way one asks.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_shared import cancellation, new_price, sound
from web_people import come_in

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.doubt import About
from eclear.casefile.examination import Depth, Examination
from eclear.casefile.person import ALONE, Person, Post, Role, Seated
from eclear.clearance import Office, arrive, decide, examine, inbox, override, raise_doubt, submit, take_next
from eclear.settings import Settings
from eclear.training.people import enrol, form_token
from eclear.web.app import create_app
from eclear.web.gates import EVERYBODY, GATES
from eclear.web.reporting import REPORTED_BY

LISTS = ("/cases", "/queue", "/team", "/agency", "/shed", "/carrier", "/mine", "/inbox", "/traders", "/intake", "/manifest")
"""Lists of what is somebody's own, as they are had for a spreadsheet."""

ADDRESS = "http://127.0.0.1:8417"
TRADER, OTHER, FOOD, PLANT = "41207", "42018", "MFDS-F", "APQA-P"
PEOPLE = {
    "hana": Post(Role.TRADER, TRADER),
    "bora": Post(Role.TRADER, OTHER),
    "ara": Post(Role.AGENCY, FOOD),
    "rok": Post(Role.AGENCY, "RRA"),
    "jun": Post(Role.OFFICER),
    "min": Post(Role.SUPERVISOR),
    "bae": Post(Role.WAREHOUSE),
    "seok": Post(Role.CARRIER),
    "lee": Post(Role.VIEWER),
}
PARTIES = {"importer_name": "CANARYIMPORTER", "seller_name": "CANARYSELLER"}
PRICE = "USD 4711.37"
COFFEE = {
    "items__1__classifications__1__id": "0901210000",
    "items__1__price": PRICE,
    "invoice_amount": PRICE,
    "items__1__description": "Roasted coffee",
}


class Seat:
    """Somebody who has come in, asking as a browser does."""

    def __init__(self, app: FastAPI, office: Office, id: str, room: str = "open") -> None:
        self.client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        self.seal = form_token(come_in(office, room, id, self.client)) if id else ""

    def get(self, path: str) -> tuple[int, str]:
        """The status, and all that is said: the headers and the text."""
        answer = self.client.get(path, follow_redirects=False)
        return answer.status_code, html.unescape(answer.text) + str(dict(answer.headers))

    def post(self, path: str, **given: str) -> int:
        return self.client.post(path, data={"seal": self.seal} | given, follow_redirects=False).status_code

    def tell(self, path: str, told: object) -> tuple[int, str]:
        answer = self.client.post(path, json=told, headers={"x-csrf-token": self.seal})
        return answer.status_code, answer.text

    def send(self, body: bytes) -> tuple[int, str]:
        heads = {"content-type": "application/xml", "x-csrf-token": self.seal}
        answer = self.client.post("/api/declarations", content=body, headers=heads)
        return answer.status_code, answer.text


@dataclass
class Played:
    """A room in which a case was worked on, with a mark in everything that somebody may not see."""

    app: FastAPI
    office: Office
    case: Case
    inside: frozenset[str]
    business: frozenset[str]

    def seat(self, id: str, room: str = "open") -> Seat:
        return Seat(self.app, self.office, id, room)


@pytest.fixture(scope="module")
def played(asked_office: Office) -> Iterator[Played]:
    office = asked_office
    for id, post in PEOPLE.items():
        enrol(office, "open", id, ("CANARYOFFICER" if id == "jun" else id,), [post])
    office.enter("other")
    for id, post in PEOPLE.items():
        enrol(office, "other", id, (id,), [post])
    case = submit(office, sound("SECRET-1", **COFFEE, **PARTIES)).case
    assert case is not None and case.number and case.needs, case
    if case.lane is Lane.L0:
        override(office, case.id, Lane.L2, "CANARYTOOTAMEALANE")
    jun = office.under(Seated(Person("jun", ("CANARYOFFICER",), (PEOPLE["jun"],)), PEOPLE["jun"]))
    assert take_next(jun).id == case.id
    override(jun, case.id, Lane.L2 if case.lane is Lane.L3 else Lane.L3, "CANARYOVERRIDE: the seller was seen before")
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    examine(jun, case.id, Examination(Depth.FULL, (), "CANARYREMARK on the boxes"))
    decide(jun, case.id, "query", reason="How was the price agreed?")
    with office.store.reading("open") as records:
        now = records.case(case.id)
    assert now and now.score and now.decision and now.assessment
    inside = {"CANARYOVERRIDE", "CANARYREMARK", "CANARYOFFICER", "CANARYTOOTAME", now.score.model, now.score.model_sha256}
    inside |= {now.decision.explanation, str(now.score.chance), f"{now.score.chance:.4f}", str(now.decision.dice)}
    inside |= set(now.decision.hits) | ({now.decision.rule} if now.decision.rule else set())
    business = {
        "CANARYIMPORTER",
        "CANARYSELLER",
        "4711.37",
        "4,711.37",
        f"{now.assessment.customs_value:,}",
        f"{now.total_due:,}",
    }
    business |= {f"{line.amount:,}" for line in now.assessment.lines if line.amount}
    yield Played(create_app(office, Settings(people=True)), office, now, frozenset(inside), frozenset(business))


def pages_for(played: Played, role: Role | None) -> Iterator[str]:
    """Every address that a role may ask for, but streams, the simulated lab, and /healthz, which names the model installed."""
    known = {
        "case_id": played.case.id,
        "trader": TRADER,
        "room": "open",
        "name": "tax-notice",
        "code": "0901210000",
        "letters": "X",
        "draft": "1",
    }
    for key, gate in GATES.items():
        method, path = key.split(" ")
        if method != "GET" or path.endswith("/live") or path.startswith(("/lab", "/healthz")):
            continue
        if gate is EVERYBODY or (role and role in gate):
            for name, value in known.items():
                path = path.replace("{" + name + "}", value)
            if "/status/{number}" in path or "/cargo/{number}" in path:
                yield from (path.replace("{number}", str(number)) for number in (played.case.number, played.case.cargo))
            else:
                yield path.replace("{number}", "1")
    yield from (f"{path}?sheet=csv" for path in LISTS if role and role in (GATES[f"GET {path}"] or Role))
    yield from (f"/status?number={played.case.number}", f"/{'x' * 30}", f"/r/open/status/{played.case.lodged.lrn}")


OUTSIDE = ("hana", "bora", "ara", "rok", "bae", "seok", "lee", "")


@pytest.mark.parametrize("id", OUTSIDE)
def test_what_is_customs_own_reaches_nobody_outside_and_what_is_the_traders_nobody_but_him(played: Played, id: str) -> None:
    role = PEOPLE[id].role if id else None
    secret = played.inside | (frozenset() if id == "hana" else played.business)
    if id == "ara":  # the agency may know whose goods they are, and not what they cost
        secret = played.inside | {word for word in played.business if "CANARY" not in word}
    seat, seen = played.seat(id), 0
    for path in pages_for(played, role):
        status, said = seat.get(path)
        assert status < 500, path
        assert [word for word in secret if word in said] == [], (id, path)
        heads = seat.client.head(path, follow_redirects=False)
        assert [word for word in secret if word in str(dict(heads.headers))] == [], (id, path)
        seen += status == 200
    assert seen > 20


def test_the_marks_are_where_they_belong_so_that_missing_them_elsewhere_says_something(played: Played) -> None:
    _status, officers = played.seat("jun").get(f"/cases/{played.case.id}")
    for mark in ("CANARYOVERRIDE", "CANARYREMARK", "CANARYIMPORTER", "4,711.37"):
        assert mark in officers, mark
    _status, traders = played.seat("hana").get(f"/mine/{played.case.id}")
    assert "CANARYIMPORTER" in traders or f"{played.case.total_due:,}" in traders


@pytest.mark.parametrize("id", [id for id in PEOPLE if PEOPLE[id].role is not Role.OFFICER])
def test_another_class_finds_nothing_of_this_one_by_any_of_its_numbers(played: Played, id: str) -> None:
    seat = played.seat(id, "other")
    for path in pages_for(played, PEOPLE[id].role):
        if path.startswith(("/r/open/", "/watch")):  # public wherever one sits; and the watch knows days only
            continue
        _status, said = seat.get(path)
        words = played.inside - {played.case.score.model, played.case.score.model_sha256} if played.case.score else ()
        assert [word for word in (*words, "CANARY", str(played.case.lodged.sha256)) if word in said] == [], path


def test_an_inbox_is_for_its_own_trader_by_page_and_by_program(played: Played) -> None:
    hana, bora = played.seat("hana"), played.seat("bora")
    waiting = [notice.number for notice in inbox(played.office, TRADER)]
    assert waiting
    for path in (f"/inbox?trader={TRADER}", f"/api/inbox/{TRADER}"):
        status, said = bora.get(path)
        assert status == 404 and played.case.id not in said and str(played.case.number) not in said, path
    assert bora.post("/inbox/acknowledge", trader=TRADER, up_to=waiting[-1]) == 404
    assert bora.tell(f"/api/inbox/{TRADER}/acknowledge", {"up_to": waiting[-1]})[0] == 404
    assert [notice.number for notice in inbox(played.office, TRADER)] == waiting, "nobody else received them for him"
    assert played.case.lodged.lrn in hana.get("/inbox")[1], "his own is there without being named"
    assert hana.get(f"/api/inbox/{TRADER}")[0] == 200


def test_a_refused_try_is_seen_by_who_sent_it_and_by_officers(played: Played) -> None:
    bora, hana = played.seat("bora"), played.seat("hana")
    answer = bora.client.post(
        f"/lodge?seal={bora.seal}", files={"file": ("x.xml", b"<CANARYTRY/>", "text/xml")}, follow_redirects=False
    )
    try_ = answer.headers["location"]
    assert try_.startswith("/intake/") and bora.get(try_)[0] == 200
    assert hana.get(try_)[0] == 404
    assert played.seat("jun").get(try_)[0] == 200
    assert hana.get(try_)[1].count("CANARYTRY") == 0


def test_who_sits_at_a_traders_desk_lodges_in_no_other_name_however_he_sends_it(played: Played) -> None:
    bora, office = played.seat("bora"), played.office
    before = inbox(office, TRADER)
    status, said = bora.send(sound("FOREIGN-1"))
    assert status == 422 and "TAK-020" in said
    status, said = bora.send(sound("SECRET-1"))
    assert status == 422 and played.case.id not in said, "nor does he hear that the LRN was used"
    uploaded = bora.client.post(
        f"/lodge?seal={bora.seal}", files={"file": ("x.xml", sound("FOREIGN-2"), "text/xml")}, follow_redirects=False
    )
    assert uploaded.headers["location"].startswith("/intake/")
    with office.store.reading("open") as records:
        assert records.standing(TRADER, "FOREIGN-1") is None and records.standing(TRADER, "FOREIGN-2") is None
    about, why = played.case.number, "nor does he send messages about what another has lodged, in any name or none"
    for body, code in (
        (cancellation(about), "TAK-020"),
        (cancellation(about, sender=OTHER), "TAK-009"),
        (new_price(about, lrn="FOREIGN-3"), "TAK-009"),
    ):
        status, said = bora.send(body)
        assert status == 422 and code in said, why
    assert inbox(office, TRADER) == before, "and the other hears nothing of it"
    assert submit(office.under(ALONE), sound("FOREIGN-1")).case, "who is alone is bound to no name"


def test_a_sample_is_lodged_in_the_name_of_the_desk(played: Played) -> None:
    bora = played.seat("bora")
    assert bora.post("/lodge/sample", name="02-pay-first") == 303
    with played.office.store.reading("open") as records:
        assert [row.trader for row in records.rows(search="", limit=50)[1] if row.trader == OTHER]


def test_a_program_reports_no_more_than_its_desk_may(played: Played) -> None:
    case, jun = played.case.id, played.seat("jun")
    for told in (
        {"kind": "paid"},
        {"kind": "exited"},
        {"kind": "permit-questions", "agency": FOOD, "answers": {"1": "yes"}},
        {"kind": "permit-answered", "agency": FOOD, "answer": "approved"},
    ):
        status, said = jun.tell(f"/api/cases/{case}/events", told)
        assert status == 409 and "is not for this desk to report" in said, (told, said)
    for id in ("ara", "seok"):
        status, said = played.seat(id).tell(f"/api/cases/{case}/events", {"kind": "paid"})
        assert status == 409 and "it is for trader" in said, said
    for id in ("bora", "rok", "bae", "lee"):
        assert played.seat(id).tell(f"/api/cases/{case}/events", {"kind": "paid"})[0] == 404
    spec = json.loads(jun.client.get("/api/openapi.json").text)
    kinds = {
        kind
        for name, shape in spec["components"]["schemas"].items()
        if (one := shape.get("properties", {}).get("kind"))
        for kind in one.get("enum", [one.get("const")])
    }
    assert kinds == set(REPORTED_BY), "each event that a program can report stands beside the form whose roles may"


def test_an_agency_speaks_for_itself_only(played: Played) -> None:
    case, rok, ara = played.case.id, played.seat("rok"), played.seat("ara")
    assert rok.post(f"/cases/{case}/permits", agency=FOOD, answer="approved") == 404
    with played.office.store.reading("open") as records:
        now = records.case(case)
    assert now is not None
    others = [need.agency for need in now.needs if need.agency != FOOD] or [PLANT]
    assert ara.post(f"/cases/{case}/permits", agency=others[0], answer="approved") == 409
    assert ara.post(f"/agency/{case}/answer?as={others[0]}", version="0", answer="approved", **{"as": others[0]}) in (409, 422)
    with played.office.store.reading("open") as records:
        assert records.case(case) == now


def test_each_side_of_a_doubt_answers_for_itself(played: Played) -> None:
    case = submit(played.office, sound("SIDES-1")).case
    assert case is not None
    raise_doubt(played.office, case.id, About.VALUE, [1], grounds="The price is far below that of like goods.")
    hana, jun = played.seat("hana"), played.seat("jun")
    path = f"/cases/{case.id}/doubts/1/answer"
    assert hana.post(path, text="We issued it.", side="issuer") == 409
    assert jun.post(path, text="It is right.", side="declarant") == 409
    told = {"kind": "doubt-answered", "doubt": 1, "text": "It is right.", "side": "declarant"}
    status, said = jun.tell(f"/api/cases/{case.id}/events", told)
    assert status == 409 and "Only the declarant" in said
    assert hana.post(path, text="It is right.") == 303


def test_a_page_kept_for_one_login_is_never_anothers_nor_is_its_mark(played: Played) -> None:
    path = f"/cases/{played.case.id}"
    jun, again, min_ = played.seat("jun"), played.seat("jun"), played.seat("min")
    first = jun.client.get(path)
    assert jun.client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    for seat in (again, min_):
        answer = seat.client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert answer.status_code == 200
        assert jun.seal not in answer.text and seat.seal in answer.text
    for id in ("hana", "ara", "bae", "seok", "lee"):
        assert played.seat(id).client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 404
    assert played.seat("").client.get(path, follow_redirects=False).status_code == 303
