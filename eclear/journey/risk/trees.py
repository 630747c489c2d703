"""Boosted trees, read once out of scikit-learn's estimators and then asked without it: the same bits in microseconds.

scikit-learn spends milliseconds on a single row, nearly all of it on getting ready. Here every leaf of every tree is one
bit of one large whole number. For each term and each stretch between two thresholds there is a mask with the leaves that
can still be reached; a row is one look-up and one AND for each term, and what is left is one leaf of each tree.
Source: Lucchese et al., QuickScorer, SIGIR 2015 (the idea; the masks here hold both sides of each node).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf, isfinite
from operator import add, getitem
from struct import Struct
from typing import Any

LEAVES = 16
"""A tree has at most so many leaves: its bits fill one short whole number."""


class Misgrown(ValueError):
    """A tree is not one that can be asked; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One term that trees ask about: its thresholds in order, the leaves left between them, and those where it is not told."""

    place: int
    thresholds: tuple[float, ...]
    left: tuple[int, ...]
    left_untold: int


@dataclass(frozen=True, slots=True)
class Trees:
    """The trees of several estimators, asked together. ``starts`` are their sums before any tree."""

    starts: tuple[float, ...]
    ends: tuple[int, ...]
    every: int
    terms: tuple[_Term, ...]
    leaves: tuple[Mapping[int, float], ...]
    unpack: Struct

    @classmethod
    def read(cls, estimators: Sequence[Any], terms: int) -> Trees:
        """Read estimators of scikit-learn's histogram boosting over so many terms.

        Raises Misgrown if a tree branches into nowhere, is too large, asks for a term that is not there, or holds a
        figure that is not finite.
        """
        starts, ends = [], []
        every = 0
        leaves: list[Mapping[int, float]] = []
        nodes: list[list[_Node]] = [[] for _ in range(terms)]
        for estimator in estimators:
            starts.append(_finite(estimator._baseline_prediction.item()))
            for (predictor,) in estimator._predictors:
                values, asked = _grown(predictor.nodes, terms)
                shift = len(leaves) * LEAVES
                every |= ((1 << len(values)) - 1) << shift
                leaves.append({1 << n: value for n, value in enumerate(values)})
                for place, threshold, below, above, untold_below in asked:
                    nodes[place].append((threshold, below << shift, above << shift, untold_below))
            ends.append(len(leaves))
        asked_about = tuple(_term(place, asked) for place, asked in enumerate(nodes) if asked)
        return cls(tuple(starts), tuple(ends), every, asked_about, tuple(leaves), Struct(f"<{len(leaves)}H"))

    def ask(self, row: Sequence[float]) -> list[float]:
        """Return what each estimator's trees make of a row of terms: the sum from its start, in the order it learned."""
        left = self.every
        for term in self.terms:
            given = row[term.place]
            left &= term.left[bisect_left(term.thresholds, given)] if given == given else term.left_untold
        values = list(map(getitem, self.leaves, self.unpack.unpack(left.to_bytes(self.unpack.size, "little"))))
        begin, sums = 0, []
        for start, end in zip(self.starts, self.ends, strict=True):
            sums.append(reduce(add, values[begin:end], start))  # not sum(): from Python 3.12 on it rounds otherwise
            begin = end
        return sums


_Node = tuple[float, int, int, bool]
"""A node's threshold, its leaves at and below it, those above, and whether rows that do not tell go below."""


def _term(place: int, nodes: list[_Node]) -> _Term:
    """Work out which leaves a term leaves open: forwards those ruled out above a threshold, backwards those below."""
    nodes = sorted(nodes, key=lambda node: node[0])
    open_ = [-1] * (len(nodes) + 1)
    ruled = -1
    for n, (_, below, _, _) in enumerate(nodes, 1):  # more than the threshold: not the leaves below
        ruled &= ~below
        open_[n] = ruled
    ruled = -1
    for n in range(len(nodes) - 1, -1, -1):  # at most the threshold: not the leaves above
        ruled &= ~nodes[n][2]
        open_[n] &= ruled
    untold = -1
    for _, below, above, untold_below in nodes:
        untold &= ~(above if untold_below else below)
    return _Term(place, tuple(node[0] for node in nodes), tuple(open_), untold)


def _grown(nodes: Any, terms: int) -> tuple[list[float], list[tuple[int, float, int, int, bool]]]:
    """Return the values of a tree's leaves from left to right, and what its nodes ask: term, threshold, leaves on either side."""
    rows = nodes.tolist()
    at = {name: place for place, name in enumerate(nodes.dtype.names)}
    values: list[float] = []
    asked: list[tuple[int, float, int, int, bool]] = []
    met: set[int] = set()

    def walk(number: int) -> int:
        if not 0 <= number < len(rows) or number in met:
            raise Misgrown(f"a branch leads to node {number} of {len(rows)}, which is none of its own")
        met.add(number)
        node = rows[number]
        if node[at["is_leaf"]]:
            values.append(_finite(node[at["value"]]))
            if len(values) > LEAVES:
                raise Misgrown(f"a tree has more than {LEAVES} leaves")
            return 1 << (len(values) - 1)
        place, threshold = node[at["feature_idx"]], node[at["num_threshold"]]
        if node[at["is_categorical"]] or not 0 <= place < terms:
            raise Misgrown(f"a node asks about term {place} of {terms}, or about a kind instead of a number")
        if not (isfinite(threshold) or threshold == inf):  # inf: told at all, or not
            raise Misgrown(f"a threshold is {threshold}, which is not a finite number")
        below, above = walk(node[at["left"]]), walk(node[at["right"]])
        asked.append((place, threshold, below, above, bool(node[at["missing_go_to_left"]])))
        return below | above

    walk(0)
    return values, asked


def _finite(figure: float) -> float:
    if not isfinite(figure):
        raise Misgrown(f"a figure is {figure}, which is not a finite number")
    return float(figure)
