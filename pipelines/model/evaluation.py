"""Measuring coders against codings that are taken as right: rules, model, or people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from catalog.codebook import Codebook
from catalog.gold import GoldText
from catalog.records import Suggestion
from pipelines.cues.coder import RuleCoder
from pipelines.model.coder import ModelCoder
from pipelines.model.lessons import of_gold, targets
from pipelines.model.measures import Flags, Verdicts
from pipelines.model.state import Learned
from pipelines.model.training import Estimate
from pipelines.model.views import Floats

# What a coder gave one text: {code: stance}.
Given = Mapping[str, str]


def of_rules(codebook: Codebook, gold: Sequence[GoldText]) -> Verdicts:
    """What the cues give."""
    found = RuleCoder(codebook).code([g.text for g in gold], [g.context for g in gold])
    return of_suggestions(codebook, gold, found)


def of_suggestions(codebook: Codebook, gold: Sequence[GoldText], found: Sequence[Sequence[Suggestion]]) -> Verdicts:
    """What any coder suggests that gives no probabilities."""
    return verdicts(codebook, gold, [_stances(suggestions) for suggestions in found])


def of_model(codebook: Codebook, learned: Learned, gold: Sequence[GoldText]) -> Verdicts:
    """What the model gives, with probabilities, and which of it is accepted provisionally."""
    coder = ModelCoder(codebook, learned)
    texts, questions = [g.text for g in gold], [g.context for g in gold]
    coded = coder.code(texts, questions)
    accepted = _flags(codebook, [dict.fromkeys(c.accepted, "") for c in coded])
    probabilities = coder.probabilities(texts, questions)
    return verdicts(codebook, gold, [_stances(c.model) for c in coded], probabilities, accepted)


def of_person(codebook: Codebook, gold: Sequence[GoldText], given: Mapping[str, Given]) -> Verdicts:
    """What a coder of a file of coders gave, over the texts that it holds."""
    read = [g for g in gold if g.id in given]
    return verdicts(codebook, read, [given[g.id] for g in read])


def of_estimate(codebook: Codebook, gold: Sequence[GoldText], estimate: Estimate) -> Verdicts:
    """The model's own estimate from training, of texts that no author of cues read; it says nothing of stances."""
    codes = [code.id for code in codebook.active]
    cases = [gold[row].case for row in estimate.rows.tolist()]
    told = (estimate.probabilities, estimate.accepted)
    return Verdicts(codes, estimate.gold, estimate.given, cases, *told, weights=estimate.weights)


def verdicts(
    codebook: Codebook,
    gold: Sequence[GoldText],
    given: Sequence[Given],
    probabilities: Floats | None = None,
    accepted: Flags | None = None,
) -> Verdicts:
    """What was given to each text beside what is right, retired codes left out."""
    codes = [code.id for code in codebook.active]
    right = targets(of_gold(gold), codes) > 0
    stances = [
        stance == g.codes[code]
        for g, of_one in zip(gold, given, strict=True)
        for code, stance in of_one.items()
        if code in g.codes
    ]
    cases = [g.case for g in gold]
    return Verdicts(codes, right, _flags(codebook, given), cases, probabilities, accepted, stances)


def _stances(suggestions: Sequence[Suggestion]) -> dict[str, str]:
    return {suggestion.code: suggestion.stance for suggestion in suggestions}


def _flags(codebook: Codebook, given: Sequence[Given]) -> Flags:
    place = {code.id: n for n, code in enumerate(codebook.active)}
    found = np.zeros((len(given), len(place)), dtype=np.bool_)
    for row, of_one in enumerate(given):
        found[row, [place[code] for code in of_one if code in place]] = True
    return found
