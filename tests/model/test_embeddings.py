"""Sentence embeddings from a folder here are one more thing the model sees, and never come from elsewhere."""

from __future__ import annotations

import builtins
import json
import shutil
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from model2vec import StaticModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

from catalog.codebook import load_codebook
from catalog.errors import ModelError
from pipelines import build
from pipelines.model.coder import ModelCoder
from pipelines.model.embeddings import Likeness, load_embedder
from pipelines.model.files import load
from tests.small_study import SmallStudy
from tests.taught_study import copied

# Words by what they are about; "slates" stands in no answer and nowhere in the codebook.
ABOUT = (
    "chromebook chromebooks tablets laptops devices slates",
    "groups rotate stations station table tables bell travel",
    "choose choice pick decides poster topic",
    "time hours evenings planning plan",
    "bus lunch warm past",
)
NEW = "Slates for all."


def save_model(folder: Path, about: tuple[str, ...] = ABOUT) -> Path:
    """A tiny model2vec model: each word points to what it is about."""
    words = ["[UNK]", *(word for group in about for word in group.split())]
    vectors = np.zeros((len(words), len(about)), dtype=np.float32)
    for place, word in enumerate(words[1:], 1):
        vectors[place, next(n for n, group in enumerate(about) if word in group.split())] = 1.0
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    StaticModel(vectors, tokenizer).save_pretrained(folder)
    return folder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries to reach another machine fails."""

    def refuse(*_: Any) -> None:
        raise AssertionError("something tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def small(taught: SmallStudy, tmp_path: Path) -> SmallStudy:
    """A study with a model, beside a folder of embeddings that its manifest names; not built since."""
    found = copied(taught, tmp_path / "study")
    save_model(tmp_path / "tiny")
    found.settings["embeddings"] = "../tiny"
    found.write()
    return found


def probabilities(small: SmallStudy, text: str) -> dict[str, float]:
    codebook = load_codebook(small.study.taxonomy)
    coder = ModelCoder(codebook, load(small.study.model, codebook).learned)
    return dict(zip((code.id for code in codebook.active), coder.probabilities([text])[0].tolist(), strict=True))


def test_a_word_that_was_never_coded_is_understood_by_its_neighbours(small: SmallStudy) -> None:
    before = probabilities(small, NEW)

    build.run(small.study, jobs=1)

    after = probabilities(small, NEW)
    assert max(after, key=lambda code: after[code]) == "devices"
    assert after["devices"] > 2 * before["devices"]


def test_the_card_names_the_folder_and_another_content_trains_anew(small: SmallStudy) -> None:
    build.run(small.study, jobs=1)
    card = json.loads((small.study.model / "card.json").read_text(encoding="utf-8"))
    assert card["embeddings"]["folder"] == "../tiny"
    assert build.run(small.study, "train", jobs=1).stages == {}

    save_model(small.root.parent / "tiny", ABOUT[:4])

    with pytest.raises(ModelError, match="not those that the model learned with"):
        load(small.study.model, load_codebook(small.study.taxonomy))
    assert "train" in build.run(small.study, "train", jobs=1).stages


def test_a_lesson_is_not_like_itself_nor_like_its_own_case(tmp_path: Path) -> None:
    texts = ["tablets", "laptops", "bus"]
    embedder = load_embedder(tmp_path, save_model(tmp_path / "tiny").name)
    assert embedder is not None
    likeness = Likeness(embedder, embedder.encode(texts), np.array([[True], [True], [False]]))
    rows, nobody = np.array([0]), np.array([], dtype=np.int64)

    def left_out(groups: list[str], out: Any = nobody) -> float:
        return float(likeness.left_out(rows, groups, out)[0, 0])

    assert likeness.of(["slates"])[0, 0] == pytest.approx(1)
    assert left_out(["a", "b", "c"]) == pytest.approx(1)
    assert left_out(["a", "a", "c"]) == 0
    assert left_out(["a", "b", "c"], np.array([1])) == 0


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: None, "there is no such folder; embeddings are never downloaded"),
        (lambda folder: folder.mkdir(), "neither a model2vec nor a sentence-transformers model"),
        (lambda folder: (save_model(folder) / "model.safetensors").write_bytes(b"no"), "cannot be read"),
    ],
    ids=["none", "empty", "damaged"],
)
def test_a_folder_that_is_no_model_is_told_and_where_it_was_named(tmp_path: Path, make: Any, told: str) -> None:
    make(tmp_path / "tiny")

    with pytest.raises(ModelError, match="embeddings") as fault:
        load_embedder(tmp_path, "tiny")

    assert told in str(fault.value)
    assert "sources.yaml" in str(fault.value)


def test_a_build_with_a_folder_that_is_missing_stops_and_keeps_what_was(small: SmallStudy) -> None:
    shutil.rmtree(small.root.parent / "tiny")

    with pytest.raises(ModelError, match="there is no such folder"):
        build.run(small.study, jobs=1)

    assert (small.study.model / "model.skops").is_file()


@pytest.mark.parametrize(
    ("library", "kind"), [("model2vec", "StaticEmbedding"), ("sentence_transformers", "Transformer")]
)
def test_without_the_extra_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, kind: str
) -> None:
    folder = save_model(tmp_path / "tiny")
    (folder / "modules.json").write_text(json.dumps([{"type": f"sentence_transformers.models.{kind}"}]), "utf-8")
    usual = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name == library:
            raise ImportError(name, name=name)
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)

    with pytest.raises(
        ModelError, match=rf"need {library}, which is not installed\n.*evidence-to-exemplar\[embeddings\]"
    ):
        load_embedder(tmp_path, "tiny")


def test_a_folder_of_sentence_transformers_is_read_here_and_from_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library itself is too large for the tests: what it is asked for is looked at."""
    asked: dict[str, Any] = {}

    class Stand:
        def __init__(self, folder: str, **how: Any) -> None:
            asked.update(how, folder=folder)

        def encode(self, texts: list[str], **_: Any) -> Any:
            return np.full((len(texts), 3), 2.0, dtype=np.float32)

    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = Stand  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    (tmp_path / "big").mkdir()
    modules = [{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Pooling"}]
    (tmp_path / "big" / "modules.json").write_text(json.dumps(modules), encoding="utf-8")

    embedder = load_embedder(tmp_path, "big")

    assert embedder is not None
    assert asked == {"folder": str((tmp_path / "big").resolve()), "device": "cpu", "local_files_only": True}
    assert np.linalg.norm(embedder.encode(["a", "b"]), axis=1) == pytest.approx([1, 1])
