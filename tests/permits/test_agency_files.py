"""Every agency's file says what it must in both languages, marks what is invented, and leaves nothing undecided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eclear.casefile.permit import NeedState
from eclear.journey.permits import decide
from eclear.reference import Agency, Country, ReferenceFault, Requirement, country
from eclear.reference.agencies import read_agencies
from eclear.reference.approvals import read_approvals
from eclear.reference.questions import NEXT, REQUIRED, Question

KOREA = country("KR")
assert KOREA is not None
AGENCIES = KOREA.agencies.all
each_agency = pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)

# fmt: off
CODES = [
    "APQA-A", "APQA-P", "NFQS", "MFDS-F", "KPTA", "KMDIA", "KAHPA",
    "RDA", "FEED", "ME-CHEM", "KEITI-BIO", "ME-CITES", "ME-WASTE", "ME-WATER",
    "KATS-KC", "RRA", "KOSHA", "NSSC", "NPA", "MOTIE-STR",
]
# fmt: on

READ_IN_THE_ANNEX = {
    "APQA-A": "0101 0102 0103 0104 0105 0106",
    "NFQS": "010612",
    "MFDS-F": "3811 3821 847982",
    "KPTA": "3808 3821",
    "KMDIA": "3822 847989",
    "KAHPA": "3808 3821 3822",
    "RDA": "3808",
    "FEED": "3821",
    "ME-CHEM": "3808 3812 3815",
    "KEITI-BIO": "3808 3809 3811 3820",
    "ME-CITES": "0101 0102 0103 0104 0105 0106",
    "ME-WATER": "3821",
    "KATS-KC": "3819 8471 8472 8476 8479",
    "RRA": "8471 8472 8476 8479",
    "KOSHA": "8477 8479 8481 8501",
    "NSSC": "848620",
}
"""The headings that were read in the annex to the notice of 2026-07-16: only they can be marked real."""


def test_the_twenty_agencies_of_the_table_are_there() -> None:
    assert [agency.code for agency in AGENCIES] == sorted(CODES)


@each_agency
def test_an_agency_says_everything_in_both_languages(agency: Agency) -> None:
    words = [agency.name, agency.law, agency.document, *(one.name for one in agency.exemptions)]
    words += [requirement.condition for requirement in agency.requirements]
    words += [question.text for question in agency.questions]
    words += [outcome.name for question in agency.questions for outcome in question.outcomes]
    assert all(term.en and term.ko for term in words)
    assert agency.exemptions and agency.questions and agency.requirements


@each_agency
def test_what_was_invented_for_training_is_marked_synthetic(agency: Agency) -> None:
    assert agency.taught.mark == "SYNTHETIC"
    assert agency.taught.as_of == date(2026, 11, 22)


@each_agency
def test_only_headings_that_were_read_are_marked_real(agency: Agency) -> None:
    read = tuple(READ_IN_THE_ANNEX.get(agency.code, "").split())
    for requirement in agency.requirements:
        assert requirement.fact.mark.split(",")[0] in ("real", "unconfirmed")
        if requirement.fact.mark == "real":
            assert set(requirement.hs) <= set(read), requirement.id
    marked = {hs for requirement in agency.requirements if requirement.fact.mark == "real" for hs in requirement.hs}
    narrowed = {"8481", "8501"} if agency.code == "KOSHA" else set()
    assert set(read) - marked == narrowed


@each_agency
def test_every_range_can_be_decided_both_ways_and_by_no_endless_questions(agency: Agency) -> None:
    for requirement in agency.requirements:
        ends = {state for state, _ in walks(requirement)}
        assert ends == {NeedState.REQUIRED, NeedState.EXEMPT}, requirement.id


@each_agency
def test_every_question_can_be_reached_and_every_reason_is_given_by_an_answer_or_stands_for_itself(agency: Agency) -> None:
    reached = {id for requirement in agency.requirements for _, ids in walks(requirement) for id in ids}
    assert reached == {question.id for question in agency.questions}
    led_to = {outcome.then for question in agency.questions for outcome in question.outcomes}
    assert led_to <= {REQUIRED, NEXT, *(one.code for one in agency.exemptions)}
    assert REQUIRED in led_to and led_to - {REQUIRED, NEXT}


@each_agency
def test_an_answer_that_nobody_can_understand_decides_nothing(agency: Agency) -> None:
    for requirement in agency.requirements:
        first = requirement.questions[0]
        decided = decide(requirement, {first.id: "perhaps"})
        assert (decided.state, decided.open, decided.given) == (NeedState.CANDIDATE, first, ())


def walks(requirement: Requirement) -> Iterator[tuple[NeedState, tuple[str, ...]]]:
    """Every way through the questions about some goods: where it ends, and which questions were asked."""

    def on(given: dict[str, str]) -> Iterator[tuple[NeedState, tuple[str, ...]]]:
        decided = decide(requirement, given)
        if decided.open is None:
            assert decided.state is not NeedState.CANDIDATE
            assert (decided.exemption is not None) == (decided.state is NeedState.EXEMPT)
            yield decided.state, tuple(answer.question for answer in decided.given)
            return
        for said in answers_to(decided.open):
            yield from on({**given, decided.open.id: said})

    return on({})


def answers_to(question: Question) -> list[str]:
    if question.kind != "number":
        return [outcome.value for outcome in question.outcomes]
    ends = [outcome.below or outcome.upto for outcome in question.outcomes]
    inside = [f"{end - Decimal('0.01'):f}" for end in ends if end is not None]
    return [*inside, "999999"]


def test_a_reason_has_the_same_three_letters_wherever_it_is_given_and_no_two_share_them() -> None:
    letters = {(one.code, one.short) for agency in AGENCIES for one in agency.exemptions}
    assert len({code for code, _ in letters}) == len({short for _, short in letters}) == len(letters)
    assert all(len(short) == 3 for _, short in letters), "a message carries no more"


def test_each_agency_has_a_document_code_of_its_own_that_no_other_paper_has() -> None:
    codes = [agency.document_code for agency in AGENCIES]
    assert len(set(codes)) == len(codes)
    assert KOREA is not None
    assert not {code[1:] for code in codes} & set(KOREA.codes.documents)


def test_strategic_goods_are_found_by_no_code() -> None:
    [agency] = [agency for agency in AGENCIES if agency.by_item_test]
    assert agency.code == "MOTIE-STR" and agency.exports
    for chapter in range(1, 98):
        found = KOREA.agencies.concerned(f"{chapter:02d}00000000", date(2026, 5, 12))  # type: ignore[union-attr]
        assert agency not in [one for one, _ in found]


def test_every_approval_is_invented_and_is_for_goods_its_agency_is_asked_about() -> None:
    assert KOREA is not None
    entries = KOREA.agencies.approvals.entries
    assert {entry.agency for entry in entries} == set(CODES), "one to cite for every agency"
    for entry in entries:
        assert entry.fact.mark == "SYNTHETIC" and entry.holder.startswith("KRTRD")
        assert len(f"approval/{entry.number}") <= 40
        agency = KOREA.agencies.by_code[entry.agency]
        for hs in entry.hs:
            ranges = [prefix for requirement in agency.requirements for prefix in requirement.hs]
            assert agency.by_item_test or any(hs.startswith(p) or p.startswith(hs) for p in ranges), (entry.number, hs)


SOUND = """
code = "X"
name = { en = "X", ko = "엑스" }
law = { en = "Act", ko = "법" }
document = { en = "Paper", ko = "서류" }
document_code = "QXXX"
[taught]
valid_from = 2026-01-01
mark = "SYNTHETIC"
source = "invented"
as_of = 2026-11-22
[[exemption]]
code = "SAMPLE"
short = "SMP"
en = "a sample"
ko = "견본"
[[goods]]
id = "all"
hs = ["0101-0106"]
condition = { en = "if so", ko = "그러하면" }
valid_from = 2026-01-01
mark = "unconfirmed"
source = "invented"
as_of = 2026-11-22
[[question]]
id = "1"
ask = { en = "How much?", ko = "얼마?" }
kind = "number"
unit = "KGM"
bands = [ { below = 5, then = "SAMPLE" }, { upto = 10, then = "next" }, { then = "required" } ]
[[question]]
id = "2"
ask = { en = "Is it?", ko = "그러한가?" }
kind = "yes-no"
yes = "required"
no = "SAMPLE"
"""


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    [agency] = read(tmp_path, SOUND)
    [goods] = agency.requirements
    assert goods.hs == ("0101", "0102", "0103", "0104", "0105", "0106")
    assert [question.id for question in goods.questions] == ["X.1", "X.2"]
    kilograms = goods.questions[0]
    said = {text: outcome.then for text in ("4.99", "5", "10 KGM", "10.01") if (outcome := kilograms.outcome(text))}
    assert said == {"4.99": "SAMPLE", "5": "next", "10 KGM": "next", "10.01": "required"}
    assert [outcome.name.en for outcome in kilograms.outcomes] == ["below 5 KGM", "up to 10 KGM", "more"]
    assert kilograms.outcome("-1") is kilograms.outcome("1e3") is kilograms.outcome("NaN") is kilograms.outcome("") is None


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        pytest.param('no = "SAMPLE"', 'no = "next"', "does not decide on the answer 'no'", id="a last question that asks on"),
        pytest.param('yes = "required"', 'yes = "NOBODY"', "yes 'NOBODY' is not known", id="an answer that leads nowhere"),
        pytest.param("{ upto = 10", "{ upto = 4", "bands must rise", id="bands that fall"),
        pytest.param('{ then = "required" }', '{ upto = 99, then = "required" }', "must be open", id="a band that ends"),
        pytest.param('"0101-0106"', '"0106-0101"', "is no range", id="a range backwards"),
        pytest.param('"0101-0106"', '"01-0106"', "is no range", id="a range of unequal ends"),
        pytest.param('"0101-0106"', '"0101-01O6"', "is not the beginning of a code", id="a letter in a range"),
        pytest.param('"0101-0106"', "", "hs is empty", id="no range"),
        pytest.param('short = "SMP"', 'short = "SAMPLE"', "not what a message carries", id="a reason too long for a message"),
        pytest.param('document_code = "QXXX"', 'document_code = "Q"', "no category with a type", id="a document without a type"),
        pytest.param('kind = "yes-no"', 'kind = "maybe"', "kind 'maybe' is not known", id="a kind of answer nobody knows"),
        pytest.param('id = "2"', 'id = "1"', "two questions have the id", id="two questions of one id"),
        pytest.param('id = "2"', 'id = "2"\ngoods = ["none"]', "does not list", id="a question about no goods"),
        pytest.param("[taught]", "[[taught]]", "taught", id="no word on how sure the questions are"),
    ],
)
def test_a_file_that_leaves_something_open_is_refused_with_a_remedy(
    tmp_path: Path, was: str, becomes: str, complaint: str
) -> None:
    assert SOUND.count(was) >= 1
    with pytest.raises(ReferenceFault, match=r"x\.toml") as told:
        read(tmp_path, SOUND.replace(was, becomes))
    assert complaint in str(told.value)


HEADING = "number,agency,holder,name_en,name_ko,hs,quantity,unit,valid_from,valid_to,mark,source,as_of\n"
ENTRY = "A-1,X,KRTRD0001,One,하나,0101-0106,10,KGM,2026-01-01,,SYNTHETIC,invented,2026-11-22\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (ENTRY.replace("A-1", "A" * 31), "more than 30 characters"),
        (ENTRY.replace(",10,", ",0,"), "approves nothing"),
        (ENTRY.replace("KGM", ""), "unit is missing"),
        (ENTRY.replace("0101-0106", "x"), "not the beginning of a code"),
        (ENTRY + ENTRY, "stands twice"),
        (ENTRY.replace(",X,", ",Y,"), "which has no file"),
    ],
)
def test_a_register_that_cannot_be_is_refused(tmp_path: Path, line: str, complaint: str) -> None:
    (tmp_path / "approvals.csv").write_text(HEADING + line, "utf-8")
    with pytest.raises(ReferenceFault) as told:
        read(tmp_path, SOUND, register=tmp_path / "approvals.csv")
    assert complaint in str(told.value)


def test_a_country_may_do_without_a_register(tmp_path: Path) -> None:
    assert read_approvals(tmp_path / "approvals.csv").entries == ()


def test_a_country_without_agencies_asks_nobody() -> None:
    britain: Country | None = country("GB")
    assert britain is not None and britain.agencies.all == ()
    assert britain.agencies.concerned("0901210000", date(2026, 5, 12)) == []


def read(folder: Path, text: str, register: Path | None = None) -> tuple[Agency, ...]:
    agencies = folder / "agencies"
    agencies.mkdir(exist_ok=True)
    (agencies / "x.toml").write_text(text, "utf-8")
    return read_agencies(agencies, register).all
