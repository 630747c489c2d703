"""One rule: what it says, where it is written, its examples told as changes, and the form to try it on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import changed, place
from eclear.casefile.words import Term
from eclear.journey.checks import Example, Rule, judged, said
from eclear.journey.checks.baseline import NOW, STARTS
from eclear.reference import country
from eclear.web.languages import _
from eclear.web.pages.fields import value_at, written
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.places import words_of_pointer
from eclear.web.pages.records import told
from eclear.web.pages.trial import SOUND, Asked, Trial, trial

_VALUE = re.compile(r"\{\w+\}")

FAMILIES = {
    "cargo": Term("Cargo", "화물"),
    "claims": Term("Claims", "세율·감면 신청"),
    "clearance": Term("Clearance", "통관"),
    "codes": Term("Codes", "부호"),
    "containers": Term("Containers", "컨테이너"),
    "counts": Term("Counts", "수량 합계"),
    "dates": Term("Dates", "날짜"),
    "documents": Term("Documents", "서류"),
    "duplicates": Term("Duplicates", "중복"),
    "exports": Term("Exports", "수출"),
    "goods": Term("Goods", "물품"),
    "masses": Term("Masses", "중량"),
    "origin": Term("Origin", "원산지"),
    "parties": Term("Parties", "당사자"),
    "permits": Term("Permits", "요건"),
    "prices": Term("Prices", "단가"),
    "procedures": Term("Procedures", "통관 절차"),
    "rulings": Term("Advance rulings", "사전심사"),
    "tallies": Term("Packages and masses", "포장·중량 대조"),
    "tariff": Term("Tariff", "품목분류·세율"),
    "transport": Term("Transport", "운송"),
    "valuation": Term("Valuation", "과세가격"),
    "values": Term("Values", "가격"),
}
"""The families of rules in both languages; one without words here is shown by its name."""


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One change that an example makes: where, from what, to what; "" where there is nothing."""

    words: Term
    pointer: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """An example: what it starts from, what is changed, what the records hold, and what the rule says of it."""

    id: str
    number: int
    breaks: bool
    start: Term
    changes: tuple[ChangeTold, ...]
    known: tuple[str, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """The page of one rule.

    ``said`` is what it says of its first failing example, ``about`` the thought behind it in a sentence. ``binding``
    are the countries where it is an error although it is a warning elsewhere. ``judged_on`` is the day of the trial.
    """

    template: ClassVar[str] = "rule.html"

    rule: Rule
    said: str
    remedy: str
    about: str
    family: Term
    land: Term | None
    binding: tuple[Term, ...]
    needs: tuple[str, ...]
    examples: tuple[ExampleTold, ...]
    trial: Trial
    judged_on: date
    previous: Rule | None
    next: Rule | None


def rule_page(rule: Rule, book: tuple[Rule, ...], given: Asked) -> RulePage:
    """Return the page of a rule of the book, with its form filled in as asked for."""
    at = book.index(rule)
    whole = said(rule.code)
    failing = [_example(rule, example, number, breaks=True) for number, example in enumerate(rule.failing, 1)]
    passing = [_example(rule, example, number, breaks=False) for number, example in enumerate(rule.passing, 1)]
    return RulePage(
        rule=rule,
        said=whole.removesuffix(rule.remedy).strip(),
        remedy=_VALUE.sub("…", rule.remedy).replace("….", "…"),
        about=_about(rule),
        family=family_words(rule.family),
        land=country_words(rule.country) if rule.country else None,
        binding=tuple(country_words(code) for code in sorted(rule.binding_in)),
        needs=_needs(rule),
        examples=(*failing, *passing),
        trial=trial(rule, given),
        judged_on=NOW.date(),
        previous=book[at - 1] if at else None,
        next=book[at + 1] if at + 1 < len(book) else None,
    )


def family_words(name: str) -> Term:
    """Return what a family is called."""
    return FAMILIES.get(name, Term(name.capitalize(), name))


def country_words(code: str) -> Term:
    """Return what a country is called; one without a reference folder by its code."""
    found = country(code)
    return found.name if found else Term(code, code)


def _about(rule: Rule) -> str:
    return " ".join((rule.logic.__doc__ or "").split("\n\n")[0].split())


def _needs(rule: Rule) -> tuple[str, ...]:
    words = {
        "country": _("the public facts of the country: its tariff, codes and rates"),
        "records": _("the records of the room: its clock, and where the cargo stands"),
    }
    return tuple(words.get(need, need) for need in sorted(rule.needs))


def _example(rule: Rule, example: Example, number: int, *, breaks: bool) -> ExampleTold:
    return ExampleTold(
        id=f"{'failing' if breaks else 'passing'}-{number}",
        number=number,
        breaks=breaks,
        start=SOUND[example.start],
        changes=_changes(example),
        known=told(example.known) if example.known else (),
        remarks=tuple(remark(finding) for finding in judged(example) if finding.code == rule.code),
    )


def _changes(example: Example) -> tuple[ChangeTold, ...]:
    """Tell an example change by change; rows that go before others have moved them up by then."""
    declaration, changes = STARTS[example.start], []
    for path, text in example.changes.items():
        steps = tuple(int(step) if step.isdigit() else step for step in path.split("."))
        pointer = place(Declaration, *steps).pointer
        before = written(value_at(declaration, steps))
        words = words_of_pointer(pointer) or Term(path, path)
        changes.append(ChangeTold(words, pointer, path, before, text or ""))
        declaration = changed(declaration, {path: text})
    return tuple(changes)
