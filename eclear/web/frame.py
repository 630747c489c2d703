"""The frame around every page: how a page becomes HTML, in which language, light and view, and on whose clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qsl, quote, urlencode
from zoneinfo import ZoneInfo

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.loaders import ChoiceLoader
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from eclear.casefile.words import Term
from eclear.documents import tables_as_csv, tables_as_workbook
from eclear.training.people import CHAIRS
from eclear.web import languages, wording
from eclear.web.drawing import Parts, QuickTemplate, blank, filled, in_part, keep_kit
from eclear.web.languages import LANGUAGES, _, both, marked, offered, word
from eclear.web.listing import FORMS, SHEET, wanted
from eclear.web.navigation import REFUSALS_TO, Place, places
from eclear.web.pages.case import cargo_written
from eclear.web.pages.entrance import Desk, desk_of
from eclear.web.pages.play import Strip
from eclear.web.pages.tables import TABLES, name_of, tables_of
from eclear.web.visit import visit

HERE = Path(__file__).parent
STATIC = HERE / "static"
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ACCEPTANCE, THEN = Term("Acceptance", "수리"), Term("Then", "그다음")


class Page(Protocol):
    """A frozen dataclass that names its template; its fields are the variables of the template."""

    template: ClassVar[str]


class PageUndefined(StrictUndefined):
    """A name that a template uses and its page does not have is a mistake, and says so.

    Only the parameters of the kit's macros, which are plain dicts by design, may leave a key out, and a macro of the
    kit may be called without a body.
    """

    __slots__ = ()

    def __new__(cls, hint: str | None = None, obj: Any = None, name: str | None = None, *_rest: Any) -> Any:
        """Return the lenient kind where a kit macro may leave something out, the strict kind everywhere else."""
        if isinstance(obj, dict) or name == "caller":
            return ChainableUndefined(hint, obj, name)
        return super().__new__(cls)


@dataclass(frozen=True, slots=True)
class Looks:
    """How this reader wants the pages: language, light, view, and whether keys are on. Kept in cookies."""

    language: str = "en"
    theme: str = "auto"
    view: str = "desk"
    keys: str = "on"


CHOICES: Mapping[str, tuple[str, ...]] = {
    "lang": tuple(LANGUAGES),
    "theme": ("auto", "light", "dark", "contrast"),
    "view": ("desk", "projector"),
    "keys": ("on", "off"),
}
"""What can be switched by address, such as ``?view=projector``, and is remembered in a cookie of the same name."""


def looks(cookies: Mapping[str, str]) -> Looks:
    """Return what the reader chose; anything that is not one of the choices counts as not chosen."""
    chosen = {name: cookies.get(name, "") if is_choice(name, cookies.get(name)) else CHOICES[name][0] for name in CHOICES}
    return Looks(chosen["lang"], chosen["theme"], chosen["view"], chosen["keys"])


def is_choice(name: str, value: str | None) -> bool:
    """True for something that can be switched, and a value that it may have for this reader."""
    return name in CHOICES and value in (offered() if name == "lang" else CHOICES[name])


def address_of(path: str) -> str:
    """Return a path of this server as it may stand in a link: whatever it holds, it never names another host."""
    return "/" + quote(path.lstrip("/"))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits here, at which desk, the other desks that he can go to, and whether it is a chair of the demonstration room."""

    name: str
    desk: Desk
    others: tuple[Desk, ...]
    on_a_chair: bool


def _sitting() -> Sitting | None:
    """Return who sits here; None for who is alone or has not come in."""
    person, post = visit().seated.person, visit().seated.post
    if post is None:
        return None
    return Sitting(
        person.name, desk_of(post), tuple(desk_of(other) for other in person.posts if other != post), person.id in CHAIRS
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around itself."""

    language: str
    direction: str
    theme: str
    view: str
    keys: bool
    place: str
    places: Sequence[Place]
    languages: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]
    room: str
    sitting: Sitting | None
    refusals: bool
    now: datetime
    zone: str
    address: str
    query: str
    is_list: bool = False
    strip: Strip | None = None

    def switched(self, **choice: str) -> str:
        """Return the address of this same page with something switched, such as its language."""
        kept = [(name, value) for name, value in parse_qsl(self.query, keep_blank_values=True) if name not in CHOICES]
        return f"{self.address}?{urlencode([*kept, *choice.items()])}"

    @property
    def sheets(self) -> tuple[tuple[str, str], ...]:
        """What the list of this page can be had as, and the address of each: whole, with the same filters."""
        if not self.is_list:
            return ()
        kept = [(name, value) for name, value in parse_qsl(self.query) if name not in (*CHOICES, SHEET, "page")]
        return tuple((form.upper(), f"{self.address}?{urlencode([*kept, (SHEET, form)])}") for form in FORMS)


class Pages:
    """Turns pages into HTML in one time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.templates = _environment(zone)
        self.around: Callable[[], tuple[Strip | None, bool]] = lambda: (None, False)
        """What stands around every page for who is being answered: the strip of his play, and whether he has an exercise."""

    def html(self, request: Request, page: Page, now: datetime, status: int = 200) -> Response:
        """Return a page in its frame, as an answer; a list of which a table is wanted, as that."""
        sheet = self.sheet(page, now) if status == 200 else None
        return sheet or HTMLResponse(self.text(request, page, now), status)

    def sheet(self, page: Page, now: datetime) -> Response | None:
        """Return a list as the table that is wanted; None where a page is wanted, or where it is no list."""
        form = wanted()
        tables = tables_of(page, self.zone) if form else ()
        if not tables:
            return None
        name = f"{name_of(page)}-{now.astimezone(self.zone):%Y-%m-%d}.{form}"
        body = tables_as_csv(tables) if form == "csv" else tables_as_workbook(tables)
        heads = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=MEDIA[form], headers=heads)

    def text(self, request: Request, page: Page, now: datetime) -> str:
        """Return a page in its frame."""
        context = {field.name: getattr(page, field.name) for field in fields(page)}  # type: ignore[arg-type]
        drawn = self.templates.get_template(page.template).render(context, frame=self.frame(request, now, type(page) in TABLES))
        return filled(drawn, partial(_value, context))

    def warm(self) -> None:
        """Read all templates, so that nobody who opens the first page waits for it."""
        for template in sorted((HERE / "templates").glob("*.html")):
            self.templates.get_template(template.name)

    def fragment(self, template: str, **context: object) -> str:
        """Return parts of a page, for a page that is open."""
        return filled(self.templates.get_template(template).render(context), partial(_value, context))

    def frame(self, request: Request, now: datetime, is_list: bool = False) -> Frame:
        """Return the frame for a reader, around a list or another page."""
        look, path = looks(request.cookies), request.scope["path"]
        strip, exercise = self.around()
        to = places(visit(), exercise=exercise)
        themes = (("auto", _("as the device")), ("light", _("light")), ("dark", _("dark")), ("contrast", _("high contrast")))
        return Frame(
            language=languages.language(),
            direction=languages.direction(),
            theme="light" if (look.view, look.theme) == ("projector", "auto") else look.theme,
            view=look.view,
            keys=look.keys == "on",
            place=next((place.path for place in to if path.startswith(place.path)), ""),
            places=to,
            sitting=_sitting(),
            refusals=visit().is_in and visit().seated.plays(*REFUSALS_TO),
            languages=tuple(offered().items()),
            themes=themes,
            room=visit().room,
            now=now.astimezone(self.zone),
            zone=self.zone.key,
            address=address_of(path),
            query=request.scope["query_string"].decode("latin-1"),
            is_list=is_list,
            strip=strip,
        )


@cache
def _environment(zone: ZoneInfo) -> Environment:
    kit = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), kit]),
        autoescape=True,
        undefined=PageUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.template_class = QuickTemplate
    environment.install_gettext_callables(languages.gettext, languages.ngettext_plain, newstyle=True)  # type: ignore[attr-defined]

    def here(at: datetime) -> datetime:
        return at.astimezone(zone)

    environment.globals.update(
        term=_term, word=word, marked=marked, other=other, beside=beside, asset=asset, acceptance=ACCEPTANCE, then=THEN
    )
    environment.globals.update(seal=seal, sealed=sealed)
    # two names of the kit's own language that its macros compare with
    environment.globals.update(undefined=ChainableUndefined(name="undefined"), null=None)
    environment.filters.update(
        cargo=cargo_written,
        day=wording.day,
        day_short=wording.day_short,
        number=wording.number,
        exchanged=wording.exchanged,
        time=lambda at: wording.time(here(at)),
        clock=lambda at: f"{here(at):%H:%M:%S}",
        moment=lambda at, now: wording.moment(here(at), here(now)),
        days_differ=lambda entries, now: any(here(entry.at).date() != here(now).date() for entry in entries),
    )
    environment.globals.update(part=Parts(environment, here).function, _=_said)
    keep_kit(environment)
    return environment


def _value(context: Mapping[str, object], name: str) -> str:
    """What is filled in last: the mark of the login, or a value of the page."""
    if name == "seal":
        return str(seal())
    return sealed("") if name == "sealed" else str(escape(context[name]))


def seal() -> Markup:
    """The hidden field that every form carries; nothing for who needs none."""
    if in_part():
        return Markup(blank("seal"))  # noqa: S704 (letters and digits)
    mark = visit().seal
    return Markup('<input type="hidden" name="seal" value="{}">').format(mark) if mark else Markup()


def sealed(address: str) -> str:
    """Return the address of a form that sends a file, with the mark that other forms carry as a field."""
    (path, hash_, part) = address.partition("#")
    if in_part():
        return f"{path}{blank('sealed')}{hash_}{part}"
    mark = visit().seal
    return f"{path}?seal={mark}{hash_}{part}" if mark else address


def _term(term: Term | str, ko: str | None = None) -> Markup:
    return _both(term if isinstance(term, Term) else Term(term, ko or ""), languages.language())


@lru_cache(maxsize=8192)
def _both(term: Term, _language: str) -> Markup:
    """The term in two languages, put together once for each reader's language."""
    return both(term)


def _said(message: str, **values: object) -> Markup:
    """Say a sentence of a template in the reader's language; values that are put in are escaped."""
    if not values:
        return _plain(message, languages.language())
    return _message(message, languages.language()) % values


@lru_cache(maxsize=8192)
def _message(message: str, _language: str) -> Markup:
    return Markup(languages.gettext(message))  # noqa: S704 (a sentence of the catalogue)


@lru_cache(maxsize=8192)
def _plain(message: str, language: str) -> Markup:
    return _message(message, language) % {}


def other(term: Term) -> str:
    """The term in the language that is not the reader's."""
    return term.en if languages.language() == "ko" else term.ko


def beside(term: Term) -> Markup:
    """The other language's word on its own, marked as such."""
    code = "en" if languages.language() == "ko" else "ko"
    return Markup('<span lang="{}">{}</span>').format(code, other(term))


@cache
def asset(name: str) -> str:
    """Return the address of a style sheet or script; it changes with the file, so that browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
