"""The mark is worked out from events alone: tables of logs built by hand, and what holds for any log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.casefile import events as ev
from eclear.casefile import play as p
from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Event, Lodged
from eclear.casefile.exercise import Contest, Exercise, Override, Play, play_of
from eclear.casefile.scenario import (
    Cue,
    Expectation,
    Hint,
    Match,
    Mode,
    Money,
    Part,
    Place,
    Scenario,
    Side,
    Truth,
    Variant,
)
from eclear.training.grading import Mark, mark, money_points, with_overrides
from eclear.training.matching import PLAYED, Log

STARTS = datetime(2026, 10, 12, 0, 0, tzinfo=UTC)
CASE, OTHER = "c-main", "c-other"
HOLD = Match("decided", {"verb": "hold"}, about="main")
ASK = Match("decided", {"verb": "request-documents"}, about="main")
PASS = Match("decided", {"verb": "pass"}, about="main")
ANSWER = Match("documents-supplied", about="main")


def en(text: str) -> dict[str, str]:
    return {"en": text}


EXPECTED = (
    Expectation("right", Part.DECISION, 25, en("The goods are held."), (HOLD,), critical=True),
    Expectation("no-pass", Part.DECISION, 10, en("Nothing is passed before the answer."), (PASS,), absent=True, before=ANSWER),
    Expectation("ask", Part.STEPS, 10, en("The documents are asked for before the hold."), (ASK,), before=HOLD),
    Expectation("wait", Part.STEPS, 15, en("The decision comes after the answer."), (HOLD, PASS), after=ANSWER),
)
CUES = (
    Cue("price", Side.AGAINST, 15, en("The price is a fifth of the usual one.")),
    Cue("weight", Side.FOR, 10, en("The weight agrees with the manifest.")),
)
MONEY = Money(("main",), Decimal(100_000), within=Decimal("0.01"))
TRUTH = Truth(True, (), "L2", en("Hold"), en("Duty is lost."), en("It was false."), CUES, EXPECTED, MONEY, ())
VARIANT = Variant(
    "a",
    en("A parcel of scarves."),
    (),
    {"main": ("43550", "LRN-1")},
    (),
    tuple(Place(id, en(f"Place {id}")) for id in ("price", "weight", "colour", "smell")),
    (),
    (Hint(en("Look at the price."), 3),),
    TRUTH,
)
SCENARIO = Scenario(
    "scarves",
    "d" * 64,
    en("Scarves"),
    en("Scarves"),
    1,
    20,
    ("VAL",),
    ("en",),
    STARTS,
    "KR",
    ("officer",),
    (),
    (),
    (),
    (VARIANT,),
)
OPENED = p.PlayOpened("class", 1, "scarves", "d" * 64, "a", Mode.FREE, "s" * 64, ("officer",))


@dataclass
class Told:
    """A log that is written line by line, as a trainee, as what eclear plays, or as the office itself."""

    events: list[Event] = field(default_factory=list)
    minute: int = 0

    def __post_init__(self) -> None:
        self._add(p.PLAY, OPENED, "eclear.set-up", "instructor")

    def _add(self, stream: str, fact: ev.Fact, person: str, by: str) -> Told:
        sequence = 1 + sum(event.stream == stream for event in self.events)
        self.events.append(Event(stream, sequence, STARTS + timedelta(minutes=self.minute), by, fact, person))
        self.minute += 1
        return self

    def decided(self, verb: str, person: str = "seat-01", case: str = CASE) -> Told:
        return self._add(case, ev.Decided(verb, reason="So."), person, "officer")

    def answered(self) -> Told:
        return self._add(CASE, ev.DocumentsSupplied("The contract."), f"{PLAYED}answer", "declarant")

    def accepted(self, person: str = f"{PLAYED}pay") -> Told:
        return self._add(CASE, ev.Accepted("paid"), person, "office")

    def cited(self, place: str, side: str = "against") -> Told:
        return self._add(p.PLAY, p.EvidenceNoted(place, Side(side), "Because."), "seat-01", "officer")

    def struck(self, place: str) -> Told:
        return self._add(p.PLAY, p.EvidenceStruck(place), "seat-01", "officer")

    def hinted(self, cost: int = 3) -> Told:
        return self._add(p.PLAY, p.HintGiven(1, cost), "seat-01", "officer")

    @property
    def play(self) -> Play:
        played = play_of(event for event in self.events if event.stream == p.PLAY)
        assert played
        return played

    def log(self, cases: dict[str, str] | None = None) -> Log:
        return Log(tuple(self.events), {"main": CASE} if cases is None else cases)

    def mark(self, due: int | None = 100_000, *, marked: bool = True, truth: Truth = TRUTH) -> Mark:
        scenario = replace(SCENARIO, variants=(replace(VARIANT, truth=truth),))
        if due is None:
            return mark(scenario, "a", self.log({}), self.play, (), marked=marked)
        return mark(scenario, "a", self.log(), self.play, (owing(due),), marked=marked)


def owing(due: int, status: str = "D4") -> Case:
    """A case that owes this much."""
    told = Lodged("43550", "LRN-1", "0" * 64, "DMS", "KR", "IMA", date(2026, 10, 12), "11", "C", None, None, 1, None)
    owes = Assessment("KRW", (), (), (), Decimal(due))
    return Case(CASE, told, 1, STARTS, STARTS, "assessed", status, assessment=owes)


def best() -> Told:
    """What the key calls right, with every cue."""
    return Told().cited("price").cited("weight", "for").decided("request-documents").answered().decided("hold")


def parts(mark: Mark) -> tuple[int, int, int, int]:
    points = [mark.parts[part].points for part in (Part.DECISION, Part.EVIDENCE, Part.STEPS, Part.MONEY)]
    return points[0], points[1], points[2], points[3]


def test_who_does_everything_right_gets_every_point() -> None:
    made = best().mark()
    assert (made.total, parts(made), made.capped) == (100, (35, 25, 25, 15), False)
    assert all(point.met for point in made.points)


@pytest.mark.parametrize(
    ("done", "marked", "total"),
    [
        (Told().decided("hold"), (35, 0, 0, 15), 50),
        (Told().decided("pass"), (0, 0, 0, 15), 15),
        (Told(), (10, 0, 0, 15), 25),
        (Told().decided("hold").decided("request-documents"), (35, 0, 0, 15), 50),
        (Told().decided("request-documents").decided("hold"), (35, 0, 10, 15), 60),
        (Told().decided("request-documents").answered().decided("hold"), (35, 0, 25, 15), 75),
        (Told().decided("request-documents").answered().decided("pass"), (10, 0, 25, 15), 40),  # 50 without the cap
        (Told().decided("hold", case=OTHER), (10, 0, 0, 15), 25),
        (best().cited("colour"), (35, 20, 25, 15), 95),
        (best().cited("colour").cited("smell", "for"), (35, 15, 25, 15), 90),
        (best().cited("colour").struck("colour"), (35, 25, 25, 15), 100),
        (best().cited("price", "for"), (35, 5, 25, 15), 80),  # the later note of a place replaces the first, and is wrong
        (best().struck("price"), (35, 10, 25, 15), 85),
        (Told().decided("hold").cited("colour").cited("smell"), (35, 0, 0, 15), 50),  # never below nothing
    ],
)
def test_each_part_counts_what_was_done_and_nothing_else(done: Told, marked: tuple[int, ...], total: int) -> None:
    made = done.mark()
    assert (parts(made), made.total) == (marked, total)


def test_what_eclear_plays_for_a_chair_is_nobodys_merit_and_nobodys_fault() -> None:
    made = Told().decided("hold", f"{PLAYED}officer").mark()
    assert parts(made)[0] == 10 and made.capped
    passed = best()
    passed.events.insert(3, replace(passed.events[0], stream="x", fact=ev.Decided("pass"), person=f"{PLAYED}x"))
    assert passed.mark().total == 100


def test_what_follows_from_an_act_counts_whoever_took_the_last_step_and_what_was_given_before_does_not() -> None:
    free = Expectation("free", Part.DECISION, 35, en("The goods are free."), (Match("accepted", about="main"),))
    steps = Expectation("s", Part.STEPS, 25, en("Nothing else."), (Match("withdrawn"),), absent=True)
    truth = replace(TRUTH, expectations=(free, steps))
    assert Told().accepted().mark(truth=truth).parts[Part.DECISION].points == 35
    given_before = Told(minute=-90)
    given_before.accepted()
    assert given_before.mark(truth=truth).parts[Part.DECISION].points == 0


def test_a_critical_miss_caps_the_mark_and_says_so() -> None:
    missed = Told().cited("price").cited("weight", "for").decided("request-documents").answered().decided("pass").mark()
    assert (sum(parts(missed)), missed.total, missed.capped) == (75, 40, True)
    assert [point.title["en"] for point in missed.critical] == ["The goods are held."]


def test_a_hint_costs_what_it_says_where_the_exercise_is_marked_and_nothing_in_practice() -> None:
    assert (best().hinted().hinted(4).mark().total, best().hinted().mark(marked=False).total) == (93, 100)
    assert Told().hinted(90).mark().total == 0


@pytest.mark.parametrize(
    ("due", "points"),
    [(100_000, 15), (99_000, 15), (101_000, 15), (98_000, 13), (94_500, 8), (95_500, 9), (90_000, 0), (110_000, 0), (0, 0)],
)
def test_money_is_whole_within_the_error_that_is_forgiven_and_nothing_at_ten_times_that(due: int, points: int) -> None:
    assert best().mark(due).parts[Part.MONEY].points == points == money_points(Decimal(due), MONEY)


def test_a_declaration_that_was_never_lodged_or_was_rejected_gives_no_money() -> None:
    nothing = best().mark(None)
    assert (nothing.parts[Part.MONEY].points, nothing.owed.found, nothing.owed.short) == (0, None, None)
    free = replace(TRUTH, money=replace(MONEY, true=Decimal(0)))
    scenario = replace(SCENARIO, variants=(replace(VARIANT, truth=free),))
    rejected = replace(owing(0, "D1"), assessment=None)
    assert mark(scenario, "a", best().log(), best().play, (rejected,)).parts[Part.MONEY].points == 0
    assert mark(scenario, "a", best().log(), best().play, (owing(0),)).parts[Part.MONEY].points == 15


def test_every_point_says_what_was_expected_and_which_event_met_it_when() -> None:
    done = best().cited("colour")
    made = done.mark()
    hold = next(point for point in made.points if point.title == EXPECTED[0].title)
    assert (hold.met, hold.points, hold.of, hold.place) == (True, 25, 25, "main")
    assert hold.by is done.events[5] and hold.at == STARTS + timedelta(minutes=5)
    broken = next(point for point in Told().decided("pass").mark().points if point.absent)
    assert not broken.met and broken.by and broken.by.fact == ev.Decided("pass", reason="So.")
    kept = next(point for point in made.points if point.absent)
    assert kept.met and kept.by is None
    assert [(point.place, point.points, point.of) for point in made.of(Part.EVIDENCE)] == [
        ("price", 15, 15),
        ("weight", 10, 10),
        ("colour", -5, 0),
    ]
    assert sum(point.of for point in made.points) == 100


def test_an_override_stands_instead_with_its_reason_and_lifts_the_cap_of_its_part_alone() -> None:
    exercise = Exercise(
        1, p.ExerciseOpened("scarves", "d", Mode.FREE, True, "s", "{}", ()), STARTS, "i", contests=(), overrides={}
    )
    missed = Told().cited("price").cited("weight", "for").decided("request-documents").answered().decided("pass").mark()

    def over(part: Part, points: int) -> Mark:
        given_instead = {("play-1", part): Override(points, "The screen was down.", "instructor", STARTS)}
        return with_overrides(missed, replace(exercise, overrides=given_instead), "play-1")

    assert over(Part.DECISION, 30).total == 95 and not over(Part.DECISION, 30).capped
    assert over(Part.MONEY, 0).total == 40 and over(Part.MONEY, 0).capped
    assert over(Part.DECISION, 99).parts[Part.DECISION].points == 35
    told = over(Part.DECISION, 30).parts[Part.DECISION].override
    assert told and told.reason == "The screen was down."
    elsewhere = {("play-2", Part.DECISION): Override(30, "Another play.", "instructor", STARTS)}
    assert with_overrides(missed, replace(exercise, overrides=elsewhere), "play-1") == missed
    assert Contest("play-1", Part.MONEY, "Why?", "seat-01", STARTS).answer == ""


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("decided"), st.sampled_from(("hold", "pass", "request-documents", "query"))),
        st.tuples(st.just("cited"), st.sampled_from(("price", "weight", "colour", "smell"))),
        st.tuples(st.just("vouched"), st.sampled_from(("price", "weight", "colour", "smell"))),
        st.tuples(st.just("struck"), st.sampled_from(("price", "weight", "colour"))),
        st.tuples(st.sampled_from(("answered", "hinted", "played")), st.just("")),
    ),
    max_size=14,
)


def played(acts: list[tuple[str, str]]) -> Told:
    done = Told()
    for what, which in acts:
        match what:
            case "decided":
                done.decided(which)
            case "cited":
                done.cited(which)
            case "vouched":
                done.cited(which, "for")
            case "struck":
                done.struck(which)
            case "played":
                done.decided("hold", f"{PLAYED}officer")
            case "hinted":
                done.hinted()
            case _:
                done.answered()
    return done


@given(ACTS, st.integers(0, 250_000))
def test_every_mark_is_in_its_bounds_and_adds_up(acts: list[tuple[str, str]], due: int) -> None:
    made = played(acts).mark(due)
    assert all(0 <= made.parts[part].points <= made.parts[part].of for part in Part)
    assert 0 <= made.total <= (40 if made.capped else 100)
    assert made.total <= sum(parts(made))
    assert made.capped is bool(made.critical)
    for part in Part:
        assert made.parts[part].points == max(0, sum(point.points for point in made.of(part)))


@given(ACTS, st.lists(st.integers(0, 14), max_size=6), st.randoms())
def test_the_same_events_give_the_same_mark_whatever_happens_between_them_elsewhere(
    acts: list[tuple[str, str]], places: list[int], random: object
) -> None:
    done = played(acts)
    made = done.mark()
    assert done.mark() == made
    mixed = played(acts)
    for number, place in enumerate(sorted(places)):
        stranger = Event(OTHER, number + 1, STARTS + timedelta(hours=9), "officer", ev.Decided("hold"), "seat-02")
        mixed.events.insert(min(place, len(mixed.events)), stranger)
    assert mixed.mark() == made
    late = played(acts)  # slow readers lose nothing
    late.events = [replace(event, at=STARTS + 3 * (event.at - STARTS)) for event in late.events]
    assert (late.mark().total, parts(late.mark())) == (made.total, parts(made))


@given(ACTS, st.sampled_from(("colour", "smell")))
def test_citing_what_tells_nothing_never_helps_and_taking_it_back_makes_it_good(acts: list[tuple[str, str]], place: str) -> None:
    clean = played([*acts, ("struck", place)]).mark()
    noted = played([*acts, ("struck", place), ("cited", place)])
    assert noted.mark().total <= clean.total
    assert noted.struck(place).mark().total == clean.total


@given(st.integers(0, 300_000), st.integers(0, 300_000))
def test_the_nearer_the_money_the_more_points(one: int, other: int) -> None:
    nearer, farther = sorted((one, other), key=lambda due: abs(due - 100_000))
    assert money_points(Decimal(nearer), MONEY) >= money_points(Decimal(farther), MONEY)


def test_lanes_are_matched_inside_a_fact() -> None:
    lane = Expectation("l", Part.DECISION, 35, en("It goes to inspection."), (Match("lane-overridden", {"lane": "L3"}),))
    truth = replace(TRUTH, expectations=(lane,))
    done = Told()
    done._add(CASE, ev.LaneOverridden(Lane.L3, "Look."), "seat-01", "officer")
    assert done.mark(truth=truth).parts[Part.DECISION].points == 35
