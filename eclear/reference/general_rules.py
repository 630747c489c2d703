"""The general rules 1 to 6 of the Harmonized System as data: what each is about, what points to it, and the path between them.

The words are eclear's; the legal text is the World Customs Organization's and is cited by number only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.hs import FOLDER
from eclear.reference.rows import Row, read_toml

FILE = FOLDER / "general_rules.toml"


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """One general rule: its number, such as 2(a), its name, and what it says in our own words."""

    number: str
    name: Term
    gist: Term


@dataclass(frozen=True, slots=True)
class Leaning:
    """The rule that a suggestion leans on, and why."""

    rule: str
    why: Term


@dataclass(frozen=True, slots=True)
class Sign:
    """Words in a description of goods by which it asks for a rule; Korean ones are looked for within words.

    ``state`` is True where they only say how the goods come, such as unassembled, and not what they are.
    """

    words: tuple[str, ...]
    korean: tuple[str, ...]
    state: bool
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question of the path, and the step or the outcome that it leads to."""

    id: str
    words: Term
    to: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the path, the rule that it is asked for, and what helps to answer it."""

    id: str
    rule: str
    question: Term
    hint: Term
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the path ends: the rule that decides, which heading it means, and what to look at."""

    id: str
    rule: str
    words: Term
    look: Term


@dataclass(frozen=True, slots=True)
class GeneralRules:
    """The rules by number, the signs in their order, what is leaned on without one, and the path from its first step."""

    rules: Mapping[str, GeneralRule]
    signs: tuple[Sign, ...]
    leanings: Mapping[str, Leaning]
    start: str
    steps: Mapping[str, Step]
    outcomes: Mapping[str, Outcome]
    fact: Fact


@cache
def general_rules() -> GeneralRules:
    """Return the general rules as eclear tells them, read once."""
    return read_general_rules(FILE)


def read_general_rules(path: Path) -> GeneralRules:
    """Read the general rules; raises ReferenceFault for a rule that is not told, or an answer that leads nowhere or round."""
    about = read_toml(path)
    rules = {
        row.text("number"): GeneralRule(row.text("number"), row.term("name"), row.term("gist")) for row in about.tables("rule")
    }
    outcomes = {row.text("id"): _outcome(row, rules) for row in about.tables("outcome")}
    rows = {row.text("id"): row for row in about.tables("step")}
    steps = {name: _step(row, rules, {*rows, *outcomes}) for name, row in rows.items()}
    start = about.choice("start", steps)
    _goes_on(start, steps, rows, ())
    leanings = about.table("leaning")
    return GeneralRules(
        rules=MappingProxyType(rules),
        signs=tuple(
            Sign(_listed(row, "words_en"), _listed(row, "words_ko"), row.flag("state"), _leaning(row, rules))
            for row in about.tables("sign")
        ),
        leanings=MappingProxyType({name: _leaning(leanings.table(name), rules) for name in ("named", "near", "weak")}),
        start=start,
        steps=MappingProxyType(steps),
        outcomes=MappingProxyType(outcomes),
        fact=about.fact(),
    )


def _leaning(row: Row, rules: Mapping[str, GeneralRule]) -> Leaning:
    return Leaning(row.choice("rule", rules), row.term("why"))


def _outcome(row: Row, rules: Mapping[str, GeneralRule]) -> Outcome:
    return Outcome(row.text("id"), row.choice("rule", rules), row.term("words"), row.term("look"))


def _step(row: Row, rules: Mapping[str, GeneralRule], places: set[str]) -> Step:
    answers = tuple(
        Answer(inner.text("id"), inner.term("words"), inner.choice("to", sorted(places))) for inner in row.tables("answer")
    )
    if len({answer.id for answer in answers}) < max(2, len(answers)):
        raise row.fault("a step needs two answers or more, each with an id of its own. Correct them.")
    return Step(row.text("id"), row.choice("rule", rules), row.term("question"), row.term("hint"), answers)


def _goes_on(step: str, steps: Mapping[str, Step], rows: Mapping[str, Row], before: tuple[str, ...]) -> None:
    """Follow every answer from a step; raises ReferenceFault where one leads back to a step that was asked before."""
    for answer in steps[step].answers if step in steps else ():
        if answer.to in (*before, step):
            raise rows[step].fault(f"the answer {answer.id} leads back to {answer.to}, so the path never ends. Lead it onwards.")
        _goes_on(answer.to, steps, rows, (*before, step))


def _listed(row: Row, name: str) -> tuple[str, ...]:
    return tuple(row.text(name).split())
