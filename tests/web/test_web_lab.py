"""The page of the selectivity lab: a policy in the address, what it finds with intervals, its curves with their tables."""

from __future__ import annotations

import csv
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_databases import Databases
from tests_shared import CHECKOUT, Clock

from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.simulation.lab_drift import FILE, Drift, DriftWeek, written
from eclear.simulation.lab_measures import Share
from eclear.wco import Schemas
from eclear.web.app import create_app
from eclear.web.frame import HERE
from eclear.web.pages.lab_charts import Named, Scale, Spot, drawn, marked, top_of

DECLARATIONS = 240


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models of our own, so that a drift curve can lie beside them."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas) -> Iterator[Office]:
    store = databases.open(tmp_path_factory.mktemp("lab"))
    settings = Settings()
    office = Office(
        store=store, schemas=schemas, model=Model.load(CHECKOUT / "risk_models" / settings.model), clock=Clock(), seed="lab"
    )
    office.enter("open")
    yield office
    store.close()


@pytest.fixture(scope="module")
def app(office: Office, models: Path) -> FastAPI:
    return create_app(office, Settings(lab_declarations=DECLARATIONS, models=models))


@pytest.fixture(scope="module")
def asked(app: FastAPI) -> TestClient:
    """A client of an application whose day is ready."""
    client = TestClient(app, base_url="http://127.0.0.1:8417")
    first = client.get("/lab")
    assert "once for this server" in first.text and 'href="/lab' in first.text, "the day is prepared at first use"
    deadline = time.monotonic() + 60
    while not client.get("/lab/progress").json()["ready"]:
        assert time.monotonic() < deadline, "the day was not ready within a minute"
        time.sleep(0.05)
    return client


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.partition("\n")[2])))


def test_four_figures_stand_with_their_intervals_and_one_is_the_cost_to_honest_traders(asked: TestClient) -> None:
    page = asked.get("/lab").text
    figures = re.search(r'<dl class="ec-card ec-figures">(.*?)</dl>', page, re.S)
    assert figures and figures[1].count("<dt>") == 4 == figures[1].count('class="ec-interval"')
    assert "Honest traders stopped" in figures[1]
    assert f"One day of {DECLARATIONS} declarations" in page


def test_every_curve_has_its_table_its_file_and_says_that_the_world_is_simulated(asked: TestClient) -> None:
    page = asked.get("/lab").text
    charts = re.findall(r"<figure.*?</figure>", page, re.S)
    assert len(charts) == 2
    for chart in charts:
        assert "in a simulated world" in chart and "<table" in chart and ".csv?" in chart and "<polygon" in chart
        assert chart.count("<polyline") >= 2 and "style=" not in chart
    assert page.count("in a simulated world") >= 4


@pytest.mark.parametrize("measure", ["irregular", "critical", "stopped", "hours"])
def test_the_curve_can_show_each_gain_and_each_cost(asked: TestClient, measure: str) -> None:
    page = asked.get(f"/lab?show={measure}").text
    assert re.search(rf'show={measure}#gain" aria-current="true"', page)


def test_the_numbers_of_the_files_are_those_of_the_page(asked: TestClient) -> None:
    page = asked.get("/lab?l3=300").text
    own = rows(asked.get("/lab/compare.csv?l3=300").text)[0]
    assert own["name"] == "policy" and "l3=300" in own["policy"]
    found = f"<dt>Irregular found</dt><dd>{float(own['irregular']):.0f} <small>of {float(own['irregular_of']):.0f}</small>"
    assert found in page
    assert len(rows(asked.get("/lab/curves.csv").text)) == 27 and len(rows(asked.get("/lab/parts.csv").text)) == 25
    assert asked.get("/lab/parts.csv").text.startswith("# In a simulated world.")


def test_the_last_run_stays_in_the_table_and_the_form_hands_this_one_on(asked: TestClient) -> None:
    first = asked.get("/lab?l2=500").text
    assert "Your last run" not in first
    handed = re.search(r'name="last" value="([^"]+)"', first)
    assert handed and "l2=500" in handed[1]
    second = asked.get("/lab", params={"l2": "300", "last": handed[1]}).text
    assert "Your last run" in second and 'name="l2" min="0" max="1500" step="10" value="300"' in second


def test_random_control_cannot_be_switched_off_on_the_page_either(asked: TestClient) -> None:
    answer = asked.get("/lab?random=0")
    assert answer.status_code == 422 and "can never be switched off" in answer.text
    assert 'name="random" min="5"' in answer.text


def test_too_few_officers_are_named_with_what_the_day_ran_with(asked: TestClient) -> None:
    page = asked.get("/lab?hours=320").text
    assert "Not enough officers for 14 documents checks. The day ran with 13." in page


def test_the_drift_curve_is_read_from_its_file_and_the_card_says_how_to_make_it(asked: TestClient, models: Path) -> None:
    assert "eclear lab --weeks 26 --write" in asked.get("/lab").text
    assert asked.get("/lab/drift.csv", follow_redirects=False).status_code == 303
    weeks = tuple(
        DriftWeek(seed, share, week, 35, 5, 9, 9, 1000.0 * (share + 0.05 * seed), 400.0)
        for seed in (1, 2, 3)
        for share in (0.1, 0.0)
        for week in range(1, 7)
    )
    (models / FILE).write_text(written(Drift("shape=collapse seeds=1 2 3", weeks)), "utf-8")
    page = asked.get("/lab").text
    assert "With 10 % random" in page and "shape=collapse seeds=1 2 3" in page and page.count("<figure") == 3
    assert asked.get("/lab/drift.csv").text.count("\n") == 3 + len(weeks)
    (models / FILE).write_text("nonsense\n", "utf-8")
    assert "Make it again" in asked.get("/lab").text
    (models / FILE).unlink()


def test_korean_readers_read_the_same_page(asked: TestClient) -> None:
    page = asked.get("/lab", headers={"cookie": "lang=ko"}).text
    assert "선별 실험실" in page and "가상 세계에서" in page and "무작위 선별" in page


def test_without_a_model_the_page_says_so_and_prepares_nothing(office: Office, models: Path) -> None:
    bare = TestClient(create_app(replace(office, model=None), Settings(models=models)), base_url="http://127.0.0.1:8417")
    assert "No risk model is installed" in bare.get("/lab").text
    assert bare.get("/lab/compare.csv", follow_redirects=False).status_code == 303


def test_names_at_the_ends_of_lines_keep_apart_and_words_at_spots_do_not_meet() -> None:
    lines, band = drawn(
        [Named(name, ((0.0, Share(1, 2, 0.4, 0.6)), (1.0, Share(1, 2, 0.4, 0.6)))) for name in "abc"], Scale(1, 0, 1)
    )
    ends = sorted(line.name_y for line in lines)
    assert all(below - above >= 20 for above, below in pairwise(ends))
    assert band.split()[0] == "56,172" and band.split()[-1] == "56,124"
    upper, lower = marked([Spot("spot", 300, 100, "a"), Spot("spot2", 300, 110, "b")])
    assert upper.said_y < 100 and lower.said_y > 110 and not Spot("spot", 500, 1, "c").right


@pytest.mark.parametrize(("highest", "top"), [(0.21, 0.24), (1.0, 1.0), (0.013, 0.016), (412, 600), (0, 1e-6)])
def test_the_top_of_a_plot_is_round_and_never_below_the_highest(highest: float, top: float) -> None:
    assert top_of(highest) == pytest.approx(top) and top_of(highest) >= highest


@pytest.fixture(scope="module")
def address(app: FastAPI, asked: TestClient) -> Iterator[str]:
    """The application as a server that really runs, its day ready."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start within 30 seconds"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


def test_nobody_is_barred_from_the_lab_and_only_a_moved_slider_changes(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    axe = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    wrong: list[str] = []
    for language, view in (("en", "desk"), ("ko", "projector")):
        context = browser.new_context(bypass_csp=True)
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in (("lang", language), ("view", view))]
        )
        page = context.new_page()
        page.on("console", lambda said, told=wrong: said.type in ("error", "warning") and told.append(said.text))
        page.goto(f"{address}/lab?last=l3%3D100&hours=320", wait_until="load")
        page.locator("#l1").press("ArrowRight")
        assert page.locator("output[for=l1] span").inner_text() == "1,250" and "l1=" not in page.url
        page.evaluate(axe.read_text("utf-8"))
        for width, light in ((1280, "light"), (1280, "dark"), (390, "dark")):
            page.emulate_media(color_scheme=light)
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{language} {width}: {over} px too wide"] if over > 0 else []
            found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}).then(r => r.violations)")
            wrong += [f"{language} {width} {light} {each['id']}: {each['nodes'][0]['html']}" for each in found]
        context.close()
    assert wrong == []
