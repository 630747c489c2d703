"""What a transaction sees of one room: its cases, cargo, numbers and log. Written together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, insert, not_, or_, select, tuple_, update

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case, case_of
from eclear.casefile.conduct import Conduct
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.events import ApprovalTaken, Event, Fact, ProfileEnded, ProfileSet, Registered, Rejected, TraderFact
from eclear.casefile.reading import Reading
from eclear.casefile.room import Room
from eclear.storage import cargoes
from eclear.storage import statements as q
from eclear.storage import tables as t
from eclear.storage.cargoes import CargoLine, Lies, Voyage
from eclear.storage.chain import decode, encode, link
from eclear.storage.conducts import Conducts
from eclear.storage.desks import Desks
from eclear.storage.drafts import Drafts
from eclear.storage.people import People
from eclear.storage.prepared import Prepared
from eclear.storage.rooms import Head, clock_of, open_play, room_of
from eclear.storage.rows import (
    CaseRow,
    Heard,
    Judgement,
    Refusal,
    Request,
    columns_of,
    columns_of_cargo,
    judgement_of,
    refusal_of,
    row_of,
)

CargoPage = tuple[int, tuple[CargoLine, ...]]
"""How many there are, and one page of them."""


class Stale(Exception):
    """Somebody else was quicker: the case has changed since it was looked at. Look again, then decide."""


class Records:
    """One room within one transaction. Reading methods see what was written before in the same transaction.

    Writes are gathered and sent together when the transaction ends, so that a batch costs few round trips. ``person`` is
    who signs what is recorded; "" for nobody.
    """

    def __init__(self, connection: Connection, room: Sequence[Any], *, writing: bool, person: str = "") -> None:
        self._connection = connection
        self._writing = writing
        self.person = person
        self.room, self.head = room_of(room)
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
        self._read: dict[str, tuple[tuple[int, Event], ...]] = {}
        self._refused: dict[str, tuple[Heard, ...]] = {}
        self._conducts = Conducts(connection, self.room.name)

    # -- reading ------------------------------------------------------------------------------------------------------

    def case(self, case_id: str) -> Case | None:
        """Return a case, worked out from its events; None if the room has no such case."""
        happened = self.events(case_id)
        return case_of(happened) if happened and happened[0].kind in (Registered.kind, Rejected.kind) else None

    def events(self, stream: str) -> tuple[Event, ...]:
        """Return the events of a case or of a cargo control number, in order."""
        if not self._writing:
            return tuple(event for _position, event in self.log_of(stream))
        return tuple(decode(body) for (body,) in self._ask(q.EVENTS_OF, stream_=stream))

    @property
    def desks(self) -> Desks:
        """What lies on the officers' desks of this room."""
        self._send()
        return Desks(self._connection, self.room.name)

    @property
    def people(self) -> People:
        """The people, within the same transaction."""
        return People(self._connection)

    def log_of(self, stream: str) -> tuple[tuple[int, Event], ...]:
        """Return the events of a stream with their positions in the room's log."""
        if stream not in self._read:
            found = tuple((position, decode(body)) for position, body in self._ask(q.LOG_OF, stream_=stream))
            if self._writing:  # more may be written; who only reads sees the records as they stood when he began
                return found
            self._read[stream] = found
        return self._read[stream]

    def log(self) -> tuple[Event, ...]:
        """Return all events of the room, in the order in which they were recorded."""
        return tuple(decode(body) for (body,) in self._ask(q.WHOLE_LOG))

    def head_at(self, stream: str, sequence: int) -> Head:
        """Return where an event stands in the room's log, with its hash: the head of the log when it was the last.

        Raises LookupError where there is no such event.
        """
        found = self._ask(q.HEAD_AT, stream_=stream, sequence_=sequence)
        if not found:
            raise LookupError(f"There is no event {sequence} of {stream} in room {self.room.name}.")
        return Head(*found[0])

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read the events of several streams in one go; to ask for one of them afterwards costs nothing."""
        wanted = [stream for stream in dict.fromkeys(streams) if stream not in self._read]
        if self._writing or len(wanted) < 2:
            return
        found: dict[str, list[tuple[int, Event]]] = {stream: [] for stream in wanted}
        for stream, position, body in self._ask_at_once(q.LOGS, t.event.c.stream.in_(wanted)):
            found[stream].append((position, decode(body)))
        self._read.update({stream: tuple(sorted(log, key=lambda one: one[0])) for stream, log in found.items()})

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

    def cases_joined(self, cargo: Collection[str]) -> dict[str, tuple[Case, ...]]:
        """Return the cases that have joined these cargo control numbers, asked for all at once."""
        found = self._ask_at_once(q.JOINED_CASES, t.joined.c.cargo.in_(list(cargo)))
        known = self.cases([case_id for _number, case_id in found]) if found else {}
        joined: dict[str, tuple[Case, ...]] = {}
        for number, case_id in found:
            if case_id in known:
                joined[number] = (*joined.get(number, ()), known[case_id])
        return joined

    def lanes_used(self, day: str) -> Mapping[Lane, int]:
        """Return how many declarations of this day each lane has taken."""
        if day not in self._lanes:
            series = {lane: _lane_series(day, lane) for lane in Lane}
            more = {"critical": _critical_series(day), "profiles": PROFILES, "traders": TRADERS}
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

    def traders_version(self, day: str) -> int:
        """Return how often the room's register of traders was changed; it costs as little as the version of the profiles."""
        self.lanes_used(day)
        return self._numbers[TRADERS][1]

    def trader_events(self) -> tuple[Event, ...]:
        """Return every change of the room's register of traders and brokers, in order."""
        self._send()
        event = t.event.c
        kinds = [kind.kind for kind in get_args(TraderFact)]
        where = select(event.position).where(event.room == self.room.name, event.kind.in_(kinds), t.RARE)
        asked = select(event.body).where(event.room == self.room.name, event.position.in_(where)).order_by(event.position)
        return tuple(map(decode, self._connection.execute(asked).scalars()))

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
        match += _found(search)
        if status:
            match.append(row.status == status)
        if lane:
            match.append(func.coalesce(row.overridden, row.lane) == lane)
        if waiting:
            match.append(row.waiting_for.like(f"%{waiting}%"))
        total = self._connection.execute(select(func.count()).select_from(t.case_row).where(*match)).scalar_one()
        found = self._connection.execute(
            select(t.case_row).where(*match).order_by(row.received.desc(), row.id).limit(limit).offset(offset)
        ).mappings()
        return total, tuple(row_of(line) for line in found)

    def rows_of_agency(
        self, agency: str, *, waiting: bool, search: str = "", limit: int = 25, offset: int = 0
    ) -> tuple[int, tuple[CaseRow, ...]]:
        """Return how many cases concern an agency, and one page of them: those that wait for its answer, the earliest received
        first; or the others, which it has answered or need not, the latest changed first. "" names all agencies."""
        self._send()
        row = t.case_row.c
        named = f",{agency}," if agency else ","
        asked = and_(row.agencies.contains(named, autoescape=True), row.waiting_for.contains("permits"))
        concerned = row.concerned.contains(named, autoescape=True)
        match = [row.room == self.room.name, asked if waiting else and_(concerned, not_(asked)), *_found(search)]
        order = (row.received, row.id) if waiting else (row.updated.desc(), row.id)
        total = self._connection.execute(select(func.count()).select_from(t.case_row).where(*match)).scalar_one()
        lines = self._connection.execute(select(t.case_row).where(*match).order_by(*order).limit(limit).offset(offset)).mappings()
        return total, tuple(row_of(line) for line in lines)

    def cases(self, ids: Collection[str]) -> dict[str, Case]:
        """Return cases by their ids, asked for all at once; who is missing is unknown."""
        self._send()
        event, streams = t.event.c, dict[str, list[Event]]()
        read = {} if self._writing else self._read
        streams.update((id, [one for _position, one in read[id]]) for id in ids if read.get(id))
        wanted = [id for id in ids if id not in read]
        if not wanted:
            return {stream: case_of(happened) for stream, happened in streams.items()}
        asked = select(event.stream, event.body).where(event.room == self.room.name, event.stream.in_(wanted))
        for stream, body in self._connection.execute(asked.order_by(event.stream, event.sequence)):
            streams.setdefault(stream, []).append(decode(body))
        return {stream: case_of(happened) for stream, happened in streams.items()}

    def rows_of_trader(
        self, trader: str, *, search: str = "", status: str = "", asked: bool = False, limit: int = 25, offset: int = 0
    ) -> tuple[int, tuple[CaseRow, ...]]:
        """Return how many cases of a trader match, and one page of them: first those that ask something of him, the
        earliest day first, then the latest received. Without a trader, those of all; with ``asked``, only the first kind.

        A rejected declaration asks for nothing any more once its goods were declared anew.
        """
        self._send()
        row, anew = t.case_row.c, t.case_row.alias("anew").c
        same = or_(anew.cargo == row.cargo, and_(row.cargo.is_(None), anew.goods == row.goods, anew.importer == row.importer))
        later = and_(anew.room == row.room, anew.trader == row.trader, anew.received > row.received, anew.number.is_not(None))
        needed = and_(row.asks != "", or_(row.status != "D1", ~exists().where(later, same)))
        match = [row.room == self.room.name, *([row.trader == trader] if trader else []), *_found(search)]
        match += ([row.status == status] if status else []) + ([needed] if asked else [])
        total = self._connection.execute(select(func.count()).select_from(t.case_row).where(*match)).scalar_one()
        by = case((and_(needed, row.ask_by != ""), row.ask_by), (needed, "9"), else_="99")  # after every day of a year
        order = (by, row.received.desc(), row.id)
        found = self._connection.execute(
            select(t.case_row, needed.label("needed")).where(*match).order_by(*order).limit(limit).offset(offset)
        ).mappings()
        lines = ((row_of(line), line["needed"]) for line in found)
        return total, tuple(line if needed else replace(line, asks=(), ask_by=None) for line, needed in lines)

    def kept(self, lies: Lies, *, shed: str = "", search: str = "", limit: int = 25, offset: int = 0) -> CargoPage:
        """Return how much cargo lies so, and one page of it, what was reported last first; see
        :func:`~eclear.storage.cargoes.kept`."""
        self._send()
        return cargoes.kept(self._connection, self.room.name, lies, shed=shed, search=search, limit=limit, offset=offset)

    def numbers_of_manifest(self, manifest: str) -> tuple[str, ...]:
        """Return the cargo control numbers that are known of a manifest, in their order."""
        self._send()
        return cargoes.numbers_of(self._connection, self.room.name, manifest)

    def voyages(self, carrier: str = "", *, limit: int = 25) -> tuple[Voyage, ...]:
        """Return the latest manifests with what was reported of their lines; without a carrier, those of all."""
        self._send()
        return cargoes.voyages(self._connection, self.room.name, carrier, limit)

    def listed_by(self, carrier: str, *, search: str = "", limit: int = 25, offset: int = 0) -> CargoPage:
        """Return how many consignments a carrier has listed, "" for all of them, and one page, the latest first."""
        self._send()
        name = self.room.name
        return cargoes.listed_by(self._connection, name, carrier=carrier, search=search, limit=limit, offset=offset)

    def row(self, case_id: str) -> CaseRow | None:
        """Return the line of one case."""
        self._send()
        row = t.case_row.c
        found = self._connection.execute(select(t.case_row).where(row.room == self.room.name, row.id == case_id)).mappings()
        return next((row_of(line) for line in found), None)

    def rows_of(self, ids: Collection[str]) -> tuple[CaseRow, ...]:
        """Return the lines of these cases, in one go."""
        if not ids:
            return ()
        self._send()
        row = t.case_row.c
        found = self._connection.execute(select(t.case_row).where(row.room == self.room.name, row.id.in_(ids))).mappings()
        return tuple(map(row_of, found))

    def rejected(self, cargo: str) -> tuple[str, ...]:
        """Return the ids of the declarations of this cargo that were rejected at the gate and so have no number."""
        return tuple(case_id for (case_id,) in self._ask(q.REJECTED_OF, cargo_=cargo))

    def moved(self, after: int) -> dict[str, int]:
        """Return the streams in which something happened after a position of the log, each with its last position."""
        return dict(self._ask(q.MOVED, after_=after))

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

    def since(self, kind: str, position: int, most: int) -> tuple[Event, ...]:
        """Return the events of a kind after a position of the room's log, the newest first, so many at most."""
        self._send()
        event = t.event.c
        where = select(event.position).where(event.room == self.room.name, event.kind == kind, event.position > position)
        where = where.where(t.RARE).order_by(event.position.desc()).limit(most)
        asked = select(event.body).where(event.room == self.room.name, event.position.in_(where))
        return tuple(map(decode, self._connection.execute(asked.order_by(event.position.desc())).scalars()))

    def payable_before(self, day: str, most: int) -> tuple[str, ...]:
        """Return the ids of cases with a notice to pay whose trader is asked for something before a day; so many at most."""
        self._send()
        row = t.case_row.c
        late = (row.room == self.room.name, row.tax == "T2", row.ask_by != "", row.ask_by < day)
        found = self._connection.execute(select(row.id).where(*late).order_by(row.ask_by, row.id).limit(most))
        return tuple(found.scalars())

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
        if self._writing or case_id not in self._refused:
            self._refused[case_id] = tuple(Heard(*line) for line in self._ask(q.REFUSED_ABOUT, case=case_id))
        return self._refused[case_id]

    def acknowledged(self, trader: str) -> tuple[int, int]:
        """Return how far a trader has acknowledged: up to so many replies of the event at a position; 0, 0 at first."""
        return next(((position, reply) for position, reply in self._ask(q.ACKNOWLEDGED, trader_=trader)), (0, 0))

    def drafts(self, person: str) -> Drafts:
        """The drafts of one person, "" for who is alone."""
        return Drafts(self._connection, self.room.name, person)

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

    def event(self, stream: str, sequence: int, at: datetime, by: str, fact: Fact) -> Event:
        """Return an event to be recorded, signed by whoever writes; what follows by itself nobody signs."""
        return Event(stream, sequence, at, by, fact, "" if by == "eclear" else self.person)

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
        before = self._changed_rows.get(case.id, (happened[0].sequence - 1,))[0]  # a case may go on twice before it is sent
        self._changed_rows[case.id] = (before, columns_of(case, waiting_for))

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
            self._new_cargo.append({"room": self.room.name, **columns_of_cargo(cargo)})
        else:
            self._changed_cargo[cargo.number] = cargo
        self._cargo[cargo.number] = cargo

    def change_profile(self, happened: Event) -> None:
        """Record one more change of a risk profile; from then on the profiles have another version."""
        self._append([happened])
        self.next_number(PROFILES)

    def open_play(self, name: str, seed: str, start: datetime, now: datetime) -> Room:
        """Open a room for a play of this class: its clock stands at ``start`` until it is set; ``now`` is real time."""
        return open_play(self._connection, name, seed, self.room.name, start, now)

    def plays(self) -> dict[str, Room]:
        """Return the rooms of all plays of this class, by their names."""
        found = q.PLAYS.ask(self._connection, {"home_": self.room.name})
        return {room.name: room for room, _head in map(room_of, found)}

    def set_clocks(self, rooms: Mapping[str, Room]) -> None:
        """Set the clocks of several rooms, all in this transaction: each as the room that is given under its name has it."""
        for name in sorted(rooms):  # in one order, so that two who set clocks at once wait for each other and not for ever
            q.SET_CLOCK.tell(
                self._connection, {"room_": name, **{f"{key}_": told for key, told in clock_of(rooms[name]).items()}}
            )

    def note(self, happened: Event) -> None:
        """Record one more event of a stream of its own, such as that of an officer who is away."""
        self._append([happened])

    def change_trader(self, happened: Event) -> None:
        """Record one more change in the register of traders; from then on the register has another version."""
        self._append([happened])
        self.next_number(TRADERS)

    def take_of_approval(self, fact: ApprovalTaken, at: datetime) -> None:
        """Record how much a case takes of an approval from now on."""
        stream = _approval_stream(fact.approval)
        self._append([self.event(stream, len(self.events(stream)) + 1, at, "eclear", fact)])

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
                "person": self.person,
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

    def _ask(self, statement: Prepared, **given: str | int) -> list[tuple[Any, ...]]:
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
        for cargo in self._changed_cargo.values():
            moved = {f"{name}_": value for name, value in columns_of_cargo(cargo).items()}
            q.MOVE_CARGO.tell(self._connection, {"room_": self.room.name, **moved})
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


def _found(search: str) -> list[ColumnElement[bool]]:
    """Return the condition that a case is found by what somebody looks for."""
    row = t.case_row.c
    columns = (row.id, row.number, row.lrn, row.cargo, row.importer, row.goods)
    return [or_(*(column.icontains(search, autoescape=True) for column in columns))] if search else []


def _approval_stream(number: str) -> str:
    return f"approval/{number}"


PROFILES, TRADERS = "profiles", "traders"
"""The series that count the changes of a room's risk profiles, and of its register of traders."""


def _critical_series(day: str) -> str:
    return f"lane/{day}/critical"


def _lane_series(day: str, lane: Lane) -> str:
    return f"lane/{day}/{lane.value}"
