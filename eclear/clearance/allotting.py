"""Allot (배정): cases come to officers by lot, within their competence. There is no verb to pick one.

A case is passed on with a reason, and so are those of an officer who is away; each leaves its trace. The lot is drawn from
the room's seed and the place in the room's log, so that it can be drawn again and comes out the same. A case that is
amended, or gets another lane, keeps its officer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Role
from eclear.clearance.integrity import competence, is_own, may_be_given, name_of, officer_post
from eclear.clearance.office import Office
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.journey.routing import dice_of
from eclear.storage import Records

DRAWN, TRANSFER, RETURNED, ABSENCE = "drawn", "transfer", "returned", "absence"
"""How a case comes to somebody: by lot, by a supervisor, back to the pool, or because its officer is away."""


def take_next(office: Office, *, room: str = "open", at: datetime | None = None) -> Case:
    """Allot to the officer who asks one case of the pool, by lot: one that he may be given, whatever he would choose.

    The pool are the cases that wait for an officer and are allotted to nobody. Raises IllegalStep if there is none for him.
    """
    acting = office.acting
    if acting.post is None:
        raise IllegalStep("Cases are allotted to officers who have come in. Alone at this machine, open any case of the list.")
    if not acting.plays(Role.OFFICER):
        raise IllegalStep("Cases are allotted to officers. Go to your officer's desk, then take the next case.")
    with office.writing(room) as records:
        me = records.people.person(room, acting.id)
        if me is None or me.absent:
            raise IllegalStep("You are noted as away, and get no cases. Say that you are back, then take the next case.")
        pool = list(records.desks.pool(competence(acting.post), but="" if me.both_chairs else me.id))
        place, now = records.head.position, office.moment(records, at)
        while pool:
            case = records.case(pool.pop(_lot(records, f"{place}/{len(pool)}", len(pool))))
            if case and not is_own(me, case):  # who asked for something later is not told by the list
                return _allot(records, case, me.id, DRAWN, None, now, "officer")
        raise IllegalStep("No case waits for you in the pool. The next one that you may be given can be taken when it comes.")


def transfer(
    office: Office,
    case_id: str,
    to: str,
    reason: str | None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Pass a case on, with a reason: a supervisor to another officer or to the pool (""), its officer to the pool only."""
    with office.writing(room) as records:
        case, said = as_seen(records, case_id, version), plain(reason)
        if said is None:
            raise IllegalStep("To pass a case on needs a reason. Say why it cannot stay where it is.")
        _may_pass_on(office, records, case, to)
        how = RETURNED if not to and office.acting.id == case.officer else TRANSFER
        return _allot(records, case, to, how, said, max(office.moment(records, at), case.received), _part(office))


def away(office: Office, person: str, reason: str | None, *, room: str = "open", at: datetime | None = None) -> tuple[Case, ...]:
    """Note that an officer is away, with a reason: each of his open cases is drawn to one who is there, or goes to the pool.

    He says so himself, or a supervisor does. Returns the cases that were passed on.
    """
    with office.writing(room) as records:
        him, said = _officer(office, records, room, person), plain(reason)
        if said is None:
            raise IllegalStep("To note somebody as away needs a reason. Say why, and until when if that is known.")
        if him.absent:
            raise IllegalStep(f"{him.name} is noted as away already.")
        now = office.moment(records, at)
        records.people.enrol(room, replace(him, absent=now.isoformat()))
        _note(records, ev.OfficerAway(him.id, said), now)
        there = [one for one in records.people.people(room) if one.id != him.id]
        passed_on = []
        for row in records.desks.on(him.id):
            case = records.case(row.id)
            if case:
                to = _drawn_among(records, case, there)
                passed_on.append(_allot(records, case, to, ABSENCE, said, max(now, case.received), _part(office)))
        return tuple(passed_on)


def back(office: Office, person: str, *, room: str = "open", at: datetime | None = None) -> None:
    """Note that an officer is back at his desk. He gets new cases; what was passed on stays where it is."""
    with office.writing(room) as records:
        him = _officer(office, records, room, person)
        if not him.absent:
            raise IllegalStep(f"{him.name} is not noted as away.")
        records.people.enrol(room, replace(him, absent=""))
        _note(records, ev.OfficerBack(him.id), office.moment(records, at))


def given_to(people: Sequence[Person], case: Case) -> tuple[Person, ...]:
    """Return those to whom a supervisor can transfer a case now."""
    return tuple(one for one in people if one.id != case.officer and may_be_given(one, case))


def _may_pass_on(office: Office, records: Records, case: Case, to: str) -> None:
    acting = office.acting
    supervises = acting.plays(Role.SUPERVISOR)
    if not supervises and (acting.id != case.officer or to):
        held = f"It is allotted to {name_of(records, case.officer)}. " if case.officer else ""
        raise IllegalStep(f"{held}Its officer can give a case back to the pool; only a supervisor transfers it to another.")
    if not (case.is_open or case.request or case.accepted):
        raise IllegalStep(f"The case has ended: {case.status} {case.track.states[case.status]}. There is nothing to pass on.")
    if to == case.officer:
        where = name_of(records, to) if to else "the pool"
        raise IllegalStep(f"The case lies with {where} already. Name another officer, or leave it there.")
    if to and to == acting.id:
        raise IllegalStep("Nobody gives a case to himself. Name another officer, or give it to the pool.")
    if to:
        person = records.people.person(records.room.name, to)
        if person is None or not may_be_given(person, case):
            name = person.name if person else to
            raise IllegalStep(
                f"{name} cannot be given this case: it needs an officer who is there, is competent for {case.lane} and did not "
                "lodge it. Name another."
            )


def _officer(office: Office, records: Records, room: str, id: str) -> Person:
    """Return an officer about whom who acts may speak; raises IllegalStep."""
    if office.acting.id != id and not office.acting.plays(Role.SUPERVISOR):
        raise IllegalStep("An officer says himself that he is away or back, or a supervisor does it for him.")
    person = records.people.person(room, id)
    if person is None or officer_post(person) is None:
        raise IllegalStep(f"Nobody in room {room} with the id {id[:40]!r} is an officer. The team's page shows them.")
    return person


def _drawn_among(records: Records, case: Case, people: Sequence[Person]) -> str:
    there = given_to(people, case)
    return there[_lot(records, f"{case.id}/{case.version}", len(there))].id if there else ""


def _lot(records: Records, what: str, many: int) -> int:
    """Draw one of many: the same whenever it is drawn again."""
    return int(dice_of(records.room.seed, f"allotment/{what}") * many)


def _allot(records: Records, case: Case, to: str, how: str, reason: str | None, now: datetime, by: str) -> Case:
    return go_on(records, case, [ev.Allotted(to, how, reason)], by, now)


def _part(office: Office) -> str:
    return "supervisor" if office.acting.post and office.acting.post.role is Role.SUPERVISOR else "officer"


def _note(records: Records, fact: ev.OfficerAway | ev.OfficerBack, now: datetime) -> None:
    stream = f"person/{fact.officer}"
    records.note(records.event(stream[:40], len(records.events(stream[:40])) + 1, now, "officer", fact))
