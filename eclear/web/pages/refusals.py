"""Why messages about a declaration are refused, as the rulebook shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eclear.clearance import REFUSALS, Refusal

AMENDMENTS = (
    Refusal(
        "AMD-010",
        "Amendment 2 points to 42A/67A/68A[9]/23A/137: there is no such place.",
        "Correct its pointer, or send what is new there. A number one beyond the last adds a row.",
    ),
    Refusal(
        "AMD-011",
        "Amendment 1 points to 42A/D026, which the message says of itself.",
        "Function, type, LRN and declaration number cannot be amended. Take this amendment out.",
    ),
    Refusal(
        "AMD-012",
        "The message brings new content that no amendment points to.",
        "Add an amendment with a pointer to it, or take it out.",
    ),
    Refusal(
        "AMD-013",
        "The declaration would no longer be sound after the amendment.",
        "The message names the element. Send what it needs with the same amendment.",
    ),
    Refusal(
        "AMD-014",
        "The amendment has no pointer, or nothing changes by it.",
        "Point to what changes, and send its new value. A pointer without a new value takes the element out.",
    ),
    Refusal(
        "AMD-015",
        "The message brings rows that cannot be told apart.",
        "Send as many rows as pointers, or give the rows their numbers.",
    ),
    Refusal(
        "AMD-016",
        "No request to amend leads to what is written here: its rows cannot be told apart, or one of them is empty.",
        "Ask for it in two amendments: take the rows out with the first, and add them as they should be with the second.",
    ),
)
"""Why an amendment cannot be applied to its declaration, each with an example of what is said and what helps."""

EXAMPLES = {
    "number": "41207-26-000123M",
    "lrn": "AMEND-1",
    "type": "IMA",
    "function": "14",
    "country": "XX",
    "sender": "99999",
    "status": "D6 Inspection (검사)",
    "day": "2026-05-12 03:00 UTC",
    "own": "41207",
    "trader": "41311",
    "case": "KQ4ZT7M2AB",
}
"""What stands in the messages of the book where a real one has its own values."""

OWN_EXAMPLES = {"TAK-005": {"type": "COR"}, "TAK-011": {"status": "X2 Withdrawn (취하)"}}
"""What stands there instead in single messages, where the usual example would make no sense."""

_VALUE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class RefusalEntry:
    """One reason as the book shows it: its code, what is said in an example, and what to do."""

    code: str
    message: str
    remedy: str


def refusal_entries(words: list[str]) -> tuple[RefusalEntry, ...]:
    """Return the reasons that hold every word of a search."""
    entries = (RefusalEntry(r.code, _told(r), r.remedy) for r in (*REFUSALS.values(), *AMENDMENTS))
    return tuple(e for e in entries if all(word in f"{e.code} {e.message} {e.remedy}".casefold() for word in words))


def _told(refusal: Refusal) -> str:
    values = EXAMPLES | OWN_EXAMPLES.get(refusal.code, {})
    return _VALUE.sub(lambda value: values.get(value[1], "…"), refusal.message)
