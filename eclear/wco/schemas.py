"""The schemas that messages are held against, and the same schemas read as a table of elements.

The files of ``wco-dms-2`` are the one source: they judge a message, give every element its WCO number and its order,
and say in words what a value may be.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from lxml import etree

from eclear.wco.guard import SAFE

WRAPPER = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DECLARATION = "urn:wco:datamodel:WCO:DEC-DMS:2"
DECLARATION_DATES = "urn:wco:datamodel:WCO:Declaration_DS:DMS:2"
RESPONSE = "urn:wco:datamodel:WCO:RES-DMS:2"
RESPONSE_DATES = "urn:wco:datamodel:WCO:Response_DS:DMS:2"

PROFILE = "wco-dms-2"
RESPONSE_PROFILE = "wco-dms-2-response"
SUBMISSION = "message.xsd"
CANCELLATION = "cancellation-message.xsd"

_XS = "{http://www.w3.org/2001/XMLSchema}"
_ID = "{urn:eclear:wco}id"
_SAYS = "{urn:eclear:wco}says"


class Schemas:
    """Our own schemas of a folder, compiled once for every thread that validates.

    A compiled schema keeps the faults of its last message, which is why threads do not share one. Raises
    ``FileNotFoundError`` when the folder lacks the profile, and ``ValueError`` when a schema declares no message.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PROFILE
        for file in (SUBMISSION, CANCELLATION):
            if not (self.folder / file).is_file():
                raise FileNotFoundError(f"{self.folder / file} is missing: the folder of schemas is not complete")
            if {part.name for part in self.shape(file).parts} != {"MetaData"}:
                raise ValueError(f"{self.folder / file} declares no MetaData")
        self._compiled = threading.local()
        self.schema()

    def schema(self, file: str = SUBMISSION) -> etree.XMLSchema:
        """The compiled schema of every message, or of the narrower request to cancel."""
        schema: etree.XMLSchema | None = getattr(self._compiled, file, None)
        if schema is None:
            schema = etree.XMLSchema(etree.parse(self.folder / file, etree.XMLParser(**SAFE)))
            setattr(self._compiled, file, schema)
        return schema

    def shape(self, file: str = SUBMISSION) -> Shape:
        """The same schema as a table of elements."""
        return shape(self.folder / file)


@dataclass(frozen=True, slots=True)
class Value:
    """What a value may be: the facets of a simple type or of one attribute."""

    kind: str
    exact: int | None = None
    shortest: int | None = None
    longest: int | None = None
    digits: int | None = None
    fraction: int | None = None
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    says: str | None = None

    def __str__(self) -> str:
        if self.says:
            return self.says
        if self.allowed:
            return "one of " + ", ".join(self.allowed) if len(self.allowed) > 1 else f"{self.allowed[0]} only"
        if self.kind == "decimal":
            return self._as_number()
        if self.kind in _NAMED:
            return _NAMED[self.kind]
        of = _ALPHABETS.get(self.pattern or "", f"characters of the form {self.pattern}")
        if self.exact is not None:
            return f"exactly {self.exact} {of if self.exact > 1 else of.removesuffix('s')}"
        if self.longest is not None:
            return f"{self.shortest} to {self.longest} {of}" if self.shortest else f"at most {self.longest} {of}"
        return of

    def _as_number(self) -> str:
        if self.digits is None:
            return "a number in digits, such as 12.5"
        if not self.fraction:
            return f"a whole number of at most {self.digits} digits"
        return f"a number of at most {self.digits} digits, at most {self.fraction} of them after the point"


_ALPHABETS = {
    "": "characters",
    r"[ \t]*\S.*": "characters",
    r"\S.*": "characters",
    "[0-9]*": "digits",
    "[a-zA-Z]*": "letters",
    "[A-Z]{3}": "three capital letters, such as KRW",
}
_NAMED = {
    "date": "a day such as 20260512 (formatCode 102) or a moment such as 20260512093000+09 (formatCode 304), no blanks around it",
    "language": "a language code such as en or ko-KR",
    "anyURI": "an address such as urn:example:codes",
}


@dataclass(frozen=True, eq=False)
class Part:
    """One element of the schema: its name, its number, how often it may occur, and what it is made of."""

    namespace: str
    name: str
    id: str | None
    least: int
    most: int | None
    parts: tuple[Part, ...]
    value: Value | None
    attributes: dict[str, tuple[Value, bool]]
    is_either: bool = False
    """True for one of several parts of which a message holds only one."""

    @property
    def repeats(self) -> bool:
        """True when the element may occur more than once."""
        return self.most is None or self.most > 1

    @property
    def is_group(self) -> bool:
        """True for what the WCO calls a class: it holds other elements, and is no date."""
        return any(part.namespace == self.namespace for part in self.parts)

    @cached_property
    def by_name(self) -> dict[str, Part]:
        """The parts by their local names; where two namespaces share one, the first stands."""
        return {part.name: part for part in reversed(self.parts)}

    def part(self, namespace: str | None, name: str) -> Part | None:
        """Return the part of this namespace and name."""
        return next((p for p in self.parts if p.name == name and p.namespace == namespace), None)


class Shape:
    """The elements of a schema, as a tree of parts with the possible roots on top."""

    def __init__(self, file: Path, root: str = "MetaData") -> None:
        self._types: dict[str, etree._Element] = {}
        self._elements: dict[str, etree._Element] = {}
        self._done: dict[str, tuple[tuple[Part, ...], Value | None, dict[str, tuple[Value, bool]]]] = {}
        self._load(file, set())
        self.parts = tuple(self._part(e) for e in self._elements.values() if e.get("name") == root)

    @cached_property
    def homes(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Where an element of each namespace and name may stand: the names of its parents, each once."""
        found: dict[tuple[str, str], set[str]] = {}
        parts = list(self.parts)
        while parts:
            part = parts.pop()
            for child in part.parts:
                found.setdefault((child.namespace, child.name), set()).add(part.name)
                parts.append(child)
        return {child: tuple(sorted(parents)) for child, parents in found.items()}

    def _load(self, file: Path, seen: set[Path]) -> None:
        if file in seen:
            return
        seen.add(file)
        schema = etree.parse(file, etree.XMLParser(remove_comments=True, **SAFE)).getroot()
        namespace = schema.get("targetNamespace")
        for child in schema:
            if where := child.get("schemaLocation"):
                self._load(file.parent / where, seen)
            elif child.tag == f"{_XS}element":
                self._elements[f"{{{namespace}}}{child.get('name')}"] = child
            elif name := child.get("name"):
                self._types[f"{{{namespace}}}{name}"] = child

    def _part(self, element: etree._Element, uses: etree._Element | None = None) -> Part:
        uses = element if uses is None else uses
        most, is_either = uses.get("maxOccurs", "1"), _is_choice(uses.getparent())
        parts, value, attributes = self._type(_resolve(element, element.get("type", "")))
        return Part(
            element.getroottree().getroot().get("targetNamespace", ""),
            element.get("name", ""),
            element.get(_ID),
            0 if is_either else int(uses.get("minOccurs", "1")),
            None if most == "unbounded" else int(most),
            parts,
            value,
            attributes,
            is_either,
        )

    def _type(self, name: str) -> tuple[tuple[Part, ...], Value | None, dict[str, tuple[Value, bool]]]:
        if name not in self._done:
            declared = self._types.get(name)
            if declared is None or declared.find(f"{_XS}sequence") is None:
                self._done[name] = (), self._value(name), self._attributes(name)
            else:
                uses = declared.iter(f"{_XS}element")
                self._done[name] = tuple(self._part(self._referred(e), e) for e in uses), None, {}
        return self._done[name]

    def _referred(self, element: etree._Element) -> etree._Element:
        return self._elements[_resolve(element, ref)] if (ref := element.get("ref")) else element

    def _bases(self, name: str) -> list[etree._Element]:
        """The derivations of a type, the narrowest first."""
        found = []
        while (declared := self._types.get(name)) is not None:
            step = next(declared.iter(f"{_XS}restriction", f"{_XS}extension"))
            found.append(step)
            name = _resolve(step, step.get("base", ""))
        return found

    def _value(self, name: str) -> Value:
        facets: dict[str, str] = {}
        allowed: list[str] = []
        steps = self._bases(name)
        for step in steps:
            for facet in step:
                key, value = etree.QName(facet).localname, facet.get("value", "")
                if key == "enumeration":
                    allowed.append(value)
                else:
                    facets.setdefault(key, value)
        kind = steps[-1].get("base", "").partition(":")[2] if steps else name.partition("}")[2]
        if name.endswith("}DateTimeString"):
            kind = "date"
        exact, shortest, longest, digits, fraction = (int(facets[key]) if key in facets else None for key in _NUMBERS)
        return Value(kind, exact, shortest, longest, digits, fraction, tuple(allowed), facets.get("pattern"), self._says(name))

    def _says(self, name: str) -> str | None:
        """How a value is written, in the words of the schema itself, for a type whose facets say it badly."""
        declared = self._types.get(name)
        return None if declared is None else declared.get(_SAYS)

    def _attributes(self, name: str) -> dict[str, tuple[Value, bool]]:
        found: dict[str, tuple[Value, bool]] = {}
        for step in self._bases(name):
            groups = [self._types[_resolve(g, g.get("ref", ""))] for g in step.iter(f"{_XS}attributeGroup")]
            for attribute in (a for holder in (step, *groups) for a in holder.iter(f"{_XS}attribute")):
                kind = self._value(_resolve(attribute, attribute.get("type", "")))
                found[attribute.get("name", "")] = kind, attribute.get("use") == "required"
        return found


_NUMBERS = ("length", "minLength", "maxLength", "totalDigits", "fractionDigits")


def _is_choice(holder: etree._Element | None) -> bool:
    return holder is not None and holder.tag == f"{_XS}choice"


def _resolve(element: etree._Element, name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{element.nsmap.get(prefix or None, '')}}}{local}"


@cache
def shape(file: Path) -> Shape:
    """Read a schema as a table of elements, once."""
    return Shape(file)


@cache
def home() -> Path:
    """The folder of schemas that eclear brings along: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "shipped" / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"
