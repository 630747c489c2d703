"""The command that reports what happened to a case or to cargo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.commands.doubts import DOUBTS, Typed, report_doubt
from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import say, say_case
from eclear.commands.typed import money, the_cargo, the_case

if TYPE_CHECKING:
    from eclear.clearance import Office

KINDS = (
    "manifest-reviewed",
    "carried-in",
    "carried-out",
    "permit-answered",
    "permit-questions",
    "decided",
    "examined",
    "paid",
    "payment-failed",
    "reminded",
    "exited",
    *DOUBTS,
)
"""What can be reported. The first three are about cargo, the others about a case."""

OFFICERS_VERBS = "accept, pass, request-documents, inspect, hold, dismiss, query, release, challenge, grant or deny"


def event(
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    kind: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    agency: Annotated[str | None, typer.Option(help="permit-answered, permit-questions: which agency")] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--answer", help="permit-answered: approved, refused or waived; permit-questions: ID=VALUE, several"),
    ] = None,
    approval: Annotated[str | None, typer.Option(help="permit-answered: number of an approval in the register")] = None,
    item: Annotated[int | None, typer.Option(help="permit-questions: about this item only")] = None,
    reference: Annotated[str | None, typer.Option(help="permit-answered: number of the approval")] = None,
    verb: Annotated[str | None, typer.Option(help=f"decided: {OFFICERS_VERBS}")] = None,
    security: Annotated[str | None, typer.Option(help="decided, to release: form, number and amount of the security")] = None,
    form: Annotated[str | None, typer.Option(help="decided, to release: cash, guarantee or insurance")] = None,
    reason: Annotated[str | None, typer.Option(help="decided, permit-answered: the reason; doubts: the grounds")] = None,
    amount: Annotated[
        str | None, typer.Option(help="paid: the amount, else that on the notice; decided, to release: of the security")
    ] = None,
    depth: Annotated[str | None, typer.Option(help=f"examined: {', '.join(Depth)}")] = None,
    found: Annotated[list[str] | None, typer.Option(help=f"examined, several: {', '.join(Irregularity)}")] = None,
    remark: Annotated[str | None, typer.Option(help="examined: counted against declared, seals, samples")] = None,
    about: Annotated[str | None, typer.Option(help="doubt-raised: value or origin")] = None,
    items: Annotated[str | None, typer.Option(help="doubt-raised: the items, such as 1,3; without it, item 1")] = None,
    law: Annotated[str | None, typer.Option(help="doubt-raised, doubt-decided: the law, if another than usual")] = None,
    doubt: Annotated[int, typer.Option(help="doubt-answered, doubt-decided: number of the doubt")] = 1,
    text: Annotated[str | None, typer.Option(help="doubt-answered: what the answer says")] = None,
    documents: Annotated[list[str] | None, typer.Option("--document", help="doubt-answered: a paper, several")] = None,
    side: Annotated[str, typer.Option(help="doubt-answered: declarant or issuer")] = "declarant",
    outcome: Annotated[str | None, typer.Option(help="doubt-decided: accepted, rejected, kept or denied")] = None,
    values: Annotated[list[str] | None, typer.Option("--value", help="doubt-decided: ITEM=AMOUNT, several")] = None,
    method: Annotated[str | None, typer.Option(help="doubt-decided: the method of the values, 2 to 6")] = None,
    evidence: Annotated[str | None, typer.Option(help="doubt-decided: what the values rest on")] = None,
    passed: Annotated[list[str] | None, typer.Option("--passed", help="doubt-decided: METHOD=WHY it did not do, several")] = None,
    computed_first: Annotated[bool, typer.Option(help="doubt-decided: method 5 before 4, as the importer asks")] = False,
    shed: Annotated[str | None, typer.Option(help="carried-in: which bonded shed")] = None,
    account: Annotated[str | None, typer.Option(help="payment-failed: which account")] = None,
    exit_office: Annotated[str | None, typer.Option("--office", help="exited: which office of exit")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Report what happened to a case or to cargo."""
    from eclear import clearance
    from eclear.casefile.permit import Answer
    from eclear.casefile.security import Form
    from eclear.web.contract import case_json

    knobs = settings()
    office, moment = open_office(knobs, scoring=as_json), room_time(knobs, at)
    if kind in clearance.REPORTS:
        office.enter(room)  # cargo may be reported before anything else is known in a room
        report_cargo(office, the_cargo(office, number, room), kind, shed, room, moment, as_json)
        return
    case = the_case(office, number, room)
    if kind == "permit-answered":
        if not agency or not answers or answers[-1] not in {a.value for a in Answer}:
            raise wrong_usage("permit-answered needs --agency CODE and --answer approved, refused or waived.")
        after = clearance.answer_permit(
            office,
            case.id,
            agency,
            Answer(answers[-1]),
            reference=reference,
            reason=reason,
            approval=approval,
            room=room,
            at=moment,
        )
    elif kind == "permit-questions":
        said = {id: text for id, _, text in (answer.partition("=") for answer in answers or ())}
        if not agency or not said or not all(said.values()):
            raise wrong_usage("permit-questions needs --agency CODE and --answer ID=VALUE, such as --answer KATS-KC.1=220.")
        after = clearance.answer_questions(office, case.id, agency, said, item=item, room=room, at=moment)
    elif kind == "decided":
        if not verb:
            raise wrong_usage(f"decided needs --verb: {OFFICERS_VERBS}.")
        if form is not None and form not in {one.value for one in Form}:
            raise wrong_usage(f"--form {form}: that is no form of a security. Give {', '.join(Form)}.")
        secured = (Form(form) if form else None, money(amount))
        after = clearance.decide(
            office, case.id, verb, reason=reason, security=security, form=secured[0], amount=secured[1], room=room, at=moment
        )
    elif kind == "examined":
        after = clearance.examine(office, case.id, examination_of(depth, found or [], remark), room=room, at=moment)
    elif kind in DOUBTS:
        values, passed, documents = values or [], passed or [], documents or []
        told_by = Typed(
            about, items, reason, law, doubt, text, documents, side, outcome, values, method, evidence, passed, computed_first
        )
        after = report_doubt(office, case, kind, told_by, room, moment)
    elif kind == "paid":
        after = clearance.pay(office, case.id, money(amount), room=room, at=moment)
    elif kind == "payment-failed":
        after = clearance.payment_failed(office, case.id, account=account, room=room, at=moment)
    elif kind == "reminded":
        after = clearance.remind(office, case.id, room=room, at=moment)
    elif kind == "exited":
        after = clearance.exit_confirmed(office, case.id, office_of_exit=exit_office, room=room, at=moment)
    else:
        raise wrong_usage(f"Kind {kind!r} is not known. Known: {', '.join(KINDS)}.")
    told = case_json(after, office.model)
    say(told) if as_json else say_case(told)


def examination_of(depth: str | None, found: list[str], remark: str | None) -> Examination:
    """Read a report of an examination as it was typed."""
    depths, irregularities = [one.value for one in Depth], [one.value for one in Irregularity]
    if depth not in depths:
        raise wrong_usage(f"examined needs --depth: {', '.join(depths)}; and --found for each irregularity, if there was one.")
    if odd := [one for one in found if one not in irregularities]:
        raise wrong_usage(f"--found {odd[0]!r}: that is no irregularity. Known: {', '.join(irregularities)}.")
    return Examination(Depth(depth), tuple(map(Irregularity, found)), remark)


def report_cargo(
    office: Office, number: str, report: str, shed: str | None, room: str, at: datetime | None, as_json: bool
) -> None:
    """Report something about cargo, and print how it and its cases stand after that."""
    from eclear.clearance import arrive, find
    from eclear.web.contract import cargo_json, case_json

    cargo = arrive(office, number, report, shed=shed, room=room, at=at)
    if as_json:
        say(cargo_json(cargo))
        return
    typer.echo(f"  cargo {cargo.number}  {cargo.state}")
    for one in find(office, cargo.number, room=room):
        say_case(case_json(one))
