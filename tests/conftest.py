"""What the tests share: the development data, a customs office of one's own, and sound messages to lodge in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests_shared import CHECKOUT, Clock

from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.storage import Store
from eclear.storage.migrations import upgrade
from eclear.wco import Schemas

SHARED = CHECKOUT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the computed parts of the samples' expected.toml")


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'eclear.db'}")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, schemas: Schemas, model: Model, clock: Clock) -> Office:
    """A customs office with an empty database, and a room called open."""
    office = Office(store=store, schemas=schemas, model=model, clock=clock, seed="tests")
    office.enter("open")
    return office
