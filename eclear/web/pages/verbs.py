"""What can be done to a case now: the officer's verbs, and the acts of the others, played from the same screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile.case import NOT_AFTER_RELEASE, VERBS, Case
from eclear.casefile.permit import Answer
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance.clocks import carry_out_until
from eclear.clearance.deciding import ADVERSE, in_dispute
from eclear.clearance.office import country_of, today
from eclear.clearance.ordering import was_inspected
from eclear.journey.settlement import Guard
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.examining import depth_unnamed, may_order


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing an officer can do now: its name, its key, and what its form asks for.

    ``rare`` ones stand behind a click, ``adverse`` ones name the law they rest on, and one that ``orders`` an examination names
    its depth. Key and id are those of the verb that the office knows.
    """

    id: str
    name: Term
    key: str
    needs_reason: bool
    needs_security: bool
    warns: bool
    rare: bool
    hint: str
    adverse: bool = False
    orders: bool = False


@dataclass(frozen=True, slots=True)
class Verbs:
    """The officer's verbs that are possible now, and a sentence on why acceptance is not, or why there is none.

    ``urgent`` is True while the case is open, so that there is something to decide at all.
    """

    possible: tuple[Verb, ...]
    sentence: str
    urgent: bool

    @property
    def usual(self) -> tuple[Verb, ...]:
        """The verbs that are always in sight."""
        return tuple(verb for verb in self.possible if not verb.rare)

    @property
    def rare(self) -> tuple[Verb, ...]:
        """The verbs behind a click."""
        return tuple(verb for verb in self.possible if verb.rare)


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
    "query": Term("Ask the trader", "질의"),
    "request-documents": Term("Request documents", "보완요구"),
    "inspect": Term("Send to inspection", "검사"),
    "hold": Term("Hold", "통관보류"),
    "challenge": Term("Challenge the value", "신고가격 의문 제기"),
    "release": Term("Release against security", "담보제공 수리전 반출"),
    "dismiss": Term("Dismiss", "각하"),
}
KEYS = {
    "pass": "P",
    "query": "Q",
    "request-documents": "R",
    "inspect": "I",
    "hold": "H",
    "challenge": "C",
    "release": "S",
    "dismiss": "D",
}
ORDER = Term("Order an examination", "검사지시")
"""What "send to inspection" is called where the lane has sent the goods there, and nobody has said how deep it goes."""

RARE, GRAVE = ("release", "dismiss"), ("hold", "dismiss", "challenge")


def verbs(case: Case, held: tuple[Guard, ...]) -> Verbs:
    """Return the officer's verbs for a case."""
    possible = tuple(_verb(verb, case) for verb in NAMES if _legal(case, verb, held))
    return Verbs(possible, _sentence(case, held, possible), case.is_open and bool(possible))


def _sentence(case: Case, held: tuple[Guard, ...], possible: tuple[Verb, ...]) -> str:
    """Say why acceptance is not possible, or why there is no verb."""
    if not case.is_open:
        return "" if possible else _ended(case)
    if case.request:
        return _("The trader has asked for something. Grant or deny it first.")
    if case.open_doubts:
        return _("A doubt is open. It is decided after the answer; until then the goods may leave against security.")
    if case.open_analyses:
        return _("A laboratory has not answered. The review waits for it; until then the goods may leave against security.")
    if case.inspection and not case.has_arrived:
        return _("The inspection cannot be passed before the goods are carried in.")
    if depth_unnamed(case):
        return _("An inspection stands, and nobody has said how deep it goes. Order it.")
    failing = [word(guard.term) for guard in held if not guard.holds]
    return _("Accepting is not possible yet. It needs: %(guards)s.", guards=", ".join(failing)) if failing else ""


def _ended(case: Case) -> str:
    if case.status == "D1":
        return _("It has no number, so there is nothing to decide.")
    return _("Nothing is left to decide: the case has ended.")


def _legal(case: Case, verb: str, held: tuple[Guard, ...]) -> bool:
    """True if the office takes this verb now."""
    if verb == "challenge":
        return case.accepted is not None and case.status != "EX"
    if not case.is_open or (case.released and verb in NOT_AFTER_RELEASE):
        return False
    if verb == "pass":
        held_up = case.request or case.open_doubts or case.permits == "R3" or (case.inspection and not case.has_arrived)
        return not (case.reviewed or held_up or case.open_analyses)
    if verb == "query":
        return True
    if case.is_export:
        return verb == "dismiss"
    if verb == "inspect":
        return may_order(case) and (case.status != VERBS[verb] or depth_unnamed(case))
    if verb == "release":
        failing = [guard for guard in held if not guard.holds and guard.id not in ("review", "tax")]
        to_inspect = case.inspection and not was_inspected(case)
        open_yet = failing or case.released or case.request or to_inspect or case.status == "D7"
        return in_dispute(case) and not open_yet
    if verb == "request-documents" and case.status == VERBS[verb]:
        return True  # the lane asked for the papers by itself; the officer asks for those that he needs besides
    return VERBS[verb] != case.status and VERBS[verb] in case.track.steps.get(case.status, ())


def _verb(verb: str, case: Case) -> Verb:
    hints = {
        "query": _("Ask one thing, and say what would answer it. The review waits for the answer."),
        "request-documents": _("Say which papers, and what they must show."),
        "hold": _("Say the facts. The trader is told, and may appeal."),
        "challenge": _("Say the grounds of the doubt. A price list alone proves nothing."),
        "release": _("Say what is still open: value, origin or classification."),
        "dismiss": _("Say the facts. The trader is told, and may appeal."),
    }
    return Verb(
        verb,
        ORDER if verb == "inspect" and depth_unnamed(case) else NAMES[verb],
        KEYS[verb],
        needs_reason=verb != "pass",
        needs_security=verb == "release",
        warns=verb in GRAVE,
        rare=verb in RARE,
        hint=hints.get(verb, ""),
        adverse=verb in ADVERSE,
        orders=verb == "inspect",
    )


PAY = Term("Pay", "납부")
NOT_COVERED = Term("Account not covered", "잔액 부족")
REMIND_PAYMENT, REMIND_EXIT = Term("Remind of the payment", "납부 독촉"), Term("Remind of the exit", "선적 독촉")
REMIND_CARRY_OUT = Term("Remind to carry out", "반출 독촉")
CARRIER, SHED, PAYER = Term("Carrier and customs", "운송인·세관"), Term("Shed", "보세구역"), Term("Payer", "납세자")
ABROAD, CUSTOMS, DECLARANT = Term("Carrier", "운송인"), Term("Customs", "세관"), Term("Declarant", "신고인")
ARRIVED, LEFT = Term("Report the arrival", "물품 제시"), Term("Report the exit", "선적·출국 확인")
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


def anything(path: str) -> bool:
    """Who is alone with his machine may play everybody."""
    return True


def others(case: Case, now: datetime, may: Callable[[str], bool] = anything) -> tuple[Party, ...]:
    """Return what the others can report on a case, and why not where they cannot; of this only what who reads it ``may`` do."""
    if case.status in ("D1", "X1", "X2", "X3", "EX"):
        return ()
    parties = (*_declarant(case), *_cargo(case), *_payment(case), *_exit(case), *_lying(case, now), *_answers(case))
    mine = (replace(party, acts=tuple(act for act in party.acts if may(_form_of(act)))) for party in parties)
    return tuple(party for party in mine if party.acts)


def _form_of(act: Act) -> str:
    """Return the form of an act, and what it reports where one form reports several things: ``cargo:carried-in``."""
    return ":".join((act.path, *(value for name, value in act.fields if name == "report")))


def _declarant(case: Case) -> tuple[Party, ...]:
    """A declaration that was lodged before its goods are there takes effect with their arrival."""
    if not (case.is_open and case.lodged.pre_lodged) or case.presented:
        return ()
    return (Party(DECLARANT, "", (Act("arrival", (), ARRIVED),)),)


def _cargo(case: Case) -> tuple[Party, ...]:
    if case.is_export or not case.cargo:
        return ()
    parties = []
    if not case.manifest_reviewed:
        parties.append(Party(CARRIER, "", (_report("manifest-reviewed", REVIEW_MANIFEST),)))
    sheds = [] if case.carried_in else [_report("carried-in", CARRY_IN)]
    if not case.carried_out:
        may_leave = case.carried_in and (case.accepted or case.released)
        sheds.append(_report("carried-out", CARRY_OUT, "" if may_leave else _("Carry out: only after carry-in and acceptance.")))
    return (*parties, Party(SHED, case.shed or "", tuple(sheds))) if sheds else tuple(parties)


def _report(report: str, name: Term, why_not: str = "") -> Act:
    return Act("cargo", (("report", report),), name, why_not)


def _payment(case: Case) -> tuple[Party, ...]:
    if case.tax not in ("T1", "T2", "T4") or case.assessment is None:
        return ()
    notice = next((one for one in case.ledger.payable if not one.gathered), None)
    if case.tax != "T1" and notice is None:
        return ()  # the bank has an order for it, or it is paid with a statement
    due = case.ledger.to_pay(notice) if notice else case.outstanding
    amount = wording.money(Amount(due, case.assessment.currency), case.lodged.country)
    if notice:
        pays = Act("pay", (("notice", notice.number),), PAY)
        return (
            Party(PAYER, amount, (pays, Act("payment-failed", (), NOT_COVERED))),
            Party(CUSTOMS, "", (Act("remind", (), REMIND_PAYMENT),)),
        )
    follows = (
        _("Only after the tax notice, which goes out with the acceptance.")
        if not case.lodged.pays_first
        else _("Only after the tax notice, which follows the review.")
    )
    return (Party(PAYER, amount, (Act("pay", (), PAY, follows),)),)


def _exit(case: Case) -> tuple[Party, ...]:
    """The goods of an accepted export leave the country."""
    if case.status != "E4":
        return ()
    return (Party(ABROAD, "", (Act("exit", (), LEFT),)), Party(CUSTOMS, "", (Act("remind", (), REMIND_EXIT),)))


def _lying(case: Case, now: datetime) -> tuple[Party, ...]:
    """Goods that should have left their shed: customs may remind of it."""
    until = carry_out_until(case)
    if until is None or today(now, country_of(case)) <= until:
        return ()
    return (Party(CUSTOMS, "", (Act("remind", (("about", "carry-out"),), REMIND_CARRY_OUT),)),)


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
