"""A business rule: one block that says what is wrong, how to mend it, where it is written, and shows it on examples.

There are two kinds. :func:`rule` looks at a whole declaration, :func:`each_item` at one goods item after the other.
The logic yields a :func:`fault` for every place where the rule is broken; all else stands in the block above it. The
family and the country of a rule are told by the file in which it stands: ``rules/masses.py`` holds general rules about
masses, ``rules/kr/masses.py`` those of Korea.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NotRequired, TypedDict, Unpack

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import place
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known

ORIGINAL = frozenset({"9"})
"""The function of a declaration that is lodged for the first time; messages about one (13) carry fragments only."""

FIRST_EDITION = date(2026, 11, 21)
"""The day of the first edition of the rulebook: a rule stands in it since then unless it names a later day."""

SECOND_EDITION = date(2026, 11, 22)
"""The day of the second edition, which brought the rules on containers, codes, routes, papers and duplicates."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a rule is broken: the steps to it, and the values that the message names."""

    steps: tuple[str | int, ...]
    values: Mapping[str, object]


def fault(*steps: str | int, **values: object) -> Fault:
    """Say where a rule is broken: ``fault("net_mass", net="11 kg")``; an item rule counts the steps from its item."""
    return Fault(steps, values)


@dataclass(frozen=True, slots=True)
class Example:
    """A declaration told in one line: the sound one it starts from, and what is changed in it.

    ``changes`` are those of :func:`eclear.casefile.pointer.changed`; ``start`` names one of ``baseline.STARTS``;
    ``known`` is what the records hold, for the rules that ask them.
    """

    changes: Mapping[str, str | None]
    start: str = "import"
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the rulebook, with everything its page shows.

    ``code`` is a public contract: it may be retired, never given to another rule. ``severity`` is that of any country;
    where the code of a country stands in ``binding_in``, breaking the rule is an error there. ``functions`` are the
    message functions it covers; ``movement`` is ``IM`` for imports only, ``EX`` for exports only, None for both;
    ``country`` is None for a general rule. ``needs`` names what it cannot do without: ``country``, the reference
    folder, or ``records``, the room with its clock and its cases. ``about`` is the field, of the item or of the whole
    declaration, without which there is nothing to ask: the rule is passed over where it is empty.
    """

    code: str
    family: str
    title: Term
    severity: Severity
    message: str
    remedy: str
    source: str
    since: date
    functions: frozenset[str]
    movement: str | None
    country: str | None
    needs: frozenset[str]
    binding_in: frozenset[str]
    about: str | None
    of_item: bool
    passing: tuple[Example, ...]
    failing: tuple[Example, ...]
    logic: Callable[..., Iterator[Fault]]

    def covers(self, function: str, movement: str, country: str | None, has_records: bool) -> bool:
        """True if the rule is asked about such a message, of such a country, with or without the records."""
        return (
            function in self.functions
            and self.movement in (None, movement)
            and self.country in (None, country)
            and (has_records or "records" not in self.needs)
            and (country is not None or "country" not in self.needs)
        )

    def as_in(self, country: str | None) -> Rule:
        """Return the rule with the severity that it has in a country."""
        return replace(self, severity=Severity.ERROR) if country in self.binding_in else self

    def finding(self, broken: Fault, item: int | None = None) -> Finding:
        """Return the finding for one fault: the message with its values, the remedy, and the place."""
        if item is not None:
            broken = Fault(("items", item, *broken.steps), {**broken.values, "item": item})
        words = f"{self.message} {self.remedy}".format(**broken.values)
        return Finding(self.code, self.severity, words, place(Declaration, *broken.steps))


Whole = Callable[[Declaration, Context], Iterator[Fault]]
OfItem = Callable[[Item, Declaration, Context], Iterator[Fault]]
Changes = Mapping[str, str | None]


class Block(TypedDict):
    """What stands above the logic of a rule; see :class:`Rule` for the meaning of each line."""

    title: Term
    severity: Severity
    message: str
    remedy: str
    source: str
    passing: tuple[Example | Changes, ...]
    failing: tuple[Example | Changes, ...]
    since: NotRequired[date]
    functions: NotRequired[frozenset[str]]
    movement: NotRequired[str]
    needs: NotRequired[frozenset[str]]
    binding_in: NotRequired[frozenset[str]]
    about: NotRequired[str]


def rule(code: str, **block: Unpack[Block]) -> Callable[[Whole], Rule]:
    """Make a rule over the whole declaration of the function below."""
    return lambda logic: _made(code, logic, of_item=False, **block)


def each_item(code: str, **block: Unpack[Block]) -> Callable[[OfItem], Rule]:
    """Make a rule over one item of the function below; its message may name the number as ``{item}``."""
    return lambda logic: _made(code, logic, of_item=True, **block)


def _made(
    code: str,
    logic: Callable[..., Iterator[Fault]],
    *,
    of_item: bool,
    title: Term,
    severity: Severity,
    message: str,
    remedy: str,
    source: str,
    passing: tuple[Example | Changes, ...],
    failing: tuple[Example | Changes, ...],
    since: date = FIRST_EDITION,
    functions: frozenset[str] = ORIGINAL,
    movement: str | None = None,
    needs: frozenset[str] = frozenset(),
    binding_in: frozenset[str] = frozenset(),
    about: str | None = None,
) -> Rule:
    *_, folder, family = logic.__module__.split(".")
    return Rule(
        code=code,
        family=family,
        title=title,
        severity=severity,
        message=message,
        remedy=remedy,
        source=source,
        since=since,
        functions=functions,
        movement=movement,
        country=None if folder == "rules" else folder.upper(),
        needs=needs,
        binding_in=binding_in,
        about=about,
        of_item=of_item,
        passing=tuple(_example(one) for one in passing),
        failing=tuple(_example(one) for one in failing),
        logic=logic,
    )


def _example(told: Example | Changes) -> Example:
    return told if isinstance(told, Example) else Example(told)
