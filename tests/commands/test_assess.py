"""``eclear assess``: what declarations owe, line by line, as of any day and under any country; nothing is recorded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from command_line import Eclear
from tests_shared import CHECKOUT

from eclear.casefile.declaration import Classification
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.checks.baseline import IMPORT, ITEM
from eclear.wco import write

WHISKY = replace(
    IMPORT,
    trade_terms="CIF",
    freight=None,
    charges=(),
    items=(
        replace(
            ITEM,
            description="Single malt whisky",
            classifications=(Classification("2208300000", "HSK"),),
            price=Amount(Decimal(100_000), "KRW"),
            quantity=Measure(Decimal(1), "LTR"),
        ),
    ),
)


@pytest.fixture
def whisky(eclear: Eclear) -> str:
    return eclear.message("whisky.xml", write(WHISKY, "KR"))


def test_one_object_a_file_tells_every_line_with_its_working(eclear: Eclear, whisky: str) -> None:
    done = eclear("assess", whisky, "--json")
    assert done.status == 0, done.err
    (told,) = done.lines
    assert set(told) >= {"file", "items", "totals", "total_due"}
    assert told["file"] == whisky and told["country"] == "KR" and told["on"] == "2026-05-12"
    (item,) = told["items"]
    assert item["item"] == 1
    assert [(line["type"], line["base"], line["rate"], line["amount"]) for line in item["lines"]] == [
        ("CUD", "100000", "20", "20000"),
        ("LIQ", "120000", "72", "86400"),
        ("EDU", "86400", "30", "25920"),
        ("VAT", "232320", "10", "23232"),
    ]
    assert all(set(line) >= {"type", "base", "rate", "amount", "currency", "formula", "source"} for line in item["lines"])
    assert told["totals"] == {"CUD": "20000", "LIQ": "86400", "EDU": "25920", "VAT": "23232"}
    assert told["total_due"] == "155552"


def test_it_touches_no_database(eclear: Eclear, whisky: str) -> None:
    done = eclear("assess", whisky, "--json", ECLEAR_DATABASE="sqlite:////nowhere/at/all.db")
    assert done.status == 0, done.err
    assert [path.name for path in eclear.folder.iterdir()] == ["whisky.xml"]


def test_a_reader_gets_the_working_in_lines(eclear: Eclear, whisky: str) -> None:
    done = eclear("assess", whisky)
    assert "KRW (100,000 + 20,000) x 72 % = KRW 86,400" in done.out
    assert "total due KRW 155552 (CUD 20000, LIQ 86400, EDU 25920, VAT 23232)" in done.out


def test_another_day_has_another_law(eclear: Eclear) -> None:
    milk = replace(WHISKY, items=(replace(WHISKY.items[0], classifications=(Classification("0401200000", "HSK"),)),))
    file = eclear.message("milk.xml", write(milk, "KR"))
    assert eclear("assess", file, "--on", "2026-06-30", "--json").lines[0]["on"] == "2026-06-30"
    before = eclear("assess", file, "--on", "1999-01-01", "--json")
    assert before.status == 1
    (told,) = before.lines
    assert told["total_due"] is None and "1999-01-01" in told["findings"][0]["message"] and told["findings"][0]["line"]


def test_goods_declared_late_bear_the_surcharge_when_the_carry_in_is_told(eclear: Eclear, whisky: str) -> None:
    done = eclear("assess", whisky, "--carried-in", "2026-04-01", "--shed", "90110001", "--json")
    (told,) = done.lines
    assert [(line["type"], line["item"], line["amount"]) for line in told["surcharges"]] == [("LDS", 0, "500")]
    assert told["total_due"] == "156052" and told["totals"]["LDS"] == "500"  # 11 days late: 100,000 x 0.5 %


def test_a_folder_of_messages_is_gone_through_and_messages_about_a_declaration_owe_nothing(eclear: Eclear) -> None:
    done = eclear("assess", str(CHECKOUT / "sample_declarations" / "13-price-put-right"), "--json")
    assert done.status == 0
    by_name = {line["file"].rsplit("/", 1)[-1]: line for line in done.lines}
    assert by_name["declaration.xml"]["total_due"] == "2593006"
    assert by_name["amendment.xml"]["items"] == [] and "nothing to assess" in by_name["amendment.xml"]["note"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--country", "nowhere"), "nowhere: neither a country by its two letters nor a folder"),
        (("--country", "QQ"), "eclear has no folder for QQ"),
        (("--on", "yesterday"), "yesterday"),
    ],
)
def test_what_was_mistyped_is_named(eclear: Eclear, whisky: str, arguments: tuple[str, ...], says: str) -> None:
    done = eclear("assess", whisky, *arguments)
    assert done.status == 2 and says in " ".join(done.err.split()) and "Traceback" not in done.err


def test_a_folder_that_lacks_a_file_is_told_which_and_shows_no_stack(eclear: Eclear, whisky: str) -> None:
    (eclear.folder / "land").mkdir()
    (eclear.folder / "land" / "country.toml").write_text('code = "Q"\n', encoding="utf-8")
    done = eclear("assess", whisky, "--country", str(eclear.folder / "land"))
    assert (
        done.status == 1 and "this file is missing, and no country can do without it" in done.err and "Traceback" not in done.err
    )


def test_what_is_no_message_is_refused_and_the_others_are_assessed(eclear: Eclear, whisky: str) -> None:
    other = eclear.message("other.xml", b"<not xml")
    done = eclear("assess", other, whisky, "--json")
    assert done.status == 1
    assert [bool(line["findings"]) for line in done.lines] == [True, False]
    assert done.lines[1]["total_due"] == "155552"
