"""The watch over model and selection: rates of the examined only, chances held against the random slice, officers not accused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event as happens
from tests_shared import CHECKOUT, NOON, sound

from eclear.casefile import events as ev
from eclear.casefile.decision import Lane
from eclear.casefile.events import Event, Fact
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.score import Score
from eclear.clearance import Office, decide, examine, submit
from eclear.clearance.watched import TABLES, Act, Group, Source, Watch, Why, lines, sizes, tables, told
from eclear.clearance.watching import Scores, acts, challenger_in, latest_scores, watch, watched
from eclear.journey.risk import Model
from eclear.journey.risk.drift import Level
from eclear.storage import Judgement

FIRST, LAST = date(2026, 5, 1), date(2026, 6, 30)
NUMBERS = count(1)


def judged(cause: str = "score", result: str | None = None, *, lane: str = "L3", on: date = FIRST, **more: Any) -> Judgement:
    """One declaration as it was judged."""
    told: dict[str, Any] = {"rule": None, "chance": 0.05, "critical": None, "at_risk": None, "model": None, "audit": False}
    case = more.pop("case", f"CASE{next(NUMBERS):06}")
    return Judgement(
        case=case, day=on, type="IMA", lane=lane, cause=cause, result=result, status="D9", importer=None, **(told | more)
    )


def several(many: int, found: int, cause: str, **more: Any) -> list[Judgement]:
    """So many examined declarations, of which so many were irregular."""
    return [judged(cause, "irregular" if n < found else "conform", **more) for n in range(many)]


def seen(
    judgements: Sequence[Judgement] = (),
    scores: Sequence[Scores] = (),
    decided: Sequence[Event] = (),
    model: Model | None = None,
    **more: Any,
) -> Watch:
    """The watch over May and June, with random control of 1 %."""
    return watched(judgements, scores, decided, model, 0.01, FIRST, LAST, LAST, **more)


def scored(on: date, chance: float, **inputs: float | str | None) -> Scores:
    return Scores(f"S{next(NUMBERS):06}", on, Score(chance, inputs, "some-model", "0" * 64))


def happened(*facts: Fact, case: str = "CASE", by: str = "Officer Han") -> list[Event]:
    return [Event(case, number, NOON + timedelta(minutes=number), by, fact) for number, fact in enumerate(facts, 5)]


def by_name(rows: Sequence[Any]) -> dict[str, Any]:
    return {row.name: row for row in rows}


def test_rates_are_of_the_examined_and_the_others_are_neither_clean_nor_wrong() -> None:
    causes = by_name(seen(several(40, 10, "score") + [judged("score") for _ in range(60)]).causes)
    assert causes["score"].declarations == 100
    assert (causes["score"].hits.found, causes["score"].hits.of) == (10, 40)


def test_the_score_lanes_are_held_against_the_random_slice() -> None:
    random, worth = several(200, 10, "random"), several(200, 60, "score")
    told = seen(random + worth).score_lanes.times
    assert told and told.times == pytest.approx(6.0) and 3 < told.low < 6 < told.high < 13
    assert by_name(seen(random + worth).causes)["random"].times is None
    assert seen(several(29, 3, "random") + worth).score_lanes.times is None


def test_a_score_that_finds_no_more_than_chance_is_a_reason_to_train() -> None:
    whys = [due.why for due in seen(several(300, 30, "random", chance=0.1) + several(400, 38, "score")).retraining.reasons]
    assert whys == [Why.NO_BETTER_THAN_RANDOM, Why.NEW_RESULTS]


def test_an_audit_has_its_own_line_and_what_passed_unseen_too() -> None:
    drawn = judged("score", "irregular", lane="L0", audit=True)
    reported = judged("quota", "conform", lane="L2")
    random = judged("random", "conform")
    audits = [
        Event(j.case, 9, NOON, "officer", ev.Examined(Examination(Depth.AUDIT))) for j in (reported, random)
    ]  # the random slice stays whole, however it was examined
    causes = by_name(seen([drawn, reported, random, judged("score", lane="L0")], decided=audits).causes)
    assert {name: row.declarations for name, row in causes.items()} == {"random": 1, "audit": 2, "unseen": 1}


def test_profiles_have_their_hit_rates_the_busiest_first() -> None:
    rows = seen(several(5, 1, "rule", rule="P-SOAP") + several(9, 0, "rule", rule="P-TEA")).profiles
    assert [(row.name, row.hits.found, row.hits.of) for row in rows] == [("P-TEA", 0, 9), ("P-SOAP", 1, 5)]


def test_chances_are_judged_on_the_random_slice_month_by_month() -> None:
    june = date(2026, 6, 10)
    told = seen(
        several(100, 5, "random", chance=0.05)
        + several(100, 30, "random", chance=0.05, on=june)
        + several(200, 150, "score", chance=0.05)
    )
    assert [(month.name, month.found.of, month.off) for month in told.months] == [("2026-05", 100, False), ("2026-06", 100, True)]
    assert [(due.why, due.on) for due in told.retraining.reasons if due.why is Why.CALIBRATION_OFF] == [
        (Why.CALIBRATION_OFF, date(2026, 6, 1))
    ]
    assert told.fifths and seen(several(100, 5, "random")).fifths == ()


def test_too_few_examined_is_said_and_no_reason_for_anything() -> None:
    told = seen(several(20, 20, "random", chance=0.01))
    assert [month.off for month in told.months] == [None]
    assert told.retraining.reasons == () and told.assumed == 0.5


def test_random_control_is_short_only_where_chance_cannot_explain_it() -> None:
    assert not seen([judged("random")] * 6 + [judged()] * 994).control.short
    assert seen([judged("random")] * 2 + [judged()] * 998).control.short
    claimed = [judged("rule", rule="P-1")] * 900
    assert seen([judged("random")] + [judged()] * 99 + claimed).control.drawn.of == 100


def test_what_random_control_can_tell_shrinks_with_what_is_drawn() -> None:
    told = sizes(8481, 0.19)
    assert [(one.share, one.rows, round(100 * one.off)) for one in told][:3] == [(0.005, 42, 12), (0.01, 85, 8), (0.02, 170, 6)]


def test_drift_is_held_against_the_first_month_of_the_room_where_no_model_tells_better() -> None:
    april = [scored(date(2026, 4, 2), n / 1000, mode="1") for n in range(400)]
    june = [scored(date(2026, 6, 2), 0.3 + n / 1000, mode="4") for n in range(400)]
    told = seen([judged()], april + june)
    assert told.source is Source.ROOM and told.scored == 400
    assert told.scores and told.scores.level is Level.ACT
    assert [(one.name, one.level) for one in told.inputs] == [("mode", Level.ACT)]
    assert [(due.why, due.about) for due in told.retraining.reasons] == [(Why.SCORES_MOVED, "chance"), (Why.INPUTS_MOVED, "mode")]
    assert seen([judged()], june).source is Source.NONE


def test_of_several_scores_of_a_declaration_the_latest_counts() -> None:
    scores = [Score(chance, {}, "m", "0") for chance in (0.1, 0.7)]
    events = happened(ev.Scored(scores[0]), ev.Scored(scores[1]), ev.Scored(None, "none today"))
    assert [one.score.chance for one in latest_scores(reversed(events), lambda at: at.date())] == [0.7]


REPORT = ev.Examined(Examination(Depth.PARTIAL))


@pytest.mark.parametrize(
    ("lane", "facts", "expected"),
    [
        ("L3", [ev.Decided("pass")], [Act.PASSED_WITHOUT_REPORT]),
        ("L3", [REPORT, ev.Decided("pass")], []),
        ("L1", [ev.Decided("pass")], []),
        ("L1", [ev.Decided("inspect", "Look.")], [Act.SENT_TO_INSPECTION]),
        ("L0", [ev.Decided("inspect", "Look."), ev.Decided("pass")], [Act.SENT_TO_INSPECTION, Act.PASSED_WITHOUT_REPORT]),
        ("L3", [ev.Decided("inspect", "Look.")], []),
        ("L1", [ev.Decided("request-documents", "Invoice.")], [Act.ASKED_FOR_DOCUMENTS]),
        ("L2", [ev.Decided("request-documents", "Invoice.")], []),
        ("L2", [ev.Decided("hold", "Wait."), ev.Decided("pass")], [Act.LET_GO_AFTER_HOLD]),
        ("L2", [ev.Decided("hold", "Wait."), ev.Decided("release", "Open.", "G 7")], [Act.LET_GO_AFTER_HOLD]),
        ("L2", [ev.Decided("query", "Why?"), ev.Decided("dismiss", "Invalid.")], []),
    ],
)
def test_what_was_decided_against_the_lane_is_counted_and_the_rest_is_not(
    lane: str, facts: list[Fact], expected: list[Act]
) -> None:
    assert acts(Lane(lane), happened(*facts)) == [("Officer Han", act) for act in expected]


def test_decisions_against_the_lane_stand_by_officer_direction_and_outcome() -> None:
    cases = [judged(lane="L1", result="irregular", case="A"), judged(lane="L1", result="conform", case="B")]
    inspected = [happened(ev.Decided("inspect", "Look."), case=case)[0] for case in ("A", "B")]
    elsewhere = happened(ev.Decided("inspect", "Look."), case="lodged-before-these-days")
    told = seen(cases, decided=[*inspected, *elsewhere]).overrides
    assert [(one.officer, one.act, one.act.is_more, one.times, one.hits.found, one.hits.of) for one in told] == [
        ("Officer Han", Act.SENT_TO_INSPECTION, True, 2, 1, 2)
    ]


def test_attention_is_told_by_origin_by_size_of_the_importer_and_by_aeo() -> None:
    known = [
        (judged(lane="L3"), {"item 1 origin": "CN", "importer declared": 0.0, "aeo": 0.0}),
        (judged(lane="L0"), {"item 1 origin": "CN", "importer declared": 250.0, "aeo": 1.0}),
        (judged(lane="L1"), {"item 1 origin": "VN", "importer declared": 12.0, "aeo": 0.0}),
    ]
    scores = [Scores(j.case, FIRST, Score(0.1, inputs, "m", "0")) for j, inputs in known]
    told = {(one.group, one.name): (one.selected.found, one.selected.of) for one in seen([j for j, _ in known], scores).attention}
    assert told[Group.ORIGIN, "CN"] == (1, 2) and told[Group.ORIGIN, "VN"] == (0, 1)
    assert told[Group.SIZE, "0"] == (1, 1) and told[Group.SIZE, "100 or more"] == (0, 1)
    assert told[Group.AEO, "yes"] == (0, 1) and told[Group.AEO, "no"] == (1, 2)


def test_who_and_what_was_never_seen_before_is_counted(model: Model) -> None:
    known = next(code for code in model.known.usual if "/" not in code)
    rows = [
        {"items": 1.0, "item 1 code": code, "importer declared": declared, "goods declared": 4.0}
        for code, declared in ((known, 0.0), ("9999999999", 3.0), (known, 3.0), (known, 3.0))
    ]
    told = seen([judged()], [scored(LAST, 0.1, **row) for row in rows], model=model).novelty
    assert {one.what: (one.unseen.found, one.unseen.of) for one in told} == {
        "importer": (1, 4),
        "seller": (0, 0),
        "goods": (0, 4),
        "route": (0, 0),
        "no experience": (1, 4),
    }


def test_a_model_tells_what_it_learned_from_and_grows_old(model: Model) -> None:
    assert model.learned_until is not None and "chance" in model.reference
    years_on = model.learned_until + timedelta(days=400)
    old = watched([judged()], [scored(LAST, 0.1)], [], model, 0.01, FIRST, LAST, years_on)
    assert old.source is Source.MODEL and Why.OLD in [due.why for due in old.retraining.reasons]


@pytest.fixture
def looked_at(office: Office) -> Office:
    """A room in which an officer sent one of six declarations to inspection, and found something."""
    cases = [submit(office, sound(f"LRN-{n}")).case for n in range(6)]
    picked = next(case for case in cases if case and case.decision and case.decision.lane in ("L0", "L1", "L2"))
    decide(office, picked.id, "inspect", reason="The seals differ.", by="Officer Lim")
    examine(office, picked.id, Examination(Depth.DOCUMENTS, (Irregularity.UNDERVALUATION,)), by="Officer Lim")
    return office


def test_the_watch_reads_the_records_in_few_questions_and_records_nothing(looked_at: Office) -> None:
    challenger, why_not = challenger_in(CHECKOUT / "risk_models" / "kr-import-2-challenger")
    asked: list[str] = []
    happens.listen(looked_at.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with looked_at.store.reading("open") as records:
        head = records.head
    asked.clear()
    told = watch(looked_at, FIRST, LAST, challenger=challenger, why_not=why_not)
    assert len(asked) <= 12
    with looked_at.store.reading("open") as records:
        assert records.head == head
    assert (told.declarations, told.examined, told.scored) == (6, 1, 6)
    assert [(one.officer, one.act, one.times, one.hits.found) for one in told.overrides] == [
        ("Officer Lim", Act.SENT_TO_INSPECTION, 1, 1)
    ]
    assert told.source is Source.MODEL and told.scores and told.scores.level is Level.UNSAID
    assert told.beside and told.beside.rows == 6 and told.beside.challenger == "kr-import-2-challenger"
    assert watch(looked_at, FIRST, FIRST).declarations == 0


def test_champion_and_challenger_score_the_same_inputs_and_nothing_follows_by_itself(looked_at: Office, model: Model) -> None:
    told = watch(looked_at, FIRST, LAST, challenger=model)
    assert told.beside and told.beside.top.share == 1.0 and told.beside.apart == ()
    assert [one.auc for one in (*told.beside.on_examined, *told.beside.on_random)] == [None] * 4
    assert looked_at.model is not None and looked_at.model.sha256 == model.sha256


def test_a_challenger_that_is_none_is_refused_with_its_reason(tmp_path: Any) -> None:
    assert challenger_in(tmp_path / "nowhere") == (None, "")
    folder = tmp_path / "kr-import-2-challenger"
    folder.mkdir()
    (folder / "model.skops").write_bytes(b"not a model")
    (folder / "card.toml").write_text('sha256 = "0"')
    challenger, why_not = challenger_in(folder)
    assert challenger is None and "its card says 0" in why_not


def test_every_table_is_told_to_programs_and_to_sheets(looked_at: Office) -> None:
    told_of = watch(looked_at, FIRST, LAST)
    assert tuple(tables(told_of)) == TABLES
    assert told(told_of)["world"] == "simulated" and told(told_of)["declarations"] == 6
    header, row = lines(tables(told_of)["overrides"])
    assert header[:4] == ["officer", "act", "direction", "times"] and row[:4] == [
        "Officer Lim",
        "sent to inspection",
        "more",
        "1",
    ]
    assert lines([]) == []


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_stays_a_name() -> None:
    assert lines([{"officer": "=HYPERLINK(1)", "times": 2, "share": 0.5, "none": None}])[1] == ["'=HYPERLINK(1)", "2", "0.5", ""]
