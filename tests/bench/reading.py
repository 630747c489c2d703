"""How fast is a message read? Printed as a ratio to the bare limit: lxml's parse and XSD validation of the same files.

The published samples, one core, every file bare and then read, round after round, medians; then a declaration of 999
items, timed and weighed in a process of its own. Run with ``make bench``.
"""

from __future__ import annotations

import csv
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from lxml import etree  # noqa: E402

from eclear.casefile.reading import Outcome  # noqa: E402
from eclear.wco import Schemas, nouns, read, read_message, write, write_message  # noqa: E402
from eclear.wco.guard import plain_tree, tree  # noqa: E402
from eclear.wco.schemas import DECLARATION  # noqa: E402

SAMPLES = CHECKOUT.parent / "shared" / "data" / "wco" / "samples"
ROUNDS, ITEMS, TIMES = 25, 999, 9


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    schemas = Schemas(CHECKOUT / "schemas")
    bodies = list(published(schemas))
    if bodies:
        against_bare(bodies, schemas)
    else:
        print("The published samples are not beside this checkout: nothing to hold against the bare limit.")
    large()


def published(schemas: Schemas) -> list[bytes]:
    """Every published declaration that is sound."""
    if not SAMPLES.is_dir():
        return []
    with (SAMPLES / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if row["kind"] == "declaration"]
    bodies = [(SAMPLES / row["scenario"] / row["file"]).read_bytes() for row in rows]
    return [body for body in bodies if read(body, schemas).outcome is Outcome.ACCEPT]


def against_bare(bodies: list[bytes], schemas: Schemas) -> None:
    size = statistics.mean(map(len, bodies))
    elements = statistics.mean(sum(1 for _ in etree.fromstring(body).iter("*")) for body in bodies)
    print(f"{len(bodies)} published declarations, {size / 1000:.1f} kB and {elements:.0f} elements on average, one core\n")
    schema = etree.XMLSchema(etree.parse(CHECKOUT / "schemas" / "wco-dms-2" / "message.xsd"))
    trees = [tree(body) for body in bodies]
    acts: dict[str, Callable[[int], Any]] = {
        "bare: parse and validate": lambda n: schema.validate(etree.fromstring(bodies[n])),
        "read": lambda n: read(bodies[n], schemas),
        "  of that: digest": lambda n: sha256(bodies[n]).hexdigest(),
        "  of that: tree of a plain message": lambda n: plain_tree(bodies[n]),
        "  of that: schema": lambda n: schema.validate(trees[n]),
        "  of that: nouns": lambda n: nouns.declaration(trees[n].find(f"{{{DECLARATION}}}Declaration")),
        "guard and tree of any other message": lambda n: tree(bodies[n]),
        "read with all it carries": lambda n: read_message(bodies[n], schemas),
    }
    rounds: dict[str, list[float]] = {name: [] for name in acts}
    as_eclear_runs()
    for _ in range(ROUNDS):
        spent = dict.fromkeys(acts, 0.0)
        for n in range(len(bodies)):
            for name, act in acts.items():
                spent[name] += timed(act, n)
        for name, seconds in spent.items():
            rounds[name].append(seconds / len(bodies))
    print(f"{'':<38}{'us each':>9}{'ratio':>8}")
    bare = rounds["bare: parse and validate"]
    for name, times in rounds.items():
        print(f"{name:<38}{statistics.median(times) * 1e6:>9.0f}{against(times, bare):>8.2f}")
    print(f"\nmarks: at most 4.5, aim 2\nreading/bare ratio: {against(rounds['read'], bare):.2f}")


def against(times: list[float], bare: list[float]) -> float:
    return statistics.median(t / b for t, b in zip(times, bare, strict=True))


def timed(act: Callable[[int], Any], n: int) -> float:
    begun = time.perf_counter()
    act(n)
    return time.perf_counter() - begun


def as_eclear_runs() -> None:
    """Collect garbage as every eclear process does once it is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def large() -> None:
    from eclear.journey.checks.baseline import IMPORT, ITEM

    items = tuple(replace(ITEM, sequence=n) for n in range(1, ITEMS + 1))
    body = write(replace(IMPORT, item_count=ITEMS, items=items), "KR")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.xml"
        file.write_bytes(body)
        subprocess.run([sys.executable, __file__, str(file)], check=True)


def weigh(file: Path) -> None:
    """Read one large message in this process, which has done nothing else."""
    schemas, body = Schemas(CHECKOUT / "schemas"), file.read_bytes()
    as_eclear_runs()
    before = memory("VmRSS")
    reading = read(body, schemas)
    peak = memory("VmHWM")
    assert reading.declaration is not None
    assert len(reading.declaration.items) == ITEMS
    times = [timed(lambda _: read(body, schemas), 0) for _ in range(TIMES)]
    whole = timed(lambda _: write_message(read_message(body, schemas)), 0)
    print(f"\na declaration of {ITEMS} items, {len(body) / 1e6:.1f} MB: read in {statistics.median(times) * 1000:.0f} ms")
    print(f"memory: {peak:.0f} MB at the most, {peak - before:.0f} MB of it for reading")
    print(f"read with all it carries and written again: {whole * 1000:.0f} ms")
    print("marks: less than 500 ms, less than 200 MB")


def memory(name: str) -> float:
    """What the kernel says of this process, in MB: VmRSS now, VmHWM at the most; 0 where there is no such kernel."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


if __name__ == "__main__":
    if sys.argv[1:]:
        weigh(Path(sys.argv[1]))
    else:
        main()
