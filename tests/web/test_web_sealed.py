"""Sealed truth: a trainee who asks for everything, in every way, finds nothing of the key before the debrief.

Every text of the key holds the word CANARY. It is looked for on every page, in tables, answers, papers, errors and streams, in
the class and in the play, before and during the exercise. At the end the debrief shows it: so it was really there.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from pack_making import ENGLISH, made
from pypdf import PdfReader
from web_people import routes_of
from web_playing import School, Trainee, school, serving

from eclear.clearance import Office

pytestmark = pytest.mark.no_cover  # every page several times over: what they run is measured by the tests of each page

SECRET = tuple(
    key for key in ENGLISH if key.startswith(("law_", "talk_", "violation_", "right_", "harm_", "explain_", "cue_", "exp_"))
)
"""The texts of the pack that only the debrief may show."""

GIVEN_AWAY = re.compile(r"CANARY|\bguilty\b|\binnocent\b|\bvariant\b|\bduty_true\b|\bvalue_true\b", re.IGNORECASE)
"""What tells the key, or that a declaration is one of a pair."""

EVERYWHERE = (
    "/how-it-works",
    "/guide",
    "/words",
    "/lab",
    "/api",
    "/api/openapi.json",
    "/law",
    "/keyboard",
    "/static",
    "/rulebook",
    "/rulings",
)
"""Pages that are the same for everybody and hold nothing of a room: their own words may be among those above."""

NOT_FOLLOWED = re.compile(r"[?&](lang|theme|view|keys|seal)=|/tariff|/leave|/class|/(duty|origin)\?|/profiles\?|/traders/")
"""Links to the same page in other looks, and to the many pages of tables that hold nothing of a room."""

MOST_PAGES = 350
STREAM_SECONDS = 2.5


def sealed_pack() -> dict[str, bytes]:
    """The pack with a CANARY in everything that is under seal, its numbers apart."""
    files = made()
    english = files["texts/en.toml"].decode()
    for n, key in enumerate(SECRET, 1):
        english = re.sub(rf'^{key} = "', f'{key} = "CANARY-{n} ', english, flags=re.MULTILINE)
    truth = re.sub(r'(why|reason|grounds) = "', r'\1 = "CANARY-SOLUTION ', files["truth.toml"].decode())
    assert english.count("CANARY") == len(SECRET) and truth.count("CANARY-SOLUTION") > 5
    french = english.replace("CANARY", "CANARY-FR")
    return files | {"texts/en.toml": english.encode(), "texts/fr.toml": french.encode(), "truth.toml": truth.encode()}


@pytest.fixture
def sealed(office: Office) -> School:
    return school(office, (("ana",), ("ben",), ("cal",), ("dan",)), files=sealed_pack())


def read(body: bytes, kind: str) -> str:
    """Return the text of an answer, of whatever kind it is."""
    if kind.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if "spreadsheetml" in kind or kind.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return html.unescape(body.decode("utf-8", "replace"))


@dataclass
class Crawler:
    """A trainee who asks for everything: each route with what she knows filled in, and each link that she is shown."""

    trainee: Trainee
    known: Mapping[str, str]
    found: dict[str, str]

    def ask(self, path: str) -> str:
        """Ask for an address, and return what came if it is a page of links."""
        answer = self.trainee.get(path)
        kind = answer.headers.get("content-type", "")
        heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        self.found[path] = f"{answer.status_code} {heads}\n{read(answer.content, kind)}"
        return answer.text if kind.startswith("text/html") else ""

    def crawl(self, app: FastAPI) -> None:
        """Ask for every route and follow every link that is met."""
        routes = {route.removeprefix("GET ") for route in routes_of(app) if route.startswith("GET ")}
        waiting = [self._filled(route) for route in sorted(routes) if not route.endswith("/live")]
        waiting += [f"{path}?sheet={form}" for path in ("/cases", "/queue", "/traders", "/manifest") for form in ("csv", "xlsx")]
        while waiting and len(self.found) < MOST_PAGES:
            path = waiting.pop(0)
            if path in self.found:
                continue
            waiting += [link for link in self._links(self.ask(path)) if link not in self.found]

    def _filled(self, route: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.known.get(found[1], "1"), route)

    def _links(self, page: str) -> Iterator[str]:
        for link in re.findall(r'(?:href|action)="(/[^"#]*)', html.unescape(page)):
            if not link.startswith(EVERYWHERE) and not NOT_FOLLOWED.search(link):
                yield link

    @property
    def told(self) -> dict[str, list[str]]:
        """What gave the key away, by address."""
        seen = {path: GIVEN_AWAY.findall(text) for path, text in self.found.items() if not path.startswith(EVERYWHERE)}
        seen |= {path: re.findall("CANARY", text) for path, text in self.found.items() if path.startswith(EVERYWHERE)}
        return {path: words for path, words in seen.items() if words}


def known_of(sealed: School, id: str) -> dict[str, str]:
    """What a trainee can fill into an address: everything that she could know or guess."""
    return {
        "case_id": sealed.case_of(id),
        "number": "1",
        "trader": "43550",
        "room": sealed.seating(id).room,
        "name": "notice",
        "id": "invoice",
        "code": "MAS-001",
        "table": "overrides",
        "letters": "ABCDEF",
        "draft": "1",
        "digest": sealed.scenario.digest,
        "slug": sealed.scenario.id,
        "person": id,
    }


def errors(trainee: Trainee, case: str, number: int) -> list[str]:
    """Return what is said to forms and reports that cannot be taken."""
    forms = (
        ("/play/evidence", {"place": "contract-price", "side": "against", "why": "x"}),
        ("/play/evidence", {"place": "nowhere", "side": "both", "why": ""}),
        ("/play/guess", {"case": case, "chance": "-1"}),
        ("/play/guess", {"case": "nobody", "chance": "5"}),
        ("/play/approach", {"inject": "answer", "text": "x"}),
        ("/play/evidence/strike", {"place": "peer-prices"}),
        (f"/cases/{case}/decide", {"verb": "accept", "version": "1"}),
        (f"/cases/{case}/decide", {"verb": "hold", "version": "999"}),
        (f"/debrief/{number}/contest", {"part": "decision", "text": "x"}),
        (f"/exercises/{number}/end", {}),
        ("/exercises/try", {"slug": "watches"}),
    )
    said = [trainee.post(path, **form).text for path, form in forms]
    events = (
        {"kind": "guessed", "case": case},
        {"kind": "evidence-noted", "place": "contract-price", "side": "for", "why": "x"},
        {"kind": "approach-reported", "inject": "payment", "text": "x"},
        {"kind": "solution"},
    )
    return said + [trainee.tell("/api/play/events", **event).text for event in events]


def streams(sealed: School, trainee: Trainee, paths: tuple[str, ...]) -> list[str]:
    """Return the first that each live page is told."""
    heard = []
    cookies = {cookie.name: cookie.value or "" for cookie in trainee.client.cookies.jar}
    with serving(sealed.app) as base, httpx.Client(base_url=base, cookies=cookies) as client:
        for path in paths:
            said = ""
            try:
                with client.stream("GET", f"{path}?version=0", timeout=STREAM_SECONDS) as answer:
                    for part in answer.iter_text():
                        said += part
                        if said.count("data:") > 1:
                            break
            except httpx.ReadTimeout:
                pass
            assert "data:" in said, path
            heard.append(said)
    return heard


def act(sealed: School, trainee: Trainee, id: str) -> None:
    """Do what a diligent trainee does, so that there is something to see."""
    case = sealed.case_of(id)
    trainee.post("/queue/next")
    trainee.post("/play/guess", case=case, chance="40")
    trainee.post("/play/hint")
    trainee.post("/play/evidence", place="invoice-price", side="against", why="It is low.")
    version = re.search(r'name="version" value="(\d+)"', trainee.get(f"/cases/{case}").text)
    assert version
    asked = trainee.post(f"/cases/{case}/decide", verb="request-documents", version=version[1], reason="Send the contract.")
    assert asked.status_code == 303
    sealed.jump(150)


def hold(trainee: Trainee, case: str) -> None:
    """Hold the goods: so there is a decision to print."""
    version = re.search(r'name="version" value="(\d+)"', trainee.get(f"/cases/{case}").text)
    assert version
    law = "Customs Act, Article 237"
    held = trainee.post(f"/cases/{case}/decide", verb="hold", version=version[1], reason="Contract and invoice differ.", law=law)
    assert held.status_code == 303, held.text


def test_no_page_answer_error_or_stream_tells_a_trainee_the_key_before_the_debrief(sealed: School) -> None:
    wrong: dict[str, object] = {}
    printed = False
    guilty = next(id for id in ("ana", "ben", "cal", "dan") if sealed.scenario.variant(sealed.seating(id).variant).truth.guilty)
    trainee = sealed.trainee(guilty)
    known = known_of(sealed, guilty)
    for language in ("en", "fr"):
        trainee.client.cookies.set("lang", language)
        for stage in ("ready", "running", "finished"):
            if language == "en" and stage == "running":
                sealed.start()
                trainee.enter()
                act(sealed, trainee, guilty)
            if language == "en" and stage == "finished":
                hold(trainee, known["case_id"])
                trainee.post("/play/finish")
            if language == "fr" and stage != "finished":
                continue
            for place in ("play", "class") if language == "en" and stage != "running" else ("play",):
                _ = trainee.enter() if place == "play" else trainee.leave()
                crawler = Crawler(trainee, known, {})
                crawler.crawl(sealed.app)
                assert len(crawler.found) > 90, "there was something to crawl"
                wrong |= {f"{language} {stage} {place} {path}": words for path, words in crawler.told.items()}
                wrong |= {path: "broken" for path, text in crawler.found.items() if text.startswith("5")}
                printed |= any("application/pdf" in text[:500] for text in crawler.found.values())
            trainee.enter()
            said = errors(trainee, known["case_id"], sealed.number)
            wrong |= {f"{stage} error {n}": text for n, text in enumerate(said) if GIVEN_AWAY.search(text)}
    case = known["case_id"]
    heard = streams(sealed, trainee, ("/play/live", f"/cases/{case}/live", "/queue/live"))
    wrong |= {f"stream {n}": text for n, text in enumerate(heard) if GIVEN_AWAY.search(html.unescape(text))}
    assert wrong == {} and printed, "and papers were printed too"


def test_after_the_end_the_debrief_opens_what_was_sealed(sealed: School) -> None:
    trainee = sealed.trainee("ana")
    sealed.start()
    trainee.enter()
    act(sealed, trainee, "ana")
    trainee.leave()
    before = trainee.get(f"/debrief/{sealed.number}")
    assert "CANARY" not in before.text
    sealed.end()
    page = trainee.get(f"/debrief/{sealed.number}")
    assert page.status_code == 200 and page.text.count("CANARY") > 5


SAME = ("/queue", "/keyboard", "/law", "/profiles", "/money", "/nowhere", "/play/papers/none", "/play/papers/contract")
SAME += ("/api/openapi.json", "/api/team", "/class", "/operations", "/inbox", "/mine", "/lodge", "/status", "/how-it-works")
"""Pages of a play that hold none of the texts that are given: they say as much, in as many letters, whatever the truth is."""


def test_pages_without_given_texts_are_as_long_for_the_guilty_as_for_their_innocent_twins(sealed: School) -> None:
    sealed.start()
    sizes: dict[str, dict[tuple[int, int], list[str]]] = {}
    truths = set()
    for id in ("ana", "ben", "cal", "dan"):
        trainee = sealed.trainee(id)
        truths.add(sealed.scenario.variant(sealed.seating(id).variant).truth.guilty)
        asked = [("/exercise", trainee.get("/exercise"))]
        trainee.enter()
        asked += [(path, trainee.get(path)) for path in SAME]
        for path, answer in asked:
            sizes.setdefault(path, {}).setdefault((answer.status_code, len(answer.content)), []).append(id)
    assert truths == {True, False}, "both were drawn"
    assert {path: found for path, found in sizes.items() if len(found) > 1} == {}
