"""Replacement: offsets stay exact, twice changes nothing, two people never share a pseudonym."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.privacy import Detector, Finding, Knowledge, Pseudonyms, replace
from pipelines.privacy.offsets import substitute
from pipelines.privacy.people import person_key, short_forms
from tests.benchmarks.privacy import school_texts

GIVEN = ("Maria", "Ana", "Tyler", "Grace", "Will", "José")
FAMILY = ("Delgado", "Park", "Osei", "Prescott-Lowe", "Ruiz")
TEXTS = [text for text, _ in school_texts()]

names = st.one_of(
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join),
    st.sampled_from(FAMILY).map(lambda name: f"Mrs. {name}"),
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(lambda pair: f"{pair[0][0]}. {pair[1]}"),
)
texts = st.one_of(
    st.sampled_from(TEXTS),
    st.lists(st.sampled_from(TEXTS), min_size=2, max_size=4).map(" ".join),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["Hope", "will", "Mrs.", "ask", "J.", "and", ",", "508-555-0199", "[Student 12]", "[e-mail]", "a@b.example",
             "Street", "Elementary", "School", "Zoë’s", "Lincoln", "12", "born", "4/5/2013", "\n", "\u0301", "said"]
        ),
        max_size=12,
    ).map(" ".join),
)  # fmt: skip


def labelled(pseudonyms: Pseudonyms, name: str) -> str:
    """The label of a text that is a name."""
    return pseudonyms.label(name, Finding(0, len(name), "person"))


@settings(deadline=None, max_examples=150)
@given(text=texts)
def test_offsets_are_exact_and_findings_apart(plain: Detector, text: str) -> None:
    [found] = plain.detect([text])

    new, offsets = replace(text, found, Pseudonyms().label)

    assert all(0 <= a.start < a.end <= b.start for a, b in pairwise(found))
    for (old_start, old_end, new_start, new_end), finding in zip(offsets.pairs, found, strict=True):
        assert text[old_start:old_end] == finding.of(text)
        assert new[new_start:new_end].startswith("[")
    inside = {i for f in found for i in range(f.start + 1, f.end)}
    for i in range(len(text) + 1):
        if i not in inside:
            assert offsets.to_old(offsets.to_new(i)) == i
            assert text[i : i + 1] == new[offsets.to_new(i) : offsets.to_new(i) + 1] or any(f.start == i for f in found)


@settings(deadline=None, max_examples=200)
@given(text=texts)
def test_replacing_twice_changes_nothing(plain: Detector, text: str) -> None:
    new, _ = replace(text, plain.detect([text])[0], Pseudonyms().label)

    assert plain.detect([new]) == [[]]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5), st.text(max_size=6))))
def test_substituting_keeps_what_stands_between(text: str, edits: list[tuple[int, int, str]]) -> None:
    changes, done = list[tuple[int, int, str]](), 0
    for start, length, new in sorted(edits):
        if start >= done and start + length <= len(text):
            changes.append((start, start + length, new))
            done = start + length

    replaced, offsets = substitute(text, changes)

    for start, end, new in changes:
        assert replaced[offsets.to_new(start) :].startswith(new)
        assert replaced[offsets.to_new(end) :].startswith(
            text[end : min([s for s, _, _ in changes if s >= end] or [end])]
        )


@given(st.lists(names, min_size=1, max_size=25), st.lists(names, max_size=5))
def test_two_people_never_share_a_pseudonym(mentioned: list[str], first: list[str]) -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.learn(first)

    labels = {person_key(name): labelled(pseudonyms, name) for name in mentioned}

    for one, label in labels.items():
        assert all(labelled(pseudonyms, name) == label for name in mentioned if person_key(name) == one)
        for other, same in labels.items():
            if label == same and one != other:
                fulls = {k for k in (*labels, *map(person_key, first)) if short_forms(k)}
                assert any({one, other} <= {full, *short_forms(full)} for full in fulls)


@given(st.lists(names, min_size=1, max_size=25))
def test_the_key_survives_being_kept_in_rows(mentioned: list[str]) -> None:
    pseudonyms = Pseudonyms()
    before = [labelled(pseudonyms, name) for name in mentioned]

    again = Pseudonyms(pseudonyms.rows())

    assert [labelled(again, name) for name in mentioned] == before
    assert labelled(again, "Zenobia Quartermaine") not in before


def test_the_same_person_has_the_same_pseudonym_however_written() -> None:
    pseudonyms = Pseudonyms()
    text = "Mrs. Delgado's room, delgado, Maria Delgado, M. Delgado, Maria"
    places = [text.index(name) for name in ("Mrs. Delgado", "delgado", "Maria Delgado", "M. Delgado")]
    ends = ["Mrs. Delgado", "delgado", "Maria Delgado", "M. Delgado"]

    labels = [
        pseudonyms.label(text, Finding(at, at + len(end), "person")) for at, end in zip(places, ends, strict=True)
    ]

    assert set(labels) == {"[Teacher 1]"}
    assert labelled(pseudonyms, "Maria") == "[Teacher 1]"
    assert labelled(pseudonyms, "Ana Delgado") == "[Person 1]"
    assert pseudonyms.ambiguous() == [("", "delgado")]


def test_a_short_name_that_fits_two_is_a_third() -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.learn(["Maria Delgado", "Ana Delgado"])

    assert len({labelled(pseudonyms, name) for name in ("Delgado", "Maria Delgado", "Ana Delgado")}) == 3


def test_namesakes_of_two_districts_are_told_apart() -> None:
    pseudonyms, text = Pseudonyms(), "Tyler"
    here, there = (pseudonyms.within(scope)(text, Finding(0, 5, "person")) for scope in ("D001", "D002"))

    assert here != there
    assert pseudonyms.label(text, Finding(0, 5, "person"), "D001") == here


def test_labels_say_what_kind_and_number_in_order_of_appearance(plain: Detector) -> None:
    pseudonyms = Pseudonyms()
    text = (
        "My student Kiana and Ms. Okafor of Carver Elementary write to a@b.example."
        " Carver Elementary School knows Yusuf."
    )

    new, _ = replace(text, plain.detect([text])[0], pseudonyms.label)

    assert new == (
        "My student [Student 1] and [Teacher 1] of [School A] write to [e-mail]. [School A] knows [Person 1]."
    )


def test_a_detector_can_be_made_in_another_process(word_cache: Path) -> None:
    knowledge, cache = pickle.loads(pickle.dumps((Knowledge.of(people=["Ana Ruiz"]), word_cache)))  # noqa: S301

    assert Detector(knowledge, cache).detect(["ruiz said"])[0][0].kind == "person"
