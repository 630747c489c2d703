"""Every sample declaration is played as its story tells, reply by reply, and comes out to the won - today and on any later day.

The part ``[lodged]`` of each ``expected.toml`` is computed. When a rate or a rule changes on purpose, rewrite it with
``pytest tests/samples --update`` and review the difference.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests_databases import Databases

from eclear.casefile.case import Case
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.reading import Outcome
from eclear.clearance import Office, Submission, replies, submit, validate
from eclear.journey.risk import Model
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.training.samples import DECLARATION_NUMBER, Played, Sample, Step, lodge, play, samples
from eclear.wco import Schemas, read

FOLDER = Path(__file__).resolve().parents[2] / "sample_declarations"
SAMPLES = {sample.name: sample for sample in samples(FOLDER)}
TODAY = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAYS = (TODAY, datetime(2027, 7, 1, 3, 0, tzinfo=UTC), datetime(2028, 12, 31, 15, 30, tzinfo=UTC))
"""The day of the first edition, and two on which somebody may run the demo later; the last is New Year's Day in Seoul."""

MESSAGES_ABOUT = [(s, step.message) for s in SAMPLES.values() for step in s.then if step.message]
"""The messages about a declaration that the stories send, each with its sample."""

each_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


@pytest.fixture(scope="module", params=DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def demo(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    schemas: Schemas,
    model: Model,
) -> Iterator[Office]:
    """The office of the demo on one day: seed and room as shipped, and all samples in one database."""
    store = databases.open(tmp_path_factory.mktemp("samples"))
    office = Office(store=store, schemas=schemas, model=model, clock=lambda: request.param, seed="eclear")
    office.enter("open")
    yield office
    store.close()


def errors(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [{"code": f.code, "pointer": f.place.pointer, "line": f.place.line} for f in findings if f.severity is Severity.ERROR]


def lodged(sample: Sample) -> dict[str, Any]:
    """The part ``[lodged]`` as it stands now, so that a run with ``--update`` is judged by what it wrote."""
    told: dict[str, Any] = tomllib.loads((FOLDER / sample.name / "expected.toml").read_text("utf-8"))["lodged"]
    return told


def tracks(case: Case) -> dict[str, str]:
    found = {"cargo": case.cargo_state, "declaration": case.status, "tax": case.tax, "permits": case.permits}
    return {track: state for track, state in found.items() if state}


def told_to_the_declarant(office: Office, case: Case, room: str = "open") -> tuple[str, ...]:
    """The kinds of the replies about a case so far, in order."""
    return tuple(notice.reply.kind for notice in replies(office, case.id, room=room))


def outcome(office: Office, done: Submission) -> dict[str, Any]:
    """What ``[lodged]`` tells: the keys of the public contract; what is not known is left out."""
    told: dict[str, Any] = {"outcome": done.outcome.value}
    case = done.case
    if case:
        if case.decision:
            told["lane"] = case.decision.lane.value
        told |= {"status": case.status, "tracks": tracks(case), "waiting_for": list(waiting_for(case))}
        if case.assessment:
            told["total_due"] = f"{case.total_due:f}"
            told["duties"] = [
                {"item": d.item, "type": d.type, "base": f"{d.base:f}", "rate": f"{d.rate:f}", "amount": f"{d.amount:f}"}
                for d in case.assessment.lines
            ]
    if errors(done.findings):
        told["findings"] = errors(done.findings)
    if case:
        told["replies"] = list(told_to_the_declarant(office, case))
    return told


def after(played: Played) -> dict[str, Any]:
    """What a step can expect: the keys of the public contract, and of a message that was sent what became of it."""
    case, sent = played.case, played.sent
    told = {
        "status": case.status,
        "edition": case.edition,
        "total_due": f"{case.total_due:f}",
        "outstanding": f"{case.outstanding:f}",
        "to_secure": f"{case.assessment.to_secure:f}" if case.assessment else "0",
        "waiting_for": list(waiting_for(case)),
        "tracks": tracks(case),
    }
    return told | {"outcome": sent.outcome.value, "findings": errors(sent.findings)} if sent else told


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"    {as_toml(one)},\n" for one in value) + "]"
        return "[" + ", ".join(as_toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def rewrite(sample: Sample, told: Mapping[str, Any]) -> None:
    """Put what was computed in place of the part ``[lodged]``."""
    path = FOLDER / sample.name / "expected.toml"
    lines = "".join(f"{key} = {as_toml(value)}\n" for key, value in told.items())
    block = re.compile(r"^\[lodged\]\n.*?(?=^\[\[then\]\]|\Z)", re.MULTILINE | re.DOTALL)
    text, found = block.subn(lambda _: f"[lodged]\n{lines}\n", path.read_text("utf-8"))
    assert found == 1, f"{path} has no part [lodged]"
    path.write_text(text.rstrip("\n") + "\n", "utf-8")
    assert tomllib.loads(path.read_text("utf-8"))["lodged"] == told


def holds(step: Step, played: Played) -> None:
    """The case is what the step expects of it; of the tracks those that it names."""
    now, expected = after(played), dict(step.expect)
    part = expected.pop("tracks", {})
    assert {track: now["tracks"].get(track) for track in part} == part, step.kind
    assert {key: now[key] for key in expected} == expected, step.kind


@each_sample
def test_a_sample_goes_its_way_as_told(demo: Office, sample: Sample, request: pytest.FixtureRequest) -> None:
    done = lodge(demo, sample)
    told = outcome(demo, done)
    if request.config.getoption("--update"):
        rewrite(sample, told)
    else:
        assert told == lodged(sample)
    case = done.case
    if case is None:
        assert not sample.then, "without a case nothing can happen then"
        return
    for step in sample.then:
        before, heard = case, told_to_the_declarant(demo, case)
        played = play(demo, case, sample, step)
        case = played.case
        holds(step, played)
        assert told_to_the_declarant(demo, case) == heard + step.replies, step.kind
        if played.sent and played.sent.outcome is not Outcome.ACCEPT:
            assert case == before, "a message that is refused leaves the case as it was"
    assert case.status in ("D1", "D9", "D10", "E4", "E6", "X2"), "the story has no end"


@each_sample
def test_a_sample_that_was_lodged_and_played_before_is_left_as_it_is(demo: Office, sample: Sample) -> None:
    first = lodge(demo, sample).case
    again = lodge(demo, sample)
    assert again.case == first
    assert again.known is (first is not None)


@each_sample
@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_a_sample_is_judged_the_same_without_records(sample: Sample, day: datetime, schemas: Schemas) -> None:
    reading = validate(sample.message, schemas, now=day)
    assert reading.outcome.value == lodged(sample)["outcome"]
    assert errors(reading.findings) == lodged(sample).get("findings", [])


@each_sample
def test_nothing_but_the_age_of_its_date_is_ever_remarked_on_a_sound_sample(demo: Office, sample: Sample) -> None:
    done = lodge(demo, sample)
    if done.outcome is Outcome.ACCEPT:
        assert {finding.code for finding in done.findings} <= {"DAT-002"}


@each_sample
def test_a_sample_depends_on_no_draw_and_on_no_fine_point_of_the_model(demo: Office, sample: Sample) -> None:
    case = lodge(demo, sample).case
    if case is None or case.decision is None:
        return
    decision, policy = case.decision, country("KR").policy.on(date(2026, 11, 21))  # type: ignore[union-attr]
    assert decision.dice > policy.random_share
    assert decision.cause is (Cause.SCORE if decision.lane is Lane.L0 and not case.is_export else Cause.RULE)
    if decision.cause is Cause.SCORE:
        assert decision.chance is not None
        assert decision.chance < policy.thresholds[Lane.L1] / 2, "too near to the next lane"


@each_sample
def test_the_cargo_of_a_story_is_the_cargo_of_the_message(sample: Sample, schemas: Schemas) -> None:
    declaration = read(sample.message, schemas).declaration
    if declaration is not None:
        assert sample.cargo == declaration.cargo_number


@each_sample
def test_a_sample_is_told_in_both_languages(sample: Sample) -> None:
    assert sample.title.en
    assert sample.story.en
    assert re.search("[가-힣]", sample.title.ko)
    assert re.search("[가-힣]", sample.story.ko)


def test_every_sample_has_a_line_in_the_table_of_the_readme() -> None:
    table = (FOLDER / "README.md").read_text("utf-8")
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name not in ("papers", "scenarios"))
    assert folders == sorted(SAMPLES)
    assert len(SAMPLES) == 18
    for name in folders:
        (line,) = (line for line in table.splitlines() if f"]({name}/declaration.xml)" in line)
        due = lodged(SAMPLES[name]).get("total_due")
        assert line.endswith(f"| {Decimal(due):,f} |" if due else "| – |")


def test_no_two_samples_share_a_reference_or_a_cargo(schemas: Schemas) -> None:
    told = [read(sample.message, schemas).declaration for sample in SAMPLES.values()]
    told += [read(message, schemas).declaration for _, message in MESSAGES_ABOUT]
    keys = [(d.trader, d.lrn) for d in told if d]
    cargo = [d.cargo_number for d in told if d and d.cargo_number]
    assert len(set(keys)) == len(keys)
    assert len(set(cargo)) == len(cargo)


@pytest.mark.parametrize("name", ["01-accepted-by-itself", "02-pay-first"])
def test_the_worked_examples_of_the_law_come_out_to_the_won(name: str) -> None:
    told = lodged(SAMPLES[name])
    duty, vat = told["duties"]
    assert (duty["base"], duty["rate"], duty["amount"]) == ("1200000", "8", "96000")
    assert (vat["base"], vat["rate"], vat["amount"]) == ("1296000", "10", "129600")
    assert told["total_due"] == "225600"


def test_the_edge_of_the_exchange_week_is_a_matter_of_one_second(demo: Office) -> None:
    sample = SAMPLES["10-exchange-week-edge"]
    earlier = sample.message.replace(b"20260509150000Z", b"20260509145959Z").replace(b"S10-BRAKES-1", b"S10-BRAKES-0")
    before, after = submit(demo, earlier).case, lodge(demo, sample).case
    assert before
    assert after
    assert (before.lodged.declared_on, after.lodged.declared_on) == (date(2026, 5, 9), date(2026, 5, 10))
    assert before.assessment
    assert after.assessment
    assert (before.assessment.customs_value, after.assessment.customs_value) == (Decimal(13_661_500), Decimal(14_125_000))
    assert after.assessment.lines[0].amount - before.assessment.lines[0].amount == 37_080


def test_the_message_turned_back_by_the_schema_is_accepted_once_the_comma_is_out(demo: Office) -> None:
    message = SAMPLES["06-rejected-by-the-schema"].message
    assert b">1,320.5<" in message
    mended = submit(demo, message.replace(b">1,320.5<", b">1320.5<"))
    assert mended.outcome is Outcome.ACCEPT


def test_every_message_in_a_folder_is_the_declaration_or_is_sent_by_its_story() -> None:
    for name, sample in SAMPLES.items():
        told = {sample.message} | {step.message for step in sample.then if step.message}
        assert {file.read_bytes() for file in (FOLDER / name).glob("*.xml")} == told
        assert all((step.kind == "sent") == (step.message is not None) for step in sample.then)


def test_a_message_about_a_declaration_is_sound_and_refused_as_long_as_it_names_none(demo: Office) -> None:
    assert {read(message, demo.schemas).type for _, message in MESSAGES_ABOUT} == {"COR", "INV", "GPR"}
    for sample, message in MESSAGES_ABOUT:
        assert message.count(b"<ID>%s</ID>" % DECLARATION_NUMBER) == 1, sample.name
        reading = validate(message, demo.schemas, now=demo.clock())
        assert (reading.outcome, reading.findings) == (Outcome.ACCEPT, ()), sample.name
        assert [finding.code for finding in submit(demo, message, room="open").findings] == ["TAK-008"], sample.name


OTHERWISE = {
    "the account does not hold the tax": (
        "02-pay-first",
        Step("payment-failed", {"account": "TRAINING-7"}, {"status": "D8"}, replies=("14",)),
        Step("reminded", {}, {"status": "D8"}, replies=("15",)),
        Step("paid", {"amount": "225600"}, {"status": "D9"}, replies=("09",)),
    ),
    "the goods leave against security while the officer asks about the price": (
        "02-pay-first",
        Step("decided", {"verb": "query", "reason": "How was the price agreed?"}, {"status": "D4"}, replies=("51",)),
        Step(
            "decided",
            {"verb": "release", "reason": "The price is open.", "security": "Guarantee SEC-26-0212"},
            {},
            replies=("08",),
        ),
        Step("carried-out", {}, {"tracks": {"cargo": "C7"}}),
        Step("decided", {"verb": "pass"}, {"status": "D8"}),
        Step("paid", {}, {"status": "D10"}, replies=("09",)),
    ),
    "an officer at work denies the amendment": (
        "13-price-put-right",
        Step("decided", {"verb": "query", "reason": "Send the invoice."}, {}, replies=("51",)),
        Step("sent", {}, {"edition": 1}, MESSAGES_ABOUT[0][1], ("02",)),
        Step("decided", {"verb": "deny", "reason": "The invoice says 8,460."}, {"edition": 1}, replies=("11/41",)),
    ),
    "an officer at work grants the amendment": (
        "13-price-put-right",
        Step("decided", {"verb": "query", "reason": "Send the invoice."}, {}, replies=("51",)),
        Step("sent", {}, {"edition": 1, "waiting_for": ["review", "tax"]}, MESSAGES_ABOUT[0][1], ("02",)),
        Step("decided", {"verb": "grant"}, {"edition": 2, "total_due": "2648177"}, replies=("11/39", "07")),
        Step("decided", {"verb": "pass"}, {"status": "D8"}, replies=("13/4",)),
    ),
}
"""How stories could have gone on instead: every kind of event that a story may tell."""


@pytest.mark.parametrize("way", OTHERWISE)
def test_a_story_may_tell_whatever_can_happen_to_a_case(demo: Office, way: str) -> None:
    name, *steps = OTHERWISE[way]
    room = way.replace(" ", "-")[:40]
    demo.enter(room)
    case = lodge(demo, SAMPLES[name], room=room).case
    assert case
    for step in steps:
        heard = told_to_the_declarant(demo, case, room)
        played = play(demo, case, SAMPLES[name], step, room=room)
        case = played.case
        holds(step, played)
        assert told_to_the_declarant(demo, case, room) == heard + step.replies, step.kind


def test_an_amended_price_is_assessed_to_the_won(demo: Office) -> None:
    sample = SAMPLES["13-price-put-right"]
    demo.enter("an-amended-price")
    before = lodge(demo, sample, room="an-amended-price").case
    assert before
    assert before.assessment
    case = play(demo, before, sample, sample.then[0], room="an-amended-price").case
    assert case.assessment
    assert (before.assessment.customs_value, before.total_due) == (Decimal(13_792_591), Decimal(2_593_006))
    duty, vat = case.assessment.lines
    assert (duty.base, duty.amount) == (Decimal(14_086_051), Decimal(1_126_884)), "EUR 8,640 at 1,630.33 won, 8 %"
    assert (vat.base, vat.amount) == (Decimal(15_212_935), Decimal(1_521_293)), "10 %"


def test_an_arrival_says_in_which_shed_the_goods_are(demo: Office) -> None:
    sample = SAMPLES["15-declared-before-arrival"]
    demo.enter("an-arrival")
    case = lodge(demo, sample, room="an-arrival").case
    assert case
    play(demo, case, sample, sample.then[0], room="an-arrival")
    (corrected,) = (n.reply.corrected for n in replies(demo, case.id, room="an-arrival") if n.reply.function == "07")
    told = {element.path: element.value for element in corrected}
    assert told["GoodsShipment/Consignment/GoodsLocation/ID"] == told["GoodsShipment/Warehouse/ID"] == "90110002"


def test_the_korean_message_comes_to_the_same_duty_as_its_twin() -> None:
    assert lodged(SAMPLES["16-korean-message"]) == lodged(SAMPLES["02-pay-first"])


def test_the_korean_message_is_read_as_the_declaration_that_its_twin_is(schemas: Schemas) -> None:
    twins = [read(SAMPLES[name].message, schemas) for name in ("02-pay-first", "16-korean-message")]
    assert [reading.profile for reading in twins] == ["wco-dms-2", "kr-govcbr929"]
    wco, korean = (reading.declaration for reading in twins)
    assert wco
    assert korean
    for field in ("type", "accepted", "collection_type", "clearance_plan", "freight", "trade_terms", "trader"):
        assert getattr(korean, field) == getattr(wco, field), field
    for field in ("hs", "description", "price", "net_mass", "quantity"):
        assert getattr(korean.items[0], field) == getattr(wco.items[0], field), field
