"""What examinations found, and the form by which an officer reports one: a card of the case page that only officers see."""

from __future__ import annotations

from dataclasses import dataclass

from eclear.casefile.case import Case
from eclear.casefile.examination import Irregularity
from eclear.casefile.words import Term
from eclear.clearance.examining import depths
from eclear.web.languages import word

RESULTS = {
    "conform": Term("Conforms", "이상 없음"),
    "irregular": Term("Irregular", "이상"),
    "critical": Term("Danger to the public", "위해"),
}
"""The result of an examination in a word."""

_LOOKS = {"conform": "ok", "irregular": "wait", "critical": "stop"}


@dataclass(frozen=True, slots=True)
class Reported:
    """The latest report: how deep the examination went, its result and how that is drawn, what was found, the remark."""

    depth: Term
    result: Term
    look: str
    found: str
    remark: str


@dataclass(frozen=True, slots=True)
class Examining:
    """The latest report, if there is one, and what can be reported now: the depths, and what can be found."""

    reported: Reported | None
    depths: tuple[tuple[str, Term], ...]
    irregularities: tuple[tuple[str, Term], ...]

    @property
    def shown(self) -> bool:
        """True if there is a report, or one can be made."""
        return bool(self.reported or self.depths)


def examining(case: Case) -> Examining:
    """Return what is known of the examinations of a case, and what can be reported of one now."""
    return Examining(
        reported=_reported(case),
        depths=tuple((depth.value, depth.term) for depth in depths(case)),
        irregularities=tuple((each.value, each.term) for each in Irregularity),
    )


def _reported(case: Case) -> Reported | None:
    report = case.examination
    if report is None:
        return None
    found = ", ".join(word(each.term) for each in report.found)
    return Reported(report.depth.term, RESULTS[report.result], _LOOKS[report.result], found, report.remark or "")
