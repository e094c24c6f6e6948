"""Answers that are asked for once a word and then looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Remembered(dict[str, Any]):
    """What a function says of a word, asked once; a plain look-up for every word asked before."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> Any:
        value = self[word] = self._ask(word)
        return value
