"""Hold what is worked out from the events against the events: rows, joined cargo, numbers and records of conduct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import sha256

from sqlalchemy import select

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_FACTS, Cargo
from eclear.casefile.case import Case, case_of
from eclear.casefile.events import Event
from eclear.casefile.exercise import Exercise, exercise_of
from eclear.casefile.numbers import taken_from
from eclear.casefile.play import ExerciseOpened
from eclear.storage import tables as t
from eclear.storage.chain import decode
from eclear.storage.conducts import conduct_of, earned
from eclear.storage.people import EXERCISES
from eclear.storage.records import PROFILES, TRADERS
from eclear.storage.rows import columns_of, columns_of_cargo, day_of
from eclear.storage.store import Store


def rows_that_differ(store: Store, room: str, waiting_for: Callable[[Case], Sequence[str]]) -> Iterator[str]:
    """Yield a line for everything in a room that is not what its events say; ``waiting_for`` names a case's open guards."""
    with store.transaction(writing=False) as connection:
        streams: dict[str, list[Event]] = defaultdict(list)
        event = t.event.c
        for (body,) in connection.execute(select(event.body).where(event.room == room).order_by(event.position)):
            happened = decode(body)
            streams[happened.stream].append(happened)
        in_room = {table: table.c.room == room for table in (t.case_row, t.cargo_row, t.joined, t.numbering, t.conduct)}
        rows = {row["id"]: dict(row) for row in connection.execute(select(t.case_row).where(in_room[t.case_row])).mappings()}
        of_cargo = select(t.cargo_row).where(in_room[t.cargo_row])
        moved = {row["number"]: dict(row) for row in connection.execute(of_cargo).mappings()}
        joined = {(row.cargo, row.case_id) for row in connection.execute(select(t.joined).where(in_room[t.joined]))}
        numbers = {row.series: row.last for row in connection.execute(select(t.numbering).where(in_room[t.numbering]))}
        lines = connection.execute(select(t.conduct).where(in_room[t.conduct]))
        kept = {key: conduct_of(columns) for _room, key, *columns in lines}
        plays = set(connection.execute(select(t.room.c.name).where(t.room.c.home == room)).scalars())

    cases = [case_of(s) for s in streams.values() if isinstance(s[0].fact, ev.Registered | ev.Rejected)]
    cargo = [_cargo(number, s) for number, s in streams.items() if isinstance(s[0].fact, CARGO_FACTS)]
    for case in cases:
        yield from _row(case, rows.pop(case.id, None), waiting_for)
    yield from (f"Case {case_id} has a row but no events." for case_id in rows)
    for one in cargo:
        row = moved.pop(one.number, None)
        if row is None or row | columns_of_cargo(one) != row:
            yield f"Cargo {one.number}: its row is not what its events say (version {one.version}, state {one.state})."
    yield from (f"Cargo {number} has a row but no events." for number in moved)
    expected = {(case.cargo, case.id) for case in cases if case.cargo}
    yield from (f"Case {case_id} has joined cargo {number}, but is not listed with it." for number, case_id in expected - joined)
    yield from (f"Case {case_id} is listed with cargo {number}, which it never joined." for number, case_id in joined - expected)
    opened = [exercise_of(s) for s in streams.values() if isinstance(s[0].fact, ExerciseOpened)]
    exercises = [exercise for exercise in opened if exercise]
    yield from _numbers(cases, numbers, [exercise.number for exercise in exercises])
    yield from _plays(exercises, plays)
    changes = sum(len(s) for s in streams.values() if isinstance(s[0].fact, ev.ProfileSet | ev.ProfileEnded))
    if numbers.get(PROFILES, 0) != changes:
        yield f"Risk profiles: {changes} changes were recorded, but {numbers.get(PROFILES, 0)} are noted."
    registered = sum(len(s) for s in streams.values() if isinstance(s[0].fact, ev.TraderFact))
    if numbers.get(TRADERS, 0) != registered:
        yield f"Register of traders: {registered} changes were recorded, but {numbers.get(TRADERS, 0)} are noted."
    due = earned((case, day_of(case)) for case in cases)
    for key in sorted(due.keys() | kept.keys()):
        if due.get(key) != kept.get(key):
            yield f"Record {key} is {kept.get(key)}, the events say {due.get(key)}."


def packs_that_differ(store: Store) -> Iterator[str]:
    """Yield a line for every scenario that is kept and is not what its digest says."""
    for digest, slug, _at in store.packs():
        if sha256(store.pack(digest) or b"").hexdigest() != digest:
            yield f"Scenario {slug}: its bytes are not those of its digest {digest[:12]}. Load the pack again."


def inbox_that_differs(store: Store, room: str, heard: Callable[[Event, str], bool]) -> Iterator[str]:
    """Yield a line for every event that a trader should hear of and cannot, or hears of and should not.

    ``heard`` says whether an event in the log of a case of a country is told. Nothing is said about the time before the
    first event that anybody in the room hears of: an earlier eclear kept no inbox.
    """
    with store.transaction(writing=False) as connection:
        event, inbox = t.event.c, t.inbox.c
        log = connection.execute(select(event.position, event.body).where(event.room == room).order_by(event.position))
        happened = [(position, decode(body)) for position, body in log]
        columns = (inbox.position, inbox.trader, inbox.case_id, inbox.stream, inbox.sequence)
        lines = connection.execute(select(*columns).where(inbox.room == room))
        kept: set[tuple[int, str, str, str, int]] = {(p, trader, case, stream, n) for p, trader, case, stream, n in lines}
        far = connection.execute(select(t.acknowledged.c.trader, t.acknowledged.c.position).where(t.acknowledged.c.room == room))
        yield from (f"{trader} has acknowledged event {at}, which is not there." for trader, at in far if at > len(happened))
        numbers = set(connection.execute(select(t.intake.c.number).where(t.intake.c.room == room)).scalars())
    traders: dict[str, tuple[str, str]] = {}
    due: set[tuple[int, str, str, str, int]] = set()
    for position, one in happened:
        fact = one.fact
        if isinstance(fact, ev.Registered | ev.Rejected):
            traders[one.stream] = fact.lodged.trader, fact.lodged.country
        if isinstance(fact, ev.MessageRefused):
            due.add((position, fact.trader, fact.case or "", one.stream, one.sequence))
            if fact.intake not in numbers:
                yield f"Message {fact.intake} was refused, but is missing in the log of refused messages."
        elif one.stream in traders and heard(one, traders[one.stream][1]):
            due.add((position, traders[one.stream][0], one.stream, one.stream, one.sequence))
    since = min((position for position, *_ in kept), default=len(happened) + 1)
    for position, trader, *_ in sorted(due - kept):
        if position >= since:
            yield f"Event {position} is not in the inbox of {trader}."
    yield from (
        f"Event {position} is in the inbox of {trader}, who should not hear of it." for position, trader, *_ in kept - due
    )


def _cargo(number: str, happened: Iterable[Event]) -> Cargo:
    cargo = Cargo(number)
    for event in happened:
        cargo = cargo.after(event)
    return cargo


def _plays(exercises: Iterable[Exercise], rooms: set[str]) -> Iterator[str]:
    """Every play of an exercise has its room, and every room of a play its exercise."""
    seated = {play.room: one.number for one in exercises for play in (*one.plays, *(gone for gone, _reason in one.before))}
    missing = sorted(seated.keys() - rooms)
    yield from (f"Exercise {seated[room]} has a play in room {room}, which is not there." for room in missing)
    yield from (f"Room {room} is one of a play, but no exercise of the class names it." for room in sorted(rooms - seated.keys()))


def _row(case: Case, row: dict[str, object] | None, waiting_for: Callable[[Case], Sequence[str]]) -> Iterator[str]:
    if row is None:
        yield f"Case {case.id} has events but no row."
        return
    expected = columns_of(case, waiting_for(case))
    wrong = [f"{name} is {row[name]!r}, the events say {value!r}" for name, value in expected.items() if row[name] != value]
    if wrong:
        yield f"Case {case.id}: {'; '.join(wrong)}."


def _numbers(cases: Iterable[Case], numbers: dict[str, int], exercises: Collection[int]) -> Iterator[str]:
    """The next number of a series must be beyond every number that was given."""
    given: dict[str, int] = defaultdict(int)
    for case in cases:
        if case.number and (source := taken_from(case.number)):
            series, serial = source
            given[series] = max(given[series], serial)
    if exercises:
        given[EXERCISES] = max(exercises)
    for series, highest in given.items():
        if numbers.get(series, 0) < highest:
            yield f"Series {series}: number {highest} was given, but the last one noted is {numbers.get(series, 0)}."
