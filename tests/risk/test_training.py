"""What a model learns, from whom, and that it learned no leak."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from risk_lessons import FIRST_DAY, SMALL, learned, lessons, scores_of
from sklearn.metrics import roc_auc_score

from eclear.journey.risk.measuring import auc, ranked, with_intervals
from eclear.journey.risk.model import Model
from eclear.journey.risk.train import DELAY_DAYS, TooFew, Trained, fit, write


@pytest.fixture(scope="module")
def trained() -> Trained:
    return learned()


def test_the_model_finds_later_irregularities(trained: Trained) -> None:
    figure, lower, _ = trained.metrics["auc"]
    assert figure > 0.85 and lower > 0.8
    assert trained.metrics["precision at 3 %"][1] > 3 * trained.metrics["base rate"][0]


def test_it_beats_looking_at_the_price_alone(trained: Trained) -> None:
    assert trained.metrics["auc"][0] > trained.others["auc of the lowest price alone"][0] + 0.05


def test_the_record_that_an_importer_has_earned_helps(trained: Trained) -> None:
    _, lower, _ = trained.others["auc gained by history"]
    assert lower > 0.0


def test_its_chances_are_those_that_come_true(trained: Trained) -> None:
    assert trained.metrics["calibration error"][0] < 0.03


def test_duty_at_risk_adds_up_to_the_duty_at_stake_and_ranks_by_it(trained: Trained) -> None:
    figure, _, _ = trained.metrics["duty at risk against duty at stake"]
    assert 0.7 < figure < 1.4
    by_duty, by_chance = (trained.metrics[f"duty found at 3 %, by {kind}"][0] for kind in ("duty at risk", "chance"))
    assert by_duty > by_chance


def test_what_endangers_the_public_is_found_by_its_own_head_first(trained: Trained) -> None:
    own, common = (trained.metrics[f"critical recall at 3 %, {kind}"][0] for kind in ("own head", "by chance"))
    assert own > common


def test_shuffled_labels_teach_nothing(trained: Trained) -> None:
    _, lower, upper = trained.others["auc after learning from shuffled labels"]
    assert lower < 0.5 < upper, "the interval holds a coin's 0.5"


def test_labels_shuffled_before_everything_teach_nothing_either() -> None:
    labels = [(e.irregularity, e.at_stake) for e in lessons()]
    Random(1).shuffle(labels)
    rows = [replace(e, irregularity=wrong, at_stake=lost) for e, (wrong, lost) in zip(lessons(), labels, strict=True)]
    figure, lower, upper = fit(rows, 5, settings=SMALL).metrics["auc"]
    assert lower < 0.5 < upper and 0.4 < figure < 0.6


def test_what_nobody_examined_and_what_is_not_known_yet_teaches_nothing(trained: Trained) -> None:
    """Whatever the truth of uninspected declarations, and of those of the last fortnight before the measuring."""
    measured = date.fromisoformat(str(trained.counts["measured from"]))
    known = measured - timedelta(days=DELAY_DAYS)
    assert trained.counts["results known until"] == f"{known}" and trained.learned_until < known
    unknown = [e.on < measured and (not e.examined or e.on >= known) for e in lessons()]
    hidden = [replace(e, irregularity=None, at_stake=1e12) if u else e for e, u in zip(lessons(), unknown, strict=True)]
    again = fit(hidden, 5, settings=SMALL)
    assert (again.metrics, again.others, again.known) == (trained.metrics, trained.others, trained.known)


def test_the_same_examples_and_seed_give_the_same_model_in_any_order(trained: Trained) -> None:
    again = fit(lessons(), 5, settings=SMALL)
    assert (again.metrics, again.others, again.median) == (trained.metrics, trained.others, trained.median)
    assert again.known == trained.known and again.quantiles == trained.quantiles


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([e for e in lessons() if e.on == FIRST_DAY], "of one day"),
        ([e for e in lessons() if e.on < FIRST_DAY + timedelta(days=10)], "no 14 days"),
        ([replace(e, examined=False) for e in lessons()], "0 declarations to learn from"),
        ([replace(e, irregularity=None) for e in lessons()], "0 of them irregular"),
    ],
    ids=["one day", "too short", "nothing examined", "nothing irregular"],
)
def test_too_little_to_learn_from_is_said(rows: list[object], why: str) -> None:
    with pytest.raises(TooFew, match=why):
        fit(rows, 5, settings=SMALL)  # type: ignore[arg-type]


@pytest.mark.parametrize("decimals", [1, 9], ids=["many ties", "hardly any tie"])
def test_the_area_under_the_curve_is_that_of_scikit_learn(decimals: int) -> None:
    generator = np.random.default_rng(3)
    truth, score = generator.random(500) < 0.1, generator.random(500).round(decimals)
    assert auc(truth, score) == pytest.approx(roc_auc_score(truth, score), abs=1e-12)
    times = generator.integers(0, 4, 500).astype(float)
    assert ranked(truth, score)(times) == pytest.approx(roc_auc_score(truth, score, sample_weight=times), abs=1e-12)


def test_an_interval_widens_when_few_importers_make_all_the_rows() -> None:
    generator = np.random.default_rng(4)
    truth = np.repeat(generator.random(40) < 0.5, 50).astype(float)

    def share(weights: np.ndarray) -> dict[str, float]:
        return {"share": float((truth * weights).sum() / weights.sum())}

    _, low, high = with_intervals(share, [f"{n}" for n in np.repeat(np.arange(40), 50)], 1)["share"]
    _, alone_low, alone_high = with_intervals(share, [f"{n}" for n in range(2000)], 1)["share"]
    assert high - low > 4 * (alone_high - alone_low)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model written with its card, and reviewed."""
    folder = tmp_path_factory.mktemp("risk_models") / "small"
    write(learned(), folder, seed=5, about={"source": "made up", "country": "KR"})
    digest = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))["sha256"]
    (folder.parent / "allowed.toml").write_text(f'[[model]]\nname = "small"\nsha256 = "{digest}"\n', encoding="utf-8")
    return folder


def test_the_file_says_what_was_fitted(written: Path, trained: Trained) -> None:
    model = Model.load(written)
    assert (model.known, model.factor, model.learned_until) == (trained.known, trained.factor, trained.learned_until)
    scores = scores_of(model)
    irregular = [e.irregularity is not None for e in lessons()[-400:]]
    assert auc(np.array(irregular), np.array([s.chance for s in scores])) > 0.85
    assert set(model.reference) == set(trained.reference)


def test_the_card_carries_results_limits_and_what_it_is_not_for(written: Path, trained: Trained) -> None:
    card = (written / "card.md").read_text(encoding="utf-8")
    figure, lower, upper = trained.metrics["auc"]
    assert f"| auc | {figure:.3f} | {lower:.3f} to {upper:.3f} |" in card
    for said in ("never for real targeting", "in a simulated world", "No experience with goods", "Occlusion", "shuffled labels"):
        assert said in card
    told = tomllib.loads((written / "card.toml").read_text(encoding="utf-8"))
    assert told["metrics"]["auc"] == pytest.approx(trained.metrics["auc"], abs=1e-6)
    assert told["budget"]["10"]["recall"] == pytest.approx(trained.budgets["10"]["recall"], abs=1e-6)
