"""A person of the study is one pseudonym wherever the study speaks of them, and codings follow their words."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.privacy import Finding
from pipelines.privacy.lexicon import load
from pipelines.privacy.people import person_key
from pipelines.privacy.pseudonyms import Pseudonyms
from tests.contents import excerpt_ids, opened
from tests.privacy.studies import WORDS, Answer, Tiny, column, published, texts

PLAIN = ("R_1", "D003", "Teacher", "We wait for quintanilova to say when.", "Often")


@pytest.fixture
def tiny(tmp_path: Path, word_cache: Path) -> Tiny:
    """A study in which a name that nothing tells to be one stands in an answer; built."""
    load(word_cache)
    made = Tiny(tmp_path / "study", word_cache, surveys={"spring": [PLAIN, ("R_2", "D001", "Coach", WORDS, "Never")]})
    made.built()
    return made


def added(tiny: Tiny, *words: str, district: str = "D003") -> None:
    """A second survey comes, and the study is built again."""
    tiny.surveys["summer"] = [(f"S_{n}", district, "Teacher", text, "Often") for n, text in enumerate(words)]
    tiny.built()


def test_a_name_that_a_later_source_gives_away_is_replaced_in_the_one_built_before(tiny: Tiny) -> None:
    assert texts(tiny.study)[0] == PLAIN[3]

    added(tiny, "Mrs. Quintanilova runs the stations.")

    assert texts(tiny.study)[0] == "We wait for [Teacher 1] to say when."
    assert texts(tiny.study)[2] == "[Teacher 1] runs the stations."
    assert "We wait for [Teacher 1] to say when." in published(tiny.study)
    for path in (tiny.study.evidence_db, tiny.study.catalog_db):
        assert b"quintanilova" not in path.read_bytes().lower(), path.name


def test_a_name_without_its_accents_is_replaced_where_it_stands_with_them(tiny: Tiny) -> None:
    tiny.surveys["spring"].append(("R_3", "D003", "Coach", "quintanilóva says no.", "Never"))
    tiny.built()

    added(tiny, "Mrs. Quintanilova runs the stations.")

    assert "[Teacher 1] says no." in texts(tiny.study)


def test_a_speaker_of_a_later_transcript_is_replaced_in_what_was_built_before(tiny: Tiny) -> None:
    tiny.talks["talk"] = [("Bex Quintanilova", WORDS), ("Dana", "Thanks.")]

    tiny.built()

    assert re.fullmatch(r"We wait for \[Person \d\] to say when\.", texts(tiny.study)[0])


@pytest.mark.parametrize("key", ["bex.quintanilova@alder.example", "Bex Quintanilova"])
def test_who_answers_under_their_own_name_is_not_named_in_the_words_of_others(tiny: Tiny, key: str) -> None:
    tiny.surveys["summer"] = [(key, "D003", "Teacher", f"Write to {key.lower()}.", "Often")]

    tiny.built()

    assert not any("quintanilova@" in text or "bex" in text for text in texts(tiny.study))


def test_a_name_that_is_no_longer_delivered_is_taken_out_of_what_is_kept_of_old_answers(tiny: Tiny) -> None:
    tiny.surveys["spring"] = tiny.surveys["spring"][1:]
    tiny.built()
    assert PLAIN[3] in column(tiny.study.evidence_db, "select text from responses where gone = 1")

    added(tiny, "Mrs. Quintanilova runs the stations.")

    for table in ("responses", "excerpts"):
        assert not any("quintanilova" in t for t in column(tiny.study.evidence_db, f"select text from {table}"))
    assert tiny.typed("check", "--privacy").exit_code == 0


def test_pseudonyms_stay_when_sources_come_before_and_after(tiny: Tiny) -> None:
    added(tiny, "Mrs. Quintanilova and Mr. Baptistella run the stations.")
    people = "select name, label from people order by position"
    with opened(tiny.study.private_db) as db:
        before = db.execute(people).fetchall()

    tiny.surveys = {"autumn": [("A_1", "D001", "Teacher", "Ms. Aronowitz and Baptistella.", "Often")], **tiny.surveys}
    tiny.marks = [["mark", "phrase", "response", "note"], ["redact", "stations", "", ""]]
    tiny.built()

    with opened(tiny.study.private_db) as db:
        assert db.execute(people).fetchall()[: len(before)] == before
    assert "[Teacher 1] and [Teacher 2] run the [redacted]." in texts(tiny.study)


def test_a_district_by_its_id_and_by_its_name_is_one_and_so_are_its_people(tiny: Tiny) -> None:
    tiny.schools = [["S01", "Wexcombe Elementary School", "D003"]]
    tiny.surveys = {
        "spring": [
            ("R_1", "D003", "Teacher", "Ask Mrs. Quintanilova.", "Often"),
            ("R_2", "cedar  mills", "Teacher", "Mrs. Quintanilova knows.", "Often"),
            ("R_3", "S01", "Teacher", "So says Mrs. Quintanilova.", "Often"),
            ("R_4", "D001", "Teacher", "Mrs. Quintanilova is another one here.", "Often"),
        ]
    }

    tiny.built()

    one, two, three, other = (text[text.index("[") : text.index("]") + 1] for text in texts(tiny.study))
    assert one == two == three
    assert other != one


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Cedar Mills Public Schools", "Here in Cedar Mills we rotate."),
        ("Cedar Mills", "here in cedar mills we rotate."),
        ("Cedar Mills Unified School District", "HERE IN CEDAR MILLS WE ROTATE."),
        ("Wexcombe ISD", "Wexcombe's stations rotate."),
    ],
)
def test_a_district_that_is_not_named_is_not_named_as_people_say_it_either(tiny: Tiny, name: str, said: str) -> None:
    tiny.districts[2][1] = name
    tiny.surveys["spring"].append(("R_7", "D001", "Teacher", said, "Often"))

    tiny.built()

    assert any("[district]" in text for text in published(tiny.study))
    assert not any(word in text.lower() for text in texts(tiny.study) for word in ("cedar", "wexcombe"))


_WORDS = st.sampled_from(["Ana", "Ruiz", "Delgado", "Maria", "Lee", "Ann", "J", "Okafor", "de", "Mrs."])
_NAMES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_NAMES, st.sampled_from(["", "D1", "D2"])), max_size=12))
def test_two_full_names_never_share_a_pseudonym_and_one_never_has_two(said: list[tuple[str, str]]) -> None:
    pseudonyms = Pseudonyms()
    full: dict[tuple[str, ...], set[str]] = {}

    for name, scope in said:
        label = pseudonyms.label(name, Finding(0, len(name), "person"), scope)
        again = Pseudonyms(pseudonyms.rows()).label(name, Finding(0, len(name), "person"), scope)
        assert again == label
        key = person_key(name)
        if len(key) > 1 and all(len(word) > 1 for word in key):
            full.setdefault(key, set()).add(label)

    assert all(len(labels) == 1 for labels in full.values())
    assert all(a.isdisjoint(b) for a, b in itertools.combinations(full.values(), 2))


# Better detection changes texts under what people have made of them.

LONG: Answer = (
    *("R_5", "D003", "Teacher"),
    "We rotate through four stations every morning and quintanilova reads with the children at the first of them.",
    "Often",
)


@pytest.fixture
def coded(tiny: Tiny) -> tuple[Tiny, str]:
    """A study whose answer was coded by a person before a name in it was known; and the excerpt's id."""
    tiny.surveys["spring"].append(LONG)
    tiny.built()
    key = excerpt_ids(tiny.study)[LONG[3]]
    tiny.codings["ana"] = [(key, LONG[3], "station-rotation; mastery")]
    tiny.built()
    return tiny, key


def coding(tiny: Tiny) -> list[tuple[str, str, str]]:
    with opened(tiny.study.evidence_db) as db:
        return db.execute(
            "select e.id, k.code_id, d.quote from codings k join readings d using (excerpt_pk, coder_id) "
            "join excerpts e on e.pk = k.excerpt_pk where k.coder_id = 'ana' order by 2"
        ).fetchall()


def test_a_coding_stays_with_its_excerpt_and_its_quote_forgets_the_name(coded: tuple[Tiny, str]) -> None:
    tiny, key = coded
    assert coding(tiny) == [(key, "mastery", LONG[3]), (key, "station-rotation", LONG[3])]

    added(tiny, "Mrs. Quintanilova runs the stations.")

    told = LONG[3].replace("quintanilova", "[Teacher 1]")
    assert coding(tiny) == [(key, "mastery", told), (key, "station-rotation", told)]
    assert excerpt_ids(tiny.study)[told] == key
    assert tiny.typed("check", "--privacy").exit_code == 0
    assert b"quintanilova" not in tiny.study.evidence_db.read_bytes().lower()


def test_a_coding_in_doubt_is_listed_with_its_place_and_comes_back_when_it_is_plain(coded: tuple[Tiny, str]) -> None:
    tiny, key = coded
    # An excerpt whose few words all stand in the quote is not what was read.
    tiny.surveys["spring"].append(("R_6", "D001", "Teacher", "Four stations.", "Often"))
    phrases = ("rotate through four stations every morning", "reads with the children", "at the first of them")
    tiny.marks = [["mark", "phrase", "response", "note"], *(["redact", phrase, "", ""] for phrase in phrases)]

    did = tiny.built()

    told = tiny.typed("status").stdout
    assert did["review"]["codings in doubt, see catalog status"] == 1
    assert "codings in doubt, since their excerpt changed: 1" in told
    assert "corpus/codings/ana.csv:2" in told
    assert coding(tiny) == []
    assert "quintanilova" not in told
    assert key in excerpt_ids(tiny.study).values()

    tiny.marks = []
    tiny.built()

    assert [row[:2] for row in coding(tiny)] == [(key, "mastery"), (key, "station-rotation")]
    assert "in doubt" not in tiny.typed("status").stdout


def test_what_was_cut_off_when_a_response_became_shorter_keeps_no_words(tiny: Tiny) -> None:
    longer = " ".join(f"Sentence {n} is about the stations and the children and quintanilova." for n in range(12))
    tiny.surveys["spring"].append(("R_8", "D003", "Teacher", longer, "Often"))
    tiny.built()
    tiny.surveys["spring"][-1] = ("R_8", "D003", "Teacher", "Sentence 1.", "Often")
    tiny.built()

    added(tiny, "Mrs. Quintanilova runs the stations.")

    assert tiny.typed("check", "--privacy").exit_code == 0
    assert not any("quintanilova" in text for text in column(tiny.study.evidence_db, "select text from excerpts"))
