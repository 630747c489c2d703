"""START HERE: what can be done to a case. One file for each verb.

Who does not send a message writes a draft and lodges that (:mod:`~eclear.clearance.drafting`).
So it is amended too (:mod:`~eclear.clearance.amending_by_form`), also by customs itself (:mod:`~eclear.clearance.reassessing`).
A declaration is submitted: read, checked, assessed, asked about, scored, routed and recorded, in that order
(:mod:`~eclear.clearance.submitting`). Then it waits for its cargo, its agencies, its review and its payment. Whoever
reports one of these calls the verb for it, and the declaration is accepted by itself with the event that clears the last
guard. What an examination found is reported too (:mod:`~eclear.clearance.examining`), and remembered of those who declared.
An agency may ask the trader, and may see the goods when customs does (:mod:`~eclear.clearance.asking`).
A case comes to an officer by lot, and is passed on with a reason (:mod:`~eclear.clearance.allotting`); its lane can be
overridden (:mod:`~eclear.clearance.overriding`), and nobody decides on what he lodged (:mod:`~eclear.clearance.integrity`).
Officers set risk profiles (:mod:`~eclear.clearance.profiling`), and consignments are picked from the manifest before anybody
has declared them (:mod:`~eclear.clearance.selecting`).
Cargo is reported in any order (:mod:`~eclear.clearance.arriving`), its bills are split and merged
(:mod:`~eclear.clearance.bills`), what was landed is held against the manifest (:mod:`~eclear.clearance.discharging`), and
goods move or stay under regimes that suspend duty (:mod:`~eclear.clearance.suspending`), or go back abroad
(:mod:`~eclear.clearance.returning`).
A value or an origin may be doubted: that runs in legal steps of its own (:mod:`~eclear.clearance.doubting`). The trader may
send messages about it: an amendment, a cancellation, the arrival of its goods (:mod:`~eclear.clearance.requests`); the last
two are written for him (:mod:`~eclear.clearance.messaging`). Whatever happens, he hears of it in his inbox
(:mod:`~eclear.clearance.inbox`), but of nothing that only officers may know.

Every verb is one transaction: all of it is recorded, or nothing is. What the declarant did wrong is a finding. A call
that cannot be is a named exception: IllegalStep, UnknownCase, OtherBytes, and those of the storage (Stale, Busy, Full).
"""

from eclear.casefile.manifest import ExpressLine
from eclear.clearance.allotting import away, back, take_next, transfer
from eclear.clearance.answering import answer_questions
from eclear.clearance.arriving import REPORTS, arrive, exit_confirmed, voyage_arrived
from eclear.clearance.asking import answer_agency, ask_to_join, ask_trader, escalate
from eclear.clearance.bills import merge_bills, split_bill
from eclear.clearance.collecting import claim_guarantee, collect_again
from eclear.clearance.deciding import answer_permit, decide
from eclear.clearance.discharging import abandon, discharge_manifest, extend_storage, settle_difference
from eclear.clearance.doubting import answer_doubt, decide_doubt, raise_doubt
from eclear.clearance.examining import examine, laboratory_reported
from eclear.clearance.expressing import take_express_list
from eclear.clearance.inbox import Notice, acknowledge, inbox, notices_of, replies
from eclear.clearance.looking import current, edition, find, tidy
from eclear.clearance.messaging import cancel, report_arrival
from eclear.clearance.office import NotARoomName, Office, OtherBytes, Submission, UnknownCase, utc_now
from eclear.clearance.overriding import confirm_override, override, refer_to_audit, refuse_override
from eclear.clearance.paying import pay, payment_failed, remind
from eclear.clearance.profiling import end_profile, profiles_of, set_profile, try_profile
from eclear.clearance.reconsidering import Explained, explained
from eclear.clearance.refusals import REFUSALS, Refusal
from eclear.clearance.registering import (
    apply_for_aeo,
    end_mandate,
    give_mandate,
    grant_aeo,
    refuse_aeo,
    register_trader,
    reinstate,
    suspend,
    traders_in,
    withdraw_aeo,
)
from eclear.clearance.selecting import lift_selection, scanned, take_manifest
from eclear.clearance.storing import ask_for_longer_storage, refuse_longer_storage
from eclear.clearance.submitting import submit, submit_all, validate
from eclear.clearance.supplying import supply
from eclear.clearance.suspending import (
    accept_regime,
    arrive_under_bond,
    declare_regime,
    depart,
    discharge_regime,
    put_on_seals,
    refuse_regime,
)
from eclear.journey.duties.methods import NoValue, ReferencePriceIsNoValue

__all__ = [
    "REFUSALS",
    "REPORTS",
    "Explained",
    "ExpressLine",
    "NoValue",
    "NotARoomName",
    "Notice",
    "Office",
    "OtherBytes",
    "ReferencePriceIsNoValue",
    "Refusal",
    "Submission",
    "UnknownCase",
    "abandon",
    "accept_regime",
    "acknowledge",
    "answer_agency",
    "answer_doubt",
    "answer_permit",
    "answer_questions",
    "apply_for_aeo",
    "arrive",
    "arrive_under_bond",
    "ask_for_longer_storage",
    "ask_to_join",
    "ask_trader",
    "away",
    "back",
    "cancel",
    "claim_guarantee",
    "collect_again",
    "confirm_override",
    "current",
    "decide",
    "decide_doubt",
    "declare_regime",
    "depart",
    "discharge_manifest",
    "discharge_regime",
    "edition",
    "end_mandate",
    "end_profile",
    "escalate",
    "examine",
    "exit_confirmed",
    "explained",
    "extend_storage",
    "find",
    "give_mandate",
    "grant_aeo",
    "inbox",
    "laboratory_reported",
    "lift_selection",
    "merge_bills",
    "notices_of",
    "override",
    "pay",
    "payment_failed",
    "profiles_of",
    "put_on_seals",
    "raise_doubt",
    "refer_to_audit",
    "refuse_aeo",
    "refuse_longer_storage",
    "refuse_override",
    "refuse_regime",
    "register_trader",
    "reinstate",
    "remind",
    "replies",
    "report_arrival",
    "scanned",
    "set_profile",
    "settle_difference",
    "split_bill",
    "submit",
    "submit_all",
    "supply",
    "suspend",
    "take_express_list",
    "take_manifest",
    "take_next",
    "tidy",
    "traders_in",
    "transfer",
    "try_profile",
    "utc_now",
    "validate",
    "voyage_arrived",
    "withdraw_aeo",
]
