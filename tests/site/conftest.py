"""A small published catalog and the real site over it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.text import content_id
from datasette_config.public import application
from pipelines.publish import filters, finding, links

HERE = Path(__file__).parent


def insert(conn: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    values = {k: json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for k, v in row.items()}
    names = ", ".join(values)
    conn.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(values))})", tuple(values.values()))


def build_catalog(path: Path) -> Path:
    """catalog.db as `publish` would leave it, from catalog.yaml."""
    study = yaml.safe_load((HERE / "catalog.yaml").read_text(encoding="utf-8"))
    schema = HERE.parents[1] / "catalog" / "schema" / "catalog.sql"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.executescript(schema.read_text(encoding="utf-8"))
        conn.executemany("insert into about values (?, ?)", study["about"].items())
        for row in study["sources"]:
            insert(conn, "sources", {"responses": 0, "excerpts": 0, **row})
        for row in study["cases"]:
            insert(conn, "cases", {"excerpts": 0, **row})
        for position, row in enumerate(study["questions"], 1):
            insert(conn, "questions", {**row, "position": position})
        for question, value, rank, kind, respondents, asked in study["answers"]:
            conn.execute(
                "insert into answer_counts values (?, '', ?, ?, ?, ?, ?, null)",
                (question, value, rank, kind, respondents, asked),
            )
        _codebook(conn, study)
        _responses(conn, study)
        _exemplars(conn, study)
        links.replace(conn, {row["id"]: () for row in study["exemplars"]})
        parts = enumerate(("codes: []", "  # as it was written"), 1)
        conn.executemany("insert into downloads values ('taxonomy.yaml', ?, ?)", parts)
        _counts(conn)
        for index in ("excerpts_fts", "exemplars_fts"):
            conn.execute(f"insert into {index} ({index}) values ('rebuild')")
        filters.replace(conn, filters.of_excerpts(conn, whole=True), whole=True)
        finding.replace(conn, {}, finding.uses_of_words(conn, whole=True))
    return path


def _codebook(conn: sqlite3.Connection, study: dict[str, Any]) -> None:
    for position, row in enumerate(study["dimensions"], 1):
        insert(conn, "dimensions", {**row, "position": position})
    for position, code in enumerate(study["codes"], 1):
        row = {"look_fors": [], "examples": [], "near_misses": [], "retired": 0, **code}
        row |= {"mappings": {}, "position": position, "excerpts": 0, "cases": 0, "exemplars": 0}
        row["retired"] = int(row["retired"])
        row["dimension_id"], row["parent_id"] = row.pop("dimension"), row.pop("parent", None)
        row.pop("related", None)
        insert(conn, "codes", row)
    for code in study["codes"]:
        for other in code.get("related", ()):
            conn.execute("insert into related_codes values (?, ?)", (code["id"], other))


def _responses(conn: sqlite3.Connection, study: dict[str, Any]) -> None:
    years = {row["id"]: row["year"] for row in study["sources"]}
    kinds = {row["id"]: row["district_kind"] for row in study["cases"]}
    pk = 1
    for position, response in enumerate(study["responses"], 1):
        at = 0
        for number, excerpt in enumerate(response["excerpts"], 1):
            text = excerpt["text"]
            row = {"pk": pk, "id": content_id(str(position), str(number)), "response_id": f"r{position}"}
            row |= {"number": number, "start_offset": at, "end_offset": at + len(text), "text": text}
            row |= {"source_id": response["source"], "question_id": response["question"]}
            row |= {"case_id": response["case"], "speaker": response["speaker"], "role": response["role"]}
            row |= {"district_kind": kinds.get(response["case"]), "year": years[response["source"]]}
            insert(conn, "excerpts", {**row, "place": response["place"], "position": position})
            for code, stance, status, words in excerpt.get("codings", ()):
                start = text.index(words)
                row = {"excerpt_pk": pk, "code_id": code, "stance": stance, "status": status}
                row |= {"coder": {"reviewed": "Ana, Ben", "model": "model 1", "rules": "cues 1.0.0"}[status]}
                row |= {"probability": 0.83 if status == "model" else None}
                insert(conn, "codings", {**row, "because": [[start, start + len(words)]]})
            pk, at = pk + 1, at + len(text) + 1
        conn.execute("update sources set responses = responses + 1 where id = ?", (response["source"],))


def _exemplars(conn: sqlite3.Connection, study: dict[str, Any]) -> None:
    for position, exemplar in enumerate(study["exemplars"], 1):
        row = {k: v for k, v in exemplar.items() if k not in ("codes", "citations", "body")}
        row |= {"code_id": exemplar["codes"][0], "body_html": exemplar["body"], "position": position}
        row |= {"body_text": exemplar["body"], "markdown": f"# {exemplar['title']}\n", "facts": ""}
        insert(conn, "exemplars", row)
        for number, code in enumerate(exemplar["codes"], 1):
            conn.execute("insert into exemplar_codes values (?, ?, ?)", (exemplar["id"], code, number))
        for number, item in enumerate(exemplar["citations"], 1):
            text = conn.execute("select text from excerpts where pk = ?", (item["excerpt"],)).fetchone()[0]
            assert item["quote"] in text
            values = (exemplar["id"], number, item["excerpt"], item["quote"], item["bearing"])
            conn.execute("insert into citations values (?, ?, ?, ?, ?)", values)


def _counts(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        "select c.code_id, c.stance, e.district_kind, e.case_id, e.pk from codings c"
        " join excerpts e on e.pk = c.excerpt_pk"
    ).fetchall()
    excerpts, cases = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    seen = set()
    for code, stance, kind, case, _ in rows:
        for key in {(code, s, k) for s in (stance, "all") for k in (kind, "all") if k}:
            excerpts[key] += 1
            cases[key] += case is not None and (key, case) not in seen
            seen.add((key, case))
    conn.executemany(
        "insert into code_counts values (?, ?, ?, ?, ?)",
        [(*key, None if key[2] == "suburban" else n, cases[key]) for key, n in excerpts.items()],
    )
    pairs = Counter(
        pair
        for pk in {row[4] for row in rows}
        for a, b in combinations(sorted({row[0] for row in rows if row[4] == pk}), 2)
        for pair in ((a, b), (b, a))
    )
    conn.executemany("insert into code_pairs values (?, ?, ?)", [(*pair, n) for pair, n in pairs.items()])
    for table, column in (("sources", "source_id"), ("cases", "case_id")):
        conn.execute(f"update {table} set excerpts = (select count(*) from excerpts where {column} = {table}.id)")
    conn.execute(
        "update codes set excerpts = (select count(*) from codings where code_id = codes.id),"
        " cases = (select count(distinct e.case_id) from codings c join excerpts e on e.pk = c.excerpt_pk"
        "  where c.code_id = codes.id),"
        " exemplars = (select count(*) from exemplar_codes x join exemplars y on y.id = x.exemplar_id"
        "  where x.code_id = codes.id and y.state = 'published')"
    )


class Site:
    """The public site, asked through Datasette's own client."""

    def __init__(self, path: Path) -> None:
        self.datasette = application(path)
        self._runner = asyncio.Runner()

    def get(self, address: str, **more: Any) -> Any:
        return self._runner.run(self.datasette.client.get(address, **more))

    def request(self, method: str, address: str, **more: Any) -> Any:
        return self._runner.run(self.datasette.client.request(method, address, **more))

    def run(self, asked: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(asked)

    def close(self) -> None:
        self._runner.close()
        self.datasette.close()


@pytest.fixture(scope="session")
def catalog_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_catalog(tmp_path_factory.mktemp("study") / "catalog.db")


@pytest.fixture(scope="session")
def site(catalog_db: Path) -> Iterator[Site]:
    found = Site(catalog_db)
    yield found
    found.close()


@pytest.fixture
def conn(catalog_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{catalog_db}?mode=ro", uri=True)) as found:
        yield found
