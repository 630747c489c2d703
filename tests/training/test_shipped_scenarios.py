"""The scenarios that come with eclear: each is sound, in three languages, and no habit tells who is guilty."""

from __future__ import annotations

from pathlib import Path

import pytest

from eclear.casefile.scenario import COMPETENCIES, Scenario
from eclear.training.packs import canonical, opened, read_pack, zipped
from eclear.web.reports.hands import ReportingHands

FOLDER = Path(__file__).resolve().parents[2] / "sample_declarations" / "scenarios"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    """All of them, read with the hands that will do what they say."""
    hands = ReportingHands()
    return {name: read_pack(FOLDER / name, hands) for name in NAMES}


def test_there_are_twelve_of_all_levels_and_competencies(scenarios: dict[str, Scenario]) -> None:
    assert len(scenarios) >= 12
    assert {scenario.level for scenario in scenarios.values()} == {1, 2, 3}
    assert {tag for scenario in scenarios.values() for tag in scenario.competencies} <= COMPETENCIES.keys()


@pytest.mark.parametrize("name", NAMES)
def test_each_is_told_in_three_languages_under_its_own_name(scenarios: dict[str, Scenario], name: str) -> None:
    scenario = scenarios[name]
    assert scenario.id == name and {"en", "fr", "ko"} <= set(scenario.languages)
    for language in scenario.languages:
        assert len({scenario.title[language], scenario.summary[language], scenario.variant("a").brief[language]}) == 3
    assert scenario.summary["fr"] != scenario.summary["en"] != scenario.summary["ko"]


@pytest.mark.parametrize("name", NAMES)
def test_each_travels_as_a_zip_and_as_kept_bytes(scenarios: dict[str, Scenario], name: str) -> None:
    files = opened(FOLDER / name)
    assert opened(zipped(files, name)) == opened(canonical(files)) == files
    assert read_pack(zipped(files, name)) == scenarios[name]


def test_which_variants_are_guilty_differs_between_packs(scenarios: dict[str, Scenario]) -> None:
    patterns = {tuple(variant.truth.guilty for variant in scenario.variants) for scenario in scenarios.values()}
    assert len(patterns) >= 3
    for place in range(4):
        assert {pattern[place] for pattern in patterns} == {True, False}


@pytest.mark.parametrize("name", NAMES)
def test_trainees_of_every_variant_see_the_same_places_papers_and_hints(scenarios: dict[str, Scenario], name: str) -> None:
    seen = {
        (
            tuple(place.id for place in variant.places),
            tuple((paper.id, paper.from_start, len(paper.rows)) for paper in variant.papers),
            tuple(hint.cost for hint in variant.hints),
            tuple((inject.id, inject.after) for inject in variant.injects),
        )
        for variant in scenarios[name].variants
    }
    assert len(seen) == 1
