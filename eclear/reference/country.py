"""A country: everything public that the journey needs to know, read once from its folder.

A folder must have country.toml, policy.toml, replies.toml, tariff/lines.csv with rates and codes/declaration_types.csv.
Everything else is optional: agencies/, profiles.toml, register/, exchange/, tariff/preferences.csv and the other codes/.
What is not there is empty: no permits, no hard profiles, nobody registered, no foreign currency, no preference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from eclear.reference.replies import Replies, read_replies
from eclear.reference.rows import ABOUT, Row, read_toml, timeline
from eclear.reference.tariff import Bases, Tariff, read_tariff

FOLDERS = Path(__file__).parent

LEVIES = ("duty", "vat")
"""The kinds of duty and tax that eclear can compute."""

NUMBERINGS = ("kr-14", "mrn")
"""Forms of a declaration number: Korea's 14 characters, or the movement reference number (MRN) of 18."""

ROUNDINGS = ("down", "half-up")
"""What becomes of the fractions of an amount: they are dropped, or it is rounded, a half upwards."""

CLAIMED_IN = ("TRB", "DutyRegimeCode")
"""Where an item claims a preference: in a statement of type TRB, or in the regime code of its first duty that has one."""

GUARDS = ("review", "tax", "permits", "manifest", "carry_in", "presentation")
"""What acceptance can wait for. Review and permits are always among it, because their tracks run in every country."""


@dataclass(frozen=True, slots=True)
class LaneLook:
    """How a country calls a lane and which colour it shows it in."""

    name: Term
    colour: str


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The rate of a tax in percent with its fact. ``ratio`` is rate / 100 as two whole numbers.

    ``additional`` is the additional code of the goods that it is for, "" for the rate of all others.
    """

    rate: Decimal
    ratio: tuple[int, int]
    fact: Fact
    additional: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """One country's public facts. Whatever has a date is asked for as of a day; nothing here ever changes.

    ``decimals`` is how many decimals its currency has (0 for won), ``rounding`` one of :data:`ROUNDINGS`. ``levies`` are
    the kinds of duty and tax that an import owes, each with its code (duty CUD, vat VAT), ``taxes`` the rates of those
    that have one of their own: by code, then by the additional code of the goods, "" for all others. ``claimed_in`` is
    one of :data:`CLAIMED_IN`. Where ``complete`` is False, the folder holds samples only: what it lacks is not computed,
    and no fault of the declarant.

    ``payment_days`` is the time to pay from the notice, ``carry_out_days`` the time to take goods out and ``loading_days``
    the time to load an export, both from acceptance; ``documents_days`` the time to present documents that customs asks
    for. ``guards`` are the ids of what acceptance waits for, in their order, of an import (IM) and of an export (EX).
    ``numbering`` is the form of its declaration numbers, one of :data:`NUMBERINGS`.
    """

    code: str
    name: Term
    time_zone: ZoneInfo
    currency: str
    decimals: int
    rounding: str
    complete: bool
    claimed_in: str
    levies: Mapping[str, str]
    numbering: str
    guards: Mapping[str, tuple[str, ...]]
    payment_days: int
    carry_out_days: int
    loading_days: int
    documents_days: int
    lanes: Mapping[Lane, LaneLook]
    taxes: Mapping[str, Mapping[str, Timeline[TaxRate]]]
    tariff: Tariff
    exchange: ExchangeWeeks
    agencies: Agencies
    profiles: Profiles
    policy: Policies
    aeo: Register
    declarants: Register
    codes: Codes
    replies: Replies

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

    def tax(self, type: str, on: date, additional: Iterable[str] = ()) -> TaxRate | None:
        """Return the rate of a tax, such as VAT, in force on a day; None if there is none.

        ``additional`` are the additional codes of the goods: the first that has a rate of its own decides.
        """
        rates = self.taxes.get(type, {})
        over_time = next((rates[code] for code in additional if code in rates), rates.get(""))
        return over_time.on(on) if over_time is not None else None

    def tells(self, additional: str) -> bool:
        """True if an additional code of goods has a rate of its own under some tax."""
        return any(additional in rates for rates in self.taxes.values())


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
    currency, clocks, tariff = row.text("currency"), row.table("clocks"), row.table("tariff")
    rounding = row.table("rounding")
    rounding.fact()
    return Country(
        code=folder.name.upper(),
        name=row.term("name"),
        time_zone=ZoneInfo(row.text("time_zone")),
        currency=currency,
        decimals=int(row.number("decimals")),
        rounding=rounding.choice("rule", ROUNDINGS),
        complete=tariff.flag("complete"),
        claimed_in=tariff.choice("claimed_in", CLAIMED_IN),
        levies=_levies(row.table("levies")),
        numbering=row.choice("numbering", NUMBERINGS),
        guards=_guards(row.table("guards")),
        payment_days=_days(clocks, "payment"),
        carry_out_days=_days(clocks, "carry_out"),
        loading_days=_days(clocks, "loading"),
        documents_days=_days(clocks, "documents"),
        lanes=_lanes(row.table("lanes")),
        taxes=_taxes(row),
        tariff=read_tariff(folder / "tariff", _bases(tariff)),
        exchange=read_exchange(folder / "exchange", currency),
        agencies=read_agencies(folder / "agencies"),
        profiles=read_profiles(folder / "profiles.toml"),
        policy=read_policies(folder / "policy.toml"),
        aeo=read_register(folder / "register" / "aeo.csv"),
        declarants=read_register(folder / "register" / "declarants.csv"),
        codes=read_codes(folder / "codes"),
        replies=read_replies(folder / "replies.toml"),
    )


def _days(clocks: Row, name: str) -> int:
    clock = clocks.table(name)
    clock.fact()
    return int(clock.number("days"))


def _levies(row: Row) -> Mapping[str, str]:
    row.fact()
    kinds = [name for name in row.cells if name not in ABOUT]
    for kind in kinds:
        if kind not in LEVIES:
            raise row.fault(f"{kind} is no kind of duty or tax that eclear can compute. Write one of {', '.join(LEVIES)}.")
    return MappingProxyType({kind: row.text(kind) for kind in kinds})


def _guards(row: Row) -> Mapping[str, tuple[str, ...]]:
    row.fact()
    named = {movement: row.texts(movement) for movement in ("IM", "EX")}
    for movement, guards in named.items():
        unknown = [guard for guard in guards if guard not in GUARDS]
        if unknown or not {"review", "permits"} <= set(guards):
            raise row.fault(
                f"{movement} {', '.join(guards) or '(nothing)'} will not do. Name review, permits and any others of "
                f"{', '.join(GUARDS)}."
            )
    return MappingProxyType(named)


def _lanes(row: Row) -> Mapping[Lane, LaneLook]:
    row.fact()
    return MappingProxyType({lane: LaneLook(row.table(lane).term("name"), row.table(lane).text("colour")) for lane in Lane})


def _taxes(row: Row) -> Mapping[str, Mapping[str, Timeline[TaxRate]]]:
    spans: dict[str, dict[str, list[tuple[Fact, TaxRate]]]] = {}
    for tax in row.tables("tax"):
        fact, rate, code = tax.fact(), tax.number("rate"), tax.text("additional", "")
        of_type = spans.setdefault(tax.text("type"), {})
        of_type.setdefault(code, []).append((fact, TaxRate(rate, (rate / 100).as_integer_ratio(), fact, code)))
    return MappingProxyType(
        {
            type: MappingProxyType(
                {code: timeline(f"the tax {type} {code}".strip(), row.where, s) for code, s in by_code.items()}
            )
            for type, by_code in spans.items()
        }
    )


def _bases(row: Row) -> Bases:
    row.fact()
    return Bases(row.text("basic"), row.texts("wto"), row.texts("quota"))
