"""Follow: what a report about cargo brings about - a difference that shows, and what the declarations of the goods hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_NUMBER, MILESTONES, Cargo
from eclear.casefile.case import Case
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.looking import tidy
from eclear.clearance.recording import go_on
from eclear.storage import Records

PARTIAL = {"carried-in": "carried_in", "carried-out": "carried_out"}
"""The reports that may leave goods missing, and what is true once none are."""


def numbered(number: str) -> str:
    """Return a cargo control number as messages carry it; raises IllegalStep for what is none."""
    tidied = tidy(number)
    if not CARGO_NUMBER.fullmatch(tidied):
        raise IllegalStep(f"{number[:40]!r} is no cargo control number. It has 19 characters, such as 26ABCD0123I-0456-0789.")
    return tidied


def tell_cargo(records: Records, cargo: Cargo, fact: Fact, by: str, now: datetime) -> Cargo:
    """Record one fact of cargo, and nothing else; raises IllegalStep for one that cannot be."""
    event = records.event(cargo.number, cargo.version + 1, now, by, fact)
    after = cargo.after(event)
    if isinstance(fact, ev.Moved) and fact.report in PARTIAL and getattr(after, PARTIAL[fact.report]) is None:
        event = replace(event, fact=replace(fact, partial=True))
    records.move_cargo(after, event)
    return after


def follow(records: Records, before: Cargo, fact: Fact, by: str, now: datetime) -> Cargo:
    """Record one fact of cargo with all that follows: differences, and what every declaration of the goods hears of."""
    cargo = tell_cargo(records, before, fact, by, now)
    told: list[tuple[Fact, str]] = [(fact, by)]
    if isinstance(fact, ev.Moved) and fact.report in PARTIAL:
        told = [(replace(fact, partial=getattr(cargo, PARTIAL[fact.report]) is None), by)]
    if found := _difference(cargo):
        cargo = tell_cargo(records, cargo, found, "eclear", now)
        told.append((found, "eclear"))
    heard = [one for one in told if isinstance(one[0], _FOR_CASES)]
    for case in records.cases_of(cargo.number):
        facts = [one for one, _by in heard if _concerns(case, one)]
        _tell_case(records, case, [*_takes_effect(case, facts), *facts, *_behind(case, cargo, facts)], by, now)
    for number in ancestors(records, cargo):
        for case in records.cases_of(number):
            came = _standing(records, records.cargo(number))
            shown = [one for one, _by in heard if not isinstance(one, ev.Moved) and _concerns(case, one)]
            _tell_case(records, case, [*shown, *_behind(case, came, ())], by, now)
    return cargo


_FOR_CASES = (
    ev.Moved,
    ev.DifferenceFound,
    ev.DifferenceSettled,
    ev.StorageAsked,
    ev.StorageExtended,
    ev.StorageRefused,
    ev.ReturnAccepted,
    ev.ReturnStopped,
    ev.Returned,
)


def _concerns(case: Case, fact: Fact) -> bool:
    """True for what a declaration hears of its goods.

    That they go back, only one hears that is open; how that ended, one that waited; of their storage, one whose goods wait.
    """
    if isinstance(fact, ev.StorageAsked | ev.StorageExtended | ev.StorageRefused):
        return case.is_open or case.status == "D9"
    if isinstance(fact, ev.ReturnAccepted):
        return case.is_open and not case.is_export
    return not isinstance(fact, ev.ReturnStopped | ev.Returned) or (case.is_open and case.returning == fact.operation)


def _tell_case(records: Records, case: Case, facts: list[Fact], by: str, now: datetime) -> None:
    if facts:
        go_on(records, case, facts, by, now)


def _difference(cargo: Cargo) -> Fact | None:
    """Return what list and count have come to show: a difference, or that there is none any more."""
    shows = cargo.difference_now()
    if shows is not None and shows != cargo.found and cargo.landed:
        return ev.DifferenceFound(shows, cargo.landed, cargo.tally)
    if shows is None and cargo.differs is not None:
        return ev.DifferenceSettled("What was listed and what was landed agree now.")
    return None


def _takes_effect(case: Case, facts: list[Fact]) -> tuple[Fact, ...]:
    """A pre-lodged declaration takes effect in law when its goods are carried in."""
    comes = any(isinstance(fact, ev.Moved) and fact.report == "carried-in" and not fact.partial for fact in facts)
    due = comes and case.lodged.pre_lodged and case.presented is None and case.is_open
    return (ev.Presented(None, case.edition),) if due else ()


def _behind(case: Case, cargo: Cargo, told: list[Fact] | tuple[Fact, ...]) -> Iterator[Fact]:
    """Yield what the goods of a case have reached besides what it is told just now."""
    now_told = {fact.report for fact in told if isinstance(fact, ev.Moved) and not fact.partial}
    for report, field in MILESTONES.items():
        if getattr(cargo, field) and getattr(case, field) is None and report not in now_told:
            if report == "carried-in":
                yield from _takes_effect(case, [ev.Moved(cargo.number, report)])
            yield ev.Moved(case.cargo or cargo.number, report, cargo.shed)


def ancestors(records: Records, cargo: Cargo) -> tuple[str, ...]:
    """Return the numbers that goods had before, the nearest first."""
    found: dict[str, None] = {}
    waiting = list(cargo.drawn_of)
    while waiting:
        number = waiting.pop(0)
        if number not in found:
            found[number] = None
            waiting += records.cargo(number).drawn_of
    return tuple(found)


def _standing(records: Records, cargo: Cargo) -> Cargo:
    """Return cargo with what all the numbers have reached under which its goods went on."""
    after = [_standing(records, records.cargo(number)) for number in cargo.successors]
    if not after:
        return cargo
    times = {field: [getattr(one, field) for one in after] for field in MILESTONES.values()}
    reached = {field: max(known) for field, known in times.items() if all(known) and getattr(cargo, field) is None}
    return replace(cargo, **reached, shed=after[-1].shed or cargo.shed)


def standing_of(records: Records, number: str) -> Cargo:
    """Return cargo as a declaration sees it that names this number, whatever numbers its goods went on under."""
    return _standing(records, records.cargo(number))


def is_covered(records: Records, cargo: Cargo) -> bool:
    """True if a declaration that names these goods, or each of the bills they came from, lets them go."""
    if any(case.status == "D9" or (case.released and case.is_open) for case in records.cases_of(cargo.number)):
        return True
    return bool(cargo.drawn_of) and all(is_covered(records, records.cargo(number)) for number in cargo.drawn_of)


def open_declarations(records: Records, cargo: Cargo) -> tuple[Case, ...]:
    """Return the declarations of these goods, under this number or an earlier one, that still wait for acceptance."""
    cases = [case for number in (cargo.number, *ancestors(records, cargo)) for case in records.cases_of(number)]
    return tuple(case for case in cases if case.is_open and not case.released)
