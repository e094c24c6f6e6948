"""One model over pairs of text and code: weighs what the words, the cues and the question say of a code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipelines.model.evidence import CueSigns
from pipelines.model.views import Floats

FEATURES = (
    *("words", "words against the text's best code", "best cue", "strong cues", "weak cues", "blocked cues"),
    *("strong cues of related codes", "other codes with strong cues", "question", "share of all codings"),
    *("another kind of text", "words in another kind", "best cue in another kind", "strong cue in another kind"),
)
# Where the study names sentence embeddings, these come last.
OF_EMBEDDINGS = ("likeness to what was coded", "likeness against the text's best code")
_PENALTY = 0.3


@dataclass(frozen=True)
class Pairs:
    """What is known of each (text, code) before it is weighed.

    `words` are the scores of the words; `asked` the log-odds that the question lends; `share` by code the
    log of its share of all codings; `known` says by text whether its question was learned from: where it
    was not, the text is of another kind, and what was learned of shares and questions is no guide. `likeness`
    is what sentence embeddings say, None where the study has none.
    """

    words: Floats
    cues: CueSigns
    asked: Floats
    share: Floats
    related: Floats
    known: NDArray[np.bool_]
    likeness: Floats | None = None

    def features(self) -> Floats:
        """(texts * codes, features), in the order of FEATURES, and of OF_EMBEDDINGS where there are any."""
        shape = self.words.shape
        known = np.broadcast_to(self.known[:, None], shape).astype(np.float64)
        strong = np.minimum(self.cues.strong, 3)
        any_strong = (strong > 0).astype(np.float64)
        best = self.words.max(axis=1, keepdims=True)
        columns = [
            self.words,
            self.words - best,
            self.cues.best,
            strong,
            np.minimum(self.cues.weak, 3),
            np.minimum(self.cues.blocked, 2),
            any_strong @ self.related,
            any_strong.sum(axis=1, keepdims=True) - any_strong,
            self.asked * known,
            np.broadcast_to(self.share, shape) * known,
            1 - known,
            self.words * (1 - known),
            self.cues.best * (1 - known),
            any_strong * (1 - known),
        ]
        if self.likeness is not None:
            columns += [self.likeness, self.likeness - self.likeness.max(axis=1, keepdims=True)]
        return np.stack(columns, axis=-1).reshape(-1, len(columns))


@dataclass(frozen=True)
class PairModel:
    """Logistic regression over pairs: weights of FEATURES, and the constant."""

    weights: Floats
    constant: float

    def logits(self, pairs: Pairs) -> Floats:
        """(texts, codes): log-odds that the code applies."""
        return (pairs.features() @ self.weights + self.constant).reshape(pairs.words.shape)


def learn_pairs(features: Floats, gold: NDArray[np.bool_], weights: Floats) -> PairModel:
    """Fit on features scaled to their spread, and give the weights for them as they are."""
    middle = np.average(features, axis=0, weights=weights)
    spread = np.sqrt(np.average((features - middle) ** 2, axis=0, weights=weights))
    spread[spread < 1e-9] = 1.0
    model = LogisticRegression(C=_PENALTY, max_iter=1000)
    model.fit((features - middle) / spread, gold, sample_weight=weights)
    scaled = model.coef_[0] / spread
    return PairModel(scaled, float(model.intercept_[0] - scaled @ middle))
