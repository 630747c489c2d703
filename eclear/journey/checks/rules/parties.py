"""Parties: who lodges the declaration, under which reference of his own, and what he is authorised to."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Fault, fault, rule

LRN_LENGTH = 22
"""The schema allows 35 characters, business rule 10010 of the published profile 22."""


@rule(
    "PAR-001",
    title=Term("Nobody answers for the declaration", "신고인 없음"),
    severity=Severity.ERROR,
    message="The declaration names no declarant, no agent and no submitter.",
    remedy="Give the number of the declarant (Declarant/ID).",
    source="WCO Data Model 3.6, elements R123, R004, R059",
    passing=({"submitter_id": "41207"},),
    failing=({"declarant_id": None},),
)
def no_trader(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The trader is the declarant, else the agent, else the submitter."""
    if not declaration.trader:
        yield fault("declarant_id")


@rule(
    "PAR-002",
    title=Term("No local reference number (LRN)", "제출번호 없음"),
    severity=Severity.ERROR,
    message="The declaration has no local reference number (FunctionalReferenceID).",
    remedy="Give it a reference of your own, used for no other declaration.",
    source="HMRC, published error codes of CDS: 10001",
    passing=({"lrn": "7"},),
    failing=({"lrn": None},),
)
def no_lrn(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Trader and LRN together are how a declaration is known before it has a number."""
    if not (declaration.lrn or "").strip():
        yield fault("lrn")


@rule(
    "PAR-003",
    title=Term("Local reference number too long", "제출번호 길이 초과"),
    severity=Severity.WARNING,
    message="Local reference number {lrn} has {length} characters; at most {allowed} are allowed.",
    remedy="Choose a shorter reference.",
    source="HMRC, published error codes of CDS: 10010, drawn by a reference of 25 characters",
    binding_in=frozenset({"KR"}),
    passing=({"lrn": "ABCDEFGHIJ-KLMNOPQRS-7"},),
    failing=({"lrn": "ABCDEFGHIJ-KLMNOPQRST-7"},),
)
def lrn_too_long(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The message profile carries 35 characters, but practice takes 22."""
    if declaration.lrn and len(declaration.lrn) > LRN_LENGTH:
        yield fault("lrn", lrn=declaration.lrn, length=len(declaration.lrn), allowed=LRN_LENGTH)


@rule(
    "PAR-004",
    title=Term("Authorisation named twice", "허가 중복 기재"),
    severity=Severity.WARNING,
    message="Authorisation {category} of {holder} is named twice.",
    remedy="Name each authorisation once.",
    source="WCO Data Model 3.6, elements R144 and R145",
    passing=({"authorisations.1.id": "KRTRD0001", "authorisations.1.category": "CGU"},),
    failing=(
        {
            "authorisations.1.id": "KRTRD0001",
            "authorisations.1.category": "CGU",
            "authorisations.2.id": "KRTRD0001",
            "authorisations.2.category": "CGU",
        },
    ),
)
def authorisation_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Naming it again grants nothing more, and often hides the one that was meant."""
    seen = set()
    for number, held in enumerate(declaration.authorisations, 1):
        if held in seen:
            yield fault("authorisations", number, category=held.category or "?", holder=held.id or "?")
        seen.add(held)
