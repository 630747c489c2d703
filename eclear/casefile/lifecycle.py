"""The four tracks and their legal steps. They run side by side and are never folded into one column.

State ids and Korean terms: Korea Customs Service practice as collected for eclear (UNI-PASS); E-states are those of the
export declaration. The order within the cargo track is not assumed: reports arrive out of order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eclear.casefile.words import Term


class IllegalStep(Exception):
    """A step that the law of the track does not know, or an act that is not possible now. Nothing has changed.

    The message says what was asked, where the case stands, and what is possible.
    """


@dataclass(frozen=True)
class Track:
    """One track: its name, its states with their terms, and from which state which other may be reached."""

    id: str
    term: Term
    states: Mapping[str, Term]
    steps: Mapping[str | None, tuple[str, ...]]

    def step(self, before: str | None, after: str) -> str:
        """Return ``after`` if the step is legal; raises IllegalStep otherwise. Standing still is always legal."""
        if before != after and after not in self.steps.get(before, ()):
            legal = ", ".join(f"{s} {self.states[s]}" for s in self.steps.get(before, ())) or "none"
            where = f"{before} {self.states[before]}" if before else "the beginning"
            raise IllegalStep(
                f"{self.term} track: {after} {self.states[after]} cannot follow {where}. Possible from there: {legal}."
            )
        return after


CARGO = Track(
    "cargo",
    Term("Cargo", "화물"),
    {
        "C1": Term("Manifest submitted", "입항적하목록 제출"),
        "C2": Term("Manifest reviewed", "입항적하목록 심사완료"),
        "C3": Term("Arrived", "입항보고 수리"),
        "C4": Term("Unloaded", "하선·하기신고 수리"),
        "C4b": Term("Under bond", "보세운송"),
        "C5": Term("In the shed", "반입"),
        "C6": Term("Carry-out reported", "반출신고"),
        "C7": Term("Carried out", "반출완료"),
        "CA": Term("Abandoned", "화물 포기"),
        "CB": Term("Went on under other numbers", "분할·합병"),
    },
    {
        None: ("C1", "C2", "C3", "C4", "C5"),
        "C1": ("C2", "C3", "C4", "C5", "CA", "CB"),
        "C2": ("C3", "C4", "C4b", "C5", "C6", "C7", "CA", "CB"),
        "C3": ("C4", "C4b", "C5", "C6", "C7", "CA", "CB"),
        "C4": ("C4b", "C5", "C6", "C7", "CA", "CB"),
        "C4b": ("C5", "C7"),
        "C5": ("C4b", "C6", "C7", "CA", "CB"),
        "C6": ("C7", "CA"),
    },
)

DECLARATION = Track(
    "declaration",
    Term("Declaration", "신고"),
    {
        "D0": Term("Draft", "작성중"),
        "D1": Term("Rejected at the gate", "오류통보"),
        "D2": Term("Registered", "접수"),
        "D3": Term("Selected", "C/S 선별"),
        "D4": Term("Under review", "심사진행"),
        "D5": Term("Documents requested", "보완요구"),
        "D6": Term("Inspection", "검사"),
        "D7": Term("Held", "통관보류"),
        "D8": Term("Reviewed, payment due", "결재통보"),
        "D9": Term("Accepted for release", "수입신고수리"),
        "D10": Term("Closed", "반출완료"),
        "X1": Term("Dismissed", "각하"),
        "X2": Term("Withdrawn", "취하"),
        "X3": Term("Returned", "반송"),
    },
    {
        None: ("D1", "D2"),
        "D2": ("D3", "X1", "X2", "X3"),
        "D3": ("D4", "D5", "D6", "D7", "X1", "X2", "X3"),
        "D4": ("D2", "D5", "D6", "D7", "D8", "D9", "X1", "X2", "X3"),
        "D5": ("D2", "D4", "D6", "D7", "D8", "X1", "X2", "X3"),
        "D6": ("D2", "D4", "D5", "D7", "D8", "X1", "X2", "X3"),  # D2 where customs amends what it found otherwise
        "D7": ("D4", "D5", "D6", "D8", "X1", "X2", "X3"),
        "D8": ("D2", "D4", "D5", "D6", "D7", "D9", "X1", "X2", "X3"),
        "D9": ("D10",),
    },
)

EXPORT = Track(
    "declaration",
    Term("Declaration", "신고"),
    {
        "D1": Term("Rejected at the gate", "오류통보"),
        "E1": Term("Registered", "수출신고 접수"),
        "E2": Term("Selected", "C/S 선별"),
        "E3": Term("Under review or inspection", "심사·검사"),
        "E4": Term("Accepted for export", "수출신고수리"),
        "E6": Term("Goods have left, export fulfilled", "수출이행"),
        "EX": Term("Acceptance cancelled", "수리취소"),
        "X1": Term("Dismissed", "각하"),
        "X2": Term("Withdrawn", "취하"),
    },
    {
        None: ("D1", "E1"),
        "E1": ("E2", "X1", "X2"),
        "E2": ("E3", "X1", "X2"),
        "E3": ("E1", "E4", "X1", "X2"),
        "E4": ("E6", "EX"),
    },
)

TAX = Track(
    "tax",
    Term("Tax", "세금"),
    {
        "T0": Term("Nothing due", "납부할 세액 없음"),
        "T1": Term("Assessed", "세액 산출"),
        "T2": Term("Notice sent", "고지"),
        "T3": Term("Paid", "납부"),
        "T4": Term("Overdue", "체납"),
        "T5": Term("Refunded", "환급"),
    },
    {
        None: ("T0", "T1"),
        "T0": ("T1", "T2", "T3", "T5"),  # T3 where the bank pays what is owed no more, T5 where a drawback was paid out
        "T1": ("T2", "T3", "T0"),  # T3 where a security is set off against all that is owed
        "T2": ("T1", "T3", "T4", "T0", "T5"),
        "T4": ("T1", "T2", "T3", "T0", "T5"),
        "T3": ("T1", "T2", "T5"),  # T1 where more is owed than was paid, T2 where a payment was taken back
        "T5": ("T1", "T2", "T3"),
    },
)

PERMITS = Track(
    "permits",
    Term("Permits", "요건"),
    {
        "R0": Term("None needed", "요건 없음"),
        "R1": Term("Applied", "요건신청"),
        "R2": Term("Approved", "요건승인"),
        "R3": Term("Refused", "요건 거절"),
        "R4": Term("Waived", "요건면제"),
    },
    {None: ("R0", "R1"), "R1": ("R2", "R3", "R4"), "R2": ("R3", "R4"), "R3": ("R1", "R2", "R4"), "R4": ("R2", "R3")},
)

TRACKS = (CARGO, DECLARATION, TAX, PERMITS)


def cargo_state(
    manifest_reviewed: object,
    carried_in: object,
    carried_out: object,
    *,
    arrived: object = None,
    unloaded: object = None,
    partly_out: object = False,
) -> str | None:
    """Return the furthest state that reports have brought cargo to, in whatever order they came; None without any."""
    reached = (("C7", carried_out), ("C6", partly_out), ("C5", carried_in), ("C4", unloaded), ("C3", arrived))
    return next((state for state, there in reached if there), "C2" if manifest_reviewed else None)


def term_of(state: str) -> Term:
    """Return the name of a state of any track; raises LookupError for an id that no track has."""
    for track in (*TRACKS, EXPORT):
        if state in track.states:
            return track.states[state]
    raise LookupError(f"No track has a state {state!r}")
