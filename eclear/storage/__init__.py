"""The only room that knows SQL: rooms, events, messages and the rows worked out from them."""

from eclear.storage.cargoes import CargoLine, Lies, Voyage
from eclear.storage.chain import Damaged, told
from eclear.storage.desks import Load
from eclear.storage.drafts import Drafts, KeptDraft
from eclear.storage.people import Login, People, Presence
from eclear.storage.records import Records, Stale
from eclear.storage.rooms import Head
from eclear.storage.rows import CaseRow, Heard, Judgement, Refusal, Request
from eclear.storage.store import Busy, Full, KeptPack, Store, UnknownRoom, Unreachable, shown

NAMED = (Busy, Damaged, Full, Stale, UnknownRoom, Unreachable)
"""What can go wrong here and says by itself what to do."""

__all__ = [
    "NAMED",
    "Busy",
    "CargoLine",
    "CaseRow",
    "Damaged",
    "Drafts",
    "Full",
    "Head",
    "Heard",
    "Judgement",
    "KeptDraft",
    "KeptPack",
    "Lies",
    "Load",
    "Login",
    "People",
    "Presence",
    "Records",
    "Refusal",
    "Request",
    "Stale",
    "Store",
    "UnknownRoom",
    "Unreachable",
    "Voyage",
    "shown",
    "told",
]
