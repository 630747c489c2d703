"""What the command ``event`` reports about doubts: raised, answered, decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from eclear.commands.endings import wrong_usage
from eclear.commands.typed import money

if TYPE_CHECKING:
    from eclear.casefile.case import Case
    from eclear.casefile.doubt import NewValue
    from eclear.clearance import Office

DOUBTS = ("doubt-raised", "doubt-answered", "doubt-decided")
"""The kinds of events about doubts."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed about a doubt, option by option."""

    about: str | None
    items: str | None
    reason: str | None
    law: str | None
    doubt: int
    text: str | None
    documents: Sequence[str]
    side: str
    outcome: str | None
    values: Sequence[str]
    method: str | None
    evidence: str | None
    passed: Sequence[str]
    computed_first: bool


def report_doubt(office: Office, case: Case, kind: str, typed: Typed, room: str, at: datetime | None) -> Case:
    """Report what happened to a doubt of a case, and return the case after it."""
    from eclear.casefile.doubt import About, Outcome, Side
    from eclear.clearance import answer_doubt, decide_doubt, raise_doubt

    if kind == "doubt-raised":
        if typed.about not in [about.value for about in About]:
            raise wrong_usage(
                f"doubt-raised needs --about {' or '.join(About)}, --items such as 1,2 and the grounds as --reason."
            )
        items = _numbers(typed.items)
        told = {"grounds": typed.reason or "", "law": typed.law}
        return raise_doubt(office, case.id, About(typed.about), items, room=room, at=at, **told)  # type: ignore[arg-type]
    if kind == "doubt-answered":
        if not typed.text or typed.side not in [side.value for side in Side]:
            raise wrong_usage(f"doubt-answered needs --text and, if it is not the declarant, --side {' or '.join(Side)}.")
        side = Side(typed.side)
        return answer_doubt(office, case.id, typed.doubt, typed.text, documents=typed.documents, side=side, room=room, at=at)
    if typed.outcome not in [outcome.value for outcome in Outcome]:
        raise wrong_usage(f"doubt-decided needs --outcome {', '.join(Outcome)}, and the grounds as --reason.")
    return decide_doubt(
        office,
        case.id,
        typed.doubt,
        Outcome(typed.outcome),
        grounds=typed.reason or "",
        law=typed.law,
        values=_values(typed),
        computed_first=typed.computed_first,
        room=room,
        at=at,
    )


def _numbers(typed: str | None) -> list[int]:
    parts = [part.strip() for part in (typed or "1").split(",")]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise wrong_usage(f"--items {typed}: these are no item numbers. Write them with commas, such as 1,3.")
    return [int(part) for part in parts]


def _values(typed: Typed) -> tuple[NewValue, ...]:
    """Return the values set: ``--value ITEM=AMOUNT``, all by one method on one piece of evidence."""
    from eclear.casefile.doubt import NewValue
    from eclear.casefile.valuation import METHODS, Method, Passed

    if not typed.values:
        return ()
    told = [(code, why) for code, _, why in (one.partition("=") for one in typed.passed)]
    if any(code not in METHODS or not why for code, why in told):
        raise wrong_usage('--passed is written METHOD=WHY, such as --passed 2="No identical goods are known."')
    passed = tuple(Passed(Method(code), why) for code, why in told)
    found = []
    for one in typed.values:
        item, _, amount = one.partition("=")
        value = money(amount)
        if not (item.isascii() and item.isdigit()) or value is None:
            raise wrong_usage(f"--value {one}: it is written ITEM=AMOUNT, such as 1=6000000.")
        found.append(NewValue(int(item), value, typed.method or "", typed.evidence or "", passed))
    return tuple(found)
