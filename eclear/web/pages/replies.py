"""What the declarant was told: each reply as a person reads it, and as the message that was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from eclear.casefile.message import DataElement
from eclear.casefile.quantity import Amount
from eclear.casefile.reply import NAMES, Fault, Remark, Reply
from eclear.casefile.words import Term
from eclear.clearance import Notice
from eclear.wco import write_reply
from eclear.web import wording
from eclear.web.languages import _, language
from eclear.web.pages.editions import reason_words
from eclear.web.pages.findings import codes
from eclear.web.pages.places import pointer_of, words_of_path, words_of_pointer
from eclear.web.pages.working import tax_name

MOST_LINES, MOST_CHARACTERS = 100, 20_000
"""How many tax lines or corrections of a reply are shown, and how much of its message; the download holds all."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a reply states: its label, and a text, a moment or a day."""

    name: Term
    text: str = ""
    at: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of customs: its code in words, what it says, and the time limit."""

    word: Term | None
    text: str
    at: datetime | None
    day: date | None


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One error: its text, its code, the code in the rulebook if it stands there, and its place in words and as a pointer.

    ``stops`` is False where the reply only asks to check it.
    """

    stops: bool
    text: str
    code: str
    in_book: str
    words: Term | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction or corrected element: where, and its reason or its value."""

    words: Term | None
    pointer: str
    reason: Term | None
    value: str


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One duty or tax of one item, as the notice states it."""

    item: int | None
    name: Term
    base: str
    rate: str
    amount: str


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """One reply: what it is by WCO and national name, what it says, and the message itself.

    ``case`` is the id of the case that it is about, ``address`` where its message can be downloaded; "" for a message
    that named no known declaration. ``more`` counts the tax lines and corrections that are not shown.
    """

    number: str
    at: datetime | None
    code: str
    name: str
    national: str
    what: Term
    status: Term | None
    case: str
    declaration: str
    lrn: str
    edition: str
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    errors: tuple[ErrorLine, ...]
    corrections: tuple[Correction, ...]
    taxes: tuple[TaxLine, ...]
    total: str
    more: int
    xml: str
    cut: bool
    address: str


STATUSES = {
    "39": Term("Granted", "승인"),
    "41": Term("Denied", "불승인"),
    "67": Term("Indicative", "예정"),
    "115": Term("At release", "반출 시"),
    "4": Term("Final", "확정"),
    "A1": Term("Left", "반출"),
}
"""Status codes of the replies in words."""

STATEMENTS = {
    "A1": Term("Released", "반출 허용"),
    "A2": Term("Cleared", "수리"),
    "ACA": Term("Documents to present", "제출할 서류"),
}
"""Statement codes of the replies that have a word here."""


def reply_cards(notices: Iterable[Notice]) -> tuple[ReplyCard, ...]:
    """Return replies as they are shown, in their order."""
    return tuple(map(reply_card, notices))


def reply_card(notice: Notice) -> ReplyCard:
    """Return one reply as it is shown; a reply never changes, so that it is laid out once in each language."""
    return _card(notice, language())


@lru_cache(maxsize=512)
def _card(notice: Notice, code: str) -> ReplyCard:
    reply, land = notice.reply, notice.country
    name, what = NAMES[reply.function or ""]
    status = next((s.name for s in reply.statuses if s.name), None)
    taxes, total = _taxes(reply, land)
    corrections = (*_corrections(reply), *_corrected(reply.corrected))
    xml = write_reply(reply, land).decode()
    return ReplyCard(
        number=notice.number,
        at=_moment(reply.issued),
        code=reply.function or "",
        name=name,
        national=notice.name or "",
        what=what,
        status=STATUSES.get(status, Term(status, status)) if status else None,
        case=notice.case or "",
        declaration=reply.number or "",
        lrn=reply.lrn or "",
        edition=reply.version or "",
        facts=_facts(reply, land),
        statements=tuple(map(_statement, reply.remarks)),
        errors=tuple(_error(fault, stops=reply.function == "03") for fault in reply.faults),
        corrections=corrections[:MOST_LINES],
        taxes=taxes[:MOST_LINES],
        total=total,
        more=max(0, len(taxes) - MOST_LINES) + max(0, len(corrections) - MOST_LINES),
        xml=xml[:MOST_CHARACTERS],
        cut=len(xml) > MOST_CHARACTERS,
        address=f"/cases/{notice.case}/replies/{notice.number}.xml" if notice.case else "",
    )


def _facts(reply: Reply, land: str) -> tuple[Fact, ...]:
    """The dates, the payment and the offices that a reply names."""
    days = (
        (Term("Legally accepted", "법적 접수일시"), reply.accepted),
        (Term("Rejected", "반려일시"), reply.rejected),
        (Term("Cancelled", "취하일시"), reply.cancelled),
    )
    facts = [_dated(name, moment) for name, moment in days if moment]
    for payment in reply.payments:
        facts += [Fact(Term("Notice", "고지번호"), payment.reference)] if payment.reference else []
        facts += [Fact(Term("To pay", "납부할 금액"), wording.money(payment.amount, land))] if payment.amount else []
        facts += [_dated(Term("Due by", "납부기한"), payment.due)] if payment.due else []
        facts += [Fact(Term("Account", "계좌"), one.reference) for one in payment.securities if one.reference]
    if reply.function == "13" and not (reply.payments or any(item.lines for item in reply.items)):
        facts.append(Fact(Term("To pay", "납부할 금액"), _("nothing")))
    if reply.bank_account:
        facts.append(Fact(Term("Pay to", "납부 계좌"), reply.bank_account))
    if reply.appeal_office:
        facts.append(Fact(Term("Office of appeal", "이의신청 관서"), reply.appeal_office))
    return tuple(facts)


def _dated(name: Term, moment: date | datetime) -> Fact:
    return Fact(name, at=_moment(moment), day=None if isinstance(moment, datetime) else moment)


def _moment(moment: date | datetime | None) -> datetime | None:
    return moment if isinstance(moment, datetime) else None


def _statement(remark: Remark) -> Statement:
    limit = remark.limit
    known = STATEMENTS.get(remark.code or "")
    coded = Term(remark.code, remark.code) if remark.code else None
    return Statement(known or coded, remark.text or "", _moment(limit), limit if limit and not _moment(limit) else None)


def _error(fault: Fault, stops: bool) -> ErrorLine:
    pointer, code = pointer_of(fault.pointers), fault.code or ""
    return ErrorLine(stops, fault.text or "", code, _book().get(code, ""), words_of_pointer(pointer), pointer)


@cache
def _book() -> dict[str, str]:
    """The codes of the rulebook by the form that they have in a reply, which has no room for dashes."""
    return {code.replace("-", "")[:8]: code for code in codes()}


def _corrections(reply: Reply) -> tuple[Correction, ...]:
    """Where corrections were made, and why."""
    pointers = [(pointer_of(correction.pointers), correction.reason) for correction in reply.corrections]
    return tuple(Correction(words_of_pointer(pointer), pointer, reason_words(reason), "") for pointer, reason in pointers)


def _corrected(elements: Sequence[DataElement]) -> tuple[Correction, ...]:
    """The corrected elements with their new values, without the numbers of their rows and the head of the fragment."""
    rows = {e.path.removesuffix("/SequenceNumeric"): e.value for e in elements if e.path.endswith("/SequenceNumeric")}
    values = [e for e in elements if e.value and not e.path.endswith("/SequenceNumeric") and e.path != "FunctionCode"]
    paths = [_renumbered(e.path, rows) for e in values]
    words = [words_of_path(path) or Term(path, path) for path in paths]
    return tuple(Correction(said, "", None, _valued(element)) for said, element in zip(words, values, strict=True))


def _renumbered(path: str, rows: Mapping[str, str | None]) -> str:
    """A path of the fragment with the numbers that its rows have in the declaration, where they state one."""
    steps = path.split("/")
    for n in range(len(steps)):
        number = rows.get("/".join(path.split("/")[: n + 1]))
        if number:
            steps[n] = f"{steps[n].partition('[')[0]}[{number}]"
    return "/".join(steps)


def _valued(element: DataElement) -> str:
    unit = next((value for name, value in element.attributes if name in ("currencyID", "unitCode")), None)
    return f"{element.value} {unit}" if unit else element.value or ""


def _taxes(reply: Reply, land: str) -> tuple[tuple[TaxLine, ...], str]:
    """The tax lines of a notice and their total: what is asked for, else what the lines come to."""
    lines, due = [], [payment.amount for payment in reply.payments if payment.amount]
    for item in reply.items:
        for line in item.lines:
            rate = wording.percent(line.rate) if line.rate is not None else ""
            lines.append(
                TaxLine(
                    item.sequence,
                    tax_name(line.type or "", land),
                    wording.money(line.base, land),
                    rate,
                    wording.money(line.payable, land),
                )
            )
            if not reply.payments and line.payable:
                due.append(line.payable)
    currency = next((amount.currency for amount in due), None)
    total = Amount(sum((amount.value for amount in due), start=due[0].value * 0), currency) if due else None
    return tuple(lines), wording.money(total, land)
