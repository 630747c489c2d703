"""What the tests of the pages share: an office with the sample declarations in it, and clients that ask it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_databases import Databases
from tests_shared import Sit, cancellation, new_price, press, sound

from eclear.casefile.case import Case
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.tally import Tally
from eclear.clearance import (
    Office,
    accept_regime,
    arrive,
    ask_for_longer_storage,
    decide,
    declare_regime,
    split_bill,
    submit,
    take_manifest,
)
from eclear.clearance.paperwork import begin_with_papers
from eclear.clearance.suspending import Wanted
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.training.people import furnish
from eclear.training.sample_papers import sample_papers
from eclear.wco import Schemas
from eclear.web.app import create_app

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES = CHECKOUT / "sample_declarations"
NOW = datetime(2026, 11, 21, 5, 6, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8417"
MANIFEST = "26SEED0900I"
"""The manifest of the goods that lie and travel where pages are looked at."""


def message(sample: str) -> bytes:
    """The message of a sample declaration, named by its number such as ``04``."""
    (folder,) = SAMPLES.glob(f"{sample}-*")
    return (folder / "declaration.xml").read_bytes()


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(CHECKOUT / "schemas")


@pytest.fixture(scope="session")
def model() -> Model:
    return Model.load(CHECKOUT / "risk_models" / "kr-import-2")


@pytest.fixture(scope="session")
def empty(databases: Databases) -> Databases:
    """Where an office gets its empty database."""
    return databases


class Ticking:
    """A clock that starts on a fixed day and runs on; a test may let days pass."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._passed = timedelta()

    def __call__(self) -> datetime:
        return NOW + self._passed + timedelta(seconds=time.monotonic() - self._started)

    def pass_by(self, **passed: float) -> None:
        self._passed += timedelta(**passed)


def open_office(folder: Path, empty: Databases, schemas: Schemas, model: Model | None) -> Office:
    """Open an office over an empty database of its own, with a clock that runs."""
    store = empty.open(folder, busy_seconds=0.2)
    office = Office(
        store=store, schemas=schemas, model=model, clock=Ticking(), seed="eclear", no_model=None if model else "none here"
    )
    office.enter("open")
    return office


@pytest.fixture
def office(tmp_path: Path, empty: Databases, schemas: Schemas, model: Model) -> Iterator[Office]:
    office = open_office(tmp_path, empty, schemas, model)
    yield office
    office.store.close()


@pytest.fixture
def client(office: Office) -> TestClient:
    return TestClient(create_app(office, Settings()), base_url=ADDRESS, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def asked_office(tmp_path_factory: pytest.TempPathFactory, empty: Databases, schemas: Schemas, model: Model) -> Iterator[Office]:
    """An office for the tests of a module that only ask: building its pages anew for each would take longer than the tests."""
    office = open_office(tmp_path_factory.mktemp("asked"), empty, schemas, model)
    yield office
    office.store.close()


@pytest.fixture(scope="module")
def asked_pages(asked_office: Office) -> FastAPI:
    return create_app(asked_office, Settings())


@pytest.fixture
def asked(asked_pages: FastAPI) -> TestClient:
    """A client of that office, with cookies of its own."""
    return TestClient(asked_pages, base_url=ADDRESS, raise_server_exceptions=False)


def lodged(office: Office, sample: str) -> Case:
    """Lodge a sample that becomes a case."""
    case = submit(office, message(sample)).case
    assert case is not None
    return case


def told_about(office: Office) -> dict[str, Case]:
    """Cases about which messages came: one amended, one whose request is open, one withdrawn, one released."""
    cases = {}
    for name in ("amended", "asked", "withdrawn", "released"):
        case = submit(office, sound(f"LRN-{name}")).case
        assert case is not None and case.number is not None
        if name == "asked":
            decide(office, case.id, "request-documents", reason="Send the invoice.")
        if name in ("amended", "asked"):
            submit(office, new_price(case.number, lrn=f"A-{name}"))
        if name == "withdrawn":
            submit(office, cancellation(case.number))
        cases[name] = case
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, cases["released"].cargo or "", report)
    decide(office, cases["released"].id, "query", reason="How was the price agreed?")
    decide(office, cases["released"].id, "release", reason="The value is open.", security="Cash deposit 26-000123")
    return cases


def goods_under_way(office: Office) -> None:
    """A manifest with a bill that was split, and goods of it under a transit that customs has accepted."""
    line = ManifestLine("", "Haeoreum Line", "HB-1", "1", "CN", "Sender", "Example Toys", "Small motors", 10, Decimal(120))
    split, sent = f"{MANIFEST}00010001", f"{MANIFEST}00020001"
    take_manifest(office, [replace(line, cargo=split), replace(line, cargo=sent)])
    split_bill(office, split, [Tally(6, Decimal(72)), Tally(4, Decimal(48))], reason="Two buyers.")
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, sent, report, shed="90110001")
    ask_for_longer_storage(office, sent, date(2028, 3, 1), reason="The buyer is away.")
    goods = {"code": "9503000000", "value": Decimal(1_000_000), "origin": "CN"}
    way = {"shed": "90110001", "to_office": "90210", "mode": "3", "route": "Harbour road, airport gate"}
    bond = {"guarantee": "BOND-7", "guaranteed": Decimal(250_000), "principal": "41207"}
    accept_regime(office, declare_regime(office, Wanted("transit", sent, **goods, **way, **bond)).number)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Served:
    """A server that really runs, with the cases that are in it, by the number of their sample."""

    office: Office
    address: str
    cases: dict[str, Case]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, empty: Databases, schemas: Schemas, model: Model) -> Iterator[Served]:
    office = open_office(tmp_path_factory.mktemp("served"), empty, schemas, model)
    cases = {}
    for number in ("02", "03", "04", "05", "07", "08", "09", "11"):
        cases[number] = lodged(office, number)
    cases |= told_about(office)
    submit(office, message("06"))
    goods_under_way(office)
    begin_with_papers(office, next(one for one in sample_papers(SAMPLES) if one.name == "contradicting-papers").papers)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(office, Settings(pseudo_language=True)),
            host="127.0.0.1",
            port=0,
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start within 30 seconds"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(office, f"http://127.0.0.1:{port}", cases)
    server.should_exit = True
    thread.join(5)
    office.store.close()


def chromium() -> str | None:
    """The system's Chromium: named by ECLEAR_CHROMIUM, or found on PATH."""
    named = os.environ.get("ECLEAR_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def lodge(office: Office) -> Callable[[str], Case]:
    """Lodge a sample by its number; it becomes a case."""
    return lambda sample: lodged(office, sample)


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    """The message of a sample by its number."""
    return message


@pytest.fixture(scope="module")  # not longer: while it is open, no test can run an event loop of its own
def browser() -> Iterator[Any]:
    """The system's Chromium; tests that need it are reported as not run where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("needs Chromium: install it, or name it in ECLEAR_CHROMIUM; the pages were not looked at in a browser")
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sit(browser: Any, served: Served) -> Iterator[Sit]:
    """Sit down on a chair of the demonstration room, in a window of its own; nothing may complain there."""
    furnish(served.office)
    opened: dict[tuple[str, str, int], Any] = {}
    complaints: list[tuple[str, str]] = []

    def sitting(chair: str, language: str = "en", width: int = 1280) -> Any:
        if (chair, language, width) not in opened:
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([{"name": "lang", "value": language, "url": served.address}])
            page = opened[chair, language, width] = context.new_page()
            page.set_default_timeout(15000)
            page.on("console", lambda said: said.type in ("error", "warning") and complaints.append((chair, said.text)))
            page.on("pageerror", lambda error: complaints.append((chair, str(error))))
            page.goto(served.address + "/enter")
            press(page, page.locator(f'button[name="chair"][value="{chair}"]'))
        return opened[chair, language, width]

    yield sitting
    for page in opened.values():
        page.context.close()
    assert [said for said in complaints if "409 (Conflict)" not in said[1]] == []  # who was too slow is told so
