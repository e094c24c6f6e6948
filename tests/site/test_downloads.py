"""Tables downloaded from the public site run no formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spreadsheet import guarded
from datasette_config.shared.downloads import Guard

cells = st.text(st.one_of(st.sampled_from('=+-@",\n\r 1é漢'), st.characters(exclude_categories=("Cs",))), max_size=8)


@given(
    table=st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5),
    size=st.integers(1, 40),
)
@settings(deadline=None)
def test_a_table_in_pieces_comes_out_whole_with_every_cell_guarded(table: list[list[str]], size: int) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    data, guard = stream.getvalue().encode(), Guard()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]

    out = b"".join(guard.feed(piece) for piece in pieces) + guard.feed(b"", last=True)

    assert list(csv.reader(io.StringIO(out.decode(), newline=""))) == [[guarded(c) for c in row] for row in table]


def test_the_site_hands_out_no_formula(site: Any) -> None:
    asked = "/catalog/-/query.csv?sql=select+'%3D1%2B1'+as+a,+'-3'+as+b,+'we+%2B+you'+as+c"

    answers = [site.get(f"{asked}{more}") for more in ("", "&_dl=1")]

    assert [list(csv.reader(io.StringIO(answer.text)))[1] for answer in answers] == [["'=1+1", "-3", "we + you"]] * 2
