"""How far a candidate's surroundings make it the name of a person: a score from 0 to 1, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.following import after
from pipelines.privacy.preceding import ambiguous, before
from pipelines.privacy.signs import CERTAIN, FAMILY, Sign
from pipelines.privacy.small import small
from pipelines.privacy.tokens import Evidence, Tokens

# What a spelling counts before anything around it is read: with a capital, and without.
_BASE = {
    "study": 0.9, "name": 0.8, "surname": 0.6, "unknown": 0.5, "word": 0.3, "shy": 0.1, "either": 0.4, "place": 0.1,
    "noun": 0.05, "strange": 0.05,
}  # fmt: skip
_SMALL = {
    "study": 0.8,
    "name": 0.6,
    "surname": 0.1,
    "unknown": 0.02,
    "word": 0.02,
    "shy": 0.02,
    "either": 0.2,
    "strange": 0.08,
}
_RARE = -15.5  # log-probability below which a word after "ms" is a name though English has it: "ms whitehorse"
AFTER_TITLE = "after a title"
_MAYBE = frozenset(("noun", "word", "either", "place"))
_VERBS_TOO = frozenset(("dame", "father", "fr", "hon", "miss", "sir"))  # "Miss Friday's bus and you walk"
_PAIRED = frozenset(("unknown", "noun", "word"))
_WORDS = frozenset(("word", "shy", "noun", "either", "strange"))


def score(tokens: Tokens, i: int) -> Evidence:
    """How surely the word at i names a person, and why."""
    if _titled(tokens, i):
        return 1.0, AFTER_TITLE
    sign = tokens.signs[i]
    if sign is None or sign.kind in ("mask", "title", "initial"):
        return 0.0, ""
    if sign.kind == "strange" and not sign.lower and not tokens.shouting(i):
        return -1.0, ""  # some abbreviation
    base = (_SMALL if sign.lower else _BASE).get(sign.kind, 0.0) + sign.bonus
    reasons = [*(small if sign.lower else _capital)(tokens, i, sign)]
    total = base + sum(value for value, _ in reasons)
    return total, ", ".join([f"{sign.kind} by list", *(why for value, why in reasons if value > 0)])


def _titled(tokens: Tokens, i: int) -> bool:
    """Whether a title stands right before the word, and the word can be a name."""
    title, sign = tokens.sign(i - 1), tokens.signs[i]
    if title is None or title.kind != "title" or not tokens.adjacent(i):
        return False
    if (sign is not None and sign.kind in ("mask", "title")) or _is_i(tokens, i):
        return False
    shy = tokens.word(i - 1) in cues.SHY_TITLES
    if not tokens.capital(i):
        known = tokens.known(i)
        strange = len(tokens.words[i]) == 1 or not known.english or known.low < _RARE
        if tokens.capital(i - 1) and not strange:  # "Dr. visits"
            return False
        meant = sign is not None or tokens.gap(i).startswith(".") or tokens.word(i - 1) in ("mr", "mrs")
        meant = meant or (strange and tokens.word(i - 1) == "ms")  # "ms" is also a middle school
        return meant and not shy and tokens.word(i) not in cues.NEVER_NAMES
    if sign is None or sign.kind in ("noun", "shy", "place"):
        verb = tokens.word(i - 1) in _VERBS_TOO and tokens.begins(i - 1)
        return not verb and tokens.word(i) not in cues.NEVER_NAMES
    return True


def _is_i(tokens: Tokens, i: int) -> bool:
    """Whether the word is the pronoun: "at Roosevelt MS I'd have quit", but not "Mrs. I. said"."""
    return tokens.word(i) == "i" and not (tokens.words[i] == "I" and tokens.gap(i + 1).startswith("."))


def _capital(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    yield from _right(tokens, i, sign)
    yield from _left(tokens, i, sign)
    yield from after(tokens, i, sign)
    yield from before(tokens, i, sign)
    if sign.kind in _WORDS:
        yield from ambiguous(tokens, i, sign)
    if sign.kind in ("unknown", "noun") and tokens.accented(i):
        yield 0.3, "letters of another language"
    if sign.kind == "unknown" and tokens.begins(i) and tokens.word(i) in tokens.lexicon:
        yield -0.1, ""
    if tokens.shouted(i):
        yield (0.25 if sign.kind != "noun" and tokens.shouting(i) else 0.0), "in capitals"


def _right(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """An initial or a family name after the word, or another name beyond "and"."""
    following = tokens.sign(i + 1)
    if tokens.adjacent(i + 1) and not tokens.possessive(i) and following is not None:
        if following.kind == "initial" and tokens.words[i + 1] != "A":
            yield 0.5, "before an initial"
        elif following.kind in FAMILY and tokens.capital(i + 1) and sign.kind != "noun":
            yield 0.4, "before a family name"
        elif following.kind in _MAYBE and tokens.capital(i + 1):
            thing = tokens.word(i + 2) in cues.THINGS or tokens.word(i + 1) in cues.THINGS
            yield (0.0 if thing or sign.kind in ("noun", "place", "shy") else 0.3), "before a possible family name"
    if tokens.begins(i) and tokens.word(i + 1) == "and" and tokens.capital(i + 2):
        yield from _paired(tokens, i, sign)


def _paired(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """Two names that begin a sentence: "Garrity and Ono", "Price and Park teach the same course"."""
    other = tokens.sign(i + 2)
    act = tokens.known(i + 3).action and not tokens.capital(i + 3)
    if other is None:
        return
    if sign.kind in ("unknown", "surname"):
        if other.kind in CERTAIN | {"surname", "either"} or (act and other.kind in _PAIRED):
            yield 0.15, "paired with a name"
    elif sign.kind in _WORDS and other.kind in _WORDS and act and _family(tokens, i) and _family(tokens, i + 2):
        yield 0.35, "paired with a name"


def _family(tokens: Tokens, i: int) -> bool:
    """Whether a word is a family name too, and no subject of school."""
    return tokens.known(i).surname and tokens.word(i) not in cues.SUBJECTS


def _left(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """An initial or a given name before the word."""
    previous = tokens.sign(i - 1)
    if not tokens.adjacent(i) or previous is None or tokens.possessive(i - 1):
        return
    if previous.kind == "initial" and tokens.words[i - 1] != "A":
        yield 0.5, "after an initial"
    elif previous.kind in CERTAIN and tokens.capital(i - 1):
        yield 0.5, "after a given name"
    elif previous.kind == "noun" and sign.kind == "noun" and tokens.capital(i - 1):
        yield -0.3, ""
    elif previous.kind in ("word", "either") and tokens.capital(i - 1) and sign.kind != "noun":
        yield 0.3, "after a possible given name"
