"""Survey rows to submissions, as the manifest entry says, streaming and with exact places."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import ManifestError, Problem, SourceError
from catalog.manifest import SourceEntry
from catalog.records import Answer, Place, Question, Respondent, Submission, Words
from catalog.text import content_id
from pipelines.readers.choices import split_options
from pipelines.readers.grids import CHECKED, UNCHECKED
from pipelines.readers.header_columns import Column
from pipelines.readers.headers import one_line
from pipelines.readers.inspection import below, header_and_columns, open_entry
from pipelines.readers.survey import REFUSAL

_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed question with the columns that hold its answers."""

    question: Question
    columns: tuple[Column, ...]
    boxes: bool

    def answers(self, cells: list[str]) -> Iterator[Answer]:
        """The row's answers to the question, without those that are blank."""
        several, name = len(self.columns) > 1, self.question.name
        for column in self.columns:
            cell = cells[column.index] if column.index < len(cells) else ""
            if not cell:
                continue
            if self.boxes:
                yield from self._box(column, cell)
                continue
            item = (column.item or column.name) if several else ""
            values = split_options(cell, self.question.scale) if self.question.type == "multiple" else [cell]
            for value in dict.fromkeys(values):
                yield Answer(name, value, item)

    def _box(self, column: Column, cell: str) -> Iterator[Answer]:
        """One column an option: what counts is that it was chosen, however the platform says so."""
        said = one_line(cell).casefold()
        option = column.item or column.name
        if said == option.casefold() or said in CHECKED or (cell.isdigit() and said not in UNCHECKED):
            yield Answer(self.question.name, option)
        elif said not in UNCHECKED:
            yield Answer(self.question.name, cell)


def column_finder(columns: Iterable[Column]) -> dict[str, Column]:
    """Columns by every name a manifest may use: the key, the place as #5, and the wording if unique."""
    found: dict[str, Column] = {}
    columns = list(columns)
    for names in ([c.wording for c in columns], [c.name for c in columns]):
        found.update({n: c for n, c in zip(names, columns, strict=True) if names.count(n) == 1})
    for c in columns:
        found[c.key] = c
        found[f"#{c.index + 1}"] = c
    return found


def missing_columns(entry: SourceEntry, columns: dict[str, Column], wanted: Iterable[str | None]) -> None:
    """Raise ManifestError for every wanted column that the file has not."""
    problems = []
    for name in dict.fromkeys(n for n in wanted if n):
        if name not in columns:
            near = difflib.get_close_matches(name, columns, 1)
            fix = f'did you mean "{near[0]}"?' if near else "correct the name, or use the place, as in #5"
            problems.append(Problem(f"corpus/{entry.path}", f'there is no column "{name}"', fix))
    if problems:
        raise ManifestError(problems)


def read_rows(path: Path, entry: SourceEntry) -> Iterator[Submission]:
    """The submissions of a survey whose entry is complete; see `read_survey`."""
    table = open_entry(path, entry)
    header, columns = header_and_columns(path, table, entry)
    reader = _Reader(path, entry, columns, table.sheet)
    rows = below(table, header)
    yield from reader.long(rows) if entry.question_column else reader.wide(rows)


class _Reader:
    """The entry's columns, found once, and the keys given so far."""

    def __init__(self, path: Path, entry: SourceEntry, columns: tuple[Column, ...], sheet: str | None) -> None:
        self.path, self.entry, self.sheet = path, entry, sheet
        self.found = column_finder(columns)
        named = [entry.respondent, entry.case_column, entry.role, entry.consent_column]
        asked = [c for q in entry.questions for c in q.columns] if not entry.question_column else []
        missing_columns(
            entry, self.found, [*named, entry.question_column, entry.text_column, *entry.attributes, *asked]
        )
        self.respondent, self.case = self._index(entry.respondent), self._index(entry.case_column)
        self.role, self.consent = self._index(entry.role), self._index(entry.consent_column)
        self.attributes = [(name, self.found[name].index) for name in entry.attributes]
        self.keys: dict[str, int] = {}
        self.named = self._name_columns()

    def _name_columns(self) -> list[list[int]]:
        """The columns, not read otherwise, that name the respondent: a first and a last name go together."""
        whys = {g.column: g.why for g in self.entry.ignored if g.column in self.found}
        names = [c for c, why in whys.items() if why == "name of a person"]
        first = [c for c in names if re.search(r"first|given|forename", c, re.IGNORECASE)]
        last = [c for c in names if re.search(r"last|sur|family", c, re.IGNORECASE)]
        groups = [[a, b] for a, b in zip(first, last, strict=False)]
        groups += [[c] for c, why in whys.items() if why == "e-mail address" or c in names]
        return [[self.found[c].index for c in group] for group in groups]

    def _index(self, name: str | None) -> int:
        # Beyond every row, so that a column that is not there reads as blank.
        return self.found[name].index if name else 1 << 30

    def wide(self, rows: Iterator[tuple[list[str], int]]) -> Iterator[Submission]:
        """One row a respondent."""
        open_, closed = self._questions()
        problems: list[Problem] = []
        for cells, number in rows:
            width = len(cells)
            if self.entry.consent_column and not self._consents(cells):
                continue
            key = cells[self.respondent] if self.respondent < width else ""
            if key and self._is_repeated(key, number, problems):
                continue
            respondent = self._respondent(cells, key or self._row_key(cells))
            words = tuple(
                Words(cell, Place(self.sheet, number, column, end=len(cell)), name)
                for index, column, name in open_
                if index < width and (cell := cells[index])
            )
            answers = tuple(a for question in closed for a in question.answers(cells)) if closed else ()
            if not problems:
                yield Submission(respondent, words, answers)
        if problems:
            raise SourceError(problems[:_MOST_PROBLEMS])

    def _questions(self) -> tuple[list[tuple[int, str, str]], list[Closed]]:
        open_, closed, problems = [], [], []
        for question in self.entry.questions:
            columns = tuple(self.found[c] for c in question.columns)
            if question.type not in ("open", "prompt"):
                options = {c.item or c.name for c in columns}
                boxes = question.type == "multiple" and len(columns) > 1
                if boxes and question.scale and any(c.item for c in columns):
                    boxes = options >= set(question.scale)
                closed.append(Closed(question, columns, boxes))
            elif len(columns) > 1:
                what = f'the open question "{question.name}" has {len(columns)} columns'
                problems.append(Problem(f"corpus/{self.entry.path}", what, "make each column a question of its own"))
            else:
                open_.append((columns[0].index, question.columns[0], question.name))
        if problems:
            raise ManifestError(problems)
        return open_, closed

    def _consents(self, cells: list[str]) -> bool:
        said = cells[self.consent] if self.consent < len(cells) else ""
        return bool(said) and not REFUSAL.fullmatch(said)

    def _is_repeated(self, key: str, number: int, problems: list[Problem]) -> bool:
        first = self.keys.setdefault(key, number)
        if first == number:
            return False
        problems.append(
            Problem(
                f"{self.path.name}: row {number}",
                f'column "{self.entry.respondent}" has the respondent of row {first} again',
                "remove one of the two rows, or remove `respondent` from the manifest entry",
            )
        )
        return True

    def _row_key(self, cells: list[str]) -> str:
        """A key for a row without respondent: its content, and how many rows like it came before."""
        made = content_id(*cells).rstrip()
        times = self.keys[made] = self.keys.get(made, 0) + 1
        return made if times == 1 else f"{made}-{times}"

    def _respondent(self, cells: list[str], key: str) -> Respondent:
        width, entry = len(cells), self.entry
        case = entry.case or (cells[self.case] if self.case < width else "") or None
        role = (cells[self.role] if self.role < width else "") or None
        attributes = tuple((n, cells[i]) for n, i in self.attributes if i < width and cells[i])
        names = tuple(n for g in self.named if (n := " ".join(cells[i] for i in g if i < width).strip()))
        return Respondent(key, case, role, False, attributes, names)

    def long(self, rows: Iterator[tuple[list[str], int]]) -> Iterator[Submission]:
        """One row an answer. A respondent is told apart by the attributes too: a school of two years is
        two respondents, since it answers the same question in each."""
        asked, text = self._index(self.entry.question_column), self._index(self.entry.text_column)
        column = self.entry.text_column or ""
        questions = {name: q for q in self.entry.questions for name in (q.wording, q.name)}
        unknown: list[Problem] = []
        for cells, number in rows:
            name = cells[asked] if asked < len(cells) else ""
            words = cells[text] if text < len(cells) else ""
            if not words or (self.entry.consent_column and not self._consents(cells)):
                continue
            if name not in questions:
                unknown.append(
                    Problem(
                        f"{self.path.name}: row {number}",
                        f'column "{self.entry.question_column}" names a question that the manifest has not',
                        "add it to `questions`",
                    )
                )
            if unknown:
                continue
            question, respondent = questions[name], self._answering(cells, questions[name])
            if question.type in ("open", "prompt"):
                place = Place(self.sheet, number, column, end=len(words))
                yield Submission(respondent, (Words(words, place, question.name),))
            else:
                yield Submission(respondent, (), (Answer(question.name, words),))
        if unknown:
            raise ManifestError(unknown[:_MOST_PROBLEMS])

    def _answering(self, cells: list[str], question: Question) -> Respondent:
        respondent = self._respondent(cells, cells[self.respondent] if self.respondent < len(cells) else "")
        if not respondent.key:
            return self._respondent(cells, self._row_key(cells))
        key = " / ".join((respondent.key, *(value for _, value in respondent.attributes)))
        answered = content_id(key, question.name)
        times = self.keys[answered] = self.keys.get(answered, 0) + 1
        return self._respondent(cells, key if times == 1 else f"{key} / {times}")
