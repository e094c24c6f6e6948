"""What general English and lists of names say about a word: is it a name, a town, or an ordinary word.

Three public tables are boiled down once to one text file of about 2 MB: names from Faker's person
providers, place names from the area-code table of phonenumbers (both packages are read as files,
never imported), and the log-probabilities of spacy-lookups-data, whose difference between the
capitalised and the lower-case form of a word tells how far it is a proper noun.
"""

from __future__ import annotations

import ast
import contextlib
import gzip
import importlib.util
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.privacy.wordlists import phrases

GIVEN, GIVEN_RARE, SURNAME, TOWN = 1, 2, 4, 8
VERSION = "2"  # raised when what is kept in the cache, or the list of nicknames, changes
ABSENT = -20.0  # below the least log-probability of the table
# Lists that hold what people in the United States are called; the others are told apart because
# some of their entries are common English words ("Can", "Ali", "Son").
_LOCALES = ("en", "en_US", "en_GB", "en_CA", "en_IE", "es_MX", "es_CO")
_OF_GIVEN, _OF_SURNAME = ("first_name", "given"), ("last_name", "surname")
_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_PLACE = re.compile(r"'1\d{3,}':\{'en': (?:'([^']*)'|\"([^\"]*)\")")


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
    def town(self) -> bool:
        """Whether it is a town or a state of North America."""
        return bool(self.flags & TOWN)

    def ordinary(self, casing: float = 0.5, least: float = -17.5) -> bool:
        """Whether it is mostly written in lower case, and not too rarely; of a rare word more is asked."""
        return self.low > least and self.casing < (casing if self.low > -16 else min(casing, -0.5))


UNKNOWN = Word()


class Lexicon:
    """Words (casefolded) with what is known of them, and the multi-word place names."""

    def __init__(self, packed: dict[str, str], places: frozenset[str]) -> None:
        self._packed = packed
        self.places = places

    def __getitem__(self, word: str) -> Word:
        """What is known of a casefolded word; UNKNOWN where nothing is."""
        fields = self._packed.get(word)
        if fields is None:
            return UNKNOWN
        flags, low, casing = fields.split(" ")
        return Word(int(flags), int(low) / 10, int(casing) / 10)

    def __contains__(self, word: str) -> bool:
        return word in self._packed


def load(cache: Path | None = None) -> Lexicon:
    """The lexicon, from the file in the folder `cache` if it is there, otherwise made (3 s) and kept there."""
    return _load(str(cache) if cache else "")


@lru_cache(maxsize=2)
def _load(cache: str) -> Lexicon:
    if not cache:
        return _parse(_made())
    path = Path(cache) / f"names-{VERSION}.txt"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        content = path.read_text(encoding="utf-8")
        if content.endswith("\n#end\n"):
            return _parse(content)
    content = _made()
    _keep(path, content)
    return _parse(content)


def _keep(path: Path, content: str) -> None:
    """Write the cache so that another process sees all of it or nothing; a read-only folder is no error."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
        Path(name).replace(path)


@lru_cache(maxsize=2)
def _parse(content: str) -> Lexicon:
    words, _, places = content.removesuffix("\n#end\n").partition("\n#places\n")
    packed = dict(line.split("\t") for line in words.split("\n"))
    return Lexicon(packed, frozenset(places.split("\n")))


@lru_cache(maxsize=1)  # a process that works on several studies makes it once
def _made() -> str:
    flags, places = _listed()
    chances = _chances()
    lines = []
    words = {word for word, low in chances.items() if low > -17.5 and word.isalpha() and word.islower()}
    for word in sorted(words | flags.keys()):
        low = chances.get(word, ABSENT)
        high = chances.get(word[:1].upper() + word[1:], ABSENT)
        lines.append(f"{word}\t{flags.get(word, 0)} {round(low * 10)} {round((high - low) * 10)}")
    # Words seen only with a capital are proper nouns, listed or not: what is absent is taken for one.
    return "\n".join(lines) + "\n#places\n" + "\n".join(sorted(places)) + "\n#end\n"


def _listed() -> tuple[dict[str, int], set[str]]:
    """Flags of every listed word, and the place names of several words; casefolded."""
    flags: dict[str, int] = {}
    for locale, kind, name in _names():
        given = GIVEN if locale in _LOCALES else GIVEN_RARE
        flags[name.casefold()] = flags.get(name.casefold(), 0) | (given if kind == "given" else SURNAME)
    for name in phrases("nicknames"):
        flags[name] = flags.get(name, 0) | GIVEN
    places = {place.casefold() for place in _places()}
    for place in places:
        if " " not in place:
            flags[place] = flags.get(place, 0) | TOWN
    return flags, {place for place in places if " " in place}


def _names() -> Iterator[tuple[str, str, str]]:
    for module in sorted((_folder("faker") / "providers" / "person").glob("*/__init__.py")):
        for name, values in _assignments(module):
            kind = next(("given" for part in _OF_GIVEN if part in name), "")
            kind = kind or next(("surname" for part in _OF_SURNAME if part in name), "")
            if kind and "format" not in name and "prefix" not in name and "suffix" not in name:
                yield from ((module.parent.name, kind, value) for value in values if _NAME.fullmatch(value))


def _assignments(module: Path) -> Iterator[tuple[str, list[str]]]:
    """The names assigned in the module's classes, each with the strings of its value."""
    for cls in ast.parse(module.read_text(encoding="utf-8")).body:
        for statement in cls.body if isinstance(cls, ast.ClassDef) else ():
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                yield statement.targets[0].id, list(_strings(statement.value))


def _strings(node: ast.AST) -> Iterable[str]:
    return (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _places() -> Iterator[str]:
    for module in sorted((_folder("phonenumbers") / "geodata").glob("data*.py")):
        for found in _PLACE.finditer(module.read_text(encoding="utf-8")):
            yield (found[1] or found[2]).split(",")[0]


def _chances() -> dict[str, float]:
    table = _folder("spacy_lookups_data") / "data" / "en_lexeme_prob.json.gz"
    with gzip.open(table, "rt", encoding="utf-8") as stream:
        chances: dict[str, float] = json.load(stream)
    return chances


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is a dependency of the catalog and is not installed", name=package)
    return Path(spec.origin).parent
