"""How long `catalog build` takes beside the bare script floor.py, end to end and for what comes after.

python -m tests.benchmarks.build --size 100000 --runs 3
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.processes import CATALOG, ROOT, Measured, measure, say

MORE = 100  # excerpts that come later


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Measure and print; the figures by name (ratios, megabytes, seconds)."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _run(options, Path(options.keep or folder))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    shared = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="excerpts")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, in turn")
    parser.add_argument("--shared", type=Path, default=shared, help="folder with bench/, data/ and gold/")
    parser.add_argument("--python", default=CATALOG[0], help="a Python with spaCy and scikit-learn, for floor.py")
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    script, texts = options.shared / "bench" / "floor.py", options.shared / "data/canopy/texts_2019_2024.csv"
    table, later = folder / "excerpts.csv", folder / "later.csv"
    measure([options.python, script, "--make", str(options.size), texts, table])
    _split(table, options.size, later, [options.python, script, "--make", str(options.size + MORE), texts])
    floor, ours = list[Measured](), list[Measured]()
    for n in range(options.runs):
        gold, codebook = options.shared / "gold/dev.csv", options.shared / "codebook_draft.yaml"
        floor.append(measure([options.python, script, table, gold, codebook, folder / f"floor{n}.db"]))
        study = folder / f"study{n}"
        measure([*CATALOG, "init", study])
        adding = measure([*CATALOG, "add", table, "--study", study])
        ours.append(measure([*CATALOG, "build", "--study", study]))
        say(f"run {n + 1}: floor.py {_told(floor[-1])}, build {_told(ours[-1])} (add before it {adding.seconds:.1f} s)")
    bare, whole = (statistics.median(m.seconds for m in runs) for runs in (floor, ours))
    figures = {"ratio": whole / bare, "megabytes": max(m.megabytes for m in ours), "seconds": whole}
    say(f"{options.size:,} excerpts: build {whole:.1f} s, floor.py {bare:.1f} s")
    say(f"ratio {figures['ratio']:.2f} (at most 2.0, with de-identification)")
    say(f"peak memory {figures['megabytes']:,.0f} MB (at most 1,024)")
    return figures | _afterwards(study, later, whole)


def _told(measured: Measured) -> str:
    return f"{measured.seconds:.1f} s, {measured.megabytes:,.0f} MB"


def _split(table: Path, size: int, later: Path, command: list[str | Path]) -> None:
    """The next excerpts that floor.py would make, in a file of their own."""
    more = later.with_name("more.csv")
    measure([*command, more])
    with more.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with later.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([rows[0], *rows[size + 1 :]])
    more.unlink()


def _afterwards(study: Path, later: Path, whole: float) -> dict[str, float]:
    """A build with nothing new, and builds with 100 excerpts more."""
    again = statistics.median(measure([*CATALOG, "build", "--study", study]).seconds for _ in range(3))
    say(f"second build {again:.2f} s: {again / whole:.2%} of the first (at most 2%)")
    # Most of a small build is loading libraries and compiling the codebook, whatever is there already.
    alone_study = study.with_name("alone")
    measure([*CATALOG, "init", alone_study])
    measure([*CATALOG, "add", later, "--study", alone_study])
    alone = measure([*CATALOG, "build", "--study", alone_study]).seconds
    measure([*CATALOG, "add", later, "--study", study])
    as_file = measure([*CATALOG, "build", "--study", study]).seconds
    say(f"{MORE} excerpts alone, in a study of their own: {alone:.2f} s")
    say(f"{MORE} excerpts more in a file of their own: {as_file:.2f} s, {as_file / whole:.1%} of the first build")
    grown = study / "corpus" / "surveys" / "excerpts.csv"
    with later.open(encoding="utf-8", newline="") as stream, grown.open("a", encoding="utf-8", newline="") as end:
        rows = list(csv.reader(stream))[1:]
        csv.writer(end).writerows([[f"y{row[0]}", *row[1:]] for row in rows])
    in_file = measure([*CATALOG, "build", "--study", study]).seconds
    say(f"{MORE} excerpts more at the end of the same file: {in_file:.2f} s, {in_file / whole:.1%} of the first build")
    return {"again": again / whole, "alone": alone, "new_file": as_file, "same_file": in_file}


if __name__ == "__main__":
    main()
