"""A sound message with one thing wrong in it is refused with the right code, at the right element and line."""

from __future__ import annotations

import pytest
from wco_messages import SOUND, damaged

from eclear.casefile.finding import Severity
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import Schemas, read

DECLARATION = "/MetaData/Declaration"
SHIPMENT = f"{DECLARATION}/GoodsShipment"
ITEM = f"{SHIPMENT}/GovernmentAgencyGoodsItem"
MASS = '<GrossMassMeasure unitCode="KGM">7</GrossMassMeasure>'
DECLARANT = "<Declarant>\n      <ID>41207</ID>\n    </Declarant>"


def test_the_message_is_sound_to_begin_with(schemas: Schemas) -> None:
    reading = read(SOUND.encode(), schemas)
    assert (reading.outcome, reading.findings, reading.country) == (Outcome.ACCEPT, (), "KR")
    assert reading.items == 2


@pytest.mark.parametrize(
    ("old", "new", "code", "xpath", "pointer", "line"),
    [
        # where elements may stand
        ("<TypeCode>IMA</TypeCode>", "", "", "", "", 0),
        ("<FunctionCode>9</FunctionCode>", "", "XSD-MISSING", f"{DECLARATION}/FunctionCode", "42A/017", 10),
        (
            "<SequenceNumeric>2</SequenceNumeric>",
            "",
            "XSD-MISSING",
            f"{ITEM}[2]/SequenceNumeric",
            "42A/67A/68A[2]/006",
            33,
        ),
        ("</FunctionCode>", "</FunctionCode><Hint/>", "XSD-UNKNOWN", f"{DECLARATION}/Hint", "42A", 9),
        (DECLARANT, DECLARANT * 2, "XSD-REPEATED", f"{DECLARATION}/Declarant[2]", "42A/57B[2]", 16),
        (
            "<TypeCode>IMA</TypeCode>",
            "<GoodsItemQuantity>2</GoodsItemQuantity><TypeCode>IMA</TypeCode>",
            None,
            f"{DECLARATION}/TypeCode",
            "42A/D013",
            11,
        ),
        (
            "<FunctionCode>9</FunctionCode>\n    <FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>",
            "<FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>\n    <FunctionCode>9</FunctionCode>",
            "XSD-ORDER",
            f"{DECLARATION}/FunctionalReferenceID",
            "42A/D026",
            9,
        ),
        ("<FunctionCode>9<", '<FunctionCode xmlns="urn:x">9<', None, None, None, 9),
        (
            "<Description>Tea</Description>",
            '<t:Description xmlns:t="urn:tea">Tea</t:Description>',
            "XSD-NAMESPACE",
            f"{ITEM}[2]/Commodity/Description",
            "42A/67A/68A[2]/23A",
            34,
        ),
        (MASS, f"{MASS}and more", "XSD-TEXT", f"{ITEM}[2]/Commodity/GoodsMeasure", "42A/67A/68A[2]/23A/65A", 35),
        (">7<", "><Kilo>7</Kilo><", "XSD-CONTENT", f"{ITEM}[2]/Commodity/GoodsMeasure/GrossMassMeasure", None, 36),
        ("    <GoodsShipment>", "    <GoodsShipment x='1'>", "XSD-ATTRIBUTE", SHIPMENT, "42A/67A", 17),
        # what values may be
        ("<FunctionCode>9<", "<FunctionCode>7<", "XSD-ENUMERATION", f"{DECLARATION}/FunctionCode", "42A/017", 9),
        ("<ID>41207<", f"<ID>{'4' * 18}<", "XSD-LENGTH", f"{DECLARATION}/Declarant/ID", "42A/57B/R123", 15),
        ("<ID>41207<", "<ID> <", "XSD-VALUE", f"{DECLARATION}/Declarant/ID", "42A/57B/R123", 15),
        ("<ID>41207<", "<ID/><Name>x</Name><ID>41207<", None, None, None, 15),
        (">IMA<", ">IMAX<", "XSD-LENGTH", f"{DECLARATION}/TypeCode", "42A/D013", 11),
        (">11<", ">1A<", "XSD-VALUE", f"{SHIPMENT}/TransactionNatureCode", "42A/67A/103", 18),
        (">11<", ">111<", "XSD-LENGTH", f"{SHIPMENT}/TransactionNatureCode", "42A/67A/103", 18),
        (">12<", ">123456789<", "XSD-DIGITS", f"{DECLARATION}/TotalPackageQuantity", "42A/146", 13),
        (">12<", ">12.5<", "XSD-DIGITS", f"{DECLARATION}/TotalPackageQuantity", "42A/146", 13),
        (">12<", ">1e3<", "XSD-VALUE", f"{DECLARATION}/TotalPackageQuantity", "42A/146", 13),
        (">12<", "><", "XSD-VALUE", f"{DECLARATION}/TotalPackageQuantity", "42A/146", 13),
        (
            ">7<",
            ">1.1234567<",
            "XSD-DIGITS",
            f"{ITEM}[2]/Commodity/GoodsMeasure/GrossMassMeasure",
            "42A/67A/68A[2]/23A/65A/126",
            36,
        ),
        (
            ">1000.00<",
            ">1000.0001<",
            "XSD-DIGITS",
            f"{ITEM}[1]/Commodity/InvoiceLine/ItemChargeAmount",
            "42A/67A/68A[1]/23A/79A/112",
            27,
        ),
        ('"USD"', '"usd"', "XSD-ATTRIBUTE-VALUE", f"{ITEM}[1]/Commodity/InvoiceLine/ItemChargeAmount", None, 27),
        ('"KGM">7', '"KILOGM">7', "XSD-ATTRIBUTE-VALUE", f"{ITEM}[2]/Commodity/GoodsMeasure/GrossMassMeasure", None, 36),
        (
            ' formatCode="304"',
            "",
            "XSD-ATTRIBUTE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            '"304"',
            '"203"',
            "XSD-ATTRIBUTE-VALUE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            "20260512093000+09",
            " 20260512093000+09",
            "XSD-VALUE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            "20260512093000+09",
            "20260231093000+09",
            "XSD-IMPOSSIBLE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            "20260512093000+09",
            "20260512240000+09",
            "XSD-IMPOSSIBLE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            "20260512093000+09",
            "20260512093000+99",
            "XSD-IMPOSSIBLE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        (
            ">20260512093000+09",
            ">20٢٦0512093000+09",
            "XSD-IMPOSSIBLE",
            f"{DECLARATION}/AcceptanceDateTime/DateTimeString",
            "42A/023",
            8,
        ),
        # characters that nobody sees
        ("41207-26-000001", "41207\u200b-26-000001", "XML-INVISIBLE", f"{DECLARATION}/FunctionalReferenceID", "42A/D026", 10),
        ("41207-26-000001", "41207&#x202e;-26-1", "XML-INVISIBLE", f"{DECLARATION}/FunctionalReferenceID", "42A/D026", 10),
        (">IMA<", ">I\u00adA<", "XML-INVISIBLE", f"{DECLARATION}/TypeCode", "42A/D013", 11),
    ],
)
def test_one_thing_wrong(
    old: str, new: str, code: str | None, xpath: str | None, pointer: str | None, line: int, schemas: Schemas
) -> None:
    reading = read(damaged(old, new), schemas)
    if not line:  # TypeCode is optional in the schema: whether it is needed is for a rule to say
        assert reading.outcome is Outcome.ACCEPT
        return
    assert reading.outcome is Outcome.INVALID
    first = reading.findings[0]
    assert first.severity is Severity.ERROR
    assert first.place.line == line, first
    if code is not None:
        assert [f.code for f in reading.findings] == [code], reading.findings
    if xpath is not None:
        assert first.place.xpath == xpath
    if pointer is not None:
        assert first.place.pointer == pointer


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">11<", "><"),  # digits only, but no length fixed: a code may be empty
        (">11<", "> 11 <"),  # blanks at the ends of a code do not count
        (">IMA<", ' listID="x" listAgencyID="6" name="n" languageID="en" listURI="u">IMA<'),
        ("<ID>41207<", '<ID schemeID="x" schemeAgencyID="380" schemeURI="u">41207<'),
        ("<Description>Tea<", '<Description languageID="en">Tea<'),
        (">12<", ">+0000000012.0<"),
        (">12<", ' unitCode="NAR">12<'),
        ("<GoodsItemQuantity>", '<GoodsItemQuantity unitCode="a b c">'),
        (">KR<", ' languageID="anything at all">KR<'),
        (">7<", ">.5<"),
        (">3.6<", f">{'3' * 100}<"),  # lengths in the wrapper are not enforced
        ("KR</md", "</md"),
        ('"304">20260512093000+09', '"102">20260512'),
        ('"304">20260512093000+09', '"304">20260512093000Z'),
        ("  <Declaration>", '  <Declaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">'),
        ("  <Declaration>", "  <!-- a remark --><Declaration><?note well?>"),
        ("마른 표고버섯", "마른 \u200b표고버섯"),  # in a description, nobody compares it
    ],
)
def test_what_services_in_use_let_pass_is_let_pass(old: str, new: str, schemas: Schemas) -> None:
    reading = read(damaged(old, new), schemas)
    assert reading.outcome is Outcome.ACCEPT, reading.findings


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">IMA<", ' schemeID="x">IMA<'),
        ("<ID>41207<", '<ID listID="x">41207<'),
        ("<ID>41207<", '<ID schemeAgencyID="1234">41207<'),
        ("<Description>Tea<", '<Description name="n">Tea<'),
        (">12<", ' unitCode="">12<'),
        ('"304"', '" 304"'),
        ('"USD"', '"USD "'),
        ("<ID>41207<", '<ID schemeAgencyID="">41207<'),
        ("<Description>Tea<", '<Description languageID="anything at all">Tea<'),
        (">1</Seq", ' format="n">1</Seq'),
        (">3.6<", ' foo="x">3.6<'),
        ("<ID>41207<", "<ID>4\n1207<"),  # one line, as the published pattern has it
        ("<Description>Tea<", "<Description>\n<"),
    ],
)
def test_what_services_in_use_refuse_is_refused(old: str, new: str, schemas: Schemas) -> None:
    assert read(damaged(old, new), schemas).outcome is Outcome.INVALID


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<Declaration/>", "XSD-ROOT"),
        (b"<MetaData/>", "XSD-NAMESPACE"),
        (b'<m xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"/>', "XSD-ROOT"),
        (b'<MetaData xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"/>', "XSD-MISSING"),
        (b'<mdMetaData xmlns="urn:x"/>', "XSD-ROOT"),
    ],
)
def test_another_root_is_named(body: bytes, code: str, schemas: Schemas) -> None:
    reading = read(body, schemas)
    assert (reading.outcome, [f.code for f in reading.findings]) == (Outcome.INVALID, [code])


def test_a_wrapper_holds_one_declaration_or_responses_never_both(schemas: Schemas) -> None:
    inside = SOUND[SOUND.index("  <Declaration>") : SOUND.index("</md:MetaData>")]
    answer = (
        '<r:Response xmlns:r="urn:wco:datamodel:WCO:RES-DMS:2"><r:FunctionCode>01</r:FunctionCode><r:Declaration/></r:Response>'
    )

    def end(text: str) -> Reading:
        return read(SOUND.replace(inside, text).encode(), schemas)

    assert end(answer * 2).outcome is Outcome.ACCEPT
    assert [f.code for f in end(inside * 2).findings] == ["XSD-REPEATED"]
    assert [f.code for f in end(inside + answer).findings] == ["XSD-UNEXPECTED"]
    assert [f.code for f in end(answer + inside).findings] == ["XSD-UNEXPECTED"]
    assert [f.code for f in end("").findings] == ["XSD-MISSING"]
