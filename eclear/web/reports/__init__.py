"""What programs and the command line can report: one class for each kind, which says what can be told and does it.

Each kind stands for a form of a desk: :data:`eclear.web.reporting.REPORTED_BY` says for which, and so who may send it. A new verb
gets its class in the file of its desk, its place in the union below, its line in that table and on the command line.
"""

from __future__ import annotations

from typing import Any, get_args

from eclear.web.reports.accounts import DeferralEnded, DeferralGranted, StatementPaid
from eclear.web.reports.agencies import (
    AgencyAnswered,
    AgencyAsked,
    Escalated,
    JointInspectionAsked,
    PermitAnswered,
    PermitQuestions,
)
from eclear.web.reports.cargo import (
    BillMerged,
    BillSplit,
    CargoMoved,
    DifferenceSettled,
    GoodsAbandoned,
    Scanned,
    SelectionLifted,
    StorageAsked,
    StorageExtended,
    StorageRefused,
)
from eclear.web.reports.desks import CaseDrawn, OfficerAway, OfficerBack
from eclear.web.reports.doubts import DoubtAnswered, DoubtDecided, DoubtRaised
from eclear.web.reports.examining import ExaminationOrdered, Examined, LaboratoryReported
from eclear.web.reports.money import (
    AdditionDecided,
    AppealDecided,
    Appealed,
    Corrected,
    DrawbackClaimed,
    DrawbackDecided,
    PaymentReversed,
    ReassessmentAnnounced,
    ReassessmentMade,
    RefundConfirmed,
    RefundProposed,
    RefundRefused,
    ReviewWaived,
)
from eclear.web.reports.officers import (
    DecidedBy,
    LaneOverridden,
    OverrideConfirmed,
    OverrideRefused,
    PaymentFailed,
    ReferredToAudit,
    Reminded,
    Transferred,
)
from eclear.web.reports.operations import (
    CollectionRepeated,
    GuaranteeClaimed,
    RegimeAccepted,
    RegimeArrived,
    RegimeDeclared,
    RegimeDeparted,
    RegimeDischarged,
    RegimeRefused,
    SealsPutOn,
)
from eclear.web.reports.register import (
    AeoApplied,
    AeoEnded,
    AeoGranted,
    MandateGiven,
    TraderRegistered,
    TraderSuspended,
)
from eclear.web.reports.told import CaseReport, Here, Told
from eclear.web.reports.trade import CancellationAsked, DocumentsSupplied, Exited, Paid, Presented
from eclear.web.reports.voyages import ManifestDischarged, VoyageArrived

CaseEvent = (
    DecidedBy
    | ExaminationOrdered
    | Examined
    | LaboratoryReported
    | LaneOverridden
    | OverrideConfirmed
    | OverrideRefused
    | Transferred
    | ReferredToAudit
    | DoubtRaised
    | DoubtAnswered
    | DoubtDecided
    | PermitAnswered
    | PermitQuestions
    | AgencyAsked
    | AgencyAnswered
    | JointInspectionAsked
    | Escalated
    | DocumentsSupplied
    | CancellationAsked
    | Presented
    | Paid
    | PaymentFailed
    | Reminded
    | Exited
    | PaymentReversed
    | Corrected
    | ReassessmentAnnounced
    | ReviewWaived
    | ReassessmentMade
    | AdditionDecided
    | Appealed
    | AppealDecided
    | RefundProposed
    | RefundConfirmed
    | RefundRefused
    | DrawbackClaimed
    | DrawbackDecided
    | CargoMoved
    | StorageAsked
)
"""What can be reported about a case, told apart by ``kind``."""

CargoEvent = (
    CargoMoved
    | Scanned
    | SelectionLifted
    | BillSplit
    | BillMerged
    | DifferenceSettled
    | StorageAsked
    | StorageExtended
    | StorageRefused
    | GoodsAbandoned
)
"""What can be reported about cargo."""

DeskEvent = CaseDrawn | OfficerAway | OfficerBack
"""What officers report about themselves."""

RegisterEvent = TraderRegistered | MandateGiven | TraderSuspended | AeoApplied | AeoGranted | AeoEnded
"""What can be reported to the register of traders."""

AccountEvent = DeferralGranted | DeferralEnded | StatementPaid
"""What can be reported about a trader's monthly account."""

VoyageEvent = VoyageArrived | ManifestDischarged
"""What can be reported about a manifest."""

OperationEvent = (
    RegimeAccepted
    | RegimeRefused
    | SealsPutOn
    | RegimeDeparted
    | RegimeArrived
    | RegimeDischarged
    | GuaranteeClaimed
    | CollectionRepeated
)
"""What can be reported about an operation under a regime that suspends duty."""


def kinds_of(event: Any) -> dict[str, type[Told]]:
    """Return the kinds of a union of reports, each with its class, in their order."""
    return {kind: one for one in get_args(event) for kind in get_args(one.model_fields["kind"].annotation)}


CASE_KINDS = kinds_of(CaseEvent)
"""What can be reported about a case, by kind."""

__all__ = [
    "CASE_KINDS",
    "AccountEvent",
    "CargoEvent",
    "CaseEvent",
    "CaseReport",
    "DeskEvent",
    "Here",
    "OperationEvent",
    "RegimeDeclared",
    "RegisterEvent",
    "Told",
    "VoyageEvent",
    "kinds_of",
]
