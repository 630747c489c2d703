"""START HERE: what can be done to a case. One file for each verb.

A declaration is submitted: read, checked, assessed, asked about, scored, routed and recorded, in that order
(:mod:`~eclear.clearance.submitting`). Then it waits for its cargo, its agencies, its review and its payment. Whoever
reports one of these calls the verb for it, and the declaration is accepted by itself with the event that clears the last
guard. What an examination found is reported too (:mod:`~eclear.clearance.examining`), and remembered of those who declared.
Officers set risk profiles (:mod:`~eclear.clearance.profiling`), and consignments are picked from the manifest before anybody
has declared them (:mod:`~eclear.clearance.selecting`).
A value or an origin may be doubted: that runs in legal steps of its own (:mod:`~eclear.clearance.doubting`). The trader may
send messages about it: an amendment, a cancellation, the arrival of its goods (:mod:`~eclear.clearance.requests`). Whatever
happens, he hears of it in his inbox (:mod:`~eclear.clearance.inbox`), but of nothing that only officers may know.

Every verb is one transaction: all of it is recorded, or nothing is. What the declarant did wrong is a finding. A call
that cannot be is a named exception: IllegalStep, UnknownCase, OtherBytes, and those of the storage (Stale, Busy, Full).
"""

from eclear.clearance.answering import answer_questions
from eclear.clearance.arriving import REPORTS, arrive, exit_confirmed
from eclear.clearance.deciding import answer_permit, decide
from eclear.clearance.doubting import answer_doubt, decide_doubt, raise_doubt
from eclear.clearance.examining import examine
from eclear.clearance.inbox import Notice, acknowledge, inbox, replies
from eclear.clearance.looking import current, edition, find, tidy
from eclear.clearance.office import NotARoomName, Office, OtherBytes, Submission, UnknownCase, utc_now
from eclear.clearance.paying import pay, payment_failed, remind
from eclear.clearance.profiling import end_profile, profiles_of, set_profile, try_profile
from eclear.clearance.reconsidering import Explained, explained
from eclear.clearance.refusals import REFUSALS, Refusal
from eclear.clearance.selecting import lift_selection, scanned, take_manifest
from eclear.clearance.submitting import submit, submit_all, validate
from eclear.journey.duties.methods import NoValue, ReferencePriceIsNoValue

__all__ = [
    "REFUSALS",
    "REPORTS",
    "Explained",
    "NoValue",
    "NotARoomName",
    "Notice",
    "Office",
    "OtherBytes",
    "ReferencePriceIsNoValue",
    "Refusal",
    "Submission",
    "UnknownCase",
    "acknowledge",
    "answer_doubt",
    "answer_permit",
    "answer_questions",
    "arrive",
    "current",
    "decide",
    "decide_doubt",
    "edition",
    "end_profile",
    "examine",
    "exit_confirmed",
    "explained",
    "find",
    "inbox",
    "lift_selection",
    "pay",
    "payment_failed",
    "profiles_of",
    "raise_doubt",
    "remind",
    "replies",
    "scanned",
    "set_profile",
    "submit",
    "submit_all",
    "take_manifest",
    "tidy",
    "try_profile",
    "utc_now",
    "validate",
]
