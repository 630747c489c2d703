"""Which forms stand for each event that a program reports, and so who may report it."""

from __future__ import annotations

from collections.abc import Mapping

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.web.gates import gate_of
from eclear.web.in_play import TOLD_IN_PLAY
from eclear.web.visit import visit

REPORTED_BY: Mapping[str, tuple[str, ...]] = {
    # about a case: what officers say
    "decided": ("POST /cases/{case_id}/decide",),
    "examination-ordered": ("POST /cases/{case_id}/order",),
    "examined": ("POST /cases/{case_id}/examine",),
    "laboratory-reported": ("POST /cases/{case_id}/laboratory",),
    "lane-overridden": ("POST /cases/{case_id}/override",),
    "override-confirmed": ("POST /cases/{case_id}/override/confirm",),
    "override-refused": ("POST /cases/{case_id}/override/refuse",),
    "transferred": ("POST /cases/{case_id}/transfer",),
    "referred-to-audit": ("POST /cases/{case_id}/audit",),
    "doubt-raised": ("POST /cases/{case_id}/doubts",),
    "doubt-answered": ("POST /cases/{case_id}/doubts/{number}/answer",),
    "doubt-decided": ("POST /cases/{case_id}/doubts/{number}/decide",),
    "payment-failed": ("POST /cases/{case_id}/payment-failed",),
    "reminded": ("POST /cases/{case_id}/remind",),
    "escalated": ("POST /cases/{case_id}/escalate",),
    # what agencies say
    "permit-answered": ("POST /cases/{case_id}/permits", "POST /agency/{case_id}/answer"),
    "permit-questions": ("POST /cases/{case_id}/questions", "POST /agency/{case_id}/questions"),
    "agency-asked": ("POST /agency/{case_id}/ask",),
    "joint-inspection-asked": ("POST /agency/{case_id}/join",),
    # what the trader and the carrier say
    "agency-answered": ("POST /mine/{case_id}/agency",),
    "documents-supplied": ("POST /mine/{case_id}/supply",),
    "cancellation-asked": ("POST /mine/{case_id}/cancel",),
    "presented": ("POST /cases/{case_id}/arrival",),
    "paid": ("POST /cases/{case_id}/pay",),
    "exited": ("POST /cases/{case_id}/exit",),
    # about the money of a case
    "payment-reversed": ("POST /cases/{case_id}/reverse",),
    "corrected": ("POST /mine/{case_id}/correct",),
    "reassessment-announced": ("POST /cases/{case_id}/announce",),
    "review-waived": ("POST /mine/{case_id}/waive",),
    "reassessment-made": ("POST /cases/{case_id}/reassess",),
    "addition-decided": ("POST /cases/{case_id}/addition",),
    "appealed": ("POST /mine/{case_id}/appeal",),
    "appeal-decided": ("POST /cases/{case_id}/appeals/{number}",),
    "refund-proposed": ("POST /cases/{case_id}/refund",),
    "refund-confirmed": ("POST /cases/{case_id}/refund/{number}/confirm",),
    "refund-refused": ("POST /cases/{case_id}/refund/{number}/refuse",),
    "drawback-claimed": ("POST /mine/{case_id}/drawback",),
    "drawback-decided": ("POST /cases/{case_id}/drawback/decide",),
    # about cargo
    "arrived": ("POST /cargo/{number}/report",),
    "unloaded": ("POST /cargo/{number}/report",),
    "manifest-reviewed": ("POST /cases/{case_id}/cargo",),
    "carried-in": ("POST /cases/{case_id}/cargo", "POST /cargo/{number}/report"),
    "carried-out": ("POST /cases/{case_id}/cargo", "POST /cargo/{number}/report"),
    "scanned": ("POST /manifest/{number}/scan",),
    "selection-lifted": ("POST /manifest/{number}/lift",),
    "bill-split": ("POST /cargo/{number}/split",),
    "bill-merged": ("POST /cargo/{number}/merge",),
    "difference-settled": ("POST /cargo/{number}/settle",),
    "storage-asked": ("POST /mine/{case_id}/storage", "POST /cargo/{number}/ask-longer"),
    "storage-extended": ("POST /cargo/{number}/extend",),
    "storage-refused": ("POST /cargo/{number}/refuse-longer",),
    "goods-abandoned": ("POST /cargo/{number}/abandon",),
    # about a manifest
    "voyage-arrived": ("POST /voyages/{number}/arrived",),
    "manifest-discharged": ("POST /voyages/{number}/discharge",),
    # about an operation under a regime that suspends duty
    **dict.fromkeys(
        (
            "regime-accepted",
            "regime-refused",
            "seals-put-on",
            "regime-departed",
            "regime-arrived",
            "regime-discharged",
            "guarantee-claimed",
            "collection-repeated",
        ),
        ("POST /operations/{number}/{step}",),
    ),
    # about a monthly account
    "deferral-granted": ("POST /money/accounts",),
    "deferral-ended": ("POST /money/accounts/end",),
    "statement-paid": ("POST /money/statement",),
    # what trainees tell in a play
    "guessed": ("POST /play/guess",),
    "evidence-noted": ("POST /play/evidence",),
    "evidence-struck": ("POST /play/evidence/strike",),
    "hint-asked": ("POST /play/hint",),
    "approach-reported": ("POST /play/approach",),
    "play-finished": ("POST /play/finish",),
    # about an officer's desk
    "case-drawn": ("POST /queue/next",),
    "officer-away": ("POST /queue/away", "POST /team/away"),
    "officer-back": ("POST /queue/back", "POST /team/back"),
    # about the register of traders
    "trader-registered": ("POST /traders",),
    "mandate-given": ("POST /traders/{number}/{verb}",),
    "mandate-ended": ("POST /traders/{number}/{verb}",),
    "trader-suspended": ("POST /traders/{number}/{verb}",),
    "trader-reinstated": ("POST /traders/{number}/{verb}",),
    "aeo-applied": ("POST /mine/aeo",),
    "aeo-granted": ("POST /traders/{number}/{verb}",),
    "aeo-refused": ("POST /traders/{number}/{verb}",),
    "aeo-withdrawn": ("POST /traders/{number}/{verb}",),
}
"""The forms that stand for each event that a program reports: who may send none of them reports the event neither."""


def must_report(kind: str) -> None:
    """Raise IllegalStep, naming whose it is, for an event that is not for who is being answered to report."""
    if not visit().seated.plays(*reporters(kind)):
        raise IllegalStep(f"{kind!r} is not for this desk to report: it is for {who_reports(kind)}.")


def who_reports(kind: str) -> str:
    """Return the roles that report an event of this kind, as words."""
    *others, last = [str(role) for role in sorted(reporters(kind))] or ["eclear"]
    return f"{', '.join(others)} and {last}" if others else last


def reporters(kind: str) -> frozenset[Role]:
    """Return the roles that report an event of this kind, in a play of an exercise as there."""
    if visit().home and kind in TOLD_IN_PLAY:
        return TOLD_IN_PLAY[kind]
    return frozenset[Role]().union(*(gate_of(form) or () for form in REPORTED_BY.get(kind, ())))
