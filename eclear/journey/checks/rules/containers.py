"""Containers: each is named once, with its number and its seals, and holds goods of the declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

ISO_6346 = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
"""The form of a container number: owner 3, the letter U, J or Z, serial 6, check digit 1."""

LETTERS = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (value for value in range(10, 39) if value % 11), strict=True),
)
"""What a letter counts for the check digit: from 10 upwards, without the multiples of 11."""

ONE = {"containers.1.sequence": "1", "containers.1.id": "TRNU2609074"}
TWO = {**ONE, "containers.2.sequence": "2", "containers.2.id": "TRNU2611024"}


def check_digit(number: str) -> int:
    """Return the digit that must end a container number, from its first ten characters.

    >>> check_digit("CSQU305438")
    3
    """
    return sum((LETTERS[sign] if sign in LETTERS else int(sign)) << at for at, sign in enumerate(number[:10])) % 11 % 10


@rule(
    "CTR-001",
    title=Term("Container named twice", "컨테이너 번호 중복"),
    severity=Severity.WARNING,
    message="Container {container} is named twice, as line {line} again.",
    remedy="Name each container once.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    about="containers",
    passing=(TWO,),
    failing=({**TWO, "containers.2.id": "TRNU2609074"},),
)
def container_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Counting the same box twice, one looks for goods that never came."""
    if len(declaration.containers) < 2:
        return
    seen = set()
    for number, container in enumerate(declaration.containers, 1):
        if container.id and container.id in seen:
            yield fault("containers", number, "id", container=container.id, line=number)
        seen.add(container.id)


@each_item(
    "CTR-002",
    title=Term("Goods in a container that did not come", "란별 컨테이너 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: container {container} is not among the containers of the consignment, {named}.",
    remedy="Correct the number, or add the container to the consignment.",
    source="HMRC, published error codes of CDS: 12015",
    since=SECOND_EDITION,
    about="containers",
    passing=({**ONE, "items.1.containers.1.id": "TRNU2609074"}, {"items.1.containers.1.id": "TRNU2609074"}),
    failing=({**ONE, "items.1.containers.1.id": "TRNU2611024"},),
)
def container_did_not_come(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Where the consignment names its containers, an item can only lie in one of them."""
    if not declaration.containers:
        return
    named = [container.id or "one without a number" for container in declaration.containers]
    for number, held in enumerate(item.containers, 1):
        if held.id and held.id not in named:
            yield fault("containers", number, "id", container=held.id, named=", ".join(named[:5]))


@rule(
    "CTR-003",
    title=Term("Container without a number", "컨테이너 번호 누락"),
    severity=Severity.WARNING,
    message="Container line {line} of {count} names no container.",
    remedy="Give the number that stands on its door, or leave the line out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    about="containers",
    passing=(ONE,),
    failing=({"containers.1.sequence": "1"},),
)
def container_without_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A box without a number cannot be found in the yard."""
    for number, container in enumerate(declaration.containers, 1):
        if not container.id:
            yield fault("containers", number, "id", line=number, count=len(declaration.containers))


@rule(
    "CTR-004",
    title=Term("Container that holds none of the goods", "화물 없는 컨테이너"),
    severity=Severity.WARNING,
    message="Container {container} holds goods of none of the {count} items, though each item says where it lies.",
    remedy="Name it at the item whose goods it holds, or leave it out.",
    source="WCO Data Model 3.6, element 159 at consignment and item",
    since=SECOND_EDITION,
    about="containers",
    passing=({**TWO, "items.1.containers.1.id": "TRNU2609074", "items.1.containers.2.id": "TRNU2611024"}, TWO),
    failing=({**TWO, "items.1.containers.1.id": "TRNU2609074"},),
)
def container_holds_nothing(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An empty box is not declared; a full one without goods is worth opening."""
    if not declaration.containers or not all(item.containers for item in declaration.items):
        return
    named = {held.id for item in declaration.items for held in item.containers}
    for number, container in enumerate(declaration.containers, 1):
        if container.id and container.id not in named:
            yield fault("containers", number, "id", container=container.id, count=len(declaration.items))


@rule(
    "CTR-005",
    title=Term("Check digit of a container number is wrong", "컨테이너 번호 검증숫자 오류"),
    severity=Severity.WARNING,
    message="Container number {container} ends in {last}, but its check digit is {due}.",
    remedy="Compare it with the bill of lading: one of its characters is mistyped.",
    source="ISO 6346, check digit",
    since=SECOND_EDITION,
    about="containers",
    passing=(ONE, {**ONE, "containers.1.id": "CSQU3054383"}, {**ONE, "containers.1.id": "TEST1234567"}),
    failing=({**ONE, "containers.1.id": "CSQU3054388"}, {**ONE, "containers.1.id": "CSQU3045383"}),
)
def wrong_check_digit(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: a few boxes run under numbers whose digit was painted wrong."""
    for number, container in enumerate(declaration.containers, 1):
        if container.id and ISO_6346.fullmatch(container.id) and (due := check_digit(container.id)) != int(container.id[-1]):
            yield fault("containers", number, "id", container=container.id, last=container.id[-1], due=due)


@rule(
    "CTR-006",
    title=Term("One seal on two containers", "봉인번호 중복"),
    severity=Severity.WARNING,
    message="Seal {seal} is on container {container} and on {other}.",
    remedy="Correct the number of one of the seals.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    about="containers",
    passing=({**TWO, "containers.1.seals.1.id": "TRN260907", "containers.2.seals.1.id": "TRN260908"},),
    failing=({**TWO, "containers.1.seals.1.id": "TRN260907", "containers.2.seals.1.id": "TRN260907"},),
)
def seal_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A seal is used once; the same number on two doors means that one of them was not read."""
    if len(declaration.containers) < 2:
        return
    seen: dict[str, str] = {}
    for number, container in enumerate(declaration.containers, 1):
        for place, seal in enumerate(container.seals, 1):
            if not seal.id:
                continue
            name = container.id or f"line {number}"
            if seal.id in seen:
                yield fault("containers", number, "seals", place, "id", seal=seal.id, container=name, other=seen[seal.id])
            seen.setdefault(seal.id, name)


@rule(
    "CTR-007",
    title=Term("Seal without a number", "봉인번호 누락"),
    severity=Severity.WARNING,
    message="Seal {place} of container {container} has no number.",
    remedy="Give the number that is stamped on it, or leave the seal out.",
    source="WCO Data Model 3.6, element 165",
    since=SECOND_EDITION,
    about="containers",
    passing=({**ONE, "containers.1.seals.1.id": "TRN260907"},),
    failing=({**ONE, "containers.1.seals.1.sequence": "1"},),
)
def seal_without_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether a container was opened on the way is told by its number alone."""
    for number, container in enumerate(declaration.containers, 1):
        for place, seal in enumerate(container.seals, 1):
            if not seal.id:
                name = container.id or f"line {number}"
                yield fault("containers", number, "seals", place, "id", place=place, container=name)


@rule(
    "CTR-008",
    title=Term("Container line used twice", "컨테이너 순번 중복"),
    severity=Severity.WARNING,
    message="Container line {line} stands twice, the second time for {container}.",
    remedy="Number the lines 1, 2, 3 and so on.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    about="containers",
    passing=(TWO, Example(TWO, start="export")),
    failing=({**TWO, "containers.2.sequence": "1"},),
)
def container_line_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Orders to open a container, and corrections, address it by its line."""
    if len(declaration.containers) < 2:
        return
    seen = set()
    for number, container in enumerate(declaration.containers, 1):
        if container.sequence is not None and container.sequence in seen:
            yield fault(
                "containers", number, "sequence", line=container.sequence, container=container.id or "one without a number"
            )
        seen.add(container.sequence)
