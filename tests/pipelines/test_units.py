"""Units: the excerpts a response is cut into."""

from __future__ import annotations

from hypothesis import example, given, settings

from catalog.records import Span
from pipelines.units import MOST_SENTENCES, spacy_sentences, units
from tests.small_study import LONG_ANSWER
from tests.strategies import texts


@settings(deadline=None)  # the first text that is cut pays for loading spaCy
@given(texts())
@example(LONG_ANSWER)
@example("one.Two three.Four five.Six seven.Eight nine.Ten eleven.Twelve")
@example("。".join("wir lesen" for _ in range(9)))
def test_units_are_in_order_and_leave_out_nothing_but_white_space(text: str) -> None:
    found = units(text)

    ends = [0, *(span.end for span in found)]
    starts = [*(span.start for span in found), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


@settings(deadline=None)  # the first text that is cut pays for loading spaCy
@given(texts())
def test_a_unit_begins_and_ends_with_words(text: str) -> None:
    assert all(span.of(text) == span.of(text).strip() != "" for span in units(text))


@settings(deadline=None)  # the first text that is cut pays for loading spaCy
@given(texts())
@example(LONG_ANSWER * 3)
@example("one.Two three.Four five.Six seven.Eight nine.Ten eleven.Twelve")
@example("。".join("wir lesen" for _ in range(9)))
def test_a_unit_has_one_to_five_sentences_and_cuts_none(text: str) -> None:
    sentences = spacy_sentences()(text)

    for unit in units(text):
        inside = [s for s in sentences if s.overlaps(unit)]
        assert 1 <= len(inside) <= MOST_SENTENCES
        assert (inside[0].start, inside[-1].end) == (unit.start, unit.end)


@settings(deadline=None)  # the first text that is cut pays for loading spaCy
@given(texts())
def test_only_a_text_without_words_has_no_unit(text: str) -> None:
    assert bool(units(text)) == bool(text.strip())


def test_an_answer_of_three_sentences_is_one_unit() -> None:
    text = "We rotate. Kids like it. So do I."

    assert units(text) == [Span(0, len(text))]


def test_a_long_answer_is_cut_where_a_sentence_ends() -> None:
    assert [span.of(LONG_ANSWER)[:12] for span in units(LONG_ANSWER)] == ["We rotate th", "However, the"]


def test_a_list_without_full_stops_is_cut_at_its_lines() -> None:
    text = "\n".join(f"- the {n}th thing that we would want to have for every single child in school" for n in range(8))

    assert all(text[span.end : span.end + 1] in ("\n", "") for span in units(text))
    assert len(units(text)) > 1
