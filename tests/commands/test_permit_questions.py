"""The questions of an agency are answered on the command line."""

from __future__ import annotations

from pathlib import Path

from command_line import Eclear

SAMPLE = Path(__file__).resolve().parents[2] / "sample_declarations" / "03-permit-missing" / "declaration.xml"


def test_the_questions_of_an_agency_are_answered_and_the_permit_is_waived(eclear: Eclear) -> None:
    [told] = eclear("submit", str(SAMPLE), "--json").lines
    answer = ("event", told["case"], "permit-questions", "--agency", "MFDS-F", "--json")
    [after] = eclear(*answer, "--answer", "MFDS-F.1=yes", "--answer", "4=own").lines
    assert (told["tracks"]["permits"], after["tracks"]["permits"]) == ("R1", "R4")
    refused = eclear(*answer, "--answer", "MFDS-F.1=no")
    assert refused.status != 0 and "are decided" in refused.out + refused.err
    wrong = eclear(*answer, "--answer", "MFDS-F.1")
    assert wrong.status != 0 and "--answer ID=VALUE" in wrong.err
