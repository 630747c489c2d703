"""Exercises and the end of power: cut at every transaction, and killed with -9, they go on as if nothing had been."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from class_making import Class, a_class
from sqlalchemy import event
from tests_shared import CHECKOUT, NOON, Clock

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.person import Post, Role, Seated
from eclear.clearance import Office, decide, take_next
from eclear.journey.settlement import waiting_for
from eclear.storage import Store
from eclear.storage.check import rows_that_differ
from eclear.storage.migrations import upgrade
from eclear.storage.verify import verify
from eclear.training import exercises as x
from eclear.training.grading import mark_of
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.wco import Schemas
from eclear.web.reports.hands import ReportingHands


class PowerCut(BaseException):
    """The power goes: nothing catches it."""


@contextmanager
def cut_at(store: Store, transaction: int) -> Iterator[list[int]]:
    """Let the power go as the n-th writing transaction would be committed; yields how many there were."""
    commits = [0]

    def begun(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            connection.info["writes"] = statement == "BEGIN IMMEDIATE"  # type: ignore[attr-defined]

    def committing(connection: object) -> None:
        if connection.info.pop("writes", False):  # type: ignore[attr-defined]
            commits[0] += 1
            if commits[0] == transaction:
                raise PowerCut

    event.listen(store.engine, "before_cursor_execute", begun)
    event.listen(store.engine, "commit", committing)
    try:
        yield commits
    finally:
        event.remove(store.engine, "before_cursor_execute", begun)
        event.remove(store.engine, "commit", committing)


def begun_again(school: Class, database: Path, clock: Clock) -> Class:
    """The class after a new start on a database: nothing is remembered."""
    store = Store(f"sqlite:///{database}")
    office = replace(school.office, store=store, clock=clock)
    shelf = ScenarioShelf(database.parent / "no folder", store)
    return Class(Stage(office, school.stage.hands, shelf), school.room, school.scenario)


def a_lesson(school: Class, clock: Clock) -> Iterator[str]:
    """A whole exercise, step by step; yields what has been acknowledged."""
    here = (school.room, 1)
    token = school.come_in("seat-01")
    yield "in"
    plays = school.opened().plays
    yield "opened"
    x.start(school.stage, *here)
    yield "started"
    x.enter_play(school.office, token)
    yield "entered"
    clock.pass_by(minutes=10)
    trainee = school.as_seat("seat-01", plays[0].room).office
    case = take_next(trainee, room=plays[0].room)
    decide(trainee, case.id, "request-documents", reason="Send the contract.", room=plays[0].room)
    yield "asked"
    x.jump(school.stage, *here, 600)
    yield "jumped"
    x.reset(school.stage, *here, plays[1].room, "The wrong button.")
    yield "reset"
    x.pause(school.stage, *here)
    yield "paused"
    x.end(school.stage, *here)
    yield "ended"


@pytest.mark.sqlite("the file is copied for every cut")
def test_at_whichever_transaction_the_power_goes_an_exercise_is_whole_or_was_never_there(
    office: Office, tmp_path: Path, clock: Clock
) -> None:
    school = a_class(office, tmp_path / "shelf", seats=2)
    file = office.store.file
    assert file
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    number, finished = 0, False
    while not finished:
        number += 1
        database = tmp_path / f"cut-{number}.db"
        shutil.copy(file, database)
        cut, told = begun_again(school, database, Clock()), list[str]()
        with cut_at(cut.office.store, number):
            try:
                told.extend(step for step in a_lesson(cut, cut.office.clock))  # type: ignore[arg-type]
                finished = True
            except PowerCut:
                pass
        assert isinstance(cut.office.clock, Clock)
        cut.office.store.close()
        after = begun_again(school, database, cut.office.clock)
        x.tick(after.stage)
        holds(after, told)
        after.office.store.close()
        database.unlink()
    assert number > 15, "there were as many transactions as that, and each was cut once"


def holds(school: Class, told: list[str]) -> None:
    """What must be true after any cut: all that was acknowledged is there, and every play is whole."""
    store = school.office.store
    found = x.exercises(school.office, school.room)
    assert len(found) <= 1 and (found or "opened" not in told)
    for room in store.rooms():
        assert verify(store, room).faults == ()
        assert list(rows_that_differ(store, room, waiting_for)) == []
    if not found:
        assert store.homes() == (), "no room of a play was seen before its exercise"
        return
    (exercise,) = found
    least = {"started": Phase.RUNNING, "paused": Phase.PAUSED, "ended": Phase.ENDED}
    reached = [least[step] for step in told if step in least]
    order = [Phase.READY, Phase.RUNNING, Phase.PAUSED, Phase.ENDED]
    assert order.index(exercise.phase) >= max(map(order.index, reached), default=0)
    for play in exercise.plays:
        whole(school, exercise, play.room)
    if "asked" in told:
        first = log(school, exercise.plays[0].room)
        assert first.count("decided") == 1
        assert first.count("documents-supplied") == first.count("injected"), "what the story does is done whole"
        assert first.count("injected") <= 1 and ("jumped" not in told or first.count("injected") == 1)
    if "in" in told:
        assert logins_of(school) == 1, "in the class or in the play, and never in neither"


def whole(school: Class, exercise: Exercise, room: str) -> None:
    with school.office.store.reading(room) as records:
        people, stands = records.people.people(room), records.room.stands
    assert people, "the people of a play are let in"
    assert stands == (exercise.phase is not Phase.RUNNING)
    kinds = log(school, room)
    for given, times in {"play-opened": 1, "listed": 1, "cargo-moved": 2, "profile-set": 1, "registered": 1}.items():
        assert kinds.count(given) == times, (given, kinds)


def log(school: Class, room: str) -> list[str]:
    with school.office.store.reading(room) as records:
        return [one.kind for one in records.log()]


def logins_of(school: Class) -> int:
    with school.office.store.people() as people:
        return len(people.logins(school.room))


# -- killed with -9 ----------------------------------------------------------------------------------------------------

SEATS = 3


def worker(database: Path, upto: int) -> None:
    """Play the reference solution at every seat from where it was acknowledged; print each act once it is done."""
    from eclear.casefile.lifecycle import IllegalStep
    from eclear.clearance import UnknownCase
    from eclear.training.players import perform
    from eclear.training.stage import WAITED

    clock = Clock()
    school = opened_class(database, clock)
    exercise = x.exercises(school.office, school.room)[0]
    now, number = NOON, 0
    for play in exercise.plays:
        variant = school.scenario.variant(play.variant)
        for act in variant.truth.solution:
            number += 1
            now += timedelta(minutes=int(act.fields["minutes"]) if act.kind == WAITED else 1)
            if number <= upto:
                continue
            clock.at = now
            if act.kind != WAITED:
                seated = school.as_seat(play.people[0], play.room).office.acting
                try:
                    perform(school.stage, play.room, variant, act, seated)
                except (IllegalStep, UnknownCase):  # done before, and not acknowledged
                    print(json.dumps({"again": number}), flush=True)
            x.tick(school.stage)
            print(json.dumps({"done": number}), flush=True)
    if x.exercise(school.office, school.room, 1).phase is not Phase.ENDED:
        x.end(school.stage, school.room, 1)
    print(json.dumps({"done": number + 1}), flush=True)


def opened_class(database: Path, clock: Callable[[], datetime]) -> Class:
    store = Store(f"sqlite:///{database}")
    office = Office(
        store=store,
        schemas=Schemas(CHECKOUT / "schemas"),
        model=None,  # so a process starts sooner; what is selected is said by a profile of the pack
        clock=clock,
        seed="tests",
    )
    hands = ReportingHands()
    shelf = ScenarioShelf(database.parent / "no folder", store)
    scenario = shelf.scenario(store.packs()[0].digest)
    with store.people() as people:
        ines = people.person("harbour", "ines")
    assert ines
    return Class(Stage(office.under(Seated(ines, Post(Role.INSTRUCTOR))), hands, shelf), "harbour", scenario)


def prepared(folder: Path, schemas: Schemas) -> Path:
    folder.mkdir()
    database = folder / "eclear.db"
    store = Store(f"sqlite:///{database}")
    upgrade(store)
    office = Office(store=store, schemas=schemas, model=None, clock=Clock(), seed="tests")
    school = a_class(office, folder / "shelf", seats=SEATS)
    exercise = school.opened()
    x.start(school.stage, school.room, exercise.number)
    store.close()
    return database


def played(database: Path, *, kills: random.Random | None) -> tuple[list[int], int]:
    """Let processes play on a database until the end, each killed after a while; return the marks and how many were killed."""
    done, killed, last = 0, 0, SEATS * 100
    while True:
        command = [sys.executable, __file__, str(database), str(done)]
        path = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "tests"), str(Path(__file__).parent)])
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}) as process:
            assert process.stdout
            stop_after = kills.randint(2, 8) if kills else last
            for line in process.stdout:
                done = json.loads(line).get("done", done)
                stop_after -= 1
                if stop_after <= 0:
                    time.sleep((kills or random).random() * 0.03)
                    process.send_signal(signal.SIGKILL)
                    killed += 1
                    break
            process.stdout.read()
            if process.wait() == 0 or process.returncode != -signal.SIGKILL:
                assert process.returncode == 0
                break
        check(database, done)
    school = opened_class(database, Clock())
    exercise = x.exercises(school.office, school.room)[0]
    marks = [mark_of(school.stage, play.room).total for play in exercise.plays]
    for room in school.office.store.rooms():
        assert verify(school.office.store, room).faults == ()
        assert list(rows_that_differ(school.office.store, room, waiting_for)) == []
    school.office.store.close()
    return marks, killed


def check(database: Path, done: int) -> None:
    """Everything that was acknowledged before the kill is in the log of its play."""
    from eclear.training.matching import PLAYED
    from eclear.training.stage import WAITED

    school = opened_class(database, Clock())
    exercise, number = x.exercises(school.office, school.room)[0], 0
    for play in exercise.plays:
        acts = school.scenario.variant(play.variant).truth.solution
        wanted = [act for n, act in enumerate(acts, number + 1) if n <= done and act.kind != WAITED]
        with school.office.store.reading(play.room) as records:
            own = [one for one in records.log() if one.person and not one.person.startswith(PLAYED)]
        assert len({one.at for one in own}) >= len(wanted), "one act at each minute"
        number += len(acts)
    school.office.store.close()


@pytest.mark.sqlite("processes are killed, and a file is what is left")
def test_a_class_that_is_killed_again_and_again_loses_nothing_and_gets_the_same_marks(tmp_path: Path, schemas: Schemas) -> None:
    undisturbed = prepared(tmp_path / "undisturbed", schemas)
    killed = tmp_path / "killed"
    shutil.copytree(undisturbed.parent, killed)
    marks, none = played(undisturbed, kills=None)
    again, many = played(killed / "eclear.db", kills=random.Random(8))
    assert none == 0 and many >= 3
    assert again == marks == [100] * SEATS
    logs = [fingerprint(undisturbed), fingerprint(killed / "eclear.db")]
    assert logs[0] == logs[1], "the same happened at the same times"


def fingerprint(database: Path) -> list[list[tuple[str, str, str]]]:
    school = opened_class(database, Clock())
    told = []
    for play in x.exercises(school.office, school.room)[0].plays:
        with school.office.store.reading(play.room) as records:
            every = [(one.kind, one.at.isoformat(), one.person) for one in records.log()]
        # who hears no answer cites the same once more, at the same time; everything else can be done only once
        told.append([one for n, one in enumerate(every) if one[0] != "evidence-noted" or one not in every[:n]])
    school.office.store.close()
    return told


if __name__ == "__main__":
    worker(Path(sys.argv[1]), int(sys.argv[2]))
