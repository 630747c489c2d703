"""How calls of programs are documented: every way they can be refused, and one example of everything that can be reported."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

from eclear.web.reporting import who_reports
from eclear.web.reports import kinds_of

REFUSALS = {
    400: "The message is not well-formed, or not safe to read.",
    403: "Sent by a page of another site.",
    404: "There is no such case or cargo, or it is none of this desk's.",
    408: "The message came too slowly.",
    409: "Not possible now: the case stands elsewhere or has changed, or the LRN was used for other bytes.",
    413: "The message is larger than 4 MiB.",
    415: "The message is not application/xml, or it is compressed.",
    422: "What was sent is not what it should be: the answer says where and why.",
    503: "Busy. Nothing was recorded; send the same again after Retry-After seconds.",
    507: "No space left. Nothing was recorded.",
}


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document how a call can be refused; every refusal is application/problem+json."""
    shape = {"application/problem+json": {"schema": {"type": "object"}}}
    return {status: {"description": REFUSALS[status], "content": shape} for status in statuses}


def examples_of(event: Any) -> dict[str, Example]:
    """Return one example of each kind of a union of reports: what it tells, who may send it, and how it is written."""
    return {
        kind: Example(
            summary=" ".join((told.__doc__ or "").split()),
            description=f"Sent by: {who_reports(kind)}.",
            value={"kind": kind} | told.example,  # type: ignore[attr-defined]
        )
        for kind, told in kinds_of(event).items()
    }
