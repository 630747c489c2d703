"""Command about origin: a bill of materials in, the answer of an agreement's rule out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law, settings
from eclear.commands.options import CountryCode
from eclear.commands.printing import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from eclear.casefile.origin import Determination, Material, Product


def origin(
    file: Annotated[
        Path, typer.Argument(help="Question in JSON: agreement, on, product, materials", exists=True, dir_okay=False)
    ],
    country: CountryCode = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with every atom and its numbers")] = False,
) -> None:
    """Answer whether goods originate under an agreement. Exit status 0 if they do, 1 if not, 3 if a person must judge.

    The file holds {"agreement": "eu", "on": "2026-05-12", "product": {"hs", "ex_works", "fob", "weight_kg", "made_in",
    "process"}, "materials": [{"description", "hs", "value", "origin", "originating", "weight_kg"}]}; figures as text, such as
    "1250.50"; what is not known is left out.
    """
    from eclear.casefile.origin import Verdict
    from eclear.journey.origin import determine

    agreements = law(country or settings().country).agreements
    asked = Question(file)
    on = asked.day()
    agreement = agreements.named(asked.agreement(), on)
    if agreement is None:
        known = ", ".join(one.id for one in agreements.on(on)) or "none on that day"
        raise asked.fault("agreement", f"{asked.agreement()!r} is not in force on {on}. Write one of: {known}")
    found = determine(asked.product(), asked.materials(), agreement, on)
    if as_json:
        say({"file": str(file)} | determination_json(found))
    else:
        _print(found)
    raise typer.Exit({Verdict.QUALIFIES: 0, Verdict.FAILS: 1, Verdict.CANNOT_DECIDE: 3}[found.verdict])


class Question:
    """A question of origin in a file; whatever cannot be read ends the command with its place and the remedy."""

    def __init__(self, file: Path) -> None:
        """Read the file, which must hold one JSON object."""
        import json

        self._file = file
        try:
            self._told = json.loads(file.read_bytes(), parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError) as error:
            raise wrong_usage(f"{file}: this is not JSON ({error}). Correct it.") from error
        if not isinstance(self._told, dict):
            raise self.fault("", "the file holds no object. Write {...} around it")

    def fault(self, place: str, complaint: str) -> typer.Exit:
        """Return the end of the command for a fault at a place such as materials.2.hs."""
        return wrong_usage(f"{self._file}{f', {place}' if place else ''}: {complaint}.")

    def agreement(self) -> str:
        """Return the name of the agreement."""
        return self._text(self._told, "agreement", "") or ""

    def day(self) -> date:
        """Return the day for which the question is asked."""
        from datetime import date

        text = self._text(self._told, "on", "") or ""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.fault("on", f"{text!r} is not a day. Write it as 2026-05-12") from None

    def product(self) -> Product:
        """Return the goods."""
        from eclear.casefile.origin import Product

        told = self._told.get("product")
        if not isinstance(told, dict):
            raise self.fault("product", "the goods are missing. Write an object with hs and ex_works")
        process = told.get("process") or []
        if not isinstance(process, list) or not all(isinstance(step, str) for step in process):
            raise self.fault("product.process", "the working steps are no list of texts. Write them as [...]")
        code = self._code(told, "product.hs")
        if len(code) < 6:
            raise self.fault("product.hs", f"{code!r} is too short. Write six to ten digits")
        return Product(
            code,
            self._number(told, "product.ex_works"),
            self._number(told, "product.fob"),
            self._number(told, "product.weight_kg"),
            self._text(told, "made_in", "product."),
            tuple(process),
            self._text(told, "description", "product.") or "",
        )

    def materials(self) -> tuple[Material, ...]:
        """Return the bill of materials."""
        told = self._told.get("materials")
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise self.fault("materials", "this is no list of objects. Write one for each material")
        return tuple(self._material(one, f"materials.{n}.") for n, one in enumerate(told, 1))

    def _material(self, told: Mapping[str, Any], place: str) -> Material:
        from eclear.casefile.origin import Material

        own = told.get("originating")
        if own not in (True, False, None):
            raise self.fault(f"{place}originating", f"{own!r} will not do. Write true, false or null")
        return Material(
            self._text(told, "description", place) or "",
            self._code(told, f"{place}hs"),
            self._number(told, f"{place}value"),
            self._text(told, "origin", place),
            own,
            self._number(told, f"{place}weight_kg"),
        )

    def _text(self, told: Mapping[str, Any], name: str, place: str) -> str | None:
        value = told.get(name)
        if value is not None and not isinstance(value, str):
            raise self.fault(f"{place}{name}", f"{value!r} is no text. Write it between quotes")
        return value or None

    def _code(self, told: Mapping[str, Any], place: str) -> str:
        text = (self._text(told, "hs", place.removesuffix("hs")) or "").replace(".", "")
        if not (text.isascii() and (text.isdecimal() or not text) and len(text) <= 10):
            raise self.fault(place, f"{text!r} is no commodity code. Write up to ten digits")
        return text

    def _number(self, told: Mapping[str, Any], place: str) -> Decimal | None:
        import re
        from decimal import Decimal

        text = told.get(place.rpartition(".")[2])
        if text is None:
            return None
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", text, re.ASCII):
            raise self.fault(place, f"{text!r} is no amount. Write one such as 1250.50")
        return Decimal(text)


def determination_json(found: Determination) -> dict[str, Any]:
    """Return an answer as one object: verdict, reason, and every rule, alternative and atom with its numbers."""
    return {
        "verdict": found.verdict.value,
        "agreement": found.agreement,
        "on": found.on.isoformat(),
        "reason": found.reason.en,
        "decided_by": str(found.decided_by.atom) if found.decided_by else None,
        "rules": [
            {
                "code": rule.code,
                "text": rule.text,
                "note": rule.note,
                "mark": rule.mark,
                "source": rule.source,
                "verdict": rule.verdict.value,
                "alternatives": [
                    {
                        "text": str(one.alternative),
                        "outcome": one.outcome.value,
                        "for_all_goods": one.general,
                        "atoms": [
                            {
                                "text": str(atom.atom),
                                "outcome": atom.outcome.value,
                                "why": atom.why.en,
                                "shares": [{"what": share.what.en, "sum": str(share)} for share in atom.shares],
                                "materials": list(atom.materials),
                            }
                            for atom in one.atoms
                        ],
                    }
                    for one in rule.alternatives
                ],
            }
            for rule in found.rules
        ],
        "remarks": [remark.en for remark in found.remarks],
    }


def _print(found: Determination) -> None:
    typer.echo(f"{found.verdict.value}  {found.reason.en}")
    for rule in found.rules:
        typer.echo(f"  rule {rule.code}: {rule.text}  ({rule.mark}: {rule.source})")
        for one in rule.alternatives:
            typer.echo(f"    {one.outcome.value:<9} {one.alternative}{'  (open to all goods)' if one.general else ''}")
            for atom in one.atoms:
                typer.echo(f"      {atom.outcome.value:<9} {atom.atom}: {atom.why.en}")
                for share in atom.shares:
                    typer.echo(f"                {share.what.en}: {share}")
    for remark in found.remarks:
        typer.echo(f"  {remark.en}")
