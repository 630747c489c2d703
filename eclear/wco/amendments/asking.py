"""Ask for an amendment: from a declaration as it is and as it should be to the request (13, COR) that leads there.

It is the other side of :func:`eclear.wco.amend`, by the same convention (decision 0008). What is written is applied before it
is handed out, so that a request that would lead elsewhere never leaves: where the convention has no way, a finding says so.

Code: AMD-016 what the convention cannot ask for; AMD-011 and AMD-014 as for a request that is applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from eclear.casefile.amendment import Change
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.pointer import Place
from eclear.wco.amendments.aligning import Aligned, By, aligned
from eclear.wco.amendments.amending import amend
from eclear.wco.amendments.requests import HEAD, NUMBER, WORDS, is_about_the_request, payload
from eclear.wco.amendments.revision import TOP, below, children, has_content, meaning, tag
from eclear.wco.amendments.rows import is_numbered, number
from eclear.wco.explain import error
from eclear.wco.places import words
from eclear.wco.reading import read
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, WRAPPER, Part, Schemas
from eclear.wco.writing import ours

LONGEST_WORDS = 512
"""How many characters the words of a reason may have: those of a statement."""

IS_CLASS = re.compile(r"[0-9]{2}[A-Z]")
"""The WCO number of a class; any other is that of an element."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for an amendment of which declaration, and why.

    ``lrn`` is the request's own number, ``number`` that of the declaration, ``sender`` a party to it ("" for customs itself).
    ``reason`` is the WCO change reason code, and ``said`` the reason in words; "" for one that is not written yet.
    """

    lrn: str
    number: str
    sender: str
    country: str
    reason: str
    said: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to amend and what it changes, or why none can be written: then ``body`` is empty."""

    body: bytes
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def ask_to_amend(original: bytes, intended: bytes, asking: Asking, schemas: Schemas) -> Asked:
    """Write the request whose Amendments point to exactly what differs between two editions of a declaration.

    Both are sound declarations of the profile DMS 2. Rows are told apart the shortest way, so that one that is taken out
    is one that goes; where that does not lead there, by their numbers, and then by their places. Raises ``ValueError`` for
    a message without a declaration in it.
    """
    held, wanted = payload(original), payload(intended)
    top = schemas.shape().parts[0].by_name["Declaration"]
    if found := [*_of_the_message(held, wanted, top)]:
        return Asked(b"", (), tuple(found))
    if meaning(held, top) == meaning(wanted, top):
        said = "Nothing differs from the declaration in force, so there is nothing to ask for. Change something first."
        return Asked(b"", (), (error("AMD-014", said, TOP),))
    tried: list[Finding] = []
    for by in By:
        body = _Writer(top, by).written(held, wanted, asking)
        if isinstance(body, Finding):
            tried.append(body)
            continue
        sent = read(body, schemas)
        made = None if refuses(sent.findings) else amend(original, body, schemas)
        if made and not refuses(made.findings) and meaning(payload(made.body), top) == meaning(wanted, top):
            return Asked(body, made.changes, ())
        tried.append(_no_way(next(iter(made.findings if made else sent.findings), None)))
    return Asked(b"", (), (tried[0],))


def _of_the_message(held: etree._Element, wanted: etree._Element, top: Part) -> Iterator[Finding]:
    """Find what a declaration says of itself, and so is never amended, where it differs all the same."""
    for part in top.parts:
        if part.name == "AdditionalInformation":
            old, new = ([row for row in children(side, part) if is_about_the_request(row)] for side in (held, wanted))
        elif part.name in HEAD:
            old, new = children(held, part), children(wanted, part)
        else:
            continue
        if [meaning(row, part) for row in old] != [meaning(row, part) for row in new]:
            where = below(TOP, part, 1)
            said = (
                f"{words(where.xpath)} is what the message says of itself: it stays what it was when the declaration was lodged."
                " Put it back; if it is wrong, ask for the cancellation and lodge the declaration again."
            )
            yield error("AMD-011", said, where)


def _no_way(finding: Finding | None) -> Finding:
    where = finding.place if finding else TOP
    said = f" ({finding.message})" if finding else ""
    return error(
        "AMD-016",
        f"No request to amend leads to what is written here: its rows cannot be told apart, or one of them is empty{said}."
        " Ask for it in two amendments: take the rows out with the first, and add them as they should be with the second.",
        Place(where.pointer, where.xpath),
    )


class _NotToBePointedAt(Exception):
    """An element has no number of the WCO, and stands in no class that could be pointed at in its stead."""


class _Writer:
    """One request being written: the pointers so far, and by what rows are told apart."""

    def __init__(self, top: Part, by: By) -> None:
        self._top, self._by = top, by
        self._pointers: list[str] = []

    def written(self, held: etree._Element, wanted: etree._Element, asking: Asking) -> bytes | Finding:
        """Write the request, or say which place it cannot point to."""
        content = etree.Element(tag(self._top))
        try:
            self._differences(self._top, held, wanted, content, "", TOP)
        except _NotToBePointedAt as nowhere:
            place: Place = nowhere.args[0]
            said = f"{words(place.xpath)} has no number that a pointer could name. Leave it as it was."
            return error("AMD-016", said, place)
        return _message(self._top, asking, self._pointers, content)

    def _differences(
        self, part: Part, held: etree._Element, wanted: etree._Element, content: etree._Element, way: str, place: Place
    ) -> None:
        """Point to what differs below one class that is on both sides, and write the new values into ``content``."""
        for child in part.parts:
            if part is self._top and child.name in HEAD:
                continue
            old, new = (_rows(side, child, part is self._top) for side in (held, wanted))
            at, here = f"{way}/{child.id}", below(place, child, 1)
            if [meaning(row, child) for row in old] == [meaning(row, child) for row in new]:
                if new and child.least and part is not self._top and not child.is_group:
                    content.append(_copy(new[0]))  # what the schema wants of every row, such as its number
            elif child.id is None:
                raise _NotToBePointedAt(here)
            elif not child.repeats:
                self._single(child, next(iter(old), None), next(iter(new), None), content, at, here)
            else:
                self._several(child, old, new, content, at, place)

    def _single(
        self, part: Part, old: etree._Element | None, new: etree._Element | None, content: etree._Element, at: str, place: Place
    ) -> None:
        if part.is_group and old is not None and new is not None:
            self._inside(part, old, new, content, at, place)
            return
        self._pointers.append(at)
        if new is not None:
            content.append(_copy(new))

    def _several(
        self, part: Part, old: list[etree._Element], new: list[etree._Element], content: etree._Element, at: str, place: Place
    ) -> None:
        """Point to the rows that differ, in rising order; whatever is pointed at is sent, empty where it is taken out."""
        pairs = self._pairs(part, old, new)
        kept = dict(pairs.kept)
        whole = 0
        taken_out: list[int] = []
        for n, row in enumerate(old, 1):
            here, which = below(place, part, n), f"{at}[{n}]"
            if n not in kept:
                self._pointers.append(which)
                taken_out.append(len(content))
                continue
            after = new[kept[n]]
            if meaning(row, part) == meaning(after, part):
                continue
            if part.is_group:
                whole += self._inside(part, row, after, content, which, here)
            else:
                self._pointers.append(which)
                content.append(_copy(after))
        if whole and not is_numbered(part):  # rows sent as a whole would be taken for those that go: say which go
            for moved, at_row in enumerate(taken_out):
                content.insert(at_row + moved, etree.Element(tag(part)))
        for n, added in enumerate(pairs.added, len(old) + 1):
            self._pointers.append(f"{at}[{n}]")
            content.append(_copy(new[added]))

    def _pairs(self, part: Part, old: list[etree._Element], new: list[etree._Element]) -> Aligned:
        numbered = is_numbered(part)
        own = [child for child in part.parts if not (numbered and child.name == NUMBER)]

        def said(row: etree._Element) -> tuple[object, ...]:
            if not part.is_group:
                return (meaning(row, part),)
            return tuple(tuple(meaning(one, child) for one in children(row, child)) for child in own)

        before, after = ([(said(row), number(row, part) if numbered else n) for n, row in enumerate(rows)] for rows in (old, new))
        return aligned(before, after, self._by, numbered=numbered)

    def _inside(
        self, part: Part, old: etree._Element, new: etree._Element, content: etree._Element, at: str, place: Place
    ) -> bool:
        """Go into a class that differs; True if it could only be pointed at as a whole.

        So it is where it is left empty, or where something in it has no number to be pointed at.
        """
        before = len(self._pointers)
        inner = etree.SubElement(content, tag(part))
        try:
            self._differences(part, old, new, inner, at, place)
        except _NotToBePointedAt:
            del self._pointers[before:]
            if not has_content(new, part):
                raise
            content.replace(inner, _copy(new))
            self._pointers.append(at)
            return True
        if not len(inner) and not part.repeats:
            content.remove(inner)
        return False


def _rows(element: etree._Element, part: Part, at_top: bool) -> list[etree._Element]:
    """The children of one name; what is said about the request itself is none of the declaration's."""
    rows = children(element, part)
    return [row for row in rows if not is_about_the_request(row)] if at_top else rows


def _copy(element: etree._Element) -> etree._Element:
    """The same element without prefixes, comments and blanks between elements."""
    own = {str(name): str(text) for name, text in element.attrib.items() if not str(name).startswith("{")}
    copy = etree.Element(element.tag, own)
    below = [child for child in element if isinstance(child.tag, str)]
    if below:
        copy.extend(map(_copy, below))
    else:
        copy.text = element.text
    return copy


def _message(top: Part, asking: Asking, pointers: Sequence[str], content: etree._Element) -> bytes:
    """Put the head, the words, the Amendments and the new values into one message, in the order of the schema."""
    head = {"FunctionCode": "13", "FunctionalReferenceID": asking.lrn, "ID": asking.number, "TypeCode": "COR"}
    own = [_text(name, text) for name, text in head.items()]
    own += [_class("Submitter", ID=asking.sender)] if asking.sender else []
    own += [_reason(asking.said, n) for n in range(1, len(pointers) + 1) if asking.said]
    own += [_amendment(asking.reason, at) for at in pointers]
    order = {tag(part): n for n, part in enumerate(top.parts)}
    spaces: dict[str | None, str] = {"md": WRAPPER, None: DECLARATION, "ds": DECLARATION_DATES}
    root = etree.Element(f"{{{WRAPPER}}}MetaData", nsmap=cast("dict[str, str]", spaces))
    wrapper = ours("DEC", asking.country)
    for name, said in (
        ("WCODataModelVersionCode", wrapper.model_version),
        ("WCOTypeName", wrapper.type_name),
        ("ResponsibleCountryCode", wrapper.country),
        ("AgencyAssignedCustomizationVersionCode", wrapper.customization_version),
    ):
        etree.SubElement(root, f"{{{WRAPPER}}}{name}").text = said
    declaration = etree.SubElement(root, tag(top))
    declaration.extend(sorted([*own, *content], key=lambda one: order[one.tag]))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _text(name: str, text: str) -> etree._Element:
    element = etree.Element(f"{{{DECLARATION}}}{name}")
    element.text = text
    return element


def _class(name: str, *inner: etree._Element, **values: str) -> etree._Element:
    element = etree.Element(f"{{{DECLARATION}}}{name}")
    element.extend([*(_text(each, text) for each, text in values.items()), *inner])
    return element


def _reason(said: str, n: int) -> etree._Element:
    """The words of one Amendment, tied to it by its pointer."""
    steps = [_class("Pointer", SequenceNumeric=f"{at}", DocumentSectionCode=id) for id, at in (("42A", 1), ("06A", n))]
    return _class("AdditionalInformation", *steps, StatementDescription=said, StatementTypeCode=WORDS)


def _amendment(reason: str, pointer: str) -> etree._Element:
    """One Amendment: a pointer for each class on the way, the last with the number of the element."""
    steps: list[dict[str, str]] = []
    for step in ("42A" + pointer).split("/"):
        section, _, which = step.rstrip("]").partition("[")
        if IS_CLASS.fullmatch(section):
            steps.append({"SequenceNumeric": which or "1", "DocumentSectionCode": section})
        else:
            steps[-1]["TagID"] = section
    pointers = [_class("Pointer", **step) for step in steps]
    return _class("Amendment", *([_text("ChangeReasonCode", reason)] if reason else []), *pointers)
