"""The message of a correction: what somebody typed into a form, written as a request to amend (COR), as messages do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from eclear.casefile.amendment import pointers_of
from eclear.casefile.case import Case
from eclear.casefile.declaration import Correction, Declaration, Information, Item
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.pointer import changed, place
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term
from eclear.wco import write

AT_REQUEST, BY_CUSTOMS = "21", "16"
"""Change reasons: at the request of the trader, and by customs itself."""

CORRECTABLE = {
    "price": Term("Item price", "결제금액"),
    "quantity": Term("Quantity", "수량"),
    "hs": Term("Commodity code", "품목번호"),
    "origin": Term("Country of origin", "원산지"),
    "freight": Term("Freight", "운임"),
}
"""What a form can correct; a message can correct whatever can be amended."""


@dataclass(frozen=True, slots=True)
class NewFigure:
    """One correction as typed: the item (0 for the whole declaration), what, and the right figure."""

    item: int
    what: str
    figure: str


def correction_message(
    case: Case, declaration: Declaration, figures: tuple[NewFigure, ...], why: str, lrn: str, *, by_customs: bool = False
) -> bytes:
    """Write what is to be corrected as a request to amend; raises IllegalStep for what is no figure, or nothing at all."""
    if not figures:
        raise IllegalStep("A correction corrects something. Choose what was wrong, and write the right figure.")
    told = Declaration(function="13", type="COR", lrn=lrn, id=case.number, declarant_id=case.lodged.trader)
    reason, corrections = BY_CUSTOMS if by_customs else AT_REQUEST, []
    for figure in figures:
        if figure.what not in CORRECTABLE:
            raise IllegalStep(f"{figure.what[:20]!r} cannot be corrected here. Choose one of {', '.join(CORRECTABLE)}.")
        if figure.what != "freight" and not 1 <= figure.item <= len(declaration.items):
            raise IllegalStep(f"The declaration has no item {figure.item}. Give a number between 1 and {len(declaration.items)}.")
        try:
            steps, text = _aim(declaration, figure)
            told = _with_item(told, declaration, figure.item) if steps[0] == "items" else told
            told = changed(told, {_within(told, steps, figure.item): text})
        except (ValueError, ArithmeticError) as odd:
            named = CORRECTABLE[figure.what].en.lower()
            raise IllegalStep(f"{figure.figure.strip()[:40]!r} is no {named}. Write it in figures, such as 2500.00.") from odd
        corrections.append(Correction(reason=reason, pointers=pointers_of(place(Declaration, *steps))))
    said = tuple(Information(text=why, type="AES") for _ in (1,))
    return write(replace(told, information=said, amendments=tuple(corrections)), case.lodged.country)


def _aim(declaration: Declaration, figure: NewFigure) -> tuple[tuple[str | int, ...], str]:
    """Return the place of a figure in the declaration, and the figure as it is typed there."""
    text = figure.figure.strip()
    if figure.what == "freight":
        return ("freight",), _money(text, declaration.freight)
    item = declaration.items[figure.item - 1]
    if figure.what == "price":
        return ("items", figure.item, "price"), _money(text, item.price)
    if figure.what == "quantity":
        unit = item.quantity.unit if isinstance(item.quantity, Measure) else None
        return ("items", figure.item, "quantity"), f"{_decimal(text)} {unit or ''}".strip()
    if figure.what == "origin":
        return ("items", figure.item, "origins", 1, "country"), text.upper()
    codes = item.classifications
    which = next((n for n, code in enumerate(codes, 1) if code.type == "HSK"), 1)
    return ("items", figure.item, "classifications", which, "id"), text.replace(".", "").replace("-", "")


def _money(text: str, before: Amount | None) -> str:
    currency = before.currency if before else None
    return f"{currency or ''} {_decimal(text)}".strip()


def _decimal(text: str) -> str:
    figure = Decimal(text.replace(",", ""))
    if not figure.is_finite():
        raise ValueError(text)
    return f"{figure:f}"


def _with_item(told: Declaration, declaration: Declaration, item: int) -> Declaration:
    """Give the request a row for the item that it is about."""
    if any(row.sequence == item for row in told.items):
        return told
    return replace(told, items=(*told.items, Item(sequence=item)))


def _within(told: Declaration, steps: tuple[str | int, ...], item: int) -> str:
    """Return where a figure stands in the request itself, which holds only the items that it is about."""
    if steps[0] != "items":
        return ".".join(map(str, steps))
    row = next(n for n, one in enumerate(told.items, 1) if one.sequence == item)
    rest = [str(step) for step in steps[2:]]
    if len(rest) == 3:
        rest[1] = "1"  # the request holds that one row of several, the first
    return ".".join(("items", str(row), *rest))
