"""Hold the rows against the events: replaying a case's events must give the very row that the lists show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from eclear.casefile.case import Case
from eclear.storage.records import Records, columns_of
from eclear.storage.store import Store


def rows_that_differ(store: Store, room: str, waiting_for: Callable[[Case], Sequence[str]]) -> Iterator[str]:
    """Yield a line for every case whose row is not what its events say; ``waiting_for`` names the guards of a case."""
    with store.reading(room) as records:
        total, _ = records.rows(limit=0)
        for offset in range(0, total, 500):
            yield from _page(records, offset, waiting_for)


def _page(records: Records, offset: int, waiting_for: Callable[[Case], Sequence[str]]) -> Iterator[str]:
    _, rows = records.rows(limit=500, offset=offset)
    for row in rows:
        case = records.case(row.id)
        if case is None:
            yield f"Case {row.id} has a row but no events."
            continue
        expected = columns_of(case, waiting_for(case))
        shown = {name: getattr(row, name) for name in expected}
        shown |= {
            "waiting_for": ",".join(row.waiting_for),
            "total_due": str(row.total_due),
            "received": row.received.isoformat(),
            "updated": row.updated.isoformat(),
        }
        wrong = [
            f"{name} is {shown[name]!r}, the events say {expected[name]!r}" for name in expected if shown[name] != expected[name]
        ]
        if wrong:
            yield f"Case {row.id}: {'; '.join(wrong)}."
