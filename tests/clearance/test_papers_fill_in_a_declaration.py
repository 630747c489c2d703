"""Trade papers fill in a declaration: every field says from where, nothing that contradicts is resolved by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_shared import CHECKOUT, Clock

from eclear.casefile.draft import Steps
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.paper import HEAD, Kind, Paper, columns, with_paper
from eclear.casefile.preparation import How, Why
from eclear.clearance import Office, Submission, take_manifest
from eclear.clearance.checking import Checked, check
from eclear.clearance.drafting import Written, find_draft, lodge, remove_item, save
from eclear.clearance.paperwork import begin_with_papers, change_papers, choose, classify_item, contradictions, remove_paper
from eclear.clearance.preparing import as_prepared, empty, how_filled, share_typed, sought, upheld, with_papers, with_text
from eclear.documents.trade_papers import read_paper
from eclear.journey.preparation.goods import shared
from eclear.reference import country
from eclear.storage import Store
from eclear.training.sample_papers import sample_papers
from eclear.wco import Schemas

FOLDER = CHECKOUT / "sample_declarations"
SAMPLES = {sample.name: sample.papers for sample in sample_papers(FOLDER)}
SOUND, CONTRADICTING = SAMPLES["bearings-and-pumps"], SAMPLES["contradicting-papers"]
KR = country("KR")
DAY = date(2026, 11, 20)


@pytest.fixture
def office(store: Store, schemas: Schemas, clock: Clock) -> Office:
    """An office without a model: what is lodged here is routed by rules alone."""
    clock.at = clock.at.replace(month=11, day=20)
    office = Office(store, schemas, None, clock, "tests")
    office.enter("open")
    return office


def typed_into(office: Office, written: Written, **texts: str) -> Written:
    """Type into the form of a draft, told as ``items__1__net_mass="12 KGM"``, and press a button."""
    draft = written.draft
    for way, text in texts.items():
        steps: Steps = tuple(int(step) if step.isdigit() else step for step in way.split("__"))
        draft = with_text(draft, steps, text)
    return save(office, written, as_prepared(office, draft).draft)


def the(papers: tuple[Paper, ...], kind: Kind) -> Paper:
    return next(paper for paper in papers if paper.kind is kind)


def other(papers: tuple[Paper, ...], kind: Kind, line: int, column: str, text: str) -> tuple[Paper, ...]:
    """The papers after another file of one kind came, in which one value is another."""
    paper = the(papers, kind)
    changed = replace(paper.written(line, column, text), typed=frozenset())
    return with_paper(papers, changed, instead_of=paper.key)


def made(papers: tuple[Paper, ...], **more):  # type: ignore[no-untyped-def]
    assert KR is not None
    return upheld(with_papers(empty("KR"), papers), KR, DAY, **more)


def test_the_sample_papers_make_a_declaration_of_which_a_person_types_three_fields(office: Office) -> None:
    written = begin_with_papers(office, SOUND)
    assert isinstance(lodge(office, written), Checked), "nobody has said yet where the goods are, and who declares"
    written = typed_into(office, written, goods_location_id="90110002", declarant_id="41207")
    written = classify_item(office, written, 3, "8501402000")
    share = share_typed(written.draft)
    assert (share.typed, share.percent) == (3, 3) and share.filled > 130
    assert share.percent <= 20
    assert written.draft.text(("office",)) == "90110", "the office follows from the shed"
    assert check(office, written.draft).findings == ()
    done = lodge(office, written)
    assert isinstance(done, Submission) and done.case and done.outcome == "accept"
    declaration = check(office, written.draft).declaration
    assert [item.preference for item in declaration.items] == ["FCN1", "FCN1", "FCN1"]
    assert sum(item.price.value for item in declaration.items) == declaration.invoice_amount.value  # type: ignore[union-attr]


def test_every_field_says_how_it_was_filled_in_and_from_which_row_and_column() -> None:
    draft = made(SOUND).draft
    filled = draft.prepared.filled
    price = filled["items", 2, "price"]
    (source,) = price.sources
    assert (price.text, price.how) == ("USD 9000.00", How.GENERATED)
    assert (source.paper, source.number, source.row, source.column) == ("invoice", "LQ-26-1107", 3, "amount")
    assert (filled["exporter_country",].how, filled["destination",].how) == (How.GENERATED, How.DERIVED)
    assert filled["items", 1, "classifications", 1, "id"].why is Why.TARIFF
    assert filled["items", 1, "information", 1, "code"].why is Why.CLAIM
    assert ("items", 3, "classifications", 1, "id") not in filled, "two lines of the tariff may be meant: a person chooses"


def test_exchange_and_customs_values_are_worked_out_with_freight_and_insurance_shared_out() -> None:
    first = made(SOUND).draft
    assert first.text(("exchange_rates", 1, "rate")) == "", "without a code for every item there is no value yet"
    draft = upheld(with_text(first, ("items", 3, "classifications", 1, "id"), "8501402000"), KR, DAY).draft
    rate = KR.exchange.rate("USD", DAY)
    assert draft.text(("exchange_rates", 1, "rate")) == f"{rate.rate:f}"
    values = [Decimal(draft.text(("items", n, "customs_value")).split()[1]) for n in (1, 2, 3)]
    whole = (Decimal("21350") + 640 + 48) * rate.rate
    assert abs(sum(values) - whole) < 3
    assert draft.prepared.filled["items", 1, "customs_value"].why is Why.VALUE


def test_what_is_typed_into_document_forms_counts_and_imported_files_do_not() -> None:
    imported = share_typed(made(SOUND).draft)
    by_hand: tuple[Paper, ...] = ()
    for paper in SOUND:
        blank = Paper(paper.kind, {})
        for line in range(len(paper.lines) + 1):
            for column in columns(paper.kind, head=line == HEAD):
                blank = blank.written(line, column.name, paper.text(line, column.name))
        by_hand = with_paper(by_hand, blank)
    share = share_typed(made(by_hand).draft)
    assert imported.typed == 0
    assert share.filled == imported.filled and share.percent > 50
    one = made(other(SOUND, Kind.INVOICE, HEAD, "seller_city", "Elsewhere")).draft
    assert share_typed(one).typed == 0
    keyed = with_paper(SOUND, the(SOUND, Kind.INVOICE).written(HEAD, "seller_city", "Elsewhere"))
    assert share_typed(made(keyed).draft).typed == 1


def test_a_changed_invoice_line_changes_the_declaration_and_says_so(office: Office) -> None:
    written = begin_with_papers(office, SOUND)
    papers = other(other(SOUND, Kind.INVOICE, 2, "amount", "9300.00"), Kind.INVOICE, 2, "unit_price", "155.00")
    papers = other(papers, Kind.INVOICE, HEAD, "total", "21650.00")
    changed = change_papers(office, written, papers)
    assert changed.draft.text(("items", 2, "price")) == "USD 9300.00"
    told = {change.at: (change.old, change.new, change.kept) for change in changed.draft.prepared.changes}
    assert told["items", 2, "price"] == ("USD 9000.00", "USD 9300.00", False)
    assert told["invoice_amount",] == ("USD 21350.00", "USD 21650.00", False)
    assert set(told) == {("items", 2, "price"), ("invoice_amount",)}
    assert find_draft(office, changed.id).draft == changed.draft, "papers, sources and changes are kept with the draft"


def test_a_typed_field_stays_when_its_paper_changes_and_is_pointed_at(office: Office) -> None:
    written = typed_into(office, begin_with_papers(office, SOUND), items__1__description="Deep groove ball bearings")
    assert how_filled(written.draft, ("items", 1, "description")) is How.TYPED
    changed = change_papers(office, written, other(SOUND, Kind.INVOICE, 1, "description", "Ball bearings, new"))
    assert changed.draft.text(("items", 1, "description")) == "Deep groove ball bearings"
    (change,) = changed.draft.prepared.changes
    assert change.kept and (change.old, change.new) == ("Deep groove ball bearings", "Ball bearings, new")


def test_what_a_person_empties_stays_empty(office: Office) -> None:
    written = typed_into(office, begin_with_papers(office, SOUND), exporter_city="")
    assert written.draft.text(("exporter_city",)) == ""
    again = change_papers(office, written, other(SOUND, Kind.INVOICE, HEAD, "seller_city", "Elsewhere"))
    assert again.draft.text(("exporter_city",)) == ""


def test_contradicting_papers_are_shown_side_by_side_and_never_resolved_by_themselves(office: Office) -> None:
    written = begin_with_papers(office, CONTRADICTING)
    found = {one.key: one for one in contradictions(office, written.draft)}
    assert {key: [side.text for side in one.sides] for key, one in found.items()} == {
        "buyer": ["Mulle Pumps", "Mulle Trading"],
        "freight": ["USD 640.00", "USD 690.00"],
        "freight-terms": ["FOB", "prepaid"],
        "packages": ["92", "90", "90"],
        "gross-mass": ["2290", "2276", "2276"],
        "line-1.hs": ["848210", "848220"],
        "line-1.origin": ["CN", "VN"],
        "line-2.quantity": ["60", "58", "60"],
    }
    source = found["line-2.quantity"].sides[1].source
    assert (source.paper, source.row, source.column) == ("packing_list", 3, "quantity")
    for one in found.values():
        assert written.draft.text(one.at) == "", f"{one.key} was filled in though its papers contradict"
    errors = [one.code for one in check(office, written.draft).findings]
    assert errors.count("TAK-025") == len(found), "none of them can be lodged over"


def test_a_person_chooses_a_side_and_the_choice_lapses_when_the_papers_change(office: Office) -> None:
    written = choose(office, begin_with_papers(office, CONTRADICTING), "line-2.quantity", 2)
    assert written.draft.text(("items", 2, "quantity")) == "58 C62"
    assert how_filled(written.draft, ("items", 2, "quantity")) is How.TYPED, "choosing counts as typed"
    assert written.draft.prepared.chosen["line-2.quantity"].side == 2
    kept = change_papers(office, written, other(CONTRADICTING, Kind.INVOICE, HEAD, "seller_city", "Elsewhere"))
    assert kept.draft.text(("items", 2, "quantity")) == "58 C62"
    lapsed = change_papers(office, kept, other(kept.draft.prepared.papers, Kind.PACKING_LIST, 2, "quantity", "57"))
    assert lapsed.draft.text(("items", 2, "quantity")) == "", "he chose 58, not 57"
    agreeing = change_papers(office, lapsed, other(kept.draft.prepared.papers, Kind.PACKING_LIST, 2, "quantity", "60"))
    assert agreeing.draft.text(("items", 2, "quantity")) == "60 C62"
    with pytest.raises(IllegalStep, match="do not contradict"):
        choose(office, agreeing, "line-2.quantity", 1)
    back = choose(office, choose(office, agreeing, "packages", 1), "packages", 0)
    assert back.draft.text(("total_packages",)) == ""


def test_typing_a_field_resolves_what_papers_contradict_each_other_in(office: Office) -> None:
    written = typed_into(office, begin_with_papers(office, CONTRADICTING), total_packages="91")
    (packages,) = [one for one in contradictions(office, written.draft) if one.key == "packages"]
    assert packages.is_resolved and packages.by_hand and not packages.chosen


def test_who_bears_the_freight_is_chosen_and_then_it_is_declared_or_not(office: Office) -> None:
    written = choose(office, begin_with_papers(office, CONTRADICTING), "freight", 2)
    assert written.draft.text(("freight",)) == ""
    assert choose(office, written, "freight-terms", 1).draft.text(("freight",)) == "USD 690.00"
    assert choose(office, find_draft(office, written.id), "freight-terms", 2).draft.text(("freight",)) == ""


def test_an_item_follows_its_line_and_keeps_what_was_typed_into_it(office: Office) -> None:
    written = classify_item(office, begin_with_papers(office, SOUND), 3, "8501402000")
    invoice = the(SOUND, Kind.INVOICE).without_line(1)
    shorter = change_papers(office, written, with_paper(SOUND, invoice))
    assert shorter.draft.items == 2
    assert shorter.draft.text(("items", 2, "classifications", 1, "id")) == "8501402000"
    assert shorter.draft.text(("items", 1, "description")).startswith("Centrifugal")
    assert shorter.draft.text(("items", 2, "sequence")) == "2" and shorter.draft.text(("item_count",)) == "2"
    told = [(change.at, change.old) for change in shorter.draft.prepared.changes]
    assert (("items", 1), "Ball bearings of steel, 25 mm bore") in told
    stray = [one for one in contradictions(office, shorter.draft) if not one.open_to_choice]
    assert {one.line for one in stray} == {"1"}, "packing list and certificate still name a line that is gone"
    back = change_papers(office, shorter, SOUND)
    assert [back.draft.text(("items", n, "classifications", 1, "id")) for n in (1, 2, 3)] == [
        "8482100000",
        "8413700000",
        "8501402000",
    ]


def test_an_item_that_a_person_removes_is_not_filled_in_again(office: Office) -> None:
    written = begin_with_papers(office, SOUND)
    written = save(office, written, as_prepared(office, remove_item(written.draft, 2)).draft)
    assert written.draft.items == 2 and written.draft.prepared.left_out == ("2",)
    assert written.draft.text(("items", 2, "description")).startswith("Single-phase")
    again = change_papers(office, written, other(SOUND, Kind.INVOICE, HEAD, "seller_city", "Elsewhere"))
    assert again.draft.items == 2


def test_a_paper_that_is_taken_away_takes_what_it_filled_in(office: Office) -> None:
    written = remove_paper(office, begin_with_papers(office, SOUND), the(SOUND, Kind.CERTIFICATE).key)
    assert written.draft.text(("items", 1, "information", 1, "code")) == ""
    assert written.draft.rows(("items", 1, "documents")) == []
    assert written.draft.text(("items", 1, "origins", 1, "type")) == "1"
    with pytest.raises(IllegalStep):
        remove_paper(office, written, "certificate:none")


MANIFEST = ManifestLine(
    "26GULL0131I05110007",
    "Gull Lines",
    "GULLNBG261107",
    "1",
    "CN",
    "Lotus Quay Bearings",
    "Mulle Pumps",
    "Bearings",
    90,
    Decimal(2276),
)


def test_the_manifest_is_a_paper_of_the_carrier_that_can_contradict_too() -> None:
    assert made(SOUND, listed=MANIFEST).contradictions == ()
    short = made(SOUND, listed=replace(MANIFEST, packages=89, consignee="Somebody Else"))
    assert {one.key: one.sides[-1].text for one in short.contradictions} == {"packages": "89", "buyer": "Somebody Else"}


def test_the_manifest_is_shown_only_to_who_knows_the_bill_as_well(office: Office) -> None:
    (taken,) = take_manifest(office, [replace(MANIFEST, consignee="Somebody Else")])
    assert taken.cargo
    written = begin_with_papers(office, SOUND)
    assert [one.key for one in contradictions(office, written.draft)] == ["buyer"]
    guessed = change_papers(office, written, other(SOUND, Kind.TRANSPORT, HEAD, "transport_document", "GUESSED-1"))
    assert contradictions(office, guessed.draft) == ()


def test_freight_that_a_price_holds_is_shared_out_over_the_lines() -> None:
    papers = other(SOUND, Kind.INVOICE, HEAD, "terms", "CIF")
    papers = other(papers, Kind.INVOICE, HEAD, "total", "22038.00")
    papers = other(papers, Kind.TRANSPORT, HEAD, "freight_paid", "prepaid")
    done = made(papers)
    assert done.contradictions == () and done.draft.text(("freight",)) == ""
    prices = [Decimal(done.draft.text(("items", n, "price")).split()[1]) for n in (1, 2, 3)]
    assert sum(prices) == Decimal("22038.00") and prices[0] == Decimal("9909.36")
    assert done.draft.prepared.filled["items", 1, "price"].why is Why.SHARED


def test_masses_that_a_packing_list_states_for_all_are_shared_by_net_mass() -> None:
    packing = the(SOUND, Kind.PACKING_LIST)
    for line in (1, 2, 3):
        packing = packing.written(line, "gross_mass_kg", "")
    draft = made(with_paper(SOUND, packing)).draft
    masses = [Decimal(draft.text(("items", n, "gross_mass")).split()[0]) for n in (1, 2, 3)]
    assert sum(masses) == 2276 and masses[0] == Decimal("566.278")


@given(
    st.decimals(0, 10**7, places=2, allow_nan=False),
    st.lists(st.decimals(0, 10**6, places=3, allow_nan=False), min_size=1, max_size=20),
)
def test_shares_always_add_up_to_the_whole(whole: Decimal, weights: list[Decimal]) -> None:
    assert sum(shared(whole, weights, Decimal("0.01"))) == whole


def test_codes_are_suggested_and_never_filled_in() -> None:
    (goods,) = sought(made(SOUND).draft, KR, DAY)
    assert (goods.item, [line.hsk for line in goods.stated]) == (3, ["8501401000", "8501402000"]), "six digits are certified"
    assert made(SOUND).draft.text(("items", 3, "classifications", 1, "id")) == ""


def test_an_export_is_known_by_where_its_goods_are_loaded() -> None:
    papers = other(other(SOUND, Kind.TRANSPORT, HEAD, "loading_place", "KRPUS"), Kind.TRANSPORT, HEAD, "unloading_place", "CNNBG")
    draft = made(tuple(paper for paper in papers if paper.kind is not Kind.CERTIFICATE)).draft
    assert (draft.text(("type",)), draft.text(("destination",)), draft.text(("export_country",))) == ("EXA", "CN", "KR")
    assert draft.text(("items", 1, "procedures", 1, "current")) == "10" and draft.rows(("previous_documents",)) == []


def test_what_cannot_be_read_on_a_paper_fills_in_nothing_and_is_no_contradiction() -> None:
    draft = made(other(SOUND, Kind.INVOICE, 1, "net_mass_kg", "about 520")).draft
    assert draft.text(("items", 1, "net_mass")) == "520 KGM", "the packing list says it"
    assert draft.prepared.filled["items", 1, "net_mass"].sources[0].paper == "packing_list"


def test_the_manifest_of_the_samples_lists_the_cargo_of_their_papers() -> None:
    (line,) = read_paper(FOLDER / "papers" / "bearings-and-pumps" / "manifest.csv").listed
    assert (line.bill, line.packages, line.gross_mass_kg) == (MANIFEST.bill, MANIFEST.packages, MANIFEST.gross_mass_kg)
