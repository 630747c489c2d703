"""How words, moments and sums stand on a paper, and what every paper bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Event
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance.office import country_of
from eclear.documents.printed import Heading, Line, Said
from eclear.storage import Head
from eclear.web import wording
from eclear.web.languages import _, language, word
from eclear.web.pages.issued import Issued
from eclear.web.pages.working import tax_name

SHORT = 12
"""So many letters of a hash are enough to tell two papers apart."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a paper is filled from: the case and its events up to the one it rests on, and the declaration then in force.

    ``head`` is where that event stands in the room's log with its hash, ``address`` the public status page.
    """

    case: Case
    events: Sequence[Event]
    declaration: Declaration | None
    head: Head
    address: str


def said(term: Term) -> Said:
    """Return a term as it stands on a paper: in the reader's language, with the Korean (or the English) beside."""
    beside = term.en if language() == "ko" else term.ko
    return Said(word(term), "" if beside == word(term) else beside)


def line(term: Term, text: str) -> Line:
    """Return something stated, under its term."""
    return Line(said(term), text)


def lines(pairs: Iterable[tuple[Term, str]]) -> tuple[Line, ...]:
    """Return the lines that have a text."""
    return tuple(line(term, text) for term, text in pairs if text)


def when(at: datetime | None, case: Case) -> str:
    """Return day and time in the country of a case; "" for none."""
    if at is None:
        return ""
    here = at.astimezone(country_of(case).time_zone)
    return f"{wording.day(here.date())}, {wording.time(here)}"


def heading(paper: Issued, known: Known, label: Term, number: str, term: Term | None = None) -> Heading:
    """Return what every paper bears, with its number under a label; ``term`` says what the moment is."""
    case, head = known.case, known.head
    return Heading(
        language=language(),
        title=said(paper.title),
        label=said(label),
        number=number,
        issued=paper.at.astimezone(country_of(case).time_zone),
        rests_on=lines([(term or Term("Issued on", "발급일시"), when(paper.at, case))]),
        training=Said("TRAINING", "교육용"),
        warning=_("Not an official document. All names, places and data are invented."),
        page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        address=known.address,
        follow=said(Term("See where it stands", "처리현황 조회")),
        record=f"{head.position}:{head.hash}",
        short=head.hash[:SHORT],
        recorded=said(Term("Record", "기록")),
        proves=_("This paper rests on event %(event)s of the room's log. The command proves it:", event=head.position)
        + f" eclear verify --head {head.position}:{head.hash}",
        unprintable=_("□ stands for a letter that cannot be printed here. The records hold it."),
    )


def number_of(case: Case) -> str:
    """Return what a declaration is called by: its number, before it has one its LRN."""
    return case.number or case.lodged.lrn


def amount(case: Case, value: Decimal, currency: str) -> str:
    """Return a sum without its currency, as the country writes it."""
    return wording.plain(value, currency, case.lodged.country)


def money(case: Case, value: Decimal, currency: str) -> str:
    """Return a sum with its currency, as the country and the language write it."""
    return wording.money(Amount(value, currency), case.lodged.country)


def sums(case: Case, assessment: Assessment | None) -> tuple[Line, ...]:
    """Return what is charged on the whole declaration, by kind, in the order of the law."""
    totals: dict[str, Decimal] = {}
    for charged in (*assessment.lines, *assessment.surcharges) if assessment else ():
        totals[charged.type] = totals.get(charged.type, Decimal(0)) + charged.amount
    land, currency = case.lodged.country, assessment.currency if assessment else ""
    return tuple(line(tax_name(type, land), amount(case, total, currency)) for type, total in totals.items())
