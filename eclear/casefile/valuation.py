"""How goods are valued: the six methods in their order, and the evidence that each of them needs.

The order is that of the WTO Valuation Agreement, Articles 1 to 7. Amounts of evidence in national currency are plain
decimals; what was agreed abroad carries its currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from eclear.casefile.duty import DeterminedValue
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term


class Method(StrEnum):
    """One of the six ways to value goods, by its code in the declaration."""

    TRANSACTION = "1"
    IDENTICAL = "2"
    SIMILAR = "3"
    DEDUCTIVE = "4"
    COMPUTED = "5"
    FALL_BACK = "6"


METHODS: Mapping[str, Term] = MappingProxyType(
    {
        Method.TRANSACTION: Term("Transaction value", "거래가격"),
        Method.IDENTICAL: Term("Transaction value of identical goods", "동종·동질물품의 거래가격"),
        Method.SIMILAR: Term("Transaction value of similar goods", "유사물품의 거래가격"),
        Method.DEDUCTIVE: Term("Deductive value", "국내판매가격 기초"),
        Method.COMPUTED: Term("Computed value", "산정가격"),
        Method.FALL_BACK: Term("Fall-back method", "합리적 기준"),
    }
)
"""What the methods are called."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction on what the buyer may do with the goods (Art. 1.1(a)).

    One that the law imposes, that only limits the area of resale, or that does not touch the value does no harm.
    """

    text: str
    by_law: bool = False
    of_area: bool = False
    touches_value: bool = True

    @property
    def harmless(self) -> bool:
        """True if the transaction value stands in spite of it."""
        return self.by_law or self.of_area or not self.touches_value


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on which the sale or the price depends (Art. 1.1(b)); ``worth`` is None if nobody can say what it is worth."""

    text: str
    worth: Decimal | None = None


class ComparedWith(StrEnum):
    """What an importer may show as a test value (Art. 1.2(b))."""

    UNRELATED_SALE = "a sale to an unrelated buyer"
    DEDUCTIVE = "a deductive value"
    COMPUTED = "a computed value"


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A value of identical or similar goods, shown by the importer for comparison alone; never a value in its place.

    Whether the price comes close to it is judged, not reckoned: the Agreement knows no percentage.
    """

    kind: ComparedWith
    value: Decimal
    comes_close: bool


@dataclass(frozen=True, slots=True)
class Relationship:
    """How buyer and seller are related (Art. 15.4), and what is known of its influence on the price (Art. 1.2).

    ``influenced`` is None as long as the circumstances of the sale have not been examined.
    """

    how: str
    influenced: bool | None = None
    circumstances: str = ""
    tests: tuple[ComparedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleEvidence:
    """The sale of the goods themselves: their transaction value, and what could stand against it (Art. 1 and 8).

    ``value`` is the price brought to the customs value, None if no price is known. ``no_sale`` says why there was no sale
    for export, such as a gift, a loan or goods on consignment. ``proceeds`` is True if part of a resale comes back to the
    seller, ``proceeds_added`` if its worth is in the value already. ``doubt`` says why customs could not accept the price
    after it had asked and heard the importer (Decision 6.1).
    """

    value: Decimal | None = None
    no_sale: str = ""
    restrictions: tuple[Restriction, ...] = ()
    conditions: tuple[Condition, ...] = ()
    proceeds: bool = False
    proceeds_added: bool = False
    relationship: Relationship | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What brings one value to the circumstances of another, for a unit: level of trade, quantity, transport.

    ``amount`` in national currency, below 0 to take off; ``shown_by`` is the evidence for it. Without evidence there is
    no adjustment.
    """

    what: str
    amount: Decimal
    shown_by: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedValue:
    """A transaction value that customs accepted for identical or similar goods (Art. 2, 3 and 15.2).

    ``value`` is the customs value of ``quantity`` units in national currency.
    """

    number: str
    value: Decimal
    quantity: Decimal
    exported_on: date
    made_in: str
    maker: str = ""
    level: str = ""
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Resale:
    """A sale in the country of import of the goods, or of identical or similar ones (Art. 5.1).

    It counts only if the buyer is not ``related`` and supplied no ``assists``.
    """

    unit_price: Amount
    quantity: Decimal
    on: date
    related: bool = False
    assists: bool = False


@dataclass(frozen=True, slots=True)
class DeductiveEvidence:
    """Sales after import and what is taken off a unit price (Art. 5): a commission, or profit and general expenses.

    ``transport`` are transport and insurance within the country, ``duty`` duties and taxes because of import or sale,
    ``processing`` what working on the goods added (Art. 5.2). All are for a unit, in national currency.
    """

    imported_on: date
    resales: tuple[Resale, ...]
    commission: Decimal | None = None
    profit: Decimal | None = None
    transport: Decimal = Decimal(0)
    duty: Decimal = Decimal(0)
    processing: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ComputedEvidence:
    """What the maker of the goods says of his costs (Art. 6); he lives abroad, and nobody can make him.

    The amounts are for all the goods to be valued; ``transport`` brings them to the place of import.
    """

    materials: Amount
    fabrication: Amount
    profit: Amount
    transport: Amount | None = None
    source: str = ""


class Basis(StrEnum):
    """What a fall-back value rests on: methods 1 to 5 taken flexibly, or what Article 7.2 and its spirit forbid."""

    FLEXIBLE = "methods 1 to 5, applied with flexibility"
    EARLIER = "a customs value that was accepted before"
    HOME_PRODUCT = "the selling price of goods made in the country of import"
    HIGHER_OF_TWO = "the higher of two values"
    FOREIGN_MARKET = "the price on the domestic market of the country of export"
    OTHER_COST = "a cost of production other than a computed value of identical or similar goods"
    THIRD_COUNTRY = "the price for export to another country"
    MINIMUM = "a minimum value"
    ARBITRARY = "an arbitrary or fictitious value"
    REFERENCE_PRICE = "a price reference"


LAWFUL = frozenset({Basis.FLEXIBLE, Basis.EARLIER})
"""What a fall-back value may rest on."""


@dataclass(frozen=True, slots=True)
class FallBackEvidence:
    """A value by reasonable means (Art. 7): the amount in national currency, what it rests on, and the reasoning."""

    value: Decimal
    basis: Basis
    reasoning: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about the value of goods, by method; what is None or empty is not at hand.

    ``quantity`` is how many units are to be valued, ``level`` the level of trade of the sale, ``maker`` and ``made_in``
    who made the goods and where. ``computed_first`` is the importer's request to turn methods 4 and 5 round (Art. 4).
    """

    quantity: Decimal
    exported_on: date
    made_in: str
    maker: str = ""
    level: str = ""
    sale: SaleEvidence = SaleEvidence()
    identical: tuple[AcceptedValue, ...] = ()
    similar: tuple[AcceptedValue, ...] = ()
    deductive: DeductiveEvidence | None = None
    computed: ComputedEvidence | None = None
    fall_back: FallBackEvidence | None = None
    computed_first: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A method that did not do, and why."""

    method: Method
    why: str


@dataclass(frozen=True, slots=True)
class Determination:
    """What the methods came to: the one that did, the value in national currency, its working, and why earlier ones did not.

    Where none did, ``method`` and ``value`` are None: more evidence is needed before goods can be valued.
    """

    method: Method | None
    value: Decimal | None
    working: tuple[str, ...]
    passed: tuple[Passed, ...]

    @property
    def grounds(self) -> str:
        """The grounds in writing, as the importer is told them (Art. 7.3)."""
        told = [f"method {passed.method}: {passed.why}" for passed in self.passed]
        return "; ".join((*told, *self.working))

    def of(self, item: int) -> DeterminedValue:
        """Return it as the determined value of an item; raises LookupError where no method did."""
        if self.method is None or self.value is None:
            raise LookupError("No method did, so there is no value to determine. Ask for more evidence.")
        return DeterminedValue(item, self.value, self.method, self.grounds)
