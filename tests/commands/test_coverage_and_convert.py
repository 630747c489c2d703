"""Messages as such, by command: what of them is interpreted, and the same message in another profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from command_line import Eclear
from tests_shared import sound

from eclear.casefile.pointer import changed
from eclear.journey.checks.baseline import EXPORT
from eclear.wco import write


def export() -> bytes:
    return write(changed(EXPORT, {"lrn": "LRN-X"}), "KR")


def with_agent(content: str) -> bytes:
    """The sound message with something more in it, in the place where the schema has the agent."""
    return sound().replace(b"<BorderTransportMeans>", f"<Agent>{content}</Agent><BorderTransportMeans>".encode(), 1)


def paths(told: dict[str, Any], treatment: str) -> dict[str, Any]:
    return {element["path"]: element for element in told["elements"] if element["treatment"] == treatment}


def named(elements: Iterable[dict[str, Any]], end: str) -> dict[str, Any]:
    return next(element for element in elements if element["path"].endswith(end))


# -- coverage ---------------------------------------------------------------------------------------------------------


def test_coverage_tells_what_is_read_and_what_is_carried_along_with_the_reason(eclear: Eclear) -> None:
    file = eclear.message("a.xml", with_agent("<Name>Somebody</Name>"))
    done = eclear("coverage", file, "--json")
    assert done.status == 0, done.err
    told, whole = done.lines
    assert (told["file"], told["messages"], told["complete"], told["unknown"]) == (file, 1, True, 0)
    assert named(paths(told, "read").values(), "Declaration/TypeCode") == {
        "path": "Declaration/TypeCode", "treatment": "read", "count": 1, "why": None,
    }  # fmt: skip
    assert named(paths(told, "carried").values(), "Agent/Name")["why"]
    for treatment in ("read", "carried", "unknown"):
        assert told[treatment] == sum(element["count"] for element in paths(told, treatment).values())
    assert whole == told | {"file": None}


def test_an_unknown_element_is_named_and_makes_the_exit_status_one(eclear: Eclear) -> None:
    eclear.message("in/a.xml", sound())
    eclear.message("in/b.xml", with_agent("<Colour>red</Colour>"))
    told = eclear("coverage", "in", "--json")
    assert told.status == 1
    assert [(line["messages"], line["complete"]) for line in told.lines] == [(1, True), (1, False), (2, False)]
    assert told.lines[2]["read"] == told.lines[0]["read"] + told.lines[1]["read"]
    read = eclear("coverage", "in")
    assert read.status == 1
    unknown = [line for line in read.out.splitlines() if line.strip().startswith("unknown")]
    assert len(unknown) == 2 and all("Colour" in line for line in unknown), "once in its file, once in the summary"
    assert "All 2 messages" in read.out


def test_a_file_that_cannot_be_read_safely_is_a_finding_and_not_complete(eclear: Eclear) -> None:
    done = eclear("coverage", eclear.message("broken.xml", b"<oops"))
    assert done.status == 1 and "line 1" in done.out and "Traceback" not in done.err


def test_every_published_message_is_covered(eclear: Eclear, shared: Any) -> None:
    folder = shared / "data/wco/samples/TT_IM001a"
    assert eclear("coverage", str(folder)).status == 0


# -- convert ----------------------------------------------------------------------------------------------------------


def test_a_declaration_becomes_korean_and_comes_back(eclear: Eclear) -> None:
    file = eclear.message("a.xml", sound())
    there = eclear("convert", "--to", "kr-govcbr929", file)
    assert there.status == 0, there.err
    assert "GOVCBR929" in there.out
    eclear.message("korean.xml", there.raw)
    assert eclear("validate", "korean.xml", "--json").lines[0]["profile"] == "kr-govcbr929"
    back = eclear("convert", "korean.xml", "--to", "wco-dms-2", "--out", "back.xml")
    assert back.status == 0 and back.out == "", "the message is in the file, not on the screen"
    (told,) = eclear("validate", "back.xml", "--json").lines
    assert (told["outcome"], told["profile"]) == ("accept", "wco-dms-2")


def test_what_the_other_profile_cannot_carry_is_listed_beside_the_message_with_the_reason(eclear: Eclear) -> None:
    file = eclear.message("a.xml", with_agent("<ID>KR-AGENT-1</ID><FunctionCode>2</FunctionCode>"))
    done = eclear("convert", "--to", "kr-govcbr929", file)
    assert done.status == 0
    assert "Agent" in done.err and "KR-AGENT-1" in done.err
    assert "KR-AGENT-1" not in done.out
    (told,) = eclear("convert", "--to", "kr-govcbr929", file, "--json").lines
    assert told["profile"] == "kr-govcbr929" and told["body"] == done.out
    left = named(told["left_out"], "Agent/ID")
    assert left["value"] == "KR-AGENT-1" and left["why"]


def test_an_export_is_no_korean_import_and_nothing_is_written(eclear: Eclear) -> None:
    done = eclear("convert", "--to", "kr-govcbr929", eclear.message("export.xml", export()), "--out", "wrong.xml")
    assert done.status == 1 and done.out == "" and done.err.strip()
    assert not (eclear.folder / "wrong.xml").exists()
    (told,) = eclear("convert", "--to", "kr-govcbr929", "export.xml", "--json").lines
    assert told["body"] is None and told["findings"]


@pytest.mark.parametrize(
    "arguments", [["--to", "kr-govcbr929", "nowhere.xml"], ["a.xml"], ["--to", "kr-govcbr929", "a.xml", "--out", "a.xml"]]
)
def test_a_wrong_call_of_convert_is_exit_status_two(eclear: Eclear, arguments: list[str]) -> None:
    eclear.message("a.xml", sound())
    done = eclear("convert", *arguments)
    assert done.status == 2 and "Traceback" not in done.err
    assert (eclear.folder / "a.xml").read_bytes() == sound(), "the message is not overwritten"


def test_a_profile_that_is_not_known_is_refused_with_those_that_are(eclear: Eclear) -> None:
    file = eclear.message("a.xml", sound())
    for arguments in (["convert", "--to", "klingon", file], ["validate", "--profile", "klingon", file]):
        done = eclear(*arguments)
        said = done.out + done.err
        assert done.status in (1, 2), arguments
        assert "klingon" in said and "kr-govcbr929" in said and "wco-dms-2" in said and "Traceback" not in said


# -- a profile by name ------------------------------------------------------------------------------------------------


def test_a_profile_that_is_named_overrules_what_the_message_looks_like(eclear: Eclear) -> None:
    file = eclear.message("a.xml", sound())
    assert eclear("validate", file, "--profile", "wco-dms-2").status == 0
    wrong = eclear("validate", file, "--profile", "kr-govcbr929", "--json")
    assert wrong.status == 1 and wrong.lines[0]["outcome"] == "reject-invalid"
    refused = eclear("submit", file, "--profile", "kr-govcbr929", "--json")
    assert refused.status == 1 and refused.lines[0]["case"] is None
    taken = eclear("submit", file, "--profile", "wco-dms-2", "--json")
    assert taken.status == 0 and taken.lines[0]["case"]
