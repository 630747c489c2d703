"""A declaration changed in place: what a request points to is exchanged, added or taken out, all else stays as it is.

The pointers of all amendments are gathered into one tree of aims first. So each of them speaks of the declaration as it
was before, whatever the others change.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest

from lxml import etree

from eclear.casefile.amendment import Change
from eclear.casefile.finding import Finding
from eclear.casefile.message import DataElement
from eclear.casefile.pointer import Place
from eclear.wco.amendments.requests import NUMBER, Request, nowhere
from eclear.wco.amendments.rows import Ambiguous, Pairing, Pointed, is_numbered, number, pair
from eclear.wco.explain import error, quoted
from eclear.wco.places import Chart, words
from eclear.wco.schemas import Part

TOP = Place("42A", "/MetaData/Declaration")


@dataclass(slots=True)
class Aim:
    """A class or an element that requests point to or through; ``requests`` are those that end here."""

    part: Part
    requests: list[Request] = field(default_factory=list)
    steps: dict[tuple[str, int], Aim] = field(default_factory=dict)

    def step(self, part: Part, which: int = 1) -> Aim:
        """The aim one step further; it is made when the first request points there."""
        return self.steps.setdefault((part.name, which), Aim(part))

    def along(self, way: list[tuple[Part, int]]) -> Aim:
        """The aim at the end of a way."""
        aim = self
        for part, which in way:
            aim = aim.step(part, which)
        return aim

    def everyone(self) -> Iterator[Request]:
        """Every request that ends here or further down."""
        yield from self.requests
        for aim in self.steps.values():
            yield from aim.everyone()


@dataclass(frozen=True, slots=True)
class _Row:
    """A class or an element at one place: as the declaration holds it, and as the request brings it."""

    part: Part
    place: Place
    held: etree._Element | None
    brought: etree._Element | None


class Revision:
    """The changes made to one declaration, and what the request asks that cannot be done.

    ``chart`` shows where things stand in the request; ``aside`` are its elements that are no new content.
    """

    def __init__(self, chart: Chart, aside: set[etree._Element]) -> None:
        self.changes: list[tuple[Request, Change]] = []
        self.findings: list[Finding] = []
        self._chart, self._aside = chart, aside

    def apply(self, aim: Aim, held: etree._Element, sent: etree._Element | None, place: Place = TOP, depth: int = 1) -> None:
        """Change an element and what is below it as the requests ask."""
        for part in aim.part.parts:
            rows = children(held, part)
            brought = [row for row in children(sent, part) if row not in self._aside]
            aims = {n: further for (name, n), further in aim.steps.items() if name == part.name}
            pairing = self._paired(part, rows, brought, aims, depth)
            if pairing is None:
                continue
            for left in pairing.left:
                self._uncovered(left)
            for n in sorted({*aims, *pairing.pairs}):
                there = rows[n - 1] if n <= len(rows) else None
                row = _Row(part, below(place, part, n), there, pairing.pairs.get(n))
                if n in aims:
                    self._pointed(aims[n], row, aim.part, held, depth)
                else:
                    self._passed_by(row, depth)

    def _paired(
        self, part: Part, rows: list[etree._Element], brought: list[etree._Element], aims: dict[int, Aim], depth: int
    ) -> Pairing | None:
        """Pair what the request brings with what is held; None if a pointer does not reach, or if it takes a guess."""
        reached = _reach(aims, part, len(rows))
        for n in (n for n in aims if not 1 <= n <= reached):
            for request in aims[n].everyone():
                self._nowhere(request, depth, _out_of_reach(part, n, len(rows)))
        if any(not 1 <= n <= reached for n in aims):
            return None
        pointed = {n: Pointed(bool(aim.requests), (NUMBER, 1) in aim.steps) for n, aim in aims.items()}
        try:
            return pair(part, rows, brought, pointed)
        except Ambiguous:
            numbers = ", ".join(str(n) for n in pointed)
            said = (
                f"The amendments point to {part.name} number {numbers}, the request holds {len(brought)} of them, and nothing"
                " says which is which. Point to them in rising order, and send one for each, an empty one for what is taken out."
            )
            self.findings.append(error("AMD-015", said, self._chart.place(brought[0])))
            return None

    def _pointed(self, aim: Aim, row: _Row, above: Part, parent: etree._Element, depth: int) -> None:
        """Do what the requests ask at or below one place."""
        if aim.requests:
            self._exchange(aim, row, above, parent, depth)
            return
        here = row.held
        if here is None:
            here = _new(parent, row.part, above)
            if row.brought is not None and is_numbered(row.part):  # a new row has the number that it is sent with
                numeral = aim.step(row.part.by_name[NUMBER])
                numeral.requests = numeral.requests or [next(aim.everyone())]
        self.apply(aim, here, row.brought, row.place, depth + 1)
        if not len(here):  # a class goes with its last element
            parent.remove(here)

    def _exchange(self, aim: Aim, row: _Row, above: Part, parent: etree._Element, depth: int) -> None:
        """Put what the request brings in the place of what is held; if it brings nothing, take that out."""
        brought = row.brought if row.brought is not None and has_content(row.brought, row.part) else None
        if row.held is None and brought is None:
            for request in aim.everyone():
                self._nowhere(request, depth, "nothing stands there, and the request brings nothing for it")
            return
        changes = list(self._differences(aim, aim.requests[0], row.place, row.part, row.held, brought))
        if changes and brought is not None:
            _fill(_new(parent, row.part, above, behind=row.held), brought)
        if changes and row.held is not None:
            parent.remove(row.held)
        self.changes += changes

    def _differences(
        self, aim: Aim | None, one: Request, place: Place, part: Part, old: etree._Element | None, new: etree._Element | None
    ) -> Iterator[tuple[Request, Change]]:
        """List every value in which the old and the new differ, for the request that points to it most closely."""
        if aim and aim.requests:
            one = aim.requests[0]
        if not part.is_group or (new is None and old is not None and not len(old)):
            if new is None or old is None or meaning(old, part) != meaning(new, part):
                written = () if new is None else self._written(place, new)
                yield one, Change(place, said(old), said(new), one.reason, one.said, written)
            return
        for child in part.parts:
            for n, (there, then) in enumerate(zip_longest(children(old, child), children(new, child)), 1):
                further = aim.steps.get((child.name, n)) if aim else None
                yield from self._differences(further, one, below(place, child, n), child, there, then)

    def _written(self, place: Place, new: etree._Element) -> tuple[DataElement, ...]:
        """Return a new element as it is written, after the numbers of the rows that it stands in.

        One without a WCO number can be pointed at only with its row, so all of the row is returned.
        """
        way = place.xpath.removeprefix(f"{TOP.xpath}/").split("/")
        row = new.getparent()
        whole = [new] if row is None or not place.pointer.endswith("/?") else [end for end in row if not len(end)]
        found = [_as_written("/".join([*way[:-1], etree.QName(end).localname]), end) for end in whole]
        while len(way) > 1 and row is not None:
            way.pop()
            part = self._chart.part(row)
            if part is not None and is_numbered(part) and (path := "/".join([*way, NUMBER])) != found[0].path:
                found.insert(0, DataElement(path, f"{number(row, part)}"))
            row = row.getparent()
        return tuple(found)

    def _passed_by(self, row: _Row, depth: int) -> None:
        """Look at what is sent and no amendment points to: it may repeat what is there, but not differ."""
        if row.brought is None or not has_content(row.brought, row.part):
            return
        if row.held is None:
            self._uncovered(row.brought)
        elif row.part.is_group:
            self.apply(Aim(row.part), row.held, row.brought, row.place, depth + 1)
        elif meaning(row.held, row.part) != meaning(row.brought, row.part):
            self._uncovered(row.brought)

    def _uncovered(self, element: etree._Element) -> None:
        where = self._chart.place(element)
        new = f" is new ({quoted(element.text)})" if not len(element) else " is new"
        said = f"{words(where.xpath)}{new}, but no amendment points to it. Add an Amendment that does, or take it out."
        self.findings.append(error("AMD-012", said, where))

    def _nowhere(self, request: Request, depth: int, why: str) -> None:
        where = self._chart.place(request.pointers[min(depth, len(request.pointers) - 1)])
        self.findings.append(nowhere(request, where, why))


def _reach(aims: Mapping[int, Aim], part: Part, there: int) -> int:
    """The last place that can be pointed at: the last row, or the new ones that follow it without a gap."""
    last = there
    while last + 1 in aims and (part.repeats or last < 1):
        last += 1
    return last


def _out_of_reach(part: Part, n: int, there: int) -> str:
    if not part.repeats:
        return f"there is only one {part.name}, not number {n}"
    if n < 1:
        return f"{part.name} is counted from 1"
    return f"the declaration has {there} {part.name} there, and a new one would be number {there + 1}"


def tag(part: Part) -> str:
    """The name of an element as the tree has it."""
    return f"{{{part.namespace}}}{part.name}"


def below(place: Place, part: Part, which: int) -> Place:
    """The place of one of the children of a place."""
    index = f"[{which}]" if part.repeats else ""
    return Place(f"{place.pointer}/{part.id or '?'}{index}", f"{place.xpath}/{part.name}{index}")


def children(element: etree._Element | None, part: Part) -> list[etree._Element]:
    """The children of one name, in their order."""
    return [] if element is None else list(element.iterchildren(tag(part)))


def _new(parent: etree._Element, part: Part, above: Part, behind: etree._Element | None = None) -> etree._Element:
    """Begin an element behind its like, where the schema wants it, on a line of its own if that has one."""
    like = behind if behind is not None else next(parent.iterchildren(tag(part), reversed=True), None)
    element = etree.SubElement(parent, tag(part))
    if like is not None:
        space = like.tail
        like.addnext(element)
        like.tail = element.tail = space
        return element
    order = {tag(one): place for place, one in enumerate(above.parts)}
    later = next((child for child in parent if order[child.tag] > order[element.tag]), None)
    before = element.getprevious() if later is None else later.getprevious()
    if later is not None:
        later.addprevious(element)
    element.tail = parent.text if before is None else before.tail
    return element


def _fill(element: etree._Element, brought: etree._Element) -> None:
    """Write what is brought into a new element.

    It is not copied as a tree, because lxml loses namespaces where two messages use one prefix for different ones.
    """
    element.text = brought.text
    element.attrib.update({name: text for name, text in brought.attrib.items() if not str(name).startswith("{")})
    for child in brought:
        further = etree.SubElement(element, child.tag)
        further.tail = child.tail
        _fill(further, child)


def meaning(element: etree._Element, part: Part) -> Hashable:
    """What an element says, to be compared: numbers as numbers, codes without the blanks around them, with attributes."""
    if part.is_group:
        return tuple(tuple(meaning(row, child) for row in children(element, child)) for child in part.parts)
    holder = _holder(element)
    kind = part.value.kind if part.value else "date"
    own = (item for item in holder.attrib.items() if not str(item[0]).startswith("{"))
    attributes = tuple(sorted((str(name), str(text).strip()) for name, text in own))
    text = holder.text or ""
    if kind == "decimal":
        return Decimal(text.strip()), attributes
    return " ".join(text.split()) if kind == "token" else text, attributes


def said(element: etree._Element | None) -> str | None:
    """The value of an element as a person reads it, with its currency or unit; None for no element."""
    if element is None:
        return None
    holder = _holder(element)
    unit = holder.get("currencyID") or holder.get("unitCode")
    return f"{(holder.text or '').strip()} {unit}" if unit else (holder.text or "").strip()


def has_content(element: etree._Element, part: Part) -> bool:
    """True if an element says anything beyond the number of its row."""
    if not part.is_group:
        return bool((_holder(element).text or "").strip())
    own = NUMBER if is_numbered(part) else None
    return any(has_content(row, child) for child in part.parts if child.name != own for row in children(element, child))


def _as_written(path: str, element: etree._Element) -> DataElement:
    holder = _holder(element)
    if holder is not element:
        path = f"{path}/{etree.QName(holder).localname}"
    attributes = sorted((str(name), str(text)) for name, text in holder.attrib.items() if not str(name).startswith("{"))
    return DataElement(path, holder.text or "", tuple(attributes))


def _holder(element: etree._Element) -> etree._Element:
    """The element that holds the value: of a date, the string in it."""
    return element[0] if len(element) else element
