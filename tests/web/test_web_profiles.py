"""Risk profiles and selected consignments on their pages, and that nobody but officers learns of them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.decision import Lane
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.profile import Profile
from eclear.casefile.words import Term
from eclear.clearance import arrive, set_profile, submit, take_manifest
from eclear.journey.checks.baseline import IMPORT

CARGO = "26ABCD0123I04560789"
HS = IMPORT.items[0].hs
LINE = {
    "cargo": "26ABCD0123I-0456-0789",
    "carrier": "ABCD",
    "bill": "B-1",
    "mode": "1",
    "loaded_in": "JP",
    "consignor": "Sakura Works",
    "consignee": "Hanbit Trading",
    "goods": "samples",
    "packages": 40,
    "gross_mass_kg": "860",
}
FORM = {
    "act": "set",
    "id": "r-bikes",
    "lane": "L3",
    "en": "Bicycles of a story",
    "ko": "이야기 속 자전거",
    "hs": HS[:6],
    "movement": "IM",
    "last": "2027-03-31",
    "why": "Seen twice in October.",
}


def test_an_officer_sets_tries_changes_and_ends_a_profile_on_its_page(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sound("LRN-1")).case
    tried = client.post("/profiles", data=FORM | {"act": "try"})
    assert tried.status_code == 200 and "of the latest" in tried.text and "Nothing was saved" in tried.text
    assert 'value="R-BIKES"' in tried.text and "Seen twice in October." in tried.text, "what was typed stays"
    done = client.post("/profiles", data=FORM, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/profiles#R-BIKES")
    after = submit(office, sound("LRN-2")).case
    assert case.decision.rule is None and (after.decision.rule, after.decision.lane) == ("R-BIKES", Lane.L3)
    page = client.get("/profiles").text
    assert "Bicycles of a story" in page and "Seen twice in October." in page and "codes " + HS[:6] in page
    assert "in a simulated world" in page
    form = client.get("/profiles?change=R-BIKES").text
    assert 'value="2027-03-31"' in form and 'value="Bicycles of a story"' in form
    ended = client.post("/profiles/end", data={"id": "R-BIKES", "why": "Not seen again."}, follow_redirects=False)
    assert ended.status_code == 303
    assert submit(office, sound("LRN-3")).case.decision.rule is None
    assert "Not seen again." in client.get("/profiles").text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"last": ""}, "at most 12 months"),
        ({"last": "soon"}, "is no day"),
        ({"hs": ""}, "all trade would be stopped"),
        ({"newcomer": "few"}, "is no number"),
        ({"value_from": "1e999"}, "is no amount"),
        ({"id": "P-ARMS"}, "always in force"),
        ({"why": ""}, "needs a reason"),
    ],
)
def test_what_cannot_be_is_said_above_the_form_that_keeps_what_was_typed(
    asked: TestClient, change: dict[str, str], told: str
) -> None:
    answer = asked.post("/profiles", data=FORM | change)
    assert answer.status_code == 422 and told in answer.text
    assert "Bicycles of a story" in answer.text
    assert "Nobody has changed a profile in this room" in answer.text


def test_a_profile_that_always_holds_offers_no_change(asked: TestClient) -> None:
    page = asked.get("/profiles").text
    assert "change=P-ARMS" not in page and "change=P-WASTE" in page and '<option value="P-ARMS">' not in page
    assert asked.get("/profiles?change=P-ARMS").status_code == 422
    assert asked.post("/profiles/end", data={"id": "P-ARMS", "why": "x"}).status_code == 422


def test_a_carriers_program_hands_in_a_manifest_and_hears_nothing_of_what_was_picked(client: TestClient) -> None:
    wrong = LINE | {"cargo": "26-X"}
    answer = client.post("/api/manifests", json=[LINE, wrong])
    assert answer.status_code == 200
    told = answer.json()
    assert told["taken"] == 1
    assert [(each["line"], each["column"]) for each in told["refused"]] == [(2, "cargo")]
    assert client.post("/api/manifests", json=[LINE | {"secret": "x"}]).status_code == 422
    plain = client.post("/api/manifests", json=[LINE | {"goods": "bicycles", "cargo": "26ABCD0123I-0456-0790"}])
    assert plain.json() == {"taken": 1, "refused": []}, "the answer is the same whether it was picked or not"


def test_officers_report_scans_and_lift_what_was_ordered_on_the_page(client: TestClient) -> None:
    assert "No consignment was selected" in client.get("/manifest").text
    client.post("/api/manifests", json=[LINE, LINE | {"cargo": "26ABCD0123I04560790", "goods": "ammunition"}])
    page = client.get("/manifest").text
    assert "M-VAGUE" in page and "M-ARMS" in page and page.index("0790") < page.index("0789"), "the latest first"
    assert client.post(f"/manifest/{CARGO}/scan", data={"clear": "no"}).status_code == 422
    assert client.post(f"/manifest/{CARGO}/scan", data={"clear": "yes", "weighed": "heavy"}).status_code == 422
    client.post(f"/manifest/{CARGO}/scan", data={"clear": "yes", "weighed": "858.5"})
    client.post("/manifest/26ABCD0123I04560790/lift", data={"reason": "Toys."})
    page = client.get("/manifest").text
    assert "858.5 kg weighed" in page and "cleared" in page and "lifted" in page and "/scan" not in page


def test_what_was_ordered_for_a_consignment_stands_on_the_officers_timeline_alone(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    line = ManifestLine(CARGO, "ABCD", "B-1", "1", "JP", "Sakura", "Hanbit", "samples", 40, Decimal(860))
    take_manifest(office, [line])
    set_profile(
        office,
        Profile(
            "R-CANARY",
            Term("canary song", "카나리아"),
            Lane.L2,
            hs=(HS[:4],),
            valid_to=date(2027, 3, 1),
            valid_from=date(2026, 11, 1),
        ),
        why="canary why",
    )
    case = submit(office, sound("LRN-1")).case
    assert case.decision.hits == ("R-CANARY",) and case.decision.cause == "manifest"
    arrive(office, CARGO, "manifest-reviewed")
    desk = client.get(f"/cases/{case.id}").text
    for told in ("Consignment selected", "M-VAGUE", "Listed in the manifest"):
        assert told in desk
    others = [
        client.get(f"/status/{case.number}").text,
        client.get(f"/status/{CARGO}").text,
        client.get(f"/inbox?trader={case.lodged.trader}").text,
        client.get(f"/api/inbox/{case.lodged.trader}").text,
        client.get(f"/api/cargo/{CARGO}").text,
        client.post("/api/declarations", content=sound("LRN-1"), headers={"content-type": "application/xml"}).text,
        client.post(f"/api/cargo/{CARGO}/events", json={"kind": "carried-in"}).text,
    ]
    for text in others:
        for secret in ("R-CANARY", "canary", "카나리아", "M-VAGUE", "onsignment selected", "selected from", "화물선별", "scan"):
            assert secret not in text, text[:200]


def test_cargo_that_was_picked_looks_to_others_like_cargo_that_was_not(client: TestClient) -> None:
    picked, plain = LINE, LINE | {"cargo": "26ABCD0123I-0456-0790", "goods": "bicycles"}
    client.post("/api/manifests", json=[picked, plain])
    seen = [client.get(f"/api/cargo/{line['cargo']}") for line in (picked, plain)]
    assert [answer.status_code for answer in seen] == [200, 200]
    assert seen[0].text.replace("0789", "0790") == seen[1].text
    pages = [client.get(f"/status/{line['cargo']}").text.replace("0789", "0790") for line in (picked, plain)]
    assert all('class="qrline"' in page for page in pages)
    pages = [re.sub(r'<path class="qrline".*?/>', "", page) for page in pages]  # it holds the address, so the number
    assert "Listed in the manifest" in pages[0]
    assert re.sub(r"\d\d:\d\d:\d\d", "", pages[0]) == re.sub(r"\d\d:\d\d:\d\d", "", pages[1])
