"""The board: four tracks that run to one gate, the sign of eclear and the first picture of every case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile.case import Case, case_of
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import CARGO, DECLARATION, PERMITS, TAX
from eclear.casefile.permit import Answer
from eclear.casefile.words import Term
from eclear.journey.settlement import Guard
from eclear.journey.settlement import guards as guards_of
from eclear.web.languages import _, ngettext, word


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a track: its name, when it was reached, and how it is drawn.

    ``look`` is ``done``, ``now`` (the track stands here and has further to go), ``stop`` or "" (still to come);
    ``here`` marks the present step of the track.
    """

    name: Term
    at: datetime | None = None
    look: str = ""
    here: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One track: its name, its steps up to the gate, and the guards that it must satisfy."""

    name: Term
    steps: tuple[Step, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Four tracks, the gate, and what follows after it."""

    rows: tuple[Row, ...]
    then: tuple[Step, ...]
    waiting: int
    guards: int

    @property
    def open(self) -> bool:
        """True when every guard holds."""
        return self.waiting == 0

    @property
    def summary(self) -> str:
        """How many guards still wait, in words."""
        if not self.guards:
            return _("The gate stays shut")
        if self.open:
            return _("All guards hold")
        return ngettext(
            "%(num)s of %(all)s guards still waits", "%(num)s of %(all)s guards still wait", self.waiting, all=self.guards
        )


Trace = Sequence[tuple[Event, Case]]
"""What happened, each event with the case as it stood after it."""


def trace(events: Iterable[Event]) -> Trace:
    """Return every event with the case after it."""
    steps: list[tuple[Event, Case]] = []
    for event in events:
        steps.append((event, steps[-1][1].after(event) if steps else case_of((event,))))
    return steps


REVIEW_PASSED = Term("Review passed", "심사 완료")
NOTHING_TO_REVIEW = Term("Nothing to review", "심사 대상 아님")
NO_CARGO = Term("Not followed for this declaration", "화물 추적 없음")
SECURED = Term("Secured, paid later", "사후납부")
RELEASED = Term("Released against security", "담보제공 수리전 반출")
RETURNED = Term("Left the country again", "출국 확인")
AMENDED = Term("Amended", "정정")
EXPECTED, PRESENTED = Term("Declared before arrival", "물품 도착 전 신고"), Term("Goods presented", "물품 제시")
ENDED = ("X1", "X2", "X3", "EX")
TO_COME = {
    "manifest": Term("Manifest reviewed", "입항적하목록 심사완료"),
    "registered": Term("Registered", "접수"),
    "assessed": Term("Assessed", "세액 산출"),
    "determined": Term("Needs looked up", "요건 확인"),
}


def board(case: Case, guards: tuple[Guard, ...], steps: Trace) -> Board:
    """Return the board of a case: where each track stands, and which guards still wait."""
    if case.status in ("D1", *ENDED):
        guards = ()  # a declaration that never got a number, or has ended without acceptance, waits for nothing
    rows = tuple(
        Row(track.term, draw(case, steps), tuple(g for g in guards if g.track == track.id))
        for track, draw in ((CARGO, _cargo), (DECLARATION, _declaration), (TAX, _tax), (PERMITS, _permits))
    )
    return Board(rows, _then(case), sum(not g.holds for g in guards), len(guards))


def _cargo(case: Case, steps: Trace) -> tuple[Step, ...]:
    held = {guard.id: guard for guard in guards_of(case)}
    if "presentation" in held:
        return _presentation(case)
    if case.is_export or not (case.cargo or case.lodged.cargo) or "carry_in" not in held:
        return (Step(NO_CARGO, look="done", here=True),)
    reviewed, carried_in, guard = case.manifest_reviewed, case.carried_in, held["carry_in"]
    waived = guard.holds and not carried_in
    return (
        Step(
            TO_COME["manifest"],
            reviewed,
            "done" if reviewed else "",
            here=not (carried_in or (waived and reviewed) or case.arrived or case.unloaded),
            note="" if reviewed else _("not yet"),
        ),
        *_on_the_way(case, waived=waived),
        Step(guard.term, look="done", here=bool(reviewed))
        if waived
        else Step(CARGO.states["C5"], carried_in, "done" if carried_in else "", here=bool(carried_in), note=case.shed or ""),
    )


def _on_the_way(case: Case, *, waived: bool) -> tuple[Step, ...]:
    """What was reported between the manifest and the shed; nothing is shown where nothing was."""
    came = [("C3", case.arrived), ("C4", case.unloaded)]
    known = [(state, at) for state, at in came if at]
    last = not case.carried_in and not (waived and case.manifest_reviewed)
    return tuple(Step(CARGO.states[state], at, "done", here=last and state == known[-1][0]) for state, at in known)


def _presentation(case: Case) -> tuple[Step, ...]:
    """The cargo track of a country that waits for the goods to be presented, and follows no shed."""
    there = Step(PRESENTED, case.presented, "done" if case.presented else "", here=case.presented is not None)
    if not case.lodged.pre_lodged:
        return (there,)
    return (Step(EXPECTED, case.received, "done" if case.presented else "now", here=case.presented is None), there)


def _declaration(case: Case, steps: Trace) -> tuple[Step, ...]:
    states = case.track.states
    visited: list[Step] = []
    status: str | None = None
    kinds: set[str] = set()
    for event, after in steps:
        if event.kind == "amended":  # a new edition begins its way anew
            visited = [Step(AMENDED, event.at, "done", note=_("edition %(number)s", number=after.edition))]
            kinds = set()
        elif (
            after.status != status
            and after.status not in ("D8", "D9", "D10", "E4", "E6")
            and not (after.reviewed and after.status in ("D4", "E3"))
        ):
            visited.append(Step(states[after.status], event.at, "done"))
        status = after.status
        kinds.add(event.kind)
    if case.status in ("D1", *ENDED):
        return (*visited[:-1], Step(states[case.status], visited[-1].at, "stop", here=True))
    if case.open_doubts:
        return (*_few(visited), Step(states["D4"], case.open_doubts[0].raised, "now", here=True), Step(REVIEW_PASSED))
    if case.reviewed:
        passed = next(
            (event.at for event, after in reversed(steps) if not _before(steps, event).reviewed and after.reviewed), None
        )
        looked = bool(kinds & {"review-started", "decided"}) or "selected" not in kinds  # without the lane, nobody can tell
        return (*_few(visited), Step(REVIEW_PASSED if looked else NOTHING_TO_REVIEW, passed, "done", here=True))
    here = visited[-1]
    look = "stop" if case.status == "D7" else "now"
    return (*_few(visited[:-1]), Step(here.name, here.at, look, here=True, note=here.note), Step(REVIEW_PASSED))


def _before(steps: Trace, event: Event) -> Case:
    index = next(i for i, (at, _case) in enumerate(steps) if at is event)
    return steps[max(0, index - 1)][1]


def _few(visited: list[Step]) -> list[Step]:
    """The first two steps and the latest one: a case that went to and fro keeps its board readable."""
    return visited if len(visited) <= 3 else [*visited[:2], visited[-1]]


def _entered(steps: Trace, state: Callable[[Case], str | None]) -> dict[str, datetime]:
    """When each state of a track was entered last: an amendment may begin a track anew."""
    entered: dict[str, datetime] = {}
    before: str | None = None
    for event, after in steps:
        now = state(after)
        if now and now != before:
            entered[now] = event.at
        before = now
    return entered


def _tax(case: Case, steps: Trace) -> tuple[Step, ...]:
    states = TAX.states
    reached = _entered(steps, lambda after: after.tax)
    if case.tax == "T0":
        return (Step(states["T0"], reached["T0"], "done", here=True),)
    if case.tax is None:
        return (Step(TO_COME["assessed"], here=True), Step(states["T2"]), Step(states["T3"]))
    if not case.lodged.pays_first:
        steps_done = [Step(states["T1"], reached.get("T1"), "done"), Step(SECURED, reached.get("T1"), "done")]
        later = sorted((reached[state], state) for state in ("T2", "T3", "T4", "T5") if state in reached)
        steps_done += [Step(states[state], at, "stop" if state == case.tax == "T4" else "done") for at, state in later]
        return (*steps_done[:-1], replace(steps_done[-1], here=True))
    if case.tax == "T4":
        overdue = Step(states["T4"], reached["T4"], "stop", here=True)
        return (Step(states["T1"], reached.get("T1"), "done"), overdue, Step(states["T3"]))
    if case.is_export:  # a drawback was paid out
        return (Step(states["T5"], reached.get("T5"), "done", here=True),)
    order = ("T1", "T2", "T3", "T5") if case.tax == "T5" else ("T1", "T2", "T3")
    at = order.index(case.tax) if case.tax in order else 1
    return tuple(
        Step(
            states[state],
            reached.get(state) if i <= at else None,
            "done" if i < at or case.tax in ("T3", "T5") else "now" if i == at else "",
            here=i == at,
        )
        for i, state in enumerate(order)
    )


def _permits(case: Case, steps: Trace) -> tuple[Step, ...]:
    states = PERMITS.states
    reached = _entered(steps, lambda after: after.permits)
    if case.permits is None:
        return (Step(TO_COME["determined"], here=True),)
    if case.permits == "R0":
        return (Step(states["R0"], reached["R0"], "done", here=True),)
    if case.permits == "R1":
        given = sum(case.answer_of(need) is not None for need in case.needs)
        note = _("%(given)s of %(asked)s agencies answered", given=given, asked=len(case.needs)) if len(case.needs) > 1 else ""
        return (Step(states["R1"], reached.get("R1"), "now", here=True, note=note), Step(states["R2"]))
    look = "stop" if case.permits == "R3" else "done"
    refused = [need.name for need in case.needs if (case.answers or {}).get(need.agency) is Answer.REFUSED]
    return (
        Step(states["R1"], reached.get("R1"), "done"),
        Step(states[case.permits], reached.get(case.permits), look, here=True, note=", ".join(word(name) for name in refused)),
    )


def _then(case: Case) -> tuple[Step, ...]:
    accepted = Step(
        case.track.states["E4" if case.is_export else "D9"],
        case.accepted,
        "done" if case.accepted else "",
        here=bool(case.accepted and not (case.carried_out or case.exited)),
    )
    if case.status == "X3":
        return (Step(RETURNED, case.carried_out, "done", here=True),)
    if case.is_export:
        left = case.exited
        return (accepted, Step(case.track.states["E6"], left, "done" if left else "", here=left is not None))
    released = (Step(RELEASED, case.released, "done", here=not (case.accepted or case.carried_out)),) if case.released else ()
    if not case.cargo:
        return (*released, accepted)
    out = case.carried_out if case.accepted or case.released else None
    return (*released, accepted, Step(CARGO.states["C7"], out, "done" if out else "", here=bool(out)))
