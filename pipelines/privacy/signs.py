"""What a written word by itself says about being a name: looked up once per spelling, then remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.privacy import cues
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.lexicon import GIVEN_RARE, Lexicon, Word
from pipelines.privacy.remembered import Remembered
from pipelines.privacy.study_names import StudyNames
from pipelines.privacy.wordlists import POSSESSIVE, fold, folded, phrases

_REMEMBERED = 100_000  # spellings; memory stays flat whatever the corpus
# Endings by which English makes words that no table lists; what is left must be a word.
_ENDINGS = re.compile(
    r"(?:ing|ings|ed|ly|tion|tions|ness|ment|ments|able|ible|ize|izes|ized|izing|ise|ised|ism|isms|ology|er|ers|est"
    r"|ists?|s|es|al|ally|ity|ities|ful|less|ship|ships|wide|wise|y|ish|ation|ations|'ll|'ve|'re|'d|n't)$"
)
_STARTS = re.compile(
    r"^(?:un|re|pre|non|co|anti|multi|inter|over|under|mini|micro|macro|self|sub|semi|mis|dis|out|tele|cyber|mid|edu"
    r"|eco|bio|geo|meta|neuro|socio|psycho|trans|ultra|super|cross|hyper|extra|intra|post|bi|tri)-?"
)
_JOINED = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Von|Da|Du|Del|O['’]|D['’]|L['’]|Ka|Ja|Ta|Sha|Ra|Fitz|St)[A-Z]")
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
    place, noun (a surname that is also a word), initial or title; `lower` says it is not capitalised,
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
        self._lexicon = lexicon
        self._study = StudyNames(knowledge.people)
        self._places = phrases("places") | {fold(place) for place in knowledge.places}
        self._home = {word for place in knowledge.places for word in fold(place).split()}
        self._allowed = phrases("allow") | {fold(phrase) for phrase in knowledge.allowed}
        self._own_allowed = {fold(phrase) for phrase in knowledge.allowed}
        self.remembered: dict[str, Sign | None] = Remembered(self._look_up)
        self.folded: dict[str, str] = Remembered(folded)
        self.silent: set[str] = set()

    def of(self, written: str) -> Sign | None:
        """The sign of a spelling, or None where it says nothing; `silent` collects the latter."""
        return self.remembered[written]

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
        if base[0].islower():
            return self._small(base, low)
        return self._capital(base, low)

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
        if word.ordinary() or (lower and low in self._lexicon) or (_ENDINGS.search(low) and self._derived(low)):
            return None
        return Sign("study", lower) if self._study.misspelt(low) else None

    def _word(self, base: str) -> Word:
        word = self._lexicon[base.casefold()]
        return word if word.flags or word.low > -20 else self._lexicon[fold(base)]

    def _listed(self, low: str) -> bool:
        return low in self._allowed or low in self._places

    def _small(self, base: str, low: str) -> Sign | None:
        """A word without capital: a name only if it is one and hardly anything else."""
        if "-" in low or "'" in low or len(low) < 3 or low in self._allowed:
            return None
        word = self._word(base)
        if low in cues.WORD_NAMES and (word.ordinary(1.4) or low in cues.MONTHS):
            rare = 0.25 if word.low < -13 and word.casing > 0.0 and low not in cues.MONTHS else 0.0
            return Sign("shy" if low in cues.SHY_NAMES and not rare else "word", True, bonus=rare)
        if low in self._places or low in self._home or word.town:
            if low in phrases("places") or low in self._home:
                return Sign("either", True) if word.given and word.casing >= 1 else None
            if word.given and word.casing >= 1.0:
                return Sign("name", True, town=True)
            return Sign("surname", True) if word.surname and word.casing >= 1 else None
        if word.given and word.casing >= 1.0 and word.low < -12.5:
            return Sign("name", True)
        if word.flags & GIVEN_RARE and word.low <= -17.5 and len(low) >= 4:
            return Sign("name", True)
        if word.listed and (word.casing >= 1.0 or word.low <= -17.5):
            return Sign("surname", True)
        return Sign("unknown", True) if word.low <= -18 and not self._derived(low) and low.isascii() else None

    def _capital(self, base: str, low: str) -> Sign | None:
        if "-" in base:
            return self._compound(base)
        if base.isupper() and len(base) > 1:
            return self._upper(base, low)
        word = self._word(base)
        if low in self._allowed and (base.isascii() or low == "pokemon"):
            if low in _COLOURS:
                return Sign("either", bonus=-0.2)
            return Sign("either") if low in cues.PEOPLE_LIKE_PRODUCTS else None
        asked = word.ordinary(1.4) or low in cues.MONTHS or low in cues.OFFICES
        if low in cues.WORD_NAMES and asked and low not in self._home:
            return Sign("shy" if low in cues.SHY_NAMES else "word")
        if low in self._places or low in self._home or (word.town and not word.ordinary()):
            return self._place(low, word)
        if word.ordinary() and not base.isascii():  # a word of another language, or a name with its accent
            return Sign("unknown", bonus=-0.35)
        if word.ordinary():
            if word.given and word.low < -13.5:
                return Sign("word")
            return Sign("noun") if (word.listed and word.low < -9) or word.low < -15.5 else None
        return self._proper(base, low, word)

    def _place(self, low: str, word: Word) -> Sign | None:
        if low in self._home:
            return Sign("either" if word.given and low not in self._places else "place")
        if word.ordinary():
            return Sign("noun") if word.surname else None
        if low in phrases("places"):
            bonus = 0.1 if low in cues.PEOPLE_BEFORE_PLACES else 0.0
            return Sign("either", bonus=bonus) if word.given and low in cues.PEOPLE_LIKE_PLACES else Sign("place")
        if word.given:
            return Sign("name", town=True)
        return Sign("surname", bonus=-0.1, town=True) if word.surname else Sign("place")

    def _proper(self, base: str, low: str, word: Word) -> Sign | None:
        """A word that is hardly ever written small."""
        if word.given:
            return Sign("name")
        if word.listed:
            return Sign("surname")
        if self._derived(low):
            return None
        inner = any(c.isupper() for c in base[1:])
        if inner and not _JOINED.match(base):
            return None
        if inner:
            return Sign("name")
        if len(low) > 5 and _FAMILY.search(low):
            return Sign("surname")
        return Sign("unknown")

    def _upper(self, base: str, low: str) -> Sign | None:
        """A word all in capitals: a name only if nothing else is called so."""
        if low in cues.INITIALS:
            return Sign("either")
        if len(base) < 3 or low in self._allowed or low in self._places:
            return None
        word = self._word(base)
        if word.ordinary(1.5) or not word.listed:
            return None
        return Sign("either", bonus=-0.1) if word.given else Sign("noun")

    def _compound(self, base: str) -> Sign | None:
        """A hyphenated word: a name if a part is one and every part has its capital."""
        if fold(base) in self._allowed or fold(base) in self._places:
            return None
        parts = [part for part in base.split("-") if part]
        if not all(part[0].isupper() for part in parts) or any(part.isupper() for part in parts):
            return None
        kinds = {sign.kind for part in parts if (sign := self.of(part)) is not None}
        if any(self.of(part) is None for part in parts):
            return Sign("surname") if "name" in kinds or "study" in kinds else None
        for kind in ("study", "name", "surname", "unknown"):
            if kind in kinds:
                return Sign(kind)
        return None

    def _derived(self, low: str) -> bool:
        """Whether it is an English word made of another by a common ending or beginning."""
        stem = _STARTS.sub("", low)
        if stem != low and len(stem) > 3 and self._lexicon[stem].ordinary(0.0, -14.5):
            return True
        stem = _ENDINGS.sub("", low)
        if stem == low or len(stem) < (4 if len(low) - len(stem) < 3 else 3):
            return False
        single = stem[:-1] if stem[-1] == stem[-2] else stem
        forms = (stem, stem + "e", stem[:-1] + "y", single)
        return any(len(form) > 2 and self._lexicon[form].ordinary(0.5, -15.0) for form in forms)


_COLOURS = frozenset(("white", "brown", "black"))
