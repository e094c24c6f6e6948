"""What every table and column of catalog.db means, read from the comments of its schema.

The schema is the only place where a column is described; Datasette's metadata, the researchers' page
and the tests all come from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

_CREATE = re.compile(r"^create (table|view|virtual table) (\w+)(.*?);[ \t]*(?:-- *([^\n]+))?$", re.S | re.M)
_HEAD = re.compile(r"^[^\n]*?--\s*(.+)$", re.M)
_COLUMN = re.compile(r"^\s+(?:[\w.]+ as )?(?:\w+\.)?(\w+)\b(?:[^\n]*?\breferences (\w+))?[^\n]*?--\s*(.+?)\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str = field(metadata={"help": "Name"})
    description: str = field(metadata={"help": "What it holds"})
    references: str = field(default="", metadata={"help": "Table whose rows it names; empty where none"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table, view or full-text index."""

    name: str = field(metadata={"help": "Name"})
    kind: str = field(metadata={"help": "table, view or virtual table"})
    description: str = field(metadata={"help": "What one row is"})
    columns: tuple[Column, ...] = field(metadata={"help": "Columns in order; none for a full-text index"})


def parse_schema(sql: str) -> tuple[Table, ...]:
    """The tables of a schema with the comments that stand at the end of their lines.

    >>> parse_schema("create table a (  -- A thing\\n  id text primary key  -- Its id\\n) strict;")[0].columns
    (Column(name='id', description='Its id', references=''),)
    """
    tables: dict[str, Table] = {}
    for kind, name, body, after in _CREATE.findall(sql):
        if kind == "virtual table":
            tables[name] = Table(name, kind, after.strip(), _indexed(body, tables))
        else:
            head = _HEAD.match(body)
            found = _COLUMN.findall(body.partition("\n")[2])
            columns = tuple(Column(column, words, other) for column, other, words in found)
            tables[name] = Table(name, kind, head[1].strip() if head else "", columns)
    return tuple(tables.values())


def _indexed(body: str, tables: dict[str, Table]) -> tuple[Column, ...]:
    """The columns of a full-text index are those of the table whose content it indexes."""
    content = re.search(r"content='(\w+)'", body)
    described = {column.name: column for column in tables[content[1]].columns} if content else {}
    names = re.findall(r"(?<![\w=' ])\s*(\w+)\s*(?=[,)])", body.partition("(")[2])
    return tuple(described.get(name, Column(name, "")) for name in names)


@cache
def catalog_tables() -> tuple[Table, ...]:
    """The tables of catalog.db."""
    schema = resources.files("catalog") / "schema" / "catalog.sql"
    return parse_schema(schema.read_text(encoding="utf-8"))


def datasette_metadata(title: str, licence: str, *, database: str = "catalog") -> dict[str, Any]:
    """Datasette's metadata for the public database: title, licence, every table and column described."""
    tables = {
        table.name: {
            "description": table.description,
            "columns": {column.name: column.description for column in table.columns},
        }
        for table in catalog_tables()
    }
    described = {"title": title, "license": licence} if licence else {"title": title}
    return {**described, "databases": {database: {**described, "tables": tables}}}
