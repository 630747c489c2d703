"""The action plan: in somebody's own words, kept as he saved it last, and nobody else's."""

from __future__ import annotations

import pytest

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office
from eclear.training.plans import FIELDS, MOST_TEXT, plan_of, save_plan


def own(office: Office, id: str) -> Office:
    return office.under(Seated(Person(id, (), (Post(Role.OFFICER),)), Post(Role.OFFICER)))


def test_a_plan_is_kept_as_it_was_saved_last_and_is_nobody_elses(office: Office) -> None:
    save_plan(own(office, "seat-01"), "open", {"today": "  We read every paper. ", "who": ""})
    saved = save_plan(own(office, "seat-01"), "open", {"today": "We ask first.\r\nThen we decide.", "seen": "측정 – mesuré"})
    with office.store.reading("open") as records:
        plan, other = plan_of(records, "seat-01"), plan_of(records, "seat-02")
    assert plan.lines == {"today": "We ask first.\nThen we decide.", "seen": "측정 – mesuré"} and plan.saved == saved.saved
    assert other.lines == {} and other.saved is None


def test_what_does_not_fit_is_refused_by_the_name_of_its_field_and_nothing_is_kept(office: Office) -> None:
    seat = own(office, "seat-01")
    assert save_plan(seat, "open", dict.fromkeys(FIELDS, "x" * MOST_TEXT)).saved
    for lines, reason in (
        ({"step_1": "x" * (MOST_TEXT + 1)}, "First step: 1001 characters"),
        ({"secret": "x"}, "no field 'secret'"),
        ({"today": "a\x00b"}, "no message can carry"),
        ({"today": "  ", "who": ""}, "The plan is empty"),
    ):
        with pytest.raises(IllegalStep, match=reason):
            save_plan(seat, "open", lines)
    with pytest.raises(IllegalStep, match="somebody's own"):
        save_plan(office, "open", {"today": "x"})
    with office.store.reading("open") as records:
        assert set(plan_of(records, "seat-01").lines) == set(FIELDS)
