"""What is drawn once and then taken as it is: the kit's form fields, and parts of pages that are made from the same values.

A part is a template of its own, and is kept under every value that the template uses: whatever is not the same is drawn anew,
whoever asks. It knows the day but not the hour. What only stands in addresses and hidden fields, such as the number of the case
and the mark that the forms of a login carry, is left blank in it and filled in last.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

from jinja2 import Environment, Template, meta, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from eclear.web import languages

KIT = {
    "button": "govukButton",
    "input": "govukInput",
    "textarea": "govukTextarea",
    "file-upload": "govukFileUpload",
    "error-summary": "govukErrorSummary",
}
"""The macros of the kit that pages use, by the folder of each."""

MOST_DRAWN, LONGEST_KEY = 2048, 4000


class Drawn:
    """Pieces of HTML under what they were made from, the longest unused given up first."""

    def __init__(self, most: int = MOST_DRAWN) -> None:
        self._most, self._pieces, self._lock = most, OrderedDict[Hashable, Markup](), Lock()

    def get(self, key: Hashable, draw: Callable[[], Markup]) -> Markup:
        """Return the piece under a key, drawn if it is not there."""
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                return piece
        piece = draw()
        with self._lock:
            self._pieces[key] = piece
            if len(self._pieces) > self._most:
                self._pieces.popitem(last=False)
        return piece


@dataclass(frozen=True)
class Around:
    """What a part may know of the frame of its page: the language, the day as a moment of it, and whether who reads it sits at
    a desk or is alone with his machine."""

    language: str
    now: datetime
    sitting: bool


_in_part: ContextVar[bool] = ContextVar("in_part", default=False)
_SIGN = secrets.token_hex(16)  # nobody can write a blank into a declaration who does not know it
_BLANK = re.compile(f"blank{_SIGN}([a-z_]+)end")


def blank(name: str) -> str:
    """Return what stands in a part where a value is filled in last: letters and digits, so that no filter changes it."""
    return f"blank{_SIGN}{name}end"


def in_part() -> bool:
    """True while a part is drawn: what it says of one login is left blank, since it is kept for everybody."""
    return _in_part.get()


def filled(text: str, value: Callable[[str], str]) -> str:
    """Return a page with its blanks filled in, each by its name."""
    return _BLANK.sub(lambda found: value(found[1]), text)


class Parts:
    """The parts of pages in one environment of templates, on the clocks of one place."""

    def __init__(self, environment: Environment, here: Callable[[datetime], datetime]) -> None:
        self._environment, self._here = environment, here
        self._drawn, self._names = Drawn(), dict[str, tuple[str, ...]]()

    @cached_property
    def function(self) -> Callable[..., Markup]:
        """The function ``part`` of the templates: draws another template with the same names, or takes it as it was drawn.

        Names that are given besides are left blank: they may only be printed.
        """

        @pass_context
        def part(context: Context, template: str, *blanks: str) -> Markup:
            values = {name: blank(name) if name in blanks else context.resolve(name) for name in self._used(template)}
            frame: Any = values.pop("frame", None)
            around = Around(languages.language(), self._here(frame.now), bool(frame.sitting)) if frame else None
            known = (around.now.date(), around.sitting) if around else None
            key = (template, languages.language(), known, tuple(values.values()))
            try:
                hash(key)
            except TypeError:  # something that can change: drawn anew each time
                return self._draw(template, values | {"frame": around})
            return self._drawn.get(key, lambda: self._draw(template, values | {"frame": around}))

        return part

    def _draw(self, template: str, values: dict[str, Any]) -> Markup:
        token = _in_part.set(True)
        try:
            return Markup(self._environment.get_template(template).render(values))  # noqa: S704 (a template's own output)
        finally:
            _in_part.reset(token)

    def _used(self, template: str) -> tuple[str, ...]:
        """Return the names that a template and those it includes take from the page."""
        if template not in self._names:
            own = set(self._environment.globals) | {"_", "gettext", "ngettext"}
            self._names[template] = tuple(sorted(self._undeclared(template) - own))
        return self._names[template]

    def _undeclared(self, template: str) -> set[str]:
        assert self._environment.loader is not None
        source = self._environment.loader.get_source(self._environment, template)[0]
        parsed = self._environment.parse(source)
        found = set(meta.find_undeclared_variables(parsed))
        for include in parsed.find_all(nodes.Include):
            assert isinstance(include.template, nodes.Const), f"{template}: a part names what it includes"
            found |= self._undeclared(include.template.value)
        return found


class QuickTemplate(Template):
    """A template whose macros are made once: no template here has names of its own that others would have to see."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def keep_kit(environment: Environment) -> None:
    """Let the kit's macros draw the same field once: they know nothing but what they are given."""
    drawn = Drawn()
    for folder, name in KIT.items():
        module = environment.get_template(f"govuk_frontend_jinja/components/{folder}/macro.html").module
        setattr(module, name, _once(name, getattr(module, name), drawn))


def _once(name: str, macro: Callable[..., Markup], drawn: Drawn) -> Callable[..., Markup]:
    def once(given: dict[str, Any]) -> Markup:
        key = f"{name}{given!r}"
        return drawn.get(key, lambda: macro(given)) if len(key) <= LONGEST_KEY else macro(given)

    return once
