"""English and Korean: nothing is missing, nothing is fuzzy, and the page stays when its language is switched."""

from __future__ import annotations

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

from eclear.casefile.words import Term
from eclear.web.frame import HERE
from eclear.web.languages import FOLDER, both, speak

METHODS = [("frontend/**", "ignore"), ("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}


@pytest.fixture(scope="module")
def korean():  # type: ignore[no-untyped-def]
    with (FOLDER / "ko" / "LC_MESSAGES" / "eclear.po").open("rb") as file:
        return read_po(file, locale="ko")


def test_every_message_has_its_korean_and_none_is_left_over(korean) -> None:  # type: ignore[no-untyped-def]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(str(HERE), method_map=METHODS, options_map=OPTIONS, keywords=keywords)
    said = {message if isinstance(message, str) else message[0] for _file, _line, message, _notes, _context in found}
    kept = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in korean if entry.id}
    assert len(said) > 200
    assert said - kept == set(), "say these in Korean too"
    assert kept - said == set(), "nobody says these any more"


def test_no_korean_message_is_empty_or_fuzzy_and_each_keeps_its_values(korean) -> None:  # type: ignore[no-untyped-def]
    for entry in korean:
        if not entry.id:
            continue
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert all(texts) and not entry.fuzzy, entry.id
        english = entry.id[-1] if isinstance(entry.id, tuple) else entry.id
        assert set(re.findall(r"%\(\w+\)s|\{\w+\}", texts[0])) == set(re.findall(r"%\(\w+\)s|\{\w+\}", english)), entry.id


def test_every_korean_message_can_be_said_with_its_values(korean) -> None:  # type: ignore[no-untyped-def]
    """A percent sign of its own is doubled, or left out: a template fills in values even where there are none."""
    for entry in korean:
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        for text in texts if entry.id else ():
            values = dict.fromkeys(re.findall(r"%\((\w+)\)s", text), "1")
            assert text % values or not text, entry.id


def test_a_term_shows_the_readers_language_first_and_the_other_beside_it() -> None:
    term = Term("Carried <in>", "반입")
    assert both(term) == 'Carried &lt;in&gt;<span class="ec-ko" lang="ko">반입</span>'
    speak("ko")
    try:
        assert both(term) == '반입<span class="ec-ko" lang="en">Carried &lt;in&gt;</span>'
    finally:
        speak("en")


def test_switching_the_language_keeps_the_page_and_its_search(client: TestClient) -> None:
    switched = client.get("/rulebook?q=mass&lang=ko", follow_redirects=False)
    assert (switched.status_code, switched.headers["location"]) == (303, "/rulebook?q=mass")
    page = client.get("/rulebook?q=mass").text
    assert '<html lang="ko"' in page and "검증 규칙" in page and 'value="mass"' in page
    assert "/rulebook?q=mass&amp;lang=en" in page


def test_an_unknown_language_changes_nothing(client: TestClient) -> None:
    assert client.get("/words?lang=xx", follow_redirects=False).status_code == 200
    client.cookies.set("lang", "../../etc")
    assert '<html lang="en"' in client.get("/words").text


def test_training_stands_on_every_page_in_both_languages(client: TestClient) -> None:
    for path in (
        "/cases",
        "/lodge",
        "/inbox",
        "/inbox?trader=41207",
        "/convert",
        "/classify",
        "/rulings",
        "/origin?example=jam",
        "/law",
        "/tariff",
        "/tariff/8501101000",
        "/duty?example=beer",
        "/convert?sample=04-documents-lane&to=kr-govcbr929",
        "/status",
        "/intake",
        "/rulebook",
        "/how-it-works",
        "/words",
        "/keyboard",
        "/api",
        "/nowhere",
    ):
        page = client.get(path).text
        assert "TRAINING" in page and "교육용" in page, path
        assert "Not an official service." in page and "공식 서비스가 아닙니다." in page, path
