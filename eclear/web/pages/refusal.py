"""What could not be done, why, and what to do next; with everything that was typed, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.words import Term
from eclear.web.languages import _
from eclear.web.pages.money import WAYS


@dataclass(frozen=True, slots=True)
class Typed:
    """One field of the form that could not be taken: its name, what it is called, and what was written in it.

    ``choices`` are those of a field that is chosen, where a refusal may ask for another.

    A field without a label was chosen, or left blank though nothing asks for it: it is sent again as it is, and not shown.
    """

    name: str
    label: str
    text: str
    choices: tuple[tuple[str, Term], ...] = ()


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
    sent = tuple(sent)
    in_rows = not IN_ROWS.isdisjoint(name for name, _text in sent)
    labels = {**_labels(), **(_labels_of_rows() if in_rows else {})}
    fields = [
        Typed(name, _("How"), text, WAYS)
        if name == "how" and text in dict(WAYS)
        else Typed(name, labels.get(name, "") if text.strip() or name in ASKED_FOR else "", text)
        for name, text in sent
        if name not in NEVER_SHOWN
    ]
    return tuple(fields) if any(field.label and field.text.strip() and not field.choices for field in fields) else ()


IN_ROWS = frozenset({"figure", "quantity"})
"""What makes a form one of rows, each about an item: only there is the number of the item typed, and shown back."""

ASKED_FOR = frozenset({"reason", "why", "grounds", "law"})
"""What a refusal may ask for: such a field is shown even if it was left blank, so that it can be filled in."""

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
        "limit": _("Limit"),
        "trader": _("Number of the trader"),
    }


def _labels_of_rows() -> Mapping[str, str]:
    return {
        "number": _("Declaration number"),
        "item": _("Item"),
        "figure": _("Right figure"),
        "quantity": _("Quantity used"),
    }
