"""A strict reader of xAPI statements, written from the specification: it names everything that a learning record store refuses.

Sources: xAPI 1.0.3, Part Two: Data (ADL), sections 2.2 to 2.4 and 4; cmi5 "Quartz", section 9; and the statement templates of
the published cmi5 profile (https://w3id.org/xapi/cmi5/v1.0), kept below as they stand there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlparse
from uuid import UUID

VERB = "http://adlnet.gov/expapi/verbs/"
CONTEXT = "https://w3id.org/xapi/cmi5/context/"
CATEGORY = "$.context.contextActivities.category[*].id"
MOVE_ON = f"{CONTEXT}categories/moveon"
GENERAL: tuple[Mapping[str, Any], ...] = (
    {"location": "$.id", "presence": "included"},
    {"location": "$.timestamp", "presence": "included"},
    {"location": "$.context.contextActivities.grouping[*]", "presence": "included"},
    {"location": f"$.context.extensions['{CONTEXT}extensions/sessionid']", "presence": "included"},
)
"""Template https://w3id.org/xapi/cmi5#generalrestrictions."""

JUDGED = (
    {"location": "$.result.score", "presence": "recommended"},
    {"location": "$.result.completion", "presence": "excluded"},
    {"location": "$.result.duration", "presence": "included"},
    {"location": CATEGORY, "presence": "included", "any": [MOVE_ON]},
)
TEMPLATES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "completed": (
        {"location": "$.result.score", "presence": "excluded"},
        {"location": "$.result.success", "presence": "excluded"},
        {"location": "$.result.completion", "presence": "included", "all": [True]},
        {"location": "$.result.duration", "presence": "included"},
        {"location": CATEGORY, "presence": "included", "any": [MOVE_ON]},
    ),
    "passed": ({"location": "$.result.success", "presence": "included", "all": [True]}, *JUDGED),
    "failed": ({"location": "$.result.success", "presence": "included", "all": [False]}, *JUDGED),
}
"""Templates cmi5#completed, cmi5#passed, cmi5#failed, by the end of their verb."""

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def faults(statement: Any) -> list[str]:
    """Return everything that is wrong with a statement; nothing for a sound one."""
    return [*_properties(statement), *_of_cmi5(statement)] if isinstance(statement, dict) else ["a statement is an object"]


def _properties(told: dict[str, Any]) -> Iterator[str]:
    known = {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"}
    yield from _keys("statement", told, known, {"actor", "verb", "object"})
    yield from _nulls("statement", told)
    checks: dict[str, Callable[[Any], Iterator[str]]] = {
        "id": lambda value: _uuid("id", value),
        "actor": _actor,
        "verb": _verb,
        "object": lambda value: _activity("object", value),
        "result": _result,
        "context": _context,
        "timestamp": _timestamp,
        "version": lambda value: iter([] if re.fullmatch(r"1\.0\.[0-9]", str(value)) else [f"version {value!r}"]),
    }
    for name, check in checks.items():
        if name in told:
            yield from check(told[name])
    yield from ("stored and authority are the store's to set" for name in ("stored", "authority") if name in told)


def _actor(told: Any) -> Iterator[str]:
    yield from _keys("actor", told, {"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"}, set())
    if told.get("objectType", "Agent") != "Agent":
        yield f"actor: an Agent is meant, not {told['objectType']!r}"
    named = [name for name in ("mbox", "mbox_sha1sum", "openid", "account") if name in told]
    if len(named) != 1:
        yield f"actor: exactly one inverse functional identifier, not {named}"
    if "account" in told:
        yield from _keys("account", told["account"], {"homePage", "name"}, {"homePage", "name"})
        yield from _iri("account.homePage", told["account"].get("homePage"))
        if not isinstance(told["account"].get("name"), str) or not told["account"]["name"]:
            yield "account.name is a text"


def _verb(told: Any) -> Iterator[str]:
    yield from _keys("verb", told, {"id", "display"}, {"id"})
    yield from _iri("verb.id", told.get("id"))
    yield from _language_map("verb.display", told.get("display", {"en": "x"}))


def _activity(place: str, told: Any) -> Iterator[str]:
    yield from _keys(place, told, {"objectType", "id", "definition"}, {"id"})
    if told.get("objectType", "Activity") != "Activity":
        yield f"{place}: objectType {told['objectType']!r}"
    yield from _iri(f"{place}.id", told.get("id"))
    definition = told.get("definition", {})
    yield from _keys(f"{place}.definition", definition, {"name", "description", "type", "moreInfo", "extensions"}, set())
    for name in ("name", "description"):
        if name in definition:
            yield from _language_map(f"{place}.definition.{name}", definition[name])
    if "type" in definition:
        yield from _iri(f"{place}.definition.type", definition["type"])


def _result(told: Any) -> Iterator[str]:
    yield from _keys("result", told, {"score", "success", "completion", "response", "duration", "extensions"}, set())
    yield from (f"result.{name} is true or false" for name in ("success", "completion") if type(told.get(name, True)) is not bool)
    if "duration" in told and not DURATION.fullmatch(str(told["duration"])):
        yield f"result.duration {told['duration']!r}"
    yield from _extensions("result", told.get("extensions", {}))
    if "score" in told:
        yield from _score(told["score"])


def _score(told: Any) -> Iterator[str]:
    yield from _keys("score", told, {"scaled", "raw", "min", "max"}, set())
    if [name for name, value in told.items() if type(value) not in (int, float)]:
        yield "score: numbers are meant"
        return
    if not -1 <= told.get("scaled", 0) <= 1:
        yield "score.scaled is from -1 to 1"
    low, high = told.get("min", float("-inf")), told.get("max", float("inf"))
    if not low < high or not low <= told.get("raw", low if "min" in told else 0) <= high:
        yield "score.raw is from min to max"


def _context(told: Any) -> Iterator[str]:
    known = {
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
    }
    yield from _keys("context", told, known, set())
    if "registration" in told:
        yield from _uuid("context.registration", told["registration"])
    yield from _extensions("context", told.get("extensions", {}))
    activities = told.get("contextActivities", {})
    yield from _keys("contextActivities", activities, {"parent", "grouping", "category", "other"}, set())
    for name, several in activities.items():
        if not isinstance(several, list) or not several:
            yield f"contextActivities.{name} is a list of activities"
            continue
        for one in several:
            yield from _activity(f"contextActivities.{name}", one)


def _timestamp(told: Any) -> Iterator[str]:
    if not isinstance(told, str) or not TIMESTAMP.fullmatch(told) or told.endswith(("-00:00", "-0000", "-00")):
        yield f"timestamp {told!r}"
    elif datetime.fromisoformat(told).utcoffset() != timedelta(0):
        yield "cmi5 9.7: timestamps are in UTC"


def _keys(place: str, told: Any, known: set[str], needed: set[str]) -> Iterator[str]:
    if not isinstance(told, dict):
        yield f"{place} is an object"
        return
    yield from (f"{place}: {name} is not known" for name in told if name not in known)
    yield from (f"{place}: {name} is missing" for name in sorted(needed - told.keys()))


def _nulls(place: str, told: Any) -> Iterator[str]:
    """Nothing is null, but within extensions, and no object is empty (Part Two, 2.2)."""
    if told is None:
        yield f"{place} is null"
    elif isinstance(told, dict):
        yield from (fault for name, one in told.items() if name != "extensions" for fault in _nulls(f"{place}.{name}", one))
    elif isinstance(told, list):
        yield from (fault for one in told for fault in _nulls(place, one))


def _uuid(place: str, told: Any) -> Iterator[str]:
    try:
        sound = isinstance(told, str) and str(UUID(told)) == told.lower()
    except ValueError:
        sound = False
    if not sound:
        yield f"{place} {told!r} is no UUID"


def _iri(place: str, told: Any) -> Iterator[str]:
    parts = urlparse(told) if isinstance(told, str) else None
    if parts is None or not parts.scheme or not (parts.netloc or parts.path) or re.search(r'[\s<>"{}|\\^`]', str(told)):
        yield f"{place} {told!r} is no IRI"


def _language_map(place: str, told: Any) -> Iterator[str]:
    if not isinstance(told, dict) or not told:
        yield f"{place} is a language map"
        return
    yield from (f"{place}: {code!r} is no language" for code in told if not LANGUAGE.fullmatch(code))
    yield from (f"{place}: {text!r} is no text" for text in told.values() if not isinstance(text, str))


def _extensions(place: str, told: Any) -> Iterator[str]:
    for name in told:
        yield from _iri(f"{place}.extensions", name)


def _of_cmi5(told: dict[str, Any]) -> Iterator[str]:
    """The rules of the profile's templates, and of section 9 what they do not say."""
    verb = str(told.get("verb", {}).get("id", "")).removeprefix(VERB)
    if verb not in TEMPLATES:
        yield f"the profile has no verb {verb!r} for results"
        return
    for rule in (*GENERAL, *TEMPLATES[verb]):
        yield from _against(rule, _at(told, rule["location"]))
    if f"{CONTEXT}categories/cmi5" not in _at(told, CATEGORY):
        yield "cmi5 9.6.2.1: the category of cmi5 is missing"
    groups = _at(told, "$.context.contextActivities.grouping[*].id")
    if told.get("object", {}).get("id") in groups:
        yield "cmi5 9.4: the object is not the publisher's activity"
    score = told.get("result", {}).get("score", {})
    if "raw" in score and not {"min", "max"} <= score.keys():
        yield "cmi5 9.5.1: who tells a raw score tells its min and max"
    mastery = _at(told, f"$.context.extensions['{CONTEXT}extensions/masteryscore']")
    if mastery and "scaled" in score and (score["scaled"] >= mastery[0]) is not told["result"].get("success"):
        yield "cmi5 9.3.4, 9.3.5: passed or failed follows from the mastery score"


def _against(rule: Mapping[str, Any], found: list[Any]) -> Iterator[str]:
    place, presence = rule["location"], rule.get("presence")
    if presence == "included" and not found:
        yield f"cmi5: {place} is missing"
    if presence == "excluded" and found:
        yield f"cmi5: {place} must not be there"
    if found and "all" in rule and not all(one in rule["all"] and type(one) is type(rule["all"][0]) for one in found):
        yield f"cmi5: {place} is {found}"
    if found and "any" in rule and not set(rule["any"]) & set(found):
        yield f"cmi5: {place} has none of {rule['any']}"


def _at(told: Any, location: str) -> list[Any]:
    """Return what stands at a JSONPath of the kinds that the profile uses."""
    found = [told]
    for name, quoted in re.findall(r"\.(\w+)|\['([^']+)'\]", location.replace("[*]", ".each")):
        step = name or quoted
        if step == "each":
            found = [one for several in found if isinstance(several, list) for one in several]
        else:
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
    return found


def parsed(text: str) -> Any:
    """Return JSON as xAPI wants it: no name twice, no number that is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in pairs]
        assert len(set(names)) == len(names), names
        return dict(pairs)

    def never(constant: str) -> Any:
        raise AssertionError(constant)

    return json.loads(text, object_pairs_hook=once, parse_constant=never)
