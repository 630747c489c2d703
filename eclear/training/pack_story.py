"""Whether the story of a pack holds together: names that are there once, triggers with what they need, points that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from eclear.casefile.person import Post
from eclear.casefile.scenario import POINTS, Part
from eclear.training.pack_shape import Node, nearest
from eclear.training.stage import LODGED, WAITED

_NEEDS: Mapping[str, str] = {"state": "when", "act": "when", "resolution": "resolves", "time": "after"}


def check_story(head: Node, key: Node) -> None:
    """Note what does not fit together in scenario.toml and truth.toml, whatever the variant."""
    papers = _once(head["papers"], "paper")
    places = _once(head["places"], "place")
    injects = _once(head["injects"], "inject")
    _check_places(places, papers, injects)
    for node in head["given"]:
        if node["after"] > timedelta():
            node.fault("after", "What is given happens before the start. Write a span with a minus, such as -2 h.")
    for inject in injects.values():
        _check_inject(inject, injects, papers)
    _check_circles(injects)
    _check_lodged(head)
    for side in ("guilty", "innocent"):
        if key[side] is not None:
            _check_key(key[side], side, head, places, papers, injects)


def _once(nodes: Iterable[Node], what: str) -> dict[str, Node]:
    """Return the nodes by their ids, which must differ."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node["id"] in found:
            node.fault("id", f"There are two of the id {node['id']!r}. Give each {what} an id of its own.")
        found.setdefault(node["id"], node)
    return found


def _check_places(places: Mapping[str, Node], papers: Mapping[str, Node], injects: Mapping[str, Node]) -> None:
    brought = {paper for inject in injects.values() for paper in inject["papers"]}
    for place in places.values():
        if place["paper"] and place["paper"] not in papers:
            place.fault("paper", f"There is no paper {place['paper']!r}. {nearest(place['paper'], papers)}")
    for name, paper in papers.items():
        if not paper["from_start"] and name not in brought:
            paper.fault(
                "from_start", f"No inject brings the paper {name}. Name it in papers of an inject, or give it from start."
            )


def _check_inject(inject: Node, injects: Mapping[str, Node], papers: Mapping[str, Node]) -> None:
    trigger, needed = inject["trigger"], _NEEDS.get(inject["trigger"], "")
    if needed and not inject[needed]:
        inject.fault("", f"An inject by {trigger} needs {needed}. Add it.")
    if inject["after"] < timedelta():
        inject.fault("after", "An inject cannot come before its trigger. Write a span without a minus.")
    for surplus in ("when", "resolves"):
        if trigger and inject[surplus] and needed != surplus:
            inject.fault(surplus, f"An inject by {trigger} has no {surplus}. Take it out, or change the trigger.")
    if trigger == "hand" and inject["after"]:
        inject.fault("after", "The instructor says when an inject by hand comes. Take out after.")
    for paper in inject["papers"]:
        if paper not in papers:
            inject.fault("papers", f"There is no paper {paper!r}. {nearest(paper, papers)}")
        elif papers[paper]["from_start"]:
            inject.fault("papers", f"The paper {paper} is there from the start. Give it from_start = false.")
    for other in (*inject["requires"], *((inject["resolves"],) if inject["resolves"] else ())):
        if other not in injects:
            key = "requires" if other in inject["requires"] else "resolves"
            inject.fault(key, f"There is no inject {other!r}. {nearest(other, injects)}")
    if inject["text"] and not inject["title"]:
        inject.fault("text", "A message needs a title. Add title.")
    if inject["approach"] and not inject["text"]:
        inject.fault("approach", "An approach is told to the trainee. Add title and text.")
    if not (inject["title"] or inject["papers"] or inject["acts"]):
        inject.fault("", "Nothing happens with this inject. Give it a title and text, papers or acts.")
    for act in inject["acts"]:
        role = act["chair"].partition(":")[0]
        if inject["chair"] and role and role != inject["chair"]:
            act.fault(
                "chair", f"The inject plays the chair {inject['chair']}, not {role}. Make an inject of its own for this act."
            )
        if act["kind"] == WAITED:
            act.fault("kind", "Only a solution waits. Use after of an inject.")
        if "after" in act.further:
            act.fault("after", "An act of an inject has no time of its own. Use after of the inject.")


def _check_circles(injects: Mapping[str, Node]) -> None:
    """Note injects that wait for themselves."""
    ahead = {
        name: [other for other in (*node["requires"], node["resolves"]) if other in injects] for name, node in injects.items()
    }
    done: set[str] = set()
    while ready := {name for name in ahead.keys() - done if all(other in done for other in ahead[name])}:
        done |= ready
    for name in ahead.keys() - done:
        if _leads_back(name, ahead):
            key = "requires" if injects[name]["requires"] else "resolves"
            injects[name].fault(key, f"The inject {name} waits for itself. Take one of the injects out of the circle.")


def _leads_back(name: str, ahead: Mapping[str, list[str]]) -> bool:
    waiting, seen = list(ahead[name]), set[str]()
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            waiting += ahead[other]
    return False


def _check_lodged(head: Node) -> None:
    """Every declaration is lodged by somebody: before the start, by an inject, or by the trainee from a draft."""
    acts = [*head["given"], *(act for inject in head["injects"] for act in inject["acts"])]
    lodged = {act["about"] for act in acts if act["kind"] == LODGED}
    roles = {chair.partition(":")[0] for chair in head["chairs"]}
    for name, node in head["declarations"].items():
        if node["draft"] and "trader" not in roles and node["trader"]:
            node.fault("draft", "Nobody plays the trader who would lodge this draft. Add his post to chairs.")
        if not node["draft"] and name not in lodged:
            node.fault("", f'Nobody lodges the declaration {name}. Add an act lodged with about = "{name}", or draft = true.')


def _check_key(
    node: Node, side: str, head: Node, places: Mapping[str, Node], papers: Mapping[str, Node], injects: Mapping[str, Node]
) -> None:
    _once(node["expectations"], "expectation")
    for part, nodes in ((Part.EVIDENCE, node["cues"]), *((part, _of(node, part)) for part in (Part.DECISION, Part.STEPS))):
        total = sum(one["points"] for one in nodes)
        if total != POINTS[part]:
            key = "cues" if part is Part.EVIDENCE else "expectations"
            node.fault(key, f"The points of {part} add up to {total}; they must be {POINTS[part]}. Change the points.")
    if side == "guilty" and not node["violations"]:
        node.fault("violations", "The guilty have done something. Name it.")
    if side == "innocent" and node["violations"]:
        node.fault("violations", "The innocent have done nothing. Take it out.")
    cited: set[str] = set()
    for cue in node["cues"]:
        place = cue["place"]
        if place in cited:
            cue.fault("place", f"The place {place} has two cues. Put their points together.")
        cited.add(place)
        if place and place not in places:
            cue.fault("place", f"There is no place {place!r}. {nearest(place, places)}")
        if cue["seen"] and cue["seen"] not in injects:
            cue.fault("seen", f"There is no inject {cue['seen']!r}. {nearest(cue['seen'], injects)}")
        paper = papers.get(places[place]["paper"]) if place in places else None
        if paper is not None and not paper["from_start"] and not cue["seen"]:
            cue.fault("place", f"The paper {paper['id']} comes with an inject. Say with which: seen.")
    chairs = {Post.named(chair).role for chair in head["chairs"]}
    for act in node["solution"]:
        role = act["chair"].partition(":")[0]
        if act["kind"] == WAITED:
            continue
        if not role:
            act.fault("", f"Who does {act['kind']}? Add chair, one of {', '.join(head['chairs']) or 'the chairs'}.")
        elif role not in chairs:
            act.fault("chair", f"The trainee has no chair {role}. Use one of {', '.join(head['chairs'])}, or add it to chairs.")


def _of(node: Node, part: Part) -> list[Node]:
    return [one for one in node["expectations"] if one["part"] == part]
