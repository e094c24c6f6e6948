"""Sentence embeddings from a folder on this machine, as one more thing that tells texts alike. Extra `embeddings`.

A text is as like a code as the most alike of the texts that deserve the code: coded ones, the codebook's examples,
its definition. Nothing is ever downloaded: a folder holds the whole model, or there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.codebook import Code, Codebook
from catalog.errors import ModelError, Problem
from pipelines.model.folder import SETTING, described
from pipelines.model.lessons import Lesson
from pipelines.model.views import Floats
from pipelines.model.words import Integers

# So many texts are compared at once, so that memory stays flat.
_BATCH = 256


class Embedder(Protocol):
    """Turns texts into rows of numbers of length 1; a text without a known word into nought."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """(texts, numbers)."""
        ...


@dataclass(frozen=True)
class Likeness:
    """Texts that deserve a code, as the embedder sees them, and which codes each deserves.

    The first of them are the lessons of a training, in order; then come sentences of the codebook.
    """

    embedder: Embedder
    vectors: Floats
    targets: NDArray[np.bool_]

    def of(self, texts: Sequence[str]) -> Floats:
        """(texts, codes): how like the most alike text that deserves the code, 0 to 1."""
        found = [
            self._best(self.embedder.encode(texts[at : at + _BATCH]) @ self.vectors.T)
            for at in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(found) if found else np.zeros((0, self.targets.shape[1]))

    def left_out(self, rows: Integers, groups: Sequence[str], out: Integers) -> Floats:
        """The same of some lessons, beside which neither the lessons `out` stand, nor any of their own group."""
        names = np.array([*groups, *[""] * (len(self.vectors) - len(groups))])
        found = []
        for at in range(0, len(rows), _BATCH):
            some = rows[at : at + _BATCH]
            alike = self.vectors[some] @ self.vectors.T
            alike[names[some][:, None] == names[None, :]] = 0.0
            alike[:, out] = 0.0
            found.append(self._best(alike))
        return np.concatenate(found) if found else np.zeros((0, self.targets.shape[1]))

    def _best(self, alike: Floats) -> Floats:
        best = np.zeros((len(alike), self.targets.shape[1]))
        for code in np.flatnonzero(self.targets.any(axis=0)).tolist():
            best[:, code] = alike[:, self.targets[:, code]].max(axis=1)
        return np.maximum(best, 0.0)


def learn_likeness(embedder: Embedder, codebook: Codebook, lessons: Sequence[Lesson], targets: Floats) -> Likeness:
    """From coded texts and examples, and what the codebook says of each code in sentences."""
    told = [(sentence, place) for place, code in enumerate(codebook.active) for sentence in _sentences(code)]
    own = np.zeros((len(told), len(codebook.active)), dtype=np.bool_)
    own[np.arange(len(told)), [place for _, place in told]] = True
    vectors = embedder.encode([*(lesson.text for lesson in lessons), *(sentence for sentence, _ in told)])
    # As the file holds them, so that a model that was loaded says what the one that was trained does.
    return Likeness(embedder, vectors.astype(np.float32), np.concatenate((targets > 0, own)))


def _sentences(code: Code) -> Iterator[str]:
    yield ". ".join((code.label, *code.alt_labels))
    yield code.definition
    yield from code.use_when
    yield from code.look_fors


def load_embedder(root: Path, setting: str) -> Embedder | None:
    """The model in the folder that the manifest names; None where it names none.

    ModelError where the folder is not there or holds no such model, or the extra is not installed.
    """
    if described(root, setting) is None:
        return None
    folder = (root / setting).resolve()
    kinds = _kinds(folder)
    try:
        if any(kind.endswith((".Transformer", ".transformer")) for kind in kinds):
            return _Transformer(folder)
        if (folder / "model.safetensors").is_file() and (folder / "tokenizer.json").is_file():
            return _Static(folder)
    except ImportError as missing:
        what = f"sentence embeddings need {missing.name}, which is not installed"
        raise ModelError(Problem(SETTING, what, 'pip install "evidence-to-exemplar[embeddings]"')) from None
    except Exception:  # what the libraries raise for a damaged file has no kind in common
        raise ModelError(Problem(SETTING, "the model in the folder cannot be read", "save it there anew")) from None
    what = "the folder holds neither a model2vec nor a sentence-transformers model"
    raise ModelError(Problem(SETTING, what, "name the folder that the model's `save_pretrained` wrote"))


def _kinds(folder: Path) -> list[str]:
    """What a folder of sentence-transformers says that it is made of."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return [str(module.get("type", "")) for module in modules]
    except (OSError, ValueError, AttributeError):
        return []


class _Static:
    """A model2vec model: a vector a word, so that nothing needs a GPU."""

    def __init__(self, folder: Path) -> None:
        from model2vec import StaticModel

        self._model: Any = StaticModel.from_pretrained(folder, force_download=False)

    def encode(self, texts: Sequence[str]) -> Floats:
        """(texts, numbers)."""
        return _of_length_1(self._model.encode(list(texts), use_multiprocessing=False))


class _Transformer:
    """A sentence-transformers model."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Floats:
        """(texts, numbers)."""
        return _of_length_1(self._model.encode(list(texts), show_progress_bar=False))


def _of_length_1(vectors: Any) -> Floats:
    found = np.asarray(vectors, dtype=np.float64)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))
