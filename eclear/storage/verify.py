"""Verify a room's log: nothing in it was changed, removed, reordered or cut off since it was written.

What this shows is that the record did not change, not that it was true. A log that was cut off at its end, or rewritten
whole, is consistent in itself: only a head that was noted outside the database shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import RowMapping, select

from eclear.storage import tables as t
from eclear.storage.chain import GENESIS, link
from eclear.storage.rooms import Head
from eclear.storage.store import Store


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a room's log found: its head, and what is wrong with it (nothing, if all is well)."""

    room: str
    head: Head
    faults: tuple[str, ...]


def verify(store: Store, room: str, noted: tuple[Head, ...] = ()) -> Verdict:
    """Read a room's whole log and check every link, every stored message, and the heads noted outside."""
    faults: list[str] = []
    at: dict[int, str] = {0: GENESIS}
    digests: dict[str, str] = {}
    with store.transaction(writing=False) as connection:
        event = t.event.c
        previous, expected = GENESIS, 1
        for line in connection.execute(select(t.event).where(event.room == room).order_by(event.position)).mappings():
            position = line["position"]
            if position != expected:
                faults.append(f"Event {expected} is missing: the log goes on with {position}.")
            if not isinstance(line["body"], bytes) or link(previous, line["body"]) != line["hash"]:
                faults.append(f"Event {position} was changed, or something before it was: its hash does not follow.")
            faults += _columns_differ(line, digests)
            previous, expected = line["hash"], position + 1
            at[position] = previous
        kept = connection.execute(select(t.room.c.position, t.room.c.head).where(t.room.c.name == room)).first()
        head = Head(expected - 1, previous)
        if kept is None or (kept.position, kept.head) != (head.position, head.hash):
            faults.append(f"The log ends at event {head.position}, but the room's head says {kept and kept.position}.")
        messages = select(t.message.c.case_id, t.message.c.body).where(t.message.c.room == room)
        for case_id, body in connection.execute(messages):
            if digests.pop(case_id, None) != (sha256(body).hexdigest() if isinstance(body, bytes) else "no bytes"):
                faults.append(f"The declaration of case {case_id} was changed: its digest is not the one in the log.")
        requests = select(t.request.c.case_id, t.request.c.number, t.request.c.body).where(t.request.c.room == room)
        for case_id, number, body in connection.execute(requests):
            if digests.pop(f"{case_id}/{number}", None) != (sha256(body).hexdigest() if isinstance(body, bytes) else "no bytes"):
                faults.append(f"Message {number} about case {case_id} was changed: its digest is not the one in the log.")
        faults += [f"The message of case {case_id} is missing." for case_id in digests]
    faults += [
        f"The head noted outside for event {note.position} is not in this log: it was cut off or rewritten."
        for note in noted
        if at.get(note.position) != note.hash
    ]
    return Verdict(room, head, tuple(faults))


def _columns_differ(line: RowMapping, digests: dict[str, str]) -> list[str]:
    try:
        said = msgspec.json.decode(line["body"])
        if any(said[name] != line[name] for name in ("room", "position", "stream", "sequence", "kind", "version")):
            return [f"Event {line['position']} stands in a place that its own text does not name."]
        if said["kind"] in ("registered", "rejected"):
            digests[said["stream"]] = said["fact"]["lodged"]["sha256"]
        if said["kind"] in ("requested", "presented", "amended") and said["fact"]["request"] and said["fact"].get("sha256"):
            digests[f"{said['stream']}/{said['fact']['request']}"] = said["fact"]["sha256"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return [f"Event {line['position']} is no longer readable."]
    return []
