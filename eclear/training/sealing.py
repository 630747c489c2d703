"""The seal: the answer key is committed to when an exercise opens, and anybody can check it when it is opened at the debrief.

The key is a JSON document: what is true of each variant, which team drew which, the digest of the pack, and a salt that nobody
can guess, so that the seal tells nothing before. The seal is the SHA-256 of these bytes. Whoever has noted it can tell at the
debrief that no truth, no expectation and no draw was changed since.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from eclear.casefile.play import Seating
from eclear.casefile.scenario import Scenario, Truth

FORM = "eclear key 1"

_LEFT_OUT = frozenset({"solution"})
"""The reference solution is no part of the truth: it lies in the pack, to which the digest holds."""


class NotAKey(Exception):
    """The document is no answer key; the message says what to do."""


def new_salt() -> str:
    """Return 32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


def seal_of(scenario: Scenario, plays: Sequence[Seating], salt: str) -> tuple[str, str]:
    """Return the seal, in hexadecimal, and the key as canonical JSON: sorted names, no blanks, UTF-8.

    ``plays`` are those that are laid out when the exercise opens, each with its people and its variant.
    """
    key = _canonical(
        {
            "form": FORM,
            "scenario": scenario.id,
            "digest": scenario.digest,
            "salt": salt,
            "variants": {variant.id: _truth(variant.truth) for variant in scenario.variants},
            "plays": [{"room": play.room, "people": list(play.people), "variant": play.variant} for play in plays],
        }
    )
    return sha256(key.encode()).hexdigest(), key


def verify(key: str, seal: str) -> bool:
    """True if a seal was made of this key. Blanks that an editor put between its parts do not matter."""
    wanted = seal.strip().lower()
    if not wanted.isascii():
        return False
    for text in (key, _written_plainly(key)):
        if text is not None and compare_digest(sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), wanted):
            return True
    return False


def truths_in(key: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what a key says of each variant, by its id: fields as those of Truth, in plain JSON; raises NotAKey."""
    truths: Mapping[str, Mapping[str, Any]] = _read(key)["variants"]
    return truths


def drawn_in(key: str) -> Mapping[str, str]:
    """Return which variant was drawn for the play of each room, as a key says; raises NotAKey."""
    return {play["room"]: play["variant"] for play in _read(key)["plays"]}


def agrees(key: str, scenario: Scenario) -> bool:
    """True if a key says of a scenario what its pack says: the same digest, the same truth of each variant; raises NotAKey."""
    told = _read(key)
    truths = {variant.id: _truth(variant.truth) for variant in scenario.variants}
    return bool(told["digest"] == scenario.digest and told["variants"] == truths)


def _truth(truth: Truth) -> dict[str, Any]:
    told: dict[str, Any] = _plain(truth)
    return told


def _plain(value: Any) -> Any:
    """A value as JSON has it: decimals as texts, spans as minutes."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name not in _LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, timedelta):
        return value // timedelta(minutes=1)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _canonical(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(key: str) -> dict[str, Any]:
    try:
        told = json.loads(key, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("form") != FORM or not {"digest", "salt", "variants", "plays"} <= told.keys():
        raise NotAKey("This is no answer key. Save the key as the debrief shows it.")
    return told


def _written_plainly(key: str) -> str | None:
    """The same JSON in its canonical form; None for what is no JSON, or names something twice."""
    try:
        return _canonical(json.loads(key, object_pairs_hook=_once))
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table in which no name stands twice: a reader might look at the other one."""
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)
