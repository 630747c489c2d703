"""Every element is read or carried with a reason, and ``coverage`` says which; what the schema does not know is unknown."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from wco_messages import SOUND, damaged

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import Coverage, Covered, Treatment, together
from eclear.casefile.reply import Reply
from eclear.journey.checks.baseline import IMPORT
from eclear.wco import Schemas, convert, coverage, write
from eclear.wco.coverage import listed_attributes, listed_elements, passed, reason
from eclear.wco.schemas import Part

Samples = list[tuple[dict[str, str], bytes]]


def facts(shared: Path, table: str) -> list[str]:
    """The paths of a table of published facts."""
    with (shared / "data" / "wco" / table).open(encoding="utf-8", newline="") as file:
        return [row["path"] for row in csv.DictReader(file, delimiter="\t")]


def below(part: Part, path: str = "") -> list[tuple[str, Part]]:
    """Every element of the schema below one, with its path; a day or a moment is one with the element that holds it."""
    found = []
    for inner in part.parts:
        if inner.namespace == part.namespace:
            here = f"{path}/{inner.name}".lstrip("/")
            found += [(here, inner), *below(inner, here)]
    return found


def test_every_published_element_of_a_declaration_is_read_or_listed_and_never_both(shared: Path) -> None:
    elements = {path.partition("/")[2] for path in facts(shared, "declaration-elements.tsv")} - {""}
    assert len(elements) == 459  # and the declaration itself
    read, carried = set(passed(Declaration)), {path for path in elements if reason(path)}
    assert read | carried == elements
    assert read & carried == set()
    assert set(listed_elements()) <= elements


def test_the_same_holds_for_our_own_schema(schemas: Schemas) -> None:
    (top,) = schemas.shape().parts
    elements = {path for path, _ in below(top.by_name["Declaration"])}
    read, carried = set(passed(Declaration)), {path for path in elements if reason(path)}
    assert read | carried == elements
    assert read & carried == set()
    assert {path for path, _ in below(top.by_name["Response"])} == set(passed(Reply))


def test_every_published_element_of_a_response_is_read(shared: Path) -> None:
    elements = {path.partition("/")[2] for path in facts(shared, "response-elements.tsv")} - {"", "od:Declaration"}
    assert elements == set(passed(Reply))


def test_every_attribute_of_the_schema_is_read_or_listed(schemas: Schemas) -> None:
    (top,) = schemas.shape().parts
    known = {name for part in top.parts for name in part.attributes}
    for payload in ("Declaration", "Response"):
        known |= {name for _, part in below(top.by_name[payload]) for name in part.attributes}
    assert known - {"currencyID"} == set(listed_attributes())  # unitCode is listed for counts, which are read without


def test_no_published_message_holds_an_element_that_is_neither(samples: Samples, schemas: Schemas) -> None:
    looked_at = []
    for row, body in samples:
        found = coverage(body, schemas)
        if row["kind"] == "malformed":
            assert [finding.code for finding in found.findings] == ["XML-MALFORMED"]
        elif row["scenario"] != "invalid":
            assert found.is_complete, row["file"]
            assert all(path.why for path in found.paths if path.treatment is Treatment.CARRIED)
        looked_at.append(found)
    whole = together(looked_at)
    assert {path.path for path in whole.paths if path.treatment is Treatment.UNKNOWN} == {
        "Declaration/@foo",
        "Declaration/unknown",
    }
    assert whole.count(Treatment.READ) > 11_000
    assert 0 < whole.count(Treatment.CARRIED) < 150


def told(body: bytes, schemas: Schemas) -> dict[str, Covered]:
    return {path.path: path for path in coverage(body, schemas).paths}


def test_a_message_is_told_path_by_path_with_its_wrapper(schemas: Schemas) -> None:
    found = told(damaged("<Declarant>", "<Agent><Name>Kim</Name></Agent><Declarant>"), schemas)
    assert found["MetaData/ResponsibleCountryCode"] == Covered("MetaData/ResponsibleCountryCode", Treatment.READ, 1)
    item = "Declaration/GoodsShipment/GovernmentAgencyGoodsItem"
    assert found[item] == Covered(item, Treatment.READ, 2)
    assert found[f"{item}/Commodity/GoodsMeasure/GrossMassMeasure/@unitCode"].count == 2
    assert found["Declaration/AcceptanceDateTime/DateTimeString/@formatCode"].treatment is Treatment.READ
    assert found["Declaration/Agent"].treatment is Treatment.READ
    assert found["Declaration/Agent/Name"].treatment is Treatment.CARRIED
    assert found["Declaration/Agent/Name"].why == "The party is told by its number; the name beside it decides nothing."
    assert coverage(SOUND.encode(), schemas).is_complete


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("<Declarant>", "<Colour>red</Colour><Declarant>", "Declaration/Colour"),
        ("<Declarant>", "<Colour><ID>1</ID></Colour><Declarant>", "Declaration/Colour/ID"),
        ("<Declarant>", '<Declarant xmlns="urn:else">', "Declaration/Declarant/ID"),
        ("<ID>41207", '<ID foo="1">41207', "Declaration/Declarant/ID/@foo"),
        ("<ID>41207", '<ID unitCode="KGM">41207', "Declaration/Declarant/ID/@unitCode"),
        ('formatCode="304">', 'formatCode="304"><b/>', "Declaration/AcceptanceDateTime/DateTimeString/b"),
        ("<Declaration>", "<Response/><Declaration>", "MetaData/Response"),
    ],
)
def test_what_the_schema_does_not_know_there_is_unknown(old: str, new: str, path: str, schemas: Schemas) -> None:
    found = coverage(damaged(old, new), schemas)
    assert not found.is_complete
    assert {p.path: p.treatment for p in found.paths}[path] is Treatment.UNKNOWN


def test_a_message_of_another_kind_is_unknown_from_its_root(schemas: Schemas) -> None:
    assert coverage(b"<a><b/></a>", schemas).paths == (Covered("a", Treatment.UNKNOWN, 1), Covered("a/b", Treatment.UNKNOWN, 1))


def test_the_request_around_a_message_is_told_apart_from_it(schemas: Schemas) -> None:
    inner = SOUND.split("?>\n", 1)[1]
    head = "<requestCommon><regime>CDS</regime></requestCommon>"
    wrapped = f"<submitDeclarationRequest>{head}<requestDetail>{inner}</requestDetail></submitDeclarationRequest>"
    found = coverage(wrapped.encode(), schemas)
    assert found.is_complete
    around = [path for path in found.paths if path.path.startswith("submit")]
    assert [path.path.rpartition("/")[2] for path in around] == [
        "submitDeclarationRequest",
        "requestCommon",
        "regime",
        "requestDetail",
    ]
    assert all(path.treatment is Treatment.CARRIED and path.why for path in around)
    assert found.paths[len(around) :] == coverage(SOUND.encode(), schemas).paths


def test_a_message_of_another_profile_is_told_in_its_own_words(schemas: Schemas) -> None:
    korean = convert(write(IMPORT, "KR"), schemas, "kr-govcbr929").body
    assert coverage(korean, schemas).is_complete
    more = korean.replace(b"</wco:TypeCode>", b"</wco:TypeCode><wco:Colour/>", 1)
    more = more.replace(b"<wco:TransactionNatureCode>", b"<kcs:Reason>x</kcs:Reason><wco:TransactionNatureCode>", 1)
    found = told(more, schemas)
    assert found["Declaration/Colour"].treatment is Treatment.UNKNOWN
    assert found["Declaration/TotalGrossMassMeasure/@kcsUnitCode"].treatment is Treatment.READ
    assert found["Declaration/Reason"].treatment is Treatment.CARRIED
    assert "Korea" in (found["Declaration/Reason"].why or "")
    assert found["Declaration/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/Description"].treatment is Treatment.READ
    overruled = coverage(korean, schemas, profile="wco-dms-2")
    assert {path.treatment for path in overruled.paths} == {Treatment.UNKNOWN}


def test_an_attribute_that_no_field_holds_is_carried_for_its_own_reason(schemas: Schemas) -> None:
    found = told(damaged("<TypeCode>", '<TypeCode listID="X">'), schemas)["Declaration/TypeCode/@listID"]
    assert (found.treatment, found.count) == (Treatment.CARRIED, 1)
    assert found.why == listed_attributes()["listID"]


def test_the_place_of_a_schema_is_no_content(schemas: Schemas) -> None:
    located = damaged("<Declarant>", '<Declarant xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a b">')
    assert coverage(located, schemas) == coverage(SOUND.encode(), schemas)


def test_coverages_add_up(schemas: Schemas) -> None:
    one = coverage(SOUND.encode(), schemas)
    assert together([]) == Coverage()
    assert together([one, one]).count(Treatment.READ) == 2 * one.count(Treatment.READ)
    assert len(together([one, one]).paths) == len(one.paths)
