"""Which claim of preference counts: one for goods of a party, with a proof of origin that its agreement accepts.

Without it the ordinary rate applies, and the reason is told. What the agreement asks stands in its file; a preference
without a file is asked for its parties and the documents of its basis. Whether the criterion of origin is met is not in
the message: it is a matter of the review.
"""

from __future__ import annotations

from datetime import date

from eclear.casefile.declaration import Declaration, Item
from eclear.reference import Agreement, Basis, Country
from eclear.reference.claims import Proven, detours, journey_shown, lacking_exporter, proven, waived, why_untimely

Claimed = tuple[str | None, str]
"""The basis that counts, or None, and in words what a reader must know: why a claim does not count, or what to look at."""


def claim_of(item: Item, declaration: Declaration, country: Country, on: date) -> Claimed:
    """Return the preference that counts for an item, or None, with a remark.

    A proof may be waived for a small consignment, be too old, or need an approved exporter. Goods that came through a
    third country keep their preference, and the remark asks for the proof of direct transport.
    """
    claim = item.preference if country.claimed_in == "TRB" else _regime(item)
    bases = country.tariff.bases
    if claim is None or claim in bases.without_claim:
        return None, ""
    basis = bases.claimed.get(claim)
    if basis is None or not basis.fact.holds(on):
        return None, f"{claim} is no preference in force" if country.complete else f"preference {claim} is not computed here"
    if basis.parties and item.origin not in basis.parties:
        return None, f"{claim} is not for goods of {item.origin or 'unknown origin'}"
    agreement = country.agreements.of(claim, on)
    if agreement is not None:
        return _under(agreement, claim, item, declaration, country, on)
    if country.agreements.known(claim):
        return None, f"{claim} is of an agreement that is not in force on {on}"
    return _by_documents(basis, item, on)


def _by_documents(basis: Basis, item: Item, on: date) -> Claimed:
    """A preference without a file: one of the documents of its basis must be named, and be in time."""
    if not basis.documents:
        return basis.basis, ""
    found = proven(basis.documents, basis.months, item, on)
    if found.untimely:
        return None, f"{basis.basis}: {why_untimely(found.untimely[-1], basis.months, on)}"
    if found.proof is None:
        missing = "a proof of origin" if basis.parties else "the paper that it needs"
        return None, f"{basis.basis} is claimed without {missing} (document {' or '.join(basis.documents)})"
    return basis.basis, _age_untold(found) if basis.months else ""


def _under(agreement: Agreement, claim: str, item: Item, declaration: Declaration, country: Country, on: date) -> Claimed:
    """A preference of an agreement: its own proof, in time, made out by somebody who may."""
    remarks = []
    asked = agreement.proof
    found = proven(asked.documents, asked.months, item, on)
    if waived(agreement, declaration, country.exchange, on):
        if found.proof is None:
            remarks.append(f"no proof of origin is asked of a consignment below {_limit(agreement)}")
    elif found.untimely:
        return None, f"{claim}: {why_untimely(found.untimely[-1], asked.months, on)}"
    elif found.proof is None:
        return None, f"{claim} is claimed without a proof of origin (document {' or '.join(asked.documents)})"
    elif lack := lacking_exporter(agreement, item, declaration, country.exchange, on):
        above = agreement.approved_exporter.amount if agreement.approved_exporter else ""
        return None, f"{claim}: a consignment above {above} needs an approved exporter, and {lack}"
    elif found.undated:
        remarks.append(_age_untold(found))
    by = detours(agreement, item, declaration)
    if by and not journey_shown(agreement, item, declaration):
        remarks.append(f"came by {', '.join(by)}: direct transport is still to be shown")
    return claim, "; ".join(remarks)


def _age_untold(found: Proven) -> str:
    return (
        f"the date of the proof {found.proof.id} is not stated: its age is not checked" if found.proof and found.undated else ""
    )


def _limit(agreement: Agreement) -> str:
    return str(agreement.waiver.amount) if agreement.waiver else ""


def _regime(item: Item) -> str | None:
    return next((duty.regime for duty in item.duties if duty.regime), None)
