"""catalog redact: de-identify lines from standard input."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from catalog.batches import batches
from catalog.errors import Problem, SourceError
from catalog.text import Composed, composed

BATCH = 500
# Halves of surrogate pairs, which UTF-8 cannot hold.
_HALVES = re.compile("[\ud800-\udfff]")


@click.command()
@click.option(
    "--study", type=click.Path(path_type=Path), default=".", help="Study whose names are known (default: here)."
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes to use (default: the machine's cores).")
def redact(study: Path, jobs: int | None) -> None:
    """Read JSON lines {"id", "text"}, write JSON lines {"id", "text", "findings"}.

    A finding is {"start", "end", "kind", "why"}, its offsets those of the input text in Unicode code
    points. Where the folder is a study that was built, its names are known and its pseudonyms used;
    nothing is stored.

    \b
    Example:
      catalog redact < answers.jsonl > redacted.jsonl
      echo '{"id": "1", "text": "Ask Mrs. Delgado"}' | catalog redact
    """
    from pipelines.privacy.finder import find_batch
    from pipelines.privacy.offsets import substitute
    from pipelines.study_knowledge import knowledge_of
    from pipelines.workers import WORTH_WORKERS, Workers

    known, pseudonyms, cache = knowledge_of(study)
    # A stream of text, whatever the default of the system.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    lines = _lines(sys.stdin.buffer)
    first = list(islice(lines, WORTH_WORKERS))
    pending: list[list[tuple[Any, str, Composed]]] = []

    def asked() -> Iterator[list[tuple[str, str, bool]]]:
        for batch in batches(chain(first, lines), BATCH):
            pending.append([(d["id"], d["text"], composed(d["text"])) for d in batch])
            yield [("", made.text, False) for _, _, made in pending[-1]]

    with Workers(jobs) as workers:
        for _, results in workers.map(find_batch, asked(), known, cache, expected=len(first)):
            written = []
            for (key, text, made), (found, _, _) in zip(pending.pop(0), results, strict=True):
                places = [(*made.delivered(f.start, f.end), pseudonyms.label(made.text, f)) for f in found]
                new = substitute(text, places)[0] if found else text
                told = [
                    {"start": start, "end": end, "kind": f.kind, "why": f.why}
                    for f, (start, end, _) in zip(found, places, strict=True)
                ]
                written.append(_line({"id": key, "text": new, "findings": told}))
            click.echo("\n".join(written))


def _line(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False)
    # Half a surrogate pair can be written only as JSON escapes it.
    return json.dumps(data) if _HALVES.search(text) else text


def _lines(stream: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or "id" not in data or not isinstance(data.get("text"), str):
            fix = 'write one object a line, as in {"id": "1", "text": "..."}'
            raise SourceError(Problem(f"standard input:{number}", "the line is not an object with id and text", fix))
        yield data
