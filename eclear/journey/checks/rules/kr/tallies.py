"""Declaration and manifest in Korea: packages agree exactly, masses within a tolerance, and the goods must be on a list."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.tally import Tally
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule

HUNDRED = Decimal(100)


@rule(
    "KR-CGO-011",
    title=Term("Packages differ from the manifest", "적하목록 포장개수 불일치"),
    severity=Severity.WARNING,
    message="The declaration states {packages} packages of cargo {number}; {counted} were listed or landed, {others} of them "
    "are in other declarations.",
    remedy="Count again and amend the declaration, or ask the carrier to correct his list. Packages must agree exactly.",
    source="Customs practice: declaration and manifest are matched on packages; teaching value of eclear that none may differ",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    about="total_packages",
    passing=(
        Example({}, known=Known(cargo_counted=Tally(10))),
        Example({}, known=Known(cargo_counted=Tally(20), cargo_declared=8, cargo_shared=True)),
    ),
    failing=(
        Example({}, known=Known(cargo_counted=Tally(8))),
        Example({}, known=Known(cargo_counted=Tally(12), cargo_declared=8, cargo_shared=True)),
    ),
)
def packages_differ(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods that were never landed cannot be released, and goods that nobody declared stay behind."""
    known, packages = context.known, declaration.total_packages
    if known is None or known.cargo_counted is None or packages is None:
        return
    left = known.cargo_counted.packages - known.cargo_declared
    if packages > left or (not known.cargo_shared and packages < left):
        said = {"packages": packages, "counted": known.cargo_counted.packages, "others": known.cargo_declared}
        yield fault("total_packages", number=declaration.cargo_number or "(not given)", **said)


@rule(
    "KR-CGO-012",
    title=Term("Gross mass differs from the manifest", "적하목록 총중량 불일치"),
    severity=Severity.WARNING,
    message="The declaration states {declared} kg of cargo {number}; {counted} kg were listed or landed, more than "
    "{tolerance} percent apart.",
    remedy="Weigh again and amend the declaration, or ask the carrier to correct his list.",
    source="Customs practice: masses are matched too; the tolerance is SYNTHETIC (country.toml, tolerances)",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records", "country"}),
    about="total_gross_mass",
    passing=(Example({}, known=Known(cargo_counted=Tally(10, Decimal(125)))),),
    failing=(Example({}, known=Known(cargo_counted=Tally(10, Decimal(100)))),),
)
def mass_differs(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Scales differ a little; beyond that, other goods are in the packages."""
    known, mass, tolerance = context.known, declaration.total_gross_mass, context.facts.mass_tolerance
    counted = known.cargo_counted.gross_mass_kg if known and known.cargo_counted and not known.cargo_shared else None
    if counted is None or mass is None or tolerance is None or mass.unit not in (None, "KGM"):
        return
    if abs(mass.value - counted) * HUNDRED > tolerance * counted:
        number = declaration.cargo_number or "(not given)"
        yield fault("total_gross_mass", declared=mass.value, number=number, counted=counted, tolerance=tolerance)


@rule(
    "KR-CGO-013",
    title=Term("Goods are on no manifest", "적하목록 미등재 화물"),
    severity=Severity.ERROR,
    message="Cargo {number} was landed, but no carrier has listed it.",
    remedy="Ask the carrier to list it in his manifest; after that it can be declared.",
    source="Customs practice: unmanifested goods are listed before they are declared",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known(cargo_counted=Tally(12, Decimal(1000)))),),
    failing=(Example({}, known=Known(cargo_unlisted=True)),),
)
def on_no_manifest(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What nobody listed nobody answers for: first the carrier says whose it is."""
    if context.known and context.known.cargo_unlisted:
        yield fault("previous_documents", number=declaration.cargo_number or "(not given)")


@rule(
    "KR-CGO-014",
    title=Term("Goods went on under other numbers", "분할·합병된 화물관리번호"),
    severity=Severity.ERROR,
    message="Cargo {number} was split or merged; its goods went on under {successors}.",
    remedy="Declare under one of these numbers.",
    source="Customs practice: B/L 분할·합병; the goods go on under the new cargo control numbers",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known()),),
    failing=(Example({}, known=Known(cargo_successors=("26ABCD0123I04560790", "26ABCD0123I04560791"))),),
)
def went_on_under_others(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A declaration that was there before the split goes on; a new one names where the goods are."""
    if context.known and context.known.cargo_successors:
        yield fault(
            "previous_documents",
            number=declaration.cargo_number or "(not given)",
            successors=", ".join(context.known.cargo_successors),
        )


@rule(
    "KR-CGO-015",
    title=Term("Goods were abandoned", "포기된 화물"),
    severity=Severity.ERROR,
    message="Cargo {number} was abandoned, and customs took note of it.",
    remedy="Make sure of the cargo control number; abandoned goods cannot be declared.",
    source="Customs practice: abandoned goods pass to the state",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known()),),
    failing=(Example({}, known=Known(cargo_abandoned=True)),),
)
def were_abandoned(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Who gave his goods up has no goods to declare."""
    if context.known and context.known.cargo_abandoned:
        yield fault("previous_documents", number=declaration.cargo_number or "(not given)")
