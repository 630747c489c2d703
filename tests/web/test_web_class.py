"""The class: an instructor prepares seats, prints cards, sees who is in, sends out; and the server knows its own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient
from web_people import come_in

from eclear.casefile.person import Post, Role
from eclear.clearance import Office
from eclear.settings import Settings
from eclear.training.classes import enrolled
from eclear.training.people import NotIn, enrol, form_token, sit_down
from eclear.web.app import create_app
from eclear.web.frame import STATIC
from eclear.web.network import Network, listed, own_addresses
from eclear.web.qr import qr_code

LAPTOP, HOTSPOT = "192.168.1.20", "10.42.0.1"


class Laptop:
    """A machine that is carried from one network to another."""

    def __init__(self) -> None:
        self.address = LAPTOP

    def __call__(self) -> tuple[str, ...]:
        return (self.address,)


@dataclass
class School:
    """An application that serves a class, and the instructor's browser."""

    office: Office
    network: Network
    laptop: Laptop
    instructor: TestClient
    seal: str

    def browser(self, host: str = LAPTOP) -> TestClient:
        return TestClient(self.instructor.app, base_url=f"http://{host}:8417", follow_redirects=False)

    def post(self, path: str, **fields: object) -> str:
        """Send a form as the instructor; returns where it leads, or the page that it brings."""
        answer = self.instructor.post(path, data={"seal": self.seal, **fields})
        return answer.headers["location"] if answer.status_code == 303 else unescape(answer.text)

    def seats(self, number: int, **fields: object) -> dict[str, str]:
        """Make seats; returns the letters of each card on the sheet."""
        page = self.post("/class/cards", number=str(number), **fields)
        return dict(re.findall(r'card__seat">(seat-\d+)<.*?card__letters">([A-Z0-9 ]+)<', page, re.S))


@pytest.fixture(scope="module")
def school(asked_office: Office) -> Iterator[School]:
    laptop = Laptop()
    network = Network(8417, laptop)
    app = create_app(asked_office, Settings(people=True), network)
    enrol(asked_office, "open", "teacher", ["Mira"], [Post(Role.INSTRUCTOR), Post(Role.VIEWER)])
    instructor = TestClient(app, base_url=f"http://{LAPTOP}:8417", follow_redirects=False)
    token = come_in(asked_office, "open", "teacher", instructor)
    yield School(asked_office, network, laptop, instructor, form_token(token))


def test_seats_are_made_with_cards_that_open_them_and_a_reload_ends_none(school: School) -> None:
    made = school.seats(3, post=["officer:L1 L2", "trader:41207", ""], more="agency:NFQS")
    assert len(made) == 3
    seat, letters = next(iter(made.items()))
    came = sit_down(school.office, letters.lower(), ["Hana", "Jun"], place="tests")
    assert came.login.seated.id == seat and came.login.seated.post == Post(Role.OFFICER, "L1 L2")
    assert [post.id for post in came.login.seated.person.posts] == ["officer:L1 L2", "trader:41207", "agency:NFQS"]
    first = seat.removeprefix("seat-")
    again = school.post("/class/cards", number="3", first=first, post=["officer"])
    assert f"{seat} is there already, and its card would end" in again and "card__letters" not in again
    assert sit_down(school.office, letters, place="tests")
    school.seats(1, first=first, post=["officer"], anew="yes")
    with pytest.raises(NotIn):
        sit_down(school.office, letters, place="tests")


def test_a_card_shows_where_to_go_in_words_and_to_be_scanned_and_the_page_never_shows_letters_again(school: School) -> None:
    page = school.post("/class/cards", number="1", post=["warehouse:90110001"])
    ((_seat, letters),) = re.findall(r'card__seat">(seat-\d+)<.*?card__letters">([A-Z0-9 ]+)<', page, re.S)
    assert re.fullmatch(r"[A-Z0-9]{4} [A-Z0-9]{4} [A-Z0-9]{4}", letters)
    address = f"http://{LAPTOP}:8417"
    assert address in page and unescape(str(qr_code(f"{address}/enter/{letters.replace(' ', '')}"))) in page and "교육용" in page
    assert letters not in school.instructor.get("/class").text
    assert school.instructor.get("/class/cards").headers["location"] == "/class#seats"


def test_the_list_says_who_is_in_since_when_and_at_which_desk_and_sending_out_ends_it_at_once(school: School) -> None:
    ((seat, letters),) = school.seats(1, post=["trader:41207"]).items()
    browser = school.browser()
    came = browser.post("/enter/card", data={"letters": letters, "names": "Ara, Min"})
    assert came.headers["location"] == "/mine"
    page = school.instructor.get("/class").text
    line = re.search(rf'<tr id="{seat}">.*?</tr>', page, re.S)
    assert line and all(word in line[0] for word in ("Ara, Min", "since", "Trader 41207", "Send out", "seat card"))
    assert browser.get("/inbox").status_code == 200
    assert school.post(f"/class/people/{seat}", act="send-out") == "/class#people"
    assert browser.get("/inbox").headers["location"].startswith("/enter")
    assert "Send out" not in school.instructor.get("/class").text.partition(f'id="{seat}"')[2].partition("</tr>")[0]


def test_a_closed_seat_opens_for_nobody_until_it_is_opened_again(school: School) -> None:
    ((seat, letters),) = school.seats(1, post=["viewer"]).items()
    school.post(f"/class/people/{seat}", act="close")
    with pytest.raises(NotIn):
        sit_down(school.office, letters, place="tests")
    school.post(f"/class/people/{seat}", act="reopen")
    assert sit_down(school.office, letters, place="tests")
    assert "You would close yourself out." in school.post("/class/people/teacher", act="close")


def test_a_person_is_enrolled_with_names_desks_and_a_card_and_a_change_keeps_what_opens(school: School) -> None:
    page = school.post("/class/people", id="j.park", names="Jun, Bo", post=["carrier"], card="yes")
    letters = re.search(r'card__letters">([A-Z0-9 ]+)<', page)
    assert letters and "Carrier" in page
    assert school.post("/class/people", id="j.park", names="Jun", post=["carrier"], more="carrier:HANB") == "/class#j.park"
    assert sit_down(school.office, letters[1], place="tests").login.seated.person.names == ("Jun",)
    form = unescape(school.instructor.get("/class?change=j.park").text)
    assert 'value="j.park"' in form and 'value="carrier, carrier:HANB"' in form
    assert "Nobody of this id" in unescape(school.instructor.get("/class?change=nobody").text)


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/class/cards", {"number": "3"}, "A seat without a post can do nothing."),
        ("/class/cards", {"number": "many", "post": "officer"}, "'many' is no number of seats."),
        ("/class/cards", {"number": "0", "post": "officer"}, "0 seats from number"),
        ("/class/cards", {"number": "2", "post": "judge"}, "'judge' is no role. Give one of: trader, officer"),
        ("/class/cards", {"number": "2", "more": "trader"}, "A post as trader says for which declarant"),
        ("/class/cards", {"number": "2", "more": "agency:FBI"}, "There is no agency 'FBI'. Give one of: APQA-A"),
        ("/class/cards", {"number": "2", "more": "warehouse:1"}, "There is no shed '1'. Give one of: 90110001"),
        ("/class/cards", {"number": "2", "more": "carrier:x y"}, "'x y' is no code of a carrier."),
        ("/class/cards", {"number": "2", "more": "officer:L0"}, "An officer's competence names lanes"),
        ("/class/cards", {"number": "2", "more": "viewer:me"}, "A post as viewer is for nobody in particular."),
        ("/class/people", {"id": "Jun Park", "post": "officer"}, "'Jun Park' is no id of a person."),
        ("/class/people", {"id": "jun", "post": "officer", "password": "short"}, "A password has 8 characters or more."),
        ("/class/people/nobody", {"act": "card"}, "Nobody in room open has the id nobody."),
        ("/class/people/teacher", {"act": "dance"}, "There is no such thing to do."),
        ("/class/keys", {"holder": "", "name": "x"}, "Choose whose key it is"),
        ("/class/keys", {"holder": "teacher viewer", "name": " "}, "A key needs the name of its program"),
        ("/class/keys", {"holder": "teacher officer", "name": "x"}, "teacher has no post officer in room open."),
        ("/class/keys/end", {"mark": "none"}, "There is no such key in this room."),
    ],
)
def test_what_cannot_be_is_refused_with_what_can_and_keeps_what_was_typed(
    school: School, path: str, fields: dict[str, str], said: str
) -> None:
    before = enrolled(school.office, "open")
    answer = school.instructor.post(path, data={"seal": school.seal, **fields})
    page = unescape(answer.text)
    assert answer.status_code == 422 and said in page
    assert enrolled(school.office, "open") == before
    if "more" in fields:
        assert f'value="{fields["more"]}"' in page
    if "password" in fields:
        assert fields["password"] not in page


def test_a_program_gets_a_key_once_and_it_opens_the_interface_until_it_is_ended(school: School) -> None:
    ((seat, _letters),) = school.seats(1, post=["trader:41207"]).items()
    page = school.post("/class/keys", holder=f"{seat} trader:41207", name="Broker's program")
    found = re.search(r'class="ec-key">([^<]+)<', page)
    assert found
    program = school.browser()
    program.headers["authorization"] = f"Bearer {found[1]}"
    assert program.get("/api/inbox/41207").status_code == 200
    again = unescape(school.instructor.get("/class").text)
    assert found[1] not in again and "Broker's program" in again
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]+)"', again)
    assert school.post("/class/keys/end", mark=mark) == "/class#keys"
    assert program.get("/api/inbox/41207").status_code == 401


def test_a_new_class_code_ends_the_one_before(school: School) -> None:
    school.post("/class/code")
    (before,) = re.findall(r'class="ec-code">([A-Z0-9]+)<', school.instructor.get("/class").text)
    school.post("/class/code")
    (after,) = re.findall(r'class="ec-code">([A-Z0-9]+)<', school.instructor.get("/class").text)
    assert before != after
    with school.office.store.people() as people:
        assert people.room_of(after) == "open" and people.room_of(before) is None


def test_the_server_answers_to_its_own_addresses_and_to_nothing_else(school: School) -> None:
    """A page of the Internet that makes its own name lead here (DNS rebinding) is turned away."""
    for host in (LAPTOP, "127.0.0.1", "localhost"):
        assert school.browser(host).get("/enter").status_code == 200
    for host in (HOTSPOT, "evil.example", f"{LAPTOP}.evil.example", "192.168.1.21"):
        answer = school.browser(host).get("/enter")
        assert answer.status_code == 400 and LAPTOP in answer.json()["detail"]
    school.laptop.address = HOTSPOT
    assert school.network.look() and not school.network.look()
    try:
        assert school.browser(HOTSPOT).get("/enter").status_code == 200
        assert school.browser(LAPTOP).get("/enter").status_code == 400
    finally:
        school.laptop.address = LAPTOP
        school.network.look()


def test_own_addresses_are_found_without_asking_anybody() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+\.\d+", found) and not found.startswith("127.") for found in own_addresses())
    table = (
        "           |-- 10.42.0.1\n              /32 host LOCAL\n           |-- 10.42.0.255\n              /32 link BROADCAST\n"
    )
    assert listed(table) == ["10.42.0.1"]


def test_the_style_sheet_asks_for_nothing_that_the_oldest_browser_lacks() -> None:
    """Chrome and Edge 109, Firefox 115 and Safari 16 are what ``eclear serve --class`` promises."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / "eclear.css").read_text("utf-8"), flags=re.S)
    newer = (
        ":has(",
        "@scope",
        "@starting-style",
        "light-dark(",
        "color-mix(",
        "text-wrap",
        "field-sizing",
        "anchor(",
        ":user-invalid",
    )
    assert [word for word in newer if word in rules] == []
    assert not re.search(r"[{;]\s*&", rules), "nested rules came with Chrome 112 and Firefox 117"
