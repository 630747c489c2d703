"""Attendance: who of a class is where - which page he has open, since when, and whether he is refused the same again and again.

It is kept in the memory of the server alone and told to nobody but the instructor: after a new start it fills again with the
next request of each seat. It is noted at the door for each request, and for every live page as long as it is open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

AWAY_AFTER = timedelta(minutes=5)
"""Somebody of whom nothing was heard for so long is away (real time)."""

STUCK_AFTER = timedelta(minutes=10)
"""Somebody who has had the same page open for so long is stuck (real time)."""

STUCK_REFUSALS = 3
"""Somebody who is refused the same thing so often, one time after the other, is stuck."""

MOST = 4096
"""Of so many people it is known where they are; the longest unheard is forgotten first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody was seen last: the page he has open and since when, when he was heard of, what was refused and how often.

    All times are real times in UTC. ``page`` is a path of this server, "" before he has opened one.
    """

    at: datetime
    page: str = ""
    since: datetime | None = None
    refused: str = ""
    refusals: int = 0

    def is_away(self, now: datetime) -> bool:
        """True if nothing was heard of him for a while."""
        return now - self.at >= AWAY_AFTER

    def is_stuck(self, now: datetime, running_since: datetime) -> bool:
        """True if he meets the same refusal again and again, or has had the same page open for long while the exercise ran."""
        return self.refusals >= STUCK_REFUSALS or self.waited(now, running_since) >= STUCK_AFTER

    def waited(self, now: datetime, running_since: datetime) -> timedelta:
        """Return how long he has had this page open while the exercise ran."""
        return now - max(self.since, running_since) if self.since else timedelta()


class Attendance:
    """Who is where, by room and person."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Seen] = {}
        self._lock = Lock()

    def of(self, room: str, person: str) -> Seen | None:
        """Return where somebody of a room was seen last; None if he was not."""
        with self._lock:
            return self._seen.get((room, person))

    def heard(self, room: str, person: str, at: datetime) -> None:
        """Note that a page of his is still open."""
        self._note(room, person, replace(self.of(room, person) or Seen(at), at=at))

    def asked(self, room: str, person: str, path: str, at: datetime) -> None:
        """Note that he asks for a page; one that he has open already goes on being open since then."""
        before = self.of(room, person) or Seen(at)
        opened = before.since if before.page == path and before.since else at
        self._note(room, person, replace(before, at=at, page=path, since=opened))

    def answered(self, room: str, person: str, path: str, status: int, at: datetime) -> None:
        """Note what became of a form of his: one that was taken ends the count of refusals, and the waiting too."""
        before = self.of(room, person) or Seen(at)
        if status < 400:
            after = replace(before, at=at, since=at if before.since else None, refused="", refusals=0)
        else:
            refused = f"{status} {path}"
            after = replace(before, at=at, refused=refused, refusals=before.refusals + 1 if before.refused == refused else 1)
        self._note(room, person, after)

    def _note(self, room: str, person: str, seen: Seen) -> None:
        with self._lock:
            self._seen.pop((room, person), None)
            self._seen[room, person] = seen
            while len(self._seen) > MOST:
                del self._seen[next(iter(self._seen))]
