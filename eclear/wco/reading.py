"""The one way in: bytes to a reading, whatever the bytes are.

Every way of handing in a message calls :func:`read`. It never fails: bytes that are no message are a reading too, with
the outcome that says so.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from lxml import etree

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import explain, nouns, places
from eclear.wco.guard import SAFE, Refused, plain_tree, tree
from eclear.wco.responses import qualify
from eclear.wco.schemas import CANCELLATION, DECLARATION, PROFILE, RESPONSE, RESPONSE_PROFILE, SUBMISSION, WRAPPER, Schemas

_WIDE = 2_000
"""More elements than this in one row are a case apart: see :func:`_count`."""
_LONG = 64 * 1024
"""A shorter message, in bytes, cannot hold enough of them to matter."""
_MANY = explain.MOST
_is_wide = etree.XPath(f"boolean(//*[{_WIDE + 1}])")

_META = f"{{{WRAPPER}}}MetaData"
_COUNTRY = f"{{{WRAPPER}}}ResponsibleCountryCode"
_DECLARATION = f"{{{DECLARATION}}}Declaration"
_FUNCTION = f"{{{DECLARATION}}}FunctionCode"
_TYPE = f"{{{DECLARATION}}}TypeCode"
_SHIPMENT = f"{{{DECLARATION}}}GoodsShipment"
_ITEM = f"{{{DECLARATION}}}GovernmentAgencyGoodsItem"
_AMENDMENT = f"{{{DECLARATION}}}Amendment"
_RESPONSE = f"{{{RESPONSE}}}Response"
_ANSWER = f"{{{RESPONSE}}}FunctionCode"


def read(body: bytes, schemas: Schemas) -> Reading:
    """Read a message: safe, well-formed, valid, and every value possible - or say exactly what is not.

    The same bytes give the same reading by every way in. Never raises, whatever the bytes are.
    """
    digest = sha256(body).hexdigest()
    root = plain_tree(body)
    if root is not None and (reading := _accepted(root, body, digest, schemas)):
        return reading
    return _guarded(body, digest, schemas)


def _accepted(root: etree._Element, body: bytes, digest: str, schemas: Schemas) -> Reading | None:
    """Read a short and valid declaration; None for any other message, which the guard must look at first."""
    try:
        if root.tag != _META or not schemas.schema(SUBMISSION).validate(root):
            return None
    except etree.XMLSchemaValidateError:
        return None
    payload = root.find(_DECLARATION)
    if payload is None:
        return None
    declaration, faults = nouns.declaration(payload)
    if faults or declaration.type == "INV" or not _all_visible(body, payload):
        return None
    country, kind, items = _said(root, _COUNTRY), declaration.type, len(declaration.items)
    return Reading(Outcome.ACCEPT, digest, PROFILE, country, declaration.function, kind, items, declaration=declaration)


def _all_visible(body: bytes, payload: etree._Element) -> bool:
    """True if no identifier or code holds a character that nobody can see."""
    return (body.isascii() and b"&#" not in body) or not nouns.hidden_characters(payload)


def _guarded(body: bytes, digest: str, schemas: Schemas) -> Reading:
    """Read any message whatever: guard it, build its tree, and say what is wrong."""
    try:
        root = tree(body)
    except Refused as refused:
        finding = explain.error(refused.code, refused.message, Place("", "", refused.line))
        return Reading(refused.outcome, digest, findings=(finding,))
    qualify(root)
    if root.tag != _META:
        return Reading(Outcome.INVALID, digest, findings=(_wrong_root(root),))
    payload = root.find(_DECLARATION)
    if payload is None:
        return _other(len(body), digest, root, schemas)
    return _declaration(body, digest, root, payload, schemas)


def locate(body: bytes, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Add the lines of a message to findings that carry a place but no line yet.

    A finding about something that is missing gets the line of the nearest element around it.
    """
    if all(finding.place.line is not None for finding in findings):
        return findings
    try:
        root = tree(body)
    except Refused:
        return findings
    return tuple(finding if finding.place.line is not None else _located(root, finding) for finding in findings)


def _located(root: etree._Element, finding: Finding) -> Finding:
    line = places.line(places.find(root, finding.place.xpath))
    return replace(finding, place=replace(finding.place, line=line))


def _declaration(body: bytes, digest: str, root: etree._Element, payload: etree._Element, schemas: Schemas) -> Reading:
    country, function, kind = _said(root, _COUNTRY), _said(payload, _FUNCTION), _said(payload, _TYPE)
    shipment = payload.find(_SHIPMENT)
    items = 0 if shipment is None else sum(1 for _ in shipment.iterchildren(_ITEM))
    known = Reading(Outcome.ACCEPT, digest, PROFILE, country, function, kind, items)
    warnings: tuple[Finding, ...] = ()
    size = len(body)
    findings = _judged(root, size, schemas, SUBMISSION)
    if (function == "13" and kind == "INV") or (findings and _looks_like_cancellation(payload, function)):
        narrow = _judged(root, size, schemas, CANCELLATION)
        if findings:
            findings = narrow or findings
        elif narrow:
            warnings = (_more_than_a_cancellation(narrow[0]),)
    if findings:
        return replace(known, outcome=Outcome.INVALID, findings=findings)
    declaration, faults = nouns.declaration(payload)
    hidden = [] if body.isascii() and b"&#" not in body else nouns.hidden_characters(payload)
    if faults or hidden:
        chart = places.Chart(root, schemas.shape())
        findings = tuple(_at_value(chart, "XML-INVISIBLE", *fault) for fault in hidden[: explain.MOST])
        findings += tuple(_at_value(chart, "XSD-IMPOSSIBLE", *fault) for fault in faults[: explain.MOST])
        return replace(known, outcome=Outcome.INVALID, findings=findings[: explain.MOST])
    return replace(known, findings=warnings, declaration=declaration)


def _other(size: int, digest: str, root: etree._Element, schemas: Schemas) -> Reading:
    """A wrapper with a response in it, or with nothing that is known."""
    response = root.find(_RESPONSE)
    profile = RESPONSE_PROFILE if response is not None else PROFILE
    function = None if response is None else _said(response, _ANSWER)
    findings = _judged(root, size, schemas, SUBMISSION)
    outcome = Outcome.INVALID if findings else Outcome.ACCEPT
    return Reading(outcome, digest, profile, _said(root, _COUNTRY), function, findings=findings)


def _judged(root: etree._Element, size: int, schemas: Schemas, file: str) -> tuple[Finding, ...]:
    """Hold a message against a schema; no findings mean that it is valid."""
    schema, cut = schemas.schema(file), 0
    try:
        if size > _LONG and _is_wide(root):
            faults = _count(root, schema)
            if not faults:
                return ()
            if faults > _MANY:
                cut = faults
                for element in root.iter():
                    del element[_WIDE:]
        if schema.validate(root) and not cut:
            return ()
    except etree.XMLSchemaValidateError:
        said = "The schema could not be applied to this message. Check it for unusually long values and send it again."
        return (explain.error("XSD-UNDECIDED", said, places.Chart(root, schemas.shape(file)).place(root)),)
    shape = schemas.shape(file)
    found = explain.findings(root, schema, shape)
    if cut and not found:
        said = f"{cut:,} places break the schema, all of them behind the first {_WIDE:,} elements of a row. Send a smaller part."
        return (explain.error("XSD-MORE", said, places.Chart(root, shape).place(root)),)
    return found


def _count(root: etree._Element, schema: etree.XMLSchema) -> int:
    """Count the faults of a message with thousands of elements in a row.

    The validator names the place of a fault by counting the siblings before it: with n faulty ones in a row n times n / 2
    steps, a minute for the widest message allowed. While a message is parsed it names no places.
    """
    parser = etree.XMLParser(schema=schema, **SAFE)
    try:
        etree.fromstring(etree.tostring(root), parser)
    except etree.XMLSyntaxError:
        return max(len(parser.error_log), 1)
    return 0


def _looks_like_cancellation(payload: etree._Element, function: str | None) -> bool:
    """True for a message with no known function, a reason and no goods: most likely a cancellation with wrong codes."""
    return function not in ("9", "13", "14") and payload.find(_AMENDMENT) is not None and payload.find(_SHIPMENT) is None


def _more_than_a_cancellation(first: Finding) -> Finding:
    what = f"This request to cancel (13, INV) holds more than a cancellation may: {first.message}"
    return Finding("WCO-W01", Severity.WARNING, f"{what} It is read as a declaration.", first.place)


def _wrong_root(root: etree._Element) -> Finding:
    name = etree.QName(root)
    where = Place("", f"/{name.localname}", places.line(root))
    if name.localname == "MetaData":
        said = f"MetaData is in the namespace {name.namespace or '(none)'!r}. Put it in {WRAPPER!r}."
        return explain.error("XSD-NAMESPACE", said, where)
    said = f"The message begins with {name.localname[:60]!r}. A declaration or a response comes in MetaData of {WRAPPER!r}."
    return explain.error("XSD-ROOT", said, where)


def _at_value(chart: places.Chart, code: str, element: etree._Element, why: str) -> Finding:
    where = chart.place(element)
    return explain.error(code, f"{places.words(where.xpath)} {why}.", where)


def _said(element: etree._Element, tag: str) -> str | None:
    text = element.findtext(tag)
    return text.strip() or None if text else None
