"""Every sample declaration is played as its story tells, and comes out to the won - today and on any later day.

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

from eclear.casefile.case import Case
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.finding import Finding, Severity
from eclear.casefile.reading import Outcome
from eclear.clearance import Office, Submission, submit, validate
from eclear.journey.risk import Model
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.storage import Store
from eclear.storage.migrations import upgrade
from eclear.training.samples import Sample, lodge, play, samples
from eclear.wco import Schemas, read

FOLDER = Path(__file__).resolve().parents[2] / "sample_declarations"
SAMPLES = {sample.name: sample for sample in samples(FOLDER)}
TODAY = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAYS = (TODAY, datetime(2027, 7, 1, 3, 0, tzinfo=UTC), datetime(2028, 12, 31, 15, 30, tzinfo=UTC))
"""The day of the first edition, and two on which somebody may run the demo later; the last is New Year's Day in Seoul."""

each_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


@pytest.fixture(scope="module", params=DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, schemas: Schemas, model: Model
) -> Iterator[Office]:
    """The office of the demo on one day: seed and room as shipped, and all samples in one database."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('samples') / 'eclear.db'}")
    upgrade(store)
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


def outcome(done: Submission) -> dict[str, Any]:
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
    return told


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


@each_sample
def test_a_sample_goes_its_way_as_told(demo: Office, sample: Sample, request: pytest.FixtureRequest) -> None:
    done = lodge(demo, sample)
    told = outcome(done)
    if request.config.getoption("--update"):
        rewrite(sample, told)
    else:
        assert told == lodged(sample)
    case = done.case
    if case is None:
        assert not sample.then, "without a case nothing can happen then"
        return
    for step in sample.then:
        case = play(demo, case, sample, step)
        expected = dict(step.expect)
        part = expected.pop("tracks", {})
        assert {track: tracks(case).get(track) for track in part} == part, step.kind
        now = {"status": case.status, "waiting_for": list(waiting_for(case))}
        assert {key: now[key] for key in expected} == expected, step.kind
    assert case.status in ("D1", "D9", "D10", "E4"), "the story has no end"


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
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
    assert folders == sorted(SAMPLES)
    assert len(SAMPLES) == 12
    for name in folders:
        (line,) = (line for line in table.splitlines() if f"]({name}/declaration.xml)" in line)
        due = lodged(SAMPLES[name]).get("total_due")
        assert line.endswith(f"| {Decimal(due):,f} |" if due else "| – |")


def test_no_two_samples_share_a_reference_or_a_cargo(schemas: Schemas) -> None:
    told = [read(sample.message, schemas).declaration for sample in SAMPLES.values()]
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
