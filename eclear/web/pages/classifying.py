"""Help with classification: suggested headings with the words that spoke for each, and the path of the general rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.words import Term
from eclear.journey.classification import MEASURED, Measured, Suggestion, suggest, walk
from eclear.reference.general_rules import GeneralRules, Leaning, Outcome, Step, general_rules
from eclear.web.pages.working import mark_words

LONGEST = 300
"""Letters that a description may have on the page."""

LEAST_SHARE = 0.005
"""The share of a score below which a word is not named: it would be 0 %."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the description; ``spoke`` where it is a word that spoke for a heading."""

    text: str
    spoke: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """A word that spoke for a heading: its share of the score in percent, and the length of its bar of 100."""

    word: str
    percent: int
    length: float


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """A suggested heading with its name, its score, and who spoke for it."""

    heading: str
    name: Term
    chapter: str
    chapter_name: Term
    score: str
    voices: tuple[Voice, ...]
    nearest: str
    rule: str
    rule_name: Term
    ground: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A general rule that suggestions lean on, why, and which they are."""

    id: str
    rule: str
    name: Term
    why: Term
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A question of the path that was answered, and the address at which it is asked again."""

    rule: str
    question: Term
    answer: Term
    again: str


@dataclass(frozen=True, slots=True)
class Way:
    """An answer that can be given, and the address that it leads to."""

    words: Term
    address: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the path ended: the rule that decides, its name and what it says, which heading it means, what to look at."""

    rule: str
    name: Term
    gist: Term
    words: Term
    look: Term


@dataclass(frozen=True, slots=True)
class ClassifyPage:
    """The page on which a description is typed and the general rules are walked through; nothing is recorded."""

    template: ClassVar[str] = "classify.html"

    asked: str
    longest: int
    parts: tuple[Part, ...]
    suggestions: tuple[SuggestionCard, ...]
    grounds: tuple[Ground, ...]
    measured: tuple[Measured, ...]
    passed: tuple[Passed, ...]
    question: Step | None
    ways: tuple[Way, ...]
    decision: Decision | None
    rules_mark: str
    rules_source: str


def classify_page(asked: str, path: str) -> ClassifyPage:
    """Return the page for a description, and for the answers given on the path so far, joined by dots."""
    found, rules = suggest(asked), general_rules()
    walked = walk(rules, filter(None, path.split(".")))
    given = [one.answer.id for one in walked.answered]
    outcome = walked.at if isinstance(walked.at, Outcome) else None
    question = walked.at if isinstance(walked.at, Step) else None
    return ClassifyPage(
        asked=asked,
        longest=LONGEST,
        parts=_parts(asked, found),
        suggestions=_cards(found, rules),
        grounds=_grounds(found, rules),
        measured=MEASURED,
        passed=tuple(
            Passed(one.step.rule, one.step.question, one.answer.words, _address(asked, given[:at]))
            for at, one in enumerate(walked.answered)
        ),
        question=question,
        ways=tuple(Way(a.words, _address(asked, [*given, a.id])) for a in question.answers) if question else (),
        decision=_decision(outcome, rules) if outcome else None,
        rules_mark=mark_words(rules.fact.mark),
        rules_source=rules.fact.source,
    )


def _address(asked: str, answers: Sequence[str]) -> str:
    query = {name: value for name, value in (("q", asked), ("path", ".".join(answers))) if value}
    return f"/classify?{urlencode(query)}#path" if query else "/classify#path"


def _decision(outcome: Outcome, rules: GeneralRules) -> Decision:
    rule = rules.rules[outcome.rule]
    return Decision(rule.number, rule.name, rule.gist, outcome.words, outcome.look)


def _parts(asked: str, found: Sequence[Suggestion]) -> tuple[Part, ...]:
    """Cut the description where the words that spoke begin and end."""
    spans = sorted({span for one in found for word in one.spoken if word.share >= LEAST_SHARE for span in word.spans})
    parts: list[Part] = []
    at = 0
    for start, end in spans:
        parts += [Part(asked[at:start], False), Part(asked[start:end], True)]
        at = end
    return tuple(part for part in (*parts, Part(asked[at:], False)) if part.text) if spans else ()


def _cards(found: Sequence[Suggestion], rules: GeneralRules) -> tuple[SuggestionCard, ...]:
    leanings = _leanings(found)
    most = max((word.share * one.score for one in found for word in one.spoken), default=1.0)
    return tuple(
        SuggestionCard(
            one.heading,
            one.name,
            one.chapter,
            one.chapter_name,
            f"{one.score:.2f}",
            tuple(
                Voice(word.word, round(100 * word.share), round(100 * word.share * one.score / most, 1))
                for word in one.spoken
                if word.share >= LEAST_SHARE
            ),
            one.nearest,
            one.leans.rule,
            rules.rules[one.leans.rule].name,
            f"ground-{leanings.index(one.leans) + 1}",
        )
        for one in found
    )


def _grounds(found: Sequence[Suggestion], rules: GeneralRules) -> tuple[Ground, ...]:
    """Return what the suggestions lean on, each once."""
    return tuple(
        Ground(
            f"ground-{number}",
            leaning.rule,
            rules.rules[leaning.rule].name,
            leaning.why,
            tuple(one.heading for one in found if one.leans == leaning),
        )
        for number, leaning in enumerate(_leanings(found), 1)
    )


def _leanings(found: Sequence[Suggestion]) -> list[Leaning]:
    return list(dict.fromkeys(one.leans for one in found))
