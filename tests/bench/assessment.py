"""How many declarations of five items can be assessed in a second on one core? Run with ``make bench``.

Assessment alone: value, duty rate, every tax, with the working of each line in words; nothing is read or recorded.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

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
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import assess
from eclear.reference import country

DAY, ROUNDS, EACH = date(2026, 5, 12), 9, 300


def item(number: int, hsk: str, price: str, unit: str = "C62", claim: str = "", origin: str = "CN") -> Item:
    """One goods item as traders declare it; with a claim of preference and its proof, if there is one."""
    proof = ItemDocument("N", date(2026, 4, 20), f"KOR-26-{number}", None, "861")
    return Item(
        sequence=number,
        description="Training goods",
        price=Amount(Decimal(price), "USD"),
        classifications=(Classification(hsk, "HSK"),),
        gross_mass=Measure(Decimal(120), "KGM"),
        net_mass=Measure(Decimal(100), "KGM"),
        quantity=Measure(Decimal(40), unit),
        procedures=(Procedure("40", "00"), Procedure("000")),
        origins=(Origin(origin, "2" if claim else "1"),),
        information=(Information(claim, None, "TRB"),) if claim else (),
        documents=(proof,) if claim else (),
    )


def declaration(number: int) -> Declaration:
    """Five items: whisky, beer by the litre under a preference, a handbag above the threshold, motors, toys; FOB with charges."""
    price = f"{1000 + number % 997}.50"
    items = (
        item(1, "2208300000", price, "LTR", origin="GB"),
        item(2, "2203000000", price, "LTR", claim="FAS1", origin="VN"),
        item(3, "4202210000", f"9{price}", origin="VN"),
        item(4, "8501101000", price, claim="FCN1"),
        item(5, "9503000000", price),
    )
    return Declaration(
        function="9",
        type="IMA",
        accepted=DAY,
        items=items,
        trade_terms="FOB",
        export_country="CN",
        freight=Amount(Decimal("120.00"), "USD"),
        charges=(Charge("INS", Amount(Decimal("15.00"), "USD")),),
    )


def main() -> None:
    """Print declarations a second: the median of several rounds on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    korea = country("KR")
    assert korea
    declarations = [declaration(number) for number in range(EACH)]
    lines = len(assess(declarations[0], korea, DAY).lines)
    speeds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for one in declarations:
            assess(one, korea, DAY)
        speeds.append(EACH / (time.perf_counter() - begun))
    print(
        f"assessment: {statistics.median(speeds):,.0f} declarations of five items a second ({lines} duty lines each, with their "
        f"working); worst round {min(speeds):,.0f}; mark 1,000"
    )


if __name__ == "__main__":
    main()
