"""A declaration is written in a draft: nothing typed is lost, it is the same as its message, and it is lodged from there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests_shared import CHECKOUT, Clock, sound

from eclear.casefile.draft import Texts, draft_of
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.pointer import changed
from eclear.clearance import Office, Submission, UnknownCase, submit
from eclear.clearance.drafting import (
    Checked,
    NotADeclaration,
    UnknownDraft,
    Written,
    add_item,
    begin,
    begin_again,
    begin_from,
    check,
    discard,
    drafts_of,
    find_draft,
    lodge,
    remove_item,
    save,
)
from eclear.journey.checks.baseline import IMPORT_OF_TWO_ITEMS
from eclear.storage import Stale, Store
from eclear.wco import Schemas, normal, read, read_message, write

SAMPLES = sorted((CHECKOUT / "sample_declarations").glob("*/declaration.xml"))
SOUND = [file for file in SAMPLES if "rejected-by-the-schema" not in file.parent.name]


@pytest.fixture
def office(store: Store, schemas: Schemas, clock: Clock) -> Office:
    """An office without a model: what is lodged here is routed by rules alone."""
    office = Office(store, schemas, None, clock, "tests")
    office.enter("open")
    return office


def trader(id: str, of: str) -> Seated:
    return Seated(Person(id, (), (Post(Role.TRADER, of),)), Post(Role.TRADER, of))


def codes(found: Checked | Submission) -> list[str]:
    return [finding.code for finding in found.findings if finding.severity == "error"]


def with_texts(desk: Office, written: Written, /, **texts: str) -> Written:
    """Save other texts, told as ``items__1__net_mass="12 kilos"``."""
    ways = {tuple(int(s) if s.isdigit() else s for s in way.split("__")): text for way, text in texts.items()}
    return save(desk, written, written.draft.changed(ways))


@pytest.mark.parametrize("file", SOUND, ids=lambda file: file.parent.name)
def test_a_message_kept_as_a_draft_is_the_same_message(office: Office, file) -> None:  # type: ignore[no-untyped-def]
    message = read_message(normal(file.read_bytes(), office.schemas), office.schemas)
    kept = find_draft(office, begin_from(office, file.read_bytes()).id)
    assert kept.draft.message() == message
    assert read_message(check(office, kept.draft).body, office.schemas) == message


def test_what_no_field_holds_survives_every_change_of_the_others(office: Office) -> None:
    said = sound().replace(b"</Packaging>", b"</Packaging><Seller><Name>Ms Oh</Name></Seller>")
    written = begin_from(office, said)
    assert any(element.value == "Ms Oh" for element in written.draft.carried)
    written = with_texts(office, written, importer_name="Example Toys Two")
    body = check(office, find_draft(office, written.id).draft).body
    assert b"Ms Oh" in body and b"Example Toys Two" in body


def test_removing_an_item_takes_what_it_carries_and_moves_what_the_others_carry(office: Office) -> None:
    parts = write(IMPORT_OF_TWO_ITEMS, "KR").split(b"</Packaging>\n      </GovernmentAgencyGoodsItem>")
    seller = b"</Packaging><Seller><Name>Seller %d</Name></Seller></GovernmentAgencyGoodsItem>"
    assert len(parts) == 3
    whole = begin_from(office, parts[0] + seller % 1 + parts[1] + seller % 2 + parts[2]).draft
    assert [element.value for element in whole.carried if element.path.endswith("Seller/Name")] == ["Seller 1", "Seller 2"]
    draft = remove_item(whole, 1)
    left = [(element.path, element.value) for element in draft.carried if "Seller" in element.path]
    assert left == [("GoodsShipment/GovernmentAgencyGoodsItem[1]/Seller/Name", "Seller 2")]
    assert (draft.items, draft.text(("item_count",)), draft.text(("items", 1, "sequence"))) == (1, "1", "1")
    grown = add_item(draft)
    assert (grown.items, grown.text(("item_count",)), grown.text(("items", 2, "sequence"))) == (2, "2", "2")


def test_what_cannot_be_read_is_kept_as_typed_found_at_its_place_and_mended(office: Office) -> None:
    written = begin_from(office, sound())
    written = with_texts(office, written, items__1__net_mass="12 kilos KGM", accepted="12 May", total_packages="ten")
    kept = find_draft(office, written.id).draft
    assert kept.text(("items", 1, "net_mass")) == "12 kilos KGM"
    found = {f.place.pointer: f for f in check(office, kept).findings}
    assert "'12 kilos' cannot be read" in found["42A/67A/68A[1]/23A/65A/128"].message
    assert "'12 May' cannot be read" in found["42A/023"].message and "'ten' cannot be read" in found["42A/146"].message
    body = check(office, kept).body
    assert b">12 kilos</NetNetWeightMeasure>" in body and b">12 May<" in body, "form and message are two views of one thing"
    assert isinstance(lodge(office, written), Checked)
    mended = with_texts(office, written, items__1__net_mass="100 KGM", accepted="2026-05-12", total_packages="10")
    assert isinstance(lodge(office, mended), Submission)


def test_a_message_that_the_schema_refuses_can_be_mended_in_the_form(office: Office) -> None:
    (file,) = set(SAMPLES) - set(SOUND)
    assert read(file.read_bytes(), office.schemas).declaration is None
    written = begin_from(office, file.read_bytes())
    assert "GrossMassMeasure" not in {e.path.rpartition("/")[2] for e in written.draft.carried}
    assert written.draft.text(("items", 1, "gross_mass")) == "1,320.5 KGM"
    with pytest.raises(NotADeclaration):
        begin_from(office, b"<html/>")
    with pytest.raises(NotADeclaration):
        begin_from(office, sound().replace(b"<Declarant>", b"<Invented>1</Invented><Declarant>"))


@pytest.mark.parametrize("text", ["1,5", "12 kilos", "--1", "1e5", "٣", "NaN", "1" * 40, "12\x00", "2026-02-30", "\u202e9"])
def test_no_text_whatever_breaks_a_draft(office: Office, text: str) -> None:
    written = begin_from(office, sound())
    changes = {
        steps: text
        for steps in _ways(written.draft.texts)
        if steps not in {("function",), ("type",), ("lrn",), ("declarant_id",)}
    }
    found = check(office, written.draft.changed(changes))
    assert not found.is_sound and found.body.startswith(b"<?xml")


def _ways(texts: Texts, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    for name, text in texts.items():
        if isinstance(text, str):
            found.append((*way, name))
        else:
            found += [steps for n, row in enumerate(text, 1) for steps in _ways(row, (*way, name, n))]
    return found


def test_a_declaration_that_lacks_any_of_its_fields_is_checked_all_the_same(office: Office) -> None:
    draft = begin_from(office, sound()).draft
    for steps in _ways(draft.texts):
        assert check(office, draft.changed({steps: ""})).body
    assert codes(check(office, replace(draft, texts={})))


def test_an_empty_draft_says_all_that_it_lacks_and_becomes_a_case_once_it_is_there(office: Office) -> None:
    written = begin(office)
    lacks = codes(check(office, written.draft))
    assert {"KR-CGO-001", "PAR-001", "KR-PAR-002", "GDS-001", "KR-VAL-001"} <= set(lacks)
    told = _told(written)
    done = lodge(office, with_texts(office, written, **told))
    assert isinstance(done, Submission) and done.case is not None and done.case.number
    assert drafts_of(office) == ()
    with pytest.raises(UnknownDraft):
        find_draft(office, written.id)


def _told(written: Written) -> dict[str, str]:
    """The texts of a sound import, as somebody types them into the empty form."""
    source = draft_of(_MESSAGE).texts
    items = {f"items__1__{name}": text for name, text in source["items"][0].items() if isinstance(text, str)}
    items |= {"items__1__classifications__1__id": "8501101000", "items__1__classifications__1__type": "HSK"}
    items |= {"items__1__origins__1__country": "CN", "items__1__origins__1__type": "1"}
    items |= {f"items__1__packages__1__{name}": text for name, text in source["items"][0]["packages"][0].items()}
    cargo = {f"previous_documents__1__{name}": text for name, text in source["previous_documents"][0].items()}
    once = {name: text for name, text in source.items() if isinstance(text, str) and name != "lrn"}
    return once | items | cargo | {"charges__1__type": "INS", "charges__1__amount": "USD 15.00"}


_MESSAGE = read_message(sound(), Schemas(CHECKOUT / "schemas"))


def test_a_draft_stays_where_an_error_keeps_it_back_and_nothing_is_recorded(office: Office) -> None:
    written = begin_from(office, sound(items__1__net_mass="121 KGM"))
    kept_back = lodge(office, written)
    assert isinstance(kept_back, Checked) and codes(kept_back) == ["MAS-005", "MAS-001"]
    assert find_draft(office, written.id).draft == written.draft
    with office.store.reading("open") as records:
        assert records.head.position == 0


def test_lodged_twice_it_is_one_case(office: Office) -> None:
    written = begin_from(office, sound())
    first, second = lodge(office, written), lodge(office, written)
    assert isinstance(first, Submission) and isinstance(second, Submission)
    assert first.case and second.case and first.case.id == second.case.id and second.known


def test_an_lrn_that_was_used_is_found_before_it_is_lodged(office: Office) -> None:
    submit(office, sound("LRN-1"))
    written = begin_from(office, sound("LRN-1", items__1__price="USD 2100.00"))
    assert written.draft.text(("lrn",)) != "LRN-1", "a message whose LRN was used gets a new one"
    again = with_texts(office, written, lrn="LRN-1")
    assert codes(lodge(office, again)) == ["TAK-021"]


def test_a_rejected_case_is_corrected_and_lodged_again(office: Office) -> None:
    rejected = submit(office, sound("LRN-1", items__1__net_mass="121 KGM")).case
    assert rejected is not None and rejected.status == "D1"
    written = begin_again(office, rejected.id)
    assert written.draft.text(("lrn",)) not in ("", "LRN-1")
    assert codes(check(office, written.draft)) == ["MAS-005", "MAS-001"]
    done = lodge(office, with_texts(office, written, items__1__net_mass="100 KGM"))
    assert isinstance(done, Submission) and done.case and done.case.id != rejected.id and done.case.number
    with pytest.raises(UnknownCase):
        begin_again(office, "NOSUCHCASE")


def test_a_draft_is_its_writers_own(office: Office) -> None:
    hana, other = office.under(trader("hana", "41207")), office.under(trader("other", "41207"))
    written = begin_from(hana, sound())
    assert [draft.id for draft in drafts_of(hana)] == [written.id] and drafts_of(other) == drafts_of(office) == ()
    for act in (find_draft, discard):
        with pytest.raises(UnknownDraft):
            act(other, written.id)
    with pytest.raises(UnknownDraft):
        save(other, written, written.draft)
    discard(hana, written.id)
    assert drafts_of(hana) == ()


def test_a_traders_desk_lodges_in_its_own_name_only(office: Office) -> None:
    hana = office.under(trader("hana", "41207"))
    own = begin(hana)
    assert (own.draft.text(("declarant_id",)), own.draft.text(("declarant_name",))) == ("41207", "Hanbit Customs Brokers")
    foreign = begin_from(hana, sound(declarant_id="41311"))
    assert codes(lodge(hana, foreign)) == ["TAK-020"]
    sample = begin_from(hana, sound(declarant_id="41311"), learning=True)
    assert sample.draft.text(("declarant_id",)) == "41207"
    theirs = submit(office, sound("LRN-9", declarant_id="41311")).case
    assert theirs is not None
    with pytest.raises(UnknownCase):
        begin_again(hana, theirs.id)


def test_of_two_windows_the_second_is_told(office: Office, clock: Clock) -> None:
    first = begin_from(office, sound())
    clock.pass_by(minutes=1)
    saved = with_texts(office, first, importer_name="One")
    assert saved.version == 2 and saved.saved > first.saved
    with pytest.raises(Stale):
        with_texts(office, first, importer_name="Two")
    assert find_draft(office, first.id).draft.text(("importer_name",)) == "One"


def test_999_items_are_written_without_waiting_long(office: Office, timed: Callable[[], float]) -> None:
    item = IMPORT_OF_TWO_ITEMS.items[0]
    many = replace(IMPORT_OF_TWO_ITEMS, items=tuple(replace(item, sequence=n) for n in range(1, 1000)))
    written = begin_from(office, write(changed(many, {"item_count": "999"}), "KR"))
    timed()
    written = with_texts(office, written, items__500__net_mass="13 KGM")
    assert check(office, written.draft).declaration.items[499].net_mass != item.net_mass
    assert timed() < 6


@pytest.fixture
def timed() -> Callable[[], float]:
    """Return the processor time since it was last asked, in seconds."""
    last = [time.process_time()]

    def asked() -> float:
        last.append(time.process_time())
        return last[-1] - last[-2]

    return asked
