"""The random sample of excerpts, drawn once for each excerpt with a known probability."""

from __future__ import annotations

import sqlite3

from catalog.store.runs import now

_STATE = "random sample"
# The first 15 digits of an excerpt's id, as a number below this.
_WHOLE = 16**15
# A small study needs most of what people code to learn from.
_MOST = 0.1


def draw(db: sqlite3.Connection, wanted: int, run_id: int) -> int:
    """Draw from the excerpts that came since the last time; the number drawn.

    Each is drawn if the digest that its id is made of falls under the share that gives about `wanted`
    excerpts of all there are now, a tenth at most (Poisson sampling): the same on every machine, and untouched by what
    anyone reviews. The probability is stored with it; an excerpt that was passed over is never drawn later.
    """
    row = db.execute("select digest from stages where name = ?", (_STATE,)).fetchone()
    after = int(row[0]) if row else 0
    live, last = db.execute("select count(*), coalesce(max(pk), 0) from excerpts where gone = 0").fetchone()
    if last <= after or not live:
        return 0
    share = min(_MOST, wanted / live)
    limit = int(share * _WHOLE)
    new = db.execute("select pk, id from excerpts where pk > ? and gone = 0", (after,))
    drawn = [(pk, share, now()) for pk, key in new if int(key[:15], 16) < limit]
    db.executemany("insert or ignore into random_sample values (?, ?, ?)", drawn)
    db.execute(
        "insert into stages values (?, ?, ?) on conflict (name) do update set digest = excluded.digest, "
        "run_id = excluded.run_id",
        (_STATE, str(last), run_id),
    )
    return len(drawn)
