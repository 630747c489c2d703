"""The rooms as their table has them: the head of each log, the clock, and the rooms of plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from eclear.casefile.room import Room
from eclear.storage import statements as q
from eclear.storage.chain import GENESIS


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a room's log: how many events it holds and the hash of the last. Keep it outside to prove the log later."""

    position: int
    hash: str


def room_of(line: Sequence[Any]) -> tuple[Room, Head]:
    """Return a room and the head of its log, from its line in the table."""
    name, seed, opened, clock_start, speed, position, head, home = line
    room = Room(name, seed, datetime.fromisoformat(opened), datetime.fromisoformat(clock_start), float(speed), home)
    return room, Head(position, head)


def clock_of(room: Room) -> dict[str, str]:
    """Return the columns of a room's clock."""
    return {"opened": room.opened.isoformat(), "clock_start": room.clock_start.isoformat(), "speed": repr(float(room.speed))}


def open_play(connection: Connection, name: str, seed: str, home: str, start: datetime, now: datetime) -> Room:
    """Add the room of a play, whose clock stands at its start; one that is there stays as it is."""
    found = q.ROOM.ask(connection, {"room_": name})
    if not found:
        room = Room(name, seed, now.astimezone(UTC), start.astimezone(UTC), 0.0, home)
        line = {"name": name, "seed": seed, "home": home, "position": 0, "head": GENESIS, "code": None}
        q.ADD_ROOM.tell(connection, line | clock_of(room))
        return room
    return room_of(found[0])[0]
