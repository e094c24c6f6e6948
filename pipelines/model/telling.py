"""What of a training is told beside its figures: calibration by code, and where model and people differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from pipelines.model.measures import LEAST_PROBABLE, Verdicts, bins

# Fewer pairs of text and code draw no picture.
_FEWEST_PAIRS = 20
# So many errors of each kind are told of a code, the plainest first.
_ERRORS = 5


def calibration_by_code(verdicts: Verdicts) -> dict[str, list[dict[str, Any]]]:
    """The bins of each code with enough pairs, as `measures.bins` makes them of all."""
    if verdicts.probabilities is None:
        return {}
    found = {}
    for place, code in enumerate(verdicts.codes):
        own = bins(verdicts.probabilities[:, place], verdicts.gold[:, place], LEAST_PROBABLE)
        if sum(b.pairs for b in own) >= _FEWEST_PAIRS:
            found[code] = [asdict(b) for b in own]
    return found


def errors(verdicts: Verdicts, ids: Sequence[str]) -> list[tuple[str, str, str, float]]:
    """(id of the text, code, "missed" or "wrong", probability) of the plainest errors of each code.

    A code that the model gives and people do not is the plainer the surer the model was; one that it misses, the
    less it thought of it. Of the texts only ids are told.
    """
    return [error for place in range(len(verdicts.codes)) for error in _of_code(verdicts, ids, place)]


def _of_code(verdicts: Verdicts, ids: Sequence[str], place: int) -> Iterator[tuple[str, str, str, float]]:
    if verdicts.probabilities is None:
        return
    gold, given = verdicts.gold[:, place], verdicts.given[:, place]
    sure = np.round(verdicts.probabilities[:, place], 4)
    for kind, rows, sign in (("wrong", given & ~gold, -1), ("missed", gold & ~given, 1)):
        order = sorted(np.flatnonzero(rows).tolist(), key=lambda row: (sign * sure[row], ids[row]))
        for row in order[:_ERRORS]:
            yield ids[row], verdicts.codes[place], kind, float(sure[row])
