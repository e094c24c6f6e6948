"""A build that would tell a name is refused, and nothing that a program says or leaves behind tells one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from pipelines.privacy.lexicon import load
from tests.contents import excerpt_ids
from tests.privacy.studies import WORDS, Tiny, published
from tests.small_study import exemplar

NAME = "Marisol Quintero"
SECRET = "Zqxjkva Halloranova told Ms. Pemberwick at 12 Wexcombe Street that her zqxjkva leaves."
TOLD = ("zqxjkv", "halloranov", "pemberwick", "wexcombe")


@pytest.fixture
def tiny(tmp_path: Path, word_cache: Path) -> Tiny:
    """A study in which somebody is named, built."""
    load(word_cache)
    said = [
        ("R_1", "D001", "Teacher", WORDS, "Often"),
        ("R_2", "D003", "Coach", f"Mrs. {NAME} lets them choose a topic.", "Never"),
    ]
    made = Tiny(tmp_path / "study", word_cache, surveys={"spring": said})
    made.built()
    return made


def in_the_codebook(tiny: Tiny) -> None:
    tiny.codes[0]["definition"] += f" As {NAME} does."


def in_an_example_of_the_codebook(tiny: Tiny) -> None:
    tiny.codes[1]["examples"] = [{"text": f"in {NAME.upper()}'s room they choose", "stance": "current"}]


def in_an_exemplar(tiny: Tiny) -> None:
    key = excerpt_ids(tiny.study)[WORDS]
    tiny.exemplars["rotate"] = exemplar([(key, WORDS)], body="It began with marisol  quintero. [1]")


def in_the_title_of_an_exemplar(tiny: Tiny) -> None:
    key = excerpt_ids(tiny.study)[WORDS]
    tiny.exemplars["rotate"] = exemplar([(key, WORDS)], title=f"Rotate as {NAME} does")


def in_the_file_name_of_an_exemplar(tiny: Tiny) -> None:
    key = excerpt_ids(tiny.study)[WORDS]
    tiny.exemplars["as-marisol-quintero-does"] = exemplar([(key, WORDS)])


def in_the_title_of_a_source(tiny: Tiny) -> None:
    tiny.entries["spring"] = {"title": f"Survey of {NAME}"}


def in_the_id_of_a_source(tiny: Tiny) -> None:
    tiny.surveys["from_marisol_quintero"] = [("R_8", "D001", "Teacher", WORDS, "Often")]


LEAKS = [
    in_the_codebook,
    in_an_example_of_the_codebook,
    in_an_exemplar,
    in_the_title_of_an_exemplar,
    in_the_file_name_of_an_exemplar,
    in_the_title_of_a_source,
    in_the_id_of_a_source,
]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_leaking_build_is_refused_with_places_and_without_words(tiny: Tiny, leak: Callable[[Tiny], None]) -> None:
    before = tiny.study.catalog_db.read_bytes()
    leak(tiny)
    tiny.write()

    refused = tiny.typed("build", "--jobs", 1)

    assert refused.exit_code == 1
    assert "catalog.db: " in refused.stderr
    assert "hold an identifier" in refused.stderr
    assert "(person)" in refused.stderr
    assert "\n  Fix: " in refused.stderr
    assert not tells(refused, "marisol quintero", "marisol-quintero does")
    assert tiny.study.catalog_db.read_bytes() == before
    assert {p.name for p in tiny.study.build.iterdir()} <= {
        "build.lock",
        "cache",
        "catalog.db",
        "evidence.db",
        "private.db",
    }


def tells(result: Result, *words: str) -> bool:
    said = " ".join((result.stdout + result.stderr).lower().split())
    return any(word in said for word in words)


def test_once_the_words_are_gone_the_build_goes_through(tiny: Tiny) -> None:
    in_the_codebook(tiny)
    tiny.write()
    assert tiny.typed("build", "--jobs", 1).exit_code == 1
    tiny.codes[0]["definition"] = "Groups move."

    tiny.built()

    assert published(tiny.study)[1] == "[Teacher 1] lets them choose a topic."


def test_the_check_names_the_places_in_the_evidence_and_ends_with_1(tiny: Tiny) -> None:
    in_an_exemplar(tiny)
    tiny.write()
    tiny.typed("build", "--jobs", 1)

    checked = tiny.typed("check", "--privacy")

    assert checked.exit_code == 1
    assert "left       exemplars.body of row 1 (person)" in checked.stdout
    assert not tells(checked, "marisol", "quintero")


def test_a_name_in_a_prompt_that_is_found_only_in_an_answer_is_replaced_in_both(
    tmp_path: Path, word_cache: Path
) -> None:
    load(word_cache)
    talk = [
        ("Moderator", "What would quinterova say about planning, do you think?"),
        ("Dana", "I would ask Mrs. Quinterova first."),
    ]
    tiny = Tiny(tmp_path / "study", word_cache, talks={"talk": talk})

    tiny.built()

    assert tiny.typed("check", "--privacy").exit_code == 0


# What no program may say or leave: the secret stands in every part of a study that can go wrong.


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def broken_heads(append: Callable[[Path, str, str], None]) -> Iterator[tuple[str, Callable[[Path], None]]]:
    yield "an exemplar whose head does not end", lambda root: append(root, "corpus/exemplars/a.md", f"---\n{SECRET}: [")
    yield "consent that cannot be read", lambda root: append(root, "corpus/consent.csv", f"case,until\n{SECRET},soon\n")
    yield "marks that cannot be read", lambda root: append(root, "corpus/privacy.csv", f"mark,phrase\nhide,{SECRET}\n")
    latin = "mark,phrase\nfine,caf\u00e9 ".encode("latin-1") + SECRET.encode()
    yield "marks that are not UTF-8", lambda root: put(root / "corpus/privacy.csv", latin)
    yield "a manifest that is no YAML", lambda root: append(root, "corpus/sources.yaml", f"\n  - {{{SECRET}")


def broken() -> Iterator[tuple[str, Callable[[Path], None]]]:
    def survey(root: Path, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        (root / "corpus/spring.csv").write_bytes(data)

    def append(root: Path, name: str, text: str) -> None:
        with (root / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    rows = "".join(f'R_{n},D001,Teacher,"{SECRET}",Often\n' for n in range(9))
    header = "Id,District,Role,What works,How often\n"
    yield "the same respondent twice", lambda root: survey(root, header + rows + rows)
    yield "a quote that does not end", lambda root: survey(root, header + rows + f'R_99,D001,Teacher,"{SECRET}')
    yield "a column that is missing", lambda root: survey(root, f"Id,Role,{SECRET},How often\n" + rows)
    yield "bytes that are no text", lambda root: survey(root, b"\x00\xff\x10" + SECRET.encode() * 9)
    yield (
        "a coding of nothing",
        lambda root: append(
            root,
            "corpus/codings/ana.csv",
            "excerpt,quote,codes\n0123456789abcdef,Halloranova Wexcombe zqxjkva,devices\n",
        ),
    )
    yield (
        "a coding by no code",
        lambda root: append(
            root, "corpus/codings/ana.csv", f'excerpt,quote,codes\n0123456789abcdef,"{SECRET}",devicez\n'
        ),
    )
    yield (
        "a citation of nothing",
        lambda root: append(root, "corpus/exemplars/a.md", exemplar([("0123456789abcdef", SECRET)], body=SECRET)),
    )
    yield from broken_heads(append)


@pytest.mark.parametrize(("what", "breaks"), list(broken()), ids=lambda value: value if isinstance(value, str) else "")
def test_no_error_tells_a_word_of_what_was_delivered(
    tmp_path: Path, word_cache: Path, what: str, breaks: Callable[[Path], None]
) -> None:
    load(word_cache)
    tiny = Tiny(tmp_path / "study", word_cache, surveys={"spring": [("R_1", "D001", "Teacher", SECRET, "Often")]})
    tiny.built()
    breaks(tiny.root)

    for verb in (("build", "--jobs", 1), ("check",), ("check", "--privacy"), ("status",)):
        result = tiny.typed(*verb)

        # Whether an excerpt exists is known only to a build.
        fails = verb[0] == "build" or (verb == ("check",) and not what.endswith("of nothing"))
        assert result.exit_code == fails or verb == ("check", "--privacy"), (what, verb)
        assert not tells(result, *TOLD), (what, verb)


def test_nothing_but_the_private_database_and_the_corpus_holds_the_words(tmp_path: Path, word_cache: Path) -> None:
    load(word_cache)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    rows = [(f"R_{n}", "D003", "Teacher", f"{n}. {SECRET}", "Often") for n in range(40)]
    tiny = Tiny(tmp_path / "study", word_cache, surveys={"spring": rows}, talks={"talk": [("Dana", SECRET)] * 2})
    tiny.marks = [["mark", "phrase"], ["redact", "zqxjkva"]]
    tiny.write()
    settings = {**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}

    ran = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "build", "--study", str(tiny.root)],
        env={**settings, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=temporary,
        capture_output=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr.decode()
    assert not any(word in (ran.stdout + ran.stderr).lower() for word in map(str.encode, TOLD))
    assert list(temporary.rglob("*")) == []
    for path in tiny.study.build.rglob("*"):
        if path.is_file() and path.name != "private.db":
            holds = [word for word in TOLD if word.encode() in path.read_bytes().lower()]
            assert holds == [], path.name


def test_the_private_database_is_its_owners_alone(tiny: Tiny) -> None:
    if os.name == "posix":
        assert tiny.study.private_db.stat().st_mode & 0o077 == 0
