"""Facts about the catalog as a whole."""

from __future__ import annotations

import sqlite3

from catalog.codebook import Codebook
from catalog.manifest import Manifest

DEIDENTIFICATION = (
    "Names of people and schools, addresses, numbers and links were found by program and replaced by labels such as "
    "[Student 3] before anyone coded the words; the finished catalog was searched for every one of them. A program "
    "misses some: what seemed risky was held back until a person had looked."
)


def replace(db: sqlite3.Connection, manifest: Manifest, codebook: Codebook, facts: dict[str, str]) -> None:
    """Write the facts. None is a time: the same evidence gives the same file."""
    counts = dict(
        zip(
            ("excerpts", "codings", "exemplars", "sources", "codes"),
            db.execute(
                "select (select count(*) from excerpts), (select count(*) from codings), "
                "(select count(*) from exemplars where state = 'published'), (select count(*) from sources), "
                "(select count(*) from codes)"
            ).fetchone(),
            strict=True,
        )
    )
    withheld = db.execute(
        "select count(*) from ev.excerpts e join ev.responses r on r.pk = e.response_pk "
        "where e.gone = 0 and r.gone = 0 and not exists (select 1 from main.excerpts p where p.pk = e.pk)"
    ).fetchone()[0]
    synthetic = db.execute("select coalesce(min(synthetic), 0) from sources").fetchone()[0]
    found = {
        "title": manifest.title,
        "address": manifest.address,
        "licence": manifest.licence,
        "synthetic": int(bool(synthetic)),
        "some_synthetic": db.execute("select coalesce(max(synthetic), 0) from sources").fetchone()[0],
        "codebook": codebook.title,
        "codebook_version": codebook.version,
        "codebook_hash": codebook.hash,
        "excerpts_withheld": withheld,
        "reviewed_excerpts": db.execute(
            "select count(*) from main.excerpts e where e.pk in (select d.excerpt_pk from ev.coders c "
            "join ev.readings d on d.coder_id = c.id where c.kind = 'person')"
        ).fetchone()[0],
        "threshold": manifest.minimum_cell,
        "deidentification": DEIDENTIFICATION,
        **counts,
        **facts,
    }
    db.execute("delete from about")
    db.executemany("insert into about values (?, ?)", [(name, str(value)) for name, value in sorted(found.items())])
