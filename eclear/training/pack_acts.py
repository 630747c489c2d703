"""Acts and matches of a pack: what is done in a play, and what an event must be like, read from their tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from eclear.casefile.events import FACTS
from eclear.casefile.scenario import Act, Match
from eclear.training import stage
from eclear.training.pack_messages import Messages
from eclear.training.pack_shape import Node, nearest, sound_post
from eclear.training.pack_words import Values

TOLD: Mapping[str, Mapping[str, type]] = {
    stage.GUESSED: {"chance": int},
    stage.NOTED: {"place": str, "side": str, "why": str},
    stage.STRUCK: {"place": str},
    stage.HINT: {},
    stage.APPROACH: {"inject": str, "text": str},
    stage.FINISHED: {},
    stage.WAITED: {"minutes": int},
}
"""The kinds by which trainees tell what they think, with the fields that each needs."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COUNTED = {"chance": (0, 100), "minutes": (1, 100_000)}


@dataclass(frozen=True, slots=True)
class Around:
    """What acts and matches may name: declarations, places, and injects that are an approach; and the messages and hands."""

    declarations: Mapping[str, Node]
    places: frozenset[str]
    approaches: frozenset[str]
    messages: Messages
    hands: stage.Hands | None


def match(node: Node, values: Values, around: Around) -> Match:
    """Return what an event must be like; its kind and fields are those of the event log."""
    kind, told = node["kind"], {**node.further, **node["fields"]}
    fact = FACTS.get(kind)
    if kind and fact is None:
        node.fault("kind", f"The event log has no kind {kind[:60]!r}. {nearest(kind, FACTS)}")
    if fact is not None:
        known = {one.name for one in fields(fact)}
        for name in told:
            if name.partition(".")[0] not in known:
                at = "" if name in node["fields"] else name
                node.fault(at, f"An event {kind} has no field {name[:60]!r}. {nearest(name, known)}")
    filled = {name: values.fill_all(node.document, (*node.path, name), one) for name, one in told.items()}
    return Match(kind, filled, _about(node, values, around), node["by"], node["own"])


def act(node: Node, values: Values, around: Around) -> Act:
    """Return something that is done; its fields are held against what the kind needs."""
    kind, told = node["kind"], {**node.further, **node["fields"]}
    filled = {name: values.fill_all(node.document, (*node.path, name), one) for name, one in told.items()}
    about = _about(node, values, around)
    chair = values.fill(node.document, (*node.path, "chair"), node["chair"])
    if chair and not sound_post(chair):
        node.fault("chair", f"{chair[:60]!r} is no post. Write such as officer, trader:41207 or agency:MFDS-F.")
    message = around.messages.body(node, "message", values)
    if message is not None and kind not in (stage.LODGED, stage.SENT):
        node.fault("message", f"An act {kind} sends no message. Take it out, or make the kind sent.")
    if kind == stage.LODGED:
        if about not in around.declarations:
            node.fault("about", f"A lodged declaration is named by about. {nearest(about, around.declarations)}")
        elif message is None:
            message = around.messages.body(around.declarations[about], "message", values)
    if message is not None and node["message"]:
        around.messages.sound(node["message"], message, values.variant)
    if kind == stage.SENT and not node["message"]:
        node.fault("message", "An act sent needs the message that is sent. Name a file of messages/.")
    if kind in TOLD:
        _thought(node, kind, filled, around)
    elif kind and around.hands is not None and (wrong := around.hands.wrong(kind, filled)):
        node.fault("", f"The act {kind} cannot be done so. {wrong}")
    return Act(kind, about, filled, chair, message, node.values.get("after", timedelta()), node.line())


def _about(node: Node, values: Values, around: Around) -> str:
    about = values.fill(node.document, (*node.path, "about"), node["about"])
    if _NAME.fullmatch(about) and about not in around.declarations:
        node.fault("about", f"There is no declaration {about!r}. {nearest(about, around.declarations)}")
    return about


def _thought(node: Node, kind: str, told: Mapping[str, Any], around: Around) -> None:
    """Hold one of the kinds of exercises against what it needs."""
    needed = TOLD[kind]
    for name, wanted in needed.items():
        if name not in told:
            node.fault("", f"An act {kind} needs {name}. Add it.")
        elif not isinstance(told[name], wanted) or isinstance(told[name], bool):
            node.fault(name, f"{name} must be a {'whole number' if wanted is int else 'string'}. Write it so.")
        elif name in _COUNTED and not _COUNTED[name][0] <= told[name] <= _COUNTED[name][1]:
            node.fault(name, f"{told[name]} is out of bounds. Write {_COUNTED[name][0]} to {_COUNTED[name][1]}.")
    for name in told.keys() - needed.keys():
        node.fault(name, f"An act {kind} has no field {name[:60]}. {nearest(name, needed)}")
    if isinstance(place := told.get("place"), str) and place not in around.places:
        node.fault("place", f"There is no place {place[:60]!r}. {nearest(place, around.places)}")
    if "side" in needed and told.get("side") not in ("for", "against"):
        node.fault("side", "The side is for or against. Write one of them.")
    if isinstance(inject := told.get("inject"), str) and inject not in around.approaches:
        node.fault("inject", f"No inject {inject[:60]!r} is an approach. {nearest(inject, around.approaches)}")
