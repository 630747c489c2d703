"""The index: which words, pairs of words and pieces of words stand in the texts of which heading, and what that weighs.

The weighing is BM25: what few headings say weighs more than what many say, the second time counts less than the first,
and a long text does not win by its length. The texts are eclear's own: the names and words of headings, the names of
chapters, in English and Korean.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from math import log

from eclear.journey.classification.words import Word, is_korean, parts, pieces, words
from eclear.reference.hs import Heading, Nomenclature, nomenclature

ONCE_MORE = 1.2
"""BM25's k1: how soon it stops to matter that a text says the same again."""

BY_LENGTH = 0.3
"""BM25's b: how much a longer text is held back."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of mark, such as pieces of words: where each stands, as heading and count in turn, and what it weighs."""

    standing: Mapping[str, array[int]]
    slack: Sequence[float]
    unknown: float

    def weight(self, mark: str) -> float:
        """Return what a mark weighs: the more, the fewer headings have it; most of all if none has."""
        found = self.standing.get(mark)
        return _rarity(len(self.slack), len(found) // 2 if found else 0)

    def places(self, mark: str) -> Iterator[tuple[int, float]]:
        """Yield each heading in whose texts a mark stands, and how firmly: about 1 where an ordinary text says it once."""
        found = self.standing.get(mark, _NOWHERE)
        for at in range(0, len(found), 2):
            heading, times = found[at], found[at + 1]
            yield heading, times * (ONCE_MORE + 1) / (times + self.slack[heading])


_NOWHERE: array[int] = array("H")


@dataclass(frozen=True, slots=True)
class Index:
    """All headings in the order of their codes, with the two layers: words and their pairs, and pieces of words.

    ``korean`` are the Korean words, for finding them again within longer ones.
    """

    headings: tuple[Heading, ...]
    korean: frozenset[str]
    by_word: Layer
    by_piece: Layer


@cache
def index() -> Index:
    """Return the index of the nomenclature, made on first use."""
    return learn(nomenclature())


def learn(known: Nomenclature) -> Index:
    """Return the index of a nomenclature."""
    headings = tuple(known.headings[code] for code in sorted(known.headings))
    texts = [[words(text) for text in texts_of(heading, known)] for heading in headings]
    stems = {word.stem for of_one in texts for text in of_one for word in text}
    korean = frozenset(filter(is_korean, stems))
    return Index(
        headings,
        korean,
        by_word=_layer(Counter(mark for text in of_one for mark in word_marks(text, korean)) for of_one in texts),
        by_piece=_layer(Counter(chain.from_iterable(pieces(word.stem) for text in of_one for word in text)) for of_one in texts),
    )


def texts_of(heading: Heading, known: Nomenclature) -> Iterator[str]:
    """Yield what is said of a heading: its name, the words by which its goods are looked for, the name of its chapter."""
    chapter = known.chapters[heading.heading[:2]].name
    yield from (heading.name.en, heading.name.ko, chapter.en, chapter.ko)
    yield from phrases(heading)


def phrases(heading: Heading) -> Iterator[str]:
    """Yield the words by which the goods of a heading are looked for, one after the other."""
    for listed in (heading.words.en, heading.words.ko):
        yield from filter(None, map(str.strip, listed.split(";")))


def word_marks(text: Sequence[Word], korean: frozenset[str]) -> Iterator[str]:
    """Yield the words of a text, the Korean words within them, and each pair that stands side by side."""
    for word in text:
        yield word.stem
        yield from parts(word.stem, korean)
    for one, next_one in pairwise(text):
        yield f"{one.stem} {next_one.stem}"


def _layer(counted: Iterable[Counter[str]]) -> Layer:
    standing: dict[str, array[int]] = defaultdict(lambda: array("H"))
    lengths: list[int] = []
    for heading, marks in enumerate(counted):
        lengths.append(marks.total())
        for mark, times in marks.items():
            places = standing[mark]
            places.append(heading)
            places.append(times)
    usual = sum(lengths) / len(lengths)
    slack = [ONCE_MORE * (1 - BY_LENGTH + BY_LENGTH * length / usual) for length in lengths]
    return Layer(dict(standing), slack, _rarity(len(lengths), 0))


def _rarity(headings: int, having: int) -> float:
    return log(1 + (headings - having + 0.5) / (having + 0.5))
