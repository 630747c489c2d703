"""Declarations that a piece of evidence cites: methods 2 and 3 rest on the accepted value of other goods, and say whose.

A number that no case of the room has is taken as one of another place: nothing here could look it up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import normalize

from eclear.casefile.case import Case
from eclear.casefile.valuation import METHODS, Method
from eclear.journey.duties.methods import NoValue

OF_OTHERS = frozenset({Method.IDENTICAL, Method.SIMILAR})
"""The methods that take the accepted value of other goods (Art. 2 and 3)."""

_KOREAN = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{5})[-\u2010-\u2013]?([0-9]{2})[-\u2010-\u2013]?([0-9]{6}M)(?![0-9A-Z])")
_MRN = re.compile(r"(?<![0-9A-Z])[0-9]{2}[A-Z]{2}[0-9A-Z]{13}[0-9](?![0-9A-Z])")

Known = Callable[[str], tuple[Case, ...]]
"""How the cases of a room are found by a declaration number."""


def cited(evidence: str) -> tuple[str, ...]:
    """Return the import declarations that a text names, as numbers are written: 41311-26-000009M, or an MRN of 18 characters."""
    text = normalize("NFKC", evidence).upper()
    return (*("-".join(found.groups()) for found in _KOREAN.finditer(text)), *_MRN.findall(text))


def must_cite(item: int, method: Method, evidence: str, this: Case, known: Known) -> None:
    """Raise NoValue unless a value by method 2 or 3 cites an accepted declaration of other goods."""
    if method not in OF_OTHERS:
        return
    told, numbers = f"Item {item}: method {method} ({METHODS[method].en.lower()})", cited(evidence)
    if not numbers:
        raise NoValue(
            f"{told} rests on a value that was accepted before, and the evidence cites no declaration. Name the number of the "
            "accepted declaration, such as 41311-26-000009M or an MRN of 18 characters."
        )
    for number in numbers:
        for case in known(number):
            if case.id == this.id or case.is_export or not case.accepted or case.status == "EX":
                why = (
                    "the declaration in doubt itself" if case.id == this.id else f"no accepted import: it stands at {case.status}"
                )
                raise NoValue(f"{told}: {number} is {why}. Cite an accepted import declaration of such goods, and no other.")
