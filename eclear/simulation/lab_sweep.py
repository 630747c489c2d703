"""Many policies over the same day: in the processes of this machine, or on a Dask cluster, with the same results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from os import cpu_count
from typing import TYPE_CHECKING

from eclear.reference import Country, Policy
from eclear.simulation.lab import UnderWay, base_of, run_over
from eclear.simulation.lab_measures import Day, Outcome
from eclear.simulation.lab_policy import LabPolicy

if TYPE_CHECKING:
    from eclear.simulation.enforcement import Candidate

_here: list[tuple[Day, Policy]] = []
"""The day that a worker process has been given once, for all policies that it is to run."""


class NoCluster(Exception):
    """The cluster cannot be used; the text says why and what to do."""


def sweep(
    day: Day,
    policies: Sequence[LabPolicy],
    country: Country,
    *,
    cluster: str | None = None,
    processes: int | None = None,
    progress: UnderWay | None = None,
) -> list[Outcome]:
    """Return the outcome of each policy, in their order; the same wherever they are run.

    They run in as many processes as there are cores, or on the Dask cluster whose scheduler listens at the address
    ``cluster``. Raises NoCluster if that cannot be reached, or if Dask is not installed.
    """
    light, base = _light(day), base_of(day, country)
    if cluster:
        return _counted(_on_cluster(light, policies, base, cluster), len(policies), progress)
    many = min(processes or cpu_count() or 1, len(policies))
    if many <= 1:
        return _counted((run_over(day, policy, base) for policy in policies), len(policies), progress)
    with ProcessPoolExecutor(many, initializer=_take, initargs=(light, base)) as pool:
        return _counted(pool.map(_run_here, policies), len(policies), progress)


def _light(day: Day) -> list[Candidate]:
    """The day without what was put into the model: nothing in the lab looks at it, and it is most of the load."""
    return [replace(one, score=one.score and replace(one.score, inputs={})) for one in day.candidates]


def _counted(outcomes: Iterable[Outcome], total: int, progress: UnderWay | None) -> list[Outcome]:
    found = []
    for outcome in outcomes:
        found.append(outcome)
        if progress:
            progress(len(found), total)
    return found


def _take(candidates: list[Candidate], base: Policy) -> None:
    _here[:] = [(Day(candidates), base)]


def _run_here(policy: LabPolicy) -> Outcome:
    day, base = _here[0]
    return run_over(day, policy, base)


def _on_cluster(candidates: list[Candidate], policies: Sequence[LabPolicy], base: Policy, address: str) -> Iterator[Outcome]:
    try:
        from distributed import Client
    except ImportError as missing:
        raise NoCluster("Dask is not installed. Install eclear with its extra: pip install 'eclear[cluster]'.") from missing
    try:
        client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise NoCluster(f"No Dask scheduler answers at {address} ({error}). Start one there, or leave --cluster out.") from error
    with client:
        (every,) = client.scatter([candidates], broadcast=True, hash=False)  # type: ignore[no-untyped-call]
        # a run is the same wherever it runs: nothing in it is drawn that does not come with the day
        tasks = client.map(partial(_run_there, base=base), policies, every=every, pure=False)
        yield from (task.result() for task in tasks)


def _run_there(policy: LabPolicy, *, base: Policy, every: list[Candidate]) -> Outcome:
    if not _here or len(_here[0][0]) != len(every) or _here[0][0].candidates[0] != every[0]:
        _take(every, base)
    return run_over(_here[0][0], policy, base)
