"""Who moderates is a guess by label and manner, and nobody is better than the wrong one."""

from __future__ import annotations

import pytest

from catalog.records import Place, Turn, Words
from pipelines.readers.moderators import guess_moderators, has_role_label


def talk(*said: tuple[str | None, str]) -> list[Turn]:
    return [Turn(speaker, Words(text, Place())) for speaker, text in said]


LONG = "we have done this for years and every child in the building knows what comes next in the week"


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        ("Moderator", ["Ana"], True),
        ("INTERVIEWER 2", ["Ana"], True),
        ("Ana Ruiz (Facilitator)", ["Bo"], True),
        ("Interviewee", ["Interviewer"], False),
        ("Q", ["A"], True),
        ("I", ["P1", "P2"], True),
        ("I", ["Ana", "Bo"], False),
        ("M", ["F1", "F2"], False),
        ("Modesty Blaise", ["Ana"], False),
    ],
)
def test_some_labels_say_who_moderates(name: str, others: list[str], expected: bool) -> None:
    assert has_role_label(name, [name, *others]) is expected


def test_the_one_who_asks_while_another_talks_more_moderates() -> None:
    guess = guess_moderators(
        talk(
            ("Jo", "How was it?"),
            ("Ana", LONG),
            ("Jo", "And then?"),
            ("Ana", LONG),
            ("Jo", "Why?"),
            ("Ana", LONG),
        )
    )

    assert (guess.moderators, guess.warnings) == (("Jo",), ())


def test_a_teacher_who_asks_most_and_talks_most_is_no_moderator() -> None:
    guess = guess_moderators(
        talk(("Teach", f"{LONG}, right?"), ("Ana", "Yes."), ("Teach", f"{LONG}, why?"), ("Bo", "Because."))
    )

    assert guess.moderators == ()
    assert guess.warnings


def test_close_rivals_are_named_a_mere_guess_without_their_words() -> None:
    guess = guess_moderators(
        talk(
            ("Jo", "How was it?"),
            ("Ana", f"{LONG}. Is that enough?"),
            ("Jo", "And then?"),
            ("Ana", f"{LONG}. Or was it?"),
            ("Jo", "Why?"),
            ("Ana", LONG),
        )
    )

    assert guess.moderators == ("Jo",)
    assert "only a guess" in guess.warnings[0]
    assert "Jo" not in guess.warnings[0]


@pytest.mark.parametrize("said", [[], [(None, LONG)], [("Ana", LONG), ("Ana", "Why?")]])
def test_one_voice_has_no_moderator(said: list[tuple[str | None, str]]) -> None:
    assert guess_moderators(talk(*said)).moderators == ()
