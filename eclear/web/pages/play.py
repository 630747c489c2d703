"""An exercise as a trainee sees it: what is open for him in his class, and his play with its story, papers, messages and notes.

Never on these pages: which variant was drawn, who is guilty, what is expected, and what a cue or an inject is called in the
pack. A trainee reads the texts that are for him, in the words of the pack, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.case import Case
from eclear.casefile.exercise import Exercise, Phase, Play
from eclear.casefile.lifecycle import term_of
from eclear.casefile.person import Post, Role, Seated
from eclear.casefile.scenario import COMPETENCIES, Mode, Paper, Scenario, Side, Variant, Words, said
from eclear.casefile.words import Term
from eclear.training.matching import Log
from eclear.training.playing import came, papers_there, places_there
from eclear.web.languages import _, language
from eclear.web.pages.entrance import HOMES, Desk, desk_of

PHASES: Mapping[Phase, Term] = {
    Phase.READY: Term("Not begun", "시작 전"),
    Phase.RUNNING: Term("Running", "진행 중"),
    Phase.PAUSED: Term("Paused", "일시정지"),
    Phase.ENDED: Term("Ended", "종료"),
}
"""How the state of an exercise is called."""

TAGS: Mapping[Phase, str] = {Phase.READY: "quiet", Phase.RUNNING: "ok", Phase.PAUSED: "wait", Phase.ENDED: "quiet"}
"""What kind of tag each state gets."""

SIDES: Mapping[Side, Term] = {
    Side.FOR: Term("For the declaration", "신고에 유리"),
    Side.AGAINST: Term("Against the declaration", "신고에 불리"),
}
"""For what a piece of evidence speaks."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an exercise stands, as its pages and the strip above every desk of it show it."""

    phase: Phase
    name: Term
    tag: str
    finished: bool

    @property
    def sentence(self) -> str:
        """What a trainee should know of it."""
        if self.phase is Phase.ENDED:
            return _("The exercise has ended. Go back to your class: the debrief is open there.")
        if self.phase is Phase.PAUSED:
            return _("The instructor has paused the exercise. Nobody can act until it goes on.")
        if self.phase is Phase.READY:
            return _("The instructor starts the exercise. Read the story meanwhile.")
        if self.finished:
            return _("You have handed in. The debrief comes when the instructor ends the exercise. Until then you may go on.")
        return ""


def standing(phase: Phase, finished: bool = False) -> Standing:
    """Return how the state of an exercise is shown."""
    return Standing(phase, PHASES[phase], TAGS[phase], finished)


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands above every page of a play: the exercise, where it stands, and whether this is its own page."""

    title: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Open:
    """The exercise that is open for a trainee: what it is about, how it is played, and the fingerprint of the key under seal."""

    number: int
    title: str
    summary: str
    level: int
    minutes: int
    mode: str
    marked: bool
    competencies: tuple[str, ...]
    chairs: tuple[Desk, ...]
    team: tuple[str, ...]
    standing: Standing
    seal: str


@dataclass(frozen=True, slots=True)
class Before:
    """An exercise that has ended: its title, when, and the mark, None where it has none."""

    number: int
    title: str
    ended: datetime
    mark: int | None


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """A trainee's exercises in his class: the one that is open for him, and those before it, the latest first."""

    template: ClassVar[str] = "exercise.html"

    open: Open | None
    before: tuple[Before, ...]


@dataclass(frozen=True, slots=True)
class ChairLine:
    """A chair that a trainee plays: its desk, where it begins, and whether he sits on it now."""

    desk: Desk
    home: str
    here: bool


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that can be read: its id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something that came: when, its title and text, and the papers with it.

    ``reported`` is what was put on record about it; "" where nothing was.
    """

    id: str
    at: datetime
    title: str
    text: str
    papers: tuple[PaperLink, ...]
    reported: str


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of evidence that a trainee has cited: the place, for which side it speaks, and why."""

    place: str
    label: str
    side: Side
    name: Term
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HintLine:
    """A hint that was given, and what it costs; ``own`` is True for the instructor's own words."""

    text: str
    cost: int
    own: bool


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints so far. ``next_cost`` is what the next one costs in this run, None where none can be asked for."""

    given: tuple[HintLine, ...]
    next_cost: int | None
    left: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step of the way that comes next, in guided mode: its number of so many, what it is, and the page where it is done."""

    number: int
    of: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A declaration of the play: its number, how it stands, where it is found, and the estimate that was given of it.

    ``asks`` is True where an officer has not given his estimate yet.
    """

    id: str
    number: str
    state: Term
    href: str
    chance: int | None
    asks: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A declaration that the trader of the play has ready to lodge: its name in the story, and its LRN."""

    name: str
    lrn: str


@dataclass(frozen=True, slots=True)
class PlayPage:
    """A play: the story, what came, the papers, what was noted, hints, the next step, and the declarations.

    ``places`` is what can be cited now, each with its words. ``seal_of`` is the fingerprint of the
    key, ``version`` that of the play for the live page.
    """

    template: ClassVar[str] = "play.html"

    title: str
    brief: str
    standing: Standing
    chairs: tuple[ChairLine, ...]
    messages: tuple[Message, ...]
    papers: tuple[PaperLink, ...]
    places: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, Term], ...]
    notes: tuple[Note, ...]
    hints: Hints
    helped: bool
    step: NextStep | None
    way_done: bool
    cases: tuple[CaseLine, ...]
    drafts: tuple[DraftLine, ...]
    for_marks: bool
    seal_of: str
    version: int


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper of the play, and what on it can be cited, each with what was noted of it."""

    template: ClassVar[str] = "play_paper.html"

    id: str
    title: str
    rows: tuple[tuple[str, str], ...]
    text: str
    citable: tuple[tuple[str, str, Note | None], ...]
    sides: tuple[tuple[str, Term], ...]


def exercise_page(
    me: str,
    names: Mapping[str, str],
    opened: tuple[Exercise, Scenario | None] | None,
    before: Sequence[tuple[Exercise, Scenario | None, int | None]],
    finished: bool = False,
) -> ExercisePage:
    """Return a trainee's page of his exercises; ``names`` are those of his class."""
    return ExercisePage(
        open=_open(me, names, *opened, finished) if opened else None,
        before=tuple(
            Before(exercise.number, title_of(exercise.opened.scenario, scenario), exercise.ended, mark)
            for exercise, scenario, mark in before
            if exercise.ended
        ),
    )


def _open(me: str, names: Mapping[str, str], exercise: Exercise, scenario: Scenario | None, finished: bool) -> Open:
    seating, told = exercise.of(me), exercise.opened
    chairs = seating.chairs[seating.people.index(me)] if seating else ()
    return Open(
        number=exercise.number,
        title=title_of(told.scenario, scenario),
        summary=said(scenario.summary, language()) if scenario else "",
        level=scenario.level if scenario else 0,
        minutes=scenario.minutes if scenario else 0,
        mode=mode_said(told.mode),
        marked=told.marked,
        competencies=tuple(said(COMPETENCIES[one], language()) for one in scenario.competencies if one in COMPETENCIES)
        if scenario
        else (),
        chairs=tuple(desk_of(Post.named(chair)) for chair in chairs),
        team=tuple(names.get(one, one) for one in seating.people if one != me) if seating else (),
        standing=standing(exercise.phase, finished),
        seal=told.seal,
    )


def title_of(slug: str, scenario: Scenario | None) -> str:
    """Return the title of a scenario in the reader's language; the name of its folder where its pack is gone."""
    return said(scenario.title, language()) if scenario else slug


def mode_said(mode: Mode) -> str:
    """Say how much a trainee is helped."""
    return {
        Mode.GUIDED: _("Guided: the next step is shown, and there are hints."),
        Mode.ASSISTED: _("Assisted: there are hints."),
        Mode.FREE: _("Free: without steps and hints."),
    }[mode]


def play_page(
    scenario: Scenario,
    variant: Variant,
    play: Play,
    log: Log,
    cases: Sequence[tuple[Case, str]],
    me: Seated,
    *,
    phase: Phase,
    marked: bool,
    version: int,
) -> PlayPage:
    """Return the page of a play; ``cases`` are its declarations, each with the address of its page for who reads it."""
    helped = play.opened.mode is not Mode.FREE
    done = next_step(scenario, play, log)
    return PlayPage(
        title=said(scenario.title, language()),
        brief=said(variant.brief, language()),
        standing=standing(phase, bool(play.finished)),
        chairs=_chairs(me),
        messages=messages(variant, play),
        papers=tuple(PaperLink(paper.id, said(paper.title, language())) for paper in papers_there(variant, play)),
        places=tuple((place.id, said(place.label, language())) for place in places_there(variant, play)),
        sides=tuple((side.value, name) for side, name in SIDES.items()),
        notes=notes(variant, play),
        hints=_hints(variant, play, marked=marked, helped=helped),
        helped=helped,
        step=done,
        way_done=play.opened.mode is Mode.GUIDED and done is None and bool(scenario.steps),
        cases=tuple(_case(case, href, play, me) for case, href in cases),
        drafts=drafts(variant, log, me),
        for_marks=marked,
        seal_of=play.opened.seal,
        version=version,
    )


def paper_page(paper: Paper, variant: Variant, play: Play) -> PaperPage:
    """Return a paper with what on it can be cited."""
    noted = {note.place: note for note in notes(variant, play)}
    here = (place for place in places_there(variant, play) if place.paper == paper.id)
    return PaperPage(
        id=paper.id,
        title=said(paper.title, language()),
        rows=tuple((said(label, language()), value) for label, value in paper.rows),
        text=said(paper.text, language()),
        citable=tuple((place.id, said(place.label, language()), noted.get(place.id)) for place in here),
        sides=tuple((side.value, name) for side, name in SIDES.items()),
    )


def messages(variant: Variant, play: Play) -> tuple[Message, ...]:
    """Return the messages that have come, the latest first."""
    reported = {report.inject: report.text for report in play.approaches}
    titles = {paper.id: said(paper.title, language()) for paper in variant.papers}
    return tuple(
        Message(
            inject.id,
            at,
            said(inject.title, language()),
            said(inject.text, language()),
            tuple(PaperLink(paper, titles[paper]) for paper in inject.papers if paper in titles),
            reported.get(inject.id, ""),
        )
        for at, inject in came(variant, play)
    )


def notes(variant: Variant, play: Play) -> tuple[Note, ...]:
    """Return the pieces of evidence that stand, in the order of the places."""
    labels: dict[str, Words] = {place.id: place.label for place in variant.places}
    return tuple(
        Note(place, said(labels[place], language()), note.side, SIDES[note.side], note.why, play.noted[place])
        for place in labels
        if (note := play.notes.get(place))
    )


def next_step(scenario: Scenario, play: Play, log: Log) -> NextStep | None:
    """Return the first step of the way that is not done yet; None out of guided mode, and when all are done."""
    if play.opened.mode is not Mode.GUIDED:
        return None
    for number, step in enumerate(scenario.steps, 1):
        if not log.found(step.done):
            return NextStep(number, len(scenario.steps), said(step.title, language()), step.href)
    return None


def drafts(variant: Variant, log: Log, me: Seated) -> tuple[DraftLine, ...]:
    """Return the declarations that a trader of the play has ready and has not lodged yet; none at another desk."""
    if not me.plays(Role.TRADER):
        return ()
    names = {name: variant.declarations[name] for name in variant.drafts if name in variant.declarations}
    own = {name: lrn for name, (trader, lrn) in names.items() if trader == me.of and name not in log.cases}
    return tuple(DraftLine(name, lrn) for name, lrn in own.items())


def _chairs(me: Seated) -> tuple[ChairLine, ...]:
    return tuple(ChairLine(desk_of(post), HOMES[post.role], post == me.post) for post in me.person.posts)


def _hints(variant: Variant, play: Play, *, marked: bool, helped: bool) -> Hints:
    asked = sum(hint.hint > 0 for hint in play.hints)
    given = tuple(
        HintLine(
            hint.text or said(variant.hints[hint.hint - 1].text, language()), hint.cost if marked else 0, own=bool(hint.text)
        )
        for hint in play.hints
    )
    left = max(0, len(variant.hints) - asked) if helped else 0
    return Hints(given, (variant.hints[asked].cost if marked else 0) if left else None, left)


def _case(case: Case, href: str, play: Play, me: Seated) -> CaseLine:
    guess = play.guesses.get(case.id)
    officer = me.plays(Role.OFFICER, Role.SUPERVISOR)
    state = term_of(case.status)
    return CaseLine(
        case.id,
        case.number or case.lodged.lrn,
        state,
        href,
        guess.chance if guess and officer else None,
        officer and guess is None and case.status != "D1",
    )
