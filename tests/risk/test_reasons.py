"""Why a score is what it is: the reasons add up, stand in order, and speak customs."""

from __future__ import annotations

from datetime import date
from math import exp
from pathlib import Path
from typing import Any

import pytest

from eclear.casefile.score import Score
from eclear.journey.risk import Model
from eclear.reference import country
from eclear.simulation.schooling import examples

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models" / "kr-import-1"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED)


@pytest.fixture(scope="module")
def scores(model: Model) -> list[Score]:
    kr = country("KR")
    assert kr is not None
    return [model.score(e.inputs) for e in examples(77, 400, date(2026, 6, 15), kr)]


def usual_shirts(model: Model, **changes: Any) -> dict[str, Any]:
    """Cotton T-shirts exactly as usual, and what is changed in them."""
    shirts = model.usual["6109100000"]
    return {
        "items": 1.0,
        "customs value": 20_000_000.0,
        "duty rate": 13.0,
        "freight share": 0.03,
        "mode": "1",
        "terms": "FOB",
        "collection": "11",
        "aeo": 0.0,
        "item 1 code": "6109100000",
        "item 1 value per kg": exp(shirts.price),
        "item 1 kg per unit": exp(shirts.unit),
        "preference": None,
        "third country": 0.0,
        "kilograms per package": 11.0,
        "packing share": 0.09,
        **changes,
    }


def median_chance(model: Model) -> float:
    total = model.start + sum(w * m for w, m in zip(model.weights, model.median, strict=True))
    return 1 / (1 + exp(-total))


def test_all_reasons_together_are_the_distance_from_the_median_declaration(model: Model, scores: list[Score]) -> None:
    for score in scores:
        moved = sum(reason.moved for reason in model.reasons(score, most=99))
        assert moved == pytest.approx(score.chance - median_chance(model), abs=1e-12)


def test_the_strongest_reason_comes_first(model: Model, scores: list[Score]) -> None:
    for score in scores:
        strengths = [abs(reason.moved) for reason in model.reasons(score, most=99) if reason.moved]
        assert strengths == sorted(strengths, reverse=True)
        assert len(model.reasons(score)) <= 5


def test_half_the_usual_price_is_said_in_words_and_raises_the_chance(model: Model) -> None:
    half = exp(model.usual["6109100000"].price) * 0.3
    score = model.score(usual_shirts(model, **{"item 1 value per kg": half}))
    first = model.reasons(score)[0]
    assert first.words.en == "Item 1: value per kilogram 0.30 of the usual for 6109100000"
    assert "0.30배" in first.words.ko
    assert first.moved > 0
    assert score.chance > 2 * model.score(usual_shirts(model)).chance


def test_a_mass_ten_times_the_usual_for_a_unit_is_said(model: Model) -> None:
    heavy = exp(model.usual["6109100000"].unit) * 10
    reasons = model.reasons(model.score(usual_shirts(model, **{"item 1 kg per unit": heavy})))
    assert reasons[0].words.en == "Item 1: mass per unit 10.00 of the usual for 6109100000"


def test_a_preference_for_goods_that_come_from_elsewhere_raises_the_chance(model: Model) -> None:
    claimed = {"preference": "FVN1", "third country": 1.0}
    assert model.score(usual_shirts(model, **claimed)).chance > model.score(usual_shirts(model)).chance
    said = {r.words.en for r in model.reasons(model.score(usual_shirts(model, **claimed)))}
    assert "Exported from another country than that of origin" in said


def test_goods_that_the_model_never_saw_are_not_held_against_anybody_but_said(model: Model) -> None:
    strange = {"item 1 code": "9303300000", "item 1 value per kg": 5.0}
    score = model.score(usual_shirts(model, **strange))
    caution = model.reasons(score)[0]
    assert caution.words.en == "No experience with goods of 9303300000: their price was not judged"
    assert caution.moved == 0.0
    assert score.chance == pytest.approx(model.score(usual_shirts(model)).chance, rel=1e-9)


def test_an_operator_of_the_register_is_trusted_more(model: Model) -> None:
    assert model.score(usual_shirts(model, aeo=1.0)).chance < model.score(usual_shirts(model)).chance


def test_reasons_come_from_the_kept_inputs_alone(model: Model, scores: list[Score]) -> None:
    for score in scores[:20]:
        kept = Score(score.chance, dict(score.inputs), score.model, score.model_sha256)
        assert model.reasons(kept) == model.reasons(score)
