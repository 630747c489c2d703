"""The commands about risk profiles: list them with how they do, set one, end one. For officers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import say

if TYPE_CHECKING:
    from eclear.clearance.profiling import Doing, Kept
    from eclear.journey.risk.drift import Rate

profiles = typer.Typer(
    invoke_without_command=True, help="Hard risk profiles, for officers: list them with how they do, set one, end one."
)

Words = Annotated[list[str] | None, typer.Option(help="Condition; may be given several times")]
Why = Annotated[str, typer.Option(help="Why it is done; kept with who and when")]


@profiles.callback()
def listed(context: typer.Context, as_json: Json = False, room: RoomName = "open") -> None:
    """List the profiles of a room with how they did over the last year, beside what random control finds."""
    if context.invoked_subcommand is None:
        list_profiles(as_json, room)


@profiles.command("list")
def list_profiles(as_json: Json = False, room: RoomName = "open") -> None:
    """List the profiles of a room with how they did over the last year, beside what random control finds."""
    from eclear import clearance

    office = open_office(settings(), scoring=False)
    office.enter(room)
    standing = clearance.profiles_of(office, room=room)
    for doing in standing.profiles:
        say(doing_json(doing)) if as_json else _say_doing(doing)
    if not as_json:
        drawn = standing.random
        typer.echo(f"random control: {_found(drawn)}")


@profiles.command("set")
def set_one(
    id: Annotated[str, typer.Argument(help="Its id, such as R-GARLIC-26; one that is there is changed")],
    lane: Annotated[str, typer.Option(help="L1, L2 or L3")],
    en: Annotated[str, typer.Option(help="Why these goods are looked at, in English")],
    ko: Annotated[str, typer.Option(help="The same in Korean")],
    why: Why,
    last: Annotated[str, typer.Option("--to", help="Last day, at most 12 months after the first")],
    first: Annotated[str | None, typer.Option("--from", help="First day; without it today")] = None,
    hs: Words = None,
    origin: Words = None,
    export_country: Words = None,
    mode: Words = None,
    importer: Words = None,
    seller: Words = None,
    declarant: Words = None,
    indirect: Annotated[bool, typer.Option(help="Only goods that come by another country than their origin")] = False,
    movement: Annotated[str, typer.Option(help="IM, EX or both")] = "IM",
    value_from: Annotated[str | None, typer.Option(help="Customs value of a kilogram, from this amount on")] = None,
    value_below: Annotated[str | None, typer.Option(help="Customs value of a kilogram, below this amount")] = None,
    newcomer: Annotated[int | None, typer.Option(help="Only importers with fewer declarations before than that")] = None,
    only_try: Annotated[bool, typer.Option("--try", help="Only say how many of the latest declarations would meet it")] = False,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Add a profile to a room, or change the one of this id. It is asked from the next declaration on."""
    from eclear import clearance
    from eclear.casefile.decision import Lane
    from eclear.casefile.profile import Profile
    from eclear.casefile.words import Term
    from eclear.clearance.office import today
    from eclear.commands.opening import law

    if lane not in ("L1", "L2", "L3"):
        raise wrong_usage(f"--lane {lane}: that is no lane with work. Give L1, L2 or L3.")
    if movement not in ("IM", "EX", "both"):
        raise wrong_usage(f"--movement {movement}: give IM, EX or both.")
    knobs = settings()
    office, moment = open_office(knobs, scoring=False), room_time(knobs, at)
    office.enter(room)
    with office.store.reading(room) as records:
        day = today(office.moment(records, moment), law(knobs.country))
    profile = Profile(
        id=id,
        reason=Term(en, ko),
        lane=Lane(lane),
        hs=tuple(hs or ()),
        origins=frozenset(origin or ()),
        export_countries=frozenset(export_country or ()),
        transport_modes=frozenset(mode or ()),
        indirect=indirect,
        movement="" if movement == "both" else movement,
        importers=frozenset(importer or ()),
        sellers=frozenset(seller or ()),
        declarants=frozenset(declarant or ()),
        value_per_kg_from=_amount("--value-from", value_from),
        value_per_kg_below=_amount("--value-below", value_below),
        newcomer=newcomer,
        valid_from=_day("--from", first) if first else day,
        valid_to=_day("--to", last),
    )
    if only_try:
        tried = clearance.try_profile(office, profile, room=room)
        told = {"profile": id, "tried": tried.tried, "met": list(tried.met), "examined": tried.irregular.of}
        met = f"{len(tried.met)} of the latest {tried.tried} declarations would have met {id}."
        say(told | {"irregular": tried.irregular.found}) if as_json else typer.echo(met)
        return
    _say_kept(clearance.set_profile(office, profile, why=why, room=room, at=moment), as_json)


@profiles.command("end")
def end_one(
    id: Annotated[str, typer.Argument(help="Its id")],
    why: Why,
    last: Annotated[str | None, typer.Option("--to", help="Last day on which it holds; without it, it ends at once")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """End a profile of a room. One that is always in force cannot be ended."""
    from eclear import clearance

    knobs = settings()
    office, moment = open_office(knobs, scoring=False), room_time(knobs, at)
    office.enter(room)
    day = _day("--to", last) if last else None
    _say_kept(clearance.end_profile(office, id, why=why, last=day, room=room, at=moment), as_json)


def doing_json(doing: Doing) -> dict[str, Any]:
    """Return a profile with how it does, for officers."""
    rate = doing.irregular
    told = kept_json(doing.kept) | {"met": doing.met, "examined": rate.of, "irregular": rate.found}
    return told | {"rate": rate.share, "rate_low": rate.low, "rate_high": rate.high}


def kept_json(kept: Kept) -> dict[str, Any]:
    """Return a profile as it stands, for officers."""
    profile = kept.profile
    return {
        "profile": profile.id,
        "lane": profile.lane.value,
        "reason": profile.reason.en,
        "reason_ko": profile.reason.ko,
        "valid_from": profile.valid_from.isoformat(),
        "valid_to": profile.valid_to.isoformat(),
        "always": profile.always,
        "from_folder": kept.from_folder,
        "author": kept.author,
        "why": kept.why,
    }


def _say_doing(doing: Doing) -> None:
    typer.echo(f"{doing.kept.profile.id:<24} {doing.kept.profile.lane}  met by {doing.met}, {_found(doing.irregular)}")
    typer.echo(f"    {doing.kept.profile.reason.en}; {_days(doing.kept)}")


def _found(rate: Rate) -> str:
    if not rate.of:
        return "none examined"
    return f"{rate.found} of {rate.of} examined irregular, {rate.low:.1%} to {rate.high:.1%} (95 %)"


def _say_kept(kept: Kept, as_json: bool) -> None:
    if as_json:
        say(kept_json(kept))
    else:
        typer.echo(f"{kept.profile.id} {kept.profile.lane}: {_days(kept)}; by {kept.author}: {kept.why}")


def _days(kept: Kept) -> str:
    profile = kept.profile
    end = "without an end" if profile.valid_to == date.max else f"to {profile.valid_to}"
    return "always in force" if profile.always else f"from {profile.valid_from} {end}"


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_usage(f"{option} {text}: that is no day. Write it as 2026-05-12.") from None


def _amount(option: str, text: str | None) -> Decimal | None:
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not amount.is_finite():
        raise wrong_usage(f"{option} {text}: that is no amount. Write it in figures, such as 5000.")
    return amount
