"""Messages of other profiles: held against their own schema, carried into DMS 2 and read into the same nouns.

Whatever is found names the path and the line of the message as it came, and the WCO pointer of the same thing.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from eclear.casefile.finding import Finding
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome, Reading
from eclear.wco import explain, nouns, places
from eclear.wco.guard import Refused, tree
from eclear.wco.judging import invisible, judged
from eclear.wco.profiles import carrying, catalogue, nodes
from eclear.wco.profiles.carrying import Carried
from eclear.wco.profiles.catalogue import Profile
from eclear.wco.profiles.nodes import Node
from eclear.wco.schemas import DECLARATION, SUBMISSION, Schemas

_DECLARATION = f"{{{DECLARATION}}}Declaration"
_OWN = "/MetaData/Declaration"


def read(root: etree._Element, body: bytes, digest: str, profile: Profile, schemas: Schemas) -> Reading:
    """Read a message of another profile that is well-formed and harmless."""
    known = Reading(Outcome.INVALID, digest, profile.id, profile.country or None)
    if found := _judged(root, len(body), profile) or _unseen(root, body, profile):
        return replace(known, findings=found)
    carried = carry(root, profile, schemas)
    try:
        own = tree(catalogue.write_own(carried.root, profile.country))
    except Refused as refused:  # the same things take more room in DMS 2
        return replace(known, outcome=refused.outcome, findings=(too_much(refused, "DMS 2", _top(root)),))
    said = Said(carried, profile)
    if found := judged(own, len(body), schemas.schema(SUBMISSION), schemas.shape(SUBMISSION)):
        return replace(known, findings=tuple(said.at_home(finding) for finding in found))
    payload = own.find(_DECLARATION)
    assert payload is not None
    declaration, faults = nouns.declaration(payload)
    known = replace(known, function=declaration.function, type=declaration.type, items=len(declaration.items))
    if faults:
        chart = places.Chart(own, schemas.shape())
        told = [(said.place(chart.place(element)), why) for element, why in faults[: explain.MOST]]
        impossible = [explain.error("XSD-IMPOSSIBLE", f"{said.words(where)} {why}.", where) for where, why in told]
        return replace(known, findings=explain.listed(impossible, len(faults) - len(told), _top(root)))
    return replace(known, outcome=Outcome.ACCEPT, declaration=declaration)


def too_much(refused: Refused, where: str, place: Place) -> Finding:
    """Say that a message is harmless as it came, and too much when it is carried into another profile."""
    return explain.error(refused.code, f"Carried into {where}, it is too much. {refused.message}", place)


def carry(root: etree._Element, profile: Profile, schemas: Schemas) -> Carried:
    """Carry a sound message of another profile into DMS 2."""
    return carrying.inward(profile.table, nodes.of(root, profile.part), catalogue.own_part(schemas.folder.parent))


def locate(root: etree._Element, findings: tuple[Finding, ...], profile: Profile, schemas: Schemas) -> tuple[Finding, ...]:
    """Turn the places of findings about the declaration into those of the message as it came."""
    if _judged(root, 0, profile):
        return findings
    said = Said(carry(root, profile, schemas), profile)
    return tuple(finding if finding.place.line is not None else said.at_home(finding) for finding in findings)


class Said:
    """Where the things of a declaration stand in the message that said them."""

    def __init__(self, carried: Carried, profile: Profile) -> None:
        self._root, self._profile = carried.root, profile

    def at_home(self, finding: Finding) -> Finding:
        """Return a finding with its place in the message as it came."""
        return replace(finding, place=self.place(finding.place))

    def words(self, where: Place) -> str:
        """Name an element of the message: by its label if eclear reads it, and by its path."""
        return self._profile.words(where.xpath)

    def place(self, where: Place) -> Place:
        """Return the place in the message as it came; of what is missing there, the path where it belongs."""
        if not where.xpath.startswith(_OWN):
            return replace(where, xpath=f"/{self._profile.root}", line=self._source(self._root).line)
        steps = [step for step in where.xpath.removeprefix(_OWN).split("/") if step]
        here, left = self._root, list(steps)
        while left and (child := _child(here, left[0])) is not None:
            here = child
            del left[0]
        if not left and here.origin is not None:
            return replace(where, xpath=self._xpath(here.origin), line=here.origin.line)
        names = tuple(step.partition("[")[0] for step in steps)
        twin = self._profile.table.twin(names)
        anchor: Node | None = here
        while anchor is not None:
            origin = anchor.origin
            if origin is not None and (not twin or twin[: len(origin.names)] == origin.names):
                return self._below(where, origin, twin[len(origin.names) :])
            anchor = anchor.parent
        return where

    def _below(self, where: Place, origin: Node, names: tuple[str, ...]) -> Place:
        nearest = origin
        for name in names:
            if not nearest.children.get(name):
                break
            nearest = nearest.children[name][0]
        return replace(where, xpath="/".join((self._xpath(origin), *names)), line=nearest.line)

    def _source(self, node: Node) -> Node:
        return node.origin or node

    def _xpath(self, node: Node) -> str:
        return f"/{self._profile.root}/{node.path}".rstrip("/")


def _judged(root: etree._Element, size: int, profile: Profile) -> tuple[Finding, ...]:
    name, part = etree.QName(root), profile.part
    if root.tag == f"{{{part.namespace}}}{part.name}":
        return tuple(_labelled(finding, profile) for finding in judged(root, size, profile.schema, profile.shape))
    if name.localname == part.name:
        said = f"{part.name} is in the namespace {name.namespace or '(none)'!r}. Put it in {part.namespace!r}."
        return (explain.error("XSD-NAMESPACE", said, _top(root)),)
    said = f"The message begins with {name.localname[:60]!r}. One of profile {profile.id} begins with {part.name}"
    return (explain.error("XSD-ROOT", f"{said} of {part.namespace!r}.", _top(root)),)


def _unseen(root: etree._Element, body: bytes, profile: Profile) -> tuple[Finding, ...]:
    faults = invisible(body, root)
    chart = places.Chart(root, profile.shape)
    told = [(chart.place(element), why) for element, why in faults[: explain.MOST]]
    found = [explain.error("XML-INVISIBLE", f"{profile.words(where.xpath)} {why}.", where) for where, why in told]
    return explain.listed(found, len(faults) - len(told), _top(root)) if found else ()


def _labelled(finding: Finding, profile: Profile) -> Finding:
    """Let a finding of the schema name the element as a page does."""
    plain = places.words(finding.place.xpath)
    if not finding.message.startswith(plain + " "):
        return finding
    return replace(finding, message=profile.words(finding.place.xpath) + finding.message.removeprefix(plain))


def _top(root: etree._Element) -> Place:
    return Place("", f"/{etree.QName(root).localname}", places.line(root))


def _child(node: Node, step: str) -> Node | None:
    name, _, number = step.partition("[")
    row = node.children.get(name, [])
    index = int(number.rstrip("]")) - 1 if number else 0
    return row[index] if 0 <= index < len(row) else None
