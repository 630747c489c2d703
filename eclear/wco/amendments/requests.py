"""What a request to amend asks: its Amendments with their reasons, the trader's words, and where their pointers lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from eclear.casefile.finding import Finding
from eclear.casefile.pointer import Place
from eclear.wco.explain import error
from eclear.wco.opening import opened
from eclear.wco.places import Chart
from eclear.wco.schemas import DECLARATION, Part

NUMBER = "SequenceNumeric"
WORDS = "AES"
"""The statement type of a reason in the trader's own words."""

HEAD = ("FunctionCode", "FunctionalReferenceID", "ID", "IssueDateTime", "TypeCode", "Submitter", "Amendment")
"""What a message says of itself: never new content of a declaration, and never amended."""


@dataclass(frozen=True, slots=True)
class Request:
    """One Amendment: which of them it is, its reason, the trader's words, and the steps of its pointer."""

    index: int
    reason: str | None
    said: str | None
    element: etree._Element
    pointers: tuple[etree._Element, ...]

    @property
    def address(self) -> str:
        """The place pointed at as one line, such as ``42A/67A/68A[2]/23A/79A/112``."""
        steps: list[str] = []
        for pointer in self.pointers:
            which = f"[{which_of(pointer)}]" if text_of(pointer, NUMBER) and steps else ""
            steps.append((text_of(pointer, "DocumentSectionCode") or "?") + which)
            if mark := text_of(pointer, "TagID"):
                steps.append(mark)
        return "/".join(steps)


def payload(body: bytes) -> etree._Element:
    """Return the declaration in a message; raises ``ValueError`` if there is none of the profile DMS 2."""
    found = opened(body).find(f"{{{DECLARATION}}}Declaration")
    if found is None:
        raise ValueError("the message holds no declaration of the profile DMS 2")
    return found


def requests(sent: etree._Element) -> list[Request]:
    """Return every Amendment of a request. Words that point to no Amendment stand for all that have none of their own."""
    words: dict[int | None, list[str]] = {}
    for row in filter(is_about_the_request, sent):
        words.setdefault(_amendment_meant(row), []).append(text_of(row, "StatementDescription") or "")
    found = []
    for index, element in enumerate(all_of(sent, "Amendment"), 1):
        said = " ".join(words.get(index) or words.get(None) or ()) or None
        pointers = tuple(all_of(element, "Pointer"))
        found.append(Request(index, text_of(element, "ChangeReasonCode"), said, element, pointers))
    return found


def is_head(element: etree._Element) -> bool:
    """True for what a request says of itself, and not of the goods."""
    return etree.QName(element).localname in HEAD or is_about_the_request(element)


def is_about_the_request(element: etree._Element) -> bool:
    """True for a statement that is a reason in words, or that points to an Amendment."""
    if etree.QName(element).localname != "AdditionalInformation":
        return False
    return text_of(element, "StatementTypeCode") == WORDS or _amendment_meant(element) is not None


def words_for_nobody(sent: etree._Element, count: int, chart: Chart) -> Iterator[Finding]:
    """Find the statements that point to an Amendment that is not there."""
    for row in filter(is_about_the_request, sent):
        meant = _amendment_meant(row)
        if meant is not None and not 1 <= meant <= count:
            said = f"This statement is the reason of amendment {meant}, but the request holds {count}. Correct its pointer."
            yield error("AMD-010", said, chart.place(row))


def route(top: Part, one: Request, chart: Chart) -> list[tuple[Part, int]] | Finding:
    """Follow a pointer through the schema: each class with which of several is meant, and the element at the end."""
    if not one.pointers:
        said = f"Amendment {one.index} has no pointer. Add one: a step for each class, the last with the element's TagID."
        return error("AMD-014", said, chart.place(one.element, "Pointer"))
    way: list[tuple[Part, int]] = [(top, 1)]
    for pointer in one.pointers:
        where, here = chart.place(pointer), way[-1][0]
        section, mark = text_of(pointer, "DocumentSectionCode"), text_of(pointer, "TagID")
        if pointer is one.pointers[0]:
            if section != top.id or which_of(pointer) != 1:
                return nowhere(one, where, f"a pointer begins with {top.id}, the declaration")
        elif (further := _part(here, section)) is None or not further.is_group:
            return nowhere(one, where, f"there is no class {section or '(none)'} in {here.name}")
        else:
            way.append((further, which_of(pointer)))
        if mark:
            end = _part(way[-1][0], mark)
            if end is None or end.is_group or pointer is not one.pointers[-1]:
                why = f"{mark} is not an element of {way[-1][0].name} at the end of a pointer"
                return nowhere(one, where, why)
            way.append((end, 1))
    if len(way) == 1 or way[1][0].name in HEAD:
        what = "the whole declaration" if len(way) == 1 else f"{way[1][0].name}, which the message says of itself"
        said = f"Amendment {one.index} points to {one.address}: {what}. It cannot be amended. Take this amendment out."
        return error("AMD-011", said, chart.place(one.pointers[-1]))
    return way[1:]


def nowhere(one: Request, where: Place, why: str) -> Finding:
    """Say that an amendment points to nothing."""
    said = f"Amendment {one.index} points to {one.address}: {why}. Correct its pointer, or send what is new there."
    return error("AMD-010", said, where)


def which_of(pointer: etree._Element) -> int:
    """Which of several a step of a pointer means; the first one if it does not say."""
    return int(Decimal(text_of(pointer, NUMBER) or 1))


def text_of(element: etree._Element, name: str) -> str | None:
    """The value of a child, without blanks around it; None if there is none."""
    return (element.findtext(f"{{{DECLARATION}}}{name}") or "").strip() or None


def all_of(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of one name."""
    return list(element.iterchildren(f"{{{DECLARATION}}}{name}"))


def _part(above: Part, id: str | None) -> Part | None:
    return next((part for part in above.parts if id and part.id == id), None)


def _amendment_meant(statement: etree._Element) -> int | None:
    """The number of the Amendment that a statement points to."""
    steps = (pointer for pointer in all_of(statement, "Pointer") if text_of(pointer, "DocumentSectionCode") == "06A")
    return next((which_of(pointer) for pointer in steps), None)
