"""What general English and lists of names say about a word: is it a name, a town, or an ordinary word.

Public tables are boiled down once to one text file of about 2 MB: names from Faker's person
providers, place names from the area-code table of phonenumbers (both packages are read as files,
never imported), and of spacy-lookups-data the forms of English words and the log-probabilities,
whose difference between the capitalised and the lower-case form tells how far a word is a proper noun.
"""

from __future__ import annotations

import ast
import contextlib
import gzip
import importlib.util
import json
import os
import re
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pipelines.privacy.english import forms
from pipelines.privacy.word import ABSENT, FAMILIAR, FAR, GIVEN, GIVEN_RARE, SURNAME, TOWN, UNKNOWN, Word
from pipelines.privacy.wordlists import phrases

VERSION = "6"  # raised when what is kept in the cache, or the list of nicknames, changes
_MOMENT, _PATIENCE = 0.05, 200  # seconds between looks at another process's work, and how many looks
# Lists that hold what people in the United States are called; the others are told apart because
# some of their entries are common English words ("Can", "Ali", "Son").
_LOCALES = ("en", "en_US", "en_GB", "en_CA", "en_IE", "es_MX", "es_CO")
_OF_GIVEN, _OF_SURNAME = ("first_name", "given"), ("last_name", "surname")
_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_PLACE = re.compile(r"'(\d+)':\{'en': (?:'([^']*)'|\"([^\"]*)\")")
_FAMOUS = -17.5  # log-probability above which a town of another continent is one that people here speak of


class Lexicon:
    """Words (casefolded) with what is known of them, and the multi-word place names."""

    def __init__(self, packed: dict[str, str], places: frozenset[str]) -> None:
        self._packed = packed
        self._unpacked: dict[str, Word] = {}  # those that were asked for
        self.places = places

    def __getitem__(self, word: str) -> Word:
        """What is known of a casefolded word; UNKNOWN where nothing is."""
        known = self._unpacked.get(word)
        if known is None:
            fields = self._packed.get(word)
            if fields is None:
                return UNKNOWN
            flags, low, casing = fields.split(" ")
            known = self._unpacked[word] = Word(int(flags), int(low) / 10, int(casing) / 10)
        return known

    def __contains__(self, word: str) -> bool:
        return word in self._packed


def load(cache: Path | None = None) -> Lexicon:
    """The lexicon, from the file that setting up made or the one in the folder `cache`; else made (3 s) and kept
    there."""
    return _load(str(cache) if cache else "")


def install() -> None:
    """Make the file and keep it with the installed packages, for all studies and users: it holds public words."""
    path = _installed() / _name()
    _keep(path, _made())
    path.chmod(0o644)


@lru_cache(maxsize=2)
def _load(cache: str) -> Lexicon:
    name = _name()
    content = _kept(_installed() / name)
    if not content and not cache:
        content = _made()
    elif not content:
        path = Path(cache) / name
        content = _kept(path)
        if not content:
            with _alone(path.with_suffix(".lock")):
                content = _kept(path) or _made()
                _keep(path, content)
    return _parse(content)


def _installed() -> Path:
    return Path(sysconfig.get_path("data")) / "share" / "evidence-to-exemplar"


def _name() -> str:
    """Names the packages it is made from: another version of one may hold other words."""
    of = (version(package).replace(".", "_") for package in ("faker", "phonenumbers", "spacy-lookups-data"))
    return f"names-{VERSION}-{'-'.join(of)}.txt"


def _kept(path: Path) -> str:
    """What the cache holds, whole, or ""."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        content = path.read_text(encoding="utf-8")
        if content.endswith("\n#end\n"):
            return content
    return ""


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process make the table while the others of a build wait; never for longer than making it takes."""
    with contextlib.suppress(OSError):  # where the folder is read-only there is nothing to wait for
        lock.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_PATIENCE):
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                time.sleep(_MOMENT)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()


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
    chances = _chances()
    flags, places = _listed(chances)
    english = forms(_folder("spacy_lookups_data") / "data")
    lines = []
    words = {word for word, low in chances.items() if low > -17.5 and word.isalpha() and word.islower()}
    for word in sorted(words | flags.keys()):
        low = chances.get(word, ABSENT)
        high = chances.get(word[:1].upper() + word[1:], ABSENT)
        lines.append(f"{word}\t{flags.get(word, 0) | english.flags(word)} {round(low * 10)} {round((high - low) * 10)}")
    # Words seen only with a capital are proper nouns, listed or not: what is absent is taken for one.
    return "\n".join(lines) + "\n#places\n" + "\n".join(sorted(places)) + "\n#end\n"


def _listed(chances: Mapping[str, float]) -> tuple[dict[str, int], set[str]]:
    """Flags of every listed word, and the place names of several words; casefolded."""
    flags: dict[str, int] = {}
    for locale, kind, name in _names():
        given = GIVEN if locale in _LOCALES else GIVEN_RARE
        family = SURNAME | (FAMILIAR if locale == "en_US" else 0)
        flags[name.casefold()] = flags.get(name.casefold(), 0) | (given if kind == "given" else family)
    for name in phrases("nicknames"):
        flags[name] = flags.get(name, 0) | GIVEN
    near, far = (frozenset(name.casefold() for here, name in _places() if here is wanted) for wanted in (True, False))
    for place in near:
        if " " not in place:
            flags[place] = flags.get(place, 0) | TOWN
    for place in far - flags.keys():
        if place.isalpha() and chances.get(place.capitalize(), ABSENT) > _FAMOUS:
            flags[place] = FAR
    return flags, {place for place in near if " " in place}


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


def _places() -> Iterator[tuple[bool, str]]:
    """Whether the place is in North America, and its name."""
    for module in sorted((_folder("phonenumbers") / "geodata").glob("data*.py")):
        for found in _PLACE.finditer(module.read_text(encoding="utf-8")):
            yield found[1].startswith("1") and len(found[1]) > 3, re.split("[,/]", found[2] or found[3])[0].strip()


def _chances() -> dict[str, float]:
    table = _folder("spacy_lookups_data") / "data" / "en_lexeme_prob.json.gz"
    chances: dict[str, float] = json.loads(gzip.decompress(table.read_bytes()))
    return chances


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is a dependency of the catalog and is not installed", name=package)
    return Path(spec.origin).parent
