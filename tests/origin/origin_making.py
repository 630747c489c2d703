"""Agreements and bills of materials that the tests of origin start from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from eclear.casefile.origin import Determination, Material, Product
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.journey.origin import determine
from eclear.reference.agreements import (
    Agreement,
    Choice,
    Limit,
    OriginRule,
    Parties,
    Period,
    Proof,
    Tolerance,
    Transport,
)
from eclear.reference.criteria import parse_criterion, parse_span
from eclear.reference.dated import OPEN_END, Fact

MAY = date(2026, 5, 12)
FACT = Fact(date(2026, 1, 1), OPEN_END, "a test", date(2026, 11, 22), "SYNTHETIC")
MOTOR = Product("850110", ex_works=Decimal(1000), fob=Decimal(1000), weight_kg=Decimal(100), made_in="DE")


def agreement(*rules: str, tolerance: str = "10", value: str = "ex-works", for_all: str = "", **more: object) -> Agreement:
    """An agreement of Korea, Germany and France whose rules are written like ``8501: CTH``."""
    written = (rule.partition(":")[::2] for rule in rules)
    made = Agreement(
        id="test",
        name=Term("Test agreement", "시험 협정"),
        bases=("TST1",),
        for_all=parse_criterion(for_all) if for_all else None,
        parties=Parties(frozenset({"KR", "DE", "FR"}), FACT),
        value=Choice(value, FACT),
        cumulation=Choice("parties", FACT),
        transport=Transport(("THR",), FACT),
        proof=Proof(("861",), 12, FACT),
        late_claim=Period(12, FACT),
        waiver=Limit(Amount(Decimal(1000), "USD"), FACT),
        approved_exporter=None,
        exporter_number=None,
        tolerances=tolerances(tolerance),
        fact=FACT,
        _rules=tuple(OriginRule(parse_span(code), parse_criterion(text), "", FACT) for code, text in written),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def tolerances(share: str) -> tuple[Tolerance, ...]:
    """By value for all goods, by weight for textiles, none for farm goods."""

    def goods(code: str) -> tuple:  # type: ignore[type-arg]
        return (parse_span(code),)

    return (
        Tolerance(goods("1-97"), Decimal(share), "value", FACT),
        Tolerance(goods("50-63"), Decimal(share), "weight", FACT),
        Tolerance(goods("1-14"), Decimal(0), "value", FACT),
    )


def foreign(hs: str, value: str | None, origin: str | None = "VN", **more: object) -> Material:
    """A material that does not originate."""
    return Material("foreign", hs, None if value is None else Decimal(value), origin, False, **more)  # type: ignore[arg-type]


def own(hs: str, value: str | None, origin: str | None = "DE", **more: object) -> Material:
    """A material that originates."""
    return Material("own", hs, None if value is None else Decimal(value), origin, True, **more)  # type: ignore[arg-type]


def open_material(hs: str, value: str | None, **more: object) -> Material:
    """A material of which nobody said whether it originates."""
    return Material("open", hs, None if value is None else Decimal(value), None, None, **more)  # type: ignore[arg-type]


def asked(rule: str, *materials: Material, product: Product = MOTOR, on: date = MAY, **more: object) -> Determination:
    """The answer for goods under one rule for their heading."""
    return determine(product, materials, agreement(f"{product.hs[:4]}: {rule}", **more), on)  # type: ignore[arg-type]


def outcomes(found: Determination) -> list[str]:
    """What came of every alternative."""
    return [one.outcome.value for rule in found.rules for one in rule.alternatives]


def numbers(found: Determination) -> list[str]:
    """Every computed share, in order."""
    return [str(share) for share in shares(found)]


def shares(found: Determination) -> Iterable:  # type: ignore[type-arg]
    for rule in found.rules:
        for alternative in rule.alternatives:
            for atom in alternative.atoms:
                yield from atom.shares
