"""A finding: one thing in a declaration that is wrong or should be looked at, with its exact place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.pointer import Place


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the declaration, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (code), in words that say the place, the values and the remedy, and where.

    The declarant's fault is always a finding, never an exception. Codes are a public contract; those that come from the
    schema begin with ``XSD-``.
    """

    code: str
    severity: Severity
    message: str
    place: Place


def refuses(findings: tuple[Finding, ...]) -> bool:
    """True if any of the findings is an error."""
    return any(f.severity is Severity.ERROR for f in findings)
