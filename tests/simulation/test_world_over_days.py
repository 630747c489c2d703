"""The simulated world goes on for days: its people have habits, records and seasons, come and go, and react to being found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import mean, median

import pytest

from eclear.casefile.examination import Irregularity
from eclear.casefile.finding import Severity
from eclear.journey.checks import Context, check
from eclear.reference import Country, country
from eclear.simulation import COLLAPSE, DRIFT, ORDINARY, Simulated, Temper, Way, World
from eclear.simulation.goods import goods_of
from eclear.simulation.markets import Prices
from eclear.simulation.population import Population

START = date(2026, 1, 4)
"""The first day of which the Korean teaching folder knows tariff and exchange rates."""

DAYS, PER_DAY = 50, 120


@pytest.fixture(scope="module")
def kr() -> Country:
    found = country("KR")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def days(kr: Country) -> list[list[Simulated]]:
    world = World(11, kr, START, per_day=PER_DAY)
    return [world.day() for _ in range(DAYS)]


@pytest.fixture(scope="module")
def lodged(days: list[list[Simulated]]) -> list[Simulated]:
    return [simulated for day in days for simulated in day]


def wrong(s: Simulated) -> bool:
    return s.truth.irregularity is not None


def result(s: Simulated) -> str:
    """What an examination would find."""
    return "critical" if s.truth.critical else "irregular" if wrong(s) else "conform"


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The chance that something wrong has a higher score than something right; ties count half."""
    counts: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, label in zip(scores, labels, strict=True):
        counts[score][label] += 1
    below, pairs = 0, 0.0
    for score in sorted(counts):
        right, irregular = counts[score]
        pairs += irregular * (below + right / 2)
        below += right
    return pairs / (below * sum(labels))


# -- days --------------------------------------------------------------------------------------------------------------


def test_every_day_has_its_number_and_its_date(days: list[list[Simulated]]) -> None:
    for number, day in enumerate(days):
        assert len(day) == PER_DAY
        assert {s.declaration.accepted for s in day} == {START + timedelta(days=number)}


def test_the_same_seed_gives_the_same_days_and_fewer_are_the_beginning_of_more(kr: Country, days: list[list[Simulated]]) -> None:
    again = World(11, kr, START, per_day=PER_DAY)
    assert [again.day() for _ in range(3)] == days[:3]
    assert again.today == START + timedelta(days=2)


def test_numbers_are_used_once_in_all_days(lodged: list[Simulated]) -> None:
    for numbers in ({s.declaration.lrn for s in lodged}, {s.listed.cargo for s in lodged}):
        assert len(numbers) == len(lodged)


def test_trade_goes_on_for_a_year_and_every_declaration_passes_the_checks(kr: Country) -> None:
    world, season = World(3, kr, START, per_day=2), Counter[str]()
    for number in range(365):
        for s in world.day():
            season[s.declaration.accepted.strftime("%m") if s.declaration.accepted else ""] += 1
            if number % 3 == 0:
                on = world.today
                context = Context(country=kr, declared_on=on, now=datetime(on.year, on.month, on.day, 3, tzinfo=UTC))
                assert not [f for f in check(s.declaration, context) if f.severity is Severity.ERROR]
    assert world.today == date(2027, 1, 3) and len(season) == 12


def test_a_world_cannot_begin_before_the_first_exchange_week(kr: Country) -> None:
    with pytest.raises(LookupError, match="No customs rate of USD on 2026-01-01"):
        World(1, kr, date(2026, 1, 1), per_day=1)


# -- how much is wrong, and what it can be known by ---------------------------------------------------------------------


def test_the_base_rate_is_three_to_five_percent_and_danger_is_rare(lodged: list[Simulated]) -> None:
    assert 0.03 < mean(map(wrong, lodged)) < 0.05
    assert 0.0015 < mean(s.truth.critical for s in lodged) < 0.0045


def test_every_kind_of_irregularity_and_every_way_to_cheat_occurs(lodged: list[Simulated]) -> None:
    assert {s.truth.irregularity for s in lodged} == {*Irregularity, None}
    assert {s.truth.way for s in lodged} == {*Way, None}


def test_harm_is_in_the_goods_and_not_in_the_duty(lodged: list[Simulated]) -> None:
    assert all((s.truth.harm >= 2) == s.truth.critical for s in lodged)
    assert {s.truth.harm for s in lodged} == {0, 1, 2, 3}


def test_no_combination_repeats_so_that_a_dictionary_of_them_knows_nothing(lodged: list[Simulated]) -> None:
    def key(s: Simulated) -> tuple[object, ...]:
        item = s.declaration.items[0]
        return (item.hs[:6], s.declaration.export_country, item.origin, item.preference, item.net_mass)

    half = len(lodged) // 2
    known = {key(s): wrong(s) for s in lodged[:half]}
    seen = [s for s in lodged[half:] if key(s) in known]
    assert len(seen) < 0.002 * half
    scores = [float(known.get(key(s), 0.04)) for s in lodged[half:]]
    assert 0.48 < auc(scores, [wrong(s) for s in lodged[half:]]) < 0.52


def records_of(some: Iterable[Simulated], number: dict[str, str]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for s in some:
        found[number[s.declaration.importer_id or ""]].append(wrong(s))
    return found


def test_what_an_importer_did_tells_what_he_will_do_and_his_number_does_not(lodged: list[Simulated]) -> None:
    half = len(lodged) // 2
    numbers = sorted({s.declaration.importer_id or "" for s in lodged})
    shuffled = list(numbers)
    Random(5).shuffle(shuffled)
    for given, least, most in ((numbers, 0.65, 1.0), (shuffled, 0.40, 0.60)):
        own = {s.declaration.importer_id or "": s.declaration.importer_id or "" for s in lodged}
        record = records_of(lodged[:half], dict(zip(numbers, given, strict=True)))
        scores = [(sum(r) + 0.4) / (len(r) + 10) for s in lodged[half:] for r in [record[own[s.declaration.importer_id or ""]]]]
        assert least < auc(scores, [wrong(s) for s in lodged[half:]]) < most


# -- habits -------------------------------------------------------------------------------------------------------------


def by_importer(lodged: list[Simulated], least: int) -> dict[str, list[Simulated]]:
    every: dict[str, list[Simulated]] = defaultdict(list)
    for s in lodged:
        every[s.declaration.importer_id or ""].append(s)
    return {number: theirs for number, theirs in every.items() if len(theirs) >= least}


def test_an_importer_buys_from_a_few_sellers_and_signs_by_one_broker(lodged: list[Simulated]) -> None:
    regulars = by_importer([s for s in lodged if s.truth.way is None], 12)
    sellers = [len({(s.declaration.seller_country, s.declaration.seller_name) for s in theirs}) for theirs in regulars.values()]
    assert len(regulars) > 50 and median(sellers) <= 3 and max(sellers) <= 5
    assert all(len({s.declaration.declarant_id for s in theirs}) == 1 for theirs in regulars.values())


def test_nobody_signs_with_the_code_of_a_trader_who_declares_for_himself(lodged: list[Simulated]) -> None:
    own = {s.declaration.importer_name for s in lodged if s.declaration.declarant_id == "45999"}
    assert own == {"Solbaram Electronics"}


def test_the_mixes_are_those_of_the_field(lodged: list[Simulated]) -> None:
    items = [item for s in lodged for item in s.declaration.items]
    assert 0.5 < mean(s.declaration.border_transport_mode == "1" for s in lodged) < 0.66
    assert 0.12 < mean(s.declaration.collection_type == "43" for s in lodged) < 0.28
    assert 0.45 < mean(item.origin == "CN" for item in items) < 0.58


def test_who_borrows_a_trusted_name_brings_a_seller_the_trusted_one_never_had(lodged: list[Simulated]) -> None:
    borrowed = [s for s in lodged if s.truth.way is Way.BORROW]
    assert borrowed
    for s in borrowed:
        number = s.declaration.importer_id
        assert s.declaration.aeo_number == number != s.truth.behind and s.truth.critical
        own = {o.declaration.seller_name for o in lodged if o.declaration.importer_id == number and o.truth.way is None}
        assert s.declaration.seller_name not in own


def test_seasons_move_demand_and_price(kr: Country) -> None:
    goods = goods_of(kr, START)
    prices = Prices(goods, replace(ORDINARY, price_drift=0.0), seed=1)
    prices.open(date(2026, 5, 15))
    fans_in_may, coats_in_may = prices.demand["8414510000"], prices.demand["6110300000"]
    assert prices.price["8414510000"] > 1 > prices.price["0703200000"], "fans are dear before summer, garlic cheap in its harvest"
    prices.open(date(2026, 11, 15))
    assert fans_in_may > 1.8 > 0.2 > prices.demand["8414510000"] and prices.demand["6110300000"] > coats_in_may


# -- comings and goings ---------------------------------------------------------------------------------------------------


def test_newcomers_begin_all_the_time(days: list[list[Simulated]]) -> None:
    before = {s.declaration.importer_id for day in days[:-15] for s in day}
    new = [s for day in days[-15:] for s in day if s.declaration.importer_id not in before]
    assert any(s.truth.newcomer for s in new) and any(not s.truth.newcomer for s in new)


def population(kr: Country, **dials: object) -> tuple[Population, Prices]:
    goods, shape = goods_of(kr, START), replace(ORDINARY, **dials)  # type: ignore[arg-type]
    prices = Prices(goods, shape, seed=2)
    prices.open(START)
    everybody = Population(2, kr, START, goods, shape)
    everybody.open(START, prices)
    return everybody, prices


def test_who_is_caught_too_often_closes_and_comes_back_under_another_number(kr: Country) -> None:
    everybody, prices = population(kr, closes_after=2, moves=0.0)
    offenders = [i for i in everybody.importers if i.temper is Temper.DISHONEST][:20]
    for offender in offenders:
        everybody.found(offender.number, meant=True)
        everybody.found(offender.number, meant=True)
    for number in range(1, 45):
        everybody.open(START + timedelta(days=number), prices)
    shells = {shell.shell_of: shell for shell in everybody.importers if shell.shell_of}
    back = [(offender, shells[offender.number]) for offender in offenders if offender.number in shells]
    assert 5 < len(back) < 20
    for closed, shell in back:
        assert everybody.trade(closed.number) == 0 and everybody.trade(shell.number) > 0
        assert (shell.number, shell.name) != (closed.number, closed.name) and shell.newcomer(everybody.today)
        assert (shell.supplies, shell.declarant, shell.way) == (closed.supplies, closed.declarant, closed.way)


def test_a_turncoat_is_honest_until_his_day(kr: Country) -> None:
    everybody, _ = population(kr)
    turncoat = next(i for i in everybody.importers if i.turns)
    assert turncoat.turns and turncoat.temper_on(turncoat.turns - timedelta(days=1)) is Temper.HONEST
    assert turncoat.temper_on(turncoat.turns) is Temper.DISHONEST


def test_who_was_caught_moves_into_goods_that_are_seldom_examined(kr: Country) -> None:
    everybody, _ = population(kr, closes_after=1000, moves=1.0)
    volume = everybody.volume()
    busy = [cell for cell, weight in volume.items() if weight > 0.003 * volume.total()]
    for cell in busy[: len(busy) // 2]:
        everybody.examined[cell] += 1000
    before = {i.number: i for i in [i for i in everybody.importers if i.temper is Temper.DISHONEST][:60]}
    for number in before:
        everybody.found(number, meant=True)
    after = {i.number: i for i in everybody.importers if i.number in before}
    moved = [after[n] for n in before if after[n].supplies[0].goods[0] != before[n].supplies[0].goods[0]]
    cells = [(i.supplies[0].goods[0].heading, i.supplies[0].origin) for i in moved]
    assert len(moved) > 10 and all(everybody.examined[cell] == 0 for cell in cells)
    assert any(after[n].way is not before[n].way for n in before)


# -- reactions ------------------------------------------------------------------------------------------------------------


def irregular_after(kr: Country, *, examined: bool, adapt: bool, per_day: int) -> list[bool]:
    """Whether each declaration was meant wrongly in ten days that followed ten, in which everything was examined or nothing."""
    world, told = World(6, kr, START, per_day=per_day, shape=replace(ORDINARY, adapt=adapt, moves=0.0)), []
    for number in range(20):
        day = world.day()
        if number >= 10:
            told += [s.truth.meant for s in day]
        elif examined:
            for s in day:
                world.examined(s, result(s))
    return told


def test_who_is_examined_takes_care_for_a_while_and_the_dial_turns_that_off(kr: Country) -> None:
    unwatched = irregular_after(kr, examined=False, adapt=True, per_day=80)
    assert mean(irregular_after(kr, examined=True, adapt=True, per_day=80)) < 0.75 * mean(unwatched)
    hardened = irregular_after(kr, examined=True, adapt=False, per_day=15)
    assert hardened == irregular_after(kr, examined=False, adapt=False, per_day=15)


# -- new schemes ------------------------------------------------------------------------------------------------------------


def test_a_new_scheme_spreads_from_its_day_on_in_some_goods(kr: Country) -> None:
    assert DRIFT.scheme
    shape = replace(DRIFT, displaced=None, scheme=replace(DRIFT.scheme, begins=6))
    world = World(9, kr, START, per_day=100, shape=shape)
    days = [world.day() for _ in range(12)]
    before, after = ([s for day in some for s in day if s.truth.way is Way.TRANSSHIP] for some in (days[:6], days[6:]))
    assert len(after) > 2 * len(before) + 3
    honest = Counter((item.hs[:4], item.origin) for s in after for item in s.truth.honest.items[:1])
    assert len(honest) < len(after), "the same goods from the same countries come again"


def test_the_offenders_of_a_collapse_move_where_nobody_looks_and_leave_the_opposite_traces(kr: Country) -> None:
    assert COLLAPSE.scheme
    shape = replace(COLLAPSE, displaced=6, scheme=replace(COLLAPSE.scheme, begins=6))
    world = World(4, kr, START, per_day=150, shape=shape)
    usual = {hsk: goods.usd_per_kg for hsk, goods in goods_of(kr, START).items()}
    looked_at: Counter[tuple[str, str | None]] = Counter()
    for _ in range(6):
        for s in world.day()[:75]:
            world.examined(s, "conform")
            first = s.declaration.items[0]
            looked_at[first.hs[:4], first.origin] += 1
    new = [s for _ in range(6) for s in world.day() if s.truth.way is Way.MISNAME and s.truth.meant]
    assert len(new) > 60 and not any(s.truth.newcomer for s in new)
    cells = {(s.declaration.items[0].hs[:4], s.declaration.items[0].origin) for s in new}
    assert mean(looked_at[cell] for cell in cells) < mean(looked_at.values())
    in_dollars = [s.declaration for s in new if s.declaration.items[0].price and s.declaration.invoice_amount]
    dear = [
        float(item.price.value) / float(item.net_mass.value) / usual[item.hs]
        for d in in_dollars
        for item in d.items
        if item.price and item.net_mass and item.price.currency == "USD"
    ]
    assert min(dear) > 1.0 and mean(dear) > 1.2


def test_who_is_caught_in_a_collapse_leaves_and_another_with_a_clean_record_comes(kr: Country) -> None:
    assert COLLAPSE.scheme
    shape = replace(COLLAPSE, displaced=1, scheme=replace(COLLAPSE.scheme, begins=1))
    world = World(4, kr, START, per_day=150, shape=shape)
    caught: set[str] = set()
    for number in range(8):
        new = [s for s in world.day() if s.truth.way is Way.MISNAME and s.truth.meant]
        assert not caught & {s.truth.behind for s in new} and (new or number == 0)
        for s in new:
            world.examined(s, "irregular")
            caught.add(s.truth.behind)
    assert len(caught) > 30
