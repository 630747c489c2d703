"""A simulated world is written down as messages that go through the same door as everybody's."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eclear.__main__ import app
from eclear.casefile.reading import Outcome
from eclear.clearance import validate
from eclear.clearance.office import utc_now
from eclear.documents import read_manifest, read_sheet
from eclear.reference import country
from eclear.simulation.enforcement import START
from eclear.simulation.messages import Interrupted, write_world
from eclear.simulation.shape import DRIFT
from eclear.wco import Schemas


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("world") / "trade"
    done = CliRunner().invoke(
        app, ["simulate", "--days", "2", "--per-day", "30", "--seed", "8", "--truth", "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    return out, done.output


def test_every_message_is_accepted_at_the_gate(written: tuple[Path, str], schemas: Schemas) -> None:
    messages = sorted(written[0].glob("*/*.xml"))
    assert len(messages) == 60 and [day.name for day in sorted(written[0].iterdir()) if day.is_dir()] == [
        f"{START}",
        "2026-01-05",
    ]
    for message in messages:
        reading = validate(message.read_bytes(), schemas, now=utc_now())
        assert reading.outcome is Outcome.ACCEPT, (message.name, [str(finding) for finding in reading.findings])


def test_a_manifest_is_one_that_the_office_takes_in(written: tuple[Path, str]) -> None:
    read = read_manifest(read_sheet(written[0] / f"{START}" / "manifest.csv"))
    assert len(read.lines) == 30 and not read.faults
    assert len({line.cargo for _, line in read.lines}) == 30


def test_the_truth_is_under_its_seal_and_in_no_message(written: tuple[Path, str]) -> None:
    truth = (written[0] / "truth.csv").read_bytes()
    assert f'"{sha256(truth).hexdigest()}"' in written[1]
    rows = list(csv.DictReader(truth.decode().splitlines()))
    assert len(rows) == 60 and any(row["irregularity"] for row in rows)
    for row in rows:
        message = (written[0] / row["message"]).read_bytes()
        assert row["lrn"].encode() in message
        assert not row["irregularity"] or row["irregularity"].encode() not in message


def test_the_same_seed_writes_the_same_bytes_and_another_shape_does_not(written: tuple[Path, str], tmp_path: Path) -> None:
    kr = country("KR")
    assert kr is not None
    write_world(tmp_path / "again", 8, kr, START, days=1, per_day=30)
    first = sorted((written[0] / f"{START}").iterdir())
    again = sorted((tmp_path / "again" / f"{START}").iterdir())
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]
    assert not (tmp_path / "again" / "truth.csv").exists()
    write_world(tmp_path / "other", 8, kr, START, days=1, per_day=30, shape=DRIFT)
    assert [file.read_bytes() for file in first] != [
        file.read_bytes() for file in sorted((tmp_path / "other" / f"{START}").iterdir())
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--shape", "flat"], "Name one of: ordinary, drift, collapse"),
        (["--start", "2001-01-01"], "has no line 0304810000 on 2001-01-01"),
        (["--start", "2026-01-01"], "choose another --start"),
        (["--out", "."], "is not empty. Name a new folder"),
    ],
)
def test_what_cannot_be_written_is_said_with_what_can(
    asked: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "something").touch()
    done = CliRunner().invoke(app, ["simulate", "--per-day", "2", "--out", str(tmp_path / "new"), *asked])
    assert done.exit_code == 2 and told in " ".join(done.output.split()) and "Traceback" not in done.output


def test_an_interruption_says_which_days_are_whole(tmp_path: Path) -> None:
    kr = country("KR")
    assert kr is not None

    def ctrl_c(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(
        Interrupted, match=r"Stopped after \d+ of 9 days in .*: 2026-01-04 to 2026-01-\d\d are whole\. There is no"
    ):
        write_world(tmp_path / "trade", 8, kr, START, days=9, per_day=4, progress=ctrl_c, truth=True)
    left = sorted(file.name for file in (tmp_path / "trade").iterdir())
    assert "2026-01-04" in left and not {"README.md", "truth.csv"} & set(left) and not any(name.startswith(".") for name in left)
