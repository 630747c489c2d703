"""A pack: what trainees come to see of it, the form that opens it for a class, and on its own page what is under seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.person import Person, Post
from eclear.casefile.scenario import Inject, Mode, Part, Scenario, Side, Trigger, Truth, Variant, said
from eclear.web import wording
from eclear.web.languages import _, language, ngettext
from eclear.web.pages.entrance import Desk, desk_of
from eclear.web.pages.shelf import PackLine, mode_said, pack_line

DELAYS = (0, 2, 5, 15, 60)
"""The minutes of the room's clock that are offered as a wait before eclear plays a chair."""


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper as a trainee reads it."""

    id: str
    title: str
    rows: tuple[tuple[str, str], ...]
    text: str
    later: bool


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing that the key expects or calls a cue, with its points; ``note`` says more, such as that it is critical."""

    title: str
    points: int
    note: str


@dataclass(frozen=True, slots=True)
class VariantKey:
    """The key of one variant, in the reader's language."""

    id: str
    verdict: tuple[str, str]
    violations: tuple[str, ...]
    lane: str
    action: str
    harm: str
    explanation: str
    money: str
    cues: tuple[KeyPoint, ...]
    expected: tuple[tuple[str, tuple[KeyPoint, ...]], ...]


@dataclass(frozen=True, slots=True)
class InjectLine:
    """Something that comes during the exercise: what it is called, when it comes, and what it says."""

    title: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Facilitator:
    """What the facilitator may know and no trainee: the key of each variant, what comes when, and what to talk about."""

    keys: tuple[VariantKey, ...]
    injects: tuple[InjectLine, ...]
    hints: tuple[tuple[str, int], ...]
    law: tuple[str, ...]
    talk: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """A seat of the class that can take part: its id, who sits there, and the number of its team; "" where it has none."""

    id: str
    names: str
    team: str


@dataclass(frozen=True, slots=True)
class PackPage:
    """A pack. ``facilitator`` is there only where it was asked for, and never on a screen that the class sees.

    ``typed`` is what stands in the form that opens it; ``problem`` what was wrong with it.
    """

    template: ClassVar[str] = "pack.html"

    pack: PackLine
    chairs: tuple[Desk, ...]
    story: str
    papers: tuple[PaperShown, ...]
    steps: tuple[str, ...]
    variant_ids: tuple[str, ...]
    facilitator: Facilitator | None
    sealed_here: bool
    seats: tuple[SeatChoice, ...]
    modes: tuple[tuple[str, str, str], ...]
    delays: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problem: str


def pack_page(
    scenario: Scenario,
    people: Sequence[Person],
    *,
    facilitator: bool = False,
    projector: bool = False,
    typed: Mapping[str, str] | None = None,
    teams: Mapping[str, str] | None = None,
    problem: str = "",
) -> PackPage:
    """Return the page. ``people`` are those of the class who can take part, ``teams`` what was typed beside each of them."""
    first = scenario.variants[0]
    numbered = {person.id: str(number) for number, person in enumerate(people, 1)} if teams is None else teams
    return PackPage(
        pack=pack_line(scenario),
        chairs=tuple(desk_of(Post.named(chair)) for chair in scenario.chairs),
        story=said(first.brief, language()),
        papers=papers_shown(first),
        steps=tuple(said(step.title, language()) for step in scenario.steps),
        variant_ids=tuple(one.id for one in scenario.variants),
        facilitator=facilitator_of(scenario) if facilitator and not projector else None,
        sealed_here=projector,
        seats=tuple(SeatChoice(person.id, ", ".join(person.names), numbered.get(person.id, "")) for person in people),
        modes=tuple((str(mode), mode_said(mode), _mode_note(mode)) for mode in Mode),
        delays=tuple((str(delay), _delay(delay)) for delay in DELAYS),
        typed={"mode": str(Mode.GUIDED), "marked": "yes", "delay": "5", "chairs": "turn"} | dict(typed or {}),
        problem=problem,
    )


def papers_shown(variant: Variant) -> tuple[PaperShown, ...]:
    """Return the papers of a variant as they are read."""
    return tuple(
        PaperShown(
            paper.id,
            said(paper.title, language()),
            tuple((said(label, language()), value) for label, value in paper.rows),
            said(paper.text, language()),
            not paper.from_start,
        )
        for paper in variant.papers
    )


def facilitator_of(scenario: Scenario) -> Facilitator:
    """Return what only the facilitator may know, in the reader's language."""
    first, code = scenario.variants[0], language()
    return Facilitator(
        keys=tuple(map(_key, scenario.variants)),
        injects=tuple(
            InjectLine(said(inject.title, code) or inject.id, when_said(inject), said(inject.text, code))
            for inject in first.injects
        ),
        hints=tuple((said(hint.text, code), hint.cost) for hint in first.hints),
        law=tuple(said(words, code) for words in scenario.law),
        talk=tuple(said(words, code) for words in scenario.cues),
    )


def when_said(inject: Inject) -> str:
    """Say when an inject comes."""
    after = wording.span(inject.after) if inject.after else ""
    if inject.trigger is Trigger.HAND:
        return _("When you send it")
    if inject.trigger is Trigger.START:
        return _("At the start")
    if inject.trigger is Trigger.TIME:
        return _("%(span)s after the start", span=after or wording.span(inject.after))
    if inject.trigger is Trigger.RESOLUTION:
        return _("After the inject %(other)s", other=inject.resolves)
    kind = inject.when.kind if inject.when else ""
    return _("%(span)s after the event %(kind)s", span=after, kind=kind) if after else _("At the event %(kind)s", kind=kind)


def _key(variant: Variant) -> VariantKey:
    truth, code = variant.truth, language()
    labels = {place.id: said(place.label, code) for place in variant.places}
    sides = {Side.FOR: _("for the declaration"), Side.AGAINST: _("against the declaration")}
    cues = tuple(
        KeyPoint(said(cue.title, code), cue.points, f"{labels.get(cue.place, cue.place)}, {sides[cue.side]}")
        for cue in truth.cues
    )
    verdict = ("stop", _("something is wrong")) if truth.guilty else ("ok", _("nothing is wrong"))
    money = wording.summed(truth.money.true, truth.money.currency)
    return VariantKey(
        variant.id,
        verdict,
        tuple(said(words, code) for words in truth.violations),
        truth.right_lane,
        said(truth.right_action, code),
        said(truth.harm, code),
        said(truth.explanation, code),
        money,
        cues,
        _expected(truth),
    )


def _expected(truth: Truth) -> tuple[tuple[str, tuple[KeyPoint, ...]], ...]:
    parts = {Part.DECISION: _("Decision"), Part.STEPS: _("Legal steps")}
    return tuple(
        (
            name,
            tuple(
                KeyPoint(said(one.title, language()), one.points, _("critical") if one.critical else "")
                for one in truth.expectations
                if one.part is part
            ),
        )
        for part, name in parts.items()
    )


def _mode_note(mode: Mode) -> str:
    return {
        Mode.GUIDED: _("The next step is shown."),
        Mode.ASSISTED: _("Hints on asking."),
        Mode.FREE: _("No steps and no hints."),
    }[mode]


def _delay(minutes: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes else _("at once")
