"""The British folder is a minimal one, made for teaching: it claims nothing, and what it lacks is empty."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from eclear.casefile.decision import Cause, Lane
from eclear.journey.routing import route
from eclear.reference import Country, country
from eclear.reference import country as country_of
from eclear.reference.country import FOLDERS
from eclear.reference.policy import LEAST_RANDOM_SHARE

MAY = date(2026, 5, 12)
BRITAIN = FOLDERS / "gb"


@pytest.fixture(scope="module")
def britain() -> Country:
    found = country("GB")
    assert found is not None
    return found


def test_it_says_at_the_top_that_it_is_a_teaching_folder_and_not_the_british_tariff() -> None:
    top = (BRITAIN / "country.toml").read_text(encoding="utf-8").splitlines()[0]
    assert "MINIMAL TEACHING FOLDER, not the British tariff" in top


def test_the_country_keeps_the_time_and_the_money_of_london(britain: Country) -> None:
    assert (britain.time_zone, britain.currency, britain.decimals) == (ZoneInfo("Europe/London"), "GBP", 2)
    assert britain.name.en == "United Kingdom (teaching folder)"
    assert britain.numbering == "mrn"
    assert not britain.complete


def test_what_has_no_file_is_empty(britain: Country) -> None:
    assert not any((BRITAIN / name).exists() for name in ("agencies", "register", "profiles.toml"))
    assert britain.agencies.all == () and britain.profiles.all == ()
    assert britain.aeo.entries(MAY) == britain.declarants.entries(MAY) == ()
    assert not (britain.codes.units or britain.codes.sheds or britain.codes.documents or britain.codes.collection_types)


def test_nothing_in_it_claims_to_be_official(britain: Country) -> None:
    for line in britain.tariff.lines(MAY):
        assert all(row.fact.mark in ("secondary", "SYNTHETIC") for row in line.rows.values()), line.hsk
    assert {rate.fact.mark for rate in britain.taxes.rows["B00"]} == {"secondary"}
    assert {britain.exchange.rate(currency, MAY).mark for currency in britain.exchange.currencies} == {"SYNTHETIC"}  # type: ignore[union-attr]


def test_a_rate_that_a_published_notice_shows_is_secondary_and_every_other_one_is_invented(britain: Country) -> None:
    shown = {
        line.hsk: str(line.rows["100"].rate.percent)
        for line in britain.tariff.lines(MAY)
        if line.rows["100"].fact.mark == "secondary"
    }
    assert shown == {"0307311010": "10", "0703900000": "10", "2103909089": "6", "8510900000": "2", "8543400000": "2"}


def test_acceptance_waits_for_the_goods_to_be_presented_not_for_a_manifest(britain: Country) -> None:
    assert britain.guards == {"IM": ("review", "tax", "permits", "presentation"), "EX": ("review", "permits", "presentation")}


def test_the_additional_code_of_the_goods_decides_their_vat(britain: Country) -> None:
    sets = ((), ("X633",), ("VATZ",), ("X399", "VATZ"))
    rates = [britain.taxes.rate("B00", "8510900000", MAY, additional=codes) for codes in sets]
    assert [rate.rate.percent for rate in rates if rate] == [Decimal(20), Decimal(20), Decimal(0), Decimal(0)]
    assert britain.taxes.tells("VATZ") and not britain.taxes.tells("X633")
    assert britain.taxes.rate("B00", "8510900000", date(1999, 1, 1)) is None
    assert britain.taxes.rate("A00", "8510900000", MAY) is None


def test_only_the_draw_picks_somebody_out_where_no_model_has_learned(britain: Country) -> None:
    policy = britain.policy.on(MAY)
    assert policy.without_score is Lane.L0
    assert policy.random_share == LEAST_RANDOM_SHARE
    drawn = route(hits=(), score=None, dice=0.0, used={}, policy=policy, aeo=False)
    assert (drawn.lane, drawn.cause) == (Lane.L3, Cause.RANDOM)
    decision = route(hits=(), score=None, dice=LEAST_RANDOM_SHARE, used={}, policy=policy, aeo=False)
    assert (decision.lane, decision.cause) == (Lane.L0, Cause.NO_MODEL)
    assert decision.explanation == "No usable score, and the policy asks for none: it goes to L0 automatic."


@pytest.mark.parametrize("code", ["KR", "GB"])
def test_a_country_takes_customs_duty_from_the_tariff_first_and_names_every_tax(code: str) -> None:
    found = country_of(code)
    assert found is not None
    assert [tax.from_tariff for tax in found.taxes.all] == [True, *[False] * (len(found.taxes.all) - 1)]
    assert set(found.taxes.rows) == {tax.type for tax in found.taxes.all if not tax.from_tariff}


@pytest.mark.parametrize("code", ["KR", "GB"])
def test_every_country_gives_time_for_what_it_asks(code: str) -> None:
    found = country_of(code)
    assert found is not None
    assert min(found.payment_days, found.carry_out_days, found.loading_days, found.documents_days) > 0
