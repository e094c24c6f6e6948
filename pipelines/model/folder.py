"""The folder of sentence embeddings that a study names: whether it is there, and what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from catalog.errors import ModelError, Problem
from pipelines.inputs import file_digest

SETTING = "corpus/sources.yaml, `embeddings`"


def described(root: Path, setting: str) -> dict[str, str] | None:
    """What a model's card says of the embeddings: the setting, and a digest of the folder; None without a setting.

    ModelError where there is no such folder.
    """
    if not setting:
        return None
    folder = (root / setting).resolve()
    if not folder.is_dir():
        what = "there is no such folder; embeddings are never downloaded"
        raise ModelError(Problem(SETTING, what, "put the folder of a saved model there, or remove the setting"))
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {file_digest(path)}\n".encode())
    return {"folder": setting, "digest": digest.hexdigest()}
