"""The sample declarations: each is a folder with a WCO message and its expected outcome, and can be played.

``expected.toml`` tells the story, what is reported of the cargo before the declaration, what lodging must lead to, and
what happens then: reports, decisions, payments, and messages about the declaration, which lie in the same folder. The tests
hold every sample to it; the demo lodges them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from eclear.casefile.case import Case
from eclear.casefile.doubt import About, NewValue, Outcome, Side
from eclear.casefile.permit import Answer
from eclear.casefile.security import Form
from eclear.casefile.valuation import Method, Passed
from eclear.casefile.words import Term
from eclear.clearance import (
    Office,
    Submission,
    answer_doubt,
    answer_permit,
    arrive,
    decide,
    decide_doubt,
    exit_confirmed,
    find,
    pay,
    payment_failed,
    raise_doubt,
    remind,
    submit,
)
from eclear.clearance.drafting import in_own_name

DECLARATION_NUMBER = b"DECLARATION-NUMBER"
"""Stands in a message about a declaration for its number, which customs gives only when the sample is lodged."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a story - what happens, and what the case must then look like (keys of the public contract).

    ``message`` is the message about the declaration that a step of kind ``sent`` sends. ``replies`` are the kinds of the WCO
    responses that the declarant gets because of the event, such as ``13/4``, in order.
    """

    kind: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    message: bytes | None = None
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample declaration with its story: what came before, what lodging leads to, what happens then."""

    name: str
    title: Term
    story: Term
    message: bytes
    cargo: str | None
    before: tuple[Step, ...]
    lodged: Mapping[str, Any]
    then: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A story after one of its events: the case, and what became of the message where one was sent."""

    case: Case
    sent: Submission | None = None


def samples(folder: Path) -> tuple[Sample, ...]:
    """Return the samples of a folder by name; raises FileNotFoundError where a sample lacks one of its messages."""
    return tuple(_sample(path.parent) for path in sorted(folder.glob("*/expected.toml")))


def _sample(folder: Path) -> Sample:
    told = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    return Sample(
        name=folder.name,
        title=Term(told["title"]["en"], told["title"]["ko"]),
        story=Term(told["story"]["en"], told["story"]["ko"]),
        message=(folder / "declaration.xml").read_bytes(),
        cargo=told.get("cargo"),
        before=tuple(_step(folder, step) for step in told.get("before", [])),
        lodged=told["lodged"],
        then=tuple(_step(folder, step) for step in told.get("then", [])),
    )


def _step(folder: Path, told: Mapping[str, Any]) -> Step:
    given = {key: value for key, value in told.items() if key not in ("kind", "expect", "message", "replies")}
    message = (folder / told["message"]).read_bytes() if "message" in told else None
    return Step(told["kind"], given, told.get("expect", {}), message, tuple(told.get("replies", ())))


def lodge(office: Office, sample: Sample, *, room: str = "open") -> Submission:
    """Report what came before, then lodge the declaration, at a trader's desk in his own name.

    A sample that was lodged before is left as it is.
    """
    for step in sample.before:
        if not _known(office, sample, step, room):
            _report(office, sample, step, room)
    return submit(office, in_own_name(office, sample.message), room=room)


def play(office: Office, case: Case, sample: Sample, step: Step, *, room: str = "open") -> Played:
    """Let one event of the story happen to the case, and return how the story stands after it."""
    given = dict(step.given)
    match step.kind:
        case "sent":
            return _send(office, case, step, room)
        case "permit-answered":
            answer = Answer(given.pop("answer"))
            return Played(answer_permit(office, case.id, given.pop("agency"), answer, room=room, **given))
        case "decided":
            amount, form = given.pop("amount", None), given.pop("form", None)
            given |= {"amount": Decimal(amount) if amount else None, "form": Form(form) if form else None}
            return Played(decide(office, case.id, given.pop("verb"), room=room, **given))
        case "doubt-raised":
            return Played(raise_doubt(office, case.id, About(given.pop("about")), given.pop("items"), room=room, **given))
        case "doubt-answered":
            side = Side(given.pop("side", Side.DECLARANT))
            return Played(answer_doubt(office, case.id, given.pop("doubt", 1), given.pop("text"), side=side, room=room, **given))
        case "doubt-decided":
            values, outcome = tuple(map(_value, given.pop("values", ()))), Outcome(given.pop("outcome"))
            return Played(decide_doubt(office, case.id, given.pop("doubt", 1), outcome, values=values, room=room, **given))
        case "paid":
            amount = given.get("amount")
            return Played(pay(office, case.id, Decimal(amount) if amount else None, room=room))
        case "payment-failed":
            return Played(payment_failed(office, case.id, account=given.get("account"), room=room))
        case "reminded":
            return Played(remind(office, case.id, room=room))
        case "exited":
            return Played(exit_confirmed(office, case.id, office_of_exit=given.get("office"), room=room))
    _report(office, sample, step, room)
    return Played(_now(office, case, room))


def _value(told: Mapping[str, Any]) -> NewValue:
    """Read the value that a story sets: ``passed`` says of each earlier method, by its number, why it did not do."""
    passed = tuple(Passed(Method(method), why) for method, why in told.get("passed", {}).items())
    return NewValue(told["item"], Decimal(told["value"]), told["method"], told["grounds"], passed)


def _send(office: Office, case: Case, step: Step, room: str) -> Played:
    """Send a message about the declaration of the case, with its number filled in; it may be refused."""
    assert step.message is not None and case.number is not None, "only a message about a registered declaration can be sent"
    sent = submit(office, step.message.replace(DECLARATION_NUMBER, case.number.encode()), room=room)
    return Played(sent.case or _now(office, case, room), sent)


def _now(office: Office, case: Case, room: str) -> Case:
    """Return the case as the room's records hold it now."""
    return find(office, case.id, room=room)[0]


def _known(office: Office, sample: Sample, step: Step, room: str) -> bool:
    """True if the cargo was reported so before: by an earlier lodging, after which it may have left long ago."""
    if sample.cargo is None:
        return False
    with office.store.reading(room) as records:
        cargo = records.cargo(sample.cargo)
    reported = {"manifest-reviewed": cargo.manifest_reviewed, "carried-in": cargo.carried_in, "carried-out": cargo.carried_out}
    return reported.get(step.kind) is not None


def _report(office: Office, sample: Sample, step: Step, room: str) -> None:
    assert sample.cargo is not None, f"{sample.name}: a cargo event needs the sample's cargo number"
    arrive(office, sample.cargo, step.kind, shed=step.given.get("shed"), room=room)
