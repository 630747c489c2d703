"""The selectivity lab: the same day under other policies, through the routing of the product, with what it finds and costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from eclear.casefile.decision import Lane
from eclear.casefile.examination import Irregularity
from eclear.casefile.score import Score
from eclear.journey.routing import dice_of
from eclear.reference import Country, country
from eclear.simulation.enforcement import Candidate
from eclear.simulation.lab import base_of, by_parts, chance_alone, compared, curves, lanes_of, plan_of, rules_alone, run
from eclear.simulation.lab_drift import Drift, DriftWeek, NotADriftFile, read, written
from eclear.simulation.lab_measures import FINDS, Day, wilson
from eclear.simulation.lab_policy import FULL_DAY, STANDARD, NotAPolicy, affordable, grid, told
from eclear.simulation.lab_sweep import NoCluster, sweep
from eclear.simulation.lab_tables import as_csv, compared_rows, curve_rows, part_rows

ON = date(2026, 11, 21)
DECLARATIONS = 2500
KINDS = [*Irregularity]


def candidate(number: int, chance: Random, land: Country) -> Candidate:
    """One declaration of a day whose scores know something of the truth, and profiles a little."""
    wrong = chance.choice(KINDS) if chance.random() < 0.04 else None
    likely = chance.betavariate(1.5, 4) if wrong else chance.betavariate(1, 25)
    danger = chance.random() * 0.5 if wrong and wrong.critical else chance.betavariate(1, 150)
    at_stake = chance.lognormvariate(13, 1) if wrong else 0.0
    hits = (chance.choice(land.profiles.all),) if chance.random() < (0.1 if wrong else 0.01) else ()
    return Candidate(
        case_id=f"lab-{number}",
        on=ON,
        hits=hits,
        score=Score(likely, {}, "m", "0", at_risk=likely * chance.lognormvariate(13, 1), critical=danger),
        aeo=chance.random() < 0.15,
        dice=dice_of("lab", f"lab-{number}"),
        irregularity=wrong,
        at_stake=at_stake,
        importer=f"KRTRD{int(chance.paretovariate(1)) % 400}",
        harm=0,
    )


@pytest.fixture(scope="module")
def land() -> Country:
    found = country("KR")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def day(land: Country) -> Day:
    chance = Random(7)
    return Day([candidate(number, chance, land) for number in range(DECLARATIONS)])


def lanes(day: Day, land: Country, choices: str = "") -> list[Lane]:
    return lanes_of(day, plan_of(told(choices)), base_of(day, land))


def test_the_same_day_under_the_same_policy_comes_out_the_same(day: Day, land: Country) -> None:
    assert run(day, STANDARD, land) == run(Day(day.candidates), STANDARD, land)
    assert run(day, STANDARD, land) != run(day, told("l3=100"), land)


def test_what_a_profile_demands_no_policy_of_the_lab_undoes(day: Day, land: Country) -> None:
    given = lanes(day, land, "l1=0 l2=0 l3=0 critical=0")
    demanded = [(max(p.lane for p in one.hits), lane) for one, lane in zip(day.candidates, given, strict=True) if one.hits]
    assert demanded and all(lane >= profile for profile, lane in demanded)
    assert {lane for one, lane in zip(day.candidates, given, strict=True) if not one.hits} == {Lane.L0}


def test_the_highest_ranks_fill_the_places_of_the_day_and_no_more(day: Day, land: Country) -> None:
    given = lanes(day, land)
    for lane, places in STANDARD.places.items():
        asked = places * DECLARATIONS / FULL_DAY
        assert abs(given.count(lane) - asked) <= 0.12 * asked, lane


def test_thresholds_send_everybody_who_reaches_them(day: Day, land: Country) -> None:
    given = lanes(day, land, "mode=threshold t1=2 t2=5 t3=15 aeo=0 critical=0")
    reached = [one.score.chance >= 0.15 and not one.hits for one in day.candidates if one.score]
    assert all(lane is Lane.L3 for lane, far in zip(given, reached, strict=True) if far)
    assert given.count(Lane.L3) >= sum(reached)


def test_a_policy_finds_more_than_rules_and_rules_more_than_chance_with_the_same_work(day: Day, land: Country) -> None:
    found = compared(day, STANDARD, land)
    assert found.policy.irregular.count > 1.3 * found.rules.irregular.count > 1.3 * found.chance.irregular.count
    assert found.policy.recovered.count > found.rules.recovered.count > found.chance.recovered.count
    assert found.policy.stopped.count < found.rules.stopped.count < found.chance.stopped.count
    assert found.policy.lanes == found.chance.lanes and found.policy.hours.count == pytest.approx(found.rules.hours.count)


def test_rules_alone_keep_their_hits_and_fill_up_by_the_dice(day: Day, land: Country) -> None:
    like = lanes(day, land)
    alone, lot = rules_alone(day, like), chance_alone(day, like)
    assert all(lane == max(p.lane for p in one.hits) for one, lane in zip(day.candidates, alone, strict=True) if one.hits)
    highest = max(one.dice for one, lane in zip(day.candidates, lot, strict=True) if lane is not Lane.L0)
    assert all(one.dice > highest for one, lane in zip(day.candidates, lot, strict=True) if lane is Lane.L0)


def test_the_critical_line_finds_dangers_that_the_ordinary_score_lets_pass(day: Day, land: Country) -> None:
    with_line, without = run(day, told("critical=100"), land), run(day, told("critical=0"), land)
    assert with_line.critical.count > 1.5 * without.critical.count


def test_the_discount_of_trusted_traders_lowers_how_often_they_are_stopped(day: Day, land: Country) -> None:
    def trusted(choices: str) -> int:
        pairs = zip(day.candidates, lanes(day, land, choices), strict=True)
        return sum(one.aeo and lane >= Lane.L2 for one, lane in pairs)

    assert trusted("aeo=100") < trusted("aeo=50") < trusted("aeo=0")


def test_ranking_by_duty_recovers_more_duty_of_fewer_declarations(day: Day, land: Country) -> None:
    by_chance, by_duty = run(day, told("critical=0"), land), run(day, told("rank=duty critical=0"), land)
    assert by_duty.irregular.count < by_chance.irregular.count
    assert by_duty != by_chance


def test_chance_picks_its_share_of_documents_and_inspections(day: Day, land: Country) -> None:
    plan = plan_of(told("random=20"))
    drawn = [lane for one, lane in zip(day.candidates, lanes(day, land, "random=20"), strict=True) if one.dice < plan.drawn]
    assert plan.drawn == pytest.approx(0.2 * (600 + 200) / FULL_DAY)
    assert drawn and all(lane is Lane.L3 for lane in drawn)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ("random=0", "can never be switched off"),
        ("random=4", "from 5 to 30"),
        ("l3=many", "from 0 to 600"),
        ("depth=3", "Choose among"),
        ("mode=best", "quota or threshold"),
        ("t1=9,t3=3,t2=5", "do not rise"),
        ("l3", "such as random=10"),
        ("l2=nan", "not a number"),
    ],
)
def test_a_policy_that_cannot_be_says_what_is_allowed(choices: str, said: str) -> None:
    with pytest.raises(NotAPolicy, match=said):
        told(choices)


def test_a_policy_is_told_again_as_it_is_written() -> None:
    policy = told("l1=900 rank=duty t2=5.5")
    assert told(str(policy)) == policy and told("") == STANDARD


def test_too_few_officers_give_up_screen_review_first_and_the_day_says_so(day: Day, land: Country) -> None:
    possible, short = affordable(told("hours=320"))
    assert possible.hours_asked <= 320 < STANDARD.hours_asked
    assert [(each.lane, each.given) for each in short] == [(Lane.L1, 0), (Lane.L2, 560)]
    ran = run(day, told("hours=320"), land)
    assert [(each.lane, each.asked) for each in ran.shortages] == [(Lane.L1, 300), (Lane.L2, 150)]
    assert affordable(STANDARD) == (STANDARD, ())


def test_who_looks_deeper_finds_more_and_no_paper_shows_undeclared_goods() -> None:
    assert all(0 <= by[Lane.L1] <= by[Lane.L2] <= by[Lane.L3] < 1 for by in FINDS.values())
    assert set(FINDS) == set(Irregularity)
    assert FINDS[Irregularity.UNDECLARED_GOODS][Lane.L2] == 0


def test_every_share_lies_within_its_interval_and_more_importers_make_it_narrower(day: Day, land: Country) -> None:
    outcome = run(day, STANDARD, land)
    for share in (outcome.sent, outcome.irregular, outcome.critical, outcome.recovered, outcome.stopped, outcome.delay):
        assert share.low <= share.value <= share.high and share.low < share.high
    alone = Day([replace(one, importer=one.case_id) for one in day.candidates])
    apart = run(alone, STANDARD, land).stopped
    assert apart.high - apart.low < outcome.stopped.high - outcome.stopped.low


def test_what_was_never_found_is_not_certain_never_to_be_found(day: Day, land: Country) -> None:
    nothing = run(Day([replace(one, hits=()) for one in day.candidates]), told("l1=0 l2=0 l3=0 critical=0"), land)
    assert nothing.irregular.count == 0 == nothing.recovered.value
    assert 0.02 < nothing.irregular.high < 0.06 and nothing.recovered.high == nothing.irregular.high
    assert nothing.sent.high < 0.002


def test_wilsons_interval_is_the_published_one() -> None:
    share = wilson(17, 18)
    assert (round(share.low, 3), round(share.high, 3)) == (0.742, 0.990)
    assert wilson(0, 0).value == 0 and wilson(0, 10).low == 0


def test_the_curves_rise_with_what_is_sent_to_officers(day: Day, land: Country) -> None:
    found = curves(day, STANDARD, land)
    sent = [each.policy.sent.value for each in found]
    assert sent == sorted(sent) and sent[-1] == pytest.approx(0.2, abs=0.01)
    assert found[-1].policy.irregular.count > found[0].policy.irregular.count
    assert found[4].policy.irregular.count > found[4].chance.irregular.count


def test_places_make_the_work_of_a_day_more_even_than_thresholds_fixed_in_the_morning(land: Country) -> None:
    chance = Random(11)
    morning = [candidate(number, chance, land) for number in range(1200)]
    # the afternoon's flights bring what scores higher: a threshold does not see it coming
    later = [
        replace(one, case_id=f"{one.case_id}b", score=replace(one.score, chance=min(0.9, one.score.chance * 2)))
        for one in morning
    ]  # type: ignore[type-var]
    places, thresholds = by_parts(Day([*morning, *later]), STANDARD, land)
    assert places.deviation.value < 0.7 * thresholds.deviation.value
    assert thresholds.shares[-1].value > 1.5 * places.shares[-1].value


def test_a_sweep_in_processes_gives_what_single_runs_give(day: Day, land: Country) -> None:
    policies = grid(STANDARD, ["random=5,20", "l3=100,300"])
    assert [(p.random, p.l3) for p in policies] == [(5, 100), (5, 300), (20, 100), (20, 300)]
    alone = [run(day, policy, land) for policy in policies]
    done: list[tuple[int, int]] = []
    assert sweep(day, policies, land, processes=2, progress=lambda *counts: done.append(counts)) == alone
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_dask_cluster_gives_the_very_same(day: Day, land: Country) -> None:
    distributed = pytest.importorskip("distributed", reason="needs Dask: install eclear[cluster]; nothing ran on a cluster")
    policies = grid(STANDARD, ["random=5,20"])
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "protocol": "tcp", "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        assert sweep(day, policies, land, cluster=cluster.scheduler_address) == [run(day, policy, land) for policy in policies]


def test_a_cluster_that_is_not_there_is_named(day: Day, land: Country) -> None:
    pytest.importorskip("distributed", reason="needs Dask: install eclear[cluster]")
    with pytest.raises(NoCluster, match="leave --cluster out"):
        sweep(day, [STANDARD], land, cluster="nowhere")


def test_tables_carry_every_interval_and_say_that_the_world_is_simulated(day: Day, land: Country) -> None:
    own = compared(day, STANDARD, land)
    text = as_csv(compared_rows(own, own.policy), "seed 7")
    assert text.startswith("# In a simulated world. seed 7\n") and text.count("\n") == 6
    assert all(f"{name}_low" in text for name in ("sent", "recovered", "irregular", "critical", "stopped", "delay", "hours"))
    assert len(curve_rows([own, own])) == 6
    assert len(part_rows(*by_parts(day, STANDARD, land))) == 25


def test_the_weeks_of_drift_come_back_from_their_file_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    weeks = tuple(
        DriftWeek(seed, share, week, 35, 5, 9, 9, 100.0 * seed * (share + 0.1), 400.0)
        for seed in (1, 2)
        for share in (0.1, 0.0)
        for week in (1, 2)
    )
    file = tmp_path / "drift.csv"
    file.write_text(written(Drift("shape=collapse", weeks)), "utf-8")
    kept = read(file)
    assert kept == Drift("shape=collapse", weeks) and kept.random_shares == (0.1, 0.0) and kept.seeds == 2
    ((week, share), _then) = kept.line(0.1)
    assert week == 1 and share.value == pytest.approx(0.075) and share.low < 0.075 < share.high
    file.write_text("week,seed\n1,2\n", "utf-8")
    with pytest.raises(NotADriftFile, match="Make it again"):
        read(file)
