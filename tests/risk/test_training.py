"""What a model learns, that it learned no leak, and that what it says is what was fitted."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from eclear.journey.risk.model import Model
from eclear.journey.risk.terms import TERMS, terms
from eclear.journey.risk.train import Example, Trained, auc, fit
from eclear.reference import country
from eclear.simulation.schooling import examples, train

ON = date(2026, 6, 15)


@pytest.fixture(scope="module")
def lessons() -> list[Example]:
    kr = country("KR")
    assert kr is not None
    return list(examples(5, 5000, ON, kr))


@pytest.fixture(scope="module")
def trained(lessons: list[Example]) -> Trained:
    return fit(lessons, 5)


def test_the_model_finds_irregularities_of_importers_it_never_saw(trained: Trained) -> None:
    figure, lower, _ = trained.metrics["auc"]
    assert figure > 0.75 and lower > 0.65
    assert trained.metrics["precision at 3 %"][1] > 3 * trained.metrics["base rate"][0]


def test_it_beats_looking_at_the_price_or_at_the_rate_alone(trained: Trained) -> None:
    assert trained.metrics["auc"][0] > max(trained.others["cheaper than usual alone"], trained.others["duty rate alone"]) + 0.05


def test_it_is_about_as_good_as_a_model_that_could_not_be_explained_as_a_sum(trained: Trained) -> None:
    assert trained.metrics["auc"][0] > trained.others["gradient boosting on the same terms"] - 0.05


def test_importers_known_from_training_are_not_much_easier(trained: Trained) -> None:
    assert trained.others["known importers"] - trained.metrics["auc"][0] < 0.1, "near 1 on training rows would be a leak"


def test_its_chances_are_those_that_come_true(trained: Trained) -> None:
    assert trained.metrics["calibration error"][0] < 0.03


def test_shuffled_labels_teach_nothing(lessons: list[Example]) -> None:
    labels = [e.irregularity for e in lessons]
    Random(1).shuffle(labels)
    shuffled = fit([replace(e, irregularity=label) for e, label in zip(lessons, labels, strict=True)], 5)
    assert shuffled.metrics["auc"][1] < 0.5 < shuffled.metrics["auc"][2], "the interval holds a coin's 0.5"
    assert 0.4 < shuffled.metrics["auc"][0] < 0.6


@pytest.mark.parametrize("decimals", [1, 9], ids=["many ties", "hardly any tie"])
def test_the_area_under_the_curve_is_that_of_scikit_learn(decimals: int) -> None:
    generator = np.random.default_rng(3)
    truth, score = generator.random(500) < 0.1, generator.random(500).round(decimals)
    assert auc(truth, score) == pytest.approx(roc_auc_score(truth, score), abs=1e-12)


def test_the_base_rate_is_a_few_percent(lessons: list[Example]) -> None:
    irregular = sum(e.irregularity is not None for e in lessons)
    assert 0.02 < irregular / len(lessons) < 0.06


def test_no_importer_is_both_learned_from_and_measured_on(lessons: list[Example], trained: Trained) -> None:
    from eclear.journey.risk.train import _held_out

    kept_back = _held_out({e.importer for e in lessons}, 5)
    assert sum(e.importer in kept_back for e in lessons) == trained.counts["held out"]
    assert trained.counts["seen"] + trained.counts["held out"] == len(lessons)


def test_the_same_examples_and_seed_give_the_same_model(lessons: list[Example], trained: Trained) -> None:
    again = fit(lessons, 5)
    assert again.metrics == trained.metrics and again.median == trained.median and again.usual == trained.usual


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trained]:
    """A model trained on few declarations, written with its card, and reviewed."""
    kr, folder = country("KR"), tmp_path_factory.mktemp("risk_models") / "small"
    assert kr is not None
    model = train(folder, 5, 1500, on=ON, country=kr)
    digest = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))["sha256"]
    (folder.parent / "allowed.toml").write_text(f'[[model]]\nname = "small"\nsha256 = "{digest}"\n', encoding="utf-8")
    return folder, model


def test_the_sum_says_what_the_fitted_estimator_says(lessons: list[Example], written: tuple[Path, Trained]) -> None:
    folder, fitted = written
    model, rows = Model.load(folder), [e.inputs for e in lessons[:1000]]
    theirs = fitted.estimator.predict_proba(np.array([terms(i, fitted.usual, fitted.middle) for i in rows]))[:, 1]
    ours = np.array([model.score(inputs).chance for inputs in rows])
    assert len(rows) == 1000 and len(model.weights) == len(TERMS)
    assert np.abs(theirs - ours).max() < 1e-12


def test_the_card_carries_results_limits_and_what_it_is_not_for(written: tuple[Path, Trained]) -> None:
    folder, fitted = written
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "never for real targeting" in card and "simulated world" in card and "No experience with goods" in card
    figure, lower, upper = fitted.metrics["auc"]
    assert f"| auc | {figure:.3f} | {lower:.3f} to {upper:.3f} |" in card
