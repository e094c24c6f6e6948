"""Charts of the report's tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from catalog.pages.report.parts import WITHHELD, Bar, Bars, Chart, Heat, Stack, Steps, percent
from pipelines.report.svg import across, box, dot, drawing, line, number, text

_ROW, _AXIS = 42, 26
_CELL, _LABEL, _HEAD = 27, 290, 130
_HEIGHT = 260


def chart(drawn: Chart, title: str) -> str:
    """The chart as SVG."""
    label = f"Chart: {title}. The same figures stand in the table."
    match drawn:
        case Bars():
            return _bars(drawn, label)
        case Stack():
            return _stack(drawn, label)
        case Heat():
            return _heat(drawn, label)
        case Steps():
            return _steps(drawn, label)


def _bars(drawn: Bars, label: str) -> str:
    shares = [x for bar in drawn.bars for x in (bar.value, bar.high, bar.start) if x is not None]
    top = next((end for end in (0.1, 0.2, 0.4, 0.6, 0.8) if max(shares, default=1) <= end), 1.0)
    change = any(bar.start is not None for bar in drawn.bars)
    first = 24 if drawn.legend else 0
    bottom = first + _ROW * len(drawn.bars) + 4
    parts = [_key(drawn.legend, change=change)] if drawn.legend else []
    for share in (0.0, 0.5, 1.0):
        end = " end" if share == 1 else " mid" if share else ""
        parts.append(line((across(share), first + 4), (across(share), bottom), "grid"))
        parts.append(text(across(share), bottom + 16, percent(share * top), f"soft{end}"))
    for n, bar in enumerate(drawn.bars):
        parts += _change(bar, first + n * _ROW, top) if change else _bar(bar, first + n * _ROW, top)
    return drawing(parts, bottom + _AXIS, label)


def _bar(bar: Bar, y: float, top: float) -> Iterator[str]:
    yield text("0", y + 16, bar.label)
    if bar.value is None:
        yield text("100%", y + 16, WITHHELD, "soft end")
        yield box("0", y + 23, "99%", 12, "none")
        return
    yield text("100%", y + 16, percent(bar.value), "end")
    yield box("0", y + 22, across(bar.value / top), 14, "c0")
    if bar.low is not None and bar.high is not None:
        # Light on the bar, dark on the page, so that both halves of the interval are seen.
        low, end, high = (across(min(share / top, 1)) for share in (bar.low, bar.value, bar.high))
        yield line((low, y + 29), (end, y + 29), "halo") + line((low, y + 25), (low, y + 33), "halo")
        yield line((end, y + 29), (high, y + 29), "ink") + line((high, y + 25), (high, y + 33), "ink")


def _change(bar: Bar, y: float, top: float) -> Iterator[str]:
    start, value = bar.start or 0.0, bar.value or 0.0
    yield text("0", y + 16, bar.label)
    yield text("100%", y + 16, f"{percent(start)} → {percent(value)}", "end")
    yield line(("0", y + 29), ("100%", y + 29), "grid")
    yield line((across(start / top), y + 29), (across(value / top), y + 29), "line")
    yield dot(across(start / top), y + 29, "c2", 6)
    yield dot(across(value / top), y + 29, "c0", 6)


def _key(legend: Sequence[str], *, change: bool) -> str:
    if not change:
        return text("0", 14, legend[0], "soft")
    x, parts = 6.0, []
    for n, words in enumerate(legend):
        parts.append(dot(number(x), 10, ("c2", "c0")[n % 2], 6) + text(number(x + 11), 14, words, "soft"))
        x += 40 + 7 * len(words)
    return "".join(parts)


def _stack(drawn: Stack, label: str) -> str:
    parts, x = [], 0.0
    for n, words in enumerate(drawn.legend):
        parts.append(box(number(x), 3, "12", 12, f"c{n % 5}") + text(number(x + 17), 14, words, "soft"))
        x += 36 + 7.5 * len(words)
    parts.append(box(number(x), 3, "12", 12, "none") + text(number(x + 17), 14, WITHHELD, "soft"))
    for row, (name, shares) in enumerate(drawn.rows):
        y, at = 24 + row * _ROW, 0.0
        parts.append(text("0", y + 16, name))
        for n, share in enumerate(shares):
            if share:
                parts.append(box(across(at), y + 22, across(share), 16, f"c{n % 5}"))
                if share >= 0.08:
                    words = percent(share)
                    parts.append(text(across(at + share / 2), y + 34.5, words, f"mid t{n % 5} small"))
                at += share
        if any(share is None for share in shares) and at < 1:
            parts.append(box(across(at), y + 22.5, across(1 - at), 15, "none"))
    return drawing(parts, 24 + _ROW * len(drawn.rows) + 6, label)


def _heat(drawn: Heat, label: str) -> str:
    most = max((n for row in drawn.counts for n in row), default=1) or 1
    size = _CELL * len(drawn.labels)
    parts = []
    for i, name in enumerate(drawn.labels):
        y = float(_HEAD + i * _CELL)
        parts.append(text(number(_LABEL - 8), y + 18, _short(name), "end"))
        for j, count in enumerate(drawn.counts[i]):
            left, shade = _LABEL + j * _CELL, math.ceil(5 * count / most)
            parts.append(box(number(left), y, number(_CELL - 1), _CELL - 1, f"h{shade}"))
            if count:
                parts.append(text(number(left + _CELL / 2 - 0.5), y + 18, str(count), f"mid n{shade} small"))
        # The name of the column stands on the diagonal, where its cells begin.
        x, y = _LABEL + i * _CELL + _CELL / 2, _HEAD + i * _CELL + 18
        if i < len(drawn.labels) - 1:
            turned = f'<g transform="translate({number(x)} {number(y)}) rotate(-45)">'
            parts.append(turned + text("0", 0, _short(name), "soft") + "</g>")
    return drawing(parts, _HEAD + size + 10, label, _LABEL + size + _HEAD)


def _short(name: str) -> str:
    return name if len(name) <= 36 else f"{name[:34].rstrip()}…"


def _steps(drawn: Steps, label: str) -> str:
    width, top = drawn.points[-1]
    goal = max(10, math.ceil(top / 10) * 10)
    path = "M0 100"
    for (_, before), (place, count) in pairwise(drawn.points):
        x = number(100 * place / max(width, 1))
        path += f"L{x} {number(100 - 100 * before / goal)}L{x} {number(100 - 100 * count / goal)}"
    parts = [text("0", 14, drawn.y, "soft")]
    for share in (0.0, 0.5, 1.0):
        y = 24 + _HEIGHT * (1 - share)
        parts.append(line(("0", y), ("100%", y), "grid"))
        parts.append(text("100%", y - 4, number(goal * share), "soft end"))
    for n, (start, _) in enumerate(drawn.marks):
        x = across(start / max(width, 1))
        parts.append(line((x, 24), (x, 24 + _HEIGHT), "grid"))
        parts.append(f'<svg x="{x}" overflow="visible">{text("3", 24 + _HEIGHT + 16, str(n + 1), "soft")}</svg>')
    parts.append(
        f'<svg x="0" y="24" width="100%" height="{_HEIGHT}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<path d="{path}" class="line" vector-effect="non-scaling-stroke"/></svg>'
    )
    y = 24.0 + _HEIGHT + 34
    for n, (_, words) in enumerate(drawn.marks):
        parts.append(text("0", y + 18 * n, f"{n + 1}  {words}", "soft"))
    parts.append(text("100%", y, f"{drawn.x}: {width:,}", "soft end"))
    return drawing(parts, y + 18 * len(drawn.marks), label)
