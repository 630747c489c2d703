"""The sample declarations: each is a folder with a WCO message and its expected outcome, and can be played.

``expected.toml`` tells the story, what is reported of the cargo before the declaration, what lodging must lead to, and
what happens then. The tests hold every sample to it; the demo plays them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from eclear.casefile.case import Case
from eclear.casefile.permit import Answer
from eclear.casefile.words import Term
from eclear.clearance import Office, Submission, answer_permit, arrive, decide, pay, submit


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a story - what happens, and what the case must then look like (keys of the public contract)."""

    kind: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]


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


def samples(folder: Path) -> tuple[Sample, ...]:
    """Return the samples of a folder by name; raises FileNotFoundError where a sample lacks its message."""
    return tuple(_sample(path.parent) for path in sorted(folder.glob("*/expected.toml")))


def _sample(folder: Path) -> Sample:
    told = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    return Sample(
        name=folder.name,
        title=Term(told["title"]["en"], told["title"]["ko"]),
        story=Term(told["story"]["en"], told["story"]["ko"]),
        message=(folder / "declaration.xml").read_bytes(),
        cargo=told.get("cargo"),
        before=tuple(map(_step, told.get("before", []))),
        lodged=told["lodged"],
        then=tuple(map(_step, told.get("then", []))),
    )


def _step(told: Mapping[str, Any]) -> Step:
    given = {key: value for key, value in told.items() if key not in ("kind", "expect")}
    return Step(told["kind"], given, told.get("expect", {}))


def lodge(office: Office, sample: Sample, *, room: str = "open") -> Submission:
    """Report what came before, then lodge the declaration. A sample that was lodged before is left as it is."""
    for step in sample.before:
        if not _known(office, sample, step, room):
            _report(office, sample, step, room)
    return submit(office, sample.message, room=room)


def play(office: Office, case: Case, sample: Sample, step: Step, *, room: str = "open") -> Case:
    """Let one event of the story happen to the case, and return the case after it."""
    given = dict(step.given)
    if step.kind == "permit-answered":
        answer = Answer(given.pop("answer"))
        return answer_permit(office, case.id, given.pop("agency"), answer, room=room, **given)
    if step.kind == "decided":
        return decide(office, case.id, given.pop("verb"), room=room, **given)
    if step.kind == "paid":
        amount = given.get("amount")
        return pay(office, case.id, Decimal(amount) if amount else None, room=room)
    _report(office, sample, step, room)
    with office.store.reading(room) as records:
        found = records.case(case.id)
    assert found is not None
    return found


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
