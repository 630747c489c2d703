"""Packs: the files of a scenario, opened safely from a folder or a zip. They are data; nothing in one runs or is followed.

A pack comes from anywhere. It is refused, with a reason for each fault, before it can fill a memory, leave its folder, follow
a link or hide one file behind another. What is really unpacked is counted, not what the headers of a zip promise.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eclear.casefile.scenario import Scenario
    from eclear.training.stage import Hands

PACKED = 2 * 1024 * 1024
UNPACKED = 8 * 1024 * 1024
FILE = 1024 * 1024
TOML = 256 * 1024
FILES = 200
DEPTH = 4
LONG_NAME = 60
SHOWN = 100
"""So many faults of a pack are told at once; the others come to light when these are mended."""

CANONICAL = b"eclear pack 1\n"
"""How the canonical bytes of a pack begin."""

_STEP = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PLACES = re.compile(r"scenario\.toml|truth\.toml|texts/[a-z]{2}\.toml|messages/[a-z0-9][a-z0-9._-]*\.xml")
_LEFT_BEHIND = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ", b"Rar!", b"\x28\xb5\x2f\xfd")
_ENTRY = b"PK\x01\x02"
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError,
    zlib.error, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake of a pack: in which file and line (0 where no line is meant), at which place, what is wrong and the remedy."""

    file: str
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file or 'the pack'}:{self.line}" if self.line else self.file or "the pack"
        return f"{where}: {f'{self.place}: ' if self.place else ''}{self.message}"


class PackRefused(Exception):
    """A pack cannot be used as it is; ``faults`` say why, each with its remedy."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults[:SHOWN]
        left = len(faults) - len(self.faults)
        more = f"\n... and {left} more. Mend these first." if left else ""
        super().__init__("\n".join(map(str, self.faults)) + more)


def opened(pack: Path | str | bytes) -> dict[str, bytes]:
    """Return the files of a pack by their names below it: from a folder, a zip file, the bytes of a zip or canonical bytes.

    One folder around all files is taken off. Lines end in LF and no file begins with a byte-order mark, whatever machine
    they come from. Raises PackRefused.
    """
    if not isinstance(pack, bytes):
        path = Path(pack)
        if path.is_dir():
            return _sound(_from_folder(path))
        try:
            with path.open("rb") as file:
                pack = file.read(PACKED + UNPACKED)
        except OSError as error:
            raise _refused("", f"It cannot be opened: {error.strerror or error}. Name a folder or a zip file.") from None
    if pack.startswith(CANONICAL):
        return _sound(_from_canonical(pack))
    return _sound(_from_zip(pack))


def canonical(files: Mapping[str, bytes]) -> bytes:
    """Return a pack as bytes that depend on nothing but its names and contents: what is kept, and what the digest is of.

    After a first line each file follows, by name: a line with the length of its name, of its content and the name, then the
    content.
    """
    parts = [CANONICAL]
    for name in sorted(files):
        parts += (f"{len(name.encode())} {len(files[name])} {name}\n".encode(), files[name])
    return b"".join(parts)


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal: a folder and a zip of it have the same one."""
    return sha256(canonical(files)).hexdigest()


def zipped(files: Mapping[str, bytes], slug: str) -> bytes:
    """Return the files as a zip with one folder in it, named as the scenario: the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{slug}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, files[name])
    return buffer.getvalue()


def read_pack(pack: Path | str | bytes, hands: Hands | None = None) -> Scenario:
    """Read a pack as the scenario it tells; with ``hands`` its acts are held against what can be done.

    Raises PackRefused with every mistake that was found.
    """
    from eclear.training.reading import read_files

    return read_files(opened(pack), hands)


def _refused(file: str, message: str) -> PackRefused:
    return PackRefused((Fault(file, 0, "", message),))


def _from_canonical(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of canonical bytes, one after the other."""
    at, whole = len(CANONICAL), len(body)
    while at < whole:
        end = body.find(b"\n", at, at + 400)
        head = re.fullmatch(rb"([0-9]{1,4}) ([0-9]{1,9}) (.+)", body[at:end], re.DOTALL) if end >= 0 else None
        length = int(head[2]) if head else 0
        if head is None or int(head[1]) != len(head[3]) or end + 1 + length > whole:
            raise _refused("", "The kept pack is cut short or changed. Load the pack again from its folder or zip.")
        try:
            name = head[3].decode("utf-8")
        except UnicodeDecodeError:
            raise _refused("", "A name in the kept pack is not UTF-8. Load the pack again from its folder or zip.") from None
        yield name, body[end + 1 : end + 1 + length]
        at = end + 1 + length


def _from_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a folder. Links are not followed; special files are refused."""
    waiting, seen = [(folder, "")], 0
    while waiting:
        here, before = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise _refused(before, f"The folder cannot be read: {error.strerror or error}. Check who may read it.") from None
        for entry in found:
            name = f"{before}{entry.name}"
            if _LEFT_BEHIND.fullmatch(name):
                continue
            seen += 1
            if seen > FILES + DEPTH * 10:
                raise _too_many()
            if entry.is_symlink():
                raise _refused(name, "This is a link. Put the file itself in its place.")
            if entry.is_dir(follow_symlinks=False):
                _check_name(f"{name}/")
                waiting.append((Path(entry.path), f"{name}/"))
            elif entry.is_file(follow_symlinks=False):
                _check_name(name)
                yield name, _bytes_of(entry.path, name)
            else:
                raise _refused(name, "This is no ordinary file. Leave it out.")


def _bytes_of(path: str, name: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            return file.read(FILE + 1)
    except OSError as error:
        raise _refused(name, f"The file cannot be read: {error.strerror or error}. Check who may read it.") from None


def _from_zip(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a zip, each looked at before it is unpacked, and unpacked no further than the limits."""
    if body.count(_ENTRY) > FILES + DEPTH * 10:  # before anything is made of the directory
        raise _too_many()
    if len(body) > PACKED:
        raise _refused("", f"The pack has more than {PACKED // 1024 // 1024} MiB. Leave out what the scenario does not use.")
    if not body:
        raise _refused("", "The pack is empty. Choose a zip of a scenario's folder.")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for info in archive.infolist():
                if _LEFT_BEHIND.fullmatch(info.orig_filename):
                    continue
                _check_entry(info)
                if not info.orig_filename.endswith("/"):
                    with archive.open(info) as file:
                        yield info.orig_filename, file.read(FILE + 1)
    except PackRefused:
        raise
    except _BROKEN:
        raise _refused("", "This is no sound zip file. Make the zip again from the folder of the scenario.") from None


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    _check_name(name)
    if info.flag_bits & 0x41:
        raise _refused(name, "The file is encrypted. Make the zip without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise _refused(name, "This is a link. Put the file itself in its place.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or ((kind == stat.S_IFDIR) != name.endswith("/") and kind):
        raise _refused(name, "This is no ordinary file. Leave it out.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(name, "The file is compressed in an unusual way. Make an ordinary zip (deflate).")


def _check_name(name: str) -> None:
    """Refuse a name that could lead out of the pack, or that not every machine can hold."""
    shown = _shown(name)
    if "\\" in name:
        raise _refused(shown, "The name holds a backslash. Make the zip with plain relative names and the sign /.")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise _refused(shown, "The name is absolute. Make the zip with names relative to the folder of the scenario.")
    steps = name.removesuffix("/").split("/")
    if ".." in steps or "." in steps:
        raise _refused(shown, "The name leads out of the pack. Take out the steps . and .. of the name.")
    if len(steps) > DEPTH:
        raise _refused(shown, f"The file lies more than {DEPTH} levels deep. Only texts/ and messages/ are folders of a pack.")
    for step in steps:
        if len(step) > LONG_NAME:
            raise _refused(shown, f"The name is longer than {LONG_NAME} characters. Shorten it.")
        if not _STEP.fullmatch(step):
            raise _refused(shown, "The name has other signs than a-z, 0-9, dot, dash and underscore. Rename the file.")


def _sound(found: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    """Take in the files one by one, count them as they come, and return them by their names below the pack's own folder."""
    taken: dict[str, bytes] = {}
    size = 0
    for name, body in found:
        _check_name(name)
        if name.casefold() in (other.casefold() for other in taken):
            raise _refused(name, "Two files have this name. Leave one of them.")
        size += len(body)
        if len(body) > FILE:
            raise _refused(name, f"The file has more than {FILE // 1024 // 1024} MiB. Split or shorten it.")
        if size > UNPACKED:
            raise _refused("", f"Unpacked, it has more than {UNPACKED // 1024 // 1024} MiB. Leave out what is not used.")
        taken[name] = body
        if len(taken) > FILES:
            raise _too_many()
    files = _without_folder(taken)
    faults = [fault for name in sorted(files) for fault in _wrong_content(name, files[name])]
    for needed in ("scenario.toml", "truth.toml"):
        if needed not in files:
            faults.append(Fault(needed, 0, "", "The file is missing. A pack has scenario.toml, truth.toml and texts/en.toml."))
    if faults:
        raise PackRefused(tuple(faults))
    return {name: _plain(files[name]) for name in sorted(files)}


def _without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take off the one folder that holds all files, as a zip of a folder has it."""
    tops = {name.partition("/")[0] for name in files}
    if len(tops) == 1 and (top := next(iter(tops))) not in ("texts", "messages") and all("/" in name for name in files):
        return {name.removeprefix(f"{top}/"): body for name, body in files.items()}
    return dict(files)


def _wrong_content(name: str, body: bytes) -> Iterator[Fault]:
    if body.startswith(_ARCHIVES) or name.endswith((".zip", ".gz", ".7z", ".tar", ".rar", ".xz", ".bz2")):
        yield Fault(name, 0, "", "An archive within the pack is not opened. Put its files into the pack, or leave it out.")
        return
    if not _PLACES.fullmatch(name):
        yield Fault(
            name, 0, "", "Such a file has no place in a pack. It holds scenario.toml, truth.toml, texts/xx.toml, messages/*.xml."
        )
        return
    if name.endswith(".toml") and len(body) > TOML:
        yield Fault(name, 0, "", f"The file has more than {TOML // 1024} KiB. Shorten it, or split the scenario.")
        return
    try:
        text = _plain(body).decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        yield Fault(name, line, "", "The file is not in UTF-8. Save it in UTF-8.")
        return
    for line, told in enumerate(text.split("\n"), 1):
        if bad := odd_character(told):
            yield Fault(name, line, "", f"The line holds {bad}, which readers cannot see. Take it out.")


def odd_character(text: str) -> str:
    """Return the first character of a line that changes how it is read without being seen, such as U+202E; "" if none does."""
    if text.isprintable():
        return ""
    for character in text:
        if character not in "\t\n" and unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
            return f"U+{ord(character):04X}"
    return ""


def _plain(body: bytes) -> bytes:
    return body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def _shown(name: str) -> str:
    """A name as it can be printed: odd characters escaped, and not too long."""
    return name.encode("ascii", "backslashreplace").decode()[:120].replace("\0", "\\0")


def _too_many() -> PackRefused:
    return _refused("", f"The pack holds more than {FILES} files. Leave out what the scenario does not use.")
