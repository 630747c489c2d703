"""What a page asks of the database: twelve questions at most, however many cases there are. Counted where they are run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pytest
from fastapi.testclient import TestClient
from tests_shared import cancellation, new_price, sound
from web_desks import questions

from eclear.casefile.case import Case
from eclear.clearance import Office, arrive, decide, submit, submit_all
from eclear.reference import country
from eclear.settings import Settings
from eclear.simulation import generate
from eclear.wco import write
from eclear.web.app import create_app
from eclear.web.gates import GATES

pytestmark = pytest.mark.no_cover  # hundreds of cases: what the pages run is measured by the tests of each page

MOST = 12
FEW, MANY = 3, 300
ADDRESS = "http://127.0.0.1:8417"
FILLED = {
    "code": "MAS-001",
    "table": "overrides",
    "letters": "ABCDEF",
    "trader": "41207",
    "draft": "NONE",
    "room": "open",
    "name": "notice",
    "id": "invoice",
    "person": "nobody",
    "digest": "0" * 64,
    "which": "before",
}
"""How the places of an address are filled: with something that is there, as far as a test can have it."""

OF_AN_EXERCISE = ("/exercises/", "/play", "/api/play", "/debrief", "/record/", "/certificates/", "/test/")
"""Pages that are there only where an exercise is; those of a play are counted in test_web_play.py."""


@dataclass
class Room:
    """A room that fills up, and the case about which most was told."""

    office: Office
    case: Case

    def path(self, route: str) -> str:
        """Return the address of a page."""
        number = self.case.number if "/status" in route else self.case.cargo if "/cargo" in route else "1"
        number = "41311" if route.startswith("/traders") else "1-1" if "/replies" in route else number
        known = FILLED | {"case_id": self.case.id, "number": number or ""}
        if "/tariff" in route:
            known["code"] = "8501101000"
        for name, value in known.items():
            route = route.replace("{" + name + "}", value)
        assert "{" not in route, f"say in FILLED how {route} is filled"
        return route

    def asked(self, pages: Iterable[str]) -> dict[str, tuple[int, list[str]]]:
        """Ask for pages of a server that has just started; return their statuses and what each asked of the database."""
        app = create_app(self.office, Settings(lab_declarations=24))
        client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        found = {}
        for page in pages:
            with questions(self.office) as asked:
                status = client.get(self.path(page), follow_redirects=False).status_code
            found[page] = status, asked
        return found


@pytest.fixture(scope="module")
def room(asked_office: Office) -> Room:
    office = asked_office
    submit(office, b"<nothing/>")
    case = submit(office, sound("LRN-QUERIES")).case
    assert case and case.number
    for number in range(15):  # all but the first are refused: messages about the case that have streams of their own
        submit(office, new_price(case.number, lrn="A-SAME", price=f"{1000 + number}.00"))
    arrive(office, case.cargo or "", "manifest-reviewed")
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    other = submit(office, sound("LRN-WITHDRAWN")).case
    assert other and other.number
    submit(office, cancellation(other.number))
    submit(office, sound("LRN-THIRD"))
    return Room(office, case)


def test_every_page_asks_twelve_questions_at_most_with_three_cases_and_with_three_hundred(room: Room) -> None:
    pages = sorted(key.removeprefix("GET ") for key in GATES if key.startswith("GET ") and not key.endswith("/live"))
    with_few = room.asked(pages)
    korea = country("KR")
    assert korea
    bodies = [write(one.declaration, "KR") for one in generate(3, MANY - FEW, date(2026, 11, 20), korea)]
    submit_all(room.office, bodies)
    with room.office.store.reading("open") as records:
        assert records.rows(limit=1)[0] > 0.9 * MANY
    with_many = room.asked(pages)
    broken = {page: status for page, (status, _asked) in with_many.items() if status >= 500}
    assert not broken
    here = [page for page in pages if not page.startswith(OF_AN_EXERCISE)]
    assert sum(with_many[page][0] == 200 for page in here) > 0.7 * len(here)
    for found, size in ((with_few, FEW), (with_many, MANY)):
        counts = {page: len(asked) for page, (_status, asked) in found.items()}
        assert {page: count for page, count in counts.items() if count > MOST} == {}, f"with {size} cases"


def test_the_questions_of_a_page_are_counted_and_not_only_those_that_one_library_asks(room: Room) -> None:
    ((_status, asked),) = room.asked(["/cases/{case_id}"]).values()
    assert any("FROM login" in text or "FROM room" in text for text in asked) and any("FROM event" in text for text in asked)
    assert any("FROM message" in text for text in asked), "it was read for the first time"
