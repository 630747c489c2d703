"""The guides: ten minutes to the first exercise, and how to write a scenario.

What can be pressed comes from the steps, what a pack may say from the tables by which packs are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.scenario import CRITICAL_CAP, POINTS, Part
from eclear.training.pack_schema import KEY, TABLES, TRUTH, Table
from eclear.training.packs import DEPTH, FILE, FILES, PACKED, UNPACKED
from eclear.training.players import EXPERT, MOST, PASS, SCORE, STOP
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.debrief import PARTS
from eclear.web.pages.guide_after import after_it, copying, sending
from eclear.web.pages.guide_stages import first_exercise, while_it_runs
from eclear.web.pages.guide_steps import HEIGHT, IN_MINUTES, WIDTH, Meaning, Stage, Story

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class GuidePage:
    """The instructor's guide: what leads to the first exercise, what one does while it runs, and afterwards."""

    template: ClassVar[str] = "guide.html"

    parts: tuple[tuple[str, str, tuple[Stage, ...]], ...]
    minutes: int
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SchemaTable:
    """A table of a pack: its name in the address, its own name, what it is, its keys, and what it takes besides.

    A key is its name, whether it is needed, what its value is, and what it is for.
    """

    id: str
    name: str
    what: str
    keys: tuple[tuple[str, bool, str, str], ...]
    more: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a file of a pack, and what it shows."""

    shows: str
    file: str
    code: str


@dataclass(frozen=True, slots=True)
class ScenarioGuidePage:
    """How to write a scenario. ``example`` is from a pack of the shelf, as far as trainees see it anyhow."""

    template: ClassVar[str] = "guide_scenarios.html"

    title: str
    copy: Stage
    send: Stage
    folder: str
    files: tuple[Meaning, ...]
    example: tuple[Excerpt, ...]
    key: Excerpt
    rules: tuple[str, ...]
    points: tuple[tuple[str, int], ...]
    players: tuple[tuple[str, str, str], ...]
    limits: tuple[Meaning, ...]
    commands: tuple[Meaning, ...]
    tables: tuple[SchemaTable, ...]
    size: tuple[int, int]


FOLDER = """\
my-scenario/
  scenario.toml
  truth.toml
  texts/en.toml
  texts/fr.toml
  messages/main.xml"""

KEY_EXAMPLE = """\
[variants]
a = "guilty"
b = "innocent"
c = "innocent"
d = "guilty"

[values.a]
duty_true = "812500"

[guilty]
violations = ["violation_price"]
right_lane = "L2"
right_action = "right_guilty"
harm = "harm_guilty"
explanation = "explain_guilty"
money = { declarations = ["main"], true = "{{duty_true}}" }

[[guilty.cues]]
place = "contract-price"
side = "against"
points = 25
title = "cue_price"
seen = "contract"

[[guilty.expectations]]
id = "doubt"
part = "decision"
points = 35
title = "exp_doubt"
any_of = [{ kind = "doubt-raised", about = "main", own = true }]
critical = true

[[guilty.expectations]]
id = "asked"
part = "steps"
points = 25
title = "exp_asked"
any_of = [{ kind = "decided", verb = "request-documents" }]
before = { kind = "doubt-raised", about = "main" }

[[guilty.solution]]
kind = "case-drawn"
chair = "officer"

[[guilty.solution]]
kind = "decided"
chair = "officer"
about = "main"
verb = "request-documents"
reason = "Please send the contract of sale."

[[guilty.solution]]
kind = "waited"
minutes = 130"""
"""A key, made up: that of a pack on the shelf would tell the class what it is to find out. No such scenario is there."""

SHOWN = (
    ("", 'id = "'),
    ("[declarations.main]", ""),
    ("[[given]]", 'kind = "manifest-reviewed"'),
    ("[[papers]]", 'id = "packing"'),
    ("[[places]]", 'id = "packing-masses"'),
    ("[[injects]]", 'id = "originals"'),
    ("[[hints]]", 'text = "hint_papers"'),
    ("[[steps]]", 'title = "step_draw"'),
)
"""What is shown of the example: a table of its file and what stands in it. Nothing of it tells a variant from another."""


def guide_page(story: Story) -> GuidePage:
    """Return the guide in the reader's language."""
    parts = (
        ("first", _("Ten minutes to the first exercise"), first_exercise(story)),
        ("runs", _("While it runs, and when something goes wrong"), while_it_runs(story)),
        ("after", _("After it"), after_it(story)),
    )
    return GuidePage(parts, IN_MINUTES, (WIDTH, HEIGHT))


def scenario_guide_page(example: str, story: Story) -> ScenarioGuidePage:
    """Return the page. ``example`` is the text of a pack's scenario.toml, "" where there is none."""
    return ScenarioGuidePage(
        title=story.title,
        copy=copying(story),
        send=sending(),
        folder=FOLDER,
        files=_files(),
        example=tuple(_excerpts(example)),
        key=Excerpt(
            _("The key of a made-up pack: what is true, what tells it, and what is right to do."), "truth.toml", KEY_EXAMPLE
        ),
        rules=_rules(),
        points=_points(),
        players=_players(),
        limits=_limits(),
        commands=_commands(),
        tables=tuple(map(_table, TABLES)),
        size=(WIDTH, HEIGHT),
    )


def _table(table: Table) -> SchemaTable:
    name = {TRUTH.name: "truth.toml", KEY.name: "guilty, innocent"}.get(table.name, table.name)
    keys = tuple(
        (key.name, key.needed, str(key.kind), f"{key.what} One of: {', '.join(key.allowed)}." if key.allowed else key.what)
        for key in table.keys
    )
    return SchemaTable(table.name.replace(".", "-").replace(", ", "-"), name, table.what, keys, table.open)


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the tables of a TOML file in their order: the line that names each ("" for the head), and its whole text."""
    heading = ""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            yield heading, _tidy(lines)
            heading, lines = line.strip(), []
        lines.append(line)
    yield heading, _tidy(lines)


def _tidy(lines: list[str]) -> str:
    """Return lines without remarks and without empty lines at both ends."""
    return "\n".join(line for line in lines if not line.startswith("#")).strip()


def _excerpts(text: str) -> Iterator[Excerpt]:
    said = _shown()
    found = list(blocks(text))
    for heading, holds in SHOWN:
        code = next((code for name, code in found if name == heading and holds in code), "")
        if code:
            yield Excerpt(said[heading], "scenario.toml", code)


def _shown() -> Mapping[str, str]:
    return {
        "": _("The head: names, level, minutes, chairs, and the hour at which the clock begins."),
        "[declarations.main]": _("A declaration, under the name by which all else calls it. Each variant fills in its values."),
        "[[given]]": _("What happened before the start, in order."),
        "[[papers]]": _("A paper that is read. Words stand in the texts; figures are values of the variant."),
        "[[places]]": _("A place that can be cited as evidence. Its name is neutral."),
        "[[injects]]": _("Something that comes: here, after the officer has asked for documents."),
        "[[hints]]": _("A hint, and what it costs."),
        "[[steps]]": _("A step of guided play. It never tells the truth."),
    }


def _files() -> tuple[Meaning, ...]:
    return (
        Meaning("scenario.toml", _("The story: what trainees may come to see, and what happens when.")),
        Meaning("truth.toml", _("The key: what is true, what tells it, what is right. Sealed until the debrief.")),
        Meaning("texts/en.toml", _("Every sentence, as key and text; one file for each language.")),
        Meaning("messages/main.xml", _("The declaration as a WCO message, with values in double braces.")),
    )


def _rules() -> tuple[str, ...]:
    return (
        _("Two variants are guilty, two are innocent. All four are equally hard."),
        _("Every guilty variant has an innocent twin: the same papers, places and steps, with other values."),
        _("Only evidence that a trainee can see tells guilty from innocent."),
        _("No name, number, lane or length of a text tells it."),
        _("Steps earn points only for work that a careless player does not do."),
        _("A critical miss caps the mark at %(cap)s. Use it for what does real harm.", cap=CRITICAL_CAP),
        _("Invent every guilty party, brand and third country. Accuse no real trader and no real nation."),
    )


def _points() -> tuple[tuple[str, int], ...]:
    return tuple((word(PARTS[part]), POINTS[part]) for part in Part)


def _players() -> tuple[tuple[str, str, str], ...]:
    names = {
        EXPERT: (_("Expert"), _("Plays the solution of the key.")),
        STOP: (_("Stops everything"), _("Takes every case and holds it.")),
        PASS: (_("Passes everything"), _("Takes every case and passes it.")),
        SCORE: (_("Follows the score"), _("Does what the machine's score says, and reads nothing.")),
    }
    return tuple(
        (name, what, _("must have %(points)s", points=most) if player == EXPERT else _("at most %(points)s", points=most))
        for player, (name, what) in names.items()
        if (most := MOST[player])
    )


def _limits() -> tuple[Meaning, ...]:
    return (
        Meaning(_("Packed"), _("%(size)s MiB", size=wording.number(PACKED // MIB))),
        Meaning(_("Unpacked"), _("%(size)s MiB", size=wording.number(UNPACKED // MIB))),
        Meaning(_("One file"), _("%(size)s MiB", size=wording.number(FILE // MIB))),
        Meaning(_("Files"), wording.number(FILES)),
        Meaning(_("Folders deep"), wording.number(DEPTH)),
        Meaning(_("Names of files"), _("small letters, digits, dots and dashes; no links")),
        Meaning(_("Texts"), _("plain text; nothing in a pack can run")),
    )


def _commands() -> tuple[Meaning, ...]:
    return (
        Meaning("eclear scenario check my-scenario --unplayed", _("Names every mistake, with file, line and remedy.")),
        Meaning("eclear scenario check my-scenario", _("Then lets four players play every variant, and prints their marks.")),
        Meaning("eclear scenario pack my-scenario --out my-scenario.zip", _("Makes the ZIP file to send.")),
        Meaning("eclear scenario schema", _("Prints the tables and keys below.")),
        Meaning("eclear scenario list", _("Lists what is on the shelf.")),
    )
