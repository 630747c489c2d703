"""Whether the marks of a scenario are fair: shown by playing it, as four players, in every variant and every mode.

Who knows the key must get full marks. Whoever stops everything, passes everything or follows the score blindly must not come
through: such habits need no evidence, and a scenario that rewards one teaches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eclear.casefile.scenario import Mode, Part, Scenario, said
from eclear.training.grading import mark
from eclear.training.packs import Fault
from eclear.training.players import EXPERT, MOST, PLAYERS, play_out
from eclear.training.playing import IMPOSSIBLE
from eclear.training.stage import Stage

UnderWay = Callable[[int, int], None]
"""Told how many plays are done, and of how many."""

FULL = 100


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark of one player in one variant and mode; ``problem`` says why it could not be played, or why it is not fair.

    ``parts`` are the points of each part; ``lost`` are the points that the expert did not get, each in a line.
    """

    variant: str
    player: str
    mode: Mode
    total: int
    parts: tuple[tuple[Part, int], ...] = ()
    lost: tuple[str, ...] = ()
    problem: str = ""


def marks(
    stage: Stage, scenario: Scenario, progress: UnderWay | None = None, modes: Sequence[Mode] = tuple(Mode)
) -> Iterator[Marked]:
    """Yield the mark of every player in every variant and mode, in their order, as each is played."""
    ways = [(variant.id, player, mode) for variant in scenario.variants for player in PLAYERS for mode in modes]
    for done, (variant, player, mode) in enumerate(ways):
        if progress:
            progress(done, len(ways))
        yield _marked(stage, scenario, variant, player, mode)
    if progress:
        progress(len(ways), len(ways))


def prove(stage: Stage, scenario: Scenario, progress: UnderWay | None = None) -> tuple[Fault, ...]:
    """Return what is unfair about the marks of a scenario, each with its remedy; nothing if they are fair."""
    return unfair(tuple(marks(stage, scenario, progress)))


def unfair(marked: Sequence[Marked]) -> tuple[Fault, ...]:
    """Return what is wrong with the marks that were given: each once, whatever the mode."""
    found: dict[tuple[str, str, str], Fault] = {}
    for one in marked:
        if one.problem:
            place = f"variant {one.variant}, player {one.player}"
            found.setdefault((one.variant, one.player, one.problem), Fault("truth.toml", 0, place, one.problem))
    return tuple(found.values())


def _marked(stage: Stage, scenario: Scenario, variant: str, player: str, mode: Mode) -> Marked:
    try:
        played = play_out(stage, scenario, variant, player, mode)
    except IMPOSSIBLE as error:
        said_why = f"It cannot be played to its end. {error} Change the solution, or what is given."
        return Marked(variant, player, mode, 0, problem=said_why)
    given = mark(scenario, variant, played.log, played.play, played.cases)
    parts = tuple((part, one.points) for part, one in given.parts.items())
    lost = tuple(
        f"{point.part}: {point.points} of {point.of} for {said(point.title, 'en') or point.place}"
        for point in given.points
        if point.points < point.of
    )
    return Marked(variant, player, mode, given.total, parts, lost, _problem(player, given.total, lost))


def _problem(player: str, total: int, lost: tuple[str, ...]) -> str:
    if player == EXPERT:
        if total == FULL:
            return ""
        missing = f" It lacks {'; '.join(lost)}." if lost else ""
        return f"The reference solution scores {total}, not {FULL}.{missing} Change the solution or the expectations."
    if total <= MOST[player]:
        return ""
    return f"This player scores {total}; at most {MOST[player]} is fair. Ask for steps or evidence that a habit does not bring."
