"""The report as a whole: its sections in order, each left out where the study has nothing for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalog.pages.report import asked, chosen, codes, readiness, reliable
from catalog.pages.report.methods import Item, methods
from catalog.pages.report.parts import Section, Table, kinds_of
from catalog.pages.rows import Connection, fetch
from catalog.pages.site import Site, load_site

_DIMENSIONS = "select id, label from dimensions"
_WAVES = "select wave from sources where wave is not null group by wave order by min(rowid)"
# Id, heading, and what to know before reading, of each section.
_HEADINGS = {
    id: (id, title, lead)
    for id, title, lead in (
        ("said", "What districts said", "Answers in people’s own words, coded."),
        ("often", "What happens in classrooms", "Practices asked about one by one, on a scale of how often."),
        ("chosen", "What was chosen from a list", "Barriers and the like, ranked by how many chose them."),
        ("ready", "Technical readiness", "For how many devices a student there is room, by kind of district and tier."),
        ("behind", "Who is left behind", "The same, by how many students have high needs."),
        ("codes", "Practices and the rest, by dimension", "All that was said, whatever was asked."),
        ("together", "What is said together", ""),
        ("change", "Change between waves", "For questions asked more than once in the same words."),
        ("saturation", "Saturation", ""),
        ("reliable", "How far to trust it", "What people and machines make of the same quotes."),
    )
}


@dataclass(frozen=True, slots=True)
class Report:
    """A study's figures with its methods."""

    site: Site = field(metadata={"help": "The study's facts"})
    sections: tuple[Section, ...] = field(metadata={"help": "Sections with tables"})
    methods: tuple[Item, ...] = field(metadata={"help": "The methods sheet"})

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in order."""
        return tuple(table for section in self.sections for table in section.tables)


def report(conn: Connection) -> Report:
    """The report of what catalog.db holds: nothing in it is less public than that file."""
    found = (Section(*_HEADINGS[id], tuple(table for table in tables if table.rows)) for id, tables in _tables(conn))
    return Report(load_site(conn), tuple(section for section in found if section.tables), methods(conn))


def _tables(conn: Connection) -> Iterator[tuple[str, Iterable[Table]]]:
    kinds, questions = kinds_of(conn), asked.asked(conn)
    dimensions = {row["id"]: row["label"] for row in fetch(conn, _DIMENSIONS)}
    yield "said", asked.said_tables(questions, dimensions, kinds)
    yield "often", chosen.often_tables(conn, kinds)
    yield "chosen", chosen.ranked_tables(conn, kinds)
    yield "ready", readiness.ready_tables(conn, behind=False)
    yield "behind", readiness.ready_tables(conn, behind=True)
    yield "codes", codes.dimension_tables(conn)
    yield "together", (codes.together_table(conn),)
    yield "change", asked.change_tables(questions, [row["wave"] for row in fetch(conn, _WAVES)])
    yield "saturation", (codes.saturation_table(conn),)
    yield "reliable", reliable.reliable_tables(conn)
