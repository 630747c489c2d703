"""A server that has just begun is asked by many at once: its threads read their first events at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys

from tests_shared import CHECKOUT

AT_ONCE = """
import dataclasses, random, sys, threading
from eclear.storage import chain

sys.setswitchinterval(1e-6)

def read_all(gate, dice):
    kinds = list(chain.FACTS)
    dice.shuffle(kinds)
    gate.wait()
    for kind in kinds:
        try:
            chain._decoder(kind).decode(b'{"lodged": {"trader": "x"}, "findings": [{"place": {"pointer": "a"}}]}')
        except Exception as error:
            assert "missing required field" in str(error) or "Expected" in str(error) or "Invalid" in str(error), error

for turn in range(6):
    chain._decoder.cache_clear()
    for module in [module for name, module in sys.modules.items() if name.startswith("eclear.")]:
        for kind in list(vars(module).values()):
            if isinstance(kind, type) and "__msgspec_cache__" in vars(kind) and dataclasses.is_dataclass(kind):
                del kind.__msgspec_cache__
    gate = threading.Barrier(8)
    threads = [threading.Thread(target=read_all, args=(gate, random.Random(8 * turn + n))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("all read")
"""


def test_many_threads_that_read_their_first_events_at_once_do_not_end_the_server() -> None:
    """What tells how a kind of event is read is made at first use. Made by two threads at once, it ended the process."""
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "all read\n", "")
