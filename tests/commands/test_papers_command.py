"""``eclear papers``: the papers of a case in a folder, the same bytes every time."""

from __future__ import annotations

import pytest
from command_line import Eclear
from tests_shared import sound

from eclear.documents import NoLetters
from eclear.documents.lettering import signs


def test_the_papers_of_a_case_are_written_to_a_folder_the_same_every_time(eclear: Eclear) -> None:
    try:
        signs()
    except NoLetters as lacking:
        pytest.skip(str(lacking))
    case = eclear("submit", eclear.message("a.xml", sound()), "--json").lines[0]["case"]
    first = eclear("papers", case, "--out", "one", "--json")
    assert first.status == 0, first.err
    written = {told["paper"].rpartition("-")[0]: eclear.folder / told["file"] for told in first.lines}
    assert set(written) == {"tax-notice"} and written["tax-notice"].read_bytes().startswith(b"%PDF-1.7")
    again = eclear("papers", case, "--out", "two", "--kind", "tax-notice")
    assert "1 paper printed." in again.out and "납부고지서" in again.out
    (same,) = (eclear.folder / "two").iterdir()
    assert same.read_bytes() == written["tax-notice"].read_bytes()
    korean = eclear("papers", case, "--out", "ko", "--language", "ko", "--address", "http://10.0.0.5:8417/")
    assert korean.status == 0 and next((eclear.folder / "ko").iterdir()).read_bytes() != same.read_bytes()
    assert "has no such paper yet" in eclear("papers", case, "--out", "none", "--kind", "acceptance").out
    for wrong, word in ((("--kind", "waybill"), "hold-notice"), (("--language", "xx"), "printed in en")):
        refused = eclear("papers", case, "--out", "x", *wrong)
        assert refused.status == 2 and word in refused.err
