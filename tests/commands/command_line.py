"""eclear as its users call it, in a folder of its own: in the process of the tests, or as a process where that is the point."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from eclear import __main__
from eclear.reference.country import _installed


class Result:
    """What a call left behind: its exit status and what it printed."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status, self.raw = status, out
        self.out, self.err = out.decode("utf-8"), err.decode("utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Eclear:
    """eclear in an empty folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **environment: str) -> Result:
        """Call it in this process, which spares the second that Python needs to begin; nothing of the call is left behind.

        The streams begin as those of a Western terminal: what is printed in Korean proves that the command line sees to its
        own encoding. An error that nobody caught ends the test with its stack.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="latin-1") for _ in range(2))
        with (
            contextlib.chdir(self.folder),
            patch.dict(os.environ, environment),
            patch.object(sys, "argv", ["eclear", *arguments]),
            patch.dict(_installed),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            untouched_memory(),
        ):
            try:
                copy_context().run(__main__.main)  # which language it spoke is its own matter
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Result(status, *(written(stream) for stream in (out, err)))

    def process(self, *arguments: str, **environment: str) -> Result:
        """Call it as a process of its own, which ends after a minute at the latest."""
        done = subprocess.run(
            [sys.executable, "-m", "eclear", *arguments],
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def message(self, name: str, body: bytes) -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        return str(file)


@contextlib.contextmanager
def untouched_memory() -> Iterator[None]:
    """A command that ends with its process freezes what is in memory and collects seldom; here others come after it.

    What the tests hold is put aside meanwhile, so that the command does not look through it.
    """
    seldom = gc.get_threshold()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*seldom)


def written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    kept = stream.buffer
    assert isinstance(kept, io.BytesIO)
    return kept.getvalue()
