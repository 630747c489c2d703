"""An instructor prepares a class without a browser: people, seats with cards, keys; and what serve refuses."""

from __future__ import annotations

import re
from contextlib import chdir

import pytest
from command_line import Eclear
from typer.testing import CliRunner

from eclear.__main__ import app

SEATS = ("people", "seats", "--count", "2", "--post", "officer", "--post", "trader:41207")


def test_seats_are_made_listed_closed_and_opened_again(eclear: Eclear) -> None:
    made = eclear(*SEATS)
    assert made.status == 0
    assert re.fullmatch(
        r"seat-01      (\w{4} ){2}\w{4}\nseat-02      (\w{4} ){2}\w{4}\nClass code: \w{6}\. The letters were shown once.*\n",
        made.out,
    )
    again = eclear(*SEATS, "--first", "2")
    assert again.status == 1 and "seat-02 is there already" in again.err and "made anew" in again.err
    assert [card["seat"] for card in eclear(*SEATS, "--first", "2", "--anew", "--json").lines] == ["seat-02", "seat-03"]
    assert eclear("people", "close", "seat-02").status == 0
    told = eclear("people", "list", "--json").lines
    assert [(each["id"], each["card"], each["closed"]) for each in told] == [
        ("seat-01", True, False),
        ("seat-02", True, True),
        ("seat-03", True, False),
    ]
    assert told[0]["posts"] == ["officer", "trader:41207"] and told[0]["in"] == []
    eclear("people", "reopen", "seat-02")
    assert "seat-02      out    officer, trader:41207; card" in eclear("people").out


def test_a_password_is_asked_for_at_the_prompt_and_never_taken_from_the_command_line(
    eclear: Eclear, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol = ["people", "enrol", "j.park", "--name", "Jun", "--name", "Ara", "--post", "officer:L2 L3", "--password"]
    refused = eclear(*enrol, "a password here")
    assert refused.status == 2 and "a password here" in refused.err
    with chdir(eclear.folder):
        asked = CliRunner().invoke(app, enrol, input="three words\nthree words\n")
    assert asked.exit_code == 0 and "three words" not in asked.output
    assert "j.park: Jun, Ara; officer:L2 L3" in asked.output
    assert "j.park       out    officer:L2 L3 (Jun, Ara); password" in eclear("people").out


def test_a_key_is_printed_alone_so_that_a_script_can_keep_it_and_is_ended_by_its_mark(eclear: Eclear) -> None:
    eclear(*SEATS)
    given = eclear("people", "key", "seat-01", "--post", "trader:41207", "--name", "Broker")
    assert re.fullmatch(r"[\w-]{43}\n", given.out) and "never" not in given.out and "Authorization: Bearer" in given.err
    ((key,), _none) = (each["keys"] for each in eclear("people", "--json").lines)
    assert (key["name"], key["post"]) == ("Broker", "trader:41207") and key["mark"] not in given.out
    assert eclear("people", "end-key", key["mark"]).status == 0
    assert eclear("people", "end-key", key["mark"]).status == 1
    assert all(each["keys"] == [] for each in eclear("people", "--json").lines)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["people", "enrol", "x", "--post", "officer"], 1, "'x' is no id of a person. It has 2 to 40 small letters"),
        (["people", "enrol", "jun", "--post", "agency:MI6"], 1, "There is no agency 'MI6'. Give one of: APQA-A"),
        (["people", "close", "nobody"], 1, "Nobody in room open has the id nobody."),
        (["people", "seats", "--count", "2", "--post", "judge"], 1, "'judge' is no role. Give one of: trader"),
        (["people", "list", "--room", "no room"], 1, "a name has 1 to 40 letters"),
        (["serve", "--host", "0.0.0.0"], 2, "127.0.0.1 only, where nobody need come in."),
        (["serve", "--host", "192.168.1.20"], 2, "for a class, where everybody comes in: eclear serve --class"),
        (["demo", "--host", "0.0.0.0"], 2, "Leave --host out"),
    ],
)
def test_what_cannot_be_ends_with_one_clear_line(eclear: Eclear, arguments: list[str], status: int, said: str) -> None:
    done = eclear(*arguments)
    assert done.status == status and said in done.err and done.err.startswith("eclear: ") and done.err.count("\n") == 1
