"""A declaration in the words of another profile, and back: the same declaration, and nothing lost without a word."""

from __future__ import annotations

import random
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from korean_messages import SOUND_929, changed
from lxml import etree
from wco_messages import SOUND, damaged

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import refuses
from eclear.casefile.reading import Outcome
from eclear.journey.checks import Context, Known, check
from eclear.journey.checks.baseline import STARTS
from eclear.journey.duties import assess
from eclear.reference import country
from eclear.wco import Converted, Profile, Schemas, convert, known_profiles, normal, read, write
from eclear.wco.nouns import moment
from eclear.wco.profiles import catalogue, nodes
from eclear.wco.schemas import PROFILE, Part, Value

SAMPLES = Path(__file__).resolve().parents[2] / "sample_declarations"
UNSOUND = "06-rejected-by-the-schema"
KOREAN = "16-korean-message"
NAMES = sorted(file.parent.name for file in SAMPLES.glob("*/declaration.xml") if file.parent.name not in (UNSOUND, KOREAN))
NOW = datetime(2026, 11, 21, tzinfo=UTC)
ADDED = {
    "FunctionCode",
    "GoodsItemQuantity",
    "AdditionalDocument/CategoryCode",
    "GoodsShipment/Destination/CountryCode",
    "GoodsShipment/Consignment/TransportEquipment/SequenceNumeric",
    "GoodsShipment/GovernmentAgencyGoodsItem/AdditionalDocument/CategoryCode",
    "GoodsShipment/GovernmentAgencyGoodsItem/GovernmentProcedure/CurrentCode",
    "GoodsShipment/GovernmentAgencyGoodsItem/GovernmentProcedure/PreviousCode",
    "GoodsShipment/GovernmentAgencyGoodsItem/Packaging/SequenceNumeric",
    "ResponseTypeCode",
    "CustomsProcedure/ProcessTypeCode",
    "GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DetailedCommodity/SequenceNumeric",
    "GoodsShipment/GovernmentAgencyGoodsItem/Commodity/DetailedCommodity/ValueAmount/@currencyID",
}
"""What follows by itself in a message of one side, said or not."""

Atom = tuple[str, str]


def sample(name: str) -> bytes:
    return (SAMPLES / name / "declaration.xml").read_bytes()


def target(body: bytes, schemas: Schemas) -> str:
    """The Korean document that a declaration is."""
    declaration = read(body, schemas).declaration
    assert declaration is not None
    return "kr-govcbr830" if declaration.is_export else "kr-govcbr929"


def atoms(body: bytes) -> dict[str, str]:
    """Every value and attribute of a declaration by its path, with a number where there are several of a kind."""
    root = etree.fromstring(body)
    payload = root if etree.QName(root).localname == "Declaration" else next(root.iterchildren("{*}Declaration"))
    found: dict[str, str] = {}
    _atoms(payload, "", found)
    return found


def _atoms(element: etree._Element, path: str, found: dict[str, str]) -> None:
    counted: Counter[str] = Counter()
    children = [child for child in element if isinstance(child.tag, str)]
    if not children and path:
        found[path] = "".join(element.itertext())
        found |= {f"{path}/@{name}": str(value) for name, value in element.attrib.items()}
    for child in children:
        name = etree.QName(child).localname
        counted[name] += 1
        _atoms(child, f"{path}/{name}[{counted[name]}]".lstrip("/"), found)


def plain(path: str) -> str:
    """A path without numbers."""
    return "".join(piece.partition("]")[2] if n else piece for n, piece in enumerate(path.split("[")))


def lost(converted: Converted) -> set[str]:
    """The paths that a conversion lists, with a number at every step, and those of the attributes that go with them."""
    paths = set()
    for one in converted.left_out:
        steps = [step if step.endswith("]") or step.startswith("@") else f"{step}[1]" for step in one.path.split("/")]
        paths.add("/".join(steps))
        paths |= {"/".join((*steps, f"@{name}")) for name, _ in one.attributes}
    return paths


def typed(atom: Atom) -> Atom:
    """The same value whatever way it is written: a moment as the one it is, a format code not at all."""
    path, value = atom
    read = moment(value) if path.endswith("DateTimeString") else None
    if isinstance(read, datetime):
        return path, read.astimezone(UTC).isoformat()
    return path, "" if path.endswith("@formatCode") else value.strip()


def account(body: bytes, there: Converted, back: Converted) -> None:
    """Hold a message against what came back of it: whatever is not there again was listed, and nothing was made up."""
    listed = lost(there)
    kept = Counter(typed((plain(path), value)) for path, value in atoms(body).items() if path not in listed)
    again = Counter(typed((plain(path), value)) for path, value in atoms(back.body).items())
    assert kept - again == Counter()
    made_up = {path for path, _ in again - kept} - ADDED - {plain(path) for path in listed}
    assert {path for path in made_up if path.partition("/@")[0] not in ADDED} == set()


# The samples, there and back


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_becomes_a_sound_korean_message_and_comes_back_as_the_same_declaration(schemas: Schemas, name: str) -> None:
    body = sample(name)
    korean = convert(body, schemas, target(body, schemas))
    assert korean.findings == ()
    reading = read(korean.body, schemas)
    assert (reading.outcome, reading.profile, reading.findings) == (Outcome.ACCEPT, korean.profile, ())
    back = convert(korean.body, schemas, PROFILE)
    assert back.left_out == ()  # what can be said in Korea's words can be said in ours
    account(body, korean, back)
    assert read(back.body, schemas).declaration == reading.declaration
    assert convert(back.body, schemas, korean.profile).body == korean.body


def test_the_korean_sample_comes_back_from_our_words_as_it_was(schemas: Schemas) -> None:
    body = sample(KOREAN)
    own = convert(body, schemas, PROFILE)
    account(body, own, convert(own.body, schemas, "kr-govcbr929"))


@pytest.mark.parametrize("name", NAMES)
def test_the_fields_of_a_sample_are_equal_but_for_what_is_listed(schemas: Schemas, name: str) -> None:
    body = sample(name)
    korean = convert(body, schemas, target(body, schemas))
    before, after = read(body, schemas).declaration, read(korean.body, schemas).declaration
    assert before is not None
    assert after is not None
    changed_fields = {f.name for f in fields(Declaration) if getattr(before, f.name) != getattr(after, f.name)}
    first = {one.path.partition("/")[0].partition("[")[0] for one in korean.left_out}
    for name_of_field in changed_fields:
        spot = next(f.metadata["wco"] for f in fields(Declaration) if f.name == name_of_field)
        assert spot.path.partition("/")[0] in first, name_of_field
    assert len(before.items) == len(after.items)
    for one, other in zip(before.items, after.items, strict=True):
        assert replace(one, gross_mass=None, valuation_method=None, origins=(), packages=()) == replace(
            other, origins=(), packages=()
        )
        assert [origin.country for origin in one.origins] == [origin.country for origin in other.origins]


@pytest.mark.parametrize("name", NAMES)
def test_korea_judges_and_taxes_a_converted_sample_as_it_does_the_sample(schemas: Schemas, name: str) -> None:
    law = country("KR")
    assert law is not None
    body = sample(name)
    before, after = (
        reading.declaration
        for reading in (read(body, schemas), read(convert(body, schemas, target(body, schemas)).body, schemas))
    )
    assert before is not None
    assert after is not None
    on = law.declared_on(before.accepted, NOW)
    assert law.declared_on(after.accepted, NOW) == on
    context = Context(law, on, NOW, Known())
    found, found_after = check(before, context), check(after, context)
    # The Korean message has no place for the kind of origin: a claim comes back without it, and is warned about.
    assert {f.code for f in found_after} - {f.code for f in found} <= {"KR-CLM-001"}
    if not refuses(found):
        assert assess(after, law, on) == assess(before, law, on)


@pytest.mark.parametrize("name", STARTS)
def test_the_sound_declarations_of_the_rules_come_back_from_korea_sound(schemas: Schemas, name: str) -> None:
    law = country("KR")
    assert law is not None
    body = write(STARTS[name], "KR")
    korean = convert(body, schemas, target(body, schemas))
    declaration = read(normal(korean.body, schemas), schemas).declaration
    assert declaration is not None
    now = datetime(2026, 5, 14, 1, 30, tzinfo=UTC)
    assert check(declaration, Context(law, law.declared_on(declaration.accepted, now), now, Known())) == ()


# What cannot be said in the words of the other


def test_what_a_korean_import_has_no_place_for_is_listed_with_the_reason(schemas: Schemas) -> None:
    left = {one.path: (one.value, one.why) for one in convert(sample("12-aeo-importer"), schemas, "kr-govcbr929").left_out}
    assert left["AuthorisationHolder[1]/CategoryCode"][0] == "AEOC"
    assert "register" in left["AuthorisationHolder[1]/CategoryCode"][1]
    assert left["GoodsShipment/GovernmentAgencyGoodsItem[1]/Packaging[1]/TypeCode"] == (
        "CT",
        "A 929 counts the packages of the whole declaration only.",
    )
    assert left["MetaData/ResponsibleAgencyName"][0] == "eclear training customs"


def test_what_dms_2_has_no_place_for_is_listed_in_the_paths_of_the_korean_message(schemas: Schemas) -> None:
    converted = convert(SOUND_929.encode(), schemas, PROFILE)
    item = "GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity"
    assert [(one.path, one.value) for one in converted.left_out] == [
        ("TotalPackageQuantity/@kcsUnitCode", "CT"),
        ("AdditionalCode/GoldTradeAcountIndicatorCode", "N"),
        ("DutyTaxFee[1]/AdValoremTaxBaseAmount[1]", "2250000"),
        ("DutyTaxFee[1]/TypeCode", "5CZ"),
        (f"{item}/CargoDescription", "Motors of the brand Songhe"),
        (f"{item}/DetailedCommodity[1]/SequenceNumeric", "1"),
        (f"{item}/DetailedCommodity[1]/Description", "3 W"),
        (f"{item}/DetailedCommodity[1]/ValueAmount", "900.00"),
        (f"{item}/DetailedCommodity[2]/SequenceNumeric", "2"),
        (f"{item}/DetailedCommodity[2]/Description", "5 W"),
        (f"{item}/DetailedCommodity[2]/ValueAmount", "100.00"),
        (f"{item}/DutyTaxFee[1]/AdValoremTaxBaseAmount[2]", "1090"),
        ("Payer/ID[2]", "1208100000"),
    ]
    assert all(one.why.endswith(".") for one in converted.left_out)


@pytest.mark.parametrize(
    ("change", "path", "why"),
    [
        (("<wco:TypeCode>935<", "<wco:TypeCode>380<"), "AdditionalDocument[1]/TypeCode", "It would come back as '935'."),
        (
            ("<wco:TypeCode>935<", "<wco:TypeCode>705<"),
            "AdditionalDocument[1]/TypeCode",
            "DMS 2 would take it for something else.",
        ),
        (("<kcs:ResponseTypeCode>AB<", "<kcs:ResponseTypeCode>NA<"), "ResponseTypeCode", "It would come back as 'AB'."),
        (("<wco:TypeCode>10<", "<wco:TypeCode>11<"), "BorderTransportMeans/TypeCode", "'11' is not in the list of transport."),
        (
            ('currencyID="USD">900.00<', 'currencyID="EUR">900.00<'),
            "GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/DetailedCommodity[1]/ValueAmount",
            "The amounts are in different currencies and cannot be added.",
        ),
        (
            ("<kcs:PaymentTypeCode>11<", "<kcs:PaymentTypeCode>11</kcs:PaymentTypeCode><kcs:Reason>why<"),
            "Reason",
            "A remark of Korea's own; eclear does not interpret it.",
        ),
    ],
)
def test_a_korean_value_that_would_not_come_back_is_listed(
    schemas: Schemas, change: tuple[str, str], path: str, why: str
) -> None:
    body = changed(*change)
    if "Reason" in path:
        body = body.replace(b"</kcs:PaymentTypeCode>\n  <wco:AdditionalCode>", b"</kcs:Reason>\n  <wco:AdditionalCode>")
    assert {one.path: one.why for one in convert(body, schemas, PROFILE).left_out}[path] == why


@pytest.mark.parametrize(
    ("old", "new", "path", "why"),
    [
        ("<TypeCode>IMA<", "<TypeCode>IMD<", "TypeCode", "It would come back as 'IMA'."),
        ("<TypeCode>IMA<", "<TypeCode>IMZ<", "TypeCode", "It would come back as 'IMA'."),
        ("<GoodsItemQuantity>2<", "<GoodsItemQuantity>3<", "GoodsItemQuantity", "It would come back as '2'."),
        (
            "<Description>Tea<",
            "<Description>Tea</Description><Classification><ID>0902100000</ID>"
            "<IdentificationTypeCode>HSK</IdentificationTypeCode></Classification><Classification><ID>0902200000</ID>"
            "<IdentificationTypeCode>HSK</IdentificationTypeCode></Classification><!--<",
            "GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/Classification[2]/ID",
            "kr-govcbr929 has a place for one only, and the first took it.",
        ),
        (
            "<Description>Tea<",
            "<Description>Tea</Description><Classification><ID>090210</ID>"
            "<IdentificationTypeCode>HSK</IdentificationTypeCode></Classification><!--<",
            "GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/Classification[1]/ID",
            "kr-govcbr929 allows exactly 10 digits there.",
        ),
        (
            "<Description>Tea<",
            '<Description>Tea</Description><DutyTaxFee><AdValoremTaxBaseAmount currencyID="GBP">9</AdValoremTaxBaseAmount>'
            "<TypeCode>CUD</TypeCode></DutyTaxFee><!--<",
            "GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/DutyTaxFee[1]/AdValoremTaxBaseAmount",
            "kr-govcbr929 states it in KRW only.",
        ),
        (
            "<Declarant>\n      <ID>41207</ID>",
            "".join(f"<AdditionalInformation><StatementCode>{n}</StatementCode></AdditionalInformation>" for n in range(4))
            + "<Declarant>\n      <ID>41207</ID>",
            "AdditionalInformation[4]/StatementCode",
            "kr-govcbr929 has room for 3 of them.",
        ),
        (
            "<FunctionalReferenceID>41207-26-000001<",
            '<FunctionalReferenceID schemeID="LRN">41207-26-000001<',
            "FunctionalReferenceID/@schemeID",
            "kr-govcbr929 has no place for it.",
        ),
    ],
)
def test_a_value_of_ours_that_would_not_come_back_is_listed(schemas: Schemas, old: str, new: str, path: str, why: str) -> None:
    body = damaged(old, new)
    if new.endswith("<!--<"):
        body = body.replace(b"<!--</Description>", b"")
    converted = convert(body, schemas, "kr-govcbr929")
    assert converted.findings == ()
    assert {one.path: one.why for one in converted.left_out}[path] == why


# Refusals


@pytest.mark.parametrize(
    ("name", "to", "remedy"),
    [
        ("11-export", "kr-govcbr929", "Convert it to kr-govcbr830."),
        ("09-two-duty-rates", "kr-govcbr830", "Convert it to kr-govcbr929."),
    ],
)
def test_an_import_is_no_export_and_an_export_no_import(schemas: Schemas, name: str, to: str, remedy: str) -> None:
    converted = convert(sample(name), schemas, to)
    (finding,) = converted.findings
    assert (converted.body, converted.left_out, finding.code) == (b"", (), "CNV-002")
    assert finding.message.endswith(remedy)
    korean = convert(sample(name), schemas, target(sample(name), schemas)).body
    assert convert(korean, schemas, to).findings[0].code == "CNV-002"


def test_a_request_to_amend_is_no_new_declaration(schemas: Schemas) -> None:
    body = SOUND.replace("<FunctionCode>9<", "<FunctionCode>13<").replace("<TypeCode>IMA<", "<TypeCode>COR<").encode()
    (finding,) = convert(body, schemas, "kr-govcbr929").findings
    assert finding.code == "CNV-002"
    assert "No known profile" in finding.message


def test_a_declaration_without_what_the_other_profile_requires_is_refused_with_its_own_fault(schemas: Schemas) -> None:
    body = damaged("<FunctionalReferenceID>41207-26-000001</FunctionalReferenceID>", "")
    converted = convert(body, schemas, "kr-govcbr929")
    assert converted.body == b""
    assert [(f.code, f.place.xpath) for f in converted.findings] == [("XSD-MISSING", "/Declaration/ID")]


def test_replies_and_unsound_messages_are_not_converted(schemas: Schemas) -> None:
    reply = (
        b"<MetaData><Response><FunctionCode>01</FunctionCode><Declaration><ID>26GB000</ID></Declaration></Response></MetaData>"
    )
    assert convert(reply, schemas, "kr-govcbr929").findings[0].code == "CNV-001"
    unsound = damaged(">12<", ">ABC<")
    assert convert(unsound, schemas, "kr-govcbr929").findings == read(unsound, schemas).findings
    (finding,) = convert(SOUND.encode(), schemas, "nowhere").findings
    assert (finding.code, "kr-govcbr929" in finding.message) == ("XSD-PROFILE", True)
    with pytest.raises(ValueError, match="no sound declaration"):
        normal(unsound, schemas)
    with pytest.raises(ValueError, match="no sound declaration"):
        normal(reply, schemas)


# The DMS 2 form


def test_the_normal_form_of_a_plain_message_is_the_message_itself(schemas: Schemas) -> None:
    assert normal(SOUND.encode(), schemas) == SOUND.encode()
    assert convert(SOUND.encode(), schemas, PROFILE).body == SOUND.encode()


def test_the_normal_form_of_a_request_is_the_message_in_it(schemas: Schemas) -> None:
    message = SOUND.partition("\n")[2]
    request = f"<submitDeclarationRequest><requestDetail>{message}</requestDetail></submitDeclarationRequest>".encode()
    assert read(normal(request, schemas), schemas).declaration == read(SOUND.encode(), schemas).declaration
    assert normal(request, schemas).lstrip().startswith(b"<?xml")
    assert b"submitDeclarationRequest" not in normal(request, schemas)


def test_the_normal_form_of_a_korean_message_is_the_declaration_in_our_words(schemas: Schemas) -> None:
    body = normal(SOUND_929.encode(), schemas)
    reading = read(body, schemas)
    assert (reading.profile, reading.country) == (PROFILE, "KR")
    assert reading.declaration == read(SOUND_929.encode(), schemas).declaration


# Any message at all


def test_every_published_declaration_is_converted_or_refused_and_nothing_is_lost(
    schemas: Schemas, samples: list[tuple[dict[str, str], bytes]]
) -> None:
    done = Counter[str]()
    for row, body in samples:
        reading = read(body, schemas)
        if reading.outcome is not Outcome.ACCEPT or reading.declaration is None:
            continue
        for name in ("kr-govcbr929", "kr-govcbr830"):
            there = convert(body, schemas, name)
            done["".join((reading.type or "")[:2]) + name[-3:] + ("" if there.body else " refused")] += 1
            if there.body:
                account(body, there, convert(there.body, schemas, PROFILE))
            else:
                assert there.findings, row
    assert done["IM929"] > 40
    assert done["EX830"] > 10
    assert not done["IM929 refused"] + done["EX830 refused"]
    assert not done["IM830"] + done["EX929"]


CODES = ("CTP", "CPL", "TRB", "INS", "SEC", "HSK", "CUD", "VAT", "705", "714", "861", "864", "935", "380", "01", "X")


def value(dice: random.Random, allowed: Value) -> str:
    """A value that a type allows."""
    if allowed.allowed:
        return dice.choice(allowed.allowed)
    if allowed.kind == "decimal":
        number = str(dice.randint(0, 10 ** min(allowed.digits or 6, 5) - 1))
        return f"{number}.{dice.randint(1, 9)}" if allowed.fraction and dice.random() < 0.3 else number
    if allowed.pattern and allowed.pattern.startswith("20"):
        day = f"20{dice.randint(20, 30)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        return day if dice.random() < 0.5 else f"{day}{dice.randint(0, 23):02}3000"
    letters = {"[0-9]*": string.digits, "[a-zA-Z]*": string.ascii_letters, "[A-Z]{3}": string.ascii_uppercase}
    if allowed.pattern in letters:
        longest = allowed.exact or allowed.longest or 3
        return "".join(dice.choices(letters[allowed.pattern], k=longest))
    longest = allowed.longest or 10
    known = [code for code in CODES if len(code) <= longest]
    if known and dice.random() < 0.5:
        return dice.choice(known)
    return "".join(dice.choices("ab가&<\"' ", k=dice.randint(0, min(longest, 12) - 1))) + "z"


def written(dice: random.Random, part: Part, names: Profile) -> str:
    """An element that the schema allows, with anything in it."""
    attributes = "".join(
        f' {name}="{value(dice, kind).replace("&", "&amp;").replace("<", "&lt;").replace(chr(34), "&quot;")}"'
        for name, (kind, _) in part.attributes.items()
        if dice.random() < 0.6
    )
    if not part.parts:
        assert part.value is not None
        text = value(dice, part.value).replace("&", "&amp;").replace("<", "&lt;")
        return f"<{part.name}{attributes}>{text}</{part.name}>"
    inner = []
    for child in part.parts:
        most = min(child.most or 3, 3)
        times = dice.randint(1, most) if child.least or dice.random() < 0.45 else 0
        inner += [written(dice, child, names) for _ in range(times)]
    return f"<{part.name}>{''.join(inner)}</{part.name}>"


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(["kr-govcbr929", "kr-govcbr830"]))
def test_any_sound_korean_message_is_read_and_nothing_of_it_is_lost(schemas: Schemas, seed: int, name: str) -> None:
    profile = known_profiles(schemas)[name]
    text = written(random.Random(seed), profile.part, profile)
    body = text.replace("<Declaration>", f'<Declaration xmlns="{profile.namespaces[0]}">', 1).encode()
    reading = read(body, schemas)
    assert (reading.outcome, reading.findings) == (Outcome.ACCEPT, ())
    there = convert(body, schemas, PROFILE)
    back = convert(there.body, schemas, name)
    assert back.findings == ()
    account(body, there, back)


TEXTS = (
    *("", " ", "1", "007", "1.5", "-5", "+5", ".5", "5.", "1e3", "NaN", "1.500000000", "0.0001", "0.1234567", "99999", "100000"),
    *(
        "99999999",
        "123456789",
        "1234567890",
        "1234567890123.456",
        "12345678901234567",
        "a",
        "AB",
        "ABC",
        "가나다",
        " lead",
        "tail ",
    ),
    *("two words", "two\nlines", "\tx", "x" * 17, "x" * 18, "x" * 35, "x" * 36, "x" * 70, "x" * 71, "x" * 512, "x" * 513),
    *(
        "20260512",
        "20260512093000",
        "20260512093000+09",
        "20260512093000Z",
        "19990101",
        "GOVCBR929",
        "GOVCBR830",
        " 9 ",
        "9",
        "IMA",
    ),
)


def leaves(part: Part, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not part.parts:
        yield path
    for child in part.parts:
        yield from leaves(child, (*path, child.name))


def with_one(part: Part, path: tuple[str, ...], text: str) -> nodes.Node:
    """The smallest message with this text in this place."""
    node = top = nodes.Node(part)
    for name in path:
        node = node.add(name, None)
    node.text = text
    _fill(top)
    return top


def _fill(node: nodes.Node) -> None:
    if not node.part.parts:
        for name, (kind, required) in node.part.attributes.items():
            if required:
                node.attributes[name] = value(random.Random(1), kind)
        if node.text is None:
            assert node.part.value is not None
            node.text = value(random.Random(1), node.part.value)
    for part in node.part.parts:
        if part.least and part.name not in node.children:
            node.add(part.name, None)
    for child in node.rows():
        _fill(child)


@pytest.mark.parametrize("name", ["kr-govcbr929", "kr-govcbr830", PROFILE])
def test_what_fits_a_place_is_what_the_schema_lets_pass(schemas: Schemas, name: str) -> None:
    profile = known_profiles(schemas)[name]
    part = catalogue.own_part(schemas.folder.parent) if profile.is_own else profile.part
    seen: set[Value | None] = set()
    for path in leaves(part):
        end = part
        for step in path:
            end = end.by_name[step]
        if end.value in seen:
            continue
        seen.add(end.value)
        for text in TEXTS:
            message = with_one(part, path, text)
            body = catalogue.write_own(message, "KR") if profile.is_own else profile.write(message)
            node = next(leaf for leaf in message.leaves() if leaf.names == path)
            fits = nodes.fits(end, nodes.Said(text, node.attributes)) is None
            assert fits == profile.schema.validate(etree.fromstring(body)), (path, text)
    assert len(seen) > 20
