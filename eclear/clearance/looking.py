"""Look: find cases by their numbers, and the declaration of a case as it stands after its amendments."""

from __future__ import annotations

from collections.abc import Sequence

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.office import Office, UnknownCase
from eclear.storage import Records
from eclear.wco import amend, normal, present, read


def find(office: Office, number: str, *, room: str = "open") -> tuple[Case, ...]:
    """Return the cases that a number names: a case, a declaration or a cargo number, with or without its dashes."""
    with office.store.reading(room) as records:
        asked = number.strip().upper()
        ids = [asked] if records.row(asked) else records.find(asked) or records.find(tidy(asked))
        return tuple(case for case in map(records.case, ids) if case)


def tidy(number: str) -> str:
    """Return a cargo control number as messages carry it: capitals, no blanks, no dashes."""
    return "".join(number.split()).upper().replace("-", "")


def current(office: Office, records: Records, case: Case) -> bytes:
    """Return the declaration of a case in the edition that is in force, as a message of the profile DMS 2."""
    return edition(office, records, case.id, case.applied)


def edition(office: Office, records: Records, case_id: str, applied: Sequence[int]) -> bytes:
    """Return the declaration of a case after the messages with these numbers, in this order, as a message of profile DMS 2.

    Each edition is worked out from the first message and the messages about it, which are kept whole as they came. Raises
    UnknownCase where there is no such case, or where its first message is missing, and IllegalStep where an earlier eclear
    took in what the schema of today refuses.
    """
    body, case = records.message(case_id), records.case(case_id)
    if body is None or case is None:
        raise UnknownCase(f"The message of case {case_id} is gone. Restore it from a backup; eclear verify says what is missing.")
    try:
        body = normal(body, office.schemas, profile=case.lodged.profile)
    except ValueError as unsound:
        raise IllegalStep(
            f"The first message of case {case_id} is not sound by the schema of today: an earlier eclear took it in. "
            "It can be decided on, but not amended or presented by a message."
        ) from unsound
    messages = {request.number: request.body for request in records.requests(case_id)} if applied else {}
    for number in applied:
        apply = present if read(messages[number], office.schemas).type == "GPR" else amend
        body = apply(body, messages[number], office.schemas).body
    return body
