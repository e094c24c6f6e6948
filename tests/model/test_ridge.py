"""Ridge regression: what is said of texts that were left out is what a model without them says."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from pipelines.model.ridge import Exact, approach, inner_products, weights_of

TEXTS, TERMS, WORDS, PARTS, CODES = 40, 30, 25, 12, 3


@pytest.fixture
def seen() -> tuple[sp.csr_array, sp.csr_array, sp.csr_array]:
    """Texts as terms and words, and words as parts."""
    draw = np.random.default_rng(0)
    shapes = ((TEXTS, TERMS), (TEXTS, WORDS), (WORDS, PARTS))
    return tuple(sp.csr_array(draw.normal(size=s) * (draw.random(s) < 0.3)) for s in shapes)  # type: ignore[return-value]


@pytest.fixture
def goals() -> np.ndarray:
    """What is right, as +1 and -1."""
    return np.where(np.random.default_rng(1).random((TEXTS, CODES)) < 0.3, 1.0, -1.0)


NOISE = np.linspace(0.3, 2.0, TEXTS)
# The first half stand by fours, the rest without a group, as what a codebook says does.
GROUPS = [f"case {n // 4}" for n in range(20)] + [""] * 20


def fitted(seen: tuple[sp.csr_array, ...], goals: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The scores of all texts by what was learned from some of them."""
    terms, words, parts = seen
    gram = inner_products(terms[rows], words[rows], parts)
    solved = Exact(gram, goals[rows], NOISE[rows], [GROUPS[row] for row in rows])
    return weights_of(terms[rows], words[rows], parts, solved.dual()).score(terms, words, parts)


def test_inner_products_are_those_of_terms_and_parts(seen: tuple[sp.csr_array, ...]) -> None:
    terms, words, parts = (part.toarray() for part in seen)

    assert np.allclose(inner_products(*seen), terms @ terms.T + words @ parts @ parts.T @ words.T)


@pytest.mark.parametrize("fold", [[], [0, 1, 2, 3], [4, 5, 6, 7, 12, 13, 14, 15]])
def test_scores_left_out_are_those_of_a_model_without_the_case_and_the_fold(
    seen: tuple[sp.csr_array, ...], goals: np.ndarray, fold: list[int]
) -> None:
    solved = Exact(inner_products(*seen), goals, NOISE, GROUPS)

    scores = solved.left_out(np.array(fold, dtype=np.int64))

    for row in range(20):
        own = fold if row in fold else [n for n in range(20) if GROUPS[n] == GROUPS[row]]
        rest = np.setdiff1d(np.arange(TEXTS), [*fold, *own])
        assert np.allclose(scores[row], fitted(seen, goals, rest)[row])


def test_conjugate_gradients_come_to_the_exact_solution(seen: tuple[sp.csr_array, ...], goals: np.ndarray) -> None:
    exact = fitted(seen, goals, np.arange(TEXTS))

    near = approach(*seen, goals, NOISE, steps=200).score(*seen)

    assert np.allclose(near, exact, atol=1e-6)
