"""A day of the simulated world: its declarations are fit to be lodged, and what is wrong with some of them has a cause."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest

from eclear import wco
from eclear.casefile.examination import Irregularity
from eclear.casefile.finding import Severity
from eclear.casefile.reading import Outcome
from eclear.journey.checks import Context, check
from eclear.journey.duties import assess
from eclear.reference import Country, country
from eclear.simulation import Simulated, Temper, Way, at_stake, generate
from eclear.simulation.goods import UnknownGoods, goods_of
from eclear.simulation.manifest import TOLERANCE

ON = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
COUNT = 4000
SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@pytest.fixture(scope="module")
def kr() -> Country:
    found = country("KR")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def world(kr: Country) -> list[Simulated]:
    return list(generate(4, COUNT, ON, kr))


@pytest.fixture(scope="module")
def irregular(world: list[Simulated]) -> list[Simulated]:
    return [s for s in world if s.truth.irregularity]


def test_the_same_seed_gives_the_same_world_and_fewer_are_the_beginning_of_more(kr: Country, world: list[Simulated]) -> None:
    assert list(generate(4, 50, ON, kr)) == world[:50]
    assert list(islice(generate(4, 10**9, ON, kr), 50)) == world[:50]


def test_another_seed_gives_another_world(kr: Country, world: list[Simulated]) -> None:
    other = list(generate(5, 50, ON, kr))
    assert not {s.declaration.lrn for s in other} & {s.declaration.lrn for s in world}
    assert [s.declaration.items[0].net_mass for s in other] != [s.declaration.items[0].net_mass for s in world[:50]]


def test_every_declaration_passes_every_check_and_few_draw_a_warning(kr: Country, world: list[Simulated]) -> None:
    context, found = Context(country=kr, declared_on=ON, now=NOW), Counter[tuple[str, Severity]]()
    for s in world[:800]:
        if s.truth.irregularity is None:
            found.update((finding.code, finding.severity) for finding in check(s.declaration, context))
    assert set(found) == {("KR-VAL-010", Severity.WARNING)}, "small parcels from afar, whose freight is above their price"
    assert sum(found.values()) < 20


def test_lies_pass_the_checks_like_the_truth(kr: Country, irregular: list[Simulated]) -> None:
    context = Context(country=kr, declared_on=ON, now=NOW)
    found = [finding for s in irregular for finding in check(s.declaration, context)]
    assert {finding.code for finding in found} <= {"MAS-009", "KR-VAL-010", "KR-CVA-012"}
    assert not any(finding.severity is Severity.ERROR for finding in found)


def test_what_is_written_without_a_preference_is_read_again_word_for_word(world: list[Simulated]) -> None:
    schemas = wco.Schemas(SCHEMAS)
    for s in (s for s in world[:150] if not any(item.preference for item in s.declaration.items)):
        reading = wco.read(wco.write(s.declaration, "KR"), schemas)
        assert (reading.outcome, reading.declaration) == (Outcome.ACCEPT, s.declaration)


def test_what_is_written_with_a_preference_is_read_again_word_for_word(world: list[Simulated]) -> None:
    schemas = wco.Schemas(SCHEMAS)
    for s in (s for s in world[:300] if any(item.preference for item in s.declaration.items)):
        reading = wco.read(wco.write(s.declaration, "KR"), schemas)
        assert (reading.outcome, reading.declaration) == (Outcome.ACCEPT, s.declaration)


def test_references_and_cargo_numbers_are_each_used_once(world: list[Simulated]) -> None:
    declarations = [s.declaration for s in world]
    assert len({d.lrn for d in declarations}) == len({d.cargo_number for d in declarations}) == len(declarations)
    assert all(len(d.lrn or "") <= 22 for d in declarations)
    assert all(re.fullmatch(r"\d\d[A-Z]{4}\d{4}I\d{8}", d.cargo_number or "") for d in declarations)


def test_no_goods_and_mass_repeat_so_that_nothing_can_be_learned_by_heart(world: list[Simulated]) -> None:
    seen = Counter((item.hs, item.origin, item.net_mass) for s in world for item in s.declaration.items)
    assert max(seen.values()) <= 2


def test_the_base_rate_is_a_few_percent(world: list[Simulated], irregular: list[Simulated]) -> None:
    assert 0.02 < len(irregular) / len(world) < 0.06


def test_irregularities_have_their_cause_in_who_declares(world: list[Simulated]) -> None:
    def share(temper: Temper) -> float:
        theirs = [s.truth.irregularity is not None for s in world if s.truth.temper is temper]
        return sum(theirs) / len(theirs)

    assert share(Temper.HONEST) < 0.02 < share(Temper.CARELESS) < 0.12 < share(Temper.DISHONEST)


def test_only_the_dishonest_mean_it(irregular: list[Simulated]) -> None:
    assert all(s.truth.meant == (s.truth.temper is Temper.DISHONEST) == (s.truth.way is not None) for s in irregular)


def test_where_nothing_is_wrong_the_declaration_is_the_honest_one(world: list[Simulated]) -> None:
    assert all((s.truth.honest == s.declaration) == (s.truth.irregularity is None) for s in world)


def of_kind(irregular: list[Simulated], kind: Irregularity) -> list[Simulated]:
    return [s for s in irregular if s.truth.irregularity is kind]


def test_undervaluation_lowers_prices_and_nothing_else_about_the_goods(irregular: list[Simulated]) -> None:
    for s in of_kind(irregular, Irregularity.UNDERVALUATION):
        pairs = list(zip(s.declaration.items, s.truth.honest.items, strict=True))
        lower = [told.price.value < so.price.value for told, so in pairs if told.price and so.price]
        assert all(lower) if s.truth.meant else sum(lower) == 1
        assert all(replace(told, price=None) == replace(so, price=None) for told, so in pairs)


def test_misclassification_changes_the_code_and_keeps_mass_and_price(irregular: list[Simulated]) -> None:
    for s in of_kind(irregular, Irregularity.MISCLASSIFICATION):
        pairs = list(zip(s.declaration.items, s.truth.honest.items, strict=True))
        assert sum(told.hs != so.hs for told, so in pairs) == 1
        assert all((told.net_mass, told.price) == (so.net_mass, so.price) for told, so in pairs)


def test_a_false_origin_is_claimed_for_a_preference(irregular: list[Simulated]) -> None:
    for s in of_kind(irregular, Irregularity.FALSE_ORIGIN):
        changed = [(t, h) for t, h in zip(s.declaration.items, s.truth.honest.items, strict=True) if t.origin != h.origin]
        assert len(changed) == 1 and changed[0][0].preference and changed[0][0].net_mass == changed[0][1].net_mass


def test_goods_by_a_third_country_take_on_its_origin_and_keep_their_seller(irregular: list[Simulated]) -> None:
    for s in (s for s in irregular if s.truth.way is Way.TRANSSHIP):
        claimed = next(
            item.origin for item in s.declaration.items if item.preference and item.origin == s.declaration.export_country
        )
        assert claimed not in {item.origin for item in s.truth.honest.items}
        assert (s.declaration.seller_name, s.declaration.seller_country) == (
            s.truth.honest.seller_name,
            s.truth.honest.seller_country,
        )


def test_a_wrong_mass_is_a_slip_in_one_item_and_some_carriers_know_better(irregular: list[Simulated]) -> None:
    slips = of_kind(irregular, Irregularity.WRONG_MASS)
    for s in slips:
        pairs = list(zip(s.declaration.items, s.truth.honest.items, strict=True))
        assert sum(told.net_mass != so.net_mass for told, so in pairs) == 1
        assert all(told.price == so.price for told, so in pairs)
    known = [abs(s.listed.gross_mass_kg - s.truth.weighed_kg) <= 1 for s in slips]
    assert any(known) and not all(known)


def test_a_split_shipment_comes_in_several_names_to_one_address(kr: Country, irregular: list[Simulated]) -> None:
    parts = of_kind(irregular, Irregularity.SPLIT_SHIPMENT)
    by_owner = Counter(s.truth.behind for s in parts)
    owner, count = by_owner.most_common(1)[0]
    theirs = [s for s in parts if s.truth.behind == owner]
    assert count > 1 and owner not in {s.declaration.importer_id for s in theirs}
    assert len({s.declaration.importer_id for s in theirs}) > 1
    assert len({s.listed.consignee.partition(", ")[2] for s in theirs}) == 1
    assert len({s.declaration.seller_name for s in theirs}) == 1
    assert not any(item.preference for s in theirs for item in s.truth.honest.items)
    assert all(at_stake(s, assess(s.declaration, kr, ON), kr, ON) > 0 for s in theirs)


def test_who_dodges_a_permit_declares_goods_of_which_his_agency_asks_nothing(kr: Country, irregular: list[Simulated]) -> None:
    for s in of_kind(irregular, Irregularity.MISSING_PERMIT):
        told, so = next((t, h) for t, h in zip(s.declaration.items, s.truth.honest.items, strict=True) if t.hs != h.hs)
        asked = {agency.code for agency, _ in kr.agencies.concerned(so.hs, ON)}
        assert asked - {agency.code for agency, _ in kr.agencies.concerned(told.hs, ON)}


def test_who_cheats_for_money_pays_less_than_he_owes(kr: Country, irregular: list[Simulated]) -> None:
    ways = {Way.UNDERVALUE, Way.MISNAME, Way.FALSE_ORIGIN, Way.TRANSSHIP, Way.SPLIT}
    cheats = [s for s in irregular if s.truth.way in ways]
    assert len(cheats) > 50
    for s in cheats:
        untaxed = assess(s.truth.honest, kr, ON).total_due == 0  # books, for which only habit explains the lie
        assert untaxed or at_stake(s, assess(s.declaration, kr, ON), kr, ON) > 0


def test_nothing_is_at_stake_where_nothing_is_wrong_and_never_less_than_nothing(kr: Country, world: list[Simulated]) -> None:
    honest = next(s for s in world if s.truth.irregularity is None)
    assert at_stake(honest, assess(honest.declaration, kr, ON), kr, ON) == 0
    too_much = next(s for s in world if s.truth.irregularity)
    swapped = replace(too_much, declaration=too_much.truth.honest, truth=replace(too_much.truth, honest=too_much.declaration))
    lost = at_stake(too_much, assess(too_much.declaration, kr, ON), kr, ON)
    assert lost == lost.to_integral_value() and at_stake(swapped, assess(swapped.declaration, kr, ON), kr, ON) >= 0


def test_the_manifest_agrees_with_the_declaration_except_where_the_truth_says_otherwise(world: list[Simulated]) -> None:
    apart = []
    for s in world:
        declared = s.declaration.total_gross_mass
        assert declared and s.listed.cargo == s.declaration.cargo_number
        if abs(s.listed.gross_mass_kg - declared.value) > TOLERANCE * declared.value + 1:
            apart.append(s)
    told = {Irregularity.WRONG_MASS, Irregularity.PROHIBITED_GOODS, Irregularity.UNDECLARED_GOODS}
    assert apart and all(s.truth.carrier_slipped or s.truth.irregularity in told for s in apart)
    assert sum(s.truth.irregularity is None for s in apart) > len(apart) / 2, "most differences are the carrier's own mistakes"


def test_a_scale_shows_what_is_on_board_whatever_was_declared(world: list[Simulated]) -> None:
    for s in world:
        told = s.truth.honest.total_gross_mass
        assert told and abs(told.value - s.truth.weighed_kg) <= 1


def test_goods_that_the_tariff_does_not_have_are_named(kr: Country) -> None:
    with pytest.raises(UnknownGoods, match=r"has no line .* on 2020-01-01"):
        goods_of(kr, date(2020, 1, 1))


def test_there_are_more_than_forty_kinds_of_goods(kr: Country) -> None:
    assert len(goods_of(kr, ON)) > 40
