"""Looking something up in the rulebook: by its words, and by its family."""

from __future__ import annotations

from collections.abc import Iterable

from eclear.journey.checks.rule import Rule


def holding(rules: Iterable[Rule], words: str, family: str = "") -> tuple[Rule, ...]:
    """Return the rules of a family, or of all, that hold every word: in code, title, message, remedy, source or family."""
    asked = words.casefold().split()
    return tuple(rule for rule in rules if family in ("", rule.family) and all(word in _text(rule) for word in asked))


def _text(rule: Rule) -> str:
    parts = (rule.code, rule.title.en, rule.title.ko, rule.message, rule.remedy, rule.source, rule.family)
    return " ".join(parts).casefold()
