"""The web application: the routes of the pages and of the interface for programs, behind the same doors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from eclear import __version__
from eclear.clearance import Office
from eclear.clearance.watching import challenger_in
from eclear.settings import Settings
from eclear.training.sample_papers import sample_papers
from eclear.training.samples import samples
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.training.ticking import Ticking
from eclear.web import problems
from eclear.web.agency import agency_desk
from eclear.web.api import api
from eclear.web.cargo import cargo_rooms
from eclear.web.carrier import carrier
from eclear.web.casework import casework
from eclear.web.classification import classification
from eclear.web.classroom import classroom
from eclear.web.console import console
from eclear.web.converter import converter
from eclear.web.debriefing import debriefing
from eclear.web.desk import desk
from eclear.web.doors import HOSTS, Doors
from eclear.web.doubting import doubting
from eclear.web.drafting import drafting
from eclear.web.entrance import entrance
from eclear.web.examining import examinations
from eclear.web.frame import STATIC
from eclear.web.gatekeeper import Gatekeeper
from eclear.web.guides import guides
from eclear.web.intake import Counter, intake
from eclear.web.lab import lab
from eclear.web.law import law
from eclear.web.learning import learning
from eclear.web.ledgers import ledgers
from eclear.web.mailroom import mailroom
from eclear.web.manifest import manifest, manifest_api
from eclear.web.mine import mine
from eclear.web.money import money
from eclear.web.network import Network
from eclear.web.operations import operations
from eclear.web.origin import origin
from eclear.web.pages.refusal import RefusalPage
from eclear.web.papers import papers
from eclear.web.permits import permits
from eclear.web.play_api import play_api
from eclear.web.playing import around, drafts_here, trainees
from eclear.web.preparing import preparing
from eclear.web.profiles import profiling
from eclear.web.public import public
from eclear.web.queue import queue
from eclear.web.shed import shed
from eclear.web.shelf import shelf
from eclear.web.takeaways import takeaways
from eclear.web.team import team
from eclear.web.traders import traders
from eclear.web.valuation import valuation
from eclear.web.watch import watching
from eclear.web.window import HANDS, Window
from eclear.web.worklists import worklists


def create_app(office: Office, settings: Settings, network: Network | None = None) -> FastAPI:
    """Return the application for one office; ``network`` is where a class finds it, None where it is this machine's alone."""
    gatekeeper = Gatekeeper(office, settings.people)
    packs = ScenarioShelf(settings.samples / "scenarios", office.store, HANDS)
    app = FastAPI(
        title="eclear",
        lifespan=partial(_exercises_go_on, Stage(office, HANDS, packs)),
        dependencies=[Depends(gatekeeper.admit)],
        version=__version__,
        description="A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    window, counter = Window(office, gatekeeper.attendance, packs), Counter()
    app.state.window = window
    window.pages.around = partial(around, window)
    shipped = samples(settings.samples) if settings.samples.is_dir() else ()
    rooms = (
        desk(window),  # first, since routes are looked through in their order, and its pages are asked for most
        entrance(window, not settings.people),
        classroom(window, network.urls if network else tuple),
        shelf(window, packs),
        console(window, network.urls if network else tuple),
        debriefing(window),
        takeaways(window),
        casework(window),
        queue(window),
        team(window),
        examinations(window),
        papers(window),
        agency_desk(window),
        public(window),
        intake(window, counter, shipped, partial(drafts_here, window)),
        trainees(window, counter),
        drafting(window, counter, shipped),
        preparing(window, counter, sample_papers(settings.samples)),
        mailroom(window),
        mine(window),
        money(window),
        learning(window),
        guides(window, settings.samples / "scenarios"),
        permits(window),
    )
    laws = (converter(window, counter, shipped), origin(window), valuation(window), law(window), classification(window))
    watched = watching(window, cache(lambda: challenger_in(settings.models / settings.challenger)))
    selectivity = lab(window, settings.models, settings.lab_declarations)
    targeting = (
        profiling(window),
        manifest(window),
        shed(window),
        carrier(window),
        traders(window),
        cargo_rooms(window),
        operations(window),
    )
    for pages in (*rooms, doubting(window), watched, selectivity, *targeting, *laws):
        app.include_router(_with_heads(pages))
    app.include_router(api(window, counter))
    app.include_router(worklists(window))
    app.include_router(manifest_api(window))
    app.include_router(ledgers(window))
    app.include_router(play_api(window))
    app.mount("/static", StaticFiles(directory=STATIC))

    def refusal(request: Request, page: RefusalPage, status: int) -> Response:
        return window.pages.html(request, page, window.last_clock(), status)

    problems.prepare(app, refusal)
    hosts = network.hosts if network else lambda: HOSTS
    app.add_middleware(Doors, gatekeeper=gatekeeper, kept=window.kept, hosts=hosts, pseudo=settings.pseudo_language)
    return app


@asynccontextmanager
async def _exercises_go_on(stage: Stage, _app: FastAPI) -> AsyncIterator[None]:
    """Let what is due in the plays of exercises happen for as long as the server runs."""
    ticking = Ticking(stage)
    ticking.start()
    yield
    await to_thread.run_sync(ticking.stop)


def _with_heads(pages: APIRouter) -> APIRouter:
    """Let every page be asked for its headers alone (HEAD); a live page, which never ends, is not for that."""
    for route in pages.routes:
        if isinstance(route, APIRoute) and route.methods and "GET" in route.methods and not route.path.endswith("/live"):
            route.methods.add("HEAD")
    return pages
