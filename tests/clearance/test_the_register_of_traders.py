"""The register of traders and brokers, and the answers that a trader gives: what a room changes holds in it, and only there."""

from __future__ import annotations

import pytest
from tests_shared import Clock, sound

from eclear.casefile.asking import Kind, asked_of_trader
from eclear.casefile.case import Case
from eclear.casefile.doubt import About
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.words import Term
from eclear.clearance import (
    Office,
    apply_for_aeo,
    arrive,
    decide,
    end_mandate,
    give_mandate,
    grant_aeo,
    pay,
    raise_doubt,
    refuse_aeo,
    register_trader,
    reinstate,
    submit,
    supply,
    suspend,
    traders_in,
    withdraw_aeo,
)
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.storage.check import rows_that_differ

WHY = "Facts of the case; Customs Act."


def lodge(office: Office, lrn: str, room: str = "open", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes), room=room).case
    assert case is not None
    return case


def codes(case: Case) -> set[str]:
    return {finding.code for finding in case.findings}


def asked(case: Case) -> set[Kind]:
    """What is asked of the trader besides the payment of the notice, which is out already."""
    return {ask.kind for ask in asked_of_trader(case)} - {Kind.PAYMENT}


def trader(office: Office, number: str):  # type: ignore[no-untyped-def]
    law = country("KR")
    assert law
    with office.store.reading("open") as records:
        return traders_in(records, law, office.clock().date())[number]


def test_what_a_suspended_broker_signs_is_rejected_and_what_he_lodged_before_goes_on(office: Office, clock: Clock) -> None:
    before = lodge(office, "LRN-1")
    suspend(office, "41207", why=WHY)
    with pytest.raises(IllegalStep, match="suspended since"):
        suspend(office, "41207", why=WHY)
    refused = lodge(office, "LRN-2")
    assert refused.status == "D1" and {"PAR-013", "KR-PAR-006"} <= codes(refused)
    office.enter("next")
    assert lodge(office, "LRN-2", room="next").number, "another room does not know of it"
    assert decide(office, before.id, "query", reason="How was the price agreed?").number
    reinstate(office, "41207", why=WHY)
    assert lodge(office, "LRN-3").number


def test_from_the_first_mandate_on_a_broker_signs_only_for_those_who_gave_one(office: Office) -> None:
    assert lodge(office, "LRN-1", importer_id="KRTRD0012").number
    give_mandate(office, "41207", "KRTRD0033", why=WHY)
    refused = lodge(office, "LRN-2", importer_id="KRTRD0012")
    [finding] = [one for one in refused.findings if one.code == "PAR-014"]
    assert refused.status == "D1" and "KRTRD0012" in finding.message and "mandate" in finding.message
    assert lodge(office, "LRN-3", importer_id="KRTRD0033").number
    end_mandate(office, "41207", "KRTRD0033", why=WHY)
    assert trader(office, "41207").mandates == ()
    assert "PAR-014" in codes(lodge(office, "LRN-4", importer_id="KRTRD0033"))


def test_who_is_licensed_in_the_room_stands_in_the_register_like_those_of_the_folder(office: Office) -> None:
    assert "KR-PAR-006" in codes(lodge(office, "LRN-1", declarant_id="47001", declarant_name=None))
    register_trader(office, "47001", Term("Deulkkot Brokers", "들꽃관세사무소"), "broker", why=WHY)
    assert "KR-PAR-006" not in codes(lodge(office, "LRN-2", declarant_id="47001", declarant_name=None))
    register_trader(office, "47001", Term("Deulkkot Brokers", "들꽃관세사무소"), "", why=WHY)
    assert "KR-PAR-006" in codes(lodge(office, "LRN-3", declarant_id="47001", declarant_name=None))


def test_aeo_status_of_the_room_counts_as_that_of_the_folder_and_ends_with_it(office: Office) -> None:
    claimed = {"authorisations__1__id": "KRTRD9998", "authorisations__1__category": "AEOC", "importer_id": "KRTRD9998"}
    assert "KR-PAR-004" in codes(lodge(office, "LRN-1", **claimed))
    apply_for_aeo(office, "KRTRD9998", why="Three years without an irregularity.")
    assert trader(office, "KRTRD9998").applied
    grant_aeo(office, "KRTRD9998", "AA", why=WHY)
    case = lodge(office, "LRN-2", **claimed)
    assert "KR-PAR-004" not in codes(case)
    assert case.score and case.score.inputs["aeo"] == 1.0, "the model is told of it, and so is the routing"
    withdraw_aeo(office, "KRTRD9998", why=WHY)
    again = lodge(office, "LRN-3", **claimed)
    assert "KR-PAR-004" in codes(again) and again.score and again.score.inputs["aeo"] == 0.0
    of_folder = claimed | {"authorisations__1__id": "KRTRD0012", "importer_id": "KRTRD0012"}
    withdraw_aeo(office, "KRTRD0012", why=WHY)
    assert "KR-PAR-004" in codes(lodge(office, "LRN-4", **of_folder))


def test_nothing_happens_in_the_register_without_a_reason_or_to_nobody(office: Office) -> None:
    for verb, named in ((suspend, "reason"), (withdraw_aeo, "reason")):
        with pytest.raises(IllegalStep, match=named):
            verb(office, "41207", why=" ")
    with pytest.raises(IllegalStep, match="not in the register"):
        suspend(office, "47002", why=WHY)
    with pytest.raises(IllegalStep, match="no number of the register"):
        give_mandate(office, "41207", "../x", why=WHY)
    with pytest.raises(IllegalStep, match="has not applied"):
        refuse_aeo(office, "41207", why=WHY)
    with pytest.raises(IllegalStep, match="one of the grades"):
        grant_aeo(office, "41207", "Z", why=WHY)


def test_the_register_is_kept_by_signed_events_and_the_check_finds_nothing(office: Office) -> None:
    officer = Seated(Person("officer", ("Jun Park",), (Post(Role.OFFICER),)), Post(Role.OFFICER))
    suspend(office.under(officer), "41207", why=WHY)
    grant_aeo(office.under(officer), "41207", "A", why=WHY)
    [first, second] = trader(office, "41207").changes
    assert (first.kind, first.by, first.person, first.fact.why) == ("trader-suspended", "officer", "officer", WHY)
    assert second.sequence == 2 and second.stream == "trader/41207"
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []


def test_papers_that_were_asked_for_bring_the_declaration_back_under_review(office: Office) -> None:
    case = lodge(office, "LRN-1")
    with pytest.raises(IllegalStep, match="asked for nothing"):
        supply(office, case.id, "Here.")
    case = decide(office, case.id, "request-documents", reason="Send the contract.")
    assert case.status == "D5" and asked(case) == {Kind.DOCUMENTS}
    with pytest.raises(IllegalStep, match="says something"):
        supply(office, case.id, " ", documents=["  "])
    case = supply(office, case.id, "The contract is attached.", documents=["Contract 26-4", ""])
    assert (case.status, case.asked, case.reviewed) == ("D4", False, False)
    with office.store.reading("open") as records:
        assert records.events(case.id)[-1].fact.documents == ("Contract 26-4",)
        assert "documents" not in records.row(case.id).asks


def test_an_answer_closes_a_question_and_keeps_an_inspection(office: Office) -> None:
    case = lodge(office, "LRN-1")
    case = decide(office, case.id, "inspect", reason="Open the second box.")
    case = decide(office, case.id, "query", reason="What is in the second box?")
    assert asked(case) == {Kind.QUESTION}
    case = supply(office, case.id, "Spare parts, as listed.")
    assert (case.status, case.asked, case.inspection) == ("D6", False, True)
    assert asked(case) == set()


def test_a_list_begins_with_what_is_asked_and_forgets_what_was_lodged_again(office: Office, clock: Clock) -> None:
    rejected = lodge(office, "LRN-1", items__1__net_mass="1311 KGM", items__1__gross_mass="1180 KGM")
    assert rejected.status == "D1"
    clock.pass_by(hours=1)
    doubted = raise_doubt(office, lodge(office, "LRN-2").id, About.VALUE, [1], grounds="Far below what such goods cost.")
    quiet = pay(office, lodge(office, "LRN-3").id)

    def listed(**filters: bool) -> list[tuple[str, tuple[str, ...]]]:
        with office.store.reading("open") as records:
            total, rows = records.rows_of_trader("41207", **filters)
            assert total == len(rows) and records.rows_of_trader("99999")[0] == 0
        return [(row.id, row.asks) for row in rows]

    assert listed()[0][0] == doubted.id and "doubt" in listed()[0][1], "the one with the earliest day comes first"
    assert dict(listed())[rejected.id] == (), "its goods were declared anew under another LRN"
    assert {id for id, _asks in listed(asked=True)} == {id for id, asks in listed() if asks}
    assert quiet.id in dict(listed())


def test_a_keeper_reports_for_his_own_shed_only_and_a_carrier_for_none(office: Office) -> None:
    def at(role: Role, of: str = "") -> Office:
        return office.under(Seated(Person("p", (), (Post(role, of),)), Post(role, of)))

    cargo = "26ABCD0123I04560789"
    own, other = "90110001", "90110002"
    with pytest.raises(IllegalStep, match="customs to report"):
        arrive(at(Role.WAREHOUSE, own), cargo, "manifest-reviewed")
    with pytest.raises(IllegalStep, match="not for the carrier"):
        arrive(at(Role.CARRIER), cargo, "carried-in")
    with pytest.raises(IllegalStep, match="no matter of shed"):
        arrive(at(Role.WAREHOUSE, own), cargo, "carried-in", shed=other)
    assert arrive(at(Role.WAREHOUSE, own), cargo, "carried-in").shed == own
    with pytest.raises(IllegalStep, match=f"lies in {own}"):
        arrive(at(Role.WAREHOUSE, other), cargo, "carried-out")
