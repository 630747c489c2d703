"""A case: one declaration on its way, as the events so far have made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eclear.casefile import events as ev
from eclear.casefile.bill import Difference
from eclear.casefile.consultation import Consultation, Consultations, Escalation, Inquiry, begun, renewed, with_change
from eclear.casefile.correction import Correction, Dispute
from eclear.casefile.decision import Decision, Lane
from eclear.casefile.desk import DeskClock, Proposal
from eclear.casefile.doubt import Doubt, Heard, Verdict
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment, Circumstances
from eclear.casefile.events import Event, Lodged, Requested
from eclear.casefile.examination import OF_GOODS, Analysis, Examination, Irregularity, Order, Ordered
from eclear.casefile.finding import Finding
from eclear.casefile.lifecycle import DECLARATION, EXPORT, PERMITS, TAX, IllegalStep, Track, cargo_state
from eclear.casefile.money import EMPTY, Ledger
from eclear.casefile.notice import Against, How
from eclear.casefile.permit import Answer, NeedState, PermitNeed
from eclear.casefile.score import Score
from eclear.casefile.security import Security


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known about one declaration: its head, its four tracks, and what the stages found.

    A case is never changed: :meth:`after` returns the next one. ``version`` is the sequence of its last event.
    ``answers`` are the agencies' answers so far. ``reviewed`` is True once the review has passed and nothing reopened it,
    ``examined`` once an officer has passed any edition, ``inspection`` while one is ordered and nobody has passed the goods.
    ``edition`` is the VersionID: which version of the declaration is in force; ``applied`` are the numbers of the messages
    that made it from the first, in the order in which they took effect. ``request`` is the one that waits for a decision.
    ``presented`` is when the declaration took effect in law, ``released`` when its goods might go against ``security``.
    ``asked`` is True while a question of an officer is open, ``doubts`` are those raised about values and origins, and
    ``circumstances`` what counted for the assessment besides the declaration. ``paid`` is all that was paid so far.
    ``examination`` is the latest report of what was found, None while nobody has reported one. ``lodged_by`` are the people
    who signed the declaration and what was asked about it; ``officer`` is the one it was allotted to, "" for nobody.
    ``clock`` is how long it has waited for officers, ``overridden`` the lane that an officer gave it, ``proposal`` a lighter
    one that nobody has confirmed yet, ``referred`` True if it was referred to an audit after release.
    ``order`` is the latest order to inspect, ``inspected`` is True once its goods were examined, ``analyses`` are the samples
    taken with what the laboratories said, and ``consultations`` what went on with each agency. ``ledger`` is what is owed,
    paid, held and refunded; ``corrections`` are those after the acceptance, and ``appeals`` what was appealed. ``returning`` is
    the operation under which its goods go back abroad, "" if none.
    """

    id: str
    lodged: Lodged
    version: int
    received: datetime
    updated: datetime
    latest: str
    status: str
    number: str | None = None
    tax: str | None = None
    permits: str | None = None
    reviewed: bool = False
    examined: bool = False
    inspection: bool = False
    findings: tuple[Finding, ...] = ()
    assessment: Assessment | None = None
    needs: tuple[PermitNeed, ...] = ()
    answers: Mapping[str, Answer] | None = None
    edition: int = 1
    applied: tuple[int, ...] = ()
    request: Requested | None = None
    presented: datetime | None = None
    released: datetime | None = None
    exited: datetime | None = None
    score: Score | None = None
    decision: Decision | None = None
    cargo: str | None = None
    manifest_reviewed: datetime | None = None
    carried_in: datetime | None = None
    carried_out: datetime | None = None
    shed: str | None = None
    paid: Decimal | None = None
    notice_due: date | None = None
    accepted: datetime | None = None
    asked: bool = False
    circumstances: Circumstances = NO_CIRCUMSTANCES
    doubts: tuple[Doubt, ...] = ()
    security: Security | None = None
    examination: Examination | None = None
    lodged_by: tuple[str, ...] = ()
    officer: str = ""
    order: Ordered | None = None
    inspected: bool = False
    analyses: tuple[Analysis, ...] = ()
    consultations: Consultations = ()
    clock: DeskClock = DeskClock()
    overridden: Lane | None = None
    proposal: Proposal | None = None
    referred: bool = False
    arrived: datetime | None = None
    unloaded: datetime | None = None
    partly_out: bool = False
    difference: Difference | None = None
    landed: int | None = None
    under_bond: bool = False
    ledger: Ledger = EMPTY
    corrections: tuple[Correction, ...] = ()
    appeals: tuple[Dispute, ...] = ()
    returning: str = ""

    @property
    def lane(self) -> Lane | None:
        """The lane in which it is worked on: the one it was routed to, or the one that an officer gave it."""
        return self.overridden or (self.decision.lane if self.decision else None)

    @property
    def is_export(self) -> bool:
        """True for an export declaration."""
        return self.lodged.is_export

    @property
    def track(self) -> Track:
        """The declaration track that this case runs on: import or export."""
        return EXPORT if self.is_export else DECLARATION

    @property
    def cargo_state(self) -> str | None:
        """The state of the cargo track; None while the case has no cargo or nothing was reported."""
        if self.under_bond and not self.carried_out:
            return "C4b"
        after = {"arrived": self.arrived, "unloaded": self.unloaded, "partly_out": self.partly_out}
        return cargo_state(self.manifest_reviewed, self.carried_in, self.carried_out, **after)

    @property
    def differs(self) -> bool:
        """True if what was landed differs from the manifest, and the declaration does not state what was landed.

        ``difference`` is how it differs, None where it does not or where that is settled; ``landed`` the packages counted.
        """
        if self.difference is None:
            return False
        stated = self.lodged.packages is not None and self.lodged.packages == self.landed
        return self.difference is Difference.UNMANIFESTED or not stated

    @property
    def has_arrived(self) -> bool:
        """True once the goods are there to be examined: cargo with a number when its shed says so, others when presented."""
        return bool(self.carried_in if self.cargo else self.presented)

    @property
    def is_open(self) -> bool:
        """True while the declaration can still be accepted: not rejected, dismissed, withdrawn, returned or accepted already."""
        return self.status not in ("D1", "D9", "D10", "E4", "E6", "EX", "X1", "X2", "X3")

    def answer_of(self, need: PermitNeed) -> Answer | None:
        """Return what is agreed about a need: the agency's own word, else what the declaration settles by itself."""
        return (self.answers or {}).get(need.agency) or need.answer

    def consultation(self, agency: str) -> Consultation | None:
        """Return what went on with an agency; None for one that is not asked about this case."""
        return next((one for one in self.consultations if one.agency == agency), None)

    @property
    def silent(self) -> Consultations:
        """The consultations with agencies that have not answered, and whose answer nothing else has settled."""
        asked = {need.agency for need in self.needs if self.answer_of(need) is None}
        return tuple(one for one in self.consultations if one.agency in asked)

    @property
    def approvals_taken(self) -> dict[str, Decimal]:
        """How much the goods take of which approvals, by number; a case that came to nothing gives them back."""
        if not self.needs or self.status in ("D1", "X1", "X2", "X3", "EX"):
            return {}
        return {number: quantity for need in self.needs for number, quantity in need.taken.items()}

    @property
    def total_due(self) -> Decimal:
        """What the declaration owes in all."""
        return self.assessment.total_due if self.assessment else Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        """What of it has not been paid."""
        return self.total_due - (self.paid or Decimal(0))

    @property
    def open_analyses(self) -> tuple[Analysis, ...]:
        """The samples on which a laboratory is still at work."""
        return tuple(one for one in self.analyses if one.is_open)

    @property
    def open_appeals(self) -> tuple[Dispute, ...]:
        """The appeals that are not decided."""
        return tuple(one for one in self.appeals if one.is_open)

    def correction(self, number: int) -> Correction | None:
        """Return a correction by its number."""
        return next((one for one in self.corrections if one.number == number), None)

    @property
    def announced(self) -> Correction | None:
        """The reassessment that customs has announced and not made; None if there is none."""
        return next((one for one in self.corrections if one.made is None and not one.dropped), None)

    @property
    def open_doubts(self) -> tuple[Doubt, ...]:
        """The doubts that are not decided."""
        return tuple(doubt for doubt in self.doubts if doubt.is_open)

    def after(self, *happened: Event) -> Case:
        """Return the case after these events; raises IllegalStep where a track does not allow one."""
        if not happened:
            return self
        return _Draft({name: getattr(self, name) for name in Case.__dataclass_fields__}).after(happened)


_ITEM = re.compile(r"/GovernmentAgencyGoodsItem\[([0-9]+)\]")


class _Draft:
    """A case while events change it: frozen again when the last of them is in."""

    analyses: tuple[Analysis, ...]
    answers: Mapping[str, Answer] | None
    applied: tuple[int, ...]
    arrived: datetime | None
    assessment: Assessment | None
    cargo: str | None
    carried_in: datetime | None
    carried_out: datetime | None
    clock: DeskClock
    consultations: Consultations
    corrections: tuple[Correction, ...]
    appeals: tuple[Dispute, ...]
    ledger: Ledger
    decision: Decision | None
    difference: Difference | None
    doubts: tuple[Doubt, ...]
    edition: int
    examination: Examination | None
    inspected: bool
    inspection: bool
    landed: int | None
    latest: str
    lodged: Lodged
    lodged_by: tuple[str, ...]
    manifest_reviewed: datetime | None
    needs: tuple[PermitNeed, ...]
    overridden: Lane | None
    paid: Decimal | None
    partly_out: bool
    permits: str | None
    presented: datetime | None
    proposal: Proposal | None
    referred: bool
    request: Requested | None
    returning: str
    reviewed: bool
    security: Security | None
    shed: str | None
    status: str
    tax: str | None
    unloaded: datetime | None
    updated: datetime
    version: int

    id: str

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__ = fields

    def after(self, happened: Iterable[Event]) -> Case:
        """Let the events change it, in order, and return the case that it has become."""
        for event in happened:
            if event.sequence != self.version + 1:
                raise IllegalStep(f"Case {self.id} stands at event {self.version}; event {event.sequence} does not follow.")
            self.__dict__.update(_CHANGES[type(event.fact)](self, event))
            self.version, self.updated, self.latest = event.sequence, event.at, event.kind
            self.clock = self.clock.after(event, self)
        return Case(**self.__dict__)

    @property
    def is_export(self) -> bool:
        """True for an export declaration."""
        return self.lodged.is_export

    @property
    def track(self) -> Track:
        """The declaration track that the case runs on."""
        return EXPORT if self.is_export else DECLARATION


_UNKNOWN: dict[str, Any] = {f.name: f.default for f in fields(Case) if f.default is not MISSING}
"""What is known of a case before anything has happened to it."""


def case_of(happened: Iterable[Event]) -> Case:
    """Return the case that these events, from the first on, have made; raises IllegalStep if they cannot be."""
    first, *rest = happened
    fact = first.fact
    if not isinstance(fact, ev.Registered | ev.Rejected):
        raise IllegalStep(f"A case begins with registered or rejected, not with {first.kind}.")
    track = EXPORT if fact.lodged.is_export else DECLARATION
    registered = isinstance(fact, ev.Registered)
    begun = {
        "id": first.stream,
        "lodged": fact.lodged,
        "version": first.sequence,
        "received": first.at,
        "updated": first.at,
        "latest": first.kind,
        "status": track.step(None, ("E1" if track is EXPORT else "D2") if registered else "D1"),
        "number": fact.number if isinstance(fact, ev.Registered) else None,
        "findings": fact.findings,
        "answers": {},
        "lodged_by": (first.person,) if first.person else (),
        "presented": first.at if registered and not fact.lodged.pre_lodged else None,
    }
    return _Draft(_UNKNOWN | begun).after(rest)


def _assessed(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.Assessed)
    fact = event.fact
    return {"assessment": fact.assessment, "circumstances": fact.circumstances, **_owes(case, event, fact.assessment)}


def _owes(case: _Draft, event: Event, assessment: Assessment) -> dict[str, Any]:
    """What is owed by a new assessment: a notice falls with the one it rested on; what was paid counts."""
    nothing_more = "T3" if case.paid else "T0"
    state = "T1" if assessment.total_due > (case.paid or 0) else nothing_more
    return {"tax": TAX.step(case.tax, state), "notice_due": None, "ledger": case.ledger.after(event)}


def _money(case: _Draft, event: Event) -> dict[str, Any]:
    """What an event of money makes of the ledger, and where the tax track stands after it."""
    ledger = case.ledger.after(event)
    due = next((notice.due_by for notice in ledger.open_notices if notice.due_by), None)
    paid = ledger.duty_paid if ledger.payments or ledger.set_off or ledger.refunded else case.paid
    return {"ledger": ledger, "tax": TAX.step(case.tax, _tax_state(case.tax, ledger)), "notice_due": due, "paid": paid}


def _tax_state(before: str | None, ledger: Ledger) -> str:
    """Return where the tax track stands: what is to be paid comes before what was."""
    notices = ledger.open_notices
    if notices:
        return "T4" if any(notice.overdue for notice in notices) else "T2"
    if ledger.outstanding_duty:
        return "T1"
    if ledger.refunded and not ledger.overpaid:
        return "T5"
    return "T3" if ledger.payments or ledger.set_off else before or "T0"


def _permits_determined(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.PermitsDetermined)
    needs = tuple(_as_answered(need, case.needs) for need in event.fact.needs) if case.needs else event.fact.needs
    state = PERMITS.step(None, "R1" if needs else "R0")  # asked anew for every edition; what still is needed keeps its answer
    answers = {agency: answer for agency, answer in (case.answers or {}).items() if agency in {n.agency for n in needs}}
    consultations = begun((need.agency for need in needs), case.consultations, event.at) if needs or case.consultations else ()
    stands = PERMITS.step(state, _permits_state(needs, answers))
    return {"needs": needs, "answers": answers, "permits": stands, "consultations": consultations}


def _as_answered(need: PermitNeed, before: tuple[PermitNeed, ...]) -> PermitNeed:
    """Keep what was decided on goods that are still the same, where the new edition leaves it undecided."""
    known = {(old.agency, line.item, line.hs): line for old in before for line in old.lines}
    lines = tuple(
        known.get((need.agency, line.item, line.hs), line) if line.state is NeedState.CANDIDATE else line for line in need.lines
    )
    return replace(need, lines=lines)


def _permits_state(needs: tuple[PermitNeed, ...], answers: Mapping[str, Answer]) -> str:
    given = [answers.get(need.agency) or need.answer for need in needs]
    if Answer.REFUSED in given:
        return "R3"
    if None in given:
        return "R1"
    if not given:
        return "R0"
    return "R4" if set(given) == {Answer.WAIVED} else "R2"


def _scored(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.Scored)
    return {"score": event.fact.score}


def _selected(case: _Draft, event: Event) -> dict[str, Any]:
    """A lane that an officer made deeper outlives a new edition; one that he made lighter ends with it, and so does a
    proposal: other goods are judged anew."""
    assert isinstance(event.fact, ev.Selected)
    decision = replace(event.fact.decision, audit=True) if case.referred else event.fact.decision
    kept = case.overridden if case.overridden and case.overridden > decision.lane else None
    status = case.track.step(case.status, "E2" if case.is_export else "D3")
    return {"decision": decision, "overridden": kept, "proposal": None, "status": status}


def _review_started(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.ReviewStarted)
    state = event.fact.status
    change = {"status": case.track.step(case.status, state), "reviewed": False, "inspection": state == "D6"}
    return change | {"inspected": False, "order": None} if state == "D6" and not event.fact.goes_on else change


def _allotted(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.Allotted)
    return {"officer": event.fact.officer}


def _override_proposed(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.OverrideProposed)
    return {"proposal": Proposal(event.fact.lane, event.fact.reason, event.person, event.at)}


def _override_refused(case: _Draft, event: Event) -> dict[str, Any]:
    return {"proposal": None}


def _lane_overridden(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.LaneOverridden)
    return {"overridden": event.fact.lane, "proposal": None}


def _referred(case: _Draft, event: Event) -> dict[str, Any]:
    return {"referred": True, "decision": replace(case.decision, audit=True) if case.decision else None}


def _review_passed(case: _Draft, event: Event) -> dict[str, Any]:
    return {"status": case.track.step(case.status, "E3" if case.is_export else "D4"), "reviewed": True}


def _cargo_joined(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.CargoJoined)
    return {
        "cargo": fact.cargo,
        "manifest_reviewed": fact.manifest_reviewed,
        "carried_in": fact.carried_in,
        "carried_out": fact.carried_out,
        "shed": fact.shed,
        "arrived": fact.arrived,
        "unloaded": fact.unloaded,
        "partly_out": fact.partly_out,
        "difference": fact.difference,
        "landed": fact.landed,
        "under_bond": fact.under_bond,
        "returning": "",
    }


def _moved(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.Moved)
    if fact.report == "manifest-reviewed":
        return {"manifest_reviewed": case.manifest_reviewed or event.at}
    if fact.report == "arrived":
        return {"arrived": case.arrived or event.at}
    if fact.report == "unloaded":
        return {"unloaded": case.unloaded or event.at}
    if fact.report in ("bonded-out", "bonded-in"):
        return {"shed": fact.shed or case.shed, "under_bond": fact.report == "bonded-out"}
    if fact.report == "carried-in":
        come = None if fact.partial else event.at
        return {"carried_in": case.carried_in or come, "shed": fact.shed or case.shed}
    if fact.partial:
        return {"partly_out": True}
    closed = {"status": case.track.step(case.status, "D10")} if case.status == "D9" else {}
    return {"carried_out": event.at, **closed}


def _difference_found(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.DifferenceFound)
    return {"difference": event.fact.difference, "landed": event.fact.landed.packages}


def _difference_settled(case: _Draft, event: Event) -> dict[str, Any]:
    return {"difference": None}


def _permit_answered(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.PermitAnswered)
    answers = {**(case.answers or {}), fact.agency: fact.answer}
    needs = _with(case.needs, fact.need) if fact.need else case.needs
    said = {"grounds": fact.reason or "", "law": fact.law or "", "reference": fact.reference or "", "appeal": fact.appeal}
    consultations = with_change(case.consultations, fact.agency, answered=event.at, **said)
    stands = PERMITS.step(case.permits, _permits_state(needs, answers))
    return {"answers": answers, "needs": needs, "permits": stands, "consultations": consultations}


def _agency_asked(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.AgencyAsked)
    inquiry = Inquiry(event.fact.question, event.at)
    return _consulted(case, event.fact.agency, lambda one: {"inquiries": (*one.inquiries, inquiry)})


def _agency_answered(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.AgencyAnswered)

    def heard(one: Consultation) -> dict[str, Any]:
        said = (replace(i, answer=fact.text, answered=event.at) if i.is_open else i for i in one.inquiries)
        return {"inquiries": tuple(said)}

    return _consulted(case, fact.agency, heard)


def _joint_inspection_asked(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.JointInspectionAsked)
    return _consulted(case, fact.agency, lambda _one: {"joins": fact.reason})


def _escalated(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.Escalated)
    further = Escalation(event.fact.to, event.fact.reason, event.at, event.person or event.by)
    return _consulted(case, event.fact.agency, lambda one: {"escalations": (*one.escalations, further)})


def _consulted(case: _Draft, agency: str, changes: Callable[[Consultation], dict[str, Any]]) -> dict[str, Any]:
    """Return what changes about the consultation with one agency."""
    changed = next((changes(one) for one in case.consultations if one.agency == agency), {})
    return {"consultations": with_change(case.consultations, agency, **changed)}


def _permit_questions(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.PermitQuestions)
    needs = _with(case.needs, event.fact.need)
    return {"needs": needs, "permits": PERMITS.step(case.permits, _permits_state(needs, case.answers or {}))}


def _with(needs: tuple[PermitNeed, ...], need: PermitNeed) -> tuple[PermitNeed, ...]:
    """Return the needs with that of one agency as it is now."""
    return tuple(need if old.agency == need.agency else old for old in needs)


VERBS = {
    "pass": "D4",
    "request-documents": "D5",
    "inspect": "D6",
    "hold": "D7",
    "dismiss": "X1",
}
"""What an officer can decide on the way to acceptance, and the state of the import declaration after it."""

NOT_AFTER_RELEASE = ("inspect", "hold", "dismiss")
"""What comes too late once the goods may have left against security."""

REMARKS = ("query", "release", "challenge")
"""What an officer can decide without moving the declaration: to ask the trader something, to let the goods go against
security while the debt is open, and to challenge a value after acceptance."""

ANSWERS = ("grant", "deny")
"""What an officer can decide about a request of the trader."""


def _decided(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.Decided)
    if fact.verb in REMARKS:
        return _remarked(case, event, fact)
    state = VERBS[fact.verb]
    if case.is_export and state != "X1":
        state = "E3"
    if fact.verb == "pass" and case.tax == "T2" and case.lodged.pays_first:
        state = "D8"  # the notice is out already: the case waits for the payer again
    change: dict[str, Any] = {"status": case.track.step(case.status, state), "reviewed": fact.verb == "pass"}
    if fact.verb in ("pass", "inspect"):
        change["inspection"] = fact.verb == "inspect"
    if fact.verb == "inspect" and not case.inspection:
        change["inspected"] = False
    if fact.verb == "pass":
        change |= {"examined": True, "asked": False}
    if fact.verb == "dismiss":
        change |= _nothing_owed(case, event)
    return change


def _nothing_owed(case: _Draft, event: Event) -> dict[str, Any]:
    """The demand falls with the declaration; what was paid is overpaid from then on."""
    tax = TAX.step(case.tax, "T0") if case.tax in ("T1", "T2", "T4") else case.tax
    return {"tax": tax, "ledger": case.ledger.after(event)}


def _report_taken(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.Examined)
    report = event.fact.examination
    taken = tuple(Analysis(sample) for sample in report.samples)
    inspected = case.inspected or report.depth in OF_GOODS
    return {"examination": report, "inspected": inspected, "analyses": (*case.analyses, *taken)}


def _examination_ordered(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.ExaminationOrdered)
    order = Order(fact.depth, fact.items, fact.place)
    return {"order": Ordered(order, fact.reason, fact.agencies, event.at, event.person or event.by), "inspected": False}


def _laboratory_reported(case: _Draft, event: Event) -> dict[str, Any]:
    """A laboratory has answered; what it found counts with what the examination found."""
    fact = event.fact
    assert isinstance(fact, ev.LaboratoryReported)
    if fact.sample not in [one.sample.number for one in case.analyses if one.is_open]:
        raise IllegalStep(f"Case {case.id} has no sample {fact.sample} on which a laboratory is at work.")
    change: dict[str, Any] = {
        "analyses": tuple(
            replace(one, finding=fact.finding, at=event.at) if one.sample.number == fact.sample else one for one in case.analyses
        )
    }
    if case.examination and fact.found:
        found = {*case.examination.found, *fact.found}
        change["examination"] = replace(case.examination, found=tuple(each for each in Irregularity if each in found))
    return change


def _remarked(case: _Draft, event: Event, fact: ev.Decided) -> dict[str, Any]:
    """An officer's word that moves no state; a question stops the review until an officer passes it."""
    if fact.verb == "release":
        owed = case.assessment.total_due if case.assessment else Decimal(0)
        security = Security(fact.security or "", event.at, owed, fact.form, fact.amount)
        return {"released": event.at, "security": security, "ledger": case.ledger.after(event)}
    if fact.verb == "query":
        stays = case.is_export or case.status in ("D5", "D6", "D7")
        status = case.status if stays else case.track.step(case.status, "D4")
        return {"reviewed": False, "asked": True, "status": status}
    return {}


def _doubt_raised(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.DoubtRaised)
    told = (fact.items, fact.grounds, fact.law, fact.answer_by, event.at, event.by, case.edition)
    return {"doubts": (*case.doubts, Doubt(fact.doubt, fact.about, *told))}


def _doubt_answered(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.DoubtAnswered)
    heard = Heard(fact.side, event.at, fact.text, fact.documents)
    return {"doubts": _each(case, fact.doubt, lambda doubt: replace(doubt, answers=(*doubt.answers, heard)))}


def _doubt_decided(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.DoubtDecided)
    verdict = Verdict(fact.outcome, event.at, event.by, fact.grounds, fact.law, fact.values, fact.appeal)
    return {"doubts": _each(case, fact.doubt, lambda doubt: replace(doubt, verdict=verdict))}


def _each(case: _Draft, number: int, after: Callable[[Doubt], Doubt]) -> tuple[Doubt, ...]:
    """Return the doubts with the one of this number as it is now; raises IllegalStep where none of that number is open."""
    if number not in [doubt.number for doubt in case.doubts if doubt.is_open]:
        raise IllegalStep(f"Case {case.id} has no open doubt {number}.")
    return tuple(after(doubt) if doubt.number == number else doubt for doubt in case.doubts)


def _reassessed(case: _Draft, event: Event) -> dict[str, Any]:
    """A new total brings a new demand; the same total leaves the demand as it is."""
    fact = event.fact
    assert isinstance(fact, ev.Reassessed) and case.assessment is not None
    owes = _owes(case, event, fact.assessment) if fact.assessment.total_due != case.assessment.total_due else {}
    return {"assessment": fact.assessment, "circumstances": fact.circumstances, **owes}


def _security_returned(case: _Draft, event: Event) -> dict[str, Any]:
    """A security has ended; what was set off counts as paid."""
    fact = event.fact
    assert isinstance(fact, ev.SecurityReturned)
    if case.security is None or case.security.ended:
        raise IllegalStep(f"Case {case.id} holds no security.")
    ended = replace(case.security, set_off=fact.set_off, returned=fact.returned, ended=event.at)
    if not fact.set_off:
        return {"security": ended, "ledger": case.ledger.after(event)}
    return {"security": ended, **_money(case, event)}


def _documents_supplied(case: _Draft, event: Event) -> dict[str, Any]:
    """What was asked for is there: the review goes on where it stood still for that."""
    status = case.track.step(case.status, "D4") if case.status == "D5" else case.status
    return {"asked": False, "status": status, **_by_the_trader(case, event)}


def _by_the_trader(case: _Draft, event: Event) -> dict[str, Any]:
    """Who acts for the trader is among those who lodged: he decides nothing about it."""
    new = event.person and event.person not in case.lodged_by
    return {"lodged_by": (*case.lodged_by, event.person)} if new else {}


def _tax_notified(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.TaxNotified)
    pay_first = case.lodged.pays_first and case.status == "D4"
    status = {"status": case.track.step(case.status, "D8")} if pay_first else {}
    return _money(case, event) | status


def _announced(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.AssessmentAnnounced)
    told = (fact.grounds, fact.law, fact.request, fact.more, event.person, fact.changes, fact.review_by)
    return {"corrections": (*case.corrections, Correction(fact.correction, How.REASSESSMENT, event.at, *told))}


def _review_waived(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.ReviewWaived)
    return {"corrections": _amid(case, event.fact.correction, waived=True)}


def _amid(case: _Draft, number: int, **changes: Any) -> tuple[Correction, ...]:
    """Return the corrections with the one of this number as it is now."""
    return tuple(replace(one, **changes) if one.number == number else one for one in case.corrections)


def _corrected(case: _Draft, event: Event) -> dict[str, Any]:
    """The declaration is corrected after its acceptance: another edition and assessment, and no track but that of the tax."""
    fact = event.fact
    assert isinstance(fact, ev.Corrected) and case.assessment is not None
    before = case.assessment
    known = next((one for one in case.corrections if one.number == fact.correction), None)
    more = fact.assessment.total_due - before.total_due
    if known:
        corrections = _amid(case, fact.correction, made=event.at, more=more, before=before, decided_by=event.person)
    else:
        request = next((number for number in fact.applied if number not in case.applied), None)
        told = (fact.grounds, fact.law, request, more, event.person, fact.changes)
        made = Correction(fact.correction, fact.how, event.at, *told, made=event.at, before=before)
        corrections = (*case.corrections, made)
    if fact.undoes:
        corrections = tuple(replace(one, dropped=True) if one.number == fact.undoes else one for one in corrections)
    return {
        "assessment": fact.assessment,
        "lodged": fact.lodged,
        "edition": fact.edition,
        "applied": fact.applied,
        "corrections": corrections,
        **(_by_the_trader(case, event) if fact.how in (How.SELF_CORRECTION, How.AMENDED_RETURN) else {}),
        **_money(case, event),
    }


def _addition_decided(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.AdditionDecided)
    told = {"addition": fact.amount, "addition_at": event.at, "addition_by": event.person}
    return {"corrections": _amid(case, fact.correction, **told)}


def _appealed(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.Appealed)
    made = Dispute(fact.appeal, fact.stage, fact.against, fact.correction, fact.grounds, event.at)
    return {"appeals": (*case.appeals, made), **_by_the_trader(case, event)}


def _appeal_decided(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.AppealDecided)
    about = next(one for one in case.appeals if one.number == fact.appeal)
    decided = replace(about, won=fact.won, answer=fact.grounds, law=fact.law, decided=event.at, next=fact.next)
    change: dict[str, Any] = {"appeals": tuple(decided if one is about else one for one in case.appeals)}
    if fact.won and about.against is Against.ANNOUNCEMENT:
        change["corrections"] = _amid(case, about.correction, dropped=True)
    if fact.won and about.against is Against.ADDITION:
        change["corrections"] = _amid(case, about.correction, addition=Decimal(0))
    return change | _money(case, event)


def _accepted(case: _Draft, event: Event) -> dict[str, Any]:
    status = case.track.step(case.status, "E4" if case.is_export else "D9")
    if status == "D9" and case.carried_out:  # released against security before, and gone already
        status = case.track.step(status, "D10")
    return {"status": status, "accepted": event.at}


def _presented(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.Presented)
    applied = (*case.applied, fact.request) if fact.changes and fact.request else case.applied
    return {"presented": event.at, "edition": fact.edition, "applied": applied}


def _requested(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, Requested)
    return {"request": event.fact, **_by_the_trader(case, event)}


def _request_decided(case: _Draft, event: Event) -> dict[str, Any]:
    return {"request": None}


def _amended(case: _Draft, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ev.Amended)
    touched = {int(number) for change in fact.changes for number in _ITEM.findall(change.place.xpath)}
    stale = {need.agency for need in case.needs if touched & set(need.items)}  # what was agreed to were other goods
    return {
        "consultations": renewed(case.consultations, stale, event.at),
        "answers": {agency: answer for agency, answer in (case.answers or {}).items() if agency not in stale},
        "needs": tuple(replace(need, lines=()) if need.agency in stale else need for need in case.needs),
        "lodged": fact.lodged,
        "edition": fact.edition,
        "applied": (*case.applied, fact.request),
        "findings": fact.findings,
        "reviewed": False,
        "status": case.track.step(case.status, "E1" if case.is_export else "D2"),
    }


def _withdrawn(case: _Draft, event: Event) -> dict[str, Any]:
    return {"status": case.track.step(case.status, "EX" if case.status == "E4" else "X2"), **_nothing_owed(case, event)}


def _return_accepted(case: _Draft, event: Event) -> dict[str, Any]:
    assert isinstance(event.fact, ev.ReturnAccepted)
    return {} if case.is_export else {"returning": event.fact.operation}


def _return_stopped(case: _Draft, event: Event) -> dict[str, Any]:
    return {"returning": ""}


def _returned(case: _Draft, event: Event) -> dict[str, Any]:
    """The goods have left the country: what the trader had asked for, and what was owed, falls with the declaration."""
    ended = {"status": case.track.step(case.status, "X3"), "returning": "", "request": None, "inspection": False}
    return ended | _nothing_owed(case, event)


def _exited(case: _Draft, event: Event) -> dict[str, Any]:
    return {"status": case.track.step(case.status, "E6"), "exited": event.at}


def _told(case: _Draft, event: Event) -> dict[str, Any]:
    """The trader was told something; nothing else changes."""
    return {}


def _never_again(case: _Draft, event: Event) -> dict[str, Any]:
    raise IllegalStep(f"A case has begun already; {event.kind} can only come first.")


_CHANGES = {
    ev.Registered: _never_again,
    ev.Rejected: _never_again,
    ev.Assessed: _assessed,
    ev.PermitsDetermined: _permits_determined,
    ev.Scored: _scored,
    ev.Selected: _selected,
    ev.ReviewStarted: _review_started,
    ev.Allotted: _allotted,
    ev.OverrideProposed: _override_proposed,
    ev.OverrideRefused: _override_refused,
    ev.LaneOverridden: _lane_overridden,
    ev.ReferredToAudit: _referred,
    ev.OfficerAway: _never_again,
    ev.OfficerBack: _never_again,
    ev.ReviewPassed: _review_passed,
    ev.CargoJoined: _cargo_joined,
    ev.Moved: _moved,
    ev.PermitAnswered: _permit_answered,
    ev.PermitQuestions: _permit_questions,
    ev.AgencyAsked: _agency_asked,
    ev.AgencyAnswered: _agency_answered,
    ev.JointInspectionAsked: _joint_inspection_asked,
    ev.Escalated: _escalated,
    ev.ApprovalTaken: _never_again,
    ev.Listed: _never_again,
    ev.ConsignmentSelected: _never_again,
    ev.ConsignmentScanned: _never_again,
    ev.SelectionLifted: _never_again,
    ev.DifferenceFound: _difference_found,
    ev.DifferenceSettled: _difference_settled,
    ev.GoodsAbandoned: _told,
    ev.StorageExtended: _told,
    ev.StorageAsked: _told,
    ev.StorageRefused: _told,
    ev.ReturnAccepted: _return_accepted,
    ev.ReturnStopped: _return_stopped,
    ev.Returned: _returned,
    ev.BillSplit: _told,
    ev.BillMerged: _told,
    ev.BillDrawn: _never_again,
    ev.ExpressListed: _never_again,
    ev.ExpressReviewed: _never_again,
    ev.VoyageReported: _never_again,
    ev.ManifestDischarged: _never_again,
    ev.RegimeDeclared: _never_again,
    ev.RegimeAccepted: _never_again,
    ev.RegimeRefused: _never_again,
    ev.SealsPutOn: _never_again,
    ev.RegimeDeparted: _never_again,
    ev.RegimeArrived: _never_again,
    ev.RegimeDischarged: _never_again,
    ev.GuaranteeClaimed: _never_again,
    ev.CollectionOrdered: _never_again,
    ev.CollectionAnswered: _never_again,
    ev.ProfileSet: _never_again,
    ev.ProfileEnded: _never_again,
    ev.Decided: _decided,
    ev.ExaminationOrdered: _examination_ordered,
    ev.LaboratoryReported: _laboratory_reported,
    ev.Examined: _report_taken,
    ev.DoubtRaised: _doubt_raised,
    ev.DoubtAnswered: _doubt_answered,
    ev.DoubtDecided: _doubt_decided,
    ev.Reassessed: _reassessed,
    ev.SecurityReturned: _security_returned,
    ev.DocumentsSupplied: _documents_supplied,
    ev.TaxNotified: _tax_notified,
    ev.Paid: _money,
    ev.PaymentOrdered: _money,
    ev.PaymentUnanswered: _money,
    ev.PaymentReversed: _money,
    ev.NoticeOverdue: _money,
    ev.AssessmentAnnounced: _announced,
    ev.ReviewWaived: _review_waived,
    ev.Corrected: _corrected,
    ev.AdditionDecided: _addition_decided,
    ev.Appealed: _appealed,
    ev.AppealDecided: _appeal_decided,
    ev.RefundProposed: _money,
    ev.RefundConfirmed: _money,
    ev.RefundRefused: _money,
    ev.Refunded: _money,
    ev.DrawbackClaimed: lambda case, event: {**_by_the_trader(case, event), **_money(case, event)},
    ev.DrawbackDecided: _money,
    ev.DutyDrawn: _never_again,
    ev.BankMoodSet: _never_again,
    ev.BankOrdered: _never_again,
    ev.BankAnswered: _never_again,
    ev.DeferralGranted: _never_again,
    ev.DeferralEnded: _never_again,
    ev.NoticeGathered: _never_again,
    ev.Accepted: _accepted,
    ev.Presented: _presented,
    ev.Requested: _requested,
    ev.RequestDecided: _request_decided,
    ev.Amended: _amended,
    ev.Withdrawn: _withdrawn,
    ev.MessageRefused: _never_again,
    ev.Exited: _exited,
    ev.PaymentFailed: _money,
    ev.Reminded: _told,
    ev.TraderRegistered: _never_again,
    ev.MandateGiven: _never_again,
    ev.MandateEnded: _never_again,
    ev.TraderSuspended: _never_again,
    ev.TraderReinstated: _never_again,
    ev.AeoApplied: _never_again,
    ev.AeoGranted: _never_again,
    ev.AeoRefused: _never_again,
    ev.AeoWithdrawn: _never_again,
}
