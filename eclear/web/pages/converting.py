"""Converting: one declaration in the words of two profiles, side by side, and what the other one cannot carry."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.words import Term
from eclear.wco import Converted, Profile
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.lodging import SampleLine
from eclear.web.pages.received import Carried, left_out

MOST_CHARACTERS, MOST_LEFT_OUT, MOST_LINKED = 100_000, 300, 1_000_000
"""How much of a message and of its list is shown, and the largest message that fits into a link."""


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile that can be chosen; ``unconfirmed`` where eclear approximates it for teaching."""

    id: str
    name: Term
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two messages: its profile, its text, and whether only the beginning is shown."""

    profile: ProfileLine | None
    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What came of converting: both messages and what stayed behind, or why it was refused.

    ``download`` is the new message as a link that asks nobody; "" where it is too large for one.
    """

    source: Side
    target: Side | None
    download: str
    file: str
    left_out: tuple[Carried, ...]
    more: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class ConvertPage:
    """The page to convert on; ``problem`` says what was wrong with the upload itself."""

    template: ClassVar[str] = "convert.html"

    samples: tuple[SampleLine, ...]
    profiles: tuple[ProfileLine, ...]
    sample: str
    to: str
    largest: int
    problem: str
    result: Result | None


def profile_lines(known: Mapping[str, Profile]) -> tuple[ProfileLine, ...]:
    """Return the profiles that can be chosen, eclear's own last: most messages are in it."""
    lines = sorted(known.values(), key=lambda profile: (profile.is_own, profile.id))
    return tuple(ProfileLine(profile.id, profile.name, profile.mark == "unconfirmed") for profile in lines)


def result(body: bytes, came_in: str | None, made: Converted, known: tuple[ProfileLine, ...]) -> Result:
    """Return what came of converting a message of a profile, if one was recognised."""
    by_id = {line.id: line for line in known}
    behind = left_out(made.left_out)
    linked = made.body and len(made.body) <= MOST_LINKED
    return Result(
        source=_side(body, by_id.get(came_in or "")),
        target=_side(made.body, by_id.get(made.profile)) if made.body else None,
        download=f"data:application/xml;base64,{b64encode(made.body).decode()}" if linked else "",
        file=f"{made.profile}.xml",
        left_out=behind[:MOST_LEFT_OUT],
        more=max(0, len(behind) - MOST_LEFT_OUT),
        remarks=tuple(map(remark, made.findings)),
    )


def _side(body: bytes, profile: ProfileLine | None) -> Side:
    text = body.decode("utf-8-sig", "replace")
    return Side(profile, text[:MOST_CHARACTERS], len(text) > MOST_CHARACTERS)
