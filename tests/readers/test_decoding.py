"""Bytes become text: encodings found, damage reported, line ends made one."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import ManifestError
from pipelines.readers.files import decoding_of, open_text, read_text

WORDS = "Größe, naïve – “choice”\nand café"


def put(folder: Path, content: bytes) -> Path:
    path = folder / "a.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
def test_western_text_is_read_in_any_common_encoding(tmp_path: Path, encoding: str) -> None:
    text, named = read_text(put(tmp_path, WORDS.encode(encoding)))

    assert text == WORDS
    assert named == encoding.removesuffix("-sig")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_without_a_mark(tmp_path: Path, encoding: str) -> None:
    words = "id\ttext\r\n1\tnaïve choice\r\n"

    assert read_text(put(tmp_path, words.encode(encoding))) == (words.replace("\r\n", "\n"), encoding)


def test_another_script_is_detected(tmp_path: Path) -> None:
    words = "Мы используем групповую работу на уроках. Ученики выбирают темы сами.\n" * 20

    text, named = read_text(put(tmp_path, words.encode("cp1251")))

    assert text == words
    assert named == "cp1251"


def test_old_macintosh_quotes_are_told_from_windows_letters(tmp_path: Path) -> None:
    text, named = read_text(put(tmp_path, "We don’t know, it’s new\n".encode("mac_roman")))

    assert text == "We don’t know, it’s new\n"
    assert named == "mac_roman"


def test_a_stray_byte_late_in_a_large_file_is_read_as_windows_and_reported(tmp_path: Path) -> None:
    path = put(tmp_path, "naïve words\n".encode() * 100_000 + b"don\x92t\n")

    decoding = decoding_of(path)
    with open_text(path, decoding) as file:
        last = file.read()[-6:]

    assert last == "don’t\n"
    assert decoding.encoding == "utf-8"
    assert decoding.warnings == ("1 byte was not utf-8 and read as Windows-1252",)


def test_bytes_without_meaning_are_replaced_and_reported(tmp_path: Path) -> None:
    decoding = decoding_of(put(tmp_path, b"caf\xe9 \x81 caf\xe9\n"))

    assert decoding.encoding == "cp1252"
    assert "1 bytes have no meaning" in decoding.warnings[1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_become_one(tmp_path: Path, end: str) -> None:
    assert read_text(put(tmp_path, f"a{end}b{end}".encode()))[0] == "a\nb\n"


def test_an_encoding_that_does_not_exist_is_the_manifests_fault(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match='no encoding "utf-9"'):
        decoding_of(put(tmp_path, b"a"), "utf-9")


def test_an_encoding_that_is_given_is_taken(tmp_path: Path) -> None:
    path = put(tmp_path, "Łódź".encode("cp1250"))

    assert read_text(path, "cp1250") == ("Łódź", "cp1250")


def test_hard_spaces_of_the_old_macintosh_are_spaces(tmp_path: Path) -> None:
    assert read_text(put(tmp_path, b"Not much\xca,knowledge\xcaof\n"))[0] == "Not much\xa0,knowledge\xa0of\n"
