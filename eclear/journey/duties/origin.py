"""Which claim of preference counts: one for goods of a party, with proof of origin. Without them the ordinary rate applies."""

from __future__ import annotations

from datetime import date

from eclear.casefile.declaration import Item
from eclear.reference import Country

PROOFS = ("861", "864")
"""Documents that prove origin: certificate of origin, preferential certificate."""


def claim_of(item: Item, country: Country, on: date) -> tuple[str | None, str]:
    """Return the preference that counts for an item, or None, and then in words why a claim does not count.

    The origin criterion itself is not in the message; it is a matter of the review. A basis for goods of any country
    needs no proof of origin.
    """
    tariff = country.tariff
    claim = item.preference if country.claimed_in == "TRB" else _regime(item)
    if claim is None or claim in tariff.bases.without_claim:
        return None, ""
    preference = tariff.preferences.get(claim)
    if preference is None or not preference.fact.holds(on):
        return None, f"{claim} is no preference in force" if country.complete else f"preference {claim} is not computed here"
    if not preference.parties:
        return claim, ""
    if item.origin not in preference.parties:
        return None, f"{claim} is not for goods of {item.origin or 'unknown origin'}"
    if not any(document.type in PROOFS and document.id for document in item.documents):
        return None, f"{claim} is claimed without a proof of origin (document {' or '.join(PROOFS)})"
    return claim, ""


def _regime(item: Item) -> str | None:
    return next((duty.regime for duty in item.duties if duty.regime), None)
