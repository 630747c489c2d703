"""An examination is reported on the command line."""

from __future__ import annotations

from command_line import Eclear
from tests_shared import sound


def test_an_examination_is_reported_and_wrong_words_are_explained(eclear: Eclear) -> None:
    (told,) = eclear("submit", eclear.message("d.xml", sound()), "--json").lines
    report = ("event", told["case"], "examined")
    done = eclear(
        *report, "--json", "--depth", "documents", "--found", "undervaluation", "--found", "wrong mass", "--remark", "Contract."
    )
    assert done.status == 0, done.err
    expected = {"depth": "documents", "found": ["undervaluation", "wrong mass"], "result": "irregular", "remark": "Contract."}
    assert done.lines[0]["examination"] == expected and done.lines[0]["status"] == told["status"]
    for arguments, word in (
        ((), "examined needs --depth: documents, x-ray"),
        (("--depth", "a glance"), "examined needs --depth"),
        (("--depth", "documents", "--found", "bad luck"), "Known: undervaluation"),
        (("--depth", "audit"), "An audit follows the release"),
    ):
        refused = eclear(*report, *arguments)
        assert refused.status in (1, 2) and word in refused.err and "Traceback" not in refused.err, refused.err
    assert eclear("db", "check").status == 0
