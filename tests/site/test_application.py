"""Building and serving the public site."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import CatalogError, StoreError
from catalog.metadata import catalog_tables, datasette_metadata
from datasette_config.public import application
from datasette_config.shared.serving import listen


def test_every_table_and_column_is_described(conn: sqlite3.Connection) -> None:
    described = {table.name: [column.name for column in table.columns] for table in catalog_tables()}

    real = {
        name: [row[1] for row in conn.execute(f"pragma table_info({name})")]
        for (name,) in conn.execute(
            "select name from sqlite_master where type in ('table', 'view') and instr(name, '_fts_') = 0"
        )
    }
    assert described == real
    assert all(table.description for table in catalog_tables())
    assert all(column.description for table in catalog_tables() for column in table.columns)


def test_the_metadata_reaches_datasettes_pages(site: Any) -> None:
    assert "A quotable span of a de-identified response" in site.get("/catalog/excerpts").text
    assert "Stance, or &#39;all&#39;" in site.get("/catalog/code_counts").text
    assert datasette_metadata("T", "CC BY 4.0")["databases"]["catalog"]["license"] == "CC BY 4.0"


def test_the_research_page_lists_every_table(site: Any) -> None:
    text = site.get("/research").text

    assert all(f'id="table-{t.name}"' in text for t in catalog_tables() if t.kind != "virtual table")


def test_addresses_stay_the_same_whatever_the_file_is_called(catalog_db: Path, tmp_path: Path) -> None:
    other = tmp_path / "a copy with spaces.db"
    other.write_bytes(catalog_db.read_bytes())

    datasette = application(other)

    assert list(datasette.databases) == ["catalog"]
    datasette.close()


def test_the_site_works_from_any_working_directory(
    catalog_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.chdir(tmp_path)
    datasette = application(catalog_db)

    answer = asyncio.run(datasette.client.get("/"))

    assert answer.status_code == 200
    datasette.close()


def test_a_missing_catalog_says_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="catalog build"):
        application(tmp_path / "catalog.db")


def test_a_file_that_is_no_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_text("words", encoding="utf-8")

    with pytest.raises(StoreError, match="not a published catalog"):
        application(path)


def test_a_database_without_our_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("create table other (x)")

    with pytest.raises(StoreError, match="not a published catalog"):
        application(path)


def test_a_taken_port_says_what_to_do() -> None:
    with closing(listen("127.0.0.1", 0)) as taken, pytest.raises(CatalogError, match="--port"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_answers_do_not_wait_for_nagle() -> None:
    # asyncio turns the delay off only for sockets that name their protocol.
    with closing(listen("127.0.0.1", 0)) as listening:
        assert listening.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("127.0.0.1", 99999)])
def test_an_impossible_host_or_port_says_what_to_do(host: str, port: int) -> None:
    with pytest.raises(CatalogError, match="Fix:"):
        listen(host, port)


def test_serving_tells_its_address_once_it_answers_and_prints_nothing(
    catalog_db: Path, tmp_path: Path, root: Path
) -> None:
    told = tmp_path / "address"
    program = (
        "import sys; from pathlib import Path; from datasette_config.public import serve\n"
        f"serve(Path({str(catalog_db)!r}), port=0, on_ready=lambda a: Path({str(told)!r}).write_text(a))"
    )
    env = {"PYTHONPATH": str(root), "PATH": "", "SYSTEMROOT": __import__("os").environ.get("SYSTEMROOT", "")}

    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as server:
        try:
            address = _wait_for(told, server)
            answer = _ask(address)
        finally:
            server.terminate()
        said = server.communicate()[0]

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Find a practice" in answer
    assert said == b""


def _wait_for(told: Path, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        if told.exists() and (address := told.read_text(encoding="utf-8")):
            return address
    raise AssertionError("the server ended before it answered")


def _ask(address: str) -> bytes:
    port = int(address.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as conn:
        conn.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: conn.recv(65536), b""))
