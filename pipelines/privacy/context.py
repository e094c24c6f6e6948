"""How far a candidate's surroundings make it the name of a person: a score from 0 to 1, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import POSSESSIVE, Sign
from pipelines.privacy.tokens import Tokens

# What a spelling counts before anything around it is read: with a capital, and without.
_BASE = {
    "study": 0.9, "name": 0.8, "surname": 0.6, "unknown": 0.5, "word": 0.3, "shy": 0.1, "either": 0.4, "place": 0.1,
    "noun": 0.05, "initial": 0.0,
}  # fmt: skip
_SMALL = {"study": 0.8, "name": 0.6, "surname": 0.1, "unknown": 0.02, "word": 0.02, "shy": 0.02, "either": 0.2}
_CERTAIN = frozenset(("study", "name"))
_FAMILY = frozenset(("study", "name", "surname", "unknown"))
_DOUBTFUL = frozenset(("unknown", "surname", "either", "place"))

Evidence = tuple[float, str]


def score(tokens: Tokens, i: int) -> Evidence:
    """How surely the word at i names a person, and why."""
    sign = tokens.signs[i]
    if sign is None:
        return (1.0, "after a title") if _titled(tokens, i) else (0.0, "")
    if sign.kind in ("mask", "title") or (sign.kind == "initial" and not _titled(tokens, i)):
        return 0.0, ""
    if _titled(tokens, i):
        return 1.0, "after a title"
    base = (_SMALL if sign.lower else _BASE).get(sign.kind, 0.0) + sign.bonus
    gather = _small if sign.lower else _capital
    reasons = [*gather(tokens, i, sign)]
    total = base + sum(value for value, _ in reasons)
    return total, ", ".join([f"{sign.kind} by list", *(why for value, why in reasons if value > 0)])


def _titled(tokens: Tokens, i: int) -> bool:
    """Whether a title stands right before the word, and the word can be a name."""
    before, title = tokens.sign(i - 1), tokens.word(i - 1)
    if before is None or before.kind != "title" or not tokens.adjacent(i):
        return False
    sign, shy = tokens.signs[i], title in cues.SHY_TITLES
    if not tokens.capital(i):
        dotted = tokens.gap(i).startswith(".")
        known = sign is not None or dotted or title in ("mr", "mrs")
        return known and not shy and tokens.word(i) not in cues.NEVER_NAMES
    if sign is None or sign.kind in ("noun", "shy", "place"):
        return not (shy and tokens.begins(i - 1)) and tokens.word(i) not in cues.NEVER_NAMES
    return True


def _capital(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    yield from _neighbours(tokens, i, sign)
    yield from _after(tokens, i, sign)
    yield from _before(tokens, i, sign)
    if sign.kind in ("word", "shy", "noun", "either"):
        yield from _ambiguous(tokens, i, sign)
    if sign.kind in ("unknown", "noun"):
        if not tokens.low[i].isascii() or POSSESSIVE.sub("", tokens.words[i]).casefold() != tokens.low[i]:
            yield 0.3, "letters of another language"
        if tokens.begins(i) and sign.kind == "unknown":
            yield -0.1, ""


def _neighbours(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A given name before, a family name after, initials on either side."""
    after, before = tokens.sign(i + 1), tokens.sign(i - 1)
    if tokens.adjacent(i + 1) and not tokens.possessive(i) and after is not None:
        if after.kind == "initial" and tokens.words[i + 1] not in ("I", "A"):
            yield 0.5, "before an initial"
        elif after.kind in _FAMILY and tokens.capital(i + 1) and sign.kind != "noun":
            yield 0.4, "before a family name"
        elif after.kind in ("noun", "word", "either", "place") and tokens.capital(i + 1):
            thing = tokens.word(i + 2) in cues.THINGS or tokens.word(i + 1) in cues.THINGS
            yield (0.0 if thing or sign.kind in ("noun", "place", "shy") else 0.3), "before a possible family name"
    if tokens.begins(i) and tokens.word(i + 1) == "and" and sign.kind in ("unknown", "surname"):
        other = tokens.sign(i + 2)
        if other is not None and tokens.capital(i + 2) and other.kind in ("study", "name", "surname", "either"):
            yield 0.15, "paired with a name"
    if tokens.adjacent(i) and before is not None and not tokens.possessive(i - 1):
        if before.kind == "initial" and tokens.words[i - 1] not in ("I", "A"):
            yield 0.5, "after an initial"
        elif before.kind in _CERTAIN and tokens.capital(i - 1):
            yield 0.5, "after a given name"
        elif before.kind in ("word", "either") and tokens.capital(i - 1) and sign.kind != "noun":
            yield 0.3, "after a possible given name"


def _after(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What a person does or has, or what makes the word the name of a thing."""
    following = tokens.word(i + 1)
    if tokens.possessive(i):
        yield (0.4 if sign.kind == "word" else 0.15), "has something"
        if tokens.word(i + 1) in cues.KIN:
            yield 0.4, "has a relative"
        elif following in cues.THINGS and sign.kind in ("unknown", "either", "place"):
            yield -0.3, ""
        elif tokens.capital(i + 1) and tokens.adjacent(i + 1) and tokens.sign(i + 1) is None:
            yield (-0.4 if sign.kind != "study" else 0.0), ""
    elif tokens.adjacent(i + 1):
        family = sign.kind == "name" and tokens.capital(i + 1) and tokens.sign(i + 1) is not None
        if following in cues.THINGS and sign.kind != "study" and not family:
            yield (-0.6 if tokens.capital(i + 1) or sign.kind in _DOUBTFUL else -0.1), ""
        if following == "of" and tokens.capital(i + 2) and sign.kind != "study":
            yield -0.5, ""
        if not tokens.capital(i + 1) and sign.kind != "place":
            yield from _verb(tokens, i, following)
    elif tokens.gap(i + 1).strip() == "," and following == "who":
        yield 0.5, "before who"
    elif tokens.gap(i + 1).strip() == "," and following in cues.OF_OURS and sign.kind != "place":
        if any(tokens.word(k) in cues.PEOPLE or tokens.word(k) in cues.STUDENTS for k in range(i + 2, i + 7)):
            yield 0.4, "beside a role"
    yield from _called(tokens, i, sign)
    if _pronoun_follows(tokens, i):
        yield 0.2, "he or she follows"


def _called(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """Spoken to, or speaking in a script."""
    after = tokens.gap(i + 1).strip()
    if tokens.begins(i):
        if after.startswith(",") and tokens.word(i + 1) in cues.ADDRESS and not tokens.capital(i + 1):
            yield 0.3, "spoken to"
        elif after.startswith(":") and sign.kind not in ("shy", "noun", "place"):
            yield 0.2, "before a colon"
    elif tokens.gap(i).strip() == "," and after[:1] in ("?", "!") and sign.kind not in ("noun", "unknown"):
        yield 0.2, "spoken to"


def _verb(tokens: Tokens, i: int, following: str) -> Iterator[Evidence]:
    if following in cues.SPEECH:
        yield 0.4, "says or feels"
    elif following in cues.HUMAN_ACTS and tokens.word(i + 2) != "of":
        yield 0.42, "does what people do"
    elif tokens.word(i) in ("will", "may") and following in cues.FINITE:
        yield 0.45, "does"
    elif following in cues.ACTS or (
        len(following) > 4 and following.endswith("ed") and following not in cues.ADJECTIVES
    ):
        yield 0.3, "does"
    elif len(following) > 3 and following.endswith("s") and following[-2] not in "sui" and tokens.begins(i):
        yield 0.1, "perhaps does"
    elif following in cues.MODALS and tokens.word(i + 2) in cues.DOES:
        yield 0.35, "can do"
    elif following in cues.COPULAS and tokens.word(i + 2) in cues.STATES:
        yield 0.25, "is"
    elif following == "and" and tokens.word(i + 2) in ("i", "me"):
        yield 0.4, "and I"


def _pronoun_follows(tokens: Tokens, i: int) -> bool:
    return any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 10, len(tokens))))


def _before(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A role, or what stands before places and tools."""
    before = tokens.word(i - 1)
    comma = tokens.gap(i).strip() == ","
    near = [tokens.word(k) for k in range(i - 3, i)]
    if not cues.NAMING.isdisjoint(near) and not any(tokens.word(k) in cues.THINGS for k in range(i - 5, i)):
        yield (0.2 if sign.kind == "shy" else 0.45), "named so"
    if not tokens.adjacent(i) and not comma:
        return
    if before in cues.PEOPLE and not tokens.begins(i) and (tokens.adjacent(i) or not tokens.capital(i - 1)):
        yield (0.3 if sign.kind == "shy" else 0.05 if sign.kind == "noun" and not comma else 0.45), "after a role"
    elif comma:
        return
    elif before in cues.PLACE_BEFORE and (sign.kind in _DOUBTFUL or (sign.town and before != "at")):
        yield -0.4, ""
    elif before == "of" and tokens.word(i - 2) in cues.THINGS and sign.kind != "study":
        yield -0.5, ""
    elif before in ("st", "saint", "san", "santa", "north", "south", "east", "west", "new") and tokens.capital(i - 1):
        yield -0.6, ""
    elif before in cues.SPEECH and sign.kind in ("unknown", "surname", "word", "either"):
        yield 0.2, "after saying"
    elif before in cues.USE_BEFORE and sign.kind in ("unknown", "either", "shy"):
        yield -0.25, ""
    elif (
        before in cues.TOWARD
        and _moves(tokens, i)
        and (sign.kind in ("place", "either") or (sign.kind, before) == ("unknown", "from"))
    ):
        yield -0.15, ""
    elif before in cues.DETERMINERS and sign.kind not in ("study", "name"):
        yield (-0.05 if sign.kind == "surname" else -0.3), ""


def _moves(tokens: Tokens, i: int) -> bool:
    """Whether "to" or "from" before the word is a way rather than giving: "moved to", "a trip to"."""
    return not any(tokens.word(k) in cues.SPEECH or tokens.word(k) in cues.GIVES for k in range(i - 5, i - 1))


def _ambiguous(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """For a name that is also a word: a capital in mid-sentence speaks for the name, a heading against it."""
    if sign.kind == "either":
        if tokens.begins(i):
            yield -0.1, ""
        if _among_places(tokens, i):
            yield -0.3, ""
        return
    if tokens.word(i) in cues.MONTHS and _month(tokens, i):
        yield -0.8, ""
        return
    if _heading(tokens, i):
        yield -0.4, ""
    elif not tokens.begins(i) and sign.kind != "noun":
        yield (0.35 if sign.kind == "word" else 0.25), "a capital in mid-sentence"
    if tokens.word(i - 1) in cues.ASKS and tokens.adjacent(i) and sign.kind != "noun" and not tokens.begins(i):
        yield 0.15, "is asked or met"
    if tokens.word(i + 1) in ("in", "from") and any(tokens.word(k) in cues.PLACES_OF_WORK for k in range(i + 2, i + 6)):
        yield (0.45 if tokens.word(i + 1) == "from" else 0.25), "works somewhere"
    if tokens.word(i + 1) == "and" and (nxt := tokens.sign(i + 2)) is not None and nxt.kind in _CERTAIN:
        yield 0.3, "with a name"


def _among_places(tokens: Tokens, i: int) -> bool:
    """Whether a place stands beside it in a list: "Lynn, Revere and Chelsea"."""
    for k, joint in ((i - 1, i), (i + 1, i + 1)):
        if tokens.word(k) in ("and", "or"):
            k, joint = (k - 1, k) if k < i else (k + 1, k)
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
    for k, joint in ((i - 1, i), (i + 1, i + 1)):
        if tokens.adjacent(joint) and tokens.capital(k) and tokens.sign(k) is None and tokens.words[k] != "I":
            if k == i + 1 or not tokens.begins(k):
                return True
    return False


def _small(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """For a word without a capital."""
    before, following, after = tokens.word(i - 1), tokens.word(i + 1), tokens.sign(i + 1)
    if tokens.adjacent(i):
        if before in ("named", "called", "nicknamed") and sign.kind not in ("unknown",):
            yield 0.6, "named so"
        elif before in ("is", "me") and tokens.word(i - 2) in ("name", "called", "call", "nickname"):
            yield 0.6, "named so"
        elif before in cues.PEOPLE and sign.kind in ("name", "surname", "either", "study"):
            yield (0.45 if before in cues.OFFICES else 0.3), "after a role"
        left = tokens.sign(i - 1)
        if left is not None and left.lower and left.kind in ("name", "study") and sign.kind != "shy":
            yield 0.3, "after a given name"
    if tokens.adjacent(i + 1) and after is not None and after.lower and after.kind in ("surname", "study"):
        yield (
            (0.0 if sign.kind == "shy" else 0.55 if sign.kind in ("word", "name", "either") else 0.48),
            "before a family name",
        )
    elif (
        len(following) == 1 and following not in ("i", "a") and (last := tokens.sign(i + 2)) is not None and last.lower
    ):
        if tokens.adjacent(i + 2) and sign.kind != "shy" and last.kind in ("surname", "name", "unknown", "study"):
            yield 0.6, "before an initial"
    if not tokens.adjacent(i) and tokens.gap(i).strip() == "," and before in cues.PEOPLE and sign.kind != "shy":
        yield 0.45, "beside a role"
    if sign.kind in ("shy", "unknown", "surname"):
        return
    if before in cues.ASKS and tokens.adjacent(i) and before not in ("was", "for", "by", "from", "does", "did", "do"):
        yield 0.25, "is asked or met"
    if tokens.possessive(i) and (following in cues.KIN or tokens.word(i + 2) in cues.KIN):
        yield 0.5, "has a relative"
    if (
        following in cues.SPEECH
        or following in cues.ACTS
        or (following in cues.MODALS and tokens.word(i + 2) in cues.DOES)
    ):
        near = any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 5, len(tokens))))
        starts = tokens.begins(i) or before in cues.CONJUNCTIONS or before in cues.PRONOUNS
        plain = not any(word[0].isupper() for word in tokens.words)
        yield (0.3 if near else 0.1) + (0.2 if starts else 0.0) + (0.2 if plain else 0.0), "does"
