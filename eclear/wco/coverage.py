"""What becomes of every element of a message: read into a noun, carried along with a reason, or unknown.

The nouns say what is read, ``carried.toml`` what is only carried; between them they name every element of the schema. In a
message of another profile, its table says which elements become which of these, and why others do not.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import Coverage, Covered, Treatment, Wrapper
from eclear.casefile.pointer import Place
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reply import Reply
from eclear.wco.explain import error
from eclear.wco.guard import XSI, Refused, tree
from eclear.wco.nouns import paths
from eclear.wco.opening import unwrapped
from eclear.wco.profiles import catalogue
from eclear.wco.profiles.catalogue import Profile
from eclear.wco.responses import qualify
from eclear.wco.schemas import DECLARATION, WRAPPER, Part, Schemas

_PAYLOADS: dict[str, type] = {"Declaration": Declaration, "Response": Reply, "MetaData": Wrapper}
_META = f"{{{WRAPPER}}}MetaData"
_DATE = "DateTimeString"
_READ: dict[type, str] = {Amount: "currencyID", Measure: "unitCode", datetime: "formatCode"}
"""The attribute that a field reads beside the value."""

_ENVELOPE = "Belongs to the request around the message, which is taken off."
_FRAGMENT = "Kept element by element, as the fragment that was corrected."

_What = tuple[Treatment, str | None]
_Names = tuple[str, ...]
_KNOWN_NOT: _What = (Treatment.UNKNOWN, None)


def coverage(body: bytes, schemas: Schemas, *, profile: str | None = None) -> Coverage:
    """Say of each element and attribute of a message what becomes of it; the message need not be sound.

    The message says itself which profile it is; ``profile`` overrules it. Only bytes that cannot be read safely have
    findings in the place of elements.
    """
    try:
        outer = tree(body)
    except Refused as refused:
        return Coverage(findings=(error(refused.code, refused.message, Place("", "", refused.line)),))
    root = unwrapped(outer)
    counted: Counter[tuple[str, _What]] = Counter()
    if root is not outer:
        counted.update((path, (Treatment.CARRIED, _ENVELOPE)) for path, _ in _walk(outer, None, lambda *_: _KNOWN_NOT, ()))
    qualify(root)
    other = _other(root, schemas, profile)
    if other is None:
        top = next((part for part in schemas.shape().parts if root.tag == _tag(part)), None)
        counted.update(_walk(root, top, _own, ()))
    else:
        top = other.part if root.tag == _tag(other.part) else None
        counted.update(_walk(root, top, lambda names, part, attribute: _foreign(other, names, part, attribute), ()))
    return Coverage(tuple(Covered(path, how, n, why) for (path, (how, why)), n in counted.items()))


def _other(root: etree._Element, schemas: Schemas, profile: str | None) -> Profile | None:
    """The profile of a message that is none of DMS 2."""
    known = catalogue.known(schemas).get(profile or "")
    if known is not None:
        return None if known.is_own else known
    return None if root.tag == _META else catalogue.detect(root, schemas)


def _walk(
    element: etree._Element, part: Part | None, told: Callable[[_Names, Part | None, str | None], _What], above: _Names
) -> Iterator[tuple[str, _What]]:
    """Go over an element and what is in it: the path of each element and attribute, and what becomes of it."""
    name = etree.QName(element)
    names = (*above, name.localname)
    if names == ("MetaData", "Declaration") or names == ("MetaData", "Response"):
        names = names[1:] if part else names
    if names == ("Response", "Declaration") and name.namespace == DECLARATION:
        names = ("Response", "Declaration[2]")
    path = "/".join(names)
    yield path, told(names, part, None)
    for attribute in map(str, element.attrib):
        if not attribute.startswith(XSI):
            is_known = part is not None and attribute in part.attributes
            yield f"{path}/@{attribute}", told(names, part, attribute) if is_known else _KNOWN_NOT
    for child in element:
        inner = etree.QName(child)
        yield from _walk(child, part.part(inner.namespace, inner.localname) if part else None, told, names)


def _own(names: _Names, part: Part | None, attribute: str | None) -> _What:
    """What becomes of an element or an attribute of DMS 2."""
    payload = _PAYLOADS.get(names[0])
    if part is None or payload is None:
        return _KNOWN_NOT
    if names[1:2] == ("Declaration[2]",):
        return Treatment.CARRIED, _FRAGMENT
    below = "/".join(name for name in names[1:] if name != _DATE)
    if below and below not in passed(payload):
        why = reason(below) if payload is Declaration else None
        return (Treatment.CARRIED, why) if why else _KNOWN_NOT
    slot = paths(payload).get(below)
    if attribute and (slot is None or attribute != _READ.get(slot.type)):
        return Treatment.CARRIED, listed_attributes()[attribute]
    return Treatment.READ, None


def _foreign(profile: Profile, names: _Names, part: Part | None, attribute: str | None) -> _What:
    """What becomes of an element or an attribute of another profile: of what it is in DMS 2, or why it is nothing there."""
    if part is None:
        return _KNOWN_NOT
    there = (*names[1:], f"@{attribute}") if attribute else names[1:]
    why = profile.table.note(there, there=True) or reason("/".join(profile.table.own(names[1:])))
    return (Treatment.CARRIED, why) if why else (Treatment.READ, None)


def _tag(part: Part) -> str:
    return f"{{{part.namespace}}}{part.name}"


@cache
def passed(noun: type) -> frozenset[str]:
    """The paths below a noun's element that are read: those of its fields, and of the elements on the way to them."""
    steps = [path.split("/") for path in paths(noun)]
    return frozenset("/".join(step[:n]) for step in steps for n in range(1, len(step) + 1))


def reason(path: str) -> str | None:
    """Why an element is only carried, by its path below Declaration without numbers; None for one that is not."""
    steps, listed = path.split("/"), listed_elements()
    above = ("/".join(steps[:n]) for n in range(1, len(steps) + 1))
    return next((listed[way] for way in above if way in listed), None)


def listed_elements() -> Mapping[str, str]:
    """The paths below Declaration that are carried, each with everything below it, and why."""
    return _listed("elements", "paths")


def listed_attributes() -> Mapping[str, str]:
    """The attributes that are carried where no field reads them, and why."""
    return _listed("attributes", "names")


@cache
def _listed(table: str, key: str) -> Mapping[str, str]:
    with (Path(__file__).parent / "carried.toml").open("rb") as file:
        groups = tomllib.load(file)[table]
    return MappingProxyType({name: group["why"] for group in groups for name in group[key]})
