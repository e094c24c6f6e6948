"""Cells that no spreadsheet runs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spreadsheet import guarded, unguarded

cells = st.text(st.one_of(st.sampled_from("=+-@'\t\r\n|%＝＋－＠ 1.a"), st.characters(exclude_categories=("Cs",))))


@given(cells)
@settings(deadline=None)
def test_a_guarded_cell_begins_no_formula_and_reads_back_as_it_was(cell: str) -> None:
    safe = str(guarded(cell))

    assert unguarded(safe) == cell or safe == cell
    begins = safe.lstrip(" \t\r\n\x00")[:1]
    assert begins not in tuple("=@＝＋－＠") or not begins
    assert begins not in ("+", "-") or safe.strip("+-%").replace(".", "").replace(",", "").isdigit()


def test_numbers_and_words_stay_as_they_are() -> None:
    for cell in ("-3.5", "+1", "12%", "we - they", "'tis", "a=b", 7, None):
        assert guarded(cell) == cell
