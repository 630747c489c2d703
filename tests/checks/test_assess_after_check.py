"""What passes the rules can be assessed: no declaration without an error finding may trip the next stage."""

from __future__ import annotations

from itertools import combinations, islice

import pytest

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import refuses
from eclear.casefile.pointer import changed
from eclear.journey.checks import Context, Example, Known, check, declaration_of, rulebook
from eclear.journey.checks.baseline import NOW, STARTS
from eclear.journey.duties import assess
from eclear.reference import country

KOREA = country("KR")
EXAMPLES = [example for rule in rulebook() for example in (*rule.passing, *rule.failing)]
TEMPTING = [
    {"items.1": None, "item_count": None, "total_gross_mass": None},
    {"charges.2.type": "02", "charges.2.amount": "EUR 9000.00"},
    {"charges.2.type": "02", "charges.2.amount": "KRW 99999999999"},
    {"charges.1.type": "INS", "charges.1.amount": "USD 9990.00", "freight": "USD 9990.00", "trade_terms": "CIF"},
    {"freight": "EUR 9000.00", "trade_terms": "CPT"},
    {"items.1.price": "KRW 0.001", "freight": "KRW 0"},
    {"items.1.price": "9999999999999.999"},
    {"items.1.price": "USD 9999999999999.999", "items.1.information.1.type": "TRB", "items.1.information.1.code": "W2"},
    {"items.1.classifications.1.id": "0402101010", "items.1.information.1.type": "TRB", "items.1.information.1.code": "FCN1"},
    {"items.1.classifications.1.id": "4901990000"},
    {"accepted": "2025-12-31"},
    {"accepted": "2027-12-31"},
    {"accepted": None},
    {"trade_terms": "DDP"},
]
"""Changes that a stage after the checks might stumble over."""

ONE_PAIR_IN = 53
"""Of all the pairs one in so many is tried: a prime, so that every example still meets dozens of others, of every family."""


def assessed_if_sound(declaration: Declaration) -> bool:
    assert KOREA is not None
    on = KOREA.declared_on(declaration.accepted, NOW)
    if refuses(check(declaration, Context(KOREA, on, NOW, Known()))):
        return False
    assessment = assess(declaration, KOREA, on)
    assert assessment.total_due >= 0
    assert all(value.value >= 0 for value in assessment.values)
    if not declaration.is_export:
        assert {value.item for value in assessment.values} == set(range(1, len(declaration.items) + 1))
    return True


@pytest.mark.parametrize("name", STARTS)
def test_the_sound_declarations_can_be_assessed(name: str) -> None:
    assert assessed_if_sound(STARTS[name])


def test_every_passing_example_can_be_assessed() -> None:
    for rule in rulebook():
        for example in rule.passing:
            assert assessed_if_sound(declaration_of(example)), (rule.code, example)


def test_two_examples_at_once_are_refused_or_can_be_assessed() -> None:
    sound = 0
    tempting = [Example(changes, start) for changes in TEMPTING for start in STARTS]
    for one, other in islice(combinations([*EXAMPLES, *tempting], 2), 0, None, ONE_PAIR_IN):
        if one.start == other.start:
            sound += assessed_if_sound(both(one, other))
    assert sound > 500


def both(one: Example, other: Example) -> Declaration:
    try:
        return changed(STARTS[one.start], {**one.changes, **other.changes})
    except IndexError:  # the two take out and fill in the same row
        return STARTS[one.start]
