"""Tables that Datasette lets people download as CSV, with no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import codecs
import csv
import io

from catalog.spreadsheet import guarded


class Guard:
    """Takes a CSV file piece by piece and gives it back with guarded cells; Datasette's line ends stay."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting = ""

    def feed(self, data: bytes, *, last: bool = False) -> bytes:
        """The rows that are whole by now."""
        self._waiting += self._decode(data, last)
        end = len(self._waiting) if last else self._end_of_rows()
        whole, self._waiting = self._waiting[:end], self._waiting[end:]
        if not whole:
            return b""
        stream = io.StringIO()
        rows = csv.reader(io.StringIO(whole, newline=""))
        csv.writer(stream).writerows([guarded(cell) for cell in row] for row in rows)
        return stream.getvalue().encode()

    def _end_of_rows(self) -> int:
        """Where the last row ends: at a line end that stands in no quoted cell."""
        end = quotes = at = 0
        while (found := self._waiting.find("\n", at)) >= 0:
            quotes += self._waiting.count('"', at, found)
            at = found + 1
            end = at if quotes % 2 == 0 else end
        return end
