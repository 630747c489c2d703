"""What the schema has against a message, in words that teach: the place, what was found, what is allowed, what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place
from eclear.wco.places import Chart, line, words
from eclear.wco.schemas import Part, Shape, Value

MOST = 100
"""No list of findings is longer; the last one then says how many places are left."""

_FACETS = {
    "SCHEMAV_CVC_ENUMERATION_VALID": "XSD-ENUMERATION",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_MINLENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_LENGTH_VALID": "XSD-LENGTH",
    "SCHEMAV_CVC_TOTALDIGITS_VALID": "XSD-DIGITS",
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": "XSD-DIGITS",
    "SCHEMAV_CVC_PATTERN_VALID": "XSD-VALUE",
}
_RANK = ("XSD-CONTENT", "XSD-ENUMERATION", "XSD-LENGTH", "XSD-DIGITS", "XSD-VALUE")
_NAMED = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")


def findings(root: etree._Element, schema: etree.XMLSchema, shape: Shape) -> tuple[Finding, ...]:
    """Turn the faults that a schema found last into findings: one for each place and fault, at most :data:`MOST`."""
    chart = Chart(root, shape)
    found: dict[tuple[str, str], Finding] = {}
    left: set[str] = set()
    faults: Any = schema.error_log
    for fault in faults:
        if len(found) >= MOST:
            left.add(fault.path or "")
            continue
        finding = _finding(chart, fault)
        same = (finding.place.xpath, "value" if finding.code in _RANK else finding.message)
        if same not in found or _weight(finding) < _weight(found[same]):
            found[same] = finding
    listed = list(found.values())
    if left:
        listed = listed[: MOST - 1]
        more = f"At least {len(left) + 1} more places break the schema. Correct those listed, then send the message again."
        listed.append(error("XSD-MORE", more, chart.place(root)))
    return tuple(listed)


def error(code: str, message: str, where: Place) -> Finding:
    """Return a finding that refuses the message."""
    return Finding(code, Severity.ERROR, message, where)


def quoted(text: str | None) -> str:
    """Show a value as it was found, cut to a length that fits a line."""
    text = text or ""
    if not text.strip():
        return "empty" if not text else "blank"
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _weight(finding: Finding) -> int:
    return _RANK.index(finding.code) if finding.code in _RANK else 0


def _finding(chart: Chart, fault: Any) -> Finding:
    element = chart.element(fault.path or "")
    kind = fault.type_name
    named = _NAMED.search(fault.message or "")
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        missing = "Missing child element" in (fault.message or "")
        return _incomplete(element, chart) if missing else _unexpected(element, chart)
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_TYPE_3_1_1", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2"):
        return _attribute(element, named[1] if named else "", chart)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return _required(element, named[1] if named else "", chart)
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_2_1", "SCHEMAV_CVC_COMPLEX_TYPE_2_2", "SCHEMAV_CVC_COMPLEX_TYPE_2_3"):
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
        if known is not None:
            return error(
                "XSD-NAMESPACE",
                f"{label} is in the namespace {name.namespace or '(none)'!r}. Put it in {known.namespace!r}.",
                where,
            )
        due = _due(element, parent, above)
        at = f" Here may stand {due}." if due else ""
        return error("XSD-UNKNOWN", f"{label} is not an element of {above.name}. Take it out or correct its name.{at}", where)
    before = [etree.QName(s).localname for s in element.itersiblings(preceding=True)]
    if own.most is not None and before.count(own.name) >= own.most:
        times = "once" if own.most == 1 else f"{own.most} times"
        return error(
            "XSD-REPEATED", f"{label} occurs too often: {above.name} holds it at most {times}. Take this one out.", where
        )
    if above.name == "MetaData" and own.value is None:
        return error("XSD-UNEXPECTED", f"{label} may not stand beside {before[0]}. Send it in a message of its own.", where)
    order = [part.name for part in above.parts]
    late = next((n for n in reversed(before) if n in order and order.index(n) > order.index(own.name)), None)
    if late:
        return error("XSD-ORDER", f"{label} stands too late: in {above.name} it comes before {late}. Move it there.", where)
    after = [etree.QName(s).localname for s in element.itersiblings()]
    skipped = next((p for p in above.parts[: order.index(own.name)] if p.least and p.name not in before), None)
    if skipped and skipped.name in after:
        return error("XSD-ORDER", f"{label} stands too early: {skipped.name} comes first. Move it behind.", where)
    if skipped:
        gap = replace(chart.place(parent, skipped.name), line=line(element))
        return error("XSD-MISSING", f"{words(gap.xpath)} is missing before {own.name}. Add it there.", gap)
    return error("XSD-UNEXPECTED", f"{label} may not stand beside what comes before it. Keep one of them.", where)


def _incomplete(element: etree._Element, chart: Chart) -> Finding:
    """Something required is missing at the end of an element."""
    own = chart.part(element)
    there = {etree.QName(child).localname for child in element}
    for part in own.parts if own else ():
        if part.least and part.name not in there:
            where = chart.place(element, part.name)
            return error("XSD-MISSING", f"{words(where.xpath)} is missing. Add it to {etree.QName(element).localname}.", where)
    where = chart.place(element)
    needed = " or ".join(p.name for p in own.parts if not p.value) if own else "content"
    return error("XSD-MISSING", f"{words(where.xpath)} holds no {needed}. Add one.", where)


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


def _attribute(element: etree._Element, name: str, chart: Chart) -> Finding:
    where = chart.place(element)
    own = chart.part(element)
    allowed = ", ".join(own.attributes) if own and own.attributes else "none"
    return error(
        "XSD-ATTRIBUTE",
        f"{words(where.xpath)} has the attribute {name!r}, which it may not have (allowed: {allowed}). Take it out.",
        where,
    )


def _required(element: etree._Element, name: str, chart: Chart) -> Finding:
    where = chart.place(element)
    own = chart.part(element)
    allowed = str(own.attributes[name][0]) if own and name in own.attributes else "a value"
    return error("XSD-ATTRIBUTE", f"{words(where.xpath)} lacks the attribute {name!r}. Add it with {allowed}.", where)


def _attribute_value(element: etree._Element, name: str, chart: Chart) -> Finding:
    where = chart.place(element)
    own = chart.part(element)
    allowed = str(own.attributes[name][0]) if own and name in own.attributes else "another value"
    return error(
        "XSD-ATTRIBUTE-VALUE",
        f"{words(where.xpath)} has {name} {quoted(element.get(name))}. Allowed is {allowed}. Correct it.",
        where,
    )


def _text(element: etree._Element, chart: Chart) -> Finding:
    where = chart.place(element)
    own = chart.part(element)
    if own is not None and own.value is not None:
        return error("XSD-CONTENT", f"{words(where.xpath)} holds a value; no elements may stand in it. Take them out.", where)
    return error("XSD-TEXT", f"{words(where.xpath)} holds elements; text may not stand between them. Take it out.", where)


def _value(element: etree._Element, code: str, chart: Chart) -> Finding:
    where = chart.place(element)
    own = chart.part(element)
    value = own.value if own else None
    found = f"{words(where.xpath)} is {quoted(element.text)}"
    if value and value.kind != "date" and not (element.text or "").strip():
        code = "XSD-VALUE" if not value.allowed else code
    if value and code == "XSD-LENGTH":
        return error(
            code, f"{found}, {len(element.text or '')} characters long. Allowed is {value}. Shorten or complete it.", where
        )
    if value and code == "XSD-VALUE" and _is_plain(value):
        return error(code, f"{found}. Write {value}, in one line and not all blank, or leave the element out.", where)
    return error(code, f"{found}. Allowed is {value or 'another value'}. Correct it.", where)


def _is_plain(value: Value) -> bool:
    return value.kind in ("string", "token") and not value.allowed and value.pattern not in ("[0-9]*", "[a-zA-Z]*")
