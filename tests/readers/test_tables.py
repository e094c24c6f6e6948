"""Tables of any dialect give the cells that were put in."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import tempfile
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from catalog.errors import CatalogError, ManifestError, SourceError
from catalog.text import normalise
from pipelines.readers import read, recognise
from pipelines.readers.tables import open_table


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells_of(path: Path, **options: str) -> list[list[str]]:
    return [cells for cells, _ in open_table(path, **options).rows()]


def saved(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"), include_characters="\n")
words = st.text(letters, max_size=30).map(normalise)
western = st.lists(
    st.sampled_from(["abc", "Größe", "naïve,", "don’t;", "–", '"so"', "a\nb", "|", "'"]), max_size=6
).map(" ".join)


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    header = [f"column {i}" for i in range(width)]
    first = st.integers(0, 10**6).map(str)
    rows = draw(st.lists(st.tuples(first, *[cell] * (width - 1)).map(list), min_size=4, max_size=12))
    return [header, *rows]


def round_trip(table: list[list[str]], delimiter: str, encoding: str, end: str) -> list[list[str]]:
    buffer = io.StringIO()
    # Python 3.11 leaves a line feed unquoted where lines end otherwise, so everything is quoted then.
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "a.csv", buffer.getvalue().encode(encoding))
        return cells_of(path, delimiter=delimiter)


@settings(max_examples=60, deadline=None)
@given(tables(words), st.sampled_from(",\t;|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_table_comes_back_from_any_unicode_dialect(table: list[list[str]], delimiter: str, encoding: str) -> None:
    assert round_trip(table, delimiter, encoding, "\r\n") == table


@settings(max_examples=40, deadline=None)
@given(tables(western), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_western_table_comes_back_from_windows(table: list[list[str]], end: str) -> None:
    assert round_trip(table, ";", "cp1252", end) == table


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"a,b\n1,2\n", b"\xff\xfe", b"WEBVTT\n"]))
def test_no_bytes_crash_the_readers(content: bytes, head: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "a.csv", head + content)
        with contextlib.suppress(CatalogError):
            recognise(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=5), min_size=1, max_size=8))
def test_any_table_is_recognised_and_read_or_refused(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), "a.csv", buffer.getvalue())
        with contextlib.suppress(CatalogError):
            list(read(path, recognise(path).entry("a")))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "^"])
def test_the_delimiter_is_found_among_prose_with_commas(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "text", "score"], *[[str(i), f"Well, yes; no {i}", "4,5"] for i in range(9)]]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)

    table = open_table(put(tmp_path, "a.csv", buffer.getvalue()))

    assert table.delimiter == delimiter
    assert [cells for cells, _ in table.rows()] == rows


def test_rows_keep_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n\n1,"two\nlines"\n,\n2,x\n')

    assert [number for _, number in open_table(path).rows()] == [1, 3, 5]


def test_ragged_rows_and_trailing_commas_stay_as_they_are(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "a,b,\n1,2,\n3\n4,5,6,7\n")

    assert cells_of(path) == [["a", "b", ""], ["1", "2", ""], ["3"], ["4", "5", "6", "7"]]


def test_line_ends_of_the_old_macintosh_are_rows(tmp_path: Path) -> None:
    assert cells_of(put(tmp_path, "a.csv", "a,b\r1,2\r3,4\r")) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_the_line_that_announces_the_delimiter_to_excel_is_no_row(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, "a.csv", "sep=;\r\na;b\r\n1;2,5\r\n"))

    assert list(table.rows()) == [(["a", "b"], 2), (["1", "2,5"], 3)]


def test_tabs_without_quoting_keep_their_quotation_marks(tmp_path: Path) -> None:
    rows = ['"So he said', "plain", '"quoted" word', "x"] * 3
    path = put(tmp_path, "a.tsv", "text\tid\n" + "".join(f"{t}\t{i}\n" for i, t in enumerate(rows)))

    assert [cells[0] for cells in cells_of(path)][1:] == rows


def test_an_unclosed_quotation_mark_names_the_row_where_it_opens(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n1,fine\n2,"never closed\n3,lost\n4,lost\n')

    with pytest.raises(SourceError, match=r"a\.csv: row 3: a cell has no end"):
        cells_of(path)


def test_a_cell_longer_than_any_answer_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", 'id,text\n1,"' + "words\n" * 200_000 + '"\n')

    with pytest.raises(SourceError, match="row 2"):
        cells_of(path)


def test_cells_are_composed_and_trimmed(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "id,text\n1," + unicodedata.normalize("NFD", " café ") + "\n")

    assert cells_of(path)[1] == ["1", "café"]


def test_numbers_and_dates_of_a_workbook_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        {
            "Data": [
                ["a", "b", "c", "d", "e", "f", "g"],
                [
                    3.0,
                    2.5,
                    dt.datetime.fromisoformat("2024-05-01T09:30"),
                    dt.date(2024, 5, 1),
                    True,
                    None,
                    "x_x000D_\ny",
                ],
            ]
        },
    )
    book = openpyxl.load_workbook(path)
    book.active["H2"], book.active["I2"] = 0.45, 1760
    book.active["H2"].number_format, book.active["I2"].number_format = "0%", "00000"
    book.save(path)

    assert cells_of(path)[1] == [
        "3", "2.5", "2024-05-01 09:30:00", "2024-05-01", "TRUE", "", "x\ny", "45%", "01760",
    ]  # fmt: skip


def test_a_formula_without_a_saved_value_is_empty_and_warned_of(tmp_path: Path) -> None:
    table = open_table(saved(tmp_path, {"Data": [["a", "b"], ["x", "=1+1"], ["y", 2]]}))

    assert [cells for cells, _ in table.rows()] == [["a", "b"], ["x", ""], ["y", "2"]]
    assert "1 cell holds a formula" in table.warnings[0]


def test_the_sheet_with_data_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = saved(tmp_path, {"Read me": [["Survey of May"]], "Data": [["a", "b"], ["1", "2"]], "Empty": []})

    table = open_table(path)

    assert (table.sheet, table.sheets) == ("Data", ("Read me", "Data", "Empty"))
    assert table.warnings == ['sheet "Data" is read; not read: "Read me"']
    assert cells_of(path, sheet="Read me") == [["Survey of May"]]


def test_a_sheet_that_does_not_exist_is_the_manifests_fault(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match='no sheet "Dota"'):
        open_table(saved(tmp_path, {"Data": [["a"]]}), sheet="Dota")


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the workbook is empty"):
        open_table(saved(tmp_path, {"Data": []}))


def test_an_opendocument_sheet_gives_its_rows_with_their_numbers(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    sheet = OdfTable(name="Data")
    for values, times in ((["id", "text"], 1), ([], 2), (["1", "hello"], 1), ([], 1_000_000)):
        row = TableRow(numberrowsrepeated=times)
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(tmp_path / "a.ods"))

    assert list(open_table(tmp_path / "a.ods").rows()) == [(["id", "text"], 1), (["1", "hello"], 4)]
