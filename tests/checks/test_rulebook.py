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
CGO-001 Consignment reference with other signs
CGO-002 Movement reference number not well formed
CGO-003 Movement reference number of a year to come
CGO-004 Previous document incomplete
CGO-005 Previous document of an item incomplete
CGO-006 Consignment is part of itself
CNT-001 Number of items is wrong
CNT-002 Item number used twice
CNT-003 Item number out of range
CNT-004 Total packages is not the sum of the items
CNT-005 Containers named for goods that are not in containers
CNT-006 No package is counted
CNT-007 Packages of goods in bulk are counted
CNT-008 Package line used twice
CNT-009 Packages below zero
CNT-010 Quantity below zero
CNT-011 Quantity of zero
CNT-012 Pieces that are not whole
COD-001 Quota number without a quota claim
COD-002 Quota claim without a quota number
COD-003 Tax worked out by hand, but none stated
COD-004 Kind of a vehicle's number without the number
COD-005 Vehicle does not fit the mode of transport
COD-006 Nature of transaction said twice, differently
COD-007 Country said twice, differently
COD-008 Two ways to pay one tax
COD-009 Rate without the tax that it is of
CTR-001 Container named twice
CTR-002 Goods in a container that did not come
CTR-003 Container without a number
CTR-004 Container that holds none of the goods
CTR-005 Check digit of a container number is wrong
CTR-006 One seal on two containers
CTR-007 Seal without a number
CTR-008 Container line used twice
DAT-001 Declaration date in the future
DAT-002 Declaration date long past
DAT-003 Document not yet valid
DAT-004 Invoice dated after the declaration
DAT-005 Invoice of years ago
DAT-006 Message written in the future
DAT-007 Date of entry in the records is no date
DAT-008 Entered in the records after the declaration
DAT-009 Document of years ago
DOC-001 Document named twice
DOC-002 Document without number or reason
DOC-003 Document without a type
DOC-004 Document of the consignment named twice
DOC-005 Document of the consignment incomplete
DOC-006 Document type without its category
DOC-007 Quantity written off without a unit
DOC-008 Amount written off without a currency
DOC-009 Nothing or less is written off
DOC-010 Another invoice than the one presented
DUP-001 Item declared twice
DUP-002 Previous document named twice
DUP-003 Previous document of an item named twice
DUP-004 Packages named twice
DUP-005 Statement made twice
DUP-006 Security named twice
DUP-007 Tax named twice
DUP-008 Charge named twice
DUP-009 Two rates of exchange for one currency
DUP-010 Commodity code named twice
GDS-001 Goods without a description
GDS-002 Two origins of one kind
GDS-003 Description without words
GDS-004 Description that fits any goods
GDS-005 Description is a part number
GDS-006 Same goods under two codes
GDS-007 Two commodity codes of one list
GDS-008 Commodity code without its list
GDS-009 End of a commodity code without its beginning
KR-CGO-001 Not exactly one cargo control number
KR-CGO-002 Cargo control number is not well formed
KR-CGO-003 Export with a cargo control number
KR-CGO-004 Cargo is gone already
KR-CGO-005 Cargo was declared and accepted before
KR-CGO-006 Declared before arrival, but the cargo is in
KR-CGO-007 Cargo control number of a year to come
KR-CGO-008 Cargo control number without a master line
KR-CGO-009 Declared before the shed, but the cargo is in
KR-CGO-010 Cargo lies in another shed
KR-CGO-011 Packages differ from the manifest
KR-CGO-012 Gross mass differs from the manifest
KR-CGO-013 Goods are on no manifest
KR-CGO-014 Goods went on under other numbers
KR-CGO-015 Goods were abandoned
KR-CLM-001 Claim without a preferential origin
KR-CLM-002 Claim of nothing
KR-CLR-001 Declaration type unknown
KR-CLR-002 Collection type unknown
KR-CLR-003 Payment after acceptance without security
KR-CLR-004 Clearance plan unknown
KR-CLR-005 Type and clearance plan do not fit
KR-CLR-006 Declared before departure from too far
KR-CLR-007 Procedure not handled for this movement
KR-CLR-008 Collection type or clearance plan said twice
KR-CLR-009 Security for a debt that is paid first
KR-COD-001 Unit unknown
KR-COD-002 No quantity
KR-COD-003 Kind of package unknown
KR-COD-004 Nature of transaction unknown
KR-COD-005 Import to another country
KR-COD-006 Country of export missing or unknown
KR-COD-007 Export sent from another country
KR-COD-008 Customs office is not five digits
KR-COD-009 Bonded shed unknown
KR-COD-010 Shed of another customs office
KR-COD-011 Country on the way unknown
KR-COD-012 Tax unknown
KR-COD-013 Flag of the means of transport unknown
KR-CVA-001 Method of valuation unknown
KR-CVA-002 Method 2 to 6 without a customs value
KR-CVA-003 Method 2 to 6 without grounds
KR-CVA-004 Valuation indicators not well formed
KR-CVA-005 Related parties: circumstances of the sale
KR-CVA-006 Restrictions or conditions: what they are
KR-CVA-007 Royalties or proceeds indicated, none stated
KR-CVA-008 Charge of an item of an unknown kind
KR-CVA-009 Charge or value of an item without a customs rate
KR-CVA-010 Charge of an item below zero
KR-CVA-011 Deductions take the whole of an item's price
KR-CVA-012 Price far below the usual: a question
KR-CVA-013 Charge that the terms settle already
KR-CVA-014 Customs value below half of the price
KR-DAT-001 No rates known for the declaration date
KR-DOC-001 Document type unknown
KR-DOC-002 Papers without an invoice
KR-DOC-003 Waybill of another mode of transport
KR-EXP-001 Export without a foreign destination
KR-EXP-002 Export not on FOB terms
KR-EXP-003 Export sold to somebody in Korea
KR-EXP-004 Consignee in another country than the destination
KR-EXP-005 Export of goods made abroad
KR-GDS-001 No goods
KR-GDS-002 Import of goods made in Korea
KR-MAS-001 No net mass
KR-MAS-002 Mass not in kilograms
KR-MAS-003 Total gross mass not in kilograms
KR-MAS-004 No total gross mass
KR-ORI-001 Proof of origin out of its time
KR-ORI-002 Approved exporter missing
KR-ORI-003 Preferential origin without a claim
KR-ORI-004 Agreement not in force
KR-ORI-005 Came through a third country
KR-ORI-006 Two preferences claimed
KR-PAR-001 Declarant code is not five digits
KR-PAR-002 No importer
KR-PAR-003 No exporter
KR-PAR-004 Not in the register of AEOs
KR-PAR-005 AEO status of somebody else
KR-PAR-006 Declarant not in the register
KR-PAR-007 Country of a party unknown
KR-PAR-008 Trader's number with signs in it
KR-PAR-009 Import from somebody in Korea
KR-PAR-010 Exporter is not in Korea
KR-PAR-011 Declarant code of somebody else
KR-PAR-012 Import without a supplier
KR-PMT-001 Approval not in the register
KR-PMT-002 Approval not valid on the day
KR-PMT-003 Approval of another holder
KR-PMT-004 Approval for other goods
KR-PMT-005 Reason for an exemption unknown
KR-PMT-006 Answer to an agency not understood
KR-PMT-007 Approval used up
KR-RUL-001 Advance ruling not in the register
KR-RUL-002 Advance ruling not valid on the day
KR-RUL-003 Advance ruling of another holder
KR-RUL-004 Code differs from the ruling
KR-RUL-005 Origin differs from the ruling
KR-RUL-006 Valuation method differs from the ruling
KR-RUL-007 Charge of the ruling is not declared
KR-TAR-001 No ten-digit tariff code
KR-TAR-002 Tariff code not in the tariff
KR-TAR-003 No such preference for these goods
KR-TAR-004 Preference without proof of origin
KR-TAR-005 Preference for goods of another country
KR-TAR-006 Country of origin missing or unknown
KR-TAR-007 Not a code of the Harmonized System in force
KR-TAR-008 Goods without a line of their own in the teaching tariff
KR-TRN-001 Mode of transport not given
KR-TRN-002 Terms for ships, goods by air
KR-TRN-003 Airport for a ship, or port for an aircraft
KR-TRN-004 Place of loading is no place of the list
KR-TRN-005 Loaded in another country than sent from
KR-TRN-006 Export loaded abroad
KR-TRN-007 IMO number of the ship is wrong
KR-TRN-008 In containers, but none is named
KR-TRN-009 Sea container by air
KR-TRN-010 Container number not well formed
KR-TRN-011 Goods in two places
KR-VAL-001 No price
KR-VAL-002 Currency without a customs rate
KR-VAL-003 Freight or charge without a customs rate
KR-VAL-004 Terms of delivery missing or unknown
KR-VAL-005 Freight missing
KR-VAL-006 Insurance missing
KR-VAL-007 Freight or insurance perhaps counted twice
KR-VAL-008 Charge of an unknown kind
KR-VAL-009 Deductions take the whole price
KR-VAL-010 Freight above the price of the goods
KR-VAL-011 Insurance beyond belief
KR-VAL-012 Price of a kilogram beyond belief
KR-VAL-013 Less than a won a piece
KR-VAL-014 More decimals than the currency has
KR-VAL-015 Stated rate of exchange is not the customs rate
KR-VAL-016 Place of delivery at the wrong end
KR-VAL-017 Duty in the price, none taken off
KR-VAL-018 Statistical value in a foreign currency
MAS-001 Net mass above gross mass
MAS-002 Mass below zero
MAS-003 Mass of zero
MAS-004 Total gross mass is not the sum of the items
MAS-005 Net masses above the total gross mass
MAS-006 Total gross mass below zero
MAS-007 Total gross mass of zero
MAS-008 Some items weigh more than all
MAS-009 Quantity and net mass disagree
MAS-010 Packing far heavier than the goods
MAS-011 Too heavy for its containers
ORI-001 Origin without a country
ORI-002 Kind of origin unknown
ORI-003 Preference claimed without a preferential origin
ORI-004 Preferential origin under an ordinary regime
PAR-001 Nobody answers for the declaration
PAR-002 No local reference number (LRN)
PAR-003 Local reference number too long
PAR-004 Authorisation named twice
PAR-005 Agent without a kind of representation
PAR-006 Kind of representation unknown
PAR-007 Seller and buyer are the same
PAR-008 Importer and exporter bear the same number
PAR-009 Authorisation incomplete
PAR-010 Address without a country
PAR-011 Name that names nobody
PAR-012 Number of a British operator is not well formed
PAR-013 Who signs is suspended
PAR-014 No mandate of the trader
PRC-001 Procedure incomplete
PRC-002 Additional procedure 000 beside another
PRC-003 Additional procedure named twice
PRC-004 Previous procedure without a previous document
PRC-005 Return of goods that were never away
PRC-006 Declared again for the same procedure
PRC-007 Procedure of the other direction
PRC-008 Procedure code of the wrong length
PRC-009 Additional procedure with a previous one
PRC-010 No additional procedure
TRN-001 Stops of the route out of order
TRN-002 Country twice running on the route
TRN-003 Stop without a country
TRN-004 Route of an export begins elsewhere
TRN-005 Route of an export ends elsewhere
VAL-001 Item prices in different currencies
VAL-002 Price below zero
VAL-003 Freight or charge below zero
VAL-004 Invoice amount is not the sum of the items
VAL-005 Price without a currency
VAL-006 Invoice amount in another currency
VAL-007 Invoice amount below zero
VAL-008 Invoice amount without a currency
VAL-009 Declared value below zero
VAL-010 Tax worked out below zero
VAL-011 Rate of exchange not above zero
VAL-012 Security without a number
VAL-013 Security below zero
VAL-014 Place of delivery without terms
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


@pytest.mark.parametrize("hsk", ["8501101001", "8501529999", "0402109999"])
def test_an_unknown_tariff_code_is_answered_with_the_nearest_lines(hsk: str) -> None:
    findings = check(changed(IMPORT, {"items.1.classifications.1.id": hsk}), Context(KOREA, DECLARED_ON, NOW, None))
    [finding] = [f for f in findings if f.code == "KR-TAR-002"]
    near = re.findall(r"\b\d{10}\b", finding.message)[1:]
    assert all(code[:2] == hsk[:2] for code in near)
    assert ("none in this chapter" in finding.message) == (not near)


@pytest.mark.parametrize(
    ("hsk", "says"),
    [
        ("8548100000", "854810 is a code of HS 2017, the wrong edition: HS 2022 has no such code. Heading 8548 has 854800"),
        ("8501999999", "HS 2022 has no code 850199. Heading 8501 has 850110, 850120"),
        ("8599999999", "HS 2022 has no heading 8599; its chapter 85 is"),
        ("7700000000", "HS 2022 has no chapter 77"),
        ("0000000000", "HS 2022 has no chapter 00"),
    ],
)
def test_a_code_that_the_harmonized_system_does_not_have_is_explained(hsk: str, says: str) -> None:
    findings = check(changed(IMPORT, {"items.1.classifications.1.id": hsk}), Context(KOREA, DECLARED_ON, NOW, None))
    [finding] = [f for f in findings if f.code in ("KR-TAR-002", "KR-TAR-007")]
    assert finding.code == "KR-TAR-007" and says in finding.message


def test_goods_without_a_line_of_their_own_can_be_declared_and_are_warned_about() -> None:
    findings = check(changed(IMPORT, {"items.1.classifications.1.id": "8461200000"}), Context(KOREA, DECLARED_ON, NOW, None))
    [finding] = [f for f in findings if f.code.startswith("KR-TAR")]
    assert finding.code == "KR-TAR-008" and finding.severity is Severity.WARNING
