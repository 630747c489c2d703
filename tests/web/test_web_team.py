"""The supervisor's desk: who has how much to do, who is away, transfers, and lighter lanes that wait for a second officer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from tests_databases import Databases
from tests_shared import Clock
from web_desks import DeskRoom

from eclear.casefile.decision import Lane
from eclear.casefile.person import Role
from eclear.clearance import Office, override
from eclear.settings import Settings
from eclear.wco import Schemas
from eclear.web.app import create_app

STARTED = datetime(2026, 11, 21, 5, 6, tzinfo=UTC)


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture(scope="module")
def team_office(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas) -> Iterator[Office]:
    """An office where no model helps, so that every declaration goes to the screen review (L1)."""
    store = databases.open(tmp_path_factory.mktemp("team"))
    office = Office(store=store, schemas=schemas, model=None, clock=Clock(STARTED), seed="tests", no_model="none here")
    yield office
    store.close()


@pytest.fixture(scope="module")
def team_app(team_office: Office) -> FastAPI:
    return create_app(team_office, Settings())


@pytest.fixture
def room(request: pytest.FixtureRequest, team_office: Office, team_app: FastAPI) -> DeskRoom:
    name = f"team-{request.node.name[5:30].replace('_', '-').rstrip('-')}"
    team_office.clock.at = STARTED  # type: ignore[attr-defined]
    team_office.enter(name)
    return DeskRoom(team_office, team_app, name)


def officers(page: str) -> list[str]:
    """The lines of the table of officers, as text."""
    table = page.partition("Officers, with what they have to do")[2].partition("</table>")[0]
    return [plain(row) for row in re.findall(r"<tr>.*?</tr>", table, re.S)[1:]]


def test_the_team_shows_what_each_officer_has_to_do_and_ranks_nobody(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    room.sit("Seo-yeon Lim", of="L2 L3")
    for n in range(2):
        room.lodge_for(jun, f"LRN-{n}")
    room.lodge("LRN-9")
    room.office.clock.pass_by(minutes=61)  # type: ignore[attr-defined]
    page = sup.get("/team")
    assert "Open on desks 2 Past the promised time 3 In the pool 1 Officers away 0 of 2" in plain(page)
    first, second = officers(page)
    assert re.match(r" *Jun Park all lanes +2 +2 +2 ", first) and re.match(r" *Seo-yeon Lim lanes L2 L3 +0 +0 +0 ", second)
    assert "Min-ho Kang" not in "".join(officers(page)), "a supervisor without an officer's post is given no cases"


def test_a_case_is_transferred_from_the_list_to_those_who_may_have_it(room: DeskRoom) -> None:
    jun, sup, seo = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR), room.sit("Seo-yeon Lim", of="L1")
    room.sit("Deep", of="L3")
    case = room.lodge_for(jun)
    page = sup.get("/team").partition("Cases of the team")[2]
    choices = re.findall(r'<option value="([^"]*)">([^<]+)', page)
    assert choices == [(room.seats["Seo-yeon Lim"], "Seo-yeon Lim"), ("", "The pool")]
    given = {"version": str(case.version), "to": room.seats["Seo-yeon Lim"], "onward": "team"}
    refused = sup.post(f"/cases/{case.id}/transfer", **given, reason=" ")
    assert refused.status_code == 409 and "needs a reason" in refused.text
    done = sup.post(f"/cases/{case.id}/transfer", **given, reason="Jun is busy.")
    assert (done.status_code, done.headers["location"]) == (303, "/team")
    assert room.now(case).officer == room.seats["Seo-yeon Lim"] and case.id in seo.get("/queue")


def test_an_officer_is_noted_as_away_and_as_back(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    room.sit("Seo-yeon Lim")
    case = room.lodge_for(jun)
    assert sup.post("/team/away", person=room.seats["Jun Park"], reason="").status_code == 409
    assert sup.post("/team/away", person=room.seats["Jun Park"], reason="Ill.").headers["location"] == "/team"
    page = sup.get("/team")
    assert "away since 14:06" in plain(page) and "Officers away 1 of 2" in plain(page)
    assert room.now(case).officer == room.seats["Seo-yeon Lim"]
    assert room.seats["Jun Park"] not in re.findall(r'option value="([^"]+)"', page)
    assert sup.post("/team/back", person=room.seats["Jun Park"]).status_code == 303
    assert "Officers away 0 of 2" in plain(sup.get("/team"))
    unknown = sup.post("/team/away", person="nobody", reason="Ill.")
    assert unknown.status_code == 409 and 'href="/team"' in unknown.text


def test_a_lighter_lane_waits_on_the_team_page_until_somebody_answers(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    case = room.lodge_for(jun)
    override(jun.office, case.id, Lane.L3, "The seal number differs.", room=room.name)
    assert "Lighter lanes that wait" not in sup.get("/team")
    override(jun.office, case.id, Lane.L2, "Papers will do.", room=room.name)
    page = sup.get("/team")
    assert "Lighter lanes that wait" in page and f"/cases/{case.id}#proposal" in page and "L3 to L2" in plain(page)
    shown = sup.get(f"/cases/{case.id}")
    assert "Papers will do." in shown and "/override/confirm" in shown and "/decide" not in shown
    version = str(room.now(case).version)
    kept = sup.post(f"/cases/{case.id}/override/refuse", version=version, reason="")
    assert kept.status_code == 409 and "needs a reason" in kept.text
    assert sup.post(f"/cases/{case.id}/override/refuse", version=version, reason="Open the boxes.").status_code == 303
    assert room.now(case).lane == "L3" and "Lighter lanes that wait" not in sup.get("/team")


def test_the_supervisors_desk_is_for_supervisors_and_the_officers_for_officers(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    hana = room.sit("Hana Oh", Role.TRADER, "41207")
    case = room.lodge_for(jun)
    for desk, path in ((jun, "/team"), (sup, "/queue"), (hana, "/team"), (hana, "/queue")):
        assert desk.client.get(path).status_code == 404, path
    for path in ("/team/away", "/team/back"):
        assert jun.post(path, person=room.seats["Jun Park"], reason="x").status_code == 404
    for path in (f"/cases/{case.id}/transfer", f"/cases/{case.id}/override", f"/cases/{case.id}/audit", "/queue/next"):
        assert hana.post(path, version="1", reason="x", lane="L2").status_code == 404, path
    unsealed = jun.client.post("/queue/next", follow_redirects=False)
    assert unsealed.status_code == 403, "a form that another site sent"


def test_an_empty_room_says_so(room: DeskRoom) -> None:
    page = room.sit("Min-ho Kang", Role.SUPERVISOR).get("/team")
    assert "Nobody in this room is an officer yet." in page and "No case waits for an officer." in page
