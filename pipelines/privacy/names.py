"""Finds the names of people in a text: a quick look-up of its words, and a closer reading only of candidates."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from pipelines.privacy import cues
from pipelines.privacy.context import AFTER_TITLE, score
from pipelines.privacy.extents import first_word, initials, last_word
from pipelines.privacy.findings import Finding
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.lexicon import Lexicon
from pipelines.privacy.signs import FAMILY, TITLE, Sign, Signs
from pipelines.privacy.surroundings import LEAST, WHY, chance
from pipelines.privacy.tokens import Tokens
from pipelines.privacy.wordlists import POSSESSIVE, words_of
from pipelines.privacy.wordlists import phrases as listed_phrases

THRESHOLD = 0.41
_NO_LETTERS = frozenset("AIaiosuw")  # words, and what stands for one: "or", "you", "with"
_IN_LIST = ", in a list of names"
_SETTLED = frozenset(("mask", "title", "initial"))
_FREQUENT = -13.0  # log-probability of a word that is met in any text
_DISMISSED = -0.1  # below this so much speaks against a name that its surroundings cannot make it one
_PLACING = cues.PLACE_BEFORE | cues.DETERMINERS  # after these a strange word is a town or a thing
_PLAIN = frozenset(("word", "shy", "noun", "unknown"))  # without a capital, words of English or slips of the keys
_BARELY = 0.1  # a word without a capital and with less than this has nothing at all that makes it a name
_SURE = 0.6  # what is at least this surely a name is one elsewhere in the text too
DOUBT = 0.09  # what is at least this near to a name is listed for a person to look at
# Signs that never start a name on their own; a text with no other is not read further.
_WEAK = frozenset(("place", "mask"))
_WEAK_SMALL = frozenset(("noun", "shy", "unknown"))
_DOUBTED = FAMILY | {"word", "either"}


class Candidate(NamedTuple):
    """A word that may be a name: where it stands in the text, the text's words, its place among them, and what is
    known of it before its surroundings are weighed."""

    start: int
    end: int
    tokens: Tokens
    i: int
    sign: Sign
    score: float


class NameDetector:
    """Person findings of one text at a time, under what the study knows."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._signs = Signs(knowledge, lexicon)
        self._phrases: dict[str, dict[str, list[tuple[str, ...]]]] = {}  # by the first word, then by the second
        own = (*knowledge.allowed, *knowledge.places)
        for phrase in (*listed_phrases("allow"), *listed_phrases("places"), *lexicon.places, *own):
            words = words_of(phrase)
            if len(words) > 1:
                self._phrases.setdefault(words[0], {}).setdefault(words[1], []).append(words)
        for entries in (entries for by_second in self._phrases.values() for entries in by_second.values()):
            entries.sort(key=len, reverse=True)

    @property
    def silent(self) -> set[str]:
        """The spellings looked up so far that name nobody."""
        return self._signs.silent

    def founder(self, word: str) -> bool:
        """Whether a word without capital is a place or a family name, as schools are named."""
        return self._signs.founder(word)

    def read(self, text: str, words: Set[str]) -> tuple[list[Finding], list[Finding]]:
        """The names in the text, in order, without overlap, and its doubts: capitalised words that came near to
        being names. `words` are its words as written."""
        self._signs.trim()
        # A list, not a generator: every new word must be looked up once to become silent.
        signs = [sign for sign in map(self._signs.of, words - self._signs.silent) if sign is not None]
        if all(_is_weak(sign) for sign in signs) and not _worth_reading(words, signs):
            return [], []
        tokens = Tokens(text, self._signs)
        covered = self._covered(tokens)
        scores = self._scores(tokens, covered)
        for i in _open(tokens, covered, scores):
            scores[i] = _reconsidered(tokens, i, *scores[i])
        taken = {i for i, (value, _) in enumerate(scores) if value >= THRESHOLD}
        return list(self._groups(tokens, taken, scores, covered)), list(self._doubts(tokens, scores))

    def candidates(self, text: str) -> Iterator[Candidate]:
        """The words of a text on which their surroundings are asked, to fit and measure the weights of these."""
        tokens = Tokens(text, self._signs)
        covered = self._covered(tokens)
        scores = self._scores(tokens, covered)
        for i in _open(tokens, covered, scores):
            if (sign := tokens.signs[i]) is not None and scores[i][1] != AFTER_TITLE:
                yield Candidate(tokens.starts[i], tokens.ends[i], tokens, i, sign, scores[i][0])

    def _doubts(self, tokens: Tokens, scores: list[tuple[float, str]]) -> Iterator[Finding]:
        for i, (value, why) in enumerate(scores):
            if DOUBT <= value < THRESHOLD and tokens.capital(i) and (sign := tokens.signs[i]) and sign.kind in _DOUBTED:
                yield Finding(tokens.starts[i], tokens.ends[i], "person", why, round(value, 2))

    def _covered(self, tokens: Tokens) -> set[int]:
        """Words inside phrases that name nobody; a phrase that is followed by a surname is a name after all."""
        covered: set[int] = set()
        ends: set[str] = set()
        phrases = self._phrases
        if phrases.keys().isdisjoint(tokens.low):
            return covered
        for i, word in [(i, word) for i, word in enumerate(tokens.low) if word in phrases]:
            for phrase in phrases[word].get(tokens.word(i + 1), ()):
                end = i + len(phrase)
                if tuple(tokens.low[i:end]) != phrase or any(_apart(tokens.gap(k)) for k in range(i + 1, end)):
                    continue
                if tokens.capital(i) or any(tokens.signs[i:end]):
                    covered.update(range(i, end))
                    ends.add(phrase[-1])
                    break
        return covered | {i for i, word in enumerate(tokens.low) if word in ends and _again(tokens, i)}

    def _scores(self, tokens: Tokens, covered: set[int]) -> list[tuple[float, str]]:
        scores = [(0.0, "")] * len(tokens)
        candidates = [i for i, sign in enumerate(tokens.signs) if sign is not None and i not in covered]
        titled = [i + 1 for i in candidates if tokens.signs[i] == TITLE and i + 1 < len(tokens)]
        for i in {*candidates, *titled} - covered:
            scores[i] = score(tokens, i)
        for i in _after_offices(tokens) if not cues.LETTERED.isdisjoint(tokens.low) else ():
            scores[i] = 0.6, "after a role"
        for i in (*candidates, *reversed(candidates)):
            value, why = scores[i]
            sign = tokens.signs[i]
            if sign is None or sign.kind == "place" or (sign.lower and sign.kind == "shy"):
                continue
            if 0.0 < value < THRESHOLD and not why.endswith(_IN_LIST) and _listed(tokens, scores, i):
                more = 0.5 if sign.kind == "noun" and not tokens.begins(i) and not tokens.adjacent(i + 1) else 0.35
                scores[i] = (value + more, why + _IN_LIST)
        return _alike(tokens, scores, candidates)

    def _groups(
        self, tokens: Tokens, taken: set[int], scores: list[tuple[float, str]], covered: set[int]
    ) -> Iterator[Finding]:
        done = -1
        for i in sorted(taken | set(initials(tokens, covered))):
            if i <= done:
                continue
            first, last = first_word(tokens, i, covered, done), last_word(tokens, i, covered)
            done = last
            best, why = max((scores[k] for k in range(i, last + 1)), key=lambda pair: pair[0])
            start = tokens.starts[first]
            end = tokens.ends[last] - len(tokens.words[last]) + len(POSSESSIVE.sub("", tokens.words[last]))
            if tokens.gap(last + 1).startswith(".") and len(tokens.words[last]) == 1:
                end += 1
            yield Finding(start, end, "person", why or "initials", round(min(best or 0.6, 1.0), 2))


def _apart(gap: str) -> bool:
    """Whether words with this between them are no phrase: "It's Will, it's always Will"."""
    return gap != " " and (gap == ", " or any(sign in gap for sign in '\n;:?!()"“”'))


def _is_weak(sign: Sign) -> bool:
    # Of the nouns those that no list of family names has are too many to read on for.
    return sign.kind in (_WEAK_SMALL if sign.lower else _WEAK) or (sign.kind == "noun" and not sign.bonus)


def _worth_reading(words: Set[str], signs: list[Sign]) -> bool:
    """Whether a text of only weak signs has words that may make one of them a name."""
    return not words.isdisjoint(cues.NAMING) or _lettered(words) or _small_names(words, signs)


def _small_names(words: Set[str], signs: list[Sign]) -> bool:
    """Whether a word without capital may be a name after all: "my cousin tou", "summer says"."""
    kinds = {sign.kind for sign in signs if sign.lower}
    return ("unknown" in kinds and not words.isdisjoint(cues.RELATIVES)) or (
        "shy" in kinds and not words.isdisjoint(cues.SAYING)
    )


def _lettered(words: Set[str]) -> bool:
    """Whether somebody may be called by an office and a letter, without capitals: "coach v"."""
    return not words.isdisjoint(cues.LETTERED) and any(len(word) == 1 and word not in _NO_LETTERS for word in words)


def _after_offices(tokens: Tokens) -> Iterator[int]:
    """The letters without capital that stand for a name after an office."""
    for i, word in enumerate(tokens.words):
        letter = len(word) == 1 and word.islower() and word not in _NO_LETTERS
        office = letter and tokens.low[i - 1] in cues.LETTERED and tokens.adjacent(i)
        if office and not tokens.gap(i + 1).startswith(("-", "/", "'")):
            yield i


def _again(tokens: Tokens, i: int) -> bool:
    """Whether the word may stand for a phrase that was named in full: "Parks" after "Rosa Parks"."""
    previous = tokens.sign(i - 1)
    return tokens.capital(i) and not (tokens.adjacent(i) and previous is not None and tokens.capital(i - 1))


def _alike(tokens: Tokens, scores: list[tuple[float, str]], candidates: list[int]) -> list[tuple[float, str]]:
    """The scores, in which a word that surely is a name elsewhere in the text counts for more."""
    sure = {tokens.low[i] for i in candidates if scores[i][0] >= _SURE and tokens.capital(i)}
    for i in candidates if sure else ():
        value, why = scores[i]
        if 0.0 < value < THRESHOLD and tokens.capital(i) and tokens.low[i] in sure:
            scores[i] = (value + (0.15 if tokens.begins(i) else 0.35), why + ", a name elsewhere")
    return scores


def _open(tokens: Tokens, covered: set[int], scores: list[tuple[float, str]]) -> Iterator[int]:
    """The words whose surroundings may decide, because not too much speaks against a name."""
    for i, sign in enumerate(tokens.signs):
        if sign is None or sign.kind in _SETTLED or i in covered or scores[i][0] <= _DISMISSED:
            continue
        placed = tokens.word(i - 1) in _PLACING and tokens.adjacent(i)
        plain = sign.lower and (sign.kind in _PLAIN or scores[i][0] < _BARELY)
        plain = plain or (sign.kind == "noun" and not sign.bonus) or tokens.word(i) in cues.MONTHS
        plain = plain or (sign.kind == "unknown" and sign.bonus < 0) or (sign.kind == "shy" and tokens.begins(i))
        # "Small", "Long", "Best": what often begins a sentence as a word.
        plain = plain or (sign.kind == "noun" and tokens.begins(i) and tokens.known(i).low > _FREQUENT)
        if not placed and not plain:
            yield i


def _reconsidered(tokens: Tokens, i: int, value: float, why: str) -> tuple[float, str]:
    """The score, at the threshold where the words around one that came short make it likely to be a name."""
    sign = tokens.signs[i]
    if value >= THRESHOLD or sign is None or chance(tokens, i, sign, value) < LEAST:
        return value, why
    return THRESHOLD, f"{why}, {WHY}"


def _listed(tokens: Tokens, scores: list[tuple[float, str]], i: int) -> bool:
    """Whether the word stands in "Name, Name and it" beside one that is a name."""
    for step in (-1, 1):
        k = i + step
        if tokens.word(k) in ("and", "or", "&") and tokens.adjacent(max(i, k)):
            k += step
        elif tokens.gap(max(i, k)).strip() not in (",", "&"):
            continue
        beside = tokens.sign(k)
        if beside is not None and (scores[k][0] >= THRESHOLD or beside.kind == "mask"):
            return True
    return False
