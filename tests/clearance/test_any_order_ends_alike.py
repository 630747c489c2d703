"""The same events in any order that the law allows end in the same state of every track; the others are refused with a reason."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cargo_making import SHED, cargo_of, declared, line, listed, manifest_number, report
from clearance_desks import Room
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.clearance import (
    accept_regime,
    answer_permit,
    arrive_under_bond,
    decide,
    declare_regime,
    depart,
    discharge_regime,
    extend_storage,
    pay,
    put_on_seals,
    voyage_arrived,
)
from eclear.clearance.suspending import Wanted
from eclear.journey.settlement import waiting_for
from eclear.storage.check import rows_that_differ

COFFEE = {"items__1__classifications__1__id": "0901210000"}
"""Goods for which an agency must agree, so that the track of permits moves too."""

WANTED = Wanted(
    regime="return",
    cargo="",
    code="9503000000",
    value=Decimal(1_000_000),
    origin="CN",
    office="90110",
    shed=SHED,
    to_office="90110",
    mode="1",
    route="Shed to pier 3",
    guarantee="BOND-9",
    guaranteed=Decimal(188_000),
    principal="41207",
)

EVENTS = (
    "listed",
    "reviewed",
    "arrived",
    "unloaded",
    "six-in",
    "four-in",
    "lodged",
    "approved",
    "passed",
    "paid",
    "longer",
    "seven-out",
    "three-out",
)
"""All that happens to one import, named in the order in which it would happen without a mishap."""

BEFORE = {"approved": "lodged", "passed": "lodged", "paid": "passed", "seven-out": "passed", "three-out": "passed"}
"""What cannot come before what in any law: a declaration that is not there cannot be decided on."""

RETURN = ("reviewed", "arrived", "unloaded", "all-in", "lodged", "sent-back", "let-go", "sealed", "departed", "presented", "left")
"""All that happens to goods that go back abroad, once their carrier has listed them (right, as they were landed)."""


@dataclass
class Import:
    """One import while its events come in."""

    room: Room
    number: str = ""
    case: Case | None = None
    tries: int = 0
    operation: str = ""
    refused: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = f"{manifest_number()}00010001"

    def happens(self, event: str) -> bool:
        """Report an event; False, with the reason kept and nothing changed, where it is not possible yet."""
        before = self.tracks()
        try:
            _HAPPENS[event](self)
        except IllegalStep as refused:
            self.refused.append((event, str(refused)))
            assert str(refused).strip() and self.tracks() == before, f"{event} was refused, and yet something moved"
            return False
        return True

    def lodge(self) -> None:
        self.tries += 1
        case = declared(self.room, self.number, f"{self.number[:11]}-{self.tries}", **COFFEE)
        if case.status == "D1":
            raise IllegalStep(case.findings[0].message)
        self.case = case

    @property
    def id(self) -> str:
        if self.case is None:
            raise IllegalStep("Nothing was declared yet.")
        return self.case.id

    def approve(self) -> None:
        for need in self.room.now(self.lodged).needs:
            if self.room.now(self.lodged).answer_of(need) is None:
                answer_permit(self.room.office, self.id, need.agency, Answer.APPROVED, room=self.room.name)

    def send_back(self) -> None:
        self.operation = declare_regime(self.room.office, replace(WANTED, cargo=self.number), room=self.room.name).number

    def goes(self, step: Callable[..., object], *told: object, **how: object) -> None:
        if not self.operation:
            raise IllegalStep("No return was declared yet.")
        step(self.room.office, self.operation, *told, room=self.room.name, **how)

    @property
    def lodged(self) -> Case:
        assert self.id and self.case
        return self.case

    def tracks(self) -> tuple[object, ...]:
        """Where the four tracks stand, and how much came in and went out."""
        cargo = cargo_of(self.room, self.number)
        amounts = (cargo.state, cargo.missing, cargo.came_in, cargo.went_out, cargo.landed, cargo.extended, cargo.differs)
        if self.case is None:
            return amounts
        case = self.room.now(self.case)
        return (*amounts, case.cargo_state, case.status, case.tax, case.permits, case.total_due, case.paid)


_HAPPENS: dict[str, Callable[[Import], object]] = {
    "listed": lambda it: listed(it.room, line(it.number, packages=12)),  # two more than were landed
    "reviewed": lambda it: report(it.room, it.number, "manifest-reviewed"),
    "arrived": lambda it: voyage_arrived(it.room.office, it.number[:11], room=it.room.name),
    "unloaded": lambda it: report(it.room, it.number, "unloaded", packages=10, gross_mass_kg=Decimal(120)),
    "six-in": lambda it: report(it.room, it.number, "carried-in", shed=SHED, packages=6, gross_mass_kg=Decimal(72)),
    "four-in": lambda it: report(it.room, it.number, "carried-in", shed=SHED, packages=4, gross_mass_kg=Decimal(48)),
    "lodged": Import.lodge,
    "approved": Import.approve,
    "passed": lambda it: decide(it.room.office, it.id, "pass", room=it.room.name),
    "paid": lambda it: pay(it.room.office, it.id, room=it.room.name),
    "longer": lambda it: extend_storage(it.room.office, it.number, date(2027, 3, 1), reason="A dispute.", room=it.room.name),
    "seven-out": lambda it: report(it.room, it.number, "carried-out", packages=7, gross_mass_kg=Decimal(84)),
    "three-out": lambda it: report(it.room, it.number, "carried-out", packages=3, gross_mass_kg=Decimal(36)),
    "right": lambda it: listed(it.room, line(it.number)),
    "all-in": lambda it: report(it.room, it.number, "carried-in", shed=SHED, packages=10, gross_mass_kg=Decimal(120)),
    "sent-back": Import.send_back,
    "let-go": lambda it: it.goes(accept_regime),
    "sealed": lambda it: it.goes(put_on_seals, ["KR 7"]),
    "departed": lambda it: it.goes(depart),
    "presented": lambda it: it.goes(arrive_under_bond, intact=True),
    "left": lambda it: it.goes(discharge_regime, "exit"),
}


def played(room: Room, order: list[str]) -> Import:
    """Let events happen in an order; one that is not possible yet is reported again after the others."""
    it, waiting, turned_away = Import(room), deque(order), 0
    while waiting:
        event = waiting.popleft()
        if it.happens(event):
            turned_away = 0
            continue
        waiting.append(event)
        turned_away += 1
        assert turned_away <= len(waiting), f"never possible: {list(waiting)}, {it.refused[-len(waiting) :]}"
    return it


def test_the_plain_order_ends_where_it_should(room: Room) -> None:
    it = played(room, list(EVENTS))
    case = room.now(it.lodged)
    assert (cargo_of(room, it.number).state, case.cargo_state, case.status, case.tax, case.permits) == (
        "C7",
        "C7",
        "D10",
        "T3",
        "R2",
    )
    assert it.refused == []
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []


@settings(deadline=None, max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(order=list(reversed(EVENTS)))
@given(order=st.permutations(EVENTS))
def test_any_order_ends_in_the_same_state_of_every_track(room: Room, order: list[str]) -> None:
    plain, mixed = played(room, list(EVENTS)), played(room, order)
    assert mixed.tracks() == plain.tracks()
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []
    for event, after in BEFORE.items():
        if order.index(event) < order.index(after):
            assert event in [refused for refused, _why in mixed.refused], f"{event} cannot come before {after}"
    assert all(len(why) > 10 for _event, why in mixed.refused)


@settings(deadline=None, max_examples=8, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(order=list(reversed(RETURN)))
@given(order=st.permutations(RETURN))
def test_goods_that_go_back_end_alike_in_any_order_too(room: Room, order: list[str]) -> None:
    leaves = order.index("departed")
    late = [event for event in order[leaves:] if event in ("all-in", "lodged")]  # what has left comes in no more
    order = ["right", *order[:leaves], *late, *(event for event in order[leaves:] if event not in late)]
    plain, mixed = played(room, ["right", *RETURN]), played(room, order)
    assert (room.now(plain.lodged).status, cargo_of(room, plain.number).state, plain.refused) == ("X3", "C7", [])
    assert mixed.tracks() == plain.tracks()
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []
