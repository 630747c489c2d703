"""Messages that tests lodge."""

from __future__ import annotations

from eclear.casefile.pointer import changed
from eclear.journey.checks.baseline import IMPORT
from eclear.wco import write

ORDINARY = {"items.1.quantity": "820 C62", "items.1.price": "USD 2000.00"}
"""Mass and price as they usually are for these goods, so that the score finds nothing to look at."""


def sound(lrn: str = "LRN-1", **changes: str | None) -> bytes:
    """Return a sound Korean import declaration as a message, with some fields changed: ``items__1__net_mass="11 KGM"``."""
    told = {path.replace("__", "."): text for path, text in changes.items()}
    return write(changed(IMPORT, {"lrn": lrn} | ORDINARY | told), "KR")
