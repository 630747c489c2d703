"""Match: what happened in a play, asked as a scenario asks it. Marks, injects and guided steps read nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eclear.casefile.events import Event, Registered, Rejected
from eclear.casefile.scenario import Match, Variant
from eclear.storage import Records, told

PLAYED = "eclear."
"""How the ids begin under which eclear signs what it plays: for a chair that nobody has, or as somebody of the story."""


@dataclass(frozen=True, slots=True)
class Log:
    """All events of a play's room in their order, and the ids of the cases that the scenario calls by a name."""

    events: tuple[Event, ...]
    cases: Mapping[str, str]
    _facts: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def found(self, match: Match, *, start: int = 0) -> tuple[Event, ...]:
        """Return the events that are like this, in their order; only those from one place in the log on, if it is named."""
        return tuple(event for _place, event in self._found(match, start))

    def place(self, match: Match, *, last: bool = False) -> int | None:
        """Return the place in the log of the first (or the last) event that is like this; None where there is none."""
        places = [place for place, _event in self._found(match, 0)]
        return None if not places else places[-1] if last else places[0]

    def is_like(self, place: int, match: Match) -> bool:
        """True if the event at a place of the log is like this."""
        event = self.events[place]
        if event.kind != match.kind or (match.by and event.by != match.by):
            return False
        if match.own and (not event.person or event.person.startswith(PLAYED)):
            return False
        if match.about and event.stream != self.cases.get(match.about, match.about):
            return self._is_about(place, self.cases.get(match.about, match.about)) and self._holds(place, match.fields)
        return self._holds(place, match.fields)

    def _found(self, match: Match, start: int) -> Iterator[tuple[int, Event]]:
        return ((place, self.events[place]) for place in range(start, len(self.events)) if self.is_like(place, match))

    def _is_about(self, place: int, subject: str) -> bool:
        """A guess stands in the stream of the play and names its case."""
        return bool(self._fact(place).get("case") == subject)

    def _holds(self, place: int, wanted: Mapping[str, Any]) -> bool:
        return all(holds(_inside(self._fact(place), name), value) for name, value in wanted.items())

    def _fact(self, place: int) -> dict[str, Any]:
        if place not in self._facts:
            self._facts[place] = told(self.events[place])
        return self._facts[place]


def holds(found: object, wanted: object) -> bool:
    """True if a value of an event is what a match wants: the same text or number, or a list that holds at least these."""
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return isinstance(found, Sequence) and not isinstance(found, str) and all(one in found for one in wanted)
    if isinstance(found, bool) or isinstance(wanted, bool) or found is None:
        return found is wanted
    return found == wanted or str(found) == str(wanted)


def log_of(records: Records, variant: Variant) -> Log:
    """Return the log of a play's room, with the cases that the scenario names."""
    events = records.log()
    return Log(events, cases_in(events, variant))


def cases_in(events: Sequence[Event], variant: Variant) -> dict[str, str]:
    """Return the ids of the cases that the scenario names: by trader and LRN.

    What a trainee lodges under an LRN of his own is the declaration that the scenario waits for from this trader, unless that
    is there under its own. A rejected one gives way to one that was registered.
    """
    lodged = [(event, event.fact.lodged) for event in events if isinstance(event.fact, Registered | Rejected)]
    found: dict[str, str] = {}
    for name, (trader, lrn) in variant.declarations.items():
        same = [event.stream for event, head in lodged if (head.trader, head.lrn) == (trader, lrn)]
        if same:
            found[name] = same[0]
    taken = set(found.values())
    for name in variant.declarations.keys() - found.keys():
        if name not in variant.drafts:
            continue
        others = [event for event, head in lodged if head.trader == variant.declarations[name][0] and event.stream not in taken]
        own = [event for event in others if event.person and not event.person.startswith(PLAYED)]
        best = next((event for event in reversed(own) if isinstance(event.fact, Registered)), own[-1] if own else None)
        if best:
            found[name] = best.stream
            taken.add(best.stream)
    return found


def _inside(fact: Mapping[str, Any], name: str) -> Any:
    here: Any = fact
    for step in name.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here
