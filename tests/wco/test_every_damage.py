"""Thousands of damaged copies of the published messages: each verdict is the one that the published facts explain.

What is expected comes from a judge of our own (wco_judge.py), which reads the tables of elements and knows nothing of the
schemas. A damage may leave a message sound - what is dropped may be optional - and the judge says that too.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from wco_damages import at_the_limits, damaged_copies, every_element, parsed, smallest
from wco_judge import WRAPPER, Fact, Fault, Judge, qualified

from eclear.casefile.finding import Finding
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import Schemas, read

pytestmark = pytest.mark.no_cover  # thousands of readings: what they run is measured where each damage is tested alone
Samples = list[tuple[dict[str, str], bytes]]

CODES = {
    "unknown": {"XSD-UNKNOWN"},
    "namespace": {"XSD-NAMESPACE", "XSD-UNKNOWN"},
    "order": {"XSD-ORDER", "XSD-UNEXPECTED"},
    "repeated": {"XSD-REPEATED"},
    "missing": {"XSD-MISSING"},
    "value": {"XSD-VALUE", "XSD-LENGTH", "XSD-DIGITS", "XSD-ENUMERATION"},
    "attribute": {"XSD-ATTRIBUTE", "XSD-ATTRIBUTE-VALUE"},
    "text": {"XSD-TEXT", "XSD-CONTENT"},
}
"""Which codes of ours explain which kind of fault."""


@pytest.fixture(scope="session")
def judge(shared: Path) -> Judge:
    return Judge(shared / "data" / "wco")


@pytest.fixture(scope="session")
def requests(samples: Samples) -> dict[str, bytes]:
    """The published messages that only ask for a cancellation, and are sound."""
    is_request = {"kind": "declaration", "function": "13", "type": "INV", "valid_against_published_schema": "True"}
    return {f"{row['scenario']}/{row['file']}": body for row, body in samples if is_request.items() <= row.items()}


def agree(what: str, body: bytes, judge: Judge, schemas: Schemas) -> tuple[etree._Element, list[Fault], Reading]:
    """Hold the verdict of a reading against the judge's."""
    root = parsed(body)
    faults, reading = judge.faults(root), read(body, schemas)
    assert reading.outcome is (Outcome.INVALID if faults else Outcome.ACCEPT), (
        f"{what}\n judge: {told(root, faults)}\n eclear: {reading.outcome} {reading.findings}"
    )
    return root, faults, reading


def compare(what: str, body: bytes, judge: Judge, schemas: Schemas) -> str:
    """Hold verdict and first finding of a message with one fault against the judge's; returns the kind of fault."""
    root, faults, reading = agree(what, body, judge, schemas)
    # a request about an earlier declaration may be a cancellation, which the narrower facts explain
    narrower = judge.faults_as_a_cancellation(root) if reading.function != "9" and reading.items == 0 else []
    if faults:
        is_explained = any(explains(reading.findings[0], fault, root, judge) for fault in faults + narrower)
        assert is_explained, f"{what}\n judge: {told(root, faults)}\n eclear: {reading.findings[0]}"
    elif (reading.function, reading.type, reading.items) == ("13", "INV", 0):
        assert [finding.code for finding in reading.findings] == ["WCO-W01"] * bool(narrower), what
    return faults[0].kind if faults else "sound"


def explains(finding: Finding, fault: Fault, root: etree._Element, judge: Judge) -> bool:
    """True if a finding tells of a fault: its kind, its element or the nearest one where it shows, its pointer and its line."""
    if finding.code not in CODES[fault.kind]:
        return False
    if finding.code == "XSD-MISSING":
        above, _, name = finding.place.xpath.rpartition("/")
        fact = judge.fact(fault.element)
        number = next((part.id for part in fact.parts if part.name == name), "") if fact else ""
        pointer = f"{judge.pointer(fault.element)}/{number}".strip("/")
        lines = {fault.element.sourceline, *(child.sourceline for child in fault.element)}
        is_there = fault.element in at(root, above) or fault.element in at(root, finding.place.xpath)
        return is_there and finding.place.pointer == pointer and finding.place.line in lines
    near = (fault.element, fault.element.getnext(), fault.element.getprevious(), fault.element.getparent())
    found = [element for element in at(root, finding.place.xpath) if element in near or element.getparent() is fault.element]
    return (finding.place.pointer, finding.place.line) in {(judge.pointer(element), element.sourceline) for element in found}


def at(root: etree._Element, xpath: str) -> list[etree._Element]:
    """The elements at a path of local names; a number counts elements of the same name and namespace."""
    found = [root]
    for step in xpath.split("/")[2:]:
        name, _, number = step.partition("[")
        row = int(number.rstrip("]") or 1)
        found = [
            child
            for parent in found
            for child in parent
            if etree.QName(child).localname == name and 1 + sum(1 for _ in child.itersiblings(child.tag, preceding=True)) == row
        ]
    return found


def told(root: etree._Element, faults: list[Fault]) -> list[tuple[str, str, str]]:
    return [(fault.kind, root.getroottree().getpath(fault.element), fault.said) for fault in faults]


def wrapped(payload: etree._Element) -> etree._Element:
    root = etree.Element(f"{{{WRAPPER}}}MetaData")
    root.append(payload)
    return root


def as_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8")


def ways(fact: Fact, above: tuple[Fact, ...] = ()) -> Iterator[list[Fact]]:
    """The way from the top of a table to each of its rows; the second Declaration of a response has a table of its own."""
    yield [*above, fact]
    for part in fact.parts:
        if part.namespace == fact.namespace or part.kind == "moment":
            yield from ways(part, (*above, fact))


def test_damaged_copies_of_the_published_declarations_are_judged_by_the_facts(
    samples: Samples, judge: Judge, schemas: Schemas
) -> None:
    seen: Counter[str] = Counter()
    for row, body in samples:
        if row["valid_against_published_schema"] == "True":
            name = f"{row['scenario']}/{row['file']}"
            assert compare(name, body, judge, schemas) == "sound"
            for what, copy in damaged_copies(parsed(body), judge, name, copies=3):
                seen[compare(what, copy, judge, schemas)] += 1
    assert sum(seen.values()) >= 2_000
    assert set(seen) == {"sound", *CODES}
    assert min(seen["sound"], sum(seen.values()) - seen["sound"]) >= 500, "both verdicts must be seen often"


@pytest.mark.parametrize("name", ["declaration", "response"])
def test_every_element_is_judged_by_the_facts_at_its_limits_whether_it_is_in_use_or_not(
    name: str, judge: Judge, schemas: Schemas
) -> None:
    """For each row of the table the smallest message that holds the element, then the element just right and just wrong."""
    dice, seen, rows = random.Random(f"20260512 {name}"), Counter[str](), 0
    for way in ways(judge.declaration if name == "declaration" else judge.response):
        payload, element = smallest(way)
        whole = wrapped(payload)
        where, rows = "/".join(fact.name for fact in way), rows + 1
        assert compare(where, as_bytes(whole), judge, schemas) == "sound"
        for what in at_the_limits(element, way[-1], dice):
            seen[compare(f"{where} {what}", as_bytes(whole), judge, schemas)] += 1
        for what, copy in damaged_copies(whole, judge, where, copies=1):
            seen[compare(what, copy, judge, schemas)] += 1
    assert rows == {"declaration": 460 + 5, "response": 73 + 8}[name]  # with the strings of the dates
    assert set(seen) == {"sound", *CODES}


def test_a_message_with_every_element_is_sound(judge: Judge, schemas: Schemas) -> None:
    for facts in (judge.declaration, judge.response):
        assert compare(facts.name, as_bytes(wrapped(every_element(facts))), judge, schemas) == "sound"


def test_damaged_requests_to_cancel_are_judged_by_the_narrower_facts(
    requests: dict[str, bytes], judge: Judge, schemas: Schemas
) -> None:
    assert len(requests) == 3
    seen: Counter[str] = Counter()
    for name, body in requests.items():
        for what, copy in damaged_copies(parsed(body), judge, name, copies=12):
            seen[compare(what, copy, judge, schemas)] += 1
    assert set(seen) == {"sound", *CODES}


def test_damaged_copies_of_the_published_responses_are_judged_by_the_facts(
    samples: Samples, judge: Judge, schemas: Schemas
) -> None:
    messages = {f"{row['scenario']}/{row['file']}": body for row, body in samples if row["kind"] == "response"}
    seen: Counter[str] = Counter()
    for name, body in messages.items():
        whole = parsed(etree.tostring(qualified(parsed(body)), encoding="utf-8"))
        if judge.faults(whole):
            seen["refused as published"] += 1
            assert read(body, schemas).outcome is Outcome.INVALID
            continue
        for what, copy in damaged_copies(whole, judge, name, copies=1):
            seen[compare(what, copy, judge, schemas)] += 1
    assert set(seen) == {"sound", "refused as published", *CODES}
    assert seen["refused as published"] == 2


def is_hidden(fault: Fault, faults: list[Fault]) -> bool:
    """True for what need not be told: it is in an element that is to be taken out, or another fault of the group tells it."""
    out = {other.element for other in faults if other.kind in ("unknown", "namespace", "repeated")}
    if fault.kind == "order":  # another fault of the group is told first; once it is mended, so may be the order
        group = fault.element.getparent()
        structure = [other for other in faults if other.kind in ("unknown", "namespace", "repeated", "order")]
        missing = [other for other in faults if other.kind == "missing"]
        if any(other.element.getparent() is group for other in structure if other is not fault):
            return True
        return any(other.element is group for other in missing) or bool(out & set(fault.element.iterancestors()))
    if fault.kind == "missing" and any(other.element.getparent() is fault.element for other in faults if other.element in out):
        return True  # something unknown stands in the group, and may be the missing one under a wrong name
    above = set(fault.element.iterancestors())
    return bool(out & (above if fault.kind in ("unknown", "namespace", "repeated") else above | {fault.element}))


def test_of_several_faults_none_is_kept_back(samples: Samples, judge: Judge, schemas: Schemas) -> None:
    """Whatever the judge sees is told, unless it stands in something that is to be taken out anyway."""
    faults_seen = 0
    for row, body in samples:
        if row["valid_against_published_schema"] != "True" or row["function"] == "13":
            continue
        for what, copy in damaged_copies(parsed(body), judge, f"{row['file']} thrice", copies=1, at_once=3):
            root, faults, reading = agree(what, copy, judge, schemas)
            for fault in faults:
                if is_hidden(fault, faults):
                    continue
                is_told = any(explains(finding, fault, root, judge) for finding in reading.findings)
                assert is_told, f"{what}\n judge: {told(root, [fault])}\n eclear: {reading.findings}"
                faults_seen += 1
    assert faults_seen > 500
