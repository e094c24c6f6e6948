"""Persons found by a trained spaCy pipeline, where the study names one that is installed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from catalog.errors import Problem, StudyError
from pipelines.privacy.findings import Finding

_PERSONS = frozenset(("PERSON", "PER"))


def persons(pipeline: str, texts: Sequence[str]) -> list[list[Finding]]:
    """For each text the persons that the pipeline's entity recognizer finds; StudyError if it is not installed."""
    why = "the trained pipeline"
    return [
        [Finding(e.start_char, e.end_char, "person", why, 0.7) for e in doc.ents if e.label_ in _PERSONS]
        for doc in _loaded(pipeline).pipe(texts)
    ]


@cache
def _loaded(name: str) -> Any:
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError as error:
        fix = f"install it (`python -m spacy download {name}`), or take it out"
        raise StudyError(Problem("corpus/sources.yaml", f"the spaCy pipeline {name} is not installed", fix)) from error
    if not {"ner", "entity_ruler"} & set(nlp.pipe_names):
        fix = "name one with entities, such as en_core_web_sm"
        raise StudyError(Problem("corpus/sources.yaml", f"the spaCy pipeline {name} finds no names", fix))
    return nlp
