"""Every form of a desk stands for something that a program can report, or says why not; so that no later form is forgotten."""

from __future__ import annotations

from fastapi.testclient import TestClient

from eclear.casefile.person import Role
from eclear.web.gates import GATES
from eclear.web.reporting import REPORTED_BY, reporters
from eclear.web.reports import (
    AccountEvent,
    CargoEvent,
    CaseEvent,
    DeskEvent,
    OperationEvent,
    RegisterEvent,
    VoyageEvent,
    kinds_of,
)
from eclear.web.reports.play import PlayEvent

EVENTS = {
    "POST /api/cases/{case_id}/events": CaseEvent,
    "POST /api/cargo/{number}/events": CargoEvent,
    "POST /api/queue/events": DeskEvent,
    "POST /api/traders/{number}/events": RegisterEvent,
    "POST /api/manifests/{number}/events": VoyageEvent,
    "POST /api/operations/{number}/events": OperationEvent,
    "POST /api/accounts/{trader}/events": AccountEvent,
    "POST /api/play/events": PlayEvent,
}
BY_ANOTHER_ROUTE = {
    "POST /lodge": "POST /api/declarations",
    "POST /play/lodge": "POST /api/declarations",
    "POST /inbox/acknowledge": "POST /api/inbox/{trader}/acknowledge",
    "POST /carrier/manifest": "POST /api/manifests",
    "POST /carrier/express": "POST /api/express-lists",
    "POST /operations": "POST /api/operations",
}
"""Forms for which programs have a route of their own."""

A_KEY = "A program comes in by its key, and sits at one desk for as long as that holds."
A_DRAFT = "A program sends the whole message to POST /api/declarations; a draft is what a person has not finished."
NO_ACT = "It works something out and records nothing; the command line does it too."
FOR_PERSONS = "Who may come in, and with which key, is settled by a person or by `eclear people`, never by a key."
POLICY = "A risk profile is the office's policy: officers or `eclear profiles` set it, and no player of an exercise does."
A_MARK = "A mark is contested, answered and changed by persons, after the exercise; no player of an exercise does."
THE_BANK = (
    "How the teaching bank behaves is part of the exercise: the instructor or `eclear bank` sets it, and no player's program."
)
THE_CLASS = (
    "How an exercise is run is the instructor's, who stands in the room; no player's program does it, "
    "`eclear scenario` checks packs."
)
ONES_OWN = "What somebody learned, what he plans and what is certified of it is a person's own; no player of an exercise does it."
FOR_PERSONS_ONLY = {
    "POST /test/{which}": ONES_OWN,
    "POST /plan": ONES_OWN,
    "POST /class/certificates": ONES_OWN,
    "POST /exercises": THE_CLASS,
    "POST /exercises/try": THE_CLASS,
    "POST /exercises/packs": THE_CLASS,
    "POST /exercises/packs/{digest}/copy": THE_CLASS,
    "POST /exercises/{number}/start": THE_CLASS,
    "POST /exercises/{number}/pause": THE_CLASS,
    "POST /exercises/{number}/inject": THE_CLASS,
    "POST /exercises/{number}/hint": THE_CLASS,
    "POST /exercises/{number}/speed": THE_CLASS,
    "POST /exercises/{number}/reset": THE_CLASS,
    "POST /exercises/{number}/end": THE_CLASS,
    "POST /lodge/papers": A_DRAFT,
    "POST /lodge/form/{draft}/papers": A_DRAFT,
    "POST /lodge/form/{draft}/paper": A_DRAFT,
    "POST /voyages/{number}/landed": "A table of many counts at once: a program reports `unloaded` of each cargo.",
    "POST /money/bank": THE_BANK,
    "POST /money/day": THE_BANK,
    "POST /exercise/enter": A_KEY,
    "POST /play/leave": A_KEY,
    "POST /play/draft": A_DRAFT,
    "POST /enter/card": A_KEY,
    "POST /enter/password": A_KEY,
    "POST /enter/chair": A_KEY,
    "POST /desk": A_KEY,
    "POST /leave": A_KEY,
    "POST /origin": NO_ACT,
    "POST /convert": NO_ACT,
    "POST /lodge/sample": "A program has the messages of the samples, and sends one to POST /api/declarations.",
    "POST /lodge/form": A_DRAFT,
    "POST /lodge/form/{draft}": A_DRAFT,
    "POST /lodge/form/{draft}/discard": A_DRAFT,
    "POST /mine/{case_id}/amend": "A program sends its amendment (13/COR) to POST /api/declarations.",
    "POST /cases/{case_id}/amend": "It opens a draft of customs' own amendment, which a person fills in and finishes.",
    "POST /profiles": POLICY,
    "POST /profiles/end": POLICY,
    "POST /debrief/{number}/contest": A_MARK,
    "POST /exercises/{number}/debrief/{room}/answer": A_MARK,
    "POST /exercises/{number}/debrief/{room}/override": A_MARK,
    "POST /class/people": FOR_PERSONS,
    "POST /class/people/{id}": FOR_PERSONS,
    "POST /class/cards": FOR_PERSONS,
    "POST /class/code": FOR_PERSONS,
    "POST /class/keys": FOR_PERSONS,
    "POST /class/keys/end": FOR_PERSONS,
}
"""Forms that no program needs, with the reason."""


def test_every_form_of_a_desk_stands_for_something_that_a_program_reports_or_says_why_not() -> None:
    forms = {key for key in GATES if key.startswith("POST ") and not key.startswith("POST /api/")}
    told = {form for forms in REPORTED_BY.values() for form in forms}
    assert forms == told | set(BY_ANOTHER_ROUTE) | set(FOR_PERSONS_ONLY), "add a kind to eclear/web/reports, or say why not"
    assert len(forms) == len(told) + len(BY_ANOTHER_ROUTE) + len(FOR_PERSONS_ONLY), "one way or the other"
    assert set(BY_ANOTHER_ROUTE.values()) <= set(GATES)
    kinds = {kind for event in EVENTS.values() for kind in kinds_of(event)}
    assert kinds == set(REPORTED_BY)


def test_who_may_send_a_form_may_send_its_kind_and_nobody_else() -> None:
    for kind, forms in REPORTED_BY.items():
        routes = [route for route, event in EVENTS.items() if kind in kinds_of(event)]
        for role in Role:
            may = any(role in (GATES[form] or ()) for form in forms)
            through = any(role in (GATES[route] or ()) for route in routes)
            assert not may or through, f"a program of a {role} cannot reach {kind}"
            assert may is (role in reporters(kind)), (kind, role)


def test_the_documentation_shows_one_of_each_kind_and_says_who_sends_it(asked: TestClient) -> None:
    document = asked.get("/api/openapi.json").json()
    for route, event in EVENTS.items():
        body = document["paths"][route.removeprefix("POST ")]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["discriminator"]["propertyName"] == "kind"
        assert set(body["examples"]) == set(kinds_of(event))
        for kind, shown in body["examples"].items():
            told = kinds_of(event)[kind].model_validate(shown["value"])
            assert (
                shown["value"]["kind"] == kind
                and shown["summary"]
                and all(role in shown["description"] for role in reporters(kind))
            )
            assert set(told.model_fields_set) == set(shown["value"])
    page = asked.get("/api").text
    assert "laboratory-reported" in page and "officer-away" in page
