"""The drafts of a room: declarations that somebody is writing and has not lodged yet. They are rows, not events.

A draft belongs to one person; to everybody else it is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from eclear.storage import tables as t

_draft = t.draft.c
_HEAD = (_draft.id, _draft.title, _draft.saved, _draft.version)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it is kept: its id, what a list calls it, when it was saved (room's clock), how often, and its bytes.

    ``version`` counts the savings, from 1 on: who saves names the one he saw. In a list the bytes are left out.
    """

    id: str
    title: str
    saved: datetime
    version: int
    body: bytes = b""


class Drafts:
    """The drafts of one person in one room, within one transaction."""

    def __init__(self, connection: Connection, room: str, person: str) -> None:
        self._connection = connection
        self._mine = (_draft.room == room, _draft.person == person)
        self._whose = {"room": room, "person": person}

    def mine(self) -> tuple[KeptDraft, ...]:
        """Return the person's drafts, the one saved last first, without their bytes."""
        asked = select(*_HEAD).where(*self._mine).order_by(_draft.saved.desc(), _draft.id.desc())
        return tuple(map(_kept, self._connection.execute(asked)))

    def one(self, id: str) -> KeptDraft | None:
        """Return one draft of the person; None where he has none of this id."""
        asked = select(*_HEAD, _draft.body).where(*self._mine, _draft.id == id)
        return next(map(_kept, self._connection.execute(asked)), None)

    def add(self, draft: KeptDraft) -> None:
        """Keep a new draft."""
        self._connection.execute(insert(t.draft).values(self._whose | {"id": draft.id} | _columns(draft)))

    def save(self, draft: KeptDraft) -> KeptDraft | None:
        """Keep a draft in the place of the version that it was made from; None if that is not the last one any more."""
        saved = replace(draft, version=draft.version + 1)
        found = (*self._mine, _draft.id == draft.id, _draft.version == draft.version)
        done = self._connection.execute(update(t.draft).where(*found).values(_columns(saved)))
        return saved if done.rowcount else None

    def discard(self, id: str) -> bool:
        """Throw a draft away; False where the person has none of this id."""
        return bool(self._connection.execute(delete(t.draft).where(*self._mine, _draft.id == id)).rowcount)


def _columns(draft: KeptDraft) -> dict[str, Any]:
    return {"title": draft.title, "body": draft.body, "saved": draft.saved.isoformat(), "version": draft.version}


def _kept(row: Sequence[Any]) -> KeptDraft:
    id, title, saved, version, *body = row
    return KeptDraft(id, title, datetime.fromisoformat(saved), version, *body)
