"""The manifest's records: a study's terms and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.consent import Terms, parse_day
from catalog.records import Consent, Question, SourceKind


@dataclass(frozen=True, slots=True)
class Ignored:
    """A column that is not read, and why."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One delivered file as the manifest describes it; what is None is recognised when it is read."""

    id: str
    path: str
    kind: SourceKind
    layout: str | None = None
    title: str | None = None
    consent: Consent | None = None
    consent_until: str | None = None
    withdrawn: str | None = None
    name_district: bool | None = None
    synthetic: bool | None = None
    wave: str | None = None
    year: int | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    respondent: str | None = None
    role: str | None = None
    case: str | None = None
    case_column: str | None = None
    parent_column: str | None = None
    case_kind: str | None = None
    name_column: str | None = None
    consent_column: str | None = None
    question_column: str | None = None
    text_column: str | None = None
    attributes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A study's title, its defaults and its sources, in the order of the file."""

    title: str
    synthetic: bool
    consent: Consent
    name_district: bool
    settings: Mapping[str, Any]
    sources: tuple[SourceEntry, ...]

    @property
    def minimum_cell(self) -> int:
        """Fewest respondents that a published count may stand for; 0 for studies of public institutions."""
        return int(self.settings.get("minimum_cell", 10))

    @property
    def address(self) -> str:
        """Where the public site stands, as in https://catalog.example.org, for citations; empty where not stated."""
        return str(self.settings.get("address") or "").rstrip("/")

    @property
    def licence(self) -> str:
        """Licence of the published catalog; empty where not stated."""
        return str(self.settings.get("licence") or "")

    @property
    def random_sample(self) -> int:
        """About how many excerpts are drawn by chance, to measure coders with; 0 for none."""
        return int(self.settings.get("random_sample", 200))

    @property
    def trains_model(self) -> bool:
        """Whether a build trains the model coder from people's consensus, where there is enough of it."""
        return self.settings.get("model") == "train"

    @property
    def embeddings(self) -> str:
        """Folder of sentence embeddings that the model coder uses too, as seen from the study; empty for none."""
        return str(self.settings.get("embeddings") or "")

    @property
    def secret(self) -> str:
        """What enters the ids of cases, respondents and responses, so that nobody can work back from an id
        to a name or address by trying; empty where the study has none."""
        return str(self.settings.get("secret", ""))

    def consent_of(self, entry: SourceEntry) -> Consent:
        """The entry's own consent, or the study's default."""
        return entry.consent or self.consent

    def terms_of(self, entry: SourceEntry) -> Terms:
        """The terms on which the entry's words were given."""
        return Terms(
            self.consent_of(entry),
            parse_day(entry.consent_until),
            parse_day(entry.withdrawn),
            self.names_district(entry),
        )

    def names_district(self, entry: SourceEntry) -> bool:
        """Whether districts of this source may be named."""
        return self.name_district if entry.name_district is None else entry.name_district

    def is_synthetic(self, entry: SourceEntry) -> bool:
        """Whether the source's words were invented."""
        return self.synthetic if entry.synthetic is None else entry.synthetic
