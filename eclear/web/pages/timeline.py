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
from eclear.casefile.notice import NoticeKind
from eclear.casefile.permit import Answer
from eclear.casefile.tally import Tally
from eclear.casefile.words import Term
from eclear.reference import country
from eclear.reference.country import LaneLook
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.persons import called


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline: when, what, who, and a note; ``sequence`` is its place in the log."""

    sequence: int
    at: datetime
    what: Term
    who: Term
    note: str = ""


WHAT = {
    "exercise-opened": Term("Exercise opened", "실습 개설"),
    "exercise-started": Term("Exercise started", "실습 시작"),
    "exercise-paused": Term("Exercise paused", "실습 일시정지"),
    "speed-set": Term("Speed set", "배속 변경"),
    "clock-jumped": Term("Clock jumped ahead", "시각 건너뛰기"),
    "inject-sent": Term("Inject sent", "상황 부여"),
    "hint-sent": Term("Hint sent", "도움말 제공"),
    "play-reset": Term("Begun anew", "다시 시작"),
    "exercise-ended": Term("Exercise ended", "실습 종료"),
    "mark-contested": Term("Mark contested", "평가 이의제기"),
    "contest-answered": Term("Contest answered", "이의 답변"),
    "mark-overridden": Term("Mark overridden", "평가 변경"),
    "certificate-issued": Term("Certificate issued", "수료증 발급"),
    "plan-saved": Term("Action plan saved", "실행계획 저장"),
    "knowledge-tested": Term("Test of knowledge answered", "지식 평가 응시"),
    "play-opened": Term("Play laid out", "실습 준비"),
    "injected": Term("Something came", "상황 발생"),
    "hint-given": Term("Hint given", "도움말"),
    "guessed": Term("Estimate given", "추정 확률 입력"),
    "evidence-noted": Term("Evidence cited", "증거 제시"),
    "evidence-struck": Term("Evidence struck", "증거 철회"),
    "approach-reported": Term("Approach put on record", "청탁 신고"),
    "play-finished": Term("Handed in", "실습 제출"),
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
    "arrived": Term("Arrived", "입항보고"),
    "unloaded": Term("Unloaded", "하선·하기신고"),
    "bonded-out": Term("Left under bond", "보세운송 반출"),
    "bonded-in": Term("Arrived under bond", "보세운송 반입"),
    "carried-in": Term("Carried in", "반입"),
    "carried-out": Term("Carried out", "반출"),
    "listed": Term("Listed in the manifest", "적하목록 제출"),
    "consignment-selected": Term("Consignment selected", "화물선별"),
    "consignment-scanned": Term("Consignment scanned", "X-ray 검색"),
    "selection-lifted": Term("Selection lifted", "선별 해제"),
    "difference-found": Term("Landed otherwise than listed", "과부족 발생"),
    "difference-settled": Term("Difference settled", "과부족 처리"),
    "goods-abandoned": Term("Goods abandoned", "화물 포기"),
    "storage-extended": Term("Storage period extended", "장치기간 연장"),
    "storage-asked": Term("Longer storage asked for", "장치기간 연장 신청"),
    "storage-refused": Term("Longer storage refused", "장치기간 연장 불승인"),
    "return-accepted": Term("Return accepted", "반송신고 수리"),
    "return-stopped": Term("Return stopped", "반송 중지"),
    "returned": Term("Returned abroad", "반송"),
    "bill-split": Term("Bill split", "B/L 분할"),
    "bill-merged": Term("Bill merged", "B/L 합병"),
    "bill-drawn": Term("Goods of other bills", "분할·합병 B/L"),
    "express-listed": Term("On an express list", "통관목록접수"),
    "express-reviewed": Term("Express list reviewed", "통관목록심사완료"),
    "voyage-reported": Term("Arrival of the voyage reported", "입항보고 제출"),
    "manifest-discharged": Term("Manifest discharged", "적하목록 정리"),
    "regime-declared": Term("Declared for a regime", "보세운송·통과 신고"),
    "regime-accepted": Term("Regime accepted", "보세운송·통과 신고수리"),
    "regime-refused": Term("Regime refused", "보세운송·통과 불수리"),
    "seals-put-on": Term("Seals put on", "봉인"),
    "regime-departed": Term("Departed under bond", "보세운송 출발"),
    "regime-arrived": Term("Presented at destination", "보세운송 도착"),
    "regime-discharged": Term("Regime discharged", "이행완료"),
    "guarantee-claimed": Term("Duty claimed from the guarantee", "담보 충당"),
    "collection-ordered": Term("Bank told to collect", "담보 충당 지시"),
    "collection-answered": Term("Bank has answered", "담보 충당 결과"),
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
    "payment-ordered": Term("Payment ordered", "납부 지시"),
    "payment-unanswered": Term("Bank did not answer in time", "은행 미응답"),
    "payment-reversed": Term("Payment taken back", "납부 취소"),
    "notice-overdue": Term("Notice overdue", "체납"),
    "assessment-announced": Term("Reassessment announced", "과세전통지"),
    "review-waived": Term("Review waived", "조기 결정 신청"),
    "corrected": Term("Corrected after acceptance", "수리 후 정정"),
    "addition-decided": Term("Addition decided", "가산세 결정"),
    "appealed": Term("Appeal made", "불복 청구"),
    "appeal-decided": Term("Appeal decided", "불복 결정"),
    "refund-proposed": Term("Refund proposed", "환급 제안"),
    "refund-confirmed": Term("Refund confirmed", "환급 결정"),
    "refund-refused": Term("Refund not confirmed", "환급 불승인"),
    "refunded": Term("Refunded", "환급"),
    "drawback-claimed": Term("Drawback claimed", "관세환급 신청"),
    "drawback-decided": Term("Claim for drawback decided", "관세환급 결정"),
    "duty-drawn": Term("Duty drawn on by an export", "환급 수량 차감"),
    "bank-mood-set": Term("Teaching bank set", "교육용 은행 설정"),
    "bank-ordered": Term("Bank took an order", "은행 지시 접수"),
    "bank-answered": Term("Bank answered", "은행 응답"),
    "deferral-granted": Term("Monthly account approved", "월별납부 승인"),
    "deferral-ended": Term("Monthly account ended", "월별납부 승인 취소"),
    "notice-gathered": Term("Notice put on a statement", "월별납부 합산"),
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
        return ", ".join(filter(None, (names.get(fact.officer, called(fact.officer)) or _("to the pool"), fact.reason)))
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
        return ", ".join(filter(None, (fact.shed, counted(fact.tally), fact.basis)))
    if isinstance(fact, ev.DifferenceFound):
        landed = _("%(landed)s landed", landed=counted(fact.landed))
        listed = _("%(listed)s listed", listed=counted(fact.listed)) if fact.listed else ""
        return ". ".join(filter(None, (word(fact.difference.term), landed, listed)))
    if isinstance(fact, ev.RegimeDeclared):
        return fact.operation.cargo
    if isinstance(fact, ev.RegimeAccepted):
        return _("until %(day)s", day=fact.due.isoformat())
    if isinstance(fact, ev.SealsPutOn):
        return ", ".join(fact.seals)
    if isinstance(fact, ev.RegimeArrived):
        return ", ".join(filter(None, (_("seals intact") if fact.intact else _("seals not intact"), fact.remark)))
    if isinstance(fact, ev.RegimeRefused | ev.GuaranteeClaimed):
        return fact.reason
    if isinstance(fact, ev.CollectionOrdered):
        return f"{fact.order}, {fact.account}, {wording.summed(fact.amount, fact.currency)}"
    if isinstance(fact, ev.CollectionAnswered):
        return _("%(order)s paid", order=fact.order) if fact.paid else _("%(order)s refused", order=fact.order)
    if isinstance(fact, ev.BillSplit):
        return ", ".join(part.number for part in fact.parts)
    if isinstance(fact, ev.BillMerged):
        return fact.into
    if isinstance(fact, ev.BillDrawn):
        return ", ".join(fact.of)
    if isinstance(fact, ev.ReturnAccepted | ev.Returned):
        return fact.operation
    if isinstance(fact, ev.ReturnStopped):
        return f"{fact.operation}. {fact.reason}"
    if isinstance(fact, ev.StorageExtended | ev.StorageAsked):
        return f"{fact.until}. {fact.reason}"
    if isinstance(fact, ev.DifferenceSettled | ev.GoodsAbandoned | ev.ExpressReviewed | ev.StorageRefused):
        return fact.reason
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
    if money := about_money(fact):
        return money
    if isinstance(fact, ev.Examined):
        return _report(fact.examination)
    if isinstance(fact, ev.DoubtRaised):
        return ". ".join((word(fact.about.term), fact.grounds))
    if isinstance(fact, ev.DoubtAnswered | ev.DocumentsSupplied):
        return ", ".join((fact.text, *fact.documents))
    if isinstance(fact, ev.DoubtDecided):
        return ". ".join((word(fact.outcome.term), fact.grounds))
    if isinstance(fact, ev.Reminded):
        return reminded(fact)
    return ""


def reminded(fact: ev.Reminded) -> str:
    """Return what a reminder is about."""
    about = {
        "payment": _("The payment is outstanding."),
        "exit": _("The exit is outstanding."),
        "carry-out": _("The carry-out is outstanding."),
    }
    return about.get(fact.about, fact.about)


def counted(tally: Tally | None) -> str:
    """Write a tally in figures and words; "" for none."""
    if tally is None:
        return ""
    if tally.gross_mass_kg is None:
        return _("%(packages)s packages", packages=tally.packages)
    return _("%(packages)s packages, %(mass)s kg", packages=tally.packages, mass=f"{tally.gross_mass_kg:f}")


def _said(fact: ev.AgencyAsked | ev.AgencyAnswered | ev.JointInspectionAsked | ev.Escalated) -> tuple[str, ...]:
    if isinstance(fact, ev.AgencyAsked):
        return (fact.question,)
    if isinstance(fact, ev.AgencyAnswered):
        return (fact.text,)
    return (fact.to, fact.reason) if isinstance(fact, ev.Escalated) else (fact.reason,)


def _report(report: Examination) -> str:
    found = ", ".join(word(each.term) for each in report.found) or _("all as declared")
    return ". ".join(filter(None, (f"{word(report.depth.term)}: {found}", report.remark)))


def about_money(fact: ev.Fact) -> str:
    """Return what a line of the timeline says about an event of money; "" for others, and where nothing is to be said."""
    if isinstance(fact, ev.TaxNotified) and fact.of is not NoticeKind.DUTY:
        return f"{word(fact.of.term)}, {wording.summed(fact.amount, fact.currency)}"
    if isinstance(fact, ev.PaymentOrdered | ev.PaymentUnanswered):
        return fact.order
    if isinstance(fact, ev.PaymentReversed):
        return f"{fact.order}, {wording.summed(fact.amount, fact.currency)}. {fact.reason}"
    if isinstance(fact, ev.NoticeOverdue):
        return f"{fact.notice}, {wording.summed(fact.amount, fact.currency)}"
    if isinstance(fact, ev.Corrected):
        return f"{word(fact.how.term)}. {fact.grounds}"
    if isinstance(fact, ev.AssessmentAnnounced | ev.AdditionDecided | ev.AppealDecided):
        return ". ".join(filter(None, (fact.grounds, fact.law)))
    if isinstance(fact, ev.Appealed):
        return f"{word(fact.stage.term)}. {fact.grounds}"
    if isinstance(fact, ev.RefundProposed):
        return f"{wording.summed(fact.amount, fact.currency)}. {fact.reason}"
    if isinstance(fact, ev.Refunded | ev.DrawbackClaimed):
        return wording.summed(fact.amount, fact.currency)
    if isinstance(fact, ev.RefundRefused | ev.DrawbackDecided):
        return fact.reason
    return ""


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
        "bill-split",
        "bill-merged",
        "bill-drawn",
        "goods-abandoned",
        "storage-extended",
        "return-accepted",
        "return-stopped",
        "returned",
        "express-listed",
    }
)
"""The kinds of events that everybody may be told. Any other kind is silent until somebody puts it here."""

TOLD_VERBS = frozenset({"pass", "request-documents", "inspect", "hold", "dismiss", "query", "release"})
"""The decisions that everybody may be told, by their kind and never with their reason."""

HEARD = frozenset(
    {
        "difference-found",
        "difference-settled",
        "assessed",
        "permits-determined",
        "permit-questions",
        "agency-asked",
        "agency-answered",
        "scored",
        "selected",
        "cargo-joined",
        "payment-failed",
        "payment-ordered",
        "payment-unanswered",
        "payment-reversed",
        "notice-overdue",
        "assessment-announced",
        "review-waived",
        "corrected",
        "addition-decided",
        "appealed",
        "appeal-decided",
        "refund-proposed",
        "refund-confirmed",
        "refund-refused",
        "refunded",
        "drawback-claimed",
        "drawback-decided",
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
