"""The web application: the routes of the pages and of the interface for programs, behind the same doors."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from eclear import __version__
from eclear.clearance import Office
from eclear.clearance.watching import challenger_in
from eclear.settings import Settings
from eclear.training.samples import samples
from eclear.web import problems
from eclear.web.api import api
from eclear.web.classification import classification
from eclear.web.converter import converter
from eclear.web.desk import desk
from eclear.web.doors import Doors
from eclear.web.doubting import doubting
from eclear.web.frame import STATIC
from eclear.web.intake import Counter, intake
from eclear.web.lab import lab
from eclear.web.law import law
from eclear.web.learning import learning
from eclear.web.mailroom import mailroom
from eclear.web.manifest import manifest, manifest_api
from eclear.web.origin import origin
from eclear.web.pages.learning import RefusalPage
from eclear.web.permits import permits
from eclear.web.profiles import profiling
from eclear.web.public import public
from eclear.web.valuation import valuation
from eclear.web.watch import watching
from eclear.web.window import Window

ROOM = "open"
"""The room that the pages look into; others are reached by the command line until rooms have doors of their own."""


def create_app(office: Office, settings: Settings) -> FastAPI:
    """Return the application for one office."""
    app = FastAPI(
        title="eclear",
        version=__version__,
        description="A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    window, counter = Window(office, ROOM), Counter()
    shipped = samples(settings.samples) if settings.samples.is_dir() else ()
    rooms = (desk(window), public(window), intake(window, counter, shipped), mailroom(window), learning(window), permits(window))
    laws = (converter(window, counter, shipped), origin(window), valuation(window), law(window), classification(window))
    watched = watching(window, cache(lambda: challenger_in(settings.models / settings.challenger)))
    selectivity = lab(window, settings.models, settings.lab_declarations)
    targeting = (profiling(window), manifest(window))
    for pages in (*rooms, doubting(window), watched, selectivity, *targeting, *laws):
        app.include_router(_with_heads(pages))
    app.include_router(api(window, counter))
    app.include_router(manifest_api(window))
    app.mount("/static", StaticFiles(directory=STATIC))

    def refusal(request: Request, page: RefusalPage, status: int) -> Response:
        return window.pages.html(request, page, window.last_clock(), status)

    problems.prepare(app, refusal)
    app.add_middleware(Doors)
    return app


def _with_heads(pages: APIRouter) -> APIRouter:
    """Let every page be asked for its headers alone (HEAD); a live page, which never ends, is not for that."""
    for route in pages.routes:
        if isinstance(route, APIRoute) and route.methods and "GET" in route.methods and not route.path.endswith("/live"):
            route.methods.add("HEAD")
    return pages
