"""Amendments: a request about a declaration, applied to the version before it.

The convention is eclear's, where the data model leaves it open: decision 0008. A request to amend (13, COR) says with
pointers what changes; an arrival (13, GPR) changes what it carries.

Codes: AMD-010 points nowhere, AMD-011 not amendable, AMD-012 content without a pointer, AMD-013 the result breaks the
schema, AMD-014 an amendment without a pointer or without effect, AMD-015 rows that cannot be told apart, AMD-MORE the
findings that are not listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from lxml import etree

from eclear.casefile.amendment import Change
from eclear.casefile.finding import Finding, Severity, refuses
from eclear.wco.amendments.requests import NUMBER, Request, is_head, payload, requests, route, words_for_nobody
from eclear.wco.amendments.revision import Aim, Revision, children, has_content, meaning
from eclear.wco.amendments.rows import is_numbered, number
from eclear.wco.explain import MOST, error
from eclear.wco.places import Chart, words
from eclear.wco.reading import read
from eclear.wco.schemas import Part, Schemas

CUSTOMS = "16"
"""The reason code of a correction that customs makes by itself."""


@dataclass(frozen=True, slots=True)
class Amended:
    """What became of a request: the declaration with its changes, or why nothing was changed.

    ``body`` is the whole declaration again as a message of function 9; it is empty if any finding is an error.
    ``changes`` stand in the order of the amendments, and their places are those of the version before.
    """

    body: bytes
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def amend(original: bytes, request: bytes, schemas: Schemas) -> Amended:
    """Apply a request to amend (13, COR) through its pointers to a declaration: all of it, or nothing.

    Both are sound messages of the profile DMS 2. What no pointer covers stays as it was, also what eclear does not
    interpret. Raises ``ValueError`` for a message without a declaration in it.
    """
    held, sent = payload(original), payload(request)
    chart = Chart(sent.getroottree().getroot(), schemas.shape())
    asked = requests(sent)
    aim = Aim(_declaration(schemas))
    findings = list(words_for_nobody(sent, len(asked), chart))
    if not asked:
        said = "The request to amend holds no Amendment. Add one for each change, with a pointer to it."
        findings.append(error("AMD-014", said, chart.place(sent, "Amendment")))
    for one in asked:
        way = route(aim.part, one, chart)
        if isinstance(way, Finding):
            findings.append(way)
        else:
            aim.along(way).requests.append(one)
    if findings:
        return _refused(findings)
    revision = Revision(chart, {row for row in sent if is_head(row)})
    revision.apply(aim, held, sent)
    return _finished(held, revision, asked, chart, schemas)


def present(original: bytes, request: bytes, schemas: Schemas) -> Amended:
    """Apply what a presentation of goods (13, GPR) says of the arrival to a declaration.

    Every value that it carries below its own head takes the place of the same value in the declaration; what it does
    not carry stays. The changes have the reason code of customs' own corrections. If nothing differs, the body is the
    original as it is. Raises ``ValueError`` for a message without a declaration in it.
    """
    held, sent = payload(original), payload(request)
    chart = Chart(sent.getroottree().getroot(), schemas.shape())
    aside = {row for row in sent if is_head(row)}
    aim = Aim(_declaration(schemas))
    unknown = _aim_at_all(aim, held, sent, Request(1, CUSTOMS, None, sent, ()), aside)
    if unknown:
        return _refused([_not_presented(row, chart) for row in unknown])
    revision = Revision(chart, aside)
    revision.apply(aim, held, sent)
    if not revision.changes and not revision.findings:
        return Amended(original, (), ())
    return _finished(held, revision, [], chart, schemas)


def _declaration(schemas: Schemas) -> Part:
    return schemas.shape().parts[0].by_name["Declaration"]


def _aim_at_all(
    aim: Aim, held: etree._Element, sent: etree._Element, arrival: Request, aside: set[etree._Element]
) -> list[etree._Element]:
    """Aim at every value that a presentation carries; return the rows that have no number and are not there yet.

    Such a row could be meant to replace any of its like. One that is there already says nothing new and is set aside.
    """
    unknown: list[etree._Element] = []
    for part in aim.part.parts:
        rows = children(held, part)
        brought = [row for row in children(sent, part) if row not in aside and has_content(row, part)]
        if part.repeats and not is_numbered(part):
            there = {meaning(row, part) for row in rows}
            unknown += [row for row in brought if meaning(row, part) not in there]
            aside.update(brought)
        elif not (part.name == NUMBER and is_numbered(aim.part)):
            for which, row in zip(_places(part, rows, brought), brought, strict=True):
                further = aim.step(part, which)
                if which > len(rows) or not part.is_group:
                    further.requests.append(arrival)
                else:
                    unknown += _aim_at_all(further, rows[which - 1], row, arrival, aside)
    return unknown


def _places(part: Part, rows: list[etree._Element], brought: list[etree._Element]) -> list[int]:
    """Where the rows of a presentation belong: at their number, or behind the last row if the number is new."""
    if not part.repeats:
        return [1] * len(brought)
    known = {number(row, part): n for n, row in reversed([*enumerate(rows, 1)])}
    next_one = count(len(rows) + 1)
    return [known.get(own) or known.setdefault(own, next(next_one)) for own in (number(row, part) for row in brought)]


def _not_presented(row: etree._Element, chart: Chart) -> Finding:
    where = chart.place(row)
    said = (
        f"{words(where.xpath)} is new, and rows of this kind carry no number, so a presentation cannot say which one it means."
        " Take it out, and ask for it with an amendment (COR)."
    )
    return error("AMD-012", said, where)


def _finished(held: etree._Element, revision: Revision, asked: list[Request], chart: Chart, schemas: Schemas) -> Amended:
    """Write the changed declaration as a message, and hold it against the schema once more."""
    findings = revision.findings or _without_effect(revision, asked, chart)
    if refuses(tuple(findings)):
        return _refused(findings)
    body = etree.tostring(held.getroottree(), xml_declaration=True, encoding="UTF-8")
    broken = [_breaks(finding) for finding in read(body, schemas).findings if finding.severity is Severity.ERROR]
    if broken:
        return Amended(b"", (), tuple(broken))
    changes = sorted(revision.changes, key=lambda made: made[0].index)
    return Amended(body, tuple(change for _, change in changes), tuple(findings))


def _refused(findings: list[Finding]) -> Amended:
    """Nothing is applied; the first findings say why, and after them how many more there are."""
    more = len(findings) - MOST
    if more > 0:
        places = "places are" if more > 1 else "place is"
        said = f"{more:,} more {places} wrong. Correct what is listed here, then send the request again."
        findings = [*findings[:MOST], error("AMD-MORE", said, findings[MOST].place)]
    return Amended(b"", (), tuple(findings))


def _breaks(finding: Finding) -> Finding:
    """Say it of the declaration as it would become; its lines are none that the trader has."""
    said = f"The declaration would no longer be sound: {finding.message}"
    return replace(finding, code="AMD-013", message=said, place=replace(finding.place, line=None))


def _without_effect(revision: Revision, asked: list[Request], chart: Chart) -> list[Finding]:
    """Find the amendments that change nothing; if none does, there is nothing to decide."""
    effective = {one.index for one, _ in revision.changes}
    severity = Severity.WARNING if effective else Severity.ERROR
    return [
        Finding(
            "AMD-014",
            severity,
            f"Amendment {one.index} points to {one.address}, and that stays as it is. Send the new value, or leave it out.",
            chart.place(one.element),
        )
        for one in asked
        if one.index not in effective
    ]
