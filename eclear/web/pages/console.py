"""The class console: who needs me? Six verbs, four figures, a tile for each seat, and the seat that was chosen.

Never on this page: key, right answer, marks. In the projector view also no act, no name and no seal: the class sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from markupsafe import Markup

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.person import Person, Post
from eclear.casefile.play import Seating
from eclear.casefile.scenario import Scenario, Variant, said
from eclear.web import wording
from eclear.web.attendance import STUCK_REFUSALS, Seen
from eclear.web.languages import _, language, ngettext, word
from eclear.web.pages.acts import ActLine, act_said, page_said
from eclear.web.pages.entrance import ROLES
from eclear.web.pages.shelf import beside, mode_said, state_said
from eclear.web.seats import Looked

SPEEDS = (1, 2, 4, 10, 30, 60)
"""How many times real time the clock of an exercise can run."""

JUMPS = (30, 60, 240, 1440)
"""The minutes by which the clock can be let jump ahead with one button."""

PANELS = ("inject", "hint", "speed", "reset", "end")
"""What the page asks more about before it is done."""

LAST_ACTS = 4


@dataclass(frozen=True, slots=True)
class Verb:
    """One of the six verbs: its key, name and note; ``act`` is what it sends, ``href`` where it asks more. Neither: not now."""

    key: int
    id: str
    name: str
    note: str
    look: str = "secondary"
    act: str = ""
    href: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures: who needs the instructor, who is at work, who is done, and the time that is left."""

    need: int
    need_note: str
    at_work: int
    done: int
    left: str
    left_note: str


@dataclass(frozen=True, slots=True)
class SeatTile:
    """A seat, or a team, as a tile: its place in the room, name, steps, sign and last act."""

    place: int
    label: str
    name: str
    done: int
    total: int
    sign: str
    sign_word: str
    act: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChosenSeat:
    """The seat that was chosen, with its last acts."""

    place: int
    room: str
    title: str
    note: str
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class InjectReady:
    """Something that can be sent: its id, what it is called, and to how many plays it has come already."""

    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """The class console. ``panel`` is the verb about which more is asked, ``typed`` what stands in its form."""

    template: ClassVar[str] = "console.html"

    number: int
    title: str
    also: tuple[str, str]
    note: str
    clock: datetime
    state: tuple[str, str]
    ended: bool
    verbs: tuple[Verb, ...]
    figures: Figures
    seats: tuple[SeatTile, ...]
    steps: str
    nobody: bool
    code: str
    addresses: tuple[str, ...]
    qr: Markup
    chosen: ChosenSeat | None
    injects: tuple[InjectReady, ...]
    fingerprint: str
    sealed_at: datetime
    projector: bool
    panel: str
    targets: tuple[tuple[str, str], ...]
    target: str
    speed: int
    speeds: tuple[int, ...]
    jumps: tuple[tuple[int, str], ...]
    losses: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problem: str
    address: str
    live: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an exercise at a moment of real time: its plays, their people, who was seen where, and how long it ran.

    ``ran`` is how long it has run without its pauses, ``since`` since when it runs now, in real time; None while it stands.
    """

    exercise: Exercise
    scenario: Scenario | None
    plays: tuple[tuple[Seating, Looked], ...]
    people: Mapping[str, Person]
    seen: Mapping[tuple[str, str], Seen]
    real: datetime
    ran: timedelta
    since: datetime | None
    code: str = ""
    addresses: tuple[str, ...] = ()
    qr: Markup = field(default_factory=Markup)

    def of(self, seating: Seating) -> Seen | None:
        """Return where somebody of a play was seen last: of several who share it, the one who was heard of last."""
        found = [seen for person in seating.people if (seen := self.seen.get((seating.room, person)))]
        return max(found, key=lambda seen: seen.at, default=None)

    def variant(self, seating: Seating) -> Variant | None:
        """Return the variant of a play; None where its pack is gone."""
        return self.scenario.variant(seating.variant) if self.scenario else None


def console_page(
    told: Told,
    *,
    chosen: int = 0,
    panel: str = "",
    projector: bool = False,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
) -> ConsolePage:
    """Return the page. ``chosen`` is the place of a seat in the room from 1 on, 0 for none."""
    exercise, scenario = told.exercise, told.scenario
    opened = exercise.opened
    chosen = chosen if 0 < chosen <= len(told.plays) and not projector else 0
    tiles = tuple(_tile(told, place, chosen, projector) for place in range(1, len(told.plays) + 1))
    address = f"/exercises/{exercise.number}"
    seat = f"&seat={chosen}" if chosen else ""
    injects = injects_ready(told)
    panel = panel if panel in PANELS and exercise.phase is not Phase.ENDED else ""
    return ConsolePage(
        number=exercise.number,
        title=said(scenario.title, language()) if scenario else opened.scenario,
        also=beside(scenario.title) if scenario else ("", ""),
        note=_note(told),
        clock=clock_of(told),
        state=_state(exercise),
        ended=exercise.phase is Phase.ENDED,
        verbs=_verbs(exercise, len(injects), panel, address, seat),
        figures=_figures(told, tiles),
        seats=tiles,
        steps=_steps(scenario) if scenario and not projector else "",
        nobody=not any(told.of(seating) for seating, _looked in told.plays) and exercise.phase is Phase.READY,
        code=told.code,
        addresses=told.addresses,
        qr=told.qr,
        chosen=_chosen(told, chosen) if chosen else None,
        injects=() if projector else injects,
        fingerprint=opened.seal,
        sealed_at=exercise.at,
        projector=projector,
        panel=panel,
        targets=(("", _("The whole class")), *((str(tile.place), _seat_named(tile)) for tile in tiles)),
        target=str(chosen) if chosen else "",
        speed=exercise.speed,
        speeds=SPEEDS,
        jumps=tuple((minutes, wording.span(timedelta(minutes=minutes))) for minutes in JUMPS),
        losses=_losses(told, tiles, chosen) if panel == "reset" else (),
        typed=typed or {},
        problem=problem,
        address=address,
        live=f"{address}/live?seat={chosen}",
    )


def clock_of(told: Told) -> datetime:
    """Return the clock of the exercise: that of the play which has come furthest, since one that was reset begins anew."""
    return max((looked.room.now(told.real) for _seating, looked in told.plays), default=told.real)


def _note(told: Told) -> str:
    opened = told.exercise.opened
    seats = sum(len(seating.people) for seating, _looked in told.plays)
    parts = [ngettext("%(num)s seat", "%(num)s seats", seats), _chairs(told), mode_said(opened.mode)]
    parts.append(_("marked") if opened.marked else _("practice"))
    if opened.trial:
        parts.append(_("tried alone"))
    return ", ".join(filter(None, parts))


def _steps(scenario: Scenario) -> str:
    return ", ".join(said(step.title, language()).rstrip(".") for step in scenario.steps)


def _chairs(told: Told) -> str:
    chairs = told.scenario.chairs if told.scenario else ()
    return " + ".join(dict.fromkeys(word(ROLES[Post.named(chair).role]) for chair in chairs))


def _state(exercise: Exercise) -> tuple[str, str]:
    if exercise.phase is Phase.RUNNING:
        speed = ngettext("Running, %(num)s times real time", "Running, %(num)s times real time", exercise.speed)
        return "ok", speed if exercise.speed > 1 else _("Running in real time")
    return state_said(exercise.phase)


def _verbs(exercise: Exercise, ready: int, panel: str, address: str, seat: str) -> tuple[Verb, ...]:
    phase, ended = exercise.phase, exercise.phase is Phase.ENDED
    runs = phase is Phase.RUNNING
    over = _("ended")

    def asks(key: int, id: str, name: str, note: str, look: str = "secondary") -> Verb:
        href = "" if ended else f"{address}?panel={id}{seat}"
        return Verb(key, id, name, over if ended else note, look, "", href, panel == id)

    start_note = {
        Phase.READY: _("the clock begins"),
        Phase.RUNNING: _("running"),
        Phase.PAUSED: _("go on"),
        Phase.ENDED: over,
    }[phase]
    used = ngettext("used once", "used %(num)s times", exercise.pauses) if exercise.pauses else _("not used yet")
    pause_note = used if runs else over if ended else _("not running")
    return (
        Verb(1, "start", _("Start"), start_note, "primary", "" if runs or ended else f"{address}/start"),
        Verb(2, "pause", _("Pause"), pause_note, "primary", f"{address}/pause" if runs else ""),
        asks(3, "inject", _("Inject"), ngettext("%(num)s ready", "%(num)s ready", ready)),
        asks(4, "hint", _("Hint"), _("class or seat")),
        asks(5, "speed", _("Speed"), _("× %(speed)s", speed=exercise.speed)),
        asks(6, "reset", _("Reset"), _("class or seat"), "warning"),
    )


def _figures(told: Told, tiles: Sequence[SeatTile]) -> Figures:
    stuck, away = (sum(tile.sign == sign for tile in tiles) for sign in ("stuck", "away"))
    done = sum(tile.sign == "done" for tile in tiles)
    notes = [ngettext("%(num)s stuck", "%(num)s stuck", stuck)] * bool(stuck)
    notes += [ngettext("%(num)s away", "%(num)s away", away)] * bool(away)
    minutes = timedelta(minutes=told.scenario.minutes) if told.scenario else timedelta()
    left = minutes - told.ran
    over = left < timedelta()
    said_left = wording.span(timedelta() if over else left)
    over_note = _("%(span)s over", span=wording.span(-left)) if over and told.exercise.phase is not Phase.ENDED else ""
    return Figures(stuck + away, ", ".join(notes), len(tiles) - stuck - away - done, done, said_left, over_note)


def _tile(told: Told, place: int, chosen: int, projector: bool) -> SeatTile:
    seating, looked = told.plays[place - 1]
    sign, sign_word, why = _sign(told, seating, looked)
    return SeatTile(
        place=place,
        label=label_of(seating),
        name="" if projector else names_of(told.people, seating),
        done=sum(looked.steps),
        total=len(looked.steps),
        sign=sign,
        sign_word=sign_word,
        act="" if projector else why or _last(told, seating, looked),
        chosen=place == chosen,
    )


def _sign(told: Told, seating: Seating, looked: Looked) -> tuple[str, str, str]:
    """Return how a seat stands - done, away, stuck, or "" for at work - with the word for it, and why."""
    if looked.play and looked.play.finished:
        return "done", _("Done"), _("Handed in")
    seen = told.of(seating)
    if told.exercise.phase is Phase.ENDED:
        return "", "", ""
    if seen is None:
        return "away", _("Away"), _("Has not come in yet")
    if seen.is_away(told.real):
        return "away", _("Away"), _("No contact for %(span)s", span=wording.span(told.real - seen.at))
    if told.since and seen.is_stuck(told.real, told.since):
        if seen.refusals >= STUCK_REFUSALS:
            return "stuck", _("Stuck"), ngettext("Same refusal %(num)s time", "Same refusal %(num)s times", seen.refusals)
        return "stuck", _("Stuck"), _("Same page for %(span)s", span=wording.span(seen.waited(told.real, told.since)))
    return "", "", ""


def _last(told: Told, seating: Seating, looked: Looked) -> str:
    if not looked.acts:
        seen = told.of(seating)
        return page_said(seen.page) if seen else ""
    last = looked.acts[0]
    what, real = act_said(last, told.variant(seating)), looked.room.real(last.at)
    ago = told.real - real if real and last.at >= looked.room.clock_start else None
    return f"{what}, {wording.span(ago)}" if ago is not None and ago >= timedelta(minutes=1) else what


def _chosen(told: Told, chosen: int) -> ChosenSeat:
    seating, looked = told.plays[chosen - 1]
    variant = told.variant(seating)
    notes = [_("Variant %(id)s.", id=seating.variant.upper())]
    if looked.cases:
        notes.append(_("Case %(numbers)s.", numbers=", ".join(looked.cases)))
    if seen := told.of(seating):
        notes += [f"{page}."] if (page := page_said(seen.page)) else []
    names = names_of(told.people, seating)
    title = _("Seat %(label)s, %(names)s", label=label_of(seating), names=names) if names else _seat(seating)
    acts = tuple(ActLine(event.at, act_said(event, variant)) for event in looked.acts[:LAST_ACTS])
    return ChosenSeat(chosen, seating.room, title, " ".join(notes), acts)


def injects_ready(told: Told) -> tuple[InjectReady, ...]:
    """Return what the instructor can send: what has a title, and has not come to every play yet."""
    if told.scenario is None or not told.plays:
        return ()
    variant = told.variant(told.plays[0][0])
    assert variant is not None
    ready = []
    for inject in variant.injects:
        came = sum(looked.play is not None and inject.id in looked.play.injected for _seating, looked in told.plays)
        if inject.title and came < len(told.plays):
            note = ngettext("has come to %(num)s play", "has come to %(num)s plays", came) if came else ""
            ready.append(InjectReady(inject.id, said(inject.title, language()), note))
    return tuple(ready)


def _losses(told: Told, tiles: Sequence[SeatTile], chosen: int) -> tuple[tuple[str, str], ...]:
    """Say what a reset ends: for the chosen seat and for the whole class."""
    counts = [(looked.count, len(looked.play.notes) if looked.play else 0) for _seating, looked in told.plays]

    def lost(acts: int, notes: int) -> str:
        return ", ".join(
            (ngettext("%(num)s act", "%(num)s acts", acts), ngettext("%(num)s citation", "%(num)s citations", notes))
        )

    everybody = (_("The whole class"), lost(sum(acts for acts, _notes in counts), sum(notes for _acts, notes in counts)))
    return (*(((_seat_named(tiles[chosen - 1]), lost(*counts[chosen - 1])),) if chosen else ()), everybody)


def _seat_named(tile: SeatTile) -> str:
    return (
        _("Seat %(label)s, %(names)s", label=tile.label, names=tile.name) if tile.name else _("Seat %(label)s", label=tile.label)
    )


def _seat(seating: Seating) -> str:
    return _("Seat %(label)s", label=label_of(seating))


def label_of(seating: Seating) -> str:
    """Return how a seat or team is called in the room: its number, or its id where it has none."""
    return " + ".join(person.removeprefix("seat-") for person in seating.people)


def names_of(people: Mapping[str, Person], seating: Seating) -> str:
    """Return the names of who plays; "" where nobody gave one."""
    return ", ".join(name for id in seating.people if id in people for name in people[id].names)
