"""A paper as a PDF: the same bytes for the same content, its own letters, text that stays text, a code that can be scanned."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
from pypdf import PdfReader

from eclear.documents import NoLetters, paper
from eclear.documents.lettering import printable, signs
from eclear.documents.printed import Heading, Letter, Line, Part, Said
from eclear.documents.printing import pictures

ADDRESS = "http://127.0.0.1:8417/r/open/status/41207-26-000001M"
HEADING = Heading(
    language="ko",
    title=Said("통관보류 통지서", "Notice of detention"),
    label=Said("신고번호", "Declaration number"),
    number="41207-26-000001M",
    issued=datetime(2026, 5, 12, 12, 0, tzinfo=ZoneInfo("Asia/Seoul")),
    rests_on=(Line(Said("결정일시", "Decided"), "2026년 5월 12일"),),
    training=Said("TRAINING", "교육용"),
    warning="Not an official document.",
    page="Page {page} of {pages}",
    address=ADDRESS,
    follow=Said("처리현황 조회", "See where it stands"),
    record="7:" + "a1" * 32,
    short="a1a1a1a1a1a1",
    recorded=Said("기록", "Record"),
    proves="It can be proved.",
    unprintable="□ stands for a letter that cannot be printed here.",
)


def letter(facts: str) -> Letter:
    return Letter(HEADING, (Line(Said("수신", "To"), "Café Niño"),), (Part(Said("사실관계", "Facts"), paragraphs=(facts,)),))


@pytest.fixture(scope="module", autouse=True)
def letters() -> None:
    try:
        signs()
    except NoLetters as lacking:
        pytest.skip(str(lacking))


def text_of(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def test_the_same_content_is_the_same_bytes_and_other_content_is_not() -> None:
    assert paper(letter("One carton is missing.")) == paper(letter("One carton is missing."))
    assert paper(letter("One carton is missing.")) != paper(letter("Two cartons are missing."))


def test_it_carries_korean_letters_is_for_archives_and_screen_readers_and_is_dated_by_its_event() -> None:
    reader = PdfReader(BytesIO(paper(letter("수량이 다릅니다."))))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "Pretendard" in described["/FontName"] and "/FontFile3" in described
    assert "수량이 다릅니다." in reader.pages[0].extract_text() and "Café Niño" in reader.pages[0].extract_text()
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()  # type: ignore[index]
    assert root["/Lang"] == "ko" and "/StructTreeRoot" in root  # type: ignore[index,operator]
    assert "<pdfaid:part>2<" in metadata and "<pdfuaid:part>1<" in metadata
    assert reader.metadata and str(reader.metadata["/CreationDate"]).startswith("D:20260512")


def test_every_page_says_training_and_its_number_of_all() -> None:
    reader = PdfReader(BytesIO(paper(letter("\n".join(f"Fact {n}." for n in range(120))))))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, 1):
        said = page.extract_text()
        assert "TRAINING 교육용" in said and f"Page {number} of {len(reader.pages)}" in said and HEADING.record in said


@pytest.mark.parametrize(
    "hostile", ["#panic()", "*bold* _it_", "$x^2$", "= Title", '#image("/etc/passwd")', "\\u{1F600}", "// gone"]
)
def test_mark_up_in_what_somebody_wrote_stays_text(hostile: str) -> None:
    assert hostile in text_of(paper(letter(f"He wrote {hostile} in it.")))


def test_a_letter_that_cannot_be_printed_becomes_a_box_and_the_paper_says_so() -> None:
    said = text_of(paper(letter("鉛 and مرحبا and 😀, hidden\u202e\u0000 too")))
    assert "□ and □□□□□ and □, hidden too" in said and HEADING.unprintable in said
    assert HEADING.unprintable not in text_of(paper(letter("All of these can: é ñ œ 한글 €.")))
    assert printable("e\u0301") == "é", "a letter and its accent become one sign first"


def test_without_its_letters_nothing_is_printed_and_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoLetters, match=r"Run: python eclear/web/frontend/build.py"):
        signs(tmp_path)


def test_the_code_on_the_paper_is_that_of_the_status_page() -> None:
    dots = _dark(pictures(replace(letter("As drawn."), heading=HEADING), ppi=100)[0])
    code = segno.make(ADDRESS, micro=False, error="m")
    wanted = [[bool(dark) for dark in row] for row in code.matrix]
    size = len(wanted)
    millimetre = 100 / 25.4
    edge = 23 * millimetre
    left = (210 - 15) * millimetre - edge + 2 * edge / (size + 4)
    right = left + edge * size / (size + 4)
    column = [row[round(left + 0.5 * edge / (size + 4))] for row in dots]  # the outer edge of two of the three corner marks
    top = next(y for y, dark in enumerate(column) if dark and y > 18 * millimetre)
    high = next(y for y in range(top + round(right - left) + 3, top, -1) if column[y]) + 1 - top
    at_x = [int(left + (x + 0.5) * (right - left) / size) for x in range(size)]
    middle = [[dots[int(top + (y + 0.5) * high / size)][x] for x in at_x] for y in range(size)]
    assert middle == wanted, "every square of the code is dark or light as it must be"
    pdf = PdfReader(BytesIO(paper(letter("As drawn."))))
    assert any(ADDRESS in str(thing.get("/Alt", "")) for thing in _structure(pdf)), "and who cannot see it hears the address"


def _structure(reader: PdfReader) -> list[dict[str, object]]:
    found = [reader.get_object(n) for n in range(1, len(reader.xref_objStm) + len(reader.xref.get(0, {})) + 1)]
    return [one for one in found if isinstance(one, dict)]


def _dark(png: bytes, rows: int = 190) -> list[list[bool]]:
    """Which dots of the upper part of a picture (PNG, eight bits of red, green, blue and cover) are dark."""
    width = struct.unpack(">I", png[16:20])[0]
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    raw, line, step = zlib.decompress(data), 4 * width, 4
    before, dots = bytearray(line), []
    for y in range(rows):
        kind, now = raw[y * (line + 1)], bytearray(raw[y * (line + 1) + 1 : (y + 1) * (line + 1)])
        for x in range(line):
            a, b, c = now[x - step] if x >= step else 0, before[x], before[x - step] if x >= step else 0
            near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            now[x] = (now[x] + (0, a, b, (a + b) // 2, near)[kind]) & 255
        before = now
        dots.append([now[x] < 128 for x in range(0, line, step)])
    return dots
