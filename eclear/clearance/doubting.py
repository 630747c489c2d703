"""Doubt: a value or an origin in question runs in its legal steps. Grounds, time to answer, answer, decision, appeal.

A difference from what goods usually cost may begin a doubt and never ends one: a price reference is no value. While an
origin is in doubt its preference is suspended against security, not denied. Source: WTO Valuation Agreement, Articles 1 to
7, 13 and 17, Decision 6.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.doubt import OUTCOMES, About, Appeal, Doubt, NewValue, Outcome, Side
from eclear.casefile.duty import Circumstances, DeterminedValue
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role, Seated
from eclear.casefile.valuation import METHODS, Method
from eclear.clearance.citing import must_cite
from eclear.clearance.integrity import must_hold
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import go_on, plain, standing
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.duties.methods import admitted, order
from eclear.journey.duties.origin import claim_of
from eclear.reference import Country
from eclear.storage import Records
from eclear.wco import read

LAW_OF_VALUE = "WTO Valuation Agreement, Articles 1 and 17; Decision 6.1"
"""The law of a doubt about a value, where the officer names no other."""

LAW_OF_ORIGIN = "Verification of origin: {claim}"
"""The law of a doubt about an origin, where the officer names no other."""

ENOUGH = 10
"""How many characters a reason against an earlier method has at least: what is shorter tells nothing."""


def raise_doubt(
    office: Office,
    case_id: str,
    about: About,
    items: Iterable[int],
    *,
    grounds: str,
    law: str | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Doubt the value or the origin of some items: state the grounds in writing and give time to answer.

    The declarant answers a doubt about a value, the side that issued the proof one about an origin. A preference in doubt
    is suspended: what it would cost more is to be secured, and what is owed stays as it was. Acceptance waits for the
    decision; the goods may leave against security.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        must_hold(office, records, case)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        said = _stated(grounds, "A doubt states its grounds in writing: what was found, and why it raises a question.")
        _may_doubt(case)
        declaration = _declaration(office, records, case)
        numbers = tuple(sorted(set(items)))
        _must_be_new(case, about, numbers, len(declaration.items))
        named = plain(law)
        if about is About.ORIGIN:
            claim = _claimed(case, numbers, declaration, country)
            named = named or LAW_OF_ORIGIN.format(claim=claim)
        days = country.verification_days if about is About.ORIGIN else country.answer_days
        answer_by = today(now, country) + timedelta(days=days)
        number = len(case.doubts) + 1
        facts: list[Fact] = [ev.DoubtRaised(number, about, numbers, said, named or LAW_OF_VALUE, answer_by)]
        if about is About.ORIGIN:
            suspended = replace(case.circumstances, doubted=case.circumstances.doubted | set(numbers))
            facts.append(_reassessed(case, number, declaration, country, suspended))
        return go_on(records, case, facts, by, now)


def answer_doubt(
    office: Office,
    case_id: str,
    doubt: int,
    text: str,
    *,
    documents: Iterable[str] = (),
    side: Side = Side.DECLARANT,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in an answer to a doubt: what the declarant says and which papers show it, or what the issuing side found.

    Every answer is kept until the decision, a late one too. Where an origin is in doubt, the decision waits for the issuing
    side, whatever the declarant has said. The trader answers for himself; what the issuing side found comes to the office.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now, open_one = after_lodging(case, office.moment(records, at)), _open(case, doubt)
        said = _stated(text, "An answer says something. State the facts, and name the papers that show them.")
        _must_be_of_side(office.acting, side)
        if side is Side.ISSUER and open_one.asked is not Side.ISSUER:
            raise IllegalStep(f"Doubt {doubt} is about a value: nobody issued a proof of it. The declarant answers.")
        papers = tuple(paper for paper in map(plain, documents) if paper)
        return go_on(records, case, [ev.DoubtAnswered(doubt, side, said, papers)], side.value, now)


def decide_doubt(
    office: Office,
    case_id: str,
    doubt: int,
    outcome: Outcome,
    *,
    grounds: str,
    law: str | None = None,
    values: Sequence[NewValue] = (),
    computed_first: bool = False,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Decide a doubt in writing, after the answer or the end of the time for it.

    A value is accepted as declared, or rejected: then every item in doubt gets one by the first of the methods 2 to 6 that
    does, and of each method before it is said why it did not; 4 and 5 turn round at the importer's request. A preference
    is kept or denied. What goes against the declarant is assessed again, and what is owed more is notified; a security
    goes back, or is set off against it. Raises NoValue for what the Agreement forbids, such as a price reference.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        must_hold(office, records, case)
        now, country, open_one = after_lodging(case, office.moment(records, at)), country_of(case), _open(case, doubt)
        if outcome not in OUTCOMES[open_one.about]:
            allowed = " or ".join(OUTCOMES[open_one.about])
            raise IllegalStep(f"A doubt about {open_one.about} cannot be decided as {outcome}. Decide {allowed}.")
        if not open_one.ripe(today(now, country)):
            raise IllegalStep(
                f"Doubt {doubt} waits for {open_one.asked.term} until {open_one.answer_by}. Decide after the answer, or "
                "when the time is over."
            )
        said = _stated(grounds, "A decision is in writing. State the facts and how the answer was weighed.")
        declaration = _declaration(office, records, case)
        determined = _determined(records, case, open_one, outcome, said, values, computed_first, declaration, country)
        appeal = Appeal(country.replies.appeal_office, country.replies.appeal) if outcome.adverse else None
        named = plain(law) or open_one.law
        facts: list[Fact] = [ev.DoubtDecided(doubt, outcome, said, named, determined, appeal)]
        after = _after(case.circumstances, open_one, outcome, determined)
        if after != case.circumstances:
            facts.append(_reassessed(case, doubt, declaration, country, after))
        return go_on(records, case, facts, by, now)


def _stated(text: str, remedy: str) -> str:
    said = plain(text)
    if said is None:
        raise IllegalStep(remedy)
    return said


def _declaration(office: Office, records: Records, case: Case) -> Declaration:
    declaration = read(current(office, records, case), office.schemas).declaration
    if declaration is None:
        raise IllegalStep("The declaration cannot be read any more, so nothing in it can be valued or claimed anew.")
    return declaration


def _may_doubt(case: Case) -> None:
    if case.is_export:
        raise IllegalStep("A doubt about a value or an origin is a matter of imports. Ask the exporter instead (query).")
    if case.released:
        raise IllegalStep(
            "The goods were released against security for what was open then: a new doubt comes too late. Challenge the value "
            "after the acceptance, or query."
        )


def _must_be_new(case: Case, about: About, numbers: tuple[int, ...], items: int) -> None:
    """Raise IllegalStep unless these are items of the declaration that nobody doubts, and that were not decided before."""
    odd = [number for number in numbers if not 1 <= number <= items]
    if not numbers or odd:
        named = f"Item {odd[0]} is" if odd else "No item is named; an item is"
        raise IllegalStep(f"{named} none of the declaration. Name items between 1 and {items}.")
    settled = case.circumstances.denied if about is About.ORIGIN else {value.item for value in case.circumstances.determined}
    for doubt in case.doubts:
        again = doubt.about is about and (doubt.is_open or doubt.edition == case.edition or settled & set(doubt.items))
        twice = sorted(set(doubt.items) & set(numbers)) if again else []
        if twice:
            state = "is open" if doubt.is_open else "was decided"
            raise IllegalStep(
                f"Doubt {doubt.number} about the {about} of item {twice[0]} {state}. One is enough: name other items."
            )


def _claimed(case: Case, numbers: tuple[int, ...], declaration: Declaration, country: Country) -> str:
    """Return the preference in doubt; raises IllegalStep for an item whose claim does not count anyway."""
    found: dict[str, None] = {}
    for number in numbers:
        claim, remark = claim_of(declaration.items[number - 1], declaration, country, case.lodged.declared_on)
        if claim is None:
            why = f": {remark}" if remark else ""
            raise IllegalStep(f"Item {number} has no preference that could be suspended{why}. Doubt an item that has one.")
        named = country.tariff.bases.all.get(claim)
        found[f"{named.name} ({claim})" if named else claim] = None
    return ", ".join(found)


def may_answer(acting: Seated, side: Side) -> bool:
    """True if somebody may answer for a side: the trader for himself, an officer with what the issuing side found."""
    return acting.plays(Role.TRADER) if side is Side.DECLARANT else acting.plays(Role.OFFICER, Role.SUPERVISOR)


def _must_be_of_side(acting: Seated, side: Side) -> None:
    """Raise IllegalStep where somebody at a desk answers for the other side."""
    if may_answer(acting, side):
        return
    if side is Side.DECLARANT:
        raise IllegalStep("Only the declarant answers for himself. Wait for his answer, or for the end of the time for it.")
    raise IllegalStep("What the issuing side found comes to the office, not through the declarant. Answer for yourself.")


def _open(case: Case, number: int) -> Doubt:
    """Return an open doubt by its number; raises IllegalStep for one that is decided or was never raised."""
    doubt = next((doubt for doubt in case.doubts if doubt.number == number), None)
    if doubt is None:
        known = ", ".join(str(doubt.number) for doubt in case.open_doubts) or "none"
        raise IllegalStep(f"The case has no doubt {number}. Open are: {known}.")
    if doubt.verdict:
        raise IllegalStep(f"Doubt {number} was decided: {doubt.verdict.outcome.term}. What is left is the appeal.")
    return doubt


def _determined(
    records: Records,
    case: Case,
    doubt: Doubt,
    outcome: Outcome,
    said: str,
    values: Sequence[NewValue],
    computed_first: bool,
    declaration: Declaration,
    country: Country,
) -> tuple[DeterminedValue, ...]:
    """Return the values that customs sets, each with the grounds for its method and against those before it."""
    if outcome is not Outcome.REJECTED:
        if values:
            raise IllegalStep(f"{outcome.term}: then no value is set. Leave the values out, or reject the declared one.")
        return ()
    valued = sorted(value.item for value in values)
    if valued != list(doubt.items):
        wanted = ", ".join(map(str, doubt.items))
        raise IllegalStep(
            f"Rejecting the declared value leaves items {wanted} without one; set are: {', '.join(map(str, valued)) or 'none'}. "
            "Set one value for each item in doubt, and for no other."
        )

    def known(number: str) -> tuple[Case, ...]:
        cases = (records.case(each) for each in records.find(number))
        return tuple(each for each in cases if each and each.number == number)

    found = []
    for value in sorted(values, key=lambda value: value.item):
        plainly = DeterminedValue(value.item, value.value, value.method, plain(value.grounds) or "")
        admitted(plainly, declaration, country, case.lodged.declared_on)
        _must_be_whole(value, country)
        passed = _passed(value, said, order(computed_first))
        must_cite(value.item, Method(value.method), plainly.grounds, case, known)
        found.append(replace(plainly, grounds=f"{passed}; {plainly.grounds}"))
    return tuple(found)


def _must_be_whole(value: NewValue, country: Country) -> None:
    if value.value != round(value.value, country.decimals):
        raise IllegalStep(
            f"Item {value.item}: {country.currency} {value.value:,f} has more decimals than the currency, which has "
            f"{country.decimals}. Cut it off there."
        )


def _passed(value: NewValue, said: str, methods: tuple[Method, ...]) -> str:
    """Return in writing why the methods before the one chosen did not do; raises IllegalStep where that is not said."""
    chosen = Method(value.method)
    if chosen is Method.TRANSACTION:
        raise IllegalStep(
            f"Item {value.item}: method 1 is the declared price, which is rejected. Value by methods 2 to 6 in their order."
        )
    told = {passed.method: (plain(passed.why) or "").rstrip(".") for passed in value.passed}
    before = methods[1 : methods.index(chosen)]
    unsaid = [f"{method} ({METHODS[method].en.lower()})" for method in before if not told.get(method)]
    if unsaid:
        raise IllegalStep(
            f"Item {value.item}: method {chosen} comes after {', '.join(unsaid)}. Say of each why it did not do, or value by it."
        )
    brief = [method for method in before if len(told[method]) < ENOUGH or len(told[method].split()) < 2]
    if brief:
        raise IllegalStep(
            f"Item {value.item}: {told[brief[0]]!r} does not tell why method {brief[0]} ({METHODS[brief[0]].en.lower()}) did not "
            f"do. Say it in at least two words and {ENOUGH} characters."
        )
    asked = f"method 1: customs asked, and could not accept the price: {said.rstrip('.')} (Decision 6.1)"
    return "; ".join((asked, *(f"method {method}: {told[method]}" for method in before)))


def _after(before: Circumstances, doubt: Doubt, outcome: Outcome, determined: tuple[DeterminedValue, ...]) -> Circumstances:
    """Return what counts for the assessment once a doubt is decided."""
    items = frozenset(doubt.items)
    if doubt.about is About.VALUE:
        kept = tuple(value for value in before.determined if value.item not in items)
        return replace(before, determined=tuple(sorted((*kept, *determined), key=lambda value: value.item)))
    denied = before.denied | items if outcome is Outcome.DENIED else before.denied
    return replace(before, doubted=before.doubted - items, denied=denied)


def _reassessed(
    case: Case, doubt: int, declaration: Declaration, country: Country, circumstances: Circumstances
) -> ev.Reassessed:
    """Work out again what is owed and what is to be secured, as of the declaration date."""
    try:
        assessment = assess(declaration, country, case.lodged.declared_on, circumstances)
    except CannotAssess as lacking:
        raise IllegalStep(f"The duty cannot be worked out again: {lacking}") from lacking
    return ev.Reassessed(doubt, assessment, circumstances)
