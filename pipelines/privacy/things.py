"""What makes a capitalised word the name of a thing, an animal or a hero, by what stands after it."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import DOUBTFUL, Sign
from pipelines.privacy.tokens import Evidence, Tokens

_NOT_THINGS = cues.PEOPLE | cues.RELATED | cues.KIN | cues.STUDENTS | cues.LINKS | cues.ADVERBS


def thing(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A thing that is named by the word: "Lexia program", "Dean of Students", "Skye is an island"."""
    following, capital = tokens.word(i + 1), tokens.capital(i + 1)
    if capital and following in cues.FEATURES and not tokens.possessive(i + 1):
        yield -0.8, ""
    elif following in cues.THINGS and _of_the_word(tokens, i, sign):
        lesson = following in cues.EPOCHS or (tokens.word(i - 1) in cues.DETERMINERS and tokens.adjacent(i))
        yield (-0.6 if capital or lesson or sign.kind in DOUBTFUL else -0.1), ""
    elif tokens.shouted(i + 1) and not tokens.shouted(i) and tokens.sign(i + 1) is None:
        yield -0.35, ""
    elif following in ("is", "was", "are") and _is_thing(tokens, i + 2):
        yield -0.5, ""
    if following == "of" and (tokens.capital(i + 2) or (tokens.begins(i) and tokens.known(i).english)):
        yield -0.5, ""
    if not capital and ((tokens.begins(i) and _compound(tokens, i)) or _attribute(tokens, i)):
        yield -0.5, ""


def creature(tokens: Tokens, i: int) -> bool:
    """Whether a hero or an animal bears the name: "Tyler the Creator", "Ferdinand the bull", "our hamster Pickles"."""
    the = tokens.word(i + 1) == "the" and tokens.adjacent(i + 1)
    if the and tokens.begins(i) and tokens.capital(i + 2) and tokens.word(i + 2) not in cues.PEOPLE:
        return True
    near = {tokens.word(k) for k in range(i + 2, i + 5)} if the else set()
    if tokens.adjacent(i) or tokens.gap(i).strip() == ",":
        near.add(tokens.word(i - 1))
    if tokens.word(i - 1) in cues.NAMING:
        near |= {tokens.word(k) for k in range(i - 5, i - 1)}
    return not near.isdisjoint(cues.CREATURES)


def _of_the_word(tokens: Tokens, i: int, sign: Sign) -> bool:
    """Whether the thing after the word is called by it, and is no family name and no verb ("Alvarez books it")."""
    family = sign.kind == "name" and tokens.capital(i + 1) and tokens.sign(i + 1) is not None
    thing_done = tokens.adjacent(i + 2) and (tokens.word(i + 2) in cues.OBJECTS or tokens.capital(i + 2))
    return not family and not (tokens.verb(i + 1) and thing_done)


def _is_thing(tokens: Tokens, k: int) -> bool:
    """Whether the words from k on call something a thing: "an island", "our library catalog"."""
    if tokens.word(k) not in cues.DETERMINERS:
        return False
    found = False
    for n in range(k + 1, k + 5):
        word = tokens.word(n)
        if word in cues.PEOPLE or word in cues.STUDENTS:
            return False
        if not tokens.adjacent(n) or word in cues.LINKS:
            break
        found = found or word in cues.THINGS or word in cues.KINDS
    return found


def _compound(tokens: Tokens, i: int) -> bool:
    """Whether a word and the plural after it are a thing that does or is something: "Reed instruments need"."""
    following, second = tokens.word(i + 1), tokens.word(i + 2)
    if not tokens.known(i + 1).plural or following in cues.COPULAS or not tokens.adjacent(i + 2):
        return False
    finite = second in cues.COPULAS or second in cues.MODALS or tokens.known(i + 2).action
    return tokens.known(i).english and following not in cues.DEEDS and finite and second not in cues.ADVERBS


def _attribute(tokens: Tokens, i: int) -> bool:
    """Whether a thing follows that the word tells apart, as in "Dakota tribes" and "Jasmine rice".

    Not so in "the Hernandez twins" and "we gave Jayden paper".
    """
    following, before = tokens.word(i + 1), tokens.word(i - 1)
    if len(following) < 4 or following in _NOT_THINGS or not tokens.known(i + 1).thing:
        return False
    return tokens.begins(i) or not (before in cues.HANDS or before in cues.ASKS)
