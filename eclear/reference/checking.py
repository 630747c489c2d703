"""Checking a country folder: one reading that finds every mistake, and what no single file can tell by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from eclear.reference.codes import Codes
from eclear.reference.country import read_country
from eclear.reference.faults import ReferenceFault, gathering
from eclear.reference.hs import nomenclature
from eclear.reference.misfits import misfits

FILES = (
    "country.toml",
    "taxes.toml",
    "taxes.csv",
    "reliefs.csv",
    "surcharges.toml",
    "money.toml",
    "drawback.csv",
    "prices.csv",
    "valuation_periods.csv",
    "rulings.csv",
    "policy.toml",
    "profiles.toml",
    "manifest_profiles.toml",
    "replies.toml",
    "regimes/*.toml",
    "README.md",
    "tariff/bases.csv",
    "tariff/lines.csv",
    "tariff/chapters.csv",
    "tariff/rates-*.csv",
    "exchange/*.csv",
    "agencies/*.toml",
    "agreements/*.toml",
    "agreements/*.csv",
    "register/aeo.csv",
    "register/declarants.csv",
    "register/approvals.csv",
    "codes/*.csv",
)
"""Every file that a country folder may hold."""

LISTS = tuple(field.name for field in fields(Codes))
"""The code lists, each a file of this name in codes/."""


def check_country(folder: Path) -> tuple[ReferenceFault, ...]:
    """Return every mistake in a country folder, each with file, line and remedy; nothing for one that is in order."""
    if not folder.is_dir():
        return (ReferenceFault(f"{folder}: this is no folder. Name the folder that holds country.toml."),)
    if not (folder / "country.toml").is_file() and not any(folder.glob("*.toml")):
        return (
            ReferenceFault(f"{folder}: this is no country folder: it holds no country.toml. Name the folder that holds one."),
        )
    nomenclature()  # read before, so that its files are not taken for some of this folder
    with gathering() as found:
        read = found.made(lambda: read_country(folder))
        faults = [*found.faults, *found.unread()]
        country = read[0] if read else None
    faults += _strangers(folder)
    if country is not None:
        faults += misfits(country, found.told_of)
    return tuple({str(fault): fault for fault in faults}.values())


def _strangers(folder: Path) -> Iterator[ReferenceFault]:
    """Name the files that nobody reads: mostly a name that was mistyped."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = path.relative_to(folder)
        if any(part.startswith(".") for part in place.parts):
            continue
        if not any(place.match(pattern) and len(place.parts) == len(Path(pattern).parts) for pattern in FILES):
            near = get_close_matches(place.as_posix(), FILES, 1, 0.8)
            remedy = f"Rename it to {near[0]}" if near else "Rename it"
            yield ReferenceFault(f"{place.as_posix()}: no file of this name is read. {remedy}, or take it away; see README.md.")
        elif place.parts[0] == "codes" and place.stem not in LISTS:
            yield ReferenceFault(f"{place.as_posix()}: there is no list {place.stem}. Write one of {', '.join(LISTS)}.")
