"""The only room that knows SQL: rooms, events, messages and the rows worked out from them."""

from eclear.storage.records import CaseRow, Head, Records, Refusal, Stale
from eclear.storage.store import Busy, Full, Store, UnknownRoom

__all__ = ["Busy", "CaseRow", "Full", "Head", "Records", "Refusal", "Stale", "Store", "UnknownRoom"]
