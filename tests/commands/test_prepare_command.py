"""eclear prepare: papers become a declaration, and what is missing or contradicts is listed."""

from __future__ import annotations

from command_line import Eclear
from tests_shared import CHECKOUT

PAPERS = CHECKOUT / "sample_declarations" / "papers"


def test_papers_become_a_declaration_that_is_accepted(eclear: Eclear) -> None:
    sound = str(PAPERS / "bearings-and-pumps")
    first = eclear("prepare", sound, "--on", "2026-11-20")
    assert first.status == 1 and "0 of 121 fields typed: 0 %." in first.out and "Suggested: 8501401000, 8501402000" in first.out
    typed = ["goods_location_id=90110002", "declarant_id=41207", "items.3.classifications.1.id=8501402000", "lrn=PREPARED-1"]
    fills = [part for one in typed for part in ("--fill", one)]
    done = eclear("prepare", sound, "--on", "2026-11-20", *fills, "--out", "message.xml", "--json")
    (told,) = done.lines
    assert done.status == 0, done.out
    assert (told["typed"], told["contradictions"]) == (4, []) and told["typed"] / told["fields"] <= 0.2
    assert eclear("validate", "message.xml").status == 0


def test_contradictions_are_listed_with_their_places_until_one_chooses(eclear: Eclear) -> None:
    papers = str(PAPERS / "contradicting-papers")
    done = eclear("prepare", papers, "--on", "2026-11-20", "--choose", "line-2.quantity=2")
    assert done.status == 1
    assert "contradiction packages: Total packages" in done.out and "chosen line-2.quantity" in done.out
    assert "58  (packing list LQ-26-1118-P, row 3, quantity)" in done.out
    assert eclear("prepare", papers, "--choose", "line-2.quantity=9").status == 2
    assert eclear("prepare", papers, "--fill", "colour=red").status == 2
    assert eclear("prepare", papers, "--fill", "items=red").status == 2


def test_a_file_that_is_no_paper_is_named(eclear: Eclear) -> None:
    done = eclear("prepare", eclear.message("notes.csv", b"colour\nred\n"))
    assert done.status == 2 and "notes.csv" in done.err and "which paper it is" in done.err
