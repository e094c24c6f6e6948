"""What a study knows about people, for de-identifying texts that are none of its responses."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from catalog.consent import load_consent
from catalog.errors import CatalogError
from catalog.manifest import load_manifest
from catalog.marks import load_marks
from catalog.store.connection import open_database
from catalog.study import find_study
from pipelines.privacy.finder import Known, find_batch
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.offsets import substitute
from pipelines.privacy.pseudonyms import Pseudonyms
from pipelines.redactor import Redactor
from pipelines.terms import Consents


def knowledge_of(folder: Path) -> tuple[Known, Pseudonyms, Path | None]:
    """What a built study knows, its pseudonyms and its cache; nothing where the folder is no study."""
    try:
        study = find_study(folder)
    except CatalogError:
        return Known(Knowledge()), Pseudonyms(), None
    if not study.private_db.is_file():
        return Known(Knowledge()), Pseudonyms(), study.build / "cache"

    manifest = load_manifest(study.manifest)
    now = Consents(manifest, load_consent(study.consent), datetime.now(UTC).date())
    with closing(open_database(study.private_db, "private")) as private:
        redactor = Redactor(private, manifest, load_marks(study.marks), now.unnamed(private), study.build / "cache")
        return redactor.known, redactor.pseudonyms, study.build / "cache"


def deidentified(texts: Sequence[str], folder: Path) -> list[str]:
    """The texts with the kind of each finding in its place, as in [person].

    No pseudonym stands there: whoever is named may not be the one whom the study calls so.
    """
    known, _, cache = knowledge_of(folder)
    found_in = find_batch([("", text, False) for text in texts], known, cache)
    return [
        substitute(text, [(f.start, f.end, f"[{f.kind}]") for f in found])[0]
        for text, (found, _, _) in zip(texts, found_in, strict=True)
    ]
