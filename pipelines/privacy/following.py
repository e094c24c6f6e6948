"""What stands after a capitalised word and makes it a person, or the name of a thing."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import DOUBTFUL, Sign
from pipelines.privacy.tokens import Evidence, Tokens


def after(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What the bearer of the name does or has, is called or is beside."""
    if tokens.possessive(i):
        yield from _owner(tokens, i, sign)
    elif tokens.adjacent(i + 1):
        yield from _thing(tokens, i, sign)
        if not tokens.capital(i + 1) and sign.kind != "place":
            yield from _verb(tokens, i, tokens.word(i + 1))
    elif tokens.gap(i + 1).strip() == ",":
        yield from _beside(tokens, i, sign)
    yield from _called(tokens, i, sign)
    if any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 10, len(tokens)))):
        yield 0.2, "he or she follows"


def _owner(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    yield (0.4 if sign.kind == "word" else 0.15), "has something"
    following = tokens.word(i + 1)
    if following in cues.KIN:
        yield 0.4, "has a relative"
    elif following in cues.THINGS and sign.kind in ("unknown", "either", "place"):
        yield -0.3, ""
    elif tokens.capital(i + 1) and tokens.adjacent(i + 1) and tokens.sign(i + 1) is None and sign.kind != "study":
        yield -0.4, ""


def _thing(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A thing that is named by the word: "Lexia program", "Dean of Students"."""
    if sign.kind == "study":
        return
    following, capital = tokens.word(i + 1), tokens.capital(i + 1)
    family = sign.kind == "name" and capital and tokens.sign(i + 1) is not None
    if following in cues.THINGS and not family:
        yield (-0.6 if capital or sign.kind in DOUBTFUL else -0.1), ""
    if following == "of" and tokens.capital(i + 2):
        yield -0.5, ""


def _verb(tokens: Tokens, i: int, following: str) -> Iterator[Evidence]:
    second = tokens.word(i + 2)
    if following in cues.SPEECH:
        yield 0.4, "says or feels"
    elif following in cues.HUMAN_ACTS and second != "of":
        yield 0.42, "does what people do"
    elif tokens.word(i) in ("will", "may") and following in cues.FINITE:
        yield 0.45, "does"
    elif following in cues.ACTS or _past(following):
        yield 0.3, "does"
    elif following in cues.MODALS and second in cues.DOES:
        yield 0.35, "can do"
    elif following in cues.COPULAS and second in cues.STATES:
        yield 0.25, "is"
    elif following == "and" and second in ("i", "me"):
        yield 0.4, "and I"
    elif len(following) > 3 and following.endswith("s") and following[-2] not in "sui" and tokens.begins(i):
        yield 0.1, "perhaps does"


def _past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed") and word not in cues.ADJECTIVES


def _beside(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What is said of a person after a comma: "Chase, who left", "Nick, one of my fifth graders"."""
    following = tokens.word(i + 1)
    if following == "who":
        yield 0.5, "before who"
    elif following in cues.OF_OURS and sign.kind != "place" and _role_soon(tokens, i):
        yield 0.4, "beside a role"


def _role_soon(tokens: Tokens, i: int) -> bool:
    return any(tokens.word(k) in cues.PEOPLE or tokens.word(k) in cues.STUDENTS for k in range(i + 2, i + 7))


def _called(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """Spoken to, or speaking in a script."""
    gap = tokens.gap(i + 1).strip()
    if tokens.begins(i):
        if gap.startswith(",") and tokens.word(i + 1) in cues.ADDRESS and not tokens.capital(i + 1):
            yield 0.3, "spoken to"
        elif gap.startswith(":") and sign.kind not in ("shy", "noun", "place"):
            yield 0.2, "before a colon"
    elif tokens.gap(i).strip() == "," and gap[:1] in ("?", "!") and sign.kind not in ("noun", "unknown"):
        yield 0.2, "spoken to"
