"""The board tells the truth: a line reaches the gate exactly when its guards hold, at every step of every story."""

from __future__ import annotations

import pytest

from eclear.casefile.case import VERBS, Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.clearance import answer_permit, arrive, decide, pay
from eclear.journey.settlement import guards
from eclear.web.pages.board import board, trace
from eclear.web.pages.headline import headline
from eclear.web.pages.timeline import officers, public
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
    assert verbs(case, guards(case)).possible == () and others(case) == ()


@pytest.mark.parametrize("sample", ["02", "03", "04", "05", "11"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_offered_exactly_when_the_office_takes_it(office, lodge, sample: str, verb: str) -> None:  # type: ignore[no-untyped-def]
    case = lodge(sample)
    offered = verb in {one.id for one in verbs(case, guards(case)).possible}
    try:
        after = decide(office, case.id, verb, reason="Facts and law.")
        taken = after.status != case.status or after.reviewed != case.reviewed
    except IllegalStep:
        taken = False
    assert offered == taken


def test_the_public_timeline_leaves_out_what_stays_with_customs(office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = decide(office, lodge("04").id, "hold", reason="CANARY")
    with office.store.reading("open") as records:
        events = records.events(case.id)
    told = public(events, False)
    assert [one.what.en for one in told] == ["Held", "Documents requested", "Declaration registered"]
    assert all(one.note == "" for one in told)
