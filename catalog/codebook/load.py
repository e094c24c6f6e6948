"""Reading taxonomy.yaml into a codebook, with every problem of the file told at once."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

from catalog.codebook.checks import check_references
from catalog.codebook.model import (
    Code,
    Codebook,
    Cues,
    Dimension,
    Element,
    Example,
    NearMiss,
    Note,
    Retired,
)
from catalog.codebook.reader import Path, Reader, did_you_mean
from catalog.codebook.syntax import Pattern, PatternError, parse
from catalog.errors import CodebookError, Problem
from catalog.records import STANCES, Stance
from catalog.yamlfile import YamlFile, parse_yaml, read_yaml

DEFAULT_DIMENSION = Dimension("codes", "Codes")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")
_TOP = ("codebook", "dimensions", "elements", "codes")
_HEAD = ("id", "title", "version", "language", "licence", "notes")
_CODE = (
    *("id", "label", "dimension", "parent", "definition", "use_when", "not_when", "look_fors", "examples"),
    *("near_misses", "alt_labels", "cues", "related", "elements", "mappings", "retired"),
)


def load_codebook(path: FilePath) -> Codebook:
    """Read a codebook; CodebookError lists every problem, each with file, line and the way out."""
    return _codebook(read_yaml(path, CodebookError))


def parse_codebook(text: str, *, name: str = "taxonomy.yaml") -> Codebook:
    """As `load_codebook`, from the file's text."""
    return _codebook(parse_yaml(text, CodebookError, name=name))


def code_of(data: dict[str, Any]) -> Code:
    """One code by itself, from what taxonomy.yaml holds of it; CodebookError lists what is wrong with it. Whether the
    codes that it names are there is not looked at."""
    reader = Reader(YamlFile("the code", data, None))
    code = _code(reader, data, ())
    if reader.problems:
        raise CodebookError(reader.problems)
    return code


def _codebook(file: YamlFile) -> Codebook:
    reader = Reader(file)
    data = reader.block(file.data, (), _TOP, "the codebook")
    if not data.get("codes"):
        reader.report(("codes",), "there are no codes", "add `codes:` and under it `- id:`, `label:`, `definition:`")
    head = reader.block(data.get("codebook"), ("codebook",), _HEAD, "`codebook`")
    dimensions = [_dimension(reader, raw, at) for raw, at in reader.items(data.get("dimensions"), ("dimensions",))]
    elements = [_element(reader, raw, at) for raw, at in reader.items(data.get("elements"), ("elements",))]
    codes = [_code(reader, raw, at) for raw, at in reader.items(data.get("codes"), ("codes",))]
    if any(code.dimension == DEFAULT_DIMENSION.id for code in codes) and DEFAULT_DIMENSION.id not in {
        d.id for d in dimensions
    }:
        dimensions.append(DEFAULT_DIMENSION)
    at: Path = ("codebook",)
    codebook = Codebook(
        codes=tuple(codes),
        id=_slug(reader, head, at, needed="") or "codebook",
        title=reader.text(head, "title", at) or "Codebook",
        version=_version(reader, head, at) or "0.0.0",
        language=reader.text(head, "language", at) or "en",
        licence=reader.text(head, "licence", at),
        notes=tuple(_note(reader, raw, p) for raw, p in reader.items(head.get("notes"), (*at, "notes"))),
        dimensions=tuple(dimensions),
        elements=tuple(elements),
    )
    check_references(codebook, reader)
    if reader.problems:
        raise CodebookError(sorted(set(reader.problems), key=_place))
    return codebook


def _place(problem: Problem) -> tuple[int, Problem]:
    line = problem.where.rpartition(":")[2]
    return (int(line) if line.isdecimal() else 0, problem)


def _dimension(reader: Reader, raw: Any, at: Path) -> Dimension:
    block = reader.block(raw, at, ("id", "label", "question"), "a dimension")
    return Dimension(
        _slug(reader, block, at, needed="the dimension"),
        reader.text(block, "label", at, needed="the dimension"),
        reader.text(block, "question", at),
    )


def _element(reader: Reader, raw: Any, at: Path) -> Element:
    block = reader.block(raw, at, ("id", "label", "definition"), "an element")
    return Element(
        _slug(reader, block, at, needed="the element"),
        reader.text(block, "label", at, needed="the element"),
        reader.text(block, "definition", at),
    )


def _note(reader: Reader, raw: Any, at: Path) -> Note:
    block = reader.block(raw, at, ("version", "date", "note"), "a note")
    return Note(_version(reader, block, at), str(block.get("date") or ""), reader.text(block, "note", at))


def _code(reader: Reader, raw: Any, at: Path) -> Code:
    block = reader.block(raw, at, _CODE, "a code")
    mappings = block.get("mappings") or {}
    if not isinstance(mappings, dict):
        reader.report((*at, "mappings"), "`mappings` is not a block", "write one line per framework under it")
        mappings = {}
    return Code(
        id=_slug(reader, block, at, needed="the code"),
        label=reader.text(block, "label", at, needed="the code"),
        definition=reader.text(block, "definition", at, needed="the code"),
        dimension=reader.text(block, "dimension", at) or DEFAULT_DIMENSION.id,
        parent=reader.text(block, "parent", at) or None,
        use_when=reader.texts(block, "use_when", at),
        not_when=reader.texts(block, "not_when", at),
        look_fors=reader.texts(block, "look_fors", at),
        examples=tuple(_example(reader, raw, p) for raw, p in reader.items(block.get("examples"), (*at, "examples"))),
        near_misses=tuple(
            _near_miss(reader, raw, p) for raw, p in reader.items(block.get("near_misses"), (*at, "near_misses"))
        ),
        alt_labels=reader.texts(block, "alt_labels", at),
        cues=_cues(reader, block, at),
        related=reader.texts(block, "related", at),
        elements=reader.texts(block, "elements", at),
        mappings=mappings,
        retired=_retired(reader, block, at),
    )


def _example(reader: Reader, raw: Any, at: Path) -> Example:
    if isinstance(raw, str):
        return Example(raw.strip())
    block = reader.block(raw, at, ("text", "stance", "also"), "an example")
    stance = reader.text(block, "stance", at) or "current"
    if stance not in STANCES:
        fix = did_you_mean(stance, STANCES, f"use one of {', '.join(STANCES)}")
        reader.report((*at, "stance"), f'"{stance}" is not a stance', fix)
    found: Stance = next((known for known in STANCES if known == stance), "current")
    return Example(reader.text(block, "text", at, needed="the example"), found, reader.texts(block, "also", at))


def _near_miss(reader: Reader, raw: Any, at: Path) -> NearMiss:
    if isinstance(raw, str):
        return NearMiss(raw.strip())
    block = reader.block(raw, at, ("text", "instead", "why"), "a near miss")
    text = reader.text(block, "text", at, needed="the near miss")
    return NearMiss(text, reader.texts(block, "instead", at), reader.text(block, "why", at))


def _cues(reader: Reader, block: dict[str, Any], at: Path) -> Cues:
    at = (*at, "cues")
    raw = reader.block(block.get("cues"), at, ("strong", "weak", "block"), "`cues`")
    kinds = {}
    for kind in ("strong", "weak", "block"):
        found = [_pattern(reader, item, p) for item, p in reader.items(raw.get(kind), (*at, kind))]
        kinds[kind] = tuple(pattern for pattern in found if pattern is not None)
    return Cues(**kinds)


def _pattern(reader: Reader, raw: Any, at: Path) -> Pattern | None:
    if not isinstance(raw, str):
        reader.report(at, "a pattern is not plain text", "put it in double quotes")
        return None
    try:
        return parse(raw)
    except PatternError as fault:
        what = f'pattern "{raw}" cannot be read at column {fault.column}: {fault.what}'
        reader.report(at, what, fault.fix)
        return None


def _retired(reader: Reader, block: dict[str, Any], at: Path) -> Retired | None:
    if not block.get("retired"):
        return None
    at = (*at, "retired")
    raw = reader.block(block["retired"], at, ("version", "replaced_by", "note"), "`retired`")
    return Retired(_version(reader, raw, at), reader.texts(raw, "replaced_by", at), reader.text(raw, "note", at))


def _slug(reader: Reader, block: dict[str, Any], at: Path, *, needed: str) -> str:
    slug = reader.text(block, "id", at, needed=needed)
    if slug and not _SLUG.fullmatch(slug):
        better = "-".join(re.findall(r"[a-z0-9]+", slug.lower())) or "my-code"
        reader.report((*at, "id"), f'"{slug}" is not an id', f'use lower-case words and hyphens, as in "{better}"')
    return slug


def _version(reader: Reader, block: dict[str, Any], at: Path) -> str:
    value = block.get("version")
    if value is None:
        return ""
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        reader.report((*at, "version"), f"`version` {value} is not a version", 'write three numbers, as in "1.0.0"')
        return ""
    return value
