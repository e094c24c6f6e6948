"""What stands before a capitalised word, and how a name is told from the word that it also is."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.privacy import cues
from pipelines.privacy.signs import CERTAIN, DOUBTFUL, Sign
from pipelines.privacy.tokens import Evidence, Tokens

_WAYS = frozenset((("from", "to"), ("between", "and")))
# What names of places begin with.
_COMPASS = frozenset(
    "camp cape east fort ft lake mount mt new north port saint san santa south st west".split()  # noqa: SIM905
)
_CONTRACTED = frozenset("he here how it let she that there what where who".split())  # noqa: SIM905
_OWNED = frozenset(("' ", "’ "))
_SPOKEN = frozenset(("speak", "speaking", "speaks", "spoken"))


def before(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """A role or "named" before the word, or what stands before places and tools."""
    comma = tokens.gap(i).strip() == ","
    yield from _announced(tokens, i, sign)
    if not tokens.adjacent(i) and not comma:
        return
    if tokens.word(i) in cues.FEATURES and tokens.capital(i - 1) and not (comma or tokens.begins(i - 1)):
        yield -0.8, ""
    yield from _company(tokens, i, sign)
    if tokens.word(i - 1) in cues.PEOPLE and not tokens.begins(i) and not (comma and tokens.capital(i - 1)):
        office = tokens.word(i - 1) in cues.OFFICES and tokens.capital(i - 1) and not tokens.capital(i + 1)
        weak = {"shy": 0.3, "noun": 0.45 if comma or office else 0.05}
        yield weak.get(sign.kind, 0.45), "after a role"
    elif not comma:
        yield from _place_or_tool(tokens, i, sign)


def _announced(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """That somebody is named so; or that somebody has the thing that the word is: "the Young Authors' Fair"."""
    owned = i and ((tokens.possessive(i - 1) and tokens.adjacent(i)) or tokens.gap(i) in _OWNED)
    if sign.kind in ("noun", "word", "shy") and owned and tokens.word(i - 1) not in _CONTRACTED:
        yield -0.3, ""
    near = {tokens.word(k) for k in range(i - 3, i)}
    named = not cues.NAMING.isdisjoint(near) and not any(tokens.word(k) in cues.THINGS for k in range(i - 5, i))
    if named and tokens.word(i - 1) not in cues.LINKS:  # "not to name names, but Pearson"
        yield (0.2 if sign.kind == "shy" else 0.45), "named so"


def _company(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """What the word is listed with, or the end of which way it is."""
    if tokens.word(i - 1) == "and" and tokens.word(i - 2) in cues.PERSONS and not tokens.capital(i + 1):
        yield 0.3, "and I"
    if sign.kind in ("unknown", "either", "surname") and _among_things(tokens, i):
        yield -0.3, ""
    if sign.kind != "study" and _among_public(tokens, i):
        yield -0.5, ""
    if sign.town and sign.kind in ("unknown", "surname") and _among_places(tokens, i):
        yield -0.3, ""
    if _way(tokens, i) and kind_of_place(sign):
        yield -0.6, ""


def _place_or_tool(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    word, kind = tokens.word(i - 1), sign.kind
    has = tokens.possessive(i) and tokens.word(i + 1) in cues.BELONGINGS | cues.KIN  # "in Ferrante's room"
    if word in cues.PLACE_BEFORE and (kind in DOUBTFUL or (sign.town and word != "at")):
        yield (0.0 if has else -0.4), ""
    elif word == "and" and kind_of_place(sign) and tokens.word(i - 3) in ("in", "near") and tokens.capital(i - 2):
        yield (-0.5 if kind_of_place(tokens.sign(i - 2)) else 0.0), ""
    elif (word in _COMPASS and tokens.capital(i - 1)) or (word == "from" and kind == "noun" and sign.town):
        yield (-0.6 if word in _COMPASS else -0.3), ""
    elif word in cues.TOWARD and (kind in ("place", "either") or (kind == "unknown" and word == "from")):
        yield (-0.15 if _moves(tokens, i) else 0.0), ""
    elif word in _SPOKEN and not tokens.begins(i):
        yield -0.5, ""
    else:
        yield from _tool(tokens, i, sign)


def _tool(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    word, kind = tokens.word(i - 1), sign.kind
    if word == "of" and tokens.word(i - 2) in cues.THINGS and kind != "study":
        yield -0.5, ""
    elif word in cues.SPEECH and kind in ("unknown", "surname", "word", "either"):
        yield 0.2, "after saying"
    elif word in cues.USE_BEFORE and kind in ("unknown", "either", "shy"):
        yield -0.25, ""
    elif word == "the" and kind in ("unknown", "surname") and tokens.word(i + 1) in cues.OF_FAMILIES:
        yield (0.1 if tokens.low[i].endswith("s") else 0.0), "a family"
    elif word in cues.DETERMINERS and kind not in CERTAIN:
        yield (-0.05 if kind == "surname" else -0.3), ""


def kind_of_place(sign: Sign | None) -> bool:
    """Whether a word may be a town as well."""
    return sign is not None and (sign.town or sign.kind in ("place", "either"))


def _way(tokens: Tokens, i: int) -> bool:
    """Whether the word is an end of a way between two towns: "the bus from Madison to Lawrence"."""
    before, after = (tokens.word(i - 1), tokens.word(i + 1)), (tokens.word(i - 3), tokens.word(i - 1))
    for pair, other, start in ((before, i + 2, i - 1), (after, i - 2, i - 3)):
        sign = tokens.sign(other)
        if pair in _WAYS and tokens.capital(other) and (sign is None or kind_of_place(sign)):
            return not any(
                tokens.word(k) in cues.SPEECH or tokens.word(k) in cues.GIVES for k in range(start - 3, start)
            )
    return False


def _moves(tokens: Tokens, i: int) -> bool:
    """Whether "to" or "from" before the word is a way rather than giving: "moved to", "a trip to"."""
    return not any(tokens.word(k) in cues.SPEECH or tokens.word(k) in cues.GIVES for k in range(i - 5, i - 1))


def ambiguous(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    """For a name that is also a word or a place: a capital in mid-sentence speaks for the name."""
    if tokens.word(i - 1) in cues.WANTS and tokens.word(i + 1) == "to" and tokens.known(i + 2).action:
        yield 0.35, "is to do something"
    elif tokens.word(i - 1) in cues.PLACED and sign.kind != "strange" and tokens.adjacent(i):
        yield (0.25 if tokens.word(i + 1) in cues.LINKS else 0.0), "is placed"
    if sign.kind == "either":
        yield from _of_a_class(tokens, i)
        yield (-0.1 if tokens.begins(i) and not tokens.shouted(i) else 0.0), ""
        yield (-0.3 if _among_places(tokens, i) or _beside_place(tokens, i) else 0.0), ""
    elif tokens.word(i) in cues.MONTHS and _month(tokens, i):
        yield -0.8, ""
    else:
        yield from _word(tokens, i, sign)


def _word(tokens: Tokens, i: int, sign: Sign) -> Iterator[Evidence]:
    inside = not tokens.begins(i) and sign.kind not in ("noun", "strange")
    if _heading(tokens, i):
        yield -0.4, ""
    elif sign.kind == "noun" and _bare(tokens, i):
        is_so = tokens.possessive(i - 1)  # "it's Wise"
        yield ((0.35 if is_so else 0.3) if tokens.known(i).listed else 0.2), "a capital without an article"
    elif tokens.begins(i) and tokens.words[i].lower() in tokens.words and tokens.known(i + 1).action:
        yield 0.25, "the word stands beside"
    elif inside:
        yield (0.35 if sign.kind == "word" or tokens.word(i) == "will" else 0.25), "a capital in mid-sentence"
    thanked = tokens.word(i - 1) == "you" and tokens.word(i - 2) == "thank"
    if sign.kind == "shy" and _bare(tokens, i) and tokens.word(i) not in cues.SUBJECTS | cues.SEASONS:
        yield 0.1, "without an article"
    met = inside or (sign.kind in ("noun", "strange") and tokens.word(i - 1) != "from" and not tokens.begins(i))
    met = met and (tokens.word(i) not in cues.SUBJECTS or tokens.word(i - 1) in cues.OF_PEOPLE)
    if met and (thanked or tokens.word(i - 1) in cues.ASKS) and tokens.adjacent(i):
        yield 0.15, "is asked or met"
    following = tokens.word(i + 1)
    if following in ("in", "from") and any(tokens.word(k) in cues.PLACES_OF_WORK for k in range(i + 2, i + 6)):
        yield (0.45 if following == "from" else 0.25), "works somewhere"
    second = tokens.sign(i + 2)
    if following == "and" and second is not None and second.kind in CERTAIN:
        yield 0.3, "with a name"


def _of_a_class(tokens: Tokens, i: int) -> Iterator[Evidence]:
    """For a name that is also a place: "Paris from period 2"."""
    if tokens.word(i + 1) == "from" and tokens.word(i + 2) in cues.OF_A_DAY:
        yield 0.4, "is in a class"


def _bare(tokens: Tokens, i: int) -> bool:
    """Whether a capitalised noun stands without an article where English wants one, unless it is a name:
    "next door to Law", "and Best is leaving"."""
    before, known = tokens.word(i - 1), tokens.known(i)
    leading = tokens.capital(i - 1) and before not in cues.BARE
    if tokens.begins(i) or not tokens.adjacent(i) or leading or (known.plural and not known.surname):
        return False
    if tokens.gap(i + 1).strip()[:1].isdigit():  # "from Day 1"
        return False
    contracted = tokens.possessive(i - 1) and before in _CONTRACTED  # "in sixth it's Wise"
    return (
        contracted
        or before in cues.ASKS
        or before in cues.CONJUNCTIONS
        or before in cues.BARE
        or before == "you"
        or tokens.verb(i - 1)
    )


def _among_places(tokens: Tokens, i: int) -> bool:
    """Whether a place stands beside it in a list: "Lynn, Revere and Chelsea"."""
    for step in (-1, 1):
        k, joint = i + step, max(i, i + step)
        if tokens.word(k) in ("and", "or"):
            k += step
        elif tokens.gap(joint).strip() != ",":
            continue
        beside = tokens.sign(k)
        if (
            beside is not None
            and (beside.kind == "place" or (beside.town and beside.kind in ("unknown", "surname")))
            and tokens.capital(k)
        ):
            return True
    return False


def _small_town(sign: Sign) -> bool:
    return sign.town and sign.kind == "unknown"


def _among_things(tokens: Tokens, i: int) -> bool:
    """Whether what stands before it in a list is written with a capital and nobody's name: "Siri and Alexa"."""
    k = i - 1
    if tokens.word(k) in ("and", "or") and tokens.adjacent(i):
        k -= 1
    elif tokens.gap(i).strip() != ",":
        return False
    listed = tokens.gap(i + 1).strip() in (",", ".", ";", "") and not tokens.adjacent(i + 1)
    if tokens.gap(i).strip() == "," and not (listed or tokens.word(i + 1) in ("and", "or")):
        return False  # "pulled for ELD, Kou for speech"
    named = tokens.capital(k) and not tokens.begins(k) and len(tokens.words[k]) > 1
    return named and tokens.sign(k) is None and tokens.word(k) not in cues.PEOPLE | cues.KIN


def _among_public(tokens: Tokens, i: int) -> bool:
    """Whether somebody of history or of lessons stands beside it in a list: "Roosevelt, Kennedy, Obama"."""
    for k in (i - 1, i + 1):
        if tokens.gap(max(i, k)) == ", " and tokens.capital(k) and tokens.sign(k) is None:
            known = tokens.known(k)
            if known.surname and known.casing >= 1.0 and not known.town:
                return True
    return False


def _beside_place(tokens: Tokens, i: int) -> bool:
    """Whether a town begins the clause that goes with this one: "Norton said no, Mansfield said maybe"."""
    signs = ((k, tokens.sign(k)) for k in range(i + 2, i + 10) if tokens.gap(k).strip() == ",")
    return tokens.begins(i) and any(
        sign is not None and sign.kind == "place" and tokens.capital(k) for k, sign in signs
    )


def _month(tokens: Tokens, i: int) -> bool:
    """Whether the word is read as a month: "in May", "last June", "April vacation", "May 5"."""
    if tokens.word(i - 1) in cues.MONTH_BEFORE and tokens.adjacent(i):
        return True
    if (tokens.word(i + 1) == "or" and tokens.word(i + 2) in cues.MONTHS) or (
        tokens.word(i - 1) == "or" and tokens.word(i - 2) in cues.MONTHS
    ):
        return True
    named = any(tokens.word(k) in cues.MONTH_NAMES for k in range(i - 3, i + 4) if k != i)
    named = named or any(tokens.word(k) == "month" for k in range(i + 1, i + 6))
    number = tokens.gap(i + 1).strip(" ,.-").isdigit() or tokens.gap(i).strip(" ,.-/").isdigit()
    return named or number or (tokens.word(i + 1) in cues.MONTH_AFTER and not tokens.begins(i))


def _heading(tokens: Tokens, i: int) -> bool:
    """Whether a capitalised ordinary word stands right beside it, as in "Genius Hour"."""
    if tokens.shouted(i) and tokens.shouting(i):
        return False
    return any(
        tokens.adjacent(max(i, k))
        and tokens.capital(k)
        and tokens.sign(k) is None
        and tokens.words[k] != "I"
        and (not tokens.possessive(i) if k > i else not tokens.begins(k))
        for k in (i - 1, i + 1)
    )
