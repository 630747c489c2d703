"""``eclear train``: what it says when it cannot, and what to do with what it wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from risk_lessons import learned
from typer.testing import CliRunner

from eclear.__main__ import app
from eclear.commands.training import as_text, summary
from eclear.journey.risk import Model
from eclear.journey.risk.train import write


def test_a_kind_of_model_that_is_not_there_is_named_with_those_that_are() -> None:
    told = CliRunner().invoke(app, ["train", "--out", "x", "--kind", "oracle"])
    assert told.exit_code == 2
    assert "--kind oracle: there is no such kind of model. Name one of: champion, challenger." in told.output


def test_too_short_a_trade_is_refused_with_what_to_do(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["train", "--out", str(tmp_path / "new"), "--days", "2", "--per-day", "3", "--seed", "4"])
    assert told.exit_code == 2 and "Simulate more days" in told.output
    assert not (tmp_path / "new").exists(), "nothing half done is left"


def test_what_is_printed_makes_the_new_model_usable(tmp_path: Path) -> None:
    folder = tmp_path / "new-model"
    write(learned(), folder, seed=5, about={"country": "KR"})
    text = as_text(folder, summary(folder, learned()))
    assert "in a simulated world" in text and "auc" in text and str(folder / "card.md") in text
    entry = text[text.index("[[model]]") :]
    assert tomllib.loads(entry)["model"][0]["name"] == "new-model"
    (tmp_path / "allowed.toml").write_text(entry, encoding="utf-8")
    assert Model.load(folder).name == "new-model"


@pytest.mark.prove
def test_a_model_trained_by_the_command_is_taken_in(tmp_path: Path) -> None:
    folder = tmp_path / "proved"
    told = CliRunner().invoke(app, ["train", "--out", str(folder), "--days", "150", "--per-day", "100", "--seed", "3"])
    assert told.exit_code == 0, told.output
    (tmp_path / "allowed.toml").write_text(told.output[told.output.index("[[model]]") :], encoding="utf-8")
    assert Model.load(folder).country == "KR"
