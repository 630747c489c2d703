"""Code lists: countries, currencies, packages, units, transport, terms of delivery, documents, procedures, places.

A country needs its declaration types. Every other list is optional: a list without a file is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, each, read_csv, report


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
    """A term of delivery: what the price holds already, and so what is missing to reach CIF or FOB.

    ``inland`` are the costs from the seller's works to the place of loading, ``after_import`` those behind the place of
    import; a price that holds them is one for goods delivered there.
    """

    freight_in_price: bool
    insurance_in_price: bool
    duty_in_price: bool
    sea_only: bool
    inland_in_price: bool
    after_import_in_price: bool

    def holds(self, part: str) -> bool:
        """True if the price holds one of :data:`PARTS`."""
        return bool(getattr(self, f"{part}_in_price"))


@dataclass(frozen=True, slots=True)
class Charge(Code):
    """A kind of addition to the price (``sign`` 1) or deduction from it (``sign`` -1).

    Where it is one of :data:`PARTS`, the terms of delivery decide whether it is added, taken off, or neither. ``shared_by``
    is what it is shared out over the items by, "" for the rule of the country; ``note`` the grounds in law.
    """

    sign: int
    part: str
    shared_by: str
    note: str

    def counts(self, terms: Incoterm | None, basis: str) -> int:
        """Return 1 if it is added to a price on these terms to reach a basis (CIF or FOB), -1 if taken off, 0 if neither."""
        return counted(self.part, terms, basis) if self.part else self.sign


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
    """A bonded shed (보세구역), the customs office that it belongs to, and for how many months goods may stay there (장치기간).

    None for a shed of which no period is established.
    """

    office: str
    storage_months: int | None = None


@dataclass(frozen=True, slots=True)
class Unit(Code):
    """A unit of measure (UN Rec. 20): ``factor`` of them make one of ``of``, as 1,000 grams make a kilogram's 0.001 each.

    A quantity in this unit times ``factor`` is the quantity in the unit ``of``.
    """

    of: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class CollectionType(Code):
    """A way to collect the debt (징수형태): paid ``before`` or ``after`` acceptance, against security or not.

    ``month_end`` is True where what is owed is gathered and paid at the end of the month.
    """

    pays: str
    secured: bool
    month_end: bool


PAYS = ("before", "after")

EFFECTS = {"add": 1, "deduct": -1}

PARTS = ("inland", "freight", "insurance", "duty", "after_import")
"""What a price may hold or lack by its terms of delivery: costs up to loading, the main carriage, its insurance, duty and
taxes of the country of import, and costs behind the place of import."""

BASES = {"CIF": frozenset({"inland", "freight", "insurance"}), "FOB": frozenset({"inland"})}
"""What belongs into a value on each basis."""

SHARED_BY = ("value", "mass")
"""What a charge for the whole shipment is shared out over the items by."""


def counted(part: str, terms: Incoterm | None, basis: str) -> int:
    """Return 1 if a part must be added to a price to reach a basis, -1 if it must be taken off, 0 if the price is right."""
    return (part in BASES[basis]) - (terms is not None and terms.holds(part))


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
    units: Mapping[str, Unit]
    transport_modes: Mapping[str, TransportMode]
    incoterms: Mapping[str, Incoterm]
    documents: Mapping[str, Code]
    declaration_types: Mapping[str, DeclarationType]
    procedures: Mapping[str, Procedure]
    transaction_natures: Mapping[str, Code]
    collection_types: Mapping[str, CollectionType]
    clearance_plans: Mapping[str, Code]
    charges: Mapping[str, Charge]
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
        units=_list(folder / "units.csv", _unit),
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
        collection_types=_list(
            folder / "collection_types.csv",
            lambda row, head: CollectionType(*head, row.choice("pays", PAYS), row.flag("secured"), row.flag("month_end")),
        ),
        clearance_plans=plain("clearance_plans"),
        charges=_list(folder / "charges.csv", _charge),
        ports=_list(folder / "ports.csv", lambda row, head: Port(*head, row.choice("kind", ("sea", "air")))),
        offices=plain("offices"),
        sheds=_list(folder / "sheds.csv", lambda row, head: Shed(*head, row.text("office"), _months(row))),
    )


def _months(row: Row) -> int | None:
    return row.whole("storage_months") if row.text("storage_months", "") else None


def _unit(row: Row, head: tuple[str, Term, Fact]) -> Unit:
    of = row.text("of", "")
    factor = row.number("factor") if of or row.text("factor", "") else Decimal(1)
    if factor <= 0:
        raise row.fault(f"factor {factor} is not above 0. Write how many of {of} one {head[0]} is.", "factor")
    return Unit(*head, of or head[0], factor)


def _incoterm(row: Row, head: tuple[str, Term, Fact]) -> Incoterm:
    return Incoterm(
        *head,
        freight_in_price=row.flag("freight_in_price"),
        insurance_in_price=row.flag("insurance_in_price"),
        duty_in_price=row.flag("duty_in_price"),
        sea_only=row.flag("sea_only"),
        inland_in_price=row.flag("inland_in_price"),
        after_import_in_price=row.flag("after_import_in_price"),
    )


def _charge(row: Row, head: tuple[str, Term, Fact]) -> Charge:
    return Charge(
        *head,
        EFFECTS[row.choice("effect", EFFECTS)],
        row.choice("part", PARTS) if row.text("part", "") else "",
        row.choice("shared_by", SHARED_BY) if row.text("shared_by", "") else "",
        row.text("note", ""),
    )


def _list(path: Path, entry: Callable[[Row, tuple[str, Term, Fact]], AnyCode], *, optional: bool = True) -> Mapping[str, AnyCode]:
    entries: dict[str, AnyCode] = {}
    rows = read_csv(path, optional=optional)
    for made, row in each(rows, lambda row: (entry(row, (row.text("code"), row.term("name"), row.fact())), row)):
        if made.code in entries:
            report(row.fault(f"code {made.code} stands in this list already. Keep one of the two.", "code"))
        entries.setdefault(made.code, made)
    return MappingProxyType(entries)
