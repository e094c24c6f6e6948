"""How common a word is in writing about schools, roughly: rare words are where a search begins."""

from __future__ import annotations

from functools import cache

from catalog.codebook.syntax import Form, Prefix, Word
from pipelines.cues.lemmas import meanings

# Occurrences in 10,000 words. Only speed depends on these figures, never what is found.
_TIERS = {
    200: "the a an and to of in be",
    80: "student learn learning school our that their for we with have they on it as at or by from",
    35: "teacher community through base work this all each will can not do use provide support need design"
    " skill academic education world model learner experience program time year grade project create build"
    " college goal focus high kid you is are was",
    15: "level one center social own every also so but if when how what where which meet make growth course"
    " help good teach class classroom assessment data datum practice other into set plan future day"
    " individual standard understand instruction group small way lead change real interest some more then them us there"
    " no about up out get go take know want would than because just who your child i much career",
    7: "new think team live knowledge life problem agency develop development offer technology personal"
    " personalize schedule mastery feel place choice voice access success time pace parent family measure"
    " progress process whole different long two three many over between self like meaningful activity read"
    " reading math science content material subject age level come look find see ask give keep let back only"
    " very too most any per after before during while still now next first last well area staff district together same"
    " state around member move graduate",
}
_COMMON = {word: count for count, words in _TIERS.items() for word in words.split()}


@cache
def frequency(atom: Word | Form | Prefix) -> int:
    """Rough occurrences of what the atom stands for in 10,000 words; 1 for every word that is not common."""
    if isinstance(atom, Prefix):
        return 2 + sum(count for word, count in _COMMON.items() if word.startswith(atom.text))
    words = meanings(atom.text) if isinstance(atom, Word) else (atom.text,)
    return sum(_COMMON.get(word, 1) for word in words)
