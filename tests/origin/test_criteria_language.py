"""A tariff person writes a rule of origin in a line, and is told the column of a slip."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.casefile.origin import (
    Alternative,
    Content,
    Criterion,
    MaxNonOriginating,
    Process,
    Shift,
    Span,
    WhollyObtained,
    within,
)
from eclear.reference.criteria import CriterionFault, parse_criterion, parse_span


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("WO", "WO"),
        ("wo of 1-2", "WO of 01-02"),
        ("CC", "CC"),
        ("CTH except 7201-7203, 72.04", "CTH except 7201-7203, 7204"),
        ("CTSH except ex 8503", "CTSH except ex 8503"),
        ("RVC>=40", "RVC>=40 (build-down)"),
        ("RVC >= 35 (build-up)", "RVC>=35 (build-up)"),
        ("MaxNOM<=45", "MaxNOM<=45"),
        ("maxnom <= 45 %", "MaxNOM<=45"),
        ("CTH and MaxNOM<=30 of 17", "CTH and MaxNOM<=30 of 17"),
        ("CTH with <=20% of same heading or MaxNOM<=50", "CTH with <=20% of same heading or MaxNOM<=50"),
        ("CC except 8 with <=12.5 % of same chapter", "CC except 08 with <=12.5% of same chapter"),
        ('CC except 54, 60 and PROCESS "Cutting and sewing"', 'CC except 54, 60 and PROCESS "Cutting and sewing"'),
    ],
)
def test_what_a_tariff_person_writes_is_read(written: str, read: str) -> None:
    assert str(parse_criterion(written)) == read


def test_or_joins_alternatives_and_and_binds_closer() -> None:
    read = parse_criterion("CC or CTH and MaxNOM<=50")
    assert read.alternatives == (
        Alternative((Shift(2),)),
        Alternative((Shift(4), MaxNonOriginating(Decimal(50)))),
    )


@pytest.mark.parametrize(
    ("written", "column", "said"),
    [
        ("", 1, "the text ends here. Write WO, CC, CTH"),
        ("CTX", 1, "'CTX' stands here"),
        ("CTH or", 7, "the text ends here"),
        ("CTH  and and WO", 10, "'and' stands here"),
        ("CTH, WO", 4, "nothing more, or a new part joined by and / or"),
        ("CTH WO", 5, "'WO' stands here"),
        ("RVC 40", 5, "Write '>='"),
        ("RVC>=140", 6, "a percentage from 0 to 100"),
        ("RVC>=40 (sideways)", 10, "'build-up' or 'build-down'"),
        ("MaxNOM>=40", 7, "Write '<='"),
        ("MaxNOM<=1.2.3", 9, "a percentage"),
        ("CTH except", 11, "a chapter, heading or subheading"),
        ("CTH except 720", 12, "2, 4 or 6 digits"),
        ("CTH except 72-7203", 12, "as many on both sides"),
        ("CTH except 7203-7201", 12, "runs backwards"),
        ("CTH with <=20% of same subheading", 24, "Write 'heading'"),
        ("PROCESS spinning", 9, "between double quotes"),
        ('PROCESS ""', 9, "between double quotes"),
        ('CC and PROCESS "spinning', 16, "never closed"),
        ("CTH & WO", 5, "'&' has no meaning here"),
    ],
)
def test_a_slip_is_told_with_its_column_and_the_remedy(written: str, column: int, said: str) -> None:
    with pytest.raises(CriterionFault) as slip:
        parse_criterion(written)
    assert said in str(slip.value)
    assert slip.value.column == column


@pytest.mark.parametrize("written", ["8501 8502", "8501, 8502", "ex", "chapter 28", "101"])
def test_a_range_is_one_range(written: str) -> None:
    with pytest.raises(CriterionFault):
        parse_span(written)


@pytest.mark.parametrize(
    ("range_", "hs", "covered"),
    [
        ("8701-8707", "870323", True),
        ("8701-8707", "870821", False),
        ("28", "280110", True),
        ("1-3", "030199", True),
        ("2106.90", "210690", True),
        ("2106.90", "2106", None),
        ("ex 8503", "850300", None),
        ("ex 8503", "850410", False),
        ("7201-7203", "", None),
    ],
)
def test_a_range_tells_whether_it_covers_a_code_or_that_it_cannot(range_: str, hs: str, covered: bool | None) -> None:
    assert parse_span(range_).covers(hs) is covered


def test_one_sure_range_outweighs_one_in_part() -> None:
    assert within((parse_span("ex 8503"), parse_span("85")), "850300") is True
    assert within((parse_span("ex 8503"), parse_span("86")), "850300") is None
    assert within((), "850300") is False


def spans() -> st.SearchStrategy[Span]:
    def made(digits: int, ends: tuple[int, int], partial: bool) -> Span:
        first, last = sorted(ends)
        return Span(str(first).zfill(digits), str(last).zfill(digits), partial)

    pairs = st.sampled_from((2, 4, 6)).flatmap(
        lambda d: st.tuples(st.just(d), st.tuples(*[st.integers(1, 10**d - 1)] * 2), st.booleans())
    )
    return pairs.map(lambda told: made(*told))


PERCENT = st.decimals(0, 100, places=2)
RANGES = st.lists(spans(), max_size=3).map(tuple)
ATOMS = st.one_of(
    st.builds(WhollyObtained, RANGES),
    st.builds(Shift, st.sampled_from((2, 4, 6)), RANGES, st.none() | PERCENT),
    st.builds(Content, PERCENT, st.booleans()),
    st.builds(MaxNonOriginating, PERCENT, RANGES),
    st.builds(Process, st.text(st.characters(blacklist_characters='"', blacklist_categories=("Cc", "Cs", "Z")), min_size=1)),
)
CRITERIA = st.lists(st.lists(ATOMS, min_size=1, max_size=3).map(tuple).map(Alternative), min_size=1, max_size=3).map(
    lambda alternatives: Criterion(tuple(alternatives))
)


@given(CRITERIA)
def test_every_criterion_reads_back_as_it_is_written(criterion: Criterion) -> None:
    assert parse_criterion(str(criterion)) == criterion


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        parse_criterion(text)
    except CriterionFault as slip:
        assert 1 <= slip.column <= len(text) + 1
        assert str(slip).endswith(".")
