"""A second opinion on words that came short of being names: what kinds of words stand around them, weighed.

The weights are fitted to texts with marked names by tests/benchmarks/surroundings.py, which also measures them on
texts left out; words/surroundings.txt holds them, a line each: the weight, and what it is for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pipelines.privacy import cues
from pipelines.privacy.signs import Sign
from pipelines.privacy.tokens import Tokens

LEAST = 0.4  # the chance from which a word is taken for a name, with the table that is shipped
WHY = "by its surroundings"
_BEYOND = 6  # words after a candidate in which "he" or "she" is looked for
_CLASSES = (
    ("is", cues.COPULAS), ("can", cues.MODALS), ("deed", cues.DEEDS), ("he", cues.PRONOUNS),
    ("article", cues.DETERMINERS), ("role", cues.PEOPLE | cues.STUDENTS), ("kin", cues.KIN | cues.BELONGINGS),
    ("thing", cues.THINGS), ("asks", cues.ASKS), ("place", cues.PLACE_BEFORE), ("use", cues.USE_BEFORE),
    ("link", cues.LINKS), ("conjunction", cues.CONJUNCTIONS), ("object", cues.OBJECTS), ("and", frozenset(("and",))),
)  # fmt: skip


def chance(tokens: Tokens, i: int, sign: Sign, value: float) -> float:
    """How likely the word at i is a name, whose score is `value`; from 0 to 1."""
    table = weights()
    total = table["always"] + table["score"] * value
    total += sum(table.get(feature, 0.0) for feature in features(tokens, i, sign))
    return 1 / (1 + math.exp(-total))


def features(tokens: Tokens, i: int, sign: Sign) -> Iterator[str]:
    """What the word at i is, where it stands, and the classes of the words around it."""
    where = "small" if not tokens.capital(i) else "first" if tokens.begins(i) else "inside"
    after, before = _beside(tokens, i, i + 1), _beside(tokens, i, i - 1)
    yield f"{where} {sign.kind}"
    yield f"{where}, after it {after}"
    yield f"{where}, before it {before}"
    yield f"{sign.kind}, after it {after}"
    yield f"then {_class(tokens, i + 2)}"
    known = tokens.known(i)
    for name in ("given", "surname", "familiar", "town", "english", "verb", "plural", "thing"):
        if getattr(known, name):
            yield f"{where}, {name}"
    yield f"{where}, commonness {max(-20, min(-8, round(known.low / 2) * 2))}"
    yield f"capitals {max(-4, min(3, round(known.casing)))}"
    if tokens.possessive(i):
        yield f"{sign.kind}, possessive"
    if any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + _BEYOND, len(tokens)))):
        yield "he or she soon"


def _beside(tokens: Tokens, i: int, k: int) -> str:
    """The class of the word at k beside the one at i, or what stands between them."""
    gap = tokens.gap(max(i, k))
    if tokens.adjacent(max(i, k)):
        return _class(tokens, k)
    mark = gap.strip()[:1]
    return {"": "a line", ",": "a comma", ":": "a colon"}.get(mark, "a number" if mark.isdigit() else "a stop")


def _class(tokens: Tokens, k: int) -> str:
    word = tokens.word(k)
    if not word:
        return "nothing"
    if tokens.capital(k) and word != "i":
        sign = tokens.sign(k)
        return f"capital {sign.kind}" if sign is not None else "capital"
    for name, words in _CLASSES:
        if word in words:
            return name
    known = tokens.known(k)
    if known.verb:
        return "verb or plural" if known.plural else "verb"
    if known.plural:
        return "plural"
    if known.action:
        return "base verb"
    return "noun" if known.thing else "ing" if word.endswith("ing") else "ly" if word.endswith("ly") else "other"


@cache
def weights() -> dict[str, float]:
    """What each feature, the score ("score") and nothing at all ("always") count, in natural logarithms of odds."""
    content = files("pipelines.privacy").joinpath("words", "surroundings.txt").read_text(encoding="utf-8")
    lines = (line.split(" ", 1) for line in content.splitlines() if line and not line.startswith("#"))
    return {name: float(weight) for weight, name in lines}
