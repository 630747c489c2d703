"""Agencies (요건확인기관): whose permit customs must see at clearance, for which goods and under which condition.

Customs Act art. 226. HS alone never decides: a match makes the agency a candidate, and its questions, an approval, an
exemption or its own answer decide. So every range says its condition in words. Never to be used as a compliance tool.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.approvals import Approvals, read_approvals
from eclear.reference.dated import Fact
from eclear.reference.questions import Question, must_decide, read_questions
from eclear.reference.ranges import some_prefixes
from eclear.reference.rows import ReferenceFault, Row, each, read_toml, report


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason for which no permit is needed: its code, the three letters a message carries, and its words."""

    code: str
    short: str
    name: Term


@dataclass(frozen=True, slots=True)
class Requirement:
    """Goods for which an agency must be asked: HS prefixes, the condition that HS cannot tell, its fact, its questions.

    ``written`` are the ranges as the file writes them. Without any the goods are found by no code: their trader says that
    an item test may concern them.
    """

    id: str
    written: tuple[str, ...]
    hs: tuple[str, ...]
    condition: Term
    fact: Fact
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its name, the law, the document it issues, when none is needed, and the goods it is asked about.

    ``document_code`` is category and type of that document, such as QFOD, by which an item cites it. ``taught`` says how
    sure document code, reason codes and questions are: they are set for training. ``exports`` is True where exports
    are its concern too. ``answer_days`` are the days within which it promises to answer, None where it promises nothing.
    """

    code: str
    name: Term
    law: Term
    document: Term
    document_code: str
    exemptions: tuple[Exemption, ...]
    requirements: tuple[Requirement, ...]
    questions: tuple[Question, ...]
    taught: Fact
    exports: bool
    answer_days: int | None = None

    def exemption(self, code: str | None) -> Exemption | None:
        """Return the exemption of a reason code, whole or in the three letters of a message; None if there is none."""
        return next((one for one in self.exemptions if code and code.upper() in (one.code, one.short)), None)

    def question(self, id: str | None) -> Question | None:
        """Return a question by its id, with or without the agency's code before it; None if there is none."""
        return next((one for one in self.questions if id and id.upper() in (one.id, one.id.rpartition(".")[2])), None)

    @property
    def by_item_test(self) -> bool:
        """True if the agency's goods are found by no commodity code."""
        return not any(requirement.hs for requirement in self.requirements)


Pair = tuple[Agency, Requirement]

MOST_KEPT = 4096
"""For how many commodity codes the ranges are kept once they were looked up."""


@dataclass(slots=True)
class Agencies:
    """The agencies of a country, found by the leading digits of a commodity code, and their register of approvals."""

    all: tuple[Agency, ...]
    approvals: Approvals = field(default_factory=Approvals)
    by_code: Mapping[str, Agency] = field(init=False, repr=False)
    by_document: Mapping[str, Agency] = field(init=False, repr=False)
    _by_prefix: dict[str, list[Pair]] = field(init=False, repr=False)
    _lengths: tuple[int, ...] = field(init=False, repr=False)
    _looked_up: dict[str, tuple[Pair, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code = {agency.code: agency for agency in self.all}
        self.by_document = {agency.document_code: agency for agency in self.all}
        self._by_prefix = defaultdict(list)
        for agency in self.all:
            for requirement in agency.requirements:
                for prefix in requirement.hs:
                    self._by_prefix[prefix].append((agency, requirement))
        self._by_prefix = dict(self._by_prefix)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._by_prefix}))

    def concerned(self, hs: str, on: date) -> list[Pair]:
        """Return the agencies whose goods have this code on a day, each with the requirement that matched.

        An agency stands there once for each of its requirements, the widest first; usually none does.
        """
        pairs = self._looked_up.get(hs)
        if pairs is None:
            pairs = self._look_up(hs)
        return [pair for pair in pairs if pair[1].fact.holds(on)] if pairs else []

    def _look_up(self, hs: str) -> tuple[Pair, ...]:
        """Find the ranges of a code on any day, and keep them; nobody can fill the memory with codes of his own."""
        if len(self._looked_up) >= MOST_KEPT:
            self._looked_up.clear()
        found = tuple(pair for length in self._lengths for pair in self._by_prefix.get(hs[:length], ()))
        self._looked_up[hs] = found
        return found

    def asked_of(self, agency: str, hs: str, on: date) -> list[Pair]:
        """Return the requirements of one agency for goods of this code on a day; an item test concerns any goods."""
        found = self.by_code.get(agency)
        if found is not None and found.by_item_test:
            return [(found, requirement) for requirement in found.requirements if requirement.fact.holds(on)]
        return [pair for pair in self.concerned(hs, on) if pair[0].code == agency]


def read_agencies(folder: Path, register: Path | None = None) -> Agencies:
    """Read one file per agency, of which there may be none, and their register of approvals.

    Raises ReferenceFault for a range that is none, for questions that decide nothing, and for an approval of nobody.
    """
    rows = [read_toml(path) for path in sorted(folder.glob("*.toml"))]
    agencies = tuple(each(rows, _agency))
    approvals = read_approvals(register) if register else Approvals()
    codes = {row.text("code", "") for row in rows}
    for entry in approvals.entries:
        if entry.agency not in codes:
            report(
                ReferenceFault(
                    f"{entry.fact.where}: approval {entry.number} is of the agency {entry.agency!r}, which has no file."
                    " Correct one of them."
                )
            )
    return Agencies(agencies, approvals)


def _agency(row: Row) -> Agency:
    code = row.text("code")
    exemptions = tuple(_exemption(r) for r in row.tables("exemption"))
    questions = read_questions(row, code, tuple(one.code for one in exemptions))
    goods = row.tables("goods")
    known = {r.text("id", "") for r in goods}
    for question, about in questions:
        if lost := set(about) - known:
            raise row.fault(f"question {question.id} is about goods {sorted(lost)[0]!r}, which the file does not list.")
    taught = row.table("taught")
    return Agency(
        code=code,
        name=row.term("name"),
        law=row.term("law"),
        document=row.term("document"),
        document_code=_document_code(row),
        exemptions=exemptions,
        requirements=tuple(_requirement(r, questions) for r in goods),
        questions=tuple(question for question, _ in questions),
        taught=taught.fact(),
        exports=row.flag("exports"),
        answer_days=_answer_days(row.table("clock")) if row.cells.get("clock") else None,
    )


def _answer_days(clock: Row) -> int:
    days = clock.whole("days")
    clock.fact()
    if not 1 <= days <= 365:
        raise clock.fault(f"days {days}: an agency promises to answer within 1 to 365 days. Write how many.", "days")
    return days


def _document_code(row: Row) -> str:
    code = row.text("document_code")
    if not (code.isascii() and code.isalnum() and code.isupper() and 4 <= len(code) <= 6):
        raise row.fault(f"document_code {code!r} is no category with a type of three. Write such as QFOD.", "document_code")
    return code


def _exemption(row: Row) -> Exemption:
    short = row.text("short")
    if not (short.isascii() and short.isalnum() and short.isupper() and len(short) == 3):
        raise row.fault(f"short {short!r} is not what a message carries. Write three capital letters or digits.", "short")
    return Exemption(row.text("code"), short, Term(row.text("en"), row.text("ko")))


def _requirement(row: Row, questions: tuple[tuple[Question, tuple[str, ...]], ...]) -> Requirement:
    id = row.text("id")
    asked = must_decide((question for question, about in questions if not about or id in about), row)
    hs = () if row.flag("item_test") else some_prefixes(row, "hs")
    return Requirement(id, row.texts("hs"), hs, row.term("condition"), row.fact(), asked)
