"""Pages and parts that are kept as they were drawn: they read as if drawn anew, and nobody sees what was drawn for another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from fastapi.testclient import TestClient
from tests_shared import Clock

from eclear.casefile.case import Case
from eclear.clearance import Office, arrive
from eclear.settings import Settings
from eclear.storage import records
from eclear.training.people import CHAIRS, form_token, furnish, take_chair
from eclear.web.app import create_app
from eclear.web.drawing import Drawn, blank, filled

ADDRESS = "http://127.0.0.1:8417"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The events that were read from the database."""
    found: list[bytes] = []
    decode = records.decode
    monkeypatch.setattr(records, "decode", lambda body: found.append(body) or decode(body))  # type: ignore[func-returns-value]
    return found


@pytest.fixture
def clock(office: Office, lodge: Callable[[str], Case]) -> Clock:
    """A clock that stands a quarter of a minute after the full one."""
    return Clock((office.clock() + timedelta(minutes=1)).replace(second=15, microsecond=0))


def test_a_page_of_which_nothing_has_changed_is_not_made_again(
    office: Office, lodge: Callable[[str], Case], clock: Clock, read: list[bytes]
) -> None:
    case = lodge("04")
    client = TestClient(create_app(replace(office, clock=clock), Settings()), base_url=ADDRESS)
    first = client.get(f"/cases/{case.id}")
    assert len(read) >= case.version
    read.clear()
    again = client.get(f"/cases/{case.id}")
    assert again.content == first.content and read == []
    assert again.headers["cache-control"] == "private, no-cache" and again.headers["vary"] == "cookie"
    assert client.get(f"/cases/{case.id}", headers={"if-none-match": first.headers["etag"]}).status_code == 304 and read == []
    assert client.get(f"/cases/{case.id}?anything=else").status_code == 200 and read != []
    for looks in ("lang=ko", "theme=dark", "view=projector", "keys=off"):
        other = client.get(f"/cases/{case.id}", headers={"cookie": looks})
        assert other.headers["etag"] != first.headers["etag"], looks
    assert client.get(f"/cases/{case.id}").content == first.content


def test_a_kept_page_ends_with_its_minute_and_with_whatever_happens_in_its_room(
    office: Office, lodge: Callable[[str], Case], clock: Clock, read: list[bytes]
) -> None:
    case, other = lodge("04"), lodge("02")
    office = replace(office, clock=clock)
    client = TestClient(create_app(office, Settings()), base_url=ADDRESS)
    span = client.get(f"/cases/{case.id}").text
    clock.pass_by(seconds=44)
    read.clear()
    assert client.get(f"/cases/{case.id}").text == span and read == []
    clock.pass_by(seconds=61)
    later = client.get(f"/cases/{case.id}").text
    assert read != [] and "since 1 min" in span and "since 2 min" in later
    read.clear()
    arrive(office, other.cargo or "", "manifest-reviewed")
    client.get(f"/cases/{case.id}")
    assert read != []
    arrive(office, case.cargo or "", "manifest-reviewed")
    assert "Manifest reviewed" in client.get(f"/cases/{case.id}").text


def test_nobody_sees_what_was_drawn_for_somebody_else(office: Office, lodge: Callable[[str], Case]) -> None:
    case = lodge("04")
    furnish(office)
    app = create_app(office, Settings(people=True))
    pages, seals = {}, {}
    for who in ("officer", "officer-2", "supervisor", "trader", "agency", "viewer", "officer"):
        came = take_chair(office, "open", who)
        client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
        client.cookies.set("seat", came.token)
        for _ in range(2):
            pages[came.token], seals[came.token] = client.get(f"/cases/{case.id}"), (who, form_token(came.token))
    for token, (who, seal) in seals.items():
        page = pages[token]
        assert page.status_code == (404 if who in ("trader", "agency", "viewer") else 200), who
        assert all(other == seal or other not in page.text for _who, other in seals.values()), f"{who} holds another's mark"
        assert page.status_code == 404 or f'name="seal" value="{seal}"' in page.text
        names = {name for chair, (name, _posts) in CHAIRS.items() if chair != who}
        header = page.text[: page.text.index("<main")]
        assert not [name for name in names if name in header], who
    nobody = TestClient(app, base_url=ADDRESS, follow_redirects=False)
    assert nobody.get(f"/cases/{case.id}").status_code == 303


def test_a_page_of_parts_that_were_kept_reads_as_one_drawn_anew(
    office: Office, lodge: Callable[[str], Case], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [lodge(sample) for sample in ("02", "03", "04", "05", "09")]
    furnish(office)
    client, asked = TestClient(create_app(replace(office, clock=clock), Settings()), base_url=ADDRESS), count()

    def drawn(case: Case, token: str, lang: str) -> str:
        cookies = f"lang={lang}; seat={token}"
        page = client.get(f"/cases/{case.id}?asked={next(asked)}", headers={"cookie": cookies}).text
        return re.sub(r"asked=[0-9]+", "", page)

    seats = {who: take_chair(office, "open", who).token for who in ("officer", "supervisor")}
    readers = [("", "en"), (seats["officer"], "en"), ("", "ko"), (seats["supervisor"], "ko")]
    kept = {(case.id, reader): drawn(case, *reader) for case in cases for reader in readers}
    monkeypatch.setattr(Drawn, "get", lambda _self, _key, draw: draw())
    for case in cases:
        for reader in readers:
            assert drawn(case, *reader) == kept[case.id, reader]
    assert not [page for page in kept.values() if blank("")[:20] in page]


def test_a_blank_is_filled_in_last_and_nothing_that_somebody_wrote_is_taken_for_one() -> None:
    text = f"<a href='/cases/{blank('id')}'>blank0123456789abcdefidend</a>"
    assert filled(text, {"id": "26ABC"}.__getitem__) == "<a href='/cases/26ABC'>blank0123456789abcdefidend</a>"
