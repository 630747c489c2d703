"""The watch: is the model still worth its place, and what does selection do to whom? For officers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from eclear.clearance.watched import Due, Source, Watch, Why
from eclear.journey.risk.drift import ACT, Drift
from eclear.web import wording
from eclear.web.languages import _, ngettext, word
from eclear.web.pages.watch_sheets import Sheet, sheets
from eclear.web.pages.watch_words import input_term

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 770, 250, 52, 600, 16, 200
"""The picture of the scores, in its own units: its size, and where the axes stand."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: what it counts, the number, its frame."""

    name: str
    number: str
    frame: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or number beside an axis or at the end of a line."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How the scores are spread now and were before: two lines over the same bins, named at their ends."""

    label: str
    now: str
    before: str
    grid: tuple[Mark, ...]
    bins: tuple[Mark, ...]
    ends: tuple[Mark, Mark]


@dataclass(frozen=True, slots=True)
class WatchPage:
    """The watch over model and selection in some days; without anything judged in them it says so."""

    template: ClassVar[str] = "watch.html"

    first: str
    last: str
    problem: str
    nothing: bool
    figures: tuple[Figure, ...]
    measured: str
    verdict: str
    reasons: tuple[str, ...]
    chart: Chart | None
    sheets: tuple[Sheet, ...]


def watch_page(watch: Watch, problem: str = "") -> WatchPage:
    """Return the page of a watch; ``problem`` says what could not be read in the address."""
    return WatchPage(
        first=watch.first.isoformat(),
        last=watch.last.isoformat(),
        problem=problem,
        nothing=not watch.declarations,
        figures=_figures(watch),
        measured=_measured(watch),
        verdict=_verdict(watch),
        reasons=tuple(map(_reason, watch.retraining.reasons)),
        chart=_chart(watch.scores) if watch.scores and watch.scores.of else None,
        sheets=sheets(watch),
    )


def _figures(watch: Watch) -> tuple[Figure, ...]:
    score = watch.score_lanes
    return (
        Figure(_("Declarations judged"), f"{watch.declarations:,}", _("%(count)s with a score", count=f"{watch.scored:,}")),
        Figure(
            _("With an examination report"),
            f"{watch.examined:,}",
            _("%(found)s of them irregular", found=f"{sum(one.hits.found for one in watch.causes):,}"),
        ),
        Figure(
            _("Drift of the scores, PSI"),
            f"{watch.scores.psi:.2f}" if watch.scores else "–",
            _("chance alone: up to %(psi)s", psi=f"{watch.scores.by_chance:.2f}")
            if watch.scores
            else _("none by the model in use"),
        ),
        Figure(
            _("Score lanes against random control"),
            _("%(times)s times", times=f"{score.times.times:.1f}") if score.times and score.times.times is not None else "–",
            _("%(low)s to %(high)s", low=f"{score.times.low:.1f}", high=f"{score.times.high:.1f}")
            if score.times
            else _("too few examined to say"),
        ),
    )


def _measured(watch: Watch) -> str:
    if watch.source is Source.MODEL:
        return _("Drift is measured against what the model %(model)s learned from.", model=watch.model)
    if watch.source is Source.ROOM:
        return _("The model tells no reference. Drift is measured against the first month of this room.")
    return _("Nothing to measure drift against yet: neither the model nor this room has an earlier month.")


def _verdict(watch: Watch) -> str:
    due = watch.retraining
    if due.reasons:
        reasons = len(due.reasons)
        return ngettext(
            "There is %(num)s reason to train the model again. An officer decides.",
            "There are %(num)s reasons to train the model again. An officer decides.",
            reasons,
        )
    return _("Nothing asks for training in these days. Look again on %(day)s.", day=wording.day(due.look_again))


def _reason(due: Due) -> str:
    on = wording.day(due.on)
    if due.why is Why.SCORES_MOVED:
        return _("%(day)s: the scores have moved, PSI %(psi)s.", day=on, psi=f"{due.figure:.2f}")
    if due.why is Why.INPUTS_MOVED:
        moved = due.about.split(", ")
        most = ", ".join(word(input_term(name)) for name in moved[:3])
        return ngettext(
            "%(day)s: %(num)s input has moved by a PSI of %(act)s or more: %(most)s.",
            "%(day)s: %(num)s inputs have moved by a PSI of %(act)s or more, these most of all: %(most)s.",
            len(moved),
            day=on,
            act=ACT,
            most=most,
        )
    if due.why is Why.CALIBRATION_OFF:
        more = _("too high") if due.figure > 0 else _("too low")
        return _("%(day)s: the chances of %(month)s were %(how)s.", day=on, month=due.about, how=more)
    if due.why is Why.NO_BETTER_THAN_RANDOM:
        return _("%(day)s: what the score picks is hardly more often irregular than what chance picks.", day=on)
    if due.why is Why.OLD:
        return _("%(day)s: the model is %(days)s days old now.", day=on, days=int(due.figure))
    return _("%(day)s: %(count)s results are known that it has not learned from.", day=on, count=f"{int(due.figure):,}")


def _chart(scores: Drift) -> Chart:
    most = max(0.2, *(max(part.before, part.now) for part in scores.parts))
    step = (RIGHT - LEFT) / max(1, len(scores.parts) - 1)

    def height(part: float) -> float:
        return round(FOOT - (FOOT - TOP) * part / most, 1)

    def line(parts: Iterable[float]) -> str:
        return "M" + " ".join(f"{LEFT + number * step:.1f},{height(part)}" for number, part in enumerate(parts))

    last = scores.parts[-1]
    now, before = height(last.now), height(last.before)
    if abs(now - before) < 20:  # two names at one height could not be read
        now, before = (now - 10, before + 10) if now <= before else (now + 10, before - 10)
    marks = [most * n / 4 for n in range(5)]
    return Chart(
        label=_(
            "Shares of the scores in %(bins)s bins, before and in these days; PSI %(psi)s. The same figures are in the table.",
            bins=len(scores.parts),
            psi=f"{scores.psi:.2f}",
        ),
        now=line(part.now for part in scores.parts),
        before=line(part.before for part in scores.parts),
        grid=tuple(Mark(LEFT - 8, height(mark), f"{mark * 100:.0f}") for mark in marks),
        bins=tuple(
            Mark(round(LEFT + number * step, 1), FOOT + 22, f"{part.upto * 100:.2g}" if part.upto is not None else _("above"))
            for number, part in enumerate(scores.parts)
        ),
        ends=(Mark(RIGHT + 12, now + 5, _("In these days")), Mark(RIGHT + 12, before + 5, _("Reference"))),
    )
