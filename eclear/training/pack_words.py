"""The words of a pack: its texts in every language, and the values of a variant that fill them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eclear.casefile.scenario import Words
from eclear.training.pack_shape import Document, Faults, Node, nearest, plain
from eclear.training.toml_lines import Path

VALUE = 300
FILLED = 8_000

_VALUE = re.compile(r"\{\{([^{}]*)\}\}")
_NUMBER = re.compile(r"\{number:([^{}]*)\}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Values:
    """The values that may be filled in here, of which variant ("" for all), and the names of the declarations.

    ``hidden`` are values that exist but not here, each with the reason.
    """

    known: Mapping[str, str]
    hidden: Mapping[str, str] = field(default_factory=dict)
    declarations: frozenset[str] = frozenset()
    variant: str = ""

    def fill(self, document: Document, path: Path, text: str, *, most: int = FILLED) -> str:
        """Return a text with its values filled in; a name that is not known is a fault, and stays as it is."""
        for name in _NUMBER.findall(text):
            if name not in self.declarations:
                document.fault(path, f"{{number:{name[:60]}}} names no declaration. {nearest(name, self.declarations)}")
        if "{{" not in text and "}}" not in text:
            return text
        if _VALUE.sub("", text).count("{{") or _VALUE.sub("", text).count("}}"):
            document.fault(path, "A value is not closed. Write its name in two braces on each side: {{name}}.")
        for name in dict.fromkeys(_VALUE.findall(text)):
            if name in self.hidden:
                document.fault(path, f"The value {name} cannot stand here. {self.hidden[name]}")
            elif name not in self.known:
                document.fault(path, f"There is no value {name[:60]!r}. {nearest(name, self.known)}")
        length = len(text) + sum(len(self.known.get(name, "")) for name in _VALUE.findall(text))
        if length > most:
            document.fault(path, f"With its values it has {length:,} characters; at most {most:,} are allowed. Shorten it.")
            return text
        return _VALUE.sub(lambda found: self.known.get(found[1], found[0]), text)

    def fill_all(self, document: Document, path: Path, told: Any) -> Any:
        """Fill in every string of a value that may be a table or a list."""
        if isinstance(told, str):
            return self.fill(document, path, told) if plain(document, path, told) else told
        if isinstance(told, list):
            return [self.fill_all(document, (*path, number), one) for number, one in enumerate(told)]
        if isinstance(told, dict):
            return {name: self.fill_all(document, (*path, name), one) for name, one in told.items()}
        return told


class Texts:
    """The texts of a pack by language and key, and which of them somebody uses."""

    def __init__(self, files: Mapping[str, bytes], languages: tuple[str, ...], faults: Faults) -> None:
        self.languages = languages
        self.faults = faults
        self.documents: dict[str, Document] = {}
        self.used: set[str] = set()
        self.missing: set[tuple[str, str]] = set()
        for name in files:
            language = name.removeprefix("texts/").removesuffix(".toml")
            if name.startswith("texts/") and language not in languages:
                faults.add(name, 0, "", f"The languages in scenario.toml do not name {language}. Add it there, or leave it out.")
        for language in languages:
            name = f"texts/{language}.toml"
            if name in files:
                self.documents[language] = Document.read(name, files[name], faults)
                self._check(self.documents[language])
            else:
                faults.add(name, 0, "", f"The texts in {language} are missing, which scenario.toml promises. Add this file.")

    def _check(self, document: Document) -> None:
        for key, text in document.data.items():
            if not _KEY.fullmatch(key):
                document.fault((key,), f"The key {key[:60]!r} is not plain. Use a-z, 0-9 and _, with a letter first.")
            elif not isinstance(text, str):
                document.fault((key,), 'A text stands in quotes: key = "text". Write it so.')
            elif not text.strip():
                document.fault((key,), "The text is empty. Write it, or take out the key and its use.")
            else:
                plain(document, (key,), text)

    def words(self, node: Node, key: str, values: Values, told: str | None = None) -> Words:
        """Return the text that a key of a table names, in every language, filled in; {} where it names none."""
        name = node[key] if told is None else told
        if not name:
            return {}
        name = values.fill(node.document, (*node.path, key), name)
        self.used.add(name)
        having = [language for language, document in self.documents.items() if name in document.data]
        if not having and any(document.data for document in self.documents.values()):
            known = {key for document in self.documents.values() for key in document.data}
            node.fault(key, f"There is no text {name!r}. {nearest(name, known)}")
        words = {}
        for language, document in self.documents.items():
            text = document.data.get(name)
            if isinstance(text, str):
                words[language] = values.fill(document, (name,), text)
            elif having and document.data and (language, name) not in self.missing:
                self.missing.add((language, name))
                self.faults.add(
                    document.file,
                    0,
                    name,
                    f"The text {name} is missing; {node.document.file} uses it on line {node.line(key)}. Translate it from "
                    f"texts/{having[0]}.toml.",
                )
        return words

    def check_unused(self) -> None:
        """Note the texts that nothing uses."""
        for document in self.documents.values():
            for key in document.data:
                if key not in self.used:
                    document.fault((key,), f"Nothing uses the text {key}. Take it out, or name it where it belongs.")
