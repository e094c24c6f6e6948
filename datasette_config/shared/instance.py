"""What a site keeps for as long as it runs: one of a kind for each instance of Datasette."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from datasette.app import Datasette

Kept = TypeVar("Kept")


def kept(datasette: Datasette, name: str, make: Callable[[], Kept]) -> Kept:
    """What the instance keeps under a name, made when it is first asked for."""
    attribute = f"_catalog_{name}"
    if not hasattr(datasette, attribute):
        setattr(datasette, attribute, make())
    found: Kept = getattr(datasette, attribute)
    return found
