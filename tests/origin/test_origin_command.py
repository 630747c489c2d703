"""A question of origin on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eclear.__main__ import app

CAR: dict[str, Any] = {
    "agreement": "eu",
    "on": "2026-05-12",
    "product": {"hs": "8703.23", "ex_works": "20000", "made_in": "DE", "process": ["Assembly"]},
    "materials": [
        {"description": "Engine", "hs": "8407.34", "value": "9000", "origin": "VN", "originating": False},
        {"description": "Steel", "hs": "7210.49", "value": 2600, "origin": "DE", "originating": True},
    ],
}


def changed(path: str, value: object) -> dict[str, Any]:
    told = json.loads(json.dumps(CAR))
    *steps, last = path.split(".")
    at: Any = told
    for step in steps:
        at = at[int(step) - 1] if step.isdecimal() else at[step]
    at[last] = value
    return told  # type: ignore[no-any-return]


def run(folder: Path, question: object, *options: str):  # type: ignore[no-untyped-def]
    file = folder / "question.json"
    file.write_text(question if isinstance(question, str) else json.dumps(question), encoding="utf-8")
    return CliRunner().invoke(app, ["origin", str(file), *options])


@pytest.mark.parametrize(
    ("path", "value", "status", "verdict"),
    [
        ("on", "2026-05-12", 0, "QUALIFIES"),
        ("materials.1.value", "9000.01", 1, "FAILS"),
        ("materials.1.value", None, 3, "CANNOT_DECIDE"),
    ],
)
def test_the_exit_status_is_the_answer(tmp_path: Path, path: str, value: object, status: int, verdict: str) -> None:
    done = run(tmp_path, changed(path, value))
    assert done.exit_code == status and done.output.startswith(verdict)
    assert "rule 8701-8707: MaxNOM<=45  (unconfirmed:" in done.output


def test_json_holds_every_atom_with_its_numbers(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, CAR, "--json").output)
    assert (told["verdict"], told["decided_by"]) == ("QUALIFIES", "MaxNOM<=45")
    first, general = told["rules"][0]["alternatives"]
    assert first["atoms"][0]["shares"] == [
        {"what": "non-originating materials / ex-works price", "sum": "9,000 / 20,000 = 45 % (≤ 45 %)"}
    ]
    assert general["for_all_goods"] and general["outcome"] == "FAILS" and general["atoms"][0]["materials"] == [1]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("[]", "the file holds no object"),
        (changed("on", "soon"), "on: 'soon' is not a day"),
        (changed("agreement", "moon"), "agreement: 'moon' is not in force on 2026-05-12. Write one of: cn, eu, rcep, us"),
        (changed("product", []), "product: the goods are missing"),
        (changed("product.hs", "8703"), "product.hs: '8703' is too short"),
        (changed("product.ex_works", "cheap"), "product.ex_works: 'cheap' is no amount"),
        (changed("product.process", "welding"), "product.process: the working steps are no list"),
        (changed("materials", {}), "materials: this is no list of objects"),
        (changed("materials.2.hs", "steel"), "materials.2.hs: 'steel' is no commodity code"),
        (changed("materials.2.value", "1e9"), "materials.2.value: '1e9' is no amount"),
        (changed("materials.2.originating", "perhaps"), "materials.2.originating: 'perhaps' will not do"),
        (changed("materials.2.origin", ["DE"]), "materials.2.origin: ['DE'] is no text"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage_and_named(tmp_path: Path, question: object, said: str) -> None:
    done = run(tmp_path, question)
    assert done.exit_code == 2 and said in done.output, done.output


def test_a_code_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert run(tmp_path, changed("product.hs", 870323)).exit_code == 0


def test_a_country_without_a_folder_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, CAR, "--country", "ZZ")
    assert done.exit_code == 2 and "no folder for ZZ" in done.output
