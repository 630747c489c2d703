"""The timeline: what happened, when and by whom, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.decision import Lane
from eclear.casefile.events import Event
from eclear.casefile.examination import Examination
from eclear.casefile.lifecycle import term_of
from eclear.casefile.permit import Answer
from eclear.casefile.words import Term
from eclear.reference import country
from eclear.reference.country import LaneLook
from eclear.web.languages import _, word


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline: when, what, who, and a note; ``sequence`` is its place in the log."""

    sequence: int
    at: datetime
    what: Term
    who: Term
    note: str = ""


WHAT = {
    "rejected": Term("Rejected at the gate", "오류통보"),
    "registered": Term("Declaration registered", "접수"),
    "assessed": Term("Duty and tax assessed", "세액 산출"),
    "permits-determined": Term("Permits looked up", "요건 확인"),
    "permit-questions": Term("Questions of an agency answered", "요건 질의 응답"),
    "approval-taken": Term("Approval drawn on", "요건승인 수량 차감"),
    "scored": Term("Risk scored", "위험도 평가"),
    "selected": Term("Lane chosen", "C/S 선별"),
    "review-started": Term("Review begun", "심사진행"),
    "allotted": Term("Allotted", "배정"),
    "override-proposed": Term("Lighter lane proposed", "선별 완화 제안"),
    "override-refused": Term("Lighter lane refused", "선별 완화 불승인"),
    "lane-overridden": Term("Lane overridden", "선별 변경"),
    "referred-to-audit": Term("Referred to audit", "사후심사 의뢰"),
    "officer-away": Term("Officer away", "부재"),
    "officer-back": Term("Officer back", "복귀"),
    "review-passed": Term("Review passed", "심사 완료"),
    "cargo-joined": Term("Cargo found", "화물 연결"),
    "manifest-reviewed": Term("Manifest reviewed", "적하목록 심사완료"),
    "carried-in": Term("Carried in", "반입"),
    "carried-out": Term("Carried out", "반출"),
    "listed": Term("Listed in the manifest", "적하목록 제출"),
    "consignment-selected": Term("Consignment selected", "화물선별"),
    "consignment-scanned": Term("Consignment scanned", "X-ray 검색"),
    "selection-lifted": Term("Selection lifted", "선별 해제"),
    "profile-set": Term("Risk profile set", "우범 기준 등록·변경"),
    "profile-ended": Term("Risk profile ended", "우범 기준 종료"),
    "agency-asked": Term("Agency asked the trader", "요건기관 질의"),
    "agency-answered": Term("Trader answered the agency", "질의 회신"),
    "joint-inspection-asked": Term("Joint inspection asked for", "합동검사 요청"),
    "escalated": Term("Silence of an agency escalated", "상급기관 통보"),
    "examination-ordered": Term("Examination ordered", "검사지시"),
    "laboratory-reported": Term("Laboratory reported", "분석회보"),
    "examined": Term("Examination reported", "검사결과 등록"),
    "doubt-raised": Term("Doubt raised", "의심 제기"),
    "doubt-answered": Term("Doubt answered", "소명"),
    "doubt-decided": Term("Doubt decided", "의심 결정"),
    "reassessed": Term("Assessed again", "세액 재산출"),
    "security-returned": Term("Security ended", "담보 해제"),
    "documents-supplied": Term("Answer and papers handed in", "보완제출"),
    "tax-notified": Term("Tax notice sent", "고지"),
    "paid": Term("Payment received", "납부"),
    "accepted": Term("Accepted for release", "수리"),
    "accepted-export": Term("Accepted for export", "수출신고수리"),
    "presented": Term("Goods presented", "물품 제시"),
    "amended": Term("Declaration amended", "정정"),
    "amended-by-customs": Term("Amended and reassessed by customs", "세관 정정"),
    "withdrawn": Term("Declaration withdrawn", "취하"),
    "withdrawn-export": Term("Acceptance cancelled", "수리취소"),
    "message-refused": Term("Message refused", "전문 오류통보"),
    "exited": Term("Goods have left the country", "선적·출국 확인"),
    "payment-failed": Term("Account not covered", "잔액 부족"),
    "reminded": Term("Reminder sent", "독촉"),
    "trader-registered": Term("Registered as a trader", "거래자 등록"),
    "mandate-given": Term("Mandate given", "통관위임"),
    "mandate-ended": Term("Mandate ended", "통관위임 해지"),
    "trader-suspended": Term("Suspended", "업무정지"),
    "trader-reinstated": Term("Reinstated", "업무정지 해제"),
    "aeo-applied": Term("AEO status applied for", "AEO 신청"),
    "aeo-granted": Term("AEO status granted", "AEO 공인"),
    "aeo-refused": Term("AEO status refused", "AEO 불공인"),
    "aeo-withdrawn": Term("AEO status withdrawn", "AEO 공인취소"),
}
ANSWERED = {
    Answer.APPROVED: Term("Permit approved", "요건승인"),
    Answer.REFUSED: Term("Permit refused", "요건 거절"),
    Answer.WAIVED: Term("Permit waived", "요건면제"),
}
DECIDED = {
    "pass": Term("Review passed", "심사 완료"),
    "request-documents": Term("Documents requested", "보완요구"),
    "inspect": Term("Inspection ordered", "검사"),
    "hold": Term("Held", "통관보류"),
    "dismiss": Term("Dismissed", "각하"),
    "query": Term("Question asked", "질의"),
    "release": Term("Released against security", "담보제공 수리전 반출"),
    "challenge": Term("Value challenged", "신고가격 의문 제기"),
}
REQUESTED = {
    "COR": Term("Amendment asked for", "정정신청"),
    "INV": Term("Cancellation asked for", "취하신청"),
}
GRANTED = {True: Term("Request granted", "신청 승인"), False: Term("Request denied", "신청 불승인")}
ECLEAR, CUSTOMS, DECLARANT = Term("eclear, by itself", "시스템 자동"), Term("Customs", "세관"), Term("Declarant", "신고인")
CARRIER, SHED, PAYER, BANK, AGENCY = (
    Term("Carrier", "운송인"),
    Term("Shed", "보세구역"),
    Term("Payer", "납세자"),
    Term("Bank", "은행"),
    Term("Agency", "요건기관"),
)
AUTHORS = {
    "declarant": DECLARANT,
    "eclear": ECLEAR,
    "customs": CUSTOMS,
    "carrier": CARRIER,
    "shed": SHED,
    "payer": PAYER,
    "bank": BANK,
    "issuer": Term("Issuing side", "원산지증명서 발급 측"),
}
"""Who can be the author of an event; an agency signs with its code, an officer with a name, which stays with customs."""


def what(event: Event, export: bool = False) -> Term:
    """What an event is called."""
    fact = event.fact
    if isinstance(fact, ev.Moved):
        return WHAT[fact.report]
    if isinstance(fact, ev.PermitAnswered):
        return ANSWERED[fact.answer]
    if isinstance(fact, ev.Decided):
        return DECIDED[fact.verb]
    if isinstance(fact, ev.Requested):
        return REQUESTED[fact.type]
    if isinstance(fact, ev.RequestDecided):
        return GRANTED[fact.granted]
    if isinstance(fact, ev.Amended) and fact.by_customs:
        return WHAT["amended-by-customs"]
    of_export = f"{event.kind}-export"
    return WHAT[of_export if export and of_export in WHAT else event.kind]


def who(event: Event, agencies: frozenset[str]) -> Term:
    """Whose act an event is, as its author signed it; ``agencies`` are those that answered about the case."""
    return AGENCY if event.by in agencies else AUTHORS.get(event.by, CUSTOMS)


def answered_by(events: tuple[Event, ...]) -> frozenset[str]:
    """Return the agencies that answered, asked the trader or asked to see the goods."""
    signed = ev.PermitAnswered | ev.AgencyAsked | ev.JointInspectionAsked
    return frozenset(event.by for event in events if isinstance(event.fact, signed))


AT_ONCE = ("cargo-joined", "assessed", "permits-determined", "scored", "selected")
"""What follows a lodging within the same moment, and is told with it in one line."""

LODGING = {
    "registered": Term("Registered, assessed, scored", "접수·세액 산출·위험도 평가"),
    "amended": Term("Amended, assessed, scored again", "정정·세액 재산출·위험도 재평가"),
    "amended-by-customs": Term("Amended by customs, assessed, scored again", "세관 정정·세액 재산출·위험도 재평가"),
    "presented": Term("Goods presented, assessed again", "물품 제시·세액 재산출"),
}
"""How a lodging is called together with what follows it at once."""

NOBODY: Mapping[str, str] = {}


def officers(
    events: tuple[Event, ...], export: bool, beside: tuple[Event, ...] = (), names: Mapping[str, str] = NOBODY
) -> tuple[Happening, ...]:
    """Return the timeline for officers, the newest first; what eclear did on reception is one line.

    ``beside`` is what has streams of its own: messages about the case that were refused, and what customs ordered for its
    consignment. ``names`` are those of the officers, by their ids; whose name is not there is told by his id.
    """
    agencies, lodging = answered_by(events), events[0]
    looks = _looks(lodging)
    lines: list[Happening] = []
    for event in events:
        if lines and event.kind in AT_ONCE and event.at == lodging.at and lodging.kind in LODGING:
            lines[-1] = _with(lines[-1], _lodging(lodging), _note(event, looks, names) if event.kind == "selected" else "")
            continue
        lodging = event
        lines.append(Happening(event.sequence, event.at, what(event, export), who(event, agencies), _note(event, looks, names)))
    for event in beside:  # by time among the others, whose own order stays that of the log
        place = max((n for n, line in enumerate(lines, 1) if line.at <= event.at), default=0)
        lines.insert(place, Happening(0, event.at, what(event), who(event, agencies), _note(event, looks, names)))
    return tuple(reversed(lines))


def _lodging(event: Event) -> Term:
    own = isinstance(event.fact, ev.Amended) and event.fact.by_customs
    return LODGING["amended-by-customs" if own else event.kind]


def _with(line: Happening, what: Term, more: str) -> Happening:
    return replace(line, what=what, note=", ".join(filter(None, (more, line.note))))


def _looks(first: Event) -> Mapping[Lane, LaneLook]:
    """Return how the country of a case calls its lanes; nothing for a country without a folder."""
    law = country(first.fact.lodged.country) if isinstance(first.fact, ev.Registered | ev.Rejected) else None
    return law.lanes if law else {}


def _note(event: Event, looks: Mapping[Lane, LaneLook], names: Mapping[str, str]) -> str:
    fact = event.fact
    if isinstance(fact, ev.Decided):
        told = [text for text in (fact.reason, fact.law, fact.security) if text]
        return ". ".join((*(text.rstrip(".") for text in told[:-1]), *told[-1:]))
    if isinstance(fact, ev.Allotted):
        return ", ".join(filter(None, (names.get(fact.officer, fact.officer) or _("to the pool"), fact.reason)))
    if isinstance(fact, ev.OverrideProposed | ev.LaneOverridden):
        return ". ".join((f"{fact.lane} {word(looks[fact.lane].name if fact.lane in looks else fact.lane.term)}", fact.reason))
    if isinstance(fact, ev.OverrideRefused | ev.ReferredToAudit):
        return fact.reason
    if isinstance(fact, ev.Selected):
        lane = fact.decision.lane
        return f"{lane} {word(looks[lane].name if lane in looks else lane.term)}"
    if isinstance(fact, ev.Scored):
        return fact.why_not or (f"{fact.score.chance:.2f}" if fact.score else "")
    if isinstance(fact, ev.ReviewStarted):
        return word(term_of(fact.status))
    if isinstance(fact, ev.PermitAnswered):
        return ", ".join(filter(None, (fact.agency, fact.reference, fact.reason)))
    if isinstance(fact, ev.AgencyAsked | ev.AgencyAnswered | ev.JointInspectionAsked | ev.Escalated):
        return ", ".join((fact.agency, *_said(fact)))
    if isinstance(fact, ev.ExaminationOrdered):
        return ". ".join((word(fact.depth.term), fact.reason))
    if isinstance(fact, ev.LaboratoryReported):
        return f"{fact.sample}: {fact.finding}"
    if isinstance(fact, ev.PermitQuestions):
        return f"{fact.need.agency}, {word(fact.need.state.term)}"
    if isinstance(fact, ev.Moved):
        return fact.shed or ""
    if isinstance(fact, ev.CargoJoined):
        return fact.cargo
    if isinstance(fact, ev.Listed):
        return fact.line.goods
    if isinstance(fact, ev.ConsignmentSelected):
        return fact.selection.explanation
    if isinstance(fact, ev.ConsignmentScanned):
        return ", ".join(filter(None, (_("scan: clear") if fact.scan.clear else _("scan: not clear"), fact.scan.remark)))
    if isinstance(fact, ev.SelectionLifted):
        return fact.reason
    if isinstance(fact, ev.Registered) and fact.findings:
        return _("with something to check")
    if isinstance(fact, ev.Requested | ev.RequestDecided | ev.Withdrawn):
        return fact.reason or ""
    if isinstance(fact, ev.Amended) or (isinstance(fact, ev.Presented) and fact.request):
        facts = fact.reason if isinstance(fact, ev.Amended) else None
        return ". ".join(filter(None, (_("edition %(number)s", number=fact.edition), facts)))
    if isinstance(fact, ev.MessageRefused):
        return ", ".join(finding.code for finding in fact.findings)
    if isinstance(fact, ev.Exited):
        return fact.office or ""
    if isinstance(fact, ev.PaymentFailed):
        return fact.account or ""
    if isinstance(fact, ev.Examined):
        return _report(fact.examination)
    if isinstance(fact, ev.DoubtRaised):
        return ". ".join((word(fact.about.term), fact.grounds))
    if isinstance(fact, ev.DoubtAnswered | ev.DocumentsSupplied):
        return ", ".join((fact.text, *fact.documents))
    if isinstance(fact, ev.DoubtDecided):
        return ". ".join((word(fact.outcome.term), fact.grounds))
    if isinstance(fact, ev.Reminded):
        return _("of the payment") if fact.about == "payment" else _("of the exit")
    return ""


def _said(fact: ev.AgencyAsked | ev.AgencyAnswered | ev.JointInspectionAsked | ev.Escalated) -> tuple[str, ...]:
    if isinstance(fact, ev.AgencyAsked):
        return (fact.question,)
    if isinstance(fact, ev.AgencyAnswered):
        return (fact.text,)
    return (fact.to, fact.reason) if isinstance(fact, ev.Escalated) else (fact.reason,)


def _report(report: Examination) -> str:
    found = ", ".join(word(each.term) for each in report.found) or _("all as declared")
    return ". ".join(filter(None, (f"{word(report.depth.term)}: {found}", report.remark)))


TOLD = frozenset(
    {
        "rejected",
        "registered",
        "review-started",
        "review-passed",
        "cargo-moved",
        "permit-answered",
        "decided",
        "documents-supplied",
        "tax-notified",
        "paid",
        "accepted",
        "presented",
        "requested",
        "request-decided",
        "amended",
        "withdrawn",
        "exited",
        "listed",
    }
)
"""The kinds of events that everybody may be told. Any other kind is silent until somebody puts it here."""

TOLD_VERBS = frozenset({"pass", "request-documents", "inspect", "hold", "dismiss", "query", "release"})
"""The decisions that everybody may be told, by their kind and never with their reason."""

HEARD = frozenset(
    {
        "assessed",
        "permits-determined",
        "permit-questions",
        "agency-asked",
        "agency-answered",
        "scored",
        "selected",
        "cargo-joined",
        "payment-failed",
        "doubt-raised",
        "doubt-answered",
        "doubt-decided",
        "reassessed",
        "security-returned",
    }
)
"""What is told to nobody who waits for goods, but moves the tracks that he sees. What is in neither list has not happened for
him, not even as an event that says nothing: an examination, to whom a case was allotted, an order."""

PUBLIC = {
    "requested": Term("Request from the declarant", "신고인 신청"),
    "request-decided": Term("Request answered", "신청 처리"),
    "amended": Term("Declaration amended", "정정"),
}
"""What a request asks, how it was answered, and whether customs amended by itself, is not for everybody."""

PUBLIC_REVIEW = {
    "D4": Term("Under review", "심사진행"),
    "D5": Term("Documents requested", "보완요구"),
    "D6": Term("Inspection", "검사"),
    "E3": Term("Under review or inspection", "심사·검사"),
}


REVIEW = ("review-started", "review-passed", "request-decided")
"""Who reviewed, eclear or an officer, would tell the lane; for the public it is customs."""


def heard(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Return the events that are not for officers only, numbered anew: a number left out would tell that one was there."""
    known = (event for event in events if event.kind in TOLD or event.kind in HEARD)
    return tuple(replace(event, sequence=number) for number, event in enumerate(known, 1))


def public(events: tuple[Event, ...], export: bool) -> tuple[Happening, ...]:
    """Return the timeline for everybody: no score, no lane, no values, no names and no reasons; the newest first."""
    agencies = answered_by(events)
    return tuple(
        Happening(e.sequence, e.at, _public_what(e, export), CUSTOMS if e.kind in REVIEW else who(e, agencies))
        for e in reversed(events)
        if e.kind in TOLD and not (isinstance(e.fact, ev.Decided) and e.fact.verb not in TOLD_VERBS)
    )


def _public_what(event: Event, export: bool) -> Term:
    fact = event.fact
    if isinstance(fact, ev.ReviewStarted):
        return PUBLIC_REVIEW[fact.status]
    return PUBLIC.get(event.kind) or what(event, export)
