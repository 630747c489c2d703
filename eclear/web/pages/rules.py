"""The rulebook: every rule that a declaration is checked by, and why messages about one are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from eclear.journey.checks import Example, Known, Rule, said
from eclear.web.languages import _
from eclear.web.pages.refusals import RefusalEntry, refusal_entries


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as the book shows it."""

    rule: Rule
    said: str
    passing: tuple[str, ...]
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulebookPage:
    """The rulebook: every rule with its code, source, remedy and examples; search and family are in the address.

    Behind the rules stand the reasons why messages about a declaration are refused, as a family of their own.
    """

    template: ClassVar[str] = "rulebook.html"

    rules: tuple[RuleEntry, ...]
    refusals: tuple[RefusalEntry, ...]
    total: int
    families: tuple[tuple[str, str], ...]
    family: str
    search: str


MESSAGES = "messages"
"""The family of the refusals."""


def rulebook_page(book: tuple[Rule, ...], search: str, family: str) -> RulebookPage:
    """Return the rules of one family that hold every word of the search."""
    words = search.casefold().split()
    shown = [rule for rule in book if family in ("", rule.family) and all(w in _text(rule) for w in words)]
    refusals = refusal_entries(words) if family in ("", MESSAGES) else ()
    families = (*((name, name) for name in sorted({rule.family for rule in book})), (MESSAGES, _("messages about a declaration")))
    return RulebookPage(tuple(map(_entry, shown)), refusals, len(book) + len(refusal_entries([])), families, family, search)


def _text(rule: Rule) -> str:
    return " ".join((rule.code, rule.title.en, rule.title.ko, rule.message, rule.remedy, rule.source)).casefold()


def _entry(rule: Rule) -> RuleEntry:
    return RuleEntry(rule, said(rule.code), tuple(map(_told, rule.passing)), tuple(map(_told, rule.failing)))


def _told(example: Example) -> str:
    changes = "; ".join(
        f"{path} = {value}" if value is not None else f"{path} left out" for path, value in example.changes.items()
    )
    return f"{example.start}: {changes or 'as it is'}" + (f" ({_known(example.known)})" if example.known else "")


def _known(known: Known) -> str:
    """Say what the records hold in an example."""
    told = [
        "the cargo was carried in" if known.cargo_carried_in else "",
        "the cargo was carried out" if known.cargo_carried_out else "",
        f"accepted for the same cargo: {', '.join(known.cargo_cases)}" if known.cargo_cases else "",
    ]
    return "; ".join(filter(None, told)) or "nothing was reported of the cargo"
