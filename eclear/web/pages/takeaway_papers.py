"""The papers that one takes home as they are printed: the certificate and the action plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from eclear.casefile.scenario import Words
from eclear.casefile.scenario import said as in_language
from eclear.casefile.words import Term
from eclear.documents.printed import Diploma, Heading, Letter, Line, Part, Said
from eclear.training.certificates import Checked
from eclear.training.competence import CompetencyRecord
from eclear.training.plans import FIELDS, Plan
from eclear.web import wording
from eclear.web.languages import _, language
from eclear.web.pages.paper_words import SHORT, line, said
from eclear.web.pages.takeaways import competency_line, grouped, most_missed


def certificate_paper(found: Checked, titles: Sequence[tuple[Words, int]], address: str, zone: ZoneInfo) -> Diploma:
    """Return a certificate as it is printed; ``titles`` are the exercises with their marks."""
    told, head = found.certificate, found.head
    at = told.at.astimezone(zone)
    marks = tuple(Line(Said(in_language(title, language())), _("%(mark)s of 100", mark=mark)) for title, mark in titles)
    heading = paper_heading(
        Term("Certificate of training", "교육 수료증"),
        (Term("Number", "번호"), grouped(told.number)),
        at,
        (Term("Check this certificate", "진위 확인"), address),
        (Term("Record", "기록"), f"{head.position}:{head.hash}", head.hash[:SHORT]),
        _("This paper rests on event %(event)s of the log of its class. The command proves it:", event=head.position)
        + f" eclear verify {told.room} --head {head.position}:{head.hash}",
    )
    return Diploma(
        heading,
        to=said(Term("This paper is for", "성명")),
        name=told.name,
        sentence=_("who has finished these exercises of a training class."),
        marks_title=said(Term("Exercises finished", "이수한 실습")),
        marks=marks,
        facts=(line(Term("Issued on", "발급일"), wording.day(at.date())), line(Term("Class", "교육반"), told.room)),
        words=(_("It is no official qualification. Anybody can check it by its number at the address below."),),
    )


def plan_paper(name: str, plan: Plan, record: CompetencyRecord, saved: datetime, address: str, zone: ZoneInfo) -> Letter:
    """Return an action plan as it was saved, with the results from which it was begun."""
    at = saved.astimezone(zone)
    day = wording.day(at.date())
    heading = paper_heading(
        Term("Action plan", "실행계획"),
        (Term("Of", "작성자"), name),
        at,
        (Term("Open the plan", "계획 열기"), address),
        (Term("Saved on", "저장일"), day, ""),
    )
    results = tuple(
        Line(Said(one.name), _("%(mark)s of 100", mark=one.mean) if one.mean is not None else one.level)
        for one in map(competency_line, record.competencies)
    )
    missed = "; ".join(label for label, _times in most_missed(record))
    parts = [Part(said(Term("Results of the course", "교육 결과")), results)] if results else []
    if missed:
        parts.append(Part(said(Term("Missed most often", "자주 놓친 단서")), paragraphs=(missed,)))
    parts += [Part(said(label), paragraphs=_paragraphs(plan.lines.get(field, ""))) for field, label in FIELDS.items()]
    return Letter(heading, (line(Term("Name", "성명"), name), line(Term("Saved on", "저장일"), day)), tuple(parts))


def paper_heading(
    title: Term,
    number: tuple[Term, str],
    at: datetime,
    found: tuple[Term, str],
    record: tuple[Term, str, str],
    proves: str = "",
) -> Heading:
    """Return what a paper of a class bears: ``found`` says where it leads, ``record`` what it rests on, long and short."""
    return Heading(
        language=language(),
        title=said(title),
        label=said(number[0]),
        number=number[1],
        issued=at,
        rests_on=(),
        training=Said("TRAINING", "교육용"),
        warning=_("Not an official document. All names, places and data are invented."),
        page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        address=found[1],
        follow=said(found[0]),
        record=record[1],
        short=record[2],
        recorded=said(record[0]),
        proves=proves,
        unprintable=_("□ stands for a letter that cannot be printed here. The records hold it."),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.splitlines() if part.strip()) or ("–",)
