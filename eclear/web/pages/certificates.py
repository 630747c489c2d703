"""The certificates of acceptance (수입신고필증, 수출신고필증): what was declared, assessed, agreed and settled."""

from __future__ import annotations

from datetime import timedelta

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import Assessment, DutyLine
from eclear.casefile.words import Term
from eclear.clearance.office import country_of
from eclear.documents.printed import Certificate, Charge, GoodsBlock, Line, Part
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.case import hs_written, parties, shipment
from eclear.web.pages.issued import Issued, Kind
from eclear.web.pages.paper_words import Known, amount, heading, line, lines, money, number_of, said, sums, when
from eclear.web.pages.timeline import ANSWERED
from eclear.web.pages.working import tax_name


def certificate(paper: Issued, known: Known) -> Certificate:
    """Return the certificate of an import or an export."""
    case, declaration, assessment = known.case, known.declaration, known.case.assessment
    export = paper.kind is Kind.EXPORT
    items = declaration.items if declaration else ()
    closing = [
        _("Customs accepts this declaration. The goods may be loaded.")
        if export
        else _("Customs accepts this declaration. The goods may leave the shed.")
    ]
    closing += _until(paper, case)
    parts = [
        Part(said(Term("Declaration", "신고")), _declared(paper, case, declaration)),
        Part(said(Term("Parties", "관계자")), lines(parties(declaration)) if declaration else ()),
        Part(said(Term("Shipment", "운송")), _shipped(case, declaration)),
        Part(said(Term("Value", "가격")), _valued(case, declaration)),
        Part(said(Term("Permits", "요건")), _permits(case)),
        Part(said(Term("Settled", "납부·담보")), _settled(known)),
    ]
    return Certificate(
        heading=heading(paper, known, Term("Declaration number", "신고번호"), number_of(case), Term("Accepted on", "수리일시")),
        parts=tuple(part for part in parts if part.lines),
        goods_title=said(Term("Goods", "물품")),
        goods=tuple(_goods(case, number, item) for number, item in enumerate(items, 1)),
        columns=tuple(map(said, COLUMNS)),
        sums_title=said(Term("Duties and taxes", "세금")),
        sums=() if export else sums(case, assessment),
        total=_total(case, assessment) if not export else None,
        closing=tuple(closing),
    )


COLUMNS = (
    Term("Tax", "세종"),
    Term("Base", "과세표준"),
    Term("Rate", "세율"),
    Term("Relief", "감면액"),
    Term("Amount", "세액"),
)
"""The columns of what is charged on an item."""


def _total(case: Case, assessment: Assessment | None) -> Line | None:
    if assessment is None:
        return None
    return line(Term("Total due", "총 납부세액"), money(case, assessment.total_due, assessment.currency))


def _until(paper: Issued, case: Case) -> list[str]:
    """The last day to take the goods out, or to load them."""
    land = country_of(case)
    days = land.loading_days if paper.kind is Kind.EXPORT else land.carry_out_days
    if not days or case.carried_out:
        return []
    last = wording.day((paper.at.astimezone(land.time_zone) + timedelta(days=days)).date())
    if paper.kind is Kind.EXPORT:
        return [_("They are to be loaded by %(day)s.", day=last)]
    return [_("They are to be taken out by %(day)s.", day=last)]


def _declared(paper: Issued, case: Case, declaration: Declaration | None) -> tuple[Line, ...]:
    codes, lodged = country_of(case).codes, case.lodged
    office = codes.offices.get(declaration.office or "") if declaration else None
    kind = codes.declaration_types.get(lodged.type)
    collection = None if case.is_export else codes.collection_types.get(lodged.collection_type)
    plan = None if case.is_export else codes.clearance_plans.get(lodged.clearance_plan)
    pairs = (
        (Term("Registered on", "접수일시"), when(case.received, case)),
        (Term("Accepted on", "수리일시"), when(paper.at, case)),
        (Term("Customs office", "세관"), word(office.name) if office else (declaration and declaration.office) or ""),
        (Term("Kind of declaration", "신고구분"), _coded(lodged.type, kind.name if kind else None)),
        (Term("Collection type", "징수형태"), _coded(lodged.collection_type, collection.name) if collection else ""),
        (Term("Clearance plan", "통관계획"), _coded(lodged.clearance_plan, plan.name) if plan else ""),
        (Term("Local reference number (LRN)", "제출번호"), lodged.lrn),
        (Term("Edition", "차수"), str(case.edition)),
        (Term("Number of items", "총 란수"), str(lodged.items)),
    )
    return lines(pairs)


def _coded(code: str, name: Term | None) -> str:
    return f"{code} {word(name)}" if name else code


def _shipped(case: Case, declaration: Declaration | None) -> tuple[Line, ...]:
    pairs = shipment(declaration, case.lodged.country) if declaration else ()
    carried = ((Term("Carried in on", "반입일시"), when(case.carried_in, case)), (Term("Shed", "보세구역"), case.shed or ""))
    return lines((*pairs, *carried))


def _valued(case: Case, declaration: Declaration | None) -> tuple[Line, ...]:
    assessment, land = case.assessment, case.lodged.country
    invoice = wording.money(declaration.invoice_amount, land) if declaration else ""
    rates = [x for x in assessment.exchanges if x.currency != assessment.currency] if assessment else []
    pairs = [
        (Term("Invoice amount", "결제금액 합계"), invoice),
        *((Term("Rate of exchange", "환율"), f"{x.currency} {wording.number(x.rate)}") for x in rates),
    ]
    if assessment:
        value = money(case, assessment.customs_value, assessment.currency)
        pairs.append((Term("Customs value", "과세가격"), "" if case.is_export else value))
    return lines(pairs)


def _goods(case: Case, number: int, item: Item) -> GoodsBlock:
    land, assessment = case.lodged.country, case.assessment
    value = next((v for v in assessment.values if v.item == number), None) if assessment and not case.is_export else None
    charges = [line for line in assessment.lines if line.item == number] if assessment and not case.is_export else []
    packed = ((package.quantity, package.type or "") for package in item.packages)
    packages = ", ".join(f"{wording.number(count.value)} {kind}".strip() for count, kind in packed if count)
    pairs = (
        (Term("Commodity code", "품목번호"), hs_written(item.hs, land)),
        (Term("Origin", "원산지"), item.origin or ""),
        (Term("Destination", "목적국"), item.destination or "" if case.is_export else ""),
        (Term("Quantity", "수량"), wording.measure(item.quantity)),
        (Term("Net mass", "순중량"), wording.measure(item.net_mass)),
        (Term("Packages", "포장"), packages),
        (Term("Item price", "결제금액"), wording.money(item.price, land)),
        (Term("Customs value", "과세가격"), amount(case, value.value, assessment.currency) if value and assessment else ""),
        (Term("Preference", "협정세율"), item.preference or ""),
    )
    title = f"{number}. {item.description or ''}"
    return GoodsBlock(title, lines(pairs), tuple(_charge(case, line) for line in charges))


def _charge(case: Case, line: DutyLine) -> Charge:
    less = line.relief + line.suspended
    return Charge(
        said(tax_name(line.type, case.lodged.country)),
        f"{wording.number(line.base)} {line.unit}" if line.unit else amount(case, line.base, line.currency),
        f"{wording.number(line.rate)} / {line.unit}" if line.unit else wording.percent(line.rate),
        amount(case, less, line.currency) if less else "",
        amount(case, line.amount, line.currency),
    )


def _permits(case: Case) -> tuple[Line, ...]:
    found = []
    for need in case.needs:
        answer, asked = case.answer_of(need), case.consultation(need.agency)
        given = word(ANSWERED[answer]) if answer else ""
        reference = asked.reference if asked else ""
        numbers = ", ".join(filter(None, (reference, *need.taken)))
        found.append((need.name, " ".join(filter(None, (given, numbers)))))
    return lines(found)


def _settled(known: Known) -> tuple[Line, ...]:
    case = known.case
    notice = next((event.fact for event in reversed(known.events) if isinstance(event.fact, ev.TaxNotified)), None)
    paid = next((event for event in reversed(known.events) if isinstance(event.fact, ev.Paid)), None)
    currency = case.assessment.currency if case.assessment else ""
    pairs = [
        (Term("Notice", "고지번호"), notice.notice if notice else ""),
        (Term("Paid", "납부"), money(case, case.paid, currency) if case.paid else ""),
        (Term("Paid on", "납부일시"), when(paid.at, case) if paid else ""),
    ]
    if case.security and case.security.amount:
        pairs.append((Term("Security", "담보"), money(case, case.security.amount, currency)))
    return lines(pairs)
