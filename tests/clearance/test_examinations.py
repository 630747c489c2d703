"""An examination is reported: it moves nothing, nobody but officers hears of it, and the next score knows of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests_shared import Clock, cancellation, new_price, sound

from eclear.casefile.case import Case
from eclear.casefile.conduct import Subject
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Examined, Scored
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance import (
    Office,
    UnknownCase,
    arrive,
    decide,
    examine,
    exit_confirmed,
    find,
    inbox,
    pay,
    replies,
    submit,
    submit_all,
    take_manifest,
)
from eclear.clearance.examining import depths
from eclear.journey.checks.baseline import EXPORT
from eclear.journey.duties import assess
from eclear.journey.risk import Model, features
from eclear.journey.risk.ledger import Ledger
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.simulation import World
from eclear.storage import Stale
from eclear.storage.check import rows_that_differ
from eclear.wco import write

CLEAN = Examination(Depth.DOCUMENTS)
WRONG = Examination(Depth.DOCUMENTS, (Irregularity.UNDERVALUATION,), "The contract names another price.")
CANARY = "Canary 4711"


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case and case.number
    return case


def again(office: Office, case: Case) -> Case:
    (found,) = find(office, case.id)
    return found


def here(office: Office, case: Case) -> Case:
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    return again(office, case)


def accepted(office: Office) -> Case:
    case = here(office, lodged(office))
    case = case if case.reviewed else decide(office, case.id, "pass")
    return again(office, pay(office, case.id))


def at_the_end(office: Office) -> Case:
    case = accepted(office)
    arrive(office, case.cargo or "", "carried-out")
    return again(office, case)


def withdrawn(office: Office) -> Case:
    case = lodged(office)
    submit(office, cancellation(case.number))
    case = again(office, case)
    return case if not case.request else decide(office, case.id, "grant")


def exported(office: Office) -> Case:
    case = submit(office, write(EXPORT, "KR")).case
    assert case
    return case if case.reviewed else decide(office, case.id, "pass")


def rejected(office: Office) -> Case:
    case = submit(office, sound(previous_documents__1__id="X" * 70)).case
    assert case and case.number is None
    return case


PAPERS, AUDIT = (Depth.DOCUMENTS,), (Depth.AUDIT,)
GOODS = (Depth.SCAN, Depth.SAMPLE, Depth.PARTIAL, Depth.FULL)
WHERE_IT_STANDS = [
    pytest.param(lodged, PAPERS, id="lodged, its goods elsewhere"),
    pytest.param(lambda o: here(o, lodged(o)), PAPERS + GOODS, id="its goods carried in"),
    pytest.param(accepted, PAPERS + GOODS + AUDIT, id="accepted"),
    pytest.param(at_the_end, PAPERS + AUDIT, id="carried out"),
    pytest.param(withdrawn, PAPERS, id="withdrawn"),
    pytest.param(exported, PAPERS + GOODS + AUDIT, id="an export"),
    pytest.param(lambda o: exit_confirmed(o, exported(o).id), PAPERS + AUDIT, id="an export that has left"),
    pytest.param(rejected, (), id="rejected at the gate"),
]


@pytest.mark.parametrize(("come_to", "possible"), WHERE_IT_STANDS)
def test_what_can_be_examined_depends_on_where_the_goods_are_and_moves_nothing(office: Office, come_to, possible) -> None:  # type: ignore[no-untyped-def]
    case = come_to(office)
    assert depths(case) == possible
    for depth in Depth:
        if depth in possible:
            after = examine(office, case.id, Examination(depth, (Irregularity.PROHIBITED_GOODS,)))
            assert after.examination == Examination(depth, (Irregularity.PROHIBITED_GOODS,))
            unmoved = ("status", "tax", "permits", "cargo_state", "reviewed", "inspection", "accepted", "released", "edition")
            assert all(getattr(after, track) == getattr(case, track) for track in unmoved)
            assert waiting_for(after) == waiting_for(case) and after.latest == "examined"
        else:
            with pytest.raises(IllegalStep):
                examine(office, case.id, Examination(depth))
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []


@pytest.mark.parametrize(
    ("come_to", "depth", "lesson"),
    [
        (lodged, Depth.FULL, "Wait for carried-in, or report about the documents."),
        (lodged, Depth.AUDIT, "An audit follows the release, and the declaration stands at D"),
        (at_the_end, Depth.SCAN, "The goods were carried out at 2026-05-12 03:00 UTC and cannot be examined any more."),
        (rejected, Depth.DOCUMENTS, "Report about the one sent in its place."),
    ],
)
def test_a_report_that_cannot_be_says_which_can(office: Office, come_to, depth: Depth, lesson: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(IllegalStep) as refused:
        examine(office, come_to(office).id, Examination(depth))
    assert lesson in str(refused.value)


def test_goods_that_left_against_security_are_audited(office: Office) -> None:
    case = here(office, lodged(office))
    decide(office, case.id, "query", reason="How was the price agreed?")
    decide(office, case.id, "release", reason="The value is open.", security="Cash deposit 26-000123")
    assert examine(office, case.id, Examination(Depth.AUDIT, (Irregularity.UNDERVALUATION,))).examination


def test_an_officer_reports_about_the_version_he_looked_at(office: Office) -> None:
    case = lodged(office)
    examine(office, case.id, CLEAN, version=case.version)
    with pytest.raises(Stale):
        examine(office, case.id, WRONG, version=case.version)
    with pytest.raises(UnknownCase):
        examine(office, "NOBODY", CLEAN)
    with pytest.raises(IllegalStep, match="Nothing can be done to it before"):
        examine(office, case.id, CLEAN, at=datetime(2026, 5, 11, tzinfo=UTC))


def test_every_finding_counts_once_and_both_reports_stay_in_the_log(office: Office) -> None:
    case = lodged(office)
    untidy = Examination(Depth.DOCUMENTS, (Irregularity.COUNTERFEIT, Irregularity.WRONG_MASS) * 2, f"  {CANARY} ")
    after = examine(office, case.id, untidy, by="kim")
    tidy = Examination(Depth.DOCUMENTS, (Irregularity.WRONG_MASS, Irregularity.COUNTERFEIT), CANARY)
    assert after.examination == tidy and tidy.result == "critical"
    after = examine(office, case.id, CLEAN)
    assert after.examination == CLEAN
    with office.store.reading("open") as records:
        told = [event for event in records.events(case.id) if isinstance(event.fact, Examined)]
    assert [event.fact.examination for event in told] == [tidy, CLEAN] and told[0].by == "kim"  # type: ignore[union-attr]


def test_no_country_tells_a_trader_what_an_examination_found(office: Office) -> None:
    assert all(Examined.kind not in country(code).replies.rules for code in ("KR", "GB", "XT") if country(code))  # type: ignore[union-attr]
    case = here(office, lodged(office))
    before = [replies(office, case.id), inbox(office, "41207")]
    examine(office, case.id, Examination(Depth.FULL, (Irregularity.COUNTERFEIT,), CANARY))
    assert [replies(office, case.id), inbox(office, "41207")] == before
    decide(office, case.id, "hold", reason="The seal number differs.")
    told = repr((replies(office, case.id), inbox(office, "41207")))
    assert CANARY not in told and "ounterfeit" not in told


def record(case: Case, role: Subject) -> dict[str, object]:
    assert case.score
    return {name: value for name, value in case.score.inputs.items() if name.startswith(f"{role} ")}


def test_a_declaration_is_no_history_of_its_own_not_even_when_it_is_amended(office: Office) -> None:
    case = lodged(office)
    assert record(case, Subject.IMPORTER)["importer declared"] == 0.0
    examine(office, case.id, WRONG)
    amended = submit(office, new_price(case.number)).case
    amended = amended if amended and not amended.request else decide(office, case.id, "grant")
    assert amended.edition == 2 and record(amended, Subject.IMPORTER) == record(case, Subject.IMPORTER)
    other = lodged(office, "LRN-2")
    told = record(other, Subject.IMPORTER)
    assert (told["importer declared"], told["importer examined"], told["importer irregular"]) == (1.0, 1.0, 1.0)


def test_what_was_reported_counts_for_whoever_comes_next_and_for_nobody_before(office: Office) -> None:
    first, second = lodged(office), lodged(office, "LRN-2")
    examine(office, first.id, WRONG)
    third = lodged(office, "LRN-3")
    assert [record(case, Subject.GOODS)["goods irregular"] for case in (first, second, third)] == [0.0, 0.0, 1.0]
    assert again(office, second).score == second.score, "what was scored stays as it was"


MONDAY = date(2026, 5, 11)
DAYS, A_DAY, UNTIL_KNOWN = 6, 16, timedelta(days=2)


def test_online_and_in_training_the_same_numbers_come_out(office: Office, model: Model) -> None:
    """Six days of a simulated world: batches and single messages, manifests, and results that are known two days later.

    The office knows what its database holds; training knows what a plain :class:`Ledger` holds. Every input and every
    figure of the score must be equal, to the last bit.
    """
    korea = country("KR")
    assert korea
    world, ledger = World(5, korea, MONDAY, per_day=A_DAY), Ledger()
    due: dict[date, list[tuple[str, Declaration, Examination]]] = defaultdict(list)
    told: set[float] = set()
    for n in range(DAYS):
        on = MONDAY + timedelta(days=n)
        noon = datetime.combine(on, time(3), UTC)
        simulated = world.day()
        take_manifest(office, [one.listed for one in simulated], at=noon)
        for case_id, declaration, report in due[on]:
            examine(office, case_id, report, at=noon)
            ledger.report(declaration, report.result, on)
        ledger.advance(on)
        bodies = [write(one.declaration, "KR") for one in simulated]
        done = submit_all(office, bodies[::2], at=noon) + [submit(office, body, at=noon) for body in bodies[1::2]]
        for submission, one in zip(done, simulated[::2] + simulated[1::2], strict=True):
            declaration, known = one.declaration, ledger.history(one.declaration)
            given = features(declaration, assess(declaration, korea, on), korea, on, known, one.listed)
            ledger.declared(declaration, on)
            assert submission.case and submission.case.number
            with office.store.reading("open") as records:
                (scored,) = (e.fact for e in records.events(submission.case.id) if isinstance(e.fact, Scored))
            assert scored.score and dict(scored.score.inputs) == given
            expected = model.score(given)
            assert (scored.score.chance, scored.score.critical, scored.score.at_risk) == (
                expected.chance,
                expected.critical,
                expected.at_risk,
            )
            told |= {value for name, value in given.items() if name.endswith((" examined", " irregular")) and value}  # type: ignore[misc]
            found = (Irregularity.WRONG_MASS,) if len(told) % 2 else ()
            due[on + UNTIL_KNOWN].append((submission.case.id, declaration, Examination(Depth.DOCUMENTS, found)))
    assert len(told) > 5, "histories were told that differ"
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []


def test_a_result_counts_in_training_from_the_day_on_which_it_is_known() -> None:
    korea = country("KR")
    assert korea
    (one, *_others) = World(5, korea, MONDAY, per_day=1).day()
    ledger = Ledger()
    assert ledger.history(one.declaration) == {}
    ledger.declared(one.declaration, MONDAY)
    ledger.report(one.declaration, "critical", MONDAY + UNTIL_KNOWN)
    for days, examined in ((0, 0), (1, 0), (2, 1), (9, 1)):
        ledger.advance(MONDAY + timedelta(days=days))
        known = ledger.history(one.declaration)
        assert len(known) == len(Subject) and all(each.declared == 1 for each in known.values())
        assert {(each.examined, each.irregular, each.critical) for each in known.values()} == {(examined,) * 3}


def test_a_clean_report_passes_no_goods(office: Office, clock: Clock) -> None:
    """A report never decides: an inspection that was ordered stays ordered until an officer passes the goods."""
    case = here(office, lodged(office))
    ordered = decide(office, case.id, "inspect", reason="Look at the seals.") if not case.inspection else case
    clock.pass_by(hours=1)
    after = examine(office, ordered.id, Examination(Depth.FULL))
    assert after.inspection and after.status == "D6" and "review" in waiting_for(after)
    assert not decide(office, ordered.id, "pass").inspection
