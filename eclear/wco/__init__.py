"""The language spoken with the world: WCO Data Model messages, read safely and written in order."""

from eclear.wco.amendments.amending import Amended, amend, present
from eclear.wco.amendments.asking import Asked, Asking, ask_to_amend
from eclear.wco.amendments.fragments import fragment
from eclear.wco.cargo_report import NotACargoReport, is_cargo_report, read_cargo_report, write_cargo_report
from eclear.wco.coverage import coverage
from eclear.wco.messages import read_message, write_message
from eclear.wco.opening import opened
from eclear.wco.profiles.catalogue import Profile
from eclear.wco.profiles.catalogue import known as known_profiles
from eclear.wco.profiles.converting import Converted, LeftOut, convert, normal
from eclear.wco.reading import locate, read
from eclear.wco.replies import read_notification, read_reply, write_notification, write_reply
from eclear.wco.schemas import Schemas
from eclear.wco.unsound import read_unsound
from eclear.wco.writing import write

__all__ = [
    "Amended",
    "Asked",
    "Asking",
    "Converted",
    "LeftOut",
    "NotACargoReport",
    "Profile",
    "Schemas",
    "amend",
    "ask_to_amend",
    "convert",
    "coverage",
    "fragment",
    "is_cargo_report",
    "known_profiles",
    "locate",
    "normal",
    "opened",
    "present",
    "read",
    "read_cargo_report",
    "read_message",
    "read_notification",
    "read_reply",
    "read_unsound",
    "write",
    "write_cargo_report",
    "write_message",
    "write_notification",
    "write_reply",
]
