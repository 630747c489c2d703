"""What is declared for a regime that suspends duty: the goods, from where to where, the guarantee, the duty at stake."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Operation:
    """A declaration for a regime that suspends duty.

    ``regime`` is the id of a regime of the country, ``cargo`` the cargo control number, ``principal`` who answers for it.
    ``code`` and ``origin`` say what the goods are, ``value`` their customs value in the currency of the country; ``suspended``
    is what they would owe for home use. ``office`` and ``shed`` are where they leave, ``to_office`` and ``to_shed`` where they
    must arrive; both are the same for goods that stay. ``route`` is the way in words, ``mode`` the mode of transport.
    ``guarantee`` is the reference of the security, ``guaranteed`` its amount.
    """

    regime: str
    cargo: str
    principal: str
    code: str
    origin: str
    value: Decimal
    suspended: Decimal
    currency: str
    office: str
    shed: str
    to_office: str
    to_shed: str
    mode: str
    route: str
    guarantee: str
    guaranteed: Decimal
