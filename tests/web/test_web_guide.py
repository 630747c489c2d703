"""The guides: followed step by step in a real browser, and held against what they speak of."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from fastapi.testclient import TestClient
from typer.testing import CliRunner
from web_guide import NAMES, Walk, following, free_port

from eclear.commands.scenario import scenario
from eclear.training.copying import copy
from eclear.training.pack_schema import CUE, EXPECTATION, KEY, MONEY, SCENARIO, TABLES, TRUTH
from eclear.training.packs import zipped
from eclear.training.reading import read_files
from eclear.web.frame import STATIC
from eclear.web.pages import guide_steps
from eclear.web.pages.guide_after import copying, sending, stages
from eclear.web.pages.guide_stages import first_exercise
from eclear.web.pages.guide_steps import HEIGHT, IN_MINUTES, WIDTH, Picture, Stage, Story
from eclear.web.pages.guides import KEY_EXAMPLE, blocks, scenario_guide_page

PACK = SAMPLES / "scenarios" / guide_steps.SCENARIO
ALTOGETHER = 500 * 1024
"""How many bytes the pictures have together at most."""

EXPECTED = ("ERR_", "sse:error", "401 (Unauthorized)")
"""What a browser says while the server has no power, and what that of a seat says whose card was made anew."""


def every_stage() -> tuple[Stage, ...]:
    return (*stages(), copying(), sending())


def pictures() -> list[Picture]:
    return [step.picture for stage in every_stage() for step in stage.steps if step.picture]


def words(page: str) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


@pytest.mark.no_cover
def test_who_follows_the_guide_runs_an_exercise_within_ten_minutes(browser: Any, tmp_path: Path) -> None:
    with following(browser, tmp_path, free_port()) as walk:
        for stage in stages():
            walk.follow(stage)
        first = sum(walk.took[stage.id] for stage in first_exercise())
        print(f"\nThe first exercise ran after {first:.0f} s; the whole guide took {sum(walk.took.values()):.0f} s.")
        print("  ".join(f"{id} {took:.1f}" for id, took in walk.took.items()))
        assert first < IN_MINUTES * 60
        assert len(walk.letters) == len(NAMES)
        assert [said for said in walk.complaints if not any(word in said for word in EXPECTED)] == []
        follows_the_page_on_scenarios(walk, tmp_path)


def follows_the_page_on_scenarios(walk: Walk, folder: Path) -> None:
    """Copy a scenario in a form, then send one as a ZIP file; four players play both before they stand on the shelf."""
    walk.follow(copying())
    files = {path.relative_to(PACK).as_posix(): path.read_bytes() for path in PACK.rglob("*.*")}
    file = folder / "second.zip"
    file.write_bytes(zipped(copy(files, "my-second-scenario", {}), "my-second-scenario"))
    walk.known["zip"] = str(file)
    walk.follow(sending())
    print(f"A copy took {walk.took['copy']:.0f} s, a ZIP file {walk.took['send']:.0f} s.")


def test_every_picture_is_there_and_small() -> None:
    shown = pictures()
    assert len({one.file for one in shown}) == len(shown) >= 10 and all(len(one.alt) > 20 for one in shown)
    folder = STATIC / "guide"
    assert sorted(path.name for path in folder.iterdir()) == sorted(one.file for one in shown)
    assert sum(path.stat().st_size for path in folder.iterdir()) < ALTOGETHER
    for path in folder.iterdir():
        body = path.read_bytes()
        size = re.search(rb"\xff[\xc0\xc2]..\x08(..)(..)", body, re.S)
        assert body[:3] == b"\xff\xd8\xff" and size, path.name
        assert (int.from_bytes(size[2]), int.from_bytes(size[1])) == (WIDTH, HEIGHT), path.name


def test_the_guide_says_every_step_and_shows_every_picture(asked: TestClient) -> None:
    page = asked.get("/guide").text
    said = words(page)
    for stage in stages():
        assert f'id="{stage.id}"' in page and f'href="#{stage.id}"' in page
        for step in stage.steps:
            assert all(press.name in said and press.value in said for press in step.presses), step
            assert step.sees in said and step.note in said and step.when in said, step
            assert step.picture is None or f'alt="{step.picture.alt}"' in unescape(page)
    for source in set(re.findall(r'<img src="([^"]+)"', page)):
        assert asked.get(source).headers["content-type"] == "image/jpeg", source


def test_the_guide_calls_its_scenario_what_the_shelf_calls_it_in_every_language(asked: TestClient) -> None:
    for code in ("en", "fr", "ko"):
        asked.cookies.set("lang", code)
        told = tomllib.loads((PACK / f"texts/{code}.toml").read_text("utf-8"))
        said = words(asked.get("/guide").text)
        assert told["title"] in said and told["inject_originals_title"] in said, code
        assert code != "en" or Story(told["title"], told["inject_originals_title"]) == Story()


def test_sentences_of_the_guide_are_short() -> None:
    told = [text for stage in every_stage() for step in stage.steps for text in (step.note, step.sees, step.when)]
    told += [one.means for stage in every_stage() for one in stage.words] + [one.alt for one in pictures()]
    told += scenario_guide_page("", Story()).rules
    for sentence in (each for text in told for each in re.split(r"(?<=[.;]) ", text)):
        assert len(sentence.split()) <= 20 and "!" not in sentence, sentence


def test_the_guides_are_found_from_class_exercises_and_how_it_works(asked: TestClient) -> None:
    for path, wanted in (
        ("/class", ("/guide",)),
        ("/exercises", ("/guide", "/guide/scenarios")),
        ("/how-it-works", ("/guide", "/guide/scenarios")),
        ("/guide", ("/guide/scenarios",)),
        ("/guide/scenarios", ("/guide",)),
    ):
        page = asked.get(path, follow_redirects=True).text
        assert [each for each in wanted if f'href="{each}"' not in page] == [], path


def test_the_page_on_scenarios_prints_every_table_and_key_of_the_schema(asked: TestClient) -> None:
    page = unescape(asked.get("/guide/scenarios").text)
    for table in TABLES:
        section = page.partition(f'id="table-{table.name.replace(".", "-").replace(", ", "-")}"')[2].partition("</section>")[0]
        assert table.what in section and table.open in section
        for key in table.keys:
            assert f"<code>{key.name}{'*' if key.needed else ''}</code>" in section and key.what in section, (
                table.name,
                key.name,
            )
            assert all(value in section for value in key.allowed)


def test_its_example_is_that_of_the_pack_on_the_shelf(asked: TestClient) -> None:
    page, own = unescape(asked.get("/guide/scenarios").text), (PACK / "scenario.toml").read_text("utf-8")
    shown = scenario_guide_page(own, Story()).example
    assert len(shown) == 8
    for one in shown:
        assert one.code in own and one.code in page
        assert set(tomllib.loads(one.code)) <= set(SCENARIO.by_name), one.code
    assert sum(heading.startswith("[[") for heading, _code in blocks(own)) == own.count("\n[[")
    assert scenario_guide_page("", Story()).example == ()


def test_it_tells_nothing_of_any_key(asked: TestClient) -> None:
    page = unescape(asked.get("/guide/scenarios").text) + unescape(asked.get("/guide").text)
    sealed: set[str] = set()
    for truth in sorted((SAMPLES / "scenarios").glob("*/truth.toml")):
        told = tomllib.loads(truth.read_text("utf-8"))
        texts = tomllib.loads((truth.parent / "texts/en.toml").read_text("utf-8"))
        sealed |= {value for values in told.get("values", {}).values() for value in values.values() if len(value) > 5}
        for key in (told["guilty"], told["innocent"]):
            sealed |= {texts[name] for name in (key["explanation"], key["harm"], key["right_action"])}
            sealed |= {texts[one["title"]] for one in (*key["cues"], *key["expectations"])}
    assert len(sealed) > 100
    assert [secret for secret in sealed if secret in page] == []
    for variant in read_files({p.relative_to(PACK).as_posix(): p.read_bytes() for p in PACK.rglob("*.*")}).variants:
        assert f"[variants.{variant.id}]" not in page


def test_the_made_up_key_keeps_to_the_schema() -> None:
    told = tomllib.loads(KEY_EXAMPLE)
    key = told["guilty"]
    assert set(told) <= set(TRUTH.by_name) and set(key) <= set(KEY.by_name) and set(key["money"]) <= set(MONEY.by_name)
    assert {name for name, one in KEY.by_name.items() if one.needed} <= set(key)
    for table, rows in ((CUE, key["cues"]), (EXPECTATION, key["expectations"])):
        for row in rows:
            assert set(row) <= set(table.by_name) and {name for name, one in table.by_name.items() if one.needed} <= set(row)
    assert sorted(told["variants"].values()) == ["guilty", "guilty", "innocent", "innocent"]
    assert sum(one["points"] for one in key["cues"]) == 25
    assert [sum(one["points"] for one in key["expectations"] if one["part"] == part) for part in ("decision", "steps")] == [
        35,
        25,
    ]


def test_every_command_that_it_names_is_there() -> None:
    for command in scenario_guide_page("", Story()).commands:
        _eclear, _scenario, name, *rest = command.word.split()
        help_ = CliRunner().invoke(scenario, [name, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
        assert help_.exit_code == 0 and all(each in help_.output for each in rest if each.startswith("--")), command.word
