"""A statement prepared once for each kind of database, and run without building it again.

SQLAlchemy writes the statement; running it by hand saves nine tenths of the cost of each round trip, and a declaration
makes a dozen of them. Only plain values travel this way: text, whole numbers, bytes and None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable


class Prepared:
    """One statement with its named parameters."""

    __slots__ = ("_forms", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._forms: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def ask(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it and return the rows found."""
        text, order = self._form(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, [given[name] for name in order] if order else given)
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def tell(self, connection: Connection, given: Mapping[str, Any]) -> int:
        """Run it and return how many rows it changed."""
        text, order = self._form(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, [given[name] for name in order] if order else given)
            return cursor.rowcount
        finally:
            cursor.close()

    def tell_each(self, connection: Connection, lines: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of many lines."""
        text, order = self._form(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(text, [[line[name] for name in order] for line in lines] if order else list(lines))
        finally:
            cursor.close()

    def _form(self, connection: Connection) -> tuple[str, tuple[str, ...] | None]:
        """Return the text for this kind of database, and the order of the parameters where they go by place."""
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
            order = tuple(compiled.positiontup) if compiled.positional else None
            form = self._forms[dialect.name] = (str(compiled), order)
        return form
