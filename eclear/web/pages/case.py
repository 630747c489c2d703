"""The case on one screen: what must the officer do, and what stands in the way?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.conduct import Conduct
from eclear.casefile.decision import Decision, Lane
from eclear.casefile.declaration import Declaration, Document, Item, ItemDocument
from eclear.casefile.duty import Exchange
from eclear.casefile.events import Event, Scored
from eclear.casefile.person import ALONE, Person, Seated
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance import Explained, Notice
from eclear.journey.settlement import guards
from eclear.reference import country
from eclear.reference.country import LaneLook
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.allotment import Allotment, allotment
from eclear.web.pages.amending import MayAmend, customs_may_amend
from eclear.web.pages.board import Board, board, trace
from eclear.web.pages.decisions import Decision as WrittenDecision
from eclear.web.pages.decisions import decisions
from eclear.web.pages.doubts import Dispute, dispute
from eclear.web.pages.editions import Edition, OpenRequest, editions, open_request
from eclear.web.pages.examining import Examining, examining
from eclear.web.pages.findings import Remark, by_item
from eclear.web.pages.headline import Headline, headline
from eclear.web.pages.history import PartyRecord, history
from eclear.web.pages.issued import Issued, papers_of
from eclear.web.pages.money import MoneyCard, money_card
from eclear.web.pages.permits import PermitLine, permit_lines
from eclear.web.pages.received import DMS_2, Carried, Received
from eclear.web.pages.replies import ReplyCard, reply_cards
from eclear.web.pages.scoring import ScoreLook, score_look
from eclear.web.pages.timeline import Happening, officers
from eclear.web.pages.verbs import Party, Verbs, anything, others, verbs
from eclear.web.pages.working import ItemWorking, rounding, working

MOST_CARRIED = 200
"""How many elements that are not interpreted are listed; the message holds them all."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One goods item as a line of the table, with what was found about it."""

    number: int
    description: str
    code: str
    origin: str
    quantity: str
    price: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the declaration names: what it is, its number, and the item it belongs to, if to one."""

    name: Term
    number: str
    item: int | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """The officer's page of one case."""

    template: ClassVar[str] = "case.html"

    id: str
    number: str
    kind: Term
    cargo: str | None
    importer: str | None
    lrn: str
    lodged_at: datetime
    version: int
    headline: Headline
    board: Board
    decision: Decision | None
    lane: LaneLook | None
    lane_now: Lane | None
    verbs: Verbs
    allotment: Allotment
    history: tuple[PartyRecord, ...]
    decisions: tuple[WrittenDecision, ...]
    examining: Examining
    amend: MayAmend
    others: tuple[Party, ...]
    goods: tuple[Goods, ...]
    general: tuple[Remark, ...]
    invoice: str
    code_name: str
    export: bool
    currency: str
    customs_value: str
    papers: tuple[Paper, ...]
    issued: tuple[Issued, ...]
    permits: tuple[PermitLine, ...]
    working: tuple[ItemWorking, ...]
    exchanges: tuple[Exchange, ...]
    rounding: str
    total: str | None
    closed: bool
    score: ScoreLook | None
    no_score: str
    timeline: tuple[Happening, ...]
    events: tuple[Event, ...]
    edition: int
    request: OpenRequest | None
    dispute: Dispute
    money: MoneyCard
    editions: tuple[Edition, ...]
    replies: tuple[ReplyCard, ...]
    trader: str
    carried: tuple[Carried, ...]
    carried_more: int
    parties: tuple[tuple[Term, str], ...]
    shipment: tuple[tuple[Term, str], ...]
    sha256: str
    profile: str
    foreign: bool
    size: int
    unreadable: bool


IMPORT, EXPORT = Term("Import declaration", "수입신고"), Term("Export declaration", "수출신고")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case besides the case itself: its events, its declaration in force, and what was told of it.

    ``received`` is the declaration as it was read, ``beside`` is what happened in other streams: messages about the case that
    were refused, and what customs ordered for its consignment. ``people`` are those of the room, ``me`` is who reads the
    page, ``conduct`` what is known of its parties, goods and route from before, and ``may`` says whether he may use an act.
    ``again`` is True for who has just paid what was paid before, ``cargo`` is what was reported of its goods. ``closed`` is True
    in a play before anybody has guessed: then case and events are without the score, and the page asks for the guess.
    """

    events: tuple[Event, ...]
    received: Received
    explained: Explained | None
    notices: tuple[Notice, ...]
    beside: tuple[Event, ...]
    people: tuple[Person, ...] = ()
    me: Seated = ALONE
    conduct: Mapping[str, Conduct] = field(default_factory=dict)
    may: Callable[[str], bool] = anything
    again: bool = False
    cargo: Cargo | None = None
    closed: bool = False


def case_page(case: Case, known: Known, now: datetime) -> CasePage:
    """Return the page of a case, worked out from the case and what is known of it.

    A message that was taken in long ago may not be read as a declaration any more; the page is then without its goods.
    """
    held, events, land = guards(case), known.events, case.lodged.country
    declaration, steps = known.received.declaration, trace(events)
    items = declaration.items if declaration else ()
    names = {known.me.id: known.me.person.name} | {person.id: person.name for person in known.people}
    timeline = officers(events, case.is_export, known.beside, names)
    latest = next(line for line in timeline if line.sequence)
    remarks = by_item(case.findings)
    assessment, law = case.assessment, country(land)
    whose = allotment(case, known.people, known.me, law.lanes if law else {}, hears=known.may("laboratory"))
    return CasePage(
        id=case.id,
        number=case.number or case.lodged.lrn,
        kind=EXPORT if case.is_export else IMPORT,
        cargo=case.lodged.cargo,
        importer=case.lodged.importer,
        lrn=case.lodged.lrn,
        lodged_at=case.received,
        version=case.version,
        headline=headline(case, held, steps, latest, now),
        board=board(case, held, steps),
        decision=case.decision,
        lane=law.lanes[case.lane] if case.lane and law else None,
        lane_now=case.lane,
        verbs=Verbs((), whose.barred, urgent=False) if whose.barred else verbs(case, held),
        allotment=whose,
        history=history(known.conduct),
        decisions=decisions(case, events),
        examining=examining(case, declaration, now),
        amend=MayAmend(False, "") if whose.barred else customs_may_amend(case),
        others=others(case, now, known.may),
        goods=tuple(goods_line(i, item, remarks.pop(i, ()), land) for i, item in enumerate(items, 1)),
        general=tuple(remark for rest in remarks.values() for remark in rest),
        invoice=wording.money(declaration.invoice_amount, land) if declaration else "",
        code_name=_("HSK") if land == "KR" else _("Commodity code"),
        export=case.is_export,
        currency=assessment.currency if assessment else "",
        customs_value=wording.money(Amount(assessment.customs_value, assessment.currency), land) if assessment else "",
        papers=_papers(declaration, land) if declaration else (),
        issued=papers_of(case, events),
        permits=permit_lines(case, now),
        working=working(case, items),
        exchanges=tuple(x for x in assessment.exchanges if x.currency != assessment.currency) if assessment else (),
        rounding=rounding(land),
        total=wording.plain(assessment.total_due, assessment.currency, land) if assessment else None,
        closed=known.closed,
        score=score_look(case.score, known.explained, land) if case.score else None,
        no_score=next((e.fact.why_not or "" for e in reversed(events) if isinstance(e.fact, Scored)), ""),
        timeline=timeline,
        events=events,
        edition=case.edition,
        request=open_request(case, events),
        dispute=dispute(case, items, now, known.me, hears=known.may("doubts/{number}/answer")),
        money=money_card(case, now, known.me, trader=False, again=known.again, cargo=known.cargo),
        editions=editions(case, events),
        replies=reply_cards(known.notices),
        trader=case.lodged.trader,
        carried=known.received.carried[:MOST_CARRIED],
        carried_more=max(0, len(known.received.carried) - MOST_CARRIED),
        parties=parties(declaration) if declaration else (),
        shipment=shipment(declaration, land) if declaration else (),
        sha256=case.lodged.sha256,
        profile=case.lodged.profile,
        foreign=case.lodged.profile != DMS_2,
        size=known.received.size,
        unreadable=declaration is None,
    )


def hs_written(code: str, land: str) -> str:
    """A commodity code as its country writes it: 6911.10-1000 in Korea."""
    return f"{code[:4]}.{code[4:6]}-{code[6:]}" if land == "KR" and len(code) == 10 else code


def goods_line(number: int, item: Item, remarks: tuple[Remark, ...], land: str) -> Goods:
    """Return a goods item as a line of the table, with what was found about it."""
    quantity = wording.measure(item.quantity) or wording.measure(item.net_mass) or wording.measure(item.gross_mass)
    price = wording.money(item.price, land)
    return Goods(number, item.description or "", hs_written(item.hs, land), item.origin or "", quantity, price, remarks)


def _papers(d: Declaration, land: str) -> tuple[Paper, ...]:
    """The documents of the shipment, then those of each item; what went before, such as the manifest, is no paper to look at."""
    law = country(land)
    known = law.codes.documents if law else {}

    def paper(document: Document | ItemDocument, item: int | None) -> Paper:
        agency = law.agencies.by_document.get(f"{document.category or ''}{document.type or ''}") if law else None
        code = known.get(document.type or "")
        other = agency.document if agency else Term(f"Document {document.type}", f"서류 {document.type}")
        return Paper(code.name if code else other, document.id or "", item)

    own = [paper(document, None) for document in d.documents]
    return (*own, *(paper(document, number) for number, item in enumerate(d.items, 1) for document in item.documents))


def parties(d: Declaration) -> tuple[tuple[Term, str], ...]:
    """Return who takes part in a declaration: each side with its name and number."""
    lines = (
        (Term("Declarant", "신고인"), _named(d.declarant_name, d.declarant_id)),
        (Term("Agent", "대리인"), d.agent_id or ""),
        (Term("Importer", "수입자"), _named(d.importer_name, d.importer_id)),
        (Term("Exporter", "수출자"), _named(d.exporter_name, d.exporter_id, d.exporter_country)),
        (Term("Seller", "해외거래처"), _named(d.seller_name, d.seller_id, d.seller_country)),
        (Term("Payer", "납세의무자"), d.payer_id or ""),
    )
    return tuple(line for line in lines if line[1])


def shipment(d: Declaration, land: str) -> tuple[tuple[Term, str], ...]:
    """Return what is declared of the transport: cargo, means, places, packages, terms."""
    modes = {"1": Term("by sea", "해상"), "4": Term("by air", "항공")}
    mode = d.border_transport_mode or ""
    lines = (
        (Term("Cargo control number", "화물관리번호"), cargo_written(d.cargo_number or "")),
        (
            Term("Transport", "운송"),
            _named(word(modes[mode]) if mode in modes else mode, d.arrival_means_id or d.departure_means_id),
        ),
        (Term("Place of loading", "적재항"), d.loading_location or ""),
        (Term("Place of the goods", "장치장소"), _named(d.goods_location, d.goods_location_id, d.warehouse)),
        (Term("Containers", "컨테이너"), ", ".join(c.id or "" for c in d.containers)),
        (Term("Packages", "포장"), wording.number(d.total_packages) if d.total_packages is not None else ""),
        (Term("Gross mass", "총중량"), wording.measure(d.total_gross_mass)),
        (Term("Terms of delivery", "인도조건"), d.trade_terms or ""),
        (Term("Freight", "운임"), wording.money(d.freight, land)),
    )
    return tuple(line for line in lines if line[1])


def cargo_written(number: str) -> str:
    """A cargo control number with its dashes: 26SLKT0412I-0031-0007."""
    return f"{number[:11]}-{number[11:15]}-{number[15:]}" if len(number) == 19 else number


def _named(*parts: str | None) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))
