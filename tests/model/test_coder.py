"""The model coder: probabilities, reasons in the text's own offsets, and memory that stays flat."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.model import words
from pipelines.model.coder import ModelCoder
from tests.model.conftest import QUESTIONS, Lesson


@pytest.fixture
def coder(lesson: Lesson) -> ModelCoder:
    """A coder of its own for each test, which has met no text yet."""
    return ModelCoder(lesson.codebook, lesson.learned)


def test_reasons_are_spans_of_the_text_as_given(coder: ModelCoder) -> None:
    texts = [
        "🎉🎉 “Kids rotate” from table to table — and they choose the book.",
        "Ünïcode fîrst… laptops sit on the desks, proof comes before the next unit!",
        "  \n\n Every kid has a   chromebook\tin the morning.",
    ]

    coded = coder.code(texts, [QUESTIONS[0]] * 3)

    spoken = [
        [span.of(text).lower() for s in c.model for span in s.because] for text, c in zip(texts, coded, strict=True)
    ]
    assert "rotate" in spoken[0]
    assert "choose" in spoken[0]
    assert any("laptops" in said for said in spoken[1])
    assert "chromebook" in spoken[2]
    for text, one in zip(texts, coded, strict=True):
        for suggestion in one.model:
            assert suggestion.because
            for span in suggestion.because:
                said = span.of(text)
                assert said == said.strip() != ""
                assert not text[span.start - 1 : span.start].isalnum()
                assert not text[span.end : span.end + 1].isalnum()


def test_suggestions_are_the_codes_above_their_threshold(lesson: Lesson, coder: ModelCoder) -> None:
    texts, questions = [g.text for g in lesson.gold], [g.context for g in lesson.gold]
    probabilities = coder.probabilities(texts, questions)

    coded = coder.code(texts, questions)

    codes = [code.id for code in lesson.codebook.active]
    for row, one in zip(probabilities, coded, strict=True):
        assert [s.code for s in one.model] == [
            code for code, p, least in zip(codes, row, lesson.learned.given, strict=True) if p >= least
        ]
        assert [s.probability for s in one.model] == [round(p, 4) for p in row[row >= lesson.learned.given]]
        assert one.accepted <= {s.code for s in one.model}


def test_texts_are_coded_alike_alone_and_among_others(lesson: Lesson, coder: ModelCoder) -> None:
    texts, questions = [g.text for g in lesson.gold], [g.context for g in lesson.gold]

    together = coder.code(texts, questions)

    alone = ModelCoder(lesson.codebook, lesson.learned)
    assert together == [alone.code([text], [question])[0] for text, question in zip(texts, questions, strict=True)]


def test_no_text_is_no_trouble(coder: ModelCoder) -> None:
    assert coder.code([]) == []
    assert coder.probabilities([]).shape == (0, 4)
    assert [len(c.model) for c in coder.code(["", "🎉", "\n"])] == [0, 0, 0]


def test_memory_stays_flat_over_texts_with_ever_new_words(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MAX_SPELLINGS", 1000)
    coder = ModelCoder(lesson.codebook, lesson.learned)
    draw = np.random.default_rng(0)
    known, question = "We rotate through four tables, and laptops sit on the desks.", QUESTIONS[0]
    first = coder.code([known], [question])
    met = []

    for _ in range(8):
        texts = [" ".join(f"w{n}" for n in draw.integers(0, 10**9, 8)) for _ in range(100)]
        coder.code([*texts, known], [question] * 101)
        met.append(len(lesson.learned.views.vocabulary.strangers))

    assert max(met) < 1000 + 2 * 800
    assert coder.code([known], [question]) == first  # what words say was not mixed up when others were forgotten
