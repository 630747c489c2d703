"""Business rules: what a declaration must hold to be lodged. ``rules/`` is the rulebook, one block a rule."""

from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import Example, Rule
from eclear.journey.checks.rulebook import check, declaration_of, judged, rulebook, said, tried
from eclear.journey.checks.search import holding

__all__ = [
    "Context",
    "Example",
    "Known",
    "Rule",
    "check",
    "declaration_of",
    "holding",
    "judged",
    "rulebook",
    "said",
    "tried",
]
