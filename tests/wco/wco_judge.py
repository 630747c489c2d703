"""A second opinion: the published element facts and the rules for values, read by themselves, without any schema.

The judge reads the tables of elements as a person would: what may stand in what, in which order, how often, and what a
value may be. It shares nothing with the schemas or with what eclear makes of them, so that the two can be compared.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lxml import etree

WRAPPER = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DECLARATION = "urn:wco:datamodel:WCO:DEC-DMS:2"
RESPONSE = "urn:wco:datamodel:WCO:RES-DMS:2"
DATES = {
    DECLARATION: "urn:wco:datamodel:WCO:Declaration_DS:DMS:2",
    RESPONSE: "urn:wco:datamodel:WCO:Response_DS:DMS:2",
}
MANY = 10**9
BLANKS = " \t\r\n"
SEVERAL_BLANKS = re.compile(f"[{BLANKS}]+")
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

CODE = ("listID", "listAgencyID", "listAgencyName", "listName", "listVersionID", "name", "languageID", "listURI", "listSchemeURI")
IDENTIFIER = (
    "schemeID",
    "schemeName",
    "schemeAgencyID",
    "schemeAgencyName",
    "schemeVersionID",
    "schemeDataURI",
    "schemeURI",
)
TEXT = ("languageID",)


@dataclass(eq=False)
class Fact:
    """One row of a table: an element, how often it may stand in its parent, and what it may hold."""

    namespace: str
    name: str
    least: int
    most: int
    format: str = ""
    kind: str = ""
    allowed: tuple[str, ...] = ()
    id: str = ""
    speaks: str = "trader"
    parts: list[Fact] = field(default_factory=list)

    @cached_property
    def tag(self) -> str:
        return f"{{{self.namespace}}}{self.name}"

    @cached_property
    def rows(self) -> dict[str, tuple[int, Fact]]:
        """The parts by their tags, each with its place in the order."""
        return {part.tag: (number, part) for number, part in enumerate(self.parts)}


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where, what kind of thing, and in words."""

    element: etree._Element
    kind: str
    said: str


def table(file: Path, namespace: str) -> Fact:
    """Read a table of elements as a tree of facts; the second Declaration of a response is left to the caller."""
    known: dict[str, Fact] = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            above, _, name = row["path"].rpartition("/")
            fact = Fact(
                namespace,
                name,
                int(row["min"]),
                MANY if row["max"] == "n" else int(row["max"]),
                row["format"],
                row["kind"],
                tuple(row["enum"].split(",")) if row["enum"] else (),
                row["wco_id"] or "?",
                "customs" if namespace == RESPONSE else "trader",
            )
            if "od:" in name:
                continue
            known[row["path"]] = fact
            if above:
                known[above].parts.append(fact)
    top = next(iter(known.values()))
    for fact in known.values():
        if fact.kind == "date":
            fact.parts.append(Fact(DATES[namespace], "DateTimeString", 1, 1, kind="moment"))
    return top


CANCELLATION: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "FunctionCode": (1, 1, ("13",)),
    "FunctionalReferenceID": (0, 1, ()),
    "ID": (1, 1, ()),
    "TypeCode": (1, 1, ("INV",)),
    "Submitter": (0, 1, ()),
    "Submitter/ID": (1, 1, ()),
    "AdditionalInformation": (1, MANY, ()),
    "AdditionalInformation/StatementCode": (0, 1, ()),
    "AdditionalInformation/StatementDescription": (1, 1, ()),
    "AdditionalInformation/StatementTypeCode": (0, 1, ()),
    "AdditionalInformation/Pointer": (0, MANY, ()),
    "AdditionalInformation/Pointer/SequenceNumeric": (0, 1, ()),
    "AdditionalInformation/Pointer/DocumentSectionCode": (0, 1, ()),
    "Amendment": (1, MANY, ()),
    "Amendment/ChangeReasonCode": (1, 1, ()),
}
"""What a request to cancel may hold: path, least, most, allowed values; all else as in any declaration."""


def cancellation(fact: Fact, above: str = "") -> Fact:
    """Narrow a declaration's facts to those of a request to cancel."""
    kept = []
    for part in fact.parts:
        if part.name == "DateTimeString":
            kept.append(part)
        elif (path := above + part.name) in CANCELLATION:
            least, most, allowed = CANCELLATION[path]
            kept.append(cancellation(replace(part, least=least, most=most, allowed=allowed or part.allowed), f"{path}/"))
    return replace(fact, parts=kept)


class Judge:
    """What the published facts say about a message."""

    def __init__(self, folder: Path) -> None:
        self.declaration = table(folder / "declaration-elements.tsv", DECLARATION)
        self.response = table(folder / "response-elements.tsv", RESPONSE)
        self.response.parts.append(replace(self.declaration, least=0))
        self._any = wrapper(self.declaration, self.response)
        self._request = wrapper(cancellation(self.declaration), self.response)

    def faults(self, root: etree._Element) -> list[Fault]:
        """Everything that is wrong with a message, as a submission or as responses."""
        return list(_message(root, self._any))

    def faults_as_a_cancellation(self, root: etree._Element) -> list[Fault]:
        """What keeps a message from being a mere request to cancel."""
        return list(_message(root, self._request))

    def fact(self, element: etree._Element) -> Fact | None:
        """The row of the table that an element of a message has, found by its path."""
        above = element.getparent()
        if above is None:
            return self._any if element.tag == self._any.tag else None
        parent = self.fact(above)
        return None if parent is None else parent.rows.get(element.tag, (0, None))[1]

    def pointer(self, element: etree._Element) -> str:
        """The WCO pointer of an element: one step a level, a group with its number where it may repeat or does."""
        steps: list[str] = []
        for step in [*reversed(list(element.iterancestors())), element]:
            fact = self.fact(step)
            if fact is not None and fact.id:
                row = 1 + sum(1 for _ in step.itersiblings(step.tag, preceding=True))
                is_group = bool(fact.parts) and fact.kind != "date"
                steps.append(fact.id + (f"[{row}]" if is_group and (fact.most > 1 or row > 1) else ""))
        return "/".join(steps)


def wrapper(declaration: Fact, response: Fact) -> Fact:
    """The facts of the wrapper: six fields, each optional, then one declaration or any number of responses."""
    fields = ("WCODataModelVersionCode", "WCOTypeName", "ResponsibleCountryCode", "ResponsibleAgencyName")
    versions = ("AgencyAssignedCustomizationCode", "AgencyAssignedCustomizationVersionCode")
    heads = [Fact(WRAPPER, name, 0, 1, kind="free", speaks="wrapper") for name in fields + versions]
    payload = [replace(declaration, least=0), replace(response, least=0, most=MANY)]
    return Fact(WRAPPER, "MetaData", 1, 1, parts=heads + payload)


def qualified(root: etree._Element) -> etree._Element:
    """Put a response that names no namespace into those of section 5 of the notes."""
    if root.tag == "MetaData":
        root.tag = f"{{{WRAPPER}}}MetaData"
        for child in root:
            home = RESPONSE if child.tag == "Response" else WRAPPER
            second = child.findall("Declaration")[1:]
            for element in child.iter():
                own = DECLARATION if any(s is element or s in element.iterancestors() for s in second) else home
                element.tag = f"{{{DATES[own] if element.tag == 'DateTimeString' else own}}}{element.tag}"
    return root


def _message(root: etree._Element, facts: Fact) -> Iterator[Fault]:
    if root.tag != facts.tag:
        yield Fault(root, "unknown", "the message is no MetaData")
        return
    yield from _element(root, facts)
    kinds = [part.tag for part in facts.parts if part.parts]
    payload = [child for child in root if child.tag in kinds]
    if not payload:
        yield Fault(root, "missing", "there is neither a declaration nor a response")
    elif len({child.tag for child in payload}) > 1:
        yield Fault(payload[1], "order", "a declaration and a response stand side by side")


def _element(element: etree._Element, fact: Fact) -> Iterator[Fault]:
    if fact.parts or not (fact.format or fact.kind):
        yield from _group(element, fact)
    elif len(element):
        yield Fault(element, "text", "elements stand in a value")
        yield from _attributes(element, fact)
    else:
        yield from _attributes(element, fact)
        if why := _value(element.text or "", fact, is_code(element, fact)):
            yield Fault(element, "value", why)


def _group(element: etree._Element, fact: Fact) -> Iterator[Fault]:
    for name in element.attrib:
        if name not in (f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"):
            yield Fault(element, "attribute", f"{name} is no attribute of a group")
    if any(text and text.strip(BLANKS) for text in (element.text, *(child.tail for child in element))):
        yield Fault(element, "text", "text stands between elements")
    seen: dict[str, int] = {}
    furthest = -1
    for child in element:
        if child.tag not in fact.rows:
            is_named_so = any(part.name == etree.QName(child).localname for part in fact.parts)
            yield Fault(child, "namespace" if is_named_so else "unknown", f"{child.tag} is not in the table")
            continue
        number, part = fact.rows[child.tag]
        seen[child.tag] = seen.get(child.tag, 0) + 1
        if seen[child.tag] > part.most:
            yield Fault(child, "repeated", f"{part.name} occurs too often")
        elif number < furthest:
            yield Fault(child, "order", f"{part.name} stands too late")
        furthest = max(furthest, number)
        yield from _element(child, part)
    for part in fact.parts:
        if part.least and part.tag not in seen:
            yield Fault(element, "missing", f"{part.name} is missing")


def _attributes(element: etree._Element, fact: Fact) -> Iterator[Fault]:
    allowed = allowed_attributes(element, fact)
    for name, value in element.attrib.items():
        if name in (f"{XSI}schemaLocation", f"{XSI}noNamespaceSchemaLocation"):
            continue
        if name not in allowed:
            yield Fault(element, "attribute", f"{name} is no attribute of {fact.name}")
        elif not _attribute_is_good(str(name), value, fact):
            yield Fault(element, "attribute", f"{name} may not be {value!r}")
    if fact.kind == "moment" and "formatCode" not in element.attrib:
        yield Fault(element, "attribute", "formatCode is missing")


def allowed_attributes(element: etree._Element, fact: Fact) -> tuple[str, ...]:
    """The attributes that a value may have: by its kind of number, or by the end of its name."""
    if fact.kind == "moment":
        return ("formatCode",)
    if fact.kind == "amt":
        return ("currencyID",)
    if fact.kind in ("qty", "meas"):
        return ("unitCode",)
    if fact.name.endswith("Numeric"):
        return ()
    if is_code(element, fact):
        return CODE
    return IDENTIFIER if fact.name.endswith("ID") else TEXT


def is_code(element: etree._Element, fact: Fact) -> bool:
    """True for a Code, and for the one ID that is written as one."""
    if fact.name != "ID":
        return fact.name.endswith("Code")
    above = element.getparent()
    return above is not None and etree.QName(above).localname == "ExportCountry"


def _attribute_is_good(name: str, value: str, fact: Fact) -> bool:
    if name == "formatCode":
        return value in ("102", "304")
    if name == "currencyID":
        return re.fullmatch("[A-Z]{3}", value) is not None
    if name == "unitCode":
        return 1 <= len(value) <= 5
    if name in ("listAgencyID", "schemeAgencyID"):
        return 1 <= len(value) <= 3
    if name == "languageID" and fact.speaks != "wrapper":
        return re.fullmatch("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", _collapsed(value)) is not None
    return True


def _value(text: str, fact: Fact, is_token: bool) -> str:
    """What is wrong with a value; nothing if it may be so."""
    if fact.kind == "free":
        return ""
    if fact.kind == "moment":
        good = re.fullmatch(r"(20\d{6})(\d{6}(Z|[-+]\d\d))?", text)
        return "" if good else "it is neither CCYYMMDD nor CCYYMMDDhhmmss with an offset"
    if fact.kind in ("amt", "qty", "meas") or fact.name.endswith("Numeric"):
        return _number(text, fact.format)
    letters, upto, length = re.fullmatch(r"(an|a|n)(\.\.)?(\d+)", fact.format).groups()  # type: ignore[union-attr]
    said = _collapsed(text) if is_token else text
    if letters != "an" and not re.fullmatch("[0-9]*" if letters == "n" else "[A-Za-z]*", said):
        return f"only {'digits' if letters == 'n' else 'letters'} are allowed"
    if letters == "an" and fact.speaks == "trader" and (not _collapsed(said) or re.search(r"[\r\n]", said)):
        return "something must be said, in one line"
    if len(said) > int(length) or (not upto and len(said) != int(length)):
        return f"it is {len(said)} characters long"
    return "" if not fact.allowed or said in fact.allowed else f"it is none of {fact.allowed}"


def _number(text: str, wanted: str) -> str:
    said = re.fullmatch(r"[+-]?(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))", _collapsed(text))
    if said is None:
        return "it is no plain decimal"
    if wanted.startswith("an"):  # a rate is written an..17,3: the notes enforce digits for n only
        return ""
    digits, fraction = re.fullmatch(r"n\.\.(\d+)(?:,(\d+))?", wanted).groups()  # type: ignore[union-attr]
    after = (said[2] or said[3] or "").rstrip("0")
    if len(after) > int(fraction or 0):
        return "it has too many digits after the point"
    return "" if len(((said[1] or "") + after).lstrip("0")) <= int(digits) else "it has too many digits"


def _collapsed(text: str) -> str:
    return SEVERAL_BLANKS.sub(" ", text.strip(BLANKS))
