"""The manifest of a day: what the carrier lists for each consignment, before anybody has declared anything."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from eclear.casefile.declaration import Declaration
from eclear.casefile.manifest import ManifestLine
from eclear.simulation.telling import Told

TOLERANCE = Decimal("0.02")
"""By which share the gross mass of a manifest line may differ from the declared one where nobody is wrong."""

CARRIER_SLIPS = 0.012
"""How often a carrier lists a wrong mass or count of what is declared rightly. SYNTHETIC."""

PLAIN_WORDS = 0.15
"""How often the carrier knows the goods by their right name where another one is declared. SYNTHETIC."""

LOOSE_WORDS = ("General cargo", "Consolidated goods", "Household and industrial articles", "Goods as per invoice")
"""What carriers write who did not look."""

LOOSELY = 0.07
"""How often a carrier names the goods by words that say nothing. SYNTHETIC."""


def listed(declaration: Declaration, told: Told, chance: Random) -> tuple[ManifestLine, bool]:
    """Return the manifest line of a declaration, and whether the carrier made a mistake in it.

    Carriers round, and now and then they slip. Where the declaration is wrong, some of them know better: the mass that
    they weighed, or what the seller called the goods.
    """
    declared = declaration.total_gross_mass.value if declaration.total_gross_mass else Decimal(0)
    packages, first = declaration.total_packages or 0, told.consignment.lines[0].goods.description
    true_words, draw = told.so.lines[0].goods.description, chance.random()
    words = chance.choice(LOOSE_WORDS) if draw < LOOSELY else true_words if draw > 1.0 - PLAIN_WORDS else first
    mass, slipped = declared, False
    if told.known_kg is not None:
        mass = Decimal(f"{told.known_kg:.1f}")
        packages = max(packages, sum(line.packages for line in told.so.lines))
    elif chance.random() < CARRIER_SLIPS:
        slipped = True
        mass = declared * Decimal(
            f"{chance.choice((0.5, 0.7, 0.85, 0.92, 1.08, 1.15, 1.3, 2.0)) * chance.uniform(0.97, 1.03):.3f}"
        )
    elif chance.random() < 0.4:
        mass = declared * Decimal(f"{chance.uniform(0.985, 1.015):.4f}")
    line = ManifestLine(
        cargo=declaration.cargo_number or "",
        carrier=(declaration.cargo_number or "")[2:6],
        bill=next((each.id or "" for each in declaration.documents if each.type in ("705", "740")), ""),
        mode=declaration.border_transport_mode or "",
        loaded_in=told.so.exported_from if draw > 0.5 else declaration.export_country or "",
        consignor=declaration.seller_name or "",
        consignee=", ".join(told.consignment.consignee),
        goods=words,
        packages=packages,
        gross_mass_kg=max(Decimal("0.1"), mass).quantize(Decimal("0.1")) if declared >= 5 else max(Decimal("0.001"), mass),
    )
    return line, slipped
