"""Fits the weights by which the words around a candidate make it a name, and measures them on rounds left out.

python -m tests.benchmarks.surroundings          # measure: each round of texts by weights fitted to the others
python -m tests.benchmarks.surroundings --write  # fit to all rounds and write words/surroundings.txt

The texts are those of tests/privacy/k12.jsonl, written in rounds by several writers; the first letter of an id tells
the round, and the many of "k" count as several. Fit anew after a change of the signs, scores or word classes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from pipelines.privacy import Knowledge
from pipelines.privacy.lexicon import load
from pipelines.privacy.names import THRESHOLD, Candidate, NameDetector
from pipelines.privacy.surroundings import features
from tests.benchmarks.processes import ROOT, say

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_TABLE = ROOT / "pipelines/privacy/words/surroundings.txt"
_STRENGTH = 0.3  # of scikit-learn's regularisation: chosen on rounds left out, where 0.1 and 1 did no better
_SMALLEST = 0.05  # weights nearer to nothing are left out of the table
_A_ROUND = 300  # of the texts whose ids begin with "k"
ALONE = 2.0  # a chance that nothing has: the scores decide alone
_HEAD = """\
# How much what a word is, where it stands and what kinds of words stand around it speak for a name: the weights of a
# logistic regression, fitted by `python -m tests.benchmarks.surroundings --write`; surroundings.py says what they mean.
"""


@dataclass
class Round:
    """The candidates of one round of texts: features with the score, whether it is a name, and how many words."""

    seen: list[dict[str, float]]
    names: list[bool]
    hard: list[bool]
    words: int = 0
    hard_words: int = 0


class Figures(NamedTuple):
    """Share of the names among the candidates that is found, and false words in 100 of all texts and of those without
    an identifier."""

    found: float
    false: float
    hard_false: float


def rounds() -> dict[str, Round]:
    """The candidates of our own texts, by round."""
    detector = NameDetector(Knowledge(), load())
    made: dict[str, Round] = {}
    for line in (ROOT / "tests/privacy/k12.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["id"][0] if row["id"][0] != "k" else f"k{int(row['id'][1:]) // _A_ROUND}"
        _add(made.setdefault(name, Round([], [], [])), detector.candidates(row["text"]), row)
    return made


def _add(found: Round, candidates: Iterable[Candidate], row: dict[str, Any]) -> None:
    words, spans = len(_WORD.findall(row["text"])), row["spans"]
    found.words += words
    found.hard_words += 0 if spans else words
    for start, end, tokens, i, sign, score in candidates:
        kinds = {kind for s, e, kind in spans if s < end and start < e}
        if kinds <= {"person"}:  # what is part of an address or a school is no question of names
            found.seen.append({**Counter(features(tokens, i, sign)), "score": score})
            found.names.append(bool(kinds))
            found.hard.append(not spans)


def fitted(parts: Sequence[Round]) -> Pipeline:
    """The regression of all candidates of some rounds."""
    model = make_pipeline(DictVectorizer(sparse=False), LogisticRegression(C=_STRENGTH, max_iter=2000))
    return model.fit([x for part in parts for x in part.seen], [name for part in parts for name in part.names])


def measure(made: dict[str, Round], least: Sequence[float]) -> dict[float, Figures]:
    """The figures for each least chance, each round judged by weights fitted to the others."""
    chances = {
        left: fitted([part for name, part in made.items() if name != left]).predict_proba(made[left].seen)[:, 1]
        for left in made
    }
    words, hard_words = (sum(getattr(part, kind) for part in made.values()) for kind in ("words", "hard_words"))
    total = sum(sum(part.names) for part in made.values())
    figures = {}
    for limit in least:
        found = wrong = hard = 0
        for name, part in made.items():
            taken = (np.array([x["score"] for x in part.seen]) >= THRESHOLD) | (chances[name] >= limit)
            names, in_hard = np.array(part.names, dtype=bool), np.array(part.hard, dtype=bool)
            found += int((taken & names).sum())
            wrong += int((taken & ~names).sum())
            hard += int((taken & ~names & in_hard).sum())
        figures[limit] = Figures(found / total, 100 * wrong / words, 100 * hard / hard_words)
    return figures


def table(model: Pipeline) -> str:
    """The weights as words/surroundings.txt holds them."""
    names, regression = model[0].get_feature_names_out(), model[1]
    weights = {"always": float(regression.intercept_[0]), **dict(zip(names, regression.coef_[0], strict=True))}
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= _SMALLEST or name == "always"}
    return _HEAD + "".join(f"{weight:.2f} {name}\n" for name, weight in sorted(kept.items()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="fit to all rounds and write the table")
    made = rounds()
    if parser.parse_args(arguments).write:
        _TABLE.write_text(table(fitted([*made.values()])), encoding="utf-8")
        return
    say(f"{'least chance':14}{'found':>8}{'false':>8}{'hard':>8}")
    for limit, figures in measure(made, (ALONE, 0.6, 0.5, 0.4, 0.35, 0.3, 0.25, 0.2)).items():
        label = "scores alone" if limit == ALONE else f"{limit:.2f}"
        say(f"{label:14}{figures.found:8.4f}{figures.false:8.2f}{figures.hard_false:8.2f}")


if __name__ == "__main__":
    main()
