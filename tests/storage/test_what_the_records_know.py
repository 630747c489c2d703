"""What the office's records know for risk: who declared what, what was found, and how each declaration was judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from tests_databases import heard
from tests_shared import Clock, amendment, in_item, sound

from eclear.casefile.case import Case
from eclear.casefile.conduct import Conduct, Subject, keys_of
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.clearance import Office, decide, examine, submit, submit_all
from eclear.journey.checks.baseline import EXPORT, IMPORT
from eclear.journey.settlement import waiting_for
from eclear.storage.check import rows_that_differ
from eclear.storage.tables import OF_EVERY_DECLARATION
from eclear.wco import write

TUESDAY, WEDNESDAY = date(2026, 5, 12), date(2026, 5, 13)
KEYS = keys_of(IMPORT)
CLEAN = Examination(Depth.DOCUMENTS)
WRONG = Examination(Depth.DOCUMENTS, (Irregularity.UNDERVALUATION,))
GRAVE = Examination(Depth.DOCUMENTS, (Irregularity.COUNTERFEIT,))


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case and case.number
    return case


def known(office: Office, role: Subject = Subject.IMPORTER) -> Conduct | None:
    with office.store.reading("open") as records:
        return records.conduct([KEYS[role]]).get(KEYS[role])


def wrong(office: Office) -> list[str]:
    return list(rows_that_differ(office.store, "open", waiting_for))


def test_every_import_adds_to_the_records_of_those_it_tells_on_its_countrys_day(office: Office, clock: Clock) -> None:
    assert known(office) is None, "nobody has declared anything"
    lodged(office)
    clock.pass_by(hours=14)  # the next day in Seoul, not yet in Greenwich
    lodged(office, "LRN-2", seller_name="Another Seller")
    assert known(office) == Conduct(2, 0, 0, 0, TUESDAY, WEDNESDAY)
    with office.store.reading("open") as records:
        assert records.conduct(["seller:Another Seller"]) == {"seller:Another Seller": Conduct(1, 0, 0, 0, WEDNESDAY, WEDNESDAY)}
    assert {known(office, role).declared for role in (Subject.DECLARANT, Subject.GOODS, Subject.ROUTE)} == {2}
    assert wrong(office) == []


def test_exports_and_what_was_rejected_count_nowhere(office: Office) -> None:
    assert submit(office, write(EXPORT, "KR")).case
    rejected = submit(office, sound(previous_documents__1__id="X" * 70)).case
    assert rejected and rejected.number is None
    with office.store.transaction(writing=False) as connection:
        assert connection.execute(text("select count(*) from conduct")).scalar_one() == 0


def test_an_examination_counts_once_and_the_last_report_counts(office: Office) -> None:
    case = lodged(office)
    lodged(office, "LRN-2")
    examine(office, case.id, CLEAN)
    assert known(office) == Conduct(2, 1, 0, 0, TUESDAY, TUESDAY)
    examine(office, case.id, GRAVE)
    assert known(office) == Conduct(2, 1, 1, 1, TUESDAY, TUESDAY), "the first report no longer counts"
    examine(office, case.id, WRONG)
    assert known(office) == Conduct(2, 1, 1, 0, TUESDAY, TUESDAY)
    assert wrong(office) == []


def test_a_batch_counts_as_its_declarations_would_one_by_one_and_asks_once(office: Office) -> None:
    lodged(office, "BEFORE")
    with heard(office.store) as statements:
        done = submit_all(office, [sound(f"LRN-{n}", seller_name=f"Seller {n}") for n in range(20)])
    assert all(one.case for one in done)
    assert known(office) == Conduct(21, 0, 0, 0, TUESDAY, TUESDAY)
    assert sum("FROM conduct" in statement for statement in statements) == 1
    assert wrong(office) == []


def test_an_amendment_adds_to_no_other_record(office: Office) -> None:
    case = lodged(office)
    other = "<Commodity><Classification><ID>8501311000</ID></Classification></Commodity>"
    submit(office, amendment(case.number, "42A/67A/68A[1]/23A/21A[1]/145", content=in_item(other)))
    with office.store.reading("open") as records:
        after = records.case(case.id)
    assert after and after.lodged.adds_to == case.lodged.adds_to == tuple(KEYS.values())
    examine(office, case.id, WRONG)
    assert known(office, Subject.GOODS) == Conduct(1, 1, 1, 0, TUESDAY, TUESDAY)
    assert wrong(office) == []


def test_how_declarations_were_judged_can_be_read_by_day(office: Office, clock: Clock) -> None:
    first = lodged(office)
    clock.pass_by(hours=14)
    second = lodged(office, "LRN-2", items__1__price="USD 40.00")
    submit(office, sound("LRN-3", previous_documents__1__id="X" * 70))
    examine(office, second.id, WRONG)
    with office.store.reading("open") as records:
        both, later = records.judgements(TUESDAY, WEDNESDAY), records.judgements(WEDNESDAY, WEDNESDAY)
    assert [one.case for one in both] == [first.id, second.id], "what was rejected was never judged"
    (one,) = later
    assert second.decision and second.score
    assert (one.case, one.day, one.lane, one.cause) == (second.id, WEDNESDAY, second.decision.lane, second.decision.cause)
    assert (one.chance, one.critical, one.at_risk) == (second.score.chance, second.score.critical, second.score.at_risk)
    assert one.model and second.score.model_sha256.startswith(one.model)
    assert (one.rule, one.audit, one.result) == (second.decision.rule, second.decision.audit, "irregular")
    assert both[0].result is None, "nobody looked: that is not a clean result"


@pytest.mark.sqlite("its planner is asked")
def test_the_latest_of_a_kind_come_first_and_what_is_rare_is_found_by_an_index(office: Office) -> None:
    cases = [lodged(office, f"LRN-{n}") for n in range(3)]
    for case in cases:
        decide(office, case.id, "hold", reason="The seal number differs.")
    with office.store.reading("open") as records:
        assert [happened.stream for happened in records.latest("decided", 2)] == [cases[2].id, cases[1].id]
        assert [happened.stream for happened in records.latest("registered", 2)] == [cases[2].id, cases[1].id]
        assert records.latest("withdrawn", 2) == ()
    assert "decided" not in OF_EVERY_DECLARATION and "registered" in OF_EVERY_DECLARATION
    with heard(office.store) as statements, office.store.reading("open") as records:
        records.latest("decided", 2)
        records.judgements(TUESDAY, TUESDAY)
    with office.store.engine.connect() as connection:
        plans = [str(connection.exec_driver_sql(f"explain query plan {sql}").all()) for sql in statements if "ORDER BY" in sql]
    assert "ix_event_room_kind_position" in plans[0] and "ix_case_row_room_day" in plans[1]


@pytest.mark.parametrize(
    "damage",
    [
        "update conduct set declared = declared + 1 where key like 'importer:%'",
        "update conduct set irregular = 0 where irregular = 1 and key like 'goods:%'",
        "update conduct set last = '2026-05-11' where key like 'route:%'",
        "delete from conduct where key like 'declarant:%'",
        "insert into conduct values ('open', 'importer:NOBODY', 1, 0, 0, 0, '2026-05-12', '2026-05-12')",
        "update case_row set day = '2026-05-11'",
        "update case_row set chance = chance / 2",
        "update case_row set cause = 'random'",
        "update case_row set result = 'conform'",
    ],
)
def test_what_the_events_do_not_say_is_found(office: Office, damage: str) -> None:
    examine(office, lodged(office).id, WRONG)
    assert wrong(office) == []
    with office.store.transaction(writing=True) as connection:
        assert connection.execute(text(damage)).rowcount == 1
    assert len(wrong(office)) == 1


def test_a_database_of_the_step_before_knows_how_it_judged_but_not_whom(earlier: Office, clock: Clock) -> None:
    """EARLIER-1 was lodged at two in the morning in Seoul; EARLIER-0 was amended and scored anew; EARLIER-2 was rejected."""
    clock.pass_by(days=1)
    with earlier.store.reading("open") as records:
        judged = {one.case: one for one in records.judgements(TUESDAY, WEDNESDAY)}
        assert {one.day for one in judged.values()} == {TUESDAY, WEDNESDAY} and len(judged) == 2
        for one in judged.values():
            case = records.case(one.case)
            assert case and case.score and case.decision and case.lodged.adds_to == ()
            assert (one.chance, one.cause, one.model) == (case.score.chance, case.decision.cause, case.score.model_sha256[:12])
            examine(earlier, one.case, WRONG)
    assert known(earlier) is None
    assert wrong(earlier) == []


@pytest.fixture
def earlier(office: Office, tmp_path: Path) -> Office:
    """An office over a database that an eclear of the third step has left behind."""
    import sqlite3

    from eclear.storage import Store
    from eclear.storage.migrations import upgrade

    file = tmp_path / "earlier.db"
    with sqlite3.connect(file) as database:
        database.executescript((Path(__file__).parent / "database-of-step-0003.sql").read_text("utf-8"))
    database.close()
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    return Office(store, office.schemas, office.model, office.clock, "tests")
