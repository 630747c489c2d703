"""A question of origin: the goods and their bill of materials as typed, and the answer with its working."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.origin import AtomResult, Determination, Material, Outcome, Product, RuleResult, Verdict
from eclear.casefile.words import Term
from eclear.reference import Agreement, Fact
from eclear.training.origins import Question
from eclear.web.languages import _
from eclear.web.pages.working import MARKS
from eclear.web.wording import number

MOST_MATERIALS, MORE_LINES = 20, 4
"""How many materials a bill can have here, and how many empty lines are offered at a time."""

ORIGINATES = {"yes": True, "no": False, "unknown": None}

VERDICTS = {
    Verdict.QUALIFIES: ("ok", Term("Originates", "원산지 인정")),
    Verdict.FAILS: ("stop", Term("Does not originate", "원산지 불인정")),
    Verdict.CANNOT_DECIDE: ("wait", Term("A person must judge", "판정 불가")),
}
OUTCOMES = {
    Outcome.HOLDS: ("ok", Term("holds", "충족")),
    Outcome.FAILS: ("stop", Term("fails", "미충족")),
    Outcome.UNDECIDED: ("wait", Term("open", "미정")),
}


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One line of the bill as typed."""

    description: str = ""
    hs: str = ""
    value: str = ""
    origin: str = ""
    originating: str = "unknown"
    weight: str = ""

    @property
    def blank(self) -> bool:
        """True if nothing was typed into the line."""
        return not (self.description or self.hs or self.value or self.origin or self.weight)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as typed: every field as text."""

    agreement: str = ""
    on: str = ""
    description: str = ""
    hs: str = ""
    made_in: str = ""
    ex_works: str = ""
    fob: str = ""
    weight: str = ""
    process: str = ""
    materials: tuple[MaterialLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be read, and what to write."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class AtomLine:
    """One atom of an alternative: its text, what came of it, why, and its numbers."""

    text: str
    look: str
    outcome: Term
    why: Term
    shares: tuple[tuple[Term, str], ...]
    decided: bool


@dataclass(frozen=True, slots=True)
class AlternativeLine:
    """One alternative: what came of it, whether it is open to all goods, its atoms."""

    text: str
    look: str
    outcome: Term
    general: bool
    atoms: tuple[AtomLine, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule that was asked: its range, text, mark and source, and its alternatives."""

    code: str
    text: str
    note: str
    mark: Term
    source: str
    as_of: date
    look: str
    verdict: Term
    alternatives: tuple[AlternativeLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """The answer: verdict, reason, the rules that were asked, and what must be known besides."""

    look: str
    verdict: Term
    reason: Term
    rules: tuple[RuleCard, ...]
    remarks: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term of the agreement, its value in words, how sure it is and where from."""

    name: Term
    value: str
    mark: Term
    source: str


@dataclass(frozen=True, slots=True)
class AgreementChoice:
    """An agreement that can be chosen."""

    id: str
    name: Term


@dataclass(frozen=True, slots=True)
class OriginPage:
    """The page of a question of origin."""

    template: ClassVar[str] = "origin.html"

    asked: Asked
    agreements: tuple[AgreementChoice, ...]
    examples: tuple[tuple[str, Term], ...]
    problems: tuple[Problem, ...]
    answer: AnswerCard | None
    terms: tuple[TermLine, ...]
    agreement_name: Term | None
    most: int


def with_lines(asked: Asked, more: int = 0) -> Asked:
    """Return a question with its filled lines first and some empty ones to write in."""
    filled = tuple(line for line in asked.materials if not line.blank)
    lines = min(MOST_MATERIALS, max(len(filled) + 1, MORE_LINES) + more)
    return replace(asked, materials=filled + (MaterialLine(),) * (lines - len(filled)))


def typed(form: Mapping[str, str]) -> Asked:
    """Return the question that a form holds; whatever is longer than a field is cut."""

    def text(name: str, most: int) -> str:
        return " ".join(form.get(name, "").split())[:most]

    lines = []
    for n in range(1, MOST_MATERIALS + 1):
        own = text(f"originating-{n}", 10)
        lines.append(
            MaterialLine(
                description=text(f"material-{n}", 80),
                hs=text(f"hs-{n}", 14),
                value=text(f"value-{n}", 24),
                origin=text(f"origin-{n}", 2).upper(),
                originating=own if own in ORIGINATES else "unknown",
                weight=text(f"weight-{n}", 24),
            )
        )
    while lines and lines[-1].blank:
        lines.pop()
    return Asked(
        agreement=text("agreement", 20),
        on=text("on", 10),
        description=text("description", 80),
        hs=text("hs", 14),
        made_in=text("made_in", 2).upper(),
        ex_works=text("ex_works", 24),
        fob=text("fob", 24),
        weight=text("weight", 24),
        process="\n".join(line.strip() for line in form.get("process", "")[:500].splitlines()),
        materials=tuple(lines),
    )


def of_example(question: Question, on: date) -> Asked:
    """Return a question to learn from as if it had been typed."""
    goods = question.product
    return Asked(
        agreement=question.agreement,
        on=on.isoformat(),
        description=goods.description,
        hs=goods.hs,
        made_in=goods.made_in or "",
        ex_works=_written(goods.ex_works),
        fob=_written(goods.fob),
        weight=_written(goods.weight_kg),
        process="\n".join(goods.process),
        materials=tuple(
            MaterialLine(
                one.description,
                one.hs,
                _written(one.value),
                one.origin or "",
                next(word for word, own in ORIGINATES.items() if own is one.originating),
                _written(one.weight_kg),
            )
            for one in question.materials
        ),
    )


def _written(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}"


_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")
_CODE = re.compile(r"[0-9]{4}|[0-9]{6,10}")


class Reading:
    """Reads what was typed; every field that cannot be read is a problem of its own."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def question(self, asked: Asked) -> tuple[Product, tuple[Material, ...]]:
        """Return the goods and the materials, as far as they can be read."""
        goods = Product(
            hs=self._code("hs", asked.hs, _("Goods"), least=6),
            ex_works=self._number("ex_works", asked.ex_works, _("Goods")),
            fob=self._number("fob", asked.fob, _("Goods")),
            weight_kg=self._number("weight", asked.weight, _("Goods")),
            made_in=self._country("made_in", asked.made_in, _("Goods")),
            process=tuple(filter(None, asked.process.splitlines())),
            description=asked.description,
        )
        materials = []
        for n, line in enumerate(asked.materials, 1):
            where = _("Material %(number)s", number=n)
            if line.blank:
                continue
            materials.append(
                Material(
                    description=line.description,
                    hs=self._code(f"hs-{n}", line.hs, where, least=4) if line.hs else "",
                    value=self._number(f"value-{n}", line.value, where),
                    origin=self._country(f"origin-{n}", line.origin, where),
                    originating=ORIGINATES[line.originating],
                    weight_kg=self._number(f"weight-{n}", line.weight, where),
                )
            )
        if not materials:
            self.problems.append(Problem("material-1", _("The bill is empty. List what goes into the goods, own materials too.")))
        return goods, tuple(materials)

    def day(self, text: str) -> date | None:
        """Return the day that was typed."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems.append(Problem("on", _("The day cannot be read. Write it as 2026-05-12.")))
            return None

    def _code(self, field: str, text: str, where: str, least: int) -> str:
        digits = re.sub(r"[.\s]", "", text)
        if not (digits.isascii() and _CODE.fullmatch(digits) and len(digits) >= least):
            wrong = _("the commodity code cannot be read.")
            wanted = _("Write six to ten digits.") if least == 6 else _("Write four or six to ten digits, or leave it empty.")
            self.problems.append(Problem(field, f"{where}: {wrong} {wanted}"))
            return ""
        return digits

    def _number(self, field: str, text: str, where: str) -> Decimal | None:
        if not text:
            return None
        plain = text.replace(",", "").replace(" ", "")
        if not (plain.isascii() and _NUMBER.fullmatch(plain)):
            wrong = _("the figure cannot be read.")
            wanted = _("Write a number such as 1250.50, or leave it empty.")
            self.problems.append(Problem(field, f"{where}: {wrong} {wanted}"))
            return None
        return Decimal(plain)

    def _country(self, field: str, text: str, where: str) -> str | None:
        if not text:
            return None
        if not (len(text) == 2 and text.isascii() and text.isalpha()):
            wrong = _("the country cannot be read.")
            wanted = _("Write its two letters, such as DE, or leave it empty.")
            self.problems.append(Problem(field, f"{where}: {wrong} {wanted}"))
            return None
        return text


def answer_card(found: Determination) -> AnswerCard:
    """Return an answer as it is shown."""
    look, verdict = VERDICTS[found.verdict]
    decided = found.decided_by
    return AnswerCard(look, verdict, found.reason, tuple(_rule_card(rule, decided) for rule in found.rules), found.remarks)


def _rule_card(rule: RuleResult, decided: AtomResult | None) -> RuleCard:
    look, verdict = VERDICTS[rule.verdict]
    alternatives = []
    for one in rule.alternatives:
        atoms = tuple(_atom_line(atom, atom is decided) for atom in one.atoms)
        shown, outcome = OUTCOMES[one.outcome]
        alternatives.append(AlternativeLine(str(one.alternative), shown, outcome, one.general, atoms))
    return RuleCard(
        rule.code, rule.text, rule.note, _mark(rule.mark), rule.source, rule.as_of, look, verdict, tuple(alternatives)
    )


def _atom_line(atom: AtomResult, decided: bool) -> AtomLine:
    look, outcome = OUTCOMES[atom.outcome]
    shares = tuple((share.what, str(share)) for share in atom.shares)
    return AtomLine(str(atom.atom), look, outcome, atom.why, shares, decided)


def _mark(mark: str) -> Term:
    return MARKS.get(mark.split(",")[0].lower(), Term(mark, mark))


def term_lines(found: Agreement) -> tuple[TermLine, ...]:
    """Return the terms of an agreement as they stand on its day, each with its mark."""

    def line(name: Term, value: str, fact: Fact) -> TermLine:
        return TermLine(name, value, _mark(fact.mark), fact.source)

    own = found.parties
    lines = [
        line(Term("Parties", "당사국"), _("%(count)s countries", count=len(own.countries)), own.fact),
        line(Term("Bases of the tariff", "협정관세 부호"), ", ".join(found.bases), found.fact),
        line(Term("Value of content and tolerance", "부가가치 기준가격"), _value(found), found.value.fact),
        line(Term("Cumulation", "누적"), _cumulation(found), found.cumulation.fact),
    ]
    lines += [
        line(Term("De minimis", "미소기준"), _tolerance(one.share, one.by, map(str, one.goods)), one.fact)
        for one in found.tolerances
    ]
    evidence = _("shown by document %(types)s", types=", ".join(found.transport.evidence))
    lines.append(line(Term("Direct transport", "직접운송"), evidence, found.transport.fact))
    proof = _(
        "document %(types)s, valid for %(months)s months", types=", ".join(found.proof.documents), months=found.proof.months
    )
    lines.append(line(Term("Proof of origin", "원산지증빙"), proof, found.proof.fact))
    late = _("within %(months)s months of release", months=found.late_claim.months)
    lines.append(line(Term("Late claim", "사후 적용"), late, found.late_claim.fact))
    if found.waiver:
        below = _("no proof below %(amount)s", amount=found.waiver.amount)
        lines.append(line(Term("Waiver of proof", "증빙 면제"), below, found.waiver.fact))
    if found.approved_exporter:
        above = _("needed above %(amount)s", amount=found.approved_exporter.amount)
        lines.append(line(Term("Approved exporter", "인증수출자"), above, found.approved_exporter.fact))
    return tuple(lines)


def _value(found: Agreement) -> str:
    return _("ex-works price") if found.value.word == "ex-works" else _("FOB value")


def _cumulation(found: Agreement) -> str:
    if found.cumulation.word == "parties":
        return _("originating materials of every party count")
    return _("only originating materials of the maker's country count")


def _tolerance(share: Decimal, by: str, goods: Iterable[str]) -> str:
    told = ", ".join(goods)
    if not share:
        return _("none for %(goods)s", goods=told)
    if by == "weight":
        return _("%(share)s %% of the weight for %(goods)s", share=number(share), goods=told)
    return _("%(share)s %% of the value for %(goods)s", share=number(share), goods=told)
