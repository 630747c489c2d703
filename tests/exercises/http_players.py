"""Players of exercises over HTTP: each sits at a seat of a class, comes in by card, and acts as a program would.

They do the same as those of :mod:`eclear.training.players`, of whom they take the habits and the key; but every act goes
through a server that really runs, with cookies, seals and gates, as a trainee's would. What has no interface is done by form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

from eclear.casefile.person import Post, Role
from eclear.casefile.play import Seating
from eclear.casefile.scenario import Act, Scenario, Variant
from eclear.clearance import UnknownCase
from eclear.training.people import form_token
from eclear.training.players import EXPERT, ROUNDS, naive_acts, seen_of
from eclear.training.playing import filled, next_due, playing, subject_of
from eclear.training.stage import (
    AMENDED,
    APPROACH,
    FINISHED,
    GUESSED,
    HINT,
    LODGED,
    NOTED,
    SENT,
    STRUCK,
    WAITED,
    Stage,
)
from eclear.web.pages.form_table import STEP_IDS

OF_A_PLAY = (GUESSED, NOTED, STRUCK, HINT, APPROACH, FINISHED)
OF_A_DESK = ("case-drawn", "officer-away", "officer-back")
OF_CARGO = ("scanned", "selection-lifted", "bill-split", "bill-merged", "difference-settled", "goods-abandoned", "unloaded")
OF_CARGO_TOO = (
    "carried-in",
    "carried-out",
    "arrived",
    "manifest-reviewed",
    "storage-extended",
    "storage-refused",
    "storage-asked",
)
OF_THE_REGISTER = ("mandate-given", "mandate-ended", "trader-suspended", "trader-reinstated", "trader-registered")
OF_VOYAGES = ("voyage-arrived", "manifest-discharged")

WAIT = 1
"""Minutes that go by with each act of a player, as with those that play in process."""


class Refused(Exception):
    """The server refused an act: the status, and what it said."""


@dataclass
class Seat:
    """A seat of a class at a browser of its own: comes in by card, enters its play, goes from desk to desk."""

    address: str
    letters: str
    client: httpx.Client = field(init=False)
    post: str = ""

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=60, follow_redirects=False)

    def come_in(self) -> None:
        """Come in by card."""
        self.client.cookies.clear()
        self._went(self.client.post("/enter/card", data={"letters": self.letters}))

    def enter(self, chair: str) -> None:
        """Enter the exercise, where one sits at the first of one's chairs."""
        self._went(self.form("/exercise/enter"))
        self.post = chair

    def sit(self, chair: str) -> None:
        """Go to another desk of one's own."""
        if chair and chair != self.post:
            self._went(self.form("/desk", post=chair))
            self.post = chair

    @property
    def seal(self) -> str:
        return form_token(self.client.cookies.get("seat") or "")

    def form(self, path: str, **given: str) -> httpx.Response:
        """Send a form."""
        return self.client.post(path, data=given | {"seal": self.seal})

    def tell(self, path: str, told: Mapping[str, Any]) -> httpx.Response:
        """Report an event."""
        return self.client.post(path, json=dict(told), headers={"x-csrf-token": self.seal})

    def send(self, body: bytes) -> httpx.Response:
        """Send a message."""
        headers = {"x-csrf-token": self.seal, "content-type": "application/xml"}
        return self.client.post("/api/declarations", content=body, headers=headers)

    def _went(self, answer: httpx.Response) -> None:
        if answer.status_code != 303:
            raise Refused(f"{answer.request.url.path}: {answer.status_code} {answer.text[:300]}")


class Player:
    """A player at a seat, in a play of an exercise."""

    def __init__(self, stage: Stage, scenario: Scenario, seating: Seating, player: str, seat: Seat, person: str) -> None:
        self.stage, self.scenario, self.seating, self.player, self.seat = stage, scenario, seating, player, seat
        self.room, self.person = seating.room, person
        self.variant: Variant = scenario.variant(seating.variant)

    def play(self) -> Iterator[int]:
        """Play to the end; yields how many minutes of the clock must go by before it goes on."""
        if self.player == EXPERT:
            for act in self.variant.truth.solution:
                if act.kind == WAITED:
                    yield int(act.fields["minutes"])
                else:
                    yield WAIT
                    self.do(act)
        else:
            yield from self._naive()
        for _round in range(ROUNDS):
            minutes = self._until_due()
            if minutes is None:
                return
            yield minutes

    def _naive(self) -> Iterator[int]:
        trader = next((chair for chair in self.scenario.chairs if Post.named(chair).role is Role.TRADER), "")
        for name, message in self.variant.drafts.items():
            self._try(Act(LODGED, name, {}, trader, message))
        done: set[str] = set()
        for _round in range(ROUNDS):
            found = self._next(done)
            if found:
                yield WAIT
                self._try(found)
                continue
            minutes = self._until_due()
            if minutes is None:
                return
            yield minutes

    def _next(self, done: set[str]) -> Act | None:
        """Return the first thing that can be done and was not done before."""
        officer = next((chair for chair in self.scenario.chairs if Post.named(chair).role is Role.OFFICER), "")
        while officer and self._try(Act("case-drawn", "", {}, officer)):
            pass
        with self.stage.office.store.reading(self.room) as records:
            rows, play = records.rows(limit=50)[1], playing(records)
            cases = [case for row in rows if (case := records.case(row.id)) and (case.is_open or case.accepted)]
        for case in sorted(cases, key=lambda one: one.id):
            for act in naive_acts(self.player, seen_of(case, self.person, play), self.scenario.chairs):
                key = f"{act.kind} {act.about} {act.chair} {dict(act.fields)} {case.status} {case.tax} {case.request is not None}"
                if key not in done:
                    done.add(key)
                    return act
        return None

    def _until_due(self) -> int | None:
        """Return in how many minutes something happens by itself; None if nothing is foreseen."""
        due = next_due(self.stage, self.room)
        if due is None:
            return None
        with self.stage.office.store.reading(self.room) as records:
            now = records.room.now(self.stage.office.clock())
        return max(1, -int((now - due).total_seconds() // 60))

    def _try(self, act: Act) -> bool:
        try:
            self.do(act)
        except (Refused, UnknownCase):
            return False
        return True

    def do(self, act: Act) -> None:
        """Do one act at its chair; raises Refused where the server says no."""
        self.seat.sit(act.chair)
        with self.stage.office.store.reading(self.room) as records:
            subject, told = subject_of(records, self.variant, act), filled(records, self.variant, act)
            case = records.case(subject) if subject else None
        answer = self._sent(told, subject, case.cargo if case else None)
        if answer.status_code >= 400:
            raise Refused(f"{self.player} {self.variant.id} {act.kind}: {answer.status_code} {answer.text[:400]}")

    def _sent(self, act: Act, subject: str, cargo: str | None) -> httpx.Response:
        seat, told = self.seat, {"kind": act.kind, **act.fields}
        if act.kind in (LODGED, SENT):
            return seat.send(act.message or b"")
        if act.kind in OF_A_PLAY:
            return seat.tell("/api/play/events", told | ({"case": subject} if act.kind == GUESSED else {}))
        if act.kind in OF_A_DESK:
            return seat.tell("/api/queue/events", told)
        if act.kind == AMENDED:
            return self._amended(act, subject)
        if act.kind in OF_THE_REGISTER or act.kind.startswith("aeo-"):
            return seat.tell(f"/api/traders/{subject}/events", told)
        if act.kind in OF_VOYAGES:
            return seat.tell(f"/api/manifests/{subject}/events", told)
        if act.kind in OF_CARGO or (act.kind in OF_CARGO_TOO and Post.named(act.chair).role is not Role.TRADER):
            return seat.tell(f"/api/cargo/{cargo or subject}/events", told)
        return seat.tell(f"/api/cases/{subject}/events", told)

    def _amended(self, act: Act, case: str) -> httpx.Response:
        """Amend by form: open it, fill in each field on the step where it stands, send it."""
        fields = act.fields
        if fields.get("law"):
            with self.stage.office.store.reading(self.room) as records:
                version = records.case(case)
            opened = self.seat.form(f"/cases/{case}/amend", version=str(version.version if version else 1))
        else:
            opened = self.seat.form(f"/mine/{case}/amend")
        if opened.status_code != 303:
            return opened
        address = opened.headers["location"].partition("?")[0]
        for way, text in fields["changes"].items():
            step, name, page = self._step_with(address, way)
            told = {name: text}
            if f'name="{name}@"' in page:
                number, unit = sorted(text.split(), key=lambda one: not one[0].isdecimal())
                told = {name: number, f"{name}@": unit}
            self._step(address, page, step=step, do="save", **told)
        page = self.seat.client.get(f"{address}?step=check&check=all").text
        reason = {"amend.reason": str(fields.get("code", "21"))} if 'name="amend.reason"' in page else {}
        law = {"amend.law": fields["law"]} if fields.get("law") else {}
        said = {"amend.said": fields["reason"]}
        sent = self._step(address, page, step="check", do="lodge", **reason, **law, **said)
        if sent.status_code == 303 and address in sent.headers["location"]:
            raise Refused(f"{self.variant.id} amended: {self.seat.client.get(sent.headers['location']).text[-3000:]}")
        return sent

    def _step_with(self, address: str, way: str) -> tuple[str, str, str]:
        """Return the step on which a field stands, its name there, and the page; a row is named by what it is about."""
        for step in STEP_IDS:
            page = self.seat.client.get(f"{address}?step={step}").text
            names = {re.sub(r"\[[^]]*\]", ".1", name): name for name in re.findall(r'name="([^"]+)"', page)}
            if way in names:
                return step, names[way], page
        raise Refused(f"No step of the form has the field {way}.")

    def _step(self, address: str, page: str, **given: str) -> httpx.Response:
        version = re.search(r'id="version" value="(\d+)"', page)
        seen = re.search(r'name="case_version" value="(\d+)"', page)
        assert version, "the form carries its version"
        told = {"version": version[1], "item": "1"} | ({"case_version": seen[1]} if seen else {})
        return self.seat.form(address, **(told | given))
