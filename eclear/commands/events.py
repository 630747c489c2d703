"""The command that reports what happened to a case or to cargo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import say, say_case
from eclear.commands.typed import money, the_cargo, the_case

if TYPE_CHECKING:
    from eclear.clearance import Office

KINDS = (
    "manifest-reviewed",
    "carried-in",
    "carried-out",
    "permit-answered",
    "decided",
    "paid",
    "payment-failed",
    "reminded",
    "exited",
)
"""What can be reported. The first three are about cargo, the others about a case."""

OFFICERS_VERBS = "accept, pass, request-documents, inspect, hold, dismiss, query, release, challenge, grant or deny"


def event(
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    kind: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    agency: Annotated[str | None, typer.Option(help="permit-answered: which agency")] = None,
    answer: Annotated[str | None, typer.Option(help="permit-answered: approved, refused or waived")] = None,
    reference: Annotated[str | None, typer.Option(help="permit-answered: number of the approval")] = None,
    verb: Annotated[str | None, typer.Option(help=f"decided: {OFFICERS_VERBS}")] = None,
    security: Annotated[str | None, typer.Option(help="decided, to release: form, number and amount of the security")] = None,
    reason: Annotated[str | None, typer.Option(help="decided, permit-answered: the reason")] = None,
    amount: Annotated[str | None, typer.Option(help="paid: the amount; without it, the amount on the notice")] = None,
    shed: Annotated[str | None, typer.Option(help="carried-in: which bonded shed")] = None,
    account: Annotated[str | None, typer.Option(help="payment-failed: which account")] = None,
    exit_office: Annotated[str | None, typer.Option("--office", help="exited: which office of exit")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Report what happened to a case or to cargo."""
    from eclear import clearance
    from eclear.casefile.permit import Answer
    from eclear.web.contract import case_json

    knobs = settings()
    office, moment = open_office(knobs, scoring=as_json), room_time(knobs, at)
    if kind in clearance.REPORTS:
        office.enter(room)  # cargo may be reported before anything else is known in a room
        report_cargo(office, the_cargo(office, number, room), kind, shed, room, moment, as_json)
        return
    case = the_case(office, number, room)
    if kind == "permit-answered":
        if answer not in {a.value for a in Answer} or not agency:
            raise wrong_usage("permit-answered needs --agency CODE and --answer approved, refused or waived.")
        given = Answer(answer)
        after = clearance.answer_permit(office, case.id, agency, given, reference=reference, reason=reason, room=room, at=moment)
    elif kind == "decided":
        if not verb:
            raise wrong_usage(f"decided needs --verb: {OFFICERS_VERBS}.")
        after = clearance.decide(office, case.id, verb, reason=reason, security=security, room=room, at=moment)
    elif kind == "paid":
        after = clearance.pay(office, case.id, money(amount), room=room, at=moment)
    elif kind == "payment-failed":
        after = clearance.payment_failed(office, case.id, account=account, room=room, at=moment)
    elif kind == "reminded":
        after = clearance.remind(office, case.id, room=room, at=moment)
    elif kind == "exited":
        after = clearance.exit_confirmed(office, case.id, office_of_exit=exit_office, room=room, at=moment)
    else:
        raise wrong_usage(f"Kind {kind!r} is not known. Known: {', '.join(KINDS)}.")
    told = case_json(after, office.model)
    say(told) if as_json else say_case(told)


def report_cargo(
    office: Office, number: str, report: str, shed: str | None, room: str, at: datetime | None, as_json: bool
) -> None:
    """Report something about cargo, and print how it and its cases stand after that."""
    from eclear.clearance import arrive, find
    from eclear.web.contract import cargo_json, case_json

    cargo = arrive(office, number, report, shed=shed, room=room, at=at)
    if as_json:
        say(cargo_json(cargo))
        return
    typer.echo(f"  cargo {cargo.number}  {cargo.state}")
    for one in find(office, cargo.number, room=room):
        say_case(case_json(one))
