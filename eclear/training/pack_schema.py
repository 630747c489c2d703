"""What a pack may say: every table and key, with its kind, whether it is needed, and what it is.

The check of a pack and the printed reference both come from here: what is not in these tables cannot be said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What the value of a key is, in words for an author."""

    TEXT = "key of a text"
    TEXTS = "list of keys of texts"
    STRING = "string"
    STRINGS = "list of strings"
    ID = "id: a-z, 0-9 and dashes"
    IDS = "list of ids"
    NUMBER = "whole number"
    YES_NO = "true or false"
    SPAN = 'span, such as "90 min", "2 h", "-20 d"'
    POST = 'post, such as "officer" or "trader:41207"'
    POSTS = "list of posts"
    TIME = "date and time with its zone"
    DECIMAL = 'decimal number in quotes, such as "0.01"'
    FILE = 'name of a file, such as "messages/main.xml"'
    ROWS = "list of pairs: key of a text, string"
    TABLE = "table"
    TABLES = "list of tables"
    NAMED = "table of tables, by names of your own"
    STRINGS_BY_NAME = "table of strings, by names of your own"
    ANYTHING = "table of fields"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table. ``allowed`` are its values where only some are; ``low`` and ``high`` bound numbers and counts."""

    name: str
    kind: Kind
    what: str
    needed: bool = False
    default: Any = None
    allowed: tuple[str, ...] = ()
    low: int = 0
    high: int = 1_000_000
    of: Table | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it is, and its keys. An ``open`` one takes further keys, the fields of an event."""

    name: str
    what: str
    keys: tuple[Key, ...]
    open: str = ""
    by_name: Mapping[str, Key] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})


FIELDS = Key("fields", Kind.ANYTHING, "Fields whose names this table uses itself, such as about.")

MATCH = Table(
    "match",
    "What an event of the play must be like.",
    (
        Key("kind", Kind.STRING, "Kind of the event, as in the event log.", needed=True),
        Key("about", Kind.STRING, "A declaration by its name here, or a number of cargo, a manifest, a trader."),
        Key("by", Kind.STRING, "The part that did it, such as officer, declarant or eclear."),
        Key("own", Kind.YES_NO, "True: done by a person of the play, not by what eclear plays.", default=False),
        FIELDS,
    ),
    open="Fields that the event must have; a dotted key goes inside, a list asks for at least these.",
)

ACT = Table(
    "act",
    "Something that is done: a kind of the interface for programs, or one of exercises.",
    (
        Key("kind", Kind.STRING, "What is done, such as decided, carried-in, lodged.", needed=True),
        Key("about", Kind.STRING, "A declaration by its name here, or a number of cargo, a manifest, a trader."),
        Key("chair", Kind.POST, "The post that does it; without one, eclear does."),
        Key("message", Kind.FILE, "The message that is sent; a lodged declaration has its own already."),
        FIELDS,
    ),
    open="The fields of the kind, as the page /api tells them.",
)

GIVEN = Table(
    "given",
    "An act before the start, in their order.",
    (*ACT.keys, Key("after", Kind.SPAN, "When: before the start, so negative; without it, at the start.")),
    open=ACT.open,
)

DECLARATION = Table(
    "declarations",
    "A declaration of the exercise, under the name that everything else calls it by.",
    (
        Key("trader", Kind.STRING, "Number of the declarant who answers for it.", needed=True),
        Key("lrn", Kind.STRING, "Its local reference number (LRN).", needed=True),
        Key("message", Kind.FILE, "The WCO message.", needed=True),
        Key("draft", Kind.YES_NO, "True: the trainee lodges it himself, as trader.", default=False),
    ),
)

PAPER = Table(
    "papers",
    "A paper that trainees read.",
    (
        Key("id", Kind.ID, "Its name here.", needed=True),
        Key("title", Kind.TEXT, "What it is called.", needed=True),
        Key("rows", Kind.ROWS, "Its lines: what, and the value.", default=(), high=60),
        Key("text", Kind.TEXT, "What else stands on it."),
        Key("from_start", Kind.YES_NO, "False: an inject brings it.", default=True),
    ),
)

PLACE = Table(
    "places",
    "Something that can be cited as evidence, in neutral words, the same in every variant.",
    (
        Key("id", Kind.ID, "Its name here.", needed=True),
        Key("label", Kind.TEXT, "What it is called.", needed=True),
        Key("paper", Kind.ID, "The paper on which it stands; none for a page of a desk."),
    ),
)

INJECT = Table(
    "injects",
    "Something that happens during the exercise.",
    (
        Key("id", Kind.ID, "Its name here.", needed=True),
        Key(
            "trigger",
            Kind.STRING,
            "What lets it come.",
            needed=True,
            allowed=("start", "time", "state", "act", "resolution", "hand"),
        ),
        Key("when", Kind.TABLE, "The event after which it comes (state, act).", of=MATCH),
        Key("after", Kind.SPAN, "How long after its trigger; for time, after the start."),
        Key("requires", Kind.IDS, "Injects that must have come before.", default=()),
        Key("resolves", Kind.ID, "The inject after which it comes (resolution)."),
        Key(
            "chair",
            Kind.STRING,
            "The role that eclear plays with it where nobody sits on that chair.",
            allowed=("trader", "officer", "supervisor", "agency", "warehouse", "carrier"),
        ),
        Key("title", Kind.TEXT, "The message that trainees see: what it is."),
        Key("text", Kind.TEXT, "The message that trainees see: what it says."),
        Key("papers", Kind.IDS, "Papers that come with it.", default=()),
        Key("approach", Kind.YES_NO, "True: a call or a favour that ought to be put on record.", default=False),
        Key("acts", Kind.TABLES, "What is done.", default=(), of=ACT, high=40),
    ),
)

HINT = Table(
    "hints",
    "A hint, in their order.",
    (
        Key("text", Kind.TEXT, "What it says.", needed=True),
        Key("cost", Kind.NUMBER, "Points that it costs in a marked run.", needed=True, low=0, high=10),
    ),
)

STEP = Table(
    "steps",
    "A step of the way that guided trainees are shown; the same in all variants, so it must not tell the truth.",
    (
        Key("title", Kind.TEXT, "What is to do.", needed=True),
        Key("done", Kind.TABLE, "The event with which it is done.", needed=True, of=MATCH),
        Key("href", Kind.STRING, "The page where it is done, such as /queue."),
    ),
)

SCENARIO = Table(
    "scenario.toml",
    "What a trainee may come to see.",
    (
        Key("id", Kind.ID, "Name of the scenario: that of its folder.", needed=True),
        Key("title", Kind.TEXT, "Its title.", needed=True),
        Key("summary", Kind.TEXT, "What it is about, in a sentence or two.", needed=True),
        Key("level", Kind.NUMBER, "1 first steps, 2 practised, 3 advanced.", needed=True, low=1, high=3),
        Key("minutes", Kind.NUMBER, "How long a class takes for it.", needed=True, low=1, high=480),
        Key("competencies", Kind.STRINGS, "What it trains, such as VAL.", needed=True, low=1, high=8),
        Key("languages", Kind.STRINGS, "Languages of its texts; en is one of them.", needed=True, low=1, high=8),
        Key("country", Kind.STRING, "Country whose law is in force, by two letters.", needed=True),
        Key("starts", Kind.TIME, "The play's clock at the start.", needed=True),
        Key("chairs", Kind.POSTS, "The posts that the trainee plays; he begins at the first.", needed=True, low=1, high=4),
        Key("brief", Kind.TEXT, "What trainees read first.", needed=True),
        Key("law", Kind.TEXTS, "Legal references for the debrief.", default=(), high=20),
        Key("cues", Kind.TEXTS, "What to talk about in the debrief.", default=(), high=20),
        Key("declarations", Kind.NAMED, "The declarations, by name.", needed=True, of=DECLARATION, low=1, high=12),
        Key("variants", Kind.NAMED, "The values of the four variants a, b, c, d: names and strings.", needed=True, low=4, high=4),
        Key("given", Kind.TABLES, "What happened before the start.", default=(), of=GIVEN, high=200),
        Key("papers", Kind.TABLES, "Papers.", default=(), of=PAPER, high=40),
        Key("places", Kind.TABLES, "Places that can be cited.", needed=True, of=PLACE, low=1, high=60),
        Key("injects", Kind.TABLES, "What happens.", default=(), of=INJECT, high=60),
        Key("hints", Kind.TABLES, "Hints.", default=(), of=HINT, high=20),
        Key("steps", Kind.TABLES, "The way of guided trainees.", needed=True, of=STEP, low=1, high=30),
    ),
)

MONEY = Table(
    "money",
    "What is owed in truth.",
    (
        Key("declarations", Kind.IDS, "The declarations whose duty and taxes count together.", needed=True, low=1),
        Key("true", Kind.DECIMAL, "The true sum, in whole units of the currency.", needed=True),
        Key("currency", Kind.STRING, "The currency, by three letters.", default="KRW"),
        Key("within", Kind.DECIMAL, "The error up to which all points are given, as a share.", default="0.01"),
    ),
)

CUE = Table(
    "cues",
    "Something that tells the truth, and where; all points together are 25.",
    (
        Key("place", Kind.ID, "The place.", needed=True),
        Key("side", Kind.STRING, "for or against the declaration as it stands.", needed=True, allowed=("for", "against")),
        Key("points", Kind.NUMBER, "Points for citing it.", needed=True, low=1, high=25),
        Key("title", Kind.TEXT, "What it tells, for the debrief.", needed=True),
        Key("seen", Kind.STRING, "The inject with which it can first be seen; none for the start."),
    ),
)

EXPECTATION = Table(
    "expectations",
    "One thing that the key expects; part decision adds up to 35 points, part steps to 25.",
    (
        Key("id", Kind.ID, "Its name here.", needed=True),
        Key("part", Kind.STRING, "Part of the mark.", needed=True, allowed=("decision", "steps")),
        Key("points", Kind.NUMBER, "Its points.", needed=True, low=1, high=35),
        Key("title", Kind.TEXT, "What is expected.", needed=True),
        Key("any_of", Kind.TABLES, "Events of which one will do.", needed=True, of=MATCH, low=1, high=20),
        Key("absent", Kind.YES_NO, "True: none of these events may be there.", default=False),
        Key("before", Kind.TABLE, "It must come before the first of such an event.", of=MATCH),
        Key("after", Kind.TABLE, "It must come after the first of such an event.", of=MATCH),
        Key("critical", Kind.YES_NO, "True: a miss caps the mark at 40.", default=False),
    ),
)

KEY = Table(
    "guilty, innocent",
    "The key of the guilty variants, and that of the innocent ones.",
    (
        Key("violations", Kind.TEXTS, "What was done wrong; none for innocent.", default=(), high=20),
        Key("right_lane", Kind.STRING, "The right lane.", needed=True, allowed=("L0", "L1", "L2", "L3")),
        Key("right_action", Kind.TEXT, "What was right to do.", needed=True),
        Key("harm", Kind.TEXT, "The harm that the wrong decision does.", needed=True),
        Key("explanation", Kind.TEXT, "What was true, and how it could be known.", needed=True),
        Key("money", Kind.TABLE, "What is owed in truth.", needed=True, of=MONEY),
        Key("cues", Kind.TABLES, "The evidence.", needed=True, of=CUE, low=1, high=30),
        Key("expectations", Kind.TABLES, "What is expected.", needed=True, of=EXPECTATION, low=2, high=40),
        Key("solution", Kind.TABLES, "The reference solution, which scores 100.", needed=True, of=ACT, low=1, high=200),
    ),
)

TRUTH = Table(
    "truth.toml",
    "The key, under seal until the debrief.",
    (
        Key(
            "variants",
            Kind.STRINGS_BY_NAME,
            "Which variant is guilty and which innocent: two of each.",
            needed=True,
            low=4,
            high=4,
        ),
        Key("values", Kind.NAMED, "Values of each variant that only the key may know.", default={}),
        Key("guilty", Kind.TABLE, "The key of the guilty variants.", needed=True, of=KEY),
        Key("innocent", Kind.TABLE, "The key of the innocent variants.", needed=True, of=KEY),
    ),
)

TABLES = (SCENARIO, DECLARATION, GIVEN, PAPER, PLACE, INJECT, HINT, STEP, TRUTH, KEY, MONEY, CUE, EXPECTATION, ACT, MATCH)


def reference() -> Iterator[str]:
    """Yield the lines of the printed reference: every table with its keys, in the order in which an author meets them."""
    yield "A pack is a folder, or a zip of one: scenario.toml, truth.toml, texts/en.toml and further languages, messages/*.xml."
    yield "Every string may hold {{name}}, the value of the variant. Keys with * are needed."
    for table in TABLES:
        yield ""
        yield f"{table.name}: {table.what}"
        width = max(len(key.name) for key in table.keys) + 2
        for key in table.keys:
            said = f" One of: {', '.join(key.allowed)}." if key.allowed else ""
            yield f"  {key.name + ('*' if key.needed else ''):<{width}} {key.kind}. {key.what}{said}"
        if table.open:
            yield f"  {'...':<{width}} {table.open}"
