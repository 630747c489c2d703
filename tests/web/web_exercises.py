"""What the tests of exercises share: a class with an instructor and seats, a small pack on its shelf, browsers that come in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pack_making import changed, zip_of
from web_people import come_in

from eclear.casefile.person import Post, Role
from eclear.clearance import Office
from eclear.settings import Settings
from eclear.training.people import enrol, form_token, seat_cards, sit_down
from eclear.training.shelf import ScenarioShelf
from eclear.web.app import create_app

ADDRESS = "http://127.0.0.1:8417"
CALL = """
[[injects]]
id = "call"
trigger = "hand"
title = "inject_papers"
text = "hint_1"
approach = true

[[hints]]
text = "hint_1"
cost = 2
"""
"""An inject that only comes by hand, for the pack of the tests."""


def with_a_call() -> bytes:
    """Return the small pack as a zip, with an inject that the instructor sends."""
    return zip_of(changed("scenario.toml", '\n[[hints]]\ntext = "hint_1"\ncost = 2\n', CALL))


@dataclass
class Seat:
    """Somebody of the class with a browser of his own: in the class, and after he has gone in, in his play."""

    id: str
    client: TestClient
    office: Office
    token: str

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:400])
        return unescape(answer.text)

    def post(self, path: str, **given: Any) -> Any:
        return self.client.post(path, data={"seal": form_token(self.token)} | given)

    def enters(self) -> None:
        """Go into the play."""
        answer = self.post("/exercise/enter")
        assert answer.status_code == 303, visible(answer.text)[:800]
        self.token = answer.cookies["seat"]
        self.client.cookies.clear()
        self.client.cookies.set("seat", self.token)


@dataclass
class School:
    """A class in a room of its own: its office, its application, its instructor, and its seats."""

    office: Office
    app: FastAPI
    room: str
    instructor: Seat
    seats: list[Seat] = field(default_factory=list)

    @property
    def packs(self) -> ScenarioShelf:
        """The shelf of the application."""
        shelf = self.app.state.window.stage.shelf
        assert isinstance(shelf, ScenarioShelf)
        return shelf

    def seat(self, number: int) -> list[Seat]:
        """Make seats and let their people come in."""
        cards = seat_cards(self.office, self.room, number, [Post(Role.OFFICER)], first=len(self.seats) + 1)
        names = ("Amara", "Bertil", "Chiamaka", "Dario", "Elif", "Farid", "Grace", "Hana")
        for card in cards:
            came = sit_down(self.office, card.letters, [names[len(self.seats) % len(names)]], place=card.seat)
            client = browser_of(self.app)
            client.cookies.set("seat", came.token)
            self.seats.append(Seat(card.seat, client, self.office, came.token))
        return self.seats

    def opened(self, digest: str, **given: Any) -> int:
        """Open an exercise for all seats as its page does, and return its number."""
        ids = [seat.id for seat in self.seats]
        told = {"digest": digest, "mode": "guided", "marked": "yes", "seat": ids, "team": [str(n + 1) for n in range(len(ids))]}
        answer = self.instructor.post("/exercises", **(told | given))
        assert answer.status_code == 303, visible(answer.text)[:800]
        return int(answer.headers["location"].rpartition("/")[2])


def browser_of(app: FastAPI) -> TestClient:
    """Return a browser that follows no redirect by itself."""
    return TestClient(app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False)


def school_of(office: Office, samples: Path, room: str = "class-1") -> School:
    """Return a class in a room of its own, with an instructor and an empty shelf."""
    app = create_app(office, Settings(people=True, samples=samples))
    office.enter(room)
    enrol(office, room, "teacher", ["Mira"], [Post(Role.INSTRUCTOR)])
    client = browser_of(app)
    token = come_in(office, room, "teacher", client)
    return School(office, app, room, Seat("teacher", client, office, token))


def visible(page: str) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
