"""The only room that knows SQL: rooms, events, messages and the rows worked out from them."""

from eclear.storage.chain import Damaged
from eclear.storage.records import CaseRow, Head, Heard, Records, Refusal, Request, Stale
from eclear.storage.store import Busy, Full, Store, UnknownRoom, Unreachable, shown

NAMED = (Busy, Damaged, Full, Stale, UnknownRoom, Unreachable)
"""What can go wrong here and says by itself what to do."""

__all__ = [
    "NAMED",
    "Busy",
    "CaseRow",
    "Damaged",
    "Full",
    "Head",
    "Heard",
    "Records",
    "Refusal",
    "Request",
    "Stale",
    "Store",
    "UnknownRoom",
    "Unreachable",
    "shown",
]
