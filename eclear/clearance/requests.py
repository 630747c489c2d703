"""Messages about a declaration (function 13): an amendment (COR), a cancellation (INV), an arrival (GPR).

What makes no sense is refused with a code of its own and a reply; the declaration is untouched. Where no officer is at
work on the declaration, a request is granted at once; otherwise he decides on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding
from eclear.casefile.pointer import place
from eclear.casefile.reading import Outcome, Reading
from eclear.clearance.amending import amended, amendment, moved_on
from eclear.clearance.correcting import granted as granted_claim
from eclear.clearance.integrity import lodges_for
from eclear.clearance.looking import current
from eclear.clearance.office import Office, Submission
from eclear.clearance.presenting import arrival
from eclear.clearance.recording import go_on
from eclear.clearance.refusals import refusal
from eclear.clearance.withdrawing import cancellation, withdrawn
from eclear.reference import Country
from eclear.storage import Records, Request
from eclear.wco import locate, read

Answer = list[Fact] | tuple[Finding, ...]
"""What comes of a message about a declaration: facts to record, or what stands against it."""

REQUESTS: Mapping[str, Callable[[Office, Records, Case, Declaration, Request, datetime], Answer]] = {
    "COR": amendment,
    "INV": cancellation,
    "GPR": arrival,
}
"""The types of message about a declaration, and what works out what comes of each."""

_GRANTED: Mapping[str, Callable[[Office, Records, Case, Request, datetime], Answer]] = {"COR": amended, "INV": withdrawn}


def take_request(
    office: Office,
    records: Records,
    reading: Reading,
    declaration: Declaration,
    body: bytes,
    country: Country,
    now: datetime,
) -> Submission:
    """Take in one message about a declaration, within the transaction of its room."""
    case = _meant(records, declaration)
    against = _against(office, records, case, declaration)
    if case and not against:
        before = records.requests(case.id)
        if any(request.sha256 == reading.sha256 for request in before):
            return Submission(reading, case, records.head, known=True)
        against = _not_now(records, case, declaration)
        if not against:
            now = max(now, case.received)
            request = Request(len(before) + 1, reading.sha256, body)
            answer = REQUESTS[declaration.type or ""](office, records, case, declaration, request, now)
            if isinstance(answer, list):
                records.keep_request(case.id, request)
                return Submission(reading, go_on(records, case, answer, "declarant", now), records.head)
            against = answer
    return _refused(office, records, reading, declaration, body, country, case, against, now)


def decide_request(office: Office, records: Records, case: Case, granted: bool, reason: str | None, now: datetime) -> Answer:
    """Work out what comes of an officer's decision on the request that a case has open."""
    assert case.request is not None
    decided = ev.RequestDecided(case.request.request, granted, reason)
    if not granted:
        return [decided]
    request = next(r for r in records.requests(case.id) if r.number == case.request.request)
    claimed = case.request.type == "COR" and case.accepted is not None  # a claim that less is owed, after the acceptance
    grant = granted_claim if claimed else _GRANTED[case.request.type]
    follows = grant(office, records, case, request, now)
    return [decided, *follows] if isinstance(follows, list) else follows


def _meant(records: Records, declaration: Declaration) -> Case | None:
    """Return the case of the declaration number that a message names."""
    if not declaration.id:
        return None
    found = (records.case(case_id) for case_id in records.find(declaration.id))
    return next((case for case in found if case and case.number == declaration.id), None)


def senseless(declaration: Declaration) -> tuple[Finding, ...]:
    """Say what is wrong with the combination of function and type of a message, whatever the records hold."""
    function, kind = declaration.function, declaration.type
    if function not in ("9", "13"):
        return (refusal("TAK-003", place(Declaration, "function"), function=function),)
    if function == "9":
        return (refusal("TAK-005", place(Declaration, "type"), type=kind),) if kind in REQUESTS else ()
    return () if kind in REQUESTS else (refusal("TAK-006", place(Declaration, "type"), type=kind or "missing"),)


def _against(office: Office, records: Records, case: Case | None, declaration: Declaration) -> tuple[Finding, ...]:
    """Say what stands against a message whatever it asks: its form, the declaration it names, or who sends it."""
    if found := senseless(declaration):
        return found
    if not declaration.id:
        return (refusal("TAK-007", place(Declaration, "id")),)
    if case is None:
        return (refusal("TAK-008", place(Declaration, "id"), number=declaration.id),)
    return _stranger(office, records, case, declaration)


def against_amendment(case: Case) -> tuple[Finding, ...]:
    """Say what stands against any amendment of a declaration at the stage that it has reached; nothing if it can be asked for."""
    return _ended(case) or _unanswered(case) or moved_on(case)


def _ended(case: Case) -> tuple[Finding, ...]:
    if case.status not in ("D1", "X1", "X2", "X3", "EX"):
        return ()
    ended = f"{case.status} {case.track.states[case.status]}"
    return (refusal("TAK-011", place(Declaration, "id"), number=case.number, status=ended),)


def _unanswered(case: Case) -> tuple[Finding, ...]:
    return (refusal("TAK-010", place(Declaration, "lrn"), lrn=case.request.lrn),) if case.request else ()


def _not_now(records: Records, case: Case, declaration: Declaration) -> tuple[Finding, ...]:
    """Say what stands against a message at the stage that the declaration has reached."""
    if found := _ended(case):
        return found
    if declaration.type == "GPR":  # the goods are there, whatever else is open
        return ()
    if found := _unanswered(case):
        return found
    used = {event.fact.lrn for event in records.events(case.id) if isinstance(event.fact, ev.Requested)}
    return (refusal("TAK-019", place(Declaration, "lrn"), lrn=declaration.lrn),) if declaration.lrn in used else ()


def _stranger(office: Office, records: Records, case: Case, declaration: Declaration) -> tuple[Finding, ...]:
    """Say that a sender has no part in the declaration: who is named in the message, else the trader whose desk sends it."""
    lodged = read(current(office, records, case), office.schemas).declaration
    assert lodged is not None
    parties = {lodged.declarant_id, lodged.agent_id, lodged.submitter_id, lodged.importer_id, lodged.exporter_id}
    said = {"submitter_id": declaration.submitter_id, "declarant_id": declaration.declarant_id, "agent_id": declaration.agent_id}
    if not any(said.values()):
        said["declarant_id"] = lodges_for(office.acting)
    return tuple(
        refusal("TAK-009", place(Declaration, field), sender=sender, number=case.number)
        for field, sender in said.items()
        if sender and sender not in parties
    )[:1]


def _refused(
    office: Office,
    records: Records,
    reading: Reading,
    declaration: Declaration,
    body: bytes,
    country: Country,
    case: Case | None,
    findings: tuple[Finding, ...],
    now: datetime,
) -> Submission:
    """Keep a refused message in the intake log, and tell its sender; the case it names is untouched.

    A stranger's message is no matter of the declaration that it names: only he hears of it.
    """
    findings = locate(body, reading.findings + findings, office.schemas, profile=reading.profile)
    reading = replace(reading, outcome=Outcome.INVALID, findings=findings)
    number = records.refuse(reading, body, now)
    if case and any(finding.code == "TAK-009" for finding in findings):
        case = None
    trader = case.lodged.trader if case else declaration.trader
    if trader:
        fact = ev.MessageRefused(
            intake=number,
            trader=trader,
            lrn=declaration.lrn or "",
            number=declaration.id,
            case=case.id if case else None,
            country=case.lodged.country if case else country.code,
            findings=findings,
        )
        records.tell_refusal(records.event(f"refused-{number}", 1, now, "eclear", fact), trader, case.id if case else "")
    return Submission(reading, None, records.head, refusal=number)
