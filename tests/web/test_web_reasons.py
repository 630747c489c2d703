"""Why a declaration got its score, on the officer's page: three figures, the reasons, and what would have led elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.testclient import TestClient

from eclear.clearance import Office, explained
from eclear.wco import read


def test_the_page_shows_chance_duty_at_risk_and_chance_of_danger(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("01")
    page = client.get(f"/cases/{case.id}").text
    assert case.score.at_risk is not None and case.score.critical is not None
    assert f"KRW {round(case.score.at_risk):,}" in page
    assert f"{case.score.critical:.4f}" in page and f"{case.score.chance:.4f}" in page
    assert "The model learned in a simulated world." in page


def test_the_median_declaration_is_the_one_that_reasons_are_held_against(client: TestClient, office: Office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("01")
    assert office.model is not None
    page = client.get(f"/cases/{case.id}").text
    assert f"{office.model.median_chance():.4f}" in page.partition("Median declaration")[2][:60]


def test_the_method_of_the_reasons_and_its_limit_are_said_in_both_languages(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("01")
    assert "Occlusion" in client.get(f"/cases/{case.id}").text
    client.cookies.set("lang", "ko")
    assert "가림법" in client.get(f"/cases/{case.id}").text


def test_what_would_have_led_to_another_lane_is_said_and_would_have(client: TestClient, office: Office, lodge) -> None:  # type: ignore[no-untyped-def]
    """The sentences of the page are those that routing again confirms, or one that says that nothing was found."""
    case = lodge("01")
    said = client.get(f"/cases/{case.id}").text.partition("What would have led to another lane")[2].partition("</ul>")[0]
    sentences = re.findall(r"<li>([^<]+)</li>", said)
    with office.store.reading("open") as records:
        events, body = records.events(case.id), records.message(case.id)
    found = explained(office, case, read(body, office.schemas).declaration, events)
    assert found is not None and sentences == [one.words.en for one in found.otherwise] and sentences


def test_where_a_profile_decided_no_other_score_is_offered(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("05")
    assert case.decision.cause == "rule"
    assert "What would have led to another lane" not in client.get(f"/cases/{case.id}").text


def test_a_score_of_another_model_keeps_its_figures_without_reasons(client: TestClient, office: Office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("01")
    assert office.model is not None
    with office.store.reading("open") as records:
        events = records.events(case.id)
    other = replace(office, model=replace(office.model, sha256="0" * 64))
    assert explained(other, case, None, events) is None
    assert explained(replace(office, model=None), case, None, events) is None
