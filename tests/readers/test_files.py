"""What a delivered file is told to be, and how what cannot be read is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from catalog.errors import SourceError
from pipelines.readers.files import sniff


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", b"id,text\n1,hello\n2,bye\n", "csv"),
        ("a.txt", b"id\ttext\tcase\n1\thello\tA\n2\tbye, then\tB\n", "csv"),
        ("one_column.csv", b"text\nhello there\n", "csv"),
        ("a.vtt", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n", "vtt"),
        ("renamed.csv", b"\xef\xbb\xbfWEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n", "vtt"),
        ("a.srt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n", "srt"),
        ("a.txt", b"10:11:12\t From  Ana Ruiz  to  Everyone:\tHello, all\n", "chat"),
        ("a.txt", b"Ana: Well, we tried, twice\nBen: Yes, we did, too\nAna: And, so, on\n", "text"),
        (
            "a.txt",
            b"We tried it, and it worked.\nThen, in May, we stopped, sadly.\nNo commas here.\n",
            "text",
        ),
    ],
)
def test_the_format_is_told_by_content(tmp_path: Path, name: str, content: bytes, format: str) -> None:
    assert sniff(put(tmp_path, name, content)) == format


def test_office_files_are_told_apart_whatever_their_ending(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Ana: hello")
    document.save(str(tmp_path / "a.xlsx"))
    workbook(tmp_path / "b.csv")

    assert sniff(tmp_path / "a.xlsx") == "docx"
    assert sniff(tmp_path / "b.csv") == "xlsx"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\xef\xbb\xbf \r\n\n", "empty"),
        ("a.docx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("a.csv", bytes(range(256)) * 40, "binary"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ".xls"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".doc"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", b"<html><table><tr><td>id</td></tr></table></html>", "web page"),
        ("a.csv", b'{"answers": [1, 2]}', "JSON"),
        ("a.rtf", b"{\\rtf1 hello}", "RTF"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "recording"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_way_out(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        sniff(put(tmp_path, name, content))

    (problem,) = caught.value.problems
    assert problem.where == name
    assert said in problem.what
    assert problem.fix


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_names_the_file_and_the_way_out(tmp_path: Path, share: float) -> None:
    whole = workbook(tmp_path / "whole.xlsx").read_bytes()

    with pytest.raises(SourceError, match=r"cut\.xlsx: the file is damaged or was cut off"):
        sniff(put(tmp_path, "cut.xlsx", whole[: int(len(whole) * share)]))


def test_a_workbook_with_damaged_bytes_is_refused(tmp_path: Path) -> None:
    whole = bytearray(workbook(tmp_path / "whole.xlsx").read_bytes())
    whole[200:230] = b"\xff" * 30

    with pytest.raises(SourceError, match="damaged"):
        sniff(put(tmp_path, "bad.xlsx", bytes(whole)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        sniff(tmp_path / "nowhere.csv")


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_archive_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unpack it"):
        sniff(put(tmp_path, "a.docx", archive({"inner.csv": b"a,b\n1,2\n"})))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/big.xml": b"0" * 30_000_000})

    with pytest.raises(SourceError, match="fill the memory"):
        sniff(put(tmp_path, "bomb.xlsx", bomb))


def test_a_package_of_too_many_members_is_refused(tmp_path: Path) -> None:
    bomb = archive({f"xl/{i}.xml": b"" for i in range(5_001)})

    with pytest.raises(SourceError, match="5001 members"):
        sniff(put(tmp_path, "many.xlsx", bomb))


def test_a_table_of_contents_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    honest = archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"0" * 1_000_000})
    told = (1_000_000).to_bytes(4, "little")
    lying = honest.replace(told, (10).to_bytes(4, "little"))

    with pytest.raises(SourceError, match="damaged"):
        sniff(put(tmp_path, "lying.xlsx", lying))


def test_one_endless_line_is_refused_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"id,text\n1,")
        for _ in range(25):
            file.write(b"word " * 200_000)

    with pytest.raises(SourceError, match=r"line\.csv:2: the line is longer than 1 MB"):
        sniff(path)
