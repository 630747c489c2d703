"""Which agencies must agree: for which items, and under which condition that the code alone cannot tell."""

from datetime import date

import pytest

from eclear.casefile.declaration import Classification, Declaration, Item
from eclear.casefile.permit import NeedState
from eclear.journey.permits import determine
from eclear.reference import Country, country

MAY = date(2026, 5, 12)


@pytest.fixture(scope="module")
def korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


def goods(*codes: str, type: str = "IMA") -> Declaration:
    items = tuple(Item(classifications=(Classification(code, "HSK"),)) for code in codes)
    return Declaration(type=type, function="9", items=items)


@pytest.mark.parametrize(
    ("hsk", "agencies"),
    [
        pytest.param("0901210000", ["MFDS-F"], id="roasted coffee is food, no longer a plant"),
        pytest.param("0901110000", ["MFDS-F", "APQA-P"], id="coffee beans are food and a plant"),
        pytest.param("0603110000", ["APQA-P"], id="cut roses are a plant, not food"),
        pytest.param("4407110000", ["APQA-P"], id="sawn pine"),
        pytest.param("4412330000", [], id="plywood is processed"),
        pytest.param("8516710000", ["KATS-KC", "MFDS-F"], id="coffee makers: electrical, and they touch drink"),
        pytest.param("8516310000", ["KATS-KC"], id="hair dryers"),
        pytest.param("8517130000", ["RRA"], id="smartphones"),
        pytest.param("8471300000", ["KATS-KC", "RRA"], id="portable computers"),
        pytest.param("9503000000", ["KATS-KC"], id="toys"),
        pytest.param("6911100000", ["MFDS-F"], id="porcelain tableware touches food"),
        pytest.param("6907210000", [], id="tiles do not"),
        pytest.param("7323930000", ["MFDS-F"], id="steel kitchenware"),
        pytest.param("7318150000", [], id="screws"),
        pytest.param("6109100000", [], id="garments"),
        pytest.param("4202210000", ["ME-CITES"], id="leather handbags may be of a listed species"),
        pytest.param("4202920000", [], id="rucksacks of textile are not"),
        pytest.param("3304990000", ["KPTA"], id="creams"),
        pytest.param("3604100000", ["NPA"], id="fireworks"),
        pytest.param("0301110000", ["MFDS-F", "NFQS"], id="live fish"),
        pytest.param("0106120000", ["APQA-A", "ME-CITES", "NFQS"], id="whales and seals concern three"),
        pytest.param("8481400000", ["KOSHA"], id="safety valves"),
        pytest.param("8481800000", [], id="taps are no safety valves"),
        pytest.param("3808919000", ["KAHPA", "KEITI-BIO", "KPTA", "ME-CHEM", "RDA"], id="one code, five laws"),
        pytest.param("8549110000", ["ME-WASTE"], id="waste of batteries"),
        pytest.param("8501101000", [], id="motors"),
        pytest.param("", [], id="no code at all"),
    ],
)
def test_the_agencies_concerned(korea: Country, hsk: str, agencies: list[str]) -> None:
    assert sorted(need.agency for need in determine(goods(hsk), korea, MAY)) == sorted(agencies)


def test_one_agency_is_asked_once_for_all_its_items_and_told_why(korea: Country) -> None:
    (need,) = determine(goods("6109100000", "1905310000", "8501101000", "7013370000", "1806320000"), korea, MAY)
    assert need.agency == "MFDS-F"
    assert need.items == (2, 4, 5)
    assert need.why == (
        "Item 2 (1905310000), item 5 (1806320000): if it is eaten or drunk, or an ingredient of food; feed, seed and"
        " technical use are not; Item 4 (7013370000): if it touches food: tableware and kitchenware, not ornaments or tools"
    )
    assert need.law and need.document.ko and need.name.ko


def test_an_export_needs_none_of_them(korea: Country) -> None:
    assert determine(goods("0901110000", type="EXA"), korea, MAY) == ()


def test_a_requirement_holds_only_from_its_day(korea: Country) -> None:
    assert determine(goods("0901110000"), korea, date(2025, 12, 31)) == ()


def test_without_a_word_of_the_trader_every_need_is_a_candidate_and_its_agency_is_asked(korea: Country) -> None:
    for need in determine(goods("0901110000", "9018900000", "3604100000"), korea, MAY):
        assert need.state is NeedState.CANDIDATE
        assert need.answer is None
        assert all(line.why == "" and not line.answers for line in need.lines)
