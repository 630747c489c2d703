"""The results of a class: by name for its instructor, and without any name for the donor's report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Person
from eclear.casefile.scenario import COMPETENCIES, said
from eclear.training.competence import CompetencyRecord
from eclear.training.knowledge import Learned
from eclear.web.languages import language


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One seat in the results of a class: names, marks by exercise, mean, tests, certificates."""

    person: str
    names: str
    marks: tuple[int | None, ...]
    mean: int | None
    practised: int
    before: int | None
    after: int | None
    certificates: int


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise in the results of a class: how many seats played it, with which mean mark; None for practice."""

    number: int
    title: str
    seats: int
    mean: int | None


@dataclass(frozen=True, slots=True)
class ClassResultsPage:
    """The results of a class for its instructor; with ``named`` False for the donor's report, without any name or seat.

    ``competencies`` are name, seats that trained it, and mean mark. ``before`` and ``after`` are the mean numbers of right
    answers of those who took both tests, ``tested`` of them, out of ``questions``.
    """

    template: ClassVar[str] = "class_results.html"

    named: bool
    seats: int
    exercises: tuple[ExerciseLine, ...]
    lines: tuple[ResultLine, ...]
    competencies: tuple[tuple[str, int, int | None], ...]
    questions: int
    tested: int
    before: int | None
    after: int | None
    certificates: int

    @property
    def gain(self) -> int | None:
        """How many more were right after the course than before it, on average."""
        return self.after - self.before if self.before is not None and self.after is not None else None


def results_page(
    ended: Sequence[tuple[Exercise, str]],
    people: Sequence[Person],
    records: Sequence[CompetencyRecord],
    learned: Sequence[Learned],
    certificates: Sequence[int],
    questions: int,
    *,
    named: bool = True,
) -> ClassResultsPage:
    """Return the results of a class: one line for each seat that played or took a test; none of them unless ``named``."""
    lines = []
    for person, record, tests, issued in zip(people, records, learned, certificates, strict=True):
        marks = {one.number: one.total for one in record.attempts}
        totals = [total for total in marks.values() if total is not None]
        if not (marks or tests.before or issued):
            continue
        lines.append(
            ResultLine(
                person.id,
                person.name,
                tuple(marks.get(exercise.number) for exercise, _title in ended),
                _mean(totals),
                len(marks) - len(totals),
                tests.before.right if tests.before else None,
                tests.after.right if tests.after else None,
                issued,
            )
        )
    both = [(tests.before.right, tests.after.right) for tests in learned if tests.before and tests.after]
    return ClassResultsPage(
        named=named,
        seats=len(lines),
        exercises=tuple(_exercise_line(exercise, title, records) for exercise, title in ended),
        lines=tuple(lines) if named else (),
        competencies=_competencies(records),
        questions=questions,
        tested=len(both),
        before=_mean([before for before, _after in both]),
        after=_mean([after for _before, after in both]),
        certificates=sum(certificates),
    )


def _exercise_line(exercise: Exercise, title: str, records: Sequence[CompetencyRecord]) -> ExerciseLine:
    played = [one for record in records for one in record.attempts if one.number == exercise.number]
    return ExerciseLine(exercise.number, title, len(played), _mean([one.total for one in played if one.total is not None]))


def _competencies(records: Sequence[CompetencyRecord]) -> tuple[tuple[str, int, int | None], ...]:
    """Return each competency that was trained: its name, by how many seats, and the mean of their marks."""
    told = []
    for tag, words in COMPETENCIES.items():
        trained = [one for record in records for one in record.competencies if one.tag == tag]
        if trained:
            told.append((said(words, language()), len(trained), _mean([one.mean for one in trained if one.mean is not None])))
    return tuple(told)


def _mean(found: Sequence[int]) -> int | None:
    return round(sum(found) / len(found)) if found else None
