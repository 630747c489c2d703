"""The command ``eclear scenario``: a pack is checked and played, listed, zipped; a seal is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Eclear
from pack_making import changed, laid_out, made

from eclear.casefile.play import Seating
from eclear.training.packs import opened
from eclear.training.reading import read_files
from eclear.training.sealing import new_salt, seal_of


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack in a folder."""
    return laid_out(tmp_path / "watches")


def test_a_sound_pack_is_played_by_four_players_in_every_variant_and_mode(eclear: Eclear, pack: Path) -> None:
    told = eclear("scenario", "check", str(pack))
    assert told.status == 0, told.err
    assert "watches is sound and its marks are fair" in told.out
    rows = [line.split() for line in told.out.splitlines() if line.startswith("  ")]
    assert rows[0] == ["variant", "mode", "expert", "stop", "pass", "score"]
    assert [row[:2] for row in rows[1:]] == [[v, mode] for v in "abcd" for mode in ("guided", "assisted", "free")]
    for row in rows[1:]:
        expert, stop, passing, score = map(int, row[2:])
        assert expert == 100 and stop <= 50 and passing <= 50 and score <= 70


def test_the_marks_are_told_to_programs(eclear: Eclear, pack: Path) -> None:
    (told,) = eclear("scenario", "check", str(pack), "--json").lines
    assert told["accepted"] and told["id"] == "watches" and len(told["marks"]) == 4 * 4 * 3
    assert {"variant": "a", "mode": "free", "player": "expert", "mark": 100} in told["marks"]


def test_every_mistake_is_printed_with_file_and_line(eclear: Eclear, tmp_path: Path) -> None:
    files = changed("scenario.toml", "level = 2", "lvel = 2")
    files["truth.toml"] = files["truth.toml"].replace(b"points = 35", b"points = 34")
    told = eclear("scenario", "check", str(laid_out(tmp_path / "wrong", files)))
    assert told.status == 1
    assert "scenario.toml:4: lvel: There is no key lvel here. Did you mean level?" in told.err
    assert "truth.toml:34: guilty.expectations: The points of decision add up to 34; they must be 35." in told.err
    assert "The pack is refused" in told.err and not told.out
    (line,) = eclear("scenario", "check", str(tmp_path / "wrong"), "--json").lines
    assert not line["accepted"] and {"scenario.toml", "truth.toml"} == {fault["file"] for fault in line["faults"]}


def test_a_pack_that_rewards_a_habit_is_refused(eclear: Eclear, tmp_path: Path) -> None:
    files = made()
    files["truth.toml"] = files["truth.toml"].replace(b'], after = { kind = "documents-supplied", about = "main" } },', b"] },")
    told = eclear("scenario", "check", str(laid_out(tmp_path / "unfair", files)))
    assert told.status == 1
    assert "variant b, player pass: This player scores 65; at most 50 is fair." in told.err
    assert "65!" in told.out


def test_a_solution_that_loses_points_is_refused_with_what_it_lacks(eclear: Eclear, tmp_path: Path) -> None:
    files = made()
    files["truth.toml"] = files["truth.toml"].replace(
        b'place = "invoice-price"\nside = "for"', b'place = "peer-prices"\nside = "for"'
    )
    told = eclear("scenario", "check", str(laid_out(tmp_path / "lost", files)))
    assert told.status == 1
    assert "The reference solution scores 85, not 100." in told.err and "What the invoice says of the price" in told.err


def test_a_solution_that_cannot_be_done_is_refused(eclear: Eclear, tmp_path: Path) -> None:
    files = changed("truth.toml", 'kind = "case-drawn"\nchair = "officer"', 'kind = "officer-back"\nchair = "officer"')
    files["truth.toml"] = files["truth.toml"].replace(
        b'kind = "officer-back"', b'kind = "decided"\nabout = "main"\nverb = "grant"'
    )
    told = eclear("scenario", "check", str(laid_out(tmp_path / "stuck", files)))
    assert told.status == 1 and "It cannot be played to its end." in told.err


def test_a_pack_can_be_read_without_being_played(eclear: Eclear, pack: Path) -> None:
    told = eclear("scenario", "check", str(pack), "--unplayed")
    assert told.status == 0 and "watches is sound. Digest" in told.out and "expert" not in told.out


def test_a_path_that_is_not_there_is_wrong_usage(eclear: Eclear) -> None:
    for command in (("check", "nowhere"), ("pack", "nowhere", "--out", "x.zip")):
        told = eclear("scenario", *command)
        assert told.status == 2 and "Name a pack" in told.err


def test_a_zip_holds_the_same_pack(eclear: Eclear, pack: Path) -> None:
    told = eclear("scenario", "pack", str(pack), "--out", "watches.zip")
    assert told.status == 0, told.err
    file = eclear.folder / "watches.zip"
    assert opened(file) == made() and read_files(made()).digest in told.out
    before = file.read_bytes()
    eclear("scenario", "pack", str(pack), "--out", "watches.zip")
    assert file.read_bytes() == before


def test_shipped_scenarios_are_listed_broken_ones_too(eclear: Eclear, tmp_path: Path) -> None:
    laid_out(tmp_path / "samples" / "scenarios" / "watches")
    laid_out(tmp_path / "samples" / "scenarios" / "wrong", changed("scenario.toml", "level = 2", "level = 9"))
    told = eclear("scenario", "list", ECLEAR_SAMPLES=str(tmp_path / "samples"))
    assert "level 2, 30 min, en fr  Watches at a low price" in told.out and "BROKEN: 1 mistake" in told.out
    lines = eclear("scenario", "list", "--json", ECLEAR_SAMPLES=str(tmp_path / "samples")).lines
    assert [(line["id"], line["source"], len(line["faults"])) for line in lines] == [
        ("watches", "shipped", 0),
        ("wrong", "shipped", 1),
    ]


def test_anybody_checks_that_the_key_is_the_one_that_was_sealed(eclear: Eclear, pack: Path) -> None:
    seal, key = seal_of(read_files(made()), (Seating("r", ("p",), (("officer",),), "c"),), new_salt())
    (eclear.folder / "key.json").write_text(json.dumps(json.loads(key), indent=2, ensure_ascii=False), "utf-8")
    told = eclear("scenario", "verify", "key.json", seal, "--pack", str(pack))
    assert (
        told.status == 0 and "The key is the one that was sealed." in told.out and "The pack says what the key says." in told.out
    )
    assert "variant a: guilty, right lane L2" in told.out
    (eclear.folder / "other.json").write_text(key.replace('"points":35', '"points":34'), "utf-8")
    told = eclear("scenario", "verify", "other.json", seal)
    assert told.status == 1 and "NOT the key that was sealed" in told.out
    (line,) = eclear("scenario", "verify", "key.json", seal, "--json").lines
    assert line == {
        "sealed": True,
        "pack_agrees": None,
        "variants": {"a": "guilty", "b": "innocent", "c": "guilty", "d": "innocent"},
    }


def test_what_is_no_key_is_wrong_usage(eclear: Eclear) -> None:
    for body in (b"\xff\xfe", b"{}", b"not json"):
        (eclear.folder / "key.json").write_bytes(body)
        told = eclear("scenario", "verify", "key.json", "0" * 64)
        assert told.status == 2 and "no answer key" in told.err


def test_a_pack_that_says_otherwise_than_the_key_is_told_so(eclear: Eclear, tmp_path: Path) -> None:
    seal, key = seal_of(read_files(made()), (), new_salt())
    (eclear.folder / "key.json").write_text(key, "utf-8")
    other = laid_out(tmp_path / "other", changed("truth.toml", "chance = 40", "chance = 41"))
    told = eclear("scenario", "verify", "key.json", seal, "--pack", str(other))
    assert told.status == 1 and "does NOT say what the key says" in told.out


def test_the_schema_is_printed(eclear: Eclear) -> None:
    told = eclear("scenario", "schema")
    assert told.status == 0 and "expectations: One thing that the key expects" in told.out and "right_lane*" in told.out


def test_a_pack_is_printed_for_trainees_and_for_the_facilitator(eclear: Eclear, pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    told = eclear("scenario", "print", str(pack), "--out", str(folder), "--language", "fr")
    assert told.status == 0 and "facilitator's alone" in told.out
    assert sorted(file.name for file in folder.iterdir()) == sorted(
        f"watches-{variant}{key}.pdf" for variant in "abcd" for key in ("", "-key")
    )
    assert all(file.read_bytes().startswith(b"%PDF-1.7") for file in folder.iterdir())
    assert (folder / "watches-a.pdf").stat().st_size < (folder / "watches-a-key.pdf").stat().st_size
    wrong = eclear("scenario", "print", str(pack), "--out", str(folder), "--language", "xx")
    assert wrong.status == 2 and "is no language of eclear" in wrong.err
