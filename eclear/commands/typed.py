"""What was typed, and what it names: files, an amount of money, a case, cargo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eclear.commands.endings import no_such, wrong_usage

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from eclear.casefile.case import Case
    from eclear.clearance import Office


def messages(paths: Sequence[Path]) -> list[Path]:
    """Return the files that the arguments name: files as they are, folders by their ``*.xml`` files, sorted.

    The messages of a scenario's pack are left out of a folder: they hold the values of no variant yet.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise wrong_usage(f"{path}: there is no such file or folder.")
        inside = sorted(file for file in path.rglob("*.xml") if _is_whole(file)) if path.is_dir() else [path]
        if not inside:
            raise wrong_usage(f"{path}: there is no *.xml file in this folder.")
        found += inside
    return found


def _is_whole(file: Path) -> bool:
    return file.is_file() and not (file.parent.parent / "scenario.toml").is_file()


def money(amount: str | None) -> Decimal | None:
    """Read an amount of money as typed."""
    from decimal import Decimal, InvalidOperation

    try:
        value = Decimal(amount.replace(",", "")) if amount else None
    except InvalidOperation as error:
        raise wrong_usage(f"--amount {amount}: that is no amount of money. Give it in whole won, such as 225600.") from error
    if value is not None and not value.is_finite():
        raise wrong_usage(f"--amount {amount}: that is no amount of money. Give it in whole won, such as 225600.")
    return value


def kilograms(text: str | None, option: str) -> Decimal | None:
    """Read a mass as typed."""
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        raise wrong_usage(f"{option} {text}: that is no mass. Give kilograms, such as 858.5.") from None


def the_case(office: Office, number: str, room: str) -> Case:
    """Return the one case that a number names; ends the command where there is none or more than one."""
    from eclear.clearance import find

    found = find(office, number, room=room)
    if not found:
        raise no_such(number, room)
    if len(found) > 1:
        raise wrong_usage(f"{number} names {len(found)} cases: {', '.join(case.id for case in found)}. Name one of them.")
    return found[0]


def the_cargo(office: Office, number: str, room: str) -> str:
    """Return the cargo number that is meant: of the case or declaration of this number, else the number itself."""
    from eclear.clearance import find

    found = find(office, number, room=room)
    if found and not found[0].cargo:
        raise wrong_usage(f"Case {number} has no cargo, so nothing can be reported about it.")
    return found[0].cargo or number if found else number


def day(text: str, option: str) -> date:
    """Read a day as typed."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_usage(f"{option} {text}: that is no day. Write it as 2026-05-12.") from None
