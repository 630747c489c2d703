"""The papers of a case as PDF: who may have which, what never stands on them, and that each can be found again and proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pypdf import PdfReader
from tests_shared import new_price, sound
from web_people import come_in

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.examination import Depth, Examination, Order
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office, arrive, decide, examine, override, pay, submit, take_next
from eclear.documents import NoLetters
from eclear.documents.lettering import signs
from eclear.settings import Settings
from eclear.storage.verify import verify
from eclear.training.people import enrol
from eclear.web.app import create_app

ADDRESS = "http://127.0.0.1:8417"
PEOPLE = {
    "hana": Post(Role.TRADER, "41207"),
    "bora": Post(Role.TRADER, "42018"),
    "jun": Post(Role.OFFICER),
    "ara": Post(Role.AGENCY, "MFDS-F"),
    "bae": Post(Role.WAREHOUSE),
    "seok": Post(Role.CARRIER),
    "lee": Post(Role.VIEWER),
}


@dataclass
class Handed:
    """A room with a case that was accepted, one whose goods were held, and one whose amendment was denied."""

    app: FastAPI
    office: Office
    accepted: Case
    held: Case
    secrets: frozenset[str]

    def client(self, id: str = "") -> TestClient:
        client = TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False)
        if id:
            come_in(self.office, "open", id, client)
        return client


@pytest.fixture(scope="module")
def handed(asked_office: Office) -> Iterator[Handed]:
    try:
        signs()
    except NoLetters as lacking:
        pytest.skip(str(lacking))
    office = asked_office
    for id, post in PEOPLE.items():
        enrol(office, "open", id, ("CANARYOFFICER" if id == "jun" else id,), [post])
    jun = office.under(Seated(Person("jun", ("CANARYOFFICER",), (PEOPLE["jun"],)), PEOPLE["jun"]))
    parties = {"importer_name": "Café Noeul 노을", "seller_name": "Sellers & Sons"}
    accepted = submit(office, sound("PAPER-1", **parties)).case
    held = submit(office, sound("PAPER-2", previous_documents__1__id="26ABCD0124I00990001", **parties)).case
    assert accepted and held
    for case in (accepted, held):
        for report in ("manifest-reviewed", "carried-in"):
            arrive(office, case.cargo or "", report)
        override(office, case.id, Lane.L3 if case is accepted else Lane.L2, "CANARYOVERRIDE")
        assert take_next(jun).id == case.id
    decide(jun, accepted.id, "inspect", reason="CANARYSUSPICION", order=Order(Depth.PARTIAL, (1,), "Shed 7"))
    examine(jun, accepted.id, Examination(Depth.PARTIAL, (), "CANARYREMARK"))
    decide(jun, accepted.id, "pass")
    pay(office, accepted.id)
    decide(jun, held.id, "request-documents", reason="Send the invoice.")
    asked = submit(office, new_price(held.number, lrn="PAPER-3"))
    assert asked.case and asked.case.request, asked.reading.findings
    decide(jun, held.id, "deny", reason="The goods are under examination.", law="Customs Act art. 250")
    decide(jun, held.id, "hold", reason="The marks name another origin.", law="Customs Act art. 230")
    with office.store.reading("open") as records:
        now, stopped = records.case(accepted.id), records.case(held.id)
    assert now and now.accepted and now.score and now.decision and stopped and stopped.status == "D7", (now, stopped)
    secrets = {"CANARYOVERRIDE", "CANARYSUSPICION", "CANARYREMARK", "CANARYOFFICER", now.score.model}
    secrets |= {now.decision.explanation, f"{now.score.chance:.4f}", str(now.decision.dice), *now.decision.hits}
    yield Handed(create_app(office, Settings(people=True)), office, now, stopped, frozenset(secrets))


def papers(client: TestClient, page: str) -> list[str]:
    """The addresses of the papers that a page leads to."""
    told = client.get(page).text
    return [part.partition('"')[0] for part in told.split('href="')[1:] if ".pdf" in part.partition('"')[0]]


def text_of(body: bytes) -> str:
    reader = PdfReader(BytesIO(body))
    told = str({**(reader.metadata or {}), **{"xmp": reader.trailer["/Root"]["/Metadata"].get_data()}})  # type: ignore[index]
    return told + "\n".join(page.extract_text() for page in reader.pages)


def name_of(address: str) -> str:
    return address.rpartition("/")[2].rpartition("-")[0]


def test_trader_and_officer_find_the_papers_on_their_pages_and_the_order_is_customs_own(handed: Handed) -> None:
    hana, jun = handed.client("hana"), handed.client("jun")
    traders, officers = papers(hana, f"/mine/{handed.accepted.id}"), papers(jun, f"/cases/{handed.accepted.id}")
    assert sorted(map(name_of, traders)) == ["acceptance", "receipt", "tax-notice"]
    assert sorted(map(name_of, officers)) == ["acceptance", "examination-order", "receipt", "tax-notice"]
    assert sorted(map(name_of, papers(hana, f"/mine/{handed.held.id}"))) == ["decision", "hold-notice", "tax-notice"]
    for client, found in ((hana, traders), (jun, officers)):
        for address in found:
            answer = client.get(address)
            assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf", address
            assert answer.content.startswith(b"%PDF-1.7") and "no-cache" in answer.headers["cache-control"]


def test_an_order_or_anothers_paper_is_not_there_for_who_may_not_have_it(handed: Handed) -> None:
    order = next(path for path in papers(handed.client("jun"), f"/cases/{handed.accepted.id}") if "order" in path)
    tax = f"/cases/{handed.accepted.id}/papers/tax-notice.pdf"
    for path in (order, f"/cases/{handed.accepted.id}/papers/examination-order.pdf", "/cases/nowhere/papers/acceptance.pdf"):
        refused = handed.client("hana").get(path)
        assert refused.status_code == 404 and not [word for word in handed.secrets if word in refused.text], path
    for id in ("bora", "ara", "bae", "seok", "lee"):
        assert handed.client(id).get(tax).status_code == 404, id
        assert handed.client(id).get(order).status_code == 404, id
    assert handed.client().get(tax, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("language", ["fr", "ko"])
def test_what_is_customs_own_stands_on_no_paper_of_a_trader_in_any_language(handed: Handed, language: str) -> None:
    hana = handed.client("hana")
    hana.cookies.set("lang", language)
    for case in (handed.accepted, handed.held):
        for address in papers(hana, f"/mine/{case.id}"):
            said = text_of(hana.get(address).content)
            assert str(case.number) in said and "교육용" in said and "\ufffd" not in said
            assert [word for word in handed.secrets if word in said] == [], address
    order = handed.client("jun").get(f"/cases/{handed.accepted.id}/papers/examination-order.pdf")
    assert "CANARYSUSPICION" in text_of(order.content), "so that missing it elsewhere says something"


def test_a_certificate_says_what_was_declared_assessed_and_paid_with_the_korean_terms_beside(handed: Handed) -> None:
    said = text_of(handed.client("hana").get(f"/cases/{handed.accepted.id}/papers/acceptance.pdf").content)
    wanted = ["Import acceptance certificate", "수입신고필증", "Café Noeul 노을", "Customs duty 관세", "총 납부세액"]
    wanted += [f"{handed.accepted.total_due:,}", "Commodity code 품목번호", "Sellers & Sons", "수리일시"]
    assert [word for word in wanted if word not in said] == []


def test_a_receipt_says_who_paid_what_for_which_notice_and_from_which_account(handed: Handed) -> None:
    said = text_of(handed.client("hana").get(f"/cases/{handed.accepted.id}/papers/receipt.pdf").content)
    notice = handed.accepted.ledger.notices[0].number
    wanted = ["Receipt of a payment", "납부영수증", notice, f"{handed.accepted.total_due:,}", "T-41207-1", "B26-0"]
    assert [word for word in wanted if word not in said] == []


def test_a_decision_states_facts_law_and_where_it_is_appealed_and_its_page_leads_to_the_paper(handed: Handed) -> None:
    hana = handed.client("hana")
    (hold,) = (path for path in papers(hana, f"/mine/{handed.held.id}") if "hold" in path)
    said = text_of(hana.get(hold).content)
    for word in ("The marks name another origin.", "Customs Act art. 230", "TRAINING-APPEALS", "통관보류 통지서"):
        assert word in said, word
    number = hold.rpartition("-")[2].removesuffix(".pdf")
    assert papers(hana, f"/cases/{handed.held.id}/decisions/{number}") == [hold]
    assert papers(handed.client("jun"), f"/cases/{handed.accepted.id}/order")[0].endswith("/examination-order.pdf")


def test_a_paper_is_the_same_bytes_at_any_time_and_its_hash_proves_its_record(handed: Handed) -> None:
    hana, path = handed.client("hana"), f"/cases/{handed.accepted.id}/papers/tax-notice.pdf"
    first = hana.get(path)
    for report in ("carried-out",):
        arrive(handed.office, handed.accepted.cargo or "", report)
    again = handed.client("hana").get(path)
    assert again.content == first.content, "whatever has happened since"
    assert hana.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    record = str((PdfReader(BytesIO(first.content)).metadata or {})["/Keywords"]).rpartition(", ")[2]
    position, _colon, digest = record.partition(":")
    with handed.office.store.reading("open") as records:
        notified = next(event for event in records.events(handed.accepted.id) if event.kind == "tax-notified")
        head = records.head_at(handed.accepted.id, notified.sequence)
        with pytest.raises(LookupError):
            records.head_at(handed.accepted.id, 999)
    assert (head.position, head.hash) == (int(position), digest)
    assert verify(handed.office.store, "open", (head,)).faults == ()


def test_the_code_of_a_paper_leads_to_the_public_status_of_its_case(handed: Handed) -> None:
    said = text_of(handed.client("hana").get(f"/cases/{handed.accepted.id}/papers/acceptance.pdf").content)
    address = f"{ADDRESS}/r/open/status/{handed.accepted.number}"
    assert address in said
    public = handed.client().get(address)
    assert public.status_code == 200 and str(handed.accepted.number) in public.text


def test_a_name_that_is_none_is_told_with_those_that_are(handed: Handed) -> None:
    answer = handed.client("jun").get(f"/cases/{handed.accepted.id}/papers/invoice.pdf")
    assert answer.status_code == 404 and "It has acceptance-" in answer.text
