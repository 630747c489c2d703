"""The entrance: taking a chair, coming in with a card or a password, changing the desk, leaving."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.person import Post, Role
from eclear.clearance import Office
from eclear.settings import Settings
from eclear.training.people import CHAIRS, enrol, form_token, furnish, seat_cards, who_is_in
from eclear.web.app import create_app
from eclear.web.pages.entrance import HOMES

ADDRESS = "http://127.0.0.1:8417"


@pytest.fixture
def outside(office: Office) -> TestClient:
    """Somebody before the entrance of a class in which one must come in."""
    return TestClient(create_app(office, Settings(people=True)), base_url=ADDRESS, follow_redirects=False)


@pytest.fixture
def at_home(office: Office) -> Iterator[TestClient]:
    """Somebody at the machine of the demonstration room."""
    furnish(office)
    yield TestClient(create_app(office, Settings()), base_url=ADDRESS, follow_redirects=False)


def test_the_first_page_offers_every_chair_and_working_alone(at_home: TestClient) -> None:
    assert at_home.get("/").headers["location"] == "/enter"
    page = at_home.get("/enter").text
    for id, (name, _posts) in CHAIRS.items():
        assert f'value="{id}"' in page and name in page
    assert "Or work alone" in page


def test_a_chair_leads_to_its_desk_and_the_first_page_from_then_on(at_home: TestClient) -> None:
    for id, (_name, posts) in CHAIRS.items():
        seal = form_token(at_home.cookies.get("seat", "")) if at_home.cookies.get("seat") else ""
        taken = at_home.post("/enter/chair", data={"chair": id, "seal": seal})
        assert (taken.status_code, taken.headers["location"]) == (303, HOMES[posts[0].role])
        assert at_home.get("/").headers["location"] == HOMES[posts[0].role]
        assert at_home.get(HOMES[posts[0].role]).status_code == 200, id


def test_the_cookie_is_no_matter_of_scripts_or_other_sites(at_home: TestClient) -> None:
    cookie = at_home.post("/enter/chair", data={"chair": "officer"}).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie


def test_a_planted_cookie_opens_nothing_and_is_replaced(office: Office, outside: TestClient) -> None:
    (card,) = seat_cards(office, "open", 1, [Post(Role.TRADER, "41207")])
    outside.cookies.set("seat", "planted-by-somebody-else")
    assert outside.get("/lodge").headers["location"].startswith("/enter")
    came = outside.post("/enter/card", data={"letters": card.letters, "names": "Aisha, Tomas"})
    token = came.cookies["seat"]
    assert token != "planted-by-somebody-else" and who_is_in(office, "planted-by-somebody-else") is None
    login = who_is_in(office, token)
    assert login is not None and login.seated.person.names == ("Aisha", "Tomas")


def test_who_asked_for_a_page_is_led_there_once_he_is_in_and_never_to_another_site(office: Office, outside: TestClient) -> None:
    (card,) = seat_cards(office, "open", 1, [Post(Role.TRADER, "41207")])
    assert outside.get("/lodge").headers["location"] == "/enter?onward=%2Flodge"
    assert 'value="/lodge"' in outside.get("/enter?onward=%2Flodge").text
    for onward, leads in (("/lodge", "/lodge"), ("//evil.example/x", "/mine"), ("https://evil.example", "/mine")):
        came = outside.post("/enter/card", data={"letters": card.letters, "onward": onward})
        assert came.headers["location"] == leads
        outside.cookies.clear()


def test_a_link_on_a_card_fills_in_the_letters_and_lets_nobody_in_by_itself(office: Office, outside: TestClient) -> None:
    (card,) = seat_cards(office, "open", 1, [Post(Role.TRADER, "41207")])
    page = outside.get(f"/enter/{card.letters}")
    assert page.status_code == 200 and f'value="{card.letters}"' in page.text and "set-cookie" not in page.headers


def test_a_class_code_and_a_password_open_the_room(office: Office, outside: TestClient) -> None:
    enrol(office, "open", "kim", ("Kim",), [Post(Role.OFFICER)], password="harbour lamp onion")
    with office.store.people(writing=True) as people:
        people.set_code("open", "QWERTZ")
    told = {"room": " qwertz ", "person": "kim", "password": "harbour lamp onion"}
    assert outside.post("/enter/password", data=told).headers["location"] == "/queue"
    outside.cookies.clear()
    wrong = outside.post("/enter/password", data=told | {"password": "something else"})
    assert wrong.status_code == 401 and "Name or password is not right" in wrong.text and "something else" not in wrong.text


def test_no_chair_is_free_where_one_must_come_in(office: Office, outside: TestClient) -> None:
    furnish(office)
    assert 'name="chair"' not in outside.get("/enter").text
    assert outside.post("/enter/chair", data={"chair": "officer"}).status_code == 401


def test_a_desk_is_changed_openly_and_left(office: Office, outside: TestClient) -> None:
    (card,) = seat_cards(office, "open", 1, [Post(Role.TRADER, "41207"), Post(Role.OFFICER)])
    outside.post("/enter/card", data={"letters": card.letters})
    token = outside.cookies["seat"]
    page = outside.get("/lodge").text
    assert "Trader" in page and 'value="officer"' in page
    assert outside.get("/queue").status_code == 404
    moved = outside.post("/desk", data={"post": "officer", "seal": form_token(token)})
    assert moved.headers["location"] == "/queue" and who_is_in(office, token) is None
    assert outside.get("/lodge").status_code == 404
    there = outside.cookies["seat"]
    assert outside.post("/desk", data={"post": "supervisor", "seal": form_token(there)}).status_code == 401
    outside.post("/leave", data={"seal": form_token(there)})
    assert who_is_in(office, there) is None and outside.get("/queue").headers["location"].startswith("/enter")
