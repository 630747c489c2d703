"""What happens to a case and to cargo. The event log is the truth; everything else is worked out from it.

Each kind of event is one frozen dataclass, its fact. Kinds are a public contract: a fact that must change gets a new
version, and the old one is read by upcasting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, get_args

from eclear.casefile.amendment import Change
from eclear.casefile.bill import Difference, Part
from eclear.casefile.decision import Decision, Lane
from eclear.casefile.doubt import About, Appeal, Outcome, Side
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment, Circumstances, DeterminedValue
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.finding import Finding
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.notice import Against, DrawnPart, How, Mood, NoticeKind, Share, Stage
from eclear.casefile.operation import Operation
from eclear.casefile.permit import Answer, PermitNeed
from eclear.casefile.play import ExerciseFact, LearnerFact, PlayFact
from eclear.casefile.profile import Profile
from eclear.casefile.score import Score
from eclear.casefile.security import Form
from eclear.casefile.selection import Scan, Selection
from eclear.casefile.tally import Tally
from eclear.casefile.words import Term


@dataclass(frozen=True, slots=True)
class Lodged:
    """The head of a declaration as it arrived: whose it is, what it is about, and the digest of its bytes.

    ``adds_to`` are the keys of the records that an import adds to once it is registered
    (:func:`~eclear.casefile.conduct.keys_of`): those of the first edition, whatever is amended later. An export adds to
    none, nor does what was recorded before such records were kept. ``packages`` is how many it declares, None where it says
    nothing of them.
    """

    trader: str
    lrn: str
    sha256: str
    profile: str
    country: str
    type: str
    declared_on: date
    collection_type: str
    clearance_plan: str
    importer: str | None
    goods: str | None
    items: int
    cargo: str | None
    pays: str = ""
    adds_to: tuple[str, ...] = ()
    packages: int | None = None

    @property
    def pays_first(self) -> bool:
        """True if the debt is paid before acceptance, which is the ordinary way; else it is paid after it.

        What was recorded before collection types were told by the country's folder knows 11 and 43 only.
        """
        return self.pays == "before" if self.pays else self.collection_type == "11"

    @property
    def is_export(self) -> bool:
        """True for an export declaration."""
        return self.type.startswith("EX")

    @property
    def pre_lodged(self) -> bool:
        """True for a declaration lodged before its goods are there: it takes effect when they are presented.

        Source: the last letter of the WCO declaration type; D standard, E and F simplified, K clearance request.
        """
        return self.type[2:3] in tuple("DEFK")


@dataclass(frozen=True, slots=True)
class Rejected:
    """오류통보: rules failed, the declaration got no number. Correct it and send a new message."""

    kind: ClassVar[str] = "rejected"
    version: ClassVar[int] = 1
    lodged: Lodged
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """접수: the declaration is lodged in law and has a number. Findings are warnings only."""

    kind: ClassVar[str] = "registered"
    version: ClassVar[int] = 1
    lodged: Lodged
    number: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """Customs value, duty and taxes were computed; ``circumstances`` is what counted besides the declaration."""

    kind: ClassVar[str] = "assessed"
    version: ClassVar[int] = 1
    assessment: Assessment
    circumstances: Circumstances = NO_CIRCUMSTANCES


@dataclass(frozen=True, slots=True)
class PermitsDetermined:
    """It was determined which agencies must agree; an empty list means none."""

    kind: ClassVar[str] = "permits-determined"
    version: ClassVar[int] = 1
    needs: tuple[PermitNeed, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The model gave its score, or there was none and ``why_not`` says why."""

    kind: ClassVar[str] = "scored"
    version: ClassVar[int] = 1
    score: Score | None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """C/S 선별: the declaration was routed to its lane."""

    kind: ClassVar[str] = "selected"
    version: ClassVar[int] = 1
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReviewStarted:
    """심사진행: the review began; in the documents lane papers are asked for, in the inspection lane the goods.

    ``goes_on`` is True where customs amended the declaration itself: what it has ordered and seen of the goods stays.
    """

    kind: ClassVar[str] = "review-started"
    version: ClassVar[int] = 1
    status: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Allotted:
    """배정: the case was given to an officer, or back to the pool ("").

    ``how`` is drawn (by lot, within competence), transfer, absence or returned; whatever is not drawn has a ``reason``.
    """

    kind: ClassVar[str] = "allotted"
    version: ClassVar[int] = 1
    officer: str
    how: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OverrideProposed:
    """An officer proposes a lighter lane, and says why; a second officer or a supervisor confirms or refuses it."""

    kind: ClassVar[str] = "override-proposed"
    version: ClassVar[int] = 1
    lane: Lane
    reason: str


@dataclass(frozen=True, slots=True)
class OverrideRefused:
    """A second officer or a supervisor refused a lighter lane: the lane stays as it is."""

    kind: ClassVar[str] = "override-refused"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class LaneOverridden:
    """An officer changed the lane. ``reason`` is his; ``proposed_by`` is who proposed it, where a second one confirmed it."""

    kind: ClassVar[str] = "lane-overridden"
    version: ClassVar[int] = 1
    lane: Lane
    reason: str
    proposed_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReferredToAudit:
    """사후심사 의뢰: the declaration is looked at after release, whatever its lane."""

    kind: ClassVar[str] = "referred-to-audit"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class OfficerAway:
    """An officer is away, and why; his open cases go to others. Each officer has a stream of his own."""

    kind: ClassVar[str] = "officer-away"
    version: ClassVar[int] = 1
    officer: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfficerBack:
    """An officer is back at his desk, and can be given cases."""

    kind: ClassVar[str] = "officer-back"
    version: ClassVar[int] = 1
    officer: str


@dataclass(frozen=True, slots=True)
class ReviewPassed:
    """The review found nothing to object to; in the automatic lane that is settled at once."""

    kind: ClassVar[str] = "review-passed"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class CargoJoined:
    """The case and its cargo found each other; what was reported of the cargo before is taken over."""

    kind: ClassVar[str] = "cargo-joined"
    version: ClassVar[int] = 1
    cargo: str
    manifest_reviewed: datetime | None = None
    carried_in: datetime | None = None
    carried_out: datetime | None = None
    shed: str | None = None
    arrived: datetime | None = None
    unloaded: datetime | None = None
    partly_out: bool = False
    difference: Difference | None = None
    landed: int | None = None
    under_bond: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A report about the cargo: manifest-reviewed, arrived (입항), unloaded (하선·하기), carried-in (반입) or carried-out (반출).

    ``tally`` is how much was counted, None for all of it. ``partial`` says that goods are still missing after it. ``basis``
    is the operation under which they moved (bonded transport, transit), None for goods that are released or come in first.
    """

    kind: ClassVar[str] = "cargo-moved"
    version: ClassVar[int] = 1
    cargo: str
    report: str
    shed: str | None = None
    tally: Tally | None = None
    partial: bool = False
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class PermitAnswered:
    """An agency answered: approved, refused or waived, with its number or its reason.

    ``need`` is what it was asked, with the approval or the exemption that it names; None where it names none. A refusal has
    the ``law`` it rests on, and says where it is appealed.
    """

    kind: ClassVar[str] = "permit-answered"
    version: ClassVar[int] = 1
    agency: str
    answer: Answer
    reference: str | None = None
    reason: str | None = None
    need: PermitNeed | None = None
    law: str | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class PermitQuestions:
    """요건 질의 응답: the questions of an agency were answered; ``need`` says what follows for each of its items."""

    kind: ClassVar[str] = "permit-questions"
    version: ClassVar[int] = 1
    need: PermitNeed


@dataclass(frozen=True, slots=True)
class AgencyAsked:
    """요건기관 질의: an agency asked the trader something; its own time stands still until he answers."""

    kind: ClassVar[str] = "agency-asked"
    version: ClassVar[int] = 1
    agency: str
    question: str


@dataclass(frozen=True, slots=True)
class AgencyAnswered:
    """질의 회신: the trader answered the question of an agency."""

    kind: ClassVar[str] = "agency-answered"
    version: ClassVar[int] = 1
    agency: str
    text: str


@dataclass(frozen=True, slots=True)
class JointInspectionAsked:
    """합동검사 요청: an agency wants to be there when customs examines the goods, so that they are opened once."""

    kind: ClassVar[str] = "joint-inspection-asked"
    version: ClassVar[int] = 1
    agency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """상급기관 통보: an agency was silent longer than it promised, and customs carried that further. It is no consent."""

    kind: ClassVar[str] = "escalated"
    version: ClassVar[int] = 1
    agency: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalTaken:
    """How much a case takes of an approval from now on, 0 if nothing any more. An approval has a stream of its own."""

    kind: ClassVar[str] = "approval-taken"
    version: ClassVar[int] = 1
    approval: str
    case: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Decided:
    """An officer decided: the verb and, where the law asks for one, the reason and the security with form and amount.

    An adverse decision has the ``law`` it rests on, and says where it is appealed.
    """

    kind: ClassVar[str] = "decided"
    version: ClassVar[int] = 1
    verb: str
    reason: str | None = None
    security: str | None = None
    form: Form | None = None
    amount: Decimal | None = None
    law: str | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class ExaminationOrdered:
    """검사지시: how deep the goods are examined, which items (none: all), where, and which agencies take part."""

    kind: ClassVar[str] = "examination-ordered"
    version: ClassVar[int] = 1
    depth: Depth
    reason: str
    items: tuple[int, ...] = ()
    place: str = ""
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaboratoryReported:
    """분석회보: a laboratory answered about a sample; ``found`` is added to what the examination found."""

    kind: ClassVar[str] = "laboratory-reported"
    version: ClassVar[int] = 1
    sample: int
    finding: str
    found: tuple[Irregularity, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """검사결과: the goods or their papers were examined, and this was found. Officers' knowledge: no trader hears of it."""

    kind: ClassVar[str] = "examined"
    version: ClassVar[int] = 1
    examination: Examination


@dataclass(frozen=True, slots=True)
class DoubtRaised:
    """의심: customs doubts a value or an origin; ``grounds`` are told in writing, with the last day to answer."""

    kind: ClassVar[str] = "doubt-raised"
    version: ClassVar[int] = 1
    doubt: int
    about: About
    items: tuple[int, ...]
    grounds: str
    law: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class DoubtAnswered:
    """소명: the declarant, or the side that issued the proof of origin, answered a doubt."""

    kind: ClassVar[str] = "doubt-answered"
    version: ClassVar[int] = 1
    doubt: int
    side: Side
    text: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubtDecided:
    """A doubt was decided in writing; ``values`` are those that customs set, ``appeal`` where an adverse decision goes."""

    kind: ClassVar[str] = "doubt-decided"
    version: ClassVar[int] = 1
    doubt: int
    outcome: Outcome
    grounds: str
    law: str
    values: tuple[DeterminedValue, ...] = ()
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What is owed, or is to be secured, was computed again because of a doubt. A notice stands as long as the total does."""

    kind: ClassVar[str] = "reassessed"
    version: ClassVar[int] = 1
    doubt: int
    assessment: Assessment
    circumstances: Circumstances


@dataclass(frozen=True, slots=True)
class SecurityReturned:
    """담보 해제: what was ``set_off`` of a security for what is owed more, and what went back; None if no amount was stated."""

    kind: ClassVar[str] = "security-returned"
    version: ClassVar[int] = 1
    set_off: Decimal
    returned: Decimal | None


@dataclass(frozen=True, slots=True)
class DocumentsSupplied:
    """보완제출: the trader answered a question of customs, or handed in the papers that it asked for."""

    kind: ClassVar[str] = "documents-supplied"
    version: ClassVar[int] = 1
    text: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxNotified:
    """고지: the tax notice went to the payer.

    ``of`` is what it asks money for, ``correction`` the number of the correction that it follows, 0 for none. ``gathered`` is
    the statement of a monthly account that it is paid with, "" for none.
    """

    kind: ClassVar[str] = "tax-notified"
    version: ClassVar[int] = 1
    notice: str
    amount: Decimal
    currency: str
    due_by: date | None
    of: NoticeKind = NoticeKind.DUTY
    correction: int = 0
    gathered: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """납부: the payment arrived: for which notice, by which order to the bank; "" in what was recorded before both were kept."""

    kind: ClassVar[str] = "paid"
    version: ClassVar[int] = 1
    amount: Decimal
    currency: str
    notice: str = ""
    order: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """수리: all guards hold, the goods may go. It happens by itself with the event that clears the last guard."""

    kind: ClassVar[str] = "accepted"
    version: ClassVar[int] = 1
    last_guard: str | None


@dataclass(frozen=True, slots=True)
class Presented:
    """물품 제시: the goods of a pre-lodged declaration are there, so it takes effect in law.

    ``request`` is the number of the arrival message that said so and ``sha256`` its digest; None when the shed reported
    them carried in. ``edition`` is the VersionID from here on, ``changes`` what the arrival changed in the declaration.
    """

    kind: ClassVar[str] = "presented"
    version: ClassVar[int] = 1
    request: int | None
    edition: int
    sha256: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Requested:
    """정정·취하 신청: the trader asks to amend (COR) or to cancel (INV) the declaration."""

    kind: ClassVar[str] = "requested"
    version: ClassVar[int] = 1
    request: int
    type: str
    lrn: str
    sha256: str
    reason: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestDecided:
    """The request was granted or denied; a denial states its reason, the law it rests on, and where it is appealed."""

    kind: ClassVar[str] = "request-decided"
    version: ClassVar[int] = 1
    request: int
    granted: bool
    reason: str | None = None
    law: str | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    """정정: the changes of a message to amend are in force, as a new edition of the declaration.

    ``request`` is the number of that message: the trader's, which was granted, or one of customs itself. Then it is a decision
    that goes against the trader, with its facts (``reason``), the ``law`` it rests on, and where it is appealed; ``sha256``
    is the digest of customs' own message.
    """

    kind: ClassVar[str] = "amended"
    version: ClassVar[int] = 1
    request: int
    edition: int
    lodged: Lodged
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    reason: str | None = None
    law: str | None = None
    appeal: Appeal | None = None
    sha256: str = ""

    @property
    def by_customs(self) -> bool:
        """True if customs amended the declaration in its own right."""
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """취하: the declaration was cancelled at the trader's request; an accepted export loses its acceptance."""

    kind: ClassVar[str] = "withdrawn"
    version: ClassVar[int] = 1
    request: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRefused:
    """A message about a declaration was refused; the declaration is untouched. It has a stream of its own.

    ``intake`` is its number in the log of refused messages, ``case`` the case that it named, if there is one.
    """

    kind: ClassVar[str] = "message-refused"
    version: ClassVar[int] = 1
    intake: int
    trader: str
    lrn: str
    number: str | None
    case: str | None
    country: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Exited:
    """선적·출국 확인: the goods of an export have left; ``office`` is the office of exit, if it was named."""

    kind: ClassVar[str] = "exited"
    version: ClassVar[int] = 1
    office: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The account to be charged does not hold enough: nothing was paid."""

    kind: ClassVar[str] = "payment-failed"
    version: ClassVar[int] = 1
    amount: Decimal
    currency: str
    account: str | None = None
    notice: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class PaymentOrdered:
    """납부 지시: the payer told the bank to pay a notice; the bank is to answer by a time of the room's clock."""

    kind: ClassVar[str] = "payment-ordered"
    version: ClassVar[int] = 1
    order: str
    notice: str
    amount: Decimal
    currency: str
    account: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class PaymentUnanswered:
    """은행 미응답: the bank did not answer an order in time. Nothing is known of the money until it does."""

    kind: ClassVar[str] = "payment-unanswered"
    version: ClassVar[int] = 1
    order: str


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """납부 취소: the bank took a payment back; what it paid is owed again."""

    kind: ClassVar[str] = "payment-reversed"
    version: ClassVar[int] = 1
    order: str
    notice: str
    amount: Decimal
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeOverdue:
    """체납: the last day to pay a notice has passed."""

    kind: ClassVar[str] = "notice-overdue"
    version: ClassVar[int] = 1
    notice: str
    amount: Decimal
    currency: str
    due_by: date


@dataclass(frozen=True, slots=True)
class AssessmentAnnounced:
    """과세전통지: customs announced a reassessment, with facts and law; until ``review_by`` a review of it can be asked for.

    ``request`` is the number of the message that holds the changes, ``more`` what would be owed more, below 0 for less.
    """

    kind: ClassVar[str] = "assessment-announced"
    version: ClassVar[int] = 1
    correction: int
    request: int
    changes: tuple[Change, ...]
    more: Decimal
    currency: str
    grounds: str
    law: str
    review_by: date
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class ReviewWaived:
    """조기 결정 신청: the trader asks for no review of what was announced, so that customs may decide at once."""

    kind: ClassVar[str] = "review-waived"
    version: ClassVar[int] = 1
    correction: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """보정·수정신고·경정: the declaration was corrected after its acceptance: a new edition, with its assessment.

    ``applied`` are the numbers of the messages that make the edition from the first; ``undoes`` is the number of the
    correction that an appeal undid, 0 for none. ``law`` and ``appeal`` are there where it goes against the trader.
    """

    kind: ClassVar[str] = "corrected"
    version: ClassVar[int] = 1
    correction: int
    how: How
    edition: int
    applied: tuple[int, ...]
    lodged: Lodged
    changes: tuple[Change, ...]
    assessment: Assessment
    grounds: str
    law: str = ""
    appeal: Appeal | None = None
    undoes: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class AdditionDecided:
    """가산세 결정: whether an addition is imposed for what a reassessment collected, and how much: a decision of its own."""

    kind: ClassVar[str] = "addition-decided"
    version: ClassVar[int] = 1
    correction: int
    amount: Decimal
    currency: str
    formula: str
    grounds: str
    law: str = ""
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class Appealed:
    """불복 청구: the trader appeals: against what, at which stage, and why."""

    kind: ClassVar[str] = "appealed"
    version: ClassVar[int] = 1
    appeal: int
    stage: Stage
    against: Against
    correction: int
    grounds: str


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """불복 결정: an appeal was decided; if ``won``, the notices of ``voids`` are void, else ``next`` is the stage after."""

    kind: ClassVar[str] = "appeal-decided"
    version: ClassVar[int] = 1
    appeal: int
    won: bool
    grounds: str
    law: str
    voids: tuple[str, ...] = ()
    next: Stage | None = None


@dataclass(frozen=True, slots=True)
class RefundProposed:
    """환급 제안: an officer proposes to pay back what was paid too much, or a drawback; a second one confirms it."""

    kind: ClassVar[str] = "refund-proposed"
    version: ClassVar[int] = 1
    refund: int
    amount: Decimal
    currency: str
    reason: str
    officer: str = ""


@dataclass(frozen=True, slots=True)
class RefundConfirmed:
    """환급 결정: a second officer confirmed a refund, and the bank is to pay it out."""

    kind: ClassVar[str] = "refund-confirmed"
    version: ClassVar[int] = 1
    refund: int
    order: str
    account: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """환급 불승인: a second officer did not confirm a refund."""

    kind: ClassVar[str] = "refund-refused"
    version: ClassVar[int] = 1
    refund: int
    reason: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """환급: the bank paid a refund out."""

    kind: ClassVar[str] = "refunded"
    version: ClassVar[int] = 1
    refund: int
    amount: Decimal
    currency: str
    order: str


@dataclass(frozen=True, slots=True)
class DrawbackClaimed:
    """환급 신청: the exporter claims back duty that was paid on what went into an export that has left."""

    kind: ClassVar[str] = "drawback-claimed"
    version: ClassVar[int] = 1
    parts: tuple[DrawnPart, ...]
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class DrawbackDecided:
    """환급 신청 처리: a claim for drawback was granted, or refused with the reason, the law, and where that is appealed."""

    kind: ClassVar[str] = "drawback-decided"
    version: ClassVar[int] = 1
    granted: bool
    reason: str
    law: str = ""
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class DutyDrawn:
    """How much of an imported item an export draws on from now on, 0 if nothing any more. Each import has a stream for this."""

    kind: ClassVar[str] = "duty-drawn"
    version: ClassVar[int] = 1
    export: str
    item: int
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BankMoodSet:
    """The instructor set how the teaching bank answers: its mood, and after how many minutes. The bank has streams of its own."""

    kind: ClassVar[str] = "bank-mood-set"
    version: ClassVar[int] = 1
    mood: Mood
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class BankOrdered:
    """The bank took an order: to pay notices from an account, or to pay a refund ``out`` to it. Each order has a stream.

    ``answers_at`` is when it will answer, ``settles`` whether it will pay: the mood of the bank when the order came.
    """

    kind: ClassVar[str] = "bank-ordered"
    version: ClassVar[int] = 1
    order: str
    shares: tuple[Share, ...]
    account: str
    out: bool
    answers_at: datetime
    settles: bool


@dataclass(frozen=True, slots=True)
class BankAnswered:
    """The bank answered an order: it paid or not, or took the payment back (``outcome``: settled, refused or reversed)."""

    kind: ClassVar[str] = "bank-answered"
    version: ClassVar[int] = 1
    order: str
    outcome: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class DeferralGranted:
    """월별납부 승인: a trader may pay the notices of a month with one statement, up to a limit, against a security."""

    kind: ClassVar[str] = "deferral-granted"
    version: ClassVar[int] = 1
    trader: str
    limit: Decimal
    currency: str
    security: str
    form: Form
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class DeferralEnded:
    """월별납부 승인 취소: no further notices are gathered for a trader; what was gathered is paid with its statement."""

    kind: ClassVar[str] = "deferral-ended"
    version: ClassVar[int] = 1
    trader: str
    why: str


@dataclass(frozen=True, slots=True)
class NoticeGathered:
    """A notice is paid with the statement of a month. The monthly account of a trader has a stream of its own."""

    kind: ClassVar[str] = "notice-gathered"
    version: ClassVar[int] = 1
    statement: str
    case: str
    notice: str
    amount: Decimal
    due_by: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """독촉: the trader was reminded of what is outstanding: the payment, or the exit of an export."""

    kind: ClassVar[str] = "reminded"
    version: ClassVar[int] = 1
    about: str
    limit: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """적하목록 제출: the carrier listed a consignment in its manifest, or corrected the line. Cargo has a stream of its own."""

    kind: ClassVar[str] = "listed"
    version: ClassVar[int] = 1
    line: ManifestLine


@dataclass(frozen=True, slots=True)
class ConsignmentSelected:
    """화물선별: the consignment was picked from the manifest; nobody has to have declared it."""

    kind: ClassVar[str] = "consignment-selected"
    version: ClassVar[int] = 1
    selection: Selection


@dataclass(frozen=True, slots=True)
class ConsignmentScanned:
    """X-ray 검색: the consignment was scanned."""

    kind: ClassVar[str] = "consignment-scanned"
    version: ClassVar[int] = 1
    scan: Scan


@dataclass(frozen=True, slots=True)
class SelectionLifted:
    """선별 해제: an officer ended what was ordered for the consignment, and said why."""

    kind: ClassVar[str] = "selection-lifted"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class DifferenceFound:
    """과부족: what was landed differs from the manifest. Acceptance waits until it is settled or declared."""

    kind: ClassVar[str] = "difference-found"
    version: ClassVar[int] = 1
    difference: Difference
    landed: Tally
    listed: Tally | None = None


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """과부족 처리: the difference between manifest and count is settled, and why."""

    kind: ClassVar[str] = "difference-settled"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class GoodsAbandoned:
    """화물 포기: the owner gave the goods up, and customs took note. They move no more, and their declarations end."""

    kind: ClassVar[str] = "goods-abandoned"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class StorageExtended:
    """장치기간 연장: the goods may stay in the shed until a later day."""

    kind: ClassVar[str] = "storage-extended"
    version: ClassVar[int] = 1
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class StorageAsked:
    """장치기간 연장 신청: the trader or the shed asks that the goods may stay until a later day, and says why."""

    kind: ClassVar[str] = "storage-asked"
    version: ClassVar[int] = 1
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class StorageRefused:
    """장치기간 연장 불승인: customs does not let the goods stay longer, and says why."""

    kind: ClassVar[str] = "storage-refused"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnAccepted:
    """반송신고 수리: customs lets the goods go back abroad. No declaration of them is accepted while that operation runs.

    It is told to the goods and to each of their open declarations.
    """

    kind: ClassVar[str] = "return-accepted"
    version: ClassVar[int] = 1
    operation: str


@dataclass(frozen=True, slots=True)
class ReturnStopped:
    """반송 중지: the operation under which goods were to go back ended otherwise; their declarations go on as before."""

    kind: ClassVar[str] = "return-stopped"
    version: ClassVar[int] = 1
    operation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Returned:
    """반송: the goods have left the country, and their open declarations end with them. Nothing is owed any more."""

    kind: ClassVar[str] = "returned"
    version: ClassVar[int] = 1
    operation: str


@dataclass(frozen=True, slots=True)
class BillSplit:
    """B/L 분할: the goods of a bill went on under other numbers, together all of them."""

    kind: ClassVar[str] = "bill-split"
    version: ClassVar[int] = 1
    parts: tuple[Part, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class BillMerged:
    """B/L 합병: the goods of a bill went on under the number of another, together with those of others."""

    kind: ClassVar[str] = "bill-merged"
    version: ClassVar[int] = 1
    into: str
    reason: str


@dataclass(frozen=True, slots=True)
class BillDrawn:
    """분할·합병 B/L: the goods of this number came from other bills; what was reported of all of those is taken over."""

    kind: ClassVar[str] = "bill-drawn"
    version: ClassVar[int] = 1
    of: tuple[str, ...]
    line: ManifestLine
    manifest_reviewed: datetime | None = None
    arrived: datetime | None = None
    unloaded: datetime | None = None
    carried_in: datetime | None = None
    shed: str | None = None


@dataclass(frozen=True, slots=True)
class ExpressListed:
    """통관목록접수: goods of an express carrier are on a list instead of a declaration, with their value."""

    kind: ClassVar[str] = "express-listed"
    version: ClassVar[int] = 1
    value: Decimal
    currency: str
    regime: str


@dataclass(frozen=True, slots=True)
class ExpressReviewed:
    """통관목록심사완료: the goods of an express list may go without a declaration, or must be declared, and why."""

    kind: ClassVar[str] = "express-reviewed"
    version: ClassVar[int] = 1
    granted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class VoyageReported:
    """입항보고: a ship or aircraft has arrived, with all that is on its manifest. A manifest has a stream of its own."""

    kind: ClassVar[str] = "voyage-reported"
    version: ClassVar[int] = 1
    manifest: str
    report: str
    means: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ManifestDischarged:
    """적하목록 정리: every line of a manifest was landed as listed, or its difference is settled."""

    kind: ClassVar[str] = "manifest-discharged"
    version: ClassVar[int] = 1
    manifest: str
    lines: int
    settled: int


@dataclass(frozen=True, slots=True)
class RegimeDeclared:
    """보세운송·통과 신고: goods are to move or stay under a regime that suspends duty. Each operation has a stream of its own."""

    kind: ClassVar[str] = "regime-declared"
    version: ClassVar[int] = 1
    number: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class RegimeAccepted:
    """보세운송·통과 신고수리: the operation may begin, and must be discharged by a day."""

    kind: ClassVar[str] = "regime-accepted"
    version: ClassVar[int] = 1
    due: date


@dataclass(frozen=True, slots=True)
class RegimeRefused:
    """보세운송·통과 불수리: the operation may not begin, and why."""

    kind: ClassVar[str] = "regime-refused"
    version: ClassVar[int] = 1
    reason: str


@dataclass(frozen=True, slots=True)
class SealsPutOn:
    """봉인: seals were put on the means of transport, with these numbers."""

    kind: ClassVar[str] = "seals-put-on"
    version: ClassVar[int] = 1
    seals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegimeDeparted:
    """보세운송 출발: the goods have left the office of departure."""

    kind: ClassVar[str] = "regime-departed"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class RegimeArrived:
    """보세운송 도착: the goods were presented at the office of destination, and their seals were looked at."""

    kind: ClassVar[str] = "regime-arrived"
    version: ClassVar[int] = 1
    intact: bool
    shed: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class RegimeDischarged:
    """이행완료: the operation has ended as it should; ``by`` is what ended it, one of the endings of its regime."""

    kind: ClassVar[str] = "regime-discharged"
    version: ClassVar[int] = 1
    by: str


@dataclass(frozen=True, slots=True)
class GuaranteeClaimed:
    """담보 충당: an operation was not discharged in time, and the duty is claimed from its guarantee."""

    kind: ClassVar[str] = "guarantee-claimed"
    version: ClassVar[int] = 1
    amount: Decimal
    currency: str
    guarantee: str
    reason: str


@dataclass(frozen=True, slots=True)
class CollectionOrdered:
    """담보 충당 지시: the bank was told to collect claimed duty from the account of a guarantor, or of the principal."""

    kind: ClassVar[str] = "collection-ordered"
    version: ClassVar[int] = 1
    order: str
    amount: Decimal
    currency: str
    account: str


@dataclass(frozen=True, slots=True)
class CollectionAnswered:
    """담보 충당 결과: the bank has collected claimed duty, or refused to, because the account does not hold it."""

    kind: ClassVar[str] = "collection-answered"
    version: ClassVar[int] = 1
    order: str
    paid: bool
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ProfileSet:
    """우범 기준 등록·변경: an officer added or changed a risk profile for declarations in a country, and said why.

    A profile has a stream of its own.
    """

    kind: ClassVar[str] = "profile-set"
    version: ClassVar[int] = 1
    profile: Profile
    country: str
    why: str


@dataclass(frozen=True, slots=True)
class ProfileEnded:
    """우범 기준 종료: an officer ended a risk profile, and said why; ``last`` is the last day on which it holds."""

    kind: ClassVar[str] = "profile-ended"
    version: ClassVar[int] = 1
    profile: str
    last: date
    why: str


@dataclass(frozen=True, slots=True)
class TraderRegistered:
    """등록: somebody got a licence to sign declarations, or was listed as a trader. He has a stream of his own.

    ``license`` is broker, corporation or own, as the country's register says it; "" for who signs no declarations himself.
    """

    kind: ClassVar[str] = "trader-registered"
    version: ClassVar[int] = 1
    trader: str
    name: Term
    license: str
    why: str


@dataclass(frozen=True, slots=True)
class MandateGiven:
    """통관위임: an importer or exporter (``principal``) lets a broker sign his declarations."""

    kind: ClassVar[str] = "mandate-given"
    version: ClassVar[int] = 1
    trader: str
    principal: str
    why: str


@dataclass(frozen=True, slots=True)
class MandateEnded:
    """통관위임 해지: a broker may sign no more declarations of an importer or exporter."""

    kind: ClassVar[str] = "mandate-ended"
    version: ClassVar[int] = 1
    trader: str
    principal: str
    why: str


@dataclass(frozen=True, slots=True)
class TraderSuspended:
    """업무정지: a broker or trader may sign no declarations for the time being."""

    kind: ClassVar[str] = "trader-suspended"
    version: ClassVar[int] = 1
    trader: str
    why: str


@dataclass(frozen=True, slots=True)
class TraderReinstated:
    """업무정지 해제: a broker or trader may sign declarations again."""

    kind: ClassVar[str] = "trader-reinstated"
    version: ClassVar[int] = 1
    trader: str
    why: str


@dataclass(frozen=True, slots=True)
class AeoApplied:
    """AEO 신청: somebody asks to be an authorised economic operator, and says why he deserves it."""

    kind: ClassVar[str] = "aeo-applied"
    version: ClassVar[int] = 1
    trader: str
    why: str


@dataclass(frozen=True, slots=True)
class AeoGranted:
    """AEO 공인: somebody is an authorised economic operator of a grade from now on."""

    kind: ClassVar[str] = "aeo-granted"
    version: ClassVar[int] = 1
    trader: str
    grade: str
    why: str


@dataclass(frozen=True, slots=True)
class AeoRefused:
    """AEO 불공인: an application to be an authorised economic operator was refused."""

    kind: ClassVar[str] = "aeo-refused"
    version: ClassVar[int] = 1
    trader: str
    why: str


@dataclass(frozen=True, slots=True)
class AeoWithdrawn:
    """AEO 공인취소: somebody is an authorised economic operator no more."""

    kind: ClassVar[str] = "aeo-withdrawn"
    version: ClassVar[int] = 1
    trader: str
    why: str


TraderFact = (
    TraderRegistered
    | MandateGiven
    | MandateEnded
    | TraderSuspended
    | TraderReinstated
    | AeoApplied
    | AeoGranted
    | AeoRefused
    | AeoWithdrawn
)
"""What can happen to somebody in the register of traders and brokers: his stream holds nothing else."""

SuspensionFact = (
    RegimeDeclared
    | RegimeAccepted
    | RegimeRefused
    | SealsPutOn
    | RegimeDeparted
    | RegimeArrived
    | RegimeDischarged
    | GuaranteeClaimed
    | CollectionOrdered
    | CollectionAnswered
)
"""What can happen to an operation under a regime that suspends duty: its stream holds nothing else."""

Fact = (
    Rejected
    | Registered
    | Assessed
    | PermitsDetermined
    | Scored
    | Selected
    | ReviewStarted
    | Allotted
    | OverrideProposed
    | OverrideRefused
    | LaneOverridden
    | ReferredToAudit
    | OfficerAway
    | OfficerBack
    | ReviewPassed
    | CargoJoined
    | Moved
    | PermitAnswered
    | PermitQuestions
    | AgencyAsked
    | AgencyAnswered
    | JointInspectionAsked
    | Escalated
    | ApprovalTaken
    | Decided
    | ExaminationOrdered
    | LaboratoryReported
    | Examined
    | DoubtRaised
    | DoubtAnswered
    | DoubtDecided
    | Reassessed
    | SecurityReturned
    | DocumentsSupplied
    | TaxNotified
    | Paid
    | Accepted
    | Presented
    | Requested
    | RequestDecided
    | Amended
    | Withdrawn
    | MessageRefused
    | Exited
    | PaymentFailed
    | PaymentOrdered
    | PaymentUnanswered
    | PaymentReversed
    | NoticeOverdue
    | AssessmentAnnounced
    | ReviewWaived
    | Corrected
    | AdditionDecided
    | Appealed
    | AppealDecided
    | RefundProposed
    | RefundConfirmed
    | RefundRefused
    | Refunded
    | DrawbackClaimed
    | DrawbackDecided
    | DutyDrawn
    | BankMoodSet
    | BankOrdered
    | BankAnswered
    | DeferralGranted
    | DeferralEnded
    | NoticeGathered
    | Reminded
    | Listed
    | ConsignmentSelected
    | ConsignmentScanned
    | SelectionLifted
    | DifferenceFound
    | DifferenceSettled
    | GoodsAbandoned
    | StorageExtended
    | StorageAsked
    | StorageRefused
    | ReturnAccepted
    | ReturnStopped
    | Returned
    | BillSplit
    | BillMerged
    | BillDrawn
    | ExpressListed
    | ExpressReviewed
    | VoyageReported
    | ManifestDischarged
    | SuspensionFact
    | ProfileSet
    | ProfileEnded
    | TraderFact
    | ExerciseFact
    | PlayFact
    | LearnerFact
)

FACTS: dict[str, type[Fact]] = {
    fact.kind: fact
    for fact in (
        Rejected,
        Registered,
        Assessed,
        PermitsDetermined,
        Scored,
        Selected,
        ReviewStarted,
        Allotted,
        OverrideProposed,
        OverrideRefused,
        LaneOverridden,
        ReferredToAudit,
        OfficerAway,
        OfficerBack,
        ReviewPassed,
        CargoJoined,
        Moved,
        PermitAnswered,
        PermitQuestions,
        AgencyAsked,
        AgencyAnswered,
        JointInspectionAsked,
        Escalated,
        ApprovalTaken,
        Decided,
        ExaminationOrdered,
        LaboratoryReported,
        Examined,
        DoubtRaised,
        DoubtAnswered,
        DoubtDecided,
        Reassessed,
        SecurityReturned,
        DocumentsSupplied,
        TaxNotified,
        Paid,
        Accepted,
        Presented,
        Requested,
        RequestDecided,
        Amended,
        Withdrawn,
        MessageRefused,
        Exited,
        PaymentFailed,
        PaymentOrdered,
        PaymentUnanswered,
        PaymentReversed,
        NoticeOverdue,
        AssessmentAnnounced,
        ReviewWaived,
        Corrected,
        AdditionDecided,
        Appealed,
        AppealDecided,
        RefundProposed,
        RefundConfirmed,
        RefundRefused,
        Refunded,
        DrawbackClaimed,
        DrawbackDecided,
        DutyDrawn,
        BankMoodSet,
        BankOrdered,
        BankAnswered,
        DeferralGranted,
        DeferralEnded,
        NoticeGathered,
        Reminded,
        Listed,
        ConsignmentSelected,
        ConsignmentScanned,
        SelectionLifted,
        DifferenceFound,
        DifferenceSettled,
        GoodsAbandoned,
        StorageExtended,
        StorageAsked,
        StorageRefused,
        ReturnAccepted,
        ReturnStopped,
        Returned,
        BillSplit,
        BillMerged,
        BillDrawn,
        ExpressListed,
        ExpressReviewed,
        VoyageReported,
        ManifestDischarged,
        RegimeDeclared,
        RegimeAccepted,
        RegimeRefused,
        SealsPutOn,
        RegimeDeparted,
        RegimeArrived,
        RegimeDischarged,
        GuaranteeClaimed,
        CollectionOrdered,
        CollectionAnswered,
        ProfileSet,
        ProfileEnded,
        TraderRegistered,
        MandateGiven,
        MandateEnded,
        TraderSuspended,
        TraderReinstated,
        AeoApplied,
        AeoGranted,
        AeoRefused,
        AeoWithdrawn,
        *get_args(ExerciseFact),
        *get_args(PlayFact),
        *get_args(LearnerFact),
    )
}
"""Every kind of event with its fact."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: in which stream (case id or cargo number), as which in line, when, by whom, and what.

    ``at`` is the room's clock, in UTC. Order is by ``sequence``, never by time. ``by`` is the part in which it was done, such
    as officer; ``person`` is who signed it, "" where eclear did it itself, or where nobody signs.
    """

    stream: str
    sequence: int
    at: datetime
    by: str
    fact: Fact
    person: str = ""

    @property
    def kind(self) -> str:
        """The kind of event, such as ``registered``."""
        return self.fact.kind
