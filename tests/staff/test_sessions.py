"""Signing in, and what a session is worth: fixation, forgery, expiry, demotion, throttling, other sites."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest

from catalog.store.sessions import PER_ADDRESS, PER_NAME
from tests.staff.conftest import PASSWORD, PEOPLE

NAME = PEOPLE["curator"]


def with_cookie(site: Any, value: str, address: str = "/", **more: str) -> Any:
    return site.ask("GET", address, headers={"cookie": value, **more})


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Any) -> None:
    answer = site.post("/sign-in", name=NAME, password=PASSWORD)

    cookie = SimpleCookie(answer.headers["set-cookie"])["catalog_staff"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "lax", "", "/")
    assert 0 < int(cookie["max-age"]) <= 12 * 3600


def test_over_tls_the_cookie_is_secure_and_of_this_host_alone(site: Any) -> None:
    answer = site.ask_over_tls("POST", "/sign-in", data={"name": NAME, "password": PASSWORD})

    cookie = SimpleCookie(answer.headers["set-cookie"])["__Host-catalog_staff"]
    assert (cookie["secure"], cookie["httponly"], cookie["domain"]) == (True, True, "")
    secure = site.ask_over_tls("GET", "/", headers={"cookie": f"__Host-catalog_staff={cookie.value}"})
    assert secure.status_code == 200
    # The name that any host of the domain could set means nothing here.
    plain = site.ask_over_tls("GET", "/", headers={"cookie": f"catalog_staff={cookie.value}"})
    assert plain.status_code == 303


def test_a_cookie_that_was_there_before_is_not_the_session(site: Any) -> None:
    planted = "planted-by-somebody-else-0123456789abcdef"

    answer = site.ask(
        "POST", "/sign-in", form={"name": NAME, "password": PASSWORD}, headers={"cookie": f"catalog_staff={planted}"}
    )

    assert answer.cookies["catalog_staff"] != planted
    assert with_cookie(site, f"catalog_staff={planted}").status_code == 303


def test_signing_in_again_ends_the_session_that_was_there(site: Any) -> None:
    old = site.sign_in(NAME)

    answer = site.ask("POST", "/sign-in", NAME, form={"name": NAME, "password": PASSWORD})

    assert with_cookie(site, f"catalog_staff={answer.cookies['catalog_staff']}").status_code == 200
    assert with_cookie(site, f"catalog_staff={old}").status_code == 303


def test_the_database_does_not_hold_what_would_open_a_session(site: Any) -> None:
    token = site.sign_in(NAME)

    stored = site.rows("select token from sessions")[0][0]

    assert token not in str(site.rows("select * from sessions"))
    assert with_cookie(site, f"catalog_staff={stored}").status_code == 303
    assert PASSWORD not in str(site.rows("select * from accounts"))


@pytest.mark.parametrize(
    "cookie",
    [
        "catalog_staff=",
        "catalog_staff=' or 1=1 --",
        "catalog_staff=%00",
        "catalog_staff=" + "a" * 4000,
        'ds_actor=eyJhIjp7ImlkIjoicm9vdCJ9fQ; catalog_staff="x"',
    ],
)
def test_a_forged_cookie_opens_nothing(site: Any, cookie: str) -> None:
    assert with_cookie(site, cookie).status_code == 303
    assert with_cookie(site, cookie, "/research").status_code == 303


def test_datasettes_own_cookies_and_tokens_open_nothing(site: Any) -> None:
    actor = site.datasette.client.actor_cookie({"id": "root", "role": "administrator"})

    for headers in ({"cookie": f"ds_actor={actor}"}, {"authorization": "Bearer dstok_x"}):
        assert site.ask("GET", "/accounts", headers=headers).status_code == 303
        assert site.ask("GET", "/research.json", headers=headers).status_code == 401


@pytest.mark.parametrize("column", ["expires_at", "seen_at"])
def test_a_session_that_is_too_old_opens_nothing(site: Any, column: str) -> None:
    site.sign_in(NAME)
    assert site.get("/", NAME).status_code == 200

    site.do(f"update sessions set {column} = '2020-01-01T00:00:00Z'")

    assert site.get("/", NAME).status_code == 303


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(site: Any) -> None:
    token = site.sign_in(NAME)

    answer = site.post("/sign-out", NAME)

    assert 'catalog_staff=""' in answer.headers["set-cookie"]
    assert with_cookie(site, f"catalog_staff={token}").status_code == 303


def test_a_demotion_holds_from_the_next_request_on(site: Any) -> None:
    site.sign_in(NAME)
    assert site.get("/runs", NAME).status_code == 200
    assert site.get("/research", NAME).status_code == 200

    site.post(f"/accounts/{NAME}/role", PEOPLE["administrator"], role="coder")

    assert site.get("/runs", NAME).status_code == 403
    assert site.get("/research", NAME).status_code == 403


def test_a_disabled_account_is_out_at_once_and_back_only_with_its_password(site: Any) -> None:
    site.sign_in(NAME)
    administrator = PEOPLE["administrator"]

    site.post(f"/accounts/{NAME}/disabled", administrator, disabled="1")

    assert site.get("/", NAME).status_code == 303
    assert site.post("/sign-in", name=NAME, password=PASSWORD).status_code == 401
    site.post(f"/accounts/{NAME}/disabled", administrator, disabled="0")
    assert site.get("/", NAME).status_code == 303
    assert site.post("/sign-in", name=NAME, password=PASSWORD).status_code == 303


def test_a_new_password_ends_all_other_sessions(site: Any) -> None:
    token, other = site.sign_in(NAME), site.post("/sign-in", name=NAME, password=PASSWORD).cookies["catalog_staff"]
    new = "five quite unusual words"

    answer = site.ask("POST", "/password", NAME, form={"old": PASSWORD, "new": new, "again": new})

    assert answer.status_code == 303
    assert with_cookie(site, f"catalog_staff={answer.cookies['catalog_staff']}").status_code == 200
    assert [with_cookie(site, f"catalog_staff={t}").status_code for t in (token, other)] == [303, 303]
    assert site.post("/sign-in", name=NAME, password=PASSWORD).status_code == 401


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaaa", "curator-2026"])
def test_a_weak_password_is_refused(site: Any, new: str) -> None:
    answer = site.ask("POST", "/password", NAME, form={"old": PASSWORD, "new": new, "again": new})

    assert answer.status_code == 422
    assert new not in answer.text


def test_guessing_at_one_account_is_stopped_even_with_the_right_password(site: Any) -> None:
    answers = [site.post("/sign-in", name=NAME, password=f"wrong {n}") for n in range(PER_NAME + 1)]

    assert [a.status_code for a in answers] == [401] * PER_NAME + [429]
    assert answers[-1].headers["retry-after"] == "900"
    assert site.post("/sign-in", name=NAME, password=PASSWORD).status_code == 429
    assert site.post("/sign-in", name=PEOPLE["coder"], password=PASSWORD).status_code == 303
    site.do("update sign_ins set at = '2026-01-01T00:00:00Z'")
    assert site.post("/sign-in", name=NAME, password=PASSWORD).status_code == 303


def test_one_address_cannot_try_one_password_on_everybody(site: Any) -> None:
    answers = [site.post("/sign-in", name=f"somebody-{n}", password="spring2026!") for n in range(PER_ADDRESS + 1)]

    assert [a.status_code for a in answers] == [401] * PER_ADDRESS + [429]


def test_a_name_that_is_not_there_reads_like_a_wrong_password(site: Any) -> None:
    here, nowhere = (site.post("/sign-in", name=name, password="wrong password") for name in (NAME, "nowhere"))

    assert here.status_code == nowhere.status_code == 401
    assert here.text.replace(NAME, "") == nowhere.text.replace("nowhere", "")


def test_what_is_typed_as_a_name_is_in_no_log(site: Any) -> None:
    site.post("/sign-in", name="my secret password", password="x")

    assert "my secret password" not in str(site.rows("select * from sign_ins") + site.rows("select * from audit"))


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_signing_in_leads_to_this_site_alone(site: Any, there: str) -> None:
    answer = site.post("/sign-in", name=NAME, password=PASSWORD, next=there)

    assert answer.headers["location"] == "/"


OWN, OTHER = "http://localhost", "https://elsewhere.example"
# What a browser says of where a form came from, and whether it is let in.
ORIGINS = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "cross-site", "origin": OWN}, False),
    ({"origin": OWN}, True),
    ({"origin": OTHER}, False),
    ({"origin": "null"}, False),
    ({"origin": "https://localhost"}, False),
    ({"origin": f"{OWN}:8080"}, False),
    ({"authorization": "Bearer x", "sec-fetch-site": "cross-site"}, False),
    ({}, True),  # not a browser
]


@pytest.mark.parametrize(("headers", "let_in"), ORIGINS)
def test_a_form_counts_only_when_it_comes_from_this_site(site: Any, headers: dict[str, str], let_in: bool) -> None:
    administrator = PEOPLE["administrator"]

    answer = site.ask("POST", f"/accounts/{NAME}/role", administrator, form={"role": "coder"}, headers=headers)

    assert answer.status_code == (303 if let_in else 403)
    assert site.rows("select role from accounts where name = ?", NAME) == [("coder" if let_in else "curator",)]


def test_nothing_is_written_by_following_a_link(site: Any) -> None:
    answer = site.get(f"/accounts/{NAME}/role?role=coder", PEOPLE["administrator"])

    assert answer.status_code == 405


def test_the_last_administrator_stays(site: Any) -> None:
    administrator = PEOPLE["administrator"]

    answers = [
        site.post(f"/accounts/{administrator}/role", administrator, role="coder"),
        site.post(f"/accounts/{administrator}/disabled", administrator, disabled="1"),
    ]

    assert [a.status_code for a in answers] == [422, 422]
    assert "last administrator" in answers[0].text


def test_every_change_of_an_account_is_in_the_log(site: Any) -> None:
    administrator = PEOPLE["administrator"]
    answer = site.post("/accounts", administrator, name="Dora", role="coder", label="Dora D.")
    site.post("/accounts/dora/role", administrator, role="curator")
    site.post("/accounts/dora/reset", administrator)
    site.post("/accounts/dora/disabled", administrator, disabled="1")

    assert answer.status_code == 200
    log = site.rows("select who, what from audit where subject = 'dora' order by id")
    assert log == [
        (administrator, what) for what in ("account added", "role changed", "password reset", "account disabled")
    ]
    assert "role changed" in site.get("/audit?subject=dora", administrator).text
    assert site.get("/audit.csv?subject=dora", administrator).text.count("\n") == 5
