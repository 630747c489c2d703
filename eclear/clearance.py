"""START HERE: what can be done to a case.

A declaration is submitted: read, checked, assessed, asked about, scored, routed and recorded, in that order. Then it
waits for its cargo, its agencies, its review and its payment. Whoever reports one of these calls the verb for it below,
and the declaration is accepted by itself with the event that clears the last guard.

Every verb is one transaction: all of it is recorded, or nothing is. What the declarant did wrong is a finding. A call
that cannot be is a named exception: IllegalStep, UnknownCase, OtherBytes, and those of the storage (Stale, Busy, Full).
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_NUMBER, Cargo
from eclear.casefile.case import VERBS, Case, case_of
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Event, Fact, Lodged
from eclear.casefile.finding import Finding, Severity, refuses
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.pointer import Place, place
from eclear.casefile.reading import Outcome, Reading
from eclear.casefile.score import Score
from eclear.journey.checks import Context, Known, check
from eclear.journey.duties import assess
from eclear.journey.permits import determine
from eclear.journey.risk import Model, ModelFailed, features
from eclear.journey.routing import dice_of, route
from eclear.journey.settlement import guards, settle, waiting_for
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Head, Records, Stale, Store
from eclear.wco import Schemas, locate, read

if TYPE_CHECKING:
    from eclear.casefile.decision import Decision

REPORTS = {"manifest-reviewed": "customs", "carried-in": "shed", "carried-out": "shed"}
"""What can be reported about cargo, and by whom."""

ROOM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""The form of a room's name."""


class UnknownCase(LookupError):
    """The room has no case or cargo of this number."""


class NotARoomName(ValueError):
    """A room cannot be called so: a name has 1 to 40 letters, digits, dashes and underscores."""


class OtherBytes(Exception):
    """The trader used this LRN before, for another message. The first one stands untouched; use a new LRN."""


@dataclass(frozen=True)
class Office:
    """The customs office that a verb is done in: its records, its schemas, its risk model and its clock.

    ``model`` may be missing; then ``no_model`` says why, and routing goes on by rules alone. ``clock`` gives the real
    time in UTC; each room has a clock of its own that follows it. ``country`` judges messages that name none.
    """

    store: Store
    schemas: Schemas
    model: Model | None
    clock: Callable[[], datetime]
    seed: str
    country: str = "KR"
    no_model: str | None = None

    def enter(self, room: str) -> None:
        """Open the room if it is not there yet. Its seed comes from the office's seed and its name. Raises NotARoomName."""
        if not ROOM_NAME.fullmatch(room):
            raise NotARoomName(f"Room {room[:40]!r}: a name has 1 to 40 letters, digits, dashes and underscores. Choose another.")
        self.store.open_room(room, sha256(f"{self.seed}/{room}".encode()).hexdigest(), self.clock())


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a message: its reading, its case if it became one, and the head of the log once it was durable.

    ``known`` is True when the same trader sent the same bytes before. The outcome of a declaration that broke business
    rules is reject-invalid, with a case. ``refusal`` is the number in the intake log of a message that is no case.
    """

    reading: Reading
    case: Case | None
    head: Head
    known: bool = False
    refusal: int | None = None

    @property
    def outcome(self) -> Outcome:
        """The outcome: that of the reading, or reject-invalid when business rules refused it."""
        return Outcome.INVALID if self.case and self.case.status == "D1" else self.reading.outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found: in the message, and by the rules."""
        return self.case.findings if self.case else self.reading.findings


def validate(body: bytes, schemas: Schemas, *, country: str = "KR", now: datetime) -> Reading:
    """Read and check one message without recording anything: the schema, then the rules that need no records.

    The message's own country picks the rules; where eclear has no reference folder for it, the general rules alone judge.
    """
    reading = read(body, schemas)
    if reading.outcome is not Outcome.ACCEPT or reading.declaration is None:
        return reading
    law = reference_of(reading.country or country)
    on = law.declared_on(reading.declaration.accepted, now) if law else now.date()
    findings = reading.findings + locate(body, check(reading.declaration, Context(law, on, now, None)))
    return replace(reading, findings=findings, outcome=Outcome.INVALID if refuses(findings) else reading.outcome)


def submit(office: Office, body: bytes, *, room: str = "open", at: datetime | None = None) -> Submission:
    """Take in one declaration: the whole journey from bytes to a case that is accepted or says what it waits for."""
    return submit_all(office, [body], room=room, at=at)[0]


def submit_all(office: Office, bodies: Sequence[bytes], *, room: str = "open", at: datetime | None = None) -> list[Submission]:
    """Take in several messages in one transaction: all of them are recorded together, or none."""
    readings = [read(body, office.schemas) for body in bodies]
    with office.store.writing(room) as records:
        heads = [r.declaration for r in readings if r.outcome is Outcome.ACCEPT and r.declaration]
        records.foresee(
            [(d.trader, d.lrn) for d in heads if d.trader and d.lrn], [d.cargo_number for d in heads if d.cargo_number]
        )
        return [_take_in(office, records, reading, body, at) for reading, body in zip(readings, bodies, strict=True)]


def _take_in(office: Office, records: Records, reading: Reading, body: bytes, at: datetime | None) -> Submission:
    """The journey of one message, within the transaction of its room."""
    now = _moment(office, records, at)
    declaration, country = reading.declaration, reference_of(reading.country or office.country)
    if reading.outcome is not Outcome.ACCEPT or declaration is None or country is None or declaration.function != "9":
        return _refuse(office, records, reading, body, now, country)
    trader, lrn = declaration.trader or "", declaration.lrn or ""
    before = records.standing(trader, lrn)
    if before:
        return _again(records, reading, before, trader, lrn)

    today = _today(now, country)
    on = country.declared_on(declaration.accepted, now)
    cargo = records.cargo(declaration.cargo_number) if declaration.cargo_number else None
    known = _known(records, cargo)
    findings = reading.findings + check(declaration, Context(country, on, now, known))
    lodged = _lodged(declaration, reading, country, on)
    if refuses(findings):
        findings = locate(body, findings)
        if not (trader and lrn):  # nobody to answer, or nothing to call it by: it cannot become a case
            return _refuse(office, records, replace(reading, findings=findings), body, now, country)
        return _open(records, reading, body, now, today, country, _case_id(records, trader, lrn), [ev.Rejected(lodged, findings)])

    case_id = _case_id(records, trader, lrn)
    facts: list[Fact] = [ev.Registered(lodged, _number(records, declaration, today), locate(body, findings))]
    if cargo:
        facts.append(ev.CargoJoined(cargo.number, cargo.manifest_reviewed, cargo.carried_in, cargo.carried_out, cargo.shed))
    assessment = assess(declaration, country, on)
    permits = determine(declaration, country, on)
    score, why_not = _score(office, declaration, assessment, country, on)
    decision = route(
        hits=country.profiles.matches(declaration, on),
        score=score,
        dice=dice_of(records.room.seed, case_id),
        used=records.lanes_used(today.isoformat()),
        policy=country.policy.on(today),
        aeo=country.aeo.holds(declaration.aeo_number, on),
        by_score=not declaration.is_export,
    )
    facts += [ev.Assessed(assessment), ev.PermitsDetermined(permits), ev.Scored(score, why_not), ev.Selected(decision)]
    facts.append(_review_for(decision, declaration))
    return _open(records, reading, body, now, today, country, case_id, facts)


def arrive(
    office: Office,
    number: str,
    report: str,
    *,
    shed: str | None = None,
    room: str = "open",
    at: datetime | None = None,
) -> Cargo:
    """Take in a report about cargo - manifest-reviewed, carried-in, carried-out - and try every case that joined it again.

    Cargo may be reported before anybody declares it. Goods leave only when every declaration for them was accepted.
    Dashes in the number do not matter.
    """
    number = tidy(number)
    if not CARGO_NUMBER.fullmatch(number):
        raise IllegalStep(f"{number[:40]!r} is no cargo control number. It has 19 characters, such as 26ABCD0123I-0456-0789.")
    if report not in REPORTS:
        raise IllegalStep(f"Report {report!r} is not known. Cargo can be reported as {', '.join(REPORTS)}.")
    with office.store.writing(room) as records:
        now, by = _moment(office, records, at), REPORTS[report]
        cases, moved = records.cases_of(number), ev.Moved(number, report, _known_shed(office, shed))
        cargo = records.cargo(number)
        event = Event(number, cargo.version + 1, now, by, moved)
        cargo = cargo.after(event)
        if report == "carried-out":
            _may_leave(number, cases)
        records.move_cargo(cargo, event)
        for case in cases:
            _go_on(office, records, case, [moved], by, now)
        return cargo


def answer_permit(
    office: Office,
    case_id: str,
    agency: str,
    answer: Answer,
    *,
    reference: str | None = None,
    reason: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in an agency's answer: approved, refused or waived. A refusal holds the declaration."""
    with office.store.writing(room) as records:
        case, reason = _standing(records, case_id, version), (reason or "").strip() or None
        now = _after_lodging(case, _moment(office, records, at))
        if agency not in {need.agency for need in case.needs}:
            asked = ", ".join(need.agency for need in case.needs) or "no agency"
            raise IllegalStep(f"Agency {agency} was not asked about this case; asked: {asked}.")
        if answer is Answer.REFUSED and not reason:
            raise IllegalStep("A refusal must state its reason. Give the facts and the law it rests on.")
        facts: list[Fact] = [ev.PermitAnswered(agency, answer, reference, reason)]
        if answer is Answer.REFUSED and not case.is_export and case.status != "D7":
            facts.append(ev.Decided("hold", f"{agency} refused its agreement: {reason}"))
        return _go_on(office, records, case, facts, agency, now)


def decide(
    office: Office,
    case_id: str,
    verb: str,
    *,
    reason: str | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Record an officer's decision: pass, request-documents, inspect, hold, dismiss - or accept, if every other guard holds.

    Everything but pass and accept needs a reason. Nobody can accept past a guard that fails: the refusal names it.
    ``version`` is the version that the officer looked at; if the case has changed since, Stale is raised.
    """
    with office.store.writing(room) as records:
        case, reason = _standing(records, case_id, version), (reason or "").strip() or None
        now = _after_lodging(case, _moment(office, records, at))
        if verb == "accept":
            _may_accept(case)
            verb = "pass"
        if verb not in VERBS:
            raise IllegalStep(f"Verb {verb!r} is not known. An officer can decide: accept, {', '.join(VERBS)}.")
        if case.is_export and verb not in ("pass", "dismiss"):
            raise IllegalStep(f"To {verb.replace('-', ' ')} is not a step of an export. An export is passed or dismissed.")
        if verb == "pass" and case.reviewed:
            raise IllegalStep("The review has passed already. " + _waits(case))
        if verb == "pass" and case.inspection and not case.carried_in:
            raise IllegalStep("An inspection is ordered, and the goods have not been carried in. Wait for carried-in.")
        if verb == "pass" and case.permits == "R3":
            raise IllegalStep("An agency has refused its agreement. The review can pass when it has answered otherwise.")
        if verb != "pass" and not reason:
            raise IllegalStep(f"To {verb.replace('-', ' ')} needs a reason. State the facts and what the declarant should do.")
        return _go_on(office, records, case, [ev.Decided(verb, reason)], by, now)


def pay(
    office: Office,
    case_id: str,
    amount: Decimal | None = None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in a payment; without an amount, the amount on the notice is paid. Part payments are not taken."""
    with office.store.writing(room) as records:
        case = _standing(records, case_id, version, accepted_too=True)
        now = _after_lodging(case, _moment(office, records, at))
        due, currency = case.total_due, case.assessment.currency if case.assessment else ""
        if case.tax not in ("T2", "T4"):
            why = {"T0": "Nothing is due.", "T3": "The tax was paid before.", "T1": "No tax notice has been sent yet."}
            raise IllegalStep(f"{why.get(case.tax or '', 'Nothing was assessed.')} {_waits(case)}")
        if amount is not None and amount != due:
            raise IllegalStep(
                f"The notice says {currency} {due:,f}; {currency} {amount:,f} was offered. Pay the amount on the notice."
            )
        return _go_on(office, records, case, [ev.Paid(due, currency)], "payer", now)


def find(office: Office, number: str, *, room: str = "open") -> tuple[Case, ...]:
    """Return the cases that a number names: a case, a declaration or a cargo number, with or without its dashes."""
    with office.store.reading(room) as records:
        asked = number.strip().upper()
        ids = [asked] if records.row(asked) else records.find(asked) or records.find(tidy(asked))
        return tuple(case for case in map(records.case, ids) if case)


def tidy(number: str) -> str:
    """Return a cargo control number as messages carry it: capitals, no blanks, no dashes."""
    return "".join(number.split()).upper().replace("-", "")


def _open(
    records: Records,
    reading: Reading,
    body: bytes,
    now: datetime,
    today: date,
    country: Country,
    case_id: str,
    facts: Sequence[Fact],
) -> Submission:
    """Record a new case: its first facts, and what follows from them by itself."""
    authors = ["eclear" if isinstance(facts[0], ev.Rejected) else "declarant"] + ["eclear"] * (len(facts) - 1)
    happened = [Event(case_id, n, now, by, fact) for n, (by, fact) in enumerate(zip(authors, facts, strict=True), 1)]
    case = case_of(happened)
    for fact in _follows(records, case, None, today, country):
        happened.append(Event(case_id, case.version + 1, now, "eclear", fact))
        case = case.after(happened[-1])
    records.open_case(case, happened, body, waiting_for(case), today.isoformat())
    return Submission(reading, case, records.head)


def _go_on(office: Office, records: Records, case: Case, facts: Iterable[Fact], by: str, now: datetime) -> Case:
    """Record further facts of a case, and what follows from them by itself."""
    country, waited = _country(office, case), waiting_for(case)
    happened: list[Event] = []

    def tell(fact: Fact, author: str) -> None:
        nonlocal case
        happened.append(Event(case.id, case.version + 1, now, author, fact))
        case = case.after(happened[-1])

    for fact in facts:
        tell(fact, by)
    cleared = next((guard for guard in reversed(waited) if guard not in waiting_for(case)), None)
    now = max(now, case.received)  # nothing follows from a declaration before it is there
    for fact in _follows(records, case, cleared, _today(now, country), country):
        tell(fact, "eclear")
    records.continue_case(case, happened, waiting_for(case))
    return case


def _follows(records: Records, case: Case, cleared: str | None, today: date, country: Country) -> tuple[Fact, ...]:
    """Return what follows now by itself: the tax notice, the acceptance."""

    def notice() -> str:
        year = _year(today)
        return f"{year}-{records.next_number(f'notice/{year}'):06d}"

    return settle(case, today=today, payment_days=country.payment_days, notice=notice, cleared=cleared)


def _refuse(
    office: Office, records: Records, reading: Reading, body: bytes, now: datetime, country: Country | None
) -> Submission:
    """Keep a message that does not become a case in the intake log, and say why."""
    if reading.outcome is Outcome.ACCEPT:
        findings = reading.findings
        if not refuses(findings):
            findings += _not_taken(reading, country, office.country)
        reading = replace(reading, outcome=Outcome.INVALID, findings=locate(body, findings))
    return Submission(reading, None, records.head, refusal=records.refuse(reading, body, now))


def _not_taken(reading: Reading, country: Country | None, default: str) -> tuple[Finding, ...]:
    """Say why a sound message is not taken in as a new declaration."""
    if reading.declaration is None:
        message = "This is a reply from customs, not a declaration. Submit a declaration (function 9)."
        return (Finding("TAK-001", Severity.ERROR, message, Place("07B", "/MetaData/Response")),)
    if country is None:
        message = (
            f"Responsible country {reading.country or default}: eclear has no reference folder for it, so it assesses no duty. "
            "Validate the message instead, or name a country that eclear knows, such as KR."
        )
        return (Finding("TAK-002", Severity.ERROR, message, Place("42A", "/MetaData/ResponsibleCountryCode")),)
    message = (
        f"Function {reading.function}: only original declarations (function 9) become cases. "
        "Send a new declaration; amendment, cancellation and arrival messages are read and checked, not yet carried out."
    )
    return (Finding("TAK-003", Severity.ERROR, message, place(Declaration, "function")),)


def _again(records: Records, reading: Reading, before: tuple[str, str], trader: str, lrn: str) -> Submission:
    """Answer a message whose trader and LRN are known: the same bytes give the same case, other bytes are refused."""
    case_id, digest = before
    if digest != reading.sha256:
        raise OtherBytes(
            f"Trader {trader} lodged another message under the LRN {lrn} before (case {case_id}). "
            "That one stands untouched. Give this message a new LRN."
        )
    return Submission(reading, records.case(case_id), records.head, known=True)


def _moment(office: Office, records: Records, at: datetime | None) -> datetime:
    """Return when something happens, in UTC: the time it is reported for, else the room's clock."""
    return at.astimezone(UTC) if at else records.room.now(office.clock())


def _after_lodging(case: Case, now: datetime) -> datetime:
    """Return the time of an act, which cannot be before the declaration was lodged."""
    if now < case.received:
        raise IllegalStep(f"The declaration was lodged at {case.received:%Y-%m-%d %H:%M} UTC. Nothing can be done to it before.")
    return now


def _known_shed(office: Office, shed: str | None) -> str | None:
    """Return the code of a bonded shed; a code that the office's country does not know is refused."""
    country = reference_of(office.country)
    if shed is None or country is None or shed in country.codes.sheds:
        return shed
    some = ", ".join(list(country.codes.sheds)[:3])
    raise IllegalStep(f"Shed {shed[:40]!r} is not in the list of bonded sheds. Give its code, such as {some}, or leave it out.")


def _known(records: Records, cargo: Cargo | None) -> Known:
    """Return what the room's records hold about the cargo of a declaration, for the rules that need it."""
    if cargo is None or not cargo.version:
        return Known()
    accepted = tuple(case.number or case.id for case in records.cases_of(cargo.number) if case.accepted)
    return Known(bool(cargo.carried_in), bool(cargo.carried_out), accepted)


def _lodged(declaration: Declaration, reading: Reading, country: Country, on: date) -> Lodged:
    first = declaration.items[0] if declaration.items else None
    return Lodged(
        trader=declaration.trader or "",
        lrn=declaration.lrn or "",
        sha256=reading.sha256,
        profile=reading.profile or "",
        country=country.code,
        type=declaration.type or "",
        declared_on=on,
        collection_type=declaration.collection_type,
        clearance_plan=declaration.clearance_plan,
        importer=declaration.exporter_name if declaration.is_export else declaration.importer_name or declaration.importer_id,
        goods=first.description if first else None,
        items=len(declaration.items),
        cargo=declaration.cargo_number,
    )


def _score(
    office: Office, declaration: Declaration, assessment: Assessment, country: Country, on: date
) -> tuple[Score | None, str | None]:
    """Return the model's score, or None and why there is none; an import is then routed by rules alone."""
    if declaration.is_export:
        return None, "The model has learned from imports only; exports are routed by profiles and random control."
    if office.model is None:
        return None, office.no_model or "No risk model is installed."
    try:
        return office.model.score(features(declaration, assessment, country, on)), None
    except ModelFailed as failure:
        return None, str(failure)


def _review_for(decision: Decision, declaration: Declaration) -> Fact:
    """Return how the review begins: in the automatic lane it is settled at once, in the others an officer has work."""
    if decision.lane == "L0":
        return ev.ReviewPassed()
    if declaration.is_export:
        return ev.ReviewStarted("E3")
    return ev.ReviewStarted({"L1": "D4", "L2": "D5", "L3": "D6"}[decision.lane])


def _standing(records: Records, case_id: str, version: int | None, *, accepted_too: bool = False) -> Case:
    """Return a case that can still be acted on, as the caller saw it; raises UnknownCase, Stale, IllegalStep."""
    case = records.case(case_id)
    if case is None:
        raise UnknownCase(f"There is no case {case_id} in room {records.room.name}. Check the number, or name the room.")
    if version is not None and version != case.version:
        raise Stale(
            f"The case has changed: you looked at version {version}, it stands at {case.version}. Look again, then decide."
        )
    if not (case.is_open or (accepted_too and case.status in ("D9", "D10"))):
        raise IllegalStep(f"The case has ended: {case.status} {case.track.states[case.status]}. Nothing more can be done to it.")
    return case


def _may_accept(case: Case) -> None:
    failing = [guard for guard in guards(case) if not guard.holds and guard.id != "review"]
    if failing:
        names = "; ".join(f"{guard.id} ({guard.term}) waits for {guard.waits_for}" for guard in failing)
        raise IllegalStep(f"Acceptance is not possible: {names}. It follows by itself when they hold.")


def _may_leave(number: str, cases: Sequence[Case]) -> None:
    if not any(case.status == "D9" for case in cases):
        raise IllegalStep(f"Cargo {number} has no accepted declaration. Goods leave the shed only after acceptance (수리).")
    waiting = [case.number or case.id for case in cases if case.is_open]
    if waiting:
        raise IllegalStep(
            f"Cargo {number} also serves {', '.join(waiting)}, which is not accepted yet. Goods leave after acceptance."
        )


def _waits(case: Case) -> str:
    names = [f"{guard.waits_for} ({guard.id})" for guard in guards(case) if not guard.holds]
    return f"The case waits for {', '.join(names)}." if names and case.is_open else "The case waits for nothing."


def _country(office: Office, case: Case) -> Country:
    country = reference_of(case.lodged.country)
    if country is None:
        raise LookupError(f"The reference folder of {case.lodged.country} is gone. Put it back; the case is unchanged.")
    return country


def _case_id(records: Records, trader: str, lrn: str) -> str:
    """Return the id that this trader's LRN has in this room: ten letters and digits, the same whenever it is asked."""
    digest = sha256("\0".join((records.room.name, trader, lrn)).encode()).digest()
    return b32encode(digest[:10])[:10].decode()


def _number(records: Records, declaration: Declaration, today: date) -> str:
    """Return a new declaration number: declarant 5, year 2, serial 6 and a letter (M import, X export: unconfirmed)."""
    declarant = (declaration.trader or "")[:5]
    year = _year(today)
    serial = records.next_number(f"declaration/{declarant}/{year}")
    return f"{declarant}-{year}-{serial:06d}{'X' if declaration.is_export else 'M'}"


def _today(now: datetime, country: Country) -> date:
    return now.astimezone(country.time_zone).date()


def _year(day: date) -> str:
    return f"{day.year % 100:02d}"


def utc_now() -> datetime:
    """Return the real time, in UTC: the only place where eclear looks at the computer's clock."""
    return datetime.now(UTC)
