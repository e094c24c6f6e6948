"""The first page after signing in: whether reviewing more is worth it, for those who review."""

from __future__ import annotations

from tests.staff.conftest import PEOPLE, Site


def test_who_reviews_is_told_whether_it_is_worth_going_on(site: Site) -> None:
    site.do("update review_order set gain = 0.1")

    told = site.get("/", PEOPLE["coder"]).text

    assert "Is it worth reviewing more?" in told
    assert "in 10 reviews: stop, or review the random sample." in told


def test_who_does_not_review_is_not(site: Site) -> None:
    assert "Is it worth reviewing more?" not in site.get("/", PEOPLE["administrator"]).text
