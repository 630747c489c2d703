"""The model that is shipped: its card is complete, and its figures come out again."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eclear.casefile.decision import Lane
from eclear.journey.risk.card import suggested
from eclear.journey.risk.train import Trained, fit
from eclear.reference import country
from eclear.simulation.schooling import examples

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models" / "kr-import-1"


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    return tomllib.loads((SHIPPED / "card.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def again(card: dict[str, Any]) -> Trained:
    kr = country(card["data"]["country"])
    assert kr is not None
    on = date.fromisoformat(card["data"]["lodged on"])
    return fit(list(examples(card["seed"], card["data"]["declarations"], on, kr)), card["seed"])


def test_the_figures_of_the_card_come_out_again_from_its_seed(card: dict[str, Any], again: Trained) -> None:
    remedy = "The simulated world has changed. Train the model again (risk_models/README.md) and review it."
    for measure, (figure, lower, upper) in again.metrics.items():
        assert card["metrics"][measure] == pytest.approx([figure, lower, upper], abs=2e-4), f"{measure}: {remedy}"
    assert card["suggested_thresholds"] == pytest.approx(suggested(again), abs=2e-4), remedy


def test_the_shipped_model_is_good_enough_to_teach_with(card: dict[str, Any]) -> None:
    figure, lower, upper = card["metrics"]["auc"]
    assert 0.65 < lower <= figure <= upper < 1.0
    assert card["metrics"]["calibration error"][0] < 0.03


def test_the_card_says_what_the_model_is_not_for(card: dict[str, Any]) -> None:
    assert "never for real targeting" in card["use"]
    assert card["trusted"] == []
    assert len(card["limits"]["text"]) >= 4


def test_the_file_is_small(card: dict[str, Any]) -> None:
    assert (SHIPPED / "model.skops").stat().st_size < 200_000


def test_the_thresholds_of_the_policy_are_those_of_this_model(card: dict[str, Any]) -> None:
    kr = country("KR")
    policy = kr.policy.on(date.fromisoformat(card["data"]["lodged on"])) if kr else None
    assert policy is not None
    for lane, threshold in card["suggested_thresholds"].items():
        assert policy.thresholds[Lane(lane)] == pytest.approx(threshold, rel=0.15), f"{lane}: set policy.toml to the new model"
