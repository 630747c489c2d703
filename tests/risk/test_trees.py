"""The trees asked without scikit-learn: the same bits, for every row there can be, and refused where they are not sound."""

from __future__ import annotations

from copy import deepcopy
from math import exp, inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_lessons import learned, lessons
from threadpoolctl import threadpool_limits

from eclear.journey.risk import Model
from eclear.journey.risk.terms import TERMS, terms
from eclear.journey.risk.trees import Misgrown, Trees

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models" / "kr-import-2"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED)


def theirs(model: Model, table: Any) -> list[tuple[float, float, float]]:
    irregular, share, critical = model.estimators
    with threadpool_limits(1):  # several threads take longer on so few rows
        sums = irregular.decision_function(table), share.predict(table), critical.decision_function(table)
    return list(zip(*(column.tolist() for column in sums), strict=True))


def ours(model: Model, table: Any) -> list[tuple[float, ...]]:
    return [tuple(model.trees.ask(row)) for row in table.tolist()]


def test_a_thousand_declarations_have_the_same_bits(model: Model) -> None:
    table = np.array([terms(example.inputs, model.known) for example in lessons()[:1000]])
    assert ours(model, table) == theirs(model, table)


def test_a_thousand_wild_rows_have_the_same_bits(model: Model) -> None:
    generator = np.random.default_rng(1)
    table = generator.normal(scale=generator.choice([0.1, 3.0, 100.0], (1000, len(TERMS))))
    table[generator.random(table.shape) < 0.3] = nan
    table[generator.random(table.shape) < 0.01] = inf
    table[generator.random(table.shape) < 0.01] = -inf
    assert ours(model, table) == theirs(model, table)


def test_a_row_on_every_threshold_goes_the_same_way(model: Model) -> None:
    generator, columns = np.random.default_rng(2), np.zeros((600, len(TERMS)))
    for term in model.trees.terms:
        columns[:, term.place] = generator.choice(term.thresholds, 600)
    assert ours(model, columns) == theirs(model, columns)


@settings(max_examples=40, deadline=None)
@given(told=st.dictionaries(st.integers(0, len(TERMS) - 1), st.floats(), max_size=8), rest=st.sampled_from([nan, 0.0, -1.0]))
def test_no_row_can_be_thought_of_that_differs(model: Model, told: dict[int, float], rest: float) -> None:
    table = np.array([[told.get(place, rest) for place in range(len(TERMS))]])
    assert ours(model, table) == theirs(model, table)


def test_an_uncalibrated_chance_has_the_bits_of_predict_proba(model: Model) -> None:
    table = np.array([terms(example.inputs, model.known) for example in lessons()[:1000]])
    said = model.estimators[0].predict_proba(table)[:, 1].tolist()
    assert [1.0 / (1.0 + exp(-total)) for total, *_ in ours(model, table)] == said


def test_many_at_once_have_the_bits_of_one_by_one(model: Model) -> None:
    inputs = [example.inputs for example in lessons()[:1000]]
    assert model.score_many(inputs) == [model.score(each) for each in inputs]
    assert model.score_many([]) == []


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("value", nan, "not a finite number"),
        ("value", inf, "not a finite number"),
        ("num_threshold", nan, "not a finite number"),
        ("num_threshold", -inf, "not a finite number"),
        ("feature_idx", 99, "asks about term 99"),
        ("feature_idx", -1, "asks about term -1"),
        ("is_categorical", 1, "a kind instead of a number"),
        ("left", 0, "leads to node 0"),
        ("right", 10**6, "leads to node 1000000"),
    ],
)
def test_a_tree_that_is_not_sound_is_refused(field: str, value: float, why: str) -> None:
    estimator = deepcopy(learned().estimators["irregular"])
    nodes = estimator._predictors[3][0].nodes
    at = next(n for n, leaf in enumerate(nodes["is_leaf"]) if bool(leaf) is (field == "value"))
    nodes[field][at] = value
    with pytest.raises(Misgrown, match=why):
        Trees.read([estimator], len(TERMS))


def test_a_tree_that_never_branches_is_one_value() -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    rows = np.zeros((30, 2))
    stump = HistGradientBoostingRegressor(max_iter=2).fit(rows, np.full(30, 7.0))
    assert Trees.read([stump], 2).ask([1.0, nan]) == [7.0]


def test_a_tree_with_more_leaves_than_bits_is_refused() -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    generator = np.random.default_rng(0)
    rows = generator.random((2000, 2))
    wide = HistGradientBoostingRegressor(max_iter=1, max_leaf_nodes=17).fit(rows, np.sin(9 * rows[:, 0]))
    with pytest.raises(Misgrown, match="more than 16 leaves"):
        Trees.read([wide], 2)
