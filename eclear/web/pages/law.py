"""The law of a country on one page: where to look things up, its taxes in their order, its clocks, lanes and reliefs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.working import mark_words, rounding


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One duty or tax in the order of the law: its code, its name, the formula of its base, how many rates it has."""

    type: str
    name: Term
    base: str
    rates: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the folder of the country holds, and how much of it."""

    name: Term
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class ReliefLine:
    """A relief: its code, its name, what it takes off, on which conditions."""

    code: str
    name: Term
    percent: str
    taxes: str
    conditions: str
    mark: str


@dataclass(frozen=True, slots=True)
class LawPage:
    """The law of the country in force as its folder tells it."""

    template: ClassVar[str] = "law.html"

    country: Term
    rounding: str
    valuation: str
    complete: bool
    taxes: tuple[TaxLine, ...]
    reliefs: tuple[ReliefLine, ...]
    holds: tuple[Known, ...]
    clocks: tuple[tuple[str, int], ...]
    lanes: tuple[tuple[str, Term], ...]


def law_page(law: Country, on: date) -> LawPage:
    """Return the law of a country as of a day."""
    taxes = tuple(
        TaxLine(
            tax.type,
            tax.name,
            tax.base.text,
            len(law.taxes.rows.get(tax.type, ())),
            tax.fact.source,
            mark_words(tax.fact.mark),
        )
        for tax in law.taxes.all
    )
    return LawPage(
        country=law.name,
        rounding=rounding(law.code),
        valuation=_("imports %(imports)s, exports %(exports)s", imports=law.valuation.imports, exports=law.valuation.exports),
        complete=law.complete,
        taxes=taxes,
        reliefs=tuple(_relief(law, code.code, on) for code in law.reliefs.all(on)),
        holds=_holds(law, on),
        clocks=(
            (_("to pay, from the notice"), law.payment_days),
            (_("to carry out, from acceptance"), law.carry_out_days),
            (_("to load an export, from acceptance"), law.loading_days),
            (_("to present documents"), law.documents_days),
        ),
        lanes=tuple((lane.value, look.name) for lane, look in law.lanes.items()),
    )


def _holds(law: Country, on: date) -> tuple[Known, ...]:
    bases = law.tariff.bases.all
    return (
        Known(Term("tariff lines", "세번"), sum(1 for _line in law.tariff.lines(on)), "/tariff"),
        Known(Term("tariff bases", "관세율 구분"), len(bases)),
        Known(Term("currencies with a customs rate", "고시환율 통화"), len(law.exchange.currencies)),
        Known(Term("agencies", "요건확인기관"), len(law.agencies.all), "/permits"),
        Known(Term("agreements", "협정"), len(law.agreements.on(on)), "/origin"),
    )


def _relief(law: Country, code: str, on: date) -> ReliefLine:
    relief = law.reliefs.relief(code, on)
    assert relief is not None
    told = []
    if relief.goods != ("",):
        told.append(_("goods of %(codes)s", codes=", ".join(relief.goods)))
    if relief.documents:
        told.append(_("document %(types)s", types=", ".join(relief.documents)))
    if relief.most is not None:
        told.append(_("customs value up to %(most)s", most=wording.money(Amount(relief.most, law.currency), law.code)))
    taxes = ", ".join(tax.type for tax in law.taxes.all if tax.type in relief.taxes)
    return ReliefLine(code, relief.name, f"{relief.percent:f} %", taxes, "; ".join(told), mark_words(relief.fact.mark))
