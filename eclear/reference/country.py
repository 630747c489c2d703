"""A country: everything public that the journey needs to know, read once from its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from eclear.casefile.decision import Lane
from eclear.casefile.words import Term
from eclear.reference.agencies import Agencies, read_agencies
from eclear.reference.codes import Codes, read_codes
from eclear.reference.dated import Fact, Timeline
from eclear.reference.exchange import ExchangeWeeks, read_exchange
from eclear.reference.policy import Policies, read_policies
from eclear.reference.profiles import Profiles, read_profiles
from eclear.reference.register import Register, read_register
from eclear.reference.rows import Row, read_toml, timeline
from eclear.reference.tariff import Tariff, read_tariff

FOLDERS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LaneLook:
    """How a country calls a lane and which colour it shows it in."""

    name: Term
    colour: str


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of a tax in percent with its fact. ``ratio`` is rate / 100 as two whole numbers."""

    rate: Decimal
    ratio: tuple[int, int]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Country:
    """One country's public facts. Whatever has a date is asked for as of a day; nothing here ever changes.

    ``decimals`` is how many decimals its currency has (0 for won); ``payment_days`` the time to pay from the notice,
    ``carry_out_days`` the time to take goods out and ``loading_days`` the time to load an export, both from acceptance.
    """

    code: str
    name: Term
    time_zone: ZoneInfo
    currency: str
    decimals: int
    payment_days: int
    carry_out_days: int
    loading_days: int
    lanes: Mapping[Lane, LaneLook]
    taxes: Mapping[str, Timeline[TaxRate]]
    tariff: Tariff
    exchange: ExchangeWeeks
    agencies: Agencies
    profiles: Profiles
    policy: Policies
    aeo: Register
    declarants: Register
    codes: Codes

    def declared_on(self, moment: date | datetime | None, now: datetime) -> date:
        """Return the declaration date: the day stated, else the day of reception, in the country's time zone.

        A moment without an offset is local time already. ``now`` must have an offset.
        """
        moment = now if moment is None else moment
        if not isinstance(moment, datetime):
            return moment
        try:
            return (moment.astimezone(self.time_zone) if moment.tzinfo else moment).date()
        except OverflowError:  # the first or last hours that a calendar holds; a rule finds fault with such a date
            return moment.date()

    def tax(self, type: str, on: date) -> TaxRate | None:
        """Return the rate of a tax, such as VAT, in force on a day; None if there is none."""
        over_time = self.taxes.get(type)
        return over_time.on(on) if over_time is not None else None


def country(code: str | None) -> Country | None:
    """Return a country by its two-letter code, upper or lower case; None if eclear has no folder for it."""
    letters = (code or "").upper()
    return _read(letters) if len(letters) == 2 and letters.isascii() and letters.isalpha() else None


@cache
def _read(letters: str) -> Country | None:
    folder = FOLDERS / letters.lower()
    return read_country(folder) if (folder / "country.toml").is_file() else None


def read_country(folder: Path) -> Country:
    """Read a country folder; raises ReferenceFault with file, row and remedy for anything wrong in it."""
    row = read_toml(folder / "country.toml")
    currency, clocks = row.text("currency"), row.table("clocks")
    return Country(
        code=folder.name.upper(),
        name=row.term("name"),
        time_zone=ZoneInfo(row.text("time_zone")),
        currency=currency,
        decimals=int(row.number("decimals")),
        payment_days=_days(clocks, "payment"),
        carry_out_days=_days(clocks, "carry_out"),
        loading_days=_days(clocks, "loading"),
        lanes=_lanes(row.table("lanes")),
        taxes=_taxes(row),
        tariff=read_tariff(folder / "tariff"),
        exchange=read_exchange(folder / "exchange", currency),
        agencies=read_agencies(folder / "agencies"),
        profiles=read_profiles(folder / "profiles.toml"),
        policy=read_policies(folder / "policy.toml"),
        aeo=read_register(folder / "register" / "aeo.csv"),
        declarants=read_register(folder / "register" / "declarants.csv"),
        codes=read_codes(folder / "codes"),
    )


def _days(clocks: Row, name: str) -> int:
    clock = clocks.table(name)
    clock.fact()
    return int(clock.number("days"))


def _lanes(row: Row) -> Mapping[Lane, LaneLook]:
    row.fact()
    return MappingProxyType({lane: LaneLook(row.table(lane).term("name"), row.table(lane).text("colour")) for lane in Lane})


def _taxes(row: Row) -> Mapping[str, Timeline[TaxRate]]:
    spans: dict[str, list[tuple[Fact, TaxRate]]] = {}
    for tax in row.tables("tax"):
        fact, rate = tax.fact(), tax.number("rate")
        spans.setdefault(tax.text("type"), []).append((fact, TaxRate(rate, (rate / 100).as_integer_ratio(), fact)))
    return MappingProxyType({type: timeline(f"the tax {type}", row.where, s) for type, s in spans.items()})
