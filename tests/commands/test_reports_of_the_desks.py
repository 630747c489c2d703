"""What is done by a form of a desk is done by ``eclear event`` too: the same kinds, each with the options that name it."""

from __future__ import annotations

import inspect

import pytest
from command_line import Eclear
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.doubt import About
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, find, override, raise_doubt, submit, transfer
from eclear.commands.events import KINDS, NOT_WORDS, event
from eclear.commands.reporting import spelt
from eclear.training.people import enrol
from eclear.web.reports import CASE_KINDS


@pytest.fixture
def case(office: Office) -> Case:
    lodged = submit(office, sound()).case
    assert lodged
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, lodged.cargo or "", report)
    return override(office, lodged.id, Lane.L3, "Look at the goods.")


def test_the_command_line_knows_every_kind_that_programs_report() -> None:
    assert set(KINDS) == set(CASE_KINDS)


def test_an_examination_is_ordered_reported_in_full_and_answered_by_the_laboratory(
    eclear: Eclear, office: Office, case: Case
) -> None:
    def event(kind: str, *options: str, status: int = 0) -> str:
        done = eclear("event", case.id, kind, *options)
        assert done.status == status and "Traceback" not in done.err, done.err
        return done.err

    event("examination-ordered", "--depth", "partial", "--items", "1", "--place", "Bay 4", "--reason", "Count the boxes.")
    order = find(office, case.id)[0].order
    assert order and (order.order.depth, order.order.items, order.order.place) == ("partial", (1,), "Bay 4")
    told = ("--depth", "partial", "--remark", "Two are missing.", "--seal", "HJ482210=broken", "--attended", "declarant")
    sample = ("--take", "1=Central laboratory/Which fibre/2099-06-30")
    assert "1=820/40" in event("examined", *told, "--count", "one=7", status=2)
    assert "2026-05-12" in event("examined", *told, "--take", "1=Central laboratory", status=2)
    assert "Known: intact, broken, missing or other. Give --seal NUMBER=STATE" in event(
        "examined", *told, "--seal", "HJ482211=torn", status=2
    )
    event("examined", *told, *sample, "--count", "1=1,800/38", "--version", "1", status=1)
    event("examined", *told, *sample, "--count", "1=1,800/38")
    report = find(office, case.id)[0].examination
    assert report and report.counted[0].packages == 38 and f"{report.counted[0].counted}".startswith("1800 ")
    assert report.seals[0].state == "broken" and report.samples[0].laboratory == "Central laboratory"
    assert "laboratory-reported needs --sample" in event("laboratory-reported", "--text", "Wool.", status=2)
    event("laboratory-reported", "--sample", "1", "--text", "Wool.", "--found", "misclassification")
    assert "misclassification" in (find(office, case.id)[0].examination or report).found


def test_lanes_papers_and_a_cancellation_are_told_by_command(eclear: Eclear, office: Office, case: Case) -> None:
    lighter = eclear("event", case.id, "lane-overridden", "--lane", "L1", "--reason", "A known shipper.", "--json")
    assert lighter.lines[0]["proposed_lane"] == "L1" and lighter.lines[0]["lane"] == "L3", lighter.err
    assert eclear("event", case.id, "override-confirmed", "--json").lines[0]["lane"] == "L1"
    assert eclear("event", case.id, "decided", "--verb", "query", "--reason", "How was the price agreed?").status == 0
    assert eclear("event", case.id, "documents-supplied", "--document", "Contract 88", "--document", "Slip 4").status == 0
    assert eclear("event", case.id, "referred-to-audit", "--reason", "Royalties may be missing.").status == 0
    gone = eclear("event", case.id, "cancellation-asked", "--reason", "Lodged twice.", "--json")
    assert gone.status == 0 and (gone.lines[0]["request"] or gone.lines[0]["status"] == "X2"), gone.err
    refused = eclear("event", case.id, "presented")
    assert refused.status == 1 and "TAK-01" in refused.err and "Traceback" not in refused.err


def test_an_option_that_a_kind_does_not_take_is_named_and_nothing_is_recorded(eclear: Eclear, office: Office, case: Case) -> None:
    raise_doubt(office, case.id, About.VALUE, [1], grounds="Low.")
    before = find(office, case.id)[0]
    for options, word in (
        (("paid", "--depth", "full"), "paid takes no --depth. It takes: --version, --amount, --notice, --account."),
        (("doubt-answered", "--doubt", "0", "--text", "So."), "--doubt 0"),
        (("lane-overridden", "--lane", "L9"), "Known: L0, L1, L2 or L3"),
        (("escalated", "--agency", "MFDS-F"), "escalated needs --to"),
        (("agency-asked", "--agency", "MFDS-F"), "agency-asked needs --text (question)"),
    ):
        refused = eclear("event", case.id, *options)
        assert refused.status == 2 and word in refused.err and "Traceback" not in refused.err, refused.err
    assert find(office, case.id)[0] == before


def test_every_word_of_every_kind_can_be_typed() -> None:
    options = set(inspect.signature(event).parameters) - {*NOT_WORDS, "context"}
    words = {kind: [field for field in told.model_fields if field != "kind"] for kind, told in CASE_KINDS.items()}
    typed = {option for kind, fields in words.items() for field in fields for option in spelt(kind, field).options}
    assert typed == options, "each word of a kind has its option, and each option tells a word of some kind"


def test_absence_is_noted_by_command(eclear: Eclear, office: Office, case: Case) -> None:
    for id in ("jun", "sora"):
        enrol(office, "open", id, (id.title(),), [Post(Role.OFFICER)])
    transfer(office, case.id, "jun", "Begun by him.")
    refused = eclear("people", "away", "jun", "--reason", " ")
    assert refused.status == 1 and "needs a reason" in refused.err
    gone = eclear("people", "away", "jun", "--reason", "Training.")
    assert gone.status == 0 and f"{case.id} to sora" in gone.out, gone.err
    assert find(office, case.id)[0].officer == "sora"
    assert eclear("people", "back", "jun").status == 0
    assert "not noted as away" in eclear("people", "back", "jun").err
