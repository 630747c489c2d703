"""What the pages say: every sentence and every term, found in the source and in the country folders.

Sentences stand in ``_()``, ``ngettext()`` and ``{% trans %}``. Terms stand in ``Term("en", "ko")``, also where one is put
together with ``f"..."``, in the labels of the fields (``wco`` and ``many``), in ``term("en", "ko")`` of a template, and
under ``en`` and ``ko`` in the files of the countries. What stays English stands in the decision record on
languages.
"""

from __future__ import annotations

import ast
import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.extract import extract_from_dir
from jinja2 import Environment, nodes

from eclear.web.languages import TERM

PACKAGE = Path(__file__).resolve().parents[1]

METHODS = [("frontend/**", "ignore"), ("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS: Mapping[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}

LABELS = ("wco", "many")
"""What declares a field of a noun: its third and fourth argument are its label in English and Korean."""

TRANSLATED = (
    "*/country.toml",
    "*/taxes.toml",
    "*/surcharges.toml",
    "*/profiles.toml",
    "*/manifest_profiles.toml",
    "*/replies.toml",
    "*/agreements/*.toml",
    "*/agencies/*.toml",
    "*/reliefs.csv",
    "*/tariff/bases.csv",
    "*/codes/*.csv",
    "hs/general_rules.toml",
)
"""The files of the countries whose words are translated, below the folder of the countries."""

NAMES = ("codes/ports.csv", "codes/sheds.csv", "codes/offices.csv")
"""Files of codes that hold names of places: those stay as they are."""

FROM_CLDR = {"codes/countries.csv": "territories", "codes/currencies.csv": "currencies"}
"""Files of codes whose names every language has in Unicode CLDR: they are filled in from there."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the pages say: its English, its plural if it has one, its context, and where it is said.

    ``korean`` is the Korean that a term carries, and "" for a sentence. ``code`` is the code of a country or currency.
    """

    english: str
    plural: str | None
    context: str | None
    places: tuple[str, ...]
    korean: str = ""
    code: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalogue finds it by."""
        return self.context, self.english


def everything(package: Path = PACKAGE) -> tuple[Said, ...]:
    """Return everything that the pages say: sentences first, then terms, each in the order of files and lines."""
    found: dict[tuple[str | None, str], Said] = {}
    for said in (*_sentences(package / "web"), *_terms(package)):
        before = found.get(said.key)
        if before is None:
            found[said.key] = said
        elif not set(said.places) <= set(before.places):
            found[said.key] = replace(before, places=(*before.places, *said.places))
    return tuple(found.values())


def _sentences(web: Path) -> Iterator[Said]:
    for file, _line, message, _notes, _context in sorted(
        extract_from_dir(str(web), method_map=METHODS, options_map=OPTIONS, keywords=dict(KEYWORDS)), key=lambda one: one[:2]
    ):
        one, many = (message, None) if isinstance(message, str) else message[:2]
        yield Said(one, many, None, (Path(file).as_posix(),))


def _terms(package: Path) -> Iterator[Said]:
    for path in sorted(package.rglob("*.py")):
        source = path.read_text("utf-8")
        if not any(f"{name}(" in source for name in ("Term", *LABELS)):
            continue  # reading a file as Python takes far longer than a look at its text
        place = path.relative_to(package).as_posix()
        for english, korean in terms_in_python(source):
            yield Said(english, None, TERM, (place,), korean)
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 (it only parses)
    for path in sorted((package / "web" / "templates").glob("*.html")):
        place = path.relative_to(package).as_posix()
        for english, korean in _terms_in_template(environment, path.read_text("utf-8")):
            yield Said(english, None, TERM, (place,), korean)
    yield from terms_of_countries(package / "reference")


def terms_in_python(source: str) -> Iterator[tuple[str, str]]:
    """Yield the terms of a Python file in English and Korean; what is put in by ``f"..."`` becomes ``%(name)s``."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        arguments = node.args[2:] if name in LABELS else node.args if name in ("Term", "stated") else []
        if not arguments:
            continue
        english, korean = (_written(one) for one in (*arguments[:2], ast.Constant(""))[:2])
        if (english and any(sign.isalpha() for sign in _without_places(english))) or english.count("%(") > 1:
            yield english, korean


def _written(node: ast.expr) -> str:
    """Return a text as it is written in the source, with names in the places of values; "" for anything that is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    pieces, names = [], list[str]()
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            pieces.append(str(piece.value))
        elif isinstance(piece, ast.FormattedValue):
            names.append(_named(piece.value, names))
            pieces.append(f"%({names[-1]})s")
    return "".join(pieces)


def _named(node: ast.expr, taken: list[str]) -> str:
    """Name the place of a value after what is put in: ``number`` for ``{number}``, ``label`` for ``{label.en}``."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner, attr="en" | "ko" | "value"):
                node = inner
            case ast.Attribute(attr=attr):
                node = ast.Name(attr)
            case ast.Call(func=ast.Name(id=id)):
                node = ast.Name(id.strip("_"))
            case ast.Subscript(value=inner):
                node = inner
            case _:
                node = ast.Name("part")
    name = node.id.lower()
    before = sum(each.rstrip("0123456789") == name for each in taken)
    return f"{name}{before + 1}" if before else name


def _without_places(text: str) -> str:
    return "".join(piece.partition(")s")[2] if at else piece for at, piece in enumerate(text.split("%(")))


def _terms_in_template(environment: Environment, source: str) -> Iterator[tuple[str, str]]:
    for call in environment.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "term" and isinstance(call.args[0], nodes.Const):
            korean = call.args[1] if len(call.args) > 1 else nodes.Const("")
            yield str(call.args[0].value), str(korean.value) if isinstance(korean, nodes.Const) else ""


def terms_of_countries(reference: Path) -> Iterator[Said]:
    """Yield the terms of the country folders that are translated; a name that CLDR knows carries its code."""
    paths = {path for pattern in TRANSLATED for path in reference.glob(pattern)}
    for path in sorted(paths):
        place = path.relative_to(reference.parent).as_posix()
        if place.endswith(NAMES):
            continue
        if path.suffix == ".toml":
            yield from (Said(en, None, TERM, (place,), ko) for en, ko in _in_tables(tomllib.loads(path.read_text("utf-8"))))
            continue
        source = next((kind for end, kind in FROM_CLDR.items() if place.endswith(end)), None)
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines()):
            if row["name_en"]:
                yield Said(row["name_en"], None, TERM, (place,), row["name_ko"], (source, row["code"]) if source else None)


def _in_tables(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("en"), str) and isinstance(value.get("ko"), str):
            yield value["en"], value["ko"]
        for inner in value.values():
            yield from _in_tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_tables(inner)


def known_to_cldr(said: Said, locale: Locale) -> str:
    """Return the name of a country or a currency in a language, as Unicode CLDR has it; "" for anything else."""
    if said.code is None:
        return ""
    kind, code = said.code
    names: Mapping[str, str] = locale.territories if kind == "territories" else locale.currencies
    return names.get(code, "")
