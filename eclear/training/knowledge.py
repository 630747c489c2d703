"""The test before a course and the one after it: matched pairs of questions, so that what was learned can be told.

Each pair asks the same thing in two ways. Who has an odd seat gets the first way of every other pair before the course, and
the second way after it; who has an even seat the other way round: so neither test is the easier one for all. Right options
are told after the second test only. Nothing of it is part of any mark.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.play import KnowledgeTested, learner_stream
from eclear.clearance import Office
from eclear.storage import Records

FOLDER = Path(__file__).parent / "questions"
LANGUAGES = ("en", "fr", "ko", "es")
"""The languages in which the questions are written."""


class Which(StrEnum):
    """Which of the two tests."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked: its id (pair and way, such as ``VAL-1a``), what it is about, its words and its options."""

    id: str
    competency: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ways to ask the same thing, with the number of the right option of each, from 1 on, and why it is right."""

    id: str
    competency: str
    right: Mapping[str, int]
    source: str


@dataclass(frozen=True, slots=True)
class Score:
    """How a test went: so many right of so many, when, and by competency (right, of)."""

    right: int
    of: int
    at: datetime
    by_competency: Mapping[str, tuple[int, int]]
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Learned:
    """The tests of somebody: None for one that he has not taken."""

    before: Score | None
    after: Score | None

    @property
    def gain(self) -> int | None:
        """How many more are right after the course than before it; None until both are taken."""
        return self.after.right - self.before.right if self.before and self.after else None


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the matched pairs in their order."""
    told = tomllib.loads((FOLDER / "key.toml").read_text("utf-8"))
    return tuple(Pair(id, one["competency"], {"a": one["a"], "b": one["b"]}, one["source"]) for id, one in told.items())


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def ways(person: str, which: Which) -> tuple[str, ...]:
    """Return the ids of the questions of a test as somebody gets them, such as ``VAL-1a``."""
    digits = "".join(letter for letter in person if letter.isdecimal())
    shift = int(digits or "1") + (which is Which.AFTER)
    return tuple(f"{pair.id}{'ab'[(number + shift) % 2]}" for number, pair in enumerate(pairs()))


def questions(person: str, which: Which, language: str) -> tuple[Question, ...]:
    """Return a test as somebody gets it, in a language; in English where the questions are not written in that."""
    words = _words(language if language in LANGUAGES else "en")
    about = {pair.id: pair.competency for pair in pairs()}
    return tuple(Question(id, about[id[:-1]], words[id]["text"], tuple(words[id]["options"])) for id in ways(person, which))


def take_test(office: Office, home: str, which: Which, answers: Mapping[str, str]) -> Score:
    """Hand in a test, once; ``answers`` gives the number of an option for each question. Who acts in the office signs.

    Raises IllegalStep for a test that was handed in, and for answers that are missing or that there are not.
    """
    person = office.acting.id
    if not person:
        raise IllegalStep("A test is somebody's own. Come in with your seat card first.")
    with office.writing(home) as records:
        stream = learner_stream(person)
        events = records.events(stream)
        taken = {fact.which for event in events if isinstance(fact := event.fact, KnowledgeTested)}
        if which in taken:
            raise IllegalStep("You have handed in this test already. It is taken once.")
        if which is Which.AFTER and Which.BEFORE not in taken:
            raise IllegalStep("The test after the course needs the one before it. Take that first.")
        asked = ways(person, which)
        for id in asked:
            options = len(_words("en")[id]["options"])
            given = answers.get(id, "")
            if not (given.isdecimal() and given.isascii() and 1 <= int(given) <= options):
                raise IllegalStep(f"Question {asked.index(id) + 1} of {len(asked)} has no answer. Choose one of its options.")
        fact = KnowledgeTested(which.value, tuple((id, answers[id]) for id in asked))
        event = records.event(stream, len(events) + 1, office.moment(records, None), "trainee", fact)
        records.note(event)
        return _score(fact, event.at)


def learned(records: Records, person: str) -> Learned:
    """Return how the tests of somebody of a class went."""
    scores: dict[str, Score] = {}
    for event in records.events(learner_stream(person)):
        if isinstance(event.fact, KnowledgeTested):
            scores[event.fact.which] = _score(event.fact, event.at)
    return Learned(scores.get(Which.BEFORE), scores.get(Which.AFTER))


def right_option(id: str) -> int:
    """Return the number of the right option of a question, from 1 on."""
    pair = next(pair for pair in pairs() if pair.id == id[:-1])
    return pair.right[id[-1]]


def _score(fact: KnowledgeTested, at: datetime) -> Score:
    about = {pair.id: pair.competency for pair in pairs()}
    counted: dict[str, tuple[int, int]] = {}
    for id, given in fact.answers:
        right, of = counted.get(about[id[:-1]], (0, 0))
        counted[about[id[:-1]]] = (right + (int(given) == right_option(id)), of + 1)
    return Score(sum(right for right, _of in counted.values()), len(fact.answers), at, counted, dict(fact.answers))
