"""A preference is worth money: what proves it is checked against the goods, the day, and what such a paper looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from origin_making import MAY

from eclear.casefile.declaration import Declaration, Document, ItemDocument
from eclear.casefile.pointer import changed
from eclear.casefile.quantity import Amount
from eclear.journey.checks.baseline import IMPORT
from eclear.journey.duties import assess
from eclear.journey.duties.origin import claim_of
from eclear.reference import Country, ReferenceFault, country
from eclear.reference.bases import read_bases
from eclear.reference.claims import APPROVED_EXPORTER, consignment
from eclear.simulation import generate


def _folder(code: str) -> Country:
    found = country(code)
    assert found is not None
    return found


KOREA, TAMARIA = _folder("KR"), _folder("XT")

GOOD = "2026-04-20"
"""A day some weeks before the declaration date, 12 May 2026."""


def claimed(basis: str, origin: str, price: str = "USD 10000.00", **changes: str | None) -> Declaration:
    """An import of motors for which a preference is claimed, with one dated proof of origin."""
    told = {
        "items.1.information.1.type": "TRB",
        "items.1.information.1.code": basis,
        "items.1.documents.1.category": "N",
        "items.1.documents.1.type": "861",
        "items.1.documents.1.id": "CO-1",
        "items.1.documents.1.effective": GOOD,
        "items.1.origins.1.country": origin,
        "items.1.origins.1.type": "2",
        "export_country": origin,
        "items.1.price": price,
    }
    return changed(IMPORT, told | {path.replace("__", "."): text for path, text in changes.items()})


def counted(declaration: Declaration, on: date = MAY) -> tuple[str | None, str]:
    return claim_of(declaration.items[0], declaration, KOREA, on)


def proven_by(told: Declaration, *days: str | None) -> Declaration:
    """The same goods with proofs CO-1, CO-2 ... of these days; None for one that bears no date."""
    proofs = tuple(
        ItemDocument("N", date.fromisoformat(day) if day else None, f"CO-{n}", type="861") for n, day in enumerate(days, 1)
    )
    return replace(told, items=(replace(told.items[0], documents=proofs), *told.items[1:]))


# -- what a consignment is worth -------------------------------------------------------------------------------------


def car(price: str, invoice: str | None, **changes: str | None) -> Declaration:
    """A car of Germany, which bears 8 % without the agreement and nothing with it."""
    goods = {"items__1__classifications__1__id": "8703231010", "items__1__description": "Passenger car"}
    return claimed("FEU1", "DE", price, **goods, **changes, invoice_amount=invoice)


def test_a_dear_car_is_not_made_cheap_by_the_invoice_amount() -> None:
    basis, remark = counted(car("EUR 90000.00", "EUR 5000.00"))
    assert basis is None
    assert (
        remark == "FEU1: a consignment above EUR 6,000 needs an approved exporter, and no authorisation is named (statement AEX)"
    )
    duty = assess(car("EUR 90000.00", "EUR 5000.00"), KOREA, MAY).lines[0]
    assert duty.basis == "C" and duty.rate == 8 and duty.amount > 0


@pytest.mark.parametrize(
    ("price", "invoice", "counts"),
    [
        ("EUR 6000.00", "EUR 6000.00", True),
        ("EUR 6000.00", None, True),
        ("EUR 6000.01", "EUR 1.00", False),
        ("EUR 1.00", "EUR 6000.01", False),
        ("EUR 5000.00", "XAU 1.00", False),
        ("EUR 5000.00", "5000.00", False),
        ("EUR 5000.00", "EUR -1.00", False),
        ("XAU 1.00", "EUR 5000.00", False),
    ],
)
def test_the_higher_of_invoice_and_prices_is_held_against_the_limit(price: str, invoice: str | None, counts: bool) -> None:
    assert counted(car(price, invoice))[0] == ("FEU1" if counts else None)


@pytest.mark.parametrize(
    ("price", "invoice", "counts"),
    [
        ("USD 699.99", "USD 699.99", True),
        ("USD 700.00", "USD 1.00", False),
        ("USD 1.00", "USD 700.00", False),
        ("USD 1.00", "XAU 1.00", False),
        ("XAU 1.00", "USD 1.00", False),
    ],
)
def test_no_proof_is_waived_by_the_lower_of_the_two(price: str, invoice: str, counts: bool) -> None:
    told = proven_by(claimed("FCN1", "CN", price, invoice_amount=invoice))
    assert counted(told)[0] == ("FCN1" if counts else None)


def test_a_price_below_nothing_or_left_out_makes_no_consignment_small() -> None:
    told = car("EUR 90000.00", "EUR 5000.00")
    for price in (Amount(Decimal(-86_000), "EUR"), None):
        two = replace(told, items=(told.items[0], replace(told.items[0], price=price)))
        assert consignment(two, KOREA.exchange, MAY) is None and counted(two)[0] is None


def test_a_consignment_is_worth_the_higher_at_the_customs_rates() -> None:
    told = claimed("FCN1", "CN", "USD 100.00", invoice_amount="KRW 141251")
    assert consignment(told, KOREA.exchange, MAY) == 141_251, "USD 100 are KRW 141,250 in that week"
    assert consignment(replace(told, invoice_amount=Amount(Decimal(1), "KRW")), KOREA.exchange, MAY) == 141_250


# -- the age of a proof where no agreement file says it --------------------------------------------------------------


@pytest.mark.parametrize(("basis", "origin"), [("FAS1", "VN"), ("FVN1", "VN"), ("FAU1", "AU"), ("E1", "CN"), ("G", "IN")])
def test_a_preference_without_a_file_asks_the_age_of_its_proof_too(basis: str, origin: str) -> None:
    told = claimed(basis, origin)
    assert counted(proven_by(told, GOOD)) == (basis, "")
    assert counted(proven_by(told, "2025-05-12")) == (basis, "")
    too_old = f"{basis}: the proof CO-1 counted for 12 months, until 2026-05-11"
    assert counted(proven_by(told, "2025-05-11")) == (None, too_old)
    assert counted(proven_by(told, "2001-01-01"))[0] is None


def test_every_preference_of_korea_with_a_proof_of_origin_has_its_months() -> None:
    for basis in KOREA.tariff.bases.claimed.values():
        if "861" in basis.documents:
            in_the_file = KOREA.agreements.known(basis.basis)
            assert basis.months == (None if in_the_file else 12), basis.basis
            assert in_the_file or basis.fact.mark == "unconfirmed", basis.basis


def test_a_basis_without_months_takes_a_paper_of_any_age_but_none_of_tomorrow() -> None:
    told = claimed("P", "CN", items__1__documents__1__type="911", items__1__documents__1__effective="2001-01-01")
    assert counted(told) == ("P", "")
    told = claimed("P", "CN", items__1__documents__1__type="911", items__1__documents__1__effective="2026-05-13")
    assert counted(told) == (None, "P: the proof CO-1 is dated 2026-05-13, after the declaration date 2026-05-12")


@pytest.mark.parametrize("months", ["0", "241", "1.5", "a year"])
def test_months_that_will_not_do_are_told(tmp_path: Path, months: str) -> None:
    head = "basis,name_en,name_ko,rank,claimed,effect,documents,months,valid_from,valid_to,mark,source,as_of"
    rows = f"A,basic,기본,7,no,replace,861,{months},2026-01-01,,SYNTHETIC,a test,2026-11-22"
    (tmp_path / "bases.csv").write_text(f"{head}\n{rows}\n", "utf-8")
    with pytest.raises(ReferenceFault, match=r"bases\.csv, line 2: months"):
        read_bases(tmp_path / "bases.csv")


# -- the future, and papers without a date ---------------------------------------------------------------------------

BOTH = pytest.mark.parametrize("basis", ["FCN1", "E1"], ids=["of an agreement", "without a file"])
UNDATED = "the date of the proof CO-{} is not stated: its age is not checked"


@BOTH
def test_a_proof_of_tomorrow_does_not_count_and_one_of_today_does(basis: str) -> None:
    told = claimed(basis, "CN")
    assert counted(proven_by(told, "2026-05-12")) == (basis, "")
    after = f"{basis}: the proof CO-1 is dated 2026-05-13, after the declaration date 2026-05-12"
    assert counted(proven_by(told, "2026-05-13")) == (None, after)


@BOTH
@pytest.mark.parametrize("day", ["2001-01-01", "2025-05-11", "2026-05-13"])
def test_a_second_paper_without_a_date_rescues_nothing(basis: str, day: str) -> None:
    told = claimed(basis, "CN")
    assert counted(proven_by(told, day, None))[0] is None
    assert counted(proven_by(told, None, day))[0] is None
    assert counted(proven_by(told, day, None, GOOD)) == (basis, ""), "one in time is enough"


@BOTH
def test_a_single_paper_without_a_date_counts_and_the_working_says_so(basis: str) -> None:
    told = claimed(basis, "CN")
    assert counted(proven_by(told, None)) == (basis, UNDATED.format(1))
    assert counted(proven_by(told, None, None)) == (basis, UNDATED.format(1))
    assert counted(proven_by(told, None, GOOD)) == (basis, ""), "the dated one counts"
    assert counted(proven_by(told)) == (None, f"{basis} is claimed without a proof of origin (document 861 or 864)")


def test_the_worksheet_tells_that_a_date_is_missing() -> None:
    told = proven_by(claimed("FCN1", "CN"), None)
    assert UNDATED.format(1) in assess(told, KOREA, MAY).lines[0].formula


# -- the number of an approved exporter ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["DE/TEST/EA/0042", "123456", "EU-007", "a" * 34 + "1"])
def test_what_looks_like_a_number_of_an_approved_exporter_counts(number: str) -> None:
    for part in ("code", "text"):
        said = {"items__1__information__2__type": "AEX", f"items__1__information__2__{part}": number}
        assert counted(car("EUR 90000.00", None, **said)) == ("FEU1", "")


@pytest.mark.parametrize(
    "number",
    ["x", "none", "12345", "a" * 35 + "1", "ABCDEF", "////-1?", "DE TEST 42", "ＤＥ１２３４５６", "DE/TEST/４２", "123456\n"],
)
def test_what_does_not_is_none_and_the_remark_says_what_is_allowed(number: str) -> None:
    said = {"items__1__information__2__type": "AEX", "items__1__information__2__code": number}
    basis, remark = counted(car("EUR 90000.00", None, **said))
    assert basis is None
    assert f"{number!r} is no authorisation number (statement AEX)" in remark
    assert remark.endswith("letters, digits, / and -, 6 to 35 characters with at least one digit")


def test_the_form_of_the_number_is_said_to_be_invented() -> None:
    for folder, name in ((KOREA, "eu"), (TAMARIA, "xa")):
        agreement = folder.agreements.named(name, MAY)
        assert agreement is not None and agreement.exporter_number is not None
        assert agreement.exporter_number.fact.mark == "SYNTHETIC"


def test_the_exporters_of_a_simulated_day_state_numbers_that_fit() -> None:
    european = KOREA.agreements.of("FEU1", MAY)
    assert european is not None and european.exporter_number is not None
    numbers = [
        said.code or ""
        for one in generate(4, 1500, MAY, KOREA)
        for item in one.declaration.items
        for said in item.information
        if said.type == APPROVED_EXPORTER
    ]
    assert numbers and all(european.exporter_number.fits(number) for number in numbers)


# -- direct transport ------------------------------------------------------------------------------------------------

ASKED = "came by HK: direct transport is still to be shown"


@pytest.mark.parametrize(
    ("category", "type", "number", "remark"),
    [
        ("N", "THR", "TB-1", ""),
        ("N", "705", "BL-1", ASKED),
        ("N", "740", "000-1", ASKED),
        ("N", "THR", None, ASKED),
        ("R", "THR", "TB-1", ASKED),
        (None, "THR", "TB-1", ASKED),
    ],
)
def test_only_a_paper_of_its_own_kind_shows_the_journey(category: str | None, type: str, number: str | None, remark: str) -> None:
    told = claimed("FCN1", "CN", export_country="HK")
    bill = ItemDocument(category, id=number, type=type)
    of_the_item = replace(told, items=(replace(told.items[0], documents=(*told.items[0].documents, bill)),))
    of_all = replace(told, documents=(Document(category, number, type),))
    assert counted(of_the_item) == counted(of_all) == ("FCN1", remark)


def test_the_money_is_the_same_whether_the_journey_is_shown_or_not() -> None:
    told = claimed("FCN1", "CN", export_country="HK")
    shown = replace(told, documents=(Document("N", "TB-1", "THR"),))
    assert assess(told, KOREA, MAY).total_due == assess(shown, KOREA, MAY).total_due


@pytest.mark.parametrize("folder", [KOREA, TAMARIA], ids=["Korea", "Tamaria"])
def test_no_agreement_takes_the_ordinary_bill_and_what_it_takes_is_in_the_list(folder: Country) -> None:
    for agreement in folder.agreements.on(MAY):
        assert agreement.transport.evidence == ("THR",), agreement.id
    assert "THR" in folder.codes.documents
