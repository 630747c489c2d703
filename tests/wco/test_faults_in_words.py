"""What a beginner is told: the place, what was found, what is allowed and what to do; all faults, but not too many at once."""

from __future__ import annotations

import pytest
from lxml import etree
from wco_messages import SOUND, damaged

from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, explain, read
from eclear.wco.explain import MOST

DECLARATION = "/MetaData/Declaration"
FUNCTION = "<FunctionCode>9</FunctionCode>"
DATE = '<ds:DateTimeString formatCode="304">20260512093000+09</ds:DateTimeString>'
ITEM_PRICE = "Item price (GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/InvoiceLine/ItemChargeAmount)"
GROSS_MASS = "Gross mass (GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/GoodsMeasure/GrossMassMeasure)"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # values
        (
            ">12<",
            ">ABC<",
            "Total packages (TotalPackageQuantity) is 'ABC'. "
            "Allowed is a whole number of at most 8 digits. Write it with the digits 0 to 9, nothing else.",
        ),
        (
            ">7<",
            ">7,5<",
            f"{GROSS_MASS} is '7,5'. Allowed is a number of at most 16 digits, at most 6 of them after the point. "
            "Write it with the digits 0 to 9 and a point before decimals, nothing else.",
        ),
        (
            ">7<",
            ">1.1234567<",
            f"{GROSS_MASS} is '1.1234567'. Allowed is a number of at most 16 digits, at most 6 of them after the point. "
            "Correct it.",
        ),
        (
            ">12<",
            "><",
            "Total packages (TotalPackageQuantity) is empty. Write a whole number of at most 8 digits, or leave the element out.",
        ),
        (
            "<SequenceNumeric>2<",
            "<SequenceNumeric><",
            "Item number (GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric) is empty. "
            "Write a whole number of at most 5 digits.",
        ),
        (
            FUNCTION,
            "<FunctionCode>7</FunctionCode>",
            "Function (FunctionCode) is '7'. Allowed is 9 (original), 13 (request about an earlier declaration) or 14. "
            "Correct it.",
        ),
        (
            "<ID>41207<",
            f"<ID>{'4' * 18}<",
            "Declarant (Declarant/ID) is '444444444444444444', 18 characters long. Allowed is at most 17 characters. Shorten it.",
        ),
        (
            "<ID>41207<",
            "<ID>4\n1207<",
            "Declarant (Declarant/ID) is '4\\n1207', which holds a line break. Write at most 17 characters, all in one line.",
        ),
        (
            "20260512093000+09",
            "2026-05-12",
            "Declaration date (AcceptanceDateTime/DateTimeString) is '2026-05-12'. Allowed is a day such as 20260512 "
            "(formatCode 102) or a moment such as 20260512093000+09 (formatCode 304), no blanks around it. Correct it.",
        ),
        # attributes
        ('"USD"', '"usd"', f"{ITEM_PRICE} has currencyID 'usd'. Allowed is three capital letters, such as KRW. Correct it."),
        ('"KGM">7', '"">7', f"{GROSS_MASS} has no value in unitCode. Allowed is 1 to 5 characters. Correct it."),
        (
            ' formatCode="304"',
            "",
            "Declaration date (AcceptanceDateTime/DateTimeString) lacks the attribute 'formatCode'. "
            "Add it with 102 for a day, 304 for a moment.",
        ),
        (
            "<Description>Tea",
            '<Description foo="x">Tea',
            "Description of goods (GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/Description) has the attribute 'foo', "
            "which it may not have (allowed: languageID). Take it out.",
        ),
        (
            "<Description>Tea",
            '<Description xmlns:x="urn:x" x:languageID="en">Tea',
            "Description of goods (GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/Description) has the attribute "
            "'languageID' of the namespace 'urn:x', which it may not have (allowed: languageID). Take it out.",
        ),
        # places
        (
            "</FunctionCode>",
            "</FunctionCode><Hint/>",
            "Hint is not an element of Declaration. Take it out or correct its name. "
            "Here may stand FunctionalReferenceID, ID, IssueDateTime, IssueLocationID and others.",
        ),
        (
            FUNCTION,
            "<functionCode>9</functionCode>",
            "functionCode is not an element of Declaration. Write 'FunctionCode' if that is meant, or take it out.",
        ),
        (
            "<Declarant>",
            "<Importer><ID>1</ID></Importer><Declarant>",
            "Importer is not an element of Declaration. It belongs in GoodsShipment: move it there.",
        ),
        (
            FUNCTION,
            '<FunctionCode xmlns="">9</FunctionCode>',
            "Function (FunctionCode) is in no namespace. Put it in 'urn:wco:datamodel:WCO:DEC-DMS:2'.",
        ),
        (
            "<SequenceNumeric>2</SequenceNumeric>",
            "",
            "Item number (GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric) is missing before Commodity. Add it there.",
        ),
        (
            f"{FUNCTION}\n    <FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>",
            f"<FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>{FUNCTION}",
            "Local reference number (LRN) (FunctionalReferenceID) stands too early: in Declaration FunctionCode comes first. "
            "Move FunctionCode before it.",
        ),
        (
            "<ID>41207</ID>",
            "and <ID>41207</ID>",
            "Declarant holds elements; no text ('and') may stand between them. Take it out.",
        ),
        (
            "<Description>Tea<",
            "<Description>Tea<b/><",
            "Description of goods (GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/Description) holds a value; "
            "no element (b) may stand in it. Take it out.",
        ),
        (
            "<SequenceNumeric>2<",
            "<SequenceNumeric>2<b/><",
            "Item number (GoodsShipment/GovernmentAgencyGoodsItem[2]/SequenceNumeric) holds a value; "
            "no element (b) may stand in it. Take it out.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_what_was_found_what_is_allowed_and_the_remedy(
    old: str, new: str, said: str, schemas: Schemas
) -> None:
    (finding,) = read(damaged(old, new), schemas).findings
    assert finding.message == said


def test_a_day_without_its_string_is_told_where_it_belongs(schemas: Schemas) -> None:
    findings = read(damaged(DATE, "20260512"), schemas).findings
    assert [(f.code, f.place.pointer, f.message) for f in findings] == [
        (
            "XSD-TEXT",
            "42A/023",
            "Declaration date (AcceptanceDateTime) holds the text '20260512' itself. "
            "Write it inside DateTimeString, with formatCode.",
        ),
        (
            "XSD-MISSING",
            "42A/023",
            "Declaration date (AcceptanceDateTime/DateTimeString) is missing. Add it to AcceptanceDateTime.",
        ),
    ]


def test_faults_in_several_places_are_all_told(schemas: Schemas) -> None:
    text = SOUND.replace(">12<", ">ABC<").replace(">7<", ">7.12345678<").replace("<ID>41207<", "<ID><")
    reading = read(text.encode(), schemas)
    assert [(f.code, f.place.line) for f in reading.findings] == [("XSD-VALUE", 13), ("XSD-VALUE", 15), ("XSD-DIGITS", 36)]


def test_a_fault_in_a_group_does_not_keep_back_what_stands_behind_it(schemas: Schemas) -> None:
    text = (
        SOUND.replace(FUNCTION, f"{FUNCTION}<Hint/>")  # from here on a validator would be silent
        .replace(">IMA<", ">IMPORT<")
        .replace(">12<", ">ABC<")
        .replace("<TotalPackageQuantity>", "<TotalPackages/><TotalPackageQuantity>")
        .replace("<SequenceNumeric>2</SequenceNumeric>", "<Commodity/><SequenceNumeric>2</SequenceNumeric>")
        .replace(">7<", ">7kg<")
    )
    reading = read(text.encode(), schemas)
    assert [(f.code, f.place.xpath.removeprefix(DECLARATION), f.place.line) for f in reading.findings] == [
        ("XSD-UNKNOWN", "/Hint", 9),
        ("XSD-LENGTH", "/TypeCode", 11),
        ("XSD-UNKNOWN", "/TotalPackages", 13),
        ("XSD-VALUE", "/TotalPackageQuantity", 13),
        ("XSD-ORDER", "/GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity", 32),
        ("XSD-REPEATED", "/GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity[2]", 33),
    ]


def test_what_is_missing_beside_a_fault_is_told_too(schemas: Schemas) -> None:
    text = SOUND.replace("<SequenceNumeric>2</SequenceNumeric>", "").replace("<Description>Tea", "<Description/><Description>Tea")
    found = read(text.encode(), schemas).findings
    assert [(f.code, f.place.pointer) for f in found] == [
        ("XSD-MISSING", "42A/67A/68A[2]/006"),
        ("XSD-VALUE", "42A/67A/68A[2]/23A/137"),
        ("XSD-REPEATED", "42A/67A/68A[2]/23A/137"),
    ]


def test_twenty_five_findings_are_told_and_the_rest_are_counted(schemas: Schemas) -> None:
    many = "".join(f"<ObligationGuarantee><AccessCode>{'9' * 5}</AccessCode></ObligationGuarantee>" for _ in range(250))
    reading = read(damaged("\n  </Declaration>", f"{many}</Declaration>"), schemas)
    assert len(reading.findings) == MOST + 1 == 26
    assert {f.code for f in reading.findings[:MOST]} == {"XSD-LENGTH"}
    assert reading.findings[MOST - 1].place.xpath == f"{DECLARATION}/ObligationGuarantee[25]/AccessCode"
    assert (reading.findings[MOST].code, reading.findings[MOST].message) == (
        "XSD-MORE",
        "225 more places are wrong. Correct what is listed here, then send the message again.",
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(25, None), (26, "1 more place is wrong."), (27, "2 more places are wrong.")],
)
def test_the_count_of_the_rest_is_exact(wrong: int, told: str | None, schemas: Schemas) -> None:
    many = "<Hint/>" * wrong  # the validator itself would tell the first of them only
    *_, last = read(damaged("\n  </Declaration>", f"{many}</Declaration>"), schemas).findings
    assert (last.code == "XSD-MORE") is (told is not None)
    assert told is None or last.message.startswith(told)


def test_a_message_too_large_to_look_behind_its_faults_says_that_the_count_may_be_short(schemas: Schemas) -> None:
    wrong = "<AdditionalDocument><TypeCode>LONG</TypeCode></AdditionalDocument>" * 30
    sound = "<AdditionalDocument><ID>1</ID></AdditionalDocument>" * 1_900
    text = SOUND
    for item in ("1", "2"):
        place = f"<SequenceNumeric>{item}</SequenceNumeric>"
        text = text.replace(place, f"{place}{wrong if item == '1' else ''}{sound}<Hint/>")
    *_, last = read(text.encode(), schemas).findings
    assert last.message.startswith("At least 7 more places are wrong.")


def test_impossible_dates_are_counted_like_other_faults(schemas: Schemas) -> None:
    day = '<ds:DateTimeString formatCode="102">20260231</ds:DateTimeString>'
    document = f"<AdditionalDocument><EffectiveDateTime>{day}</EffectiveDateTime></AdditionalDocument>"
    reading = read(
        damaged("<SequenceNumeric>1</SequenceNumeric>", f"<SequenceNumeric>1</SequenceNumeric>{document * 40}"), schemas
    )
    assert reading.outcome is Outcome.INVALID
    assert [f.code for f in reading.findings] == ["XSD-IMPOSSIBLE"] * MOST + ["XSD-MORE"]
    assert reading.findings[-1].message.startswith("15 more places")


def test_a_request_to_cancel_with_goods_is_explained_as_the_declaration_that_it_is(schemas: Schemas) -> None:
    request = SOUND.replace(FUNCTION, "<FunctionCode>13</FunctionCode>").replace(">IMA<", ">INV<")
    assert [f.code for f in read(request.encode(), schemas).findings] == ["WCO-W01"]
    broken = read(request.replace(">12<", ">ABC<").encode(), schemas)
    assert [(f.code, f.place.pointer) for f in broken.findings] == [("XSD-VALUE", "42A/146")]


def test_looking_behind_faults_changes_nothing_in_the_message(schemas: Schemas) -> None:
    """The mending is done on a copy: a second look at the same tree finds the same."""
    root = etree.fromstring(damaged("<Declarant>", "<Hint/><Declarant>"))
    before = etree.tostring(root)
    schema, shape = schemas.schema(), schemas.shape()
    told = []
    for _ in range(2):
        schema.validate(root)
        told.append(explain.findings(root, schema, shape))
    assert told[0] == told[1] != ()
    assert etree.tostring(root) == before
