"""The public page: everybody sees who is waited for, and nobody sees what is customs' own. Tested with canaries."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from eclear.clearance import arrive, decide


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_declaration_is_found_by_cargo_and_by_its_own_number_with_or_without_dashes(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    cargo = case.lodged.cargo
    dashed = f"{cargo[:11]}-{cargo[11:15]}-{cargo[15:]}"
    for number in (cargo, dashed, f" {dashed.lower()} ", case.number):
        page = client.get("/status", params={"number": number}).text
        assert case.number in page and "Documents requested" in page and "What comes next." in page, number


@pytest.mark.parametrize("sample", ["02", "03", "04", "05", "09"])
def test_no_page_and_no_part_for_everybody_carries_what_is_customs_own(client: TestClient, office, lodge, sample) -> None:  # type: ignore[no-untyped-def]
    case = lodge(sample)
    decide(office, case.id, "hold", reason="CANARY-REASON against CANARY-FIRM", by="CANARY-OFFICER")
    with office.store.reading("open") as records:
        case, body = records.case(case.id), records.message(case.id).decode()
    assert case.decision and case.score and case.assessment
    secret = {"CANARY", "Lane", "lane", case.id, case.lodged.lrn, case.lodged.sha256, "score", "Score"}
    secret |= {case.decision.explanation, case.decision.rule or "CANARY", f"{case.score.chance:.2f}", f"{case.decision.dice:.4f}"}
    secret |= {f"{case.total_due:,}", f"{case.assessment.customs_value:,}", case.score.model, case.score.model_sha256}
    secret |= {f"{line.amount:,}" for line in case.assessment.lines if line.amount}
    secret |= set(re.findall(r"<(?:\w+:)?Name>([^<]+)<", body)) | set(re.findall(r"<(?:\w+:)?Description>([^<]+)<", body))
    for page in (client.get(f"/status/{case.number}"), client.get(f"/status/{case.cargo}")):
        assert page.status_code == 200
        main = page.text[page.text.index("<main") : page.text.index("</main>")]
        assert "Held" in main and "Customs" in main
        assert [word for word in secret if word in main] == []
        assert not re.search(r"\bL[0-3]\b", main)


def test_a_rejected_declaration_without_a_number_shows_its_state_and_no_finding(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    page = plain(client.get(f"/status/{case.lodged.cargo}").text)
    assert "Rejected at the gate" in page and "corrects the message" in page
    assert case.findings[0].message not in page and case.findings[0].code not in page


def test_unknown_and_foreign_numbers_get_the_same_words(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    words = []
    for number in ("26ABCD0123I00010002", "41207-26-999999M", case.id, case.lodged.lrn, "../../etc/passwd", "<script>"):
        answer = client.get(f"/status/{number.replace('/', '%2F')}")
        assert answer.status_code == 404
        words.append(plain(answer.text[answer.text.index("<main") :]) if "main" in answer.text else "")
        assert "<script>alert" not in answer.text
    assert all("No cargo or declaration has this number." in said for said in words[:4])


def test_cargo_that_nobody_declared_shows_its_reports(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    arrive(office, "26AAAA0001I00010001", "manifest-reviewed")
    page = plain(client.get("/status/26AAAA0001I00010001").text)
    assert "Manifest reviewed" in page and "Nobody has declared them yet" in page


def test_what_comes_next_names_the_one_thing_that_is_left(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("02")
    arrive(office, case.cargo, "manifest-reviewed")
    arrive(office, case.cargo, "carried-in", shed="90110001")
    page = plain(client.get(f"/status/{case.number}").text)
    assert "When the payment arrives" in page and "The payer" in page and "1 of 5 guards still waits" in page


def test_a_declaration_that_nobody_looked_at_reads_like_any_other(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("02")
    assert case.decision.lane == "L0"
    page = plain(client.get(f"/status/{case.number}").text)
    assert "Review passed 심사 완료 Customs" in page
    assert "Nothing to review" not in page
