"""The papers of money that moved: the receipt of a payment (납부영수증), and the notice of a refund (환급금 지급통지서)."""

from __future__ import annotations

from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.notice import NoticeKind
from eclear.casefile.words import Term
from eclear.documents.printed import Line, Part, Receipt
from eclear.web.languages import _
from eclear.web.pages.case import cargo_written
from eclear.web.pages.issued import Issued
from eclear.web.pages.paper_words import Known, amount, heading, line, lines, money, number_of, said

FOR = Term("For", "내역")


def receipt(paper: Issued, known: Known) -> Receipt:
    """Return what stands on a receipt, or on the notice of a refund; raises LookupError for an event that moved no money."""
    fact = known.events[-1].fact
    if isinstance(fact, ev.Paid):
        return _received(paper, known, fact)
    if isinstance(fact, ev.Refunded):
        return _paid_back(paper, known, fact)
    raise LookupError(f"Event {paper.number} of case {known.case.id} moved no money.")


def _received(paper: Issued, known: Known, fact: ev.Paid) -> Receipt:
    case, declaration = known.case, known.declaration
    payment = next((one for one in case.ledger.payments if (one.order, one.notice) == (fact.order, fact.notice)), None)
    notice = case.ledger.notice(fact.notice or (payment.notice if payment else ""))
    kind = notice.kind if notice else NoticeKind.DUTY
    payer = (declaration.payer_name or declaration.payer_id or declaration.importer_name) if declaration else None
    bank = (
        (Term("Payer", "납세의무자"), payer or case.lodged.importer or case.lodged.trader),
        (Term("From account", "출금 계좌"), fact.account),
        (Term("Order to the bank", "납부 지시번호"), fact.order),
    )
    return Receipt(
        heading=heading(paper, known, Term("Notice", "고지번호"), fact.notice or number_of(case), Term("Paid on", "납부일시")),
        parts=(Part(said(Term("Paid by", "납부자")), lines(bank)), _about(known)),
        sums_title=said(FOR),
        sums=(line(kind.term, amount(case, fact.amount, fact.currency)),),
        total=line(Term("Paid", "납부"), money(case, fact.amount, fact.currency)),
        closing=(_("Customs has received this sum for the notice named."), _("It holds unless the bank takes the payment back.")),
    )


def _paid_back(paper: Issued, known: Known, fact: ev.Refunded) -> Receipt:
    case = known.case
    refund = case.ledger.refund(fact.refund)
    bank = (
        (Term("Declarant", "신고인"), case.lodged.trader),
        (Term("To account", "입금 계좌"), refund.account if refund else ""),
        (Term("Order to the bank", "납부 지시번호"), fact.order),
    )
    return Receipt(
        heading=heading(
            paper, known, Term("Refund", "환급번호"), f"{number_of(case)} / R{fact.refund}", Term("Paid out on", "지급일시")
        ),
        parts=(Part(said(Term("Paid to", "환급 신청인")), lines(bank)), _about(known)),
        sums_title=said(FOR),
        sums=_of_what(known, fact),
        total=line(Term("Paid back", "환급액"), money(case, fact.amount, fact.currency)),
        closing=(_("This sum was paid out to the account named."),),
    )


def _of_what(known: Known, fact: ev.Refunded) -> tuple[Line, ...]:
    """Share a refund out: duty and tax, what came on top of them, and drawback."""
    case, refund = known.case, known.case.ledger.refund(fact.refund)
    if refund is None:
        return ()
    parts = (
        (Term("Duty and tax", "관세 등"), refund.of_duty),
        (Term("Additions and interest", "가산세·이자"), refund.of_charges),
        (Term("Drawback", "관세환급"), refund.of_credit),
    )
    return tuple(line(name, amount(case, part, fact.currency)) for name, part in parts if part != Decimal(0))


def _about(known: Known) -> Part:
    """About which declaration the money was."""
    case = known.case
    facts = (
        (Term("Declaration number", "신고번호"), number_of(case)),
        (Term("Cargo control number", "화물관리번호"), cargo_written(case.cargo or "")),
        (Term("Goods", "물품"), case.lodged.goods or ""),
    )
    return Part(said(Term("Declaration", "신고")), lines(facts))
