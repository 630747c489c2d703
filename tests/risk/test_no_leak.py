"""What is looked at in a declaration is what was known when it was lodged: nothing that came later changes it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import changed
from eclear.journey.duties import assess
from eclear.journey.risk import features
from eclear.journey.risk.features import Inputs
from eclear.journey.risk.ledger import Ledger
from eclear.reference import Country, country

FIRST = date(2026, 5, 4)
DELAY = timedelta(days=14)
Lodged = tuple[date, Declaration, str | None]
"""A day, what was lodged on it, and what an examination found; None if nobody looked."""


@pytest.fixture(scope="module")
def kr() -> Country:
    found = country("KR")
    assert found is not None
    return found


def trade(count: int) -> list[Lodged]:
    """Some weeks of shirts by a few importers, some of them examined."""
    chance, lodged = Random(8), []
    for number in range(count):
        declaration = changed(
            Declaration(),
            {
                "function": "9",
                "type": "IMA",
                "importer_id": f"KRTRD{chance.randrange(4711, 4715)}",
                "declarant_id": chance.choice(("41207", "42018")),
                "seller_name": chance.choice(("Seller A", "Seller B")),
                "border_transport_mode": "1",
                "export_country": chance.choice(("VN", "CN")),
                "items.1.sequence": "1",
                "items.1.classifications.1.id": "6109100000",
                "items.1.classifications.1.type": "HSK",
                "items.1.net_mass": f"{chance.randrange(50, 200)} KGM",
                "items.1.price": "USD 1000.00",
                "items.1.origins.1.country": "VN",
                "items.1.origins.1.type": "1",
            },
        )
        result = chance.choice((None, None, "conform", "irregular", "critical"))
        lodged.append((FIRST + timedelta(days=number // 3), declaration, result))
    return lodged


def looked_at(lodged: list[Lodged], kr: Country) -> list[Inputs]:
    """What is looked at in each declaration, in the order of time, as schooling does it."""
    ledger, seen = Ledger(), []
    for on, declaration, result in lodged:
        ledger.advance(on)
        seen.append(features(declaration, assess(declaration, kr, on), kr, on, ledger.history(declaration)))
        ledger.declared(declaration, on)
        if result:
            ledger.report(declaration, result, on + DELAY)
    return seen


def test_later_declarations_and_results_change_nothing(kr: Country) -> None:
    lodged = trade(90)
    assert looked_at(lodged, kr)[:40] == looked_at(lodged[:40], kr)


def test_the_own_result_and_those_of_the_last_fortnight_change_nothing(kr: Country) -> None:
    lodged = trade(90)
    on = lodged[60][0]
    other = [
        (day, declaration, "conform" if result == "critical" else "critical") if day > on - DELAY else (day, declaration, result)
        for day, declaration, result in lodged
    ]
    assert looked_at(other, kr)[60] == looked_at(lodged, kr)[60]
    known = looked_at(lodged, kr)[60]
    assert known["declarant examined"], "results of older declarations are known, so this could fail"


def test_a_result_that_is_known_does_change_what_is_looked_at(kr: Country) -> None:
    lodged = trade(90)
    older = [
        (day, declaration, "critical") if n < 10 else (day, declaration, result)
        for n, (day, declaration, result) in enumerate(lodged)
    ]
    assert looked_at(older, kr)[60] != looked_at(lodged, kr)[60]


def test_a_declaration_is_no_history_of_its_own(kr: Country) -> None:
    first, second = looked_at([(FIRST, trade(1)[0][1], "critical")] * 2, kr)
    assert first["importer declared"] == 0.0 and second["importer declared"] == 1.0
    assert second["importer examined"] == 0.0, "its result is not known on the day"
