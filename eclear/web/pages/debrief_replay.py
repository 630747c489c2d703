"""The replay of a play: a line with cues above it and acts on it, and the same moments as a list. The server draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eclear.casefile import events as ev
from eclear.casefile.play import EvidenceNoted, HintGiven
from eclear.casefile.scenario import said
from eclear.training.debriefing import Moment, MomentKind, Review
from eclear.web import wording
from eclear.web.languages import _, language, locale
from eclear.web.pages.acts import act_said, side_said

STEP, LEFT, LEAST = 152, 76, 780
"""How far one moment stands from the next, where the first one stands, and how wide the picture is at least."""

LINE, LINES = 17, 2
"""So many letters of a name fit on a line of the picture, and so many lines of it."""

MOST_DRAWN = 60
"""So many moments are drawn; the list has all."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A moment as it is drawn: where across, its kind, number and name in lines, words under it, and its place in the list."""

    x: int
    kind: str
    step: int
    number: int
    lines: tuple[str, ...]
    under: str
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A moment as it is told: its time in words and for machines, what it is, and more about it."""

    at: str
    machine: str
    kind: str
    what: str
    more: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A play in pictures and words: ``label`` says in sentences what the picture shows."""

    width: int
    label: str
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]

    @property
    def last(self) -> int:
        """The number of the last moment."""
        return max(len(self.lines) - 1, 0)


def replay_of(review: Review, zone: ZoneInfo) -> Replay:
    """Return the replay of a play. What was cited stands in the list, and on the cues of the picture."""
    places = {place.id: said(place.label, language()) for place in review.variant.places}
    spots: list[Spot] = []
    lines: list[Line] = []
    for moment in review.moments:
        what, more = _told(moment, review, places)
        at = moment.at.astimezone(zone)
        drawn = moment.kind is not MomentKind.NOTE and len(spots) < MOST_DRAWN
        if drawn:
            x = LEFT + STEP * len(spots)
            name = places.get(moment.cue.cue.place, what) if moment.cue else what
            spots.append(_spot(x, moment, len(lines), name, clock(at)))
        lines.append(Line(clock(at), at.isoformat(timespec="seconds"), _kind(moment), what, more))
    width = max(LEAST, LEFT * 2 + STEP * (len(spots) - 1)) if spots else LEAST
    return Replay(width, _label(review, zone), tuple(spots), tuple(lines))


def clock(at: datetime) -> str:
    """A time of the play's clock with its day of the week: Tue 12:10."""
    return f"{format_date(at, 'EEE', locale(language()))} {wording.time(at)}"


def _spot(x: int, moment: Moment, step: int, name: str, at: str) -> Spot:
    lines = tuple(wrap(name, LINE, max_lines=LINES, placeholder="…"))
    if moment.cue:
        under = _("cited") if moment.cue.cited else _("missed")
        return Spot(x, "cue", step, moment.cue.number, lines, under, not moment.cue.cited)
    return Spot(x, "act" if moment.kind is MomentKind.ACT else "came", step, 0, lines, at)


def _kind(moment: Moment) -> str:
    kinds = {
        MomentKind.CUE: _("Cue"),
        MomentKind.ACT: _("Act"),
        MomentKind.NOTE: _("Note"),
        MomentKind.INJECT: _("Came"),
        MomentKind.HINT: _("Hint"),
    }
    return kinds[moment.kind]


def _told(moment: Moment, review: Review, places: dict[str, str]) -> tuple[str, str]:
    """Return what a moment is, and more about it."""
    title, text = said(moment.title, language()), said(moment.text, language())
    if moment.cue:
        state = _("cited") if moment.cue.cited else _("missed")
        return _("%(number)s. %(cue)s", number=moment.cue.number, cue=title), f"{places.get(moment.cue.cue.place, '')}: {state}"
    event = moment.event
    if moment.kind is MomentKind.INJECT or event is None:
        return title, text
    fact = event.fact
    if isinstance(fact, HintGiven):
        return title, _("It costs %(points)s.", points=fact.cost) if fact.cost else ""
    more = f"{side_said(fact.side)}: {fact.why}" if isinstance(fact, EvidenceNoted) else _reason(fact)
    return act_said(event, review.variant), more


def _reason(fact: ev.Fact) -> str:
    """Return the reason that stands with an act, its law or its text; "" for an act without one."""
    told = (getattr(fact, name, None) for name in ("reason", "grounds", "text", "law"))
    return " ".join(text for text in told if isinstance(text, str) and text)


def _label(review: Review, zone: ZoneInfo) -> str:
    def times(moments: Sequence[Moment]) -> str:
        return ", ".join(clock(moment.at.astimezone(zone)) for moment in moments) or _("none")

    cues = [moment for moment in review.moments if moment.kind is MomentKind.CUE]
    acts = [moment for moment in review.moments if moment.kind is MomentKind.ACT]
    return _("Replay. Cues: %(cues)s. Acts: %(acts)s.", cues=times(cues), acts=times(acts))
