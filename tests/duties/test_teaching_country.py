"""Worked cases of Tamaria, the invented teaching country: each line computed by hand in the text, to the cent.

A line reads ``LEV (1,000.00 + 100.00) / 0.98 = 1,122.45; 1,122.45 x 2 % = 22.45``: the tax, then step by step the arithmetic,
every result rounded half up to the cent. The text is checked for itself first, so that a slip of the pen cannot agree
with a slip of the program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from eclear.casefile.declaration import (
    Charge,
    Classification,
    Declaration,
    DutyTaxFee,
    Information,
    Item,
    ItemDocument,
    Origin,
    Procedure,
)
from eclear.casefile.duty import Assessment, Circumstances
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country, Mark, country

MAY = date(2026, 5, 12)
"""A day of the week in which a US dollar is worth XTD 2.50 and an Orvenian lira XTD 0.04."""


def _tamaria() -> Country:
    found = country("XT")
    assert found is not None
    return found


TAMARIA = _tamaria()


@dataclass(frozen=True)
class Worked:
    """A case: the goods, and what they owe, computed by hand."""

    name: str
    hsk: str
    price: str
    lines: str
    claim: str = ""
    origin: str = "XC"
    quantity: str = ""
    mass: str = ""
    papers: tuple[str, ...] = ()
    procedure: str = "40"
    relief: str = ""
    additional: str = ""
    statement: str = ""
    on: date = MAY


CASES = [
    Worked(
        "toys at the ordinary rate",
        "9503000000",
        "1000.00",
        """DUT 1,000.00 x 10 % = 100.00
        LEV (1,000.00 + 100.00) / 0.98 = 1,122.45; 1,122.45 x 2 % = 22.45
        SAL (1,000.00 + 100.00 + 22.45) x 16 % = 179.59""",
    ),
    Worked(
        "toys for a school pay the low sales tax",
        "9503000000",
        "1000.00",
        """DUT 1,000.00 x 10 % = 100.00
        LEV 1,100.00 / 0.98 = 1,122.45; 1,122.45 x 2 % = 22.45
        SAL 1,122.45 x 5 % = 56.12""",
        additional="XS05",
    ),
    Worked(
        "toys for a public body pay no sales tax",
        "9503000000",
        "1000.00",
        """DUT 1,000.00 x 10 % = 100.00
        LEV 1,100.00 / 0.98 = 1,122.45; 1,122.45 x 2 % = 22.45
        SAL 1,122.45 x 0 % = 0.00""",
        procedure="45",
    ),
    Worked(
        "books owe the levy alone",
        "4901990000",
        "200.00",
        """DUT 200.00 x 0 % = 0.00
        LEV 200.00 / 0.98 = 204.08; 204.08 x 2 % = 4.08
        SAL 204.08 x 0 % = 0.00""",
    ),
    Worked(
        "wheat is food",
        "1001990000",
        "10000.00",
        """DUT 10,000.00 x 0 % = 0.00
        LEV 10,000.00 / 0.98 = 10,204.08; 10,204.08 x 2 % = 204.08
        SAL 10,204.08 x 5 % = 510.20""",
    ),
    Worked(
        "rice by the kilogram, from its net mass",
        "1006300000",
        "3000.00",
        """DUT 4,000 x 0.35 = 1,400.00
        LEV (3,000.00 + 1,400.00) / 0.98 = 4,489.80; 4,489.80 x 2 % = 89.80
        SAL (3,000.00 + 1,400.00 + 89.80) x 5 % = 224.49""",
        mass="4000 KGM",
    ),
    Worked(
        "rice stated in tonnes",
        "1006300000",
        "3000.00",
        """DUT 4 x 1,000 x 0.35 = 1,400.00
        LEV 4,400.00 / 0.98 = 4,489.80; 4,489.80 x 2 % = 89.80
        SAL 4,489.80 x 5 % = 224.49""",
        quantity="4 TNE",
    ),
    Worked(
        "sugar by value and by mass together",
        "1701990000",
        "500.00",
        """DUT 500.00 x 15 % + 1,000 x 0.10 = 175.00
        LEV 675.00 / 0.98 = 688.78; 688.78 x 2 % = 13.78
        SAL (675.00 + 13.78) x 16 % = 110.20""",
        mass="1000 KGM",
    ),
    Worked(
        "cheap chicken by mass, the higher",
        "0207140000",
        "1000.00",
        """DUT max(1,000.00 x 20 %, 200 x 1.50) = 300.00
        LEV 1,300.00 / 0.98 = 1,326.53; 1,326.53 x 2 % = 26.53
        SAL 1,326.53 x 5 % = 66.33""",
        mass="200 KGM",
    ),
    Worked(
        "dear chicken by value, the higher",
        "0207140000",
        "2000.00",
        """DUT max(2,000.00 x 20 %, 200 x 1.50) = 400.00
        LEV 2,400.00 / 0.98 = 2,448.98; 2,448.98 x 2 % = 48.98
        SAL 2,448.98 x 5 % = 122.45""",
        mass="200 KGM",
    ),
    Worked(
        "chicken in the quota, with the licence",
        "0207140000",
        "1000.00",
        """DUT 1,000.00 x 5 % = 50.00
        LEV 1,050.00 / 0.98 = 1,071.43; 1,071.43 x 2 % = 21.43
        SAL 1,071.43 x 5 % = 53.57""",
        claim="Q",
        papers=("911",),
        mass="200 KGM",
    ),
    Worked(
        "chicken claimed in the quota without a licence",
        "0207140000",
        "1000.00",
        """DUT max(1,000.00 x 20 %, 200 x 1.50) = 300.00
        LEV 1,300.00 / 0.98 = 1,326.53; 1,326.53 x 2 % = 26.53
        SAL 1,326.53 x 5 % = 66.33""",
        claim="Q",
        mass="200 KGM",
    ),
    Worked(
        "cement, the lower of two",
        "2523290000",
        "800.00",
        """DUT min(800.00 x 12 %, 5,000 x 0.02) = 96.00
        LEV 896.00 / 0.98 = 914.29; 914.29 x 2 % = 18.29
        SAL (896.00 + 18.29) x 16 % = 146.29""",
        mass="5000 KGM",
    ),
    Worked(
        "shoes by the pair",
        "6403990000",
        "900.00",
        """DUT max(900.00 x 15 %, 60 x 3.00) = 180.00
        LEV 1,080.00 / 0.98 = 1,102.04; 1,102.04 x 2 % = 22.04
        SAL 1,102.04 x 16 % = 176.33""",
        quantity="60 NPR",
    ),
    Worked(
        "whisky: excise by the litre of pure alcohol",
        "2208300000",
        "2000.00",
        """DUT 2,000.00 x 15 % = 300.00
        EXC 40 x 24.00 = 960.00
        LEV (2,000.00 + 300.00 + 960.00) / 0.98 = 3,326.53; 3,326.53 x 2 % = 66.53
        SAL 3,326.53 x 16 % = 532.24""",
        quantity="40 LPA",
    ),
    Worked(
        "sweet drinks stated in hectolitres",
        "2202100000",
        "640.00",
        """DUT 640.00 x 20 % = 128.00
        EXC 12 x 100 x 0.15 = 180.00
        LEV (640.00 + 128.00 + 180.00) / 0.98 = 967.35; 967.35 x 2 % = 19.35
        SAL (640.00 + 128.00 + 180.00 + 19.35) x 16 % = 154.78""",
        quantity="12 HLT",
    ),
    Worked(
        "cheap cigarettes by the stick",
        "2402200000",
        "1000.00",
        """DUT 1,000.00 x 35 % = 350.00
        EXC max(1,350.00 x 40 %, 10 x 1,000 x 0.12) = 1,200.00
        LEV 2,550.00 / 0.98 = 2,602.04; 2,602.04 x 2 % = 52.04
        SAL 2,602.04 x 16 % = 416.33""",
        quantity="10 MIL",
    ),
    Worked(
        "dear cigarettes by value",
        "2402200000",
        "5000.00",
        """DUT 5,000.00 x 35 % = 1,750.00
        EXC max(6,750.00 x 40 %, 10 x 1,000 x 0.12) = 2,700.00
        LEV 9,450.00 / 0.98 = 9,642.86; 9,642.86 x 2 % = 192.86
        SAL 9,642.86 x 16 % = 1,542.86""",
        quantity="10 MIL",
    ),
    Worked(
        "petrol for farms has an excise of its own",
        "2710120000",
        "1000.00",
        """DUT 1,000.00 x 3 % = 30.00
        EXC 2,000 x 0.10 = 200.00
        LEV 1,230.00 / 0.98 = 1,255.10; 1,255.10 x 2 % = 25.10
        SAL 1,255.10 x 16 % = 200.82""",
        quantity="2000 LTR",
        additional="XF01",
    ),
    Worked(
        "a car below the cap of the surtax",
        "8703230000",
        "30000.00",
        """DUT 30,000.00 x 25 % = 7,500.00
        SUR min(30,000.00 + 7,500.00, 60,000) x 10 % = 3,750.00
        LEV 41,250.00 / 0.98 = 42,091.84; 42,091.84 x 2 % = 841.84
        SAL 42,091.84 x 16 % = 6,734.69""",
    ),
    Worked(
        "a car above the cap of the surtax",
        "8703230000",
        "80000.00",
        """DUT 80,000.00 x 25 % = 20,000.00
        SUR min(80,000.00 + 20,000.00, 60,000) x 10 % = 6,000.00
        LEV 106,000.00 / 0.98 = 108,163.27; 108,163.27 x 2 % = 2,163.27
        SAL 108,163.27 x 16 % = 17,306.12""",
    ),
    Worked(
        "a car of Orvenia, with proof: a lower duty and no levy",
        "8703230000",
        "10000.00",
        """DUT 10,000.00 x 12 % = 1,200.00
        SUR 11,200.00 x 10 % = 1,120.00
        LEV 12,320.00 / 0.98 = 12,571.43; 12,571.43 x 0 % = 0.00
        SAL 12,320.00 x 16 % = 1,971.20""",
        claim="PXA",
        origin="XA",
        papers=("862",),
    ),
    Worked(
        "a dear car of Orvenia whose exporter nobody approved",
        "8703230000",
        "20000.00",
        """DUT 20,000.00 x 25 % = 5,000.00
        SUR 25,000.00 x 10 % = 2,500.00
        LEV 27,500.00 / 0.98 = 28,061.22; 28,061.22 x 2 % = 561.22
        SAL 28,061.22 x 16 % = 4,489.80""",
        claim="PXA",
        origin="XA",
        papers=("862",),
    ),
    Worked(
        "the same car from an approved exporter",
        "8703230000",
        "20000.00",
        """DUT 20,000.00 x 12 % = 2,400.00
        SUR 22,400.00 x 10 % = 2,240.00
        LEV 24,640.00 / 0.98 = 25,142.86; 25,142.86 x 0 % = 0.00
        SAL 24,640.00 x 16 % = 3,942.40""",
        claim="PXA",
        origin="XA",
        papers=("862",),
        statement="XA-AEX-0007",
    ),
    Worked(
        "watches: only what is above 500 apiece bears the surtax",
        "9102110000",
        "3000.00",
        """DUT 3,000.00 x 12 % = 360.00
        SUR max(0, 3,360.00 - 500 x 4) x 15 % = 204.00
        LEV 3,564.00 / 0.98 = 3,636.73; 3,636.73 x 2 % = 72.73
        SAL 3,636.73 x 16 % = 581.88""",
        quantity="4 C62",
    ),
    Worked(
        "cheap watches bear no surtax",
        "9102110000",
        "400.00",
        """DUT 400.00 x 12 % = 48.00
        SUR max(0, 448.00 - 500 x 2) x 15 % = 0.00
        LEV 448.00 / 0.98 = 457.14; 457.14 x 2 % = 9.14
        SAL 457.14 x 16 % = 73.14""",
        quantity="2 C62",
    ),
    Worked(
        "tyres of Belmoria: a duty against dumping on top",
        "4011100000",
        "1000.00",
        """DUT 1,000.00 x 15 % = 150.00
        DUT 1,000.00 x 22.5 % = 225.00
        LEV (1,000.00 + 150.00 + 225.00) / 0.98 = 1,403.06; 1,403.06 x 2 % = 28.06
        SAL 1,403.06 x 16 % = 224.49""",
        origin="XB",
    ),
    Worked(
        "tyres of another country",
        "4011100000",
        "1000.00",
        """DUT 1,000.00 x 15 % = 150.00
        LEV 1,150.00 / 0.98 = 1,173.47; 1,173.47 x 2 % = 23.47
        SAL 1,173.47 x 16 % = 187.76""",
    ),
    Worked(
        "tiles of Belmoria: the duty on top goes by mass",
        "6907210000",
        "2000.00",
        """DUT 2,000.00 x 12 % = 240.00
        DUT 3,000 x 0.08 = 240.00
        LEV 2,480.00 / 0.98 = 2,530.61; 2,530.61 x 2 % = 50.61
        SAL 2,530.61 x 16 % = 404.90""",
        origin="XB",
        mass="3000 KGM",
    ),
    Worked(
        "reinforcing bars under the safeguard, which no preference undoes",
        "7214200000",
        "4000.00",
        """DUT 4,000.00 x 25 % = 1,000.00
        LEV 5,000.00 / 0.98 = 5,102.04; 5,102.04 x 2 % = 102.04
        SAL 5,102.04 x 16 % = 816.33""",
        claim="PXA",
        origin="XA",
        papers=("861",),
    ),
    Worked(
        "reinforcing bars of Orvenia when the safeguard is over",
        "7214200000",
        "4000.00",
        """DUT 4,000.00 x 2 % = 80.00
        LEV 4,080.00 / 0.98 = 4,163.27; 4,163.27 x 0 % = 0.00
        SAL 4,080.00 x 16 % = 652.80""",
        claim="PXA",
        origin="XA",
        papers=("861",),
        on=date(2026, 9, 1),
    ),
    Worked(
        "tomatoes out of season",
        "0702000000",
        "600.00",
        """DUT 600.00 x 10 % = 60.00
        LEV 660.00 / 0.98 = 673.47; 673.47 x 2 % = 13.47
        SAL 673.47 x 5 % = 33.67""",
        on=date(2026, 5, 31),
    ),
    Worked(
        "tomatoes in season",
        "0702000000",
        "600.00",
        """DUT 600.00 x 30 % = 180.00
        LEV 780.00 / 0.98 = 795.92; 795.92 x 2 % = 15.92
        SAL 795.92 x 5 % = 39.80""",
        on=date(2026, 6, 1),
    ),
    Worked(
        "T-shirts: the most-favoured-nation rate is lower than the general one",
        "6109100000",
        "1250.00",
        """DUT 1,250.00 x 20 % = 250.00
        LEV 1,500.00 / 0.98 = 1,530.61; 1,530.61 x 2 % = 30.61
        SAL 1,530.61 x 16 % = 244.90""",
    ),
    Worked(
        "T-shirts of Belmoria, with its certificate",
        "6109100000",
        "1250.00",
        """DUT 1,250.00 x 12 % = 150.00
        LEV 1,400.00 / 0.98 = 1,428.57; 1,428.57 x 2 % = 28.57
        SAL 1,428.57 x 16 % = 228.57""",
        claim="PXB",
        origin="XB",
        papers=("861",),
    ),
    Worked(
        "a small consignment of Orvenia needs no proof",
        "3304990000",
        "700.00",
        """DUT 700.00 x 10 % = 70.00
        LEV 770.00 / 0.98 = 785.71; 785.71 x 0 % = 0.00
        SAL 770.00 x 16 % = 123.20""",
        claim="PXA",
        origin="XA",
    ),
    Worked(
        "goods without a line fall under the rate of their chapter",
        "9405110000",
        "100.00",
        """DUT 100.00 x 12 % = 12.00
        LEV 112.00 / 0.98 = 114.29; 114.29 x 2 % = 2.29
        SAL 114.29 x 16 % = 18.29""",
    ),
    Worked(
        "half a cent goes up",
        "9503000000",
        "0.45",
        """DUT 0.45 x 10 % = 0.05
        LEV 0.50 / 0.98 = 0.51; 0.51 x 2 % = 0.01
        SAL 0.51 x 16 % = 0.08""",
    ),
    Worked(
        "a combine harvester: three quarters of the duty are given up",
        "8433510000",
        "50000.00",
        """DUT 50,000.00 x 4 % = 2,000.00; 2,000.00 x 25 % = 500.00
        LEV 50,500.00 / 0.98 = 51,530.61; 51,530.61 x 2 % = 1,030.61
        SAL 51,530.61 x 16 % = 8,244.90""",
        relief="T02",
    ),
    Worked(
        "goods for an embassy owe nothing",
        "9503000000",
        "1000.00",
        """DUT 1,000.00 x 10 % = 100.00; 100.00 x 0 % = 0.00
        LEV 1,000.00 / 0.98 = 1,020.41; 1,020.41 x 2 % = 20.41; 20.41 x 0 % = 0.00
        SAL 1,000.00 x 16 % = 160.00; 160.00 x 0 % = 0.00""",
        relief="T01",
        papers=("Z01",),
    ),
    Worked(
        "a sample worth more than 200 is no sample",
        "9503000000",
        "200.01",
        """DUT 200.01 x 10 % = 20.00
        LEV 220.01 / 0.98 = 224.50; 224.50 x 2 % = 4.49
        SAL 224.50 x 16 % = 35.92""",
        relief="T03",
        papers=("380",),
    ),
]


def arithmetic(text: str) -> Fraction:
    """Work out a line of arithmetic as people write it: thousands with commas, x for times, percent."""
    plain = text.replace(" x ", " * ").replace(" %", " / 100")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"\d+(\.\d+)?", lambda number: f"F('{number[0]}')", plain)
    return Fraction(eval(plain, {"__builtins__": {}, "F": Fraction, "max": max, "min": min}))


def half_up(value: Fraction) -> Decimal:
    """Return a value in cents, half a cent upwards, computed apart from the program."""
    return Decimal(int(value * 100 + Fraction(1, 2))) / 100


def by_hand(case: Worked) -> list[tuple[str, Decimal]]:
    """Return the lines of a case, after each step of each was worked out again."""
    lines = []
    for line in case.lines.splitlines():
        tax, steps = line.strip().split(" ", 1)
        for step in steps.split("; "):
            sum_, _, result = step.partition(" = ")
            assert half_up(arithmetic(sum_)) == Decimal(result.replace(",", "")), f"{case.name}: {step}"
        lines.append((tax, Decimal(result.replace(",", ""))))
    return lines


def measure(text: str) -> Measure | None:
    amount, _, unit = text.partition(" ")
    return Measure(Decimal(amount), unit) if text else None


def commodity(code: str) -> tuple[Classification, ...]:
    """Return a commodity code as messages carry it: eight digits, and two that go further."""
    return Classification(code[:8], "TSP"), Classification(code[8:], "TRC")


def goods_of(case: Worked) -> Declaration:
    codes = [*commodity(case.hsk)]
    if case.additional:
        codes.append(Classification(case.additional, "GN"))
    item = Item(
        classifications=tuple(codes),
        price=Amount(Decimal(case.price), "XTD"),
        quantity=measure(case.quantity),
        net_mass=measure(case.mass),
        origins=(Origin(case.origin),),
        duties=(DutyTaxFee(regime=case.claim),) if case.claim else (),
        documents=tuple(ItemDocument(category="N", id=f"NO-{type}", type=type) for type in case.papers),
        procedures=(Procedure(case.procedure, "00"), *((Procedure(case.relief),) if case.relief else ())),
        information=(Information(case.statement, None, "AEX"),) if case.statement else (),
    )
    return Declaration(function="9", type="IMA", items=(item,), trade_terms="FOB", export_country=case.origin)


def owed(case: Worked) -> Assessment:
    return assess(goods_of(case), TAMARIA, case.on)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_goods_owe_to_the_cent_what_the_text_computes(case: Worked) -> None:
    assessment = owed(case)
    assert [(line.type, line.amount) for line in assessment.lines] == by_hand(case)
    assert assessment.total_due == sum(amount for _, amount in by_hand(case))
    assert {line.currency for line in assessment.lines} == {"XTD"}
    assert {line.mark for line in assessment.lines} == {Mark.SYNTHETIC}, "nothing in it pretends to be anybody's law"


def test_there_are_forty_cases_and_each_tax_and_each_basis_occurs() -> None:
    assert len(CASES) >= 40
    lines = [line for case in CASES for line in owed(case).lines]
    assert {line.type for line in lines} == {tax.type for tax in TAMARIA.taxes.all}
    bases = {line.basis for line in lines if line.type == "DUT"}
    assert bases == set(TAMARIA.tariff.bases.all) - {"G"}, "the general rate stands beside a lower one everywhere"


# -- the working is told ----------------------------------------------------------------------------------------------


def named(name: str) -> Assessment:
    return owed(next(case for case in CASES if case.name == name))


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [
        ("toys at the ordinary rate", 1, "XTD ((1,000.00 + 100.00 + 0 + 0) / (1 - 0.02)) x 2 % = XTD 22.45, rounded half up"),
        ("cheap cigarettes by the stick", 1, "the higher of XTD (1,000.00 + 350.00) x 40 % and 10,000 C62 x XTD 0.12"),
        ("a car above the cap of the surtax", 1, "the lower of (80,000.00 + 20,000.00 + 0, 60,000)) x 10 % = XTD 6,000.00"),
        ("reinforcing bars under the safeguard, which no preference undoes", 0, "even though it is higher"),
        ("reinforcing bars under the safeguard, which no preference undoes", 0, "safeguard from March to August 2026"),
        ("chicken claimed in the quota without a licence", 0, "Q is claimed without the paper that it needs (document 911)"),
        ("a dear car of Orvenia whose exporter nobody approved", 0, "above XTD 15,000 needs an approved exporter"),
        ("a small consignment of Orvenia needs no proof", 0, "no proof of origin is asked of a consignment below"),
        ("tyres of Belmoria: a duty against dumping on top", 1, "AD anti-dumping duty, on top"),
        ("goods without a line fall under the rate of their chapter", 0, "the rate is that of chapter 94"),
        ("a sample worth more than 200 is no sample", 0, "relief T03 does not count: the customs value is above XTD 200"),
    ],
)
def test_each_line_says_how_it_came_about(name: str, number: int, told: str) -> None:
    assert told in named(name).lines[number].formula


# -- the value: FOB, and charges by mass ------------------------------------------------------------------------------


def priced(price: str, mass: str = "", currency: str = "USD") -> Item:
    return Item(
        classifications=commodity("9503000000"),
        price=Amount(Decimal(price), currency),
        gross_mass=measure(mass),
        origins=(Origin("XC"),),
    )


def usd(text: str) -> Amount:
    return Amount(Decimal(text), "USD")


def valued(*items: Item, terms: str, freight: str = "", **charges: str) -> list[Decimal]:
    stated = tuple(Charge(kind, usd(amount)) for kind, amount in charges.items())
    declared = Declaration(
        function="9", type="IMA", items=items, trade_terms=terms, freight=usd(freight) if freight else None, charges=stated
    )
    return [value.value for value in assess(declared, TAMARIA, MAY).values]


def test_a_price_free_on_board_is_the_value() -> None:
    assert valued(priced("1000.00"), terms="FOB") == [Decimal("2500.00")]  # 1,000 x 2.50


def test_freight_that_the_buyer_pays_on_top_stays_out_of_the_value() -> None:
    assert valued(priced("1000.00"), terms="FOB", freight="80.00", INS="20.00") == [Decimal("2500.00")]


def test_freight_and_insurance_in_a_cif_price_are_taken_out() -> None:
    assert valued(priced("1000.00"), terms="CIF", freight="80.00", INS="20.00") == [Decimal("2250.00")]  # 900 x 2.50


def test_a_price_from_the_works_lacks_the_way_to_the_port() -> None:
    assert valued(priced("1000.00"), terms="EXW", INL="40.00") == [Decimal("2600.00")]  # 1,040 x 2.50


def test_freight_in_the_price_is_shared_by_mass_and_royalties_by_value() -> None:
    light, heavy = priced("900.00", "100 KGM"), priced("100.00", "300 KGM")
    # 80 of freight go 20 and 60 by mass; 100 of royalties 90 and 10 by value
    assert valued(light, heavy, terms="CFR", freight="80.00", ROY="100.00") == [Decimal("2425.00"), Decimal("125.00")]


def test_the_lira_and_the_korun_have_rates_of_their_own() -> None:
    assert valued(priced("50000.00", currency="XAL"), terms="FOB") == [Decimal("2000.00")]
    assert valued(priced("1000.00", currency="XBK"), terms="FOB") == [Decimal("350.00")]
    with pytest.raises(CannotAssess, match="there is no customs rate of KRW"):
        valued(priced("1000.00", currency="KRW"), terms="FOB")


# -- suspension, lateness, drawback -----------------------------------------------------------------------------------


def test_goods_that_only_visit_owe_nothing_now_and_the_working_says_what_is_at_stake() -> None:
    assessment = owed(Worked("", "9503000000", "1000.00", "", procedure="53"))
    assert assessment.total_due == 0
    # 1,000 x 10 % = 100; 1,000 / 0.98 = 1,020.41, x 2 % = 20.41; 1,000 x 16 % = 160: what is not paid is in no base
    assert [line.suspended for line in assessment.lines] == [Decimal("100.00"), Decimal("20.41"), Decimal("160.00")]
    assert "suspended under procedure 53 (temporary admission)" in assessment.lines[0].formula


@pytest.mark.parametrize(
    ("carried_in", "charge"),
    [
        pytest.param(date(2026, 4, 27), None, id="15 days: in time"),
        pytest.param(date(2026, 4, 26), "2.50", id="one day late: 1,000 x 0.25 %"),
        pytest.param(date(2026, 4, 10), "7.50", id="17 days late: 1,000 x 0.75 %"),
        pytest.param(date(2026, 1, 2), "15.00", id="115 days late: 1,000 x 1.5 %"),
    ],
)
def test_a_late_declaration_costs_by_the_days(carried_in: date, charge: str | None) -> None:
    case = next(case for case in CASES if case.name == "toys at the ordinary rate")
    found = assess(goods_of(case), TAMARIA, MAY, Circumstances(carried_in=carried_in, shed="XTS001")).surcharges
    assert [str(line.amount) for line in found] == ([charge] if charge else [])
    assert all(line.type == "LAT" for line in found)


def test_an_export_of_garments_may_claim_drawback() -> None:
    item = Item(classifications=commodity("6109100000"), price=Amount(Decimal("2000.00"), "XTD"))
    found = assess(Declaration(function="9", type="EXA", items=(item,), trade_terms="FOB"), TAMARIA, MAY)
    assert found.total_due == 0
    assert [line.amount for line in found.drawback] == [Decimal("80.00")]  # 2,000 x 4 / 100


# -- the folder -------------------------------------------------------------------------------------------------------


def test_the_folder_is_a_whole_small_law() -> None:
    assert len(list(TAMARIA.tariff.lines(MAY))) >= 60
    assert len(TAMARIA.tariff.chapters) == 96, "all of the Harmonized System"
    assert 3 <= len(TAMARIA.agencies.all) <= 5
    assert TAMARIA.exchange.currencies == ("EUR", "USD", "XAL", "XBK")
    assert (TAMARIA.valuation.imports, TAMARIA.valuation.shared_by, TAMARIA.rounding) == ("FOB", "mass", "half-up")


def test_every_currency_has_a_rate_for_every_day_of_2026() -> None:
    first = date(2026, 1, 1).toordinal()
    for currency in TAMARIA.exchange.currencies:
        assert all(TAMARIA.exchange.rate(currency, date.fromordinal(first + n)) for n in range(365)), currency


def test_its_countries_are_invented_and_stand_in_the_range_left_to_users() -> None:
    assert set(TAMARIA.codes.countries) == {"XA", "XB", "XC", "XD", "XT"}
    assert TAMARIA.currency == "XTD" and TAMARIA.codes.currencies["XTD"].decimals == TAMARIA.decimals == 2
