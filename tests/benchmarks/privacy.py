"""What de-identification finds, what it takes for an identifier wrongly, and how fast it is.

python -m tests.benchmarks.privacy --shared ../shared
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.privacy import Detector, Finding, Knowledge
from tests.benchmarks.processes import ROOT, say

Labelled = tuple[str, list[tuple[int, int, str]]]
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Of the public texts the kinds that there are recognizers for; the rest is shown for orientation.
PROMISED = {"PERSON": 0.97, "EMAIL_ADDRESS": 0.99, "PHONE_NUMBER": 0.99, "DOMAIN_NAME": 0.99}


@dataclass
class Figures:
    """Spans and found spans by kind; words, and words replaced that belong to no span of any kind, in all
    texts and in those without a span."""

    spans: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    words: int = 0
    wrong: int = 0
    hard_words: int = 0
    hard_wrong: int = 0

    def recall(self, kind: str) -> float:
        """Share of the spans of a kind that a finding overlaps."""
        return self.found[kind] / self.spans[kind]

    @property
    def false(self) -> float:
        """Falsely replaced words in 100."""
        return 100 * self.wrong / max(self.words, 1)

    @property
    def hard_false(self) -> float:
        """Falsely replaced words in 100 of texts that hold no identifier."""
        return 100 * self.hard_wrong / max(self.hard_words, 1)


def measure(detector: Detector, texts: Sequence[Labelled]) -> Figures:
    """The figures of a detector on texts with gold spans (start, end, kind)."""
    figures = Figures()
    for (text, spans), findings in zip(texts, detector.detect([text for text, _ in texts]), strict=True):
        figures.spans.update(kind for _, _, kind in spans)
        figures.found.update(kind for start, end, kind in spans if _overlaps(findings, start, end))
        words = [match.span() for match in _WORD.finditer(text)]
        wrong = sum(_overlaps(findings, a, b) and not any(s < b and a < e for s, e, _ in spans) for a, b in words)
        figures.words += len(words)
        figures.wrong += wrong
        if not spans:
            figures.hard_words += len(words)
            figures.hard_wrong += wrong
    return figures


def _overlaps(findings: Iterable[Finding], start: int, end: int) -> bool:
    return any(f.start < end and start < f.end for f in findings)


def public_texts(shared: Path) -> list[Labelled]:
    """The synthetic texts of presidio-research."""
    listed = json.loads((shared / "data/pii/synth_dataset_v2.json").read_text(encoding="utf-8"))
    return [
        (t["full_text"], [(s["start_position"], s["end_position"], s["entity_type"]) for s in t["spans"]])
        for t in listed
    ]


def school_texts(which: str | None = None) -> list[Labelled]:
    """Our own texts about schools; `which` is tune or held."""
    lines = (ROOT / "tests/privacy/k12.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [(r["text"], [(s, e, k) for s, e, k in r["spans"]]) for r in rows if which in (None, r["set"])]


def canopy(shared: Path) -> Iterator[str]:
    """Real texts in which school leaders describe their own school."""
    with (shared / "data/canopy/texts_2019_2024.csv").open(encoding="utf-8", newline="") as stream:
        yield from (max(row.values(), key=len) for row in csv.DictReader(stream))


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Measure and print; the figures by name (recall, false words in 100, texts in a second, seconds)."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=default, help="folder with data/")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as cache:
        Detector(Knowledge(), Path(cache))
        began = time.perf_counter()
        detector = Detector(Knowledge(), Path(cache))
        figures = {"construction": time.perf_counter() - began}
    public, ours = measure(detector, public_texts(options.shared)), measure(detector, school_texts())
    _table("presidio-research, 1,500 texts", public)
    _table("school texts (tests/privacy/k12.jsonl)", ours)
    figures |= {kind: public.recall(kind) for kind in PROMISED}
    figures |= {"false": public.false, "school_person": ours.recall("person"), "school_false": ours.hard_false}
    return figures | _on_real_texts(detector, [*canopy(options.shared)])


def _on_real_texts(detector: Detector, texts: list[str]) -> dict[str, float]:
    found = detector.detect(texts)
    words = sum(len(_WORD.findall(text)) for text in texts)
    replaced = Counter[str]()
    for text, findings in zip(texts, found, strict=True):
        for finding in findings:
            replaced[finding.kind] += len(_WORD.findall(finding.of(text)))
    shown = ", ".join(f"{kind} {100 * count / words:.2f}" for kind, count in replaced.most_common())
    say(f"canopy, {len(texts):,} texts: words replaced in 100: {shown}")
    short = [piece for text in texts for piece in _pieces(text)]
    began = time.process_time()
    detector.detect(short)
    speed = len(short) / (time.process_time() - began)
    say(f"speed: {speed:,.0f} texts of 42 words in a second of one core (at least 8,000)")
    return {"speed": speed, "canopy_person": 100 * replaced["person"] / words}


def _pieces(text: str, size: int = 42) -> Iterator[str]:
    words = text.split(" ")
    yield from (" ".join(words[at : at + size]) for at in range(0, len(words), size))


def _table(title: str, figures: Figures) -> None:
    say(f"{title}\n{'kind':20}{'spans':>7}{'recall':>8}")
    for kind, count in figures.spans.most_common():
        say(f"{kind:20}{count:7}{figures.recall(kind):8.3f}")
    say(f"falsely replaced words in 100: {figures.false:.2f}; in texts without identifiers {figures.hard_false:.2f}")


if __name__ == "__main__":
    main()
