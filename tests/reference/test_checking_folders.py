"""Checking a country folder names every mistake in it: the file, the line where there is one, and what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eclear.reference.checking import check_country
from eclear.reference.country import FOLDERS

TAMARIA = FOLDERS / "xt"
Damage = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the teaching country, to be damaged."""
    return Path(shutil.copytree(TAMARIA, tmp_path / "xt"))


def told(folder: Path) -> list[str]:
    return [str(fault) for fault in check_country(folder)]


@pytest.mark.parametrize("code", ["kr", "gb", "xt"])
def test_the_folders_that_eclear_brings_are_in_order(code: str) -> None:
    assert told(FOLDERS / code) == []


def swap(file: str, old: str, new: str) -> tuple[str, Damage]:
    """Replace the first occurrence of a text in a file."""

    def damage(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return f"{file}: {old} -> {new}"[:80], damage


def line(file: str, number: int, change: Callable[[str], str]) -> tuple[str, Damage]:
    """Change one line of a file."""

    def damage(folder: Path) -> None:
        path = folder / file
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[number - 1] = change(lines[number - 1])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    return f"{file}, line {number}", damage


def added(file: str, text: str) -> tuple[str, Damage]:
    """Add a row or a table at the end of a file."""
    return f"{file} + {text[:40]}", lambda folder: _write(folder / file, _read(folder / file) + text)


def recoded(file: str, encoding: str) -> tuple[str, Damage]:
    """Save a file in another encoding."""
    return f"{file} in {encoding}", lambda folder: _recode(folder / file, encoding)


def both(one: tuple[str, Damage], other: tuple[str, Damage]) -> tuple[str, Damage]:
    """Do two things that make one mistake."""

    def damage(folder: Path) -> None:
        one[1](folder)
        other[1](folder)

    return f"{one[0]} and {other[0]}", damage


def gone(file: str) -> tuple[str, Damage]:
    return f"without {file}", lambda folder: (folder / file).unlink()


def anew(file: str, body: bytes) -> tuple[str, Damage]:
    """Put a new file there, in the place of one or beside the others."""
    return f"{file} anew", lambda folder: _put(folder / file, body)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _put(path: Path, body: bytes) -> None:
    path.write_bytes(body)


def _recode(path: Path, encoding: str) -> None:
    path.write_bytes(_read(path).encode(encoding))


FACT = "2026-01-01,,SYNTHETIC,invented for training,2026-11-22\n"
REMEDY = r"(Known|Write|Add|Correct|Take|Fill|Rename|Save|Name|Quote|Close|Keep|End|Let|Give|Split|Begin|Divide|Leave)"

DAMAGES: list[tuple[tuple[str, Damage], str]] = [
    # a value that is none
    (
        swap("tariff/rates-ordinary.csv", "0102290000,G,5,", "0102290000,G,five,"),
        r"rates-ordinary\.csv, line 2: rate 'five' is not",
    ),
    (swap("tariff/rates-ordinary.csv", "0102290000,G,5,", "0102290000,G,-5,"), r"line 2: rate -5 is below 0"),
    (swap("tariff/rates-ordinary.csv", "0102290000,G,5,", "0102290000,G,,"), r"line 2: the row has no rate"),
    (swap("tariff/rates-ordinary.csv", "20,1.50,KGM,higher", "20,1.50,,higher"), r"line 6: per and unit go together"),
    (
        swap("tariff/rates-ordinary.csv", ",higher,", ",highest,"),
        r"line 6: rule 'highest' is not known\. Write one of sum, higher",
    ),
    (swap("tariff/lines.csv", "0102290000,", "102290000,"), r"lines\.csv, line 2: hsk '102290000' is not a tariff code"),
    (swap("tariff/chapters.csv", "01,M,", "1,M,"), r"chapters\.csv, line 2: chapter '1' is not a chapter"),
    (swap("taxes.csv", "EXC,2208,", "EXC,22O8,"), r"taxes\.csv, line 3: goods '22O8' is not the beginning of a code"),
    (swap("exchange/weeks-2026.csv", "2026-01-04", "4.1.2026"), r"weeks-2026\.csv, line 2: valid_to '4\.1\.2026' is not a day"),
    (swap("reliefs.csv", ",100,,Z01", ",110,,Z01"), r"reliefs\.csv, line 2: 110 % off .* is no relief"),
    (swap("country.toml", 'decimals = "2"', 'decimals = "two"'), r"xt/country\.toml, line 7: decimals 'two' is not a number"),
    (
        swap("country.toml", 'colour = "red"', 'colour = "crimson"'),
        r"country\.toml, line \d+, lanes, L3: colour 'crimson' is not",
    ),
    (swap("country.toml", "Etc/GMT-3", "Tamaria/Tamar"), r"country\.toml, line 5: time_zone 'Tamaria/Tamar' is not known"),
    (
        swap("policy.toml", 'random_share = "0.02"', 'random_share = "2"'),
        r"policy\.toml, line 8, policy 1: random_share 2 is not a",
    ),
    (swap("replies.toml", 'on = "rejected"', 'on = "refused"'), r"replies\.toml, line \d+, reply 1: on 'refused' is not known"),
    (swap("agencies/radio.toml", '"8517"', '"85.17"'), r"radio\.toml, line \d+, goods 1: hs '85\.17' is not the beginning"),
    (
        swap("agreements/xa.csv", "CTH or MaxNOM<=50", "CTH or MaxNOM<50"),
        r"xa\.csv, line 4: criterion, column 14 of .*'<' has no meaning",
    ),
    (swap("surcharges.toml", 'until = "30"', 'until = "5"'), r"surcharges\.toml, .*the rows of band do not rise"),
    (
        swap("tariff/bases.csv", "Q,tariff-quota rate,할당세율,4", "Q,tariff-quota rate,할당세율,four"),
        r"line 4: rank 'four' is not a rank",
    ),
    # a name that nobody knows
    (swap("taxes.csv", "EXC,2208,", "EXCISE,2208,"), r"taxes\.csv, line 3: tax 'EXCISE' is not known\. Write one of EXC, SUR"),
    (swap("taxes.csv", "9.00,LPA", "9.00,LPZ"), r"taxes\.csv, line 2: unit LPZ is not in codes/units\.csv"),
    (swap("tariff/rates-ordinary.csv", "0.35,KGM", "0.35,KGS"), r"rates-ordinary\.csv, line \d+: unit KGS is not in codes/units"),
    (swap("tariff/rates-ordinary.csv", "22.5,,,,XB", "22.5,,,,XZ"), r"line \d+: origins XZ: not in codes/countries\.csv"),
    (
        swap("tariff/rates-ordinary.csv", "0102290000,M,", "0102290000,MFN,"),
        r"line 3: basis 'MFN' is not known\. Write one of AD, G, M",
    ),
    (swap("tariff/bases.csv", ",XB,861", ",XQ,861"), r"bases\.csv, line 6: parties XQ: not in codes/countries\.csv"),
    (swap("tariff/bases.csv", ",XB,861", ",XB,8611"), r"bases\.csv, line 6: documents 8611: not in codes/documents\.csv"),
    (
        swap("tariff/bases.csv", "replace,,4 5 6,XA", "replace,,4 5 66,XA"),
        r"bases\.csv, line 5: over_if_lower 66: no basis has this rank",
    ),
    (swap("taxes.csv", "LEV,,PXA", "LEV,,PAX"), r"taxes\.csv, line \d+: preference PAX is not in tariff/bases\.csv"),
    (swap("taxes.csv", "SAL,,,45", "SAL,,,46"), r"taxes\.csv, line \d+: procedure 46: not in codes/procedures\.csv"),
    (
        swap("country.toml", 'currency = "XTD"', 'currency = "XTT"'),
        r"xt/country\.toml: currency XTT is not in codes/currencies\.csv",
    ),
    (added("exchange/weeks-2026.csv", f"XXQ,1.5,{FACT}"), r"exchange: currency XXQ is not in codes/currencies\.csv"),
    (
        swap("codes/sheds.csv", "냉동부두 창고,XT0001", "냉동부두 창고,XT0009"),
        r"sheds\.csv, line 3: office XT0009: not in codes/offices",
    ),
    (swap("reliefs.csv", "DUT,75", "DTU,75"), r"reliefs\.csv, line 3: taxes DTU: not known"),
    (swap("reliefs.csv", ",Z01,", ",Z99,"), r"reliefs\.csv, line 2: documents Z99: not in codes/documents\.csv"),
    (swap("agreements/xa.toml", '["PXA"]', '["PXZ"]'), r"xa\.toml: basis PXZ is not in tariff/bases\.csv"),
    (swap("register/approvals.csv", ",XT-FOOD,", ",XT-FOD,"), r"approvals\.csv, line 2: .*agency 'XT-FOD', which has no file"),
    (swap("tariff/lines.csv", "0102290000,", "0102990000,"), r"lines\.csv, line 2: 0102990000 has no rate"),
    # formulas
    (
        swap("taxes.toml", "value + DUT", "value ++ DUT"),
        r"taxes\.toml, line \d+, tax 2: base 'value \+\+ DUT': .*is not arithmetic",
    ),
    (swap("taxes.toml", "value + DUT", "value + SAL"), r"taxes\.toml, line \d+, tax 2: .*SAL is not known here\. Known: value"),
    (swap("taxes.toml", "(1 - 0.02)", "(1 - 1)"), r"taxes\.toml, line \d+, tax 4: .*divides by nothing"),
    (swap("taxes.toml", "value + DUT", "value + 2,5"), r"taxes\.toml, line \d+, tax 2: .*',' at character 10 is not arithmetic"),
    (swap("taxes.toml", "value + DUT", "vаlue + DUT"), r"taxes\.toml, line \d+, tax 2: .*U\+0430, no letter from A to Z"),
    # names that are mistyped, and would be passed over in silence
    (
        swap("country.toml", "[valuation]", "[valuations]"),
        r"country\.toml, line \d+, .*\[valuation\] is missing|no key 'valuations'",
    ),
    (
        swap("country.toml", "shared_by", "shared_bye"),
        r"country\.toml, line \d+, valuation: no key 'shared_bye' is read here. Write shared_by",
    ),
    (
        swap("taxes.csv", ",rule,base,", ",rul,base,"),
        r"taxes\.csv, line 1: no column 'rul' is read here\. Write rule, or take it out",
    ),
    (swap("tariff/rates-ordinary.csv", ",origins,", ",origin,"), r"rates-ordinary\.csv, line 1: no column 'origin' is read"),
    (
        swap("taxes.toml", 'rates = "taxes"', 'rates = "taxes"\nroundings = "down"'),
        r"line \d+, tax 2: no key 'roundings' is read here",
    ),
    (
        swap("profiles.toml", "indirect = true", "indrect = true"),
        r"profiles\.toml, line \d+, profile 3: no key 'indrect' is read",
    ),
    (
        swap("surcharges.toml", "within_months", "within_month"),
        r"surcharges\.toml, line \d+, correction 1: no key 'within_month'",
    ),
    (swap("agreements/xa.toml", "[[de_minimis]]", "[[deminimis]]"), r"xa\.toml, line \d+: no key 'deminimis' is read here"),
    (
        swap("replies.toml", "presented = false", "present = false"),
        r"replies\.toml, line \d+, reply 2: present: no such condition",
    ),
    (
        swap("codes/procedures.csv", ",suspends,", ",suspend,"),
        r"procedures\.csv, line 1: no column 'suspend' is read here\. Write",
    ),
    (added("country.toml", '\n[weather]\nsun = "yes"\n'), r"country\.toml, line \d+: no key 'weather' is read here"),
    # words that are missing
    (
        swap("tariff/lines.csv", "Live cattle,살아 있는 소", "Live cattle,"),
        r"lines\.csv, line 2: name_ko is missing\. Fill it in",
    ),
    (swap("tariff/lines.csv", "Live cattle,살아 있는 소", "Live cattle,  "), r"lines\.csv, line 2: name_ko is missing"),
    (swap("taxes.toml", 'ko = "물품세"', 'ko = ""'), r"taxes\.toml, line \d+, tax 2, name: ko is missing"),
    (swap("country.toml", ', ko = "타마리아(가상)" }', " }"), r"country\.toml, line 4, name: ko is missing"),
    (swap("codes/countries.csv", ",invented for training,", ",,"), r"countries\.csv, line 2: source is missing"),
    (swap("codes/units.csv", ",name_ko,", ",korean,"), r"units\.csv, line 1: the column name_ko is missing\. Add it"),
    # days
    (
        swap("tariff/rates-ordinary.csv", "2026-06-01,2026-09-30", "2026-05-31,2026-09-30"),
        r"0702000000 M overlaps: .* holds to 2026-05-31",
    ),
    (
        swap("tariff/rates-ordinary.csv", "2026-06-01,2026-09-30", "2026-06-03,2026-09-30"),
        r"0702000000 M has a gap: .*2026-06-01 to 2026-06-02",
    ),
    (
        swap("tariff/rates-ordinary.csv", "2026-06-01,2026-09-30", "2026-06-03,2026-09-30"),
        r"0702000000 has no rate without a claim from 2026-06-01",
    ),
    (
        swap("tariff/rates-ordinary.csv", "2026-06-01,2026-09-30", "2026-09-30,2026-06-01"),
        r"valid_to 2026-06-01 is before valid_from",
    ),
    (
        swap("exchange/weeks-2026.csv", "2026-01-05,", "2026-01-07,"),
        r"the rate of USD has a gap: nothing holds from 2026-01-05 to",
    ),
    (swap("exchange/weeks-2026.csv", "2026-01-05,", "2026-01-04,"), r"weeks-2026\.csv, line 3: the rate of USD overlaps"),
    (
        swap("policy.toml", "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-12-31"),
        r"policy\.toml: there is no policy without an end",
    ),
    # rates that are missing
    (line("tariff/chapters.csv", 6, lambda _: ""), r"chapters\.csv: chapter 05 .* has no rate, and no line either\. Add a row"),
    (swap("tariff/chapters.csv", "76,M,", "77,M,"), r"chapters\.csv, line \d+: the Harmonized System has no chapter 77"),
    (swap("tariff/lines.csv", "9504500000,", "9504550000,"), r"9504500000 has a rate and no line\. Add it to lines\.csv"),
    (added("tariff/lines.csv", f"1234560000,Invented,가상,,{FACT}"), r"lines\.csv, line 68: 1234560000 has no rate"),
    # a code that the Harmonized System does not have
    (
        both(
            swap("tariff/lines.csv", "9504500000,", "9504550000,"),
            swap("tariff/rates-ordinary.csv", "9504500000,", "9504550000,"),
        ),
        r"lines\.csv, line 67: hsk 9504550000: HS 2022 has no code 950455\. Heading 9504 has .*\. Correct the code",
    ),
    # what stands twice
    (added("tariff/lines.csv", f"9504500000,Again,다시,,{FACT}"), r"lines\.csv, line 68: 9504500000 has a line already"),
    (added("codes/units.csv", f"KGM,kilo,킬로,,,{FACT}"), r"units\.csv, line 11: code KGM stands in this list already"),
    (
        swap("codes/units.csv", "code,name_en,name_ko,of", "code,name_en,name_en,of"),
        r"units\.csv, line 1: the column name_en stands there twice",
    ),
    (swap("taxes.toml", 'type = "SUR"', 'type = "EXC"'), r"taxes\.toml, line \d+, tax 3: type 'EXC' will not do"),
    # files that cannot be read
    (
        recoded("tariff/lines.csv", "cp949"),
        r"tariff/lines\.csv, line 2: byte 0x[0-9a-f]{2} is not text in UTF-8\. Save the file as UTF-8",
    ),
    (recoded("taxes.toml", "utf-16"), r"xt/taxes\.toml, line 1: byte 0xff is not text in UTF-8"),
    (
        anew("tariff/chapters.csv", b"chapter;basis;rate;valid_from\n01;M;5;2026-01-01\n"),
        r"tariff/chapters\.csv, line 1: the cells are separated by semicolons\. Save the file with commas",
    ),
    (anew("tariff/chapters.csv", b"chapter\tbasis\n01\tM\n"), r"chapters\.csv, line 1: the cells are separated by tabs"),
    (anew("taxes.csv", b""), r"xt/taxes\.csv, line 1: the file is empty"),
    (swap("tariff/lines.csv", "0102290000,Live", '0102290000,"Live'), r"lines\.csv, line \d+: a quotation mark is out of place"),
    (swap("tariff/lines.csv", "Live cattle,", "Live cattle, and goats,"), r"lines\.csv, line 2: 10 cells under 9 headings"),
    (swap("tariff/lines.csv", "Live cattle,", ""), r"lines\.csv, line 2: 8 cells under 9 headings"),
    (swap("taxes.toml", 'type = "SUR"', "type = SUR"), r"xt/taxes\.toml: this is not TOML \(.*line \d+, column"),
    (swap("agencies/food.toml", "[taught]", "[taught"), r"agencies/food\.toml: this is not TOML \(.*line \d+"),
    # files that are missing, or that nobody reads
    (gone("taxes.toml"), r"xt/taxes\.toml: this file is missing, and no country can do without it\. Add it"),
    (gone("tariff/bases.csv"), r"tariff/bases\.csv: this file is missing"),
    (gone("agreements/xa.csv"), r"agreements/xa\.csv: this file is missing"),
    (gone("country.toml"), r"xt/country\.toml: this file is missing"),
    (anew("taxs.csv", b"tax\n"), r"taxs\.csv: no file of this name is read\. Rename it to taxes\.csv, or take it away"),
    (anew("tariff/prices.xlsx", b"PK"), r"tariff/prices\.xlsx: no file of this name is read"),
    (anew("codes/colours.csv", b"code\n"), r"codes/colours\.csv: there is no list colours\. Write one of countries, currencies"),
]


@pytest.mark.parametrize(("damage", "expected"), DAMAGES, ids=[damage[0] for damage, _ in DAMAGES])
def test_a_mistake_is_told_with_its_place_and_a_remedy(folder: Path, damage: tuple[str, Damage], expected: str) -> None:
    damage[1](folder)
    faults = told(folder)
    matching = [fault for fault in faults if re.search(expected, fault)]
    assert matching, "\n".join(faults)
    assert all(re.search(REMEDY, fault.split(": ", 1)[1]) for fault in faults), "\n".join(faults)
    assert len(faults) <= 12, f"{len(faults)} faults from one mistake:\n" + "\n".join(faults)


def test_there_are_enough_of_them() -> None:
    assert len(DAMAGES) >= 80


def test_several_mistakes_are_all_told_at_once(folder: Path) -> None:
    chosen = [
        swap("tariff/rates-ordinary.csv", "0102290000,G,5,", "0102290000,G,five,"),
        swap("tariff/rates-ordinary.csv", "20,1.50,KGM,higher", "20,1.50,KGM,highest"),
        swap("tariff/lines.csv", "Live cattle,살아 있는 소", "Live cattle,"),
        swap("taxes.toml", "value + DUT", "value + SAL"),
        swap("taxes.csv", "9.00,LPA", "9.00,LPZ"),
        swap("country.toml", 'decimals = "2"', 'decimals = "two"'),
        swap("country.toml", "Etc/GMT-3", "Tamaria/Tamar"),
        swap("country.toml", "[clocks.loading]", "[clocks.loadings]"),
        swap("policy.toml", 'random_share = "0.02"', 'random_share = "2"'),
        swap("profiles.toml", 'lane = "L2"', 'lane = "L7"'),
        swap("replies.toml", 'on = "rejected"', 'on = "refused"'),
        swap("replies.toml", 'office = "TAMARIA-TRIBUNAL"', ""),
        swap("agencies/food.toml", '"XFOD"', '"xfod"'),
        swap("agreements/xa.toml", 'base = "ex-works"', 'base = "exworks"'),
        swap("agreements/xa.csv", "WO,", "WHO,"),
        swap("surcharges.toml", 'days = "15"', 'days = "fifteen"'),
        swap("register/aeo.csv", "XTTRD0004", ""),
        swap("codes/currencies.csv", "2026-01-01", "2026-13-01"),
        gone("exchange/weeks-2026.csv"),
        anew("noted.txt", b"buy milk\n"),
    ]
    for _, damage in chosen:
        damage(folder)
    faults = "\n".join(told(folder))
    for expected in (
        "rates-ordinary.csv, line 2: rate 'five'",
        "rates-ordinary.csv, line 6: rule 'highest'",
        "lines.csv, line 2: name_ko is missing",
        "tax 2: base 'value + SAL'",
        "unit LPZ",
        "decimals 'two'",
        "time_zone 'Tamaria/Tamar'",
        "the table [loading] is missing",
        "no key 'loadings' is read here",
        "random_share 2",
        "lane 'L7'",
        "on 'refused'",
        "appeal: office is missing",
        "document_code 'xfod'",
        "base 'exworks'",
        "xa.csv, line 2: criterion",
        "days 'fifteen'",
        "aeo.csv, line 2: number is missing",
        "currencies.csv, line 2: valid_from '2026-13-01'",
        "noted.txt: no file of this name",
    ):
        assert expected in faults, f"{expected} is missing from\n{faults}"


def test_two_mistakes_in_one_row_are_both_told(folder: Path) -> None:
    for _, damage in (
        line("tariff/rates-ordinary.csv", 2, lambda _: "0102290000,G,five,,,,,2026-01-01,,guess,,2026-11-22"),
        line("taxes.csv", 3, lambda _: "EXC,22O8,,,,,,24.00,LPA,lower,value + SAL,2026-01-01,,SYNTHETIC,made,soon"),
    ):
        damage(folder)
    faults = told(folder)
    assert [fault.split(": ", 1)[1].split(" ")[0] for fault in faults if "rates-ordinary.csv, line 2" in fault] == [
        "rate",
        "mark",
        "source",
    ]
    assert [fault.split(": ", 1)[1].split(" ")[0] for fault in faults if "taxes.csv, line 3" in fault] == [
        "base",
        "as_of",
        "goods",
    ]
    assert len(faults) == 6


def test_a_column_that_is_missing_is_told_once_and_not_for_every_row(folder: Path) -> None:
    swap("codes/units.csv", ",name_ko,", ",korean,")[1](folder)
    assert len([fault for fault in told(folder) if "units.csv" in fault and "name_ko" in fault]) == 1


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    for file in ("tariff/lines.csv", "country.toml", "taxes.csv"):
        _put(folder / file, b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert told(folder) == []


def test_line_ends_of_another_system_do_no_harm(folder: Path) -> None:
    for file in ("tariff/lines.csv", "country.toml", "taxes.csv"):
        _put(folder / file, (folder / file).read_bytes().replace(b"\n", b"\r\n"))
    assert told(folder) == []


def test_a_season_without_a_rate_of_a_preference_is_no_mistake(folder: Path) -> None:
    added("tariff/rates-claimed.csv", "0702000000,PXB,2,2026-01-01,2026-03-31,SYNTHETIC,made for this test,2026-11-22\n")[1](
        folder
    )
    added("tariff/rates-claimed.csv", "0702000000,PXB,1,2026-10-01,,SYNTHETIC,made for this test,2026-11-22\n")[1](folder)
    assert told(folder) == []


def test_what_is_no_country_folder_is_told_so(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: this is no folder. Name the folder that holds country.toml."]
    assert "this is no country folder: it holds no country.toml" in told(tmp_path)[0]
    file = tmp_path / "country.toml"
    file.write_text("", encoding="utf-8")
    assert "this is no folder" in told(file)[0]


def test_an_empty_country_is_told_every_file_that_it_needs(tmp_path: Path) -> None:
    (tmp_path / "country.toml").write_text("", encoding="utf-8")
    faults = "\n".join(told(tmp_path))
    for file in ("taxes.toml", "policy.toml", "replies.toml", "bases.csv", "declaration_types.csv"):
        assert f"{file}: this file is missing" in faults
    for name in ("code", "name", "time_zone", "currency", "decimals", "numbering"):
        assert f"country.toml: {name} is missing" in faults
    for table in ("rounding", "valuation", "tariff", "clocks", "guards", "lanes"):
        assert f"the table [{table}] is missing" in faults


def test_a_checked_folder_still_stops_at_the_first_mistake_where_it_is_used(folder: Path) -> None:
    from eclear.reference import ReferenceFault, read_country

    swap("tariff/lines.csv", "Live cattle,살아 있는 소", "Live cattle,")[1](folder)
    with pytest.raises(ReferenceFault, match=r"lines\.csv, line 2: name_ko is missing"):
        read_country(folder)
