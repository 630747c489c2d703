"""The counterfactual twin: the same case, with the same dice, decided otherwise - and what came of it.

The other decisions are played to their end by the players of :mod:`eclear.training.players` in a scratch database. What a
variant comes to is always the same, so it is worked out once.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from eclear.casefile.scenario import Part, Scenario, Words
from eclear.training.grading import Mark, Owed, mark
from eclear.training.players import EXPERT, PASS, STOP, Played, play_out
from eclear.training.playing import IMPOSSIBLE
from eclear.training.stage import Stage

OTHERWISE = (PASS, STOP, EXPERT)
"""How the same case is decided otherwise: passed, stopped, and as the key has it."""

MOST = 64
"""So many variants are kept."""

PATIENCE = 8.0
"""So many seconds a page waits for what is worked out for the first time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case that was decided in some way.

    ``player`` is ``you``, or who decided it otherwise. ``hours`` is how long the goods stood, from the start until customs let
    them go, None if it did not. ``right`` is True where the decision is the one of the key; else ``harm`` says what it did: it is
    empty where none came of it: a guilty party's goods that are still held, an honest one's that went.
    """

    player: str
    owed: Owed
    hours: float | None
    right: bool
    harm: Words
    total: int


def outcome_of(played: Played, marked: Mark) -> Outcome:
    """Return what came of a play, whoever played it."""
    truth = played.variant.truth
    decision = marked.parts[Part.DECISION]
    earned = sum(point.points for point in marked.of(Part.DECISION))
    right = earned == decision.of and not marked.critical
    hours = played.hours
    harmed = not right and (hours is not None) is truth.guilty
    return Outcome(played.player, marked.owed, hours, right, truth.harm if harmed else {}, marked.total)


def otherwise(stage: Stage, scenario: Scenario, variant: str, *, seconds: float = PATIENCE) -> tuple[Outcome, ...] | None:
    """Return what would have come of a variant, had it been decided otherwise; who cannot play it is left out.

    None where it is still being worked out after so many seconds: ask again.
    """
    under_way = _begun(stage, scenario, variant)
    try:
        return under_way.result(seconds)
    except TimeoutError:
        return None


def _begun(stage: Stage, scenario: Scenario, variant: str) -> Future[tuple[Outcome, ...]]:
    key = (scenario.digest, variant)
    with _lock:
        known = _known.get(key)
        if known is None or (known.done() and known.exception()):
            if len(_known) >= MOST:
                del _known[next(iter(_known))]
            _known[key] = _workers.submit(_played, stage, scenario, variant)
        return _known[key]


def _played(stage: Stage, scenario: Scenario, variant: str) -> tuple[Outcome, ...]:
    found = []
    for player in OTHERWISE:
        try:
            played = play_out(stage, scenario, variant, player)
        except IMPOSSIBLE:
            continue
        found.append(outcome_of(played, mark(scenario, variant, played.log, played.play, played.cases)))
    return tuple(found)


_workers = ThreadPoolExecutor(1, thread_name_prefix="otherwise")
_known: dict[tuple[str, str], Future[tuple[Outcome, ...]]] = {}
_lock = Lock()
