"""What stands after a capitalised word and makes it a person, or the name of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.doing import does_or_is, role_soon
from pipelines.privacy.signs import Sign
from pipelines.privacy.things import creature, thing
from pipelines.privacy.tokens import Evidence, Tokens

_AGE = re.compile(r", \d{1,2}, $")  # "Gita, 9, said so"
_OWNERS = frozenset(("either", "place", "unknown"))


def after(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What the bearer of the name does or has, is called or is beside."""
    if tokens.possessive(i):
        yield from _owner(tokens, i, sign)
    elif tokens.adjacent(i + 1):
        if sign.kind != "study":
            yield from thing(tokens, i, sign)
        if (not tokens.capital(i + 1) or tokens.shouted(i)) and sign.kind != "place":
            yield from does_or_is(tokens, i, sign)
    elif _AGE.match(tokens.gap(i + 1)):
        yield 0.3, "before an age"
    elif tokens.gap(i + 1).strip() == ",":
        yield from _beside(tokens, i, sign)
    yield from _called(tokens, i, sign)
    if sign.kind != "study" and creature(tokens, i):
        yield -0.6, ""
    if _together(tokens, i):
        yield 0.4, "are people"
    if any(tokens.low[k] in cues.PRONOUNS for k in range(i + 1, min(i + 10, len(tokens)))):
        yield 0.2, "he or she follows"


def _owner(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    yield (0.4 if sign.kind == "word" or tokens.word(i) == "will" else 0.15), "has something"
    following = tokens.word(i + 1)
    if following in cues.KIN:
        yield 0.4, "has a relative"
    elif sign.kind in ("noun", "shy", "strange") and _has(following, tokens.word(i + 2)):
        yield (0.3 if tokens.word(i) not in cues.SEASONS else 0.1), "has what students have"
    elif following in (cues.BODIES if sign.kind == "unknown" else cues.THINGS) and sign.kind in _OWNERS:
        yield -0.3, ""
    elif tokens.capital(i + 1) and tokens.adjacent(i + 1) and tokens.sign(i + 1) is None and sign.kind != "study":
        yield -0.4, ""


def _has(following: str, second: str) -> bool:
    """Whether what students and teachers have stands after a possessive: "Lam's conferencing notes", "Lamb's are"."""
    return following in cues.COPULAS or not cues.BELONGINGS.isdisjoint(
        (following, second, following.removesuffix("s"), second.removesuffix("s"))
    )


def _beside(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What is said of a person after a comma: "Chase, who left", "Nick, one of my fifth graders"."""
    following = tokens.word(i + 1)
    if following in cues.US_STATES and tokens.capital(i + 1) and not tokens.begins(i + 1):
        yield -0.5, ""
    elif following in ("who", "age", "aged"):
        yield 0.5, "before who or an age"
    elif following in cues.OF_OURS and sign.kind != "place" and role_soon(tokens, i):
        yield 0.4, "beside a role"


def _together(tokens: Tokens, i: int) -> bool:
    """Whether the word is one of two of whom the text says "are cousins"."""
    for k in (i + 1, i - 1):
        if tokens.word(k) == "and" and tokens.capital(2 * k - i) and tokens.adjacent(max(i, k)):
            verb = max(i, 2 * k - i) + 1
            near = {tokens.word(n) for n in range(verb + 1, verb + 5)}
            return tokens.word(verb) in ("are", "were") and not near.isdisjoint(cues.RELATED)
    return False


def _called(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """Spoken to, or speaking in a script."""
    gap = tokens.gap(i + 1).strip()
    if tokens.begins(i):
        if gap.startswith(",") and tokens.word(i + 1) in cues.ADDRESS and not tokens.capital(i + 1):
            yield 0.3, "spoken to"
        elif gap.startswith(":") and sign.kind not in ("shy", "noun", "place"):
            yield (0.3 if tokens.shouted(i) else 0.2), "before a colon"
    elif tokens.gap(i).strip() == "," and gap[:1] in ("?", "!") and sign.kind not in ("noun", "unknown"):
        yield 0.2, "spoken to"
