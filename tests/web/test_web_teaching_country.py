"""A case of Tamaria, the invented teaching country: its law judges it, its lanes, money and forms stand on its page."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from tests_shared import kinds

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Classification, Declaration, Information, Item, Origin
from eclear.casefile.quantity import Amount, Measure
from eclear.clearance import Office, pay, replies, submit
from eclear.journey.checks.baseline import IMPORT, ITEM
from eclear.journey.settlement import guards
from eclear.reference import country
from eclear.wco import read, write, write_reply


def _chocolate() -> Item:
    return replace(
        ITEM,
        description="Filled chocolate",
        classifications=(Classification("18063100", "TSP"), Classification("00", "TRC")),
        price=Amount(Decimal("10000.00"), "XBK"),
        quantity=Measure(Decimal(900), "KGM"),
        origins=(Origin("XC", "1"),),
    )


CHOCOLATE = replace(
    IMPORT,
    lrn="XTB01-2026-1",
    office="XT0001",
    declarant_id="XTB01",
    declarant_name="Harbourlight Agents",
    exporter_name="Example Sweets",
    exporter_country="XC",
    freight=None,
    charges=(),
    destination="XT",
    export_country="XC",
    items=(_chocolate(),),
    importer_id="XTTRD0009",
    importer_name="Saltmarsh Foods",
    information=(Information("C1", None, "CTP"),),
)
"""A sound import: 10,000 korun at XTD 0.35 are XTD 3,500.00, at 20 % XTD 700.00 of duty."""


def of_goods(code: str, **changes: object) -> Declaration:
    """The same import of other goods."""
    item = replace(_chocolate(), classifications=(Classification(code[:8], "TSP"), Classification(code[8:], "TRC")), **changes)  # type: ignore[arg-type]
    return replace(CHOCOLATE, lrn=f"XTB01-{code}", items=(item,))


def lodged(office: Office, declaration: Declaration = CHOCOLATE) -> Case:
    done = submit(office, write(declaration, "XT"))
    assert done.case is not None, done.reading.findings
    return done.case


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_a_message_that_names_the_country_is_judged_by_its_law(office: Office) -> None:
    assert office.country == "KR"
    case = lodged(office)
    assert case.lodged.country == "XT"
    assert re.fullmatch(r"26XT[0-9A-Z]{14}", case.number or ""), "a movement reference number of Tamaria"
    assert case.assessment is not None
    owed = [(line.type, str(line.amount)) for line in case.assessment.lines]
    # 3,500 x 20 % = 700; 4,200 / 0.98 = 4,285.71, x 2 % = 85.71; 4,285.71 x 16 % = 685.71
    assert owed == [("DUT", "700.00"), ("LEV", "85.71"), ("SAL", "685.71")]
    assert (case.assessment.currency, case.total_due) == ("XTD", Decimal("1471.42"))
    assert [guard.id for guard in guards(case)] == ["review", "tax", "permits", "presentation"]
    assert case.decision is not None and case.decision.lane is Lane.L0


def test_an_office_of_the_country_judges_a_message_that_names_none(office: Office) -> None:
    body = re.sub(rb"\s*<md:ResponsibleCountryCode>XT</md:ResponsibleCountryCode>", b"", write(CHOCOLATE, "XT"))
    assert read(body, office.schemas).country is None
    case = submit(replace(office, country="XT"), body).case
    assert case is not None and (case.lodged.country, case.total_due) == ("XT", Decimal("1471.42"))


def test_a_paid_import_is_accepted_and_told_so_in_the_forms_of_the_country(office: Office) -> None:
    case = lodged(office)
    paid = pay(office, case.id)
    assert paid.accepted is not None
    told = replies(office, case.id)
    assert kinds(told) == ["01", "13", "13/4", "09"]
    assert [notice.name for notice in told] == ["T01", "T13", "T14", "T09"]
    assert all(read(write_reply(notice.reply, "XT"), office.schemas).outcome == "accept" for notice in told)
    assert b"XT00-TRAINING-0001" in b"".join(write_reply(notice.reply, "XT") for notice in told), "where to pay"


def test_a_declaration_that_the_tariff_cannot_place_is_rejected_with_the_appeal_of_the_country(office: Office) -> None:
    done = submit(office, write(of_goods("1806319999"), "XT"))
    assert done.case is not None and done.case.status == "D1"
    (told,) = replies(office, done.case.id)
    assert (told.reply.kind, told.name) == ("03", "T03")
    text = write_reply(told.reply, "XT").decode()
    assert "Customs Tribunal of Tamaria (invented)" in text and "TAMARIA-TRIBUNAL" in text


@pytest.mark.parametrize(
    ("code", "lane", "name", "colour"),
    [
        pytest.param("1806310000", Lane.L0, "Green lane", "green", id="chocolate goes through the green lane"),
        pytest.param("2402200000", Lane.L2, "Yellow lane, documents", "yellow", id="cigarettes show their papers"),
        pytest.param("9303300000", Lane.L3, "Red lane, examination", "red", id="arms are examined"),
    ],
)
def test_the_page_calls_the_lane_as_the_country_does_and_shows_its_colour(
    client: TestClient, office: Office, code: str, lane: Lane, name: str, colour: str
) -> None:
    case = lodged(office, of_goods(code, quantity=Measure(Decimal(900), "C62")))
    assert case.decision is not None and case.decision.lane is lane
    page = client.get(f"/cases/{case.id}").text
    heading = page[page.index("<h1") : page.index('<p class="ec-note">')]
    assert name in plain(heading) and f"ec-lane--in-{colour}" in heading
    assert f"{lane} {name}" in plain(page[page.index("Timeline") :]), "the timeline calls it so too"
    korean = client.get(f"/cases/{case.id}", headers={"Accept-Language": "ko"}).text
    law = country("XT")
    assert law is not None and law.lanes[lane].name.ko in plain(korean)


def test_the_page_of_a_korean_case_still_calls_its_lane_as_korea_does(client: TestClient, office: Office) -> None:
    from tests_shared import sound

    case = submit(office, sound()).case
    assert case is not None and case.decision is not None
    law = country("KR")
    assert law is not None
    page = client.get(f"/cases/{case.id}").text
    assert law.lanes[case.decision.lane].name.en in plain(page[page.index("<h1") : page.index('<p class="ec-note">')])


def test_amounts_on_the_page_are_in_the_money_of_the_country(client: TestClient, office: Office) -> None:
    case = lodged(office)
    page = plain(client.get(f"/cases/{case.id}").text)
    assert "3,500.00" in page and "1,471.42" in page and "XTD" in page
    assert "KRW" not in page and "HSK" not in page
    assert "rounded half up" in page
    public = client.get(f"/status/{case.number}")
    assert public.status_code == 200 and "KRW" not in plain(public.text)


def test_goods_that_an_agency_must_see_wait_for_it(office: Office) -> None:
    case = lodged(office, of_goods("8517130000", quantity=Measure(Decimal(50), "C62")))
    assert [need.agency for need in case.needs] == ["XT-RADIO"]
    paid = pay(office, case.id)
    assert [guard.id for guard in guards(paid) if not guard.holds] == ["permits"]
