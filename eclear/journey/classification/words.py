"""How a text becomes words: each with its place in the text, its stem, how much it counts, and the pieces it is made of.

Pieces are short runs of letters within a word. They find what is spelt a little differently (colour, color), what a
language writes as one word (Korean compounds), and most slips of the pen.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

LONGEST_TEXT, MOST_WORDS = 5_000, 60
"""Letters and words of a description that are listened to; what follows is left out."""

HEAD, ASIDE = 1.3, 0.8
"""How much the word counts that says what the goods are, and those behind a comma or a preposition; any other counts 1."""

LONGEST_WORD = 40
"""Letters of a word that are listened to."""

_WORD = re.compile(r"[^\W_]+")
_PAUSE = re.compile(r"[,;(\[:\n]")
_TURNS = {"of", "for", "with", "in", "from", "to", "by", "without", "containing", "used", "made", "or", "and"}
_GLUE = {"a", "an", "and", "or", "of", "for", "the", "in", "on", "with", "to", "by", "from", "other", "such", "as", "not", "its"}
_GLUE |= {"their", "than", "at", "into", "is", "are", "s", "및", "등", "또는", "기타", "의"}
_ENDINGS = (("sses", "ss"), ("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ses", "se"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, its stem, and how much it counts."""

    start: int
    end: int
    stem: str
    counts: float


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a description; those that only join others, and bare numbers, say nothing about the goods."""
    text = text[:LONGEST_TEXT]
    pause = _PAUSE.search(text)
    first_part = pause.start() if pause else len(text)
    found: list[tuple[int, int, str, bool]] = []
    in_front = True
    for match in _WORD.finditer(text):
        written = plain(match.group())
        in_front = in_front and match.start() < first_part and not (found and written in _TURNS)
        if written and written not in _GLUE and not written.isdecimal():
            found.append((match.start(), match.end(), stem(written), in_front))
        if len(found) == MOST_WORDS:
            break
    last = max((at for at, word in enumerate(found) if word[3]), default=-1)
    return tuple(
        Word(start, end, root, HEAD if at == last else 1.0 if front else ASIDE)
        for at, (start, end, root, front) in enumerate(found)
    )


def plain(written: str) -> str:
    """Return a word in small letters without accents, in the usual form of each letter."""
    written = written[:LONGEST_WORD].casefold()
    if written.isascii():
        return written
    letters = (letter for letter in normalize("NFKD", written) if category(letter) != "Mn")
    return normalize("NFC", "".join(letters))


def stem(written: str) -> str:
    """Return an English word in the singular, as far as its ending tells; any other word as it is."""
    for many, one in _ENDINGS:
        if written.endswith(many) and len(written) >= len(many) + 2:
            return written[: -len(many)] + one
    if written.endswith("s") and not written.endswith(("ss", "us", "is")) and len(written) > 3:
        return written[:-1]
    return written


def is_korean(root: str) -> bool:
    """True for a word written in Hangul."""
    return "가" <= root[:1] <= "힣"


def parts(root: str, known: Container[str]) -> tuple[str, ...]:
    """Return the known words of two syllables or more within a Korean word, such as 냉동 and 새우 in 냉동새우살."""
    if not is_korean(root):
        return ()
    spans = ((at, end) for at in range(len(root)) for end in range(at + 2, len(root) + 1) if end - at < len(root))
    return tuple(root[at:end] for at, end in spans if root[at:end] in known)


@lru_cache(maxsize=20_000)
def pieces(root: str) -> tuple[str, ...]:
    """Return the runs of letters of a word, with its two ends marked: of 3 to 5 letters, in Korean of 2 and 3."""
    marked, (shortest, longest) = f" {root} ", (2, 3) if is_korean(root) else (3, 5)
    found: list[str] = []
    for length in range(shortest, longest + 1):
        if len(marked) <= length:
            found.append(marked)
            break
        found += [marked[at : at + length] for at in range(len(marked) - length + 1)]
    return tuple(found)
