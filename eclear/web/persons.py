"""How those are called who act in a play without being there: whatever eclear plays is eclear's."""

from __future__ import annotations

import re

from eclear.training.matching import PLAYED

ECLEAR = "eclear"
"""How a page and an answer call whom eclear plays."""

SIGNATURE = re.compile(rf"{re.escape(PLAYED)}[0-9a-f]{{16}}")
"""What signs one act of the story. A named person of the story has an id of his own, by which cases are given to him."""


def called(id: str) -> str:
    """Return the id of a person as it may be told: a signature under which eclear plays is ``eclear``."""
    return ECLEAR if SIGNATURE.fullmatch(id) else id
