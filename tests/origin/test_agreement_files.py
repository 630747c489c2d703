"""The agreements of Korea as dated data, and what a slip in their files is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from origin_making import FACT, MAY

from eclear.reference import Country, Mark, ReferenceFault, country
from eclear.reference.agreements import Agreements, later, read_agreements
from eclear.reference.country import FOLDERS

FOLDER = FOLDERS / "kr" / "agreements"


@pytest.fixture(scope="module")
def korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def agreements(korea: Country) -> Agreements:
    return korea.agreements


def test_a_basis_finds_its_agreement_on_a_day(agreements: Agreements) -> None:
    for basis, name in (("FEU1", "eu"), ("FUS1", "us"), ("FCN1", "cn"), ("FRCCN1", "rcep"), ("FRCJP1", "rcep")):
        found = agreements.of(basis, MAY)
        assert found is not None and found.id == name and basis in found.bases
    assert agreements.of("FEU1", date(2025, 12, 31)) is None and agreements.known("FEU1")
    assert agreements.of("FCL1", MAY) is None and not agreements.known("FCL1")
    assert agreements.of(None, MAY) is None and not agreements.known(None)


def test_there_are_four_agreements_and_each_is_found_by_its_name(agreements: Agreements) -> None:
    assert agreements.ids == ("cn", "eu", "rcep", "us")
    assert [one.id for one in agreements.on(MAY)] == list(agreements.ids)
    assert agreements.on(date(2025, 1, 1)) == ()


@pytest.mark.parametrize("name", ["cn", "eu", "rcep", "us"])
def test_every_chapter_has_a_rule(agreements: Agreements, name: str) -> None:
    found = agreements.named(name, MAY)
    assert found is not None
    for chapter in range(1, 98):
        rules = found.rules(f"{chapter:02}9999", MAY)
        if chapter == 77:  # reserved in the nomenclature
            assert rules == ()
        else:
            assert rules and not rules[-1].span.partial, chapter


def test_the_parties_of_a_basis_are_parties_of_its_agreement(korea: Country) -> None:
    for found in korea.agreements.on(MAY):
        claimed: set[str] = set()
        for basis in found.bases:
            assert basis in korea.tariff.bases.claimed
            claimed |= korea.tariff.bases.claimed[basis].parties
        assert claimed | {"KR"} == found.parties.countries


def test_the_terms_are_those_that_were_collected(agreements: Agreements) -> None:
    terms = {}
    for found in agreements.on(MAY):
        assert found.waiver is not None
        terms[found.id] = (str(found.waiver.amount), found.waiver.fact.mark)
    assert terms == {
        "us": ("USD 1,000", "secondary"),
        "eu": ("USD 1,000", "secondary"),
        "cn": ("USD 700", "secondary"),
        "rcep": ("USD 200", "unconfirmed"),
    }
    european, american = agreements.named("eu", MAY), agreements.named("us", MAY)
    assert european is not None and american is not None
    assert european.approved_exporter is not None and str(european.approved_exporter.amount) == "EUR 6,000"
    assert american.approved_exporter is None
    assert american.value.word == "fob" and european.value.word == "ex-works"


def test_textiles_are_tolerated_by_weight_and_farm_goods_not_at_all(agreements: Agreements) -> None:
    for found in agreements.on(MAY):
        shirt, motor = found.tolerance("610910"), found.tolerance("850110")
        assert shirt is not None and shirt.by == "weight"
        assert motor is not None and (motor.by, motor.share) == ("value", 10)
        assert found.tolerance("081110") is None


def test_whatever_was_not_confirmed_says_so(agreements: Agreements) -> None:
    for found in agreements.on(MAY):
        for chapter in range(1, 98):
            for rule in found.rules(f"{chapter:02}9999", MAY):
                assert rule.fact.mark in (Mark.UNCONFIRMED, Mark.SYNTHETIC), rule.code


def test_one_heading_in_part_has_a_rule_of_its_own(agreements: Agreements) -> None:
    european = agreements.named("eu", MAY)
    assert european is not None
    assert [rule.code for rule in european.rules("190590", MAY)] == ["ex 1905", "1905"]
    first = european.rule("190590", MAY)
    assert first is not None and first.code == "ex 1905"


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2025, 5, 12), 12, date(2026, 5, 12)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 31), 48, date(2029, 12, 31)),
        (date(9999, 1, 1), 12, date.max),
    ],
)
def test_months_are_counted_to_the_same_day(day: date, months: int, last: date) -> None:
    assert later(day, months) == last


def test_a_proof_and_a_late_claim_have_their_last_day(agreements: Agreements) -> None:
    american = agreements.named("us", MAY)
    assert american is not None
    assert later(date(2025, 5, 12), american.proof.months) == date(2029, 5, 12)
    assert american.claimable_until(date(2026, 5, 12)) == date(2027, 5, 12)


def test_a_country_may_have_no_agreements(tmp_path: Path) -> None:
    empty = read_agreements(tmp_path / "none")
    assert empty.ids == () and empty.of("FEU1", MAY) is None
    british = country("GB")
    assert british is not None and british.agreements.ids == ()


def copied(folder: Path, file: str, change: Callable[[str], str]) -> Path:
    shutil.copytree(FOLDER, folder / "agreements")
    path = folder / "agreements" / file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return folder / "agreements"


def first(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("eu.csv", first("\n1,WO,", "\n1,WX,"), r"agreements/eu\.csv, line 2: criterion, column 1 of 'WX': 'WX' stands here"),
        ("eu.csv", first(",MaxNOM<=45,", ",MaxNOM<=450,"), r"column 9 of 'MaxNOM<=450': .*a percentage from 0 to 100"),
        ("eu.csv", first("\n8701-8707,", "\n8701-87,"), r"code, column 1 of '8701-87': .*as many on both sides"),
        ("eu.csv", first("\n2007,", "\n1905,"), r"rules 1905 and 1905 are for the same codes on the same day"),
        (
            "us.csv",
            first("\n8701-8707,", "\n8701-8707,CTH,,2026-01-01,,SYNTHETIC,x,2026-11-22\n8704-8710,"),
            r"neither is narrower",
        ),
        ("cn.csv", first(",SYNTHETIC,", ",sure,"), r"mark 'sure' is not known"),
        ("eu.toml", first('bases = ["FEU1"]', "bases = []"), r"eu\.toml, line 5: bases is empty"),
        ("eu.toml", first('bases = ["FEU1"]', 'bases = ["FCN1"]'), r"basis FCN1 belongs to cn\.toml already"),
        ("eu.toml", first('for_all = "WO"', 'for_all = "WO or"'), r"eu\.toml, line 6: for_all, column 6 of 'WO or'"),
        ("eu.toml", first('"KR", "AT"', '"KR", "Austria"'), r"countries holds 'Austria'"),
        ("eu.toml", first('base = "ex-works"', 'base = "cif"'), r"base 'cif' is not known\. Write one of fob, ex-works"),
        ("eu.toml", first('of = "parties"', 'of = "all"'), r"of 'all' is not known"),
        ("eu.toml", first('share = "10"', 'share = "110"'), r"de_minimis 1: share 110 is no percentage"),
        ("eu.toml", first('by = "value"', 'by = "volume"'), r"by 'volume' is not known"),
        ("eu.toml", first('goods = ["1-97"]', "goods = []"), r"goods is empty"),
        ("eu.toml", first('goods = ["1-97"]', 'goods = ["all"]'), r"goods, column 1 of 'all'"),
        ("eu.toml", first('months = "12"', 'months = "1.5"'), r"months 1\.5 will not do"),
        ("eu.toml", first('documents = ["861", "862", "864"]', "documents = []"), r"documents is empty"),
        ("eu.toml", first('below = "1000"', 'below = "0"'), r"below 0 is not above 0"),
        ("eu.toml", first("[[exporter_number]]", "[[number]]"), r"\[\[exporter_number\]\] says nothing for 2026-01-01"),
        ("eu.toml", first('signs = "/-"', 'signs = "/ "'), r"signs '/ ' will not do"),
        ("eu.toml", first('shortest = "6"', 'shortest = "36"'), r"shortest 36 is not from 1 to longest, 35"),
        ("eu.toml", first("[[proof]]", "[[evidence]]"), r"\[\[proof\]\] says nothing for 2026-01-01"),
        (
            "eu.toml",
            lambda text: text + '\n[[waiver]]\nbelow = "500"\ncurrency = "USD"\n' + ABOUT,
            r"\[\[waiver\]\] overlaps",
        ),
    ],
)
def test_a_slip_is_told_with_its_place_and_the_remedy(tmp_path: Path, file: str, change: Callable[[str], str], said: str) -> None:
    with pytest.raises(ReferenceFault, match=said):
        read_agreements(copied(tmp_path, file, change))


ABOUT = 'valid_from = 2026-07-01\nmark = "SYNTHETIC"\nsource = "a test"\nas_of = 2026-11-22\n'


def test_a_missing_rules_file_is_missed(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "agreements")
    (tmp_path / "agreements" / "us.csv").unlink()
    with pytest.raises(ReferenceFault, match=r"us\.csv: this file is missing"):
        read_agreements(tmp_path / "agreements")


def test_a_term_may_change_from_a_day_on(tmp_path: Path) -> None:
    def raised(text: str) -> str:
        ended = re.sub(r'(below = "1000"\ncurrency = "USD"\nvalid_from = \S+)', r"\1\nvalid_to = 2026-06-30", text)
        return ended + '\n[[waiver]]\nbelow = "1500"\ncurrency = "USD"\n' + ABOUT

    changed = read_agreements(copied(tmp_path, "eu.toml", raised))
    amounts = []
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        found = changed.of("FEU1", day)
        assert found is not None and found.waiver is not None
        amounts.append(str(found.waiver.amount))
    assert amounts == ["USD 1,000", "USD 1,500"]
    european = changed.of("FEU1", date(2026, 7, 1))
    assert european is not None and european.fact.valid_from == FACT.valid_from


def test_a_rule_may_change_from_a_day_on(tmp_path: Path) -> None:
    row = '8701-8707,MaxNOM<=45,"Motor vehicles, their chassis and bodies",2026-01-01,,'

    def stricter(text: str) -> str:
        assert row in text
        after = row.replace("2026-01-01,,", "2026-07-01,,").replace("<=45", "<=40")
        return (
            text.replace(row, row.replace(",2026-01-01,,", ",2026-01-01,2026-06-30,")) + after + "SYNTHETIC,a test,2026-11-22\n"
        )

    found = read_agreements(copied(tmp_path, "eu.csv", stricter)).of("FEU1", MAY)
    assert found is not None
    rules = [found.rule("870323", day) for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert [str(rule.criterion) for rule in rules if rule] == ["MaxNOM<=45", "MaxNOM<=40"]
