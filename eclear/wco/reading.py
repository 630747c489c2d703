"""The one way in: bytes to a reading, whatever the bytes are.

Every way of handing in a message calls :func:`read`. It never fails: bytes that are no message are a reading too, with
the outcome that says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256

from lxml import etree

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import explain, nouns, places
from eclear.wco.guard import Refused, plain_tree
from eclear.wco.judging import invisible, judged
from eclear.wco.opening import opened
from eclear.wco.profiles import catalogue, foreign
from eclear.wco.profiles.catalogue import Profile
from eclear.wco.schemas import CANCELLATION, DECLARATION, PROFILE, RESPONSE, RESPONSE_PROFILE, SUBMISSION, WRAPPER, Schemas, home

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


def read(body: bytes, schemas: Schemas, *, profile: str | None = None) -> Reading:
    """Read a message of any known profile: safe, well-formed, valid, and every value possible - or say exactly what is not.

    The message says itself which profile it is; ``profile`` overrules it. The same bytes give the same reading by every
    way in. Never raises, whatever the bytes are.
    """
    digest = sha256(body).hexdigest()
    root = plain_tree(body) if profile in (None, PROFILE) else None
    if root is not None and (reading := _accepted(root, body, digest, schemas)):
        return reading
    return _guarded(body, digest, schemas, profile)


def _accepted(root: etree._Element, body: bytes, digest: str, schemas: Schemas) -> Reading | None:
    """Read an ordinary and valid declaration; None for any other message, which the guard must look at first."""
    try:
        if root.tag != _META or not schemas.schema(SUBMISSION).validate(root):
            return None
    except etree.XMLSchemaValidateError:
        return None
    payload = root.find(_DECLARATION)
    if payload is None:
        return None
    declaration, faults = nouns.declaration(payload)
    if faults or declaration.type == "INV" or invisible(body, payload):
        return None
    country, kind, items = _said(root, _COUNTRY), declaration.type, len(declaration.items)
    return Reading(Outcome.ACCEPT, digest, PROFILE, country, declaration.function, kind, items, declaration=declaration)


def _guarded(body: bytes, digest: str, schemas: Schemas, profile: str | None = None) -> Reading:
    """Read any message whatever: guard it, build its tree, and say what is wrong."""
    try:
        root = opened(body)
    except Refused as refused:
        finding = explain.error(refused.code, refused.message, Place("", "", refused.line))
        return Reading(refused.outcome, digest, findings=(finding,))
    other = _other_profile(root, schemas, profile)
    if isinstance(other, Finding):
        return Reading(Outcome.INVALID, digest, findings=(other,))
    if other is not None:
        return foreign.read(root, body, digest, other, schemas)
    if root.tag != _META:
        return Reading(Outcome.INVALID, digest, findings=(_wrong_root(root, schemas),))
    payload = root.find(_DECLARATION)
    if payload is None:
        return _other(len(body), digest, root, schemas)
    return _declaration(body, digest, root, payload, schemas)


def _other_profile(root: etree._Element, schemas: Schemas, profile: str | None) -> Profile | Finding | None:
    """Return the profile of a message that is not DMS 2, None for one that is, and a finding for a name nobody knows."""
    if profile is None:
        return None if root.tag == _META else catalogue.detect(root, schemas)
    known = catalogue.known(schemas)
    if profile in (PROFILE, RESPONSE_PROFILE):
        return None
    if profile in known:
        return known[profile]
    said = f"The profile {profile[:60]!r} is not known. Name one of {', '.join(known)}, or none, and the message says it itself."
    return explain.error("XSD-PROFILE", said, Place("", f"/{etree.QName(root).localname}", places.line(root)))


def locate(
    body: bytes, findings: tuple[Finding, ...], schemas: Schemas | None = None, *, profile: str | None = None
) -> tuple[Finding, ...]:
    """Add the lines of a message to findings that carry a place but no line yet.

    A finding about something that is missing gets the line of the nearest element around it. In a message of another
    profile, ``profile`` as its reading says, the path becomes that of the message too; the pointer stays the WCO's.
    """
    if all(finding.place.line is not None for finding in findings):
        return findings
    try:
        root = opened(body)
    except Refused:
        return findings
    schemas = schemas or _shipped()
    other = _other_profile(root, schemas, profile)
    if isinstance(other, Profile):
        return foreign.locate(root, findings, other, schemas)
    return tuple(finding if finding.place.line is not None else _located(root, finding) for finding in findings)


@cache
def _shipped() -> Schemas:
    return Schemas(home())


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
    findings = judged(root, size, schemas.schema(SUBMISSION), schemas.shape(SUBMISSION))
    if (function == "13" and kind == "INV") or (findings and _looks_like_cancellation(payload, function)):
        narrow = judged(root, size, schemas.schema(CANCELLATION), schemas.shape(CANCELLATION))
        if not findings:
            warnings = tuple(_no_plain_cancellation(fault) for fault in narrow[:1])
        elif shipment is None:  # with goods it is more than a request: then the schema of declarations says what is wrong
            findings = narrow or findings
    if findings:
        return replace(known, outcome=Outcome.INVALID, findings=findings)
    declaration, faults = nouns.declaration(payload)
    hidden = invisible(body, payload)
    if faults or hidden:
        chart = places.Chart(root, schemas.shape())
        told = [_at_value(chart, "XML-INVISIBLE", *fault) for fault in hidden[: explain.MOST]]
        told += [_at_value(chart, "XSD-IMPOSSIBLE", *fault) for fault in faults[: explain.MOST - len(told)]]
        findings = explain.listed(told, len(hidden) + len(faults) - len(told), chart.place(root))
        return replace(known, outcome=Outcome.INVALID, findings=findings)
    return replace(known, findings=warnings, declaration=declaration)


def _other(size: int, digest: str, root: etree._Element, schemas: Schemas) -> Reading:
    """A wrapper with a response in it, or with nothing that is known."""
    response = root.find(_RESPONSE)
    profile = RESPONSE_PROFILE if response is not None else PROFILE
    function = None if response is None else _said(response, _ANSWER)
    findings = judged(root, size, schemas.schema(SUBMISSION), schemas.shape(SUBMISSION))
    outcome = Outcome.INVALID if findings else Outcome.ACCEPT
    return Reading(outcome, digest, profile, _said(root, _COUNTRY), function, findings=findings)


def _looks_like_cancellation(payload: etree._Element, function: str | None) -> bool:
    """True for a message with no known function, a reason and no goods: most likely a cancellation with wrong codes."""
    return function not in ("9", "13", "14") and payload.find(_AMENDMENT) is not None and payload.find(_SHIPMENT) is None


def _no_plain_cancellation(first: Finding) -> Finding:
    what = f"This request to cancel (13, INV) is not in the form of a cancellation: {first.message}"
    return Finding("WCO-W01", Severity.WARNING, f"{what} It is taken in all the same.", first.place)


def _wrong_root(root: etree._Element, schemas: Schemas) -> Finding:
    name = etree.QName(root)
    where = Place("", f"/{name.localname}", places.line(root))
    if name.localname == "MetaData":
        said = f"MetaData is in the namespace {name.namespace or '(none)'!r}. Put it in {WRAPPER!r}."
        return explain.error("XSD-NAMESPACE", said, where)
    said = f"The message begins with {name.localname[:60]!r}. A declaration or a response comes in MetaData of {WRAPPER!r}"
    others = [profile.id for profile in catalogue.known(schemas).values() if not profile.is_own]
    also = f", or is a message of profile {' or '.join(others)}" if others else ""
    return explain.error("XSD-ROOT", f"{said}{also}.", where)


def _at_value(chart: places.Chart, code: str, element: etree._Element, why: str) -> Finding:
    where = chart.place(element)
    return explain.error(code, f"{places.words(where.xpath)} {why}.", where)


def _said(element: etree._Element, tag: str) -> str | None:
    text = element.findtext(tag)
    return text.strip() or None if text else None
