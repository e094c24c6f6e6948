"""What the header rows of a table say of each column: its name, its question, the option it stands for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from pipelines.readers.headers import ANSWER, IMPORT_ID, Header, Rows, one_line
from pipelines.readers.platforms import derived, reserved

_FREE = re.compile(
    r"(?i)^(open-ended response|réponse libre|offene antwort|respuesta abierta)|please (specify|explain)"
)
_STEMS = (
    re.compile(r"^(?P<stem>.*?)\s*\(choice=(?P<item>.*)\)$", re.DOTALL),  # REDCap with labels
    re.compile(r"^(?P<stem>.+?)\s*\[(?P<item>[^\[\]]+)\]\s*$", re.DOTALL),  # Google Forms, LimeSurvey
    re.compile(r"^(?P<stem>\w+?)___(?P<item>\w+)$"),  # REDCap with codes
    re.compile(r"^(?P<stem>[A-Za-z]+\d+[a-z]?)_(?P<item>)\d{1,4}$"),  # Q3_1, q0004_0001
    re.compile(r"^(?P<stem>\S+(?: \S+){2,}?) - (?P<item>.+)$", re.DOTALL),  # SurveyMonkey in one row
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header: `key` names it in the manifest, `group` is shared by one question's columns.

    `item` is the option or grid row that a column of a group stands for. `system` is as in
    `platforms.reserved`. `open_by_id` tells what Qualtrics itself says of the column, if anything.
    """

    index: int
    key: str
    name: str
    wording: str
    item: str = ""
    group: str = ""
    system: str = ""
    open_by_id: bool | None = None


def columns_of(header: Header, head: Rows) -> tuple[Column, ...]:
    """The columns of a table, by the header rows that `header` tells and the widest row seen."""
    rows = [cells for cells, number in head if number <= header.rows]
    width = max(len(cells) for cells, _ in head)
    padded = [[*map(one_line, cells), *[""] * (width - len(cells))] for cells in rows]
    if not padded:
        return tuple(Column(i, f"#{i + 1}", f"#{i + 1}", f"#{i + 1}") for i in range(width))
    if header.layout.startswith("qualtrics"):
        return _qualtrics(header.layout, padded)
    if header.layout in ("surveymonkey", "two-row") and len(padded) > 1:
        return _stacked(header.layout, padded[-2], padded[-1])
    return _single(header.layout, padded[-1])


def _keys(names: list[str]) -> list[str]:
    times = Counter(names)
    return [n if n and times[n] == 1 else f"#{i + 1}" for i, n in enumerate(names)]


def _single(layout: str, names: list[str]) -> tuple[Column, ...]:
    keys, columns = _keys(names), []
    for i, name in enumerate(names):
        match = next((m for shape in _STEMS if (m := shape.match(name))), None)
        stem, item = (one_line(match["stem"]), one_line(match["item"] or "")) if match else ("", "")
        wording = stem if item else name
        known = True if _FREE.search(name) else None
        columns.append(
            Column(i, keys[i], name or keys[i], wording or keys[i], item, stem, reserved(layout, name), known)
        )
    times = Counter(c.group for c in columns)
    # A single column in brackets is a header that has brackets, not a grid.
    return tuple(c if times[c.group] > 1 or not c.group else _ungrouped(c) for c in columns)


def _ungrouped(c: Column) -> Column:
    return replace(c, wording=c.name, item="", group="")


def _qualtrics(layout: str, rows: list[list[str]]) -> tuple[Column, ...]:
    ids = [m[1] if (m := IMPORT_ID.match(c)) else "" for c in rows[-1]]
    texts = rows[:-1] if any(ids) else rows
    names = texts[-2] if len(texts) > 1 else texts[-1] if texts else ids
    wordings = texts[-1] if texts else ids
    keys, columns = _keys(names), []
    for i, name in enumerate(names):
        if ids[i]:
            own = "" if ids[i].startswith("QID") else reserved("qualtrics", ids[i])
            why = own or ("" if ids[i].startswith("QID") else reserved("qualtrics", name))
        else:
            why = reserved("qualtrics", wordings[i] if layout.endswith("legacy") else name)
        why = why or derived("qualtrics", name) or derived("qualtrics", ids[i])
        stem = m[1] if (m := re.fullmatch(r"(.+?)[_#](?:\d+|x\d+)(?:_\d+)*", name)) else ""
        known = ids[i].endswith("_TEXT") if re.match(r"QID\d+", ids[i]) else None
        known = True if name.endswith("_TEXT") else known
        wording = wordings[i] or name or keys[i]
        columns.append(Column(i, keys[i], name or keys[i], wording, "", stem, why, known))
    return _with_items(columns)


def _with_items(columns: list[Column]) -> tuple[Column, ...]:
    """Cut "question - item" at the words that all columns of a question begin with."""
    members: dict[str, list[Column]] = {}
    for c in columns:
        if c.group and not c.system:
            members.setdefault(c.group, []).append(c)
    done: dict[int, Column] = {}
    for group, found in members.items():
        stem = _common_stem([c.wording for c in found])
        for c in found:
            if len(found) > 1 and c.wording == c.name:
                continue  # without wordings, only the values can tell whether these are one question
            if len(found) == 1 or not stem:
                done[c.index] = replace(c, item="", group="")
            else:
                item = c.wording[len(stem) :].lstrip(" -–:").removesuffix(" - Text")
                wording = stem.rstrip(" -–")
                done[c.index] = Column(c.index, c.key, c.name, wording, item, group, c.system, c.open_by_id)
    return tuple(done.get(c.index, c) for c in columns)


def _common_stem(wordings: list[str]) -> str:
    """The longest common beginning that ends in a dash: the question before its items."""
    shortest = min(wordings, key=len)
    end = next((i for i, ch in enumerate(shortest) if any(w[i] != ch for w in wordings)), len(shortest))
    cut = max(shortest.rfind(" - ", 0, end), shortest.rfind("-", 0, end))
    return shortest[: cut + 1] if cut > 0 else ""


def _stacked(layout: str, above: list[str], below: list[str]) -> tuple[Column, ...]:
    keys, columns, question, group = _keys(above), [], "", ""
    for i, (top, bottom) in enumerate(zip(above, below, strict=True)):
        hanging = not top and bool(bottom) and bool(question)
        if top:
            question = top
            follows = i + 1 < len(above) and not above[i + 1] and bool(below[i + 1])
            group = f"#{i + 1}" if follows and bottom else ""
        elif not hanging:
            question, group = "", ""
        item = "" if bottom.casefold() in ANSWER and not group else bottom
        known = True if _FREE.search(bottom) else None
        if group or hanging:
            columns.append(Column(i, keys[i], question, question, item, group, "", known))
        else:
            wording = " - ".join(t for t in (top, item) if t) or keys[i]
            why = reserved(layout, top) if not bottom or top == "" else ""
            columns.append(Column(i, keys[i], top or keys[i], wording, "", "", why, known))
    return tuple(columns)
