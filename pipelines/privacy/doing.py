"""What a capitalised word is said to do or to be, by the words right after it."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import Sign
from pipelines.privacy.tokens import Evidence, Tokens

_SOMEBODY = cues.DOERS | cues.PEOPLE | cues.RELATED
_NO_DEEDS = cues.COPULAS | cues.ADJECTIVES


def does_or_is(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """The strongest single reason that the verb after the word gives for a person."""
    following = tokens.word(i + 1)
    reason = _deed(tokens, i, sign) or (_being(tokens, i, sign) if following in cues.COPULAS else None)
    if reason is not None:
        yield reason
    elif following in cues.MODALS and tokens.word(i + 2) in cues.DOES:
        yield 0.35, "can do"
    elif following in cues.MODALS and not tokens.begins(i) and tokens.known(i + 2).action:
        yield 0.2, "can do"
    elif following == "and" and tokens.word(i + 2) in ("i", "me"):
        yield 0.4, "and I"
    elif following.endswith("ing") and tokens.word(i - 1) in cues.WATCHED and tokens.known(i + 1).english:
        yield 0.2, "is doing"
    elif len(following) > 3 and following.endswith("s") and following[-2] not in "sui" and tokens.begins(i):
        yield 0.1, "perhaps does"


def role_soon(tokens: Tokens, i: int) -> bool:
    """Whether a word for people follows soon after the next: "Nick, one of my fifth graders"."""
    return any(tokens.word(k) in cues.PEOPLE or tokens.word(k) in cues.STUDENTS for k in range(i + 2, i + 7))


def _deed(tokens: Tokens, i: int, sign: Sign) -> Evidence | None:
    following = tokens.word(i + 1)
    if sign.kind == "either" and following in cues.OF_TOWNS:
        return 0.15, "does"
    if following in cues.SPEECH:
        return 0.4, "says or feels"
    if sign.kind == "noun" and following in cues.SINGULAR and tokens.known(i).plural and tokens.known(i).familiar:
        return 0.4, "is one"
    if following == "needs" and sign.kind == "noun" and tokens.begins(i):
        return 0.1, "needs something, as things do too"
    if following in cues.HUMAN_ACTS and tokens.word(i + 2) != "of":
        return 0.42, "does what people do"
    if tokens.word(i) in ("will", "may") and (following in cues.FINITE or following in cues.MODALS):
        return 0.45, "does"
    return _deed_by_form(tokens, i)


def _deed_by_form(tokens: Tokens, i: int) -> Evidence | None:
    """By the forms of English: a verb that more than a plural noun it must be, by what stands after it."""
    following, second = tokens.word(i + 1), tokens.word(i + 2)
    verb = tokens.verb(i + 1) and following not in _NO_DEEDS and tokens.adjacent(i + 2)
    if verb and second in cues.OBJECTS:
        return (0.4 if second in cues.PERSONAL else 0.3), "does something"
    if following in cues.ACTS or _past(following) or (tokens.known(i + 1).broke and not following.endswith("ed")):
        return 0.3, "does"
    if verb and second in ("and", "then") and tokens.word(i + 3) in cues.DEEDS:
        return 0.4, "does and does"
    if verb and tokens.begins(i) and following not in cues.OF_THINGS and _object(tokens, i + 2):
        return 0.3, "does something"
    return None


def _being(tokens: Tokens, i: int, sign: Sign) -> Evidence | None:
    second = tokens.word(i + 2)
    going = second.endswith("ing") and second not in cues.OF_PROCESSES
    if second in cues.FEELINGS or (going and (sign.kind == "word" or not tokens.begins(i))):
        alone = not tokens.adjacent(i + 3) or tokens.word(i + 3) in cues.LINKS or tokens.word(i + 3) == "and"
        return (0.4 if second in cues.FEELINGS and alone else 0.25), "is as people are"
    if second == "in" and any(tokens.word(k) in cues.CLASSES for k in range(i + 4, i + 7)):
        return 0.45, "is in a class"
    if _is_somebody(tokens, i + 2):
        return 0.4, "is somebody"
    if second in cues.STATES:
        thing = second in cues.OWNERS and sign.kind != "unknown" and not role_soon(tokens, i + 1)
        return (0.0 if thing else 0.25), "is"
    return None


def _is_somebody(tokens: Tokens, k: int) -> bool:
    """Whether the words from k on say who or what sort of person somebody is: "the best speller", "what we call"."""
    if tokens.word(k) == "what":
        return tokens.word(k + 2) in cues.NAMING
    if tokens.word(k) in cues.DETERMINERS:
        for n in range(k + 1, k + 4):
            if not tokens.adjacent(n):
                break
            if tokens.word(n) in _SOMEBODY:
                return True
    return False


def _object(tokens: Tokens, k: int) -> bool:
    """Whether the word at k, after a verb or a plural, goes with a verb: "pays attention", "waits quietly"."""
    word, known = tokens.word(k), tokens.known(k)
    if word in cues.LINKS or word in cues.COPULAS:
        return False
    return word in cues.ADVERBS or word.endswith("ly") or (known.english and not known.action)


def _past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed") and word not in cues.ADJECTIVES
