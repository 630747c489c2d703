"""A formula in a country folder can only compute: whatever else is written there is refused, at once, and never runs."""

from __future__ import annotations

import csv
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.reference.checking import check_country
from eclear.reference.country import FOLDERS
from eclear.reference.formula import LONGEST, FormulaFault, formula

KNOWN = {"value", "DUT", "EXC", "SUR", "C62"}

HOSTILE = [
    # what would run
    "__import__('os').system('touch ran')",
    "open('ran', 'w')",
    "exec('open(1)')",
    "eval('1')",
    "compile('1', '', 'eval')",
    "globals()",
    "print(value)",
    "exit()",
    "breakpoint()",
    "getattr(value, 'real')",
    "value()",
    "max(value, 1)()",
    "abs(value)",
    "round(value, 2)",
    "sum(value, DUT)",
    "pow(value, 9)",
    "Max(value, 1)",
    "max (value, 1)(1)",
    "min",
    "max + 1",
    "max(value)",
    "max()",
    "max(value, 1, key=value)",
    "max(*value)",
    "max(**value)",
    # attributes, items, dunder names
    "value.real",
    "value.__class__",
    "().__class__.__bases__",
    "value.__class__.__mro__[1].__subclasses__()",
    "__builtins__",
    "__name__",
    "_",
    "__",
    "value[0]",
    "value[0:1]",
    "{value: 1}",
    # other things of a language
    "[value for value in DUT]",
    "{value for value in DUT}",
    "(value for value in DUT)",
    "lambda: value",
    "lambda x: x",
    "(value := 1)",
    "value = 1",
    "value == 1",
    "value < DUT",
    "value if DUT else 0",
    "value or DUT",
    "not value",
    "value is DUT",
    "value in DUT",
    "await value",
    "yield value",
    "import os",
    "del value",
    "value; DUT",
    "value, DUT",
    "value\nDUT",
    "value # DUT",
    "value \\",
    "@value",
    "value @ DUT",
    "...",
    "`value`",
    "$value",
    "${value}",
    "{{ value }}",
    "%s",
    "value % 3",
    "value // 3",
    "value << 9999999",
    "value ^ 2",
    "~value",
    "value & DUT",
    # strings
    "'value'",
    '"value"',
    "f'{value}'",
    'f\'{__import__("os").system("touch ran")}\'',
    "b'value'",
    "r'\\'",
    "'" * 199,
    # numbers that are none, or too much
    "10**10",
    "value ** 2",
    "9**9**9**9**9",
    "1e999",
    "1e5",
    "1_000",
    "0x10",
    "0b1",
    "0o7",
    "1j",
    "1.",
    ".5",
    "1.2.3",
    "nan",
    "inf",
    "Infinity",
    "True",
    "None",
    "9" * 200,
    "9" * 16,
    "0." + "1" * 50,
    "2,000,000",
    # too deep, too long, too large
    "(" * 99 + "value" + ")" * 99,
    "(" * 200,
    ")" * 200,
    "-" * 190 + "value",
    "max(1, " * 25 + "value" + ")" * 25,
    "value" + " + value" * 1000,
    "(" * 100_000,
    "*".join(["value"] * 30),
    "/".join(["value"] * 30),
    " + ".join(["1 / value"] * 15),
    # divisions by nothing
    "value / 0",
    "value / (1 - 1)",
    "value / 0.0",
    "value / -0",
    "value / min(0, 1)",
    # what only looks like arithmetic
    "vаlue",
    "ｖalue",
    "𝐯𝐚𝐥𝐮𝐞",
    "value\u200b",
    "\u202evalue",
    "value \u00d7 2",
    "value \u2212 1",
    "value + \uff11",
    "value + \u0661",
    "value\u00a0+ 1",
    "\ufeffvalue",
    "value + ½",
    "value + ²",
    "\0",
    "value\0",
    "\x1b[31mvalue",
    "\ud800",
    # unfinished
    "",
    " ",
    "value +",
    "+ value",
    "* value",
    "value value",
    "value 2",
    "2value",
    "2 value",
    "(value",
    "value)",
    "()",
    "max(value,)",
    "max(,value)",
]


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) > 100


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_formula_is_refused_at_once_with_a_remedy(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    began = time.perf_counter()
    with pytest.raises(FormulaFault) as refused:
        formula(text, KNOWN)
    assert time.perf_counter() - began < 0.5
    assert not list(tmp_path.iterdir()), "something ran"
    message = str(refused.value)
    assert any(remedy in message for remedy in ("Write", "Known", "Split", "Divide", "chooses between")), message
    assert len(message) < 400


def test_a_folder_full_of_them_is_told_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(shutil.copytree(FOLDERS / "xt", tmp_path / "xt"))
    writable = [text for text in HOSTILE if text.strip() and len(text) < 1_000 and "\0" not in text and text != "\ud800"]
    with (folder / "taxes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "taxes.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        for n, text in enumerate(writable):
            table.writerow({**rows[-1], "tax": "LEV", "additional": f"X{n}", "base": text})
    began = time.perf_counter()
    faults = [str(fault) for fault in check_country(folder)]
    assert time.perf_counter() - began < 30
    told = [fault for fault in faults if "taxes.csv, line" in fault and " base " in fault]
    assert len(told) == len(writable) == len(faults)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["xt"], "something ran"


@given(st.text(alphabet="value+-*/(),. 0123456789maxinDUTC62_'\"[]{}:=<>%&|~@!\\\n\t\0é", max_size=LONGEST + 20))
def test_any_text_is_a_formula_or_is_refused_and_nothing_else_happens(text: str) -> None:
    amounts = dict.fromkeys(KNOWN, Decimal(7))
    try:
        found = formula(text, KNOWN)
        top, bottom = found.value(amounts)
    except (FormulaFault, ZeroDivisionError):
        return
    assert found.names <= KNOWN
    assert top.is_finite() and bottom > 0
    assert found.told(amounts)
