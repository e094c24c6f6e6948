"""What a written word by itself says about being a name: looked up once per spelling, then remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.privacy import cues
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.lexicon import Lexicon
from pipelines.privacy.remembered import Remembered
from pipelines.privacy.spelling import (
    blended,
    derived,
    english_like,
    has_ending,
    misspelt,
    no_word,
    of_syllables,
    owning,
)
from pipelines.privacy.study_names import StudyNames
from pipelines.privacy.word import GIVEN_RARE, Word
from pipelines.privacy.wordlists import POSSESSIVE, accented, fold, folded, phrases

_REMEMBERED = 100_000  # spellings; memory stays flat whatever the corpus
_JOINED = re.compile(
    r"\w+['’][A-Z]|(?:Mc|Mac|De|Di|La|Le|Van|Von|Da|Du|Del|O['’]|D['’]|L['’]|Ka|Ja|Ta|Sha|Ra|Fitz|St)[A-Z]"
)
# Endings of family names, for those that no list has.
_FAMILY = re.compile(
    r"(?:ov|ova|ev|eva|sky|ski|ska|cki|vich|vic|enko|yan|berg|stein|mann|escu|czyk|wicz|opoulos|elli|etti|ucci|sson|sen"
    r"|[dklnrt]son|dottir|ez|quist|qvist|gaard|oglu|shvili|akis)$"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A spelling's own evidence.

    `kind` is study, name, surname, unknown, word (a given name that is also a word), shy (one so common
    in schools that a capital is not enough), either (a given name that is also a place or a product),
    place, noun (a surname that is also a word), strange (neither listed nor English, without capital or all in
    capitals), initial or title; `lower` says it is not capitalised,
    `bonus` is what the study's own names add; `town` says that it is also a town somewhere.
    """

    kind: str
    lower: bool = False
    bonus: float = 0.0
    town: bool = False


TITLE = Sign("title")
CERTAIN = frozenset(("study", "name"))  # kinds that are names whatever stands around
FAMILY = CERTAIN | {"surname", "unknown"}
DOUBTFUL = frozenset(("unknown", "surname", "either", "place"))


class Signs:
    """The signs of spellings under what a study knows."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._study = StudyNames(knowledge.people)
        self._places = phrases("places") | {fold(place) for place in knowledge.places}
        self._home = {word for place in knowledge.places for word in fold(place).split()}
        self._allowed = phrases("allow") | {fold(phrase) for phrase in knowledge.allowed}
        self._accented = accented("allow") | {phrase.casefold() for phrase in knowledge.allowed}
        self._own_allowed = {fold(phrase) for phrase in knowledge.allowed}
        self.remembered: dict[str, Sign | None] = Remembered(self._look_up)
        self.folded: dict[str, str] = Remembered(folded)
        self.silent: set[str] = set()

    def of(self, written: str) -> Sign | None:
        """The sign of a spelling, or None where it says nothing; `silent` collects the latter."""
        return self.remembered[written]

    def founder(self, low: str) -> bool:
        """Whether a folded word is a place or a family name and hardly anything else, as schools are named."""
        word = self.lexicon[low]
        return (low in self._places or word.listed or word.town) and word.casing >= 1.0 and not word.ordinary()

    def trim(self) -> None:
        """Forget when too much was remembered, so that memory stays flat; not while a text is being read."""
        if len(self.remembered) > _REMEMBERED:
            self.remembered.clear()
            self.silent.clear()
        if len(self.folded) > _REMEMBERED:
            self.folded.clear()

    def _look_up(self, written: str) -> Sign | None:
        sign = self._make(written)
        if sign is None:
            self.silent.add(written)
        return sign

    def _make(self, written: str) -> Sign | None:
        base = POSSESSIVE.sub("", written)
        low = fold(base)
        if low in cues.TITLES and (low not in cues.SHY_TITLES or base[:1].isupper()):
            return TITLE
        if len(base) == 1:
            return Sign("initial") if (base.isupper() and base not in "IA") or written == "A" else None
        if low in self._own_allowed:
            return None
        study = self._of_study(base, low)
        if study is not None:
            return study
        if no_word(low):
            return None
        return self._small(base, low) if base[0].islower() else self._capital(base, low)

    def _of_study(self, base: str, low: str) -> Sign | None:
        """The sign of a name of the study's people; names that are words or places stay in question."""
        lower = base[0].islower()
        if low in self._study.words:
            word = self._word(base)
            if low in cues.WORD_NAMES or word.ordinary():
                return Sign("shy" if low in cues.SHY_NAMES else "word", lower, 0.3)
            return Sign("either", lower, 0.2) if low in self._home else Sign("study", lower)
        if low in self._home or "-" in low or self._listed(low):
            return None
        word = self._word(base)
        if word.ordinary() or (lower and low in self.lexicon) or (has_ending(low) and derived(self.lexicon, low)):
            return None
        return Sign("study", lower) if self._study.misspelt(low) else None

    def _word(self, base: str) -> Word:
        word = self.lexicon[base.casefold()]
        return word if word.flags or word.low > -20 else self.lexicon[fold(base)]

    def _listed(self, low: str) -> bool:
        return low in self._allowed or low in self._places

    def _small(self, base: str, low: str) -> Sign | None:
        """A word without capital: a name only if it is one and hardly anything else."""
        if "-" in low or "'" in low or low in self._allowed or low in cues.OFFICES:
            return None
        if low in cues.INITIALS:
            return Sign("either", True)
        word = self._word(base)
        if len(low) < 3 and low not in _SHORT:
            return None
        if word.given and not word.english and -1 < word.casing < 1 and word.low < -12.5:
            return Sign("name", True, bonus=-0.3)
        rarely = word.low < -14.5 and (-0.5 if word.english else -2) < word.casing < 1
        if word.given and rarely and not word.town and low not in cues.WORD_NAMES:
            return Sign("either", True)
        if low in cues.WORD_NAMES and (word.ordinary(1.4) or low in cues.MONTHS):
            rare = 0.25 if word.low < -13 and word.casing > -0.3 and low not in cues.MONTHS else 0.0
            return Sign("shy" if low in cues.SHY_NAMES and not rare else "word", True, bonus=rare)
        if low in self._places or low in self._home or word.town:
            return self._small_place(low, word)
        return self._small_name(low, word)

    def _small_place(self, low: str, word: Word) -> Sign | None:
        if low in phrases("places") or low in self._home:
            return Sign("either", True) if word.given and word.casing >= 1 else None
        if word.given and word.casing >= 1.0:
            return Sign("name", True, town=True)
        return Sign("surname", True) if word.surname and word.casing >= 1 else None

    def _small_name(self, low: str, word: Word) -> Sign | None:
        if word.sure or (word.flags & GIVEN_RARE and word.low <= -17.5 and len(low) >= 4):
            return Sign("name", True)
        if word.listed and (word.casing >= 1.0 or word.low <= -17.5):
            return Sign("surname", True)
        if owning(self.lexicon, low):
            return Sign("name", True, bonus=-0.1)
        if word.low > -18 or derived(self.lexicon, low) or not low.isascii():
            return None
        slip = (
            len(low) < 4
            or english_like(low)
            or blended(self.lexicon, low)
            or misspelt(self.lexicon, low, self._allowed)
        )
        return Sign("unknown" if slip else "strange", True)

    def _capital(self, base: str, low: str) -> Sign | None:
        if "-" in base:
            return self._compound(base)
        if base.isupper() and len(base) > 1:
            return self._upper(base, low)
        word = self._word(base)
        if low in self._allowed and (base.isascii() or base.casefold() in self._accented):
            if low in _COLOURS:
                return Sign("either", bonus=-0.2)
            return Sign("either") if low in cues.PEOPLE_LIKE_PRODUCTS else None
        asked = word.ordinary(1.4) or low in cues.MONTHS or low in cues.OFFICES
        if low in cues.WORD_NAMES and asked and low not in self._home:
            city = word.town and low in self._places
            return Sign("shy" if low in cues.SHY_NAMES else "word", town=city)
        if low in self._places or low in self._home or (word.town and not word.ordinary()):
            return self._place(low, word)
        return self._ordinary(base, low, word) if word.ordinary() else self._proper(base, low, word)

    def _ordinary(self, base: str, low: str, word: Word) -> Sign | None:
        """A word that is mostly written small: English, of another language, or a name that English has no word for."""
        if not base.isascii():
            return Sign("unknown", bonus=-0.35)
        if word.given and not word.english and word.low < -11.5 and word.casing > -2.5:
            return Sign("name", bonus=-0.1) if word.casing > -1 else Sign("word")
        if word.given and word.low < -13.5:
            return Sign("word")
        if not (word.english or word.listed) and word.low < -13.5 and not derived(self.lexicon, low):
            return Sign("unknown", bonus=-0.3)
        if low in cues.LINKS or low in cues.ADVERBS:
            return None
        if word.familiar or (word.listed and word.low < -8.8):
            return Sign("noun", bonus=0.05, town=word.town)
        return Sign("noun") if word.low < -15.5 else None

    def _place(self, low: str, word: Word) -> Sign | None:
        if low in self._home:
            return Sign("either" if word.given and low not in self._places else "place")
        if word.ordinary():
            return Sign("noun", town=True) if word.surname else None
        if low in phrases("places"):
            bonus = 0.1 if low in cues.PEOPLE_BEFORE_PLACES else 0.0
            return Sign("either", bonus=bonus) if word.given and low in cues.PEOPLE_LIKE_PLACES else Sign("place")
        if word.given:
            return Sign("name", town=True)
        return Sign("surname", bonus=-0.1, town=True) if word.surname else Sign("unknown", bonus=-0.35, town=True)

    def _proper(self, base: str, low: str, word: Word) -> Sign | None:
        """A word that is hardly ever written small."""
        if word.given:
            return Sign("name")
        if word.listed:
            return Sign("surname")
        if (derived(self.lexicon, low) and base.isascii()) or low.removesuffix("s") in self._allowed:
            return None
        if word.far:
            return Sign("unknown", bonus=-0.3, town=True)
        if any(c.isupper() for c in base[1:]):
            return Sign("name") if _JOINED.match(base) else None
        if len(low) > 5 and _FAMILY.search(low):
            return Sign("surname")
        return Sign("unknown", bonus=-0.25 if blended(self.lexicon, low) else 0.0)

    def _upper(self, base: str, low: str) -> Sign | None:
        """A word all in capitals: a name only if nothing else is called so."""
        if low in cues.INITIALS:
            return Sign("either")
        if len(base) < 3 or low in self._allowed or low in self._places:
            return None
        word = self._word(base)
        if not (word.listed or word.english or low in self.lexicon) and len(base) > 4:
            slip = (
                derived(self.lexicon, low) or blended(self.lexicon, low) or misspelt(self.lexicon, low, self._allowed)
            )
            return None if slip else Sign("strange")
        if word.ordinary(1.5) or not word.listed:
            return None
        if word.given:
            return Sign("name", bonus=-0.1) if len(base) > 5 and not word.town else Sign("either", bonus=-0.1)
        return (
            Sign("noun")
            if word.english or word.low > -15 or len(base) < 4
            else Sign("surname", bonus=-0.25, town=word.town)
        )

    def _compound(self, base: str) -> Sign | None:
        """A hyphenated word: a name if a part is one and every part has its capital."""
        if fold(base) in self._allowed or fold(base) in self._places:
            return None
        parts = [part for part in base.split("-") if part]
        if len(parts) == 2 and parts[1][0].islower():
            second = self._word(parts[1])
            named = (fold(parts[0]) not in self._allowed or not second.english) and of_syllables(self.lexicon, *parts)
            return Sign("name", bonus=-0.1) if named else None
        if not all(part[0].isupper() for part in parts) or any(part.isupper() for part in parts):
            return None
        kinds = {sign.kind for part in parts if (sign := self.of(part)) is not None}
        if any(self.of(part) is None for part in parts):
            return Sign("surname") if "name" in kinds or "study" in kinds else None
        for kind in ("study", "name", "surname", "unknown"):
            if kind in kinds:
                return Sign(kind)
        return None


_SHORT = frozenset(("bo", "jo", "mo", "ty"))  # names of two letters that stand for nothing else
_COLOURS = frozenset(("white", "brown", "black"))
