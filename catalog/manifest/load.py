"""Reading the manifest, with every problem told at once and its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from catalog.consent import parse_day
from catalog.errors import ManifestError, Problem
from catalog.manifest.model import Ignored, Manifest, SourceEntry
from catalog.records import Consent, Question, QuestionType, SourceKind
from catalog.yamlfile import YamlFile, read_yaml

_TUPLES = {"attributes", "moderators"}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "name_district": bool,
    "synthetic": bool,
    "year": int,
    "header_rows": int,
    "questions": list,
    "ignored": list,
    "attributes": list,
    "moderators": list,
}
_DAYS = {"consent_until", "withdrawn"}
_BLOCKS: dict[tuple[str, ...], tuple[str, ...]] = {
    (): ("study", "sources", "settings"),
    ("study",): ("title", "synthetic", "defaults"),
    ("study", "defaults"): ("consent", "name_district"),
}
# Settings that are whole numbers, and what to write.
_NUMBERS = {
    "minimum_cell": "write 10, or 0 for public institutions",
    "random_sample": "write 200, or 0 for none",
}
_MODELS = (None, "train")
_CHOICES = {"kind": get_args(SourceKind), "consent": get_args(Consent)}


def load_manifest(path: Path) -> Manifest:
    """Read corpus/sources.yaml; ManifestError lists every problem with its line."""
    file = read_yaml(path, ManifestError, name="corpus/sources.yaml")
    data = file.data or {}
    problems: list[Problem] = []
    if not isinstance(data, dict) or not isinstance(data.get("sources") or [], list):
        raise ManifestError(
            Problem(file.at(), "the manifest has no list named `sources`", "see the head of a new study's file")
        )
    study = _block(file, data, "study", problems)
    defaults = _block(file, study, "defaults", problems, "study")
    for at, block in (((), data), (("study",), study), (("study", "defaults"), defaults)):
        problems += _unknown_keys(file, at, block)
    consent = defaults.get("consent", "internal")
    if consent not in _CHOICES["consent"]:
        problems.append(_choice(file, ("study", "defaults", "consent"), "consent", consent))
    entries = [
        entry
        for i, raw in enumerate(data.get("sources") or [])
        if (entry := _entry(file, i, raw, path.parent, problems)) is not None
    ]
    problems += _duplicates(file, entries)
    settings = _block(file, data, "settings", problems)
    problems += _settings(file, settings)
    if problems:
        raise ManifestError(sorted(problems))
    return Manifest(
        title=str(study.get("title") or path.parent.parent.name),
        synthetic=bool(study.get("synthetic", False)),
        consent=consent,
        name_district=bool(defaults.get("name_district", False)),
        settings=settings,
        sources=tuple(entries),
    )


def _settings(file: YamlFile, settings: dict[str, Any]) -> Iterator[Problem]:
    for name, fix in _NUMBERS.items():
        number = settings.get(name, 0)
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            yield Problem(file.at("settings", name), f"`{name}` is not a whole number", fix)
    if settings.get("model") not in _MODELS:
        where = file.at("settings", "model")
        yield Problem(where, "`model` is not a way to come by a model", "write `model: train`, or leave it out")
    address = settings.get("address")
    if address and not re.fullmatch(r"https?://[\w.:-]+(/[\w./~-]*)?", str(address)):
        where = file.at("settings", "address")
        yield Problem(where, "`address` is not an address of the web", "write https://catalog.example.org")


def _block(file: YamlFile, within: dict[str, Any], name: str, problems: list[Problem], *at: str) -> dict[str, Any]:
    value = within.get(name) or {}
    if isinstance(value, dict):
        return value
    problems.append(Problem(file.at(*at, name), f"`{name}` is not a block", "write `key: value` lines under it"))
    return {}


def _unknown_keys(file: YamlFile, at: tuple[str, ...], block: dict[str, Any]) -> Iterator[Problem]:
    # A misspelled key of consent, say, must not be passed over in silence.
    for key in block:
        if key not in _BLOCKS[at]:
            of = f"`{at[-1]}`" if at else "the manifest"
            fix = f"use one of {', '.join(_BLOCKS[at])}"
            yield Problem(file.at(*at, str(key)), f"`{key}` is not a key of {of}", fix)


def _entry(file: YamlFile, i: int, raw: Any, corpus: Path, problems: list[Problem]) -> SourceEntry | None:
    found = len(problems)
    if not isinstance(raw, dict):
        problems.append(Problem(file.at("sources", i), "a source is a block of `key: value` lines", "indent it"))
        return None
    problems += _key_problems(file, i, raw)
    problems += _path_problems(file, i, str(raw.get("path", "")), corpus)
    questions = _questions(file, i, raw.get("questions"), problems)
    ignored = _ignored(file, i, raw.get("ignored"), problems)
    if len(problems) > found:
        return None
    values: dict[str, Any] = {"questions": questions, "ignored": ignored}
    for key, value in raw.items():
        if key in _TUPLES:
            values[key] = tuple(str(v) for v in value or ())
        elif key not in values:
            values[key] = value if key in _TYPES or value is None else str(value)
    return SourceEntry(**values)


def _key_problems(file: YamlFile, i: int, raw: dict[Any, Any]) -> Iterator[Problem]:
    known = {f.name for f in fields(SourceEntry)}
    for key in ("id", "path", "kind"):
        if not raw.get(key):
            yield Problem(file.at("sources", i), f"the source has no `{key}`", f"add `{key}:`")
    for key, value in raw.items():
        at = ("sources", i, str(key))
        if key not in known:
            use = f"use one of {', '.join(sorted(known))}"
            yield Problem(file.at(*at), f"`{key}` is not a key of a source", use)
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield _choice(file, at, key, value)
        elif key in _DAYS and parse_day(str(value)) is None:
            yield Problem(file.at(*at), f"`{key}` is not a date", "write it as 2027-06-30")
        elif key in _TYPES and not isinstance(value, _TYPES[key]):
            yield Problem(file.at(*at), f"`{key}` has the wrong form", f"write {_form(_TYPES[key])}")


def _path_problems(file: YamlFile, i: int, where: str, corpus: Path) -> Iterator[Problem]:
    at, path = file.at("sources", i, "path"), PurePosixPath(where)
    if path.is_absolute() or ".." in path.parts or "\\" in where:
        yield Problem(at, "the path leaves corpus/", "copy the file into corpus/")
    elif where and not (corpus / where).is_file():
        fix = "put the file there, correct `path`, or remove the source"
        yield Problem(at, f"there is no file corpus/{where}", fix)


def _questions(file: YamlFile, i: int, raw: Any, problems: list[Problem]) -> tuple[Question, ...]:
    questions = []
    for j, item in enumerate(raw if isinstance(raw, list) else ()):
        at = ("sources", i, "questions", j)
        if not isinstance(item, dict) or not item.get("name") or item.get("type") not in get_args(QuestionType):
            problems.append(
                Problem(
                    file.at(*at),
                    "a question needs a `name` and a `type`",
                    f"types are {', '.join(get_args(QuestionType))}",
                )
            )
            continue
        name = str(item["name"])
        questions.append(
            Question(
                name=name,
                wording=str(item.get("wording") or name),
                type=item["type"],
                columns=tuple(str(c) for c in item.get("columns") or [item.get("column", name)]),
                scale=tuple(str(s) for s in item.get("scale") or ()),
            )
        )
    names = [q.name for q in questions]
    for name in sorted({n for n in names if names.count(n) > 1}):
        problems.append(Problem(file.at("sources", i, "questions"), f'two questions are named "{name}"', "rename one"))
    return tuple(questions)


def _ignored(file: YamlFile, i: int, raw: Any, problems: list[Problem]) -> tuple[Ignored, ...]:
    ignored = []
    for j, item in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(item, dict) and item.get("column"):
            ignored.append(Ignored(str(item["column"]), str(item.get("why", ""))))
        else:
            problems.append(
                Problem(file.at("sources", i, "ignored", j), "an ignored column needs `column`", "name the column")
            )
    return tuple(ignored)


def _duplicates(file: YamlFile, entries: list[SourceEntry]) -> list[Problem]:
    problems, ids, paths = [], set(), set()
    for i, entry in enumerate(entries):
        if entry.id in ids:
            problems.append(Problem(file.at("sources", i, "id"), f'two sources have the id "{entry.id}"', "rename one"))
        if entry.path in paths:
            problems.append(
                Problem(file.at("sources", i, "path"), f"corpus/{entry.path} is listed twice", "remove one entry")
            )
        ids.add(entry.id)
        paths.add(entry.path)
    return problems


def _choice(file: YamlFile, at: tuple[str | int, ...], key: str, value: Any) -> Problem:
    return Problem(file.at(*at), f'`{key}` cannot be "{value}"', f"use one of {', '.join(_CHOICES[key])}")


def _form(kind: type | tuple[type, ...]) -> str:
    names = {bool: "true or false", int: "a whole number", list: "a list"}
    return names.get(kind, "plain text") if isinstance(kind, type) else "plain text"
