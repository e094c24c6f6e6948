"""spaCy's rules for English without the pipeline around them, which takes longer to set up than they do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from spacy.lang.en import English
from spacy.language import create_tokenizer
from spacy.tokenizer import Tokenizer
from spacy.vocab import create_vocab


def tokenizer() -> Tokenizer:
    """A new tokenizer, with a vocabulary of its own; the same as that of `spacy.blank("en")`.

    Its words have no attributes but their spelling: working the others out takes most of the time of a new word.
    """
    vocab: Any = create_vocab("en", English.Defaults)
    vocab.lex_attr_getters = {}
    around: Any = SimpleNamespace(Defaults=English.Defaults, vocab=vocab)
    return create_tokenizer()(around)
