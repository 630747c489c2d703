"""The rows: what the tables say of cases and messages, as plain nouns, and what a case's row is worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import RowMapping

from eclear.casefile.asking import asked_of_trader
from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.finding import Finding
from eclear.casefile.reading import Outcome
from eclear.reference import country

DIGEST_SHOWN = 12
"""How many characters of a model's digest a row keeps: enough to tell models apart."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a line in a list. ``waiting_for`` are guard ids, ``agencies`` the agencies that have not answered.

    ``officer`` is the one it was allotted to, ``lodged_by`` who signed the declaration; "" for nobody. ``asks`` is what is
    asked of the trader (:class:`~eclear.casefile.asking.Kind`), ``ask_by`` the earliest day by which he is to do something.
    ``lane`` is the one in which it is worked on. ``work`` is True while officers have something to do about it, ``due`` by
    when as it was promised, ``proposed`` a lighter lane that waits for a second officer.
    """

    id: str
    version: int
    trader: str
    lrn: str
    sha256: str
    number: str | None
    type: str
    importer: str | None
    goods: str | None
    status: str
    cargo_state: str | None
    tax: str | None
    permits: str | None
    lane: str | None
    waiting_for: tuple[str, ...]
    cargo: str | None
    total_due: Decimal
    received: datetime
    updated: datetime
    latest: str
    officer: str
    lodged_by: str
    agencies: tuple[str, ...]
    asks: tuple[str, ...]
    ask_by: date | None
    released: bool
    work: bool
    due: datetime | None
    proposed: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a declaration was judged, and what came of it: a line of what the watch over the lanes counts.

    ``day`` is the day of lodging in the country's time, ``cause`` and ``rule`` say what made the lane. ``chance``,
    ``critical`` and ``at_risk`` are those of the latest score, ``model`` the first characters of its model's digest: all
    None where there was none. ``result`` is that of the latest examination (conform, irregular or critical), None for what
    nobody examined. ``hits`` are all profiles that it meets. Officers' knowledge.
    """

    case: str
    day: date
    type: str
    lane: str
    cause: str
    rule: str | None
    chance: float | None
    critical: float | None
    at_risk: float | None
    model: str | None
    audit: bool
    result: str | None
    status: str
    importer: str | None
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that did not become a case, kept in the intake log so that the try can be looked at.

    ``person`` is who sent it, "" for who is alone with his machine.
    """

    number: int
    at: datetime
    sha256: str
    outcome: Outcome
    findings: tuple[Finding, ...]
    body: bytes
    person: str


@dataclass(frozen=True, slots=True)
class Request:
    """A message about a declaration that was taken in: an amendment, a cancellation or an arrival, as it was received."""

    number: int
    sha256: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that a trader hears of: its position in the room's log, the case it is about, and where it stands.

    ``case`` is "" where the message named no case that is known.
    """

    position: int
    case: str
    stream: str
    sequence: int


def day_of(case: Case) -> date:
    """Return the day on which a declaration was lodged, in the time of its country."""
    law = country(case.lodged.country)
    return case.received.astimezone(law.time_zone if law else UTC).date()


def columns_of(case: Case, waiting_for: Sequence[str]) -> dict[str, Any]:
    """Return what a case's row says, worked out from the case; ``waiting_for`` are the ids of its open guards."""
    lodged, decision, score, asks = case.lodged, case.decision, case.score, asked_of_trader(case)
    clock, due = case.clock, due_of(case)
    return {
        "id": case.id,
        "version": case.version,
        "trader": lodged.trader,
        "lrn": lodged.lrn,
        "sha256": lodged.sha256,
        "number": case.number,
        "type": lodged.type,
        "importer": lodged.importer,
        "goods": lodged.goods,
        "status": case.status,
        "cargo_state": case.cargo_state,
        "tax": case.tax,
        "permits": case.permits,
        "lane": decision.lane.value if decision else None,
        "waiting_for": ",".join(waiting_for),
        "cargo": lodged.cargo,
        "total_due": str(case.total_due),
        "received": case.received.isoformat(),
        "updated": case.updated.isoformat(),
        "latest": case.latest,
        "day": day_of(case).isoformat(),
        "cause": decision.cause.value if decision else None,
        "rule": decision.rule if decision else None,
        "hits": ",".join(decision.hits) or None if decision else None,
        "chance": score.chance if score else None,
        "critical": score.critical if score else None,
        "at_risk": score.at_risk if score else None,
        "model": score.model_sha256[:DIGEST_SHOWN] if score else None,
        "audit": decision.audit if decision else False,
        "result": case.examination.result if case.examination else None,
        "officer": case.officer,
        "lodged_by": case.lodged_by[0] if case.lodged_by else "",
        "agencies": _listed(need.agency for need in case.needs if case.answer_of(need) is None),
        "concerned": _listed(need.agency for need in case.needs),
        "overridden": case.overridden.value if case.overridden else None,
        "proposed": case.proposal.lane.value if case.proposal and clock.hands else None,
        "work": bool(clock.hands),
        "due": due.isoformat() if due else None,
        "done": clock.done.isoformat() if clock.done and not clock.hands else None,
        "asks": _listed(ask.kind for ask in asks),
        "ask_by": min((ask.by.isoformat() for ask in asks if ask.by), default=""),
        "released": case.released is not None,
    }


def columns_of_cargo(cargo: Cargo) -> dict[str, Any]:
    """Return what a cargo's row says, worked out from the cargo."""
    return {
        "number": cargo.number,
        "version": cargo.version,
        "state": cargo.state,
        "shed": cargo.shed,
        "carrier": cargo.carrier,
        "goods": cargo.listed.goods if cargo.listed else None,
        "updated": cargo.updated.isoformat() if cargo.updated else "",
    }


def due_of(case: Case) -> datetime | None:
    """Return by when an officer has acted on a case if its country keeps what it promises for the lane; None while nobody
    waits for an officer, or where nothing is promised."""
    if case.clock.since is None or case.lane is None:
        return None
    law = country(case.lodged.country)
    promised = law.policy.on(case.lodged.declared_on).promised.get(case.lane) if law else None
    return case.clock.due(promised) if promised else None


def _listed(names: Iterable[str]) -> str:
    """Return names with a comma before, between and behind them, so that each can be looked for whole."""
    told = ",".join(dict.fromkeys(names))
    return f",{told}," if told else ""


def row_of(line: RowMapping) -> CaseRow:
    """Return a line of a list from what its table holds."""
    columns = {name: line[name] for name in CaseRow.__dataclass_fields__}
    columns["waiting_for"] = tuple(filter(None, line["waiting_for"].split(",")))
    columns["agencies"] = tuple(filter(None, line["agencies"].split(",")))
    columns["asks"] = tuple(filter(None, line["asks"].split(",")))
    columns["ask_by"] = date.fromisoformat(line["ask_by"]) if line["ask_by"] else None
    columns["total_due"] = Decimal(line["total_due"])
    columns["lane"] = line["overridden"] or line["lane"]
    columns["due"] = datetime.fromisoformat(line["due"]) if line["due"] else None
    columns["received"] = datetime.fromisoformat(line["received"])
    columns["updated"] = datetime.fromisoformat(line["updated"])
    return CaseRow(**columns)


def judgement_of(line: RowMapping) -> Judgement:
    """Return how a declaration was judged from what its table holds."""
    hits = tuple(filter(None, (line["hits"] or "").split(",")))
    return Judgement(**dict(line) | {"day": date.fromisoformat(line["day"]), "hits": hits})


def refusal_of(line: RowMapping) -> Refusal:
    """Return a refused message from what its table holds."""
    return Refusal(
        line["number"],
        datetime.fromisoformat(line["at"]),
        line["sha256"],
        Outcome(line["outcome"]),
        msgspec.json.decode(line["findings"], type=tuple[Finding, ...]),
        line["body"],
        line["person"],
    )
