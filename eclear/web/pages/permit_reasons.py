"""Why an agency is concerned, and what decided on an item, in the reader's language.

What was recorded is English, as it was found when the declaration came. It is said anew from the country folder where that still
says the same; where it does not, the record stands as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from eclear.casefile.permit import NeedLine, PermitNeed
from eclear.journey.permits import Reason, reasons, told
from eclear.reference import Agencies
from eclear.web.languages import _, word


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words; ``english`` is True where it is the recorded English, which no catalogue has."""

    text: str
    english: bool = False

    @property
    def lang(self) -> str:
        """The language that the text is marked with; "" for that of the page."""
        return "en" if self.english else ""


def why_concerned(need: PermitNeed, agencies: Agencies, on: date) -> Why:
    """Return why an agency is concerned: its condition, after the items that it is about."""
    goods = [
        (line.item, line.hs, [found for _agency, found in agencies.asked_of(need.agency, line.hs, on)]) for line in need.lines
    ]
    found = reasons(goods)
    if told(found) != need.why:
        return Why(need.why, english=True)
    return Why("; ".join(map(_told, found)))


def _told(reason: Reason) -> str:
    items = ", ".join(_item(number, code) for number, code in reason.items)
    return _("%(items)s: %(condition)s", items=items, condition=word(reason.condition))


def _item(number: int, code: str) -> str:
    return _("Item %(number)s (%(code)s)", number=number, code=code) if code else _("Item %(number)s", number=number)


def why_decided(line: NeedLine, agency: str) -> Why:
    """Return what decided whether an item needs the permit of an agency; empty where nothing has."""
    if line.answers and f" to {line.answers[-1].question} means " in line.why:
        last = line.answers[-1]
        return Why(_("The answer “%(text)s” to %(question)s decided this.", text=last.text, question=last.question))
    if line.exemption and line.why.startswith(f"Exemption {line.exemption} "):
        return Why(_("The declaration claims it, with the code %(code)s.", code=line.exemption))
    if line.exemption and line.why.startswith(f"{agency} waives it "):
        return Why(_("%(agency)s waives it, with the code %(code)s.", agency=agency, code=line.exemption))
    return Why(line.why, english=True)
