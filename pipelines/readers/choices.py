"""Several options in one cell: telling them from prose with commas, and taking them apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.readers.profiles import Profile

_SEPARATORS = (";", "\n", "|", ", ", ",")
_MOST_OPTIONS = 60


def options_of(profile: Profile) -> dict[str, int] | None:
    """The options and how often each was chosen, where cells hold several of them; else None."""
    values = profile.counts
    if profile.others or not values:
        return None
    if all(v.startswith('["') for v in values):
        return dict(_count(values, [split_options(v, ()) for v in values]))
    # Microsoft Forms ends every cell of such a question in a semicolon.
    if all(v.endswith(";") for v in values):
        return dict(_count(values, [_cut(v, ";") for v in values]))
    for separator in _SEPARATORS:
        if any(separator in v for v in values) and (found := _repeating(values, separator)):
            return found
    return None


def split_options(cell: str, options: Sequence[str]) -> list[str]:
    """The options that a cell holds; known options may contain the separator themselves.

    >>> split_options("Paper, pens, Tablets", ["Paper, pens", "Tablets"])
    ['Paper, pens', 'Tablets']
    >>> split_options("Phone;Tablet;", [])
    ['Phone', 'Tablet']
    """
    if cell in options:
        return [cell]
    if cell.startswith('["'):
        try:
            return [str(part) for part in json.loads(cell)]
        except ValueError:
            pass
    known = set(options)
    best: list[str] = []
    for separator in _SEPARATORS:
        if separator not in cell:
            continue
        parts = _merge_known(_cut(cell, separator), separator, known)
        if not best or sum(p in known for p in parts) > sum(p in known for p in best):
            best = parts
    return best or [cell]


def _cut(cell: str, separator: str) -> list[str]:
    return [part for raw in cell.split(separator) if (part := raw.strip())]


def _merge_known(parts: list[str], separator: str, known: set[str]) -> list[str]:
    """Put together again what belongs to one option, the longest first."""
    joint = separator if separator.endswith(" ") else f"{separator} " if separator == "," else separator
    merged: list[str] = []
    i = 0
    while i < len(parts):
        for j in range(len(parts), i + 1, -1):
            whole = joint.join(parts[i:j])
            if whole in known:
                merged.append(whole)
                i = j
                break
        else:
            merged.append(parts[i])
            i += 1
    return merged


def _count(values: Counter[str], cells: Iterable[list[str]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for parts, times in zip(cells, values.values(), strict=True):
        for part in parts:
            totals[part] += times
    return totals


def _repeating(values: Counter[str], separator: str) -> dict[str, int] | None:
    """The parts, if cutting at the separator shows a list of options rather than prose."""
    cut = [_cut(v, separator) for v in values]
    firsts = {parts[0] for parts in cut if parts}
    cells = [_merge_small(parts, separator, firsts) for parts in cut if parts]
    if len(cells) < len(values):
        return None
    totals = _count(values, cells)
    within = Counter(part for parts in cells for part in set(parts))
    several = sum(len(parts) > 1 for parts in cells)
    filled = sum(values.values())
    shared = [p for p, n in within.items() if n > 1]
    mass = sum(totals.values())
    repeated = sum(n for n in totals.values() if n > 1)
    long = sum(len(p.split()) for p in totals) / len(totals)
    if not several or filled < 4 or not shared or len(totals) > _MOST_OPTIONS + filled // 10 or long > 12:
        return None
    # Parts that keep coming back in new company are options; the words of prose do not.
    firm = repeated >= (0.8 if filled >= 10 else 0.6) * mass and len(totals) <= 0.67 * mass
    company = sum(totals[p] for p in shared) >= 0.5 * mass
    return dict(totals) if firm and company and several >= 0.02 * len(cells) else None


def _merge_small(parts: list[str], separator: str, firsts: set[str]) -> list[str]:
    """Options begin with a capital in most forms; a part that does not continues the one before it.

    A part that begins other cells is an option of its own; where all begin small, none is merged.
    """
    if separator not in (", ", ",") or not any(p[0].isupper() for p in parts):
        return parts
    merged: list[str] = []
    for part in parts:
        if merged and part[0].islower() and part not in firsts:
            merged[-1] += f", {part}"
        else:
            merged.append(part)
    return merged
