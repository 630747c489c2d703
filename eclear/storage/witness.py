"""What the logs say about a copy that somebody holds outside: where its event stands, and whether anything there was changed."""

from __future__ import annotations

from sqlalchemy import select

from eclear.casefile.events import Event
from eclear.storage import tables as t
from eclear.storage.chain import GENESIS, decode, link
from eclear.storage.rooms import Head
from eclear.storage.store import Store


def in_every_class(store: Store, kind: str) -> tuple[tuple[str, Head, Event], ...]:
    """Return the events of a rare kind in all rooms but those of plays, each with its room and its place there; one question."""
    line = t.event.c
    rooms = select(t.room.c.name).where(t.room.c.home == "")
    asked = select(line.room, line.position, line.hash, line.body).where(line.room.in_(rooms), line.kind == kind, t.RARE)
    with store.transaction(writing=False) as connection:
        found = connection.execute(asked.order_by(line.room, line.position)).all()
    return tuple((room, Head(position, hash), decode(body)) for room, position, hash, body in found)


def unchanged_since(store: Store, room: str, position: int) -> bool:
    """Return True if the log of a room follows from one event on without a gap or a change, down to the room's head.

    ``position`` is that of the event. What stands before it is not looked at; ``eclear verify`` does that.
    """
    line, first = t.event.c, max(position - 1, 1)
    asked = select(line.position, line.body, line.hash).where(line.room == room, line.position >= first)
    with store.transaction(writing=False) as connection:
        found = connection.execute(asked.order_by(line.position)).all()
        kept = connection.execute(select(t.room.c.position, t.room.c.head).where(t.room.c.name == room)).first()
    previous = GENESIS if position == 1 else None
    for expected, (at, body, hash) in enumerate(found, first):
        if at != expected or not isinstance(body, bytes) or (previous is not None and link(previous, body) != hash):
            return False
        previous = hash
    return kept is not None and len(found) > position - first and tuple(kept) == (first + len(found) - 1, previous)
