"""Text that wants to be more than text: in every field that somebody fills in, on every page that shows it, in a real browser.

And what else comes in from outside: cookies that were planted, forms of other sites, cells that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_shared import sound
from web_people import come_in, routes_of

from eclear.casefile.case import Case
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office, find, submit, take_next
from eclear.clearance.watched import lines
from eclear.settings import Settings
from eclear.training.people import enrol, form_token, sign_in
from eclear.web.app import create_app

pytestmark = pytest.mark.no_cover  # every page and form once more: what they run is measured by the tests of each page

ADDRESS = "http://127.0.0.1:8417"
PAYLOAD = (
    "\"'><img id=pwn src=x onerror=alert(1)><script id=pwn>alert(1)</script></textarea></title><svg id=pwn onload=alert(1)>"
    '" autofocus onfocus=alert(1) x=" javascript:alert(1) {{ 7*191 }} ${7*191} {% raw %} \\u003cscript\\u003e '
    "'};alert(1);// ]]> --> %(seal)s %s {0}"
)
SHORT = '"><svg id=pwn onload=alert(1)>{{7*191}}'
POSTS = {
    "trader": Post(Role.TRADER, "41207"),
    "officer": Post(Role.OFFICER),
    "supervisor": Post(Role.SUPERVISOR),
    "agency": Post(Role.AGENCY, "MFDS-F"),
    "warehouse": Post(Role.WAREHOUSE),
    "carrier": Post(Role.CARRIER),
    "instructor": Post(Role.INSTRUCTOR),
}


@dataclass
class Written:
    """A room in which everybody has written mark-up wherever he could, and a server that shows it."""

    app: FastAPI
    office: Office
    case: Case
    tokens: dict[str, str]
    address: str = ""

    def post(self, id: str, path: str, files: Any = None, /, **given: str) -> Any:
        client = TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False)
        client.cookies.set("seat", self.tokens[id])
        seal = form_token(self.tokens[id])
        path = f"{path}?seal={seal}" if files else path
        return client.post(path, data={"seal": seal} | given, files=files, follow_redirects=False)

    def version(self) -> str:
        (case,) = find(self.office, self.case.id)
        return str(case.version)


@pytest.fixture(scope="module")
def written(asked_office: Office) -> Iterator[Written]:
    office, app, tokens = asked_office, create_app(asked_office, Settings(people=True)), {}
    for id, post in POSTS.items():
        enrol(office, "open", id, (SHORT,), [post])
        tokens[id] = come_in(office, "open", id, TestClient(app))
    texts = {"importer_name": PAYLOAD[:70], "seller_name": PAYLOAD[-70:], "items__1__description": PAYLOAD[:250]}
    coffee = {"items__1__classifications__1__id": "0901210000", "items__1__price": "USD 4711.00", "invoice_amount": "USD 4711.00"}
    case = submit(office, sound("PAYLOAD-1", **coffee | texts)).case
    assert case is not None and case.number and case.needs, case and case.findings
    officer = office.under(Seated(Person("officer", (SHORT,), (POSTS["officer"],)), POSTS["officer"]))
    assert take_next(officer).id == case.id
    room = Written(app, office, case, tokens)
    _write(room)
    server = uvicorn.Server(uvicorn.Config(room.app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline
        time.sleep(0.02)
    room.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield room
    server.should_exit = True
    thread.join(5)


def _write(room: Written) -> None:
    """Fill in everything, by the forms themselves. What a form refuses is not counted; most must be taken."""
    case, taken = room.case.id, []

    def say(id: str, path: str, files: Any = None, /, **given: str) -> None:
        taken.append((path, room.post(id, path, files, **given).status_code))

    def about(id: str, path: str, **given: str) -> None:
        say(id, f"/cases/{case}/{path}", None, version=room.version(), **given)

    def at_agency(path: str, **given: str) -> None:
        shown = re.search(r'name="version" value="(\d+)"', _get(room, "agency", f"/agency/{case}"))
        say("agency", f"/agency/{case}/{path}", None, version=shown[1] if shown else "0", **given)

    about("officer", "doubts", about="value", item="1", grounds=PAYLOAD, law=PAYLOAD[:300])
    about("trader", "doubts/1/answer", text=PAYLOAD, documents=PAYLOAD)
    about("officer", "override", lane="L2" if room.case.lane != "L2" else "L3", reason=PAYLOAD)
    about("officer", "examine", depth="documents", remark=PAYLOAD)
    at_agency("ask", question=PAYLOAD)
    say("trader", f"/mine/{case}/agency", agency="MFDS-F", text=PAYLOAD)
    at_agency("join", reason=PAYLOAD)
    at_agency("answer", answer="refused", reason=PAYLOAD, law=PAYLOAD[:300])
    about("officer", "decide", verb="hold", reason=PAYLOAD, law=PAYLOAD[:300])
    say("trader", f"/mine/{case}/supply", text=PAYLOAD, documents=PAYLOAD)
    say("officer", "/traders", number="49999", name=PAYLOAD[:120], name_ko=SHORT, licence="B-1", reason=PAYLOAD)
    say("officer", "/traders/49999/suspend", reason=PAYLOAD)
    say("trader", "/mine/aeo", number="41207", why=PAYLOAD)
    say("officer", "/profiles", act="set", id="PWN-1", en=PAYLOAD[:200], ko=SHORT, hs="0902", last="2027-01-31", why=PAYLOAD)
    line = {"cargo": "26SEED0001I-0001-0001", "bill": SHORT, "mode": "1", "loaded_in": "CN", "packages": "12"}
    texts = {"carrier": SHORT, "consignor": PAYLOAD[:200], "consignee": SHORT, "goods": PAYLOAD[:200], "gross_mass_kg": "860.5"}
    say("carrier", "/carrier/manifest", **line, **texts)
    say("instructor", "/class/keys", holder="officer officer", name=SHORT)
    say("supervisor", "/team/away", person="officer", reason=PAYLOAD)
    begun = room.post("trader", "/lodge/form", kind="IMA")
    draft = begun.headers["location"].partition("?")[0]
    for step, field in (("start", "lrn"), ("parties", "importer_name"), ("goods", "items.1.description")):
        say("trader", draft, step=step, version="1", do="save", **{field: SHORT})
    refused = [told for told in taken if told[1] not in (200, 303)]
    assert len(refused) <= len(taken) // 4, refused


def _get(room: Written, id: str, path: str) -> str:
    client = TestClient(room.app, base_url=ADDRESS, raise_server_exceptions=False)
    client.cookies.set("seat", room.tokens[id])
    return client.get(path).text


def test_nothing_that_is_written_becomes_part_of_a_page(written: Written, browser: Any) -> None:
    from urllib.parse import quote

    case, evil = written.case.id, quote(PAYLOAD[:50], safe="")
    pages = {
        "officer": [f"/cases/{case}", f"/cases?q={evil}", "/traders", "/traders/49999", "/profiles", "/queue", "/intake"],
        "supervisor": ["/team", f"/cases/{case}/order"],
        "trader": [f"/mine/{case}", "/mine", "/inbox", "/lodge/form", "/lodge/form/1?step=goods", "/lodge/form/1?step=check"],
        "agency": [f"/agency/{case}", f"/agency?q={evil}"],
        "warehouse": [f"/shed?q={evil}", "/shed"],
        "carrier": ["/carrier", f"/carrier?q={evil}"],
        "instructor": ["/class", f"/class?change={evil}"],
        "": [f"/r/open/status/{written.case.number}", f"/r/{evil}/status/{evil}", f"/{evil}"],
        "nobody": [f"/enter/{evil}", f"/enter?onward={evil}"],
    }
    wrong: list[object] = []
    shown = 0
    for id, paths in pages.items():
        context = browser.new_context()
        if id in written.tokens:
            context.add_cookies([{"name": "seat", "value": written.tokens[id], "url": written.address}])
        page = context.new_page()
        page.on("dialog", lambda dialog: (wrong.append(("dialog", dialog.message)), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(("error", str(error))))
        page.on("console", lambda said: wrong.append(("console", said.text, str(said.location))) if _matters(said) else None)
        for path in paths:
            page.goto(written.address + path, wait_until="domcontentloaded")
            found = page.evaluate(
                "() => [...document.querySelectorAll('#pwn, [onerror], [onload], [onfocus], a[href^=\"javascript:\"]')].length"
            )
            if found:
                wrong.append((path, found))
            text = page.content()
            shown += "id=pwn" in text
            if "1337" in text:
                wrong.append((path, "a template was run"))
        context.close()
    assert wrong == []
    assert shown >= 12, "the texts stand on the pages, as texts"


def _matters(said: Any) -> bool:
    """An error of the page's own: that an address answers 404 or 422 is what was asked for."""
    return said.type == "error" and "Failed to load resource" not in said.text


def test_no_cell_of_a_table_is_taken_for_a_formula() -> None:
    cells = [f"{first}cmd|' /C calc'!A0" for first in "=+-@\t\r\0"] + ['x","=1+1', "a\nb", "plain"]
    written = StringIO()
    csv.writer(written).writerows(lines([{"text": cell, "number": -1.5, "count": -2} for cell in cells]))
    rows = list(csv.reader(StringIO(written.getvalue(), newline="")))[1:]
    assert len(rows) == len(cells)
    assert not [row for row in rows if row[0][:1] in "=+-@\t\r\0"]
    assert all(float(row[1]) == -1.5 and int(row[2]) == -2 for row in rows), "numbers stay numbers"


def test_every_unsafe_route_refuses_the_form_of_another_site(written: Written) -> None:
    client = TestClient(written.app, base_url=ADDRESS, raise_server_exceptions=False)
    client.cookies.set("seat", written.tokens["officer"])
    heads = {"x-csrf-token": form_token(written.tokens["officer"])}
    unsafe = [key.split(" ") for key in routes_of(written.app) if not key.startswith("GET ")]
    assert len(unsafe) > 50
    for method, path in unsafe:
        path = re.sub(r"{\w+}", "1", path)
        for sent in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            assert client.request(method, path, headers=heads | sent, follow_redirects=False).status_code == 403, path


def test_a_login_replaces_a_planted_cookie_and_a_change_of_desk_the_token(written: Written) -> None:
    posts = [Post(Role.OFFICER), Post(Role.SUPERVISOR)]
    enrol(written.office, "open", "two-desks", ("Kim",), posts, password="three plain words")
    client = TestClient(written.app, base_url=ADDRESS, raise_server_exceptions=False)
    client.cookies.set("seat", "planted")
    given = {"room": "open", "person": "two-desks", "password": "three plain words"}
    came = client.post("/enter/password", data=given, follow_redirects=False)
    assert came.status_code == 303
    first = came.cookies["seat"]
    assert (
        first != "planted" and "HttpOnly" in came.headers["set-cookie"] and "samesite=lax" in came.headers["set-cookie"].lower()
    )
    client.cookies.clear()
    client.cookies.set("seat", first)
    moved = client.post("/desk", data={"seal": form_token(first), "post": "supervisor"}, follow_redirects=False)
    second = moved.cookies["seat"]
    assert second != first
    for token, status in ((first, 303), ("planted", 303), (second, 200)):
        client.cookies.clear()
        client.cookies.set("seat", token)
        assert client.get("/team", follow_redirects=False).status_code == status


def test_tries_are_counted_by_person_and_by_place_and_cost_as_much_for_nobody(written: Written, monkeypatch: Any) -> None:
    from eclear.training import people

    looked: list[str] = []
    monkeypatch.setattr(people, "_verified", lambda password, secret: looked.append(secret or "nobody's") or False)
    for n in range(people.MOST_TRIES):
        with pytest.raises(people.NotIn):
            sign_in(written.office, "open", "two-desks" if n % 2 else f"unknown-{n}", "wrong", place="10.0.0.1")
    assert len(looked) == people.MOST_TRIES, "a password is compared for everybody, whether there is such a person or not"
    with pytest.raises(people.TooManyTries):
        sign_in(written.office, "open", "somebody", "wrong", place="10.0.0.1")
    for n in range(people.MOST_FOR_ONE):
        with pytest.raises(people.NotIn):
            sign_in(written.office, "open", "target", "wrong", place=f"10.0.1.{n}")
    with pytest.raises(people.TooManyTries):
        sign_in(written.office, "open", "target", "wrong", place="10.0.2.1")


def test_no_line_of_the_log_holds_a_name_a_number_or_what_was_typed(written: Written) -> None:
    with structlog.testing.capture_logs() as told:
        written.post("officer", f"/cases/{written.case.id}/decide", version="1", verb="hold", reason="CANARY\r\n\x1b[31m")
        _get(written, "trader", f"/mine/{written.case.id}?q=CANARY%0d%0a")
        _get(written, "officer", f"/traders/41207?q={'CANARY'}")
    assert told
    for secret in (written.case.id, str(written.case.number), "41207", "CANARY", "pwn", written.tokens["officer"], "\x1b"):
        assert not [line for line in told if secret in repr(line)], secret
