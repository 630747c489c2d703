"""Profile: what officers add to, change in and end of the hard risk profiles of a room, and how well each of them does.

The profiles of the country's folder are the base; a change of one of them, or its end, holds in its room only. Each change
is an event with its author and its reason, on the stream of its profile. All of it is officers' knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.conduct import keys_of
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.profile import Profile
from eclear.clearance.looking import current
from eclear.clearance.office import Office, today
from eclear.clearance.recording import plain
from eclear.journey.risk.drift import Rate, Ratio, rate, ratio
from eclear.reference import Country, Profiles
from eclear.reference import country as reference_of
from eclear.storage import Records, Store
from eclear.storage.rows import Judgement
from eclear.wco import read

LONGEST_DAYS = 366
"""How many days a profile holds at most; whoever still needs it then says so again."""

RECENT_DAYS = 365
"""Over how many days it is counted how a profile does."""

TRIED = 100
"""On how many of the latest declarations a profile is tried before it is saved."""

_ID = re.compile(r"[A-Z][A-Z0-9-]{1,29}")
_HS = re.compile(r"[0-9]{2,10}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile as it stands in a room: who said so last, when and why; None for one that stands as the folder has it.

    ``changes`` are all of its events in this room, in order.
    """

    profile: Profile
    from_folder: bool
    changes: tuple[Event, ...] = ()

    @property
    def author(self) -> str | None:
        """Who changed it last; None for one that stands as the folder has it."""
        return self.changes[-1].by if self.changes else None

    @property
    def why(self) -> str | None:
        """Why it was changed last."""
        fact = self.changes[-1].fact if self.changes else None
        return fact.why if isinstance(fact, ev.ProfileSet | ev.ProfileEnded) else None


@dataclass(frozen=True, slots=True)
class Doing:
    """How a profile does: how many declarations met it, and how many of those that were examined were found irregular.

    ``times`` compares that rate with what random control finds: near 1 the profile is worth no more than chance.
    """

    kept: Kept
    met: int
    irregular: Rate
    times: Ratio | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The profiles of a room with how they do, over the days from ``first`` to ``last``, beside the slice drawn at random."""

    first: date
    last: date
    declarations: int
    random: Rate
    profiles: tuple[Doing, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a profile would have met among the latest declarations: the ids of their cases, and what was found in them."""

    tried: int
    met: tuple[str, ...]
    irregular: Rate


def set_profile(
    office: Office, profile: Profile, *, why: str, by: str = "officer", room: str = "open", at: datetime | None = None
) -> Kept:
    """Add a profile, or change the one of the same id; it is asked from the next declaration on. Raises IllegalStep.

    It needs a reason in both languages, at least one condition, and an end at most 12 months after it begins. ``why`` says
    why it is set. A profile of the folder that is always in force can be neither changed nor ended.
    """
    law = _law(office)
    with office.writing(room) as records:
        now = office.moment(records, at)
        sound = _sound(profile, law, today(now, law))
        kept = _changeable(records, law, sound.id)
        fact = ev.ProfileSet(sound, law.code, _reason(why, "set"))
        return _changed(records, law, sound.id, kept, fact, now, by)


def end_profile(
    office: Office,
    id: str,
    *,
    why: str,
    last: date | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
) -> Kept:
    """End a profile: ``last`` is the last day on which it holds, without it yesterday, so that it ends at once."""
    law = _law(office)
    with office.writing(room) as records:
        now = office.moment(records, at)
        kept = _changeable(records, law, id)
        if kept is None:
            raise IllegalStep(f"There is no profile {id[:40]!r} in room {room}. eclear profiles lists those there are.")
        end = last or today(now, law) - timedelta(days=1)
        if end < today(now, law) - timedelta(days=1) or end >= kept.profile.valid_to:
            raise IllegalStep(
                f"Profile {id} holds to {kept.profile.valid_to}, and its end {end} is in the past or not before that. "
                "Name a day from today on, or none, to end it at once."
            )
        return _changed(records, law, id, kept, ev.ProfileEnded(id, end, _reason(why, "end")), now, by)


def in_force(office: Office, records: Records, country: Country, day: date) -> Profiles:
    """Return the profiles that a room asks of declarations in a country; they are read again only after a change.

    ``day`` is the day whose places are counted: its counters come with the number of changes.
    """
    version = records.profiles_version(day.isoformat())
    if not version:
        return country.profiles
    known = _KNOWN.setdefault(office.store, {})
    here = (records.room.name, country.code)
    cached = known.get(here)
    if cached is None or (cached[0], cached[1]) != (version, id(country.profiles)):
        profiles = Profiles(tuple(kept.profile for kept in kept_in(records, country)))
        cached = known[here] = version, id(country.profiles), profiles
    return cached[2]


_KNOWN: WeakKeyDictionary[Store, dict[tuple[str, str], tuple[int, int, Profiles]]] = WeakKeyDictionary()
"""For each store the profiles that its rooms ask, with the number of changes that they stand for."""


def kept_in(records: Records, country: Country) -> tuple[Kept, ...]:
    """Return the profiles of a room as they stand, ended ones too: those of the country's folder first."""
    kept = {profile.id: Kept(profile, from_folder=True) for profile in country.profiles.all}
    for event in records.profile_events():
        fact = event.fact
        if isinstance(fact, ev.ProfileSet) and fact.country == country.code:
            before = kept.get(fact.profile.id)
            changes, based = (before.changes, before.from_folder) if before else ((), False)
            kept[fact.profile.id] = Kept(fact.profile, based, (*changes, event))
        elif isinstance(fact, ev.ProfileEnded) and fact.profile in kept:
            before = kept[fact.profile]
            kept[fact.profile] = replace(
                before, profile=replace(before.profile, valid_to=fact.last), changes=(*before.changes, event)
            )
    return tuple(kept.values())


def profiles_of(office: Office, *, room: str = "open", at: datetime | None = None) -> Standing:
    """Return the profiles of a room with how they do: what met them over the last year, and what was found in it."""
    law = _law(office)
    with office.store.reading(room) as records:
        last = today(office.moment(records, at), law)
        first = last - timedelta(days=RECENT_DAYS - 1)
        judgements = records.judgements(first, last)
        random = _irregular(judgement for judgement in judgements if judgement.cause == Cause.RANDOM)
        doing = tuple(_doing(kept, judgements, random) for kept in kept_in(records, law))
    return Standing(first, last, len(judgements), random, doing)


def try_profile(office: Office, profile: Profile, *, most: int = TRIED, room: str = "open") -> Trial:
    """Say what a profile would have met among the latest declarations, whatever its days; nothing is recorded.

    Who is new is judged by what is known today.
    """
    law = _law(office)
    with office.store.reading(room) as records:
        sound = _sound(profile, law, today(office.moment(records, None), law))
        _total, rows = records.rows(limit=most)
        cases = [case for row in rows if row.number and (case := records.case(row.id)) and case.lodged.country == law.code]
        met = [case for case in cases if _meets(office, records, sound, case)]
    found = [case.examination.result for case in met if case.examination]
    return Trial(len(cases), tuple(case.id for case in met), rate(sum(result != "conform" for result in found), len(found)))


def _meets(office: Office, records: Records, profile: Profile, case: Case) -> bool:
    declaration = read(current(office, records, case), office.schemas).declaration
    if declaration is None:
        return False
    history = records.conduct(list(keys_of(declaration).values()))
    return any(profile.meets(declaration, item, case.assessment, history) for item in declaration.items)


def _doing(kept: Kept, judgements: Sequence[Judgement], random: Rate) -> Doing:
    met = [judgement for judgement in judgements if kept.profile.id in judgement.hits]
    irregular = _irregular(met)
    return Doing(kept, len(met), irregular, ratio(irregular, random))


def _irregular(judgements: Iterable[Judgement]) -> Rate:
    """Return how many of those that were examined were found irregular; what nobody examined is neither."""
    results = [judgement.result for judgement in judgements if judgement.result]
    return rate(sum(result != "conform" for result in results), len(results))


def _changed(
    records: Records, law: Country, id: str, kept: Kept | None, fact: ev.ProfileSet | ev.ProfileEnded, now: datetime, by: str
) -> Kept:
    sequence = len(records.events(f"profile/{id}")) + 1
    records.change_profile(records.event(f"profile/{id}", sequence, now, by, fact))
    return next(one for one in kept_in(records, law) if one.profile.id == id)


def _changeable(records: Records, law: Country, id: str) -> Kept | None:
    """Return the profile of an id as it stands, None where there is none; raises IllegalStep for one that always holds."""
    if any(profile.id == id and profile.always for profile in law.profiles.all):
        raise IllegalStep(
            f"Profile {id} is always in force: it can be neither changed nor ended. Set one of another id beside it."
        )
    return next((kept for kept in kept_in(records, law) if kept.profile.id == id), None)


def _reason(why: str, verb: str) -> str:
    told = plain(why)
    if told is None:
        raise IllegalStep(f"To {verb} a profile needs a reason. Say what it rests on; it is kept with your name and the time.")
    return told


def _sound(profile: Profile, law: Country, day: date) -> Profile:
    """Return a profile as it can be kept; raises IllegalStep with the field, its value and what is allowed."""
    reason = replace(profile.reason, en=plain(profile.reason.en) or "", ko=plain(profile.reason.ko) or "")
    if not _ID.fullmatch(profile.id):
        raise IllegalStep(f"id {profile.id[:40]!r}: write 2 to 30 capitals, digits and dashes, such as R-GARLIC-26.")
    if not (reason.en and reason.ko):
        raise IllegalStep("reason: say in English and in Korean why these goods are looked at.")
    if profile.lane is Lane.L0 or profile.always:
        raise IllegalStep("lane: a profile asks for L1, L2 or L3, for a time. Choose one of them.")
    if not profile.has_conditions:
        raise IllegalStep("conditions: there is none, and all trade would be stopped. Name goods, countries, parties or values.")
    if odd := [prefix for prefix in profile.hs if not _HS.fullmatch(prefix)]:
        raise IllegalStep(f"hs {odd[0][:20]!r}: write the leading 2 to 10 digits of a code, such as 0703 or 8703231020.")
    for name, told, known in (
        ("origins", profile.origins, law.codes.countries),
        ("export_countries", profile.export_countries, law.codes.countries),
        ("transport_modes", profile.transport_modes, law.codes.transport_modes),
    ):
        if strange := sorted(told - set(known)):
            some = ", ".join(list(known)[:5])
            raise IllegalStep(f"{name} {strange[0][:20]!r}: it is not in the country's list. Write codes such as {some}.")
    _bounds(profile)
    if profile.valid_to < max(profile.valid_from, day):
        raise IllegalStep(
            f"valid_to {profile.valid_to} is before its first day {profile.valid_from} or before today, {day}. Give a later day."
        )
    if (profile.valid_to - profile.valid_from).days >= LONGEST_DAYS:
        raise IllegalStep(
            f"valid_to {profile.valid_to}: a profile ends at most 12 months after {profile.valid_from}, where it begins. "
            "Give an earlier day; it can be set again when it ends."
        )
    return replace(profile, reason=reason)


def _bounds(profile: Profile) -> None:
    low, high = profile.value_per_kg_from, profile.value_per_kg_below
    if (low is not None and low < 0) or (high is not None and high <= (low or 0)):
        raise IllegalStep(
            f"value_per_kg_from {low}, value_per_kg_below {high}: no value lies between them. Write amounts that are not "
            "negative, the second above the first."
        )
    if profile.newcomer is not None and not 1 <= profile.newcomer <= 1000:
        raise IllegalStep(f"newcomer {profile.newcomer}: write below how many earlier declarations somebody is new, 1 to 1000.")
    for name, told in (("importers", profile.importers), ("sellers", profile.sellers), ("declarants", profile.declarants)):
        if odd := [number for number in told if not plain(number) or len(number) > 70]:
            raise IllegalStep(f"{name} {odd[0][:40]!r}: write numbers of at most 70 characters. Never a real trader's.")


def _law(office: Office) -> Country:
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    return law
