"""The second half of de-identification, pure too: what was found is replaced by labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.privacy.findings import Finding
from pipelines.privacy.offsets import Offsets, substitute


def replace(text: str, findings: Sequence[Finding], pseudonym_of: Callable[[str, Finding], str]) -> tuple[str, Offsets]:
    """The text with a label for each finding, and the map between old and new offsets.

    `findings` are as Detector.detect gives them; `pseudonym_of` is asked once for each, in order.
    """
    return substitute(text, [(f.start, f.end, pseudonym_of(text, f)) for f in findings])
