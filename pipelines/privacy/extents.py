"""How far a name reaches from a word that is one: initials, given names, particles, family names, suffixes."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.tokens import Tokens

_PARTS = frozenset(
    ("study", "name", "surname", "unknown", "word", "either", "place", "noun", "initial", "shy", "strange")
)
_PARTS_SMALL = frozenset(("study", "name", "surname", "unknown", "strange"))
_NICK = frozenset(("big", "lil", "mister", "missus"))  # "Big E"
_COMMON = frozenset(["will", "may", "mark", "hope", "chase", "drew", "art", "case", "rich", "bill", "long"])


def initials(tokens: Tokens, covered: set[int]) -> Iterator[int]:
    """Where two or more initials with dots stand for a name, as in "J. R. helps"."""
    for i, sign in enumerate(tokens.signs):
        if sign is None or sign.kind != "initial" or i in covered:
            continue
        run = i
        while tokens.adjacent(run + 1) and (nxt := tokens.sign(run + 1)) is not None and nxt.kind == "initial":
            run += 1
        joined = "".join(tokens.low[i : run + 1])
        several = run > i and tokens.gap(run + 1).startswith(".") and joined not in cues.ABBREVIATIONS
        office = (
            run == i and tokens.word(i - 1) in cues.OFFICES | _NICK and tokens.capital(i - 1) and tokens.adjacent(i)
        )
        if several or office or (run == i and _told(tokens, i)):
            yield i
        elif run == i and tokens.gap(i + 1).startswith(".") and tokens.adjacent(i + 1):
            following = tokens.sign(i + 1)
            family = following is not None and following.kind in ("surname", "unknown", "name", "study")
            if (family and tokens.capital(i + 1)) or _alone(tokens, i):
                yield i


def _alone(tokens: Tokens, i: int) -> bool:
    """Whether an initial with a dot stands for somebody: "M. broke down", "I sat with M. and waited"."""
    if tokens.begins(i):
        return tokens.verb(i + 1)
    return not tokens.capital(i + 1) and tokens.adjacent(i) and tokens.word(i - 1) in cues.ASKS


def _told(tokens: Tokens, i: int) -> bool:
    """Whether a letter without a dot stands for somebody: "Ask T about the reading nook"."""
    letter = tokens.words[i] not in ("A", "I", "X") and tokens.gap(i + 1) in (" ", ", ")
    return letter and tokens.adjacent(i) and tokens.word(i - 1) in cues.OF_PEOPLE and not tokens.capital(i + 1)


def last_word(tokens: Tokens, i: int, covered: set[int]) -> int:
    """The last word of the name that holds the word at i."""
    last = i
    while True:
        k = last + 1
        while tokens.word(k) in cues.PARTICLES and tokens.adjacent(k) and k - last < 3 and not tokens.capital(k):
            k += 1
        if tokens.possessive(last) or not all(tokens.adjacent(n) for n in range(last + 1, k + 1)):
            break
        if not _is_part(tokens, i, k, covered):
            break
        last = k
    suffix = tokens.word(last + 1) in cues.SUFFIXES and tokens.capital(last + 1)
    return last + 1 if suffix and tokens.gap(last + 1).strip() in ("", ",") else last


def _is_part(tokens: Tokens, i: int, k: int, covered: set[int]) -> bool:
    sign = tokens.sign(k)
    if sign is None or k in covered or sign.kind not in _PARTS:
        return False
    if sign.kind == "initial" and not tokens.capital(i):
        return False
    if sign.kind == "initial":
        return (tokens.gap(k + 1).startswith((".", " ")) and tokens.words[k] not in ("I", "A")) or _dot(tokens, k)
    if sign.lower:
        lower = not tokens.capital(i)
        return (lower and sign.kind in _PARTS_SMALL) or (
            lower and sign.kind == "word" and tokens.word(k) not in _COMMON
        )
    if tokens.word(k + 1) in cues.THINGS and tokens.capital(k + 1) and sign.kind in ("place", "noun"):
        return False
    return tokens.capital(k)


def _dot(tokens: Tokens, k: int) -> bool:
    return tokens.gap(k + 1).startswith(".")


def first_word(tokens: Tokens, i: int, covered: set[int], done: int) -> int:
    """The first word of the name that holds the word at i: initials, given names and titles before it."""
    first = i
    while first - 1 > done and tokens.adjacent(first):
        sign = tokens.sign(first - 1)
        if sign is None or first - 1 in covered:
            break
        if sign.kind == "title":
            first -= 1
            continue
        if sign.kind not in _PARTS or tokens.possessive(first - 1) or tokens.capital(first - 1) != tokens.capital(i):
            break
        if (sign.kind in ("noun", "shy") and tokens.begins(first - 1)) or tokens.words[first - 1] in ("I", "A"):
            break
        first -= 1
    return first
