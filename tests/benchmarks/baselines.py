"""What a data scientist would write in an afternoon, to compare the model coder with: stock parts of scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from catalog.codebook import Codebook
from catalog.gold import GoldText
from pipelines.model.lessons import of_gold, targets
from pipelines.model.measures import Verdicts

Floats = NDArray[np.float64]


def logistic_regression(
    codebook: Codebook, train: Sequence[GoldText], test: Sequence[GoldText], tune: Sequence[GoldText] = ()
) -> Verdicts:
    """TF-IDF of words and word pairs, a logistic regression for each code, and one threshold: the best on `tune`,
    or where there is none, on the training texts left out by case."""
    learner = _words(LogisticRegression(solver="liblinear", C=10))
    texts, gold = [g.text for g in train], _gold(codebook, train)
    with _absent_codes():
        learner.fit(texts, gold)
        if tune:
            threshold = _best(learner.predict_proba([g.text for g in tune]), _gold(codebook, tune))
        else:
            cases = [g.case for g in train]
            seen = cross_val_predict(learner, texts, gold, groups=cases, cv=GroupKFold(5), method="predict_proba")
            threshold = _best(seen, gold)
    probabilities = learner.predict_proba([g.text for g in test])
    return _verdicts(codebook, test, probabilities >= threshold, probabilities)


def support_vectors(codebook: Codebook, train: Sequence[GoldText], test: Sequence[GoldText]) -> Verdicts:
    """TF-IDF of words and word pairs, and a linear support vector machine for each code."""
    learner = _words(LinearSVC())
    with _absent_codes():
        learner.fit([g.text for g in train], _gold(codebook, train))
    return _verdicts(codebook, test, learner.predict([g.text for g in test]) > 0, None)


@contextmanager
def _absent_codes() -> Iterator[None]:
    """Without the warnings that some codes stand in none of the texts learned from."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Label not .* is present in all training examples", UserWarning)
        yield


def _words(classifier: LogisticRegression | LinearSVC) -> Pipeline:
    return make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), OneVsRestClassifier(classifier))


def _gold(codebook: Codebook, texts: Sequence[GoldText]) -> Floats:
    return targets(of_gold(texts), [code.id for code in codebook.active])


def _best(probabilities: Floats, gold: Floats) -> float:
    thresholds = np.linspace(0.05, 0.6, 56)
    return float(max(thresholds, key=lambda t: f1_score(gold, probabilities >= t, average="micro")))


def _verdicts(
    codebook: Codebook, test: Sequence[GoldText], given: NDArray[np.bool_], probabilities: Floats | None
) -> Verdicts:
    codes = [code.id for code in codebook.active]
    return Verdicts(codes, _gold(codebook, test) > 0, given, [g.case for g in test], probabilities)
