"""Messages of other profiles: recognised, held against their own schema, read into the same nouns."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from korean_messages import EXPORT, IMPORT, SOUND_929, changed, line_of
from wco_messages import SOUND

from eclear.casefile.finding import Finding, refuses
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reading import Outcome, Reading
from eclear.journey.checks import Context, Known, check
from eclear.reference import country
from eclear.wco import Schemas, convert, known_profiles, locate, read

NOW = datetime(2026, 5, 14, 1, 30, tzinfo=UTC)
KOREA = ("kr-govcbr830", "kr-govcbr929")

REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<v1:submitDeclarationRequest xmlns:v1="urn:example:request">
  <v1:requestCommon>
    <v1:regime>CDS</v1:regime>
    <v1:clientID>example</v1:clientID>
  </v1:requestCommon>
  <v1:requestDetail>
{message}
  </v1:requestDetail>
</v1:submitDeclarationRequest>
"""
ABOVE = REQUEST.partition("{message}")[0].count("\n")


def in_request(text: str) -> bytes:
    """The message in a request, as it travels inside a service; its first line, the declaration of XML, left out."""
    return REQUEST.replace("{message}", text.partition("\n")[2].rstrip()).encode()


def only(reading: Reading) -> Finding:
    assert reading.outcome is Outcome.INVALID
    (finding,) = reading.findings
    return finding


# What is known, and what a message is taken for


def test_the_profiles_are_known_with_how_sure_their_facts_are(schemas: Schemas) -> None:
    profiles = known_profiles(schemas)
    assert list(profiles) == ["kr-govcbr830", "kr-govcbr929", "wco-dms-2"]
    assert all(profiles[name].mark == "unconfirmed" and profiles[name].name.ko for name in KOREA)
    assert profiles["wco-dms-2"].is_own


def test_a_korean_import_is_read_into_the_same_nouns(schemas: Schemas) -> None:
    reading = read(SOUND_929.encode(), schemas)
    assert (reading.outcome, reading.profile, reading.country) == (Outcome.ACCEPT, "kr-govcbr929", "KR")
    assert (reading.function, reading.type, reading.items) == ("9", "IMA", 2)
    declaration = reading.declaration
    assert declaration is not None
    assert declaration.lrn == "4120726000001M"
    assert declaration.accepted == datetime(2026, 5, 12, 0, 30, tzinfo=UTC)  # half past nine in Korea
    assert declaration.declarant_id == "41207"
    assert declaration.cargo_number == "26ABCD0123I04560789"
    assert (declaration.collection_type, declaration.clearance_plan) == ("11", "D")
    assert declaration.border_transport_mode == "1"
    assert declaration.total_gross_mass == Measure(Decimal(130), "KGM")
    assert [(d.type, d.id) for d in declaration.documents] == [("380", "INV-1"), ("714", "GULLPUS261102")]
    assert [(c.type, c.amount) for c in declaration.charges] == [("INS", Amount(Decimal("15.00"), "USD"))]
    motors, tea = declaration.items
    assert (motors.hs, motors.preference, motors.description) == ("8501101000", "FRCCN1", "Small DC motors for toys")
    assert motors.price == Amount(Decimal("1000.00"), "USD")  # the two models together
    assert motors.quantity == Measure(Decimal(2000), "C62")
    assert motors.duties[0].base == Amount(Decimal(1500000), "KRW")
    assert tea.sequence == 2
    assert declaration.payer_id == "KRTRD0001"


@pytest.mark.parametrize(("plan", "kind"), [("A", "IMD"), ("B", "IMD"), ("C", "IMA"), ("D", "IMA")])
def test_the_clearance_plan_says_which_import_it_is(schemas: Schemas, plan: str, kind: str) -> None:
    body = changed("<wco:CurrentCode>D<", f"<wco:CurrentCode>{plan}<")
    assert read(body, schemas).type == kind


def test_a_korean_declaration_of_one_day_keeps_the_day(schemas: Schemas) -> None:
    declaration = read(changed(">20260512093000<", ">20260512<"), schemas).declaration
    assert declaration is not None
    assert str(declaration.accepted) == "2026-05-12"


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ((f'"{IMPORT}"', '"urn:example:wrong"'), "XSD-NAMESPACE", IMPORT),
        (("<wco:TypeCode>GOVCBR929<", "<wco:TypeCode>GOVCBR92<"), "XSD-ENUMERATION", "GOVCBR929 only"),
        (("<wco:TypeCode>GOVCBR929<", "<wco:TypeCode>GOVCBR830<"), "XSD-NAMESPACE", EXPORT),
    ],
)
def test_name_and_namespace_together_say_what_a_message_is(
    schemas: Schemas, change: tuple[str, str], code: str, says: str
) -> None:
    finding = only(read(SOUND_929.replace(*change).encode(), schemas))
    assert finding.code == code
    assert says in finding.message


def test_a_message_of_no_known_profile_is_told_which_ones_are_known(schemas: Schemas) -> None:
    finding = only(read(b"<Declaration><TypeCode>GOVCBR5FE</TypeCode></Declaration>", schemas))
    assert finding.code == "XSD-ROOT"
    assert "kr-govcbr830 or kr-govcbr929" in finding.message


# A profile named by hand


def test_the_profile_named_by_hand_overrules_what_the_message_says(schemas: Schemas) -> None:
    finding = only(read(SOUND_929.encode(), schemas, profile="kr-govcbr830"))
    assert finding.code == "XSD-NAMESPACE"
    assert EXPORT in finding.message
    assert only(read(SOUND_929.encode(), schemas, profile="wco-dms-2")).code == "XSD-ROOT"
    assert only(read(SOUND.encode(), schemas, profile="kr-govcbr929")).code == "XSD-ROOT"
    assert read(SOUND.encode(), schemas, profile="wco-dms-2") == read(SOUND.encode(), schemas)
    assert read(SOUND_929.encode(), schemas, profile="kr-govcbr929") == read(SOUND_929.encode(), schemas)


@pytest.mark.parametrize("text", [SOUND, SOUND_929])
def test_a_profile_that_nobody_knows_is_answered_with_those_that_are_known(schemas: Schemas, text: str) -> None:
    finding = only(read(text.encode(), schemas, profile="kr-govcbr999"))
    assert finding.code == "XSD-PROFILE"
    assert "kr-govcbr830, kr-govcbr929, wco-dms-2" in finding.message


# What is wrong is said in the message's own paths and lines


@pytest.mark.parametrize(
    ("change", "code", "xpath", "pointer", "piece"),
    [
        (
            ("<wco:ID>4120726000001M</wco:ID>\n  ", ""),
            "XSD-MISSING",
            "/Declaration/ID",
            "42A/D014",
            '<wco:InvoiceAmount currencyID="USD">1500',
        ),
        (
            ("<wco:ID>8501101000<", "<wco:ID>850110<"),
            "XSD-LENGTH",
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/Classification/ID",
            "42A/67A/68A[1]/23A/21A/145",
            "<wco:ID>850110<",
        ),
        (
            (">20260512093000<", ">2026-05-12<"),
            "XSD-VALUE",
            "/Declaration/IssueDateTime",
            "42A/D011",
            ">2026-05-12<",
        ),
        (
            ("<wco:CargoDescription>Motors", "<wco:Colour>red</wco:Colour><wco:CargoDescription>Motors"),
            "XSD-UNKNOWN",
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/Colour",
            "42A/67A/68A[1]/23A",
            "<wco:Colour>red",
        ),
        (
            (">20260512093000<", ">20260231<"),
            "XSD-IMPOSSIBLE",
            "/Declaration/IssueDateTime",
            "42A/023",
            ">20260231<",
        ),
        (
            (">41207<", ">41207\u200b<"),
            "XML-INVISIBLE",
            "/Declaration/Agent/ID",
            "42A/05A/R004",
            ">41207\u200b<",
        ),
    ],
)
def test_faults_are_told_where_they_stand_in_the_message_itself(
    schemas: Schemas, change: tuple[str, str], code: str, xpath: str, pointer: str, piece: str
) -> None:
    body = changed(*change)
    finding = only(read(body, schemas))
    assert (finding.code, finding.place.xpath, finding.place.pointer) == (code, xpath, pointer)
    assert finding.place.line == line_of(piece, body.decode())


def test_a_fault_names_the_element_as_a_page_does_and_says_how_a_value_is_written(schemas: Schemas) -> None:
    finding = only(read(changed(">20260512093000<", ">2026-05-12<"), schemas))
    assert finding.message.startswith("Declaration date (IssueDateTime) is '2026-05-12'.")
    assert "CCYYMMDD" in finding.message


HERE = "<!-- here -->"
PAPER = """<wco:AdditionalDocument><wco:TypeCode>853</wco:TypeCode><wco:ID>{id}</wco:ID></wco:AdditionalDocument>"""
PRICE = """<wco:SequenceNumeric>1</wco:SequenceNumeric>
          <kcs:ValueAmount currencyID="USD">500.00</kcs:ValueAmount>"""
ONE = "<!-- here --><wco:SequenceNumeric>1</wco:SequenceNumeric>"


def broken(body: bytes, schemas: Schemas) -> dict[str, Finding]:
    """What the rules of Korea find in a sound message, each with its place in it."""
    reading = read(body, schemas)
    assert reading.declaration is not None, reading.findings
    law = country("KR")
    assert law is not None
    on = law.declared_on(reading.declaration.accepted, NOW)
    findings = check(reading.declaration, Context(law, on, NOW, Known()))
    return {finding.code: finding for finding in locate(body, findings, schemas, profile=reading.profile)}


def test_the_sound_korean_import_keeps_the_rules_of_korea(schemas: Schemas) -> None:
    assert not refuses(tuple(broken(SOUND_929.encode(), schemas).values()))


@pytest.mark.parametrize(
    ("change", "code", "xpath", "piece"),
    [
        (
            ("<kcs:PaymentTypeCode>11<", "<kcs:PaymentTypeCode>99<"),
            "KR-CLR-002",
            "/Declaration/PaymentTypeCode",
            "<kcs:PaymentTypeCode>",
        ),
        (
            ("26ABCD0123I04560789", "26ABCD0123"),
            "KR-CGO-002",
            "/Declaration/GoodsShipment/UCR/CustomsAssignedReferenceID",
            "<kcs:CustomsAssignedReferenceID>",
        ),
        (
            ("<kcs:CustomsAssignedReferenceID>26ABCD0123I04560789</kcs:CustomsAssignedReferenceID>", HERE),
            "KR-CGO-001",
            "/Declaration/GoodsShipment/UCR/CustomsAssignedReferenceID",
            "<wco:UCR>",
        ),
        (
            ('\n        <wco:NetNetWeightMeasure kcsUnitCode="KG">20</wco:NetNetWeightMeasure>', HERE),
            "KR-MAS-001",
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/GoodsMeasure/NetNetWeightMeasure",
            HERE,
        ),
        (
            ("<wco:ID>KRTRD0001</wco:ID>\n    <wco:Name>Example Toys</wco:Name>\n  </wco:Importer>", "</wco:Importer>"),
            "KR-PAR-002",
            "/Declaration/Importer/ID",
            "<wco:Importer>",
        ),
        (
            (PRICE, ONE),
            "KR-VAL-001",
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/DetailedCommodity/ValueAmount",
            ONE,
        ),
        (
            (">100.00</kcs:ValueAmount>", f">100.00</kcs:ValueAmount>{PAPER.format(id=1)}\n{HERE}{PAPER.format(id=1)}"),
            "DOC-001",
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/DetailedCommodity[2]/AdditionalDocument[2]",
            HERE,
        ),
    ],
)
def test_what_a_rule_finds_is_told_where_the_korean_message_says_it_or_should(
    schemas: Schemas, change: tuple[str, str], code: str, xpath: str, piece: str
) -> None:
    body = changed(*change)
    place = broken(body, schemas)[code].place
    assert place.xpath == xpath
    assert place.pointer.startswith("42A/")
    above = 1 if piece == ONE else 0  # the nearest element around what is missing begins a line before the mark
    assert place.line == line_of(piece, body.decode()) - above


# Requests around a message


def test_a_declaration_is_taken_out_of_the_request_that_carries_it(schemas: Schemas) -> None:
    reading = read(in_request(SOUND), schemas)
    plain = read(SOUND.encode(), schemas)
    assert reading.outcome is Outcome.ACCEPT
    assert reading.declaration == plain.declaration
    assert reading.sha256 != plain.sha256


def test_lines_are_those_of_the_request_and_paths_those_of_the_message(schemas: Schemas) -> None:
    broken_message = SOUND.replace(">12<", ">ABC<")
    finding, plain = only(read(in_request(broken_message), schemas)), only(read(broken_message.encode(), schemas))
    assert finding.place.xpath == plain.place.xpath
    assert plain.place.line is not None
    assert finding.place.line == plain.place.line - 1 + ABOVE


def test_a_korean_message_in_a_request_is_read_as_well(schemas: Schemas) -> None:
    assert read(in_request(SOUND_929), schemas).declaration == read(SOUND_929.encode(), schemas).declaration


def test_a_request_without_a_message_is_no_message(schemas: Schemas) -> None:
    assert only(read(REQUEST.replace("{message}", "").encode(), schemas)).code == "XSD-ROOT"


def test_the_request_around_a_message_is_guarded_too(schemas: Schemas) -> None:
    body = in_request(SOUND).replace(b"<v1:submit", b"<!DOCTYPE x><v1:submit", 1)
    assert read(body, schemas).outcome is Outcome.UNSAFE


def test_a_published_reply_without_namespaces_is_still_read(schemas: Schemas) -> None:
    body = (
        b"<MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>01</FunctionCode>"
        b"<FunctionalReferenceID>x</FunctionalReferenceID><Declaration><ID>26GB000</ID></Declaration></Response></MetaData>"
    )
    reading = read(body, schemas)
    assert (reading.outcome, reading.profile, reading.function) == (Outcome.ACCEPT, "wco-dms-2-response", "01")


# The same guard


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (("<wco:Declaration ", "<!DOCTYPE a><wco:Declaration "), Outcome.UNSAFE),
        (("<wco:Name>GULL STAR<", f"<wco:Name>{'x' * 20_000}<"), Outcome.UNSAFE),
        (("<wco:Name>GULL STAR<", f"{'<a>' * 40}{'</a>' * 40}<wco:Name>GULL STAR<"), Outcome.UNSAFE),
        (("<wco:Name>GULL STAR<", "<wco:Name>GULL & STAR<"), Outcome.MALFORMED),
        (('encoding="UTF-8"', 'encoding="EUC-KR"'), Outcome.MALFORMED),
    ],
)
def test_a_korean_message_passes_the_same_guard(schemas: Schemas, change: tuple[str, str], outcome: Outcome) -> None:
    assert read(changed(*change), schemas).outcome is outcome


def test_a_message_that_grows_beyond_all_limits_in_our_words_is_refused_like_any_that_is_too_large(schemas: Schemas) -> None:
    papers = "<wco:TransportEquipment><wco:ID>1</wco:ID></wco:TransportEquipment>" * 48_000
    reading = read(changed("</wco:Payer>", f"</wco:Payer>{papers}"), schemas)
    assert reading.outcome is Outcome.UNSAFE
    (finding,) = reading.findings
    assert finding.code == "XML-UNSAFE-SIZE"
    assert finding.message.startswith("Carried into DMS 2")


@pytest.mark.parametrize(
    "change",
    [
        ("<?xml version", "\ufeff<?xml version"),
        ("<wco:Agent>", "<!-- the broker --><wco:Agent>"),
        ("<wco:Name>GULL STAR<", "<wco:Name>GULL<!-- --> STAR<"),
    ],
)
def test_marks_and_comments_change_nothing(schemas: Schemas, change: tuple[str, str]) -> None:
    assert read(changed(*change), schemas).declaration == read(SOUND_929.encode(), schemas).declaration


def test_any_prefix_will_do(schemas: Schemas) -> None:
    text = SOUND_929.replace("xmlns:wco=", "xmlns:a=").replace("xmlns:kcs=", "xmlns:b=")
    text = text.replace("<wco:", "<a:").replace("</wco:", "</a:").replace("<kcs:", "<b:").replace("</kcs:", "</b:")
    bare = text.replace("xmlns:a=", "xmlns=").replace("<a:", "<").replace("</a:", "</")
    plain = read(SOUND_929.encode(), schemas).declaration
    assert plain is not None
    assert read(text.encode(), schemas).declaration == plain
    assert read(bare.encode(), schemas).declaration == plain


# The schema and the table of a profile


@pytest.mark.parametrize("name", KOREA)
def test_the_table_speaks_of_every_element_of_the_korean_message(schemas: Schemas, name: str) -> None:
    profile = known_profiles(schemas)[name]
    assert profile.table.missing(profile.part) == []


@pytest.mark.parametrize("name", KOREA)
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("Consignment", 50),
        ("DutyTaxFee", 10),
        ("GoodsShipment/GovernmentAgencyGoodsItem", 999),
        ("GoodsShipment/GovernmentAgencyGoodsItem/AdditionalInformation", 8),
        ("GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DetailedCommodity", {"kr-govcbr929": 99, "kr-govcbr830": 50}),
        ("GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DetailedCommodity/AdditionalDocument", 8),
        ("GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DutyTaxFee", 6),
        ("GoodsShipment/GovernmentAgencyGoodsItem/Commodity/PreviousDocument", 999),
        ("GoodsShipment/GovernmentAgencyGoodsItem/Commodity/ResponsibleGovernmentAgency", 3),
    ],
)
def test_the_schema_keeps_the_limits_of_the_facts(schemas: Schemas, name: str, path: str, most: int | dict[str, int]) -> None:
    part = known_profiles(schemas)[name].part
    for step in path.split("/"):
        part = part.by_name[step]
    assert part.most == (most[name] if isinstance(most, dict) else most)


# A new profile is a folder, and nothing else

MINI_XSD = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="urn:example:mini" targetNamespace="urn:example:mini"
           elementFormDefault="qualified">
  <xs:element name="Export" type="m:Export"/>
  <xs:complexType name="Export">
    <xs:sequence>
      <xs:element name="Number" type="m:Text"/>
      <xs:element name="Broker" type="m:Text" minOccurs="0"/>
      <xs:element name="Remark" type="m:Text" minOccurs="0"/>
      <xs:element name="Goods" type="m:Goods" maxOccurs="2"/>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="Goods">
    <xs:sequence>
      <xs:element name="What" type="m:Text"/>
      <xs:element name="Weight" type="m:Weight" minOccurs="0"/>
    </xs:sequence>
  </xs:complexType>
  <xs:simpleType name="Text"><xs:restriction base="xs:string"><xs:maxLength value="20"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Weight">
    <xs:simpleContent>
      <xs:extension base="xs:decimal"><xs:attribute name="unit" type="xs:token"/></xs:extension>
    </xs:simpleContent>
  </xs:complexType>
</xs:schema>
"""
MINI_TOML = """
id = "mini"
name = { en = "A profile of the tests", ko = "" }
mark = "SYNTHETIC"
version = "1"
country = "KR"
schema = "mini.xsd"
[prefixes]
m = "urn:example:mini"
[detect]
root = "Export"
namespaces = ["urn:example:mini"]
"""
MINI_TABLE = """there,here,converter,note
Number,FunctionalReferenceID,text,
,FunctionCode,constant 9,
,TypeCode,constant EXA,
,GoodsItemQuantity,count GoodsShipment/GovernmentAgencyGoodsItem,
Broker,Declarant/ID,text,
Remark,,,"Nobody reads it"
Goods,GoodsShipment/GovernmentAgencyGoodsItem,rows,
,GoodsShipment/GovernmentAgencyGoodsItem/SequenceNumeric,number,
Goods/What,GoodsShipment/GovernmentAgencyGoodsItem/Commodity/Description,text,
Goods/Weight,GoodsShipment/GovernmentAgencyGoodsItem/Commodity/GoodsMeasure/GrossMassMeasure,measure unit units.csv,
"""
MINI = b"""<Export xmlns="urn:example:mini">
<Number>N-1</Number><Broker>41207</Broker><Remark>hello</Remark>
<Goods><What>Tea</What><Weight unit="kilo">7</Weight></Goods>
<Goods><What>Cups</What></Goods>
</Export>"""


@pytest.fixture
def folder(schemas: Schemas, tmp_path: Path) -> Path:
    """The folder of schemas with one more profile in it."""
    shutil.copytree(schemas.folder.parent, tmp_path / "schemas")
    mini = tmp_path / "schemas" / "mini"
    mini.mkdir()
    (mini / "mini.xsd").write_text(MINI_XSD)
    (mini / "profile.toml").write_text(MINI_TOML)
    (mini / "table.csv").write_text(MINI_TABLE)
    (mini / "units.csv").write_text("there,here\nkilo,KGM\n*,*\n")
    return tmp_path / "schemas"


def test_a_new_profile_is_read_and_written_from_its_folder_alone(folder: Path) -> None:
    schemas = Schemas(folder)
    reading = read(MINI, schemas)
    assert (reading.outcome, reading.profile, reading.type) == (Outcome.ACCEPT, "mini", "EXA")
    assert reading.declaration is not None
    assert [item.description for item in reading.declaration.items] == ["Tea", "Cups"]
    assert reading.declaration.items[0].gross_mass == Measure(Decimal(7), "KGM")
    own = convert(MINI, schemas, "wco-dms-2")
    assert [(one.path, one.value, one.why) for one in own.left_out] == [("Remark", "hello", "Nobody reads it.")]
    back = convert(own.body, schemas, "mini")
    assert back.left_out == ()
    assert read(back.body, schemas).declaration == reading.declaration
    korean = convert(MINI, schemas, "kr-govcbr830")  # from one to another, by way of DMS 2
    assert read(korean.body, schemas).profile == "kr-govcbr830"
    assert [one.path for one in korean.left_out] == ["Remark", "Goods[1]/Weight"]


def test_what_two_elements_say_of_one_thing_is_taken_from_the_first(folder: Path) -> None:
    table = folder / "mini" / "table.csv"
    table.write_text(MINI_TABLE.replace('Remark,,,"Nobody reads it"', "Remark,Declarant/ID,text,"))
    schemas = Schemas(folder)
    declaration = read(MINI, schemas).declaration
    assert declaration is not None
    assert declaration.declarant_id == "41207"
    (left,) = convert(MINI, schemas, "wco-dms-2").left_out
    assert (left.path, left.why) == ("Remark", "DMS 2 has a place for one only, and another took it.")


def test_a_profile_whose_table_makes_no_sound_declaration_says_so_in_the_places_of_the_message(folder: Path) -> None:
    table = folder / "mini" / "table.csv"
    table.write_text(MINI_TABLE.replace(",FunctionCode,constant 9,\n", ""))
    finding = only(read(MINI, Schemas(folder)))
    assert (finding.code, finding.place.pointer, finding.place.xpath) == ("XSD-MISSING", "42A/017", "/Export")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Numbr,FunctionalReferenceID,text,", "Numbr is not an element of Export"),
        ("Number,FunctionalReferenceId,text,", "FunctionalReferenceId is not an element of Declaration"),
        ("Number,FunctionalReferenceID,txt,", "'txt' is no converter"),
        ("Number,FunctionalReferenceID,date,", "date is followed by 1 words, not 0"),
        ("Number,FunctionalReferenceID,,", "two paths need a converter"),
        ("Number,,text,", "text carries a value"),
        ("Goods,GoodsShipment,text,", "text carries a value"),
        ("Number,FunctionalReferenceID,constant 9,", "what follows by itself has one path"),
        ("Number/@kind,,,", "Number has no attribute kind"),
        ("Goods[Colour=red]/What,,,", "Colour is not in Goods"),
        ("Goods[red]/What,,,", "[red] picks no row"),
        ("Goods,,rows,", "rows need a path on both sides"),
        ("Number,FunctionalReferenceID,text", "3 columns instead of 4"),
    ],
)
def test_a_faulty_line_of_a_table_is_named(folder: Path, line: str, says: str) -> None:
    table = folder / "mini" / "table.csv"
    table.write_text(f"there,here,converter,note\n{line}\n")
    with pytest.raises(ValueError, match=r"table\.csv, line 2: ") as raised:
        read(MINI, Schemas(folder))
    assert says in str(raised.value)


def test_a_profile_without_a_detector_is_named(folder: Path) -> None:
    (folder / "mini" / "profile.toml").write_text(MINI_TOML.partition("[detect]")[0])
    with pytest.raises(ValueError, match=r"profile\.toml is no profile"):
        read(MINI, Schemas(folder))
