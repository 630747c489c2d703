"""What happens to a case and to cargo. The event log is the truth; everything else is worked out from it.

Each kind of event is one frozen dataclass, its fact. Kinds are a public contract: a fact that must change gets a new
version, and the old one is read by upcasting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.amendment import Change
from eclear.casefile.decision import Decision, Lane
from eclear.casefile.doubt import About, Appeal, Outcome, Side
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment, Circumstances, DeterminedValue
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.finding import Finding
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.permit import Answer, PermitNeed
from eclear.casefile.profile import Profile
from eclear.casefile.score import Score
from eclear.casefile.security import Form
from eclear.casefile.selection import Scan, Selection
from eclear.casefile.words import Term


@dataclass(frozen=True, slots=True)
class Lodged:
    """The head of a declaration as it arrived: whose it is, what it is about, and the digest of its bytes.

    ``adds_to`` are the keys of the records that an import adds to once it is registered
    (:func:`~eclear.casefile.conduct.keys_of`): those of the first edition, whatever is amended later. An export adds to
    none, nor does what was recorded before such records were kept.
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


@dataclass(frozen=True, slots=True)
class Moved:
    """A report about the cargo: manifest-reviewed, carried-in (반입) or carried-out (반출)."""

    kind: ClassVar[str] = "cargo-moved"
    version: ClassVar[int] = 1
    cargo: str
    report: str
    shed: str | None = None


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
    """고지: the tax notice went to the payer."""

    kind: ClassVar[str] = "tax-notified"
    version: ClassVar[int] = 1
    notice: str
    amount: Decimal
    currency: str
    due_by: date | None


@dataclass(frozen=True, slots=True)
class Paid:
    """납부: the payment arrived."""

    kind: ClassVar[str] = "paid"
    version: ClassVar[int] = 1
    amount: Decimal
    currency: str


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
    | Reminded
    | Listed
    | ConsignmentSelected
    | ConsignmentScanned
    | SelectionLifted
    | ProfileSet
    | ProfileEnded
    | TraderFact
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
        Reminded,
        Listed,
        ConsignmentSelected,
        ConsignmentScanned,
        SelectionLifted,
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
