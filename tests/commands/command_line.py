"""eclear as its users call it: a real process in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Result:
    """What a call left behind: its exit status and what it printed."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.status, self.raw = done.returncode, done.stdout
        self.out, self.err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Eclear:
    """eclear in an empty folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **environment: str) -> Result:
        return Result(
            subprocess.run(
                [sys.executable, "-m", "eclear", *arguments],
                cwd=self.folder,
                env=os.environ | environment,
                capture_output=True,
                timeout=60,
                check=False,
            )
        )

    def message(self, name: str, body: bytes) -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        return str(file)
