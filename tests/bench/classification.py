"""How often is a suggested heading right, and how long does it take? Held against the guess that never reads the text.

Search terms and descriptions of parcels with known headings, from the development data; nothing is learnt from them. Run
with ``make bench``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests" / "classification")]

from classification_measuring import Known, commonest, measured, parcels, terms  # noqa: E402

from eclear.journey.classification import suggest  # noqa: E402
from eclear.journey.classification.index import learn, phrases  # noqa: E402
from eclear.reference.hs import nomenclature  # noqa: E402

SHARED = CHECKOUT.parent / "shared"
NAMED = "{:<44}{:>8}{:>8}{:>9}"


def main() -> None:
    known = nomenclature()
    started = time.perf_counter()
    learn(known)
    print(f"Classification: {len(known.headings)} headings learnt in {time.perf_counter() - started:.1f} s, on first use.")
    if not (SHARED / "data" / "reference").is_dir():
        print("The test texts are not beside this checkout: how often it is right was not measured.")
        return
    for title, texts in (("search terms", terms(SHARED)), ("parcel descriptions", parcels(SHARED))):
        started = time.perf_counter()
        for text, _ in texts[:1000]:
            suggest(text)
        each = (time.perf_counter() - started) / len(texts[:1000])
        print(f"\n{len(texts)} {title}, {each * 1000:.1f} ms each")
        print(NAMED.format("", "first", "five", "chapter"))
        show("eclear", texts, lambda text: [found.heading for found in suggest(text)])
        show("retrieval by TF-IDF over the same texts", texts, retrieval([text for text, _ in texts]))
        guess = commonest(texts)
        show("always the commonest", texts, lambda _text, guess=guess: guess)


def show(name: str, texts: Sequence[Known], headings_for: Callable[[str], Sequence[str]]) -> None:
    figures = measured(texts, headings_for)
    print(NAMED.format(name, f"{figures.first:.1f}", f"{figures.five:.1f}", f"{figures.chapter:.1f}"))


def retrieval(asked: list[str]) -> Callable[[str], Sequence[str]]:
    """The best cosine of any wording of a heading: words and pairs of words, and runs of 3 to 5 letters."""
    import numpy as np
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    headings = [known for _, known in sorted(nomenclature().headings.items())]
    wordings = [(at, text) for at, heading in enumerate(headings) for text in (heading.name.en, *phrases(heading))]
    kinds = ({"ngram_range": (1, 2)}, {"analyzer": "char", "ngram_range": (3, 5)})
    learnt = [TfidfVectorizer(sublinear_tf=True, **kind).fit([text for _, text in wordings]) for kind in kinds]
    texts = hstack([one.transform([text for _, text in wordings]) for one in learnt]).tocsr()
    first_of = np.searchsorted([at for at, _ in wordings], np.arange(len(headings)))
    found: dict[str, list[str]] = {}
    for start in range(0, len(asked), 500):
        part = asked[start : start + 500]
        alike = (hstack([one.transform(part) for one in learnt]).tocsr() @ texts.T).toarray()
        best = np.argsort(-np.maximum.reduceat(alike, first_of, axis=1), axis=1, kind="stable")[:, :5]
        found |= {text: [headings[at].heading for at in row] for text, row in zip(part, best, strict=True)}
    return found.__getitem__


if __name__ == "__main__":
    main()
