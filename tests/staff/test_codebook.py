"""The codebook room: anybody who codes proposes, a curator accepts, taxonomy.yaml is the source, history stays."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from catalog.codebook import load_codebook
from catalog.store.connection import open_database
from datasette_config.staff.trying import hand_in
from pipelines import build
from tests.demo_study import Page
from tests.staff.conftest import PEOPLE, Site
from tests.staff.reviewing import NAME, codes_of, decide, excerpt_of

CURATOR = PEOPLE["curator"]
WORDED = {"kind": "define", "code": "devices", "label": "Devices", "definition": "What students work on.",
          "cues-strong": "chromebook", "reason": "Nobody knew whether phones count."}  # fmt: skip


def propose(site: Site, who: str = NAME, **form: Any) -> Any:
    return site.ask("POST", "/codebook/proposals", who, form)


def accept(site: Site, number: int = 1, who: str = CURATOR, note: str = "Phones count.") -> Any:
    return site.post(f"/codebook/proposals/{number}/accept", who, note=note)


def book(site: Site) -> Any:
    return load_codebook(site.study.taxonomy)


def test_a_proposal_changes_nothing_until_a_curator_accepts_it(site: Site) -> None:
    before = site.study.taxonomy.read_bytes()

    answer = propose(site, **(WORDED | {"definition": "Any screen that students work on.", "use_when": "Phones, too."}))

    assert answer.headers["location"] == "/codebook/proposals/1?said=proposed"
    assert site.study.taxonomy.read_bytes() == before
    page = site.get("/codebook/proposals/1", NAME)
    words = Page(page.text).words
    assert "gone: What students work on." in words
    assert "new: Any screen that students work on." in words
    assert "would become 0.1.0" in words
    assert "/accept" not in page.text
    assert accept(site, who=NAME).status_code == 403
    assert "Change the words of Devices" in site.get("/codebook", CURATOR).text


def test_an_accepted_change_is_a_new_version_and_old_codings_keep_theirs(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, add="devices")
    (old,) = site.rows("select codebook_hash from readings where coder_id = ?", NAME)[0]
    propose(site, **(WORDED | {"definition": "Any screen that students work on."}))

    answer = accept(site)

    assert (book(site).version, book(site).by_id["devices"].definition) == (
        "0.1.0",
        "Any screen that students work on.",
    )
    assert book(site).notes[0].note == "Phones count."
    new = book(site).hash
    assert answer.headers["location"] == f"/codebook/versions/{new}?said=accepted"
    assert site.rows("select state, new_hash from proposals") == [("accepted", new)]
    assert site.rows("select codebook_hash from readings where coder_id = ?", NAME) == [(old,)]
    # People code with the new words from now on, before any machine has read with them.
    assert "Any screen that students work on." in site.get("/review/codes.json", NAME).text
    other = excerpt_of(site, "rotate between")
    decide(site, NAME, other, add="devices")
    versions = Page(site.get("/codebook/codes/devices", NAME).text).words
    assert "1 under version 0.1.0, 1 under version 0.0.0" in versions
    page = Page(site.get(f"/codebook/versions/{new}", NAME).text).words
    assert "From 0.0.0 to 0.1.0" in page
    assert "Phones count." in page
    (detail,) = site.rows("select detail from audit where what = 'change accepted'")[0]
    assert json.loads(detail) == {"code": "devices", "own": False, "version": "0.1.0"}


def test_the_next_build_codes_with_it_only_what_it_touches(site: Site) -> None:
    propose(site, **(WORDED | {"cues-strong": "chromebook\nmy aide"}))
    accept(site)
    assert "have not read with this version yet" in site.get("/codebook", NAME).text

    stages = build.run(site.study, jobs=1).stages

    assert stages["tag"] == {"excerpts coded anew": 1}
    assert "have not read with this version yet" not in site.get("/codebook", NAME).text
    assert build.run(site.study, jobs=1).stages == {}


def test_a_new_code_can_be_given_at_once(site: Site) -> None:
    propose(site, kind="add", label="Student helpers!", definition="Students help.", reason="We saw it often.")
    assert accept(site, note="New.").status_code == 303

    assert book(site).by_id["student-helpers"].definition == "Students help."
    excerpt = excerpt_of(site)
    assert decide(site, NAME, excerpt, add="student-helpers").status_code == 303
    assert codes_of(site, NAME, excerpt) == {"student-helpers": "current"}


def test_a_retired_code_is_given_no_more_and_its_codings_stay(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, add=["devices", "mastery"])
    propose(site, kind="merge", code="devices", into="mastery", take="cues", reason="They are one.")
    accept(site, note="Devices are mastery now.")

    assert codes_of(site, NAME, excerpt) == {"devices": "current", "mastery": "current"}
    assert decide(site, NAME, excerpt, 1, add="devices").status_code == 422
    assert "Retired since 1.0.0, now Mastery" in Page(site.get("/codebook/codes/devices", NAME).text).words
    build.run(site.study, jobs=1)
    given = site.rows(
        "select distinct k.code_id from codings k join coders c on c.id = k.coder_id and c.kind = 'rules'"
    )
    assert ("mastery",) in given
    assert ("devices",) not in given
    assert codes_of(site, NAME, excerpt) == {"devices": "current", "mastery": "current"}


def test_a_code_is_split_by_a_form(site: Site) -> None:
    parts = {"label-1": "Laptops", "definition-1": "L.", "cues-strong-1": "chromebook"}
    parts |= {"label-2": "Phones", "definition-2": "P.", "label-3": ""}
    propose(site, kind="split", code="devices", reason="They differ.", **parts)
    accept(site, note="Split.")

    assert [c.id for c in book(site).active][-2:] == ["laptops", "phones"]
    assert book(site).by_id["devices"].retired.replaced_by == ("laptops", "phones")


WRONG = [
    ({"reason": ""}, "not said why"),
    ({"kind": "burn"}, "use one of the forms"),
    ({"code": "nothing"}, "no such code in use"),
    ({}, "nothing is different"),
    ({"cues-strong": "(a"}, "cannot be read"),
    ({"label": "Mastery"}, "there twice"),
    ({"kind": "merge", "into": "devices"}, "into itself"),
    ({"kind": "merge", "into": ""}, "no code"),
    ({"kind": "split", "label-1": "One", "definition-1": "x"}, "two at least"),
    ({"kind": "add", "label": "Zoo", "definition": ""}, "no name or no definition"),
    ({"kind": "example", "text": ""}, "there is no text"),
    ({"definition": "x" * 50_000}, "too long"),
]


def test_what_cannot_be_done_is_said_and_nothing_is_written(site: Site) -> None:
    for form, what in WRONG:
        answer = propose(site, **(WORDED | form))

        assert answer.status_code == 422, form
        assert what.lower() in Page(answer.text).words.lower(), form
    assert site.rows("select count(*) from proposals") == [(0,)]


def test_of_two_who_decide_one_wins_and_the_other_is_told(site: Site) -> None:
    propose(site, **(WORDED | {"definition": "Screens."}))
    accept(site)

    late = accept(site, note="Again.")
    too_late = site.post("/codebook/proposals/1/refuse", CURATOR, note="No.")

    assert (late.status_code, too_late.status_code) == (409, 409)
    assert "Curator accepted it at" in Page(late.text).words
    assert len(book(site).notes) == 1


def test_a_proposal_on_words_that_were_changed_since_is_not_pressed_through(site: Site) -> None:
    propose(site, **(WORDED | {"definition": "Screens."}))
    propose(site, "cleo", **(WORDED | {"definition": "Machines."}))
    propose(site, "cleo", **(WORDED | {"label": "Screens"}))
    accept(site, 1)

    late, other = accept(site, 2), accept(site, 3)

    assert late.status_code == 409
    assert "definition was changed since" in Page(late.text).words.replace("`", "")
    assert other.status_code == 303  # it is about the name, which nobody has touched
    assert (book(site).by_id["devices"].definition, book(site).by_id["devices"].label) == ("Screens.", "Screens")


def test_what_was_changed_by_hand_meanwhile_is_kept(site: Site) -> None:
    propose(site, **(WORDED | {"definition": "Screens."}))
    text = site.study.taxonomy.read_text(encoding="utf-8")
    site.study.taxonomy.write_text(
        f"# By hand.\n{text.replace('Time is what is missing.', 'Too little time.')}", "utf-8"
    )

    accept(site)

    assert site.study.taxonomy.read_text(encoding="utf-8").startswith("# By hand.")
    assert book(site).by_id["barrier-time"].definition == "Too little time."
    assert book(site).by_id["devices"].definition == "Screens."


def test_a_codebook_that_cannot_be_written_leaves_the_proposal_open(site: Site, monkeypatch: Any) -> None:
    propose(site, **(WORDED | {"definition": "Screens."}))

    def full(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", full)
    answer = accept(site)
    monkeypatch.undo()

    assert answer.status_code == 503
    assert "make the folder writable" in Page(answer.text).words.lower()
    assert site.rows("select state from proposals") == [("open",)]
    assert site.rows("select count(*) from codebooks") == [(1,)]
    assert [path.name for path in site.study.root.glob(".*")] == []


def test_a_proposal_is_taken_back_by_its_author_and_turned_down_by_a_curator_alone(site: Site) -> None:
    for text in ("One.", "Two."):
        propose(site, **(WORDED | {"definition": text}))

    assert site.post("/codebook/proposals/1/refuse", "cleo").status_code == 422
    assert site.post("/codebook/proposals/1/refuse", NAME).status_code == 303
    assert site.post("/codebook/proposals/2/refuse", CURATOR, note="Not yet.").status_code == 303

    assert site.rows("select state, change_note from proposals") == [("withdrawn", None), ("refused", "Not yet.")]


def test_the_cues_are_tried_by_what_was_handed_in(site: Site) -> None:
    excerpt = excerpt_of(site)
    asked = []

    def run(study: Any, text: str) -> dict[str, Any]:
        asked.append(text)
        one = {"code": "devices", "before": 3, "after": 4, "gained": [excerpt], "lost": [], "stances": 0}
        return {"read": 10, "of": 10, "codes": [one]}

    propose(site, **(WORDED | {"cues-strong": "chromebook\nmy aide"}))
    assert "Try the cues" not in site.get("/codebook/proposals/1", NAME).text
    hand_in(site.datasette, run)

    assert "Try the cues" in site.get("/codebook/proposals/1", NAME).text
    words = Page(site.get("/codebook/proposals/1?try=1", NAME).text).words

    assert "my aide" in asked[0]
    assert "Devices: 3 before, 4 after" in words
    assert "Mine choose a topic" in words


def test_every_version_is_kept_with_its_text(site: Site) -> None:
    for number, name in enumerate(("Screens", "Machines"), 1):
        propose(site, **(WORDED | {"label": name}))
        accept(site, number, note=f"{name}.")

    with closing(open_database(site.study.evidence_db, "evidence")) as db:
        versions = db.execute("select version, text from codebooks order by run_id, rowid").fetchall()
    assert [version for version, _ in versions] == ["0.0.0", "0.0.1", "0.0.2"]
    assert versions[-1][1] == site.study.taxonomy.read_text(encoding="utf-8")
