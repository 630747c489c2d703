"""A line of a manifest (적하목록): what the carrier says is on board under one bill, before anybody has declared anything."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One consignment as its carrier lists it: numbers, parties, goods in words, packages, gross mass in kilograms.

    ``cargo`` is the cargo control number, ``mode`` the mode of transport at the border (1 sea, 4 air), ``loaded_in`` the
    country where it came on board.
    """

    cargo: str
    carrier: str
    bill: str
    mode: str
    loaded_in: str
    consignor: str
    consignee: str
    goods: str
    packages: int
    gross_mass_kg: Decimal


@dataclass(frozen=True, slots=True)
class ExpressLine:
    """One consignment of an express list (통관목록): its cargo control number, and its value in a currency."""

    cargo: str
    value: Decimal
    currency: str
