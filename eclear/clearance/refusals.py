"""Why a message cannot be taken in, though it is sound in itself. Each reason has a code of its own, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: its code, what is wrong in words that name the values, and what to do."""

    code: str
    message: str
    remedy: str


def _reasons(*reasons: Refusal) -> Mapping[str, Refusal]:
    return {reason.code: reason for reason in reasons}


REFUSALS = _reasons(
    Refusal("TAK-001", "This is a reply from customs, not a declaration.", "Submit a declaration (function 9)."),
    Refusal(
        "TAK-002",
        "Responsible country {country}: eclear has no reference folder for it, so it assesses no duty.",
        "Validate the message instead, or name a country that eclear knows, such as KR.",
    ),
    Refusal(
        "TAK-003",
        "Function {function} is none that can be taken in.",
        "Send an original declaration with function 9, or a message about one with function 13.",
    ),
    # TAK-004, an LRN used for other bytes, is answered as a conflict: see OtherBytes
    Refusal(
        "TAK-005",
        "Function 9 is an original declaration, but type {type} is that of a message about one.",
        "Send it with function 13, or give the type of a declaration, such as IMA.",
    ),
    Refusal(
        "TAK-006",
        "Function 13 is a message about a declaration, but its type is {type}.",
        "Give COR to amend, INV to cancel or GPR for the arrival of the goods; a new declaration has function 9.",
    ),
    Refusal(
        "TAK-007",
        "The message does not say which declaration it is about.",
        "Give the number of the declaration as ID, as customs sent it.",
    ),
    Refusal(
        "TAK-008",
        "There is no declaration {number}.",
        "Check the number; it stands in every reply from customs.",
    ),
    Refusal(
        "TAK-009",
        "{sender} has no part in declaration {number}.",
        "Only its declarant, agent, submitter, importer or exporter may send messages about it.",
    ),
    Refusal(
        "TAK-010",
        "Customs has not answered the request {lrn} about this declaration yet.",
        "Wait for the decision, then send this one.",
    ),
    Refusal(
        "TAK-011",
        "Declaration {number} has ended: {status}.",
        "Lodge a new declaration under a new LRN.",
    ),
    Refusal(
        "TAK-012",
        "Declaration {number} was accepted for release, or its goods were released against security.",
        "What was wrong is put right by a correction after acceptance, not by an amendment.",
    ),
    Refusal(
        "TAK-013",
        "The goods of declaration {number} are under examination or held: {status}.",
        "It cannot be changed until the officer has decided.",
    ),
    Refusal(
        "TAK-014",
        "The tax of declaration {number} has been paid.",
        "An amendment would change what was paid for. Wait for the acceptance and correct it afterwards.",
    ),
    Refusal(
        "TAK-015",
        "The goods of declaration {number} have been released.",
        "A declaration is cancelled before its goods are released. Ask for a correction or a refund.",
    ),
    Refusal(
        "TAK-016",
        "The goods of export {number} have left the country.",
        "An export that was carried out cannot be cancelled. Declare their return, if they come back.",
    ),
    Refusal(
        "TAK-017",
        "Declaration {number} ({type}) was lodged for goods that were there already.",
        "An arrival follows a declaration lodged before arrival: types ending in D, E, F or K.",
    ),
    Refusal(
        "TAK-018",
        "Declaration {number} took effect on {day}: its goods were presented, or it was accepted before they came.",
        "One arrival is enough; nothing more needs to be sent.",
    ),
    Refusal(
        "TAK-019",
        "The LRN {lrn} was used for another request about this declaration.",
        "Give every request an LRN of its own: replies are told apart by it.",
    ),
    Refusal(
        "TAK-020",
        "This desk lodges for declarant {own}, but the declaration is made in the name of {trader}.",
        "Declare in the name of this desk, or lodge at the desk of the other declarant.",
    ),
    Refusal(
        "TAK-021",
        "The LRN {lrn} was used before, for case {case}.",
        "That declaration stands untouched. Give this one an LRN that was never used.",
    ),
    Refusal(
        "TAK-025",
        "The papers contradict each other on {about}: {sides}.",
        "Choose a side on the page of the papers, correct a paper, or type the value into its field.",
    ),
)
"""Every reason by its code. The table is shown in the rulebook."""


def refusal(code: str, place: Place, **values: object) -> Finding:
    """Return the finding for one reason, with its values filled in."""
    reason = REFUSALS[code]
    return Finding(code, Severity.ERROR, f"{reason.message} {reason.remedy}".format(**values), place)
