"""A country: everything public that the journey needs to know, read once from its folder.

A folder must have country.toml, taxes.toml, policy.toml, replies.toml, tariff/bases.csv with rates and
codes/declaration_types.csv. Everything else is optional; what is not there is empty: no permits, no hard profiles, nobody
registered, no foreign currency, no relief. README.md beside this file says how to write a folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eclear.casefile.decision import Lane
from eclear.casefile.words import Term
from eclear.reference.agencies import Agencies, read_agencies
from eclear.reference.agreements import Agreements, read_agreements
from eclear.reference.codes import Codes, read_codes
from eclear.reference.drawback import DrawbackTable, read_drawback
from eclear.reference.exchange import ExchangeWeeks, read_exchange
from eclear.reference.manifest_rules import ManifestRules, read_manifest_rules
from eclear.reference.money import NO_MONEY_RULES, MoneyRules, read_money
from eclear.reference.periods import Periods, read_periods
from eclear.reference.policy import Policies, read_policies
from eclear.reference.prices import Prices, read_prices
from eclear.reference.profiles import Profiles, read_profiles
from eclear.reference.regimes import Regimes, read_regimes
from eclear.reference.register import Register, read_register
from eclear.reference.reliefs import Reliefs, read_reliefs
from eclear.reference.replies import NO_REPLIES, Replies, read_replies
from eclear.reference.rows import Row, attempt, read_toml
from eclear.reference.rulings import Rulings, read_rulings
from eclear.reference.surcharges import Surcharges, read_surcharges
from eclear.reference.tariff import Tariff, read_tariff
from eclear.reference.taxes import ROUNDINGS, Taxes, read_taxes

FOLDERS = Path(__file__).parent

NUMBERINGS = ("kr-14", "mrn")
"""Forms of a declaration number: Korea's 14 characters, or the movement reference number (MRN) of 18."""

CLAIMED_IN = ("TRB", "DutyRegimeCode")
"""Where an item claims a preference: in a statement of type TRB, or in the regime code of its first duty that has one."""

COLOURS = ("green", "grey", "yellow", "red", "blue")
"""Colours that a lane can be shown in."""

GUARDS = ("review", "tax", "permits", "manifest", "carry_in", "presentation")
"""What acceptance can wait for. Review and permits are always among it, because their tracks run in every country."""


@dataclass(frozen=True, slots=True)
class LaneLook:
    """How a country calls a lane and which colour it shows it in."""

    name: Term
    colour: str


@dataclass(frozen=True, slots=True)
class ValuationRules:
    """Up to where an import and an export are valued (CIF or FOB), and by what charges are shared out over the items."""

    imports: str
    exports: str
    shared_by: str


@dataclass(frozen=True, slots=True)
class Country:
    """One country's public facts. Whatever has a date is asked for as of a day; nothing here ever changes.

    ``decimals`` is how many decimals its currency has (0 for won), ``rounding`` what becomes of the rest of an amount.
    ``claimed_in`` is one of :data:`CLAIMED_IN`. Where ``complete`` is False, the folder holds samples only: what it lacks
    is not computed, and no fault of the declarant.

    ``payment_days`` is the time to pay from the notice, ``carry_out_days`` the time to take goods out and ``loading_days``
    the time to load an export, both from acceptance; ``documents_days`` the time to present documents that customs asks
    for, ``answer_days`` to answer a doubt about a value, ``verification_days`` what the issuing side has to verify an origin.
    Where ``releases_early``, goods may leave against security as long as the debt is not final; elsewhere only while
    something is in dispute. ``guards`` are the ids of what acceptance waits for, in their order, of an import (IM) and of an
    export (EX). ``numbering`` is the form of its declaration numbers, one of :data:`NUMBERINGS`. ``mass_tolerance`` is by how
    many percent a declared gross mass may differ from the manifest, None where nothing is compared.
    """

    code: str
    name: Term
    time_zone: ZoneInfo
    currency: str
    decimals: int
    rounding: str
    complete: bool
    claimed_in: str
    valuation: ValuationRules
    numbering: str
    guards: Mapping[str, tuple[str, ...]]
    payment_days: int
    carry_out_days: int
    loading_days: int
    documents_days: int
    answer_days: int
    verification_days: int
    releases_early: bool
    lanes: Mapping[Lane, LaneLook]
    taxes: Taxes
    tariff: Tariff
    reliefs: Reliefs
    surcharges: Surcharges
    drawback: DrawbackTable
    rulings: Rulings
    prices: Prices
    periods: Periods
    exchange: ExchangeWeeks
    agencies: Agencies
    agreements: Agreements
    profiles: Profiles
    policy: Policies
    aeo: Register
    declarants: Register
    codes: Codes
    replies: Replies
    manifest: ManifestRules = ManifestRules()
    money: MoneyRules = NO_MONEY_RULES
    regimes: Regimes = Regimes()
    mass_tolerance: Decimal | None = None

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


def country(code: str | None) -> Country | None:
    """Return a country by its two-letter code, upper or lower case; None if eclear has no folder for it."""
    letters = (code or "").upper()
    if letters in _installed:
        return _installed[letters]
    return _read(letters) if len(letters) == 2 and letters.isascii() and letters.isalpha() else None


def has_folder(code: str) -> bool:
    """True if there is a folder for a country of these two letters; it is not read."""
    letters = code.upper()
    shipped = len(letters) == 2 and letters.isascii() and letters.isalpha()
    return letters in _installed or (shipped and (FOLDERS / letters.lower() / "country.toml").is_file())


_installed: dict[str, Country] = {}


def install(folder: Path) -> Country:
    """Read a country folder from anywhere; from then on it is the law of its code. Raises ReferenceFault for what is wrong."""
    found = read_country(folder)
    _installed[found.code] = found
    return found


@cache
def _read(letters: str) -> Country | None:
    folder = FOLDERS / letters.lower()
    return read_country(folder) if (folder / "country.toml").is_file() else None


def read_country(folder: Path) -> Country:
    """Read a country folder; raises ReferenceFault with file, row and remedy for anything wrong in it."""
    row = read_toml(folder / "country.toml")
    codes, currency = read_codes(folder / "codes"), attempt(lambda: row.text("currency"), "")
    tariff = attempt(lambda: _about(row, "tariff"), row)
    rounding = attempt(lambda: _about(row, "rounding"), row)
    taxes = read_taxes(folder, {unit.of for unit in codes.units.values()})
    return Country(
        code=attempt(lambda: _code(row), ""),
        name=attempt(lambda: row.term("name"), Term("", "")),
        time_zone=attempt(lambda: _time_zone(row), ZoneInfo("UTC")),
        currency=currency,
        decimals=attempt(lambda: row.whole("decimals"), 0),
        rounding=attempt(lambda: rounding.choice("rule", ROUNDINGS), "down"),
        complete=attempt(lambda: tariff.flag("complete"), True),
        claimed_in=attempt(lambda: tariff.choice("claimed_in", CLAIMED_IN), ""),
        valuation=attempt(lambda: _valuation(row), ValuationRules("CIF", "FOB", "value")),
        numbering=attempt(lambda: row.choice("numbering", NUMBERINGS), ""),
        guards=attempt(lambda: _guards(row.table("guards")), {}),
        payment_days=_days(row, "payment"),
        carry_out_days=_days(row, "carry_out"),
        loading_days=_days(row, "loading"),
        documents_days=_days(row, "documents"),
        answer_days=_days(row, "answer"),
        verification_days=_days(row, "verification"),
        releases_early=attempt(lambda: _about(row, "release").flag("before_debt_is_final"), False),
        lanes=attempt(lambda: _lanes(row.table("lanes")), {}),
        taxes=taxes,
        tariff=read_tariff(folder / "tariff"),
        reliefs=read_reliefs(folder / "reliefs.csv", taxes.by_type),
        surcharges=read_surcharges(folder / "surcharges.toml"),
        drawback=read_drawback(folder / "drawback.csv"),
        rulings=read_rulings(folder / "rulings.csv"),
        prices=read_prices(folder / "prices.csv"),
        periods=read_periods(folder / "valuation_periods.csv"),
        exchange=read_exchange(folder / "exchange", currency),
        agencies=attempt(lambda: read_agencies(folder / "agencies", folder / "register" / "approvals.csv"), Agencies(())),
        agreements=attempt(lambda: read_agreements(folder / "agreements"), Agreements({}, {})),
        profiles=attempt(lambda: read_profiles(folder / "profiles.toml"), Profiles(())),
        policy=attempt(lambda: read_policies(folder / "policy.toml"), Policies([])),
        aeo=read_register(folder / "register" / "aeo.csv"),
        declarants=read_register(folder / "register" / "declarants.csv"),
        codes=codes,
        replies=attempt(lambda: read_replies(folder / "replies.toml"), NO_REPLIES),
        manifest=attempt(lambda: read_manifest_rules(folder / "manifest_profiles.toml"), ManifestRules()),
        money=attempt(lambda: read_money(folder / "money.toml"), NO_MONEY_RULES),
        regimes=read_regimes(folder / "regimes"),
        mass_tolerance=attempt(lambda: _mass_tolerance(row), None),
    )


def _code(row: Row) -> str:
    code = row.text("code")
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise row.fault(f"code {code!r} is not a country code. Write two capital letters, such as KR.", "code")
    return code


def _time_zone(row: Row) -> ZoneInfo:
    name = row.text("time_zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise row.fault(f"time_zone {name!r} is not known. Write one such as Asia/Seoul.", "time_zone") from None


def _about(row: Row, name: str) -> Row:
    """Return a table that says its fact."""
    table = row.table(name)
    table.fact()
    return table


def _valuation(row: Row) -> ValuationRules:
    rules = _about(row, "valuation")
    imports, exports = (rules.choice(name, ("CIF", "FOB")) for name in ("imports", "exports"))
    return ValuationRules(imports, exports, rules.choice("shared_by", ("value", "mass")))


def _days(row: Row, name: str) -> int:
    return attempt(lambda: _about(row.table("clocks"), name).whole("days"), 0)


def _mass_tolerance(row: Row) -> Decimal | None:
    return _about(row, "tolerances").number("mass_percent") if "tolerances" in row.cells else None


def _guards(row: Row) -> Mapping[str, tuple[str, ...]]:
    row.fact()
    named = {movement: row.texts(movement) for movement in ("IM", "EX")}
    for movement, guards in named.items():
        unknown = [guard for guard in guards if guard not in GUARDS]
        if unknown or not {"review", "permits"} <= set(guards):
            raise row.fault(
                f"{movement} {', '.join(guards) or '(nothing)'} will not do. Name review, permits and any others of "
                f"{', '.join(GUARDS)}.",
                movement,
            )
    return MappingProxyType(named)


def _lanes(row: Row) -> Mapping[Lane, LaneLook]:
    row.fact()
    looks = {lane: row.table(lane) for lane in Lane}
    return MappingProxyType({lane: LaneLook(look.term("name"), look.choice("colour", COLOURS)) for lane, look in looks.items()})
