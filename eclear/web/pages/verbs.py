"""What can be done to a case now: the officer's verbs, and the acts of the others, played from the same screen."""

from __future__ import annotations

from dataclasses import dataclass

from eclear.casefile.case import VERBS, Case
from eclear.casefile.permit import Answer
from eclear.casefile.words import Term
from eclear.journey.settlement import Guard
from eclear.web import wording
from eclear.web.languages import _, word


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing an officer can do now: its name, its key, and whether it needs a reason."""

    id: str
    name: Term
    key: str
    needs_reason: bool
    warns: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Verbs:
    """The officer's verbs that are possible now, and a sentence on why acceptance is not, or why there is none."""

    possible: tuple[Verb, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody else reports: where the form goes, what it says, and why it is not possible if it is not."""

    path: str
    fields: tuple[tuple[str, str], ...]
    name: Term
    why_not: str = ""
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody else whom the case needs: who it is, what it is about, and what they can report."""

    name: Term
    about: str
    acts: tuple[Act, ...]


NAMES = {
    "pass": Term("Pass the review", "심사 완료"),
    "request-documents": Term("Request documents", "보완요구"),
    "inspect": Term("Send to inspection", "검사"),
    "hold": Term("Hold", "통관보류"),
    "dismiss": Term("Dismiss", "각하"),
}
KEYS = {"pass": "P", "request-documents": "Q", "inspect": "I", "hold": "H", "dismiss": "D"}


def verbs(case: Case, held: tuple[Guard, ...]) -> Verbs:
    """Return the officer's verbs for a case."""
    if not case.is_open:
        return Verbs(
            (),
            _("Nothing is left to decide: the case has ended.")
            if case.status != "D1"
            else _("It has no number, so there is nothing to decide."),
        )
    possible = [verb for verb in NAMES if _legal(case, verb)]
    failing = [word(guard.term) for guard in held if not guard.holds]
    if case.status == "D6" and not case.carried_in:
        return Verbs(
            tuple(_verb(verb) for verb in possible), _("The inspection cannot be passed before the goods are carried in.")
        )
    sentence = _("Accepting is not possible yet. It needs: %(guards)s.", guards=", ".join(failing)) if failing else ""
    return Verbs(tuple(_verb(verb) for verb in possible), sentence)


def _legal(case: Case, verb: str) -> bool:
    if verb == "pass":
        return not case.reviewed and not (case.status == "D6" and not case.carried_in)
    if case.is_export:
        return verb == "dismiss"
    return VERBS[verb] != case.status and VERBS[verb] in case.track.steps.get(case.status, ())


def _verb(verb: str) -> Verb:
    hints = {
        "request-documents": _("Say which papers, and what they must show."),
        "inspect": _("Say what to look for, and how much: partial, full, X-ray or sample."),
        "hold": _("Say the facts and the law. The trader is told, and may appeal."),
        "dismiss": _("Say the facts and the law. The trader is told, and may appeal."),
    }
    return Verb(verb, NAMES[verb], KEYS[verb], verb != "pass", verb in ("hold", "dismiss"), hints.get(verb, ""))


PAY = Term("Pay", "납부")
CARRIER, SHED, PAYER = Term("Carrier and customs", "운송인·세관"), Term("Shed", "보세구역"), Term("Payer", "납세자")
REVIEW_MANIFEST, CARRY_IN, CARRY_OUT = (
    Term("Review the manifest", "적하목록 심사"),
    Term("Carry in", "반입"),
    Term("Carry out", "반출"),
)
ANSWERS = {
    Answer.APPROVED: Term("Approve", "승인"),
    Answer.REFUSED: Term("Refuse", "거절"),
    Answer.WAIVED: Term("Waive", "면제"),
}


def others(case: Case) -> tuple[Party, ...]:
    """Return what the others can report on a case, and why not where they cannot."""
    if case.status in ("D1", "X1", "X2", "EX"):
        return ()
    return (*_cargo(case), *_payment(case), *_answers(case))


def _cargo(case: Case) -> tuple[Party, ...]:
    if case.is_export or not case.cargo:
        return ()
    parties = []
    if not case.manifest_reviewed:
        parties.append(Party(CARRIER, "", (_report("manifest-reviewed", REVIEW_MANIFEST),)))
    sheds = [] if case.carried_in else [_report("carried-in", CARRY_IN)]
    if not case.carried_out:
        why_not = "" if case.carried_in and case.accepted else _("Carry out: only after carry-in and acceptance.")
        sheds.append(_report("carried-out", CARRY_OUT, why_not))
    return (*parties, Party(SHED, case.shed or "", tuple(sheds))) if sheds else tuple(parties)


def _report(report: str, name: Term, why_not: str = "") -> Act:
    return Act("cargo", (("report", report),), name, why_not)


def _payment(case: Case) -> tuple[Party, ...]:
    if case.tax not in ("T1", "T2") or case.assessment is None:
        return ()
    amount = f"{case.assessment.currency} {wording.plain(case.total_due, case.assessment.currency, case.lodged.country)}"
    follows = (
        _("Only after the tax notice, which goes out with the acceptance.")
        if case.lodged.collection_type == "43"
        else _("Only after the tax notice, which follows the review.")
    )
    why_not = "" if case.tax == "T2" else follows
    return (Party(PAYER, amount, (Act("pay", (), PAY, why_not),)),)


def _answers(case: Case) -> tuple[Party, ...]:
    given = case.answers or {}
    if not case.is_open:
        return ()
    return tuple(
        Party(
            need.name,
            "",
            tuple(
                Act("permits", (("agency", need.agency), ("answer", answer.value)), name, needs_reason=answer is Answer.REFUSED)
                for answer, name in ANSWERS.items()
                if answer is not given.get(need.agency)
            ),
        )
        for need in case.needs
        if given.get(need.agency) not in (Answer.APPROVED, Answer.WAIVED)
    )
