"""A request to amend that cannot be carried out says why at its place, and leaves the declaration alone."""

from __future__ import annotations

import pytest
from amendment_requests import ITEM, ORIGINAL, done, item, refused, request, told, words

from eclear.casefile.finding import Severity
from eclear.wco import Schemas, amend


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("42A/67A/68A[4]/23A/137", "the declaration has 2 GovernmentAgencyGoodsItem there, and a new one would be number 3"),
        ("42A/67A/68A[0]/23A/137", "GovernmentAgencyGoodsItem is counted from 1"),
        ("42A/67A[2]/103", "there is only one GoodsShipment, not number 2"),
        ("42A/67A/68A[2]/23A/79A/112", "nothing stands there, and the request brings nothing for it"),
        ("42A/67A/68A[3]", "nothing stands there, and the request brings nothing for it"),
        ("42A/67A/78A", "nothing stands there, and the request brings nothing for it"),
        ("42A/67A/68A[1]/99Z/137", "there is no class 99Z in GovernmentAgencyGoodsItem"),
        ("42A/67A/68A[1]/23A/999", "999 is not an element of Commodity at the end of a pointer"),
        ("67A/103", "a pointer begins with 42A, the declaration"),
    ],
)
def test_a_pointer_that_goes_nowhere_is_named(address: str, why: str, schemas: Schemas) -> None:
    (message,) = refused(request(address), schemas, "AMD-010")
    assert message == f"Amendment 1 points to {address}: {why}. Correct its pointer, or send what is new there."


def test_one_pointer_that_goes_nowhere_stops_all_of_them(schemas: Schemas) -> None:
    asked = request("42A/67A/103", "42A/67A/68A[7]", "42A/67A/68A[9]")
    amended = amend(ORIGINAL, asked, schemas)
    assert [(finding.code, finding.place.pointer) for finding in amended.findings] == [
        ("AMD-010", "42A/06A[2]/97A[3]"),
        ("AMD-010", "42A/06A[3]/97A[3]"),
    ]
    assert (amended.body, amended.changes) == (b"", ())
    assert all(finding.place.line for finding in amended.findings)


@pytest.mark.parametrize(
    "address", ["42A/017", "42A/D013", "42A/D026", "42A/D014", "42A/D011", "42A/17B/R059", "42A/06A/099", "42A"]
)
def test_what_a_message_says_of_itself_is_not_amended(address: str, schemas: Schemas) -> None:
    (message,) = refused(request(address), schemas, "AMD-011")
    assert message.startswith(f"Amendment 1 points to {address}: ")
    assert message.endswith("It cannot be amended. Take this amendment out.")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("<GoodsShipment><TransactionNatureCode>21</TransactionNatureCode></GoodsShipment>", "42A/67A/103"),
        ("<GoodsShipment><Invoice><ID>1</ID></Invoice></GoodsShipment>", "42A/67A/78A"),
        (item("<AdditionalDocument><ID>INV-9</ID></AdditionalDocument>"), "42A/67A/68A[1]/02A[1]/D005"),
        (item("<TransactionNatureCode>1</TransactionNatureCode>", 7), "42A/67A/68A[1]"),
    ],
)
def test_new_content_that_no_pointer_covers_is_not_dropped_silently(content: str, place: str, schemas: Schemas) -> None:
    asked = request("42A/146", before="<TotalPackageQuantity>13</TotalPackageQuantity>", after=content)
    assert len(refused(asked, schemas, "AMD-012")) == 1
    (finding,) = amend(ORIGINAL, asked, schemas).findings
    assert finding.place.pointer == place


def test_a_result_that_breaks_the_schema_is_refused_at_its_place(schemas: Schemas) -> None:
    asked = request("42A/67A/68A[2]/006", after="")
    (message,) = refused(asked, schemas, "AMD-013")
    assert message.startswith("The declaration would no longer be sound: ")
    (finding,) = amend(ORIGINAL, asked, schemas).findings
    assert (finding.place.pointer, finding.place.line) == ("42A/67A/68A[2]/006", None)


def test_a_request_must_hold_an_amendment_and_each_a_pointer(schemas: Schemas) -> None:
    assert refused(request(), schemas, "AMD-014") == [
        "The request to amend holds no Amendment. Add one for each change, with a pointer to it."
    ]
    bare = "<Amendment><ChangeReasonCode>32</ChangeReasonCode></Amendment>"
    assert refused(request("42A/67A/103", bare), schemas, "AMD-014") == [
        "Amendment 2 has no pointer. Add one: a step for each class, the last with the element's TagID."
    ]


def test_a_request_that_changes_nothing_is_refused_but_an_idle_amendment_only_warned_of(schemas: Schemas) -> None:
    same = "<GoodsItemQuantity>2</GoodsItemQuantity>"
    refused(request("42A/228", before=same), schemas, "AMD-014")
    amended = amend(ORIGINAL, request("42A/67A/103", "42A/228", before=same), schemas)
    assert [(f.code, f.severity, f.place.pointer) for f in amended.findings] == [("AMD-014", Severity.WARNING, "42A/06A[2]")]
    assert len(amended.changes) == 1 and amended.body


def test_rows_that_cannot_be_told_apart_are_not_guessed(schemas: Schemas) -> None:
    row = "<AdditionalDocument><ID>Q-8</ID></AdditionalDocument>"
    (message,) = refused(request(f"{ITEM}/02A[2]/D005", f"{ITEM}/02A[3]/D005", after=item(row)), schemas, "AMD-015")
    assert message.startswith("The amendments point to AdditionalDocument number 2, 3, the request holds 1 of them")
    falling = request(f"{ITEM}/02A[3]/D005", f"{ITEM}/02A[2]/D005", after=item(row + row.replace("Q-8", "PL-8")))
    refused(falling, schemas, "AMD-015")
    rising = request(f"{ITEM}/02A[2]/D005", f"{ITEM}/02A[3]/D005", after=item(row.replace("Q-8", "PL-8") + row))
    assert [told(change) for change in done(rising, schemas).changes] == [
        (f"{ITEM}/02A[2]/D005", "PL-1", "PL-8"),
        (f"{ITEM}/02A[3]/D005", "Q-7", "Q-8"),
    ]


def test_a_new_row_cannot_have_the_number_of_another(schemas: Schemas) -> None:
    content = item("<Commodity><Description>Tea</Description></Commodity>", 2)
    refused(request("42A/67A/68A[3]", after=content), schemas, "AMD-010")


def test_a_reason_for_an_amendment_that_is_not_there_is_named(schemas: Schemas) -> None:
    (message,) = refused(request("42A/67A/103", before=words("Why", 2)), schemas, "AMD-010")
    assert message == "This statement is the reason of amendment 2, but the request holds 1. Correct its pointer."


def test_a_long_list_of_refusals_is_cut_and_counted(schemas: Schemas) -> None:
    amended = amend(ORIGINAL, request(*["42A/67A/68A[9]"] * 40), schemas)
    assert [finding.code for finding in amended.findings] == ["AMD-010"] * 25 + ["AMD-MORE"]
    assert amended.findings[-1].message.startswith("15 more places are wrong.")


def test_a_message_without_a_declaration_cannot_be_amended(schemas: Schemas) -> None:
    with pytest.raises(ValueError, match="holds no declaration"):
        amend(b"<MetaData/>", request("42A/146"), schemas)
