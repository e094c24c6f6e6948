"""What must hold between the parts of a codebook: ids that resolve, no double, no circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.codebook.model import Code, Codebook
from catalog.codebook.reader import Path, Reader, did_you_mean


def check_references(codebook: Codebook, reader: Reader) -> None:
    """Report every double and every reference that leads nowhere."""
    _doubles(reader, "dimensions", [d.id for d in codebook.dimensions], "id")
    _doubles(reader, "elements", [e.id for e in codebook.elements], "id")
    _doubles(reader, "codes", [c.id for c in codebook.codes], "id")
    _doubles(reader, "codes", [c.label.casefold() for c in codebook.codes], "label")
    dimensions = {d.id for d in codebook.dimensions}
    elements = {e.id for e in codebook.elements}
    for i, code in enumerate(codebook.codes):
        at: Path = ("codes", i)
        _known(reader, (*at, "dimension"), code.dimension, dimensions, "dimension")
        for j, element in enumerate(code.elements):
            _known(reader, (*at, "elements", j), element, elements, "element")
        for path, target in _references(code, at):
            _code_reference(reader, path, code, target, codebook)
    _circles(codebook, reader)


def _doubles(reader: Reader, section: str, values: list[str], key: str) -> None:
    first: dict[str, int] = {}
    for i, value in enumerate(values):
        if not value:
            continue
        if value in first:
            line = reader.file.line(section, first[value], key)
            what = f'{section[:-1]} {key} "{value}" is there twice (first at line {line})'
            reader.report((section, i, key), what, "rename one or merge the two")
        first.setdefault(value, i)


def _references(code: Code, at: Path) -> Iterator[tuple[Path, str]]:
    """Every code that a code names, with the place where it does."""
    if code.parent:
        yield (*at, "parent"), code.parent
    yield from _each((*at, "related"), code.related)
    for i, example in enumerate(code.examples):
        yield from _each((*at, "examples", i, "also"), example.also)
    for i, miss in enumerate(code.near_misses):
        yield from _each((*at, "near_misses", i, "instead"), miss.instead)
    if code.retired:
        yield from _each((*at, "retired", "replaced_by"), code.retired.replaced_by)


def _each(path: Path, ids: Iterable[str]) -> Iterator[tuple[Path, str]]:
    return (((*path, j), name) for j, name in enumerate(ids))


def _code_reference(reader: Reader, path: Path, code: Code, target: str, codebook: Codebook) -> None:
    found = codebook.by_id.get(target)
    key = next(str(step) for step in reversed(path) if isinstance(step, str))
    if found is None:
        _known(reader, path, target, codebook.by_id, "code")
    elif target == code.id and key != "parent":  # a code that is its own parent is told as a circle
        reader.report(path, f'"{code.id}" names itself under `{key}`', "remove it there")
    elif found.retired and not code.retired:
        instead = ", ".join(found.retired.replaced_by) or "a code in use"
        reader.report(path, f'`{key}` names "{target}", which is retired', f"name {instead}")


def _known(reader: Reader, path: Path, name: str, known: Iterable[str], kind: str) -> None:
    names = set(known)
    if name not in names:
        fix = did_you_mean(name, sorted(names), f"correct it, or add the {kind} to the codebook")
        reader.report(path, f'there is no {kind} "{name}"', fix)


def _circles(codebook: Codebook, reader: Reader) -> None:
    position = {code.id: i for i, code in reversed(list(enumerate(codebook.codes)))}
    done: set[str] = set()
    for code in codebook.codes:
        chain: list[str] = []
        here: str | None = code.id
        while here in position and here not in done and here not in chain:
            chain.append(here)
            here = codebook.by_id[here].parent
        if here in chain:
            circle = [*chain[chain.index(here) :], here]
            reader.report(
                ("codes", position[here], "parent"),
                f"the parents go in a circle: {' > '.join(circle)}",
                "remove one of these parents",
            )
        done.update(chain)
