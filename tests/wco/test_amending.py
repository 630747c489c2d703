"""An amendment changes what its pointers say, in the version before it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from amendment_requests import (
    DECLARED,
    ITEM,
    NEW_PRICE,
    ORIGINAL,
    PRICE,
    amendment,
    differences,
    done,
    item,
    leaves,
    request,
    told,
    words,
)

from eclear.casefile.amendment import Change
from eclear.casefile.message import DataElement
from eclear.casefile.pointer import Place
from eclear.wco import Amended, Schemas, present, read


@pytest.mark.parametrize(
    ("folder", "first", "asked", "changes"),
    [
        ("TT_IM002b", "TT_IM002a.xml", "TT_IM002b_Amendment.xml", [("23A/79A/112", "1000 GBP", "999 GBP", "21")]),
        ("TT_IM003a", "TT_IM003a.xml", "TT_IM003a_Amendment_(Step_3).xml", [("23A/65A/128", "1000", "2.1", "28")]),
        (
            "TT_IM061b",
            "TT_IM061a.xml",
            "TT_IM061b_Amendment.xml",
            [
                ("03A[1]/225", "SDY=8/10", "SDY=9/10", "21"),
                ("03A[2]/225", "02/21=Y 2 01/21=Z 3", "02/21=Y 3 01/21=Z 2", "21"),
                ("03A[3]/225", "SDZ=5/5", "SDZ=6/6", "21"),
            ],
        ),
    ],
)
def test_the_published_amendments_change_what_they_point_to(
    folder: str, first: str, asked: str, changes: list[tuple[str, str, str, str]], shared: Path, schemas: Schemas
) -> None:
    place = shared / "data" / "wco" / "samples" / folder
    original = (place / first).read_bytes()
    amended = done((place / asked).read_bytes(), schemas, original)
    assert [(*told(change), change.reason) for change in amended.changes] == [
        (f"{ITEM}/{where}", before, after, reason) for where, before, after, reason in changes
    ]
    assert all(change.said for change in amended.changes)
    assert len(differences(original, amended.body)) == len(changes)


def test_the_published_arrivals_say_nothing_new(shared: Path, schemas: Schemas) -> None:
    samples = shared / "data" / "wco" / "samples"
    for arrival in ("TT_IM026a/Movement_Messages_Step1_GPN.xml", "TT_IM183a/Movement_Messages_Step2_GPN.xml"):
        assert present(ORIGINAL, (samples / arrival).read_bytes(), schemas) == Amended(ORIGINAL, (), ())


def test_a_changed_value_is_told_with_place_reason_and_words(schemas: Schemas) -> None:
    amended = done(request(amendment(PRICE, "21"), before=words("A typing error", 1), after=NEW_PRICE), schemas)
    path = "GoodsShipment/GovernmentAgencyGoodsItem[1]"
    assert amended.changes == (
        Change(
            Place(PRICE, f"/MetaData/Declaration/{path}/Commodity/InvoiceLine/ItemChargeAmount"),
            "1000.00 USD",
            "999 USD",
            "21",
            "A typing error",
            (
                DataElement(f"{path}/SequenceNumeric", "1"),
                DataElement(f"{path}/Commodity/InvoiceLine/ItemChargeAmount", "999", (("currencyID", "USD"),)),
            ),
        ),
    )
    assert differences(ORIGINAL, amended.body) == {
        "GoodsShipment/GovernmentAgencyGoodsItem/Commodity/InvoiceLine/ItemChargeAmount": (
            "1000.00 currencyID=USD",
            "999 currencyID=USD",
        )
    }


def test_words_belong_to_the_amendment_that_they_point_to(schemas: Schemas) -> None:
    asked = request(
        amendment("42A/67A/103", "21"),
        amendment("42A/146", "28"),
        before="<TotalPackageQuantity>13</TotalPackageQuantity>" + words("For the packages", 2),
        after="<GoodsShipment><TransactionNatureCode>21</TransactionNatureCode></GoodsShipment>",
    )
    changes = done(asked, schemas).changes
    assert [(told(change), change.reason, change.said) for change in changes] == [
        (("42A/67A/103", "11", "21"), "21", None),
        (("42A/146", "12", "13"), "28", "For the packages"),
    ]


def test_a_step_without_a_number_means_the_first(schemas: Schemas) -> None:
    amended = done(request("42A/67A/68A/23A/79A/112", after=NEW_PRICE), schemas)
    assert [told(change) for change in amended.changes] == [(PRICE, "1000.00 USD", "999 USD")]


def test_a_pointer_without_new_content_takes_the_element_out(schemas: Schemas) -> None:
    amended = done(request("42A/67A/103"), schemas)
    assert [told(change) for change in amended.changes] == [("42A/67A/103", "11", None)]
    assert differences(ORIGINAL, amended.body) == {"GoodsShipment/TransactionNatureCode": ("11", None)}


def test_an_empty_element_is_no_content_either(schemas: Schemas) -> None:
    asked = request("42A/67A/103", after="<GoodsShipment><TransactionNatureCode/></GoodsShipment>")
    assert [told(change) for change in done(asked, schemas).changes] == [("42A/67A/103", "11", None)]


def test_a_pointer_without_a_tag_takes_the_whole_class_out_and_tells_every_value(schemas: Schemas) -> None:
    amended = done(request("42A/67A/43B"), schemas)
    assert [told(change) for change in amended.changes] == [
        ("42A/67A/43B/L019", "03077016", None),
        ("42A/67A/43B/L112", "R", None),
    ]
    assert b"Warehouse" not in amended.body


def test_a_class_goes_with_its_last_element(schemas: Schemas) -> None:
    amended = done(request("42A/67A/43B/L019", "42A/67A/43B/L112"), schemas)
    assert b"Warehouse" not in amended.body


def test_a_row_can_be_taken_out_of_the_middle(schemas: Schemas) -> None:
    amended = done(request(f"{ITEM}/02A[2]"), schemas)
    documents = [value for path, value in leaves(amended.body).items() if "AdditionalDocument" in path and "/ID" in path]
    assert documents == ["INV-1", "Q-7"]
    assert [told(change)[0] for change in amended.changes] == [f"{ITEM}/02A[2]/{tag}" for tag in ("D031", "D005", "D006")]


def test_every_pointer_speaks_of_the_version_before(schemas: Schemas) -> None:
    asked = request(
        f"{ITEM}/02A[1]",
        f"{ITEM}/02A[3]/D005",
        after=item("<AdditionalDocument><ID>Q-8</ID></AdditionalDocument>"),
    )
    amended = done(asked, schemas)
    documents = [value for path, value in leaves(amended.body).items() if "AdditionalDocument" in path and "/ID" in path]
    assert documents == ["PL-1", "Q-8"]


def test_a_number_beyond_the_last_adds_a_row_with_the_number_it_is_sent_with(schemas: Schemas) -> None:
    tea = "<Commodity><Description>Green tea</Description></Commodity>"
    amended = done(request("42A/67A/68A[3]", after=item(tea, 3)), schemas)
    assert [told(change) for change in amended.changes] == [
        ("42A/67A/68A[3]/006", None, "3"),
        ("42A/67A/68A[3]/23A/137", None, "Green tea"),
    ]
    declaration = read(amended.body, schemas).declaration
    assert declaration is not None
    assert [(one.sequence, one.description) for one in declaration.items][-1] == (3, "Green tea")
    assert amended.body.index(b"Green tea") < amended.body.index(b"<Importer>")


def test_a_new_row_may_be_pointed_at_element_by_element(schemas: Schemas) -> None:
    tea = "<Commodity><Description>Green tea</Description></Commodity>"
    amended = done(request("42A/67A/68A[3]/23A/137", after=item(tea, 3)), schemas)
    assert [told(change)[0] for change in amended.changes] == ["42A/67A/68A[3]/006", "42A/67A/68A[3]/23A/137"]


def test_several_rows_can_be_added_one_behind_the_other(schemas: Schemas) -> None:
    rows = "".join(f"<AdditionalDocument><ID>{name}</ID></AdditionalDocument>" for name in ("X-4", "X-5"))
    amended = done(request(f"{ITEM}/02A[4]/D005", f"{ITEM}/02A[5]/D005", after=item(rows)), schemas)
    assert [told(change) for change in amended.changes] == [
        (f"{ITEM}/02A[4]/D005", None, "X-4"),
        (f"{ITEM}/02A[5]/D005", None, "X-5"),
    ]


def test_a_class_that_is_not_there_is_begun_where_the_schema_wants_it(schemas: Schemas) -> None:
    terms = "<GoodsShipment><TradeTerms><ConditionCode>CIF</ConditionCode></TradeTerms></GoodsShipment>"
    amended = done(request("42A/67A/22B/090", after=terms), schemas)
    assert amended.body.index(b"<Importer>") < amended.body.index(b"<TradeTerms>") < amended.body.index(b"<Warehouse>")


def test_a_whole_class_is_exchanged_and_what_is_not_sent_of_it_is_gone(schemas: Schemas) -> None:
    place = "<GoodsShipment><Consignment><GoodsLocation><Name>KRINC</Name></GoodsLocation></Consignment></GoodsShipment>"
    amended = done(request("42A/67A/28A/64A", after=place), schemas)
    assert [told(change) for change in amended.changes] == [
        ("42A/67A/28A/64A/L016", "KRPUS", "KRINC"),
        ("42A/67A/28A/64A/L110", "A", None),
    ]


def test_a_whole_row_is_exchanged_where_it_stands(schemas: Schemas) -> None:
    row = "<AdditionalDocument><ID>PL-2</ID><TypeCode>271</TypeCode></AdditionalDocument>"
    amended = done(request(f"{ITEM}/02A[2]", after=item(row)), schemas)
    documents = [value for path, value in leaves(amended.body).items() if "AdditionalDocument" in path and "/ID" in path]
    assert documents == ["INV-1", "PL-2", "Q-7"]
    assert [told(change) for change in amended.changes] == [
        (f"{ITEM}/02A[2]/D031", "N", None),
        (f"{ITEM}/02A[2]/D005", "PL-1", "PL-2"),
    ]


def test_a_value_has_the_reason_of_the_amendment_that_points_to_it_most_closely(schemas: Schemas) -> None:
    row = "<AdditionalDocument><ID>PL-2</ID><TypeCode>270</TypeCode></AdditionalDocument>"
    asked = request(amendment(f"{ITEM}/02A[2]", "32"), amendment(f"{ITEM}/02A[2]/D005", "25"), after=item(row))
    changes = done(asked, schemas).changes
    assert [(change.place.pointer.rpartition("/")[2], change.reason) for change in changes] == [
        ("D031", "32"),
        ("D006", "32"),
        ("D005", "25"),
    ]


def test_the_numbers_in_a_pointer_of_the_declaration_itself_tell_no_rows_apart(schemas: Schemas) -> None:
    def pointer(*tags: str) -> str:
        return "".join(f"<Pointer><SequenceNumeric>1</SequenceNumeric><TagID>{tag}</TagID></Pointer>" for tag in tags)

    original = DECLARED.replace("CTP</StatementTypeCode>", f"CTP</StatementTypeCode>{pointer('137', '138')}")
    new = f"<AdditionalInformation>{pointer('139')}</AdditionalInformation>"
    amended = done(request("42A/03A[1]/97A[2]/381", before=new), schemas, original.encode())
    assert [told(change) for change in amended.changes] == [("42A/03A[1]/97A[2]/381", "138", "139")]


def test_an_element_without_a_number_is_amended_with_its_row(schemas: Schemas) -> None:
    row = "<Classification><ID>0712391010</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>"
    amended = done(request(f"{ITEM}/23A/21A[1]", after=item(f"<Commodity>{row}</Commodity>")), schemas)
    (change,) = amended.changes
    assert told(change) == (f"{ITEM}/23A/21A[1]/?", "HSK", "TSP")
    assert [element.path.rpartition("/")[2] for element in change.written] == [
        "SequenceNumeric",
        "ID",
        "IdentificationTypeCode",
    ]


def test_rows_with_numbers_are_matched_by_them_whatever_else_is_sent(schemas: Schemas) -> None:
    asked = request("42A/67A/68A[2]/23A/137", after=item("<Commodity><Description>Black tea</Description></Commodity>", 2))
    assert [told(change) for change in done(asked, schemas).changes] == [("42A/67A/68A[2]/23A/137", "Tea", "Black tea")]


def test_seals_are_found_in_their_container(schemas: Schemas) -> None:
    box = "<SequenceNumeric>2</SequenceNumeric><Seal><SequenceNumeric>1</SequenceNumeric><ID>S-2</ID></Seal>"
    content = f"<GoodsShipment><Consignment><TransportEquipment>{box}</TransportEquipment></Consignment></GoodsShipment>"
    amended = done(request("42A/67A/28A/31B[2]/44B[1]/165", after=content), schemas)
    assert [told(change) for change in amended.changes] == [
        ("42A/67A/28A/31B[2]/44B[1]/006", None, "1"),
        ("42A/67A/28A/31B[2]/44B[1]/165", None, "S-2"),
    ]


def test_only_the_changed_row_need_be_sent(schemas: Schemas) -> None:
    row = item("<AdditionalDocument><ID>Q-8</ID></AdditionalDocument>")
    amended = done(request(f"{ITEM}/02A[3]/D005", after=row), schemas)
    assert [told(change) for change in amended.changes] == [(f"{ITEM}/02A[3]/D005", "Q-7", "Q-8")]


def test_the_first_item_can_be_taken_out_and_the_next_numbered_anew(schemas: Schemas) -> None:
    asked = request(
        "42A/228",
        "42A/67A/68A[1]",
        "42A/67A/68A[2]/006",
        before="<GoodsItemQuantity>1</GoodsItemQuantity>",
        after=item("", 1),
    )
    declaration = read(done(asked, schemas).body, schemas).declaration
    assert declaration is not None
    assert [(one.sequence, one.description) for one in declaration.items] == [(1, "Tea")]


def test_what_only_repeats_the_declaration_needs_no_pointer(schemas: Schemas) -> None:
    same = item(
        "<AdditionalDocument><ID>INV-1</ID></AdditionalDocument>"
        "<Commodity><GoodsMeasure><GrossMassMeasure unitCode='KGM'>120.50</GrossMassMeasure></GoodsMeasure>"
        '<InvoiceLine><ItemChargeAmount currencyID="USD">999</ItemChargeAmount></InvoiceLine></Commodity>'
    )
    amended = done(request(PRICE, after=same), schemas)
    assert [told(change) for change in amended.changes] == [(PRICE, "1000.00 USD", "999 USD")]


def test_a_date_is_amended_like_any_value(schemas: Schemas) -> None:
    at = '<AcceptanceDateTime><ds:DateTimeString formatCode="102">20260513</ds:DateTimeString></AcceptanceDateTime>'
    asked = request("42A/023").replace(b"<FunctionCode>", f"{at}<FunctionCode>".encode(), 1)
    (change,) = done(asked, schemas).changes
    assert told(change) == ("42A/023", "20260512093000+09", "20260513")
    assert change.written == (DataElement("AcceptanceDateTime/DateTimeString", "20260513", (("formatCode", "102"),)),)


def test_prefixes_that_mean_something_else_in_the_request_do_no_harm(schemas: Schemas) -> None:
    """Published messages bind ds, which here is the prefix of dates, to another namespace."""
    at = '<p:DateTimeString xmlns:p="urn:wco:datamodel:WCO:Declaration_DS:DMS:2" formatCode="102">20260513</p:DateTimeString>'
    invoice = f'<Invoice xmlns:ds="urn:other"><IssueDateTime>{at}</IssueDateTime></Invoice>'
    for address in ("42A/67A/78A", "42A/67A/78A/D015"):
        amended = done(request(address, after=f"<GoodsShipment>{invoice}</GoodsShipment>"), schemas)
        assert [told(change) for change in amended.changes] == [("42A/67A/78A/D015", None, "20260513")]


def test_words_that_point_to_no_amendment_stand_for_all(schemas: Schemas) -> None:
    said = (
        "<AdditionalInformation><StatementDescription>By the invoice</StatementDescription>"
        "<StatementTypeCode>AES</StatementTypeCode></AdditionalInformation>"
    )
    changes = done(request("42A/67A/103", "42A/67A/43B", before=said), schemas).changes
    assert {change.said for change in changes} == {"By the invoice"}


def test_a_statement_of_the_declaration_is_told_apart_from_the_reasons(schemas: Schemas) -> None:
    new = "<AdditionalInformation><StatementCode>43</StatementCode></AdditionalInformation>"
    asked = request("42A/03A[1]/226", before=words("Monthly payment", 1) + new)
    assert [told(change) for change in done(asked, schemas).changes] == [("42A/03A[1]/226", "11", "43")]
