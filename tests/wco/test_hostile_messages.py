"""Messages made to exhaust, to betray or to deceive are refused, quickly and by name."""

from __future__ import annotations

import shutil
import socket
import time
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree
from wco_messages import SOUND, damaged

from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, read
from eclear.wco.guard import SIZE, plain_tree, tree
from eclear.wco.judging import _count
from eclear.wco.reading import _guarded

BODY = SOUND.split("?>\n", 1)[1]
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NAMESPACE = 'xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"'


def deep(levels: int) -> bytes:
    """So many elements, one inside the other."""
    return b"<a>" * levels + b"</a>" * levels


def item(text: str) -> bytes:
    """The sound message with something more in its first item."""
    return damaged(
        "</SequenceNumeric>\n        <Commodity>\n          <Description>마",
        f"</SequenceNumeric>{text}<Commodity><Description>마",
    )


UNSAFE = {
    "external entity": ("DOCTYPE", f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BODY}'.encode()),
    "external document type": ("DOCTYPE", f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">{BODY}'.encode()),
    "parameter entity": ("DOCTYPE", f'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>{BODY}'.encode()),
    "billion laughs": ("DOCTYPE", f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()),
    "a hundred thousand entities": (
        "DOCTYPE",
        ("<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "x">' for n in range(100_000)) + "]><a/>").encode(),
    ),
    "an empty document type": ("DOCTYPE", b"<!DOCTYPE a><a/>"),
    "too long": ("SIZE", b"<a>" + b" " * SIZE + b"</a>"),
    "too deep": ("DEPTH", deep(33)),
    "as deep as the parser goes": ("DEPTH", deep(250)),
    "deeper than the parser goes": ("DEPTH", deep(100_000)),
    "too many elements": ("ELEMENTS", b"<a>" + b"<b/>" * 150_000 + b"</a>"),
    "a million elements": ("ELEMENTS", b"<a>" + b"<b/>" * 1_000_000 + b"</a>"),
    "too many attributes": ("ATTRIBUTES", b"<a " + b" ".join(b'a%d="1"' % n for n in range(17)) + b"/>"),
    "very many attributes": ("ATTRIBUTES", b"<a " + b" ".join(b'a%d="1"' % n for n in range(30_000)) + b"/>"),
    "too many namespaces": ("XMLNS", b"<a " + b" ".join(b'xmlns:a%d="u"' % n for n in range(33)) + b"/>"),
    "a long name": ("NAME", b"<" + b"a" * 257 + b"/>"),
    "a name longer than the parser takes": ("NAME", b"<" + b"a" * 60_000 + b"/>"),
    "a long attribute name": ("NAME", b"<a " + b"a" * 257 + b'="1"/>'),
    "a long namespace": ("NAME", b'<a xmlns="' + b"u" * 300 + b'"/>'),
    "a long text": (
        "TEXT",
        item(f"<AdditionalInformation><StatementDescription>{'x' * 10_001}</StatementDescription></AdditionalInformation>"),
    ),
    "a long text in pieces": ("TEXT", b"<a>" + b"x<!-- -->" * 10_001 + b"</a>"),
    "a long text in sections": ("TEXT", b"<a>" + b"<![CDATA[x]]>" * 10_001 + b"</a>"),
    "a number without end": ("TEXT", damaged(">12<", f">{'0' * 10_000}12<")),
    "a long attribute": ("TEXT", b'<a b="' + b"x" * 10_001 + b'"/>'),
    "too many instructions": ("PI", b"<?a b?>" * 9 + b"<a/>"),
    "too many comments": ("COMMENTS", b"<a>" + b"<!--" + b"x" * 1000 + b"-->" + b"</a>" + b"<!--" + b"y" * 262_000 + b"-->"),
    "a type of its own": (
        "XSI",
        damaged("<Declarant>", '<Declarant xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="x">'),
    ),
    "a value that is nil": (
        "XSI",
        damaged("<ID>41207", '<ID xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">41207'),
    ),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_what_no_declaration_needs_is_unsafe(name: str, schemas: Schemas) -> None:
    limit, body = UNSAFE[name]
    began = time.process_time()
    reading = read(body, schemas)
    assert time.process_time() - began < 3
    assert reading.outcome is Outcome.UNSAFE
    assert [f.code for f in reading.findings] == [f"XML-UNSAFE-{limit}"]
    assert reading.declaration is None


def test_the_limits_themselves_are_allowed(schemas: Schemas) -> None:
    for body in (
        deep(32),
        b"<a>" + b"<b/>" * 149_999 + b"</a>",
        b"<a " + b" ".join(b'a%d="1"' % n for n in range(16)) + b"/>",
        b"<a " + b" ".join(b'xmlns:a%d="u"' % n for n in range(32)) + b"/>",
        b"<" + b"a" * 256 + b"/>",
        b"<a>" + b"x" * 10_000 + b"</a>",
        b"<?a b?>" * 8 + b"<a/>",
        b"<a>" + b"<!--" + b"x" * 262_143 + b"-->" + b"</a>",
    ):
        assert read(body, schemas).outcome is Outcome.INVALID  # no declaration, but safe


MALFORMED = {
    "nothing": b"",
    "blanks": b"  \n ",
    "no markup": b"hello",
    "an open element": b"<a>",
    "two roots": b"<a/><a/>",
    "an entity that nobody declared": b"<a>&x;</a>",
    "two byte-order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + BODY.encode(),
    "UTF-16": SOUND.encode("utf-16"),
    "UTF-16 without a mark": SOUND.encode("utf-16-le"),
    "UTF-32": SOUND.encode("utf-32"),
    "a document type in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "a document type in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    "a mark of UTF-8 and a declaration of UTF-16": b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-16"?><a/>',
    "Latin-1": '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
    "Latin-1 called UTF-8": "<a>é</a>".encode("latin-1"),
    "Korean in EUC-KR": '<?xml version="1.0" encoding="EUC-KR"?><a>신고</a>'.encode("euc-kr"),
    "more than ASCII called ASCII": '<?xml version="1.0" encoding="US-ASCII"?><a>é</a>'.encode(),
    "an overlong form": b"<a>\xc0\xaf</a>",
    "a surrogate": b"<a>\xed\xa0\x80</a>",
    "a NUL": b"<a>\0</a>",
    "a NUL by reference": b"<a>&#0;</a>",
    "a control character by reference": b"<a>&#8;</a>",
    "a character that is none": "<a>\ufffe</a>".encode(),
    "an attribute twice": b'<a b="1" b="2"/>',
    "a prefix that is not bound": b"<a:b/>",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_xml_in_utf_8_is_malformed(name: str, schemas: Schemas) -> None:
    reading = read(MALFORMED[name], schemas)
    assert [f.code for f in reading.findings] == ["XML-MALFORMED"]
    assert reading.outcome is Outcome.MALFORMED
    assert "passwd" not in reading.findings[0].message


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8", "US-ASCII", "ascii"])
def test_utf_8_and_ascii_are_read_with_or_without_a_mark(encoding: str, schemas: Schemas) -> None:
    text = SOUND.replace("UTF-8", encoding)
    body = text.encode() if encoding.lower() == "utf-8" else text.encode("ascii", "xmlcharrefreplace")
    assert read(body, schemas).outcome is Outcome.ACCEPT
    assert read(b"\xef\xbb\xbf" + body, schemas).outcome is Outcome.ACCEPT


def test_nothing_is_fetched_and_no_file_is_opened(schemas: Schemas, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("41207999")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for body in (
            f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>',
            f'<!DOCTYPE a SYSTEM "{url}"><a/>',
            f'<?xml-stylesheet href="{url}"?>{BODY}',
            BODY.replace(
                "<Declaration>",
                f'<Declaration xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x {url}">',
            ),
            BODY.replace(
                "<ID>41207", f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}"/><ID>41207'
            ),
        ):
            assert "41207999" not in repr(read(body.encode(), schemas))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_comment_never_splits_a_value(schemas: Schemas) -> None:
    for split in ("1<!-- -->2", "1<?x y?>2", "<!-- 9 -->12", "1<![CDATA[2]]>", "&#49;2", "<![CDATA[12]]>"):
        reading = read(damaged(">12<", f">{split}<"), schemas)
        assert reading.declaration is not None, split
        assert reading.declaration.total_packages == 12, split
    reading = read(damaged("41207-26-000001", "41207<!-- x -->-26-000001"), schemas)
    assert reading.declaration is not None
    assert reading.declaration.lrn == "41207-26-000001"


def test_blanks_beside_a_comment_count_as_they_do_without_it(schemas: Schemas) -> None:
    """A date tolerates no blank; a comment behind the blank must not make it disappear."""
    for blank in (" ", " <!-- x -->", "<!-- x --> ", " <![CDATA[]]>"):
        reading = read(damaged("20260512093000+09", f"{blank}20260512093000+09"), schemas)
        assert reading.outcome is Outcome.INVALID, blank
    assert read(damaged("20260512093000+09", "<!-- x -->20260512093000+09"), schemas).outcome is Outcome.ACCEPT


def test_a_row_of_faults_without_end_is_refused_in_time(schemas: Schemas) -> None:
    for text in ('<Origin x=""/>' * 140_000, "<Origin/>" * 100_000 + '<Origin x=""/>' * 30_000):
        began = time.process_time()
        reading = read(
            item("@").replace(b"@", b"").replace(b"</Commodity>\n      </Gov", b"</Commodity>" + text.encode() + b"</Gov", 1),
            schemas,
        )
        assert time.process_time() - began < 5
        assert reading.outcome is Outcome.INVALID
        assert reading.findings[-1].code == "XSD-MORE"


def test_a_long_row_without_a_fault_is_accepted(schemas: Schemas) -> None:
    body = SOUND.replace(
        "</Commodity>\n      </Gov", "</Commodity>" + "<Origin><CountryCode>JP</CountryCode></Origin>" * 3_000 + "</Gov", 1
    )
    reading = read(body.encode(), schemas)
    assert reading.declaration is not None
    assert len(reading.declaration.items[0].origins) == 3_000


def test_a_message_is_judged_alike_while_it_is_parsed_and_afterwards(
    samples: list[tuple[dict[str, str], bytes]], schemas: Schemas
) -> None:
    """The quick count for rows without end and the validation of the tree are the same schema."""
    for row, body in samples:
        if row["kind"] == "declaration":
            faults = _count(tree(body), schemas.schema())
            assert (faults == 0) == (row["valid_against_published_schema"] == "True"), row["file"]


def test_a_pattern_that_runs_away_refuses_the_message_instead_of_letting_it_pass(schemas: Schemas, tmp_path: Path) -> None:
    shutil.copytree(schemas.folder, tmp_path / schemas.folder.name)
    values = tmp_path / schemas.folder.name / "values.xsd"
    text = values.read_text(encoding="utf-8")
    assert text.count(r'"[ \t]*\S.*"') == 1
    values.write_text(text.replace(r"[ \t]*\S.*", "(4|44)+b"), encoding="utf-8")
    reading = read(damaged("<ID>41207<", f"<ID>{'4' * 5_000}<"), Schemas(tmp_path))
    assert reading.outcome is Outcome.INVALID
    assert [f.code for f in reading.findings] == ["XSD-UNDECIDED"]


def test_a_folder_without_the_schemas_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"message\.xsd"):
        Schemas(tmp_path)


def test_declarations_without_end_in_a_response_are_refused_in_time(schemas: Schemas) -> None:
    body = b"<MetaData><Response><FunctionCode>01</FunctionCode>" + b"<Declaration/>" * 100_000 + b"</Response></MetaData>"
    began = time.process_time()
    reading = read(body, schemas)
    assert time.process_time() - began < 5
    assert (reading.outcome, reading.profile) == (Outcome.INVALID, "wco-dms-2-response")


def padded(size: int, text: str = SOUND) -> str:
    """The sound message with so many more goods items that it is longer than this, in bytes."""
    more = []
    while size > 0:
        number = len(more) + 3
        more.append(
            f"<GovernmentAgencyGoodsItem><SequenceNumeric>{number}</SequenceNumeric><Commodity>"
            f"<Description>{'tea ' * 100}</Description></Commodity></GovernmentAgencyGoodsItem>"
        )
        size -= len(more[-1])
    return text.replace("    </GoodsShipment>", "".join(more) + "</GoodsShipment>")


XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
ONE_TOO_MANY = {
    "a long blank": ("TEXT", "<Declarant>", " " * 10_001 + "<Declarant>"),
    "a long blank in pieces": ("TEXT", "<Declarant>", " <!-- -->" * 10_001 + "<Declarant>"),
    "a long number": ("TEXT", ">12<", f">{'0' * 10_000}12<"),
    "a long attribute": ("TEXT", "<TypeCode>", f'<TypeCode listName="{"x" * 10_001}">'),
    "a long place of a schema": ("TEXT", "<Declarant>", f'<Declarant {XSI} i:schemaLocation="a {"b" * 10_000}">'),
    "a value that is not nil": ("XSI", "<ID>41207", f'<ID {XSI} i:nil="false">41207'),
    "the type it has": ("XSI", "<ID>41207", f'<ID {XSI} xmlns:w="urn:eclear:wco" i:type="w:Id_17">41207'),
    "instructions": ("PI", "<Declarant>", "<?a b?>" * 9 + "<Declarant>"),
    "namespaces": ("XMLNS", "<Declarant>", "<Declarant " + " ".join(f'xmlns:u{n}="u"' for n in range(33)) + ">"),
    "a long prefix": ("NAME", "<Declarant>", f'<Declarant xmlns:{"p" * 257}="u">'),
    "a long namespace": ("NAME", "<Declarant>", f'<Declarant xmlns:u="{"u" * 257}">'),
    "a document type": ("DOCTYPE", "<md:MetaData ", "<!DOCTYPE a><md:MetaData "),
    "comments": ("COMMENTS", "<Declarant>", f"<!--{'x' * 262_144}--><Declarant>"),
    "elements": ("ELEMENTS", "<Declarant>", "<AuthorisationHolder/>" * 150_000 + "<Declarant>"),
    "elements in many rows": (
        "ELEMENTS",
        "    </GoodsShipment>",
        f"<GovernmentAgencyGoodsItem><SequenceNumeric>9</SequenceNumeric>{'<Origin/>' * 1_990}</GovernmentAgencyGoodsItem>" * 76
        + "    </GoodsShipment>",
    ),
}
"""What breaks one limit and no rule of the schema."""


@pytest.mark.parametrize("size", [0, 30_000, 100_000, 400_000])
@pytest.mark.parametrize("name", ONE_TOO_MANY)
def test_a_message_of_any_length_that_the_schema_would_take_is_held_to_every_limit(
    name: str, size: int, schemas: Schemas
) -> None:
    limit, old, new = ONE_TOO_MANY[name]
    body = padded(size, SOUND.replace(old, new, 1)).encode()
    reading = read(body, schemas)
    assert (reading.outcome, [f.code for f in reading.findings]) == (Outcome.UNSAFE, [f"XML-UNSAFE-{limit}"])
    plain = plain_tree(body)
    assert plain is None or not schemas.schema().validate(plain)


@pytest.mark.parametrize("size", [0, 30_000, 100_000, 400_000])
def test_an_ordinary_message_needs_no_guard_and_is_read_as_if_it_had_one(size: int, schemas: Schemas) -> None:
    for text in (SOUND, SOUND.replace("<Declarant>", f"<Declarant {XSI} i:schemaLocation='a b'>")):
        body = padded(size, text).encode()
        plain = plain_tree(body)
        assert plain is not None
        assert etree.tostring(plain, method="c14n") == etree.tostring(tree(body), method="c14n")
        assert read(body, schemas) == _guarded(body, sha256(body).hexdigest(), schemas)
        assert read(body, schemas).outcome is Outcome.ACCEPT


def test_a_row_of_thousands_is_left_to_the_guard(schemas: Schemas) -> None:
    body = padded(100_000).replace("<Declarant>", "<AuthorisationHolder/>" * 2_001 + "<Declarant>").encode()
    assert plain_tree(body) is None
    assert read(body, schemas).outcome is Outcome.ACCEPT
