"""Doubts on the case page: raised, answered and decided by forms, without a script, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal

import lxml.html
import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.doubt import About, Outcome, Side
from eclear.clearance import Office, answer_doubt, arrive, decide, decide_doubt, find, raise_doubt, submit

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
GROUNDS = "A third of the price in March. Secret words 4711."


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case and case.number
    return case


def again(office: Office, case: Case) -> Case:
    return find(office, case.id)[0]


def post(client: TestClient, office: Office, case: Case, path: str, **given: object):  # type: ignore[no-untyped-def]
    told = {"version": str(again(office, case).version)} | given
    return client.post(f"/cases/{case.id}/{path}", data=told, follow_redirects=False)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def card(page: str) -> str:
    return page[page.index('<h2 id="doubts">') :].split("</section>")[0]


def shown(client: TestClient, case: Case, language: str = "en") -> str:
    answer = client.get(f"/cases/{case.id}", headers={"cookie": f"lang={language}"})
    assert answer.status_code == 200
    return answer.text


def test_a_doubt_about_a_value_is_played_to_its_end_from_the_page(client: TestClient, office: Office) -> None:
    case = lodged(office)
    form = card(shown(client, case))
    assert f'action="/cases/{case.id}/doubts"' in form and 'name="grounds"' in form and "15 days for a value" in form
    done = post(client, office, case, "doubts", about="value", item="1", grounds=GROUNDS)
    assert done.status_code == 303 and done.headers["location"] == f"/cases/{case.id}#doubts"
    page = card(shown(client, case))
    assert GROUNDS in page and "Decision 6.1" in page and "Waits for the declarant, until Sun 6 Dec 2026." in page
    assert "/answer" in page and "/decide" not in page, "nothing is decided before the answer"

    assert post(client, office, case, "doubts/1/answer", text="A sale.", documents="Contract 26-7\nSlip 4\n").status_code == 303
    page = card(shown(client, case))
    assert "Contract 26-7, Slip 4" in page and "Waits for the officer: the answer is there." in page
    assert 'name="value"' in page and 'name="method"' in page and page.count('name="passed"') == 4

    given = {
        "item": "1",
        "value": "6,000,000",
        "method": "3",
        "ground": "Entry 41311-26-000812M.",
        "grounds": "Nothing shows a sale.",
    }
    missing = post(client, office, case, "doubts/1/decide", outcome="rejected", **given)
    assert missing.status_code == 409 and "method 3 comes after 2" in missing.text
    whys = {"not_method": ["2", "3", "4", "5"], "passed": ["No identical goods.", "", "", ""]}
    assert post(client, office, case, "doubts/1/decide", outcome="rejected", **given, **whys).status_code == 303
    page = text(card(shown(client, case)))
    assert "Declared value not accepted" in page and "KRW 6,000,000" in page and "No identical goods" in page
    assert "TRAINING-APPEALS" in page and "can be appealed" in page
    after = again(office, case)
    assert after.assessment and after.assessment.customs_value == 6_000_000


def test_the_steps_are_drawn_with_their_clock(client: TestClient, office: Office) -> None:
    case = raise_doubt(office, lodged(office).id, About.VALUE, [1], grounds=GROUNDS)
    page = text(card(shown(client, case)))
    order = ("Grounds in writing", "Time to answer", "until 6 Dec", "Answer", "Decision in writing", "Appeal")
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_a_suspended_preference_shows_what_is_to_be_secured_and_the_security_its_return(
    client: TestClient, office: Office
) -> None:
    case = lodged(office, **CLAIMS)
    post(client, office, case, "doubts", about="origin", item="1", grounds="The stamp is unknown.")
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    page = shown(client, case)
    assert "To be secured: KRW 79,614" in page and "At least KRW 79,614" in page and 'name="amount"' in page
    assert "the side that issued the proof" in text(card(page))
    told = {"verb": "release", "reason": "The origin is open.", "security": "Guarantee 7", "form": "guarantee"}
    short = post(client, office, case, "decide", **told, amount="79,613")
    assert short.status_code == 409 and "does not cover" in short.text
    assert post(client, office, case, "decide", **told, amount="80,000").status_code == 303
    page = text(card(shown(client, case)))
    assert "Guarantee" in page and "KRW 80,000" in page and "Held until the dispute is decided" in page
    assert post(client, office, case, "doubts/1/answer", text="We issued it.", side="issuer").status_code == 303
    assert post(client, office, case, "doubts/1/decide", outcome="kept", grounds="Confirmed.").status_code == 303
    page = text(card(shown(client, case)))
    assert "Preference kept" in page and "Held until" not in page and "Returned KRW 80,000" in page
    assert again(office, case).total_due == Decimal(487_334)


def test_what_was_set_off_is_shown(client: TestClient, office: Office) -> None:
    case = lodged(office, **CLAIMS)
    raise_doubt(office, case.id, About.ORIGIN, [1], grounds="The stamp is unknown.")
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    told = {"form": "cash", "amount": "80000", "security": "Receipt 7", "reason": "Open."}
    assert post(client, office, case, "decide", verb="release", **told).status_code == 303
    answer_doubt(office, case.id, 1, "Not ours.", side=Side.ISSUER)
    decide_doubt(office, case.id, 1, Outcome.DENIED, grounds="Not issued.")
    page = text(card(shown(client, case)))
    assert "Set off against what is owed more KRW 79,614" in page and "Returned KRW 386" in page


def test_who_looked_at_an_older_version_is_told_so(client: TestClient, office: Office) -> None:
    case = lodged(office)
    arrive(office, case.cargo or "", "manifest-reviewed")
    given = {"about": "value", "item": "1", "grounds": GROUNDS, "version": str(case.version)}
    assert client.post(f"/cases/{case.id}/doubts", data=given, follow_redirects=False).status_code == 409
    assert not again(office, case).doubts


def test_a_price_reference_as_a_value_is_refused_with_the_reason(client: TestClient, office: Office) -> None:
    pullovers = {"items__1__classifications__1__id": "6110200000", "items__1__description": "Pullovers of cotton"}
    case = lodged(office, **pullovers)
    raise_doubt(office, case.id, About.VALUE, [1], grounds=GROUNDS)
    answer_doubt(office, case.id, 1, "A sale.")
    given = {"item": "1", "value": "4633000", "method": "6", "ground": "Usual price.", "grounds": "Too low."}
    whys = {"not_method": ["2", "3", "4", "5"], "passed": ["None."] * 4}
    refused = post(client, office, case, "doubts/1/decide", outcome="rejected", **given, **whys)
    assert refused.status_code == 409 and "never a value" in refused.text and "Traceback" not in refused.text


@pytest.mark.parametrize("typed", ["many", "NaN", "1e99", "--"])
def test_what_is_no_sum_of_money_is_said_so(client: TestClient, office: Office, typed: str) -> None:
    case = lodged(office)
    raise_doubt(office, case.id, About.VALUE, [1], grounds=GROUNDS)
    answer_doubt(office, case.id, 1, "A sale.")
    given = {"item": "1", "value": typed, "method": "2", "ground": "Entry.", "grounds": "Facts."}
    refused = post(client, office, case, "doubts/1/decide", outcome="rejected", **given)
    assert refused.status_code == 409 and "no sum of money" in refused.text


def test_what_was_written_into_a_refused_form_stands_on_the_refusal_and_can_be_sent_again(
    client: TestClient, office: Office
) -> None:
    case = lodged(office)
    raise_doubt(office, case.id, About.VALUE, [1], grounds=GROUNDS)
    answer_doubt(office, case.id, 1, "A sale.")
    value = str(case.assessment.customs_value + 1000)
    given = {
        "item": "1",
        "value": "many",
        "method": "3",
        "ground": "Entry 41311-26-000009M.",
        "grounds": "Much too low.",
        "not_method": "2",
    }
    refused = post(client, office, case, "doubts/1/decide", outcome="rejected", passed="No sale of identical goods.", **given)
    form = next(form for form in lxml.html.fromstring(refused.text).forms if "grounds" in form.fields)
    assert {"grounds": "Much too low.", "ground": "Entry 41311-26-000009M.", "value": "many"}.items() <= dict(form.fields).items()
    assert form.inputs["value"].type == "text", "what was wrong is there to be mended"
    sent = client.post(form.action, data=dict(form.fields) | {"value": value}, follow_redirects=False)
    assert sent.status_code == 303, text(sent.text)
    assert not again(office, case).open_doubts


def test_the_card_is_said_in_korean_too(client: TestClient, office: Office) -> None:
    case = raise_doubt(office, lodged(office).id, About.VALUE, [1], grounds=GROUNDS)
    page = text(card(shown(client, case, "ko")))
    for word in ("신고가격 의심", "소명 기한", "의심 사유 통보", "담보"):
        assert word in page
    assert "Answer by" not in page and "Time to answer:" not in page


def test_the_timeline_tells_every_step_and_the_public_nothing_of_it(client: TestClient, office: Office) -> None:
    case = raise_doubt(office, lodged(office, **CLAIMS).id, About.ORIGIN, [1], grounds=GROUNDS)
    answer_doubt(office, case.id, 1, "Secret answer 4712.")
    page = text(shown(client, case))
    for word in ("Doubt raised 의심 제기", "Doubt answered 소명", "Assessed again 세액 재산출"):
        assert word in page
    for number in (case.number, case.cargo):
        public = client.get(f"/status/{number}").text
        for word in ("4711", "4712", "oubt", "의심", "issued the proof", "79,614", "reference is"):
            assert word not in public, word


def test_nothing_is_raised_where_the_law_allows_no_doubt(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    export = submit(office, sample("11")).case
    assert export and 'id="doubts"' not in shown(client, export)
    case = lodged(office)
    decide(office, case.id, "dismiss", reason="Invalid.")
    assert 'id="doubts"' not in shown(client, case)


def test_a_doubt_ends_with_its_declaration(client: TestClient, office: Office) -> None:
    case = raise_doubt(office, lodged(office).id, About.VALUE, [1], grounds=GROUNDS)
    decide(office, case.id, "dismiss", reason="Invalid.")
    page = card(shown(client, case))
    assert "The declaration has ended, and the doubt with it." in page and "<form" not in page


def test_programs_raise_answer_and_decide_too(client: TestClient, office: Office) -> None:
    case = lodged(office, **CLAIMS)
    events = f"/api/cases/{case.id}/events"

    def told(**event: object):  # type: ignore[no-untyped-def]
        return client.post(events, json=event)

    raised = told(kind="doubt-raised", about="value", items=[1], grounds=GROUNDS).json()
    assert raised["doubts"][0]["waits_for"] == "declarant" and raised["doubts"][0]["answer_by"] == "2026-12-06"
    assert told(kind="doubt-decided", doubt=1, outcome="accepted", grounds="Enough.").status_code == 409
    told(kind="doubt-answered", doubt=1, text="A sale.", documents=["Contract 26-7"])
    value = {
        "item": 1,
        "value": "6000000",
        "method": "3",
        "grounds": "Entry 41311-26-000812M.",
        "passed": {"2": "No such entry."},
    }
    done = told(kind="doubt-decided", doubt=1, outcome="rejected", grounds="Not shown.", values=[value]).json()
    assert done["doubts"][0]["outcome"] == "rejected" and done["doubts"][0]["appeal_office"] == "TRAINING-APPEALS"
    assert done["doubts"][0]["values"][0]["value"] == "6000000"
    arrive(office, case.cargo or "", "manifest-reviewed")
    assert told(kind="doubt-raised", about="origin", items=[1], grounds="Stamp.").json()["to_secure"] != "0"
    arrive(office, case.cargo or "", "carried-in")
    held = told(kind="decided", verb="release", reason="Open.", security="G 7", form="insurance", amount="900000").json()
    assert held["security"]["form"] == "insurance" and held["security"]["ended"] is None
    assert told(kind="doubt-raised", about="price", items=[1], grounds="x").status_code == 422
