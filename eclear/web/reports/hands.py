"""The hands of an exercise: what is written in a pack is done as a program would report it, with the same words and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.profile import Profile
from eclear.casefile.scenario import Act
from eclear.casefile.words import Term
from eclear.clearance import Office, Submission, set_profile, submit, take_manifest
from eclear.clearance.amending_by_form import begin_amendment, send_amendment
from eclear.clearance.drafting import save
from eclear.training.stage import AMENDED, LODGED, MANIFEST, PROFILE, SENT
from eclear.web.reports import (
    AccountEvent,
    CargoEvent,
    CaseEvent,
    DeskEvent,
    Here,
    OperationEvent,
    RegisterEvent,
    VoyageEvent,
    kinds_of,
)
from eclear.web.reports.told import Code, Law, Text, Told

Words = TypeVar("Words", bound=Told)
Codes = Annotated[list[Code], Field(max_length=40, default_factory=list)]


class ManifestLineTold(Told):
    """A line of a manifest, as its carrier lists it."""

    cargo: Code
    carrier: Code
    bill: Code
    mode: Code
    loaded_in: Code
    consignor: Text
    consignee: Text
    goods: Text
    packages: Annotated[int, Field(ge=1, lt=10**9)]
    gross_mass_kg: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]


class ManifestTold(Told):
    """Lines of a manifest that is taken in."""

    lines: Annotated[list[ManifestLineTold], Field(min_length=1, max_length=100)]


class ProfileTold(Told):
    """A risk profile of the room: which lane it demands, why, and under which conditions."""

    id: Code
    lane: Lane
    reason: Text
    reason_ko: Text = ""
    hs: Codes
    origins: Codes
    export_countries: Codes
    importers: Codes
    declarants: Codes
    sellers: Annotated[list[Text], Field(max_length=40, default_factory=list)]


class AmendedTold(Told):
    """What is amended by form: fields by their way, such as ``items.1.hs``, with their new texts; by customs with a ``law``."""

    changes: Annotated[dict[str, Text], Field(min_length=1, max_length=40)]
    reason: Text
    code: Code = "21"
    law: Law = ""


class MessageTold(Told):
    """A message: nothing is told beside it."""


OWN: Mapping[str, type[Told]] = {
    LODGED: MessageTold,
    SENT: MessageTold,
    MANIFEST: ManifestTold,
    PROFILE: ProfileTold,
    AMENDED: AmendedTold,
}
"""The kinds that a pack may use besides those of the interface, with what can be told in each."""

ABOUT_CASES, ABOUT_CARGO = kinds_of(CaseEvent), kinds_of(CargoEvent)
OTHERS: Mapping[str, type[Told]] = {
    kind: one
    for union in (RegisterEvent, VoyageEvent, OperationEvent, AccountEvent, DeskEvent)
    for kind, one in kinds_of(union).items()
}


class ReportingHands:
    """Does what is written in a pack with the kinds of the interface for programs."""

    def wrong(self, kind: str, fields: Mapping[str, Any]) -> str:
        """Say what is wrong with an act as it is written; "" if nothing is."""
        models = [model for model in (OWN.get(kind), ABOUT_CASES.get(kind), ABOUT_CARGO.get(kind), OTHERS.get(kind)) if model]
        if not models:
            return f"{kind!r} is no kind of event. The page /api lists them; a pack knows besides: {', '.join(OWN)}."
        problems = [_problem(model, kind, fields) for model in models]
        return "" if "" in problems else problems[0]

    def do(self, office: Office, room: str, act: Act, subject: str, at: datetime | None = None) -> None:
        """Do it, as who acts in the office; see :class:`~eclear.training.stage.Hands`."""
        office = office.at(at) if at else office
        here = Here(office, room, None, at)
        match act.kind:
            case "lodged" | "sent":
                _send(office, room, act)
            case "manifest":
                _take(office, room, _told(ManifestTold, act))
            case "profile":
                _set(office, room, _told(ProfileTold, act))
            case "amended":
                _amend(office, room, subject, _told(AmendedTold, act))
            case kind if kind in OTHERS:
                event = _read(OTHERS[kind], kind, act.fields)
                event.happen(here, *([] if kind in kinds_of(DeskEvent) else [subject]))
            case kind:
                case = _case(office, room, subject)
                if case and kind in ABOUT_CASES:
                    _read(ABOUT_CASES[kind], kind, act.fields).happen(here, case)
                elif kind in ABOUT_CARGO:
                    _read(ABOUT_CARGO[kind], kind, act.fields).move(here, subject)
                else:
                    raise IllegalStep(f"{kind} is about a case, and no case has the number {subject!r}. Name another one.")


def _send(office: Office, room: str, act: Act) -> None:
    """Send a message; one that is not taken in is an illegal step, whose sentence says what was found."""
    done = submit(office, act.message or b"", room=room)
    if done.case is None or done.case.status == "D1":
        raise IllegalStep("; ".join(finding.message for finding in done.findings if finding.message) or done.outcome.value)


def _take(office: Office, room: str, told: ManifestTold) -> None:
    for taken in take_manifest(office, [ManifestLine(**line.model_dump()) for line in told.lines], room=room):
        if taken.refused:
            raise IllegalStep(taken.refused)


def _set(office: Office, room: str, told: ProfileTold) -> None:
    with office.store.reading(room) as records:
        day = office.moment(records, None).date()
    profile = Profile(
        told.id,
        Term(told.reason, told.reason_ko or told.reason),
        told.lane,
        hs=tuple(told.hs),
        origins=frozenset(told.origins),
        export_countries=frozenset(told.export_countries),
        importers=frozenset(told.importers),
        declarants=frozenset(told.declarants),
        sellers=frozenset(told.sellers),
        valid_from=day,
        valid_to=day.replace(year=day.year + 1, day=min(day.day, 28)),
    )
    set_profile(office, profile, why=told.reason, room=room)


def _amend(office: Office, room: str, subject: str, told: AmendedTold) -> None:
    """Amend by form: open the edition in force, change fields, send; what cannot be sent is an illegal step."""
    draft = begin_amendment(office, subject, by_customs=bool(told.law), room=room)
    changed = draft.draft.changed({_steps(way): text for way, text in told.changes.items()})
    assert changed.amends is not None
    amends = replace(changed.amends, said=told.reason, law=told.law, reason=changed.amends.reason or told.code)
    done = send_amendment(office, save(office, draft, replace(changed, amends=amends), room=room), room=room)
    if isinstance(done, tuple):
        checked, amendment = done
        found = [finding.message for finding in (*checked.findings, *amendment.asked.findings) if finding.message]
        raise IllegalStep("; ".join(found) or f"The amendment cannot be sent; it lacks: {', '.join(amendment.lacks)}.")
    if isinstance(done, Submission) and done.case is None:
        raise IllegalStep("; ".join(finding.message for finding in done.findings))


def _steps(way: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdecimal() else step for step in way.split("."))


def _case(office: Office, room: str, subject: str) -> Case | None:
    with office.store.reading(room) as records:
        return records.case(subject)


def _told(model: type[Words], act: Act) -> Words:
    try:
        return model.model_validate(dict(act.fields))
    except ValidationError as wrong:
        raise IllegalStep(_first(wrong)) from wrong


def _read(model: type[Told], kind: str, fields: Mapping[str, Any]) -> Any:
    try:
        return _adapter(model).validate_python({"kind": kind, **fields})
    except ValidationError as wrong:
        raise IllegalStep(_first(wrong)) from wrong


@cache
def _adapter(model: type[Told]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _problem(model: type[Told], kind: str, fields: Mapping[str, Any]) -> str:
    try:
        model.model_validate(dict(fields) if kind in OWN else {"kind": kind, **fields})
    except ValidationError as wrong:
        return _first(wrong)
    return ""


def _first(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"])) or "the act"
    return f"{place}: {first['msg']}. What can be told of each kind stands on the page /api."
