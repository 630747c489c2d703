"""Published messages are judged as the services in use judge them, at the same element and line."""

from __future__ import annotations

import pytest

from eclear.casefile.finding import Severity
from eclear.casefile.reading import Outcome
from eclear.wco import Schemas, read, write

Samples = list[tuple[dict[str, str], bytes]]


def test_every_declaration_has_the_outcome_of_the_index(samples: Samples, schemas: Schemas) -> None:
    wanted = {"True": Outcome.ACCEPT, "False": Outcome.INVALID}
    declarations = [(row, body) for row, body in samples if row["kind"] == "declaration"]
    assert len(declarations) == 68
    for row, body in declarations:
        reading = read(body, schemas)
        assert reading.outcome is wanted[row["valid_against_published_schema"]], row["file"]
        assert reading.profile == "wco-dms-2"
        said = (reading.function or "", reading.type or "", str(reading.items))
        assert said == (row["function"], row["type"], row["items"]), row["file"]
        assert (reading.declaration is not None) == (reading.outcome is Outcome.ACCEPT)


def test_messages_that_are_no_xml_are_malformed_at_the_line_of_the_parser(samples: Samples, schemas: Schemas) -> None:
    lines = {}
    for row, body in samples:
        if row["kind"] == "malformed":
            reading = read(body, schemas)
            assert reading.outcome is Outcome.MALFORMED
            assert [f.code for f in reading.findings] == ["XML-MALFORMED"]
            lines[row["file"]] = reading.findings[0].place.line
    assert lines == {"TT_EX002a.xml": 72, "TT_EX002a__nocomments.xml": 62}


def test_responses_without_namespaces_are_read(samples: Samples, schemas: Schemas) -> None:
    refused = {}
    for row, body in samples:
        if row["kind"] == "response":
            reading = read(body, schemas)
            assert reading.profile == "wco-dms-2-response", row["file"]
            assert reading.function == row["function"], row["file"]
            assert reading.declaration is None
            if reading.outcome is not Outcome.ACCEPT:
                refused[row["scenario"], row["file"]] = {(f.code, f.place.line) for f in reading.findings}
    # both lack formatCode; one of them also writes its date as a person would
    assert refused == {
        ("Example_DMS_notifications", "16_DMSEOG.xml"): {("XSD-ATTRIBUTE", 23), ("XSD-VALUE", 23)},
        ("TT_IM223a", "01_DMSACC.xml"): {("XSD-ATTRIBUTE", 13)},
    }


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("InvalidSubmissionXML.xml", [("XSD-ATTRIBUTE", "/MetaData/Declaration", "42A", 8)]),
        ("InvalidCancellationXML.xml", [("XSD-ATTRIBUTE", "/MetaData/Declaration", "42A", 7)]),
        (
            "InvalidSubmissionXMLWith2Errors.xml",
            [
                ("XSD-ATTRIBUTE", "/MetaData/Declaration", "42A", 8),
                ("XSD-VALUE", "/MetaData/Declaration/TotalPackageQuantity", "42A/146", 10),
            ],
        ),
        (
            "InvalidCancellationXMLWith2Errors.xml",
            [
                ("XSD-ATTRIBUTE", "/MetaData/Declaration", "42A", 7),
                ("XSD-ENUMERATION", "/MetaData/Declaration/FunctionCode", "42A/017", 8),
                ("XSD-ENUMERATION", "/MetaData/Declaration/TypeCode", "42A/D013", 11),
            ],
        ),
        ("example_submission_declaration_400.xml", [("XSD-UNKNOWN", "/MetaData/Declaration/unknown", "42A", 12)]),
    ],
)
def test_faulty_messages_are_refused_at_the_right_element_and_line(
    file: str, told: list[tuple[str, str, str, int]], invalid: dict[str, bytes], schemas: Schemas
) -> None:
    reading = read(invalid[file], schemas)
    assert reading.outcome is Outcome.INVALID
    assert [(f.code, f.place.xpath, f.place.pointer, f.place.line) for f in reading.findings] == told


def test_a_cancellation_that_holds_more_is_read_as_a_declaration_with_a_warning(
    invalid: dict[str, bytes], schemas: Schemas
) -> None:
    reading = read(invalid["validSubmissionXML.xml"], schemas)
    assert (reading.outcome, reading.function, reading.type) == (Outcome.ACCEPT, "13", "INV")
    (warning,) = reading.findings
    assert (warning.code, warning.severity) == ("WCO-W01", Severity.WARNING)
    assert (warning.place.xpath, warning.place.line) == ("/MetaData/Declaration/AcceptanceDateTime", 9)
    assert read(invalid["validCancellationXML.xml"], schemas).findings == ()


def test_what_is_read_can_be_written_and_read_again(samples: Samples, schemas: Schemas) -> None:
    count = 0
    for row, body in samples:
        reading = read(body, schemas)
        if reading.declaration is None:
            continue
        again = read(write(reading.declaration, reading.country or "KR"), schemas)
        assert again.declaration == reading.declaration, row["file"]
        assert again.country == (reading.country or "KR")
        count += 1
    assert count == 63
