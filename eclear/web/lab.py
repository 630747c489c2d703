"""The selectivity lab on the pages: the policy stands in the address, so that a link shows the same day to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.reference import country
from eclear.simulation.lab_drift import AGAIN, FILE, Drift, NotADriftFile, read
from eclear.simulation.lab_measures import Day
from eclear.simulation.lab_policy import STANDARD, LabPolicy, NotAPolicy, chosen, told
from eclear.simulation.lab_tables import as_csv, compared_rows, curve_rows, part_rows
from eclear.web.laboratory import DAY_SEED, WAITING_SECONDS, Laboratory, Results, TooManyRuns, Work
from eclear.web.languages import _
from eclear.web.pages.lab import MEASURES, LabWaitPage, lab_page, query_of
from eclear.web.problems import Crowded
from eclear.web.window import Window
from eclear.web.wording import number

LONGEST = 20
"""Characters that a choice of the policy is read to."""

Told = Annotated[str, Query(max_length=300)]
Table = Literal["compare", "curves", "parts"]


def lab(window: Window, models: Path, declarations: int) -> APIRouter:
    """Return the routes of the lab; ``models`` is the folder beside whose models the drift curve lies."""
    router, pages = APIRouter(include_in_schema=False), window.pages
    laboratory = Laboratory(window.office.model, country(window.office.country), declarations)

    def work(policy: LabPolicy) -> tuple[Day | None, Work[Results] | None]:
        """Return the day and the runs of a policy, as far as they are there; what is missing is under way."""
        prepared = laboratory.day()
        day = prepared.result(0.3)
        if day is None:
            return None, None
        try:
            return day, laboratory.results(policy, day)
        except TooManyRuns as many:
            raise Crowded(str(many)) from many

    @router.get("/lab")
    def page(request: Request, last: Told = "", show: Annotated[str, Query(max_length=20)] = "") -> Response:
        now = window.now()
        if not laboratory.usable:
            why = _("No risk model is installed, so nothing can be ranked. Install one, then start the server again.")
            return pages.html(request, _waiting(None, "/lab", why), now)
        policy, problem = _policy(request)
        day, runs = work(policy)
        results = runs.result(WAITING_SECONDS) if runs else None
        if day is None or results is None:
            address = f"/lab?{request.scope['query_string'].decode('latin-1')}"
            return pages.html(request, _waiting(runs or laboratory.day(), address, "", running=runs is not None), now)
        drift, missing = _drift(models / FILE)
        before = _last(last)
        shown = lab_page(
            policy,
            day,
            results.compared,
            results.curves,
            (results.even, results.fixed),
            (before, laboratory.outcome(before, day)) if before else None,
            drift,
            measure=show if show in MEASURES else MEASURES[0],
            seconds=results.seconds,
            problem=problem,
            drift_missing=missing,
        )
        return pages.html(request, shown, now, 422 if problem else 200)

    @router.get("/lab/progress")
    def progress(request: Request) -> Response:
        """How far the day or the runs are, for the page that waits."""
        if not laboratory.usable:
            return JSONResponse({"ready": True, "said": "", "done": 0, "total": 0})
        runs = work(_policy(request)[0])[1]
        under_way = runs or laboratory.day()
        shown = _waiting(under_way, "", "", running=runs is not None)
        ready = runs is not None and runs.ready
        return JSONResponse({"ready": ready, "said": shown.counted, "done": shown.done, "total": shown.total})

    @router.get("/lab/drift.csv")
    def drift_table() -> Response:
        file = models / FILE
        return _csv(file.read_text("utf-8"), "drift") if file.is_file() else RedirectResponse("/lab", 303)

    @router.get("/lab/{table}.csv")
    def table(request: Request, table: Table, last: Told = "") -> Response:
        policy, _problem = _policy(request)
        day, runs = work(policy) if laboratory.usable else (None, None)
        results = runs.result(WAITING_SECONDS) if runs else None
        if day is None or results is None:
            return RedirectResponse(f"/lab?{query_of(policy)}", 303)
        before = _last(last)
        rows = {
            "compare": lambda: compared_rows(results.compared, laboratory.outcome(before, day) if before else None),
            "curves": lambda: curve_rows([*results.curves, results.compared]),
            "parts": lambda: part_rows(results.even, results.fixed),
        }[table]()
        return _csv(as_csv(rows, f"seed {DAY_SEED}, {len(day)} declarations, {policy}"), table)

    return router


def _policy(request: Request) -> tuple[LabPolicy, str]:
    """Return the policy that the address tells, or the standard one and what is wrong with that which it tells."""
    given = {name: text[:LONGEST] for name, text in request.query_params.items() if name not in ("last", "show") and text}
    try:
        return chosen(given), ""
    except NotAPolicy as wrong:
        return STANDARD, str(wrong)


def _last(text: str) -> LabPolicy | None:
    """The policy that was run before; an address that does not tell it well tells none."""
    try:
        return told(text) if text else None
    except NotAPolicy:
        return None


def _drift(file: Path) -> tuple[Drift | None, str]:
    if not file.is_file():
        return None, f"{FILE}: {AGAIN}"
    try:
        return read(file), ""
    except NotADriftFile as fault:
        return None, str(fault)


def _waiting(work: Work[Day] | Work[Results] | None, address: str, problem: str, *, running: bool = False) -> LabWaitPage:
    done, total = (work.done, work.total) if work else (0, 0)
    counts = {"done": number(done), "total": number(total)}
    if running:
        what, counted = _("The day is being run under your policy."), _("%(done)s of %(total)s runs", **counts)
    else:
        what, counted = _("The day is being prepared, once for this server."), _("%(done)s of %(total)s declarations", **counts)
    return LabWaitPage(what, counted if total else _("It begins."), done, total, address, problem)


def _csv(text: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="eclear-lab-{name}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
