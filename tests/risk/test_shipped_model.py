"""The models that are shipped: their cards are complete and name their files, and a long proof trains them again."""

from __future__ import annotations

import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from eclear.casefile.decision import Lane
from eclear.journey.risk import Model
from eclear.journey.risk.reviewed import TRUSTED
from eclear.journey.risk.train import KINDS
from eclear.reference import country
from eclear.settings import Settings

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models"
NAMES = {"champion": "kr-import-2", "challenger": "kr-import-2-challenger"}


def card_of(name: str) -> dict[str, Any]:
    return tomllib.loads((SHIPPED / name / "card.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=sorted(NAMES.values()))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_only_the_reviewed_models_lie_there() -> None:
    allowed = tomllib.loads((SHIPPED / "allowed.toml").read_text(encoding="utf-8"))["model"]
    assert {each["name"] for each in allowed} == {folder.name for folder in SHIPPED.iterdir() if folder.is_dir()}
    assert Settings().model == NAMES["champion"] and Settings().challenger == NAMES["challenger"]


def test_the_card_names_the_file_that_lies_beside_it(name: str) -> None:
    body = (SHIPPED / name / "model.skops").read_bytes()
    card = card_of(name)
    assert (card["name"], card["sha256"]) == (name, sha256(body).hexdigest())
    assert card["sha256"] in (SHIPPED / name / "card.md").read_text(encoding="utf-8")
    assert len(body) < 1_500_000


def test_the_card_and_the_file_tell_of_the_same_model(name: str) -> None:
    card, model = card_of(name), Model.load(SHIPPED / name)
    assert model.country == card["data"]["country"]
    assert (model.irregular.slope, model.irregular.start) == pytest.approx(
        (card["calibration"]["irregular slope"], card["calibration"]["irregular start"]), abs=1e-6
    )
    assert model.known.irregular == pytest.approx(card["found_by_examinations"]["irregular"], abs=1e-6)
    assert model.learned_until and f"{model.learned_until}" < card["data"]["results known until"]


def test_the_shipped_model_is_good_enough_to_teach_with(name: str) -> None:
    card = card_of(name)
    figure, lower, upper = card["metrics"]["auc"]
    assert 0.75 < lower <= figure <= upper < 1.0
    assert card["metrics"]["calibration error"][0] < 0.03
    assert card["compared"]["auc gained by history"][1] > 0.0, "an importer's history helps"
    _, low, high = card["compared"]["auc after learning from shuffled labels"]
    assert low < 0.5 < high


def test_the_card_says_what_the_model_is_not_for(name: str) -> None:
    card, words = card_of(name), (SHIPPED / name / "card.md").read_text(encoding="utf-8")
    assert "never for real targeting" in card["use"]
    assert card["trusted"] == list(TRUSTED)
    assert len(card["limits"]["text"]) >= 4
    assert "in a simulated world" in words and "memory" in words and "## Critical goods" in words


def test_the_thresholds_of_the_policy_lie_within_the_scores_of_this_model() -> None:
    """Each lane takes some, and none takes nearly all: another model's thresholds would stand out."""
    card, kr = card_of(NAMES["champion"]), country("KR")
    policy = kr.policy.on(date.fromisoformat(card["data"]["measured from"])) if kr else None
    assert policy is not None
    scores = card["score_quantiles"]
    for lane, least, most in ((Lane.L3, "97", "99"), (Lane.L2, "96", "98"), (Lane.L1, "94", "97")):
        assert scores[least] <= policy.thresholds[lane] <= scores[most], f"{lane}: set policy.toml to the new model"


@pytest.mark.prove
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_figures_of_the_card_come_out_again_from_its_seed(kind: str, tmp_path: Path) -> None:
    from eclear.simulation.schooling import train

    card, kr = card_of(NAMES[kind]), country("KR")
    assert kr is not None
    days, per_day = card["data"]["days"], card["data"]["declarations a day"]
    again = train(tmp_path / NAMES[kind], seed=card["seed"], days=days, per_day=per_day, country=kr, settings=KINDS[kind])
    remedy = "The simulated world has changed. Train the model again (risk_models/README.md) and review it."
    for measure, figures in again.metrics.items():
        assert card["metrics"][measure] == pytest.approx(list(figures), abs=2e-4), f"{measure}: {remedy}"
