"""The trade papers of a draft: begin a declaration with them, change them, choose where they contradict each other.

Whatever is done, the fields that nobody typed follow, and the draft keeps which of them changed, from what to what.
"""

from __future__ import annotations

from dataclasses import replace

from eclear.casefile.draft import Draft, Steps
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.paper import Paper, with_paper
from eclear.casefile.preparation import Choice, Contradiction, Filled, Preparation, Why
from eclear.clearance.drafting import Written, begin_with, save
from eclear.clearance.office import Office
from eclear.clearance.preparing import as_prepared, empty, with_choice, with_papers, with_text
from eclear.journey.preparation import seen


def begin_with_papers(office: Office, papers: tuple[Paper, ...], *, room: str = "open") -> Written:
    """Begin a declaration with trade papers: what they say is filled in, and what they contradict each other in is not."""
    draft = with_papers(empty(office.country), papers)
    written = begin_with(office, as_prepared(office, draft, room=room).draft, room=room)
    prepared = written.draft.prepared or Preparation()
    lrn = Filled(written.draft.text(("lrn",)), Why.USUAL)
    numbered = replace(written.draft, prepared=replace(prepared, filled={("lrn",): lrn, **prepared.filled}))
    return save(office, written, numbered, room=room)


def change_papers(office: Office, written: Written, papers: tuple[Paper, ...], *, room: str = "open") -> Written:
    """Keep other papers with a draft. What they filled in follows, and the draft says what changed; raises Stale."""
    before = written.draft.prepared
    if before is not None and papers == before.papers:
        return written
    return _kept(office, written, with_papers(written.draft, papers), room)


def add_papers(office: Office, written: Written, papers: tuple[Paper, ...], *, room: str = "open") -> Written:
    """Keep more papers with a draft: another of the same kind takes the place of the one that is there; raises Stale."""
    now = (written.draft.prepared or Preparation()).papers
    for paper in papers:
        before = next((one for one in now if one.key == paper.key), None)
        now = with_paper(now, _still_typed(paper, before) if before else paper)
    return change_papers(office, written, now, room=room)


def remove_paper(office: Office, written: Written, key: str, *, room: str = "open") -> Written:
    """Take a paper away from a draft; raises IllegalStep for one that is not there, and Stale."""
    papers = (written.draft.prepared or Preparation()).papers
    rest = tuple(paper for paper in papers if paper.key != key)
    if len(rest) == len(papers):
        raise IllegalStep("The draft has no such paper any more. Look at its papers again.")
    return change_papers(office, written, rest, room=room)


def choose(office: Office, written: Written, key: str, side: int, *, room: str = "open") -> Written:
    """Choose a side where papers contradict each other; side 0 takes the choice back. It is kept with what was seen.

    Raises IllegalStep for a contradiction or a side that is not there, and Stale.
    """
    found = next((one for one in contradictions(office, written.draft, room=room) if one.key == key), None)
    if found is None or not found.open_to_choice or not 0 <= side <= len(found.sides):
        raise IllegalStep("The papers do not contradict each other there any more. Look at them again, then choose.")
    choice = Choice(side, seen(found.sides)) if side else None
    return _kept(office, written, with_choice(written.draft, key, choice), room)


def classify_item(office: Office, written: Written, item: int, code: str, *, room: str = "open") -> Written:
    """Give an item the commodity code that a person chose; it counts as typed. Raises IllegalStep for no such item, and Stale."""
    if not 1 <= item <= written.draft.items:
        raise IllegalStep(f"The draft has no item {item}. Look at its items again.")
    at: Steps = ("items", item, "classifications", 1, "id")
    return _kept(office, written, with_text(written.draft, at, code), room)


def contradictions(office: Office, draft: Draft, *, room: str = "open") -> tuple[Contradiction, ...]:
    """Return where the papers of a draft contradict each other, as they stand now."""
    return as_prepared(office, draft, room=room).contradictions


def _still_typed(paper: Paper, before: Paper) -> Paper:
    """Return a paper that came as a file; what a person had typed, and the file only repeats, stays typed."""
    same = {at for at in before.typed if paper.text(*at) == before.text(*at)}
    return replace(paper, typed=paper.typed | same)


def _kept(office: Office, written: Written, draft: Draft, room: str) -> Written:
    now = as_prepared(office, draft, room=room)
    prepared = replace(now.draft.prepared or Preparation(), changes=now.changes)
    return save(office, written, replace(now.draft, prepared=prepared), room=room)
