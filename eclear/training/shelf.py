"""The shelf: the scenarios that come with eclear, in a folder, and those that instructors have loaded, kept in the database.

A scenario is known by the digest of its pack. What was opened once is found again by it, whatever became of the folder since.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eclear.casefile.scenario import Scenario
from eclear.clearance import utc_now
from eclear.storage import Store
from eclear.training.packs import Fault, PackRefused, canonical, digest_of, opened, zipped
from eclear.training.reading import read_files
from eclear.training.stage import Hands


@dataclass(frozen=True, slots=True)
class Shelved:
    """One scenario on the shelf. One that is broken has no ``scenario``; ``faults`` say why. ``shipped`` came with eclear."""

    slug: str
    digest: str
    scenario: Scenario | None
    faults: tuple[Fault, ...] = ()
    shipped: bool = True
    kept: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A shipped pack as it was read, and by what it is seen that its files changed."""

    look: tuple[tuple[str, int, int], ...]
    shelved: Shelved
    files: Mapping[str, bytes]


class ScenarioShelf:
    """The scenarios of a folder and of a database, each read once. It may be used by several threads.

    With ``hands`` the acts of every pack are held against what can be done.
    """

    def __init__(self, folder: Path, store: Store, hands: Hands | None = None) -> None:
        self._folder, self._store, self._hands = folder, store, hands
        self._lock = threading.RLock()
        self._read: dict[str, Scenario] = {}
        self._shipped: dict[str, _Seen] = {}

    def all(self) -> tuple[tuple[Scenario, ...], tuple[tuple[str, tuple[Fault, ...]], ...]]:
        """Return the scenarios that can be played, and the names of those that are broken with what is wrong."""
        every = self.shelved()
        sound = tuple(one.scenario for one in every if one.scenario is not None)
        return sound, tuple((one.slug, one.faults) for one in every if one.scenario is None)

    def read(self, pack: Path | bytes) -> Scenario:
        """Read a pack without keeping it; raises PackRefused with every mistake, and for the name of one that is shipped."""
        return self._new(opened(pack))

    def shelved(self) -> tuple[Shelved, ...]:
        """Return what is on the shelf: shipped ones by name, then those that were loaded, the last one first.

        Of a loaded scenario only the newest edition is shown. What is kept of a shipped one, because it was opened once, is not:
        the shipped one stands for it.
        """
        shipped = tuple(seen.shelved for seen in self._look())
        slugs, loaded = {one.slug for one in shipped if one.scenario is not None}, []
        for kept in self._store.packs():
            if kept.slug not in slugs:
                slugs.add(kept.slug)
                loaded.append(self._of_the_database(kept.digest, kept.slug, kept.at))
        return (*shipped, *(one for one in loaded if one is not None))

    def scenario(self, digest: str) -> Scenario:
        """Return the scenario of a digest; raises LookupError where it is not there any more."""
        with self._lock:
            if digest in self._read:
                return self._read[digest]
        body = self._store.pack(digest)
        if body is not None:
            try:
                return self._take(digest, opened(body), None)  # it was held against the hands when it was added
            except PackRefused as refused:
                raise LookupError(f"The scenario {digest[:12]} cannot be read any more: {refused}") from refused
        for seen in self._look():
            if seen.shelved.digest == digest and seen.shelved.scenario is not None:
                return seen.shelved.scenario
        raise LookupError(f"The scenario {digest[:12]} is not there any more. Load its pack again.")

    def named(self, slug: str) -> Scenario:
        """Return the scenario of this id: the shipped one, else the newest that was loaded; raises LookupError."""
        every = [one for one in self.shelved() if one.slug == slug]
        for one in every:
            if one.scenario is not None:
                return one.scenario
        if every:
            raise LookupError(f"The scenario {slug} is broken. Run: eclear scenario check PATH")
        raise LookupError(f"There is no scenario {slug!r}. Run: eclear scenario list")

    def files(self, digest: str) -> Mapping[str, bytes]:
        """Return the files of a scenario, by their names; raises LookupError."""
        body = self._store.pack(digest)
        if body is not None:
            return opened(body)
        for seen in self._look():
            if seen.shelved.digest == digest:
                return seen.files
        raise LookupError(f"The scenario {digest[:12]} is not there any more. Load its pack again.")

    def exported(self, digest: str) -> bytes:
        """Return a scenario as a zip that can be loaded elsewhere; raises LookupError."""
        return zipped(self.files(digest), self.scenario(digest).id)

    def add(self, pack: Path | bytes | Mapping[str, bytes], by: str = "") -> Scenario:
        """Read a pack and keep it; raises PackRefused with every mistake, and then nothing is kept.

        ``by`` is who loads it: an instructor. The same pack loaded twice is kept once.
        """
        files = pack if isinstance(pack, Mapping) else opened(pack)
        scenario = self._new(files)
        self._store.keep_pack(scenario.digest, scenario.id, canonical(files), utc_now())
        with self._lock:
            self._read[scenario.digest] = scenario
        return scenario

    def keep(self, digest: str) -> None:
        """Keep the pack of a digest in the database, as an exercise that is opened needs it; raises LookupError."""
        if self._store.pack(digest) is None:
            scenario, files = self.scenario(digest), self.files(digest)
            self._store.keep_pack(digest, scenario.id, canonical(files), utc_now())

    def _new(self, files: Mapping[str, bytes]) -> Scenario:
        """Read a pack that somebody brings; one that bears the name of a shipped scenario and is another one is refused."""
        scenario = read_files(files, self._hands)
        if any(seen.shelved.slug == scenario.id and seen.shelved.digest != scenario.digest for seen in self._look()):
            said = f"eclear comes with another scenario {scenario.id!r}. Give this one an id of its own."
            raise PackRefused((Fault("scenario.toml", 0, "id", said),))
        return scenario

    def _look(self) -> tuple[_Seen, ...]:
        """Read the shipped packs that are new or changed since the last look; one that is broken stops no other."""
        with self._lock:
            found = {}
            for folder in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
                if folder.is_dir() and not folder.name.startswith("."):
                    look = _look_of(folder)
                    before = self._shipped.get(folder.name)
                    found[folder.name] = before if before is not None and before.look == look else self._open(folder, look)
            self._shipped = found
            return tuple(found.values())

    def _open(self, folder: Path, look: tuple[tuple[str, int, int], ...]) -> _Seen:
        files: Mapping[str, bytes] = {}
        try:
            files = opened(folder)
            digest = digest_of(files)
            scenario = self._take(digest, files, self._hands)
            if scenario.id != folder.name:
                said = f"The id is {scenario.id!r}, but the folder is {folder.name!r}. Make them agree."
                raise PackRefused((Fault("scenario.toml", 0, "id", said),))
            return _Seen(look, Shelved(folder.name, digest, scenario), files)
        except PackRefused as refused:
            return _Seen(look, Shelved(folder.name, digest_of(files), None, refused.faults), files)

    def _of_the_database(self, digest: str, slug: str, at: datetime) -> Shelved | None:
        try:
            return Shelved(slug, digest, self.scenario(digest), shipped=False, kept=at)
        except LookupError as error:
            return Shelved(slug, digest, None, (Fault("", 0, "", str(error)),), shipped=False, kept=at)

    def _take(self, digest: str, files: Mapping[str, bytes], hands: Hands | None) -> Scenario:
        with self._lock:
            if digest not in self._read:
                self._read[digest] = read_files(files, hands)
            return self._read[digest]


def _look_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """By what a change is seen: names, sizes and times of the files of a folder, without opening one."""
    found = []
    for path in sorted(folder.rglob("*"))[:1000]:
        try:
            told = path.lstat()
        except OSError:
            continue
        found.append((path.name, told.st_size, told.st_mtime_ns))
    return tuple(found)
