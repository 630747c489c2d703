"""Whatever the bytes are, reading them gives one of the four outcomes, and always the same one."""

from __future__ import annotations

import hashlib
import threading

from hypothesis import given, settings
from hypothesis import strategies as st
from wco_messages import SOUND

from eclear.casefile.finding import Severity, refuses
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import Schemas, locate, read
from eclear.wco.reading import _guarded

SOUND_BYTES = SOUND.encode()
PIECES = [
    "<",
    ">",
    "/>",
    "&",
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?x",
    "?>",
    "xmlns=",
    '"',
    "<Declaration>",
    "</Declaration>",
    "<GovernmentAgencyGoodsItem>",
    "<!DOCTYPE a>",
    "&#x202e;",
    "\0",
    "9" * 40,
    "-1",
    "NaN",
    "1e999",
    "٣",
    "\ufeff",
    "<ID>",
    "</ID>",
]


def told(body: bytes, schemas: Schemas) -> Reading:
    """Read twice and check what every reading promises."""
    reading = read(body, schemas)
    assert reading.outcome in Outcome
    assert (reading.outcome is Outcome.ACCEPT) == (not refuses(reading.findings))
    assert len(reading.findings) <= 100
    for finding in reading.findings:
        assert finding.code
        assert finding.message
        assert finding.severity in Severity
    assert locate(body, reading.findings) is not None
    assert read(body, schemas) == reading
    return reading


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(schemas: Schemas, body: bytes) -> None:
    assert told(body, schemas).outcome is not Outcome.ACCEPT


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *"abc =;"]), max_size=40))
def test_any_scraps_of_markup(schemas: Schemas, scraps: list[str]) -> None:
    told("".join(scraps).encode(), schemas)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND_BYTES) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes(schemas: Schemas, flips: list[tuple[int, int]]) -> None:
    body = bytearray(SOUND_BYTES)
    for at, byte in flips:
        body[at] = byte
    told(bytes(body), schemas)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND_BYTES)))
def test_cut_off_messages(schemas: Schemas, end: int) -> None:
    reading = told(SOUND_BYTES[:end], schemas)
    whole = SOUND_BYTES[end:].strip() == b""
    assert reading.outcome is (Outcome.ACCEPT if whole else Outcome.MALFORMED)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SOUND_BYTES)), st.integers(0, 200), st.integers(0, len(SOUND_BYTES)))
def test_slices_that_are_doubled(schemas: Schemas, start: int, length: int, to: int) -> None:
    told(SOUND_BYTES[:to] + SOUND_BYTES[start : start + length] + SOUND_BYTES[to:], schemas)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.sampled_from(PIECES))
def test_pieces_that_are_slipped_in(schemas: Schemas, at: int, piece: str) -> None:
    told((SOUND[:at] + piece + SOUND[at:]).encode(), schemas)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lines_in_another_order(schemas: Schemas, data: st.DataObject) -> None:
    lines = SOUND.splitlines(keepends=True)
    start = data.draw(st.integers(7, len(lines) - 3))
    end = data.draw(st.integers(start, len(lines) - 2))
    rows = data.draw(st.permutations(lines[start:end]))
    told("".join(lines[:start] + list(rows) + lines[end:]).encode(), schemas)


def test_threads_read_side_by_side(schemas: Schemas) -> None:
    """Each thread has a validator of its own: its faults never turn up in another's message."""
    bodies = [
        SOUND_BYTES,
        SOUND_BYTES.replace(b">12<", b">ABC<"),
        SOUND_BYTES.replace(b">IMA<", b">IMAX<"),
        b"<a",
        b"<!DOCTYPE a><a/>",
    ]
    alone = [read(body, schemas) for body in bodies]
    wrong: list[int] = []

    def work(number: int) -> None:
        for turn in range(60):
            which = (number + turn) % len(bodies)
            if read(bodies[which], schemas) != alone[which]:
                wrong.append(which)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


EDITS = [
    ('xmlns="', f'xmlns:unused="{"u" * 300}" xmlns="'),
    ('xmlns="', f'xmlns:unused="{"u " * 200}" xmlns="'),
    ('xmlns="', f'xmlns:{"p" * 300}="u" xmlns="'),
    ('xmlns="', " ".join(f'xmlns:u{n}="u"' for n in range(40)) + ' xmlns="'),
    ("<Declarant>", '<Declarant xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="x">'),
    ("<Declarant>", '<Declarant xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a b">'),
    ("<Declarant>", "<?a b?>" * 5 + "<Declarant>"),
    ("<Declarant>", "<?a b?>" * 9 + "<Declarant>"),
    ("<Declarant>", f"<!--{'c' * 2000}--><Declarant>"),
    ("<Declarant>", f"{' ' * 3000}<Declarant>"),
    ("<Declarant>", "<!-- <!DOCTYPE a> --><Declarant>"),
    (">12<", ">1<!-- -->2<"),
    (">12<", "><![CDATA[12]]><"),
    ("</ID>", "&#x200b;</ID>"),
    ("<FunctionCode>9", "<FunctionCode>13"),
]


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.sampled_from(EDITS), max_size=4),
    st.lists(st.tuples(st.integers(0, len(SOUND_BYTES) - 1), st.integers(0, 255)), max_size=2),
)
def test_a_short_message_gets_the_answer_that_the_guard_would_give(
    schemas: Schemas, edits: list[tuple[str, str]], flips: list[tuple[int, int]]
) -> None:
    text = SOUND
    for old, new in edits:
        text = text.replace(old, new, 1)
    body = bytearray(text.encode())
    for at, byte in flips:
        body[at] = byte
    assert read(bytes(body), schemas) == _guarded(bytes(body), hashlib.sha256(body).hexdigest(), schemas)


def test_every_edit_alone_gets_the_answer_that_the_guard_would_give(schemas: Schemas) -> None:
    outcomes = set()
    for old, new in EDITS:
        assert old in SOUND
        body = SOUND.replace(old, new, 1).encode()
        reading = read(body, schemas)
        assert reading == _guarded(body, hashlib.sha256(body).hexdigest(), schemas), new
        outcomes.add(reading.outcome)
    assert outcomes >= {Outcome.ACCEPT, Outcome.UNSAFE, Outcome.INVALID}
