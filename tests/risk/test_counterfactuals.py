"""What would have led to another lane: each sentence is tried, and what changes nothing is not said."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp
from pathlib import Path
from typing import Any

import pytest
from risk_lessons import plain

from eclear.casefile.decision import Lane
from eclear.casefile.score import Score
from eclear.journey.risk import Model

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models" / "kr-import-2"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED)


def cheap(model: Model, **changes: Any) -> dict[str, Any]:
    """Cotton T-shirts at a tenth of the usual price, and what else is changed."""
    shirts = model.known.usual["6109100000"]
    prices = {"item 1 value per kg": exp(shirts.price) * 0.1, "item 1 kg per unit": exp(shirts.unit)}
    return plain(**{**prices, "item 1 origin": None, **changes})


def by_chance(border: float) -> Callable[[Score], Lane]:
    """Route by one border: L3 from it on, else L1."""
    return lambda score: Lane.L3 if score.chance >= border else Lane.L1


def between(model: Model) -> float:
    """A chance between that of the cheap shirts and that of the same at the usual price."""
    usual = cheap(model, **{"item 1 value per kg": exp(model.known.usual["6109100000"].price)})
    return (model.score(cheap(model)).chance + model.score(usual).chance) / 2


def test_the_price_at_which_the_lane_changes_is_named_and_true(model: Model) -> None:
    score, lane_of = model.score(cheap(model)), by_chance(between(model))
    assert lane_of(score) is Lane.L3
    first = model.counterfactuals(score, lane_of)[0]
    assert first.lane is Lane.L1
    told = re.fullmatch(r"With a value per kilogram (above|of) KRW ([0-9,]+) this would have been lane L1\.", first.words.en)
    assert told and "KRW" in first.words.ko and "L1" in first.words.ko
    price, declared = float(told[2].replace(",", "")), score.inputs["item 1 value per kg"]
    assert isinstance(declared, float) and price > declared
    times = price / declared
    value, freight = 20_000_000.0 * times, 0.03 / times
    dearer = cheap(model, **{"item 1 value per kg": price, "customs value": value, "freight share": freight})
    assert lane_of(model.score(dearer)) is Lane.L1


def test_a_price_a_little_nearer_to_the_declared_one_keeps_the_lane(model: Model) -> None:
    score, lane_of = model.score(cheap(model)), by_chance(between(model))
    told = re.search(r"KRW ([0-9,]+)", model.counterfactuals(score, lane_of)[0].words.en)
    assert told
    price = float(told[1].replace(",", "")) * 0.97
    times = price / float(score.inputs["item 1 value per kg"] or 0)
    nearer = cheap(model, **{"item 1 value per kg": price, "customs value": 20_000_000.0 * times, "freight share": 0.03 / times})
    assert lane_of(model.score(nearer)) is Lane.L3


def test_where_nothing_that_is_tried_changes_the_lane_that_is_said(model: Model) -> None:
    (only,) = model.counterfactuals(model.score(cheap(model, preference="FVN1")), lambda _: Lane.L3)
    assert only.lane is None
    assert only.words.en.startswith("No single change that was tried leads to another lane: the value per kilogram, the claim")
    assert "kg당 과세가격, 협정세율 신청" in only.words.ko


def test_where_there_is_nothing_to_try_that_is_said_too(model: Model) -> None:
    strange = plain("9303300000", **{"item 1 value per kg": 5.0})
    (only,) = model.counterfactuals(model.score(strange), lambda _: Lane.L3)
    assert only.words.en == "There is nothing in this declaration that could be tried."


@pytest.mark.parametrize(
    ("changes", "moves", "sentence"),
    [
        ({"preference": "FVN1"}, "preference", "Without the claim of preference FVN1 this would have been lane L0."),
        ({"third country": 1.0}, "third country", "Exported from the country of origin, this would have been lane L0."),
        (
            {"listed mass": 125.0, "mass against manifest": 0.8},
            "mass against manifest",
            "With the gross mass of 125 kg that the manifest lists this would have been lane L0.",
        ),
        (
            {"importer irregular": 3.0, "importer critical": 0.0, "importer examined": 9.0, "importer declared": 9.0},
            "importer irregular",
            "Had no examination of the importer found anything, this would have been lane L0.",
        ),
        (
            {"item 1 kg per unit": 3.0},
            "item 1 kg per unit",
            "With the usual mass per unit of item 1,",
        ),
    ],
    ids=["preference", "third country", "manifest", "record", "unit"],
)
def test_single_changes_that_lead_to_another_lane_are_said(
    model: Model, changes: dict[str, Any], moves: str, sentence: str
) -> None:
    inputs = cheap(model, **changes)
    score = model.score(inputs)

    def lane_of(other: Score) -> Lane:
        return Lane.L2 if other.inputs[moves] == inputs[moves] else Lane.L0

    (said,) = model.counterfactuals(score, lane_of)
    assert said.words.en.startswith(sentence) and said.lane is Lane.L0


def test_the_manifests_mass_makes_the_same_goods_cheaper_by_the_kilogram(model: Model) -> None:
    """Goods declared at 0.8 of the listed mass are a fifth cheaper by the kilogram, and each is heavier."""
    inputs = cheap(model, **{"listed mass": 125.0, "mass against manifest": 0.8})
    asked: list[Score] = []

    def lane_of(score: Score) -> Lane:
        asked.append(score)
        return Lane.L3

    model.counterfactuals(model.score(inputs), lane_of)
    (weighed,) = [score.inputs for score in asked if score.inputs["mass against manifest"] == 1.0]
    assert weighed["item 1 value per kg"] == pytest.approx(inputs["item 1 value per kg"] * 0.8)
    assert weighed["item 1 kg per unit"] == pytest.approx(inputs["item 1 kg per unit"] / 0.8)
