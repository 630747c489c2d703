"""Express: goods of small value go by a list instead of a declaration (목록통관). The list is reviewed line by line, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_NUMBER, Cargo
from eclear.casefile.manifest import ExpressLine
from eclear.casefile.person import Role
from eclear.clearance.following import tell_cargo
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, today
from eclear.reference import country as reference_of
from eclear.reference.manifest_rules import named
from eclear.reference.regimes import Regime
from eclear.storage import Records


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of one line: its cargo, with what was decided; or the ``column`` that is wrong, and the ``complaint``."""

    line: ExpressLine
    cargo: Cargo | None = None
    column: str = ""
    complaint: str = ""


def take_express_list(
    office: Office, lines: Sequence[ExpressLine], *, room: str = "open", at: datetime | None = None
) -> tuple[Listed, ...]:
    """Take in an express list: each line is reviewed, and goes without a declaration or must be declared.

    A line must be in the manifest. A line that cannot be is refused and stops no other; the same line again changes nothing.
    """
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    with office.writing(room) as records:
        now = office.moment(records, at)
        regime = next((one for one in law.regimes.on(today(now, law)) if one.kind == "list"), None)
        records.foresee([], [tidy(line.cargo) for line in lines])
        return tuple(_taken(office, records, line, regime, now) for line in lines)


def _taken(office: Office, records: Records, line: ExpressLine, regime: Regime | None, now: datetime) -> Listed:
    number = tidy(line.cargo)
    if wrong := _wrong(office, number, line, regime):
        return Listed(line, None, *wrong)
    assert regime is not None
    cargo = records.cargo(number)
    if cargo.listed is None:
        return Listed(line, None, "cargo", f"{number} is on no manifest. List it there first.")
    if cargo.state in ("C6", "C7", "CA", "CB", "C4b") or records.cases_of(number):
        return Listed(line, None, "cargo", f"{number} has left, goes on under another number, or is declared. Check the number.")
    before = cargo.express
    if before and (before.value, before.currency, before.regime) == (line.value, line.currency, regime.id):
        return Listed(line, cargo)
    granted, why = _review(cargo, line, regime)
    cargo = tell_cargo(records, cargo, ev.ExpressListed(line.value, line.currency, regime.id), "carrier", now)
    return Listed(line, tell_cargo(records, cargo, ev.ExpressReviewed(granted, why), "eclear", now))


def _review(cargo: Cargo, line: ExpressLine, regime: Regime) -> tuple[bool, str]:
    """Say whether goods may go by the list, and why; what customs ordered for them stays unsaid."""
    assert cargo.listed is not None
    most = regime.limit(cargo.listed.loaded_in)
    if most is None or line.value > most:
        return False, f"Worth {line.currency} {line.value:f}, more than {most:f}. Declare the goods."
    if named(cargo.listed.goods, regime.words):
        return False, "Goods of this kind must be declared whatever they are worth. Declare the goods."
    if not cargo.listed.consignee:
        return False, "Nobody is named to receive the goods. Declare the goods."
    return True, f"Worth {line.currency} {line.value:f}, at most {most:f}."


def _wrong(office: Office, number: str, line: ExpressLine, regime: Regime | None) -> tuple[str, str] | None:
    if not CARGO_NUMBER.fullmatch(number):
        return "cargo", f"{line.cargo[:40]!r} is no cargo control number. It has 19 characters, such as 26ABCD0123I-0456-0789."
    own = office.acting.of if office.acting.post and office.acting.post.role is Role.CARRIER else ""
    if own and number[2:6] != own:
        return "cargo", f"{number} is of carrier {number[2:6]}, and you list for {own}. Check the number."
    if regime is None:
        return "cargo", f"{office.country} knows no express list. Declare the goods."
    if line.currency != regime.currency:
        return "currency", f"{line.currency[:10]!r} will not do. State the value in {regime.currency}."
    if not (line.value.is_finite() and 0 < line.value < Decimal(10) ** 12):
        return "value", f"{line.value} is no value. Write an amount above 0."
    return None
