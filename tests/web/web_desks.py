"""What the tests of the desks share: rooms with people in them who have come in, and how often the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_databases import heard
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.person import Post, Role, Seated
from eclear.clearance import Office, submit, take_next
from eclear.training.people import enrol, form_token, seat_cards, sit_down

_numbers = count(1)


@dataclass
class Desk:
    """Somebody who has come in: a browser that shows his pages and sends his forms, and the office with him at work in it."""

    client: TestClient
    seal: str
    office: Office

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, **given: str) -> Any:
        return self.client.post(path, data={"seal": self.seal} | given, follow_redirects=False)


@dataclass
class DeskRoom:
    """A room of its own, in which people sit at desks and cases are lodged."""

    office: Office
    app: FastAPI
    name: str
    seats: dict[str, str] = field(default_factory=dict)

    def sit(self, name: str, role: Role = Role.OFFICER, of: str = "") -> Desk:
        """Seat somebody by a seat card of his own; his id is that of the seat."""
        number = len(self.seats) + 1
        (card,) = seat_cards(self.office, self.name, 1, [Post(role, of)], first=number)
        enrol(self.office, self.name, card.seat, [name], [Post(role, of)])
        self.seats[name] = card.seat
        came = sit_down(self.office, card.letters, place="here")
        return self.desk(came.token, came.login.seated)

    def desk(self, token: str, seated: Seated) -> Desk:
        client = TestClient(self.app, base_url="http://127.0.0.1:8417", raise_server_exceptions=False)
        client.cookies.set("seat", token)
        return Desk(client, form_token(token), self.office.under(seated))

    def lodge(self, lrn: str = "LRN-1", by: Desk | None = None) -> Case:
        cargo = f"26ABCD0123I{next(_numbers):08d}"
        body = sound(lrn, previous_documents__1__id=cargo)
        case = submit((by.office if by else self.office), body, room=self.name).case
        assert case is not None
        return case

    def lodge_for(self, desk: Desk, lrn: str = "LRN-1") -> Case:
        case = self.lodge(lrn)
        taken = take_next(desk.office, room=self.name)
        assert taken.id == case.id
        return taken

    def now(self, case: Case) -> Case:
        with self.office.store.reading(self.name) as records:
            found = records.case(case.id)
        assert found is not None
        return found


@contextmanager
def questions(office: Office) -> Iterator[list[str]]:
    """Write down every question that the database is asked, whichever way it is asked."""
    asked: list[str] = []
    with heard(office.store) as statements:
        yield asked
    asked += [text for text in statements if text.lstrip()[:6].upper() == "SELECT"]
