"""Closed questions: practices by how often they are said to happen, and lists by how many chose each option."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from catalog.pages.report.parts import WITHHELD, Bar, Bars, Cell, Evidence, Table, number, slug, wilson
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import kind_words, sentence_case

TOPS = """
select s.wave, t.item, t.options, t.district_kind, t.respondents, t.asked, t.percent
from scale_tops t join questions q on q.id = t.question_id join sources s on s.id = q.source_id
where t.question_id = :question and t.item = :item and t.district_kind = :district_kind
"""
OPTIONS = """
select s.wave, a.value as option, a.district_kind, a.respondents, a.asked, a.percent
from answer_counts a join questions q on q.id = a.question_id join sources s on s.id = q.source_id
where a.question_id = :question and a.item = '' and a.value = :option and a.district_kind = :district_kind
"""
_ALL_TOPS = """
select t.*, q.wording, coalesce(s.wave, s.title) as wave from scale_tops t join questions q on q.id = t.question_id
join sources s on s.id = q.source_id order by s.rowid, q.position, t.item
"""
_ALL_OPTIONS = """
select a.question_id, a.value, a.rank, a.district_kind, a.respondents, a.asked, a.percent, q.wording,
  coalesce(s.wave, s.title) as wave
from answer_counts a join questions q on q.id = a.question_id join sources s on s.id = q.source_id
where q.type = :type and a.item = '' order by s.rowid, q.position, a.rank, a.value
"""
# Per wording and wave: the question; and (item or option, kind) -> (count, asked, percent).
_Counts = dict[tuple[str, str], tuple[int | None, int | None, str | None]]


def often_tables(conn: Connection, kinds: Sequence[str]) -> Iterator[Table]:
    """For each grid with a scale: the share that chose one of the two highest options, by item, wave and kind."""
    questions: dict[str, dict[str, tuple[str, _Counts]]] = defaultdict(dict)
    options: dict[str, str] = {}
    for row in fetch(conn, _ALL_TOPS):
        _, counts = questions[row["wording"]].setdefault(row["wave"], (row["question_id"], {}))
        counts[row["item"], row["district_kind"]] = (row["respondents"], row["asked"], row["percent"])
        options[row["wording"]] = row["options"]
    for n, (wording, waves) in enumerate(questions.items(), 1):
        note = (
            f"Share of those who answered that chose {options[wording].lower()}. Counts that stand for too few "
            "people, or would give such a count away, are withheld; shares near 0% and 100% are told as bounds."
        )
        yield _table((f"often-{n}", wording, note, "Practice"), waves, kinds, TOPS, "item")


def ranked_tables(conn: Connection, kinds: Sequence[str]) -> Iterator[Table]:
    """For each list of which several could be chosen: the options by how many chose them."""
    questions: dict[str, dict[str, tuple[str, _Counts]]] = defaultdict(dict)
    for row in fetch(conn, _ALL_OPTIONS, {"type": "multiple"}):
        _, counts = questions[row["wording"]].setdefault(row["wave"], (row["question_id"], {}))
        counts[row["value"], row["district_kind"]] = (row["respondents"], row["asked"], row["percent"])
    for n, (wording, waves) in enumerate(questions.items(), 1):
        note = (
            "Share of those who answered; several options could be chosen, so shares do not add up to 100%. Ranked by "
            "the newest wave. Counts that stand for too few people, or would give such a count away, are withheld."
        )
        yield _table((f"ranked-{n}", wording, note, "Option"), waves, kinds, OPTIONS, "option")


def _table(
    about: tuple[str, str, str, str],
    waves: dict[str, tuple[str, _Counts]],
    kinds: Sequence[str],
    sql: str,
    parameter: str,
) -> Table:
    id, title, note, first = about
    newest = list(waves)[-1]
    names = list(dict.fromkeys(name for _, counts in waves.values() for name, _ in counts))
    names.sort(key=lambda name: -_share(waves[newest][1].get((name, "all"), (None, None, None))))
    columns, rows = [first], [[Cell(name, name)] for name in names]
    for wave, (question, counts) in waves.items():
        for kind in ("all", *kinds):
            own = {name: counts.get((name, kind), (None, None, None)) for name in names}
            if all(count is None and share is None for count, _, share in own.values()):
                continue
            asked = max((n or 0 for _, n, _ in own.values()), default=0)
            columns.append(
                f"{sentence_case(wave)}{'' if kind == 'all' else ': ' + kind_words(kind).lower()} (of {asked:,})"
            )
            for row, name in zip(rows, names, strict=True):
                params = {"question": question, parameter: name, "district_kind": kind}
                words = f"{name}, {wave}, {kind_words(kind).lower()}"
                row.append(_cell(own[name], Evidence(slug(name, wave, kind), words, sql, params, quotes=False)))
    bars = tuple(_bar(name, waves[newest][1].get((name, "all"))) for name in names)
    return Table(id, title, note, tuple(columns), tuple(map(tuple, rows)), Bars(bars, legend=(newest,)))


def _cell(found: tuple[int | None, int | None, str | None], evidence: Evidence) -> Cell:
    count, _, share = found
    if count is None:
        return Cell(share or WITHHELD, None, evidence)
    return Cell(f"{share} ({count:,})", count, evidence)


def _bar(name: str, found: tuple[int | None, int | None, str | None] | None) -> Bar:
    count, asked, _ = found or (None, None, None)
    if count is None or not asked:
        return Bar(name, None)
    low, high = wilson(count, asked)
    return Bar(name, number(count / asked), number(low), number(high))


def _share(found: tuple[int | None, int | None, str | None]) -> float:
    count, asked, _ = found
    return count / asked if count is not None and asked else -1.0
