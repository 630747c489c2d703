"""Every language of the pages: nothing is missing, nothing is fuzzy, numbers and days are its own, and the page stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.messages.catalog import Catalog
from fastapi.testclient import TestClient

from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.web import catalogues, wording
from eclear.web.extracting import Said, everything, terms_in_python
from eclear.web.languages import LANGUAGES, TERM, _, both, locale, marked, messages, ngettext, speak, told, word
from eclear.web.patterns import by_fixed, partly_said, pattern, wholly_said

COMPLETE = ("es", "fr", "ko")
"""The languages whose catalogue must be complete. The others are counted by ``eclear words check``."""

LONGEST_SENTENCE = 20
"""Words of a sentence in plain English."""


@contextmanager
def spoken(code: str) -> Iterator[None]:
    speak(code)
    try:
        yield
    finally:
        speak("en")


@pytest.fixture(scope="module")
def said() -> tuple[Said, ...]:
    return everything()


@pytest.fixture(scope="module", params=COMPLETE)
def catalogue(request: pytest.FixtureRequest) -> tuple[str, Catalog]:
    return request.param, catalogues.read(request.param)


def test_the_pages_speak_english_french_korean_and_spanish_each_by_its_own_name() -> None:
    assert LANGUAGES == {"en": "English", "es": "Español", "fr": "Français", "ko": "한국어"}


def test_no_entry_is_missing_or_fuzzy_and_none_is_left_over(catalogue: tuple[str, Catalog], said: tuple[Said, ...]) -> None:
    code, entries = catalogue
    found = catalogues.checked(code, entries, said)
    assert found.entries > 1000
    assert found.missing == (), f"say these in {LANGUAGES[code]} too"
    assert found.unsure == (), f"make these sure in {LANGUAGES[code]}"
    assert found.not_said == (), "nobody says these any more: eclear words update"


@pytest.mark.parametrize("code", sorted({*LANGUAGES} - {"en"}))
def test_every_translation_that_is_there_can_be_said_with_its_values(code: str, said: tuple[Said, ...]) -> None:
    """A percent sign of its own is doubled, or left out: a template fills in values even where there are none."""
    assert catalogues.checked(code, catalogues.read(code), said).faults == ()


def test_what_is_said_is_found_in_python_templates_fields_and_country_folders(said: tuple[Said, ...]) -> None:
    places = {one.key: one.places for one in said}
    assert "web/templates/classify.html" in places[TERM, "Classification help"]
    assert places[TERM, "Gross mass"] and any("casefile/declaration.py" in found for found in places.values())
    assert "reference/kr/agencies/mfds-f.toml" in places[TERM, "Ministry of Food and Drug Safety"]
    assert "reference/kr/codes/documents.csv" in places[TERM, "Commercial invoice"]
    assert (TERM, "Item %(number)s") in places
    assert not any("tariff/lines" in place or "register/" in place for found in places.values() for place in found)


def test_a_term_put_together_in_the_source_is_found_with_names_for_what_changes() -> None:
    source = (
        'Term(f"{who.en}: {told} of {LEVELS[1].en} (found by {told})", f"{who.ko}"); wco("Path", "1A", "Gross mass", "총중량")'
    )
    assert list(terms_in_python(source)) == [
        ("%(who)s: %(told)s of %(levels)s (found by %(told2)s)", "%(who)s"),
        ("Gross mass", "총중량"),
    ]


def test_no_sentence_is_longer_than_twenty_words(said: tuple[Said, ...]) -> None:
    texts = [text for one in said if one.context is None for text in (one.english, one.plural) if text]
    sentences = [part for text in texts for part in re.split(r"(?<=[.?!])\s+", text)]
    long = [part for part in sentences if len(part.split()) > LONGEST_SENTENCE]
    assert long == [], "say these in two sentences"


def test_a_term_shows_the_readers_language_first_and_the_other_beside_it() -> None:
    term = Term("Carried <in>", "반입")
    assert both(term) == 'Carried &lt;in&gt;<span class="ec-ko" lang="ko">반입</span>'
    with spoken("ko"):
        assert both(term) == '반입<span class="ec-ko" lang="en">Carried &lt;in&gt;</span>'


def test_french_says_a_term_from_its_catalogue_with_the_korean_beside_it() -> None:
    with spoken("fr"):
        assert both(Term("Switzerland", "스위스")) == 'Suisse<span class="ec-ko" lang="ko">스위스</span>'
        assert word(Term("Switzerland", "스위스")) == "Suisse"
    assert told(Term("Switzerland", "스위스"), "es") == "Suiza"


def test_a_term_that_a_language_does_not_know_is_english_and_marked_as_english() -> None:
    unknown = Term("Rock <drills>", "착암기")
    with spoken("fr"):
        assert both(unknown) == '<span lang="en">Rock &lt;drills&gt;</span><span class="ec-ko" lang="ko">착암기</span>'
        assert marked(Term("8501.10", "")) == "8501.10", "a code is no English"
        assert word(unknown) == "Rock <drills>"


def test_a_term_that_was_put_together_is_said_part_by_part() -> None:
    known = {"Importer": "Importateur", "the mass": "la masse", "the price": "le prix", "above 5": "au-dessus de 5"}
    patterns = [
        pattern("Item %(number)s: %(what)s is wrong", "Article %(number)s : %(what)s est faux"),
        pattern("above {}", "au-dessus de {}"),
        pattern("%(who)s: %(what)s", "%(who)s : %(what)s"),
    ]

    def say(text: str) -> str | None:
        return known.get(text) or wholly_said(patterns, text, say)

    assert say("Item 3: the mass, the price is wrong") == "Article 3 : la masse, le prix est faux"
    assert say("above 12.50") == "au-dessus de 12.50"
    assert say("Importer: 12 %") == "Importateur : 12 %"
    assert say("Jams: of citrus fruit") is None, "signs alone make no pattern out of words that nobody knows"
    assert say("Item 3: " + "x" * 400 + " is wrong") is None, "a long text was never put together"


def test_the_most_specific_pattern_wins_and_no_word_is_left_where_another_pattern_says_them_all() -> None:
    patterns = by_fixed(
        pattern(english, said)
        for english, said in (
            ("of {}", "de {}"),
            ("%(code)s %(known)s", "%(code)s %(known)s"),
            ("%(found)s, %(critical)s of them critical", "%(found)s, dont %(critical)s graves"),
            ("%(wrong)s of %(seen)s examinations found something", "%(wrong)s visites sur %(seen)s avec un constat"),
            ("%(count)s earlier", "%(count)s avant"),
            ("%(who)s: %(why)s", "%(who)s : %(why)s"),
            ("%(who)s: %(found)s; %(known)s", "%(who)s : %(found)s ; %(known)s"),
        )
    )

    def say(text: str) -> str | None:
        return {"Importer": "Importateur"}.get(text) or wholly_said(patterns, text, say)

    told = "2 of 12 examinations found something, 1 of them critical"
    assert say(told) == "2 visites sur 12 avec un constat, dont 1 graves"
    assert say(f"Importer: {told}; 30 earlier") == "Importateur : 2 visites sur 12 avec un constat, dont 1 graves ; 30 avant"
    assert say("1 of them") is None, "half a term is none"
    assert partly_said(patterns, "Kim of them, 3 of them critical", say) == "Kim of them, dont 3 graves", "what is known is said"


@pytest.mark.parametrize("code", ["fr", "es"])
def test_the_record_of_a_party_is_said_to_its_last_word(code: str) -> None:
    record = "Importer: 2 of 12 examinations found something, 1 of them critical; 30 earlier, first 3 and last 2 days ago"
    said = told(Term(record, "수입자"), code)
    assert said and not set(re.findall("[a-z]+", record)) & {"of", "them", "critical", "found", "earlier", "ago"} & set(
        re.findall("[a-z]+", said)
    )
    assert told(Term("a " * 149 + "a", ""), code) is None, "a long row of words is looked into a few times only"


def test_a_figure_in_a_term_that_was_put_together_is_written_as_the_language_does_and_a_code_is_not() -> None:
    assert told(Term("Customs value: KRW 1,200,000", ""), "fr") == "Valeur en douane\u00a0: 1\u202f200\u202f000\u00a0KRW"
    assert told(Term("Item 3: value per kilogram 2.10 of the usual for 850110", ""), "es") == (
        "Ítem 3: valor por kilogramo de 2,10 veces el habitual para 850110"
    )
    assert told(Term("8501.10", ""), "fr") is None


def test_each_language_writes_numbers_days_and_money_its_own_way() -> None:
    day, price, rate = date(2026, 5, 12), Amount(Decimal("10920"), "USD"), Decimal("6.5")
    told = {}
    for code in LANGUAGES:
        with spoken(code):
            told[code] = (wording.day(day), wording.day_short(day), wording.money(price, "KR"), wording.percent(rate))
    assert told["en"] == ("Tue 12 May 2026", "12 May", "USD 10,920.00", "6.5 %")
    assert told["ko"] == ("2026년 5월 12일 (화)", "5월 12일", "USD 10,920.00", "6.5 %")
    assert told["fr"] == ("mar. 12 mai 2026", "12 mai", "10\u202f920,00\u00a0USD", "6,5\u00a0%")
    assert told["es"] == ("mar, 12 may 2026", "12 may", "10.920,00\u00a0USD", "6,5\u00a0%")
    with spoken("fr"):
        assert wording.money(Amount(Decimal("1310"), "KRW"), "KR") == "1\u202f310\u00a0KRW", "won have no decimals anywhere"
        assert wording.moment(datetime(2026, 5, 12, 14, 6, tzinfo=UTC), datetime(2026, 5, 13, tzinfo=UTC)) == "12 mai, 14:06"


def test_each_language_has_the_plurals_and_the_locale_of_its_catalogue() -> None:
    assert {code: catalogues.read(code).num_plurals for code in ("fr", "es", "ko")} == {"fr": 2, "es": 2, "ko": 1}
    assert [str(locale(code)) for code in ("en", "fr", "es")] == ["en_GB", "fr_FR", "es_ES"]
    assert messages("en").gettext("Cases") == "Cases"


def test_a_sentence_is_said_with_its_values_in_every_language() -> None:
    for code in LANGUAGES:
        with spoken(code):
            assert "31" in _("%(minutes)s min", minutes=31)
            assert "5" in ngettext("%(num)s guard still waits.", "%(num)s guards still wait.", 5)


def test_switching_the_language_keeps_the_page_and_its_search(asked: TestClient) -> None:
    switched = asked.get("/rulebook?q=mass&lang=ko", follow_redirects=False)
    assert (switched.status_code, switched.headers["location"]) == (303, "/rulebook?q=mass")
    page = asked.get("/rulebook?q=mass").text
    assert '<html lang="ko"' in page and "검증 규칙" in page and 'value="mass"' in page
    for code in ("en", "fr", "es"):
        assert f'<a href="/rulebook?q=mass&amp;lang={code}" lang="{code}" hreflang="{code}">{LANGUAGES[code]}</a>' in page
    assert '<b aria-current="true">한국어</b>' in page


def test_an_unknown_language_changes_nothing(asked: TestClient) -> None:
    assert asked.get("/words?lang=xx", follow_redirects=False).status_code == 200
    asked.cookies.set("lang", "../../etc")
    assert '<html lang="en"' in asked.get("/words").text


def test_training_stands_on_every_page_in_both_languages(asked: TestClient) -> None:
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
        "/words?print=all",
        "/keyboard",
        "/api",
        "/nowhere",
    ):
        page = asked.get(path).text
        assert "TRAINING" in page and "교육용" in page, path
        assert "Not an official service." in page and "공식 서비스가 아닙니다." in page, path


def test_the_word_list_for_interpreters_has_every_language_side_by_side(asked: TestClient) -> None:
    page = asked.get("/words?print=all").text
    assert [f'scope="col" lang="{code}">{name}</th>' in page for code, name in LANGUAGES.items()] == [True] * 4
    row = page.partition('lang="en">Carried out</th>')[2].partition("</tr>")[0]
    assert 'lang="ko">반출</td>' in row and "Removed from temporary storage" in row and "The goods have left the shed." in row
    assert page.count("<tr>") == asked.get("/words").text.count("<tr>") > 30
