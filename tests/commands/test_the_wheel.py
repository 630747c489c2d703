"""The wheel carries all that eclear needs: unpacked away from the checkout, it validates, submits and loads the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests_shared import sound

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network and unpacked into an empty folder."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("eclear-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "installed")
    return folder / "installed"


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked eclear in a folder of its own; the checkout cannot be imported from there."""
    forget = "import sys; sys.path[:] = [p for p in sys.path if p != sys.argv[1]]; del sys.argv[1]"
    script = f"{forget}; import eclear.__main__; eclear.__main__.main()"
    return subprocess.run(
        [sys.executable, "-c", script, str(CHECKOUT), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_it_holds_schemas_samples_models_pages_and_their_licences(unpacked: Path) -> None:
    for name in (
        "shipped/schemas/wco-dms-2/message.xsd",
        "shipped/schemas/kr-govcbr929/table.csv",
        "shipped/sample_declarations/README.md",
        "shipped/risk_models/allowed.toml",
        "reference/kr/country.toml",
        "wco/carried.toml",
        "web/templates/case.html",
        "web/static/eclear.css",
        "web/static/guide/console.jpg",
        "web/static/vendor/govuk-frontend.css",
        "web/static/vendor/licences/pretendard.txt",
        "documents/letters/Pretendard-Bold.otf",
        "documents/letters/LICENSE.txt",
        "documents/layouts/certificate.typ",
        "web/locales/ko/LC_MESSAGES/eclear.po",
        "storage/migrations/versions/0001_cases_and_events.py",
        "decisions/0001-the-house.md",
    ):
        assert (unpacked / "eclear" / name).is_file(), name
    assert not list(unpacked.rglob("node_modules"))


def test_away_from_the_checkout_it_validates_submits_and_loads_the_demo(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "declaration.xml").write_bytes(sound())
    assert run(unpacked, tmp_path, "validate", "declaration.xml").returncode == 0
    done = run(unpacked, tmp_path, "submit", "declaration.xml", "--json")
    told = json.loads(done.stdout)
    assert told["outcome"] == "accept" and told["score"] is not None, done.stderr
    demo = run(unpacked, tmp_path, "demo", "--load-only")
    samples = len(list((CHECKOUT / "sample_declarations").glob("*/expected.toml")))
    assert demo.returncode == 0 and f"{samples} cases" in demo.stdout, demo.stderr
