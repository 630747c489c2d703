"""A doubt about a value or an origin runs in its legal steps, and honest goods may leave against security meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_shared import NOON, Clock, cancellation, kinds, new_price, sound

from eclear.casefile import events as ev
from eclear.casefile.case import Case, case_of
from eclear.casefile.doubt import About, NewValue, Outcome, Side
from eclear.casefile.duty import NO_CIRCUMSTANCES, Circumstances
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.pointer import changed
from eclear.casefile.security import Form
from eclear.casefile.valuation import METHODS, Basis, Method, Passed
from eclear.clearance import (
    Notice,
    Office,
    ReferencePriceIsNoValue,
    answer_doubt,
    arrive,
    decide,
    decide_doubt,
    find,
    pay,
    raise_doubt,
    replies,
    submit,
)
from eclear.journey.checks.baseline import EXPORT, IMPORT
from eclear.journey.duties import assess
from eclear.journey.duties.methods import NoValue
from eclear.journey.settlement import guards, waiting_for
from eclear.reference import country
from eclear.storage import Stale
from eclear.storage.chain import decode, encode
from eclear.storage.verify import verify
from eclear.wco import read, write, write_reply

CARGO = "26ABCD0123I04560789"
GROUNDS = "The price is a third of what the importer paid for the same goods in March."
CLAIMS = {
    "items__1__classifications__1__id": "8501402000",
    "items__1__description": "Single-phase motors",
    "items__1__origins__1__country": "IN",
    "items__1__origins__1__type": "2",
    "items__1__information__1__code": "E1",
    "items__1__information__1__type": "TRB",
    "items__1__documents__1__category": "N",
    "items__1__documents__1__type": "861",
    "items__1__documents__1__id": "CO-IN-2605-0417",
    "export_country": "IN",
    "exporter_country": "IN",
}
"""Goods that claim a preference with a proof of origin: 5.6 % in place of 8 %."""


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case and case.status != "D1", case and case.findings
    return case


def claimed(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    """A case whose goods have a preference, with its review passed by itself and its notice sent."""
    case = lodged(office, lrn, **(CLAIMS | changes))
    assert (case.status, case.tax, case.total_due) == ("D8", "T2", Decimal(487_334))
    return case


def there(office: Office) -> None:
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, CARGO, report)


def again(office: Office, case: Case) -> Case:
    return find(office, case.id)[0]


def events(office: Office, case: Case) -> tuple[ev.Event, ...]:
    with office.store.reading("open") as records:
        return records.events(case.id)


def passed(*methods: str) -> tuple[Passed, ...]:
    return tuple(Passed(Method(method), f"No evidence for method {method} is at hand.") for method in methods)


def valued(value: int | str = 6_000_000, method: str = "3", *before: str, item: int = 1) -> NewValue:
    given = passed(*before) if before else passed("2")
    evidence = "Entry 41311-26-000812M: similar goods of the same maker, exported in April."
    return NewValue(item, Decimal(value), method, evidence, given)


def doubted(office: Office, case: Case, about: About = About.VALUE, *items: int) -> Case:
    return raise_doubt(office, case.id, about, items or (1,), grounds=GROUNDS)


def rejected(office: Office, case: Case, *values: NewValue, doubt: int = 1) -> Case:
    answer_doubt(office, case.id, doubt, "It was a clearance sale.", documents=["Contract 26-7"])
    return decide_doubt(office, case.id, doubt, Outcome.REJECTED, grounds="Nothing shows a sale.", values=values or (valued(),))


def denied(office: Office, case: Case, doubt: int = 1) -> Case:
    answer_doubt(office, case.id, doubt, "We issued no such certificate.", side=Side.ISSUER)
    return decide_doubt(office, case.id, doubt, Outcome.DENIED, grounds="The certificate was not issued.")


def released(office: Office, case: Case, amount: int | str, form: Form = Form.CASH) -> Case:
    given = {"form": form, "amount": Decimal(amount), "security": "Receipt 26-000123"}
    return decide(office, case.id, "release", reason="The doubt is open.", **given)  # type: ignore[arg-type]


def last(office: Office, case: Case, kind: str) -> Notice:
    return [notice for notice in replies(office, case.id) if notice.reply.kind == kind][-1]


def said(notice: Notice) -> str:
    return " ".join(remark.text or "" for remark in notice.reply.remarks)


# -- raising ----------------------------------------------------------------------------------------------------------


def test_a_doubt_states_its_grounds_in_writing(office: Office) -> None:
    case = lodged(office)
    for nothing in ("", "   \n"):
        with pytest.raises(IllegalStep, match="grounds in writing"):
            raise_doubt(office, case.id, About.VALUE, [1], grounds=nothing)
    assert again(office, case) == case


def test_the_time_to_answer_is_that_of_the_country_counted_in_its_own_days(office: Office, clock: Clock) -> None:
    clock.at = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)  # one in the morning of the 13th in Seoul
    case = doubted(office, lodged(office))
    korea = country("KR")
    assert korea and (korea.answer_days, korea.verification_days) == (15, 60)
    (doubt,) = case.doubts
    assert doubt.answer_by == date(2026, 5, 13) + timedelta(days=15)
    assert (doubt.number, doubt.about, doubt.items, doubt.grounds, doubt.by) == (1, About.VALUE, (1,), GROUNDS, "officer")
    assert "Decision 6.1" in doubt.law and doubt.asked is Side.DECLARANT
    origin = doubted(office, claimed(office, "LRN-2"), About.ORIGIN)
    assert origin.doubts[0].answer_by == date(2026, 5, 13) + timedelta(days=60)
    assert "E1" in origin.doubts[0].law and origin.doubts[0].asked is Side.ISSUER


@pytest.mark.parametrize("code", ["KR", "GB"])
def test_every_country_gives_time_to_answer_and_says_that_the_number_is_made_up(code: str) -> None:
    found = country(code)
    assert found and min(found.answer_days, found.verification_days) > 0


@pytest.mark.parametrize("items", [[], [0], [2], [1, 7]])
def test_only_items_of_the_declaration_are_doubted(office: Office, items: list[int]) -> None:
    case = lodged(office)
    with pytest.raises(IllegalStep, match="between 1 and 1"):
        raise_doubt(office, case.id, About.VALUE, items, grounds=GROUNDS)


def test_an_item_is_not_doubted_twice_for_the_same_reason_but_for_another_one(office: Office) -> None:
    case = doubted(office, claimed(office))
    with pytest.raises(IllegalStep, match="Doubt 1 about the value of item 1 is open"):
        doubted(office, case)
    case = doubted(office, case, About.ORIGIN)
    assert [doubt.about for doubt in case.open_doubts] == [About.VALUE, About.ORIGIN]
    rejected(office, case)
    with pytest.raises(IllegalStep, match="was decided"):
        doubted(office, case)


def test_an_origin_is_doubted_only_where_a_preference_counts(office: Office) -> None:
    with pytest.raises(IllegalStep, match="no preference that could be suspended"):
        doubted(office, lodged(office), About.ORIGIN)


def test_an_export_is_not_doubted(office: Office) -> None:
    export = submit(office, write(changed(EXPORT, {"lrn": "EX-1"}), "KR")).case
    assert export
    with pytest.raises(IllegalStep):
        doubted(office, export)


def test_nothing_is_doubted_after_acceptance(office: Office) -> None:
    case = lodged(office)
    there(office)
    pay(office, case.id)
    with pytest.raises(IllegalStep, match="ended"):
        doubted(office, case)


def test_who_looked_at_an_older_version_is_told_so(office: Office) -> None:
    case = lodged(office)
    arrive(office, CARGO, "manifest-reviewed")
    with pytest.raises(Stale):
        raise_doubt(office, case.id, About.VALUE, [1], grounds=GROUNDS, version=case.version)
    open_one = raise_doubt(office, case.id, About.VALUE, [1], grounds=GROUNDS, version=case.version + 1)
    with pytest.raises(Stale):
        answer_doubt(office, case.id, 1, "An answer.", version=open_one.version - 1)
    answered = answer_doubt(office, case.id, 1, "An answer.", version=open_one.version)
    with pytest.raises(Stale):
        decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="Shown.", version=open_one.version)
    assert decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="Shown.", version=answered.version).doubts[0].verdict


# -- while it is open -------------------------------------------------------------------------------------------------


def test_acceptance_waits_for_whoever_was_asked_and_then_for_the_officer(office: Office) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    there(office)
    case = pay(office, case.id)
    assert waiting_for(case) == ("review",) and case.status == "D8"
    waits = [guard.waits_for for guard in guards(case) if guard.id == "review"]
    assert [str(who) for who in waits] == ["the side that issued the proof"]
    case = answer_doubt(office, case.id, 1, "We issued it.", side=Side.ISSUER)
    assert [str(guard.waits_for) for guard in guards(case) if guard.id == "review"] == ["the officer"]
    case = decide_doubt(office, case.id, 1, Outcome.KEPT, grounds="The issuing side confirmed it.")
    assert case.status == "D9", "accepted by itself with the decision"
    (accepted,) = [event.fact for event in events(office, case) if isinstance(event.fact, ev.Accepted)]
    assert accepted.last_guard == "review"


def test_the_review_is_not_passed_past_an_open_doubt(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "query", reason="How was the price agreed?")
    doubted(office, case)
    for verb in ("pass", "accept"):
        with pytest.raises(IllegalStep):
            decide(office, case.id, verb)
    answer_doubt(office, case.id, 1, "By contract.")
    decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="The contract shows it.")
    assert decide(office, case.id, "pass").reviewed


def test_a_suspended_preference_is_not_denied(office: Office) -> None:
    before = claimed(office)
    case = doubted(office, before, About.ORIGIN)
    assert case.assessment and before.assessment
    assert case.total_due == before.total_due == Decimal(487_334), "what is owed stays as it was"
    assert case.assessment.lines == before.assessment.lines
    assert (case.tax, case.notice_due) == ("T2", before.notice_due), "the notice stands"
    value = before.assessment.customs_value
    duty, vat = value * 8 // 100, (value + value * 8 // 100) // 10
    assert case.assessment.to_secure == duty + vat - before.total_due, "the difference, to the won"
    assert case.assessment.to_secure == Decimal(79_614)


def test_what_is_to_be_secured_is_what_denying_would_cost_more() -> None:
    korea = country("KR")
    assert korea
    goods = changed(IMPORT, {path.replace("__", "."): text for path, text in CLAIMS.items()})
    on = date(2026, 5, 12)
    plain, suspended, without = (
        assess(goods, korea, on, circumstances)
        for circumstances in (
            NO_CIRCUMSTANCES,
            Circumstances(doubted=frozenset({1})),
            Circumstances(denied=frozenset({1})),
        )
    )
    assert suspended.total_due == plain.total_due
    assert suspended.to_secure == without.total_due - plain.total_due > 0
    assert without.to_secure == plain.to_secure == 0
    assert "denied" in without.lines[0].formula and "doubt" not in plain.lines[0].formula


# -- release against security -----------------------------------------------------------------------------------------


def test_goods_leave_against_security_only_while_something_is_in_dispute(office: Office) -> None:
    case = lodged(office)
    there(office)
    with pytest.raises(IllegalStep, match="Nothing is in dispute"):
        released(office, case, 500_000)
    doubted(office, case)
    case = released(office, case, 500_000)
    assert case.released and case.security
    assert (case.security.form, case.security.amount, case.security.text) == (Form.CASH, Decimal(500_000), "Receipt 26-000123")
    arrive(office, CARGO, "carried-out")


def test_the_security_covers_what_is_to_be_secured(office: Office) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    there(office)
    with pytest.raises(IllegalStep, match="79,613 does not cover what is to be secured, KRW 79,614"):
        released(office, case, 79_613)
    assert released(office, case, 79_614).released


def test_while_a_doubt_is_open_a_security_has_a_form_and_an_amount(office: Office) -> None:
    case = doubted(office, lodged(office))
    there(office)
    told = {"reason": "The value is open.", "security": "Bank guarantee 7"}
    for lacking in ({}, {"form": Form.CASH}, {"amount": Decimal(1)}):
        with pytest.raises(IllegalStep, match="form"):
            decide(office, case.id, "release", **(told | lacking))  # type: ignore[arg-type]
    with pytest.raises(IllegalStep, match="above 0"):
        decide(office, case.id, "release", **told, form=Form.GUARANTEE, amount=Decimal(0))  # type: ignore[arg-type]
    assert again(office, case).released is None


def test_a_question_of_the_officer_is_a_dispute_too_until_the_review_passes(office: Office) -> None:
    case = lodged(office)
    there(office)
    decide(office, case.id, "query", reason="Under which code?")
    assert again(office, case).asked
    after = decide(office, case.id, "release", reason="The classification is open.", security="Guarantee 7")
    assert after.security and after.security.amount is None
    after = pay(office, decide(office, case.id, "pass").id)
    assert (after.status, after.asked) == ("D9", False)
    assert after.security and after.security.ended == after.accepted, "it goes back with the acceptance"
    assert after.security.returned is None, "as it was given"


def test_a_new_doubt_comes_too_late_once_the_goods_left_against_security(office: Office) -> None:
    case = doubted(office, claimed(office))
    there(office)
    released(office, case, 100_000)
    with pytest.raises(IllegalStep, match="comes too late"):
        doubted(office, case, About.ORIGIN)


# -- answering --------------------------------------------------------------------------------------------------------


def test_an_answer_says_something_and_names_its_papers(office: Office) -> None:
    case = doubted(office, lodged(office))
    with pytest.raises(IllegalStep, match="says something"):
        answer_doubt(office, case.id, 1, "  ")
    case = answer_doubt(office, case.id, 1, " It was a sale. ", documents=["Contract 26-7", " ", "Bank slip 4"])
    (heard,) = case.doubts[0].answers
    assert (heard.side, heard.text, heard.documents) == (Side.DECLARANT, "It was a sale.", ("Contract 26-7", "Bank slip 4"))
    assert events(office, case)[-1].by == "declarant"


def test_nobody_but_the_declarant_answers_for_a_value(office: Office) -> None:
    case = doubted(office, lodged(office))
    with pytest.raises(IllegalStep, match="nobody issued a proof"):
        answer_doubt(office, case.id, 1, "We issued it.", side=Side.ISSUER)


def test_a_doubt_that_was_never_raised_or_is_decided_is_not_answered(office: Office) -> None:
    case = doubted(office, lodged(office))
    with pytest.raises(IllegalStep, match=r"no doubt 2\. Open are: 1"):
        answer_doubt(office, case.id, 2, "An answer.")
    rejected(office, case)
    for act in (
        lambda: answer_doubt(office, case.id, 1, "Another answer."),
        lambda: decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="After all."),
    ):
        with pytest.raises(IllegalStep, match="was decided"):
            act()


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_nothing_is_decided_before_the_answer_or_the_end_of_the_time(office: Office, clock: Clock) -> None:
    case = doubted(office, lodged(office))
    for outcome, values in ((Outcome.ACCEPTED, ()), (Outcome.REJECTED, (valued(),))):
        with pytest.raises(IllegalStep, match="waits for the declarant until 2026-05-27"):
            decide_doubt(office, case.id, 1, outcome, grounds="Enough.", values=values)
    clock.at = datetime(2026, 5, 27, 14, 59, tzinfo=UTC)  # the last minute of the last day in Seoul
    with pytest.raises(IllegalStep, match="waits for"):
        decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Silence.", values=[valued()])
    clock.pass_by(minutes=1)
    assert decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Silence.", values=[valued()]).doubts[0].verdict


def test_an_origin_is_decided_after_the_answer_of_the_issuing_side_alone(office: Office, clock: Clock) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    answer_doubt(office, case.id, 1, "Our supplier gave us the certificate.", documents=["CO-IN-2605-0417"])
    with pytest.raises(IllegalStep, match="the side that issued the proof until 2026-07-11"):
        decide_doubt(office, case.id, 1, Outcome.DENIED, grounds="It looks false.")
    clock.pass_by(days=61)
    after = decide_doubt(office, case.id, 1, Outcome.DENIED, grounds="The issuing side did not answer in time.")
    assert after.doubts[0].verdict and after.doubts[0].verdict.outcome is Outcome.DENIED


def test_a_decision_is_in_writing(office: Office) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    with pytest.raises(IllegalStep, match="in writing"):
        decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds=" ")


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        (About.VALUE, Outcome.KEPT),
        (About.VALUE, Outcome.DENIED),
        (About.ORIGIN, Outcome.ACCEPTED),
        (About.ORIGIN, Outcome.REJECTED),
    ],
)
def test_each_kind_of_doubt_has_its_own_outcomes(office: Office, about: About, outcome: Outcome) -> None:
    case = doubted(office, claimed(office), about)
    with pytest.raises(IllegalStep, match="cannot be decided as"):
        decide_doubt(office, case.id, 1, outcome, grounds="Facts.")


def test_rejecting_a_value_sets_one_for_every_item_in_doubt_and_for_no_other(office: Office) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    for values in ((), (valued(item=2),), (valued(), valued())):
        with pytest.raises(IllegalStep, match="one value for each item"):
            decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Facts.", values=values)
    with pytest.raises(IllegalStep, match="no value is set"):
        decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="Facts.", values=[valued()])


def test_the_methods_come_in_their_order_and_the_earlier_ones_say_why_they_did_not_do(office: Office) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")

    def set_by(method: str, *before: str, computed_first: bool = False) -> Case:
        given = NewValue(1, Decimal(6_000_000), method, "Evidence.", passed(*before))
        told = {"grounds": "Facts.", "values": [given], "computed_first": computed_first}
        return decide_doubt(office, case.id, 1, Outcome.REJECTED, **told)  # type: ignore[arg-type]

    with pytest.raises(IllegalStep, match="method 1 is the declared price"):
        set_by("1")
    with pytest.raises(IllegalStep, match=r"method 3 comes after 2 \(transaction value of identical goods\)"):
        set_by("3")
    with pytest.raises(IllegalStep, match=r"method 6 comes after 3 .*, 5 "):
        set_by("6", "2", "4")
    with pytest.raises(IllegalStep, match="method 5 comes after 4"):
        set_by("5", "2", "3")
    after = set_by("5", "2", "3", computed_first=True)
    (set_value,) = after.circumstances.determined
    assert set_value.grounds.startswith("method 1: customs asked") and "method 3: No evidence" in set_value.grounds
    assert "method 4" not in set_value.grounds and set_value.grounds.endswith("Evidence.")


def test_an_empty_reason_against_an_earlier_method_is_none(office: Office) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    blank = NewValue(1, Decimal(6_000_000), "3", "Evidence.", (Passed(Method.IDENTICAL, "  "),))
    with pytest.raises(IllegalStep, match="Say of each"):
        decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Facts.", values=[blank])


def test_a_price_reference_is_never_a_value(office: Office) -> None:
    """Pullovers: the reference begins at USD 4 a piece, and a dollar is 1,412.50 won."""
    pullovers = {"items__1__classifications__1__id": "6110200000", "items__1__description": "Pullovers of cotton"}
    case = doubted(office, lodged(office, **pullovers))
    answer_doubt(office, case.id, 1, "An answer.")
    reference = 820 * 4 * Decimal("1412.50")
    before = again(office, case)
    for method in ("2", "3", "4", "5", "6", Basis.REFERENCE_PRICE):
        given = NewValue(1, reference, method, "Entry 41311-26-000812M.", passed("2", "3", "4", "5"))
        with pytest.raises(ReferencePriceIsNoValue, match="never a value"):
            decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Too low.", values=[given])
    assert again(office, case) == before, "nothing was recorded"
    reasoned = NewValue(
        1, reference * 2, Method.FALL_BACK, "A resale in March, applied with flexibility.", passed("2", "3", "4", "5")
    )
    assert decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Not shown.", values=[reasoned]).circumstances.determined


@pytest.mark.parametrize("place", ["evidence", "reason", "decision"])
def test_no_grounds_of_a_value_name_a_price_reference(office: Office, place: str) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    before = again(office, case)
    named = "The high bound of the price reference in the customs database."
    words = {"evidence": "Entry 41311-26-000812M.", "reason": "No identical goods.", "decision": "Not shown."}
    words[place] = f"{words[place]} {named}"
    given = NewValue(1, Decimal(6_000_000), "3", words["evidence"], (Passed(Method.IDENTICAL, words["reason"]),))
    with pytest.raises(ReferencePriceIsNoValue, match=r"'price reference'.* write evidence, reasons and decision without"):
        decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds=words["decision"], values=[given])
    assert again(office, case) == before, "nothing was recorded"


def evidenced(office: Office, case: Case, evidence: str, method: str = "2") -> Case:
    given = NewValue(1, Decimal(6_000_000), method, evidence, passed(*"2345"[: int(method) - 2]))
    return decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Not shown.", values=[given])


@pytest.mark.parametrize("method", ["2", "3"])
@pytest.mark.parametrize(
    "evidence", ["Entry 26-000812.", "Contract 41311-26-000812X.", "41311-26-0008121M", "An accepted value."]
)
def test_a_value_of_other_goods_cites_the_declaration_it_was_accepted_under(office: Office, method: str, evidence: str) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    with pytest.raises(NoValue, match="the evidence cites no declaration"):
        evidenced(office, case, evidence, method)
    assert evidenced(office, case, evidence, "4").circumstances.determined, "a resale has no declaration to cite"


@pytest.mark.parametrize(
    "evidence",
    [
        "41311-26-000812M",
        "Entry 4131126000812M.",
        "신고번호 41311-26-000812M에 따른 가격",
        "MRN 26GBT0000000000013, accepted in May",
    ],
)
def test_a_declaration_of_another_place_is_cited_by_its_number(office: Office, evidence: str) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    assert evidenced(office, case, evidence).circumstances.determined[0].grounds.endswith(evidence)


def test_a_declaration_of_the_room_is_cited_only_once_it_is_accepted(office: Office) -> None:
    other = lodged(office, "LRN-1")
    case = doubted(office, lodged(office, "LRN-2"))
    answer_doubt(office, case.id, 1, "An answer.")
    assert other.number and case.number
    before = again(office, case)
    for number, why in ((other.number, "no accepted import"), (case.number, "the declaration in doubt itself")):
        for written in (number, number.replace("-", "")):
            with pytest.raises(NoValue, match=f"{number} is {why}"):
                evidenced(office, case, f"Entry {written}, beside 41311-26-000812M of another place.")
    assert again(office, case) == before
    there(office)
    assert pay(office, other.id).accepted
    assert evidenced(office, case, f"Entry {other.number}.").circumstances.determined


@pytest.mark.parametrize("why", ["n", "none", "unavailable", "no goods", "  n o  . "])
def test_a_reason_against_an_earlier_method_says_something(office: Office, why: str) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    given = replace(valued(), passed=(Passed(Method.IDENTICAL, why),))
    with pytest.raises(IllegalStep, match="at least two words and 10 characters"):
        decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Facts.", values=[given])


@pytest.mark.parametrize(("value", "grounds"), [("0", "Evidence."), ("-1", "Evidence."), ("100", " ")])
def test_a_value_is_above_nothing_and_states_its_grounds(office: Office, value: str, grounds: str) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    with pytest.raises(NoValue):
        decide_doubt(office, case.id, 1, Outcome.REJECTED, grounds="Facts.", values=[NewValue(1, Decimal(value), "2", grounds)])


def test_a_value_has_no_more_decimals_than_the_currency(office: Office) -> None:
    case = doubted(office, lodged(office))
    answer_doubt(office, case.id, 1, "An answer.")
    with pytest.raises(IllegalStep, match="more decimals"):
        decide_doubt(
            office, case.id, 1, Outcome.REJECTED, grounds="Facts.", values=[NewValue(1, Decimal("100.5"), "2", "Evidence.")]
        )


# -- decided against the declarant ------------------------------------------------------------------------------------


def test_a_denied_preference_is_owed_to_the_won_and_notified(office: Office) -> None:
    before = doubted(office, claimed(office), About.ORIGIN)
    assert before.assessment
    after = denied(office, before)
    assert after.assessment
    assert after.total_due - before.total_due == before.assessment.to_secure == Decimal(79_614)
    assert after.assessment.to_secure == 0
    duty = after.assessment.lines[0]
    assert (duty.type, duty.rate) == ("CUD", Decimal(8))
    assert (after.tax, after.outstanding) == ("T2", after.total_due)
    notices = [event.fact for event in events(office, after) if isinstance(event.fact, ev.TaxNotified)]
    assert [notice.amount for notice in notices] == [before.total_due, after.total_due], "the first is void"


def test_a_rejected_value_is_assessed_with_the_value_set(office: Office) -> None:
    before = doubted(office, lodged(office))
    after = rejected(office, before, valued(6_000_000))
    assert after.assessment
    assert after.assessment.customs_value == 6_000_000
    assert (
        "method 3" in after.assessment.values[0].formula
        and "similar goods of the same maker" in after.assessment.values[0].formula
    )
    duty, vat = after.assessment.lines
    assert duty.base == 6_000_000 and vat.amount == (6_000_000 + duty.amount) // 10
    assert after.tax == "T2" and pay(office, after.id).paid == after.total_due


def test_what_is_owed_more_after_the_payment_is_notified_apart(office: Office) -> None:
    case = claimed(office)
    pay(office, case.id)
    doubted(office, case, About.ORIGIN)
    after = denied(office, case)
    assert (after.tax, after.paid, after.outstanding) == ("T2", Decimal(487_334), Decimal(79_614))
    there(office)
    assert again(office, case).status == "D8" and waiting_for(again(office, case)) == ("tax",)
    with pytest.raises(IllegalStep, match="79,614"):
        pay(office, case.id, Decimal(566_948))
    after = pay(office, case.id, Decimal(79_614))
    assert (after.status, after.tax, after.outstanding) == ("D9", "T3", Decimal(0))


@pytest.mark.parametrize("form", list(Form))
def test_the_security_is_set_off_against_what_is_owed_more_and_the_rest_goes_back(office: Office, form: Form) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    there(office)
    released(office, case, 100_000, form)
    arrive(office, CARGO, "carried-out")
    pay(office, case.id)
    after = denied(office, case)
    assert after.security and after.security.ended
    assert (after.security.set_off, after.security.returned) == (Decimal(79_614), Decimal(20_386))
    assert (after.tax, after.outstanding, after.status) == ("T3", Decimal(0), "D10"), "nothing is left to pay"
    notices = [event.fact for event in events(office, after) if isinstance(event.fact, ev.TaxNotified)]
    assert len(notices) == 1, "what the security covers needs no notice"


def test_a_security_stands_for_the_dispute_and_not_for_what_was_owed_anyway(office: Office) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    there(office)
    released(office, case, 300_000)
    after = denied(office, case)
    assert after.security and (after.security.set_off, after.security.returned) == (Decimal(79_614), Decimal(220_386))
    assert (after.tax, after.outstanding) == ("T2", Decimal(487_334))
    assert pay(office, case.id).status == "D9"


def test_a_security_that_is_too_small_leaves_the_rest_to_be_paid(office: Office) -> None:
    case = doubted(office, lodged(office))
    there(office)
    released(office, case, 50_000)
    pay(office, case.id)
    before = again(office, case)
    after = rejected(office, case, valued(6_000_000))
    more = after.total_due - before.total_due
    assert after.security and (after.security.set_off, after.security.returned) == (Decimal(50_000), Decimal(0))
    assert (after.tax, after.outstanding) == ("T2", more - 50_000)
    assert pay(office, case.id).status == "D9"


# -- decided for the declarant ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", list(About))
def test_decided_for_the_declarant_everything_is_as_before_and_the_security_goes_back(office: Office, about: About) -> None:
    before = claimed(office)
    case = doubted(office, before, about)
    there(office)
    released(office, case, 100_000)
    side = Side.ISSUER if about is About.ORIGIN else Side.DECLARANT
    answer_doubt(office, case.id, 1, "Here is the proof.", side=side)
    outcome = Outcome.KEPT if about is About.ORIGIN else Outcome.ACCEPTED
    after = decide_doubt(office, case.id, 1, outcome, grounds="Shown.")
    assert after.assessment == before.assessment
    assert (after.tax, after.notice_due, after.total_due, after.paid) == ("T2", before.notice_due, before.total_due, None)
    assert after.security and (after.security.set_off, after.security.returned) == (Decimal(0), Decimal(100_000))
    assert after.doubts[0].verdict and after.doubts[0].verdict.appeal is None
    assert pay(office, case.id).status == "D9"


def test_the_security_stays_until_the_last_doubt_is_decided(office: Office) -> None:
    case = doubted(office, doubted(office, claimed(office)), About.ORIGIN)
    there(office)
    released(office, case, 1_000_000)
    after = rejected(office, case, valued(6_000_000))
    assert after.security and after.security.ended is None and after.assessment
    assert after.assessment.to_secure > 79_614, "the preference is suspended on the new value now"
    assert after.tax == "T1", "no notice before everything is decided"
    after = denied(office, case, 2)
    assert after.security and after.security.ended
    assert after.security.set_off == after.total_due - 487_334 and after.outstanding == 487_334


# -- what the declarant is told ---------------------------------------------------------------------------------------


def test_the_declarant_is_asked_with_grounds_law_and_time(office: Office) -> None:
    case = doubted(office, lodged(office))
    notice = last(office, case, "51")
    assert notice.reply.remarks[0].limit == date(2026, 5, 27)
    assert GROUNDS in said(notice) and "Decision 6.1" in said(notice) and "against security" in said(notice)
    assert [step.section for step in notice.reply.remarks[0].pointers] == ["42A", "67A", "68A"]
    assert read(write_reply(notice.reply, "KR"), office.schemas).outcome == "accept"


def test_an_adverse_decision_prints_facts_law_office_of_appeal_and_time(office: Office) -> None:
    korea = country("KR")
    assert korea
    for number, (about, end) in enumerate(((About.VALUE, rejected), (About.ORIGIN, denied))):
        case = end(office, doubted(office, claimed(office, f"LRN-{number}"), about))
        verdict = case.doubts[0].verdict
        assert verdict and verdict.appeal
        assert (verdict.appeal.office, verdict.appeal.text) == (korea.replies.appeal_office, korea.replies.appeal)
        notice = last(office, case, "07")
        assert notice.reply.appeal_office == korea.replies.appeal_office
        assert verdict.grounds in said(notice) and verdict.law in said(notice) and korea.replies.appeal.en in said(notice)
        assert "notice sent before is void" in said(notice)
        assert kinds(replies(office, case.id))[-4:] == ["51", "07", "13/67", "13/4"]
        for one in replies(office, case.id):
            assert read(write_reply(one.reply, "KR"), office.schemas).outcome == "accept"


def test_a_decision_for_the_declarant_has_nothing_to_appeal(office: Office) -> None:
    case = doubted(office, claimed(office))
    answer_doubt(office, case.id, 1, "The contract.")
    decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="The contract shows the price.")
    notice = last(office, case, "07")
    assert notice.reply.appeal_office is None and "The contract shows the price." in said(notice)
    assert kinds(replies(office, case.id))[-2:] == ["51", "07"], "what is owed has not changed"


def test_a_release_tells_form_and_amount_of_the_security(office: Office) -> None:
    case = doubted(office, claimed(office), About.ORIGIN)
    there(office)
    released(office, case, 79_614, Form.INSURANCE)
    assert "Guarantee insurance, KRW 79,614. Receipt 26-000123" in said(last(office, case, "08"))


# -- amendments, cancellations, the log -------------------------------------------------------------------------------


def test_a_request_of_the_trader_is_decided_by_the_officer_once_a_doubt_was_raised(office: Office) -> None:
    case = doubted(office, claimed(office))
    for message in (new_price(case.number, "12000.00"), cancellation(case.number)):
        asked = submit(office, message).case
        assert asked and asked.request and asked.is_open
        decide(office, case.id, "deny", reason="The doubt is decided first.")


def test_an_amendment_keeps_what_is_suspended_and_what_was_decided(office: Office) -> None:
    case = doubted(office, doubted(office, claimed(office)), About.ORIGIN)
    rejected(office, case, valued(6_000_000))
    submit(office, new_price(case.number, "2500.00"))
    after = decide(office, case.id, "grant")
    assert after.assessment and after.edition == 2
    assert after.assessment.customs_value == 6_000_000, "the value that customs set stands"
    assert after.assessment.to_secure > 0 and after.circumstances.doubted == {1}


def test_a_declaration_put_right_can_be_doubted_anew(office: Office) -> None:
    case = doubted(office, claimed(office))
    answer_doubt(office, case.id, 1, "An answer.")
    decide_doubt(office, case.id, 1, Outcome.ACCEPTED, grounds="Shown.")
    with pytest.raises(IllegalStep, match="was decided"):
        doubted(office, case)
    submit(office, new_price(case.number, "1500.00"))
    decide(office, case.id, "grant")
    assert doubted(office, case).doubts[-1].edition == 2


def test_a_log_of_earlier_days_is_read_as_before(office: Office) -> None:
    case = lodged(office)
    there(office)
    decide(office, case.id, "query", reason="Is it so?")
    decide(office, case.id, "release", reason="Open.", security="Guarantee 7")
    for event in events(office, case):
        told = msgspec.json.decode(encode(event, "open", 1))
        for new in ("circumstances", "form", "amount") if event.kind in ("assessed", "decided") else ():
            told["fact"].pop(new, None)
        read_back = decode(msgspec.json.encode(told))
        fact = replace(event.fact, circumstances=Circumstances()) if isinstance(event.fact, ev.Assessed) else event.fact
        assert read_back == replace(event, fact=fact)


def test_a_whole_dispute_is_read_back_from_the_log_as_it_was(office: Office) -> None:
    case = doubted(office, doubted(office, claimed(office)), About.ORIGIN)
    there(office)
    released(office, case, 1_000_000)
    rejected(office, case, valued(6_000_000))
    after = denied(office, case, 2)
    assert case_of(events(office, case)) == after
    assert not verify(office.store, "open").faults
    assert {event.kind for event in events(office, case)} >= {
        "doubt-raised",
        "doubt-answered",
        "doubt-decided",
        "reassessed",
        "security-returned",
    }


# -- order ------------------------------------------------------------------------------------------------------------

STEPS = ("raise value", "raise origin", "answer value", "answer origin", "decide value", "decide origin", "pay", "arrive")
AFTER = {
    "answer value": {"raise value"},
    "answer origin": {"raise origin"},
    "decide value": {"answer value"},
    "decide origin": {"answer origin"},
    "pay": set(),
    "arrive": set(),
}


def lawful(order: tuple[str, ...]) -> bool:
    return all(AFTER.get(step, set()) <= set(order[:n]) for n, step in enumerate(order))


def ended(office: Office, room: str, order: tuple[str, ...], against: dict[str, bool]) -> tuple[object, ...]:
    """Play the steps in an order, pay whatever is asked for at last, and return how the case stands."""
    office.enter(room)
    case = submit(office, sound(**CLAIMS), room=room).case
    assert case
    numbers: dict[str, int] = {}
    for step in order:
        what, _, about = step.partition(" ")
        if what == "raise":
            numbers[about] = len(numbers) + 1
            raise_doubt(office, case.id, About(about), [1], grounds=GROUNDS, room=room)
        elif what == "answer":
            side = Side.ISSUER if about == "origin" else Side.DECLARANT
            answer_doubt(office, case.id, numbers[about], "An answer.", side=side, room=room)
        elif what == "decide":
            adverse = against[about]
            outcome = {
                "value": Outcome.REJECTED if adverse else Outcome.ACCEPTED,
                "origin": Outcome.DENIED if adverse else Outcome.KEPT,
            }[about]
            values = [valued(6_000_000)] if outcome is Outcome.REJECTED else []
            decide_doubt(office, case.id, numbers[about], outcome, grounds="Facts.", values=values, room=room)
        elif what == "pay":
            (now,) = find(office, case.id, room=room)
            if now.tax == "T2":
                pay(office, case.id, room=room)
        else:
            for report in ("manifest-reviewed", "carried-in"):
                arrive(office, CARGO, report, room=room)
    (now,) = find(office, case.id, room=room)
    if not now.reviewed:  # another room, another draw: random control may have picked it out
        now = decide(office, case.id, "pass", room=room)
    if now.tax == "T2":
        now = pay(office, case.id, room=room)
    doubts = sorted((doubt.about, doubt.verdict and doubt.verdict.outcome) for doubt in now.doubts)
    assessment = now.assessment
    assert assessment
    return now.status, now.tax, now.total_due, now.paid, assessment.lines, assessment.to_secure, assessment.values, doubts


ORDERS = [order for order in permutations(STEPS[:6]) if lawful(order)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.booleans(), st.booleans())
def test_whatever_the_order_of_the_steps_the_end_is_the_same(
    office: Office, data: st.DataObject, value: bool, origin: bool
) -> None:
    order = list(data.draw(st.sampled_from(ORDERS)))
    for late in ("pay", "arrive"):
        order.insert(data.draw(st.integers(0, len(order))), late)
    if accepted_early(order):
        order.remove("pay")  # paid at the end: otherwise it would be accepted before the last doubt, and the law allows none then
    against = {"value": value, "origin": origin}
    straight = ended(office, uuid4().hex, (*STEPS[:6], "arrive"), against)
    assert ended(office, uuid4().hex, tuple(order), against) == straight


def accepted_early(order: list[str]) -> bool:
    """True if nothing would be waited for at some moment before the last doubt is raised."""
    for n in range(len(order)):
        done = order[: n + 1]
        is_open = sum(step.startswith("raise") for step in done) > sum(step.startswith("decide") for step in done)
        to_come = any(step.startswith("raise") for step in order[n + 1 :])
        if to_come and not is_open and {"pay", "arrive"} <= set(done):
            return True
    return False


# -- the late declaration ---------------------------------------------------------------------------------------------


def late(office: Office, clock: Clock, shed: str, carried_in: datetime, **changes: str | None) -> Case:
    clock.at = carried_in
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in", shed=shed)
    clock.at = NOON
    return lodged(office, **changes)


def test_goods_declared_too_late_in_a_listed_shed_bear_the_surcharge(office: Office, clock: Clock) -> None:
    case = late(office, clock, "90110001", NOON - timedelta(days=40))
    assert case.assessment
    (surcharge,) = case.assessment.surcharges
    value = case.assessment.customs_value
    assert (surcharge.type, surcharge.rate, surcharge.amount) == ("LDS", Decimal("0.5"), value * 5 // 1000)
    assert case.total_due == sum(line.amount for line in case.assessment.lines) + surcharge.amount
    assert "10 days later than the 30 days" in surcharge.formula


def test_in_a_shed_that_is_not_listed_nothing_is_added(office: Office, clock: Clock) -> None:
    case = late(office, clock, "90210001", NOON - timedelta(days=40))
    assert case.assessment and case.assessment.surcharges == ()
    assert case.circumstances == Circumstances(date(2026, 4, 2), "90210001", lodged=date(2026, 5, 12))


@pytest.mark.parametrize(("at", "late_by"), [((2026, 4, 10, 14, 59), 2), ((2026, 4, 10, 15, 0), 1)])
def test_the_days_are_those_of_the_country(office: Office, clock: Clock, at: tuple[int, ...], late_by: int) -> None:
    """Midnight in Seoul is 15:00 UTC: a minute decides between the 10th and the 11th of April."""
    case = late(office, clock, "90110001", datetime(*at, tzinfo=UTC))  # type: ignore[misc,arg-type]
    assert case.assessment
    (surcharge,) = case.assessment.surcharges
    assert f"{late_by} day" in surcharge.formula


def test_the_surcharge_stays_when_a_preference_is_suspended_and_follows_a_new_value(office: Office, clock: Clock) -> None:
    before = late(office, clock, "90110001", NOON - timedelta(days=40), **CLAIMS)
    case = doubted(office, doubted(office, before, About.ORIGIN))
    assert case.assessment and before.assessment
    assert case.assessment.surcharges == before.assessment.surcharges and case.total_due == before.total_due
    after = rejected(office, case, valued(6_000_000), doubt=2)
    assert after.assessment and after.assessment.surcharges[0].amount == 30_000


def test_every_method_has_a_name_to_be_set_by() -> None:
    assert set(METHODS) == {"1", "2", "3", "4", "5", "6"}
