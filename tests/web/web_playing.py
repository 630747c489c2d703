"""A class with an exercise for the tests of a trainee's pages: a pack, teams, an app with a shelf, and people who come in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from pack_making import made, zip_of
from web_people import come_in

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.play import Seating
from eclear.casefile.scenario import Mode, Scenario
from eclear.clearance import Office
from eclear.settings import Settings
from eclear.training import exercises
from eclear.training.people import enrol, form_token
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.app import create_app
from eclear.web.window import HANDS

ADDRESS = "http://127.0.0.1:8417"
INSTRUCTOR = Seated(Person("teacher", ("Teacher",), (Post(Role.INSTRUCTOR),)), Post(Role.INSTRUCTOR))
HOME = "class-5"
NO_PACKS = Path("/nowhere/at/all")


class Trainee:
    """Somebody of the class at a browser: in the class first, and in the play after he has entered it."""

    def __init__(self, app: FastAPI, office: Office, id: str, language: str = "en", room: str = HOME) -> None:
        self.client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        self.client.cookies.set("lang", language)
        come_in(office, room, id, self.client)

    @property
    def seal(self) -> str:
        """What his forms carry, by the cookie that he has now."""
        return form_token([cookie.value or "" for cookie in self.client.cookies.jar if cookie.name == "seat"][-1])

    def get(self, path: str, **more: object) -> Response:
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def post(self, path: str, **form: str) -> Response:
        return self.client.post(path, data=form, headers={"x-csrf-token": self.seal}, follow_redirects=False)

    def tell(self, path: str, **event: object) -> Response:
        return self.client.post(path, json=event, headers={"x-csrf-token": self.seal})

    def enter(self) -> Response:
        came = self.post("/exercise/enter")
        self._seat(came)
        return came

    def leave(self) -> Response:
        came = self.post("/play/leave")
        self._seat(came)
        return came

    def sit(self, post: str) -> Response:
        came = self.post("/desk", post=post)
        self._seat(came)
        return came

    def _seat(self, came: Response) -> None:
        """Keep one cookie only, as a browser does: the newest."""
        if token := came.cookies.get("seat"):
            language = self.client.cookies.get("lang") or "en"
            self.client.cookies.clear()
            self.client.cookies.set("lang", language)
            self.client.cookies.set("seat", token)


@dataclass
class School:
    """A class with an exercise that is open for its teams, and the app in which it is."""

    office: Office
    app: FastAPI
    stage: Stage
    scenario: Scenario
    number: int
    trainees: dict[str, Trainee] = field(default_factory=dict)

    @property
    def exercise(self) -> Exercise:
        return exercises.exercise(self.office, HOME, self.number)

    def seating(self, id: str) -> Seating:
        found = self.exercise.of(id)
        assert found is not None
        return found

    def start(self) -> None:
        exercises.start(self.stage, HOME, self.number)

    def pause(self) -> None:
        exercises.pause(self.stage, HOME, self.number)

    def jump(self, minutes: int) -> None:
        exercises.jump(self.stage, HOME, self.number, minutes)
        exercises.tick(self.stage)

    def end(self) -> None:
        exercises.end(self.stage, HOME, self.number)

    def trainee(self, id: str, language: str = "en") -> Trainee:
        if id not in self.trainees:
            self.trainees[id] = Trainee(self.app, self.office, id, language)
        return self.trainees[id]

    def case_of(self, id: str, name: str = "main") -> str:
        """Return the case that the scenario calls by this name, in the play of somebody."""
        with self.office.store.reading(self.seating(id).room) as records:
            trader, lrn = self.scenario.variant(self.seating(id).variant).declarations[name]
            standing = records.standing(trader, lrn)
        assert standing
        return standing[0]


def school(
    office: Office,
    teams: Sequence[Sequence[str]] = (("ada",), ("ben",), ("cleo",), ("dan",)),
    *,
    files: Mapping[str, bytes] | None = None,
    mode: Mode = Mode.GUIDED,
    marked: bool = True,
) -> School:
    """Open an exercise for a class and lay it out; it is not started yet."""
    office.enter(HOME)
    shelf = ScenarioShelf(NO_PACKS, office.store, HANDS)
    scenario = shelf.add(zip_of(made() if files is None else files), "teacher")
    enrol(office, HOME, "teacher", ("Teacher",), (Post(Role.INSTRUCTOR),))
    for id in (id for team in teams for id in team):
        enrol(office, HOME, id, (id.capitalize(),), (Post(Role.OFFICER),))
    stage = Stage(office.under(INSTRUCTOR), HANDS, shelf)
    opened = exercises.open_exercise(stage, HOME, scenario, mode=mode, marked=marked, teams=teams)
    exercises.tick(stage)
    app = create_app(office, Settings(people=True))
    return School(office, app, stage, scenario, opened.number)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run the app behind a real address of this machine."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start within 30 seconds"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
