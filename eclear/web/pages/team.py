"""The team: who has how much to do, who is away, and what waits for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from eclear.casefile.decision import Lane
from eclear.casefile.person import Person
from eclear.clearance.integrity import competence, officer_post
from eclear.reference.country import LaneLook
from eclear.storage import CaseRow, Load
from eclear.web.pages.queue import QueueLine, queue_line
from eclear.web.persons import called

MOST_WAITING = 25
"""How many of the cases that wait are shown: those due soonest."""


@dataclass(frozen=True, slots=True)
class Member:
    """One officer: what he has to do, which lanes he may be given ("" for all), and since when he is away."""

    id: str
    name: str
    lanes: str
    open: int
    must_act: int
    overdue: int
    away_since: datetime | None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One case that waits: how it stands, whose it is, and to whom it can be given."""

    line: QueueLine
    officer: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A supervisor's view of his officers."""

    template: ClassVar[str] = "team.html"

    members: tuple[Member, ...]
    open: int
    overdue: int
    pool: int
    absent: int
    proposals: tuple[TeamLine, ...]
    waiting: tuple[TeamLine, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """What is known of a team: its people, what lies on each desk, what is proposed, and what waits longest."""

    people: Sequence[Person]
    loads: Mapping[str, Load]
    proposed: Sequence[CaseRow]
    waiting: Sequence[CaseRow]


def team_page(team: Team, me: str, now: datetime, promised: Mapping[Lane, timedelta], looks: Mapping[Lane, LaneLook]) -> TeamPage:
    """Return the page of a team."""
    officers = [person for person in team.people if officer_post(person) and not person.closed]
    names = {person.id: person.name for person in team.people}
    members = tuple(_member(person, team.loads.get(person.id)) for person in officers)

    def line(row: CaseRow) -> TeamLine:
        return TeamLine(
            queue_line(row, now, promised, looks), names.get(row.officer, called(row.officer)), choices_for(row, officers, me)
        )

    pool, held = team.loads.get(""), [load for officer, load in team.loads.items() if officer]
    return TeamPage(
        members=members,
        open=sum(load.open for load in held),
        overdue=sum(load.overdue for load in team.loads.values()),
        pool=pool.open if pool else 0,
        absent=sum(member.away_since is not None for member in members),
        proposals=tuple(map(line, team.proposed)),
        waiting=tuple(map(line, team.waiting)),
    )


def choices_for(row: CaseRow, officers: Sequence[Person], me: str) -> tuple[tuple[str, str], ...]:
    """Return to whom a case can be given: officers who are there and competent for its lane, and the pool ("")."""
    lane = Lane(row.lane) if row.lane else None
    there = (one for one in officers if not one.absent and one.id not in (me, row.officer))
    there = (one for one in there if one.id != row.lodged_by or one.both_chairs)
    return tuple((one.id, one.name) for one in there if lane in competence(officer_post(one)))


def _member(person: Person, load: Load | None) -> Member:
    post = officer_post(person)
    counts = (load.open, load.must_act, load.overdue) if load else (0, 0, 0)
    since = datetime.fromisoformat(person.absent) if person.absent else None
    return Member(person.id, person.name, post.of if post else "", *counts, since)
