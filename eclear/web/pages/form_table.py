"""The form of a declaration as a table: one line for each field - where it stands, at which step, and how it is filled in.

Labels, WCO names and pointers come from the casefile, lists from the country's folder. A way such as
``information[type=CTP].code`` is the field of that one row among several whose type is CTP; ``origins[1].country`` is that
of the first row. What has no line here is kept as it came, and shown with the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.pointer import Slot, slot_of
from eclear.casefile.valuation import METHODS
from eclear.casefile.words import Term
from eclear.web.languages import _

Hint = Callable[[], str]
Said = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form: its step, its way, the list to choose from, and how it looks.

    ``folded`` stands behind a click, as a field that few declarations need. ``wide`` takes the whole
    row, and ``short`` only what a code needs of it. ``unit`` is the only one that is offered where
    a measure has always the same. ``label`` replaces the casefile's where one row of a kind has a name of its own.
    """

    step: str
    way: str
    codes: str = ""
    folded: bool = False
    wide: bool = False
    short: bool = False
    unit: str | None = None
    label: Term | None = None
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A field that occurs several times: its step, its way, and the lines of one row, whose ways begin at the row."""

    step: str
    way: str
    lines: tuple[Line, ...]
    folded: bool = True


@dataclass(frozen=True, slots=True)
class Selector:
    """One step of a way that leads into a row: the field of rows, and which of them."""

    name: str
    number: int = 0
    by: str = ""
    value: str = ""


STEPS: tuple[tuple[str, Said, Term], ...] = (
    ("parties", lambda: _("Parties"), Term("Parties", "관계자")),
    ("transport", lambda: _("Transport and cargo"), Term("Transport and cargo", "운송·화물")),
    ("goods", lambda: _("Goods items"), Term("Goods items", "품목")),
    ("money", lambda: _("Values and freight"), Term("Values and freight", "가격·운임")),
    ("documents", lambda: _("Documents"), Term("Documents", "첨부서류")),
    ("check", lambda: _("Check and lodge"), Term("Check and lodge", "확인·제출")),
)
"""The steps of the form in their order: id, name, and the title of its page."""

STEP_IDS = tuple(step for step, _name, _title in STEPS)

NEW_ROW: Mapping[str, Mapping[str, str]] = {
    "documents": {"category": "N"},
    "previous_documents": {"category": "X"},
    "origins": {"type": "1"},
}
"""What a new row says besides what is typed into it."""

NUMBERED = frozenset({"containers", "seals", "itinerary", "packages"})
"""Rows that bear their own number."""

FIXED: Mapping[str, tuple[tuple[str, Term], ...]] = {
    "origin_kinds": (("1", Term("non-preferential", "비특혜")), ("2", Term("preferential", "특혜"))),
    "methods": tuple((str(method), name) for method, name in METHODS.items()),
    "containers": (("0", Term("not in containers", "컨테이너 아님")), ("1", Term("in containers", "컨테이너 적입"))),
    "agents": (
        ("1", Term("the declarant for himself", "본인")),
        ("2", Term("in the name of the trader", "직접대리")),
        ("3", Term("in his own name, for the trader", "간접대리")),
    ),
}
"""Lists that are the same in every country."""


def _lines(step: str, *ways: str, codes: str = "", folded: bool = False) -> tuple[Line, ...]:
    return tuple(Line(step, way, codes, folded) for way in ways)


LINES: tuple[Line, ...] = (
    Line("parties", "type", "declaration_types"),
    Line("parties", "office", "offices"),
    Line("parties", "lrn", hint=lambda: _("Your own number for this declaration. It is never used twice.")),
    Line("parties", "declarant_id", hint=lambda: _("The number under which the broker or the trader declares.")),
    Line("parties", "declarant_name"),
    Line("parties", "importer_id", hint=lambda: _("For an import: the number under which the importer pays.")),
    Line("parties", "importer_name"),
    Line("parties", "exporter_name"),
    Line("parties", "exporter_country", "countries"),
    Line("parties", "seller_name"),
    Line("parties", "seller_country", "countries"),
    Line("parties", "information[type=CTP].code", "collection_types", label=Term("Collection type", "징수형태")),
    Line("parties", "information[type=CPL].code", "clearance_plans", label=Term("Clearance plan", "통관계획")),
    *_lines("parties", "accepted", "issued", "id", "function", "submitter_id", "agent_id", folded=True),
    Line("parties", "agent_function", "agents", folded=True),
    *_lines("parties", "exporter_id", "exporter_street", "exporter_postcode", "exporter_city", "seller_id", folded=True),
    *_lines("parties", "buyer_name", folded=True),
    *_lines("parties", "buyer_country", codes="countries", folded=True),
    *_lines("parties", "consignee_name", "consignee_id", "consignee_street", "consignee_postcode", folded=True),
    *_lines("parties", "consignee_city", folded=True),
    *_lines("parties", "consignee_country", codes="countries", folded=True),
    *_lines("parties", "payer_name", "payer_id", folded=True),
    *_lines("parties", "supervising_office", "exit_office", folded=True),
    Line(
        "transport",
        "previous_documents[type=785].id",
        label=Term("Cargo control number", "화물관리번호"),
        hint=lambda: _("As on the manifest, such as 26ABCD0123I04560789."),
    ),
    Line("transport", "border_transport_mode", "transport_modes"),
    Line("transport", "border_transport_id"),
    Line("transport", "border_transport_nationality", "countries"),
    Line("transport", "arrival_means_id"),
    Line("transport", "loading_location", hint=lambda: _("The code of the port or airport, such as CNSHA.")),
    Line("transport", "loading_location_name"),
    Line("transport", "export_country", "countries"),
    Line("transport", "destination", "countries"),
    Line("transport", "goods_location_id", "sheds"),
    Line("transport", "goods_location"),
    Line("transport", "container_code", "containers"),
    *_lines("transport", "border_transport_id_type", "arrival_means_id_type", folded=True),
    Line("transport", "arrival_mode", "transport_modes", folded=True),
    *_lines("transport", "departure_means_id", "departure_means_id_type", folded=True),
    Line("transport", "departure_mode", "transport_modes", folded=True),
    *_lines("transport", "goods_location_type", "goods_location_id_type", folded=True),
    Line("transport", "goods_location_country", "countries", folded=True),
    *_lines("transport", "warehouse", "warehouse_type", "carrier_id", folded=True),
    Line("money", "trade_terms", "incoterms"),
    Line("money", "trade_terms_place"),
    Line("money", "invoice_id"),
    Line("money", "invoice_issued"),
    Line("money", "invoice_amount"),
    Line("money", "transaction_nature", "transaction_natures"),
    Line("money", "freight"),
    Line("money", "charges[type=INS].amount", label=Term("Insurance", "보험료")),
    Line("money", "total_gross_mass", unit="KGM"),
    Line("money", "total_packages"),
    Line("money", "item_count"),
    *_lines("money", "freight_payment", "ucr", "ducr", folded=True),
)
"""Every field of the declaration that occurs once, in the order of the form."""

ITEM_LINES: tuple[Line, ...] = (
    Line("goods", "description", wide=True, hint=lambda: _("Say what it is, what it is made of and what it is for.")),
    Line(
        "goods",
        "classifications[type=HSK].id",
        wide=True,
        short=True,
        label=Term("Tariff code, HSK", "품목번호"),
        hint=lambda: _("Ten digits: six of the world's HS and four of Korea."),
    ),
    Line("goods", "origins[1].country", "countries"),
    Line("goods", "quantity", "units"),
    Line("goods", "gross_mass", unit="KGM"),
    Line("goods", "net_mass", unit="KGM"),
    Line("goods", "price"),
    Line("goods", "information[type=TRB].code", "claims", label=Term("Preference claimed", "협정·특혜 관세율 구분")),
    Line("goods", "packages[1].quantity", unit=""),
    Line("goods", "packages[1].type", "packages"),
    Line("goods", "packages[1].marks"),
    Line("goods", "procedures[1].current", "procedures", folded=True),
    Line("goods", "procedures[1].previous", "procedures", folded=True),
    Line("goods", "valuation_method", "methods", folded=True),
    Line("goods", "origins[1].type", "origin_kinds", folded=True),
    Line("goods", "transaction_nature", "transaction_natures", folded=True),
    Line("goods", "destination", "countries", folded=True),
    Line("goods", "export_country", "countries", folded=True),
    *_lines("goods", "customs_value", "statistical_value", "valuation_indicators", folded=True),
    *_lines("goods", "consignee_name", "ucr", "sequence", folded=True),
)
"""Every field of an item that occurs once; their ways begin at the item."""

_PAPER = (Line("", "type", "documents"), Line("", "id"), Line("", "category"))
_STATED = (Line("", "type"), Line("", "code"), Line("", "text", wide=True))
_CHARGED = (Line("", "type", "charges"), Line("", "amount"))
_BEFORE = (Line("", "type", "documents"), Line("", "id"), Line("", "category"), Line("", "line"))
_BOXED = (Line("", "id"), Line("", "sequence"))

ROWS: tuple[Rows, ...] = (
    Rows("transport", "containers", (*_BOXED, Line("", "seals[1].id"), Line("", "seals[2].id")), folded=False),
    Rows("transport", "previous_documents", _BEFORE),
    Rows("transport", "itinerary", (Line("", "country", "countries"), Line("", "sequence"))),
    Rows("money", "charges", _CHARGED),
    Rows("money", "guarantees", _lines("", "type", "id", "reference", "amount")),
    Rows("money", "exchange_rates", (Line("", "currency", "currencies"), Line("", "rate"))),
    Rows("documents", "documents", _PAPER, folded=False),
    Rows("documents", "authorisations", _lines("", "category", "id")),
    Rows("documents", "information", _STATED),
)
"""Every field of the declaration that occurs several times."""

ITEM_ROWS: tuple[Rows, ...] = (
    Rows(
        "goods",
        "documents",
        (*_PAPER, *_lines("", "name", "effective", "exemption", "quantity", "amount")),
    ),
    Rows("goods", "charges", _CHARGED),
    Rows("goods", "containers", _BOXED),
    Rows("goods", "packages", (Line("", "quantity", unit=""), Line("", "type", "packages"), *_lines("", "marks", "sequence"))),
    Rows("goods", "previous_documents", _BEFORE),
    Rows(
        "goods",
        "duties",
        _lines("", "type", "regime", "rate", "base", "quantity", "quota", "payment_method", "assessed", "payable"),
    ),
    Rows("goods", "information", _STATED),
    Rows("goods", "classifications", _lines("", "type", "id")),
    Rows("goods", "procedures", (Line("", "current", "procedures"), Line("", "previous", "procedures"))),
    Rows("goods", "origins", (Line("", "country", "countries"), Line("", "type", "origin_kinds"))),
)
"""Every field of an item that occurs several times."""

_STEP = re.compile(r"(\w+)(?:\[(?:([0-9]+)|(\w+)=(\w+))\])?")


@cache
def parsed(way: str) -> tuple[Selector, ...]:
    """Return the steps of a way."""
    found = []
    for part in way.split("."):
        match = _STEP.fullmatch(part)
        assert match is not None, way
        name, number, by, value = match.groups()
        found.append(Selector(name, int(number or 0), by or "", value or ""))
    return tuple(found)


@cache
def slot_on(noun: type[Any], way: str) -> Slot:
    """Return the field that a way of a noun leads to."""
    slots = []
    for step in parsed(way):
        slots.append(slot_of(noun, step.name))
        noun = slots[-1].type
    return slots[-1]


@cache
def singled(item: bool, rows: str) -> tuple[Selector, ...]:
    """Return which rows of a kind have a field of their own in the form, and so are not shown among the rows."""
    ways = {line.way for line in (ITEM_LINES if item else LINES)}
    found = (parsed(way)[0] for way in sorted(ways))
    return tuple(dict.fromkeys(one for one in found if one.name == rows and (one.number or one.by)))


NOUNS: Mapping[bool, type[Any]] = {False: Declaration, True: Item}
"""The noun whose fields the lines are: of the declaration, and of an item."""
