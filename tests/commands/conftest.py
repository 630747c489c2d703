"""The command line for every test of the commands."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Eclear
from tests_databases import Databases


@pytest.fixture
def eclear(
    tmp_path: Path, databases: Databases, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Eclear]:
    """The command line in a folder of its own, over the same database as the test's office where it has one."""
    if request.config.getoption("--database") == "sqlite":  # the usual file, which the office has in the same folder
        yield Eclear(tmp_path)
        return
    with contextlib.ExitStack() as until_the_end:
        if "office" in request.fixturenames:
            address = request.getfixturevalue("office").store.url.render_as_string(hide_password=False)
        else:
            address = until_the_end.enter_context(databases.lent(tmp_path))
        monkeypatch.setenv("ECLEAR_DATABASE", address)
        yield Eclear(tmp_path)
