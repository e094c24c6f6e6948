"""The second half of de-identification, pure too: what was found is replaced by labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalog.records import Span
from pipelines.privacy.findings import Finding
from pipelines.privacy.offsets import Offsets, substitute


def replace(text: str, findings: Sequence[Finding], pseudonym_of: Callable[[str, Finding], str]) -> tuple[str, Offsets]:
    """The text with a label for each finding, and the map between old and new offsets.

    `findings` are as Detector.detect gives them; `pseudonym_of` is asked once for each, in order.
    """
    return substitute(text, [(f.start, f.end, pseudonym_of(text, f)) for f in findings])


def moved(span: Span, replaced: Sequence[tuple[int, int, str]]) -> Span:
    """Where a span lies once (start, end, label) are replaced; a label that it touches belongs to it whole.

    >>> moved(Span(0, 5), [(4, 7, "[Person 1]")])
    Span(start=0, end=14)
    """
    start, end, shift, grown = span.start, span.end, 0, 0
    for old_start, old_end, label in replaced:
        longer = len(label) - (old_end - old_start)
        if old_end <= span.start:
            shift += longer
        elif old_start < span.end:
            start, end, grown = min(start, old_start), max(end, old_end), grown + longer
    return Span(start + shift, end + shift + grown)
