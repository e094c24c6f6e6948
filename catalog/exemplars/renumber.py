"""Keeping the numbers by which a text cites quotes right when quotes are moved or taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.exemplars.content import Content

_CITED = re.compile(r"( ?)\[(\d{1,3})\](?!\()")


def renumbered(content: Content, numbers: Mapping[int, int]) -> Content:
    """The content with its texts citing by new numbers; `numbers` leads from old ones, without those taken out.

    >>> renumbered(Content("A title", {}, "First. [1] Then. [2]"), {2: 1}).body
    'First. Then. [1]'
    """
    if all(old == new for old, new in numbers.items()) and len(numbers) >= _highest(content):
        return content
    front = {key: _anew(value, numbers) for key, value in content.front.items()}
    return Content(content.title, front, _anew(content.body, numbers), content.citations)


def _anew(value: Any, numbers: Mapping[int, int]) -> Any:
    if isinstance(value, str):
        return _CITED.sub(lambda m: f"{m[1]}[{numbers[int(m[2])]}]" if int(m[2]) in numbers else "", value)
    if isinstance(value, list):
        return [_anew(item, numbers) for item in value]
    return {key: _anew(item, numbers) for key, item in value.items()} if isinstance(value, dict) else value


def _highest(content: Content) -> int:
    texts = str(content.front) + content.body
    return max((int(found[2]) for found in _CITED.finditer(texts)), default=0)
