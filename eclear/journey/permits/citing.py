"""What an item itself says about an agency: the approval or the exemption it cites, and the answers it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from eclear.casefile.declaration import Item, ItemDocument
from eclear.casefile.permit import ApprovalState, NeedLine, NeedState
from eclear.journey.permits.holdings import Holdings, measures_of
from eclear.reference import Agencies, Agency
from eclear.reference.approvals import Approval
from eclear.reference.questions import STATEMENT


def documents_of(item: Item, agency: Agency) -> Iterator[ItemDocument]:
    """Yield the documents of an item that are this agency's, by their category and type."""
    for document in item.documents:
        if f"{document.category or ''}{document.type or ''}" == agency.document_code:
            yield document


def answers_of(item: Item, agency: Agency) -> dict[str, str]:
    """Return the answers that an item's statements give to this agency's questions, by the full id of the question."""
    found: dict[str, str] = {}
    for said in item.information:
        code = (said.code or "").upper()
        if said.type == STATEMENT and code.startswith(f"{agency.code}.") and (question := agency.question(code)):
            found.setdefault(question.id, said.text or "")
    return found


def cited(items: Iterable[Item], agencies: Agencies) -> tuple[Approval, ...]:
    """Return the approvals of the register that items cite."""
    found: dict[str, Approval] = {}
    for item in items:
        for document in item.documents:
            agency = agencies.by_document.get(f"{document.category or ''}{document.type or ''}")
            if agency and (approval := agencies.approvals.entry(agency.code, document.id)):
                found[approval.number] = approval
    return tuple(found.values())


def said_by(item: Item, line: NeedLine, agency: Agency, holdings: Holdings) -> NeedLine:
    """Return an item's line with what its documents decide: a cited approval first, then an exemption that the law lists."""
    documents = tuple(documents_of(item, agency))
    checks = [holdings.check(agency.code, d.id, item.hs, measures_of(item, d)) for d in documents if d.id]
    if checks:
        check = next((one for one in checks if one.state is ApprovalState.VALID), checks[0])
        holdings.take(check)
        return replace(line, state=NeedState.REQUIRED, approval=check, why=f"Approval {check.number} is cited.")
    for document in documents:
        if exemption := agency.exemption(document.exemption):
            why = f"Exemption {exemption.code} is claimed: {exemption.name.en}."
            return replace(line, state=NeedState.EXEMPT, exemption=exemption.code, why=why)
    return line
