"""How long a REFI-QDA project of 2,000 documents and 6,000 codings takes to import and to export.

python -m tests.benchmarks.exchange
"""

from __future__ import annotations

import argparse
import random
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from pipelines.exchange.guids import guid_of
from pipelines.exchange.qdpx_write import PROJECT
from tests.benchmarks.processes import CATALOG, measure, say

WORDS = (
    *("students", "choose", "a", "topic", "and", "show", "what", "they", "know", "then", "teachers", "group", "them"),
    *("anew", "each", "week", "by", "need", "stations", "conferences", "goals", "portfolios", "mentors", "pace"),
)


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Measure and print; seconds by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--codings", type=int, default=6000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        study, project = Path(folder) / "study", Path(folder) / "project.qdpx"
        write_project(project, options.documents, options.codings)
        measure([*CATALOG, "init", study])
        figures = {"import": measure([*CATALOG, "import", project, "--study", study]).seconds}
        measure([*CATALOG, "build", "--study", study])
        out = Path(folder) / "out.qdpx"
        figures["export"] = measure([*CATALOG, "export", "qdpx", "-o", out, "--by", "people", "--study", study]).seconds
        say(f"{options.documents:,} documents, {options.codings:,} codings")
        for name, seconds in figures.items():
            say(f"{name:<8} {seconds:5.2f} s (at most 3)")
    return figures


def write_project(path: Path, documents: int, codings: int) -> None:
    """A project whose quotes are sentences, spread evenly over the documents."""
    chance = random.Random(7)  # noqa: S311 - the same texts each time, not a secret
    root = etree.Element(f"{{{PROJECT}}}Project", {"name": "bench", "origin": "bench"}, nsmap={None: PROJECT})
    users = etree.SubElement(root, f"{{{PROJECT}}}Users")
    etree.SubElement(users, f"{{{PROJECT}}}User", guid=guid_of("bench user"), name="Ana")
    codes = etree.SubElement(etree.SubElement(root, f"{{{PROJECT}}}CodeBook"), f"{{{PROJECT}}}Codes")
    keys = [guid_of("bench code", str(n)) for n in range(20)]
    for n, key in enumerate(keys):
        etree.SubElement(codes, f"{{{PROJECT}}}Code", guid=key, name=f"Bench code {n}", isCodable="true")
    sources = etree.SubElement(root, f"{{{PROJECT}}}Sources")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(documents):
            archive.writestr(f"sources/{n}.txt", _document(sources, n, codings // documents, keys, chance))
        archive.writestr("project.qde", etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _document(sources: etree._Element, n: int, codings: int, keys: list[str], chance: random.Random) -> str:
    said = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(8)]
    source = etree.SubElement(sources, f"{{{PROJECT}}}TextSource", guid=guid_of("bench source", str(n)))
    source.attrib.update({"name": f"Answer {n}", "plainTextPath": f"internal://{n}.txt"})
    for m in range(codings):
        start = sum(len(sentence) + 1 for sentence in said[: 2 * m])
        place = {"startPosition": str(start), "endPosition": str(start + len(said[2 * m]))}
        key = guid_of("bench selection", str(n), str(m))
        selection = etree.SubElement(source, f"{{{PROJECT}}}PlainTextSelection", guid=key, **place)
        coding = etree.SubElement(selection, f"{{{PROJECT}}}Coding", guid=guid_of("bench coding", str(n), str(m)))
        coding.set("creatingUser", guid_of("bench user"))
        etree.SubElement(coding, f"{{{PROJECT}}}CodeRef", targetGUID=chance.choice(keys))
    return " ".join(said)


if __name__ == "__main__":
    main()
