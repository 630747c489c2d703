"""An examination is ordered, reported item by item, and waits for its laboratory; goods may leave against security meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from tests_databases import Databases
from tests_shared import Clock, sound

from eclear.casefile.case import Case
from eclear.casefile.examination import (
    Attendant,
    Attending,
    Counted,
    Depth,
    Examination,
    Irregularity,
    Order,
    Sample,
    SealSeen,
    SealState,
)
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.quantity import Measure
from eclear.clearance import Office, arrive, decide, examine, find, laboratory_reported, submit
from eclear.journey.settlement import waiting_for
from eclear.storage.chain import decode, encode
from eclear.storage.check import rows_that_differ
from eclear.wco import Schemas

DUE = date(2026, 5, 20)
SAMPLE = Sample(1, "Training laboratory", "Of which fibre is it?", DUE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas) -> Iterator[Office]:
    """One office for the whole file: without a model, since no score is looked at here."""
    store = databases.open(tmp_path_factory.mktemp("orders"))
    office = Office(store=store, schemas=schemas, model=None, clock=Clock(), seed="tests", no_model="none here")
    office.enter("open")
    yield office
    assert list(rows_that_differ(store, "open", waiting_for)) == []
    store.close()


NUMBERS = count(1)


@pytest.fixture
def case(office: Office) -> Case:
    """A declaration of its own whose goods are there."""
    number = next(NUMBERS)
    cargo = f"26ABCD0123I{number:08}"
    case = submit(office, sound(f"LRN-{number}", previous_documents__1__id=cargo)).case
    assert case and case.cargo == cargo
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, cargo, report)
    return find(office, case.id)[0]


def ordered(office: Office, case: Case, **changed: object) -> Case:
    return decide(office, case.id, "inspect", reason="Look at the seals.", order=replace(Order(Depth.PARTIAL), **changed))


def test_an_order_names_depth_items_place_and_reason_and_a_new_one_takes_its_place(office: Office, case: Case) -> None:
    after = ordered(office, case, items=(1, 1), place=" Shed 7 ")
    assert after.order and after.inspection and after.status == "D6" and after.latest == "decided"
    assert (after.order.order, after.order.reason) == (Order(Depth.PARTIAL, (1,), "Shed 7"), "Look at the seals.")
    after = ordered(office, case, depth=Depth.FULL)
    assert after.order and after.order.order.depth is Depth.FULL and after.latest == "examination-ordered"
    with office.store.reading("open") as records:
        told = [event for event in records.events(case.id) if event.kind == "examination-ordered"]
    assert [event.by for event in told] == ["officer"] * 2
    assert [decode(encode(event, "open", 1)) for event in told] == told


@pytest.mark.parametrize(
    ("order", "lesson"),
    [
        (Order(Depth.DOCUMENTS), "An order to inspect names one of: x-ray, sample, partial, full"),
        (Order(Depth.FULL, (2,)), "the declaration has items 1 to 1"),
    ],
)
def test_an_order_that_cannot_be_says_what_can(office: Office, case: Case, order: Order, lesson: str) -> None:
    with pytest.raises(IllegalStep, match=lesson):
        decide(office, case.id, "inspect", reason="Look.", order=order)
    assert find(office, case.id)[0].order is None


def test_an_inspection_without_an_order_is_decided_as_before(office: Office, case: Case) -> None:
    after = decide(office, case.id, "inspect", reason="Look at the seals.")
    assert after.inspection and after.order is None


def test_a_report_sets_what_was_counted_beside_what_was_declared(office: Office, case: Case) -> None:
    ordered(office, case)
    report = Examination(
        Depth.PARTIAL,
        (Irregularity.WRONG_MASS,),
        counted=(Counted(1, Measure(Decimal(800)), 9),),
        seals=(SealSeen(" KR-1 ", SealState.BROKEN), SealSeen("", SealState.MISSING)),
        attended=(Attendant(Attending.DECLARANT), Attendant(Attending.SHED), Attendant(Attending.SHED)),
    )
    after = examine(office, case.id, report).examination
    assert after
    [line] = after.counted
    assert (line.declared, line.counted) == (Measure(Decimal(820), "C62"), Measure(Decimal(800), "C62"))
    assert line.declared_packages == 10 and not line.agrees
    assert after.seals == (SealSeen("KR-1", SealState.BROKEN),) and len(after.attended) == 2
    assert after.result == "irregular", "the label stays what was found"


@pytest.mark.parametrize(
    ("changed", "lesson"),
    [
        ({"counted": (Counted(2, None, 1),)}, "items 1 to 1"),
        ({"counted": (Counted(1, Measure(Decimal(1), "KGM")),)}, "Count it in C62"),
        ({"counted": (Counted(1, Measure(Decimal(-1))),)}, "Write 0"),
        ({"counted": (Counted(1, Measure(Decimal(1))),)}, "Say what was found"),
        ({"samples": (replace(SAMPLE, due=date(2026, 5, 11)),)}, "today is 2026-05-12"),
        ({"samples": (replace(SAMPLE, laboratory=" "),)}, "needs a laboratory and a question"),
        ({"samples": (replace(SAMPLE, item=3),)}, "items 1 to 1"),
        ({"seals": (SealSeen("1", SealState.INTACT), SealSeen("1", SealState.BROKEN))}, "reported twice"),
        ({"attended": (Attendant(Attending.AGENCY, "MFDS-F"),)}, "Concerned: none"),
        ({"depth": Depth.DOCUMENTS, "seals": (SealSeen("1", SealState.INTACT),)}, "where the goods are"),
    ],
)
def test_a_report_that_cannot_be_is_refused_whole(office: Office, case: Case, changed: dict[str, object], lesson: str) -> None:
    with pytest.raises(IllegalStep, match=lesson):
        examine(office, case.id, replace(Examination(Depth.FULL), **changed))  # type: ignore[arg-type]
    assert find(office, case.id)[0].examination is None


def sampled(office: Office, case: Case) -> Case:
    ordered(office, case, depth=Depth.SAMPLE)
    return examine(office, case.id, Examination(Depth.SAMPLE, samples=(SAMPLE,)))


def test_the_review_waits_for_the_laboratory_and_passes_after_its_answer(office: Office, case: Case) -> None:
    after = sampled(office, case)
    assert [one.sample.number for one in after.open_analyses] == [1]
    with pytest.raises(IllegalStep, match=r"sample 1 \(Training laboratory, due 2026-05-20\).*against security"):
        decide(office, case.id, "pass")
    with pytest.raises(IllegalStep, match="Waited for: 1"):
        laboratory_reported(office, case.id, 2, "Cotton.")
    after = laboratory_reported(office, case.id, 1, "Cotton, as declared.")
    assert after.analyses[0].finding == "Cotton, as declared." and after.examination and after.examination.result == "conform"
    assert decide(office, case.id, "pass").reviewed
    with pytest.raises(IllegalStep, match="Waited for: none"):
        laboratory_reported(office, case.id, 1, "Silk.")


def test_a_sample_taken_after_the_review_has_passed_opens_it_again(office: Office, case: Case) -> None:
    passed = case if case.reviewed else decide(office, case.id, "pass")
    assert "review" not in waiting_for(passed)
    assert "review" in waiting_for(examine(office, case.id, Examination(Depth.SAMPLE, samples=(SAMPLE,))))
    assert "review" not in waiting_for(laboratory_reported(office, case.id, 1, "As declared."))


def test_what_the_laboratory_found_becomes_part_of_the_label_that_the_model_learns_from(office: Office, case: Case) -> None:
    sampled(office, case)
    after = laboratory_reported(office, case.id, 1, "Not cotton.", [Irregularity.MISCLASSIFICATION])
    assert after.examination and after.examination.found == (Irregularity.MISCLASSIFICATION,)
    assert after.examination.result == "irregular"  # rows and records of conduct are held against it at the end of the file


def test_goods_leave_against_security_while_the_laboratory_works_but_not_before_they_were_examined(
    office: Office, case: Case
) -> None:
    ordered(office, case)
    with pytest.raises(IllegalStep, match="Nothing is in dispute"):
        decide(office, case.id, "release", reason="The fibre is open.", security="Cash 26-1")
    examine(office, case.id, Examination(Depth.SAMPLE, samples=(SAMPLE,)))
    after = decide(office, case.id, "release", reason="The fibre is open.", security="Cash 26-1")
    assert after.released and after.open_analyses and not after.accepted
    arrive(office, case.cargo or "", "carried-out")
    laboratory_reported(office, case.id, 1, "As declared.")
    assert decide(office, case.id, "pass").reviewed


def test_dangerous_goods_stay_whatever_the_laboratory_still_has_to_say(office: Office, case: Case) -> None:
    ordered(office, case)
    examine(office, case.id, Examination(Depth.SAMPLE, (Irregularity.PROHIBITED_GOODS,), samples=(SAMPLE,)))
    with pytest.raises(IllegalStep, match="Security stands for money only"):
        decide(office, case.id, "release", reason="The fibre is open.", security="Cash 26-1")


def test_a_second_report_keeps_the_samples_of_the_first(office: Office, case: Case) -> None:
    sampled(office, case)
    after = examine(office, case.id, Examination(Depth.FULL, samples=(SAMPLE,)))
    assert [one.sample.number for one in after.open_analyses] == [1, 2]


def test_a_report_of_earlier_days_is_read_as_before() -> None:
    body = (Path(__file__).parents[1] / "storage" / "database-of-step-0004.sql").read_text("utf-8")
    start = body.index("'examined',1,X'") + len("'examined',1,X'")
    event = decode(bytes.fromhex(body[start : body.index("'", start)]))
    assert event.fact.examination == Examination(Depth.PARTIAL, (), "All as declared.")  # type: ignore[union-attr]
