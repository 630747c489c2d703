"""What is reported about an operation under a regime that suspends duty: each step, from its acceptance to its end."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.suspension import Suspension
from eclear.clearance import (
    accept_regime,
    arrive_under_bond,
    claim_guarantee,
    collect_again,
    declare_regime,
    depart,
    discharge_regime,
    put_on_seals,
    refuse_regime,
)
from eclear.clearance.suspending import Wanted
from eclear.web.reports.told import Code, Example, Here, Text, Told

Place = Annotated[str, Field(max_length=20)]


class RegimeDeclared(Told):
    """Goods are declared for a regime; eclear works out the duty at stake. The currency is that of the country."""

    regime: Code
    cargo: Annotated[str, Field(max_length=64, description="Cargo control number; dashes may be given")]
    code: Annotated[str, Field(max_length=20, description="Tariff code of the goods")]
    value: Annotated[Decimal, Field(ge=0, max_digits=20, allow_inf_nan=False, description="Customs value")]
    origin: Annotated[str, Field(max_length=2)] = ""
    office: Place = ""
    shed: Place = ""
    to_office: Place = ""
    to_shed: Place = ""
    mode: Annotated[str, Field(max_length=4)] = ""
    route: Text = ""
    guarantee: Annotated[str, Field(max_length=70)] = ""
    guaranteed: Annotated[Decimal, Field(ge=0, max_digits=20, allow_inf_nan=False)] = Decimal(0)
    principal: Annotated[str, Field(max_length=70)] = ""

    def happen(self, here: Here) -> Suspension:
        """Declare them."""
        return declare_regime(here.office, Wanted(**self.model_dump()), room=here.room, at=here.at)


class OperationReport(Told):
    """Something that is reported about an operation. ``step`` is the step of its page that it stands for."""

    example: ClassVar[Example]
    step: ClassVar[str]

    @abstractmethod
    def happen(self, here: Here, number: str) -> Suspension:
        """Do it."""


class RegimeAccepted(OperationReport):
    """An officer accepts an operation: its duty is suspended, and its time runs."""

    kind: Literal["regime-accepted"]

    step: ClassVar[str] = "accept"
    example: ClassVar[Example] = {}

    def happen(self, here: Here, number: str) -> Suspension:
        """Accept it."""
        return accept_regime(here.office, number, room=here.room, at=here.at)


class RegimeRefused(OperationReport):
    """An officer refuses an operation, with the reason."""

    kind: Literal["regime-refused"]
    reason: Text = ""

    step: ClassVar[str] = "refuse"
    example: ClassVar[Example] = {"reason": "The guarantee has ended."}

    def happen(self, here: Here, number: str) -> Suspension:
        """Refuse it."""
        return refuse_regime(here.office, number, reason=self.reason, room=here.room, at=here.at)


class SealsPutOn(OperationReport):
    """An officer notes the numbers of the seals that were put on."""

    kind: Literal["seals-put-on"]
    seals: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)]

    step: ClassVar[str] = "seal"
    example: ClassVar[Example] = {"seals": ["KR 001", "KR 002"]}

    def happen(self, here: Here, number: str) -> Suspension:
        """Note them."""
        return put_on_seals(here.office, number, self.seals, room=here.room, at=here.at)


class RegimeDeparted(OperationReport):
    """The goods have left the place of departure."""

    kind: Literal["regime-departed"]

    step: ClassVar[str] = "depart"
    example: ClassVar[Example] = {}

    def happen(self, here: Here, number: str) -> Suspension:
        """Report it."""
        return depart(here.office, number, room=here.room, at=here.at)


class RegimeArrived(OperationReport):
    """The goods were presented at the office of destination; seals that are not intact need a remark."""

    kind: Literal["regime-arrived"]
    intact: bool
    remark: Text | None = None

    step: ClassVar[str] = "arrive"
    example: ClassVar[Example] = {"intact": False, "remark": "Seal KR 001 is cut."}

    def happen(self, here: Here, number: str) -> Suspension:
        """Report it."""
        return arrive_under_bond(here.office, number, intact=self.intact, remark=self.remark, room=here.room, at=here.at)


class RegimeDischarged(OperationReport):
    """An officer discharges an operation by one of the endings of its regime."""

    kind: Literal["regime-discharged"]
    by: Code

    step: ClassVar[str] = "discharge"
    example: ClassVar[Example] = {"by": "exit"}

    def happen(self, here: Here, number: str) -> Suspension:
        """Discharge it."""
        return discharge_regime(here.office, number, self.by, room=here.room, at=here.at)


class GuaranteeClaimed(OperationReport):
    """An officer claims the suspended duty from the guarantee: the time is over, or the seals were broken."""

    kind: Literal["guarantee-claimed"]
    reason: Text = ""

    step: ClassVar[str] = "claim"
    example: ClassVar[Example] = {"reason": "Not discharged in time."}

    def happen(self, here: Here, number: str) -> Suspension:
        """Claim it."""
        return claim_guarantee(here.office, number, reason=self.reason, room=here.room, at=here.at)


class CollectionRepeated(OperationReport):
    """An officer tells the bank once more to collect what it refused."""

    kind: Literal["collection-repeated"]

    step: ClassVar[str] = "collect"
    example: ClassVar[Example] = {}

    def happen(self, here: Here, number: str) -> Suspension:
        """Tell it."""
        return collect_again(here.office, number, room=here.room, at=here.at)
