"""Amendments: what a request changes in a declaration, element by element, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from eclear.casefile.pointer import Place


@dataclass(frozen=True, slots=True)
class Change:
    """One element that differs between two versions of a declaration.

    ``reason`` is the WCO change reason code and ``said`` the reason in the trader's words. ``before`` is None for
    something added, ``after`` for something taken out; a value with a currency or a unit is written ``10 USD``.
    """

    place: Place
    before: str | None
    after: str | None
    reason: str | None = None
    said: str | None = None
