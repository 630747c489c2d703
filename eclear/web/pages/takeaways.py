"""What one takes home from a class: the record of competencies, the tests, the plan, the certificate, and the class's results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from eclear.casefile.person import Person
from eclear.casefile.scenario import COMPETENCIES, Mode, Words, said
from eclear.casefile.words import Term
from eclear.training.certificates import Certificate, Checked
from eclear.training.competence import Attempt, Competency, CompetencyRecord
from eclear.training.knowledge import Learned, Question, Score, Which, right_option
from eclear.training.plans import FIELDS, Plan
from eclear.web import wording
from eclear.web.languages import _, language, word


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """A competency: its tag and name, in how many exercises it was trained, its mean mark, and how far it is shown."""

    tag: str
    name: str
    done: int
    mean: int | None
    level: str
    mark: str


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """An exercise that was played: its number and title, how it was played, when it ended, its mark; None for practice."""

    number: int
    title: str
    level: int
    mode: str
    ended: datetime
    total: int | None
    address: str


@dataclass(frozen=True, slots=True)
class KnowledgeLine:
    """One of the two tests: which, whether it can be taken now, and how it went; None before it was taken."""

    which: str
    name: str
    open: bool
    score: Score | None


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate: its number as it is printed, in which name, when it was issued."""

    number: str
    shown: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The competency record of somebody: his own, or for the instructor that of a seat (``name``, ``person``).

    ``printed`` is what stands in the field for the name on a certificate.
    """

    template: ClassVar[str] = "record.html"

    name: str
    person: str
    own: bool
    competencies: tuple[CompetencyLine, ...]
    attempts: tuple[AttemptLine, ...]
    tests: tuple[KnowledgeLine, ...]
    gain: int | None
    plan_saved: datetime | None
    certificates: tuple[CertificateLine, ...]
    printed: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was answered: its number, words, options, which was given and which is right (0: not told)."""

    number: int
    id: str
    about: str
    text: str
    options: tuple[str, ...]
    given: int
    right: int


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    """A test to be taken, or as it was taken; right options are told once both tests are done.

    ``first`` is the id of the field where somebody goes on: the first question without an answer. The test after the course has
    no questions before the one before it is taken.
    """

    template: ClassVar[str] = "knowledge_test.html"

    which: str
    title: str
    questions: tuple[Answered, ...]
    score: Score | None
    told: bool
    first: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlanField:
    """A field of the plan: its name, what it asks for, a help, and what stands in it."""

    name: str
    label: Term
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The action plan of somebody, as he saved it or begun from his results: what is weakest, and what was missed most often."""

    template: ClassVar[str] = "plan.html"

    name: str
    fields: tuple[PlanField, ...]
    weakest: tuple[CompetencyLine, ...]
    missed: tuple[tuple[str, int], ...]
    saved: datetime | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """The check of a certificate: what was asked for, and what the log says of it; None where no such number was given.

    ``unchanged`` is True where its event stands in the log as it was written, and all that follows it.
    """

    template: ClassVar[str] = "certificate.html"

    asked: str
    found: Certificate | None
    number: str = ""
    issued: str = ""
    record: str = ""
    unchanged: bool = False
    lines: tuple[tuple[str, int], ...] = ()


MOST_MISSED = 3
"""So many things that were missed stand on a plan."""

LEVELS = {
    "shown": ("ok", Term("Shown", "충족")),
    "on the way": ("wait", Term("On the way", "진행 중")),
    "to begin": ("quiet", Term("To begin", "시작 단계")),
    "unmarked": ("quiet", Term("Practised", "연습")),
}
"""How far a competency is shown, as a tag and in words."""


def mode_name(mode: Mode) -> str:
    """Return what a mode is called."""
    return {Mode.GUIDED: _("guided"), Mode.ASSISTED: _("assisted"), Mode.FREE: _("free")}[mode]


def competency_line(one: Competency) -> CompetencyLine:
    """Return a competency as it is shown."""
    tag, term = LEVELS[one.level]
    return CompetencyLine(one.tag, said(one.words, language()), one.done, one.mean, word(term), tag)


def attempt_line(one: Attempt, address: str) -> AttemptLine:
    """Return an exercise that was played as it is shown; its debrief is found at ``address``."""
    title = said(one.scenario.title, language())
    return AttemptLine(one.number, title, one.scenario.level, mode_name(one.mode), one.ended, one.total, address)


def record_page(
    person: Person,
    record: CompetencyRecord,
    learned: Learned,
    plan: Plan,
    certificates: Sequence[Certificate],
    *,
    own: bool,
    printed: str = "",
    problem: str = "",
) -> RecordPage:
    """Return the competency record of somebody; ``printed`` is the name that was typed for a certificate, if one was."""
    tests = (
        KnowledgeLine(Which.BEFORE, _("Test before the course"), own and learned.before is None, learned.before),
        KnowledgeLine(
            Which.AFTER,
            _("Test after the course"),
            own and learned.after is None and learned.before is not None,
            learned.after,
        ),
    )
    attempts = tuple(
        attempt_line(one, f"/debrief/{one.number}" if own else f"/exercises/{one.number}/debrief/{one.seating.room}")
        for one in record.attempts
    )
    return RecordPage(
        name=person.name,
        person=person.id,
        own=own,
        competencies=tuple(map(competency_line, record.competencies)),
        attempts=attempts,
        tests=tests,
        gain=learned.gain,
        plan_saved=plan.saved,
        certificates=tuple(CertificateLine(one.number, grouped(one.number), one.name, one.at) for one in certificates),
        printed=printed or person.name,
        problem=problem,
    )


def knowledge_page(
    which: Which, questions: Sequence[Question], learned: Learned, given: Mapping[str, str] | None = None, problem: str = ""
) -> KnowledgePage:
    """Return a test: with what was typed (``given``) where it was refused, or as it was handed in."""
    score = learned.before if which is Which.BEFORE else learned.after
    asked_now = questions if which is Which.BEFORE or learned.before else ()
    told = learned.after is not None
    answers = score.answers if score else given or {}
    asked = tuple(
        Answered(
            number,
            one.id,
            said(COMPETENCIES[one.competency], language()),
            one.text,
            one.options,
            int(answers[one.id]) if answers.get(one.id, "").isdecimal() else 0,
            right_option(one.id) if score and told else 0,
        )
        for number, one in enumerate(asked_now, 1)
    )
    title = _("Test before the course") if which is Which.BEFORE else _("Test after the course")
    first = next((f"{one.id}-1" for one in asked if not one.given), "")
    return KnowledgePage(which.value, title, asked, score, told, first, problem)


def plan_page(
    person: Person, record: CompetencyRecord, plan: Plan, typed: Mapping[str, str] | None = None, problem: str = ""
) -> PlanPage:
    """Return the action plan of somebody: as it was saved, or begun from his results."""
    stands = typed if typed is not None else plan.lines if plan.saved else begun(record)
    hints = plan_hints()
    fields = tuple(PlanField(name, label, hints.get(name, ""), stands.get(name, "")) for name, label in FIELDS.items())
    weakest = tuple(map(competency_line, record.weakest))
    return PlanPage(person.name, fields, weakest, most_missed(record), plan.saved, problem)


def plan_hints() -> Mapping[str, str]:
    """Return the help of the fields of a plan, by their names."""
    return {
        "today": _("What works at your office, and what does not."),
        "change": _("One thing that you can change yourself within six months."),
        "step_1": _("Something that you do in your first week at home."),
        "who": _("Colleagues, superiors, other agencies."),
        "needs": _("Time, money, equipment, a decision."),
        "seen": _("A figure that is different in six months."),
    }


def most_missed(record: CompetencyRecord) -> tuple[tuple[str, int], ...]:
    """Return the few things that somebody missed most often, with how often."""
    return tuple((said(words, language()), times) for words, times in record.missed[:MOST_MISSED])


def begun(record: CompetencyRecord) -> dict[str, str]:
    """Return the plan that follows from somebody's results: where he stands, and what to begin with."""
    if not record.competencies:
        return {}
    known = [competency_line(one) for one in record.competencies]
    stands = "; ".join(
        _("%(name)s: %(mean)s of 100", name=one.name, mean=one.mean) if one.mean is not None else one.name for one in known
    )
    told = {"today": stands}
    if record.weakest:
        first = competency_line(record.weakest[0])
        told["change"] = _("Become sure in: %(name)s.", name=first.name)
        told["step_1"] = _("Go through the debrief of each exercise on this with a colleague.")
    if record.missed:
        what = "; ".join(label for label, _times in most_missed(record))
        told["step_2"] = _("Look at these in every case: %(what)s.", what=what)
    return told


def certificate_page(asked: str, found: Checked | None, titles: Sequence[tuple[Words, int]], zone: ZoneInfo) -> CertificatePage:
    """Return the check of a certificate; ``titles`` are those of its exercises, with their marks."""
    if found is None:
        return CertificatePage(asked, None)
    lines = tuple((said(title, language()), mark) for title, mark in titles)
    record = f"{found.head.position}:{found.head.hash}"
    number = grouped(found.certificate.number)
    day = wording.day(found.certificate.at.astimezone(zone).date())
    return CertificatePage(asked, found.certificate, number, day, record, found.unchanged, lines)


def grouped(number: str) -> str:
    """Return the number of a certificate as it is printed: in groups of four."""
    return "-".join(number[n : n + 4] for n in range(0, len(number), 4))
