"""Every point of a mark explained: what was expected, whether it was met, by which event and when, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from eclear.casefile.quantity import Amount
from eclear.casefile.scenario import Part, Side, said
from eclear.casefile.words import Term
from eclear.training.debriefing import Debrief
from eclear.training.grading import Owed, Point
from eclear.web import wording
from eclear.web.languages import _, language
from eclear.web.pages.acts import act_said, side_said
from eclear.web.pages.debrief_replay import clock


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point: what was expected, what became of it, whether that is right, and the points it gives."""

    title: str
    became: str
    met: bool
    points: str
    critical: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a mark: its points, a few words, every point of it, and what an instructor gave instead with his reason."""

    part: Part
    name: Term
    points: int
    of: int
    note: str
    lines: tuple[PointLine, ...]
    override: str


def part_lines(found: Debrief, names: Mapping[str, str], zone: ZoneInfo, parts: Mapping[Part, Term]) -> tuple[PartLine, ...]:
    """Return the four parts of a mark, each with every point of it."""
    mark = found.mark
    lines = []
    for part in Part:
        given = mark.parts[part].override
        override = ""
        if given:
            who = names.get(given.person, given.person)
            told = {"points": given.points, "who": who, "at": clock(given.at.astimezone(zone)), "reason": given.reason}
            override = _("%(points)s points given by %(who)s, %(at)s: %(reason)s", **told)
        points = mark.of(part)
        explained = tuple(_line(point, found, zone) for point in points)
        lines.append(
            PartLine(
                part, parts[part], mark.parts[part].points, mark.parts[part].of, _note(part, points, found), explained, override
            )
        )
    return tuple(lines)


def _line(point: Point, found: Debrief, zone: ZoneInfo) -> PointLine:
    if point.part is Part.MONEY:
        return PointLine(
            _money_title(found), _money(found.mark.owed, _land(found)), point.met, f"{point.points}/{point.of}", False
        )
    title = said(point.title, language())
    points = f"{point.points}/{point.of}" if point.of else str(point.points)
    return PointLine(title, _became(point, found, zone), point.met, points, point.critical)


def _became(point: Point, found: Debrief, zone: ZoneInfo) -> str:
    variant = found.review.variant
    at = clock(point.at.astimezone(zone)) if point.at else ""
    if point.part is Part.EVIDENCE:
        label = next((said(place.label, language()) for place in variant.places if place.id == point.place), point.place)
        note = found.review.play.notes.get(point.place)
        if not point.of:
            side = side_said(note.side) if note else ""
            return _("Cited %(side)s, %(at)s. This tells nothing of the kind.", side=side, at=at)
        if point.met:
            return _("%(place)s, cited %(at)s.", place=label, at=at)
        expected = side_said(point.side or Side.AGAINST)
        return _("%(place)s was not cited %(side)s.", place=label, side=expected)
    if point.by is None:
        return _("Nothing of the kind was done.") if point.absent else _("It was not done in this play.")
    return _("%(act)s, %(at)s.", act=act_said(point.by, variant), at=at)


def _note(part: Part, points: tuple[Point, ...], found: Debrief) -> str:
    """Say a part of the mark in a few words."""
    if part is Part.MONEY:
        return _money(found.mark.owed, _land(found))
    if part is Part.EVIDENCE:
        cues = [point for point in points if point.of]
        told = _("%(cited)s of %(all)s cues cited", cited=sum(point.met for point in cues), all=len(cues))
        wrong = sum(not point.of for point in points)
        return f"{told}. {_('Wrongly cited: %(count)s', count=wrong)}" if wrong else told
    missed = next((point for point in points if not point.met), None)
    if missed:
        return said(missed.title, language())
    return _("As the key has it") if part is Part.DECISION else _("Every step was kept")


def _money_title(found: Debrief) -> str:
    owed = found.mark.owed
    return _("Duty and taxes: %(true)s are true.", true=wording.money(Amount(owed.true, owed.currency), _land(found)))


def _money(owed: Owed, land: str) -> str:
    if owed.found is None or owed.short is None:
        return _("Never lodged")
    if not owed.short:
        return _("Exactly as it should be")
    amount = wording.money(Amount(abs(owed.short), owed.currency), land)
    return _("%(amount)s too low", amount=amount) if owed.short > 0 else _("%(amount)s too high", amount=amount)


def _land(found: Debrief) -> str:
    cases = found.review.cases
    return cases[0].lodged.country if cases else "KR"
