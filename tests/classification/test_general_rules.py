"""The general rules: the path ends from everywhere, and a suggestion says which rule it leans on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eclear.journey.classification import suggest, walk
from eclear.reference import ReferenceFault
from eclear.reference.general_rules import FILE, Outcome, Step, general_rules, read_general_rules

RULES = general_rules()


def ways(step: str, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way of answers from a step to where it ends."""
    if step in RULES.outcomes:
        yield before
        return
    for answer in RULES.steps[step].answers:
        yield from ways(answer.to, (*before, answer.id))


def test_every_way_of_answering_ends_at_a_rule() -> None:
    found = list(ways(RULES.start))
    assert len(found) > 20
    for answers in found:
        walked = walk(RULES, answers)
        assert isinstance(walked.at, Outcome) and len(walked.answered) == len(answers) <= 7
        assert walked.at.rule in RULES.rules


@pytest.mark.parametrize("step", sorted(RULES.steps))
def test_the_path_ends_from_every_question(step: str) -> None:
    assert list(ways(step))


def test_no_question_and_no_outcome_is_out_of_reach() -> None:
    walked = [walk(RULES, answers) for answers in ways(RULES.start)]
    assert {one.step.id for walk in walked for one in walk.answered} == set(RULES.steps)
    assert {walk.at.id for walk in walked} == set(RULES.outcomes)


def test_every_rule_is_reached_but_the_one_for_subheadings() -> None:
    reached = {outcome.rule for outcome in RULES.outcomes.values()}
    assert reached == set(RULES.rules) - {"6"}
    assert list(RULES.rules) == ["1", "2(a)", "2(b)", "3(a)", "3(b)", "3(c)", "4", "5(a)", "5(b)", "6"]


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ("yes.no", "1"),
        ("part.own", "1"),
        ("none.yes.yes", "2(a)"),
        ("none.no.one", "2(b)"),
        ("several.yes", "3(a)"),
        ("several.parts.yes", "3(b)"),
        ("several.parts.no", "3(c)"),
        ("several.equal", "3(c)"),
        ("none.no.no", "4"),
        ("yes.fitted", "5(a)"),
        ("yes.ordinary", "5(b)"),
    ],
)
def test_answers_lead_to_the_rule_that_they_call_for(answers: str, rule: str) -> None:
    walked = walk(RULES, answers.split("."))
    assert isinstance(walked.at, Outcome) and walked.at.rule == rule


def test_a_walk_stops_before_an_answer_that_is_none_and_at_the_end() -> None:
    assert isinstance(walk(RULES, ()).at, Step) and walk(RULES, ()).answered == ()
    stopped = walk(RULES, ("several", "nonsense", "yes"))
    assert isinstance(stopped.at, Step) and stopped.at.id == "specific" and len(stopped.answered) == 1
    assert walk(RULES, ("several", "yes", "yes", "yes")) == walk(RULES, ("several", "yes"))


@pytest.mark.parametrize(
    ("description", "rule"),
    [
        ("live horses", "1"),
        ("unassembled wooden wardrobe", "2(a)"),
        ("미조립 목제 책장", "2(a)"),
        ("mixed salad bowl of oak and steel", "2(b)"),
        ("혼방 커튼", "2(b)"),
        ("set of hammer and screwdriver and pliers", "3(b)"),
        ("드라이버와 망치 세트", "3(b)"),
        ("violin in its case", "5(a)"),
    ],
)
def test_words_of_the_description_point_to_a_rule(description: str, rule: str) -> None:
    assert rule in {one.leans.rule for one in suggest(description)}


def test_a_heading_that_names_the_sign_itself_leans_on_rule_1() -> None:
    found = {one.heading: one.leans.rule for one in suggest("perfume gift set", 10)}
    assert found["3303"] == "1" and "3(b)" in found.values()


def test_headings_that_stand_near_each_other_ask_for_the_most_specific() -> None:
    found = suggest("frozen")
    assert found[1].score >= 0.9 * found[0].score and {found[0].leans.rule, found[1].leans.rule} == {"3(a)"}


def test_how_the_goods_come_is_not_what_they_are() -> None:
    assert suggest("unassembled bookcase")[0].heading == suggest("bookcase")[0].heading == "9403"


def test_weak_suggestions_ask_for_a_better_description() -> None:
    weak = [one for one in suggest("xyloquartz brandname shampoo zzyzx", 10) if one.score < 0.3 and one.leans.rule == "1"]
    assert weak and all(one.leans == RULES.leanings["weak"] for one in weak)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to = "packing"', 'to = "nowhere"', "to 'nowhere' is not known"),
        ('start = "one"', 'start = "two"', "start 'two' is not known"),
        ('to = "as-finished"', 'to = "state"', "the path never ends"),
        ('rule = "3(c)"', 'rule = "7"', "rule '7' is not known"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    (tmp_path / "general_rules.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ReferenceFault, match=r"general_rules\.toml") as fault:
        read_general_rules(tmp_path / "general_rules.toml")
    assert said in str(fault.value)
