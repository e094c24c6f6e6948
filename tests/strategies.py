"""What hypothesis makes up for the tests of the whole: texts, and edits of a study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from catalog.text import normalise
from tests.small_study import LONG_ANSWER, SmallStudy

ANSWERS = (
    "",
    "We rotate between two stations.",
    "No time. Not enough time!",
    "The Chromebooks are old, and students choose a topic.",
    "We will start station rotation next fall.",
    LONG_ANSWER,
    LONG_ANSWER + " " + LONG_ANSWER,
    "Ça marche — “vraiment”.\nStudents choose one topic.",
)
DISTRICTS = ("D001", "D003", "Birch Harbor", "D009", "Nowhere", "")
SOURCES = ("survey", "form", "talk", "notes", "districts")


@dataclass(frozen=True)
class Edit:
    """Something that happens to a study between two builds, with words for hypothesis to print."""

    what: str
    do: Callable[[SmallStudy], None]

    def __call__(self, small: SmallStudy) -> None:
        self.do(small)

    def __repr__(self) -> str:
        return self.what


def edits() -> st.SearchStrategy[Edit]:
    """One edit of a study, such as people make to it between two builds."""
    where, answer = st.integers(0, 9), st.sampled_from(ANSWERS)
    return st.one_of(
        st.builds(_new_row, where, st.integers(5, 20), st.sampled_from(DISTRICTS), answer),
        st.builds(_new_answer, where, answer),
        st.builds(_cell, where, st.sampled_from([1, 2, 4]), st.sampled_from(["D002", "Principal", "Never", ""])),
        st.builds(_no_row, where, st.sampled_from(["survey", "form", "talk", "notes", "districts"])),
        st.builds(_form_row, where, st.sampled_from(DISTRICTS), answer),
        st.builds(_turn, where, st.sampled_from(["Moderator", "Dana", "Lee", "Pat"]), answer),
        st.builds(_district, st.sampled_from(["D001", "D004", "D009"]), st.sampled_from(["Rural", "Urban"])),
        st.builds(_presence, st.sampled_from(SOURCES)),
        st.builds(_consent, st.sampled_from(SOURCES), st.sampled_from(["internal", "research", "public"])),
        st.builds(_wording, st.sampled_from(["What works?", "What would you like to do next year?"])),
        st.builds(_codebook, st.sampled_from(["cue", "label", "code"])),
    )


def _new_row(at: int, key: int, district: str, answer: str) -> Edit:
    def do(small: SmallStudy) -> None:
        if f"R_{key}" not in {row[0] for row in small.survey}:
            small.survey.insert(at, [f"R_{key}", district, "Coach", answer, "Sometimes"])

    return Edit(f"new row R_{key} of {district!r} at {at}: {answer[:20]!r}", do)


def _new_answer(at: int, answer: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.survey[at % len(small.survey)][3] = answer

    return Edit(f"row {at} answers {answer[:20]!r}", do)


def _cell(at: int, column: int, value: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.survey[at % len(small.survey)][column] = value

    return Edit(f"row {at}, column {column} becomes {value!r}", do)


def _no_row(at: int, name: str) -> Edit:
    def do(small: SmallStudy) -> None:
        rows = getattr(small, name)
        if len(rows) > 2:
            del rows[at % len(rows)]

    return Edit(f"{name} loses row {at}", do)


def _form_row(at: int, district: str, answer: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.form.insert(at, [district, answer, "Training"])

    return Edit(f"form gets a row of {district!r} at {at}: {answer[:20]!r}", do)


def _turn(at: int, speaker: str, words: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.talk.insert(at, (speaker, words or "And what else do you do?"))

    return Edit(f"{speaker} says at {at}: {words[:20]!r}", do)


def _district(key: str, kind: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.districts = [row for row in small.districts if row[0] != key]
        small.districts.append([key, f"Town of {key}", kind, "2500"])

    return Edit(f"{key} is {kind}", do)


def _presence(name: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.absent ^= {name}

    return Edit(f"{name} leaves or comes back", do)


def _consent(name: str, consent: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.consent[name] = consent

    return Edit(f"consent of {name} is {consent}", do)


def _wording(wording: str) -> Edit:
    def do(small: SmallStudy) -> None:
        small.wording = wording

    return Edit(f"the question is now {wording!r}", do)


def _codebook(what: str) -> Edit:
    def do(small: SmallStudy) -> None:
        if what == "cue":
            small.codes[3]["cues"] = {"strong": ["not enough time"]}
        elif what == "label":
            small.codes[0]["label"] = "Stations"
        elif all(code["id"] != "reading" for code in small.codes):
            small.codes.append(
                {"id": "reading", "label": "Reading", "definition": "Reading.", "cues": {"strong": ["read"]}}
            )

    return Edit(f"the codebook changes a {what}", do)


def texts() -> st.SearchStrategy[str]:
    """Normalised text that people might have written: sentences, fragments, lists, odd marks."""
    words = st.sampled_from(
        ["we", "Rotate", "stations", "e.g.", "Dr.", "3.5", "kids", "However,", "ünï", "👩‍🏫", "“So", "”"]
    )
    ends = st.sampled_from(
        [". ", "! ", "? ", "... ", ".\n", "\n", "\n\n- ", " ", ".", "。", "… ", ".” ", "\u2028", "\t"]
    )
    sentences = st.tuples(st.lists(words, min_size=1, max_size=9), ends).map(lambda s: " ".join(s[0]) + s[1])
    made = st.lists(sentences, max_size=25).map("".join)
    return st.one_of(made, st.text(max_size=80)).map(normalise)
