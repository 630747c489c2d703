"""The worksheet of valuation: a price is typed and its customs value answers, line by line. Nothing is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from eclear.casefile.valuation import Evidence
from eclear.journey.duties import CannotAssess
from eclear.journey.duties.methods import NoValue, determine
from eclear.journey.duties.valuation import value, worksheet
from eclear.reference import Country, country
from eclear.reference.codes import SHARED_BY
from eclear.web.languages import _
from eclear.web.pages.valuation import (
    AGAINST,
    BASES,
    Path,
    Reading,
    Sheet,
    ValuationPage,
    ValueForm,
    kinds_of,
    method_form,
    path_of,
    sheet_of,
    value_form,
)
from eclear.web.window import Window


def _sheet(reading: Reading, form: ValueForm, law: Country) -> tuple[Sheet | None, str]:
    """Return the worksheet, or None and why there is none; ``form`` may ask for another way to share out."""
    declaration, on = reading.declaration(form, law)
    if reading.problems or on is None:
        return None, ""
    if form.shared in SHARED_BY:
        law = replace(law, valuation=replace(law.valuation, shared_by=form.shared))
    try:
        found = value(declaration, law, on)
        basis = law.valuation.exports if declaration.is_export else law.valuation.imports
        return sheet_of(found.values, worksheet(declaration, law, on), found.exchanges, law, basis), ""
    except CannotAssess as refused:
        return None, str(refused)


def _path(evidence: Evidence, law: Country, on: date, computed_first: bool) -> tuple[Path | None, str]:
    """Return the path of the methods, or None and the refusal where a value may not be one."""
    try:
        return path_of(determine(evidence, law, on), computed_first, law), ""
    except NoValue as refused:
        return None, str(refused)


def valuation(window: Window) -> APIRouter:
    """Return the route of the page on which values are worked out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/valuation")
    def page(request: Request) -> Response:
        law = country(window.office.country)
        if law is None:
            raise HTTPException(404, _("The country of this office has no folder, so nothing can be valued here."))
        now, query = window.now(), dict(request.query_params.multi_items())
        today, part = law.declared_on(None, now), query.get("part", "")
        first, second, reading = value_form(query, today), method_form(query), Reading()
        sheet, path, refusal = None, None, ""
        if part == "value":
            sheet, refusal = _sheet(reading, first, law)
        elif part == "method":
            evidence = reading.evidence(second, law, today)
            if not reading.problems:
                path, refusal = _path(evidence, law, today, second.computed_first)
        shown = ValuationPage(
            value_form=first,
            method_form=second,
            terms=tuple((code, term.name) for code, term in law.codes.incoterms.items()),
            currencies=(*law.exchange.currencies, law.currency),
            kinds=kinds_of(law),
            against=tuple(AGAINST.items()),
            bases=tuple((basis.name, words) for basis, words in BASES.items()),
            problems=tuple(reading.problems),
            refusal=refusal,
            currency=law.currency,
            sheet=sheet,
            path=path,
        )
        return window.pages.html(request, shown, now, 422 if reading.problems or refusal else 200)

    return router
