"""What a model sees of a text: its words and word pairs, with and without function words, the parts of
its words, and the question it answers, each view weighted by rarity and of length 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pipelines.model.words import Integers, Tokens, Vocabulary, words_of

Floats = NDArray[np.float64]
_PARTS = (2, 3, 4, 5)
# Of one word, longer ones being noise such as addresses.
_LONGEST = 40
_WEIGHTS = {"content": 1.0, "plain": 0.7, "parts": 0.7, "question": 0.5}


class Runs(NamedTuple):
    """Runs of words: the place of the first word in the row of tokens, how many words, and which term."""

    starts: Integers
    lengths: Integers
    terms: Integers


@dataclass(frozen=True, slots=True)
class Terms:
    """The runs of one to `longest` words that a view counts: their keys in order, and how rare each is."""

    longest: int
    keys: Integers
    rarity: Floats

    def count(self, tokens: Tokens, runs: Runs, weight: float) -> sp.csr_array:
        """(texts, terms): 1 + log of how often each of the runs found stands in the text, by rarity, of length
        `weight`."""
        shape = (len(tokens.bounds) - 1, len(self.keys))
        return _weighted(tokens.texts()[runs.starts], runs.terms, self.rarity, shape, weight)

    def find(self, tokens: Tokens, words: int) -> Runs:
        """Where the terms stand."""
        runs = _runs(tokens, words, self.longest)
        if not len(self.keys):
            return Runs(*(column[:0] for column in runs))
        columns = np.searchsorted(self.keys, runs.terms)
        columns[columns == len(self.keys)] = 0
        known = self.keys[columns] == runs.terms
        return Runs(runs.starts[known], runs.lengths[known], columns[known])


def learn_terms(tokens: Tokens, words: int, longest: int, least: int) -> Terms:
    """The runs of words that stand in at least `least` of the texts."""
    runs = _runs(tokens, words, longest)
    pairs = np.unique(np.stack((runs.terms, tokens.texts()[runs.starts])), axis=1)
    found, counts = np.unique(pairs[0], return_counts=True)
    keep = counts >= least
    return Terms(longest, found[keep], _rarity(counts[keep], len(tokens.bounds) - 1))


def _rarity(counts: Integers, texts: int) -> Floats:
    """Inverse document frequency, smoothed as scikit-learn's TfidfTransformer does."""
    return np.log((1 + texts) / (1 + counts)) + 1.0


def _runs(tokens: Tokens, words: int, longest: int) -> Runs:
    """Every run of known words; its term is a key that says length and words, in base `words`."""
    rows = tokens.texts()
    places = np.arange(len(rows))
    known = tokens.ids < words
    keys, alive = tokens.ids, known
    found = []
    for length in range(1, longest + 1):
        if length > 1:
            alive = alive[:-1] & known[length - 1 :] & (rows[: 1 - length] == rows[length - 1 :])
            # Wraps around for long runs over large vocabularies; two runs with one key are as good as never met.
            keys = keys[:-1] * words + tokens.ids[length - 1 :]
        starts = places[: len(alive)][alive]
        found.append(Runs(starts, np.full(len(starts), length), keys[alive] * longest + length - 1))
    return Runs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _weighted(rows: Integers, columns: Integers, rarity: Floats, shape: tuple[int, int], weight: float) -> sp.csr_array:
    counts = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    counts.data = (1.0 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data *= weight / np.repeat(np.maximum(lengths, 1e-9), np.diff(counts.indptr))
    return counts


@dataclass(frozen=True)
class Parts:
    """Letters of words: runs of 3 to 5 within a word and its edges, so that unknown words are like known ones."""

    grams: dict[str, int]
    rarity: Floats

    def rows(self, words: Sequence[str]) -> sp.csr_array:
        """(words, grams), each row of length 1."""
        found = [[self.grams[g] for g in _grams(word) if g in self.grams] for word in words]
        rows = np.repeat(np.arange(len(words)), [len(row) for row in found])
        columns = np.fromiter((gram for row in found for gram in row), dtype=np.int64)
        return _weighted(rows, columns, self.rarity, (len(words), len(self.grams)), 1.0)


def learn_parts(words: Sequence[str]) -> Parts:
    """The parts that at least two of the words share."""
    counts: dict[str, int] = {}
    for word in words:
        for gram in set(_grams(word)):
            counts[gram] = counts.get(gram, 0) + 1
    kept = sorted(gram for gram, count in counts.items() if count > 1)
    rarity = _rarity(np.array([counts[gram] for gram in kept], dtype=np.int64), len(words))
    return Parts({gram: number for number, gram in enumerate(kept)}, rarity)


def _grams(word: str) -> list[str]:
    edged = f" {word[:_LONGEST]} "
    return [edged[i : i + size] for size in _PARTS for i in range(len(edged) - size + 1)]


@dataclass(frozen=True)
class Seen:
    """What is seen of some texts: `terms` (texts, features) and `words` (texts, known and strange words), and where
    the terms of words with `content`, and of all, stand.

    A word stands for its parts: with `Parts.rows` of the words, `words @ rows` are the texts' parts.
    """

    tokens: Tokens
    content: Runs
    plain: Runs
    terms: sp.csr_array
    words: sp.csr_array


@dataclass(frozen=True)
class Views:
    """All views together."""

    vocabulary: Vocabulary
    content: Terms
    plain: Terms
    question: Terms
    parts: Parts
    rarity: Floats

    def see(self, texts: Sequence[str], questions: Sequence[str]) -> Seen:
        """The texts, with the question each answers, empty where there is none."""
        self.vocabulary.make_room()
        tokens = self.vocabulary.read(texts)
        known = len(self.vocabulary.words)
        content = tokens.only(self.has_content(tokens.ids))
        asked = self.vocabulary.read(questions)
        of_content, of_all = self.content.find(content, known), self.plain.find(tokens, known)
        terms = sp.hstack(
            [
                self.content.count(content, of_content, _WEIGHTS["content"]),
                self.plain.count(tokens, of_all, _WEIGHTS["plain"]),
                self.question.count(asked, self.question.find(asked, known), _WEIGHTS["question"]),
            ],
            format="csr",
        )
        total = known + len(self.vocabulary.strangers)
        # A word never met is as rare as can be.
        rarity = np.concatenate((self.rarity, np.full(total - known, self.rarity.max(initial=1.0))))
        letters = tokens.only(self.has_content(tokens.ids, strange=True)) if self.vocabulary.lemmas else tokens
        shape = (len(texts), total)
        words = _weighted(letters.texts(), letters.ids, rarity, shape, self.parts_weight)
        return Seen(tokens, of_content, of_all, terms, words)

    def parts_of_words(self) -> sp.csr_array:
        """(known and strange words, parts): what each word met so far is made of."""
        return self.parts.rows((*self.vocabulary.words, *self.vocabulary.strangers))

    @property
    def parts_weight(self) -> float:
        """How long the view of the words' parts is."""
        return _WEIGHTS["parts"] if self.vocabulary.lemmas else _WEIGHTS["plain"] * 1.5

    def has_content(self, ids: Integers, *, strange: bool = False) -> NDArray[np.bool_]:
        """Which of the words hold content; `strange` is said of those not known."""
        known = ids < len(self.vocabulary.words)
        keep = np.full(len(ids), strange, dtype=np.bool_)
        keep[known] = self.vocabulary.content[ids[known]]
        return keep


def learn_views(texts: Sequence[str], questions: Sequence[str], *, many: bool = False) -> Views:
    """Views that know the words of these texts and questions.

    Few texts are seen by lemmas, with a view of the words that hold content, so that what is said in
    other forms is alike. Many texts teach forms and short runs of function words themselves.
    """
    vocabulary = Vocabulary(words_of([*texts, *questions], lemmas=not many), lemmas=not many)
    words = len(vocabulary.words)
    tokens, asked = vocabulary.read(texts), vocabulary.read([q for q in questions if q])
    longest, least = (3, 2) if many else (2, 1)
    content = tokens.only(vocabulary.content[tokens.ids] & (not many))
    single = learn_terms(tokens, words, 1, 1)
    rarity = np.full(words, single.rarity.max(initial=1.0))
    rarity[single.keys] = single.rarity
    return Views(
        vocabulary,
        content=learn_terms(content, words, longest, least),
        plain=learn_terms(tokens, words, longest, least),
        question=learn_terms(asked, words, 1, 1),
        parts=learn_parts(vocabulary.words),
        rarity=rarity,
    )
