"""Why a score is what it is: the reasons stand in order, hold against the median, and speak customs."""

from __future__ import annotations

from math import exp
from pathlib import Path
from typing import Any

import pytest
from risk_lessons import lessons, plain, scores_of

from eclear.casefile.score import Score
from eclear.journey.risk import Model
from eclear.journey.risk.explain import ASPECTS, METHOD
from eclear.journey.risk.terms import TERMS, terms

SHIPPED = Path(__file__).resolve().parents[2] / "risk_models" / "kr-import-2"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(SHIPPED)


@pytest.fixture(scope="module")
def scores(model: Model) -> list[Score]:
    return scores_of(model, 60)


def usual_shirts(model: Model, **changes: Any) -> dict[str, Any]:
    """Cotton T-shirts exactly as usual, and what is changed in them."""
    shirts = model.known.usual["6109100000"]
    as_usual = {"item 1 value per kg": exp(shirts.price), "item 1 kg per unit": exp(shirts.unit)}
    return plain(**{**as_usual, "item 1 origin": None, **changes})


def test_each_reason_is_what_the_chance_moves_by_when_its_aspect_is_as_in_the_median(model: Model) -> None:
    score = model.score(lessons()[-1].inputs)
    row = terms(score.inputs, model.known)
    amounts = []
    for places in ASPECTS.values():
        other = [model.median[n] if n in places else given for n, given in enumerate(row)]
        amounts.append(score.chance - model.irregular.chance(model.trees.ask(other)[0]))
    told = [reason.moved for reason in model.reasons(score, most=99) if reason.moved]
    assert sorted(told) == sorted(amount for amount in amounts if amount)


def test_every_term_belongs_to_an_aspect_and_every_aspect_has_words(model: Model) -> None:
    assert sorted(n for places in ASPECTS.values() for n in places) == list(range(len(TERMS)))
    said = {reason.words for example in lessons()[-40:] for reason in model.reasons(model.score(example.inputs), most=99)}
    assert all(words.en and words.ko and words.ko != words.en for words in said)


def test_the_strongest_reason_comes_first_and_there_are_at_most_five(model: Model, scores: list[Score]) -> None:
    for score in scores:
        strengths = [abs(reason.moved) for reason in model.reasons(score, most=99) if reason.moved]
        assert strengths == sorted(strengths, reverse=True)
        assert len(model.reasons(score)) <= 5


def test_the_method_is_named_with_its_limit() -> None:
    assert METHOD.en.startswith("Occlusion") and "do not add up" in METHOD.en and "가림법" in METHOD.ko


def test_a_fifth_of_the_usual_price_is_said_in_words_and_raises_the_chance(model: Model) -> None:
    fifth = exp(model.known.usual["6109100000"].price) * 0.2
    score = model.score(usual_shirts(model, **{"item 1 value per kg": fifth}))
    (price,) = [reason for reason in model.reasons(score, most=99) if "value per kilogram" in reason.words.en]
    assert price.words.en == "Item 1: value per kilogram 0.20 of the usual for 6109100000"
    assert "0.20배" in price.words.ko
    assert price.moved > 0
    assert score.chance > 2 * model.score(usual_shirts(model)).chance


def test_a_mass_ten_times_the_usual_for_a_unit_is_said(model: Model) -> None:
    heavy = exp(model.known.usual["6109100000"].unit) * 10
    reasons = model.reasons(model.score(usual_shirts(model, **{"item 1 kg per unit": heavy})))
    assert "Item 1: mass per unit 10.00 of the usual for 6109100000" in {reason.words.en for reason in reasons}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ((0.0, 0.0, 0.0, 0.0, None, None), "Importer: the first declaration"),
        ((40.0, 0.0, 0.0, 0.0, 300.0, 2.0), "Importer: 40 earlier, first 300 and last 2 days ago; none examined"),
        ((40.0, 12.0, 3.0, 0.0, 300.0, 2.0), "Importer: 3 of 12 examinations found something; 40 earlier, first 300 and last 2"),
        ((40.0, 12.0, 3.0, 1.0, 300.0, 2.0), "found something, 1 of them critical; 40 earlier"),
    ],
    ids=["new", "not examined", "irregular", "critical"],
)
def test_the_importers_record_is_said_with_its_counts(model: Model, record: tuple[float | None, ...], words: str) -> None:
    names = ("declared", "examined", "irregular", "critical", "first", "last")
    inputs = usual_shirts(model, **{f"importer {name}": given for name, given in zip(names, record, strict=True)})
    assert any(words in reason.words.en for reason in model.reasons(model.score(inputs), most=99))


def test_a_record_of_findings_raises_the_chance(model: Model) -> None:
    def with_findings(found: float) -> dict[str, Any]:
        counts = {"declared": 40.0, "examined": 12.0, "irregular": found, "critical": 0.0, "first": 300.0, "last": 2.0}
        return usual_shirts(model, **{f"importer {name}": given for name, given in counts.items()})

    assert model.score(with_findings(8.0)).chance > 2 * model.score(with_findings(0.0)).chance


def test_a_mass_that_is_not_the_manifests_is_said(model: Model) -> None:
    against = {"listed mass": 125.0, "mass against manifest": 0.8, "packages against manifest": 1.0, "loaded elsewhere": 0.0}
    said = {r.words.en for r in model.reasons(model.score(usual_shirts(model, **against)), most=99)}
    assert "Gross mass 0.80 of the manifest's" in said


def test_goods_that_the_model_never_saw_are_not_held_against_anybody_but_said(model: Model) -> None:
    strange = {"item 1 code": "9303300000", "item 1 value per kg": 5.0}
    score = model.score(usual_shirts(model, **strange))
    caution = model.reasons(score)[0]
    assert caution.words.en == "No experience with goods of 9303300000: their price was not judged"
    assert caution.moved == 0.0
    assert score.chance == model.score(usual_shirts(model)).chance


def test_reasons_come_from_the_kept_inputs_alone(model: Model, scores: list[Score]) -> None:
    for score in scores[:5]:
        kept = Score(score.chance, dict(score.inputs), score.model, score.model_sha256)
        assert model.reasons(kept) == model.reasons(score)
