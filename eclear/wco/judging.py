"""A message held against a schema: no findings mean that it is valid."""

from __future__ import annotations

from lxml import etree

from eclear.casefile.finding import Finding
from eclear.wco import explain, nouns, places
from eclear.wco.guard import LONG, SAFE, WIDE, is_wide
from eclear.wco.schemas import Shape

_MANY = explain.MOST


def judged(root: etree._Element, size: int, schema: etree.XMLSchema, shape: Shape) -> tuple[Finding, ...]:
    """Hold a message of so many bytes against a schema, and say what is wrong in its own paths and lines."""
    cut = 0
    try:
        if size > LONG and is_wide(root):
            faults = _count(root, schema)
            if not faults:
                return ()
            if faults > _MANY:
                cut = faults
                for element in root.iter():
                    del element[WIDE:]
        if schema.validate(root) and not cut:
            return ()
    except etree.XMLSchemaValidateError:
        said = "The schema could not be applied to this message. Check it for unusually long values and send it again."
        return (explain.error("XSD-UNDECIDED", said, places.Chart(root, shape).place(root)),)
    found = explain.findings(root, schema, shape, is_whole=not cut)
    if cut and not found:
        said = f"{cut:,} places break the schema, all of them behind the first {WIDE:,} elements of a row. Send a smaller part."
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


def invisible(body: bytes, payload: etree._Element) -> nouns.Faults:
    """Find identifiers and codes with characters that nobody can see, in a message whose bytes do not rule them out."""
    return [] if nouns.is_visible(body) else nouns.hidden_characters(payload)
