"""The commands for regimes that suspend duty: transit and bonded transport, step by step, and the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.cargo import opened
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import say
from eclear.commands.typed import money

if TYPE_CHECKING:
    from eclear.casefile.suspension import Suspension

regimes = typer.Typer(no_args_is_help=True, help="Regimes that suspend duty: transit and bonded transport; the ledger.")

Number = Annotated[str, typer.Argument(help="Number of the operation, such as T26-000001")]


def _say(found: Suspension, as_json: bool) -> None:
    from eclear.web.contract import operation_json

    told = operation_json(found)
    if as_json:
        say(told)
        return
    due = f", due {found.due}" if found.due and found.stage.is_open else ""
    what = found.operation
    typer.echo(f"  {found.number}  {found.stage.term}  {what.regime}  {what.currency} {what.suspended:,f}{due}")


@regimes.command()
def declare(
    regime: Annotated[str, typer.Argument(help="Which regime, such as transit or bonded-transport")],
    cargo: Annotated[str, typer.Argument(help="Cargo control number")],
    code: Annotated[str, typer.Option(help="Tariff code of the goods, ten digits")],
    value: Annotated[str, typer.Option(help="Customs value in the currency of the country")],
    origin: Annotated[str, typer.Option(help="Country of origin, two letters")] = "",
    office: Annotated[str, typer.Option(help="Office of departure")] = "",
    shed: Annotated[str, typer.Option(help="Shed where the goods lie")] = "",
    to_office: Annotated[str, typer.Option(help="Office of destination")] = "",
    to_shed: Annotated[str, typer.Option(help="Shed of destination")] = "",
    mode: Annotated[str, typer.Option(help="Mode of transport, such as 3 for road")] = "",
    route: Annotated[str, typer.Option(help="The places on the way")] = "",
    guarantee: Annotated[str, typer.Option(help="Reference of the guarantee")] = "",
    guaranteed: Annotated[str, typer.Option(help="Amount of the guarantee")] = "0",
    principal: Annotated[str, typer.Option(help="Who answers for it")] = "",
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Declare goods for a regime that suspends duty; the duty at stake is worked out."""
    from decimal import Decimal

    from eclear.clearance import declare_regime
    from eclear.clearance.suspending import Wanted

    here, moment = opened(room, at)
    worth, secured = money(value) or Decimal(0), money(guaranteed) or Decimal(0)
    wanted = Wanted(
        regime, cargo, code, worth, origin, office, shed, to_office, to_shed, mode, route, guarantee, secured, principal
    )
    _say(declare_regime(here, wanted, room=room, at=moment), as_json)


@regimes.command()
def step(
    number: Number,
    kind: Annotated[str, typer.Argument(help="accept, refuse, seal, depart, arrive, discharge, claim or collect")],
    seals: Annotated[list[str] | None, typer.Option("--seal", help="seal: number of a seal, several")] = None,
    broken: Annotated[bool, typer.Option("--broken", help="arrive: the seals are not intact")] = False,
    remark: Annotated[str | None, typer.Option(help="arrive: what was found")] = None,
    by: Annotated[str, typer.Option(help="discharge: what ends it, such as exit or re-export")] = "",
    reason: Annotated[str, typer.Option(help="refuse, claim: why")] = "",
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Report the next step of an operation."""
    from eclear import clearance
    from eclear.commands.endings import wrong_usage

    office, moment = opened(room, at)
    when: dict[str, Any] = {"room": room, "at": moment}
    steps = {
        "accept": lambda: clearance.accept_regime(office, number, **when),
        "refuse": lambda: clearance.refuse_regime(office, number, reason=reason, **when),
        "seal": lambda: clearance.put_on_seals(office, number, seals or [], **when),
        "depart": lambda: clearance.depart(office, number, **when),
        "arrive": lambda: clearance.arrive_under_bond(office, number, intact=not broken, remark=remark, **when),
        "discharge": lambda: clearance.discharge_regime(office, number, by, **when),
        "claim": lambda: clearance.claim_guarantee(office, number, reason=reason, **when),
        "collect": lambda: clearance.collect_again(office, number, **when),
    }
    if kind not in steps:
        raise wrong_usage(f"Step {kind!r} is not known. Known: {', '.join(steps)}.")
    _say(steps[kind](), as_json)


@regimes.command()
def ledger(at: At = None, as_json: Json = False, room: RoomName = "open") -> None:
    """Show the ledger of suspended duty, the latest declared first."""
    from eclear.clearance.suspending import operations_in

    office, _moment = opened(room, at)
    with office.store.reading(room) as records:
        found = operations_in(records)
    for one in found:
        _say(one, as_json)
    if not as_json:
        from decimal import Decimal

        owed = sum((one.operation.suspended for one in found if one.stage.is_open), Decimal(0))
        typer.echo(f"suspended in all: {owed:,f}")
