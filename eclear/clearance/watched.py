"""What the watch over model and selection (관찰) tells: its nouns, and the same as flat tables for sheets and programs.

It is officers' knowledge: scores, causes and profiles are never shown to traders or to the public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eclear.casefile.words import Term
from eclear.journey.risk.drift import Calibrated, Drift, Rate, Ratio, Separation, half_width

AUDIT = "audit"
"""The cause under which a find counts that was made in an audit after release, whatever had picked the declaration."""

UNSEEN = "unseen"
"""The cause under which a declaration counts that was accepted unseen: no score asked for work."""

SHARES = (0.005, 0.01, 0.02, 0.05)
"""The shares of random control of which is told what each would tell."""


class Source(StrEnum):
    """Where the reference comes from that drift is measured against."""

    MODEL = "model"
    ROOM = "room"
    NONE = "none"


class Act(StrEnum):
    """What an officer decided against the lane, or against what was ordered before."""

    PASSED_WITHOUT_REPORT = "passed without a report"
    LET_GO_AFTER_HOLD = "let go after a hold"
    ASKED_FOR_DOCUMENTS = "asked for documents"
    SENT_TO_INSPECTION = "sent to inspection"
    LANE_DEEPER = "lane made deeper"
    LANE_LIGHTER = "lane made lighter"
    TRANSFERRED = "transferred"
    HANDED_BACK = "handed back"

    @property
    def term(self) -> Term:
        """What it is called."""
        return ACTS[self]

    @property
    def is_more(self) -> bool | None:
        """True if it asked for more work than the lane did, False for less; None where only the officer became another."""
        if self in (Act.TRANSFERRED, Act.HANDED_BACK):
            return None
        return self in (Act.ASKED_FOR_DOCUMENTS, Act.SENT_TO_INSPECTION, Act.LANE_DEEPER)


ACTS = {
    Act.PASSED_WITHOUT_REPORT: Term("Inspection passed, no report", "검사결과 없이 심사 통과"),
    Act.LET_GO_AFTER_HOLD: Term("Let go after a hold", "통관보류 후 통과"),
    Act.ASKED_FOR_DOCUMENTS: Term("Documents asked for", "서류 제출 요구"),
    Act.SENT_TO_INSPECTION: Term("Sent to inspection", "검사 지정"),
    Act.LANE_DEEPER: Term("Lane made deeper", "선별 강화"),
    Act.LANE_LIGHTER: Term("Lane made lighter", "선별 완화"),
    Act.TRANSFERRED: Term("Transferred to another", "사건 재배정"),
    Act.HANDED_BACK: Term("Handed back to the pool", "사건 반납"),
}


class Group(StrEnum):
    """By what declarations are divided to see whom attention falls on."""

    ORIGIN = "origin"
    SIZE = "importer size"
    AEO = "aeo"


class Why(StrEnum):
    """A reason to train the model again."""

    SCORES_MOVED = "scores moved"
    INPUTS_MOVED = "inputs moved"
    CALIBRATION_OFF = "calibration off"
    NO_BETTER_THAN_RANDOM = "no better than random"
    OLD = "old"
    NEW_RESULTS = "new results"


@dataclass(frozen=True, slots=True)
class Picked:
    """What was picked by one cause or one profile: how many declarations, how many of the examined were irregular.

    ``times`` compares the hit rate with that of the random slice.
    """

    name: str
    declarations: int
    hits: Rate
    critical: int
    times: Ratio | None


@dataclass(frozen=True, slots=True)
class RandomControl:
    """Random control as it was and as the policy wants it: ``drawn`` of all declarations, ``examined`` of the drawn."""

    wanted: float
    drawn: Rate
    examined: Rate

    @property
    def short(self) -> bool:
        """True if fewer were drawn than chance can explain."""
        return self.drawn.of > 0 and self.drawn.high < self.wanted


@dataclass(frozen=True, slots=True)
class Size:
    """How exactly a share of random control tells the rate of irregular declarations: so many rows, so far off."""

    share: float
    rows: int
    off: float


def sizes(declarations: int, at: float) -> tuple[Size, ...]:
    """Return what each share of random control can tell of so many declarations, if ``at`` of them are irregular."""
    rows = [(share, round(share * declarations)) for share in SHARES]
    return tuple(Size(share, count, half_width(at, count)) for share, count in rows)


@dataclass(frozen=True, slots=True)
class Novelty:
    """How many declarations brought something that nobody had seen before."""

    what: str
    unseen: Rate


@dataclass(frozen=True, slots=True)
class Override:
    """How often an officer decided in one way against the lane, and what examinations of these goods found.

    It counts decisions and judges nobody: an officer sees the goods, a lane does not.
    """

    officer: str
    act: Act
    times: int
    hits: Rate


@dataclass(frozen=True, slots=True)
class Attention:
    """How much of a group was sent to documents or inspection, and how much of it was found irregular when examined."""

    group: Group
    name: str
    selected: Rate
    hits: Rate


@dataclass(frozen=True, slots=True)
class Due:
    """One reason to train again: since or on which day, what it is about, and the figure that says so."""

    why: Why
    on: date
    about: str
    figure: float


@dataclass(frozen=True, slots=True)
class Retraining:
    """Whether to train again: the reasons, or the day to look again. ``trained`` is None where the card does not say it.

    ``results`` are those known of declarations lodged after the training, within the days looked at.
    """

    reasons: tuple[Due, ...]
    trained: date | None
    look_again: date
    results: int


@dataclass(frozen=True, slots=True)
class Apart:
    """A declaration that two models rank differently: by what share of declarations each has it outranked."""

    case: str
    champion: float
    challenger: float


@dataclass(frozen=True, slots=True)
class Beside:
    """The champion and a challenger on the same kept inputs: what each would have looked at, and what it separates.

    ``top`` is how many of the champion's highest twentieth are in the challenger's. ``on_examined`` flatters the
    champion, who picked them; ``on_random`` does not. Nothing follows from it by itself.
    """

    champion: str
    challenger: str
    rows: int
    top: Rate
    on_examined: tuple[Separation, Separation]
    on_random: tuple[Separation, Separation]
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch over one room from one day to another.

    ``declarations`` were judged, ``examined`` have a report, ``scored`` have a kept score that was looked at: the latest
    ones, if there are very many. ``beside`` is None where there is no challenger; ``why_not`` says why one was refused.
    """

    first: date
    last: date
    declarations: int
    examined: int
    scored: int
    model: str
    source: Source
    scores: Drift | None
    inputs: tuple[Drift, ...]
    months: tuple[Calibrated, ...]
    fifths: tuple[Calibrated, ...]
    causes: tuple[Picked, ...]
    profiles: tuple[Picked, ...]
    score_lanes: Picked
    control: RandomControl
    sizes: tuple[Size, ...]
    assumed: float
    novelty: tuple[Novelty, ...]
    overrides: tuple[Override, ...]
    attention: tuple[Attention, ...]
    retraining: Retraining
    beside: Beside | None
    why_not: str


Cell = str | int | float | bool | None
Row = dict[str, Cell]


def tables(watch: Watch) -> dict[str, list[Row]]:
    """Return the watch as flat tables, each with a fixed name and fixed columns: for sheets, programs and the terminal.

    Shares and chances are numbers between 0 and 1, days are written as 2026-05-12.
    """
    moved = (watch.scores,) if watch.scores else ()
    both = watch.beside
    return {
        "scores": [{"upto": part.upto, "reference": part.before, "now": part.now} for one in moved for part in one.parts],
        "drift": [_drift(one) for one in moved + watch.inputs],
        "calibration": [_calibrated("month", one) for one in watch.months] + [_calibrated("fifth", one) for one in watch.fifths],
        "causes": [_picked(one) for one in watch.causes],
        "profiles": [_picked(one) for one in watch.profiles],
        "random": [_control(watch.control)],
        "sizes": [{"share": one.share, "rows": one.rows, "plus_minus": one.off, "at_rate": watch.assumed} for one in watch.sizes],
        "novelty": [{"what": one.what, **_rate("unseen", one.unseen)} for one in watch.novelty],
        "overrides": [_override(one) for one in watch.overrides],
        "attention": [_attention(one) for one in watch.attention],
        "retraining": [
            {"why": one.why.value, "on": one.on.isoformat(), "about": one.about, "figure": one.figure}
            for one in watch.retraining.reasons
        ],
        "challenger": list(_beside(both)) if both else [],
        "apart": [
            {"case": one.case, "champion_outranked_by": one.champion, "challenger_outranked_by": one.challenger}
            for one in (both.apart if both else ())
        ],
    }


TABLES = (
    "scores",
    "drift",
    "calibration",
    "causes",
    "profiles",
    "random",
    "sizes",
    "novelty",
    "overrides",
    "attention",
    "retraining",
    "challenger",
    "apart",
)
"""The names of the tables, in their order."""


def told(watch: Watch) -> dict[str, object]:
    """Return the watch for a program: its head, and its tables by name."""
    due = watch.retraining
    return {
        "first": watch.first.isoformat(),
        "last": watch.last.isoformat(),
        "declarations": watch.declarations,
        "examined": watch.examined,
        "scored": watch.scored,
        "model": watch.model,
        "reference": watch.source.value,
        "retrain": bool(due.reasons),
        "trained": due.trained.isoformat() if due.trained else None,
        "look_again": due.look_again.isoformat(),
        "results_since_training": due.results,
        "challenger": watch.beside.challenger if watch.beside else None,
        "why_no_challenger": watch.why_not or None,
        "world": "simulated",
        "tables": tables(watch),
    }


def lines(rows: Iterable[Mapping[str, Cell]]) -> list[list[str]]:
    """Return a flat table as lines of text, its columns first; what a spreadsheet would take for a formula is marked as text."""
    rows = list(rows)
    columns = list(rows[0]) if rows else []
    return [columns, *([_written(row[column]) for column in columns] for row in rows)] if rows else []


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") else cell
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    return "" if cell is None else str(cell)


def _rate(name: str, rate: Rate) -> Row:
    return {
        name: rate.found,
        f"{name}_of": rate.of,
        f"{name}_share": rate.share,
        f"{name}_low": rate.low,
        f"{name}_high": rate.high,
    }


def _control(one: RandomControl) -> Row:
    return {"wanted": one.wanted, **_rate("drawn", one.drawn), **_rate("examined", one.examined), "short": one.short}


def _override(one: Override) -> Row:
    direction = "same" if one.act.is_more is None else "more" if one.act.is_more else "less"
    return {
        "officer": one.officer,
        "act": one.act.value,
        "direction": direction,
        "times": one.times,
        **_rate("irregular", one.hits),
    }


def _attention(one: Attention) -> Row:
    return {"by": one.group.value, "group": one.name, **_rate("selected", one.selected), **_rate("irregular", one.hits)}


def _drift(one: Drift) -> Row:
    return {"input": one.name, "psi": one.psi, "by_chance": one.by_chance, "values": one.of, "level": one.level.value}


def _calibrated(by: str, one: Calibrated) -> Row:
    return {"by": by, "group": one.name, "said": one.said, **_rate("irregular", one.found), "off": one.off}


def _picked(one: Picked) -> Row:
    times = one.times
    return {
        "name": one.name,
        "declarations": one.declarations,
        **_rate("irregular", one.hits),
        "critical": one.critical,
        "times": times.times if times else None,
        "times_low": times.low if times else None,
        "times_high": times.high if times else None,
    }


def _beside(both: Beside) -> Iterable[Row]:
    for place, model in enumerate((both.champion, both.challenger)):
        for slice, pair in (("examined", both.on_examined), ("random", both.on_random)):
            one = pair[place]
            yield {
                "model": model,
                "rows": slice,
                "irregular": one.irregular,
                "regular": one.regular,
                "auc": one.auc,
                "auc_low": one.low,
                "auc_high": one.high,
                "top_5_percent_shared": both.top.found,
                "top_5_percent": both.top.of,
            }
