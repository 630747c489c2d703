"""What the model looks at: plain figures and codes in customs words, from a declaration, its cargo and its parties' records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from eclear.casefile.conduct import UNKNOWN, History, Subject, keys_of
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Assessment
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.quantity import Measure
from eclear.reference import Country

Inputs = dict[str, float | str | None]

KILOGRAMS = {None: 1.0, "KGM": 1.0, "GRM": 0.001, "TNE": 1000.0}
"""Kilograms in one unit of mass; a unit that is none tells nothing."""

NO_HISTORY: History = MappingProxyType({})

RECORD = ("declared", "examined", "irregular", "critical", "first", "last")
"""What is told of each record: four counts, and how many days ago the first and the last declaration were."""


def features(
    declaration: Declaration,
    assessment: Assessment,
    country: Country,
    on: date,
    history: History = NO_HISTORY,
    listed: ManifestLine | None = None,
) -> Inputs:
    """Return what the model looks at in a declaration; None stands for what nobody tells.

    They are kept with the score, so that its reasons can be worked out from them whenever they are asked for. Money is
    in whole units of the country's currency, mass in kilograms, rates in percent. Each item has its own code, origin,
    customs value per kilogram and kilograms per unit of quantity. ``history`` holds what was known of the parties, the
    goods and the route before this declaration, and must hold no more; ``listed`` is what the carrier listed of the cargo.
    Neither names nor numbers of any party are looked at, only the records they have earned.
    """
    value = float(assessment.customs_value)
    values = {v.item: float(v.value) for v in assessment.values}
    rates = [line.rate for line in assessment.lines if line.type == "CUD" and not line.unit]
    inputs: Inputs = {
        "items": float(len(declaration.items)),
        "currency": assessment.currency,
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
        code_key, price_key, unit_key, origin_key = keys(number)
        item_net = _kilograms(item.net_mass)
        worth = values.get(item.sequence or number)
        inputs[code_key] = item.hs
        inputs[origin_key] = item.origin
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
    freight = inputs["freight share"]
    inputs["freight per kg"] = float(freight) * value / gross if freight and gross else None
    inputs.update(_against_manifest(declaration, gross, packages, listed))
    inputs.update(_records(keys_of(declaration), history, on))
    return inputs


@cache
def keys(number: int) -> tuple[str, str, str, str]:
    """Return the names of what item ``number`` has for itself: code, value per kilogram, kilograms per unit, origin."""
    return f"item {number} code", f"item {number} value per kg", f"item {number} kg per unit", f"item {number} origin"


@cache
def record_keys(role: Subject) -> tuple[str, ...]:
    """Return the names of the inputs that tell a role's record, in the order of ``RECORD``."""
    return tuple(f"{role} {part}" for part in RECORD)


def _records(told: Mapping[Subject, str], history: History, on: date) -> Inputs:
    """The record of every role. Who was never seen has counts of nought; a role that nobody fills is not told.

    A declaration may bear an older day than one that was lodged before it: then the other was lodged nought days ago.
    """
    inputs: Inputs = {}
    for role in Subject:
        declared, examined, irregular, critical, first, last = record_keys(role)
        key = told.get(role)
        if key is None:
            inputs[declared] = inputs[examined] = inputs[irregular] = inputs[critical] = inputs[first] = inputs[last] = None
            continue
        known = history.get(key, UNKNOWN)
        inputs[declared] = float(known.declared)
        inputs[examined] = float(known.examined)
        inputs[irregular] = float(known.irregular)
        inputs[critical] = float(known.critical)
        inputs[first] = float(max(0, (on - known.first).days)) if known.first else None
        inputs[last] = float(max(0, (on - known.last).days)) if known.last else None
    return inputs


MANIFEST = ("listed mass", "mass against manifest", "packages against manifest", "loaded elsewhere")
"""What is told by holding a declaration against its line of the manifest."""


def _against_manifest(declaration: Declaration, gross: float, packages: float, listed: ManifestLine | None) -> Inputs:
    """The mass and packages declared as a multiple of what the carrier listed, and whether he loaded them elsewhere."""
    inputs: Inputs = dict.fromkeys(MANIFEST)
    if listed is None:
        return inputs
    exported_from = declaration.export_country
    if exported_from and listed.loaded_in:
        inputs["loaded elsewhere"] = 1.0 if listed.loaded_in != exported_from else 0.0
    listed_kg = float(listed.gross_mass_kg)
    total = _kilograms(declaration.total_gross_mass) or gross
    count = float(declaration.total_packages or packages)
    inputs["listed mass"] = listed_kg or None
    if listed_kg > 0 and total > 0:
        inputs["mass against manifest"] = total / listed_kg
    if listed.packages > 0 and count > 0:
        inputs["packages against manifest"] = count / listed.packages
    return inputs


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
