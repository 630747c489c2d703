"""A country is a folder of dated facts."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Classification, Declaration, Item, Origin
from eclear.reference import Country, country

MAY = date(2026, 5, 12)


@pytest.fixture(scope="module")
def korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


@pytest.mark.parametrize("code", [None, "", "K", "ZZ", "../x", "..", "kr/", "KOR", "k\0", "ＫＲ"])
def test_a_code_without_a_folder_is_no_country(code: str | None) -> None:
    assert country(code) is None


def test_upper_and_lower_case_name_the_same_country_which_is_read_once(korea: Country) -> None:
    assert country("kr") is korea
    assert (korea.code, korea.currency, korea.decimals, korea.payment_days) == ("KR", "KRW", 0, 15)


def test_the_folder_says_how_korea_numbers_rounds_levies_and_accepts(korea: Country) -> None:
    assert (korea.numbering, korea.rounding, korea.complete, korea.claimed_in) == ("kr-14", "down", True, "TRB")
    assert [tax.type for tax in korea.taxes.all] == ["CUD", "LIQ", "ICT", "TRT", "EDU", "RUR", "VAT"]
    assert set(korea.tariff.bases.without_claim) >= {"A", "B", "L", "C", "CIT", "W2"}
    assert not {"W1", "P", "R", "E1", "FCN1"} & set(korea.tariff.bases.without_claim)
    assert korea.guards == {"IM": ("review", "tax", "permits", "manifest", "carry_in"), "EX": ("review", "permits")}
    assert korea.documents_days == 7
    assert {kind.rests_on for kind in korea.codes.declaration_types.values()} == {"price"}
    assert not any(procedure.suspends for procedure in korea.codes.procedures.values())


def test_the_declaration_date_is_the_day_in_korea(korea: Country) -> None:
    late_in_london = datetime(2026, 5, 9, 15, 30, tzinfo=UTC)
    assert korea.declared_on(None, late_in_london) == date(2026, 5, 10)
    assert korea.declared_on(late_in_london, late_in_london) == date(2026, 5, 10)
    assert korea.declared_on(date(2026, 5, 1), late_in_london) == date(2026, 5, 1)
    assert korea.declared_on(datetime(2026, 5, 1, 23, 0), late_in_london) == date(2026, 5, 1)  # noqa: DTZ001


def test_a_date_at_the_edge_of_the_calendar_does_not_break_the_reading(korea: Country) -> None:
    last = datetime(9999, 12, 31, 23, 0, tzinfo=UTC)
    assert korea.declared_on(last, last) == date(9999, 12, 31)
    first = datetime(1, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=14)))
    assert korea.declared_on(first, last) == date(1, 1, 1)


def test_the_exchange_week_runs_from_sunday_to_saturday(korea: Country) -> None:
    for day, rate in ((date(2026, 5, 10), "1412.50"), (date(2026, 5, 16), "1412.50"), (date(2026, 3, 1), "1200")):
        week = korea.exchange.rate("USD", day)
        assert week is not None
        assert week.rate == Decimal(rate)
        assert week.valid_from.isoweekday() == 7 and week.valid_to.isoweekday() == 6
    before, after = (korea.exchange.rate("USD", day) for day in (date(2026, 5, 9), date(2026, 5, 17)))
    assert before and after and Decimal("1412.50") not in (before.rate, after.rate)


def test_every_currency_has_a_rate_for_every_day_of_the_table(korea: Country) -> None:
    days = [date(2026, 1, 4) + timedelta(n) for n in range(364)]
    for currency in korea.exchange.currencies:
        assert currency in korea.codes.currencies
        assert all(korea.exchange.rate(currency, day) for day in days)


def test_outside_the_table_there_is_no_rate_and_won_needs_none(korea: Country) -> None:
    assert korea.exchange.rate("USD", date(2026, 1, 3)) is None
    assert korea.exchange.rate("XAU", MAY) is None
    assert korea.exchange.rate(None, MAY) is None
    won = korea.exchange.rate("KRW", date(1990, 1, 1))
    assert won is not None and won.rate == 1


def test_a_class_after_the_last_week_is_told_that_the_rate_is_the_last_known(korea: Country) -> None:
    inside, later = korea.exchange.rate("USD", date(2027, 1, 2)), korea.exchange.rate("USD", date(2028, 3, 1))
    assert inside and later
    assert later.rate == inside.rate
    assert inside.mark == "SYNTHETIC"
    assert later.mark == "SYNTHETIC, last known week"


def test_vat_has_a_rate_with_a_date_and_a_source(korea: Country) -> None:
    vat = korea.taxes.rate("VAT", "9503000000", MAY)
    assert vat is not None
    assert (vat.rate.percent, vat.rate.ratio) == (Decimal(10), (1, 10))
    assert vat.fact.source
    assert korea.taxes.rate("VAT", "9503000000", date(1970, 1, 1)) is None
    assert korea.taxes.known_on(MAY) and not korea.taxes.known_on(date(1970, 1, 1))


def test_the_screen_lane_is_not_blue(korea: Country) -> None:
    assert {lane: look.colour for lane, look in korea.lanes.items()} == {
        Lane.L0: "green",
        Lane.L1: "grey",
        Lane.L2: "yellow",
        Lane.L3: "red",
    }


def test_the_policy_in_force_leaves_places_for_a_class_of_twelve(korea: Country) -> None:
    policy = korea.policy.on(MAY)
    assert policy.random_share == 0.01
    assert policy.thresholds[Lane.L3] > policy.thresholds[Lane.L2] > policy.thresholds[Lane.L1] > 0
    assert all(policy.quota_floor[lane] >= 1 for lane in (Lane.L1, Lane.L2, Lane.L3))
    assert sum(policy.quota_floor.values()) < 12


def test_every_day_has_a_policy(korea: Country) -> None:
    assert korea.policy.on(date.min).random_share > 0
    assert korea.policy.on(date.max).random_share > 0


def test_an_aeo_counts_only_while_it_is_registered(korea: Country) -> None:
    assert korea.aeo.holds("KRTRD0012", MAY)
    assert korea.aeo.holds("KRTRD0055", date(2026, 6, 30))
    assert not korea.aeo.holds("KRTRD0055", date(2026, 7, 1))
    assert not korea.aeo.holds("KRTRD9999", MAY)
    assert not korea.aeo.holds(None, MAY)
    assert len(korea.aeo.entries(date(2026, 6, 30))) - len(korea.aeo.entries(date(2026, 7, 1))) == 1


def test_the_declarant_of_the_samples_is_registered(korea: Country) -> None:
    broker = korea.declarants.entry("41207", MAY)
    assert broker is not None and broker.kind == "broker"


def goods(hsk: str, **more: object) -> Declaration:
    item = Item(classifications=(Classification(hsk, "HSK"),), origins=(Origin("CH"),))
    return Declaration(function="9", **{"type": "IMA", "items": (item,), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declaration", "on", "ids"),
    [
        pytest.param(goods("9306300000"), MAY, ["P-ARMS"], id="ammunition"),
        pytest.param(goods("9306300000", type="EXA"), MAY, ["P-ARMS"], id="ammunition going out"),
        pytest.param(goods("3604100000"), MAY, ["P-EXPLOSIVES"], id="fireworks"),
        pytest.param(goods("3604100000", type="EXA"), MAY, [], id="fireworks going out"),
        pytest.param(goods("8703231020"), MAY, ["P-USED-CARS"], id="used cars, all ten digits"),
        pytest.param(goods("8703231010"), MAY, [], id="new cars"),
        pytest.param(goods("9102110000", export_country="HK"), MAY, ["P-WATCH-ROUTE"], id="watches by another country"),
        pytest.param(goods("9102110000", export_country="CH"), MAY, [], id="watches straight from their origin"),
        pytest.param(goods("9102110000"), MAY, [], id="watches whose route is not known"),
        pytest.param(goods("0703200000", border_transport_mode="1"), date(2026, 9, 1), ["P-GARLIC-SEA"], id="garlic in season"),
        pytest.param(goods("0703200000", border_transport_mode="1"), date(2026, 8, 31), [], id="garlic out of season"),
        pytest.param(goods("0703200000", border_transport_mode="4"), date(2026, 9, 1), [], id="garlic by air"),
        pytest.param(goods("9503000000"), MAY, [], id="toys"),
        pytest.param(Declaration(), MAY, [], id="nothing at all"),
    ],
)
def test_hard_profiles_meet_goods_and_routes(korea: Country, declaration: Declaration, on: date, ids: list[str]) -> None:
    assert [profile.id for profile in korea.profiles.matches(declaration, on)] == ids


def test_arms_are_inspected(korea: Country) -> None:
    assert [profile.lane for profile in korea.profiles.matches(goods("9303300000"), MAY)] == [Lane.L3]


def test_terms_of_delivery_say_what_the_price_holds(korea: Country) -> None:
    held = {code: (t.freight_in_price, t.insurance_in_price, t.duty_in_price) for code, t in korea.codes.incoterms.items()}
    assert len(held) == 11
    assert held["FOB"] == (False, False, False)
    assert held["CFR"] == (True, False, False)
    assert held["CIF"] == held["CIP"] == (True, True, False)
    assert held["DDP"] == (True, False, True)


def test_the_code_lists_know_the_codes_of_korean_practice(korea: Country) -> None:
    codes = korea.codes
    assert len(codes.countries) == 249 and "KR" in codes.countries and "EU" not in codes.countries
    assert (codes.currencies["KRW"].decimals, codes.currencies["TND"].decimals) == (0, 3)
    assert "KGM" in codes.units and "KGS" not in codes.units
    assert {"CT", "PK", "PX"} <= set(codes.packages)
    assert (codes.transport_modes["1"].national, codes.transport_modes["4"].national) == ("10", "40")
    assert {"785", "380", "705", "740", "861", "864"} <= set(codes.documents)
    assert set(codes.clearance_plans) == set("ABCDEFGHZ")
    assert (codes.ports["KRINC"].kind, codes.ports["KRICN"].kind) == ("sea", "air")
    assert codes.charges["INS"].sign == 1 and codes.charges["02"].sign == -1
    assert all(shed.office in codes.offices for shed in codes.sheds.values())


def test_the_country_keeps_the_time_of_seoul(korea: Country) -> None:
    assert korea.time_zone == ZoneInfo("Asia/Seoul")
