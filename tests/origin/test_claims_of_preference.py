"""A preference that is claimed counts only with what its agreement asks: proof, its age, an approved exporter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from origin_making import MAY

from eclear.casefile.declaration import Declaration, Information, Item, ItemDocument, Origin, Stop
from eclear.casefile.pointer import changed
from eclear.casefile.quantity import Amount
from eclear.journey.checks.baseline import IMPORT
from eclear.journey.duties import assess
from eclear.journey.duties.origin import claim_of
from eclear.reference import Country, country
from eclear.reference.claims import against, consignment, detours


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()


def claimed(basis: str, origin: str, price: str = "USD 10000.00", **changes: str | None) -> Declaration:
    """An import of motors for which a preference is claimed, with a proof of origin of last month."""
    told = {
        "items.1.information.1.type": "TRB",
        "items.1.information.1.code": basis,
        "items.1.documents.1.category": "N",
        "items.1.documents.1.type": "861",
        "items.1.documents.1.id": "CO-TEST-17",
        "items.1.documents.1.effective": "2026-04-20",
        "items.1.origins.1.country": origin,
        "items.1.origins.1.type": "2",
        "export_country": origin,
        "items.1.price": price,
    }
    return changed(IMPORT, told | {path.replace("__", "."): text for path, text in changes.items()})


def counted(declaration: Declaration, on: date = MAY) -> tuple[str | None, str]:
    return claim_of(declaration.items[0], declaration, KOREA, on)


NO_PROOF = {"items__1__documents__1": None}
APPROVED = {"items__1__information__2__type": "AEX", "items__1__information__2__code": "DE/TEST/EA/0042"}


@pytest.mark.parametrize(("basis", "origin"), [("FUS1", "US"), ("FCN1", "CN"), ("FRCCN1", "CN"), ("FRCJP1", "JP")])
def test_with_a_proof_of_last_month_the_claim_counts(basis: str, origin: str) -> None:
    assert counted(claimed(basis, origin)) == (basis, "")


def test_a_claim_for_goods_of_another_country_does_not_count() -> None:
    assert counted(claimed("FEU1", "CH")) == (None, "FEU1 is not for goods of CH")
    assert counted(claimed("FRCJP1", "CN")) == (None, "FRCJP1 is not for goods of CN")


# -- proof and its waiver --------------------------------------------------------------------------------------------


def test_without_a_proof_the_claim_does_not_count_and_the_kinds_of_proof_are_named() -> None:
    basis, remark = counted(claimed("FUS1", "US", **NO_PROOF))
    assert basis is None and remark == "FUS1 is claimed without a proof of origin (document 861 or 862 or 864)"


def test_an_origin_declaration_of_the_exporter_is_a_proof_where_the_agreement_takes_it() -> None:
    own = {"items__1__documents__1__type": "862"}
    assert counted(claimed("FUS1", "US", **own))[0] == "FUS1"
    assert counted(claimed("FCN1", "CN", **own))[0] is None


def test_a_proof_without_a_number_is_none() -> None:
    assert counted(claimed("FCN1", "CN", items__1__documents__1__id=None))[0] is None


@pytest.mark.parametrize(
    ("basis", "origin", "price", "counts"),
    [
        ("FUS1", "US", "USD 999.99", True),
        ("FUS1", "US", "USD 1000.00", False),
        ("FEU1", "DE", "USD 999.99", True),
        ("FCN1", "CN", "USD 699.99", True),
        ("FCN1", "CN", "USD 700.00", False),
        ("FRCCN1", "CN", "USD 199.99", True),
        ("FRCCN1", "CN", "USD 200.00", False),
    ],
)
def test_a_small_consignment_needs_no_proof(basis: str, origin: str, price: str, counts: bool) -> None:
    found, remark = counted(claimed(basis, origin, price, **NO_PROOF))
    assert found == (basis if counts else None)
    assert ("no proof of origin is asked" in remark) is counts


def test_the_value_in_another_currency_is_compared_at_the_customs_rates_of_the_day() -> None:
    dollar, won = KOREA.exchange.rate("USD", MAY), Decimal(0)
    assert dollar is not None
    edge = 700 * dollar.rate
    won = edge.to_integral_value(rounding="ROUND_FLOOR")
    below = won - 1 if won == edge else won
    assert counted(claimed("FCN1", "CN", f"KRW {below}", **NO_PROOF))[0] == "FCN1"
    assert counted(claimed("FCN1", "CN", f"KRW {below + 1}", **NO_PROOF))[0] is None


def test_the_consignment_counts_not_the_item() -> None:
    small = claimed("FCN1", "CN", "USD 600.00", **NO_PROOF)
    two = replace(small, items=(small.items[0], replace(small.items[0], price=Amount(Decimal(200), "USD"))))
    assert counted(small)[0] == "FCN1" and counted(two)[0] is None
    invoiced = replace(two, invoice_amount=Amount(Decimal(650), "USD"))
    assert counted(invoiced)[0] is None, "the higher of the stated invoice amount and the sum of the prices counts"


@pytest.mark.parametrize("price", ["XAU 1.00", "1.00"])
def test_a_value_that_cannot_be_computed_is_not_small(price: str) -> None:
    assert counted(claimed("FCN1", "CN", price, **NO_PROOF))[0] is None


def test_a_declaration_without_prices_says_nothing_about_its_value() -> None:
    nothing = claimed("FCN1", "CN", **NO_PROOF)
    bare = replace(nothing, items=(replace(nothing.items[0], price=None),))
    assert consignment(bare, KOREA.exchange, MAY) is None and counted(bare)[0] is None
    waiver = KOREA.agreements.named("cn", MAY)
    assert waiver is not None and waiver.waiver is not None
    assert against(waiver.waiver, bare, KOREA.exchange, MAY) is None


# -- the age of a proof ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "origin", "issued", "counts"),
    [
        ("FCN1", "CN", "2025-05-12", True),
        ("FCN1", "CN", "2025-05-11", False),
        ("FUS1", "US", "2022-05-12", True),
        ("FUS1", "US", "2022-05-11", False),
    ],
)
def test_a_proof_counts_for_its_months_and_not_a_day_longer(basis: str, origin: str, issued: str, counts: bool) -> None:
    found, remark = counted(claimed(basis, origin, items__1__documents__1__effective=issued))
    assert found == (basis if counts else None)
    if not counts:
        assert "CO-TEST-17 counted for" in remark and "until" in remark


def test_an_expired_proof_harms_no_small_consignment_because_none_was_asked() -> None:
    found, remark = counted(claimed("FCN1", "CN", "USD 100.00", items__1__documents__1__effective="2020-01-01"))
    assert found == "FCN1" and "no proof of origin is asked" in remark


def test_a_valid_proof_beside_an_expired_one_is_enough() -> None:
    old = claimed("FCN1", "CN", items__1__documents__1__effective="2020-01-01")
    item = old.items[0]
    both = replace(item, documents=(*item.documents, ItemDocument("N", date(2026, 5, 1), "CO-TEST-18", type="861")))
    assert claim_of(both, old, KOREA, MAY) == ("FCN1", "")


def test_a_single_proof_without_a_date_counts_and_the_working_says_so() -> None:
    remark = "the date of the proof CO-TEST-17 is not stated: its age is not checked"
    assert counted(claimed("FCN1", "CN", items__1__documents__1__effective=None)) == ("FCN1", remark)


def test_a_proof_may_be_dated_to_the_second() -> None:
    told = claimed("FCN1", "CN")
    moment = datetime(2025, 5, 11, 23, 59, tzinfo=UTC)
    item = replace(told.items[0], documents=(ItemDocument("N", moment, "CO-TEST-17", type="861"),))
    assert claim_of(item, told, KOREA, MAY)[0] is None


# -- approved exporter -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("price", "counts"), [("EUR 5999.99", True), ("EUR 6000.00", True), ("EUR 6000.01", False)])
def test_above_6000_euros_goods_of_the_eu_need_an_approved_exporter(price: str, counts: bool) -> None:
    found, remark = counted(claimed("FEU1", "DE", price))
    assert found == ("FEU1" if counts else None)
    assert counts or "a consignment above EUR 6,000 needs an approved exporter" in remark
    assert counted(claimed("FEU1", "DE", price, **APPROVED)) == ("FEU1", "")


def test_no_other_agreement_asks_for_an_approved_exporter() -> None:
    assert counted(claimed("FUS1", "US", "USD 100000.00"))[0] == "FUS1"


def test_an_authorisation_may_stand_in_the_text_of_its_statement() -> None:
    told = claimed("FEU1", "DE", "EUR 9000.00")
    said = Information(None, "DE/TEST/EA/0042", "AEX")
    item = replace(told.items[0], information=(*told.items[0].information, said))
    assert claim_of(item, told, KOREA, MAY)[0] == "FEU1"


# -- direct transport ------------------------------------------------------------------------------------------------


def test_goods_that_came_by_a_third_country_keep_their_preference_and_are_asked_about() -> None:
    found, remark = counted(claimed("FCN1", "CN", export_country="HK"))
    assert found == "FCN1" and remark == "came by HK: direct transport is still to be shown"


def test_a_through_bill_of_lading_shows_the_journey() -> None:
    bill = {
        "items__1__documents__2__category": "N",
        "items__1__documents__2__type": "THR",
        "items__1__documents__2__id": "TEST-BL-1",
    }
    assert counted(claimed("FCN1", "CN", export_country="HK", **bill)) == ("FCN1", "")


def test_the_itinerary_tells_too_and_parties_are_no_detour() -> None:
    told = claimed("FRCCN1", "CN")
    by_vietnam = replace(told, itinerary=(Stop(1, "CN"), Stop(2, "VN"), Stop(3, "KR")))
    assert counted(by_vietnam) == ("FRCCN1", "")
    by_hong_kong = replace(told, itinerary=(Stop(1, "CN"), Stop(2, "HK"), Stop(3, "HK")))
    agreement = KOREA.agreements.of("FRCCN1", MAY)
    assert agreement is not None
    assert detours(agreement, by_hong_kong.items[0], by_hong_kong) == ("HK",)


def test_the_country_of_export_of_the_item_goes_before_that_of_the_declaration() -> None:
    told = claimed("FCN1", "CN", export_country="HK", items__1__export_country="CN")
    assert counted(told) == ("FCN1", "")


# -- what has no file ------------------------------------------------------------------------------------------------


def test_a_preference_without_a_file_is_asked_for_its_documents_and_never_waived() -> None:
    assert counted(claimed("E1", "CN")) == ("E1", "")
    found, remark = counted(claimed("E1", "CN", "USD 1.00", **NO_PROOF))
    assert found is None and remark.startswith("E1 is claimed without a proof of origin")


def test_an_unknown_basis_and_one_without_a_claim() -> None:
    assert counted(claimed("XYZ", "CN")) == (None, "XYZ is no preference in force")
    assert counted(claimed("A", "CN")) == (None, "")
    assert counted(IMPORT) == (None, "")


def test_before_its_first_day_a_preference_is_not_in_force() -> None:
    assert counted(claimed("FCN1", "CN"), date(2025, 12, 30)) == (None, "FCN1 is no preference in force")


# -- in the assessment -----------------------------------------------------------------------------------------------


def duty_of(declaration: Declaration) -> tuple[str, str]:
    line = assess(declaration, KOREA, MAY).lines[0]
    return line.basis, line.formula


def test_the_duty_follows_the_claim_and_tells_why() -> None:
    assert duty_of(claimed("FCN1", "CN"))[0] == "FCN1"
    basis, formula = duty_of(claimed("FCN1", "CN", items__1__documents__1__effective="2025-05-11"))
    assert basis == "A" and "counted for 12 months, until 2026-05-11" in formula
    basis, formula = duty_of(claimed("FCN1", "CN", "USD 500.00", **NO_PROOF))
    assert basis == "FCN1" and "no proof of origin is asked of a consignment below USD 700" in formula
    basis, formula = duty_of(claimed("FCN1", "CN", export_country="HK"))
    assert basis == "FCN1" and "direct transport is still to be shown" in formula


def test_two_agreements_with_one_partner_are_never_mixed() -> None:
    assert duty_of(claimed("FRCCN1", "CN"))[0] == "FRCCN1"


def test_the_item_and_not_its_neighbour_is_asked() -> None:
    told = claimed("FCN1", "CN")
    plain: Item = replace(told.items[0], information=(), documents=(), origins=(Origin("CN", "1"),))
    both = replace(told, items=(told.items[0], plain))
    assert claim_of(both.items[0], both, KOREA, MAY)[0] == "FCN1"
    assert claim_of(both.items[1], both, KOREA, MAY) == (None, "")
