"""Every rule is tried on the examples that stand in its own block."""

from __future__ import annotations

import re

import pytest

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity, refuses
from eclear.casefile.pointer import changed, slot_of
from eclear.journey.checks import Context, Example, Known, Rule, check, declaration_of, judged, rulebook
from eclear.journey.checks.baseline import NOW, STARTS
from eclear.reference import country

KOREA = country("KR")


def told(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in rulebook()
        for number, example in enumerate(getattr(rule, kind), 1)
    ]


@pytest.mark.parametrize("name", STARTS)
def test_every_declaration_that_examples_start_from_is_sound(name: str) -> None:
    assert judged(Example({}, start=name)) == ()
    assert judged(Example({}, start=name, known=Known())) == ()


@pytest.mark.parametrize(("rule", "example"), told("passing"))
def test_a_passing_example_passes(rule: Rule, example: Example) -> None:
    findings = judged(example)
    assert rule.code not in [finding.code for finding in findings]
    assert not refuses(findings)


@pytest.mark.parametrize(("rule", "example"), told("failing"))
def test_a_failing_example_is_found_under_the_code_of_its_rule(rule: Rule, example: Example) -> None:
    own = [finding for finding in judged(example) if finding.code == rule.code]
    assert own
    assert {finding.severity for finding in own} == {rule.as_in("KR").severity}


@pytest.mark.parametrize(("rule", "example"), told("failing"))
def test_the_place_of_a_finding_exists_and_is_named_once(rule: Rule, example: Example) -> None:
    declaration = declaration_of(example)
    own = [finding.place for finding in judged(example) if finding.code == rule.code]
    assert len(own) == len(set(own))
    for fault in faults_of(rule, declaration, example):
        assert nearest_holder(declaration, fault) is not None


def faults_of(rule: Rule, declaration: Declaration, example: Example) -> list[tuple[str | int, ...]]:
    assert KOREA is not None
    context = Context(KOREA, KOREA.declared_on(declaration.accepted, NOW), NOW, example.known)
    if not rule.of_item:
        return [fault.steps for fault in rule.logic(declaration, context)]
    return [
        ("items", number, *fault.steps)
        for number, item in enumerate(declaration.items, 1)
        for fault in rule.logic(item, declaration, context)
    ]


def nearest_holder(noun: object, steps: tuple[str | int, ...]) -> object:
    """Follow the steps: every field must be declared and every numbered one must stand in the declaration."""
    for step in steps:
        if isinstance(step, str):
            slot_of(type(noun), step)
            noun = getattr(noun, step)
        else:
            assert isinstance(noun, tuple)
            noun = noun[step - 1]
        if noun is None:
            return steps  # the place of something missing
    return noun


@pytest.mark.parametrize(("rule", "example"), told("failing"))
def test_a_message_is_whole_sentences_with_a_value_and_a_remedy(rule: Rule, example: Example) -> None:
    for finding in judged(example):
        if finding.code == rule.code:
            assert "{" not in finding.message and "}" not in finding.message
            assert "None" not in finding.message
            assert finding.message.endswith(".") and ".." not in finding.message
            assert finding.message.startswith("Item 1: " if rule.message.startswith("Item {item}: ") else finding.message[0])


@pytest.mark.parametrize("rule", rulebook(), ids=lambda rule: rule.code)
def test_a_rule_block_is_complete(rule: Rule) -> None:
    assert rule.passing and rule.failing
    assert rule.title.en and re.search(r"[가-힣]", rule.title.ko)
    assert rule.message.endswith(".") and rule.remedy.endswith(".")
    assert rule.source and rule.functions and rule.since
    assert (rule.logic.__doc__ or "").strip().endswith(".")
    if rule.of_item:
        assert rule.message.startswith("Item {item}: ")


@pytest.mark.parametrize("rule", [rule for rule in rulebook() if rule.country is None], ids=lambda rule: rule.code)
def test_a_general_rule_is_asked_for_an_administration_without_a_folder_too(rule: Rule) -> None:
    for example in rule.failing:
        declaration = declaration_of(example)
        on = STARTS["import"].accepted if declaration.accepted is None else declaration.accepted
        findings = check(declaration, Context(None, on, NOW, example.known))
        own = {finding.severity for finding in findings if finding.code == rule.code}
        assert own == {rule.severity}


@pytest.mark.parametrize("rule", [rule for rule in rulebook() if rule.about], ids=lambda rule: rule.code)
def test_a_rule_about_a_field_has_nothing_to_say_where_it_is_empty(rule: Rule) -> None:
    for example in (*rule.passing, *rule.failing):
        declaration = declaration_of(example)
        if not rule.of_item:
            emptied = changed(declaration, {str(rule.about): None})
        else:
            items = range(1, len(declaration.items) + 1)
            emptied = changed(declaration, {f"items.{number}.{rule.about}": None for number in items})
        assert not faults_of(rule, emptied, example)


def test_the_words_of_the_best_known_message() -> None:
    example = Example(
        {"items.2.net_mass": "11 KGM", "items.2.gross_mass": "10 KGM", "total_gross_mass": "130 KGM"}, "import of two items"
    )
    [finding] = judged(example)
    assert finding.code == "MAS-001"
    assert finding.severity is Severity.ERROR
    assert finding.message == "Item 2: net mass 11 kg is more than gross mass 10 kg. Correct one of them."
    assert finding.place.pointer == "42A/67A/68A[2]/23A/65A/128"
