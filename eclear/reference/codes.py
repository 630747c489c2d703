"""Code lists: countries, currencies, packages, units, transport, terms of delivery, documents, procedures, places.

A country needs its declaration types. Every other list is optional: a list without a file is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, read_csv


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list with its name; ``code in list`` and ``list[code]`` are all that a rule needs."""

    code: str
    name: Term
    fact: Fact


@dataclass(frozen=True, slots=True)
class Currency(Code):
    """A currency and how many decimals its amounts have."""

    decimals: int


@dataclass(frozen=True, slots=True)
class Incoterm(Code):
    """A term of delivery: what the price holds already, and so what is missing to reach CIF."""

    freight_in_price: bool
    insurance_in_price: bool
    duty_in_price: bool
    sea_only: bool


@dataclass(frozen=True, slots=True)
class Charge(Code):
    """A kind of addition to the price (``sign`` 1) or deduction from it (``sign`` -1)."""

    sign: int


@dataclass(frozen=True, slots=True)
class DeclarationType(Code):
    """A kind of declaration, and what its duties and taxes rest on: one of :data:`RESTS_ON`."""

    rests_on: str


@dataclass(frozen=True, slots=True)
class Procedure(Code):
    """A customs procedure. ``suspends``: what is owed is worked out, but not paid while the goods are under it.

    ``note`` is what a reader of the duty must know besides, such as a relief that is not computed here; usually "".
    """

    suspends: bool
    note: str


@dataclass(frozen=True, slots=True)
class TransportMode(Code):
    """A mode of transport (UN Rec. 19) and the national code for it, "" where none is established."""

    national: str


@dataclass(frozen=True, slots=True)
class Port(Code):
    """A place of the UN list of locations, with what kind of place it is: sea or air."""

    kind: str


@dataclass(frozen=True, slots=True)
class Shed(Code):
    """A bonded shed (보세구역) and the customs office that it belongs to."""

    office: str


EFFECTS = {"add": 1, "deduct": -1}

RESTS_ON = ("price", "statistics", "optional", "later")
"""What a declaration is valued by: the price of every item; the statistical value, else the price; the price of those
items that state one; or the same, with the duties left to a supplementary declaration."""

AnyCode = TypeVar("AnyCode", bound=Code)


@dataclass(frozen=True, slots=True)
class Codes:
    """Every code list of a country, each a mapping from the code to its entry."""

    countries: Mapping[str, Code]
    currencies: Mapping[str, Currency]
    packages: Mapping[str, Code]
    units: Mapping[str, Code]
    transport_modes: Mapping[str, TransportMode]
    incoterms: Mapping[str, Incoterm]
    documents: Mapping[str, Code]
    declaration_types: Mapping[str, DeclarationType]
    procedures: Mapping[str, Procedure]
    transaction_natures: Mapping[str, Code]
    collection_types: Mapping[str, Code]
    clearance_plans: Mapping[str, Code]
    charges: Mapping[str, Charge]
    tax_types: Mapping[str, Code]
    ports: Mapping[str, Port]
    offices: Mapping[str, Code]
    sheds: Mapping[str, Shed]


def read_codes(folder: Path) -> Codes:
    """Read every code list of a country; raises ReferenceFault for a code that stands twice, or without any types."""

    def plain(name: str) -> Mapping[str, Code]:
        return _list(folder / f"{name}.csv", lambda row, head: Code(*head))

    return Codes(
        countries=plain("countries"),
        currencies=_list(folder / "currencies.csv", lambda row, head: Currency(*head, int(row.number("decimals")))),
        packages=plain("packages"),
        units=plain("units"),
        transport_modes=_list(folder / "transport_modes.csv", lambda row, head: TransportMode(*head, row.text("national", ""))),
        incoterms=_list(folder / "incoterms.csv", _incoterm),
        documents=plain("documents"),
        declaration_types=_list(
            folder / "declaration_types.csv",
            lambda row, head: DeclarationType(*head, row.choice("rests_on", RESTS_ON)),
            optional=False,
        ),
        procedures=_list(
            folder / "procedures.csv", lambda row, head: Procedure(*head, row.flag("suspends"), row.text("note", ""))
        ),
        transaction_natures=plain("transaction_natures"),
        collection_types=plain("collection_types"),
        clearance_plans=plain("clearance_plans"),
        charges=_list(folder / "charges.csv", lambda row, head: Charge(*head, EFFECTS[row.choice("effect", EFFECTS)])),
        tax_types=plain("tax_types"),
        ports=_list(folder / "ports.csv", lambda row, head: Port(*head, row.choice("kind", ("sea", "air")))),
        offices=plain("offices"),
        sheds=_list(folder / "sheds.csv", lambda row, head: Shed(*head, row.text("office"))),
    )


def _incoterm(row: Row, head: tuple[str, Term, Fact]) -> Incoterm:
    return Incoterm(
        *head,
        freight_in_price=row.flag("freight_in_price"),
        insurance_in_price=row.flag("insurance_in_price"),
        duty_in_price=row.flag("duty_in_price"),
        sea_only=row.flag("sea_only"),
    )


def _list(path: Path, entry: Callable[[Row, tuple[str, Term, Fact]], AnyCode], *, optional: bool = True) -> Mapping[str, AnyCode]:
    entries: dict[str, AnyCode] = {}
    for row in read_csv(path, optional=optional):
        code = row.text("code")
        if code in entries:
            raise row.fault(f"code {code} stands in this list already. Keep one of the two.")
        entries[code] = entry(row, (code, row.term("name"), row.fact()))
    return MappingProxyType(entries)
