"""Submit: the whole journey of a declaration, from bytes to a case that is accepted or says what it waits for."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from eclear.casefile import events as ev
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.person import Seated
from eclear.casefile.pointer import Place, place
from eclear.casefile.reading import Outcome, Reading
from eclear.clearance.integrity import lodges_for
from eclear.clearance.judging import adds_to, going_back, joined, judged, known, lodged_of, lying, taken_by_others
from eclear.clearance.office import Office, OtherBytes, Submission, today
from eclear.clearance.recording import new_number, open_case
from eclear.clearance.refusals import refusal
from eclear.clearance.registering import registers_of
from eclear.clearance.requests import senseless, take_request
from eclear.journey.checks import Context, check
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Records
from eclear.wco import Schemas, locate, read


def validate(body: bytes, schemas: Schemas, *, country: str = "KR", now: datetime, profile: str | None = None) -> Reading:
    """Read and check one message without recording anything: the schema, then the rules that need no records.

    The message's own country picks the rules; where eclear has no reference folder for it, the general rules alone judge.
    ``profile`` overrules what the message looks like.
    """
    reading = read(body, schemas, profile=profile)
    if reading.outcome is not Outcome.ACCEPT or reading.declaration is None:
        return reading
    law = reference_of(reading.country or country)
    on = law.declared_on(reading.declaration.accepted, now) if law else now.date()
    wrong = senseless(reading.declaration) or check(reading.declaration, Context(law, on, now, None))
    if law and not refuses(wrong) and reading.declaration.function == "9":
        try:
            assess(reading.declaration, law, on)
        except CannotAssess as lacking:
            wrong = (*wrong, lacking.finding)
    findings = reading.findings + locate(body, wrong, schemas, profile=reading.profile)
    return replace(reading, findings=findings, outcome=Outcome.INVALID if refuses(findings) else reading.outcome)


def submit(
    office: Office, body: bytes, *, room: str = "open", at: datetime | None = None, profile: str | None = None
) -> Submission:
    """Take in one message: a declaration goes its whole journey, a message about one is done to its case."""
    return submit_all(office, [body], room=room, at=at, profile=profile)[0]


def submit_all(
    office: Office, bodies: Sequence[bytes], *, room: str = "open", at: datetime | None = None, profile: str | None = None
) -> list[Submission]:
    """Take in several messages in one transaction: all of them are recorded together, or none."""
    readings = [read(body, office.schemas, profile=profile) for body in bodies]
    with office.writing(room) as records:
        heads = [r.declaration for r in readings if r.outcome is Outcome.ACCEPT and r.declaration]
        records.foresee(
            [(d.trader, d.lrn) for d in heads if d.trader and d.lrn],
            [d.cargo_number for d in heads if d.cargo_number],
            [key for d in heads if d.function == "9" for key in adds_to(d)],
        )
        return [_take_in(office, records, reading, body, at) for reading, body in zip(readings, bodies, strict=True)]


def _take_in(office: Office, records: Records, reading: Reading, body: bytes, at: datetime | None) -> Submission:
    """The journey of one message, within the transaction of its room."""
    now = office.moment(records, at)
    declaration, country = reading.declaration, reference_of(reading.country or office.country)
    if reading.outcome is not Outcome.ACCEPT or declaration is None or country is None:
        return _refuse(office, records, reading, body, now, country)
    if foreign := in_anothers_name(office.acting, declaration):  # before anything is said about what the other has lodged
        return _refuse(office, records, replace(reading, findings=reading.findings + foreign), body, now, country)
    if declaration.function == "13":
        return take_request(office, records, reading, declaration, body, country, now)
    if against := senseless(declaration):
        return _refuse(office, records, replace(reading, findings=reading.findings + against), body, now, country)
    trader, lrn = declaration.trader or "", declaration.lrn or ""
    before = records.standing(trader, lrn)
    if before:
        return _again(records, reading, before, trader, lrn)

    on = country.declared_on(declaration.accepted, now)
    cargo = records.cargo(declaration.cargo_number) if declaration.cargo_number else None
    taken = taken_by_others(records, "", declaration, country)
    registers = registers_of(office, records, country, today(now, country))
    country, about = registers.country, registers.about(declaration, known(records, cargo, taken))
    findings = reading.findings + check(declaration, Context(country, on, now, about))
    lodged = lodged_of(declaration, reading.sha256, reading.profile or "", country, on)
    if refuses(findings):
        findings = locate(body, findings, office.schemas, profile=reading.profile)
        if not (trader and lrn):  # nobody to answer, or nothing to call it by: it cannot become a case
            return _refuse(office, records, replace(reading, findings=findings), body, now, country)
        rejected = open_case(records, body, now, country, _case_id(records, trader, lrn), [ev.Rejected(lodged, findings)])
        return Submission(reading, rejected, records.head)

    case_id = _case_id(records, trader, lrn)
    try:
        history, listed = records.conduct(lodged.adds_to), cargo.listed if cargo else None
        lies = lying(cargo, country, today(now, country))
        worked_out = judged(office, records, case_id, declaration, country, on, now, lies, history, listed)
    except CannotAssess as lacking:
        findings = locate(body, (*findings, lacking.finding), office.schemas, profile=reading.profile)
        rejected = open_case(records, body, now, country, case_id, [ev.Rejected(lodged, findings)])
        return Submission(reading, rejected, records.head)
    number = new_number(records, declaration, today(now, country), country)
    facts: list[Fact] = [ev.Registered(lodged, number, locate(body, findings, office.schemas, profile=reading.profile))]
    if cargo:
        facts += joined(cargo, 1, lodged.pre_lodged)
    facts += [*worked_out, *(going_back(cargo) if cargo else ())]
    return Submission(reading, open_case(records, body, now, country, case_id, facts), records.head)


def in_anothers_name(acting: Seated, declaration: Declaration) -> tuple[Finding, ...]:
    """Say that somebody at a trader's desk lodges in the name of another trader. Nobody else is bound to one name."""
    own, trader = lodges_for(acting), declaration.trader
    if not own or not trader or trader == own:
        return ()
    return (refusal("TAK-020", place(Declaration, "declarant_id"), own=own, trader=trader),)


def _refuse(
    office: Office, records: Records, reading: Reading, body: bytes, now: datetime, country: Country | None
) -> Submission:
    """Keep a message that does not become a case in the intake log, and say why."""
    if reading.outcome is Outcome.ACCEPT:
        findings = reading.findings
        if not refuses(findings):
            findings += (_not_taken(reading, office.country),)
        reading = replace(
            reading, outcome=Outcome.INVALID, findings=locate(body, findings, office.schemas, profile=reading.profile)
        )
    return Submission(reading, None, records.head, refusal=records.refuse(reading, body, now))


def _not_taken(reading: Reading, default: str) -> Finding:
    """Say why a sound message is not taken in as a new declaration."""
    if reading.declaration is None:
        return refusal("TAK-001", Place("07B", "/MetaData/Response"))
    return refusal("TAK-002", Place("42A", "/MetaData/ResponsibleCountryCode"), country=reading.country or default)


def _again(records: Records, reading: Reading, before: tuple[str, str], trader: str, lrn: str) -> Submission:
    """Answer a message whose trader and LRN are known: the same bytes give the same case, other bytes are refused."""
    case_id, digest = before
    if digest != reading.sha256:
        raise OtherBytes(
            f"Trader {trader} lodged another message under the LRN {lrn} before (case {case_id}). "
            "That one stands untouched. Give this message a new LRN."
        )
    return Submission(reading, records.case(case_id), records.head, known=True)


def _case_id(records: Records, trader: str, lrn: str) -> str:
    """Return the id that this trader's LRN has in this room: ten letters and digits, the same whenever it is asked."""
    digest = sha256("\0".join((records.room.name, trader, lrn)).encode()).digest()
    return b32encode(digest[:10])[:10].decode()
