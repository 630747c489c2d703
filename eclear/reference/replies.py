"""When a country tells the declarant what: for each kind of event the replies it sends, in order, and how it calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.events import FACTS
from eclear.casefile.reply import NAMES
from eclear.casefile.words import Term
from eclear.reference.dated import Fact, Mark
from eclear.reference.rows import Row, each, read_toml

CONDITIONS = {
    "movement": ("IM", "EX"),
    "verb": None,
    "state": ("D5", "D6"),
    "lane": ("L2", "L3"),
    "type": ("COR", "INV"),
    "about": ("payment", "exit", "carry-out", "value", "origin"),
    "since": ("registered", "presented", "amended"),
    "granted": (True, False),
    "presented": (True, False),
    "untold": (True, False),
    "inspection": (True, False),
    "arrived": (True, False),
    "arrives": (True, False),
    "due": (True, False),
    "changed": (True, False),
    "by_customs": (True, False),
}
"""What a reply may depend on, and the values that each condition can have; None for any word."""


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """One reply that an event brings about: its WCO function and status, and the national name of the document.

    ``when`` holds what must be so. ``since`` is the last of registered, presented and amended that happened before;
    ``due`` whether something is owed; ``changed`` whether since this event more or less is owed than before; ``untold`` whether
    the declaration was changed in a way not yet told; ``inspection`` whether one is
    ordered; ``arrived`` whether the goods are there, ``arrives`` whether they are since this event; ``by_customs`` whether
    customs amended in its own right.
    """

    code: str
    status: str | None
    name: str | None
    when: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Replies:
    """All replies of a country by the kind of event. ``appeal`` says how an adverse decision can be appealed."""

    rules: Mapping[str, tuple[ReplyRule, ...]]
    appeal_office: str
    appeal: Term
    bank: tuple[str, str] | None
    fact: Fact


NO_REPLIES = Replies({}, "", Term("", ""), None, Fact(date.max, date.max, "", date.max, Mark.SYNTHETIC))
"""What stands in for replies that cannot be read, while a folder is checked."""


def read_replies(path: Path) -> Replies:
    """Read the replies of a country; raises ReferenceFault for a kind, a code or a condition that is not known."""
    row = read_toml(path)
    rules: dict[str, list[ReplyRule]] = {}
    for kind, made in each(row.tables("reply"), _reply):
        rules.setdefault(kind, []).append(made)
    appeal = row.table("appeal")
    account = row.table("bank") if row.cells.get("bank") else None
    return Replies(
        rules=MappingProxyType({kind: tuple(made) for kind, made in rules.items()}),
        appeal_office=appeal.text("office"),
        appeal=appeal.term("text"),
        bank=(account.text("reference"), account.text("id")) if account else None,
        fact=row.fact(),
    )


def _reply(reply: Row) -> tuple[str, ReplyRule]:
    when = {name: reply.cells[name] for name in reply.cells if name in CONDITIONS}
    for name, value in when.items():
        allowed = CONDITIONS[name]
        if allowed is not None and value not in allowed:
            raise reply.fault(f"{name} {value!r} is not known. Write one of {', '.join(map(str, allowed))}.")
    unknown = sorted(set(reply.cells) - set(CONDITIONS) - {"on", "code", "status", "name"})
    if unknown:
        raise reply.fault(f"{', '.join(unknown)}: no such condition. Write one of {', '.join(CONDITIONS)}.", unknown[0])
    code = reply.choice("code", NAMES)
    status, name = reply.text("status", ""), reply.text("name", "")
    return reply.choice("on", FACTS), ReplyRule(code, status or None, name or None, MappingProxyType(when))
