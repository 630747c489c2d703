"""The public contract: what the command line and the API say about a reading and a case, as plain JSON.

Keys are added, never renamed. Money, mass and rates are strings; what is not known is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.doubt import Doubt
from eclear.casefile.duty import Assessment, DutyLine
from eclear.casefile.examination import Analysis, Examination, Ordered
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import place
from eclear.casefile.reading import Outcome, Reading
from eclear.casefile.reply import NAMES, Step
from eclear.casefile.security import Security
from eclear.casefile.suspension import Suspension
from eclear.casefile.tally import Tally
from eclear.clearance import Notice, Submission
from eclear.clearance.deferring import Statement
from eclear.journey.risk import Model
from eclear.journey.settlement import waiting_for
from eclear.wco import write_reply
from eclear.web.persons import called


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding: code, severity, message, and its place as pointer, xpath and line."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "pointer": place.pointer,
        "xpath": place.xpath,
        "line": place.line,
    }


def reading_json(file: str, reading: Reading) -> dict[str, Any]:
    """One validated message."""
    return {
        "file": file,
        "profile": reading.profile,
        "outcome": reading.outcome.value,
        "function": reading.function,
        "type": reading.type,
        "items": reading.items,
        "findings": [finding_json(finding) for finding in reading.findings],
    }


def duty_json(line: DutyLine) -> dict[str, Any]:
    """One duty or tax: what it is taken from, at which rate, what it comes to and how it was worked out."""
    return {
        "item": line.item,
        "type": line.type,
        "base": f"{line.base:f}",
        "rate": f"{line.rate:f}",
        "rate_told": line.rate_told,
        "amount": f"{line.amount:f}",
        "currency": line.currency,
        "formula": line.formula,
        "source": line.source,
        "mark": line.mark,
        "as_of": line.as_of.isoformat() if line.as_of else None,
    }


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """What a declaration owes, item by item, with the sum of each duty and tax; surcharges and drawback apart."""
    items = [
        {
            "item": value.item,
            "value": f"{value.value:f}",
            "working": value.formula,
            "lines": [duty_json(line) for line in assessment.lines if line.item == value.item],
        }
        for value in assessment.values
    ]
    totals: dict[str, Decimal] = {}
    for line in (*assessment.lines, *assessment.surcharges):
        totals[line.type] = totals.get(line.type, Decimal(0)) + line.amount
    return {
        "currency": assessment.currency,
        "items": items,
        "surcharges": [duty_json(line) for line in assessment.surcharges],
        "drawback": [duty_json(line) for line in assessment.drawback],
        "to_secure": f"{assessment.to_secure:f}",
        "totals": {type: f"{amount:f}" for type, amount in totals.items()},
        "total_due": f"{assessment.total_due:f}",
    }


def doubt_json(doubt: Doubt) -> dict[str, Any]:
    """One doubt: what, about which items, until when it can be answered, what was answered and how it was decided."""
    verdict = doubt.verdict
    return {
        "number": doubt.number,
        "about": doubt.about.value,
        "items": list(doubt.items),
        "grounds": doubt.grounds,
        "law": doubt.law,
        "answer_by": doubt.answer_by.isoformat(),
        "waits_for": None if verdict else "officer" if doubt.answered else doubt.asked.value,
        "answers": [
            {"side": answer.side.value, "text": answer.text, "documents": list(answer.documents)} for answer in doubt.answers
        ],
        "outcome": verdict.outcome.value if verdict else None,
        "decision": verdict.grounds if verdict else None,
        "values": [
            {"item": set.item, "value": f"{set.value:f}", "method": set.method, "grounds": set.grounds} for set in verdict.values
        ]
        if verdict
        else [],
        "appeal_office": verdict.appeal.office if verdict and verdict.appeal else None,
        "appeal": verdict.appeal.text.en if verdict and verdict.appeal else None,
    }


def security_json(security: Security) -> dict[str, Any]:
    """The security of a case: its form and amount as far as they were stated, and what became of it."""
    return {
        "form": security.form.value if security.form else None,
        "amount": f"{security.amount:f}" if security.amount is not None else None,
        "text": security.text,
        "set_off": f"{security.set_off:f}",
        "returned": f"{security.returned:f}" if security.returned is not None else None,
        "ended": security.ended.isoformat() if security.ended else None,
    }


def examination_json(examination: Examination) -> dict[str, Any]:
    """The latest report of an examination: its depth, what was found, the result in a word, and the remark."""
    return {
        "depth": examination.depth.value,
        "found": [each.value for each in examination.found],
        "result": examination.result,
        "remark": examination.remark,
    }


def order_json(ordered: Ordered) -> dict[str, Any]:
    """An order to inspect: its depth, the items (none: all), the place, why, and which agencies take part."""
    return {
        "depth": ordered.order.depth.value,
        "items": list(ordered.order.items),
        "place": ordered.order.place,
        "reason": ordered.reason,
        "agencies": list(ordered.agencies),
    }


def sample_json(analysis: Analysis) -> dict[str, Any]:
    """One sample: its number in the case, what a laboratory is asked by when, and its finding; null while it is at work."""
    sample = analysis.sample
    return {
        "number": sample.number,
        "item": sample.item,
        "laboratory": sample.laboratory,
        "question": sample.question,
        "due": sample.due.isoformat(),
        "finding": analysis.finding,
    }


def case_json(case: Case, model: Model | None = None) -> dict[str, Any]:
    """One case: status and tracks by their ids, what it waits for, what it owes, its score with reasons."""
    assessment, score = case.assessment, case.score
    lines = assessment.lines if assessment else ()
    reasons = model.reasons(score) if model and score and model.sha256 == score.model_sha256 else ()
    return {
        "case": case.id,
        "version": case.version,
        "number": case.number,
        "lrn": case.lodged.lrn,
        "edition": case.edition,
        "request": case.request.lrn if case.request else None,
        "lane": case.lane.value if case.lane else None,
        "status": case.status,
        "tracks": {"cargo": case.cargo_state, "declaration": case.status, "tax": case.tax, "permits": case.permits},
        "waiting_for": list(waiting_for(case)),
        "duties": [duty_json(line) for line in lines],
        "surcharges": [duty_json(line) for line in assessment.surcharges] if assessment else [],
        "drawback": [duty_json(line) for line in assessment.drawback] if assessment else [],
        "total_due": f"{case.total_due:f}" if assessment else None,
        "outstanding": f"{case.outstanding:f}" if assessment else None,
        "to_secure": f"{assessment.to_secure:f}" if assessment else None,
        "doubts": [doubt_json(doubt) for doubt in case.doubts],
        "security": security_json(case.security) if case.security else None,
        "score": f"{score.chance:.4f}" if score else None,
        "reasons": [
            {"reason": reason.words.en, "reason_ko": reason.words.ko, "moved": f"{reason.moved:+.4f}"} for reason in reasons
        ],
        "examination": examination_json(case.examination) if case.examination else None,
        "order": order_json(case.order) if case.order else None,
        "samples": [sample_json(one) for one in case.analyses],
        "officer": called(case.officer) or None,
        "proposed_lane": case.proposal.lane.value if case.proposal else None,
        "findings": [finding_json(finding) for finding in case.findings],
    }


_NO_CASE: dict[str, Any] = {
    "case": None,
    "version": None,
    "number": None,
    "lrn": None,
    "edition": None,
    "request": None,
    "lane": None,
    "status": None,
    "tracks": None,
    "waiting_for": [],
    "duties": [],
    "surcharges": [],
    "drawback": [],
    "total_due": None,
    "outstanding": None,
    "to_secure": None,
    "doubts": [],
    "security": None,
    "score": None,
    "reasons": [],
    "examination": None,
    "order": None,
    "samples": [],
    "officer": None,
    "proposed_lane": None,
}


def submission_json(submission: Submission, model: Model | None = None) -> dict[str, Any]:
    """One submitted message: its outcome, its case if it became one, and the receipt - digest, event and chain head."""
    told = case_json(submission.case, model) if submission.case else dict(_NO_CASE)
    told |= {
        "outcome": submission.outcome.value,
        "findings": [finding_json(finding) for finding in submission.findings],
        "known": submission.known,
        "sha256": submission.reading.sha256,
        "sequence": submission.head.position,
        "head": submission.head.hash,
    }
    return told


def conflict_json(why: str) -> dict[str, Any]:
    """A message whose LRN was used before for other bytes: refused, and no case of its own."""
    finding = Finding("TAK-004", Severity.ERROR, why, place(Declaration, "lrn"))
    return _NO_CASE | {"outcome": Outcome.INVALID.value, "findings": [finding_json(finding)], "known": False}


OFFICERS_ONLY = ("lane", "score", "reasons", "examination", "order", "samples", "officer", "proposed_lane")
"""What only officers may know: a trader's receipt never carries it."""


def receipt_json(submission: Submission) -> dict[str, Any]:
    """The trader's receipt for a message that became a case: everything but what only officers may know."""
    assert submission.case is not None
    return {"id": submission.case.id} | for_trader(submission_json(submission))


def for_trader(told: dict[str, Any]) -> dict[str, Any]:
    """A case, or what became of a message, without what only officers may know."""
    return {key: value for key, value in told.items() if key not in OFFICERS_ONLY}


def cargo_json(cargo: Cargo) -> dict[str, Any]:
    """One cargo: its number, its state, when each report arrived (UTC), and how much was listed, landed, came in and went out."""
    times = {"manifest_reviewed": cargo.manifest_reviewed, "carried_in": cargo.carried_in, "carried_out": cargo.carried_out}
    return {
        "cargo": cargo.number,
        "version": cargo.told,
        "state": cargo.state,
        "shed": cargo.shed,
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "arrived": cargo.arrived.isoformat() if cargo.arrived else None,
        "unloaded": cargo.unloaded.isoformat() if cargo.unloaded else None,
        "missing": list(cargo.missing),
        "listed": _tally_json(cargo.tally),
        "landed": _tally_json(cargo.landed),
        "came_in": _tally_json(cargo.came_in if cargo.entries else None),
        "went_out": _tally_json(cargo.went_out if cargo.exits else None),
        "difference": cargo.differs.value if cargo.differs else None,
        "went_on_under": list(cargo.successors),
        "came_from": list(cargo.drawn_of),
        "operation": cargo.bond or None,
    }


def _tally_json(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    mass = tally.gross_mass_kg
    return {"packages": tally.packages, "gross_mass_kg": f"{mass:f}" if mass is not None else None}


def operation_json(found: Suspension) -> dict[str, Any]:
    """Return an operation as plain JSON."""
    what = found.operation
    return {
        "operation": found.number,
        "regime": what.regime,
        "stage": found.stage.value,
        "cargo": what.cargo,
        "principal": what.principal,
        "from": [what.office, what.shed],
        "to": [what.to_office, what.to_shed],
        "suspended": f"{what.suspended:f}",
        "guaranteed": f"{what.guaranteed:f}",
        "claimed": f"{found.claimed:f}" if found.claimed is not None else None,
        "collected": f"{found.collected:f}" if found.claimed is not None else None,
        "currency": what.currency,
        "due": found.due.isoformat() if found.due else None,
        "seals": list(found.seals),
        "seals_intact": found.intact,
        "ended_by": found.by or None,
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """Return a monthly statement as plain JSON, each of its notices with what is left to pay on it."""
    return {
        "statement": statement.number,
        "due_by": statement.due_by.isoformat(),
        "currency": statement.currency,
        "left": f"{statement.left:f}",
        "notices": [
            {"case": line.case.id, "notice": line.notice.number, "state": line.state.value, "left": f"{line.left:f}"}
            for line in statement.lines
        ],
    }


def notice_json(notice: Notice) -> dict[str, Any]:
    """One reply: its number in the inbox, what it is by WCO and national name, what it says, and the message itself."""
    reply = notice.reply
    return {
        "number": notice.number,
        "case": notice.case,
        "function": reply.function,
        "status": next((status.name for status in reply.statuses if status.name), None),
        "name": NAMES[reply.function or ""][0],
        "national_name": notice.name,
        "id": reply.id,
        "issued": reply.issued.isoformat() if reply.issued else None,
        "lrn": reply.lrn,
        "declaration": reply.number,
        "edition": reply.version,
        "statements": [
            {"code": said.code, "text": said.text, "limit": said.limit.isoformat() if said.limit else None}
            for said in reply.remarks
        ],
        "errors": [{"code": fault.code, "message": fault.text, "pointer": _pointer(fault.pointers)} for fault in reply.faults],
        "corrections": [_pointer(correction.pointers) for correction in reply.corrections],
        "message": write_reply(reply, notice.country).decode(),
    }


def _pointer(steps: Sequence[Step]) -> str:
    """A pointer as one line, such as 42A/67A/68A[1]/006."""
    parts = [f"{step.section}[{step.sequence}]" if step.sequence else step.section or "?" for step in steps]
    tag = steps[-1].tag if steps else None
    return "/".join([*parts, tag] if tag else parts)
