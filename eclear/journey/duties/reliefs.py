"""Which reliefs count: those claimed with an additional procedure code whose conditions the item meets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from eclear.casefile.declaration import Item
from eclear.reference import Country, Relief


def reliefs_of(item: Item, hsk: str, worth: Decimal, country: Country, on: date) -> tuple[tuple[Relief, ...], str]:
    """Return the reliefs that an item claims and may have, and in words why others do not count.

    ``worth`` is its customs value. The additional procedure codes are those after the first pair, such as R01.
    """
    counting: list[Relief] = []
    against: list[str] = []
    for procedure in item.procedures[1:]:
        relief = country.reliefs.relief(procedure.current or "", on)
        if relief is None:
            continue
        reason = _against(relief, item, hsk, worth, country)
        if reason:
            against.append(f"relief {relief.code} does not count: {reason}")
        elif relief not in counting:
            counting.append(relief)
    return tuple(counting), "; ".join(against)


def _against(relief: Relief, item: Item, hsk: str, worth: Decimal, country: Country) -> str:
    if not relief.covers(hsk):
        return f"it is for goods of {', '.join(relief.goods)}"
    if relief.most is not None and worth > relief.most:
        return f"the customs value is above {country.currency} {relief.most:,f}"
    if relief.documents and not any(document.type in relief.documents and document.id for document in item.documents):
        return f"no document {' or '.join(relief.documents)} is named"
    return ""
