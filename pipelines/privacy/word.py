"""What is known of one word: who and what is called so, what English makes of it, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.privacy.english import BASE, ENGLISH, PAST, PLURAL, THING, THIRD

GIVEN, GIVEN_RARE, SURNAME, TOWN, FAR, FAMILIAR = 1, 2, 4, 8, 1024, 2048  # between them the flags of english.py
ABSENT = -20.0  # below the least log-probability of the table


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word: flags of the name lists, log-probability of its lower-case form, and how
    much likelier (in natural logarithms) the capitalised form is."""

    flags: int = 0
    low: float = ABSENT
    casing: float = 0.0

    @property
    def given(self) -> bool:
        """Whether it is a given name in the United States."""
        return bool(self.flags & GIVEN)

    @property
    def listed(self) -> bool:
        """Whether it is a given name or a surname anywhere."""
        return bool(self.flags & (GIVEN | GIVEN_RARE | SURNAME))

    @property
    def surname(self) -> bool:
        """Whether it is a surname."""
        return bool(self.flags & SURNAME)

    @property
    def familiar(self) -> bool:
        """Whether it is a common surname in the United States."""
        return bool(self.flags & FAMILIAR)

    @property
    def town(self) -> bool:
        """Whether it is a town or a state of North America."""
        return bool(self.flags & TOWN)

    @property
    def sure(self) -> bool:
        """Whether it is a given name even without a capital."""
        return self.given and self.casing >= 1.0 and self.low < -12.5

    @property
    def english(self) -> bool:
        """Whether English has the word, whoever else is called so."""
        return bool(self.flags & ENGLISH)

    @property
    def verb(self) -> bool:
        """Whether it can say what somebody does or did: "drives", "drove"."""
        return bool(self.flags & (THIRD | PAST))

    @property
    def broke(self) -> bool:
        """Whether it is a past tense and, in this form, nothing else: "broke", "swam", but not "saw"."""
        return bool(self.flags & PAST) and not self.flags & (BASE | THING | PLURAL)

    @property
    def action(self) -> bool:
        """Whether it can be a verb in any of these forms, "drive" too."""
        return bool(self.flags & (THIRD | PAST | BASE))

    @property
    def plural(self) -> bool:
        """Whether it can be the plural of a noun."""
        return bool(self.flags & PLURAL)

    @property
    def thing(self) -> bool:
        """Whether it is a noun and nothing else, singular or plural."""
        return bool(self.flags & THING)

    @property
    def far(self) -> bool:
        """Whether it is a well-known town outside North America, and nobody's listed name."""
        return bool(self.flags & FAR)

    def ordinary(self, casing: float = 0.5, least: float = -17.5) -> bool:
        """Whether it is mostly written in lower case, and not too rarely; of a rare word more is asked."""
        return self.low > least and self.casing < (casing if self.low > -16 else min(casing, -0.5))


UNKNOWN = Word()
