"""The published British scenarios, played event by event: the replies come in the same kind and order.

Published order is that of IssueDateTime; replies issued in the same second may come in any order. References are
substituted: our own declaration number stands for the one of the message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from lxml import etree
from tests_shared import PRICE, Clock, amendment, arrival, in_item, kinds

from eclear.casefile.case import Case
from eclear.clearance import Office, decide, exit_confirmed, find, pay, replies, submit
from eclear.wco import read, write_reply

PLAIN = [
    "TT_IM001a",
    "TT_IM039b",
    "TT_IM044a",
    "TT_IM095a",
    "TT_IM098a",
    "TT_IM110a",
    "TT_IM146a",
    "TT_IM157a",
    "TT_IM189a",
    "TT_IM223a",
    "TT_IM224a",
    "TT_IM226a",
]
NOT_PLAYED = {"TT_IM014a", "TT_IM026a", "TT_IM129a", "Example_DMS_notifications"}
"""Excepted: their replies do not belong to the declaration beside them, or are no sequence."""

Play = Callable[[Office, Case, Path], None]


def plain_import(office: Office, case: Case, folder: Path) -> None:
    if find(office, case.id)[0].total_due:
        pay(office, case.id)


def pre_lodged_import(office: Office, case: Case, folder: Path) -> None:
    done = submit(office, about(folder / "Movement_Messages_Step2_GPN.xml", case))
    assert done.case and done.case.edition == 2, done.findings
    plain_import(office, case, folder)


def export_cancelled(office: Office, case: Case, folder: Path) -> None:
    done = submit(office, about(folder / "TT_EX010a_Cancellation.xml", case))
    assert done.case and done.case.status == "EX", done.findings


def export_leaves(office: Office, case: Case, folder: Path) -> None:
    """Its arrival came through an inventory system, so the message is ours.

    The published 07 corrects the place of the goods to the one that the published declaration already names; so here they
    arrive elsewhere, in all the elements that were corrected.
    """
    place = "<Name>LIVLIVLIV</Name><TypeCode>B</TypeCode><Address><TypeCode>Y</TypeCode><CountryCode>XI</CountryCode></Address>"
    location = f"<GoodsShipment><Consignment><GoodsLocation>{place}</GoodsLocation></Consignment></GoodsShipment>"
    assert submit(office, arrival(case.number, location, country="GB")).case
    exit_confirmed(office, case.id, office_of_exit="GB000142")


STORIES: dict[str, Play] = dict.fromkeys(PLAIN, plain_import) | {
    "TT_IM183a": pre_lodged_import,
    "TT_EX010a": export_cancelled,
    "TT_EX013a": export_leaves,
}


def about(file: Path, case: Case) -> bytes:
    """A published message about a declaration, with our number in the place of the published one."""
    return re.sub(rb"<ID>[0-9]{2}GB[0-9A-Z]{14}</ID>", b"<ID>%s</ID>" % (case.number or "").encode(), file.read_bytes(), count=1)


def lodged(office: Office, folder: Path) -> Case:
    bodies = [file.read_bytes() for file in sorted(folder.glob("*.xml"))]
    original = next(body for body in bodies if read(body, office.schemas).function == "9")
    case = submit(office, original).case
    assert case and case.number, "the declaration is registered"
    return case


class Published:
    """What is compared of a published reply, read without eclear: when, its kind, its edition, the tags it corrects."""

    def __init__(self, response: etree._Element) -> None:
        self.issued = "".join(response.find("{*}IssueDateTime").itertext()).strip()
        status = response.findtext("{*}Status/{*}NameCode")
        self.kind = response.findtext("{*}FunctionCode") + (f"/{status}" if status else "")
        self.version = response.findtext("{*}Declaration/{*}VersionID")
        self.corrected = [tag.text for tag in response.iterfind("{*}Amendment/{*}Pointer/{*}TagID")]


def published(folder: Path) -> list[Published]:
    trees = [etree.parse(file, etree.XMLParser(recover=True)) for file in sorted(folder.glob("*.xml"))]
    return sorted((Published(one) for tree in trees for one in tree.iter("{*}Response")), key=lambda reply: reply.issued)


def test_every_scenario_with_replies_is_played_or_excepted(shared: Path) -> None:
    samples = shared / "data/wco/samples"
    with_replies = {folder.name for folder in samples.iterdir() if folder.is_dir() and published(folder)}
    assert with_replies == set(STORIES) | NOT_PLAYED


@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_scenario_brings_the_published_replies(name: str, office: Office, clock: Clock, shared: Path) -> None:
    folder = shared / "data/wco/samples" / name
    case = lodged(office, folder)
    clock.pass_by(minutes=1)
    STORIES[name](office, case, folder)
    ours = [notice.reply for notice in replies(office, case.id)]
    rest = list(ours)
    for second, together in groupby(published(folder), key=lambda reply: reply.issued):
        theirs = list(together)
        mine, rest = rest[: len(theirs)], rest[len(theirs) :]
        assert Counter(reply.kind for reply in mine) == Counter(reply.kind for reply in theirs), second
        for one in theirs:
            same = next(reply for reply in mine if reply.kind == one.kind)
            assert one.version in (None, same.version), f"{one.kind}: edition"
            assert sorted(correction.pointers[-1].tag for correction in same.corrections) == sorted(one.corrected)
    assert not rest, f"told besides: {[reply.kind for reply in rest]}"
    for reply in ours:
        assert read(write_reply(reply, "GB"), office.schemas).outcome == "accept"


def test_documents_are_asked_for_and_the_amendment_that_answers_is_granted(office: Office, shared: Path) -> None:
    case = lodged(office, shared / "data/wco/samples/TT_IM001a")
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    line = '<InvoiceLine><ItemChargeAmount currencyID="GBP">1100</ItemChargeAmount></InvoiceLine>'
    asked = amendment(case.number, PRICE, content=in_item(f"<Commodity>{line}</Commodity>"), country="GB")
    assert submit(office, asked).case
    decide(office, case.id, "grant")
    decide(office, case.id, "pass")
    pay(office, case.id)
    told = kinds(replies(office, case.id))
    assert told == ["13/67", "01", "06", "02", "11/39", "13/67", "13/4", "07", "09"]


def test_every_correction_is_told_with_the_final_notice(office: Office, shared: Path) -> None:
    case = lodged(office, shared / "data/wco/samples/TT_IM001a")
    price = '<Commodity><InvoiceLine><ItemChargeAmount currencyID="GBP">1100</ItemChargeAmount></InvoiceLine></Commodity>'
    words = "<Commodity><Description>Other words</Description></Commodity>"
    submit(office, amendment(case.number, PRICE, content=in_item(price), country="GB", lrn="A-1"))
    submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=in_item(words), country="GB", lrn="A-2"))
    pay(office, case.id)
    (told,) = [notice.reply for notice in replies(office, case.id) if notice.reply.function == "07"]
    assert [correction.pointers[-1].tag for correction in told.corrections] == ["112", "137"]
    assert read(write_reply(told, "GB"), office.schemas).outcome == "accept"


def test_corrections_before_arrival_are_told_on_arrival(office: Office, shared: Path) -> None:
    case = lodged(office, shared / "data/wco/samples/TT_EX013a")
    words = in_item("<Commodity><Description>Other words</Description></Commodity>")
    assert submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=words, country="GB")).case
    submit(office, arrival(case.number, country="GB"))
    assert kinds(replies(office, case.id)) == ["02", "02", "11/39", "01", "07", "09"]


def test_goods_under_a_quota_are_released_before_they_are_cleared(office: Office, shared: Path) -> None:
    case = lodged(office, shared / "data/wco/samples/TT_IM001a")
    decide(office, case.id, "release", reason="The quota is being drawn.", security="Guarantee 1, GBP 500")
    pay(office, case.id)
    assert kinds(replies(office, case.id)) == ["13/67", "01", "13/115", "08", "13/4", "09"]


def test_a_value_is_challenged_after_clearance(office: Office, shared: Path) -> None:
    case = lodged(office, shared / "data/wco/samples/TT_IM001a")
    pay(office, case.id)
    decide(office, case.id, "challenge", reason="Value per kilo appears too low for this commodity.")
    assert kinds(replies(office, case.id)) == ["13/67", "01", "13/4", "09", "03"]
