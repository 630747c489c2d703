"""How fast is the journey? Printed as ratios to the bare limit: lxml's parse and XSD validation of the same files.

One run, one core, interleaved rounds, medians; machines are noisy, ratios less so. Run with ``make bench``.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from lxml import etree  # noqa: E402

from eclear.clearance import Office, judging, recording, submit, submit_all, submitting  # noqa: E402
from eclear.journey.risk import Model  # noqa: E402
from eclear.reference import country  # noqa: E402
from eclear.simulation import generate  # noqa: E402
from eclear.storage import Records, Store  # noqa: E402
from eclear.storage.migrations import upgrade  # noqa: E402
from eclear.wco import Schemas, write  # noqa: E402

ROUNDS, ONE_BY_ONE, BATCHES, BATCH = 7, 60, 4, 100
DAY = date(2026, 5, 12)


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    korea = country("KR")
    assert korea
    count = ROUNDS * (ONE_BY_ONE + BATCHES * BATCH) + 200
    bodies = [write(simulated.declaration, "KR") for simulated in generate(7, count, DAY, korea)]
    size = statistics.mean(map(len, bodies))
    elements = statistics.mean(sum(1 for _ in etree.fromstring(body).iter()) for body in bodies[:200])
    print(f"{count} simulated declarations, {size / 1000:.1f} kB and {elements:.0f} elements on average, one core")
    with tempfile.TemporaryDirectory() as folder:
        run(bodies, Path(folder))


def run(bodies: list[bytes], folder: Path) -> None:
    store = Store(f"sqlite:///{folder / 'bench.db'}")
    upgrade(store)
    model = Model.load(CHECKOUT / "risk_models" / "kr-import-2")
    clock = lambda: datetime(2026, 5, 12, 3, 0, tzinfo=UTC)  # noqa: E731
    office = Office(store, Schemas(CHECKOUT / "schemas"), model, clock, "bench")
    office.enter("open")
    gc.collect()
    gc.freeze()  # this and the next line as every eclear process does once it is loaded
    gc.set_threshold(50_000, 20, 20)
    schema = etree.XMLSchema(etree.parse(CHECKOUT / "schemas" / "wco-dms-2" / "message.xsd"))
    waiting = iter(bodies)
    take = lambda n: [next(waiting) for _ in range(n)]  # noqa: E731
    outcomes = [done.outcome for done in submit_all(office, take(100))]  # warm, and a look that all is well
    for body in take(100):
        outcomes.append(submit(office, body).outcome)
    print(f"accepted of the first 200: {sum(outcome == 'accept' for outcome in outcomes)}")

    bare, single, batch = [], [], []
    for _ in range(ROUNDS):
        singles, batches = take(ONE_BY_ONE), [take(BATCH) for _ in range(BATCHES)]
        sample = [*singles, *batches[0]]
        bare.append(timed(lambda sample=sample: [schema.validate(etree.fromstring(body)) for body in sample]) / len(sample))
        single.append(timed(lambda singles=singles: [submit(office, body) for body in singles]) / ONE_BY_ONE)
        batch.append(timed(lambda batches=batches: [submit_all(office, bodies) for bodies in batches]) / (BATCHES * BATCH))
    print(f"\n{'':<34}{'us each':>9}{'per second':>12}{'ratio':>8}")
    limit = statistics.median(bare)
    for name, times in (
        ("bare: parse and validate", bare),
        ("one by one, bytes to durable", single),
        ("in batches of 100", batch),
    ):
        each = statistics.median(times)
        ratio = statistics.median(b / t for b, t in zip(bare, times, strict=True))
        print(f"{name:<34}{each * 1e6:>9.0f}{1 / each:>12.0f}{ratio:>8.3f}")
    stages(office, folder, bodies)
    one = statistics.median(b / t for b, t in zip(bare, single, strict=True))
    many = statistics.median(b / t for b, t in zip(bare, batch, strict=True))
    print(f"\nmarks: one by one 0.05, batches 0.12; declarations need {1 / limit:.0f} bare a second on this machine")
    print(f"one by one/bare ratio: {one:.3f}")
    print(f"pipeline/bare ratio: {many:.3f}")


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def stages(office: Office, folder: Path, bodies: list[bytes]) -> None:
    """Time each stage by wrapping the verbs that clearance calls; the wrapping itself costs a little."""
    spent: dict[str, float] = defaultdict(float)

    def watched(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return act(*args, **kwargs)
            finally:
                spent[name] += time.perf_counter() - begun

        return wrapped

    rooms = {
        submitting: ("read", "check", "locate"),
        judging: ("assess", "determine", "features", "route"),
        recording: ("case_of", "settle", "tells"),
        Records: ("foresee", "open_case", "finish"),
    }
    with ExitStack() as all_of_them:
        for owner, names in rooms.items():
            all_of_them.enter_context(swapped(owner, {name: watched(name, getattr(owner, name)) for name in names}))
        office.enter("stages")
        n = 300
        total = timed(lambda: [submit_all(office, bodies[i : i + BATCH], room="stages") for i in range(0, n, BATCH)])
    print("\nstages, in batches, us a declaration")
    for name, seconds in sorted(spent.items(), key=lambda entry: -entry[1]):
        print(f"  {name:<20}{seconds / n * 1e6:>8.0f}")
    print(f"  {'all':<20}{total / n * 1e6:>8.0f}   (rest: commit, transaction, glue)")


@contextmanager
def swapped(owner: Any, others: dict[str, Any]) -> Iterator[None]:
    kept = {name: getattr(owner, name) for name in others}
    for name, other in others.items():
        setattr(owner, name, other)
    try:
        yield
    finally:
        for name, own in kept.items():
            setattr(owner, name, own)


if __name__ == "__main__":
    main()
