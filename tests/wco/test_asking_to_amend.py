"""A request to amend is written from two editions: it points to exactly what differs, and applying it gives the other edition."""

from __future__ import annotations

import re
from copy import deepcopy

from amendment_requests import DECLARED, ITEM, ORIGINAL, PRICE, told
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests_shared import CHECKOUT

from eclear.casefile.reading import Outcome
from eclear.wco import Asked, Asking, Schemas, amend, ask_to_amend, read
from eclear.wco.amendments.requests import HEAD, payload
from eclear.wco.amendments.revision import meaning
from eclear.wco.schemas import DECLARATION, Part

ASKING = Asking("41207-26-000002", "41207-26-000001M", "41207", "KR", "21", "A slip of <the> pen & more")
SECOND_PAPER = "<AdditionalDocument><CategoryCode>N</CategoryCode><ID>PL-1</ID><TypeCode>271</TypeCode></AdditionalDocument>"
FIRST_ITEM = re.compile(r"<GovernmentAgencyGoodsItem>.*?</GovernmentAgencyGoodsItem>", re.DOTALL)
NUMBER = f"{{{DECLARATION}}}SequenceNumeric"


def asked(becomes: str, schemas: Schemas, asking: Asking = ASKING) -> Asked:
    """The request that leads from the declaration to this one."""
    assert read(becomes.encode(), schemas).outcome is Outcome.ACCEPT
    return ask_to_amend(ORIGINAL, becomes.encode(), asking, schemas)


def changes(becomes: str, schemas: Schemas) -> list[tuple[str, str | None, str | None]]:
    written = asked(becomes, schemas)
    assert written.findings == (), written.findings
    return [told(change) for change in written.changes]


def test_the_request_names_its_declaration_its_sender_its_reason_and_only_what_is_new(schemas: Schemas) -> None:
    written = asked(DECLARED.replace("1000.00", "999"), schemas)
    reading = read(written.body, schemas)
    assert reading.outcome is Outcome.ACCEPT and reading.declaration and reading.country == "KR"
    sent = reading.declaration
    assert (sent.function, sent.type, sent.lrn, sent.id) == ("13", "COR", ASKING.lrn, ASKING.number)
    assert (sent.submitter_id, sent.declarant_id) == ("41207", None)
    assert [(change.reason, change.said) for change in written.changes] == [("21", "A slip of <the> pen & more")]
    assert [told(change) for change in written.changes] == [(PRICE, "1000.00 USD", "999 USD")]
    assert b"Tea" not in written.body and b"P1234567" not in written.body, "what stays is not sent"


def test_an_item_that_is_taken_out_moves_the_numbers_of_those_behind_it_and_nothing_else(schemas: Schemas) -> None:
    becomes = FIRST_ITEM.sub("", DECLARED, count=1)
    one = "<GovernmentAgencyGoodsItem>\n        <SequenceNumeric>"
    becomes = becomes.replace(f"{one}2", f"{one}1").replace(
        "<GoodsItemQuantity>2</GoodsItemQuantity>", "<GoodsItemQuantity>1</GoodsItemQuantity>"
    )
    found = changes(becomes, schemas)
    assert [change for change in found if not change[0].startswith(ITEM)] == [
        ("42A/228", "2", "1"),
        ("42A/67A/68A[2]/006", "2", "1"),
    ]
    assert all(after is None for pointer, _, after in found if pointer.startswith(ITEM))


def test_rows_without_numbers_are_taken_out_changed_and_added(schemas: Schemas) -> None:
    taken_out = changes(DECLARED.replace(SECOND_PAPER, ""), schemas)
    assert [(where, after) for where, _, after in taken_out] == [
        (f"{ITEM}/02A[2]/{tag}", None) for tag in ("D031", "D005", "D006")
    ]
    both = DECLARED.replace(SECOND_PAPER, "").replace("Q-7", "Q-8")
    assert (f"{ITEM}/02A[3]/D005", "Q-7", "Q-8") in changes(both, schemas)
    more = DECLARED.replace(
        "Q-7</ID><TypeCode>851</TypeCode></AdditionalDocument>",
        "Q-7</ID><TypeCode>851</TypeCode></AdditionalDocument>" + SECOND_PAPER,
    )
    assert [where for where, _, _ in changes(more, schemas)] == [f"{ITEM}/02A[4]/{tag}" for tag in ("D031", "D005", "D006")]


def test_what_has_no_number_of_the_wco_is_sent_with_its_row(schemas: Schemas) -> None:
    written = asked(DECLARED.replace("HSK", "TRC"), schemas)
    assert [told(change) for change in written.changes] == [(f"{ITEM}/23A/21A[1]/?", "HSK", "TRC")]
    assert b"0712391010" in written.body


def test_what_the_message_says_of_itself_stays_and_the_finding_says_what_to_do_instead(schemas: Schemas) -> None:
    written = asked(DECLARED.replace("41207-26-000001<", "41207-26-000009<"), schemas)
    (finding,) = written.findings
    assert (finding.code, finding.place.pointer, written.body) == ("AMD-011", "42A/D026", b"")
    assert "Put it back" in finding.message and "cancellation" in finding.message


def test_where_nothing_differs_there_is_nothing_to_ask_for(schemas: Schemas) -> None:
    written = asked(DECLARED.replace("120.5", "120.50"), schemas)  # the same number, written otherwise
    assert [finding.code for finding in written.findings] == ["AMD-014"] and "Change something first" in written.findings[
        0
    ].message


def test_what_the_convention_has_no_way_for_is_said_and_not_guessed(schemas: Schemas) -> None:
    empty_row = DECLARED.replace(SECOND_PAPER, SECOND_PAPER + "<AdditionalDocument/>")
    (finding,) = asked(empty_row, schemas).findings
    assert finding.code == "AMD-016" and "in two amendments" in finding.message


def test_rows_may_even_change_places(schemas: Schemas) -> None:
    items = FIRST_ITEM.findall(DECLARED)
    swapped = DECLARED.replace(items[0], "@").replace(items[1], items[0]).replace("@", items[1])
    assert asked(swapped, schemas).findings == ()


@st.composite
def edited(draw: st.DrawFn, original: bytes, top: Part) -> bytes:
    """Another edition: some values changed, some rows and elements taken out, some rows added behind their like."""
    root = deepcopy(payload(original).getroottree().getroot())
    declaration = next(child for child in root if etree.QName(child).localname == "Declaration")
    for _ in range(draw(st.integers(1, 5))):
        below = [(one, part) for one, part in _elements(declaration, top) if one.getparent() is not None]
        one, part = draw(st.sampled_from(below))
        do = draw(st.sampled_from(("change", "take out", "add")))
        if do == "add" and part.repeats:
            _add(one, part)
        elif do == "take out" and (part.repeats or not part.least):
            _take_out(one, declaration)
        elif not part.is_group and not len(one) and one.tag != NUMBER:
            decimal = part.value is not None and part.value.kind == "decimal"
            one.text = f"{draw(st.integers(1, 999))}" if decimal else draw(st.sampled_from(["AB", "KRPUS", "11", "Z", "935"]))
    return etree.tostring(root)


def _elements(element: etree._Element, part: Part) -> list[tuple[etree._Element, Part]]:
    found = []
    for child in element:
        name = etree.QName(child)
        further = part.part(name.namespace, name.localname)
        if further is not None and further.id and not (part.id == "42A" and further.name in HEAD):
            found += [(child, further), *_elements(child, further)]
    return found


def _add(one: etree._Element, part: Part) -> None:
    parent = one.getparent()
    assert parent is not None
    like = parent.findall(one.tag)
    new = deepcopy(one)
    if (own := new.find(NUMBER)) is not None:
        own.text = f"{max(int(row.findtext(NUMBER) or 0) for row in like) + 1}"
    like[-1].addnext(new)


def _take_out(one: etree._Element, top: etree._Element) -> None:
    while (parent := one.getparent()) is not None and one is not top:
        parent.remove(one)
        left = [child for child in parent if child.tag != NUMBER]
        one = parent
        if left:
            break


BASES = [ORIGINAL, *((CHECKOUT / "sample_declarations").glob("0[2-7]-*/declaration.xml"))]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_applying_the_request_gives_the_intended_edition_whatever_was_changed_added_or_taken_out(
    schemas: Schemas, data: st.DataObject
) -> None:
    base = data.draw(st.sampled_from(BASES))
    original = base if isinstance(base, bytes) else base.read_bytes()
    top = schemas.shape().parts[0].by_name["Declaration"]
    intended = data.draw(edited(original, top))
    assume(read(intended, schemas).outcome is Outcome.ACCEPT and read(original, schemas).outcome is Outcome.ACCEPT)
    wanted = meaning(payload(intended), top)
    assume(wanted != meaning(payload(original), top))
    written = ask_to_amend(original, intended, ASKING, schemas)
    assert written.findings == (), (written.findings, intended)
    assert meaning(payload(amend(original, written.body, schemas).body), top) == wanted
