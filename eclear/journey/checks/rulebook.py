"""The rulebook: every business rule in the order of its code, and :func:`check`, which asks those that apply.

Rules are found by walking the folder ``rules``; a new file there is read without being named anywhere.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from operator import attrgetter
from types import ModuleType

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Finding
from eclear.casefile.pointer import Place, changed
from eclear.journey.checks import rules
from eclear.journey.checks.baseline import NOW, STARTS
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import Example, Rule
from eclear.reference import country


@cache
def rulebook() -> tuple[Rule, ...]:
    """Return every rule, sorted by code; raises ValueError if two rules bear the same code."""
    return bound(entry for page in _pages() for entry in vars(page).values() if isinstance(entry, Rule))


def bound(found: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules in the order of their codes; raises ValueError if two of them bear the same code."""
    by_code: dict[str, Rule] = {}
    for rule in found:
        if by_code.setdefault(rule.code, rule) is not rule:
            raise ValueError(
                f"Two rules bear the code {rule.code}. A code belongs to one rule for ever; give the new one another."
            )
    return tuple(by_code[code] for code in sorted(by_code))


def _pages() -> Iterator[ModuleType]:
    for page in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        yield import_module(page.name)


FUNCTIONS = frozenset({"9", "13", "14"})
MOVEMENTS = frozenset({"IM", "EX"})
"""Whatever else a message states counts as none, so that nobody can fill the memory with invented ones."""


@lru_cache(maxsize=64)
def applicable(function: str, movement: str, country: str | None, has_records: bool) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the rules that are asked about such a message: those over the whole of it, and those over each item."""
    asked = [rule.as_in(country) for rule in rulebook() if rule.covers(function, movement, country, has_records)]
    return tuple(r for r in asked if not r.of_item), tuple(r for r in asked if r.of_item)


@cache
def _subjects(of_item: bool) -> tuple[tuple[str, ...], attrgetter[tuple[object, ...]]]:
    """Return the fields that rules are about, of an item or of the whole declaration, and what reads them all at once."""
    fields = tuple(sorted({rule.about for rule in rulebook() if rule.about and rule.of_item == of_item}))
    return fields, attrgetter(*fields)


@lru_cache(maxsize=4096)
def worth_asking(
    function: str, movement: str, country: str | None, has_records: bool, of_item: bool, held: tuple[bool, ...]
) -> tuple[Rule, ...]:
    """Return the applicable rules over the whole or over an item, without those about a field that is not ``held``.

    ``held`` tells of each field that rules are about, in alphabetical order, whether there is anything in it.
    """
    empty = {field for field, has in zip(_subjects(of_item)[0], held, strict=True) if not has}
    return tuple(rule for rule in applicable(function, movement, country, has_records)[of_item] if rule.about not in empty)


def check(declaration: Declaration, context: Context) -> tuple[Finding, ...]:
    """Return what is wrong with a declaration or should be looked at: one finding for each place and rule.

    Findings over the whole declaration come first, then item by item; only errors refuse it. The function code, the
    movement, the country and whether the records are at hand decide which rules are asked; of these, the ones about a
    field that is empty are passed over.
    """
    function, movement, country = declaration.function or "", declaration.movement, context.country
    circumstances = (
        function if function in FUNCTIONS else "",
        movement if movement in MOVEMENTS else "",
        country.code if country else None,
        context.known is not None,
    )
    read_whole, read_item = _subjects(of_item=False)[1], _subjects(of_item=True)[1]
    found: dict[tuple[str, Place], Finding] = {}
    for rule in worth_asking(*circumstances, False, tuple(map(bool, read_whole(declaration)))):
        for fault in rule.logic(declaration, context):
            finding = rule.finding(fault)
            found.setdefault((finding.code, finding.place), finding)
    for number, item in enumerate(declaration.items, 1):
        for rule in worth_asking(*circumstances, True, tuple(map(bool, read_item(item)))):
            for fault in rule.logic(item, declaration, context):
                finding = rule.finding(fault, number)
                found.setdefault((finding.code, finding.place), finding)
    return tuple(found.values())


def declaration_of(example: Example) -> Declaration:
    """Return the declaration that an example tells of: the sound one it starts from, with its changes made."""
    return changed(STARTS[example.start], example.changes)


def judged(example: Example) -> tuple[Finding, ...]:
    """Return what the rules find in an example, on the day that the examples are set in and by the practice of Korea."""
    return tried(declaration_of(example), example.known)


def tried(declaration: Declaration, known: Known | None) -> tuple[Finding, ...]:
    """Return what the rules find in a declaration that is only tried, judged as the examples are."""
    korea = country("KR")
    on = korea.declared_on(declaration.accepted, NOW) if korea else NOW.date()
    return check(declaration, Context(korea, on, NOW, known))


@cache
def said(code: str) -> str:
    """Return what a rule says of its first failing example: a finding as a declarant would read it."""
    rule = next(rule for rule in rulebook() if rule.code == code)
    return next(finding.message for finding in judged(rule.failing[0]) if finding.code == code)
