"""Every fact says from when it holds, where it comes from and how sure it is; a fault in a file teaches."""

import csv
import re
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eclear.reference import Mark, ReferenceFault
from eclear.reference.country import FOLDERS, read_country

KOREA = FOLDERS / "kr"
CSV_FILES = sorted(path for path in FOLDERS.rglob("*.csv") if path.parent.name != "hs")  # hs.toml says it for all of hs/
TOML_FILES = sorted(FOLDERS.rglob("*.toml"))
OF_ONE_THING = ("hsk", "basis", "currency", "code", "number", "chapter", "tax", "goods", "preference", "procedure", "additional")
"""Columns that together say what a row is about."""


def named(path: Path) -> str:
    return path.relative_to(FOLDERS).as_posix()


def day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dated_tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table of a TOML file that begins to hold on some day."""
    if isinstance(value, dict):
        if "valid_from" in value:
            yield value
        for inner in value.values():
            yield from dated_tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from dated_tables(inner)


def check(fact: dict[str, Any]) -> None:
    assert day(fact["valid_from"]) <= day(fact.get("valid_to") or date.max)
    assert fact["source"].strip()
    assert day(fact["as_of"]) >= date(2026, 1, 1)
    assert fact["mark"].split(",")[0] in tuple(Mark)


@pytest.mark.parametrize("path", CSV_FILES, ids=named)
def test_every_row_is_dated_sourced_and_marked(path: Path) -> None:
    assert rows(path)
    for row in rows(path):
        check(row)


@pytest.mark.parametrize("path", TOML_FILES, ids=named)
def test_every_block_is_dated_sourced_and_marked(path: Path) -> None:
    blocks = list(dated_tables(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert blocks
    for block in blocks:
        check(block)


@pytest.mark.parametrize("folder", sorted({path.parent for path in CSV_FILES}), ids=named)
def test_no_two_rows_about_one_thing_hold_on_the_same_day(folder: Path) -> None:
    spans: dict[tuple[str, ...], list[tuple[date, date]]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        family = path.name.split("-")[0]  # rates-real and rates-synthetic speak of the same things
        for row in rows(path):
            thing = (family, *(row[name] for name in OF_ONE_THING if name in row))
            spans[thing].append((day(row["valid_from"]), day(row["valid_to"] or date.max)))
    for thing, held in spans.items():
        held.sort()
        assert all(before[1] < after[0] for before, after in pairwise(held)), thing


@pytest.mark.parametrize("path", [*CSV_FILES, *TOML_FILES], ids=named)
def test_files_have_the_same_line_ends_everywhere(path: Path) -> None:
    assert b"\r" not in path.read_bytes()


def first_row(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def pattern(old: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(old, new, text, count=1)


def second_policy(text: str) -> str:
    """The same policy twice, with a day between that has none."""
    block = text[text.index("\n[[policy]]") :]
    ended = re.sub(r"(valid_from = \S+)", r"\1\nvalid_to = 2026-06-30", block)
    return ended + re.sub(r"valid_from = \S+", "valid_from = 2026-07-02", block)


FAULTS: list[tuple[str, Callable[[str], str], str]] = [
    ("tariff/rates-real.csv", first_row(",20,", ",twenty,"), r"rates-real\.csv, line 2: rate 'twenty' is not a number"),
    ("tariff/rates-real.csv", first_row(",20,", ",,"), r"rates-real\.csv, line 2: rate is missing"),
    ("tariff/rates-real.csv", first_row(",20,", ",-20,"), r"rates-real\.csv, line 2: rate -20 is below 0"),
    ("tariff/rates-real.csv", first_row(",A,", ",Q,"), r"line 2: basis 'Q' is not known\. Write one of A, B, C, CIT"),
    ("tariff/rates-real.csv", first_row("2026-01-01,,", "2026-01-01,2025-01-01,"), r"valid_to 2025-01-01 is before valid_from"),
    ("tariff/rates-real.csv", first_row(",real,", ",sure,"), r"mark 'sure' is not known\. Begin it with one of real, secondary"),
    ("tariff/rates-real.csv", lambda text: text + text.splitlines()[1] + "\n", r"0307912090 A overlaps"),
    ("tariff/rates-real.csv", first_row("0307912090", "03079120"), r"hsk '03079120' is not a tariff code\. Write ten digits"),
    (
        "tariff/lines.csv",
        lambda text: "\n".join(text.splitlines()[:-1]) + "\n",
        r"rates-synthetic\.csv, line \d+: 9619000000 has a rate and no line",
    ),
    ("tariff/lines.csv", lambda text: text + text.splitlines()[-1] + "\n", r"9619000000 has a line already"),
    ("tariff/bases.csv", first_row(",no,", ",perhaps,"), r"bases\.csv, line 2: claimed 'perhaps' is neither yes nor no"),
    ("tariff/bases.csv", first_row(",7,no", ",seven,no"), r"bases\.csv, line 2: rank 'seven' is not a rank"),
    ("tariff/chapters.csv", first_row("01,A", "1,A"), r"chapters\.csv, line 2: chapter '1' is not a chapter\. Write two digits"),
    ("taxes.csv", first_row("LIQ,220830", "LIQ,22083O"), r"taxes\.csv, line 2: goods '22083O' is not the beginning of a code"),
    ("taxes.csv", first_row("LIQ,", "LUX,"), r"taxes\.csv, line 2: tax 'LUX' is not known\. Write one of LIQ, ICT"),
    ("taxes.csv", first_row("885.7,LTR", "885.7,"), r"taxes\.csv, line 4: per and unit go together"),
    ("taxes.csv", lambda text: text + text.splitlines()[1] + "\n", r"LIQ for goods 220830 overlaps"),
    ("taxes.csv", first_row("2000000 * C62", "2000000 * C26"), r"base .*: C26 is not known here\. Known: value, "),
    (
        "taxes.toml",
        first_row('base = "value + CUD"', 'base = "value + VAT"'),
        r"taxes\.toml, line 18, tax 2: base .*VAT is not known",
    ),
    (
        "taxes.toml",
        first_row('base = "value"', 'base = "__import__(1)"'),
        r"taxes\.toml, line 8, tax 1: base .*is not arithmetic",
    ),
    ("reliefs.csv", first_row("CUD VAT,100", "CUD GST,100"), r"reliefs\.csv, line 2: taxes GST: not known"),
    ("surcharges.toml", first_row('until = "20"', 'until = "60"'), r"surcharges\.toml, .*the rows of band do not rise"),
    ("drawback.csv", first_row(",60,10000", ",0,10000"), r"drawback\.csv, line 2: 0 for 10000 is no drawback"),
    ("exchange/weeks-2026.csv", first_row("1396.19", "0"), r"weeks-2026\.csv, line 2: rate 0 is not above 0"),
    ("exchange/weeks-2026.csv", first_row("2026-01-04", "4 January"), r"valid_from '4 January' is not a day\. Write it as"),
    ("exchange/weeks-2026.csv", first_row("2026-01-10", "2026-01-11"), r"the rate of USD overlaps"),
    ("codes/units.csv", first_row("kilogram,", "kilo, gram,"), r"units\.csv, line 2: 11 cells under 10 headings"),
    ("codes/units.csv", first_row("GRM", "KGM"), r"units\.csv, line 3: code KGM stands in this list already"),
    (
        "policy.toml",
        pattern(r'random_share = "[0-9.]+"', 'random_share = "1.5"'),
        r"random_share 1\.5 is not a share\. Write a number between 0 and 1",
    ),
    (
        "policy.toml",
        pattern(r'random_share = "[0-9.]+"', 'random_share = "0.004"'),
        r"random_share 0\.004 is below 0\.005\. .* nobody can switch it off\. Write 0\.005 or more",
    ),
    ("policy.toml", pattern(r'random_lane = "L3"', 'random_lane = "L0"'), r"random_lane 'L0' is not known\. Write one of L1, L2"),
    (
        "policy.toml",
        pattern(r'rank_by = "chance"', 'rank_by = "luck"'),
        r"rank_by 'luck' is not known\. Write one of chance, duty",
    ),
    ("policy.toml", pattern(r'L3 = "500000"', 'L3 = "1"'), r"thresholds do not rise"),
    ("policy.toml", pattern(r'threshold = "0.02"', 'threshold = "5"'), r"critical: threshold 5 is not a share"),
    ("policy.toml", pattern(r'L3 = "[0-9.]+"', 'L3 = "0.001"'), r"thresholds do not rise"),
    ("policy.toml", first_row("[policy.quota_share]", "[policy.shares]"), r"\[quota_share\] is missing"),
    ("policy.toml", first_row("valid_from =", "valid_to = 2026-06-30\nvalid_from ="), r"no policy without an end"),
    ("policy.toml", second_policy, r"holds to 2026-06-30, the next from 2026-07-02\. Let it follow the day after"),
    ("profiles.toml", first_row('lane = "L3"', 'lane = "L9"'), r"profile 1: lane 'L9' is not known\. Write one of L1, L2, L3"),
    ("profiles.toml", first_row('hs = ["36"]', "hs = []"), r"profile 2: no condition"),
    ("profiles.toml", first_row('"P-WASTE"', '"P-ARMS"'), r"profile P-ARMS stands there twice"),
    (
        "agencies/rra.toml",
        first_row('"8471"', '"84.71"'),
        r"rra\.toml, line \d+, goods 1: hs '84\.71' is not the beginning of a code",
    ),
    ("agencies/rra.toml", first_row('"RRA"', "RRA"), r"rra\.toml: this is not TOML"),
    ("taxes.toml", first_row('type = "CUD"', ""), r"taxes\.toml, line 5, tax 1: type is missing"),
    ("country.toml", first_row('rule = "down"', 'rule = "up"'), r"rounding: rule 'up' is not known\. Write one of down, half-up"),
    (
        "country.toml",
        first_row('imports = "CIF"', 'imports = "CFI"'),
        r"valuation: imports 'CFI' is not known\. Write one of CIF, FOB",
    ),
    ("country.toml", first_row('"Asia/Seoul"', '"Asia/Soul"'), r"time_zone 'Asia/Soul' is not known"),
    ("country.toml", first_row('code = "KR"', 'code = "Korea"'), r"country\.toml, line 3: code 'Korea' is not a country code"),
    ("country.toml", first_row('"carry_in"]', '"carried"]'), r"guards: IM .*carried will not do\. Name review, permits and any"),
    ("country.toml", first_row('EX = ["review", ', "EX = ["), r"guards: EX permits will not do\. Name review, permits and any"),
    ("country.toml", first_row('numbering = "kr-14"', ""), r"country\.toml: numbering is missing"),
    ("tariff/bases.csv", first_row("A,basic", "Z,basic"), r"basis 'A' is not known\. Write one of B, C, CIT"),
    (
        "codes/declaration_types.csv",
        first_row(",price,", ",prize,"),
        r"line 2: rests_on 'prize' is not known\. Write one of price",
    ),
    ("policy.toml", first_row('without_score = "L1"', 'without_score = "L7"'), r"policy 1: without_score 'L7' is not known"),
]


@pytest.mark.parametrize(("file", "damage", "message"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_fault_names_file_row_value_and_remedy(tmp_path: Path, file: str, damage: Callable[[str], str], message: str) -> None:
    folder = tmp_path / "kr"
    shutil.copytree(KOREA, folder)
    text = (folder / file).read_text(encoding="utf-8")
    damaged = damage(text)
    assert damaged != text
    (folder / file).write_text(damaged, encoding="utf-8")
    with pytest.raises(ReferenceFault, match=message):
        read_country(folder)


@pytest.mark.parametrize(
    "file", ["country.toml", "taxes.toml", "policy.toml", "tariff/bases.csv", "codes/declaration_types.csv", "replies.toml"]
)
def test_a_file_that_no_country_can_do_without_is_missed_by_its_name(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "kr"
    shutil.copytree(KOREA, folder)
    (folder / file).unlink()
    with pytest.raises(ReferenceFault, match=f"{Path(file).name}: this file is missing, and no country can do without it"):
        read_country(folder)
