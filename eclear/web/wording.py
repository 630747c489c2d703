"""How days, times, spans, money and masses are written on the pages, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from eclear.casefile.duty import Exchange
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term
from eclear.reference import country
from eclear.web.languages import _, language, locale, word
from eclear.web.patterns import beside

UNITS = {
    "KGM": Term("kg", "kg"),
    "GRM": Term("g", "g"),
    "TNE": Term("t", "t"),
    "LTR": Term("l", "l"),
    "MTR": Term("m", "m"),
    "MTK": Term("m²", "m²"),
    "NAR": Term("pieces", "개"),
    "C62": Term("pieces", "개"),
    "NPR": Term("pairs", "켤레"),
    "SET": Term("sets", "세트"),
}
"""The units of UN Rec. 20 that have a word on the pages; others are shown as their code."""

USUAL_DECIMALS = 2
"""The decimals of a currency that the country does not list."""


OWN_DAYS = {"en": ("EEE d MMM y", "d MMM"), "ko": ("y년 M월 d일 (EEE)", "M월 d일")}
"""How English and Korean pages write a day in full, and a day of this year: shorter than usual. Others write it as usual."""


def day(on: date) -> str:
    """A day in full: Tue 12 May 2026."""
    if language() in OWN_DAYS:
        return format_date(on, OWN_DAYS[language()][0], locale(language()))
    return str(format_skeleton("yMMMEd", on, locale=locale(language())))


def day_short(on: date) -> str:
    """A day of this year: 12 May."""
    if language() in OWN_DAYS:
        return format_date(on, OWN_DAYS[language()][1], locale(language()))
    return str(format_skeleton("MMMd", on, locale=locale(language())))


def time(at: datetime) -> str:
    """A time of day: 14:06."""
    return f"{at:%H:%M}"


def moment(at: datetime, now: datetime) -> str:
    """A point in time as short as it can be: the time today, with its day before."""
    if at.date() == now.date():
        return time(at)
    return f"{day_short(at.date()) if at.year == now.year else day(at.date())}, {time(at)}"


def span(length: timedelta) -> str:
    """How long something took: 45 s, 31 min, 1 h 36, 2 days 8 h."""
    seconds = max(0, int(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 60:
        return _("%(seconds)s s", seconds=seconds)
    if minutes < 60:
        return _("%(minutes)s min", minutes=minutes)
    if hours < 48:
        return _("%(hours)s h %(minutes)s", hours=hours, minutes=f"{minutes % 60:02}")
    return _("%(days)s days %(hours)s h", days=days, hours=hours % 24)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment on the clocks of a country."""
    return at.astimezone(zone)


@lru_cache(maxsize=8192)
def _decimal(value: str, pattern: str, code: str) -> str:
    """Write a number in a language; the same few are written over and over."""
    return format_decimal(Decimal(value), pattern, locale(code), decimal_quantization=False)


def number(value: Decimal | int, most: int = 6, least: int = 0) -> str:
    """An exact number with its thousands apart, without useless zeros: 1,310 or 2.5; ``least`` decimals are there always."""
    return _decimal(str(value), f"#,##0.{'0' * least}{'#' * (most - least)}", language())


def plain(value: Decimal, currency: str | None, land: str) -> str:
    """A sum without its currency, with the decimals that the currency has in the list of a country: won have none.

    Nothing is rounded away: a sum with more decimals shows them all.
    """
    law = country(land)
    known = law.codes.currencies.get(currency or "") if law else None
    own = law.decimals if law and currency == law.currency else USUAL_DECIMALS
    decimals = known.decimals if known else own
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return _decimal(str(value), pattern, language())


def money(amount: Amount | None, land: str) -> str:
    """A sum of money with the code of its currency where the language has it: USD 10,920.00, in French 10 920,00 USD."""
    if amount is None:
        return ""
    return beside(amount.currency or "?", plain(amount.value, amount.currency, land), locale(language()))


def summed(value: Decimal, currency: str) -> str:
    """A sum as it was recorded, with the code of its currency where the language has it."""
    return beside(currency, number(value), locale(language()))


def exchanged(exchange: Exchange, currency: str) -> str:
    """What one unit of a currency is in another: USD 1 = KRW 1,380.50, in French 1 USD = 1 380,50 KRW."""
    here = locale(language())
    return f"{beside(exchange.currency, number(1), here)} = {beside(currency, number(exchange.rate), here)}"


def percent(rate: Decimal) -> str:
    """A rate that is given in percent: 8 %, with the space that the language has there."""
    space = locale(language()).percent_formats[None].suffix[0].partition("%")[0] or " "
    return f"{number(rate)}{space}%"


def measure(given: Measure | None) -> str:
    """A mass or a quantity with its unit: 1,310 kg."""
    if given is None:
        return ""
    unit = given.unit or "KGM"
    return f"{number(given.value)} {word(UNITS[unit]) if unit in UNITS else unit}"
