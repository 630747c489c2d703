"""Results as xAPI statements, so that a learning platform can take them in.

An exercise that was finished is ``completed``; where it was marked, it is ``passed`` or ``failed`` besides. Each statement keeps
to the Experience API 1.0.3 and to the statement templates of the published cmi5 profile. No platform has launched eclear: what
only a launch gives (launched, initialized, terminated) is not told, and the session is the play itself. A person is the id of
his seat at this class: no name and no address is told. The same result is always the same statement, with the same id.
Source: xAPI 1.0.3, Part Two (ADL); cmi5 "Quartz", section 9; cmi5 profile 1.0 (https://w3id.org/xapi/cmi5/v1.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eclear.casefile.scenario import COMPETENCIES, POINTS
from eclear.training.competence import DEVELOPING, Attempt, CompetencyRecord
from eclear.training.grading import Mark

HOME_PAGE = "https://eclear.example/class"
"""Whose accounts the seats are: an address that belongs to nobody, as it must be one (RFC 2606)."""

VERBS = {
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "failed": "http://adlnet.gov/expapi/verbs/failed",
}
ACTIVITY = "http://adlnet.gov/expapi/activities/simulation"
COMPETENCY = "http://adlnet.gov/expapi/activities/objective"
PARTS = f"{HOME_PAGE}/xapi/parts"
MODE = f"{HOME_PAGE}/xapi/mode"
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"

PASS_MARK = DEVELOPING
"""From this mark on an exercise counts as passed: a teaching value of eclear."""


def statements(room: str, records: Iterable[CompetencyRecord]) -> list[dict[str, Any]]:
    """Return the statements of several people of a class, in the order of people and exercises."""
    return [one for record in records for attempt in reversed(record.attempts) for one in told_of(room, record.person, attempt)]


def told_of(room: str, person: str, attempt: Attempt) -> list[dict[str, Any]]:
    """Return the statements of one exercise of one person: that he completed it, then whether he passed where it was marked."""
    done = _statement(room, person, attempt, "completed", {"completion": True})
    if attempt.mark is None:
        return [done]
    passed = attempt.mark.total >= PASS_MARK
    judged = _statement(room, person, attempt, "passed" if passed else "failed", {"success": passed, **_marked(attempt.mark)})
    judged["context"]["extensions"][MASTERY] = PASS_MARK / 100
    return [done, judged]


def _statement(room: str, person: str, attempt: Attempt, verb: str, result: dict[str, Any]) -> dict[str, Any]:
    result = {"duration": _duration(attempt.ended - attempt.begun), **result}
    return {
        "id": str(_id(f"{room}/{person}/{attempt.number}/{attempt.seating.room}/{verb}/{result.get('score')}")),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": f"{room}/{person}"}},
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": f"{HOME_PAGE}/{room}/exercises/{attempt.number}",
            "definition": {
                "type": ACTIVITY,
                "name": dict(attempt.scenario.title),
                "description": dict(attempt.scenario.summary),
            },
        },
        "result": result,
        "context": {
            "registration": str(_id(f"{room}/{person}/{attempt.number}")),
            "platform": "eclear (TRAINING)",
            "contextActivities": {
                "category": [{"objectType": "Activity", "id": id} for id in (CMI5, MOVE_ON)],
                "grouping": [{"objectType": "Activity", "id": f"{HOME_PAGE}/scenarios/{attempt.scenario.id}"}],
                "other": [_competency(tag) for tag in attempt.scenario.competencies],
            },
            "extensions": {SESSION: attempt.seating.room, MODE: attempt.mode.value},
        },
        "timestamp": attempt.ended.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": "1.0.3",
    }


def _marked(mark: Mark) -> dict[str, Any]:
    parts = {part.value: {"points": mark.parts[part].points, "of": POINTS[part]} for part in mark.parts}
    score = {"scaled": mark.total / 100, "raw": mark.total, "min": 0, "max": 100}
    return {"score": score, "extensions": {PARTS: parts}}


def _competency(tag: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{HOME_PAGE}/competencies/{tag}",
        "definition": {"type": COMPETENCY, "name": dict(COMPETENCIES[tag])},
    }


def _id(what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{HOME_PAGE}/{what}")


def _duration(span: timedelta) -> str:
    return f"PT{int(span.total_seconds())}S"
