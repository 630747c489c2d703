"""Amend by form (정정): the edition in force is opened as a draft, and what is changed in it becomes a message to amend.

A trader's goes through the door like any other message (:func:`~eclear.clearance.submit`). Customs amends in its own right
(:mod:`~eclear.clearance.reassessing`). What was typed stays, also where the declaration has moved on and nothing can be sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from eclear.casefile.amendment import Amends
from eclear.casefile.case import Case
from eclear.casefile.draft import Draft, draft_of, from_json
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.checking import Checked, check
from eclear.clearance.drafting import AMENDS, Written, drafts_at, find_draft, keep
from eclear.clearance.integrity import Bar, bar_to_decide, lodges_for, must_hold
from eclear.clearance.looking import current, edition
from eclear.clearance.office import Office, Submission, UnknownCase
from eclear.clearance.reassessing import CUSTOMS_OWN, SENTENCES, NotNow, amend_and_reassess, not_now
from eclear.clearance.recording import as_seen
from eclear.clearance.requests import against_amendment
from eclear.clearance.submitting import submit
from eclear.storage import Records
from eclear.wco import Asked, Asking, ask_to_amend, read, read_message, write_message

NOTHING_ASKED = Asked(b"", (), ())


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a draft of an amendment comes to: its case as it is now, the message with its changes, and what stands in the way.

    ``against`` is what a trader's message would be refused for, ``bar`` why the officer may not decide, ``not_now`` why
    customs cannot amend. ``superseded`` is True if another edition is in force than the one that was opened. ``lacks`` are the
    words still missing: reason, said or law. ``compared`` is False while something cannot be read.
    """

    case: Case
    asked: Asked
    against: tuple[Finding, ...] = ()
    bar: Bar | None = None
    not_now: NotNow | None = None
    superseded: bool = False
    lacks: tuple[str, ...] = ()
    compared: bool = True

    @property
    def is_closed(self) -> bool:
        """True if it can no longer be sent, whatever is typed."""
        return bool(self.against or self.bar or self.not_now or self.superseded)

    @property
    def is_ready(self) -> bool:
        """True if it can be sent."""
        return not (self.is_closed or self.lacks or self.asked.findings or not self.compared)


def begin_amendment(
    office: Office, case_id: str, *, by_customs: bool = False, room: str = "open", version: int | None = None
) -> Written:
    """Open the edition in force as a draft that amends it; one that was begun and not sent yet is opened again.

    Raises UnknownCase for a case that is not there or that another trader lodged, and IllegalStep where the declaration cannot
    be amended as it stands; for customs also where who acts may not decide on it, and Stale.
    """
    with office.store.reading(room) as records:
        case, own = as_seen(records, case_id, version), lodges_for(office.acting)
        if own and case.lodged.trader != own:
            raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
        if by_customs:
            must_hold(office, records, case)
            if bar := not_now(case):
                raise IllegalStep(SENTENCES[bar])
        elif against := against_amendment(case):
            raise IllegalStep(against[0].message)
        amends = Amends(case.id, case.number or "", case.applied, CUSTOMS_OWN if by_customs else "", by_customs=by_customs)
        begun = _begun(office, records, amends)
        body = b"" if begun else current(office, records, case)
    if begun:
        return find_draft(office, begun, room=room)
    return keep(office, room, replace(draft_of(read_message(body, office.schemas)), amends=amends))


def look_at_amendment(office: Office, draft: Draft, *, room: str = "open", compare: bool = True) -> Amendment:
    """Work out what a draft changes in the edition that was opened, and whether that can be asked for now.

    Without ``compare`` only the latter is looked at. Raises UnknownCase where its case is gone.
    """
    amends = draft.amends
    assert amends is not None
    with office.store.reading(room) as records:
        case = as_seen(records, amends.case, None)
        number = len(records.requests(case.id)) + 1
        opened = edition(office, records, case.id, amends.applied) if compare else b""
    intended = write_message(draft.message())
    compared = compare and not refuses(read(intended, office.schemas).findings)
    asking = Asking(
        lrn=f"AMEND-{case.id}-{number}",
        number=amends.number,
        sender=case.lodged.trader,
        country=case.lodged.country,
        reason=amends.reason,
        said=amends.said.strip(),
    )
    asked = ask_to_amend(opened, intended, asking, office.schemas) if compared else NOTHING_ASKED
    needed = {"said": amends.said} | ({"law": amends.law} if amends.by_customs else {"reason": amends.reason})
    return Amendment(
        case=case,
        asked=asked,
        against=() if amends.by_customs else against_amendment(case),
        bar=bar_to_decide(office.acting, case) if amends.by_customs else None,
        not_now=not_now(case) if amends.by_customs else None,
        superseded=case.applied != amends.applied,
        lacks=tuple(name for name, text in needed.items() if not text.strip()),
        compared=compared,
    )


def send_amendment(
    office: Office, written: Written, *, room: str = "open", version: int | None = None
) -> Submission | Case | tuple[Checked, Amendment]:
    """Send what a draft changes: the trader's as a message, that of customs as a decision; then the draft is gone.

    ``version`` is that of the case which the officer looked at. What was found is returned where it cannot be sent, and the
    draft stays as it is. Raises UnknownCase; for customs also Stale and IllegalStep.
    """
    amends = written.draft.amends
    assert amends is not None
    checked, amendment = check(office, written.draft, room=room), look_at_amendment(office, written.draft, room=room)
    if not (checked.is_sound and amendment.is_ready):
        return checked, amendment
    done: Submission | Case
    if amends.by_customs:
        facts, law = amends.said, amends.law
        made = amend_and_reassess(office, amends.case, checked.body, reason=facts, law=law, room=room, version=version)
        if isinstance(made, tuple):
            return replace(checked, findings=made), amendment
        done = made
    else:
        done = submit(office, amendment.asked.body, room=room)
        if done.case is None:
            return replace(checked, findings=done.findings), amendment
    with office.writing(room) as records:
        drafts_at(office, records).discard(written.id)
    return done


def _begun(office: Office, records: Records, amends: Amends) -> str:
    """Return the id of a draft of the same amendment that was not sent yet; "" for none."""
    drafts, title = drafts_at(office, records), f"{AMENDS}{amends.number}"
    for kept in drafts.mine():
        if kept.title != title and not kept.title.startswith(f"{title},"):
            continue
        whole = drafts.one(kept.id)
        before = from_json(json.loads(whole.body)).amends if whole else None
        if before and replace(amends, reason=before.reason, said=before.said, law=before.law) == before:
            return kept.id
    return ""
