"""The page on how to write a country is complete and true: every file, every column, and a first folder that works."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from eclear.casefile.declaration import Classification, Declaration, Item
from eclear.casefile.quantity import Amount
from eclear.journey.duties import assess
from eclear.reference import read_country
from eclear.reference.checking import FILES, LISTS, check_country
from eclear.reference.codes import BASES, PARTS, PAYS, RESTS_ON, SHARED_BY
from eclear.reference.country import CLAIMED_IN, COLOURS, FOLDERS, GUARDS, NUMBERINGS
from eclear.reference.dated import Mark
from eclear.reference.faults import gathering
from eclear.reference.hs import nomenclature
from eclear.reference.questions import KINDS
from eclear.reference.rate import Rule
from eclear.reference.replies import CONDITIONS
from eclear.reference.rows import ABOUT
from eclear.reference.surcharges import CORRECTIONS
from eclear.reference.taxes import RATES_IN, ROUNDINGS

README = (FOLDERS / "README.md").read_text(encoding="utf-8")


def section(file: str) -> str:
    """Return what the page says about a file."""
    begun = README.split(f"### `{file}`\n", 1)
    assert len(begun) == 2, f"the page has no section on {file}"
    return re.split(r"^##", begun[1], maxsplit=1, flags=re.MULTILINE)[0]


def section_of(file: str) -> str:
    """Return the name of the section that a file of a folder belongs to."""
    found = [
        pattern for pattern in (*FILES, "codes/*.csv") if Path(file).match(pattern) and file.count("/") == pattern.count("/")
    ]
    assert found, f"no section is about {file}"
    return found[0]


@cache
def asked() -> set[tuple[str, str]]:
    """Every column and key that the readers ask for, with its section, as the three folders have them."""
    nomenclature()
    names: set[tuple[str, str]] = set()
    for code in ("kr", "gb", "xt"):
        with gathering() as found:
            read_country(FOLDERS / code)
        for table in found.tables:
            file = table.file.removeprefix(f"{code}/")
            names |= {(section_of(file), str(name)) for name in table.asked if not str(name).isdecimal()}
    return names


def test_every_file_that_a_folder_may_hold_has_its_section() -> None:
    for file in FILES:
        assert section(file).strip(), file


def test_every_column_and_key_that_a_reader_asks_for_is_named_in_the_section_of_its_file() -> None:
    missing = []
    everywhere = {*ABOUT, "en", "ko", "name_en", "name_ko"}
    for file, name in sorted(asked()):
        if name not in everywhere and not re.search(rf"`(\[\[?)?{re.escape(name)}(\]\]?)?[` ]", section(file)):
            missing.append(f"{name} of {file}")
    assert missing == []


def test_there_is_something_to_find_in_that_test() -> None:
    assert len(asked()) > 250
    assert ("taxes.csv", "additional") in asked() and ("country.toml", "shared_by") in asked()


def test_what_every_row_says_is_explained_with_every_mark() -> None:
    about = README.split("## What every row says about itself")[1].split("## Every file")[0]
    assert all(f"`{name}`" in about for name in ABOUT)
    assert all(f"`{mark}`" in about for mark in Mark)


def test_every_code_list_is_named() -> None:
    assert all(name in section("codes/*.csv") for name in LISTS)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("country.toml", (*NUMBERINGS, *CLAIMED_IN, *GUARDS, *COLOURS, *ROUNDINGS, *BASES, *SHARED_BY)),
        ("taxes.toml", (*RATES_IN, *ROUNDINGS, "min()", "max()")),
        ("taxes.csv", tuple(Rule)),
        ("surcharges.toml", CORRECTIONS),
        ("replies.toml", tuple(CONDITIONS)),
        ("agencies/*.toml", KINDS),
        ("codes/*.csv", (*PARTS, *PAYS, *RESTS_ON)),
    ],
)
def test_every_word_that_a_cell_may_hold_is_named(file: str, words: tuple[str, ...]) -> None:
    assert [word for word in words if f"`{word}`" not in section(file)] == []


# -- the first folder -------------------------------------------------------------------------------------------------


def first_folder(folder: Path) -> list[str]:
    """Write the folder that the page prints, file by file, and return the names of its files."""
    printed = README.split("## A first folder in ten minutes")[1].split("\n## ")[0]
    files = re.findall(r"^\*\*([\w./-]+)\*\*\n\n```\w+\n(.*?)^```", printed, re.MULTILINE | re.DOTALL)
    for name, text in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [name for name, _ in files]


def test_the_first_folder_passes_the_check_as_it_is_printed(tmp_path: Path) -> None:
    files = first_folder(tmp_path / "sandara")
    assert len(files) == 9 and "codes/declaration_types.csv" in files
    assert check_country(tmp_path / "sandara") == ()


def test_each_of_its_files_is_needed(tmp_path: Path) -> None:
    for name in first_folder(tmp_path / "sandara"):
        text = (tmp_path / "sandara" / name).read_text(encoding="utf-8")
        (tmp_path / "sandara" / name).unlink()
        assert check_country(tmp_path / "sandara"), f"{name} could be left out"
        (tmp_path / "sandara" / name).write_text(text, encoding="utf-8")


def test_the_first_folder_assesses_the_coffee_of_the_page(tmp_path: Path) -> None:
    first_folder(tmp_path / "sandara")
    law = read_country(tmp_path / "sandara")
    coffee = Item(
        classifications=(Classification("09012100", "TSP"), Classification("00", "TRC")),
        price=Amount(Decimal("1000.00"), "QZP"),
    )
    on = law.taxes.all[0].fact.valid_from
    found = assess(Declaration(function="9", type="IMA", items=(coffee,), trade_terms="CIF"), law, on)
    assert [(line.type, str(line.amount)) for line in found.lines] == [("DUT", "80.00"), ("SAL", "108.00")]
    assert "owes 1,000.00 x 8 % = 80.00 of duty, and (1,000.00 + 80.00) x 10 % = 108.00 of sales tax" in README


def test_what_the_page_says_a_mistake_looks_like_is_what_it_looks_like(tmp_path: Path) -> None:
    folder = tmp_path / "sandara"
    first_folder(folder)
    (folder / "tariff" / "bases.csv").write_text(
        (folder / "tariff" / "bases.csv").read_text(encoding="utf-8").replace("rank,", "parites,rank,").replace("율,9", "율,,9"),
        encoding="utf-8",
    )
    assert "no column 'parites' is read here. Write parties" in str(check_country(folder)[0])
