"""The event log as bytes: canonical JSON, and the chain of hashes that shows when anything was changed.

Each event's body is UTF-8 JSON with sorted keys, holding room, position, stream, sequence, kind, version, time, author
and fact, and who signed it where somebody did. Its hash is SHA-256 over the hash before (hexadecimal, 64 zeros at the
beginning) followed by the body.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any

import msgspec

from eclear.casefile.events import FACTS, Event, Fact

GENESIS = "0" * 64
"""The hash before the first event."""

_encoder = msgspec.json.Encoder(order="sorted")


class Damaged(Exception):
    """An event in the log cannot be read: it was written by a newer eclear, or it was changed."""


class _Body(msgspec.Struct, omit_defaults=True):
    at: datetime
    by: str
    fact: Fact
    kind: str
    position: int
    room: str
    sequence: int
    stream: str
    version: int
    person: str = ""


class _Envelope(msgspec.Struct):
    at: datetime
    by: str
    fact: msgspec.Raw
    kind: str
    position: int
    room: str
    sequence: int
    stream: str
    version: int
    person: str = ""


_envelope = msgspec.json.Decoder(_Envelope)


_one_by_one = Lock()
"""Decoders are made one after the other: two threads that make them at once end the process (msgspec 0.22, a null pointer
where one looks up what the other has begun to know about a noun that both need)."""


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    with _one_by_one:
        return msgspec.json.Decoder(FACTS[kind])


def encode(event: Event, room: str, position: int) -> bytes:
    """Return the canonical bytes of an event at its position in the room's log."""
    fact, told = event.fact, (position, room, event.sequence, event.stream, event.fact.version, event.person)
    return _encoder.encode(_Body(event.at, event.by, fact, fact.kind, *told))


def decode(body: bytes) -> Event:
    """Read an event back from its canonical bytes; raises Damaged if they are none."""
    try:
        envelope = _envelope.decode(body)
        if envelope.kind not in FACTS or envelope.version > FACTS[envelope.kind].version:
            raise Damaged(f"Event kind {envelope.kind!r} version {envelope.version} is not known to this eclear. Upgrade eclear.")
        fact = _decoder(envelope.kind).decode(envelope.fact)
    except msgspec.MsgspecError as error:
        raise Damaged(f"An event cannot be read: {error}.") from error
    return Event(envelope.stream, envelope.sequence, envelope.at, envelope.by, fact, envelope.person)


def told(event: Event) -> dict[str, Any]:
    """Return what an event tells as plain values of JSON: texts, numbers, lists and objects by their names."""
    plain: dict[str, Any] = msgspec.to_builtins(event.fact)
    return plain


def link(previous: str, body: bytes) -> str:
    """Return the hash of an event that follows the hash ``previous``."""
    return sha256(previous.encode() + body).hexdigest()
