"""What is meant to do harm, or was damaged on its way, is refused with its place, and nothing is written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from catalog.errors import SourceError
from pipelines.exchange.read import read_project
from tests.cli.conftest import typed
from tests.exchange.qdpx_files import SPACE, Coded, Text, Tool
from tests.small_study import SmallStudy

GOOD = Text("One", "We rotate.\n", [Coded(0, 10)])
LAUGHS = (
    '<?xml version="1.0"?><!-- x --><!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    f'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Project xmlns="{SPACE}" name="&c;"/>'
)
READS = f'<!DOCTYPE Project [<!ENTITY f SYSTEM "file:///etc/passwd">]><Project xmlns="{SPACE}" name="&f;"/>'


def xml_of(path: Path, xml: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
    return path


@pytest.mark.parametrize("xml", [LAUGHS, READS, READS.encode("utf-16")], ids=["bomb", "file", "file in UTF-16"])
def test_xml_that_declares_entities_is_refused(tmp_path: Path, xml: str | bytes) -> None:
    with pytest.raises(SourceError, match=r"p\.qdpx, project\.qde: the XML declares a document type"):
        read_project(xml_of(tmp_path / "p.qdpx", xml))


def test_a_codebook_with_entities_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "c.qdc"
    path.write_text(LAUGHS.replace("Project", "CodeBook"), encoding="utf-8")

    with pytest.raises(SourceError, match=r"c\.qdc: the XML declares a document type"):
        read_project(path)


def test_broken_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"p\.qdpx, project\.qde:3: the XML cannot be read"):
        read_project(xml_of(tmp_path / "p.qdpx", f'<Project xmlns="{SPACE}">\n<Users>\n<User</Project>'))


def test_very_deep_xml_is_refused(tmp_path: Path) -> None:
    deep = f'<Project xmlns="{SPACE}">' + "<Code>" * 100_000 + "</Code>" * 100_000 + "</Project>"

    with pytest.raises(SourceError, match="the XML cannot be read"):
        read_project(xml_of(tmp_path / "p.qdpx", deep))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
def test_members_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = Tool().write(tmp_path / "p.qdpx", [GOOD], {name: b"x"})

    with pytest.raises(SourceError, match=r"p\.qdpx, .*evil\.txt: the member's name leads out of the archive"):
        read_project(path)


@pytest.mark.parametrize("path", ["internal://../../etc/{}", "relative:///../{}"])
def test_a_path_that_leads_out_of_the_archive_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SourceError, match="leads out of the archive"):
        read_project(Tool(path=path).write(tmp_path / "p.qdpx", [GOOD]))


def test_an_absolute_path_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words here", encoding="utf-8")
    tool = Tool(path=f"absolute://{secret.as_posix()}?{{}}")

    project = read_project(tool.write(tmp_path / "p.qdpx", [GOOD]))

    assert not project.documents
    assert "1 x document whose text is not in the file (One)" in project.losses.as_lines()


def test_a_member_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="it would fill the memory"):
        read_project(xml_of(tmp_path / "p.qdpx", b" " * 50_000_000))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="two members have this name"):
        read_project(Tool().write(tmp_path / "p.qdpx", [GOOD], {"PROJECT.QDE": b"<Project/>"}))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_a_project_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = Tool().write(tmp_path / "p.qdpx", [GOOD])
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    with pytest.raises(SourceError, match="damaged"):
        read_project(path)


def test_damage_within_a_member_is_told(tmp_path: Path) -> None:
    path = Tool().write(tmp_path / "p.qdpx", [Text("One", "We rotate. " * 200, [])])
    data = bytearray(path.read_bytes())
    data[60] ^= 255
    path.write_bytes(bytes(data))

    with pytest.raises(SourceError, match="damaged"):
        read_project(path)


@pytest.mark.parametrize(("name", "data"), [("a.qdpx", b"nothing"), ("a.sqlite3", b"SQLite format 3\0" + b"x" * 999)])
def test_a_file_of_no_tool_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises(SourceError, match=name):
        read_project(tmp_path / name)


def test_a_refused_import_changes_no_file_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    study = SmallStudy(tmp_path / "study").write()
    before = {path: path.read_bytes() for path in sorted(study.root.rglob("*")) if path.is_file()}

    done = typed("import", xml_of(tmp_path / "p.qdpx", LAUGHS), "--study", study.root)

    assert done.exit_code == 1
    assert {path: path.read_bytes() for path in sorted(study.root.rglob("*")) if path.is_file()} == before
