"""The safe way from bytes to a tree: a message made to exhaust or to betray a computer is refused before it can.

The guard is a first pass that builds nothing and stops at the first thing no declaration needs: a DOCTYPE, too many
elements, attributes, namespaces, comments or instructions, names beyond measure. The second pass builds the tree. Depth
and the length of texts are measured on the tree, where it costs least: the parser itself stops at 256 levels, and no
text is longer than the message. Real declarations stay far below every limit.

The bytes of most messages show at a glance that no limit can be broken, so that their trees may be built first:
:func:`plain_tree`. If the schema then finds such a tree valid, it has passed every limit, as its docstring proves; if not,
the guard looks at the message before any answer is given.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any, cast

from lxml import etree

from eclear.casefile.reading import Outcome

SIZE = 4 * 1024 * 1024
DEPTH = 32
ELEMENTS = 150_000
ATTRIBUTES = 16
DECLARATIONS = 32
NAME = 256
TEXT = 10_000
INSTRUCTIONS = 8
COMMENTS = 256 * 1024

LONG = 64 * 1024
"""A message shorter than this, in bytes, cannot hold so many elements in a row that holding it against a schema takes long."""
WIDE = 2_000
"""More elements than this in one row are a case apart: the validator finds the place of a fault by counting them."""

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

# collect_ids=False is missing on purpose: with it, lxml opens external DTDs whatever the other switches say.
SAFE: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
}

_ENCODING = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_LONG_NAMESPACE = re.compile(rb"""xmlns(?:[^\s"'<>=]{97}|[^\s"'<>=]*\s*=\s*(?:"[^"]{129}|'[^']{129}))""")
_LIMITS = {etree.ErrorTypes.ERR_NAME_TOO_LONG, getattr(etree.ErrorTypes, "ERR_RESOURCE_LIMIT", 114)}


class Refused(Exception):
    """The message cannot be taken in as it is: which outcome, which code, in words, and the line if it is known."""

    def __init__(self, outcome: Outcome, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.outcome, self.code, self.message, self.line = outcome, code, message, line


def tree(body: bytes) -> etree._Element:
    """Return the root of a message that is well-formed, in UTF-8 and harmless; raises :class:`Refused` for any other.

    Comments and processing instructions are left out, so that what they would split is read as one value. Lines are
    those of the message as received.
    """
    body = _bytes(body)
    tools = _tools
    tools.begin()
    try:
        # comments can only be too many in a message that is longer than all of them may be
        etree.fromstring(body, tools.guard if len(body) <= COMMENTS else tools.comment_guard)
        root = etree.fromstring(body, tools.builder)
    except etree.XMLSyntaxError as fault:
        raise _broken(fault) from None
    if root.getroottree().docinfo.internalDTD is not None:  # the first look lets none pass; this one trusts nobody
        raise _unsafe("DOCTYPE", "a document type declaration (DOCTYPE)", "none is allowed")
    if tools.excess(root):
        if tools.deep(root):
            raise _unsafe("DEPTH", f"elements nested more than {DEPTH} deep", "that is the most allowed")
        raise _unsafe("TEXT", f"a text of more than {TEXT:,} characters", "that is the most allowed")
    return root


def plain_tree(body: bytes) -> etree._Element | None:
    """Return the root of an ordinary message without guarding it first, or None where that cannot be justified.

    Whoever calls this must answer only if the schema finds the tree valid, and call :func:`tree` otherwise. Then the
    answer is the one that the guard would have let pass, because a valid message that comes out of here keeps every
    limit. The schema has no wildcards, so a valid message has only the names, the attributes and the depth that it knows.
    The bytes show that it has no DOCTYPE (its letters do not occur), and not too many elements (each takes a ``<`` and
    four bytes), comments (all of them are shorter than the message, or none begins), instructions and namespaces (they
    are counted generously), and that prefixes and namespaces are short. The tree shows that texts and attributes are
    short, and neither xsi:type nor xsi:nil is there. Building it takes no more than building a guarded tree, because
    elements and attributes are counted before; and no row is so wide that the schema would take long over its faults.
    """
    if not _looks_plain(body):
        return None
    try:
        root = etree.fromstring(_bytes(body), _tools.builder)
    except (Refused, etree.XMLSyntaxError):
        return None
    if (len(body) > LONG and is_wide(root)) or _tools.unplain(root):
        return None
    return root


def _looks_plain(body: bytes) -> bool:
    """True if the bytes rule out a DOCTYPE and too many elements, attributes, comments, instructions and namespaces."""
    if len(body) > SIZE or b"<!DOCTYPE" in body:
        return False
    if len(body) > COMMENTS and (b"<!--" in body or body.count(b"<") > ELEMENTS or body.count(b"=") > ELEMENTS):
        return False
    if len(_places(body, b"?", INSTRUCTIONS)) > INSTRUCTIONS and len(_places(body, b"<?", INSTRUCTIONS)) > INSTRUCTIONS:
        return False
    declared = _places(body, b"xmlns", DECLARATIONS)
    return len(declared) <= DECLARATIONS and not any(_LONG_NAMESPACE.match(body, place) for place in declared)


def _places(body: bytes, piece: bytes, most: int) -> list[int]:
    """Where a piece occurs, but no more than one place over the most."""
    found: list[int] = []
    at = body.find(piece)
    while at >= 0 and len(found) <= most:
        found.append(at)
        at = body.find(piece, at + 1)
    return found


def is_wide(root: etree._Element) -> bool:
    """True if some row holds more than :data:`WIDE` elements."""
    return bool(_tools.wide(root))


def _bytes(body: bytes) -> bytes:
    if len(body) > SIZE:
        raise _unsafe("SIZE", f"{len(body):,} bytes", f"at most {SIZE:,} are allowed")
    body = body.removeprefix(b"\xef\xbb\xbf")
    if body.startswith(b"\xef\xbb\xbf"):
        raise _malformed("It begins with two byte-order marks. Leave at most one.", 1)
    declared = _ENCODING.match(body)
    encoding = declared[1].decode("latin-1").lower() if declared else "utf-8"
    if encoding not in ("utf-8", "us-ascii", "ascii"):
        raise _malformed(f"It declares the encoding {encoding[:40]!r}. Save it as UTF-8.", 1)
    try:
        body.decode(encoding)
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        raise _malformed(f"Byte {fault.start:,} is not {encoding.upper()}. Save it as UTF-8.", line) from None
    if b"\0" in body:
        raise _malformed("It holds a NUL character. Take it out.", body.count(b"\n", 0, body.index(b"\0")) + 1)
    return body


def _malformed(reason: str, line: int | None) -> Refused:
    return Refused(Outcome.MALFORMED, "XML-MALFORMED", f"The message is not XML in UTF-8. {reason}", line)


def _unsafe(limit: str, found: str, allowed: str) -> Refused:
    return Refused(
        Outcome.UNSAFE,
        f"XML-UNSAFE-{limit}",
        f"The message holds {found}; {allowed}. No declaration needs this: take it out or split the message.",
    )


def _broken(fault: etree.XMLSyntaxError) -> Refused:
    if getattr(fault, "code", None) in _LIMITS:  # the parser has limits of its own, beyond those of the guard
        if "depth" in (fault.msg or ""):
            return _unsafe("DEPTH", "elements nested more than 256 deep", f"at most {DEPTH} levels are allowed")
        return _unsafe("NAME", "a name of more than 50,000 characters", f"at most {NAME} are allowed")
    said = (fault.msg or "it is empty").partition(", line ")[0]
    return _malformed(f"The parser stopped here: {said}. Mend the markup at this line.", fault.lineno or None)


class _Target:
    """What the parser calls while it reads; built once for a thread, from functions that share their counters."""

    close: Any
    comment: Any
    doctype: Any
    pi: Any
    start: Any
    start_ns: Any


class _Tools(threading.local):
    """What one thread reads with: the guards, which only count; the builder; and the questions asked of the tree.

    The builder keeps blank texts: dropping them changes values that a comment or a CDATA section splits, and with them
    the verdict.
    """

    def __init__(self) -> None:
        self.begin, plain, commented = _watch()
        self.guard = etree.XMLParser(target=cast("Any", plain), **SAFE)
        self.comment_guard = etree.XMLParser(target=cast("Any", commented), **SAFE)
        self.builder = etree.XMLParser(remove_comments=True, remove_pis=True, **SAFE)
        self.deep = etree.XPath(f"boolean({'/*' * (DEPTH + 1)})")
        self.wide = etree.XPath(f"boolean(//*[{WIDE + 1}])")
        # short messages, all their texts together, answer the question for long texts at once
        texts = f"string-length(/) > {TEXT} and boolean(/descendant::text()[string-length() > {TEXT}])"
        self.excess = etree.XPath(f"{self.deep.path} or ({texts})")
        types = f"namespace-uri() = '{XSI[1:-1]}' and (local-name() = 'type' or local-name() = 'nil')"
        attributes = f"boolean(/descendant::*/@*[string-length() > {TEXT} or ({types})])"
        self.unplain = etree.XPath(f"{attributes} or ({texts})")


def _watch() -> tuple[Callable[[], None], _Target, _Target]:
    """Return what sets the counters back, a target that leaves comments alone, and one that counts them too."""
    # Local counters and plain functions: this runs for every element of every message, and attributes of an object
    # would double its cost.
    elements = comments = instructions = declared = 0

    def begin() -> None:
        nonlocal elements, comments, instructions, declared
        elements = comments = instructions = declared = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements, declared
        elements += 1
        if elements > ELEMENTS:
            raise _unsafe("ELEMENTS", f"more than {ELEMENTS:,} elements", "that is the most allowed")
        if len(tag) > NAME:
            raise _unsafe("NAME", f"a name of {len(tag):,} characters", f"at most {NAME} are allowed")
        if declared:
            declared = 0
        if attributes:
            _attributes(attributes)

    def start_ns(prefix: str | None, uri: str | None) -> None:
        nonlocal declared
        declared += 1
        if declared > DECLARATIONS:
            raise _unsafe("XMLNS", f"more than {DECLARATIONS} namespace declarations on one element", "that is the most allowed")
        if len(prefix or "") > NAME or len(uri or "") > NAME:
            raise _unsafe("NAME", "a namespace that is too long", f"at most {NAME} characters are allowed")

    def comment(piece: str) -> None:
        nonlocal comments
        comments += len(piece) + 1
        if comments > COMMENTS:
            raise _unsafe("COMMENTS", f"more than {COMMENTS:,} characters of comments", "that is the most allowed")

    def pi(name: str, piece: str | None = None) -> None:
        nonlocal instructions
        instructions += 1
        if instructions > INSTRUCTIONS:
            raise _unsafe("PI", f"more than {INSTRUCTIONS} processing instructions", "that is the most allowed")

    def doctype(*_: object) -> None:
        raise _unsafe("DOCTYPE", "a document type declaration (DOCTYPE)", "none is allowed")

    plain, commented = _Target(), _Target()
    for target in (plain, commented):
        target.start, target.start_ns, target.pi, target.doctype, target.close = start, start_ns, pi, doctype, bool
    commented.comment = comment
    return begin, plain, commented


def _attributes(attributes: dict[str, str]) -> None:
    if len(attributes) > ATTRIBUTES:
        raise _unsafe("ATTRIBUTES", f"{len(attributes):,} attributes on one element", f"at most {ATTRIBUTES} are allowed")
    for name, value in attributes.items():
        if len(name) > NAME:
            raise _unsafe("NAME", f"an attribute name of {len(name):,} characters", f"at most {NAME} are allowed")
        if len(value) > TEXT:
            raise _unsafe("TEXT", f"an attribute of {len(value):,} characters", f"at most {TEXT:,} are allowed")
        if name[0] == "{" and name.startswith(XSI) and name[len(XSI) :] in ("type", "nil"):
            raise _unsafe("XSI", f"the attribute xsi:{name[len(XSI) :]}", "the schema alone says what an element is")


_tools = _Tools()
