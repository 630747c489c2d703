"""When two messages are the same: element by element, each value as its type has it.

Written from the rules of the data model and by the names of elements alone, so that it owes nothing to eclear's schema.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from lxml import etree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NUMBERS = ("Amount", "Measure", "Quantity", "Numeric")
TEXT_NAMES = ("ID", "Name", "Line", "Description", "String")
GROUPS = ("GoodsMeasure", "InvoiceLine")
"""Elements that hold others, though their names end as those of values do."""
TEXTS = {
    "schemeName",
    "schemeAgencyName",
    "schemeAgencyID",
    "listAgencyName",
    "listAgencyID",
    "listName",
    "name",
    "unitCode",
    "currencyID",
}
PARSER = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)


def typed(body: bytes, *, namespaces: bool = True) -> Any:
    """A message as nested tuples of name, attributes and what is inside; comments, prefixes, places of schemas left out."""
    return _typed(etree.fromstring(body, PARSER), "", namespaces)


def _typed(element: etree._Element, above: str, namespaces: bool) -> Any:
    name = etree.QName(element).localname
    attributes = {
        key: value if key in TEXTS else collapsed(value) for key, value in element.attrib.items() if not key.startswith(XSI)
    }
    inner = tuple(_typed(child, name, namespaces) for child in element)
    return (element.tag if namespaces else name), attributes, inner or _value(name, above, element.text or "")


def _value(name: str, above: str, text: str) -> Decimal | str:
    if name in GROUPS:
        return text.strip()
    if name.endswith(NUMBERS):
        return Decimal(text.strip())
    if name.endswith("Code") or (name == "ID" and above == "ExportCountry"):
        return collapsed(text)
    return text if name.endswith(TEXT_NAMES) else text.strip()  # an element that holds others, and here none


def collapsed(text: str) -> str:
    """The text without the blanks around it, and with one blank for several, as XML counts blanks."""
    return " ".join(re.findall("[^ \t\r\n]+", text))
