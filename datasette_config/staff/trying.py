"""Trying a codebook before it holds: whoever starts the site hands in how, since the site itself runs no cues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from datasette.app import Datasette

from catalog.study import Study

# From a study and the text of a taxonomy.yaml to what the cues would code otherwise, as `catalog preview --json` says.
DryRun = Callable[[Study, str], Mapping[str, Any]]
_OF_DATASETTE = "_catalog_dry_run"


def hand_in(datasette: Datasette, run: DryRun | None) -> None:
    """Have this site try codebooks with `run`."""
    setattr(datasette, _OF_DATASETTE, run)


def dry_run(datasette: Datasette) -> DryRun | None:
    """How to try a codebook; None where nothing was handed in."""
    found: DryRun | None = getattr(datasette, _OF_DATASETTE, None)
    return found
