"""The window: what every route looks through - the office, its room, the pages, and the pulse of the room's log."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eclear.casefile.score import Reason, Score
from eclear.clearance import Office
from eclear.reference import country
from eclear.web.frame import Pages
from eclear.web.live import Pulse


class Window:
    """One room of one office, as the pages and the interface for programs see it."""

    def __init__(self, office: Office, room: str) -> None:
        self.office, self.room = office, room
        here = country(office.country)
        self.zone = here.time_zone if here else ZoneInfo("UTC")
        self.pages = Pages(room, self.zone)
        self.pulse = Pulse(self._position)

    def _position(self) -> int:
        with self.office.store.reading(self.room) as records:
            return records.head.position

    def now(self) -> datetime:
        """The room's clock."""
        with self.office.store.reading(self.room) as records:
            return records.room.now(self.office.clock())

    def reasons(self, score: Score | None) -> tuple[Reason, ...]:
        """Return the reasons of a score, worked out from its kept inputs; none where its model is not the one installed."""
        model = self.office.model
        if score is None or model is None or model.sha256 != score.model_sha256:
            return ()
        return model.reasons(score, most=len(score.inputs) + 1)
