"""Cue patterns: what is read, and what is refused where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.codebook.syntax import Either, Form, Item, PatternError, Prefix, Word, parse


def test_every_part_of_the_syntax_is_read() -> None:
    pattern = parse("move ~3 (own table|=centers) rotat* daily?")

    assert pattern.items == (
        Item(Word("move")),
        Item(Either(((Item(Word("own")), Item(Word("table"))), (Item(Form("centers")),))), gap=3),
        Item(Prefix("rotat")),
        Item(Word("daily"), optional=True),
    )


def test_alternatives_may_be_optional_and_nested() -> None:
    assert parse("redo ~2 (a|the)? test").items[1].optional
    assert parse("((small|mixed) group|team) work").items[0].part == Either(
        (
            (Item(Either(((Item(Word("small")),), (Item(Word("mixed")),)))), Item(Word("group"))),
            (Item(Word("team")),),
        )
    )


@pytest.mark.parametrize(
    ("source", "column", "fix"),
    [
        ("", 1, "write a word"),
        ("   ", 1, "write a word"),
        ("station Rotation", 9, 'write "rotation"'),
        ("self-paced work", 1, 'write "self paced"'),
        ("we don't lecture", 4, 'write "do not"'),
        ("rotat* ~x station", 8, "~3"),
        ("rotate ~9 station", 8, "~1 to ~8"),
        ("rotate ~0 station", 8, "~1 to ~8"),
        ("~2 station", 1, "remove it"),
        ("station ~2", 9, "remove it"),
        ("station ~2 ~3 group", 12, "remove it"),
        ("(small|big group", 1, 'add ")"'),
        ("small|big group", 6, "remove it"),
        ("small group)", 12, "remove it"),
        ("(small|) group", 8, "write a word there"),
        ("() group", 2, "write a word there"),
        ("? group", 1, "right after a word"),
        ("group ro*", 7, "write more"),
        ("=group*", 1, "keep one"),
        ("gr%up", 1, "letters and digits"),
        ("of it", 1, "every find must hold"),
        ("group? (of|learning)", 1, "every find must hold"),
        (" ".join(["(a b|c d|e f)?"] * 6 + ["group"]), 1, "split the pattern"),
    ],
)
def test_a_wrong_pattern_is_refused_at_its_column(source: str, column: int, fix: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse(source)

    assert caught.value.column == column
    assert fix in caught.value.fix


@given(st.text(alphabet="ab |()?~*=-3Zé'\n", max_size=30) | st.text(max_size=20))
def test_any_text_is_read_or_refused_within_its_length(source: str) -> None:
    fault = refusal(source)

    assert fault is None or (1 <= fault.column <= max(1, len(source)) and fault.fix)


def refusal(source: str) -> PatternError | None:
    try:
        parse(source)
    except PatternError as fault:
        return fault
    return None
