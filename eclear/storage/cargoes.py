"""The cargo of a room as lists: what a shed expects, holds and may let go, and what a carrier has listed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, null, or_, select

from eclear.storage import tables as t

OVER = ("D1", "D9", "D10", "E4", "E6", "EX", "X1", "X2", "X3")
"""The states of a declaration that is not open any more."""


class Lies(StrEnum):
    """Where cargo is, for the keeper of a shed: on its way, in and to stay, in and free to go, gone."""

    EXPECTED = "expected"
    IN = "in"
    MAY_LEAVE = "leave"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class CargoLine:
    """Cargo as a line in a list: its number and state, its shed, what the carrier says it is, when it was last reported.

    ``declared`` are the declarations for it, each with its number and state.
    """

    number: str
    state: str | None
    shed: str | None
    goods: str | None
    updated: datetime | None
    declared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Voyage:
    """A manifest as a line in a list: how many of its lines stand in which state, and when one was last reported."""

    manifest: str
    states: dict[str, int]
    updated: datetime | None

    @property
    def lines(self) -> int:
        """How many consignments there are."""
        return sum(self.states.values())


_cargo, _case, _joined = t.cargo_row.c, t.case_row.c, t.joined.c
_COLUMNS = (_cargo.number, _cargo.state, _cargo.shed, _cargo.goods, _cargo.updated)


def kept(
    connection: Connection, room: str, lies: Lies, *, shed: str, search: str, limit: int, offset: int
) -> tuple[int, tuple[CargoLine, ...]]:
    """Return how much cargo lies so, and some lines of it, what was reported last first.

    With a ``shed``, what lies in another one is left out; what is expected may come to any.
    """
    match = [_cargo.room == room, *_found(search)]
    if lies is Lies.EXPECTED:
        listed = select(*_COLUMNS).where(*match, _cargo.state.in_(("C1", "C2", "C3", "C4")))
        return _page(connection, room, listed.union_all(_declared_only(room, search)).subquery(), limit, offset)
    if shed:
        match.append(_cargo.shed == shed)
    match.append(_cargo.state.in_(("C7",) if lies is Lies.OUT else ("C5", "C6")))
    if lies in (Lies.IN, Lies.MAY_LEAVE):
        free = and_(
            exists().where(_of_cargo(), or_(_case.status == "D9", and_(_case.released, _case.status.not_in(OVER)))),
            ~exists().where(_of_cargo(), ~_case.released, _case.status.not_in(OVER)),
        )
        match.append(free if lies is Lies.MAY_LEAVE else ~free)
    return _page(connection, room, select(*_COLUMNS).where(*match).subquery(), limit, offset)


def listed_by(
    connection: Connection, room: str, *, carrier: str, search: str, limit: int, offset: int
) -> tuple[int, tuple[CargoLine, ...]]:
    """Return how many consignments a carrier has listed, and some lines of them; without a carrier, those of all."""
    match = [_cargo.room == room, _cargo.goods.is_not(None), *_found(search)]
    if carrier:
        match.append(_cargo.carrier == carrier)
    return _page(connection, room, select(*_COLUMNS).where(*match).subquery(), limit, offset)


def numbers_of(connection: Connection, room: str, manifest: str) -> tuple[str, ...]:
    """Return the cargo control numbers that are known of a manifest, in their order."""
    asked = (
        select(_cargo.number)
        .where(_cargo.room == room, _cargo.number.startswith(manifest, autoescape=True))
        .order_by(_cargo.number)
    )
    return tuple(connection.execute(asked).scalars())


def voyages(connection: Connection, room: str, carrier: str, limit: int) -> tuple[Voyage, ...]:
    """Return the manifests of a carrier, "" for those of all, the latest reported first: so many at most."""
    manifest = func.substr(_cargo.number, 1, 11)
    match = [_cargo.room == room, _cargo.carrier != "", *([_cargo.carrier == carrier] if carrier else [])]
    latest = func.max(_cargo.updated)
    some = select(manifest.label("m"), latest.label("u")).where(*match).group_by(manifest).order_by(latest.desc(), manifest)
    found: dict[str, str] = {line[0]: line[1] for line in connection.execute(some.limit(limit))}
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    asked = select(manifest, _cargo.state, func.count()).where(*match, manifest.in_(list(found))).group_by(manifest, _cargo.state)
    for name, state, count in connection.execute(asked):
        counted[name][state or ""] = count
    return tuple(Voyage(name, dict(counted[name]), datetime.fromisoformat(at) if at else None) for name, at in found.items())


def _of_cargo() -> ColumnElement[bool]:
    """The declarations that have joined the cargo of the row outside."""
    return and_(
        _joined.room == _cargo.room, _joined.cargo == _cargo.number, _case.room == _joined.room, _case.id == _joined.case_id
    )


def _declared_only(room: str, search: str) -> Select[Any]:
    """Cargo that somebody has declared and nobody has reported yet."""
    known = exists().where(_cargo.room == room, _cargo.number == _case.cargo)
    match = [_case.room == room, _case.cargo_state.is_(None), _case.cargo.is_not(None), _case.status.not_in(OVER), ~known]
    match.append(_case.type.not_like("EX%"))
    if search:
        match.append(_case.cargo.icontains(search.replace("-", ""), autoescape=True))
    columns = (_case.cargo, null().label("state"), null().label("shed"), null().label("goods"), literal("").label("updated"))
    return select(*columns).where(*match).distinct()


def _found(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    number = _cargo.number.icontains(search.replace("-", ""), autoescape=True)
    return [or_(number, _cargo.goods.icontains(search, autoescape=True))]


def _page(connection: Connection, room: str, found: Any, limit: int, offset: int) -> tuple[int, tuple[CargoLine, ...]]:
    total = connection.execute(select(func.count()).select_from(found)).scalar_one()
    if not total:
        return 0, ()
    number, *_, updated = found.c
    lines = connection.execute(select(found).order_by(updated.desc(), number).limit(limit).offset(offset)).all()
    declared: dict[str, list[tuple[str, str]]] = defaultdict(list)
    numbers = [line[0] for line in lines]
    for cargo, declaration, status in connection.execute(
        select(_joined.cargo, _case.number, _case.status)
        .join_from(t.joined, t.case_row, and_(_case.room == _joined.room, _case.id == _joined.case_id))
        .where(_joined.room == room, _joined.cargo.in_(numbers), _case.number.is_not(None))
        .order_by(_case.number)
    ):
        declared[cargo].append((declaration, status))
    return total, tuple(
        CargoLine(number, state, shed, goods, datetime.fromisoformat(at) if at else None, tuple(declared[number]))
        for number, state, shed, goods, at in lines
    )
