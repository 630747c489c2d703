"""The shelf: which exercises there are, which this class has, and what is wrong with a pack that cannot be taken.

Never on these pages without a click on "Facilitator's page": key, right answer, what an inject brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.scenario import COMPETENCIES, Mode, Scenario, Words, said
from eclear.web.languages import LANGUAGES, _, language

LEVELS = (1, 2, 3)
MOST_EXERCISES = 40
"""How many exercises of a class are shown: the newest."""


class FaultLike(Protocol):
    """A fault of a pack, as whoever reads packs tells it."""

    @property
    def file(self) -> str:
        """The file, as its path in the pack."""

    @property
    def line(self) -> int:
        """The line in it, 0 for the whole of it."""

    @property
    def place(self) -> str:
        """The place in it, such as a key; "" for none."""

    @property
    def message(self) -> str:
        """What is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that is wrong with a pack: where, and what to do about it."""

    where: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack of the shelf, in the reader's language."""

    digest: str
    slug: str
    title: str
    summary: str
    level: int
    minutes: int
    competencies: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A pack of the folder that cannot be played, and why."""

    name: str
    faults: tuple[FaultLine, ...]


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """An exercise of this class: how it stands, for how many seats, and where it goes on."""

    number: int
    title: str
    state: tuple[str, str]
    seats: int
    how: str
    opened: datetime
    href: str


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """The shelf and the exercises of the class. ``faults`` are those of a pack that was just sent and not taken."""

    template: ClassVar[str] = "shelf.html"

    exercises: tuple[ExerciseLine, ...]
    levels: tuple[tuple[int, tuple[PackLine, ...]], ...]
    broken: tuple[BrokenLine, ...]
    competency_choices: tuple[tuple[str, str], ...]
    competency: str
    packs: int
    taken: str
    problem: str
    faults: tuple[FaultLine, ...]


@dataclass(frozen=True, slots=True)
class PackWaitPage:
    """A pack while it is checked: the four players play each of its variants, and so many plays are done."""

    template: ClassVar[str] = "shelf_wait.html"

    counted: str
    done: int
    total: int
    address: str


def shelf_page(
    scenarios: Iterable[Scenario],
    broken: Iterable[tuple[str, Sequence[FaultLike]]],
    exercises: Sequence[tuple[Exercise, str]],
    *,
    competency: str = "",
    taken: str = "",
    problem: str = "",
    faults: tuple[FaultLine, ...] = (),
) -> ShelfPage:
    """Return the page. ``exercises`` come with the titles of their scenarios, the oldest first."""
    everything = tuple(scenarios)
    shown = [pack_line(each) for each in everything if not competency or competency in each.competencies]
    shown.sort(key=lambda pack: (pack.level, pack.title))
    offered = {tag for each in everything for tag in each.competencies}
    return ShelfPage(
        exercises=tuple(exercise_line(each, title) for each, title in reversed(exercises))[:MOST_EXERCISES],
        levels=tuple((level, tuple(pack for pack in shown if pack.level == level)) for level in LEVELS),
        broken=tuple(BrokenLine(name, fault_lines(found)) for name, found in broken),
        competency_choices=tuple((tag, said(words, language())) for tag, words in COMPETENCIES.items() if tag in offered),
        competency=competency,
        packs=len(shown),
        taken=taken,
        problem=problem,
        faults=faults,
    )


def pack_line(scenario: Scenario) -> PackLine:
    """Return a scenario as a line of the shelf."""
    return PackLine(
        digest=scenario.digest,
        slug=scenario.id,
        title=said(scenario.title, language()),
        summary=said(scenario.summary, language()),
        level=scenario.level,
        minutes=scenario.minutes,
        competencies=tuple(said(COMPETENCIES[tag], language()) for tag in scenario.competencies if tag in COMPETENCIES),
        languages=tuple(LANGUAGES.get(code, code) for code in scenario.languages),
    )


def exercise_line(exercise: Exercise, title: str) -> ExerciseLine:
    """Return an exercise of the class as a line."""
    opened, ended = exercise.opened, exercise.phase is Phase.ENDED
    how = [mode_said(opened.mode), _("marked") if opened.marked else _("practice")]
    if opened.trial:
        how.append(_("tried alone"))
    return ExerciseLine(
        number=exercise.number,
        title=title,
        state=state_said(exercise.phase),
        seats=len(exercise.plays),
        how=", ".join(how),
        opened=exercise.at,
        href=f"/exercises/{exercise.number}/debrief" if ended else f"/exercises/{exercise.number}",
    )


def state_said(phase: Phase) -> tuple[str, str]:
    """Return the kind of the tag and the word for where an exercise stands."""
    return {
        Phase.READY: ("quiet", _("Ready")),
        Phase.RUNNING: ("ok", _("Running")),
        Phase.PAUSED: ("wait", _("Paused")),
        Phase.ENDED: ("quiet", _("Ended")),
    }[phase]


def mode_said(mode: Mode) -> str:
    """Return how much a trainee is helped, in a word."""
    return {Mode.GUIDED: _("guided"), Mode.ASSISTED: _("assisted"), Mode.FREE: _("free")}[mode]


def fault_lines(faults: Iterable[FaultLike]) -> tuple[FaultLine, ...]:
    """Return what is wrong with a pack, as lines of a page."""
    return tuple(
        FaultLine(fault.file, fault.line, f"{fault.place}: {fault.message}" if fault.place else fault.message) for fault in faults
    )


def beside(words: Words) -> tuple[str, str]:
    """Return a text in the other of the two languages that every page shows, with its code; "" where the pack has none."""
    code = "en" if language() == "ko" else "ko"
    there = words.get(code, "")
    return code, there if there != said(words, language()) else ""
