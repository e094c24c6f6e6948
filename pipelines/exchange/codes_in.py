"""From a delivered codebook to codes of the study's own: matched where they are known, new where not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.codebook import Code, Codebook
from catalog.codebook.model import Dimension
from catalog.records import STANCES, Stance
from catalog.text import content_id, fold
from pipelines.exchange.description import undescribed
from pipelines.exchange.guids import CODE, DIMENSION, STANCE, guid_of
from pipelines.exchange.project import ForeignCode

NO_DEFINITION = "No definition was delivered with this code."
GROUP = "Groups the codes under it."
_STANCES = {guid_of(STANCE, stance): stance for stance in STANCES}


@dataclass
class Mapped:
    """What each delivered code is in the study: an id in `ids`, or a stance; and what is new."""

    ids: dict[str, str] = field(default_factory=dict)
    stances: dict[str, Stance] = field(default_factory=dict)
    codes: list[Code] = field(default_factory=list)
    dimensions: list[Dimension] = field(default_factory=list)
    matched: int = 0


def map_codes(delivered: Sequence[ForeignCode], codebook: Codebook, given: Container[str]) -> Mapped:
    """Match delivered codes with the codebook's by our GUID, id, label or another name; the others become new codes.

    Hierarchy is kept: a code nested in a code becomes its kind, an outermost group that carries no codings a
    dimension. `given` are the keys of the codes that some words carry.
    """
    mapped = Mapped()
    known = _known(codebook)
    dimensions = {guid_of(DIMENSION, d.id): d.id for d in codebook.dimensions}
    dimensions |= {fold(d.label): d.id for d in reversed(codebook.dimensions)}
    taken = set(codebook.by_id) | {d.id for d in codebook.dimensions}
    parents = {code.parent for code in delivered}
    within: dict[str, str] = {}
    new: list[tuple[Code, ForeignCode]] = []
    labels = {fold(code.label) for code in codebook.codes}
    for code in delivered:
        if code.key in _STANCES or code.key == guid_of(STANCE):
            mapped.stances |= {code.key: _STANCES[code.key]} if code.key in _STANCES else {}
        elif (
            code.parent is None
            and not code.codable
            and code.key not in given
            and (code.key in parents or code.key in dimensions)
        ):
            within[code.key] = _dimension(code, dimensions, taken, mapped)
        elif (same := known.get(code.key) or known.get(fold(code.name))) is not None:
            mapped.ids[code.key] = same
            mapped.matched += 1
            # Another code of the same name is another code.
            known.pop(fold(code.name), None)
        else:
            parent = mapped.ids.get(code.parent or "")
            key = _slug(code.name, taken, parent)
            mapped.ids[code.key] = key
            dimension = within.get(code.parent or "") or _dimension_of(parent, codebook, new)
            label = _label(code.name, labels, parent)
            new.append((Code(key, label, _no_words(code), dimension, parent), code))
        within.setdefault(code.key, within.get(code.parent or "", ""))
    every = {**codebook.by_id, **{code.id: code for code, _ in new}}
    mapped.codes = [undescribed(code, source.description or _no_words(source), every) for code, source in new]
    elements = {element.id for element in codebook.elements}
    mapped.codes = [replace(c, elements=tuple(e for e in c.elements if e in elements)) for c in mapped.codes]
    return mapped


def _no_words(code: ForeignCode) -> str:
    return NO_DEFINITION if code.codable else GROUP


def _known(codebook: Codebook) -> dict[str, str]:
    """Every name by which a code of the codebook may come back, the surest first."""
    known: dict[str, str] = {}
    for names in (
        lambda code: [guid_of(CODE, code.id), code.id],
        lambda code: [fold(code.label)] if code.retired is None else [],
        lambda code: [fold(name) for name in code.alt_labels] if code.retired is None else [],
    ):
        for code in codebook.codes:
            for name in names(code):
                known.setdefault(name, code.id)
    return known


def _dimension(code: ForeignCode, dimensions: dict[str, str], taken: set[str], mapped: Mapped) -> str:
    found = dimensions.get(code.key) or dimensions.get(fold(code.name))
    if found is None:
        found = _slug(code.name, taken, None)
        dimensions[fold(code.name)] = found
        mapped.dimensions.append(Dimension(found, code.name))
    return found


def _dimension_of(parent: str | None, codebook: Codebook, new: Iterable[tuple[Code, ForeignCode]]) -> str:
    """A code stands in its parent's dimension."""
    if parent is not None and parent in codebook.by_id:
        return codebook.by_id[parent].dimension
    return next((code.dimension for code, _ in new if code.id == parent), "codes")


def _label(name: str, labels: set[str], parent: str | None) -> str:
    """The name, told apart from others of the codebook."""
    label, number = name, 2
    while fold(label) in labels:
        label = f"{name} ({parent})" if parent and label == name else f"{name} ({number})"
        number += 1
    labels.add(fold(label))
    return label


def _slug(name: str, taken: set[str], parent: str | None) -> str:
    """An id of the codebook's form, never one that is or was another code's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain)[:8])
    base = words or f"code-{content_id(name)[:8]}"
    choices = [base, *([f"{parent}-{base}"] if parent else [])]
    key = next((choice for choice in choices if choice not in taken), "")
    number = 2
    while not key:
        key = f"{base}-{number}" if f"{base}-{number}" not in taken else ""
        number += 1
    taken.add(key)
    return key


def stance_of(codes: Sequence[str], stances: Mapping[str, Stance]) -> Stance:
    """The stance that a span's codes say; current where they say none."""
    return next((stances[code] for code in codes if code in stances), "current")
