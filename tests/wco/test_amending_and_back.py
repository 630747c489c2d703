"""Whatever value of a sound declaration is amended, only that value changes, and amending it back gives the message again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from amendment_requests import MESSAGE, chain
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from lxml import etree

from eclear.casefile.amendment import Change, pointers_of
from eclear.casefile.finding import Severity
from eclear.casefile.message import DataElement
from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, amend, fragment, present, read
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, Part

pytestmark = pytest.mark.no_cover  # hundreds of amendments: what they run is measured in test_amending.py
CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = CHECKOUT.parent / "shared"
HEAD = {"FunctionCode", "FunctionalReferenceID", "ID", "IssueDateTime", "TypeCode", "Submitter", "Amendment"}
DATE = f"{{{DECLARATION_DATES}}}DateTimeString"
NUMBER = f"{{{DECLARATION}}}SequenceNumeric"

Plain = tuple[str, str, tuple[tuple[str, str], ...], tuple["Plain", ...]]


@dataclass(frozen=True)
class Spot:
    """One element of a message, by the way to it: parts of the schema, and which of several."""

    way: tuple[tuple[Part, int], ...]

    @property
    def part(self) -> Part:
        return self.way[-1][0]

    @property
    def address(self) -> str:
        return "/".join(["42A", *(f"{part.id}[{n}]" if part.repeats else f"{part.id}" for part, n in self.way)])


def declaration(body: bytes) -> etree._Element:
    found = etree.fromstring(body, etree.XMLParser(remove_comments=True)).find(f"{{{DECLARATION}}}Declaration")
    assert found is not None
    return found


def plain(element: etree._Element) -> Plain:
    """An element as it reads: names, texts and attributes, without prefixes, comments and blank lines."""
    attributes = tuple(sorted((k, v) for k, v in element.attrib.items() if not str(k).startswith("{")))
    return str(element.tag), (element.text or "").strip(), attributes, tuple(plain(child) for child in element)


def spots(element: etree._Element, part: Part, way: tuple[tuple[Part, int], ...] = ()) -> Iterator[Spot]:
    """Every element of a declaration that a pointer can reach, values and classes."""
    for child in part.parts:
        if way or child.name not in HEAD:
            for n, one in enumerate(element.iterchildren(f"{{{child.namespace}}}{child.name}"), 1):
                further = (*way, (child, n))
                if child.id:
                    yield Spot(further)
                if child.is_group:
                    yield from spots(one, child, further)


def at(top: etree._Element, way: tuple[tuple[Part, int], ...]) -> etree._Element:
    for part, n in way:
        top = list(top.iterchildren(f"{{{part.namespace}}}{part.name}"))[n - 1]
    return top


def asks(spot: Spot, content: str, numbers: list[str | None]) -> bytes:
    """A request for one place: its pointer, and the new content in the rows that it stands in."""
    for (part, _), number in zip(reversed(spot.way[:-1]), reversed(numbers[:-1]), strict=True):
        row = f"<SequenceNumeric>{number}</SequenceNumeric>" if number else ""
        # elements that stand before the number in their class are no concern here: the schema orders the request below
        content = f"<{part.name}>{row}{content}</{part.name}>"
    return ordered(
        MESSAGE
        % (
            "<FunctionCode>13</FunctionCode><FunctionalReferenceID>R-2</FunctionalReferenceID><ID>MRN</ID><TypeCode>COR</TypeCode>"
            f"<Amendment><ChangeReasonCode>32</ChangeReasonCode>{chain(spot.address)}</Amendment>{content}"
        )
    )


def ordered(message: str) -> bytes:
    """The message with the children of every element in the order of the schema, and doubled numbers once."""
    root = etree.fromstring(message.encode())
    sort(root[-1], top_part())
    return etree.tostring(root)


def sort(element: etree._Element, part: Part) -> None:
    order = {f"{{{child.namespace}}}{child.name}": at for at, child in enumerate(part.parts)}
    doubled = element.findall(NUMBER)[:-1]
    for one in doubled:
        element.remove(one)
    element[:] = sorted(element, key=lambda child: order[child.tag])
    for child in element:
        below = part.part(etree.QName(child).namespace, etree.QName(child).localname)
        if below is not None and below.is_group:
            sort(child, below)


def numbers_of(top: etree._Element, spot: Spot) -> list[str | None]:
    """The number of each row on the way, where its class must have one."""
    found: list[str | None] = []
    for depth, (part, _) in enumerate(spot.way, 1):
        numeral = part.by_name.get("SequenceNumeric")
        row = at(top, spot.way[:depth])
        found.append((row.findtext(NUMBER) or "").strip() if numeral is not None and numeral.least else None)
    return found


def written(element: etree._Element) -> str:
    """An element as text with the prefixes of our requests, to be put into one."""
    name = etree.QName(element)
    tag = f"ds:{name.localname}" if name.namespace == DECLARATION_DATES else name.localname
    attributes = "".join(
        f" {key}={quoteattr(str(value))}" for key, value in element.attrib.items() if not str(key).startswith("{")
    )
    inner = "".join(written(child) for child in element) if len(element) else escape(element.text or "")
    return f"<{tag}{attributes}>{inner}</{tag}>"


ALPHABET = "ABCXYZabc0189"


@st.composite
def another(draw: st.DrawFn, part: Part, element: etree._Element) -> etree._Element:
    """The same element with another value that the schema allows."""
    new = etree.fromstring(etree.tostring(element, with_tail=False))
    holder = new[0] if len(new) else new
    if len(new):
        holder.text = f"202{draw(st.integers(0, 6))}0{draw(st.integers(1, 9))}1{draw(st.integers(0, 9))}"
        holder.set("formatCode", "102")
        return new
    value = part.value
    assert value is not None
    if value.allowed:
        new.text = draw(st.sampled_from(value.allowed))
    elif value.kind == "decimal":
        digits = (value.digits or 8) - (value.fraction or 0)
        new.text = f"{draw(st.integers(1, 10 ** min(digits, 8) - 1))}"
        if "currencyID" in part.attributes:
            new.set("currencyID", draw(st.sampled_from(["USD", "KRW", "EUR"])))
    else:
        letters = {"[0-9]*": "0123456789", "[a-zA-Z]*": "abcXYZ", "[A-Z]{3}": "ABC"}.get(value.pattern or "", ALPHABET)
        most = value.exact or (3 if value.pattern == "[A-Z]{3}" else value.longest or 8)
        least = most if value.exact or value.pattern == "[A-Z]{3}" else 1
        new.text = draw(st.text(letters, min_size=least, max_size=min(most, 12)))
    return new


@cache
def top_part() -> Part:
    return Schemas(CHECKOUT / "schemas").shape().parts[0].by_name["Declaration"]


class Found(list[tuple[bytes, Spot]]):
    """Elements with the message that each stands in; told by their number, for nobody could read them all."""

    def __repr__(self) -> str:
        return f"<{len(self)} elements>"


@pytest.fixture(scope="session")
def everything(schemas: Schemas) -> Found:
    """Every element of every sound original: our own samples, and the published ones where they are at hand."""
    bodies = [path.read_bytes() for path in sorted((CHECKOUT / "sample_declarations").glob("*/declaration.xml"))]
    folder = SHARED / "data" / "wco" / "samples"
    if folder.is_dir():
        with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
            rows = [
                row for row in csv.DictReader(index, delimiter="\t") if row["kind"] == "declaration" and row["function"] == "9"
            ]
        bodies += [(folder / row["scenario"] / row["file"]).read_bytes() for row in rows]
    readings = [(read(body, schemas), body) for body in bodies]
    sound = [body for reading, body in readings if reading.outcome is Outcome.ACCEPT and reading.profile == "wco-dms-2"]
    found = Found((body, spot) for body in sound for spot in spots(declaration(body), top_part()))
    assert len(sound) >= 10 and len(found) > 500
    return found


@pytest.fixture(scope="session")
def values(everything: Found) -> Found:
    return Found((body, spot) for body, spot in everything if not spot.part.is_group)


often = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def granted(original: bytes, asked: bytes, schemas: Schemas) -> tuple[bytes, tuple[Change, ...]]:
    reading = read(asked, schemas)
    assert reading.outcome is Outcome.ACCEPT, (asked, reading.findings)
    amended = amend(original, asked, schemas)
    assert amended.findings == (), (asked, amended.findings)
    return amended.body, amended.changes


def as_request(changes: tuple[Change, ...]) -> bytes:
    """What a reply says of changes, its pointers and its fragment, written as a request."""
    pointed = "".join(
        "<Amendment><ChangeReasonCode>32</ChangeReasonCode>"
        + "".join(
            "<Pointer>"
            + (f"<SequenceNumeric>{step.sequence}</SequenceNumeric>" if step.sequence else "")
            + f"<DocumentSectionCode>{step.section}</DocumentSectionCode>"
            + (f"<TagID>{step.tag}</TagID>" if step.tag else "")
            + "</Pointer>"
            for step in pointers_of(change.place)
        )
        + "</Amendment>"
        for change in changes
    )
    root = etree.fromstring(
        (
            MESSAGE
            % (
                "<FunctionCode>13</FunctionCode><FunctionalReferenceID>R-3</FunctionalReferenceID><ID>MRN</ID><TypeCode>COR</TypeCode>"
                + pointed
            )
        ).encode()
    )
    for element in fragment(changes):
        if element != DataElement("FunctionCode", "9"):
            put(root[-1], top_part(), element)
    sort(root[-1], top_part())
    return etree.tostring(root)


def put(here: etree._Element, part: Part, element: DataElement) -> None:
    for step in element.path.split("/"):
        name, _, which = step.rstrip("]").partition("[")
        part = part.by_name[name]
        tag = f"{{{part.namespace}}}{name}"
        there = list(here.iterchildren(tag))
        n = int(which or 1)
        here = there[n - 1] if n <= len(there) else etree.SubElement(here, tag)
    here.text = element.value
    here.attrib.update(dict(element.attributes))


@often
@given(data=st.data())
def test_only_the_value_pointed_at_changes_and_amending_back_gives_the_message_again(
    values: Found, schemas: Schemas, data: st.DataObject
) -> None:
    original, spot = values[data.draw(st.integers(0, len(values) - 1))]
    top = declaration(original)
    old = at(top, spot.way)
    new = data.draw(another(spot.part, old))
    numbers = numbers_of(top, spot)
    others = [row.findtext(NUMBER) for row in at(top, spot.way[:-2]).iterchildren()] if len(spot.way) > 1 else []
    assume(spot.part.name != "SequenceNumeric" or new.text not in others)  # the number of a row is its own
    assume((old.text or "").strip() and plain(new) != plain(old))

    after, changes = granted(original, asks(spot, written(new), numbers), schemas)
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)
    assert plain(declaration(after)) == plain(top)
    if changes:  # not where 5 became 5.0
        assert [change.place.pointer for change in changes] == [spot.address]
        assert plain(declaration(granted(original, as_request(changes), schemas)[0])) == plain(top)

    numbers = numbers_of(declaration(after), spot)
    before, back = granted(after, asks(spot, written(at(declaration(original), spot.way)), numbers), schemas)
    assert plain(declaration(before)) == plain(declaration(original))
    assert [(change.before, change.after) for change in back] == [(change.after, change.before) for change in changes]


@often
@given(data=st.data())
def test_what_is_taken_out_and_added_again_gives_the_message_again(
    everything: Found, schemas: Schemas, data: st.DataObject
) -> None:
    original, spot = everything[data.draw(st.integers(0, len(everything) - 1))]
    top = declaration(original)
    old = at(top, spot.way)
    assume(spot.part.repeats or spot.part.least == 0)  # what the schema requires stays
    assume("".join(str(text) for text in old.itertext()).strip())
    numbers = numbers_of(top, spot)
    content = written(old)

    after, changes = granted(original, asks(spot, "", numbers), schemas)
    gone = old
    while True:  # a class goes with its last element, and with it, if it is a row, its place among its like
        parent = gone.getparent()
        assert parent is not None
        assume(gone.tag not in {sibling.tag for sibling in gone.itersiblings()})
        parent.remove(gone)
        if len(parent) or parent is top:
            break
        gone = parent
    assert plain(declaration(after)) == plain(top)
    assert all(change.after is None for change in changes)

    before, back = granted(after, asks(spot, content, numbers), schemas)
    assert plain(declaration(before)) == plain(declaration(original))
    assert sorted(change.place.pointer for change in back) == sorted(change.place.pointer for change in changes)
    assert plain(declaration(granted(after, as_request(back), schemas)[0])) == plain(declaration(original))


@often
@given(data=st.data())
def test_any_sound_request_gives_a_sound_declaration_or_says_why_not(
    everything: Found, schemas: Schemas, data: st.DataObject
) -> None:
    def some() -> tuple[bytes, Spot]:
        return everything[data.draw(st.integers(0, len(everything) - 1))]

    original = some()[0]
    sent = declaration(original if data.draw(st.booleans()) else some()[0])
    for element in [child for child in sent if etree.QName(child).localname in HEAD]:
        sent.remove(element)
    for _ in range(data.draw(st.integers(0, 12))):  # only a part of it, so that rows are missing and misplaced
        inner = [one for one in sent.iter() if one is not sent and one.getparent() is not None]
        if inner:
            out = inner[data.draw(st.integers(0, len(inner) - 1))]
            out.getparent().remove(out)  # type: ignore[union-attr]
    addresses = []
    for _ in range(data.draw(st.integers(1, 4))):
        way = some()[1].way[: data.draw(st.integers(1, 6))]
        numbers = [data.draw(st.sampled_from([1, 1, 2, 3, 9])) if part.repeats else 1 for part, _ in way]
        addresses.append(Spot(tuple((part, n) for (part, _), n in zip(way, numbers, strict=True))).address)
    assume(not any("None" in address for address in addresses))
    pointed = "".join(f"<Amendment><ChangeReasonCode>32</ChangeReasonCode>{chain(one)}</Amendment>" for one in addresses)
    head = "<FunctionCode>13</FunctionCode><FunctionalReferenceID>R</FunctionalReferenceID><ID>M</ID><TypeCode>COR</TypeCode>"
    asked = ordered(MESSAGE % (head + pointed + "".join(written(child) for child in sent)))
    assume(read(asked, schemas).outcome is Outcome.ACCEPT)

    amended = amend(original, asked, schemas)
    event("applied" if amended.body else amended.findings[0].code)
    if amended.body:
        assert amended.changes
        assert read(amended.body, schemas).outcome is Outcome.ACCEPT
        assert all(finding.severity is Severity.WARNING for finding in amended.findings)
    else:
        assert any(finding.severity is Severity.ERROR for finding in amended.findings)
        assert amended.changes == ()
    assert present(original, asked, schemas).body or present(original, asked, schemas).findings
