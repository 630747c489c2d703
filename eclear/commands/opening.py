"""What a command opens before it works: the settings, the database, the customs office."""

from __future__ import annotations

import gc
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eclear.commands.endings import wrong_usage

if TYPE_CHECKING:
    from eclear.clearance import Office
    from eclear.reference import Country
    from eclear.settings import Settings
    from eclear.storage import Store


def settings() -> Settings:
    """Return the settings in force; a wrong one is named with its allowed values."""
    from pydantic import ValidationError

    from eclear.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"ECLEAR_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise wrong_usage(f"A setting is wrong. {faults}. See: eclear settings") from error


def open_store(knobs: Settings, *, upgraded: bool = True) -> Store:
    """Open the database, and bring it up to date unless it is only to be looked at."""
    from eclear.storage import Store
    from eclear.storage.migrations import upgrade

    store = Store(knobs.database, busy_seconds=knobs.busy_seconds)
    if upgraded:
        upgrade(store)
    return store


def open_office(knobs: Settings, country: str | None = None, *, scoring: bool = True) -> Office:
    """Open the customs office with all it needs; without ``scoring``, the risk model stays away."""
    from eclear.clearance import Office, utc_now
    from eclear.journey.risk import Model, ModelRefused
    from eclear.wco import Schemas

    model, why_not = None, None
    if scoring:
        try:
            model = Model.load(knobs.models / knobs.model)
        except ModelRefused as refusal:
            why_not = str(refusal)
            typer.echo(f"eclear: {why_not} Routing goes on by rules alone.", err=True)
    office = Office(
        store=open_store(knobs),
        schemas=Schemas(knobs.schemas),
        model=model,
        clock=utc_now,
        seed=knobs.seed,
        country=code_of(country or knobs.country),
        no_model=why_not,
    )
    gc.collect()
    gc.freeze()  # what is loaded stays; without this, every full collection would look through all of it again
    gc.set_threshold(50_000, 20, 20)  # a declaration makes hundreds of short-lived nouns and no circles among them
    return office


def law(named: str) -> Country:
    """Return the country that is meant: two letters, or a country folder, which from then on is the law of its code."""
    from eclear.reference import country

    found = country(code_of(named))
    assert found is not None
    return found


def code_of(named: str) -> str:
    """Return the code of the country that is meant; a folder is read, a country of eclear's own is not yet."""
    from eclear.reference import has_folder, install

    if len(named) == 2 and named.isalpha():
        if not has_folder(named):
            raise wrong_usage(f"eclear has no folder for {named.upper()}. Name one of its own, or a folder of yours.")
        return named.upper()
    folder = Path(named)
    if not folder.is_dir() or not named:
        raise wrong_usage(f"{named}: neither a country by its two letters nor a folder. Name one of them.")
    return install(folder).code


def room_time(knobs: Settings, at: datetime | None) -> datetime | None:
    """Read a time given without a zone as local time of the country in force."""
    return at if at is None or at.tzinfo else at.replace(tzinfo=law(knobs.country).time_zone)
