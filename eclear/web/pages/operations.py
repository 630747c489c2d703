"""Regimes that suspend duty: the ledger of what is suspended, one operation at both its offices, and the form to declare one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.notice import PaymentState
from eclear.casefile.quantity import Amount
from eclear.casefile.suspension import Stage, Suspension
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.reference.regimes import ENDINGS, Regime
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.board import Step
from eclear.web.pages.cargo import Declared
from eclear.web.pages.money import PAYMENTS
from eclear.web.pages.timeline import Happening

FIELDS = (
    "regime",
    "cargo",
    "code",
    "value",
    "origin",
    "office",
    "shed",
    "to_office",
    "to_shed",
    "mode",
    "route",
    "guarantee",
    "guaranteed",
    "principal",
)
"""Every field of the form."""


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation in the ledger: what is suspended under it, until when, and what became of it."""

    number: str
    regime: Term
    cargo: str
    principal: str
    way: str
    suspended: str
    guaranteed: str
    stage: Term
    look: str
    due: date | None
    overdue: bool
    collected: str
    to_collect: str


@dataclass(frozen=True, slots=True)
class CollectionLine:
    """An order to the bank to collect claimed duty: from whose account, how much, and how it went."""

    order: str
    account: str
    amount: str
    state: Term
    look: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The ledger of suspended duty. ``problem`` says why what was typed was not taken, which is kept in ``typed``."""

    template: ClassVar[str] = "operations.html"

    lines: tuple[OperationLine, ...]
    open: int
    total: str
    overdue: int
    offices: tuple[tuple[str, Term], ...]
    office: str
    regimes: tuple[tuple[str, Term], ...]
    notes: tuple[tuple[Term, Term, str], ...]
    modes: tuple[tuple[str, Term], ...]
    sheds: tuple[tuple[str, Term], ...]
    all_offices: tuple[tuple[str, Term], ...]
    may_declare: bool
    typed: Mapping[str, str]
    problem: str
    currency: str


@dataclass(frozen=True, slots=True)
class OperationPage:
    """One operation: its steps, its seals, its duty and guarantee, and what can be done about it now.

    ``declared`` are the declarations of the goods, where they end with the operation.
    """

    template: ClassVar[str] = "operation.html"

    line: OperationLine
    steps: tuple[Step, ...]
    goods: str
    route: str
    mode: str
    guarantee: str
    seals: tuple[str, ...]
    intact: bool | None
    remark: str
    ended_by: Term | None
    claimed: str
    collections: tuple[CollectionLine, ...]
    acts: tuple[str, ...]
    endings: tuple[tuple[str, Term], ...]
    timeline: tuple[Happening, ...]
    problem: str
    declared: tuple[Declared, ...] = ()
    has_ended: bool = False


def line_of(found: Suspension, law: Country, today: date) -> OperationLine:
    """Return an operation as the ledger shows it."""
    what = found.operation

    def money(amount: Decimal) -> str:
        return wording.money(Amount(amount, what.currency), law.code)

    looks = {Stage.DISCHARGED: "ok", Stage.CLAIMED: "stop", Stage.REFUSED: "stop"}
    overdue = found.overdue(today)
    start, end = what.shed or what.office, what.to_shed or what.to_office
    return OperationLine(
        number=found.number,
        regime=law.regimes.called(what.regime),
        cargo=what.cargo,
        principal=what.principal,
        way=start if start == end else f"{start} → {end}",
        suspended=money(what.suspended),
        guaranteed=money(what.guaranteed),
        stage=found.stage.term,
        look="stop" if overdue else looks.get(found.stage, "wait"),
        due=found.due if found.stage.is_open else None,
        overdue=overdue,
        collected=money(found.collected) if found.collected else "",
        to_collect=money(found.to_collect) if found.to_collect else "",
    )


COLLECTED = {PaymentState.SETTLED: "ok", PaymentState.REFUSED: "stop"}


def ledger_page(
    operations: Sequence[Suspension],
    law: Country,
    today: date,
    *,
    office: str,
    may_declare: bool,
    typed: Mapping[str, str],
    problem: str = "",
) -> LedgerPage:
    """Return the ledger of these operations, and the form for another."""
    shown = [one for one in operations if not office or office in (one.operation.office, one.operation.to_office)]
    running = [one for one in shown if one.stage.is_open]
    suspending = [regime for regime in law.regimes.on(today) if regime.suspends]
    allowed = {mode for regime in suspending for mode in regime.modes} or set(law.codes.transport_modes)
    return LedgerPage(
        lines=tuple(line_of(one, law, today) for one in shown),
        open=len(running),
        total=wording.money(Amount(sum((one.operation.suspended for one in running), Decimal(0)), law.currency), law.code),
        overdue=sum(one.overdue(today) for one in running),
        offices=tuple((code, entry.name) for code, entry in law.codes.offices.items()),
        office=office,
        regimes=tuple((regime.id, regime.name) for regime in suspending),
        notes=tuple((regime.name, regime.note, _asks(regime)) for regime in law.regimes.on(today)),
        modes=tuple((code, mode.name) for code, mode in law.codes.transport_modes.items() if code in allowed),
        sheds=tuple((code, shed.name) for code, shed in law.codes.sheds.items()),
        all_offices=tuple((code, entry.name) for code, entry in law.codes.offices.items()),
        may_declare=may_declare,
        typed={name: typed.get(name, "") for name in FIELDS},
        problem=problem,
        currency=law.currency,
    )


def _asks(regime: Regime) -> str:
    """Say what a regime asks for."""
    if not regime.suspends:
        return ""
    said = [_("%(days)s days", days=regime.days)]
    if regime.guarantee_percent:
        said.append(_("guarantee %(percent)s percent of the duty", percent=f"{regime.guarantee_percent:f}"))
    if regime.seals:
        said.append(_("under seal"))
    if regime.ends_declarations:
        said.append(_("ends the declarations"))
    return ", ".join(said)


def operation_page(
    found: Suspension,
    law: Country,
    today: date,
    acts: tuple[str, ...],
    ends: Sequence[str],
    timeline: tuple[Happening, ...],
    problem: str,
    declared: tuple[Declared, ...] = (),
) -> OperationPage:
    """Return the page of an operation; ``acts`` are the steps that who looks at it may take now."""
    what = found.operation
    mode = law.codes.transport_modes.get(what.mode)
    return OperationPage(
        line=line_of(found, law, today),
        steps=_steps(found),
        goods=", ".join(filter(None, (what.code, what.origin, wording.money(Amount(what.value, what.currency), law.code)))),
        route=what.route,
        mode=str(mode.name) if mode else what.mode,
        guarantee=what.guarantee,
        seals=found.seals,
        intact=found.intact,
        remark=found.remark,
        ended_by=ENDINGS.get(found.by),
        claimed=wording.money(Amount(found.claimed, what.currency), law.code) if found.claimed is not None else "",
        collections=tuple(
            CollectionLine(
                one.order,
                one.account,
                wording.money(Amount(one.amount, what.currency), law.code),
                PAYMENTS[one.state],
                COLLECTED.get(one.state, "wait"),
            )
            for one in found.collections
        ),
        acts=acts,
        endings=tuple((end, ENDINGS[end]) for end in ends),
        timeline=timeline,
        problem=problem,
        declared=declared,
        has_ended=found.ended is not None,
    )


def _steps(found: Suspension) -> tuple[Step, ...]:
    """Return the way of an operation: what has happened, and what is to come until it is discharged."""
    came = [(Stage.DECLARED, found.declared), (Stage.ACCEPTED, found.accepted)]
    if found.operation.mode or found.departed:
        came += [(Stage.DEPARTED, found.departed), (Stage.ARRIVED, found.arrived)]
    bad = found.stage in (Stage.REFUSED, Stage.CLAIMED)
    end = (found.stage if bad else Stage.DISCHARGED, found.ended)
    if bad:
        came = [(stage, at) for stage, at in came if at]  # what did not happen will not happen any more
    steps = [Step(stage.term, at, "done" if at else "", here=stage is found.stage) for stage, at in came]
    return (*steps, Step(end[0].term, end[1], "stop" if bad else "done" if end[1] else "", here=end[0] is found.stage))
