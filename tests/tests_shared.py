"""Messages that tests lodge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eclear.casefile.pointer import changed
from eclear.journey.checks.baseline import IMPORT
from eclear.wco import write

CHECKOUT = Path(__file__).resolve().parents[1]
NOON = datetime(2026, 5, 12, 3, 0, tzinfo=UTC)
"""Noon in Seoul on a Tuesday in May 2026: when the tests' rooms open."""


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


ORDINARY = {"items.1.quantity": "820 C62", "items.1.price": "USD 2000.00"}
"""Mass and price as they usually are for these goods, so that the score finds nothing to look at."""


def sound(lrn: str = "LRN-1", **changes: str | None) -> bytes:
    """Return a sound Korean import declaration as a message, with some fields changed: ``items__1__net_mass="11 KGM"``."""
    told = {path.replace("__", "."): text for path, text in changes.items()}
    return write(changed(IMPORT, {"lrn": lrn} | ORDINARY | told), "KR")


_ABOUT = """<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">
  <md:ResponsibleCountryCode>%s</md:ResponsibleCountryCode>
  <Declaration>
    <FunctionCode>13</FunctionCode>
    <FunctionalReferenceID>%s</FunctionalReferenceID>
    %s
    <TypeCode>%s</TypeCode>
%s
  </Declaration>
</md:MetaData>
"""
PRICE = "42A/67A/68A[1]/23A/79A/112"


def about(number: str | None, kind: str, content: str = "", lrn: str = "ABOUT-1", country: str = "KR") -> bytes:
    """Return a message about a declaration (function 13) of this type, with some content."""
    return (_ABOUT % (country, lrn, f"<ID>{number}</ID>" if number else "", kind, content)).encode()


def amendment(
    number: str | None, *pointers: str, content: str = "", lrn: str = "AMEND-1", country: str = "KR", why: str = "A slip."
) -> bytes:
    """Return an amendment (COR) with one pointer for each change, such as ``42A/67A/68A[1]/23A/79A/112``."""
    reasons = "".join(_reason(n, why) for n in range(1, len(pointers) + 1))
    changes = "".join(f"<Amendment><ChangeReasonCode>21</ChangeReasonCode>{_pointer(p)}</Amendment>" for p in pointers)
    return about(number, "COR", reasons + changes + content, lrn, country)


def new_price(number: str | None, price: str = "2500.00", lrn: str = "AMEND-1") -> bytes:
    """Return an amendment that gives the first item another price in US dollars."""
    line = f'<InvoiceLine><ItemChargeAmount currencyID="USD">{price}</ItemChargeAmount></InvoiceLine>'
    return amendment(number, PRICE, content=in_item(f"<Commodity>{line}</Commodity>"), lrn=lrn)


def in_item(content: str, number: int = 1) -> str:
    """Return the tree of a message with something in one of its items."""
    item = f"<GovernmentAgencyGoodsItem><SequenceNumeric>{number}</SequenceNumeric>{content}</GovernmentAgencyGoodsItem>"
    return f"<GoodsShipment>{item}</GoodsShipment>"


def cancellation(number: str | None, lrn: str = "CANCEL-1", sender: str = "41207", country: str = "KR") -> bytes:
    """Return a request to cancel (INV)."""
    reason = f"<Submitter><ID>{sender}</ID></Submitter>{_reason(1, 'Lodged twice.')}"
    return about(number, "INV", f"{reason}<Amendment><ChangeReasonCode>1</ChangeReasonCode></Amendment>", lrn, country)


def arrival(number: str | None, content: str = "", lrn: str = "ARRIVE-1", country: str = "KR") -> bytes:
    """Return the arrival of the goods (GPR)."""
    return about(number, "GPR", content, lrn, country)


def _reason(n: int, text: str) -> str:
    steps = "".join(
        f"<Pointer><SequenceNumeric>{at}</SequenceNumeric><DocumentSectionCode>{section}</DocumentSectionCode></Pointer>"
        for section, at in (("42A", 1), ("06A", n))
    )
    return (
        f"<AdditionalInformation><StatementDescription>{text}</StatementDescription>"
        f"<StatementTypeCode>AES</StatementTypeCode>{steps}</AdditionalInformation>"
    )


def _pointer(pointer: str) -> str:
    steps = pointer.split("/")
    tag = steps.pop() if len(steps[-1].partition("[")[0]) != 3 or not steps[-1][2:3].isalpha() else None
    return "".join(_step(step, tag if n == len(steps) else None) for n, step in enumerate(steps, 1))


def _step(step: str, tag: str | None) -> str:
    section, _, number = step.partition("[")
    tagged = f"<TagID>{tag}</TagID>" if tag else ""
    sequence = f"<SequenceNumeric>{number.rstrip(']') or 1}</SequenceNumeric>"
    return f"<Pointer>{sequence}<DocumentSectionCode>{section}</DocumentSectionCode>{tagged}</Pointer>"


def kinds(notices: Sequence[object]) -> list[str]:
    """Return what replies are, in order: function and status, such as ``13/67``."""
    return [notice.reply.kind for notice in notices]  # type: ignore[attr-defined]


Sit = Callable[..., Any]
"""Sit down on a chair of the demonstration room, in a browser window of its own: ``sit("officer", language="fr", width=390)``."""


def press(page: Any, place: Any) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        place.click()
