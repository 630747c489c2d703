"""The trader's desk: what is asked of him stands first, he does it from there, and nothing that is customs' own reaches him."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.doubt import About
from eclear.casefile.examination import Depth, Examination
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, ask_trader, decide, examine, raise_doubt, reinstate, submit, suspend
from eclear.training.people import enrol, form_token, furnish, take_chair
from eclear.web.mine import _parts
from eclear.web.window import Window

Lodge = Callable[[str], Case]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


class Trader:
    """A browser at the desk of a trader: his forms carry the mark of his login."""

    def __init__(self, client: TestClient, office: Office, number: str) -> None:
        furnish(office)
        enrol(office, "open", "trader", ["Hana Oh"], [Post(Role.TRADER, number)])
        self.client, token = client, take_chair(office, "open", "trader").token
        client.cookies.set("seat", token)
        self.seal = form_token(token)

    def post(self, path: str, follow: bool = False, **fields: str):  # type: ignore[no-untyped-def]
        return self.client.post(path, data={"seal": self.seal} | fields, follow_redirects=follow)


NUMBERS = count(1)


@pytest.fixture
def office(asked_office: Office) -> Office:
    """One office for all of these tests: each lodges what it needs under LRNs of its own."""
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


@pytest.fixture
def fresh(office: Office) -> Callable[[], Case]:
    """Lodge an ordinary import of trader 41207 that nobody has lodged before."""

    def lodged() -> Case:
        case = submit(office, sound(f"LRN-MINE-{next(NUMBERS)}")).case
        assert case is not None
        return case

    return lodged


@pytest.fixture
def at_desk(client: TestClient, office: Office) -> Callable[[str], Trader]:
    return lambda number: Trader(client, office, number)


def test_a_trader_sees_his_own_and_another_finds_nothing(client: TestClient, lodge: Lodge, at_desk) -> None:  # type: ignore[no-untyped-def]
    mine, others = lodge("04"), lodge("02")
    assert mine.lodged.trader != others.lodged.trader
    at_desk(mine.lodged.trader)
    page = client.get("/mine").text
    assert mine.number in page and others.number not in page and "Hand in papers" in page
    assert client.get(f"/mine?trader={others.lodged.trader}").text.count(others.number or "") == 0, (
        "whose desk it is says the login"
    )
    for path in ("", "/live"):
        strange, unknown = client.get(f"/mine/{others.id}{path}"), client.get(f"/mine/NOSUCHCASE{path}")
        assert (strange.status_code, unknown.status_code) == (404, 404)
        told = [re.sub(r"<time.*?</time>", "", one.text) for one in (strange, unknown)]
        assert told[0].replace(others.id, "X") == told[1].replace("NOSUCHCASE", "X")
    assert client.get(f"/cases/{mine.id}").status_code == 404
    assert client.get("/mine?asked=1&q=nothing").status_code == 200


def test_papers_a_doubt_and_the_payment_are_answered_from_the_page_of_the_declaration(  # type: ignore[no-untyped-def]
    client: TestClient, office: Office, fresh, at_desk
) -> None:
    case = fresh()
    trader = at_desk(case.lodged.trader)
    decide(office, case.id, "request-documents", reason="Send the contract of sale.")
    raise_doubt(office, case.id, About.VALUE, [1], grounds="Far below what such goods cost.")
    page = plain(main(client.get(f"/mine/{case.id}").text))
    assert "Send the contract of sale." in page and "Far below what such goods cost." in page and "Answer by" in page
    sent = trader.post(f"/mine/{case.id}/supply", text="It is attached.", documents="Contract 26-4")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/mine/{case.id}")
    sent = trader.post(f"/cases/{case.id}/doubts/1/answer", text="A sale of old stock.", documents="Price list 2025\nMail 4 May")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/mine/{case.id}#doubts")
    page = plain(main(client.get(f"/mine/{case.id}").text))
    assert "Send the contract of sale." not in page[: page.index("Doubts and security")], "it is closed"
    assert "Answer and papers handed in" in page and "Contract 26-4" in page and "A sale of old stock." in page
    again = trader.post(f"/mine/{case.id}/supply", text="Once more.")
    assert again.status_code == 409 and f'href="/mine/{case.id}"' in again.text, "the way back is his own page"
    paid = trader.post(f"/cases/{case.id}/pay")
    if paid.status_code == 303:
        assert paid.headers["location"] == f"/mine/{case.id}"


def test_a_cancellation_is_a_message_of_his_and_needs_a_reason(client: TestClient, office: Office, fresh, at_desk) -> None:  # type: ignore[no-untyped-def]
    case = fresh()
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    trader = at_desk(case.lodged.trader)
    assert "Ask for cancellation" in client.get(f"/mine/{case.id}").text
    assert trader.post(f"/mine/{case.id}/cancel", reason=" ").status_code == 409
    sent = trader.post(f"/mine/{case.id}/cancel", reason="Lodged twice <by mistake> & noticed.")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/mine/{case.id}")
    page = plain(main(client.get(f"/mine/{case.id}").text))
    assert "You have asked customs for this: A cancellation." in page and "Ask for cancellation" not in page
    with office.store.reading("open") as records:
        asked = records.case(case.id).request
        assert asked.type == "INV" and asked.reason == "Lodged twice <by mistake> & noticed."
    decide(office, case.id, "deny", reason="The goods are under examination.")
    assert trader.post(f"/mine/{case.id}/cancel", reason="Lodged twice.").status_code == 303, "a second one has an LRN of its own"


def test_an_agency_is_answered_in_words_and_by_its_questionnaire(
    client: TestClient, office: Office, lodge: Lodge, at_desk
) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    trader = at_desk(case.lodged.trader)
    agency = case.needs[0].agency
    ask_trader(office, case.id, agency, "At which temperature were they roasted?")
    page = plain(main(client.get(f"/mine/{case.id}").text))
    assert "At which temperature were they roasted?" in page and "Say what the goods are" in page
    sent = trader.post(f"/mine/{case.id}/agency", agency=agency, text="At 220 degrees.")
    assert sent.headers["location"] == f"/mine/{case.id}"
    assert "At 220 degrees." in client.get(f"/mine/{case.id}").text
    form = re.search(
        r'name="question" value="([^"]+)">.*?name="answer" value="([^"]+)"', client.get(f"/mine/{case.id}").text, re.S
    )
    assert form is not None
    answered = trader.post(f"/cases/{case.id}/questions", agency=agency, question=form[1], answer=form[2])
    assert answered.headers["location"] == f"/mine/{case.id}"


def test_a_rejected_declaration_is_corrected_and_lodged_again(client: TestClient, lodge: Lodge, at_desk) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    at_desk(case.lodged.trader)
    page = main(client.get(f"/mine/{case.id}").text)
    form = page[page.index('action="/lodge/form"') :]
    assert f'name="case" value="{case.id}"' in form[: form.index("</form>")]
    assert case.findings[0].code in page


def test_he_sees_his_entry_in_the_register_and_applies_for_himself_only(client: TestClient, office: Office, at_desk) -> None:  # type: ignore[no-untyped-def]
    trader = at_desk("41207")
    assert "Hanbit Customs Brokers" in client.get("/mine").text
    assert trader.post("/mine/aeo", number="41311", why="Trust me.").status_code == 409
    assert trader.post("/mine/aeo", number="41207", why="Ten years without a penalty.").headers["location"] == "/mine"
    suspend(office, "41207", why="CANARY-FACTS of the suspension.", room="open")
    page = plain(main(client.get("/mine").text))
    assert "Applied for" in page and "Suspended" in page and "CANARY-FACTS" in page and "Appeal" in page, "he is told why"
    assert client.get("/traders").status_code == 404
    reinstate(office, "41207", why="The facts did not hold.")


@pytest.mark.parametrize("sample", ["03", "04", "09"])
def test_no_mark_of_customs_reaches_a_trader_by_page_stream_error_or_reply(  # type: ignore[no-untyped-def]
    client: TestClient, office: Office, lodge: Lodge, at_desk, sample: str
) -> None:
    case = lodge(sample)
    trader = at_desk(case.lodged.trader)
    before = client.get(f"/mine/{case.id}").text
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or "", report)
    found = Examination(Depth.FULL, (), "CANARY-REMARK of the examination")
    if case.status in ("D5", "D6"):
        examine(office, case.id, found, by="CANARY-OFFICER")
    with office.store.reading("open") as records:
        case, body = records.case(case.id), records.message(case.id).decode()
    assert case.decision and case.score
    secret = {"CANARY", case.decision.explanation, case.score.model, case.score.model_sha256}
    secret |= {f"{case.score.chance:.2f}", f"{case.score.chance:.4f}", f"{case.decision.dice:.4f}", str(case.decision.dice)}
    secret |= {case.decision.rule or "CANARY", *case.decision.hits, "score", "Score", "Lane", "lane"}
    secret = {word for word in secret if word not in body}
    page = main(client.get(f"/mine/{case.id}").text)
    window = Window(office)
    parts = _parts(window, case.id)(0)
    assert parts is not None
    errors = [trader.post(f"/mine/{case.id}/cancel", reason="").text, trader.post(f"/mine/{case.id}/agency", agency="X").text]
    errors.append(trader.post(f"/mine/{case.id}/supply").text)
    replies = [client.get(href).text for href in re.findall(r'href="(/cases/[^"]+/replies/[^"]+\.xml)"', page)]
    assert replies
    for told in (main(before), page, parts[1], *(main(error) for error in errors), *replies, main(client.get("/mine").text)):
        assert [word for word in secret if word in told] == []
        assert not re.search(r"\bL[0-3]\b", told)


def test_what_only_officers_hear_of_changes_nothing_on_his_open_page(office: Office, fresh) -> None:  # type: ignore[no-untyped-def]
    case = decide(office, fresh().id, "request-documents", reason="Send the invoice.")
    parts = _parts(Window(office), case.id)
    version, _html = parts(0)  # type: ignore[misc]
    examine(office, case.id, Examination(Depth.DOCUMENTS, (), "Nothing odd."))
    assert parts(version) is None
    decide(office, case.id, "query", reason="How was the price agreed?")
    later = parts(version)
    assert later is not None and later[0] == version + 1, "no gap tells of what happened between"


def test_who_is_alone_sees_every_trader_and_comes_back_to_the_case(client: TestClient, lodge: Lodge) -> None:
    case, other = lodge("04"), lodge("02")
    page = client.get("/mine").text
    assert case.number in page and other.number in page
    assert other.number not in client.get("/mine", params={"trader": case.lodged.trader}).text
    answered = client.post(f"/cases/{other.id}/pay", follow_redirects=False)
    assert answered.headers["location"] == f"/cases/{other.id}"


def test_the_page_asks_the_database_little_whatever_is_in_it(client: TestClient, office: Office, lodge: Lodge, at_desk) -> None:  # type: ignore[no-untyped-def]
    cases = [lodge(sample) for sample in ("03", "04", "02")]
    at_desk(cases[1].lodged.trader)
    asked: list[str] = []
    listen = lambda _c, _cursor, statement, *_rest: asked.append(statement)  # noqa: E731
    event.listen(office.store.engine, "before_cursor_execute", listen)
    for path in (f"/mine/{cases[1].id}", "/mine"):
        asked.clear()
        assert client.get(path).status_code == 200
        told = [one for one in asked if one.lstrip().upper().startswith("SELECT")]
        assert len(told) <= 12, (path, told)
    event.remove(office.store.engine, "before_cursor_execute", listen)
