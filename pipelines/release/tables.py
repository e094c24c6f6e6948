"""The tables and views of catalog.db as CSV and Parquet, and the data package that describes them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.errors import Problem, StudyError
from catalog.metadata import Column, Table, catalog_tables
from catalog.spreadsheet import write_csv

# SQLite's types as a data package names them; of a column of a view no type is known but from its values.
_TYPES = {"INTEGER": "integer", "REAL": "number", "TEXT": "string", "BLOB": "string"}
_HEXADECIMAL = " (hexadecimal)"


def tables() -> list[Table]:
    """Every table and view; full-text indexes hold nothing of their own."""
    return [table for table in catalog_tables() if table.kind != "virtual table"]


def write_tables(db: sqlite3.Connection, folder: Path) -> None:
    """A CSV file for each table and view, in the order of the primary key."""
    folder.mkdir()
    for table in tables():
        names, rows = _rows(db, table)
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            write_csv(stream, names, ([_plain(value) for value in row] for row in rows))


def write_parquet(db: sqlite3.Connection, folder: Path) -> None:
    """A Parquet file for each table and view, with the words as they are; StudyError without pyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        what = "writing Parquet needs the library pyarrow"
        raise StudyError(Problem("--parquet", what, "pip install 'evidence-to-exemplar[parquet]'")) from None
    folder.mkdir()
    types = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "string": pyarrow.string()}
    for table in tables():
        names, rows = _rows(db, table)
        known = _types(db, table)
        columns = list(zip(*([_plain(v) for v in row] for row in rows), strict=True)) or [() for _ in names]
        arrays = [pyarrow.array(list(c), types[known[n]]) for n, c in zip(names, columns, strict=True)]
        pyarrow.parquet.write_table(pyarrow.table(arrays, names=names), folder / f"{table.name}.parquet")


def package(db: sqlite3.Connection, folder: Path, about: dict[str, Any]) -> dict[str, Any]:
    """datapackage.json: each CSV file with its columns described, its keys, size and digest (Frictionless, v1)."""
    return {"profile": "tabular-data-package", **about, "resources": list(_resources(db, folder))}


def _resources(db: sqlite3.Connection, folder: Path) -> Iterator[dict[str, Any]]:
    for table in tables():
        path = folder / f"{table.name}.csv"
        types, keys = _types(db, table), _primary_key(db, table)
        schema: dict[str, Any] = {
            "fields": [
                {"name": column.name, "type": types[column.name], "description": _described(db, table, column)}
                for column in table.columns
            ],
            "missingValues": [""],
        }
        if keys:
            schema["primaryKey"] = keys
        if foreign := list(_foreign_keys(db, table)):
            schema["foreignKeys"] = foreign
        yield {
            "name": table.name.replace("_", "-"),
            "path": f"{folder.name}/{path.name}",
            "profile": "tabular-data-resource",
            "description": table.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": path.stat().st_size,
            "hash": f"sha256:{sha256(path)}",
            "schema": schema,
        }


def _described(db: sqlite3.Connection, table: Table, column: Column) -> str:
    blob = any(row[1] == column.name and row[2].upper() == "BLOB" for row in _columns(db, table))
    return column.description + (_HEXADECIMAL if blob else "")


def _rows(db: sqlite3.Connection, table: Table) -> tuple[list[str], sqlite3.Cursor]:
    names = [column.name for column in table.columns]
    keys = _primary_key(db, table) or [str(n) for n in range(1, len(names) + 1)]
    # Names come from our own schema.
    return names, db.execute(f"select {', '.join(names)} from {table.name} order by {', '.join(keys)}")  # noqa: S608


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _columns(db: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    return db.execute(f"pragma table_info({table.name})").fetchall()


def _types(db: sqlite3.Connection, table: Table) -> dict[str, str]:
    """The type of each column; of a view's computed columns, text."""
    return {row[1]: _TYPES.get(row[2].upper(), "string") for row in _columns(db, table)}


def _primary_key(db: sqlite3.Connection, table: Table) -> list[str]:
    return [row[1] for row in sorted(_columns(db, table), key=lambda row: row[5]) if row[5]]


def _foreign_keys(db: sqlite3.Connection, table: Table) -> Iterator[dict[str, Any]]:
    for row in sorted(db.execute(f"pragma foreign_key_list({table.name})").fetchall()):
        other = next(one for one in tables() if one.name == row[2])
        target = row[4] or _primary_key(db, other)[0]
        name = "" if other.name == table.name else other.name.replace("_", "-")
        yield {"fields": [row[3]], "reference": {"resource": name, "fields": [target]}}


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
