"""The two languages of the pages: which one this reader uses, and how a term is shown in both.

Messages are kept in ``locales/<language>/LC_MESSAGES/eclear.po`` and read at the start, so no compiled file is needed.
English is the language of the source. A customs term always shows both: the reader's language first, the other beside it.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from markupsafe import Markup, escape

from eclear.casefile.words import Term

FOLDER = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "ko": "한국어"}
"""The languages of the pages, each by its own name."""

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language of the reader who is being answered: ``en`` or ``ko``."""
    return _language.get()


def speak(code: str | None) -> None:
    """Answer in this language from here on; anything but a language of the pages means English."""
    _language.set(code if code in LANGUAGES else "en")


@cache
def messages(code: str) -> NullTranslations:
    """Return the messages in one language."""
    source = FOLDER / code / "LC_MESSAGES" / "eclear.po"
    if not source.is_file():
        return NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


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


@cache
def locale(code: str) -> Locale:
    """Return how numbers and days are written in a language."""
    return Locale.parse({"en": "en_GB", "ko": "ko_KR"}[code])


def word(term: Term) -> str:
    """The term in the reader's language alone."""
    return term.ko if language() == "ko" and term.ko else term.en


def both(term: Term) -> Markup:
    """The term in both languages: the reader's first and darker, the other beside it."""
    if not term.ko or term.ko == term.en:
        return escape(term.en)
    if language() == "ko":
        return Markup('{}<span class="ec-ko" lang="en">{}</span>').format(term.ko, term.en)
    return Markup('{}<span class="ec-ko" lang="ko">{}</span>').format(term.en, term.ko)
