"""The risk that is left orders what a person looks at first."""

from __future__ import annotations

from pipelines.privacy import Detector, risk


def left(detector: Detector, text: str, small: bool = False) -> float:
    """The risk of a text as the stage works it out."""
    return risk(text, detector.read([text])[0], small).score


def test_an_ordinary_answer_has_no_risk(plain: Detector) -> None:
    assert left(plain, "Students rotate between stations and choose their own texts.", small=True) == 0


def test_a_role_with_an_event_weighs_more_in_a_small_district(plain: Detector) -> None:
    text = "The librarian whose house burned in the fire runs the only book club."

    assert 0 < left(plain, text) < left(plain, text, small=True)


def test_capitals_in_doubt_add_up(plain: Detector) -> None:
    sure, unsure = "The Chromebooks are old.", "A visit to Quarnby and the Ostrell room, in Fennwick."

    assert left(plain, sure) < left(plain, unsure)


def test_reasons_hold_no_word_of_the_text(plain: Detector) -> None:
    text = "The superintendent was arrested near Quarnby, the only girl in the Ostrell room saw it."
    reasons = " ".join(risk(text, plain.read([text])[0], True).reasons)

    assert reasons
    assert not {"superintendent", "arrested", "Quarnby", "Ostrell"} & set(reasons.split())


def test_a_long_turn_is_not_held_back_for_its_length(plain: Detector) -> None:
    doubtful = "We looked at the Ostrell room after the warm-up."
    lesson = "So you take the second equation, and you subtract it from the first, and what is left over is y. " * 40

    assert left(plain, doubtful) > 0
    assert left(plain, f"{lesson}{doubtful} {lesson}") < left(plain, doubtful) / 10


def test_a_long_turn_full_of_doubts_is_as_risky_as_a_short_one(plain: Detector) -> None:
    rooms = ["Ostrell", "Quarnby", "Tresco", "Velden", "Marsk", "Orrest", "Brannel", "Fennock", "Gorsel", "Hadrel"]
    short = " ".join(f"We saw the {room} room and went back." for room in rooms[:5])
    long = " ".join(f"We saw the {room} room and went back to the others, who were still reading." for room in rooms)

    assert left(plain, short) == left(plain, long) == 0.6


def test_a_role_far_from_an_event_names_nobody(plain: Detector) -> None:
    near = "The librarian came in after the fire."
    between = "We counted the blocks and wrote the numbers down again. " * 30

    assert left(plain, near) > 0
    assert left(plain, f"The librarian came in. {between} There was a fire.") == 0
