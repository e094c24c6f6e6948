"""Answers that are kept, tagged and compressed, and the file that can be taken along."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest

from datasette_config.public import caching

PAGES = ("/", "/?q=station", "/exemplar/four-corners-in-grade-2", "/practices", "/catalog/codes", "/feed.atom")


@pytest.mark.parametrize("address", PAGES)
def test_who_has_a_page_already_is_told_that_it_is_the_same(site: Any, address: str) -> None:
    first = site.get(address)

    again = site.get(address, headers={"if-none-match": f'"other", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    for name in ("cache-control", "content-security-policy", "x-content-type-options", "vary"):
        assert again.headers[name] == first.headers[name]
    assert site.get(address, headers={"if-none-match": 'W/"old"'}).content == first.content


def test_another_answer_has_another_tag(site: Any) -> None:
    tags = {site.get(address).headers["etag"] for address in PAGES}

    assert len(tags) == len(PAGES)


@pytest.mark.parametrize("accepts", ["gzip", "br, gzip;q=0.5", "*", "x-gzip"])
def test_pages_are_compressed_for_those_who_can_read_it(site: Any, accepts: str) -> None:
    plain = site.get("/practices", headers={"accept-encoding": "identity"})

    short = site.get("/practices", headers={"accept-encoding": accepts})

    assert short.headers["content-encoding"] == "gzip"
    assert int(short.headers["content-length"]) < len(plain.content) / 2
    assert short.content == plain.content
    assert "content-encoding" not in plain.headers
    assert "accept-encoding" in plain.headers["vary"].lower()


@pytest.mark.parametrize("accepts", ["", "identity", "gzip;q=0", "br", "gzip; q=0.000", "gzipped"])
def test_nobody_is_sent_what_he_cannot_read(site: Any, accepts: str) -> None:
    assert "content-encoding" not in site.get("/practices", headers={"accept-encoding": accepts}).headers


def test_a_head_is_answered_as_a_get_without_its_body(site: Any) -> None:
    for address in (*PAGES, "/catalog.db", "/static/site.css"):
        head, get = site.request("HEAD", address), site.get(address)
        assert head.content == b""
        assert dict(head.headers) | {"date": ""} == dict(get.headers) | {"date": ""}, address


def test_faults_are_not_tagged(site: Any) -> None:
    for address in ("/nope", "/practice/nope", "/catalog/-/query.json?sql=nonsense"):
        assert "etag" not in site.get(address).headers


def asked(app: Any, path: str = "/", query: bytes = b"", **headers: str) -> list[dict[str, Any]]:
    """What an application sends."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": query, "headers": raw}
    asyncio.run(app(scope, receive, send))
    return sent


class Counting:
    """An application that counts how often it was asked."""

    def __init__(self, status: int = 200, parts: tuple[bytes, ...] = (b"<p>words",), kind: str = "text/html") -> None:
        self.asked, self._status, self._parts, self._kind = 0, status, parts, kind

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.asked += 1
        headers = [(b"content-type", self._kind.encode())]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def test_a_page_is_made_once_for_all_who_ask_on_one_day() -> None:
    counting, day = Counting(), ["2026-11-22"]
    app = caching.wrap(counting, caching.Shelf(), lambda: day[0])

    answers = [asked(app, host="a"), asked(app, host="a")]
    assert (counting.asked, answers[0]) == (1, answers[1])

    asked(app, host="b")
    asked(app, host="a", query=b"q=x")
    day[0] = "2026-11-23"
    asked(app, host="a")
    assert counting.asked == 4


@pytest.mark.parametrize(("status", "query"), [(404, b""), (500, b""), (200, b"sql=select+Random()")])
def test_faults_and_what_was_drawn_at_random_are_made_anew(status: int, query: bytes) -> None:
    counting = Counting(status)
    app = caching.wrap(counting, caching.Shelf(), str)

    asked(app, query=query)
    asked(app, query=query)

    assert counting.asked == 2


def test_the_shelf_gives_up_what_was_not_asked_for_longest() -> None:
    counting, shelf = Counting(parts=(b"x" * 3000,)), caching.Shelf(most=12_000)
    app = caching.wrap(counting, shelf, str)

    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        asked(app, path)

    assert counting.asked == 4
    assert shelf.size == sum(kept.size for kept in shelf.answers.values()) <= 12_000


def test_what_is_long_is_sent_as_it_comes_and_compressed_all_the_same() -> None:
    parts = tuple(bytes([n % 50 + 60]) * 400_000 for n in range(5))
    app = caching.wrap(Counting(parts=parts, kind="text/csv"), caching.Shelf(), str)

    plain, short = asked(app), asked(app, accept_encoding="gzip")

    assert b"".join(m.get("body", b"") for m in plain) == b"".join(parts)
    assert gzip.decompress(b"".join(m.get("body", b"") for m in short)) == b"".join(parts)
    assert len(plain) > 3


def test_the_file_comes_with_its_length_and_its_hash(site: Any, catalog_db: Path) -> None:
    answer = site.get("/catalog.db")

    sha256 = hashlib.sha256(catalog_db.read_bytes()).hexdigest()
    assert answer.content == catalog_db.read_bytes()
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["etag"] == f'"{sha256}"'
    assert "attachment" in answer.headers["content-disposition"]
    assert "content-encoding" not in answer.headers
    assert sha256 in site.get("/research").text
    assert site.get("/catalog.db", headers={"if-none-match": f'"{sha256}"'}).status_code == 304


@pytest.mark.parametrize(
    ("asks", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-100", -100, None), ("bytes=0-9999999999", 0, None)],
)
def test_a_download_that_broke_off_can_be_taken_up(
    site: Any, catalog_db: Path, asks: str, start: int, end: int | None
) -> None:
    whole = catalog_db.read_bytes()

    answer = site.get("/catalog.db", headers={"range": asks})

    assert (answer.status_code, answer.content) == (206, whole[start:end])
    first = start % len(whole)
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"range": "bytes=99999999999-"}, 416),
        ({"range": "bytes=-0"}, 416),
        ({"range": "bytes=9-1"}, 200),
        ({"range": "bytes=0-0,-1"}, 200),
        ({"range": "lines=1-2"}, 200),
        ({"range": "bytes=0-9", "if-range": '"another"'}, 200),
    ],
)
def test_what_is_no_part_of_the_file_is_refused_or_the_whole_sent(
    site: Any, headers: dict[str, str], status: int
) -> None:
    assert site.get("/catalog.db", headers=headers).status_code == status
