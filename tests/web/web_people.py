"""People who come in, and the routes that they may ask, for the tests of the pages."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from eclear.casefile.person import Seated
from eclear.clearance import Office
from eclear.storage import Login
from eclear.training.people import HOURS_IN, digest


def come_in(office: Office, room: str, id: str, client: TestClient) -> str:
    """Let somebody of a room come in with this client, at his first desk, and return the token."""
    token = f"token-of-{room}-{id}-{office.clock().timestamp()}"
    with office.store.people(writing=True) as people:
        person = people.person(room, id)
        assert person is not None, id
        login = Login(room, Seated(person, person.posts[0]), office.clock() + timedelta(hours=HOURS_IN))
        people.come_in(digest(token), login, office.clock())
    client.cookies.set("seat", token)
    return token


def routes_of(app: FastAPI) -> list[str]:
    """Every route of the application as method and address, such as ``POST /lodge``; what lies in /static is none."""
    found: list[str] = []

    def walk(routes) -> None:  # type: ignore[no-untyped-def]
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                walk(inner.routes)
            else:
                found.extend(f"{method} {route.path}" for method in sorted(set(getattr(route, "methods", None) or ()) - {"HEAD"}))

    walk(app.routes)
    return found
