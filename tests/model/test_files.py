"""The model on disk: loadable only where nothing in it can run, and only with the codebook it was trained with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer

from catalog.codebook import parse_codebook
from catalog.errors import ModelError
from pipelines import versions
from pipelines.model import files
from pipelines.model.card import CARD
from pipelines.model.coder import ModelCoder
from tests.model.conftest import CODEBOOK, Lesson


class Runs:
    """What a file might hold that would run when loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("run",)


@pytest.fixture
def folder(lesson: Lesson, tmp_path: Path) -> Path:
    """Where the model is kept."""
    _keep(lesson, tmp_path)
    return tmp_path


def _keep(lesson: Lesson, folder: Path) -> None:
    book = lesson.codebook
    card = {"codebook_hash": book.hash, "codebook_version": book.version, "trained_by": versions.MODEL}
    files.save(folder, lesson.learned, card)


def test_a_model_codes_the_same_when_it_was_kept_and_loaded(lesson: Lesson, folder: Path) -> None:
    texts, questions = [g.text for g in lesson.gold[:40]], [g.context for g in lesson.gold[:40]]

    loaded = files.load(folder, lesson.codebook)

    kept = ModelCoder(lesson.codebook, lesson.learned).probabilities(texts, questions)
    again = ModelCoder(lesson.codebook, loaded.learned).probabilities(texts, questions)
    assert np.abs(kept - again).max() < 1e-4  # weights are kept in single precision


def test_a_model_of_another_codebook_is_refused_with_the_way_out(lesson: Lesson, folder: Path) -> None:
    other = parse_codebook(CODEBOOK.replace("Groups move", "Groups of kids move").replace("1.0.0", "1.1.0"))

    with pytest.raises(ModelError) as refused:
        files.load(folder, other)

    assert "trained with another codebook (version 1.0.0)" in str(refused.value)
    assert "run `catalog train`" in str(refused.value)


def test_a_model_of_another_version_of_the_program_is_refused(lesson: Lesson, folder: Path) -> None:
    _change(folder, trained_by="0")

    with pytest.raises(ModelError, match="or program"):
        files.load(folder, lesson.codebook)


@pytest.mark.parametrize(
    "thing", [Runs(), np.sum, TfidfVectorizer, {"words": Path("x")}], ids=["code", "function", "class", "path"]
)
def test_a_file_that_holds_more_than_arrays_is_refused(thing: object) -> None:
    try:
        content = skops.io.dumps({"words": thing})
    except Exception:  # skops itself refuses to write some: then nothing can come of it
        pytest.skip("skops writes no such thing")

    with pytest.raises(ModelError):
        files.loaded(content)


def test_a_file_of_a_type_that_is_not_trusted_is_refused_and_not_run(
    lesson: Lesson, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = skops.io.dumps({"words": Runs()})
    (folder / files.MODEL).write_bytes(content)
    _change(folder, model=files.digest_of(content))

    with pytest.raises(ModelError, match="might run a program"):
        files.load(folder, lesson.codebook)

    assert capsys.readouterr().out == ""


def test_a_file_that_its_card_does_not_describe_is_refused(lesson: Lesson, folder: Path) -> None:
    kept = (folder / files.MODEL).read_bytes()
    (folder / files.MODEL).write_bytes(kept + b" ")

    with pytest.raises(ModelError, match="not the model that its card describes"):
        files.load(folder, lesson.codebook)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", skops.io.dumps([1, 2]), skops.io.dumps({"a": 1})])
def test_a_damaged_file_is_an_error_that_says_what_to_do(lesson: Lesson, folder: Path, content: bytes) -> None:
    (folder / files.MODEL).write_bytes(content)
    _change(folder, model=files.digest_of(content))

    with pytest.raises(ModelError, match="run `catalog train`"):
        files.load(folder, lesson.codebook)


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"model": 1}'])
def test_a_card_that_cannot_be_read_is_an_error(lesson: Lesson, folder: Path, card: str) -> None:
    (folder / CARD).write_text(card, encoding="utf-8")

    with pytest.raises(ModelError, match="card"):
        files.load(folder, lesson.codebook)


def test_without_a_model_the_way_to_one_is_told(lesson: Lesson, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        files.load(tmp_path, lesson.codebook)


def _change(folder: Path, **entries: object) -> None:
    card = json.loads((folder / CARD).read_text(encoding="utf-8")) | entries
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
