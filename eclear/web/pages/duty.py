"""The duty calculator: goods are typed, and what they owe answers, line by line. Nothing is recorded."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.declaration import (
    Charge,
    Classification,
    Declaration,
    Information,
    Item,
    ItemDocument,
    Origin,
    Procedure,
)
from eclear.casefile.duty import Assessment, Circumstances, Exchange
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.working import ItemWorking, rounding, working_of

FIELDS = (
    "code",
    "price",
    "currency",
    "terms",
    "freight",
    "insurance",
    "origin",
    "claim",
    "proof",
    "quantity",
    "unit",
    "relief",
    "paper",
    "on",
    "carried_in",
    "shed",
    "movement",
)
"""Every field of the form."""

NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")

EXAMPLES: tuple[tuple[str, Term, Mapping[str, str]], ...] = (
    ("whisky", Term("Whisky, KRW 100,000", "위스키 10만원"), {"code": "2208300000", "price": "100000", "currency": "KRW"}),
    (
        "beer",
        Term("Beer under the ASEAN agreement, half a litre", "맥주 0.5리터(한·아세안 FTA)"),
        {
            "code": "2203000000",
            "price": "3000",
            "currency": "KRW",
            "quantity": "0.5",
            "unit": "LTR",
            "origin": "VN",
            "claim": "FAS1",
            "proof": "yes",
        },
    ),
    (
        "handbag",
        Term("A handbag above the threshold", "기준금액 초과 핸드백"),
        {"code": "4202210000", "price": "3000000", "currency": "KRW", "quantity": "1", "unit": "C62", "origin": "IT"},
    ),
    (
        "late",
        Term("Toys declared late", "신고 지연된 완구"),
        {
            "code": "9503000000",
            "price": "850",
            "currency": "USD",
            "terms": "FOB",
            "freight": "60",
            "insurance": "5",
            "on": "2026-05-12",
            "carried_in": "2026-03-01",
            "shed": "90110001",
        },
    ),
)
"""What can be tried at once, in the law of Korea."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of the form, and what is allowed."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """The form as it was typed, and the working of what it owes once it can be read."""

    template: ClassVar[str] = "duty.html"

    given: Mapping[str, str]
    problems: tuple[Problem, ...]
    refusal: str
    currencies: tuple[str, ...]
    terms: tuple[tuple[str, Term], ...]
    claims: tuple[tuple[str, Term], ...]
    units: tuple[tuple[str, Term], ...]
    reliefs: tuple[tuple[str, Term], ...]
    sheds: tuple[tuple[str, Term], ...]
    examples: tuple[tuple[str, Term], ...]
    working: tuple[ItemWorking, ...]
    exchanges: tuple[Exchange, ...]
    currency: str
    rounding: str
    total: str


class Form:
    """Reads what was typed into a declaration of one item; every field that cannot be read is a problem of its own."""

    def __init__(self, given: Mapping[str, str], law: Country, today: date) -> None:
        """Read the form under the law of a country; the day is today where none was typed."""
        self.problems: list[Problem] = []
        self._law, self._given = law, given
        self.on = self._day("on") or today
        self.circumstances = Circumstances(carried_in=self._day("carried_in"), shed=given.get("shed") or None)
        self.declaration = self._declaration()

    def _declaration(self) -> Declaration:
        given, law = self._given, self._law
        code = given.get("code", "").replace(".", "").replace(" ", "")
        if len(code) != 10 or not code.isdecimal():
            self._problem("code", _("A tariff code has ten digits, such as 9503000000."))
        price = self._number("price")
        if price is None or price <= 0:
            self._problem("price", _("State a price above 0."))
        currency = self._choice("currency", (law.currency, *law.exchange.currencies), law.currency)
        terms = self._choice("terms", law.codes.incoterms, "CIF" if "CIF" in law.codes.incoterms else "")
        quantity, unit = self._number("quantity"), self._choice("unit", law.codes.units, "C62")
        freight, insurance = self._number("freight"), self._number("insurance")
        claim = self._choice("claim", law.tariff.bases.claimed, "")
        relief = self._choice("relief", [each.code for each in law.reliefs.all(self.on)], "")
        origin = given.get("origin", "").strip().upper()
        if origin and law.codes.countries and origin not in law.codes.countries:
            self._problem("origin", _("A country of origin has two letters, such as CN."))
        documents = [ItemDocument("N", None, "PROOF-1", None, type) for type in self._proofs(claim)]
        documents += [ItemDocument("N", None, "PAPER-1", None, type) for type in self._papers(relief)]
        line = law.tariff.line(code, self.on)
        item = Item(
            description=line.name.en if line else None,
            price=Amount(price or Decimal(0), currency),
            classifications=(Classification(code, "HSK"),),
            quantity=Measure(quantity, unit) if quantity is not None else None,
            origins=(Origin(origin, "2" if claim else "1"),) if origin else (),
            information=(Information(claim, None, "TRB"),) if claim else (),
            procedures=(Procedure("40", "00"), *((Procedure(relief),) if relief else ())),
            documents=tuple(documents),
        )
        return Declaration(
            function="9",
            type="EXA" if given.get("movement") == "EX" else "IMA",
            accepted=self.on,
            items=(item,),
            trade_terms=terms,
            export_country=origin or None,
            freight=Amount(freight, currency) if freight else None,
            charges=(Charge("INS", Amount(insurance, currency)),) if insurance else (),
        )

    def _proofs(self, claim: str) -> tuple[str, ...]:
        basis = self._law.tariff.bases.claimed.get(claim)
        return basis.documents[:1] if basis and self._given.get("proof") else ()

    def _papers(self, code: str) -> tuple[str, ...]:
        relief = self._law.reliefs.relief(code, self.on) if self._given.get("paper") else None
        return relief.documents[:1] if relief else ()

    def _problem(self, field: str, message: str) -> None:
        self.problems.append(Problem(field, message))

    def _number(self, name: str) -> Decimal | None:
        text = self._given.get(name, "").replace(",", "").strip()
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self._problem(name, _("Write a number such as 1200000 or 0.5."))
            return None
        return Decimal(text)

    def _day(self, name: str) -> date | None:
        text = self._given.get(name, "").strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._problem(name, _("The day cannot be read. Write it as 2026-05-12."))
            return None

    def _choice(self, name: str, allowed: Container[str], default: str) -> str:
        chosen = self._given.get(name) or default
        if chosen and chosen not in allowed:
            self._problem(name, _("This is not one of the list. Choose one of it."))
            return default
        return chosen


def duty_page(
    law: Country, on: date, given: Mapping[str, str], form: Form | None, assessment: Assessment | None, refusal: str
) -> DutyPage:
    """Return the calculator: the form with its lists, and the working if there is one."""
    currency = law.currency
    return DutyPage(
        given={name: given.get(name, "") for name in FIELDS} | ({"on": on.isoformat()} if not given.get("on") else {}),
        problems=tuple(form.problems) if form else (),
        refusal=refusal,
        currencies=(currency, *law.exchange.currencies),
        terms=tuple((code, entry.name) for code, entry in law.codes.incoterms.items()),
        claims=tuple((code, basis.name) for code, basis in law.tariff.bases.claimed.items()),
        units=tuple((code, unit.name) for code, unit in law.codes.units.items()),
        reliefs=tuple((relief.code, relief.name) for relief in law.reliefs.all(on)),
        sheds=tuple((code, shed.name) for code, shed in law.codes.sheds.items()),
        examples=tuple((id, name) for id, name, _given in EXAMPLES) if law.code == "KR" else (),
        working=working_of(assessment, law.code, form.declaration.items) if assessment and form else (),
        exchanges=tuple(x for x in assessment.exchanges if x.currency != currency) if assessment else (),
        currency=currency,
        rounding=rounding(law.code),
        total=wording.plain(assessment.total_due, currency, law.code) if assessment else "",
    )
