"""The report as a whole: its sections in order, each left out where the study has nothing for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.report import asked, chosen, codes, readiness
from catalog.pages.report.methods import Item, methods
from catalog.pages.report.parts import Section, Table, kinds_of
from catalog.pages.rows import Connection, fetch
from catalog.pages.site import Site, load_site

_DIMENSIONS = "select id, label from dimensions"
_WAVES = "select wave from sources where wave is not null group by wave order by min(rowid)"


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
    kinds, questions = kinds_of(conn), asked.asked(conn)
    dimensions = {row["id"]: row["label"] for row in fetch(conn, _DIMENSIONS)}
    waves = [row["wave"] for row in fetch(conn, _WAVES)]
    sections = (
        Section(
            "said",
            "What districts said",
            "Answers in people's own words, coded. The first question is the one a landscape report begins with.",
            tuple(asked.said_tables(questions, dimensions, kinds)),
        ),
        Section(
            "often",
            "What happens in classrooms",
            "Practices that were asked about one by one, on a scale of how often.",
            tuple(chosen.often_tables(conn, kinds)),
        ),
        Section(
            "barriers",
            "What was chosen from a list",
            "Barriers and the like, ranked by how many chose them.",
            tuple(chosen.ranked_tables(conn, kinds)),
        ),
        Section(
            "ready",
            "Technical readiness",
            "For how many devices a student there is room, by kind of district and by tier.",
            tuple(readiness.ready_tables(conn, behind=False)),
        ),
        Section(
            "behind",
            "Who is left behind",
            "The same, by how many students have high needs.",
            tuple(readiness.ready_tables(conn, behind=True)),
        ),
        Section(
            "codes",
            "Practices and the rest, by dimension",
            "All that was said, whatever was asked.",
            tuple(codes.dimension_tables(conn)),
        ),
        Section("together", "What is said together", "", (codes.together_table(conn),)),
        Section(
            "change",
            "Change between waves",
            "For questions asked more than once in the same words.",
            tuple(asked.change_tables(questions, waves)),
        ),
        Section("saturation", "Saturation", "", (codes.saturation_table(conn),)),
    )
    kept = tuple(section for section in sections if any(table.rows for table in section.tables))
    return Report(load_site(conn), kept, methods(conn))
