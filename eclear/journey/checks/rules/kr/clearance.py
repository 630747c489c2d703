"""Clearance in Korea: type of declaration, how the debt is collected, when the goods are declared, which procedure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule
from eclear.journey.checks.rules.procedures import COMES_IN, GOES_OUT

CLEARED = ("A", "B", "C", "D")
"""The clearance plans that eclear carries through; release from the quay, release first and goods without a manifest follow."""

BEFORE_ARRIVAL = ("A", "B")
"""The clearance plans of goods that have not arrived; the declaration type for them is IMD."""

NEAR = frozenset({"JP", "CN", "TW", "HK"})
"""From here goods may be declared before departure by sea; by air from anywhere (secondary)."""

HOME_USE, EXPORT = "40", "10"


def statement_place(declaration: Declaration, kind: str) -> tuple[str | int, ...]:
    """Return the steps to the header statement of a type, such as CTP; the statements as a whole if there is none."""
    for number, statement in enumerate(declaration.information, 1):
        if statement.type == kind:
            return "information", number, "code"
    return ("information",)


def listed(codes: Iterable[str]) -> str:
    """Write the codes that are allowed, the way a sentence does."""
    *most, last = sorted(codes)
    return f"{', '.join(most)} or {last}" if most else last


@rule(
    "KR-CLR-001",
    title=Term("Declaration type unknown", "신고 종류 오류"),
    severity=Severity.ERROR,
    message="Declaration type {type} is not known in Korea.",
    remedy="Use {allowed}.",
    source="eclear, Korean practice in WCO form: declaration types of the country folder",
    needs=frozenset({"country"}),
    passing=(Example({"type": "IMD", "information.2.code": "B"}),),
    failing=({"type": "IMX"}, {"type": "COA"}, {"type": None}),
)
def type_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The type decides whether goods come or go, and so everything after it."""
    known = context.facts.codes.declaration_types
    if declaration.type not in known:
        yield fault("type", type=declaration.type or "(not given)", allowed=listed(known))


@rule(
    "KR-CLR-002",
    title=Term("Collection type unknown", "징수형태 오류"),
    severity=Severity.ERROR,
    message="Collection type {code} is not known.",
    remedy="Use {allowed} in the header statement of type CTP.",
    source="징수형태 codes: 11 confirmed, 43 secondary",
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"information.1": None},),
    failing=({"information.1.code": "99"},),
)
def collection_type_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """It says whether the goods wait for the payment; nothing stated means 11, pay first."""
    known = context.facts.codes.collection_types
    if declaration.collection_type not in known:
        steps = statement_place(declaration, "CTP")
        yield fault(*steps, code=declaration.collection_type, allowed=listed(known))


@rule(
    "KR-CLR-003",
    title=Term("Payment after acceptance without security", "담보 미제공 사후납부"),
    severity=Severity.ERROR,
    message="Collection type {code} lets the debt be paid after acceptance, but no security is named.",
    remedy="Name the security (ObligationGuarantee/ReferenceID), or use collection type 11.",
    source="징수형태 43: after acceptance, with collateral (secondary); others as the country folder says",
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"information.1.code": "43", "guarantees.1.reference": "SEC-2026-0001"},),
    failing=(
        {"information.1.code": "43"},
        {"information.1.code": "43", "guarantees.1.type": "1"},
        {"information.1.code": "13"},
    ),
)
def no_security(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods leave before the money comes; the security stands for it."""
    kind = context.facts.codes.collection_types.get(declaration.collection_type)
    if kind and kind.secured and not any(security.reference for security in declaration.guarantees):
        yield fault("guarantees", code=kind.code)


@rule(
    "KR-CLR-004",
    title=Term("Clearance plan unknown", "통관계획 오류"),
    severity=Severity.ERROR,
    message="Clearance plan {code} is not {known}.",
    remedy="Use {allowed} in the header statement of type CPL.",
    source="통관계획 codes (secondary): a-ha.io, list of clearance plans",
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"information.2": None},),
    failing=({"information.2.code": "Q"}, {"information.2.code": "E"}, {"information.2.code": "H"}),
)
def plan_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """It says where the goods are when they are declared; nothing stated means D, in the bonded shed."""
    plans, plan = context.facts.codes.clearance_plans, declaration.clearance_plan
    if plan not in CLEARED:
        handled = {code: plans[code] for code in CLEARED if code in plans}
        known = "cleared here yet" if plan in plans else "known"
        yield fault(*statement_place(declaration, "CPL"), code=plan, known=known, allowed=listed(handled))


@rule(
    "KR-CLR-005",
    title=Term("Type and clearance plan do not fit", "신고 종류와 통관계획 불일치"),
    severity=Severity.WARNING,
    message="Declaration type {type} does not go with clearance plan {plan}.",
    remedy="Use IMD with plans A and B, before arrival, and IMA with plan D, after storage.",
    source="eclear, Korean practice in WCO form: IMD is the import declared before arrival",
    movement="IM",
    passing=({"type": "IMD", "information.2.code": "B"}, {"information.2.code": "C"}),
    failing=({"type": "IMD"}, {"information.2.code": "B"}),
)
def type_against_plan(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Both say whether the goods have arrived, and should say the same."""
    plan, before = declaration.clearance_plan, declaration.type == "IMD"
    if (before and plan == "D") or (not before and plan in BEFORE_ARRIVAL):
        yield fault("type", type=declaration.type, plan=plan)


@rule(
    "KR-CLR-006",
    title=Term("Declared before departure from too far", "출항전신고 대상 아님"),
    severity=Severity.WARNING,
    message="Clearance plan A by sea is for goods from {allowed}, but the country of export is {country}.",
    remedy="Use plan B, before arrival.",
    source="통관계획 codes (secondary): a-ha.io, list of clearance plans",
    movement="IM",
    passing=({"type": "IMD", "information.2.code": "A"},),
    failing=({"type": "IMD", "information.2.code": "A", "export_country": "US"},),
)
def too_far_for_plan_a(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Ships from these ports arrive within days; from farther away there is time after departure."""
    by_sea = declaration.border_transport_mode == "1"
    if by_sea and declaration.export_country not in NEAR and declaration.clearance_plan == "A":
        yield fault("export_country", allowed=listed(NEAR), country=declaration.export_country or "not given")


@each_item(
    "KR-CLR-007",
    title=Term("Procedure not handled for this movement", "통관 절차 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: procedure {code} cannot be declared with type {type}.",
    remedy="Use {allowed}; other regimes are not cleared here yet.",
    source="HMRC, published error codes of CDS: 11004",
    passing=({"items.1.procedures.1.previous": "71"}, Example({}, start="export")),
    failing=({"items.1.procedures.1.current": "53"}, Example({"items.1.procedures.1.current": "21"}, start="export")),
)
def procedure_against_type(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Assessing a warehouse entry or a temporary admission as home use would ask for money that is not owed."""
    code = item.procedures[0].current if item.procedures else None
    allowed, other_direction = (EXPORT, COMES_IN) if declaration.is_export else (HOME_USE, GOES_OUT)
    if code and code != allowed and code[0] not in other_direction:  # the other direction is the finding of PRC-007
        said = "10 (export)" if declaration.is_export else "40 (home use)"
        yield fault("procedures", 1, "current", code=code, type=declaration.type, allowed=said)


@rule(
    "KR-CLR-008",
    title=Term("Collection type or clearance plan said twice", "징수형태·통관계획 중복 기재"),
    severity=Severity.WARNING,
    message="The {label} is said twice, {first} and {second}.",
    remedy="Say it once; the first counts.",
    source="HMRC, published error codes of CDS: 10003",
    since=SECOND_EDITION,
    movement="IM",
    about="information",
    passing=({"information.1.code": "11"},),
    failing=(
        {"information.3.type": "CTP", "information.3.code": "43"},
        {"information.3.type": "CPL", "information.3.code": "D"},
    ),
)
def said_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether the goods wait for the money must not hang on the order of two lines."""
    said: dict[str | None, str | None] = {}
    for number, statement in enumerate(declaration.information, 1):
        if statement.type in said:
            label = "collection type (CTP)" if statement.type == "CTP" else "clearance plan (CPL)"
            first, second = said[statement.type] or "(no code)", statement.code or "(no code)"
            yield fault("information", number, "code", label=label, first=first, second=second)
        elif statement.type in ("CTP", "CPL"):
            said[statement.type] = statement.code


@rule(
    "KR-CLR-009",
    title=Term("Security for a debt that is paid first", "사전납부 담보 기재"),
    severity=Severity.WARNING,
    message="Security {reference} is named, but by collection type {code} the debt is paid before acceptance.",
    remedy="Use collection type 43 to pay after acceptance, or leave the security out.",
    source="징수형태 11: before acceptance; 43: after acceptance, with collateral (secondary)",
    since=SECOND_EDITION,
    movement="IM",
    about="guarantees",
    passing=({"information.1.code": "43", "guarantees.1.reference": "SEC-2026-0001"},),
    failing=({"guarantees.1.reference": "SEC-2026-0001"},),
)
def security_for_nothing(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Mostly 43 was meant: the goods would wait for money that is secured already."""
    if declaration.guarantees and declaration.collection_type == "11":
        security = declaration.guarantees[0]
        yield fault("guarantees", 1, reference=security.reference or security.id or "without a number", code="11")
