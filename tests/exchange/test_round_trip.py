"""What goes out as REFI-QDA comes back with nothing lost, and is valid."""

from __future__ import annotations

import zipfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from catalog.codebook import Code, Codebook, load_codebook, parse_codebook
from catalog.codebook.model import Dimension
from catalog.codebook.write import with_codes
from catalog.records import STANCES, Span
from catalog.store.connection import open_database
from catalog.store.exchange import Coder, Cut, Read, Said
from catalog.study import Study
from catalog.text import normalise
from pipelines import build
from pipelines.exchange.codes_in import map_codes, stance_of
from pipelines.exchange.outgoing import OutCase, OutDocument, Outgoing
from pipelines.exchange.project import Project
from pipelines.exchange.qdpx_read import read_qdpx
from pipelines.exchange.qdpx_write import codebook_xml, write_qdpx
from pipelines.exchange.read import read_project
from tests.cli.conftest import typed
from tests.small_study import SmallStudy

BOOK = Codebook(
    (
        Code("a", "Stations & <more>", "In “turns”.", "d"),
        Code("b", "Pairs", "Two.", "d", "a"),
        Code("c", "漢字 😀", "Other.", "e"),
    ),
    dimensions=(Dimension("d", "Practice"), Dimension("e", "Other things")),
)
letters = st.one_of(
    st.sampled_from("ab .é\u0301\u0308🎈👩\u200d🏫\U0001d11eשלוםعربي漢\u2028\x85\x07\r\n\ufeff\u200f“<&>\"'=+-@"),
    st.characters(exclude_categories=("Cs",)),
)
texts = st.text(letters, max_size=60).map(normalise).filter(lambda text: any(map(str.isalnum, text)))
codes = st.dictionaries(st.sampled_from("abc"), st.sampled_from(STANCES), max_size=3)
spans = st.tuples(st.integers(0, 80), st.integers(0, 80), st.sampled_from(["ana", "ben", "cues"]), codes)
documents = st.lists(
    st.tuples(st.lists(st.tuples(texts, st.lists(spans, max_size=4)), min_size=1, max_size=3), st.booleans()),
    min_size=1,
    max_size=3,
)
CODERS = {key: Coder(key, kind, key.title()) for key, kind in (("ana", "person"), ("ben", "person"), ("cues", "rules"))}


Made = list[tuple[list[tuple[str, list[tuple[int, int, str, dict[str, str]]]]], bool]]


def outgoing(made: Made) -> Outgoing:
    """An export of generated answers: (words, spans) of each respondent, and whether a question stands before."""
    found: list[OutDocument] = []
    excerpts: dict[int, list[Cut]] = {}
    readings: dict[int, list[Read]] = {}
    for n, (answers, asked) in enumerate(made):
        document = OutDocument(f"p{n}", f"Survey, Respondent {n}", f"case{n}", {"source": "Survey"})
        for text, marks in answers:
            pk = len(excerpts) + 1
            question = f"What about {pk}?" if asked else ""
            document.text += "\n\n" if document.text else ""
            if question:
                at = len(document.text)
                document.headings.append((at, at + len(question), "question"))
                document.text += f"{question}\n"
            said = Said(pk, f"r{pk}", "s", "Survey", "survey", None, None, "p", f"p{n}", None, 0, "c", question, text)
            document.places.append((said, len(document.text)))
            document.text += text
            excerpts[pk] = cuts(pk, text, marks, readings)
        found.append(document)
    cases = [OutCase(f"case{n}", f"District {n}", "district", {"tier": "B", "kind": "=1+1"}) for n in range(len(made))]
    stamp = "2026-01-02T03:04:05Z"
    return Outgoing("A study", "research", stamp, BOOK, found, excerpts, readings, CODERS, cases, [], 0)


def cuts(
    pk: int, text: str, marks: list[tuple[int, int, str, dict[str, str]]], readings: dict[int, list[Read]]
) -> list[Cut]:
    """The excerpts of an answer; a machine's reading always holds a code."""
    made: dict[tuple[int, int], Cut] = {}
    for start, end, coder, told in marks:
        start, end = sorted((start % len(text), end % len(text) + 1))
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start < end and (told or coder != "cues"):
            new = Cut(1000 * pk + len(made), f"e{pk}-{len(made)}", pk, start, end, text[start:end])
            cut = made.setdefault((start, end), new)
            of_cut = readings.setdefault(cut.pk, [])
            if all(read.coder != coder for read in of_cut):
                of_cut.append(Read(cut.pk, coder, "", tuple((c, s, None) for c, s in sorted(told.items()))))  # type: ignore[misc]
    return list(made.values())


def sent(out: Outgoing) -> Counter[tuple[object, ...]]:
    """(document, place, coder, code, stance) of people's readings."""
    return Counter(
        (d.name, at + cut.start, at + cut.end, cut.text, read.coder, code, stance)
        for d in out.documents
        for said, at in d.places
        for cut in out.excerpts[said.pk]
        for read in out.readings.get(cut.pk, ())
        for code, stance, _ in read.codes or (("", "current", None),)
    )


def received(project: Project) -> Counter[tuple[object, ...]]:
    mapped = map_codes(project.codes, BOOK, ())
    coders = {key: name.lower().removesuffix(" (machine)") for key, name in project.coders.items()}
    return Counter(
        (d.name, *place(mark.span, d.text), coders[mark.coder], code, stance_of(mark.codes, mapped.stances))
        for d in project.documents
        for mark in d.marks
        for code in [mapped.ids[c] for c in mark.codes if c in mapped.ids] or [""]
    )


def place(span: Span, text: str) -> tuple[int, int, str]:
    return span.start, span.end, span.of(text)


@given(made=documents)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_words_places_coders_codes_and_stances_come_back(tmp_path: Path, made: Made) -> None:
    out = outgoing(made)

    write_qdpx(tmp_path / "out.qdpx", out)
    project = read_qdpx(tmp_path / "out.qdpx")

    assert received(project) == sent(out)
    assert [d.text for d in project.documents] == [d.text for d in out.documents]
    assert [(c.name, c.attributes) for c in project.cases] == [(c.name, c.attributes) for c in out.cases]
    assert [d.case for d in project.documents] == [c.name for c in out.cases]
    assert [[(c.span.start, c.span.end, c.kind) for c in d.contexts] for d in project.documents] == [
        d.headings for d in out.documents
    ]
    assert project.machines == {key for key, name in project.coders.items() if name.endswith("(machine)")}
    assert not project.losses.as_lines()


def test_two_exports_of_the_same_evidence_are_the_same(tmp_path: Path) -> None:
    made = [([("We rotate. Time is short.", [(0, 9, "ana", {"a": "planned"})])], True)]
    for name in ("one", "two"):
        write_qdpx(tmp_path / name, outgoing(made))

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def told(code: Code, book: Codebook) -> tuple[object, ...]:
    """What a code says, whatever ids its codebook uses."""
    examples = [(" ".join(example.text.split()), example.stance) for example in code.examples]
    parent = book.by_id[code.parent].label if code.parent else None
    lists = (code.use_when, code.not_when, code.look_fors, code.alt_labels, code.elements)
    return (code.definition.split(), *lists, examples, len(code.near_misses), parent)


def test_the_whole_codebook_of_the_demo_comes_back_from_a_description_in_each_code(root: Path, tmp_path: Path) -> None:
    book = load_codebook(root / "taxonomy.yaml")
    path = tmp_path / "book.qdc"
    path.write_bytes(codebook_xml(book))
    head = f"elements:\n{''.join(f'- id: {e.id}{chr(10)}  label: {e.label}{chr(10)}' for e in book.elements)}"
    first = f"{head}codes:\n- id: first\n  label: First\n  definition: One.\n"

    mapped = map_codes(read_project(path).codes, parse_codebook(first), ())
    back = parse_codebook(with_codes(first, mapped.dimensions, mapped.codes))

    labels = {code.label: code for code in back.codes}
    for code in book.codes:
        assert told(code, book) == told(labels[code.label], back)
    assert [d.label for d in back.dimensions][: len(book.dimensions)] == [d.label for d in book.dimensions]


def readings(study: Study) -> Counter[tuple[str, ...]]:
    sql = (
        "select d.coder_id, e.text, coalesce(k.code_id, ''), coalesce(k.stance, ''), coalesce(d.memo, '') "
        "from readings d "
        "join coders c on c.id = d.coder_id join excerpts e on e.pk = d.excerpt_pk "
        "left join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id "
        "where c.kind = 'person' and e.gone = 0"
    )
    with closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        return Counter(db.execute(sql).fetchall())


def test_a_study_exported_imported_and_built_again_has_the_same_readings(coded: Study, tmp_path: Path) -> None:
    again = SmallStudy(tmp_path / "again", absent={"survey", "form", "talk", "notes", "districts"}).write()
    path = tmp_path / "study.qdpx"
    assert typed("export", "qdpx", "--memos", "-o", path, "--study", coded.root).exit_code == 0

    assert typed("import", path, "--study", again.root).exit_code == 0
    build.run(again, jobs=1)

    assert readings(again) == readings(coded)
    assert sum(readings(coded).values()) > 20


def test_memos_stay_at_home_unless_they_are_asked_for(coded: Study, tmp_path: Path) -> None:
    for path, more in ((tmp_path / "without.qdpx", []), (tmp_path / "with.qdpx", ["--memos"])):
        typed("export", "qdpx", "-o", path, *more, "--study", coded.root)

    assert b"=memo" not in zipfile.ZipFile(tmp_path / "without.qdpx").read("project.qde")
    assert b"=memo" in zipfile.ZipFile(tmp_path / "with.qdpx").read("project.qde")


def test_exemplars_are_a_set_and_machines_are_users_of_their_own(coded: Study, tmp_path: Path) -> None:
    typed("export", "qdpx", "-o", tmp_path / "out.qdpx", "--study", coded.root)

    root = etree.fromstring(zipfile.ZipFile(tmp_path / "out.qdpx").read("project.qde"))
    assert root.xpath("//*[local-name()='Set']/@name") == ["Exemplars"]
    assert len(root.xpath("//*[local-name()='MemberSource']")) == 1
    names = root.xpath("//*[local-name()='User']/@name")
    assert sorted(names)[:2] == ["Ana", "Ben"]
    assert sum(name.endswith("(machine)") for name in names) == 1


@pytest.mark.shared
def test_exports_are_valid_and_load_in_another_library(coded: Study, shared: Path, tmp_path: Path) -> None:
    from pyrefiqda import RefiCodebook, RefiProject

    folder, project, book = shared / "data" / "refi-qda", tmp_path / "out.qdpx", tmp_path / "out.qdc"
    typed("export", "qdpx", "-o", project, "--memos", "--study", coded.root)
    typed("export", "qdc", "-o", book, "--study", coded.root)

    schema = etree.XMLSchema(etree.parse(folder / "project.xsd"))
    schema.assertValid(etree.fromstring(zipfile.ZipFile(project).read("project.qde")))
    etree.XMLSchema(etree.parse(folder / "codebook.xsd")).assertValid(etree.parse(book))
    loaded = RefiProject.load(project, extract_dir=str(tmp_path / "extracted"))
    assert len(loaded.sources.text_source) == len(read_qdpx(project).documents)
    assert len(RefiCodebook.load(book).codes.code) == len(load_codebook(coded.taxonomy).dimensions)
