"""The risk that is left orders what a person looks at first."""

from __future__ import annotations

from pipelines.privacy import Detector, risk


def left(detector: Detector, text: str, small: bool = False) -> float:
    """The risk of a text as the stage works it out."""
    [found] = detector.detect([text])
    return risk(text, found, detector.doubts(text, found), small).score


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
    [found] = plain.detect([text])

    reasons = " ".join(risk(text, found, plain.doubts(text, found), True).reasons)

    assert reasons
    assert not {"superintendent", "arrested", "Quarnby", "Ostrell"} & set(reasons.split())
