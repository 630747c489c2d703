"""Who leaves the stated price behind says why, and is asked again where little of the price is left."""

from __future__ import annotations

import pytest
from tests_shared import sound

from eclear.casefile.finding import Severity
from eclear.clearance import Office, submit

ONE_WON = {"items__1__customs_value": "KRW 1"}
SAID = {
    "items__1__information__1__type": "VAL",
    "items__1__information__1__text": "Samples that cannot be sold; method 1 no sale.",
}


@pytest.mark.parametrize("method", "23456")
def test_a_customs_value_beside_a_price_is_rejected_without_its_grounds(office: Office, method: str) -> None:
    case = submit(office, sound(items__1__valuation_method=method, **ONE_WON)).case
    assert case and case.status == "D1"
    assert "KR-CVA-003" in [finding.code for finding in case.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("method", "23456")
def test_with_its_grounds_it_is_assessed_and_a_warning_names_both_values(office: Office, method: str) -> None:
    case = submit(office, sound(items__1__valuation_method=method, **ONE_WON, **SAID)).case
    assert case and case.assessment and case.assessment.customs_value == 1
    (asked,) = (finding for finding in case.findings if finding.code == "KR-CVA-014")
    assert asked.severity is Severity.WARNING
    assert "KRW 1," in asked.message and "KRW 3,015,687" in asked.message  # (2,000 + 120 + 15) x 1,412.50 = 3,015,687.5
