"""The board tells the truth: a line reaches the gate exactly when its guards hold, at every step of every story."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests_shared import cancellation, new_price, sound

from eclear.casefile import events as ev
from eclear.casefile.case import ANSWERS, REMARKS, VERBS, Case
from eclear.casefile.events import FACTS, Event
from eclear.casefile.examination import Depth, Order
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.clearance import REPORTS, answer_permit, arrive, decide, exit_confirmed, pay, submit
from eclear.journey.settlement import guards
from eclear.web.pages.board import board, trace
from eclear.web.pages.editions import open_request
from eclear.web.pages.headline import headline
from eclear.web.pages.timeline import WHAT, officers, public, what
from eclear.web.pages.verbs import others, verbs


def boards(office, case_id: str):  # type: ignore[no-untyped-def]
    """The board after every event of a case, each with the case as it stood."""
    with office.store.reading("open") as records:
        steps = trace(records.events(case_id))
    return [(case, board(case, guards(case), steps[: n + 1])) for n, (_event, case) in enumerate(steps)]


def play(office, case: Case) -> None:  # type: ignore[no-untyped-def]
    """Let everything happen that the case waits for."""
    for need in case.needs:
        answer_permit(office, case.id, need.agency, Answer.APPROVED)
    if case.cargo:
        arrive(office, case.cargo, "manifest-reviewed")
        arrive(office, case.cargo, "carried-in", shed="90110001")
    with office.store.reading("open") as records:
        case = records.case(case.id)
    if case.is_open and not case.reviewed:
        case = decide(office, case.id, "pass")
    if case.tax == "T2":
        case = pay(office, case.id)
    if case.cargo and case.status == "D9":
        arrive(office, case.cargo, "carried-out")
    if case.is_export:
        exit_confirmed(office, case.id)


@pytest.mark.parametrize("sample", ["01", "02", "03", "04", "05", "09", "11", "12"])
def test_a_line_reaches_the_gate_exactly_when_its_guards_hold(office, lodge, sample: str) -> None:  # type: ignore[no-untyped-def]
    case = lodge(sample)
    play(office, case)
    drawn = boards(office, case.id)
    for case, picture in drawn[5:]:  # from the moment on that it was taken in
        for row in picture.rows:
            assert sum(step.here for step in row.steps) <= 1
            if row.guards:
                holds = all(guard.holds for guard in row.guards)
                assert all(step.look == "done" for step in row.steps) == holds, (sample, case.version, row.name, row.steps)
    last, picture = drawn[-1]
    assert last.accepted and picture.open and all(step.look == "done" for step in picture.then)


def test_a_held_case_says_so_on_the_board_and_in_the_cells(office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = decide(office, lodge("04").id, "hold", reason="Trade mark doubtful.")
    with office.store.reading("open") as records:
        events = records.events(case.id)
    steps = trace(events)
    row = board(case, guards(case), steps).rows[1]
    assert [step.look for step in row.steps if step.here] == ["stop"]
    cells = headline(case, guards(case), steps, officers(events, False)[0], case.updated)
    assert cells.state.en == "Held" and cells.waits.en == "The officer"


def test_a_rejected_declaration_has_no_open_guard_and_no_verb(lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    assert verbs(case, guards(case)).possible == () and others(case, case.received) == ()


@pytest.mark.parametrize("sample", ["01", "02", "03", "04", "05", "11"])
@pytest.mark.parametrize("verb", [*VERBS, *REMARKS])
def test_a_verb_is_offered_exactly_when_the_office_takes_it(office, lodge, sample: str, verb: str) -> None:  # type: ignore[no-untyped-def]
    case = lodge(sample)
    offered = verb in {one.id for one in verbs(case, guards(case)).possible}
    assert offered == taken(office, case, verb)


@pytest.mark.parametrize("verb", [*VERBS, *REMARKS])
@pytest.mark.parametrize("before", ["released", "asked", "held", "refused", "withdrawn", "inspected"])
def test_what_happened_before_counts_for_what_is_offered(office, sample, before: str, verb: str) -> None:  # type: ignore[no-untyped-def]
    case = told_before(office, before, sample)
    offered = verb in {one.id for one in verbs(case, guards(case)).possible}
    assert offered == taken(office, case, verb)


def taken(office, case: Case, verb: str) -> bool:  # type: ignore[no-untyped-def]
    """True if the office takes a verb as its form sends it: who sends goods to inspection names the depth."""
    order = Order(Depth.PARTIAL) if verb == "inspect" else None
    try:
        after = decide(office, case.id, verb, reason="Facts and law.", security="Cash deposit 26-1.", order=order)
    except IllegalStep:
        return False
    more = verb == "request-documents" and case.status == "D5"  # papers besides those that the lane asked for by itself
    return more or verb in REMARKS or (after.status, after.reviewed, after.order) != (case.status, case.reviewed, case.order)


def told_before(office, before: str, message) -> Case:  # type: ignore[no-untyped-def]
    """A case to which one thing has happened."""
    case = submit(office, sound("LRN-1") if before != "refused" else message("03")).case
    if before == "released":
        arrive(office, case.cargo, "manifest-reviewed")
        arrive(office, case.cargo, "carried-in")
        decide(office, case.id, "query", reason="How was the price agreed?")
        return decide(office, case.id, "release", reason="Value open.", security="Cash deposit 26-1.")
    if before == "asked":
        decide(office, case.id, "request-documents", reason="Send the invoice.")
        return submit(office, new_price(case.number)).case
    if before == "refused":
        return answer_permit(office, case.id, case.needs[0].agency, Answer.REFUSED, reason="Pests were found.")
    if before == "withdrawn":
        return submit(office, cancellation(case.number)).case
    return decide(office, case.id, {"held": "hold", "inspected": "inspect"}[before], reason="Facts and law.")


def test_a_request_is_answered_only_where_one_is_open(office, sample) -> None:  # type: ignore[no-untyped-def]
    quiet, asked = submit(office, sound("LRN-0")).case, told_before(office, "asked", sample)
    for case, is_open in ((quiet, False), (asked, True), (decide(office, asked.id, "dismiss", reason="Invalid."), False)):
        with office.store.reading("open") as records:
            shown = open_request(case, records.events(case.id))
        assert (shown is not None) == is_open, case.status
        if not is_open:
            for verb in ANSWERS:
                with pytest.raises(IllegalStep):
                    decide(office, case.id, verb, reason="Facts and law.")


def test_every_event_has_its_words_in_both_languages(office) -> None:  # type: ignore[no-untyped-def]
    at = datetime(2026, 11, 21, tzinfo=UTC)
    lodged = submit(office, sound("LRN-1")).case.lodged
    facts = [
        *(ev.Decided(verb, "Facts.") for verb in (*VERBS, *REMARKS)),
        *(ev.Moved("C", report) for report in REPORTS),
        *(ev.PermitAnswered("MFDS", answer) for answer in Answer),
        *(ev.Requested(1, kind, "A-1", "0") for kind in ("COR", "INV")),
        *(ev.RequestDecided(1, granted) for granted in (True, False)),
        *(ev.Reminded(about) for about in ("payment", "exit")),
        ev.Presented(1, 2),
        ev.Amended(1, 2, lodged, ()),
        ev.Withdrawn(1),
        ev.MessageRefused(1, "41207", "A-1", None, None, "KR", ()),
        ev.Exited("030"),
        ev.PaymentFailed(Decimal(1), "KRW"),
    ]
    named = {fact.kind for fact in facts} | set(WHAT)
    assert set(FACTS) <= named
    for export in (False, True):
        for fact in facts:
            told = what(Event("X", 1, at, "officer", fact), export)
            assert told.en and told.ko, fact


def test_an_amended_case_begins_its_board_anew(office) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sound("LRN-1")).case
    case = submit(office, new_price(case.number)).case
    _case, picture = boards(office, case.id)[-1]
    first, *_rest = picture.rows[1].steps
    assert (first.name.en, first.note) == ("Amended", "edition 2")
    assert picture.rows[2].steps[1].at == picture.rows[1].steps[0].at, "the tax notice is that of the new edition"


def test_a_withdrawn_case_keeps_its_gate_shut(office, sample) -> None:  # type: ignore[no-untyped-def]
    case = told_before(office, "withdrawn", sample)
    _case, picture = boards(office, case.id)[-1]
    assert not picture.guards and picture.summary == "The gate stays shut"
    assert [step.name.en for step in picture.rows[1].steps if step.look == "stop"] == ["Withdrawn"]


def test_the_public_timeline_leaves_out_what_stays_with_customs(office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = decide(office, lodge("04").id, "hold", reason="CANARY")
    with office.store.reading("open") as records:
        events = records.events(case.id)
    told = public(events, False)
    assert [one.what.en for one in told] == ["Held", "Documents requested", "Declaration registered"]
    assert all(one.note == "" for one in told)
