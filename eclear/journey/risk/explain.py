"""The reasons for a score, in customs words, worked out from the kept inputs when somebody asks.

By occlusion: all terms of one aspect are set to those of the median training declaration, and what the chance moves by is
that aspect's share. Nothing but the model itself is asked, so it holds for any model; it shows one aspect at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from eclear.casefile.score import Reason
from eclear.casefile.words import Term
from eclear.journey.risk.features import keys
from eclear.journey.risk.terms import TERMS, Experience, Given
from eclear.journey.risk.wording import worded

METHOD = Term(
    "Occlusion: how far the chance moves when one aspect is as in the median declaration. Aspects work together, so the "
    "amounts do not add up, and two methods of explanation share only about half to two thirds of their top three reasons.",
    "가림법(occlusion): 한 요소를 중앙값 신고와 같게 했을 때 확률의 변화. 요소끼리 함께 작용하므로 합계가 맞지 않으며, "
    "설명 방법이 다르면 상위 세 이유는 절반에서 3분의 2 정도만 겹침.",
)
"""The name of the method and its limit, for every place that shows reasons. Measured: risk models of this kind."""

ASPECTS: dict[str, tuple[int, ...]] = {
    aspect: tuple(n for n, (_, of) in enumerate(TERMS) if of == aspect) for aspect in dict.fromkeys(a for _, a in TERMS)
}
"""The places of the terms of each aspect."""


def explain(
    inputs: Given,
    row: Sequence[float],
    known: Experience,
    median: Sequence[float],
    chance_of: Callable[[Sequence[float]], float],
) -> tuple[Reason, ...]:
    """Return every aspect that moved the chance, strongest first; a lack of experience with goods stands before all."""
    chance = chance_of(row)
    moved = []
    for aspect, places in ASPECTS.items():
        other = list(row)
        for place in places:
            other[place] = median[place]
        share = chance - chance_of(other)
        if share:
            moved.append((share, aspect))
    moved.sort(key=lambda one: -abs(one[0]))
    return (*_cautions(inputs, known), *(Reason(worded(aspect, inputs, known), share) for share, aspect in moved))


def _cautions(inputs: Given, known: Experience) -> Iterable[Reason]:
    codes = {cast(str, inputs[keys(number)[0]]) for number in range(1, int(cast(float, inputs["items"])) + 1)}
    unknown = sorted(code for code in codes if code not in known.usual)
    if unknown:
        told = ", ".join(code or "?" for code in unknown)
        words = Term(
            f"No experience with goods of {told}: their price was not judged", f"학습 경험이 없는 품목번호 {told}: 가격 미판단"
        )
        yield Reason(words, 0.0)
