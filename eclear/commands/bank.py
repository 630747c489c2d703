"""The command of the teaching bank: how it answers in a room, and what has fallen due there."""

from __future__ import annotations

from typing import Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, settings
from eclear.commands.options import Json, RoomName
from eclear.commands.printing import say


def bank(
    mood: Annotated[
        str | None,
        typer.Argument(metavar="MOOD", help="prompt, slow, refuses or silent; without it nothing is set", show_default=False),
    ] = None,
    minutes: Annotated[int, typer.Option(help="After how many minutes of the room's clock it answers", min=0)] = 0,
    work: Annotated[bool, typer.Option("--work", help="Work what has fallen due: answers, time-outs, overdue notices")] = False,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Set how the teaching bank of a room answers, and work what has fallen due there. Without both it says how it answers."""
    from eclear.casefile.notice import Mood
    from eclear.clearance.banking import behaviour, set_bank
    from eclear.clearance.collecting import collections_due_everywhere
    from eclear.clearance.paying import fall_due_everywhere

    if mood is not None and mood not in {one.value for one in Mood}:
        raise wrong_usage(f"{mood}: that is no mood of the bank. Give {', '.join(Mood)}.")
    office = open_office(settings(), scoring=False)
    office.enter(room)
    if mood is not None:
        set_bank(office, Mood(mood), minutes, room=room)
    moved = (*fall_due_everywhere(office, room=room), *collections_due_everywhere(office, room=room)) if work else ()
    with office.store.reading(room) as records:
        now = behaviour(records)
    if as_json:
        say({"room": room, "mood": now.mood.value, "minutes": now.minutes, "worked": list(moved)})
        return
    after = f", after {now.minutes} minutes" if now.minutes else ""
    typer.echo(f"  bank of room {room}: {now.mood.value}{after}")
    if work:
        typer.echo(f"  worked: {', '.join(moved) or 'nothing had fallen due'}")
