"""The teaching bank from the command line: how it answers, and what has fallen due."""

from __future__ import annotations

from typing import Any

from tests_shared import sound


def test_the_bank_is_set_and_works_what_has_fallen_due(eclear: Any, tmp_path: Any) -> None:
    message = tmp_path / "one.xml"
    message.write_bytes(sound())
    assert eclear("submit", str(message)).status == 0
    assert "bank of room open: slow, after 5 minutes" in eclear("bank", "slow", "--minutes", "5").out
    assert "nothing had fallen due" in eclear("bank", "--work").out
    assert '"mood": "prompt"' in eclear("bank", "prompt", "--json").out
    assert eclear("bank", "merry").status == 2 and "no mood of the bank" in eclear("bank", "merry").err
