"""What became of the bytes that came in: every way in ends in one of four outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Finding


class Outcome(StrEnum):
    """The four outcomes of reading a document, the same for the same bytes by every way in."""

    ACCEPT = "accept"
    INVALID = "reject-invalid"
    MALFORMED = "reject-malformed"
    UNSAFE = "reject-unsafe"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: its outcome, what it is, and the declaration in it if it could be read.

    ``profile`` is the message profile, such as ``wco-dms-2``; ``country`` the ResponsibleCountryCode of the wrapper;
    ``sha256`` the hexadecimal digest of the bytes as received. A response has no declaration.
    """

    outcome: Outcome
    sha256: str
    profile: str | None = None
    country: str | None = None
    function: str | None = None
    type: str | None = None
    items: int | None = None
    findings: tuple[Finding, ...] = ()
    declaration: Declaration | None = None
