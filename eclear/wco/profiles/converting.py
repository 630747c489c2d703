"""One declaration in the words of another profile, and what that profile has no words for.

One data model serves many countries: every profile is carried into DMS 2 and out of it, so that each can become any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from eclear.casefile.finding import Finding
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome
from eclear.wco import explain
from eclear.wco.guard import Refused, tree
from eclear.wco.judging import judged
from eclear.wco.opening import opened, unwrapped
from eclear.wco.profiles import carrying, catalogue, foreign, nodes
from eclear.wco.profiles.carrying import Behind
from eclear.wco.profiles.catalogue import Profile
from eclear.wco.profiles.nodes import Node
from eclear.wco.reading import read
from eclear.wco.schemas import DECLARATION, PROFILE, Schemas

_DECLARATION = f"{{{DECLARATION}}}Declaration"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the other profile cannot carry: path, value and attributes in the message as it came, and why.

    A value that is carried, but would not come back as it was, is listed too. The path of an attribute that alone has no
    place ends in ``@`` and its name.
    """

    path: str
    value: str | None
    attributes: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A declaration as a message of another profile; empty, with the findings that say why, where it cannot be one."""

    body: bytes
    profile: str
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()


def convert(body: bytes, schemas: Schemas, to: str, *, profile: str | None = None) -> Converted:
    """Write a sound declaration of any profile as a message of the profile ``to``, and list what that cannot carry.

    ``profile`` says which profile the message is, where it does not say so rightly itself. Never raises for what a
    message holds or which profiles are named.
    """
    known = catalogue.known(schemas)
    if to not in known:
        return Converted(b"", to, findings=(_no_profile(to, known.values()),))
    reading = read(body, schemas, profile=profile)
    if reading.outcome is not Outcome.ACCEPT:
        return Converted(b"", to, findings=reading.findings)
    if reading.declaration is None:
        said = "This is a reply from customs, not a declaration. Only declarations are converted."
        return Converted(b"", to, findings=(explain.error("CNV-001", said, Place("", "/MetaData")),))
    source = known[reading.profile or PROFILE]
    if source.id == to:
        return Converted(_alone(body), to)
    root = opened(body)
    if source.is_own:
        return _outward(_own(root, schemas), known[to], known.values(), tuple(_wrapper(root, known[to])))
    carried = foreign.carry(root, source, schemas)
    left = tuple(_left_out(carried.behind))
    if known[to].is_own:
        return Converted(catalogue.write_own(carried.root, source.country), to, left)
    return _outward(carried.root, known[to], known.values(), left)


def normal(body: bytes, schemas: Schemas, *, profile: str | None = None) -> bytes:
    """Return the DMS 2 form of a sound declaration of any profile: the bytes themselves if they are one.

    A message in a request is taken out of it. Raises ``ValueError`` for a message that is not sound.
    """
    reading = read(body, schemas, profile=profile)
    if reading.outcome is not Outcome.ACCEPT or reading.declaration is None:
        raise ValueError("this is no sound declaration of a known profile")
    source = catalogue.known(schemas)[reading.profile or PROFILE]
    if source.is_own:
        return _alone(body)
    return catalogue.write_own(foreign.carry(opened(body), source, schemas).root, source.country)


def _alone(body: bytes) -> bytes:
    """The message as it came, or taken out of the request around it."""
    outer = tree(body)
    inner = unwrapped(outer)
    return body if inner is outer else etree.tostring(inner, encoding="UTF-8", xml_declaration=True)


def _own(root: etree._Element, schemas: Schemas) -> Node:
    payload = root.find(_DECLARATION)
    assert payload is not None
    return nodes.of(payload, catalogue.own_part(schemas.folder.parent))


def _outward(own: Node, to: Profile, known: Iterable[Profile], left: tuple[LeftOut, ...]) -> Converted:
    """Carry a declaration from DMS 2 into another profile; what was left out before stays on the list."""
    carried = carrying.outward(to.table, own, to.part, to.id)
    if not to.names(carried.root):
        return Converted(b"", to.id, findings=(_not_one_of_its(own, to, known),))
    body = to.write(carried.root)
    try:
        found = judged(tree(body), len(body), to.schema, to.shape)
    except Refused as refused:
        found = (foreign.too_much(refused, to.id, Place("", "")),)
    listed: dict[str, LeftOut] = {}
    for one in (*left, *_left_out(carried.behind)):
        listed.setdefault(one.path, one)
    return Converted(b"" if found else body, to.id, tuple(listed.values()), found)


def _left_out(behind: Iterable[Behind]) -> Iterator[LeftOut]:
    """List what stayed behind as it stood in the message that came; what eclear itself had added is not the sender's."""
    for one in behind:
        node = one.node if one.node.origin is None else one.node.origin
        if node.line is not None:
            yield _listed(node, one.attribute, one.why)


def _listed(node: Node, attribute: str | None, why: str) -> LeftOut:
    if attribute is None:
        return LeftOut(node.path, node.text, tuple(node.attributes.items()), why)
    return LeftOut(f"{node.path}/@{attribute}", node.attributes.get(attribute), (), why)


def _wrapper(root: etree._Element, to: Profile) -> Iterator[LeftOut]:
    """List what only the wrapper says, and no message without one can."""
    expected = catalogue.wrapper(to.country)
    for field in root:
        name, text = etree.QName(field).localname, field.text or ""
        if field.tag != _DECLARATION and expected.get(name) != text.strip():
            attributes = tuple((str(key), str(value)) for key, value in field.attrib.items())
            yield LeftOut(f"MetaData/{name}", text, attributes, f"A message of {to.id} comes without a wrapper.")


def _not_one_of_its(own: Node, to: Profile, known: Iterable[Profile]) -> Finding:
    """Say that a declaration is of a kind that a profile does not have, and which profile does."""
    kind = next((node.said.text for node in own.children.get("TypeCode", ())), "(not given)")
    others = [
        profile.id
        for profile in known
        if not profile.is_own and profile is not to and profile.names(carrying.outward(profile.table, own, profile.part, "").root)
    ]
    remedy = f"Convert it to {' or '.join(others)}." if others else "No known profile has such messages."
    said = f"A declaration of type {kind} cannot be a message of {to.id} ({to.name})."
    return explain.error("CNV-002", f"{said} {remedy}", Place("42A/D013", "/MetaData/Declaration/TypeCode"))


def _no_profile(name: str, known: Iterable[Profile]) -> Finding:
    ids = ", ".join(profile.id for profile in known)
    return explain.error("XSD-PROFILE", f"The profile {name[:60]!r} is not known. Name one of {ids}.", Place("", ""))
