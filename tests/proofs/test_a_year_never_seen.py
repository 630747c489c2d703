"""The shipped model in a simulated year that it never saw, beside rules and chance. ``make prove`` prints the table."""

from __future__ import annotations

import pytest

from eclear.journey.risk import Model
from eclear.reference import country
from eclear.simulation.year import as_text, year


@pytest.mark.prove
def test_the_model_beats_chance_threefold_and_rules_by_a_third_in_a_year_it_never_saw(
    model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    kr = country("KR")
    assert kr is not None
    result = year(model, kr, seed=71, days=365, per_day=300)
    with capsys.disabled():
        print("\n" + as_text(result))
    for measure, least in (
        ("cases: model against chance", 3.0),
        ("duty: model against chance", 3.0),
        ("cases: model against rules", 1.3),
        ("duty: model against rules", 1.3),
    ):
        figure, low, _ = result.measures[measure]
        assert figure >= least, f"{measure}: {figure:.2f}"
        assert low > 1.0, f"{measure}: the interval begins at {low:.2f}"
    assert result.measures["calibration error"][0] < 0.03
    assert result.measures["critical found with their own line"][0] > 2 * 0.06, "twice what chance would find of six in a hundred"
