"""spaCy's tokenizer for English is set up without a pipeline, and is the same."""

from __future__ import annotations

import spacy

from pipelines.english import tokenizer


def test_it_is_the_tokenizer_of_a_blank_english_pipeline() -> None:
    text = "Ms. Okafor's kids don't rotate (yet) — they'll pilot it in Jan., e.g. at 9:15am; see www.example.org…"
    blank = spacy.blank("en")

    assert tokenizer().to_bytes(exclude=["vocab"]) == blank.tokenizer.to_bytes(exclude=["vocab"])
    assert [t.text for t in tokenizer()(text)] == [t.text for t in blank(text)]
