"""What visitors' words are held against: the texts that describe each practice, and known words."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.codebook import Codebook
from catalog.codebook.syntax import Either, Item
from catalog.search_words import fold, spellings, telling

# Enough for the words that people use; reading all of a large study would be felt at each build.
READ_FOR_WORDS = 20_000
QUOTES_OF_A_CODE = 20
# What joins the parts of a label that are names too, as in "Barrier: time" and "Early college and dual enrollment".
_PART = re.compile(r": | \(|, | and ")


def cue_words(codebook: Codebook) -> dict[str, list[str]]:
    """The words of each strong cue of each code: they are what people say instead of its name.

    They stand in the order of the alphabet, so that no phrase of a cue is published with them.
    """
    return {code.id: [" ".join(sorted(set(_texts(cue.items)))) for cue in code.cues.strong] for code in codebook.codes}


def _texts(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item.part, Either):
            for branch in item.part.branches:
                yield from _texts(branch)
        else:
            yield item.part.text


def replace(db: sqlite3.Connection, cues: Mapping[str, Sequence[str]], uses: Mapping[str, int]) -> None:
    """Write code_texts, code_names and words; `uses` is how much more often each word is used than before."""
    _code_texts(db, cues)
    _code_names(db)
    _put_words(db, uses)


_CODES = (
    "select id, label, alt_labels, definition, use_when, look_fors, examples, near_misses from codes order by position"
)


def _code_texts(db: sqlite3.Connection, cues: Mapping[str, Sequence[str]]) -> None:
    db.execute("insert into code_texts_fts (code_texts_fts) values ('delete-all')")
    db.execute("delete from code_texts")
    said: dict[str, list[str]] = {}
    for code, text in db.execute(_SAID, (QUOTES_OF_A_CODE,)):
        said.setdefault(code, []).append(text)
    for code, label, others, definition, when, look_fors, examples, near_misses in db.execute(_CODES).fetchall():
        texts = [("name", name) for name in (label, *json.loads(others))]
        texts += [("definition", definition)]
        texts += [("when", text) for text in json.loads(when)]
        texts += [("look-for", text) for text in json.loads(look_fors)]
        texts += [("cue", text) for text in cues.get(code, ())]
        texts += [("quote", text) for text in said.get(code, ())]
        _put(db, code, texts)
        # An example is one of every code that a careful coder would give it; so is another's near miss.
        for example in json.loads(examples):
            for one in (code, *(example.get("also") or ())):
                _put(db, one, [("example", example["text"])])
        for miss in json.loads(near_misses):
            for one in miss.get("instead") or ():
                _put(db, one, [("example", miss["text"])])
    db.execute("insert into code_texts_fts (code_texts_fts) values ('rebuild')")


def _put(db: sqlite3.Connection, code: str, texts: Iterable[tuple[str, str]]) -> None:
    sql = "insert into code_texts (code_id, kind, text) values (?, ?, ?)"
    db.executemany(sql, [(code, kind, text) for kind, text in texts if text])


def _code_names(db: sqlite3.Connection) -> None:
    db.execute("delete from code_names")
    names = db.execute("select id, label, alt_labels from codes order by position").fetchall()
    for code, label, others in names:
        parts = (label, *_PART.split(label)) if _PART.search(label) else (label,)
        for preferred, name in [*((1, part.strip(" )")) for part in parts), *((0, n) for n in json.loads(others))]:
            if folded := fold(name):
                db.execute("insert or ignore into code_names values (?, ?, ?, ?)", (folded, code, name, preferred))
    _telling_words(db)


def _telling_words(db: sqlite3.Connection) -> None:
    """A word in three names of one code and in none of any other names it too: "centers" are learning centers."""
    names: dict[str, list[tuple[str, str]]] = {}
    for folded, code, name in db.execute("select folded, code_id, name from code_names order by 1, 2").fetchall():
        for word in set(folded.split()):
            names.setdefault(word, []).append((code, name))
    for word, found in sorted(names.items()):
        if len(found) >= 3 and len({code for code, _ in found}) == 1 and telling([word, "else"]) == (word, "else"):
            db.execute("insert or ignore into code_names values (?, ?, ?, 0)", (word, *found[0]))


# Of all codes at once: the indexes are made last, so that each question reads all codings.
_SAID = (
    "select code_id, text from (select c.code_id, e.text, row_number() over (partition by c.code_id order by e.id) n "
    "from codings c join excerpts e on e.pk = c.excerpt_pk where c.status = 'reviewed' and c.stance <> 'negated') "
    "where n <= ? order by code_id, n"
)


def uses_of_words(db: sqlite3.Connection, *, whole: bool) -> Counter[str]:
    """How often each word is used in the first excerpts by number, of which a part can be counted anew; unless
    `whole`, how much more often than before."""
    if whole:
        return _uses(db, "select text from excerpts where pk <= ?")
    change = _uses(db, "select text from excerpts where pk <= ? and pk in (select pk from temp.todo)")
    change.subtract(_uses(db, "select text from temp.before where pk <= ?"))
    return change


def _put_words(db: sqlite3.Connection, uses: Mapping[str, int]) -> None:
    """Write what was counted, and the words that are ours."""
    db.execute("update words set known = 0")
    put = "insert into words values (?, ?, ?) on conflict do update set "
    db.executemany(put + "uses = uses + excluded.uses", ((word, n, 0) for word, n in sorted(uses.items()) if n))
    ours = "select text from code_texts where kind <> 'quote'"
    written = "select title, promise, facts, body_text from exemplars where state = 'published'"
    known = {word for sql in (ours, written) for row in db.execute(sql) for cell in row for word in spellings(cell)}
    db.executemany(put + "known = 1", ((word, 0, 1) for word in sorted(known)))
    db.execute("delete from words where uses <= 0 and known = 0")


def _uses(db: sqlite3.Connection, sql: str) -> Counter[str]:
    uses: Counter[str] = Counter()
    cursor = db.execute(sql, (READ_FOR_WORDS,))
    while batch := cursor.fetchmany(2000):
        uses.update(spellings("\n".join(text for (text,) in batch)))
    return uses
