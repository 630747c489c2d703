"""A page is a frozen dataclass and a template of the same fields; templates keep to what the strict policy allows."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import fields, is_dataclass
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError, meta, nodes

from eclear.web import pages
from eclear.web.frame import HERE, Pages

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
GLOBALS = {
    "frame",
    "term",
    "word",
    "other",
    "beside",
    "asset",
    "acceptance",
    "then",
    "undefined",
    "null",
    "_",
    "gettext",
    "ngettext",
}


def page_classes() -> list[type]:
    found = []
    for module in pkgutil.iter_modules(pages.__path__):
        names = vars(importlib.import_module(f"{pages.__name__}.{module.name}")).values()
        found += [one for one in names if isinstance(one, type) and is_dataclass(one) and "template" in vars(one)]
    return sorted(set(found), key=lambda one: one.__name__)


@pytest.fixture(scope="module")
def environment():  # type: ignore[no-untyped-def]
    return Pages(ZoneInfo("Asia/Seoul")).templates


def variables(environment, name: str) -> set[str]:  # type: ignore[no-untyped-def]
    """The variables of a template and of what it includes; its macros, and those that it imports, take theirs as parameters."""
    tree = environment.parse((HERE / "templates" / name).read_text("utf-8"))
    found = meta.find_undeclared_variables(tree)
    for included in tree.find_all(nodes.Include):
        found |= variables(environment, included.template.value)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "part":  # a part that is kept from one reader to the next
            found |= variables(environment, call.args[0].value)
    own = {alias if isinstance(alias, str) else alias[1] for one in tree.find_all(nodes.FromImport) for alias in one.names}
    own |= {macro.name for macro in tree.find_all(nodes.Macro)}
    own |= {assign.target.name for assign in tree.find_all(nodes.Assign) if isinstance(assign.target, nodes.Name)}
    return found - own


@pytest.mark.parametrize("page", page_classes(), ids=lambda page: page.__name__)
def test_a_template_uses_exactly_the_fields_of_its_page(page: type, environment) -> None:  # type: ignore[no-untyped-def]
    kit = {name for name in variables(environment, page.template) if name.startswith("govuk")}
    used = variables(environment, page.template) - GLOBALS - kit
    assert used == {field.name for field in fields(page)}


def test_a_name_that_no_page_has_is_a_mistake_and_says_so(environment) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nowhere }}").render()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ page.nowhere }}").render(page=object())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_quote_every_attribute_and_hold_no_style_and_no_script_of_their_own(template) -> None:  # type: ignore[no-untyped-def]
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.S)
    assert not re.search(r"\|\s*safe\b|Markup\(", text)
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    flat = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "x", text, flags=re.S)
    assert not [
        tag
        for tag in re.findall(r"<[a-z][^<>]*>", flat)
        if re.search(r"\s[a-z:-]+=(?![\"'])", re.sub(r"\"[^\"]*\"|'[^']*'", '""', tag))
    ]
