"""The command line as its users call it: its output, its exit status.

Most calls are made in the process of the tests; the first tests show that a process of its own says and returns the same.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import Eclear
from tests_shared import sound

from eclear.journey.checks.baseline import IMPORT
from eclear.wco import write

CARGO = "26ABCD0123I04560789"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["validate", "신고서.xml"], 1),
        (["inbox", "41207", "--room", "typo"], 1),
        (["rulebook", "--family", "순중량"], 2),
    ],
)
def test_a_process_prints_and_returns_what_a_call_in_the_process_of_the_tests_does(
    eclear: Eclear, arguments: list[str], status: int
) -> None:
    eclear.message("신고서.xml", b"<oops")
    alone, here = eclear.process(*arguments, PYTHONIOENCODING="latin-1"), eclear(*arguments)
    assert (alone.status, alone.raw, alone.err) == (here.status, here.raw, here.err)
    assert alone.status == status and arguments[-1] in alone.out + alone.err and "Traceback" not in alone.err
    assert alone.out or len(alone.err.splitlines()) == 1, "one clear line"


def test_validate_prints_one_object_a_line_and_touches_no_database(eclear: Eclear) -> None:
    good = eclear.message("in/good.xml", sound())
    eclear.message("in/wrong/heavy.xml", sound(items__1__net_mass="130 KGM"))
    eclear.message("in/broken.xml", b"<oops")
    done = eclear("validate", str(eclear.folder / "in"), "--json")
    assert done.status == 1
    told = {Path(line["file"]).name: line for line in done.lines}
    assert {name: line["outcome"] for name, line in told.items()} == {
        "good.xml": "accept",
        "broken.xml": "reject-malformed",
        "heavy.xml": "reject-invalid",
    }
    assert set(told["good.xml"]) >= {"file", "profile", "outcome", "function", "type", "items", "findings"}
    assert (told["good.xml"]["profile"], told["good.xml"]["function"], told["good.xml"]["items"]) == ("wco-dms-2", "9", 1)
    finding = next(f for f in told["heavy.xml"]["findings"] if f["code"] == "MAS-001")
    assert set(finding) == {"code", "severity", "message", "pointer", "xpath", "line"}
    assert finding["pointer"].startswith("42A/67A/68A[1]/23A/65A")
    assert finding["line"]
    assert sorted(path.name for path in eclear.folder.iterdir()) == ["in"], "no database"
    assert eclear("validate", good).status == 0


def test_wrong_usage_is_exit_status_two_with_a_line_that_says_what_to_do(eclear: Eclear) -> None:
    (eclear.folder / "empty").mkdir()
    for arguments, word in (
        (["validate", "nowhere.xml"], "no such file"),
        (["validate", "empty"], "no *.xml"),
        (["validate"], "PATH"),
        (["frobnicate"], "frobnicate"),
        (["event", "X", "exploded"], ""),
    ):
        done = eclear(*arguments)
        assert done.status in (1, 2) if arguments[0] == "event" else done.status == 2, arguments
        assert word in done.err and "Traceback" not in done.err


def test_a_declaration_is_followed_from_submission_to_carry_out(eclear: Eclear) -> None:
    file = eclear.message("declaration.xml", sound())
    done = eclear("submit", file, "--json")
    (told,) = done.lines
    assert done.status == 0
    assert set(told) >= {
        "file", "case", "outcome", "lane", "status", "tracks", "waiting_for", "duties", "total_due", "score", "reasons",
    }  # fmt: skip
    assert set(told["tracks"]) == {"cargo", "declaration", "tax", "permits"}
    assert all(isinstance(line[key], str) for line in told["duties"] for key in ("base", "rate", "amount", "currency"))
    assert eclear("submit", file, "--json").lines[0]["case"] == told["case"]

    def at(*arguments: str) -> dict[str, Any]:
        step = eclear(*arguments, "--json")
        assert step.status == 0, step.err
        return step.lines[0]

    at("event", CARGO, "manifest-reviewed", "--at", "2026-05-12T09:00:00")
    at("event", CARGO, "carried-in", "--shed", "90110001")
    if "review" in told["waiting_for"]:
        at("event", told["case"], "decided", "--verb", "pass")
    paid = at("event", told["number"], "paid", "--amount", told["total_due"])
    assert (paid["status"], paid["waiting_for"]) == ("D9", [])
    at("event", told["case"], "carried-out")
    assert at("status", CARGO)["status"] == "D10"
    assert "chain intact" in eclear("verify").out
    assert eclear("db", "check").status == 0


def test_a_call_that_cannot_be_ends_with_one_clear_line(eclear: Eclear) -> None:
    (told,) = eclear("submit", eclear.message("d.xml", sound()), "--json").lines
    for arguments, word in (
        (["event", told["case"], "decided", "--verb", "hold"], "needs a reason"),
        (["event", told["case"], "decided", "--verb", "accept"], "manifest"),
        (["event", told["case"], "paid", "--amount", "a lot"], "no amount of money"),
        (["event", told["case"], "permit-answered", "--agency", "MFDS-F", "--answer", "perhaps"], "approved, refused or waived"),
        (["event", "NOBODY", "paid"], "NOBODY"),
        (["event", CARGO, "carried-out"], "Carried out cannot follow the beginning"),
        (["status", "NOBODY"], "NOBODY"),
    ):
        done = eclear(*arguments)
        assert done.status in (1, 2), arguments
        assert word in done.err and "Traceback" not in done.err, done.err


def test_what_a_user_can_mend_ends_with_one_line_and_no_stack(eclear: Eclear) -> None:
    (eclear.folder / "in" / "f.xml").mkdir(parents=True)
    file = eclear.message("d.xml", sound())
    for arguments, environment, word in (
        (["status", "X", "--room", "typo"], {}, "no room"),
        (["submit", file, "--room", "a b"], {}, "letters"),
        (["event", "99999-26-000001M", "carried-in"], {}, "no cargo control number"),
        (["submit", file], {"ECLEAR_DATABASE": "garbage"}, "no address of a database"),
        (["submit", file], {"ECLEAR_DATABASE": "sqlite:////proc/nowhere/e.db"}, ""),
        (["submit", file], {"ECLEAR_DATABASE": "postgresql+psycopg://127.0.0.1:1/x"}, "cannot be opened"),
        (["validate", file], {"ECLEAR_SCHEMAS": "/nowhere"}, "nowhere"),
        (["demo", "--load-only"], {"ECLEAR_SAMPLES": "/nowhere"}, "no sample declarations"),
        (["backup", "/nowhere/x.zip"], {}, "nowhere"),
        (["validate", "in"], {}, ""),
    ):
        done = eclear(*arguments, **environment)
        assert done.status in (1, 2), arguments
        assert word in done.err and "Traceback" not in done.err, (arguments, done.err)
        assert len(done.err.strip().splitlines()) == 1, (arguments, done.err)


def test_another_message_under_the_same_lrn_is_a_conflict_and_the_first_stands(eclear: Eclear) -> None:
    first = eclear.message("a.xml", sound())
    other = eclear.message("b.xml", sound(items__1__description="Other goods"))
    done = eclear("submit", first, other, "--json")
    assert done.status == 1
    assert [line["outcome"] for line in done.lines] == ["accept", "reject-invalid"]
    assert done.lines[1]["case"] is None and done.lines[1]["findings"][0]["code"] == "TAK-004"
    assert set(done.lines[1]) >= set(done.lines[0]) - {"sha256", "sequence", "head"}


def test_a_british_declaration_is_judged_by_british_practice_and_becomes_a_case(eclear: Eclear, shared: Path) -> None:
    british = shared / "data/wco/samples/TT_IM001a/Step1_TT_IM001a.xml"
    assert eclear("validate", str(british)).status == 0
    (told,) = eclear("submit", str(british), "--json").lines
    assert told["outcome"] == "accept" and told["case"]


def test_where_eclear_knows_no_practice_the_general_rules_judge_and_nothing_is_submitted(eclear: Eclear) -> None:
    elsewhere = eclear.message("d.xml", write(IMPORT, "ZZ"))
    assert eclear("validate", elsewhere).status == 0
    done = eclear("submit", elsewhere, "--json")
    assert done.status == 1 and done.lines[0]["case"] is None
    assert "no reference folder" in done.lines[0]["findings"][-1]["message"]


def test_backup_and_restore_by_command(eclear: Eclear, tmp_path: Path) -> None:
    eclear("submit", eclear.message("d.xml", sound()))
    assert eclear("backup", "kept.zip").status == 0
    assert eclear("backup", "kept.zip").status == 2
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    done = eclear("restore", "kept.zip", ECLEAR_DATABASE=elsewhere)
    assert done.status == 0 and "every chain is intact" in done.out
    assert eclear("restore", "kept.zip", ECLEAR_DATABASE=elsewhere).status == 2


def test_a_head_noted_outside_is_checked(eclear: Eclear) -> None:
    (told,) = eclear("submit", eclear.message("d.xml", sound()), "--json").lines
    assert eclear("verify", "--head", f"{told['sequence']}:{told['head']}").status == 0
    forged = eclear("verify", "--head", f"{told['sequence']}:{'0' * 64}")
    assert forged.status == 1 and "noted outside" in forged.out
    assert eclear("verify", "--head", "nonsense").status == 2


def test_the_rulebook_prints_a_rule_a_line(eclear: Eclear) -> None:
    rules = eclear("rulebook", "--json").lines
    assert len(rules) >= 20
    assert all(set(rule) >= {"code", "family", "severity", "message", "source", "since"} for rule in rules)


def test_help_is_quick_because_heavy_libraries_are_imported_late(eclear: Eclear) -> None:
    heavy = "{'sklearn', 'numpy', 'fastapi', 'sqlalchemy', 'lxml'}"
    script = f"import sys, eclear.__main__; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_settings_name_their_variables_and_hide_passwords(eclear: Eclear) -> None:
    done = eclear("settings", ECLEAR_DATABASE="postgresql+psycopg://somebody:geheim@db/eclear")
    assert "ECLEAR_DATABASE=" in done.out and "geheim" not in done.out
    wrong = eclear("settings", ECLEAR_PORT="ninety")
    assert wrong.status == 2 and "ECLEAR_PORT" in wrong.err


def test_every_address_but_that_of_this_machine_is_refused(eclear: Eclear) -> None:
    done = eclear.process("serve", "--host", "0.0.0.0")
    assert done.status == 2 and "127.0.0.1 only" in done.err and "Traceback" not in done.err


def test_a_port_in_use_is_named(eclear: Eclear) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = eclear.process("serve", "--port", str(taken.getsockname()[1]))
    assert done.status == 2 and "--port" in done.err


def test_the_version_is_printed(eclear: Eclear) -> None:
    done = eclear("--version")
    assert done.status == 0 and done.out.startswith("eclear ")
