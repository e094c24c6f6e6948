"""Taking a delivered project into a study: all of its files at once, or none."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalog.codebook import load_codebook
from catalog.codebook.write import with_codes
from catalog.manifest import Manifest, SourceEntry, append_entries, load_manifest
from catalog.records import Consent, Span
from catalog.study import Study
from catalog.text import normalise
from pipelines.exchange.codes_in import Mapped, map_codes
from pipelines.exchange.files import Files
from pipelines.exchange.project import Losses, Project
from pipelines.exchange.study_files import Row, cases_file, coder_file, documents_as_lines, places, readings
from pipelines.readers.documents import LAYOUT

FOLDER = "imported"
NOBODY = "imported"
"""Who coded where the project does not say."""


@dataclass
class Taken:
    """What came of an import."""

    counts: dict[str, int] = field(default_factory=dict)
    losses: Losses = field(default_factory=Losses)
    sources: list[str] = field(default_factory=list)
    reading: str = ""
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms the words were given, as `catalog add` asks it."""

    consent: Consent | None = None
    synthetic: bool | None = None


def take_in(study: Study, delivered: Path, project: Project, terms: Terms) -> Taken:
    """Write the project into the study: the delivered file as it is, its documents, cases, codings and codes.

    Importing the same file again replaces what it brought; what people did in the study stays. Raises
    CatalogError, and then leaves everything as it was.
    """
    manifest, codebook = load_manifest(study.manifest), load_codebook(study.taxonomy)
    given = {code for document in project.documents for mark in document.marks for code in mark.codes}
    mapped = map_codes(project.codes, codebook, given)
    unknown = given - set(mapped.ids) - set(mapped.stances)
    for document in project.documents:
        number = sum(code in unknown for mark in document.marks for code in mark.codes)
        project.losses.lose("coding with a code that the codebook lacks", document.name, number)
    files = Files(study)
    if mapped.codes or mapped.dimensions:
        text = study.taxonomy.read_text(encoding="utf-8-sig")
        files.write(study.taxonomy, with_codes(text, mapped.dimensions, mapped.codes))
    done = Taken(losses=project.losses, reading=project.reading)
    done.counts = {"new codes": len(mapped.codes), "codes that were there": mapped.matched}
    try:
        entries = _documents(files, delivered, project, mapped, manifest, terms, done) if project.documents else []
        files.keep()
    except BaseException:
        files.discard()
        raise
    if entries:
        append_entries(study.manifest, entries)
    return done


def _documents(
    files: Files,
    delivered: Path,
    project: Project,
    mapped: Mapped,
    manifest: Manifest,
    terms: Terms,
    done: Taken,
) -> list[SourceEntry]:
    """Write everything but the codebook; the entries that the manifest lacks."""
    source_id = _source_id(delivered, manifest)
    folder = files.study.corpus / FOLDER
    path, original = folder / f"{source_id}.jsonl", folder / f"{source_id}{delivered.suffix.lower()}"
    before = places(path, source_id, manifest) if path.is_file() else {}
    lines = documents_as_lines(project, original.name, _digest(delivered))
    new = files.place(path)
    with new.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(lines)
    if delivered.resolve() != original.resolve():
        shutil.copyfile(delivered, files.place(original))
    now = places(new, source_id, manifest)
    _codings(files, project, mapped, now, [key for key, _ in before.values()], done)
    where = f"{FOLDER}/{path.name}"
    title = project.name or None
    entries = [SourceEntry(source_id, where, "survey", LAYOUT, title, terms.consent, synthetic=terms.synthetic)]
    done.counts |= {"documents": len(project.documents), "cases": len(project.cases)}
    if project.cases:
        entries.append(_cases(files, folder / f"{source_id}-cases.csv", project, terms))
    done.sources = [entry.id for entry in entries]
    listed = {entry.path: entry for entry in manifest.sources}
    done.consent = manifest.consent_of(listed.get(entries[0].path, entries[0]))
    return [entry for entry in entries if entry.path not in listed]


def _cases(files: Files, path: Path, project: Project, terms: Terms) -> SourceEntry:
    """Write the table of cases; its entry."""
    columns, text = cases_file(project)
    files.write(path, text)
    return SourceEntry(
        path.stem,
        f"{FOLDER}/{path.name}",
        "cases",
        "plain",
        header_rows=1,
        case_column="id",
        name_column="name",
        case_kind="case",
        attributes=columns,
        synthetic=terms.synthetic,
    )


def _codings(
    files: Files,
    project: Project,
    mapped: Mapped,
    where: dict[tuple[str, Span], tuple[str, str]],
    replaced: Collection[str],
    done: Taken,
) -> None:
    names = _coder_names(project)
    rows: dict[str, list[Row]] = defaultdict(list)
    machine = 0
    for document in project.documents:
        for coder, row in readings(document, mapped, where, project.machines):
            rows[names.get(coder, NOBODY)].append(row)
        machine += sum(len(mark.codes) for mark in document.marks if mark.coder in project.machines)
    done.losses.lose("coding of a machine (`catalog build` makes them anew)", "", machine)
    _hide_names(rows, files.study)
    folder = files.study.codings
    known = {path.stem.lower(): path for path in folder.glob("*.csv")}
    for name in sorted({*rows, *known}):
        path = known.get(name, folder / f"{name}.csv")
        if name in rows or replaced:
            files.write(path, coder_file(path, rows.get(name, ()), replaced))
    found = [row for of_coder in rows.values() for row in of_coder]
    done.counts |= {
        "coders": len(rows),
        "coded excerpts": len({row.excerpt for row in found}),
        "codings": sum(len(row.codes) for row in found),
    }


def _hide_names(rows: dict[str, list[Row]], study: Study) -> None:
    """Take out of memos what identifies people: they go to the evidence as they stand in the coder's file."""
    memos = sorted({normalise(row.memo) for found in rows.values() for row in found if row.memo})
    if not memos:
        return
    # Detection loads libraries, which a project without memos does without.
    from pipelines.study_knowledge import deidentified

    clean = dict(zip(memos, deidentified(memos, study.root), strict=True))
    for name, found in rows.items():
        rows[name] = [replace(row, memo=clean.get(normalise(row.memo), "")) for row in found]


def _coder_names(project: Project) -> dict[str, str]:
    """The name of each coder's file."""
    names: dict[str, str] = {}
    for key, name in sorted(project.coders.items()):
        slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or NOBODY
        number = 2
        while slug in names.values():
            slug, number = f"{slug.rstrip('0123456789').rstrip('-')}-{number}", number + 1
        names[key] = slug
    return names


def _source_id(delivered: Path, manifest: Manifest) -> str:
    """The source's id: that of an earlier import of a file of this name, else a free one."""
    base = re.sub(r"[^a-z0-9]+", "-", delivered.stem.lower()).strip("-") or "project"
    paths = {entry.path: entry.id for entry in manifest.sources}
    if f"{FOLDER}/{base}.jsonl" in paths:
        return base
    ids = {entry.id for entry in manifest.sources}
    key, number = base, 2
    while key in ids:
        key, number = f"{base}-{number}", number + 1
    return key


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
