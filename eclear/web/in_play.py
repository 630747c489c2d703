"""What is not for everybody in a play of an exercise: there each chair does its own part, and nobody another's.

Outside of an exercise an officer may report what a shed or a bank would, so that a case goes on. In a play eclear does that
for every chair that nobody has, and what it reports is part of the story.
"""

from __future__ import annotations

from collections.abc import Mapping

from eclear.casefile.person import Role

NOBODY: frozenset[Role] = frozenset()

CLOSED = ("/class", "/watch", "/lab", "/debrief", "/record", "/test/", "/plan", "/certificate", "/results", "/exercises")
"""Where no page of a play lies: the instructor's and the class's own, and what looks over many rooms."""

IN_PLAY: Mapping[str, frozenset[Role]] = {
    "POST /cases/{case_id}/payment-failed": NOBODY,
    "POST /cases/{case_id}/laboratory": NOBODY,
    "POST /cases/{case_id}/doubts/{number}/answer": frozenset({Role.TRADER}),
    "POST /cargo/{number}/split": frozenset({Role.CARRIER}),
    "POST /cargo/{number}/merge": frozenset({Role.CARRIER}),
    "POST /api/manifests": frozenset({Role.CARRIER}),
    "POST /money/day": NOBODY,
    "POST /money/bank": NOBODY,
    "POST /profiles": NOBODY,
    "POST /profiles/end": NOBODY,
    "POST /lodge/sample": NOBODY,
}
"""Who may use a route in a play, where that is not who may use it otherwise."""

TOLD_IN_PLAY: Mapping[str, frozenset[Role]] = dict.fromkeys(
    ("arrived", "unloaded", "carried-in", "carried-out"), frozenset({Role.WAREHOUSE, Role.CARRIER})
)
"""Who reports an event in a play that has a form which others use too."""


def is_closed_in_play(route: str) -> bool:
    """True for a route, such as ``GET /class``, that is for nobody in a play."""
    return route.partition(" ")[2].startswith(CLOSED)
