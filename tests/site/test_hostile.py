"""What the site answers to those who mean it ill."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from catalog.exemplars import as_html
from catalog.search import FILTERS

HOSTILE = yaml.safe_load((Path(__file__).parent / "hostile.yaml").read_text(encoding="utf-8"))
QUERIES = [*HOSTILE["queries"], *(huge["text"] * huge["times"] for huge in HOSTILE["huge"])]
# What a browser would run, once tags are tags: text such as "onerror=" inside a paragraph is none of it.
RUNS = re.compile(
    r"<(script|iframe|object|embed|svg|math|style|link|meta|base|form|input|template|noscript)\b"
    r"|<[^>]*\son\w+\s*=|(href|src|action|background)\s*=\s*[\"']?\s*(javascript|vbscript|data|file):",
    re.IGNORECASE,
)
SLOW = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


def unharmed(answer: Any) -> None:
    """No trace of what stands behind, and no script but our own."""
    assert "Traceback" not in answer.text
    assert "sqlite3." not in answer.text
    assert not re.findall(r"<script(?! src=\"/static/search\.js)", answer.text)


@pytest.mark.parametrize("words", QUERIES, ids=range(len(QUERIES)))
def test_no_words_do_harm(site: Any, words: str) -> None:
    sent = quote(words[:60_000], safe="", errors="surrogatepass")
    for address in (f"/?q={sent}", f"/?q=station+{sent[:3000]}&practice={sent[:3000]}"):
        answer = site.get(address)
        assert answer.status_code == 200
        unharmed(answer)
    assert site.get(f"/suggest.json?q={sent}").status_code == 200


def test_no_value_of_a_filter_does_harm(site: Any) -> None:
    for words in HOSTILE["queries"][::7]:
        sent = quote(words, safe="", errors="surrogatepass")
        for name in (*FILTERS, "like", "page", "by"):
            answer = site.get(f"/?{name}={sent}")
            assert answer.status_code == 200, name
            unharmed(answer)


@pytest.mark.parametrize("raw", HOSTILE["raw"])
def test_no_query_string_does_harm(site: Any, raw: str) -> None:
    answer = site.get(f"/?{raw}")

    assert answer.status_code == 200
    unharmed(answer)


@pytest.mark.parametrize("path", HOSTILE["paths"])
def test_no_path_leads_anywhere(site: Any, path: str) -> None:
    answer = site.get(path)

    assert answer.status_code in (302, 400, 403, 404)
    unharmed(answer)


@pytest.mark.parametrize("headers", HOSTILE["headers"], ids=lambda headers: next(iter(headers)))
def test_no_header_changes_an_answer(site: Any, headers: dict[str, str]) -> None:
    sent = {name: value.encode("latin-1") for name, value in headers.items()}

    answer = site.get("/?q=station", headers=sent)

    assert answer.status_code == 200
    assert "example.invalid" not in answer.text + str(answer.headers)
    unharmed(answer)


@pytest.mark.parametrize("body", HOSTILE["markdown"], ids=range(len(HOSTILE["markdown"])))
def test_no_markdown_becomes_a_script(body: str) -> None:
    for html in (as_html(body), as_html(body, inline=True), as_html(f"- {body}\n\n> {body}")):
        assert not RUNS.search(html), html


def test_the_list_is_long_and_the_check_of_markdown_bites() -> None:
    assert sum(map(len, HOSTILE.values())) >= 150
    assert sum(bool(RUNS.search(body)) for body in HOSTILE["markdown"]) > 25


def test_teachers_are_served_while_researchers_ask_for_too_much(site: Any) -> None:
    async def both() -> tuple[int, int, set[int]]:
        get = site.datasette.client.get
        slow = [asyncio.create_task(get(f"/catalog/-/query.json?sql={quote(SLOW)}")) for _ in range(6)]
        await asyncio.wait(slow, timeout=0.3)
        status = (await get("/?q=station")).status_code
        return status, sum(task.done() for task in slow), {(await task).status_code for task in slow}

    status, done_before, slow = site.run(both())

    assert (status, done_before) == (200, 0)
    assert slow == {400}
