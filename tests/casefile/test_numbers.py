"""Declaration numbers: their forms, their check digits, and the series that they come from."""

from __future__ import annotations

import re
from pathlib import Path

from eclear.casefile.numbers import check_digit, korean, mrn, taken_from


def test_a_number_tells_the_series_that_it_was_taken_from() -> None:
    assert taken_from(korean("41207", 2026, 12, export=False)) == ("declaration/41207/26", 12)
    assert taken_from(korean("41207", 2026, 13, export=True)) == ("declaration/41207/26", 13)
    assert taken_from(mrn("GB", 2026, 42)) == ("mrn/26", 42)
    assert taken_from("whatever") is None


def test_a_movement_reference_number_is_marked_as_training_and_has_its_check_digit() -> None:
    number = mrn("GB", 2026, 1)
    assert re.fullmatch(r"26GBT[0-9]{13}", number) and len(number) == 18
    assert check_digit(number[:-1]) == int(number[-1])
    assert mrn("GB", 2026, 2) != number


def test_most_published_numbers_have_this_check_digit(shared: Path) -> None:
    """Of the published ones about four in five do; the rest look as if they had been edited by hand, so none is refused."""
    found: set[str] = set()
    for file in (shared / "data/wco/samples").glob("*/*.xml"):
        found |= set(re.findall(r"<ID>([0-9]{2}GB[0-9A-Z]{13}[0-9])</ID>", file.read_text("utf-8", "ignore")))
    right = sum(check_digit(number[:-1]) == int(number[-1]) for number in found)
    assert len(found) > 40 and right / len(found) > 0.6
