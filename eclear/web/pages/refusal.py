"""What could not be done, why, and what to do next; with everything that was typed, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from eclear.web.languages import _


@dataclass(frozen=True, slots=True)
class Typed:
    """One field of the form that could not be taken: its name, what it is called, and what was written in it.

    A field without a label was chosen or left blank: it is sent again as it is, and not shown.
    """

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """The answer to an address or an act that is not possible.

    ``typed`` are the fields of the form that somebody sent, empty if he wrote nothing into it. ``path`` is where they go if
    they can be sent again, "" where they cannot.
    """

    template: ClassVar[str] = "refusal.html"

    title: str
    message: str
    remedy: str
    back: str
    typed: tuple[Typed, ...] = ()
    path: str = ""


def typed_in(sent: Iterable[tuple[str, str]]) -> tuple[Typed, ...]:
    """Return the fields of a form in their order; none of them if nobody wrote anything into it."""
    labels = _labels()
    fields = [Typed(name, labels.get(name, "") if text.strip() else "", text) for name, text in sent if name not in NEVER_SHOWN]
    return tuple(fields) if any(field.label for field in fields) else ()


NEVER_SHOWN = frozenset({"seal", "password", "card"})
"""What opens something is not shown back; the form gets the seal of its login anew."""


def _labels() -> Mapping[str, str]:
    """Return what the fields are called into which people write words."""
    return {
        "reason": _("Reason"),
        "why": _("Reason"),
        "grounds": _("Grounds"),
        "ground": _("Grounds"),
        "passed": _("Reason"),
        "law": _("Law"),
        "security": _("Security"),
        "amount": _("Amount"),
        "value": _("Value"),
        "text": _("Answer"),
        "documents": _("Documents"),
        "finding": _("Answer"),
        "remark": _("Remark"),
    }
