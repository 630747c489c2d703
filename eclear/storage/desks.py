"""What lies on the officers' desks of a room: the pool, each officer's cases, and how much each of them has to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, case, func, or_, select

from eclear.casefile.decision import Lane
from eclear.storage import tables as t
from eclear.storage.rows import CaseRow, row_of

_row = t.case_row.c
_lane = func.coalesce(_row.overridden, _row.lane)
_open: ColumnElement[bool] = or_(t.WORK, _row.waiting_for != "")
"""An open case waits for something, or an officer has something to do about it."""

_SOONEST = (case((t.WORK, 0), else_=1), case((_row.due.is_(None), 1), else_=0), _row.due, _row.received, _row.id)


@dataclass(frozen=True, slots=True)
class Load:
    """How much one officer has: cases that are open, those of them that he must act on now, and those past their time."""

    officer: str
    open: int
    must_act: int
    overdue: int


class Desks:
    """The officers' desks of one room, within one transaction. Each method asks once, whatever the number of cases."""

    def __init__(self, connection: Connection, room: str) -> None:
        self._connection, self._room = connection, room

    def pool(self, lanes: Collection[Lane], but: str = "") -> tuple[str, ...]:
        """Return the cases that wait for an officer and are allotted to nobody, in a fixed order, but those that one lodged."""
        asked = select(_row.id).where(*self._pool(lanes, but)).order_by(_row.received, _row.id)
        return tuple(self._connection.execute(asked).scalars())

    def pooled(self, lanes: Collection[Lane], but: str = "") -> int:
        """Return how many cases are in the pool."""
        return self._connection.execute(select(func.count()).where(*self._pool(lanes, but))).scalar_one()

    def _pool(self, lanes: Collection[Lane], but: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
        among = _lane.in_([lane.value for lane in lanes])
        others = (_row.lodged_by != but,) if but else ()
        return (_row.room == self._room, _row.officer == "", t.WORK, among, *others)

    def on(self, officer: str) -> tuple[CaseRow, ...]:
        """Return the open cases of an officer, the one first that must be acted on soonest; those that stand come last."""
        asked = select(t.case_row).where(_row.room == self._room, _row.officer == officer, _open).order_by(*_SOONEST)
        return tuple(map(row_of, self._connection.execute(asked).mappings()))

    def waiting(self, limit: int) -> tuple[CaseRow, ...]:
        """Return the cases with which officers have something to do, whoever has them, the one first that is due soonest."""
        asked = select(t.case_row).where(_row.room == self._room, t.WORK).order_by(*_SOONEST).limit(limit)
        return tuple(map(row_of, self._connection.execute(asked).mappings()))

    def proposed(self) -> tuple[CaseRow, ...]:
        """Return the cases for which a lighter lane waits for a second officer."""
        where = (_row.room == self._room, t.WORK, _row.proposed.is_not(None))
        asked = select(t.case_row).where(*where).order_by(_row.updated, _row.id)
        return tuple(map(row_of, self._connection.execute(asked).mappings()))

    def closed(self, officer: str, since: datetime) -> int:
        """Return on how many cases of his an officer has had nothing more to do since then."""
        where = (_row.room == self._room, _row.officer == officer, _row.done >= since.isoformat())
        return self._connection.execute(select(func.count()).where(*where)).scalar_one()

    def loads(self, now: datetime) -> dict[str, Load]:
        """Return how much each officer has to do, and the pool under ""; who has nothing is missing."""
        must = func.sum(case((_row.due.is_not(None), 1), else_=0))
        late = func.sum(case((_row.due < now.isoformat(), 1), else_=0))
        held = select(_row.officer, func.count(), must, late).where(_row.room == self._room, _open, _row.officer != "")
        pool = select(_row.officer, func.count(), must, late).where(_row.room == self._room, t.WORK, _row.officer == "")
        asked = held.group_by(_row.officer).union_all(pool.group_by(_row.officer))
        return {officer: Load(officer, *counts) for officer, *counts in self._connection.execute(asked)}
