"""Permits of an open case: the questions of an agency are answered, and an approval that it names is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import ApprovalState, NeedLine, NeedState, PermitNeed
from eclear.casefile.person import Role, Seated
from eclear.clearance.judging import taken_of
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of
from eclear.clearance.recording import go_on, plain, standing
from eclear.journey.permits import Holdings, answered, measures_of
from eclear.reference import Agency, Requirement
from eclear.storage import Records
from eclear.wco import read


def answer_questions(
    office: Office,
    case_id: str,
    agency: str,
    answers: Mapping[str, str],
    *,
    item: int | None = None,
    by: str = "declarant",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Answer the questions of an agency about an open case: its permit is then required, or not needed for a reason.

    ``answers`` are by the id of the question, such as KATS-KC.1 or 1. They are about one ``item``, or about every item that is
    still undecided. A question that no answer decides stays open, and the agency can be asked all the same.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now = after_lodging(case, office.moment(records, at))
        need = need_of(case, agency)
        if office.acting.post and office.acting.post.role is Role.AGENCY:
            must_be_of(office.acting, agency)
        if said := (case.answers or {}).get(agency):
            raise IllegalStep(f"Agency {agency} has answered already: {said}. Its word stands; only it can change it.")
        law = country_of(case).agencies.by_code.get(agency)
        if law is None:
            raise IllegalStep(f"Agency {agency} has no questions any more. Let it answer itself.")
        lines = need.lines or _lines_of(need, _declaration(office, records, case))
        _must_be_undecided(agency, lines, item)
        told = _understood(law, answers)
        after = tuple(
            _answered(line, law, told, case) if line.state is NeedState.CANDIDATE and item in (None, line.item) else line
            for line in lines
        )
        if after == lines:
            asked = ", ".join(dict.fromkeys(q.id for line in lines for _, r in _asked(law, line, case) for q in r.questions))
            raise IllegalStep(
                f"These answers change nothing: {', '.join(told)}. Asked about these goods: {asked}, in this order."
            )
        return go_on(records, case, [ev.PermitQuestions(replace(need, lines=after))], by, now)


def need_of(case: Case, agency: str) -> PermitNeed:
    """Return what an agency is asked about a case; raises IllegalStep if it is asked nothing."""
    for need in case.needs:
        if need.agency == agency:
            return need
    asked = ", ".join(need.agency for need in case.needs) or "no agency"
    raise IllegalStep(f"Agency {agency} was not asked about this case; asked: {asked}.")


def must_be_of(acting: Seated, agency: str) -> None:
    """Raise IllegalStep where somebody at a desk speaks for an agency that is not his: customs least of all."""
    if acting.post is not None and not (acting.plays(Role.AGENCY) and acting.of == agency):
        raise IllegalStep(f"Only an officer of {agency} can answer for it. Its silence is no consent, and can be escalated.")


def law_of(case: Case, need: PermitNeed) -> str:
    """Return the law on which an agency acts."""
    agency = country_of(case).agencies.by_code.get(need.agency)
    return agency.law.en if agency else need.law


def with_exemption(case: Case, need: PermitNeed, code: str) -> PermitNeed:
    """Return a need of which everything that is not settled is exempt for a reason; raises IllegalStep for an unknown code."""
    agency = country_of(case).agencies.by_code.get(need.agency)
    exemption = agency.exemption(code.strip()) if agency else None
    if exemption is None:
        known = ", ".join(one.code for one in agency.exemptions) if agency else ""
        raise IllegalStep(f"{need.agency} knows no exemption {code!r}. It knows {known or 'none'}.")
    why = f"{need.agency} waives it ({exemption.code}: {exemption.name.en})."
    lines = (
        line if line.is_settled else replace(line, state=NeedState.EXEMPT, exemption=exemption.code, approval=None, why=why)
        for line in need.lines
    )
    return replace(need, lines=tuple(lines))


def with_approval(office: Office, records: Records, case: Case, need: PermitNeed, number: str) -> PermitNeed:
    """Return a need with the approval that its agency names for whatever is not settled yet.

    Raises IllegalStep, with the reason, where the approval does not cover the goods: then it agrees to nothing.
    """
    country, declaration = country_of(case), _declaration(office, records, case)
    holder = declaration.exporter_id if declaration.is_export else declaration.importer_id
    approval = country.agencies.approvals.entry(need.agency, number)
    taken = taken_of(records, case.id, [approval] if approval else [])
    holdings, lines = Holdings(country.agencies.approvals, holder, case.lodged.declared_on, taken), []
    for line in need.lines or _lines_of(need, declaration):
        if not line.is_settled:
            check = holdings.check(need.agency, number, line.hs, measures_of(declaration.items[line.item - 1]))
            if check.state is not ApprovalState.VALID:
                raise IllegalStep(
                    f"Approval {number} does not cover item {line.item} ({line.hs}): {check.state.term.en}. "
                    "Name one that does, or agree without a number."
                )
            holdings.take(check)
            why = f"{need.agency} names approval {number}."
            line = replace(line, state=NeedState.REQUIRED, exemption=None, approval=check, why=why)
        lines.append(line)
    return replace(need, lines=tuple(lines))


def _declaration(office: Office, records: Records, case: Case) -> Declaration:
    declaration = read(current(office, records, case), office.schemas).declaration
    if declaration is None:
        raise IllegalStep("The declaration cannot be read any more. Let the agency answer without a number.")
    return declaration


def _lines_of(need: PermitNeed, declaration: Declaration) -> tuple[NeedLine, ...]:
    """Return the lines of a need of the first edition, which named its items only."""
    return tuple(NeedLine(number, declaration.items[number - 1].hs) for number in need.items)


def _must_be_undecided(agency: str, lines: Sequence[NeedLine], item: int | None) -> None:
    concerned = [line for line in lines if item in (None, line.item)]
    if not concerned:
        held = ", ".join(str(line.item) for line in lines)
        raise IllegalStep(f"Agency {agency} is not concerned with item {item}. It is with {held}.")
    if all(line.state is not NeedState.CANDIDATE for line in concerned):
        states = ", ".join(f"item {line.item} {line.state}" for line in concerned)
        raise IllegalStep(
            f"The questions of {agency} are decided: {states}. The agency's own word or an amendment can change that."
        )


def _understood(law: Agency, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers by the full ids of their questions; raises IllegalStep for one that nobody can understand."""
    if not answers:
        raise IllegalStep(f"No question is answered. {law.code} asks {', '.join(question.id for question in law.questions)}.")
    told = {}
    for id, text in answers.items():
        question = law.question(id)
        if question is None:
            known = ", ".join(question.id for question in law.questions)
            raise IllegalStep(f"{law.code} asks no question {id!r}. It asks {known}.")
        said = plain(text) or ""
        if question.outcome(said) is None:
            raise IllegalStep(f"The answer {said!r} to {question.id} is not understood. Answer {question.allowed}.")
        told[question.id] = said
    return told


def _asked(law: Agency, line: NeedLine, case: Case) -> Sequence[tuple[Agency, Requirement]]:
    return country_of(case).agencies.asked_of(law.code, line.hs, case.lodged.declared_on)


def _answered(line: NeedLine, law: Agency, told: Mapping[str, str], case: Case) -> NeedLine:
    ranges = [requirement for _, requirement in _asked(law, line, case)]
    return answered(line, law, ranges, told) if ranges else line
