"""Approvals (요건승인) that a trader holds: each number is checked against the register, and counted until it is used up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from eclear.casefile.declaration import Item, ItemDocument
from eclear.casefile.permit import ApprovalCheck, ApprovalState
from eclear.casefile.quantity import Measure
from eclear.reference.approvals import Approval, Approvals


class Holdings:
    """What a trader holds on a day: the register, and how much has been taken of it.

    ``taken`` is by the number of the approval: by other declarations, and then by each item that is covered.
    """

    def __init__(self, register: Approvals, holder: str | None, on: date, taken: Mapping[str, Decimal]) -> None:
        """Begin with what others have taken."""
        self._register, self._holder, self._on, self._taken = register, holder, on, dict(taken)

    def check(self, agency: str, number: str, hs: str, measures: Iterable[Measure | None]) -> ApprovalCheck:
        """Check a number: is it in the register, valid on the day, the trader's own, for these goods, and enough for them?"""
        approval = self._register.entry(agency, number)
        if approval is None:
            return ApprovalCheck(number, ApprovalState.UNKNOWN)
        if against := approval.stands_against(self._holder, hs, self._on):
            return ApprovalCheck(number, against)
        return self._counted(approval, measures)

    def take(self, check: ApprovalCheck) -> None:
        """Note what goods take of an approval that covers them."""
        if check.state is ApprovalState.VALID and check.taken is not None:
            self._taken[check.number] = self._taken.get(check.number, Decimal(0)) + check.taken

    def _counted(self, approval: Approval, measures: Iterable[Measure | None]) -> ApprovalCheck:
        number, unit, valid = approval.number, approval.unit, ApprovalState.VALID
        if approval.quantity is None:
            return ApprovalCheck(number, valid)
        left = approval.quantity - self._taken.get(number, Decimal(0))
        quantity = approval.counted(measures)
        if quantity is None:
            return ApprovalCheck(number, ApprovalState.UNCOUNTED, None, left, unit)
        return ApprovalCheck(number, valid if quantity <= left else ApprovalState.USED_UP, quantity, left, unit)


def measures_of(item: Item, document: ItemDocument | None = None) -> tuple[Measure | None, ...]:
    """Return by what goods can be counted: what the document writes off, else their quantity, else their net mass."""
    return (document.quantity if document else None, item.quantity, item.net_mass)
