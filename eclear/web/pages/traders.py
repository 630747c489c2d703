"""The register of traders and brokers: who may sign declarations and for whom, who is suspended, who is trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.trader import GRADES, LICENSES, Trader
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.web.languages import _
from eclear.web.listing import at_once, before
from eclear.web.pages.timeline import CUSTOMS, DECLARANT, Happening, what
from eclear.web.persons import called

PAGE = 25
ADVERSE = ("aeo-refused", "aeo-withdrawn")
"""What goes against somebody who wants to be trusted: he is told the facts, and where he can appeal."""


@dataclass(frozen=True, slots=True)
class TraderLine:
    """One entry of the register: number, name, licence, grade, and what is special now."""

    number: str
    name: Term
    license: Term
    aeo: str
    suspended: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class TradersPage:
    """The register with its search, and the form to enter somebody; ``typed`` is what a refused form said."""

    template: ClassVar[str] = "traders.html"

    lines: tuple[TraderLine, ...]
    total: int
    first: int
    search: str
    show: str
    choices: tuple[tuple[str, Term], ...]
    licenses: tuple[tuple[str, Term], ...]
    may_change: bool
    typed: Mapping[str, str]
    problem: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class TraderVerb:
    """One thing that can be done about somebody in the register: its name, and whether it goes against him."""

    id: str
    name: Term
    warns: bool = False
    grades: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    names_principal: bool = False
    licenses: tuple[tuple[str, Term], ...] = ()


@dataclass(frozen=True, slots=True)
class Appealed:
    """Where what went against somebody is appealed, and until when."""

    office: str
    text: Term


@dataclass(frozen=True, slots=True)
class TraderPage:
    """One entry of the register with its history, and what an officer can do about it.

    ``mandates`` is None as long as none is registered: then he may sign for anybody.
    """

    template: ClassVar[str] = "trader.html"

    number: str
    name: Term
    license: Term
    aeo: str
    applied: str | None
    suspended: datetime | None
    mandates: tuple[str, ...] | None
    history: tuple[Happening, ...]
    verbs: tuple[TraderVerb, ...]
    appeal: Appealed | None
    problem: str


@dataclass(frozen=True, slots=True)
class Favour:
    """The AEO status of one whom a trader can apply for: himself, or one whose mandate he has."""

    number: str
    aeo: str
    applied: bool
    may_apply: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a trader stands in the register, as he sees it himself: without the names of officers."""

    name: Term
    license: Term
    suspended: datetime | None
    mandates: tuple[str, ...] | None
    favours: tuple[Favour, ...]
    history: tuple[Happening, ...]
    appeal: Appealed | None


SHOWN = {
    "suspended": Term("Suspended", "업무정지"),
    "applied": Term("Has applied for AEO status", "AEO 신청 중"),
    "aeo": Term("Authorised economic operators", "AEO 업체"),
    "licensed": Term("May sign declarations", "신고인"),
}


def traders_page(
    found: Sequence[Trader], *, search: str, show: str, page: int, may_change: bool, typed: Mapping[str, str], problem: str
) -> TradersPage:
    """Return one page of the register."""
    wanted = [one for one in found if _is_shown(one, show) and _is_found(one, search)]
    wanted.sort(key=lambda one: (one.applied is None, one.suspended is None, one.number))
    chosen = {"q": search, "show": show}

    def address(number: int) -> str:
        return "/traders?" + urlencode({name: value for name, value in (*chosen.items(), ("page", number)) if value})

    return TradersPage(
        lines=tuple(map(_line, wanted[before(page, PAGE) :][: at_once(PAGE)])),
        total=len(wanted),
        first=(page - 1) * PAGE + 1,
        search=search,
        show=show,
        choices=tuple(SHOWN.items()),
        licenses=tuple(LICENSES.items()),
        may_change=may_change,
        typed=typed,
        problem=problem,
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page * PAGE < len(wanted) else "",
    )


def _is_shown(trader: Trader, show: str) -> bool:
    shown = {"suspended": trader.suspended, "applied": trader.applied is not None, "aeo": trader.aeo, "licensed": trader.license}
    return bool(shown.get(show, True))


def _is_found(trader: Trader, search: str) -> bool:
    return search.casefold() in f"{trader.number} {trader.name.en} {trader.name.ko}".casefold()


def _line(trader: Trader) -> TraderLine:
    suspended, applied = trader.suspended is not None, trader.applied is not None
    return TraderLine(trader.number, trader.name, license_of(trader), trader.aeo, suspended, applied)


def license_of(trader: Trader) -> Term:
    """Return what somebody's licence is called; one that a country's folder writes otherwise stands as it is."""
    return LICENSES.get(trader.license, Term(trader.license, trader.license))


def trader_page(trader: Trader, law: Country, names: Mapping[str, str], *, may_change: bool, problem: str) -> TraderPage:
    """Return one entry of the register; ``names`` are those of the people of the room, by their ids."""
    return TraderPage(
        number=trader.number,
        name=trader.name,
        license=license_of(trader),
        aeo=trader.aeo,
        applied=trader.applied,
        suspended=trader.suspended,
        mandates=trader.mandates,
        history=tuple(_happening(event, names) for event in reversed(trader.changes)),
        verbs=tuple(_verbs(trader)) if may_change else (),
        appeal=_appeal(trader, law),
        problem=problem,
    )


def _verbs(trader: Trader) -> list[TraderVerb]:
    """Return what can be done about somebody now."""
    lift = TraderVerb("reinstate", Term("End the suspension", "업무정지 해제"))
    verbs = [lift] if trader.suspended else [TraderVerb("suspend", Term("Suspend", "업무정지"), warns=True)]
    verbs.append(TraderVerb("mandate", Term("Register a mandate", "통관위임 등록"), names_principal=True))
    if trader.mandates:
        verbs.append(TraderVerb("end-mandate", Term("End a mandate", "통관위임 해지"), principals=trader.mandates))
    grades = tuple(grade for grade in GRADES if grade != trader.aeo)
    verbs.append(TraderVerb("grant", Term("Grant AEO status", "AEO 공인"), grades=grades))
    if trader.applied is not None:
        verbs.append(TraderVerb("refuse", Term("Refuse AEO status", "AEO 불공인"), warns=True))
    if trader.aeo:
        verbs.append(TraderVerb("withdraw", Term("Withdraw AEO status", "AEO 공인취소"), warns=True))
    other = tuple((id, name) for id, name in LICENSES.items() if id != trader.license or not trader.license)
    verbs.append(TraderVerb("licence", Term("Change the licence", "자격 변경"), licenses=other))
    return verbs


def standing_of(trader: Trader, found: Mapping[str, Trader], law: Country) -> Standing:
    """Return how a trader stands, for himself; ``found`` is the register."""
    numbers = (trader.number, *(trader.mandates or ()))
    return Standing(
        name=trader.name,
        license=license_of(trader),
        suspended=trader.suspended,
        mandates=trader.mandates,
        favours=tuple(_favour(found.get(number, Trader(number))) for number in numbers),
        history=tuple(_happening(event) for event in reversed(trader.changes)),
        appeal=_appeal(trader, law),
    )


def _favour(trader: Trader) -> Favour:
    applied = trader.applied is not None
    return Favour(trader.number, trader.aeo, applied, not (trader.aeo or applied))


def _appeal(trader: Trader, law: Country) -> Appealed | None:
    """Return where he appeals against what stands against him: a suspension, or the last word on his AEO status."""
    about_aeo = [event.kind for event in trader.changes if event.kind.startswith("aeo-")]
    stands = trader.suspended is not None or (about_aeo and about_aeo[-1] in ADVERSE)
    return Appealed(law.replies.appeal_office, law.replies.appeal) if stands else None


def _happening(event: Event, names: Mapping[str, str] | None = None) -> Happening:
    fact = event.fact
    told = getattr(fact, "grade", "") or getattr(fact, "principal", "")
    who = names.get(event.person, called(event.person)) if names is not None else ""
    if isinstance(fact, ev.TraderRegistered):
        told = fact.name.en
    note = ". ".join(filter(None, (told, getattr(fact, "why", ""), _("signed by %(who)s", who=who) if who else "")))
    return Happening(event.sequence, event.at, what(event), DECLARANT if event.by == "declarant" else CUSTOMS, note)
