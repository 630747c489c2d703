"""Amending by form: what a draft changes in a declaration, why, what is owed before and after, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eclear.casefile.amendment import Amends
from eclear.casefile.case import Case
from eclear.casefile.draft import Draft
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance.amending_by_form import Amendment
from eclear.clearance.checking import Checked
from eclear.clearance.integrity import Bar
from eclear.clearance.reassessing import NotNow, not_now
from eclear.clearance.requests import against_amendment
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.editions import ChangeLine, change_lines, reason_words
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.timeline import Happening

REASONS_TO_CHOOSE = ("21", "28", "29", "32")
"""The WCO change reasons that a trader chooses from; customs' own has one of its own."""

OF_THE_MESSAGE = frozenset({"function", "type", "lrn", "id", "issued", "submitter_id", "declarant_id", "declarant_name"})
"""The fields that an amendment's form does not show: what a message says of itself, and whose declaration it is."""

LONGEST = {"reason": 3, "said": 512, "law": 300}
"""How many characters are taken of what is typed about an amendment; customs states its facts at more length."""

LONGEST_FACTS = 2000

SENT_AS = {
    False: (Term("Send the request to amend", "정정 신청"), Term("Amendment", "정정 신청")),
    True: (Term("Amend and reassess", "세관 정정"), Term("Amend and reassess", "세관 정정")),
}
"""What the button is called, and the form; by whether customs amends."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of the words that an amendment needs: its name, what stands in it, and what is wrong with it."""

    name: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Amending:
    """What a form says of the amendment that it is: of which declaration, and at its last step what it comes to.

    ``why_not`` says why it can no longer be sent, ``problem`` why it was not. ``unclear`` is what no message can ask for.
    ``before`` and ``after`` are duty and tax, "" where there is none to tell; ``version`` is that of the case as it is shown,
    ``meanwhile`` what happened to it since the officer looked.
    """

    number: str
    back: str
    name: Term
    button: Term
    by_customs: bool
    why_not: str
    problem: str
    changes: tuple[ChangeLine, ...]
    more: int
    compared: bool
    unclear: tuple[Remark, ...]
    choices: tuple[tuple[str, Term], ...]
    reason: Words
    said: Words
    law: Words
    before: str
    after: str
    version: int
    meanwhile: tuple[Happening, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tried and could not do: why, and what happened to the case since he looked."""

    problem: str = ""
    meanwhile: tuple[Happening, ...] = ()


def amending(amends: Amends, amendment: Amendment, checked: Checked, tried: Tried, *, asked: bool) -> Amending:
    """Return what a form says of its amendment; ``asked`` is True once somebody has tried to send it."""
    case, land = amendment.case, amendment.case.lodged.country
    button, name = SENT_AS[amends.by_customs]
    lines, more = change_lines(amendment.asked.changes, amends.said.strip() or None)
    before, after = case.assessment, checked.assessment
    missing = amendment.lacks if asked else ()
    errors = {
        "reason": _("Choose the reason of the change."),
        "said": _("State the facts: what was declared, what was found, and how.")
        if amends.by_customs
        else _("Say in words why it is changed."),
        "law": _("Name the law: the act and the article."),
    }

    def words(name: str, text: str) -> Words:
        return Words(name, text, errors[name] if name in missing else "")

    return Amending(
        number=amends.number,
        back=f"/cases/{case.id}" if amends.by_customs else f"/mine/{case.id}",
        name=name,
        button=button,
        by_customs=amends.by_customs,
        why_not=_why_not(amendment),
        problem=tried.problem,
        changes=lines,
        more=more,
        compared=amendment.compared,
        unclear=tuple(remark(finding) for finding in amendment.asked.findings if finding.code != "AMD-014"),
        choices=tuple((code, reason_words(code) or Term(code, code)) for code in REASONS_TO_CHOOSE),
        reason=words("reason", amends.reason),
        said=words("said", amends.said),
        law=words("law", amends.law),
        before=wording.money(Amount(before.total_due, before.currency), land) if before else "",
        after=wording.money(Amount(after.total_due, after.currency), land) if after else "",
        version=case.version,
        meanwhile=tried.meanwhile,
        message=amendment.asked.body.decode(),
    )


def with_words(draft: Draft, sent: Mapping[str, str]) -> Draft:
    """Return a draft of an amendment with what was typed about its reason; what was not sent stays as it is."""
    amends = draft.amends
    if amends is None:
        return draft
    longest = LONGEST | ({"said": LONGEST_FACTS} if amends.by_customs else {})
    typed = {name: sent[f"amend.{name}"][:most] for name, most in longest.items() if f"amend.{name}" in sent}
    if amends.by_customs:
        typed.pop("reason", None)
    words = {"reason": amends.reason, "said": amends.said, "law": amends.law} | typed
    return replace(draft, amends=replace(amends, reason=words["reason"], said=words["said"], law=words["law"]))


def _why_not(amendment: Amendment) -> str:
    """Say why an amendment can no longer be sent; "" if it can."""
    if amendment.not_now:
        return customs_cannot(amendment.not_now)
    if amendment.bar:
        return {
            Bar.OWN: _("You lodged this declaration, or asked something about it. Another officer decides on it."),
            Bar.NOBODYS: _("The case is allotted to nobody. Cases come by lot: take the next case from your list."),
            Bar.ANOTHERS: _("The case is allotted to another officer now. Only that officer decides on it."),
        }.get(amendment.bar, _("Only an officer decides on a case."))
    if amendment.against:
        return traders_cannot(amendment.against[0].code)
    if amendment.superseded:
        return _("Another edition has come into force since this form was opened. Open the declaration again, and change that.")
    return ""


def customs_cannot(reason: NotNow) -> str:
    """Say why customs cannot amend a declaration itself now."""
    return {
        NotNow.ENDED: _("The declaration has ended. Nothing in it can be amended any more."),
        NotNow.ACCEPTED: _("The declaration was accepted. What is wrong is corrected after acceptance, with payment or refund."),
        NotNow.RELEASED: _("The goods were released against security. What is owed is set when what is open is decided."),
        NotNow.HELD: _("The goods are held. Decide on that first, then amend."),
        NotNow.REQUEST: _("The trader has asked for something. Grant or deny it first."),
        NotNow.DOUBT: _("A doubt is open. Decide it: that sets the value, and the duty is assessed again."),
        NotNow.PAID: _("The tax has been paid. Another sum needs a payment or a refund, which follow the acceptance."),
    }[reason]


def traders_cannot(code: str) -> str:
    """Say why a trader cannot ask for an amendment now, by the code for which his message would be refused."""
    return {
        "TAK-010": _("You have asked customs for something. Customs answers first; then you can ask for more."),
        "TAK-011": _("The declaration has ended. Lodge a new one instead."),
        "TAK-012": _("The goods were accepted or released. What is wrong is corrected after acceptance."),
        "TAK-013": _("The goods are under examination or held. The declaration can be changed when the officer has decided."),
        "TAK-014": _("The tax has been paid. What is wrong is corrected after the acceptance."),
    }.get(code, code)


@dataclass(frozen=True, slots=True)
class MayAmend:
    """Whether a declaration can be amended by form by who reads its page, and why not."""

    possible: bool
    why_not: str


def trader_may_amend(case: Case) -> MayAmend:
    """Return whether its trader can ask for an amendment; nothing is said where there never was a declaration."""
    against = against_amendment(case)
    if not against:
        return MayAmend(True, "")
    told = case.number is not None and against[0].code != "TAK-011"
    return MayAmend(False, traders_cannot(against[0].code) if told else "")


def customs_may_amend(case: Case) -> MayAmend:
    """Return whether the officer of a case can amend it; nothing is said where the case has ended."""
    reason = not_now(case)
    return MayAmend(reason is None, "" if reason in (None, NotNow.ENDED) else customs_cannot(reason))


def since(lines: Sequence[Happening], seen: int) -> tuple[Happening, ...]:
    """Return what of a timeline happened after a version of the case."""
    return tuple(line for line in lines if line.sequence > seen)
