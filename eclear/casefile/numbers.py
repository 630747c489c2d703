"""Declaration numbers: how a country writes them, and which series they come from."""

from __future__ import annotations

import re

_KOREAN = re.compile(r"(.{1,5})-([0-9]{2})-([0-9]{6})[MX]")
_MRN = re.compile(r"([0-9]{2})([A-Z]{2})T([0-9A-Z]{12})[0-9]")


def korean(declarant: str, year: int, serial: int, *, export: bool) -> str:
    """Return a Korean declaration number: declarant 5, year 2, serial 6 and a letter (M import, X export: unconfirmed)."""
    return f"{declarant[:5]}-{year % 100:02d}-{serial:06d}{'X' if export else 'M'}"


def korean_series(declarant: str, year: int) -> str:
    """Return the series that a Korean number is taken from: one for each declarant and year."""
    return f"declaration/{declarant[:5]}/{year % 100:02d}"


def mrn(country: str, year: int, serial: int) -> str:
    """Return a movement reference number: year 2, country 2, T for training, serial 12, check digit.

    Source: form and check digit as counted in published messages; the T keeps it apart from any real number.
    """
    head = f"{year % 100:02d}{country}T{serial:012d}"
    return head + str(check_digit(head))


def mrn_series(year: int) -> str:
    """Return the series that a movement reference number is taken from: one for each year."""
    return f"mrn/{year % 100:02d}"


def check_digit(text: str) -> int:
    """Return the check digit after ISO 6346: letters count from A = 10 and skip multiples of 11, weights double."""
    total = sum((_worth(character) << place) for place, character in enumerate(text))
    return total % 11 % 10


def taken_from(number: str) -> tuple[str, int] | None:
    """Return the series and the serial that a declaration number was taken from; None for a number of another form."""
    if found := _KOREAN.fullmatch(number):
        return korean_series(found[1], int(found[2])), int(found[3])
    if found := _MRN.fullmatch(number):
        return mrn_series(int(found[1])), int(found[3])
    return None


def _worth(character: str) -> int:
    if character.isdigit():
        return int(character)
    letter = ord(character) - ord("A") + 10
    return letter + (letter - 1) // 10  # 11, 22 and 33 are left out
