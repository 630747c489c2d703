"""Which rate applies where several stand on a line: the precedence of Customs Act art. 50, row by row."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from eclear.reference import Bases, Rate, Rule, TariffRow, country
from eclear.reference.dated import OPEN_END, Fact

FACT = Fact(date(2026, 1, 1), OPEN_END, "this test", date(2026, 11, 22), "SYNTHETIC")


def _bases() -> Bases:
    found = country("KR")
    assert found is not None
    return found.tariff.bases


BASES = _bases()


def percent(rate: Rate) -> Fraction:
    assert rate.percent is not None
    return Fraction(rate.percent)


def rows(told: str) -> list[TariffRow]:
    """Rows as ``A 8, C 13``: the basis and its percent."""
    found = []
    for row in told.split(", "):
        basis, rate = row.split(" ")
        value = Decimal(rate)
        found.append(TariffRow(basis, Rate(value, ratio=(value / 100).as_integer_ratio()), FACT))
    return found


@pytest.mark.parametrize(
    ("on_the_line", "claim", "applies"),
    [
        pytest.param("A 8", None, "A 8", id="the basic rate stands alone"),
        pytest.param("A 8, B 3", None, "B 3", id="rank 6: a provisional rate over the basic one"),
        pytest.param("A 8, B 12", None, "B 12", id="rank 6: even when it is higher"),
        pytest.param("A 8, B 5, R 0", "R", "R 0", id="rank 5: least developed countries, claimed"),
        pytest.param("A 8, B 5, R 0", None, "B 5", id="rank 5: not without the claim"),
        pytest.param("A 8, B 5, R 6", "R", "R 6", id="rank 5: over ranks 6 and 7 even when higher"),
        pytest.param("A 8, L 30", None, "L 30", id="rank 4: an adjustment rate over the basic one, mostly higher"),
        pytest.param("A 8, B 5, R 0, L 30", "R", "L 30", id="rank 4: an adjustment rate over rank 5"),
        pytest.param("A 40, P 10", "P", "P 10", id="rank 4: a quota rate, with its recommendation"),
        pytest.param("A 40, P 10", None, "A 40", id="rank 4: no quota without it"),
        pytest.param("A 8, B 5, P 6", "P", "P 6", id="rank 4: a quota rate over ranks 6 and 7 even when higher"),
        pytest.param("A 8, C 6.5", None, "C 6.5", id="rank 3: the WTO rate where it is lower"),
        pytest.param("A 8, C 8", None, "A 8", id="rank 3: not where it is equal"),
        pytest.param("A 8, C 13", None, "A 8", id="rank 3: not where it is higher"),
        pytest.param(
            "A 8, B 5, C 6", None, "B 5", id="rank 3: lower than the basic rate is not enough if a provisional one applies"
        ),
        pytest.param("A 8, B 12, C 10", None, "C 10", id="rank 3: over the provisional rate where that is higher"),
        pytest.param("A 8, C 6.5, CIT 0", None, "CIT 0", id="rank 3: of two that are lower the lowest"),
        pytest.param("A 8, L 30, C 20", None, "C 20", id="rank 3: over an adjustment rate if lower"),
        pytest.param("A 8, C 13, E1 5.6", "E1", "E1 5.6", id="rank 3: APTA, claimed"),
        pytest.param("A 8, C 5, E1 5.6", "E1", "C 5", id="rank 3: APTA above the WTO rate changes nothing"),
        pytest.param("A 20, W2 176", None, "W2 176", id="rank 3: out of quota, even when higher than the basic rate"),
        pytest.param("A 20, W1 10, W2 176", "W1", "W1 10", id="rank 3: within the quota, with its recommendation"),
        pytest.param("A 20, B 15, W2 176", None, "W2 176", id="rank 3: and over the provisional rate"),
        pytest.param("A 20, L 30, W2 176", None, "L 30", id="rank 3: over rank 4 only if lower"),
        pytest.param("A 20, L 200, W2 176", None, "W2 176", id="rank 3: and then it is"),
        pytest.param("A 20, R 0, W2 176", "R", "R 0", id="rank 3: over rank 5 only if lower"),
        pytest.param("A 8, C 6.5, FCN1 0", "FCN1", "FCN1 0", id="rank 2: an agreement, claimed and lower"),
        pytest.param("A 8, C 6.5, FCN1 0", None, "C 6.5", id="rank 2: not without the claim"),
        pytest.param("A 8, C 6.5, FCN1 7", "FCN1", "C 6.5", id="rank 2: not above the WTO rate"),
        pytest.param("A 8, FCN1 1.6, FRCCN1 5.3", "FRCCN1", "FRCCN1 5.3", id="rank 2: the one claimed, never silently the lower"),
        pytest.param("A 20, W2 176, FVN1 140.8", "FVN1", "FVN1 140.8", id="rank 2: under the quota rate"),
        pytest.param("A 20, W2 176, FCN1 176", "FCN1", "W2 176", id="rank 2: not where it equals the quota rate"),
        pytest.param("A 8, T 100, FCN1 0", "FCN1", "T 100", id="rank 1: a special agricultural safeguard over everything"),
        pytest.param("A 8, C 0, L2 50", None, "L2 50", id="rank 1: an adjustment under art. 69 no. 2"),
    ],
)
def test_precedence(on_the_line: str, claim: str | None, applies: str) -> None:
    for order in (rows(on_the_line), rows(on_the_line)[::-1]):
        chosen = BASES.choose(order, claim, percent)
        assert chosen is not None
        assert f"{chosen.basis} {chosen.rate.percent}" == applies
        assert chosen.why.startswith(chosen.basis)


def test_the_reason_names_what_was_beaten_and_what_was_not_lower() -> None:
    told = BASES.choose(rows("A 8, C 6.5, FCN1 7"), "FCN1", percent)
    assert told is not None and told.why == "C WTO rate, lower than A 8 %; the claimed FCN1 7 % is not lower"
    quota = BASES.choose(rows("A 20, W2 176"), None, percent)
    assert quota is not None and quota.why.endswith("which stands above A 20 %, even though it is higher")


def test_remedies_take_no_place_but_come_on_top() -> None:
    added = {basis.basis for basis in BASES.all.values() if basis.added}
    assert added == {"I", "M", "J", "K"}
    assert BASES.choose(rows("I 30"), None, percent) is None


def test_a_rate_in_money_is_compared_by_what_it_costs() -> None:
    by_weight = TariffRow("C", Rate(None, Decimal(1500), "KGM"), FACT)

    def cost(worth: int, mass: int):  # type: ignore[no-untyped-def]
        def of(rate: Rate) -> Fraction:
            return Fraction(rate.percent or 0) * worth / 100 + Fraction(rate.per or 0) * mass

        return of

    light = BASES.choose([*rows("A 20"), by_weight], None, cost(1_000_000, 100))  # 150,000 against 200,000
    heavy = BASES.choose([*rows("A 20"), by_weight], None, cost(1_000_000, 200))  # 300,000 against 200,000
    assert light is not None and heavy is not None
    assert (light.basis, heavy.basis) == ("C", "A")


def test_a_compound_rate_is_written_as_people_do() -> None:
    assert str(Rate(Decimal(8), Decimal(500), "KGM", Rule.HIGHER)) == "8 % or 500 per KGM, the higher"
    assert str(Rate(Decimal(8), Decimal(500), "KGM")) == "8 % + 500 per KGM"
    assert str(Rate(None, Decimal("885.7"), "LTR")) == "885.7 per LTR"
