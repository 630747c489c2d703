"""The guards of acceptance (수리): a declaration is accepted only when all of them hold, and then by itself.

Source: acceptance practice of UNI-PASS as collected for eclear; guard ids are a public contract.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eclear.casefile.bill import Difference
from eclear.casefile.case import Case
from eclear.casefile.doubt import Side
from eclear.casefile.words import Term
from eclear.reference import country

OFFICER, PAYER, AGENCY = Term("the officer", "담당자"), Term("the payer", "납세자"), Term("another agency", "요건기관")
ISSUER = Side.ISSUER.term
CARRIER, SHED, DECLARANT = Term("the carrier", "운송인"), Term("the shed", "보세구역"), Term("the declarant", "신고인")


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that acceptance needs: whether it holds, what it is called, and who is waited for while it does not.

    ``about`` is the number of what is waited for, "" where the declaration itself is enough to know it.
    """

    id: str
    track: str
    holds: bool
    term: Term
    waits_for: Term | None = None
    about: str = ""

    @property
    def named(self) -> str:
        """What it is called, with the number of what is waited for."""
        return f"{self.term} {self.about}".rstrip()


def guards(case: Case) -> tuple[Guard, ...]:
    """Return the guards of a case in the order of its country: an export waits for less than an import.

    Before them stands the return while its goods go back abroad, whatever the country asks for.

    Raises LookupError if the reference folder of the country is gone.
    """
    law = country(case.lodged.country)
    if law is None:
        raise LookupError(f"The reference folder of {case.lodged.country} is gone. Put it back; the case is unchanged.")
    asked = tuple(_GUARDS[guard](case) for guard in law.guards["EX" if case.is_export else "IM"])
    return (_return(case), *asked) if case.returning else asked


def waiting_for(case: Case) -> tuple[str, ...]:
    """Return the ids of the guards that an open case still waits for; nothing for a case that has ended."""
    return tuple(guard.id for guard in guards(case) if not guard.holds) if case.is_open else ()


def _review(case: Case) -> Guard:
    """A doubt is open until it is decided: whoever was asked is waited for, then the officer."""
    unheard = next((doubt for doubt in case.open_doubts if not doubt.answered), None)
    holds = case.reviewed and case.status not in ("D5", "D6", "D7") and case.request is None and not case.open_doubts
    holds = holds and not case.open_analyses  # what a laboratory finds belongs to the review
    if unheard and case.request is None:
        waits = ISSUER if unheard.asked is Side.ISSUER else DECLARANT
    else:
        waits = DECLARANT if case.status == "D5" and case.request is None and not case.open_doubts else OFFICER
    return Guard("review", "declaration", holds, Term("Review", "심사"), None if holds else waits)


def _tax(case: Case) -> Guard:
    if case.tax == "T0":
        return Guard("tax", "tax", True, Term("Nothing to pay", "납부할 세액 없음"))
    if case.tax in ("T3", "T5"):
        return Guard("tax", "tax", True, Term("Tax paid", "납부"))
    if not case.lodged.pays_first:
        return Guard("tax", "tax", True, Term("Secured, paid later", "사후납부"))
    return Guard("tax", "tax", False, Term("Tax paid", "납부"), PAYER if case.tax in ("T2", "T4") else OFFICER)


def _permits(case: Case) -> Guard:
    """Agencies are waited for, unless each that has not answered waits for the trader's answer itself."""
    if case.permits == "R0":
        return Guard("permits", "permits", True, Term("No permit needed", "요건 없음"))
    holds, silent = case.permits in ("R2", "R4"), case.silent
    waits = DECLARANT if silent and all(one.with_trader for one in silent) else AGENCY
    return Guard("permits", "permits", holds, Term("Permits agreed", "요건승인"), None if holds else waits)


def _manifest(case: Case) -> Guard:
    if case.manifest_reviewed is None or case.difference is Difference.UNMANIFESTED:
        return Guard("manifest", "cargo", False, Term("Manifest reviewed", "적하목록 심사"), CARRIER)
    if case.differs:
        return Guard("manifest", "cargo", False, Term("Landed as declared", "과부족 처리"), DECLARANT)
    return Guard("manifest", "cargo", True, Term("Manifest reviewed", "적하목록 심사"))


def _carry_in(case: Case) -> Guard:
    if case.lodged.clearance_plan in ("A", "B") and case.carried_in is None:
        return Guard("carry_in", "cargo", True, Term("Carry-in waived", "반입 면제"))
    holds = case.carried_in is not None
    return Guard("carry_in", "cargo", holds, Term("Carried in", "반입"), None if holds else SHED)


def _presentation(case: Case) -> Guard:
    holds = case.presented is not None
    return Guard("presentation", "cargo", holds, Term("Goods presented", "물품 제시"), None if holds else DECLARANT)


def _return(case: Case) -> Guard:
    """Goods that go back abroad are not imported: nothing is accepted unless the operation ends otherwise."""
    return Guard("return", "cargo", False, Term("Goods go back abroad", "반송 진행"), CARRIER, case.returning)


_GUARDS: Mapping[str, Callable[[Case], Guard]] = {
    "review": _review,
    "tax": _tax,
    "permits": _permits,
    "manifest": _manifest,
    "carry_in": _carry_in,
    "presentation": _presentation,
}
