"""Officers set and end risk profiles, and consignments are picked from the manifest before anybody has declared them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests_shared import NOON, Clock, sound

from eclear.casefile import events as ev
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.events import Event
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.profile import Profile
from eclear.casefile.score import Score
from eclear.casefile.selection import ControlMeasure, Scan, Selection
from eclear.casefile.words import Term
from eclear.clearance import (
    Office,
    arrive,
    decide,
    end_profile,
    examine,
    lift_selection,
    pay,
    profiles_of,
    replies,
    scanned,
    set_profile,
    submit,
    take_manifest,
    try_profile,
)
from eclear.clearance.profiling import in_force
from eclear.journey.checks.baseline import IMPORT
from eclear.journey.risk import Model
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.storage import Store
from eclear.storage.chain import decode, encode
from eclear.storage.check import rows_that_differ
from eclear.wco import Schemas, write_reply

TODAY = date(2026, 5, 12)
CARGO = "26ABCD0123I04560789"
WORDS = Term("Bicycles of this seller are looked at", "이 판매자의 자전거 확인")
BICYCLES = Profile("R-BIKES", WORDS, Lane.L2, hs=("8712",), valid_from=TODAY, valid_to=TODAY + timedelta(days=90))
LINE = ManifestLine(CARGO, "ABCD", "ABCDBL1", "1", "JP", "Sakura Works", "Hanbit Trading", "bicycles", 40, Decimal("860"))


@pytest.fixture
def office(store: Store, schemas: Schemas, clock: Clock) -> Office:
    """An office that no model helps: what is routed here, rules and the draw route."""
    office = Office(store=store, schemas=schemas, model=None, clock=clock, seed="tests")
    office.enter("open")
    return office


def lodge(office: Office, lrn: str = "LRN-1", **changes: str | None):  # type: ignore[no-untyped-def]
    case = submit(office, sound(lrn, **changes)).case
    assert case is not None and case.decision is not None, case and case.findings
    return case


def met(**conditions: object) -> Profile:
    """A profile for the goods of the baseline, with more conditions."""
    return replace(BICYCLES, **{"hs": (IMPORT.items[0].hs[:4],)} | conditions)  # type: ignore[arg-type]


def test_a_profile_that_an_officer_sets_sends_the_next_declaration_to_its_lane_and_ends_when_it_is_ended(office: Office) -> None:
    before = lodge(office, "A-1")
    kept = set_profile(office, met(), why="Three false descriptions in April.", by="officer Kim")
    assert (kept.author, kept.why, kept.from_folder) == ("officer Kim", "Three false descriptions in April.", False)
    after = lodge(office, "A-2")
    assert before.decision.rule is None
    assert (after.decision.lane, after.decision.cause, after.decision.rule) == (Lane.L2, Cause.RULE, "R-BIKES")
    assert after.decision.hits == ("R-BIKES",)
    set_profile(office, met(lane=Lane.L3), why="Papers were not enough.", by="officer Lee")
    assert lodge(office, "A-3").decision.lane is Lane.L3
    ended = end_profile(office, "R-BIKES", why="The seller is gone.", by="officer Lee")
    assert [event.kind for event in ended.changes] == ["profile-set", "profile-set", "profile-ended"]
    assert [event.by for event in ended.changes] == ["officer Kim", "officer Lee", "officer Lee"]
    assert ended.profile.valid_to == TODAY - timedelta(days=1)
    assert lodge(office, "A-4").decision.rule is None
    assert not list(rows_that_differ(office.store, "open", waiting_for))


def test_a_room_keeps_its_profiles_to_itself_and_reads_them_only_after_a_change(office: Office) -> None:
    office.enter("other")
    set_profile(office, met(), why="Only here.")
    assert submit(office, sound("B-1"), room="other").case.decision.rule is None  # type: ignore[union-attr]
    assert lodge(office, "B-2").decision.rule == "R-BIKES"
    law = country("KR")
    assert law is not None
    with office.store.reading("open") as records:
        first = in_force(office, records, law, TODAY)
    with office.store.reading("open") as records:
        assert in_force(office, records, law, TODAY) is first, "nothing has changed, so nothing is read"
    with office.store.reading("other") as records:
        assert in_force(office, records, law, TODAY) is law.profiles
    end_profile(office, "R-BIKES", why="Enough.")
    with office.store.reading("open") as records:
        assert in_force(office, records, law, TODAY) is not first


def test_a_profile_of_the_folder_is_changed_in_the_room_alone_and_one_that_always_holds_by_nobody(office: Office) -> None:
    for act in (
        lambda: set_profile(office, replace(BICYCLES, id="P-ARMS"), why="Fewer arms."),
        lambda: end_profile(office, "P-ARMS", why="Fewer arms."),
    ):
        with pytest.raises(IllegalStep, match="P-ARMS is always in force"):
            act()
    ended = end_profile(office, "P-WASTE", why="The treaty office checks them now.")
    assert ended.from_folder and not ended.profile.holds(TODAY)
    law = country("KR")
    assert law is not None and next(p for p in law.profiles.all if p.id == "P-WASTE").holds(TODAY)


@pytest.mark.parametrize(
    ("change", "why", "told"),
    [
        ({"id": "no spaces"}, "x", r"id 'no spaces': write 2 to 30 capitals"),
        ({"reason": Term("Only English", " ")}, "x", "in English and in Korean"),
        ({"lane": Lane.L0}, "x", "L1, L2 or L3"),
        ({"hs": ()}, "x", "all trade would be stopped"),
        ({"hs": ("87A2",)}, "x", r"hs '87A2': write the leading 2 to 10 digits"),
        ({"origins": frozenset({"QQ"})}, "x", r"origins 'QQ': it is not in the country's list"),
        ({"transport_modes": frozenset({"99"})}, "x", "transport_modes '99'"),
        ({"valid_to": date.max}, "x", "at most 12 months after 2026-05-12"),
        ({"valid_to": TODAY + timedelta(days=366)}, "x", "at most 12 months"),
        ({"valid_from": TODAY - timedelta(days=9), "valid_to": TODAY - timedelta(days=1)}, "x", "before today, 2026-05-12"),
        ({"value_per_kg_from": Decimal(5), "value_per_kg_below": Decimal(5)}, "x", "no value lies between them"),
        ({"newcomer": 0}, "x", "newcomer 0"),
        ({"importers": frozenset({"X" * 71})}, "x", "at most 70 characters"),
        ({}, "  ", "To set a profile needs a reason"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_with_what_is_allowed(
    office: Office, change: dict[str, object], why: str, told: str
) -> None:
    with pytest.raises(IllegalStep, match=told):
        set_profile(office, replace(BICYCLES, **change), why=why)  # type: ignore[arg-type]
    assert not any(each.kept.changes for each in profiles_of(office).profiles)


def test_the_end_of_a_profile_is_a_day_to_come_before_the_one_it_has(office: Office) -> None:
    set_profile(office, BICYCLES, why="For a while.")
    for last in (TODAY - timedelta(days=2), BICYCLES.valid_to):
        with pytest.raises(IllegalStep, match="in the past or not before that"):
            end_profile(office, "R-BIKES", why="Enough.", last=last)
    assert end_profile(office, "R-BIKES", why="Enough.", last=TODAY).profile.valid_to == TODAY
    with pytest.raises(IllegalStep, match="no profile 'R-CARS'"):
        end_profile(office, "R-CARS", why="Enough.")


@pytest.mark.parametrize(
    ("conditions", "meets"),
    [
        ({"newcomer": 1}, (True, False)),
        ({"newcomer": 2}, (True, True)),
        ({"value_per_kg_below": Decimal(1)}, (False, False)),
        ({"value_per_kg_from": Decimal(1)}, (True, True)),
        ({"declarants": frozenset({"nobody"})}, (False, False)),
        ({"importers": frozenset({"nobody"})}, (False, False)),
        ({"movement": "EX"}, (False, False)),
    ],
)
def test_every_condition_counts(office: Office, conditions: dict[str, object], meets: tuple[bool, bool]) -> None:
    set_profile(office, met(**conditions), why="To see.")
    assert tuple(lodge(office, f"C-{n}").decision.hits == ("R-BIKES",) for n in range(2)) == meets


def test_a_party_is_met_by_its_number(office: Office) -> None:
    seller = {"seller_name": "SAKURA WORKS", "seller_country": "JP"}
    first = lodge(office, "D-1", **seller)
    numbers = dict(key.split(":", 1) for key in first.lodged.adds_to)
    for role in ("importer", "seller", "declarant"):
        condition = {f"{role}s": frozenset({numbers[role]})}
        set_profile(office, replace(BICYCLES, id=f"R-{role.upper()}", hs=(), **condition), why="To see.")  # type: ignore[arg-type]
    assert numbers["seller"] == "JP/SAKURA WORKS"
    assert lodge(office, "D-2", **seller).decision.hits == ("R-IMPORTER", "R-SELLER", "R-DECLARANT")


def test_how_a_profile_does_is_counted_beside_what_random_control_finds(office: Office) -> None:
    set_profile(office, met(lane=Lane.L3), why="To see.")
    cases = [lodge(office, f"E-{n}") for n in range(4)]
    for case, found in zip(cases[:3], ((Irregularity.UNDERVALUATION,), (), (Irregularity.MISCLASSIFICATION,)), strict=True):
        examine(office, case.id, Examination(Depth.DOCUMENTS, found))
    standing = profiles_of(office)
    bikes = next(each for each in standing.profiles if each.kept.profile.id == "R-BIKES")
    assert (standing.declarations, bikes.met) == (4, 4)
    assert (bikes.irregular.found, bikes.irregular.of) == (2, 3)
    assert bikes.irregular.low == pytest.approx(0.2077, abs=1e-4) and bikes.irregular.high == pytest.approx(0.9385, abs=1e-4)
    assert standing.random.of == 0 and bikes.times is None, "nothing was drawn, so there is nothing to compare with"


def test_a_profile_is_tried_on_the_latest_declarations_before_it_is_saved(office: Office) -> None:
    cases = [lodge(office, f"F-{n}") for n in range(3)]
    tried = try_profile(office, met())
    assert (tried.tried, set(tried.met)) == (3, {case.id for case in cases})
    assert try_profile(office, replace(BICYCLES, hs=("0101",))).met == ()
    assert not any(each.kept.changes for each in profiles_of(office).profiles), "a trial records nothing"
    with pytest.raises(IllegalStep, match="all trade would be stopped"):
        try_profile(office, replace(BICYCLES, hs=()))


# -- the manifest -------------------------------------------------------------------------------------------------------


def take(office: Office, *lines: ManifestLine):  # type: ignore[no-untyped-def]
    return take_manifest(office, lines)


def test_a_line_is_listed_before_anybody_declares_and_an_ordinary_one_is_not_picked(office: Office) -> None:
    (taken,) = take(office, replace(LINE, cargo="26ABCD0123I-0456-0789"))
    assert taken.refused == "" and taken.selection is None
    assert taken.cargo is not None and (taken.cargo.listed, taken.cargo.state) == (LINE, "C1")
    assert take(office, LINE)[0].cargo.version == 1, "the same line again changes nothing"
    assert lodge(office).decision.cause is not Cause.MANIFEST
    assert not list(rows_that_differ(office.store, "open", waiting_for))


@pytest.mark.parametrize(
    ("change", "measure", "rule"),
    [
        ({"goods": "Samples, of no value"}, ControlMeasure.SCAN, "M-VAGUE"),
        ({"goods": "sampled honey"}, None, None),
        ({"consignee": ""}, ControlMeasure.EXAMINE, "M-NO-CONSIGNEE"),
        ({"gross_mass_kg": Decimal(1)}, ControlMeasure.SCAN, "M-LIGHT-OR-HEAVY"),
        ({"gross_mass_kg": Decimal(1), "mode": "4"}, None, None),
        ({"goods": "personal effects and ammunition"}, ControlMeasure.HOLD, "M-ARMS"),
        ({"goods": "white powder", "mode": "4"}, ControlMeasure.EXAMINE, "M-NEW-CONSIGNEE-POWDER"),
    ],
)
def test_the_rule_that_demands_most_picks_a_consignment(
    office: Office, change: dict[str, object], measure: ControlMeasure | None, rule: str | None
) -> None:
    (taken,) = take(office, replace(LINE, **change))  # type: ignore[arg-type]
    picked = taken.selection
    assert (picked and picked.measure, picked and picked.rule) == (measure, rule)


def test_who_has_declared_before_is_no_new_consignee(office: Office) -> None:
    name = lodge(office).lodged.importer or ""
    powder = replace(LINE, cargo="26ABCD0123I04560001", goods="white powder", mode="4")
    known, new = take(
        office, replace(powder, consignee=f"{name}, 1 Harbour Road"), replace(powder, cargo="26ABCD0123I04560002", consignee="X")
    )
    assert name and (known.selection, new.selection.rule) == (None, "M-NEW-CONSIGNEE-POWDER")


def test_a_share_of_all_consignments_is_drawn_whatever_they_are(office: Office) -> None:
    lines = [replace(LINE, cargo=f"26ABCD0123I0456{n:04d}") for n in range(2000)]
    drawn = [taken.selection for taken in take(office, *lines) if taken.selection]
    assert 2 <= len(drawn) <= 22, "0.5 % of 2,000 is 10, with a standard deviation of 3"
    assert all((each.cause, each.rule, each.measure) == (Cause.RANDOM, None, ControlMeasure.SCAN) for each in drawn)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cargo": "26X"}, "cargo: '26X' is no cargo control number"),
        ({"goods": " "}, "goods: nothing is named"),
        ({"mode": "99"}, "mode: '99'"),
        ({"loaded_in": "QQ"}, "loaded_in: 'QQ'"),
        ({"packages": 0}, "packages: 0"),
        ({"gross_mass_kg": Decimal("NaN")}, "gross_mass_kg: NaN"),
        ({"consignor": "x" * 600}, "consignor: more than 512 characters"),
        ({"goods": "bell \a"}, "goods: more than 512 characters, or one that cannot be written"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_column_and_stops_no_other(
    office: Office, change: dict[str, object], told: str
) -> None:
    wrong, right = take(office, replace(LINE, **change), replace(LINE, cargo="26ABCD0123I04560001"))  # type: ignore[arg-type]
    assert told in wrong.refused and wrong.cargo is None
    assert right.refused == "" and right.cargo is not None


def test_a_declaration_that_joins_a_picked_consignment_is_inspected(office: Office) -> None:
    take(office, replace(LINE, goods="samples"))
    case = lodge(office)
    assert (case.decision.lane, case.decision.cause, case.status) == (Lane.L3, Cause.MANIFEST, "D6")
    assert "selected from the manifest" in case.decision.explanation


def test_a_clear_scan_settles_a_scan_and_no_more(office: Office) -> None:
    take(office, replace(LINE, goods="samples"))
    with pytest.raises(IllegalStep, match="needs a remark"):
        scanned(office, CARGO, clear=False)
    assert scanned(office, CARGO, clear=False, remark="A shadow behind the crates.").under is ControlMeasure.SCAN
    assert scanned(office, CARGO, clear=True, weighed_kg=Decimal("858.5")).under is None
    with pytest.raises(IllegalStep, match="Nothing is ordered for cargo"):
        scanned(office, CARGO, clear=True)
    assert lodge(office).decision.cause is not Cause.MANIFEST
    other = "26ABCD0123I04560001"
    take(office, replace(LINE, cargo=other, consignee=""))
    assert scanned(office, other, clear=True).under is ControlMeasure.EXAMINE
    assert lift_selection(office, other, reason="Examined at unloading: as listed.").under is None


def test_a_held_consignment_is_neither_passed_nor_carried_out_until_an_officer_lifts_it(office: Office) -> None:
    take(office, replace(LINE, goods="cartridges"))
    case = lodge(office)
    assert case.decision.cause is Cause.MANIFEST and case.status == "D6"
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, CARGO, report)
    for verb in ("pass", "accept"):
        with pytest.raises(IllegalStep, match=r"held since its manifest|Acceptance is not possible"):
            decide(office, case.id, verb)
    with pytest.raises(IllegalStep, match="may not leave yet") as refused:
        arrive(office, CARGO, "carried-out")
    assert "manifest" not in str(refused.value) and "M-ARMS" not in str(refused.value), "the shed hears that, not why"
    with pytest.raises(IllegalStep, match="To lift a selection needs a reason"):
        lift_selection(office, CARGO, reason=" ")
    lift_selection(office, CARGO, reason="Printer cartridges.", by="officer Kim")
    decide(office, case.id, "pass")
    assert pay(office, case.id).status == "D9"
    arrive(office, CARGO, "carried-out")
    with office.store.reading("open") as records:
        told = [(event.kind, event.by) for event in records.events(CARGO)]
    assert told[:2] == [("listed", "carrier"), ("consignment-selected", "eclear")]
    assert ("selection-lifted", "officer Kim") in told
    assert take(office, replace(LINE, packages=41))[0].refused.startswith(f"cargo: {CARGO} was carried out")


def test_a_declaration_that_was_first_is_examined_when_its_consignment_is_picked(office: Office) -> None:
    case = lodge(office)
    take(office, replace(LINE, goods="firearms"))
    with office.store.reading("open") as records:
        after = records.case(case.id)
        said = [event for event in records.events(case.id) if isinstance(event.fact, ev.Decided)]
    assert after is not None and after.status == "D6" and after.decision.lane is case.decision.lane
    assert [event.by for event in said] == ["customs"]
    assert "manifest" not in said[0].fact.reason, "the declarant hears what is done, not what made it so"


def test_a_corrected_line_never_takes_back_what_was_ordered(office: Office) -> None:
    take(office, replace(LINE, goods="samples"))
    (mended,) = take(office, LINE)
    assert mended.cargo.listed == LINE and mended.cargo.under is ControlMeasure.SCAN
    (worse,) = take(office, replace(LINE, goods="samples of ammunition"))
    assert worse.cargo.under is ControlMeasure.HOLD
    lift_selection(office, CARGO, reason="Toys.")
    assert take(office, replace(LINE, goods="gifts"))[0].cargo.under is None, "what an officer lifted is not picked again"


def test_nothing_of_profiles_and_selections_reaches_the_declarant(office: Office) -> None:
    set_profile(office, met(id="R-CANARY", reason=Term("canary song", "카나리아"), lane=Lane.L3), why="canary why")
    take(office, replace(LINE, goods="ammunition"))
    case = lodge(office)
    lift_selection(office, CARGO, reason="canary reason")
    decide(office, case.id, "query", reason="What is it?")
    told = b"".join(write_reply(notice.reply, notice.country) for notice in replies(office, case.id)).decode()
    for word in ("CANARY", "canary", "카나리아", "M-ARMS", "manifest rule", "held"):
        assert word not in told


def test_what_happened_is_read_back_as_it_was_written() -> None:
    picked = Selection(ControlMeasure.HOLD, Cause.RULE, "M-1", 0.25, "Because.")
    facts = [
        ev.Listed(LINE),
        ev.ConsignmentSelected(picked),
        ev.ConsignmentScanned(Scan(False, Decimal("12.5"), "a shadow")),
        ev.SelectionLifted("Toys."),
        ev.ProfileSet(met(origins=frozenset({"CN", "JP"}), newcomer=3, value_per_kg_below=Decimal("2.5")), "KR", "why"),
        ev.ProfileEnded("R-BIKES", TODAY, "why"),
    ]
    for fact in facts:
        event = Event("X", 1, NOON, "officer", fact)
        body = encode(event, "open", 1)
        assert decode(body) == event
        assert encode(decode(body), "open", 1) == body


def test_where_a_score_led_to_work_its_rank_of_the_day_is_kept(office: Office, model: Model) -> None:
    scoring = replace(office, model=model)
    cases = [
        submit(scoring, sound(f"H-{n}", items__1__price=f"USD {price}")).case for n, price in enumerate((2000, 900, 300, 60))
    ]
    chances = [case.decision.chance for case in cases if case and case.decision]
    ranked = 0
    for n, case in enumerate(cases):
        assert case is not None and case.decision is not None and case.decision.model == model.sha256
        if case.decision.lane is Lane.L0 or case.decision.cause in (Cause.RULE, Cause.RANDOM):
            assert case.decision.rank is None
        else:
            ranked += 1
            assert case.decision.rank == 1 + sum(chance > chances[n] for chance in chances[:n])
    assert ranked, "at these prices somebody looks"


class Broken:
    """A model of ours that went wrong: it gives a chance that is no number."""

    name, country, sha256 = "broken", "KR", "0" * 64

    def score(self, inputs: dict[str, float | str | None]) -> Score:
        return Score(0.01, inputs, self.name, self.sha256, at_risk=float("nan"))


def test_a_model_that_gives_an_impossible_figure_is_no_model(office: Office) -> None:
    broken = submit(replace(office, model=Broken()), sound("I-1")).case  # type: ignore[arg-type]
    without = lodge(office, "I-2")
    assert broken is not None and broken.decision is not None
    assert (broken.decision.lane, broken.decision.cause) == (without.decision.lane, without.decision.cause)
    assert broken.score is None and broken.decision.chance is None
