"""The money card of a case: what is owed, paid and held, drawn as one bar; notices with their state; and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.correction import Correction
from eclear.casefile.money import Ledger, Notice
from eclear.casefile.notice import Against, Drawback, DrawnPart, How, NoticeState, PaymentState, RefundState
from eclear.casefile.person import Role, Seated
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term
from eclear.clearance.appealing import possible
from eclear.clearance.banking import accounts_of
from eclear.clearance.correction_message import CORRECTABLE
from eclear.clearance.integrity import bar_to_confirm, bar_to_decide
from eclear.clearance.office import country_of, today
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.money_clocks import Clock, money_clocks

LOOKS = {
    NoticeState.OPEN: "wait",
    NoticeState.ORDERED: "wait",
    NoticeState.UNANSWERED: "stop",
    NoticeState.OVERDUE: "stop",
    NoticeState.PAID: "ok",
    NoticeState.VOID: "quiet",
}
"""The look of the tag of a notice, by its state."""

PAYMENTS = {
    PaymentState.ORDERED: Term("Bank has not answered yet", "은행 처리 중"),
    PaymentState.UNANSWERED: Term("Bank did not answer in time", "은행 미응답"),
    PaymentState.SETTLED: Term("Paid", "납부"),
    PaymentState.REFUSED: Term("Bank refused", "지급 거절"),
    PaymentState.REVERSED: Term("Taken back by the bank", "납부 취소"),
}
PARTS = {
    "paid": Term("Paid", "납부"),
    "held": Term("Held as security", "담보액"),
    "open": Term("Outstanding", "미납액"),
    "over": Term("Paid too much", "과오납액"),
    "back": Term("Paid back", "환급액"),
}
CLAIM_OF_TRADER = Term("Claim for less", "경정청구")
WAYS = tuple(
    (how.value, CLAIM_OF_TRADER if how is How.CLAIM else how.term) for how in (How.SELF_CORRECTION, How.AMENDED_RETURN, How.CLAIM)
)
"""How a trader corrects what was accepted."""

Won = Callable[[Decimal], str]
"""How a sum of this case is written."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar: which, where it begins and how wide it is, in thousandths, and its sum."""

    part: str
    name: Term
    x: int
    width: int
    amount: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as it is shown; ``to_pay`` is "" where there is no button to pay it."""

    number: str
    kind: Term
    amount: str
    due_by: date | None
    state: Term
    look: str
    to_pay: str
    gathered: str
    correction: int


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """An order to the bank, as it is shown."""

    order: str
    notice: str
    amount: str
    account: str
    state: Term
    at: datetime
    can_reverse: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A refund as it is shown; ``bar`` says why who reads it cannot confirm it."""

    number: int
    amount: str
    reason: str
    state: Term
    waits: bool
    may_confirm: bool
    said: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction after the acceptance, or one that is announced: what it is, what it makes, and what comes next."""

    number: int
    how: Term
    at: datetime
    grounds: str
    law: str
    more: str
    announced: bool
    dropped: bool
    review_by: date | None
    can_make: bool
    can_waive: bool
    addition: str
    addition_open: bool


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal: against what, at which stage, and how it went."""

    number: int
    stage: Term
    against: Term
    correction: int
    grounds: str
    open: bool
    won: bool
    answer: str
    law: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class AppealChoice:
    """An appeal that can be made: where it goes, until when, and how sure that limit is."""

    against: Against
    name: Term
    correction: int
    stage: Term
    office: str
    until: date
    mark: str


@dataclass(frozen=True, slots=True)
class DrawbackLine:
    """A claim for drawback: of each import its case, its number and what was used of it; the sum, and how it was answered."""

    parts: tuple[tuple[str, str, str, str], ...]
    amount: str
    state: Term
    look: str
    answer: str
    law: str


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """All about the money of a case, from one side of the counter: ``side`` is trader or officer, ``again`` is the sentence for
    who has just paid what was paid before."""

    side: str
    again: str
    segments: tuple[Segment, ...]
    told: str
    sums: tuple[tuple[str, Term, str], ...]
    notices: tuple[NoticeLine, ...]
    payments: tuple[PaymentLine, ...]
    accounts: tuple[str, ...]
    refunds: tuple[RefundLine, ...]
    refundable: str
    can_propose: bool
    corrections: tuple[CorrectionLine, ...]
    appeals: tuple[AppealLine, ...]
    choices: tuple[AppealChoice, ...]
    can_correct: bool
    ways: tuple[tuple[str, Term], ...]
    figures: tuple[tuple[str, Term], ...]
    items: int
    can_announce: bool
    can_claim: bool
    drawbacks: tuple[DrawbackLine, ...]
    can_decide_claim: bool
    clocks: tuple[Clock, ...]
    late: str
    marks: str

    @property
    def shown(self) -> bool:
        """True if there is anything to show."""
        return bool(self.notices or self.sums or self.can_claim or self.drawbacks or self.clocks)


def money_card(
    case: Case, now: datetime, me: Seated, *, trader: bool, again: bool = False, cargo: Cargo | None = None
) -> MoneyCard:
    """Return the money card of a case for its trader, or for officers."""
    ledger, office = case.ledger, not trader
    decides = office and bar_to_decide(me, case, after_release=True) is None
    accepted = case.accepted is not None and not case.is_export and case.assessment is not None
    corrected = accepted and case.request is None

    def won(amount: Decimal) -> str:
        return wording.money(Amount(amount, ledger.currency), case.lodged.country)

    sums = (
        ("", Term("Owed", "부과액"), ledger.owed),
        ("paid", PARTS["paid"], ledger.paid),
        ("open", PARTS["open"], ledger.outstanding),
        ("held", PARTS["held"], ledger.held),
        ("over", PARTS["over"], ledger.overpaid),
        ("back", PARTS["back"], ledger.refunded),
    )
    shown = tuple(
        (part, name, won(amount)) for n, (part, name, amount) in enumerate(sums) if amount or (n < 3 and ledger.notices)
    )
    return MoneyCard(
        side="trader" if trader else "officer",
        again=_("This notice was paid before, or is being paid. Nothing was paid again.") if again else "",
        segments=_segments(ledger, won),
        told=", ".join(f"{word(name)} {amount}" for _part, name, amount in shown),
        sums=shown,
        notices=tuple(_notice(ledger, notice, won) for notice in reversed(ledger.notices)),
        payments=tuple(
            PaymentLine(
                one.order,
                one.notice,
                won(one.amount),
                one.account,
                PAYMENTS[one.state],
                one.answered or one.ordered,
                one.state is PaymentState.SETTLED and bool(one.order) and office and me.plays(Role.OFFICER, Role.SUPERVISOR),
            )
            for one in reversed(ledger.payments)
        ),
        accounts=accounts_of(case.lodged.trader),
        refunds=tuple(
            RefundLine(
                one.number,
                won(one.amount),
                one.reason if office else "",
                one.state.term,
                one.state is RefundState.PROPOSED,
                office and one.state is RefundState.PROPOSED and bar_to_confirm(me, case, one.officer) is None,
                one.said if office else "",
            )
            for one in reversed(ledger.refunds)
            if office or one.state in (RefundState.CONFIRMED, RefundState.PAID)
        ),
        refundable=won(ledger.refundable) if ledger.refundable > 0 else "",
        can_propose=decides and ledger.refundable > 0,
        corrections=tuple(_correction(case, one, now, decides, trader, won) for one in reversed(case.corrections)),
        appeals=tuple(_appeals(case, me, office)),
        choices=_choices(case, now) if trader or me.post is None else (),
        can_correct=corrected and case.announced is None and (trader or me.post is None),
        ways=WAYS,
        figures=tuple(CORRECTABLE.items()),
        items=case.lodged.items,
        can_announce=corrected and decides and case.announced is None,
        can_claim=case.status == "E6" and not (ledger.claimed or ledger.credit) and (trader or me.post is None),
        drawbacks=tuple(_drawback(one, won) for one in reversed(ledger.drawbacks)),
        can_decide_claim=decides and bool(ledger.claimed),
        clocks=money_clocks(case, now, cargo),
        late=_("What the law adds for paying late is not established here, so nothing is added.") if case.tax == "T4" else "",
        marks=_marks(case, now) if corrected else "",
    )


def _segments(ledger: Ledger, won: Won) -> tuple[Segment, ...]:
    """Share the bar out: what was paid of what is owed, what is outstanding, what is overpaid, held, and paid back."""
    paid = min(ledger.paid, ledger.owed)
    parts = (
        ("paid", paid),
        ("open", ledger.outstanding),
        ("over", ledger.overpaid),
        ("held", ledger.held),
        ("back", ledger.refunded),
    )
    whole = sum((amount for _part, amount in parts if amount > 0), Decimal(0))
    found, x = [], 0
    for part, amount in parts:
        if amount > 0:
            width = max(8, int(1000 * amount / whole))
            found.append(Segment(part, PARTS[part], x, min(width, 1000 - x), won(amount)))
            x += width
    return tuple(found)


def _notice(ledger: Ledger, notice: Notice, won: Won) -> NoticeLine:
    state = ledger.state_of(notice)
    payable = state in (NoticeState.OPEN, NoticeState.OVERDUE) and not notice.gathered
    return NoticeLine(
        notice.number,
        notice.kind.term,
        won(notice.amount),
        notice.due_by,
        state.term,
        LOOKS[state],
        won(ledger.to_pay(notice)) if payable else "",
        notice.gathered,
        notice.correction,
    )


ANSWERED = {
    None: (Term("Drawback claimed", "관세환급 신청"), "wait"),
    True: (Term("Granted", "승인"), "ok"),
    False: (Term("Denied", "불승인"), "stop"),
}
"""How a claim for drawback stands, and the look of that."""


def _drawback(one: Drawback, won: Won) -> DrawbackLine:
    state, look = ANSWERED[one.granted]
    parts = tuple((part.case, part.number, _used(part), won(part.amount)) for part in one.parts)
    return DrawbackLine(parts, won(one.amount), state, look, one.answer, one.law)


def _used(part: DrawnPart) -> str:
    imported = wording.measure(Measure(part.imported, part.unit))
    used = wording.number(part.quantity)
    return _("Item %(item)s: %(used)s of %(imported)s.", item=part.item, used=used, imported=imported)


def _correction(case: Case, one: Correction, now: datetime, decides: bool, trader: bool, won: Won) -> CorrectionLine:
    announced = one.made is None and not one.dropped
    reviews = [each for each in case.appeals if each.against is Against.ANNOUNCEMENT and each.correction == one.number]
    over = one.waived or reviews or one.more < 0 or (one.review_by is not None and today(now, country_of(case)) > one.review_by)
    reassessed = one.how is How.REASSESSMENT and one.made is not None and not one.dropped and one.more > 0
    return CorrectionLine(
        number=one.number,
        how=one.how.term,
        at=one.made or one.at,
        grounds=one.grounds,
        law=one.law,
        more=f"{'+' if one.more > 0 else ''}{won(one.more)}",
        announced=announced,
        dropped=one.dropped,
        review_by=one.review_by if announced else None,
        can_make=announced and decides and bool(over) and not any(each.is_open for each in reviews),
        can_waive=announced and trader and not one.waived and not reviews and one.more > 0,
        addition="" if one.addition is None else won(one.addition),
        addition_open=reassessed and one.addition is None and decides,
    )


def _appeals(case: Case, me: Seated, office: bool) -> Sequence[AppealLine]:
    lines = []
    for one in reversed(case.appeals):
        meant = case.correction(one.correction)
        decided_by = (meant.addition_by if one.against is Against.ADDITION else meant.decided_by) if meant else ""
        may = office and one.is_open and bar_to_confirm(me, case, decided_by) is None
        told = (one.number, one.stage.term, one.against.term, one.correction, one.grounds, one.is_open, bool(one.won))
        lines.append(AppealLine(*told, one.answer, one.law, may))
    return lines


def _choices(case: Case, now: datetime) -> tuple[AppealChoice, ...]:
    day = today(now, country_of(case))
    return tuple(
        AppealChoice(one.against, one.against.term, one.correction, one.stage.term, one.office, one.until, one.mark)
        for one in possible(case, now)
        if day <= one.until
    )


def _marks(case: Case, now: datetime) -> str:
    """Say how sure the rates of a correction are."""
    law = country_of(case)
    rule = law.surcharges.correction("self-correction", today(now, law))
    if rule is None:
        return _("This country's folder holds no rates for corrections, so none can be made here.")
    return _(
        "Interest and additions by the country's folder (%(mark)s): %(source)s", mark=rule.fact.mark, source=rule.fact.source
    )
