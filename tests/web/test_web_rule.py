"""The page of a rule: everything about it, its examples told as changes, and the form on which anybody can try it."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from tests_shared import press

from eclear.journey.checks import Example, Rule, judged, rulebook, said
from eclear.journey.checks.baseline import STARTS
from eclear.web.frame import HERE
from eclear.web.pages.fields import field_at, known_paths, value_at
from eclear.web.pages.records import as_form
from eclear.web.pages.trial import MOST_FIELDS, asked, starts_of, touched, trial

RULES = rulebook()
AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = (
    "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)
PAGES = (
    "/rulebook",
    "/rulebook?family=masses&severity=error",
    "/rulebook?q=nothing-like-it",
    "/rulebook/MAS-001",
    "/rulebook/MAS-003?start=failing-1",
    "/rulebook/KR-CGO-001?start=import",
    "/rulebook/KR-CGO-005?start=failing-1",
    "/rulebook/KR-TAR-005?start=import&set.items.1.gross_mass=90+KGM",
    "/rulebook/MAS-001?start=nowhere&set.items.1.net_mass=heavy&path=nonsense",
)
BROKEN, SILENT = re.compile(r"The rule is broken in \d+ places?"), "The rule says nothing, and that is fine"


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def by_code(code: str) -> Rule:
    return next(rule for rule in RULES if rule.code == code)


def tried(client: TestClient, rule: str, **given: Any) -> str:
    """What the page says of a trial; ``start`` is the sound import unless another is named."""
    answer = client.get(f"/rulebook/{rule}", params={"start": "import", **given})
    assert answer.status_code == 200, plain(answer.text)
    return plain(answer.text[answer.text.index('id="verdict"') : answer.text.index('class="ec-start"')])


def form_of(example: Example) -> list[tuple[str, str]]:
    """An example as a person types it into the form that starts from the sound declaration."""
    form = [("start", example.start.replace(" ", "-"))]
    for path, text in example.changes.items():
        steps = tuple(int(step) if step.isdigit() else step for step in path.split("."))
        held = value_at(STARTS[example.start], steps)
        if isinstance(held, tuple):
            form += [("out", f"{path}.{number}") for number in range(1, len(held) + 1)]
        elif isinstance(steps[-1], int):
            form.append(("out", path))
        else:
            form.append((f"set.{path}", text or ""))
    if example.known:
        known = as_form(example.known)
        texts = ("cases", "shed", "taken", "suspended", "mandates", "counted", "others", "successors")
        form += [("records", "on"), *((name, getattr(known, name)) for name in texts)]
        boxes = ("carried_in", "carried_out", "unlisted", "abandoned")
        form += [(name, "on") for name in boxes if getattr(known, name)]
    return form


def test_every_rule_has_a_page_that_tells_all_of_it(client: TestClient) -> None:
    for rule, before, after in zip(RULES, (None, *RULES), (*RULES[1:], None), strict=False):
        answer = client.get(f"/rulebook/{rule.code}")
        page = plain(answer.text)
        assert answer.status_code == 200, rule.code
        assert rule.title.en in page and rule.title.ko in page and rule.source in page
        assert said(rule.code).split(". ")[0] in page
        assert f'href="/rulebook?family={rule.family}"' in answer.text and f'datetime="{rule.since.isoformat()}"' in answer.text
        assert ("Korea: refuses" in page) == ("KR" in rule.binding_in), rule.code
        assert page.count("breaks it Example") == len(rule.failing) and page.count("keeps it Example") == len(rule.passing)
        assert "Undefined" not in page and "{" not in page, rule.code
        ways = re.findall(r'rel="(prev|next)" href="/rulebook/([^"]+)"', answer.text)
        neighbours = (("prev", before), ("next", after))
        assert ways == [(way, beside.code) for way, beside in neighbours if beside]


def test_an_example_is_told_as_its_changes_with_label_place_old_and_new_value(client: TestClient) -> None:
    page = plain(client.get("/rulebook/MAS-001").text)
    told = "Item 1: Net mass items.1.net_mass · 42A/67A/68A[1]/23A/65A/128 100 KGM 121 KGM"
    assert told in page and "Total gross mass total_gross_mass · 42A/131 120 KGM taken out" in page
    assert "Sound import declaration 정상 수입신고서" in page and "The rule says nothing." in page
    assert "Error. Item 1: net mass 121 kg is more than gross mass 120 kg. Correct one of them." in page
    rows = plain(client.get("/rulebook/KR-CGO-001").text)
    assert "Previous documents 1 previous_documents.1 · 42A/67A/99A[1] X, 26ABCD0123I04560789, 785 taken out" in rows
    assert "The records hold: the cargo was carried in; the cargo was carried out." in plain(
        client.get("/rulebook/KR-CGO-004").text
    )


def test_a_code_is_found_in_small_letters_and_an_unknown_one_is_not_there(client: TestClient) -> None:
    assert client.get("/rulebook/mas-001").status_code == 200
    for code in ("MAS-999", "nonsense", "x" * 40):
        answer = client.get(f"/rulebook/{code}")
        assert answer.status_code == 404 and "TRAINING" in answer.text


@pytest.mark.parametrize("family", sorted({rule.family for rule in RULES}))
def test_every_failing_example_is_reported_broken_however_it_is_tried(client: TestClient, family: str) -> None:
    """Chosen as the start of the form, and typed into the form that starts from the sound declaration: of that, the page."""
    examples = [(rule, number, one) for rule in RULES if rule.family == family for number, one in enumerate(rule.failing, 1)]
    for rule, number, example in examples:
        own = next(finding for finding in judged(example) if finding.code == rule.code)
        form = form_of(example)
        started = trial(rule, asked([("start", f"failing-{number}")])).verdict
        assert started and (own.message, own.place.pointer) in [(each.message, each.pointer) for each in started.own], rule.code
        answer = client.get(f"/rulebook/{rule.code}?{urlencode(form)}")
        assert answer.status_code == 200, (rule.code, form)
        page = plain(answer.text[answer.text.index('id="verdict"') :])
        assert BROKEN.search(page), (rule.code, form)
        assert own.message in page and f"{rule.code} · {own.place.pointer}" in page, (rule.code, form)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_passing_example_and_no_sound_declaration_is_reported_broken(rule: Rule) -> None:
    for start, (_words, _example) in starts_of(rule).items():
        verdict = trial(rule, asked([("start", start)])).verdict
        assert verdict is not None and bool(verdict.own) == start.startswith("failing"), start
        assert bool(verdict.silence) != bool(verdict.own), start
    for example in rule.passing:
        verdict = trial(rule, asked(form_of(example))).verdict
        assert verdict is not None and not verdict.own


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_form_as_it_stands_changes_nothing(rule: Rule) -> None:
    """Whatever the form is filled with, sending it back unchanged tries the very declaration that was started from."""
    for start in (rule.failing[0].start.replace(" ", "-"), *(start for start in starts_of(rule) if start.startswith("failing"))):
        first = trial(rule, asked([("start", start)]))
        sent = [("start", start)] + [(f"set.{each.place.path}", each.value) for group in first.groups for each in group.fields]
        again = trial(rule, asked(sent))
        assert again.problems == () and again.verdict == first.verdict and again.groups == first.groups


def test_the_form_shows_what_the_examples_touch_with_label_path_and_value(client: TestClient) -> None:
    page = client.get("/rulebook/MAS-001").text
    for path, value in (("items.1.net_mass", "100 KGM"), ("items.1.gross_mass", "120 KGM"), ("total_gross_mass", "120 KGM")):
        assert re.search(rf'<label class="govuk-label" for="set-{path.replace(".", "-")}">', page)
        assert f'name="set.{path}" value="{value}"' in page
    assert "items.1.net_mass · 42A/67A/68A[1]/23A/65A/128" in plain(page) and 'id="verdict"' not in page
    assert '<option value="items.1.description">Item 1: Description of goods</option>' in page


def test_a_value_is_mended_and_the_rule_falls_silent(client: TestClient) -> None:
    broken = tried(client, "MAS-001", **{"set.items.1.net_mass": "121.5 KGM"})
    assert "net mass 121.5 kg is more than gross mass 120 kg" in broken and "items.1" not in broken
    mended = tried(client, "MAS-001", start="failing-1", **{"set.items.1.net_mass": "119 KGM"})
    assert SILENT in mended and "everything it looks at is as it should be" in mended
    assert "Net mass is the goods alone" in mended


def test_the_other_rules_are_folded_behind_with_a_way_to_them(client: TestClient) -> None:
    answer = client.get("/rulebook/MAS-001", params={"start": "import", "set.items.1.gross_mass": "90 KGM"}).text
    assert "What the other rules say: 1 finding" in answer and 'href="/rulebook/MAS-004"' in answer
    assert "What the other rules say: nothing" in tried(client, "MAS-001")


def test_a_rule_that_was_not_asked_says_why(client: TestClient) -> None:
    assert "it looks only at imports" in tried(client, "KR-CGO-001", start="export")
    assert "it looks only at exports" in tried(client, "KR-CGO-003")
    assert "whose function is 9" in tried(client, "MAS-001", path="function", value="13")


def test_the_records_are_asked_as_the_form_says(client: TestClient) -> None:
    assert SILENT in tried(client, "KR-CGO-004", records="on", carried_in="on")
    assert BROKEN.search(tried(client, "KR-CGO-004", records="on", carried_in="on", carried_out="on"))
    assert "under 41207-26-000001M, 41207-26-000002M" in tried(
        client, "KR-CGO-005", records="on", cases="41207-26-000001M, 41207-26-000002M"
    )
    assert 'name="carried_in"' not in client.get("/rulebook/MAS-001").text
    wrong = {"cases": (",".join(map(str, range(10))), "x" * 36), "shed": ("x" * 36,), "taken": ("900.5", "QFOD 1E9", "QFOD -1")}
    wrong |= {"suspended": ("4 May", "2026-05-32"), "mandates": ("x" * 36,)}
    wrong |= {"counted": ("ten", "10 -1"), "others": ("few",), "successors": ("x" * 36,)}
    for name, texts in wrong.items():
        for text in texts:
            answer = client.get("/rulebook/KR-CGO-005", params={"start": "import", "records": "on", name: text})
            assert answer.status_code == 422 and f'href="#{name}"' in answer.text and f'id="{name}-wrong"' in answer.text
            assert f'name="{name}" value="{text}"' in answer.text


def test_any_other_field_is_added_by_its_path_and_stays(client: TestClient) -> None:
    page = client.get("/rulebook/MAS-001", params={"start": "import", "path": "items.1.description", "value": "Toys"}).text
    assert 'name="set.items.1.description" value="Toys"' in page and 'id="path" name="path" value=""' in page
    page = client.get("/rulebook/MAS-001", params={"start": "import", "path": "items.1.description"}).text
    assert 'name="set.items.1.description" value="Small DC motors for toys"' in page
    page = client.get("/rulebook/VAL-003", params={"start": "import", "path": "charges.2.type", "value": "ZZ"}).text
    assert "What the other rules say: 1 finding" in page, "a row one past the last is new"


def test_every_path_of_the_list_names_a_field(client: TestClient) -> None:
    paths = known_paths()
    assert len(paths) > 100 and len({path for path, _words in paths}) == len(paths)
    for path, words in paths:
        assert field_at(path).words == words and words.en and not field_at(path).row


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nonsense", "There is no such field"),
        ("lrn.more", "There is no such field"),
        ("items.1.net_mass.value", "There is no such field"),
        ("__class__", "There is no such field"),
        ("items.1.__class__", "There is no such field"),
        ("a" * 101, "There is no such field"),
        ("items", "items may occur several times. Say which one, such as items.1"),
        ("items.net_mass", "items may occur several times"),
        ("items.0.net_mass", "items may occur several times"),
        ("items.-1.net_mass", "items may occur several times"),
        ("items.1", "This is a whole row. Name one of its fields, such as items.1."),
        ("items.1.documents.1", "This is a whole row."),
        ("items.3.net_mass", "The rows before this one are not there."),
        ("items.999.documents.999.id", "The rows before this one are not there."),
    ],
)
def test_a_path_that_names_no_field_is_explained_where_it_was_typed(client: TestClient, path: str, said: str) -> None:
    for given in ({"path": path, "value": "11 KGM"}, {f"set.{path}": "11 KGM"}):
        answer = client.get("/rulebook/MAS-001", params={"start": "import", **given})
        assert answer.status_code == 422 and said in plain(answer.text), given
        assert "govuk-error-summary" in answer.text and 'id="verdict"' not in answer.text
        for field in re.findall(r'<a href="#([^"]+)">', answer.text[answer.text.index("govuk-error-summary") :])[:1]:
            assert f'id="{field}"' in answer.text


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("items.1.net_mass", "heavy", "Type a number and a unit, such as 11 KGM."),
        ("items.1.net_mass", "1E999999999 KGM", "Type a number and a unit"),
        ("items.1.net_mass", "NaN", "Type a number and a unit"),
        ("items.1.price", "1000 USD", "Type a currency and a sum, such as USD 1000.00."),
        ("items.1.price", "USD Infinity", "Type a currency and a sum"),
        ("item_count", "1.5", "Type a whole number, such as 2."),
        ("item_count", "9" * 10, "Type a whole number"),
        ("accepted", "2026-02-30", "Type a day, such as 2026-05-12"),
        ("accepted", "12 May", "Type a day"),
        ("lrn", "x" * 513, "Type at most 512 characters of text."),
        ("lrn", "\x07", "Type at most 512 characters of text."),
    ],
)
def test_a_value_that_cannot_be_is_explained_at_its_field(client: TestClient, path: str, value: str, said: str) -> None:
    answer = client.get("/rulebook/MAS-001", params={"start": "import", "path": path, "value": value})
    id = f"set-{path.replace('.', '-')}"
    assert answer.status_code == 422 and f'id="{id}-wrong"' in answer.text and f'href="#{id}"' in answer.text
    assert said in plain(answer.text[answer.text.index(f'id="{id}-wrong"') :])
    assert f'name="set.{path}" value="{html.escape(value)}"' in answer.text, "what was typed is kept"


def test_a_form_of_too_many_fields_or_from_nowhere_is_refused_in_words(client: TestClient) -> None:
    many = {f"set.items.{number}.net_mass": "1 KGM" for number in range(1, MOST_FIELDS + 2)}
    answer = client.get("/rulebook/MAS-001", params={"start": "import", **many})
    assert answer.status_code == 422 and f"{MOST_FIELDS} fields at most" in answer.text
    answer = client.get("/rulebook/MAS-001", params={"start": "failing-99"})
    assert answer.status_code == 422 and "no such declaration to start from" in answer.text and 'id="start-wrong"' in answer.text
    assert (
        client.get("/rulebook/MAS-001?" + "&".join(["start=import", "unknown=1", "out=items.1", "out=../x"])).status_code == 200
    )


def test_what_is_typed_never_becomes_mark_up(client: TestClient) -> None:
    evil = '"><script id="pwn">alert(1)</script>{{7*7}}'
    for given in ({"path": evil, "value": evil}, {"set.lrn": evil}, {f"set.{evil}": evil}, {"start": evil}, {"out": evil}):
        page = client.get("/rulebook/PAR-003", params={"start": "import", **given}).text
        assert "<script id" not in page and ">49" not in page


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_of_the_rulebook_overflows_or_bars_anybody_in_any_light(browser, served, language: str) -> None:  # type: ignore[no-untyped-def]
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    wrong: list[str] = []
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": "lang", "value": language, "url": served.address}])
    page = context.new_page()
    for path in PAGES:
        page.goto(served.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(AXE.read_text("utf-8"))
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
        wrong += [f"{path}: headings {levels}"] if any(b - a > 1 for a, b in pairwise(levels)) or levels.count(1) != 1 else []
        for width, light in zip((1280, 390), ("light", "dark") if language == "en" else ("dark", "light"), strict=True):
            page.emulate_media(color_scheme=light)
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{path} {width}: {over} px too wide"] if over > 0 else []
            wrong += [f"{path} {width} {light}: {finding}" for finding in page.evaluate(FINDINGS, WCAG)]
    context.close()
    assert wrong == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_rule_is_looked_up_broken_and_mended_in_the_browser(browser, served, width: int, script: bool) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
    page.goto(f"{served.address}/rulebook")
    page.get_by_label("Search").fill("net mass")
    page.get_by_label("Severity").select_option("error")
    press(page, page.get_by_role("button", name="Show"))
    assert "q=net+mass" in page.url and "severity=error" in page.url
    press(page, page.get_by_role("link", name="Net mass above gross mass"))
    page.get_by_label("Net mass").fill("121 KGM")
    press(page, page.get_by_role("button", name="Try it"))
    assert page.url.endswith("#try") and "net mass 121 kg is more than gross mass 120 kg" in page.locator("#verdict").inner_text()
    page.get_by_label("Net mass").fill("110 KGM")
    page.get_by_label("Path").fill("trade_terms")
    page.get_by_label("Value").fill("XYZ")
    press(page, page.get_by_role("button", name="Try it"))
    assert SILENT in page.locator("#verdict").inner_text() and page.get_by_label("Terms of delivery").input_value() == "XYZ"
    page.locator("#verdict summary").click()
    assert page.locator("#verdict").get_by_role("link", name="KR-VAL-004").is_visible()
    page.get_by_label("Net mass").fill("heavy")
    press(page, page.get_by_role("button", name="Try it"))
    if script:
        page.locator(".govuk-error-summary:focus").wait_for()
        page.get_by_role("link", name="Item 1: Net mass: Type a number and a unit").click()
        assert page.evaluate("document.activeElement.id") == "set-items-1-net_mass"
    assert page.get_by_label("Net mass").input_value() == "heavy" and page.locator("#set-items-1-net_mass-wrong").is_visible()
    page.get_by_label("Start from").select_option("failing-1")
    press(page, page.get_by_role("button", name="Fill in the form"))
    assert page.get_by_label("Net mass").input_value() == "121 KGM" and page.locator("#verdict .ec-finding--error").is_visible()
    assert [told for told in complaints if "422" not in told] == []
    context.close()


NUMBERS = ("0", "1", "2", "-1", "-0.000001", "0.000001", "99999999999999999999", "-99999999999999999999")
ODD = {
    "str": (" ", "0", "\U0001f4e6", "<&>", "x" * 512, "{item}", "%s", "١٢٣"),
    "int": ("0", "1", "2", "-1", "999999999", "-999999999", "1", "0"),
    "Decimal": NUMBERS,
    "Amount": [f"{currency}{number}" for currency, number in zip(("USD ", "KRW ", "ZZZ ", "") * 2, NUMBERS, strict=True)],
    "Measure": [f"{number}{unit}" for number, unit in zip(NUMBERS, (" KGM", " C62", " ZZZ", "") * 2, strict=True)],
    "datetime": (
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-05-12T09:30+09:00",
        "1970-01-01",
        "2100-01-01",
        "2026-05-14T01:30:00Z",
    ),
}
"""Odd values that a field of each type can hold."""


@pytest.mark.no_cover
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_whatever_fits_a_field_is_judged_and_never_a_fault(rule: Rule) -> None:
    """Each field that the examples touch is given odd values of its type, with all the others and alone."""
    places = [place for place in touched(rule).values() if not place.row]
    start = ("start", rule.failing[0].start.replace(" ", "-"))
    emptied = trial(rule, asked([start, *((f"set.{place.path}", "") for place in places)]))
    assert emptied.verdict is not None
    for turn in range(len(NUMBERS)):
        odd = [(f"set.{place.path}", ODD[place.slot.type.__name__][turn]) for place in places]
        alone = odd[turn % len(odd) :][:1] if odd else []
        for form in (odd, alone) if len(odd) > 1 else (odd,):
            done = trial(rule, asked([start, *form]))
            assert done.verdict is not None or all("rows before this one" in problem.text for problem in done.problems), form
