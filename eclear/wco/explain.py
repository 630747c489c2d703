"""What the schema has against a message, in words that teach: the place, what was found, what is allowed, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from lxml import etree

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place
from eclear.wco.mending import Copy, is_small
from eclear.wco.places import Chart, line, words
from eclear.wco.schemas import Part, Shape

MOST = 25
"""No more findings than this are listed; one more then says how many places are left."""

_FACETS = {
    "SCHEMAV_CVC_ENUMERATION_VALID": "XSD-ENUMERATION",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_MINLENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_LENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_TOTALDIGITS_VALID": "XSD-DIGITS",
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": "XSD-DIGITS",
    "SCHEMAV_CVC_PATTERN_VALID": "XSD-VALUE",
}
_NO_SUCH_ATTRIBUTE = {"SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_TYPE_3_1_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2"}
_MIXED = {f"SCHEMAV_CVC_{where}" for where in ("COMPLEX_TYPE_2_1", "COMPLEX_TYPE_2_2", "COMPLEX_TYPE_2_3", "TYPE_3_1_2")}
_RANK = ("XSD-CONTENT", "XSD-ENUMERATION", "XSD-LENGTH", "XSD-DIGITS", "XSD-VALUE")
_STRUCTURE = "SCHEMAV_ELEMENT_CONTENT"
_NAMED = re.compile(r"attribute '([^']*)'")


def findings(root: etree._Element, schema: etree.XMLSchema, shape: Shape, *, is_whole: bool = True) -> tuple[Finding, ...]:
    """Turn the faults that a schema found last into findings: one for each place and fault, then how many more there are.

    The count is exact unless the message was cut before the schema saw it, or is too large to look behind its faults.
    """
    chart, told = Chart(root, shape), _Told()
    log: Any = schema.error_log
    hiding = told.faults(chart, ((chart.element(fault.path or ""), fault) for fault in log))
    if hiding and not told.is_full and is_small(root):
        hiding = _look_behind(told, hiding, root, schema, chart)
        told.sort(root)
    return listed(told.findings, len(told.left), chart.place(root), is_all=is_whole and not hiding)


def listed(found: list[Finding], left: int, where: Place, *, is_all: bool = True) -> tuple[Finding, ...]:
    """Return the first :data:`MOST` findings, and after them how many places more are wrong, if any."""
    more = left + len({finding.place.xpath for finding in found[MOST:]} - {finding.place.xpath for finding in found[:MOST]})
    if not more:
        return tuple(found)
    places = (
        f"{more:,} more place{'s are' if more > 1 else ' is'} wrong" if is_all else f"At least {more:,} more places are wrong"
    )
    said = f"{places}. Correct what is listed here, then send the message again."
    return (*found[:MOST], error("XSD-MORE", said, where))


def error(code: str, message: str, where: Place) -> Finding:
    """Return a finding that refuses the message."""
    return Finding(code, Severity.ERROR, message, where)


def quoted(text: str | None) -> str:
    """Show a value as it was found, cut to a length that fits a line."""
    text = text or ""
    if not text.strip():
        return "empty" if not text else "blank"
    return repr(text if len(text) <= 60 else text[:57] + "...")


class _Told:
    """The findings so far, the most telling one for each place and fault, and the places that are only counted."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[etree._Element, Finding]] = {}
        self._places: set[etree._Element] = set()
        self.left: set[etree._Element] = set()

    @property
    def findings(self) -> list[Finding]:
        """What is told, in order."""
        return [finding for _, finding in self._found.values()]

    @property
    def is_full(self) -> bool:
        """True when every further place is only counted."""
        return len(self._found) >= MOST

    def has_room_for(self, element: etree._Element) -> bool:
        """True if something may still be told about a place; otherwise the place is counted."""
        if self.is_full and element not in self._places:
            self.left.add(element)
            return False
        return True

    def add(self, element: etree._Element, finding: Finding) -> None:
        """Tell of one finding, unless the same place already has a more telling one."""
        what = "value" if finding.code in _RANK else finding.message if "ATTRIBUTE" in finding.code else finding.code
        same = finding.place.xpath, what
        if same not in self._found or _weight(finding) < _weight(self._found[same][1]):
            self._found[same] = element, finding
            self._places.add(element)

    def faults(self, chart: Chart, faults: Iterable[tuple[etree._Element, Any]]) -> list[etree._Element]:
        """Tell of faults; returns the groups in which they hide what comes after them."""
        hiding: dict[etree._Element, None] = {}
        for element, fault in faults:
            if fault.type_name == _STRUCTURE and (group := element if _is_gap(fault) else element.getparent()) is not None:
                hiding[group] = None
            if self.has_room_for(element):
                self.add(element, _finding(element, chart, fault))
        return list(hiding)

    def sort(self, root: etree._Element) -> None:
        """Put what is told in the order of the message."""
        order = {element: number for number, element in enumerate(root.iter())}
        self._found = dict(sorted(self._found.items(), key=lambda told: order[told[1][0]]))


def _look_behind(
    told: _Told, hiding: list[etree._Element], root: etree._Element, schema: etree.XMLSchema, chart: Chart
) -> list[etree._Element]:
    """Tell what hides behind the first fault of a group; returns the groups that still hide something."""
    copy, done = Copy(root, chart.shape), set[etree._Element]()
    while hiding and not told.is_full:
        done.update(hiding)
        for group in hiding:
            out, missing = copy.put_in_order(group, chart.part(group))
            for element in filter(told.has_room_for, out):
                told.add(element, _unexpected(element, chart))
            end = group[-1] if len(group) else group
            for name in missing:
                if told.has_room_for(end):
                    told.add(end, _missing(group, name, chart))
        schema.validate(copy.root)
        log: Any = schema.error_log
        hiding = [group for group in told.faults(chart, copy.faults(log)) if group not in done]
    return hiding


def _weight(finding: Finding) -> int:
    return _RANK.index(finding.code) if finding.code in _RANK else 0


def _is_gap(fault: Any) -> bool:
    return "Missing child element" in (fault.message or "")


def _finding(element: etree._Element, chart: Chart, fault: Any) -> Finding:
    kind = fault.type_name
    named = _NAMED.search(fault.message or "")
    if kind == _STRUCTURE:
        return _incomplete(element, chart) if _is_gap(fault) else _unexpected(element, chart)
    if kind in _NO_SUCH_ATTRIBUTE:
        return _attribute(element, named[1] if named else "", chart)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return _required(element, named[1] if named else "", chart)
    if kind in _MIXED:
        return _text(element, chart)
    if kind == "SCHEMAV_CVC_ELT_1":
        where = chart.place(element)
        return error("XSD-UNKNOWN", f"{words(where.xpath)} is not an element of this message. Take it out.", where)
    if named and element.get(named[1]) is not None:
        return _attribute_value(element, named[1], chart)
    return _value(element, _FACETS.get(kind, "XSD-VALUE"), chart)


def _unexpected(element: etree._Element, chart: Chart) -> Finding:
    """An element stands where it may not."""
    parent, own, name = element.getparent(), chart.part(element), etree.QName(element)
    above = None if parent is None else chart.part(parent)
    where = chart.place(element)
    label = words(where.xpath)
    if above is None or parent is None:
        return error("XSD-UNKNOWN", f"{label} is not expected here. Take it out.", where)
    if own is None:
        known = above.by_name.get(name.localname)
        if known is None:
            return error(
                "XSD-UNKNOWN", f"{label} is not an element of {above.name}. {_instead(element, parent, above, chart)}", where
            )
        found = f"{label} is in the namespace {name.namespace!r}" if name.namespace else f"{label} is in no namespace"
        return error("XSD-NAMESPACE", f"{found}. Put it in {known.namespace!r}.", where)
    before = [etree.QName(s).localname for s in element.itersiblings(preceding=True)]
    if own.most is not None and before.count(own.name) >= own.most:
        times = "once" if own.most == 1 else f"{own.most} times"
        said = f"{label} occurs too often: {above.name} holds it at most {times}. Take this one out."
        return error("XSD-REPEATED", said, where)
    if above.name == "MetaData" and own.value is None:
        return error("XSD-UNEXPECTED", f"{label} may not stand beside {before[0]}. Send it in a message of its own.", where)
    order = [part.name for part in above.parts]
    late = next((n for n in reversed(before) if n in order and order.index(n) > order.index(own.name)), None)
    if late:
        return error("XSD-ORDER", f"{label} stands too late: in {above.name} it comes before {late}. Move it there.", where)
    after = [etree.QName(s).localname for s in element.itersiblings()]
    skipped = next((p for p in above.parts[: order.index(own.name)] if p.least and p.name not in before), None)
    if skipped and skipped.name in after:
        said = f"{label} stands too early: in {above.name} {skipped.name} comes first. Move {skipped.name} before it."
        return error("XSD-ORDER", said, where)
    if skipped:
        gap = replace(chart.place(parent, skipped.name), line=line(element))
        return error("XSD-MISSING", f"{words(gap.xpath)} is missing before {own.name}. Add it there.", gap)
    return error("XSD-UNEXPECTED", f"{label} may not stand beside what comes before it. Keep one of them.", where)


def _instead(element: etree._Element, parent: etree._Element, above: Part, chart: Chart) -> str:
    """Say what to do with an element that is unknown in its group: another name, another place, or neither."""
    namespace, name = etree.QName(element).namespace, etree.QName(element).localname
    names = {part.name.lower(): part.name for part in above.parts}
    if near := get_close_matches(name.lower(), names, 1, 0.8):
        return f"Write {names[near[0]]!r} if that is meant, or take it out."
    homes = chart.shape.homes.get((namespace or "", name), ())
    if 1 <= len(homes) <= 2 and above.name not in homes:
        return f"It belongs in {' or '.join(homes)}: move it there."
    due = _due(element, parent, above)
    return "Take it out or correct its name." + (f" Here may stand {due}." if due else "")


def _due(element: etree._Element, parent: etree._Element, above: Part) -> str:
    """Name what may stand at a place: from the last known element on to the next one required."""
    order = [part.name for part in above.parts]
    before = [etree.QName(s).localname for s in element.itersiblings(preceding=True)]
    first = max((order.index(name) for name in before if name in order), default=-1)
    due: list[str] = [order[first]] if first >= 0 and above.parts[first].repeats else []
    for part in above.parts[first + 1 :]:
        due.append(part.name)
        if part.least:
            break
    return " or ".join(due) if len(due) <= 4 else ", ".join(due[:4]) + " and others"


def _incomplete(element: etree._Element, chart: Chart) -> Finding:
    """Something required is missing at the end of an element."""
    own = chart.part(element)
    there = {etree.QName(child).localname for child in element}
    for part in own.parts if own else ():
        if part.least and part.name not in there:
            return _missing(element, part.name, chart)
    where = chart.place(element)
    needed = " or ".join(p.name for p in own.parts if not p.value) if own else "content"
    return error("XSD-MISSING", f"{words(where.xpath)} holds no {needed}. Add one.", where)


def _missing(group: etree._Element, name: str, chart: Chart) -> Finding:
    where = chart.place(group, name)
    return error("XSD-MISSING", f"{words(where.xpath)} is missing. Add it to {etree.QName(group).localname}.", where)


def _attribute(element: etree._Element, name: str, chart: Chart) -> Finding:
    where, own, attribute = chart.place(element), chart.part(element), etree.QName(name or "?")
    allowed = ", ".join(own.attributes) if own and own.attributes else "none"
    elsewhere = f" of the namespace {attribute.namespace!r}" if attribute.namespace else ""
    said = f"has the attribute {attribute.localname!r}{elsewhere}, which it may not have (allowed: {allowed}). Take it out."
    return error("XSD-ATTRIBUTE", f"{words(where.xpath)} {said}", where)


def _required(element: etree._Element, name: str, chart: Chart) -> Finding:
    where, own = chart.place(element), chart.part(element)
    allowed = str(own.attributes[name][0]) if own and name in own.attributes else "a value"
    return error("XSD-ATTRIBUTE", f"{words(where.xpath)} lacks the attribute {name!r}. Add it with {allowed}.", where)


def _attribute_value(element: etree._Element, name: str, chart: Chart) -> Finding:
    where, own = chart.place(element), chart.part(element)
    allowed = str(own.attributes[name][0]) if own and name in own.attributes else "another value"
    found = f"{name} {quoted(element.get(name))}" if (element.get(name) or "").strip() else f"no value in {name}"
    return error("XSD-ATTRIBUTE-VALUE", f"{words(where.xpath)} has {found}. Allowed is {allowed}. Correct it.", where)


def _text(element: etree._Element, chart: Chart) -> Finding:
    where, own = chart.place(element), chart.part(element)
    label = words(where.xpath)
    if own is not None and own.value is not None:
        inside = ", ".join(dict.fromkeys(etree.QName(child).localname for child in element))
        return error("XSD-CONTENT", f"{label} holds a value; no element ({inside}) may stand in it. Take it out.", where)
    texts = [element.text, *(child.tail for child in element)]
    found = next((text.strip() for text in texts if text and text.strip()), "")
    if own is not None and not own.is_group and own.parts:
        string = own.parts[0]
        needed = " and ".join(name for name, (_, required) in string.attributes.items() if required)
        said = f"{label} holds the text {quoted(found)} itself. Write it inside {string.name}, with {needed}."
        return error("XSD-TEXT", said, where)
    return error("XSD-TEXT", f"{label} holds elements; no text ({quoted(found)}) may stand between them. Take it out.", where)


def _value(element: etree._Element, code: str, chart: Chart) -> Finding:
    where, own = chart.place(element), chart.part(element)
    value, text = own.value if own else None, element.text or ""
    found = f"{words(where.xpath)} is {quoted(text)}"
    if value is None:
        return error(code, f"{found}. Another value is needed here. Correct it.", where)
    if value.kind != "date" and not text.strip() and not value.allowed:
        code = "XSD-VALUE"
    if not text.strip():
        leave = "" if own and own.least else ", or leave the element out"
        return error(code, f"{found}. Write {value}{leave}.", where)
    if code == "XSD-LENGTH":
        count = len(" ".join(text.split()) if value.kind == "token" else text)
        remedy = "Shorten it" if count > (value.exact or value.longest or 0) else "Complete it"
        return error(code, f"{found}, {count} characters long. Allowed is {value}. {remedy}.", where)
    if code == "XSD-VALUE" and value.kind == "string" and len(text.splitlines()) > 1:
        return error(code, f"{found}, which holds a line break. Write {value}, all in one line.", where)
    if code == "XSD-VALUE" and value.kind == "decimal":
        point = " and a point before decimals" if value.fraction != 0 else ""
        return error(code, f"{found}. Allowed is {value}. Write it with the digits 0 to 9{point}, nothing else.", where)
    return error(code, f"{found}. Allowed is {value}. Correct it.", where)
