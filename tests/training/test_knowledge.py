"""The two tests: matched, fair whichever way one gets them, taken once, and their right options told only afterwards."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.scenario import COMPETENCIES
from eclear.clearance import Office
from eclear.training.knowledge import FOLDER, LANGUAGES, Which, learned, pairs, questions, right_option, take_test, ways

SEATS = [f"seat-{number:02d}" for number in range(1, 41)]


def taking(office: Office, id: str) -> Office:
    return office.under(Seated(Person(id, (), (Post(Role.OFFICER),)), Post(Role.OFFICER)))


def right(person: str, which: Which, wrong: int = 0) -> dict[str, str]:
    """The answers of somebody who knows all but the first few."""
    ids = ways(person, which)
    return {id: str(right_option(id) % 3 + 1 if number < wrong else right_option(id)) for number, id in enumerate(ids)}


def test_the_bank_is_complete_in_every_language_and_matched() -> None:
    ids = {f"{pair.id}{way}" for pair in pairs() for way in "ab"}
    for language in LANGUAGES:
        words = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
        assert words.keys() == ids, language
        for id, one in words.items():
            assert set(one) == {"text", "options"} and one["text"].strip(), (language, id)
            assert len(one["options"]) == 3 == len(set(one["options"])), (language, id)
            assert all(option.strip() == option and option for option in one["options"]), (language, id)
    texts = [one["text"] for one in tomllib.loads((FOLDER / "en.toml").read_text("utf-8")).values()]
    assert len(set(texts)) == len(texts)
    assert all(set(pair.right) == {"a", "b"} and set(pair.right.values()) <= {1, 2, 3} and pair.source for pair in pairs())


def test_every_competency_is_asked_about_as_often_and_the_place_of_the_right_option_tells_nothing() -> None:
    assert Counter(pair.competency for pair in pairs()) == dict.fromkeys(COMPETENCIES, 2)
    for way in "ab":
        counted = Counter(pair.right[way] for pair in pairs())
        assert set(counted) == {1, 2, 3} and max(counted.values()) - min(counted.values()) <= 1, way


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_takes_the_longest_option_knows_no_more_than_who_draws_one(language: str) -> None:
    words = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    longest = sum(max(one["options"], key=len) == one["options"][right_option(id) - 1] for id, one in words.items())
    assert len(words) / 6 <= longest <= len(words) / 2, f"{longest} of {len(words)} right options are the longest"


def test_nobody_gets_a_question_the_same_way_twice_and_neighbours_get_the_other_way() -> None:
    for seat, neighbour in pairwise(SEATS):
        before, after = ways(seat, Which.BEFORE), ways(seat, Which.AFTER)
        assert [id[:-1] for id in before] == [id[:-1] for id in after] == [pair.id for pair in pairs()]
        assert all(one != other for one, other in zip(before, after, strict=True))
        assert all(one != other for one, other in zip(before, ways(neighbour, Which.BEFORE), strict=True))
    asked = Counter(id for seat in SEATS for id in ways(seat, Which.BEFORE))
    assert set(asked.values()) == {len(SEATS) // 2}, "neither way is the easier test for all"
    assert questions(SEATS[0], Which.BEFORE, "de") == questions(SEATS[0], Which.BEFORE, "en")
    assert questions(SEATS[0], Which.BEFORE, "ko") != questions(SEATS[0], Which.BEFORE, "en")


def test_a_test_is_handed_in_once_and_what_was_learned_is_the_difference(office: Office) -> None:
    own = taking(office, "seat-01")
    score = take_test(own, "open", Which.BEFORE, right("seat-01", Which.BEFORE, wrong=6))
    assert (score.right, score.of) == (10, 16) and score.by_competency["VAL"] == (0, 2)
    with pytest.raises(IllegalStep, match="taken once"):
        take_test(own, "open", Which.BEFORE, right("seat-01", Which.BEFORE))
    take_test(own, "open", Which.AFTER, right("seat-01", Which.AFTER, wrong=1))
    with office.store.reading("open") as records:
        told, nobody = learned(records, "seat-01"), learned(records, "seat-02")
    assert told.gain == 5 and told.before == score
    assert nobody.before is None and nobody.after is None and nobody.gain is None


def test_an_answer_that_is_missing_or_that_there_is_not_is_refused_and_nothing_is_kept(office: Office) -> None:
    own = taking(office, "seat-03")
    answers = right("seat-03", Which.BEFORE)
    third = ways("seat-03", Which.BEFORE)[2]
    for given in ("", "0", "4", "x", "²", "٢", "-1", "1.0"):
        with pytest.raises(IllegalStep, match="Question 3 of 16 has no answer"):
            take_test(own, "open", Which.BEFORE, answers | {third: given})
    with pytest.raises(IllegalStep, match="has no answer"):
        take_test(own, "open", Which.BEFORE, right("seat-04", Which.BEFORE))
    with pytest.raises(IllegalStep, match="needs the one before it"):
        take_test(own, "open", Which.AFTER, right("seat-03", Which.AFTER))
    with pytest.raises(IllegalStep, match="somebody's own"):
        take_test(replace(office), "open", Which.BEFORE, answers)
    with office.store.reading("open") as records:
        assert learned(records, "seat-03").before is None
