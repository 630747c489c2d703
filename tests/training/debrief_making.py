"""An exercise that was played and is over: of four seats one knew the key, one passed, one stopped, one did nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from class_making import Class
from tests_shared import Clock

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Post, Seated
from eclear.casefile.play import Seating
from eclear.casefile.scenario import Act, Variant
from eclear.training.exercises import end, start, tick
from eclear.training.players import perform
from eclear.training.stage import WAITED

EXPERT, PASSES, STOPS, IDLE = "seat-01", "seat-02", "seat-03", "seat-04"


def take(chance: int) -> tuple[Act, ...]:
    """Take the case, and guess."""
    return Act("case-drawn", chair="officer"), Act("guessed", "main", {"chance": chance}, "officer")


PASS = (*take(20), Act("decided", "main", {"verb": "pass", "reason": "Nothing found."}, "officer"))
STOP = (
    *take(90),
    Act("evidence-noted", "", {"place": "peer-prices", "side": "against", "why": "Others pay more."}, "officer"),
    Act("decided", "main", {"verb": "hold", "reason": "It looks odd.", "law": "Customs Act, Article 237"}, "officer"),
)


@dataclass(frozen=True)
class Over:
    """The class, its clock, and the exercise as it ended."""

    group: Class
    clock: Clock
    exercise: Exercise

    def seating(self, seat: str) -> Seating:
        found = self.exercise.of(seat)
        assert found
        return found

    def room(self, seat: str) -> str:
        return self.seating(seat).room

    def variant(self, seat: str) -> Variant:
        return self.group.scenario.variant(self.seating(seat).variant)


def begun(group: Class, **how: Any) -> Exercise:
    """Open and start an exercise for all seats of a class; each of the four variants is drawn once."""
    opened = group.opened(**how)
    assert sorted(play.variant for play in opened.plays) == ["a", "b", "c", "d"]
    return start(group.stage, group.room, opened.number)


def act(group: Class, clock: Clock, play: Seating, done: Act) -> None:
    """Let a seat do one act in its play; the clock goes on by a minute, or by what the act waits for."""
    clock.pass_by(minutes=int(done.fields["minutes"]) if done.kind == WAITED else 1)
    tick(group.stage)
    if done.kind == WAITED:
        return
    with group.office.store.people() as people:
        person = people.person(play.room, play.people[0])
    assert person
    seated = Seated(person, Post.named(done.chair))
    perform(group.stage, play.room, group.scenario.variant(play.variant), done, seated)


def play_all(group: Class, clock: Clock, exercise: Exercise) -> None:
    """Let the seats play: the expert by the reference solution, two by habit, one not at all."""
    for play in exercise.plays:
        solution = group.scenario.variant(play.variant).truth.solution
        for done in {EXPERT: solution, PASSES: PASS, STOPS: STOP}.get(play.people[0], ()):
            act(group, clock, play, done)
    clock.pass_by(hours=6)
    tick(group.stage)


def over(group: Class, clock: Clock, **how: Any) -> Over:
    """Let a class play an exercise to its end."""
    exercise = begun(group, **how)
    play_all(group, clock, exercise)
    return Over(group, clock, end(group.stage, group.room, exercise.number))
