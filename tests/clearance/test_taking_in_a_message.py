"""What becomes of a message: a case, a case rejected at the gate, or a line in the intake log. Nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests_shared import sound

from eclear.casefile.decision import Cause
from eclear.casefile.reading import Outcome
from eclear.casefile.score import Score
from eclear.clearance import NotARoomName, Office, OtherBytes, submit, submit_all, validate
from eclear.journey.risk import Model, ModelFailed


def refusals(office: Office) -> list[tuple[str, tuple[str, ...]]]:
    with office.store.reading("open") as records:
        return [(r.outcome.value, tuple(f.code for f in r.findings)) for r in records.refusals()]


def test_a_declaration_that_breaks_a_rule_becomes_a_case_rejected_at_the_gate(office: Office) -> None:
    done = submit(office, sound(items__1__net_mass="130 KGM"))
    assert done.outcome is Outcome.INVALID
    assert done.case and (done.case.status, done.case.number, done.case.decision) == ("D1", None, None)
    with office.store.reading("open") as records:
        assert [event.by for event in records.events(done.case.id)] == ["eclear"], "customs rejects, not the declarant"
    finding = next(f for f in done.findings if f.place.pointer.startswith("42A/67A/68A[1]"))
    assert (
        finding.place.line and b"NetNetWeightMeasure" in sound(items__1__net_mass="130 KGM").splitlines()[finding.place.line - 1]
    )


def test_the_same_bytes_again_give_the_same_case_and_other_bytes_are_refused(office: Office) -> None:
    first = submit(office, sound())
    again = submit(office, sound())
    assert again.known and again.case == first.case and again.head == first.head
    with pytest.raises(OtherBytes, match="new LRN"):
        submit(office, sound(items__1__description="Other goods"))
    assert submit(office, sound()).case == first.case


def test_a_batch_with_the_same_message_twice_makes_one_case(office: Office) -> None:
    first, second, third = submit_all(office, [sound("A"), sound("A"), sound("B")])
    assert first.case and second.case and third.case
    assert (first.case.id, second.known) == (second.case.id, True)
    assert third.case.number == "41207-26-000002M"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.MALFORMED),
        (b"<a>", Outcome.MALFORMED),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', Outcome.UNSAFE),
        (b"<a/>", Outcome.INVALID),
    ],
)
def test_what_does_not_become_a_case_is_kept_in_the_intake_log(office: Office, body: bytes, outcome: Outcome) -> None:
    done = submit(office, body)
    assert done.case is None and done.outcome is outcome and done.findings
    with office.store.reading("open") as records:
        (kept,) = records.refusals()
    assert (kept.body, kept.outcome, kept.findings) == (body, outcome, done.findings)


def test_a_declaration_without_trader_or_lrn_is_kept_with_its_finding(office: Office) -> None:
    for missing in ("declarant_id", "lrn"):
        done = submit(office, sound(**{missing: None}))
        assert done.case is None and done.outcome is Outcome.INVALID
        assert done.findings


def test_a_country_without_a_reference_folder_is_refused_with_a_line_that_says_so(office: Office) -> None:
    elsewhere = sound().replace(b">KR</", b">NZ</", 1)
    done = submit(office, elsewhere)
    assert done.case is None and done.outcome is Outcome.INVALID
    assert "no reference folder" in done.findings[-1].message
    assert validate(elsewhere, office.schemas, now=office.clock()).outcome is Outcome.ACCEPT


def test_only_original_declarations_become_cases(office: Office, shared: Path) -> None:
    arrival = (shared / "data/wco/samples/TT_IM026a/Movement_Messages_Step1_GPN.xml").read_bytes()
    done = submit(office, arrival.replace(b">GB</", b">KR</", 1))
    assert done.case is None and done.outcome is Outcome.INVALID
    reply = (shared / "data/wco/samples/TT_IM001a/Example_Notifications_01_DMSACC.xml").read_bytes()
    assert submit(office, reply).outcome is Outcome.INVALID
    assert len(refusals(office)) == 2


def test_without_a_model_routing_goes_on_by_rules_alone_and_never_falls_open(office: Office) -> None:
    blind = replace(office, model=None, no_model="The model file is missing.")
    for n in range(20):
        case = submit(blind, sound(f"BLIND-{n}")).case
        assert case and case.decision and case.score is None
        assert case.decision.lane != "L0" and case.decision.cause in (Cause.NO_MODEL, Cause.RANDOM)


def test_a_model_that_fails_does_not_stop_the_declaration(office: Office, model: Model) -> None:
    class Failing(Model):
        country = "KR"

        def score(self, inputs: object) -> Score:
            raise ModelFailed("The model gave no number.")

    failing = Failing.__new__(Failing)
    case = submit(replace(office, model=failing), sound()).case
    assert case and case.decision and case.decision.lane != "L0"
    with office.store.reading("open") as records:
        scored = next(event.fact for event in records.events(case.id) if event.kind == "scored")
    assert scored.score is None and scored.why_not == "The model gave no number."


def test_the_declaration_date_is_the_rooms_day_in_korea_when_none_is_given(office: Office, clock: object) -> None:
    from datetime import UTC, date, datetime

    clock.at = datetime(2026, 5, 16, 15, 30, tzinfo=UTC)  # type: ignore[attr-defined]
    case = submit(office, sound(accepted=None)).case
    assert case and case.lodged.declared_on == date(2026, 5, 17), "half past midnight on Sunday in Seoul"


def test_a_rejected_declaration_keeps_what_it_said_however_long(office: Office) -> None:
    done = submit(office, sound(previous_documents__1__id="X" * 70, lrn="L" * 35, importer_name="N" * 70))
    assert done.case and done.case.status == "D1" and done.case.lodged.cargo == "X" * 70


def test_a_room_has_a_name_that_can_be_typed(office: Office) -> None:
    for name in ("", " ", "x" * 41, "../x", "a b", "방"):
        with pytest.raises(NotARoomName):
            office.enter(name)
    with office.store.reading("open"):
        pass
    assert office.store.rooms() == ("open",)


def test_the_receipt_of_a_refused_message_leads_to_it(office: Office) -> None:
    first, second = submit(office, b"<oops"), submit(office, b"<oops again")
    assert (first.refusal, second.refusal, submit(office, sound()).refusal) == (1, 2, None)
    with office.store.reading("open") as records:
        kept = records.refusal(2)
        assert kept and kept.body == b"<oops again"
        assert records.refusal(3) is None
