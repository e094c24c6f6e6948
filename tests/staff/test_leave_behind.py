"""What a settled disagreement leaves in the codebook, for the next coder to learn from."""

from __future__ import annotations

import re
from typing import Any

from catalog.codebook import load_codebook
from tests.demo_study import Page
from tests.staff.conftest import PEOPLE, Site
from tests.staff.reviewing import NAME, decide, excerpt_of

CURATOR = PEOPLE["curator"]


def torn(site: Site) -> str:
    excerpt = excerpt_of(site)
    asked = {"title": "One", "coder": [NAME, "cleo"], "how": "code", "value": "code:devices", "count": 50, "blind": "1"}
    site.ask("POST", "/double", CURATOR, asked)
    decide(site, NAME, excerpt, add="devices")
    decide(site, "cleo", excerpt, add="mastery")
    return excerpt


def leave(site: Site, excerpt: str, **form: str) -> Any:
    found = re.search(r'name="state" value="([0-9a-f]+)"', site.get(f"/disagreements/{excerpt}", CURATOR).text)
    assert found
    sent = {"state": found[1], "do": "settle", "keep:devices": "1", "keep:mastery": "0", **form}
    return site.ask("POST", f"/disagreements/{excerpt}", CURATOR, sent)


def test_a_settled_disagreement_leaves_a_near_miss_behind(site: Site) -> None:
    excerpt = torn(site)
    left = {
        "leave": "near miss",
        "leave-code": "mastery",
        "leave-text": "Mine read on a Chromebook.",
        "reason": "No test.",
    }

    assert leave(site, excerpt, **left).status_code == 303
    site.post("/codebook/proposals/1/accept", CURATOR, note="A near miss from double coding.")

    (miss,) = load_codebook(site.study.taxonomy).by_id["mastery"].near_misses
    assert (miss.text, miss.instead, miss.why) == ("Mine read on a Chromebook.", ("devices",), "No test.")
    assert load_codebook(site.study.taxonomy).version == "0.0.1"
    assert site.rows("select adjudication_id from proposals") == [(1,)]
    near = [code["near"] for code in site.get("/review/codes.json", NAME).json() if code["id"] == "mastery"]
    assert near == [["“Mine read on a Chromebook.” No test."]]


def test_words_that_may_not_be_published_are_not_left_behind(site: Site) -> None:
    excerpt = torn(site)
    site.do("update sources set consent = 'research'")
    (words,) = site.rows("select text from excerpts where id = ?", excerpt)[0]
    left = {"leave": "example", "leave-code": "devices", "reason": "A tablet is a device."}

    answer = leave(site, excerpt, **left, **{"leave-text": f"They said: {words.upper()}"})

    assert answer.status_code == 422
    assert "words of your own" in Page(answer.text).words
    told = {"leave": "near miss", "leave-code": "mastery", "leave-text": "Each has a laptop.", "reason": words}
    assert leave(site, excerpt, **told).status_code == 422  # the reason is published with a near miss
    assert site.rows("select count(*) from adjudications") == site.rows("select count(*) from proposals") == [(0,)]
    assert leave(site, excerpt, **left, **{"leave-text": "Each has a laptop."}).status_code == 303
    assert words not in site.get(f"/disagreements/{excerpt}", CURATOR).text.split("leave-text")[1]
