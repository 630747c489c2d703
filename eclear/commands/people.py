"""The commands about the people of a room: list and enrol them, make seats with cards, close, and give keys to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.opening import law, open_office, settings
from eclear.commands.options import Json, RoomName
from eclear.commands.printing import say

if TYPE_CHECKING:
    from eclear.casefile.person import Post
    from eclear.clearance import Office
    from eclear.training.classes import Enrolled
    from eclear.training.people import SeatCard

people = typer.Typer(
    invoke_without_command=True,
    help="The people of a room, for instructors: list and enrol them, make seats with cards, close, give keys to programs.",
)

Id = Annotated[str, typer.Argument(help="Id of the person or seat, such as j.park or seat-01", show_default=False)]
Posts = Annotated[
    list[str],
    typer.Option(
        "--post", metavar="POST", help="Desk, such as officer, trader:41207 or agency:MFDS-F; may be given several times"
    ),
]


@people.callback()
def listed(context: typer.Context, as_json: Json = False, room: RoomName = "open") -> None:
    """List the people of a room: who may come in and how, and who is in."""
    if context.invoked_subcommand is None:
        list_people(as_json, room)


@people.command("list")
def list_people(as_json: Json = False, room: RoomName = "open") -> None:
    """List the people of a room: who may come in and how, and who is in."""
    from eclear.training.classes import code_of, enrolled

    office = _office(room)
    everybody = enrolled(office, room)
    for each in everybody:
        say(_json(each)) if as_json else _say(each)
    if not as_json:
        present = sum(bool(each.here) for each in everybody)
        typer.echo(f"{present} of {len(everybody)} are in. Class code: {code_of(office, room) or 'none yet'}.")


@people.command()
def enrol(
    id: Id,
    post: Posts,
    name: Annotated[list[str] | None, typer.Option(help="Name; several share a seat when it is given several times")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a password at the prompt")] = False,
    card: Annotated[bool, typer.Option("--card", help="Make a seat card and print its letters, once")] = False,
    room: RoomName = "open",
) -> None:
    """Add a person to a room, or change one. Without --password and --card, what opened before goes on opening."""
    from eclear.training import classes
    from eclear.training import people as persons

    office, posts = _office(room), _posts(post)
    secret = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if password else None
    person = persons.enrol(office, room, id, name or (), posts, password=secret)
    typer.echo(f"{person.id}: {person.name}; {', '.join(each.id for each in person.posts)}")
    if card:
        _say_card(classes.card_for(office, room, id))


@people.command()
def seats(
    count: Annotated[int, typer.Option(help="How many seats", min=1, max=99)],
    post: Posts,
    first: Annotated[int | None, typer.Option(help="First number; without it, the first that is free", min=1)] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Make cards anew for seats that are there; the old cards end")] = False,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Make seats with a card each, and print the letters. They are kept nowhere and never shown again."""
    from eclear.training.classes import code_of, make_seats

    office = _office(room)
    for card in make_seats(office, room, count, _posts(post), first=first, anew=anew):
        say({"seat": card.seat, "letters": card.letters}) if as_json else _say_card(card)
    if not as_json:
        typer.echo(
            f"Class code: {code_of(office, room)}. The letters were shown once; a page to print has them with QR codes: /class"
        )


@people.command()
def close(id: Id, room: RoomName = "open") -> None:
    """Let somebody come in no more; every login and key ends at once."""
    from eclear.training import people as persons

    persons.close(_office(room), room, id)
    typer.echo(f"{id} is closed. Open it again: eclear people reopen {id}")


@people.command()
def reopen(id: Id, room: RoomName = "open") -> None:
    """Let somebody who was closed come in again, with the password or the card that he had."""
    from eclear.training.classes import reopen as opened

    opened(_office(room), room, id)
    typer.echo(f"{id} may come in again.")


@people.command()
def away(
    id: Id,
    reason: Annotated[str, typer.Option(help="Why, and until when if that is known")],
    room: RoomName = "open",
) -> None:
    """Note that an officer is away: each of his open cases is drawn to one who is there, or goes to the pool."""
    from eclear.clearance import away as noted

    for case in noted(_office(room), id, reason, room=room):
        typer.echo(f"{case.id} to {case.officer or 'the pool'}")
    typer.echo(f"{id} is away. Note him as back: eclear people back {id}")


@people.command()
def back(id: Id, room: RoomName = "open") -> None:
    """Note that an officer is back at his desk. He gets new cases; what was passed on stays where it is."""
    from eclear.clearance import back as noted

    noted(_office(room), id, room=room)
    typer.echo(f"{id} is back.")


@people.command()
def key(
    id: Id,
    post: Annotated[str, typer.Option(help="The desk at which the program acts, such as trader:41207")],
    name: Annotated[str, typer.Option(help="Name of the program")],
    room: RoomName = "open",
) -> None:
    """Give a program of somebody's a key for the API. It is printed once and holds for a year, or until it is ended."""
    from eclear.training.people import key_for

    came = key_for(_office(room), room, id, _posts([post])[0], name)
    typer.echo(came.token)
    typer.echo("Copy it now; it is kept nowhere. A program sends it as: Authorization: Bearer KEY", err=True)


@people.command("end-key")
def end_key(
    mark: Annotated[str, typer.Argument(help="Mark of the key, as the list shows it", show_default=False)],
    room: RoomName = "open",
) -> None:
    """End the key of a program, at once."""
    from eclear.training import classes

    classes.end_key(_office(room), room, mark)
    typer.echo("The key opens nothing any more.")


def _office(room: str) -> Office:
    office = open_office(settings(), scoring=False)
    office.enter(room)
    return office


def _posts(texts: list[str]) -> tuple[Post, ...]:
    from eclear.training.classes import posts_named

    return posts_named(texts, law(settings().country))


def _json(each: Enrolled) -> dict[str, Any]:
    return {
        "id": each.person.id,
        "names": list(each.person.names),
        "posts": [post.id for post in each.person.posts],
        "password": each.has_password,
        "card": each.has_card,
        "closed": each.person.closed,
        "in": [{"post": login.post, "since": login.begun.isoformat()} for login in each.here],
        "keys": [
            {"name": key.name, "post": key.post, "until": key.ends.date().isoformat(), "mark": key.mark} for key in each.keys
        ],
    }


def _say(each: Enrolled) -> None:
    ways = " and ".join([*["password"] * each.has_password, *["card"] * each.has_card]) or "no way in yet"
    state = "closed" if each.person.closed else "in" if each.here else "out"
    names = f" ({', '.join(each.person.names)})" if each.person.names else ""
    typer.echo(f"{each.person.id:<12} {state:<7}{', '.join(post.id for post in each.person.posts)}{names}; {ways}")
    for kept in each.keys:
        typer.echo(f"    key {kept.name} as {kept.post} until {kept.ends.date()}, mark {kept.mark}")


def _say_card(card: SeatCard) -> None:
    from eclear.training.classes import grouped

    typer.echo(f"{card.seat:<12} {grouped(card.letters)}")
