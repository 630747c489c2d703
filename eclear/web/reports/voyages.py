"""What is reported about a manifest as a whole: its ship or aircraft has arrived, or customs discharges it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.clearance import discharge_manifest, voyage_arrived
from eclear.web.reports.told import Example, Here, Told


class VoyageReport(Told):
    """Something that is reported about a manifest."""

    example: ClassVar[Example]

    @abstractmethod
    def happen(self, here: Here, manifest: str) -> int:
        """Do it, and return of how many consignments it was."""


class VoyageArrived(VoyageReport):
    """The carrier reports that the ship or aircraft has arrived, with all that is on its manifest."""

    kind: Literal["voyage-arrived"]
    means: Annotated[str, Field(max_length=60, description="Name or number of the ship or aircraft")] = ""

    example: ClassVar[Example] = {"means": "MV Haeoreum"}

    def happen(self, here: Here, manifest: str) -> int:
        """Report it."""
        return voyage_arrived(here.office, manifest, means=self.means, room=here.room, at=here.at)


class ManifestDischarged(VoyageReport):
    """An officer discharges a manifest: every line was landed as listed, settled or abandoned."""

    kind: Literal["manifest-discharged"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here, manifest: str) -> int:
        """Discharge it."""
        return len(discharge_manifest(here.office, manifest, room=here.room, at=here.at).lines)
