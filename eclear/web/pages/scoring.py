"""How a score is shown to officers: the three figures, the reasons as bars, and what would have led to another lane."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eclear.casefile.quantity import Amount
from eclear.casefile.score import Reason, Score
from eclear.casefile.words import Term
from eclear.clearance import Explained
from eclear.journey.risk import METHOD
from eclear.web import wording

MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """One reason for a score and its bar: where it begins and how long it is, on a line of 100."""

    words: Term
    moved: str
    x: float
    width: float
    up: bool


@dataclass(frozen=True, slots=True)
class ScoreLook:
    """A score as officers see it.

    ``at_risk`` is the duty and taxes expected to be lost, with its currency, ``critical`` the chance of goods that endanger
    the public; both are empty where the model says nothing about them. ``median`` is the chance of the median declaration,
    empty where the model that gave the score is not here to be asked. ``method`` says how the reasons were found.
    """

    model: str
    chance: str
    at_risk: str
    critical: str
    reasons: tuple[ReasonBar, ...]
    median: str
    otherwise: tuple[Term, ...]
    method: Term


def score_look(score: Score, explained: Explained | None, land: str) -> ScoreLook:
    """Return how a score is shown, with its reasons if they could be worked out."""
    at_risk = None if score.at_risk is None else Amount(Decimal(round(score.at_risk)), str(score.inputs.get("currency") or ""))
    return ScoreLook(
        model=score.model,
        chance=_figure(score.chance, score),
        at_risk=wording.money(at_risk, land),
        critical="" if score.critical is None else f"{score.critical:.4f}",
        reasons=_bars(score, explained.reasons) if explained else (),
        median=_figure(explained.median, score) if explained else "",
        otherwise=tuple(one.words for one in explained.otherwise) if explained else (),
        method=METHOD,
    )


def _bars(score: Score, reasons: tuple[Reason, ...]) -> tuple[ReasonBar, ...]:
    """Draw the reasons on one line: what raises the score to the right of the axis, what lowers it to the left."""
    shown = reasons[:MOST_REASONS]
    up = max((reason.moved for reason in shown if reason.moved > 0), default=0.0)
    down = max((-reason.moved for reason in shown if reason.moved < 0), default=0.0)
    scale = 96 / (up + down) if up + down else 0.0
    axis = 2 + down * scale
    bars = []
    for reason in shown:
        width = round(abs(reason.moved) * scale, 1)
        sign = "+" if reason.moved >= 0 else "\N{MINUS SIGN}"
        moved = f"{sign}{_figure(abs(reason.moved), score)}" if reason.moved else ""
        x = round(axis if reason.moved >= 0 else axis - width, 1)
        bars.append(ReasonBar(reason.words, moved, x, width, reason.moved >= 0))
    return tuple(bars)


def _figure(chance: float, score: Score) -> str:
    """Two decimals say enough about a chance; a very small one needs more to be told from nothing."""
    return f"{chance:.2f}" if score.chance >= 0.1 else f"{chance:.4f}"
