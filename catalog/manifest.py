"""The manifest, corpus/sources.yaml: which delivered files a study holds and how to read each.

    study:
      title: Landscape survey 2025
      synthetic: false            # true prints a notice on every page
      defaults: {consent: public, name_district: false}
    sources:
      - id: district-survey
        path: surveys/district_survey.csv     # relative to corpus/
        kind: survey                          # survey, transcript, chat or cases
        layout: qualtrics                     # as `catalog add` recognised it
        consent: public                       # internal, research or public
        respondent: ResponseId                # the column that names the respondent, if any
        case_column: District                 # or `case: D007` for the whole file
        questions:
          - {name: Q1, type: open, wording: "What ...?", columns: [Q1]}
        ignored:
          - {column: IPAddress, why: network address}
        attributes: [Grade level]             # other columns to keep with the respondent or case

A column is named by its header, or by "#5" (the fifth column) where the header is empty or stands
twice. `header_rows` counts the rows above the first answer. Where each row holds one answer and a
column says which question it answers (`layout: long`), `question_column` and `text_column` name the
two. In a case table, `case_column` holds the id, `name_column` the name and `parent_column` the id of
the case that a case belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import yaml

from catalog.errors import ManifestError, Problem
from catalog.records import Consent, Question, QuestionType, SourceKind
from catalog.yamlfile import YamlFile, read_yaml


@dataclass(frozen=True, slots=True)
class Ignored:
    """A column that is not read, and why."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One delivered file as the manifest describes it; what is None is recognised when it is read."""

    id: str
    path: str
    kind: SourceKind
    layout: str | None = None
    title: str | None = None
    consent: Consent | None = None
    name_district: bool | None = None
    synthetic: bool | None = None
    wave: str | None = None
    year: int | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    respondent: str | None = None
    role: str | None = None
    case: str | None = None
    case_column: str | None = None
    parent_column: str | None = None
    case_kind: str | None = None
    name_column: str | None = None
    consent_column: str | None = None
    question_column: str | None = None
    text_column: str | None = None
    attributes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A study's title, its defaults and its sources, in the order of the file."""

    title: str
    synthetic: bool
    consent: Consent
    name_district: bool
    settings: Mapping[str, Any]
    sources: tuple[SourceEntry, ...]

    def consent_of(self, entry: SourceEntry) -> Consent:
        """The entry's own consent, or the study's default."""
        return entry.consent or self.consent

    def names_district(self, entry: SourceEntry) -> bool:
        """Whether districts of this source may be named."""
        return self.name_district if entry.name_district is None else entry.name_district

    def is_synthetic(self, entry: SourceEntry) -> bool:
        """Whether the source's words were invented."""
        return self.synthetic if entry.synthetic is None else entry.synthetic


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
    study = data.get("study") or {}
    defaults = study.get("defaults") or {}
    consent = defaults.get("consent", "internal")
    if consent not in _CHOICES["consent"]:
        problems.append(_choice(file, ("study", "defaults", "consent"), "consent", consent))
    entries = [
        entry
        for i, raw in enumerate(data.get("sources") or [])
        if (entry := _entry(file, i, raw, path.parent, problems)) is not None
    ]
    problems += _duplicates(file, entries)
    if problems:
        raise ManifestError(sorted(problems))
    return Manifest(
        title=str(study.get("title") or path.parent.parent.name),
        synthetic=bool(study.get("synthetic", False)),
        consent=consent,
        name_district=bool(defaults.get("name_district", False)),
        settings=data.get("settings") or {},
        sources=tuple(entries),
    )


def _entry(
    file: YamlFile, i: int, raw: Any, corpus: Path, problems: list[Problem]
) -> SourceEntry | None:
    found = len(problems)
    known = {f.name for f in fields(SourceEntry)}
    if not isinstance(raw, dict):
        problems.append(Problem(file.at("sources", i), "a source is a block of `key: value` lines", "indent it"))
        return None
    for key in ("id", "path", "kind"):
        if not raw.get(key):
            problems.append(Problem(file.at("sources", i), f"the source has no `{key}`", f"add `{key}:`"))
    for key, value in raw.items():
        at = ("sources", i, str(key))
        if key not in known:
            problems.append(
                Problem(file.at(*at), f"`{key}` is not a key of a source", f"use one of {', '.join(sorted(known))}")
            )
        elif key in _CHOICES and value not in _CHOICES[key]:
            problems.append(_choice(file, at, key, value))
        elif key in _TYPES and not isinstance(value, _TYPES[key]):
            problems.append(Problem(file.at(*at), f"`{key}` has the wrong form", f"write {_form(_TYPES[key])}"))
    where = str(raw.get("path", ""))
    pure = PurePosixPath(where)
    if pure.is_absolute() or ".." in pure.parts or "\\" in where:
        problems.append(
            Problem(file.at("sources", i, "path"), "the path leaves corpus/", "copy the file into corpus/")
        )
    elif where and not (corpus / where).is_file():
        problems.append(
            Problem(
                file.at("sources", i, "path"),
                f"there is no file corpus/{where}",
                "put the file there, correct `path`, or remove the source",
            )
        )
    questions = _questions(file, i, raw.get("questions"), problems)
    ignored = _ignored(file, i, raw.get("ignored"), problems)
    if len(problems) > found:
        return None
    plain = {k: v for k, v in raw.items() if k not in {"questions", "ignored", *_TUPLES}}
    for key in plain:
        if key not in _TYPES and plain[key] is not None:
            plain[key] = str(plain[key])
    lists = {k: tuple(str(v) for v in raw.get(k) or ()) for k in _TUPLES}
    return SourceEntry(**plain, **lists, questions=questions, ignored=ignored)


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
        problems.append(
            Problem(file.at("sources", i, "questions"), f'two questions are named "{name}"', "rename one")
        )
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


def entry_as_yaml(entry: SourceEntry) -> str:
    """The entry as it is written to the manifest, indented as an item of `sources`."""
    data: dict[str, Any] = {}
    for f in fields(SourceEntry):
        value = getattr(entry, f.name)
        if f.name == "questions":
            value = [_question_as_data(q) for q in value]
        elif f.name == "ignored":
            value = [{"column": g.column, "why": g.why} for g in value]
        elif isinstance(value, tuple):
            value = list(value)
        if value not in (None, [], ()):
            data[f.name] = value
    text = yaml.safe_dump([data], allow_unicode=True, sort_keys=False, width=100)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _question_as_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"name": question.name, "type": question.type, "wording": question.wording}
    if question.columns != (question.name,):
        data["columns"] = list(question.columns)
    if question.scale:
        data["scale"] = list(question.scale)
    return data


def append_entries(path: Path, entries: Iterable[SourceEntry]) -> None:
    """Add entries at the end of the manifest, keeping every comment that stands in the file."""
    text = path.read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.strip().startswith("sources: []")]
    if not any(line.startswith("sources:") for line in lines):
        lines.append("sources:")
    new = "\n".join(lines).rstrip() + "\n" + "".join(entry_as_yaml(entry) for entry in entries)
    replacement = path.with_suffix(".yaml.new")
    replacement.write_text(new, encoding="utf-8", newline="\n")
    replacement.replace(path)
