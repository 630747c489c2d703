"""What is owed, with the working: every line carries its base, rate, formula and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemValue:
    """The customs value of one item (과세가격) in whole units of the country's currency, and how it came about."""

    item: int
    value: Decimal
    formula: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty or tax on one item, or on the whole declaration (item 0).

    ``type`` is the WCO or national tax code (CUD customs duty, VAT), ``base`` the amount it is taken from, ``rate`` in
    percent; where ``unit`` is given, the base is a quantity in that unit and the rate money for one of it. ``basis`` is why
    this rate (tariff basis code such as A or C), ``mark`` how sure it is (real, secondary, SYNTHETIC), ``as_of`` the day
    whose law was applied. ``amount`` is what is to be paid; ``suspended`` what was assessed besides and is not paid while
    the goods are under a procedure such as inward processing; ``relief`` what an exemption or a reduction took off.
    """

    item: int
    type: str
    base: Decimal
    rate: Decimal
    amount: Decimal
    currency: str
    basis: str
    formula: str
    source: str
    mark: str
    suspended: Decimal = Decimal(0)
    relief: Decimal = Decimal(0)
    unit: str = ""
    as_of: date | None = None

    @property
    def rate_told(self) -> str:
        """The rate as people write it: ``8 %``, or ``885.7 per LTR``."""
        return f"{self.rate:,f} per {self.unit}" if self.unit else f"{self.rate:f} %"


@dataclass(frozen=True, slots=True)
class Exchange:
    """The customs rate of a currency in force: units of national currency for one unit, and its week."""

    currency: str
    rate: Decimal
    valid_from: date
    valid_to: date
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a declaration owes: the customs values, the duty lines, the exchange rates used, and the total due.

    ``surcharges`` are on the whole declaration, such as the one for declaring late. ``drawback`` is what an exporter can
    claim back once the goods are loaded; nobody owes it. ``to_secure`` is what doubted preferences would cost more: it is
    secured, not paid, until the doubt is decided.
    """

    currency: str
    values: tuple[ItemValue, ...]
    lines: tuple[DutyLine, ...]
    exchanges: tuple[Exchange, ...]
    total_due: Decimal
    surcharges: tuple[DutyLine, ...] = ()
    drawback: tuple[DutyLine, ...] = ()
    to_secure: Decimal = Decimal(0)

    @property
    def customs_value(self) -> Decimal:
        """The customs value of the whole declaration."""
        return sum((v.value for v in self.values), Decimal(0))


@dataclass(frozen=True, slots=True)
class DeterminedValue:
    """The customs value of an item as customs determined it: the amount in national currency, the method, the grounds."""

    item: int
    value: Decimal
    method: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What counts for the assessment and does not stand in the declaration.

    ``carried_in`` is the day on which the goods came into the bonded shed ``shed``; ``determined`` the values that customs
    determined; ``doubted`` the numbers of the items whose claim of preference is in doubt and so suspended, ``denied`` of
    those whose claim was denied after a doubt; ``lodged`` the day on which the declaration came, whatever day it states.
    """

    carried_in: date | None = None
    shed: str | None = None
    determined: tuple[DeterminedValue, ...] = ()
    doubted: frozenset[int] = frozenset()
    denied: frozenset[int] = frozenset()
    lodged: date | None = None


NO_CIRCUMSTANCES = Circumstances()
