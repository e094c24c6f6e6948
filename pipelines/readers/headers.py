"""Which rows of a table are its header, and which platform wrote them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from pipelines.readers.platforms import is_platform, plain

Rows = list[tuple[list[str], int]]

HEAD = 60
"""How many rows are looked at to find the header."""

# What SurveyMonkey writes below a question that has one column, in the languages it is sold in.
ANSWER = {
    "response", "open-ended response", "réponse", "réponse libre", "antwort", "offene antwort", "respuesta",
    "respuesta abierta", "resposta", "resposta aberta", "risposta", "risposta aperta", "antwoord",
}  # fmt: skip
_GOOGLE_TIME = {
    "timestamp", "zeitstempel", "horodateur", "marca temporal", "marca de tiempo", "carimbo de data/hora",
    "informazioni cronologiche", "tijdstempel", "タイムスタンプ", "时间戳记",
    "отметка времени", "sygnatura czasowa",
}  # fmt: skip
IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T,].*)?$")
_DATETIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T,]+\d{1,2}[:.]\d{2}")
_NUMBER = re.compile(r"[-+]?[$€£]?\d[\d,.]*%?$")


@dataclass(frozen=True, slots=True)
class Header:
    """The layout of a table, how many rows stand above the first answer, and what to tell a person."""

    layout: str
    rows: int
    warnings: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """Text without line ends and doubled spaces."""
    return " ".join(text.split())


def find_header(head: Rows) -> Header:
    """Tell the layout from a table's first rows that are not blank."""
    skip = _titles(head)
    rest = head[skip:]
    warnings = [f"{skip} title row{'s' * (skip > 1)} above the header"] if skip else []
    for i, (cells, number) in enumerate(rest[:3]):
        if sum(bool(IMPORT_ID.match(c)) for c in cells) * 2 > _filled(cells):
            if i == 0:
                warnings.append("the two header rows above the ImportId row are missing")
            return Header("qualtrics", number, tuple(warnings))
    first, number = rest[0]
    names = [one_line(c) for c in first]
    second = rest[1] if len(rest) > 1 else ([], number)
    if _is_legacy(names, second[0]):
        return Header("qualtrics-legacy", second[1], tuple(warnings))
    if is_platform("qualtrics", names, least=5):
        return Header("qualtrics", number if _has_dates(second[0]) else second[1], tuple(warnings))
    if two := _two_rows(first, second[0], rest[2:]):
        return Header(two, second[1], tuple(warnings))
    if _is_headless(rest):
        warnings.append("there is no header row: columns are named #1, #2 and so on")
        return Header("plain", number - 1, tuple(warnings))
    return Header(_one_row(names, rest[1:]), number, tuple(warnings))


def _filled(cells: list[str]) -> int:
    return sum(bool(c) for c in cells)


def _titles(head: Rows) -> int:
    """How many rows of title stand above the header: rows of one cell or two over a wider table."""
    widest = max(_filled(cells) for cells, _ in head)
    for i, (cells, _) in enumerate(head[:-1][:20]):
        filled = _filled(cells)
        if not ((filled == 1 and widest >= 3) or (filled == 2 and widest >= 6)):
            return i
    return 0


def _is_legacy(names: list[str], second: list[str]) -> bool:
    codes = sum(bool(re.fullmatch(r"V\d+", n)) for n in names)
    return codes >= 5 and bool(second) and not any(_DATETIME.match(c) for c in second)


def _has_dates(cells: list[str]) -> bool:
    return any(_DATETIME.match(c) for c in cells[:9])


def _two_rows(first: list[str], second: list[str], rest: Rows) -> str | None:
    """surveymonkey or two-row where the second row continues the first: options below a question."""
    width = max(len(first), len(second))
    above = first + [""] * (width - len(first))
    below = second + [""] * (width - len(second))
    if _filled(above) < 2 or any(_NUMBER.match(c) or _DATE.match(c) for c in below):
        return None
    marked = sum(c.casefold() in ANSWER for c in below)
    hanging = sum(not a and bool(b) for a, b in zip(above, below, strict=True))
    named = sum(bool(a) for a in above)
    if (marked or hanging >= 1) and is_platform("surveymonkey", above, least=1) and _filled(below):
        return "surveymonkey"
    if marked and (hanging or 2 * marked >= named):
        return "surveymonkey"
    orphan = sum(not a and not b for a, b in zip(above, below, strict=True))
    if hanging < 2 or orphan > 1 or not above[0]:
        return None
    # Below a header with empty names the first answers look alike, but answers differ in kind from
    # one row to the next, and options of a question do not repeat.
    numeric = any(_NUMBER.match(c) or _DATE.match(c) for cells, _ in rest[:1] for c in cells)
    return "two-row" if numeric and len({b for b in below if b}) == _filled(below) else None


def _is_headless(rest: Rows) -> bool:
    """Whether the first row looks like those below: dates or numbers above dates or numbers, or repeats."""
    first, below = rest[0][0], [cells for cells, _ in rest[1:]]
    if not below:
        return False
    kinds = 0
    for i, cell in enumerate(first):
        values = [row[i] for row in below if i < len(row) and row[i]]
        if not cell or not values:
            continue
        if _DATETIME.match(cell) and all(_DATETIME.match(v) for v in values):
            return True
        repeats = sum(v == cell for v in values)
        if len(values) >= 5 and 5 * repeats >= len(values) and repeats >= 2:
            kinds += 1
        elif _NUMBER.match(cell) and all(_NUMBER.match(v) for v in values):
            # A year or a question number may well be a header; a first cell of 0 or 17.5 is none.
            kinds += not re.fullmatch(r"(19|20)\d\d", cell)
    return kinds >= 1 and not _counts_up(first)


def _counts_up(first: list[str]) -> bool:
    """Whether the numbers of a row are 1, 2, 3: item numbers in a header."""
    numbers = [int(c) for c in first if c.isdigit()]
    return len(numbers) > 1 and all(b - a == 1 for a, b in itertools.pairwise(numbers))


def _one_row(names: list[str], rest: Rows) -> str:
    filled = [n for n in names if n]
    stamped = bool(rest) and all(_DATETIME.match(cells[0]) for cells, _ in rest[:20])
    if names[0].casefold() in _GOOGLE_TIME and (stamped or not rest):
        return "google-forms"
    if is_platform("microsoft-forms", filled, least=3) and "completiontime" in map(plain, filled):
        return "microsoft-forms"
    if _microsoft_by_content(rest):
        return "microsoft-forms"
    if is_platform("limesurvey", filled, least=3) and {"lastpage", "startlanguage"} & set(map(plain, filled)):
        return "limesurvey"
    redcap = any(n.endswith("_complete") or n == "Complete?" for n in filled)
    return "redcap" if redcap and plain(names[0]) in ("recordid", "studyid") else "plain"


def _microsoft_by_content(rest: Rows) -> bool:
    """ID, start and completion come first whatever the language of the form."""
    rows = [cells for cells, _ in rest[:20] if len(cells) > 5]
    return bool(rows) and all(
        r[0].isdigit() and bool(_DATETIME.match(r[1])) and bool(_DATETIME.match(r[2])) for r in rows
    )
