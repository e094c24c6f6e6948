"""What a model coder has learned, as one record of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.model.calibration import Calibration
from pipelines.model.embeddings import Likeness
from pipelines.model.pairs import PairModel
from pipelines.model.ridge import Linear
from pipelines.model.views import Floats, Views


@dataclass(frozen=True)
class Background:
    """What is known of cues, questions and codes before a text is read.

    `worths` by number of cue and `shares` by code are logs, `questions` by question the log-odds of each
    code; `related` (codes, codes) holds 1 for codes that the codebook relates.
    """

    worths: Floats
    questions: Mapping[str, Floats]
    shares: Floats
    related: Floats


@dataclass(frozen=True)
class Learned:
    """Everything that coding needs beside the codebook; codes are numbered as the active ones stand in it.

    `given` and `accepted` are, by code, the probabilities from which on it is given at all, and accepted
    provisionally; `likeness` is None where the study names no sentence embeddings.
    """

    views: Views
    linear: Linear
    background: Background
    pairs: PairModel
    calibration: Calibration
    given: Floats
    accepted: Floats
    likeness: Likeness | None = None
