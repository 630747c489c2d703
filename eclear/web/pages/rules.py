"""The rulebook: every rule that a declaration is checked by, and why messages about one are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal
from urllib.parse import urlencode

from eclear.casefile.words import Term
from eclear.journey.checks import Rule, holding, said
from eclear.web.pages.refusals import RefusalEntry, refusal_entries
from eclear.web.pages.rule import country_words, family_words

MESSAGES, GENERAL = "messages", "general"
"""The family of the refusals, and the choice of rules that belong to no country."""

MOST_TOLD = 40
"""How many rules are listed with what they say; more are listed by their titles, so that one sees them all."""

MESSAGES_WORDS = Term("Messages about a declaration", "신고 관련 전문")
SEVERITIES = (("error", Term("Refuses", "오류통보")), ("warning", Term("Please check", "확인 필요")))
MOVEMENTS = (("IM", Term("Imports", "수입")), ("EX", Term("Exports", "수출")))

Severity = Literal["", "error", "warning"]
Movement = Literal["", "IM", "EX"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, a family, a severity, a country or the rules of none, a movement; "" for anything."""

    words: str = ""
    family: str = ""
    severity: Severity = ""
    country: str = ""
    movement: Movement = ""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as the book lists it, with what it says of its first failing example; "" in a long list."""

    rule: Rule
    said: str
    land: Term | None
    binding: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """A family in the navigation: how many of its rules match all else that is looked for, and the way to them."""

    words: Term
    count: int | None
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class RulebookPage:
    """The rulebook: the rules that match, by families; what is looked for stands in the address.

    Behind the rules stand the reasons why messages about a declaration are refused, as a family of their own.
    """

    template: ClassVar[str] = "rulebook.html"

    sections: tuple[tuple[Term, tuple[RuleEntry, ...]], ...]
    short: bool
    refusals: tuple[RefusalEntry, ...]
    shown: int
    total: int
    wanted: Wanted
    links: tuple[FamilyLink, ...]
    families: tuple[tuple[str, Term], ...]
    severities: tuple[tuple[str, Term], ...]
    countries: tuple[tuple[str, Term], ...]
    movements: tuple[tuple[str, Term], ...]


def rulebook_page(book: tuple[Rule, ...], wanted: Wanted) -> RulebookPage:
    """Return the rules that match what is looked for."""
    matching = [rule for rule in holding(book, wanted.words) if _matches(rule, wanted)]
    about_messages = refusal_entries(wanted.words.casefold().split()) if _all_messages(wanted) else ()
    shown = [rule for rule in matching if wanted.family in ("", rule.family)]
    refusals = about_messages if wanted.family in ("", MESSAGES) else ()
    names = sorted({rule.family for rule in book}, key=lambda name: family_words(name).en)
    families = (*((name, family_words(name)) for name in names), (MESSAGES, MESSAGES_WORDS))
    counts = Counter(rule.family for rule in matching) + Counter({MESSAGES: len(about_messages)})
    lands = sorted({rule.country for rule in book if rule.country})
    return RulebookPage(
        sections=tuple((family_words(name), _entries(shown, name)) for name in names if any(r.family == name for r in shown)),
        short=len(shown) > MOST_TOLD,
        refusals=refusals,
        shown=len(shown),
        total=len(book),
        wanted=wanted,
        links=_links(families, counts, wanted),
        families=families,
        severities=SEVERITIES,
        countries=((GENERAL, Term("Every country", "모든 국가")), *((code, country_words(code)) for code in lands)),
        movements=MOVEMENTS,
    )


def _matches(rule: Rule, wanted: Wanted) -> bool:
    """True if a rule is of a severity, in any country, of a country, and asked of a movement."""
    severities = {rule.severity.value, *(["error"] if rule.binding_in else [])}
    return (
        (wanted.severity == "" or wanted.severity in severities)
        and wanted.country in ("", rule.country or GENERAL)
        and (wanted.movement == "" or rule.movement in (None, wanted.movement))
    )


def _all_messages(wanted: Wanted) -> bool:
    """True if the refusals of messages match: they refuse, in every country, whatever moves."""
    return wanted.severity != "warning" and wanted.country in ("", GENERAL)


def _entries(rules: list[Rule], family: str) -> tuple[RuleEntry, ...]:
    return tuple(_entry(rule, len(rules) > MOST_TOLD) for rule in rules if rule.family == family)


def _entry(rule: Rule, short: bool) -> RuleEntry:
    land = country_words(rule.country) if rule.country else None
    return RuleEntry(rule, "" if short else said(rule.code), land, tuple(map(country_words, sorted(rule.binding_in))))


def _links(families: Iterable[tuple[str, Term]], counts: Counter[str], wanted: Wanted) -> tuple[FamilyLink, ...]:
    """Return the way to every family that has rules to show; the other choices stay."""
    kept = {"q": wanted.words, "severity": wanted.severity, "country": wanted.country, "movement": wanted.movement}

    def way(family: str) -> str:
        query = urlencode({name: value for name, value in {"family": family, **kept}.items() if value})
        return f"/rulebook?{query}" if query else "/rulebook"

    every = FamilyLink(Term("All families", "전체 분류"), None, way(""), wanted.family == "")
    found = (FamilyLink(words, counts[name], way(name), name == wanted.family) for name, words in families)
    return (every, *(link for link in found if link.count or link.here))
