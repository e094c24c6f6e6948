"""What the site keeps shut, and what it says in its headers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from datasette_config.public import doors

INTERNALS = [
    *(
        f"/-/{name}{form}"
        for name in ("config", "plugins", "versions", "settings", "databases")
        for form in ("", ".json")
    ),
    *("/-/threads", "/-/tasks", "/-/actor", "/-/actor.json", "/-/actions", "/-/permissions", "/-/allowed"),
    *("/-/rules", "/-/check", "/-/messages", "/-/allow-debug", "/-/patterns", "/-/logout", "/-/auth-token"),
    *(
        "/-/create-token",
        "/-/api",
        "/-/jump",
        "/-/queries",
        "/-/schema",
        "/-/debug/autocomplete",
        "/-/",
        "/-",
    ),
    *("/.json", "/-/metadata", "/-/metadata.json", "/_memory", "/_internal", "/catalog/-/create"),
    *(
        "/catalog/-/execute-write",
        "/catalog/-/queries/store",
        "/catalog/excerpts/-/insert",
        "/catalog/excerpts/-/drop",
    ),
    *(
        "/catalog/excerpts/-/alter",
        "/catalog/excerpts/1/-/delete",
        "/catalog/excerpts_by_code/-/edit",
        "//-/config",
    ),
    *(
        "/%2d/config",
        "/./-/config",
        "/catalog/../-/config",
        "/-/static/../../app.py",
        "/static/%2e%2e/plugin.py",
    ),
]
SQL_FRAGMENTS = [
    "'; drop table codes; --",
    '" or 1=1 --',
    "1) union select sql from sqlite_master --",
    "{{ 7*7 }}",
    "%s%n%x",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "a" * 5000,
    "station " * 700,
    "\x00",
    "stat\x00ion",
    "\ud7ff\ue000mark\ue001",
    "AND",
    "OR OR",
    "NOT station",
    "NEAR(station rotation, 2)",
    '"',
    '""',
    '"unbalanced',
    "*",
    "stat*",
    "text:station",
    "-station",
    "^station",
    "(station",
    "station)",
    "{text}: x",
    "🙂",
    "٣",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "ﷺ" * 300,
]
FILTERS = ("q", "practice", "district_kind", "role", "stance", "source", "page", "by")


@pytest.mark.parametrize("address", INTERNALS)
def test_the_inside_of_the_server_does_not_exist_for_strangers(site: Any, address: str) -> None:
    answer = site.get(address)

    assert answer.status_code in (302, 403, 404), address
    assert "sqlite_time_limit" not in answer.text
    assert "excerpts_fts" not in answer.text


# Of Datasette's own addresses those that are open: what researchers need, and nothing that tells of the server.
OPEN = (
    *("/catalog", "/catalog.json", "/catalog/codes", "/catalog/codes.json", "/catalog/codes.csv", "/catalog/codes/1"),
    *("/catalog/-/query", "/catalog/-/query.json", "/catalog/-/query/parameters", "/catalog/-/queries"),
    *("/catalog/-/queries.json",),
    *("/catalog/-/schema", "/catalog/-/schema.json", "/catalog/codes/-/schema", "/catalog/codes/-/schema.json"),
    *("/catalog/codes/-/count", "/catalog/codes/-/fragment", "/catalog/codes/-/autocomplete"),
    *("/catalog/codes/1.json", "/catalog.db", "/static/app.css", "/-/static/app.css"),
    *("/static/app.css.json", "/-/static/app.css.json"),
)


def test_of_datasettes_own_addresses_only_those_for_researchers_are_open(site: Any) -> None:
    names = {"database": "catalog", "table": "codes", "query": "codes", "pks": "1", "path": "app.css", "rest": ""}
    theirs = set()
    for route, _view in site.datasette._routes():
        if "(?P<id>" in route.pattern or route.pattern.startswith("^"):
            continue  # ours
        plain = re.sub(r"\(\\\.\(\?P<format>[^)]*\)\)\?", "", route.pattern.rstrip("$"))
        for name, value in names.items():
            plain = re.sub(rf"\(\?P<{name}>[^)]*\)", value, plain)
        theirs |= {plain.replace("\\", ""), plain.replace("\\", "") + ".json"}
    assert len(theirs) > 80

    opened = {path for path in theirs if doors.RESEARCH.fullmatch(path) or doors.FILES.fullmatch(path)}

    assert opened <= set(OPEN)
    for path in sorted(theirs - opened - {"/", "/:memory:"}):
        answer = site.get(path)
        assert answer.status_code == 404, path
        assert "We have no page here" in answer.text


@pytest.mark.parametrize("words", SQL_FRAGMENTS, ids=range(len(SQL_FRAGMENTS)))
def test_nothing_a_visitor_sends_breaks_a_page(site: Any, words: str) -> None:
    sent = quote(words, safe="", errors="surrogatepass")
    for name in FILTERS:
        assert site.get(f"/?{name}={sent}").status_code == 200, name
    for address in (
        "/practice/",
        "/exemplar/",
        "/excerpt/",
        "/catalog/",
        "/catalog/excerpts/",
        "/static/",
        "/",
    ):
        assert site.get(address + sent[:2000]).status_code in (302, 400, 404), address


@pytest.mark.parametrize("raw", ["q=%ff%fe", "q=%ed%a0%80", "q=%00", "&&&=", "q", "q=1;q=2", "%71=%", "page=-1&q=x"])
def test_a_malformed_query_string_breaks_nothing(site: Any, raw: str) -> None:
    assert site.get(f"/?{raw}").status_code == 200


def test_thousands_of_parameters_break_nothing(site: Any) -> None:
    many = "&".join(f"practice=p{i}" for i in range(4000))

    assert site.get(f"/?{many}").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent_to_the_site(site: Any, method: str) -> None:
    for address in ("/", "/catalog/-/query", "/catalog/excerpts/-/insert"):
        answer = site.request(method, address)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


def test_the_head_of_a_page_comes_without_its_body(site: Any) -> None:
    for address in ("/", "/catalog/excerpts", "/catalog.db", "/nope"):
        answer = site.request("HEAD", address)
        assert answer.status_code == site.get(address).status_code
        assert not answer.content


def test_our_pages_carry_a_strict_policy_and_may_be_cached(site: Any) -> None:
    for address in ("/", "/?q=x", "/practice/station-rotation", "/about", "/nope", "/static/site.css"):
        headers = site.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
    assert site.get("/about").headers["cache-control"] == "public, max-age=60"


def test_stock_pages_may_run_their_own_scripts_and_no_others(site: Any) -> None:
    policy = site.get("/catalog/excerpts").headers["content-security-policy"]

    assert policy.startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy


def test_cookies_and_credentials_change_nothing(site: Any) -> None:
    plain = site.get("/catalog/codes")

    cookie = site.datasette.client.actor_cookie({"id": "root"})
    known = site.get("/catalog/codes", headers={"cookie": f"ds_actor={cookie}", "authorization": "Bearer dstok_x"})

    assert known.status_code == 200
    assert known.headers["cache-control"] == plain.headers["cache-control"]
    assert site.get("/-/config", headers={"cookie": f"ds_actor={cookie}"}).status_code == 404


@pytest.mark.parametrize(
    "sql",
    [
        "select file from pragma_database_list",
        "with x as (select * from pragma_database_list()) select * from x",
        "pragma database_list",
        "attach '/etc/passwd' as x",
        "delete from codes",
        "select hex(zeroblob(1000000000))",
        "select load_extension('x')",
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 1000) select zeroblob(240000) from n",
        "select instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || '1')",
        "select replace(hex(zeroblob(100000)), '0', hex(zeroblob(100000)))",
        "select readfile('/etc/passwd')",
        "not sql",
    ],
)
def test_sql_that_reaches_beyond_the_catalog_is_refused(site: Any, sql: str) -> None:
    answer = site.get(f"/catalog/-/query.json?sql={quote(sql)}")

    assert answer.status_code in (400, 403)
    assert "catalog.db" not in answer.text


def test_a_slow_query_is_cut_off_and_the_site_goes_on(site: Any) -> None:
    slow = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

    assert site.get(f"/catalog/-/query.json?sql={quote(slow)}").status_code == 400
    assert site.get("/").status_code == 200


def test_a_condition_that_is_not_sql_is_the_askers_fault(site: Any) -> None:
    for where in (
        "nonsense(",
        "exists(select 1 from pragma_database_list where file like '%')",
        "1; drop table x",
    ):
        assert site.get(f"/catalog/excerpts.json?_where={quote(where)}").status_code == 400


def test_researchers_may_ask_in_sql_and_download_the_file(site: Any, catalog_db: Path) -> None:
    rows = json.loads(site.get("/catalog/-/query.json?_shape=array&sql=select+count(*)+as+n+from+codings").text)

    assert rows == [{"n": 17}]
    assert site.get("/catalog.db").content == catalog_db.read_bytes()
