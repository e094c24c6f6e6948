"""A study: any folder with a `taxonomy.yaml` and a `corpus/`, and where its parts lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.errors import Problem, StudyError


@dataclass(frozen=True, slots=True)
class Study:
    """The folder of one study. Build products stand in `build/`, which can be deleted only with care:
    `build/evidence.db` holds people's decisions."""

    root: Path

    @property
    def taxonomy(self) -> Path:
        """The codebook."""
        return self.root / "taxonomy.yaml"

    @property
    def corpus(self) -> Path:
        """What was delivered, with the manifest that says how to read it."""
        return self.root / "corpus"

    @property
    def manifest(self) -> Path:
        """Which files the corpus holds and how each is laid out."""
        return self.corpus / "sources.yaml"

    @property
    def consent(self) -> Path:
        """What single cases agreed to, where it differs from their sources."""
        return self.corpus / "consent.csv"

    @property
    def marks(self) -> Path:
        """What staff marked: phrases to redact, phrases that are fine."""
        return self.corpus / "privacy.csv"

    @property
    def exemplars(self) -> Path:
        """The Markdown files of the exemplars."""
        return self.corpus / "exemplars"

    @property
    def codings(self) -> Path:
        """People's codings, one CSV file a coder."""
        return self.corpus / "codings"

    @property
    def build(self) -> Path:
        """Where the databases stand."""
        return self.root / "build"

    @property
    def build_lock(self) -> Path:
        """Held by the process that builds."""
        return self.build / "build.lock"

    @property
    def model(self) -> Path:
        """The model coder with its card; can be trained again."""
        return self.build / "model"

    @property
    def private_db(self) -> Path:
        """Text as delivered; opened by ingest and deidentify only."""
        return self.build / "private.db"

    @property
    def evidence_db(self) -> Path:
        """The de-identified system of record."""
        return self.build / "evidence.db"

    @property
    def research_db(self) -> Path:
        """What researchers on the staff may ask of in SQL; made anew from evidence.db."""
        return self.build / "research.db"

    @property
    def catalog_db(self) -> Path:
        """What is public."""
        return self.build / "catalog.db"


def find_study(folder: Path) -> Study:
    """The study in `folder`; StudyError where a part is missing."""
    root = folder.resolve()
    study = Study(root)
    missing = [
        Problem(str(path), "this is not a study: the file is missing", "run `catalog init DIR` to make one")
        for path in (study.taxonomy, study.manifest)
        if not path.is_file()
    ]
    if missing:
        raise StudyError(missing)
    return study
