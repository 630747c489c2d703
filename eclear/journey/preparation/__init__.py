"""From trade papers to the fields of a declaration: each with its source, and every contradiction for a person to resolve.

The room is read in this order: ``filling`` (how a value keeps its source, and what happens where papers disagree), ``head``
(what the declaration says once), ``goods`` (its items), ``generate`` (all of it, from the papers of a shipment), ``follow``
(what a draft becomes when its papers change). Nothing here looks at records, files or the clock.
"""

from eclear.journey.preparation.filling import Prepared, Shipment, seen
from eclear.journey.preparation.follow import followed, realigned
from eclear.journey.preparation.generate import generate, line_keys

__all__ = ["Prepared", "Shipment", "followed", "generate", "line_keys", "realigned", "seen"]
