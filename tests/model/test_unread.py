"""Coded texts that authors of cues have read are taken as if they had not."""

from __future__ import annotations

import numpy as np

from pipelines.model.evidence import Hits, as_unread

TEXTS = 400


def coded(right: int, cues: int) -> tuple[Hits, np.ndarray, list[str]]:
    """As many texts, each with one strong cue of one code, in turn; the code is deserved in `right` of 100."""
    texts = np.arange(TEXTS)
    gold = ((texts * 37) % 100 < right).astype(np.float64)[:, None]
    hits = Hits(texts, np.zeros(TEXTS, dtype=np.int64), texts % cues, np.zeros(TEXTS, dtype=np.bool_))
    return hits, gold, [f"case {n}" for n in texts]


def share_right(hits: Hits, gold: np.ndarray, cases: list[str], cues: int) -> float:
    """The share of codings by cues that are right once the texts are taken as unread."""
    unread = as_unread(hits, np.ones(cues, dtype=np.bool_), gold, cases, TEXTS, seed=0)
    good = (gold[:, 0] > 0) & unread.stays
    wrong = unread.weights[(gold[:, 0] == 0), 0].sum()
    return float(good.sum() / (good.sum() + wrong))


def test_cues_that_no_other_case_bears_out_are_right_as_rarely_as_in_unread_texts() -> None:
    assert abs(share_right(*coded(90, TEXTS), TEXTS) - 0.37) < 0.05


def test_cues_that_many_cases_bear_out_are_trusted_more() -> None:
    assert abs(share_right(*coded(90, 8), 8) - 0.83) < 0.05


def test_texts_in_which_cues_are_as_often_wrong_as_in_unread_ones_stay_as_they_are() -> None:
    hits, gold, cases = coded(70, 8)

    unread = as_unread(hits, np.ones(8, dtype=np.bool_), gold, cases, TEXTS, seed=0)

    assert unread.stays.all()
    assert (unread.weights == 1).all()


def test_weak_cues_and_examples_of_the_codebook_stay_as_they_are() -> None:
    hits, gold, cases = coded(90, TEXTS)
    strong = np.arange(TEXTS) % 2 == 0

    unread = as_unread(hits, strong, gold, cases, TEXTS // 2, seed=0)

    assert unread.stays[~strong[hits.numbers]].all()
    assert unread.stays[TEXTS // 2 :].all()
    assert (unread.weights[TEXTS // 2 :] == 1).all()
