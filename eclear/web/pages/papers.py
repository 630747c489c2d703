"""What stands on the papers that customs hands out, in the reader's language, with the Korean terms beside.

A paper rests on one event and says what was known then: the same paper at any time, whatever happened since.
"""

from __future__ import annotations

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.words import Term
from eclear.clearance.office import country_of
from eclear.documents.printed import Content, Letter, Line, OrderPaper, Part, TaxPaper
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.case import cargo_written
from eclear.web.pages.certificates import certificate
from eclear.web.pages.decisions import Decision, decisions
from eclear.web.pages.examining import order_page
from eclear.web.pages.issued import Issued, Kind
from eclear.web.pages.paper_words import Known, amount, heading, line, lines, money, number_of, said, sums
from eclear.web.pages.receipts import receipt


def content_of(paper: Issued, known: Known) -> Content:
    """Return what stands on a paper; raises LookupError where its event brings none."""
    if paper.kind in (Kind.ACCEPTANCE, Kind.EXPORT):
        return certificate(paper, known)
    if paper.kind is Kind.TAX:
        return _tax_paper(paper, known)
    if paper.kind in (Kind.RECEIPT, Kind.REFUND):
        return receipt(paper, known)
    return _order_paper(paper, known) if paper.kind is Kind.ORDER else _letter(paper, known)


# -- the tax notice -----------------------------------------------------------------------------------------------------


def _tax_paper(paper: Issued, known: Known) -> TaxPaper:
    case, fact = known.case, known.events[-1].fact
    assert isinstance(fact, ev.TaxNotified)
    declaration, law = known.declaration, country_of(case)
    payer = (declaration.payer_name or declaration.payer_id or declaration.importer_name) if declaration else None
    to_pay = money(case, fact.amount, fact.currency)
    due = wording.day(fact.due_by) if fact.due_by else ""
    bank = law.replies.bank
    slip = (
        (Term("Notice", "고지번호"), fact.notice),
        (Term("To pay", "납부할 금액"), to_pay),
        (Term("Due by", "납부기한"), due),
        (Term("Pay to", "납부 계좌"), bank[1] if bank else ""),
    )
    facts = (
        (Term("Payer", "납세의무자"), payer or case.lodged.importer or case.lodged.trader),
        (Term("Declarant", "신고인"), case.lodged.trader),
        (Term("Declaration number", "신고번호"), number_of(case)),
        (Term("Cargo control number", "화물관리번호"), cargo_written(case.cargo or "")),
        (Term("Goods", "물품"), case.lodged.goods or ""),
        (Term("Asked for", "고지 구분"), word(fact.of.term)),
        (Term("Due by", "납부기한"), due),
    )
    return TaxPaper(
        heading=heading(paper, known, Term("Notice", "고지번호"), fact.notice),
        parts=(Part(said(Term("To be paid by", "납부자")), lines(facts)),),
        sums_title=said(Term("Duties and taxes", "세금")),
        sums=_asked_for(case, fact),
        to_pay=line(Term("To pay", "납부할 금액"), to_pay),
        how_to_pay=_how_to_pay(case, due),
        slip_title=said(Term("Slip for the bank", "수납기관용")),
        slip=lines(slip),
    )


def _asked_for(case: Case, fact: ev.TaxNotified) -> tuple[Line, ...]:
    """Return what a notice asks money for: duties and taxes less what was asked for before, or what comes on top of them."""
    if fact.of.is_charge or case.assessment is None:
        return (line(fact.of.term, amount(case, fact.amount, fact.currency)),)
    before = case.assessment.total_due - fact.amount
    less = (line(Term("Asked for before", "기고지세액"), f"−{amount(case, before, fact.currency)}"),) if before > 0 else ()
    return (*sums(case, case.assessment), *less)


def _how_to_pay(case: Case, due: str) -> tuple[str, ...]:
    told = [_("Pay by %(day)s, and name the number of this notice.", day=due)] if due else []
    if case.lodged.pays_first and not case.accepted:
        told.append(_("The declaration is accepted when the payment has arrived."))
    return tuple(told)


# -- the order to examine -----------------------------------------------------------------------------------------------


def _order_paper(paper: Issued, known: Known) -> OrderPaper:
    page = order_page(known.case, known.declaration, {})
    if page is None:
        raise LookupError(f"Event {paper.number} of case {known.case.id} is no order.")
    order = page.order
    blank = "……………"
    facts = (
        (Term("Depth", "검사 방법"), word(order.depth)),
        (Term("Items", "란"), order.items),
        (Term("Place", "장소"), order.place),
        (Term("Cargo control number", "화물관리번호"), cargo_written(page.cargo or "")),
        (Term("Containers", "컨테이너"), ", ".join(page.containers)),
        (Term("Seals", "봉인"), ", ".join(page.seals) or _("No seal was declared.")),
        (Term("Takes part", "합동검사"), ", ".join(f"{word(name)} ({code})" for code, name in page.agencies)),
    )
    blanks = (
        Term("Seals found", "봉인 상태"),
        Term("Who attended", "입회자"),
        Term("Samples and laboratory", "시료·분석"),
        Term("Result", "검사결과"),
    )
    columns = (
        Term("Item", "란"),
        Term("Goods", "물품"),
        Term("Declared", "신고"),
        Term("Counted", "확인"),
        Term("Packages", "포장"),
    )
    return OrderPaper(
        heading=heading(paper, known, Term("Declaration number", "신고번호"), page.number, Term("Ordered on", "지시일시")),
        parts=(
            Part(said(Term("What to open", "검사 대상")), lines(facts)),
            Part(said(Term("What to look for", "검사 착안사항")), paragraphs=(order.reason,)),
        ),
        rows_title=said(Term("Counted beside declared", "신고·확인 대조")),
        columns=tuple(map(said, columns)),
        rows=tuple((str(row.item), row.name, row.declared or "–", f"{blank} {row.unit}", blank) for row in page.rows),
        blanks=tuple(map(said, blanks)),
        closing=(
            _("Goods are opened once. Customs and the agencies named above look at them together."),
            _("For customs only: this order does not go to the trader."),
        ),
    )


# -- decisions in writing -----------------------------------------------------------------------------------------------


def _letter(paper: Issued, known: Known) -> Letter:
    case = known.case
    found: Decision | None = next((one for one in decisions(case, known.events) if one.number == paper.number), None)
    if found is None:
        raise LookupError(f"Event {paper.number} of case {case.id} is no decision that went against the trader.")
    declaration = known.declaration
    parties_ = (
        (Term("To", "수신"), (declaration.declarant_name if declaration else None) or case.lodged.trader),
        (Term("Importer", "수입자"), case.lodged.importer or ""),
        (Term("Declaration number", "신고번호"), number_of(case)),
        (Term("Cargo control number", "화물관리번호"), cargo_written(case.cargo or "")),
        (Term("Decision", "결정"), word(found.what)),
        (Term("Decided by", "결정기관"), found.by),
    )
    appeal = f"{found.office}. {word(found.appeal)}" if found.office else word(found.appeal)
    parts = [
        Part(said(Term("Facts", "사실관계")), paragraphs=tuple(found.facts.split("\n"))),
        Part(said(Term("Values set", "결정가격")), paragraphs=found.values),
        Part(said(Term("Owed now", "납부할 세액")), paragraphs=(found.owed,) if found.owed else ()),
        Part(said(Term("Law", "법적 근거")), paragraphs=(found.law or _("Named with the facts."),)),
        Part(said(Term("Appeal and time limit", "불복 청구·기한")), paragraphs=(appeal,)),
    ]
    return Letter(
        heading=heading(
            paper, known, Term("Decision", "결정"), f"{number_of(case)} / {paper.number}", Term("Decided", "결정일시")
        ),
        parties=lines(parties_),
        parts=tuple(part for part in parts if part.paragraphs),
    )
