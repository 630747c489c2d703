"""The trader's inbox: every reply of customs, to be pulled in order and acknowledged. Nothing is lost, nothing comes twice.

Nothing is stored for it but where in the log the events stand that the trader hears of, and how far he has acknowledged.
The replies are worked out from the log, which never changes; so the same reply reads the same whenever it is asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.reply import Reply
from eclear.clearance.looking import find
from eclear.clearance.office import Office, UnknownCase
from eclear.journey.replies import Told
from eclear.journey.replies import replies as told_of
from eclear.reference import country as reference_of
from eclear.storage import Heard, Records
from eclear.wco import fragment

_NUMBER = re.compile(r"([0-9]{1,12})-([0-9]{1,2})")


PAGE = 200
"""How many events are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A reply in the inbox: its number there, the case it is about, the reply, and what the country calls it.

    Numbers rise; ``17-2`` is the second reply that the 17th event of the room brought about. ``case`` is None where the
    message named no declaration that is known.
    """

    number: str
    case: str | None
    country: str
    reply: Reply
    name: str | None


def replies(office: Office, number: str, *, room: str = "open") -> tuple[Notice, ...]:
    """Return every reply about a case, in order; raises UnknownCase, and IllegalStep for a number that names several."""
    found = find(office, number, room=room)
    if not found:
        raise UnknownCase(f"There is no case {number} in room {room}. Check the number, or name the room.")
    if len(found) > 1:
        raise IllegalStep(f"{number} names {len(found)} cases: {', '.join(case.id for case in found)}. Name one of them.")
    (case,) = found
    with office.store.reading(room) as records:
        return notices_of(records, case.id, records.log_of(case.id))


def notices_of(records: Records, case_id: str, log: Sequence[tuple[int, Event]]) -> tuple[Notice, ...]:
    """Return every reply about a case, in order, whose log (:meth:`~eclear.storage.Records.log_of`) is known already."""
    heard = [Heard(position, case_id, case_id, event.sequence) for position, event in log]
    told = sorted([*heard, *records.refused_about(case_id)], key=lambda one: one.position)
    return tuple(_notices(records, told, {case_id: tuple(event for _position, event in log)}))


def inbox(office: Office, trader: str, *, room: str = "open", limit: int = 50) -> tuple[Notice, ...]:
    """Return the replies that a trader has not acknowledged yet, the earliest first, ``limit`` at most."""
    with office.store.reading(room) as records:
        position, order = records.acknowledged(trader)
        waiting: list[Notice] = []
        while len(waiting) < limit:
            heard = records.heard(trader, position, max(limit, PAGE))
            found = _notices(records, heard)
            waiting += [notice for notice in found if _key(notice.number) > (position, order)]
            if len(heard) < max(limit, PAGE):
                break
            position, order = heard[-1].position + 1, 0
        return tuple(waiting[:limit])


def acknowledge(office: Office, trader: str, up_to: str, *, room: str = "open") -> int:
    """Note that a trader has received everything up to a number, and return how many replies that were.

    To acknowledge the same twice does nothing. Raises IllegalStep for a number that is none of his replies.
    """
    match = _NUMBER.fullmatch(up_to)
    if match is None:
        raise IllegalStep(f"{up_to[:40]!r} is no number of a reply. It is written such as 17-1, as the inbox shows it.")
    upto = int(match[1]), int(match[2])
    with office.store.reading(room) as records:  # counted before the room is taken for writing, so that nobody waits for it
        received = _between(records, trader, records.acknowledged(trader), upto)
    if received is None:
        raise IllegalStep(f"{up_to} is not the number of a reply to {trader} in room {room}. Give one that the inbox shows.")
    with office.writing(room) as records:
        if upto > records.acknowledged(trader):
            records.acknowledge(trader, *upto)
    return received


def _between(records: Records, trader: str, before: tuple[int, int], upto: tuple[int, int]) -> int | None:
    """Count the replies after one number up to another; None if the last is none of the trader's replies."""
    if upto <= before:
        return 0
    received, position = 0, before[0]
    while position <= upto[0]:
        heard = records.heard(trader, position, PAGE)
        numbers = [_key(notice.number) for notice in _notices(records, heard)]
        received += sum(before < number <= upto for number in numbers)
        if upto in numbers:
            return received
        if len(heard) < PAGE:
            break
        position = heard[-1].position + 1
    return None


def _notices(
    records: Records, heard: list[Heard] | tuple[Heard, ...], known: Mapping[str, tuple[Event, ...]] | None = None
) -> Iterator[Notice]:
    """Work out the replies that these events brought about, in the order of the log; ``known`` are streams that were read."""
    wanted: dict[str, dict[int, Heard]] = defaultdict(dict)
    for one in heard:
        wanted[one.stream][one.sequence] = one
    records.read_ahead(stream for stream in wanted if stream not in (known or {}))
    found: list[tuple[tuple[int, int], Notice]] = []
    for stream, places in wanted.items():
        events = (known or {}).get(stream) or records.events(stream)
        country = reference_of(_country(events[0]))
        if country is None:
            continue
        for told in told_of(events, country, records.room.name):
            place = places.get(told.event.sequence)
            if place:
                key, whole = (place.position, told.order), _whole(told)
                found.append((key, Notice(f"{key[0]}-{key[1]}", place.case or None, country.code, whole, told.name)))
    yield from (notice for _, notice in sorted(found, key=lambda pair: pair[0]))


def _whole(told: Told) -> Reply:
    """Return a reply with the corrected fragment that belongs to it."""
    return replace(told.reply, corrected=fragment(told.changes)) if told.changes else told.reply


def _country(first: Event) -> str:
    fact = first.fact
    if isinstance(fact, ev.MessageRefused):
        return fact.country
    assert isinstance(fact, ev.Registered | ev.Rejected)
    return fact.lodged.country


def _key(number: str) -> tuple[int, int]:
    position, _, order = number.partition("-")
    return int(position), int(order)
