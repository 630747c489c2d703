"""Store longer (장치기간 연장): the trader or the shed asks that goods may stay in their shed, and customs grants or refuses it.

Granting is :func:`~eclear.clearance.discharging.extend_storage`, which customs may also do unasked.
"""

from __future__ import annotations

from datetime import date, datetime

from eclear.casefile import events as ev
from eclear.casefile.cargo import Cargo
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance.discharging import storage_until
from eclear.clearance.following import follow, numbered
from eclear.clearance.office import Office
from eclear.clearance.recording import plain
from eclear.storage import Records


def ask_for_longer_storage(
    office: Office, number: str, until: date, *, reason: str, room: str = "open", at: datetime | None = None
) -> Cargo:
    """Ask that goods may stay in their shed until a later day (장치기간 연장 신청): the trader asks, or the shed for its own.

    What was asked for before and not answered is asked anew with this. Customs grants it, or refuses it with a reason.
    """
    number, why = numbered(number), plain(reason)
    if why is None:
        raise IllegalStep("To ask for a longer storage period needs a reason. Say why the goods cannot be cleared in time.")
    with office.writing(room) as records:
        now, cargo = office.moment(records, at), records.cargo(number)
        cargo.after(records.event(number, cargo.version + 1, now, "declarant", ev.SelectionLifted("")))  # it has not ended
        stays = storage_until(cargo, office.country)
        if stays is None:
            raise IllegalStep(f"No storage period runs for cargo {number}, so nothing is to be asked for.")
        if until <= stays:
            raise IllegalStep(f"Cargo {number} may stay until {stays} as it is. Name a later day.")
        post = office.acting.post
        shed = post is not None and post.role is Role.WAREHOUSE
        if shed and office.acting.of and cargo.shed != office.acting.of:
            raise IllegalStep(f"Cargo {number} lies in shed {cargo.shed}, and you keep {office.acting.of}. Its keeper asks.")
        return follow(records, cargo, ev.StorageAsked(until, why), "shed" if shed else "declarant", now)


def refuse_longer_storage(office: Office, number: str, *, reason: str, room: str = "open", at: datetime | None = None) -> Cargo:
    """Refuse that goods stay longer (장치기간 연장 불승인), with the reason that whoever asked is told."""
    number, why = numbered(number), plain(reason)
    if why is None:
        raise IllegalStep("To refuse needs a reason. Say why the goods cannot stay, and what is to be done with them.")
    with office.writing(room) as records:
        return follow(records, records.cargo(number), ev.StorageRefused(why), "officer", office.moment(records, at))


def longer_storage_asked(records: Records, most: int = 50) -> tuple[Cargo, ...]:
    """Return goods for which a longer storage period was asked for and customs has not answered, the latest first."""
    numbers = dict.fromkeys(event.stream for event in records.latest(ev.StorageAsked.kind, most))
    found = map(records.cargo, numbers)
    return tuple(cargo for cargo in found if cargo.longer and cargo.longer.is_open)
