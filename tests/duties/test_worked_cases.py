"""Worked cases: what goods owe in Korea, each line computed by hand in the text, to the won.

A line reads ``CUD 100,000 x 20 % = 20,000``: the tax, the arithmetic, and what is left when fractions of a won are dropped.
The arithmetic of the text is checked for itself, so that a slip of the pen cannot agree with a slip of the program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

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
from eclear.casefile.duty import Circumstances
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import assess
from eclear.journey.duties.surcharges import corrected
from eclear.reference import Country, country

MAY = date(2026, 5, 12)
"""A day of the week in which a dollar is worth KRW 1,412.50."""


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()


@dataclass(frozen=True)
class Worked:
    """A case: the goods, and what they owe, computed by hand."""

    name: str
    hsk: str
    price: str
    lines: str
    claim: str = ""
    origin: str = "CN"
    proof: bool = True
    quantity: str = ""
    relief: str = ""
    papers: tuple[str, ...] = ()
    terms: str = "CIF"
    freight: str = ""
    insurance: str = ""
    on: date = MAY

    def declaration(self) -> Declaration:
        """The goods as they are declared."""
        documents = [ItemDocument(category="N", type="861", id="KOR-26-0007", effective=date(2026, 4, 20))]
        item = Item(
            price=money(self.price),
            classifications=(Classification(self.hsk, "HSK"),),
            origins=(Origin(self.origin, "2" if self.claim else "1"),),
            information=(Information(self.claim, None, "TRB"),) if self.claim else (),
            quantity=measure(self.quantity),
            procedures=(Procedure("40", "00"), *([Procedure(self.relief)] if self.relief else [])),
            documents=(
                *(documents if self.claim and self.proof else []),
                *(ItemDocument(category="N", type=paper, id="PAPER-1") for paper in self.papers),
            ),
        )
        return Declaration(
            function="9",
            type="IMA",
            accepted=self.on,
            items=(item,),
            trade_terms=self.terms,
            export_country=self.origin,
            freight=money(self.freight) if self.freight else None,
            charges=(Charge("INS", money(self.insurance)),) if self.insurance else (),
        )


def money(text: str) -> Amount:
    currency, number = text.split(" ") if " " in text else ("KRW", text)
    return Amount(Decimal(number.replace(",", "")), currency)


def measure(text: str) -> Measure | None:
    return Measure(Decimal(text.split(" ")[0]), text.split(" ")[1]) if text else None


CASES = (
    Worked(
        "whisky",
        "2208300000",
        "100,000",
        """CUD 100,000 x 20 % = 20,000
        LIQ (100,000 + 20,000) x 72 % = 86,400
        EDU 86,400 x 30 % = 25,920
        VAT (100,000 + 20,000 + 86,400 + 25,920) x 10 % = 23,232""",
    ),
    Worked(
        "beer under the ASEAN agreement, taxed by the litre",
        "2203000000",
        "3,000",
        """CUD 3,000 x 15 % = 450
        LIQ 0.5 x 885.7 = 442
        EDU 442 x 30 % = 132
        VAT (3,000 + 450 + 442 + 132) x 10 % = 402""",
        claim="FAS1",
        origin="VN",
        quantity="0.5 LTR",
    ),
    Worked(
        "wine",
        "2204210000",
        "100,000",
        """CUD 100,000 x 15 % = 15,000
        LIQ (100,000 + 15,000) x 30 % = 34,500
        EDU 34,500 x 10 % = 3,450
        VAT (100,000 + 15,000 + 34,500 + 3,450) x 10 % = 15,295""",
    ),
    Worked("plain goods", "9503000000", "1,200,000", "CUD 1,200,000 x 8 % = 96,000\nVAT (1,200,000 + 96,000) x 10 % = 129,600"),
    Worked(
        "vodka of an odd price, cut at each step",
        "2208600000",
        "77,777",
        """CUD 77,777 x 20 % = 15,555
        LIQ (77,777 + 15,555) x 72 % = 67,199
        EDU 67,199 x 30 % = 20,159
        VAT (77,777 + 15,555 + 67,199 + 20,159) x 10 % = 18,069""",
    ),
    Worked(
        "brandy, for which there is no WTO rate",
        "2208200000",
        "100,000",
        """CUD 100,000 x 30 % = 30,000
        LIQ (100,000 + 30,000) x 72 % = 93,600
        EDU 93,600 x 30 % = 28,080
        VAT (100,000 + 30,000 + 93,600 + 28,080) x 10 % = 25,168""",
    ),
    Worked(
        "sake",
        "2206000000",
        "50,001",
        """CUD 50,001 x 15 % = 7,500
        LIQ (50,001 + 7,500) x 30 % = 17,250
        EDU 17,250 x 10 % = 1,725
        VAT (50,001 + 7,500 + 17,250 + 1,725) x 10 % = 7,647""",
    ),
    Worked(
        "beer without a claim: basic and WTO rate are both 30",
        "2203000000",
        "3,000",
        """CUD 3,000 x 30 % = 900
        LIQ 0.5 x 885.7 = 442
        EDU 442 x 30 % = 132
        VAT (3,000 + 900 + 442 + 132) x 10 % = 447""",
        quantity="0.5 LTR",
    ),
    Worked(
        "beer of China",
        "2203000000",
        "3,000",
        """CUD 3,000 x 13.5 % = 405
        LIQ 0.5 x 885.7 = 442
        EDU 442 x 30 % = 132
        VAT (3,000 + 405 + 442 + 132) x 10 % = 397""",
        claim="FCN1",
        quantity="0.5 LTR",
    ),
    Worked(
        "beer of Australia pays no duty and the liquor tax all the same",
        "2203000000",
        "3,000",
        """CUD 3,000 x 0 % = 0
        LIQ 0.5 x 885.7 = 442
        EDU 442 x 30 % = 132
        VAT (3,000 + 442 + 132) x 10 % = 357""",
        claim="FAU1",
        origin="AU",
        quantity="0.5 LTR",
    ),
    Worked(
        "a pallet of beer: the litres count, not the value",
        "2203000000",
        "2,000,000",
        """CUD 2,000,000 x 30 % = 600,000
        LIQ 1,440 x 885.7 = 1,275,408
        EDU 1,275,408 x 30 % = 382,622
        VAT (2,000,000 + 600,000 + 1,275,408 + 382,622) x 10 % = 425,803""",
        quantity="1440 LTR",
    ),
    Worked(
        "a handbag above KRW 2,000,000 bears consumption tax on what is above",
        "4202210000",
        "3,000,000",
        """CUD 3,000,000 x 8 % = 240,000
        ICT (3,000,000 + 240,000 - 2,000,000) x 20 % = 248,000
        EDU 248,000 x 30 % = 74,400
        RUR 248,000 x 10 % = 24,800
        VAT (3,000,000 + 240,000 + 248,000 + 74,400 + 24,800) x 10 % = 358,720""",
        quantity="1 C62",
    ),
    Worked(
        "a handbag below KRW 2,000,000 bears none",
        "4202210000",
        "1,800,000",
        """CUD 1,800,000 x 8 % = 144,000
        ICT 0 x 20 % = 0
        EDU 0 x 30 % = 0
        RUR 0 x 10 % = 0
        VAT (1,800,000 + 144,000) x 10 % = 194,400""",
        quantity="1 H87",
    ),
    Worked(
        "a dozen bags have a dozen thresholds",
        "4202920000",
        "30,000,000",
        """CUD 30,000,000 x 8 % = 2,400,000
        ICT (30,000,000 + 2,400,000 - 24,000,000) x 20 % = 1,680,000
        EDU 1,680,000 x 30 % = 504,000
        RUR 1,680,000 x 10 % = 168,000
        VAT (30,000,000 + 2,400,000 + 1,680,000 + 504,000 + 168,000) x 10 % = 3,475,200""",
        quantity="1 DZN",
    ),
    Worked(
        "petrol, by its chapter and by the litre",
        "2710120000",
        "800,000",
        """CUD 800,000 x 5 % = 40,000
        TRT 1,000 x 500 = 500,000
        EDU 500,000 x 15 % = 75,000
        VAT (800,000 + 40,000 + 500,000 + 75,000) x 10 % = 141,500""",
        quantity="1000 LTR",
    ),
    Worked("books", "4901990000", "90,000", "CUD 90,000 x 0 % = 0\nVAT 90,000 x 0 % = 0"),
    Worked(
        "skim milk powder out of quota: never the basic 20",
        "0402101010",
        "1,000,000",
        "CUD 1,000,000 x 176 % = 1,760,000\nVAT (1,000,000 + 1,760,000) x 10 % = 276,000",
    ),
    Worked(
        "the same under the Viet Nam agreement, whose rate is lower than the quota rate",
        "0402101010",
        "1,000,000",
        "CUD 1,000,000 x 140.8 % = 1,408,000\nVAT (1,000,000 + 1,408,000) x 10 % = 240,800",
        claim="FVN1",
        origin="VN",
    ),
    Worked(
        "a WTO rate above the basic one does not apply",
        "8501101000",
        "333,333",
        "CUD 333,333 x 8 % = 26,666\nVAT (333,333 + 26,666) x 10 % = 35,999",
    ),
    Worked(
        "a WTO rate below it does",
        "8703231010",
        "20,000,000",
        "CUD 20,000,000 x 8 % = 1,600,000\nVAT (20,000,000 + 1,600,000) x 10 % = 2,160,000",
        origin="DE",
    ),
    Worked(
        "a WTO rate of zero", "8501631000", "5,000,001", "CUD 5,000,001 x 0 % = 0\nVAT 5,000,001 x 10 % = 500,000", origin="DE"
    ),
    Worked(
        "China claim on small motors, 1.6 %",
        "8501101000",
        "333,333",
        "CUD 333,333 x 1.6 % = 5,333\nVAT (333,333 + 5,333) x 10 % = 33,866",
        claim="FCN1",
    ),
    Worked(
        "RCEP claim on the same motors: the rate claimed, never silently the lower",
        "8501101000",
        "333,333",
        "CUD 333,333 x 5.3 % = 17,666\nVAT (333,333 + 17,666) x 10 % = 35,099",
        claim="FRCCN1",
    ),
    Worked(
        "APTA claim with proof",
        "8501401000",
        "333,333",
        "CUD 333,333 x 5.6 % = 18,666\nVAT (333,333 + 18,666) x 10 % = 35,199",
        claim="E1",
    ),
    Worked(
        "APTA claim without proof",
        "8501401000",
        "333,333",
        "CUD 333,333 x 8 % = 26,666\nVAT (333,333 + 26,666) x 10 % = 35,999",
        claim="E1",
        proof=False,
    ),
    Worked(
        "a new car of China: its rate is no lower",
        "8703231010",
        "10,000,000",
        "CUD 10,000,000 x 8 % = 800,000\nVAT (10,000,000 + 800,000) x 10 % = 1,080,000",
        claim="FCN1",
    ),
    Worked(
        "a used car of China: zero, for the last two digits",
        "8703231020",
        "10,000,000",
        "CUD 10,000,000 x 0 % = 0\nVAT 10,000,000 x 10 % = 1,000,000",
        claim="FCN1",
    ),
    Worked(
        "conductors of Viet Nam under the ASEAN agreement, first line",
        "8544492090",
        "123,456",
        "CUD 123,456 x 0 % = 0\nVAT 123,456 x 10 % = 12,345",
        claim="FAS1",
        origin="VN",
    ),
    Worked(
        "and its neighbour",
        "8544499012",
        "123,456",
        "CUD 123,456 x 5 % = 6,172\nVAT (123,456 + 6,172) x 10 % = 12,962",
        claim="FAS1",
        origin="VN",
    ),
    Worked(
        "RCEP has no row for this car: the general rate",
        "8703231010",
        "10,000,000",
        "CUD 10,000,000 x 8 % = 800,000\nVAT (10,000,000 + 800,000) x 10 % = 1,080,000",
        claim="FRCCN1",
    ),
    Worked(
        "a preference above the free rate changes nothing",
        "8486302070",
        "70,000,000",
        "CUD 70,000,000 x 0 % = 0\nVAT 70,000,000 x 10 % = 7,000,000",
        claim="FCN1",
    ),
    Worked(
        "milk of the EU on the last day of a staged rate",
        "0401200000",
        "700,000",
        "CUD 700,000 x 2.2 % = 15,400\nVAT (700,000 + 15,400) x 10 % = 71,540",
        claim="FEU1",
        origin="FR",
        on=date(2026, 6, 30),
    ),
    Worked(
        "and on the day after",
        "0401200000",
        "700,000",
        "CUD 700,000 x 36 % = 252,000\nVAT (700,000 + 252,000) x 10 % = 95,200",
        claim="FEU1",
        origin="FR",
        on=date(2026, 7, 1),
    ),
    Worked(
        "dollars: USD 1,000 x 1,412.50 = 1,412,500",
        "9503000000",
        "USD 1000",
        "CUD 1,412,500 x 8 % = 113,000\nVAT (1,412,500 + 113,000) x 10 % = 152,550",
    ),
    Worked(
        "FOB dollars with freight and insurance: (1,000 + 80 + 5) x 1,412.50 = 1,532,562.5, cut to 1,532,562",
        "9503000000",
        "USD 1000",
        "CUD 1,532,562 x 8 % = 122,604\nVAT (1,532,562 + 122,604) x 10 % = 165,516",
        terms="FOB",
        freight="USD 80",
        insurance="USD 5",
    ),
    Worked(
        "CIF dollars: freight and insurance are in the price already",
        "9503000000",
        "USD 1000",
        "CUD 1,412,500 x 8 % = 113,000\nVAT (1,412,500 + 113,000) x 10 % = 152,550",
        freight="USD 80",
        insurance="USD 5",
    ),
    Worked(
        "CFR dollars: insurance alone is added, (1,000 + 5) x 1,412.50 = 1,419,562.5, cut to 1,419,562",
        "9503000000",
        "USD 1000",
        "CUD 1,419,562 x 8 % = 113,564\nVAT (1,419,562 + 113,564) x 10 % = 153,312",
        terms="CFR",
        freight="USD 80",
        insurance="USD 5",
    ),
    Worked("garments", "6109100000", "99,999", "CUD 99,999 x 13 % = 12,999\nVAT (99,999 + 12,999) x 10 % = 11,299", origin="BD"),
    Worked("cosmetics", "3304990000", "99,999", "CUD 99,999 x 6.5 % = 6,499\nVAT (99,999 + 6,499) x 10 % = 10,649", origin="FR"),
    Worked("one won", "9503000000", "1", "CUD 1 x 8 % = 0\nVAT 1 x 10 % = 0"),
    Worked("twelve won, at the edge of one won of duty", "9503000000", "12", "CUD 12 x 8 % = 0\nVAT 12 x 10 % = 1"),
    Worked("thirteen won, over the edge", "9503000000", "13", "CUD 13 x 8 % = 1\nVAT (13 + 1) x 10 % = 1"),
    Worked("cigarettes", "2402200000", "1,000,000", "CUD 1,000,000 x 40 % = 400,000\nVAT (1,000,000 + 400,000) x 10 % = 140,000"),
    Worked(
        "goods that come back unchanged pay neither duty nor VAT",
        "9503000000",
        "1,200,000",
        "CUD 1,200,000 x 8 % = 96,000 - 96,000 = 0\nVAT 1,200,000 x 10 % = 120,000 - 120,000 = 0",
        relief="R01",
        papers=("830",),
    ),
    Worked(
        "without the paper that proves it they pay",
        "9503000000",
        "1,200,000",
        "CUD 1,200,000 x 8 % = 96,000\nVAT (1,200,000 + 96,000) x 10 % = 129,600",
        relief="R01",
    ),
    Worked(
        "a sample just within the limit",
        "9503000000",
        "250,000",
        "CUD 250,000 x 8 % = 20,000 - 20,000 = 0\nVAT 250,000 x 10 % = 25,000 - 25,000 = 0",
        relief="R02",
        papers=("380",),
    ),
    Worked(
        "a sample one won above it",
        "9503000000",
        "250,001",
        "CUD 250,001 x 8 % = 20,000\nVAT (250,001 + 20,000) x 10 % = 27,000",
        relief="R02",
        papers=("380",),
    ),
    Worked(
        "instruments for research: a fifth of the duty is left, and VAT rests on what is left",
        "9027500000",
        "10,000,000",
        """CUD 10,000,000 x 8 % = 800,000 - 640,000 = 160,000
        VAT (10,000,000 + 160,000) x 10 % = 1,016,000""",
        relief="R03",
    ),
    Worked(
        "a machine for automated production: half the duty, cut to 55",
        "8479890000",
        "1,388",
        """CUD 1,388 x 8 % = 111 - 56 = 55
        VAT (1,388 + 55) x 10 % = 144""",
        relief="R04",
    ),
    Worked(
        "a relief for other goods does not count",
        "9503000000",
        "1,200,000",
        "CUD 1,200,000 x 8 % = 96,000\nVAT (1,200,000 + 96,000) x 10 % = 129,600",
        relief="R04",
    ),
)


def written(worked: Worked) -> list[tuple[str, Fraction, int, int]]:
    """The lines of a text: the tax, the exact product, what it was cut to, and what is to be paid."""
    found = []
    for line in worked.lines.splitlines():
        tax, arithmetic = line.strip().split(" ", 1)
        product, cut, *relief = arithmetic.split(" = ")
        first, *off = cut.split(" - ")
        exact = number(product)
        paid = relief[0] if relief else first
        if off:
            assert number(first) - number(off[0]) == number(paid), line
        found.append((tax, exact, int(number(first)), int(number(paid))))
    return found


def number(text: str) -> Fraction:
    """What an arithmetic text comes to: sums in brackets, a product, a percentage."""
    text = text.replace(",", "")
    percent = text.endswith(" %")
    parts = text.removesuffix(" %").split(" x ")
    product = Fraction(1)
    for part in parts:
        total = Fraction(0)
        for sign, term in re.findall(r"([+-]?)\s*([\d.]+)", part.strip("()")):
            total += Fraction(term) * (-1 if sign == "-" else 1)
        product *= total
    return product / 100 if percent else product


@pytest.mark.parametrize("worked", CASES, ids=[worked.name for worked in CASES])
def test_goods_owe_what_was_worked_out_by_hand(worked: Worked) -> None:
    by_hand = written(worked)
    assert all(cut == int(exact) for _, exact, cut, _ in by_hand), "the text itself does not add up"
    assessment = assess(worked.declaration(), KOREA, worked.on)
    assert [(line.type, int(line.amount)) for line in assessment.lines] == [(tax, paid) for tax, _, _, paid in by_hand]
    assert assessment.total_due == sum(paid for *_, paid in by_hand)
    assert all(line.source and line.mark and line.as_of == worked.on for line in assessment.lines)


def test_the_table_holds_at_least_forty_four_cases() -> None:
    assert len(CASES) >= 44
    assert len({worked.name for worked in CASES}) == len(CASES)


def toys(price: str) -> Declaration:
    return Worked("toys", "9503000000", price, "").declaration()


@pytest.mark.parametrize(
    ("days", "surcharge"),
    [
        pytest.param(30, "0", id="on the 30th day: nothing"),
        pytest.param(31, "5,000", id="one day late: 1,000,000 x 0.5 %"),
        pytest.param(50, "5,000", id="20 days late: still 0.5 %"),
        pytest.param(51, "10,000", id="21 days late: 1 %"),
        pytest.param(80, "10,000", id="50 days late: still 1 %"),
        pytest.param(81, "15,000", id="51 days late: 1.5 %"),
        pytest.param(110, "15,000", id="80 days late: still 1.5 %"),
        pytest.param(111, "20,000", id="81 days late: 2 %"),
        pytest.param(400, "20,000", id="370 days late: 2 %"),
    ],
)
def test_goods_declared_late_bear_a_surcharge_by_the_days_from_carry_in(days: int, surcharge: str) -> None:
    carried_in = date.fromordinal(date(2027, 5, 12).toordinal() - days)
    late = assess(toys("1,000,000"), KOREA, date(2027, 5, 12), Circumstances(carried_in=carried_in, shed="90110001"))
    on_time = assess(toys("1,000,000"), KOREA, date(2027, 5, 12))
    assert late.total_due - on_time.total_due == number(surcharge)
    assert [(line.type, line.item) for line in late.surcharges] == ([("LDS", 0)] if number(surcharge) else [])
    assert late.lines == on_time.lines


def test_the_surcharge_stops_at_five_million_won_and_says_so() -> None:
    circumstances = Circumstances(carried_in=date(2026, 1, 2), shed="90110001")
    (line,) = assess(toys("900,000,000"), KOREA, MAY, circumstances).surcharges
    assert line.amount == 5_000_000  # 130 days after carry-in: 900,000,000 x 2 % would be 18,000,000
    assert "at most KRW 5,000,000" in line.formula


@pytest.mark.parametrize("shed", ["90110003", None])
def test_a_shed_that_the_notice_does_not_list_bears_no_surcharge(shed: str | None) -> None:
    assert assess(toys("1,000,000"), KOREA, MAY, Circumstances(carried_in=date(2026, 1, 2), shed=shed)).surcharges == ()


@pytest.mark.parametrize(
    ("kind", "on", "addition", "interest"),
    [
        # 1,000,000 short; 0.02 % a day
        pytest.param("self-correction", date(2026, 6, 11), 0, 6_000, id="보정 after 30 days: 1,000,000 x 0.02 % x 30"),
        pytest.param("self-correction", date(2026, 5, 12), 0, 0, id="보정 on the day itself"),
        pytest.param("amended-return", date(2026, 6, 11), 80_000, 6_000, id="수정신고 in the first half year: 8 %"),
        pytest.param("amended-return", date(2027, 2, 12), 90_000, 55_200, id="수정신고 after 276 days: 9 %"),
        pytest.param("amended-return", date(2027, 5, 13), 100_000, 73_200, id="수정신고 after 366 days: 10 %"),
        pytest.param("reassessment", date(2026, 6, 11), 100_000, 6_000, id="경정: 10 % at once"),
    ],
)
def test_a_correction_costs_what_its_kind_and_its_day_make_it(kind: str, on: date, addition: int, interest: int) -> None:
    cost = corrected(Decimal(1_000_000), kind, MAY, on, KOREA)
    assert cost is not None and not cost.refused
    assert (cost.addition, cost.interest, cost.total) == (addition, interest, 1_000_000 + addition + interest)
    assert cost.source and cost.mark == "SYNTHETIC"


def test_a_self_correction_after_six_months_is_refused_with_the_reason() -> None:
    late = corrected(Decimal(1_000_000), "self-correction", MAY, date(2026, 11, 12), KOREA)
    assert late is not None and "within 6 months" in late.refused and late.total == 0
    just = corrected(Decimal(1_000_000), "self-correction", MAY, date(2026, 11, 11), KOREA)
    assert just is not None and not just.refused


def test_a_country_without_the_kind_of_correction_knows_none() -> None:
    britain = country("GB")
    assert britain is not None
    assert corrected(Decimal(1), "reassessment", MAY, MAY, britain) is None


def test_an_export_can_claim_drawback_of_its_fob_value_by_the_fixed_rate() -> None:
    export = replace(toys("10,000,000"), type="EXA", trade_terms="FOB")
    assessment = assess(export, KOREA, MAY)
    (line,) = assessment.drawback
    assert (line.type, line.amount) == ("DRB", 70_000)  # 10,000,000 x 70 / 10,000
    assert assessment.total_due == 0 and assessment.lines == ()


def test_goods_without_a_fixed_rate_can_claim_none() -> None:
    export = replace(Worked("petrol", "2710120000", "800,000", "").declaration(), type="EXA", trade_terms="FOB")
    assert assess(export, KOREA, MAY).drawback == ()
