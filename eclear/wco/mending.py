"""A copy of a message in which one fault after the other is mended, so that those behind it come to light.

A validator that meets an element it does not expect skips the rest of that group: whoever mends the one fault and sends
the message again is told the next, and so on. Here the group is put in order on a copy, which is then judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from eclear.wco.places import Chart
from eclear.wco.schemas import Part, Shape

LARGEST = 5_000
"""A message of more elements than this is not mended: judging it again would take too long."""


class Copy:
    """A copy of a message, and which element of the message each of its elements stands for."""

    def __init__(self, root: etree._Element, shape: Shape) -> None:
        self.root, self._shape = deepcopy(root), shape
        self._original = dict(zip(self.root.iter(), root.iter(), strict=True))
        self._copied = {original: copied for copied, original in self._original.items()}

    def faults(self, log: Iterable[Any]) -> Iterator[tuple[etree._Element, Any]]:
        """Give each fault found in the copy with the element of the message that it is about; what was added has none."""
        chart = Chart(self.root, self._shape)
        for fault in log:
            original = self._original.get(chart.element(fault.path or ""))
            if original is not None:
                yield original, fault

    def put_in_order(self, group: etree._Element, part: Part | None) -> tuple[list[etree._Element], list[str]]:
        """Put the parts of a group in their order, take out what may not stand there, and fill the gaps with empty elements.

        Returns the elements of the message that were taken out, and the names of those that are missing; none are if
        something unknown was taken out, which may well be the missing one under a wrong name.
        """
        if part is None:
            return [], []
        copied = self._copied[group]
        kept: dict[Part, list[etree._Element]] = {own: [] for own in part.parts}
        out: list[etree._Element] = []
        is_known, either = True, None
        for child in copied:
            own = part.part(etree.QName(child).namespace, etree.QName(child).localname)
            if own is not None and own.is_either:
                either = either or own
            if own is None or (own.is_either and own is not either) or (own.most is not None and len(kept[own]) >= own.most):
                out.append(self._original[child])
                is_known = is_known and own is not None
            else:
                kept[own].append(child)
        gaps = [own for own in part.parts if own.least and not kept[own]]
        for own in gaps:
            kept[own].append(copied.makeelement(f"{{{own.namespace}}}{own.name}"))
        copied[:] = [child for own in part.parts for child in kept[own]]
        return out, [own.name for own in gaps] if is_known else []


def is_small(root: etree._Element) -> bool:
    """True for a message that may be judged several times over."""
    return sum(1 for _ in root.iter()) <= LARGEST
