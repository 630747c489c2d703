"""Suggested headings for goods, with the words that spoke for each. Advice that a person must confirm, never filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import pairwise

from eclear.casefile.words import Term
from eclear.journey.classification.index import Index, Layer, index, phrases
from eclear.journey.classification.words import Word, is_korean, parts, pieces, words
from eclear.reference.general_rules import GeneralRules, Leaning, general_rules
from eclear.reference.hs import Heading, nomenclature

LEAST = 0.1
"""The score under which nothing is suggested: of the search terms measured, none was right below it."""

WEAK = 0.3
"""The score under which a suggestion is hardly ever right, and the description should be made better."""

NEAR = 0.9
"""Headings whose score is this share of the best stand near each other."""

STATE = 0.2
"""How much a word counts, of what it otherwise would, that says how the goods come and not what they are."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of the description that spoke for a heading: its share of the score, and where it stands in the description."""

    word: str
    share: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A heading that may be the right one, and why.

    ``score`` is about 1 where every word of the description stands once in the texts of the heading. ``spoken`` are the
    words that spoke for it, the loudest first; their shares make 1. ``nearest`` is the wording of the heading that
    comes closest, ``leans`` the general rule that the suggestion leans on.
    """

    heading: str
    name: Term
    chapter: str
    chapter_name: Term
    score: float
    spoken: tuple[Spoken, ...]
    nearest: str
    leans: Leaning


def suggest(description: str, count: int = 5) -> tuple[Suggestion, ...]:
    """Return the headings that goods of this description, in English or Korean, may belong to, the likeliest first.

    Fewer than ``count`` are returned where too little was found, none where nothing was. A person must confirm any of them.
    """
    rules = general_rules()
    told = _Told(description, rules)
    if not told.words:
        return ()
    known = index()
    marks = _marks(told, known)
    scores = [0.0] * len(known.headings)
    for mark in marks:
        for at, firmly in mark.layer.places(mark.text):
            scores[at] += mark.weight * firmly
    best = [at for at in nsmallest(max(count, 0), range(len(scores)), lambda at: (-scores[at], at)) if scores[at] >= LEAST]
    near = [at for at in best if scores[at] >= NEAR * scores[best[0]]]
    voices = _voices(marks, best)
    found = []
    for at in best:
        heading = known.headings[at]
        chapter = nomenclature().chapters[heading.heading[:2]]
        spoken = _spoken(told, voices[at], scores[at])
        leans = _leaning(told, heading, scores[at], len(near) > 1 and at in near, rules)
        nearest = _nearest(told, heading)
        found.append(Suggestion(heading.heading, heading.name, chapter.chapter, chapter.name, scores[at], spoken, nearest, leans))
    return tuple(found)


class _Told:
    """A description taken apart: its words, and each stem once, with how much it counts and where it stands."""

    def __init__(self, description: str, rules: GeneralRules) -> None:
        self.text = description
        states = {word for sign in rules.signs if sign.state for word in sign.words}
        self.words = tuple(
            replace(word, counts=word.counts * STATE) if word.stem in states else word for word in words(description)
        )
        self.counts: dict[str, float] = {}
        self.spans: dict[str, list[Span]] = defaultdict(list)
        for word in self.words:
            self.counts[word.stem] = max(word.counts, self.counts.get(word.stem, 0.0))
            self.spans[word.stem].append((word.start, word.end))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark to look for in a layer, what it adds to a score where it stands once, and the words it belongs to."""

    layer: Layer
    text: str
    weight: float
    belongs: tuple[str, ...]


def _marks(told: _Told, known: Index) -> list[_Mark]:
    """Return what to look for: words and pieces have half of the score each, whatever they weigh together."""
    found: list[_Mark] = []
    for layer, listed in ((known.by_word, _word_marks(told, known)), (known.by_piece, _piece_marks(told))):
        weighed = [(text, counts * layer.weight(text), belongs) for text, counts, belongs in listed]
        whole = 2 * sum(weight for _, weight, _ in weighed)
        found += [_Mark(layer, text, weight / whole, belongs) for text, weight, belongs in weighed]
    return found


_Listed = Iterator[tuple[str, float, tuple[str, ...]]]
"""A mark, how much it counts, and the words that it belongs to."""


def _word_marks(told: _Told, known: Index) -> _Listed:
    for stem, counts in told.counts.items():
        within = () if stem in known.by_word.standing else parts(stem, known.korean)
        for mark in within or (stem,):
            yield mark, counts / (len(within) or 1), (stem,)
    pairs: dict[str, tuple[Word, Word]] = {f"{one.stem} {two.stem}": (one, two) for one, two in pairwise(told.words)}
    for pair, (one, two) in pairs.items():
        yield pair, (one.counts + two.counts) / 2, (one.stem, two.stem)


def _piece_marks(told: _Told) -> _Listed:
    for stem, counts in told.counts.items():
        for piece in pieces(stem):
            yield piece, counts, (stem,)


def _voices(marks: Sequence[_Mark], headings: Sequence[int]) -> dict[int, dict[str, float]]:
    """Return for each of some headings what each word of the description added to its score."""
    voices: dict[int, dict[str, float]] = {at: defaultdict(float) for at in headings}
    for mark in marks:
        for at, firmly in mark.layer.places(mark.text):
            if at in voices:
                for word in mark.belongs:
                    voices[at][word] += mark.weight * firmly / len(mark.belongs)
    return voices


def _spoken(told: _Told, by_word: Mapping[str, float], score: float) -> tuple[Spoken, ...]:
    loudest = sorted(by_word, key=lambda stem: (-by_word[stem], told.spans[stem]))
    said = (told.spans[stem] for stem in loudest)
    return tuple(
        Spoken(told.text[slice(*spans[0])], by_word[stem] / score, tuple(spans))
        for stem, spans in zip(loudest, said, strict=True)
    )


def _nearest(told: _Told, heading: Heading) -> str:
    """Return the wording of a heading of which the description's words make up most; its name where they make up nothing."""

    def alike(phrase: str) -> float:
        said = phrase.casefold()
        return sum(len(stem) for stem in told.counts if stem in said) / len(said)

    return max((heading.name.en, heading.name.ko, *phrases(heading)), key=alike)


def _leaning(told: _Told, heading: Heading, score: float, near: bool, rules: GeneralRules) -> Leaning:
    """Return the rule that a suggestion leans on: what the description asks for, unless the heading itself says so."""
    for sign in rules.signs:
        found = [word for word in sign.words if word in told.counts]
        found += [word for word in sign.korean if any(word in stem for stem in told.counts)]
        if found and not _says(heading, found):
            return sign.leaning
    if score < WEAK:
        return rules.leanings["weak"]
    return rules.leanings["near" if near else "named"]


def _says(heading: Heading, found: Sequence[str]) -> bool:
    """True if a heading itself speaks of what a sign was found by."""
    said = f"{heading.name.en}; {heading.words.en}; {heading.name.ko}; {heading.words.ko}"
    own = {word.stem for phrase in said.split(";") for word in words(phrase)}
    return any(word in own or (is_korean(word) and word in said) for word in found)
