"""A pack from anywhere: hostile ones are refused with a reason, and nothing of them is followed, run or unpacked in full."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pack_making import laid_out, made, zip_of

from eclear.training.packs import (
    CANONICAL,
    FILE,
    FILES,
    PackRefused,
    canonical,
    digest_of,
    opened,
    read_pack,
    zipped,
)


def reason(pack: bytes | Path) -> str:
    """Why a pack is refused, in one text."""
    with pytest.raises(PackRefused) as refused:
        opened(pack)
    assert refused.value.faults
    return str(refused.value)


def zip_with(name: str, body: bytes = b"<x/>", *, attributes: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The zip of a sound pack with one entry more, whatever its name."""
    buffer = io.BytesIO(zip_of(made(), top=""))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name  # past the mending that the constructor does
        info.external_attr, info.compress_type, info.create_system = attributes, method, 3
        archive.writestr(info, body)
    return buffer.getvalue()


def test_a_folder_a_zip_of_it_and_the_kept_bytes_are_the_same_pack(tmp_path: Path) -> None:
    files = made()
    folder = laid_out(tmp_path / "watches")
    for pack in (folder, zip_of(files), zip_of(files, top=""), zipped(files, "watches"), canonical(files)):
        assert opened(pack) == files
        assert read_pack(pack).digest == digest_of(files)


def test_ends_of_lines_and_byte_order_marks_of_other_machines_do_not_matter() -> None:
    files = made()
    windows = {name: b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n") for name, body in files.items()}
    assert opened(zip_of(windows)) == files


def test_what_a_mac_or_windows_leaves_behind_is_passed_over() -> None:
    files = made()
    left = {"../__MACOSX/watches/._title.toml": b"\0\1", ".DS_Store": b"\0", "texts/Thumbs.db": b"\0"}
    buffer = io.BytesIO(zip_of(files))
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, body in left.items():
            archive.writestr(f"watches/{name}".replace("watches/../", ""), body)
    assert opened(buffer.getvalue()) == files


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../outside.xml", "leads out of the pack"),
        ("messages/../../outside.xml", "leads out of the pack"),
        ("/etc/passwd", "is absolute"),
        ("C:/windows/system.xml", "is absolute"),
        ("c:outside.xml", "is absolute"),
        ("messages\\outside.xml", "backslash"),
        ("..\\outside.xml", "backslash"),
        ("a/b/c/d/e.xml", "more than 4 levels deep"),
        ("messages/" + "a" * 80 + ".xml", "longer than 60"),
        ("messages/Main Two.xml", "other signs than"),
        ("messages/ma\u202ein.xml", "other signs than"),
        ("messages/ma\0in.xml", "other signs than"),
        ("messages/.hidden.xml", "other signs than"),
        ("messages//main.xml", "other signs than"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, why: str) -> None:
    assert why in reason(zip_with(name))


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("messages/inner.zip", b"PK\x03\x04", "archive within the pack"),
        ("messages/inner.xml", zip_of({"a.xml": b"<x/>"}), "archive within the pack"),
        ("messages/inner.xml", b"\x1f\x8b\x08\0", "archive within the pack"),
        ("run.py", b"print()", "has no place in a pack"),
        ("texts/de.js", b"alert()", "has no place in a pack"),
        ("index.html", b"<script>", "has no place in a pack"),
        ("messages/more.toml", b"a = 1", "has no place in a pack"),
        ("messages/korean.xml", "<x>한국</x>".encode("euc-kr"), "not in UTF-8"),
        ("messages/wide.xml", "<x/>".encode("utf-16"), "not in UTF-8"),
        ("texts/ko.toml", 'a = "safe \u202e fdp.exe"'.encode(), "U+202E"),
        ("texts/ko.toml", b'a = "\x07"', "U+0007"),
        ("texts/ko.toml", 'a = "\u200b"'.encode(), "U+200B"),
    ],
)
def test_a_file_that_does_not_belong_there_is_refused(name: str, body: bytes, why: str) -> None:
    assert why in reason(zip_with(name, body))


def test_a_link_in_a_zip_is_refused() -> None:
    assert "This is a link" in reason(zip_with("messages/two.xml", b"../../etc/passwd", attributes=(stat.S_IFLNK | 0o777) << 16))


def test_a_device_in_a_zip_is_refused() -> None:
    assert "no ordinary file" in reason(zip_with("messages/two.xml", attributes=(stat.S_IFCHR | 0o666) << 16))


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<secret/>")
    folder = laid_out(tmp_path / "watches")
    (folder / "messages" / "two.xml").symlink_to(secret)
    assert "This is a link" in reason(folder)


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "watches")
    (folder / "more").symlink_to(tmp_path, target_is_directory=True)
    assert "This is a link" in reason(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this machine has no pipes with names")
def test_a_pipe_in_a_folder_is_not_opened(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "watches")
    os.mkfifo(folder / "messages" / "two.xml")
    assert "no ordinary file" in reason(folder)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["messages/main.xml", "scenario.toml"])
def test_two_files_of_one_name_are_refused(name: str) -> None:
    assert "Two files have this name" in reason(zip_with(name))


def test_names_that_differ_in_case_only_are_refused() -> None:
    assert "Rename the file" in reason(zip_with("messages/MAIN.xml"))


def test_a_name_twice_within_kept_bytes_is_refused() -> None:
    body = canonical(made())
    assert "Two files have this name" in reason(body + b"17 4 messages/main.xml\n<x/>")


def test_65536_entries_are_refused_before_the_directory_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(65_536):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    assert f"more than {FILES} files" in reason(buffer.getvalue())


def test_a_promise_of_few_entries_is_not_believed() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(FILES + 60):
            archive.writestr(f"messages/{number}.xml", b"<x/>")
    body = bytearray(buffer.getvalue())
    at = body.rfind(b"PK\x05\x06")
    body[at + 8 : at + 12] = struct.pack("<HH", 1, 1)
    assert f"more than {FILES} files" in reason(bytes(body))


def test_too_many_files_in_a_folder_are_refused(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "watches")
    for number in range(FILES + 1):
        (folder / "messages" / f"{number}.xml").write_text("<x/>")
    assert f"more than {FILES} files" in reason(folder)


def test_a_bomb_is_not_unpacked_further_than_the_limit() -> None:
    bomb = zip_with("messages/bomb.xml", b"\n" * 200_000_000)
    assert len(bomb) < 1_000_000
    assert "more than 1 MiB" in reason(bomb)


def test_many_files_that_are_large_together_are_refused() -> None:
    files = made() | {f"messages/{number}.xml": b"\n" * (FILE - 1) for number in range(10)}
    assert "Unpacked, it has more than 8 MiB" in reason(zip_of(files))


def test_a_bomb_that_promises_to_be_small_is_refused() -> None:
    body = bytearray(zip_with("messages/bomb.xml", b"\n" * 5_000_000))
    entry, local = body.rfind(b"PK\x01\x02"), body.rfind(b"PK\x03\x04")
    for at in (entry + 24, local + 22):
        body[at : at + 4] = struct.pack("<I", 100)
    assert "no sound zip" in reason(bytes(body))


def test_entries_that_share_their_bytes_count_each_time() -> None:
    body = bytearray(zip_with("messages/big.xml", b"\n" * 1_000_000))
    end, entry = body.rfind(b"PK\x05\x06"), body.rfind(b"PK\x01\x02")
    again = bytes(body[entry:end])
    copies = b"".join(again.replace(b"big.xml", b"%03d.xml" % number) for number in range(20))
    count = struct.unpack_from("<H", body, end + 10)[0] + 20
    size = struct.unpack_from("<I", body, end + 12)[0] + len(copies)
    tail = body[:end] + copies + body[end : end + 8] + struct.pack("<HHI", count, count, size) + body[end + 16 :]
    assert "no sound zip" in reason(bytes(tail))


def test_an_encrypted_file_is_refused() -> None:
    body = bytearray(zip_with("messages/two.xml"))
    entry = body.rfind(b"PK\x01\x02")
    body[entry + 8] |= 1
    assert "encrypted" in reason(bytes(body))


def test_an_unusual_compression_is_refused() -> None:
    assert "unusual way" in reason(zip_with("messages/two.xml", method=zipfile.ZIP_LZMA))


def test_a_pack_that_is_too_large_is_refused() -> None:
    assert "more than 2 MiB" in reason(zip_with("messages/two.xml", os.urandom(3_000_000), method=zipfile.ZIP_STORED))


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x03\x04", CANONICAL + b"9 9 nothing", CANONICAL + b"\xff"])
def test_what_is_no_pack_is_refused(body: bytes) -> None:
    assert reason(body)


def test_a_file_that_is_not_there_is_refused_with_its_reason(tmp_path: Path) -> None:
    assert "cannot be opened" in reason(tmp_path / "nowhere.zip")


def test_a_pack_without_a_key_is_refused() -> None:
    files = made()
    del files["truth.toml"]
    assert "truth.toml: The file is missing" in reason(zip_of(files))


def test_markup_and_formulas_in_texts_stay_plain_text() -> None:
    files = made()
    told = '=HYPERLINK(\\"http://x\\")<script>alert(1)</script>${7*7}{%25}'
    files["texts/en.toml"] = files["texts/en.toml"].replace(b"Watches at a low price", told.encode())
    assert read_pack(zip_of(files)).title["en"] == told.replace("\\", "")


@given(st.binary(max_size=3_000))
@example(b"PK\x05\x06" + b"\0" * 18)
def test_any_bytes_are_refused_and_nothing_else_happens(body: bytes) -> None:
    for pack in (body, CANONICAL + body):
        with pytest.raises(PackRefused):
            read_pack(pack)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 10_000))
def test_a_zip_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    body = bytearray(SOUND)
    for at, value in changes:
        body[-1 - at % len(body)] = value
    pack = bytes(body[: len(body) - cut % 50])
    try:
        opened(pack)
    except PackRefused as refused:
        assert str(refused)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(sorted(made())),
    st.lists(
        st.tuples(st.integers(0, 100_000), st.sampled_from([*"[]{}\"'=.,#\\\n \t\0", "\u202e", "é", "x"])), min_size=1, max_size=4
    ),
)
def test_a_pack_with_changed_signs_is_read_or_refused(name: str, changes: list[tuple[int, str]]) -> None:
    files = made()
    text = files[name].decode()
    for at, sign in changes:
        place = at % len(text)
        text = text[:place] + sign + text[place + 1 :]
    try:
        read_pack(canonical(files | {name: text.encode()}))
    except PackRefused as refused:
        assert all(fault.message for fault in refused.faults)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000 + "]" * 5_000,
        "a = " + "[" * 9 + "]" * 9,
        "a = " + "{b = " * 3_000 + "1" + "}" * 3_000,
        "a" + ".a" * 3_900 + " = 1",
        "a = " + "1" * 7_000,
        'a = "' + "x" * 100_000 + '"',
        "[" + "a." * 3_900 + "a]",
        '"a"' + '."a"' * 1_900 + " = 1",
        "a = [" + "[],\n" * 90_000 + "]",
        "a = 1\n" * 3,
        "a = nonsense",
        "",
    ],
)
def test_toml_made_to_exhaust_or_to_confuse_is_refused(text: str) -> None:
    with pytest.raises(PackRefused) as refused:
        read_pack(canonical(made() | {"scenario.toml": text.encode()}))
    assert {fault.file for fault in refused.value.faults} == {"scenario.toml"}


SOUND = zip_of(made())
