"""What stands before a capitalised word, and how a name is told from the word that it also is."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import CERTAIN, DOUBTFUL, Sign
from pipelines.privacy.tokens import Evidence, Tokens

_COMPASS = frozenset(["st", "saint", "san", "santa", "north", "south", "east", "west", "new"])


def before(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A role or "named" before the word, or what stands before places and tools."""
    comma = tokens.gap(i).strip() == ","
    near = {tokens.word(k) for k in range(i - 3, i)}
    if not cues.NAMING.isdisjoint(near) and not any(tokens.word(k) in cues.THINGS for k in range(i - 5, i)):
        yield (0.2 if sign.kind == "shy" else 0.45), "named so"
    if not tokens.adjacent(i) and not comma:
        return
    if tokens.word(i - 1) in cues.PEOPLE and not tokens.begins(i) and not (comma and tokens.capital(i - 1)):
        weak = {"shy": 0.3, "noun": 0.45 if comma else 0.05}
        yield weak.get(sign.kind, 0.45), "after a role"
    elif not comma:
        yield from _place_or_tool(tokens, i, sign)


def _place_or_tool(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    word, kind = tokens.word(i - 1), sign.kind
    if word in cues.PLACE_BEFORE and (kind in DOUBTFUL or (sign.town and word != "at")):
        yield -0.4, ""
    elif word == "of" and tokens.word(i - 2) in cues.THINGS and kind != "study":
        yield -0.5, ""
    elif word in _COMPASS and tokens.capital(i - 1):
        yield -0.6, ""
    elif word in cues.SPEECH and kind in ("unknown", "surname", "word", "either"):
        yield 0.2, "after saying"
    elif word in cues.USE_BEFORE and kind in ("unknown", "either", "shy"):
        yield -0.25, ""
    elif word in cues.TOWARD and (kind in ("place", "either") or (kind == "unknown" and word == "from")):
        yield (-0.15 if _moves(tokens, i) else 0.0), ""
    elif word in cues.DETERMINERS and kind not in CERTAIN:
        yield (-0.05 if kind == "surname" else -0.3), ""


def _moves(tokens: Tokens, i: int) -> bool:
    """Whether "to" or "from" before the word is a way rather than giving: "moved to", "a trip to"."""
    return not any(tokens.word(k) in cues.SPEECH or tokens.word(k) in cues.GIVES for k in range(i - 5, i - 1))


def ambiguous(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """For a name that is also a word or a place: a capital in mid-sentence speaks for the name."""
    if sign.kind == "either":
        yield (-0.1 if tokens.begins(i) else 0.0), ""
        yield (-0.3 if _among_places(tokens, i) else 0.0), ""
    elif tokens.word(i) in cues.MONTHS and _month(tokens, i):
        yield -0.8, ""
    else:
        yield from _word(tokens, i, sign)


def _word(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    inside = not tokens.begins(i) and sign.kind != "noun"
    if _heading(tokens, i):
        yield -0.4, ""
    elif inside:
        yield (0.35 if sign.kind == "word" else 0.25), "a capital in mid-sentence"
    if inside and tokens.word(i - 1) in cues.ASKS and tokens.adjacent(i):
        yield 0.15, "is asked or met"
    following = tokens.word(i + 1)
    if following in ("in", "from") and any(tokens.word(k) in cues.PLACES_OF_WORK for k in range(i + 2, i + 6)):
        yield (0.45 if following == "from" else 0.25), "works somewhere"
    second = tokens.sign(i + 2)
    if following == "and" and second is not None and second.kind in CERTAIN:
        yield 0.3, "with a name"


def _among_places(tokens: Tokens, i: int) -> bool:
    """Whether a place stands beside it in a list: "Lynn, Revere and Chelsea"."""
    for step in (-1, 1):
        k, joint = i + step, max(i, i + step)
        if tokens.word(k) in ("and", "or"):
            k += step
        elif tokens.gap(joint).strip() != ",":
            continue
        beside = tokens.sign(k)
        if beside is not None and beside.kind == "place" and tokens.capital(k):
            return True
    return False


def _month(tokens: Tokens, i: int) -> bool:
    """Whether the word is read as a month: "in May", "last June", "April vacation", "May 5"."""
    if tokens.word(i - 1) in cues.MONTH_BEFORE and tokens.adjacent(i):
        return True
    named = any(tokens.word(k) in cues.MONTH_NAMES for k in range(i - 3, i + 4) if k != i)
    number = tokens.gap(i + 1).strip(" ,.-").isdigit() or tokens.gap(i).strip(" ,.-/").isdigit()
    return named or number or (tokens.word(i + 1) in cues.MONTH_AFTER and not tokens.begins(i))


def _heading(tokens: Tokens, i: int) -> bool:
    """Whether a capitalised ordinary word stands right beside it, as in "Genius Hour"."""
    return any(
        tokens.adjacent(max(i, k))
        and tokens.capital(k)
        and tokens.sign(k) is None
        and tokens.words[k] != "I"
        and (k > i or not tokens.begins(k))
        for k in (i - 1, i + 1)
    )
