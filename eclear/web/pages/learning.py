"""What one can read to learn: how it works, the words, the keys, and the interface for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from eclear.casefile.decision import LANES, Lane
from eclear.casefile.lifecycle import CARGO, DECLARATION, PERMITS, TAX
from eclear.casefile.reply import NAMES
from eclear.casefile.words import Term
from eclear.journey.settlement import Guard
from eclear.reference import Country, country
from eclear.web.languages import LANGUAGES, _, told
from eclear.web.pages.board import NOTHING_TO_REVIEW, Board, Row, Step


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One step of the journey: its name, what happens, and an example."""

    name: Term
    text: str
    example: str


@dataclass(frozen=True, slots=True)
class LaneCard:
    """One lane and what it means."""

    lane: Lane
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the glossary: ours, the Korean one, the WCO's where it has one, and what it means."""

    term: Term
    wco: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ReplyKind:
    """One kind of reply: its WCO code and name, what it tells, and how the country of the office calls it."""

    code: str
    name: str
    tells: Term
    national: str


@dataclass(frozen=True, slots=True)
class HowPage:
    """How it works: one finished board, nine steps, the messages that follow, four lanes, six words to keep apart."""

    template: ClassVar[str] = "how.html"

    board: Board
    story: tuple[StoryStep, ...]
    messages: tuple[StoryStep, ...]
    replies: tuple[ReplyKind, ...]
    country: Term
    lanes: tuple[LaneCard, ...]
    words: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """The word list, made to be printed for interpreters."""

    template: ClassVar[str] = "words.html"

    words: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class InAll:
    """One word of the glossary in every language, by the code of the language; None where a language has none yet."""

    entry: Entry
    said: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class AllWordsPage:
    """The word list in all languages side by side: for interpreters, on paper laid sideways."""

    template: ClassVar[str] = "words_all.html"

    languages: tuple[tuple[str, str], ...]
    words: tuple[InAll, ...]


@dataclass(frozen=True, slots=True)
class KeyboardPage:
    """The keys, and the switch that turns them off."""

    template: ClassVar[str] = "keyboard.html"

    on: bool


def how_page(land: str) -> HowPage:
    """Return the page for newcomers to the office of a country."""
    law = country(land)
    words = tuple(e for e in glossary() if e.term.en in KEEP_APART)
    name = law.name if law else Term(land, land)
    return HowPage(_quiet_import(), _story(), _messages(), _replies(law), name, _lanes(), words)


def _quiet_import() -> Board:
    """A finished board: the example of the first picture. Its times are those of the example, not of a case."""
    zone = ZoneInfo("Asia/Seoul")

    def at(day: int, hour: int, minute: int, second: int = 0) -> datetime:
        return datetime(2026, 5, day, hour, minute, second, tzinfo=zone)

    def done(name: Term, when: datetime, here: bool = False) -> Step:
        return Step(name, when, "done", here)

    registered, states = at(11, 22, 3, 11), DECLARATION.states
    rows = (
        Row(
            CARGO.term,
            (done(CARGO.states["C2"], at(11, 20, 15)), done(CARGO.states["C5"], at(12, 9, 14, 20), True)),
            (
                Guard("manifest", "cargo", True, Term("Manifest reviewed", "적하목록 심사")),
                Guard("carry_in", "cargo", True, Term("Carried in", "반입")),
            ),
        ),
        Row(
            DECLARATION.term,
            (done(states["D2"], registered), done(states["D3"], registered), done(NOTHING_TO_REVIEW, registered, True)),
            (Guard("review", "declaration", True, Term("Review", "심사")),),
        ),
        Row(
            TAX.term,
            (done(TAX.states["T1"], registered), done(TAX.states["T2"], registered), done(TAX.states["T3"], at(12, 8, 40), True)),
            (Guard("tax", "tax", True, Term("Tax paid", "납부")),),
        ),
        Row(
            PERMITS.term,
            (done(PERMITS.states["R1"], registered), done(PERMITS.states["R2"], at(12, 8, 26), True)),
            (Guard("permits", "permits", True, Term("Permits agreed", "요건승인")),),
        ),
    )
    then = (
        Step(states["D9"], at(12, 9, 14, 20), "done", note=_("by itself")),
        Step(CARGO.states["C7"], at(12, 9, 52), "done", here=True),
    )
    return Board(rows, then, 0, 5)


def _story() -> tuple[StoryStep, ...]:
    return (
        StoryStep(
            Term("Lodge", "신고"),
            _("A trader sends a WCO message. The original is kept as it came."),
            _("One file, three items, one cargo number."),
        ),
        StoryStep(
            Term("Check", "검증"),
            _("Every field is checked. A fault names its place and its cure. Nothing faulty gets a number."),
            _("“Item 2: net mass is more than gross mass.”"),
        ),
        StoryStep(
            Term("Assess", "세액"),
            _("Customs value in won, then duty, then VAT. Each line shows base, rate, formula and source."),
            _("KRW 1,200,000 at 8 percent: duty 96,000, VAT 129,600."),
        ),
        StoryStep(
            Term("Ask the agencies", "요건"),
            _("Some goods need another agency. The permit is a track of its own and never a risk lane."),
            _("Plates that touch food: the food safety agency."),
        ),
        StoryStep(
            Term("Score", "위험도"),
            _("A model gives a chance of an irregularity, with its reasons in words."),
            _("The value per kilogram is far below the usual."),
        ),
        StoryStep(
            Term("Choose a lane", "선별"),
            _("Fixed rules first, then chance, then the score within the daily quota."),
            _("Among the highest scores of the day: lane L2, documents."),
        ),
        StoryStep(
            Term("Register", "접수"),
            _("The trader gets a number and can follow every step. Reasons for the lane stay with customs."),
            _("Registered in less than a second."),
        ),
        StoryStep(
            Term("Wait", "대기"),
            _("Goods, permits, payment and, if selected, an officer. Everybody sees who is being waited for."),
            _("The payer, for 1 day 18 hours."),
        ),
        StoryStep(
            Term("Accept and carry out", "수리·반출"),
            _("The last guard opens the gate. The shed may hand over the goods."),
            _("Accepted with the carry-in, by itself."),
        ),
    )


def _messages() -> tuple[StoryStep, ...]:
    return (
        StoryStep(
            Term("Amend", "정정"),
            _("The trader points at what was wrong and sends the new value. It becomes a new edition, judged like the first."),
            "13 COR",
        ),
        StoryStep(
            Term("Withdraw", "취하"),
            _("The trader takes the declaration back, as long as the goods have not been released."),
            "13 INV",
        ),
        StoryStep(
            Term("Report the arrival", "물품 제시"),
            _("A declaration lodged before its goods are there takes effect when they have arrived."),
            "13 GPR",
        ),
        StoryStep(
            Term("Hear from customs", "응답"),
            _("Whatever the declarant should know comes as a reply into his inbox, once and in order."),
            "01 - 52",
        ),
    )


def _replies(law: Country | None) -> tuple[ReplyKind, ...]:
    national: dict[str, list[str]] = {}
    for rules in law.replies.rules.values() if law else ():
        for rule in rules:
            if rule.name and rule.name not in national.setdefault(rule.code, []):
                national[rule.code].append(rule.name)
    return tuple(ReplyKind(code, name, tells, ", ".join(national.get(code, ()))) for code, (name, tells) in NAMES.items())


def _lanes() -> tuple[LaneCard, ...]:
    texts = {
        Lane.L0: _("No human work. Accepted by itself when the guards hold."),
        Lane.L1: _("An officer reads the declaration on the screen."),
        Lane.L2: _("An officer asks for papers and reads them."),
        Lane.L3: _("The goods are looked at: X-ray, sample or in full."),
    }
    return tuple(LaneCard(lane, texts[lane]) for lane in LANES)


def all_words_page() -> AllWordsPage:
    """Return the word list with every language of the pages beside the others."""
    rows = tuple(InAll(entry, tuple((code, told(entry.term, code)) for code in LANGUAGES)) for entry in glossary())
    return AllWordsPage(tuple(LANGUAGES.items()), rows)


KEEP_APART = ("Registered", "Accepted for release", "Approved", "Carried in", "Carried out", "Dismissed")


def glossary() -> tuple[Entry, ...]:
    """Return the word list: one word for the same thing everywhere."""
    return (
        Entry(Term("Declaration", "신고"), "Goods declaration", _("What the trader states about the goods, in law.")),
        Entry(
            Term("Registered", "접수"),
            "Accepted (01)",
            _("The declaration is lodged in law and has a number. The WCO calls this “accepted”."),
        ),
        Entry(
            Term("Rejected at the gate", "오류통보"),
            "Rejected",
            _("Format or rules failed. It got no number; correct it and send it under a new LRN."),
        ),
        Entry(Term("Selected", "C/S 선별"), "Selectivity", _("A lane is chosen: how much human work the declaration gets.")),
        Entry(Term("Under review", "심사진행"), "Documentary control", _("Customs looks at the declaration.")),
        Entry(Term("Documents requested", "보완요구"), "Documents required", _("Customs asks for papers; the trader must act.")),
        Entry(Term("Inspection", "검사"), "Examination", _("Customs looks at the goods themselves.")),
        Entry(Term("Held", "통관보류"), "Detained", _("The goods wait until the reason is settled. A hold is not a seizure.")),
        Entry(Term("Payment due", "결재통보"), "Payment requested", _("The review has passed; the tax notice is out.")),
        Entry(Term("Accepted for release", "수리"), "Released", _("Customs takes the declaration as good. The goods may go.")),
        Entry(Term("Approved", "승인"), "Authorised", _("An agency or customs allows something. It is not acceptance.")),
        Entry(Term("Carried in", "반입"), "Entered into temporary storage", _("The shed reports that the goods are there.")),
        Entry(Term("Carried out", "반출"), "Removed from temporary storage", _("The goods have left the shed.")),
        Entry(Term("Dismissed", "각하"), "Dismissed", _("The declaration is not valid in law. The goods stay.")),
        Entry(Term("Withdrawn", "취하"), "Withdrawn", _("The trader takes the declaration back before acceptance.")),
        Entry(
            Term("Cargo", "화물"), "Consignment", _("The goods under one cargo control number; they have a life of their own.")
        ),
        Entry(
            Term("Cargo control number", "화물관리번호"),
            "Previous document 785",
            _("19 characters: manifest 11, master 4, house 4."),
        ),
        Entry(Term("Manifest", "적하목록"), "Cargo report", _("The carrier's list of what is on board.")),
        Entry(Term("Bonded shed", "보세구역"), "Temporary store", _("Where goods wait under customs control.")),
        Entry(
            Term("Customs value", "과세가격"),
            "Customs value",
            _("What duty is taken from: price, freight and insurance to the port of entry."),
        ),
        Entry(Term("Customs duty", "관세"), "Customs duty", _("A share of the customs value, by tariff code and origin.")),
        Entry(Term("VAT", "부가가치세"), "Value added tax", _("Taken from customs value and duty together.")),
        Entry(Term("Tax notice", "고지"), "Payment notice", _("Tells the payer how much, and by when.")),
        Entry(
            Term("Collection type", "징수형태"),
            "Method of payment",
            _("11: pay before acceptance. 43: pay later, against security."),
        ),
        Entry(Term("Permit", "요건"), "Licence, permit, certificate", _("Another agency must agree before the goods may enter.")),
        Entry(Term("HSK code", "품목번호"), "Classification", _("Ten digits: six of the world's HS and four of Korea.")),
        Entry(Term("Lane", "선별 구분"), "Control channel", _("Four of them: automatic, screen review, documents, inspection.")),
        Entry(
            Term("Risk score", "위험도"),
            "Risk score",
            _("A chance of an irregularity by a model. A reason to look, never proof."),
        ),
        Entry(
            Term("Guard", "수리 조건"),
            "Release condition",
            _("One of the things that acceptance needs. In Korea five: review, tax, permits, manifest, carry-in."),
        ),
        Entry(
            Term("Amendment", "정정"),
            "Amendment (13 COR)",
            _("The trader corrects his declaration before acceptance, element by element, each with its reason."),
        ),
        Entry(Term("Edition", "차수"), "Version", _("A declaration as it stands after so many amendments; the first is 1.")),
        Entry(
            Term("Goods presented", "물품 제시"),
            "Goods presentation (13 GPR)",
            _("The goods have arrived, so a declaration lodged before them takes effect."),
        ),
        Entry(
            Term("Released against security", "담보제공 수리전 반출"),
            "Released, debt not final (08)",
            _("The goods may leave while value, origin or classification is open. It is not acceptance."),
        ),
        Entry(Term("Question asked", "질의"), "Query raised (51)", _("Customs asks the trader something; the review waits.")),
        Entry(Term("Reply", "응답"), "Response", _("A message from customs to the declarant about his declaration.")),
        Entry(Term("Inbox", "수신함"), "Notification pull", _("Where replies wait for a trader until he acknowledges them.")),
        Entry(
            Term("Message profile", "전문 표준"),
            "Message implementation",
            _("How one country writes the messages of the data model: its names, its places, its limits."),
        ),
        Entry(Term("Authorised economic operator", "AEO"), "AEO", _("A trader whom customs has examined and trusts.")),
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """One example of what a program can send: what it tells, who may send it, and how it is written."""

    kind: str
    summary: str
    who: str
    written: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program can ask for: its method, path, what it does, what it sends and what comes back."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    body: tuple[str, ...]
    examples: tuple[Sent, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """The interface for programs, drawn from its OpenAPI document."""

    template: ClassVar[str] = "api.html"

    operations: tuple[Operation, ...]


def api_page(document: Mapping[str, Any]) -> ApiPage:
    """Return the page of the interface from its OpenAPI document."""
    found = [
        Operation(
            method.upper(),
            path,
            told.get("summary", ""),
            told.get("description", ""),
            tuple((p["name"], p["in"], p.get("description", "")) for p in told.get("parameters", ())),
            tuple(told.get("requestBody", {}).get("content", {})),
            tuple(_examples(told)),
            tuple((code, answer["description"]) for code, answer in sorted(told["responses"].items())),
        )
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    return ApiPage(tuple(found))


def _examples(told: Mapping[str, Any]) -> Iterator[Sent]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        for kind, one in content.get("examples", {}).items():
            written = json.dumps(one["value"], ensure_ascii=False)
            yield Sent(kind, one["summary"], one["description"], written)
