"""What stands around a word without a capital and makes it the name of a person."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import CERTAIN, FAMILY, Sign
from pipelines.privacy.tokens import Evidence, Tokens

_NAMED = frozenset(("named", "called", "nicknamed"))
_NAME_IS = frozenset(("name", "called", "call", "calls", "nickname"))
_BY_OTHERS = frozenset(["was", "for", "by", "from", "does", "did", "do"])
_OF_PEOPLE = frozenset(("ask", "asked", "asks", "thank", "thanks", "told"))
_ANY = frozenset(("about", "and", "by", "did", "do", "does", "for", "from", "is", "like", "to", "was"))
_UNSURE = frozenset(("shy", "unknown", "surname", "strange"))
_VERBS = frozenset(("will", "may", "mark", "drew", "rose", "hope", "chase", "bill", "wade", "skip", "trip", "pat"))
_US = frozenset(("i", "me", "he", "him", "she", "her", "his"))


def small(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """Reasons for taking a word without capital for a name; against it speaks its low base."""
    if tokens.adjacent(i):
        yield from _left(tokens, i, sign)
    elif tokens.gap(i).strip() == "," and tokens.word(i - 1) in cues.PEOPLE and sign.kind != "shy":
        yield 0.45, "beside a role"
    elif len(tokens.word(i - 1)) == 1 and tokens.gap(i) in (". ", ".") and sign.kind in FAMILY | {"strange"}:
        yield 0.5, "after an initial"
    yield from _right(tokens, i, sign)
    if sign.kind not in _UNSURE:
        yield from _sure(tokens, i, sign)
    elif sign.kind == "shy":
        clause = tokens.begins(i) or tokens.word(i - 1) in ("and", "because", "but", "when")
        yield (0.5 if clause and tokens.word(i + 1) in cues.SAYING else 0.0), "says"
    else:
        yield from _strange(tokens, i, sign.kind == "unknown")


def _left(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    word, left = tokens.word(i - 1), tokens.sign(i - 1)
    if (word in _NAMED and sign.kind != "unknown") or (word in ("is", "me") and tokens.word(i - 2) in _NAME_IS):
        yield 0.6, "named so"
    elif word in ("the", "a", "an", "this", "every", "each") and sign.kind != "study":
        yield -0.4, ""
    elif word in cues.PEOPLE and sign.kind in ("name", "surname", "either", "study"):
        yield (0.45 if word in cues.OFFICES or _ours(tokens, i) else 0.3), "after a role"
    elif word in cues.PEOPLE and sign.kind in ("strange", "unknown") and _ours(tokens, i):
        yield (0.35 if sign.kind == "strange" else 0.2), "after a role"
    elif word in cues.CALLED and sign.kind == "word" and tokens.word(i) not in _VERBS and _calls(tokens, i):
        yield 0.45, "after a role"
    if word in cues.SHY_TITLES and _addressed(tokens, i, sign):
        yield 0.6, "after a title"
    if left is not None and left.lower and left.kind in ("name", "study") and sign.kind != "shy":
        yield 0.3, "after a given name"


def _addressed(tokens: Tokens, i: int, sign: Sign) -> bool:
    """Whether "miss" or "sr." without capital before the word is a title and no verb."""
    if tokens.gap(i).startswith("."):
        return True
    if tokens.word(i - 1) == "miss" and tokens.gap(i - 1).strip() == "," and sign.kind in ("strange", "unknown"):
        return True  # "the para, miss yoli, reads"
    given = sign.kind in CERTAIN | {"surname"} or (sign.kind == "word" and tokens.known(i).given)
    return given and tokens.word(i - 1) == "miss" and tokens.word(i - 2) not in cues.MISSING


def _right(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    if sign.kind == "shy" or not tokens.adjacent(i + 1):
        return
    following, second = tokens.sign(i + 1), tokens.sign(i + 2)
    if following is not None and following.lower and following.kind in ("surname", "study", "strange"):
        yield (0.55 if sign.kind in ("word", "name", "either") else 0.48), "before a family name"
    elif second is not None and second.lower and second.kind in FAMILY and tokens.adjacent(i + 2):
        letter = tokens.word(i + 1)
        yield (0.6 if len(letter) == 1 and letter not in "ia" else 0.0), "before an initial"


def _is_doing(tokens: Tokens, i: int) -> bool:
    """Whether the word begins a sentence and is doing something to somebody: "angel is teaching me"."""
    return tokens.begins(i) and tokens.word(i + 2).endswith("ing") and tokens.word(i + 3) in cues.PERSONAL | {"us"}


def _sure(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What is done by or to people, for words that are given names."""
    before, following = tokens.word(i - 1), tokens.word(i + 1)
    if before in cues.ASKS and tokens.adjacent(i) and before not in _BY_OTHERS:
        countable = sign.kind == "word" and tokens.word(i) in cues.COUNTABLE
        yield (0.5 if (before in _OF_PEOPLE and sign.kind == "word") or countable else 0.25), "is asked or met"
    elif (
        sign.kind == "word" and tokens.word(i) in cues.COUNTABLE and tokens.adjacent(i) and _article_missing(tokens, i)
    ):
        yield 0.3, "without an article"
        if any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 12, len(tokens)))):
            yield 0.15, "he or she follows"
    if tokens.possessive(i) and (following in cues.KIN or tokens.word(i + 2) in cues.KIN):
        yield 0.5, "has a relative"
    second = tokens.word(i + 2)
    can = following in cues.MODALS and second in cues.DOES
    if following in cues.COPULAS and (second in cues.STATES if sign.kind == "name" else _is_doing(tokens, i)):
        yield (0.25 if sign.kind == "name" else 0.5), "is"
    done = tokens.verb(i + 1) and following not in cues.COPULAS and second in cues.OBJECTS
    if can or done or following in cues.SPEECH or following in cues.ACTS:
        near = any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 5, len(tokens))))
        starts = tokens.begins(i) or before in cues.CONJUNCTIONS or before in cues.PRONOUNS
        plain = not any(word[0].isupper() for word in tokens.words)
        yield (0.3 if near else 0.1) + (0.2 if starts else 0.0) + (0.2 if plain else 0.0), "does"


def _ours(tokens: Tokens, i: int) -> bool:
    """Whether the role before a word is one person's: "my cousin dashaun", "the tech lady svitlana"."""
    return not tokens.word(i - 1).endswith("s") and any(tokens.word(k) in cues.OF_OURS for k in range(i - 4, i - 1))


def _calls(tokens: Tokens, i: int) -> bool:
    """Whether an office before a word is a form of address: "tell coach ray", but not "the coach may"."""
    return tokens.word(i - 2) not in cues.DETERMINERS and tokens.word(i - 2) != "my"


def _article_missing(tokens: Tokens, i: int) -> bool:
    """Whether a verb stands right before a word that as a thing has an article: "they moved destiny to honors"."""
    return (tokens.verb(i - 1) or tokens.word(i - 1) in cues.LETS) and not tokens.known(i + 1).thing


def _strange(tokens: Tokens, i: int, slip: bool) -> Iterator[Evidence]:
    """What is done by or to people, for a word that English does not know and no list of given names has.

    `slip` says that it may be a misspelt word, of which more is asked.
    """
    before, following, second = tokens.word(i - 1), tokens.word(i + 1), tokens.word(i + 2)
    if tokens.word(i).endswith("s") and following in cues.BELONGINGS | cues.KIN and not tokens.possessive(i):
        yield 0.4, "has something"
    elif (before in cues.USE_BEFORE and tokens.adjacent(i)) or following in cues.THINGS:
        yield -0.3, ""
    elif before in cues.ASKS - _ANY and tokens.adjacent(i):
        yield (0.35 if before in _OF_PEOPLE and not slip else 0.15), "is asked or met"
    if before in cues.LETS and tokens.known(i + 1).action:
        yield 0.3, "is let do something"
    with_us = before in cues.PERSONS and following == "and"  # "me tavita and junior"
    if (before == "and" and tokens.word(i - 2) in cues.PERSONS) or (following == "and" and second in _US) or with_us:
        yield 0.4, "and I"
    if tokens.possessive(i):
        yield (0.4 if following in cues.KIN or following in cues.BELONGINGS else 0.2), "has something"
    elif following in cues.DEEDS:
        yield (0.25 if slip or following not in cues.SPEECH | cues.HUMAN_ACTS else 0.35), "does what people do"
    elif following in cues.COPULAS and (second in cues.STATES or second.endswith("ing")):
        yield 0.2, "is"
    if any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 8, len(tokens)))):
        yield (0.1 if slip else 0.2), "he or she follows"
