"""An exercise room: cases, cargo, numbers and a clock of its own. Nothing reads across rooms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its name, the seed that fixes every draw in it, and its clock.

    The clock runs from ``clock_start`` since the real time ``opened``, ``speed`` times as fast; both times are in UTC. With
    speed 0 it stands. ``home`` is the room of the class for a play of an exercise, "" for every other room.
    """

    name: str
    seed: str
    opened: datetime
    clock_start: datetime
    speed: float = 1.0
    home: str = ""

    @property
    def stands(self) -> bool:
        """True while the clock stands, as that of a play does before its start, in a pause and after its end."""
        return not self.speed

    def now(self, real: datetime) -> datetime:
        """Return the room's time at a real time."""
        return self.clock_start + (real - self.opened) * self.speed

    def set(self, real: datetime, speed: float, *, at: datetime | None = None) -> Room:
        """Return the room with its clock set at a real time: from now on so fast, and showing ``at`` if that is given."""
        return replace(self, opened=real, clock_start=at or self.now(real), speed=speed)

    def real(self, moment: datetime) -> datetime | None:
        """Return the real time at which the clock shows, or showed, a moment; None while it stands."""
        return self.opened + (moment - self.clock_start) / self.speed if self.speed else None
