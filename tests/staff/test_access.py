"""Who may what: every address of the staff site by every role and by a stranger, whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.people import ROLES
from datasette_config.staff.routes import OURS, ROUTES
from tests.staff.conftest import PEOPLE

WHO = ("stranger", *ROLES)
# The expected status for, in order: a stranger, coder, curator, privacy officer, administrator, researcher.
# 303 of a GET by a stranger asks to sign in; 422 says that the form that was sent is empty, so it was let in.
TABLE = """
GET  /                            303 200 200 200 200 200
GET  /review                      303 200 200 403 403 403
GET  /review/codes.json           401 200 200 403 403 403
POST /review/undo                 401 422 422 403 403 403
GET  /review/nothing              303 404 404 403 403 403
POST /review/nothing              401 422 422 403 403 403
GET  /exemplars/find              303 200 200 403 403 403
POST /exemplars/selection         401 303 303 403 403 403
POST /exemplars                   401 403 422 403 403 403
POST /exemplars/nothing/quotes    401 403 422 403 403 403
GET  /exemplars                   303 200 200 200 200 403
GET  /exemplars/nothing.md        303 404 404 404 404 403
GET  /exemplars/nothing           303 404 404 404 404 403
GET  /exemplars/nothing/versions  303 404 404 404 404 403
GET  /exemplars/nothing/look      303 404 404 404 404 403
GET  /exemplars/nothing/edit      303 403 404 403 403 403
POST /exemplars/nothing/edit      401 403 422 403 403 403
POST /exemplars/nothing/comment   401 422 422 422 422 403
POST /exemplars/nothing/adopt     401 403 422 403 403 403
POST /exemplars/nothing/review    401 403 422 403 403 403
GET  /exemplars/nothing/clear     303 403 404 404 403 403
POST /exemplars/nothing/clear     401 403 422 422 403 403
GET  /exemplars/nothing/publish   303 403 404 403 403 403
POST /exemplars/nothing/publish   401 403 422 403 403 403
POST /exemplars/nothing/draft     401 403 422 422 403 403
POST /exemplars/nothing/withdraw  401 403 422 403 403 403
GET  /publish                     303 403 200 403 200 403
POST /publish                     401 403 422 403 422 403
GET  /publications.csv            401 403 200 403 200 403
GET  /double                      303 403 200 403 200 403
POST /double                      401 403 422 403 422 403
GET  /double/999                  303 403 404 403 404 403
POST /double/999/close            401 403 422 403 422 403
GET  /disagreements               303 403 200 403 403 403
GET  /disagreements/nothing       303 403 404 403 403 403
POST /disagreements/nothing       401 403 422 403 403 403
GET  /codebook                    303 200 200 403 403 403
GET  /codebook/new                303 200 200 403 403 403
GET  /codebook/codes/nothing      303 404 404 403 403 403
POST /codebook/proposals          401 422 422 403 403 403
GET  /codebook/proposals/999      303 404 404 403 403 403
POST /codebook/proposals/999/accept 401 403 422 403 403 403
POST /codebook/proposals/999/refuse 401 422 422 403 403 403
GET  /codebook/versions           303 200 200 403 403 403
GET  /codebook/versions/00000000  303 404 404 403 403 403
GET  /agreement                   303 403 200 403 200 200
GET  /privacy                     303 403 200 200 403 403
POST /privacy/nothing/fine        401 403 422 422 403 403
POST /privacy/nothing/redact      401 403 422 422 403 403
GET  /runs                        303 403 200 200 200 403
GET  /runs.csv                    401 403 200 200 200 403
GET  /audit                       303 403 200 200 200 403
GET  /audit.csv                   401 403 200 200 200 403
GET  /accounts                    303 403 403 403 200 403
POST /accounts                    401 403 403 403 422 403
POST /accounts/nobody/role        401 403 403 403 422 403
POST /accounts/nobody/disabled    401 403 403 403 422 403
POST /accounts/nobody/reset       401 403 403 403 422 403
GET  /sign-in                     200 303 303 303 303 303
POST /sign-in                     401 401 401 401 401 401
POST /sign-out                    401 303 303 303 303 303
GET  /password                    303 200 200 200 200 200
POST /password                    401 422 422 422 422 422
"""
# Datasette's own pages, and what must not be there for anyone.
STOCK = """
GET  /research                                  303 403 200 403 200 200
GET  /research/excerpts                         303 403 200 403 200 200
GET  /research/excerpts.json                    401 403 200 403 200 200
GET  /research/-/query?sql=select+1             303 403 200 403 200 200
GET  /research/-/query.json?sql=select+1        401 403 200 403 200 200
GET  /catalog                                   303 403 200 403 200 200
GET  /catalog/excerpts.csv                      401 403 200 403 200 200
POST /research/-/query                          405 405 405 405 405 405
POST /research/excerpts/-/insert                404 404 404 404 404 404
GET  /research.db                               404 404 404 404 404 404
GET  /catalog.db                                404 404 404 404 404 404
GET  /evidence                                  404 404 404 404 404 404
GET  /evidence.json                             404 404 404 404 404 404
GET  /evidence/accounts                         404 404 404 404 404 404
GET  /evidence/accounts.json                    404 404 404 404 404 404
GET  /evidence/-/query.json?sql=select+1        404 404 404 404 404 404
POST /evidence/accounts/-/insert                404 404 404 404 404 404
POST /evidence/-/execute-write                  404 404 404 404 404 404
GET  /-/                                        404 404 404 404 404 404
GET  /-/actor.json                              404 404 404 404 404 404
GET  /-/config.json                             404 404 404 404 404 404
GET  /-/permissions                             404 404 404 404 404 404
GET  /-/databases.json                          404 404 404 404 404 404
GET  /-/create-token                            404 404 404 404 404 404
POST /-/logout                                  404 404 404 404 404 404
GET  /_internal                                 404 404 404 404 404 404
GET  /_memory                                   404 404 404 404 404 404
GET  /%65vidence/accounts                       404 404 404 404 404 404
GET  /RESEARCH/excerpts                         404 404 404 404 404 404
PUT  /accounts                                  405 405 405 405 405 405
DELETE /accounts                                405 405 405 405 405 405
POST /runs                                      405 405 405 405 405 405
"""


def cells(table: str) -> Iterator[tuple[str, str, str, int]]:
    """(method, address, who, expected status) of a table."""
    for line in filter(None, table.splitlines()):
        method, address, *statuses = line.split()
        for who, status in zip(WHO, statuses, strict=True):
            yield method, address, who, int(status)


def test_the_table_names_every_route_and_no_other() -> None:
    named = {(method, address) for method, address, _, _ in cells(TABLE)}

    assert named == {(route.method, route.example) for route in ROUTES}
    assert all(OURS.fullmatch(route.example.partition("?")[0]) for route in ROUTES)


@pytest.mark.parametrize("table", [TABLE, STOCK], ids=["ours", "stock"])
def test_everyone_gets_what_the_table_says(site: Any, table: str) -> None:
    wrong = []
    for method, address, who, status in cells(table):
        name = PEOPLE.get(who, "")
        site._cookies.clear()  # signing out, or a refused sign-in, must not decide the next line
        site.do("delete from sign_ins")
        answer = site.ask(method, address, name, form={} if method == "POST" else None)
        if answer.status_code != status:
            wrong.append(f"{method} {address} by {who}: {answer.status_code}, expected {status}")

    assert not wrong, "\n".join(wrong)


def test_a_stranger_sees_no_words_of_the_study(site: Any) -> None:
    (text,) = site.rows("select text from excerpts where gone = 0 order by length(text) desc limit 1")[0]

    pages = [site.get(address).text for method, address, _, _ in cells(TABLE + STOCK) if method == "GET"]

    assert text in site.get("/research/excerpts.json?_shape=array&_size=max", PEOPLE["researcher"]).text
    assert not any(text[:30] in page for page in pages)


def test_pages_are_kept_by_nobody_and_run_only_our_scripts(site: Any) -> None:
    answer = site.get("/", PEOPLE["coder"])

    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_password_that_was_handed_over_opens_nothing_but_its_change(site: Any) -> None:
    name = PEOPLE["administrator"]
    site.sign_in(name)
    site.do("update accounts set must_change = 1 where name = ?", name)

    for address in ("/", "/accounts", "/research", "/catalog/excerpts"):
        answer = site.get(address, name)
        assert (answer.status_code, answer.headers["location"]) == (303, "/password?said=choose-password"), address
    assert site.post("/accounts/coder/role", name, role="curator").status_code == 303
    assert site.rows("select role from accounts where name = 'coder'") == [("coder",)]
    assert site.get("/password", name).status_code == 200
