"""The shelf: shipped and loaded scenarios side by side; what is opened once is found by its digest for good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pack_making import changed, laid_out, made, zip_of

from eclear.storage import Store
from eclear.training.packs import PackRefused, canonical, digest_of, opened
from eclear.training.players import scratch
from eclear.training.shelf import ScenarioShelf
from eclear.web.reports.hands import ReportingHands


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty database."""
    with scratch() as found:
        yield found


def test_a_shipped_pack_is_found_by_name_and_digest(tmp_path: Path, store: Store) -> None:
    laid_out(tmp_path / "watches")
    shelf = ScenarioShelf(tmp_path, store, ReportingHands())
    (one,), broken = shelf.all()
    assert not broken and one.id == "watches" and one.digest == digest_of(made())
    assert shelf.named("watches") is shelf.scenario(one.digest) is one
    assert opened(shelf.exported(one.digest)) == made() == dict(shelf.files(one.digest))


def test_a_broken_pack_shows_its_faults_and_stops_nothing(tmp_path: Path, store: Store) -> None:
    laid_out(tmp_path / "watches")
    laid_out(tmp_path / "broken", changed("scenario.toml", "level = 2", "level = 9"))
    laid_out(tmp_path / "empty", {"readme.txt": b"x"})
    laid_out(tmp_path / "other-name")
    sound, broken = ScenarioShelf(tmp_path, store).all()
    assert [one.id for one in sound] == ["watches"]
    told = {name: str(faults[0]) for name, faults in broken}
    assert told.keys() == {"broken", "empty", "other-name"}
    assert "from 1 to 3" in told["broken"] and "no place in a pack" in told["empty"] and "Make them agree" in told["other-name"]
    with pytest.raises(LookupError, match="broken"):
        ScenarioShelf(tmp_path, store).named("broken")


def test_an_exercise_that_was_opened_keeps_its_scenario_when_the_folder_changes(tmp_path: Path, store: Store) -> None:
    folder = laid_out(tmp_path / "watches")
    shelf = ScenarioShelf(tmp_path, store)
    old = shelf.named("watches")
    shelf.keep(old.digest)
    laid_out(folder, changed("texts/en.toml", "Watches at a low price", "Watches, once more"))
    assert shelf.named("watches").title["en"] == "Watches, once more"
    assert [one.title["en"] for one in shelf.all()[0]] == ["Watches, once more"]
    assert shelf.scenario(old.digest) is old
    shutil.rmtree(folder)
    again = ScenarioShelf(tmp_path, store)
    assert again.scenario(old.digest) == old and again.named("watches") == old
    assert store.pack(old.digest) == canonical(made())


def test_a_pack_that_is_loaded_is_kept_once_and_a_refused_one_not_at_all(tmp_path: Path, store: Store) -> None:
    shelf = ScenarioShelf(tmp_path / "none", store)
    first = shelf.add(zip_of(made()), "instructor-1")
    assert shelf.add(zip_of(made(), top=""), "instructor-2") == first
    assert [kept.slug for kept in store.packs()] == ["watches"]
    with pytest.raises(PackRefused):
        shelf.add(zip_of(changed("scenario.toml", "level = 2", "level = 9")), "instructor-1")
    assert shelf.read(zip_of(made())) == first
    assert len(store.packs()) == 1 and [one.id for one in shelf.all()[0]] == ["watches"]


def test_a_pack_under_the_name_of_a_shipped_one_is_refused(tmp_path: Path, store: Store) -> None:
    laid_out(tmp_path / "watches")
    shelf = ScenarioShelf(tmp_path, store)
    other = zip_of(changed("texts/en.toml", "Watches at a low price", "Watches, once more"))
    for bring in (shelf.add, shelf.read):
        with pytest.raises(PackRefused, match="Give this one an id of its own"):
            bring(other)
    assert shelf.add(zip_of(made())) == shelf.named("watches") and len(shelf.all()[0]) == 1


def test_of_two_editions_that_were_loaded_the_newer_one_is_shown(tmp_path: Path, store: Store) -> None:
    shelf = ScenarioShelf(tmp_path, store)
    old = shelf.add(zip_of(made()))
    new = shelf.add(changed("texts/en.toml", "Watches at a low price", "Watches, once more"))
    assert shelf.all()[0] == (new,) and shelf.named("watches") == new
    assert shelf.scenario(old.digest) == old


def test_what_nobody_has_is_told_so(tmp_path: Path, store: Store) -> None:
    shelf = ScenarioShelf(tmp_path / "none", store)
    for ask in (shelf.scenario, shelf.files, shelf.keep):
        with pytest.raises(LookupError, match="Load its pack again"):
            ask("0" * 64)
    with pytest.raises(LookupError, match="There is no scenario"):
        shelf.named("nothing")
    assert shelf.all() == ((), ())
