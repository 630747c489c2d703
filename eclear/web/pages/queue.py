"""My cases: which one must this officer open now? The least time left comes first; time is a word, then a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from eclear.casefile.decision import LANES, Lane
from eclear.casefile.words import Term
from eclear.reference.country import LaneLook
from eclear.storage import CaseRow
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.listing import at_once
from eclear.web.pages.cases import state_of

MOST_LINES = 100
"""How many cases a list shows: those that must be acted on soonest."""

UNSEEN = Lane.L0
"""The lane whose cases the system accepts by itself: officers do not wait for them, and promise nothing."""

HELD, REFUSED = "D7", "R3"
"""A declaration that is held, and permits of which an agency has refused one."""

YOU = Term("You", "본인")
WHO_WAITS = {
    "you": Term("For you", "본인"),
    "others": Term("For others", "다른 곳"),
}
"""By whom a list can be narrowed: those that must act next."""

OTHERS = {
    "tax": Term("Payer", "납세자"),
    "permits": Term("Agency", "요건기관"),
    "manifest": Term("Carrier", "운송인"),
    "carry_in": Term("Shed", "보세구역"),
    "presentation": Term("Declarant", "신고인"),
    "return": Term("Carrier", "운송인"),
}
DECLARANT, AGENCY, SHED, OTHER = OTHERS["presentation"], OTHERS["permits"], OTHERS["carry_in"], Term("Somebody else", "다른 곳")


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """The time that is left of what was promised, in words, and how much of it has gone, in percent."""

    words: str
    late: bool
    gone: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case of a list: its time (None while it stands), its state, its lane, and who must act next."""

    row: CaseRow
    time: TimeLeft | None
    state: Term
    lane: Lane | None
    look: LaneLook | None
    waits: Term
    yours: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures above the list: open, those of them past their time, done today, and how many are in the pool.

    ``yours`` is how many of the open ones an officer must act on now.
    """

    open: int
    yours: int
    overdue: int
    done: int
    pool: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """An officer's own cases, and nobody else's. ``news`` is how many have come since the page was drawn.

    ``promises`` are the times of the lanes that have work for an officer. ``asked_later`` is that of a declaration which was
    accepted unseen: it comes to a desk only if something is asked about it later; "" where nothing is promised for that.
    """

    template: ClassVar[str] = "queue.html"

    figures: Figures
    lines: tuple[QueueLine, ...]
    shown: int
    more: int
    lane: str
    waits: str
    lane_choices: tuple[tuple[str, Term], ...]
    waits_choices: tuple[tuple[str, Term], ...]
    promises: tuple[str, ...]
    asked_later: str
    version: int
    alone: bool
    away_since: datetime | None
    news: int = 0


def queue_page(
    rows: Sequence[CaseRow],
    figures: Figures,
    now: datetime,
    *,
    lane: str,
    waits: str,
    promised: Mapping[Lane, timedelta],
    looks: Mapping[Lane, LaneLook],
    version: int,
    alone: bool,
    away_since: datetime | None,
) -> QueuePage:
    """Return the list of an officer's open cases, narrowed by lane and by who must act next."""
    listed = [each for each in LANES if each is not UNSEEN or lane == UNSEEN or any(row.lane == UNSEEN for row in rows)]
    lines = [queue_line(row, now, promised, looks) for row in rows]
    lines = [line for line in lines if not lane or line.lane == lane]
    lines = [line for line in lines if not waits or line.yours is (waits == "you")]
    return QueuePage(
        figures=figures,
        lines=tuple(lines[: at_once(MOST_LINES)]),
        shown=len(lines),
        more=max(0, len(lines) - MOST_LINES),
        lane=lane,
        waits=waits,
        lane_choices=tuple((each.value, looks[each].name if each in looks else LANES[each]) for each in listed),
        waits_choices=tuple(WHO_WAITS.items()),
        promises=tuple(f"{each} {wording.span(time)}" for each, time in sorted(promised.items()) if each is not UNSEEN),
        asked_later=wording.span(promised[UNSEEN]) if UNSEEN in promised else "",
        version=version,
        alone=alone,
        away_since=away_since,
    )


def figures_of(rows: Sequence[CaseRow], now: datetime, done: int, pool: int) -> Figures:
    """Count what lies on a desk."""
    late = sum(row.due is not None and row.due < now for row in rows)
    return Figures(len(rows), sum(is_yours(row) for row in rows), late, done, pool)


def is_yours(row: CaseRow) -> bool:
    """True if an officer must act on a case now, and nobody else."""
    return row.due is not None


def queue_line(row: CaseRow, now: datetime, promised: Mapping[Lane, timedelta], looks: Mapping[Lane, LaneLook]) -> QueueLine:
    """Return one case as a line of a list."""
    lane = Lane(row.lane) if row.lane else None
    yours, whole = is_yours(row), promised.get(lane) if lane else None
    return QueueLine(
        row=row,
        time=time_left(row.due, now, whole) if row.due else None,
        state=state_of(row),
        lane=lane,
        look=looks.get(lane) if lane else None,
        waits=YOU if yours else _waits(row),
        yours=yours,
    )


def time_left(due: datetime, now: datetime, promised: timedelta | None) -> TimeLeft:
    """Say how much time is left, or how long it is over."""
    left = due - now
    if left < timedelta():
        return TimeLeft(_("%(span)s over", span=wording.span(-left)), True, 100)
    gone = round(100 * (1 - left / promised)) if promised else 0
    return TimeLeft(_("%(span)s left", span=wording.span(left)), False, min(100, max(0, gone)))


def _waits(row: CaseRow) -> Term:
    """Return who must act where the officer need not."""
    if not row.work or "return" in row.waiting_for:
        return next((OTHERS[guard] for guard in row.waiting_for if guard in OTHERS), OTHER)
    if row.asks or row.status == HELD:
        return AGENCY if row.permits == REFUSED else DECLARANT
    if row.agencies:
        return AGENCY
    return SHED if "carry_in" in row.waiting_for else DECLARANT if "presentation" in row.waiting_for else OTHER
