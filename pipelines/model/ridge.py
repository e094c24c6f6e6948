"""Ridge regression of many codes at once, and what it says of texts it was not shown.

Least squares with targets +1 and -1 is solved exactly for some thousand texts, and predictions with a
text's whole group left out follow from the one solution (Cook and Weisberg 1982; Rifkin and Lippert
2007). Beyond that, conjugate gradients approach the same solution.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp

from pipelines.model.views import Floats
from pipelines.model.words import Integers

# A constant feature of this square stands for the intercept, so that it too is left out with a group.
_CONSTANT = 0.2
_ABSENT = -1.0
EXACT_UP_TO = 12_000
_STEPS = 15
# Texts whose inner products are taken at once.
_ROWS = 250


@dataclass(frozen=True)
class Linear:
    """What was learned: for each code (column) the weight of each term and each part, and the constant's."""

    terms: Floats
    parts: Floats
    constant: Floats

    def score(self, terms: sp.csr_array, words: sp.csr_array, parts: sp.csr_array) -> Floats:
        """(texts, codes): about +1 where the code applies and -1 where not; `parts` are those of the words."""
        return np.asarray(terms @ self.terms + words @ (parts @ self.parts) + self.constant)


class Exact:
    """The exact solution, which can leave groups out."""

    def __init__(self, gram: Floats, targets: Floats, noise: Floats, groups: Sequence[str]) -> None:
        """`gram` are inner products of the texts, changed in place; `noise` how little a text's target is trusted.

        Texts with an empty group are never left out: they are put last, and eliminated first.
        """
        self._groups = np.array(groups)
        self._order = np.argsort(self._groups == "", kind="stable")
        self._some = int((self._groups != "").sum())
        first, last = self._order[: self._some], self._order[self._some :]

        gram += _CONSTANT
        gram[np.diag_indices_from(gram)] += noise

        def block(rows: Integers, columns: Integers) -> Floats:
            return np.asarray(gram[np.ix_(rows, columns)])

        upper, lower = (targets - _ABSENT)[first], (targets - _ABSENT)[last]
        self._targets = np.concatenate((upper, lower))
        top = block(first, first)
        if not len(last):
            self._inverse = la.inv(top, check_finite=False)
            self._upper = self._inverse @ upper
            return
        # Half of the bridge is enough: what is eliminated is its square.
        root = la.cholesky(block(last, last), lower=True, overwrite_a=True, check_finite=False)
        bridge = la.solve_triangular(root, block(last, first), lower=True, overwrite_b=True, check_finite=False)
        half = la.solve_triangular(root, lower, lower=True, check_finite=False)
        self._inverse = la.inv(top - bridge.T @ bridge, check_finite=False)
        self._upper = self._inverse @ (upper - bridge.T @ half)
        left = half - bridge @ self._upper
        self._lower = la.solve_triangular(root, left, lower=True, trans="T", check_finite=False)

    def dual(self) -> Floats:
        """(texts, codes): how much of each text goes into each code's weights."""
        found = np.empty_like(self._targets)
        found[self._order[: self._some]] = self._upper
        if self._some < len(found):
            found[self._order[self._some :]] = self._lower
        return found

    def left_out(self, fold: Integers | None = None) -> Floats:
        """(texts, codes): scores as if the text's own group had not been learned from, and no text of `fold`.

        The texts of `fold` all get the score without the whole fold. Rows of texts without a group are
        of no meaning.
        """
        inverse, upper = self._inverse, self._upper
        place = np.empty(len(self._order), dtype=np.int64)
        place[self._order] = np.arange(len(self._order))
        scores = np.full_like(self._targets, _ABSENT)
        gone = np.sort(place[fold]) if fold is not None else np.empty(0, dtype=np.int64)
        if len(gone):
            removed = la.solve(inverse[np.ix_(gone, gone)], np.eye(len(gone)), assume_a="pos", check_finite=False)
            carry = inverse[:, gone] @ removed
            scores[gone] = self._targets[gone] + _ABSENT - removed @ upper[gone]
            upper = upper - carry @ upper[gone]
        for members in self._members(set(gone.tolist())):
            block = inverse[np.ix_(members, members)]
            if len(gone):
                block = block - carry[members] @ inverse[np.ix_(gone, members)]
            scores[members] = self._targets[members] + _ABSENT - la.solve(block, upper[members], check_finite=False)
        return scores[place]

    def _members(self, gone: set[int]) -> list[Integers]:
        groups: dict[str, list[int]] = {}
        for place in range(self._some):
            if place not in gone:
                groups.setdefault(str(self._groups[self._order[place]]), []).append(place)
        return [np.array(members) for members in groups.values()]


def inner_products(terms: sp.csr_array, words: sp.csr_array, parts: sp.csr_array) -> Floats:
    """(texts, texts): how alike texts are by their terms and the parts of their words.

    Words are compared once and for all, which costs a tenth of comparing the parts of texts.
    """
    found: Floats = (terms @ terms.T).toarray()
    alike = (parts @ parts.T).toarray()
    for first in range(0, len(found), _ROWS):
        rows = slice(first, first + _ROWS)
        found[rows] += (words @ np.ascontiguousarray((words[rows] @ alike).T)).T
    return found


def weights_of(terms: sp.csr_array, words: sp.csr_array, parts: sp.csr_array, dual: Floats) -> Linear:
    """The weights that the dual solution stands for."""
    constant = _ABSENT + _CONSTANT * dual.sum(axis=0)
    return Linear(np.asarray(terms.T @ dual), np.asarray(parts.T @ (words.T @ dual)), constant)


def approach(
    terms: sp.csr_array, words: sp.csr_array, parts: sp.csr_array, targets: Floats, noise: Floats, steps: int = _STEPS
) -> Linear:
    """The solution by conjugate gradients, for any number of texts; `words @ parts` are never multiplied out."""
    trust = 1.0 / noise[:, None]
    terms_t, words_t, parts_t = terms.T.tocsr(), words.T.tocsr(), parts.T.tocsr()
    constant = np.sqrt(_CONSTANT)
    sizes = (terms.shape[1], parts.shape[1], 1)
    cuts = np.cumsum(sizes)[:-1]

    def forward(weights: Floats) -> Floats:
        first, second, third = np.split(weights, cuts)
        return np.asarray(terms @ first + words @ (parts @ second) + constant * third)

    def backward(errors: Floats) -> Floats:
        errors = trust * errors
        total = constant * errors.sum(axis=0, keepdims=True)
        return np.concatenate((terms_t @ errors, parts_t @ (words_t @ errors), total))

    weights = _conjugate(lambda w: backward(forward(w)) + w, backward(targets - _ABSENT), steps)
    first, second, third = np.split(weights, cuts)
    return Linear(first, second, _ABSENT + constant * third[0])


def _conjugate(system: Callable[[Floats], Floats], goal: Floats, steps: int) -> Floats:
    """Conjugate gradients for several right-hand sides at once (Hestenes and Stiefel 1952)."""
    found = np.zeros_like(goal)
    residual, direction = goal.copy(), goal.copy()
    size = (residual**2).sum(axis=0)
    for _ in range(steps):
        moved = system(direction)
        step = size / np.maximum((direction * moved).sum(axis=0), 1e-30)
        found += step * direction
        residual -= step * moved
        smaller = (residual**2).sum(axis=0)
        direction = residual + smaller / np.maximum(size, 1e-30) * direction
        size = smaller
    return found
