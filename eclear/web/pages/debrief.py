"""The debrief of a play: was I right, and what could I have seen? And that of a class, for its instructor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from eclear.casefile.exercise import Contest
from eclear.casefile.person import Post, Role
from eclear.casefile.play import Seating
from eclear.casefile.quantity import Amount
from eclear.casefile.scenario import Paper, Part, said
from eclear.casefile.words import Term
from eclear.training.calibration import Calibration, Leaning
from eclear.training.counterfactual import Outcome
from eclear.training.debriefing import YOU, ClassDebrief, CueSeen, Debrief, Verdict
from eclear.training.grading import Mark
from eclear.training.players import EXPERT, PASS, STOP
from eclear.web import wording
from eclear.web.languages import _, language, ngettext
from eclear.web.pages.debrief_points import PartLine, part_lines
from eclear.web.pages.debrief_replay import Replay, clock, replay_of

PARTS: Mapping[Part, Term] = {
    Part.DECISION: Term("Decision", "결정"),
    Part.EVIDENCE: Term("Evidence", "증거"),
    Part.STEPS: Term("Legal steps", "법정 절차"),
    Part.MONEY: Term("Money", "세액"),
}
"""What the parts of a mark are called."""

DECIDE = (Role.OFFICER, Role.SUPERVISOR, Role.AGENCY)
"""The roles that decide about goods; the others lodge, pay and carry."""


@dataclass(frozen=True, slots=True)
class DebriefClosedPage:
    """The debrief before the exercise has ended: nothing of it is told. ``back`` leads to the exercises."""

    template: ClassVar[str] = "debrief_closed.html"

    title: str
    back: str


@dataclass(frozen=True, slots=True)
class Twin:
    """One way in which the same case was decided, and what came of it."""

    name: str
    is_you: bool
    recovered: str
    stood: str
    harm: str
    points: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A cue that was missed: its number, what it says, where it stands, since when it could be seen, and its paper."""

    number: int
    title: str
    where: str
    since: datetime | None
    paper: str
    rows: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class ContestLine:
    """A part of a mark that is contested: who says what, and what the instructor answered."""

    part: Part
    name: Term
    who: str
    at: datetime
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking, where the exercise has one."""

    place: int
    names: str
    total: int


@dataclass(frozen=True, slots=True)
class DebriefPage:
    """The debrief of one play. ``own`` is True for who played it, who may contest; else it is the instructor, who answers.
    ``counts`` is False for a play that was reset: its mark is shown, and can be changed no more.

    ``about`` tells names, variant, cases and clock in a line. ``twins`` is None while they are being worked out. ``problem`` is
    why a form was not taken, ``typed`` what stood in it.
    """

    template: ClassVar[str] = "debrief.html"

    number: int
    room: str
    title: str
    about: tuple[str, ...]
    own: bool
    counts: bool
    result: str
    explained: tuple[str, ...]
    replay: Replay
    total: int
    total_note: str
    parts: tuple[PartLine, ...]
    hints: int
    twins: tuple[Twin, ...] | None
    missed: tuple[Missed, ...]
    law: tuple[str, ...]
    talk: tuple[str, ...]
    guesses: tuple[str, ...]
    fingerprint: str
    sealed_at: datetime
    unchanged: bool
    contests: tuple[ContestLine, ...]
    ranking: tuple[Ranked, ...]
    problem: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlayLine:
    """A play of the class in a line: who played which variant, its points by part, and what of it is contested and open."""

    room: str
    names: str
    variant: str
    total: int
    points: tuple[str, ...]
    capped: bool
    missed: str
    open_contests: int


@dataclass(frozen=True, slots=True)
class CueLine:
    """Something that the class did not see, and how many of how many missed it."""

    label: str
    missed: int
    of: int


@dataclass(frozen=True, slots=True)
class DebriefClassPage:
    """The debrief of a class for its instructor: marks by part, what was missed most, how the class guessed, and the key."""

    template: ClassVar[str] = "debrief_class.html"

    number: int
    title: str
    result: str
    heads: tuple[Term, ...]
    plays: tuple[PlayLine, ...]
    averages: tuple[str, ...]
    mean: str
    cues: tuple[CueLine, ...]
    guesses: tuple[str, ...]
    law: tuple[str, ...]
    talk: tuple[str, ...]
    fingerprint: str
    sealed_at: datetime
    unchanged: bool
    ranking: tuple[Ranked, ...]


def debrief_page(
    found: Debrief,
    names: Mapping[str, str],
    zone: ZoneInfo,
    *,
    own: bool,
    ranking: Sequence[tuple[Seating, Mark]] = (),
    problem: str = "",
    typed: Mapping[str, str] | None = None,
) -> DebriefPage:
    """Return the page of a debrief; ``names`` are those of the class by their ids, ``ranking`` all plays if it is switched on."""
    review, exercise, seating = found.review, found.exercise, found.seating
    scenario, truth = review.scenario, review.variant.truth
    own_outcome = replace(review.own, total=found.mark.total)
    decides = any(Post.named(chair).role in DECIDE for chair in scenario.chairs)
    others = tuple(one for one in found.others or () if decides or one.player != STOP)  # a trader can stop nothing
    twins = None if found.others is None else (own_outcome, *others)
    return DebriefPage(
        number=exercise.number,
        room=seating.room,
        title=said(scenario.title, language()),
        about=_about(found, names, zone, own),
        own=own,
        counts=exercise.in_room(seating.room) is not None,
        result=_result(found, own),
        explained=tuple(filter(None, _explained(found))),
        replay=replay_of(review, zone),
        total=found.mark.total,
        total_note=_total_note(found.mark),
        parts=part_lines(found, names, zone, PARTS),
        hints=found.mark.hints,
        twins=None if twins is None else tuple(_twin(one, found, own, decides) for one in twins),
        missed=tuple(_missed_cue(cue, found, zone) for cue in found.missed),
        law=tuple(said(words, language()) for words in scenario.law),
        talk=tuple(said(words, language()) for words in scenario.cues),
        guesses=_guesses(review.calibration, found.course, truth.guilty, own),
        fingerprint=grouped(exercise.opened.seal),
        sealed_at=exercise.at.astimezone(zone),
        unchanged=found.unchanged,
        contests=tuple(_contest(one, names, zone) for one in found.contests),
        ranking=ranked(ranking, names) if exercise.opened.rankings else (),
        problem=problem,
        typed=typed or {},
    )


def class_page(found: ClassDebrief, names: Mapping[str, str], zone: ZoneInfo) -> DebriefClassPage:
    """Return the debrief of a class for its instructor; ``names`` are those of its people by their ids."""
    scenario, exercise = found.scenario, found.exercise
    plays = []
    for seating, review, marked in found.plays:
        missed = [cue for cue in review.cues if not cue.cited]
        opened = sum(contest.room == seating.room and not contest.answer for contest in exercise.contests)
        points = tuple(f"{marked.parts[part].points}/{marked.parts[part].of}" for part in Part)
        told = _("%(missed)s of %(all)s", missed=len(missed), all=len(review.cues))
        plays.append(
            PlayLine(
                seating.room,
                team(seating.people, names),
                seating.variant.upper(),
                marked.total,
                points,
                marked.capped,
                told,
                opened,
            )
        )
    totals = [marked.total for _seating, _review, marked in found.plays]
    mean = f"{sum(totals) / len(totals):.0f}" if totals else ""
    return DebriefClassPage(
        number=exercise.number,
        title=said(scenario.title, language()),
        result=_class_result(found),
        heads=tuple(PARTS.values()),
        plays=tuple(plays),
        averages=tuple(f"{found.averages[part]:.0f}" for part in Part) if found.plays else (),
        mean=mean,
        cues=tuple(CueLine(said(cue.label, language()), cue.missed, cue.of) for cue in found.cues if cue.missed),
        guesses=_class_guesses(found.calibration),
        law=tuple(said(words, language()) for words in scenario.law),
        talk=tuple(said(words, language()) for words in scenario.cues),
        fingerprint=grouped(exercise.opened.seal),
        sealed_at=exercise.at.astimezone(zone),
        unchanged=found.unchanged,
        ranking=ranked([(s, m) for s, _r, m in found.plays], names) if exercise.opened.rankings else (),
    )


def team(people: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the names of who played together; their ids where nobody gave a name."""
    return ", ".join(names.get(id, id) for id in people)


def grouped(digest: str) -> str:
    """Return a fingerprint in groups of four."""
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4))


def ranked(plays: Sequence[tuple[Seating, Mark]], names: Mapping[str, str]) -> tuple[Ranked, ...]:
    """Return a ranking, the same place for the same points."""
    totals = [mark.total for _seating, mark in plays]
    lines = [Ranked(1 + sum(t > mark.total for t in totals), team(seating.people, names), mark.total) for seating, mark in plays]
    return tuple(sorted(lines, key=lambda line: (line.place, line.names)))


def _about(found: Debrief, names: Mapping[str, str], zone: ZoneInfo, own: bool) -> tuple[str, ...]:
    review = found.review
    cases = ", ".join(case.number for case in review.cases if case.number)
    first, last = review.scenario.starts.astimezone(zone), review.log.events[-1].at.astimezone(zone)
    reset = any(gone.room == found.seating.room for gone, _reason in found.exercise.before)
    told = (
        team(found.seating.people, names),
        _("variant %(variant)s", variant=found.seating.variant.upper()),
        _("case %(number)s", number=cases) if cases else "",
        _("clock %(first)s to %(last)s", first=clock(first), last=clock(last)),
        _("reset by the instructor; it does not count") if reset else "",
    )
    return tuple(filter(None, told))


def _result(found: Debrief, own: bool) -> str:
    """Say in a line what was true, how it was decided, and how much was not seen."""
    truth, missed = found.review.variant.truth, len(found.missed)
    was = " ".join(said(words, language()) for words in truth.violations) or _("Everything was as declared.")
    decided = {
        Verdict.RIGHT: _("You decided rightly.") if own else _("The decision was right."),
        Verdict.PARTLY: _("Part of your decision was right.") if own else _("Part of the decision was right."),
        Verdict.NONE: _("You decided nothing.") if own else _("Nothing was decided."),
        Verdict.WRONG: _("Your decision was not the right one.") if own else _("The decision was not the right one."),
    }[found.verdict]
    seen = (
        ngettext("%(num)s cue was missed.", "%(num)s cues were missed.", missed)
        if missed
        else _("Every cue was cited.")
        if found.review.cues
        else ""
    )
    return " ".join(filter(None, (ended(was), decided, seen)))


def ended(text: str) -> str:
    """A text with its full stop."""
    return text if not text or text.endswith((".", "。", "!", "?")) else f"{text}."


def _explained(found: Debrief) -> tuple[str, str]:
    truth = found.review.variant.truth
    right = said(truth.right_action, language())
    return said(truth.explanation, language()), _("What was right: %(action)s", action=ended(right)) if right else ""


def _total_note(mark: Mark) -> str:
    if mark.capped:
        return _("A critical miss: 40 points at most. Time is never marked.")
    if mark.critical:
        return _("The instructor has set a critical miss aside. Time is never marked.")
    return _("No critical miss. Time is never marked.")


def _twin(one: Outcome, found: Debrief, own: bool, decides: bool) -> Twin:
    names = {
        YOU: _("You") if own else _("This play"),
        PASS: _("Pass everything") if decides else _("Leave everything as it is"),
        STOP: _("Hold everything"),
        EXPERT: _("As the key has it"),
    }
    country = found.review.cases[0].lodged.country if found.review.cases else ""
    owed, land = one.owed, country or "KR"
    true = wording.money(Amount(owed.true, owed.currency), land)
    if owed.found is None:
        recovered = _("Never lodged; %(true)s is true", true=true)
    else:
        recovered = _("%(found)s of %(true)s", found=wording.money(Amount(owed.found, owed.currency), land), true=true)
    stood = _("Until the end") if one.hours is None else wording.span(timedelta(hours=one.hours))
    harm = said(one.harm, language()) if one.harm else _("None") if one.right else _none_yet(one)
    return Twin(names[one.player], one.player == YOU, recovered, stood, harm, _("%(points)s of 100", points=one.total))


def _none_yet(one: Outcome) -> str:
    """Say why no harm came of a decision that was not the right one."""
    if one.hours is None:
        return _("None while the goods are held, but it would not stand.")
    return _("None to the trader, but it was not the right way.")


def _missed_cue(cue: CueSeen, found: Debrief, zone: ZoneInfo) -> Missed:
    variant = found.review.variant
    place = next((one for one in variant.places if one.id == cue.cue.place), None)
    paper: Paper | None = variant.paper(place.paper) if place else None
    return Missed(
        cue.number,
        ended(said(cue.cue.title, language())),
        said(place.label, language()) if place else "",
        cue.at.astimezone(zone) if cue.at else None,
        said(paper.title, language()) if paper else "",
        tuple((said(label, language()), value) for label, value in paper.rows) if paper else (),
        said(paper.text, language()) if paper else "",
    )


def _guesses(play: Calibration, course: Calibration, guilty: bool, own: bool) -> tuple[str, ...]:
    """Say what was guessed, what the model said, what was true, and what the course shows. Nothing of it is marked."""
    lines = []
    for guess in play.guesses:
        lines.append(
            _("You said %(chance)s.", chance=f"{guess.chance:.2f}")
            if own
            else _("The guess was %(chance)s.", chance=f"{guess.chance:.2f}")
        )
        lines.append(
            _("The model gave no chance.")
            if guess.machine is None
            else _("The model said %(chance)s.", chance=f"{guess.machine:.2f}")
        )
    if not lines:
        lines.append(_("No guess was given in this play."))
    lines.append(_("The truth was %(truth)s.", truth=int(guilty)))
    return (" ".join(lines), *_habit(course), _("This is not marked."))


def _class_guesses(found: Calibration) -> tuple[str, ...]:
    if not found.guesses:
        return (_("Nobody has guessed."),)
    return (*_habit(found), _("This is not marked."))


def _habit(found: Calibration) -> tuple[str, ...]:
    """Say how good guesses are: their Brier score beside the machine's, and which way they lean."""
    if found.brier is None:
        return ()
    number = len(found.guesses)
    over = ngettext(
        "Brier score over %(num)s guess: %(own)s.", "Brier score over %(num)s guesses: %(own)s.", number, own=f"{found.brier:.2f}"
    )
    machine = _("The model has %(machine)s on the same.", machine=f"{found.machine:.2f}") if found.machine is not None else ""
    leaning = {
        Leaning.TOO_FEW: _("Too few guesses to show a habit."),
        Leaning.FAIR: _("The guesses lean to neither side."),
        Leaning.TRUSTING: _("The guesses suspect too little."),
        Leaning.SUSPICIOUS: _("The guesses suspect too much."),
    }[found.leaning]
    return (" ".join(filter(None, (over, machine))), _("0 is best; 0.25 is what always guessing even gives."), leaning)


def _contest(contest: Contest, names: Mapping[str, str], zone: ZoneInfo) -> ContestLine:
    who = names.get(contest.person, contest.person)
    return ContestLine(contest.part, PARTS[contest.part], who, contest.at.astimezone(zone), contest.text, contest.answer)


def _class_result(found: ClassDebrief) -> str:
    number = len(found.plays)
    if not number:
        return _("Nobody has played this exercise.")
    right = sum(marked.parts[Part.DECISION].points == marked.parts[Part.DECISION].of for _s, _r, marked in found.plays)
    mean = sum(marked.total for _s, _r, marked in found.plays) / number
    plays = ngettext("%(num)s play.", "%(num)s plays.", number)
    return " ".join((plays, _("Decided rightly: %(right)s.", right=right), _("Mean mark: %(mean)s.", mean=f"{mean:.0f}")))
