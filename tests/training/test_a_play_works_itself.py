"""A play works itself: what is given, what comes and when, who plays the chairs that nobody has - on the room's clock alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from tests_shared import CHECKOUT, Clock

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.play import PLAY, PlayOpened
from eclear.casefile.scenario import (
    Act,
    Cue,
    Expectation,
    Hint,
    Inject,
    Match,
    Mode,
    Money,
    Paper,
    Part,
    Place,
    Scenario,
    Side,
    Trigger,
    Truth,
    Variant,
)
from eclear.clearance import Office, UnknownCase, decide, take_next
from eclear.training import noting
from eclear.training.matching import PLAYED, Log, holds, log_of
from eclear.training.players import EXPERT, PASS, PLAYERS, SCORE, STOP, play_out
from eclear.training.playing import advance, came, next_due, papers_there, places_there, playing, seed_of, send_inject, set_up
from eclear.training.stage import Stage
from eclear.web.reports.hands import ReportingHands

WORDS = {"en": "In words", "ko": "말로"}
STARTS = datetime(2026, 10, 12, 9, tzinfo=timezone(timedelta(hours=9)))
START = STARTS.astimezone(UTC)
CARGO, LRN = "26MAGP0104I00780004", "S04-WATCHES-1"
LINE = {
    "cargo": CARGO,
    "carrier": "MAGP",
    "bill": "000-26100704",
    "mode": "4",
    "loaded_in": "SG",
    "consignor": "Pearl Tern Trading",
    "consignee": "Sigyetap Watch Shop",
    "goods": "Watches",
    "packages": 2,
    "gross_mass_kg": "14.5",
}
ROOM = "play-1"


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


GIVEN = (
    Act("manifest", "", {"lines": [LINE]}, after=-timedelta(days=2)),
    Act("manifest-reviewed", CARGO, {}, after=-timedelta(days=2)),
    Act("carried-in", CARGO, {"shed": "90210001"}, after=-timedelta(days=1)),
    Act("lodged", "main", {}, message=(CHECKOUT / "sample_declarations/04-documents-lane/declaration.xml").read_bytes()),
)
INJECTS = (
    Inject("call", Trigger.TIME, WORDS, WORDS, after=minutes(30), approach=True),
    Inject("second", Trigger.RESOLUTION, WORDS, WORDS, after=minutes(5), resolves="call", papers=("letter",)),
    Inject("storm", Trigger.HAND, WORDS, WORDS),
    Inject(
        "pay",
        Trigger.STATE,
        when=Match("tax-notified", about="main"),
        after=minutes(60),
        chair=Role.TRADER,
        acts=(Act("paid", "main", {}, "trader:43550"),),
    ),
    Inject(
        "out",
        Trigger.STATE,
        when=Match("accepted", about="main"),
        after=minutes(10),
        chair=Role.WAREHOUSE,
        acts=(Act("carried-out", "main", {}, "warehouse"),),
    ),
)
TRUTH = Truth(
    guilty=False,
    violations=(),
    right_lane="L2",
    right_action=WORDS,
    harm=WORDS,
    explanation=WORDS,
    cues=(Cue("price", Side.FOR, 25, WORDS),),
    expectations=(
        Expectation("passed", Part.DECISION, 35, WORDS, (Match("decided", {"verb": "pass"}, "main", own=True),)),
        Expectation("guessed", Part.STEPS, 25, WORDS, (Match("guessed", {}, "main", own=True),)),
    ),
    money=Money(("main",), Decimal("2581330")),
    solution=(
        Act("case-drawn", chair="officer"),
        Act("guessed", "main", {"chance": 20}, "officer"),
        Act("evidence-noted", "", {"place": "price", "side": "for", "why": "It is as agreed."}, "officer"),
        Act("decided", "main", {"verb": "pass", "reason": "Invoice and declaration agree."}, "officer"),
    ),
)
VARIANT = Variant(
    id="a",
    brief=WORDS,
    given=GIVEN,
    declarations={"main": ("43550", LRN)},
    papers=(Paper("invoice", WORDS), Paper("letter", WORDS, from_start=False)),
    places=(Place("price", WORDS, "invoice"), Place("promise", WORDS, "letter")),
    injects=INJECTS,
    hints=(Hint(WORDS, 2), Hint(WORDS, 5)),
    truth=TRUTH,
)
SCENARIO = Scenario(
    id="watches",
    digest="d" * 64,
    title=WORDS,
    summary=WORDS,
    level=1,
    minutes=20,
    competencies=("FAC",),
    languages=("en", "ko"),
    starts=STARTS,
    country="KR",
    chairs=("officer",),
    steps=(),
    law=(),
    cues=(),
    variants=(VARIANT,),
)


class OneScenario:
    """A shelf with one scenario on it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def scenario(self, digest: str) -> Scenario:
        return self._scenario


class Room:
    """A play in a room of an office, and its only player."""

    def __init__(self, office: Office, clock: Clock, scenario: Scenario = SCENARIO, mode: Mode = Mode.ASSISTED) -> None:
        self.clock, self.variant = clock, scenario.variants[0]
        office.store.open_play(ROOM, seed_of(scenario.id, "a"), "", START, clock())
        with office.store.reading(ROOM) as records:
            running = records.room.set(clock(), 1.0)
        with office.store.writing(ROOM) as records:
            records.set_clocks({ROOM: running})
        self.person = Person("grace", ("Grace",), tuple(map(Post.named, scenario.chairs)))
        with office.store.people(writing=True) as people:
            people.enrol(ROOM, self.person)
        self.stage = Stage(office, ReportingHands(), OneScenario(scenario))
        self.opened = PlayOpened("open", 1, scenario.id, scenario.digest, "a", mode, "seal", scenario.chairs)
        set_up(self.stage, ROOM, self.opened)

    @property
    def hers(self) -> Stage:
        return self.stage.under(self.stage.office.under(Seated(self.person, Post(Role.OFFICER))))

    def log(self) -> Log:
        with self.stage.office.store.reading(ROOM) as records:
            return log_of(records, self.variant)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.log().events]

    def later(self, number: int) -> int:
        self.clock.pass_by(minutes=number)
        return advance(self.stage, ROOM)


@pytest.fixture
def room(office: Office, clock: Clock) -> Iterator[Room]:
    yield Room(office, clock)


def test_what_is_given_happens_before_the_start_at_its_own_times(room: Room) -> None:
    log = room.log()
    (listed,), (moved, *_rest) = log.found(Match("listed")), log.found(Match("cargo-moved", {"report": "carried-in"}))
    assert (listed.at, moved.at) == (START - timedelta(days=2), START - timedelta(days=1))
    assert log.cases.keys() == {"main"} and log.found(Match("registered", about="main"))[0].at == START
    signed = {event.person for event in log.events if event.person}
    assert signed and all(person.startswith(PLAYED) for person in signed), "eclear signs what it plays"


def test_laid_out_again_after_a_power_cut_nothing_happens_twice(room: Room) -> None:
    before = room.log().events
    set_up(room.stage, ROOM, room.opened)
    assert room.log().events == before


def test_injects_come_at_their_time_however_late_the_computer_looks(room: Room) -> None:
    assert next_due(room.stage, ROOM) == START + minutes(30) and room.later(29) == 0
    assert room.later(60) == 2, "the second follows the first"
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play and play.injected == {"call": START + minutes(30), "second": START + minutes(35)}
    assert [inject.id for _when, inject in came(room.variant, play)] == ["second", "call"], "the latest first"


def test_papers_and_what_stands_on_them_come_with_their_inject(room: Room) -> None:
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play
    assert [paper.id for paper in papers_there(room.variant, play)] == ["invoice"]
    with pytest.raises(IllegalStep, match="cannot be cited now"):
        noting.note_evidence(room.hers, "promise", Side.FOR, "It says so.", room=ROOM)
    room.later(40)
    noting.note_evidence(room.hers, "promise", Side.FOR, "It says so.", room=ROOM)
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play and [place.id for place in places_there(room.variant, play)] == ["price", "promise"]
    assert play.notes["promise"].why == "It says so."


def test_an_inject_by_hand_comes_once_and_only_then(room: Room) -> None:
    room.later(600)
    assert not room.log().found(Match("injected", {"inject": "storm"}))
    send_inject(room.stage, ROOM, "storm")
    assert room.log().found(Match("injected", {"inject": "storm", "by_hand": True}))
    with pytest.raises(IllegalStep, match="has come already"):
        send_inject(room.stage, ROOM, "storm")
    with pytest.raises(IllegalStep, match="no inject"):
        send_inject(room.stage, ROOM, "nothing")


def test_chairs_that_nobody_has_are_played_with_the_delay_that_is_set(room: Room) -> None:
    case = take_next(room.hers.office, room=ROOM)
    room.clock.pass_by(minutes=2)
    decide(room.hers.office, case.id, "pass", reason="All agrees.", room=ROOM)
    room.later(300)
    log = room.log()
    notified, paid = log.found(Match("tax-notified"))[0], log.found(Match("paid"))[0]
    assert paid.at == notified.at + minutes(60 + room.opened.delay)
    out = log.found(Match("cargo-moved", {"report": "carried-out"}, case.id))
    assert out and out[0].at == log.found(Match("accepted"))[0].at + minutes(10 + room.opened.delay)


def test_who_has_a_person_on_his_chair_is_not_played(office: Office, clock: Clock) -> None:
    room = Room(office, clock, replace(SCENARIO, chairs=("officer", "trader:43550")))
    case = take_next(room.hers.office, room=ROOM)
    decide(room.hers.office, case.id, "pass", reason="All agrees.", room=ROOM)
    room.later(3000)
    assert "paid" not in room.kinds()


def test_an_act_that_cannot_be_any_more_stops_nothing(room: Room) -> None:
    case = take_next(room.hers.office, room=ROOM)
    decide(room.hers.office, case.id, "pass", reason="All agrees.", room=ROOM)
    decide(room.hers.office, case.id, "dismiss", reason="Lodged twice.", law="Customs Act", room=ROOM)
    assert room.later(3000) == 3 and "paid" not in room.kinds(), "the payment of a dismissed declaration is left out"


def test_the_first_guess_counts_and_is_asked_in_percent(room: Room) -> None:
    case = take_next(room.hers.office, room=ROOM)
    with pytest.raises(IllegalStep, match=r"0 .* to 100"):
        noting.guess(room.hers, case.id, 101, room=ROOM)
    with pytest.raises(UnknownCase):
        noting.guess(room.hers, "NOBODYS", 5, room=ROOM)
    noting.guess(room.hers, case.id, 40, room=ROOM)
    with pytest.raises(IllegalStep, match="first one counts"):
        noting.guess(room.hers, case.id, 90, room=ROOM)
    assert room.log().found(Match("guessed", {"chance": 40}, "main", own=True))


def test_notes_are_replaced_and_taken_back(room: Room) -> None:
    with pytest.raises(IllegalStep, match="few words"):
        noting.note_evidence(room.hers, "price", Side.FOR, " ", room=ROOM)
    with pytest.raises(IllegalStep, match="Nothing is noted"):
        noting.strike_evidence(room.hers, "price", room=ROOM)
    noting.note_evidence(room.hers, "price", Side.AGAINST, "Low.", room=ROOM)
    noting.note_evidence(room.hers, "price", Side.FOR, "As in the contract.", room=ROOM)
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play and play.notes["price"].side is Side.FOR
    noting.strike_evidence(room.hers, "price", room=ROOM)
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play and not play.notes


def test_hints_come_in_order_with_their_cost_and_end(room: Room) -> None:
    noting.ask_hint(room.hers, room=ROOM)
    noting.give_hint(room.stage, room=ROOM, text="Look at the date.")
    noting.give_hint(room.stage, room=ROOM)
    with pytest.raises(IllegalStep, match="no further hints"):
        noting.ask_hint(room.hers, room=ROOM)
    with room.stage.office.store.reading(ROOM) as records:
        play = playing(records)
    assert play and [(hint.hint, hint.cost, hint.text) for hint in play.hints] == [
        (1, 2, ""),
        (0, 0, "Look at the date."),
        (2, 0, ""),
    ]


def test_nobody_asks_for_hints_in_a_free_run(office: Office, clock: Clock) -> None:
    room = Room(office, clock, mode=Mode.FREE)
    with pytest.raises(IllegalStep, match="without hints"):
        noting.ask_hint(room.hers, room=ROOM)


def test_only_a_message_that_came_is_put_on_record_and_once(room: Room) -> None:
    with pytest.raises(IllegalStep, match="No message"):
        noting.report_approach(room.hers, "call", "He asked to wave it through.", room=ROOM)
    room.later(31)
    noting.report_approach(room.hers, "call", "He asked to wave it through.", room=ROOM)
    with pytest.raises(IllegalStep, match="on record already"):
        noting.report_approach(room.hers, "call", "Again.", room=ROOM)


def test_who_has_handed_in_cannot_do_so_twice(room: Room) -> None:
    noting.finish(room.hers, room=ROOM)
    with pytest.raises(IllegalStep, match="handed in already"):
        noting.finish(room.hers, room=ROOM)


def test_notes_are_for_exercises_only(room: Room) -> None:
    with pytest.raises(IllegalStep, match="no exercise"):
        noting.finish(room.hers, room="open")


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ("hold", "hold", True),
        (3, "3", True),
        (["a", "b"], ["b"], True),
        (["a"], ["b"], False),
        ("abc", ["a"], False),
        (True, True, True),
        (1, True, False),
        (None, "None", False),
    ],
)
def test_a_value_is_what_a_match_wants(found: object, wanted: object, same: bool) -> None:
    assert holds(found, wanted) is same


def test_the_same_variant_is_the_same_whenever_it_is_played(office: Office) -> None:
    stage = Stage(office, ReportingHands(), OneScenario(SCENARIO))
    for player in PLAYERS:
        first, second = (play_out(stage, SCENARIO, "a", player) for _ in range(2))
        assert first.log.events == second.log.events, player


def test_four_players_play_each_in_his_way(office: Office) -> None:
    stage = Stage(office, ReportingHands(), OneScenario(SCENARIO))
    played = {player: play_out(stage, SCENARIO, "a", player) for player in PLAYERS}
    assert {player: one.cases[0].status for player, one in played.items()} == {
        EXPERT: "D10",
        STOP: "D7",
        PASS: "D10",
        SCORE: "D10",
    }
    assert played[STOP].hours is None and (played[PASS].hours or 0) > 1
    assert played[EXPERT].play.guesses and not played[PASS].play.guesses
    assert all(event.stream != PLAY or event.kind in ("play-opened", "injected") for event in played[STOP].log.events)
