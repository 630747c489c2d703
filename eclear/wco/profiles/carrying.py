"""From a message of one profile to the same message of another, by the table; in both directions.

Nothing is dropped silently: what is not carried over is listed with the reason, and so is a value that is carried but would
not come back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eclear.wco.profiles.converters import Added, Cannot, Converter, Given, Numbered
from eclear.wco.profiles.nodes import Node, Said, fits
from eclear.wco.profiles.tables import Following, Line, Scope, Step, Steps, Table, chosen
from eclear.wco.schemas import Part


@dataclass(frozen=True, slots=True)
class Behind:
    """An element that stayed behind, or only one attribute of it, and why."""

    node: Node
    attribute: str | None
    why: str


class Carried:
    """A message carried over: the root of the new one, and what of the old one stayed behind."""

    def __init__(self, carrier: _Carrier) -> None:
        self.root = carrier.root
        self._carrier = carrier

    @cached_property
    def behind(self) -> tuple[Behind, ...]:
        """What stayed behind, or would not come back as it was; worked out only for who asks."""
        return tuple(self._carrier.behind())


def inward(table: Table, message: Node, here: Part) -> Carried:
    """Carry a message of a profile into DMS 2."""
    return Carried(_Carrier(table, message, here, True, "DMS 2"))


def outward(table: Table, message: Node, there: Part, name: str) -> Carried:
    """Carry a declaration of DMS 2 into a profile of this name."""
    return Carried(_Carrier(table, message, there, False, name))


@dataclass(frozen=True, slots=True)
class _Pair:
    """What one value became, or several that were added up."""

    converter: Converter
    sources: list[Node]
    made: Node


class _Carrier:
    """One message on its way."""

    def __init__(self, table: Table, source: Node, part: Part, is_inward: bool, name: str) -> None:
        self.table, self.source, self.is_inward, self.name = table, source, is_inward, name
        self.root = Node(part, None, source)
        self.pairs: list[_Pair] = []
        self.done: dict[Node, None] = {}
        self.why: dict[Node, str] = {}
        self.beside: dict[Node, list[str]] = {}
        self.numbered: dict[tuple[Node | None, str], list[tuple[Node, Step]]] = {}
        self._scope(table.whole, source, self.root)

    def behind(self) -> Iterator[Behind]:
        """Bring everything back to see what is missing; this can be done once."""
        for pair in self.pairs:
            self._bring_back(pair)
        for rows in self.numbered.values():
            self._renumber(rows)
        for leaf in self.source.leaves():
            if leaf not in self.done:
                yield Behind(leaf, None, self._reason(leaf, leaf.names))
            elif leaf in self.beside:
                for name in self.beside[leaf]:
                    yield Behind(leaf, name, self._reason(leaf, (*leaf.names, f"@{name}")))

    def _sides(self, one: Line | Following | Scope) -> tuple[Steps, Steps]:
        """The paths of a line: where the value comes from, and where it goes."""
        return (one.there, one.here) if self.is_inward else (one.here, one.there)

    def _scope(self, scope: Scope, source: Node, target: Node) -> bool:
        """Carry the whole message or one row; False if there was nothing in it to carry."""
        before = len(self.pairs)
        following: list[Following] = []
        for line in scope.lines:
            if isinstance(line, Line):
                self._value(line, source, target)
            elif isinstance(line, Scope):
                self._rows(line, source, target)
            else:
                following.append(line)
        if len(self.pairs) == before:
            return False
        for line in following:
            self._following(line, source, target)
        return True

    def _rows(self, scope: Scope, source: Node, target: Node) -> None:
        """Carry each row by itself; one that could not come back the same way stays behind as a whole."""
        coming, going = self._sides(scope)
        for row in chosen(source, coming):
            pairs, done = len(self.pairs), len(self.done)
            try:
                made = self._made(target, going, row, is_new=True)
            except Cannot as cannot:
                self._stays(row, str(cannot))
                continue
            is_carried = self._scope(scope, row, made)
            if is_carried and all(pick.holds(made) for pick in going[-1].picks):
                self._settle(coming, row)
                continue
            made.drop()
            if is_carried:
                self._stays(row, f"{self.name} would take it for something else")
            del self.pairs[pairs:]
            while len(self.done) > done:
                self.beside.pop(self.done.popitem()[0], None)

    def _stays(self, row: Node, why: str) -> None:
        for leaf in row.leaves():
            self.why[leaf] = why

    def _value(self, line: Line, source: Node, target: Node) -> None:
        converter = line.converter
        coming, going = self._sides(line)
        found = [node for node in chosen(source, coming) if node not in self.done]
        if not found:
            return
        taken = found if self.is_inward and isinstance(converter, Added) else found[:1]
        turn = converter.inward if self.is_inward else converter.outward
        try:
            part = _part(target.part, going)
            said, beside = self._with_attributes(converter, part, taken[0], turn([node.said for node in taken], self.source))
            if (allowed := fits(part, said)) is not None:
                raise Cannot(f"{self.name} allows {allowed} there")
            made = self._leaf(target, going, said, taken[0])
        except Cannot as cannot:
            for node in taken:
                self.why.setdefault(node, str(cannot))
            return
        for node in found[len(taken) :]:
            self.why.setdefault(node, f"{self.name} has a place for one only, and the first took it")
        self.pairs.append(_Pair(converter, taken, made))
        self.done.update(dict.fromkeys(taken))
        if beside:
            self.beside[taken[0]] = beside
        self._settle(coming, taken[0])

    def _with_attributes(self, converter: Converter, part: Part, node: Node, said: Said) -> tuple[Said, list[str]]:
        """Add the attributes that both sides know by the same name; return beside it those that stay behind."""
        handled = converter.attributes_there if self.is_inward else converter.attributes_here
        attributes, beside = dict(said.attributes), []
        for name, value in node.attributes.items():
            if name in handled:
                continue
            if name in part.attributes and fits(part, Said(said.text, {**attributes, name: value})) is None:
                attributes[name] = value
            else:
                beside.append(name)
        return Said(said.text, attributes), beside

    def _leaf(self, target: Node, steps: Steps, said: Said, origin: Node) -> Node:
        """Write a value where a path leads."""
        for pick in steps[-1].picks:
            if pick.what.startswith("@") and said.attributes.get(pick.what[1:]) != pick.single:
                raise Cannot(f"{self.name} states it in {pick.single} only")
        made = self._made(target, steps, origin)
        if made.text is not None:
            raise Cannot(f"{self.name} has a place for one only, and another took it")
        made.text, made.attributes, made.origin = said.text, said.attributes, origin
        return made

    def _made(self, target: Node, steps: Steps, origin: Node | None, is_new: bool = False) -> Node:
        """Return the element that a path leads to, made where it is not there yet."""
        here = target
        for n, step in enumerate(steps, 1):
            there = [] if is_new and n == len(steps) else step.chosen(here)
            while not there:
                added = self._added(here, step, origin if n == len(steps) or step.picks else None)
                there = [added] if step.position is None else step.chosen(here)
            here = there[0]
        return here

    def _added(self, here: Node, step: Step, origin: Node | None) -> Node:
        part = here.part.by_name[step.name]
        if part.most is not None and len(here.children.get(step.name, ())) >= part.most:
            raise Cannot(f"{self.name} has room for {part.most} of them")
        added = here.add(step.name, origin)
        for pick in step.picks:
            if pick.single is not None and not pick.what.startswith("@"):
                added.add(pick.what, origin).text = pick.single
        return added

    def _settle(self, steps: Steps, node: Node) -> None:
        """Count what picks a row as carried: the row is written with it again."""
        for step in reversed(steps):
            for pick in step.picks:
                if pick.single is not None and pick.what in node.children:
                    self.done[node.children[pick.what][0]] = None
            if node.parent is not None:
                node = node.parent

    def _following(self, line: Following, source: Node, target: Node) -> None:
        """Write what follows by itself, or see whether what was said is just that."""
        coming, going = self._sides(line)
        if isinstance(line.value, Numbered):
            for row in chosen(source, coming[:-1]) if coming else ():
                self.numbered.setdefault((row.parent, row.part.name), []).append((row, coming[-1]))
            for row in chosen(target, going[:-1]) if going else ():
                self._said_by_itself(row, going[-1:], line.value)
            return
        for node in chosen(source, coming) if coming else ():
            if node not in self.done:
                self._compare(node, line.value.of(node, self.source))
        if going:
            self._said_by_itself(target, going, line.value)

    def _compare(self, node: Node, expected: str) -> None:
        """Count a value as carried if it will follow by itself."""
        if node.said.text.strip() == expected:
            self.done[node] = None
        else:
            self.why.setdefault(node, f"It would come back as {expected!r}")

    def _renumber(self, rows: list[tuple[Node, Step]]) -> None:
        """Number the rows that come back; a row of which nothing comes back has no number either."""
        back = 0
        for row, step in rows:
            numbers = step.chosen(row)
            if any(leaf in self.done for leaf in row.leaves() if leaf not in numbers):
                back += 1
                for node in numbers:
                    self._compare(node, str(back))

    def _said_by_itself(self, target: Node, steps: Steps, value: Given) -> None:
        made = self._made(target, steps, None)
        if made.text is None:
            made.text = value.of(made, self.root)

    def _bring_back(self, pair: _Pair) -> None:
        """See whether a value would come back as it was; if not, it is carried and still listed."""
        turn = pair.converter.outward if self.is_inward else pair.converter.inward
        why: str | None = None
        try:
            back = turn([pair.made.said], self.root)
            if len(pair.sources) > 1:
                why = f"Only the sum is carried, {pair.made.text}"
            elif not pair.converter.is_same(pair.sources[0].said, back):
                why = f"It would come back as {back.text!r}"
        except Cannot as cannot:
            why = f"It would not come back: {cannot}"
        if why is not None:
            for node in pair.sources:
                del self.done[node]
                self.why.setdefault(node, why)

    def _reason(self, leaf: Node, names: tuple[str, ...]) -> str:
        return f"{self.why.get(leaf) or self.table.note(names, self.is_inward) or f'{self.name} has no place for it'}."


def _part(part: Part, steps: Steps) -> Part:
    for step in steps:
        part = part.by_name[step.name]
    return part
