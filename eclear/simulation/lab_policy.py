"""What can be chosen in the selectivity lab: how much is looked at, by what, and what is left to chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product

from eclear.casefile.decision import Lane

FULL_DAY = 10_000
"""The declarations of the day that places are chosen for; a smaller day gets its share of them."""

MINUTES = {Lane.L1: 4, Lane.L2: 20, Lane.L3: 40}
"""Minutes of an officer's time that a declaration takes in a lane. SYNTHETIC, 2026-11-22: no office has published its own."""

LEAST_RANDOM = 5
"""Percent of the documents checks and inspections that chance picks at the very least: it can never be switched off."""

RANGES = {
    "l1": (0, 3000),
    "l2": (0, 1500),
    "l3": (0, 600),
    "random": (LEAST_RANDOM, 30),
    "aeo": (0, 100),
    "t1": (0, 100),
    "t2": (0, 100),
    "t3": (0, 100),
    "critical": (0, 200),
    "hours": (100, 1500),
}
"""From which number to which each number of a policy may go."""

WORDS = {"mode": ("quota", "threshold"), "rank": ("chance", "duty")}
"""The words that may be chosen: fill places or reach chances; rank by chance or by the duty expected to be lost."""


class NotAPolicy(ValueError):
    """A policy cannot be run as it is told; the text says what is allowed."""


@dataclass(frozen=True, slots=True)
class LabPolicy:
    """One way to select, for a day of 10,000 declarations.

    ``l1``, ``l2`` and ``l3`` are the places of a day for screen review, documents and inspection. ``random`` is the percent of
    documents checks and inspections that chance picks, 5 at the least. ``aeo`` is the percent by which the rank of an
    authorised economic operator is lowered. In ``mode`` quota the highest ranks fill the places; in mode threshold every
    chance from ``t1``, ``t2`` and ``t3`` percent on goes to its lane, however many these are. ``rank`` is by chance of an
    irregularity or by the duty expected to be lost. ``critical`` inspections are kept for goods that may endanger the
    public; 0 switches their line off. ``hours`` are the officers' hours that the day has.
    """

    l1: int = 1200
    l2: int = 600
    l3: int = 200
    random: int = 10
    aeo: int = 50
    mode: str = "quota"
    t1: float = 3.0
    t2: float = 7.0
    t3: float = 20.0
    rank: str = "chance"
    critical: int = 50
    hours: int = 480

    def __post_init__(self) -> None:
        """Raise NotAPolicy where a number or a word is not allowed."""
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                why = " Random control can never be switched off." if name == "random" else ""
                raise NotAPolicy(f"{name}={getattr(self, name):g} is not allowed. Give a number from {least} to {most}.{why}")
        for name, allowed in WORDS.items():
            if getattr(self, name) not in allowed:
                raise NotAPolicy(f"{name}={getattr(self, name)} is not known. Write {name}={' or '.join(allowed)}.")
        if not self.t1 <= self.t2 <= self.t3:
            raise NotAPolicy(
                f"The thresholds {self.t1:g}, {self.t2:g}, {self.t3:g} do not rise from t1 to t3. A higher lane needs more."
            )

    def __str__(self) -> str:
        """Write the policy as it can be told again: l1=1200,l2=600 and so on."""
        return ",".join(f"{each.name}={_written(getattr(self, each.name))}" for each in fields(self))

    @property
    def places(self) -> dict[Lane, int]:
        """The places of each lane with work."""
        return {Lane.L1: self.l1, Lane.L2: self.l2, Lane.L3: self.l3}

    @property
    def hours_asked(self) -> float:
        """The officers' hours that all these places take."""
        return sum(MINUTES[lane] * places for lane, places in self.places.items()) / 60


STANDARD = LabPolicy()
"""The policy that the lab begins with. SYNTHETIC."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Too few officers for the places of a lane: how many were asked for, and with how many the day ran."""

    lane: Lane
    asked: int
    given: int


def told(text: str, otherwise: LabPolicy = STANDARD) -> LabPolicy:
    """Return the policy told as ``l1=1200,random=10``; raises NotAPolicy for what it does not know."""
    return chosen(dict(_pair(part) for part in text.replace(" ", ",").split(",") if part), otherwise)


def chosen(values: Mapping[str, str], otherwise: LabPolicy = STANDARD) -> LabPolicy:
    """Return a policy with these choices, each told as text; what is not told is as in ``otherwise``."""
    known = {each.name for each in fields(LabPolicy)}
    changed: dict[str, object] = {}
    for name, text in values.items():
        if name not in known:
            raise NotAPolicy(f"{name} is nothing that a policy has. Choose among {', '.join(sorted(known))}.")
        changed[name] = text if name in WORDS else _number(name, text)
    return replace(otherwise, **changed)  # type: ignore[arg-type]


def grid(policy: LabPolicy, sweeps: Sequence[str]) -> list[LabPolicy]:
    """Return the policies of a sweep such as ``random=5,10,20``: every choice of one with every choice of the others."""
    ways: list[list[tuple[str, str]]] = []
    for sweep in sweeps:
        name, values = _pair(sweep)
        ways.append([(name, value) for value in values.split(",") if value])
        if not ways[-1]:
            raise NotAPolicy(f"{sweep} names no value. Write several, such as random=5,10,20.")
    return [chosen(dict(choice), policy) for choice in product(*ways)]


def affordable(policy: LabPolicy) -> tuple[LabPolicy, tuple[Shortage, ...]]:
    """Return the policy that the officers' hours allow, and what had to be given up: screen review first, inspection last."""
    over, places, short = (policy.hours_asked - policy.hours) * 60, policy.places, []
    for lane in (Lane.L1, Lane.L2, Lane.L3):
        if over > 0 and places[lane]:
            given = max(0, places[lane] - -int(-over // MINUTES[lane]))
            over -= (places[lane] - given) * MINUTES[lane]
            short.append(Shortage(lane, places[lane], given))
            places[lane] = given
    if not short:
        return policy, ()
    return replace(policy, l1=places[Lane.L1], l2=places[Lane.L2], l3=places[Lane.L3]), tuple(short)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise NotAPolicy(f"{text} is no choice. Write a name, = and a value, such as random=10.")
    return name.strip(), value.strip()


def _number(name: str, text: str) -> float:
    try:
        number = float(text) if name in ("t1", "t2", "t3") else int(text)
    except ValueError:
        number = float("nan")
    if number != number:
        raise NotAPolicy(
            f"{name}={text} is not a number that it can have. Give a number from {RANGES[name][0]} to {RANGES[name][1]}."
        )
    return number


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
