"""Digests of the files a study is built from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from catalog.study import Study


def file_digest(path: Path) -> str:
    """Digest of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def input_digests(study: Study) -> Iterator[str]:
    """One line for every file a build reads: its path in the study and its digest.

    Of the model its card says all.
    """
    files = [study.taxonomy, *sorted(p for p in study.corpus.rglob("*") if p.is_file())]
    files += [card for card in (study.model / "card.json",) if card.is_file()]
    for path in files:
        yield f"{path.relative_to(study.root).as_posix()} {file_digest(path)}"
