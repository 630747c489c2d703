"""The command line for every test of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Eclear


@pytest.fixture
def eclear(tmp_path: Path) -> Eclear:
    return Eclear(tmp_path)
