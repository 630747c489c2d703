"""What a transaction sees of one room: its cases, cargo, numbers and log. Written together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, tuple_, update

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case, case_of
from eclear.casefile.conduct import Conduct
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.events import ApprovalTaken, Event, ProfileEnded, ProfileSet, Registered, Rejected
from eclear.casefile.reading import Reading
from eclear.casefile.room import Room
from eclear.storage import statements as q
from eclear.storage import tables as t
from eclear.storage.chain import decode, encode, link
from eclear.storage.conducts import Conducts
from eclear.storage.prepared import Prepared
from eclear.storage.rows import (
    CaseRow,
    Heard,
    Judgement,
    Refusal,
    Request,
    columns_of,
    judgement_of,
    refusal_of,
    row_of,
)


class Stale(Exception):
    """Somebody else was quicker: the case has changed since it was looked at. Look again, then decide."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a room's log: how many events it holds and the hash of the last. Keep it outside to prove the log later."""

    position: int
    hash: str


class Records:
    """One room within one transaction. Reading methods see what was written before in the same transaction.

    Writes are gathered and sent together when the transaction ends, so that a batch costs few round trips.
    """

    def __init__(self, connection: Connection, room: Sequence[Any], *, writing: bool) -> None:
        self._connection = connection
        self._writing = writing
        name, seed, opened, clock_start, speed, position, head = room
        self.room = Room(name, seed, datetime.fromisoformat(opened), datetime.fromisoformat(clock_start), float(speed))
        self.head = Head(position, head)
        self._begun_at = self.head.position
        self._events: list[dict[str, Any]] = []
        self._messages: list[dict[str, Any]] = []
        self._new_rows: list[dict[str, Any]] = []
        self._changed_rows: dict[str, tuple[int, dict[str, Any]]] = {}
        self._new_cargo: list[dict[str, Any]] = []
        self._changed_cargo: dict[str, Cargo] = {}
        self._joined: list[dict[str, Any]] = []
        self._refusals: list[dict[str, Any]] = []
        self._requests: list[dict[str, Any]] = []
        self._inbox: list[dict[str, Any]] = []
        self._numbers: dict[str, tuple[int, int]] = {}
        self._lanes: dict[str, dict[Lane, int]] = {}
        self._standing: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._cargo: dict[str, Cargo] = {}
        self._conducts = Conducts(connection, name)

    # -- reading ------------------------------------------------------------------------------------------------------

    def case(self, case_id: str) -> Case | None:
        """Return a case, worked out from its events; None if the room has no such case."""
        happened = self.events(case_id)
        return case_of(happened) if happened and happened[0].kind in (Registered.kind, Rejected.kind) else None

    def events(self, stream: str) -> tuple[Event, ...]:
        """Return the events of a case or of a cargo control number, in order."""
        return tuple(decode(body) for (body,) in self._ask(q.EVENTS_OF, stream_=stream))

    def log_of(self, stream: str) -> tuple[tuple[int, Event], ...]:
        """Return the events of a stream with their positions in the room's log."""
        return tuple((position, decode(body)) for position, body in self._ask(q.LOG_OF, stream_=stream))

    def message(self, case_id: str) -> bytes | None:
        """Return the bytes of the declaration as they were received."""
        return next((body for (body,) in self._ask(q.MESSAGE_OF, case=case_id)), None)

    def taken_of(self, approval: str, *, but: str = "") -> Decimal:
        """Return how much the room's cases take of an approval, all but one of them."""
        facts = [event.fact for event in self.events(_approval_stream(approval))]
        taken = {fact.case: fact.quantity for fact in facts if isinstance(fact, ApprovalTaken) and fact.case != but}
        return sum(taken.values(), Decimal(0))

    def requests(self, case_id: str) -> tuple[Request, ...]:
        """Return the messages about a case, in the order in which they came."""
        return tuple(Request(number, digest, body) for number, digest, body in self._ask(q.REQUESTS_OF, case=case_id))

    def standing(self, trader: str, lrn: str) -> tuple[str, str] | None:
        """Return the case id and the digest of what this trader lodged under this LRN before; None if nothing."""
        if (trader, lrn) not in self._standing:
            self.foresee([(trader, lrn)], [])
        return self._standing[trader, lrn]

    def foresee(self, keys: Iterable[tuple[str, str]], cargo: Iterable[str], conduct: Iterable[str] = ()) -> None:
        """Look up what is known about these traders with their LRNs, about this cargo, and under these keys of records, in one
        go each."""
        self._conducts.foresee(conduct)
        wanted = [key for key in dict.fromkeys(keys) if key not in self._standing]
        if wanted:
            self._standing.update(dict.fromkeys(wanted))
            if len(wanted) == 1:
                found = self._ask(q.STANDING_OF_ONE, trader_=wanted[0][0], lrn_=wanted[0][1])
            else:
                found = self._ask_at_once(q.STANDING, tuple_(t.case_row.c.trader, t.case_row.c.lrn).in_(wanted))
            for trader, lrn, case_id, digest in found:
                self._standing[trader, lrn] = (case_id, digest)
        numbers = [number for number in dict.fromkeys(cargo) if number not in self._cargo]
        if numbers:
            self._cargo.update({number: Cargo(number) for number in numbers})
            if len(numbers) == 1:
                known = self._ask(q.CARGO_KNOWN_OF_ONE, number_=numbers[0])
            else:
                known = self._ask_at_once(q.CARGO_KNOWN, t.cargo_row.c.number.in_(numbers))
            for (number,) in known:
                for happened in self.events(number):
                    self._cargo[number] = self._cargo[number].after(happened)

    def cargo(self, number: str) -> Cargo:
        """Return what is known of the cargo under this number; a cargo nobody reported yet has version 0."""
        if number not in self._cargo:
            self.foresee([], [number])
        return self._cargo[number]

    def conduct(self, keys: Sequence[str]) -> dict[str, Conduct]:
        """Return the records under these keys (:func:`~eclear.casefile.conduct.keys_of`); who is missing is unknown."""
        return self._conducts.of(keys)

    def cases_of(self, cargo: str) -> tuple[Case, ...]:
        """Return the cases that have joined this cargo."""
        found = self._ask(q.CASES_OF_CARGO, cargo_=cargo)
        return tuple(case for (case_id,) in found if (case := self.case(case_id)))

    def lanes_used(self, day: str) -> Mapping[Lane, int]:
        """Return how many declarations of this day each lane has taken."""
        if day not in self._lanes:
            series = {lane: _lane_series(day, lane) for lane in Lane}
            more = {"critical": _critical_series(day), "profiles": PROFILES}
            asked = {lane.value: name for lane, name in series.items()} | more
            taken: dict[str, int] = dict(self._ask(q.LANES_OF_DAY, **asked))
            self._lanes[day] = {lane: taken.get(name, 0) for lane, name in series.items()}
            for name in asked.values():
                self._numbers.setdefault(name, (taken.get(name, 0), taken.get(name, 0)))
        return dict(self._lanes[day])

    def critical_used(self, day: str) -> int:
        """Return how many of this day's places for goods that may endanger the public were taken."""
        self.lanes_used(day)
        return self._numbers[_critical_series(day)][1]

    def profiles_version(self, day: str) -> int:
        """Return how often the room's risk profiles were changed; it costs nothing where the lanes of the day are known."""
        self.lanes_used(day)
        return self._numbers[PROFILES][1]

    def profile_events(self) -> tuple[Event, ...]:
        """Return every change of the room's risk profiles, in order."""
        return tuple(decode(body) for (body,) in self._ask(q.PROFILE_EVENTS, set_=ProfileSet.kind, ended_=ProfileEnded.kind))

    def has_declared(self, consignee: str) -> bool:
        """True if somebody whose name a carrier writes, with or without an address behind a comma, has declared before."""
        names = [{"name_": name.strip()} for name in (consignee, consignee.partition(",")[0])]
        return any(self._ask(q.DECLARED_BY, **name)[0][0] for name in names)

    def rank(self, day: str, chance: float) -> int:
        """Return the place of a chance among those of the day so far, 1 the highest."""
        if self._changed_rows:
            self._send()
        waiting = (row["chance"] for row in self._new_rows if row["day"] == day)  # counted here, so that a batch is sent at once
        higher: int = sum(other > chance for other in waiting if other is not None)
        asked = {"room_": self.room.name, "day_": day, "chance_": chance}
        stored: int = q.RANK.ask(self._connection, asked)[0][0]
        return 1 + higher + stored

    def rows(
        self, *, search: str = "", status: str = "", lane: str = "", waiting: str = "", limit: int = 50, offset: int = 0
    ) -> tuple[int, tuple[CaseRow, ...]]:
        """Return how many cases match, and one page of them, the latest received first.

        ``search`` is looked for in number, LRN, cargo number, importer and goods.
        """
        self._send()
        row = t.case_row.c
        match = [row.room == self.room.name]
        if search:
            columns = (row.id, row.number, row.lrn, row.cargo, row.importer, row.goods)
            match.append(or_(*(column.icontains(search, autoescape=True) for column in columns)))
        if status:
            match.append(row.status == status)
        if lane:
            match.append(row.lane == lane)
        if waiting:
            match.append(row.waiting_for.like(f"%{waiting}%"))
        total = self._connection.execute(select(func.count()).select_from(t.case_row).where(*match)).scalar_one()
        found = self._connection.execute(
            select(t.case_row).where(*match).order_by(row.received.desc(), row.id).limit(limit).offset(offset)
        ).mappings()
        return total, tuple(row_of(line) for line in found)

    def row(self, case_id: str) -> CaseRow | None:
        """Return the line of one case."""
        self._send()
        row = t.case_row.c
        found = self._connection.execute(select(t.case_row).where(row.room == self.room.name, row.id == case_id)).mappings()
        return next((row_of(line) for line in found), None)

    def judgements(self, first: date, last: date) -> tuple[Judgement, ...]:
        """Return how the declarations were judged that were lodged from one day to another, both included, in order."""
        self._send()
        days = {"room_": self.room.name, "first_": first.isoformat(), "last_": last.isoformat()}
        return tuple(judgement_of(line) for line in self._connection.execute(q.JUDGEMENTS, days).mappings())

    def latest(self, kind: str, most: int) -> tuple[Event, ...]:
        """Return the latest events of a kind in the whole room, the newest first, so many at most."""
        self._send()
        event = t.event.c
        where = select(event.position).where(event.room == self.room.name, event.kind == kind)
        if kind not in t.OF_EVERY_DECLARATION:
            where = where.where(t.RARE)  # said again, so that the index of what is rare serves it
        where = where.order_by(event.position.desc()).limit(most)
        asked = select(event.body).where(event.room == self.room.name, event.position.in_(where))
        return tuple(map(decode, self._connection.execute(asked.order_by(event.position.desc())).scalars()))

    def find(self, number: str) -> tuple[str, ...]:
        """Return the ids of the cases with this declaration number, or that have joined this cargo."""
        found = self._ask(q.CASE_OF_NUMBER, number_=number) or self._ask(q.CASES_OF_CARGO, cargo_=number)
        return tuple(case_id for (case_id,) in found)

    def heard(self, trader: str, after: int, limit: int) -> tuple[Heard, ...]:
        """Return the events that a trader hears of, from a position of the room's log on, in order, so many at most."""
        self._send()
        inbox = t.inbox.c
        mine = q.HEARD.where(inbox.trader == trader, inbox.position >= after).order_by(inbox.position).limit(limit)
        return tuple(Heard(*line) for line in self._connection.execute(mine, {"room_": self.room.name}))

    def refused_about(self, case_id: str) -> tuple[Heard, ...]:
        """Return where the refusals of messages about a case stand."""
        return tuple(Heard(*line) for line in self._ask(q.REFUSED_ABOUT, case=case_id))

    def acknowledged(self, trader: str) -> tuple[int, int]:
        """Return how far a trader has acknowledged: up to so many replies of the event at a position; 0, 0 at first."""
        return next(((position, reply) for position, reply in self._ask(q.ACKNOWLEDGED, trader_=trader)), (0, 0))

    def refusals(self, limit: int = 50) -> tuple[Refusal, ...]:
        """Return the messages that did not become cases, the latest first."""
        self._send()
        found = self._connection.execute(
            select(t.intake).where(t.intake.c.room == self.room.name).order_by(t.intake.c.number.desc()).limit(limit)
        ).mappings()
        return tuple(map(refusal_of, found))

    def refusal(self, number: int) -> Refusal | None:
        """Return one message that did not become a case."""
        self._send()
        intake = t.intake.c
        found = self._connection.execute(
            select(t.intake).where(intake.room == self.room.name, intake.number == number)
        ).mappings()
        return next(map(refusal_of, found), None)

    # -- writing ------------------------------------------------------------------------------------------------------

    def next_number(self, series: str) -> int:
        """Return the next number of a series of this room, from 1 on."""
        stored, last = self._numbers.get(series) or self._last_number(series)
        self._numbers[series] = (stored, last + 1)
        return last + 1

    def _last_number(self, series: str) -> tuple[int, int]:
        asked = {"room_": self.room.name, "series_": series}
        found = next((last for (last,) in q.LAST_NUMBER.ask(self._connection, asked)), 0)
        return found, found

    def open_case(
        self, case: Case, happened: Sequence[Event], body: bytes, waiting_for: Sequence[str], day: str, heard: Collection[int]
    ) -> None:
        """Record a new case with its first events and its message; ``heard`` are those that its trader hears of."""
        self._append(happened)
        self._tell(case.lodged.trader, case.id, happened, heard)
        self._messages.append({"room": self.room.name, "case_id": case.id, "body": body})
        self._new_rows.append(columns_of(case, waiting_for) | {"room": self.room.name})
        self._standing[case.lodged.trader, case.lodged.lrn] = (case.id, case.lodged.sha256)
        if case.number:
            self._conducts.declared(case.lodged.adds_to, date.fromisoformat(day))
        if case.decision:
            self.lanes_used(day)
            self._lanes[day][case.decision.lane] = self.next_number(_lane_series(day, case.decision.lane))
            if case.decision.cause is Cause.CRITICAL:
                self.next_number(_critical_series(day))
        if case.cargo:
            self._joined.append({"room": self.room.name, "cargo": case.cargo, "case_id": case.id})

    def continue_case(
        self, case: Case, happened: Sequence[Event], waiting_for: Sequence[str], heard: Collection[int], left: str | None = None
    ) -> None:
        """Record further events of a case, which may have ``left`` one cargo for another; raises Stale at the end if somebody
        else was quicker."""
        self._append(happened)
        self._tell(case.lodged.trader, case.id, happened, heard)
        if left != case.cargo and case.cargo:
            if left:
                q.LEAVE_CARGO.tell(self._connection, {"room_": self.room.name, "cargo_": left, "case": case.id})
            self._joined.append({"room": self.room.name, "cargo": case.cargo, "case_id": case.id})
        self._changed_rows[case.id] = (happened[0].sequence - 1, columns_of(case, waiting_for))

    def count_examination(self, case: Case, earlier: str | None) -> None:
        """Count what was found in a case on the records that it adds to, in place of an earlier result."""
        assert case.examination is not None
        self._conducts.examined(case.lodged.adds_to, case.examination.result, earlier)

    def keep_request(self, case_id: str, request: Request) -> None:
        """Keep a message about a case as it was received."""
        told = {"number": request.number, "sha256": request.sha256, "body": request.body}
        self._requests.append({"room": self.room.name, "case_id": case_id} | told)

    def tell_refusal(self, happened: Event, trader: str, case_id: str) -> None:
        """Record that a message about a declaration was refused, and tell its sender."""
        self._append([happened])
        self._tell(trader, case_id, [happened], [happened.sequence])

    def acknowledge(self, trader: str, position: int, reply: int) -> None:
        """Note that the trader has received everything up to so many replies of the event at this position."""
        where = (t.acknowledged.c.room == self.room.name, t.acknowledged.c.trader == trader)
        moved = {"position": position, "reply": reply}
        self._send()
        if self._connection.execute(update(t.acknowledged).where(*where).values(moved)).rowcount == 0:
            self._connection.execute(insert(t.acknowledged).values(moved | {"room": self.room.name, "trader": trader}))

    def _tell(self, trader: str, case_id: str, happened: Sequence[Event], heard: Collection[int]) -> None:
        before = self.head.position - len(happened)
        for position, event in enumerate(happened, before + 1):
            if event.sequence in heard:
                told = {"case_id": case_id, "stream": event.stream, "sequence": event.sequence}
                self._inbox.append({"room": self.room.name, "trader": trader, "position": position} | told)

    def move_cargo(self, cargo: Cargo, happened: Event) -> None:
        """Record one more report about cargo."""
        self._append([happened])
        if cargo.version == 1:
            self._new_cargo.append({"room": self.room.name, "number": cargo.number, "version": 1, "state": cargo.state})
        else:
            self._changed_cargo[cargo.number] = cargo
        self._cargo[cargo.number] = cargo

    def change_profile(self, happened: Event) -> None:
        """Record one more change of a risk profile; from then on the profiles have another version."""
        self._append([happened])
        self.next_number(PROFILES)

    def take_of_approval(self, fact: ApprovalTaken, at: datetime) -> None:
        """Record how much a case takes of an approval from now on."""
        stream = _approval_stream(fact.approval)
        self._append([Event(stream, len(self.events(stream)) + 1, at, "eclear", fact)])

    def refuse(self, reading: Reading, body: bytes, at: datetime) -> int:
        """Keep a message that does not become a case in the intake log; returns its number there."""
        number = self.next_number("intake")
        self._refusals.append(
            {
                "room": self.room.name,
                "number": number,
                "at": at.isoformat(),
                "sha256": reading.sha256,
                "outcome": reading.outcome.value,
                "findings": msgspec.json.encode(reading.findings),
                "body": body,
            }
        )
        return number

    def _append(self, happened: Iterable[Event]) -> None:
        if not self._writing:
            raise RuntimeError("These records were opened for reading; nothing can be written.")
        position, previous = self.head.position, self.head.hash
        for event in happened:
            position += 1
            body = encode(event, self.room.name, position)
            previous = link(previous, body)
            fact = event.fact
            self._events.append(
                {
                    "room": self.room.name,
                    "position": position,
                    "stream": event.stream,
                    "sequence": event.sequence,
                    "kind": fact.kind,
                    "version": fact.version,
                    "body": body,
                    "hash": previous,
                }
            )
        self.head = Head(position, previous)

    def _ask(self, statement: Prepared, **given: str) -> list[tuple[Any, ...]]:
        """Ask the database about this room; what was gathered to be written is sent before."""
        self._send()
        return statement.ask(self._connection, {"room_": self.room.name, **given})

    def _ask_at_once(self, statement: Select[*tuple[Any, ...]], match: ColumnElement[bool]) -> list[tuple[Any, ...]]:
        """Ask for many things of this room at once."""
        self._send()
        return [tuple(line) for line in self._connection.execute(statement.where(match), {"room_": self.room.name})]

    def _send(self) -> None:
        """Send what was gathered to the database, still within the transaction."""
        for statement, lines in (
            (q.ADD_EVENTS, self._events),
            (q.ADD_MESSAGES, self._messages),
            (q.ADD_ROWS, self._new_rows),
            (q.ADD_JOINED, self._joined),
            (q.ADD_CARGO, self._new_cargo),
            (q.ADD_REFUSALS, self._refusals),
            (q.ADD_REQUESTS, self._requests),
            (q.ADD_INBOX, self._inbox),
        ):
            if lines:
                statement.tell_each(self._connection, lines)
                lines.clear()
        for case_id, (before, columns) in self._changed_rows.items():
            row = t.case_row.c
            mine = (row.room == self.room.name, row.id == case_id, row.version == before)
            if self._connection.execute(update(t.case_row).where(*mine).values(columns)).rowcount != 1:
                raise Stale(f"Case {case_id} has changed meanwhile. Look again, then decide.")
        self._changed_rows.clear()
        for number, cargo in self._changed_cargo.items():
            moved = {"room_": self.room.name, "number_": number, "version_": cargo.version, "state_": cargo.state}
            q.MOVE_CARGO.tell(self._connection, moved)
        self._changed_cargo.clear()

    def _send_numbers(self) -> None:
        for series, (stored, last) in self._numbers.items():
            if stored == last:
                continue
            if stored:
                q.MOVE_NUMBER.tell(self._connection, {"room_": self.room.name, "series_": series, "last_": last})
            else:
                q.ADD_NUMBER.tell(self._connection, {"room": self.room.name, "series": series, "last": last})

    def finish(self) -> None:
        """Send the rest and move the room's head; raises Stale if another writer moved it meanwhile."""
        self._send()
        self._send_numbers()
        self._conducts.send()
        if self.head.position == self._begun_at:
            return
        moved = {"room_": self.room.name, "position_": self.head.position, "head_": self.head.hash, "begun_at": self._begun_at}
        if q.MOVE_HEAD.tell(self._connection, moved) != 1:
            raise Stale(f"Room {self.room.name} has changed meanwhile. Try again.")


def _approval_stream(number: str) -> str:
    return f"approval/{number}"


PROFILES = "profiles"
"""The series that counts the changes of a room's risk profiles."""


def _critical_series(day: str) -> str:
    return f"lane/{day}/critical"


def _lane_series(day: str, lane: Lane) -> str:
    return f"lane/{day}/{lane.value}"
