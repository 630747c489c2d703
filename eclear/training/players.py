"""Four players who play a scenario by themselves: who knows the key, who stops everything, who passes everything, and who
follows the machine's score blindly.

A pack is fair if the first gets full marks in every variant and the others do not pass: nobody is rewarded for a habit. Each
plays in a scratch database of its own, on a clock that he moves himself; :mod:`tests/exercises` plays the same over HTTP.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from eclear.casefile.case import Case
from eclear.casefile.events import Accepted, Decided, Event, Moved
from eclear.casefile.exercise import Play
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.play import PlayOpened
from eclear.casefile.scenario import Act, Mode, Scenario, Side, Variant
from eclear.storage import Stale, Store
from eclear.storage.migrations.steps import upgrade
from eclear.training import noting
from eclear.training.matching import Log, log_of
from eclear.training.playing import IMPOSSIBLE, advance, filled, next_due, playing, seed_of, set_up, subject_of
from eclear.training.stage import APPROACH, FINISHED, GUESSED, HINT, LODGED, NOTED, STRUCK, WAITED, Stage

EXPERT, STOP, PASS, SCORE = "expert", "stop", "pass", "score"
PLAYERS = (EXPERT, STOP, PASS, SCORE)
"""The four players: the reference solution, stop everything, pass everything, follow the score blindly."""

MOST: dict[str, int] = {EXPERT: 100, STOP: 50, PASS: 50, SCORE: 70}
"""What each may get at most in a fair pack; the expert must get it."""

PLAYER = "player"
"""The id under which they sign."""

ROUNDS = 60
"""So often a player looks around before he gives up waiting."""

LIKELY_WRONG = 0.5
"""From this chance on, or in the inspection lane, who follows the score blindly stops a declaration."""

NOBODY = Seated(Person("", (), ()), None)
"""Who sets a scratch room up: nobody who signs."""

REASON, LAW = "Something may be wrong with this declaration.", "Customs Act, Article 237"


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario as somebody played it: everything that happened, and the cases as they stand in the end."""

    scenario: Scenario
    variant: Variant
    player: str
    play: Play
    log: Log
    cases: tuple[Case, ...]

    @property
    def hours(self) -> float | None:
        """How many hours the goods stood from the start until customs let the last of them go, 0 if they had gone before; None
        if it did not let them go."""
        start = self.scenario.starts.astimezone(UTC)
        freed = [_freed(self.log.events, id) for id in self.log.cases.values()]
        if not freed or None in freed:
            return None
        return max(0.0, *((when - start).total_seconds() / 3600 for when in freed if when))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a naive player looks at of a case: enough to act, and nothing of what it says."""

    id: str
    status: str
    lane: str = ""
    chance: float = 0.0
    depth: str = ""
    requested: bool = False
    to_pay: bool = False
    accepted: bool = False
    carried_out: bool = False
    agencies: tuple[str, ...] = ()
    mine: bool = True
    guessed: bool = False


def naive_acts(player: str, seen: Seen, chairs: Sequence[str]) -> Iterator[Act]:
    """Yield what a naive player does about a case as it stands, for each of his chairs."""
    for chair in chairs:
        post = Post.named(chair)
        match post.role:
            case Role.OFFICER:
                for kind, fields in _as_officer(player, seen):
                    yield Act(kind, seen.id, fields, chair)
            case Role.TRADER if seen.to_pay:
                yield Act("paid", seen.id, {}, chair)
            case Role.TRADER if seen.status == "D5":
                yield Act("documents-supplied", seen.id, {"text": "Everything is in the declaration.", "documents": []}, chair)
            case Role.AGENCY if post.of in seen.agencies:
                refused = {"answer": "refused", "reason": REASON, "law": LAW}
                answer = refused if player == STOP else {"answer": "approved", "reference": "OK"}
                yield Act("permit-answered", seen.id, {"agency": post.of, **answer}, chair)
            case Role.WAREHOUSE if seen.accepted and not seen.carried_out:
                yield Act("carried-out", seen.id, {}, chair)


def _as_officer(player: str, seen: Seen) -> Iterator[tuple[str, dict[str, object]]]:
    if not seen.mine:
        return
    if player == SCORE and not seen.guessed:  # nobody sees a score before he has given his own estimate
        yield GUESSED, {"chance": 50}
    stops = player == STOP or (player == SCORE and (seen.lane == "L3" or seen.chance >= LIKELY_WRONG))
    if seen.requested:
        verb = "deny" if stops else "grant"
        yield "decided", {"verb": verb, "reason": REASON, "law": LAW} if stops else {"verb": verb}
    elif stops and seen.status in ("D4", "D5", "D6", "E3"):
        yield "decided", {"verb": "hold", "reason": REASON, "law": LAW}
    elif not stops and seen.status == "D6":
        yield "examined", {"depth": seen.depth or "partial", "found": []}
        yield "decided", {"verb": "pass", "reason": "Nothing found."}
    elif player == SCORE and seen.lane == "L2" and seen.status == "D4":
        yield "decided", {"verb": "request-documents", "reason": "Send the papers."}
    elif not stops and seen.status in ("D4", "D5", "D7", "E3"):
        yield "decided", {"verb": "pass", "reason": "Nothing found."}


def seen_of(case: Case, officer: str, play: Play | None = None) -> Seen:
    """Return what a naive player looks at of a case."""
    order = case.order.order if case.order else None
    return Seen(
        id=case.id,
        status=case.status,
        lane=case.lane.value if case.lane else "",
        chance=case.decision.chance or 0.0 if case.decision else 0.0,
        depth=order.depth.value if order else "",
        requested=case.request is not None,
        to_pay=case.tax in ("T2", "T4"),
        accepted=case.accepted is not None and case.status == "D9",
        carried_out=case.carried_out is not None,
        agencies=tuple(one.agency for one in case.silent),
        mine=case.officer == officer,
        guessed=play is not None and case.id in play.guesses,
    )


class Clock:
    """A clock that stands until a player lets time go by."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def pass_by(self, time: timedelta) -> None:
        """Let time go by."""
        self.now += time


def play_out(stage: Stage, scenario: Scenario, variant_id: str, player: str, mode: Mode = Mode.FREE) -> Played:
    """Play a variant of a scenario to its end in a scratch database, as one of the four players.

    Raises what an act of the solution, or what is given, raises where it cannot be done
    (:data:`~eclear.training.playing.IMPOSSIBLE`).
    """
    with scratch() as store:
        clock = Clock(scenario.starts.astimezone(UTC))
        office = replace(stage.office, store=store, clock=clock, acting=NOBODY)
        room = "scratch"
        store.open_play(room, seed_of(scenario.id, variant_id), "scratch", clock.now, clock.now)
        with store.reading(room) as records:
            running = records.room.set(clock.now, 1.0)
        with store.writing(room) as records:
            records.set_clocks({room: running})
        solo = _Player(Stage(office, stage.hands, _Only(scenario)), room, clock, player, scenario, variant_id, mode)
        return solo.play()


class _Only:
    """A shelf with one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def scenario(self, digest: str) -> Scenario:
        """Return it."""
        return self._scenario

    def keep(self, digest: str) -> None:
        """Keep nothing: a scratch database is thrown away."""


class _Player:
    """One player at work in one room."""

    def __init__(self, stage: Stage, room: str, clock: Clock, player: str, scenario: Scenario, variant: str, mode: Mode) -> None:
        self.stage, self.room, self.clock, self.player, self.scenario = stage, room, clock, player, scenario
        self.chairs = scenario.chairs
        posts = tuple(map(Post.named, self.chairs))
        both = {post.role for post in posts} >= {Role.TRADER, Role.OFFICER}
        self.person = Person(PLAYER, ("Player",), posts, both_chairs=both)
        with stage.office.store.people(writing=True) as people:
            people.enrol(room, self.person)
        opened = PlayOpened("", 0, scenario.id, scenario.digest, variant, mode, "", self.chairs)
        set_up(stage, room, opened)
        advance(stage, room)
        self.variant = scenario.variant(variant)

    def play(self) -> Played:
        """Play to the end, and return what happened."""
        if self.player == EXPERT:
            for act in self.variant.truth.solution:
                self._expert(act)
        else:
            self._naive()
        self._settle()
        with self.stage.office.store.reading(self.room) as records:
            play, log = playing(records), log_of(records, self.variant)
            ids = {event.stream for event in log.events if event.kind in ("registered", "rejected")}
            cases = tuple(case for id in sorted(ids) if (case := records.case(id)))
        assert play is not None
        return Played(self.scenario, self.variant, self.player, play, log, cases)

    def _expert(self, act: Act) -> None:
        if act.kind == WAITED:
            self.clock.pass_by(timedelta(minutes=int(act.fields["minutes"])))
        else:
            self.clock.pass_by(timedelta(minutes=1))
            self.do(act)
        advance(self.stage, self.room)

    def _naive(self) -> None:
        for draft in self.variant.drafts:
            self._try(Act(LODGED, draft, {}, self._trader(), self.variant.drafts[draft]))
        done: set[str] = set()
        for _round in range(ROUNDS):
            advance(self.stage, self.room)
            if self._act(done):
                continue
            due = next_due(self.stage, self.room)
            if due is None:
                return
            self._until(due)

    def _act(self, done: set[str]) -> bool:
        """Do the first thing that can be done and was not done before; return whether there was any."""
        if any(Post.named(chair).role is Role.OFFICER for chair in self.chairs):
            while self._try(Act("case-drawn", "", {}, self._chair(Role.OFFICER))):
                pass
        with self.stage.office.store.reading(self.room) as records:
            rows, play = records.rows(limit=50)[1], playing(records)
            cases = [case for row in rows if (case := records.case(row.id)) and (case.is_open or case.accepted)]
        for case in sorted(cases, key=lambda one: one.id):
            for act in naive_acts(self.player, seen_of(case, PLAYER, play), self.chairs):
                key = f"{act.kind} {act.about} {act.chair} {dict(act.fields)} {case.status} {case.tax} {case.request is not None}"
                if key in done:
                    continue
                done.add(key)
                self.clock.pass_by(timedelta(minutes=1))
                if self._try(act):
                    return True
        return False

    def _settle(self) -> None:
        """Let everything that follows come."""
        for _round in range(ROUNDS):
            advance(self.stage, self.room)
            due = next_due(self.stage, self.room)
            if due is None:
                return
            self._until(due)

    def _until(self, due: datetime) -> None:
        with self.stage.office.store.reading(self.room) as records:
            now = records.room.now(self.clock.now)
        self.clock.pass_by(max(due - now, timedelta(seconds=1)))

    def _chair(self, role: Role) -> str:
        return next((chair for chair in self.chairs if Post.named(chair).role is role), "")

    def _trader(self) -> str:
        return self._chair(Role.TRADER)

    def _try(self, act: Act) -> bool:
        try:
            self.do(act)
        except (*IMPOSSIBLE, Stale):
            return False
        return True

    def do(self, act: Act) -> None:
        """Do one act at its chair."""
        perform(self.stage, self.room, self.variant, act, self._seated(act))

    def _seated(self, act: Act) -> Seated:
        post = Post.named(act.chair or self.chairs[0])
        if post not in self.person.posts:
            raise IllegalStep(f"{act.chair} is no chair of this scenario. Its chairs are: {', '.join(self.chairs)}.")
        return Seated(self.person, post)


def perform(stage: Stage, room: str, variant: Variant, act: Act, seated: Seated) -> None:
    """Do one act of a solution as somebody at his desk: by the verbs of an exercise, or by those of the office."""
    at_desk = stage.under(stage.office.under(seated))
    with stage.office.store.reading(room) as records:
        subject, told = subject_of(records, variant, act), filled(records, variant, act)
    fields = told.fields
    match act.kind:
        case kind if kind == GUESSED:
            noting.guess(at_desk, subject, int(fields["chance"]), room=room)
        case kind if kind == NOTED:
            noting.note_evidence(at_desk, fields["place"], Side(fields["side"]), fields["why"], room=room)
        case kind if kind == STRUCK:
            noting.strike_evidence(at_desk, fields["place"], room=room)
        case kind if kind == HINT:
            noting.ask_hint(at_desk, room=room)
        case kind if kind == APPROACH:
            noting.report_approach(at_desk, fields["inject"], fields["text"], room=room)
        case kind if kind == FINISHED:
            noting.finish(at_desk, room=room)
        case _:
            stage.hands.do(at_desk.office, room, told, subject)


@contextmanager
def scratch() -> Iterator[Store]:
    """Open an empty database of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="eclear-play-") as folder:
        file = Path(folder) / "play.db"
        shutil.copyfile(_empty(), file)
        store = Store(f"sqlite:///{file}")
        try:
            yield store
        finally:
            store.close()


@cache
def _empty() -> Path:
    """Return an empty database with all its tables: made once, copied for each play."""
    file = Path(mkdtemp(prefix="eclear-empty-")) / "empty.db"
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    store.close()
    return file


def _freed(events: Sequence[Event], case: str) -> datetime | None:
    """Return when customs let the goods of a case go: accepted, released against security, or carried out."""
    freeing = (Accepted, Moved)
    for event in events:
        if event.stream != case:
            continue
        released = isinstance(event.fact, Decided) and event.fact.verb == "release"
        gone = isinstance(event.fact, freeing) and (not isinstance(event.fact, Moved) or event.fact.report == "carried-out")
        if released or gone:
            return event.at
    return None
