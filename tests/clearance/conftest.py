"""What the tests of the officers' desks share: one database for each file, and a room of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from clearance_desks import Room
from tests_databases import Databases
from tests_shared import Clock

from eclear.clearance import Office
from eclear.storage import Store
from eclear.wco import Schemas


@pytest.fixture(scope="module")
def desk_store(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path_factory.mktemp("desks"))
    yield opened
    opened.close()


@pytest.fixture
def room(request: pytest.FixtureRequest, desk_store: Store, schemas: Schemas, clock: Clock) -> Room:
    """A room where no model helps, so that every declaration goes to the screen review (L1)."""
    office = Office(store=desk_store, schemas=schemas, model=None, clock=clock, seed="tests")
    name = f"desk-{sha256(request.node.nodeid.encode()).hexdigest()[:8]}"  # its own, and with the same draws every time
    office.enter(name)
    return Room(office, name)
