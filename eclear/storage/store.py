"""The store: one database, SQLite or PostgreSQL by its address, opened for reading or for writing one room at a time.

SQLite runs in WAL mode with synchronous=FULL: what was acknowledged survives a killed process and a power cut. Every
writer begins with BEGIN IMMEDIATE, so that nobody reads what another is about to change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eclear.casefile.events import Event
from eclear.casefile.room import Room
from eclear.storage import tables as t
from eclear.storage.chain import GENESIS, decode
from eclear.storage.people import People
from eclear.storage.records import Records, Stale
from eclear.storage.rooms import Head, open_play, room_of
from eclear.storage.statements import HOMES, ROOM, ROOM_TO_WRITE, RUNNING

BUSY_SECONDS = 10
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an answer that was given survives a power cut
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-32768",  # KiB: the indexes of a year of class stay in memory
    "wal_autocheckpoint=4000",  # pages: a checkpoint waits for the disk once in some hundred declarations
)


class UnknownRoom(LookupError):
    """There is no exercise room of this name."""


class Busy(Exception):
    """The database was busy for too long. Nothing was recorded; send the same again after a moment."""


class Unreachable(Exception):
    """The database cannot be opened. Correct its address, or make it reachable."""


class Full(Exception):
    """The disk, or the space given to the database, is full. Nothing was recorded; make room and send the same again."""


class KeptPack(NamedTuple):
    """A scenario that is kept in the database: the digest of its canonical bytes, the name of its folder, since when."""

    digest: str
    slug: str
    at: datetime


class Store:
    """One database of rooms. Addresses are SQLAlchemy URLs: ``sqlite:///eclear.db`` or ``postgresql+psycopg://...``."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise Unreachable(f"{url!r} is no address of a database. Give one such as sqlite:///eclear.db.") from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = (
            create_engine(
                self.url,
                connect_args={"timeout": busy_seconds, "check_same_thread": False},
                max_overflow=60,  # more than the server has threads, so that none waits for a connection
            )
            if self.is_sqlite
            else create_engine(
                self.url,
                pool_pre_ping=True,
                connect_args={"options": f"-c lock_timeout={busy_seconds * 1000:.0f}"},  # or a writer would wait for ever
            )
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for a database server."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def open_room(self, name: str, seed: str, now: datetime) -> Room:
        """Make sure that a room of this name is there, with a clock that runs as real time does, and return it."""
        with suppress(Stale), self.transaction(writing=True) as connection:  # another server may open it at the same moment
            if not connection.execute(select(t.room.c.name).where(t.room.c.name == name)).first():
                opened = now.isoformat()
                columns = {"name": name, "seed": seed, "opened": opened, "clock_start": opened, "speed": "1.0"}
                connection.execute(insert(t.room).values(columns | {"position": 0, "head": GENESIS}))
        with self.reading(name) as records:
            return records.room

    def open_play(self, name: str, seed: str, home: str, start: datetime, now: datetime) -> Room:
        """Make sure that the room of a play is there, and return it: its clock stands at ``start`` until it is set.

        ``home`` is the room of the class; ``now`` is real time.
        """
        with suppress(Stale), self.transaction(writing=True) as connection:
            open_play(connection, name, seed, home, start, now)
        with self.reading(name) as records:
            return records.room

    def homes(self) -> tuple[str, ...]:
        """Return the rooms of classes that have plays."""
        with self.transaction(writing=False) as connection:
            return tuple(home for (home,) in HOMES.ask(connection, {"none_": ""}))

    def running_plays(self) -> tuple[tuple[Room, Head], ...]:
        """Return the rooms of plays whose clocks run, each with the head of its log; one question, whatever there is."""
        with self.transaction(writing=False) as connection:
            return tuple(map(room_of, RUNNING.ask(connection, {"none_": "", "still_": "0.0"})))

    def keep_pack(self, digest: str, slug: str, body: bytes, at: datetime) -> None:
        """Keep the canonical bytes of a scenario under their digest; what is kept already stays as it is."""
        with suppress(Stale), self.transaction(writing=True) as connection:  # another may keep the same at the same moment
            if not connection.execute(select(t.pack.c.digest).where(t.pack.c.digest == digest)).first():
                connection.execute(insert(t.pack).values(digest=digest, slug=slug, body=body, at=at.isoformat()))

    def pack(self, digest: str) -> bytes | None:
        """Return the canonical bytes of a scenario; None where it is not kept."""
        with self.transaction(writing=False) as connection:
            found = connection.execute(select(t.pack.c.body).where(t.pack.c.digest == digest)).scalar()
            return bytes(found) if found is not None else None

    def packs(self) -> tuple[KeptPack, ...]:
        """Return the scenarios that are kept, those kept last first."""
        columns = (t.pack.c.digest, t.pack.c.slug, t.pack.c.at)
        with self.transaction(writing=False) as connection:
            found = connection.execute(select(*columns).order_by(t.pack.c.at.desc(), t.pack.c.digest))
            return tuple(KeptPack(digest, slug, datetime.fromisoformat(at)) for digest, slug, at in found)

    def positions(self, rooms: Collection[str]) -> dict[str, int]:
        """Return how far the logs of several rooms have come, by the names of those that are there; one question."""
        asked = select(t.room.c.name, t.room.c.position).where(t.room.c.name.in_(list(rooms)))
        with self.transaction(writing=False) as connection:
            return {name: int(position) for name, position in connection.execute(asked)}

    def logs(self, rooms: Collection[str]) -> dict[str, tuple[Event, ...]]:
        """Return all events of several rooms, each room's in its order; one question, however many rooms there are."""
        line, found = t.event.c, dict[str, list[Event]]({room: [] for room in rooms})
        asked = select(line.room, line.body).where(line.room.in_(list(rooms))).order_by(line.room, line.position)
        with self.transaction(writing=False) as connection:
            for room, body in connection.execute(asked):
                found[room].append(decode(body))
        return {room: tuple(happened) for room, happened in found.items()}

    def rooms(self) -> tuple[str, ...]:
        """Return the names of all rooms, those of plays among them."""
        with self.transaction(writing=False) as connection:
            return tuple(connection.execute(select(t.room.c.name).order_by(t.room.c.name)).scalars())

    @contextmanager
    def together(self, room: str) -> Iterator[None]:
        """Do several acts in a room in one transaction: what they record is recorded when the block ends, or nothing is.

        Whatever opens the room meanwhile, in the same line of work, reads and writes these records. An act that fails ends
        the block: what it had begun is not to be told from what it had done. Raises what :meth:`writing` raises.
        """
        with self.transaction(writing=True) as connection:
            records = self._records(connection, room, writing=True)
            before = _together.set((self, connection, records))
            try:
                yield
            finally:
                _together.reset(before)
            records.finish()

    @contextmanager
    def reading(self, room: str) -> Iterator[Records]:
        """Open a room for reading. Raises UnknownRoom, Busy."""
        if records := self._shared(room):
            yield records
            return
        with self.transaction(writing=False) as connection:
            yield self._records(connection, room, writing=False)

    @contextmanager
    def writing(self, room: str, person: str = "") -> Iterator[Records]:
        """Open a room for writing; everything is recorded together when the block ends, or nothing is. ``person`` signs it.

        Raises UnknownRoom, Busy, Full, and Stale when somebody else was quicker.
        """
        if shared := self._shared(room):
            before, shared.person = shared.person, person
            try:
                yield shared
            finally:
                shared.person = before
            return
        with self.transaction(writing=True) as connection:
            records = self._records(connection, room, writing=True, person=person)
            yield records
            records.finish()

    @contextmanager
    def people(self, *, writing: bool = False) -> Iterator[People]:
        """Open the people and logins of all rooms. Raises Busy, Full."""
        joined = _together.get()
        if joined and joined[0] is self:
            yield People(joined[1])
            return
        with self.transaction(writing=writing) as connection:
            yield People(connection)

    def _shared(self, room: str) -> Records | None:
        """Return the records that several acts share now; None where each has its own."""
        joined = _together.get()
        return joined[2] if joined and joined[0] is self and joined[2].room.name == room else None

    def _records(self, connection: Connection, room: str, *, writing: bool, person: str = "") -> Records:
        statement = ROOM_TO_WRITE if writing and not self.is_sqlite else ROOM
        found = statement.ask(connection, {"room_": room})
        if not found:
            raise UnknownRoom(f"There is no room {room!r}. Submitting opens it: eclear submit --room {room} PATH")
        return Records(connection, found[0], writing=writing, person=person)

    @contextmanager
    def transaction(self, *, writing: bool) -> Iterator[Connection]:
        """Open one transaction; it is committed when the block ends well and undone when it does not."""
        library = self.engine.dialect.loaded_dbapi
        try:
            with self.engine.connect() as connection:
                if not self.is_sqlite and not writing:  # one state of the records, however many questions are asked
                    connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    if self.is_sqlite:
                        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
                    yield connection
        except (IntegrityError, library.IntegrityError) as error:
            raise Stale("Somebody else recorded the same at the same time. Nothing was recorded; send the same again.") from error
        except PoolTimeout as error:
            raise Busy("Too many were asking the database at once. Nothing was recorded; send the same again.") from error
        except DBAPIError as error:
            raise _named(error.orig, error, error.connection_invalidated, shown(str(self.url))) from error
        except library.Error as error:
            lost = self.engine.dialect.is_disconnect(error, None, None)
            if lost:
                self.engine.dispose()
            raise _named(error, error, lost, shown(str(self.url))) from error


_together: ContextVar[tuple[Store, Connection, Records] | None] = ContextVar("together", default=None)
"""The transaction that several acts share, in this line of work."""


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, so that writers can begin IMMEDIATE
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


BUSY_CODES = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_BUSY_SNAPSHOT", "40001", "40P01", "55P03", "57P01", "57P03"}
FULL_CODES = {"SQLITE_FULL", "53100", "53200"}
CLOSED_CODES = {"SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_READONLY", "28P01", "3D000"}


def shown(address: str) -> str:
    """Return the address of a database without its password."""
    return make_url(address).render_as_string(hide_password=True)


def _named(cause: BaseException | None, error: Exception, lost: bool, address: str) -> Exception:
    """Return the named form of a database error that has nothing to do with a document; anything else as it is."""
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if code in BUSY_CODES:
        return Busy("The database was busy for too long. Nothing was recorded; send the same again after a moment.")
    if code in FULL_CODES:
        return Full("The disk is full. Nothing was recorded; make room, then send the same again.")
    if code in CLOSED_CODES or (code is None and "connection failed" in str(cause)):
        return Unreachable(f"The database {address} cannot be opened: {str(cause).splitlines()[0]}.")
    if lost:
        return Busy("The connection to the database was lost. Send the same again after a moment.")
    return error
