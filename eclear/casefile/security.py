"""A security (담보): what stands for the debt while something is in dispute, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from eclear.casefile.words import Term


class Form(StrEnum):
    """In what form a security is given."""

    CASH = "cash"
    GUARANTEE = "guarantee"
    INSURANCE = "insurance"

    @property
    def term(self) -> Term:
        """The name of the form."""
        return _FORMS[self]


_FORMS = {
    Form.CASH: Term("Cash deposit", "현금 담보"),
    Form.GUARANTEE: Term("Guarantee", "지급보증"),
    Form.INSURANCE: Term("Guarantee insurance", "납세보증보험"),
}


@dataclass(frozen=True, slots=True)
class Security:
    """A security against which goods were released: what was written of it, its form and amount where they were stated.

    ``owed`` is what was owed in all when it was given. Once it has ``ended``, ``set_off`` is what was taken of it for what
    is owed more, and ``returned`` the rest; None where no amount was stated.
    """

    text: str
    given: datetime
    owed: Decimal
    form: Form | None = None
    amount: Decimal | None = None
    set_off: Decimal = Decimal(0)
    returned: Decimal | None = None
    ended: datetime | None = None

    def taken(self, owed: Decimal, outstanding: Decimal) -> Decimal:
        """Return what is set off when so much is owed in all and so much of it is not paid: never more than was in dispute."""
        return max(Decimal(0), min(self.amount or Decimal(0), owed - self.owed, outstanding))
