"""What `catalog add` understood of one delivered file, before a person has looked at it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.manifest import Ignored, SourceEntry
from catalog.records import Consent, Question, SourceKind


@dataclass(frozen=True, slots=True)
class Recognition:
    """One file as understood: what kind it is, how it is laid out, and what in it means what.

    `path` is as the manifest will name it; `rows` counts the rows below the header that are not blank;
    `header_rows` counts the rows above the first answer. What does not apply is None, 0 or empty.
    """

    path: str
    format: str
    kind: SourceKind
    layout: str
    rows: int = 0
    questions: tuple[Question, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    respondent: str | None = None
    case_column: str | None = None
    role: str | None = None
    consent_column: str | None = None
    name_column: str | None = None
    parent_column: str | None = None
    case_kind: str | None = None
    question_column: str | None = None
    text_column: str | None = None
    attributes: tuple[str, ...] = ()
    header_rows: int | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    turns: int = 0
    speakers: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions answered in words."""
        return tuple(q for q in self.questions if q.type in ("open", "prompt"))

    @property
    def closed_questions(self) -> tuple[Question, ...]:
        """The questions answered by choosing, rating or a number."""
        return tuple(q for q in self.questions if q.type not in ("open", "prompt"))

    def entry(
        self,
        id: str,
        *,
        consent: Consent | None = None,
        title: str | None = None,
        synthetic: bool | None = None,
        case: str | None = None,
    ) -> SourceEntry:
        """The manifest entry for the file, to be written, looked over and corrected."""
        return SourceEntry(
            id=id,
            path=self.path,
            kind=self.kind,
            layout=self.layout,
            title=title,
            consent=consent,
            synthetic=synthetic,
            sheet=self.sheet,
            encoding=None if self.encoding == "utf-8" else self.encoding,
            delimiter=None if self.delimiter == "," else self.delimiter,
            header_rows=self.header_rows,
            respondent=self.respondent,
            role=self.role,
            case=case,
            case_column=None if case else self.case_column,
            name_column=self.name_column,
            parent_column=self.parent_column,
            case_kind=self.case_kind,
            consent_column=self.consent_column,
            question_column=self.question_column,
            text_column=self.text_column,
            attributes=self.attributes,
            questions=self.questions,
            ignored=self.ignored,
            moderators=self.moderators,
        )
