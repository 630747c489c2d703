"""A finding as it is shown: its kind in words, what it says, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from eclear.casefile.finding import Finding, Severity
from eclear.clearance import REFUSALS
from eclear.journey.checks import rulebook
from eclear.web.languages import _
from eclear.web.pages.refusals import AMENDMENTS


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as it stands beside the goods: its kind in words, its message, and where."""

    kind: str
    error: bool
    message: str
    code: str
    pointer: str
    line: int | None
    in_book: bool


def remark(finding: Finding) -> Remark:
    """Return a finding as it is shown."""
    error = finding.severity is Severity.ERROR
    kind = _("Error.") if error else _("Please check.")
    in_book = finding.code in codes()
    return Remark(kind, error, finding.message, finding.code, finding.place.pointer, finding.place.line, in_book)


def by_item(findings: Iterable[Finding]) -> dict[int, tuple[Remark, ...]]:
    """Group findings by the item they stand in; 0 holds those about the whole declaration."""
    grouped: dict[int, tuple[Remark, ...]] = {}
    for finding in findings:
        item = item_of(finding)
        grouped[item] = (*grouped.get(item, ()), remark(finding))
    return grouped


def item_of(finding: Finding) -> int:
    """Return the number of the item that a finding stands in; 0 for the whole declaration."""
    _before, found, after = finding.place.pointer.partition("/68A[")
    return int(after.partition("]")[0]) if found else 0


@cache
def codes() -> frozenset[str]:
    """The codes that the rulebook explains."""
    return frozenset([*(rule.code for rule in rulebook()), *REFUSALS, *(refusal.code for refusal in AMENDMENTS)])
