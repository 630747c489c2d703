"""Note: what trainees tell beside their desks - a guess, evidence, a call they were sent, that they are done - and hints.

Who acts in the office signs. Each raises IllegalStep where it cannot be, and says what can.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from eclear.casefile.exercise import Play
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.play import (
    PLAY,
    ApproachReported,
    EvidenceNoted,
    EvidenceStruck,
    Guessed,
    HintGiven,
    PlayFact,
    PlayFinished,
)
from eclear.casefile.scenario import Mode, Side
from eclear.clearance import UnknownCase
from eclear.clearance.recording import plain
from eclear.storage import Records
from eclear.training.playing import places_there, playing, variant_of
from eclear.training.stage import Stage

LONGEST_NOTE = 500


def guess(stage: Stage, case_id: str, chance: int, *, room: str, at: datetime | None = None) -> None:
    """Note an officer's own estimate in percent that something is wrong with a declaration; the first one counts."""
    if not 0 <= chance <= 100:
        raise IllegalStep(f"{chance} is no chance. Give a number from 0 (surely right) to 100 (surely wrong).")

    def fact(records: Records, play: Play) -> PlayFact:
        case = records.case(case_id)
        if case is None:
            raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
        if case.id in play.guesses:
            raise IllegalStep("You have given your estimate for this case already. The first one counts.")
        return Guessed(case.id, chance)

    _note(stage, room, at, fact)


def note_evidence(stage: Stage, place: str, side: Side, why: str, *, room: str, at: datetime | None = None) -> None:
    """Cite a place as evidence for the declaration or against it, with a reason; a later note of the place replaces it."""
    said = plain(why)
    if said is None:
        raise IllegalStep("Say in a few words what this shows.")
    if len(said) > LONGEST_NOTE:
        raise IllegalStep(f"The note has {len(said)} characters, {LONGEST_NOTE} at most fit. Say it shorter.")

    def fact(records: Records, play: Play) -> PlayFact:
        there = places_there(variant_of(stage, play), play)
        if place not in {one.id for one in there}:
            raise IllegalStep(f"{place[:40]!r} cannot be cited now. Choose one of the list; more come with further papers.")
        return EvidenceNoted(place, side, said)

    _note(stage, room, at, fact)


def strike_evidence(stage: Stage, place: str, *, room: str, at: datetime | None = None) -> None:
    """Take back what was noted of a place."""

    def fact(records: Records, play: Play) -> PlayFact:
        if place not in play.notes:
            raise IllegalStep(f"Nothing is noted of {place[:40]!r}. The list shows what is.")
        return EvidenceStruck(place)

    _note(stage, room, at, fact)


def ask_hint(stage: Stage, *, room: str, at: datetime | None = None) -> None:
    """Ask for the next hint of the scenario; it costs what it says in a marked run."""

    def fact(records: Records, play: Play) -> PlayFact:
        if play.opened.mode is Mode.FREE:
            raise IllegalStep("This exercise is played without hints. Your instructor may give one.")
        hints, given = variant_of(stage, play).hints, sum(hint.hint > 0 for hint in play.hints)
        if given >= len(hints):
            raise IllegalStep("There are no further hints. Read those that you have, or ask your instructor.")
        return HintGiven(given + 1, hints[given].cost)

    _note(stage, room, at, fact)


def give_hint(stage: Stage, *, room: str, text: str = "", at: datetime | None = None) -> None:
    """Give a hint that costs nothing: the instructor's own words, or the next one of the scenario."""
    said = plain(text) or ""
    if len(said) > LONGEST_NOTE:
        raise IllegalStep(f"The hint has {len(said)} characters, {LONGEST_NOTE} at most fit. Say it shorter.")

    def fact(records: Records, play: Play) -> PlayFact:
        given = sum(hint.hint > 0 for hint in play.hints)
        if not said and given >= len(variant_of(stage, play).hints):
            raise IllegalStep("The scenario has no further hint. Write one in your own words.")
        return HintGiven(0, 0, said) if said else HintGiven(given + 1, 0)

    _note(stage, room, at, fact)


def report_approach(stage: Stage, inject: str, text: str, *, room: str, at: datetime | None = None) -> None:
    """Put on record that somebody asked for what he should not have: who it was, and what he wanted."""
    said = plain(text)
    if said is None:
        raise IllegalStep("Say who called, and what was asked.")
    if len(said) > LONGEST_NOTE:
        raise IllegalStep(f"The report has {len(said)} characters, {LONGEST_NOTE} at most fit. Say it shorter.")

    def fact(records: Records, play: Play) -> PlayFact:
        found = variant_of(stage, play).inject(inject)
        if found is None or inject not in play.injected or not found.text:
            raise IllegalStep("No message of this name has come. Choose one of those that you received.")
        if any(report.inject == inject for report in play.approaches):
            raise IllegalStep("This is on record already.")
        return ApproachReported(inject, said)

    _note(stage, room, at, fact)


def finish(stage: Stage, *, room: str, at: datetime | None = None) -> None:
    """Say that the play is done; until the exercise ends one may still go on."""

    def fact(records: Records, play: Play) -> PlayFact:
        if play.finished:
            raise IllegalStep("You have handed in already. The debrief comes when the instructor ends the exercise.")
        return PlayFinished()

    _note(stage, room, at, fact)


def _note(stage: Stage, room: str, at: datetime | None, fact: Callable[[Records, Play], PlayFact]) -> None:
    with stage.office.writing(room) as records:
        play = playing(records)
        if play is None:
            raise IllegalStep("This room is no exercise. Go to your exercise first.")
        post = stage.office.acting.post
        by = post.role.value if post else "trainee"
        records.note(records.event(PLAY, play.version + 1, stage.office.moment(records, at), by, fact(records, play)))
