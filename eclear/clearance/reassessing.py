"""Amend and reassess (세관 정정): customs amends a declaration before its acceptance, and its duty is worked out anew.

What an examination or a review has found is put right by the officer of the case, who names facts and law: it goes against the
trader, so it is a decision in writing that can be appealed. It is written as a message to amend like any other and kept with
the declaration, so that there is one way of making an edition. After the acceptance customs reassesses (경정), which is
another procedure with its own payment or refund.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.amending import new_edition
from eclear.clearance.asking import appeal_in
from eclear.clearance.integrity import must_hold
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of
from eclear.clearance.recording import go_on, plain, standing
from eclear.storage import Records, Request
from eclear.wco import Asked, Asking, ask_to_amend, read

CUSTOMS_OWN = "16"
"""The WCO change reason of a correction that customs makes itself."""

LONGEST_STATEMENT = 512
"""How many characters of the facts the message holds; the decision holds all of them."""


class NotNow(StrEnum):
    """Why customs cannot amend a declaration itself at the stage that it has reached."""

    ENDED = "ended"
    ACCEPTED = "accepted"
    RELEASED = "released"
    HELD = "held"
    REQUEST = "request"
    DOUBT = "doubt"
    PAID = "paid"


SENTENCES = {
    NotNow.ENDED: "The declaration has ended. Nothing in it can be amended any more.",
    NotNow.ACCEPTED: "The declaration was accepted for release. From then on customs reassesses (경정), with a further "
    "payment or a refund. That is another procedure. Refer the case to an audit.",
    NotNow.RELEASED: "The goods were released against security. What is owed is set when what is open is decided.",
    NotNow.HELD: "The goods are held. Decide on that first: pass, request documents or inspect. Then amend.",
    NotNow.REQUEST: "The trader has asked for something. Grant or deny it first.",
    NotNow.DOUBT: "A doubt is open. Decide it: that sets the value, and the duty is assessed again.",
    NotNow.PAID: "The tax has been paid. Another sum would need a further payment or a refund, which follow the acceptance.",
}
"""What each of them is told, and what to do."""


def amend_and_reassess(
    office: Office,
    case_id: str,
    intended: bytes,
    *,
    reason: str | None,
    law: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case | tuple[Finding, ...]:
    """Make the declaration of a case what it should be (a message of profile DMS 2), and assess, score and route it anew.

    ``reason`` states the facts, ``law`` what it rests on; office of appeal and time limit are added. The lane never becomes
    lighter, and what was ordered and seen of the goods stays. What cannot be amended so, and what the rules find wrong in the
    new edition, is returned, and nothing is recorded. Raises UnknownCase, Stale, IllegalStep.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        must_hold(office, records, case)
        facts, stated = plain(reason), plain(law)
        now = after_lodging(case, office.moment(records, at))
        if bar := not_now(case):
            raise IllegalStep(SENTENCES[bar])
        if facts is None:
            raise IllegalStep("To amend needs the facts. Say what was declared, what was found, and how.")
        if stated is None and office.acting.post is not None:
            raise IllegalStep("To amend goes against the trader, so it names the law it rests on. Give the act and the article.")
        asked, request = _asked(office, records, case, intended, facts)
        if request is None:
            return asked.findings
        follows = new_edition(office, records, case, request, now, goes_on=True)
        if not isinstance(follows, list):
            return follows
        made = follows[0]
        assert isinstance(made, ev.Amended)
        if made.lodged.trader != case.lodged.trader:
            raise IllegalStep(
                f"The declaration is {case.lodged.trader}'s, and customs puts nobody in his place. If another should have "
                "declared, dismiss it with that reason."
            )
        records.keep_request(case.id, request)
        decided = replace(made, reason=facts, law=stated, appeal=appeal_in(country_of(case)), sha256=request.sha256)
        return go_on(records, case, [decided, *follows[1:]], "officer", now)


def not_now(case: Case) -> NotNow | None:
    """Return why customs cannot amend a declaration itself now; None if it can."""
    if case.accepted:
        return NotNow.ACCEPTED
    if not case.is_open:
        return NotNow.ENDED
    if case.released:
        return NotNow.RELEASED
    if case.request:
        return NotNow.REQUEST
    if case.open_doubts:
        return NotNow.DOUBT
    if case.status == "D7":
        return NotNow.HELD
    return NotNow.PAID if case.paid or case.tax in ("T3", "T5") else None


def _asked(office: Office, records: Records, case: Case, intended: bytes, facts: str) -> tuple[Asked, Request | None]:
    """Write the message that leads from the edition in force to the one that should be; None where there is no way."""
    sound = read(intended, office.schemas)
    if refuses(sound.findings):
        return Asked(b"", (), sound.findings), None
    number = len(records.requests(case.id)) + 1
    said = facts if len(facts) <= LONGEST_STATEMENT else f"{facts[: LONGEST_STATEMENT - 3]}..."
    asking = Asking(f"CUSTOMS-{case.id}-{number}", case.number or "", "", case.lodged.country, CUSTOMS_OWN, said)
    asked = ask_to_amend(current(office, records, case), intended, asking, office.schemas)
    if asked.findings:
        return asked, None
    return asked, Request(number, read(asked.body, office.schemas).sha256, asked.body)
