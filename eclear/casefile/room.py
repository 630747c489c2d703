"""An exercise room: cases, cargo, numbers and a clock of its own. Nothing reads across rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its name, the seed that fixes every draw in it, and its clock.

    The clock runs from ``clock_start`` since the real time ``opened``, ``speed`` times as fast; both times are in UTC.
    """

    name: str
    seed: str
    opened: datetime
    clock_start: datetime
    speed: float = 1.0

    def now(self, real: datetime) -> datetime:
        """Return the room's time at a real time."""
        return self.clock_start + (real - self.opened) * self.speed
