"""Who may use which route: one table, and a test that asks every route as everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_shared import sound
from web_people import come_in, routes_of

from eclear.casefile.person import Post, Role
from eclear.clearance import Office, submit
from eclear.settings import Settings
from eclear.training.people import enrol, form_token, sign_in
from eclear.web.app import create_app
from eclear.web.gates import EVERYBODY, GATES

pytestmark = pytest.mark.no_cover  # every route for every role: what they run is measured by the tests of each page

ADDRESS = "http://127.0.0.1:8417"
POSTS = {
    Role.TRADER: Post(Role.TRADER, "41207"),
    Role.AGENCY: Post(Role.AGENCY, "MFDS"),
}
ENDS_THE_VISIT = ("POST /leave", "POST /desk", "POST /enter/card", "POST /enter/password", "POST /enter/chair")


@dataclass
class Class:
    """A class with somebody at every desk, and a case that one trader lodged."""

    app: FastAPI
    office: Office
    case: str
    number: str


@pytest.fixture(scope="module")
def school(asked_office: Office) -> Iterator[Class]:
    case = submit(asked_office, sound("GATES-1")).case
    assert case is not None and case.number
    for role in Role:
        enrol(asked_office, "open", f"a-{role}", (), [POSTS.get(role, Post(role))])
    enrol(asked_office, "open", "b-trader", (), [Post(Role.TRADER, "42018")])
    asked_office.enter("other")
    for role in Role:
        enrol(asked_office, "other", f"c-{role}", (), [POSTS.get(role, Post(role))])
    yield Class(create_app(asked_office, Settings(people=True)), asked_office, case.id, case.number)


def test_every_route_stands_in_the_table_and_nothing_else_does(school: Class) -> None:
    assert sorted(routes_of(school.app)) == sorted(GATES)


def asked(client: TestClient, key: str, school: Class, seal: str = "") -> int:
    """Ask a route about the trader's case, and return the status."""
    method, path = key.split(" ")
    known = {
        "case_id": school.case,
        "number": "1",
        "trader": "41207",
        "room": "open",
        "id": "a-trader",
        "table": "cases",
        "name": "acceptance",
        "digest": "x",
    }
    for name, value in known.items():
        path = path.replace("{" + name + "}", value)
    path = path.split("{")[0] + ("x" if "{" in path else "")
    return client.request(method, path, headers={"x-csrf-token": seal}, follow_redirects=False).status_code


@pytest.mark.parametrize("role", Role)
def test_what_is_not_for_a_role_is_not_there(school: Class, role: Role) -> None:
    client = TestClient(school.app, base_url=ADDRESS, raise_server_exceptions=False)
    token = come_in(school.office, "open", f"a-{role}", client)
    for key, gate in GATES.items():
        if gate is not EVERYBODY and role not in gate:
            assert asked(client, key, school, form_token(token)) == 404, key


def test_who_has_not_come_in_is_led_to_the_entrance(school: Class) -> None:
    client = TestClient(school.app, base_url=ADDRESS, raise_server_exceptions=False)
    for key, gate in GATES.items():
        if gate is not EVERYBODY:
            programs = "/api/" in key or key.endswith("/live")
            assert asked(client, key, school) == (401 if programs else 303), key


def test_another_trader_and_another_class_find_nothing_where_the_case_is(school: Class) -> None:
    for room, who in (("open", "b-trader"), ("other", "c-trader"), ("other", "c-officer"), ("other", "c-agency")):
        client = TestClient(school.app, base_url=ADDRESS, raise_server_exceptions=False)
        token = come_in(school.office, room, who, client)
        for key in GATES:
            if "{case_id}" in key and "/requests/" not in key:
                found = asked(client, key, school, form_token(token))
                assert found == 404 or (found == 422 and key.startswith("POST ")), (
                    who,
                    key,
                )  # 422: an empty form, seen before any case


@pytest.mark.parametrize("role", [Role.TRADER, Role.OFFICER, Role.INSTRUCTOR])
def test_a_form_without_the_mark_of_its_login_is_refused(school: Class, role: Role) -> None:
    client = TestClient(school.app, base_url=ADDRESS, raise_server_exceptions=False)
    token = come_in(school.office, "open", f"a-{role}", client)
    allowed = [key for key, gate in GATES.items() if gate is not EVERYBODY and role in gate and key.startswith("POST ")]
    assert len(allowed) > 2
    for key in allowed:
        if key not in ENDS_THE_VISIT:
            assert asked(client, key, school) == 403, key
            assert asked(client, key, school, "wrong") == 403, key
            assert asked(client, key, school, form_token(token)) != 403, key


def test_a_password_opens_its_room_and_no_other(school: Class) -> None:
    enrol(school.office, "open", "kim", ("Kim",), [Post(Role.OFFICER)], password="a plain long word")
    came = sign_in(school.office, "open", "kim", "a plain long word", place="here")
    client = TestClient(school.app, base_url=ADDRESS, raise_server_exceptions=False)
    client.cookies.set("seat", came.token)
    assert client.get(f"/cases/{school.case}").status_code == 200
