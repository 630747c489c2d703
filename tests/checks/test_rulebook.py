"""The rulebook as a public contract, and which rules are asked of which message."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from eclear.casefile.finding import Severity, refuses
from eclear.casefile.pointer import changed
from eclear.journey.checks import Context, Known, check, rulebook
from eclear.journey.checks.baseline import DECLARED_ON, IMPORT, IMPORT_OF_TWO_ITEMS, NOW
from eclear.journey.checks.rulebook import applicable, bound
from eclear.reference import country

KOREA = country("KR")

CODES = """
CNT-001 Number of items is wrong
CNT-002 Item number used twice
CNT-003 Item number out of range
CNT-004 Total packages is not the sum of the items
CNT-005 Containers named for goods that are not in containers
DAT-001 Declaration date in the future
DAT-002 Declaration date long past
DAT-003 Document not yet valid
DOC-001 Document named twice
DOC-002 Document without number or reason
DOC-003 Document without a type
GDS-001 Goods without a description
GDS-002 Two origins of one kind
KR-CGO-001 Not exactly one cargo control number
KR-CGO-002 Cargo control number is not well formed
KR-CGO-003 Export with a cargo control number
KR-CGO-004 Cargo is gone already
KR-CGO-005 Cargo was declared and accepted before
KR-CGO-006 Declared before arrival, but the cargo is in
KR-CLR-001 Declaration type unknown
KR-CLR-002 Collection type unknown
KR-CLR-003 Payment after acceptance without security
KR-CLR-004 Clearance plan unknown
KR-CLR-005 Type and clearance plan do not fit
KR-CLR-006 Declared before departure from too far
KR-CLR-007 Procedure not handled for this movement
KR-DAT-001 No rates known for the declaration date
KR-EXP-001 Export without a foreign destination
KR-EXP-002 Export not on FOB terms
KR-GDS-001 No goods
KR-MAS-001 No net mass
KR-MAS-002 Mass not in kilograms
KR-MAS-003 Total gross mass not in kilograms
KR-PAR-001 Declarant code is not five digits
KR-PAR-002 No importer
KR-PAR-003 No exporter
KR-PAR-004 Not in the register of AEOs
KR-PAR-005 AEO status of somebody else
KR-PAR-006 Declarant not in the register
KR-TAR-001 No ten-digit tariff code
KR-TAR-002 Tariff code not in the tariff
KR-TAR-003 No such preference for these goods
KR-TAR-004 Preference without proof of origin
KR-TAR-005 Preference for goods of another country
KR-TAR-006 Country of origin missing or unknown
KR-VAL-001 No price
KR-VAL-002 Currency without a customs rate
KR-VAL-003 Freight or charge without a customs rate
KR-VAL-004 Terms of delivery missing or unknown
KR-VAL-005 Freight missing
KR-VAL-006 Insurance missing
KR-VAL-007 Freight or insurance perhaps counted twice
KR-VAL-008 Charge of an unknown kind
KR-VAL-009 Deductions take the whole price
MAS-001 Net mass above gross mass
MAS-002 Mass below zero
MAS-003 Mass of zero
MAS-004 Total gross mass is not the sum of the items
MAS-005 Net masses above the total gross mass
PAR-001 Nobody answers for the declaration
PAR-002 No local reference number (LRN)
PAR-003 Local reference number too long
PAR-004 Authorisation named twice
PRC-001 Procedure incomplete
PRC-002 Additional procedure 000 beside another
PRC-003 Additional procedure named twice
VAL-001 Item prices in different currencies
VAL-002 Price below zero
VAL-003 Freight or charge below zero
VAL-004 Invoice amount is not the sum of the items
VAL-005 Price without a currency
"""


def test_codes_are_those_that_were_promised_and_none_is_reused() -> None:
    """A code may be retired from this list, never be given to another rule; a new rule adds its line."""
    promised = dict(line.split(" ", 1) for line in CODES.strip().splitlines())
    assert {rule.code: rule.title.en for rule in rulebook()} == promised


def test_codes_are_sorted_and_tell_the_country() -> None:
    codes = [rule.code for rule in rulebook()]
    assert codes == sorted(set(codes))
    for rule in rulebook():
        assert re.fullmatch(r"(KR-)?[A-Z]{3}-\d{3}", rule.code)
        assert rule.code.startswith("KR-") == (rule.country == "KR")


def test_two_rules_cannot_bear_the_same_code() -> None:
    first = rulebook()[0]
    assert bound([first, first]) == (first,)
    with pytest.raises(ValueError, match=first.code):
        bound([first, replace(first, title=rulebook()[1].title)])


def test_a_fragment_is_not_judged_as_a_whole_declaration() -> None:
    empty = changed(IMPORT, {"declarant_id": None, "lrn": None, "items.1": None})
    context = Context(KOREA, DECLARED_ON, NOW, None)
    assert refuses(check(empty, context))
    for function in ("13", "14", "44", None):
        assert check(replace(empty, function=function), context) == ()


def test_rules_of_korea_are_not_asked_of_another_administration() -> None:
    foreign = changed(IMPORT, {"declarant_id": "GB123456789000", "previous_documents.1": None, "trade_terms": None})
    assert check(foreign, Context(None, DECLARED_ON, NOW, None)) == ()
    assert {f.code for f in check(foreign, Context(KOREA, DECLARED_ON, NOW, None))} == {"KR-PAR-001", "KR-CGO-001", "KR-VAL-004"}


def test_a_stricter_country_turns_a_warning_into_an_error() -> None:
    long = changed(IMPORT, {"lrn": "A" * 25})
    [abroad] = check(long, Context(None, DECLARED_ON, NOW, None))
    [at_home] = check(long, Context(KOREA, DECLARED_ON, NOW, None))
    assert (abroad.code, abroad.severity) == ("PAR-003", Severity.WARNING)
    assert (at_home.code, at_home.severity) == ("PAR-003", Severity.ERROR)


def test_records_are_asked_only_when_they_are_there() -> None:
    asked = {rule.code for rules in applicable("9", "IM", "KR", True) for rule in rules}
    validated = {rule.code for rules in applicable("9", "IM", "KR", False) for rule in rules}
    assert asked - validated == {rule.code for rule in rulebook() if "records" in rule.needs}
    gone = Context(KOREA, DECLARED_ON, NOW, Known(cargo_carried_out=True))
    assert [f.code for f in check(IMPORT, gone)] == ["KR-CGO-004"]
    assert check(IMPORT, replace(gone, known=None)) == ()


def test_import_rules_are_not_asked_of_an_export() -> None:
    imports = {rule.movement for rules in applicable("9", "IM", "KR", True) for rule in rules}
    exports = {rule.movement for rules in applicable("9", "EX", "KR", True) for rule in rules}
    assert imports == {None, "IM"}
    assert exports == {None, "EX"}


def test_each_broken_item_gets_its_own_finding() -> None:
    both = changed(IMPORT_OF_TWO_ITEMS, {"items.1.net_mass": None, "items.2.net_mass": None})
    findings = check(both, Context(KOREA, DECLARED_ON, NOW, None))
    assert [(f.code, f.place.xpath.split("/GovernmentAgencyGoodsItem")[1][:3]) for f in findings] == [
        ("KR-MAS-001", "[1]"),
        ("KR-MAS-001", "[2]"),
    ]


def test_a_value_with_braces_is_printed_as_it_was_typed() -> None:
    [finding] = check(changed(IMPORT, {"type": "{0}"}), Context(KOREA, DECLARED_ON, NOW, None))[:1]
    assert "Declaration type {0} is not known" in finding.message


@pytest.mark.parametrize("hsk", ["8501101001", "8501999999", "8599999999", "0000000000"])
def test_an_unknown_tariff_code_is_answered_with_the_nearest_lines(hsk: str) -> None:
    findings = check(changed(IMPORT, {"items.1.classifications.1.id": hsk}), Context(KOREA, DECLARED_ON, NOW, None))
    [finding] = [f for f in findings if f.code == "KR-TAR-002"]
    near = re.findall(r"\b\d{10}\b", finding.message)[1:]
    assert all(code[:2] == hsk[:2] for code in near)
    assert ("none in this chapter" in finding.message) == (not near)
