"""The command that reports what happened to a case or to cargo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.casefile.examination import Depth, Irregularity
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import say, say_case, say_findings
from eclear.commands.reporting import report_of
from eclear.commands.typed import kilograms, the_cargo, the_case

if TYPE_CHECKING:
    from eclear.clearance import Office

CARGO_KINDS = ("arrived", "unloaded", "manifest-reviewed", "carried-in", "carried-out")
"""What can be reported about cargo."""

KINDS = (
    *CARGO_KINDS,
    "decided",
    "examination-ordered",
    "examined",
    "laboratory-reported",
    "lane-overridden",
    "override-confirmed",
    "override-refused",
    "transferred",
    "referred-to-audit",
    "doubt-raised",
    "doubt-answered",
    "doubt-decided",
    "permit-questions",
    "permit-answered",
    "agency-asked",
    "agency-answered",
    "joint-inspection-asked",
    "escalated",
    "documents-supplied",
    "cancellation-asked",
    "presented",
    "paid",
    "payment-failed",
    "reminded",
    "exited",
    "payment-reversed",
    "corrected",
    "reassessment-announced",
    "review-waived",
    "reassessment-made",
    "addition-decided",
    "appealed",
    "appeal-decided",
    "refund-proposed",
    "refund-confirmed",
    "refund-refused",
    "drawback-claimed",
    "drawback-decided",
    "storage-asked",
)
"""What can be reported: the kinds that programs report too, about cargo or about a case."""

OFFICERS_VERBS = "accept, pass, request-documents, inspect, hold, dismiss, query, release, challenge, grant or deny"
NOT_WORDS = ("number", "kind", "at", "as_json", "room")
"""The parameters that say where and when, and nothing of what happened."""

Text = Annotated[str | None, typer.Option(help="what an answer, a question or a laboratory says")]


def event(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    kind: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    reason: Annotated[str | None, typer.Option(help="the reason of what was done; doubts: the grounds")] = None,
    text: Text = None,
    document: Annotated[list[str] | None, typer.Option(help="documents-supplied, doubt-answered: a paper, several")] = None,
    law: Annotated[str | None, typer.Option(help="what goes against the trader: the law, if another than usual")] = None,
    verb: Annotated[str | None, typer.Option(help=f"decided: {OFFICERS_VERBS}")] = None,
    security: Annotated[str | None, typer.Option(help="decided, to release: form, number and amount of the security")] = None,
    form: Annotated[str | None, typer.Option(help="decided, to release: cash, guarantee or insurance")] = None,
    amount: Annotated[
        str | None, typer.Option(help="paid, refund-proposed: the amount, else all; decided, to release: of the security")
    ] = None,
    lane: Annotated[str | None, typer.Option(help="lane-overridden: L1, L2 or L3")] = None,
    to: Annotated[str | None, typer.Option(help="transferred: id of the officer, else the pool; escalated: to whom")] = None,
    depth: Annotated[str | None, typer.Option(help=f"examination-ordered, examined: {', '.join(Depth)}")] = None,
    items: Annotated[
        str | None, typer.Option(help="doubt-raised: the items, such as 1,3, else item 1; examination-ordered: else all")
    ] = None,
    place: Annotated[str | None, typer.Option(help="examination-ordered: where, else where the goods lie")] = None,
    found: Annotated[
        list[str] | None, typer.Option(help=f"examined, laboratory-reported, several: {', '.join(Irregularity)}")
    ] = None,
    remark: Annotated[str | None, typer.Option(help="examined: what else is to be said")] = None,
    count: Annotated[list[str] | None, typer.Option(help="examined: ITEM=QUANTITY/PACKAGES counted, several")] = None,
    seal: Annotated[list[str] | None, typer.Option(help="examined: NUMBER=intact, broken, missing or other, several")] = None,
    take: Annotated[list[str] | None, typer.Option(help="examined: a sample, ITEM=LABORATORY/QUESTION/DAY, several")] = None,
    attended: Annotated[list[str] | None, typer.Option(help="examined: declarant, shed or agency:CODE, several")] = None,
    sample: Annotated[int | None, typer.Option(help="laboratory-reported: number of the sample")] = None,
    agency: Annotated[str | None, typer.Option(help="permits, questions, joint inspection, escalated: which agency")] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(help="permit-answered: approved, refused or waived; permit-questions: ID=VALUE, several"),
    ] = None,
    approval: Annotated[str | None, typer.Option(help="permit-answered: number of an approval in the register")] = None,
    reference: Annotated[str | None, typer.Option(help="permit-answered: number of the approval")] = None,
    exemption: Annotated[str | None, typer.Option(help="permit-answered: reason code of a waiver")] = None,
    item: Annotated[int | None, typer.Option(help="permit-questions: about this item only")] = None,
    about: Annotated[str | None, typer.Option(help="doubt-raised: value or origin")] = None,
    doubt: Annotated[int | None, typer.Option(help="doubt-answered, doubt-decided: number of the doubt, else 1")] = None,
    side: Annotated[str | None, typer.Option(help="doubt-answered: declarant or issuer, else declarant")] = None,
    outcome: Annotated[str | None, typer.Option(help="how it was decided; the kind says which there are")] = None,
    how: Annotated[str | None, typer.Option(help="corrected: self-correction, amended-return or claim")] = None,
    figure: Annotated[list[str] | None, typer.Option(help="corrected, reassessment-announced: ITEM.WHAT=FIGURE, several")] = None,
    correction: Annotated[int | None, typer.Option(help="addition-decided, appealed: number of the correction, else 1")] = None,
    against: Annotated[str | None, typer.Option(help="appealed: announcement, reassessment or addition")] = None,
    appeal: Annotated[int | None, typer.Option(help="appeal-decided: number of the appeal, else 1")] = None,
    refund: Annotated[int | None, typer.Option(help="refund-confirmed, refund-refused: number of the refund, else 1")] = None,
    used: Annotated[list[str] | None, typer.Option(help="drawback-claimed: IMPORT/ITEM=QUANTITY, several")] = None,
    order: Annotated[str | None, typer.Option(help="payment-reversed: number of the order at the bank")] = None,
    notice: Annotated[str | None, typer.Option(help="paid: which notice, else the one that is due first")] = None,
    value: Annotated[list[str] | None, typer.Option(help="doubt-decided: ITEM=AMOUNT, several")] = None,
    method: Annotated[str | None, typer.Option(help="doubt-decided: the method of the values, 2 to 6")] = None,
    evidence: Annotated[str | None, typer.Option(help="doubt-decided: what the values rest on")] = None,
    passed: Annotated[list[str] | None, typer.Option(help="doubt-decided: METHOD=WHY it did not do, several")] = None,
    computed_first: Annotated[
        bool, typer.Option("--computed-first", help="doubt-decided: method 5 before 4, as the importer asks")
    ] = False,
    shed: Annotated[str | None, typer.Option(help="carried-in: which bonded shed")] = None,
    packages: Annotated[int | None, typer.Option(help="unloaded, carried-in, carried-out: how many; without it all")] = None,
    mass: Annotated[str | None, typer.Option(help="unloaded, carried-in, carried-out: gross mass in kilograms")] = None,
    until: Annotated[str | None, typer.Option(help="storage-asked: until which day, such as 2026-09-01")] = None,
    account: Annotated[str | None, typer.Option(help="paid, payment-failed: which account")] = None,
    office: Annotated[str | None, typer.Option(help="exited: which office of exit")] = None,
    version: Annotated[
        int | None, typer.Option(help="The version that was looked at; nothing is done if the case has changed since")
    ] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Report what happened to a case or to cargo. Each kind takes the options that name it, and no others."""
    report = report_of(kind, {name: said for name, said in context.params.items() if name not in NOT_WORDS})
    knobs = settings()
    here, moment = open_office(knobs, scoring=as_json), room_time(knobs, at)
    if kind in CARGO_KINDS:
        here.enter(room)  # cargo may be reported before anything else is known in a room
        report_cargo(here, the_cargo(here, number, room), kind, shed, packages, mass, room, moment, as_json)
        return
    from eclear.clearance import Submission
    from eclear.web.contract import case_json, finding_json
    from eclear.web.reports import Here

    after = report.happen(Here(here, room, version, moment), the_case(here, number, room))
    if isinstance(after, Submission):
        if after.case is None:
            say_findings(list(map(finding_json, after.findings)), err=True)
            raise typer.Exit(1)
        after = after.case
    told = case_json(after, here.model)
    say(told) if as_json else say_case(told)


def report_cargo(
    office: Office,
    number: str,
    report: str,
    shed: str | None,
    packages: int | None,
    mass: str | None,
    room: str,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Report something about cargo, and print how it and its cases stand after that."""
    from eclear.clearance import arrive, find
    from eclear.web.contract import cargo_json, case_json

    weighed = kilograms(mass, "--mass")
    cargo = arrive(office, number, report, shed=shed, packages=packages, gross_mass_kg=weighed, room=room, at=at)
    if as_json:
        say(cargo_json(cargo))
        return
    typer.echo(f"  cargo {cargo.number}  {cargo.state}")
    for one in find(office, cargo.number, room=room):
        say_case(case_json(one))
