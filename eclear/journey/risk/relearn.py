"""A small model that an office fits again every week from what it has found lately; it orders a day and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eclear.journey.risk.terms import Experience, Given, terms
from eclear.journey.risk.train import Example
from eclear.journey.risk.usual import learn_usual


class Relearned:
    """What was learned from a few examinations: it says which declarations are more suspicious than others."""

    def __init__(self, lodged: Sequence[Given], examined: Sequence[Example], seed: int) -> None:
        """Learn from what was examined; ``lodged`` is all that was declared lately, for what is usual of goods."""
        import numpy as np
        from sklearn.ensemble import HistGradientBoostingClassifier
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        irregular = np.array([e.irregularity is not None for e in examined], dtype=bool)
        critical = sum(e.irregularity is not None and e.irregularity.critical for e in examined)
        size = max(1, len(examined))
        self._known = Experience(learn_usual(lodged), float(irregular.sum()) / size, critical / size)
        self._model: Any = None
        if irregular.any() and not irregular.all():
            self._model = HistGradientBoostingClassifier(
                max_iter=60, max_leaf_nodes=15, learning_rate=0.1, min_samples_leaf=20, l2_regularization=1.0, random_state=seed
            )
            table = self._table([e.inputs for e in examined])
            self._told = ~np.isnan(table).all(axis=0)  # a term that nobody told in these weeks cannot be learned from
            with threadpool_limits(1):
                self._model.fit(table[:, self._told], irregular)

    @property
    def learned(self) -> bool:
        """True if there was something to learn: some irregular, and some in order."""
        return self._model is not None

    def order(self, day: Sequence[Given]) -> list[float]:
        """Return a figure for each declaration of a day: the higher, the more suspicious. All 0 while nothing was learned."""
        if self._model is None or not day:
            return [0.0] * len(day)
        figures: list[float] = self._model.decision_function(self._table(day)[:, self._told]).tolist()
        return figures

    def _table(self, rows: Sequence[Given]) -> Any:
        import numpy as np

        return np.array([terms(inputs, self._known) for inputs in rows])
