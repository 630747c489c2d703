"""An amendment changes what its pointers say, in the version before it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from amendment_requests import DECLARED, amendment, item, request, words
from lxml import etree

from eclear.casefile.amendment import Change, pointers_of
from eclear.casefile.finding import Severity
from eclear.casefile.message import DataElement
from eclear.casefile.pointer import Place
from eclear.casefile.reading import Outcome
from eclear.casefile.reply import Reply, Step
from eclear.wco import Amended, Schemas, amend, fragment, present, read, read_reply, write_reply
from eclear.wco.schemas import DECLARATION

ORIGINAL = DECLARED.encode()
ITEM = "42A/67A/68A[1]"
PRICE = f"{ITEM}/23A/79A/112"
NEW_PRICE = item('<Commodity><InvoiceLine><ItemChargeAmount currencyID="USD">999</ItemChargeAmount></InvoiceLine></Commodity>')


def leaves(body: bytes) -> dict[str, str]:
    """Every value of a declaration by its path, with its attributes; blank lines and prefixes do not count."""
    root = etree.fromstring(body, etree.XMLParser(remove_comments=True))
    return dict(_leaves(root.find(f"{{{DECLARATION}}}Declaration"), ""))  # type: ignore[arg-type]


def _leaves(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    counted: dict[str, int] = {}
    for child in element:
        name = etree.QName(child).localname
        counted[name] = counted.get(name, 0) + 1
        here = f"{path}/{name}[{counted[name]}]".lstrip("/")
        if len(child):
            yield from _leaves(child, here)
        else:
            yield here, " ".join([child.text or "", *(f"{key}={value}" for key, value in sorted(child.attrib.items()))])


def differences(before: bytes, after: bytes) -> dict[str, tuple[str | None, str | None]]:
    old, new = leaves(before), leaves(after)
    return {path.replace("[1]", ""): (old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)}


def done(asked: bytes, schemas: Schemas, original: bytes = ORIGINAL) -> Amended:
    """Apply a request that must succeed: its result is a sound declaration of function 9."""
    assert read(asked, schemas).outcome is Outcome.ACCEPT, read(asked, schemas).findings
    amended = amend(original, asked, schemas)
    assert amended.findings == ()
    reading = read(amended.body, schemas)
    assert (reading.outcome, reading.function) == (Outcome.ACCEPT, "9")
    return amended


def refused(asked: bytes, schemas: Schemas, code: str, original: bytes = ORIGINAL) -> list[str]:
    """Apply a request that must fail with this code alone; return what is said of it."""
    assert read(asked, schemas).outcome is Outcome.ACCEPT, read(asked, schemas).findings
    amended = amend(original, asked, schemas)
    assert {finding.code for finding in amended.findings} == {code}
    assert all(finding.severity is Severity.ERROR for finding in amended.findings)
    assert (amended.body, amended.changes) == (b"", ())
    return [finding.message for finding in amended.findings]


def told(change: Change) -> tuple[str, str | None, str | None]:
    return change.place.pointer, change.before, change.after


# ---- the published requests


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


# ---- what can be done


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


# ---- what is refused, and leaves the declaration alone


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


# ---- the arrival


def arrival(content: str = "", before: str = "") -> bytes:
    return request(before=before, after=content, kind="GPR", head="<Submitter><ID>41207</ID></Submitter>")


def test_an_arrival_puts_what_it_carries_in_the_place_of_the_same_values(schemas: Schemas) -> None:
    place = (
        "<BorderTransportMeans><ModeCode>1</ModeCode></BorderTransportMeans><GoodsShipment><Consignment>"
        "<ArrivalTransportMeans><ID>9074730</ID><IdentificationTypeCode>10</IdentificationTypeCode></ArrivalTransportMeans>"
        "<GoodsLocation><Name>KRINC</Name><TypeCode>A</TypeCode></GoodsLocation></Consignment></GoodsShipment>"
    )
    made = present(ORIGINAL, arrival(place), schemas)
    assert made.findings == ()
    assert [(*told(change), change.reason, change.said) for change in made.changes] == [
        ("42A/15A/T022", None, "1", "16", None),
        ("42A/67A/28A/10A/T002", "9074729", "9074730", "16", None),
        ("42A/67A/28A/64A/L016", "KRPUS", "KRINC", "16", None),
    ]
    assert set(differences(ORIGINAL, made.body)) == {
        "BorderTransportMeans/ModeCode",
        "GoodsShipment/Consignment/ArrivalTransportMeans/ID",
        "GoodsShipment/Consignment/GoodsLocation/Name",
    }


def test_an_arrival_knows_containers_by_their_number(schemas: Schemas) -> None:
    rows = "".join(
        f"<TransportEquipment><SequenceNumeric>{n}</SequenceNumeric><ID>{name}</ID></TransportEquipment>"
        for n, name in ((5, "TEST5555555"), (2, "TEST2222222"))
    )
    content = f"<GoodsShipment><Consignment>{rows}</Consignment></GoodsShipment>"
    made = present(ORIGINAL, arrival(content), schemas)
    assert [told(change) for change in made.changes] == [
        ("42A/67A/28A/31B[2]/159", "TEST7654321", "TEST2222222"),
        ("42A/67A/28A/31B[3]/006", None, "5"),
        ("42A/67A/28A/31B[3]/159", None, "TEST5555555"),
    ]


def test_an_arrival_that_repeats_what_is_known_changes_nothing(schemas: Schemas) -> None:
    known = (
        "<GoodsShipment><Consignment><GoodsLocation><Name>KRPUS</Name></GoodsLocation></Consignment>"
        "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><AdditionalDocument><CategoryCode>C</CategoryCode>"
        "<ID>Q-7</ID><TypeCode>851</TypeCode></AdditionalDocument></GovernmentAgencyGoodsItem></GoodsShipment>"
    )
    assert present(ORIGINAL, arrival(known), schemas) == Amended(ORIGINAL, (), ())


def test_an_arrival_cannot_say_which_row_without_a_number_it_means(schemas: Schemas) -> None:
    statement = "<AdditionalInformation><StatementDescription>Pier 4</StatementDescription></AdditionalInformation>"
    made = present(ORIGINAL, arrival(before=statement), schemas)
    assert (made.body, made.changes) == (b"", ())
    assert [(finding.code, finding.place.pointer) for finding in made.findings] == [("AMD-012", "42A/03A[1]")]


# ---- what a reply says of it


def test_the_corrected_fragment_holds_the_new_values_in_their_rows_and_makes_a_sound_reply(schemas: Schemas) -> None:
    box = "<SequenceNumeric>2</SequenceNumeric><ID>TEST2222222</ID>"
    asked = request(
        "42A/67A/68A[2]/23A/137",
        "42A/67A/28A/31B[2]/159",
        "42A/67A/103",
        after=f"<GoodsShipment><Consignment><TransportEquipment>{box}</TransportEquipment></Consignment>"
        + item("<Commodity><Description>Black tea</Description></Commodity>", 2).removeprefix("<GoodsShipment>"),
    )
    shown = fragment(done(asked, schemas).changes)
    assert [(element.path, element.value) for element in shown] == [
        ("FunctionCode", "9"),
        ("GoodsShipment/Consignment/TransportEquipment[1]/SequenceNumeric", "2"),
        ("GoodsShipment/Consignment/TransportEquipment[1]/ID", "TEST2222222"),
        ("GoodsShipment/GovernmentAgencyGoodsItem[1]/SequenceNumeric", "2"),
        ("GoodsShipment/GovernmentAgencyGoodsItem[1]/Commodity/Description", "Black tea"),
    ]
    body = write_reply(Reply(function="07", lrn="41207-26-000001", corrected=shown), "KR")
    assert read(body, schemas).outcome is Outcome.ACCEPT
    again = read_reply(body, schemas)
    assert again is not None and again.corrected == shown


def test_a_place_is_told_as_the_steps_of_a_pointer() -> None:
    def steps(pointer: str) -> list[tuple[int | None, str | None, str | None]]:
        return [(step.sequence, step.section, step.tag) for step in pointers_of(Place(pointer, ""))]

    assert steps("42A/67A/68A[2]/23A/79A/112") == [
        (None, "42A", None),
        (None, "67A", None),
        (2, "68A", None),
        (None, "23A", None),
        (None, "79A", "112"),
    ]
    assert steps("42A/D026") == [(None, "42A", "D026")]
    assert steps("42A/67A/68A[1]/23A/21A[2]/?")[-1] == (2, "21A", None)
    assert steps("42A/67A/43B") == [(None, "42A", None), (None, "67A", None), (None, "43B", None)]
    assert steps("") == []
    assert pointers_of(Place("42A", "")) == (Step(None, "42A", None),)
