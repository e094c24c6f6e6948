"""What researchers may ask in SQL, and what no SQL of theirs reaches."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.staff.conftest import PEOPLE
from tests.staff.reviewing import decide, excerpt_of

NAME = PEOPLE["researcher"]


def ask(site: Any, sql: str) -> Any:
    return site.get(f"/research/-/query.json?_shape=array&sql={quote(sql)}", NAME)


def test_a_researcher_reads_excerpts_with_their_codings(site: Any) -> None:
    rows = ask(site, "select e.text, k.code_id from excerpts e join codings k on k.excerpt_id = e.id").json()

    assert any(row["code_id"] == "station-rotation" and "station" in row["text"] for row in rows)


def test_what_consent_does_not_cover_is_not_in_the_file_from_the_next_question_on(site: Any) -> None:
    before = ask(site, "select source_id, count(*) as n from excerpts group by 1").json()
    assert "survey" in {row["source_id"] for row in before}

    site.do("update sources set consent = 'internal' where id = 'survey'")

    after = ask(site, "select source_id, count(*) as n from excerpts group by 1").json()
    assert after == [row for row in before if row["source_id"] != "survey"]
    words = b"rotate through four stations"
    assert (
        words in site.study.evidence_db.read_bytes() + site.study.evidence_db.with_name("evidence.db-wal").read_bytes()
    )
    assert words not in site.study.research_db.read_bytes()


def test_answers_at_high_risk_are_left_out_until_somebody_has_looked(site: Any) -> None:
    (key,) = site.rows("select id from responses order by pk limit 1")[0]
    count = f"select count(*) as n from excerpts where response_id = '{key}'"
    assert ask(site, count).json()[0]["n"] > 0

    site.do("insert into runs (id, stage, started_at) values (900, 'deidentify', 'now')")
    site.do("update responses set risk = 0.9, run_id = 900 where id = ?", key)

    assert ask(site, count).json() == [{"n": 0}]


@pytest.mark.parametrize(
    "sql",
    [
        "select password from accounts",
        "select * from evidence.accounts",
        "select memo from readings",
        "attach 'evidence.db' as e",
        "select file from pragma_database_list",
        "insert into excerpts (id) values ('x')",
        "delete from excerpts",
        "pragma writable_schema = 1",
        "select load_extension('x')",
        "select hex(zeroblob(1000000000))",
        "with accounts as (select * from evidence.accounts) select * from accounts",
    ],
)
def test_sql_reaches_nothing_but_the_file_for_research(site: Any, sql: str) -> None:
    answer = ask(site, sql)

    assert answer.status_code == 400
    assert str(site.study.root) not in answer.text


def test_the_public_catalog_can_be_asked_too(site: Any) -> None:
    answer = site.get("/catalog/-/query.json?_shape=array&sql=select+count(*)+as+n+from+excerpts", NAME)

    assert answer.json()[0]["n"] > 0


def test_blind_work_of_others_is_not_in_the_file(site: Any) -> None:
    (excerpt, pk) = site.rows("select id, pk from excerpts where gone = 0 order by pk limit 1")[0]
    site.do("insert into batches (id, title, made_by, made_at) values (1, 'sample', 1, 'now')")
    site.do("insert into assignments (batch_id, excerpt_id, coder_id, position) values (1, ?, 'cleo', 1)", excerpt)
    site.do(
        "insert into readings (excerpt_pk, coder_id, codebook_hash, quote, run_id, origin) "
        "select ?, 'coder', hash, 'words', run_id, 'staff' from codebooks",
        pk,
    )
    readers = f"select coder_id from readings where excerpt_id = '{excerpt}' and coder_id = 'coder'"

    assert ask(site, readers).json() == []
    site.do("update assignments set done_at = 'now'")
    assert ask(site, readers).json() == [{"coder_id": "coder"}]


def test_what_was_settled_is_what_researchers_find(site: Any) -> None:
    curator, excerpt = PEOPLE["curator"], excerpt_of(site)
    decide(site, PEOPLE["coder"], excerpt, add="devices")
    decide(site, curator, excerpt, 1, add="mastery")

    for code in ("devices", "mastery"):
        state = site.get(f"/disagreements/{excerpt}", curator).text.split('name="state" value="')[1].split('"')[0]
        site.ask("POST", f"/disagreements/{excerpt}", curator, {"state": state, "do": "settle", f"keep:{code}": "1"})

        found = ask(site, f"select code_id from consensus where excerpt_id = '{excerpt}'").json()
        assert found == [{"code_id": code}]
