"""Results as xAPI statements: sound by the specification and by the published profile of cmi5, and nobody's name in them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, STOPS, over
from tests_databases import Databases
from tests_shared import Clock
from xapi_rules import faults, parsed

from eclear.casefile.scenario import Part
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.training.competence import competency_records
from eclear.training.exercises import override_mark
from eclear.training.xapi import statements
from eclear.wco import Schemas

SEATS = (EXPERT, PASSES, STOPS, IDLE)


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, model: Model) -> Iterator[Class]:
    folder, clock = tmp_path_factory.mktemp("xapi"), Clock()
    store = databases.open(folder)
    made = a_class(Office(store=store, schemas=schemas, model=model, clock=clock, seed="tests"), folder)
    over(made, clock)
    over(made, clock, marked=False)
    yield made
    store.close()


def told(group: Class) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parsed(json.dumps(statements(group.room, competency_records(group.stage, group.room, SEATS))))
    return found


def test_every_statement_is_sound_by_the_specification_and_by_the_profile(group: Class) -> None:
    found = told(group)
    assert [fault for one in found for fault in faults(one)] == []
    verbs = [(one["actor"]["account"]["name"], one["verb"]["display"]["en"]) for one in found]
    assert verbs == [
        *(("harbour/seat-01", verb) for verb in ("completed", "passed", "completed")),
        *(("harbour/seat-02", verb) for verb in ("completed", "failed", "completed")),
        *(("harbour/seat-03", verb) for verb in ("completed", "failed", "completed")),
    ], "who did nothing has completed nothing; practice is completed and not judged"
    assert len({one["id"] for one in found}) == len(found)
    assert "Ines" not in json.dumps(found) and IDLE not in json.dumps(found)


def test_the_same_result_is_the_same_statement_and_another_mark_is_another(group: Class) -> None:
    before = told(group)
    assert told(group) == before
    room = next(one["context"]["extensions"] for one in before if "seat-02" in str(one["actor"]))
    session = next(value for name, value in room.items() if name.endswith("sessionid"))
    override_mark(group.office, group.room, 1, session, Part.EVIDENCE, 24, "He showed me.")
    after = told(group)
    changed = [one["verb"]["display"]["en"] for one, was in zip(after, before, strict=True) if one["id"] != was["id"]]
    assert changed == ["failed"] or changed == ["passed"], "that it was completed is the same as before"
    assert [one for one in after if "seat-01" in str(one["actor"])] == [one for one in before if "seat-01" in str(one["actor"])]


def change(*path: str, to: Any = None) -> Callable[[dict[str, Any]], None]:
    """A way to spoil a statement: something is set at a place, or taken away there."""

    def spoil(one: dict[str, Any]) -> None:
        *way, last = path
        for step in way:
            one = one[step]
        if to is None:
            del one[last]
        else:
            one[last] = to

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        change("id", to="1"),
        change("actor"),
        change("actor", "mbox", to="mailto:ines@example.org"),
        change("actor", "account", "homePage", to="class"),
        change("verb", "id", to="passed"),
        change("verb", "display", to={"english!": "passed"}),
        change("object", "id", to="a b"),
        change("object", "definition", "name", to={}),
        change("result", "score", "scaled", to=1.5),
        change("result", "score", "raw", to=101),
        change("result", "score", "max"),
        change("result", "success", to="true"),
        change("result", "success", to=False),
        change("result", "completion", to=True),
        change("result", "duration"),
        change("result", "duration", to="90 s"),
        change("result", "extensions", to={"parts": {}}),
        change("context", "registration", to="x"),
        change("context", "contextActivities", "category"),
        change("context", "contextActivities", "grouping"),
        change("context", "extensions", to={}),
        change("timestamp"),
        change("timestamp", to="2026-10-12"),
        change("timestamp", to="2026-10-12T09:00:00+09:00"),
        change("version", to="2"),
        change("stored", to="2026-10-12T09:00:00Z"),
    ],
)
def test_the_checker_refuses_what_the_specification_refuses(group: Class, spoil: Callable[[dict[str, Any]], None]) -> None:
    passed = copy.deepcopy(next(one for one in told(group) if one["verb"]["display"]["en"] == "passed"))
    assert faults(passed) == []
    spoil(passed)
    assert faults(passed)
