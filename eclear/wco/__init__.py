"""The language spoken with the world: WCO Data Model messages, read safely and written in order."""

from eclear.wco.reading import locate, read
from eclear.wco.schemas import Schemas
from eclear.wco.writing import write

__all__ = ["Schemas", "locate", "read", "write"]
