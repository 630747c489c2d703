"""Play: a scenario laid out in a room of its own, and everything in it that happens by itself, when it is due.

What eclear does for a chair that nobody has, and whatever else comes, happens *at* its time of the room's clock, however
late the computer comes to it: so a play is the same whether the server was there all the time or not. What is given is laid out
in one transaction. Each act that comes later is signed with an id of its own that says nothing
(:data:`~eclear.training.matching.PLAYED`), and one that is signed in the log already is not done again: so nothing happens
twice after a power cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from eclear.casefile.exercise import Play, play_of
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Seated
from eclear.casefile.play import PLAY, Injected, PlayOpened
from eclear.casefile.scenario import Act, Inject, Paper, Place, Scenario, Trigger, Variant
from eclear.clearance import NoValue, OtherBytes, UnknownCase
from eclear.storage import Records
from eclear.training.matching import PLAYED, Log, cases_in, log_of
from eclear.training.stage import LODGED, Stage

IMPOSSIBLE = (IllegalStep, UnknownCase, OtherBytes, NoValue)
"""What an act of the story may meet after trainees have acted otherwise than its author thought: then it does not happen."""

MOST_AT_ONCE = 500
"""So many things happen at most in one go; a pack that lets more follow from each other is at fault."""


def set_up(stage: Stage, room: str, opened: PlayOpened) -> None:
    """Lay a play out in its room: note what was drawn, and do what is given, all of it or nothing. Called again, it does nothing.

    The room is there, and its clock stands at the start of the scenario. Raises what an act raises that cannot be done:
    IllegalStep and the others of :data:`IMPOSSIBLE`.
    """
    scenario = stage.shelf.scenario(opened.digest)
    variant, start = scenario.variant(opened.variant), scenario.starts.astimezone(UTC)
    with stage.office.store.together(room):
        with stage.office.writing(room) as records:
            if records.events(PLAY):
                return
            records.note(records.event(PLAY, 1, start, "eclear", opened))
        for number, act in enumerate(variant.given):
            _do(stage, room, variant, act, start + act.after, _signature(opened, f"given/{number}"))


def advance(stage: Stage, room: str) -> int:
    """Let happen what is due in a play by its room's clock, in the order of its times; return how many things happened."""
    for happened in range(MOST_AT_ONCE):
        with stage.office.store.reading(room) as records:
            now, play = stage.office.moment(records, None), playing(records)
            coming = next(_coming(stage, records, play), None) if play else None
        if play is None or coming is None or coming[0] > now:
            return happened
        _come(stage, room, play, *coming)
    return MOST_AT_ONCE


def next_due(stage: Stage, room: str) -> datetime | None:
    """Return when something happens next by itself, by the room's clock; None where nothing is foreseen."""
    with stage.office.store.reading(room) as records:
        play = playing(records)
        return next((when for when, _inject in _coming(stage, records, play)), None) if play else None


def send_inject(stage: Stage, room: str, inject: str) -> None:
    """Let an inject come by the instructor's hand, now. Raises IllegalStep for one that there is not or that has come."""
    with stage.office.store.reading(room) as records:
        play, now = playing(records), stage.office.moment(records, None)
    found = variant_of(stage, play).inject(inject) if play else None
    if play is None or found is None:
        raise IllegalStep(f"The exercise has no inject {inject[:40]!r}. The console lists those that are ready.")
    if inject in play.injected:
        raise IllegalStep("This inject has come already. Each comes once in a play.")
    _come(stage, room, play, now, found, by_hand=True)


def playing(records: Records) -> Play | None:
    """Return the play of a room as it stands; None for a room that is none."""
    return play_of(records.events(PLAY))


def scenario_of(stage: Stage, play: Play) -> Scenario:
    """Return the scenario of a play; raises LookupError where its pack is gone."""
    return stage.shelf.scenario(play.opened.digest)


def variant_of(stage: Stage, play: Play) -> Variant:
    """Return the variant that was drawn for a play; raises LookupError where its pack is gone."""
    return scenario_of(stage, play).variant(play.opened.variant)


def papers_there(variant: Variant, play: Play) -> tuple[Paper, ...]:
    """Return the papers that trainees can read by now."""
    brought = {paper for inject in variant.injects if inject.id in play.injected for paper in inject.papers}
    return tuple(paper for paper in variant.papers if paper.from_start or paper.id in brought)


def places_there(variant: Variant, play: Play) -> tuple[Place, ...]:
    """Return what can be cited by now: what stands on the desks, and on the papers that are there."""
    there = {paper.id for paper in papers_there(variant, play)}
    return tuple(place for place in variant.places if not place.paper or place.paper in there)


def came(variant: Variant, play: Play) -> tuple[tuple[datetime, Inject], ...]:
    """Return the injects that have come and say something, the latest first."""
    found = [(when, inject) for id, when in play.injected.items() if (inject := variant.inject(id)) and inject.text]
    return tuple(sorted(found, key=lambda one: one[0], reverse=True))


def seed_of(scenario: str, variant: str) -> str:
    """Return the seed of every room in which a variant is played: its draws are the same whenever it is played.

    It comes from the scenario's id, so that no draw changes because a text was corrected.
    """
    return sha256(f"{scenario}/{variant}".encode()).hexdigest()


def subject_of(records: Records, variant: Variant, act: Act) -> str:
    """Return the number of what an act is about: the id of a declaration's case, or the number that it names itself.

    Raises UnknownCase for a declaration that is not lodged yet, unless the act lodges it.
    """
    about = act.about
    if about not in variant.declarations or act.kind == LODGED:
        return about
    trader, lrn = variant.declarations[about]
    standing = records.standing(trader, lrn)
    id = standing[0] if standing else cases_in(records.log(), variant).get(about)
    if id is None:
        raise UnknownCase(f"The declaration {about!r} is not lodged yet.")
    return id


def filled(records: Records, variant: Variant, act: Act) -> Act:
    """Return an act with the numbers of declarations filled in where ``{number:NAME}`` stands."""
    numbers = {}
    for name in variant.declarations:
        if f"{{number:{name}}}".encode() in (act.message or b"") or f"{{number:{name}}}" in str(act.fields):
            case = records.case(subject_of(records, variant, Act("", name)))
            numbers[f"{{number:{name}}}"] = (case.number if case else None) or ""
    if not numbers:
        return act
    message, fields = act.message, {key: _with(value, numbers) for key, value in act.fields.items()}
    for stands, number in numbers.items():
        message = message.replace(stands.encode(), number.encode()) if message else message
    return replace(act, message=message, fields=fields)


def _with(value: object, numbers: dict[str, str]) -> object:
    if isinstance(value, str):
        for stands, number in numbers.items():
            value = value.replace(stands, number)
        return value
    return [_with(one, numbers) for one in value] if isinstance(value, list) else value


def _coming(stage: Stage, records: Records, play: Play) -> Iterator[tuple[datetime, Inject]]:
    """Yield what has not come yet and will by itself as things stand, the first to come at the beginning."""
    scenario = scenario_of(stage, play)
    variant = scenario.variant(play.opened.variant)
    log = log_of(records, variant)
    waiting = [inject for inject in variant.injects if inject.id not in play.injected]
    times = [(when, n) for n, inject in enumerate(waiting) if (when := _when(scenario, play, log, inject))]
    yield from ((when, waiting[n]) for when, n in sorted(times))


def _when(scenario: Scenario, play: Play, log: Log, inject: Inject) -> datetime | None:
    """Return when an inject comes, by the room's clock; None as long as nothing triggers it."""
    if inject.chair is not None and inject.chair in play.roles:
        return None
    if not all(one in play.injected for one in inject.requires):
        return None
    start = scenario.starts.astimezone(UTC)
    begun: datetime | None = None
    match inject.trigger:
        case Trigger.START | Trigger.TIME:
            begun = start
        case Trigger.STATE | Trigger.ACT:
            found = log.found(inject.when) if inject.when else ()
            begun = max(start, found[0].at) if found else None
        case Trigger.RESOLUTION:
            begun = play.injected.get(inject.resolves)
    if begun is None:
        return None
    delay = timedelta(minutes=play.opened.delay) if inject.chair is not None else timedelta()
    return max(begun + inject.after + delay, *(play.injected[one] for one in inject.requires), start)


def _come(stage: Stage, room: str, play: Play, when: datetime, inject: Inject, *, by_hand: bool = False) -> None:
    """Let an inject come: its acts, each signed, then the word that it came."""
    variant = variant_of(stage, play)
    with stage.office.store.reading(room) as records:
        signed = {event.person for event in records.log()}
    for number, act in enumerate(inject.acts):
        if (signature := _signature(play.opened, f"{inject.id}/{number}")) not in signed:
            with suppress(*IMPOSSIBLE):
                _do(stage, room, variant, act, when + act.after, signature)
    with stage.office.writing(room) as records:
        stands = playing(records)
        if stands and inject.id not in stands.injected:
            records.note(records.event(PLAY, stands.version + 1, when, "eclear", Injected(inject.id, by_hand)))


def _do(stage: Stage, room: str, variant: Variant, act: Act, at: datetime, signature: str) -> None:
    """Do one act of the story at its time."""
    post, _, name = act.chair.partition("/")
    with stage.office.store.reading(room) as records:
        subject, told = subject_of(records, variant, act), filled(records, variant, act)
    acting = Seated(Person(signature, ("eclear",), ()), None)
    if name:
        acting = _somebody(stage, room, name, post)
    stage.hands.do(stage.office.under(acting), room, told, subject, at)


def _somebody(stage: Stage, room: str, name: str, post: str) -> Seated:
    """Return a named person of the story at his desk; he is enrolled in the room where he is not yet."""
    id, seat = f"{PLAYED}{''.join(name.lower().split())}"[:40], Post.named(post)
    with stage.office.store.people() as people:
        person = people.person(room, id)
    if person is None:
        person = Person(id, (name,), (seat,))
        with stage.office.store.people(writing=True) as people:
            people.enrol(room, person)
    return Seated(person, seat)


def _signature(opened: PlayOpened, what: str) -> str:
    """Return the id that signs one act of the story: the same in every play of the variant, and it tells nothing."""
    return PLAYED + sha256(f"{opened.digest}/{opened.variant}/{what}".encode()).hexdigest()[:16]
