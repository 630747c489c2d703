"""Papers as PDF: found in the log of a case, filled from what was known then, and printed in the reader's language."""

from __future__ import annotations

from urllib.parse import quote

from eclear.casefile.case import case_of
from eclear.casefile.declaration import Declaration
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance import Office, UnknownCase, edition
from eclear.documents.printed import Content
from eclear.storage import Records
from eclear.wco import read
from eclear.web.pages.issued import Issued, known_then, named, papers_of
from eclear.web.pages.paper_words import Known
from eclear.web.pages.papers import content_of


def papers_in(records: Records, case_id: str, *, for_trader: bool = False) -> tuple[Issued, ...]:
    """Return the papers that a case has, the latest first. Raises UnknownCase."""
    case = records.case(case_id)
    if case is None:
        raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
    return papers_of(case, records.events(case_id), for_trader=for_trader)


def content(office: Office, records: Records, case_id: str, name: str, origin: str, *, for_trader: bool = False) -> Content:
    """Return what stands on a paper of a case, to be printed; ``origin`` is where the public pages are found.

    Raises UnknownCase for a case or a paper that is not there, or not for this reader.
    """
    papers = papers_in(records, case_id, for_trader=for_trader)
    found = named(papers, name)
    if found is None:
        has = ", ".join(one.name for one in papers) or "none yet"
        raise UnknownCase(f"Case {case_id[:40]} has no paper {name[:40]}. It has {has}.")
    then = known_then(records.events(case_id), found)
    case = case_of(then)
    address = f"{origin}/r/{quote(records.room.name, safe='')}/status/{quote(case.number or case.lodged.lrn, safe='')}"
    declaration = _declaration(office, records, case_id, case.applied)
    return content_of(found, Known(case, then, declaration, records.head_at(case_id, found.number), address))


def _declaration(office: Office, records: Records, case_id: str, applied: tuple[int, ...]) -> Declaration | None:
    """Return a declaration in one of its editions; None for one that cannot be read any more."""
    try:
        return read(edition(office, records, case_id, applied), office.schemas).declaration
    except IllegalStep:  # taken in by an older eclear, and not sound by the schema of today
        return None
