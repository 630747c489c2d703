"""A scenario on paper: what a trainee is given in one variant, and beside it the facilitator's paper with the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.person import Post
from eclear.casefile.scenario import Scenario, Variant, Words
from eclear.casefile.scenario import said as in_language
from eclear.casefile.words import Term
from eclear.documents.printed import Handout, Line, Part, Said
from eclear.training.stage import LODGED, MANIFEST
from eclear.wco import Schemas, read
from eclear.web import wording
from eclear.web.languages import _, language, word
from eclear.web.pages.case import cargo_written, hs_written, parties, shipment
from eclear.web.pages.entrance import desk_of
from eclear.web.pages.pack import KeyPoint, VariantKey, facilitator_of, papers_shown
from eclear.web.pages.paper_words import SHORT, lines, said
from eclear.web.pages.shelf import pack_line
from eclear.web.pages.takeaway_papers import paper_heading

WIDE, HALVES, THIRDS = 1, 2, 3
"""In how many columns the lines of a part stand: sentences wide, what is short beside each other."""

Placed = tuple[int, Part]


def declared(variant: Variant, schemas: Schemas) -> dict[str, Declaration]:
    """Return the declarations of a variant by their names: what was lodged before it begins, and what is there to be lodged."""
    bodies = {act.about: act.message for act in variant.given if act.kind == LODGED and act.message} | dict(variant.drafts)
    found = {name: read(body, schemas).declaration for name, body in bodies.items()}
    return {name: one for name, one in found.items() if one}


def pack_paper(
    scenario: Scenario, variant: Variant, declarations: Mapping[str, Declaration], address: str, *, key: bool = False
) -> Handout:
    """Return a variant of a scenario as it is printed; with ``key`` what only the facilitator may know.

    ``declarations`` are those by name. A trainee's paper has what is there at the start, a facilitator's all papers.
    """
    title = Term("Exercise: facilitator's paper", "실습: 진행자용") if key else Term("Exercise", "실습")
    heading = paper_heading(
        title,
        (Term("Scenario", "시나리오"), _text(scenario.title)),
        scenario.starts,
        (Term("On the screen", "화면에서 보기"), address),
        (Term("Fingerprint of the pack", "과제 지문"), scenario.digest, scenario.digest[:SHORT]),
    )
    parts = [
        (WIDE, Part(said(Term("The story", "상황")), paragraphs=_paragraphs(_text(variant.brief)))),
        *(part for name, one in declarations.items() for part in _declaration(name, one, scenario.country)),
        *_manifest(variant),
        *_papers(variant, later=key),
        *([*_steps(scenario), *_key(scenario, variant)] if key else []),
    ]
    return Handout(heading, _about(scenario, variant), tuple(part for part in parts if part[1].lines or part[1].paragraphs))


def _about(scenario: Scenario, variant: Variant) -> tuple[Line, ...]:
    desks = [desk_of(Post.named(chair)) for chair in scenario.chairs]
    return lines(
        (
            (Term("Level", "난이도"), _("%(level)s of 3", level=scenario.level)),
            (Term("Time", "소요 시간"), _("about %(minutes)s minutes", minutes=scenario.minutes)),
            (Term("Competencies", "역량"), ", ".join(pack_line(scenario).competencies)),
            (Term("Your chairs", "역할"), ", ".join(f"{word(desk.role)} {desk.of}".strip() for desk in desks)),
            (Term("It begins", "시작 시각"), f"{wording.day(scenario.starts.date())}, {wording.time(scenario.starts)}"),
            (Term("Variant", "변형"), variant.id.upper()),
        )
    )


def _declaration(name: str, declaration: Declaration, land: str) -> list[Placed]:
    """Return a declaration as trainees find it: who, how it travels, and each item."""
    titled = said(Term("Declaration", "신고"))
    head = (
        (Term("Local reference number (LRN)", "제출번호"), declaration.lrn or ""),
        *parties(declaration),
        *shipment(declaration, land),
        (Term("Invoice amount", "결제금액 합계"), wording.money(declaration.invoice_amount, land)),
    )
    title = Said(f"{titled.own} {name}", titled.beside)
    goods = [_item(number, item, land) for number, item in enumerate(declaration.items, 1)]
    return [(THIRDS, Part(title, lines(head))), *goods]


def _item(number: int, item: Item, land: str) -> Placed:
    packed = ((package.quantity, package.type or "") for package in item.packages)
    documents = (f"{one.category or ''}{one.type or ''} {one.id or ''}".strip() for one in item.documents)
    pairs = (
        (Term("Description of goods", "품명"), item.description or ""),
        (Term("Commodity code", "품목번호"), hs_written(item.hs, land)),
        (Term("Origin", "원산지"), item.origin or ""),
        (Term("Quantity", "수량"), wording.measure(item.quantity)),
        (Term("Net mass", "순중량"), wording.measure(item.net_mass)),
        (Term("Packages", "포장"), ", ".join(f"{wording.number(n.value)} {kind}".strip() for n, kind in packed if n)),
        (Term("Item price", "결제금액"), wording.money(item.price, land)),
        (Term("Documents", "첨부서류"), ", ".join(documents)),
    )
    titled = said(Term("Item", "란"))
    return THIRDS, Part(Said(f"{titled.own} {number}", titled.beside), lines(pairs))


def _manifest(variant: Variant) -> list[Placed]:
    """Return the manifest lines that stand before the exercise begins."""
    told = [row for act in variant.given if act.kind == MANIFEST for row in act.fields.get("lines", ())]
    rows = tuple(Line(Said(cargo_written(str(row.get("cargo", "")))), _consigned(row)) for row in told)
    return [(WIDE, Part(said(Term("Manifest", "적하목록")), rows))]


def _consigned(row: Mapping[str, Any]) -> str:
    """Return a manifest line in one text."""
    packages = _("%(count)s packages", count=row["packages"]) if "packages" in row else ""
    mass = f"{row['gross_mass_kg']} kg" if "gross_mass_kg" in row else ""
    told = (row.get("goods"), packages, mass, row.get("consignor"), row.get("consignee"), row.get("bill"))
    return " · ".join(str(one) for one in told if one)


def _papers(variant: Variant, *, later: bool) -> list[Placed]:
    found = []
    for one in papers_shown(variant):
        if one.later and not later:
            continue
        title = f"{one.title} ({_('comes later')})" if one.later else one.title
        rows = tuple(Line(Said(label), value) for label, value in one.rows)
        found.append((HALVES, Part(Said(title), rows, _paragraphs(one.text))))
    return found


def _steps(scenario: Scenario) -> list[Placed]:
    told = tuple(f"{number}. {_text(step.title)}" for number, step in enumerate(scenario.steps, 1))
    return [(WIDE, Part(said(Term("The steps of guided play", "안내 모드의 단계")), paragraphs=told))]


def _key(scenario: Scenario, variant: Variant) -> list[Placed]:
    """Return the facilitator's part: what comes when, the key of the variant, the hints, and what to talk about."""
    told = facilitator_of(scenario)
    one = next(key for key in told.keys if key.id == variant.id)
    comes = tuple(Line(Said(inject.title), "\n".join(filter(None, (inject.when, inject.text)))) for inject in told.injects)
    hints = tuple(Line(Said(_("Costs %(points)s points", points=cost)), text) for text, cost in told.hints)
    parts = [
        Part(said(Term("What comes during the exercise", "진행 중 일어나는 일")), comes),
        Part(said(Term("Under seal: the key", "봉인된 정답")), _right(one), _paragraphs(one.explanation)),
        Part(said(Term("Evidence", "근거")), _points(one.cues)),
        *(Part(Said(name), _points(points)) for name, points in one.expected),
        Part(said(Term("Hints", "힌트")), hints),
        Part(said(Term("For the debrief", "디브리핑")), paragraphs=told.talk),
        Part(said(Term("Law", "법령")), paragraphs=told.law),
    ]
    return [(WIDE, part) for part in parts]


def _right(key: VariantKey) -> tuple[Line, ...]:
    return lines(
        (
            (Term("In truth", "사실"), key.verdict[1]),
            (Term("Right lane", "올바른 레인"), key.lane),
            (Term("Right action", "올바른 조치"), key.action),
            (Term("Duty and taxes in truth", "실제 세액"), key.money),
            (Term("Violations", "위반"), ", ".join(key.violations)),
            (Term("Harm", "피해"), key.harm),
        )
    )


def _points(points: Iterable[KeyPoint]) -> tuple[Line, ...]:
    """Return what gives points: how many, and for what."""
    return tuple(
        Line(Said(_("Gives %(points)s points", points=one.points)), " · ".join(filter(None, (one.title, one.note))))
        for one in points
    )


def _text(words: Words) -> str:
    return in_language(words, language())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.splitlines() if part.strip())
