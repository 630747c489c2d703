"""The results of the selectivity lab as rows: the same for the terminal, for programs and for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from io import StringIO
from typing import Any

from eclear.simulation.lab import Compared, Evenness
from eclear.simulation.lab_measures import Outcome, Share

SHARES = tuple(each.name for each in fields(Outcome) if each.name not in ("policy", "lanes", "shortages"))
"""What of an outcome is a share, each with its 95 percent interval."""

PLACES = 6
"""Decimals that a share keeps: the same text on every machine."""


def outcome_row(outcome: Outcome, name: str = "") -> dict[str, Any]:
    """Return an outcome as one row: for each measure how many, of how many, the share, and its 95 percent interval."""
    row: dict[str, Any] = {"name": name, "policy": outcome.policy}
    row |= {str(lane): count for lane, count in outcome.lanes}
    for measure in SHARES:
        row |= _share(measure, getattr(outcome, measure))
    row["short"] = " ".join(f"{each.lane}:{each.asked}>{each.given}" for each in outcome.shortages)
    return row


def compared_rows(compared: Compared, last: Outcome | None = None) -> list[dict[str, Any]]:
    """Return the table that compares: the policy, the run before it, rules alone, chance alone."""
    named = (("policy", compared.policy), ("last run", last), ("rules alone", compared.rules), ("chance alone", compared.chance))
    return [outcome_row(outcome, name) for name, outcome in named if outcome]


def curve_rows(curves: Sequence[Compared]) -> list[dict[str, Any]]:
    """Return the curves: for each place of the curve a row for the policy, one for rules alone and one for chance alone."""
    return [row for compared in curves for row in compared_rows(compared)]


def part_rows(places: Evenness, thresholds: Evenness) -> list[dict[str, Any]]:
    """Return how evenly the work comes: a row for each part of the day, under places and under thresholds, then the deviation."""
    rows: list[dict[str, Any]] = []
    for number, (even, fixed) in enumerate(zip(places.shares, thresholds.shares, strict=True), start=1):
        rows.append({"part": number} | _share("places", even) | _share("thresholds", fixed))
    spread = _share("places", places.deviation) | _share("thresholds", thresholds.deviation)
    return [*rows, {"part": "standard deviation"} | spread]


def as_csv(rows: Iterable[Mapping[str, Any]], about: str) -> str:
    """Return rows as CSV under a line that says what they are, and that all of it happened in a simulated world."""
    out, every = StringIO(), list(rows)
    out.write(f"# In a simulated world. {about}\n")
    table = csv.DictWriter(out, list(every[0]) if every else [], lineterminator="\n")
    table.writeheader()
    table.writerows(every)
    return out.getvalue()


def _share(name: str, share: Share) -> dict[str, Any]:
    figures = {"": share.count, "_of": share.of, "_share": share.value, "_low": share.low, "_high": share.high}
    return {f"{name}{end}": round(figure, PLACES) for end, figure in figures.items()}
