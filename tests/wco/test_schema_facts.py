"""Our own schema says what the published element facts say, for every path, used or not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import slots_of
from eclear.wco import Schemas
from eclear.wco.schemas import CANCELLATION, DECLARATION, DECLARATION_DATES, RESPONSE, RESPONSE_DATES, Part

Row = tuple[str, int, int | None, str | None]


def rows_of(part: Part, path: str = "") -> Iterator[tuple[str, Part]]:
    """An element and all below it, in order; what has another namespace, such as the inside of a date, has its own tests."""
    here = f"{path}/{part.name}".lstrip("/")
    yield here, part
    for child in part.parts:
        if child.namespace == part.namespace:
            yield from rows_of(child, here)


def facts(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def root(schemas: Schemas, namespace: str, name: str) -> Part:
    part = schemas.shape().parts[0].part(namespace, name)
    assert part is not None
    return part


@pytest.mark.parametrize(
    ("table", "namespace", "name"),
    [("declaration-elements.tsv", DECLARATION, "Declaration"), ("response-elements.tsv", RESPONSE, "Response")],
)
def test_paths_order_cardinality_and_numbers_are_those_of_the_table(
    table: str, namespace: str, name: str, shared: Path, schemas: Schemas
) -> None:
    ours = [(path, part.least, part.most, part.id) for path, part in rows_of(root(schemas, namespace, name))]
    theirs = [
        (row["path"], int(row["min"]), None if row["max"] == "n" else int(row["max"]), row["wco_id"].strip("?") or None)
        for row in facts(shared / "data" / "wco" / table)
        if "od:" not in row["path"]  # the second Declaration, of the other namespace
    ]
    # a wrapper holds one or the other, so each is optional in the table of its parts, and responses may be many
    assert ours[0][0] == theirs[0][0]
    assert ours[1:] == theirs[1:]
    assert len(ours) == {"Declaration": 460, "Response": 73}[name]


@pytest.mark.parametrize(
    ("table", "namespace", "name"),
    [("declaration-elements.tsv", DECLARATION, "Declaration"), ("response-elements.tsv", RESPONSE, "Response")],
)
def test_lengths_digits_and_lists_are_those_of_the_table(
    table: str, namespace: str, name: str, shared: Path, schemas: Schemas
) -> None:
    """An..17,3, the format of a rate, is documented only: it is no format of digits, and services in use enforce none."""
    ours = dict(rows_of(root(schemas, namespace, name)))
    checked = 0
    for row in facts(shared / "data" / "wco" / table):
        if not row["format"] or row["kind"] == "date":
            continue
        value = ours[row["path"]].value
        assert value is not None, row["path"]
        letters, most, longest, fraction = re.fullmatch(r"(an|n|a)(\.\.)?(\d+)(?:,(\d+))?", row["format"]).groups()  # type: ignore[union-attr]
        if letters == "an" and fraction:
            assert (value.kind, value.digits, value.fraction) == ("decimal", None, None), row["path"]
        elif fraction or (letters == "n" and value.kind == "decimal"):
            assert (value.kind, value.digits, value.fraction) == ("decimal", int(longest), int(fraction or 0)), row["path"]
        elif most:
            assert value.longest == int(longest) and value.exact is None, row["path"]
        else:
            assert value.exact == int(longest), row["path"]
        if value.kind != "decimal":
            said = None if name == "Response" else r"\S.*" if value.kind == "token" else r"[ \t]*\S.*"
            assert value.pattern == {"n": "[0-9]*", "a": "[a-zA-Z]*"}.get(letters, said), row["path"]
        assert ",".join(value.allowed) == row["enum"], row["path"]
        checked += 1
    assert checked == {"Declaration": 338, "Response": 43}[name]


CODE = {"listID", "listAgencyID", "listAgencyName", "listName", "listVersionID", "name", "languageID", "listURI", "listSchemeURI"}
IDENTIFIER = {
    "schemeID",
    "schemeName",
    "schemeAgencyID",
    "schemeAgencyName",
    "schemeVersionID",
    "schemeDataURI",
    "schemeURI",
}


@pytest.mark.parametrize(
    ("table", "namespace", "name"),
    [("declaration-elements.tsv", DECLARATION, "Declaration"), ("response-elements.tsv", RESPONSE, "Response")],
)
def test_each_kind_of_value_has_its_attributes_and_its_way_with_blanks(
    table: str, namespace: str, name: str, shared: Path, schemas: Schemas
) -> None:
    kinds = {row["path"]: row["kind"] for row in facts(shared / "data" / "wco" / table)}
    numbers = {"amt": {"currencyID"}, "qty": {"unitCode"}, "meas": {"unitCode"}}
    for path, part in rows_of(root(schemas, namespace, name)):
        if part.value is None:
            assert part.attributes == {}, path
        elif kinds[path] in numbers or part.name.endswith("Numeric"):
            assert (part.value.kind, set(part.attributes)) == ("decimal", numbers.get(kinds[path], set())), path
        elif part.name.endswith("Code") or path.endswith("ExportCountry/ID"):
            assert (part.value.kind, set(part.attributes)) == ("token", CODE), path
        else:
            assert (part.value.kind, set(part.attributes)) == (
                "string",
                IDENTIFIER if part.name.endswith("ID") else {"languageID"},
            ), path
        assert not any(required for _, required in part.attributes.values()), path


def test_the_wrapper_has_the_six_fields_with_their_attributes_and_no_lengths(schemas: Schemas) -> None:
    (wrapper,) = schemas.shape().parts
    assert [(part.name, part.least, part.most) for part in wrapper.parts] == [
        ("WCODataModelVersionCode", 0, 1),
        ("WCOTypeName", 0, 1),
        ("ResponsibleCountryCode", 0, 1),
        ("ResponsibleAgencyName", 0, 1),
        ("AgencyAssignedCustomizationCode", 0, 1),
        ("AgencyAssignedCustomizationVersionCode", 0, 1),
        ("Declaration", 0, 1),  # either this or any number of responses
        ("Response", 0, None),
    ]
    for part in wrapper.parts[:6]:
        assert set(part.attributes) == (CODE if part.name.endswith("Code") else {"languageID"}), part.name
        assert part.value is not None
        assert (part.value.longest, part.value.exact, part.value.pattern) == (None, None, None)


def test_a_day_or_a_moment_says_how_it_is_written(schemas: Schemas) -> None:
    """Every date of the declaration and of the response is made of the same string, each in its own namespace."""
    dates = [
        (path, part)
        for namespace, name in ((DECLARATION, "Declaration"), (RESPONSE, "Response"))
        for path, part in rows_of(root(schemas, namespace, name))
        if path.endswith("DateTime")
    ]
    assert len(dates) == 5 + 8
    for path, part in dates:
        (string,) = part.parts
        assert (string.name, string.least, string.most, string.namespace) == (
            "DateTimeString",
            1,
            1,
            DECLARATION_DATES if path.startswith("Declaration") else RESPONSE_DATES,
        )
        form, is_required = string.attributes["formatCode"]
        assert (list(string.attributes), is_required, form.allowed) == (["formatCode"], True, ("102", "304"))
        assert string.value is not None
        assert string.value.pattern == r"(20\d{6})(\d{6}(Z|[-+]\d\d))?"


def test_the_second_declaration_of_a_response_is_one_in_the_namespace_of_declarations(schemas: Schemas) -> None:
    response = root(schemas, RESPONSE, "Response")
    second = response.part(DECLARATION, "Declaration")
    assert second is not None
    assert (response.parts[-1], second.least, second.most) == (second, 0, 1)
    assert [path for path, _ in rows_of(second)] == [path for path, _ in rows_of(root(schemas, DECLARATION, "Declaration"))]


def test_every_pointer_of_the_published_list_leads_to_its_element(shared: Path, schemas: Schemas) -> None:
    """But for two parties that no message may hold, and one pointer that goes round in a circle."""
    known: dict[str, set[str]] = {}

    def walk(part: Part, above: str) -> None:
        pointer = f"{above}/{part.id or '?'}".strip("/")
        known.setdefault(pointer, set()).add(part.name)
        for child in part.parts:
            if child.namespace == part.namespace:
                walk(child, pointer)

    walk(root(schemas, DECLARATION, "Declaration"), "")
    walk(root(schemas, RESPONSE, "Response"), "")
    for row in facts(shared / "data" / "wco" / "pointer_paths.tsv"):
        if "/59B" in row["pointer"] or "/86A" in row["pointer"] or row["pointer"] == "42A/42A":
            assert row["pointer"] not in known, row
            continue
        names = known.get(row["pointer"], set())
        assert row["element"] in names or (names and not row["element"]), row


def test_a_cancellation_is_a_narrower_declaration(schemas: Schemas) -> None:
    cancellation = schemas.shape(CANCELLATION).parts[0].part(DECLARATION, "Declaration")
    assert cancellation is not None
    ours = [(path.removeprefix("Declaration/"), part.least, part.most) for path, part in rows_of(cancellation)]
    assert ours[1:] == [
        ("FunctionCode", 1, 1),
        ("FunctionalReferenceID", 0, 1),
        ("ID", 1, 1),
        ("TypeCode", 1, 1),
        ("Submitter", 0, 1),
        ("Submitter/ID", 1, 1),
        ("AdditionalInformation", 1, None),
        ("AdditionalInformation/StatementCode", 0, 1),
        ("AdditionalInformation/StatementDescription", 1, 1),
        ("AdditionalInformation/StatementTypeCode", 0, 1),
        ("AdditionalInformation/Pointer", 0, None),
        ("AdditionalInformation/Pointer/SequenceNumeric", 0, 1),
        ("AdditionalInformation/Pointer/DocumentSectionCode", 0, 1),
        ("Amendment", 1, None),
        ("Amendment/ChangeReasonCode", 1, 1),
    ]


def test_a_cancellation_keeps_the_lengths_and_numbers_of_the_declaration(schemas: Schemas) -> None:
    cancellation = schemas.shape(CANCELLATION).parts[0].part(DECLARATION, "Declaration")
    assert cancellation is not None
    whole = dict(rows_of(root(schemas, DECLARATION, "Declaration")))
    for path, part in rows_of(cancellation):
        assert (part.id, part.attributes) == (whole[path].id, whole[path].attributes), path
        if path in ("Declaration/FunctionCode", "Declaration/TypeCode"):
            assert part.value is not None
            assert part.value.allowed == (("13",) if path.endswith("FunctionCode") else ("INV",))
        else:
            assert part.value == whole[path].value, path


def test_every_field_of_the_casefile_has_the_path_and_the_numbers_of_the_schema(schemas: Schemas) -> None:
    known = dict(rows_of(root(schemas, DECLARATION, "Declaration")))

    def check(noun: type, above: str) -> int:
        count = 0
        for slot in slots_of(noun):
            steps, ids = slot.spot.path.split("/"), slot.spot.ids.split("/")
            for number, wco_id in enumerate(ids, 1):
                part = known[f"{above}/{'/'.join(steps[:number])}"]
                assert (part.id or "?") == wco_id, f"{noun.__name__}.{slot.name}"
            assert part.repeats == slot.repeats, f"{noun.__name__}.{slot.name}"
            count += 1 + (check(slot.type, f"{above}/{slot.spot.path}") if slot.is_group else 0)
        return count

    assert check(Declaration, "Declaration") > 100


def test_the_schemas_import_nothing_from_elsewhere(schemas: Schemas) -> None:
    for file in schemas.folder.glob("*.xsd"):
        for element in etree.parse(file).iter("{*}import", "{*}include"):
            where = element.get("schemaLocation")
            assert where is None or (schemas.folder / where).is_file(), f"{file.name}: {where}"


def test_no_pattern_of_ours_can_run_away(schemas: Schemas) -> None:
    """A repeat of something that repeats itself, or two open repeats in a row, is where a validator gets lost."""
    patterns = {
        facet.get("value", "")
        for file in schemas.folder.glob("*.xsd")
        for facet in etree.parse(file).iter("{http://www.w3.org/2001/XMLSchema}pattern")
    }
    assert len(patterns) == 6
    for pattern in patterns:
        assert not re.search(r"[*+}]\)[*+{]", pattern), pattern
        assert not re.search(r"\.\*.*\.\*", pattern), pattern
        compiled = re.compile(pattern)
        for text in (" " * 10_000, "A" * 10_000, "20" * 5_000, " \t" * 5_000 + "\n", "\u3000" * 10_000):
            compiled.fullmatch(text)  # the outer limit of a text, in the engine that is worst at it
