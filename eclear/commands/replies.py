"""Commands about what the declarant is told: the replies about a case, and a trader's inbox."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, settings
from eclear.commands.options import Json, RoomName
from eclear.commands.printing import many, say
from eclear.commands.typed import the_case

AT_ONCE = 50
"""How many replies are pulled from an inbox at once."""

REPLIES = ("reply", "replies")


def replies(
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    raw: Annotated[bool, typer.Option("--raw", help="Print the WCO response messages themselves")] = False,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Show every reply about a case, in order."""
    from eclear import clearance
    from eclear.wco import write_reply
    from eclear.web.contract import notice_json

    if raw and as_json:
        raise wrong_usage("Give --raw or --json, not both: the JSON objects hold the messages too.")
    office = open_office(settings(), scoring=False)
    for notice in clearance.replies(office, the_case(office, number, room).id, room=room):
        if raw:
            typer.echo(write_reply(notice.reply, notice.country))
        elif as_json:
            say(notice_json(notice))
        else:
            say_notice(notice_json(notice))


def inbox(
    trader: Annotated[str, typer.Argument(help="Number of the trader who answers for the declarations")],
    acknowledge: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Note that everything up to this reply was received, such as 17-1")
    ] = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Pull the replies that a trader has not acknowledged yet, the earliest first; or acknowledge them."""
    from eclear import clearance
    from eclear.web.contract import notice_json

    office = open_office(settings(), scoring=False)
    if acknowledge is not None:
        received = clearance.acknowledge(office, trader, acknowledge, room=room)
        say({"acknowledged": received}) if as_json else typer.echo(f"{many(received, *REPLIES)} acknowledged.")
        return
    waiting = clearance.inbox(office, trader, room=room, limit=AT_ONCE)
    for notice in waiting:
        say(notice_json(notice)) if as_json else say_notice(notice_json(notice))
    if not as_json:
        say_how_to_go_on(trader, waiting[-1].number if waiting else None, len(waiting), room)


def say_notice(told: dict[str, Any]) -> None:
    """Print a reply for a reader: what it is, about which declaration, and what it says."""
    from eclear.casefile.reply import NAMES

    kind = "/".join(filter(None, (told["function"], told["status"])))
    names = " ".join(filter(None, (told["name"], told["national_name"])))
    term = NAMES[told["function"]][1]
    typer.echo(f"  {told['number']:<8} {told['issued']}  {kind} {names}  {term.en} ({term.ko})")
    typer.echo(f"    case {told['case'] or 'none'}  declaration {told['declaration'] or 'none'}  LRN {told['lrn'] or 'none'}")
    for said in told["statements"]:
        limit = f"until {said['limit']}" if said["limit"] else None
        typer.echo(f"    statement {', '.join(filter(None, (said['code'], limit, said['text'])))}")
    for fault in told["errors"]:
        typer.echo(f"    error {fault['code']}: {fault['message']}")
        typer.echo(f"        at {fault['pointer']}")
    for pointer in told["corrections"]:
        typer.echo(f"    corrected at {pointer}")


def say_how_to_go_on(trader: str, last: str | None, waiting: int, room: str) -> None:
    """Print how many replies are waiting, and how they are acknowledged."""
    if last is None:
        typer.echo(f"Nothing is waiting for {trader} in room {room}.")
        return
    more = " There may be more after these." if waiting >= AT_ONCE else ""
    where = "" if room == "open" else f" --room {room}"
    typer.echo(f"{many(waiting, *REPLIES)} waiting.{more} To acknowledge: eclear inbox {trader} --acknowledge {last}{where}")
