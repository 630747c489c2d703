"""Write a declaration: begin a draft, save it, check it, lodge it or throw it away. Nobody needs to see the message.

A draft is kept as JSON: the texts of the fields as they were typed, the wrapper, and what the message carries besides. It is
not kept as the message itself, because a message has no place for everything that a person types half-way: a unit without
its number, a character that XML forbids, a line that was emptied. The message is worked out from the draft whenever somebody
looks at it, checks it or lodges it (:mod:`eclear.casefile.draft`).

A draft is its writer's own: to anybody else it is not there. What two windows save at once is told apart by the version.
A draft may also amend the declaration of a case: see :mod:`~eclear.clearance.amending_by_form`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Steps, as_json, draft_of, from_json
from eclear.casefile.finding import Finding
from eclear.casefile.message import Message, Wrapper
from eclear.casefile.person import Role
from eclear.casefile.pointer import place
from eclear.clearance.checking import Checked, check
from eclear.clearance.looking import edition
from eclear.clearance.office import Office, OtherBytes, Submission, UnknownCase
from eclear.clearance.preparing import lodging_for
from eclear.clearance.refusals import refusal
from eclear.clearance.submitting import in_anothers_name, submit
from eclear.storage import Drafts, KeptDraft, Records, Stale
from eclear.wco import normal, read, read_message, read_unsound, write_message

LONGEST_TITLE = 120
AMENDS = "COR "
"""What the title of a draft begins with that amends a declaration: the type of its message, before the number."""
MOST_DRAFTS = 100
"""How many drafts one person may have: a class that never tidies up shall not fill the disk."""


class UnknownDraft(UnknownCase):
    """There is no such draft, or it is somebody else's: the same words for both."""


class TooManyDrafts(Stale):
    """Somebody has as many drafts as he may have. Lodge or discard one first."""


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as its writer sees it: its id, title, when it was saved and how often, and what is in it."""

    id: str
    title: str
    saved: datetime
    version: int
    draft: Draft


def begin(office: Office, kind: str = "IMA", *, room: str = "open") -> Written:
    """Begin an empty declaration of a type such as IMA or EXA: only what is always so is filled in."""
    export = kind.startswith("EX")
    own, name = lodging_for(office)
    texts = {
        "function": "9",
        "type": kind,
        "item_count": "1",
        "declarant_id": own,
        "declarant_name": name,
        "destination": "" if export else office.country,
        "export_country": office.country if export else "",
        "information": [] if export else [{"code": "11", "type": "CTP"}, {"code": "D", "type": "CPL"}],
        "items": [new_item(1, export=export)],
    }
    wrapper = Wrapper("3.6", "DEC", office.country, customization_version="v2.1")
    return keep(office, room, Draft(wrapper, {name: text for name, text in texts.items() if text}), new_lrn=True)


def begin_with(office: Office, draft: Draft, *, room: str = "open") -> Written:
    """Begin with a draft that was made elsewhere, such as from trade papers; it gets an LRN."""
    return keep(office, room, draft, new_lrn=True)


def new_item(number: int, *, export: bool) -> dict[str, object]:
    """Return the texts of a goods item on which nobody has worked yet: its number, the usual procedure and method."""
    procedure = {"current": "10" if export else "40", "previous": "00"}
    return {"sequence": str(number), "valuation_method": "1", "procedures": [procedure, {"current": "000"}]}


def add_item(draft: Draft) -> Draft:
    """Return the draft with one more goods item at its end; the number of items follows, where it was right."""
    count = draft.items
    added = draft.with_row(("items",), new_item(count + 1, export=draft.text(("type",)).startswith("EX")))
    return _counted(added, count)


def remove_item(draft: Draft, number: int) -> Draft:
    """Return the draft without an item; those behind it get the number before theirs. Raises LookupError for none there."""
    count = draft.items
    if not 1 <= number <= count:
        raise LookupError(f"there is no item {number}")
    rest = draft.without_row(("items", number))
    moved: dict[Steps, str] = {
        ("items", n, "sequence"): str(n) for n in range(number, count) if rest.text(("items", n, "sequence")) == str(n + 1)
    }
    return _counted(rest.changed(moved), count)


def _counted(draft: Draft, before: int) -> Draft:
    stated = draft.text(("item_count",))
    return draft.changed({("item_count",): str(draft.items)}) if stated in ("", str(before)) else draft


def begin_from(office: Office, body: bytes, *, room: str = "open", profile: str | None = None, learning: bool = False) -> Written:
    """Begin with the declaration of a message. Its LRN is kept, unless it was used in this room before.

    ``learning`` is True for a sample: then it is declared by who begins it. Raises NotADeclaration for what is none.
    """
    message = _message_of(office, body, profile)
    if (function := message.declaration.function) not in (None, "9"):
        raise NotADeclaration((refusal("TAK-003", place(Declaration, "function"), function=function),))
    draft = draft_of(message)
    if learning:
        draft = _declared_here(office, draft)
    declaration = draft.reading()[0]
    with office.store.reading(room) as records:
        used = bool(records.standing(declaration.trader or "", declaration.lrn or ""))
    return keep(office, room, draft, new_lrn=used or not declaration.lrn)


def begin_again(office: Office, case_id: str, *, room: str = "open") -> Written:
    """Begin with the declaration of an earlier case, to correct it and lodge it again: it gets a new LRN and no number.

    Raises UnknownCase for a case that is not there or that another trader lodged.
    """
    own, _name = lodging_for(office)
    with office.store.reading(room) as records:
        case: Case | None = records.case(case_id)
        if case is None or (own and case.lodged.trader != own):
            raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
        body = edition(office, records, case_id, case.applied)
    draft = draft_of(read_message(body, office.schemas)).changed({("id",): "", ("accepted",): "", ("issued",): ""})
    return keep(office, room, draft, new_lrn=True)


def in_own_name(office: Office, body: bytes) -> bytes:
    """Return a sample's declaration as who acts may lodge it: at a trader's desk in the name of that trader.

    A message that holds no declaration, or is in that name already, is returned as it is.
    """
    declaration = read(body, office.schemas).declaration
    if declaration is None or not in_anothers_name(office.acting, declaration):
        return body
    return write_message(_declared_here(office, draft_of(_message_of(office, body, None))).message())


def _declared_here(office: Office, draft: Draft) -> Draft:
    own, name = lodging_for(office)
    foreign = own and draft.reading()[0].trader != own
    return draft.changed({("declarant_id",): own, ("declarant_name",): name}) if foreign else draft


class NotADeclaration(Exception):
    """The message is no declaration that a form can hold; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("No form can be filled with this message.")
        self.findings = findings


def drafts_of(office: Office, *, room: str = "open") -> tuple[KeptDraft, ...]:
    """Return the drafts of who acts, the one saved last first."""
    with office.store.reading(room) as records:
        return drafts_at(office, records).mine()


def find_draft(office: Office, id: str, *, room: str = "open") -> Written:
    """Return one draft of who acts; raises UnknownDraft."""
    with office.store.reading(room) as records:
        return _written(drafts_at(office, records).one(id))


def save(office: Office, before: Written, draft: Draft, *, room: str = "open") -> Written:
    """Keep what was written, in the place of what it was written from.

    Raises Stale if it was saved in another window meanwhile, and UnknownDraft if it is gone; nothing is kept then.
    """
    with office.writing(room) as records:
        drafts, now = drafts_at(office, records), office.moment(records, None)
        saved = drafts.save(KeptDraft(before.id, _title(draft), now, before.version, _bytes(draft)))
        if saved is None:
            _written(drafts.one(before.id))
            raise Stale("The draft was saved in another window meanwhile. Look at what is in it now, then save again.")
    return Written(saved.id, saved.title, saved.saved, saved.version, draft)


def discard(office: Office, id: str, *, room: str = "open") -> None:
    """Throw a draft away; raises UnknownDraft."""
    with office.writing(room) as records:
        if not drafts_at(office, records).discard(id):
            raise UnknownDraft(_NO_DRAFT)


def lodge(office: Office, written: Written, *, room: str = "open") -> Submission | Checked:
    """Lodge a draft: it becomes a case, and the draft is gone. What was found is returned where it cannot be lodged.

    Nothing is recorded of a declaration that an error keeps back; the draft stays as it is, and so it does where customs
    refuses the message. Lodged twice, it is the same case.
    """
    checked = check(office, written.draft, room=room)
    if not checked.is_sound:
        return checked
    try:
        submission = submit(office, checked.body, room=room)
    except OtherBytes:  # lodged in another window since it was checked
        return check(office, written.draft, room=room)
    if submission.case is None:
        return replace(checked, findings=submission.findings)
    with office.writing(room) as records:
        drafts_at(office, records).discard(written.id)
    return submission


_NO_DRAFT = "There is no such draft. It may have been lodged or discarded: look at your drafts and your declarations."


def _message_of(office: Office, body: bytes, profile: str | None) -> Message:
    reading = read(body, office.schemas, profile=profile)
    if reading.declaration is None:
        unsound = read_unsound(body, office.schemas)
        if unsound is None:
            raise NotADeclaration(reading.findings)
        return unsound
    return read_message(normal(body, office.schemas, profile=reading.profile), office.schemas)


def drafts_at(office: Office, records: Records) -> Drafts:
    """Return the drafts of who acts. What somebody writes as an officer lies apart from what he writes at another desk."""
    id, post = office.acting.id, office.acting.post
    return records.drafts(f"@{sha256(id.encode()).hexdigest()[:39]}" if post and post.role is Role.OFFICER else id)


def keep(office: Office, room: str, draft: Draft, *, new_lrn: bool = False) -> Written:
    """Keep a new draft, with a new LRN of its own where it needs one. Raises TooManyDrafts."""
    with office.writing(room) as records:
        drafts, now = drafts_at(office, records), office.moment(records, None)
        if len(drafts.mine()) >= MOST_DRAFTS:
            raise TooManyDrafts(f"You have {MOST_DRAFTS} drafts, which is the most. Lodge or discard one, then begin.")
        id = str(records.next_number("draft"))
        if new_lrn:
            trader = draft.reading()[0].trader or "DRAFT"
            draft = draft.changed({("lrn",): f"{trader[:14]}-{now:%y}-F{id.zfill(6)}"})
        drafts.add(KeptDraft(id, _title(draft), now, 1, _bytes(draft)))
    return Written(id, _title(draft), now, 1, draft)


def _written(kept: KeptDraft | None) -> Written:
    if kept is None:
        raise UnknownDraft(_NO_DRAFT)
    return Written(kept.id, kept.title, kept.saved, kept.version, from_json(json.loads(kept.body)))


def _bytes(draft: Draft) -> bytes:
    return json.dumps(as_json(draft), ensure_ascii=False, separators=(",", ":")).encode()


def _title(draft: Draft) -> str:
    name = f"{AMENDS}{draft.amends.number}" if draft.amends else draft.text(("lrn",))
    return ", ".join(filter(None, (name, draft.text(("items", 1, "description")))))[:LONGEST_TITLE]


__all__ = [
    "AMENDS",
    "Checked",
    "NotADeclaration",
    "TooManyDrafts",
    "UnknownDraft",
    "Written",
    "add_item",
    "begin",
    "begin_again",
    "begin_from",
    "begin_with",
    "check",
    "discard",
    "drafts_at",
    "drafts_of",
    "find_draft",
    "in_own_name",
    "keep",
    "lodge",
    "new_item",
    "remove_item",
    "save",
]
