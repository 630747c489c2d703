"""Rules that are in force somewhere: our language can say them, and our own rules agree with them where they should."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from origin_making import MAY, agreement, foreign, own

from eclear.casefile.origin import Criterion, MaxNonOriginating, Product, Shift, Verdict, WhollyObtained
from eclear.journey.origin import determine
from eclear.reference import country
from eclear.reference.criteria import parse_criterion, parse_span

KOREA = country("KR")
UK_KOREA = "roo_psr_uk_korea.csv"

ROWS = [
    ("Chapter 1", "1", "WO"),
    ("Chapter 2", "2", "WO of 1-2"),
    ("Chapter 3", "3", "WO of 3"),
    ("2007", "2007", "CTH and MaxNOM<=30 of 17"),
    ("Chapter 28", "28", "CTH with <=20% of same heading or MaxNOM<=50"),
    ("8701 to 8707", "8701-8707", "MaxNOM<=45"),
    ("8708 to 8711", "8708-8711", "CTH or MaxNOM<=50"),
]
"""The heading as published, the same range and the same rule in our language."""


def rows_of(shared: Path, heading: str) -> list[dict[str, str]]:
    with (shared / "data" / "reference" / UK_KOREA).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["heading"] == heading]


def classes(criterion: Criterion) -> list[tuple[set[str], list[Decimal]]]:
    """What the public data call each alternative, and the percentages in it."""
    told = []
    for alternative in criterion.alternatives:
        names: set[str] = set()
        shares: list[Decimal] = []
        for atom in alternative.atoms:
            if isinstance(atom, WhollyObtained):
                names.add("WO")
            elif isinstance(atom, MaxNonOriginating):
                names.add("MAXNOM")
                shares.append(atom.most)
            elif isinstance(atom, Shift) and atom.same is not None:
                names |= {"MAXNOM", "CTH TOLERANCE MAY BE USED RESTRICTION MAXNOM"}
                shares.append(atom.same)
            elif isinstance(atom, Shift):
                names.add({2: "CC", 4: "CTH", 6: "CTSH"}[atom.digits])
        told.append((names, shares))
    return told


@pytest.mark.parametrize(("heading", "range_", "ours"), ROWS, ids=[row[0] for row in ROWS])
def test_a_published_rule_can_be_said_in_our_language(shared: Path, heading: str, range_: str, ours: str) -> None:
    published = rows_of(shared, heading)
    assert [row["operator"] for row in published] == ["", "or"][: len(published)]
    told = classes(parse_criterion(ours))
    assert len(told) == len(published)
    for row, (names, shares) in zip(published, told, strict=True):
        assert set(row["classes"].split("|")) == names
        assert row["first_pct"] == "".join(f"{share:f}" for share in shares)
        assert all(f"{share:f}%" in row["rule_text"] for share in shares)
    span = parse_span(range_)
    digits = len(span.first)
    assert {(row["hs_min"][:digits], row["hs_max"][:digits]) for row in published} == {(span.first, span.last)}


@pytest.mark.parametrize(("heading", "range_", "ours"), ROWS, ids=[row[0] for row in ROWS])
def test_our_rule_of_the_agreement_with_the_eu_is_of_the_same_class(heading: str, range_: str, ours: str) -> None:
    assert KOREA is not None
    found = KOREA.agreements.of("FEU1", MAY)
    assert found is not None
    rule = found.rule(parse_span(range_).first.ljust(6, "9"), MAY)
    assert rule is not None
    assert (rule.code, str(rule.criterion)) == (str(parse_span(range_)), str(parse_criterion(ours)))
    assert rule.fact.mark == "unconfirmed", "what is published for the United Kingdom is not thereby the rule of the EU"


def test_hundreds_of_published_rules_of_the_plain_classes_can_be_said(shared: Path) -> None:
    with (shared / "data" / "reference" / UK_KOREA).open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    said = {"CTH": 0, "MAXNOM": 0, "MAXNOM|CTH": 0}
    limit = re.compile(r"value of all the materials used does not exceed (\d+)% of the ex-works price")
    for row in published:
        share = limit.search(row["rule_text"])
        ours = {
            "CTH": "CTH",
            "MAXNOM": f"MaxNOM<={share[1]}" if share else "",
            "MAXNOM|CTH": f"CTH and MaxNOM<={share[1]}" if share else "",
        }.get(row["classes"])
        if not ours or row["rule_text"].count("%") > 1:
            continue
        (names, shares), *more = classes(parse_criterion(ours))
        assert not more and names == set(row["classes"].split("|"))
        assert [f"{one:f}" for one in shares] == ([row["first_pct"]] if row["first_pct"] else [])
        said[row["classes"]] += 1
    assert said["CTH"] > 200 and said["MAXNOM"] > 150 and said["MAXNOM|CTH"] > 5, said


CAR = Product("870323", ex_works=Decimal(20_000), fob=Decimal(21_000), made_in="DE")


@pytest.mark.parametrize(("value", "verdict"), [("9000", Verdict.QUALIFIES), ("9000.01", Verdict.FAILS)])
def test_a_car_with_45_percent_of_foreign_parts_is_on_the_edge(value: str, verdict: Verdict) -> None:
    assert KOREA is not None
    european = KOREA.agreements.of("FEU1", MAY)
    assert european is not None
    found = determine(CAR, [foreign("870829", value), own("720839", "8000")], european, MAY)
    assert found.verdict is verdict
    assert found.rules[0].code == "8701-8707"


def test_a_car_part_qualifies_by_either_alternative() -> None:
    by_shift = determine(
        Product("870829", Decimal(100)), [foreign("720839", "90")], agreement("8708-8711: CTH or MaxNOM<=50"), MAY
    )
    by_value = determine(
        Product("870829", Decimal(100)), [foreign("870899", "50")], agreement("8708-8711: CTH or MaxNOM<=50"), MAY
    )
    assert by_shift.verdict is by_value.verdict is Verdict.QUALIFIES
    assert str(by_shift.rules[0].decided_by.atom) == "CTH"
    assert str(by_value.rules[0].decided_by.atom) == "MaxNOM<=50"
