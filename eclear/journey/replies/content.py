"""What each reply says. One function for each WCO function code, from the moment to the reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.amendment import Change, pointers_of
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration, Step
from eclear.casefile.duty import DutyLine
from eclear.casefile.events import Event
from eclear.casefile.finding import Finding
from eclear.casefile.pointer import Place, place
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reply import Correction, Fault, Payment, Remark, Reply, Security, Status, TaxedItem, TaxLine
from eclear.casefile.words import UNWRITABLE
from eclear.reference import Country
from eclear.reference.replies import ReplyRule

LONGEST = 512
"""Characters of a statement."""

RELEASED, CLEARED, TO_TRADER, EXIT, DOCUMENTS = "A1", "A2", "AFB", "CEX", "ACA"
"""Statement codes and types of the profile: released, cleared; said to the trader, about the exit, about documents."""

WHOLE = pointers_of(Place("42A", "/MetaData/Declaration"))
"""The declaration as a whole, as a pointer."""

VOID_NOTICE = "The tax notice sent before is void. Do not pay it; a new one follows if anything is due."

CARRY_OUT = "Carry the goods out of the shed. The time to do so after acceptance is over."

MEANWHILE = "Nothing is decided yet. Until it is, the goods may leave against security."

CUSTOMS_OWN = "16"
"""The change reason of a correction that customs applied."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when an event happens: the case before and after it, the last lodging, and the requests so far.

    For the refusal of a message about a declaration there is no case.
    """

    event: Event
    country: Country
    case: Case | None
    since: Event | None
    requests: Mapping[int, ev.Requested]
    before: Case | None = None
    untold: tuple[Change, ...] = ()

    @property
    def request(self) -> ev.Requested | None:
        """The request that the event is about."""
        fact = self.event.fact
        return fact if isinstance(fact, ev.Requested) else self.requests.get(getattr(fact, "request", None) or 0)

    @property
    def arrives(self) -> bool:
        """True if the goods have arrived with this event."""
        return bool(self.case and self.case.has_arrived and not (self.before and self.before.has_arrived))

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the event changed in the declaration."""
        fact = self.event.fact
        return fact.changes if isinstance(fact, ev.Presented | ev.Amended) else ()


def _head(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """The head of every reply: its kind, its number, when, and about which declaration."""
    case = moment.case
    head = Reply(function=rule.code, id=number, issued=moment.event.at.replace(microsecond=0))
    if rule.status:
        head = replace(head, statuses=(Status(name=rule.status),))
    if case is None:
        return head
    return replace(head, lrn=case.lodged.lrn, number=case.number, version=str(case.edition))


def _accepted(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    assert moment.case is not None
    at = moment.case.presented
    return replace(_head(moment, rule, number), accepted=at and at.replace(microsecond=0), faults=_faults(moment.case.findings))


def _registered(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """Registered: a declaration, or a message about one, which is answered without a version."""
    head = _head(moment, rule, number)
    return replace(head, lrn=moment.request.lrn, version=None) if moment.request else head


def _rejected(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """Rejected at the gate, dismissed or challenged by an officer, or a message about a declaration refused."""
    head, fact = _head(moment, rule, number), moment.event.fact
    if isinstance(fact, ev.MessageRefused):
        head = replace(head, lrn=fact.lrn or None, number=fact.number)
        faults = _faults(fact.findings)
    elif isinstance(fact, ev.Decided) and fact.verb == "challenge":
        limit = _in_days(moment.event.at, moment.country.documents_days)
        head = _with(head, Remark(text=_cut(fact.reason), limit=limit, type=TO_TRADER))
        return replace(_appealable(head, moment), faults=(Fault(_cut(fact.reason), "CRE001", WHOLE),))
    elif isinstance(fact, ev.Decided):
        faults = (Fault(_cut(fact.reason), "DIS001", WHOLE),)
    else:
        assert moment.case is not None
        faults = _faults(moment.case.findings)
    return replace(_appealable(head, moment), faults=faults, rejected=head.issued)


def _to_be_examined(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    return _with(_head(moment, rule, number), _said(moment.event.fact))


def _documents(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    limit = _in_days(moment.event.at, moment.country.documents_days)
    remark = Remark(code=DOCUMENTS, text=_reason(moment.event.fact), limit=limit, type=DOCUMENTS)
    return _with(_head(moment, rule, number), remark)


def _corrected(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """Corrections applied: where, why, and the changed elements with their new values; or how a doubt was decided."""
    if isinstance(moment.event.fact, ev.DoubtDecided):
        return _doubt_decided(moment, moment.event.fact, _head(moment, rule, number))
    if isinstance(moment.event.fact, ev.Corrected | ev.AdditionDecided):
        return _after_acceptance(moment, moment.event.fact, _head(moment, rule, number))
    corrections = tuple(Correction(c.reason or CUSTOMS_OWN, pointers_of(c.place)) for c in moment.untold)
    reply, fact = replace(_head(moment, rule, number), corrections=corrections), moment.event.fact
    if isinstance(fact, ev.Amended) and moment.before is not None and moment.before.tax == "T2":
        reply = _with(reply, Remark(text=VOID_NOTICE, type=TO_TRADER))
    if isinstance(fact, ev.Amended) and fact.by_customs:  # a decision that goes against the trader: facts, law, appeal
        reply = _appealable(_with(reply, _said(fact)), moment)
    return reply


def _doubt_decided(moment: Moment, fact: ev.DoubtDecided, head: Reply) -> Reply:
    """A doubt decided: what, on which facts and by which law; an adverse decision also says where it is appealed."""
    outcome, items = fact.outcome, _doubted(moment, fact.doubt)
    head = _with(head, Remark(text=_cut(f"{outcome.term}. {fact.grounds}"), type=TO_TRADER, pointers=items))
    head = _with(head, Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER))
    for set in fact.values:
        told = f"Item {set.item}: {moment.country.currency} {set.value:,f} by method {set.method}. {set.grounds}"
        head = _with(head, Remark(text=_cut(told), type=TO_TRADER, pointers=_item(set.item)))
    if not outcome.adverse:
        return head
    if moment.before and moment.before.tax == "T2":
        head = _with(head, Remark(text=VOID_NOTICE, type=TO_TRADER))
    return _appealable(head, moment)


def _after_acceptance(moment: Moment, fact: ev.Corrected | ev.AdditionDecided, head: Reply) -> Reply:
    """A correction after the acceptance with its changes, or a decision on an addition; what is adverse says where it is
    appealed."""
    if isinstance(fact, ev.Corrected):
        changes = tuple(Correction(c.reason or CUSTOMS_OWN, pointers_of(c.place)) for c in fact.changes)
        head = replace(head, corrections=changes)
        said = f"{fact.how.term}. {fact.grounds}"
    else:
        said = f"Addition: {fact.currency} {fact.amount:,f}. {fact.grounds}"
    head = _with(head, Remark(text=_cut(said), type=TO_TRADER))
    if not fact.law:
        return head
    return _appealable(_with(head, Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER)), moment)


def _doubted(moment: Moment, number: int) -> tuple[Step, ...]:
    """Point to the item in doubt, or to the declaration where there are several."""
    items = next((doubt.items for doubt in moment.case.doubts if doubt.number == number), ()) if moment.case else ()
    return _item(items[0]) if len(items) == 1 else WHOLE


def _item(number: int) -> tuple[Step, ...]:
    return pointers_of(place(Declaration, "items", number))


def _released(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    fact = moment.event.fact
    security = fact.security if isinstance(fact, ev.Decided) else None
    if isinstance(fact, ev.Decided) and security and fact.form and fact.amount:
        security = f"{fact.form.term}, {moment.country.currency} {fact.amount:,f}. {security}"
    remark = Remark(code=RELEASED, text=_cut(security and f"Security: {security}"), type=TO_TRADER)
    return _with(_head(moment, rule, number), remark)


def _cleared(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    return _with(_head(moment, rule, number), Remark(code=CLEARED, type=TO_TRADER))


def _cancelled(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """The declaration has ended: at the trader's request, or with its goods, which went back abroad."""
    head, fact = _head(moment, rule, number), moment.event.fact
    gone = f"The goods have left the country under operation {fact.operation}." if isinstance(fact, ev.Returned) else None
    return replace(_with(head, Remark(text=gone or _reason(fact), type=TO_TRADER)), cancelled=head.issued)


def _decided(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    head, fact = _head(moment, rule, number), moment.event.fact
    if moment.request:
        head = replace(head, lrn=moment.request.lrn)
    head = _with(head, _said(fact))
    if isinstance(fact, ev.AppealDecided):
        head = _with(head, Remark(text=_cut(f"The appeal {'wins' if fact.won else 'is lost'}. {fact.grounds}"), type=TO_TRADER))
        return _with(head, Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER))
    if isinstance(fact, ev.Refunded):
        paid = moment.case.ledger.refund(fact.refund) if moment.case else None
        to = f" to account {paid.account}" if paid and paid.account else ""
        said = f"Refund {fact.refund}: {fact.currency} {fact.amount:,f} was paid out{to}, order {fact.order}."
        return _with(head, Remark(text=_cut(said), type=TO_TRADER))
    denied = isinstance(fact, ev.RequestDecided | ev.DrawbackDecided) and not fact.granted
    return _appealable(head, moment) if denied else head


def _taxed(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """A tax notice: every line of every item, and the payment where one is asked for."""
    case, fact = moment.case, moment.event.fact
    assert case is not None
    head = _at_bank(_head(moment, rule, number), moment.country)
    lines = case.assessment.lines if case.assessment else ()
    numbers = dict.fromkeys(value.item for value in case.assessment.values) if case.assessment else {}
    items = tuple(TaxedItem(item, tuple(map(_line, (line for line in lines if line.item == item)))) for item in numbers)
    payments: tuple[Payment, ...] = ()
    if isinstance(fact, ev.TaxNotified):
        amount = Amount(fact.amount, fact.currency)
        payments = (Payment(reference=fact.notice, assessed=amount, due=fact.due_by, amount=amount),)
    return replace(head, items=items, payments=payments)


def _unpaid(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """The balance does not suffice, or a reminder: what is still to be paid."""
    case, fact = moment.case, moment.event.fact
    assert case is not None and case.assessment is not None
    account = fact.account if isinstance(fact, ev.PaymentFailed) else None
    limit = fact.limit if isinstance(fact, ev.Reminded) else getattr(fact, "due_by", case.notice_due)
    owed = fact.amount if isinstance(fact, ev.PaymentFailed | ev.NoticeOverdue) else case.ledger.outstanding
    amount = Amount(owed, case.assessment.currency)
    payment = Payment(due=limit, amount=amount, securities=(Security(_cut(account, 35)),) if account else ())
    return replace(_at_bank(_head(moment, rule, number), moment.country), payments=(payment,))


def _exited(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    fact = moment.event.fact
    office = fact.office if isinstance(fact, ev.Exited) else None
    status = Status(effective=moment.event.at.replace(microsecond=0), name=RELEASED)
    return replace(_with(_head(moment, rule, number), Remark(text=_cut(office), type=EXIT)), statuses=(status,))


def _exit_outstanding(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    fact = moment.event.fact
    return _with(_head(moment, rule, number), Remark(limit=fact.limit if isinstance(fact, ev.Reminded) else None, type=EXIT))


def _asked(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    """A question of customs or of an agency, the grounds of a doubt with the time to answer, or why goods still lie in a shed."""
    fact = moment.event.fact
    if isinstance(fact, ev.DoubtRaised):
        items = ", ".join(map(str, fact.items))
        grounds = Remark(
            text=_cut(f"{fact.about.term}, item {items}. {fact.grounds}"),
            limit=fact.answer_by,
            type=TO_TRADER,
            pointers=_doubted(moment, fact.doubt),
        )
        law = Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER)
        meanwhile = Remark(text=MEANWHILE, type=TO_TRADER)
        return _with(_with(_with(_head(moment, rule, number), grounds), law), meanwhile)
    if isinstance(fact, ev.AssessmentAnnounced):
        said = Remark(text=_cut(f"Reassessment announced. {fact.grounds}"), limit=fact.review_by, type=TO_TRADER)
        law = Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER)
        more = Remark(text=_cut(f"Owed more: {fact.currency} {fact.more:,f}"), type=TO_TRADER)
        return _appealable(_with(_with(_with(_head(moment, rule, number), said), law), more), moment)
    if isinstance(fact, ev.Reminded):
        return _with(_head(moment, rule, number), Remark(text=CARRY_OUT, limit=fact.limit, type=TO_TRADER))
    limit = _in_days(moment.event.at, moment.country.documents_days)
    text = f"{fact.agency} asks: {fact.question}" if isinstance(fact, ev.AgencyAsked) else _reason(fact)
    return _with(_head(moment, rule, number), Remark(text=_cut(text), limit=limit, type=TO_TRADER))


def _detained(moment: Moment, rule: ReplyRule, number: str) -> Reply:
    return _appealable(_with(_head(moment, rule, number), _said(moment.event.fact)), moment)


CONTENT: Mapping[str, Callable[[Moment, ReplyRule, str], Reply]] = {
    "01": _accepted,
    "02": _registered,
    "03": _rejected,
    "05": _to_be_examined,
    "06": _documents,
    "07": _corrected,
    "08": _released,
    "09": _cleared,
    "10": _cancelled,
    "11": _decided,
    "13": _taxed,
    "14": _unpaid,
    "15": _unpaid,
    "16": _exited,
    "18": _exit_outstanding,
    "51": _asked,
    "52": _detained,
}
"""For each reply what fills it."""


def _faults(findings: tuple[Finding, ...]) -> tuple[Fault, ...]:
    return tuple(Fault(_cut(f.message), f.code.replace("-", "")[:8], pointers_of(f.place)) for f in findings)


def _line(line: DutyLine) -> TaxLine:
    return TaxLine(
        base=None if line.unit else Amount(line.base, line.currency),
        quantity=Measure(line.base, line.unit) if line.unit else None,
        regime=line.basis if len(line.basis) <= 3 else None,
        rate=line.rate if line.rate != line.rate.to_integral_value() else Decimal(int(line.rate)),
        type=line.type,
        deduction=Amount(line.suspended + line.relief, line.currency),
        assessed=Amount(line.amount + line.suspended + line.relief, line.currency),
        payable=Amount(line.amount, line.currency),
    )


def _appealable(reply: Reply, moment: Moment) -> Reply:
    """An adverse decision says on which law it rests, and where it can be appealed."""
    told, fact = moment.country.replies, moment.event.fact
    if isinstance(fact, ev.Decided | ev.RequestDecided | ev.Amended | ev.DrawbackDecided) and fact.law:
        reply = _with(reply, Remark(text=_cut(f"Law: {fact.law}"), type=TO_TRADER))
    own = fact.appeal if isinstance(fact, ev.Corrected | ev.AdditionDecided | ev.AssessmentAnnounced) else None
    office, text = (own.office, own.text) if own else (told.appeal_office, told.appeal)
    return _with(replace(reply, appeal_office=office), Remark(text=_cut(text.en), type=TO_TRADER))


def _at_bank(reply: Reply, country: Country) -> Reply:
    bank = country.replies.bank
    return replace(reply, bank_reference=bank[0], bank_account=bank[1]) if bank else reply


def _with(reply: Reply, remark: Remark | None) -> Reply:
    return replace(reply, remarks=(*reply.remarks, remark)) if remark else reply


def _said(fact: ev.Fact) -> Remark | None:
    reason = _reason(fact)
    return Remark(text=reason, type=TO_TRADER) if reason else None


def _reason(fact: ev.Fact) -> str | None:
    return _cut(getattr(fact, "reason", None))


def _cut(text: str | None, longest: int = LONGEST) -> str | None:
    """Return a text as a message can carry it: no longer than a statement, and without characters that XML has no place for."""
    text = UNWRITABLE.sub("\ufffd", text or "")
    return (text if len(text) <= longest else text[: longest - 3] + "...") or None


def _in_days(at: datetime, days: int) -> datetime:
    return (at + timedelta(days=days)).replace(microsecond=0)
