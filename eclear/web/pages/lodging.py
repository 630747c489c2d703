"""Lodging: upload a declaration, and look at what became of a message that was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.reading import Outcome
from eclear.casefile.words import Term
from eclear.storage import Refusal
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.play import DraftLine

OUTCOMES = {
    Outcome.ACCEPT: Term("Accepted as a message", "형식 적합"),
    Outcome.INVALID: Term("Not valid", "오류"),
    Outcome.MALFORMED: Term("Not readable", "판독 불가"),
    Outcome.UNSAFE: Term("Not safe", "안전하지 않음"),
}


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample declaration that can be lodged with one press: its folder, its title and its story."""

    name: str
    title: Term
    story: Term


@dataclass(frozen=True, slots=True)
class LodgePage:
    """The upload of one declaration; ``problem`` says what was wrong with the upload itself.

    ``drafts`` are the declarations that a trader of an exercise has ready to lodge.
    """

    template: ClassVar[str] = "lodge.html"

    problem: str
    largest: int
    samples: tuple[SampleLine, ...]
    drafts: tuple[DraftLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One refused message in the log."""

    number: int
    at: datetime
    outcome: Term
    unsafe: bool
    findings: int
    first: Remark | None


@dataclass(frozen=True, slots=True)
class IntakePage:
    """The messages that did not become cases, the latest first."""

    template: ClassVar[str] = "intake.html"

    lines: tuple[RefusedLine, ...]
    most: int


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """One refused message: what was found, where, and how to mend it."""

    template: ClassVar[str] = "refused.html"

    number: int
    at: datetime
    outcome: Term
    remarks: tuple[Remark, ...]
    sha256: str
    size: int


def refused_line(refusal: Refusal) -> RefusedLine:
    """Return a refused message as a line of the log."""
    first = remark(refusal.findings[0]) if refusal.findings else None
    return RefusedLine(
        refusal.number, refusal.at, OUTCOMES[refusal.outcome], refusal.outcome is Outcome.UNSAFE, len(refusal.findings), first
    )


def refused_page(refusal: Refusal) -> RefusedPage:
    """Return the page of a refused message."""
    remarks = tuple(remark(finding) for finding in refusal.findings)
    return RefusedPage(refusal.number, refusal.at, OUTCOMES[refusal.outcome], remarks, refusal.sha256, len(refusal.body))
