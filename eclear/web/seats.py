"""The seats of an exercise as the instructor sees them: how far each play has come, worked out again only when it moved."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from eclear.casefile.events import Event, Registered
from eclear.casefile.exercise import Play, play_of
from eclear.casefile.play import PLAY, ExerciseEnded, ExercisePaused, ExerciseStarted, Seating
from eclear.casefile.room import Room
from eclear.casefile.scenario import Scenario
from eclear.storage import Store
from eclear.training.matching import Log, cases_in
from eclear.web.pages.acts import own_acts

MOST_ACTS, MOST_PLAYS = 12, 512


@dataclass(frozen=True, slots=True)
class Looked:
    """How a play stands: its room, which guided steps are done, what was done last (the newest first), and its cases.

    ``count`` is how many acts of persons there are. ``cases`` are the numbers of its declarations.
    """

    room: Room
    position: int
    play: Play | None
    steps: tuple[bool, ...]
    acts: tuple[Event, ...]
    count: int
    cases: tuple[str, ...]


class Seats:
    """The plays of this server's exercises, each looked at again only when something has happened in its room."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Looked] = OrderedDict()
        self._lock = Lock()

    def of(
        self, plays: Sequence[Seating], rooms: Mapping[str, Room], scenario: Scenario | None
    ) -> tuple[tuple[Seating, Looked], ...]:
        """Return how plays stand now, at the cost of two questions; ``rooms`` are those of the plays of the class."""
        positions = self._store.positions([seating.room for seating in plays])
        with self._lock:
            known = {name: looked for name in positions if (looked := self._kept.get(name))}
        moved = [name for name, position in positions.items() if name not in known or known[name].position != position]
        logs = self._store.logs(moved) if moved else {}
        for seating in plays:
            if seating.room in logs:
                known[seating.room] = _looked(rooms[seating.room], positions[seating.room], logs[seating.room], seating, scenario)
        with self._lock:
            for name in moved:
                self._kept[name] = known[name]
                self._kept.move_to_end(name)
            while len(self._kept) > MOST_PLAYS:
                self._kept.popitem(last=False)
        return tuple((seating, replace(known[seating.room], room=rooms[seating.room])) for seating in plays)


def _looked(room: Room, position: int, events: tuple[Event, ...], seating: Seating, scenario: Scenario | None) -> Looked:
    play = play_of(event for event in events if event.stream == PLAY)
    acts = own_acts(events)
    last = acts[: -MOST_ACTS - 1 : -1]
    if scenario is None:
        return Looked(room, position, play, (), last, len(acts), ())
    log = Log(events, cases_in(events, scenario.variant(seating.variant)))
    steps = tuple(log.place(step.done) is not None for step in scenario.steps)
    cases = set(log.cases.values())
    numbers = [event.fact.number for event in events if event.stream in cases and isinstance(event.fact, Registered)]
    return Looked(room, position, play, steps, last, len(acts), tuple(numbers))


def ran(events: tuple[Event, ...], home: Room, real: datetime) -> tuple[timedelta, datetime | None]:
    """Return how long an exercise has run in real time without its pauses, and since when it runs now; None while it stands.

    ``events`` are those of its stream, on the clock of the class's room, which runs as real time does unless somebody set it.
    """
    whole, since = timedelta(), None
    for event in events:
        at = home.real(event.at) or event.at
        match event.fact:
            case ExerciseStarted():
                since = since or at
            case ExercisePaused() | ExerciseEnded():
                whole += at - since if since else timedelta()
                since = None
    return (whole + (real - since), since) if since else (whole, None)
