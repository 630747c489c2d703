"""The marks of an exercise, for its instructor alone: a line for each play that counts, after its end.

Never on a screen that the class sees: in the projector view the marks stay without names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Person
from eclear.casefile.play import Seating
from eclear.casefile.scenario import POINTS, Part, Scenario, said
from eclear.training.grading import Mark
from eclear.web.languages import _, language
from eclear.web.pages.console import label_of, names_of


@dataclass(frozen=True, slots=True)
class ResultLine:
    """The mark of one play: who played it, which variant, its points by part, and what is contested or was changed."""

    room: str
    label: str
    names: str
    variant: str
    total: int
    parts: tuple[int, ...]
    hints: int
    capped: bool
    changed: bool
    contested: int


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The marks of an exercise. ``hidden`` is True in the projector view, where names are left out."""

    template: ClassVar[str] = "results.html"

    number: int
    title: str
    practice: bool
    heads: tuple[tuple[str, int], ...]
    lines: tuple[ResultLine, ...]
    averages: tuple[str, ...]
    hidden: bool


def results_page(
    exercise: Exercise,
    scenario: Scenario,
    marks: Sequence[tuple[Seating, Mark]],
    people: Mapping[str, Person],
    projector: bool,
) -> ResultsPage:
    """Return the page."""
    lines = tuple(_line(exercise, seating, mark, people, projector) for seating, mark in marks)
    every = [[line.total, *line.parts] for line in lines]
    averages = tuple(f"{sum(column) / len(every):.1f}" for column in zip(*every, strict=True))
    return ResultsPage(
        number=exercise.number,
        title=said(scenario.title, language()),
        practice=not exercise.opened.marked,
        heads=tuple((part_said(part), POINTS[part]) for part in Part),
        lines=tuple(sorted(lines, key=lambda line: -line.total)) if exercise.opened.rankings else lines,
        averages=averages,
        hidden=projector,
    )


def part_said(part: Part) -> str:
    """Return what a part of a mark is called."""
    return {
        Part.DECISION: _("Decision"),
        Part.EVIDENCE: _("Evidence"),
        Part.STEPS: _("Legal steps"),
        Part.MONEY: _("Money"),
    }[part]


def _line(exercise: Exercise, seating: Seating, mark: Mark, people: Mapping[str, Person], projector: bool) -> ResultLine:
    open_contests = [one for one in exercise.contests if one.room == seating.room and not one.answer]
    return ResultLine(
        room=seating.room,
        label="" if projector else label_of(seating),
        names="" if projector else names_of(people, seating),
        variant=seating.variant.upper(),
        total=mark.total,
        parts=tuple(mark.parts[part].points for part in Part),
        hints=mark.hints,
        capped=mark.capped,
        changed=any(mark.parts[part].override for part in Part),
        contested=len(open_contests),
    )
