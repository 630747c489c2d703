"""The stage: what a play needs besides its scenario - the office, the hands that do what is written, and the shelf of scenarios.

Whatever happens in a play is an event of the interface for programs. The table of those kinds lies with the interface, which
training does not know: it is handed in as :class:`Hands`. A few kinds belong to exercises alone; they are named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from eclear.casefile.scenario import Act, Scenario
from eclear.clearance import Office

LODGED, SENT, MANIFEST, PROFILE, AMENDED = "lodged", "sent", "manifest", "profile", "amended"
"""Kinds that a pack may use besides those of the interface: a declaration is lodged, a message about one is sent, manifest
lines are taken in (``lines``), a risk profile of the room is set (the fields of :class:`~eclear.casefile.profile.Profile`),
a declaration is amended by form (``changes`` by field, ``reason``, ``law`` where customs does it)."""

GUESSED, NOTED, STRUCK, HINT, APPROACH, FINISHED = (
    "guessed",
    "evidence-noted",
    "evidence-struck",
    "hint-asked",
    "approach-reported",
    "play-finished",
)
"""Kinds by which trainees tell what they think; programs report them too."""

WAITED = "waited"
"""In a solution only: so many ``minutes`` of the clock go by."""


class Hands(Protocol):
    """Who does what is written in a pack, as a program of the chair would."""

    def wrong(self, kind: str, fields: Mapping[str, Any]) -> str:
        """Say what is wrong with an act as it is written; "" if nothing is."""

    def do(self, office: Office, room: str, act: Act, subject: str, at: datetime | None = None) -> None:
        """Do it, as who acts in the office. ``subject`` is the case id, cargo number or other number that it is about.

        Raises what the verb raises: IllegalStep and the others of :mod:`eclear.clearance`.
        """


class Shelf(Protocol):
    """Where scenarios are found."""

    def scenario(self, digest: str) -> Scenario:
        """Return the scenario of a digest; raises LookupError where it is not there any more."""

    def keep(self, digest: str) -> None:
        """Keep the pack of a digest, as an exercise that is opened needs it; raises LookupError."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The office, the hands and the shelf."""

    office: Office
    hands: Hands
    shelf: Shelf

    def under(self, office: Office) -> Stage:
        """Return the same stage in another office, or with somebody else at work in it."""
        return replace(self, office=office)
