"""A declaration is amended by form: what was changed in it is asked for like by any message; customs amends in its own right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from clearance_desks import Room

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, Submission, UnknownCase, arrive, decide, examine, replies
from eclear.clearance.amending_by_form import Amendment, begin_amendment, look_at_amendment, send_amendment
from eclear.clearance.drafting import Checked, Written, drafts_of, find_draft, save
from eclear.clearance.looking import current
from eclear.reference import country
from eclear.storage import Stale
from eclear.storage.verify import verify
from eclear.wco import read

PRICE = ("items", 1, "price")


def written(office: Office, room: Room, draft: Written, said: str = "", law: str = "", **texts: str) -> Written:
    """Save what somebody changes in a draft, told as ``items__1__price="USD 2500.00"``, with his reason."""
    ways = {tuple(int(s) if s.isdigit() else s for s in way.split("__")): text for way, text in texts.items()}
    changed = draft.draft.changed(ways)
    assert changed.amends
    reason = changed.amends.reason or "21"
    return save(
        office, draft, replace(changed, amends=replace(changed.amends, reason=reason, said=said, law=law)), room=room.name
    )


def told(amendment: Amendment) -> list[tuple[str, str | None, str | None]]:
    return [(change.place.pointer, change.before, change.after) for change in amendment.asked.changes]


def in_force(room: Room, case: Case) -> str:
    with room.office.store.reading(room.name) as records:
        declaration = read(current(room.office, records, room.now(case)), room.office.schemas).declaration
    assert declaration and declaration.items[0].price
    return f"{declaration.items[0].price.value} {declaration.items[0].description}"


def test_a_trader_changes_a_field_and_it_is_asked_for_like_by_any_message(room: Room) -> None:
    trader, officer = room.seat("mina", Role.TRADER, "41207"), room.seat("jun")
    case = room.lodge_for(officer)
    draft = begin_amendment(trader, case.id, room=room.name)
    assert draft.title.startswith(f"COR {case.number}") and find_draft(trader, draft.id, room=room.name) == draft
    assert begin_amendment(trader, case.id, room=room.name).id == draft.id, "what was begun is opened again"
    nothing = look_at_amendment(trader, draft.draft, room=room.name)
    assert [f.code for f in nothing.asked.findings] == ["AMD-014"] and nothing.lacks == ("said", "reason")

    draft = written(trader, room, draft, "The invoice says 2,500.", items__1__price="USD 2500.00")
    amendment = look_at_amendment(trader, draft.draft, room=room.name)
    assert told(amendment) == [("42A/67A/68A[1]/23A/79A/112", "2000.00 USD", "2500.00 USD")] and amendment.is_ready
    done = send_amendment(trader, draft, room=room.name)
    assert isinstance(done, Submission) and done.case and done.case.request
    assert done.case.request.reason == "The invoice says 2,500." and drafts_of(trader, room=room.name) == ()
    after = decide(officer, case.id, "grant", room=room.name)
    assert after.edition == 2 and in_force(room, after).startswith("2500.00")


def test_what_cannot_be_sent_stays_as_it_was_typed_and_says_why(room: Room) -> None:
    trader, officer = room.seat("mina", Role.TRADER, "41207"), room.seat("jun")
    case = room.lodge_for(officer)
    draft = begin_amendment(trader, case.id, room=room.name)
    draft = written(trader, room, draft, items__1__price="USD 2500.00")
    refused = send_amendment(trader, draft, room=room.name)
    assert isinstance(refused, tuple) and refused[1].lacks == ("said",)
    broken = written(trader, room, draft, "A slip.", items__1__net_mass="11 kilos KGM")
    checked, amendment = send_amendment(trader, broken, room=room.name)  # type: ignore[misc]
    assert isinstance(checked, Checked) and not checked.is_sound and not amendment.compared
    mended = written(trader, room, broken, "A slip.", items__1__net_mass="10 KGM")

    decide(officer, case.id, "inspect", reason="Count the pieces.", room=room.name)
    closed = send_amendment(trader, mended, room=room.name)
    assert isinstance(closed, tuple) and [f.code for f in closed[1].against] == ["TAK-013"] and closed[1].is_closed
    assert find_draft(trader, draft.id, room=room.name).draft.text(PRICE) == "USD 2500.00"
    assert room.now(case).request is None
    with pytest.raises(IllegalStep, match="under examination"):
        begin_amendment(trader, case.id, room=room.name)
    with pytest.raises(UnknownCase):
        begin_amendment(room.seat("other", Role.TRADER, "41311"), case.id, room=room.name)


def test_a_draft_of_an_edition_that_is_no_longer_in_force_is_not_sent(room: Room) -> None:
    trader, officer = room.seat("mina", Role.TRADER, "41207"), room.seat("jun")
    case = room.lodge_for(officer)
    late = begin_amendment(trader, case.id, room=room.name)
    late = written(trader, room, late, "Better words.", items__1__description="Cotton shirts")
    own = begin_amendment(officer, case.id, by_customs=True, room=room.name)
    own = written(officer, room, own, "The invoice says 2,500.", "Customs Act", items__1__price="USD 2500.00")
    assert isinstance(send_amendment(officer, own, room=room.name), Case)
    refused = send_amendment(trader, late, room=room.name)
    assert isinstance(refused, tuple) and refused[1].superseded
    assert told(refused[1])[0][0].endswith("137"), "it is still told against the edition that was opened"
    again = begin_amendment(trader, case.id, room=room.name)
    assert again.id != late.id and again.draft.text(PRICE) == "USD 2500.00"


def test_customs_amends_with_facts_and_law_and_assesses_anew(room: Room) -> None:
    officer, other = room.seat("jun"), room.seat("sua")
    case = room.lodge_for(officer)
    assert case.assessment
    draft = begin_amendment(officer, case.id, by_customs=True, room=room.name, version=case.version)
    at_another_desk = room.seat("jun", Role.TRADER, "41207", Post(Role.OFFICER))
    assert drafts_of(at_another_desk, room=room.name) == () and len(drafts_of(officer, room=room.name)) == 1
    draft = written(officer, room, draft, items__1__price="USD 4000.00")
    refused = send_amendment(officer, draft, room=room.name)
    assert isinstance(refused, tuple) and refused[1].lacks == ("said", "law")
    draft = written(
        officer, room, draft, "The invoice in the parcel says 4,000.", "Customs Act, art. 38", items__1__price="USD 4000.00"
    )
    with pytest.raises(Stale):
        send_amendment(officer, draft, room=room.name, version=case.version - 1)
    after = send_amendment(officer, draft, room=room.name, version=room.now(case).version)
    assert isinstance(after, Case) and after.assessment
    assert (after.edition, after.status, after.reviewed, after.request) == (2, case.status, False, None)
    assert after.assessment.total_due > case.assessment.total_due and after.lane == case.lane
    amended = next(event for event in room.events(case.id) if event.kind == "amended")
    assert isinstance(amended.fact, ev.Amended) and amended.fact.by_customs and (amended.by, amended.person) == ("officer", "jun")
    assert amended.fact.law == "Customs Act, art. 38" and amended.fact.appeal and amended.fact.changes[0].reason == "16"
    reply = replies(room.office, case.id, room=room.name)[-1].reply
    assert reply.kind == "07" and reply.corrections[0].reason == "16" and reply.appeal_office
    assert [remark.text for remark in reply.remarks][:2] == ["The invoice in the parcel says 4,000.", "Law: Customs Act, art. 38"]
    assert verify(room.office.store, room.name).faults == ()
    with pytest.raises(IllegalStep, match="allotted"):
        begin_amendment(other, case.id, by_customs=True, room=room.name)


def test_what_was_ordered_and_seen_of_the_goods_outlives_an_amendment_of_customs(room: Room) -> None:
    officer = room.seat("jun")
    case = room.lodge_for(officer)
    arrive(room.office, case.cargo or "", "carried-in", room=room.name)
    decide(officer, case.id, "inspect", reason="Count the pieces.", room=room.name)
    examine(officer, case.id, Examination(Depth.FULL, (Irregularity.WRONG_MASS,)), room=room.name)
    draft = begin_amendment(officer, case.id, by_customs=True, room=room.name)
    draft = written(officer, room, draft, "1,000 pieces were counted.", "Customs Act", items__1__quantity="1000 C62")
    after = send_amendment(officer, draft, room=room.name)
    assert isinstance(after, Case) and (after.status, after.inspection, after.edition) == ("D6", True, 2)
    assert after.inspected and after.examination, "the goods need not be opened again"
    assert decide(officer, case.id, "pass", room=room.name).reviewed


def test_customs_amends_only_while_the_declaration_is_under_review(room: Room) -> None:
    officer, trader = room.seat("jun"), room.seat("mina", Role.TRADER, "41207")
    case = room.lodge_for(officer)
    decide(officer, case.id, "hold", reason="A mark is doubted.", law="Customs Act", room=room.name)
    with pytest.raises(IllegalStep, match="held"):
        begin_amendment(officer, case.id, by_customs=True, room=room.name)
    decide(officer, case.id, "request-documents", reason="The contract.", room=room.name)
    draft = begin_amendment(trader, case.id, room=room.name)
    send_amendment(trader, written(trader, room, draft, "A slip.", items__1__price="USD 2100.00"), room=room.name)
    with pytest.raises(IllegalStep, match="Grant or deny"):
        begin_amendment(officer, case.id, by_customs=True, room=room.name)
    decide(officer, case.id, "grant", room=room.name)
    assert in_force(room, case).startswith(str(Decimal("2100.00")))


@pytest.mark.parametrize("code", ["kr", "gb", "xt"])
def test_every_country_tells_the_declarant_at_once_what_customs_amended(code: str) -> None:
    law = country(code.upper())
    assert law and any(rule.code == "07" and rule.when.get("by_customs", True) for rule in law.replies.rules["amended"])
