"""Certificates of a class: issued by its instructor, numbered so that nobody guesses one, and checked by everybody.

A certificate says which exercises somebody finished with which marks. It is an event of the class's log: its paper prints the
hash of that event, so that a paper which was changed shows. It is a training paper and no qualification of any service.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.play import CertificateIssued, learner_stream
from eclear.casefile.scenario import Words
from eclear.clearance import Office
from eclear.clearance.recording import plain
from eclear.storage import Head, Records
from eclear.storage.witness import in_every_class, unchanged_since
from eclear.training.competence import competency_record
from eclear.training.people import LETTERS
from eclear.training.seats import exercises
from eclear.training.stage import Stage

NUMBER_LETTERS = 12
"""A number's twelve letters are 59 bits: only who has the paper can look it up."""

MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it stands in the log of its class: what it says, when it was issued and by whom (an id of the class).

    ``exercises`` are those that it names: number in the class, name of the pack, and mark.
    """

    number: str
    room: str
    person: str
    name: str
    exercises: tuple[tuple[int, str, int], ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate that was looked up: where its event stands in the log, and whether the log is unchanged from there on."""

    certificate: Certificate
    head: Head
    unchanged: bool


def issue(stage: Stage, home: str, person: str, name: str = "") -> Certificate:
    """Issue a certificate for the marked exercises that somebody of the class has finished.

    ``name`` is what is printed, the names of the seat where none is given. Raises IllegalStep where nothing was finished.
    """
    office = stage.office
    if not office.acting.plays(Role.INSTRUCTOR):
        raise IllegalStep("An instructor issues certificates. Ask yours.")
    with office.store.people() as people:
        found = people.person(home, person)
    if found is None:
        raise IllegalStep(f"Nobody in room {home} has the id {person[:40]}. The list of the room shows everybody.")
    printed = " ".join((plain(name) or found.name).split())
    if len(printed) > MOST_NAME:
        raise IllegalStep(f"The name has {len(printed)} characters, {MOST_NAME} at most fit on the paper. Shorten it.")
    done = competency_record(stage, home, person).marked
    if not done:
        raise IllegalStep(f"{found.name} has finished no marked exercise yet. A certificate names at least one.")
    told = tuple((one.number, one.scenario.id, one.total or 0) for one in reversed(done))
    number = "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LETTERS))
    with office.writing(home) as records:
        stream = learner_stream(person)
        fact = CertificateIssued(number, person, printed, told)
        event = records.event(stream, len(records.events(stream)) + 1, office.moment(records, None), "instructor", fact)
        records.note(event)
    return _certificate(home, event, fact)


def certificates_of(records: Records, person: str) -> tuple[Certificate, ...]:
    """Return the certificates of somebody of a class, the earliest first."""
    return tuple(
        _certificate(records.room.name, event, event.fact)
        for event in records.events(learner_stream(person))
        if isinstance(event.fact, CertificateIssued)
    )


def find_certificate(office: Office, number: str) -> Checked | None:
    """Return the certificate of a number, in whatever class it was issued; None for a number that nobody was given."""
    asked = "".join(number.split()).replace("-", "").upper()
    if len(asked) != NUMBER_LETTERS or set(asked) - set(LETTERS):
        return None
    for room, head, event in in_every_class(office.store, CertificateIssued.kind):
        if isinstance(fact := event.fact, CertificateIssued) and secrets.compare_digest(fact.number, asked):
            return Checked(_certificate(room, event, fact), head, unchanged_since(office.store, room, head.position))
    return None


def titles_on(stage: Stage, certificate: Certificate) -> tuple[tuple[Words, int], ...]:
    """Return the titles of the exercises on a certificate with their marks, from the packs that were played.

    A pack that is gone has its short name for a title.
    """
    digests = {one.number: one.opened.digest for one in exercises(stage.office, certificate.room)}
    return tuple((_title(stage, digests.get(number, ""), slug), mark) for number, slug, mark in certificate.exercises)


def _title(stage: Stage, digest: str, slug: str) -> Words:
    try:
        return stage.shelf.scenario(digest).title
    except LookupError:
        return {"en": slug}


def _certificate(room: str, event: Event, fact: CertificateIssued) -> Certificate:
    return Certificate(fact.number, room, fact.person, fact.name, fact.exercises, event.at, event.person)
