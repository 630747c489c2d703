"""A file that calls itself a table is looked at before it is opened: what is damaged, hostile or too large is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from eclear.documents import SheetFault, read_sheet
from eclear.documents.sheets import MOST_ROWS


@pytest.fixture
def table(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "First"
    sheet.append(["code", "name"])
    book.create_sheet("Second").append(["other"])
    path = tmp_path / "table.xlsx"
    book.save(path)
    return path


def repacked(path: Path, change: dict[str, bytes], name: str = "changed.xlsx") -> Path:
    """The same archive with some parts changed or added."""
    target = path.with_name(name)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {part: source.read(part) for part in source.namelist()} | change
        for part, body in parts.items():
            archive.writestr(part, body)
    return target


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(SheetFault) as fault:
        read_sheet(path, sheet)
    return str(fault.value)


def test_a_sheet_is_found_by_its_name_and_the_first_is_read_without_one(table: Path) -> None:
    assert [cell.text for cell in read_sheet(table).lines[0].cells] == ["code", "name"]
    assert [cell.text for cell in read_sheet(table, "Second").lines[0].cells] == ["other"]
    assert "there is no sheet 'Third'. Name one of First, Second with --sheet." in refused(table, "Third")


def test_rows_keep_the_numbers_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B3"], sheet["A7"] = "late", 8.5
    book.save(tmp_path / "gaps.xlsx")
    lines = read_sheet(tmp_path / "gaps.xlsx").lines
    assert [line.number for line in lines] == [3, 7]
    assert lines[0].cell(1).text == "late" and lines[1].cell(0).text == "8.5"
    assert lines[1].cell(99).kind == "empty"


def test_a_formula_is_never_taken_for_a_value(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = '=cmd|"/c calc"!A1'
    book.save(tmp_path / "formula.xlsx")
    assert read_sheet(tmp_path / "formula.xlsx").lines[0].cell(0).kind == "formula"


def test_a_missing_an_empty_and_a_text_file_are_told_apart(tmp_path: Path, table: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "none.xlsx")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert "nothing stands in this table" in refused(empty)
    blank = tmp_path / "blank.csv"
    blank.write_text(",,\n , \n", encoding="utf-8")
    assert "nothing stands in this table" in refused(blank)
    plain = tmp_path / "plain.csv"
    plain.write_text("code,name\n", encoding="utf-8")
    assert "it has no sheet 'First'. Leave --sheet out." in refused(plain, "First")


def test_text_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "korean.csv"
    file.write_bytes("code,name\n0401200000,우유\n".encode("cp949"))
    assert "korean.csv, line 2: this is not text in UTF-8. Save the table as CSV UTF-8" in refused(file)


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    file = tmp_path / "quoted.csv"
    file.write_text('code,name\n0401200000,"Milk\n', encoding="utf-8")
    assert "a quotation mark is out of place" in refused(file)


def test_a_picture_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"code\0name\n")
    assert "this is no table of text" in refused(file)


def test_an_old_workbook_or_one_with_a_password_is_told_how_to_save_it(tmp_path: Path) -> None:
    file = tmp_path / "old.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert "Save it as XLSX without a password, or as CSV." in refused(file)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(b"PK\x03\x04 and then nothing")
    assert "this is no workbook" in refused(cut)
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "this workbook is damaged" in refused(other)


def test_a_damaged_sheet_is_refused_in_words(table: Path) -> None:
    broken = repacked(table, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c r='A1'><v>1"})
    assert "this workbook is damaged" in refused(broken)


def test_a_part_that_unpacks_to_too_much_is_never_unpacked(table: Path) -> None:
    bomb = repacked(table, {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})
    assert bomb.stat().st_size < 200_000
    assert "is packed too tightly to be a table" in refused(bomb)
    heavy = repacked(table, {f"xl/media/{n}.bin": b"\0" * 15_000_000 for n in range(8)}, "heavy.xlsx")
    assert "the workbook unpacks to 120," in refused(heavy)


def test_a_workbook_of_a_thousand_parts_is_refused(table: Path) -> None:
    many = repacked(table, {f"xl/media/{n}.txt": b"x" for n in range(1000)})
    assert "the workbook has 1,0" in refused(many)


def test_two_parts_of_one_name_are_refused(table: Path) -> None:
    twice = repacked(table, {"xl/Worksheets/Sheet1.xml": b"<worksheet/>"})
    assert "two parts of the workbook have one name" in refused(twice)


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        b'<?xml version="1.0"?><!-- ' + b"-" * 70_000 + b' --><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
    ids=["entities", "a document type behind a long comment"],
)
def test_a_part_that_defines_things_is_not_opened(table: Path, part: bytes) -> None:
    assert "holds definitions that no workbook needs" in refused(repacked(table, {"xl/sharedStrings.xml": part}))


def test_a_part_in_another_encoding_is_not_opened(table: Path) -> None:
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    assert "is not written in UTF-8" in refused(repacked(table, {"xl/styles.xml": hidden}))


def test_a_file_larger_than_any_tariff_is_refused_by_its_size(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    assert "bytes, and at most 20,971,520 are read" in refused(large)


def test_a_table_with_too_many_rows_or_columns_is_refused(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_text("code\n" * (MOST_ROWS + 1), encoding="utf-8")
    assert "more than 50,000 rows" in refused(long)
    wide = tmp_path / "wide.csv"
    wide.write_text("x," * 120 + "x\n", encoding="utf-8")
    assert "row 1: more than 100 columns" in refused(wide)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A1048576"] = "code", "end"
    book.save(tmp_path / "far.xlsx")
    assert "more than 50,000 rows" in refused(tmp_path / "far.xlsx")
