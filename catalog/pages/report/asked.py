"""Open questions: of the districts that answered, the share whose words carry each code, and how it changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.pages.report.parts import Bar, Bars, Cell, Evidence, Table, newcombe, number, percent, slug, wilson
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import kind_words, sentence_case

QUOTES = """
select excerpt_id, text, stance, status, role, case_id, source_id, year
from coded_excerpts
where question = :question and code_id = :code and stance <> 'negated'
  and (:district_kind = '' or district_kind = :district_kind)
  and (:wave = '' or source_id in (select id from sources where wave = :wave))
order by source_id, excerpt_id
"""
# District by district: an answer of several excerpts is one answer.
NONE_OF_THESE = """
with said as (
  select e.*, coalesce(c.parent_id, e.case_id, e.source_id || ' ' || e.speaker) as district
  from excerpts e join questions q on q.id = e.question_id left join cases c on c.id = e.case_id
  where q.wording = :question and q.type = 'open'
)
select id as excerpt_id, text, null as stance, null as status, role, case_id, source_id, year
from said where district not in (
  select s.district from said s join codings k on k.excerpt_pk = s.pk join codes o on o.id = k.code_id
  where o.dimension_id = :dimension and k.stance <> 'negated')
  and (:district_kind = '' or district_kind = :district_kind)
order by source_id, excerpt_id
"""
_SAID = """
select q.wording, coalesce(c.parent_id, e.case_id, e.source_id || ' ' || e.speaker) as district,
  coalesce(e.district_kind, '') as kind, coalesce(s.wave, '') as wave, k.code_id, o.dimension_id, o.label
from excerpts e join questions q on q.id = e.question_id and q.type = 'open' join sources s on s.id = e.source_id
  left join cases c on c.id = e.case_id
  left join codings k on k.excerpt_pk = e.pk and k.stance <> 'negated' left join codes o on o.id = k.code_id
"""
_READ = """
select q.wording, count(distinct e.pk), count(distinct r.excerpt_pk) from excerpts e
  join questions q on q.id = e.question_id and q.type = 'open'
  left join readings r on r.excerpt_pk = e.pk and r.coder in (select coder from coders where kind = 'person')
group by q.wording
"""
_WORDINGS = """
select q.wording from questions q join sources s on s.id = q.source_id where q.type = 'open'
group by q.wording order by min(s.rowid), min(q.position)
"""
ALL = ""
NOBODY: frozenset[str] = frozenset()
MOST_CHANGES = 12


@dataclass
class Asked:
    """The answers to one wording: who answered, and whose words carry which code, by kind of district and wave.

    Of its published excerpts people read some.
    """

    wording: str = field(metadata={"help": "The question, word for word"})
    excerpts: int = field(default=0, metadata={"help": "Published excerpts of its answers"})
    read: int = field(default=0, metadata={"help": "Of these, read by people"})
    districts: dict[tuple[str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set), metadata={"help": "Who answered, by kind of district and wave"}
    )
    given: dict[tuple[str, str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set), metadata={"help": "Whose words carry it, by code, kind and wave"}
    )
    dimensions: Counter[str] = field(default_factory=Counter, metadata={"help": "Codings by dimension"})
    codes: dict[str, tuple[str, str]] = field(default_factory=dict, metadata={"help": "Label and dimension by code"})

    def add(self, row: Sequence[str | None]) -> None:
        """Take in one row of _SAID."""
        _, district, kind, wave, code, dimension, label = (value or "" for value in row)
        groups = {(k, w) for k in (kind, ALL) for w in (wave, ALL)}
        for group in groups:
            self.districts[group].add(district)
            if code:
                self.given[code, *group].add(district)
        if code:
            self.codes[code] = (label, dimension)
            self.dimensions[dimension] += 1

    def of(self, code: str, kind: str = ALL, wave: str = ALL) -> int:
        """Districts whose words carry the code."""
        return len(self.given.get((code, kind, wave), NOBODY))

    def answered(self, kind: str = ALL, wave: str = ALL) -> int:
        """Districts that answered."""
        return len(self.districts.get((kind, wave), NOBODY))

    @property
    def leading(self) -> str:
        """The dimension that answers are most often coded in: what the question asks for."""
        return min(self.dimensions, key=lambda name: (-self.dimensions[name], name), default="")

    @property
    def categories(self) -> list[str]:
        """The codes of the leading dimension, the commonest first."""
        own = [code for code, (_, dimension) in self.codes.items() if dimension == self.leading]
        return sorted(own, key=lambda code: (-self.of(code), self.codes[code][0]))


def asked(conn: Connection) -> list[Asked]:
    """Every open question with published answers, in the order in which it was first asked."""
    found = {row[0]: Asked(row[0]) for row in fetch(conn, _WORDINGS)}
    for row in fetch(conn, _SAID):
        found[row[0]].add(tuple(row))
    for wording, excerpts, read in fetch(conn, _READ):
        found[wording].excerpts, found[wording].read = excerpts, read
    return [one for one in found.values() if one.districts and one.codes]


def said_tables(questions: Sequence[Asked], dimensions: Mapping[str, str], kinds: Sequence[str]) -> Iterator[Table]:
    """A table a question: categories by share of the districts that answered."""
    for n, question in enumerate(questions, 1):
        total = question.answered()
        shown = [kind for kind in kinds if question.answered(kind)]
        dimension = dimensions.get(question.leading, question.leading)
        rows = [tuple(_row(question, code, shown)) for code in question.categories]
        bars = tuple(_bar(question, code) for code in question.categories)
        yield Table(
            id=f"said-{n}",
            title=question.wording,
            note=f"Share of the {total:,} districts with a published answer. A district counts for a category if any "
            f"part of its answer carries the code, whatever the stance but “not”; it may count for several, so "
            f"shares do not add up to 100%. Categories are the codes of “{dimension}”, in which answers to this "
            "question are most often coded. Intervals take the districts for a sample (Wilson). People read "
            f"{question.read:,} of {question.excerpts:,} excerpts; in others, what the machine missed does not count.",
            columns=(
                *("Category", "Districts", "Share", "95% from", "to"),
                *(f"{kind_words(kind)} (of {question.answered(kind):,})" for kind in shown),
            ),
            rows=(*rows, tuple(_none(question, shown))),
            chart=Bars(bars),
        )


def _bar(question: Asked, code: str) -> Bar:
    count, total = question.of(code), question.answered()
    return Bar(question.codes[code][0], count / total, *wilson(count, total))


def _row(question: Asked, code: str, kinds: Sequence[str]) -> Iterator[Cell]:
    label, total = question.codes[code][0], question.answered()
    count = question.of(code)
    low, high = wilson(count, total)
    evidence = quotes_of(question.wording, code, label)
    yield Cell(label, code)
    yield Cell(f"{count:,}", count, evidence)
    yield Cell(percent(count / total), number(count / total), evidence)
    yield Cell(percent(low), number(low))
    yield Cell(percent(high), number(high))
    for kind in kinds:
        own = question.of(code, kind)
        behind = quotes_of(question.wording, code, label, kind) if own else None
        yield Cell(f"{own:,} ({percent(own / question.answered(kind))})", own, behind)


def _none(question: Asked, kinds: Sequence[str]) -> Iterator[Cell]:
    """The districts that answered without any of the categories."""

    def missing(kind: str) -> int:
        having = set[str]().union(*(question.given.get((code, kind, ALL), NOBODY) for code in question.categories))
        return len(question.districts.get((kind, ALL), NOBODY) - having)

    def behind(kind: str) -> Evidence | None:
        words = f"None of these: {kind_words(kind)}" if kind else "None of these"
        params = {"question": question.wording, "dimension": question.leading, "district_kind": kind}
        return Evidence(slug("none", kind or "all"), words, NONE_OF_THESE, params) if missing(kind) else None

    count, total = missing(ALL), question.answered()
    low, high = wilson(count, total)
    yield Cell("None of these", "none")
    yield Cell(f"{count:,}", count, behind(ALL))
    yield Cell(percent(count / total), number(count / total), behind(ALL))
    yield Cell(percent(low), number(low))
    yield Cell(percent(high), number(high))
    for kind in kinds:
        yield Cell(
            f"{missing(kind):,} ({percent(missing(kind) / question.answered(kind))})", missing(kind), behind(kind)
        )


def quotes_of(wording: str, code: str, label: str, kind: str = ALL, wave: str = ALL) -> Evidence:
    """The answers that carry a code."""
    words = ", ".join(filter(None, (label, kind and kind_words(kind), wave)))
    params = {"question": wording, "code": code, "district_kind": kind, "wave": wave}
    return Evidence(slug(code, kind or "all", wave or "all"), words, QUOTES, params)


def change_tables(questions: Sequence[Asked], waves: Sequence[str]) -> Iterator[Table]:
    """For each question asked in the first and the last wave: how the share of each category changed."""
    for n, question in enumerate(questions, 1):
        own = [wave for wave in waves if question.answered(ALL, wave)]
        if len(own) < 2:
            continue
        first, last = own[0], own[-1]
        both = question.districts[ALL, first] & question.districts[ALL, last]
        sizes = question.answered(ALL, first), question.answered(ALL, last)
        codes = question.categories[:MOST_CHANGES]
        rows = [tuple(_change(question, code, first, last)) for code in codes]
        shares = [
            [question.of(code, ALL, wave) / question.answered(ALL, wave) for code in codes] for wave in (first, last)
        ]
        bars = [Bar(row[0].text, after, start=before) for row, before, after in zip(rows, *shares, strict=True)]
        yield Table(
            id=f"change-{n}",
            title=question.wording,
            note=f"Share of districts that answered: {sizes[0]:,} in {first}, {sizes[1]:,} in {last}, of which "
            f"{len(both):,} in both. A change is clear where its 95% interval (Newcombe) leaves out 0; the interval "
            "takes the waves for independent samples, and is wider than need be where the same districts answered.",
            columns=(
                "Category",
                sentence_case(first),
                "Districts",
                sentence_case(last),
                "Districts",
                "Change",
                "95% from",
                "to",
                "Clear",
            ),
            rows=tuple(rows),
            chart=Bars(tuple(bars), legend=(first, last)),
        )


def _change(question: Asked, code: str, first: str, last: str) -> Iterator[Cell]:
    label = question.codes[code][0]
    yield Cell(label, code)
    counts = []
    for wave in (first, last):
        count, total = question.of(code, ALL, wave), question.answered(ALL, wave)
        behind = quotes_of(question.wording, code, label, ALL, wave) if count else None
        yield Cell(percent(count / total), number(count / total), behind)
        yield Cell(f"{count:,}", count, behind)
        counts.append((count, total))
    low, high = newcombe(*counts)
    points = counts[1][0] / counts[1][1] - counts[0][0] / counts[0][1]
    yield Cell(f"{_points(points)} points", number(points))
    yield Cell(_points(low), number(low))
    yield Cell(_points(high), number(high))
    yield Cell("yes" if low > 0 or high < 0 else "no")


def _points(share: float) -> str:
    """A difference in per cent, with its sign.

    >>> _points(-0.071), _points(0.001), _points(0.15)
    ('\u22127', '0', '+15')
    """
    whole = round(share * 100)
    return f"{whole:+d}".replace("-", "\u2212") if whole else "0"
