"""The doubts of a case, each drawn as its legal steps, with the forms for what can be done next, and the security held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.case import Case
from eclear.casefile.declaration import Item
from eclear.casefile.doubt import OUTCOMES, About, Doubt, Side
from eclear.casefile.person import ALONE, Seated
from eclear.casefile.quantity import Amount
from eclear.casefile.security import Form
from eclear.casefile.valuation import METHODS, Method
from eclear.casefile.words import Term
from eclear.clearance.doubting import may_answer
from eclear.clearance.office import country_of, today
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.board import Step

GROUNDS, TIME = Term("Grounds in writing", "의심 사유 통보"), Term("Time to answer", "소명 기간")
ANSWER, DECISION, APPEAL = Term("Answer", "소명"), Term("Decision in writing", "결정 통지"), Term("Appeal", "불복 청구")

PASSABLE = (Method.IDENTICAL, Method.SIMILAR, Method.DEDUCTIVE, Method.COMPUTED)
"""The methods of which a decision may have to say why they did not do."""


@dataclass(frozen=True, slots=True)
class HeardLine:
    """One answer as it is shown: from whom, when, its words and its papers."""

    side: Term
    at: datetime
    text: str
    documents: str


@dataclass(frozen=True, slots=True)
class SetLine:
    """One value that customs set: the item, the sum, the method and the grounds."""

    item: int
    value: str
    method: Term
    grounds: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision as it is shown; ``office`` and ``appeal`` are "" where nothing can be appealed."""

    outcome: Term
    adverse: bool
    at: datetime
    grounds: str
    law: str
    values: tuple[SetLine, ...]
    office: str
    appeal: Term | None


@dataclass(frozen=True, slots=True)
class DoubtCard:
    """One doubt: what is doubted, its steps, whom it waits for, what was said, and the forms that are possible now.

    ``sides`` are those who can answer now, ``outcomes`` what can be decided now; none of them where it is not their turn.
    ``valued`` are the items that need a value where the declared one is rejected.
    """

    number: int
    name: Term
    items: str
    steps: tuple[Step, ...]
    grounds: str
    law: str
    answer_by: date
    waits: str
    answers: tuple[HeardLine, ...]
    decided: Decided | None
    sides: tuple[tuple[str, Term], ...]
    outcomes: tuple[tuple[str, Term], ...]
    valued: tuple[int, ...]
    methods: tuple[tuple[str, Term], ...]
    passable: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class RaiseForm:
    """The form by which an officer raises a doubt: what can be doubted, the items, and how long an answer may take."""

    kinds: tuple[tuple[str, Term], ...]
    items: tuple[tuple[int, str], ...]
    days: str


@dataclass(frozen=True, slots=True)
class SecurityLine:
    """The security of a case: its form, its words and amount, when it was given, and what became of it."""

    form: Term | None
    text: str
    amount: str
    given: datetime
    set_off: str
    returned: str
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """All about the disputes of a case: the doubts, the form to raise one, what is to be secured, the security.

    ``to_secure`` is "" where nothing is; ``forms`` are the forms that a security can have.
    """

    doubts: tuple[DoubtCard, ...]
    raising: RaiseForm | None
    currency: str
    to_secure: str
    security: SecurityLine | None
    forms: tuple[tuple[str, Term], ...]

    @property
    def shown(self) -> bool:
        """True if there is anything to show."""
        return bool(self.doubts or self.raising or self.security)


def dispute(case: Case, items: Sequence[Item], now: datetime, me: Seated = ALONE, *, hears: bool = True) -> Dispute:
    """Return what is in dispute in a case, and what can be done about it now by who reads it.

    ``hears`` is False where answers are not his to report.
    """
    on, land = today(now, country_of(case)), case.lodged.country
    currency = case.assessment.currency if case.assessment else ""
    secure = case.assessment.to_secure if case.assessment else Decimal(0)
    return Dispute(
        doubts=tuple(_card(doubt, case, on, me, hears) for doubt in case.doubts),
        raising=_raising(case, items),
        currency=currency,
        to_secure=wording.money(Amount(secure, currency), land) if secure else "",
        security=_security(case, currency),
        forms=tuple((form.value, form.term) for form in Form),
    )


def _card(doubt: Doubt, case: Case, on: date, me: Seated, hears: bool) -> DoubtCard:
    asked, ripe, going = doubt.asked, doubt.ripe(on), doubt.is_open and case.is_open
    sides = (Side.DECLARANT, Side.ISSUER) if asked is Side.ISSUER else (Side.DECLARANT,)
    may_value = going and ripe and doubt.about is About.VALUE
    return DoubtCard(
        number=doubt.number,
        name=doubt.about.term,
        items=", ".join(map(str, doubt.items)),
        steps=_steps(doubt, on),
        grounds=doubt.grounds,
        law=doubt.law,
        answer_by=doubt.answer_by,
        waits=_waits(doubt, case, on),
        answers=tuple(HeardLine(one.side.term, one.at, one.text, ", ".join(one.documents)) for one in doubt.answers),
        decided=_decided(doubt, case),
        sides=tuple((side.value, side.term) for side in sides if may_answer(me, side)) if going and hears else (),
        outcomes=tuple((one.value, one.term) for one in OUTCOMES[doubt.about]) if going and ripe else (),
        valued=doubt.items if may_value else (),
        methods=tuple((code, _numbered(code)) for code in METHODS if code != Method.TRANSACTION) if may_value else (),
        passable=tuple((method.value, METHODS[method]) for method in PASSABLE) if may_value else (),
    )


def _numbered(method: str) -> Term:
    name = METHODS[method]
    return Term(f"{method} {name.en}", f"{method} {name.ko}")


def _steps(doubt: Doubt, on: date) -> tuple[Step, ...]:
    """The five legal steps: the track stands at the first that is not done."""
    verdict, answered = doubt.verdict, next((one.at for one in doubt.answers if one.side is doubt.asked), None)
    over = doubt.ripe(on) or verdict is not None
    until = _("until %(day)s", day=wording.day_short(doubt.answer_by))
    heard = Step(ANSWER, answered, "done" if answered else "", note="" if answered or not over else _("none came in time"))
    appealable = verdict is not None and verdict.outcome.adverse
    outcome = word(verdict.outcome.term) if verdict else ""
    return (
        Step(GROUNDS, doubt.raised, "done"),
        Step(TIME, None, "done" if over else "now", here=not over, note=until),
        heard,
        Step(
            DECISION,
            verdict.at if verdict else None,
            ("stop" if verdict.outcome.adverse else "done") if verdict else "now" if over else "",
            here=over and not appealable,
            note=outcome,
        ),
        Step(
            APPEAL, look="now" if appealable else "", here=appealable, note="" if appealable or not verdict else _("not needed")
        ),
    )


def _waits(doubt: Doubt, case: Case, on: date) -> str:
    """Say whom an open doubt waits for; nothing for one that is decided."""
    if not doubt.is_open:
        return ""
    if not case.is_open:
        return _("The declaration has ended, and the doubt with it.")
    if doubt.answered:
        return _("Waits for the officer: the answer is there.")
    if doubt.ripe(on):
        return _("Waits for the officer: the time to answer is over.")
    return _("Waits for %(who)s, until %(day)s.", who=word(doubt.asked.term), day=wording.day(doubt.answer_by))


def _decided(doubt: Doubt, case: Case) -> Decided | None:
    verdict = doubt.verdict
    if verdict is None:
        return None
    currency, land = case.assessment.currency if case.assessment else "", case.lodged.country
    values = tuple(
        SetLine(set.item, wording.money(Amount(set.value, currency), land), _numbered(set.method), set.grounds)
        for set in verdict.values
    )
    appeal = verdict.appeal
    return Decided(
        verdict.outcome.term,
        verdict.outcome.adverse,
        verdict.at,
        verdict.grounds,
        verdict.law,
        values,
        appeal.office if appeal else "",
        appeal.text if appeal else None,
    )


def _raising(case: Case, items: Sequence[Item]) -> RaiseForm | None:
    """Return the form to raise a doubt, where one can be raised: an import that is open and whose goods are still there."""
    if case.is_export or not case.is_open or case.released or not items or case.assessment is None:
        return None
    law = country_of(case)
    claims = any(item.preference or any(duty.regime for duty in item.duties) for item in items)
    kinds = tuple((about.value, about.term) for about in About if claims or about is About.VALUE)
    days = _(
        "Time to answer: %(value)s days for a value, %(origin)s for an origin.",
        value=law.answer_days,
        origin=law.verification_days,
    )
    return RaiseForm(kinds, tuple((n, item.description or "") for n, item in enumerate(items, 1)), days)


def _security(case: Case, currency: str) -> SecurityLine | None:
    held, land = case.security, case.lodged.country
    if held is None:
        return None

    def sum(amount: Decimal | None) -> str:
        return wording.money(Amount(amount, currency), land) if amount else ""

    return SecurityLine(
        held.form.term if held.form else None,
        held.text,
        sum(held.amount),
        held.given,
        sum(held.set_off),
        sum(held.returned),
        held.ended,
    )
