"""The seal: what was committed to when an exercise opened can be checked by anybody, and tells nothing before."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_making import changed, made

from eclear.casefile.play import Seating
from eclear.casefile.scenario import Scenario
from eclear.training.reading import read_files
from eclear.training.sealing import NotAKey, agrees, drawn_in, new_salt, seal_of, truths_in, verify

PLAYS = (
    Seating("class-1a", ("p1", "p2"), (("officer",), ("officer",)), "c"),
    Seating("class-1b", ("p3",), (("officer",),), "b"),
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The scenario of the small pack."""
    return read_files(made())


def test_the_key_opens_its_seal_and_no_other(scenario: Scenario) -> None:
    seal, key = seal_of(scenario, PLAYS, new_salt())
    assert verify(key, seal) and verify(key, f" {seal.upper()}\n")
    assert seal == sha256(key.encode()).hexdigest()
    assert not verify(key, seal[:-1] + ("0" if seal[-1] != "0" else "1"))
    assert not verify(key.replace('"guilty":true', '"guilty":false'), seal)
    assert not verify(key, "") and not verify("", seal) and not verify(key, "é" * 64)


def test_a_key_that_an_editor_has_laid_out_anew_is_still_the_key(scenario: Scenario) -> None:
    seal, key = seal_of(scenario, PLAYS, new_salt())
    assert verify(json.dumps(json.loads(key), indent=2), seal)
    assert verify(key + "\n", seal)


def test_the_key_says_what_is_true_and_who_drew_what(scenario: Scenario) -> None:
    _seal, key = seal_of(scenario, PLAYS, new_salt())
    truths = truths_in(key)
    assert {name: told["guilty"] for name, told in truths.items()} == {"a": True, "b": False, "c": True, "d": False}
    assert truths["a"]["right_lane"] == "L2" and truths["a"]["money"]["true"] == "2581330"
    assert truths["a"]["violations"][0]["en"] == "The invoice was made out below the price agreed."
    assert [cue["place"] for cue in truths["a"]["cues"]] == ["contract-price", "invoice-price"]
    assert [one["points"] for one in truths["a"]["expectations"]] == [35, 10, 15]
    assert truths["a"]["harm"]["en"].startswith("Duty and VAT on USD 9600.00")
    assert "solution" not in truths["a"]
    assert drawn_in(key) == {"class-1a": "c", "class-1b": "b"}
    assert json.loads(key)["digest"] == scenario.digest


def test_the_same_truth_and_salt_give_the_same_seal_and_another_salt_another_one(scenario: Scenario) -> None:
    salt = new_salt()
    assert len(salt) == 64 and salt != new_salt()
    assert seal_of(scenario, PLAYS, salt) == seal_of(scenario, PLAYS, salt)
    assert seal_of(scenario, PLAYS, salt)[0] != seal_of(scenario, PLAYS, new_salt())[0]


def test_another_draw_is_another_seal(scenario: Scenario) -> None:
    salt = new_salt()
    other = (replace(PLAYS[0], variant="d"), PLAYS[1])
    assert seal_of(scenario, PLAYS, salt)[0] != seal_of(scenario, other, salt)[0]


def test_a_key_agrees_with_its_pack_and_with_no_changed_one(scenario: Scenario) -> None:
    _seal, key = seal_of(scenario, PLAYS, new_salt())
    assert agrees(key, scenario)
    assert not agrees(key, read_files(changed("truth.toml", "chance = 40", "chance = 41")))
    changed_truth = {**json.loads(key)["variants"]["a"], "guilty": False}
    told = json.loads(key)
    told["variants"]["a"] = changed_truth
    assert not agrees(json.dumps(told), scenario)


def test_a_key_that_names_something_twice_is_none(scenario: Scenario) -> None:
    seal, key = seal_of(scenario, PLAYS, new_salt())
    twice = key.replace('{"digest"', '{"digest":"0","digest"', 1)
    assert not verify(twice, seal)
    with pytest.raises(NotAKey):
        truths_in(twice)


@given(st.one_of(st.text(max_size=200), st.just("[" * 100_000), st.just('{"form":"eclear key 1"}'), st.just("\ud800")))
def test_what_is_no_key_is_told_so(text: str) -> None:
    assert not verify(text, "0" * 64)
    with pytest.raises(NotAKey, match="Save the key"):
        truths_in(text)
