"""The trader's desk: his declarations, and each of them from his side of the counter: what is asked of me, and what comes next?

Never on these pages: score, lane and its cause, profile, draw, the report of an examination, an officer's name. What a trader
may hear of is listed here by kind; what is not in the list has not happened for him. The tests plant marks and look for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile import events as ev
from eclear.casefile.asking import Kind, asked_of_trader
from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Exchange
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import term_of
from eclear.casefile.person import ALONE, Seated
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance import Notice
from eclear.clearance.clocks import STORAGE, clocks_of
from eclear.clearance.office import country_of, today
from eclear.journey.settlement import guards
from eclear.storage import CaseRow
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.amending import MayAmend, trader_may_amend
from eclear.web.pages.board import Board, board, trace
from eclear.web.pages.case import EXPORT, IMPORT, Goods, goods_line
from eclear.web.pages.cases import PAGE, STATUSES, WAITS
from eclear.web.pages.clocks import Running, running
from eclear.web.pages.decisions import Decision, decisions
from eclear.web.pages.doubts import Dispute, dispute
from eclear.web.pages.findings import Remark, by_item
from eclear.web.pages.headline import Headline, headline
from eclear.web.pages.issued import Issued, papers_of
from eclear.web.pages.lying import Lying, lying
from eclear.web.pages.money import MoneyCard, money_card
from eclear.web.pages.permits import PermitLine, permit_lines
from eclear.web.pages.received import Received
from eclear.web.pages.replies import ReplyCard, reply_cards
from eclear.web.pages.timeline import CUSTOMS, PUBLIC_REVIEW, REVIEW, Happening, about_money, answered_by, reminded, what, who
from eclear.web.pages.traders import Standing
from eclear.web.pages.working import ItemWorking, rounding, working

HEARD = frozenset(
    {
        *("rejected", "registered", "presented", "requested", "request-decided", "amended", "withdrawn"),
        *("review-started", "review-passed", "decided", "documents-supplied"),
        *("cargo-moved", "difference-found", "difference-settled", "goods-abandoned"),
        *("storage-asked", "storage-extended", "storage-refused", "return-accepted", "return-stopped", "returned"),
        *("permit-questions", "permit-answered", "agency-asked", "agency-answered"),
        *("doubt-raised", "doubt-answered", "doubt-decided", "reassessed", "security-returned"),
        *("tax-notified", "paid", "payment-failed", "reminded", "accepted", "exited"),
        *("payment-ordered", "payment-unanswered", "payment-reversed", "notice-overdue", "refund-confirmed", "refunded"),
        *("assessment-announced", "review-waived", "corrected", "addition-decided", "appealed", "appeal-decided"),
        *("drawback-claimed", "drawback-decided"),
    }
)
"""What a trader hears of, by kind of event. Whatever is new stays with customs until it is put here."""

HEARD_DECISIONS = frozenset({"pass", "request-documents", "inspect", "hold", "dismiss", "query", "release", "challenge"})
"""The decisions of officers that he hears of; the reasons that he may know stand in the replies."""


@dataclass(frozen=True, slots=True)
class MineLine:
    """One declaration in the trader's list: its state, what is waited for, and what is asked of him."""

    row: CaseRow
    state: Term
    waits: tuple[Term, ...]
    asks: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class MineListPage:
    """The declarations of a trader, first those that ask something of him; filters and page are in the address.

    ``trader`` is his number, "" where somebody who is alone looks at those of all.
    """

    template: ClassVar[str] = "mine.html"

    trader: str
    alone: bool
    lines: tuple[MineLine, ...]
    total: int
    first: int
    search: str
    status: str
    asked: bool
    status_choices: tuple[tuple[str, Term], ...]
    standing: Standing | None
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What customs asks the trader: in its words, if it said more than that papers are looked at, and until when."""

    papers: bool
    text: str
    by: date | None


@dataclass(frozen=True, slots=True)
class AgencyQuestion:
    """What an agency asks the trader."""

    agency: str
    name: Term
    text: str


@dataclass(frozen=True, slots=True)
class Notified:
    """A tax that is to be paid: the sum, the last day, and the notice that asks for it."""

    amount: str
    by: date | None
    notice: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """A declaration from its trader's side.

    ``version`` is how many events he has heard of. ``asks`` is what is asked of him now. ``may_arrive``, ``may_cancel`` and
    ``amend`` say what he can send; ``asked_for`` is what he has asked customs for himself, None while nothing is open.
    """

    template: ClassVar[str] = "mine_case.html"

    id: str
    number: str | None
    lrn: str
    kind: Term
    trader: str
    importer: str | None
    cargo: str | None
    clocks: tuple[Running, ...]
    lying: Lying
    lodged_at: datetime
    edition: int
    version: int
    headline: Headline
    board: Board
    asks: tuple[Term, ...]
    rejected: bool
    question: Question | None
    agencies: tuple[AgencyQuestion, ...]
    payment: Notified | None
    asked_for: Term | None
    may_arrive: bool
    may_cancel: bool
    amend: MayAmend
    dispute: Dispute
    money: MoneyCard
    permits: tuple[PermitLine, ...]
    goods: tuple[Goods, ...]
    general: tuple[Remark, ...]
    invoice: str
    code_name: str
    export: bool
    currency: str
    customs_value: str
    unreadable: bool
    working: tuple[ItemWorking, ...]
    exchanges: tuple[Exchange, ...]
    rounding: str
    total: str | None
    decisions: tuple[Decision, ...]
    issued: tuple[Issued, ...]
    replies: tuple[ReplyCard, ...]
    timeline: tuple[Happening, ...]
    size: int


def mine_list(
    total: int,
    rows: Sequence[CaseRow],
    standing: Standing | None,
    *,
    trader: str,
    alone: bool,
    search: str,
    status: str,
    asked: bool,
    page: int,
) -> MineListPage:
    """Return one page of a trader's list."""
    chosen = {"trader": trader if alone else "", "q": search, "status": status, "asked": "1" if asked else ""}

    def address(number: int) -> str:
        return "/mine?" + urlencode({name: value for name, value in (*chosen.items(), ("page", number)) if value})

    return MineListPage(
        trader=trader,
        alone=alone,
        lines=tuple(map(_line, rows)),
        total=total,
        first=(page - 1) * PAGE + 1,
        search=search,
        status=status,
        asked=asked,
        status_choices=tuple(STATUSES.items()),
        standing=standing,
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page * PAGE < total else None,
    )


def _line(row: CaseRow) -> MineLine:
    reviewed = row.status in ("D4", "E3") and "review" not in row.waiting_for
    state = Term("Review passed", "심사 완료") if reviewed else term_of(row.status)
    return MineLine(row, state, tuple(WAITS[guard] for guard in row.waiting_for), tuple(Kind(ask).term for ask in row.asks))


def mine_page(
    case: Case,
    events: Sequence[Event],
    received: Received,
    notices: tuple[Notice, ...],
    now: datetime,
    *,
    me: Seated = ALONE,
    again: bool = False,
    cargo: Cargo | None = None,
) -> MinePage:
    """Return a declaration as its trader sees it; ``again`` is True after he paid what was paid before."""
    land, assessment, declaration = case.lodged.country, case.assessment, received.declaration
    steps = [step for step in trace(events) if _is_heard(step[0])]
    timeline = heard(events, case.is_export)
    held = guards(case)
    items = declaration.items if declaration else ()
    remarks = by_item(case.findings)
    return MinePage(
        id=case.id,
        number=case.number,
        lrn=case.lodged.lrn,
        kind=EXPORT if case.is_export else IMPORT,
        trader=case.lodged.trader,
        importer=case.lodged.importer,
        cargo=case.lodged.cargo,
        clocks=running([one for one in clocks_of(cargo, (case,), land, now) if one.kind == STORAGE]) if cargo else (),
        lying=lying(case, cargo, declaration, now),
        lodged_at=case.received,
        edition=case.edition,
        version=len(steps),
        headline=headline(case, held, steps, timeline[0], now),
        board=board(case, held, steps),
        asks=tuple(ask.kind.term for ask in asked_of_trader(case)),
        rejected=case.status == "D1",
        question=_question(case, events),
        agencies=_agencies(case),
        payment=_payment(case),
        asked_for=_asked_for(case),
        may_arrive=case.is_open and case.lodged.pre_lodged and case.presented is None,
        may_cancel=_may_cancel(case),
        amend=trader_may_amend(case),
        dispute=dispute(case, (), now),
        money=money_card(case, now, me, trader=True, again=again, cargo=cargo),
        permits=permit_lines(case, now),
        goods=tuple(goods_line(n, item, remarks.pop(n, ()), land) for n, item in enumerate(items, 1)),
        general=tuple(remark for rest in remarks.values() for remark in rest),
        invoice=_invoice(declaration, land),
        code_name=_("HSK") if land == "KR" else _("Commodity code"),
        export=case.is_export,
        currency=assessment.currency if assessment else "",
        customs_value=wording.money(Amount(assessment.customs_value, assessment.currency), land) if assessment else "",
        unreadable=declaration is None,
        working=working(case, items),
        exchanges=tuple(x for x in assessment.exchanges if x.currency != assessment.currency) if assessment else (),
        rounding=rounding(land),
        total=wording.plain(assessment.total_due, assessment.currency, land) if assessment else None,
        decisions=decisions(case, events),
        issued=papers_of(case, events, for_trader=True),
        replies=reply_cards(notices),
        timeline=timeline,
        size=received.size,
    )


def heard(events: Sequence[Event], export: bool) -> tuple[Happening, ...]:
    """Return the timeline of a trader, the newest first: what he hears of, without the words that only customs may read.

    It is numbered anew, so that no gap tells of what he does not hear of.
    """
    agencies = answered_by(tuple(events))
    lines = [
        Happening(number, e.at, _called(e, export), CUSTOMS if e.kind in REVIEW else who(e, agencies), _note(e))
        for number, e in enumerate(filter(_is_heard, events), 1)
    ]
    return tuple(reversed(lines))


def times_heard(events: Sequence[Event]) -> int:
    """Return how many of the events a trader hears of: the version of his page."""
    return sum(map(_is_heard, events))


def _is_heard(event: Event) -> bool:
    return event.kind in HEARD and (not isinstance(event.fact, ev.Decided) or event.fact.verb in HEARD_DECISIONS)


def _called(event: Event, export: bool) -> Term:
    fact = event.fact
    return PUBLIC_REVIEW[fact.status] if isinstance(fact, ev.ReviewStarted) else what(event, export)


def _note(event: Event) -> str:
    """What he said himself, and what an agency said to him; what customs said to him stands in the replies."""
    fact = event.fact
    if isinstance(fact, ev.DoubtAnswered | ev.DocumentsSupplied):
        return ", ".join(filter(None, (fact.text, *fact.documents)))
    if isinstance(fact, ev.Requested):
        return fact.reason or ""
    if isinstance(fact, ev.AgencyAnswered):
        return fact.text
    if isinstance(fact, ev.Moved):
        return fact.shed or ""
    if isinstance(fact, ev.ReturnAccepted | ev.ReturnStopped | ev.Returned):
        return fact.operation
    if isinstance(fact, ev.StorageAsked | ev.StorageExtended):
        return _("until %(day)s", day=fact.until.isoformat())
    if isinstance(fact, ev.Reminded):
        return reminded(fact)
    if money := about_money(fact):
        return money
    return fact.agency if isinstance(fact, ev.PermitAnswered | ev.AgencyAsked) else ""


def _question(case: Case, events: Sequence[Event]) -> Question | None:
    """What customs asked last, as far as it is open: papers, or an answer."""
    papers = case.status == "D5"
    if not (case.is_open and (papers or case.asked)):
        return None
    law = country_of(case)
    for event in reversed(events):
        fact = event.fact
        if isinstance(fact, ev.Decided) and fact.verb in ("query", "request-documents"):
            return Question(papers, fact.reason or "", today(event.at, law) + timedelta(days=law.documents_days))
        if isinstance(fact, ev.ReviewStarted):
            return Question(papers, "", today(event.at, law) + timedelta(days=law.documents_days))
    return Question(papers, "", None)


def _agencies(case: Case) -> tuple[AgencyQuestion, ...]:
    names = {need.agency: need.name for need in case.needs}
    if not case.is_open:
        return ()
    return tuple(
        AgencyQuestion(one.agency, names[one.agency], one.open_inquiry.question) for one in case.silent if one.open_inquiry
    )


def _payment(case: Case) -> Notified | None:
    notice = next((one for one in case.ledger.payable if not one.gathered), None)
    if notice is None:
        return None
    owed = Amount(case.ledger.to_pay(notice), notice.currency)
    return Notified(wording.money(owed, case.lodged.country), notice.due_by, notice.number)


def _asked_for(case: Case) -> Term | None:
    kinds = {"COR": Term("An amendment", "정정"), "INV": Term("A cancellation", "취하")}
    return kinds.get(case.request.type) if case.request else None


def _may_cancel(case: Case) -> bool:
    """True if a cancellation could be granted now: its goods are still there, and nobody examines or holds them."""
    if case.number is None or case.request or case.status in ("D6", "D7", "D10", "E6", "EX", "X1", "X2", "X3") or case.inspection:
        return False
    return not case.released and (case.accepted is None or (case.is_export and case.exited is None))


def _invoice(declaration: Declaration | None, land: str) -> str:
    return wording.money(declaration.invoice_amount, land) if declaration else ""
