"""Classification on the command line: advice for a reader, one heading a line for a program."""

from __future__ import annotations

from command_line import Eclear

from eclear.journey.classification import suggest

MOTORS = "Small DC motors for toys"


def test_a_reader_gets_five_headings_their_words_and_the_warning(eclear: Eclear) -> None:
    done = eclear("classify", MOTORS)
    assert done.status == 0 and "a person must confirm it" in done.out
    assert [line[:4] for line in done.out.splitlines() if line[:4].isdecimal()] == [one.heading for one in suggest(MOTORS)]
    assert "spoke for it: motors" in done.out and "leans on rule 1" in done.out


def test_a_program_gets_one_heading_a_line(eclear: Eclear) -> None:
    lines = eclear("classify", "냉동 새우살", "--json", "--count", "3").lines
    assert [line["heading"] for line in lines] == [one.heading for one in suggest("냉동 새우살", 3)]
    assert all(line["to_be_confirmed"] and abs(sum(word["share"] for word in line["spoken"]) - 1) < 0.01 for line in lines)


def test_nothing_found_is_said_and_ends_with_1(eclear: Eclear) -> None:
    done = eclear("classify", "8501.10.1000")
    assert done.status == 1 and done.out == "" and "Say what the goods are" in done.err
