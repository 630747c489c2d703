"""The store: one database, SQLite or PostgreSQL by its address, opened for reading or for writing one room at a time.

SQLite runs in WAL mode with synchronous=FULL: what was acknowledged survives a killed process and a power cut. Every
writer begins with BEGIN IMMEDIATE, so that nobody reads what another is about to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eclear.casefile.room import Room
from eclear.storage import tables as t
from eclear.storage.chain import GENESIS
from eclear.storage.people import People
from eclear.storage.records import Records, Stale
from eclear.storage.statements import ROOM, ROOM_TO_WRITE

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

    def rooms(self) -> tuple[str, ...]:
        """Return the names of all rooms."""
        with self.transaction(writing=False) as connection:
            return tuple(connection.execute(select(t.room.c.name).order_by(t.room.c.name)).scalars())

    @contextmanager
    def reading(self, room: str) -> Iterator[Records]:
        """Open a room for reading. Raises UnknownRoom, Busy."""
        with self.transaction(writing=False) as connection:
            yield self._records(connection, room, writing=False)

    @contextmanager
    def writing(self, room: str, person: str = "") -> Iterator[Records]:
        """Open a room for writing; everything is recorded together when the block ends, or nothing is. ``person`` signs it.

        Raises UnknownRoom, Busy, Full, and Stale when somebody else was quicker.
        """
        with self.transaction(writing=True) as connection:
            records = self._records(connection, room, writing=True, person=person)
            yield records
            records.finish()

    @contextmanager
    def people(self, *, writing: bool = False) -> Iterator[People]:
        """Open the people and logins of all rooms. Raises Busy, Full."""
        with self.transaction(writing=writing) as connection:
            yield People(connection)

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
