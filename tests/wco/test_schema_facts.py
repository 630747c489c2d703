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
from eclear.wco.schemas import CANCELLATION, DECLARATION, RESPONSE, Part

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
    ours = dict(rows_of(root(schemas, namespace, name)))
    checked = 0
    for row in facts(shared / "data" / "wco" / table):
        if not row["format"] or row["kind"] == "date":
            continue
        value = ours[row["path"]].value
        assert value is not None, row["path"]
        letters, most, longest, fraction = re.fullmatch(r"(an|n|a)(\.\.)?(\d+)(?:,(\d+))?", row["format"]).groups()  # type: ignore[union-attr]
        if fraction or (letters == "n" and value.kind == "decimal"):
            assert (value.kind, value.digits, value.fraction) == ("decimal", int(longest), int(fraction or 0)), row["path"]
        elif most:
            assert value.longest == int(longest) and value.exact is None, row["path"]
        else:
            assert value.exact == int(longest), row["path"]
        if name == "Declaration" and value.kind != "decimal":
            wanted = {"n": "[0-9]*", "a": "[a-zA-Z]*"}.get(letters)
            assert value.pattern == wanted or (letters == "an" and value.pattern is not None), row["path"]
        assert ",".join(value.allowed) == row["enum"], row["path"]
        checked += 1
    assert checked == {"Declaration": 338, "Response": 43}[name]


def test_currencies_and_units_may_stand_where_the_tree_shows_them(schemas: Schemas) -> None:
    for path, part in rows_of(root(schemas, DECLARATION, "Declaration")):
        if part.parts:
            continue
        if part.name.endswith("Amount"):
            assert list(part.attributes) == ["currencyID"], path
        elif part.name.endswith(("Measure", "Quantity")):
            bare = part.name in ("GoodsItemQuantity", "LoadingListQuantity", "TotalPackageQuantity")
            assert list(part.attributes) == ([] if bare else ["unitCode"]), path


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
