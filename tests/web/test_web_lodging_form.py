"""Lodging by form: from an empty form to a case, in the pages and with the keyboard alone, without anyone seeing XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from tests_shared import CHECKOUT, sound

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.pointer import changed, slots_of
from eclear.clearance import Office, find, submit
from eclear.clearance.drafting import begin_from, check, drafts_of
from eclear.journey.checks.baseline import IMPORT
from eclear.reference import country
from eclear.training.people import form_token, furnish, take_chair
from eclear.wco import write
from eclear.web.frame import HERE
from eclear.web.pages.form import Looked, form_page
from eclear.web.pages.form_fields import filled_in, tidied
from eclear.web.pages.form_table import ITEM_LINES, ITEM_ROWS, LINES, ROWS, STEP_IDS, parsed

SAMPLES = sorted((CHECKOUT / "sample_declarations").glob("*/declaration.xml"))
RED = 'class="govuk-error-message"'
AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = (
    "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)
UNEVEN = """() => {
  const rows = {};
  for (const field of document.querySelectorAll(".ec-fieldgrid > .ec-field")) {
    const input = field.querySelector("input, select, textarea");
    (rows[Math.round(field.getBoundingClientRect().top)] ??= []).push(Math.round(input.getBoundingClientRect().bottom));
  }
  return Object.values(rows).filter((row) => Math.max(...row) - Math.min(...row) > 1);
}"""
"""The rows of fields whose inputs do not end at the same height."""


@pytest.fixture(scope="session")
def model() -> None:
    """No model: what is lodged here is routed by rules alone."""


@pytest.fixture
def office(asked_office: Office) -> Office:
    """One office for all tests here: building its pages anew for each would take longer than the tests."""
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


def ids(office: Office) -> set[str]:
    return {draft.id for draft in drafts_of(office)}


class Inputs(HTMLParser):
    """What a browser would send back of the form of a draft, as it came."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside, self._select, self._area = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = told.get("id") == "draft"
        if not self._inside:
            return
        if tag == "input" and "name" in told:
            self.fields[told["name"]] = told.get("value", "")
        if tag in ("select", "textarea"):
            self._select, self._area = told["name"], told["name"] if tag == "textarea" else ""
            self.fields[told["name"]] = ""
        if tag == "option" and "selected" in told:
            self.fields[self._select] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data.removeprefix("\n")


class Writing:
    """Somebody at a form: what the open page holds is sent back with what he changes in it."""

    def __init__(self, client: TestClient, page: str, address: str) -> None:
        self.client, self.page, self.id = client, page, address.partition("?")[0].rpartition("/")[2]

    def go(self, step: str, item: int = 1, more: str = "") -> Writing:
        self.page = self.client.get(f"/lodge/form/{self.id}?step={step}&item={item}{more}").text
        return self

    def send(self, do: str = "save", /, **texts: str) -> TestClient:
        told = Inputs(self.page).fields | {name.replace("__", "."): text for name, text in texts.items()} | {"do": do}
        answer = self.client.post(f"/lodge/form/{self.id}", data=told)
        self.page = answer.text
        return answer  # type: ignore[return-value]

    def message(self) -> bytes:
        return self.client.get(f"/lodge/form/{self.id}/message.xml").content


@pytest.fixture
def begun(client: TestClient) -> Callable[..., Writing]:
    """Begin a draft from a message, or with what a form of the list sends."""

    def begin(body: bytes = b"", **sent: str) -> Writing:
        file = {"file": ("anything", body)} if body else None
        answer = client.post("/lodge/form", data=sent or None, files=file)
        assert answer.status_code == 200 and "/lodge/form/" in str(answer.url), answer.text[:500]
        return Writing(client, answer.text, str(answer.url))

    return begin


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("noun", [Declaration, Item], ids=lambda noun: noun.__name__)
def test_every_field_of_a_declaration_has_its_place_in_the_form(noun: type) -> None:
    lines, rows = (ITEM_LINES, ITEM_ROWS) if noun is Item else (LINES, ROWS)
    placed = {parsed(line.way)[0].name for line in lines if "." not in line.way} | {kind.way for kind in rows}
    left = {slot.name for slot in slots_of(noun)} - placed
    assert left == (set() if noun is Item else {"amendments", "items"}), "amendments are for messages about a declaration"
    for kind in rows:
        row = next(slot.type for slot in slots_of(noun) if slot.name == kind.way)
        named = {parsed(line.way)[0].name for line in kind.lines}
        assert {slot.name for slot in slots_of(row)} == named, kind.way
    assert {line.step for line in (*LINES, *ROWS)} <= set(STEP_IDS)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.parent.name)
def test_a_message_loaded_into_the_form_and_saved_without_change_is_the_same_message(asked_office: Office, file) -> None:  # type: ignore[no-untyped-def]
    office, body = asked_office, file.read_bytes()
    written = begin_from(office, body)
    checked = check(office, written.draft)
    for step in STEP_IDS[:-1]:
        for item in range(1, written.draft.items + 1) if step == "goods" else (1,):
            page = form_page(written, checked, Looked(step, item), country("KR"))
            fields = [*page.fields, *page.folded, *(f for kind in page.rows for row in kind.rows for f in row.fields)]
            assert len({field.id for field in fields}) == len({field.name for field in fields}) == len(fields) > 3
            sent = {field.name: field.value.replace("\n", "\r\n") for field in fields}
            sent |= {f"{field.name}@": field.unit for field in fields if field.units or field.kind == "measure"}
            draft = tidied(filled_in(written.draft, step, item, sent), step, item)
            assert draft == written.draft, step


def test_a_form_sent_back_as_it_came_is_not_even_saved_again(begun) -> None:  # type: ignore[no-untyped-def]
    said = sound().replace(b"</Packaging>", b"</Packaging><Seller><Name>Ms Oh</Name></Seller>")
    writing = begun(said.replace(b"Small DC motors for toys", b"Small DC motors\nfor &lt;b&gt;toys&lt;/b&gt; &amp; more"))
    before = writing.message()
    assert b"Ms Oh" in before and b"motors\nfor" in before
    for step in STEP_IDS[:-1]:
        writing.go(step)
        writing.send()
    assert writing.message() == before and 'id="version" value="1"' in writing.page


def test_an_empty_form_begins_with_its_first_field_and_nothing_red(begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(kind="IMA")
    assert RED not in writing.page and "govuk-error-summary" not in writing.page and "aria-invalid" not in writing.page
    assert re.search(r'id="f-type"[^>]* autofocus', writing.page)
    for step in STEP_IDS[:-1]:
        assert RED not in writing.go(step).page
    assert RED in writing.go("parties", more="&check=all").page, "who asks to check sees what is missing"


def test_a_value_that_cannot_be_read_is_kept_and_told_beside_its_field_with_a_way_to_it(begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sound())
    writing.go("goods").send("next", items__1__net_mass="12 kilos")
    assert 'data-module="govuk-error-summary"' in writing.page and 'href="#f-items-1-net-mass"' in writing.page
    assert 'value="12 kilos"' in writing.page and RED in writing.page and "42A/67A/68A[1]/23A/65A/128" in writing.page
    assert writing.page.index("cannot be read") < writing.page.index('value="12 kilos"'), "what is wrong stands above the input"
    writing.send("next", items__1__net_mass="100")
    assert "Values and freight" in re.findall(r"<h1>(.*?)<", writing.page)[0], "it goes on where nothing is wrong"


def test_a_warning_says_that_it_does_not_stop_anybody(begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sound(items__1__price="USD 10000.00", items__1__quantity="2000 C62"))
    told = plain(writing.page)
    assert "Please check." in told and "What stands in the way" not in told
    page = "".join(writing.go(step).page for step in STEP_IDS[:-1])
    assert "This does not stop you." in page and RED not in page


def test_a_rejected_case_is_corrected_in_the_form_and_lodged_again(client: TestClient, office: Office, begun) -> None:  # type: ignore[no-untyped-def]
    rejected = submit(office, sound("LRN-1", items__1__net_mass="121 KGM")).case
    assert rejected is not None and rejected.status == "D1"
    writing = begun(case=rejected.id)
    assert "MAS-001" in writing.page and "Item 1" in plain(writing.page)
    writing.send("lodge")
    assert "Lodge the declaration" in writing.page and writing.id in ids(office), "an error keeps it back"
    writing.go("goods").send("next", items__1__net_mass="100")
    answer = writing.go("check").send("lodge")
    (case,) = find(office, str(answer.url).rpartition("/")[2])  # type: ignore[attr-defined]
    assert case.number and case.lodged.lrn != "LRN-1" and writing.id not in ids(office)
    assert client.get(f"/lodge/form/{writing.id}").status_code == 404


def test_what_the_form_adds_up_to_stands_beside_it_with_the_working(begun) -> None:  # type: ignore[no-untyped-def]
    page = plain(begun(sound(invoice_amount="USD 2000.00")).go("goods").page)
    assert "USD 2,000.00" in page and "Customs value" in page and "How the duty is worked out" in page
    assert "VAT" in page or "Value added tax" in page
    assert "Value and duty are worked out later" in plain(begun(kind="EXA").page)


def test_help_names_the_element_and_the_pointer_of_each_field(begun) -> None:  # type: ignore[no-untyped-def]
    page = begun(kind="IMA").go("goods").page
    assert 'data-help="f-items-1-classifications-type-HSK-id"' in page and 'href="/tariff"' in page
    assert "Commodity/GoodsMeasure/NetNetWeightMeasure" in page and "42A/67A/68A[1]/23A/65A/128" in page


def test_rows_and_items_are_added_and_removed(begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sound())
    writing.go("documents").send("add:documents")
    assert re.search(r'name="documents.1.type"[^>]* autofocus', writing.page)
    writing.send("add:documents", documents__1__type="380", documents__1__id="INV-1")
    assert 'name="documents.2.id"' in writing.page
    assert b"<AdditionalDocument>" in writing.message()
    writing.send("save", documents__1__id="INV-1")
    assert 'name="documents.2.id"' not in writing.page, "a row that nobody filled in is gone again"
    writing.send("remove:documents.1")
    assert b"INV-1" not in writing.message()
    writing.go("goods").send("add-item")
    assert "Item 2 of 2" in writing.page and b"<GoodsItemQuantity>2<" in writing.message()
    writing.send("save", items__2__description="Second")
    writing.go("goods", 1).send("remove-item:1")
    assert "Item 1 of 1" in writing.page and 'value="Second"' in writing.page
    for nonsense in ("remove:documents.9", "add:nothing", "add:items.1.nothing", "remove:items.1"):
        assert writing.go("documents").send(nonsense).status_code == 404  # type: ignore[attr-defined]


def test_every_button_saves_what_was_typed_before_it_leads_away(begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(kind="IMA")
    writing.send("to:money", importer_name="Example Toys")
    assert "Values and freight" in re.findall(r"<h1>(.*?)<", writing.page)[0]
    assert 'value="Example Toys"' in writing.go("parties").page


def test_the_script_of_the_page_saves_without_going_anywhere_and_keeps_rows_in_place(client: TestClient, begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sound())
    writing.go("documents").send("add:documents")
    told = Inputs(writing.page).fields | {"documents.1.id": "INV-1"}
    answer = client.post(f"/lodge/form/{writing.id}", data=told, headers={"x-form": "1"}, follow_redirects=False)
    assert answer.status_code == 200 and "INV-1" in answer.text and 'id="version" value="3"' in answer.text
    told |= {"documents.1.id": "", "version": "3"}
    answer = client.post(f"/lodge/form/{writing.id}", data=told, headers={"x-form": "1"}, follow_redirects=False)
    assert 'name="documents.1.id"' in answer.text, "a row does not vanish under the hands of who types"


def test_of_two_windows_the_second_keeps_what_was_typed_and_is_told(client: TestClient, begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sound())
    stale = Inputs(writing.go("parties").page).fields
    writing.send("save", importer_name="One")
    answer = client.post(f"/lodge/form/{writing.id}", data=stale | {"importer_name": "Two", "do": "save"})
    assert answer.status_code == 409 and 'value="Two"' in answer.text and "another window" in answer.text
    assert b"One" in writing.message() and b"Two" not in writing.message()
    writing.page = answer.text
    writing.send("save")
    assert b"Two" in writing.message()


def test_a_draft_is_for_its_trader_and_the_pages_for_no_other_role(client: TestClient, office: Office) -> None:
    furnish(office)
    theirs = begin_from(office, sound())
    came = take_chair(office, "open", "trader")
    client.cookies.set("seat", came.token)
    seal = {"seal": form_token(came.token)}
    assert "You have no draft. Begin one." in client.get("/lodge/form").text
    assert client.get(f"/lodge/form/{theirs.id}").status_code == 404
    assert client.post(f"/lodge/form/{theirs.id}", data=seal | {"do": "lodge"}).status_code == 404
    assert client.get(f"/lodge/form/{theirs.id}/message.xml").status_code == 404
    assert client.post(f"/lodge/form/{theirs.id}/discard", data=seal).status_code == 404
    assert client.post("/lodge/form", data={"kind": "IMA"}).status_code == 403, "a form without its seal"
    mine = client.post("/lodge/form", data=seal | {"kind": "IMA"})
    assert 'value="41207"' in mine.text and "Hanbit Customs Brokers" in mine.text
    writing = Writing(client, mine.text, str(mine.url))
    writing.send("next", declarant_id="41311")
    assert "TAK-020" in writing.page
    other = submit(office, sound("LRN-9", declarant_id="41311", items__1__net_mass="121 KGM")).case
    assert other is not None
    assert client.post("/lodge/form", data=seal | {"case": other.id}).status_code == 404
    client.cookies.set("seat", take_chair(office, "open", "officer").token)
    assert client.get("/lodge/form").status_code == client.get(f"/lodge/form/{writing.id}").status_code == 404


def test_a_file_that_is_no_declaration_says_why_and_begins_nothing(client: TestClient, office: Office) -> None:
    before = ids(office)
    for body in (b"<html/>", b"\xff\xfe", b"<!DOCTYPE a><a/>"):
        answer = client.post("/lodge/form", files={"file": ("a.xml", body)})
        assert answer.status_code == 422 and "No form can be filled with this message." in answer.text
    for sent in ({"kind": "XXX"}, {"sample": "99-nothing"}):
        assert client.post("/lodge/form", data=sent).status_code == 400
    assert client.post("/lodge/form", data={"case": "NOSUCHCASE"}).status_code == 404
    assert ids(office) == before
    assert client.get("/lodge/form/1?step=nowhere").status_code == 404


def test_no_text_becomes_part_of_the_page(begun) -> None:  # type: ignore[no-untyped-def]
    evil = '"><script>alert(1)</script>{{7*7}}'
    writing = begun(kind="IMA")
    writing.send("save", importer_name=evil, office=evil, lrn=evil)
    writing.go("goods").send("save", **{"items.1.description": evil, "items.1.price": evil, "items.1.price@": evil})
    pages = [writing.go(step, more="&check=all").page for step in STEP_IDS] + [writing.client.get("/lodge/form").text]
    for page in pages:
        assert "<script>alert" not in page
    assert b"&lt;script&gt;" in writing.message()


def test_99_items_are_gone_through_and_one_far_away_is_named(begun) -> None:  # type: ignore[no-untyped-def]
    item = IMPORT.items[0]
    many = replace(IMPORT, items=tuple(replace(item, sequence=n) for n in range(1, 100)))
    body = write(changed(many, {"item_count": "99", "items.77.net_mass": "121 KGM"}), "KR")
    writing = begun(body).go("goods", 77)
    assert "Item 77 of 99" in writing.page and len(writing.page) < 250_000 and 'value="to:goods:81"' in writing.page
    assert re.search(r'aria-current="true"><b>77</b> <small>1 error', writing.page)
    writing.send("item", go_to="99")
    assert "Item 99 of 99" in writing.page
    assert "Item 77" in plain(writing.go("check").page)


def test_a_draft_is_discarded_and_the_list_is_empty_again(client: TestClient, begun) -> None:  # type: ignore[no-untyped-def]
    writing = begun(sample="09-two-duty-rates")
    assert f'href="/lodge/form/{writing.id}"' in client.get("/lodge/form").text
    assert client.post(f"/lodge/form/{writing.id}/discard").status_code == 200
    assert f'href="/lodge/form/{writing.id}"' not in client.get("/lodge/form").text
    assert 'href="/lodge/form"' in client.get("/lodge").text


@pytest.mark.no_cover
def test_the_form_bars_nobody_and_overflows_nowhere(browser, served) -> None:  # type: ignore[no-untyped-def]
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    written = begin_from(served.office, sound("LRN-AXE", items__1__net_mass="121 KGM", items__1__price="USD 10000.00"))
    context = browser.new_context(bypass_csp=True)
    page, wrong = context.new_page(), []
    for where, width, light in (
        ("step=goods&said=1", 1280, "light"),
        ("step=goods&said=1", 390, "dark"),
        ("step=documents", 390, "light"),
        ("step=parties&check=all", 1280, "dark"),
        ("step=check&check=all", 390, "light"),
    ):
        page.emulate_media(color_scheme=light)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served.address}/lodge/form/{written.id}?{where}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE.read_text("utf-8"))
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{where} {width}: {over} px too wide"] if over > 0 else []
        wrong += [f"{where} {width} {light}: {finding}" for finding in page.evaluate(FINDINGS, RULES)]
        uneven = page.evaluate(UNEVEN) if width > 1000 else []
        wrong += [f"{where}: inputs of one row do not stand on one line: {uneven}"] if uneven else []
    context.close()
    assert wrong == []


KEYED = {
    "f-office": "90110",
    "f-declarant-id": "41207",
    "f-declarant-name": "Hanbit Customs Brokers",
    "f-importer-id": "KRTRD0001",
    "f-importer-name": "Example Toys",
    "f-exporter-name": "Example Motor Works",
    "f-exporter-country": "CN",
}
CARGO = {
    "f-previous-documents-type-785-id": "26ABCD0123I04560789",
    "f-border-transport-mode": "1",
    "f-export-country": "CN",
}
GOODS = {
    "f-items-1-description": "Small DC motors for toys",
    "f-items-1-classifications-type-HSK-id": "8501101000",
    "f-items-1-origins-1-country": "CN",
    "f-items-1-gross-mass": "120",
    "f-items-1-net-mass": "130",
    "f-items-1-quantity": "820",
    "f-items-1-quantity-unit": "C62",
    "f-items-1-price": "2000.00",
    "f-items-1-price-unit": "USD",
    "f-items-1-packages-1-quantity": "10",
    "f-items-1-packages-1-type": "CT",
}
MONEY = {
    "f-trade-terms": "FOB",
    "f-transaction-nature": "11",
    "f-freight": "120.00",
    "f-charges-type-INS-amount": "15.00",
    "f-total-gross-mass": "120",
    "f-total-packages": "10",
}


def key_in(page, texts: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Go from field to field with Tab alone, and type; a choice is made by typing what it begins with."""
    for id, text in texts.items():
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == id:
                break
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == id, f"{id} is not reached by Tab"
        page.keyboard.type(text)


@pytest.mark.no_cover
def test_a_declaration_is_written_mended_and_lodged_with_the_keyboard_alone(browser, served) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context()
    page, complaints = context.new_page(), []
    page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served.address}/lodge/form")
    page.get_by_role("button", name="Import declaration", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-type", "the first field has the focus"
    assert page.locator(".govuk-error-message").count() == 0
    key_in(page, KEYED)
    page.wait_for_function("document.getElementById('version').value > 3", timeout=15000)
    assert page.locator("#saved").get_attribute("role") == "status" and "Saved" in page.locator("#saved").inner_text()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.locator("button[value=next]").last.press("Enter")
    key_in(page, CARGO)
    with page.expect_navigation():
        page.locator("button[value=next]").last.press("Enter")
    key_in(page, GOODS)
    page.keyboard.press("Tab")
    page.locator("#f-items-1-net-mass-field .govuk-error-message").wait_for(timeout=15000)  # said without a button
    assert page.locator(".govuk-error-summary").count() == 0, "the focus is not taken from who types"
    with page.expect_navigation():
        page.locator("button[value=next]").last.press("Enter")
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className"), (
        "after a failed save the summary comes first"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-items-1-net-mass", "its link leads to the field"
    assert page.locator("#help [data-help]:visible").count() == 1
    page.keyboard.press("Control+a")
    page.keyboard.type("100")
    page.keyboard.press("Tab")
    page.locator("#f-items-1-net-mass-field .govuk-error-message").wait_for(state="detached", timeout=15000)
    with page.expect_navigation():
        page.locator("button[value=next]").last.press("Enter")
    key_in(page, MONEY)
    with page.expect_navigation():
        page.locator("button[value=check]").press("Enter")
    assert "What stands in the way" not in page.inner_text("main"), page.inner_text("main")
    with page.expect_navigation():
        page.locator("button[value=lodge]").press("Enter")
    (case,) = find(served.office, page.url.partition("?")[0].rpartition("/")[2])
    assert case.number and case.lodged.importer == "Example Toys" and complaints == []
    assert all(draft.title != case.lodged.lrn for draft in drafts_of(served.office))
    context.close()
