"""The languages of the pages: which one this reader uses, and how a sentence and a term are said in it.

Messages are kept in ``locales/<language>/LC_MESSAGES/eclear.po`` and read at the start, so no compiled file is needed.
English is the language of the source, and every other language is one catalogue: a folder with a file is all it takes.
A customs term carries its English and its Korean; other languages say it from their catalogue, under the context ``term``.
It is always shown twice: the reader's language first, beside it the Korean, or on a Korean page the English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from markupsafe import Markup, escape

from eclear.casefile.words import Term
from eclear.web.patterns import DEEPEST, Pattern, by_fixed, figure, partly_said, pattern, wholly_said
from eclear.web.pseudo import Mirrored, mirrored

FOLDER = Path(__file__).parent / "locales"
SOURCE = "en"
"""The language of the source: it needs no catalogue."""

CARRIED = ("en", "ko")
"""The languages that a term carries itself."""

TERM = "term"
"""The context (msgctxt) of a term in a catalogue: a term and a sentence of the same words may be said differently."""

PSEUDO = "ar-XB"
"""A language that nobody speaks: English mirrored and made longer, to see what a script from right to left does to a page."""

_LOCALES = {SOURCE: "en_GB", PSEUDO: "ar"}
_HEADER = re.compile(r'^"Language: (\w+)\\n"$', re.MULTILINE)


def catalogue_of(code: str) -> Path:
    """Return the file that holds the messages of a language."""
    return FOLDER / code / "LC_MESSAGES" / "eclear.po"


@cache
def locale(code: str) -> Locale:
    """Return how numbers and days are written in a language: as the head of its catalogue says, such as ``fr_FR``."""
    if code in _LOCALES:
        return Locale.parse(_LOCALES[code])
    with catalogue_of(code).open(encoding="utf-8") as file:
        found = _HEADER.search(file.read(4096))
    return Locale.parse(found[1] if found else code)


def _languages() -> dict[str, str]:
    codes = sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/eclear.po"))
    names = {code: locale(code).language for code in (SOURCE, *codes)}
    return {code: _begun(Locale(name).get_display_name(name) or code) for code, name in names.items()}


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


LANGUAGES = _languages()
"""The languages of the pages, each by its own name: English, and every language that has a catalogue."""

_language: ContextVar[str] = ContextVar("language", default=SOURCE)
_offered: ContextVar[Mapping[str, str]] = ContextVar("offered", default=LANGUAGES)


def language() -> str:
    """The language of the reader who is being answered, such as ``en`` or ``ko``."""
    return _language.get()


def direction() -> str:
    """The way the reader's script runs: ``ltr`` or ``rtl``."""
    return locale(language()).text_direction


def speak(code: str | None) -> None:
    """Answer in this language from here on; anything but a language of the pages means English."""
    _language.set(code if code in LANGUAGES or code == PSEUDO else SOURCE)


def offered() -> Mapping[str, str]:
    """The languages that this reader may choose, each by its own name."""
    return _offered.get()


def offer(*, pseudo: bool = False) -> Mapping[str, str]:
    """Let readers choose among the languages of the pages from here on, and the mirrored one too if that is asked for."""
    languages = {**LANGUAGES, PSEUDO: mirrored("Mirrored")} if pseudo else LANGUAGES
    _offered.set(languages)
    return languages


@cache
def messages(code: str) -> NullTranslations:
    """Return the messages in one language."""
    if code == PSEUDO:
        return Mirrored()
    if code == SOURCE or code not in LANGUAGES:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(code))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _catalogue(code: str) -> Catalog:
    with catalogue_of(code).open("rb") as file:
        return read_po(file)


def _(message: str, **values: object) -> str:
    """Say a sentence in the reader's language, with values put in where it names them, such as ``%(amount)s``."""
    said = messages(language()).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Say a sentence about a number of things in the reader's language; ``%(num)s`` is the number."""
    return messages(language()).ngettext(one, many, number) % {"num": number, **values}


def gettext(message: str) -> str:
    """Return the message in the reader's language (for the templates, which put values in themselves)."""
    return messages(language()).gettext(message)


def ngettext_plain(one: str, many: str, number: int) -> str:
    """Return one of two messages in the reader's language (for the templates)."""
    return messages(language()).ngettext(one, many, number)


def told(term: Term, code: str) -> str | None:
    """The term in one language; None where the language has no word for it, as for the texts of a tariff."""
    if code == SOURCE:
        return term.en
    if code == "ko":
        return term.ko or None
    return mirrored(term.en) if code == PSEUDO else _said(code, term.en)


def word(term: Term) -> str:
    """The term in the reader's language alone; in English where there is no word for it."""
    return told(term, language()) or term.en


def both(term: Term) -> Markup:
    """The term in two languages: the reader's first and darker, beside it the Korean (or the English on a Korean page)."""
    code = language()
    first = marked(term)
    if not term.ko or term.ko == term.en:
        return first
    if code == "ko":
        return Markup('{}<span class="ec-ko" lang="en">{}</span>').format(first, term.en)
    return Markup('{}<span class="ec-ko" lang="ko">{}</span>').format(first, term.ko)


def marked(term: Term) -> Markup:
    """The term in the reader's language; in English, marked as English, where there is no word for it."""
    said = told(term, language())
    if said is None and language() not in CARRIED and any(sign.islower() for sign in term.en):
        return Markup('<span lang="en">{}</span>').format(term.en)
    return escape(said or term.en)


@cache
def _terms(code: str) -> Mapping[str, str]:
    """The terms of a language by their English."""
    entries = (entry for entry in _catalogue(code) if entry.context == TERM and entry.string and not entry.fuzzy)
    return {str(entry.id): str(entry.string) for entry in entries}


@cache
def _patterns(code: str) -> tuple[Pattern, ...]:
    """The terms of a language that have a place for something else, such as ``Item %(number)s``; the most specific first."""
    return by_fixed(pattern(english, said) for english, said in _terms(code).items() if "%(" in english or "{}" in english)


@lru_cache(maxsize=20_000)
def _said(code: str, english: str, deep: int = DEEPEST) -> str | None:
    """Say the English of a term in a language down to its last word if that can be, else as far as it can be said."""
    said = _wholly(code, english, deep)
    return said or (partly_said(_patterns(code), english, lambda part: _said(code, part, deep - 1)) if deep else None)


@lru_cache(maxsize=20_000)
def _wholly(code: str, english: str, deep: int) -> str | None:
    """Say the English of a term in a language: as it stands in the catalogue, or as terms that were put together.

    A term may begin with a capital where the catalogue has it small, and the other way round.
    """
    if written := figure(english, locale(code)):
        return written
    known = _terms(code)
    for text, change in ((english, str), (_small(english), _begun), (_begun(english), _small)):
        if text in known:
            return change(known[text])
    return wholly_said(_patterns(code), english, lambda part: _wholly(code, part, deep - 1)) if deep else None


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
