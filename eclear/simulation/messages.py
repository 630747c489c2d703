"""A simulated world written down: messages as traders lodge them, manifests as carriers send them, the truth under seal."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from io import StringIO
from os import cpu_count
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal

from eclear.casefile.declaration import Declaration
from eclear.casefile.manifest import ManifestLine
from eclear.journey.duties import assess
from eclear.reference import Country
from eclear.simulation.shape import ORDINARY, Shape
from eclear.simulation.stakes import at_stake
from eclear.simulation.world import Simulated, World
from eclear.wco import write

TRUTH = (
    "day",
    "message",
    "lrn",
    "irregularity",
    "critical",
    "meant",
    "importer_is",
    "newcomer",
    "weighed_kg",
    "harm",
    "at_stake",
    "carrier_slipped",
)
"""The columns of the sealed truth; ``at_stake`` in whole units of the country's currency, ``harm`` from 0 to 3."""


class NotEmptyFolder(ValueError):
    """The folder for a simulated world holds something already; the text says what to do."""


class Interrupted(RuntimeError):
    """Somebody ended the writing; the text says which days are whole and what to do."""

    def __init__(self, out: Path, days: int) -> None:
        """Look at the folder: a day has its name once it is whole."""
        whole = sorted(day.name for day in out.iterdir() if day.is_dir() and not day.name.startswith("."))
        reached = f"{whole[0]} to {whole[-1]} are whole" if whole else "none is whole"
        super().__init__(
            f"Stopped after {len(whole)} of {days} days in {out}: {reached}. There is no truth.csv and no README.md. "
            "The same seed in a new folder gives the same days again."
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: declarations, those that are irregular or critical, and the digest of the truth if it was asked for."""

    declarations: int
    irregular: int
    critical: int
    truth_sha256: str | None


def write_world(
    out: Path,
    seed: int,
    country: Country,
    start: date,
    *,
    days: int,
    per_day: int,
    shape: Shape = ORDINARY,
    truth: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write so many days of a world to an empty folder: ``<day>/00001.xml`` and on, and ``<day>/manifest.csv``.

    A day has its name once it is whole: what is being written is called ``.<day>``. With ``truth``, ``truth.csv`` says what
    is so: keep it from those who play. It and ``README.md`` come last, so a folder without them is not complete. Raises
    NotEmptyFolder; Interrupted, with the days that are whole, if somebody ends it.
    """
    if out.exists() and any(out.iterdir()):
        raise NotEmptyFolder(f"{out} is not empty. Name a new folder; nothing was written.")
    out.mkdir(parents=True, exist_ok=True)
    world = World(seed, country, start, per_day=per_day, shape=shape)
    sealed, irregular, critical, done = StringIO(), 0, 0, 0
    known = csv.writer(sealed, lineterminator="\n")
    known.writerow(TRUTH)
    with ProcessPoolExecutor(max(1, (cpu_count() or 2) - 1), initializer=_leave_interrupts_to_the_first) as writers:
        begun: list[Future[int]] = []
        try:
            for _ in range(days):
                day = world.day()
                begun.append(writers.submit(_write_day, out, world.today, [(s.declaration, s.listed) for s in day], country.code))
                irregular += sum(simulated.truth.irregularity is not None for simulated in day)
                critical += sum(simulated.truth.critical for simulated in day)
                if truth:
                    known.writerows(_sealed(day, world.today, country))
                while len(begun) > 4:  # the world runs ahead of its writer by a few days and no more
                    done += begun.pop(0).result()
                    if progress:
                        progress(done, days * per_day)
            for last in begun:
                done += last.result()
                if progress:
                    progress(done, days * per_day)
        except KeyboardInterrupt:
            writers.shutdown(cancel_futures=True)
            raise Interrupted(out, days) from None
    digest = None
    if truth:
        body = sealed.getvalue().encode()
        (out / "truth.csv").write_bytes(body)
        digest = sha256(body).hexdigest()
    _write_summary(out / "README.md", seed, start, days, per_day, shape, Written(done, irregular, critical, digest))
    return Written(done, irregular, critical, digest)


def _leave_interrupts_to_the_first() -> None:
    """A writer finishes its day when somebody presses Ctrl-C; the process that began it says where it stopped."""
    signal(SIGINT, SIG_IGN)


def _write_day(out: Path, on: date, day: list[tuple[Declaration, ManifestLine]], code: str) -> int:
    begun = out / f".{on}"
    begun.mkdir()
    _write_manifest(begun / "manifest.csv", [listed for _, listed in day])
    for number, (declaration, _) in enumerate(day, 1):
        (begun / f"{number:05d}.xml").write_bytes(write(declaration, code))
    begun.rename(out / f"{on}")
    return len(day)


def _write_manifest(file: Path, lines: list[ManifestLine]) -> None:
    columns = [field.name for field in fields(ManifestLine)]
    with file.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(columns)
        rows.writerows([getattr(line, column) for column in columns] for line in lines)


def _sealed(day: list[Simulated], on: date, country: Country) -> Iterator[list[object]]:
    for number, simulated in enumerate(day, 1):
        truth = simulated.truth
        lost = at_stake(simulated, assess(simulated.declaration, country, on), country, on) if truth.irregularity else 0
        yield [
            on,
            f"{on}/{number:05d}.xml",
            simulated.declaration.lrn,
            truth.irregularity or "",
            int(truth.critical),
            int(truth.meant),
            truth.temper,
            int(truth.newcomer),
            truth.weighed_kg,
            truth.harm,
            lost,
            int(truth.carrier_slipped),
        ]


def _write_summary(file: Path, seed: int, start: date, days: int, per_day: int, shape: Shape, told: Written) -> None:
    seal = f"The truth is in truth.csv, SHA-256 {told.truth_sha256}." if told.truth_sha256 else "The truth was not written."
    file.write_text(
        f"""# A simulated world (TRAINING, everything invented)

{told.declarations:,} import declarations of {days} days from {start}, {per_day} a day; seed {seed}, shape {shape.name}.
{told.irregular:,} of them ({told.irregular / max(1, told.declarations):.2%}) have something wrong, {told.critical:,} endanger
the public. {seal}

Each day has a folder: `00001.xml` and on are messages as traders lodge them, `manifest.csv` is what the carriers listed.
`eclear manifest DAY/manifest.csv` takes a manifest in, `eclear submit DAY` lodges a day.
""",
        encoding="utf-8",
        newline="\n",
    )
