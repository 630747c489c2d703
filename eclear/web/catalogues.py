"""The catalogues of the languages: brought up to date with the source, checked, given to translators and taken back.

Nothing that somebody translated is lost: what the pages do not say any more is kept at the end of the file as an old entry,
and a table that comes back changes only the rows in which something stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from eclear import __version__
from eclear.web.extracting import Said, known_to_cldr
from eclear.web.languages import CARRIED, FOLDER, TERM

PLACES = re.compile(r"%\(\w+\)s|\{\w*\}")
TAGS = re.compile(r"<[^>]*>")

HEAD = (
    "Messages of the pages of eclear. English is the language of the source.\n"
    'Entries with msgctxt "term" are customs terms; all others are sentences. Written by: eclear words update'
)
COLUMNS = ("kind", "form", "where used", "English", "Korean", "translation", "unsure", "note")
WIDTHS = (10, 6, 30, 60, 40, 60, 8, 30)
UNSURE = ("yes", "x")


class NotTaken(Exception):
    """A table of translations that is not taken back; it names every row that is wrong, and what to do."""


def path_of(code: str, folder: Path = FOLDER) -> Path:
    """Return where the catalogue of a language is kept."""
    return folder / code / "LC_MESSAGES" / "eclear.po"


def read(code: str, folder: Path = FOLDER) -> Catalog:
    """Return the catalogue of a language. Raises OSError if there is none."""
    with path_of(code, folder).open("rb") as file:
        return read_po(file)


def write(code: str, catalogue: Catalog, folder: Path = FOLDER) -> None:
    """Write the catalogue of a language: one line for each text, no line numbers, so that two versions compare well."""
    written = BytesIO()
    write_po(written, catalogue, width=0, include_lineno=False)
    path = path_of(code, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def begun(locale: str, now: datetime | str) -> Catalog:
    """Return an empty catalogue for a language, named by its locale, such as ``fr_FR``."""
    return Catalog(
        locale=locale,
        header_comment="\n".join(f"# {line}" for line in HEAD.splitlines()),
        project="eclear",
        version=__version__,
        msgid_bugs_address="the issues of this repository",
        creation_date=now,
        revision_date=now,
        last_translator="eclear",
        language_team="eclear",
        fuzzy=False,
    )


def _wanted(code: str, said: Iterable[Said]) -> Iterator[Said]:
    """Leave out the terms for a language that terms carry themselves."""
    return (one for one in said if one.context != TERM or code not in CARRIED)


def updated(code: str, old: Catalog, said: Iterable[Said]) -> Catalog:
    """Return a catalogue that says what the pages say now: with every translation it had, and new entries empty.

    Names of countries and currencies come from Unicode CLDR. What is not said any more is kept as an old entry.
    """
    new = begun(str(old.locale), old.creation_date)
    new.header_comment, new.project, new.version = old.header_comment, old.project, old.version
    new.revision_date, new.last_translator, new.language_team = old.revision_date, old.last_translator, old.language_team
    for one in _wanted(code, said):
        before = _known(old, one)
        id = one.english if one.plural is None else (one.english, one.plural)
        told = before.string if before else known_to_cldr(one, new.locale)
        new.add(
            id,
            _shaped(told, one.plural is not None, new.num_plurals),
            locations=[(place, 0) for place in one.places],
            flags=before.flags - {"python-format"} if before else (),
            user_comments=before.user_comments if before else (),
            context=one.context,
        )
    for left in (*old, *old.obsolete.values()):
        if left.id and left.string and any(_texts(left)) and new.get(_first(left), left.context) is None:
            new.obsolete[(_first(left), left.context) if left.context else _first(left)] = left
    return new


def _known(old: Catalog, said: Said) -> Message | None:
    """Return what a catalogue has for something said, also as an old entry that is said again."""
    here = old.get(said.english, said.context)
    return here or old.obsolete.get((said.english, said.context) if said.context else said.english)


def _shaped(told: object, plural: bool, forms: int) -> str | tuple[str, ...]:
    """Return translations with as many forms as the language needs."""
    texts = tuple(map(str, told)) if isinstance(told, tuple | list) else (str(told or ""),)
    return (*texts, *("",) * forms)[:forms] if plural else texts[0]


def _first(entry: Message) -> str:
    return str(entry.id if isinstance(entry.id, str) else entry.id[0])


def _texts(entry: Message) -> tuple[str, ...]:
    return tuple(entry.string) if isinstance(entry.string, tuple | list) else (str(entry.string),)


def _english(entry: Message, form: int) -> str:
    """Return the English of one form of an entry: of several the first says one thing, the others many."""
    if isinstance(entry.id, str):
        return entry.id
    one, many = entry.id[:2]
    return str(one if form == 0 and len(_texts(entry)) > 1 else many)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a catalogue found: how many entries there are, and what is wrong with which."""

    entries: int
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    faults: tuple[str, ...]
    not_said: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """True if every entry can be shown as it stands."""
        return not (self.missing or self.unsure or self.faults or self.not_said)


def checked(code: str, catalogue: Catalog, said: Sequence[Said]) -> Checked:
    """Check a catalogue against what the pages say."""
    wanted = {one.key: one for one in _wanted(code, said)}
    kept = {(entry.context, _first(entry)): entry for entry in catalogue if entry.id}
    missing = [key[1] for key in wanted if key not in kept or not all(_texts(kept[key]))]
    faults = [
        f"{_first(entry)}: {fault}"
        for entry in kept.values()
        for form, text in enumerate(_texts(entry))
        if text and (fault := _fault(entry, form, text))
    ]
    unsure = [_first(entry) for entry in kept.values() if entry.fuzzy and any(_texts(entry))]
    return Checked(len(wanted), tuple(missing), tuple(unsure), tuple(faults), tuple(key[1] for key in kept if key not in wanted))


def _fault(entry: Message, form: int, text: str) -> str:
    """Say what is wrong with one form of a translation; what says one thing may name the number, or leave it out."""
    is_sentence = entry.context != TERM
    englishes = (_english(entry, form), str(entry.id[1])) if isinstance(entry.id, tuple | list) else (entry.id,)
    faults = [fault_of(str(english), text, is_sentence) for english in englishes]
    return "" if "" in faults else faults[0]


def fault_of(english: str, text: str, is_sentence: bool = True) -> str:
    """Say what keeps a translation from being shown; "" if nothing does.

    It puts in what the English puts in, marks up what the English marks up, and doubles a percent sign of its own.
    """
    wanted, given = Counter(PLACES.findall(english)), Counter(PLACES.findall(text))
    if set(wanted) != set(given):
        lacks, beyond = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
        told = [
            f"{' and '.join(names)} {words}"
            for names, words in ((lacks, "is missing"), (beyond, "is not in the English"))
            if names
        ]
        return f"{'; '.join(told)}. Keep what stands between %( and )s, or in braces, letter by letter."
    if Counter(TAGS.findall(english)) != Counter(TAGS.findall(text)):
        return "its mark-up is not that of the English. Keep what stands between < and >, and add none."
    if is_sentence or "%(" in english:
        try:
            text % {name[2:-2]: "" for name in given if name.startswith("%")}
        except (ValueError, TypeError, KeyError):
            return "a percent sign stands alone. Write it twice: %%."
    return ""


def rows(catalogue: Catalog, korean: Catalog, said: Iterable[Said]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table for translators, one for each text, as :data:`COLUMNS` names them."""
    carried = {one.key: one.korean for one in said}
    for entry in catalogue:
        if not entry.id:
            continue
        known = korean.get(_first(entry), entry.context)
        beside = carried.get((entry.context, _first(entry))) or (_texts(known)[0] if known else "")
        texts = _texts(entry)
        for form, text in enumerate(texts):
            yield (
                entry.context or "sentence",
                str(form + 1) if isinstance(entry.id, tuple | list) else "",
                " ".join(place for place, _line in entry.locations),
                _english(entry, form),
                beside,
                text,
                "yes" if entry.fuzzy else "",
                "\n".join(entry.user_comments),
            )


def taken(code: str, catalogue: Catalog, table: Iterable[tuple[int, Mapping[str, str]]]) -> int:
    """Take the rows of a table back into a catalogue, each with its number in the sheet; return how many texts changed.

    An empty cell changes nothing. Raises NotTaken with every row that is wrong; then nothing has changed at all.
    """
    entries = {key: entry for entry in catalogue if entry.id for key in _keys(entry)}
    problems, changes = [], list[tuple[Message, int, Mapping[str, str], str]]()
    for number, cells in table:
        key = (cells["kind"].strip(), cells["form"].strip(), _plain(cells["English"]))
        entry = entries.get(key)
        if entry is None:
            problems.append(
                f"Row {number}: {_short(cells['English'])}: the pages do not say this. Take the row out, or export anew."
            )
            continue
        text = typeset(code, cells["translation"].strip())
        if text and (fault := _fault(entry, int(key[1] or 1) - 1, text)):
            problems.append(f"Row {number}: {_short(cells['English'])}: {fault}")
        changes.append((entry, int(key[1] or 1) - 1, cells, text))
    if problems:
        raise NotTaken("\n".join(problems))
    return sum(_changed(*change) for change in changes)


def _keys(entry: Message) -> Iterator[tuple[str, str, str]]:
    for form in range(len(_texts(entry))):
        number = str(form + 1) if isinstance(entry.id, tuple | list) else ""
        yield entry.context or "sentence", number, _plain(_english(entry, form))


def _plain(text: str) -> str:
    """Return a text as a spreadsheet may have left it: without spaces around it and with one kind of line end."""
    return text.replace("\r\n", "\n").strip()


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _changed(entry: Message, form: int, cells: Mapping[str, str], text: str) -> bool:
    texts = _texts(entry)
    if note := cells.get("note", "").strip():
        entry.user_comments = note.splitlines()
    if not text:
        return False
    unsure = cells.get("unsure", "").strip().lower() in UNSURE
    before = texts[form], entry.fuzzy
    new = (*texts[:form], text, *texts[form + 1 :])
    entry.string = new if isinstance(entry.id, tuple | list) else text
    entry.flags = (entry.flags | {"fuzzy"}) if unsure else (entry.flags - {"fuzzy"})
    return before != (text, unsure)


_FRENCH = ((re.compile(r"[ \u00a0\u202f]+:"), "\u00a0:"), (re.compile(r"[ \u00a0\u202f]+([;!?])"), "\u202f\\1"),
           (re.compile(r"«[ \u00a0\u202f]*"), "«\u00a0"), (re.compile(r"[ \u00a0\u202f]*»"), "\u00a0»"))  # fmt: skip


def typeset(code: str, text: str) -> str:
    """Return a translation with the spaces of its language: French ones before ``: ; ! ?`` do not break."""
    for found, instead in _FRENCH if code == "fr" else ():
        text = found.sub(instead, text)
    return text
