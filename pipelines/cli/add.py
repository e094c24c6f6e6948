"""catalog add: recognise delivered files, show what was understood, write them to the manifest."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catalog.errors import CatalogError, ManifestError, Problem, SourceError
from catalog.manifest import Manifest, SourceEntry, append_entries, load_manifest
from catalog.records import CONSENTS, Question
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option
from pipelines.inputs import file_digest

if TYPE_CHECKING:
    from pipelines.readers.recognition import Recognition

FOLDERS = {"survey": "surveys", "transcript": "focus_groups", "chat": "focus_groups", "cases": "cases"}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--id", "source_id", help="Id of the source in the manifest (for one file).")
@click.option("--case", help="The district or school that all words of the file come from.")
@click.option("--consent", type=click.Choice(CONSENTS), help="What the respondents agreed to (default: the study's).")
@click.option("--synthetic", is_flag=True, help="The words were invented; every page will say so.")
@click.option("--dry-run", is_flag=True, help="Only show what is understood.")
@study_option
@json_option
def add(  # noqa: PLR0913 - click gives one argument an option
    files: tuple[Path, ...],
    source_id: str | None,
    case: str | None,
    consent: Any,
    synthetic: bool,
    dry_run: bool,
    study: Study,
    as_json: bool,
) -> None:
    """Recognise FILES as districts deliver them, copy them to corpus/ and write them to the manifest.

    Survey exports (Qualtrics, SurveyMonkey, Google Forms, Microsoft Forms, any table), transcripts
    (WebVTT, SRT, DOCX, ODT, TXT), Zoom chats and case tables. What was guessed wrong is corrected in
    corpus/sources.yaml. If one file cannot be read, none is added.

    \b
    Example:
      catalog add survey.csv focus_group.vtt districts.xlsx
      catalog add interview.docx --case D014 --consent research
      catalog add survey.csv --dry-run --json
    """
    if source_id and len(files) > 1:
        raise click.UsageError("--id names one source: add the files one by one, or leave it out.")
    manifest = load_manifest(study.manifest)
    found = [(path, understood) for path, understood in _recognised(files)]
    ids = {entry.id for entry in manifest.sources}
    entries = []
    for path, understood in found:
        placed = _placed(study, path, understood.kind)
        key = source_id if source_id and len(files) == 1 else _free_id(placed.stem, ids)
        ids.add(key)
        entry = understood.entry(key, consent=consent, synthetic=synthetic or None, case=case)
        entries.append((path, placed, _at(entry, placed.relative_to(study.corpus).as_posix())))
    _refuse_clashes(study, manifest, entries, source_id)
    if not dry_run:
        for path, placed, _ in entries:
            if path.resolve() != placed:
                placed.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, placed)
        append_entries(study.manifest, [entry for _, _, entry in entries])
    if as_json:
        echo_json([_as_data(path, understood) for path, understood in found])
        return
    for (path, understood), (_, _, entry) in zip(found, entries, strict=True):
        for line in _lines(path, understood):
            click.echo(line)
        click.echo(f"  consent: {manifest.consent_of(entry)}" + ("" if entry.consent else " (the study's default)"))
    click.echo("Nothing was written." if dry_run else "Written to corpus/sources.yaml. Next: catalog build")


def _recognised(files: tuple[Path, ...]) -> Iterator[tuple[Path, Recognition]]:
    from pipelines.readers import recognise

    problems: list[Problem] = []
    found = []
    for path in files:
        try:
            if not path.is_file():
                raise SourceError(Problem(str(path), "there is no such file", "check its name and folder"))
            found.append((path, recognise(path)))
        except CatalogError as fault:
            problems += fault.problems
    if problems:
        raise SourceError(problems)
    yield from found


def _placed(study: Study, path: Path, kind: str) -> Path:
    """Where the file stands in corpus/: where it is if it is there already, else in the folder of its kind."""
    resolved = path.resolve()
    return resolved if resolved.is_relative_to(study.corpus) else study.corpus / FOLDERS[kind] / path.name


def _free_id(stem: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "source"
    key, n = base, 2
    while key in taken:
        key, n = f"{base}-{n}", n + 1
    return key


def _at(entry: SourceEntry, path: str) -> SourceEntry:
    from dataclasses import replace

    return replace(entry, path=path)


def _refuse_clashes(
    study: Study, manifest: Manifest, entries: list[tuple[Path, Path, SourceEntry]], source_id: str | None
) -> None:
    problems = []
    listed = {entry.path: entry.id for entry in manifest.sources}
    for path, placed, entry in entries:
        if entry.path in listed:
            fix = f'edit source "{listed[entry.path]}" in corpus/sources.yaml, or remove it there first'
            problems.append(Problem(str(path), f"corpus/{entry.path} is in the manifest already", fix))
        elif path.resolve() != placed and placed.exists() and file_digest(placed) != file_digest(path):
            problems.append(
                Problem(
                    str(path),
                    f"another file stands at corpus/{entry.path}",
                    "rename the new file, then add it",
                )
            )
        if source_id and source_id in {e.id for e in manifest.sources}:
            problems.append(Problem(str(path), f'there is a source "{source_id}" already', "choose another --id"))
        listed[entry.path] = entry.id
    if problems:
        raise ManifestError(problems)


def _as_data(path: Path, r: Recognition) -> dict[str, Any]:
    """What was understood of one file, as --json prints it."""
    return {
        "path": str(path),
        "kind": r.kind,
        "layout": r.layout,
        "rows": r.rows,
        "open_questions": [_question(q) for q in r.open_questions],
        "closed_questions": [_question(q) for q in r.closed_questions],
        "ignored_columns": [asdict(column) for column in r.ignored],
        "turns": r.turns,
        "speakers": list(r.speakers),
        "moderators": list(r.moderators),
        "respondent": r.respondent,
        "case_column": r.case_column,
        "role": r.role,
        "attributes": list(r.attributes),
        "header_rows": r.header_rows,
        "sheet": r.sheet,
        "encoding": r.encoding,
        "warnings": list(r.warnings),
    }


def _question(q: Question) -> dict[str, Any]:
    return {
        "name": q.name,
        "wording": q.wording,
        "type": q.type,
        "columns": list(q.columns),
        "scale": list(q.scale),
    }


def _lines(path: Path, r: Recognition) -> Iterator[str]:
    """What was understood of one file, as a person reads it."""
    size = f"{r.turns:,} turns" if r.kind in ("transcript", "chat") else f"{r.rows:,} rows"
    yield f"{path.name}: {r.kind}, {r.layout}, {size}"
    for q in r.open_questions:
        yield (f"  open     {q.name}: {_short(q.wording)}" if q.wording != q.name else f"  open     {_short(q.name)}")
    for q in r.closed_questions:
        scale = f" ({', '.join(q.scale[:6])}{', ...' if len(q.scale) > 6 else ''})" if q.scale else ""
        named = f"{q.name}: " if q.wording != q.name else ""
        yield f"  {q.type:<8} {named}{_short(q.wording)}{_short(scale)}"
    for name, value in (("respondent", r.respondent), ("case", r.case_column), ("role", r.role)):
        if value:
            yield f"  {name}: column {value}"
    if r.attributes:
        yield f"  attributes: {', '.join(r.attributes)}"
    if r.speakers:
        yield f"  speakers: {', '.join(r.speakers)}"
    if r.moderators:
        yield f"  moderator: {', '.join(r.moderators)} (a guess; see `moderators` in the manifest)"
    for column in r.ignored:
        yield f"  ignored  {_short(column.column)}: {column.why}"
    for warning in r.warnings:
        yield f"  note: {warning}"


def _short(text: str) -> str:
    line = " ".join(text.split()) if not text.startswith(" ") else text
    return line if len(line) <= 90 else line[:89] + "…"
