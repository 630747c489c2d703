"""Seats of an exercise: which variant each team draws, who gets which chair, and how somebody enters his play and leaves it.

A person of the class has the same id in the room of his play, with the posts that he plays there. He is enrolled there once
the play is laid out whole: so nobody ever sees one that is half made.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from eclear.casefile.exercise import Exercise, Phase, exercise_of
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.play import ExerciseOpened, Seating, exercise_stream
from eclear.clearance import Office, UnknownCase
from eclear.journey.routing import dice_of
from eclear.storage import Login, Records, Store
from eclear.training.people import CameIn, NotIn, digest

MOST_EXERCISES = 500
"""So many exercises of a class are looked through, the latest first."""


class UnknownExercise(UnknownCase):
    """The class has no exercise of this number, or the exercise no such play."""


_known: WeakKeyDictionary[Store, dict[str, tuple[int, tuple[Exercise, ...]]]] = WeakKeyDictionary()


def exercises(office: Office, home: str) -> tuple[Exercise, ...]:
    """Return the exercises of a class, by their numbers; it costs one question as long as nothing has happened in the class.

    Raises UnknownRoom.
    """
    known = _known.setdefault(office.store, {})
    with office.store.reading(home) as records:
        position, (before, found) = records.head.position, known.get(home, (-1, ()))
        if position == before:
            return found
        if before < 0 or any(stream.startswith(exercise_stream(0)[:-1]) for stream in records.moved(before)):
            streams = sorted({event.stream for event in records.latest(ExerciseOpened.kind, MOST_EXERCISES)})
            records.read_ahead(streams)
            every = [one for stream in streams if (one := exercise_of(records.events(stream)))]
            found = tuple(sorted(every, key=lambda one: one.number))
    known[home] = position, found
    return found


def exercise(office: Office, home: str, n: int) -> Exercise:
    """Return one exercise of a class; raises UnknownExercise."""
    found = next((one for one in exercises(office, home) if one.number == n), None)
    if found is None:
        raise _unknown(home, n)
    return found


def standing(records: Records, n: int) -> Exercise:
    """Return an exercise as it stands within a transaction on the room of its class; raises UnknownExercise."""
    found = exercise_of(records.events(exercise_stream(n)))
    if found is None:
        raise _unknown(records.room.name, n)
    return found


def play_in(exercise: Exercise, room: str) -> Seating:
    """Return the play of an exercise that counts in a room; raises UnknownExercise."""
    found = exercise.in_room(room)
    if found is None:
        raise UnknownExercise(f"Exercise {exercise.number} has no such play now. It may have been reset: look at its page.")
    return found


def play_for(office: Office, home: str, person: str) -> tuple[Exercise, Seating] | None:
    """Return the exercise that waits for somebody of a class, or goes on, with his play; None if there is none."""
    for one in reversed(exercises(office, home)):
        seating = one.of(person)
        if seating and one.phase is not Phase.ENDED:
            return one, seating
    return None


def phase_of(office: Office, home: str, room: str) -> Phase | None:
    """Return how the exercise of a play stands; None for a play that was reset, and for a room that is none."""
    return next((one.phase for one in exercises(office, home) if one.in_room(room)), None)


def enter_play(office: Office, token: str) -> CameIn:
    """Go from the class, or from a play before, into the play that goes on: a new token, the one before is dead.

    Raises NotIn for a token that opens nothing, IllegalStep where no play waits for who shows it.
    """
    with office.store.people() as people:
        login = people.login(digest(token))
    if login is None:
        raise NotIn("You have not come in, or were sent out. Come in again, then enter the exercise.")
    home, who = login.home or login.room, login.seated.person
    found = play_for(office, home, who.id)
    if found is None:
        raise IllegalStep("No exercise waits for you. Your instructor opens one; then it is shown here.")
    with office.store.people() as people:
        player = people.person(found[1].room, who.id)
    if player is None:
        raise IllegalStep("Your play is being prepared. Try again in a moment.")
    return _go(office, token, found[1].room, player)


def leave_play(office: Office, token: str) -> CameIn:
    """Go back from a play to the class: a new token, the one before is dead. Raises NotIn, IllegalStep."""
    with office.store.people() as people:
        login = people.login(digest(token))
        if login is None:
            raise NotIn("You have not come in, or were sent out. Come in again.")
        if not login.home:
            raise IllegalStep("You are in no play. This is the room of your class.")
        person = people.person(login.home, login.seated.id)
    if person is None or person.closed:
        raise NotIn("You do not belong to the class any more. Ask your instructor.")
    return _go(office, token, login.home, person)


def _go(office: Office, token: str, room: str, person: Person) -> CameIn:
    """Exchange a login for one in another room, in one transaction. It ends when the one before would have."""
    fresh = secrets.token_urlsafe(32)
    with office.store.people(writing=True) as people:
        before = people.login(digest(token))
        if before is None:
            raise NotIn("You have not come in, or were sent out. Come in again.")
        people.go_out(digest(token))
        seated = Seated(person, person.posts[0])
        people.come_in(digest(fresh), Login(room, seated, before.ends, before.name), office.clock())
        login = people.login(digest(fresh))
    if login is None:
        raise NotIn("You may not come in there. Ask your instructor.")
    return CameIn(fresh, login)


def drawn(seed: str, what: str, variants: Sequence[str], teams: int) -> tuple[str, ...]:
    """Draw a variant for each team: each as often as the others or once more, neighbours differ, and it can be drawn again.

    ``seed`` is that of the class's room, ``what`` names the exercise.
    """
    found: list[str] = []
    while len(found) < teams:
        round_of: list[str] = []  # every variant once, and never the same as the team before has
        while len(round_of) < len(variants):
            last = (found + round_of)[-1:]
            left = [one for one in variants if one not in round_of]
            choices = [one for one in left if one not in last] or left
            round_of.append(choices[int(dice_of(seed, f"{what}/{len(found) + len(round_of)}") * len(choices))])
        found += round_of
    return tuple(found[:teams])


def dealt(chairs: Sequence[str], people: int, *, split: bool) -> tuple[tuple[str, ...], ...]:
    """Deal the chairs of a scenario to so many people: all to everybody, in turn; or ``split``, to each some of them.

    Where there are more people than chairs, some share one.
    """
    if not split:
        return (tuple(chairs),) * people
    hands: list[list[str]] = [[] for _ in range(people)]
    for n in range(max(people, len(chairs))):
        hands[n % people].append(chairs[n % len(chairs)])
    return tuple(map(tuple, hands))


def player_of(person: Person, chairs: Sequence[str]) -> Person:
    """Return somebody of the class as he is enrolled in the room of his play."""
    posts = tuple(map(Post.named, chairs))
    both = {post.role for post in posts} >= {Role.TRADER, Role.OFFICER}
    return Person(person.id, person.names, posts, both_chairs=both)


def _unknown(home: str, n: int) -> UnknownExercise:
    return UnknownExercise(f"There is no exercise {n} in room {home}. The class's page lists its exercises.")
