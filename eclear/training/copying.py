"""A new scenario made from one: the same story with other goods, amounts, names and words, filled in in a form.

Only values and texts change. What comes out is read and checked like any other pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from eclear.training.pack_shape import Document, Faults
from eclear.training.packs import Fault, PackRefused
from eclear.training.reading import read_files
from eclear.training.stage import Hands
from eclear.training.toml_lines import Path

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_TOLD = ("title", "summary", "brief")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: its name, where it belongs (a variant, the key of a variant, or a language), and its value now.

    ``name`` is what :func:`copy` takes: ``variants.a.price``, ``values.a.duty_true`` or ``texts.en.brief``. A field that is
    ``sealed`` belongs to the key.
    """

    name: str
    group: str
    label: str
    value: str
    long: bool = False
    sealed: bool = False


def fields_of(files: Mapping[str, bytes]) -> tuple[Field, ...]:
    """Return what can be changed: title, summary and brief in each language, the values of each variant, those of the key.

    Raises PackRefused for files that cannot be read.
    """
    faults = Faults()
    scenario = Document.read("scenario.toml", files.get("scenario.toml", b""), faults)
    truth = Document.read("truth.toml", files.get("truth.toml", b""), faults)
    texts = [Document.read(name, files[name], faults) for name in sorted(files) if name.startswith("texts/")]
    if faults:
        raise PackRefused(faults.all())
    found = []
    for document in texts:
        language = _language(document.file)
        for label in _TOLD:
            key = scenario.data.get(label, label)
            if isinstance(text := document.data.get(key), str):
                found.append(Field(f"texts.{language}.{key}", language, label, text, long=label != "title"))
    for document, table, sealed in ((scenario, "variants", False), (truth, "values", True)):
        for variant, values in document.data.get(table, {}).items():
            for name, value in values.items():
                found.append(Field(f"{table}.{variant}.{name}", variant, name, str(value), sealed=sealed))
    return tuple(found)


def copy(files: Mapping[str, bytes], slug: str, changes: Mapping[str, str], hands: Hands | None = None) -> dict[str, bytes]:
    """Return the files of a new scenario: another id, and other values for the fields that are named.

    Raises PackRefused, with every mistake, for a name that cannot be, a field that is not there, and a pack that is not sound
    with these values.
    """
    if not _SLUG.fullmatch(slug):
        said = "The short name of a scenario has a-z, 0-9 and dashes, 2 to 60 of them. Choose another one."
        raise PackRefused((Fault("scenario.toml", 0, "id", said),))
    known = {field.name: field for field in fields_of(files)}
    if unknown := sorted(changes.keys() - known.keys()):
        raise PackRefused(tuple(Fault("", 0, name, "There is no such field. Open the form again.") for name in unknown))
    made = dict(files)
    wanted: dict[str, dict[Path, str]] = {"scenario.toml": {("id",): slug}}
    for name, value in changes.items():
        value = value.replace("\r\n", "\n").strip()
        if value != known[name].value.strip():
            table, group, key = name.split(".", 2)
            file = {"texts": f"texts/{group}.toml", "variants": "scenario.toml"}.get(table, "truth.toml")
            wanted.setdefault(file, {})[(key,) if table == "texts" else (table, group, key)] = value
    for file, values in wanted.items():
        made[file] = _put(Document.read(file, files[file], Faults()), files[file].decode("utf-8"), values).encode()
    read_files(made, hands)
    return made


def _put(document: Document, text: str, values: Mapping[Path, str]) -> str:
    """Return a TOML file with other strings at some of its keys; all else stays as its author wrote it."""
    for path, value in sorted(values.items(), key=lambda one: document.outline.spans[one[0]], reverse=True):
        begin, end = document.outline.spans[path]
        text = text[:begin] + quoted(value) + text[end:]
    return text


def quoted(text: str) -> str:
    """Return a text as a TOML string on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + "".join(c if c.isprintable() or c == " " else f"\\U{ord(c):08X}" for c in escaped) + '"'


def _language(file: str) -> str:
    return file.removeprefix("texts/").removesuffix(".toml")
