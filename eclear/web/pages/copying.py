"""A copy of a pack: the form in which names, amounts and words are changed. Values of the key are named as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eclear.training.copying import Field
from eclear.web.languages import LANGUAGES, _
from eclear.web.pages.shelf import FaultLine, PackLine


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of the form: its name, what it is called, what stands in it, and whether it belongs to the key."""

    name: str
    label: str
    value: str
    long: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together: the words in a language, or the values of a variant."""

    title: str
    fields: tuple[FieldShown, ...]
    code: str


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The form of a copy. In the projector view the values of the key are left out, and stay as they are."""

    template: ClassVar[str] = "pack_copy.html"

    pack: PackLine
    slug: str
    groups: tuple[FieldGroup, ...]
    hidden: bool
    problem: str
    faults: tuple[FaultLine, ...]


def copy_page(
    pack: PackLine,
    fields: Sequence[Field],
    *,
    slug: str = "",
    typed: Mapping[str, str] | None = None,
    projector: bool = False,
    problem: str = "",
    faults: tuple[FaultLine, ...] = (),
) -> CopyPage:
    """Return the page; ``typed`` is what stands in the form by the names of its fields."""
    shown: dict[str, list[FieldShown]] = {}
    for field in fields:
        if not (projector and field.sealed):
            value = (typed or {}).get(field.name, field.value)
            one = FieldShown(field.name, _label(field), value, field.long, field.sealed)
            shown.setdefault(field.group, []).append(one)
    groups = tuple(FieldGroup(_title(group), tuple(lines), group if group in LANGUAGES else "") for group, lines in shown.items())
    return CopyPage(pack, slug or f"{pack.slug}-2", groups, projector, problem, faults)


def _title(group: str) -> str:
    return LANGUAGES[group] if group in LANGUAGES else _("Variant %(id)s", id=group.upper())


def _label(field: Field) -> str:
    return {"title": _("Title"), "summary": _("Summary"), "brief": _("The story")}.get(field.label, field.label.replace("_", " "))
