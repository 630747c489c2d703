"""The rulebook on the command line: for programs one rule a line, for people with its message and source."""

from __future__ import annotations

from datetime import date

from command_line import Eclear

from eclear.journey.checks import rulebook

KEYS = ["code", "family", "severity", "message", "source", "since"]


def test_every_rule_is_one_line_of_json_with_the_same_keys_in_the_same_order(eclear: Eclear) -> None:
    done = eclear("rulebook", "--json")
    assert done.status == 0 and done.err == ""
    assert [rule["code"] for rule in done.lines] == [rule.code for rule in rulebook()]
    for told, rule in zip(done.lines, rulebook(), strict=True):
        assert list(told) == KEYS and all(isinstance(value, str) and value for value in told.values())
        assert told["severity"] in ("error", "warning") and told["severity"] == rule.severity.value
        assert (told["family"], told["message"], told["source"]) == (rule.family, rule.message, rule.source)
        assert date.fromisoformat(told["since"]) == rule.since


def test_a_family_and_words_leave_the_rules_that_match_in_both_forms(eclear: Eclear) -> None:
    masses = eclear("rulebook", "--json", "--family", "masses").lines
    assert {rule["family"] for rule in masses} == {"masses"}
    both = eclear("rulebook", "NET", "11006", "--family", "masses", "--json").lines
    assert [rule["code"] for rule in both] == ["MAS-001"]
    korean = eclear("rulebook", "순중량이", "--json").lines
    assert "MAS-001" in [rule["code"] for rule in korean]
    people = eclear("rulebook", "11006").out.splitlines()
    assert people[0].startswith("MAS-001  error ") and people[1].startswith("    Item {item}: net mass")
    assert people[2].startswith("    Source: HMRC") and "Since 2026-" in people[2]


def test_an_unknown_family_and_words_that_no_rule_holds_are_said(eclear: Eclear) -> None:
    wrong = eclear("rulebook", "--family", "weights")
    assert wrong.status == 2 and "no such family" in wrong.err and "masses" in wrong.err and wrong.out == ""
    nothing = eclear("rulebook", "--json", "nothing-like-it")
    assert nothing.status == 0 and nothing.out == "" and "No rule holds these words" in nothing.err


def test_the_help_says_what_a_line_holds(eclear: Eclear) -> None:
    told = " ".join(eclear("rulebook", "--help").out.split())
    assert "code, family, severity, message, source and since" in told and "--family NAME" in told and "WORD" in told
