"""What the model looks at: plain figures and codes in customs words, taken from one declaration."""

from __future__ import annotations

from datetime import date
from functools import cache

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Assessment
from eclear.casefile.quantity import Measure
from eclear.reference import Country

Inputs = dict[str, float | str | None]

KILOGRAMS = {None: 1.0, "KGM": 1.0, "GRM": 0.001, "TNE": 1000.0}
"""Kilograms in one unit of mass; a unit that is none tells nothing."""


def features(declaration: Declaration, assessment: Assessment, country: Country, on: date) -> Inputs:
    """Return what the model looks at in a declaration; None stands for what the declaration does not tell.

    They are kept with the score, so that its reasons can be worked out from them whenever they are asked for. Money is
    in whole units of the country's currency, mass in kilograms, rates in percent. Each item has its own code, customs
    value per kilogram and kilograms per unit of quantity. Neither names nor numbers of any party are looked at.
    """
    value = float(assessment.customs_value)
    values = {v.item: float(v.value) for v in assessment.values}
    rates = [line.rate for line in assessment.lines if line.type == "CUD" and not line.unit]
    inputs: Inputs = {
        "items": float(len(declaration.items)),
        "customs value": value or None,
        "duty rate": float(max(rates)) if rates else None,
        "freight share": _freight_share(declaration, assessment, value),
        "mode": declaration.border_transport_mode,
        "terms": declaration.trade_terms,
        "collection": declaration.collection_type,
        "aeo": 1.0 if country.aeo.holds(declaration.aeo_number, on) else 0.0,
    }
    gross = net = packages = 0.0
    preference, elsewhere, exported_from = None, 0.0, declaration.export_country
    granted = country.tariff.bases.without_claim
    for number, item in enumerate(declaration.items, 1):
        code_key, price_key, unit_key = keys(number)
        item_net = _kilograms(item.net_mass)
        worth = values.get(item.sequence or number)
        inputs[code_key] = item.hs
        inputs[price_key] = worth / item_net if worth and item_net else None
        quantity = float(item.quantity.value) if item.quantity else 0.0
        inputs[unit_key] = item_net / quantity if item_net and quantity else None
        gross += _kilograms(item.gross_mass)
        net += item_net
        for package in item.packages:
            if package.quantity:
                packages += float(package.quantity.value)
        claimed = item.preference
        if claimed not in granted:  # naming the rate that the law gives anyway claims nothing
            preference = preference or claimed
        origin, departed = item.origin, item.export_country or exported_from
        if origin and departed and origin != departed:
            elsewhere = 1.0
    inputs["preference"] = preference
    inputs["third country"] = elsewhere
    inputs["kilograms per package"] = gross / packages if gross and packages else None
    inputs["packing share"] = (gross - net) / gross if gross and net else None
    return inputs


@cache
def keys(number: int) -> tuple[str, str, str]:
    """Return the names of the inputs that item ``number`` has for itself: code, value per kilogram, kilograms per unit."""
    return f"item {number} code", f"item {number} value per kg", f"item {number} kg per unit"


def _kilograms(mass: Measure | None) -> float:
    return float(mass.value) * KILOGRAMS.get(mass.unit, 0.0) if mass else 0.0


def _freight_share(declaration: Declaration, assessment: Assessment, value: float) -> float | None:
    """The freight declared apart, as a share of the customs value; None where it is part of the price or not told."""
    freight = declaration.freight
    if freight is None or not value:
        return None
    for exchange in assessment.exchanges:
        if exchange.currency == freight.currency:
            return float(freight.value) * float(exchange.rate) / value
    return float(freight.value) / value if freight.currency == assessment.currency else None
