"""What the room's records hold about a cargo and about who signs, as it is typed into a form and told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from eclear.casefile.tally import Tally
from eclear.casefile.words import UNWRITABLE
from eclear.journey.checks import Known
from eclear.web.languages import _

MOST, LONGEST = 9, 35
"""How many numbers are read from one field, and how long one of them may be."""

_TAKEN = re.compile(r"(\S+) ([0-9]{1,20}(?:\.[0-9]{1,6})?)")


_COUNTED = re.compile(r"([0-9]{1,8})(?: ([0-9]{1,12}(?:\.[0-9]{1,6})?))?")
_NUMBER = re.compile(r"[0-9]{1,8}")

TEXTS = ("shed", "cases", "taken", "suspended", "mandates", "counted", "others", "successors")
"""The texts of the form, in their order."""


@dataclass(frozen=True, slots=True)
class RecordsForm:
    """The records as they stand in a form: boxes and texts, the rows of which have commas between them."""

    carried_in: bool
    carried_out: bool
    unlisted: bool
    abandoned: bool
    shed: str
    cases: str
    taken: str
    suspended: str
    mandates: str
    counted: str
    others: str
    successors: str


def as_form(known: Known) -> RecordsForm:
    """Return records as they stand in a form."""
    taken = ", ".join(f"{number} {quantity:f}" for number, quantity in known.approvals_taken.items())
    return RecordsForm(
        known.cargo_carried_in,
        known.cargo_carried_out,
        known.cargo_unlisted,
        known.cargo_abandoned,
        known.cargo_shed or "",
        ", ".join(known.cargo_cases),
        taken,
        known.suspended.isoformat() if known.suspended else "",
        ", ".join(sorted(known.mandates or ())),
        _written(known.cargo_counted),
        str(known.cargo_declared) if known.cargo_shared else "",
        ", ".join(known.cargo_successors),
    )


def sent(fields: Mapping[str, str]) -> RecordsForm | None:
    """Return the records that came with a form; None if the form had none."""
    if "records" not in fields:
        return None
    texts = (fields.get(name, "").strip() for name in TEXTS)
    ticked = ("carried_in" in fields, "carried_out" in fields, "unlisted" in fields, "abandoned" in fields)
    return RecordsForm(*ticked, *texts)


def read(form: RecordsForm, begun: Known) -> tuple[Known, dict[str, str]]:
    """Return the records that a form states, and by the id of the field what is wrong; what it cannot state stays as begun."""
    problems = {}
    cases, taken = _rows(form.cases), _rows(form.taken)
    matches = [_TAKEN.fullmatch(row) for row in taken]
    if not _short(cases):
        problems["cases"] = _("Type at most %(most)s numbers, of at most %(long)s characters each.", most=MOST, long=LONGEST)
        cases = ()
    if not _short([form.shed]):
        problems["shed"] = _("Type one code of at most %(long)s characters.", long=LONGEST)
    if not _short([match[1] for match in matches if match]) or not all(matches):
        problems["taken"] = _(
            "Type the number of an approval and a quantity, such as QFOD-26-004410 900.5, at most %(most)s.", most=MOST
        )
    mandates = _rows(form.mandates)
    if not _short(mandates):
        problems["mandates"] = _("Type at most %(most)s numbers, of at most %(long)s characters each.", most=MOST, long=LONGEST)
        mandates = ()
    suspended = _day(form.suspended)
    if form.suspended and suspended is None:
        problems["suspended"] = _("Type a day such as 2026-05-04, or leave it blank.")
    counted = _COUNTED.fullmatch(form.counted)
    if form.counted and not counted:
        problems["counted"] = _("Type packages and kilograms, such as 10 120.5.")
    if form.others and not _NUMBER.fullmatch(form.others):
        problems["others"] = _("Type a number of packages, or leave it blank.")
    successors = _rows(form.successors)
    if not _short(successors):
        problems["successors"] = _("Type at most %(most)s numbers, of at most %(long)s characters each.", most=MOST, long=LONGEST)
        successors = ()
    known = replace(
        begun,
        cargo_counted=Tally(int(counted[1]), Decimal(counted[2]) if counted[2] else None) if counted else None,
        cargo_shared=bool(form.others),
        cargo_declared=int(form.others) if _NUMBER.fullmatch(form.others) else 0,
        cargo_successors=successors,
        cargo_unlisted=form.unlisted,
        cargo_abandoned=form.abandoned,
        cargo_carried_in=form.carried_in,
        cargo_carried_out=form.carried_out,
        cargo_cases=cases,
        approvals_taken={match[1]: Decimal(match[2]) for match in matches if match},
        cargo_shed=form.shed or None,
        suspended=suspended,
        mandates=frozenset(mandates) or None,
    )
    return known, problems


def _written(tally: Tally | None) -> str:
    if tally is None:
        return ""
    return f"{tally.packages} {tally.gross_mass_kg:f}" if tally.gross_mass_kg is not None else str(tally.packages)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (row.strip() for row in text.split(","))))


def _short(rows: tuple[str, ...] | list[str]) -> bool:
    return len(rows) <= MOST and not any(len(row) > LONGEST or UNWRITABLE.search(row) for row in rows)


def told(known: Known) -> tuple[str, ...]:
    """Say what the records hold in an example."""
    form = as_form(known)
    said = [
        _("the cargo was carried in") if form.carried_in else "",
        _("into shed %(shed)s", shed=form.shed) if form.shed else "",
        _("the cargo was carried out") if form.carried_out else "",
        _("accepted for the same cargo: %(cases)s", cases=form.cases) if form.cases else "",
        _("taken of approvals by others: %(taken)s", taken=form.taken) if form.taken else "",
        _("who signs is suspended since %(day)s", day=form.suspended) if form.suspended else "",
        _("mandates of who signs: %(mandates)s", mandates=form.mandates) if form.mandates else "",
        _("listed or landed, in packages and kilograms: %(counted)s", counted=form.counted) if form.counted else "",
        _("packages in other declarations: %(others)s", others=form.others) if form.others else "",
        _("the goods went on under %(successors)s", successors=form.successors) if form.successors else "",
        _("the goods were landed and are on no manifest") if form.unlisted else "",
        _("the goods were abandoned") if form.abandoned else "",
    ]
    return tuple(filter(None, said)) or (_("nothing was reported of the cargo"),)
