"""A tariff comes out of a spreadsheet: every cell is understood, or told by row and column with what to write."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from eclear.documents import place_tariff, read_sheet, read_tariff_table
from eclear.documents.placing import Said
from eclear.reference import Country, Rate, Rule, country, read_country
from eclear.reference.checking import check_country
from eclear.reference.country import FOLDERS

HEADING = ("code", "name", "name_ko", "G", "M", "PXA")
SOUND: tuple[tuple[Any, ...], ...] = (
    ("0101210000", "Horses for breeding", "번식용 말", 5, 0, None),
    ("0401.20-0000", "Milk", "우유", "40 %", "25", "free"),
    ("0803100000", "Plantains", None, None, 8.5, "2,5"),
    ("1704100000", "Chewing gum", "추잉껌", None, "15 % + 0.10 per KGM", 5),
    ("4203100000", "Leather coats", "가죽옷", None, "20 % or 4 per C62, the higher", "10 %"),
    ("2201100000", "Mineral waters", "생수", None, "XTD 0.05 per LTR", "-"),
)
SAID = Said(date(2026, 1, 1), "SYNTHETIC", "made for this test", date(2026, 11, 22))


def _tamaria() -> Country:
    found = country("XT")
    assert found is not None
    return found


TAMARIA = _tamaria()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the teaching country, to take the table in."""
    return Path(shutil.copytree(FOLDERS / "xt", tmp_path / "xt"))


def workbook(path: Path, rows: Sequence[Sequence[Any]] = SOUND, heading: Sequence[Any] = HEADING, title: str = "Tariff") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(heading))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def faults(path: Path, law: Country = TAMARIA) -> list[str]:
    return list(map(str, read_tariff_table(read_sheet(path), law).faults))


def one(path: Path, column: str, value: Any) -> list[str]:
    """The faults of a table of one sound row in which one cell is something else."""
    row = dict(zip(HEADING, SOUND[1], strict=True)) | {column: value}
    return faults(workbook(path / "one.xlsx", [[row[name] for name in HEADING]]))


def test_a_sound_table_is_understood_cell_by_cell(tmp_path: Path) -> None:
    read = read_tariff_table(read_sheet(workbook(tmp_path / "tariff.xlsx")), TAMARIA)
    assert read.faults == ()
    told = {line.hsk: {basis: str(rate) for basis, rate in line.rates.items()} for line in read.lines}
    assert told == {
        "0101210000": {"G": "5 %", "M": "0 %"},
        "0401200000": {"G": "40 %", "M": "25 %", "PXA": "0 %"},
        "0803100000": {"M": "8.5 %", "PXA": "2.5 %"},
        "1704100000": {"M": "15 % + 0.10 per KGM", "PXA": "5 %"},
        "4203100000": {"M": "20 % or 4 per C62, the higher", "PXA": "10 %"},
        "2201100000": {"M": "0.05 per LTR"},
    }
    assert [line.name_ko for line in read.lines][2] == "Plantains", "without Korean words the English ones stand in"


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        (8, Rate(Decimal(8), ratio=(2, 25))),
        (0, Rate(Decimal(0), ratio=(0, 1))),
        (0.1, Rate(Decimal("0.1"), ratio=(1, 1000))),
        ("6.5", Rate(Decimal("6.5"), ratio=(13, 200))),
        ("6,5 %", Rate(Decimal("6.5"), ratio=(13, 200))),
        ("Free", Rate(Decimal(0), ratio=(0, 1))),
        ("무세", Rate(Decimal(0), ratio=(0, 1))),
        ("12.5 per KGM", Rate(None, Decimal("12.5"), "KGM")),
        ("12.5 XTD per KGM", Rate(None, Decimal("12.5"), "KGM")),
        ("XTD 12.5/kgm", Rate(None, Decimal("12.5"), "KGM")),
        ("8 % or 500 per KGM, the higher", Rate(Decimal(8), Decimal(500), "KGM", Rule.HIGHER, (2, 25))),
        ("8% or 500 per KGM whichever is the lower", Rate(Decimal(8), Decimal(500), "KGM", Rule.LOWER, (2, 25))),
        ("500 per KGM or 8 %, whichever is greater", Rate(Decimal(8), Decimal(500), "KGM", Rule.HIGHER, (2, 25))),
        ("0.5 per NPR + 3 %", Rate(Decimal(3), Decimal("0.5"), "NPR", Rule.SUM, (3, 100))),
    ],
)
def test_a_rate_is_read_as_people_write_it(tmp_path: Path, written: Any, rate: Rate) -> None:
    row = ("0401200000", "Milk", "우유", None, written, None)
    read = read_tariff_table(read_sheet(workbook(tmp_path / "one.xlsx", [row])), TAMARIA)
    assert read.faults == ()
    assert read.lines[0].rates == {"M": rate}


def test_a_cell_that_shows_percent_means_percent(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["code", "name", "M"])
    sheet.append(["0401200000", "Milk", 0.065])
    sheet["C2"].number_format = "0.0%"
    book.save(tmp_path / "percent.xlsx")
    read = read_tariff_table(read_sheet(tmp_path / "percent.xlsx"), TAMARIA)
    assert [str(line.rates["M"]) for line in read.lines] == ["6.5 %"]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("M", "eight", "row 2, column M: 'eight' is no rate. Write percent (8 or 8 %), money for a unit"),
        ("M", "-5", "row 2, column M: '-5' is no rate"),
        ("M", -5, "row 2, column M: '-5' is no rate"),
        ("M", "8 or 9", "row 2, column M: '8 or 9' is no rate"),
        ("M", "8 % or 500 per KGM", "row 2, column M: '8 % or 500 per KGM' is no rate"),
        ("M", "8 % + 9 %", "row 2, column M: '8 % + 9 %' does not join percent and money for a unit"),
        ("M", "5 per KGS", "row 2, column M: the unit KGS is not known. Write one of KGM, GRM"),
        ("M", "KRW 5 per KGM", "row 2, column M: 'KRW 5 per KGM' is in KRW. Write the amount in XTD"),
        ("M", "1,500 per KGM", "row 2, column M: '1,500' could be 1500 or 1.500. Write it with a decimal point"),
        ("M", "1,500", "row 2, column M: '1,500' could be 1500 or 1.500"),
        ("M", 8.1000000001, "row 2, column M: 8.1000000001 has more than six decimals"),
        ("M", 20000, "row 2, column M: 20000 % is no rate of duty"),
        ("M", "=G2*2", "row 2, column M: a formula stands here (=G2*2). Copy the column, and paste it as values."),
        ("M", date(2026, 8, 5), "row 2, column M: '2026-08-05 00:00:00' is no rate: the sheet took it for a day"),
        ("M", True, "row 2, column M: 'TRUE' is no rate: the sheet took it for a truth"),
        ("M", "#REF!", "row 2, column M: the sheet shows the error #REF! here. Write the value."),
        ("code", 401200000, "row 2, column code: 401200000 has 9 digits. A spreadsheet that takes a code for a number loses"),
        ("code", "401200000", "make the column text, and write 0401200000."),
        ("code", "0401.20", "0401.20 has 6 digits. Write ten. A heading or subheading alone is no line: add digits, such as"),
        ("code", "04012000001", "row 2, column code: 04012000001 has 11 digits. Write ten."),
        ("code", "04O1200000", "row 2, column code: '04O1200000' is no commodity code"),
        ("code", None, "row 2, column code: nothing stands here. Write the ten digits"),
        ("code", "0401990000", "row 2, column code: 0401990000: HS 2022 has no code 040199. Heading 0401 has 040110"),
        ("code", "=A1", "row 2, column code: a formula stands here"),
        ("name", None, "row 2, column name: nothing stands here. Write what the goods are called."),
        ("name", "   ", "row 2, column name: nothing stands here"),
    ],
)
def test_what_cannot_be_read_is_told_by_row_and_column_with_the_remedy(
    tmp_path: Path, column: str, value: Any, told: str
) -> None:
    found = one(tmp_path, column, value)
    assert len(found) == 1
    assert told in found[0]


def test_a_code_of_ten_digits_may_be_stored_as_a_number(tmp_path: Path) -> None:
    rows = [(8501101000, "Small motors", "소형 모터", 5, None, None)]
    read = read_tariff_table(read_sheet(workbook(tmp_path / "numbers.xlsx", rows)), TAMARIA)
    assert [line.hsk for line in read.lines] == ["8501101000"]


def test_every_mistake_of_a_table_is_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = [
        ("0101210000", "Horses", "말", "five", "many", 0),
        (401200000, None, "우유", 1, 2, 3),
        ("0803100000", "Plantains", "바나나", None, None, None),
        ("0101210000", "Horses", "말", 5, 1, 0),
        ("0101210000", "Horses again", "말", 5, 1, 0),
    ]
    found = faults(workbook(tmp_path / "bad.xlsx", rows))
    assert [told.split(":")[0] for told in found] == [
        "row 2, column G",
        "row 2, column M",
        "row 3, column code",
        "row 3, column name",
        "row 4",
        "row 6, column code",
    ]
    assert "0803100000 has no rate under any basis" in found[4]
    assert "0101210000 stands in row 5 already. Keep one of the two." in found[5]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (
            ("code", "name", "MFN"),
            "row 1, column MFN: this heading is not known. Write one of code, name, name_ko, note, or a basis of XT",
        ),
        (("code", "M"), "row 1, column name: this column is missing. Add it."),
        (("code", "name"), "row 1: no column of rates. Add one for each basis: any of G, M, Q"),
        (("code", "name", "M", "M"), "row 1, column M: a second column for M. Keep one of the two."),
        (("number", "name", "M"), "row 1: no heading was found. Write a row with code, name and the bases"),
    ],
)
def test_a_heading_that_is_not_understood_is_told(tmp_path: Path, heading: tuple[str, ...], told: str) -> None:
    row = ("0401200000", "Milk", 5, 5)[: len(heading)]
    assert any(told in fault for fault in faults(workbook(tmp_path / "heading.xlsx", [row], heading)))


def test_a_heading_may_stand_below_a_title_and_in_the_words_of_the_country(tmp_path: Path) -> None:
    rows = [(None, None, None), ("품목번호", "Description", "m"), ("0401200000", "Milk", 25)]
    read = read_tariff_table(read_sheet(workbook(tmp_path / "title.xlsx", rows, ("Tariff of Tamaria", None, None))), TAMARIA)
    assert read.faults == () and [line.row for line in read.lines] == [4]


def test_merged_cells_within_the_table_are_told_and_a_merged_title_is_not(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Tariff", None, None), ("code", "name", "M"), ("0401200000", "Milk", 25), ("0402210000", "Powder", None)):
        sheet.append(list(row))
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("C3:C4")
    book.save(tmp_path / "merged.xlsx")
    found = faults(tmp_path / "merged.xlsx")
    assert found[0] == "row 3, column M: cells of rows 3 to 4 are merged. Split them, and fill in each."
    assert not any("row 1" in told for told in found)


def test_shares_in_the_place_of_percent_are_noticed(tmp_path: Path) -> None:
    rows = [("0101210000", "Horses", 0.05), ("0401200000", "Milk", 0.4), ("0803100000", "Plantains", 0.08)]
    found = faults(workbook(tmp_path / "shares.xlsx", rows, ("code", "name", "M")))
    assert found == ["row 1, column M: every rate is below 1, up to 0.4: these are shares of one. Write percent, such as 40.0."]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte-order mark"])
def test_a_csv_file_is_read_whatever_separates_its_cells(tmp_path: Path, sign: str, mark: bytes) -> None:
    lines = [
        sign.join(("code", "name", "name_ko", "M")),
        sign.join(("0401200000", '"Milk, fresh; cool"', "우유", '"8 % or 5 per KGM, the higher"')),
    ]
    file = tmp_path / "tariff.csv"
    file.write_bytes(mark + "\r\n".join(lines).encode())
    read = read_tariff_table(read_sheet(file), TAMARIA)
    assert read.faults == ()
    assert [(line.hsk, line.name_en, str(line.rates["M"])) for line in read.lines] == [
        ("0401200000", "Milk, fresh; cool", "8 % or 5 per KGM, the higher")
    ]


def test_a_csv_file_loses_leading_zeros_as_well_and_is_told(tmp_path: Path) -> None:
    file = tmp_path / "tariff.csv"
    file.write_text("code,name,M\n401200000,Milk,8\n", encoding="utf-8")
    assert "loses its leading zero: make the column text, and write 0401200000" in faults(file)[0]


# -- into the folder --------------------------------------------------------------------------------------------------


def placed(path: Path, folder: Path, said: Said = SAID) -> tuple[int, int, tuple[str, ...]]:
    read = read_tariff_table(read_sheet(path), read_country(folder))
    assert read.faults == ()
    done = place_tariff(read.lines, folder, said)
    return done.came, done.went, done.faults


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_imported_tariff_is_law_at_once(folder: Path, tmp_path: Path) -> None:
    assert placed(workbook(tmp_path / "tariff.xlsx"), folder) == (6, 0, ())
    assert check_country(folder) == ()
    law = read_country(folder)
    on = date(2026, 5, 12)
    line = law.tariff.line("4203100000", on)
    assert line is not None and line.name.ko == "가죽옷"
    chosen = line.rate()
    assert chosen is not None and (chosen.basis, str(chosen.rate)) == ("M", "20 % or 4 per C62, the higher")
    assert (chosen.fact.source, chosen.fact.mark, chosen.fact.as_of) == ("made for this test", "SYNTHETIC", date(2026, 11, 22))
    assert law.tariff.has("0102290000"), "what stood there before still stands"


def test_the_next_import_takes_the_place_of_the_one_before_and_touches_nothing_else(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    placed(workbook(tmp_path / "first.xlsx"), folder)
    later = [("0401200000", "Milk, whole", "우유", None, 30, None), ("9701210000", "Paintings", "회화", None, 0, None)]
    assert placed(workbook(tmp_path / "second.xlsx", later), folder) == (2, 5, ())
    after = contents(folder)
    assert sorted(set(after) - set(before)) == ["tariff/rates-imported.csv"]
    assert [path for path in before if before[path] != after[path]] == ["tariff/lines.csv"]
    assert after["tariff/lines.csv"].startswith(before["tariff/lines.csv"])
    added = after["tariff/lines.csv"][len(before["tariff/lines.csv"]) :].decode().splitlines()
    assert [row.split(",")[0] for row in added] == ["0401200000", "9701210000"]
    assert check_country(folder) == ()


def test_a_line_written_by_hand_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    rows = [("0401200000", "Milk", "우유", None, 30, None), ("0102290000", "Cattle", "소", None, 1, None)]
    came, _, told = placed(workbook(tmp_path / "tariff.xlsx", rows), folder)
    assert came == 0
    assert told == (
        "row 3, column code: 0102290000 stands in tariff/lines.csv, line 2, and was not imported. Take it out of one of the two.",
    )
    assert contents(folder) == before


def test_nothing_is_written_that_would_leave_the_folder_out_of_order(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    rows = [("0401200000", "Milk", "우유", None, 30, None), ("0803100000", "Plantains", "바나나", None, None, 5)]
    came, _, told = placed(workbook(tmp_path / "tariff.xlsx", rows), folder)
    assert came == 0
    assert told == (
        "row 3: 0803100000 has no rate without a claim from 2026-01-01 on. Add a row to a rates file, or end the line.",
    )
    assert contents(folder) == before


def test_files_come_together_or_not_at_all(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    really = Path.replace

    def full_disk(self: Path, target: Path) -> Path:
        if target.name == "rates-imported.csv":
            raise OSError(28, "No space left on device")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        placed(workbook(tmp_path / "tariff.xlsx"), folder)
    assert contents(folder) == before


def test_a_folder_without_a_tariff_gets_its_first_lines(folder: Path, tmp_path: Path) -> None:
    for file in ("lines.csv", "rates-ordinary.csv", "rates-claimed.csv"):
        (folder / "tariff" / file).unlink()
    assert placed(workbook(tmp_path / "tariff.xlsx"), folder) == (6, 0, ())
    assert check_country(folder) == ()
    assert sum(1 for _ in read_country(folder).tariff.lines(date(2026, 5, 12))) == 6


def test_a_tariff_of_thousands_of_lines_is_read_with_its_progress_told(tmp_path: Path) -> None:
    from eclear.reference.hs import nomenclature

    codes = [f"{six}{n:04d}" for six in sorted(nomenclature().codes)[:1500] for n in range(3)]
    told: list[int] = []
    path = workbook(tmp_path / "large.xlsx", [(code, f"Goods {code}", None, None, n % 40, None) for n, code in enumerate(codes)])
    read = read_tariff_table(read_sheet(path, None, told.append), TAMARIA)
    assert read.faults == () and len(read.lines) == 4500
    assert told == [1000, 2000, 3000, 4000]
