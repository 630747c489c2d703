"""The commands about country folders, as an instructor types them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import Eclear
from openpyxl import Workbook

from eclear.casefile.declaration import Classification, Origin
from eclear.casefile.quantity import Amount
from eclear.journey.checks.baseline import IMPORT, ITEM
from eclear.reference.country import FOLDERS
from eclear.wco import write


@pytest.fixture
def tamaria(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDERS / "xt", tmp_path / "tamaria"))


def table(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def test_a_folder_in_order_is_told_so_and_one_with_mistakes_ends_with_status_1(eclear: Eclear, tamaria: Path) -> None:
    done = eclear("country", "check", str(tamaria))
    assert (done.status, done.out) == (0, f"{tamaria}: in order.\n")
    for file, old, new in (("taxes.csv", "LPA", "LPZ"), ("country.toml", "half-up", "half-down")):
        text = (tamaria / file).read_text(encoding="utf-8")
        (tamaria / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = eclear("country", "check", str(tamaria))
    assert done.status == 1
    assert "tamaria/taxes.csv, line 2: unit LPZ is not in codes/units.csv. Add it there." in done.out
    assert "tamaria/country.toml, line 11, rounding: rule 'half-down' is not known. Write one of down, half-up." in done.out
    assert done.out.endswith(f"2 mistakes in {tamaria}.\n")
    assert [set(line) for line in eclear("country", "check", str(tamaria), "--json").lines] == [{"fault"}] * 2


@pytest.mark.parametrize(
    "formula", ["__import__('os').system('touch ran')", "9**9**9**9", "(" * 150, "value.__class__", "lambda: 0"]
)
def test_a_hostile_formula_ends_in_a_line_and_not_in_a_stack(eclear: Eclear, tamaria: Path, formula: str) -> None:
    text = (tamaria / "taxes.toml").read_text(encoding="utf-8")
    (tamaria / "taxes.toml").write_text(text.replace("value + DUT", formula, 1), encoding="utf-8")
    done = eclear("country", "check", str(tamaria))
    assert done.status == 1 and "Traceback" not in done.out + done.err
    assert "tax 2: base" in done.out
    assert not (eclear.folder / "ran").exists()


def test_a_tariff_comes_from_a_workbook_and_is_law(eclear: Eclear, tamaria: Path, tmp_path: Path) -> None:
    file = table(
        tmp_path / "tariff.xlsx",
        ("code", "name", "M", "PXA"),
        ("0401200000", "Milk", 25, "10 %"),
        ("0803100000", "Plantains", 8, None),
    )
    done = eclear("country", "tariff", str(file), "--into", str(tamaria), "--valid-from", "2026-01-01", "--mark", "SYNTHETIC")
    assert (done.status, done.out) == (0, f"2 lines of {file} written to {tamaria / 'tariff'}.\n"), done.err
    assert "0401200000,PXA,10,,,,2026-01-01,,SYNTHETIC,tariff.xlsx," in (tamaria / "tariff" / "rates-imported.csv").read_text(
        "utf-8"
    )
    assert eclear("country", "check", str(tamaria)).status == 0
    done = eclear(
        "country",
        "tariff",
        str(table(tmp_path / "next.xlsx", ("code", "name", "M"), ("0401200000", "Milk", 20))),
        "--into",
        str(tamaria),
        "--json",
    )
    assert done.lines == [
        {"file": str(tmp_path / "next.xlsx"), "into": str(tamaria), "written": 1, "taken_away": 1, "faults": []}
    ]


def test_a_table_with_mistakes_writes_nothing_and_names_them_all(eclear: Eclear, tamaria: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tamaria.rglob("*") if path.is_file()}
    file = table(
        tmp_path / "tariff.xlsx",
        ("code", "name", "M", "PXA"),
        ("0401200000", "Milk", 25, "eight"),
        (803100000, "Plantains", 8, None),
    )
    done = eclear("country", "tariff", str(file), "--into", str(tamaria))
    assert done.status == 1
    assert "row 2, column PXA: 'eight' is no rate. Write percent (8 or 8 %)" in done.out
    assert (
        "row 3, column code: 803100000 has 9 digits. A spreadsheet that takes a code for a number loses its leading zero"
        in done.out
    )
    assert done.out.endswith(f"2 mistakes in {file}: nothing was written.\n")
    assert {path: path.read_bytes() for path in tamaria.rglob("*") if path.is_file()} == before


def test_a_semicolon_file_of_thousands_of_lines_says_how_far_it_is(eclear: Eclear, tamaria: Path, tmp_path: Path) -> None:
    from eclear.reference.hs import nomenclature
    from eclear.reference.tariff import read_tariff

    standing = {line.hsk for _, _, line in read_tariff(tamaria / "tariff").over_time()}
    codes = [code for six in sorted(nomenclature().codes)[:2500] if (code := f"{six}0000") not in standing]
    file = tmp_path / "tariff.csv"
    file.write_text(
        "code;name;M\n" + "".join(f"{code};Goods of {code};{n % 30},5\n" for n, code in enumerate(codes)), encoding="utf-8"
    )
    done = eclear("country", "tariff", str(file), "--into", str(tamaria))
    assert done.status == 0, done.out[:500]
    assert done.err.splitlines()[:2] == ["1,000 rows read", "2,000 rows read"]
    assert done.out == f"{len(codes)} lines of {file} written to {tamaria / 'tariff'}.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.xlsx", "--into", "{tamaria}"), "none.xlsx: there is no such file."),
        (("none.xlsx", "--into", "."), "this is no country folder. Name the folder that holds country.toml."),
        (("none.xlsx", "--into", "{tamaria}", "--mark", "sure"), "--mark sure: begin it with one of real, secondary"),
    ],
)
def test_what_was_typed_wrong_is_told_in_one_line(eclear: Eclear, tamaria: Path, arguments: tuple[str, ...], told: str) -> None:
    done = eclear("country", "tariff", *(argument.format(tamaria=tamaria) for argument in arguments))
    assert done.status in (1, 2)
    assert told in done.out + done.err and "Traceback" not in done.err


def test_a_folder_that_is_not_in_order_takes_no_tariff(eclear: Eclear, tamaria: Path, tmp_path: Path) -> None:
    (tamaria / "policy.toml").unlink()
    file = table(tmp_path / "tariff.xlsx", ("code", "name", "M"), ("0401200000", "Milk", 25))
    done = eclear("country", "tariff", str(file), "--into", str(tamaria))
    assert done.status == 2
    assert "The country folder is not in order: tamaria/policy.toml: this file is missing" in done.err
    assert f"See: eclear country check {tamaria}" in done.err


def test_what_a_declaration_owes_is_shown_by_the_law_of_a_folder(eclear: Eclear, tamaria: Path) -> None:
    toys = replace(
        IMPORT,
        trade_terms="FOB",
        freight=None,
        charges=(),
        items=(
            replace(
                ITEM,
                classifications=(Classification("95030000", "TSP"), Classification("00", "TRC")),
                price=Amount(Decimal("1000.00"), "XTD"),
                origins=(Origin("XC", "1"),),
            ),
        ),
    )
    message = eclear.message("toys.xml", write(toys, "XT"))
    done = eclear("assess", message, "--country", str(tamaria), "--on", "2026-05-12")
    assert done.status == 0, done.err
    assert "LEV            22.45  XTD ((1,000.00 + 100.00 + 0 + 0) / (1 - 0.02)) x 2 % = XTD 22.45, rounded half up" in done.out
    assert "total due XTD 302.04 (DUT 100.00, LEV 22.45, SAL 179.59)" in done.out
