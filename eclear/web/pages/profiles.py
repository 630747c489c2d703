"""Risk profiles for officers: what holds in the room, how each does beside random control, and the form that sets one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from eclear.casefile import events as ev
from eclear.casefile.decision import LANES, Lane
from eclear.casefile.profile import Profile
from eclear.casefile.words import Term
from eclear.clearance.profiling import Doing, Kept, Standing, Trial
from eclear.journey.risk.drift import Rate
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.listing import at_once

MOVEMENTS = (("IM", Term("Imports", "수입")), ("EX", Term("Exports", "수출")), ("both", Term("Both", "수출입")))
LATEST_CHANGES = 12
"""How many of the latest changes are listed."""


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One profile in the list: its state in a word, its conditions in words, and how it did."""

    id: str
    lane: Lane
    reason: Term
    conditions: str
    days: str
    state: tuple[str, str]
    changed: str
    href: str
    met: int
    found: str
    interval: str
    times: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a profile: when, which, what was done, by whom and why."""

    at: datetime
    id: str
    what: Term
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ProfilesPage:
    """The profiles of the room, and the forms that set and end one. ``typed`` is what stands in the form by its fields."""

    template: ClassVar[str] = "profiles.html"

    lines: tuple[ProfileLine, ...]
    period: str
    random: str
    changes: tuple[Changed, ...]
    endable: tuple[str, ...]
    lanes: tuple[tuple[str, Term], ...]
    movements: tuple[tuple[str, Term], ...]
    typed: Mapping[str, str]
    currency: str
    problem: str
    about: str
    trial: str


def profiles_page(
    standing: Standing, on: date, currency: str, typed: Mapping[str, str], problem: str, about: str, trial: Trial | None
) -> ProfilesPage:
    """Return the page; ``problem`` says what was refused, ``about`` in which form (set or end)."""
    kept = [doing.kept for doing in standing.profiles]
    changes = [change for one in kept for change in _changes(one)]
    return ProfilesPage(
        lines=tuple(_line(doing, on) for doing in standing.profiles),
        period=_(
            "%(count)s declarations from %(first)s to %(last)s",
            count=wording.number(standing.declarations),
            first=wording.day(standing.first),
            last=wording.day(standing.last),
        ),
        random=_found(standing.random),
        changes=tuple(sorted(changes, key=lambda change: change.at, reverse=True)[: at_once(LATEST_CHANGES)]),
        endable=tuple(one.profile.id for one in kept if not one.profile.always and one.profile.valid_to >= on),
        lanes=tuple((lane.value, LANES[lane]) for lane in (Lane.L1, Lane.L2, Lane.L3)),
        movements=MOVEMENTS,
        typed=typed,
        currency=currency,
        problem=problem,
        about=about,
        trial=_trial(trial),
    )


def typed_of(profile: Profile) -> dict[str, str]:
    """Return a profile as it stands in the form."""
    return {
        "id": profile.id,
        "lane": profile.lane.value,
        "en": profile.reason.en,
        "ko": profile.reason.ko,
        "hs": " ".join(profile.hs),
        "origins": " ".join(sorted(profile.origins)),
        "export_countries": " ".join(sorted(profile.export_countries)),
        "transport_modes": " ".join(sorted(profile.transport_modes)),
        "movement": profile.movement or "both",
        "indirect": "yes" if profile.indirect else "",
        "importers": ", ".join(sorted(profile.importers)),
        "sellers": ", ".join(sorted(profile.sellers)),
        "declarants": ", ".join(sorted(profile.declarants)),
        "value_from": "" if profile.value_per_kg_from is None else f"{profile.value_per_kg_from:f}",
        "value_below": "" if profile.value_per_kg_below is None else f"{profile.value_per_kg_below:f}",
        "newcomer": "" if profile.newcomer is None else str(profile.newcomer),
        "first": profile.valid_from.isoformat() if profile.valid_from != date.min else "",
        "last": profile.valid_to.isoformat() if profile.valid_to != date.max else "",
        "why": "",
    }


def conditions(profile: Profile) -> str:
    """Say in words what a profile asks for."""
    told = [
        _("codes %(codes)s", codes=", ".join(profile.hs)) if profile.hs else "",
        _("origin %(countries)s", countries=", ".join(sorted(profile.origins))) if profile.origins else "",
        _("sent from %(countries)s", countries=", ".join(sorted(profile.export_countries))) if profile.export_countries else "",
        _("transport %(modes)s", modes=", ".join(sorted(profile.transport_modes))) if profile.transport_modes else "",
        _("by another country than the origin") if profile.indirect else "",
        _("importer %(numbers)s", numbers=", ".join(sorted(profile.importers))) if profile.importers else "",
        _("seller %(numbers)s", numbers=", ".join(sorted(profile.sellers))) if profile.sellers else "",
        _("declarant %(numbers)s", numbers=", ".join(sorted(profile.declarants))) if profile.declarants else "",
        _("value of a kilogram from %(amount)s", amount=wording.number(profile.value_per_kg_from))
        if profile.value_per_kg_from
        else "",
        _("value of a kilogram below %(amount)s", amount=wording.number(profile.value_per_kg_below))
        if profile.value_per_kg_below
        else "",
        _("importers with fewer than %(count)s declarations before", count=profile.newcomer) if profile.newcomer else "",
    ]
    return "; ".join(filter(None, told))


def _line(doing: Doing, on: date) -> ProfileLine:
    kept, profile = doing.kept, doing.kept.profile
    times = doing.times
    return ProfileLine(
        id=profile.id,
        lane=profile.lane,
        reason=profile.reason,
        conditions=conditions(profile),
        days=_days(profile),
        state=_state(profile, on),
        changed=_("by %(who)s: %(why)s", who=kept.author, why=kept.why) if kept.author else _("from the country folder"),
        href="" if profile.always else f"/profiles?change={profile.id}#set",
        met=doing.met,
        found=_("%(found)s of %(all)s", found=doing.irregular.found, all=doing.irregular.of) if doing.irregular.of else "",
        interval=_interval(doing.irregular),
        times=_("%(times)s times", times=f"{times.times:.1f}") if times and times.times is not None else "",
    )


def _days(profile: Profile) -> str:
    if profile.always:
        return _("always")
    if profile.valid_to == date.max:
        return _("from %(first)s, without an end", first=wording.day(profile.valid_from))
    return _("from %(first)s to %(last)s", first=wording.day(profile.valid_from), last=wording.day(profile.valid_to))


def _state(profile: Profile, on: date) -> tuple[str, str]:
    if profile.holds(on):
        return "ok", _("in force")
    return ("wait", _("to come")) if on < profile.valid_from else ("stop", _("ended"))


def _interval(rate: Rate) -> str:
    if not rate.of:
        return ""
    return _("%(low)s to %(high)s", low=_percent(rate.low), high=_percent(rate.high))


def _found(rate: Rate) -> str:
    if not rate.of:
        return _("Nothing that was drawn at random has been examined yet.")
    return _(
        "Random control found %(found)s of %(all)s irregular: %(share)s, between %(low)s and %(high)s.",
        found=rate.found,
        all=rate.of,
        share=_percent(rate.share or 0.0),
        low=_percent(rate.low),
        high=_percent(rate.high),
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")


def _trial(trial: Trial | None) -> str:
    if trial is None:
        return ""
    return _(
        "%(met)s of the latest %(tried)s declarations would have met it; %(examined)s of them were examined, "
        "%(irregular)s found irregular. Nothing was saved.",
        met=len(trial.met),
        tried=trial.tried,
        examined=trial.irregular.of,
        irregular=trial.irregular.found,
    )


SET, ENDED = Term("Set", "등록·변경"), Term("Ended", "종료")


def _changes(kept: Kept) -> list[Changed]:
    told = []
    for event in kept.changes:
        fact = event.fact
        if isinstance(fact, ev.ProfileSet | ev.ProfileEnded):
            what = SET if isinstance(fact, ev.ProfileSet) else ENDED
            told.append(Changed(event.at, kept.profile.id, what, event.by, fact.why))
    return told
