"""Two exemplars side by side, so that a reader sees which one is closer to her classroom."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.exemplar import ExemplarPage, exemplar_page
from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection
from catalog.pages.site import Site

# Longer fields that are compared, in order.
_COMPARED = ("problem", "students-do", "teacher-does", "technology-does", "start-tomorrow", "got-in-the-way")


@dataclass(frozen=True, slots=True)
class Side:
    """What one exemplar has for a row: words, or a list."""

    text: str = field(metadata={"help": "Plain words; empty where there are none"})
    html: str = field(metadata={"help": "Text as sanitised HTML; empty where there is none"})
    items: tuple[str, ...] = field(metadata={"help": "Items of a list, as sanitised HTML"})


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in which the two may differ."""

    label: str = field(metadata={"help": "What it is"})
    sides: tuple[Side, Side] = field(metadata={"help": "What each exemplar has for it"})

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.sides[0] == self.sides[1]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two exemplars side by side."""

    site: Site = field(metadata={"help": "The site's facts"})
    exemplars: tuple[ExemplarPage, ExemplarPage] = field(metadata={"help": "The two"})
    shared: tuple[CodeLink, ...] = field(metadata={"help": "Practices that both show"})
    glance: tuple[Row, ...] = field(metadata={"help": "Short facts"})
    sections: tuple[Row, ...] = field(metadata={"help": "Longer fields and how sure we are"})


def compare_page(conn: Connection, first: str, second: str) -> ComparePage | None:
    """The two exemplars; None where one is missing or withdrawn, or both are the same."""
    one, other = exemplar_page(conn, first), exemplar_page(conn, second)
    if one is None or other is None or one.withdrawn or other.withdrawn or first == second:
        return None
    facts = [{fact.label: fact.value for fact in page.glance} for page in (one, other)]
    labels = dict.fromkeys([*facts[0], *facts[1]])
    glance = tuple(Row(label, (_words(facts[0].get(label)), _words(facts[1].get(label)))) for label in labels)
    return ComparePage(
        site=one.site,
        exemplars=(one, other),
        shared=tuple(code for code in one.codes if code in other.codes),
        glance=glance,
        sections=(*_sections(one, other), _sure(one, other)),
    )


def _sections(one: ExemplarPage, other: ExemplarPage) -> tuple[Row, ...]:
    blocks = [{block.id: block for block in page.sections} for page in (one, other)]
    rows = []
    for name in _COMPARED:
        found = [side.get(name) for side in blocks]
        label = next((block.label for block in found if block), "")
        if label:
            left, right = (Side("", b.html, b.items) if b else _words(None) for b in found)
            rows.append(Row(label, (left, right)))
    return tuple(rows)


def _sure(one: ExemplarPage, other: ExemplarPage) -> Row:
    return Row("How sure we are", (_words(" ".join(one.sureness)), _words(" ".join(other.sureness))))


def _words(text: str | None) -> Side:
    return Side(text or "", "", ())
