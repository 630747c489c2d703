"""The models of the public benchmark, each one scikit-learn estimator over the rows as they were read.

The one file of eclear that imports scikit-learn at its top, for its classes are estimators themselves. It is imported when
a benchmark begins, and by nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

from eclear.journey.risk.benchmark_rows import ACTORS, CODES, COLUMNS, NUMBERS, SIX, tuples

CROSSES = {
    "HS2 x origin": ("HS2", "Country of Origin"),
    "HS4 x origin": ("HS4", "Country of Origin"),
    "HS6 x origin": ("HS6 Code", "Country of Origin"),
    "route": ("Country of Departure", "Country of Origin"),
    "HS6 x route": SIX[:3],
    "5-tuple": SIX[:5],
}
LOGS = ("log mass", "log price", "log unit price")
DERIVED = (*COLUMNS, *LOGS, "HS2", "HS4", *CROSSES)
"""The columns after ``derived``: those that were read, then those made of them."""

GOODS = ("HS2", "HS4", "HS6 Code", "Country of Departure", "Country of Origin", "Tax Type")
SCALES = ("Tax Rate", *LOGS)
PRIOR, STRENGTH = 0.217, 0.5


def derived(x: Any) -> Any:
    """Return the rows with the columns that models are given besides: logarithms, coarser headings, combinations."""
    column = {name: x[:, place] for place, name in enumerate(COLUMNS)}
    for name in (*ACTORS, *CODES):
        column[name] = np.where(column[name] == "", "NA", column[name])
    mass, price = (column[name].astype(float) for name in ("Net Mass", "Item Price"))
    column |= {
        "log mass": np.log1p(mass),
        "log price": np.log1p(price),
        "log unit price": np.log((price + 1e-3) / (mass + 1e-3)),
        "HS2": np.array([code[:2] for code in column["HS6 Code"]], dtype=object),
        "HS4": np.array([code[:4] for code in column["HS6 Code"]], dtype=object),
    }
    for name, parts in CROSSES.items():
        column[name] = np.array(["|".join(map(str, row)) for row in zip(*(column[p] for p in parts), strict=True)], dtype=object)
    return np.column_stack([column[name].astype(object) for name in DERIVED])


def recipe(seed: int) -> Pipeline:
    """Return the recipe: eight cross-fitted target encodings, eleven codes, four numbers, and 600 boosted trees of 63 leaves."""
    keys = (*ACTORS, "HS6 Code", "HS4", "HS6 x origin", "HS6 x route", "5-tuple")
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=600,
        max_leaf_nodes=63,
        min_samples_leaf=10,
        l2_regularization=1.0,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
    return Pipeline([("derive", FunctionTransformer(derived)), ("encode", _encoded(keys, CODES, seed)), ("trees", trees)])


def skill(seed: int) -> VotingClassifier:
    """Return the part for combinations nobody has seen: few small trees and a logistic regression on goods, not on actors.

    Its chance is the mean of the two. It looks at headings at three widths and their crosses with origin, and never at
    the whole combination.
    """
    crosses = ("HS2 x origin", "HS4 x origin", "HS6 x origin", "route")
    trees = HistGradientBoostingClassifier(
        learning_rate=0.04,
        max_iter=150,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
    marked = ColumnTransformer(
        [
            (
                "marks",
                OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5),
                _places(*GOODS, *crosses, "Tax Rate"),
            ),
            ("scales", make_pipeline(FunctionTransformer(_floats), StandardScaler()), _places(*SCALES)),
        ]
    )
    return VotingClassifier(
        [
            ("trees", make_pipeline(FunctionTransformer(derived), _encoded((*GOODS, *crosses), (), seed), trees)),
            ("logistic", make_pipeline(FunctionTransformer(derived), marked, LogisticRegression(C=0.1, max_iter=1000))),
        ],
        voting="soft",
    )


class MemoryAndSkill(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Scores what it has met by memory, and what it has not by skill.

    ``memory`` learns from every row. ``skill`` learns from one row of each combination, so that a combination repeated thirty
    times says no more than one met once, and scores the rows whose combination train does not hold.
    """

    def __init__(self, memory: Any, skill: Any) -> None:
        self.memory, self.skill = memory, skill

    def fit(self, x: Any, y: Any) -> MemoryAndSkill:
        """Learn both parts from rows and labels."""
        met, first, place, times = np.unique(tuples(x), return_index=True, return_inverse=True, return_counts=True)
        usual = (np.bincount(place, weights=y) / times >= 0.5).astype(int)
        self.classes_ = np.unique(y)
        self.met_ = frozenset(met)
        self.memory_ = clone(self.memory).fit(x, y)
        self.skill_ = clone(self.skill).fit(x[first], usual)
        return self

    def unseen(self, x: Any) -> Any:
        """Return which rows have a combination that was not learned from."""
        return np.array([combination not in self.met_ for combination in tuples(x)])

    def predict_proba(self, x: Any) -> Any:
        """Return for each row the chances that it is regular and that it is fraud."""
        return np.where(self.unseen(x)[:, None], self.skill_.predict_proba(x), self.memory_.predict_proba(x))

    def predict(self, x: Any) -> Any:
        """Return for each row the likelier of the two."""
        return self.classes_[self.predict_proba(x).argmax(axis=1)]


class TupleTable(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A dictionary and nothing else: the fraud rate of a row's 6-tuple in train, the base rate if train does not hold it."""

    def fit(self, x: Any, y: Any) -> TupleTable:
        """Count frauds and rows of each combination."""
        met, place, times = np.unique(tuples(x), return_inverse=True, return_counts=True)
        rates = (np.bincount(place, weights=y) + STRENGTH * PRIOR) / (times + STRENGTH)
        self.classes_ = np.unique(y)
        self.rates_ = dict(zip(met, rates, strict=True))
        return self

    def predict_proba(self, x: Any) -> Any:
        """Return for each row the chances that it is regular and that it is fraud."""
        chance = np.array([self.rates_.get(combination, PRIOR) for combination in tuples(x)])
        return np.column_stack([1 - chance, chance])


class InOrder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The data set's own encoding: each code becomes a number in order of first appearance, and so does the tax rate.

    There, values that are new after train get new, higher numbers. Trees cannot tell those apart, so here they get one.
    """

    def fit(self, x: Any, y: Any = None) -> InOrder:
        """Number the values of each column."""
        self.numbers_ = [{value: number for number, value in enumerate(dict.fromkeys(column), 1)} for column in x.T]
        return self

    def transform(self, x: Any) -> Any:
        """Return the numbers in place of the values."""
        columns = zip(x.T, self.numbers_, strict=True)
        return np.array([[number.get(value, len(number) + 1) for value in column] for column, number in columns], dtype=float).T


class Oversampled(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Draws frauds again until there are as many as other rows, then learns."""

    def __init__(self, learner: Any, seed: int) -> None:
        self.learner, self.seed = learner, seed

    def fit(self, x: Any, y: Any) -> Oversampled:
        """Learn from every row and from the frauds drawn again."""
        frauds, others = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
        again = np.random.default_rng(self.seed).choice(frauds, size=max(0, len(others) - len(frauds)))
        rows = np.concatenate([np.arange(len(y)), again])
        self.classes_ = np.unique(y)
        self.learner_ = clone(self.learner).fit(x[rows], y[rows])
        return self

    def predict_proba(self, x: Any) -> Any:
        """Return for each row the chances that it is regular and that it is fraud; too high by what was drawn again."""
        return self.learner_.predict_proba(x)


def in_order() -> ColumnTransformer:
    """Return the data set's own encoding over the rows as read: codes in order of appearance, mass and price as numbers."""
    places = {name: place for place, name in enumerate(COLUMNS)}
    return ColumnTransformer(
        [
            ("codes", InOrder(), [place for name, place in places.items() if name not in NUMBERS[1:]]),
            ("numbers", FunctionTransformer(_floats), [places[name] for name in NUMBERS[1:]]),
        ]
    )


def _encoded(keys: tuple[str, ...], codes: tuple[str, ...], seed: int) -> ColumnTransformer:
    """Return an encoder over derived columns. A row's own label never enters its own encoding: five folds see to it."""
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    parts: list[Any] = [("rates", TargetEncoder(target_type="binary", smooth="auto", cv=folds), _places(*keys))]
    if codes:
        ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
        parts.append(("codes", ordinal, _places(*codes)))
    return ColumnTransformer([*parts, ("scales", FunctionTransformer(_floats), _places(*SCALES))])


def _places(*names: str) -> list[int]:
    return [DERIVED.index(name) for name in names]


def _floats(x: Any) -> Any:
    return x.astype(float)
